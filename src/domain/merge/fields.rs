//! Field by field: what stays, what is filled in, what is left behind.

use super::{Choice, Choices, extra, lists};
use crate::domain::duplicates;
use crate::domain::{
    Address, Company, CompanyStatus, Contact, ContactStatus, Email, ExternalId, Phone, Refusal,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// A field that is merged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Entries of both can stay.
    pub list: bool,
    /// It says more about this field: filled in only where the two agree on that.
    pub with: Option<&'static str>,
}

const fn one(name: &'static str) -> Field {
    Field {
        name,
        list: false,
        with: None,
    }
}

const fn with(name: &'static str, with: &'static str) -> Field {
    Field {
        name,
        list: false,
        with: Some(with),
    }
}

const fn list(name: &'static str) -> Field {
    Field {
        name,
        list: true,
        with: None,
    }
}

/// What of two companies is chosen field by field. The stage goes by its own rule, the status with it.
pub const COMPANY: &[Field] = &[
    one("name"),
    one("legal_name"),
    one("owner_id"),
    with("owner_text", "owner_id"),
    one("industry"),
    one("account_type"),
    one("size_band"),
    with("employees", "size_band"),
    one("domain"),
    with("website", "domain"),
    list("emails"),
    list("phones"),
    one("postal"),
    one("delivery"),
    one("vat_id"),
    one("tax_number"),
    one("register_number"),
    with("register_court", "register_number"),
    one("source"),
    with("source_detail", "source"),
    one("language"),
    one("time_zone"),
    list("tags"),
    one("enrichment_source"),
    with("enrichment_at", "enrichment_source"),
    list("external_ids"),
    list("extra"),
];

/// What of two contacts is chosen field by field.
pub const CONTACT: &[Field] = &[
    one("company_id"),
    one("first_name"),
    one("last_name"),
    one("job_title"),
    one("department"),
    one("buying_role"),
    list("emails"),
    list("phones"),
    one("linkedin"),
    one("birthday"),
    one("language"),
    one("source"),
    list("external_ids"),
    list("extra"),
];

/// Two rows as one.
#[derive(Clone, PartialEq, Debug)]
pub struct Merged<T> {
    /// What the winner becomes.
    pub row: T,
    /// Values that stay nowhere, by field, as text.
    pub left_behind: Vec<(String, String)>,
}

/// A field of two rows, side by side.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Line {
    /// The field; of those without a field of their own, `extra.` and the name.
    pub field: String,
    /// The winner's value.
    pub mine: Value,
    /// The loser's value.
    pub theirs: Value,
    /// Whose stays, or both.
    pub choice: Choice,
    /// Entries of both can stay.
    pub list: bool,
    /// The choice can be changed.
    pub free: bool,
}

/// Merges two companies but for stage and status.
///
/// # Errors
/// A choice that names no field, or one that the field does not have.
pub fn companies(winner: &Company, loser: &Company, choices: &Choices) -> Result<Merged<Company>, Refusal> {
    let mut merged = merge(winner, loser, COMPANY, choices)?;
    let row = &mut merged.row;
    if row.owner_id.is_some() && winner.owner_text.is_none() {
        row.owner_text = None;
    }
    (row.dnc_since, row.dnc_basis) = blocked(
        (winner.dnc_since, &winner.dnc_basis),
        (loser.dnc_since, &loser.dnc_basis),
    );
    Ok(merged)
}

/// The status of a merged company: that of the company whose stage stays, as the stage machine bends it.
pub const fn status(stage: crate::domain::Stage, of_stage: CompanyStatus) -> CompanyStatus {
    use crate::domain::Stage;
    match stage {
        Stage::Customer => CompanyStatus::Customer,
        Stage::Archived => CompanyStatus::Inactive,
        _ => of_stage,
    }
}

/// Merges two contacts; one that is blocked stays so.
///
/// # Errors
/// A choice that names no field, or one that the field does not have.
pub fn contacts(winner: &Contact, loser: &Contact, choices: &Choices) -> Result<Merged<Contact>, Refusal> {
    let mut merged = merge(winner, loser, CONTACT, choices)?;
    let row = &mut merged.row;
    if loser.status == ContactStatus::Blocked {
        row.status = ContactStatus::Blocked;
    }
    (row.dnc_since, row.dnc_basis) = blocked(
        (winner.dnc_since, &winner.dnc_basis),
        (loser.dnc_since, &loser.dnc_basis),
    );
    Ok(merged)
}

