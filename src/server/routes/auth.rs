//! Logins: what a program sends to be let in, stay in and be let out again.

use super::{found, not_found};
use crate::base::{DeviceId, Timestamp, UserId, id::RowId};
use crate::domain::Code;
use crate::domain::permission::Permission;
use crate::protocol::{List, Problem};
use crate::server::auth::account::{self, CodeFor};
use crate::server::auth::session::{self, Pair, SessionInfo};
use crate::server::auth::{grant, pkce};
use crate::server::call::{Call, Reply, Visit};
use crate::server::fault::Out;
use crate::server::route::{Nothing, Route, Verb};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The name of the device grant.
const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::anyone(
            "/auth/setup",
            "Sets login and password with a code that was given out",
            set_up,
        ),
        Route::anyone("/auth/device", "A terminal asks to be let in (RFC 8628)", device),
        Route::anyone(
            "/auth/token",
            "Tokens for a code or for a refresh token (RFC 6749)",
            token,
        ),
        Route::anyone("/auth/revoke", "Ends a token (RFC 7009)", revoke),
        Route::get(
            "/auth/sessions",
            "Where I am logged in, or where a user is",
            sessions,
        ),
        Route::send(
            Verb::Delete,
            "/auth/sessions/{id}",
            "Logs a session out at once",
            end_session,
        ),
        Route::send(
            Verb::Post,
            "/users/{id}/invite",
            "Gives out a code with which a user sets login and password",
            invite,
        )
        .may(Permission::UsersManage),
    ]
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetUpBody {
    /// The code, in any spelling.
    code: String,
    /// The name to log in with; left out: the one before, or the user's e-mail.
    login: Option<String>,
    /// 12 to 128 characters.
    password: String,
}

/// Whose account it is.
#[derive(Serialize, JsonSchema)]
struct SetUpDone {
    tenant_id: Uuid,
    user_id: UserId,
    login: String,
}

