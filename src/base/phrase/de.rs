//! German: words, examples and messages of typed dates.

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
    words::{Part, Pick, Table, Unit},
};
use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
use std::fmt;

/// What is accepted, by examples.
pub(super) const EXAMPLES: &str = "morgen 10, di 14:30, +3d, in 2 Wochen, 24.11. 9, 2026-11-24 14:30";
/// What is accepted where only a date is wanted.
pub(super) const DATE_EXAMPLES: &str = "montag, +2w, in 3 Monaten, 24.11., 2026-11-24";
/// What is accepted for something that has happened.
pub(super) const PAST_EXAMPLES: &str = "14:30, gestern 15, di 9, -2d 10, 24.11. 9, 2026-11-24 14:30";

pub(super) const WORDS: Table = &[
    ("heute", Day(0)),
    ("morgen", Day(1)),
    ("morgen", Part(Part::Morning)),
    ("übermorgen", Day(2)),
    ("gestern", Day(-1)),
    ("vorgestern", Day(-2)),
    ("jetzt", Now),
    ("sofort", Now),
    ("montag", Weekday(Monday)),
    ("mo", Weekday(Monday)),
    ("dienstag", Weekday(Tuesday)),
    ("di", Weekday(Tuesday)),
    ("mittwoch", Weekday(Wednesday)),
    ("mi", Weekday(Wednesday)),
    ("donnerstag", Weekday(Thursday)),
    ("don", Weekday(Thursday)),
    ("do", Weekday(Thursday)),
    ("freitag", Weekday(Friday)),
    ("fr", Weekday(Friday)),
    ("samstag", Weekday(Saturday)),
    ("sonnabend", Weekday(Saturday)),
    ("sam", Weekday(Saturday)),
    ("sa", Weekday(Saturday)),
    ("sonntag", Weekday(Sunday)),
    ("son", Weekday(Sunday)),
    ("so", Weekday(Sunday)),
    ("januar", Month(1)),
    ("jänner", Month(1)),
    ("jän", Month(1)),
    ("februar", Month(2)),
    ("feber", Month(2)),
    ("märz", Month(3)),
    ("mär", Month(3)),
    ("mrz", Month(3)),
    ("mai", Month(5)),
    ("juni", Month(6)),
    ("juno", Month(6)),
    ("juli", Month(7)),
    ("oktober", Month(10)),
    ("okt", Month(10)),
    ("dezember", Month(12)),
    ("dez", Month(12)),
    ("minuten", Unit(Unit::Minute)),
    ("std", Unit(Unit::Hour)),
    ("stunde", Unit(Unit::Hour)),
    ("stunden", Unit(Unit::Hour)),
    ("tag", Unit(Unit::Day)),
    ("tage", Unit(Unit::Day)),
    ("tagen", Unit(Unit::Day)),
    ("t", Unit(Unit::Day)),
    ("arbeitstag", Unit(Unit::Day)),
    ("arbeitstage", Unit(Unit::Day)),
    ("arbeitstagen", Unit(Unit::Day)),
    ("werktag", Unit(Unit::Day)),
    ("werktage", Unit(Unit::Day)),
    ("werktagen", Unit(Unit::Day)),
    ("woche", Unit(Unit::Week)),
    ("woche", WeekNumber),
    ("wochen", Unit(Unit::Week)),
    ("kw", WeekNumber),
    ("monat", Unit(Unit::Month)),
    ("monate", Unit(Unit::Month)),
    ("monaten", Unit(Unit::Month)),
    ("jahr", Unit(Unit::Year)),
    ("jahre", Unit(Unit::Year)),
    ("jahren", Unit(Unit::Year)),
    ("früh", Part(Part::Morning)),
    ("morgens", Part(Part::Morning)),
    ("vormittag", Part(Part::Morning)),
    ("vormittags", Part(Part::Morning)),
    ("mittag", Part(Part::Noon)),
    ("mittags", Part(Part::Noon)),
    ("nachmittag", Part(Part::Afternoon)),
    ("nachmittags", Part(Part::Afternoon)),
    ("abend", Part(Part::Evening)),
    ("abends", Part(Part::Evening)),
    ("nächste", Pick(Pick::Next)),
    ("nächsten", Pick(Pick::Next)),
    ("nächster", Pick(Pick::Next)),
    ("nächstes", Pick(Pick::Next)),
    ("nächstem", Pick(Pick::Next)),
    ("kommende", Pick(Pick::Next)),
    ("kommenden", Pick(Pick::Next)),
    ("kommender", Pick(Pick::Next)),
    ("kommendes", Pick(Pick::Next)),
    ("diese", Pick(Pick::This)),
    ("diesen", Pick(Pick::This)),
    ("dieser", Pick(Pick::This)),
    ("dieses", Pick(Pick::This)),
    ("letzte", Pick(Pick::Last)),
    ("letzten", Pick(Pick::Last)),
    ("letzter", Pick(Pick::Last)),
    ("letztes", Pick(Pick::Last)),
    ("vergangenen", Pick(Pick::Last)),
    ("vergangene", Pick(Pick::Last)),
    ("vor", Before),
    ("ein", Count(1)),
    ("eine", Count(1)),
    ("einem", Count(1)),
    ("einen", Count(1)),
    ("einer", Count(1)),
    ("zwei", Count(2)),
    ("drei", Count(3)),
    ("vier", Count(4)),
    ("fünf", Count(5)),
    ("sechs", Count(6)),
    ("halb", Half),
    ("halbe", Half),
    ("halben", Half),
    ("uhr", Clock),
    ("am", Filler),
    ("um", Filler),
    ("gegen", Filler),
    ("ab", Filler),
    ("zum", Filler),
    ("der", Filler),
    ("den", Filler),
    ("dem", Filler),
    ("des", Filler),
    ("das", Filler),
    ("die", Filler),
];

/// Writes why a date is refused.
pub(super) fn message(f: &mut fmt::Formatter<'_>, reason: &Reason, examples: &str) -> fmt::Result {
    match reason {
        Reason::Empty => write!(f, "ein Datum eingeben: {examples}"),
        Reason::Unknown(part) => write!(f, "„{part}“ ist nicht zu verstehen; möglich: {examples}"),
        Reason::Twice(part) => write!(
            f,
            "„{part}“ ist ein Tag oder eine Uhrzeit zu viel; möglich: {examples}"
        ),
        Reason::Lone(number) => {
            write!(
                f,
                "{number} allein kann Stunde oder Tag sein; {number}:00, +{number}d oder {number}. eingeben"
            )
        }
        Reason::NoDay => write!(f, "der Tag fehlt; möglich: {examples}"),
        Reason::NoTimeHere => write!(f, "hier nur ein Datum, keine Uhrzeit; möglich: {examples}"),
        Reason::NoSuchDay(date) => write!(f, "{date} gibt es im Kalender nicht"),
        Reason::NoSuchTime(time) => write!(f, "{time} ist keine Uhrzeit; möglich: 0:00 bis 23:59"),
        Reason::OtherWeekday(date) => write!(f, "das ist {date}; Datum oder Wochentag weglassen"),
        Reason::Past(moment) => write!(
            f,
            "{moment} ist vorbei; einen späteren Tag oder Zeitpunkt eingeben: {examples}"
        ),
        Reason::TooFar => write!(f, "zu weit weg; möglich ist 1970 bis in zehn Jahren"),
    }
}
