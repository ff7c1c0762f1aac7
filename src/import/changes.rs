//! From a draft to fields: all of them for a new row, the differences for one that is here.
//!
//! An empty cell says nothing, so nothing is ever cleared; numbers and addresses are added
//! to those that are here, never taken away.

use super::draft::Draft;
use super::map::Entity;
use super::map::own::SYSTEM;
use crate::base::{CompanyId, UserId, lookup, phone};
use crate::domain::command::Fields;
use crate::domain::{Address, Code, EmailType, PhoneState, PhoneType, Source};
use serde_json::{Map, Value, json};

/// What fields need beside the draft.
pub(super) struct Context<'a> {
    /// What the rows are.
    pub(super) entity: Entity,
    /// The system they come from.
    pub(super) system: &'a str,
    /// Where they come from, in words.
    pub(super) detail: &'a str,
    /// The user the file's owner is, or the one the user named.
    pub(super) owner: Option<UserId>,
    /// The contact's company, when it was found.
    pub(super) company: Option<CompanyId>,
}

/// Every field of a new row.
pub(super) fn of_new(draft: &Draft, context: &Context) -> Fields {
    let mut fields = Fields::new();
    for (name, text) in &draft.texts {
        fields.insert((*name).to_owned(), json!(text));
    }
    let mut add = |name: &str, value: Value| {
        let is_empty = match &value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(parts) => parts.is_empty(),
            _ => false,
        };
        if !is_empty {
            fields.insert(name.to_owned(), value);
        }
    };
    add(
        "phones",
        Value::Array(
            draft
                .phones
                .iter()
                .map(phone_value)
                .chain(blocked_values(draft, true))
                .collect(),
        ),
    );
    add(
        "emails",
        Value::Array(draft.emails.iter().map(email_value).collect()),
    );
    let external = draft
        .ids(context.system)
        .map(|(system, id)| json!({ "system": system, "id": id }));
    add("external_ids", Value::Array(external.collect()));
    add("extra", json!(extra(draft, context)));
    add("source", json!(Source::Import.code()));
    match context.entity {
        Entity::Companies => {
            add("source_detail", json!(context.detail));
            add("domain", json!(draft.domain));
            add("employees", json!(draft.employees));
            add("size_band", json!(draft.band));
            add("postal", Value::Object(address_value(&draft.postal)));
            add("delivery", Value::Object(address_value(&draft.delivery)));
            add("tags", json!(draft.tags));
            add("owner_id", json!(context.owner));
            if context.owner.is_none() {
                add("owner_text", json!(named_owner(draft)));
            }
        }
        _ => add("birthday", json!(draft.birthday)),
    }
    fields
}

/// The fields of a company that only a contact names.
pub(super) fn of_named_company(draft: &Draft, context: &Context) -> Fields {
    let part = &draft.company;
    let website = part.website.clone();
    let company = Draft {
        id: draft.link.ids.first().cloned(),
        domain: draft
            .link
            .domain
            .clone()
            .or_else(|| website.as_deref().and_then(lookup::domain_of)),
        texts: [("name", draft.link.name.clone()), ("website", website)]
            .into_iter()
            .filter_map(|(name, text)| text.map(|text| (name, text)))
            .collect(),
        phones: part.phones.clone(),
        emails: part.emails.clone(),
        postal: part.postal.clone(),
        tags: draft.tags.clone(),
        owner: draft.owner.clone(),
        ..Draft::default()
    };
    let context = Context {
        entity: Entity::Companies,
        company: None,
        ..*context
    };
    of_new(&company, &context)
}

/// What the file says more or otherwise than the row that is here; empty when nothing.
/// Leaves what fills a gap or adds to a list; what stands in the row stays.
pub(super) fn only_gaps(fields: &mut Fields, row: &Fields) {
    const LISTS: [&str; 5] = ["phones", "emails", "tags", "external_ids", "extra"];
    let is_empty = |value: Option<&Value>| match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(_) => false,
    };
    fields.retain(|name, value| match value {
        _ if LISTS.contains(&name.as_str()) => true,
        // The parts of an address, each by itself.
        Value::Object(parts) => {
            let here = row.get(name.as_str());
            parts.retain(|part, _| is_empty(here.and_then(|here| here.get(part))));
            !parts.is_empty()
        }
        _ => is_empty(row.get(name.as_str())),
    });
}

