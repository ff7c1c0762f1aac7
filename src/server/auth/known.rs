//! Browsers in which somebody has logged in before: whoever guesses at a login elsewhere does not hold them up.
//!
//! Such a browser keeps a signed cookie. It lets nobody in and counts its own
//! wrong passwords; all others share one count.

use super::{Auth, access};
use crate::base::UserId;
use crate::server::fault::{Out, internal};
use crate::store::identity;
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Whom the cookie is for: no request takes it for an access token.
const AUDIENCE: &str = "callsheet-login";
/// What its header calls it.
const KIND: &str = "known+jwt";
/// Seconds that a browser is known.
pub(crate) const LIFE: i64 = 180 * 86_400;

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    tid: i64,
    exp: i64,
    jti: Uuid,
}

/// A browser that is known for an account.
pub(super) struct Known {
    pub(super) tenant: i64,
    pub(super) user: UserId,
    /// Which browser.
    pub(super) id: Uuid,
}

/// The cookie of a browser in which this account has just logged in.
pub(crate) fn make(auth: &Auth, account: &identity::Account) -> Out<String> {
    let keys = auth.keys()?;
    let key = keys.first().ok_or_else(internal)?;
    let claims = Claims {
        iss: auth.issuer().to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: account.user_id.0,
        tid: account.tenant_no,
        exp: auth.team.now().0.div_euclid(1000) + LIFE,
        jti: auth.team.uuid(),
    };
    let header = Header {
        typ: Some(KIND.to_owned()),
        kid: Some(key.kid.clone()),
        ..Header::new(Algorithm::EdDSA)
    };
    jsonwebtoken::encode(&header, &claims, &key.signs).map_err(|error| {
        tracing::error!(%error, "a cookie cannot be signed");
        internal()
    })
}

/// What a cookie says, when it is ours.
pub(super) fn read(auth: &Auth, cookie: Option<&str>) -> Option<Known> {
    let cookie = cookie.filter(|cookie| !cookie.is_empty())?;
    let header = access::header(cookie).ok()?;
    if header.typ.as_deref() != Some(KIND) || header.alg != Algorithm::EdDSA {
        return None;
    }
    let key = auth.verifier(header.kid.as_deref()?).ok()??;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[auth.issuer()]);
    let claims: Claims = access::decode(cookie, &key, validation).ok()?;
    access::in_time(auth.team.now(), None, claims.exp).ok()?;
    Some(Known {
        tenant: claims.tid,
        user: UserId::from(claims.sub),
        id: claims.jti,
    })
}
