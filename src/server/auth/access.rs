//! Access tokens: signed, short, and still asked for at the database with every request.
//!
//! A token says who and on which device, never what somebody may do. RFC 9068
//! and RFC 8725: type, algorithm, issuer, audience and times are all demanded.

use super::{Auth, Who, active, unauthorized};
use crate::base::{DeviceId, Timestamp, UserId, id::RowId};
use crate::params;
use crate::protocol::Problem;
use crate::server::fault::Out;
use crate::store::identity;
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Whom the tokens are for.
pub(crate) const AUDIENCE: &str = "callsheet-api";
/// What their header calls them.
const KIND: &str = "at+jwt";
/// Seconds that a token is good for.
pub(crate) const LIFE: i64 = 600;
/// Seconds that two clocks may differ.
pub(super) const LEEWAY: i64 = 30;
/// Bytes of the longest token.
pub(super) const LONGEST: usize = 4096;

/// What a token says; a time that is no whole number is no time.
#[derive(Serialize, Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    tid: Uuid,
    did: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: Uuid,
}

/// Makes a token for a user on a device.
pub(super) fn make(auth: &Auth, tenant: i64, user: UserId, device: DeviceId) -> Out<String> {
    let now = seconds(auth.team.now());
    let claims = Claims {
        iss: auth.issuer().to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: user.0,
        tid: auth.tenant_id(tenant)?,
        did: device.uuid(),
        iat: now,
        nbf: now,
        exp: now + LIFE,
        jti: auth.team.uuid(),
    };
    let keys = auth.keys()?;
    let key = keys.first().ok_or_else(crate::server::fault::internal)?;
    let header = Header {
        typ: Some(KIND.to_owned()),
        kid: Some(key.kid.clone()),
        ..Header::new(Algorithm::EdDSA)
    };
    jsonwebtoken::encode(&header, &claims, &key.signs).map_err(|error| {
        tracing::error!(%error, "a token cannot be signed");
        crate::server::fault::internal()
    })
}

/// Who sends this token.
pub(super) fn who(auth: &Auth, token: &str) -> Out<Who> {
    let claims = read(auth, token)?;
    let tenant = auth.tenant_no(claims.tid)?.ok_or_else(unauthorized)?;
    let (user, device, jti) = (
        UserId::from(claims.sub),
        DeviceId::from_uuid(claims.did),
        claims.jti,
    );
    let standing = auth
        .team
        .read(move |tx| tx.first(identity::STANDING, params![jti, tenant, device]))?;
    let good = standing.is_some_and(|s| s.user_id == user && s.revoked_at.is_none() && s.ended.is_none());
    if !good {
        return Err(unauthorized());
    }
    let user = active(&auth.team, tenant, user)?.ok_or_else(unauthorized)?;
    Ok(Who {
        tenant,
        user,
        device,
        scopes: None,
    })
}

/// Ends a token before its time; one that is not good is not worth it. Whose device it was.
pub(super) fn revoke(auth: &Auth, token: &str) -> Out<()> {
    let Ok(claims) = read(auth, token) else {
        return Ok(());
    };
    let (jti, ends) = (claims.jti, Timestamp((claims.exp + LEEWAY) * 1000));
    auth.team
        .write(move |tx| tx.exec(identity::REVOKE_JTI, params![jti, ends]))?;
    Ok(())
}

fn read(auth: &Auth, token: &str) -> Out<Claims> {
    let header = header(token)?;
    if header.typ.as_deref() != Some(KIND) || header.alg != Algorithm::EdDSA {
        return Err(forged("type or algorithm"));
    }
    let kid = header.kid.as_deref().unwrap_or_default();
    let key = auth.verifier(kid)?.ok_or_else(|| forged("unknown key"))?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[auth.issuer()]);
    let claims: Claims = decode(token, &key, validation)?;
    in_time(auth.team.now(), Some(claims.nbf), claims.exp)?;
    Ok(claims)
}

/// The header of a token that may be one of those that are read at all.
pub(super) fn header(token: &str) -> Out<Header> {
    if token.len() > LONGEST {
        return Err(forged("too long"));
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| forged("no header"))?;
    // Nobody outside says which key is to be believed, and what must be understood is not known here.
    let points_elsewhere = header.jku.is_some()
        || header.jwk.is_some()
        || header.x5u.is_some()
        || header.x5c.is_some()
        || header.crit.is_some();
    if points_elsewhere {
        return Err(forged("names a key of its own"));
    }
    Ok(header)
}

/// Signature, issuer, audience and the presence of what is demanded. Times are ours to check, by our clock.
pub(super) fn decode<C: serde::de::DeserializeOwned>(
    token: &str,
    key: &jsonwebtoken::DecodingKey,
    mut validation: Validation,
) -> Out<C> {
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    let read = jsonwebtoken::decode::<C>(token, key, &validation);
    read.map(|data| data.claims)
        .map_err(|error| forged(&format!("{:?}", error.kind())))
}

/// Neither over nor not yet good, give or take what clocks differ.
pub(super) fn in_time(now: Timestamp, nbf: Option<i64>, exp: i64) -> Out<()> {
    let now = seconds(now);
    if exp.saturating_add(LEEWAY) <= now || nbf.is_some_and(|nbf| nbf.saturating_sub(LEEWAY) > now) {
        return Err(unauthorized());
    }
    Ok(())
}

fn seconds(at: Timestamp) -> i64 {
    at.0.div_euclid(1000)
}

/// A token that was not made here: why goes to the log, never to who sent it.
pub(super) fn forged(why: &str) -> Problem {
    tracing::warn!(why, "a token was refused");
    unauthorized()
}
