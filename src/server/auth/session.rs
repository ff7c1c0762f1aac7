//! Sessions: a device that somebody logged in with, and the refresh tokens that keep it so.
//!
//! Each refresh token is good once. The next one follows from it and a seed, so
//! a client that lost the answer asks again within a minute and gets the same;
//! later the same token can only be a copy, and the whole family ends.

use super::{Auth, access, account, active, note, secret};
use crate::base::{DeviceId, Timestamp, UserId, id::RowId};
use crate::params;
use crate::protocol::Problem;
use crate::replica::Team;
use crate::server::fault::Out;
use crate::store::{Result as StoreResult, Tx, identity};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

/// What every refresh token begins with.
const PREFIX: &str = "cs_ref_";
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// A session that is not used ends after so long.
const SLIDING: i64 = 30 * DAY;
/// Every session ends after so long.
const ABSOLUTE: i64 = 180 * DAY;
/// The same token again within this gets the same answer.
const GRACE: i64 = 60_000;

/// What a login gives.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Pair {
    /// For the header `Authorization`.
    access_token: String,
    /// Always `Bearer`.
    token_type: String,
    /// Seconds that the access token is good for.
    expires_in: i64,
    /// For the next pair; good once.
    refresh_token: String,
    /// Which session this is.
    device_id: Uuid,
    /// Of which tenant.
    tenant_id: Uuid,
}

/// Somebody who logs in on a device.
#[derive(Clone)]
pub(super) struct NewSession {
    pub(super) tenant: i64,
    pub(super) user: UserId,
    pub(super) device: DeviceId,
    pub(super) name: String,
    /// The first refresh token.
    pub(super) refresh: String,
}

impl NewSession {
    pub(super) fn new(tenant: i64, user: UserId, device: DeviceId, name: String) -> Self {
        let refresh = secret::token(PREFIX);
        Self {
            tenant,
            user,
            device,
            name,
            refresh,
        }
    }
    /// Enters the device and its first refresh token.
    pub(super) fn enter(&self, tx: &mut Tx<'_>, now: Timestamp) -> StoreResult<()> {
        account::forget(tx, now)?;
        tx.exec(
            identity::ADD_DEVICE,
            params![self.tenant, self.device, self.user, self.name, now, now],
        )?;
        let family = Family {
            tenant: self.tenant,
            device: self.device,
            user: self.user,
            ends_at: now.plus_ms(ABSOLUTE),
        };
        family.add(tx, &self.refresh, now)
    }
    /// What its client gets.
    pub(super) fn pair(self, auth: &Auth) -> Out<Pair> {
        let who = Some((self.user, self.device));
        note(&auth.team, "login", self.tenant, who, self.device.uuid());
        pair(auth, self.tenant, self.user, self.device, self.refresh)
    }
}

struct Family {
    tenant: i64,
    device: DeviceId,
    user: UserId,
    ends_at: Timestamp,
}

impl Family {
    fn add(&self, tx: &mut Tx<'_>, token: &str, now: Timestamp) -> StoreResult<()> {
        let seed = secret::random::<32>().to_vec();
        let until = now.plus_ms(SLIDING).min(self.ends_at);
        tx.exec(
            identity::ADD_REFRESH,
            params![
                secret::hash(token),
                self.tenant,
                self.device,
                self.user,
                seed,
                now,
                until,
                self.ends_at
            ],
        )?;
        Ok(())
    }
}

fn pair(auth: &Auth, tenant: i64, user: UserId, device: DeviceId, refresh_token: String) -> Out<Pair> {
    Ok(Pair {
        access_token: access::make(auth, tenant, user, device)?,
        token_type: "Bearer".to_owned(),
        expires_in: access::LIFE,
        refresh_token,
        device_id: device.uuid(),
        tenant_id: auth.tenant_id(tenant)?,
    })
}

enum Turned {
    /// The family and its next token.
    Next(Family, String),
    /// A copy: the family was ended.
    Reused(i64, DeviceId),
    No,
}

/// A new pair for a refresh token.
///
/// # Errors
/// 400 `invalid_grant` for every token that is not good, whatever is wrong with it.
pub(crate) fn refresh(auth: &Auth, token: &str) -> Out<Pair> {
    if !token.starts_with(PREFIX) || token.len() > 100 {
        return Err(invalid_grant());
    }
    let (text, now) = (token.to_owned(), auth.team.now());
    match auth.team.write(move |tx| turn(tx, &text, now))? {
        Turned::Next(family, next) => {
            if active(&auth.team, family.tenant, family.user)?.is_none() {
                return Err(invalid_grant());
            }
            pair(auth, family.tenant, family.user, family.device, next)
        }
        Turned::Reused(tenant, device) => {
            note(&auth.team, "refresh_token_reused", tenant, None, device.uuid());
            Err(invalid_grant())
        }
        Turned::No => Err(invalid_grant()),
    }
}

