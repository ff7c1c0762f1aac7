//! What an import says of itself, in the language of the screen and without the options of the command line.

use crate::import::{ImportError, Preview, Warning};
use crate::locale::{Arg, Locale, system};
use crate::tui::spoken::reason;

/// A count for a text.
pub(super) fn n(count: u64) -> Arg<'static> {
    Arg::Count(i64::try_from(count).unwrap_or(i64::MAX))
}

fn t(locale: &Locale, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    locale.t_args(key, args).into_owned()
}

/// The key of a text about a name of the import: `here already` → `import-skipped-here-already`.
fn key(prefix: &str, name: &str) -> String {
    let name: String = name
        .chars()
        .map(|ch| if ch.is_ascii_alphanumeric() { ch } else { '-' })
        .collect();
    format!("{prefix}-{name}")
}

/// A field, as a person calls it; one that has no words yet keeps its name.
pub(super) fn field(locale: &Locale, name: &str) -> String {
    let found = locale.find(&key("import-to", name));
    found.map_or_else(|| name.replace('_', " "), std::borrow::Cow::into_owned)
}

/// Why rows were left alone.
pub(super) fn skipped(locale: &Locale, why: &str) -> String {
    let found = locale.find(&key("import-skipped", why));
    found.map_or_else(|| why.to_owned(), std::borrow::Cow::into_owned)
}

/// Why a file cannot be imported, and what to do.
pub(super) fn error(locale: &Locale, error: &ImportError) -> String {
    match error {
        ImportError::Read { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            t(locale, "import-error-nowhere", &[])
        }
        ImportError::Read { source, .. } => {
            let source = system::reason(locale, source);
            t(locale, "import-error-read", &[("error", (&source).into())])
        }
        ImportError::NoFile { .. } => t(locale, "import-error-no-file", &[]),
        ImportError::NoRows { .. } => t(locale, "import-error-no-rows", &[]),
        ImportError::LooksUtf16 { .. } => t(locale, "import-error-utf16", &[]),
        ImportError::Malformed { error, .. } => {
            let error = reason(locale, &error.to_string());
            t(locale, "import-error-malformed", &[("error", (&error).into())])
        }
        ImportError::TooManyColumns { found, limit } => {
            let args = [("found", (*found).into()), ("limit", (*limit).into())];
            t(locale, "import-error-columns", &args)
        }
        ImportError::DuplicateColumn { name, first, second } => {
            let args = [
                ("name", name.into()),
                ("first", (*first).into()),
                ("second", (*second).into()),
            ];
            t(locale, "import-error-twice", &args)
        }
        ImportError::UnknownColumns { .. } => t(locale, "import-error-unknown", &[]),
        ImportError::OtherRows { what } => t(locale, "import-error-other", &[("what", what.into())]),
        ImportError::DateOrder { column, example } => {
            let args = [("column", column.into()), ("example", example.into())];
            t(locale, "import-error-order", &args)
        }
        ImportError::NoTable { what, .. } => {
            let what = key("import-kind", what);
            let what = locale.t(&what).into_owned();
            t(locale, "import-error-no-table", &[("what", (&what).into())])
        }
        ImportError::Unreadable { what, .. } => {
            let what = reason(locale, what);
            t(locale, "import-error-unreadable", &[("what", (&what).into())])
        }
        ImportError::Map { what, .. } => {
            // How the command line mends it means nothing here.
            let what = what.split("; say --").next().unwrap_or(what);
            t(locale, "import-error-map", &[("what", what.into())])
        }
        ImportError::Option(text) if text.starts_with("--tag") => t(locale, "import-error-tags", &[]),
        ImportError::Rejects { source, .. } => {
            let source = system::reason(locale, source);
            t(locale, "import-error-rejects", &[("error", (&source).into())])
        }
        ImportError::Stopped { done, source } => {
            let source = source.to_string();
            let args = [("n", n(*done)), ("error", (&source).into())];
            t(locale, "import-error-stopped", &args)
        }
        other => other.to_string(),
    }
}

/// What to know about a file before its rows are taken.
pub(super) fn warnings(locale: &Locale, preview: &Preview) -> Vec<String> {
    preview
        .warnings
        .iter()
        .map(|warning| match warning.code {
            "encoding" if preview.encoding_guessed => t(
                locale,
                "import-warning-guessed",
                &[("encoding", preview.encoding.into())],
            ),
            "left_out" if !preview.sheets.is_empty() => {
                let sheets = preview.sheets.join(", ");
                let args = [("n", preview.sheets.len().into()), ("sheets", (&sheets).into())];
                t(locale, "import-warning-sheets", &args)
            }
            _ => one(locale, warning),
        })
        .collect()
}

/// One warning. Its column and its numbers are taken out of its text, the words from the catalogue.
pub(super) fn one(locale: &Locale, warning: &Warning) -> String {
    let column = warning.text.split('"').nth(1).unwrap_or_default();
    let numbers = warning.text.split(|ch: char| !ch.is_ascii_digit());
    let mut numbers = numbers.filter_map(|part| part.parse::<u64>().ok());
    let (first, second) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    let month_first = if warning.text.ends_with("month first") {
        "yes"
    } else {
        "no"
    };
    let what = warning.text.split_once(": ").map_or("", |(_, what)| what);
    let what = reason(locale, what);
    let args = [
        ("column", column.into()),
        ("what", (&what).into()),
        ("n", n(first)),
        ("line", n(second)),
        ("month", month_first.into()),
    ];
    let key = key("import-warning", warning.code);
    match locale.find(&key) {
        Some(_) => t(locale, &key, &args),
        None => warning.text.clone(),
    }
}
