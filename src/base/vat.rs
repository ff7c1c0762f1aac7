//! VAT ids: the form per country and, where it is public, the check digit.
//!
//! Whether an id is in use only the tax offices know (VIES); nothing is asked
//! here. Also the Russian INN, which stands in the same field. What does not
//! validate is the caller's to keep and mark.

/// What is known about a VAT id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Check {
    /// It fits the form of its country and its check digit, if there is one.
    Valid {
        /// The id as it is written on invoices: `DE136695976`, for Russia the INN alone.
        canonical: String,
    },
    /// No rule for this country, or no country to go by.
    Unknown,
    /// It fits no form, or its check digit is wrong.
    Invalid {
        /// Why.
        reason: Reason,
    },
}

/// Why a VAT id is invalid.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Reason {
    /// Not the form of the country.
    #[error("not the form of a VAT id of {country}; it looks like {example}")]
    Form {
        /// ISO 3166-1 alpha-2.
        country: &'static str,
        /// A well-formed id.
        example: &'static str,
    },
    /// A digit is wrong or two are swapped.
    #[error("the check digit is wrong; compare each digit with the document")]
    CheckDigit,
}

impl Reason {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Form { .. } => "vat_form",
            Self::CheckDigit => "vat_check_digit",
        }
    }
}

/// The rule of one country.
struct Plan {
    country: &'static str,
    /// The letters in front; none for Russia.
    prefix: &'static str,
    /// What may follow, one form per entry: `9` a digit, `A` a letter, `*` either, `?` a letter, `+` or `*`;
    /// other characters stand for themselves.
    forms: &'static [&'static str],
    example: &'static str,
    /// Whether the check digit fits; true where the rule is not public.
    fits: fn(&[u64]) -> bool,
}

const fn plan(
    country: &'static str,
    prefix: &'static str,
    forms: &'static [&'static str],
    example: &'static str,
    fits: fn(&[u64]) -> bool,
) -> Plan {
    Plan {
        country,
        prefix,
        forms,
        example,
        fits,
    }
}

