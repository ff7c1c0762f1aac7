//! Rows by what they are known by, those too that were merged into another or that are in Trash.
//!
//! A row that is gone keeps its keys under kinds of their own (`gone.email`), so that lists of what is here pass them
//! by. What was merged answers with what it became; what is in Trash is told apart, because it is not to come twice.

use super::facts::{FIND_LOOKUP, Found};
use super::{One, Record, Result, Tx};
use crate::base::{CommandId, CompanyId, ContactId};
use crate::domain::{Company, Contact};
use crate::{params, statements};
use std::collections::HashSet;
use uuid::Uuid;

/// The most rows of a key that are looked at.
const MOST: usize = 50;

statements! {
    /// Whether anything that is gone is known by a key. `/` comes after the point.
    ANY_GONE: rows One<String> [list] =
        "SELECT kind AS value FROM lookup WHERE tenant_no = $1 AND kind >= 'gone.' AND kind < 'gone/' \
         ORDER BY kind LIMIT 1";
    /// Rows that are gone, by a lookup key.
    FIND_GONE: rows Found [list] =
        "SELECT tbl, row_id FROM lookup WHERE tenant_no = $1 AND kind = $2 AND key = $3 ORDER BY row_id LIMIT 50";
    /// People who are hidden with their company, by a lookup key.
    FIND_HIDDEN: rows Found [list] =
        "SELECT l.tbl, l.row_id FROM (SELECT tbl, row_id FROM lookup \
         WHERE tenant_no = $1 AND kind = $2 AND key = $3 ORDER BY row_id LIMIT 100) l \
         JOIN contact p ON p.tenant_no = $1 AND p.id = l.row_id \
         JOIN company c ON c.tenant_no = p.tenant_no AND c.id = p.company_id \
         WHERE c.deleted_at IS NOT NULL ORDER BY l.row_id LIMIT 50";
    /// Whether any company is in Trash: only with one are people hidden.
    ANY_COMPANY_GONE: rows One<CompanyId> [list] =
        "SELECT id AS value FROM company WHERE tenant_no = $1 AND deleted_at IS NOT NULL ORDER BY deleted_at, id LIMIT 1";
    /// Whether a command took another one back.
    TAKES_BACK: rows One<CommandId> [list] =
        "SELECT id AS value FROM command_log WHERE tenant_no = $1 AND id = $2 AND undoes IS NOT NULL";
}

/// The kind under which a row that is gone keeps a key.
pub(crate) fn gone_kind(kind: &str) -> String {
    format!("gone.{kind}")
}

/// What a key finds.
#[derive(Default, Debug)]
pub(crate) struct Known {
    /// Rows that are here, the oldest first, then those that rows which were merged became.
    pub(crate) here: Vec<Found>,
    /// Rows in Trash.
    pub(crate) in_trash: Vec<Found>,
}

/// Finds rows by keys, all in one transaction.
pub(crate) struct Finder {
    /// Anything was merged or is in Trash; most files ask no more than for this.
    any_gone: bool,
    /// A company is in Trash or was merged, so that people may be hidden with it.
    any_hidden: bool,
}

impl Finder {
    pub(crate) fn new(tx: &mut Tx<'_>) -> Result<Self> {
        let tenant = tx.tenant();
        let any_gone = tx.first(ANY_GONE, params![tenant])?.is_some();
        let any_hidden = tx.first(ANY_COMPANY_GONE, params![tenant])?.is_some();
        Ok(Self { any_gone, any_hidden })
    }

