//! Commands about a case and its handover.

use crate::base::{CaseId, CompanyId, Date, HandoverId, UserId};
use crate::domain::{CaseOutcome, ReturnReason, Role};
use serde::{Deserialize, Serialize};

/// What can be done with a case.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum CaseCommand {
    /// Starts a workflow on a company.
    #[serde(rename = "case.start")]
    Start(StartCase),
    /// Closes a case; for QUALIFY_COMPANY that is the stage action of the outcome.
    #[serde(rename = "case.close")]
    Close(CloseCase),
    /// Offers the case to another role or queue.
    #[serde(rename = "case.hand_over")]
    HandOver(HandOver),
    /// Takes an offered case: it closes, `work_lead` starts, stage SALES_ACCEPTED.
    #[serde(rename = "case.accept")]
    Accept(AnswerHandover),
    /// Gives it back with a reason.
    #[serde(rename = "case.return")]
    Return(ReturnHandover),
    /// The sender takes the offer back.
    #[serde(rename = "case.withdraw")]
    Withdraw(AnswerHandover),
    /// No answer in time; given by the job, never by a person.
    #[serde(rename = "case.expire")]
    Expire(AnswerHandover),
    /// Into Trash, with its open tasks.
    #[serde(rename = "case.delete")]
    Delete(CaseRef),
    /// Out of Trash, with the tasks that went along.
    #[serde(rename = "case.restore")]
    Restore(CaseRef),
}

/// Names a case.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CaseRef {
    /// Which.
    pub case_id: CaseId,
}

/// Starts a workflow.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StartCase {
    /// On which company.
    pub company_id: CompanyId,
    /// Which template.
    pub template: String,
}

/// Closes a case.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CloseCase {
    /// Which.
    pub case_id: CaseId,
    /// How it ended.
    pub outcome: CaseOutcome,
    /// A word on it.
    #[serde(default)]
    pub note: Option<String>,
    /// Reason code where the outcome wants one.
    #[serde(default)]
    pub reason: Option<String>,
    /// For DORMANT.
    #[serde(default)]
    pub wake_up: Option<Date>,
    /// Open tasks of the case stay open on the company instead of being cancelled.
    #[serde(default)]
    pub keep_tasks: bool,
}

/// To whom a case is offered.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Role; outside_sales when not said.
    #[serde(default)]
    pub to_role: Option<Role>,
    /// Queue; that of the role when not said.
    #[serde(default)]
    pub to_queue: Option<String>,
    /// One user of that queue.
    #[serde(default)]
    pub to_user: Option<UserId>,
    /// A word for whoever takes it.
    #[serde(default)]
    pub note: Option<String>,
}

impl Offer {
    /// To the outside-sales queue, without a word.
    pub const fn outside_sales() -> Self {
        Self {
            to_role: None,
            to_queue: None,
            to_user: None,
            note: None,
        }
    }
}

/// Offers a company's case.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Which company: its open QUALIFY_COMPANY case, or the one closed QUALIFIED.
    pub company_id: CompanyId,
    /// To whom.
    pub offer: Offer,
}

/// Names a handover.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerHandover {
    /// Which.
    pub handover_id: HandoverId,
    /// A word on it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Returns a handover, or later the WORK_LEAD case that came of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReturnHandover {
    /// Which.
    pub handover_id: HandoverId,
    /// Why.
    pub reason: ReturnReason,
    /// A word on it; required for OTHER.
    #[serde(default)]
    pub note: Option<String>,
}
