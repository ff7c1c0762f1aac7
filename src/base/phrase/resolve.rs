//! From what was said to a day and a time, counted from now.

use super::{
    Ask, Tense,
    error::Reason,
    read::{Day, Said},
    show,
    words::{DayPart, Length, Which},
};
use crate::base::{Date, Due, Timestamp, worktime::DayTime};
use jiff::civil::{self, ISOWeekDate, Weekday};

/// Dates reach this far ahead.
const MAX_YEARS: i16 = 10;
/// A date without a year that passed up to so many days ago is taken for a mistake, not for next year's.
const JUST_PASSED: i32 = 60;

/// The day that was said, without a time.
pub(super) fn day(said: &Said, ask: &Ask) -> Result<Date, Reason> {
    let at = Counting {
        said,
        ask,
        today: ask.now.date_in(ask.desk.zone),
    };
    if let Some(minutes) = said.minutes {
        return Ok(at.in_minutes(minutes)?.date_in(ask.desk.zone));
    }
    if said.now || (said.day.is_none() && said.weekday.is_none()) {
        return Ok(at.today);
    }
    at.within(at.day()?)
}

/// The moment that was said; a day without a time is its morning.
pub(super) fn moment(said: &Said, ask: &Ask) -> Result<Timestamp, Reason> {
    let zone = ask.desk.zone;
    let at = Counting {
        said,
        ask,
        today: ask.now.date_in(zone),
    };
    if let Some(minutes) = said.minutes {
        return at.in_minutes(minutes);
    }
    if said.now {
        return Ok(ask.now);
    }
    if said.day.is_none() && said.weekday.is_none() {
        let today = ask.desk.at(at.today, at.time());
        return Ok(match ask.tense {
            Tense::Ahead if at.is_past(today) => ask.desk.at(ask.desk.next_working_day(at.today), at.time()),
            Tense::Past if today > ask.now => ask.desk.at(at.today.plus_days(-1), at.time()),
            _ => today,
        });
    }
    let day = at.within(at.day()?)?;
    if ask.tense == Tense::Past && day == at.today && !said.timed() {
        return Ok(ask.now);
    }
    Ok(ask.desk.at(day, at.time()))
}

/// Refuses the past where it is not wanted.
pub(super) fn check_ahead(due: Due, ask: &Ask) -> Result<(), Reason> {
    let past = match due {
        Due::At(at) => at.plus_ms(59_999) < ask.now,
        Due::On(day) => day < ask.now.date_in(ask.desk.zone),
    };
    if past && ask.tense == Tense::Ahead {
        return Err(Reason::Past(show::echo(due, ask.desk.zone, None, ask.lang)));
    }
    Ok(())
}

/// Refuses what is too far away to be meant.
pub(super) fn check_reach(day: Date, ask: &Ask) -> Result<Date, Reason> {
    let today = ask.now.date_in(ask.desk.zone);
    let limit = today.0.year().saturating_add(MAX_YEARS);
    if day.0.year() > limit || day.0.year() < 1970 {
        Err(Reason::TooFar)
    } else {
        Ok(day)
    }
}

struct Counting<'a> {
    said: &'a Said,
    ask: &'a Ask<'a>,
    today: Date,
}

