//! Dates as other systems write them.
//!
//! Whether `1/2/2026` is the first of February or the second of January is decided by the
//! column: a part over twelve in any of its values tells which part is the day.

use crate::base::{Date, Timestamp};
use jiff::{civil, tz::TimeZone};

/// Which part of a date with slashes comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateOrder {
    /// `31/12/2026`.
    DayFirst,
    /// `12/31/2026`.
    MonthFirst,
}

impl std::str::FromStr for DateOrder {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_lowercase().as_str() {
            "dmy" | "day-first" => Ok(Self::DayFirst),
            "mdy" | "month-first" => Ok(Self::MonthFirst),
            _ => Err(format!("\"{text}\" is no order of dates; accepted: dmy, mdy")),
        }
    }
}

/// A date as read: a day, or an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// A day.
    Day(Date),
    /// A day and a time of day, without a zone.
    Local(civil::DateTime),
    /// An instant.
    At(Timestamp),
}

impl When {
    /// The day; of an instant, the day in UTC.
    pub fn day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Local(at) => Date(at.date()),
            Self::At(at) => at.date_in(&TimeZone::UTC),
        }
    }
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Local(at) => write!(f, "{} {:02}:{:02}", at.date(), at.hour(), at.minute()),
            Self::At(at) => at.fmt(f),
        }
    }
}

/// What the values of a column say about the order of their parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderEvidence {
    day_first: u64,
    month_first: u64,
    /// The first value that can be read both ways.
    pub example: Option<String>,
}

impl OrderEvidence {
    /// Takes a value into account.
    pub fn add(&mut self, text: &str) {
        let text = date_part(text);
        let Some((first, second, _)) = parts(text, &['/', '-']) else {
            return;
        };
        match (first > 12, second > 12) {
            (true, false) if first <= 31 => self.day_first += 1,
            (false, true) if second <= 31 => self.month_first += 1,
            (false, false) if first != second && self.example.is_none() => {
                self.example = Some(text.to_owned());
            }
            _ => {}
        }
    }
    /// The order, when the values agree on one.
    pub fn order(&self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (0, 0) => None,
            (_, 0) => Some(DateOrder::DayFirst),
            (0, _) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }
    /// Somebody has to say which order it is.
    pub fn is_open(&self) -> bool {
        self.order().is_none() && self.example.is_some()
    }
}

/// Reads a date; None when there is none in the text (`0.0.00`, `0000-00-00` are empty too).
///
/// Without an order, dates with slashes are read day first.
pub fn read(text: &str, order: Option<DateOrder>) -> Result<Option<When>, String> {
    let text = text.trim();
    if text.chars().all(|c| c == '0' || !c.is_alphanumeric()) {
        return Ok(None);
    }
    let bad = || format!("\"{text}\" is no date; accepted: 2026-11-24, 24.11.2026, 24/11/2026, 24 Nov 2026");
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Ok(Some(When::At(at.into())));
    }
    if let Some(at) = offset_without_colon(text) {
        return Ok(Some(When::At(at)));
    }
    let day = date_part(text);
    let rest = text[day.len()..].trim_start_matches(['T', 't', ',', ' ']).trim();
    let date = read_day(day, order).ok_or_else(bad)?;
    if rest.is_empty() {
        return Ok(Some(When::Day(Date(date))));
    }
    let time = read_time(rest).ok_or_else(bad)?;
    Ok(Some(When::Local(date.to_datetime(time))))
}

/// A day as spreadsheets count them: from `epoch` on, with the time of day behind the point. None when the text is
/// no such count.
pub fn of_serial(text: &str, epoch: Date) -> Option<When> {
    let serial: f64 = text.parse().ok()?;
    // To the year 2173, and no year or day of a month taken for a count.
    if !(367.0..100_000.0).contains(&serial)
        || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return None;
    }
    let days = serial.trunc();
    let minutes = ((serial - days) * 24.0 * 60.0).round();
    let day = epoch.0.checked_add(jiff::Span::new().days(days as i64)).ok()?;
    if minutes == 0.0 {
        return Some(When::Day(Date(day)));
    }
    let at = day.to_datetime(civil::Time::midnight());
    Some(When::Local(
        at.checked_add(jiff::Span::new().minutes(minutes as i64)).ok()?,
    ))
}

