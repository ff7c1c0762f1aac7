//! Users who come late in an own export: they are first all the same, because whoever moves in must find nobody.

use super::ImportError;
use super::own_lines::{Lines, Place, Text};
use super::restore::read;
use crate::domain::AnyRow;
use serde::Deserialize;
use std::borrow::Cow;
use std::path::Path;

/// Of a line only the table that it is of.
#[derive(Deserialize)]
struct Of<'a> {
    #[serde(borrow)]
    table: Cow<'a, str>,
}

/// Users who come after rows of theirs, in the order of the file.
pub(super) fn late_users(path: &Path) -> Result<Vec<Place>, ImportError> {
    let mut lines = Lines::open(path)?;
    let (mut others, mut late) = (false, Vec::new());
    while let Some(Text { place, text, .. }) = lines.next_line()? {
        if text.is_empty() {
            continue;
        }
        let of: Option<Of<'_>> = serde_json::from_str(&text).ok();
        match of.as_ref().map(|of| of.table.as_ref()) {
            Some("users") if matches!(read(&text), Ok(Some(row)) if matches!(*row, AnyRow::User(_))) => {
                late.extend(others.then_some(place));
            }
            Some("tenant" | "rule") => {}
            _ => others = true,
        }
    }
    Ok(late)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_is_of_the_table_that_it_names_whatever_words_it_holds() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("all.ndjson");
        let user = |id: u8| {
            let row = json!({ "id": format!("00000000-0000-7000-8000-0000000000{id:02}"), "name": "Ines", "email": null,
                "roles": ["admin"], "queues": [], "language": null, "time_zone": null, "active": true,
                "created_at": "2026-03-03T09:00:00Z", "deleted_at": null, "deleted_by": null, "deleted_with": null });
            json!({ "table": "users", "row": row }).to_string()
        };
        // A note that speaks of the "rule" and the "users" is neither.
        let note = "{\"table\": \"note\", \"row\": {\"body\": \"the \\\"rule\\\" of \\\"users\\\"\", \"tags\": [\"rule\"]}}";
        std::fs::write(&path, format!("{}\n{note}\n\n{}\n", user(1), user(2))).expect("written");
        let late = late_users(&path).expect("read");
        assert_eq!(late.iter().map(|place| place.no).collect::<Vec<_>>(), [4]);
    }
}
