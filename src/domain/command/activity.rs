//! Logging what happened: the command a rep gives all day.

use super::{Fields, ImportActivity, Offer};
use crate::base::{ActivityId, CompanyId, ContactId, Date, Due, TaskId, Timestamp, UserId};
use crate::domain::{ActivityType, Direction, DisqualifyReason, Priority, TaskType};
use serde::{Deserialize, Serialize};

/// What can be done with an activity.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum ActivityCommand {
    /// Logs it, with its outcome, follow-up and stage rule, in one transaction.
    #[serde(rename = "activity.log")]
    Log(Box<LogActivity>),
    /// Enters what happened in another system, as it was.
    #[serde(rename = "activity.import")]
    Import(Box<ImportActivity>),
    /// Changes notes, subject, outcome, occurred_at, duration_s, contact_id (RFC 7396).
    #[serde(rename = "activity.edit")]
    Edit(EditActivity),
    /// Into Trash.
    #[serde(rename = "activity.delete")]
    Delete(ActivityRef),
    /// Out of Trash.
    #[serde(rename = "activity.restore")]
    Restore(ActivityRef),
}

/// Logs an activity.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LogActivity {
    /// Its id, made by whoever logs it.
    pub id: ActivityId,
    /// On which task; an outcome completes a call task.
    #[serde(default)]
    pub task_id: Option<TaskId>,
    /// Leave that task open although the outcome would complete it.
    #[serde(default)]
    pub keep_task: bool,
    /// With which company; the task's when a task is named.
    #[serde(default)]
    pub company_id: Option<CompanyId>,
    /// With whom.
    #[serde(default)]
    pub contact_id: Option<ContactId>,
    /// What.
    pub kind: ActivityType,
    /// Who spoke to whom; OUTBOUND when not said, none for notes and research.
    #[serde(default)]
    pub direction: Option<Direction>,
    /// Outcome code; required for a CALL.
    #[serde(default)]
    pub outcome: Option<String>,
    /// When it happened; now when not said.
    #[serde(default)]
    pub occurred_at: Option<Timestamp>,
    /// Seconds.
    #[serde(default)]
    pub duration_s: Option<i64>,
    /// One line, for e-mails and meetings.
    #[serde(default)]
    pub subject: Option<String>,
    /// What was said.
    #[serde(default)]
    pub notes: Option<String>,
    /// The number called, as [`crate::domain::Phone::key`] or as typed.
    #[serde(default)]
    pub phone: Option<String>,
    /// The agreed follow-up; wins over what the outcome would make.
    #[serde(default)]
    pub follow_up: Option<FollowUpArgs>,
    /// Make none, although the outcome would.
    #[serde(default)]
    pub no_follow_up: bool,
    /// Take the place of somebody else's promised follow-up.
    #[serde(default)]
    pub replace: bool,
    /// For MEETING_BOOKED: minutes; 30 when not said. Its start is the follow-up's due.
    #[serde(default)]
    pub meeting_minutes: Option<i64>,
    /// What else the same act decides.
    #[serde(default)]
    pub then: Option<Then>,
    /// Why it was right although number or address is on the do-not-contact list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_do_not_contact: Option<String>,
}

/// A follow-up.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FollowUpArgs {
    /// When.
    pub due: Due,
    /// What; CALL_BACK (or the type the outcome names) when not said.
    #[serde(default)]
    pub kind: Option<TaskType>,
    /// One line.
    #[serde(default)]
    pub title: Option<String>,
    /// Whose; the task's assignee, else the actor, when not said.
    #[serde(default)]
    pub assignee: Option<UserId>,
    /// How much it presses.
    #[serde(default)]
    pub priority: Option<Priority>,
}

impl FollowUpArgs {
    /// A follow-up then, everything else by the rules.
    pub const fn at(due: Due) -> Self {
        Self {
            due,
            kind: None,
            title: None,
            assignee: None,
            priority: None,
        }
    }
}

/// What the same act decides beside the outcome.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Then {
    /// Qualify the company, and hand it over if an offer is given.
    Qualify {
        /// Offer it to outside sales.
        #[serde(default)]
        hand_over: Option<Offer>,
    },
    /// Disqualify it.
    Disqualify {
        /// Why.
        reason: DisqualifyReason,
        /// A word on it.
        #[serde(default)]
        note: Option<String>,
    },
    /// Let it sleep.
    Dormant {
        /// Until this day.
        until: Date,
    },
    /// The whole company must not be contacted (DO_NOT_CALL).
    BlockCompany {
        /// On what basis.
        #[serde(default)]
        basis: Option<String>,
    },
    /// Only this person must not be contacted (DO_NOT_CALL).
    BlockPerson {
        /// On what basis.
        #[serde(default)]
        basis: Option<String>,
    },
}

/// Changes an activity's fields.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EditActivity {
    /// Which.
    pub activity_id: ActivityId,
    /// What: null clears.
    pub fields: Fields,
}

/// Names an activity.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ActivityRef {
    /// Which.
    pub activity_id: ActivityId,
}

impl LogActivity {
    /// An activity of a kind, everything else by the rules.
    pub fn new(id: ActivityId, kind: ActivityType) -> Self {
        Self {
            id,
            kind,
            task_id: None,
            keep_task: false,
            company_id: None,
            contact_id: None,
            direction: None,
            outcome: None,
            occurred_at: None,
            duration_s: None,
            subject: None,
            notes: None,
            phone: None,
            follow_up: None,
            no_follow_up: false,
            replace: false,
            meeting_minutes: None,
            then: None,
            override_do_not_contact: None,
        }
    }
}
