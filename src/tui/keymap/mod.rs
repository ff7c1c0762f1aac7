//! Which keys mean which action, in which scope.
//!
//! The map is data: the defaults of [`ACTIONS`], changed by a preset and then
//! by the user's `[[bind]]` tables ([`load`]). [`check`] looks for conflicts,
//! [`layouts`] for keys that some keyboards cannot type, [`document`] writes
//! `docs/KEYS.md`. All pure; the command line calls them through [`super::keys`].

pub mod check;
pub mod document;
pub mod layouts;
pub mod load;
pub mod preset;

use super::action::{ACTIONS, Act, Action};
use super::input::langmap::{DigitRow, LangMap};
use super::input::{Code, Key, Keys};
use super::scope::{Scope, Typing};
use std::collections::HashMap;

/// One key sequence in one scope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bind {
    /// Where it works.
    pub scope: Scope,
    /// The keys.
    pub keys: Keys,
    /// What it does.
    pub act: Act,
}

/// What a key means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// It asks for this action.
    Act(Act),
    /// It is the beginning of longer sequences.
    Prefix(Keys),
    /// It is a character for the focused component; with the scopes to ask when that has no use for it.
    Text(char, Typing),
    /// It means nothing here.
    Nothing,
}

/// The key map in force.
#[derive(Clone, Debug, Default)]
pub struct KeyMap {
    binds: Vec<Bind>,
    index: HashMap<(Scope, Keys), Act>,
    /// Letters of other alphabets.
    pub langmap: LangMap,
    /// The digit row of the keyboard.
    pub digits: DigitRow,
}

impl KeyMap {
    /// The default keys of every action.
    pub fn defaults() -> Self {
        let mut binds = Vec::new();
        for spec in ACTIONS {
            for text in spec.keys {
                if *text == "digits" {
                    binds.extend((1..=10).map(|n| digit(spec.scope, spec.action, n)));
                    continue;
                }
                let keys = text.parse().expect("a test reads every default key");
                binds.push(Bind {
                    scope: spec.scope,
                    keys,
                    act: spec.action.act(),
                });
            }
        }
        Self::from_binds(binds)
    }

    /// A map of these binds; of two for the same keys the later counts.
    pub fn from_binds(binds: Vec<Bind>) -> Self {
        let index = binds
            .iter()
            .map(|bind| ((bind.scope, bind.keys.clone()), bind.act))
            .collect();
        Self {
            binds,
            index,
            ..Self::default()
        }
    }

    /// Adds a bind; what the keys meant in that scope before they mean no longer.
    pub fn add(&mut self, bind: Bind) {
        self.binds
            .retain(|other| other.scope != bind.scope || other.keys != bind.keys);
        self.index.insert((bind.scope, bind.keys.clone()), bind.act);
        self.binds.push(bind);
    }

    /// Takes binds away.
    pub fn remove(&mut self, gone: impl Fn(&Bind) -> bool) {
        self.binds.retain(|bind| !gone(bind));
        self.index = self
            .binds
            .iter()
            .map(|bind| ((bind.scope, bind.keys.clone()), bind.act))
            .collect();
    }

    /// Every bind, in the order of the table.
    pub fn binds(&self) -> &[Bind] {
        &self.binds
    }

    /// What a key means after the keys already pressed, asked from the innermost scope outwards.
    pub fn meaning(&self, scopes: &[Scope], pressed: &Keys, key: Key) -> Meaning {
        let typing = scopes
            .iter()
            .map(|scope| scope.typing())
            .find(|typing| *typing != Typing::Command);
        let typing = typing.unwrap_or(Typing::Command);
        let alias = self.digit_alias(scopes, typing, pressed, key);
        // A plain letter in a text is text; with Ctrl it is a command there too.
        let translated = (typing != Typing::Text || key.printable().is_none())
            .then(|| self.langmap.translate(key))
            .flatten();
        for scope in scopes {
            for candidate in alias.into_iter().chain([key]).chain(translated) {
                let mut keys = pressed.clone();
                keys.0.push(candidate);
                if let Some(act) = self.index.get(&(*scope, keys.clone())) {
                    return Meaning::Act(*act);
                }
                if self.begins(*scope, &keys) {
                    return Meaning::Prefix(keys);
                }
            }
            let typed = match scope.typing() {
                Typing::Command => None,
                Typing::Text => key.printable(),
                Typing::Choose => alias.or(translated).unwrap_or(key).printable(),
            };
            if let Some(ch) = typed.filter(|_| pressed.0.is_empty()) {
                return Meaning::Text(ch, scope.typing());
            }
        }
        Meaning::Nothing
    }

