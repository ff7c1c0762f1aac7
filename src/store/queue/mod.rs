//! My queue: open tasks of my queues that are mine or nobody's, in the order of domain.md §4.
//!
//! The bands are read one after the other, each from its index and only until
//! the page is full. Whether a row belongs where the index has it is decided by
//! [`crate::domain::queue`]; rows that are held back today (outside hours,
//! skipped, called today) stand in the last band, by when they become available.
//! Taking a task is no business of this module.

mod scan;
mod sql;

use super::{NOBODY, Result, Tx};
use crate::base::{CompanyId, DeviceId, Due, TaskId, Timestamp, UserId};
use crate::domain::hours::{CallingHours, Location};
use crate::domain::queue::{Facts, LATER, Moment, Why, available, band, standing};
use crate::domain::{Rules, TaskState};
use crate::params;
use crate::view::{QueueAsk, QueuePage, QueueRow};
use jiff::tz::TimeZone;
use scan::{Range, Scan};
use sql::{CHUNK, Line};
use std::collections::{HashMap, HashSet};

/// Rows on a page when nothing is said.
const PAGE: usize = 100;
/// Rows looked at before a page is given as it is. Only a queue full of companies that cannot be called now,
/// with a few among them that can, comes near it.
const EXAMINED: usize = 10_000;
/// Rows looked at before *next* gives up: a rep who asks for work waits a moment rather than hear of none.
const NEXT_EXAMINED: usize = 20_000;

/// What *next* takes.
#[derive(Clone, PartialEq, Debug)]
pub enum Next {
    /// This one.
    Row(Box<QueueRow>),
    /// There is nothing that can be done now.
    Nothing,
    /// Among so many rows there is nothing; more were not looked at.
    NothingAmong(usize),
}

impl Next {
    /// The row, if there is one.
    pub fn row(self) -> Option<QueueRow> {
        match self {
            Self::Row(row) => Some(*row),
            Self::Nothing | Self::NothingAmong(_) => None,
        }
    }
}

/// Every statement of this module.
pub(super) fn statements() -> Vec<super::StatementInfo> {
    sql::statements()
}

/// Whose queue is looked at, when, and by which rules.
#[derive(Clone, Copy, Debug)]
pub struct QueueScope<'a> {
    /// Whose.
    pub user: UserId,
    /// On which device: its own lease marks `mine_now`.
    pub device: DeviceId,
    /// The queues the user works.
    pub queues: &'a [String],
    /// Now.
    pub now: Timestamp,
    /// The tenant's zone, in which the stored due days were counted.
    pub zone: &'a TimeZone,
    /// The rules in force.
    pub rules: &'a Rules,
}

/// A page of my queue, from its top.
pub fn page(tx: &mut Tx<'_>, scope: &QueueScope<'_>, ask: &QueueAsk) -> Result<QueuePage> {
    let limit = match ask.limit {
        0 => PAGE,
        n => n as usize,
    };
    let open = open(tx, scope, ask.queue.as_deref())?;
    let mut build = Build::new(tx, scope, ask.queue.as_deref(), ask.by_company)?;
    if ask.plain_order {
        build.by_due(tx, limit)?;
    } else {
        build.offered(tx, limit)?;
        if build.rows.len() <= limit {
            build.later(tx, limit)?;
        }
    }
    let more = build.rows.len() > limit || build.cut;
    build.rows.truncate(limit);
    if ask.by_company {
        build.count_others(tx)?;
    }
    Ok(QueuePage {
        rows: build.rows,
        open,
        more,
    })
}

/// The first row of bands 0 to 4 of Work: what *next* takes.
pub fn next(tx: &mut Tx<'_>, scope: &QueueScope<'_>, queue: Option<&str>) -> Result<Next> {
    let mut build = Build::new(tx, scope, queue, true)?;
    build.most = NEXT_EXAMINED;
    build.offered(tx, 0)?;
    build.rows.truncate(1);
    Ok(match build.rows.pop() {
        Some(row) => Next::Row(Box::new(row)),
        None if build.cut => Next::NothingAmong(NEXT_EXAMINED),
        None => Next::Nothing,
    })
}

