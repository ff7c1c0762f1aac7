//! What a rule knows beside the facts: who, when, with which rights, under which rules.

use super::codes::Role;
use super::permission::Permission;
use super::rules::Rules;
use crate::base::{CommandId, DeviceId, GroupId, Timestamp, UserId, derived, id::RowId};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Who decides the order of writes (sync.md §2.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Authority {
    /// A solo file.
    Local,
    /// A team server.
    Server,
    /// A connected file: an optimistic copy.
    Replica,
}

/// The user who gives a command.
#[derive(Clone, PartialEq, Debug)]
pub struct Actor {
    /// Who.
    pub id: UserId,
    /// Name, for texts.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Queues the user works.
    pub queues: Vec<String>,
    /// The user's own zone; typed times are in it.
    pub zone: TimeZone,
    /// What the user lent to a token: of what the roles grant no more than this. None: all of it.
    pub scopes: Option<Vec<Permission>>,
}

impl Actor {
    /// Whether roles and token grant a permission.
    pub fn may(&self, permission: Permission) -> bool {
        super::permission::may(&self.roles, permission)
            && self
                .scopes
                .as_ref()
                .is_none_or(|scopes| scopes.contains(&permission))
    }
}

/// The surroundings of one command.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// Now.
    pub now: Timestamp,
    /// Who.
    pub actor: Actor,
    /// On which replica file.
    pub device: DeviceId,
    /// The command's id: the seed of derived ids.
    pub command: CommandId,
    /// The group it belongs to.
    pub group: Option<GroupId>,
    /// Who decides the order of writes.
    pub authority: Authority,
    /// The rules in force.
    pub rules: Arc<Rules>,
    /// The tenant's zone, parsed once.
    pub zone: TimeZone,
}

impl Ctx {
    /// The id of a row that a rule creates.
    pub fn derive<I: RowId>(&self, table: &str, role: &str, n: u32) -> I {
        I::from_uuid(derived(self.command.0, table, role, n))
    }
}
