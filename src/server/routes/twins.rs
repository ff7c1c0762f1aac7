//! Rows that look alike.

use super::place;
use crate::base::{CompanyId, ContactId};
use crate::domain::TwinKind;
use crate::domain::command::{CompanyCommand, CompanyPair, ContactCommand, ContactPair};
use crate::domain::permission::Permission;
use crate::protocol::{Cursor, List};
use crate::server::call::{Call, Reply, Written, WrittenCommand};
use crate::server::fault::Out;
use crate::server::route::{Nothing, Route, Verb};
use crate::view::{TwinAsk, TwinCursor, TwinPair};
use schemars::JsonSchema;
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/duplicates", "Pairs that look alike, the surest first", list)
            .may(Permission::CompaniesRead),
        Route::send(
            Verb::Post,
            "/duplicates/not-same",
            "Two that look alike are not the same; remembered",
            not_same,
        ),
    ]
}

/// Companies or people.
#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum About {
    /// Companies.
    #[default]
    Companies,
    /// People.
    Contacts,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PairsQuery {
    /// `companies` or `contacts`.
    #[serde(default)]
    about: About,
    /// Only pairs of so many points of 100; 60 when not said.
    min: Option<u8>,
    /// 1 to 200; 50 when not said.
    limit: Option<u32>,
    /// The `next_cursor` of the page before.
    starting_after: Option<String>,
}

impl Cursor for TwinCursor {}

fn list(call: &Call, query: PairsQuery) -> Out<Reply<List<TwinPair>>> {
    let page = call.door.duplicates(&TwinAsk {
        about: match query.about {
            About::Companies => TwinKind::Company,
            About::Contacts => TwinKind::Contact,
        },
        min: query.min.unwrap_or(60),
        limit: super::page_size(query.limit)? as usize,
        from: place(query.starting_after.as_deref())?.unwrap_or_default(),
    })?;
    Reply::ok(List::page(page.pairs, page.next.as_ref()))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NotSame {
    #[serde(default)]
    about: About,
    one: uuid::Uuid,
    other: uuid::Uuid,
}

fn not_same(call: &Call, pair: NotSame) -> Out<Reply<Written<Nothing>>> {
    let applied = match pair.about {
        About::Companies => {
            let (one, other) = (CompanyId(pair.one), CompanyId(pair.other));
            call.run(CompanyCommand::NotSame(CompanyPair { one, other }), None)
        }
        About::Contacts => {
            let (one, other) = (ContactId(pair.one), ContactId(pair.other));
            call.run(ContactCommand::NotSame(ContactPair { one, other }), None)
        }
    }?;
    let command = WrittenCommand::of(applied, call);
    Reply::ok(Written { command, data: None })
}