/// `2006-04-15T03:23:15.000+0000`, as some interfaces write it.
fn offset_without_colon(text: &str) -> Option<Timestamp> {
    let sign = text.len().checked_sub(5)?;
    let (stamp, offset) = text.split_at_checked(sign)?;
    let digits = offset.strip_prefix(['+', '-'])?;
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !stamp.contains('T') {
        return None;
    }
    let with_colon = format!("{stamp}{}:{}", &offset[..3], &offset[3..]);
    with_colon.parse::<jiff::Timestamp>().ok().map(Timestamp::from)
}

/// The part of a text that holds the day; a month may be a word between spaces.
fn date_part(text: &str) -> &str {
    let text = text.trim();
    if let Some(at) = text.find(['T', 't'])
        && text[..at].bytes().all(|b| b.is_ascii_digit() || b == b'-')
    {
        return &text[..at];
    }
    let mut words = 0;
    let by_name = text.chars().any(char::is_alphabetic)
        && text
            .split_whitespace()
            .take(3)
            .any(|word| month_named(word).is_some());
    for (at, letter) in text.char_indices() {
        if letter == ' ' {
            words += 1;
            if !by_name || words == 3 {
                return text[..at].trim_end_matches(',');
            }
        }
    }
    text
}

fn read_day(text: &str, order: Option<DateOrder>) -> Option<civil::Date> {
    let date = |year: i32, month: i32, day: i32| {
        let year = if (0..100).contains(&year) {
            // Two digits: the century in which most of what is dated here lies.
            if year < 70 { year + 2000 } else { year + 1900 }
        } else {
            year
        };
        (1000..=9999)
            .contains(&year)
            .then(|| civil::Date::new(year as i16, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok())?
    };
    let pieces: Vec<&str> = text
        .split(['/', '-', '.', ' ', ','])
        .filter(|p| !p.is_empty())
        .collect();
    let [a, b, c] = pieces[..] else {
        // 20261124
        let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        return digits.then(|| date(number(&text[..4])?, number(&text[4..6])?, number(&text[6..])?))?;
    };
    match (number(a), number(b), number(c)) {
        (Some(year), Some(month), Some(day)) if a.len() == 4 => date(year, month, day),
        (Some(first), Some(second), Some(year)) if matches!(c.len(), 2 | 4) => {
            let day_first = text.contains('.') || order != Some(DateOrder::MonthFirst);
            let (day, month) = if day_first {
                (first, second)
            } else {
                (second, first)
            };
            date(year, month, day)
        }
        (Some(day), None, Some(year)) => date(year, month_named(b)?, day),
        (None, Some(day), Some(year)) => date(year, month_named(a)?, day),
        _ => None,
    }
}

fn read_time(text: &str) -> Option<civil::Time> {
    let lower = text.to_lowercase();
    let (clock, half) = match lower
        .strip_suffix("am")
        .map(|t| (t, 0))
        .or(lower.strip_suffix("pm").map(|t| (t, 12)))
    {
        Some((clock, half)) => (clock.trim(), Some(half)),
        None => (lower.trim_end_matches("uhr").trim(), None),
    };
    let mut pieces = clock.split(':');
    let hour = number(pieces.next()?)?;
    let minute = pieces.next().map_or(Some(0), number)?;
    let second = pieces
        .next()
        .map_or(Some(0), |s| number(s.split('.').next().unwrap_or(s)))?;
    if pieces.next().is_some() || (half.is_none() && !clock.contains(':')) {
        return None;
    }
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    civil::Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        0,
    )
    .ok()
}

