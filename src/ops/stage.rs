//! The stage actions: one transaction each, whatever the door.

use super::follow_up::{self, Made};
use super::handover;
use super::work::Work;
use super::workflow::{self, QUALIFY, Start};
use super::{OpsError, Out};
use crate::base::{ActivityId, CaseId, CompanyId, Date, Timestamp};
use crate::domain::command::{Dormant, FollowUpArgs, Offer};
use crate::domain::permission::Permission;
use crate::domain::{
    Activity, ActivityState, ActivityType, CancelReason, Case, CaseOutcome, CaseType, Code, Company,
    CompanyStatus, DisqualifyReason, Effect, Handover, HandoverState, OutcomeGroup, Refusal, RefusalCode,
    Role, Rules, Stage, StageChange, Task, TaskOrigin, TaskType, stage,
};
use crate::store::{StoreError, Tx};

/// What the guards of a company look at now (no action's own arguments in it).
pub(crate) fn guard_facts(
    tx: &mut Tx,
    company: &Company,
    rules: &Rules,
    now: Timestamp,
) -> Result<stage::Facts, StoreError> {
    let open = tx.open_cases(company.id)?;
    let qualify = open.iter().find(|case| case.kind == CaseType::QualifyCompany);
    let offered = current_offer(tx, company)?;
    let zone = rules.settings.time_zone();
    let today = now.date_in(&zone);
    let dated = |task: &Task| task.due().is_some_and(|due| due.day(&zone) >= today);
    let next_step = tx
        .open_tasks(company.id)?
        .iter()
        .any(|task| task.is_next_step() && dated(task));
    let newest = offered.as_ref().map(|h| h.state);
    let to_sales = offered.as_ref().is_some_and(|h| h.to_role == Role::OutsideSales);
    Ok(stage::Facts {
        open_qualify_case: qualify.is_some(),
        open_case: !open.is_empty(),
        activity: qualifying_activity(tx, company, qualify, rules, now)?,
        next_step: next_step || newest == Some(HandoverState::Pending),
        handover_accepted: to_sales && newest == Some(HandoverState::Accepted),
        handover_returned: matches!(newest, Some(HandoverState::Returned | HandoverState::Expired)),
        ..stage::Facts::default()
    })
}

/// The newest handover of the current QUALIFY_COMPANY case; those of earlier cases are history.
fn current_offer(tx: &mut Tx, company: &Company) -> Result<Option<Handover>, StoreError> {
    match current_qualify(tx, company.id)? {
        Some(case) => Ok(tx.case_handovers(case.id)?.into_iter().next()),
        None => Ok(None),
    }
}

/// The QUALIFY_COMPANY case that counts: the open one, else the newest.
pub(super) fn current_qualify(tx: &mut Tx, company: CompanyId) -> Result<Option<Case>, StoreError> {
    let mut cases = tx.qualify_cases(company)?;
    let open = cases.iter().position(Case::is_open).unwrap_or(0);
    Ok((open < cases.len()).then(|| cases.swap_remove(open)))
}

fn qualifying_activity(
    tx: &mut Tx,
    company: &Company,
    case: Option<&Case>,
    rules: &Rules,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const HOUR: i64 = 3_600_000;
    const MONTH: i64 = 30 * 24 * HOUR;
    let happened = |a: &Activity| {
        let connected = match a.kind {
            ActivityType::Call => a
                .outcome
                .as_deref()
                .and_then(|code| rules.outcome(code))
                .is_none_or(|rule| rule.group != OutcomeGroup::BadData),
            ActivityType::Email => a.outcome.as_deref() != Some("BOUNCED"),
            _ => true,
        };
        a.is_live()
            && a.kind.qualifies()
            && a.state == ActivityState::Held
            && a.occurred_at <= now.plus_minutes(5)
            && connected
    };
    if let Some(started) = case.and_then(|case| case.opened_by_activity)
        && tx.load::<Activity>(started)?.is_some_and(|a| happened(&a))
    {
        return Ok(true);
    }
    let entered = company.created_at;
    let since = case
        .map_or(entered, |case| case.opened_at.min(entered))
        .plus_ms(-MONTH);
    tx.any_activity(company.id, since, |a| {
        let in_case = case.is_some_and(|case| a.occurred_at >= case.opened_at);
        let at_entry = a.created_at >= entered && a.created_at.0 - entered.0 <= HOUR;
        happened(a) && (in_case || at_entry)
    })
}

