//! What happened elsewhere, or was to be done there, as an import brings it.

use super::ImportMark;
use crate::base::{ActivityId, CompanyId, ContactId, Due, TaskId, Timestamp, UserId};
use crate::domain::{ActivityState, ActivityType, Direction};
use serde::{Deserialize, Serialize};

/// Enters what happened in another system as it was: no follow-up, no task completed, no stage moved.
///
/// Its id derives from the row of that system, so that the same row never comes twice; given again with other words,
/// it says those, and out of Trash it comes back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportActivity {
    /// Its id.
    pub id: ActivityId,
    /// With which company.
    #[serde(default)]
    pub company_id: Option<CompanyId>,
    /// With whom.
    #[serde(default)]
    pub contact_id: Option<ContactId>,
    /// What.
    pub kind: ActivityType,
    /// Who spoke to whom.
    #[serde(default)]
    pub direction: Option<Direction>,
    /// PLANNED for what is still to come; by the outcome when not said.
    #[serde(default)]
    pub state: Option<ActivityState>,
    /// Outcome code; a call may have none, when none was told there.
    #[serde(default)]
    pub outcome: Option<String>,
    /// When it happened there.
    pub occurred_at: Timestamp,
    /// Seconds.
    #[serde(default)]
    pub duration_s: Option<i64>,
    /// One line.
    #[serde(default)]
    pub subject: Option<String>,
    /// What was said, with all that has no field here.
    #[serde(default)]
    pub notes: Option<String>,
    /// Who logged it, when they are a user here.
    #[serde(default)]
    pub by: Option<UserId>,
    /// Where it comes from.
    pub import: ImportMark,
}

/// Enters a task of another system, in the queue of inside sales or done.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportTask {
    /// Its id, derived as that of an activity.
    pub id: TaskId,
    /// On which company.
    pub company_id: CompanyId,
    /// Concerning whom.
    #[serde(default)]
    pub contact_id: Option<ContactId>,
    /// One line.
    pub title: String,
    /// What else is told.
    #[serde(default)]
    pub note: Option<String>,
    /// When it is due.
    #[serde(default)]
    pub due: Option<Due>,
    /// Whose, when they are a user here; nobody's otherwise.
    #[serde(default)]
    pub assignee: Option<UserId>,
    /// When it was done there; open when not said.
    #[serde(default)]
    pub done_at: Option<Timestamp>,
    /// When it was entered there.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// Where it comes from.
    pub import: ImportMark,
}
