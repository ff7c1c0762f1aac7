//! What the journal says in English, in the language of the reader.
//!
//! A command's label is kept as it was given; it is put into other words only
//! where it is shown. A text without a translation stays as it is.

use super::{Arg, Locale};

/// A key made of English words: `Beside it` → `head-beside-it`.
pub fn key(kind: &str, words: &str) -> String {
    let mut key = kind.to_owned();
    for word in words.split(|c: char| !c.is_ascii_alphanumeric()) {
        if !word.is_empty() {
            key.push('-');
            key.push_str(&word.to_ascii_lowercase());
        }
    }
    key
}

/// The text of a key made of English words; the words themselves when it has none.
pub fn words(locale: &Locale, kind: &str, words: &str) -> String {
    locale
        .find(&key(kind, words))
        .map_or_else(|| words.to_owned(), std::borrow::Cow::into_owned)
}

/// What a command is called: `Company added: Müller GmbH`.
pub fn label(locale: &Locale, label: &str) -> String {
    let (verb, rest) = match label.split_once(": ") {
        Some((verb, rest)) => (verb, Some(rest)),
        None => (label, None),
    };
    let Some(said) = verb_words(locale, verb) else {
        return label.to_owned();
    };
    // What was taken back has a label of its own; anything else is followed by a name.
    let wraps = matches!(verb, "Undone" | "Redone") || verb.ends_with(" changes");
    match rest {
        Some(rest) if wraps => format!("{said}: {}", self::label(locale, rest)),
        Some(rest) => format!("{said}: {rest}"),
        None => said,
    }
}

/// A sentence of the rules with labels in place of codes: `Qualified lead` for `QUALIFIED_LEAD`.
pub fn labelled(locale: &Locale, text: &str) -> String {
    const KINDS: [&str; 7] = [
        "STAGE", "CASE", "QUEUE", "TASK", "ACTIVITY", "OUTCOME", "HANDOVER",
    ];
    let is_code = |word: &str| word.len() > 4 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let of = |word: &str| {
        let found = KINDS
            .iter()
            .map(|kind| locale.find(&format!("code-{kind}-{word}")));
        found.flatten().next().map(std::borrow::Cow::into_owned)
    };
    let mut out = String::new();
    for part in text.split_inclusive(|c: char| !(c.is_ascii_alphabetic() || c == '_')) {
        let word = part.trim_end_matches(|c: char| !(c.is_ascii_alphabetic() || c == '_'));
        match of(word).filter(|_| is_code(word)) {
            Some(label) => out.push_str(&label),
            None => out.push_str(word),
        }
        out.push_str(&part[word.len()..]);
    }
    out
}

fn verb_words(locale: &Locale, verb: &str) -> Option<String> {
    if let Some(text) = locale.find(&key("label", verb)) {
        return Some(text.into_owned());
    }
    let of = |name: &str, code: &str| {
        Some(
            locale
                .t_args(&format!("label-{name}"), &[("code", Arg::Text(code))])
                .into_owned(),
        )
    };
    let activity = |text: &str| {
        let code = text.to_ascii_uppercase().replace(' ', "_");
        let label = locale.code("ACTIVITY", &code).into_owned();
        (label != code).then_some(label)
    };
    if let Some(stage) = verb.strip_prefix("Moved to ") {
        return of("moved-to", &locale.code("STAGE", stage));
    }
    if let Some(outcome) = verb.strip_prefix("Case closed ") {
        return of("case-closed", &locale.code("CASEOUTCOME", outcome));
    }
    if let Some(name) = verb
        .strip_prefix("Workflow ")
        .and_then(|rest| rest.strip_suffix(" started"))
    {
        return of("workflow-started", name);
    }
    if let Some(kind) = verb.strip_suffix(" logged").and_then(activity) {
        return of("logged-of", &kind);
    }
    if let Some(kind) = verb.strip_suffix(" restored").and_then(activity) {
        return of("restored-of", &kind);
    }
    let (count, key) = match verb.strip_suffix(" changes of an import") {
        Some(count) => (count, "label-changes-of-import"),
        None => (verb.strip_suffix(" changes")?, "label-changes"),
    };
    let count = count.parse::<i64>().ok()?;
    Some(locale.t_args(key, &[("n", Arg::Count(count))]).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;

    #[test]
    fn a_sentence_of_the_rules_is_said_with_labels() {
        let text = "A company that is being qualified, or a QUALIFIED_LEAD, moves from UNVERIFIED.";
        let said = labelled(&Locale::new(Lang::En), text);
        assert_eq!(
            said,
            "A company that is being qualified, or a Qualified lead, moves from Unverified."
        );
        let name = "Müller GMBH und NOSUCH_CODE";
        assert_eq!(labelled(&Locale::new(Lang::De), name), name);
    }
}
