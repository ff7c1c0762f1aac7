//! Dates in digits and with the names of months.

use super::{
    super::{error::Reason, words::Word},
    Day, Reader, Step,
};
use crate::base::lang::DayOrder;

impl Reader<'_> {
    // `2026-11-24`, `24.11.2026`, `24.11.`, `24/11`, `24.`

    pub(super) fn numeric_date(&mut self) -> Step {
        let (at, Some((first, digits))) = (self.at, self.number(self.at)) else {
            return Ok(false);
        };
        for sign in ['-', '/', '.'] {
            if self.sign(at + 1, sign) && self.tight(at + 1) && digits == 4 {
                let (Some((month, _)), Some((day, _))) = (self.number(at + 2), self.number(at + 4)) else {
                    continue;
                };
                if self.sign(at + 3, sign) {
                    return self.set_date(Some((first, 4)), month, day, at + 5);
                }
            }
        }
        if self.sign(at + 1, '/') && self.number(at + 2).is_some() {
            return self.slashed(first);
        }
        if self.sign(at + 1, '-') && self.sign(at + 3, '-') && self.tight(at + 1) && self.tight(at + 2) {
            let (Some((month, _)), Some(year)) = (self.number(at + 2), self.number(at + 4)) else {
                return Ok(false);
            };
            return self.set_date(Some(year), month, first, at + 5);
        }
        if self.sign(at + 1, '.') && self.tight(at + 1) {
            self.dotted(first)
        } else {
            Ok(false)
        }
    }

    fn slashed(&mut self, first: u32) -> Step {
        let at = self.at;
        let (second, _) = self.number(at + 2).unwrap_or_default();
        let year = self.number(at + 4).filter(|_| self.sign(at + 3, '/'));
        let next = if year.is_some() { at + 5 } else { at + 3 };
        let month_first = match self.order {
            DayOrder::MonthFirst => first <= 12,
            DayOrder::DayFirst => second > 12 && first <= 12,
        };
        self.said.guessed = first <= 12 && second <= 12 && first != second;
        let (month, day) = if month_first {
            (first, second)
        } else {
            (second, first)
        };
        self.set_date(year, month, day, next)
    }

    fn dotted(&mut self, day: u32) -> Step {
        let at = self.at;
        let Some((month, digits)) = self
            .number(at + 2)
            .filter(|_| self.tight(at + 2) || self.sign(at + 3, '.'))
        else {
            let ends = self.said.day.is_some() || self.month(at + 2).is_some();
            return if ends || !(1..=31).contains(&day) {
                Ok(false)
            } else {
                self.set_day(Day::OfMonth(day as i8), at + 2)
            };
        };
        let clock = self.means(at + 3, Word::Clock) || self.means(at + 3, Word::Pm);
        let fits = digits == 2 && day < 24 && month < 60;
        if self.tight(at + 2) && (clock || (fits && (month > 12 || self.said.day.is_some()))) {
            return Ok(false);
        }
        let next = if self.sign(at + 3, '.') { at + 4 } else { at + 3 };
        let year = self.year(next, next == at + 4 && self.tight(next));
        self.set_date(year, month, day, if year.is_some() { next + 1 } else { next })
    }

    /// A year: any two or four digits right behind the date; behind a space only what can be no time.
    fn year(&self, at: usize, tight: bool) -> Option<(u32, usize)> {
        let (value, digits) = self.number(at)?;
        let a_time =
            self.sign(at + 1, ':') || self.means(at + 1, Word::Clock) || self.means(at + 1, Word::Pm);
        let apart = match digits {
            4 => (1900..2200).contains(&value),
            2 => value > 23 && !self.sign(at + 1, '.'),
            _ => false,
        };
        ((tight && matches!(digits, 2 | 4)) || (apart && !a_time)).then_some((value, digits))
    }

    // `24 Nov 2026`, `24. November`, `Nov 24, 2026`, `24th`.

    pub(super) fn named_date(&mut self) -> Step {
        let at = self.at;
        if let Some((day, _)) = self.number(at) {
            let mut next = at + 1;
            let ordinal = self.means(next, Word::Ordinal) && self.tight(next);
            if ordinal || (self.sign(next, '.') && self.tight(next)) {
                next += 1;
            }
            if ordinal && self.means(next, Word::Filler) && self.month(next + 1).is_some() {
                next += 1;
            }
            if self.sign(next, '-') && self.sign(next + 2, '-') {
                // `24-Nov-2026`.
                if let (Some(month), year @ Some(_)) = (self.month(next + 1), self.number(next + 3)) {
                    return self.set_date(year, u32::from(month.unsigned_abs()), day, next + 4);
                }
            }
            if let Some(month) = self.month(next) {
                let (year, next) = self.year_after(next + 1);
                return self.set_date(year, u32::from(month.unsigned_abs()), day, next);
            }
            if ordinal && (1..=31).contains(&day) {
                return self.set_day(Day::OfMonth(day as i8), at + 2);
            }
            return Ok(false);
        }
        let Some(month) = self.month(at) else {
            return Ok(false);
        };
        let from = if self.sign(at + 1, '.') { at + 2 } else { at + 1 };
        let Some((day, digits)) = self.number(from).filter(|_| !self.sign(from + 1, ':')) else {
            return Err(Reason::NoDay);
        };
        if digits > 2 {
            return Err(Reason::NoDay);
        }
        let next = if self.means(from + 1, Word::Ordinal) {
            from + 2
        } else {
            from + 1
        };
        let (year, next) = self.year_after(next);
        self.set_date(year, u32::from(month.unsigned_abs()), day, next)
    }

    /// The year behind a month or day, after a dot or comma, and what comes after.
    fn year_after(&self, at: usize) -> (Option<(u32, usize)>, usize) {
        let at = if self.sign(at, '.') || self.sign(at, ',') {
            at + 1
        } else {
            at
        };
        let year = self.year(at, false);
        (year, if year.is_some() { at + 1 } else { at })
    }
}