/// What an action says of itself, beside the facts.
#[derive(Clone, Default, Debug)]
pub(super) struct Why {
    pub(super) reason: Option<String>,
    pub(super) note: Option<String>,
    pub(super) wake_up: Option<Date>,
    pub(super) overridden: bool,
    pub(super) import: bool,
    /// The action itself answers the handover that the edge asks for.
    pub(super) answers: bool,
}

/// Checks the edge to a stage with everything that holds now and moves the company.
pub(super) fn go(work: &mut Work, id: CompanyId, to: Stage, why: &Why, case: Option<CaseId>) -> Out<()> {
    let company = work.live::<Company>(id)?;
    let found = guard_facts(work.tx, &company, &work.ctx.rules, work.ctx.now)?;
    let facts = stage::Facts {
        reason: why.reason.is_some(),
        reason_other: why.reason.as_deref() == Some("OTHER"),
        note: why.note.as_deref().is_some_and(|note| !note.trim().is_empty()),
        wake_up: why
            .wake_up
            .is_some_and(|day| day > work.now().date_in(&work.ctx.zone)),
        import: why.import,
        manager: work.ctx.actor.may(Permission::StagesUnarchive),
        handover_accepted: why.answers || found.handover_accepted,
        handover_returned: why.answers || found.handover_returned,
        ..found
    };
    may_override(work, why, &facts)?;
    stage::check(Some(company.stage), to, &facts, why.overridden)?;
    set(work, &company, to, why, case)
}

fn may_override(work: &Work, why: &Why, facts: &stage::Facts) -> Out<()> {
    if !why.overridden {
        return Ok(());
    }
    if !work.ctx.actor.may(Permission::StagesOverride) {
        let text = "Skipping a guard needs the permission stages:override.";
        return Err(Refusal::new(RefusalCode::Forbidden, text).into());
    }
    if facts.reason && facts.note {
        return Ok(());
    }
    let text = "An override needs a reason and a note.";
    Err(Refusal::new(RefusalCode::Guard, text)
        .missing("reason", "a reason")
        .missing("note", "a note")
        .into())
}

/// Writes the stage, the status that follows it and the history; the edge was checked.
pub(super) fn set(work: &mut Work, company: &Company, to: Stage, why: &Why, case: Option<CaseId>) -> Out<()> {
    let mut after = work.live::<Company>(company.id)?;
    let before = after.clone();
    after.stage = to;
    after.status = match (before.stage, to) {
        (_, Stage::QualifiedLead) => CompanyStatus::Prospect,
        (_, Stage::Customer) => CompanyStatus::Customer,
        (_, Stage::Archived) => CompanyStatus::Inactive,
        (Stage::Archived, Stage::Unverified) => CompanyStatus::Lead,
        _ => before.status,
    };
    work.update(&before, &after)?;
    record(work, after.id, Some(before.stage), to, why, case)
}

/// Writes a step of the history.
pub(super) fn record(
    work: &mut Work,
    company: CompanyId,
    from: Option<Stage>,
    to: Stage,
    why: &Why,
    case: Option<CaseId>,
) -> Out<()> {
    // Several steps may belong to one command (wake up, then qualify), so the target is in the id.
    let id = work.ctx.derive(
        "stage_change",
        &format!("{company}{to}"),
        u32::from(from.is_some()),
    );
    work.insert(&StageChange {
        id,
        company_id: company,
        from_stage: from,
        to_stage: to,
        reason: why.reason.clone(),
        note: why.note.clone(),
        overridden: why.overridden,
        case_id: case,
        at: work.now(),
        by_user: work.ctx.actor.id,
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    })?;
    work.effect(Effect::StageChanged {
        company_id: company,
        from,
        to,
    });
    Ok(())
}

/// What Qualify is asked to do.
pub(super) struct QualifyAsk<'a> {
    pub(super) note: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) next_step: Option<&'a FollowUpArgs>,
    pub(super) hand_over: Option<&'a Offer>,
    pub(super) overridden: bool,
}

/// Guard, stage QUALIFIED_LEAD, case closed QUALIFIED; or the case offered.
pub(super) fn qualify(work: &mut Work, id: CompanyId, ask: &QualifyAsk) -> Out<()> {
    let company = work.live::<Company>(id)?;
    let case = open_qualify(work, id)?;
    if let Some(case) = case.as_ref().filter(|_| company.stage == Stage::QualifiedLead) {
        // After a Withdraw the case is open although the stage is reached: it ends without a step.
        handover::not_offered(work, case)?;
        return finish(work, &company, case, ask);
    }
    if let Some(next) = ask.next_step {
        let place = follow_up::Place {
            case: case.as_ref().map(|c| c.id),
            contact: None,
            chain: None,
        };
        follow_up::make(work, &company, &place, &Made::manual(next), false)?;
    }
    if !conversation(work, id)? {
        work.warn("no_conversation_yet", "nobody was spoken to yet");
    }
    let why = Why {
        reason: ask.reason.clone(),
        note: ask.note.clone(),
        overridden: ask.overridden,
        ..Why::default()
    };
    if let (Some(offer), Some(case)) = (ask.hand_over, &case) {
        // The offer comes first: a pending handover is a next step.
        handover::offer(work, &company, case, offer)?;
    }
    go(work, id, Stage::QualifiedLead, &why, case.as_ref().map(|c| c.id))?;
    match case {
        Some(case) => end_qualify(work, &case, ask),
        None => Ok(()),
    }
}

