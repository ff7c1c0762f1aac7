//! Reading one band after the other: chunks by keyset, four queues at a time, merged.

use super::sql::{self, CHUNK, Line};
use crate::base::{TaskId, Timestamp, UserId};
use crate::domain::queue::Moment;
use crate::params;
use crate::store::{Dialect, NOBODY, Param, Result, Stmt, Tx};
use std::cmp::Ordering;
use std::collections::VecDeque;
use uuid::Uuid;

/// Which rows a scan reads, and in which order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Range {
    /// Promised, due up to the end of today.
    Promised,
    /// URGENT.
    Urgent,
    /// Due before now.
    Overdue,
    /// Due today from now on, of one priority; calls (0) or others (1).
    Today { prio: i64, call: i64 },
    /// Due later or undated, of one priority; calls (0) or others (1).
    Work { prio: i64, call: i64 },
    /// Available later, the soonest first.
    Later,
    /// Without a number, by due.
    NoNumber,
    /// All by due.
    ByDue,
}

impl Range {
    /// The bands that are offered, one range after the other.
    pub(super) fn offered() -> impl Iterator<Item = Self> {
        // URGENT (0) has a band of its own.
        let groups = || (1..=3).flat_map(|prio| [0, 1].map(|call| (prio, call)));
        [Self::Promised, Self::Urgent, Self::Overdue]
            .into_iter()
            .chain(groups().map(|(prio, call)| Self::Today { prio, call }))
            .chain(groups().map(|(prio, call)| Self::Work { prio, call }))
    }
    /// The band whose rows it reads.
    pub(super) fn band(self) -> u8 {
        match self {
            Self::Promised => 0,
            Self::Urgent => 1,
            Self::Overdue => 2,
            Self::Today { .. } => 3,
            Self::Work { .. } => 4,
            Self::Later | Self::NoNumber | Self::ByDue => crate::domain::queue::LATER,
        }
    }
    /// Only calls stand in it.
    pub(super) fn is_calls(self) -> bool {
        matches!(self, Self::Today { call: 0, .. } | Self::Work { call: 0, .. })
    }
}

/// A place in the order of an index; a scan goes on behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Key {
    due: i64,
    call: i64,
    prio: i64,
    created: i64,
    place: i64,
    id: Uuid,
}

impl Key {
    /// Before every row that is due at `due` or later.
    const fn from(due: i64) -> Self {
        Self {
            due,
            call: i64::MIN,
            prio: i64::MIN,
            created: i64::MIN,
            place: i64::MIN,
            id: Uuid::nil(),
        }
    }
    fn of(line: &Line, range: Range) -> Self {
        let due = match range {
            Range::Later => line.available_at.unwrap_or_default().0,
            _ => line.due_key,
        };
        Self {
            due,
            call: line.call_rank,
            prio: line.prio_rank,
            created: line.created_at.0,
            place: line.place,
            id: line.id.0,
        }
    }
    /// The order of the range's index.
    fn cmp(&self, other: &Self, range: Range) -> Ordering {
        let due = self.due.cmp(&other.due);
        let age = (self.created, self.place, self.id).cmp(&(other.created, other.place, other.id));
        match range {
            Range::Promised | Range::Later | Range::NoNumber => due.then(self.id.cmp(&other.id)),
            Range::Urgent => due.then(self.call.cmp(&other.call)).then(age),
            Range::Overdue | Range::ByDue => due
                .then((self.call, self.prio).cmp(&(other.call, other.prio)))
                .then(age),
            Range::Today { .. } | Range::Work { .. } => due.then(age),
        }
    }
}

/// Four queues (by code; an empty one stands for none) and how far they were read.
struct Source<'a> {
    queues: [&'a str; 4],
    lines: VecDeque<Line>,
    after: Key,
    ended: bool,
}

