//! The audit of a server, for those who check it.

use super::{Replica, RunError, Team};
use crate::base::{DeviceId, Timestamp, UserId};
use crate::store::audit::{AuditRow, Chain, Deed};
use serde_json::Value;

/// A row of the audit.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct AuditEntry {
    /// Its number, from 1 without gaps.
    pub n: i64,
    /// When.
    pub at: Timestamp,
    /// By whom; none: the server itself, or somebody unknown.
    pub actor: Option<UserId>,
    /// On which device.
    pub device: Option<DeviceId>,
    /// What was done: the name of a command, `refused`, `login` …
    pub action: String,
    /// To what.
    pub object: String,
    /// Details: kinds and ids.
    pub meta: Value,
    /// The hash of the row before.
    pub prev: String,
    /// Its own hash.
    pub hash: String,
}

impl From<AuditRow> for AuditEntry {
    fn from(row: AuditRow) -> Self {
        Self {
            n: row.n,
            at: row.at,
            actor: row.actor,
            device: row.device,
            action: row.action,
            object: row.object,
            meta: row.meta.0,
            prev: row.prev,
            hash: row.hash,
        }
    }
}

/// What a check of the chain found.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct AuditChain {
    /// Rows that fit.
    pub rows: i64,
    /// The number of the first row that does not fit; none: all do.
    pub broken_at: Option<i64>,
    /// The hash of the last row that fits: kept elsewhere, it shows that none was cut off.
    pub head: String,
}

impl From<Chain> for AuditChain {
    fn from(chain: Chain) -> Self {
        Self {
            rows: chain.rows,
            broken_at: chain.broken_at,
            head: chain.head,
        }
    }
}

impl Replica {
    /// Rows of the audit behind a number, at most 500.
    pub fn audit(&self, after: i64) -> Result<Vec<AuditEntry>, RunError> {
        let rows = self.read(move |tx| tx.audit_page(after))?;
        Ok(rows.into_iter().map(AuditEntry::from).collect())
    }
    /// Checks the chain from its beginning.
    pub fn audit_chain(&self) -> Result<AuditChain, RunError> {
        Ok(self.read(|tx| tx.audit_chain())?.into())
    }
}

impl Team {
    /// Writes what is no command into the audit of a tenant: a login, a refusal, a token.
    pub fn note(
        &self,
        tenant: i64,
        who: Option<(UserId, DeviceId)>,
        action: &str,
        object: &str,
        meta: Value,
    ) -> Result<(), RunError> {
        let deed = Deed {
            at: self.now(),
            actor: who.map(|(user, _)| user),
            device: who.map(|(_, device)| device),
            action: action.to_owned(),
            object: object.to_owned(),
            meta,
        };
        Ok(self.write_of(tenant, move |tx| {
            // The chain must not fork: whoever writes it has the tenant to itself.
            tx.locked_feed_number()?;
            tx.audit(&deed)
        })?)
    }
}
