//! Changing fields by name (RFC 7396): which ones may be set, and how typed text becomes typed data.
//!
//! Forms, the command line, the API and imports all set fields through this,
//! so a phone number typed anywhere is read by the same rule.

use super::codes::{EmailType, PhoneState, PhoneType};
use super::command::Fields;
use super::entity::{Email, Phone};
use super::refusal::Refusal;
use crate::base::{country, lookup, phone, text};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use unicode_segmentation::UnicodeSegmentation;

/// Longest text of one field, in bytes.
pub const MAX_TEXT: usize = 64 * 1024;
/// Longest name, title or other single line, in characters as people count them.
const MAX_LINE: usize = 500;
/// The same in bytes: one character may carry any number of marks.
const MAX_LINE_BYTES: usize = 8 * 1024;

/// Fields of a company that `company.create` and `company.edit` may set.
pub const COMPANY: &[&str] = &[
    "name",
    "legal_name",
    "status",
    "industry",
    "account_type",
    "size_band",
    "employees",
    "website",
    "domain",
    "emails",
    "phones",
    "postal",
    "delivery",
    "vat_id",
    "tax_number",
    "register_number",
    "register_court",
    "source",
    "source_detail",
    "language",
    "time_zone",
    "tags",
    "owner_id",
    "owner_text",
    "external_ids",
    "enrichment_source",
    "enrichment_at",
    "extra",
];
/// Fields of a contact that `contact.create` and `contact.edit` may set.
pub const CONTACT: &[&str] = &[
    "company_id",
    "first_name",
    "last_name",
    "job_title",
    "department",
    "buying_role",
    "emails",
    "phones",
    "linkedin",
    "birthday",
    "language",
    "source",
    "status",
    "external_ids",
    "extra",
];
/// Fields of a task that `task.edit` may set.
pub const TASK: &[&str] = &[
    "title",
    "kind",
    "contact_id",
    "priority",
    "due",
    "promised",
    "script_key",
    "note",
];
/// Fields of an activity that `activity.edit` may set.
pub const ACTIVITY: &[&str] = &[
    "notes",
    "subject",
    "outcome",
    "occurred_at",
    "duration_s",
    "contact_id",
    "direction",
];

/// What a text needs to be read by: the country numbers without a prefix belong to.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// ISO country code.
    pub country: &'a str,
}

/// Applies fields to a row: only allowed names, typed values, texts trimmed; null clears.
pub fn apply<T: Serialize + DeserializeOwned>(
    row: &T,
    fields: &Fields,
    allowed: &[&str],
    reading: Reading,
) -> Result<T, Refusal> {
    let mut whole = object(row);
    let taken = fields
        .iter()
        .try_for_each(|(name, value)| take(&mut whole, name, value, allowed, reading));
    match taken.map(|()| serde_json::from_value(Value::Object(whole))) {
        Ok(Ok(after)) => Ok(after),
        _ => Err(refused::<T>(object(row), fields, allowed, reading)),
    }
}

/// The first field that cannot be taken: one at a time, so that the error names the field.
fn refused<T: DeserializeOwned>(
    mut whole: Map<String, Value>,
    fields: &Fields,
    allowed: &[&str],
    reading: Reading,
) -> Refusal {
    for (name, value) in fields {
        if let Err(refusal) = take(&mut whole, name, value, allowed, reading) {
            return refusal;
        }
        if let Err(error) = serde_json::from_value::<T>(Value::Object(whole.clone())) {
            return Refusal::invalid(name, error.to_string());
        }
    }
    Refusal::invalid("fields", "together they make no row")
}

/// Takes one field over as typed data.
fn take(
    whole: &mut Map<String, Value>,
    name: &str,
    value: &Value,
    allowed: &[&str],
    reading: Reading,
) -> Result<(), Refusal> {
    if !allowed.contains(&name) {
        return Err(unknown(name, allowed));
    }
    let value = {
        let current = whole.get(name).unwrap_or(&Value::Null);
        typed(name, value, current, reading)?
    };
    if name == "due" {
        let part = |part: &str| value.get(part).cloned().unwrap_or(Value::Null);
        let (at, on) = (part("at"), part("on"));
        whole.insert("due_at".to_owned(), at);
        whole.insert("due_on".to_owned(), on);
    } else {
        whole.insert(name.to_owned(), value);
    }
    Ok(())
}

