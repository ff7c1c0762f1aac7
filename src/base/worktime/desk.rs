//! Working time seen from one place: which days are worked on, when calls may
//! be made, and when the next try is due.

use super::{CountryTime, DayTime, WorkingTime};
use crate::base::{Date, Timestamp, holiday, lang::Lang};
use jiff::{ToSpan, civil::Weekday, tz::TimeZone};

/// No search for a working day looks further than this; rules without any working day then count calendar days.
const MAX_DAYS_OFF: i32 = 60;
/// More working days than this are not counted one by one.
const MAX_WORKING_DAYS: u32 = 20_000;

/// Why a day is no working day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DayOff {
    /// A day of the week that is not worked on.
    Weekday(Weekday),
    /// A holiday, by its name for the reader.
    Holiday(String),
}

impl DayOff {
    /// The name of the day off: `Saturday`, `Karfreitag`.
    pub fn label(&self, lang: Lang) -> &str {
        match self {
            Self::Weekday(day) => lang.weekday_long(*day),
            Self::Holiday(name) => name,
        }
    }
}

/// Whether calls may be made at an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Window {
    /// Calls may be made.
    Open,
    /// Not now.
    Closed {
        /// When calls may be made again.
        opens: Timestamp,
    },
}

/// Working time seen from one place.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The tenant's working time.
    pub rules: &'a WorkingTime,
    /// The zone that times of day are meant in.
    pub zone: &'a TimeZone,
    /// The country whose holidays and days count (ISO 3166-1 alpha-2); with none, only days for all countries.
    pub country: Option<&'a str>,
}

impl<'a> Desk<'a> {
    /// The working time of a country, in a zone.
    pub fn new(rules: &'a WorkingTime, zone: &'a TimeZone, country: Option<&'a str>) -> Self {
        Self { rules, zone, country }
    }

