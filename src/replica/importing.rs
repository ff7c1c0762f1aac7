//! What an import asks in bulk: many keys or rows in one snapshot instead of one call each.

use super::{Replica, RunError};
use crate::base::id::{RowId, derived};
use crate::base::{ActivityId, CommandId, CompanyId, ContactId, GroupId, TaskId};
use crate::domain::{Activity, Company, Contact, Task};
use crate::params;
use crate::store::origin::{self, Brought};
use crate::store::{Record, facts, journal, known};
use std::collections::HashSet;
use uuid::Uuid;

/// A row found by a lookup key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum FoundRow {
    /// A company.
    Company(CompanyId),
    /// A contact.
    Contact(ContactId),
}

/// What a lookup key finds.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct KnownRows {
    /// Rows that are here; of those that were merged what they became.
    pub here: Vec<FoundRow>,
    /// Rows in Trash, or hidden with a company that is there.
    pub in_trash: Vec<FoundRow>,
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
    /// The rows here that each key (`external`, `domain`, `email`, `name`, `person`) finds, oldest first, at most 50.
    pub fn lookup_all(&self, keys: Vec<(&'static str, String)>) -> Result<Vec<Vec<FoundRow>>, RunError> {
        let known = self.lookup_known(keys)?;
        Ok(known.into_iter().map(|known| known.here).collect())
    }
    /// The same, and the rows in Trash that are known by the key.
    pub fn lookup_known(&self, keys: Vec<(&'static str, String)>) -> Result<Vec<KnownRows>, RunError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.inner.pool.read(move |conn| {
            conn.read(|tx| {
                let finder = known::Finder::new(tx)?;
                let mut all = Vec::with_capacity(keys.len());
                for (kind, key) in &keys {
                    let known = finder.find(tx, kind, key)?;
                    all.push(KnownRows {
                        here: found_rows(&known.here),
                        in_trash: found_rows(&known.in_trash),
                    });
                }
                Ok::<_, crate::store::StoreError>(all)
            })
        })?)
    }
    /// What imports brought into a row.
    pub fn brought(&self, row: Uuid) -> Result<Brought, RunError> {
        Ok(self
            .inner
            .pool
            .read(move |conn| conn.read(|tx| origin::brought(tx, row)))?)
    }
    /// Which of these commands took others back: what went with them was undone, not deleted.
    pub fn taken_back(&self, commands: Vec<CommandId>) -> Result<HashSet<CommandId>, RunError> {
        if commands.is_empty() {
            return Ok(HashSet::new());
        }
        Ok(self
            .inner
            .pool
            .read(move |conn| conn.read(|tx| known::take_back(tx, &commands)))?)
    }
    /// The companies of these ids, those in Trash too.
    pub fn companies_ever(&self, ids: Vec<CompanyId>) -> Result<Vec<Company>, RunError> {
        self.rows_by_id(ids)
    }
    /// The contacts of these ids, those in Trash too.
    pub fn contacts_ever(&self, ids: Vec<ContactId>) -> Result<Vec<Contact>, RunError> {
        self.rows_by_id(ids)
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

fn found_rows(rows: &[facts::Found]) -> Vec<FoundRow> {
    rows.iter()
        .filter_map(|row| found_row(&row.tbl, row.row_id))
        .collect()
}

fn found_row(table: &str, id: Uuid) -> Option<FoundRow> {
    match table {
        "company" => Some(FoundRow::Company(CompanyId(id))),
        "contact" => Some(FoundRow::Contact(ContactId(id))),
        _ => None,
    }
}
