//! The timeline of a company: everything that happened, newest first, by pages.

use crate::base::{CompanyId, ContactId, TaskId, Timestamp, UserId};
use serde::Serialize;

/// The kinds of entries; filters go by them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// An activity: call, e-mail, meeting, visit, note, research, owner change, import …
    Activity,
    /// A remark.
    Note,
    /// A stage change.
    Stage,
    /// A handover offered or answered.
    Handover,
    /// A task done.
    TaskDone,
    /// A follow-up whose place another one took.
    TaskReplaced,
}

/// One entry.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Entry {
    /// Row id.
    pub id: uuid::Uuid,
    /// What kind of entry.
    pub kind: EntryKind,
    /// When.
    pub at: Timestamp,
    /// The code within the kind: activity type, `STAGE`, `HANDOVER`, `TASK_DONE`, `TASK_REPLACED`, note kind.
    pub code: String,
    /// Activity state, when it is not HELD; handover state (PENDING where it was offered); reason of a stage change.
    pub state: Option<String>,
    /// Outcome code, target stage, task type, reason of a returned handover.
    pub outcome: Option<String>,
    /// From stage; subject; task title; queue of a handover.
    pub subject: Option<String>,
    /// What was said.
    pub text: Option<String>,
    /// Seconds.
    pub duration_s: Option<i64>,
    /// Attempt n.
    pub attempt: Option<i64>,
    /// With whom.
    pub contact_id: Option<ContactId>,
    /// Their name.
    pub contact: Option<String>,
    /// On which task.
    pub task_id: Option<TaskId>,
    /// By whom.
    pub by: UserId,
    /// Their name.
    pub by_name: Option<String>,
}

/// Which part of a timeline is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TimelineAsk {
    /// Of which company.
    pub company_id: CompanyId,
    /// Only these kinds; empty: all.
    pub kinds: Vec<EntryKind>,
    /// Only activities of these types; empty: all. Given without kinds: nothing but such activities.
    pub types: Vec<String>,
    /// Only entries with all these words; empty: no search.
    pub find: String,
    /// Older than this entry.
    pub before: Option<(Timestamp, uuid::Uuid)>,
    /// At most so many; 0 = 50.
    pub limit: u32,
}

impl TimelineAsk {
    /// The newest entries of a company.
    pub const fn of(company_id: CompanyId) -> Self {
        Self {
            company_id,
            kinds: Vec::new(),
            types: Vec::new(),
            find: String::new(),
            before: None,
            limit: 0,
        }
    }
}

/// A page of a timeline.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct TimelinePage {
    /// The entries, newest first. With a search there may be none although more follow.
    pub entries: Vec<Entry>,
    /// Where the next page begins.
    pub next: Option<(Timestamp, uuid::Uuid)>,
}