/// Open tasks in my queues (or one of them), mine or nobody's, from the counters.
pub fn open(tx: &mut Tx<'_>, scope: &QueueScope<'_>, queue: Option<&str>) -> Result<i64> {
    let queues = queues(scope, queue);
    let counts = tx.all(sql::OPEN, params![tx.tenant(), scope.user, NOBODY])?;
    Ok(counts
        .iter()
        .filter(|count| queues.contains(&count.queue.as_str()))
        .map(|count| count.open_tasks)
        .sum())
}

/// My queues, or the one asked for when it is mine.
fn queues<'a>(scope: &QueueScope<'a>, only: Option<&str>) -> Vec<&'a str> {
    let mine = scope.queues.iter().map(String::as_str);
    mine.filter(|queue| only.is_none_or(|only| only == *queue))
        .collect()
}

/// A row held back today.
struct Held {
    /// When it can be worked on.
    at: Timestamp,
    /// Where it stands by its own due and priority.
    standing: Why,
    row: QueueRow,
}

/// What becomes of a candidate.
enum Place {
    /// Not here: another band has it, or nobody may see it now.
    Elsewhere,
    Here(Why),
    Held {
        why: Why,
        standing: Why,
    },
}

struct Build<'a> {
    me: UserId,
    queues: Vec<&'a str>,
    by_company: bool,
    moment: Moment<'a>,
    hours: CallingHours<'a>,
    /// Companies that others work on.
    taken: HashSet<CompanyId>,
    /// Companies I work on, on this device.
    mine: HashSet<CompanyId>,
    skips: HashMap<TaskId, Timestamp>,
    rows: Vec<QueueRow>,
    /// Companies that have their row.
    shown: HashSet<CompanyId>,
    held: Vec<Held>,
    examined: usize,
    /// Rows to look at.
    most: usize,
    /// Rows held back because their company cannot be called now.
    outside: usize,
    /// Nobody anywhere can be called now; None: not looked at yet.
    all_closed: Option<bool>,
    /// Not every row was looked at.
    cut: bool,
}

impl<'a> Build<'a> {
    fn new(tx: &mut Tx<'_>, scope: &QueueScope<'a>, queue: Option<&str>, by_company: bool) -> Result<Self> {
        let tenant = tx.tenant();
        let leases = tx.all(sql::LEASES, params![tenant, scope.now])?;
        let skips = tx.all(sql::SKIPS, params![tenant, scope.user, scope.now])?;
        let (mine, taken): (Vec<_>, Vec<_>) =
            leases.into_iter().partition(|lease| lease.user_id == scope.user);
        Ok(Self {
            me: scope.user,
            queues: queues(scope, queue),
            by_company,
            moment: Moment::new(scope.now, scope.zone),
            hours: CallingHours::at(&scope.rules.settings, scope.now),
            taken: taken.into_iter().map(|lease| lease.company_id).collect(),
            mine: mine
                .into_iter()
                .filter(|lease| lease.device_id == scope.device)
                .map(|lease| lease.company_id)
                .collect(),
            skips: skips.into_iter().map(|skip| (skip.task_id, skip.until)).collect(),
            rows: Vec::new(),
            shown: HashSet::new(),
            held: Vec::new(),
            examined: 0,
            most: EXAMINED,
            outside: 0,
            all_closed: None,
            cut: false,
        })
    }