fn set_up(visit: &Visit, body: SetUpBody) -> Out<Reply<SetUpDone>> {
    let sent = account::SetUp {
        code: body.code,
        login: body.login,
        password: body.password,
    };
    let done = account::set_up(&visit.auth, sent, visit.from)?;
    Reply::ok(SetUpDone {
        tenant_id: done.tenant.id,
        user_id: done.user,
        login: done.login,
    })
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeviceBody {
    /// What is shown to the person who allows it: program and machine.
    #[serde(default)]
    client_name: String,
    /// Always `callsheet`.
    #[serde(rename = "client_id")]
    _client_id: Option<String>,
    #[serde(rename = "scope")]
    _scope: Option<String>,
}

/// What a terminal shows and asks with.
#[derive(Serialize, JsonSchema)]
struct DeviceAsked {
    /// For the token endpoint.
    device_code: String,
    /// To be typed by a person.
    user_code: String,
    /// Where it is typed.
    verification_uri: String,
    /// Seconds until both end.
    expires_in: i64,
    /// Seconds between two questions.
    interval: i64,
}

fn device(visit: &Visit, body: DeviceBody) -> Out<Reply<DeviceAsked>> {
    let asked = grant::ask(&visit.auth, &body.client_name, visit.from)?;
    Reply::ok(DeviceAsked {
        device_code: asked.device_code,
        user_code: asked.user_code,
        verification_uri: format!("{}/device", visit.base),
        expires_in: grant::LIFE,
        interval: grant::PAUSE,
    })
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TokenBody {
    /// `refresh_token`, `authorization_code` or `urn:ietf:params:oauth:grant-type:device_code`.
    grant_type: String,
    refresh_token: Option<String>,
    device_code: Option<String>,
    code: Option<String>,
    code_verifier: Option<String>,
    redirect_uri: Option<String>,
    /// Always `callsheet`.
    #[serde(rename = "client_id")]
    _client_id: Option<String>,
    #[serde(rename = "scope")]
    _scope: Option<String>,
}

fn token(visit: &Visit, body: TokenBody) -> Out<Reply<Pair>> {
    let auth = &visit.auth;
    Reply::ok(match body.grant_type.as_str() {
        "refresh_token" => session::refresh(auth, &given("refresh_token", body.refresh_token)?)?,
        DEVICE_GRANT => grant::poll(auth, &given("device_code", body.device_code)?)?,
        "authorization_code" => pkce::exchange(
            auth,
            &given("code", body.code)?,
            &given("code_verifier", body.code_verifier)?,
            &given("redirect_uri", body.redirect_uri)?,
        )?,
        _ => {
            let text = format!(
                "grant_type is refresh_token, authorization_code or {DEVICE_GRANT}; passwords are for the login page."
            );
            return Err(Problem::new(
                400,
                "unsupported_grant_type",
                "That cannot be used",
                text,
            ));
        }
    })
}

fn given(name: &str, value: Option<String>) -> Out<String> {
    value.ok_or_else(|| {
        let text = format!("{name} is missing.");
        Problem::new(400, "invalid_request", "That cannot be read", text.clone())
            .field(format!("/{name}"), text)
    })
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RevokeBody {
    /// A refresh token ends its session, an access token itself.
    token: String,
    #[serde(rename = "token_type_hint")]
    _token_type_hint: Option<String>,
    #[serde(rename = "client_id")]
    _client_id: Option<String>,
}

fn revoke(visit: &Visit, body: RevokeBody) -> Out<Reply<Nothing>> {
    session::revoke(&visit.auth, &body.token)?;
    Reply::ok(Nothing {})
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Whose {
    /// Of which user; with the permission `users:manage`.
    user: Option<UserId>,
}

fn sessions(call: &Call, query: Whose) -> Out<Reply<List<SessionInfo>>> {
    let me = call.who.user.id;
    let user = query.user.unwrap_or(me);
    if user != me && !call.who.may(Permission::UsersManage) {
        return Err(not_found());
    }
    let rows = session::list(&call.team, call.who.tenant, user, call.who.device)?;
    Reply::ok(List::whole(rows))
}

fn end_session(call: &Call, _: Nothing) -> Out<Reply<Nothing>> {
    let device: DeviceId = DeviceId::from_uuid(found(Uuid::try_parse(call.place("id")).ok())?);
    let owner = found(session::owner(&call.team, call.who.tenant, device)?)?;
    if owner != call.who.user.id && !call.who.may(Permission::UsersManage) {
        return Err(not_found());
    }
    if !call.dry_run {
        let who = Some((call.who.user.id, call.who.device));
        session::end_of(&call.team, call.who.tenant, who, device)?;
    }
    Reply::ok(Nothing {})
}

/// A code for somebody.
#[derive(Serialize, JsonSchema)]
struct Invited {
    /// Shown once; none in a dry run.
    code: Option<String>,
    /// Where it is typed.
    url: String,
    /// Good until then.
    expires_at: Option<Timestamp>,
}

fn invite(call: &Call, _: Nothing) -> Out<Reply<Invited>> {
    let id: UserId = call.id("id")?;
    let user = found(call.team.user(call.who.tenant, id)?.filter(|user| user.active))?;
    // Whoever sets another's password becomes them: nobody invites somebody who may more than they themselves.
    let beyond = Permission::ALL
        .iter()
        .find(|p| crate::domain::permission::may(&user.roles, **p) && !call.who.may(**p));
    if let Some(beyond) = beyond {
        let text = format!("{beyond} is granted to that user and not to you; an admin can invite them.");
        return Err(Problem::new(
            403,
            "forbidden",
            "Your role does not allow that",
            text,
        ));
    }
    let url = format!("{}/setup", call.auth.public.as_deref().unwrap_or_default());
    let plan = || account::invite(&call.team, call.who.tenant, id, CodeFor::Invitation);
    let made = (!call.dry_run).then(plan).transpose()?;
    if made.is_some() {
        let who = Some((call.who.user.id, call.who.device));
        call.team.note(
            call.who.tenant,
            who,
            "user_invited",
            &id.to_string(),
            serde_json::json!({}),
        )?;
    }
    let (code, expires_at) = made.unzip();
    Reply::ok(Invited {
        code,
        url,
        expires_at,
    })
}
