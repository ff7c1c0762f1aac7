//! `callsheet task …`: make, claim, put off, pass on, end.

use super::examples;
use crate::base::{Due, TaskId};
use crate::cli::codes::codes;
use crate::cli::fields::SetArgs;
use crate::cli::output::Outcome;
use crate::cli::session::Session;
use crate::cli::show;
use crate::domain::command::{
    CancelTask, CompleteTask, CreateTask, Dependents, EditTask, ReassignTask, SnoozeTask, TaskCommand,
    TaskRef,
};
use crate::domain::{CancelReason, Priority, Task, TaskType};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

/// What can be done with tasks.
#[derive(Subcommand, Debug)]
pub(crate) enum TaskVerb {
    /// Make a task by hand
    #[command(after_help = examples!("task add \"Müller GmbH\" TODO --title \"look up the buyer\"",
        "task add \"Müller GmbH\" CALL_BACK --due \"tu 14:30\" --promised --contact \"Anna Kowalski\"",
        "task add \"Müller GmbH\" SEND_INFO --on tomorrow --queue SALES_OPS --unassigned --json"))]
    Add(Box<AddArgs>),
    /// Show a task
    #[command(after_help = examples!("task show 01936b1e-1c00-7000-8000-000000000001 --json"))]
    Show(TaskArg),
    /// Change title, due, priority, contact or note of a task
    #[command(after_help = examples!(
        "task edit 01936b1e-1c00-7000-8000-000000000001 --set due=\"tomorrow 10\" --set priority=HIGH",
        "task edit 01936b1e-1c00-7000-8000-000000000001 --clear due"))]
    Edit {
        /// Its id
        task: String,
        #[command(flatten)]
        fields: SetArgs,
    },
    /// Take a task: its company is yours for half an hour
    #[command(after_help = examples!("task claim 01936b1e-1c00-7000-8000-000000000001"))]
    Claim(TaskArg),
    /// Keep the company for another half hour
    #[command(after_help = examples!("task renew 01936b1e-1c00-7000-8000-000000000001"))]
    Renew(TaskArg),
    /// Let go of a task: others may take its company
    #[command(after_help = examples!("task release 01936b1e-1c00-7000-8000-000000000001"))]
    Release(TaskArg),
    /// Put a task off until a moment; it becomes yours
    #[command(after_help = examples!("task snooze 01936b1e-1c00-7000-8000-000000000001 \"tomorrow 10\"",
        "task snooze 01936b1e-1c00-7000-8000-000000000001 +3d --note \"on a fair\""))]
    Snooze(UntilArgs),
    /// Skip a task for today
    #[command(after_help = examples!("task skip 01936b1e-1c00-7000-8000-000000000001"))]
    Skip(TaskArg),
    /// Give a task to a user, to nobody, or to another queue
    #[command(after_help = examples!("task reassign 01936b1e-1c00-7000-8000-000000000001 --user \"Anna K.\"",
        "task reassign 01936b1e-1c00-7000-8000-000000000001 --queue SALES_OPS --note \"check the address\""))]
    Reassign(ReassignArgs),
    /// Complete a task without a call
    #[command(after_help = examples!("task complete 01936b1e-1c00-7000-8000-000000000001 --note \"sent the brochure\""))]
    Complete {
        /// Its id
        task: String,
        /// Becomes a note in the timeline; - reads standard input
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Cancel a task that is no longer needed
    #[command(after_help = examples!("task cancel 01936b1e-1c00-7000-8000-000000000001",
        "task cancel 01936b1e-1c00-7000-8000-000000000001 --reason DUPLICATE --dependents cancel"))]
    Cancel(CancelArgs),
    /// Let a task wait on somebody until a moment
    #[command(after_help = examples!("task wait 01936b1e-1c00-7000-8000-000000000001 \"in 2 weeks\" --note \"legal reads it\""))]
    Wait(UntilArgs),
    /// Send a call task without a good number to Sales Ops
    #[command(after_help = examples!("task need-number 01936b1e-1c00-7000-8000-000000000001"))]
    NeedNumber(TaskArg),
    /// Put a task into Trash
    #[command(after_help = examples!("task delete 01936b1e-1c00-7000-8000-000000000001"))]
    Delete(TaskArg),
    /// Take a task out of Trash
    #[command(after_help = examples!("task restore 01936b1e-1c00-7000-8000-000000000001"))]
    Restore(TaskArg),
}

