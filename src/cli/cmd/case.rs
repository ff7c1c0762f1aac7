//! `callsheet case …`: the units of work on a company, and their handover.

use super::examples;
use crate::cli::codes::codes;
use crate::cli::output::{Outcome, Table};
use crate::cli::session::Session;
use crate::cli::show;
use crate::cli::spoken;
use crate::cli::words::Words;
use crate::domain::command::{
    AnswerHandover, CaseCommand, CaseRef, CloseCase, HandOver, Offer, ReturnHandover, StartCase,
};
use crate::domain::{CaseOutcome, Refusal, ReturnReason, Role};
use crate::view::{CaseRow, HandoverRow};
use clap::{Args, Subcommand};

/// What can be done with cases.
#[derive(Subcommand, Debug)]
pub(crate) enum CaseVerb {
    /// List open cases, oldest first
    #[command(after_help = examples!("case list", "case list --mine --json"))]
    List(ListArgs),
    /// Show a case
    #[command(after_help = examples!("case show 01936b1e-1c00-7000-8000-000000000001"))]
    Show {
        /// Its id
        case: String,
    },
    /// Start a workflow on a company
    #[command(after_help = examples!("case start \"Müller GmbH\" qualify_company"))]
    Start {
        /// Id, exact name, domain, or system:id
        company: String,
        /// Key of the template (see: callsheet workflow list)
        template: String,
    },
    /// Close a case; a qualify case closes by the stage move of its outcome
    #[command(after_help = examples!("case close 01936b1e-1c00-7000-8000-000000000001 QUALIFIED",
        "case close 01936b1e-1c00-7000-8000-000000000001 DISQUALIFIED --reason NO_NEED",
        "case close 01936b1e-1c00-7000-8000-000000000001 DORMANT --wake-up \"in 3 months\"",
        "case close 01936b1e-1c00-7000-8000-000000000001 RETURNED --reason NOT_READY"))]
    Close(CloseArgs),
    /// Offer a company's case to another role
    #[command(after_help = examples!("case hand-over \"Müller GmbH\" --note \"wants an offer\""))]
    HandOver(HandOverArgs),
    /// List handovers that wait for an answer
    #[command(after_help = examples!("case handovers", "case handovers --json"))]
    Handovers,
    /// Accept an offered case: it closes, the next one starts
    #[command(after_help = examples!("case accept \"Müller GmbH\""))]
    Accept(AnswerArgs),
    /// Return an offered case with a reason
    #[command(after_help = examples!("case return \"Müller GmbH\" NOT_READY --note \"no budget before May\""))]
    Return {
        /// Id of the handover or case, or the company
        handover: String,
        /// Why
        #[arg(value_parser = codes::<ReturnReason>())]
        reason: ReturnReason,
        /// A word on it (needed with OTHER)
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Take an offer of yours back
    #[command(after_help = examples!("case withdraw \"Müller GmbH\""))]
    Withdraw(AnswerArgs),
    /// Put a case into Trash, with its open tasks
    #[command(after_help = examples!("case delete 01936b1e-1c00-7000-8000-000000000001"))]
    Delete {
        /// Its id
        case: String,
    },
    /// Take a case out of Trash
    #[command(after_help = examples!("case restore 01936b1e-1c00-7000-8000-000000000001"))]
    Restore {
        /// Its id
        case: String,
    },
}

/// Arguments of `case list` and `cases`.
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// Of companies you own or with a task of yours
    #[arg(long)]
    mine: bool,
    /// At most so many
    #[arg(long, default_value_t = 100, value_name = "N")]
    limit: u32,
}

/// Arguments of `case close`.
#[derive(Args, Debug)]
pub(crate) struct CloseArgs {
    /// Its id
    case: String,
    /// How it ended
    #[arg(value_parser = codes::<CaseOutcome>())]
    outcome: CaseOutcome,
    /// A word on it; - reads standard input
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Reason code, where the outcome wants one
    #[arg(long)]
    reason: Option<String>,
    /// For DORMANT: the day it wakes up
    #[arg(long, value_name = "DAY")]
    wake_up: Option<String>,
    /// Open tasks stay open on the company
    #[arg(long)]
    keep_tasks: bool,
}