    fn scan(&self, range: Range) -> Scan<'a> {
        Scan::new(range, &self.queues, &self.moment, self.by_company)
    }

    /// Bands 0 to 4, until there are more than `limit` rows.
    fn offered(&mut self, tx: &mut Tx<'_>, limit: usize) -> Result<()> {
        for range in Range::offered() {
            self.band(tx, range, limit)?;
            if self.cut || self.rows.len() > limit {
                break;
            }
        }
        if self.rows.is_empty() {
            self.take_called_today();
        }
        Ok(())
    }

    fn band(&mut self, tx: &mut Tx<'_>, range: Range, limit: usize) -> Result<()> {
        let mut scan = self.scan(range);
        while self.rows.len() <= limit {
            if self.all_closed == Some(true) {
                if range.is_calls() {
                    break;
                }
                scan.from_call_rank = 1;
            }
            let Some(line) = scan.next(tx, self.me, &self.moment)? else {
                break;
            };
            self.examined += 1;
            if self.examined > self.most {
                self.cut = true;
                break;
            }
            match self.place(&line, range.band()) {
                Place::Elsewhere => {}
                Place::Here(why) => self.show(line, why),
                Place::Held { why, standing } => {
                    self.outside += usize::from(matches!(why, Why::OutsideHours { .. }));
                    self.hold(line, why, standing);
                }
            }
            // Before reading on through a queue of sleepers: is anybody awake at all?
            if self.all_closed.is_none() && self.outside >= (2 * CHUNK).max(2 * limit) {
                self.all_closed = Some(self.everything_is_closed(tx)?);
            }
        }
        Ok(())
    }

    fn facts(&mut self, line: &Line) -> Facts {
        let is_call = line.kind.is_call();
        let location = Location {
            time_zone: line.time_zone.as_deref(),
            country: line.country.as_deref(),
            region: line.postal.as_ref().and_then(|postal| postal.region.as_deref()),
        };
        Facts {
            is_call,
            priority: line.priority,
            due: Due::from_columns(line.due_at, line.due_on),
            promised: line.promised,
            available_at: line.available_at,
            waiting: line.state == TaskState::Waiting,
            no_number: line.parked == 1,
            skipped: self.skips.get(&line.id).copied(),
            opens: if is_call { self.hours.opens(location) } else { None },
            called_today: line.called_today,
        }
    }

    fn place(&mut self, line: &Line, in_band: u8) -> Place {
        if line.gone || self.taken.contains(&line.company_id) {
            return Place::Elsewhere;
        }
        let facts = self.facts(line);
        let why = band(&facts, &self.moment);
        if why.band() == in_band {
            return Place::Here(why);
        }
        let standing = standing(&facts, &self.moment);
        if why.band() == LATER && standing.band() == in_band {
            return Place::Held { why, standing };
        }
        Place::Elsewhere
    }

    /// Puts a row on the page, unless its company has one.
    fn show(&mut self, line: Line, why: Why) {
        if !self.by_company || self.shown.insert(line.company_id) {
            let row = self.row(line, why);
            self.rows.push(row);
        }
    }

    fn hold(&mut self, line: Line, why: Why, standing: Why) {
        let at = available(&why, &self.moment).unwrap_or(Timestamp(i64::MAX));
        let row = self.row(line, why);
        self.held.push(Held { at, standing, row });
    }

    fn row(&self, line: Line, why: Why) -> QueueRow {
        QueueRow {
            due: Due::from_columns(line.due_at, line.due_on),
            mine_now: self.mine.contains(&line.company_id),
            id: line.id,
            company_id: line.company_id,
            company: line.company,
            city: line.city,
            country: line.country,
            stage: line.stage,
            case_id: line.case_id,
            contact_id: line.contact_id,
            kind: line.kind,
            title: line.title,
            queue: line.queue,
            assignee_id: line.assignee_id,
            priority: line.priority,
            promised: line.promised,
            // What waited on somebody is open again from its due; nothing is written for it.
            state: match why {
                Why::Waiting { .. } => TaskState::Waiting,
                _ if line.available_at.is_none_or(|at| at <= self.moment.now) => TaskState::Open,
                _ => line.state,
            },
            attempt: line.attempt,
            attempts_max: line.attempts_max,
            created_at: line.created_at,
            band: why.band(),
            why,
            more: 0,
        }
    }

    /// No other company is left: those called today are offered again, where they stand.
    fn take_called_today(&mut self) {
        let (called, held): (Vec<_>, Vec<_>) = std::mem::take(&mut self.held)
            .into_iter()
            .partition(|held| held.row.why == Why::CalledToday);
        self.held = held;
        for Held {
            standing, mut row, ..
        } in called
        {
            if self.shown.insert(row.company_id) {
                row.band = standing.band();
                row.why = standing;
                self.rows.push(row);
            }
        }
    }

    /// Band 5, until there are more than `limit` rows.
    fn later(&mut self, tx: &mut Tx<'_>, limit: usize) -> Result<()> {
        // Stable: rows of one moment keep the order of their bands.
        self.held.sort_by_key(|held| held.at);
        let mut held = std::mem::take(&mut self.held).into_iter().peekable();
        let mut scan = self.scan(Range::Later);
        let mut waiting = scan.next(tx, self.me, &self.moment)?;
        while self.rows.len() <= limit {
            let soonest = waiting.as_ref().and_then(|line| line.available_at);
            match (held.peek(), soonest) {
                (Some(first), at) if at.is_none_or(|at| first.at <= at) => {
                    let row = held.next().expect("peeked").row;
                    if !self.by_company || self.shown.insert(row.company_id) {
                        self.rows.push(row);
                    }
                }
                (_, Some(_)) => {
                    let line = waiting.take().expect("it has a moment");
                    if let Place::Here(why) = self.place(&line, LATER) {
                        self.show(line, why);
                    }
                    waiting = scan.next(tx, self.me, &self.moment)?;
                }
                _ => break,
            }
        }
        let mut scan = self.scan(Range::NoNumber);
        while self.rows.len() <= limit {
            let Some(line) = scan.next(tx, self.me, &self.moment)? else {
                break;
            };
            if let Place::Here(why) = self.place(&line, LATER) {
                self.show(line, why);
            }
        }
        Ok(())
    }

    /// Every open task by due, each with its reason, until there are more than `limit` rows.
    fn by_due(&mut self, tx: &mut Tx<'_>, limit: usize) -> Result<()> {
        let mut scans = [Range::ByDue, Range::NoNumber].map(|range| {
            // What was called today changes no place in this order.
            Scan::new(range, &self.queues, &self.moment, false)
        });
        let mut heads = [None, None];
        for (scan, head) in scans.iter_mut().zip(&mut heads) {
            *head = scan.next(tx, self.me, &self.moment)?;
        }
        while self.rows.len() <= limit {
            let first = (0..2)
                .filter(|n| heads[*n].is_some())
                .min_by_key(|n| heads[*n].as_ref().map(|line: &Line| line.due_key));
            let Some(first) = first else {
                break;
            };
            let following = scans[first].next(tx, self.me, &self.moment)?;
            let Some(line) = std::mem::replace(&mut heads[first], following) else {
                break;
            };
            if !line.gone && !self.taken.contains(&line.company_id) {
                let facts = self.facts(&line);
                let why = band(&facts, &self.moment);
                self.show(line, why);
            }
        }
        Ok(())
    }

    /// How many other open tasks of my queues each company on the page has.
    fn count_others(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let mut counts: HashMap<CompanyId, u32> = HashMap::new();
        for rows in self.rows.chunks(16) {
            // Too few are filled up with the first: a list in SQL has a fixed length.
            let ids: [CompanyId; 16] = std::array::from_fn(|n| rows.get(n).unwrap_or(&rows[0]).company_id);
            let tenant = tx.tenant();
            let mut all = params![tenant].to_vec();
            all.extend(ids.iter().map(|id| id as &dyn super::Param));
            for other in tx.all(sql::OTHERS, &all)? {
                let is_mine = other.who == self.me || other.who == NOBODY;
                if is_mine && self.queues.contains(&other.queue.as_str()) {
                    *counts.entry(other.company_id).or_default() += 1;
                }
            }
        }
        for row in &mut self.rows {
            row.more = counts.get(&row.company_id).map_or(0, |n| n.saturating_sub(1));
        }
        Ok(())
    }

    /// No company of the tenant can be called now, wherever it is.
    fn everything_is_closed(&mut self, tx: &mut Tx<'_>) -> Result<bool> {
        /// More countries than there are: the question would cost more than it saves.
        const MANY: usize = 300;
        let countries = tx.all(sql::COUNTRIES, params![tx.tenant()])?;
        let zones = tx.all(sql::ZONES, params![tx.tenant()])?;
        if countries.len() >= MANY || zones.len() * (countries.len() + 1) > 10 * MANY {
            return Ok(false);
        }
        let mut open = |location| self.hours.opens(location).is_none();
        let anywhere = open(Location::default())
            || zones.iter().any(|zone| {
                let here = |country| Location {
                    time_zone: Some(&zone.0),
                    country,
                    region: None,
                };
                open(here(None)) || countries.iter().any(|country| open(here(Some(&country.0))))
            });
        Ok(!anywhere && !countries.iter().any(|country| self.hours.is_open_in(&country.0)))
    }
}
