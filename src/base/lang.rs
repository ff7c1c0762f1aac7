//! The languages the program speaks, with the names of weekdays and months.
//!
//! Only what dates need; labels and sentences of the screens live in the
//! translation files.

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

/// Which number of `11/12` is the day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// `24/11`: everywhere but in the United States.
    #[default]
    DayFirst,
    /// `11/24`.
    MonthFirst,
}

const EN_DAYS: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];
const DE_DAYS: [(&str, &str); 7] = [
    ("Mo", "Montag"),
    ("Di", "Dienstag"),
    ("Mi", "Mittwoch"),
    ("Do", "Donnerstag"),
    ("Fr", "Freitag"),
    ("Sa", "Samstag"),
    ("So", "Sonntag"),
];
const EN_MONTHS: [(&str, &str); 12] = [
    ("Jan", "January"),
    ("Feb", "February"),
    ("Mar", "March"),
    ("Apr", "April"),
    ("May", "May"),
    ("Jun", "June"),
    ("Jul", "July"),
    ("Aug", "August"),
    ("Sep", "September"),
    ("Oct", "October"),
    ("Nov", "November"),
    ("Dec", "December"),
];
const DE_MONTHS: [(&str, &str); 12] = [
    ("Jan", "Januar"),
    ("Feb", "Februar"),
    ("Mär", "März"),
    ("Apr", "April"),
    ("Mai", "Mai"),
    ("Jun", "Juni"),
    ("Jul", "Juli"),
    ("Aug", "August"),
    ("Sep", "September"),
    ("Okt", "Oktober"),
    ("Nov", "November"),
    ("Dez", "Dezember"),
];

impl Lang {
    /// The language of a BCP 47 tag or a POSIX locale (`de-AT`, `de_DE.UTF-8`); English for any other.
    pub fn of_tag(tag: &str) -> Self {
        match primary(tag).as_str() {
            "de" => Self::De,
            _ => Self::En,
        }
    }

    /// The BCP 47 tag, `en` or `de`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The short name of a weekday: `Tue`, `Di`.
    pub fn weekday_short(self, day: Weekday) -> &'static str {
        self.days()[day_index(day)].0
    }

    /// The full name of a weekday: `Tuesday`, `Dienstag`.
    pub fn weekday_long(self, day: Weekday) -> &'static str {
        self.days()[day_index(day)].1
    }

    /// The three-letter name of a month, 1 to 12 (any other number gives the nearest): `Mar`, `Mär`.
    pub fn month_short(self, month: i8) -> &'static str {
        self.months()[month_index(month)].0
    }

    /// The full name of a month, 1 to 12 (any other number gives the nearest): `March`, `März`.
    pub fn month_long(self, month: i8) -> &'static str {
        self.months()[month_index(month)].1
    }

    fn days(self) -> &'static [(&'static str, &'static str); 7] {
        match self {
            Self::En => &EN_DAYS,
            Self::De => &DE_DAYS,
        }
    }

    fn months(self) -> &'static [(&'static str, &'static str); 12] {
        match self {
            Self::En => &EN_MONTHS,
            Self::De => &DE_MONTHS,
        }
    }
}

impl DayOrder {
    /// The order of a BCP 47 tag or a POSIX locale: month first in the United States only.
    pub fn of_tag(tag: &str) -> Self {
        let region = tag
            .split(['.', '@'])
            .next()
            .unwrap_or("")
            .split(['-', '_'])
            .nth(1)
            .unwrap_or("");
        if primary(tag) == "en" && region.eq_ignore_ascii_case("us") {
            Self::MonthFirst
        } else {
            Self::DayFirst
        }
    }
}

fn primary(tag: &str) -> String {
    tag.split(['-', '_', '.', '@'])
        .next()
        .unwrap_or("")
        .to_ascii_lowercase()
}

fn day_index(day: Weekday) -> usize {
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}

fn month_index(month: i8) -> usize {
    usize::from(month.clamp(1, 12).unsigned_abs()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_locales_give_language_and_order() {
        for (tag, lang, order) in [
            ("de", Lang::De, DayOrder::DayFirst),
            ("de_AT.UTF-8", Lang::De, DayOrder::DayFirst),
            ("en-US", Lang::En, DayOrder::MonthFirst),
            ("en_US.UTF-8", Lang::En, DayOrder::MonthFirst),
            ("en-GB", Lang::En, DayOrder::DayFirst),
            ("C", Lang::En, DayOrder::DayFirst),
            ("", Lang::En, DayOrder::DayFirst),
        ] {
            assert_eq!((Lang::of_tag(tag), DayOrder::of_tag(tag)), (lang, order), "{tag}");
        }
    }

    #[test]
    fn names_count_from_monday_and_january() {
        assert_eq!(Lang::En.weekday_short(Weekday::Tuesday), "Tue");
        assert_eq!(Lang::De.weekday_long(Weekday::Sunday), "Sonntag");
        assert_eq!(Lang::De.month_short(3), "Mär");
        assert_eq!(Lang::En.month_long(12), "December");
        assert_eq!(Lang::En.month_short(13), "Dec");
    }
}