/// Arguments of `case hand-over`.
#[derive(Args, Debug)]
pub(crate) struct HandOverArgs {
    /// Id, exact name, domain, or system:id of the company
    company: String,
    /// To this role
    #[arg(long, value_parser = codes::<Role>())]
    to_role: Option<Role>,
    /// Into this queue
    #[arg(long)]
    to_queue: Option<String>,
    /// To this user: id, name or e-mail
    #[arg(long)]
    to_user: Option<String>,
    /// A word for whoever takes it; - reads standard input
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// Names a handover.
#[derive(Args, Debug)]
pub(crate) struct AnswerArgs {
    /// Id of the handover or case, or the company
    handover: String,
    /// A word on it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// Does what was asked.
pub(crate) fn run(verb: CaseVerb, s: &mut Session) -> Outcome {
    match verb {
        CaseVerb::List(args) => list(&args, s),
        CaseVerb::Show { case } => {
            let id = Session::case_id(&case)?;
            let case = s
                .replica
                .case(id)?
                .ok_or_else(|| Refusal::not_found("case", id))?;
            s.out().one(&case, id, || show::case(s, &case))
        }
        CaseVerb::Start { company, template } => start(&company, template, s),
        CaseVerb::Close(args) => close(args, s),
        CaseVerb::HandOver(args) => hand_over(args, s),
        CaseVerb::Handovers => {
            let rows = s.replica.handovers()?;
            s.out().list(
                &rows,
                |row| row.id,
                &spoken::words(&s.setup.locale, "none", "No handover waits."),
                || handovers(s, &rows),
            )
        }
        CaseVerb::Accept(args) => answer(args, s, CaseCommand::Accept),
        CaseVerb::Withdraw(args) => answer(args, s, CaseCommand::Withdraw),
        CaseVerb::Delete { case } => about(&case, s, CaseCommand::Delete),
        CaseVerb::Restore { case } => about(&case, s, CaseCommand::Restore),
        CaseVerb::Return {
            handover,
            reason,
            note,
        } => {
            let handover_id = s.handover(&handover)?;
            s.give(
                CaseCommand::Return(ReturnHandover {
                    handover_id,
                    reason,
                    note,
                }),
                handover_id,
            )
        }
    }
}

fn about(case: &str, s: &mut Session, command: fn(CaseRef) -> CaseCommand) -> Outcome {
    let case_id = Session::case_id(case)?;
    s.give(command(CaseRef { case_id }), case_id)
}

/// Lists open cases.
pub(crate) fn list(args: &ListArgs, s: &Session) -> Outcome {
    let rows = s.replica.cases(args.mine, args.limit)?;
    s.out().list(
        &rows,
        |row| row.id,
        &spoken::words(&s.setup.locale, "none", "No case is open."),
        || table(s, &rows),
    )
}

/// Starts a workflow; the new case is what the verb is about.
pub(crate) fn start(company: &str, template: String, s: &mut Session) -> Outcome {
    use crate::base::id::RowId;
    let company_id = s.company(company)?;
    let applied = s.run(CaseCommand::Start(StartCase { company_id, template }))?;
    let opened = applied.effects.iter().find_map(|effect| match effect {
        crate::domain::Effect::CaseOpened { id, .. } => Some(id.uuid()),
        _ => None,
    });
    s.answer(&applied, opened.unwrap_or_else(|| company_id.uuid()), &[])
}

fn close(args: CloseArgs, s: &mut Session) -> Outcome {
    let case_id = Session::case_id(&args.case)?;
    let wake_up = args.wake_up.map(|day| s.day("wake_up", &day)).transpose()?;
    let command = CloseCase {
        case_id,
        outcome: args.outcome,
        note: s.typed(args.note)?,
        reason: args.reason,
        wake_up,
        keep_tasks: args.keep_tasks,
    };
    s.give(CaseCommand::Close(command), case_id)
}

fn hand_over(args: HandOverArgs, s: &mut Session) -> Outcome {
    let company_id = s.company(&args.company)?;
    let offer = Offer {
        to_role: args.to_role,
        to_queue: args.to_queue,
        to_user: args.to_user.map(|user| s.user(&user)).transpose()?,
        note: s.typed(args.note)?,
    };
    s.give(CaseCommand::HandOver(HandOver { company_id, offer }), company_id)
}

fn answer(args: AnswerArgs, s: &mut Session, command: fn(AnswerHandover) -> CaseCommand) -> Outcome {
    let handover_id = s.handover(&args.handover)?;
    s.give(
        command(AnswerHandover {
            handover_id,
            note: args.note,
        }),
        handover_id,
    )
}

fn table(s: &Session, rows: &[CaseRow]) -> Table {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let mut table = Table::new(
        &s.setup.locale,
        &[
            "Company", "Case", "Status", "Outcome", "Queue", "Opened", "Tasks", "Id",
        ],
    );
    for row in rows {
        table.row([
            row.company.clone(),
            row.kind.to_string(),
            row.status.to_string(),
            row.outcome.map(|outcome| outcome.to_string()).unwrap_or_default(),
            row.owner_queue.clone().unwrap_or_default(),
            words.ago(Some(row.opened_at)),
            row.open_tasks.to_string(),
            row.id.to_string(),
        ]);
    }
    table
}

fn handovers(s: &Session, rows: &[HandoverRow]) -> Table {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let mut table = Table::new(&s.setup.locale, &["Company", "To", "Offered", "Back on", "Id"]);
    for row in rows {
        table.row([
            row.company.clone(),
            row.to_queue.clone(),
            words.ago(Some(row.offered_at)),
            words.soon(Some(crate::base::Due::At(row.expires_at))),
            row.id.to_string(),
        ]);
    }
    table
}
