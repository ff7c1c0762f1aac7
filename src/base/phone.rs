//! Phone numbers: E.164, extension and the text as it was typed.
//!
//! What does not validate is kept as typed and marked, never dropped. The
//! numbering plans come from `rlibphonenumber`, chosen in November 2026 over
//! two others on 50 German, Swiss, Swedish, Russian, British and American
//! numbers: it parsed and grouped all of them right and costs 0.6 MB with
//! `regex-lite`. `phonenumber` 0.3 reads Russian freephone numbers wrong and
//! costs 3.3 MB; `phonelib` 2 has no dependencies and 0.2 MB, but groups German,
//! Swedish and Swiss numbers wrong (`071 1555 0142`), which a rep would dial
//! from. Extensions are taken off here, because none of the three knows
//! `Durchwahl` or `ankn.`.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, Region};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Longer texts hold no single number.
const MAX_LEN: usize = 80;
/// The longest extension in use.
const MAX_EXTENSION: usize = 7;
/// Words before an extension, in lower case, the longer of two first.
const EXTENSION_WORDS: [&str; 19] = [
    "durchwahl",
    "nebenstelle",
    "apparat",
    "anknytning",
    "extension",
    "interno",
    "toestel",
    "poste",
    "extn",
    "ankn",
    "ext",
    "nst",
    "app",
    "доб",
    "wew",
    "dw",
    "int",
    "x",
    "#",
];

/// A phone number as it is stored.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Number {
    /// The number with `+` and country code, digits only. None when the text does not say a whole number.
    pub e164: Option<String>,
    /// The extension, digits only.
    pub ext: Option<String>,
    /// The text as it was typed.
    pub raw: String,
    /// Whether the number fits the numbering plan of its country.
    pub valid: bool,
}

/// Reads a number. The country (ISO 3166-1 alpha-2) is the one a number without `+` or `00` is dialled in.
///
/// A number with a country code of a possible length has its E.164 form even when the plan does not know it:
/// plans open new ranges. Without a country code only a valid number has one.
pub fn parse(raw: &str, country: Option<&str>) -> Number {
    let typed = raw.trim();
    let kept = Number {
        raw: typed.to_owned(),
        ..Number::default()
    };
    if typed.len() > MAX_LEN {
        return kept;
    }
    let plain: String = typed.nfkc().collect();
    let (main, ext) = split_extension(&plain);
    let kept = Number {
        ext: ext.map(str::to_owned),
        ..kept
    };
    let region = country.and_then(|code| code.trim().to_ascii_uppercase().parse::<Region>().ok());
    let Some(main) = number_part(main, region) else {
        return kept;
    };
    let main = main
        .strip_prefix("00")
        .map_or_else(|| main.clone(), |rest| format!("+{rest}"));
    let Ok(number) = PHONE_NUMBER_UTIL.parse(&main, region) else {
        return kept;
    };
    let number = with_country_code(&main, &number, region).unwrap_or(number);
    let valid = number.is_valid();
    let known = valid || (main.starts_with('+') && number.is_possible_with_reason().is_ok());
    Number {
        e164: known.then(|| number.format_as(PhoneNumberFormat::E164).into_owned()),
        valid,
        ..kept
    }
}

/// `49 711 5550142`, typed without its `+` where every number begins with a 0 when it is dialled at home.
fn with_country_code(main: &str, number: &PhoneNumber, region: Option<Region>) -> Option<PhoneNumber> {
    let code = number.country_code.to_string();
    let typed = digits(main);
    if main.starts_with('+') || !typed.starts_with(&code) || typed.len() < code.len() + 8 {
        return None;
    }
    let national = number.format_as(PhoneNumberFormat::National);
    let dialled_with_zero = national.trim_start_matches('(').starts_with('0');
    let other = PHONE_NUMBER_UTIL.parse(format!("+{main}"), region).ok()?;
    (dialled_with_zero && other.is_valid()).then_some(other)
}

/// Takes an extension off the end: its digits behind one of the known words.
fn split_extension(text: &str) -> (&str, Option<&str>) {
    let text = text.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    let before = text.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let ext = &text[before.len()..];
    let between = before.trim_end_matches([' ', '.', ':', '=', '-', '/', '(', '\u{a0}']);
    let lower = between.to_lowercase();
    // Lower case of these scripts keeps its length; where it does not, there is none of the words.
    let word = EXTENSION_WORDS
        .iter()
        .find(|word| lower.ends_with(**word) && lower.len() == between.len());
    let Some(word) = word.filter(|_| (1..=MAX_EXTENSION).contains(&ext.len())) else {
        return (text, None);
    };
    let main = &between[..between.len() - word.len()];
    let stands_alone = !main.ends_with(char::is_alphabetic);
    let has_number = main.bytes().filter(u8::is_ascii_digit).count() >= 3;
    if stands_alone && has_number {
        (main, Some(ext))
    } else {
        (text, None)
    }
}

