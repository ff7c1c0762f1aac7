//! The journal, undo and redo, Trash.

use super::no_row;
use crate::domain::command::{JournalCommand, RedoArgs, UndoArgs};
use crate::domain::permission::Permission;
use crate::protocol::List;
use crate::server::call::{Call, Reply};
use crate::server::fault::Out;
use crate::server::route::{Deed, Route, Verb};
use crate::view::{HistoryRow, TrashRow};
use schemars::JsonSchema;
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/journal", "What was done last", history).may(Permission::CompaniesRead),
        Route::get("/trash", "What is in Trash, newest first", trash).may(Permission::CompaniesRead),
        Route::command(Deed {
            verb: Verb::Post,
            path: "/undo",
            summary: "Takes back a command or a group; my newest when none is named",
            fill: &[],
            makes: None,
            command: |args: UndoArgs| JournalCommand::Undo(args).into(),
            only_if: None,
            row: no_row,
        }),
        Route::command(Deed {
            verb: Verb::Post,
            path: "/redo",
            summary: "Takes back my newest undo",
            fill: &[],
            makes: None,
            command: |args: RedoArgs| JournalCommand::Redo(args).into(),
            only_if: None,
            row: no_row,
        }),
    ]
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Newest {
    /// 1 to 200; 50 when not said.
    limit: Option<u32>,
}

fn history(call: &Call, query: Newest) -> Out<Reply<List<HistoryRow>>> {
    Reply::ok(List::whole(call.door.history(super::page_size(query.limit)?)?))
}

fn trash(call: &Call, query: Newest) -> Out<Reply<List<TrashRow>>> {
    Reply::ok(List::whole(call.door.trash(super::page_size(query.limit)?)?))
}
