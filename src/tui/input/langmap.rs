//! Letters of other alphabets and digit rows of other keyboards, as the key
//! in the same place of a US keyboard.
//!
//! Only where a character is a command; text stays what was typed.

use super::key::{Code, Key};

/// A digit row that has letters or signs where others have digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DigitRow {
    /// The row gives digits.
    #[default]
    Plain,
    /// French.
    Azerty,
    /// Lithuanian.
    Lithuanian,
    /// Czech.
    Czech,
}

impl DigitRow {
    fn signs(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Azerty => "&é\"'(-è_çà",
            Self::Lithuanian => "ąčęėįšųū",
            Self::Czech => "+ěščřžýáíé",
        }
    }

    /// The digit a character stands for.
    pub fn digit(self, ch: char) -> Option<char> {
        let at = self.signs().chars().position(|sign| sign == ch)?;
        char::from_digit((at as u32 + 1) % 10, 10)
    }
}

/// Rows of a US keyboard, and the same keys on the layouts we translate (plain, then shifted).
const US: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>";
const ROWS: [&str; 4] = [
    // Russian
    "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ",
    // Ukrainian
    "'йцукенгшщзхїфівапролджєячсмитьбю₴ЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ",
    // Bulgarian (phonetic letters that the others lack)
    "юявертъуиопшщасдфгхйкл;'зьцжбнм,.ЮЯВЕРТЪУИОПШЩАСДФГХЙКЛ:\"ЗѝЦЖБНМ<>",
    // Greek
    "`;ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,.~:΅ΕΡΤΥΘΙΟΠ{}ΑΣΔΦΓΗΞΚΛ¨\"ΖΧΨΩΒΝΜ<>",
];

/// Extra pairs of the user, before the built-in ones.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LangMap {
    /// What was typed, and what it stands for.
    pub extra: Vec<(char, char)>,
}

impl LangMap {
    /// The key that stands in the same place of a US keyboard, when `key` is a letter of another alphabet.
    pub fn translate(&self, key: Key) -> Option<Key> {
        let Code::Char(ch) = key.code else { return None };
        if let Some((_, to)) = self.extra.iter().find(|(from, _)| *from == ch) {
            return Some(key.with_char(*to));
        }
        if ch.is_ascii() {
            return None;
        }
        let at = ROWS
            .iter()
            .find_map(|row| row.chars().position(|sign| sign == ch))?;
        let to = US.chars().nth(at)?;
        Some(key.with_char(if key.ctrl { to.to_ascii_lowercase() } else { to }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_as_long_as_the_keyboard() {
        for row in ROWS {
            assert_eq!(row.chars().count(), US.chars().count(), "{row}");
        }
    }

    #[test]
    fn letters_of_other_alphabets_act_by_their_place() {
        let map = LangMap {
            extra: vec![('ö', ';')],
        };
        for (typed, expect) in [
            ("о", Some("j")),
            ("г", Some("u")),
            ("Г", Some("U")),
            ("ж", Some(";")),
            ("Ж", Some(":")),
            ("ctrl-с", Some("ctrl-c")),
            ("ё", Some("`")),
            ("і", Some("s")),
            ("ξ", Some("j")),
            ("ö", Some(";")),
            ("ä", None),
            ("j", None),
            ("up", None),
        ] {
            let got = map
                .translate(typed.parse().expect(typed))
                .map(|key| key.to_string());
            assert_eq!(got.as_deref(), expect, "{typed}");
        }
    }

    #[test]
    fn a_digit_row_gives_its_digits() {
        for (row, signs) in [
            (DigitRow::Azerty, "&é\"'(-è_çà"),
            (DigitRow::Lithuanian, "ąčęėįšųū"),
            (DigitRow::Czech, "+ěščřžýáíé"),
        ] {
            let digits: String = signs.chars().filter_map(|sign| row.digit(sign)).collect();
            assert!("1234567890".starts_with(&digits) && digits.len() == signs.chars().count());
        }
        assert_eq!(DigitRow::Plain.digit('&'), None);
    }
}
