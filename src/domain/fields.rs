//! Changing fields by name (RFC 7396): which ones may be set, and how typed text becomes typed data.
//!
//! Forms, the command line, the API and imports all set fields through this,
//! so a phone number typed anywhere is read by the same rule.

use super::codes::{EmailType, PhoneState, PhoneType};
use super::command::Fields;
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
    for (name, value) in fields {
        if !allowed.contains(&name.as_str()) {
            return Err(unknown(name, allowed));
        }
        let before = whole.clone();
        let current = whole.get(name).cloned().unwrap_or(Value::Null);
        let value = typed(name, value, &current, reading)?;
        if name == "due" {
            whole.insert(
                "due_at".to_owned(),
                value.get("at").cloned().unwrap_or(Value::Null),
            );
            whole.insert(
                "due_on".to_owned(),
                value.get("on").cloned().unwrap_or(Value::Null),
            );
        } else {
            whole.insert(name.clone(), value);
        }
        // One field at a time, so that the error names the field.
        if let Err(error) = serde_json::from_value::<T>(Value::Object(whole.clone())) {
            drop(before);
            return Err(Refusal::invalid(name, error.to_string()));
        }
    }
    serde_json::from_value(Value::Object(whole))
        .map_err(|error| Refusal::invalid("fields", error.to_string()))
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
        "phones" => Value::Array(phones(value, reading)?),
        "emails" => Value::Array(emails(value)?),
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

fn phones(value: &Value, reading: Reading) -> Result<Vec<Value>, Refusal> {
    let mut out: Vec<Value> = Vec::new();
    for item in list(value) {
        let map = match item {
            Value::String(raw) => json!({ "raw": raw }),
            other => other,
        };
        let raw = map
            .get("raw")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim()
            .to_owned();
        if raw.is_empty() {
            continue;
        }
        if raw.chars().count() > 100 || raw.contains('\0') {
            return Err(Refusal::invalid("phones", "a number has at most 100 characters"));
        }
        let kind = map.get("type").cloned().unwrap_or_else(|| json!(PhoneType::Work));
        let state = map.get("state").cloned().unwrap_or_else(|| json!(PhoneState::Ok));
        let known = map.get("e164").and_then(Value::as_str).map(str::to_owned);
        let (e164, ext) = match known {
            Some(e164) => (
                Some(e164),
                map.get("ext").and_then(Value::as_str).map(str::to_owned),
            ),
            None => {
                let number = phone::parse(&raw, Some(reading.country));
                (number.e164, number.ext)
            }
        };
        let primary = map.get("primary").and_then(Value::as_bool).unwrap_or(false);
        out.push(
            json!({ "type": kind, "raw": raw, "e164": e164, "ext": ext, "state": state, "primary": primary }),
        );
    }
    one_primary(&mut out);
    Ok(out)
}

fn emails(value: &Value) -> Result<Vec<Value>, Refusal> {
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
        let kind = map.get("type").cloned().unwrap_or_else(|| json!(EmailType::Work));
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
