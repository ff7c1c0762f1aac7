//! What happened, for programs: events, changed rows, the audit.

use super::page_size;
use crate::domain::permission::Permission;
use crate::protocol::{Cursor, List};
use crate::replica::AuditEntry;
use crate::server::call::{Call, Reply};
use crate::server::fault::Out;
use crate::server::route::Route;
use crate::view::{Event, RowChange};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/events", "What happened, oldest first", events).may(Permission::CompaniesRead),
        Route::get(
            "/changes",
            "Rows that changed since a number of the feed, each once",
            changes,
        )
        .may(Permission::CompaniesRead),
        Route::get("/audit", "Who did what, a row a deed, chained by hashes", audit)
            .may(Permission::AuditRead),
    ]
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct After {
    /// Behind this number; 0, the beginning, when not said.
    #[serde(default)]
    after: i64,
    /// 1 to 200; 50 when not said.
    limit: Option<u32>,
}

/// A place in the feed.
#[derive(Serialize, Deserialize)]
struct Place(i64);
impl Cursor for Place {
    fn to_text(&self) -> String {
        self.0.to_string()
    }
    fn of_text(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

fn events(call: &Call, query: After) -> Out<Reply<List<Event>>> {
    let limit = page_size(query.limit)?;
    let rows = call.door.events(query.after, limit)?;
    let more = rows.len() == limit as usize;
    let next = rows.last().map(|event| Place(event.seq));
    Reply::ok(List {
        has_more: more,
        ..List::page(rows, next.as_ref())
    })
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Since {
    /// Behind this number; 0, the beginning, when not said.
    #[serde(default)]
    since: i64,
    /// At most so many commands: 1 to 200; 50 when not said.
    limit: Option<u32>,
}

/// The rows that changed, each as it was left by the last of the commands read.
#[derive(Serialize, JsonSchema)]
struct Changed {
    data: Vec<RowChange>,
    /// Send it as `since` for what follows.
    next: i64,
    /// More is there already.
    has_more: bool,
}

fn changes(call: &Call, query: Since) -> Out<Reply<Changed>> {
    let limit = page_size(query.limit)?;
    let events = call.door.events(query.since, limit)?;
    let next = events.last().map_or(query.since, |event| event.seq);
    let has_more = events.len() == limit as usize;
    let mut at: HashMap<Uuid, usize> = HashMap::new();
    let mut data: Vec<RowChange> = Vec::new();
    for change in events.into_iter().flat_map(|event| event.changes) {
        match at.get(&change.object_id) {
            Some(at) => merge(&mut data[*at], change),
            None => {
                at.insert(change.object_id, data.len());
                data.push(change);
            }
        }
    }
    Reply::ok(Changed { data, next, has_more })
}

/// A later change of the same row: what it says holds, and what was before the first stays.
fn merge(row: &mut RowChange, later: RowChange) {
    let fields = |value: serde_json::Value| match value {
        serde_json::Value::Object(fields) => fields,
        _ => serde_json::Map::new(),
    };
    let mut before = fields(later.previous_data);
    before.extend(fields(row.previous_data.take()));
    let mut after = fields(row.data.take());
    after.extend(fields(later.data));
    row.changed_fields = after.keys().cloned().collect();
    row.previous_data = before.into();
    row.data = after.into();
    row.company_id = later.company_id;
    row.action = match (row.action.as_str(), later.action.as_str()) {
        ("created", "updated") => "created".to_owned(),
        _ => later.action,
    };
}

fn audit(call: &Call, query: AuditQuery) -> Out<Reply<List<AuditEntry>>> {
    let rows = call.door.audit(query.after)?;
    let next = (rows.len() == 500)
        .then(|| rows.last().map(|row| Place(row.n)))
        .flatten();
    Reply::ok(List::page(rows, next.as_ref()))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuditQuery {
    /// Behind this row; 0, the beginning, when not said. A page has 500 rows.
    #[serde(default)]
    after: i64,
}
