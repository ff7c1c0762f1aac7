//! Texts that name keys. Which key does what is the user's choice, so no text holds
//! one: it has a place for it (`{ $key }`), and what only makes sense with a
//! key is left out when there is none.

use super::action::Action;
use super::cx::Cx;
use super::scope::Scope;

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
