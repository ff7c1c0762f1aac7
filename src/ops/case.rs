//! Commands about a case and its handover.

use super::stage::{self, QualifyAsk, Why};
use super::work::Work;
use super::workflow::{self, Start};
use super::{Entry, Out, handover, moves};
use crate::base::CaseId;
use crate::base::id::RowId;
use crate::domain::command::{CaseCommand, CloseCase, Dormant, StartCase};
use crate::domain::{
    CancelReason, Case, CaseOutcome, CaseType, Code, Company, DisqualifyReason, Effect, Refusal, RefusalCode,
    ReturnReason, Stage, Task,
};
use crate::params;
use crate::store::facts;

pub(super) fn run(work: &mut Work, command: &CaseCommand) -> Out<Entry> {
    match command {
        CaseCommand::Start(args) => start(work, args)?,
        CaseCommand::Close(args) => close(work, args)?,
        CaseCommand::HandOver(args) => handover::hand_over(work, args)?,
        CaseCommand::Accept(args) => handover::accept(work, args.handover_id, args.note.clone())?,
        CaseCommand::Return(args) => handover::give_back(work, args)?,
        CaseCommand::Withdraw(args) => handover::withdraw(work, args.handover_id, args.note.clone())?,
        CaseCommand::Expire(args) => {
            handover::expire(work, args.handover_id)?;
            return Ok(Entry::Kept);
        }
        CaseCommand::Delete(args) => delete(work, args.case_id)?,
        CaseCommand::Restore(args) => restore(work, args.case_id)?,
    }
    Ok(Entry::Reversible)
}