type Blocked<'a> = (Option<crate::base::Timestamp>, &'a Option<String>);

/// Do-not-contact of either stays, since the earlier of the two, on the basis of both.
fn blocked(mine: Blocked, theirs: Blocked) -> (Option<crate::base::Timestamp>, Option<String>) {
    let since = [mine.0, theirs.0].into_iter().flatten().min();
    let basis = match (mine.1, theirs.1) {
        (Some(one), Some(other)) if one != other => Some(format!("{one}; {other}")),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    (since, basis)
}

/// The fields of two rows side by side, with what stays by the rule and the choices; fields that both lack are left out.
pub fn lines<T: Serialize>(winner: &T, loser: &T, fields: &[Field], choices: &Choices) -> Vec<Line> {
    let (mine, theirs) = (object(winner), object(loser));
    let filled = fields
        .iter()
        .filter(|field| !empty(&mine, field.name) || !empty(&theirs, field.name));
    let mut lines = Vec::new();
    for field in filled {
        if field.name == extra::NAME {
            lines.extend(extra::lines(&mine, &theirs, choices));
            continue;
        }
        lines.push(Line {
            field: field.name.to_owned(),
            mine: value(&mine, field.name),
            theirs: value(&theirs, field.name),
            choice: stays(field, &mine, &theirs, choices),
            list: field.list,
            free: field.name != "external_ids",
        });
    }
    lines
}

fn merge<T: Serialize + DeserializeOwned>(
    winner: &T,
    loser: &T,
    fields: &[Field],
    choices: &Choices,
) -> Result<Merged<T>, Refusal> {
    let (mine, theirs) = (object(winner), object(loser));
    known(fields, choices, &mine, &theirs)?;
    let mut whole = mine.clone();
    let mut left_behind = Vec::new();
    for field in fields {
        let choice = stays(field, &mine, &theirs, choices);
        let name = field.name;
        let merged = if name == extra::NAME {
            extra::join(&mine, &theirs, choices, &mut left_behind)
        } else if field.list {
            join(name, &mine, &theirs, choice)
        } else if choice == Choice::Both {
            filled_address(&value(&mine, name), &value(&theirs, name))
        } else if choice == Choice::Theirs {
            value(&theirs, name)
        } else {
            value(&mine, name)
        };
        if !field.list {
            for lost in [value(&mine, name), value(&theirs, name)] {
                if !is_empty(&lost) && !same(&lost, &merged) && choice != Choice::Both {
                    left_behind.push((name.to_owned(), text(&lost)));
                }
            }
        }
        whole.insert(name.to_owned(), merged);
    }
    let row = serde_json::from_value(Value::Object(whole))
        .map_err(|error| Refusal::invalid("take", error.to_string()))?;
    Ok(Merged { row, left_behind })
}

fn known(
    fields: &[Field],
    choices: &Choices,
    mine: &Map<String, Value>,
    theirs: &Map<String, Value>,
) -> Result<(), Refusal> {
    for (name, choice) in choices {
        if extra::has(mine, theirs, name) {
            continue;
        }
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            let names = fields
                .iter()
                .map(|field| field.name)
                .collect::<Vec<_>>()
                .join(", ");
            return Err(Refusal::invalid(
                "take",
                format!("\"{name}\" is no field to choose; there are: {names}"),
            ));
        };
        if field.name == "external_ids" && *choice != Choice::Both {
            let text = "ids of other systems always stay, or the next import would not find the row";
            return Err(Refusal::invalid("take", text));
        }
        if *choice == Choice::Both && !field.list {
            let text = format!("{name} holds one value: mine or theirs");
            return Err(Refusal::invalid("take", text));
        }
    }
    Ok(())
}

