//! Text made comparable: folded for search and duplicates, keyed for sorting,
//! and the domain of an address.
//!
//! The results are stored and compared, never shown. They depend on the text
//! alone, so that every database and every device computes the same.

use std::{collections::HashSet, sync::LazyLock};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Characters of a sort key that are kept; a longer name differs early enough.
const SORT_KEY_CHARS: usize = 120;
/// Digits are padded to this width, so that 9 comes before 10.
const DIGIT_WIDTH: usize = 10;

/// The text in its plainest form: lower case, without accents and marks,
/// compatibility forms resolved, letters such as `ß`, `ø`, `æ` spelled out,
/// control and invisible characters dropped, white space as single spaces.
pub fn fold(text: &str) -> String {
    fold_with(text, |_| None)
}

/// As [`fold`], but umlauts the way they are typed without a German keyboard:
/// `Müller` gives `mueller`. Compare both forms to find either spelling.
pub fn fold_long(text: &str) -> String {
    fold_with(text, |letter| match letter {
        'ä' | 'Ä' => Some("ae"),
        'ö' | 'Ö' => Some("oe"),
        'ü' | 'Ü' => Some("ue"),
        _ => None,
    })
}

fn fold_with(text: &str, spell: fn(char) -> Option<&'static str>) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfc() {
        match spell(letter) {
            Some(spelled) => plain.push_str(spelled),
            None => plain.extend(
                std::iter::once(letter)
                    .nfkd()
                    .filter(|part| !is_combining_mark(*part)),
            ),
        }
    }
    let mut folded = String::with_capacity(plain.len());
    for letter in plain.chars().flat_map(char::to_lowercase) {
        if letter.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else if let Some(spelled) = spelled_out(letter) {
            folded.push_str(spelled);
        } else if !letter.is_control() && !is_invisible(letter) && !is_combining_mark(letter) {
            folded.push(letter);
        }
    }
    folded.truncate(folded.trim_end().len());
    // Back to composed form: Hangul was taken apart above.
    folded.nfc().collect()
}

/// Letters that no decomposition takes apart.
fn spelled_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŧ' => "t",
        '’' | '‘' | '`' | '´' | 'ʼ' => "'",
        '“' | '”' | '„' => "\"",
        '–' | '—' | '‐' | '‑' | '−' => "-",
        _ => return None,
    })
}

/// Characters that take no place on the screen and carry no meaning in a name:
/// zero width, direction marks, variation selectors, tags.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// A key that sorts names the same way in every database when compared by bytes:
/// folded, punctuation as a space, digits padded (`Halle 9` before `Halle 10`).
///
/// At most 120 characters before padding; ties are broken by the id.
pub fn sort_key(text: &str) -> String {
    let folded = fold(text);
    let mut key = String::with_capacity(folded.len() + DIGIT_WIDTH);
    let mut digits = String::new();
    for letter in folded.chars().take(SORT_KEY_CHARS) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        push_digits(&mut key, &mut digits);
        if letter.is_alphanumeric() {
            key.push(letter);
        } else if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    push_digits(&mut key, &mut digits);
    key.truncate(key.trim_end().len());
    key
}

fn push_digits(key: &mut String, digits: &mut String) {
    if !digits.is_empty() {
        let value = digits.trim_start_matches('0');
        key.extend(std::iter::repeat_n('0', DIGIT_WIDTH.saturating_sub(value.len())));
        key.push_str(value);
        digits.clear();
    }
}

/// The host of a web or e-mail address in lower case, without `www.`:
/// `https://www.Mueller.de/kontakt` and `info@mueller.de` both give `mueller.de`.
///
/// None when there is no host name with a dot in it (an IP address has none).
pub fn domain_of(address: &str) -> Option<String> {
    let address = address.trim();
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    let host = address.split(['/', '?', '#', '\\']).next().unwrap_or("");
    let host = host.rsplit('@').next().unwrap_or("");
    let host = host
        .split([':', '>', ',', ';'])
        .next()
        .unwrap_or("")
        .trim()
        .trim_end_matches('.');
    let host: String = host.nfc().flat_map(char::to_lowercase).collect();
    let host = host
        .strip_prefix("www.")
        .filter(|rest| rest.contains('.'))
        .unwrap_or(&host);
    is_host_name(host).then(|| host.to_owned())
}

/// Whether a browser could open it: a host name with a dot, or an IP address, and no space in it.
pub fn is_web_address(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("");
    let is_host = domain_of(text).is_some() || host.parse::<std::net::IpAddr>().is_ok();
    is_host && !text.contains(char::is_whitespace)
}

