//! Effects: what a command did, or in a dry run would do.
//!
//! Screens print them before a key is pressed and after; the command line
//! prints them as JSON; later the events and webhooks are made of them.

use super::codes::*;
use super::custom::FieldEntity;
use super::suppression::SuppressionKind;
use crate::base::{
    ActivityId, CaseId, CommandId, CompanyId, ContactId, Date, DeviceId, Due, HandoverId, NoteId, TaskId,
    Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

/// What a merge takes along that the journal does not know: a lease, and drafts.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct WentAlong {
    /// The lease on the loser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<MovedLease>,
    /// The forms whose drafts are about the winner now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drafts: Vec<MovedDraft>,
}

/// A draft that went along with a merge.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema), schemars(!from))]
#[serde(from = "WrittenDraft")]
pub struct MovedDraft {
    /// Into which form it was typed.
    pub form: String,
    /// When, so that what is typed there later is not taken for it; none: an older version did not write it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// A moved draft as it stands in journals: older versions wrote its form alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenDraft {
    Form(String),
    Typed {
        form: String,
        #[serde(default)]
        at: Option<Timestamp>,
    },
}

impl From<WrittenDraft> for MovedDraft {
    fn from(written: WrittenDraft) -> Self {
        match written {
            WrittenDraft::Form(form) => Self { form, at: None },
            WrittenDraft::Typed { form, at } => Self { form, at },
        }
    }
}

impl WentAlong {
    /// Nothing did.
    pub const fn is_nothing(&self) -> bool {
        self.lease.is_none() && self.drafts.is_empty()
    }
}

/// A lease that a merge moved, or ended because there was one on the winner.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct MovedLease {
    /// Whose.
    pub user_id: UserId,
    /// On which replica file.
    pub device_id: DeviceId,
    /// The task claimed.
    pub task_id: TaskId,
    /// Until then.
    pub until: Timestamp,
    /// It is on the winner now.
    pub moved: bool,
}

