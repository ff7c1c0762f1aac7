//! The catalogue is complete, parses, and holds every key the code asks for.

use super::*;
use fluent_syntax_keys::keys_of;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Keys of a catalogue file without the parser's syntax tree: ids in the first column, attributes below them.
mod fluent_syntax_keys {
    use std::collections::BTreeSet;

    pub(super) fn keys_of(text: &str) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        let mut id = "";
        for line in text.lines() {
            let Some((name, _)) = line.split_once('=') else {
                continue;
            };
            let name = name.trim_end();
            let plain = |name: &str| {
                !name.is_empty()
                    && name
                        .chars()
                        .all(|ch| ch.is_ascii_alphanumeric() || "-_".contains(ch))
            };
            if plain(name) {
                id = name;
                keys.insert(id.to_owned());
            } else if let Some(attribute) = name.trim_start().strip_prefix('.').filter(|name| plain(name)) {
                keys.insert(format!("{id}.{attribute}"));
            }
        }
        keys
    }
}

#[test]
fn every_file_parses_and_no_key_is_written_twice() {
    let mut seen = BTreeSet::new();
    for (name, en, de) in FILES {
        for text in [en, de] {
            if let Err((_, errors)) = FluentResource::try_new((*text).to_owned()) {
                panic!("{name}.ftl: {errors:?}");
            }
        }
        for key in keys_of(en) {
            assert!(
                seen.insert(key.clone()),
                "{name}.ftl: {key} is in another file too"
            );
        }
    }
}

#[test]
fn both_languages_have_the_same_keys() {
    for (name, en, de) in FILES {
        let (en, de) = (keys_of(en), keys_of(de));
        assert_eq!(
            en.difference(&de).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "{name}.ftl: missing in German"
        );
        assert_eq!(
            de.difference(&en).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "{name}.ftl: German only"
        );
    }
}

#[test]
fn every_key_the_code_asks_for_exists() {
    let known: BTreeSet<String> = FILES.iter().flat_map(|(_, en, _)| keys_of(en)).collect();
    let mut missing = Vec::new();
    for file in rust_files(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let source = std::fs::read_to_string(&file).expect("own source");
        // The calls are looked for in the code that runs, not in this test.
        if file.ends_with("locale/tests.rs") {
            continue;
        }
        for call in [".t(", ".t_args(", ".t_key(", ".with_key("] {
            for (at, _) in source.match_indices(call) {
                let rest = source[at + call.len()..].trim_start();
                let Some(key) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()) else {
                    continue;
                };
                if !key.contains('{') && !known.contains(key) && !key.starts_with("no-such") {
                    missing.push(format!("{}: {key}", file.display()));
                }
            }
        }
        // The texts that name the key of an action stand before it: `("list-note-view", Action::Filters)`.
        for (at, _) in source.match_indices("\", Action::") {
            let key = source[..at].rsplit('"').next().unwrap_or_default();
            // A preset has keys there: `ctrl-o`.
            let is_text =
                key.contains('-') && !key.contains([' ', '{']) && !file.ends_with("keymap/preset.rs");
            if is_text && !known.contains(key) {
                missing.push(format!("{}: {key}", file.display()));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

fn rust_files(folder: PathBuf) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("own folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn plurals_and_places_are_filled() {
    let (en, de) = (Locale::new(Lang::En), Locale::new(Lang::De));
    for (count, english, german) in [
        (1usize, "1 field needs attention", "1 Feld braucht"),
        (2, "2 fields need attention", "2 Felder brauchen"),
    ] {
        let args = [("n", count.into()), ("field", "Duration".into())];
        assert!(en.t_args("form-attention", &args).starts_with(english));
        assert!(de.t_args("form-attention", &args).starts_with(german));
    }
    assert_eq!(en.t("no-such-key"), "no-such-key");
    assert_eq!(en.code("STAGE", "NEWLY_INVENTED"), "NEWLY_INVENTED");
}

/// The German of a line for each line of English that has one of these words.
fn german_of(english: &[&str]) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    for (_, en, de) in FILES {
        let lines = |text: &'static str| text.lines().filter_map(|line| line.split_once(" = "));
        let keys: BTreeSet<&str> = lines(en)
            .filter(|(_, text)| {
                let plain = text
                    .split("{ $")
                    .map(|part| part.split_once(" }").map_or(part, |(_, rest)| rest));
                let mut words = plain.flat_map(|part| part.split(|ch: char| !ch.is_alphabetic()));
                words.any(|word| english.contains(&word.to_lowercase().as_str()))
            })
            .map(|(key, _)| key)
            .collect();
        found.extend(lines(de).filter(|(key, _)| keys.contains(key) && !key.starts_with(' ')));
    }
    found
}

#[test]
fn german_has_one_word_for_a_queue_a_stage_and_a_case() {
    let has = |text: &str, word: &str| {
        text.split(|ch: char| !ch.is_alphabetic())
            .any(|part| part == word)
    };
    for (english, other) in [
        (&["queue", "queues"][..], &["Liste", "Listen"][..]),
        (&["stage", "stages"], &["Stand", "Stufe", "Standwechsel"]),
        (&["case", "cases"], &["Fall", "Falls", "Fälle", "Fällen"]),
    ] {
        for (key, german) in german_of(english) {
            // The queue that somebody works through is their list.
            const LISTS: [&str; 5] = [
                "pane-queue",
                "welcome-imported",
                "end-title",
                "power-end",
                "work-view-mine",
            ];
            let is_list = LISTS.contains(&key) || key.starts_with("plain-");
            let word = other.iter().find(|word| has(german, word));
            assert!(is_list || word.is_none(), "{key}: {german}");
        }
    }
}