fn finish(work: &mut Work, company: &Company, case: &Case, ask: &QualifyAsk) -> Out<()> {
    if let Some(next) = ask.next_step {
        let place = follow_up::Place {
            case: Some(case.id),
            ..follow_up::Place::default()
        };
        follow_up::make(work, company, &place, &Made::manual(next), false)?;
    }
    if let Some(offer) = ask.hand_over {
        handover::offer(work, company, case, offer)?;
    }
    end_qualify(work, case, ask)
}

/// The case of a Qualify closes, or waits for the answer to its offer.
fn end_qualify(work: &mut Work, case: &Case, ask: &QualifyAsk) -> Out<()> {
    let offered = ask.hand_over.is_some();
    if !offered {
        close_case(work, case, CaseOutcome::Qualified, ask.note.clone())?;
    }
    cancel_case_tasks(work, case, CancelReason::CaseClosed, !offered)
}

fn conversation(work: &mut Work, id: CompanyId) -> Out<bool> {
    let since = Timestamp(0);
    let rules = work.ctx.rules.clone();
    Ok(work.tx.any_activity(id, since, |a| match a.kind {
        ActivityType::Call => a
            .outcome
            .as_deref()
            .and_then(|code| rules.outcome(code))
            .is_some_and(|rule| rule.group.is_connected()),
        kind => kind.qualifies(),
    })?)
}

/// The open QUALIFY_COMPANY case of a company.
pub(super) fn open_qualify(work: &mut Work, id: CompanyId) -> Out<Option<Case>> {
    Ok(work
        .tx
        .open_cases(id)?
        .into_iter()
        .find(|case| case.kind == CaseType::QualifyCompany))
}

/// Closes a case.
pub(super) fn close_case(
    work: &mut Work,
    case: &Case,
    outcome: CaseOutcome,
    note: Option<String>,
) -> Out<()> {
    let (now, actor) = (work.now(), work.ctx.actor.id);
    work.edit::<Case>(case.id, |case| {
        case.outcome = Some(outcome);
        case.outcome_note = note.or_else(|| case.outcome_note.take());
        case.closed_at = Some(now);
        case.closed_by = Some(actor);
    })?;
    work.effect(Effect::CaseClosed {
        id: case.id,
        kind: case.kind,
        outcome,
    });
    Ok(())
}

/// Cancels a case's template tasks; next-step tasks stay, and leave the case when `detach`.
pub(super) fn cancel_case_tasks(work: &mut Work, case: &Case, reason: CancelReason, detach: bool) -> Out<()> {
    for task in work.tx.case_tasks(case.id)? {
        if !task.is_open() || task.kind == TaskType::HandoverReview {
            continue;
        }
        if !task.outlives_case() {
            cancel(work, &task, reason)?;
        } else if detach {
            work.edit::<Task>(task.id, |task| task.case_id = None)?;
        }
    }
    Ok(())
}

/// Cancels an open task.
pub(super) fn cancel(work: &mut Work, task: &Task, reason: CancelReason) -> Out<()> {
    let (now, actor) = (work.now(), work.ctx.actor.id);
    work.edit::<Task>(task.id, |task| {
        task.state = crate::domain::TaskState::Cancelled;
        task.cancel_reason = Some(reason);
        task.done_at = Some(now);
        task.done_by = Some(actor);
    })?;
    work.effect(Effect::TaskCancelled { id: task.id, reason });
    Ok(())
}

/// Cancels every open task of a company.
pub(super) fn cancel_all(work: &mut Work, id: CompanyId, reason: CancelReason) -> Out<()> {
    for task in work.tx.open_tasks(id)? {
        cancel(work, &task, reason)?;
    }
    Ok(())
}

