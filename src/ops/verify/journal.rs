//! What the journal says a row is.

use crate::store::Record;
use crate::store::verify::{Step, journaled};
use serde_json::{Map, Value};

/// What the journal says of a row.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Said {
    /// What it is.
    Same,
    /// Nothing at all.
    Nothing,
    /// Another value of this field.
    Other(String),
}

/// Compares a row with its changes, first first. A field that no change names (it came later) is not judged.
pub(super) fn difference<R: Record>(row: &R, steps: &[Step]) -> Said {
    if steps.is_empty() {
        return Said::Nothing;
    }
    let mut last: Map<String, Value> = Map::new();
    for step in steps {
        if let Value::Object(after) = &step.after.0 {
            last.extend(after.clone());
        }
    }
    let now = journaled(row);
    let other = last
        .into_iter()
        .find(|(field, value)| now.get(field).unwrap_or(&Value::Null) != value);
    match other {
        Some((field, _)) => Said::Other(field),
        None => Said::Same,
    }
}
