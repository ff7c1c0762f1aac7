//! `callsheet next` and `callsheet tasks`: the queue.

use super::examples;
use crate::base::{ContactId, TaskId, id::RowId};
use crate::cli::output::{Failure, Outcome, Problem, Table};
use crate::cli::session::Session;
use crate::cli::show;
use crate::cli::spoken;
use crate::cli::words::Words;
use crate::domain::command::{NextTask, TaskCommand};
use crate::domain::outcome::{Dial, dial_order, whom_to_call};
use crate::domain::{Effect, RefusalCode, Task};
use crate::replica::RunError;
use crate::view::{CompanyCard, QueueAsk, QueueRow};
use clap::{Args, ValueEnum};
use serde_json::json;

/// Arguments of `next`.
#[derive(Args, Debug)]
#[command(after_help = examples!("next", "next --queue INSIDE_SALES --json"))]
pub(crate) struct NextArgs {
    /// Only this queue
    #[arg(long)]
    queue: Option<String>,
}

/// Arguments of `tasks`.
#[derive(Args, Debug)]
#[command(after_help = examples!("tasks", "tasks --queue INSIDE_SALES --json", "tasks --sort due --limit 20", "tasks --all -q"))]
pub(crate) struct TasksArgs {
    /// Only this queue
    #[arg(long)]
    queue: Option<String>,
    /// In the order of work (bands), or by due
    #[arg(long, value_enum, default_value_t)]
    sort: Sort,
    /// At most so many
    #[arg(long, default_value_t = 100, value_name = "N", conflicts_with = "all")]
    limit: u32,
    /// All of them
    #[arg(long)]
    all: bool,
}

/// The order of tasks.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Sort {
    /// The order of work, explained for each row
    #[default]
    Band,
    /// Overdue first, then due
    Due,
}

/// Claims the next task and shows it.
pub(crate) fn next(args: NextArgs, s: &mut Session) -> Outcome {
    let applied = match s.run(TaskCommand::Next(NextTask { queue: args.queue })) {
        Ok(applied) => applied,
        Err(RunError::Refused(refusal)) if refusal.code == RefusalCode::NothingToDo => {
            return Err(Failure::from(refusal));
        }
        Err(error) => return Err(error.into()),
    };
    let Some(id) = claimed(&applied.effects) else {
        return Err(Problem::new("nothing_to_do", 3, "Nothing to do", applied.label).into());
    };
    let task = s.replica.task(id)?;
    let card = match &task {
        Some(task) => s.replica.company(task.company_id)?,
        None => None,
    };
    let name = card.as_ref().map(|card| card.company.name.clone());
    let more = [
        ("task", json!(task)),
        ("company_id", json!(task.as_ref().map(|task| task.company_id))),
        ("company", json!(name)),
        (
            "contact_id",
            json!(card.as_ref().and_then(|card| whom(card, task.as_ref()))),
        ),
        (
            "dials",
            json!(card.as_ref().map(|card| dials(card, task.as_ref()))),
        ),
    ];
    s.answer(&applied, id.uuid(), &more)?;
    if s.for_a_person()
        && let (Some(task), Some(card)) = (task, card)
    {
        s.out().write(&show::call_sheet(s, &task, &card))?;
    }
    Ok(())
}

/// The person the call is meant for.
fn whom(card: &CompanyCard, task: Option<&Task>) -> Option<ContactId> {
    let named = task.and_then(|task| task.contact_id);
    whom_to_call(&card.contacts, named).map(|person| person.id)
}

/// The numbers to call, in the order they are tried.
fn dials(card: &CompanyCard, task: Option<&Task>) -> Vec<serde_json::Value> {
    let dials = dial_order(&card.company, &card.contacts, whom(card, task));
    let dial =
        |dial: &Dial| json!({ "phone": dial.phone.key(), "raw": dial.phone.raw, "contact_id": dial.contact });
    dials.iter().map(dial).collect()
}

/// The task that a command claimed.
pub(crate) fn claimed(effects: &[Effect]) -> Option<TaskId> {
    effects.iter().find_map(|effect| match effect {
        Effect::TaskClaimed { id, .. } => Some(*id),
        _ => None,
    })
}

/// Lists the queue with the reason of each row.
pub(crate) fn tasks(args: &TasksArgs, s: &Session) -> Outcome {
    let rules = s.replica.rules();
    if let Some(queue) = &args.queue
        && rules.queue_role(queue).is_none()
    {
        return Err(rules.unknown_queue(queue).into());
    }
    let page = s.replica.queue(&QueueAsk {
        queue: args.queue.clone(),
        by_company: false,
        plain_order: args.sort == Sort::Due,
        limit: if args.all { u32::MAX } else { args.limit },
    })?;
    let none = &spoken::words(&s.setup.locale, "none", "No task is open in your queues.");
    s.out()
        .list(&page.rows, |row| row.id, none, || table(s, &page.rows))?;
    if s.for_a_person() && page.more {
        s.out().warn(&format!(
            "{} of {} open tasks; --all shows all",
            page.rows.len(),
            page.open
        ));
    }
    Ok(())
}

fn table(s: &Session, rows: &[QueueRow]) -> Table {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let mut table = Table::new(
        &s.setup.locale,
        &[
            "Band", "Why", "Company", "City", "Task", "Due", "Attempt", "Priority", "Id",
        ],
    );
    for row in rows {
        table.row([
            row.band.to_string(),
            words.why(&row.why),
            row.company.clone(),
            row.city.clone().unwrap_or_default(),
            show::task_line(row.kind, &row.title),
            words.soon(row.due),
            attempt(row.attempt, row.attempts_max),
            if row.priority == crate::domain::Priority::Normal {
                String::new()
            } else {
                row.priority.to_string()
            },
            row.id.to_string(),
        ]);
    }
    table
}

fn attempt(n: i64, of: i64) -> String {
    if n > 1 {
        format!("{n} of {of}")
    } else {
        String::new()
    }
}
