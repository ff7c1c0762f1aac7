//! What the commands and the rules say in English, in the language of the answers.
//!
//! The journal keeps a command's label as it was given, and a refusal carries
//! its sentence; both are put into other words only here, where they are shown.
//! Codes are never translated. A text without a translation stays as it is.

use crate::base::Lang;
use crate::cli::output::Problem;
use crate::domain::Missing;
use crate::locale::{Arg, Locale};

/// A key made of English words: `Beside it` → `head-beside-it`.
pub(crate) fn key(kind: &str, words: &str) -> String {
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
pub(crate) fn words(locale: &Locale, kind: &str, words: &str) -> String {
    locale
        .find(&key(kind, words))
        .map_or_else(|| words.to_owned(), std::borrow::Cow::into_owned)
}

/// What a command is called: `Company added: Müller GmbH`.
pub(crate) fn label(locale: &Locale, label: &str) -> String {
    if locale.lang() == Lang::En {
        return label.to_owned();
    }
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
    let count = verb.strip_suffix(" changes")?.parse::<i64>().ok()?;
    Some(
        locale
            .t_args("label-changes", &[("n", Arg::Count(count))])
            .into_owned(),
    )
}

/// What to do about something that is missing.
pub(crate) fn fix(locale: &Locale, missing: &Missing) -> String {
    // One code may be mended in several ways; the English text tells which is meant.
    let variants = (2..=5).map(|n| format!("fix-{}-{n}", missing.code));
    let keys = std::iter::once(format!("fix-{}", missing.code))
        .chain(variants)
        .chain(["fix-any".to_owned()]);
    for key in keys {
        if locale
            .english(&key)
            .is_some_and(|text| text.as_ref() == missing.fix.as_str())
        {
            return locale.t(&key).into_owned();
        }
    }
    missing.fix.clone()
}

/// A problem as it is told: its title and what to do. What exactly it was stays in the words of the rule.
pub(crate) fn problem(locale: &Locale, mut problem: Problem) -> Problem {
    if locale.lang() == Lang::En {
        return problem;
    }
    if let Some(title) = locale.find(&format!("problem-{}", problem.code)) {
        problem.title = title.into_owned();
    }
    let before = list(&problem.missing);
    for missing in &mut problem.missing {
        missing.fix = fix(locale, missing);
    }
    if problem.detail == format!("Needs: {before}.") {
        let list = list(&problem.missing);
        problem.detail = locale
            .t_args("fix-needs", &[("list", Arg::Text(&list))])
            .into_owned();
    }
    problem
}

fn list(missing: &[Missing]) -> String {
    let fixes = missing.iter().map(|missing| missing.fix.as_str());
    fixes.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Refusal;
    use crate::domain::stage::{self, Facts};
    use crate::domain::{Code, RefusalCode, Stage};

    #[test]
    fn labels_are_said_in_german_and_names_stay() {
        let de = Locale::new(Lang::De);
        for (english, german) in [
            ("Company added: Deleted: Ltd", "Firma angelegt: Deleted: Ltd"),
            (
                "Undone: Company added: Acme",
                "Zurückgenommen: Firma angelegt: Acme",
            ),
            (
                "Undone: 3 changes: Call logged: Acme",
                "Zurückgenommen: 3 Änderungen: Anruf erfasst: Acme",
            ),
            ("Moved to DORMANT: Acme", "Nach Ruhend verschoben: Acme"),
            ("Activity changed", "Aktivität geändert"),
            ("Something new: Acme", "Something new: Acme"),
        ] {
            assert_eq!(label(&de, english), german);
        }
        let en = Locale::new(Lang::En);
        assert_eq!(label(&en, "Company added: Acme"), "Company added: Acme");
    }

    #[test]
    fn every_refusal_has_a_german_title_and_every_guard_a_german_fix() {
        let de = Locale::new(Lang::De);
        for code in RefusalCode::ALL {
            let key = format!("problem-{code}");
            assert_eq!(de.english(&key).as_deref(), Some(code.title()), "{key}");
            assert_ne!(de.t(&key), code.title(), "{key}");
        }
        let facts = Facts {
            reason_other: true,
            open_case: true,
            ..Facts::default()
        };
        for from in Stage::ALL {
            for edge in Stage::ALL.iter().filter_map(|to| stage::find(Some(*from), *to)) {
                for missing in stage::missing(edge, &facts) {
                    assert_ne!(fix(&de, &missing), missing.fix, "{}", missing.code);
                }
            }
        }
        let guard = Refusal::guard(stage::qualify_missing(Stage::Qualifying, &facts).expect("an edge"));
        let crate::cli::output::Failure::Problem(told) = guard.into() else {
            panic!("a problem");
        };
        let told = problem(&de, *told);
        assert!(told.detail.starts_with("Es fehlt: "), "{}", told.detail);
        assert_eq!(told.code, "guard");
    }
}
