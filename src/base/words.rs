//! The prepared text of search: words without accents and signs, digits of phone numbers.

use super::lookup::{fold, fold_long};
use std::borrow::Cow;
use std::collections::HashSet;

/// Longest word that is kept; longer ones are cut, in the index and in the query alike.
const WORD_CHARS: usize = 40;
/// Most terms of a query that are used; what is typed behind them does not narrow further.
pub const TERMS: usize = 6;
/// Fewest digits that are looked for in phone numbers.
const FEWEST_DIGITS: usize = 3;

/// One word of a query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// The folded word.
    pub word: String,
    /// The digits to look for in phone numbers, when it is a number.
    pub digits: Option<String>,
}

/// The words of a text: folded, split at everything that is no letter or digit, apostrophes closed up.
pub fn words(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for piece in text.split_whitespace() {
        if piece.is_ascii() {
            // Most text: plain letters need no tables.
            let plain = piece.bytes().filter(|byte| !byte.is_ascii_control());
            let plain: String = plain.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
            split(&plain, &mut all);
        } else {
            split(&fold(piece), &mut all);
        }
    }
    all
}

/// The words of a text in both spellings of umlauts (`muller`, `mueller`), each once.
pub fn both_spellings<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut all = Vec::new();
    for text in texts {
        all.extend(words(text));
        for piece in text.split_whitespace().filter(|piece| !piece.is_ascii()) {
            split(&fold_long(piece), &mut all);
        }
    }
    let mut seen = HashSet::with_capacity(all.len());
    let first: Vec<bool> = all.iter().map(|word| seen.insert(word.as_str())).collect();
    let mut first = first.into_iter();
    all.retain(|_| first.next().unwrap_or(true));
    all
}

/// Splits folded text into words and adds them.
fn split(folded: &str, to: &mut Vec<String>) {
    // A letter lost between two others would make two words of O'Brien.
    let is_closed_up = |c: char| c == '\'' || c == '`';
    let closed = if folded.contains(is_closed_up) {
        Cow::Owned(folded.replace(is_closed_up, ""))
    } else {
        Cow::Borrowed(folded)
    };
    let words = closed
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    to.extend(words.map(|word| match word.char_indices().nth(WORD_CHARS) {
        Some((end, _)) => word[..end].to_owned(),
        None => word.to_owned(),
    }));
}

/// The words of a query, at most [`TERMS`].
pub fn terms(query: &str) -> Vec<Term> {
    words(query)
        .into_iter()
        .take(TERMS)
        .map(|word| Term {
            digits: phone_part(&word),
            word,
        })
        .collect()
}

/// The digits to look for when the whole query looks like (part of) a phone number: `0711 555` gives `711555`.
pub fn phone_part(query: &str) -> Option<String> {
    let is_sign = |c: char| c.is_whitespace() || "+-()/.".contains(c);
    if !query.chars().all(|c| c.is_ascii_digit() || is_sign(c)) {
        return None;
    }
    let digits: String = query.chars().filter(char::is_ascii_digit).collect();
    // 0711 and 0049711 are ways to dial what is stored as +49711.
    let part = digits.trim_start_matches('0');
    (part.len() >= FEWEST_DIGITS).then(|| part.to_owned())
}

/// The digits of phone numbers, a blank between two of them.
pub fn digits<'a>(phones: impl IntoIterator<Item = &'a str>) -> String {
    let digits = |phone: &str| phone.chars().filter(char::is_ascii_digit).collect::<String>();
    let numbers: Vec<String> = phones.into_iter().map(digits).filter(|n| !n.is_empty()).collect();
    numbers.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_and_digits_only() {
        for (text, expected) in [
            ("Åkesson Bygg AB", "akesson bygg ab"),
            ("O'Brien & Söhne (GmbH)", "obrien sohne gmbh"),
            ("\"a\" NEAR( b* OR -c", "a near b or c"),
            ("tomas.lindqvist@acme.example", "tomas lindqvist acme example"),
            ("  %_\\ ", ""),
            (
                "O`Brien D’Arcy tab\tnew\nline be\u{7}ll",
                "obrien darcy tab new line bell",
            ),
            ("ＡＢＣ　株式会社 ﬁn", "abc 株式会社 fin"),
            ("東京 Straße", "東京 strasse"),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
        for long in ["x".repeat(500), "ж".repeat(500)] {
            assert_eq!(words(&long)[0].chars().count(), WORD_CHARS);
        }
    }

    #[test]
    fn umlauts_are_found_in_either_spelling() {
        assert_eq!(
            both_spellings(["Müller Bau", "bau.example"]),
            ["muller", "bau", "mueller", "example"]
        );
        assert_eq!(both_spellings(["Bau bau"]), ["bau"]);
    }

    proptest::proptest! {
        #[test]
        fn text_in_pieces_folds_as_the_whole_does(text in "[a-zA-ZäöüÄÖÜßéøæŁ0-9 .,'`’\\-\t\u{0}\u{301}\u{200b}Ж東ﬁ½]{0,40}") {
            let mut whole = Vec::new();
            split(&fold(&text), &mut whole);
            proptest::prop_assert_eq!(words(&text), whole);
        }
    }

    #[test]
    fn a_phone_number_is_known_by_its_signs() {
        for (query, expected) in [
            ("0711 555", Some("711555")),
            ("+49 711", Some("49711")),
            ("0049 (711) 555-0142", Some("497115550142")),
            ("555", Some("555")),
            ("071", None),
            ("0711", Some("711")),
            ("07", None),
            ("12", None),
            ("3M", None),
            ("000", None),
        ] {
            assert_eq!(phone_part(query).as_deref(), expected, "{query}");
        }
    }

    #[test]
    fn digits_of_several_phones_do_not_run_together() {
        assert_eq!(digits(["+49 711 555", "none", "040/7"]), "49711555 0407");
    }
}
