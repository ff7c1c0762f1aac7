//! The pages of the API for people: a line a route, of the same table as the router.

use super::route::{Needs, Route};
use crate::domain::{Code, RefusalCode};
use crate::protocol::V1;
use std::fmt::Write;

/// `docs/API.md`.
pub(crate) fn page() -> String {
    let mut page = String::from(HEAD);
    let mut tag = String::new();
    for route in super::routes::all() {
        let own = super::openapi::tag(&route);
        if own != tag {
            let _ = write!(page, "\n## {own}\n\n| request | what | needs |\n|---|---|---|\n");
            own.clone_into(&mut tag);
        }
        let _ = writeln!(
            page,
            "| {} | {} | {} |",
            request(&route),
            route.summary,
            needs(&route)
        );
    }
    page.push_str("\n## Problems\n\n| code | status | title |\n|---|---|---|\n");
    for code in RefusalCode::ALL {
        let _ = writeln!(page, "| `{}` | {} | {} |", code.code(), code.http(), code.title());
    }
    page.push_str(TAIL);
    page
}

fn request(route: &Route) -> String {
    let path = if route.path.starts_with("/api/") {
        route.path.to_owned()
    } else {
        format!("{V1}{}", route.path)
    };
    format!("`{} {path}`", route.verb.name())
}

fn needs(route: &Route) -> String {
    match route.needs {
        Needs::Anyone => "nothing".to_owned(),
        Needs::User => "a login".to_owned(),
        Needs::May(permission) => format!("`{}`", permission.code()),
    }
}

const HEAD: &str = "# API

Made by `scripts/generate` from the table of routes; the whole description, with every shape, is
[openapi.json](openapi.json), which a server also shows at `/api/v1/openapi.json`.

- Send `Authorization: Bearer <token>`. What a token may do is what its user may, or less (`scopes`).
- A request that changes something answers `{command, data}`: what was done, and the row as it is now. Every command
  checks the rights of its own beside what is listed here.
- `Idempotency-Key` (best a UUID: it becomes the id of the command): the same key has one effect; with another body it is
  refused (`id_reuse`). `?dry_run=true` says what would be and changes nothing.
- `PATCH` takes RFC 7396 and needs `If-Match` with the `ETag` of the row; other changes of a row take it too.
- Lists: `limit` (1 to 200), `starting_after` = `next_cursor` of the page before; `fields=name,city` for some fields; `q=`
  is the filter of the lists (`stage:QUALIFYING owner:me due<today`).
- Everything stands under `/api/v1/crm/…` too.
- `GET /api/v1/stream` sends events as they happen (server-sent events; `Last-Event-ID` goes on from there; three streams
  a user).
- What is no success is `application/problem+json` (RFC 9457) with a stable `code`, `errors[]` (which field) and
  `missing[]` (what a guard still needs).
";

const TAIL: &str = "| `unauthorized` | 401 | Log in first |
| `precondition_required` | 428 | Say which version you change |
| `conflict` | 412 | It has changed meanwhile (with `If-Match`) |
| `unsupported_media_type` | 415 | Not a type of body this takes |
| `method_not_allowed` | 405 | Not a method of this address |
| `rate_limited` | 429 | Too many at once |
| `internal` | 500 | That failed inside the server |
| `unavailable` | 503 | Not available at the moment |
| `full` | 507 | No room left |
";

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_has_a_line() {
        let page = super::page();
        for route in super::super::routes::all() {
            assert!(page.contains(&super::request(&route)), "{}", route.path);
        }
    }
}
