//! What the routes of every noun have in common: a row that is named in the path, shown, changed, edited.

use crate::base::id::RowId;
use crate::domain::command::{
    ActivityCommand, ContactCommand, EditActivity, EditContact, EditTask, Fields, TaskCommand,
};
use crate::domain::{Activity, Case, Command, Contact, Handover, Task};
use crate::replica::Applied;
use crate::server::call::{Call, Reply, Written, WrittenCommand};
use crate::server::fault::Out;
use crate::server::route::{Deed, Route, Verb};
use crate::store::Record;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// A row that routes are about.
pub(super) trait Shown: Record<Id: RowId + Send> + JsonSchema + Send {
    /// The argument of its commands that the path fills.
    const FILLS: &'static [&'static str];
    /// The row as it is now.
    fn shown(call: &Call, id: Self::Id) -> Out<Option<Self>>;
}

/// One whose fields are changed by PATCH.
pub(super) trait Edited: Shown {
    /// The command that does it.
    fn edit(id: Self::Id, fields: Fields) -> Command;
}

macro_rules! shown {
    ($($row:ident by $fills:literal: $read:ident;)+) => {$(
        impl Shown for $row {
            const FILLS: &'static [&'static str] = &[$fills];
            fn shown(call: &Call, id: Self::Id) -> Out<Option<Self>> {
                Ok(call.door.$read(id)?)
            }
        }
    )+};
}
shown! {
    Activity by "activity_id": activity;
    Case by "case_id": case;
    Contact by "contact_id": contact;
    Handover by "handover_id": handover;
    Task by "task_id": task;
}

impl Edited for Activity {
    fn edit(activity_id: Self::Id, fields: Fields) -> Command {
        ActivityCommand::Edit(EditActivity { activity_id, fields }).into()
    }
}
impl Edited for Contact {
    fn edit(contact_id: Self::Id, fields: Fields) -> Command {
        let edit = EditContact {
            contact_id,
            fields,
            import: None,
        };
        ContactCommand::Edit(edit).into()
    }
}
impl Edited for Task {
    fn edit(task_id: Self::Id, fields: Fields) -> Command {
        TaskCommand::Edit(EditTask { task_id, fields }).into()
    }
}

/// A command about the row in the path.
pub(super) fn deed<A, R>(
    verb: Verb,
    path: &'static str,
    summary: &'static str,
    command: fn(A) -> Command,
) -> Route
where
    A: DeserializeOwned + JsonSchema + 'static,
    R: Shown,
{
    Route::command(Deed {
        verb,
        path,
        summary,
        fill: R::FILLS,
        makes: None,
        command,
        only_if: Some(|call| call.only_if::<R>(call.id("id")?, false)),
        row: |call, _, _| R::shown(call, call.id("id")?),
    })
}

/// PATCH: the body is the fields; whoever changes a row says which version they read.
pub(super) fn edit<R: Edited>(path: &'static str, summary: &'static str) -> Route {
    let mut route = Route::send(Verb::Patch, path, summary, |call, fields: Fields| {
        let id: R::Id = call.id("id")?;
        let only_if = call.only_if::<R>(id, true)?;
        let applied = call.run(R::edit(id, fields), only_if)?;
        written::<R>(call, applied, id)
    });
    route.matches = true;
    route
}

/// What a command did, and the row as it is now.
pub(super) fn written<R: Shown>(call: &Call, applied: Applied, id: R::Id) -> Out<Reply<Written<R>>> {
    let data = if call.dry_run { None } else { R::shown(call, id)? };
    let version = match &data {
        Some(row) => call.door.version::<R>(row.id())?,
        None => None,
    };
    let command = WrittenCommand::of(applied, call);
    Ok(Reply::ok(Written { command, data })?.version(version))
}
