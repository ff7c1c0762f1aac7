//! The queue: rows in the order of bands, each with its reason.

use crate::base::{CaseId, CompanyId, ContactId, Due, TaskId, Timestamp, UserId};
use crate::domain::{Priority, Stage, TaskState, TaskType};
use serde::Serialize;

pub use crate::domain::Why;

/// One row of the queue.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
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
