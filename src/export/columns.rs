//! The columns of each list and what they say of a row.
//!
//! Names are those that an import understands. Ids of people and companies are shown as names, beside the id.

use super::{Ask, ExportError, What, cell, each, each_asked};
use crate::base::lookup;
use crate::domain::{FieldEntity, fields, foreign};
use crate::replica::{Replica, Table};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// A column of a table.
pub(super) struct Column {
    pub(super) name: Cow<'static, str>,
    says: Says,
}

/// What a column says of a row.
#[derive(Clone, Copy)]
enum Says {
    /// A field, or a part of one (`postal/city`).
    Field(&'static str),
    /// The name of whom or what a field refers to; else the text of another field.
    Name(&'static str, Option<&'static str>),
    /// The number to call first, or the address to write to first.
    First(List),
    /// The others.
    Others(List),
    /// Texts, parted by semicolons.
    Joined(&'static str),
    /// Ids in other systems, as `system:id`.
    External,
    /// Numbers that nobody may call, or that are wrong, each with why: `DO_NOT_CALL:+49…`.
    Blocked,
    /// What an import brought beside the fields; the column is named like its key, unless another has that name.
    Extra,
    /// Rows of another system that have no place of their own here: those of one kind.
    Foreign,
}

/// A list of numbers or addresses.
#[derive(Clone, Copy)]
enum List {
    Phones,
    Emails,
}

/// What rows refer to, and the keys that imports brought.
#[derive(Default)]
pub(super) struct Names {
    by_id: HashMap<Uuid, String>,
    extra: BTreeSet<String>,
    /// Columns of rows of other systems.
    foreign: BTreeSet<String>,
    /// The tenant's own fields.
    defined: HashSet<String>,
}

impl Names {
    /// Reads what the rows of an export need. What none of them has is no column, unless fields are named.
    pub(super) fn read(replica: &Replica, ask: &Ask) -> Result<Self, ExportError> {
        let what = ask.what;
        let named: &[Table] = match what {
            What::Contacts | What::Notes => &[Table::Company],
            What::Activities | What::Tasks => &[Table::Company, Table::Contact],
            What::Companies | What::All => &[],
        };
        let mut names = Self {
            by_id: replica.names_of(named)?,
            ..Self::default()
        };
        each(replica, vec![Table::User], |_, row| {
            names
                .by_id
                .extend(id_of(&row["id"]).map(|id| (id, string(&row["name"]))));
            Ok(())
        })?;
        let entity = match what {
            What::Companies => FieldEntity::Company,
            What::Contacts => FieldEntity::Contact,
            _ => return Ok(names),
        };
        // A field that was defined has its column, whoever has a value.
        let rules = replica.rules();
        let fields = rules.fields_of(entity).map(|field| field.name.clone());
        names.defined = fields.collect();
        names.extra.extend(names.defined.iter().cloned());
        let take = |_: &str, row: Value| {
            names.take_keys(&row, &ask.fields);
            Ok(())
        };
        if ask.fields.is_empty() {
            each_asked(replica, ask, take)?;
        } else {
            each(replica, what.tables(), take)?;
        }
        Ok(names)
    }

    /// Notes what stands beside the fields of a row. Of a kind of another system's rows a single one is a column only
    /// where it is named.
    fn take_keys(&mut self, row: &Value, fields: &[String]) {
        for key in row["extra"]
            .as_object()
            .into_iter()
            .flat_map(|extra| extra.keys())
        {
            let foreign = self.foreign_column(key);
            let is_named = foreign.is_none() || fields.contains(key);
            self.foreign.extend(foreign);
            if is_named && !self.extra.contains(key) {
                self.extra.insert(key.clone());
            }
        }
    }

    /// The column of a key that stands for a row of another system.
    fn foreign_column(&self, key: &str) -> Option<String> {
        let found = foreign::column_of(key).filter(|_| !self.defined.contains(key));
        found.map(|(column, _)| column)
    }

    /// What a row has of such a column, a line each.
    fn foreign_of(&self, row: &Value, column: &str) -> String {
        let extra = row["extra"].as_object().into_iter().flatten();
        let entries = extra.filter_map(|(key, value)| {
            let (of, id) = foreign::column_of(key).filter(|_| !self.defined.contains(key))?;
            (of == column).then(|| (id, value.as_str().unwrap_or_default()))
        });
        foreign::joined(entries)
    }
}

impl Names {
    /// The name of whom or what has this id.
    pub(super) fn of(&self, id: Uuid) -> Option<&str> {
        self.by_id.get(&id).map(String::as_str)
    }
}

fn id_of(value: &Value) -> Option<Uuid> {
    Uuid::try_parse(value.as_str()?).ok()
}

/// A field, or a part of one (`postal/city`).
fn at<'v>(row: &'v Value, path: &str) -> &'v Value {
    path.split('/').fold(row, |value, part| &value[part])
}