/// The part of a text that is a number: from its first digit, without a remark behind it.
fn number_part(text: &str, region: Option<Region>) -> Option<String> {
    let start = text.find(|letter: char| letter == '+' || letter.is_ascii_digit() || letter == '(')?;
    let text = &text[start..];
    let letter = text.find(char::is_alphabetic).unwrap_or(text.len());
    let (number, remark) = text.split_at(letter);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let american = region.is_some_and(|region| PHONE_NUMBER_UTIL.is_nanpa_country(region));
    if american && digits < 10 && !remark.is_empty() {
        // `1-800-FLOWERS`: the letters of the keypad.
        return Some(text.to_owned());
    }
    let number = number.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let number = number.trim_start_matches('(');
    // A remark with digits is a second number: not for us to choose.
    (!remark.bytes().any(|byte| byte.is_ascii_digit()) && !number.is_empty()).then(|| number.to_owned())
}

/// The digits of a text, for searching and comparing.
pub fn digits(text: &str) -> String {
    text.nfkd().filter(char::is_ascii_digit).collect()
}

/// The digits a number may be searched by: with country code, as dialled at home, and its extension, between
/// spaces. A number that is not understood gives the digits typed.
pub fn search_digits(number: &Number) -> String {
    let Some(known) = known(number) else {
        return digits(&number.raw);
    };
    let forms = [PhoneNumberFormat::E164, PhoneNumberFormat::National];
    let mut all = forms.map(|form| digits(&known.format_as(form))).join(" ");
    if let Some(ext) = &number.ext {
        all = format!("{all} {ext}");
    }
    all
}

/// Reads the numbering plans, which takes milliseconds the first time.
pub(super) fn make_ready() {
    std::sync::LazyLock::force(&PHONE_NUMBER_UTIL);
}

/// The number for the screen: grouped as usual in its country, with its country code unless that is `home`, its
/// extension behind an `x`. What is not understood is shown as typed.
pub fn display(number: &Number, home: Option<&str>) -> String {
    let Some(known) = known(number) else {
        return number.raw.clone();
    };
    let at_home = home.is_some() && country(number).as_deref() == home;
    let form = if at_home {
        PhoneNumberFormat::National
    } else {
        PhoneNumberFormat::International
    };
    let shown = known.format_as(form);
    match &number.ext {
        Some(ext) => format!("{shown} x{ext}"),
        None => shown.into_owned(),
    }
}

/// The country a number belongs to (ISO 3166-1 alpha-2).
pub fn country(number: &Number) -> Option<String> {
    let region = known(number)?.get_region_code()?;
    Some(region.to_string()).filter(|code| code.len() == 2)
}

/// The `tel:` link of a number (RFC 3966), with its extension; None when there is nothing to dial.
pub fn tel_link(number: &Number) -> Option<String> {
    let Some(e164) = &number.e164 else {
        let dialled = digits(split_extension(&number.raw).0);
        return (1..=15)
            .contains(&dialled.len())
            .then(|| format!("tel:{dialled}"));
    };
    Some(match &number.ext {
        Some(ext) => format!("tel:{e164};ext={ext}"),
        None => format!("tel:{e164}"),
    })
}

