//! Numbers and amounts as other systems write them, in decimal arithmetic.
//!
//! Whether the dot or the comma separates the decimals is decided by the column; where no
//! value tells, three digits behind a single separator are thousands.

use std::fmt;

/// What separates the decimals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecimalMark {
    /// `1,234.56`
    Point,
    /// `1.234,56`
    Comma,
}

impl DecimalMark {
    const fn char(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

impl std::str::FromStr for DecimalMark {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_lowercase().as_str() {
            "point" | "dot" | "." => Ok(Self::Point),
            "comma" | "," => Ok(Self::Comma),
            _ => Err(format!("\"{text}\" is no decimal mark; accepted: point, comma")),
        }
    }
}

/// What the values of a column say about their decimal mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarkEvidence {
    point: u64,
    comma: u64,
    /// A value such as `1.234` came that can be read both ways.
    pub ambiguous: bool,
}

impl MarkEvidence {
    /// Takes a value into account.
    pub fn add(&mut self, text: &str) {
        let digits = strip(text).0;
        let (points, commas) = (digits.matches('.').count(), digits.matches(',').count());
        let last = digits.rfind(['.', ',']);
        let Some(last) = last else { return };
        let is_point = digits[last..].starts_with('.');
        let decimals = digits.len() - last - 1;
        let told = if points > 0 && commas > 0 {
            // Both: the last one separates the decimals.
            Some(is_point)
        } else if points + commas > 1 {
            // The same one twice groups thousands.
            Some(!is_point)
        } else if decimals == 3 && last <= 3 {
            self.ambiguous = true;
            None
        } else {
            Some(is_point)
        };
        match told {
            Some(true) => self.point += 1,
            Some(false) => self.comma += 1,
            None => {}
        }
    }
    /// The mark most values show.
    pub fn mark(&self) -> Option<DecimalMark> {
        match self.point.cmp(&self.comma) {
            std::cmp::Ordering::Greater => Some(DecimalMark::Point),
            std::cmp::Ordering::Less => Some(DecimalMark::Comma),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// A number in decimal arithmetic: `units` of 10^-`scale`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decimal {
    units: i128,
    scale: u32,
}

impl Decimal {
    /// The whole number, when it has no decimals.
    pub fn whole(self) -> Option<i64> {
        (self.scale == 0).then(|| i64::try_from(self.units).ok())?
    }
    fn reduced(mut self) -> Self {
        while self.scale > 0 && self.units % 10 == 0 {
            self.units /= 10;
            self.scale -= 1;
        }
        self
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return self.units.fmt(f);
        }
        let unit = 10i128.pow(self.scale);
        let sign = if self.units < 0 { "-" } else { "" };
        let (whole, rest) = (self.units.abs() / unit, self.units.abs() % unit);
        write!(f, "{sign}{whole}.{rest:0width$}", width = self.scale as usize)
    }
}

/// The largest amount taken: what fits 64 bits in minor units of two decimals.
const LARGEST: i128 = i64::MAX as i128 / 100;
/// The most decimals that are kept.
const MOST_DECIMALS: u32 = 9;

/// Reads a number, with the currency that stands beside it.
pub fn read(text: &str, mark: Option<DecimalMark>) -> Result<(Decimal, Option<&'static str>), String> {
    let bad = |why: &str| {
        format!(
            "\"{}\" is no number{why}; accepted: 1234.56, 1,234.56, 1.234,56",
            text.trim()
        )
    };
    let (digits, currency) = strip(text);
    if digits.is_empty() {
        return Err(bad(""));
    }
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            let exponent = exponent.parse::<i32>().map_err(|_| bad(""))?;
            if exponent.unsigned_abs() > 40 {
                return Err(bad(" that is kept: too large or too small"));
            }
            (mantissa, exponent)
        }
        None => (digits.as_str(), 0),
    };
    let (negative, unsigned) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let plain = plain_digits(unsigned, mark).ok_or_else(|| bad(""))?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let too_large = || bad(" that is kept: too large");
    // The exponent moves the point; what is left behind it are the decimals.
    let decimals = i32::try_from(fraction.len()).map_err(|_| too_large())? - exponent;
    let mut units: i128 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        units = units
            .checked_mul(10)
            .and_then(|n| n.checked_add(i128::from(digit - b'0')))
            .ok_or_else(too_large)?;
    }
    if decimals < 0 {
        let power = 10i128
            .checked_pow(decimals.unsigned_abs())
            .ok_or_else(too_large)?;
        units = units.checked_mul(power).ok_or_else(too_large)?;
    }
    let number = Decimal {
        units: if negative { -units } else { units },
        scale: decimals.max(0) as u32,
    }
    .reduced();
    if number.scale > MOST_DECIMALS {
        return Err(bad(" that is kept: too many decimals"));
    }
    if number.units.abs() / 10i128.pow(number.scale) > LARGEST {
        return Err(too_large());
    }
    Ok((number, currency))
}