/// One range over all queues asked for, in its order.
pub(super) struct Scan<'a> {
    pub(super) range: Range,
    /// 1: leave out calls, where they stand among others.
    pub(super) from_call_rank: i64,
    /// A company with a call since then counts as called today.
    called_since: Timestamp,
    sources: Vec<Source<'a>>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(range: Range, queues: &[&'a str], moment: &Moment<'_>, by_company: bool) -> Self {
        let after = match range {
            Range::Today { .. } => Key::from(moment.now.0),
            Range::Work { .. } => Key::from(moment.tomorrow().0),
            Range::Later => Key::from(moment.now.0.saturating_add(1)),
            _ => Key::from(i64::MIN),
        };
        let sources = queues.chunks(4).map(|four| Source {
            queues: std::array::from_fn(|n| four.get(n).copied().unwrap_or_default()),
            lines: VecDeque::new(),
            after,
            ended: false,
        });
        Self {
            range,
            from_call_rank: 0,
            called_since: if by_company {
                moment.today.start_in(moment.zone)
            } else {
                Timestamp(i64::MAX)
            },
            sources: sources.collect(),
        }
    }

    /// The next row of the range.
    pub(super) fn next(&mut self, tx: &mut Tx<'_>, me: UserId, moment: &Moment<'_>) -> Result<Option<Line>> {
        let (range, call, since) = (self.range, self.from_call_rank, self.called_since);
        for source in &mut self.sources {
            if source.lines.is_empty() && !source.ended {
                let lines = fetch(tx, (me, since), moment, (range, call), source)?;
                source.ended = lines.len() < CHUNK;
                if let Some(last) = lines.iter().max_by(|a, b| order(a, b, range)) {
                    source.after = Key::of(last, range);
                }
                source.lines = lines.into();
                // A join keeps no order by right.
                source.lines.make_contiguous().sort_by(|a, b| order(a, b, range));
            }
        }
        let first = self
            .sources
            .iter_mut()
            .filter(|source| !source.lines.is_empty())
            .min_by(|a, b| order(&a.lines[0], &b.lines[0], range));
        Ok(first.and_then(|source| source.lines.pop_front()))
    }
}

fn order(a: &Line, b: &Line, range: Range) -> Ordering {
    Key::of(a, range).cmp(&Key::of(b, range), range)
}

fn fetch(
    tx: &mut Tx<'_>,
    (me, since): (UserId, Timestamp),
    moment: &Moment<'_>,
    (range, call): (Range, i64),
    source: &Source<'_>,
) -> Result<Vec<Line>> {
    let Key {
        due,
        call: after_call,
        prio,
        created,
        place,
        id,
    } = source.after;
    let (tonight, today) = (moment.end_of_today(), moment.today.day_number());
    let id = TaskId(id);
    let mut read = |sqlite, postgres, band: &[&dyn Param]| {
        let [one, two, three, four] = source.queues;
        let tenant = tx.tenant();
        let mut all: Vec<&dyn Param> = params![since, tenant, me, one].to_vec();
        all.extend(band);
        all.extend(params![two, three, four, NOBODY]);
        tx.all(choose(tx.dialect(), sqlite, postgres), &all)
    };
    match range {
        Range::Promised => read(
            sql::PROMISED_SQLITE,
            sql::PROMISED_POSTGRES,
            params![tonight, due, id],
        ),
        Range::Urgent => read(
            sql::URGENT_SQLITE,
            sql::URGENT_POSTGRES,
            params![call, due, after_call, created, place, id],
        ),
        Range::Overdue => read(
            sql::DUE_SQLITE,
            sql::DUE_POSTGRES,
            params![moment.now, call, due, after_call, prio, created, place, id],
        ),
        Range::ByDue => read(
            sql::DUE_SQLITE,
            sql::DUE_POSTGRES,
            params![i64::MAX, call, due, after_call, prio, created, place, id],
        ),
        Range::Today { prio, call } => read(
            sql::DAY_SQLITE,
            sql::DAY_POSTGRES,
            params![today, prio, call, due, created, place, id],
        ),
        Range::Work { prio, call } => read(
            sql::WORK_SQLITE,
            sql::WORK_POSTGRES,
            params![prio, call, due, created, place, id],
        ),
        Range::Later => read(sql::LATER_SQLITE, sql::LATER_POSTGRES, params![due, id]),
        Range::NoNumber => read(sql::NO_NUMBER_SQLITE, sql::NO_NUMBER_POSTGRES, params![due, id]),
    }
}

fn choose(dialect: Dialect, sqlite: Stmt<Line>, postgres: Stmt<Line>) -> Stmt<Line> {
    match dialect {
        Dialect::Sqlite => sqlite,
        Dialect::Postgres => postgres,
    }
}
