//! Handovers: a case offered to another role or queue, and its answer.

use super::follow_up;
use super::stage::{self, Why};
use super::work::Work;
use super::{OpsError, Out, workflow};
use crate::base::{CaseId, CompanyId, HandoverId};
use crate::domain::command::{HandOver, Offer, ReturnHandover};
use crate::domain::outcome::Place;
use crate::domain::workflow::Trigger;
use crate::domain::{
    CancelReason, Case, CaseOutcome, CaseType, Code, Company, Effect, Handover, HandoverState, Refusal,
    RefusalCode, ReturnReason, Role, Stage, Task, TaskOrigin, TaskType, User,
};

/// Offers a company's case: the open QUALIFY_COMPANY one (which qualifies), or the one closed QUALIFIED.
pub(super) fn hand_over(work: &mut Work, args: &HandOver) -> Out<()> {
    let company = work.live::<Company>(args.company_id)?;
    work.label(format!("Handed over: {}", company.name));
    if let Some(case) = stage::open_qualify(work, company.id)? {
        if company.stage != Stage::QualifiedLead {
            let ask = stage::QualifyAsk {
                note: args.offer.note.clone(),
                reason: None,
                next_step: None,
                hand_over: Some(&args.offer),
                overridden: false,
            };
            return stage::qualify(work, company.id, &ask);
        }
        return offer(work, &company, &case, &args.offer);
    }
    let tenant = work.tx.tenant();
    let closed = work.tx.select(
        crate::store::facts::QUALIFY_CASES,
        crate::params![tenant, company.id],
    )?;
    let closed = closed
        .into_iter()
        .find(|case| case.outcome == Some(CaseOutcome::Qualified));
    let Some(case) = closed.filter(|_| company.stage == Stage::QualifiedLead) else {
        let text = "Only a company that is being qualified, or a QUALIFIED_LEAD, can be handed over.";
        return Err(Refusal::new(RefusalCode::Guard, text)
            .missing("case", "qualify it first (m 1)")
            .into());
    };
    let case = work.edit::<Case>(case.id, |case| {
        case.closed_at = None;
        case.closed_by = None;
    })?;
    work.effect(Effect::CaseReopened { id: case.id });
    offer(work, &company, &case, &args.offer)
}

/// Writes the offer: handover PENDING, the case's outcome QUALIFIED, a review task for the target.
pub(super) fn offer(work: &mut Work, company: &Company, case: &Case, offer: &Offer) -> Out<()> {
    if pending(work, company.id)?.is_some() {
        let text = "A handover of this company is waiting for its answer already.";
        return Err(Refusal::new(RefusalCode::Conflict, text)
            .missing("handover", "withdraw it first")
            .into());
    }
    let (role, queue) = target(work, offer)?;
    let settings = &work.ctx.rules.settings;
    let place = Place {
        zone: work.ctx.zone.clone(),
        country: Some(settings.country.clone()),
    };
    let desk = place.desk(settings);
    let last_day = desk.add_working_days(work.ctx.now.date_in(&work.ctx.zone), settings.handover_days);
    let next_day = desk.next_working_day(work.ctx.now.date_in(&work.ctx.zone));
    let expires_at = last_day.end_in(&work.ctx.zone);
    let id: HandoverId = work.ctx.derive("handover", "offer", 0);
    let mut task = work.new_task("handover_review", 0, company.id, TaskType::HandoverReview);
    "Accept or return".clone_into(&mut task.title);
    task.case_id = Some(case.id);
    task.queue.clone_from(&queue);
    task.assignee_id = offer.to_user;
    task.due_on = Some(next_day);
    task.origin = TaskOrigin::System;
    task.note.clone_from(&offer.note);
    work.insert(&Handover {
        id,
        case_id: case.id,
        company_id: company.id,
        to_role: role,
        to_queue: queue.clone(),
        to_user: offer.to_user,
        note: offer.note.clone(),
        state: HandoverState::Pending,
        offered_by: work.ctx.actor.id,
        offered_at: work.now(),
        expires_at,
        answered_by: None,
        answered_at: None,
        reason: None,
        answer_note: None,
        review_task_id: Some(task.id),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    })?;
    work.add_task(&task)?;
    work.edit::<Case>(case.id, |case| case.outcome = Some(CaseOutcome::Qualified))?;
    work.effect(Effect::HandoverOffered { id, to_queue: queue });
    Ok(())
}

