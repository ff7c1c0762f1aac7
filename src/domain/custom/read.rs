//! Typed text read by the type of a field.

use super::{CustomField, FieldType};
use crate::base::phrase::{self, Ask, Tense, Warning};
use crate::base::{Date, lookup::fold, near};
use std::fmt;
use unicode_segmentation::UnicodeSegmentation;

/// Longest text, in characters as people count them, and in bytes.
const LONGEST: (usize, usize) = (500, 8 * 1024);
/// The most digits of a number before and behind its point.
const DIGITS: (usize, usize) = (18, 9);

/// Why a text is no value of a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Misfit {
    /// It is no number.
    NoNumber(String),
    /// `1.234` and `1,234` are one thing in one country and another in the next.
    TwoNumbers {
        /// What was found.
        found: String,
        /// With thousands.
        whole: String,
        /// With decimals.
        decimal: String,
    },
    /// It has more digits than are kept.
    TooLong(String),
    /// It is no date.
    NoDate(String),
    /// Day and month can be either.
    TwoDates(String),
    /// It is neither yes nor no.
    NoTruth(String),
    /// It is none of the choices.
    NoChoice {
        /// What was found.
        found: String,
        /// What was probably meant.
        near: Option<String>,
        /// All of them.
        choices: String,
    },
    /// The text is too long.
    LongText,
    /// The text holds what no line holds.
    Control,
}

impl Misfit {
    /// The end of the keys of its text.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoNumber(_) => "number",
            Self::TwoNumbers { .. } => "two-numbers",
            Self::TooLong(_) => "too-long",
            Self::NoDate(_) => "date",
            Self::TwoDates(_) => "two-dates",
            Self::NoTruth(_) => "truth",
            Self::NoChoice { near: None, .. } => "choice",
            Self::NoChoice { .. } => "choice-near",
            Self::LongText => "long-text",
            Self::Control => "control",
        }
    }
}

impl Misfit {
    /// What its text holds, by name.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoNumber(found)
            | Self::TooLong(found)
            | Self::NoDate(found)
            | Self::TwoDates(found)
            | Self::NoTruth(found) => vec![("found", found.clone())],
            Self::TwoNumbers {
                found,
                whole,
                decimal,
            } => vec![
                ("found", found.clone()),
                ("whole", whole.clone()),
                ("decimal", decimal.clone()),
            ],
            Self::NoChoice { found, near, choices } => vec![
                ("found", found.clone()),
                ("near", near.clone().unwrap_or_default()),
                ("choices", choices.clone()),
            ],
            Self::LongText | Self::Control => Vec::new(),
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoNumber(found) => {
                write!(f, "\"{found}\" is no number; accepted: 1234.5, 1,234.5, 1.234,5")
            }
            Self::TwoNumbers {
                found,
                whole,
                decimal,
            } => {
                write!(f, "\"{found}\" can be read two ways; write {whole} or {decimal}")
            }
            Self::TooLong(found) => write!(
                f,
                "\"{found}\" has too many digits; at most {} before and {} behind the point",
                DIGITS.0, DIGITS.1
            ),
            Self::NoDate(found) => write!(
                f,
                "\"{found}\" is no date; accepted: 2026-11-24, 24.11.2026, tomorrow, in 3 weeks"
            ),
            Self::TwoDates(found) => write!(
                f,
                "\"{found}\" can be read day or month first; write 2026-11-24 or 24.11.2026"
            ),
            Self::NoTruth(found) => write!(
                f,
                "\"{found}\" is neither yes nor no; accepted: yes, no, ja, nein, true, false, 1, 0"
            ),
            Self::NoChoice { found, near, choices } => {
                write!(f, "\"{found}\" is none of its choices")?;
                match near {
                    Some(near) => write!(f, "; did you mean \"{near}\"? accepted: {choices}"),
                    None => write!(f, "; accepted: {choices}"),
                }
            }
            Self::LongText => write!(f, "longer than {} characters", LONGEST.0),
            Self::Control => write!(f, "holds control characters; remove them"),
        }
    }
}

/// What is kept of a typed text; none: nothing was typed, and the field is empty.
pub fn read(field: &CustomField, said: &str, ask: &Ask) -> Result<Option<String>, Misfit> {
    // One line, whatever a file broke it into.
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    if said.is_empty() {
        return Ok(None);
    }
    if said.len() > LONGEST.1 || said.graphemes(true).count() > LONGEST.0 {
        return Err(Misfit::LongText);
    }
    if said.chars().any(char::is_control) {
        return Err(Misfit::Control);
    }
    match field.kind {
        FieldType::Text => Ok(said),
        FieldType::Number => number(&said),
        FieldType::Date => date(&said, ask),
        FieldType::Boolean => truth(&said),
        FieldType::Choice => choice(&field.choices, &said),
    }
    .map(Some)
}

fn choice(choices: &[String], said: &str) -> Result<String, Misfit> {
    let wanted = fold(said);
    let exact = choices.iter().find(|choice| *choice == said);
    let known = exact.or_else(|| choices.iter().find(|choice| fold(choice) == wanted));
    known.cloned().ok_or_else(|| Misfit::NoChoice {
        found: said.to_owned(),
        near: near::nearest(said, choices.iter().map(String::as_str)).map(str::to_owned),
        choices: choices.join(", "),
    })
}

fn truth(said: &str) -> Result<String, Misfit> {
    let truth = match fold(said).as_str() {
        "yes" | "y" | "ja" | "j" | "true" | "wahr" | "1" | "on" | "x" => true,
        "no" | "n" | "nein" | "false" | "falsch" | "0" | "off" => false,
        _ => return Err(Misfit::NoTruth(said.to_owned())),
    };
    Ok(truth.to_string())
}

