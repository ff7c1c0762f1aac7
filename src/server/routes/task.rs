//! Tasks and the queue: what is next, claimed by one rep at a time.

use super::row::{deed, edit};
use super::{found, page_size};
use crate::base::{TaskId, id::RowId};
use crate::domain::command::{
    CancelTask, CompleteTask, CreateTask, NextTask, ReassignTask, SnoozeTask, TaskCommand, TaskRef,
};
use crate::domain::permission::Permission;
use crate::domain::{Effect, Task};
use crate::protocol::List;
use crate::replica::Applied;
use crate::server::call::{Call, Reply};
use crate::server::fault::Out;
use crate::server::route::{Deed, Nothing, Route, Verb};
use crate::view::{QueueAsk, QueueRow};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/my/tasks", "My queue: mine and nobody's, overdue first", mine)
            .may(Permission::CompaniesRead),
        Route::get("/tasks", "The queue in the order of Work", queue).may(Permission::CompaniesRead),
        Route::command(Deed {
            verb: Verb::Post,
            path: "/tasks",
            summary: "Makes a task",
            fill: &[],
            makes: Some("task"),
            command: |args: CreateTask| TaskCommand::Create(args).into(),
            only_if: None,
            row: |call, _, id| Ok(call.door.task(TaskId::from_uuid(id.unwrap_or_default()))?),
        }),
        Route::command(Deed {
            verb: Verb::Post,
            path: "/tasks/next",
            summary: "Claims the first task of the queue for me",
            fill: &[],
            makes: None,
            command: |args: NextTask| TaskCommand::Next(args).into(),
            only_if: None,
            row: claimed,
        }),
        Route::get("/tasks/{id}", "A task", one).may(Permission::CompaniesRead),
        edit::<Task>("/tasks/{id}", "Changes fields of a task (RFC 7396: null clears)"),
    ];
    routes.extend(deeds());
    routes
}

fn deeds() -> Vec<Route> {
    vec![
        deed::<TaskRef, Task>(
            Verb::Post,
            "/tasks/{id}/claim",
            "Claims it: its company is mine for half an hour",
            |args| TaskCommand::Claim(args).into(),
        ),
        deed::<TaskRef, Task>(
            Verb::Post,
            "/tasks/{id}/renew",
            "Keeps the claim for another half hour",
            |args| TaskCommand::Renew(args).into(),
        ),
        deed::<TaskRef, Task>(Verb::Post, "/tasks/{id}/release", "Ends the claim", |args| {
            TaskCommand::Release(args).into()
        }),
        deed::<SnoozeTask, Task>(
            Verb::Post,
            "/tasks/{id}/snooze",
            "Not before then, and mine",
            |args| TaskCommand::Snooze(args).into(),
        ),
        deed::<TaskRef, Task>(
            Verb::Post,
            "/tasks/{id}/skip",
            "To the end of today's list",
            |args| TaskCommand::Skip(args).into(),
        ),
        deed::<TaskRef, Task>(Verb::Post, "/tasks/{id}/unskip", "Back from there", |args| {
            TaskCommand::Unskip(args).into()
        }),
        deed::<ReassignTask, Task>(
            Verb::Post,
            "/tasks/{id}/reassign",
            "To a user or a queue",
            |args| TaskCommand::Reassign(args).into(),
        ),
        deed::<CompleteTask, Task>(
            Verb::Post,
            "/tasks/{id}/complete",
            "Done, without a call",
            |args| TaskCommand::Complete(args).into(),
        ),
        deed::<CancelTask, Task>(Verb::Post, "/tasks/{id}/cancel", "No longer needed", |args| {
            TaskCommand::Cancel(args).into()
        }),
        deed::<SnoozeTask, Task>(
            Verb::Post,
            "/tasks/{id}/wait",
            "Waits on somebody until then",
            |args| TaskCommand::Wait(args).into(),
        ),
        deed::<TaskRef, Task>(
            Verb::Post,
            "/tasks/{id}/need-number",
            "No number: to Sales Ops",
            |args| TaskCommand::NeedNumber(args).into(),
        ),
        deed::<TaskRef, Task>(Verb::Delete, "/tasks/{id}", "Into Trash", |args| {
            TaskCommand::Delete(args).into()
        }),
        deed::<TaskRef, Task>(Verb::Post, "/tasks/{id}/restore", "Out of Trash", |args| {
            TaskCommand::Restore(args).into()
        }),
    ]
}

/// The task that `next` claimed.
fn claimed(call: &Call, applied: &Applied, _: Option<Uuid>) -> Out<Option<Task>> {
    let claimed = applied.effects.iter().find_map(|effect| match effect {
        Effect::TaskClaimed { id, .. } => Some(*id),
        _ => None,
    });
    match claimed {
        Some(task) => Ok(call.door.task(task)?),
        None => Ok(None),
    }
}

/// A part of the queue.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QueueQuery {
    /// Only this queue.
    queue: Option<String>,
    /// 1 to 200; 50 when not said.
    limit: Option<u32>,
}

pub(super) fn mine(call: &Call, query: QueueQuery) -> Out<Reply<List<QueueRow>>> {
    page(call, query, true)
}

fn queue(call: &Call, query: QueueQuery) -> Out<Reply<List<QueueRow>>> {
    page(call, query, false)
}

fn page(call: &Call, query: QueueQuery, plain_order: bool) -> Out<Reply<List<QueueRow>>> {
    let page = call.door.queue(&QueueAsk {
        queue: query.queue,
        by_company: false,
        plain_order,
        limit: page_size(query.limit)?,
    })?;
    Reply::ok(List {
        has_more: page.more,
        ..List::whole(page.rows)
    })
}

fn one(call: &Call, _: Nothing) -> Out<Reply<Task>> {
    let row = found(call.door.task(call.id("id")?)?)?;
    let version = call.door.version::<Task>(row.id)?;
    Ok(Reply::ok(row)?.version(version))
}
