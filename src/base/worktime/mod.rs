//! Working days, the calling window and the moments that outcomes and typed
//! dates are counted from (domain.md §5).
//!
//! [`WorkingTime`] is data of the tenant; a [`Desk`] is that data seen from one
//! place: a zone and a country. Everything here is a pure function of its
//! arguments; nothing reads a clock.

mod desk;

pub use desk::{DayOff, Desk, Window};

use crate::base::Date;
use jiff::{
    Span,
    civil::{Time, Weekday},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// A time of day to the minute; `08:00` in text and JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DayTime(Time);

impl DayTime {
    /// A time of day; hours over 23 and minutes over 59 are cut to those.
    pub const fn new(hour: i8, minute: i8) -> Self {
        const fn cut(value: i8, max: i8) -> i8 {
            if value < 0 {
                0
            } else if value > max {
                max
            } else {
                value
            }
        }
        Self(Time::constant(cut(hour, 23), cut(minute, 59), 0, 0))
    }
    /// The hour, 0 to 23.
    pub fn hour(self) -> i8 {
        self.0.hour()
    }
    /// The minute, 0 to 59.
    pub fn minute(self) -> i8 {
        self.0.minute()
    }
    /// This time moved by whole hours, never past the ends of the day.
    #[must_use]
    pub fn plus_hours(self, hours: i8) -> Self {
        let moved = self.0.saturating_add(Span::new().hours(hours));
        Self::new(moved.hour(), moved.minute())
    }
}

impl fmt::Display for DayTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())
    }
}

/// A text that is no time of day.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is no time of day: write hours and minutes, for example 08:00")]
pub struct NoDayTime(String);

impl FromStr for DayTime {
    type Err = NoDayTime;
    fn from_str(text: &str) -> Result<Self, NoDayTime> {
        let number = |part: &str, max: i8| {
            let digits = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|value: &i8| digits && *value <= max)
        };
        let (hour, minute) = text.trim().split_once(':').unwrap_or((text.trim(), "00"));
        match (number(hour, 23), number(minute, 59)) {
            (Some(hour), Some(minute)) => Ok(Self::new(hour, minute)),
            _ => Err(NoDayTime(text.chars().take(20).collect())),
        }
    }
}
impl Serialize for DayTime {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for DayTime {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A day of the week in the tenant's data: `"MON"`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the seven days")]
pub enum WorkDay {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl From<Weekday> for WorkDay {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Monday => Self::Mon,
            Weekday::Tuesday => Self::Tue,
            Weekday::Wednesday => Self::Wed,
            Weekday::Thursday => Self::Thu,
            Weekday::Friday => Self::Fri,
            Weekday::Saturday => Self::Sat,
            Weekday::Sunday => Self::Sun,
        }
    }
}

/// The working time of a tenant. What a file or row leaves out has its default.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkingTime {
    /// The days worked on. Default: Monday to Friday.
    pub days: Vec<WorkDay>,
    /// The calling window opens. Default: 08:00.
    pub opens: DayTime,
    /// The calling window closes. Default: 18:00.
    pub closes: DayTime,
    /// What "morning" means, and a date without a time. Default: 10:00.
    pub morning: DayTime,
    /// What "afternoon" means. Default: 14:00.
    pub afternoon: DayTime,
    /// The calling window is open day and night; days and halves of the day count as ever. Default: false.
    pub always_open: bool,
    /// Whether the built-in public holidays are days off. Default: true.
    pub public_holidays: bool,
    /// Further days off with their names, by country code, or `*` for all countries.
    pub holidays: BTreeMap<String, BTreeMap<Date, String>>,
    /// What differs in a country, by its code.
    pub countries: BTreeMap<String, CountryTime>,
}

/// What of the working time differs in one country.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CountryTime {
    /// The days worked on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<WorkDay>>,
    /// The calling window opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<DayTime>,
    /// The calling window closes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<DayTime>,
}