/// A day: as written out whole, else as people say it. What is said looks ahead, and back where that is refused.
fn date(said: &str, ask: &Ask) -> Result<String, Misfit> {
    if let Some(day) = written_day(said) {
        return Ok(day.to_string());
    }
    let looking = |tense| phrase::parse_date_only(said, &Ask { tense, ..*ask });
    let (day, warnings) = looking(Tense::Ahead)
        .or_else(|_| looking(Tense::Past))
        .map_err(|_| Misfit::NoDate(said.to_owned()))?;
    if warnings
        .iter()
        .any(|warning| matches!(warning, Warning::Order(_)))
    {
        return Err(Misfit::TwoDates(said.to_owned()));
    }
    Ok(day.to_string())
}

/// A day that is written out, of any year: `2026-11-24`, `24.11.2026`.
pub fn written_day(said: &str) -> Option<Date> {
    said.parse::<jiff::civil::Date>()
        .ok()
        .map(Date)
        .or_else(|| dotted(said))
}

fn dotted(said: &str) -> Option<Date> {
    let parts: Vec<&str> = said.split('.').map(str::trim).collect();
    let [day, month, year] = parts[..] else {
        return None;
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || ![day, month, year].into_iter().all(digits) {
        return None;
    }
    let date = jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    date.ok().map(Date)
}

/// A number with a point before its decimals, no grouping, no needless zeros.
///
/// Three digits behind the only mark are read two ways in two countries, so they are refused; a number that has
/// just these decimals is kept with a zero behind them, and reads as itself again.
pub fn number(said: &str) -> Result<String, Misfit> {
    let bad = || Misfit::NoNumber(said.to_owned());
    let plain: String = said
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’'))
        .map(|c| if c == '\u{2212}' { '-' } else { c })
        .collect();
    let (mantissa, exponent) = match plain.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| bad())?),
        None => (plain.as_str(), 0),
    };
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = marked(digits, exponent != 0).ok_or_else(bad)?;
    if let Some(decimals) = fraction.as_ref().filter(|_| is_open(digits) && exponent == 0) {
        return Err(Misfit::TwoNumbers {
            found: said.to_owned(),
            whole: format!("{sign}{whole}{decimals}"),
            decimal: format!("{sign}{whole}.{decimals}0"),
        });
    }
    let too_long = || Misfit::TooLong(said.to_owned());
    let (whole, fraction) =
        moved(&whole, fraction.as_deref().unwrap_or(""), exponent).ok_or_else(too_long)?;
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    if whole.len() > DIGITS.0 || fraction.len() > DIGITS.1 {
        return Err(too_long());
    }
    Ok(shown(sign, whole, fraction))
}

/// A number whose point is known to be one, written so that it reads as itself again.
pub fn pointed(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    shown(
        sign,
        whole.trim_start_matches('0'),
        fraction.trim_end_matches('0'),
    )
}

fn shown(sign: &str, whole: &str, fraction: &str) -> String {
    let sign = if whole.is_empty() && fraction.is_empty() {
        ""
    } else {
        sign
    };
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else if is_open(&format!("{whole}.{fraction}")) {
        format!("{sign}{whole}.{fraction}0")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

/// Whether the only mark of the digits can group them as well as part the decimals: `1.234`, and not `0.234`.
fn is_open(digits: &str) -> bool {
    let marks = digits.matches(['.', ',']).count();
    let Some((whole, rest)) = digits.split_once(['.', ',']) else {
        return false;
    };
    marks == 1 && rest.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0')
}

/// Whole and decimal digits of a text with its marks; none when it is no number.
fn marked(digits: &str, scientific: bool) -> Option<(String, Option<String>)> {
    let (points, commas) = (digits.matches('.').count(), digits.matches(',').count());
    let mark = match (points, commas) {
        (0, 0) => None,
        (1, 0) => Some('.'),
        (0, 1) => Some(','),
        // Both: the last one parts the decimals, and stands there once.
        (1.., 1..) => {
            let last = digits.chars().rev().find(|c| matches!(c, '.' | ','))?;
            Some(last).filter(|last| digits.matches(*last).count() == 1)
        }
        // The same one more than once groups.
        _ => None,
    };
    if matches!((points, commas), (1.., 1..)) && mark.is_none() || scientific && points + commas > 1 {
        return None;
    }
    let (whole, fraction) = match mark.and_then(|mark| digits.rsplit_once(mark)) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    let grouped = match groups[..] {
        [one] => !one.is_empty() || fraction.is_some_and(|f| !f.is_empty()),
        [first, ref rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3),
        [] => false,
    };
    let only_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let whole = groups.concat();
    (grouped && only_digits(&whole) && fraction.is_none_or(only_digits))
        .then(|| (whole, fraction.map(str::to_owned)))
}

/// The digits with the point moved by an exponent; none when it would stand too far away.
fn moved(whole: &str, fraction: &str, by: i32) -> Option<(String, String)> {
    if by.abs() > 40 {
        return None;
    }
    let all = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + by;
    let (before, behind) = match usize::try_from(point) {
        Ok(point) if point >= all.len() => (format!("{all}{}", "0".repeat(point - all.len())), String::new()),
        Ok(point) => (all[..point].to_owned(), all[point..].to_owned()),
        Err(_) => (
            String::new(),
            format!("{}{all}", "0".repeat(point.unsigned_abs() as usize)),
        ),
    };
    Some((before, behind))
}