    /// The digit a character stands for where digits choose something.
    fn digit_alias(&self, scopes: &[Scope], typing: Typing, pressed: &Keys, key: Key) -> Option<Key> {
        let chooses = typing != Typing::Text && scopes.iter().any(|scope| scope.digits());
        let ch = key.printable().filter(|_| chooses && pressed.0.is_empty())?;
        self.digits.digit(ch).map(Key::char)
    }

    fn begins(&self, scope: Scope, keys: &Keys) -> bool {
        self.binds.iter().any(|bind| {
            bind.scope == scope && bind.keys.0.len() > keys.0.len() && bind.keys.0.starts_with(&keys.0)
        })
    }

    /// The binds that a pressed prefix leads to in these scopes, for the which-key box.
    pub fn after(&self, scopes: &[Scope], prefix: &Keys) -> Vec<&Bind> {
        let mut found: Vec<&Bind> = Vec::new();
        for bind in &self.binds {
            let fits = scopes.contains(&bind.scope)
                && bind.keys.0.len() == prefix.0.len() + 1
                && bind.keys.0.starts_with(&prefix.0)
                && self.index.get(&(bind.scope, bind.keys.clone())) == Some(&bind.act);
            if fits && !found.iter().any(|other| other.keys == bind.keys) {
                found.push(bind);
            }
        }
        found
    }

    /// Every bind that begins with these keys in these scopes.
    pub fn beginning(&self, scopes: &[Scope], prefix: &Keys) -> Vec<&Bind> {
        let fits = |bind: &&Bind| {
            scopes.contains(&bind.scope)
                && bind.keys.0.len() > prefix.0.len()
                && bind.keys.0.starts_with(&prefix.0)
        };
        self.binds.iter().filter(fits).collect()
    }

    /// The key to show for an action in these scopes: the first that works, `1-0` for numbered ones.
    pub fn label(&self, scopes: &[Scope], action: Action) -> Option<String> {
        self.labels(scopes, action).into_iter().next()
    }

    /// The first keys that work for an action in these scopes.
    pub fn first(&self, scopes: &[Scope], action: Action) -> Option<Keys> {
        let works = |bind: &&Bind| {
            bind.act.action == action && scopes.contains(&bind.scope) && !self.shadowed(scopes, bind)
        };
        self.binds.iter().find(works).map(|bind| bind.keys.clone())
    }

    /// As [`label`](Self::label), with the keys of a sequence apart, as a sentence names them: `g c`.
    pub fn said(&self, scopes: &[Scope], action: Action) -> Option<String> {
        let label = self.label(scopes, action)?;
        match self.first(scopes, action)?.0.as_slice() {
            [_] => Some(label),
            keys => Some(keys.iter().map(|key| key.label()).collect::<Vec<_>>().join(" ")),
        }
    }

    /// Every key that works for an action in these scopes.
    pub fn labels(&self, scopes: &[Scope], action: Action) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut digits = Vec::new();
        for bind in self
            .binds
            .iter()
            .filter(|bind| bind.act.action == action && scopes.contains(&bind.scope))
        {
            if self.index.get(&(bind.scope, bind.keys.clone())) != Some(&bind.act)
                || self.shadowed(scopes, bind)
            {
                continue;
            }
            if bind.act.n.is_some()
                && matches!(
                    bind.keys.0[..],
                    [Key {
                        code: Code::Char('0'..='9'),
                        ..
                    }]
                )
            {
                digits.push(bind.keys.label());
            } else {
                found.push(bind.keys.label());
            }
        }
        match digits.as_slice() {
            [] => {}
            [only] => found.insert(0, only.clone()),
            [first, .., last] => found.insert(0, format!("{first}-{last}")),
        }
        found.dedup();
        found
    }

    /// Whether an inner scope gives the first key another meaning, or makes it text.
    fn shadowed(&self, scopes: &[Scope], bind: &Bind) -> bool {
        let Some(first) = bind.keys.0.first() else {
            return true;
        };
        scopes
            .iter()
            .take_while(|scope| **scope != bind.scope)
            .any(|scope| {
                let one = Keys(vec![*first]);
                (scope.typing() == Typing::Text && first.printable().is_some())
                    || self.index.contains_key(&(*scope, one.clone()))
                    || self.begins(*scope, &one)
            })
    }
}

/// Whether one sequence is the other, or its beginning.
fn overlap(one: &Keys, other: &Keys) -> bool {
    one.0.starts_with(&other.0) || other.0.starts_with(&one.0)
}

