//! The routes, a file a noun. Each is thin: it reads the request, asks the door, answers.

mod activity;
mod admin;
mod auth;
mod batch;
mod bulk;
mod case;
mod company;
mod contact;
mod export;
mod feed;
mod journal;
mod me;
mod note;
mod row;
mod search;
mod task;
mod tom;
mod twins;

use super::call::Call;
use super::fault::{Out, not_found};
use super::route::{Nothing, Route};
use crate::protocol::{Cursor, Problem};

/// Every route of the API.
pub(crate) fn all() -> Vec<Route> {
    let mut all = Vec::new();
    for routes in [
        auth::routes(),
        me::routes(),
        company::routes(),
        contact::routes(),
        case::routes(),
        task::routes(),
        activity::routes(),
        note::routes(),
        search::routes(),
        journal::routes(),
        feed::routes(),
        admin::routes(),
        twins::routes(),
        batch::routes(),
        bulk::routes(),
        export::routes(),
        tom::routes(),
    ] {
        all.extend(routes);
    }
    all
}

/// The most rows of a page.
const MOST: u32 = 200;

/// How many rows a page has: 50 when not said.
fn page_size(limit: Option<u32>) -> Out<u32> {
    match limit {
        None => Ok(50),
        Some(limit @ 1..=MOST) => Ok(limit),
        Some(_) => {
            let text = format!("limit is 1 to {MOST}.");
            Err(Problem::new(422, "invalid", "That cannot be read", text.clone()).field("?limit", text))
        }
    }
}

/// Where a page begins.
fn place<C: Cursor>(text: Option<&str>) -> Out<Option<C>> {
    let Some(text) = text else { return Ok(None) };
    C::of_text(text).map(Some).ok_or_else(|| {
        let detail = "starting_after takes the next_cursor of the page before, of the same list.";
        Problem::new(422, "invalid", "That cannot be read", detail).field("?starting_after", detail)
    })
}

/// A row that is there.
fn found<T>(row: Option<T>) -> Out<T> {
    row.ok_or_else(not_found)
}

/// No row to show afterwards.
#[expect(clippy::unnecessary_wraps, reason = "it stands where others read a row")]
fn no_row(_: &Call, _: &crate::replica::Applied, _: Option<uuid::Uuid>) -> Out<Option<Nothing>> {
    Ok(None)
}
