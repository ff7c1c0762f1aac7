//! Public holidays that hold in a whole country: Germany, Austria, Switzerland,
//! Sweden, the United Kingdom and the United States, 2024 to 2040.
//!
//! Regional ones and other countries are the tenant's to add, in
//! [`WorkingTime::holidays`](crate::base::worktime::WorkingTime). The list is
//! `assets/holidays.toml`, written by `scripts/gen-holidays`.

use crate::base::{Date, lang::Lang};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

/// A public holiday.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Holiday {
    /// The name used in the country: `Tag der Deutschen Einheit`.
    pub name: String,
    /// The English name.
    pub english: String,
    dates: Vec<Date>,
}

impl Holiday {
    /// The name for a reader: German readers get the local name of German-speaking countries, all others English.
    pub fn label(&self, country: &str, lang: Lang) -> &str {
        match (lang, country) {
            (Lang::De, "DE" | "AT" | "CH") => &self.name,
            _ => &self.english,
        }
    }
}

/// The holidays of a country, by day.
struct Calendar {
    holidays: Vec<Holiday>,
    by_day: HashMap<Date, usize>,
}

static CALENDARS: LazyLock<BTreeMap<String, Calendar>> = LazyLock::new(|| {
    let lists: BTreeMap<String, Vec<Holiday>> =
        toml::from_str(include_str!("../../assets/holidays.toml")).expect("a test reads the shipped list");
    let calendar = |holidays: Vec<Holiday>| {
        let days = |(index, holiday): (usize, &Holiday)| {
            holiday
                .dates
                .iter()
                .map(|date| (*date, index))
                .collect::<Vec<_>>()
        };
        let by_day = holidays.iter().enumerate().flat_map(days).collect();
        Calendar { holidays, by_day }
    };
    lists
        .into_iter()
        .map(|(country, holidays)| (country, calendar(holidays)))
        .collect()
});

/// The public holiday of a day in a country (ISO 3166-1 alpha-2), if it is one.
pub fn holiday(country: &str, date: Date) -> Option<&'static Holiday> {
    let calendar = CALENDARS.get(country)?;
    calendar.by_day.get(&date).map(|index| &calendar.holidays[*index])
}

/// The local name of the public holiday of a day in a country, if it is one.
pub fn is_holiday(country: &str, date: Date) -> Option<&'static str> {
    holiday(country, date).map(|holiday| holiday.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("date")
    }

    #[test]
    fn the_holidays_of_each_country_are_known() {
        for (country, date, name) in [
            ("DE", "2026-10-03", Some("Tag der Deutschen Einheit")),
            ("DE", "2026-12-26", Some("Zweiter Weihnachtstag")),
            ("DE", "2026-10-31", None),
            ("AT", "2026-10-26", Some("Nationalfeiertag")),
            ("CH", "2026-08-01", Some("Nationalfeiertag")),
            ("SE", "2026-06-19", Some("Midsommarafton")),
            ("GB", "2026-12-28", Some("Boxing Day (observed)")),
            ("US", "2026-11-26", Some("Thanksgiving Day")),
            ("US", "2040-07-04", Some("Independence Day")),
            ("DE", "2041-01-01", None),
            ("FR", "2026-07-14", None),
            ("", "2026-01-01", None),
        ] {
            assert_eq!(is_holiday(country, day(date)), name, "{country} {date}");
        }
    }

    #[test]
    fn a_reader_gets_a_name_they_can_read() {
        let swedish = holiday("SE", day("2026-06-19")).expect("holiday");
        assert_eq!(swedish.label("SE", Lang::De), "Midsummer Eve");
        let german = holiday("DE", day("2026-04-03")).expect("holiday");
        assert_eq!(
            (german.label("DE", Lang::De), german.label("DE", Lang::En)),
            ("Karfreitag", "Good Friday")
        );
    }

    #[test]
    fn every_country_has_its_holidays_in_every_year() {
        for (country, calendar) in CALENDARS.iter() {
            for year in 2024..=2040 {
                let count = calendar
                    .by_day
                    .keys()
                    .filter(|date| date.0.year() == year)
                    .count();
                assert!((4..=17).contains(&count), "{country} {year}: {count}");
            }
        }
    }
}
