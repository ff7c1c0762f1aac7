//! The order of a rep's work: which band a task stands in, and why (domain.md §4).
//!
//! Pure: the store reads candidates band by band in the order of its indexes and
//! asks here whether each of them belongs there.

use super::codes::Priority;
use crate::base::{Date, Due, Timestamp};
use jiff::tz::TimeZone;
use serde::Serialize;

/// Why a row stands where it stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Why {
    /// Band 0: promised, its minute has come.
    Promised,
    /// Band 1.
    Urgent,
    /// Band 2: instant passed, or date before today.
    Overdue,
    /// Band 3.
    DueToday,
    /// Band 4: open for work, due on a later day or undated.
    Open,
    /// Band 5: not available yet.
    NotYet {
        /// Available then.
        at: Timestamp,
    },
    /// Band 5: waiting on somebody.
    Waiting {
        /// Open again then.
        until: Timestamp,
    },
    /// Band 5: skipped for today.
    Skipped {
        /// Back then.
        until: Timestamp,
    },
    /// Band 5: outside the company's calling window.
    OutsideHours {
        /// The window opens then.
        opens: Timestamp,
    },
    /// Band 5: no number that may be called.
    NoNumber,
    /// Band 5: called today already; other companies first.
    CalledToday,
    /// In work by somebody else (lists of all tasks only; My queue leaves it out).
    InWork {
        /// Name of who works on it.
        by: String,
        /// Until then.
        until: Timestamp,
    },
}

impl Why {
    /// The band, 0 to 5.
    pub const fn band(&self) -> u8 {
        match self {
            Self::Promised => 0,
            Self::Urgent => 1,
            Self::Overdue => 2,
            Self::DueToday => 3,
            Self::Open => 4,
            _ => LATER,
        }
    }
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Promised => "promised",
            Self::Urgent => "urgent",
            Self::Overdue => "overdue",
            Self::DueToday => "due_today",
            Self::Open => "open",
            Self::NotYet { .. } => "not_yet",
            Self::Waiting { .. } => "waiting",
            Self::Skipped { .. } => "skipped",
            Self::OutsideHours { .. } => "outside_hours",
            Self::NoNumber => "no_number",
            Self::CalledToday => "called_today",
            Self::InWork { .. } => "in_work",
        }
    }
}

/// The last band: not to be offered now.
pub const LATER: u8 = 5;

/// What decides where an open task stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// A call task: calling hours and numbers concern it.
    pub is_call: bool,
    /// How much it presses.
    pub priority: Priority,
    /// When it is due.
    pub due: Option<Due>,
    /// Promised to the customer.
    pub promised: bool,
    /// Not before then: a follow-up's minute, the end of a snooze.
    pub available_at: Option<Timestamp>,
    /// It waits on somebody until it is available.
    pub waiting: bool,
    /// There is no number that may be called.
    pub no_number: bool,
    /// The rep skipped it, until then.
    pub skipped: Option<Timestamp>,
    /// The company's calling window is closed and opens then.
    pub opens: Option<Timestamp>,
    /// The company was called today, and that counts (Work: one row for each company).
    pub called_today: bool,
}

/// The moment a queue is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Now.
    pub now: Timestamp,
    /// The zone that days are counted in: the tenant's.
    pub zone: &'a TimeZone,
    /// Today in that zone.
    pub today: Date,
}

impl<'a> Moment<'a> {
    /// The moment of an instant in a zone.
    pub fn new(now: Timestamp, zone: &'a TimeZone) -> Self {
        Self {
            now,
            zone,
            today: now.date_in(zone),
        }
    }
    /// The last instant of today: the key of a due without a time.
    pub fn end_of_today(&self) -> Timestamp {
        self.today.end_in(self.zone)
    }
    /// The first instant of tomorrow, when what was put off for today comes back.
    pub fn tomorrow(&self) -> Timestamp {
        self.end_of_today().plus_ms(1)
    }
}

impl Facts {
    /// Put off to a minute or day that has come: an appointment that stands although the company was called today.
    fn appointment_has_come(&self, at: &Moment<'_>) -> bool {
        self.available_at.is_some_and(|available| available <= at.now)
    }
}

