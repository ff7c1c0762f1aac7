//! One key press as the key map knows it, and how it is written.

use std::fmt;
use std::str::FromStr;

/// What was pressed, without modifiers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Code {
    /// A character, in the case it was typed.
    Char(char),
    /// A function key, `F(1)` to `F(24)`.
    F(u8),
    /// Enter, also of the keypad.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
}

/// Names as they are written (first) and read (any), with the label of the screen.
const NAMES: &[(Code, &[&str], &str)] = &[
    (Code::Enter, &["enter", "return"], "Enter"),
    (Code::Esc, &["esc", "escape"], "Esc"),
    (Code::Tab, &["tab"], "Tab"),
    (Code::Backspace, &["backspace"], "Bksp"),
    (Code::Delete, &["delete", "del"], "Del"),
    (Code::Insert, &["insert", "ins"], "Ins"),
    (Code::Home, &["home"], "Home"),
    (Code::End, &["end"], "End"),
    (Code::PageUp, &["pageup", "pgup"], "PgUp"),
    (Code::PageDown, &["pagedown", "pgdn", "pgdown"], "PgDn"),
    (Code::Up, &["up"], "↑"),
    (Code::Down, &["down"], "↓"),
    (Code::Left, &["left"], "←"),
    (Code::Right, &["right"], "→"),
    (Code::Char(' '), &["space"], "Space"),
];

/// A key with its modifiers. A character carries no shift: its case says it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Key {
    /// The key.
    pub code: Code,
    /// Control held.
    pub ctrl: bool,
    /// Alt (Option) held.
    pub alt: bool,
    /// Shift held, for keys that are no characters and for Ctrl or Alt with a character.
    pub shift: bool,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }
    /// A character without modifiers.
    pub const fn char(ch: char) -> Self {
        Self::plain(Code::Char(ch))
    }
    /// The character that typing this key writes, when it writes one.
    pub fn printable(self) -> Option<char> {
        match self.code {
            Code::Char(ch) if !self.ctrl && !self.alt && !ch.is_control() => Some(ch),
            _ => None,
        }
    }
    /// The same key with another character.
    #[must_use]
    pub fn with_char(self, ch: char) -> Self {
        Self {
            code: Code::Char(ch),
            ..self
        }
    }
    /// How a screen names the key: `^P`, `S-Tab`, `Alt-←`, `Space`, `n`.
    pub fn label(self) -> String {
        let mut out = String::new();
        if self.ctrl && matches!(self.code, Code::Char(ch) if ch != ' ') {
            out.push('^');
        } else if self.ctrl {
            out.push_str("Ctrl-");
        }
        if self.alt {
            out.push_str("Alt-");
        }
        if self.shift {
            out.push_str("S-");
        }
        match (self.code, NAMES.iter().find(|(code, ..)| *code == self.code)) {
            (_, Some((_, _, label))) => out.push_str(label),
            (Code::F(n), _) => {
                out.push('F');
                out.push_str(&n.to_string());
            }
            (Code::Char(ch), _) if self.ctrl => out.extend(ch.to_uppercase()),
            (Code::Char(ch), _) => out.push(ch),
            _ => {}
        }
        out
    }
}

impl fmt::Display for Key {
    /// The form a configuration file reads: `ctrl-x`, `shift-tab`, `ö`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match (self.code, NAMES.iter().find(|(code, ..)| *code == self.code)) {
            (_, Some((_, names, _))) => f.write_str(names[0]),
            (Code::F(n), _) => write!(f, "f{n}"),
            (Code::Char(ch), _) => write!(f, "{ch}"),
            _ => Ok(()),
        }
    }
}

/// A key that could not be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "`{0}` is no key; write a character, f1 to f24, or a name like enter, tab, pageup, with ctrl-, alt- or shift- in front"
)]
pub struct BadKey(pub String);

