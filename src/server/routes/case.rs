//! Cases and their handovers.

use super::found;
use crate::base::{CaseId, HandoverId};
use crate::domain::command::{AnswerHandover, CaseCommand, CaseRef, CloseCase, ReturnHandover};
use crate::domain::permission::Permission;
use crate::domain::{Case, Command, Handover};
use crate::protocol::List;
use crate::server::call::{Call, Reply};
use crate::server::fault::Out;
use crate::server::route::{Deed, Nothing, Route, Verb};
use crate::view::{CaseRow, HandoverRow};
use schemars::JsonSchema;
use serde::{Deserialize, de::DeserializeOwned};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases", "Open cases, oldest first (at most 200)", list).may(Permission::CompaniesRead),
        Route::get("/cases/{id}", "A case", one).may(Permission::CompaniesRead),
        of_case::<CloseCase>(
            Verb::Post,
            "/cases/{id}/close",
            "Closes it with an outcome",
            |args| CaseCommand::Close(args).into(),
        ),
        of_case::<CaseRef>(
            Verb::Delete,
            "/cases/{id}",
            "Into Trash, with its open tasks",
            |args| CaseCommand::Delete(args).into(),
        ),
        of_case::<CaseRef>(Verb::Post, "/cases/{id}/restore", "Out of Trash", |args| {
            CaseCommand::Restore(args).into()
        }),
        Route::get("/handovers", "Handovers that wait for an answer", handovers)
            .may(Permission::CompaniesRead),
        Route::get("/handovers/{id}", "A handover", handover).may(Permission::CompaniesRead),
        of_handover::<AnswerHandover>(
            "/handovers/{id}/accept",
            "Takes the case that was offered",
            |args| CaseCommand::Accept(args).into(),
        ),
        of_handover::<ReturnHandover>("/handovers/{id}/return", "Gives it back with a reason", |args| {
            CaseCommand::Return(args).into()
        }),
        of_handover::<AnswerHandover>("/handovers/{id}/withdraw", "Takes the offer back", |args| {
            CaseCommand::Withdraw(args).into()
        }),
    ]
}

fn of_case<A: DeserializeOwned + JsonSchema + 'static>(
    verb: Verb,
    path: &'static str,
    summary: &'static str,
    command: fn(A) -> Command,
) -> Route {
    Route::command(Deed {
        verb,
        path,
        summary,
        fill: &["case_id"],
        makes: None,
        command,
        only_if: Some(|call| call.only_if::<Case>(call.id("id")?, false)),
        row: |call, _, _| Ok(call.door.case(call.id("id")?)?),
    })
}

fn of_handover<A: DeserializeOwned + JsonSchema + 'static>(
    path: &'static str,
    summary: &'static str,
    command: fn(A) -> Command,
) -> Route {
    Route::command(Deed {
        verb: Verb::Post,
        path,
        summary,
        fill: &["handover_id"],
        makes: None,
        command,
        only_if: Some(|call| call.only_if::<Handover>(call.id("id")?, false)),
        row: |call, _, _| Ok(call.door.handover(call.id("id")?)?),
    })
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Only of companies that I own or have a task on.
    #[serde(default)]
    mine: bool,
}

fn list(call: &Call, query: ListQuery) -> Out<Reply<List<CaseRow>>> {
    Reply::ok(List::whole(call.door.cases(query.mine, 200)?))
}

fn one(call: &Call, _: Nothing) -> Out<Reply<Case>> {
    let id: CaseId = call.id("id")?;
    let row = found(call.door.case(id)?)?;
    Ok(Reply::ok(row)?.version(call.door.version::<Case>(id)?))
}

fn handovers(call: &Call, _: Nothing) -> Out<Reply<List<HandoverRow>>> {
    Reply::ok(List::whole(call.door.handovers()?))
}

fn handover(call: &Call, _: Nothing) -> Out<Reply<Handover>> {
    let id: HandoverId = call.id("id")?;
    let row = found(call.door.handover(id)?)?;
    Ok(Reply::ok(row)?.version(call.door.version::<Handover>(id)?))
}
