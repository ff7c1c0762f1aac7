//! Instants, calendar dates and dues.
//!
//! An instant is UTC milliseconds; a date without a time is its own type and
//! never shifts with a zone; a due is one or the other.

use jiff::{Zoned, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// An instant: milliseconds since 1970-01-01T00:00:00Z. Serialised as RFC 3339 with `Z`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The instant as a jiff timestamp (saturating at jiff's range).
    pub fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
    /// The instant seen in a zone.
    pub fn in_zone(self, zone: &TimeZone) -> Zoned {
        self.jiff().to_zoned(zone.clone())
    }
    /// The calendar day of the instant in a zone.
    pub fn date_in(self, zone: &TimeZone) -> Date {
        Date(self.in_zone(zone).date())
    }
    /// This instant moved by milliseconds (saturating).
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
    /// This instant moved by minutes (saturating).
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_ms(minutes.saturating_mul(60_000))
    }
    /// The instant of a wall-clock time in a zone (gaps and folds resolved the compatible way).
    pub fn of_civil(at: civil::DateTime, zone: &TimeZone) -> Self {
        zone.to_ambiguous_timestamp(at)
            .compatible()
            .map_or(Self(0), |stamp| Self(stamp.as_millisecond()))
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(stamp: jiff::Timestamp) -> Self {
        Self(stamp.as_millisecond())
    }
}
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.jiff().fmt(f)
    }
}
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.jiff().fmt(f)
    }
}
impl FromStr for Timestamp {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse::<jiff::Timestamp>().map(Self::from)
    }
}
impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A calendar date without a time; `2026-11-24` in text, JSON and the database.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Date(pub civil::Date);

impl Date {
    /// The first instant of the day in a zone.
    pub fn start_in(self, zone: &TimeZone) -> Timestamp {
        Timestamp::of_civil(self.0.at(0, 0, 0, 0), zone)
    }
    /// The last millisecond of the day in a zone.
    pub fn end_in(self, zone: &TimeZone) -> Timestamp {
        self.plus_days(1).start_in(zone).plus_ms(-1)
    }
    /// A time of this day in a zone.
    pub fn at_in(self, hour: i8, minute: i8, zone: &TimeZone) -> Timestamp {
        Timestamp::of_civil(self.0.at(hour, minute, 0, 0), zone)
    }
    /// The date `days` later (saturating at the calendar's end).
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }
    /// Days since 1970-01-01, for sort columns.
    pub fn day_number(self) -> i64 {
        let epoch = civil::date(1970, 1, 1);
        (self.0 - epoch).get_days().into()
    }
}
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl FromStr for Date {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}

/// When something is due: an instant, or a day without a time.
///
/// Serialised as `{"at": "2026-11-24T09:00:00Z"}` or `{"on": "2026-11-24"}`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// At this minute.
    At(Timestamp),
    /// Some time on this day.
    On(Date),
}

impl Due {
    /// Reads a due from its two columns (at most one is filled).
    pub fn from_columns(at: Option<Timestamp>, on: Option<Date>) -> Option<Self> {
        at.map(Self::At).or(on.map(Self::On))
    }
    /// The two columns of a due.
    pub fn to_columns(due: Option<Self>) -> (Option<Timestamp>, Option<Date>) {
        match due {
            Some(Self::At(at)) => (Some(at), None),
            Some(Self::On(on)) => (None, Some(on)),
            None => (None, None),
        }
    }
    /// The last instant at which it is not overdue yet: the instant itself, or the end of the day in `zone`.
    pub fn key(self, zone: &TimeZone) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::On(day) => day.end_in(zone),
        }
    }
    /// The first instant of the due: the instant itself, or the start of the day in `zone`.
    pub fn opens(self, zone: &TimeZone) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::On(day) => day.start_in(zone),
        }
    }
    /// The calendar day of the due in `zone`.
    pub fn day(self, zone: &TimeZone) -> Date {
        match self {
            Self::At(at) => at.date_in(zone),
            Self::On(day) => day,
        }
    }
}

/// What a type of text looks like in the description of the API.
#[cfg(feature = "server")]
macro_rules! text_schema {
    ($name:ident, $format:literal, $example:literal, $what:literal) => {
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string", "format": $format, "examples": [$example], "description": $what,
                })
            }
        }
    };
}
#[cfg(feature = "server")]
text_schema!(
    Timestamp,
    "date-time",
    "2026-11-24T09:00:00Z",
    "An instant: RFC 3339 with Z, milliseconds at most."
);
#[cfg(feature = "server")]
text_schema!(Date, "date", "2026-11-24", "A calendar date.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_one_millisecond_before_the_next_begins_also_when_clocks_change() {
        let berlin = TimeZone::get("Europe/Berlin").expect("bundled zone");
        let day: Date = "2026-10-25".parse().expect("date");
        assert_eq!(
            day.end_in(&berlin).0 - day.start_in(&berlin).0,
            25 * 3_600_000 - 1
        );
        assert_eq!(day.day_number(), 20_751);
    }

    #[test]
    fn a_due_reads_back_as_written() {
        for due in [
            Due::At(Timestamp(1_763_625_600_000)),
            Due::On("2026-11-24".parse().expect("date")),
        ] {
            let json = serde_json::to_string(&due).expect("json");
            assert_eq!(serde_json::from_str::<Due>(&json).expect("due"), due);
        }
        assert_eq!(
            serde_json::to_string(&Due::At(Timestamp(0))).expect("json"),
            r#"{"at":"1970-01-01T00:00:00Z"}"#
        );
    }
}