fn string(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What a cell of a spreadsheet holds.
pub(super) enum Cell {
    Text(String),
    Number(f64),
    Truth(bool),
}

impl Column {
    /// The same as a typed value; a text is a text, whatever it begins with.
    pub(super) fn value(&self, row: &Value, names: &Names, ask: &Ask) -> Cell {
        if let Says::Field(path) = self.says {
            match at(row, path) {
                Value::Bool(truth) => return Cell::Truth(*truth),
                Value::Number(number) => {
                    if let Some(number) = number.as_f64() {
                        return Cell::Number(number);
                    }
                }
                _ => {}
            }
        }
        let ask = Ask {
            raw: true,
            ..ask.clone()
        };
        Cell::Text(self.cell(row, names, &ask))
    }
    /// The key of what is kept beside the fields.
    fn key(&self) -> &str {
        beside(&self.name).unwrap_or(&self.name)
    }
    /// What the column says of a row.
    pub(super) fn cell(&self, row: &Value, names: &Names, ask: &Ask) -> String {
        match self.says {
            Says::Field(path) => match at(row, path) {
                Value::String(text) => cell::text(text, ask),
                // Numbers and truths are no text: a spreadsheet may count them.
                other => string(other),
            },
            Says::Name(field, instead) => match id_of(&row[field]).and_then(|id| names.of(id)) {
                Some(name) => cell::text(name, ask),
                None => cell::text(&instead.map_or_else(String::new, |i| string(&row[i])), ask),
            },
            Says::First(list) => list
                .entries(row)
                .next()
                .map_or_else(String::new, |it| list.cell(&it, ask)),
            Says::Others(list) => {
                let others: Vec<String> = list.entries(row).skip(1).collect();
                list.cell(&others.join("; "), ask)
            }
            Says::Joined(field) => {
                let texts: Vec<String> = row[field].as_array().into_iter().flatten().map(string).collect();
                cell::text(&texts.join("; "), ask)
            }
            Says::External => {
                let id = |it: &Value| format!("{}:{}", string(&it["system"]), string(&it["id"]));
                let ids: Vec<String> = row["external_ids"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(id)
                    .collect();
                cell::text(&ids.join("; "), ask)
            }
            Says::Blocked => cell::text(&blocked(row).join("; "), ask),
            Says::Extra => cell::text(&string(&row["extra"][self.key()]), ask),
            Says::Foreign => cell::text(&names.foreign_of(row, self.key()), ask),
        }
    }
}

/// The key in the name of a column whose own name another one has: `extra.Status`, the next of that name
/// `extra2.status`.
fn beside(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("extra")?;
    rest.trim_start_matches(|sign: char| sign.is_ascii_digit())
        .strip_prefix('.')
}

/// Whether a number may be called.
fn may_be_called(phone: &Value) -> bool {
    phone["state"].is_null() || phone["state"] == "OK"
}

/// Numbers that may not be called, with why; `BLOCKED` are those of somebody who must not be contacted at all.
fn blocked(row: &Value) -> Vec<String> {
    let phones = row["phones"].as_array().into_iter().flatten();
    phones
        .filter(|phone| !may_be_called(phone))
        .map(|phone| {
            let why = if phone["blocked"] == Value::Bool(true) {
                "BLOCKED".to_owned()
            } else {
                string(&phone["state"])
            };
            format!("{why}:{}", number(phone))
        })
        .collect()
}

fn number(phone: &Value) -> String {
    let number = phone["e164"]
        .as_str()
        .map_or_else(|| string(&phone["raw"]), str::to_owned);
    match phone["ext"].as_str() {
        Some(ext) if phone["e164"].is_string() => format!("{number} x{ext}"),
        _ => number,
    }
}

impl List {
    /// The entries, the primary one first; a number that nobody may call is none to call first, or at all.
    fn entries(self, row: &Value) -> impl Iterator<Item = String> {
        let all = row[match self {
            Self::Phones => "phones",
            Self::Emails => "emails",
        }]
        .as_array();
        let mut all: Vec<&Value> = all.into_iter().flatten().collect();
        all.retain(|entry| matches!(self, Self::Emails) || may_be_called(entry));
        all.sort_by_key(|entry| entry["primary"] != Value::Bool(true));
        let shown = move |entry: &Value| match self {
            Self::Emails => string(&entry["address"]),
            Self::Phones => number(entry),
        };
        all.into_iter().map(shown).collect::<Vec<_>>().into_iter()
    }
    fn cell(self, text: &str, ask: &Ask) -> String {
        match self {
            Self::Phones => cell::phone(text, ask),
            Self::Emails => cell::text(text, ask),
        }
    }
}

/// What an export is called in messages.
pub(super) const fn name(what: What) -> &'static str {
    match what {
        What::Companies => "companies",
        What::Contacts => "contacts",
        What::Activities => "activities",
        What::Tasks => "tasks",
        What::Notes => "notes",
        What::All => "everything",
    }
}

/// The columns of a list, in their order.
pub(super) fn of(what: What, names: &Names) -> Vec<Column> {
    let known: &[(&'static str, Says)] = match what {
        What::Companies => COMPANY,
        What::Contacts => CONTACT,
        What::Activities => ACTIVITY,
        What::Tasks => TASK,
        What::Notes => NOTE,
        What::All => &[],
    };
    let known = known.iter().map(|(name, says)| Column {
        name: Cow::Borrowed(*name),
        says: *says,
    });
    let mut columns: Vec<Column> = known.collect();
    let mut taken = Taken::of(what, &columns);
    let foreign = names.foreign.iter().map(|key| (key, Says::Foreign));
    let extra = names.extra.iter().map(|key| (key, Says::Extra));
    columns.extend(foreign.chain(extra).map(|(key, says)| Column {
        name: taken.name(key),
        says,
    }));
    columns
}

/// Names that mean a field, so that nothing that is kept beside the fields has them.
struct Taken {
    folded: HashSet<String>,
    /// Names of columns so far, in lower case.
    columns: HashSet<String>,
}

impl Taken {
    fn of(what: What, columns: &[Column]) -> Self {
        let fields: &[&str] = match what {
            What::Companies => fields::COMPANY,
            What::Contacts => fields::CONTACT,
            _ => &[],
        };
        let names = columns.iter().map(|column| column.name.as_ref());
        let names = names
            .chain(fields.iter().copied())
            .chain(["owner_text", "created_by"]);
        Self {
            folded: names.map(fold).collect(),
            columns: columns.iter().map(|column| column.name.to_lowercase()).collect(),
        }
    }
    /// What the column of a key is called.
    fn name(&mut self, key: &str) -> Cow<'static, str> {
        // Columns that begin with a line are those of rejected rows.
        let is_other = key.starts_with('_') || beside(&key.to_lowercase()).is_some();
        let is_free = |name: &str| !self.columns.contains(&name.to_lowercase());
        let name = if !is_other && !self.folded.contains(&fold(key)) && is_free(key) {
            key.to_owned()
        } else {
            let numbered = (2..).map(|n| format!("extra{n}.{key}"));
            let mut names = std::iter::once(format!("extra.{key}")).chain(numbered);
            names.find(|name| is_free(name)).unwrap_or_default()
        };
        self.columns.insert(name.to_lowercase());
        Cow::Owned(name)
    }
}

/// As an import compares the names of columns.
fn fold(name: &str) -> String {
    lookup::fold(name)
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

use Says::{Blocked, External, Field, First, Joined, Name, Others};

const COMPANY: &[(&str, Says)] = &[
    ("id", Field("id")),
    ("name", Field("name")),
    ("legal_name", Field("legal_name")),
    ("status", Field("status")),
    ("stage", Field("stage")),
    ("owner", Name("owner_id", Some("owner_text"))),
    ("industry", Field("industry")),
    ("account_type", Field("account_type")),
    ("size_band", Field("size_band")),
    ("employees", Field("employees")),
    ("domain", Field("domain")),
    ("website", Field("website")),
    ("phone", First(List::Phones)),
    ("other_phones", Others(List::Phones)),
    ("blocked_phones", Blocked),
    ("email", First(List::Emails)),
    ("other_emails", Others(List::Emails)),
    ("street", Field("postal/street")),
    ("postal_code", Field("postal/postal_code")),
    ("city", Field("postal/city")),
    ("region", Field("postal/region")),
    ("country", Field("postal/country")),
    ("delivery_street", Field("delivery/street")),
    ("delivery_postal_code", Field("delivery/postal_code")),
    ("delivery_city", Field("delivery/city")),
    ("delivery_region", Field("delivery/region")),
    ("delivery_country", Field("delivery/country")),
    ("vat_id", Field("vat_id")),
    ("tax_number", Field("tax_number")),
    ("register_number", Field("register_number")),
    ("register_court", Field("register_court")),
    ("language", Field("language")),
    ("time_zone", Field("time_zone")),
    ("tags", Joined("tags")),
    ("do_not_contact_since", Field("dnc_since")),
    ("do_not_contact_basis", Field("dnc_basis")),
    ("source", Field("source")),
    ("source_detail", Field("source_detail")),
    ("external_ids", External),
    ("created_at", Field("created_at")),
];

const CONTACT: &[(&str, Says)] = &[
    ("id", Field("id")),
    ("company_id", Field("company_id")),
    ("company", Name("company_id", None)),
    ("first_name", Field("first_name")),
    ("last_name", Field("last_name")),
    ("job_title", Field("job_title")),
    ("department", Field("department")),
    ("buying_role", Field("buying_role")),
    ("phone", First(List::Phones)),
    ("other_phones", Others(List::Phones)),
    ("blocked_phones", Blocked),
    ("email", First(List::Emails)),
    ("other_emails", Others(List::Emails)),
    ("linkedin", Field("linkedin")),
    ("birthday", Field("birthday")),
    ("language", Field("language")),
    ("status", Field("status")),
    ("do_not_contact_since", Field("dnc_since")),
    ("do_not_contact_basis", Field("dnc_basis")),
    ("source", Field("source")),
    ("external_ids", External),
    ("created_at", Field("created_at")),
];

const ACTIVITY: &[(&str, Says)] = &[
    ("id", Field("id")),
    ("company_id", Field("company_id")),
    ("company", Name("company_id", None)),
    ("contact", Name("contact_id", None)),
    ("kind", Field("kind")),
    ("direction", Field("direction")),
    ("state", Field("state")),
    ("outcome", Field("outcome")),
    ("occurred_at", Field("occurred_at")),
    ("duration_s", Field("duration_s")),
    ("subject", Field("subject")),
    ("notes", Field("notes")),
    ("attempt", Field("attempt")),
    ("follow_up_at", Field("follow_up_at")),
    ("follow_up_on", Field("follow_up_on")),
    ("by", Name("created_by", None)),
    ("created_at", Field("created_at")),
];

const TASK: &[(&str, Says)] = &[
    ("id", Field("id")),
    ("company_id", Field("company_id")),
    ("company", Name("company_id", None)),
    ("contact", Name("contact_id", None)),
    ("kind", Field("kind")),
    ("title", Field("title")),
    ("queue", Field("queue")),
    ("assignee", Name("assignee_id", None)),
    ("priority", Field("priority")),
    ("due_at", Field("due_at")),
    ("due_on", Field("due_on")),
    ("promised", Field("promised")),
    ("state", Field("state")),
    ("attempt", Field("attempt")),
    ("attempts_max", Field("attempts_max")),
    ("done_at", Field("done_at")),
    ("done_by", Name("done_by", None)),
    ("cancel_reason", Field("cancel_reason")),
    ("note", Field("note")),
    ("created_at", Field("created_at")),
];

const NOTE: &[(&str, Says)] = &[
    ("id", Field("id")),
    ("company_id", Field("company_id")),
    ("company", Name("company_id", None)),
    ("kind", Field("kind")),
    ("body", Field("body")),
    ("by", Name("created_by", None)),
    ("created_at", Field("created_at")),
];
