//! What a typed date says, before it is counted from a certain now.
//!
//! Pieces fill slots (a day, a weekday, a time, a stretch of minutes) in any
//! order; a slot filled twice or a piece that fits none is refused.

mod dates;
mod times;

use super::{
    error::Reason,
    scan::{self, Kind, Token},
    words::{DayPart, Length, Which, Word},
};
use crate::base::lang::DayOrder;
use jiff::civil::Weekday;

/// A day as it was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Day {
    /// Today and its neighbours.
    Near(i8),
    /// So many days, weeks, months, years from today; negative in the past.
    Shift(i64, Length),
    /// A date, perhaps without its year.
    Date { year: Option<i16>, month: i8, day: i8 },
    /// `24.`: a day of this or the next month.
    OfMonth(i8),
    /// This, the next, the last week, month or year.
    Around(Which, Length),
    /// `KW 48`.
    Week(i8),
}

/// Everything a typed date says.
#[derive(Default, Debug)]
pub(super) struct Said {
    pub(super) day: Option<Day>,
    pub(super) weekday: Option<(Weekday, Option<Which>)>,
    /// Hour and minute.
    pub(super) time: Option<(i8, i8)>,
    pub(super) part: Option<DayPart>,
    /// Minutes from now, instead of a day and a time.
    pub(super) minutes: Option<i64>,
    pub(super) now: bool,
    /// `at`: a number alone is an hour.
    at: bool,
    /// `11/12`: read by the order of the language.
    pub(super) guessed: bool,
    /// A number whose meaning shows at the end.
    pending: Option<(u32, usize)>,
}

/// Reads a text.
pub(super) fn read(text: &str, order: DayOrder) -> Result<Said, Reason> {
    let tokens = scan::scan(text);
    if tokens.is_empty() {
        return Err(Reason::Empty);
    }
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        order,
        said: Said::default(),
    };
    while reader.at < tokens.len() {
        let understood = reader.stretch()?
            || reader.numeric_date()?
            || reader.named_date()?
            || reader.clock()?
            || reader.plain_number()?
            || reader.word()?
            || reader.punctuation();
        if !understood {
            return Err(Reason::Unknown(scan::shown(&tokens[reader.at])));
        }
    }
    reader.finish()
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    order: DayOrder,
    said: Said,
}

type Step = Result<bool, Reason>;

