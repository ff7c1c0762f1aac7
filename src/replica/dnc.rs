//! The do-not-contact list through the door: values become their hashes here, before a command is made of them.

use super::{Replica, RunError};
use crate::base::SuppressionId;
use crate::domain::command::DncEntry;
use crate::domain::{Listed, Suppression};
use crate::params;
use crate::store::{StoreError, suppression};
use uuid::Uuid;

/// Entries read at a time.
const PAGE: i64 = 1_000;

impl Replica {
    /// What commands call these values; each may have a reason of its own.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn dnc_entries(&self, values: Vec<(Listed, Option<String>)>) -> Result<Vec<DncEntry>, RunError> {
        let entries = self.inner.pool.write(move |conn| {
            conn.write(|tx| {
                let entry = |(listed, reason): (Listed, Option<String>)| {
                    Ok(DncEntry {
                        kind: listed.kind,
                        mac: tx.made_mac(&listed.message())?,
                        reason,
                    })
                };
                values
                    .into_iter()
                    .map(entry)
                    .collect::<Result<Vec<_>, StoreError>>()
            })
        });
        Ok(entries?)
    }
    /// The entries of the list, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn dnc_list(&self, limit: usize) -> Result<Vec<Suppression>, RunError> {
        self.read(move |tx| {
            let tenant = tx.tenant();
            let (mut all, mut after) = (Vec::new(), SuppressionId(Uuid::nil()));
            while all.len() < limit {
                let rows = tx.select(suppression::PAGE, params![tenant, after, PAGE])?;
                let Some(last) = rows.last() else { break };
                after = last.id;
                all.extend(rows);
            }
            all.truncate(limit);
            Ok(all)
        })
    }
    /// The entry that the first of these values on the list stands on.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn dnc_check(&self, values: Vec<Listed>) -> Result<Option<Suppression>, RunError> {
        self.read(move |tx| {
            for value in &values {
                if let Some(found) = tx.suppressed(value)? {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        })
    }
}
