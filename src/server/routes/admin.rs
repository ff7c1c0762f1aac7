//! Users, and the rules in force: queues, outcomes, workflows, scripts, fields, settings.

use super::{found, no_row};
use crate::base::UserId;
use crate::domain::command::{AdminCommand, LoadRules, PutUser};
use crate::domain::custom::CustomField;
use crate::domain::permission::Permission;
use crate::domain::view::SavedView;
use crate::domain::workflow::Template;
use crate::domain::{OutcomeRule, QueueRule, Settings, User};
use crate::protocol::List;
use crate::server::call::{Call, Reply};
use crate::server::fault::Out;
use crate::server::route::{Deed, Nothing, Route, Verb};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/users", "The users of the tenant", users),
        Route::get("/users/{id}", "A user", user),
        Route::command(Deed {
            verb: Verb::Post,
            path: "/users",
            summary: "Enters or changes a user",
            fill: &[],
            makes: Some("user"),
            command: |args: PutUser| AdminCommand::User(args).into(),
            only_if: None,
            row: |call, _, id| {
                let users = call.door.users()?;
                Ok(users.into_iter().find(|user| Some(user.id.0) == id))
            },
        })
        .may(Permission::UsersManage),
        Route::get("/queues", "The queues", queues),
        Route::get(
            "/outcomes",
            "The outcomes of a call, in the order of their digits",
            outcomes,
        ),
        Route::get("/workflows", "The newest version of each workflow", workflows),
        Route::get("/scripts", "Talk tracks by key, Markdown", scripts),
        Route::get("/settings", "The settings of the tenant", settings),
        Route::get("/fields", "The fields of the tenant's own", fields),
        Route::get("/views", "Saved views", views),
        Route::command(Deed {
            verb: Verb::Post,
            path: "/rules",
            summary: "Puts rules in force",
            fill: &[],
            makes: None,
            command: |args: LoadRules| AdminCommand::Rules(args).into(),
            only_if: None,
            row: no_row,
        })
        .may(Permission::RulesManage),
    ]
}

fn users(call: &Call, _: Nothing) -> Out<Reply<List<User>>> {
    Reply::ok(List::whole(call.door.users()?))
}

fn user(call: &Call, _: Nothing) -> Out<Reply<User>> {
    let id: UserId = call.id("id")?;
    let user = call.door.users()?.into_iter().find(|user| user.id == id);
    Reply::ok(found(user)?)
}

fn queues(call: &Call, _: Nothing) -> Out<Reply<List<QueueRule>>> {
    Reply::ok(List::whole(call.door.rules().queues.clone()))
}

fn outcomes(call: &Call, _: Nothing) -> Out<Reply<List<OutcomeRule>>> {
    Reply::ok(List::whole(call.door.rules().outcomes.clone()))
}

fn workflows(call: &Call, _: Nothing) -> Out<Reply<List<Template>>> {
    Reply::ok(List::whole(call.door.rules().templates.clone()))
}

/// Talk tracks.
#[derive(Serialize, JsonSchema)]
struct Scripts {
    /// By key.
    scripts: BTreeMap<String, String>,
}

fn scripts(call: &Call, _: Nothing) -> Out<Reply<Scripts>> {
    let scripts = call.door.rules().scripts.clone();
    Reply::ok(Scripts { scripts })
}

fn settings(call: &Call, _: Nothing) -> Out<Reply<Settings>> {
    Reply::ok(call.door.rules().settings.clone())
}

fn fields(call: &Call, _: Nothing) -> Out<Reply<List<CustomField>>> {
    Reply::ok(List::whole(call.door.rules().fields.clone()))
}

fn views(call: &Call, _: Nothing) -> Out<Reply<List<SavedView>>> {
    Reply::ok(List::whole(call.door.views()?))
}