fn digit(scope: Scope, action: Action, n: u8) -> Bind {
    let ch = char::from_digit(u32::from(n) % 10, 10).unwrap_or('0');
    Bind {
        scope,
        keys: Keys(vec![Key::char(ch)]),
        act: Act::numbered(action, n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORK: &[Scope] = &[Scope::Call, Scope::Work, Scope::Global];
    const NOTE: &[Scope] = &[Scope::Area, Scope::Text, Scope::Work, Scope::Global];

    fn meaning(scopes: &[Scope], pressed: &str, key: &str) -> Meaning {
        let pressed = if pressed.is_empty() {
            Keys::default()
        } else {
            pressed.parse().expect(pressed)
        };
        KeyMap::defaults().meaning(scopes, &pressed, key.parse().expect(key))
    }
    fn act(action: Action) -> Meaning {
        Meaning::Act(action.act())
    }

    #[test]
    fn the_innermost_scope_answers_first() {
        assert_eq!(
            meaning(WORK, "", "3"),
            Meaning::Act(Act::numbered(Action::Outcome, 3))
        );
        assert_eq!(
            meaning(WORK, "", "0"),
            Meaning::Act(Act::numbered(Action::Outcome, 10))
        );
        assert_eq!(meaning(WORK, "", "n"), act(Action::Note));
        assert_eq!(
            meaning(&[Scope::Viewer, Scope::Global], "", "n"),
            act(Action::MatchNext)
        );
        assert_eq!(
            meaning(&[Scope::Companies, Scope::Global], "", "3"),
            Meaning::Nothing
        );
    }

    #[test]
    fn characters_in_a_text_are_text_and_its_control_keys_are_its_own() {
        assert_eq!(meaning(NOTE, "", "3"), Meaning::Text('3', Typing::Text));
        assert_eq!(meaning(NOTE, "", "о"), Meaning::Text('о', Typing::Text));
        assert_eq!(meaning(NOTE, "", "enter"), act(Action::TextNewline));
        assert_eq!(meaning(NOTE, "", "ctrl-z"), act(Action::TextUndo));
        assert_eq!(meaning(NOTE, "", "f1"), act(Action::HelpOpen));
        assert_eq!(meaning(NOTE, "", "ctrl-с"), act(Action::Interrupt), "Cyrillic es");
    }

    #[test]
    fn prefixes_lead_to_their_choices_and_to_nothing_else() {
        assert_eq!(
            meaning(WORK, "", "g"),
            Meaning::Prefix("g".parse().expect("keys"))
        );
        assert_eq!(meaning(WORK, "g", "w"), act(Action::GoWork));
        assert_eq!(meaning(WORK, "g", "ц"), act(Action::GoWork));
        assert_eq!(meaning(WORK, "g", "9"), Meaning::Nothing);
        let map = KeyMap::defaults();
        let labels: Vec<String> = map
            .after(WORK, &"g".parse().expect("keys"))
            .iter()
            .map(|b| b.keys.label())
            .collect();
        assert_eq!(labels, ["gw", "gc", "g,", "gd", "gg", "ge"]);
    }

    #[test]
    fn other_layouts_reach_every_command() {
        assert_eq!(meaning(WORK, "", "о"), act(Action::Down));
        assert_eq!(meaning(WORK, "", "г"), act(Action::Undo));
        assert_eq!(meaning(WORK, "", "Ж"), act(Action::PaletteOpen));
        let map = KeyMap {
            digits: DigitRow::Azerty,
            ..KeyMap::defaults()
        };
        let key = |text: &str| text.parse::<Key>().expect("key");
        assert_eq!(
            map.meaning(WORK, &Keys::default(), key("é")),
            Meaning::Act(Act::numbered(Action::Outcome, 2)),
        );
        assert_eq!(
            map.meaning(NOTE, &Keys::default(), key("é")),
            Meaning::Text('é', Typing::Text)
        );
        let menu = &[Scope::Menu, Scope::Global];
        assert_eq!(
            map.meaning(menu, &Keys::default(), key("é")),
            Meaning::Text('2', Typing::Choose)
        );
        assert_eq!(
            map.meaning(menu, &Keys::default(), key("ц")),
            Meaning::Text('w', Typing::Choose)
        );
    }

    #[test]
    fn the_label_is_the_key_that_works_here() {
        let map = KeyMap::defaults();
        assert_eq!(map.label(WORK, Action::Outcome).as_deref(), Some("1-0"));
        assert_eq!(map.label(WORK, Action::HelpOpen).as_deref(), Some("?"));
        assert_eq!(map.label(NOTE, Action::HelpOpen).as_deref(), Some("F1"));
        assert_eq!(map.label(NOTE, Action::PaletteOpen).as_deref(), Some("^P"));
        assert_eq!(map.label(NOTE, Action::Undo), None);
        assert_eq!(map.labels(WORK, Action::GoWork), ["gw", "F2"]);
    }
}
