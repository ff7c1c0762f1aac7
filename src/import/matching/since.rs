//! What was changed here since it was imported stands: the file's value takes its place only where what stands here is
//! still what an import brought.
//!
//! Three values are compared: what the last import gave, what stands here, what the file says now. The first is read
//! from the journal, and only for rows that would be changed.

use super::{Known, Planner};
use crate::base::phone;
use crate::domain::command::Fields;
use crate::replica::{Brought, RunError};
use serde_json::{Map, Value};
use std::collections::HashSet;
use uuid::Uuid;

/// What is decided elsewhere: by a gap, or by what is added.
const FREE: [&str; 4] = ["owner_id", "owner_text", "external_ids", "source_detail"];

impl Planner<'_> {
    /// Takes out of the fields what somebody changed here since; tells which. A tag that the user gives with the
    /// import is said now, whatever was done before.
    pub(super) fn keep_edits(&self, row: Uuid, fields: &mut Fields) -> Result<Vec<String>, RunError> {
        let known = &self.rows[&row];
        if known.entered.is_some() || fields.keys().all(|name| FREE.contains(&name.as_str())) {
            return Ok(Vec::new());
        }
        let brought = self.replica.brought(row)?;
        Ok(keep(known, &brought, &self.import.options.tags, fields))
    }
}

fn keep(known: &Known, brought: &Brought, tags: &[String], fields: &mut Fields) -> Vec<String> {
    let mut kept = Vec::new();
    fields.retain(|name, value| {
        if FREE.contains(&name.as_str()) {
            return true;
        }
        let here = known.row.get(name.as_str());
        match value {
            Value::Object(parts) => {
                parts.retain(|part, _| {
                    let path = format!("{name}/{part}");
                    let here = here.and_then(|whole| whole.get(part));
                    let free = known.written.contains(&path) || is_as_brought(here, brought.values(&path));
                    if !free {
                        kept.push(path);
                    }
                    free
                });
                !parts.is_empty()
            }
            Value::Array(list) => {
                let here: Vec<&Value> = here.and_then(Value::as_array).into_iter().flatten().collect();
                let before = list.len();
                list.retain(|entry| {
                    // What stands here stays; of what would be added, what was taken out here since does not return.
                    let said_now = name == "tags" && tags.iter().any(|tag| *entry == tag.as_str());
                    said_now || here.contains(&entry) || !brought.listed(name, |old| is_same(old, entry))
                });
                if list.len() < before {
                    kept.push(name.clone());
                }
                list.len() > here.len()
            }
            _ => {
                let free = known.written.contains(name) || is_as_brought(here, brought.values(name));
                if !free {
                    kept.push(name.clone());
                }
                free
            }
        }
    });
    kept
}

/// Which of these fields of a row were changed here since an import brought them, and would be written over.
pub(super) fn edited(
    brought: &Brought,
    row: &impl serde::Serialize,
    wanted: &impl serde::Serialize,
    fields: &[&str],
) -> Vec<String> {
    let here = serde_json::to_value(row).unwrap_or_default();
    let wanted = serde_json::to_value(wanted).unwrap_or_default();
    let value = |of: &Value, name: &str| of.get(name).cloned().unwrap_or_default();
    fields
        .iter()
        .filter(|name| value(&here, name) != value(&wanted, name))
        .filter(|name| !is_as_brought(here.get(**name), brought.values(name)))
        .map(|name| (*name).to_owned())
        .collect()
}

/// What stands here is what an import brought; what none ever brought is free while it is empty.
pub(super) fn is_as_brought(here: Option<&Value>, brought: &[Value]) -> bool {
    let mut brought = brought.iter().filter(|value| !is_empty(value)).peekable();
    match here.filter(|value| !is_empty(value)) {
        Some(here) => brought.any(|brought| brought == here),
        None => brought.peek().is_none(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// The same number, address or tag.
fn is_same(old: &Value, new: &Value) -> bool {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_lowercase);
    if let (Some(one), Some(other)) = (text(old, "address"), text(new, "address")) {
        return one == other;
    }
    if let (Some(one), Some(other)) = (text(old, "raw"), text(new, "raw")) {
        let (here, there) = (phone::digits(&one), phone::digits(&other));
        return one == other || (!there.is_empty() && here == there);
    }
    old == new
}

/// The paths of the fields that a row of this run wrote.
pub(super) fn note_written(written: &mut HashSet<String>, fields: &Fields) {
    for (name, value) in fields {
        match value {
            Value::Object(parts) => written.extend(parts_of(name, parts)),
            _ => {
                written.insert(name.clone());
            }
        }
    }
}

fn parts_of<'a>(name: &'a str, parts: &'a Map<String, Value>) -> impl Iterator<Item = String> + 'a {
    parts.keys().map(move |part| format!("{name}/{part}"))
}