pub(super) fn of_known(draft: &Draft, row: &Fields, context: &Context) -> Fields {
    let mut fields = Fields::new();
    let mut set = |name: &str, value: Value| {
        if !value.is_null() && row.get(name) != Some(&value) {
            fields.insert(name.to_owned(), value);
        }
    };
    for (name, text) in &draft.texts {
        set(name, json!(text));
    }
    match context.entity {
        Entity::Companies => {
            set("domain", json!(draft.domain));
            set("employees", json!(draft.employees));
            if draft.employees.is_none() {
                set("size_band", json!(draft.band));
            }
            // Who works with the company was decided here; the file only fills the gap.
            if row.get("owner_id").is_none_or(Value::is_null) {
                set("owner_id", json!(context.owner));
                if context.owner.is_none() {
                    set("owner_text", json!(named_owner(draft)));
                }
            }
            fields.extend(part_changes("postal", &draft.postal, row));
            fields.extend(part_changes("delivery", &draft.delivery, row));
            fields.extend(list_changes(
                "tags",
                row,
                draft.tags.iter().map(|tag| json!(tag)),
                PartialEq::eq,
            ));
        }
        _ => {
            set("birthday", json!(draft.birthday));
            set("company_id", json!(context.company));
        }
    }
    let phones = draft
        .phones
        .iter()
        .map(phone_value)
        .chain(blocked_values(draft, false));
    fields.extend(list_changes("phones", row, phones, same_number));
    let emails = draft.emails.iter().map(email_value);
    fields.extend(list_changes("emails", row, emails, same_address));
    // A row of ours that was kept elsewhere under another id is this very one.
    let is_row = |id: &str| row.get("id").and_then(Value::as_str) == Some(id);
    let external = draft
        .ids(context.system)
        .filter(|(system, id)| *system != SYSTEM || !is_row(id))
        .map(|(system, id)| json!({ "system": system, "id": id }));
    fields.extend(list_changes("external_ids", row, external, PartialEq::eq));
    fields.extend(extra_changes(draft, row, context));
    fields
}

/// How the file names the owner; the id of a user who is not here says nothing.
fn named_owner(draft: &Draft) -> Option<&String> {
    draft
        .owner
        .as_ref()
        .filter(|owner| uuid::Uuid::try_parse(owner).is_err())
}

/// What is kept beside the fields; how the file named a company that is not here is kept too.
fn extra(draft: &Draft, context: &Context) -> Map<String, Value> {
    let link = draft.link.cells.iter().filter(|_| context.company.is_none());
    let link = link.map(|(name, value)| (name, value));
    draft
        .extra
        .iter()
        .chain(link)
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect()
}

fn extra_changes(draft: &Draft, row: &Fields, context: &Context) -> Option<(String, Value)> {
    let here = row.get("extra").and_then(Value::as_object);
    let mut changed = extra(draft, context);
    changed.retain(|name, value| here.and_then(|map| map.get(name)) != Some(value));
    (!changed.is_empty()).then(|| ("extra".to_owned(), Value::Object(changed)))
}

fn phone_value((kind, raw): &(PhoneType, String)) -> Value {
    json!({ "type": kind, "raw": raw })
}
/// Numbers that are not called. Those of somebody whom nobody contacts are blocked with that person, so that a lift
/// gives them back.
fn blocked_values(draft: &Draft, is_new: bool) -> impl Iterator<Item = Value> {
    let with_person = is_new && draft.do_not_call.is_some();
    draft.blocked_phones.iter().map(move |(state, raw)| {
        let state = match state {
            Some(state) => *state,
            None if with_person => PhoneState::Ok,
            None => PhoneState::DoNotCall,
        };
        json!({ "type": PhoneType::Other, "raw": raw, "state": state })
    })
}
fn email_value((kind, address): &(EmailType, String)) -> Value {
    json!({ "type": kind, "address": address })
}

fn address_value(address: &Address) -> Map<String, Value> {
    let parts = [
        ("street", &address.street),
        ("postal_code", &address.postal_code),
        ("city", &address.city),
        ("region", &address.region),
        ("country", &address.country),
    ];
    parts
        .into_iter()
        .filter_map(|(name, part)| part.as_ref().map(|text| (name.to_owned(), json!(text))))
        .collect()
}

/// Only the parts of an address that differ: they are merged into the one that is here.
fn part_changes(name: &str, address: &Address, row: &Fields) -> Option<(String, Value)> {
    let here = row.get(name).and_then(Value::as_object);
    let mut changed = address_value(address);
    changed.retain(|part, value| here.and_then(|map| map.get(part)) != Some(value));
    (!changed.is_empty()).then(|| (name.to_owned(), Value::Object(changed)))
}

/// The whole list with what is new at its end, or nothing when nothing is new.
fn list_changes(
    name: &str,
    row: &Fields,
    wanted: impl Iterator<Item = Value>,
    same: impl Fn(&Value, &Value) -> bool,
) -> Option<(String, Value)> {
    let mut list = row
        .get(name)
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let before = list.len();
    for value in wanted {
        if !list.iter().any(|known| same(known, &value)) {
            list.push(value);
        }
    }
    (list.len() > before).then(|| (name.to_owned(), Value::Array(list)))
}

