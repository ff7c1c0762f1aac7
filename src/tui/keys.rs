//! The verbs `callsheet keys --check`, `--markdown` and `--layouts`: text about
//! the key map, without a terminal.

use super::keymap::{KeyMap, check, document, layouts};
use crate::base::finding::Finding;
use crate::config::{Bind, KeyboardConfig};
use crate::locale::Locale;

pub use super::keymap::load::load;

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// What is wrong in the `[[bind]]` tables, with its place.
    pub findings: Vec<Finding>,
    /// Keys that mean two things.
    pub conflicts: Vec<String>,
    /// Keys that need AltGr on a layout where none should. Advice for one's own keys, an error in ours.
    pub layouts: Vec<String>,
}

impl Report {
    /// Whether nothing must be mended.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.conflicts.is_empty()
    }
}

/// A key, where it works, the id of what it does, and that in words.
pub type Row = [String; 4];

/// Every key of a map, in the order of the help.
pub fn rows(map: &KeyMap, locale: &Locale) -> Vec<Row> {
    let row = |bind: &super::keymap::Bind| {
        let spec = bind.act.action.spec();
        let id = match bind.act.n {
            Some(n) => format!("{} n={n}", spec.id),
            None => spec.id.to_owned(),
        };
        [
            bind.keys.to_string(),
            bind.scope.name().to_owned(),
            id,
            locale.t(&spec.title_key()).into_owned(),
        ]
    };
    map.binds().iter().map(row).collect()
}

/// Checks the keys of a configuration.
pub fn check(file: &str, keyboard: &KeyboardConfig, binds: &[Bind]) -> Report {
    let (map, findings) = load(file, keyboard, binds);
    Report {
        findings,
        conflicts: check::conflicts(&map),
        layouts: layouts::problems(&map),
    }
}

/// The cheat sheet in Markdown.
pub fn markdown(map: &KeyMap, locale: &Locale) -> String {
    document::markdown(map, locale)
}

/// The table of layouts, and what is wrong (nothing, for the default keys).
pub fn layouts(map: &KeyMap) -> (String, Vec<String>) {
    (layouts::table(map), layouts::problems(map))
}