fn known(number: &Number) -> Option<PhoneNumber> {
    PHONE_NUMBER_UTIL.parse(number.e164.as_deref()?, None).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_understood_as_they_are_typed() {
        for (raw, country, e164, ext) in [
            ("+49 711 555 0142", "DE", "+497115550142", None),
            ("0711/5550142 Durchwahl 12", "DE", "+497115550142", Some("12")),
            ("0711 5550142-DW12", "DE", "+497115550142", Some("12")),
            ("0711 5550142 App. 5", "DE", "+497115550142", Some("5")),
            ("+49 (0)711 5550142", "DE", "+497115550142", None),
            ("+49 (0) 711 / 555 01-42", "DE", "+497115550142", None),
            ("0049 (0)711 5550142", "DE", "+497115550142", None),
            ("49 711 5550142", "DE", "+497115550142", None),
            ("Tel.: 0711 5550142", "DE", "+497115550142", None),
            ("0711 5550142 (mobil)", "DE", "+497115550142", None),
            ("(0711) 5550142", "DE", "+497115550142", None),
            ("0711–5550142", "DE", "+497115550142", None),
            ("0711 5550142 ext. 5", "DE", "+497115550142", Some("5")),
            ("＋４９ 711 5550142", "DE", "+497115550142", None),
            ("0151 23456789", "DE", "+4915123456789", None),
            ("0049 711 5550142", "SE", "+497115550142", None),
            ("001-567-550-6766x3460", "DE", "+15675506766", Some("3460")),
            ("001-567-550-6766x3460", "US", "+15675506766", Some("3460")),
            ("831.605.2433x72946", "US", "+18316052433", Some("72946")),
            ("(281)741-1316", "US", "+12817411316", None),
            ("9867280228", "US", "+19867280228", None),
            ("+1 809 965 5613 #3536", "DE", "+18099655613", Some("3536")),
            ("1-800-FLOWERS", "US", "+18003569377", None),
            ("tel:+1-418-656-9254;ext=102", "DE", "+14186569254", Some("102")),
            ("905-555-1234", "CA", "+19055551234", None),
            ("08-123 456 78", "SE", "+46812345678", None),
            ("+46 (0)8 123 456 78", "DE", "+46812345678", None),
            ("+46 70 123 45 67 ankn. 12", "SE", "+46701234567", Some("12")),
            ("08-50 55 55 55 anknytning 3", "SE", "+46850555555", Some("3")),
            ("8 (495) 123-45-67 доб. 123", "RU", "+74951234567", Some("123")),
            ("8 800 555 35 35", "RU", "+78005553535", None),
            ("01 234567-89", "AT", "+43123456789", None),
            ("044 668 18 00", "CH", "+41446681800", None),
            ("+44 (0)20 7946 0018 ext 44", "GB", "+442079460018", Some("44")),
            ("06 12345678", "IT", "+390612345678", None),
        ] {
            let number = parse(raw, Some(country));
            assert_eq!(
                (number.e164.as_deref(), number.ext.as_deref()),
                (Some(e164), ext),
                "{raw:?} in {country}"
            );
            assert!(number.valid, "{raw:?}");
            assert_eq!(number.raw, raw);
        }
    }

    #[test]
    fn what_is_no_number_is_kept_and_marked() {
        for (raw, country, e164) in [
            ("phone work", Some("US"), None),
            ("", Some("DE"), None),
            ("110", Some("DE"), None),
            ("12345", Some("DE"), None),
            ("905-555-1234", None, None),
            ("0711 5550142", Some("XX"), None),
            ("0711 5550142 oder 0172 9999999", Some("DE"), None),
            ("(555) 555-1212", Some("US"), None),
            ("+1 555 555 1212", Some("DE"), Some("+15555551212")),
            ("+999 1234567", Some("DE"), None),
            ("x12", Some("DE"), None),
            ("+", None, None),
        ] {
            let number = parse(&format!(" {raw} "), country);
            assert_eq!(
                number,
                Number {
                    e164: e164.map(str::to_owned),
                    ext: None,
                    raw: raw.into(),
                    valid: false
                }
            );
            assert_eq!(display(&Number { e164: None, ..number }, None), raw);
        }
        let long = "1".repeat(10_000);
        assert_eq!(parse(&long, Some("DE")).raw, long);
    }

    #[test]
    fn numbers_are_shown_as_usual_in_their_country() {
        for (raw, home, shown) in [
            ("+497115550142", Some("DE"), "0711 5550142"),
            ("+497115550142", Some("AT"), "+49 711 5550142"),
            ("+497115550142", None, "+49 711 5550142"),
            ("+493012345678", Some("DE"), "030 12345678"),
            ("+15675506766x3460", Some("US"), "(567) 550-6766 x3460"),
            ("+15675506766x3460", Some("DE"), "+1 567-550-6766 x3460"),
            ("+46812345678", Some("SE"), "08-123 456 78"),
            ("+41446681800", Some("CH"), "044 668 18 00"),
            ("+74951234567", Some("RU"), "8 (495) 123-45-67"),
            ("+431234567", Some("AT"), "01 234567"),
        ] {
            assert_eq!(display(&parse(raw, None), home), shown, "{raw}");
        }
    }

    #[test]
    fn a_number_is_found_called_and_placed() {
        let number = parse("0711/5550142 Durchwahl 12", Some("DE"));
        assert_eq!(search_digits(&number), "497115550142 07115550142 12");
        assert_eq!(tel_link(&number).as_deref(), Some("tel:+497115550142;ext=12"));
        assert_eq!(country(&number).as_deref(), Some("DE"));
        let short = parse("110", Some("DE"));
        assert_eq!(
            (search_digits(&short).as_str(), tel_link(&short).as_deref()),
            ("110", Some("tel:110"))
        );
        assert_eq!((tel_link(&parse("phone", None)), country(&short)), (None, None));
        let open = parse("(555) 555-1212x77", Some("US"));
        assert_eq!(
            (open.ext.as_deref(), tel_link(&open).as_deref()),
            (Some("77"), Some("tel:5555551212"))
        );
        assert_eq!(digits("+49 (0)711–５"), "4907115");
    }

    proptest! {
        #[test]
        fn any_text_is_kept(text in "[-+0-9 ()/.x#]{0,24}|.{0,40}|[0-9]{1,12} ?(ext|DW|доб|x)[ .]*[0-9]{0,9}") {
            for country in [None, Some("DE"), Some("US"), Some("RU")] {
                let number = parse(&text, country);
                prop_assert_eq!(&number.raw, text.trim());
                prop_assert!(!number.valid || number.e164.is_some());
                let _ = (display(&number, country), search_digits(&number), tel_link(&number));
                if let Some(e164) = &number.e164 {
                    prop_assert_eq!(parse(e164, None).e164, number.e164.clone());
                }
            }
        }
    }
}