fn text_of<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn same_address(known: &Value, wanted: &Value) -> bool {
    text_of(known, "address").eq_ignore_ascii_case(text_of(wanted, "address"))
}

/// The same text, the same digits, or the same number once both are understood.
fn same_number(known: &Value, wanted: &Value) -> bool {
    let (here, there) = (text_of(known, "raw"), text_of(wanted, "raw"));
    let digits = phone::digits(there);
    if here == there || (!digits.is_empty() && phone::digits(here) == digits) {
        return true;
    }
    let e164 = text_of(known, "e164");
    if e164.is_empty() {
        return false;
    }
    let number = phone::parse(there, None);
    number.e164.as_deref() == Some(e164) && number.ext.as_deref().unwrap_or_default() == text_of(known, "ext")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: Context<'static> = Context {
        entity: Entity::Companies,
        system: "hubspot",
        detail: "hubspot, rows.csv",
        owner: None,
        company: None,
    };

    fn draft() -> Draft {
        Draft {
            id: Some("42".to_owned()),
            texts: vec![("name", "Voss GmbH".to_owned())],
            phones: vec![(PhoneType::Main, "+49 30 123456".to_owned())],
            emails: vec![(EmailType::Work, "info@voss.example".to_owned())],
            postal: Address {
                city: Some("Trier".to_owned()),
                ..Address::default()
            },
            extra: [("Mood".to_owned(), "good".to_owned())].into(),
            ..Draft::default()
        }
    }

    #[test]
    fn a_row_as_it_was_entered_has_nothing_to_change() {
        let draft = draft();
        let mut row = of_new(&draft, &CONTEXT);
        assert_eq!(row["source"], json!("IMPORT"));
        assert_eq!(row["external_ids"], json!([{ "system": "hubspot", "id": "42" }]));
        // As the rules store it: understood and marked.
        row["phones"] = json!([{ "type": "MAIN", "raw": "+49 30 123456", "e164": "+4930123456", "ext": null,
            "state": "WRONG", "primary": true }]);
        assert_eq!(of_known(&draft, &row, &CONTEXT), Fields::new());
    }

    #[test]
    fn only_what_the_file_says_more_is_changed_and_nothing_is_cleared() {
        let mut row = of_new(&draft(), &CONTEXT);
        row.insert("industry".to_owned(), json!("Pumps"));
        row["phones"] = json!([{ "type": "MAIN", "raw": "030 / 12 34 56", "e164": "+4930123456", "ext": null,
            "state": "OK", "primary": true }]);
        let mut changed = draft();
        changed.phones.push((PhoneType::Mobile, "0171 55".to_owned()));
        changed.emails = vec![(EmailType::Work, "INFO@voss.example".to_owned())];
        changed.postal.city = Some("Köln".to_owned());
        changed.extra.insert("Mood".to_owned(), "bad".to_owned());
        let fields = of_known(&changed, &row, &CONTEXT);
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["extra", "phones", "postal"]);
        assert_eq!(fields["phones"].as_array().map(Vec::len), Some(2));
        assert_eq!(fields["phones"][1], json!({ "type": "MOBILE", "raw": "0171 55" }));
        assert_eq!(fields["postal"], json!({ "city": "Köln" }));
        assert_eq!(fields["extra"], json!({ "Mood": "bad" }));
    }

    #[test]
    fn the_owner_of_the_file_fills_a_gap_and_never_takes_a_company_away() {
        let mine = UserId(uuid::Uuid::from_u128(1));
        let other = UserId(uuid::Uuid::from_u128(2));
        let context = Context {
            owner: Some(mine),
            ..CONTEXT
        };
        let mut row = of_new(&draft(), &CONTEXT);
        assert_eq!(of_known(&draft(), &row, &context)["owner_id"], json!(mine));
        row.insert("owner_id".to_owned(), json!(other));
        assert_eq!(of_known(&draft(), &row, &context), Fields::new());
    }

    #[test]
    fn how_the_file_named_a_company_is_kept_until_it_is_found() {
        let mut contact = Draft {
            texts: vec![("last_name", "Albers".to_owned())],
            ..Draft::default()
        };
        contact.link.cells = vec![("Company".to_owned(), "Voss".to_owned())];
        let context = Context {
            entity: Entity::Contacts,
            ..CONTEXT
        };
        let row = of_new(&contact, &context);
        assert_eq!(row["extra"], json!({ "Company": "Voss" }));
        let company = CompanyId(uuid::Uuid::from_u128(7));
        let found = Context {
            entity: Entity::Contacts,
            company: Some(company),
            ..CONTEXT
        };
        let fields = of_known(&contact, &row, &found);
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["company_id"]);
    }
}