fn close_all(
    work: &mut Work,
    id: CompanyId,
    outcome: CaseOutcome,
    note: Option<&String>,
) -> Out<Option<CaseId>> {
    handover::withdraw_pending(work, id)?;
    let mut first = None;
    for case in work.tx.open_cases(id)? {
        first = first.or(Some(case.id));
        close_case(work, &case, outcome, note.cloned())?;
    }
    Ok(first)
}

/// Reason, stage DISQUALIFIED, cases closed, tasks cancelled.
pub(super) fn disqualify(
    work: &mut Work,
    id: CompanyId,
    reason: Option<DisqualifyReason>,
    note: Option<String>,
) -> Out<()> {
    let why = Why {
        reason: reason.map(|r| r.code().to_owned()),
        note: note.clone(),
        ..Why::default()
    };
    let case = open_qualify(work, id)?.map(|case| case.id);
    go(work, id, Stage::Disqualified, &why, case)?;
    close_all(work, id, CaseOutcome::Disqualified, note.as_ref())?;
    let because = if reason == Some(DisqualifyReason::DoNotContact) {
        CancelReason::DoNotContact
    } else {
        CancelReason::Disqualified
    };
    cancel_all(work, id, because)
}

/// Sleeps until a day; cases closed DORMANT, one WAKE_UP task.
pub(super) fn dormant(work: &mut Work, args: &Dormant) -> Out<()> {
    let why = Why {
        note: args.note.clone(),
        wake_up: args.until,
        ..Why::default()
    };
    let company = work.live::<Company>(args.company_id)?;
    let asleep = company.stage == Stage::Dormant;
    let case = open_qualify(work, company.id)?.map(|case| case.id);
    go(work, company.id, Stage::Dormant, &why, case)?;
    close_all(work, company.id, CaseOutcome::Dormant, args.note.as_ref())?;
    for task in work.tx.open_tasks(company.id)? {
        let replaced = asleep && task.kind == TaskType::WakeUp;
        cancel(
            work,
            &task,
            if replaced {
                CancelReason::Replaced
            } else {
                CancelReason::Dormant
            },
        )?;
    }
    let Some(until) = args.until else { return Ok(()) };
    let mut task = work.new_task("wake_up", 0, company.id, TaskType::WakeUp);
    "Wake up".clone_into(&mut task.title);
    task.assignee_id = Some(company.owner_id.unwrap_or(work.ctx.actor.id));
    task.due_on = Some(until);
    task.available_at = Some(until.start_in(&work.ctx.zone));
    task.origin = TaskOrigin::System;
    task.script_key = Some("wake_up".to_owned());
    work.add_task(&task)?;
    work.effect(Effect::WakeUp { on: until });
    Ok(())
}

/// Out of queues.
pub(super) fn archive(work: &mut Work, id: CompanyId, note: Option<String>) -> Out<()> {
    go(
        work,
        id,
        Stage::Archived,
        &Why {
            note,
            ..Why::default()
        },
        None,
    )?;
    cancel_all(work, id, CancelReason::Archived)
}

/// ARCHIVED → UNVERIFIED; DISQUALIFIED or DORMANT → QUALIFYING with a new case.
pub(super) fn reopen(work: &mut Work, id: CompanyId, note: Option<String>) -> Out<()> {
    let company = work.live::<Company>(id)?;
    let why = Why {
        note,
        ..Why::default()
    };
    if company.stage == Stage::Archived {
        return go(work, id, Stage::Unverified, &why, None);
    }
    wake(work, &company, &why, QUALIFY, &Start::default()).map(|_| ())
}

/// DISQUALIFIED or DORMANT → QUALIFYING with a new case by the same action.
pub(super) fn wake(
    work: &mut Work,
    company: &Company,
    why: &Why,
    template: &str,
    start: &Start,
) -> Out<Option<CaseId>> {
    if stage::find(Some(company.stage), Stage::Qualifying).is_none()
        || !matches!(company.stage, Stage::Disqualified | Stage::Dormant)
    {
        stage::check(
            Some(company.stage),
            Stage::Qualifying,
            &stage::Facts::default(),
            false,
        )
        .map_err(OpsError::Refused)?;
    }
    for task in work.tx.open_tasks(company.id)? {
        if task.kind == TaskType::WakeUp {
            cancel(work, &task, CancelReason::Replaced)?;
        }
    }
    let case = match open_qualify(work, company.id)? {
        Some(case) => Some(case.id),
        None => workflow::start(work, company, template, start)?,
    };
    go(work, company.id, Stage::Qualifying, why, case)?;
    Ok(case)
}

/// The activity an action's case was started by, for the guard.
pub(super) fn started_by(activity: ActivityId) -> Start {
    Start {
        by_activity: Some(activity),
        ..Start::default()
    }
}