/// Takes grouping away and makes the decimal mark a point; None when it is no number.
fn plain_digits(text: &str, mark: Option<DecimalMark>) -> Option<String> {
    let mark = mark.unwrap_or_else(|| {
        let mut own = MarkEvidence::default();
        own.add(text);
        // Alone and followed by three digits it groups: the other one is the mark.
        own.mark().unwrap_or(if text.contains('.') {
            DecimalMark::Comma
        } else {
            DecimalMark::Point
        })
    });
    let (whole, fraction) = match text.rsplit_once(mark.char()) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let grouped: Vec<&str> = whole.split(['.', ',', '\'', '’']).collect();
    let whole_is_right = match grouped[..] {
        [one] => !one.is_empty() || fraction.is_some(),
        [first, ref rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3),
        [] => false,
    };
    let fraction = fraction.unwrap_or("");
    let only_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !whole_is_right || !grouped.iter().all(|g| only_digits(g)) || !only_digits(fraction) {
        return None;
    }
    let whole = grouped.concat();
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    Some(format!("{whole}.{fraction}"))
}

/// The digits with sign, marks and exponent, and the currency that stood beside them.
fn strip(text: &str) -> (String, Option<&'static str>) {
    const CURRENCIES: [(&str, &str); 14] = [
        ("€", "EUR"),
        ("$", "USD"),
        ("£", "GBP"),
        ("¥", "JPY"),
        ("₽", "RUB"),
        ("zł", "PLN"),
        ("Fr.", "CHF"),
        ("EUR", "EUR"),
        ("USD", "USD"),
        ("GBP", "GBP"),
        ("CHF", "CHF"),
        ("SEK", "SEK"),
        ("PLN", "PLN"),
        ("RUB", "RUB"),
    ];
    let mut rest = text.trim().replace(['\u{a0}', '\u{202f}', ' '], "");
    let mut currency = None;
    for (sign, code) in CURRENCIES {
        let without = rest
            .strip_prefix(sign)
            .or_else(|| rest.strip_suffix(sign))
            .or_else(|| rest.strip_prefix('-').and_then(|r| r.strip_prefix(sign)));
        if let Some(without) = without {
            let minus = if rest.starts_with('-') && !without.starts_with('-') {
                "-"
            } else {
                ""
            };
            rest = format!("{minus}{without}");
            currency = Some(code);
            break;
        }
    }
    (rest, currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, mark: Option<DecimalMark>) -> String {
        match read(text, mark) {
            Ok((number, Some(currency))) => format!("{number} {currency}"),
            Ok((number, None)) => number.to_string(),
            Err(_) => "refused".to_owned(),
        }
    }

    #[test]
    fn numbers_are_read_in_the_ways_they_are_written() {
        for (text, read) in [
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("1'234.50", "1234.5"),
            ("1 234,5", "1234.5"),
            ("1,234", "1234"),
            ("1.234", "1234"),
            ("12.5", "12.5"),
            ("0,5", "0.5"),
            (".5", "0.5"),
            ("1.234.567", "1234567"),
            ("30024968.0", "30024968"),
            ("6.0E7", "60000000"),
            ("8.48E10", "84800000000"),
            ("1e9", "1000000000"),
            ("5e-1", "0.5"),
            ("-0", "0"),
            ("+7", "7"),
            ("€ 12", "12 EUR"),
            ("12,50 €", "12.5 EUR"),
            ("-$3", "-3 USD"),
            ("NaN", "refused"),
            ("∞", "refused"),
            ("inf", "refused"),
            ("1000000000000000000000000000000", "refused"),
            ("1e30", "refused"),
            ("1e999999999999", "refused"),
            ("1e-2147483648", "refused"),
            ("1e2147483647", "refused"),
            ("1.2.3", "refused"),
            ("12,34,56", "refused"),
            ("", "refused"),
            (".", "refused"),
            ("€", "refused"),
            ("0x10", "refused"),
            ("many", "refused"),
        ] {
            assert_eq!(number(text, None), read, "{text:?}");
        }
        assert_eq!(number("1.234", Some(DecimalMark::Point)), "1.234");
        assert_eq!(number("1,234", Some(DecimalMark::Comma)), "1.234");
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_there_is_read_or_refused(text in "[-+0-9.,'eE€$ xN]{0,24}") {
            if let Ok((number, _)) = read(&text, None) {
                let again = read(&number.to_string(), Some(DecimalMark::Point)).map(|(n, _)| n);
                proptest::prop_assert_eq!(again, Ok(number));
            }
        }
    }

    #[test]
    fn a_column_tells_its_decimal_mark() {
        for (values, mark, ambiguous) in [
            (vec!["1.234", "1.234,56"], Some(DecimalMark::Comma), true),
            (vec!["1,234", "1,234.56"], Some(DecimalMark::Point), true),
            (vec!["1.234", "5.678"], None, true),
            (vec!["12,5"], Some(DecimalMark::Comma), false),
            (vec!["1.234.567"], Some(DecimalMark::Comma), false),
            (vec!["12", "350"], None, false),
        ] {
            let mut evidence = MarkEvidence::default();
            for value in &values {
                evidence.add(value);
            }
            assert_eq!(
                (evidence.mark(), evidence.ambiguous),
                (mark, ambiguous),
                "{values:?}"
            );
        }
    }
}
