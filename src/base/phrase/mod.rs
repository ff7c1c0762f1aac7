//! Dates as people type them, in English and German (Swedish and Russian words
//! are understood too), and dates as the screen shows them.
//!
//! `tomorrow` and `+3d` count working days; weeks, months and years are calendar
//! and then forward to a working day; weekday names and dates are meant
//! literally, with a warning on a day off. Counted back, nothing is skipped. A
//! day without a time is its morning. Nothing here reads a clock.

mod de;
mod duration;
mod en;
mod error;
mod more;
mod read;
mod resolve;
mod scan;
mod show;
mod words;

pub use duration::{NoDuration, parse_duration};
pub use error::{PhraseError, Reason, Wanted};
pub use show::{Width, brief, echo, month_of_year, narrow, relative, short};

use crate::base::{
    Date, Due, Timestamp,
    lang::{DayOrder, Lang},
    lookup::fold,
    worktime::{DayOff, Desk},
};

/// Longer texts are no dates.
const MAX_LEN: usize = 200;

/// Which way a typed date looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tense {
    /// When something shall be done: the past is refused, `tu` is the next Tuesday.
    Ahead,
    /// When something happened: `tu` is the last Tuesday, `14:30` the last 14:30. A date ahead is not refused.
    Past,
}

/// What a typed date is counted from.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The time now.
    pub now: Timestamp,
    /// Working time: the zone of the person who types, the country whose holidays count.
    pub desk: Desk<'a>,
    /// The language of messages and of the names of holidays. Words of all languages are understood.
    pub lang: Lang,
    /// How `11/12` is read.
    pub order: DayOrder,
    /// Which way it looks.
    pub tense: Tense,
}

/// A typed date, understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parsed {
    /// The moment.
    pub due: Due,
    /// Whether a time of day was typed; if not, the moment is the morning of the day.
    pub timed: bool,
    /// What the person should know about it.
    pub warnings: Vec<Warning>,
}

/// Something to know about a typed date that is no reason to refuse it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Warning {
    /// It falls on a day that is not worked on.
    DayOff(DayOff),
    /// `11/12` was read in this order.
    Order(DayOrder),
}

impl Warning {
    /// The warning for a reader, without a full stop.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::DayOff(day), Lang::En) => format!("{} is a day off", day.label(lang)),
            (Self::DayOff(day), Lang::De) => format!("{} ist frei", day.label(lang)),
            (Self::Order(DayOrder::DayFirst), Lang::En) => "read as day/month".to_owned(),
            (Self::Order(DayOrder::MonthFirst), Lang::En) => "read as month/day".to_owned(),
            (Self::Order(DayOrder::DayFirst), Lang::De) => "gelesen als Tag/Monat".to_owned(),
            (Self::Order(DayOrder::MonthFirst), Lang::De) => "gelesen als Monat/Tag".to_owned(),
        }
    }
}

/// Understands a typed moment: a phrase, a date with or without a time, or an RFC 3339 instant.
pub fn parse(text: &str, ask: &Ask) -> Result<Parsed, PhraseError> {
    let wanted = if ask.tense == Tense::Past {
        Wanted::Past
    } else {
        Wanted::Moment
    };
    let parse = || {
        if let Some(at) = instant(text) {
            let parsed = Parsed {
                due: Due::At(at),
                timed: true,
                warnings: Vec::new(),
            };
            resolve::check_reach(at.date_in(ask.desk.zone), ask)?;
            return Ok(parsed);
        }
        let said = read_short(text, ask)?;
        let due = Due::At(resolve::moment(&said, ask)?);
        Ok(Parsed {
            due,
            timed: said.timed(),
            warnings: order_warning(&said, ask),
        })
    };
    let mut parsed = parse().map_err(|reason| refused(reason, wanted, ask))?;
    resolve::check_ahead(parsed.due, ask).map_err(|reason| refused(reason, wanted, ask))?;
    add_day_off(&mut parsed.warnings, parsed.due.day(ask.desk.zone), ask);
    Ok(parsed)
}

/// Understands a typed day, for example the one a company wakes up on. A time is refused, a full instant is not:
/// it gives its day.
pub fn parse_date_only(text: &str, ask: &Ask) -> Result<(Date, Vec<Warning>), PhraseError> {
    let parse = || {
        if let Some(at) = instant(text) {
            return Ok((resolve::check_reach(at.date_in(ask.desk.zone), ask)?, Vec::new()));
        }
        let said = read_short(text, ask)?;
        if said.timed() {
            return Err(Reason::NoTimeHere);
        }
        Ok((resolve::day(&said, ask)?, order_warning(&said, ask)))
    };
    let (day, mut warnings) = parse().map_err(|reason| refused(reason, Wanted::Day, ask))?;
    resolve::check_ahead(Due::On(day), ask).map_err(|reason| refused(reason, Wanted::Day, ask))?;
    add_day_off(&mut warnings, day, ask);
    Ok((day, warnings))
}

fn instant(text: &str) -> Option<Timestamp> {
    text.trim().parse::<Timestamp>().ok()
}

fn read_short(text: &str, ask: &Ask) -> Result<read::Said, Reason> {
    if text.len() > MAX_LEN {
        return Err(Reason::Unknown(text.trim().chars().take(20).collect()));
    }
    read::read(text, ask.order).map_err(|reason| match reason {
        Reason::Unknown(word) => Reason::Unknown(as_typed(text, word)),
        reason => reason,
    })
}

/// The word of the text that was folded to `word`.
fn as_typed(text: &str, word: String) -> String {
    let typed = text.split_whitespace().find(|typed| fold(typed).contains(&word));
    typed.map_or(word, |typed| typed.chars().take(20).collect())
}

fn refused(reason: Reason, wanted: Wanted, ask: &Ask) -> PhraseError {
    PhraseError {
        reason,
        wanted,
        lang: ask.lang,
    }
}

fn order_warning(said: &read::Said, ask: &Ask) -> Vec<Warning> {
    if said.guessed {
        vec![Warning::Order(ask.order)]
    } else {
        Vec::new()
    }
}

fn add_day_off(warnings: &mut Vec<Warning>, day: Date, ask: &Ask) {
    if ask.tense == Tense::Ahead {
        warnings.extend(ask.desk.day_off(day, ask.lang).map(Warning::DayOff));
    }
}

#[cfg(test)]
mod tests;
