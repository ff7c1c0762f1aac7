//! Texts that name keys. Which key does what is the user's choice, so no text holds
//! one: it has a place for it (`{ $key }`), and what only makes sense with a
//! key is left out when there is none.

use super::action::Action;
use super::cx::Cx;
use super::scope::Scope;
use crate::base::Lang;
use crate::locale::{Locale, refused};

impl Cx {
    /// The key that works for an action as a text names it (`g c`): where the focus is, else on the screen below
    /// the popups.
    pub fn key_said(&self, action: Action) -> Option<String> {
        let here = self.keys.said(&self.scopes, action);
        here.or_else(|| self.keys.said(&self.screen, action))
    }
    /// The same in brackets behind a word, ` (g c)`; nothing without a key.
    pub fn key_behind(&self, action: Action) -> String {
        self.key_said(action)
            .map_or_else(String::new, |key| format!(" ({key})"))
    }
    /// The key of an action where the outcomes of a call have their digits, also before the call has the screen.
    pub fn key_in_call(&self, action: Action) -> Option<String> {
        self.keys.said(&[Scope::Call, Scope::Global], action)
    }
    /// A text whose `{ $key }` is the key of an action; none when the action has no key here.
    pub fn t_key(&self, text: &str, action: Action) -> Option<String> {
        let key = self.key_said(action)?;
        Some(self.with_key(text, &key))
    }
    /// A text with this key.
    pub fn with_key(&self, text: &str, key: &str) -> String {
        self.t_args(text, &[("key", key.into())]).into_owned()
    }
    /// That what was asked for must wait until the running call is logged.
    pub fn in_call(&self) -> String {
        let key = self.key_in_call(Action::Outcome).map(|key| format!(" ({key})"));
        self.with_key("in-call", &key.unwrap_or_default())
    }
    /// Such texts in a row; those without a key are left out.
    pub fn t_keys(&self, texts: &[(&str, Action)], between: &str) -> String {
        let known = texts
            .iter()
            .filter_map(|(text, action)| self.t_key(text, *action));
        known.collect::<Vec<_>>().join(between)
    }
}

/// The parts of a text that are there, in a row.
pub fn join(parts: impl IntoIterator<Item = Option<String>>, between: &str) -> String {
    let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(between)
}

/// What a guard misses, by the keys of its texts.
const FIXES: [&str; 11] = [
    "fix-case",
    "fix-case-2",
    "fix-activity",
    "fix-next_step",
    "fix-handover",
    "fix-handover-2",
    "fix-reason",
    "fix-note",
    "fix-open_case",
    "fix-role",
    "fix-import",
];

/// Why something was refused, in the language of the screen: a sentence of the rules, or the list of what a guard misses.
pub fn reason(locale: &Locale, english: &str) -> String {
    let missing = english
        .strip_prefix("Needs: ")
        .and_then(|rest| rest.strip_suffix('.'));
    let Some(missing) = missing.filter(|_| locale.lang() != Lang::En) else {
        return refused::sentence(locale, english);
    };
    let said = missing.split("; ").map(|part| {
        let key = FIXES
            .iter()
            .find(|key| locale.english(key).is_some_and(|text| text.as_ref() == part));
        key.map_or_else(
            || refused::sentence(locale, part),
            |key| locale.t(key).into_owned(),
        )
    });
    let list = said.collect::<Vec<_>>().join("; ");
    locale
        .t_args("fix-needs", &[("list", (&list).into())])
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_guard_misses_and_why_a_row_was_not_taken_is_said_in_german() {
        let de = Locale::new(Lang::De);
        for (english, german) in [
            (
                "Needs: a call, e-mail or meeting that happened; a next step: an open task with a date.",
                "Es fehlt: ein Anruf, eine E-Mail oder ein Termin, der stattfand; ein nächster Schritt: eine offene \
                 Aufgabe mit Termin.",
            ),
            (
                "no name and no domain; a company needs one of them",
                "weder Name noch Domain; eine Firma braucht eines davon",
            ),
            (
                "6 cells where the header has 4",
                "6 Zellen, wo die Kopfzeile 4 hat",
            ),
            (
                "\"many\" is no number of people; accepted: 250, 51-200, 1000+",
                "„many“ ist keine Zahl von Leuten; möglich: 250, 51-200, 1000+",
            ),
        ] {
            assert_eq!(reason(&de, english), german);
        }
        assert_eq!(reason(&de, "Needs: something else."), "Es fehlt: something else.");
        assert_eq!(reason(&Locale::new(Lang::En), "Needs: a note."), "Needs: a note.");
    }
}
