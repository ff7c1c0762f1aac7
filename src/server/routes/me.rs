//! Who I am here, and my tokens.

use super::company::unknown;
use super::found;
use crate::base::Timestamp;
use crate::domain::permission::{self, Permission};
use crate::domain::{Code, User};
use crate::protocol::List;
use crate::server::auth::token::{self, NewToken, TokenInfo};
use crate::server::call::{Call, Reply};
use crate::server::fault::{Out, store};
use crate::server::route::{Nothing, Route, Verb};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/me", "Who I am and what I may", me),
        Route::get("/me/tokens", "My tokens", tokens),
        Route::send(
            Verb::Post,
            "/me/tokens",
            "Makes a token; it is shown once",
            make_token,
        )
        .creates(),
        Route::send(Verb::Delete, "/me/tokens/{id}", "Ends a token at once", end_token),
    ]
}

/// Who I am.
#[derive(Serialize, JsonSchema)]
struct Me {
    user: User,
    /// What my roles grant, and the token lets through.
    permissions: Vec<String>,
}

fn me(call: &Call, _: Nothing) -> Out<Reply<Me>> {
    let in_scope = |p: &Permission| call.who.scopes.as_ref().is_none_or(|scopes| scopes.contains(p));
    let granted = Permission::ALL
        .iter()
        .filter(|p| permission::may(&call.who.user.roles, **p) && in_scope(p));
    Reply::ok(Me {
        permissions: granted.map(|p| p.code().to_owned()).collect(),
        user: call.who.user.clone(),
    })
}

fn tokens(call: &Call, _: Nothing) -> Out<Reply<List<TokenInfo>>> {
    let rows = token::list(&call.team, call.who.tenant, call.who.user.id).map_err(|error| store(&error))?;
    Reply::ok(List::whole(rows))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TokenBody {
    /// What it is for.
    name: String,
    /// Permissions it is limited to; none: all that I may.
    #[serde(default)]
    scopes: Vec<String>,
    /// Good until then; none: until it is ended.
    expires_at: Option<Timestamp>,
}

/// A token that was made.
#[derive(Serialize, JsonSchema)]
struct MadeToken {
    #[serde(flatten)]
    info: TokenInfo,
    /// The token itself; it is not kept and not shown again. None in a dry run.
    token: Option<String>,
}

fn make_token(call: &Call, body: TokenBody) -> Out<Reply<MadeToken>> {
    if body.name.trim().is_empty() {
        return Err(unknown("/name", "say what the token is for."));
    }
    let wanted = body.scopes.iter().map(|code| {
        Permission::lenient(code).ok_or_else(|| {
            unknown(
                "/scopes",
                &format!("{code} is no permission; GET /me lists yours."),
            )
        })
    });
    let mut scopes = wanted.collect::<Out<Vec<_>>>()?;
    if let Some(mine) = &call.who.scopes {
        // A token never makes one that may more than itself.
        if scopes.is_empty() {
            scopes.clone_from(mine);
        }
        if let Some(beyond) = scopes.iter().find(|scope| !mine.contains(scope)) {
            return Err(unknown(
                "/scopes",
                &format!("your own token does not grant {beyond}."),
            ));
        }
    }
    let new = NewToken {
        name: body.name,
        scopes,
        expires_at: body.expires_at,
    };
    if call.dry_run {
        let info = TokenInfo::planned(&call.team, new);
        return Reply::ok(MadeToken { info, token: None });
    }
    let made = token::make(&call.team, call.who.tenant, call.who.user.id, new);
    let (info, text) = made.map_err(|error| store(&error))?;
    Reply::ok(MadeToken {
        info,
        token: Some(text),
    })
}

fn end_token(call: &Call, _: Nothing) -> Out<Reply<Nothing>> {
    let id = Uuid::try_parse(call.place("id")).ok();
    let id = found(id)?;
    if call.dry_run {
        let rows =
            token::list(&call.team, call.who.tenant, call.who.user.id).map_err(|error| store(&error))?;
        let good = rows.iter().any(|row| row.id == id && row.revoked_at.is_none());
        found(good.then_some(()))?;
        return Reply::ok(Nothing {});
    }
    let ended =
        token::revoke(&call.team, call.who.tenant, call.who.user.id, id).map_err(|error| store(&error))?;
    found(ended.then_some(()))?;
    Reply::ok(Nothing {})
}
