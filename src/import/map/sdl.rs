//! Mapping files of the Salesforce Data Loader (`.sdl`): Java properties `column=ApiName`.
//!
//! An empty right side leaves the column out; a quoted text on the left is a value that
//! every row has.

use super::field::{Field, Kept};
use super::presets::Preset;
use super::{Column, Mapping, fold_name};
use crate::import::{ImportError, read};
use std::io::Read;
use std::path::Path;

/// The largest mapping file: one that names a thousand columns is far below.
const MOST_BYTES: u64 = 1024 * 1024;

/// Applies a mapping file to the columns it names.
pub(super) fn apply(mapping: &mut Mapping, path: &Path, preset: &Preset) -> Result<(), ImportError> {
    let mut bytes = Vec::new();
    read::open(path)?
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| ImportError::read(path, source))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ImportError::Map {
            place: path.display().to_string(),
            what: format!("is no mapping file: it has more than {} KiB", MOST_BYTES / 1024),
        });
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut used = false;
    for (line, left, right) in entries(&text) {
        let bad = |what: String| ImportError::Map {
            place: format!("{}:{line}", path.display()),
            what,
        };
        let Some(right) = right else {
            return Err(bad(format!("\"{left}\" has no \"=\"; write column=Field")));
        };
        let folded = fold_name(&right);
        let target = if right.is_empty() {
            Field::Ignore
        } else {
            preset.field(&folded).unwrap_or(Field::Extra(Kept::Text))
        };
        if let Some(constant) = left.strip_prefix('"').and_then(|l| l.strip_suffix('"')) {
            if target != Field::Ignore {
                let column = Column {
                    name: right,
                    field: target,
                    known: true,
                };
                mapping.constants.push((column, constant.to_owned()));
            }
            continue;
        }
        // A mapping file may serve several exports: what this one lacks is no error.
        let named = fold_name(&left);
        if let Some(column) = mapping.columns.iter_mut().find(|c| fold_name(&c.name) == named) {
            column.field = target;
            column.known = true;
            used = true;
        }
    }
    if used {
        return Ok(());
    }
    Err(ImportError::Map {
        place: path.display().to_string(),
        what: "names none of the columns of the file".to_owned(),
    })
}

/// The entries of Java properties with their lines: key and, behind `=` or `:`, value.
fn entries(text: &str) -> Vec<(usize, String, Option<String>)> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let mut whole = line.trim_start().to_owned();
        if whole.is_empty() || whole.starts_with(['#', '!']) {
            continue;
        }
        // An odd number of backslashes at the end joins the next line.
        while (whole.len() - whole.trim_end_matches('\\').len()) % 2 == 1 {
            whole.pop();
            let Some((_, next)) = lines.next() else { break };
            whole.push_str(next.trim_start());
        }
        let (key, value) = split(&whole);
        found.push((at + 1, key, value));
    }
    found
}

fn split(line: &str) -> (String, Option<String>) {
    let mut key = String::new();
    let mut letters = line.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => push_escape(&mut key, &mut letters),
            '=' | ':' => {
                let mut value = String::new();
                let mut rest = line[at + 1..].trim().char_indices();
                while let Some((_, letter)) = rest.next() {
                    if letter == '\\' {
                        push_escape(&mut value, &mut rest);
                    } else {
                        value.push(letter);
                    }
                }
                return (key.trim().to_owned(), Some(value));
            }
            letter => key.push(letter),
        }
    }
    (key.trim().to_owned(), None)
}

fn push_escape(text: &mut String, letters: &mut std::str::CharIndices<'_>) {
    match letters.next().map(|(_, letter)| letter) {
        Some('u') => {
            let code: String = letters.by_ref().take(4).map(|(_, letter)| letter).collect();
            let letter = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
            text.push(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Some('t') => text.push('\t'),
        Some('n') => text.push('\n'),
        Some(letter) => text.push(letter),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Entity, MapOptions};
    use super::*;

    fn mapped(sdl: &str) -> Result<Mapping, ImportError> {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("map.sdl");
        std::fs::write(&path, sdl).expect("written");
        let header: Vec<String> = ["org_name", "billing_address", "town", "secret"]
            .map(str::to_owned)
            .into();
        let options = MapOptions {
            system: Some("salesforce".to_owned()),
            entity: Some(Entity::Companies),
            maps: vec![path.display().to_string()],
            custom: Vec::new(),
            part: None,
        };
        Mapping::of(&header, &options)
    }

    #[test]
    fn what_is_far_too_large_is_no_mapping_file() {
        let error = mapped(&"#x\n".repeat(400_000)).expect_err("refused");
        assert!(error.to_string().contains("no mapping file"), "{error}");
    }

    #[test]
    fn a_mapping_file_says_where_columns_go() {
        let sdl = "#Mapping values\n\norg_name=Name\nbilling\\_address=BillingStreet\ntown : BillingCity\n\
                   secret=\n\"valid\"=Integration_Status__c\nnot_in_the_file=Phone\n";
        let mapping = mapped(sdl).expect("mapped");
        let fields: Vec<Field> = mapping.columns.iter().map(|c| c.field).collect();
        assert_eq!(
            fields,
            [
                Field::Text("name"),
                Field::Postal(super::super::Part::Street),
                Field::Postal(super::super::Part::City),
                Field::Ignore,
            ]
        );
        assert_eq!(mapping.constants.len(), 1);
        assert_eq!(mapping.constants[0].0.name, "Integration_Status__c");
        assert_eq!(mapping.constants[0].1, "valid");
    }

    #[test]
    fn a_mapping_file_that_fits_nothing_is_refused() {
        for (sdl, says) in [("a=Name\n", "none of the columns"), ("org_name\n", "map.sdl:1")] {
            let error = mapped(sdl).expect_err("refused");
            assert!(error.to_string().contains(says), "{error}");
        }
    }
}
