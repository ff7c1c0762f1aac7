//! Commands about a task: its lease, its due, its end.

use super::{Fields, ImportTask};
use crate::base::{CaseId, CompanyId, ContactId, Due, TaskId, Timestamp, UserId};
use crate::domain::{CancelReason, Priority, TaskType};
use serde::{Deserialize, Serialize};

/// What can be done with a task.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum TaskCommand {
    /// Makes a task by hand.
    #[serde(rename = "task.create")]
    Create(CreateTask),
    /// Enters a task of another system.
    #[serde(rename = "task.import")]
    Import(Box<ImportTask>),
    /// Changes title, due, priority, contact, script (RFC 7396; `due` is `{"at": …}` or `{"on": …}`).
    #[serde(rename = "task.edit")]
    Edit(EditTask),
    /// Claims the first task of bands 0 to 4, atomically.
    #[serde(rename = "task.next")]
    Next(NextTask),
    /// Claims this task and locks its company for the actor.
    #[serde(rename = "task.claim")]
    Claim(TaskRef),
    /// Ends the lease.
    #[serde(rename = "task.release")]
    Release(TaskRef),
    /// Keeps the lease for another half hour.
    #[serde(rename = "task.renew")]
    Renew(TaskRef),
    /// Not before then, and mine.
    #[serde(rename = "task.snooze")]
    Snooze(SnoozeTask),
    /// To the end of today's list, for the actor.
    #[serde(rename = "task.skip")]
    Skip(TaskRef),
    /// Back from there.
    #[serde(rename = "task.unskip")]
    Unskip(TaskRef),
    /// To a user or a queue.
    #[serde(rename = "task.reassign")]
    Reassign(ReassignTask),
    /// Done, without a call.
    #[serde(rename = "task.complete")]
    Complete(CompleteTask),
    /// No longer needed.
    #[serde(rename = "task.cancel")]
    Cancel(CancelTask),
    /// Waits on somebody until a due.
    #[serde(rename = "task.wait")]
    Wait(SnoozeTask),
    /// No number: to Sales Ops, this task WAITING on it.
    #[serde(rename = "task.need_number")]
    NeedNumber(TaskRef),
    /// Into Trash.
    #[serde(rename = "task.delete")]
    Delete(TaskRef),
    /// Out of Trash.
    #[serde(rename = "task.restore")]
    Restore(TaskRef),
}

/// Makes a task by hand.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateTask {
    /// Its id, made by whoever creates it.
    pub id: TaskId,
    /// On which company.
    pub company_id: CompanyId,
    /// On which case; none: the company's open case, if any.
    #[serde(default)]
    pub case_id: Option<CaseId>,
    /// Whom it concerns.
    #[serde(default)]
    pub contact_id: Option<ContactId>,
    /// What kind.
    pub kind: TaskType,
    /// One line; none: the label of its kind.
    #[serde(default)]
    pub title: Option<String>,
    /// Queue; none: that of the case, else INSIDE_SALES.
    #[serde(default)]
    pub queue: Option<String>,
    /// Whose; none: the actor's.
    #[serde(default)]
    pub assignee: Option<UserId>,
    /// Nobody's: anybody of the queue may take it.
    #[serde(default)]
    pub unassigned: bool,
    /// How much it presses.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// When.
    #[serde(default)]
    pub due: Option<Due>,
    /// Promised to the customer.
    #[serde(default)]
    pub promised: bool,
    /// A word on it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Changes a task's fields.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EditTask {
    /// Which.
    pub task_id: TaskId,
    /// What: null clears.
    pub fields: Fields,
}

/// Asks for the next task.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NextTask {
    /// Only this queue.
    #[serde(default)]
    pub queue: Option<String>,
}

/// Names a task.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaskRef {
    /// Which.
    pub task_id: TaskId,
}

/// Moves a task in time.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SnoozeTask {
    /// Which.
    pub task_id: TaskId,
    /// Until then.
    pub until: Timestamp,
    /// A word on why.
    #[serde(default)]
    pub note: Option<String>,
}

/// Gives a task to somebody.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReassignTask {
    /// Which.
    pub task_id: TaskId,
    /// To this user; none: to nobody.
    #[serde(default)]
    pub to_user: Option<UserId>,
    /// Into this queue; none: it stays.
    #[serde(default)]
    pub to_queue: Option<String>,
    /// A word on it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Ends a task without a call.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompleteTask {
    /// Which.
    pub task_id: TaskId,
    /// Becomes a NOTE activity.
    #[serde(default)]
    pub note: Option<String>,
}

/// What becomes of the tasks that wait on a cancelled one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Dependents {
    /// They open.
    #[default]
    Release,
    /// They are cancelled too.
    Cancel,
}

/// Cancels a task.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelTask {
    /// Which.
    pub task_id: TaskId,
    /// Why.
    pub reason: CancelReason,
    /// A word on it.
    #[serde(default)]
    pub note: Option<String>,
    /// What becomes of the tasks that wait on it.
    #[serde(default)]
    pub dependents: Dependents,
}
