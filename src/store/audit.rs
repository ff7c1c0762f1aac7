//! The audit: who did what with a server, each row chained to the one before by its hash. Only ever added to.
//!
//! A row says kinds and ids, never names or texts, so that an erasure need not reach it. The hash is SHA-256 over
//! the hash before and the row as one JSON array; whoever changes a row must change every one behind it too.

use super::{Result, Tx};
use crate::base::{DeviceId, Json, Timestamp, UserId};
use crate::{params, row, statements};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;

row! {
    /// A row of the audit.
    pub(crate) struct AuditRow {
        /// Its number, from 1 without gaps.
        pub(crate) n: i64,
        /// When.
        pub(crate) at: Timestamp,
        /// By whom; none: the server itself, or somebody unknown.
        pub(crate) actor: Option<UserId>,
        /// On which device.
        pub(crate) device: Option<DeviceId>,
        /// What was done: `command`, `refused`, `login` …
        pub(crate) action: String,
        /// To what.
        pub(crate) object: String,
        /// Details.
        pub(crate) meta: Json<Value>,
        /// The hash of the row before; empty for the first.
        pub(crate) prev: String,
        /// Its own hash.
        pub(crate) hash: String,
    }
}

row! {
    /// Where the chain ends.
    pub(crate) struct Head {
        /// The number of the last row.
        pub(crate) n: i64,
        /// Its hash.
        pub(crate) hash: String,
    }
}

statements! {
    /// The end of the chain.
    pub(crate) HEAD: rows Head [list] =
        "SELECT n, hash FROM audit WHERE tenant_no = $1 ORDER BY n DESC LIMIT 1";
    /// Adds a row.
    pub(crate) ADD: exec =
        "INSERT INTO audit (tenant_no, n, at, actor, device, action, object, meta, prev, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Rows behind a number.
    pub(crate) PAGE: rows AuditRow [list] =
        "SELECT n, at, actor, device, action, object, meta, prev, hash FROM audit \
         WHERE tenant_no = $1 AND n > $2 ORDER BY n LIMIT 500";
}

/// What is written of a deed.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Deed {
    /// When.
    pub(crate) at: Timestamp,
    /// By whom.
    pub(crate) actor: Option<UserId>,
    /// On which device.
    pub(crate) device: Option<DeviceId>,
    /// What was done.
    pub(crate) action: String,
    /// To what.
    pub(crate) object: String,
    /// Details: kinds and ids.
    pub(crate) meta: Value,
}

/// What became of a check of the chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Chain {
    /// Rows that were read.
    pub(crate) rows: i64,
    /// The number of the first row that does not fit; none: all do.
    pub(crate) broken_at: Option<i64>,
    /// The hash of the last row: kept elsewhere, it shows that none was cut off.
    pub(crate) head: String,
}

fn hash_of(prev: &str, n: i64, deed: &Deed) -> String {
    let row = json!([
        n,
        deed.at,
        deed.actor,
        deed.device,
        deed.action,
        deed.object,
        deed.meta
    ]);
    let digest = Sha256::new()
        .chain_update(prev)
        .chain_update(row.to_string())
        .finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl AuditRow {
    fn deed(&self) -> Deed {
        Deed {
            at: self.at,
            actor: self.actor,
            device: self.device,
            action: self.action.clone(),
            object: self.object.clone(),
            meta: self.meta.0.clone(),
        }
    }
    /// It follows on the row before, and says what its hash says.
    fn fits(&self, before: &Head) -> bool {
        self.n == before.n + 1
            && self.prev == before.hash
            && self.hash == hash_of(&self.prev, self.n, &self.deed())
    }
}

impl Tx<'_> {
    /// Adds a row to the chain of the tenant. Who writes has locked the tenant, so that the chain does not fork.
    pub(crate) fn audit(&mut self, deed: &Deed) -> Result<()> {
        let tenant = self.tenant();
        let before = self.audit_head()?;
        let n = before.n + 1;
        let hash = hash_of(&before.hash, n, deed);
        let meta = Json(deed.meta.clone());
        self.exec(
            ADD,
            params![
                tenant,
                n,
                deed.at,
                deed.actor,
                deed.device,
                deed.action,
                deed.object,
                meta,
                before.hash,
                hash
            ],
        )?;
        Ok(())
    }
    fn audit_head(&mut self) -> Result<Head> {
        let tenant = self.tenant();
        let head = self.first(HEAD, params![tenant])?;
        Ok(head.unwrap_or(Head {
            n: 0,
            hash: String::new(),
        }))
    }
    /// Rows behind a number, at most 500.
    pub(crate) fn audit_page(&mut self, after: i64) -> Result<Vec<AuditRow>> {
        let tenant = self.tenant();
        self.all(PAGE, params![tenant, after])
    }
    /// Checks the chain from its beginning.
    pub(crate) fn audit_chain(&mut self) -> Result<Chain> {
        let mut before = Head {
            n: 0,
            hash: String::new(),
        };
        loop {
            let page = self.audit_page(before.n)?;
            if page.is_empty() {
                return Ok(Chain {
                    rows: before.n,
                    broken_at: None,
                    head: before.hash,
                });
            }
            for row in page {
                if !row.fits(&before) {
                    return Ok(Chain {
                        rows: before.n,
                        broken_at: Some(row.n),
                        head: before.hash,
                    });
                }
                before = Head {
                    n: row.n,
                    hash: row.hash,
                };
            }
        }
    }
}
