//! Many commands in one request, each by itself or all or none.

use super::company::unknown;
use crate::base::{CommandId, derived};
use crate::domain::Command;
use crate::protocol::Problem;
use crate::replica::RunError;
use crate::server::call::{Call, Reply, WrittenCommand};
use crate::server::fault::Out;
use crate::server::route::{Route, Verb};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// The most operations of a batch (api-conventions.md §6).
const MOST: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::send(
        Verb::Post,
        "/batch",
        "Up to 100 commands, each by itself or (`atomic`) all or none",
        batch,
    )]
}

/// Several commands.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Batch {
    /// All or none; the first refusal is that of the whole request.
    #[serde(default)]
    atomic: bool,
    /// In this order.
    operations: Vec<Operation>,
}

/// One command.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Operation {
    /// Its id, a UUID; the same id never has a second effect. Derived from the request's when not said.
    id: Option<Uuid>,
    /// The command's name, as `task.snooze`.
    #[serde(rename = "type")]
    kind: String,
    /// Its arguments, all of them.
    args: Value,
}

/// What became of each.
#[derive(Serialize, JsonSchema)]
struct Results {
    /// In the order of the operations.
    results: Vec<Item>,
}

/// What became of one.
#[derive(Serialize, JsonSchema)]
struct Item {
    /// As if it had been sent alone.
    status: u16,
    /// It was carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<WrittenCommand>,
    /// It was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

fn batch(call: &Call, batch: Batch) -> Out<Reply<Results>> {
    if batch.operations.len() > MOST {
        let text = format!("A batch has at most {MOST} operations.");
        return Err(Problem::new(413, "too_large", "That is too large", text));
    }
    let commands = batch.operations.into_iter().enumerate();
    let commands = commands.map(|(n, operation)| Ok((id_of(call, n, &operation), command(n, operation)?)));
    let commands = commands.collect::<Out<Vec<(CommandId, Command)>>>()?;
    let results = if batch.atomic {
        let done = call.door.run_all(commands, call.dry_run);
        let done = done.map_err(|(n, error)| at(n, error))?;
        let item = |applied| Item {
            status: 200,
            command: Some(WrittenCommand::of(applied, call)),
            problem: None,
        };
        done.into_iter().map(item).collect()
    } else {
        commands
            .into_iter()
            .map(|(id, command)| alone(call, id, command))
            .collect::<Out<_>>()?
    };
    Reply::ok(Results { results })
}

fn id_of(call: &Call, n: usize, operation: &Operation) -> CommandId {
    let own = || derived(call.command.0, "batch", "operation", n as u32);
    CommandId(operation.id.unwrap_or_else(own))
}

fn command(n: usize, operation: Operation) -> Out<Command> {
    let value = serde_json::json!({ "type": operation.kind, "args": operation.args });
    serde_json::from_value(value).map_err(|error| unknown(&format!("/operations/{n}"), &error.to_string()))
}

/// One by itself. A failing database ends the whole request: what was done until then stays, and is known by its ids.
fn alone(call: &Call, id: CommandId, command: Command) -> Out<Item> {
    let done = call.run_as(id, command, None);
    match done {
        Ok(applied) => Ok(Item {
            status: 200,
            command: Some(WrittenCommand::of(applied, call)),
            problem: None,
        }),
        Err(problem) if problem.status >= 500 => Err(problem),
        Err(problem) => Ok(Item {
            status: problem.status,
            command: None,
            problem: Some(problem),
        }),
    }
}

fn at(n: usize, error: RunError) -> Problem {
    let problem = Problem::from(error);
    let text = problem.detail.clone();
    problem.field(format!("/operations/{n}"), text)
}