impl FromStr for Key {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let bad = || BadKey(text.to_owned());
        let mut key = Self::plain(Code::Esc);
        let mut rest = text.trim();
        while let Some((prefix, after)) = rest.split_once('-').filter(|(_, after)| !after.is_empty()) {
            match prefix {
                "ctrl" | "Ctrl" | "C" | "control" => key.ctrl = true,
                "alt" | "Alt" | "A" | "M" | "meta" => key.alt = true,
                "shift" | "Shift" | "S" => key.shift = true,
                _ => return Err(bad()),
            }
            rest = after;
        }
        key.code = parse_code(rest).ok_or_else(bad)?;
        if let Code::Char(ch) = key.code {
            if key.ctrl {
                key.code = Code::Char(ch.to_lowercase().next().unwrap_or(ch));
            } else if key.shift && !key.alt {
                // A shifted letter is its upper case; there is no other way to hear it.
                key.code = Code::Char(ch.to_uppercase().next().unwrap_or(ch));
                key.shift = false;
            }
        }
        Ok(key)
    }
}

fn parse_code(name: &str) -> Option<Code> {
    let mut chars = name.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return (!only.is_control() && only != ' ').then_some(Code::Char(only));
    }
    let lower = name.to_lowercase();
    if let Some((code, ..)) = NAMES.iter().find(|(_, names, _)| names.contains(&lower.as_str())) {
        return Some(*code);
    }
    match lower.as_str() {
        "minus" => Some(Code::Char('-')),
        "plus" => Some(Code::Char('+')),
        _ => lower
            .strip_prefix('f')?
            .parse()
            .ok()
            .filter(|n| (1..=24).contains(n))
            .map(Code::F),
    }
}

/// Keys pressed one after the other, like `g w`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Keys(pub Vec<Key>);

impl Keys {
    /// How a screen names the sequence: `gw`, `^P`, `g Home`.
    pub fn label(&self) -> String {
        let parts: Vec<String> = self.0.iter().map(|key| key.label()).collect();
        let short = parts.iter().all(|part| part.chars().count() == 1);
        parts.join(if short { "" } else { " " })
    }
}

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, key) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            key.fmt(f)?;
        }
        Ok(())
    }
}

impl FromStr for Keys {
    type Err = BadKey;

    /// Reads `g w`, `gw`, `ctrl-x`, `ö`.
    fn from_str(text: &str) -> Result<Self, BadKey> {
        let words: Vec<&str> = text.split_whitespace().collect();
        if let [word] = words[..]
            && word.parse::<Key>().is_err()
            && !word.contains('-')
            && (2..=3).contains(&word.chars().count())
        {
            return Ok(Self(word.chars().map(Key::char).collect()));
        }
        if words.is_empty() || words.len() > 3 {
            return Err(BadKey(text.to_owned()));
        }
        words
            .into_iter()
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_as_written() {
        for (text, shown, label) in [
            ("ctrl-x", "ctrl-x", "^X"),
            ("C-x", "ctrl-x", "^X"),
            ("ö", "ö", "ö"),
            ("f1", "f1", "F1"),
            ("S-Tab", "shift-tab", "S-Tab"),
            ("alt-left", "alt-left", "Alt-←"),
            ("-", "-", "-"),
            ("ctrl--", "ctrl--", "^-"),
            ("space", "space", "Space"),
            ("shift-d", "D", "D"),
            ("PgDn", "pagedown", "PgDn"),
            ("plus", "+", "+"),
        ] {
            let key: Key = text.parse().expect(text);
            assert_eq!((key.to_string().as_str(), key.label().as_str()), (shown, label));
            assert_eq!(shown.parse::<Key>().expect(shown), key);
        }
        for bad in ["", "hyper-x", "f25", "f0", "nokey", "ctrl-nokey", " "] {
            assert!(bad.parse::<Key>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_sequence_may_be_written_together_or_apart() {
        let keys: Keys = "gw".parse().expect("keys");
        assert_eq!(keys, "g w".parse().expect("keys"));
        assert_eq!((keys.to_string().as_str(), keys.label().as_str()), ("g w", "gw"));
        assert_eq!("g home".parse::<Keys>().expect("keys").label(), "g Home");
        assert_eq!("up".parse::<Keys>().expect("key").0.len(), 1);
        assert!("a b c d".parse::<Keys>().is_err());
    }
}
