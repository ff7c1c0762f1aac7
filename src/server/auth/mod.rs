//! Who asks: credentials of a request become a user of a tenant, on a device.
//!
//! What somebody may do is not decided here but by the one gate; a token may
//! only narrow it.

mod access;
pub(crate) mod account;
pub(crate) mod browser;
pub(crate) mod grant;
mod keys;
pub(crate) mod known;
pub(crate) mod limit;
pub(crate) mod outside;
pub(crate) mod password;
pub(crate) mod pkce;
mod provider;
pub(crate) mod secret;
pub(crate) mod session;
pub(crate) mod token;
pub(crate) mod totp;

pub(crate) use keys::rotate;

use crate::base::{DeviceId, UserId, id::RowId};
use crate::domain::permission::Permission;
use crate::domain::{Code, User};
use crate::protocol::Problem;
use crate::replica::{Team, TenantInfo};
use crate::server::fault::{Out, store};
use crate::store::StoreError;
use jsonwebtoken::DecodingKey;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use uuid::Uuid;

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    /// Number of the tenant in this database.
    pub(crate) tenant: i64,
    /// The user as stored now.
    pub(crate) user: User,
    /// On which device; a token of a script is one.
    pub(crate) device: DeviceId,
    /// What the token is limited to; none: all that its user may.
    pub(crate) scopes: Option<Vec<Permission>>,
}

impl Who {
    /// Whether their roles grant it and the token lets it through.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        let granted = crate::domain::permission::may(&self.user.roles, permission);
        granted
            && self
                .scopes
                .as_ref()
                .is_none_or(|scopes| scopes.contains(&permission))
    }
}

/// What the process knows of logins beside its database.
pub(crate) struct Auth {
    pub(crate) team: Team,
    /// Where the server is reached from outside, without a slash behind it.
    pub(crate) public: Option<String>,
    /// Proxies that are believed when they say for whom they ask.
    pub(crate) proxies: Vec<IpAddr>,
    pub(crate) hashing: password::Hashing,
    pub(crate) limits: limit::Limits,
    keys: keys::Keys,
    issuers: Vec<outside::Issuer>,
    /// Tenants that were met: an id never gets another number.
    tenants: RwLock<HashMap<Uuid, i64>>,
}

/// What the administrator says of it.
pub(crate) struct Told {
    pub(crate) public: Option<String>,
    pub(crate) proxies: Vec<IpAddr>,
    pub(crate) issuers: Vec<outside::Issuer>,
}

