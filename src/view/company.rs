//! A company as a list row and as a whole.

use super::queue::CaseRow;
use crate::base::lang::{DayOrder, Lang};
use crate::base::{CompanyId, ContactId, Due, HandoverId, Timestamp, UserId};
use crate::domain::{Company, Contact, Handover, Missing, Stage, Task};
use serde::Serialize;

/// One row of the list of companies.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct CompanyRow {
    /// Which.
    pub id: CompanyId,
    /// Name.
    pub name: String,
    /// Stage.
    pub stage: Stage,
    /// Owner.
    pub owner_id: Option<UserId>,
    /// Owner's name, or the imported text.
    pub owner: Option<String>,
    /// What is due next (the end of the day for a due without a time).
    pub next_due: Option<Timestamp>,
    /// Last activity.
    pub last_activity_at: Option<Timestamp>,
    /// Its type.
    pub last_activity_kind: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Country code.
    pub country: Option<String>,
    /// Number to call.
    pub phone: Option<String>,
    /// Must not be contacted.
    pub dnc: bool,
}

/// The views every file has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CompanyView {
    /// Owned by the actor.
    Mine,
    /// All.
    #[default]
    All,
    /// Without an owner.
    Unassigned,
    /// Nothing due, and not disqualified, asleep or archived.
    NoNextStep,
    /// Asleep.
    Dormant,
    /// Must not be contacted.
    DoNotContact,
    /// In one stage.
    Stage(Stage),
}

/// In which order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CompanySort {
    /// What is due next first.
    #[default]
    NextDue,
    /// By name.
    Name,
}

/// How whoever asks reads and types: the language of messages, the order of a day and a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Speaker {
    /// The language.
    pub lang: Lang,
    /// How `11/12` is read.
    pub order: DayOrder,
}

/// Which contacts are asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ContactAsk {
    /// A filter; see [`crate::domain::filter`]. Empty: no filter.
    pub filter: String,
    /// The filter of a saved view, which must fit too.
    pub saved: String,
    /// Who typed it.
    pub speaker: Speaker,
    /// Of this company only.
    pub company: Option<CompanyId>,
    /// Behind this one.
    pub after: Option<ContactCursor>,
    /// At most so many; 0 = 100.
    pub limit: u32,
}

/// Where a page of contacts ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ContactCursor {
    /// Its sort key.
    pub sort_key: String,
    /// Its id.
    pub id: ContactId,
}

/// A page of contacts.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ContactPage {
    /// The contacts.
    pub rows: Vec<Contact>,
    /// Where the next page begins.
    pub next: Option<ContactCursor>,
}

/// Which companies are asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CompanyAsk {
    /// Which view.
    pub view: CompanyView,
    /// In which order (views other than All and Mine know only the due order).
    pub sort: CompanySort,
    /// Words in any order, AND-ed; digits match numbers. With fields too: see [`crate::domain::filter`]. Empty: no
    /// filter.
    pub filter: String,
    /// The filter of a saved view, which must fit too.
    pub saved: String,
    /// Who typed it.
    pub speaker: Speaker,
    /// It is being typed: of plain words the best hits are enough, and there at once.
    pub typing: bool,
    /// Behind this row.
    pub after: Option<CompanyCursor>,
    /// At most so many; 0 = 100.
    pub limit: u32,
}

/// Where a page ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct CompanyCursor {
    /// Its due key.
    pub due_key: i64,
    /// Its sort key.
    pub sort_key: String,
    /// Its id.
    pub id: CompanyId,
}

/// A page of companies.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct CompanyPage {
    /// The rows.
    pub rows: Vec<CompanyRow>,
    /// Where the next page begins.
    pub next: Option<CompanyCursor>,
}

/// Who works on a company now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct InWork {
    /// Who.
    pub user_id: UserId,
    /// The name.
    pub name: String,
    /// Until then.
    pub until: Timestamp,
}

/// What a rep has on the desk for a call, all of one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Desk {
    /// The task.
    pub task: Task,
    /// Its company.
    pub card: CompanyCard,
    /// The newest of the company's timeline.
    pub timeline: super::TimelinePage,
    /// What was typed for the call and not logged.
    pub draft: Option<super::Draft>,
}

/// A company with what its screen shows beside the timeline.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct CompanyCard {
    /// The row itself.
    #[serde(flatten)]
    pub company: Company,
    /// Whether the VAT id fits its country; left out when there is none, or no rule to go by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_id_valid: Option<bool>,
    /// Owner's name.
    pub owner: Option<String>,
    /// Its zone: its own, its country's main zone, else the tenant's.
    pub zone: String,
    /// Contacts by name (at most 200).
    pub contacts: Vec<Contact>,
    /// Cases, the open ones first (at most 50).
    pub cases: Vec<CaseRow>,
    /// Open and waiting tasks by due (at most 100).
    pub tasks: Vec<Task>,
    /// What Qualify still needs; empty: ready. None: the stage knows no Qualify.
    pub qualify_needs: Option<Vec<Missing>>,
    /// A handover that waits for an answer, or the newest one.
    pub handover: Option<Handover>,
    /// Somebody else works on it.
    pub in_work: Option<InWork>,
    /// Last activity.
    pub last_activity_at: Option<Timestamp>,
    /// What is due next.
    pub next_due: Option<Due>,
    /// Entries of the timeline, counted up to 1,000; 1,000 means that many or more.
    pub timeline_count: i64,
}

/// A handover that waits, for lists.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct HandoverRow {
    /// Which.
    pub id: HandoverId,
    /// Company.
    pub company_id: CompanyId,
    /// Company's name.
    pub company: String,
    /// Into which queue.
    pub to_queue: String,
    /// Offered when.
    pub offered_at: Timestamp,
    /// Comes back then.
    pub expires_at: Timestamp,
}

/// A row in Trash.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct TrashRow {
    /// Table: `company`, `contact`, `task`, `activity`, `note`.
    pub table: String,
    /// Which.
    pub id: uuid::Uuid,
    /// Name or first line.
    pub label: String,
    /// The company it belongs to; none for a company itself.
    pub company: Option<String>,
    /// Since when.
    pub deleted_at: Timestamp,
}