fn turn(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> StoreResult<Turned> {
    let hash = secret::hash(token);
    let Some(row) = tx.first(identity::REFRESH, params![hash])? else {
        return Ok(Turned::No);
    };
    let device = tx.first(identity::DEVICE, params![row.tenant_no, row.device_id])?;
    let gone = device.is_none_or(|device| device.revoked_at.is_some());
    if gone || row.expires_at <= now || row.ends_at <= now {
        return Ok(Turned::No);
    }
    if row.used_at.is_some_and(|used| used.plus_ms(GRACE) < now) {
        end(tx, row.tenant_no, row.device_id, now)?;
        return Ok(Turned::Reused(row.tenant_no, row.device_id));
    }
    tx.exec(identity::USE_REFRESH, params![now, hash])?;
    let next = next(token, &row.seed);
    let family = Family {
        tenant: row.tenant_no,
        device: row.device_id,
        user: row.user_id,
        ends_at: row.ends_at,
    };
    family.add(tx, &next, now)?;
    tx.exec(identity::SEE_DEVICE, params![now, row.tenant_no, row.device_id])?;
    Ok(Turned::Next(family, next))
}

/// The token that follows: nobody computes it without the one before, and not from that alone.
fn next(token: &str, seed: &[u8]) -> String {
    let digest = secret::hash(&format!("{token}.{}", URL_SAFE_NO_PAD.encode(seed)));
    format!("{PREFIX}{digest}")
}

fn end(tx: &mut Tx<'_>, tenant: i64, device: DeviceId, now: Timestamp) -> StoreResult<bool> {
    let ended = tx.exec(identity::REVOKE_DEVICE, params![now, tenant, device])?;
    tx.exec(identity::END_FAMILY, params![tenant, device])?;
    Ok(ended == 1)
}

/// Ends what a token stands for (RFC 7009): a refresh token its session, an access token itself. Nothing is said of
/// tokens that are not good.
pub(crate) fn revoke(auth: &Auth, token: &str) -> Out<()> {
    if !token.starts_with(PREFIX) {
        return access::revoke(auth, token);
    }
    let (hash, now) = (secret::hash(token), auth.team.now());
    auth.team.write(move |tx| -> StoreResult<()> {
        if let Some(row) = tx.first(identity::REFRESH, params![hash])? {
            end(tx, row.tenant_no, row.device_id, now)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// A session as it is listed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SessionInfo {
    /// Which.
    id: Uuid,
    /// As the program called itself.
    name: String,
    /// Since when.
    created_at: Timestamp,
    /// Its last refresh.
    seen_at: Timestamp,
    /// Logged out then.
    revoked_at: Option<Timestamp>,
    /// It is the one that asks.
    current: bool,
}

/// The sessions of a user; `current` is the one that asks.
pub(crate) fn list(team: &Team, tenant: i64, user: UserId, current: DeviceId) -> Out<Vec<SessionInfo>> {
    let rows = team.read(move |tx| tx.all(identity::DEVICES, params![tenant, user]))?;
    Ok(rows
        .into_iter()
        .map(|row| SessionInfo {
            id: row.id.uuid(),
            name: row.name,
            created_at: row.created_at,
            seen_at: row.seen_at,
            revoked_at: row.revoked_at,
            current: row.id == current,
        })
        .collect())
}

/// Whose session it is.
pub(crate) fn owner(team: &Team, tenant: i64, device: DeviceId) -> Out<Option<UserId>> {
    let row = team.read(move |tx| tx.first(identity::DEVICE, params![tenant, device]))?;
    Ok(row.map(|row| row.user_id))
}

/// Logs a device out at once, by whoever does it; whether it was logged in.
pub(crate) fn end_of(
    team: &Team,
    tenant: i64,
    who: Option<(UserId, DeviceId)>,
    device: DeviceId,
) -> Out<bool> {
    let now = team.now();
    let ended = team.write(move |tx| end(tx, tenant, device, now))?;
    if ended {
        note(team, "session_ended", tenant, who, device.uuid());
    }
    Ok(ended)
}

/// The one answer to a grant that is not good.
pub(crate) fn invalid_grant() -> Problem {
    let text = "That token or code is not good: unknown, used, ended or taken back. Log in again.";
    Problem::new(400, "invalid_grant", "Log in again", text)
}
