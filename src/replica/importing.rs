//! What an import asks in bulk: many keys or rows in one snapshot instead of one call each.

use super::{Replica, RunError};
use crate::base::{CompanyId, ContactId, GroupId};
use crate::domain::{Company, Contact};
use crate::params;
use crate::store::{facts, journal};
use uuid::Uuid;

/// A row found by a lookup key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum FoundRow {
    /// A company.
    Company(CompanyId),
    /// A contact.
    Contact(ContactId),
}

impl Replica {
    /// The live rows that each key (`external`, `domain`, `email`, `name`, `person`) finds, oldest first, at most 50.
    pub fn lookup_all(&self, keys: Vec<(&'static str, String)>) -> Result<Vec<Vec<FoundRow>>, RunError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.inner.pool.read(move |conn| {
            conn.read(|tx| {
                let tenant = tx.tenant();
                let mut all = Vec::with_capacity(keys.len());
                for (kind, key) in &keys {
                    let found = tx.all(facts::FIND_LOOKUP, params![tenant, *kind, *key])?;
                    all.push(
                        found
                            .iter()
                            .filter_map(|row| found_row(&row.tbl, row.row_id))
                            .collect(),
                    );
                }
                Ok::<_, crate::store::StoreError>(all)
            })
        })?)
    }
    /// The companies of these ids that are not in Trash, in this order.
    pub fn companies_by_id(&self, ids: Vec<CompanyId>) -> Result<Vec<Company>, RunError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.inner.pool.read(move |conn| {
            conn.read(|tx| {
                ids.iter()
                    .map(|id| tx.load::<Company>(*id))
                    .collect::<Result<Vec<_>, _>>()
            })
        })?;
        Ok(rows.into_iter().flatten().filter(Company::is_live).collect())
    }
    /// The contacts of these ids that are not in Trash, nor their companies, in this order.
    pub fn contacts_by_id(&self, ids: Vec<ContactId>) -> Result<Vec<Contact>, RunError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.inner.pool.read(move |conn| {
            conn.read(|tx| {
                let mut rows = Vec::with_capacity(ids.len());
                for id in ids {
                    let row = tx.load::<Contact>(id)?.filter(Contact::is_live);
                    if let Some(row) = row
                        && !tx.company_gone(row.company_id)?
                    {
                        rows.push(row);
                    }
                }
                Ok::<_, crate::store::StoreError>(rows)
            })
        })?)
    }
    /// Whether no command of a group has been taken back.
    pub fn group_stands(&self, group: GroupId) -> Result<bool, RunError> {
        let undone = self.inner.pool.read(move |conn| {
            conn.read(|tx| tx.first(journal::UNDONE_OF_GROUP, params![tx.tenant(), group]))
        })?;
        Ok(undone.is_none())
    }
}

fn found_row(table: &str, id: Uuid) -> Option<FoundRow> {
    match table {
        "company" => Some(FoundRow::Company(CompanyId(id))),
        "contact" => Some(FoundRow::Contact(ContactId(id))),
        _ => None,
    }
}
