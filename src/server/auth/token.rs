//! Personal tokens: made once for a script, shown once, kept as a hash.

use super::{Who, active, device_of, scopes_of, secret};
use crate::base::{Json, Timestamp, UserId};
use crate::domain::Code;
use crate::domain::permission::Permission;
use crate::params;
use crate::replica::Team;
use crate::store::{Result as StoreResult, identity};
use uuid::Uuid;

/// What every personal token begins with, so that it is recognised where it does not belong.
pub(super) const PREFIX: &str = "cs_pat_";

/// A token that is to be made.
pub(crate) struct NewToken {
    pub(crate) name: String,
    /// Limited to these permissions; empty: all that its user may.
    pub(crate) scopes: Vec<Permission>,
    pub(crate) expires_at: Option<Timestamp>,
}

/// A token as it is listed: never the secret.
#[derive(Clone, PartialEq, Debug, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct TokenInfo {
    /// Which.
    pub(crate) id: Uuid,
    /// As its maker called it.
    pub(crate) name: String,
    /// Permissions it is limited to; empty: all of its user.
    pub(crate) scopes: Vec<String>,
    /// Made when.
    pub(crate) created_at: Timestamp,
    /// Good until then; none: until it is revoked.
    pub(crate) expires_at: Option<Timestamp>,
    /// Revoked then.
    pub(crate) revoked_at: Option<Timestamp>,
}

impl From<identity::AccessToken> for TokenInfo {
    fn from(row: identity::AccessToken) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scopes: row.scopes.0,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        }
    }
}

impl TokenInfo {
    /// A token as it would be made now.
    pub(crate) fn planned(team: &Team, new: NewToken) -> Self {
        Self {
            id: team.uuid(),
            name: new.name,
            scopes: new.scopes.iter().map(|scope| scope.code().to_owned()).collect(),
            created_at: team.now(),
            expires_at: new.expires_at,
            revoked_at: None,
        }
    }
}

/// Makes a token for a user; the text is not kept and never shown again.
pub(crate) fn make(
    team: &Team,
    tenant: i64,
    user: UserId,
    new: NewToken,
) -> StoreResult<(TokenInfo, String)> {
    let text = secret::token(PREFIX);
    let hash = secret::hash(&text);
    let info = TokenInfo::planned(team, new);
    let (row, id, now) = (info.clone(), info.id, info.created_at);
    team.write(move |tx| {
        let scopes = Json(row.scopes);
        tx.exec(
            identity::ADD_TOKEN,
            params![hash, tenant, id, user, row.name, scopes, now, row.expires_at],
        )
    })?;
    Ok((info, text))
}

/// The tokens of a user.
pub(crate) fn list(team: &Team, tenant: i64, user: UserId) -> StoreResult<Vec<TokenInfo>> {
    let rows = team.read(move |tx| tx.all(identity::TOKENS, params![tenant, user]))?;
    Ok(rows.into_iter().map(TokenInfo::from).collect())
}

/// Ends a token of a user; whether there was one that was good.
pub(crate) fn revoke(team: &Team, tenant: i64, user: UserId, id: Uuid) -> StoreResult<bool> {
    let now = team.now();
    let ended = team.write(move |tx| tx.exec(identity::REVOKE_TOKEN, params![now, tenant, user, id]))?;
    Ok(ended == 1)
}

/// Who a token stands for; none: it is no token, or no longer good.
pub(super) fn find(team: &Team, token: &str) -> StoreResult<Option<Who>> {
    if !token.starts_with(PREFIX) {
        return Ok(None);
    }
    let hash = secret::hash(token);
    let Some(row) = team.read(move |tx| tx.first(identity::TOKEN, params![hash]))? else {
        return Ok(None);
    };
    let now = team.now();
    let over = row.revoked_at.is_some() || row.expires_at.is_some_and(|at| at <= now);
    if over {
        return Ok(None);
    }
    let user = active(team, row.tenant_no, row.user_id)?;
    Ok(user.map(|user| Who {
        tenant: row.tenant_no,
        user,
        device: device_of(row.id),
        scopes: scopes_of(&row.scopes),
    }))
}