fn target(work: &mut Work, offer: &Offer) -> Out<(Role, String)> {
    if let Some(user) = offer.to_user {
        work.live::<User>(user)?;
    }
    let rules = &work.ctx.rules;
    let queue_role = match &offer.to_queue {
        Some(queue) => Some(
            rules
                .queue_role(queue)
                .ok_or_else(|| rules.unknown_queue(queue))?,
        ),
        None => None,
    };
    let role = offer.to_role.or(queue_role).unwrap_or(Role::OutsideSales);
    if queue_role.is_some_and(|of_queue| of_queue != role) {
        return Err(Refusal::invalid("to_queue", format!("that queue is not worked by {role}")).into());
    }
    let queue = offer.to_queue.clone().or_else(|| rules.role_queue(role));
    let queue = queue.ok_or_else(|| Refusal::invalid("to_role", format!("no queue is worked by {role}")))?;
    Ok((role, queue))
}

fn pending(work: &mut Work, company: CompanyId) -> Out<Option<Handover>> {
    Ok(work
        .tx
        .company_handovers(company)?
        .into_iter()
        .find(|h| h.state == HandoverState::Pending))
}

fn waiting(work: &mut Work, id: HandoverId) -> Out<Handover> {
    let handover = work.live::<Handover>(id)?;
    if handover.state == HandoverState::Pending {
        return Ok(handover);
    }
    let text = format!("This handover was answered already: {}.", handover.state);
    Err(Refusal::new(RefusalCode::Conflict, text).into())
}

fn answer(
    work: &mut Work,
    handover: &Handover,
    state: HandoverState,
    reason: Option<ReturnReason>,
    note: Option<String>,
) -> Out<()> {
    let (now, actor) = (work.now(), work.ctx.actor.id);
    work.edit::<Handover>(handover.id, |h| {
        h.state = state;
        h.answered_by = Some(actor);
        h.answered_at = Some(now);
        h.reason = reason;
        h.answer_note = note;
    })?;
    work.effect(Effect::HandoverAnswered {
        id: handover.id,
        state,
    });
    let review = match handover.review_task_id {
        Some(task) => work.tx.load::<Task>(task)?.filter(Task::is_open),
        None => None,
    };
    let Some(review) = review else { return Ok(()) };
    match state {
        HandoverState::Withdrawn | HandoverState::Expired => {
            stage::cancel(work, &review, CancelReason::HandoverAnswered)
        }
        _ => follow_up::done(work, &review, None),
    }
}

/// Whether the actor may answer: of the queue's role, the user named, a manager or admin.
fn may_answer(work: &Work, handover: &Handover) -> Out<()> {
    let actor = &work.ctx.actor;
    let boss = actor
        .roles
        .iter()
        .any(|role| matches!(role, Role::Admin | Role::SalesManager));
    let named = handover.to_user.is_none_or(|user| user == actor.id);
    if boss
        || (named && (actor.roles.contains(&handover.to_role) || actor.queues.contains(&handover.to_queue)))
    {
        return Ok(());
    }
    let text = format!("Only {} may answer this handover.", handover.to_queue);
    Err(Refusal::new(RefusalCode::Forbidden, text).into())
}

/// Takes the case: it closes, `work_lead` starts and takes the next-step tasks, stage SALES_ACCEPTED.
pub(super) fn accept(work: &mut Work, id: HandoverId, note: Option<String>) -> Out<()> {
    let handover = waiting(work, id)?;
    may_answer(work, &handover)?;
    let company = work.live::<Company>(handover.company_id)?;
    work.label(format!("Handover accepted: {}", company.name));
    answer(work, &handover, HandoverState::Accepted, None, note)?;
    let case = work.live::<Case>(handover.case_id)?;
    stage::close_case(work, &case, CaseOutcome::Qualified, None)?;
    let started = workflow::trigger(work, &company, Trigger::HandoverAccepted)?;
    stage::go(
        work,
        company.id,
        Stage::SalesAccepted,
        &Why::default(),
        Some(case.id),
    )?;
    if let Some(lead) = started.first() {
        take_next_steps(work, &case, *lead, &handover)?;
    }
    Ok(())
}

fn take_next_steps(work: &mut Work, case: &Case, lead: CaseId, handover: &Handover) -> Out<()> {
    let actor = work.ctx.actor.id;
    for task in work.tx.open_tasks(case.company_id)? {
        let of_case = task.case_id == Some(case.id) || task.case_id.is_none();
        if task.outlives_case() && of_case {
            work.edit::<Task>(task.id, |task| {
                task.case_id = Some(lead);
                task.queue.clone_from(&handover.to_queue);
                task.assignee_id = Some(actor);
            })?;
        }
    }
    Ok(())
}

