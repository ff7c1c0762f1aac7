//! What the rules refuse, in the language of the reader.
//!
//! A refusal is an English sentence with names and values in it, for whoever reads it next: a script, the journal, a
//! person. For a person of another language it is known again here by its words: each sentence of `refused.ftl` is a
//! pattern, and what stands at its places goes into the sentence of the other language. What is not known stays as it
//! is, so that nothing is lost.

use super::said::key;
use super::{Arg, FILES, Locale};
use crate::base::Lang;
use std::sync::LazyLock;

/// A sentence with places.
struct Pattern {
    key: &'static str,
    /// The words before each place, and those behind the last.
    words: Vec<&'static str>,
    places: Vec<&'static str>,
}

/// Those of the catalogue, the most definite first.
static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let (_, english, _) = FILES
        .iter()
        .find(|(name, ..)| *name == "refused")
        .expect("the catalogue has the file");
    let lines = english.lines().filter_map(|line| line.split_once(" = "));
    let mut all: Vec<Pattern> = lines
        .filter(|(key, _)| key.starts_with("refused-"))
        .map(|(key, text)| pattern(key, text))
        .collect();
    all.sort_by_key(|pattern| {
        std::cmp::Reverse(pattern.words.iter().map(|words| words.len()).sum::<usize>())
    });
    all
});

/// The mark between two sentences.
const BETWEEN: &str = "; ";

/// How often the mark stands in the words of one sentence, at most: so many parts of a line may be one of them.
static MARKS: LazyLock<usize> = LazyLock::new(|| {
    let of = |pattern: &Pattern| {
        let words = pattern.words.iter();
        words.map(|words| words.matches(BETWEEN).count()).sum::<usize>()
    };
    PATTERNS.iter().map(of).max().unwrap_or(0)
});

/// What is longer, or has more parts, is no sentence of ours, or none that anybody reads: it stays as it is. Toasts
/// come through here on the thread that draws.
const LONGEST: usize = 2_048;
const MOST_PARTS: usize = 32;

fn pattern(key: &'static str, text: &'static str) -> Pattern {
    let (mut words, mut places, mut rest) = (Vec::new(), Vec::new(), text);
    while let Some((before, behind)) = rest.split_once("{ $") {
        let (place, behind) = behind.split_once(" }").unwrap_or((behind, ""));
        words.push(before);
        places.push(place);
        rest = behind;
    }
    words.push(rest);
    Pattern { key, words, places }
}

impl Pattern {
    /// What stands at the places of a sentence; none: it is another one.
    fn read<'s>(&self, sentence: &'s str) -> Option<Vec<&'s str>> {
        let (first, behind) = self.words.split_first()?;
        let mut rest = sentence.strip_prefix(first)?;
        let Some((last, between)) = behind.split_last() else {
            return rest.is_empty().then(Vec::new);
        };
        let mut found = Vec::new();
        for words in between {
            let at = rest.find(words)?;
            found.push(&rest[..at]);
            rest = &rest[at + words.len()..];
        }
        found.push(rest.strip_suffix(last)?);
        // What stands in quotes ends with them, and nothing goes over the mark between two sentences: they would be read
        // as one.
        let quoted = |n: usize| self.words[n].ends_with('"') && self.words[n + 1].starts_with('"');
        let fits = |(n, value): (usize, &&str)| {
            let runs_on = value.contains(BETWEEN) || (quoted(n) && value.contains('"'));
            !value.is_empty() && !runs_on
        };
        found.iter().enumerate().all(fits).then_some(found)
    }
}

/// A sentence of a refusal, or what to do about something that is missing, for a person.
pub fn sentence(locale: &Locale, english: &str) -> String {
    if locale.lang() == Lang::En || english.len() > LONGEST || english.matches(BETWEEN).count() >= MOST_PARTS
    {
        return english.to_owned();
    }
    known(locale, english)
        .or_else(|| of_a_field(locale, english))
        .or_else(|| several(locale, english))
        .unwrap_or_else(|| english.to_owned())
}