impl Reader<'_> {
    // Looking ahead; an index past the end is nothing.

    fn number(&self, at: usize) -> Option<(u32, usize)> {
        match self.tokens.get(at)?.kind {
            Kind::Number(value, digits) => Some((value, digits)),
            _ => None,
        }
    }
    fn sign(&self, at: usize, wanted: char) -> bool {
        matches!(self.tokens.get(at), Some(Token { kind: Kind::Sign(sign), .. }) if *sign == wanted)
    }
    fn tight(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| !token.spaced)
    }
    fn meaning<T>(&self, at: usize, pick: impl Fn(Word) -> Option<T>) -> Option<T> {
        match &self.tokens.get(at)?.kind {
            Kind::Word(_, meanings) => meanings.iter().find_map(|word| pick(*word)),
            _ => None,
        }
    }
    fn means(&self, at: usize, wanted: Word) -> bool {
        self.meaning(at, |word| (word == wanted).then_some(())).is_some()
    }
    fn unit(&self, at: usize) -> Option<Length> {
        self.meaning(at, |word| {
            if let Word::Unit(unit) = word {
                Some(unit)
            } else {
                None
            }
        })
    }
    fn month(&self, at: usize) -> Option<i8> {
        self.meaning(at, |word| {
            if let Word::Month(month) = word {
                Some(month)
            } else {
                None
            }
        })
    }
    /// The text of some tokens, for a message.
    fn shown(&self, from: usize, to: usize) -> String {
        self.tokens[from.min(to)..to.min(self.tokens.len())]
            .iter()
            .map(scan::shown)
            .collect()
    }

    // Filling slots.

    fn set_day(&mut self, day: Day, next: usize) -> Step {
        if self.said.day.replace(day).is_some() {
            return Err(Reason::Twice(self.shown(self.at, next)));
        }
        self.at = next;
        Ok(true)
    }
    fn set_time(&mut self, hour: u32, minute: u32, next: usize) -> Step {
        let text = self.shown(self.at, next);
        if hour > 23 || minute > 59 {
            return Err(Reason::NoSuchTime(text));
        }
        if self.said.time.replace((hour as i8, minute as i8)).is_some() {
            return Err(Reason::Twice(text));
        }
        self.at = next;
        Ok(true)
    }
    fn set_date(&mut self, year: Option<(u32, usize)>, month: u32, day: u32, next: usize) -> Step {
        let year = match year {
            None => None,
            Some((year, 2)) => Some(2000 + year as i16),
            Some((year @ 1..=9999, 4)) => Some(year as i16),
            Some(_) => return Err(Reason::NoSuchDay(self.shown(self.at, next))),
        };
        let long = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let days = if (1..=12).contains(&month) {
            long[month as usize - 1]
        } else {
            0
        };
        if day == 0 || day > days {
            return Err(Reason::NoSuchDay(self.shown(self.at, next)));
        }
        self.set_day(
            Day::Date {
                year,
                month: month as i8,
                day: day as i8,
            },
            next,
        )
    }

    fn plain_number(&mut self) -> Step {
        let Some(number) = self.number(self.at) else {
            return Ok(false);
        };
        if self.said.pending.replace(number).is_some() {
            return Err(Reason::Twice(self.shown(self.at, self.at + 1)));
        }
        self.at += 1;
        Ok(true)
    }

    fn word(&mut self) -> Step {
        let at = self.at;
        let Some(Token {
            kind: Kind::Word(_, meanings),
            ..
        }) = self.tokens.get(at)
        else {
            return Ok(false);
        };
        if self.means(at, Word::WeekNumber)
            && let Some((week, _)) = self.number(at + 1)
        {
            let Some(week) = i8::try_from(week).ok().filter(|week| (1..=53).contains(week)) else {
                return Err(Reason::NoSuchDay(self.shown(at, at + 2)));
            };
            return self.set_day(Day::Week(week), at + 2);
        }
        for word in *meanings {
            match *word {
                // `heute Morgen`, `Montag morgen`.
                Word::Day(_)
                    if self.part(at).is_some()
                        && (self.said.day.is_some() || self.said.weekday.is_some()) => {}
                Word::Day(day) => return self.set_day(Day::Near(day), at + 1),
                Word::Weekday(day) => return self.set_weekday(day, None, at + 1),
                Word::Pick(pick) => return self.picked(pick),
                Word::Part(part) => {
                    self.said.part = Some(part);
                    self.at += 1;
                    return Ok(true);
                }
                Word::Now => {
                    self.said.now = true;
                    self.at += 1;
                    return Ok(true);
                }
                Word::At | Word::Filler | Word::In => {
                    self.said.at |= *word == Word::At;
                    self.at += 1;
                    return Ok(true);
                }
                _ => {}
            }
        }
        Ok(false)
    }

    fn part(&self, at: usize) -> Option<DayPart> {
        self.meaning(at, |word| {
            if let Word::Part(part) = word {
                Some(part)
            } else {
                None
            }
        })
    }

    fn set_weekday(&mut self, day: Weekday, pick: Option<Which>, next: usize) -> Step {
        if self.said.weekday.replace((day, pick)).is_some() {
            return Err(Reason::Twice(self.shown(self.at, next)));
        }
        self.at = next;
        Ok(true)
    }

    /// `next Monday`, `next week`, `this afternoon`.
    fn picked(&mut self, pick: Which) -> Step {
        let at = self.at + 1;
        let weekday = self.meaning(at, |word| {
            if let Word::Weekday(day) = word {
                Some(day)
            } else {
                None
            }
        });
        if let Some(day) = weekday {
            return self.set_weekday(day, Some(pick), at + 1);
        }
        if let Some(unit @ (Length::Week | Length::Month | Length::Year)) = self.unit(at) {
            return self.set_day(Day::Around(pick, unit), at + 1);
        }
        if self.part(at).is_some() && pick == Which::This {
            return self.set_day(Day::Near(0), at);
        }
        Err(Reason::Unknown(self.shown(self.at, self.at + 1)))
    }

    fn punctuation(&mut self) -> bool {
        let skipped = match self.tokens[self.at].kind {
            Kind::Sign(',' | '.' | ';' | '@') => true,
            Kind::Sign('-') => self.tokens[self.at].spaced && !self.tight(self.at + 1),
            _ => false,
        };
        self.at += usize::from(skipped);
        skipped
    }

    /// Gives the number that was left its meaning and checks that the slots go together.
    fn finish(mut self) -> Result<Said, Reason> {
        let day = self.said.day.is_some() || self.said.weekday.is_some();
        if let Some((value, digits)) = self.said.pending {
            if !day && !self.said.at && self.said.part.is_none() {
                return Err(if value > 99 {
                    Reason::Unknown(value.to_string())
                } else {
                    Reason::Lone(value)
                });
            }
            let (hour, minute) = if digits > 2 {
                (value / 100, value % 100)
            } else {
                (value, 0)
            };
            self.at = self.tokens.len();
            if digits > 4 || hour > 23 || minute > 59 {
                return Err(Reason::NoSuchTime(value.to_string()));
            }
            self.set_time(hour, minute, self.tokens.len())?;
        }
        let timed = self.said.time.is_some() || self.said.part.is_some();
        let alone = usize::from(self.said.minutes.is_some()) + usize::from(self.said.now);
        if alone > 1 || (alone == 1 && (day || timed)) {
            return Err(Reason::Twice(
                self.shown(0, self.tokens.len()).chars().take(30).collect(),
            ));
        }
        if alone == 0 && !day && !timed {
            return Err(Reason::NoDay);
        }
        Ok(self.said)
    }
}