/// Where a task stands by its own due and priority, whatever holds it back today.
pub fn standing(task: &Facts, at: &Moment<'_>) -> Why {
    if task.no_number {
        return Why::NoNumber;
    }
    if let Some(available) = task.available_at.filter(|available| *available > at.now) {
        return if task.waiting {
            Why::Waiting { until: available }
        } else {
            Why::NotYet { at: available }
        };
    }
    let has_come = |due: Due| due.opens(at.zone) <= at.now;
    if task.promised && task.due.is_some_and(has_come) {
        return Why::Promised;
    }
    if task.priority == Priority::Urgent {
        return Why::Urgent;
    }
    match task.due {
        Some(due) if due.key(at.zone) < at.now => Why::Overdue,
        Some(due) if due.day(at.zone) == at.today => Why::DueToday,
        _ => Why::Open,
    }
}

/// Why a task stands where it stands now; a task belongs to exactly one band.
pub fn band(task: &Facts, at: &Moment<'_>) -> Why {
    let standing = standing(task, at);
    if standing.band() == LATER {
        return standing;
    }
    if let Some(until) = task.skipped.filter(|until| *until > at.now) {
        return Why::Skipped { until };
    }
    // A promise is kept also outside the calling window; the screen warns.
    if standing == Why::Promised {
        return standing;
    }
    if let Some(opens) = task.opens.filter(|_| task.is_call) {
        return Why::OutsideHours { opens };
    }
    if task.called_today && standing != Why::Urgent && !task.appointment_has_come(at) {
        return Why::CalledToday;
    }
    standing
}