fn start(work: &mut Work, args: &StartCase) -> Out<()> {
    let company = work.live::<Company>(args.company_id)?;
    work.label(format!("Workflow {} started: {}", args.template, company.name));
    let rules = work.ctx.rules.clone();
    let Some(template) = rules.template(&args.template) else {
        let known = rules
            .templates
            .iter()
            .map(|t| t.key.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let text = format!("\"{}\" is no workflow; there are: {known}", args.template);
        return Err(Refusal::invalid("template", text).into());
    };
    let start = Start::default();
    if template.case.kind != CaseType::QualifyCompany {
        workflow::start(work, &company, &args.template, &start)?;
        return Ok(());
    }
    match company.stage {
        Stage::Unverified | Stage::Qualifying => {
            workflow::start(work, &company, &args.template, &start)?;
        }
        // What sleeps or was given up is qualified again by the move that opens its case.
        Stage::Disqualified | Stage::Dormant => {
            stage::wake(work, &company, &Why::default(), &args.template, &start)?;
        }
        stage => return Err(qualified_already(stage).into()),
    }
    Ok(())
}

fn qualified_already(stage: Stage) -> Refusal {
    let fix = match stage {
        Stage::QualifiedLead | Stage::SalesAccepted => "return its handover, or let it sleep",
        Stage::Archived => "reopen it first (callsheet company reopen)",
        _ => "let it sleep first",
    };
    let text = format!("A company that is {stage} does not begin to be qualified; {fix}.");
    Refusal::new(RefusalCode::NoSuchMove, text).missing("stage", fix)
}

fn close(work: &mut Work, args: &CloseCase) -> Out<()> {
    let case = work.live::<Case>(args.case_id)?;
    let company = work.live::<Company>(case.company_id)?;
    work.label(format!("Case closed {}: {}", args.outcome, company.name));
    if case.closed_at.is_some() {
        return Err(Refusal::new(RefusalCode::Conflict, "The case is closed already.").into());
    }
    let allowed = CaseOutcome::allowed(case.kind);
    if !allowed.contains(&args.outcome) {
        let list = allowed.iter().map(Code::code).collect::<Vec<_>>().join(", ");
        let text = format!("a {} case ends with one of: {list}", case.kind);
        return Err(Refusal::invalid("outcome", text).into());
    }
    let moves = case.kind == CaseType::QualifyCompany;
    // These two withdraw what is offered; every other end waits for the answer.
    if !matches!(args.outcome, CaseOutcome::Disqualified | CaseOutcome::Dormant) {
        handover::not_offered(work, &case)?;
    }
    match args.outcome {
        CaseOutcome::Qualified if moves => {
            let ask = QualifyAsk {
                note: args.note.clone(),
                reason: None,
                next_step: None,
                hand_over: None,
                overridden: false,
            };
            stage::qualify(work, company.id, &ask)
        }
        CaseOutcome::Disqualified if moves => {
            let reason = moves::reason::<DisqualifyReason>(args.reason.as_deref())?;
            stage::disqualify(work, company.id, reason, args.note.clone())
        }
        CaseOutcome::Returned => {
            let reason = moves::reason::<ReturnReason>(args.reason.as_deref())?;
            handover::return_lead(work, &company, reason, args.note.clone())
        }
        CaseOutcome::Dormant if moves => stage::dormant(
            work,
            &Dormant {
                company_id: company.id,
                until: args.wake_up,
                note: args.note.clone(),
            },
        ),
        CaseOutcome::Cancelled if moves && company.stage == Stage::Qualifying => Err(keeps_its_case().into()),
        outcome => {
            stage::close_case(work, &case, outcome, args.note.clone())?;
            for task in work.tx.case_tasks(case.id)? {
                if !task.is_open() {
                    continue;
                }
                if args.keep_tasks || task.outlives_case() {
                    work.edit::<Task>(task.id, |task| task.case_id = None)?;
                } else {
                    stage::cancel(work, &task, CancelReason::CaseClosed)?;
                }
            }
            Ok(())
        }
    }
}

fn keeps_its_case() -> Refusal {
    let text = "A company that is being qualified keeps its case: qualify, disqualify or let it sleep.";
    Refusal::new(RefusalCode::Guard, text).missing("stage", "move the company first")
}

fn delete(work: &mut Work, id: CaseId) -> Out<()> {
    let case = work.live::<Case>(id)?;
    let company = work.live::<Company>(case.company_id)?;
    work.label(format!("Case deleted: {}", company.name));
    handover::not_offered(work, &case)?;
    if case.is_open() && case.kind == CaseType::QualifyCompany && company.stage == Stage::Qualifying {
        return Err(keeps_its_case().into());
    }
    let gone = Some(work.deletion());
    for task in work.tx.case_tasks(case.id)? {
        if task.is_open() {
            work.edit::<Task>(task.id, |task| task.mark_deleted(gone))?;
        }
    }
    work.edit::<Case>(case.id, |case| case.mark_deleted(gone))?;
    work.effect(Effect::Deleted {
        table: "case".to_owned(),
        id: id.uuid(),
    });
    Ok(())
}

fn restore(work: &mut Work, id: CaseId) -> Out<()> {
    let Some(case) = work.tx.load::<Case>(id)? else {
        return Err(Refusal::not_found("case", id).into());
    };
    let Some(with) = case.deleted_with.filter(|_| !case.is_live()) else {
        return Err(Refusal::new(RefusalCode::NothingToDo, "The case is not in Trash.").into());
    };
    let company = work.live::<Company>(case.company_id)?;
    work.label(format!("Case restored: {}", company.name));
    let mut back = case.clone();
    back.mark_deleted(None);
    if back.is_open() {
        may_be_open(work, &company, &back)?;
    }
    work.update(&case, &back)?;
    work.effect(Effect::Restored {
        table: "case".to_owned(),
        id: id.uuid(),
    });
    let tenant = work.tx.tenant();
    let along = work
        .tx
        .select(facts::TASKS_GONE_WITH, params![tenant, with, case.company_id])?;
    for task in along.into_iter().filter(|task| task.case_id == Some(id)) {
        let mut back = task.clone();
        back.mark_deleted(None);
        work.update(&task, &back)?;
    }
    Ok(())
}

/// An open case comes back only to a company that may have one.
fn may_be_open(work: &mut Work, company: &Company, case: &Case) -> Out<()> {
    let qualifies = case.kind == CaseType::QualifyCompany;
    if qualifies && stage::open_qualify(work, company.id)?.is_some() {
        let text = "This company has an open QUALIFY_COMPANY case already; a company has at most one.";
        return Err(Refusal::new(RefusalCode::OpenCase, text).into());
    }
    let ended = matches!(
        company.stage,
        Stage::Disqualified | Stage::Dormant | Stage::Archived
    );
    if !ended {
        return Ok(());
    }
    let text = format!(
        "The company is {} now and has no open case; reopen it first.",
        company.stage
    );
    Err(Refusal::new(RefusalCode::Guard, text)
        .missing("stage", "reopen the company (callsheet company reopen)")
        .into())
}
