//! Why a typed date is refused, said in the language of the reader with
//! examples of what is accepted.

use super::{de, en};
use crate::base::lang::Lang;

/// What a field wants, for the examples of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// A moment ahead.
    Moment,
    /// A day ahead.
    Day,
    /// When something happened.
    Past,
}

/// Why a typed date is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PhraseError {
    /// What is wrong.
    pub reason: Reason,
    /// What the field wants.
    pub wanted: Wanted,
    /// The language of the message.
    pub lang: Lang,
}

/// What is wrong with a typed date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// Nothing was typed.
    Empty,
    /// This part is not understood.
    Unknown(String),
    /// Two days or two times were typed; the second one is named.
    Twice(String),
    /// A number alone: an hour, or a day?
    Lone(u32),
    /// A time without a day where a day is wanted, or a month without its day.
    NoDay,
    /// A time was typed where only a date is wanted.
    NoTimeHere,
    /// No such day in the calendar.
    NoSuchDay(String),
    /// No such time of day.
    NoSuchTime(String),
    /// The date falls on another day of the week: the date as understood.
    OtherWeekday(String),
    /// It is past: the moment as understood.
    Past(String),
    /// More than ten years ahead, or before 1970.
    TooFar,
}

impl PhraseError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match &self.reason {
            Reason::Empty => "date_empty",
            Reason::Unknown(_) => "date_unknown",
            Reason::Twice(_) => "date_twice",
            Reason::Lone(_) => "date_lone_number",
            Reason::NoDay => "date_no_day",
            Reason::NoTimeHere => "date_no_time_here",
            Reason::NoSuchDay(_) => "date_no_such_day",
            Reason::NoSuchTime(_) => "date_no_such_time",
            Reason::OtherWeekday(_) => "date_other_weekday",
            Reason::Past(_) => "date_past",
            Reason::TooFar => "date_too_far",
        }
    }

    /// Examples of what the field accepts.
    pub fn examples(&self) -> &'static str {
        match (self.lang, self.wanted) {
            (Lang::En, Wanted::Moment) => en::EXAMPLES,
            (Lang::En, Wanted::Day) => en::DATE_EXAMPLES,
            (Lang::En, Wanted::Past) => en::PAST_EXAMPLES,
            (Lang::De, Wanted::Moment) => de::EXAMPLES,
            (Lang::De, Wanted::Day) => de::DATE_EXAMPLES,
            (Lang::De, Wanted::Past) => de::PAST_EXAMPLES,
        }
    }
}

/// What a number alone may have been meant as.
pub(super) fn fuller(number: u32, or: &str) -> String {
    match number {
        0 => "0:00".to_owned(),
        1..=23 => format!("{number}:00, +{number}d {or} {number}."),
        24..=31 => format!("+{number}d {or} {number}."),
        _ => format!("+{number}d"),
    }
}

impl std::error::Error for PhraseError {}

impl std::fmt::Display for PhraseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let examples = self.examples();
        match self.lang {
            Lang::En => en::message(f, &self.reason, examples),
            Lang::De => de::message(f, &self.reason, examples),
        }
    }
}