impl Counting<'_> {
    fn is_past(&self, at: Timestamp) -> bool {
        at.plus_ms(59_999) < self.ask.now
    }

    fn within(&self, day: Date) -> Result<Date, Reason> {
        check_reach(day, self.ask)
    }

    fn in_minutes(&self, minutes: i64) -> Result<Timestamp, Reason> {
        if minutes.abs() > 366 * 24 * 60 {
            return Err(Reason::TooFar);
        }
        let at = self.ask.now.plus_minutes(minutes);
        // To the whole minute, away from now, so that an hour is never less.
        let over = at.0.rem_euclid(60_000);
        Ok(at.plus_ms(if over > 0 && minutes > 0 {
            60_000 - over
        } else {
            -over
        }))
    }

    fn time(&self) -> DayTime {
        let rules = self.ask.desk.rules;
        let part = self.said.part;
        if let Some((hour, minute)) = self.said.time {
            // `3 in the afternoon`.
            let late = matches!(part, Some(DayPart::Afternoon | DayPart::Evening)) && hour < 12;
            return DayTime::new(if late { hour + 12 } else { hour }, minute);
        }
        match part {
            None | Some(DayPart::Morning) => rules.morning,
            Some(DayPart::Noon) => DayTime::new(12, 0),
            Some(DayPart::Afternoon) => rules.afternoon,
            Some(DayPart::Evening) => DayTime::new(17, 0),
        }
    }

    fn day(&self) -> Result<Date, Reason> {
        match (self.said.day, self.said.weekday) {
            (Some(day @ (Day::Date { .. } | Day::OfMonth(_) | Day::Near(_))), Some((weekday, _))) => {
                let day = self.plain(day)?;
                if day.0.weekday() == weekday {
                    return Ok(day);
                }
                Err(Reason::OtherWeekday(show::long_day(day, self.ask.lang)))
            }
            (Some(day), Some((weekday, _))) => self.in_week_of(day, weekday),
            (Some(day), None) => self.plain(day),
            (None, Some((weekday, pick))) => Ok(self.weekday(weekday, pick)),
            (None, None) => Ok(self.today),
        }
    }

    /// `Tuesday in 2 weeks`, `next week Friday`: that day of the week meant.
    fn in_week_of(&self, day: Day, weekday: Weekday) -> Result<Date, Reason> {
        let monday = match day {
            Day::Shift(weeks, Length::Week) => monday_of(self.shift_days(weeks.saturating_mul(7))?),
            Day::Around(pick, Length::Week) => monday_of(self.today).plus_days(7 * steps(pick)),
            Day::Week(week) => self.week(week)?,
            _ => return Err(Reason::Twice(self.ask.lang.weekday_long(weekday).to_owned())),
        };
        Ok(monday.plus_days(i32::from(weekday.to_monday_zero_offset())))
    }

    fn plain(&self, day: Day) -> Result<Date, Reason> {
        let desk = &self.ask.desk;
        match day {
            Day::Near(days) if days > 0 => Ok(desk.add_working_days(self.today, days.unsigned_abs().into())),
            Day::Near(days) => Ok(self.today.plus_days(days.into())),
            Day::Shift(days, Length::Day) if days > 0 => {
                self.shift_days(days)?;
                Ok(desk.add_working_days(self.today, days as u32))
            }
            Day::Shift(days, Length::Day) => self.shift_days(days),
            Day::Shift(weeks, Length::Week) => {
                Ok(self.forward(self.shift_days(weeks.saturating_mul(7))?, weeks))
            }
            Day::Shift(months, Length::Month) => self.shift_months(months),
            Day::Shift(years, _) => self.shift_months(years.saturating_mul(12)),
            Day::Date {
                year: Some(year),
                month,
                day,
            } => date(year, month, day),
            Day::Date {
                year: None,
                month,
                day,
            } => self.without_year(month, day),
            Day::OfMonth(day) => self.of_month(day),
            Day::Around(pick, unit) => Ok(self.around(pick, unit)),
            Day::Week(week) => Ok(desk.forward_to_working_day(self.week(week)?)),
        }
    }

    /// Counted ahead, a day off is passed over; counted back it is where it is.
    fn forward(&self, day: Date, count: i64) -> Date {
        if count < 0 {
            day
        } else {
            self.ask.desk.forward_to_working_day(day)
        }
    }

    fn shift_days(&self, days: i64) -> Result<Date, Reason> {
        let days = i32::try_from(days)
            .ok()
            .filter(|days| days.abs() < 366 * 50)
            .ok_or(Reason::TooFar)?;
        Ok(self.today.plus_days(days))
    }

    fn shift_months(&self, months: i64) -> Result<Date, Reason> {
        let count = i32::try_from(months)
            .ok()
            .filter(|count| count.abs() < 12 * 50)
            .ok_or(Reason::TooFar)?;
        let day = Date(self.today.0.saturating_add(jiff::Span::new().months(count)));
        Ok(self.forward(day, months))
    }

    /// Ahead, the next such day; a time today that is over, or no time, means in a week.
    fn weekday(&self, weekday: Weekday, pick: Option<Which>) -> Date {
        let ahead = i32::from(weekday.since(self.today.0.weekday()));
        let back = ahead - 7;
        let today = self.ask.desk.at(self.today, self.time());
        match (pick, self.ask.tense) {
            (None, Tense::Past) if ahead == 0 && today <= self.ask.now => self.today,
            (Some(Which::Last), _) | (None, Tense::Past) => self.today.plus_days(back),
            (Some(Which::AfterNext), _) => self.today.plus_days(if ahead == 0 { 14 } else { ahead + 7 }),
            (Some(Which::Next), _) if ahead == 0 => self.today.plus_days(7),
            (None, Tense::Ahead) if ahead == 0 && (!self.said.timed() || self.is_past(today)) => {
                self.today.plus_days(7)
            }
            _ => self.today.plus_days(ahead),
        }
    }

    /// A date without its year: the next one ahead, or the last one that was.
    fn without_year(&self, month: i8, day: i8) -> Result<Date, Reason> {
        let year = self.today.0.year();
        // The 29th of February is in one year of four, once in eight.
        let tried: Vec<Date> = (-8..=8)
            .filter_map(|step| date(year.saturating_add(step), month, day).ok())
            .collect();
        let found = match self.ask.tense {
            Tense::Ahead => tried
                .iter()
                .find(|date| **date >= self.today.plus_days(-JUST_PASSED)),
            Tense::Past => tried.iter().rfind(|date| **date <= self.today),
        };
        found
            .copied()
            .ok_or_else(|| Reason::NoSuchDay(format!("{day}.{month}.")))
    }

    fn of_month(&self, day: i8) -> Result<Date, Reason> {
        let this = self.today.0;
        let step = match self.ask.tense {
            Tense::Ahead if day < this.day() => 1,
            Tense::Past if day > this.day() => -1,
            _ => 0,
        };
        let first = this
            .first_of_month()
            .saturating_add(jiff::Span::new().months(step));
        date(first.year(), first.month(), day)
    }

    /// The first day of this, the next or the last week, month or year.
    fn around(&self, pick: Which, unit: Length) -> Date {
        let (today, step) = (self.today.0, steps(pick));
        let first = match unit {
            Length::Month => Date(
                today
                    .first_of_month()
                    .saturating_add(jiff::Span::new().months(step)),
            ),
            Length::Year => Date(
                today
                    .first_of_year()
                    .saturating_add(jiff::Span::new().years(step)),
            ),
            _ => monday_of(self.today).plus_days(7 * step),
        };
        match pick {
            Which::Next | Which::AfterNext => self.ask.desk.forward_to_working_day(first),
            Which::This => self.today,
            Which::Last => first,
        }
    }

    /// The Monday of an ISO week of this year, or of the next when it is over.
    fn week(&self, week: i8) -> Result<Date, Reason> {
        let now = self.today.0.iso_week_date();
        let over = self.ask.tense == Tense::Ahead && week < now.week();
        let year = now.year().saturating_add(i16::from(over));
        let monday = ISOWeekDate::new(year, week, Weekday::Monday);
        let monday = monday.map_err(|_| Reason::NoSuchDay(format!("{year}-W{week:02}")))?;
        Ok(Date(monday.date()))
    }
}

impl Said {
    /// Whether a time of day was typed, in digits or words.
    pub(super) fn timed(&self) -> bool {
        self.time.is_some() || self.part.is_some() || self.minutes.is_some() || self.now
    }
}

fn steps(pick: Which) -> i32 {
    match pick {
        Which::Next => 1,
        Which::AfterNext => 2,
        Which::This => 0,
        Which::Last => -1,
    }
}

fn monday_of(day: Date) -> Date {
    day.plus_days(-i32::from(day.0.weekday().to_monday_zero_offset()))
}

fn date(year: i16, month: i8, day: i8) -> Result<Date, Reason> {
    let date = civil::Date::new(year, month, day);
    date.map(Date)
        .map_err(|_| Reason::NoSuchDay(format!("{year:04}-{month:02}-{day:02}")))
}
