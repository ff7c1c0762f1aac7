//! Dates written for the screen.

use crate::base::{Date, Due, Timestamp, lang::Lang};
use jiff::tz::TimeZone;

/// How wide a relative date may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    /// `tmrw 10:00`.
    Full,
    /// `Wed 8:00`: tomorrow by its weekday, so that it is as short as the other days, and the hour without a zero
    /// before it. The minutes stay: `Wed 16` is read as a date.
    Weekday,
}

/// The full echo of a typed date: `Tue 24 Nov 2026 14:30`, in German `Di 24. Nov 2026 14:30`.
///
/// With another zone whose clocks differ at that moment, the time there is added: ` (13:30 there)`; with the
/// weekday when it is another day there.
pub fn echo(due: Due, zone: &TimeZone, other: Option<&TimeZone>, lang: Lang) -> String {
    let at = match due {
        Due::On(day) => return full_day(day, lang),
        Due::At(at) => at,
    };
    let mut text = format!("{} {}", full_day(at.date_in(zone), lang), clock(at, zone));
    text.push_str(&there(at, zone, other, lang));
    text
}

/// As [`echo`], without the year when it is the current one: `Wed 25 Nov 10:00`. For lines with little room.
pub fn brief(due: Due, now: Timestamp, zone: &TimeZone, other: Option<&TimeZone>, lang: Lang) -> String {
    let day = due.day(zone);
    let mut text = format!(
        "{} {}",
        lang.weekday_short(day.0.weekday()),
        short_day(day, now.date_in(zone), lang)
    );
    if let Due::At(at) = due {
        text = format!("{text} {}", clock(at, zone));
        text.push_str(&there(at, zone, other, lang));
    }
    text
}

/// The time of another zone in brackets, where its clocks differ.
fn there(at: Timestamp, zone: &TimeZone, other: Option<&TimeZone>, lang: Lang) -> String {
    let Some(other) = other else { return String::new() };
    let (here, there) = (at.in_zone(zone).datetime(), at.in_zone(other).datetime());
    if here == there {
        return String::new();
    }
    let mut time = clock(at, other);
    if here.date() != there.date() {
        time = format!("{} {time}", lang.weekday_short(there.weekday()));
    }
    let (before, after) = (word(lang, "", "dort "), word(lang, " there", ""));
    format!(" ({before}{time}{after})")
}

/// A moment or day as short as its age allows: `14:05` today, `Mon` within a week, `12 Nov` this year, `12 Nov 25`.
pub fn short(due: Due, now: Timestamp, zone: &TimeZone, lang: Lang) -> String {
    let (day, today) = (due.day(zone), now.date_in(zone));
    match (due, day.day_number() - today.day_number()) {
        (Due::At(at), 0) => clock(at, zone),
        (Due::On(_), 0) => word(lang, "today", "heute").to_owned(),
        (_, -6..=6) => lang.weekday_short(day.0.weekday()).to_owned(),
        _ => short_day(day, today, lang),
    }
}

/// As [`short`], never wider than a column of a list: another year is named with its month, `Jan ’27`.
pub fn narrow(due: Due, now: Timestamp, zone: &TimeZone, lang: Lang) -> String {
    let (day, today) = (due.day(zone), now.date_in(zone));
    let near = (day.day_number() - today.day_number()).abs() <= 6;
    if near || day.0.year() == today.0.year() {
        return short(due, now, zone, lang);
    }
    month_of_year(day, lang)
}

/// A month and its year; the sign says that the number is no day: `Jan ’27`.
pub fn month_of_year(day: Date, lang: Lang) -> String {
    let year = day.0.year().rem_euclid(100);
    format!("{} ’{year:02}", lang.month_short(day.0.month()))
}

/// When something is due, as on the key of an outcome: `15:35`, `tmrw 10:00`, `Thu 10:00`, `26 Nov 10:00`.
pub fn relative(due: Due, now: Timestamp, zone: &TimeZone, lang: Lang, width: Width) -> String {
    let (day, today) = (due.day(zone), now.date_in(zone));
    let distance = day.day_number() - today.day_number();
    let name = match distance {
        0 => String::new(),
        1 if width != Width::Weekday => word(lang, "tmrw", "morgen").to_owned(),
        1..=6 => lang.weekday_short(day.0.weekday()).to_owned(),
        _ => short_day(day, today, lang),
    };
    match due {
        Due::On(_) if distance == 0 => word(lang, "today", "heute").to_owned(),
        Due::On(_) => name,
        Due::At(at) if distance == 0 => clock(at, zone),
        Due::At(at) => {
            let time = clock(at, zone);
            let time = match (width, time.strip_prefix('0')) {
                (Width::Weekday, Some(short)) => short,
                _ => &time,
            };
            format!("{name} {time}")
        }
    }
}

/// A day with its weekday spelled out, without the year: `Tuesday 24 Nov 2026`.
pub(super) fn long_day(day: Date, lang: Lang) -> String {
    format!(
        "{} {}",
        lang.weekday_long(day.0.weekday()),
        day_and_year(day, lang)
    )
}

fn full_day(day: Date, lang: Lang) -> String {
    format!(
        "{} {}",
        lang.weekday_short(day.0.weekday()),
        day_and_year(day, lang)
    )
}

fn day_and_year(day: Date, lang: Lang) -> String {
    format!("{} {:04}", day_and_month(day, lang), day.0.year())
}

fn day_and_month(day: Date, lang: Lang) -> String {
    let dot = word(lang, "", ".");
    format!("{}{dot} {}", day.0.day(), lang.month_short(day.0.month()))
}

fn short_day(day: Date, today: Date, lang: Lang) -> String {
    let text = day_and_month(day, lang);
    if day.0.year() == today.0.year() {
        return text;
    }
    format!("{text} {:02}", day.0.year().rem_euclid(100))
}

fn clock(at: Timestamp, zone: &TimeZone) -> String {
    let time = at.in_zone(zone).time();
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn word(lang: Lang, english: &'static str, german: &'static str) -> &'static str {
    match lang {
        Lang::En => english,
        Lang::De => german,
    }
}