    /// Rows of a key.
    pub(crate) fn find(&self, tx: &mut Tx<'_>, kind: &str, key: &str) -> Result<Known> {
        let tenant = tx.tenant();
        if kind == "id" {
            return by_id(tx, key);
        }
        let mut known = Known {
            here: tx.all(FIND_LOOKUP, params![tenant, kind, key])?,
            in_trash: Vec::new(),
        };
        let gone = if self.any_gone {
            tx.all(FIND_GONE, params![tenant, gone_kind(kind), key])?
        } else {
            Vec::new()
        };
        for gone in gone {
            let into = tx.stands_for(gone.row_id)?;
            let now = Found {
                tbl: gone.tbl,
                row_id: into,
            };
            let there = |rows: &[Found]| rows.iter().any(|row| row.row_id == into);
            if is_here(tx, &now)? {
                if !there(&known.here) && known.here.len() < MOST {
                    known.here.push(now);
                }
            } else if !there(&known.in_trash) && is_in_trash(tx, &now)? {
                known.in_trash.push(now);
            }
        }
        // A key of so many rows tells nobody apart, and companies have no company.
        if !self.any_hidden || known.here.len() >= MOST || matches!(kind, "domain" | "name") {
            return Ok(known);
        }
        for hidden in tx.all(FIND_HIDDEN, params![tenant, kind, key])? {
            if is_in_trash(tx, &hidden)? {
                known.in_trash.push(hidden);
            }
        }
        Ok(known)
    }
}

/// The row of an id, or what it became.
fn by_id(tx: &mut Tx<'_>, text: &str) -> Result<Known> {
    let mut known = Known::default();
    let Ok(id) = Uuid::try_parse(text) else {
        return Ok(known);
    };
    let now = tx.stands_for(id)?;
    let is_company = tx.company_exists(CompanyId(now))?;
    let row = Found {
        tbl: if is_company {
            Company::TABLE
        } else {
            Contact::TABLE
        }
        .to_owned(),
        row_id: now,
    };
    if is_here(tx, &row)? {
        known.here.push(row);
    } else if is_in_trash(tx, &row)? {
        known.in_trash.push(row);
    }
    Ok(known)
}

/// Which of these commands took others back.
pub(crate) fn take_back(tx: &mut Tx<'_>, commands: &[CommandId]) -> Result<HashSet<CommandId>> {
    let tenant = tx.tenant();
    let mut found = HashSet::new();
    for command in commands {
        if tx.first(TAKES_BACK, params![tenant, *command])?.is_some() {
            found.insert(*command);
        }
    }
    Ok(found)
}

/// Rows of a key that are here.
pub(crate) fn find(tx: &mut Tx<'_>, kind: &str, key: &str) -> Result<Vec<Found>> {
    let finder = Finder::new(tx)?;
    Ok(finder.find(tx, kind, key)?.here)
}

fn is_here(tx: &mut Tx<'_>, row: &Found) -> Result<bool> {
    if row.tbl == Company::TABLE {
        return tx.has_company(CompanyId(row.row_id));
    }
    match tx.load::<Contact>(ContactId(row.row_id))? {
        Some(contact) if contact.is_live() => Ok(!tx.company_gone(contact.company_id)?),
        _ => Ok(false),
    }
}

/// Whether somebody put the row into Trash, alone or with its company; what an undo took back was never here.
fn is_in_trash(tx: &mut Tx<'_>, row: &Found) -> Result<bool> {
    let of_company = |company: Option<Company>| company.and_then(|row| row.deleted_with);
    let with = if row.tbl == Company::TABLE {
        of_company(tx.load::<Company>(CompanyId(row.row_id))?)
    } else {
        match tx.load::<Contact>(ContactId(row.row_id))? {
            Some(contact) if contact.is_live() => match contact.company_id {
                Some(company) => of_company(tx.load::<Company>(company)?),
                None => None,
            },
            gone => gone.and_then(|row| row.deleted_with),
        }
    };
    let tenant = tx.tenant();
    Ok(match with {
        Some(command) => tx.first(TAKES_BACK, params![tenant, command])?.is_none(),
        None => false,
    })
}

impl Tx<'_> {
    /// The row that each of these ids stands for now.
    pub(crate) fn all_stand_for(&mut self, ids: Vec<Uuid>) -> Result<Vec<Uuid>> {
        if !self.any_merged()? {
            return Ok(ids);
        }
        ids.into_iter().map(|id| self.stands_for(id)).collect()
    }
}
