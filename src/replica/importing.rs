//! What an import asks in bulk: many keys or rows in one snapshot instead of one call each.

use super::{Replica, RunError};
use crate::base::id::{RowId, derived};
use crate::base::{ActivityId, CompanyId, ContactId, GroupId, TaskId};
use crate::domain::{Activity, Company, Contact, Task};
use crate::params;
use crate::store::{Record, facts, journal};
use uuid::Uuid;

/// A row found by a lookup key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum FoundRow {
    /// A company.
    Company(CompanyId),
    /// A contact.
    Contact(ContactId),
}

/// Makes the ids of rows that come from other systems: the same row, whenever it comes, has the same.
#[derive(Clone, Copy, Debug)]
pub struct ForeignIds {
    tenant: i64,
}

impl ForeignIds {
    /// The id of a row of a table, by its system and its id there.
    pub fn of<I: RowId>(&self, table: &str, system: &str, id: &str) -> I {
        let role = format!("{}:{system}:{id}", self.tenant);
        I::from_uuid(derived(Uuid::nil(), table, &role, 0))
    }
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
    /// The activities of these ids, those in Trash too.
    pub fn activities_by_id(&self, ids: Vec<ActivityId>) -> Result<Vec<Activity>, RunError> {
        self.rows_by_id(ids)
    }
    /// The tasks of these ids, those in Trash too.
    pub fn tasks_by_id(&self, ids: Vec<TaskId>) -> Result<Vec<Task>, RunError> {
        self.rows_by_id(ids)
    }
    fn rows_by_id<R: Record + Send + 'static>(&self, ids: Vec<R::Id>) -> Result<Vec<R>, RunError>
    where
        R::Id: Send + 'static,
    {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.inner.pool.read(move |conn| {
            conn.read(|tx| {
                let mut rows = Vec::with_capacity(ids.len());
                for id in ids {
                    rows.extend(tx.load::<R>(id)?);
                }
                Ok::<_, crate::store::StoreError>(rows)
            })
        })?)
    }
    /// The ids that rows of other systems have here.
    pub fn foreign_ids(&self) -> Result<ForeignIds, RunError> {
        let tenant = self
            .inner
            .pool
            .read(|conn| conn.read(|tx| Ok::<_, crate::store::StoreError>(tx.tenant())))?;
        Ok(ForeignIds { tenant })
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