fn object<T: Serialize>(row: &T) -> Map<String, Value> {
    match serde_json::to_value(row) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

fn unknown(name: &str, allowed: &[&str]) -> Refusal {
    let near = allowed
        .iter()
        .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
    let hint = near
        .map(|near| format!(" Did you mean \"{near}\"?"))
        .unwrap_or_default();
    Refusal::invalid(
        name,
        format!("no such field.{hint} Accepted: {}.", allowed.join(", ")),
    )
}

fn typed(name: &str, value: &Value, current: &Value, reading: Reading) -> Result<Value, Refusal> {
    if value.is_null() {
        return Ok(match name {
            "emails" | "phones" | "tags" | "external_ids" => json!([]),
            "postal" | "extra" => json!({}),
            _ => Value::Null,
        });
    }
    Ok(match name {
        "phones" => Value::Array(phones(value, current, reading)?),
        "emails" => Value::Array(emails(value, current)?),
        "tags" => tags(value)?,
        "external_ids" => sorted(value),
        "postal" | "delivery" => address(value, current)?,
        "extra" => merged(current, value),
        "domain" => match value.as_str().map(lookup::domain_of) {
            Some(Some(domain)) => json!(domain),
            _ => typed_text(name, value)?,
        },
        _ => typed_text(name, value)?,
    })
}

fn typed_text(name: &str, value: &Value) -> Result<Value, Refusal> {
    let Some(raw) = value.as_str() else {
        return Ok(value.clone());
    };
    if raw.len() > MAX_TEXT {
        return Err(Refusal::invalid(
            name,
            format!("{} bytes; at most {MAX_TEXT}", raw.len()),
        ));
    }
    if raw.contains('\0') {
        return Err(Refusal::invalid(name, "holds a NUL character; remove it"));
    }
    let multi_line = matches!(name, "notes" | "note");
    let clean = if multi_line { raw.trim_end() } else { raw.trim() };
    if !multi_line && clean.len() > MAX_LINE_BYTES {
        return Err(Refusal::invalid(
            name,
            format!("{} bytes; at most {MAX_LINE_BYTES}", clean.len()),
        ));
    }
    if !multi_line && clean.graphemes(true).count() > MAX_LINE {
        return Err(Refusal::invalid(
            name,
            format!("longer than {MAX_LINE} characters"),
        ));
    }
    Ok(if clean.is_empty() {
        Value::Null
    } else {
        json!(clean)
    })
}

/// A name that a person can see: refuses what is only spaces, marks and invisible characters.
pub fn visible(text: &str) -> bool {
    !text::is_blank(text)
}

fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        other => vec![other.clone()],
    }
}

/// A number as it was given, read, before it takes over what is known of it.
struct Given {
    item: Map<String, Value>,
    raw: String,
    e164: Option<String>,
    ext: Option<String>,
}

impl Given {
    fn read(item: Value, reading: Reading) -> Result<Option<Self>, Refusal> {
        let item = match item {
            Value::Object(item) => item,
            Value::String(raw) => Map::from_iter([("raw".to_owned(), json!(raw))]),
            _ => {
                return Err(Refusal::invalid(
                    "phones",
                    "a number is a text, or {raw, type, ext, state}",
                ));
            }
        };
        let raw = item.get("raw").and_then(Value::as_str).unwrap_or_default().trim();
        if raw.is_empty() {
            return Ok(None);
        }
        if raw.chars().count() > 100 || raw.contains('\0') {
            return Err(Refusal::invalid("phones", "a number has at most 100 characters"));
        }
        // What E.164 a text is, is decided here, never taken from whoever sends it.
        let number = phone::parse(raw, Some(reading.country));
        let ext = item.get("ext").and_then(Value::as_str).map(str::trim);
        let ext = ext.filter(|ext| !ext.is_empty());
        if ext.is_some_and(|ext| ext.len() > 20 || !ext.bytes().all(|digit| digit.is_ascii_digit())) {
            return Err(Refusal::invalid("phones", "an extension is at most 20 digits"));
        }
        let (raw, ext) = (raw.to_owned(), ext.map(str::to_owned).or(number.ext));
        Ok(Some(Self {
            item,
            raw,
            e164: number.e164,
            ext,
        }))
    }
    /// The same number with the same extension.
    fn is_exactly(&self, known: &Phone) -> bool {
        known.raw == self.raw || (self.has_main(known) && known.ext == self.ext)
    }
    /// The same number, and nothing is said of an extension.
    fn is_main_of(&self, known: &Phone) -> bool {
        self.ext.is_none() && self.has_main(known)
    }
    fn has_main(&self, known: &Phone) -> bool {
        main_number(known.e164.as_deref(), &known.raw) == main_number(self.e164.as_deref(), &self.raw)
    }
    /// The row's entry, with what is known of the same number where nothing else is said.
    fn with(self, known: Option<&Phone>) -> Value {
        // The same text was read before, perhaps in another country than the company is thought to be in now.
        let same = known.filter(|known| known.raw == self.raw);
        let e164 = same.map_or(self.e164, |known| known.e164.clone());
        let ext = if self.item.contains_key("ext") {
            self.ext
        } else {
            self.ext.or_else(|| known.and_then(|known| known.ext.clone()))
        };
        let said = |name: &str| self.item.get(name).filter(|value| !value.is_null()).cloned();
        let kind = known.map_or(PhoneType::Work, |known| known.kind);
        let before = known.map_or(PhoneState::Ok, |known| known.state);
        let state = said("state").unwrap_or_else(|| json!(before));
        let mut entry = json!({
            "type": said("type").unwrap_or_else(|| json!(kind)), "raw": self.raw, "e164": e164, "ext": ext,
            "state": state, "primary": said("primary") == Some(json!(true)),
        });
        if known.is_some_and(|known| known.blocked) && state == json!(before) {
            entry["blocked"] = json!(true);
        }
        entry
    }
}

