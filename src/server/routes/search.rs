//! Search over names and over what was said.

use crate::domain::permission::Permission;
use crate::server::call::{Call, Reply};
use crate::server::fault::Out;
use crate::server::route::Route;
use crate::view::Hit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/search",
            "Companies, people, notes and activities by words",
            search,
        )
        .may(Permission::CompaniesRead),
    ]
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SearchQuery {
    /// Words, or digits of a phone number.
    q: String,
    /// 1 to 200 of each; 50 when not said.
    limit: Option<u32>,
}

/// What was found.
#[derive(Serialize, JsonSchema)]
struct Found {
    /// Companies and people, best first.
    names: Vec<Hit>,
    /// Notes and activities, newest first.
    notes: Vec<Hit>,
}

fn search(call: &Call, query: SearchQuery) -> Out<Reply<Found>> {
    let limit = super::page_size(query.limit)?;
    Reply::ok(Found {
        names: call.door.search_names(&query.q, limit)?,
        notes: call.door.search_notes(&query.q, limit)?,
    })
}
