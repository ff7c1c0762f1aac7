//! Commands about a company, its stage moves among them.

use super::{Fields, FollowUpArgs, Offer};
use crate::base::{CompanyId, Date, UserId};
use crate::domain::{DisqualifyReason, PhoneState, Stage};
use serde::{Deserialize, Serialize};

/// What can be done with a company.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum CompanyCommand {
    /// Enters a company; starts the workflows of `company.created`.
    #[serde(rename = "company.create")]
    Create(CreateCompany),
    /// Changes fields (RFC 7396).
    #[serde(rename = "company.edit")]
    Edit(EditCompany),
    /// Moves to a stage: the action of the edge.
    #[serde(rename = "company.stage")]
    Stage(MoveStage),
    /// Guard, stage QUALIFIED_LEAD, case closed QUALIFIED; or offered to outside sales.
    #[serde(rename = "company.qualify")]
    Qualify(Qualify),
    /// Reason, stage DISQUALIFIED, cases closed, tasks cancelled.
    #[serde(rename = "company.disqualify")]
    Disqualify(Disqualify),
    /// Sleeps until a day; one WAKE_UP task.
    #[serde(rename = "company.dormant")]
    Dormant(Dormant),
    /// Out of queues.
    #[serde(rename = "company.archive")]
    Archive(CompanyNote),
    /// ARCHIVED → UNVERIFIED; DISQUALIFIED or DORMANT → QUALIFYING with a new case.
    #[serde(rename = "company.reopen")]
    Reopen(CompanyNote),
    /// Gives it to a user, or to nobody.
    #[serde(rename = "company.own")]
    Own(OwnCompany),
    /// Puts tags on and takes tags off.
    #[serde(rename = "company.tag")]
    Tag(TagCompany),
    /// Marks a number of the company.
    #[serde(rename = "company.mark_number")]
    MarkNumber(MarkCompanyNumber),
    /// Must not be contacted any more.
    #[serde(rename = "company.do_not_contact")]
    DoNotContact(DoNotContact),
    /// May be contacted again (sales_manager or admin, with a reason).
    #[serde(rename = "company.lift_do_not_contact")]
    LiftDoNotContact(DoNotContact),
    /// Into Trash.
    #[serde(rename = "company.delete")]
    Delete(DeleteCompany),
    /// Out of Trash.
    #[serde(rename = "company.restore")]
    Restore(CompanyRef),
    /// Two are one: everything of the loser moves to the winner.
    #[serde(rename = "company.merge")]
    Merge(MergeCompanies),
    /// Two that look alike are not the same; remembered.
    #[serde(rename = "company.not_same")]
    NotSame(CompanyPair),
}

/// Merges two companies.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MergeCompanies {
    /// Which stays.
    pub winner: CompanyId,
    /// Which goes; its id stands for the winner from then on.
    pub loser: CompanyId,
    /// Where something else than the default stays: `mine` is the winner's, `theirs` the loser's.
    #[serde(default)]
    pub take: crate::domain::merge::Choices,
}

/// Names two companies.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompanyPair {
    /// The one.
    pub one: CompanyId,
    /// The other.
    pub other: CompanyId,
}

/// Puts tags on and takes tags off; the others stay.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TagCompany {
    /// Which.
    pub company_id: CompanyId,
    /// On.
    #[serde(default)]
    pub add: Vec<String>,
    /// Off.
    #[serde(default)]
    pub remove: Vec<String>,
}

/// Enters a company.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateCompany {
    /// Its id, made by whoever creates it.
    pub id: CompanyId,
    /// Its fields; `name` is required.
    pub fields: Fields,
    /// Start the workflows of `company.created`.
    #[serde(default = "yes")]
    pub workflow: bool,
    /// It came with an import.
    #[serde(default)]
    pub import: Option<ImportMark>,
}

/// What an import says of the row it brings.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportMark {
    /// Source system: `hubspot`, `salesforce`, `csv`.
    pub system: String,
    /// Line or row number in the file.
    pub line: u64,
    /// It arrives as a customer: stage CUSTOMER with reason IMPORT, no workflow.
    #[serde(default)]
    pub customer: bool,
}

pub(super) const fn yes() -> bool {
    true
}

/// Changes a company's fields.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EditCompany {
    /// Which.
    pub company_id: CompanyId,
    /// What: null clears.
    pub fields: Fields,
    /// An import brought the change.
    #[serde(default)]
    pub import: Option<ImportMark>,
}

/// Names a company.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompanyRef {
    /// Which.
    pub company_id: CompanyId,
}

/// Names a company, with a word on why.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompanyNote {
    /// Which.
    pub company_id: CompanyId,
    /// A word on it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Moves to a stage by the action of the edge.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MoveStage {
    /// Which.
    pub company_id: CompanyId,
    /// Where to.
    pub to: Stage,
    /// Reason code where the edge wants one.
    #[serde(default)]
    pub reason: Option<String>,
    /// A word on it.
    #[serde(default)]
    pub note: Option<String>,
    /// For DORMANT.
    #[serde(default)]
    pub wake_up: Option<Date>,
    /// Skip guards by right (`stages:override`); needs reason and note.
    #[serde(default, rename = "override")]
    pub override_guards: bool,
}

/// Qualifies a company.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Qualify {
    /// Which.
    pub company_id: CompanyId,
    /// A word on it.
    #[serde(default)]
    pub note: Option<String>,
    /// A next step made by the same action.
    #[serde(default)]
    pub next_step: Option<FollowUpArgs>,
    /// Offer the case to outside sales instead of closing it.
    #[serde(default)]
    pub hand_over: Option<Offer>,
    /// Reason of an override.
    #[serde(default)]
    pub reason: Option<String>,
    /// Skip guards by right; needs reason and note.
    #[serde(default, rename = "override")]
    pub override_guards: bool,
}

/// Disqualifies a company.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Disqualify {
    /// Which.
    pub company_id: CompanyId,
    /// Why.
    #[serde(default)]
    pub reason: Option<DisqualifyReason>,
    /// A word on it; required for OTHER.
    #[serde(default)]
    pub note: Option<String>,
}

/// Puts a company to sleep.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dormant {
    /// Which.
    pub company_id: CompanyId,
    /// Wake up on this day.
    #[serde(default)]
    pub until: Option<Date>,
    /// A word on it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Gives a company an owner.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OwnCompany {
    /// Which.
    pub company_id: CompanyId,
    /// To whom; none: nobody.
    pub owner: Option<UserId>,
    /// A word on it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Marks a number of a company.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MarkCompanyNumber {
    /// Which.
    pub company_id: CompanyId,
    /// The number, as [`crate::domain::Phone::key`] or as typed.
    pub number: String,
    /// What is known of it.
    pub state: PhoneState,
}

/// Sets or lifts do-not-contact.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DoNotContact {
    /// Which.
    pub company_id: CompanyId,
    /// On what basis, or why it is lifted.
    #[serde(default)]
    pub basis: Option<String>,
}

/// Puts a company into Trash.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeleteCompany {
    /// Which.
    pub company_id: CompanyId,
    /// Take an open case and its tasks along.
    #[serde(default)]
    pub with_case: bool,
}