    fn here(&self) -> Option<&'a CountryTime> {
        self.rules.countries.get(self.country?)
    }
    /// When the calling window opens here.
    pub fn opens(&self) -> DayTime {
        self.here()
            .and_then(|here| here.opens)
            .unwrap_or(self.rules.opens)
    }
    /// When the calling window closes here.
    pub fn closes(&self) -> DayTime {
        self.here()
            .and_then(|here| here.closes)
            .unwrap_or(self.rules.closes)
    }

    /// Why a day is not worked on here; None on a working day.
    pub fn day_off(&self, date: Date, lang: Lang) -> Option<DayOff> {
        let added = |country: &str| self.rules.holidays.get(country).and_then(|days| days.get(&date));
        if let Some(name) = self.country.and_then(added).or_else(|| added("*")) {
            return Some(DayOff::Holiday(name.clone()));
        }
        if let Some(country) = self.country.filter(|_| self.rules.public_holidays)
            && let Some(holiday) = holiday::holiday(country, date)
        {
            return Some(DayOff::Holiday(holiday.label(country, lang).to_owned()));
        }
        let weekday = date.0.weekday();
        let days = self
            .here()
            .and_then(|here| here.days.as_ref())
            .unwrap_or(&self.rules.days);
        (!days.contains(&weekday.into())).then_some(DayOff::Weekday(weekday))
    }

    /// Whether a day is worked on here.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.day_off(date, Lang::En).is_none()
    }

    /// The day itself when it is worked on, else the next working day.
    pub fn forward_to_working_day(&self, date: Date) -> Date {
        (0..MAX_DAYS_OFF)
            .map(|days| date.plus_days(days))
            .find(|day| self.is_working_day(*day))
            .unwrap_or(date)
    }

    /// The first working day after a day.
    pub fn next_working_day(&self, date: Date) -> Date {
        self.forward_to_working_day(date.plus_days(1))
    }

    /// The `n`-th working day after a day; with 0 the day itself or the next working day.
    pub fn add_working_days(&self, date: Date, n: u32) -> Date {
        if n == 0 {
            return self.forward_to_working_day(date);
        }
        (0..n.min(MAX_WORKING_DAYS)).fold(date, |day, _| self.next_working_day(day))
    }

    /// A time of a day here.
    pub fn at(&self, date: Date, time: DayTime) -> Timestamp {
        date.at_in(time.hour(), time.minute(), self.zone)
    }

    /// The calling window at an instant: on working days from opening (inclusive) to closing (exclusive).
    pub fn is_open(&self, at: Timestamp) -> Window {
        if self.rules.always_open {
            return Window::Open;
        }
        let (today, time) = (at.date_in(self.zone), at.in_zone(self.zone).time());
        let day = match self.is_working_day(today) {
            true if time < self.opens().0 => today,
            true if time < self.closes().0 => return Window::Open,
            _ => self.next_working_day(today),
        };
        Window::Closed {
            opens: self.at(day, self.opens()),
        }
    }

    /// The instant itself when calls may be made then, else when they may again.
    pub fn forward_to_open(&self, at: Timestamp) -> Timestamp {
        match self.is_open(at) {
            Window::Open => at,
            Window::Closed { opens } => opens,
        }
    }

    /// The next working day, in the other half of the day: after a call before noon the afternoon, else the morning.
    pub fn other_half(&self, now: Timestamp) -> Timestamp {
        let before_noon = now.in_zone(self.zone).hour() < 12;
        let time = if before_noon {
            self.rules.afternoon
        } else {
            self.rules.morning
        };
        self.at(self.next_working_day(now.date_in(self.zone)), time)
    }

    /// The morning of the `n`-th working day after today.
    pub fn morning_in(&self, now: Timestamp, n: u32) -> Timestamp {
        self.at(
            self.add_working_days(now.date_in(self.zone), n),
            self.rules.morning,
        )
    }

    /// An hour from now, up to the next five minutes; outside the calling window, when it opens again.
    pub fn plus_hour(&self, now: Timestamp) -> Timestamp {
        const FIVE: i64 = 5 * 60_000;
        let hour = now.plus_minutes(60);
        self.forward_to_open(hour.plus_ms((FIVE - hour.0.rem_euclid(FIVE)) % FIVE))
    }

    /// The next working day at another hour: when the window opens, or, after a call in its first two hours,
    /// an hour before it closes.
    pub fn another_hour(&self, now: Timestamp) -> Timestamp {
        let early = now.in_zone(self.zone).time() < self.opens().plus_hours(2).0;
        let time = if early {
            self.closes().plus_hours(-1)
        } else {
            self.opens()
        };
        self.at(self.next_working_day(now.date_in(self.zone)), time)
    }

    /// A number of months after a day, then forward to a working day.
    pub fn add_months(&self, date: Date, months: i32) -> Date {
        self.forward_to_working_day(Date(
            date.0.saturating_add(months.clamp(-12_000, 12_000).months()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::worktime::WorkDay;
    use proptest::prelude::*;

    /// November 2026: the 20th is a Friday, the 23rd a Monday. Winter time, so Berlin is UTC+1.
    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("bundled zone")
    }
    fn local(text: &str, zone: &TimeZone) -> Timestamp {
        Timestamp::of_civil(text.parse().expect("date and time"), zone)
    }
    fn shown(at: Timestamp, zone: &TimeZone) -> String {
        at.in_zone(zone).strftime("%a %-d %b %H:%M").to_string()
    }
    fn day(text: &str) -> Date {
        text.parse().expect("date")
    }

    #[test]
    fn holidays_weekends_and_the_tenants_own_days_are_skipped() {
        let zone = TimeZone::UTC;
        let mut rules = WorkingTime::default();
        rules
            .holidays
            .entry("DE".into())
            .or_default()
            .insert(day("2026-12-28"), "Betriebsruhe".into());
        rules
            .holidays
            .entry("*".into())
            .or_default()
            .insert(day("2026-12-29"), "Inventur".into());
        rules.countries.insert(
            "AE".into(),
            CountryTime {
                days: Some(vec![WorkDay::Sun]),
                ..CountryTime::default()
            },
        );
        let next = |country, from| {
            Desk::new(&rules, &zone, country)
                .next_working_day(day(from))
                .to_string()
        };
        assert_eq!(next(Some("DE"), "2026-12-24"), "2026-12-30");
        assert_eq!(
            next(Some("GB"), "2026-12-24"),
            "2026-12-30",
            "both observed days, then the tenant's"
        );
        assert_eq!(
            next(None, "2026-12-24"),
            "2026-12-25",
            "without a country only the days for all"
        );
        assert_eq!(next(Some("DE"), "2026-04-02"), "2026-04-07", "Easter");
        assert_eq!(next(Some("AE"), "2026-11-23"), "2026-11-29");
        let desk = Desk::new(&rules, &zone, Some("DE"));
        assert_eq!(desk.add_working_days(day("2026-11-20"), 3), day("2026-11-25"));
        assert_eq!(desk.add_working_days(day("2026-11-21"), 0), day("2026-11-23"));
        assert_eq!(desk.add_months(day("2026-10-31"), 1), day("2026-11-30"));
        for (date, name) in [
            ("2026-12-25", "Erster Weihnachtstag"),
            ("2026-12-28", "Betriebsruhe"),
            ("2026-11-21", "Samstag"),
        ] {
            assert_eq!(
                desk.day_off(day(date), Lang::De)
                    .expect("a day off")
                    .label(Lang::De),
                name
            );
        }
        rules.public_holidays = false;
        assert_eq!(
            Desk::new(&rules, &zone, Some("DE")).day_off(day("2026-12-25"), Lang::De),
            None
        );
    }

    #[test]
    fn outcomes_get_the_moments_of_the_table() {
        let (zone, rules) = (berlin(), WorkingTime::default());
        let desk = Desk::new(&rules, &zone, Some("DE"));
        for (now, other_half, another_hour, plus_hour) in [
            (
                "2026-11-19T08:30",
                "Fri 20 Nov 14:00",
                "Fri 20 Nov 17:00",
                "Thu 19 Nov 09:30",
            ),
            (
                "2026-11-19T11:59",
                "Fri 20 Nov 14:00",
                "Fri 20 Nov 08:00",
                "Thu 19 Nov 13:00",
            ),
            (
                "2026-11-19T12:00",
                "Fri 20 Nov 10:00",
                "Fri 20 Nov 08:00",
                "Thu 19 Nov 13:00",
            ),
            (
                "2026-11-20T14:31",
                "Mon 23 Nov 10:00",
                "Mon 23 Nov 08:00",
                "Fri 20 Nov 15:35",
            ),
            (
                "2026-11-20T16:59",
                "Mon 23 Nov 10:00",
                "Mon 23 Nov 08:00",
                "Mon 23 Nov 08:00",
            ),
            (
                "2026-11-20T06:10",
                "Mon 23 Nov 14:00",
                "Mon 23 Nov 17:00",
                "Fri 20 Nov 08:00",
            ),
            (
                "2026-11-21T11:00",
                "Mon 23 Nov 14:00",
                "Mon 23 Nov 08:00",
                "Mon 23 Nov 08:00",
            ),
        ] {
            let at = local(now, &zone);
            assert_eq!(shown(desk.other_half(at), &zone), other_half, "other half, {now}");
            assert_eq!(
                shown(desk.another_hour(at), &zone),
                another_hour,
                "another hour, {now}"
            );
            assert_eq!(
                shown(desk.plus_hour(at), &zone),
                plus_hour,
                "an hour later, {now}"
            );
        }
        let at = local("2026-11-19T15:00", &zone);
        assert_eq!(shown(desk.morning_in(at, 2), &zone), "Mon 23 Nov 10:00");
    }

    #[test]
    fn the_moment_is_counted_where_the_company_is() {
        let (rules, zone) = (
            WorkingTime::default(),
            TimeZone::get("America/New_York").expect("bundled zone"),
        );
        let desk = Desk::new(&rules, &zone, Some("US"));
        // 15:00 in Berlin is 09:00 in New York; the day after is Thanksgiving.
        let at = local("2026-11-25T15:00", &berlin());
        assert_eq!(shown(desk.other_half(at), &zone), "Fri 27 Nov 14:00");
        assert_eq!(shown(desk.other_half(at), &berlin()), "Fri 27 Nov 20:00");
    }

    #[test]
    fn the_calling_window_says_when_it_opens() {
        let (zone, mut rules) = (berlin(), WorkingTime::default());
        rules.countries.insert(
            "SE".into(),
            CountryTime {
                closes: Some(DayTime::new(17, 0)),
                ..Default::default()
            },
        );
        for (country, now, opens) in [
            ("DE", "2026-11-20T07:59", Some("Fri 20 Nov 08:00")),
            ("DE", "2026-11-20T08:00", None),
            ("DE", "2026-11-20T17:59", None),
            ("DE", "2026-11-20T18:00", Some("Mon 23 Nov 08:00")),
            ("SE", "2026-11-20T17:00", Some("Mon 23 Nov 08:00")),
            ("DE", "2026-11-21T12:00", Some("Mon 23 Nov 08:00")),
            ("DE", "2026-12-25T12:00", Some("Mon 28 Dec 08:00")),
        ] {
            let window = Desk::new(&rules, &zone, Some(country)).is_open(local(now, &zone));
            let shown = match window {
                Window::Open => None,
                Window::Closed { opens } => Some(shown(opens, &zone)),
            };
            assert_eq!(shown.as_deref(), opens, "{country} {now}");
        }
        rules.always_open = true;
        let desk = Desk::new(&rules, &zone, Some("DE"));
        let night = local("2026-11-21T23:20", &zone);
        assert_eq!(desk.is_open(night), Window::Open);
        assert_eq!(shown(desk.plus_hour(night), &zone), "Sun 22 Nov 00:20");
        assert_eq!(
            shown(desk.another_hour(night), &zone),
            "Mon 23 Nov 08:00",
            "days still count"
        );
    }

    proptest! {
        #[test]
        fn any_clock_gives_an_answer(at in any::<i64>(), n in 0_u32..400) {
            let (zone, rules) = (berlin(), WorkingTime::default());
            let desk = Desk::new(&rules, &zone, Some("DE"));
            let at = Timestamp(at);
            let _ = (desk.is_open(at), desk.plus_hour(at), desk.another_hour(at), desk.morning_in(at, n));
            let _ = desk.other_half(at);
        }

        #[test]
        fn later_counts_never_give_an_earlier_day(days in 0_i32..5_000, n in 1_u32..200) {
            let (zone, rules) = (TimeZone::UTC, WorkingTime::default());
            let desk = Desk::new(&rules, &zone, Some("SE"));
            let from = day("2026-01-01").plus_days(days);
            let then = desk.add_working_days(from, n);
            prop_assert!(desk.is_working_day(then));
            prop_assert!(desk.add_working_days(from, n - 1) < then || n == 1);
            prop_assert!(then.0 > from.0);
        }
    }
}