fn known(locale: &Locale, english: &str) -> Option<String> {
    PATTERNS.iter().find_map(|pattern| {
        let found = pattern.read(english)?;
        let values: Vec<(&str, String)> = pattern
            .places
            .iter()
            .zip(found)
            .map(|(place, value)| (*place, value_of(locale, place, value)))
            .collect();
        let args: Vec<(&str, Arg<'_>)> = values
            .iter()
            .map(|(place, value)| (*place, Arg::Text(value)))
            .collect();
        Some(locale.t_args(pattern.key, &args).into_owned())
    })
}

/// A noun by its word here, a part of a sentence as a sentence; a name stays.
fn value_of(locale: &Locale, place: &str, value: &str) -> String {
    match place {
        "what" | "kinds" => {
            let noun = locale.find(&key("noun", value));
            noun.map_or_else(|| value.to_owned(), std::borrow::Cow::into_owned)
        }
        "hint" => format!(" {}", sentence(locale, value.trim())),
        "more" => sentence(locale, value),
        _ => value.to_owned(),
    }
}

/// `postal.city: longer than 500 characters`: the name of the field stays, as it is typed.
fn of_a_field(locale: &Locale, english: &str) -> Option<String> {
    let (field, rest) = english.split_once(": ")?;
    Some(format!("{field}: {}", known(locale, rest)?))
}

/// Several in one line, each of them known.
fn several(locale: &Locale, english: &str) -> Option<String> {
    let parts: Vec<&str> = english.split(BETWEEN).collect();
    if parts.len() < 2 {
        return None;
    }
    // A sentence may hold the mark itself: the longest that is known is taken.
    let mut said = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let last = parts.len().min(at + 1 + *MARKS);
        let (until, text) = (at + 1..=last).rev().find_map(|until| {
            let part = parts[at..until].join(BETWEEN);
            let text = known(locale, &part).or_else(|| of_a_field(locale, &part))?;
            Some((until, text))
        })?;
        said.push(text);
        at = until;
    }
    Some(said.join(BETWEEN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn sentences_of_the_rules_are_said_in_german_and_names_stay() {
        let de = Locale::new(Lang::De);
        for (english, german) in [
            (
                "There is no company \"Nichts\".",
                "Firma \"Nichts\" gibt es nicht.",
            ),
            (
                "There is no company \"Mülle\". Did you mean Müller GmbH?",
                "Firma \"Mülle\" gibt es nicht. War Müller GmbH gemeint?",
            ),
            (
                "name: \"name\" is a field of every company",
                "name: „name“ ist ein Feld, das immer da ist (Firma)",
            ),
            (
                "postal.city: longer than 500 characters",
                "postal.city: länger als 500 Zeichen",
            ),
            (
                "A company that is DORMANT does not begin to be qualified; let it sleep first.",
                "Eine Firma in der Phase DORMANT beginnt keine Qualifizierung; zuerst ruhen lassen.",
            ),
            (
                "Seats: \"x\" is no number; accepted: 1234.5, 1,234.5, 1.234,5; Mood: \"y\" is none of its choices; \
                 accepted: a, b",
                "Seats: „x“ ist keine Zahl; möglich: 1234.5, 1,234.5, 1.234,5; Mood: „y“ ist kein Auswahlwert; \
                 möglich: a, b",
            ),
            (
                "Something nobody has translated.",
                "Something nobody has translated.",
            ),
            ("Müller GmbH", "Müller GmbH"),
        ] {
            assert_eq!(sentence(&de, english), german);
        }
        let en = Locale::new(Lang::En);
        assert_eq!(
            sentence(&en, "There is nothing to undo."),
            "There is nothing to undo."
        );
    }

    #[test]
    fn a_long_line_of_what_nobody_knows_costs_no_more_than_its_length() {
        let de = Locale::new(Lang::De);
        // Each part looks like one of a field; only the last one is known to nobody.
        let known = "city: longer than 500 characters; ".repeat(25);
        for english in [
            format!("row: {known}name: nobody has translated this"),
            "a: b; ".repeat(MOST_PARTS - 1) + "c: d",
            "a: b; ".repeat(100_000),
        ] {
            assert_eq!(sentence(&de, &english), english);
        }
        let german = sentence(&de, known.trim_end_matches(BETWEEN));
        assert_eq!(german.matches("city: länger als 500 Zeichen").count(), 25);
    }

    #[test]
    fn every_pattern_knows_its_own_sentence_and_no_other_takes_it() {
        let de = Locale::new(Lang::De);
        for pattern in PATTERNS.iter() {
            let values: Vec<String> = (0..pattern.places.len()).map(|n| format!("V{n}")).collect();
            let mut english = String::new();
            for (n, words) in pattern.words.iter().enumerate() {
                english.push_str(words);
                english.push_str(values.get(n).map_or("", String::as_str));
            }
            let args: Vec<(&str, Arg<'_>)> = pattern
                .places
                .iter()
                .zip(&values)
                .map(|(place, value)| (*place, Arg::Text(value)))
                .collect();
            let german = de.t_args(pattern.key, &args).into_owned();
            // A hint is a sentence of its own, with a blank before it.
            let plain = |text: &str| text.replace(' ', "");
            assert_eq!(plain(&sentence(&de, &english)), plain(&german), "{}", pattern.key);
            assert_ne!(german, english, "{} is not translated", pattern.key);
        }
    }

    /// Texts in the calls that make a refusal which are no sentences of their own.
    const PARTS: &[&str] = &[
        "callsheet workflow list",
        "callsheet undo",
        "callsheet contact add",
        "callsheet dnc remove VALUE --reason TEXT",
        "\"VALUE\" VALUE",
    ];

    /// The text literals of a call, from its opening bracket to the one that closes it.
    fn literals(source: &str) -> Vec<String> {
        let (mut depth, mut found, mut chars) = (0_usize, Vec::new(), source.chars());
        while let Some(ch) = chars.next() {
            match ch {
                '(' => depth += 1,
                ')' if depth <= 1 => break,
                ')' => depth -= 1,
                '"' => {
                    let mut text = String::new();
                    while let Some(ch) = chars.next().filter(|ch| *ch != '"') {
                        match (ch, chars.clone().next()) {
                            ('\\', Some('\n')) => {
                                let rest = chars.as_str().trim_start();
                                chars = rest.chars();
                            }
                            ('\\', Some(sign)) => {
                                chars.next();
                                text.push(sign);
                            }
                            _ => text.push(ch),
                        }
                    }
                    found.push(text);
                }
                _ => {}
            }
        }
        found
    }

    /// The text with a value at each of its places.
    fn filled(text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((_, behind)) = behind.split_once('}') else {
                break;
            };
            out.push_str(before);
            out.push_str("VALUE");
            rest = behind;
        }
        out + rest
    }

    fn sources(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("own source") {
            let path = entry.expect("a file").path();
            if path.is_dir() && !path.ends_with("tests") {
                sources(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }

    #[test]
    fn every_refusal_of_the_rules_has_a_german_sentence() {
        let de = Locale::new(Lang::De);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        for folder in ["ops", "domain", "replica", "cli"] {
            sources(&root.join(folder), &mut files);
        }
        let mut missing = Vec::new();
        for file in files {
            let whole = std::fs::read_to_string(&file).expect("own source");
            let source = whole.split("#[cfg(test)]").next().unwrap_or_default();
            // A sentence is given in the call, or made in the statement before it.
            for call in [
                "Refusal::new(",
                "Refusal::invalid(",
                ".missing(",
                "let text = format!(",
            ] {
                for (at, _) in source.match_indices(call) {
                    let made = &source[at + call.len() - 1..];
                    let near: String = made.chars().take(500).collect();
                    if call.starts_with("let") && !near.contains("Refusal::") {
                        continue;
                    }
                    for text in literals(made) {
                        let text = filled(&text);
                        let is_sentence = text.trim().contains(' ') && !PARTS.contains(&text.as_str());
                        let said = super::super::refused::sentence(&de, &text);
                        let fix = (1..=5).map(|n| if n == 1 { String::new() } else { format!("-{n}") });
                        let mut fixes =
                            fix.flat_map(|n| FIXES.iter().map(move |code| format!("fix-{code}{n}")));
                        let is_fix = fixes.any(|key| de.english(&key).is_some_and(|known| known == text));
                        if is_sentence && said == text && !is_fix {
                            missing.push(format!("{}: {text}", file.display()));
                        }
                    }
                }
            }
        }
        assert!(missing.is_empty(), "{}", missing.join("\n"));
    }

    /// What a guard misses, which has texts of its own.
    const FIXES: &[&str] = &[
        "case",
        "activity",
        "next_step",
        "handover",
        "reason",
        "note",
        "wake_up_date",
        "open_case",
        "role",
        "import",
        "replace",
        "stage",
        "number",
        "any",
        "override_do_not_contact",
    ];
}
