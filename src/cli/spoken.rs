//! What the commands and the rules say in English, in the language of the answers.
//!
//! The journal keeps a command's label as it was given, and a refusal carries
//! its sentence; both are put into other words only here, where they are shown.
//! Codes are never translated. A text without a translation stays as it is.

use crate::base::Lang;
use crate::cli::output::Problem;
use crate::domain::Missing;
pub(crate) use crate::locale::said::{label, words};
use crate::locale::{Arg, Locale, refused};

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
    refused::sentence(locale, &missing.fix)
}

/// A problem as it is told: its title, what exactly it is, and what to do.
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
    } else {
        problem.detail = refused::sentence(locale, &problem.detail);
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
            (
                "Undone: 3 changes of an import: k.csv",
                "Zurückgenommen: 3 Änderungen eines Imports: k.csv",
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
