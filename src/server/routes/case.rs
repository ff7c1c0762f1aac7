//! Cases and their handovers.

use super::found;
use super::row::deed;
use crate::base::{CaseId, HandoverId};
use crate::domain::command::{AnswerHandover, CaseCommand, CaseRef, CloseCase, ReturnHandover};
use crate::domain::permission::Permission;
use crate::domain::{Case, Handover};
use crate::protocol::List;
use crate::server::call::{Call, Reply};
use crate::server::fault::Out;
use crate::server::route::{Nothing, Route, Verb};
use crate::view::{CaseRow, HandoverRow};
use schemars::JsonSchema;
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases", "Open cases, oldest first (at most 200)", list).may(Permission::CompaniesRead),
        Route::get("/cases/{id}", "A case", one).may(Permission::CompaniesRead),
        deed::<CloseCase, Case>(
            Verb::Post,
            "/cases/{id}/close",
            "Closes it with an outcome",
            |args| CaseCommand::Close(args).into(),
        ),
        deed::<CaseRef, Case>(
            Verb::Delete,
            "/cases/{id}",
            "Into Trash, with its open tasks",
            |args| CaseCommand::Delete(args).into(),
        ),
        deed::<CaseRef, Case>(Verb::Post, "/cases/{id}/restore", "Out of Trash", |args| {
            CaseCommand::Restore(args).into()
        }),
        Route::get("/handovers", "Handovers that wait for an answer", handovers)
            .may(Permission::CompaniesRead),
        Route::get("/handovers/{id}", "A handover", handover).may(Permission::CompaniesRead),
        deed::<AnswerHandover, Handover>(
            Verb::Post,
            "/handovers/{id}/accept",
            "Takes the case that was offered",
            |args| CaseCommand::Accept(args).into(),
        ),
        deed::<ReturnHandover, Handover>(
            Verb::Post,
            "/handovers/{id}/return",
            "Gives it back with a reason",
            |args| CaseCommand::Return(args).into(),
        ),
        deed::<AnswerHandover, Handover>(
            Verb::Post,
            "/handovers/{id}/withdraw",
            "Takes the offer back",
            |args| CaseCommand::Withdraw(args).into(),
        ),
    ]
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
