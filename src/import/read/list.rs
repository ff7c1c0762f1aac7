//! callsheet's own lists as lines of JSON (`export companies --format ndjson`), as the table they are.

use super::table::{Builder, Cell, Table, TooLarge};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use std::io::BufRead;

/// Why they cannot be read.
pub(super) enum Bad {
    Line(u64, String),
    Io(std::io::Error),
    TooLarge,
}

/// Whether a file begins with a row of a list; a row of an export of everything is wrapped, and is none.
pub(super) fn is_list(sample: &[u8]) -> bool {
    let first = sample
        .split(|byte| *byte == b'\n')
        .find(|line| !line.trim_ascii().is_empty());
    let row: Option<Value> = first.and_then(|line| serde_json::from_slice(line).ok());
    row.is_some_and(|row| row.get("id").is_some() && row.get("row").is_none())
}

/// Whether a file begins as one array of JSON.
pub(super) fn is_array(sample: &[u8]) -> bool {
    let text = sample.trim_ascii_start();
    text.starts_with(b"[") && text[1..].trim_ascii_start().starts_with(b"{")
}

/// Columns that a list of ours is recognised by, also where no row has anything in them.
const MARKS: [&str; 4] = [
    "other_phones",
    "other_emails",
    "do_not_contact_since",
    "external_ids",
];

/// Reads the lines.
pub(super) fn read(text: impl BufRead) -> Result<Table, Bad> {
    let mut table = Builder::default();
    let mut beside = Beside::default();
    for (at, line) in text.lines().enumerate() {
        let line = line.map_err(Bad::Io)?;
        if line.trim().is_empty() {
            continue;
        }
        let no = at as u64 + 1;
        let row: Map<String, Value> =
            serde_json::from_str(&line).map_err(|error| Bad::Line(no, error.to_string()))?;
        let mut cells: Vec<Cell> = Vec::new();
        for (name, text) in flat(&row, &mut beside) {
            if text.is_empty() && MARKS.contains(&name.as_str()) {
                table.keep(&name);
            }
            if !text.is_empty() {
                let column = table.column(&name);
                cells.retain(|cell| cell.column != column);
                cells.push(Cell {
                    column,
                    bytes: text.into_bytes(),
                    at: 0,
                });
            }
        }
        table.row(no, cells).map_err(|TooLarge| Bad::TooLarge)?;
    }
    Ok(table.finish())
}

/// The columns of what is kept beside the fields, by its keys. Columns are told apart without case, keys are not.
#[derive(Default)]
struct Beside {
    of_key: HashMap<String, String>,
    taken: HashSet<String>,
}

impl Beside {
    /// What the column of a key is called; whatever the key is, it is no field.
    fn column(&mut self, key: &str) -> String {
        if let Some(name) = self.of_key.get(key) {
            return name.clone();
        }
        let numbered = (2..).map(|n| format!("extra{n}.{key}"));
        let mut names = std::iter::once(format!("extra.{key}")).chain(numbered);
        let name = names.find(|name| !self.taken.contains(&name.to_lowercase()));
        let name = name.unwrap_or_default();
        self.taken.insert(name.to_lowercase());
        self.of_key.insert(key.to_owned(), name.clone());
        name
    }
}

/// The columns that the same list has as a table, with what they say.
fn flat(row: &Map<String, Value>, beside: &mut Beside) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    for (name, value) in row {
        match (name.as_str(), value) {
            ("postal", Value::Object(parts)) => {
                cells.extend(parts.iter().map(|(part, value)| (part.clone(), plain(value))));
            }
            ("delivery", Value::Object(parts)) => {
                let part = |(part, value): (&String, &Value)| (format!("delivery_{part}"), plain(value));
                cells.extend(parts.iter().map(part));
            }
            ("extra", Value::Object(parts)) => {
                cells.extend(
                    parts
                        .iter()
                        .map(|(key, value)| (beside.column(key), plain(value))),
                );
            }
            ("phones", Value::Array(all)) => {
                let (good, blocked): (Vec<&Value>, Vec<&Value>) =
                    all.iter().partition(|entry| may_be_called(entry));
                cells.extend(first_and_others("phone", good, number));
                let blocked: Vec<String> = blocked.into_iter().map(blocked_number).collect();
                cells.push(("blocked_phones".to_owned(), blocked.join("; ")));
            }
            ("emails", Value::Array(all)) => {
                let all = all.iter().collect();
                cells.extend(first_and_others("email", all, |entry| plain(&entry["address"])));
            }
            ("external_ids", Value::Array(all)) => {
                let id = |entry: &Value| format!("{}:{}", plain(&entry["system"]), plain(&entry["id"]));
                cells.push((name.clone(), all.iter().map(id).collect::<Vec<_>>().join("; ")));
            }
            (_, Value::Array(all)) => {
                cells.push((name.clone(), all.iter().map(plain).collect::<Vec<_>>().join("; ")));
            }
            ("owner_id", value) if !value.is_null() => cells.push(("owner".to_owned(), plain(value))),
            ("dnc_since", value) => cells.push(("do_not_contact_since".to_owned(), plain(value))),
            ("dnc_basis", value) => cells.push(("do_not_contact_basis".to_owned(), plain(value))),
            (_, value) => cells.push((name.clone(), plain(value))),
        }
    }
    cells
}

fn may_be_called(phone: &Value) -> bool {
    phone["state"].is_null() || phone["state"] == "OK"
}

/// A number that may not be called, with why, as a table has it.
fn blocked_number(phone: &Value) -> String {
    if phone["blocked"] == Value::Bool(true) {
        return format!("BLOCKED:{}", number(phone));
    }
    format!("{}:{}", plain(&phone["state"]), number(phone))
}

fn first_and_others(
    name: &str,
    mut all: Vec<&Value>,
    shown: impl Fn(&Value) -> String,
) -> [(String, String); 2] {
    all.sort_by_key(|entry| entry["primary"] != Value::Bool(true));
    let mut all = all.into_iter().map(shown);
    let first = all.next().unwrap_or_default();
    let others: Vec<String> = all.collect();
    [
        (name.to_owned(), first),
        (format!("other_{name}s"), others.join("; ")),
    ]
}

fn number(entry: &Value) -> String {
    match (entry["e164"].as_str(), entry["ext"].as_str()) {
        (Some(number), Some(ext)) => format!("{number} x{ext}"),
        (Some(number), None) => number.to_owned(),
        (None, _) => plain(&entry["raw"]),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
