//! The prepared text of search: words without accents and signs, digits of phone numbers.

use crate::base::lookup::{fold, fold_long};

/// Longest word that is kept; longer ones are cut, in the index and in the query alike.
const WORD_CHARS: usize = 40;
/// Most terms of a query that are used; what is typed behind them does not narrow further.
pub(super) const TERMS: usize = 6;
/// Fewest digits that are looked for in phone numbers.
const FEWEST_DIGITS: usize = 3;

/// One word of a query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Term {
    /// The folded word.
    pub(super) word: String,
    /// The digits to look for in phone numbers, when it is a number.
    pub(super) digits: Option<String>,
}

/// The words of a text: folded, split at everything that is no letter or digit, apostrophes closed up.
pub(super) fn words(folded: &str) -> impl Iterator<Item = String> {
    let closed = folded.replace('\'', "");
    let split = |c: char| !c.is_alphanumeric();
    let words = closed.split(split).filter(|word| !word.is_empty());
    let cut = |word: &str| word.chars().take(WORD_CHARS).collect();
    words.map(cut).collect::<Vec<String>>().into_iter()
}

/// The words of a text in both spellings of umlauts (`muller`, `mueller`), each once.
pub(super) fn both_spellings(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for word in words(&fold(text)).chain(words(&fold_long(text))) {
        if seen.insert(word.clone()) {
            all.push(word);
        }
    }
    all
}

/// The words of a query, at most [`TERMS`].
pub(super) fn terms(query: &str) -> Vec<Term> {
    words(&fold(query))
        .take(TERMS)
        .map(|word| Term {
            digits: phone_part(&word),
            word,
        })
        .collect()
}

/// The digits to look for when the whole query looks like (part of) a phone number: `0711 555` gives `711555`.
pub(super) fn phone_part(query: &str) -> Option<String> {
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
            ("東京 Straße", "東京 strasse"),
        ] {
            assert_eq!(
                words(&fold(text)).collect::<Vec<_>>().join(" "),
                expected,
                "{text}"
            );
        }
        let long = "x".repeat(500);
        assert_eq!(words(&long).next().map(|word| word.len()), Some(WORD_CHARS));
    }

    #[test]
    fn umlauts_are_found_in_either_spelling() {
        assert_eq!(both_spellings("Müller Bau"), ["muller", "bau", "mueller"]);
        assert_eq!(both_spellings("Bau"), ["bau"]);
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