fn main_number(e164: Option<&str>, raw: &str) -> String {
    e164.map_or_else(
        || raw.chars().filter(char::is_ascii_digit).collect(),
        str::to_owned,
    )
}

/// Numbers typed or sent. A number that stands there already keeps its type, state and extension unless others
/// are given: a list typed as text must not make a wrong number good again.
fn phones(value: &Value, current: &Value, reading: Reading) -> Result<Vec<Value>, Refusal> {
    let current: Vec<Phone> = serde_json::from_value(current.clone()).unwrap_or_default();
    let mut given = Vec::new();
    for item in list(value) {
        given.extend(Given::read(item, reading)?);
    }
    let mut known: Vec<Option<&Phone>> = vec![None; given.len()];
    for same in [Given::is_exactly, Given::is_main_of] {
        for (n, given) in given.iter().enumerate() {
            let taken = |phone: &&Phone| known.iter().flatten().any(|taken| std::ptr::eq(*taken, *phone));
            if known[n].is_none() {
                known[n] = current.iter().find(|phone| same(given, phone) && !taken(phone));
            }
        }
    }
    let mut out = given
        .into_iter()
        .zip(known)
        .map(|(given, known)| given.with(known))
        .collect::<Vec<_>>();
    one_primary(&mut out);
    Ok(out)
}

fn emails(value: &Value, current: &Value) -> Result<Vec<Value>, Refusal> {
    let current: Vec<Email> = serde_json::from_value(current.clone()).unwrap_or_default();
    let mut out: Vec<Value> = Vec::new();
    for item in list(value) {
        let map = match item {
            Value::String(address) => json!({ "address": address }),
            other => other,
        };
        let address = map
            .get("address")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim()
            .to_owned();
        if address.is_empty() {
            continue;
        }
        if address.len() > 320 || address.chars().any(char::is_control) {
            return Err(Refusal::invalid(
                "emails",
                "an address has at most 320 characters and no control characters",
            ));
        }
        let known = current
            .iter()
            .find(|known| known.address.eq_ignore_ascii_case(&address));
        let kind = known.map_or(EmailType::Work, |known| known.kind);
        let kind = map.get("type").cloned().unwrap_or_else(|| json!(kind));
        let primary = map.get("primary").and_then(Value::as_bool).unwrap_or(false);
        out.push(json!({ "type": kind, "address": address, "primary": primary }));
    }
    one_primary(&mut out);
    Ok(out)
}

fn one_primary(items: &mut [Value]) {
    let chosen = items
        .iter()
        .position(|item| item["primary"] == json!(true))
        .unwrap_or(0);
    for (n, item) in items.iter_mut().enumerate() {
        item["primary"] = json!(n == chosen);
    }
}

fn tags(value: &Value) -> Result<Value, Refusal> {
    let mut tags = Vec::new();
    for item in list(value) {
        let Some(tag) = item.as_str() else {
            return Err(Refusal::invalid("tags", "a tag is a text"));
        };
        let tag = tag.trim().trim_start_matches('#').to_lowercase();
        if tag.chars().count() > 60 {
            return Err(Refusal::invalid("tags", "a tag has at most 60 characters"));
        }
        if visible(&tag) {
            tags.push(tag);
        }
    }
    tags.sort();
    tags.dedup();
    Ok(json!(tags))
}

fn sorted(value: &Value) -> Value {
    let mut items = list(value);
    items.sort_by_key(ToString::to_string);
    items.dedup();
    Value::Array(items)
}

fn address(value: &Value, current: &Value) -> Result<Value, Refusal> {
    let Value::Object(parts) = value else {
        return Err(Refusal::invalid(
            "postal",
            "an address is {street, postal_code, city, region, country}",
        ));
    };
    let mut whole = current.as_object().cloned().unwrap_or_default();
    for (part, value) in parts {
        let mut value = typed_text(part, value)?;
        if part == "country"
            && let Some(found) = value.as_str().and_then(country::find)
        {
            value = json!(found.code);
        }
        whole.insert(part.clone(), value);
    }
    Ok(Value::Object(whole))
}

fn merged(current: &Value, value: &Value) -> Value {
    let mut whole = current.as_object().cloned().unwrap_or_default();
    for (key, value) in value.as_object().cloned().unwrap_or_default() {
        if value.is_null() {
            whole.remove(&key);
        } else {
            whole.insert(key, value);
        }
    }
    Value::Object(whole)
}