const PLANS: [Plan; 31] = [
    plan("AT", "AT", &["U99999999"], "ATU13585627", austria),
    plan("BE", "BE", &["0999999999", "1999999999"], "BE0428759497", |d| {
        97 - value(&d[..8]) % 97 == value(&d[8..])
    }),
    plan("BG", "BG", &["999999999", "9999999999"], "BG175074752", any),
    plan("CH", "CHE", &["999999999"], "CHE100155212", switzerland),
    plan("CY", "CY", &["99999999A"], "CY10259033P", any),
    plan(
        "CZ",
        "CZ",
        &["99999999", "999999999", "9999999999"],
        "CZ25123891",
        any,
    ),
    plan("DE", "DE", &["999999999"], "DE136695976", |d| {
        d[0] != 0 && mod_11_10(d)
    }),
    plan("DK", "DK", &["99999999"], "DK13585628", |d| {
        weighted(d, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
    }),
    plan("EE", "EE", &["999999999"], "EE100931558", |d| {
        weighted(d, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
    }),
    plan("ES", "ES", &["*9999999*"], "ESB58378431", any),
    plan("FI", "FI", &["99999999"], "FI20774740", |d| {
        weighted(d, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11)
    }),
    plan("FR", "FR", &["**999999999"], "FR40303265045", france),
    plan(
        "GB",
        "GB",
        &["999999999", "999999999999", "GD999", "HA999"],
        "GB980780684",
        britain,
    ),
    plan("GR", "EL", &["999999999"], "EL094259216", greece),
    plan("HR", "HR", &["99999999999"], "HR33392005961", mod_11_10),
    plan("HU", "HU", &["99999999"], "HU12892312", |d| {
        weighted(d, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10)
    }),
    plan(
        "IE",
        "IE",
        &["9999999A", "9999999AA", "9?99999A"],
        "IE6433435F",
        any,
    ),
    plan("IT", "IT", &["99999999999"], "IT00743110157", luhn),
    plan("LT", "LT", &["999999999", "999999999999"], "LT119511515", any),
    plan("LU", "LU", &["99999999"], "LU15027442", |d| {
        value(&d[..6]) % 89 == value(&d[6..])
    }),
    plan("LV", "LV", &["99999999999"], "LV40003521600", any),
    plan("MT", "MT", &["99999999"], "MT11679112", |d| {
        (weighted(d, &[3, 4, 6, 7, 8, 9]) + value(&d[6..])).is_multiple_of(37)
    }),
    plan("NL", "NL", &["999999999B99"], "NL004495445B01", netherlands),
    plan("NO", "NO", &["999999999"], "NO995525828", |d| {
        weighted(d, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
    }),
    plan("PL", "PL", &["9999999999"], "PL8567346215", |d| {
        weighted(d, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == d[9]
    }),
    plan("PT", "PT", &["999999999"], "PT501964843", portugal),
    plan(
        "RO",
        "RO",
        &[
            "99",
            "999",
            "9999",
            "99999",
            "999999",
            "9999999",
            "99999999",
            "999999999",
            "9999999999",
        ],
        "RO18547290",
        any,
    ),
    plan("RU", "", &["9999999999", "999999999999"], "7707083893", inn),
    plan("SE", "SE", &["999999999999"], "SE556703748501", |d| {
        luhn(&d[..10])
    }),
    plan("SI", "SI", &["99999999"], "SI50223054", slovenia),
    plan("SK", "SK", &["9999999999"], "SK2022749619", |d| {
        value(d).is_multiple_of(11)
    }),
];

/// Checks a VAT id as it was typed. Its own letters say the country; without them, or without a rule for them,
/// `country` (ISO 3166-1 alpha-2) does.
pub fn check(text: &str, country: Option<&str>) -> Check {
    let typed: String = text
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '.' | '-' | '/' | '\u{a0}'))
        .collect();
    let typed = typed.to_uppercase();
    let led = |plan: &&Plan| !plan.prefix.is_empty() && typed.starts_with(plan.prefix);
    let own = PLANS.iter().find(|plan| country == Some(plan.country));
    // Letters of another country only count when digits follow: `AT` may also begin a word.
    let other = PLANS
        .iter()
        .filter(led)
        .find(|plan| has_form(plan, body(plan, &typed)));
    let northern = typed
        .starts_with("XI")
        .then(|| PLANS.iter().find(|plan| plan.country == "GB"))
        .flatten();
    let Some(plan) = own.filter(led).or(other).or(northern).or(own) else {
        return Check::Unknown;
    };
    let body = body(plan, &typed);
    if !has_form(plan, body) {
        return Check::Invalid {
            reason: Reason::Form {
                country: plan.country,
                example: plan.example,
            },
        };
    }
    let digits: Vec<u64> = body
        .chars()
        .filter_map(|letter| letter.to_digit(10))
        .map(u64::from)
        .collect();
    if !fits(plan, body, &digits) {
        return Check::Invalid {
            reason: Reason::CheckDigit,
        };
    }
    let prefix = if northern.is_some() { "XI" } else { plan.prefix };
    Check::Valid {
        canonical: format!("{prefix}{body}"),
    }
}

/// What follows the letters of the country.
fn body<'a>(plan: &Plan, typed: &'a str) -> &'a str {
    let body = match plan.country {
        "GB" => typed.strip_prefix("XI"),
        "GR" => typed.strip_prefix("GR"),
        "RU" => typed.strip_prefix("RU").or_else(|| typed.strip_prefix("ИНН")),
        _ => None,
    };
    let body = body.or_else(|| typed.strip_prefix(plan.prefix)).unwrap_or(typed);
    let suffixes: &[&str] = match plan.country {
        "CH" => &["MWST", "TVA", "IVA"],
        "NO" => &["MVA"],
        _ => &[],
    };
    suffixes
        .iter()
        .find_map(|suffix| body.strip_suffix(suffix))
        .unwrap_or(body)
}