fn is_host_name(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_')
    };
    let last = host.rsplit('.').next().unwrap_or("");
    host.len() <= 253
        && host.contains('.')
        && host.split('.').all(label)
        && !last
            .chars()
            .any(|letter| letter.is_ascii_digit() && !last.starts_with("xn--"))
}

/// Whether a domain (as [`domain_of`] gives it) belongs to a provider of
/// private mailboxes, so that two addresses there say nothing about a company.
pub fn is_free_mail(domain: &str) -> bool {
    static DOMAINS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        let lines = include_str!("../../assets/free-mail.txt").lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect()
    });
    DOMAINS.contains(domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_makes_spellings_meet() {
        for (text, plain, long) in [
            ("Müller GmbH", "muller gmbh", "mueller gmbh"),
            ("Mu\u{308}ller", "muller", "mueller"),
            ("STRAẞE Straße", "strasse strasse", "strasse strasse"),
            (
                "  Åkesson \t & \u{a0}Söner ",
                "akesson & soner",
                "akesson & soener",
            ),
            (
                "Øresund Łódź Æble Œuvre",
                "oresund lodz aeble oeuvre",
                "oresund lodz aeble oeuvre",
            ),
            ("ﬁrma Ⅳ ①", "firma iv 1", "firma iv 1"),
            ("Ёлка Чайка", "елка чаика", "елка чаика"),
            ("한국", "한국", "한국"),
            ("İstanbul", "istanbul", "istanbul"),
            ("Cote d’Ivoire", "cote d'ivoire", "cote d'ivoire"),
            ("a\u{200b}b\u{202e}c\u{1b}", "abc", "abc"),
            ("\u{200b} \u{3164}", "", ""),
        ] {
            assert_eq!(fold(text), plain, "{text:?}");
            assert_eq!(fold_long(text), long, "{text:?}");
        }
    }

    #[test]
    fn sorted_by_key_is_sorted_for_a_reader() {
        let mut names = [
            "Zeta",
            "\"Ärzte\" AG",
            "halle 10",
            "Halle 9",
            "Halle 009a",
            "apfel",
            "3M",
            "1&1",
            "Österreich",
            "Oslo",
        ];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            [
                "1&1",
                "3M",
                "apfel",
                "\"Ärzte\" AG",
                "Halle 9",
                "Halle 009a",
                "halle 10",
                "Oslo",
                "Österreich",
                "Zeta"
            ]
        );
        assert!(sort_key(&"9".repeat(10_000)).len() <= 120);
    }

    #[test]
    fn a_domain_is_found_in_whatever_was_typed() {
        for (text, domain) in [
            ("https://www.Mueller.de/kontakt?x=1", Some("mueller.de")),
            ("info@Mueller.de", Some("mueller.de")),
            ("Anna <anna@mueller.de>", Some("mueller.de")),
            ("mailto:anna@mueller.de?subject=x", Some("mueller.de")),
            ("www.mueller.de.", Some("mueller.de")),
            ("shop.mueller.de:8080", Some("shop.mueller.de")),
            ("http://user:secret@mueller.de/", Some("mueller.de")),
            ("müller.de", Some("müller.de")),
            ("xn--mller-kva.xn--p1ai", Some("xn--mller-kva.xn--p1ai")),
            ("www.de", Some("www.de")),
            ("192.168.0.1", None),
            ("localhost", None),
            ("n/a", None),
            ("Müller GmbH", None),
            ("a..b", None),
            ("", None),
        ] {
            assert_eq!(domain_of(text).as_deref(), domain, "{text:?}");
        }
    }

    #[test]
    fn private_mailboxes_are_known() {
        for domain in [
            "gmail.com",
            "gmx.de",
            "t-online.de",
            "bluewin.ch",
            "mail.ru",
            "yahoo.co.uk",
            "telia.com",
        ] {
            assert!(is_free_mail(domain), "{domain}");
        }
        assert!(!is_free_mail("mueller.de"));
        let lines = include_str!("../../assets/free-mail.txt")
            .lines()
            .filter(|line| !line.starts_with('#'));
        for line in lines.filter(|line| !line.is_empty()) {
            assert_eq!(
                domain_of(line).as_deref(),
                Some(line),
                "a domain as it is compared"
            );
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_and_nothing_panics(text in ".{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            let _ = (sort_key(&text), domain_of(&text), fold_long(&text));
        }
    }
}
