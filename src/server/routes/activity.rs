//! Activities: what happened, logged with its outcome and follow-up.

use super::found;
use crate::base::{ActivityId, id::RowId};
use crate::domain::command::{ActivityCommand, ActivityRef, EditActivity, Fields, LogActivity};
use crate::domain::permission::Permission;
use crate::domain::{Activity, Command};
use crate::server::call::{Call, Reply, Written, WrittenCommand};
use crate::server::fault::Out;
use crate::server::route::{Deed, Nothing, Route, Verb};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

pub(super) fn routes() -> Vec<Route> {
    vec![
        logs("/activities", &[]),
        logs("/companies/{id}/activities", &["company_id"]),
        Route::get("/activities/{id}", "An activity", one).may(Permission::CompaniesRead),
        edit(),
        deed::<ActivityRef>(Verb::Delete, "/activities/{id}", "Into Trash", |args| {
            ActivityCommand::Delete(args).into()
        }),
        deed::<ActivityRef>(Verb::Post, "/activities/{id}/restore", "Out of Trash", |args| {
            ActivityCommand::Restore(args).into()
        }),
    ]
}

fn logs(path: &'static str, fill: &'static [&'static str]) -> Route {
    Route::command(Deed {
        verb: Verb::Post,
        path,
        summary: "Logs a call, e-mail, meeting … with outcome and follow-up",
        fill,
        makes: Some("activity"),
        command: |args: LogActivity| ActivityCommand::Log(Box::new(args)).into(),
        only_if: None,
        row: |call, _, id| {
            Ok(call
                .door
                .activity(ActivityId::from_uuid(id.unwrap_or_default()))?)
        },
    })
}

fn deed<A: DeserializeOwned + JsonSchema + 'static>(
    verb: Verb,
    path: &'static str,
    summary: &'static str,
    command: fn(A) -> Command,
) -> Route {
    Route::command(Deed {
        verb,
        path,
        summary,
        fill: &["activity_id"],
        makes: None,
        command,
        only_if: Some(|call| call.only_if::<Activity>(call.id("id")?, false)),
        row: |call, _, _| Ok(call.door.activity(call.id("id")?)?),
    })
}

fn one(call: &Call, _: Nothing) -> Out<Reply<Activity>> {
    let row = found(call.door.activity(call.id("id")?)?)?;
    let version = call.door.version::<Activity>(row.id)?;
    Ok(Reply::ok(row)?.version(version))
}

fn edit() -> Route {
    let summary = "Changes fields of an activity (RFC 7396: null clears)";
    let mut route = Route::send(
        Verb::Patch,
        "/activities/{id}",
        summary,
        |call, fields: Fields| {
            let activity_id: ActivityId = call.id("id")?;
            let only_if = call.only_if::<Activity>(activity_id, true)?;
            let edit = EditActivity { activity_id, fields };
            let applied = call.run(ActivityCommand::Edit(edit), only_if)?;
            let data = if call.dry_run {
                None
            } else {
                call.door.activity(activity_id)?
            };
            let version = call.door.version::<Activity>(activity_id)?;
            let command = WrittenCommand::of(applied, call);
            Ok(Reply::ok(Written { command, data })?.version(version))
        },
    );
    route.matches = true;
    route
}