fn has_form(plan: &Plan, body: &str) -> bool {
    let matches = |form: &&&str| {
        form.chars().count() == body.chars().count()
            && form
                .chars()
                .zip(body.chars())
                .all(|(wanted, letter)| match wanted {
                    '9' => letter.is_ascii_digit(),
                    'A' => letter.is_ascii_uppercase(),
                    '*' => letter.is_ascii_digit() || letter.is_ascii_uppercase(),
                    '?' => letter.is_ascii_uppercase() || matches!(letter, '+' | '*'),
                    exactly => letter == exactly,
                })
    };
    plan.forms.iter().find(matches).is_some()
}

/// The rules that need the letters of an id, then the plain ones.
fn fits(plan: &Plan, body: &str, digits: &[u64]) -> bool {
    match plan.country {
        // Government departments and health authorities have their own short numbers.
        "GB" if body.len() == 5 => true,
        "IE" if body.as_bytes()[1].is_ascii_digit() => ireland(body, digits),
        _ => (plan.fits)(digits),
    }
}

fn any(_: &[u64]) -> bool {
    true
}

fn value(digits: &[u64]) -> u64 {
    digits.iter().fold(0, |sum, digit| sum * 10 + digit)
}

fn weighted(digits: &[u64], weights: &[u64]) -> u64 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum()
}

/// ISO 7064 mod 11,10.
fn mod_11_10(digits: &[u64]) -> bool {
    let (check, rest) = digits.split_last().expect("every form has digits");
    let product = rest.iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        2 * (if sum == 0 { 10 } else { sum }) % 11
    });
    (11 - product) % 10 == *check
}

fn luhn(digits: &[u64]) -> bool {
    let doubled = |(place, digit): (usize, &u64)| {
        if place % 2 == 1 {
            digit * 2 / 10 + digit * 2 % 10
        } else {
            *digit
        }
    };
    digits
        .iter()
        .rev()
        .enumerate()
        .map(doubled)
        .sum::<u64>()
        .is_multiple_of(10)
}

fn austria(digits: &[u64]) -> bool {
    let crossed = |(place, digit): (usize, &u64)| {
        if place % 2 == 1 {
            digit * 2 / 10 + digit * 2 % 10
        } else {
            *digit
        }
    };
    let sum: u64 = digits[..7].iter().enumerate().map(crossed).sum();
    (96 - sum) % 10 == digits[7]
}

fn switzerland(digits: &[u64]) -> bool {
    let rest = weighted(digits, &[5, 4, 3, 2, 7, 6, 5, 4]) % 11;
    rest != 1 && (11 - rest) % 11 == digits[8]
}

/// Ids with letters in front of the number have a rule of their own, not checked here.
fn france(digits: &[u64]) -> bool {
    let Some(number) = digits.len().checked_sub(9) else {
        return false;
    };
    let (key, siren) = digits.split_at(number);
    key.len() != 2 || (12 + 3 * (value(siren) % 97)) % 97 == value(key)
}

fn britain(digits: &[u64]) -> bool {
    let sum = weighted(digits, &[8, 7, 6, 5, 4, 3, 2]) + value(&digits[7..9]);
    sum.is_multiple_of(97) || (sum + 55).is_multiple_of(97)
}

