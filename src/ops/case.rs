//! Commands about a case and its handover.

use super::stage::{self, QualifyAsk};
use super::work::Work;
use super::workflow::{self, Start};
use super::{Entry, Out, handover};
use crate::domain::command::{CaseCommand, CloseCase, Dormant, StartCase};
use crate::domain::{
    CancelReason, Case, CaseOutcome, CaseType, Code, Company, DisqualifyReason, Refusal, RefusalCode, Stage,
    Task,
};

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
    }
    Ok(Entry::Reversible)
}

fn start(work: &mut Work, args: &StartCase) -> Out<()> {
    let company = work.live::<Company>(args.company_id)?;
    work.label(format!("Workflow {} started: {}", args.template, company.name));
    if work.ctx.rules.template(&args.template).is_none() {
        let known = work
            .ctx
            .rules
            .templates
            .iter()
            .map(|t| t.key.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let text = format!("\"{}\" is no workflow; there are: {known}", args.template);
        return Err(Refusal::invalid("template", text).into());
    }
    workflow::start(work, &company, &args.template, &Start::default())?;
    Ok(())
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
            let reason = args
                .reason
                .as_deref()
                .map(str::parse::<DisqualifyReason>)
                .transpose();
            let reason = reason.map_err(|e| Refusal::invalid("reason", e.to_string()))?;
            stage::disqualify(work, company.id, reason, args.note.clone())
        }
        CaseOutcome::Dormant if moves => stage::dormant(
            work,
            &Dormant {
                company_id: company.id,
                until: args.wake_up,
                note: args.note.clone(),
            },
        ),
        CaseOutcome::Cancelled if moves && company.stage == Stage::Qualifying => {
            let text =
                "A company that is being qualified keeps its case: qualify, disqualify or let it sleep.";
            Err(Refusal::new(RefusalCode::Guard, text)
                .missing("stage", "move the company first (m)")
                .into())
        }
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