/// Gives the case back: before it was accepted, or later from WORK_LEAD.
pub(super) fn give_back(work: &mut Work, args: &ReturnHandover) -> Out<()> {
    let handover = work.live::<Handover>(args.handover_id)?;
    may_answer(work, &handover)?;
    if args.reason == ReturnReason::Other && args.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
        return Err(Refusal::invalid("note", "OTHER needs a note").into());
    }
    let company = work.live::<Company>(handover.company_id)?;
    work.label(format!("Handover returned: {}", company.name));
    match handover.state {
        HandoverState::Pending => {}
        HandoverState::Accepted => close_work_lead(work, &handover)?,
        state => {
            let text = format!("This handover was answered already: {state}.");
            return Err(Refusal::new(RefusalCode::Conflict, text).into());
        }
    }
    send_back(
        work,
        &company,
        &handover,
        HandoverState::Returned,
        args.reason,
        args.note.clone(),
    )
}

/// No answer in time: comes back with reason EXPIRED.
pub(super) fn expire(work: &mut Work, id: HandoverId) -> Out<()> {
    let handover = waiting(work, id)?;
    if handover.expires_at > work.now() {
        let text = "This handover has not expired yet.";
        return Err(Refusal::new(RefusalCode::Guard, text).into());
    }
    let company = work.live::<Company>(handover.company_id)?;
    work.label(format!("Handover expired: {}", company.name));
    send_back(
        work,
        &company,
        &handover,
        HandoverState::Expired,
        ReturnReason::Expired,
        None,
    )
}

fn close_work_lead(work: &mut Work, handover: &Handover) -> Out<()> {
    for case in work.tx.open_cases(handover.company_id)? {
        if case.kind == CaseType::WorkLead {
            stage::close_case(work, &case, CaseOutcome::Returned, None)?;
            for task in work.tx.case_tasks(case.id)? {
                if task.is_open() {
                    stage::cancel(work, &task, CancelReason::CaseClosed)?;
                }
            }
        }
    }
    Ok(())
}

fn send_back(
    work: &mut Work,
    company: &Company,
    handover: &Handover,
    state: HandoverState,
    reason: ReturnReason,
    note: Option<String>,
) -> Out<()> {
    answer(work, handover, state, Some(reason), note.clone())?;
    if stage::open_qualify(work, company.id)?.is_some_and(|open| open.id != handover.case_id) {
        let text = "Another QUALIFY_COMPANY case of this company is open.";
        return Err(OpsError::Refused(Refusal::new(RefusalCode::OpenCase, text)));
    }
    let case = work.edit::<Case>(handover.case_id, |case| {
        case.outcome = None;
        case.closed_at = None;
        case.closed_by = None;
    })?;
    work.effect(Effect::CaseReopened { id: case.id });
    let mut task = work.new_task("return_review", 0, company.id, TaskType::ReturnReview);
    "Handover came back".clone_into(&mut task.title);
    task.case_id = Some(case.id);
    task.queue = case.owner_queue.clone().unwrap_or(task.queue);
    task.assignee_id = Some(handover.offered_by);
    task.due_on = Some(work.next_working_day());
    task.origin = TaskOrigin::System;
    task.note = Some(
        note.clone()
            .map_or_else(|| reason.code().to_owned(), |note| format!("{reason}: {note}")),
    );
    work.add_task(&task)?;
    let why = Why {
        reason: Some(reason.code().to_owned()),
        note,
        ..Why::default()
    };
    stage::go(work, company.id, Stage::Qualifying, &why, Some(case.id))
}

/// The sender takes the offer back; the case is open again, without outcome.
pub(super) fn withdraw(work: &mut Work, id: HandoverId, note: Option<String>) -> Out<()> {
    let handover = waiting(work, id)?;
    let boss = work
        .ctx
        .actor
        .roles
        .iter()
        .any(|role| matches!(role, Role::Admin | Role::SalesManager));
    if handover.offered_by != work.ctx.actor.id && !boss {
        let text = "Only who offered it, a sales_manager or an admin may withdraw it.";
        return Err(Refusal::new(RefusalCode::Forbidden, text).into());
    }
    let company = work.live::<Company>(handover.company_id)?;
    work.label(format!("Handover withdrawn: {}", company.name));
    answer(work, &handover, HandoverState::Withdrawn, None, note)?;
    work.edit::<Case>(handover.case_id, |case| case.outcome = None)?;
    Ok(())
}

/// Disqualify, sleep and do-not-contact withdraw a waiting offer.
pub(super) fn withdraw_pending(work: &mut Work, company: CompanyId) -> Out<()> {
    match pending(work, company)? {
        Some(handover) => answer(work, &handover, HandoverState::Withdrawn, None, None),
        None => Ok(()),
    }
}

/// A company with a pending handover is never deleted.
pub(super) fn none_pending(work: &mut Work, company: CompanyId) -> Out<()> {
    if pending(work, company)?.is_none() {
        return Ok(());
    }
    let text = "A handover of this company waits for its answer; answer or withdraw it first.";
    Err(Refusal::new(RefusalCode::Conflict, text)
        .missing("handover", "answer or withdraw the handover")
        .into())
}