fn greece(digits: &[u64]) -> bool {
    weighted(digits, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == digits[8]
}

fn ireland(body: &str, digits: &[u64]) -> bool {
    let letters = body.as_bytes();
    let second = letters
        .get(8)
        .map_or(0, |letter| u64::from(letter - b'A' + 1) * 9);
    let place = (weighted(digits, &[8, 7, 6, 5, 4, 3, 2]) + second) % 23;
    // W stands for 0, then A to V.
    letters[7] == if place == 0 { b'W' } else { b'A' + place as u8 - 1 }
}

/// Old ids have a check digit, those given to people since 2020 a checksum over all characters.
fn netherlands(digits: &[u64]) -> bool {
    let old = weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == digits[8];
    // N, L and B count as 23, 21 and 11.
    let all = [2, 3, 2, 1]
        .iter()
        .chain(&digits[..9])
        .chain(&[1, 1])
        .chain(&digits[9..]);
    old || all.fold(0, |rest, digit| (rest * 10 + digit) % 97) == 1
}

fn portugal(digits: &[u64]) -> bool {
    let rest = weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    digits[8] == if rest < 2 { 0 } else { 11 - rest }
}

fn slovenia(digits: &[u64]) -> bool {
    let rest = weighted(digits, &[8, 7, 6, 5, 4, 3, 2]) % 11;
    rest != 0 && digits[7] == (11 - rest) % 10
}

/// Ten digits for a company, twelve for a person.
fn inn(digits: &[u64]) -> bool {
    const WEIGHTS: [u64; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let check = |count: usize| {
        let weights = &WEIGHTS[WEIGHTS.len() - count..];
        weighted(&digits[..count], weights) % 11 % 10 == digits[count]
    };
    if digits.len() == 10 {
        check(9)
    } else {
        check(10) && check(11)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn valid(canonical: &str) -> Check {
        Check::Valid {
            canonical: canonical.to_owned(),
        }
    }

    #[test]
    fn the_example_of_every_country_is_valid_and_a_wrong_digit_is_found() {
        for plan in &PLANS {
            assert_eq!(
                check(plan.example, Some(plan.country)),
                valid(plan.example),
                "{}",
                plan.country
            );
            if !plan.prefix.is_empty() {
                assert_eq!(check(plan.example, None), valid(plan.example), "{}", plan.country);
            }
        }
        for (wrong, country) in [
            ("DE136695978", "DE"),
            ("DE136659976", "DE"),
            ("ATU13585626", "AT"),
            ("BE0428759498", "BE"),
            ("CHE100155211", "CH"),
            ("FR41303265045", "FR"),
            ("GB980780685", "GB"),
            ("EL094259217", "GR"),
            ("IE6433435E", "IE"),
            ("IT00743110158", "IT"),
            ("NL004495446B01", "NL"),
            ("PL8567346216", "PL"),
            ("SE556703748601", "SE"),
            ("7707083894", "RU"),
            ("500100732250", "RU"),
        ] {
            assert_eq!(
                check(wrong, Some(country)),
                Check::Invalid {
                    reason: Reason::CheckDigit
                },
                "{wrong}"
            );
        }
    }

    #[test]
    fn ids_are_read_as_people_write_them() {
        for (text, country, canonical) in [
            ("DE 136 695 976", None, "DE136695976"),
            ("136695976", Some("DE"), "DE136695976"),
            ("de136695976", Some("AT"), "DE136695976"),
            ("ATU 1358 5627", Some("DE"), "ATU13585627"),
            ("U13585627", Some("AT"), "ATU13585627"),
            ("CHE-100.155.212 MWST", None, "CHE100155212"),
            ("CHE-100.155.212", Some("CH"), "CHE100155212"),
            ("GR094259216", Some("GR"), "EL094259216"),
            ("XI980780684", None, "XI980780684"),
            ("GBGD001", None, "GBGD001"),
            ("NO 995 525 828 MVA", None, "NO995525828"),
            ("NL123456782B90", None, "NL123456782B90"),
            ("NL000099998B57", None, "NL000099998B57"),
            ("IE6433435OA", None, "IE6433435OA"),
            ("500100732259", Some("RU"), "500100732259"),
            ("ИНН 7707083893", Some("RU"), "7707083893"),
        ] {
            assert_eq!(check(text, country), valid(canonical), "{text:?} {country:?}");
        }
    }

    #[test]
    fn what_cannot_be_judged_is_unknown_and_a_wrong_form_says_the_right_one() {
        for (text, country) in [
            ("12-3456789", Some("US")),
            ("123456789", None),
            ("", None),
            ("DExyz", None),
        ] {
            assert_eq!(check(text, country), Check::Unknown, "{text:?}");
        }
        for (text, country) in [
            ("DE12345", Some("DE")),
            ("", Some("DE")),
            ("12345678Ä", Some("DE")),
        ] {
            let Check::Invalid { reason } = check(text, country) else {
                panic!("{text:?} is invalid")
            };
            assert_eq!(reason.code(), "vat_form");
            assert!(reason.to_string().contains("DE136695976"), "{reason}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer(text in "[A-Z]{0,3}[0-9A-Z+*]{0,13}|.{0,20}", at in 0_usize..31) {
            let _ = (check(&text, None), check(&text, Some(PLANS[at].country)));
        }
    }
}
