//! A check of the whole file, and the repair of what is derived.

use super::{Backups, MadeBackup, Replica, RunError};
use crate::ops::OpsError;
use crate::ops::verify::{self, Pass};
use crate::store::{Conn, Derive, StoreError, sqlite::Access, sqlite::Sqlite};
use std::path::Path;

pub use crate::ops::verify::Check;

/// What a check of the file found, and what was mended.
#[derive(Debug)]
pub struct Verified {
    /// Each check.
    pub checks: Vec<Check>,
    /// What the checks said before the repair, when something was mended.
    pub mended: Option<Vec<Check>>,
    /// The backup that was made before the repair.
    pub backup: Option<MadeBackup>,
}

impl Verified {
    /// Whether everything is as it should be now.
    pub fn is_ok(&self) -> bool {
        self.checks.iter().all(|check| check.ok)
    }
}

impl Replica {
    /// Checks everything. Reads the whole file; nothing is written.
    pub fn verify(&self) -> Result<Vec<Check>, RunError> {
        let (env, filled) = self.surroundings()?;
        let mut checks = vec![pages(self.file().as_deref())?];
        // Full-text indexes are only compared by a statement that could write.
        checks.push(self.inner.pool.write(full_text)?);
        let more = self.inner.pool.read(move |conn| {
            let pass = Pass {
                env: &env,
                mend: false,
                filled,
            };
            conn.read(|tx| verify::whole(tx, &pass))
        })?;
        checks.extend(more);
        Ok(checks)
    }
    /// What a few statements can tell.
    pub fn verify_quick(&self) -> Result<Vec<Check>, RunError> {
        Ok(self.inner.pool.read(|conn| conn.read(verify::quick))?)
    }
    /// Checks everything and makes anew what is derived and wrong, in one transaction behind a backup.
    pub fn repair(&self, how: &Backups) -> Result<Verified, RunError> {
        let found = self.verify()?;
        let damaged = found.iter().any(|check| !check.ok && check.name == PAGES);
        if damaged || !found.iter().any(|check| !check.ok && check.derived) {
            return Ok(Verified {
                checks: found,
                mended: None,
                backup: None,
            });
        }
        let backup = match self.file() {
            Some(_) => Some(self.backup(how)?),
            None => None,
        };
        let (env, filled) = self.surroundings()?;
        self.inner.pool.write(move |conn| {
            let pass = Pass {
                env: &env,
                mend: true,
                filled,
            };
            conn.write(|tx| verify::whole(tx, &pass))
        })?;
        Ok(Verified {
            checks: self.verify()?,
            mended: Some(found),
            backup,
        })
    }
    fn surroundings(&self) -> Result<(Derive, bool), RunError> {
        let zone = self.rules().settings.time_zone();
        Ok((Derive { zone }, self.meta("demo")?.is_some()))
    }
}

const PAGES: &str = "pages";

/// Over a connection of its own: one that has read before a repair takes full-text indexes for what they were.
fn pages(file: Option<&Path>) -> Result<Check, StoreError> {
    let mut check = Check::new(PAGES, "pages, indexes and references of the file", false);
    if let Some(file) = file {
        for found in Sqlite::open(file, Access::Read)?.integrity()? {
            check.wrong(found);
        }
    }
    Ok(check)
}

fn full_text(conn: &mut Conn) -> Result<Check, OpsError> {
    let mut check = Check::new(
        "search index",
        "the full-text indexes hold what their tables say",
        true,
    );
    if conn.file().is_some() {
        let (names, texts) = conn.rollback(|tx| Ok::<_, OpsError>(tx.full_text_is_right()))?;
        for (right, what) in [(names, "names"), (texts, "texts")] {
            if !right {
                check.wrong(what);
            }
        }
    }
    Ok(check)
}