impl Auth {
    /// Reads the keys of the database, or makes the first.
    pub(crate) fn open(team: Team, told: Told) -> Result<Self, StoreError> {
        provider::install();
        Ok(Self {
            keys: keys::Keys::open(&team)?,
            team,
            public: told.public,
            proxies: told.proxies,
            hashing: password::Hashing::default(),
            limits: limit::Limits::default(),
            issuers: told.issuers,
            tenants: RwLock::default(),
        })
    }
    /// Who sends this token.
    pub(crate) fn who(&self, token: &str) -> Out<Who> {
        if token.starts_with(token::PREFIX) {
            let found = token::find(&self.team, token).map_err(|error| store(&error))?;
            return found.ok_or_else(unauthorized);
        }
        match self.issuers.iter().find(|issuer| issuer.made(token)) {
            Some(issuer) => issuer.who(self, token),
            None => access::who(self, token),
        }
    }
    /// What our own tokens name as their issuer.
    pub(crate) fn issuer(&self) -> &str {
        self.public.as_deref().unwrap_or("callsheet")
    }
    /// The public halves of the keys.
    pub(crate) fn jwks(&self) -> Out<serde_json::Value> {
        Ok(self.keys.jwks(&self.team)?)
    }
    /// The tenant of a name; without a name the only one there is.
    pub(crate) fn tenant_named(&self, name: Option<&str>) -> Out<Option<TenantInfo>> {
        let mut tenants = self.team.tenants()?;
        let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
            return Ok((tenants.len() == 1).then(|| tenants.remove(0)));
        };
        let wanted = crate::base::lookup::fold(name);
        Ok(tenants
            .into_iter()
            .find(|tenant| crate::base::lookup::fold(&tenant.name) == wanted))
    }
    /// A tenant by its number.
    pub(crate) fn tenant(&self, no: i64) -> Out<TenantInfo> {
        let found = self.team.tenants()?.into_iter().find(|tenant| tenant.no == no);
        found.ok_or_else(crate::server::fault::internal)
    }

    fn keys(&self) -> Out<Arc<Vec<keys::Key>>> {
        Ok(self.keys.all(&self.team)?)
    }
    /// What verifies tokens that name this key.
    fn verifier(&self, kid: &str) -> Out<Option<DecodingKey>> {
        let of = |keys: &[keys::Key]| {
            keys.iter()
                .find(|key| key.kid == kid)
                .map(|key| key.verifies.clone())
        };
        match of(&self.keys.all(&self.team)?) {
            Some(key) => Ok(Some(key)),
            None => Ok(of(&self.keys.anew(&self.team)?)),
        }
    }
    fn tenant_no(&self, id: Uuid) -> Out<Option<i64>> {
        let known = |tenants: &HashMap<Uuid, i64>| tenants.get(&id).copied();
        if let Some(no) = known(&self.tenants.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(Some(no));
        }
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        tenants.extend(self.team.tenants()?.iter().map(|tenant| (tenant.id, tenant.no)));
        Ok(known(&tenants))
    }
    fn tenant_id(&self, no: i64) -> Out<Uuid> {
        let of = |tenants: &HashMap<Uuid, i64>| tenants.iter().find(|(_, n)| **n == no).map(|(id, _)| *id);
        let found = of(&self.tenants.read().unwrap_or_else(PoisonError::into_inner));
        match found {
            Some(id) => Ok(id),
            None => Ok(self.tenant(no)?.id),
        }
    }
}

/// The one answer to every credential that is not good, whatever is wrong with it.
pub(crate) fn unauthorized() -> Problem {
    Problem::new(
        401,
        "unauthorized",
        "Log in first",
        "Send a valid token: Authorization: Bearer <token>.",
    )
}

/// Too much at once; it was not tried.
pub(crate) fn busy() -> Problem {
    let text = "Too many logins at this moment; nothing was tried. Come again in a second.";
    Problem::new(503, "unavailable", "Not available at the moment", text)
}

/// An address or a login tried too often.
pub(crate) fn too_often(seconds: u64) -> Problem {
    let text = format!("Too many tries; the next one is taken in {seconds} s.");
    Problem::new(429, "rate_limited", "Too many requests", text).after(seconds)
}

/// The bearer token of a request, if its header has the form.
pub(crate) fn bearer(header: Option<&str>) -> Option<&str> {
    let (scheme, token) = header?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && token.len() <= access::LONGEST).then(|| token.trim())
}

/// The user, when they may still log in.
fn active(team: &Team, tenant: i64, user: UserId) -> Result<Option<User>, StoreError> {
    Ok(team.user(tenant, user)?.filter(|user| user.active))
}

/// Something happened that whoever looks after the server wants to find again, in the log and in the audit: kinds and
/// ids, never names. It has happened by now, so an audit that cannot be written undoes nothing.
fn note(team: &Team, event: &'static str, tenant: i64, who: Option<(UserId, DeviceId)>, object: Uuid) {
    tracing::warn!(target: "audit", event, tenant, %object);
    let meta = serde_json::json!({});
    if let Err(error) = team.note(tenant, who, event, &object.to_string(), meta) {
        tracing::error!(%error, "a line of the audit is missing");
    }
}

fn scopes_of(codes: &[String]) -> Option<Vec<Permission>> {
    (!codes.is_empty()).then(|| {
        codes
            .iter()
            .filter_map(|code| Permission::lenient(code))
            .collect()
    })
}

fn device_of(token: Uuid) -> DeviceId {
    DeviceId::from_uuid(token)
}