/// Whose value stays: as chosen; else both entries of a list, the winner's value, or the loser's where it lacks one.
fn stays(field: &Field, mine: &Map<String, Value>, theirs: &Map<String, Value>, choices: &Choices) -> Choice {
    if let Some(choice) = choices.get(field.name) {
        return *choice;
    }
    if field.list {
        return Choice::Both;
    }
    let name = field.name;
    if is_address(name) && fits(&value(mine, name), &value(theirs, name)) {
        return Choice::Both;
    }
    if !empty(mine, name) || empty(theirs, name) {
        return Choice::Mine;
    }
    let agree = field.with.is_none_or(|other| {
        let result = match choices.get(other) {
            Some(Choice::Theirs) => value(theirs, other),
            Some(_) => value(mine, other),
            None if empty(mine, other) => value(theirs, other),
            None => value(mine, other),
        };
        same(&result, &value(theirs, other))
    });
    if agree { Choice::Theirs } else { Choice::Mine }
}

fn is_address(name: &str) -> bool {
    name == "postal" || name == "delivery"
}

fn parts(value: &Value) -> Option<Address> {
    serde_json::from_value(value.clone()).ok()
}

/// Both are addresses and no part of them differs.
fn fits(mine: &Value, theirs: &Value) -> bool {
    let (Some(mine), Some(theirs)) = (parts(mine), parts(theirs)) else {
        return false;
    };
    let agree = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => duplicates::town(one) == duplicates::town(other),
        _ => true,
    };
    agree(&mine.street, &theirs.street)
        && agree(&mine.postal_code, &theirs.postal_code)
        && agree(&mine.city, &theirs.city)
        && agree(&mine.region, &theirs.region)
        && agree(&mine.country, &theirs.country)
}

fn filled_address(mine: &Value, theirs: &Value) -> Value {
    let (Some(mine), Some(theirs)) = (parts(mine), parts(theirs)) else {
        return mine.clone();
    };
    let whole = Address {
        street: mine.street.or(theirs.street),
        postal_code: mine.postal_code.or(theirs.postal_code),
        city: mine.city.or(theirs.city),
        region: mine.region.or(theirs.region),
        country: mine.country.or(theirs.country),
    };
    serde_json::to_value(whole).expect("an address is JSON")
}

fn join(name: &str, mine: &Map<String, Value>, theirs: &Map<String, Value>, choice: Choice) -> Value {
    let joined = match name {
        "emails" => of::<Vec<Email>>(mine, theirs, name, |a, b| lists::emails(&a, &b, choice)),
        "phones" => of::<Vec<Phone>>(mine, theirs, name, |a, b| lists::phones(&a, &b, choice)),
        "tags" => of::<Vec<String>>(mine, theirs, name, |a, b| lists::tags(&a, &b, choice)),
        "external_ids" => of::<Vec<ExternalId>>(mine, theirs, name, |a, b| lists::external(&a, &b)),
        _ => None,
    };
    joined.unwrap_or_else(|| value(mine, name))
}

fn of<T: Serialize + DeserializeOwned>(
    mine: &Map<String, Value>,
    theirs: &Map<String, Value>,
    name: &str,
    join: impl FnOnce(T, T) -> T,
) -> Option<Value> {
    let read = |map: &Map<String, Value>| serde_json::from_value::<T>(value(map, name)).ok();
    serde_json::to_value(join(read(mine)?, read(theirs)?)).ok()
}

fn object<T: Serialize>(row: &T) -> Map<String, Value> {
    match serde_json::to_value(row) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

pub(super) fn value(map: &Map<String, Value>, name: &str) -> Value {
    map.get(name).cloned().unwrap_or(Value::Null)
}

pub(super) fn empty(map: &Map<String, Value>, name: &str) -> bool {
    map.get(name).is_none_or(is_empty)
}

pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.trim() == other.trim(),
        _ => one == other || is_empty(one) && is_empty(other),
    }
}

/// A value in one line.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => joined(items.iter(), ", "),
        Value::Object(map) => {
            let main = ["address", "raw", "id"].iter().find_map(|name| map.get(*name));
            match (main, map.get("system")) {
                (Some(id), Some(system)) => format!("{}:{}", text(system), text(id)),
                (Some(main), None) => text(main),
                (None, _) => joined(map.values(), ", "),
            }
        }
        other => other.to_string(),
    }
}

fn joined<'a>(values: impl Iterator<Item = &'a Value>, between: &str) -> String {
    let texts = values.map(text).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join(between)
}
