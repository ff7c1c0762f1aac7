//! Handovers: a case offered to another role or queue, and its answer.

use super::stage::{self, Why};
use super::work::Work;
use super::workflow::{self, QUALIFY, Start};
use super::{Out, follow_up, moves};
use crate::base::{CaseId, CompanyId, HandoverId, UserId};
use crate::domain::command::{HandOver, Offer, ReturnHandover};
use crate::domain::outcome::Place;
use crate::domain::permission::{Permission, may};
use crate::domain::workflow::Trigger;
use crate::domain::{
    Authority, CancelReason, Case, CaseOutcome, CaseType, Code, Company, Effect, Engine, Handover,
    HandoverState, Refusal, RefusalCode, ReturnReason, Role, Stage, Task, TaskOrigin, TaskType, User,
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
        offer(work, &company, &case, &args.offer)?;
        return stage::cancel_case_tasks(work, &case, CancelReason::CaseClosed, false);
    }
    let closed = stage::current_qualify(work.tx, company.id)?
        .filter(|case| case.outcome == Some(CaseOutcome::Qualified));
    let Some(case) = closed.filter(|_| company.stage == Stage::QualifiedLead) else {
        let text = "Only a company that is being qualified, or a QUALIFIED_LEAD, can be handed over.";
        return Err(Refusal::new(RefusalCode::Guard, text)
            .missing("case", "qualify it first")
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
    if !may(&[role], Permission::CasesWork) {
        let text = format!("{role} works no cases; make a task in its queue instead");
        return Err(Refusal::invalid("to_role", text).into());
    }
    let queue = offer.to_queue.clone().or_else(|| rules.role_queue(role));
    let queue = queue.ok_or_else(|| Refusal::invalid("to_role", format!("no queue is worked by {role}")))?;
    Ok((role, queue))
}

/// The offer of a company that waits for its answer.
pub(super) fn pending(work: &mut Work, company: CompanyId) -> Out<Option<Handover>> {
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

fn is_boss(work: &Work) -> bool {
    let roles = &work.ctx.actor.roles;
    roles
        .iter()
        .any(|role| matches!(role, Role::Admin | Role::SalesManager))
}

/// Whether the actor may answer: of the queue's role, the user named, a manager or admin.
fn may_answer(work: &Work, handover: &Handover) -> Out<()> {
    let actor = &work.ctx.actor;
    if !actor.may(Permission::HandoversAnswer) {
        let text = "Answering a handover needs the permission handovers:answer.";
        return Err(Refusal::new(RefusalCode::Forbidden, text)
            .missing(Permission::HandoversAnswer.code(), "ask an admin")
            .into());
    }
    let boss = is_boss(work);
    let named = handover.to_user.is_none_or(|user| user == actor.id);
    if boss
        || (named && (actor.roles.contains(&handover.to_role) || actor.queues.contains(&handover.to_queue)))
    {
        return Ok(());
    }
    let text = format!("Only {} may answer this handover.", handover.to_queue);
    Err(Refusal::new(RefusalCode::Forbidden, text).into())
}

/// Nobody accepts what they offered themselves; the admin of a local file, who works alone, may.
fn not_own(work: &Work, handover: &Handover) -> Out<()> {
    let actor = &work.ctx.actor;
    let alone = work.ctx.authority == Authority::Local && actor.roles.contains(&Role::Admin);
    if handover.offered_by != actor.id || alone {
        return Ok(());
    }
    let text = "You offered this case yourself; somebody else accepts it, or you withdraw it.";
    Err(Refusal::new(RefusalCode::Forbidden, text).into())
}

/// Takes the case: it closes, `work_lead` starts and takes the next-step tasks, stage SALES_ACCEPTED.
/// Another role than outside sales goes on with the case itself; the stage stays.
pub(super) fn accept(work: &mut Work, id: HandoverId, note: Option<String>) -> Out<()> {
    let handover = waiting(work, id)?;
    may_answer(work, &handover)?;
    not_own(work, &handover)?;
    let company = work.live::<Company>(handover.company_id)?;
    work.label(format!("Handover accepted: {}", company.name));
    answer(work, &handover, HandoverState::Accepted, None, note)?;
    let case = work.live::<Case>(handover.case_id)?;
    if handover.to_role == Role::OutsideSales {
        let why = Why {
            answers: true,
            ..Why::default()
        };
        take_over(work, &company, Some(&case), Some(&handover.to_queue), &why)
    } else {
        pass_on(work, &case, &handover)
    }
}

/// The lead is taken without an offer: a guard skipped by right.
pub(super) fn take_by_right(work: &mut Work, company: &Company, why: &Why) -> Out<()> {
    withdraw_pending(work, company.id)?;
    let case = stage::current_qualify(work.tx, company.id)?;
    take_over(work, company, case.as_ref(), None, why)
}

/// The qualify case ends, `work_lead` starts with the next-step tasks, stage SALES_ACCEPTED.
fn take_over(
    work: &mut Work,
    company: &Company,
    case: Option<&Case>,
    queue: Option<&str>,
    why: &Why,
) -> Out<()> {
    if let Some(case) = case.filter(|case| case.is_open()) {
        stage::close_case(work, case, CaseOutcome::Qualified, None)?;
        stage::cancel_case_tasks(work, case, CancelReason::CaseClosed, false)?;
    }
    let started = workflow::trigger(work, company, Trigger::HandoverAccepted)?;
    let case = case.map(|case| case.id);
    stage::go(work, company.id, Stage::SalesAccepted, why, case)?;
    match started.first() {
        Some(lead) => {
            let mut lead = work.live::<Case>(*lead)?;
            lead.owner_queue = queue.map(str::to_owned).or(lead.owner_queue);
            let actor = work.ctx.actor.id;
            move_next_steps(work, company.id, case, &lead, actor)
        }
        None => Ok(()),
    }
}

/// The case goes on, in the queue of those who took it.
fn pass_on(work: &mut Work, case: &Case, handover: &Handover) -> Out<()> {
    let engine = Engine::ALL
        .iter()
        .find(|engine| engine.home().1 == handover.to_role);
    let case = work.edit::<Case>(case.id, |case| {
        case.outcome = None;
        case.owner_role = handover.to_role;
        case.owner_queue = Some(handover.to_queue.clone());
        case.engine = engine.copied().unwrap_or(case.engine);
    })?;
    let actor = work.ctx.actor.id;
    move_next_steps(work, case.company_id, Some(case.id), &case, actor)
}

/// The next steps of a case, and those of the company without one, go to another case and its queue.
fn move_next_steps(
    work: &mut Work,
    company: CompanyId,
    from: Option<CaseId>,
    to: &Case,
    who: UserId,
) -> Out<()> {
    for task in work.tx.open_tasks(company)? {
        let of_case = task.case_id == from || task.case_id.is_none();
        if task.outlives_case() && of_case {
            work.edit::<Task>(task.id, |task| {
                task.case_id = Some(to.id);
                task.queue = to.owner_queue.clone().unwrap_or_else(|| task.queue.clone());
                task.assignee_id = Some(who);
            })?;
        }
    }
    Ok(())
}

/// The handover that can be returned now: one that waits, or the accepted one whose WORK_LEAD is open.
pub(super) fn returnable(work: &mut Work, company: &Company) -> Out<Option<Handover>> {
    let newest = work.tx.company_handovers(company.id)?.into_iter().next();
    let Some(newest) = newest else { return Ok(None) };
    let held = match newest.state {
        HandoverState::Pending => true,
        HandoverState::Accepted => {
            let at = matches!(company.stage, Stage::QualifiedLead | Stage::SalesAccepted);
            let cases = work.tx.open_cases(company.id)?;
            at && cases.iter().any(|case| case.kind == CaseType::WorkLead)
        }
        _ => false,
    };
    Ok(held.then_some(newest))
}

/// Gives the case back: before it was accepted, or later from WORK_LEAD.
pub(super) fn give_back(work: &mut Work, args: &ReturnHandover) -> Out<()> {
    let handover = work.live::<Handover>(args.handover_id)?;
    may_answer(work, &handover)?;
    if args.reason == ReturnReason::Expired {
        return Err(moves::why_returned().into());
    }
    if args.reason == ReturnReason::Other && args.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
        return Err(Refusal::invalid("note", "OTHER needs a note").into());
    }
    let company = work.live::<Company>(handover.company_id)?;
    work.label(format!("Handover returned: {}", company.name));
    if returnable(work, &company)?.map(|h| h.id) != Some(handover.id) {
        return Err(not_returnable(&handover).into());
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

fn not_returnable(handover: &Handover) -> Refusal {
    match handover.state {
        HandoverState::Accepted => {
            let text = "This handover was accepted, and no WORK_LEAD case of it is open any more.";
            Refusal::new(RefusalCode::Guard, text).missing("case", "an open WORK_LEAD case")
        }
        state => {
            let text = format!("This handover was answered already: {state}.");
            Refusal::new(RefusalCode::Conflict, text)
        }
    }
}

/// Closing a WORK_LEAD case RETURNED is the Return of the handover it came from.
pub(super) fn return_lead(
    work: &mut Work,
    company: &Company,
    reason: Option<ReturnReason>,
    note: Option<String>,
) -> Out<()> {
    let accepted = returnable(work, company)?.filter(|h| h.state == HandoverState::Accepted);
    let Some(handover) = accepted else {
        let text = "This case came of no handover, so there is nobody to return it to; close it as LOST or CANCELLED.";
        return Err(Refusal::new(RefusalCode::Guard, text)
            .missing("handover", "an accepted handover")
            .into());
    };
    let back = ReturnHandover {
        handover_id: handover.id,
        reason: reason.ok_or_else(moves::why_returned)?,
        note,
    };
    give_back(work, &back)
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

/// WORK_LEAD closes RETURNED; what was agreed with the customer goes back with the case.
fn close_work_lead(work: &mut Work, to: &Case, sender: UserId) -> Out<()> {
    for lead in work.tx.open_cases(to.company_id)? {
        if lead.kind == CaseType::WorkLead {
            stage::close_case(work, &lead, CaseOutcome::Returned, None)?;
            stage::cancel_case_tasks(work, &lead, CancelReason::CaseClosed, false)?;
            move_next_steps(work, to.company_id, Some(lead.id), to, sender)?;
        }
    }
    Ok(())
}

/// The qualify case is open again, without outcome.
fn reopen(work: &mut Work, company: &Company, id: CaseId) -> Out<Case> {
    if stage::open_qualify(work, company.id)?.is_some_and(|open| open.id != id) {
        let text = "Another QUALIFY_COMPANY case of this company is open.";
        return Err(Refusal::new(RefusalCode::OpenCase, text).into());
    }
    let case = work.edit::<Case>(id, |case| {
        case.outcome = None;
        case.closed_at = None;
        case.closed_by = None;
    })?;
    work.effect(Effect::CaseReopened { id });
    Ok(case)
}

/// Back to QUALIFYING without an offer: a guard skipped by right. The newest case opens again, else one begins.
pub(super) fn back_by_right(work: &mut Work, company: &Company, why: &Why) -> Out<()> {
    let case = match stage::current_qualify(work.tx, company.id)? {
        Some(case) => Some(reopen(work, company, case.id)?),
        None => {
            let started = workflow::start(work, company, QUALIFY, &Start::default())?;
            started.map(|id| work.live::<Case>(id)).transpose()?
        }
    };
    let Some(case) = case else {
        let text = format!("The workflow {QUALIFY} is needed to qualify a company, and there is none.");
        return Err(Refusal::new(RefusalCode::Guard, text)
            .missing("case", "callsheet workflow list")
            .into());
    };
    let actor = work.ctx.actor.id;
    close_work_lead(work, &case, actor)?;
    stage::go(work, company.id, Stage::Qualifying, why, Some(case.id))
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
    let case = reopen(work, company, handover.case_id)?;
    if handover.state == HandoverState::Accepted {
        close_work_lead(work, &case, handover.offered_by)?;
    }
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
        answers: true,
        ..Why::default()
    };
    stage::go(work, company.id, Stage::Qualifying, &why, Some(case.id))
}

/// The sender takes the offer back; the case is open again, without outcome.
pub(super) fn withdraw(work: &mut Work, id: HandoverId, note: Option<String>) -> Out<()> {
    let handover = waiting(work, id)?;
    if handover.offered_by != work.ctx.actor.id && !is_boss(work) {
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
    match pending(work, company)? {
        Some(_) => Err(waits().into()),
        None => Ok(()),
    }
}

/// A case that is offered ends by the answer, not beside it.
pub(super) fn not_offered(work: &mut Work, case: &Case) -> Out<()> {
    match pending(work, case.company_id)?.filter(|offer| offer.case_id == case.id) {
        Some(_) => Err(waits().into()),
        None => Ok(()),
    }
}

fn waits() -> Refusal {
    let text = "A handover of this company waits for its answer; answer or withdraw it first.";
    Refusal::new(RefusalCode::Conflict, text).missing("handover", "answer or withdraw the handover")
}