/// When a row of the last band can be worked on; none: nobody knows yet.
pub fn available(why: &Why, at: &Moment<'_>) -> Option<Timestamp> {
    match why {
        Why::NotYet { at } => Some(*at),
        Why::Waiting { until } | Why::Skipped { until } | Why::InWork { until, .. } => Some(*until),
        Why::OutsideHours { opens } => Some(*opens),
        Why::CalledToday => Some(at.tomorrow()),
        Why::NoNumber => None,
        _ => Some(at.now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("instant")
    }
    fn on(text: &str) -> Option<Due> {
        Some(Due::On(text.parse().expect("date")))
    }
    fn due(text: &str) -> Option<Due> {
        Some(Due::At(at(text)))
    }
    fn task(due: Option<Due>) -> Facts {
        Facts {
            is_call: true,
            priority: Priority::Normal,
            due,
            promised: false,
            available_at: None,
            waiting: false,
            no_number: false,
            skipped: None,
            opens: None,
            called_today: false,
        }
    }
    fn promised(due: Option<Due>) -> Facts {
        Facts {
            promised: true,
            ..task(due)
        }
    }
    fn urgent(due: Option<Due>) -> Facts {
        Facts {
            priority: Priority::Urgent,
            ..task(due)
        }
    }

    /// Tuesday 24 November 2026, 10:00 in Berlin.
    const NOW: &str = "2026-11-24T09:00:00Z";

    fn check(rows: Vec<(&str, Facts, Why)>) {
        let zone = TimeZone::get("Europe/Berlin").expect("bundled zone");
        let moment = Moment::new(at(NOW), &zone);
        for (what, facts, why) in rows {
            assert_eq!(band(&facts, &moment), why, "{what}");
        }
    }

    #[test]
    fn a_task_stands_by_promise_priority_and_due() {
        check(vec![
            ("promised, the minute is now", promised(due(NOW)), Why::Promised),
            (
                "promised yesterday",
                promised(due("2026-11-23T09:00:00Z")),
                Why::Promised,
            ),
            (
                "promised for some time today",
                promised(on("2026-11-24")),
                Why::Promised,
            ),
            (
                "promised for a minute from now",
                promised(due("2026-11-24T09:01:00Z")),
                Why::DueToday,
            ),
            ("promised for tomorrow", promised(on("2026-11-25")), Why::Open),
            ("promised without a due", promised(None), Why::Open),
            (
                "urgent beats overdue",
                urgent(due("2026-11-01T09:00:00Z")),
                Why::Urgent,
            ),
            ("urgent and undated", urgent(None), Why::Urgent),
            (
                "the instant passed",
                task(due("2026-11-24T08:59:59.999Z")),
                Why::Overdue,
            ),
            ("the date is before today", task(on("2026-11-23")), Why::Overdue),
            ("the instant is now", task(due(NOW)), Why::DueToday),
            ("later today", task(due("2026-11-24T22:59:59Z")), Why::DueToday),
            ("the date is today", task(on("2026-11-24")), Why::DueToday),
            (
                "after midnight in Berlin",
                task(due("2026-11-24T23:00:00Z")),
                Why::Open,
            ),
            ("tomorrow", task(on("2026-11-25")), Why::Open),
            ("undated", task(None), Why::Open),
        ]);
    }

    #[test]
    fn what_cannot_be_worked_on_now_says_why() {
        let tomorrow = at("2026-11-24T23:00:00Z");
        let opens = at("2026-11-24T13:00:00Z");
        let minute = at("2026-11-24T09:01:00Z");
        let held = |mut facts: Facts, with: fn(&mut Facts, Timestamp), when| {
            with(&mut facts, when);
            facts
        };
        let not_before: fn(&mut Facts, Timestamp) = |facts, when| facts.available_at = Some(when);
        let on_somebody: fn(&mut Facts, Timestamp) = |facts, when| {
            facts.waiting = true;
            facts.available_at = Some(when);
        };
        let skipped: fn(&mut Facts, Timestamp) = |facts, when| facts.skipped = Some(when);
        let closed: fn(&mut Facts, Timestamp) = |facts, when| facts.opens = Some(when);
        let no_number: fn(&mut Facts, Timestamp) = |facts, _| facts.no_number = true;
        let overdue = || task(on("2026-11-20"));
        check(vec![
            (
                "snoozed",
                held(overdue(), not_before, minute),
                Why::NotYet { at: minute },
            ),
            (
                "a promise that was put off",
                held(promised(on("2026-11-20")), not_before, minute),
                Why::NotYet { at: minute },
            ),
            (
                "its minute has come",
                held(overdue(), not_before, at(NOW)),
                Why::Overdue,
            ),
            (
                "on somebody",
                held(overdue(), on_somebody, minute),
                Why::Waiting { until: minute },
            ),
            (
                "somebody had time enough",
                held(overdue(), on_somebody, at(NOW)),
                Why::Overdue,
            ),
            (
                "skipped",
                held(overdue(), skipped, tomorrow),
                Why::Skipped { until: tomorrow },
            ),
            (
                "skipped, a promise too",
                held(promised(on("2026-11-20")), skipped, tomorrow),
                Why::Skipped { until: tomorrow },
            ),
            (
                "skipped yesterday",
                held(overdue(), skipped, at(NOW)),
                Why::Overdue,
            ),
            (
                "outside hours",
                held(overdue(), closed, opens),
                Why::OutsideHours { opens },
            ),
            (
                "urgent outside hours",
                held(urgent(None), closed, opens),
                Why::OutsideHours { opens },
            ),
            (
                "a promise outside hours is kept",
                held(promised(due(NOW)), closed, opens),
                Why::Promised,
            ),
            (
                "no call: hours do not matter",
                Facts {
                    is_call: false,
                    ..held(overdue(), closed, opens)
                },
                Why::Overdue,
            ),
            ("no number", held(urgent(None), no_number, opens), Why::NoNumber),
        ]);
    }

    #[test]
    fn a_company_called_today_waits_for_the_others() {
        let called = |facts: Facts| Facts {
            called_today: true,
            ..facts
        };
        let follow_up = |when: &str| Facts {
            available_at: Some(at(when)),
            ..task(due(when))
        };
        check(vec![
            ("overdue", called(task(on("2026-11-20"))), Why::CalledToday),
            ("due today", called(task(on("2026-11-24"))), Why::CalledToday),
            ("open", called(task(None)), Why::CalledToday),
            ("a promise", called(promised(due(NOW))), Why::Promised),
            ("urgent", called(urgent(None)), Why::Urgent),
            (
                "a follow-up whose minute has come",
                called(follow_up("2026-11-24T08:59:00Z")),
                Why::Overdue,
            ),
            ("at its very minute", called(follow_up(NOW)), Why::DueToday),
        ]);
    }

    #[test]
    fn the_last_band_knows_when_a_row_comes_back() {
        let zone = TimeZone::get("Europe/Berlin").expect("bundled zone");
        let moment = Moment::new(at(NOW), &zone);
        let then = at("2026-11-24T13:00:00Z");
        for (why, when) in [
            (Why::NotYet { at: then }, Some(then)),
            (Why::Waiting { until: then }, Some(then)),
            (Why::Skipped { until: then }, Some(then)),
            (Why::OutsideHours { opens: then }, Some(then)),
            (Why::CalledToday, Some(at("2026-11-24T23:00:00Z"))),
            (Why::NoNumber, None),
        ] {
            assert_eq!(available(&why, &moment), when, "{why:?}");
            assert_eq!(why.band(), LATER);
        }
    }
}