impl Default for WorkingTime {
    fn default() -> Self {
        Self {
            days: vec![
                WorkDay::Mon,
                WorkDay::Tue,
                WorkDay::Wed,
                WorkDay::Thu,
                WorkDay::Fri,
            ],
            opens: DayTime::new(8, 0),
            closes: DayTime::new(18, 0),
            morning: DayTime::new(10, 0),
            afternoon: DayTime::new(14, 0),
            always_open: false,
            public_holidays: true,
            holidays: BTreeMap::new(),
            countries: BTreeMap::new(),
        }
    }
}

/// Why working time cannot be used, with where it is wrong.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WorkingTimeError {
    /// No day is worked on.
    #[error("{place}: no working day; name at least one of MON to SUN")]
    NoDays {
        /// `days`, or `countries.XX.days`.
        place: String,
    },
    /// The window closes before it opens.
    #[error("{place}: the window closes at {closes}, not after it opens at {opens}; swap or change them")]
    Window {
        /// `opens`, or `countries.XX.opens`.
        place: String,
        /// When it opens.
        opens: DayTime,
        /// When it closes.
        closes: DayTime,
    },
}

impl WorkingTimeError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoDays { .. } => "no_working_day",
            Self::Window { .. } => "window_closed",
        }
    }
}

impl WorkingTime {
    /// Checks what a person wrote: every country has a working day and a window that opens before it closes.
    pub fn check(&self) -> Result<(), WorkingTimeError> {
        let everywhere = (String::new(), CountryTime::default());
        let places = self
            .countries
            .iter()
            .map(|(code, time)| (format!("countries.{code}."), time.clone()));
        for (place, time) in std::iter::once(everywhere).chain(places) {
            let (opens, closes) = (
                time.opens.unwrap_or(self.opens),
                time.closes.unwrap_or(self.closes),
            );
            if time.days.as_ref().unwrap_or(&self.days).is_empty() {
                return Err(WorkingTimeError::NoDays {
                    place: format!("{place}days"),
                });
            }
            if opens >= closes {
                return Err(WorkingTimeError::Window {
                    place: format!("{place}opens"),
                    opens,
                    closes,
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn day(text: &str) -> Date {
        text.parse().expect("date")
    }

    #[test]
    fn data_reads_back_and_gaps_have_defaults() {
        let rules: WorkingTime = toml::from_str(
            "opens = \"09:00\"\n[holidays.DE]\n2026-12-24 = \"Heiligabend\"\n[countries.SE]\ncloses = \"17:00\"",
        )
        .expect("working time");
        assert_eq!(
            (rules.opens, rules.closes),
            (DayTime::new(9, 0), DayTime::new(18, 0))
        );
        let json = serde_json::to_string(&rules).expect("json");
        assert_eq!(serde_json::from_str::<WorkingTime>(&json).expect("rules"), rules);
        for wrong in ["24:00", "8:60", "", ":", "a", "8:00:00", "+8:00", "008:00"] {
            assert!(wrong.parse::<DayTime>().is_err(), "{wrong:?}");
        }
        assert_eq!("8".parse(), Ok(DayTime::new(8, 0)));
    }

    #[test]
    fn rules_that_cannot_work_are_refused_with_their_place_and_never_hang() {
        let none = WorkingTime {
            days: vec![],
            ..WorkingTime::default()
        };
        assert_eq!(none.check().expect_err("no days").code(), "no_working_day");
        let zone = TimeZone::UTC;
        let desk = Desk::new(&none, &zone, None);
        assert_eq!(
            desk.add_working_days(day("2026-11-20"), 2),
            day("2026-11-22"),
            "calendar days then"
        );
        let mut rules = WorkingTime::default();
        assert_eq!(rules.check(), Ok(()));
        rules.countries.insert(
            "SE".into(),
            CountryTime {
                opens: Some(DayTime::new(19, 0)),
                ..Default::default()
            },
        );
        let error = rules.check().expect_err("closed");
        assert!(
            error
                .to_string()
                .starts_with("countries.SE.opens: the window closes at 18:00"),
            "{error}"
        );
    }
}
