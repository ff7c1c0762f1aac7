//! Who asks: credentials of a request become a user of a tenant, on a device.
//!
//! What somebody may do is not decided here but by the one gate; a token may
//! only narrow it.

pub(crate) mod secret;
pub(crate) mod token;

use crate::base::{DeviceId, UserId, id::RowId};
use crate::domain::permission::Permission;
use crate::domain::{Code, User};
use crate::protocol::Problem;
use crate::replica::Team;

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

/// The one answer to every credential that is not good, whatever is wrong with it.
pub(crate) fn unauthorized() -> Problem {
    Problem::new(
        401,
        "unauthorized",
        "Log in first",
        "Send a valid token: Authorization: Bearer <token>.",
    )
}

/// The bearer token of a request, if its header has the form.
pub(crate) fn bearer(header: Option<&str>) -> Option<&str> {
    let (scheme, token) = header?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && token.len() <= 4096).then(|| token.trim())
}

/// Who sends this token.
pub(crate) fn who(team: &Team, token: &str) -> Result<Who, Problem> {
    let found = token::find(team, token).map_err(|error| crate::server::fault::store(&error))?;
    found.ok_or_else(unauthorized)
}

/// The user, when they may still log in.
fn active(team: &Team, tenant: i64, user: UserId) -> Result<Option<User>, crate::store::StoreError> {
    Ok(team.user(tenant, user)?.filter(|user| user.active))
}

fn scopes_of(codes: &[String]) -> Option<Vec<Permission>> {
    (!codes.is_empty()).then(|| {
        codes
            .iter()
            .filter_map(|code| Permission::lenient(code))
            .collect()
    })
}

fn device_of(token: uuid::Uuid) -> DeviceId {
    DeviceId::from_uuid(token)
}