/// The three numbers of a date with one of these separators, unless its year comes first.
fn parts(text: &str, separators: &[char]) -> Option<(i32, i32, i32)> {
    let mut pieces = text.split(separators);
    let (first, second, third) = (pieces.next()?, pieces.next()?, pieces.next()?);
    if pieces.next().is_some() || first.len() > 2 || second.len() > 2 {
        return None;
    }
    Some((number(first)?, number(second)?, number(third)?))
}

fn number(text: &str) -> Option<i32> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

fn month_named(word: &str) -> Option<i32> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "jän"],
        &["feb"],
        &["mar", "mär", "mrz"],
        &["apr"],
        &["may", "mai", "maj"],
        &["jun"],
        &["jul"],
        &["aug"],
        &["sep"],
        &["oct", "okt"],
        &["nov"],
        &["dec", "dez"],
    ];
    let word = word.trim_end_matches(['.', ',']).to_lowercase();
    let known = word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    let at = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)))?;
    known.then_some(at as i32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str, order: Option<DateOrder>) -> String {
        match read(text, order) {
            Ok(Some(when)) => when.to_string(),
            Ok(None) => "empty".to_owned(),
            Err(_) => "refused".to_owned(),
        }
    }

    #[test]
    fn dates_are_read_in_the_ways_they_are_written() {
        for (text, read) in [
            ("2024-01-02", "2024-01-02"),
            ("2024-01-02 10:22", "2024-01-02 10:22"),
            ("2006-04-15T03:23:15.000Z", "2006-04-15T03:23:15Z"),
            ("2006-04-15T03:23:15.000+0200", "2006-04-15T01:23:15Z"),
            ("24.11.2026", "2026-11-24"),
            ("4.1.26", "2026-01-04"),
            ("24.11.2026 9:05", "2026-11-24 09:05"),
            ("31/12/2025", "2025-12-31"),
            ("15 Jan 2024", "2024-01-15"),
            ("15. März 2024", "2024-03-15"),
            ("Jan 15, 2024", "2024-01-15"),
            ("Jan 15, 2024 3:04 PM", "2024-01-15 15:04"),
            ("20261124", "2026-11-24"),
            ("1/2/26", "2026-02-01"),
            ("", "empty"),
            ("0.0.00", "empty"),
            ("0000-00-00", "empty"),
            ("31/02/2026", "refused"),
            ("2026-13-01", "refused"),
            ("tomorrow", "refused"),
            ("46000", "refused"),
            ("1/2", "refused"),
            ("2024-01-02 25:00", "refused"),
            ("24.11.20261", "refused"),
            ("٢٠٢٦-١١-٢٤", "refused"),
        ] {
            assert_eq!(day(text, None), read, "{text:?}");
        }
        assert_eq!(day("1/2/2026", Some(DateOrder::MonthFirst)), "2026-01-02");
        assert_eq!(day("1.2.2026", Some(DateOrder::MonthFirst)), "2026-02-01");
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_there_is_read_or_refused(text in "[-+0-9/.,:TZ JanäMrzpm]{0,24}|.{0,12}") {
            if let Ok(Some(when)) = read(&text, None) {
                let again = read(&when.to_string(), None).map(|w| w.map(When::day));
                proptest::prop_assert_eq!(again, Ok(Some(when.day())));
            }
        }
    }

    #[test]
    fn a_part_over_twelve_decides_for_the_column() {
        for (values, order, open) in [
            (
                vec!["1/2/2026", "31/02/2026", "tomorrow"],
                Some(DateOrder::DayFirst),
                false,
            ),
            (
                vec!["1/2/2026", "1/31/2026 10:00"],
                Some(DateOrder::MonthFirst),
                false,
            ),
            (vec!["1/2/2026", "3/4/2026"], None, true),
            (vec!["13/1/2026", "1/13/2026", "1/2/2026"], None, true),
            (
                vec!["5/5/2026", "2026-01-02", "24.11.2026", "1.2.2026"],
                None,
                false,
            ),
        ] {
            let mut evidence = OrderEvidence::default();
            for value in &values {
                evidence.add(value);
            }
            assert_eq!(
                (evidence.order(), evidence.is_open()),
                (order, open),
                "{values:?}"
            );
        }
    }
}
