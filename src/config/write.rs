//! A setting written back; comments and order of the file stay.

use super::{Config, ConfigError, parse, setup::read_text};
use crate::base::{
    finding::{Finding, Position},
    near,
};
use std::{io::Write, path::Path};
use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

/// Every key with its default and a line of why.
pub(super) const EXAMPLE: &str = include_str!("../../config.example.toml");

/// A setting that can be changed.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct KeyInfo {
    /// Its key, such as `ui.theme`.
    pub key: String,
    /// Its default as it is written in the file.
    pub default: String,
    /// A line of why.
    pub help: String,
}

/// What a change of the file did.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Change {
    /// The key.
    pub key: String,
    /// Its value before, when it stood in the file.
    pub from: Option<String>,
    /// Its value now.
    pub to: String,
}

/// The settings that `set` knows, in the order of the example.
pub fn keys() -> Vec<KeyInfo> {
    let document: DocumentMut = EXAMPLE.parse().expect("a test reads the example");
    let mut all = Vec::new();
    collect("", document.as_table(), &mut all);
    all
}

fn collect(prefix: &str, table: &Table, all: &mut Vec<KeyInfo>) {
    for (name, item) in table {
        let key = if prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{prefix}.{name}")
        };
        match item {
            Item::Table(inner) => collect(&key, inner, all),
            Item::Value(value) => {
                let comment = table
                    .key(name)
                    .and_then(|key| key.leaf_decor().prefix()?.as_str());
                let lines = comment.unwrap_or("").rsplit("\n\n").next().unwrap_or("").lines();
                let help: Vec<&str> = lines.map(|line| line.trim_start_matches(['#', ' '])).collect();
                all.push(KeyInfo {
                    key,
                    default: plain(value),
                    help: help.join(" ").trim().to_owned(),
                });
            }
            _ => {}
        }
    }
}

/// The settings in force as a file would say them.
pub fn show(config: &Config) -> String {
    toml::to_string_pretty(config).expect("settings are plain data with text keys")
}

/// A configuration text with one setting changed, in memory.
///
/// Refused with findings: a key that does not exist, a value it does not take, a
/// text that is no configuration to begin with.
pub fn with(file: &str, text: &str, key: &str, value: &str) -> Result<(String, Change), Vec<Finding>> {
    let known = keys();
    let Some(info) = known.iter().find(|info| info.key == key) else {
        let names: Vec<&str> = known.iter().map(|info| info.key.as_str()).collect();
        let message = format!("no setting \"{key}\"{}", near::hint(key, names));
        return Err(vec![Finding::whole(file, "unknown_key", message)]);
    };
    let before = match parse(file, text) {
        Ok((_, findings)) => findings,
        Err(findings) => return Err(findings),
    };
    let mut refused: Option<Vec<Finding>> = None;
    for candidate in candidates(info, value) {
        let (changed, change) = put(file, text, key, candidate)?;
        let findings = parse(file, &changed).map_or_else(|findings| findings, |(_, findings)| findings);
        let new = |finding: &Finding| {
            !before
                .iter()
                .any(|old| (old.code, &old.message) == (finding.code, &finding.message))
        };
        let findings: Vec<Finding> = findings.into_iter().filter(new).collect();
        if findings.is_empty() {
            return Ok((changed, change));
        }
        refused.get_or_insert(findings);
    }
    let mut refused = refused.unwrap_or_default();
    for finding in &mut refused {
        // Its place is in a text that nobody sees.
        finding.at = Position::default();
    }
    Err(refused)
}

/// What a typed value may be: of the default's kind first, else the other way round.
fn candidates(info: &KeyInfo, typed: &str) -> Vec<Value> {
    let text = Value::from(typed);
    let parsed = typed.parse::<Value>().ok().map(|mut value| {
        value.decor_mut().clear();
        value
    });
    let mut all: Vec<Value> = parsed.into_iter().collect();
    let list = info.default.starts_with('[');
    if info.default.starts_with('"') {
        all.insert(0, text);
    } else if !list {
        all.push(text);
    }
    if list && !typed.trim_start().starts_with('[') {
        // Words as a shell gives them: one list without quotes and commas.
        let words: toml_edit::Array = typed.split_whitespace().collect();
        all = vec![Value::Array(words)];
    }
    all
}