/// Names a task.
#[derive(Args, Debug)]
pub(crate) struct TaskArg {
    /// Its id
    task: String,
}

/// Arguments of `task add`.
#[derive(Args, Debug)]
pub(crate) struct AddArgs {
    /// On which company: id, exact name, domain, or system:id
    company: String,
    /// What kind
    #[arg(value_parser = codes::<TaskType>())]
    kind: TaskType,
    /// One line; the label of its kind when not said
    #[arg(long)]
    title: Option<String>,
    /// On which case; the open one when not said
    #[arg(long)]
    case: Option<String>,
    /// Whom it concerns: id or exact name
    #[arg(long)]
    contact: Option<String>,
    /// In which queue; that of the case when not said
    #[arg(long)]
    queue: Option<String>,
    /// Whose: id, name or e-mail of the user; yours when not said
    #[arg(long, conflicts_with = "unassigned")]
    assignee: Option<String>,
    /// Anybody's of the queue
    #[arg(long)]
    unassigned: bool,
    /// How much it presses
    #[arg(long, value_parser = codes::<Priority>())]
    priority: Option<Priority>,
    /// Due at this moment (no time: 10:00)
    #[arg(long, value_name = "WHEN", conflicts_with = "on")]
    due: Option<String>,
    /// Due some time on this day
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// Promised to the customer
    #[arg(long)]
    promised: bool,
    /// A word on it; - reads standard input
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// A task and a moment.
#[derive(Args, Debug)]
pub(crate) struct UntilArgs {
    /// Its id
    task: String,
    /// Until then
    until: String,
    /// A word on why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// Arguments of `task reassign`.
#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("to").required(true).multiple(true).args(["user", "nobody", "queue"])))]
pub(crate) struct ReassignArgs {
    /// Its id
    task: String,
    /// To this user: id, name or e-mail; me
    #[arg(long, conflicts_with = "nobody")]
    user: Option<String>,
    /// To nobody
    #[arg(long)]
    nobody: bool,
    /// Into this queue
    #[arg(long)]
    queue: Option<String>,
    /// A word on it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// Arguments of `task cancel`.
#[derive(Args, Debug)]
pub(crate) struct CancelArgs {
    /// Its id
    task: String,
    /// Why
    #[arg(long, default_value = "NOT_NEEDED", value_parser = codes::<CancelReason>())]
    reason: CancelReason,
    /// A word on it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// What becomes of the tasks that wait on it
    #[arg(long, value_enum, default_value_t)]
    dependents: DependentsArg,
}

/// What becomes of the tasks that wait on a cancelled one.
#[derive(ValueEnum, Clone, Copy, Debug, Default)]
pub(crate) enum DependentsArg {
    /// They open
    #[default]
    Release,
    /// They are cancelled too
    Cancel,
}

/// Does what was asked.
pub(crate) fn run(verb: TaskVerb, s: &mut Session) -> Outcome {
    match verb {
        TaskVerb::Add(args) => add(*args, s),
        TaskVerb::Show(TaskArg { task }) => {
            let task = s.task(&task)?;
            let page = page(s, &task)?;
            s.out()
                .one(&page, task.id, || show::task(s, &task, &page.company))
        }
        TaskVerb::Edit { task, fields } => {
            let task_id = Session::task_id(&task)?;
            let fields = fields.read_some(s)?;
            s.give(TaskCommand::Edit(EditTask { task_id, fields }), task_id)
        }
        TaskVerb::Claim(task) => about(&task, s, TaskCommand::Claim),
        TaskVerb::Renew(task) => about(&task, s, TaskCommand::Renew),
        TaskVerb::Release(task) => about(&task, s, TaskCommand::Release),
        TaskVerb::Skip(task) => about(&task, s, TaskCommand::Skip),
        TaskVerb::NeedNumber(task) => about(&task, s, TaskCommand::NeedNumber),
        TaskVerb::Delete(task) => about(&task, s, TaskCommand::Delete),
        TaskVerb::Restore(task) => about(&task, s, TaskCommand::Restore),
        TaskVerb::Snooze(args) => until(args, s, TaskCommand::Snooze),
        TaskVerb::Wait(args) => until(args, s, TaskCommand::Wait),
        TaskVerb::Reassign(args) => reassign(args, s),
        TaskVerb::Complete { task, note } => {
            let task_id = Session::task_id(&task)?;
            let note = s.typed(note)?;
            s.give(TaskCommand::Complete(CompleteTask { task_id, note }), task_id)
        }
        TaskVerb::Cancel(args) => cancel(args, s),
    }
}

fn about(arg: &TaskArg, s: &mut Session, command: fn(TaskRef) -> TaskCommand) -> Outcome {
    let task_id = Session::task_id(&arg.task)?;
    s.give(command(TaskRef { task_id }), task_id)
}

fn until(args: UntilArgs, s: &mut Session, command: fn(SnoozeTask) -> TaskCommand) -> Outcome {
    let task_id = Session::task_id(&args.task)?;
    let until = s.instant_ahead("until", &args.until)?;
    s.give(
        command(SnoozeTask {
            task_id,
            until,
            note: args.note,
        }),
        task_id,
    )
}

fn add(args: AddArgs, s: &mut Session) -> Outcome {
    let company_id = s.company(&args.company)?;
    s.about(company_id)?;
    let contact_id = args
        .contact
        .map(|contact| s.contact(&contact, Some(company_id)))
        .transpose()?;
    let case_id = args.case.map(|case| Session::case_id(&case)).transpose()?;
    let assignee = args.assignee.map(|user| s.user(&user)).transpose()?;
    let at = args.due.map(|when| s.ahead("due", &when)).transpose()?;
    let on = args.on.map(|day| s.day("on", &day)).transpose()?;
    let id: TaskId = s.replica.new_id();
    let create = CreateTask {
        id,
        company_id,
        case_id,
        contact_id,
        kind: args.kind,
        title: args.title,
        queue: args.queue,
        assignee,
        unassigned: args.unassigned,
        priority: args.priority,
        due: at.or(on.map(Due::On)),
        promised: args.promised,
        note: s.typed(args.note)?,
    };
    s.give(TaskCommand::Create(create), id)
}

fn reassign(args: ReassignArgs, s: &mut Session) -> Outcome {
    let task_id = Session::task_id(&args.task)?;
    let to_user = args.user.map(|user| s.user(&user)).transpose()?;
    let command = ReassignTask {
        task_id,
        to_user,
        to_queue: args.queue,
        note: args.note,
    };
    s.give(TaskCommand::Reassign(command), task_id)
}

fn cancel(args: CancelArgs, s: &mut Session) -> Outcome {
    let task_id = Session::task_id(&args.task)?;
    let dependents = match args.dependents {
        DependentsArg::Release => Dependents::Release,
        DependentsArg::Cancel => Dependents::Cancel,
    };
    let command = CancelTask {
        task_id,
        reason: args.reason,
        note: args.note,
        dependents,
    };
    s.give(TaskCommand::Cancel(command), task_id)
}

/// A task with the name of its company.
#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    task: &'a Task,
    company: String,
}

fn page<'a>(s: &Session, task: &'a Task) -> Outcome<Page<'a>> {
    let company = s.replica.company(task.company_id)?;
    Ok(Page {
        task,
        company: company.map(|card| card.company.name).unwrap_or_default(),
    })
}
