//! Activities: what happened, logged with its outcome and follow-up.

use super::found;
use super::row::{deed, edit};
use crate::base::{ActivityId, id::RowId};
use crate::domain::Activity;
use crate::domain::command::{ActivityCommand, ActivityRef, LogActivity};
use crate::domain::permission::Permission;
use crate::server::call::{Call, Reply};
use crate::server::fault::Out;
use crate::server::route::{Deed, Nothing, Route, Verb};

pub(super) fn routes() -> Vec<Route> {
    vec![
        logs("/activities", &[]),
        logs("/companies/{id}/activities", &["company_id"]),
        Route::get("/activities/{id}", "An activity", one).may(Permission::CompaniesRead),
        edit::<Activity>(
            "/activities/{id}",
            "Changes fields of an activity (RFC 7396: null clears)",
        ),
        deed::<ActivityRef, Activity>(Verb::Delete, "/activities/{id}", "Into Trash", |args| {
            ActivityCommand::Delete(args).into()
        }),
        deed::<ActivityRef, Activity>(Verb::Post, "/activities/{id}/restore", "Out of Trash", |args| {
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

fn one(call: &Call, _: Nothing) -> Out<Reply<Activity>> {
    let row = found(call.door.activity(call.id("id")?)?)?;
    let version = call.door.version::<Activity>(row.id)?;
    Ok(Reply::ok(row)?.version(version))
}
