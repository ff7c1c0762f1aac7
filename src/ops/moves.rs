//! Moves named by the stage they lead to: each is the action of its edge, never a bare step (domain.md §3).

use super::stage::{self, QualifyAsk, Why};
use super::work::Work;
use super::workflow::{self, QUALIFY, Start};
use super::{OpsError, Out, handover};
use crate::domain::command::{Dormant, MoveStage, ReturnHandover};
use crate::domain::{
    Code, Company, DisqualifyReason, Refusal, RefusalCode, ReturnReason, Role, Stage, UnknownCode,
    stage as machine,
};

pub(super) fn move_stage(work: &mut Work, args: &MoveStage) -> Out<()> {
    let company = work.live::<Company>(args.company_id)?;
    work.label(format!("Moved to {}: {}", args.to, company.name));
    let why = Why {
        reason: args.reason.clone(),
        note: args.note.clone(),
        wake_up: args.wake_up,
        overridden: args.override_guards,
        ..Why::default()
    };
    match (company.stage, args.to) {
        (Stage::Qualifying, Stage::QualifiedLead) => {
            let ask = QualifyAsk {
                note: args.note.clone(),
                reason: args.reason.clone(),
                next_step: None,
                hand_over: None,
                overridden: args.override_guards,
            };
            stage::qualify(work, company.id, &ask)
        }
        (_, Stage::Disqualified) => {
            let reason = reason::<DisqualifyReason>(args.reason.as_deref())?;
            stage::disqualify(work, company.id, reason, args.note.clone())
        }
        (_, Stage::Dormant) => {
            let dormant = Dormant {
                company_id: company.id,
                until: args.wake_up,
                note: args.note.clone(),
            };
            stage::dormant(work, &dormant)
        }
        (_, Stage::Archived) => stage::archive(work, company.id, args.note.clone()),
        (Stage::Disqualified | Stage::Dormant, Stage::Qualifying) => {
            stage::wake(work, &company, &why, QUALIFY, &Start::default()).map(|_| ())
        }
        (Stage::Unverified, Stage::Qualifying) => begin(work, &company, why),
        (Stage::QualifiedLead, Stage::SalesAccepted) => accept(work, &company, &why),
        (Stage::QualifiedLead | Stage::SalesAccepted, Stage::Qualifying) => give_back(work, &company, &why),
        // The edges without an action of their own, and those that do not exist.
        _ => {
            let case = stage::open_qualify(work, company.id)?.map(|case| case.id);
            stage::go(work, company.id, args.to, &why, case)
        }
    }
}

/// A reason code as typed.
pub(super) fn reason<C: std::str::FromStr<Err = UnknownCode>>(text: Option<&str>) -> Out<Option<C>> {
    let read = text.map(str::parse::<C>).transpose();
    Ok(read.map_err(|error| Refusal::invalid("reason", error.to_string()))?)
}

/// UNVERIFIED → QUALIFYING: with the case that is open; by right with one that begins now.
fn begin(work: &mut Work, company: &Company, mut why: Why) -> Out<()> {
    let case = match stage::open_qualify(work, company.id)? {
        Some(case) => Some(case.id),
        None if why.overridden => {
            let start = Start {
                stays: true,
                ..Start::default()
            };
            workflow::start(work, company, QUALIFY, &start)?
        }
        None => None,
    };
    // Nobody qualifies without a case, whatever the right.
    why.overridden &= case.is_some();
    stage::go(work, company.id, Stage::Qualifying, &why, case)
}

/// QUALIFIED_LEAD → SALES_ACCEPTED: the waiting offer is accepted; by right the lead is taken without one.
fn accept(work: &mut Work, company: &Company, why: &Why) -> Out<()> {
    let offer = handover::pending(work, company.id)?;
    if let Some(offer) = offer.filter(|offer| offer.to_role == Role::OutsideSales) {
        return handover::accept(work, offer.id, why.note.clone());
    }
    if why.overridden {
        handover::take_by_right(work, company, why)
    } else {
        Err(nothing_offered(company, Stage::SalesAccepted))
    }
}

/// The refusal of an edge whose handover there is none of.
fn nothing_offered(company: &Company, to: Stage) -> OpsError {
    let facts = machine::Facts::default();
    match machine::check(Some(company.stage), to, &facts, false) {
        Err(refusal) => refusal.into(),
        Ok(()) => Refusal::new(RefusalCode::Guard, "There is no handover to answer.").into(),
    }
}

/// Back to QUALIFYING: what was offered or accepted is returned; by right the case opens again without an offer.
fn give_back(work: &mut Work, company: &Company, why: &Why) -> Out<()> {
    let Some(offer) = handover::returnable(work, company)? else {
        return if why.overridden {
            handover::back_by_right(work, company, why)
        } else {
            Err(nothing_offered(company, Stage::Qualifying))
        };
    };
    let reason = match reason::<ReturnReason>(why.reason.as_deref()) {
        Ok(Some(reason)) => reason,
        Ok(None) => return Err(why_returned().into()),
        Err(_) if why.overridden => ReturnReason::Other,
        Err(error) => return Err(error),
    };
    let back = ReturnHandover {
        handover_id: offer.id,
        reason,
        note: why.note.clone(),
    };
    handover::give_back(work, &back)
}

/// The refusal of a return that does not say why.
pub(super) fn why_returned() -> Refusal {
    let known = ReturnReason::ALL
        .iter()
        .filter(|reason| **reason != ReturnReason::Expired)
        .map(Code::code)
        .collect::<Vec<_>>()
        .join(", ");
    let text = format!("A handover is returned with its reason, one of: {known}.");
    Refusal::new(RefusalCode::Guard, text).missing("reason", format!("one of: {known}"))
}