fn put(file: &str, text: &str, key: &str, mut value: Value) -> Result<(String, Change), Vec<Finding>> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| vec![Finding::whole(file, "syntax", error.message())])?;
    let (parents, last) = key
        .rsplit_once('.')
        .map_or((None, key), |(parents, last)| (Some(parents), last));
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for name in parents.into_iter().flat_map(|parents| parents.split('.')) {
        let item = table.entry(name).or_insert_with(|| Item::Table(Table::new()));
        let Some(inner) = item.as_table_like_mut() else {
            let message = format!("\"{name}\" is no table");
            return Err(vec![Finding::whole(file, "wrong_type", message)]);
        };
        table = inner;
    }
    let to = plain(&value);
    let from = table.get(last).and_then(Item::as_value).map(plain);
    match table.get_mut(last).and_then(Item::as_value_mut) {
        Some(old) => {
            // The comment behind a value belongs to the line, not to the value.
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => {
            table.insert(last, Item::Value(value));
        }
    }
    let key = key.to_owned();
    Ok((document.to_string(), Change { key, from, to }))
}

fn plain(value: &Value) -> String {
    let mut value = value.clone();
    value.decor_mut().clear();
    value.to_string()
}

/// Changes one setting in the file, which is made when it is not there.
///
/// The file is replaced as a whole, so that a reader never sees half of it.
pub fn set(path: &Path, key: &str, value: &str) -> Result<Result<Change, Vec<Finding>>, ConfigError> {
    let text = read_text(path)?.unwrap_or_default();
    let (changed, change) = match with(&path.display().to_string(), &text, key, value) {
        Ok(result) => result,
        Err(findings) => return Ok(Err(findings)),
    };
    if changed != text {
        replace(path, &changed).map_err(|error| ConfigError::Unwritable {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
    }
    Ok(Ok(change))
}

fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    // Behind a link stays the link: configurations often live in a repository.
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = real.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder)?;
    }
    let name = real
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let beside = real.with_file_name(format!(".{name}.{}", std::process::id()));
    let write = || {
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if let Ok(old) = std::fs::metadata(&real) {
            std::fs::set_permissions(&beside, old.permissions())?;
        }
        std::fs::rename(&beside, &real)
    };
    write().inspect_err(|_| drop(std::fs::remove_file(&beside)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_says_every_key_with_its_default_and_why() {
        let example: toml::Table = EXAMPLE.parse().expect("toml");
        let default: toml::Table = show(&Config::default()).parse().expect("toml");
        assert_eq!(example, default);
        let (config, findings) = parse("config.example.toml", EXAMPLE).expect("a configuration");
        assert_eq!((config, findings), (Config::default(), vec![]));
        for info in keys() {
            assert!(info.help.ends_with('.') || info.help.ends_with(']'), "{info:?}");
        }
        assert_eq!(keys().len(), 38);
    }

    #[test]
    fn a_setting_is_written_where_it_stands_and_comments_stay() {
        let text = "# mine\n[ui]\ntheme = \"dark\"  # evenings\nmouse = true\n";
        let (changed, change) = with("c.toml", text, "ui.theme", "light").expect("changed");
        assert_eq!(
            changed,
            "# mine\n[ui]\ntheme = \"light\"  # evenings\nmouse = true\n"
        );
        assert_eq!(
            (change.from.as_deref(), change.to.as_str()),
            (Some("\"dark\""), "\"light\"")
        );
        let cases = [
            ("ui.mouse", "false", "mouse = false"),
            ("ui.which_key_delay_ms", "250", "which_key_delay_ms = 250"),
            ("ui.which_key_delay_ms", "auto", "which_key_delay_ms = \"auto\""),
            ("user.name", "250", "name = \"250\""),
            ("queue.attempts", "4", "attempts = 4"),
            (
                "call.command",
                "dial {number}",
                "command = [\"dial\", \"{number}\"]",
            ),
            ("working_time.days", "[\"MON\"]", "days = [\"MON\"]"),
            ("working_time.opens", "9:30", "opens = \"9:30\""),
        ];
        for (key, value, line) in cases {
            let (changed, _) = with("c.toml", text, key, value).expect(key);
            assert!(changed.lines().any(|found| found == line), "{changed}");
            assert!(changed.contains("# mine"), "{changed}");
        }
    }

    #[test]
    fn what_does_not_fit_is_not_written() {
        let cases = [
            (
                "ui.thme",
                "dark",
                "no setting \"ui.thme\"; did you mean \"ui.theme\"?",
            ),
            (
                "ui.mouse",
                "maybe",
                "ui.mouse: expected true or false, found the text \"maybe\"",
            ),
            (
                "queue.attempts",
                "0",
                "queue.attempts: 0 does not fit; accepted: 1 to 99",
            ),
            ("call.method", "show", ""),
            (
                "call.method",
                "phone",
                "call.method: \"phone\" is not known; accepted: show, copy, tel, command",
            ),
        ];
        for (key, value, message) in cases {
            let result = with("c.toml", "", key, value);
            match result {
                Ok(_) => assert_eq!(message, "", "{key}"),
                Err(findings) => assert_eq!(findings[0].message, message),
            }
        }
        assert_eq!(
            with("c.toml", "[ui", "ui.theme", "dark").expect_err("syntax")[0].code,
            "syntax"
        );
    }
}
