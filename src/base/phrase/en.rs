//! English: words, examples and messages of typed dates.

#![cfg_attr(
    not(test),
    expect(
        clippy::enum_glob_use,
        reason = "a table of words reads better without the prefix"
    )
)]

use super::words::Word::*;
use super::{
    error::Reason,
    words::{Joined, Part, Pick, Table, Unit},
};
use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
use std::fmt;

/// What is accepted, by examples.
pub(super) const EXAMPLES: &str = "tomorrow 10, tu 14:30, +3d, in 2 weeks, 24.11. 9, 2026-11-24 14:30";
/// What is accepted where only a date is wanted.
pub(super) const DATE_EXAMPLES: &str = "monday, +2w, in 3 months, 24.11., 2026-11-24";
/// What is accepted for something that has happened.
pub(super) const PAST_EXAMPLES: &str = "14:30, yesterday 15, tu 9, -2d 10, 24.11. 9, 2026-11-24 14:30";

pub(super) const JOINED: Joined = &[
    ("day after tomorrow", "overmorrow"),
    ("day before yesterday", "ereyesterday"),
];

pub(super) const WORDS: Table = &[
    ("today", Day(0)),
    ("tonight", Day(0)),
    ("tomorrow", Day(1)),
    ("tmrw", Day(1)),
    ("tmr", Day(1)),
    ("tmw", Day(1)),
    ("tom", Day(1)),
    ("overmorrow", Day(2)),
    ("yesterday", Day(-1)),
    ("yday", Day(-1)),
    ("ereyesterday", Day(-2)),
    ("now", Now),
    ("monday", Weekday(Monday)),
    ("mon", Weekday(Monday)),
    ("mo", Weekday(Monday)),
    ("tuesday", Weekday(Tuesday)),
    ("tues", Weekday(Tuesday)),
    ("tue", Weekday(Tuesday)),
    ("tu", Weekday(Tuesday)),
    ("wednesday", Weekday(Wednesday)),
    ("weds", Weekday(Wednesday)),
    ("wed", Weekday(Wednesday)),
    ("we", Weekday(Wednesday)),
    ("thursday", Weekday(Thursday)),
    ("thurs", Weekday(Thursday)),
    ("thur", Weekday(Thursday)),
    ("thu", Weekday(Thursday)),
    ("th", Weekday(Thursday)),
    ("friday", Weekday(Friday)),
    ("fri", Weekday(Friday)),
    ("fr", Weekday(Friday)),
    ("saturday", Weekday(Saturday)),
    ("sat", Weekday(Saturday)),
    ("sa", Weekday(Saturday)),
    ("sunday", Weekday(Sunday)),
    ("sun", Weekday(Sunday)),
    ("su", Weekday(Sunday)),
    ("january", Month(1)),
    ("jan", Month(1)),
    ("february", Month(2)),
    ("feb", Month(2)),
    ("march", Month(3)),
    ("mar", Month(3)),
    ("april", Month(4)),
    ("apr", Month(4)),
    ("may", Month(5)),
    ("june", Month(6)),
    ("jun", Month(6)),
    ("july", Month(7)),
    ("jul", Month(7)),
    ("august", Month(8)),
    ("aug", Month(8)),
    ("september", Month(9)),
    ("sept", Month(9)),
    ("sep", Month(9)),
    ("october", Month(10)),
    ("oct", Month(10)),
    ("november", Month(11)),
    ("nov", Month(11)),
    ("december", Month(12)),
    ("dec", Month(12)),
    ("m", Unit(Unit::Minute)),
    ("min", Unit(Unit::Minute)),
    ("mins", Unit(Unit::Minute)),
    ("minute", Unit(Unit::Minute)),
    ("minutes", Unit(Unit::Minute)),
    ("h", Unit(Unit::Hour)),
    ("h", Clock),
    ("hr", Unit(Unit::Hour)),
    ("hrs", Unit(Unit::Hour)),
    ("hour", Unit(Unit::Hour)),
    ("hours", Unit(Unit::Hour)),
    ("d", Unit(Unit::Day)),
    ("day", Unit(Unit::Day)),
    ("days", Unit(Unit::Day)),
    ("w", Unit(Unit::Week)),
    ("wk", Unit(Unit::Week)),
    ("wks", Unit(Unit::Week)),
    ("week", Unit(Unit::Week)),
    ("week", WeekNumber),
    ("weeks", Unit(Unit::Week)),
    ("cw", WeekNumber),
    ("mo", Unit(Unit::Month)),
    ("month", Unit(Unit::Month)),
    ("months", Unit(Unit::Month)),
    ("y", Unit(Unit::Year)),
    ("yr", Unit(Unit::Year)),
    ("year", Unit(Unit::Year)),
    ("years", Unit(Unit::Year)),
    ("morning", Part(Part::Morning)),
    ("noon", Part(Part::Noon)),
    ("midday", Part(Part::Noon)),
    ("afternoon", Part(Part::Afternoon)),
    ("evening", Part(Part::Evening)),
    ("next", Pick(Pick::Next)),
    ("coming", Pick(Pick::Next)),
    ("this", Pick(Pick::This)),
    ("last", Pick(Pick::Last)),
    ("in", In),
    ("ago", Ago),
    ("a", Count(1)),
    ("an", Count(1)),
    ("one", Count(1)),
    ("two", Count(2)),
    ("three", Count(3)),
    ("four", Count(4)),
    ("five", Count(5)),
    ("six", Count(6)),
    ("half", Half),
    ("am", Am),
    ("pm", Pm),
    ("o'clock", Clock),
    ("oclock", Clock),
    ("hrs", Clock),
    ("st", Ordinal),
    ("nd", Ordinal),
    ("rd", Ordinal),
    ("th", Ordinal),
    ("at", Filler),
    ("on", Filler),
    ("the", Filler),
    ("of", Filler),
    ("by", Filler),
    ("t", Filler),
];

/// Writes why a date is refused.
pub(super) fn message(f: &mut fmt::Formatter<'_>, reason: &Reason, examples: &str) -> fmt::Result {
    match reason {
        Reason::Empty => write!(f, "type a date: {examples}"),
        Reason::Unknown(part) => write!(f, "{part:?} is not understood; type {examples}"),
        Reason::Twice(part) => write!(
            f,
            "{part:?} is one day or time too many; type one, as in {examples}"
        ),
        Reason::Lone(number) => {
            write!(
                f,
                "{number} alone could be an hour or a day; type {number}:00, +{number}d or {number}."
            )
        }
        Reason::NoDay => write!(f, "the day is missing; type {examples}"),
        Reason::NoTimeHere => write!(f, "only a date here, no time; type {examples}"),
        Reason::NoSuchDay(date) => write!(f, "there is no {date} in the calendar"),
        Reason::NoSuchTime(time) => write!(f, "{time} is no time of day; type 0:00 to 23:59"),
        Reason::OtherWeekday(date) => write!(f, "that day is a {date}; leave out the date or the weekday"),
        Reason::Past(moment) => write!(f, "{moment} is past; type a later day or time, as in {examples}"),
        Reason::TooFar => write!(f, "too far away; dates reach from 1970 to ten years ahead"),
    }
}