/// One thing a command did.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// A company was entered.
    CompanyCreated {
        /// Which.
        id: CompanyId,
        /// Its name.
        name: String,
    },
    /// Fields of a company changed.
    CompanyChanged {
        /// Which.
        id: CompanyId,
        /// Which fields.
        fields: Vec<String>,
    },
    /// A company moved.
    StageChanged {
        /// Which.
        company_id: CompanyId,
        /// From; none for the first.
        from: Option<Stage>,
        /// To.
        to: Stage,
    },
    /// A company went to Trash.
    CompanyDeleted {
        /// Which.
        id: CompanyId,
    },
    /// A row came back from Trash.
    Restored {
        /// Table.
        table: String,
        /// Id.
        id: uuid::Uuid,
    },
    /// A row went to Trash.
    Deleted {
        /// Table.
        table: String,
        /// Id.
        id: uuid::Uuid,
    },
    /// A contact was entered.
    ContactCreated {
        /// Which.
        id: ContactId,
        /// Name.
        name: String,
    },
    /// Fields of a contact changed.
    ContactChanged {
        /// Which.
        id: ContactId,
        /// Which fields.
        fields: Vec<String>,
    },
    /// A case began.
    CaseOpened {
        /// Which.
        id: CaseId,
        /// What about.
        kind: CaseType,
    },
    /// A case ended.
    CaseClosed {
        /// Which.
        id: CaseId,
        /// What about.
        kind: CaseType,
        /// How.
        outcome: CaseOutcome,
    },
    /// A case opened again.
    CaseReopened {
        /// Which.
        id: CaseId,
    },
    /// A task was made.
    TaskCreated {
        /// Which.
        id: TaskId,
        /// What kind.
        kind: TaskType,
        /// In which queue.
        queue: String,
        /// When.
        due: Option<Due>,
        /// Attempt n.
        attempt: i64,
        /// What made it.
        origin: TaskOrigin,
        /// Promised to the customer.
        promised: bool,
    },
    /// A task changed.
    TaskChanged {
        /// Which.
        id: TaskId,
        /// Which fields.
        fields: Vec<String>,
    },
    /// A task was done.
    TaskDone {
        /// Which.
        id: TaskId,
    },
    /// A task was cancelled.
    TaskCancelled {
        /// Which.
        id: TaskId,
        /// Why.
        reason: CancelReason,
    },
    /// A waiting task opened.
    TaskReleased {
        /// Which.
        id: TaskId,
    },
    /// A task is the actor's now, its company locked.
    TaskClaimed {
        /// Which.
        id: TaskId,
        /// Its company.
        company_id: CompanyId,
        /// Until then.
        until: Timestamp,
    },
    /// The lease on a company ended.
    LeaseEnded {
        /// Which company.
        company_id: CompanyId,
    },
    /// Something that happened was logged.
    ActivityLogged {
        /// Which.
        id: ActivityId,
        /// What.
        kind: ActivityType,
        /// Its outcome.
        outcome: Option<String>,
    },
    /// A note was added.
    NoteAdded {
        /// Which.
        id: NoteId,
    },
    /// A number was marked.
    NumberMarked {
        /// The number.
        number: String,
        /// As what.
        state: PhoneState,
    },
    /// The next number to try, after a wrong one.
    NextNumber {
        /// The number.
        number: String,
        /// Whose; none: the company's.
        contact_id: Option<ContactId>,
    },
    /// The company must not be contacted, or may again.
    DoNotContact {
        /// Which company.
        company_id: Option<CompanyId>,
        /// Which person.
        contact_id: Option<ContactId>,
        /// Set or lifted.
        set: bool,
    },
    /// A case was offered.
    HandoverOffered {
        /// Which.
        id: HandoverId,
        /// Into which queue.
        to_queue: String,
    },
    /// An offer was answered.
    HandoverAnswered {
        /// Which.
        id: HandoverId,
        /// How.
        state: HandoverState,
    },
    /// A company sleeps until a day.
    WakeUp {
        /// Until then.
        on: Date,
    },
    /// An earlier command was taken back.
    Undone {
        /// Which.
        command: CommandId,
        /// What it had been, in words.
        label: String,
    },
    /// Two rows are one now.
    Merged {
        /// Table.
        table: String,
        /// Which stays.
        winner: uuid::Uuid,
        /// Which went.
        loser: uuid::Uuid,
        /// What moved: how many of what.
        moved: std::collections::BTreeMap<String, usize>,
        /// Values that stay nowhere, by field.
        left_behind: Vec<(String, String)>,
        /// What went along without the journal; undo brings it back from here.
        #[serde(default, skip_serializing_if = "WentAlong::is_nothing")]
        along: WentAlong,
    },
    /// Two rows that look alike are not the same.
    NotSame {
        /// Table.
        table: String,
        /// The one.
        one: uuid::Uuid,
        /// The other.
        other: uuid::Uuid,
    },
    /// A person was erased for good.
    Erased {
        /// The row that is left, without content.
        contact_id: ContactId,
        /// How many rows that were merged into it went along.
        merged: usize,
        /// How many texts about the person were changed.
        texts: usize,
        /// How many entries of the journal were.
        journal: usize,
        /// How many drafts went.
        drafts: usize,
    },
    /// Values were put on the do-not-contact list.
    Suppressed {
        /// How many.
        count: usize,
        /// How many were on it already.
        known: usize,
        /// How many companies and contacts have one of them.
        rows: usize,
    },
    /// A value was taken off the do-not-contact list.
    SuppressionLifted {
        /// What it is.
        kind: SuppressionKind,
    },
    /// Rules were put in force.
    RulesLoaded {
        /// How many.
        count: usize,
    },
    /// A field of the tenant's own was defined, or its definition changed.
    FieldPut {
        /// On which records.
        entity: FieldEntity,
        /// Its name.
        name: String,
        /// It was not there before.
        created: bool,
    },
    /// The definition of a field went away.
    FieldDeleted {
        /// Of which records.
        entity: FieldEntity,
        /// Its name.
        name: String,
    },
    /// A row of an export was brought back as it was.
    RowBroughtBack {
        /// Its table.
        table: String,
        /// It was not here, or in Trash.
        created: bool,
    },
    /// Rows left Trash for good.
    Purged {
        /// How many, without what hung on them.
        count: usize,
    },
    /// Something to know, though nothing was refused: `no_conversation_yet`, `promise_stands`, `outside_hours` …
    Warning {
        /// Stable code.
        code: String,
        /// One line.
        text: String,
        /// The moment it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
    },
}

impl Effect {
    /// What others hear of it; none: it is of no interest beyond the rows that changed.
    pub const fn topic(&self) -> Option<&'static str> {
        Some(match self {
            Self::CompanyCreated { .. } => "crm.company.created",
            Self::CompanyChanged { .. } => "crm.company.updated",
            Self::StageChanged { .. } => "crm.company.stage_changed",
            Self::CompanyDeleted { .. } => "crm.company.deleted",
            Self::ContactCreated { .. } => "crm.contact.created",
            Self::ContactChanged { .. } => "crm.contact.updated",
            Self::CaseOpened { .. } => "crm.case.opened",
            Self::CaseClosed { .. } => "crm.case.closed",
            Self::CaseReopened { .. } => "crm.case.reopened",
            Self::TaskCreated { .. } => "crm.task.created",
            Self::TaskChanged { .. } => "crm.task.updated",
            Self::TaskDone { .. } => "crm.task.done",
            Self::TaskCancelled { .. } => "crm.task.cancelled",
            Self::ActivityLogged { .. } => "crm.activity.logged",
            Self::NoteAdded { .. } => "crm.note.added",
            Self::DoNotContact { .. } => "crm.do_not_contact.changed",
            Self::HandoverOffered { .. } => "crm.handover.offered",
            Self::HandoverAnswered { .. } => "crm.handover.answered",
            Self::Merged { .. } => "crm.record.merged",
            Self::Undone { .. } => "crm.command.undone",
            _ => return None,
        })
    }
}
