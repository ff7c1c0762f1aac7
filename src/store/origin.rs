//! What imports brought into a row, read from the journal: so that a value that somebody changed here since is known.

use super::{Result, Tx};
use crate::base::Json;
use crate::domain::{Code, Source};
use crate::{params, row, statements};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Changes read at a time.
const SLICE: usize = 50;
/// How far back a row's changes are read.
const MOST: usize = 2_000;
/// How many rows that were merged into one are asked.
const MOST_MERGED: usize = 50;

row! {
    /// A change of a row by a command that stands.
    struct Wrote {
        seq: i64,
        kind: String,
        args: Json<Value>,
        before: Json<Value>,
        after: Json<Value>,
    }
}

statements! {
    /// Changes of a row by commands that stand, the newest first, a slice. A row that was taken back and came again
    /// has kept what it was made with.
    WROTE: rows Wrote [list] =
        "SELECT c.seq, l.type AS kind, l.args, c.before, c.after FROM change c \
         JOIN command_log l ON l.tenant_no = c.tenant_no AND l.seq = c.seq \
         WHERE c.tenant_no = $1 AND c.row_id = $2 AND c.seq < $3 AND (l.undone_by IS NULL OR c.op = 'insert') \
         AND l.undoes IS NULL \
         ORDER BY c.seq DESC LIMIT 50";
}

/// What imports brought into a row.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Brought {
    /// The value that the last import gave a field (`industry`) or a part of one (`postal/city`), here and in each row
    /// that was merged into this one.
    values: BTreeMap<String, Vec<Value>>,
    /// Every entry that an import gave a list.
    lists: BTreeMap<String, Vec<Value>>,
}

impl Brought {
    /// What the last import gave a field, or a part of one; several where rows became one.
    pub fn values(&self, path: &str) -> &[Value] {
        self.values.get(path).map_or(&[], Vec::as_slice)
    }
    /// Whether an import gave a list this entry.
    pub fn listed(&self, field: &str, same: impl Fn(&Value) -> bool) -> bool {
        self.lists
            .get(field)
            .is_some_and(|entries| entries.iter().any(same))
    }

    fn take(&mut self, before: &Value, after: &Map<String, Value>) {
        for (name, value) in after {
            match value {
                Value::Object(parts) => {
                    for (part, value) in parts {
                        // The whole is written, also where only one part of it came.
                        if before.get(name).and_then(|whole| whole.get(part)) != Some(value) {
                            self.first(format!("{name}/{part}"), value);
                        }
                    }
                }
                Value::Array(entries) => {
                    // The whole is written, also where only one entry came.
                    let before = before.get(name).and_then(Value::as_array);
                    let is_new = |entry: &&Value| before.is_none_or(|before| !before.contains(entry));
                    let list = self.lists.entry(name.clone()).or_default();
                    list.extend(entries.iter().filter(is_new).cloned());
                }
                value => self.first(name.clone(), value),
            }
        }
    }

    /// What is read first is the newest.
    fn first(&mut self, path: String, value: &Value) {
        let values = self.values.entry(path).or_default();
        if values.is_empty() {
            values.push(value.clone());
        }
    }
    /// Takes what was brought into a row that became this one.
    fn join(&mut self, other: Self) {
        for (path, values) in other.values {
            self.values.entry(path).or_default().extend(values);
        }
        for (name, entries) in other.lists {
            self.lists.entry(name).or_default().extend(entries);
        }
    }
}

/// Reads what imports brought into a row, and into those that were merged into it.
pub(crate) fn brought(tx: &mut Tx<'_>, row: Uuid) -> Result<Brought> {
    let mut all = of_row(tx, row)?;
    for merged in tx.became(row, MOST_MERGED)? {
        all.join(of_row(tx, merged)?);
    }
    Ok(all)
}

fn of_row(tx: &mut Tx<'_>, row: Uuid) -> Result<Brought> {
    let tenant = tx.tenant();
    let mut brought = Brought::default();
    let (mut below, mut read) = (i64::MAX, 0);
    while read < MOST {
        let slice = tx.all(WROTE, params![tenant, row, below])?;
        for wrote in &slice {
            let is_import = is_import(wrote);
            if let (true, Value::Object(after)) = (is_import, &wrote.after.0) {
                brought.take(&wrote.before.0, after);
            }
            read += 1;
        }
        match slice.last() {
            Some(last) if slice.len() == SLICE => below = last.seq,
            _ => break,
        }
    }
    Ok(brought)
}

/// Whether an import of another system gave the command; also what an export of everything brought back counts, when
/// an import had made the row there.
fn is_import(wrote: &Wrote) -> bool {
    let restored = || {
        // The whole row is in the command; what happened says not where it came from, and is asked for by an id that
        // only an import gives.
        let row = wrote.args.0.pointer("/row/row").unwrap_or(&wrote.after.0);
        let source = row.get("source").and_then(Value::as_str);
        let is_imported = source == Some(Source::Import.code()) || row.get("occurred_at").is_some();
        wrote.kind == "import.restore" && is_imported
    };
    matches!(wrote.kind.as_str(), "activity.import" | "task.import")
        || restored()
        || wrote.args.0.get("import").is_some_and(|mark| !mark.is_null())
}
