//! The queue: rows in the order of bands, each with its reason.

use crate::base::{CaseId, CompanyId, ContactId, Due, TaskId, Timestamp, UserId};
use crate::domain::{Priority, Stage, TaskState, TaskType};
use serde::Serialize;

/// Why a row stands where it stands (domain.md §4).
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
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
            _ => 5,
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
            Self::Skipped { .. } => "skipped",
            Self::OutsideHours { .. } => "outside_hours",
            Self::NoNumber => "no_number",
            Self::CalledToday => "called_today",
            Self::InWork { .. } => "in_work",
        }
    }
}

/// One row of the queue.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct QueueRow {
    /// The task.
    pub id: TaskId,
    /// Its company.
    pub company_id: CompanyId,
    /// The company's name.
    pub company: String,
    /// Town of the company.
    pub city: Option<String>,
    /// Country code of the company.
    pub country: Option<String>,
    /// Stage of the company.
    pub stage: Stage,
    /// The case.
    pub case_id: Option<CaseId>,
    /// The person.
    pub contact_id: Option<ContactId>,
    /// What kind.
    pub kind: TaskType,
    /// One line.
    pub title: String,
    /// Queue.
    pub queue: String,
    /// Whose.
    pub assignee_id: Option<UserId>,
    /// How much it presses.
    pub priority: Priority,
    /// When.
    pub due: Option<Due>,
    /// Promised.
    pub promised: bool,
    /// Stored state.
    pub state: TaskState,
    /// Attempt n.
    pub attempt: i64,
    /// Of m.
    pub attempts_max: i64,
    /// Made when.
    pub created_at: Timestamp,
    /// The band, 0 to 5.
    pub band: u8,
    /// Why it stands here.
    pub why: Why,
    /// Other open tasks on the same company that this row stands for ("+2"); 0 in lists of all tasks.
    pub more: u32,
    /// Leased by the actor.
    pub mine_now: bool,
}

/// A page of the queue.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct QueuePage {
    /// The rows.
    pub rows: Vec<QueueRow>,
    /// Open tasks in the actor's queues, mine or nobody's, from the counters.
    pub open: i64,
    /// More rows follow.
    pub more: bool,
}

/// Which part of the queue is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct QueueAsk {
    /// Only this queue.
    pub queue: Option<String>,
    /// One row for each company (Work), or every task (lists, CLI, API).
    pub by_company: bool,
    /// Overdue first, then due, instead of bands.
    pub plain_order: bool,
    /// At most so many rows; 0 = 100.
    pub limit: u32,
}

/// What a rep did today.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Today {
    /// Calls logged.
    pub calls: u32,
    /// Of them with somebody spoken to.
    pub reached: u32,
    /// Meetings booked.
    pub meetings: u32,
    /// Seconds talked.
    pub talk_s: i64,
}

/// An open case with its company, for "my cases".
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// Its company.
    pub company_id: CompanyId,
    /// The company's name.
    pub company: String,
    /// What about.
    pub kind: crate::domain::CaseType,
    /// Where it stands.
    pub status: crate::domain::CaseStatus,
    /// How it ended.
    pub outcome: Option<crate::domain::CaseOutcome>,
    /// Queue.
    pub owner_queue: Option<String>,
    /// Began.
    pub opened_at: Timestamp,
    /// Ended.
    pub closed_at: Option<Timestamp>,
    /// Open tasks on it.
    pub open_tasks: u32,
}
