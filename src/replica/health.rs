//! Looking at a data file without working on it: for `callsheet doctor`.

use super::{BackupMemory, Check, OpenError};
use crate::ops::{OpsError, verify};
use crate::params;
use crate::store::restore::{self, Counts};
use crate::store::vacuum::{self, Room};
use crate::store::{Conn, Tx, drafts, migrate, sqlite::Access, sqlite::Sqlite};
use std::path::Path;

/// What a data file says of itself.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct FileHealth {
    /// Version of its schema.
    pub schema: i64,
    /// The newest version this program knows.
    pub known: i64,
    /// What is damaged: broken pages and indexes, rows that refer to nothing. Empty: sound.
    pub damage: Vec<String>,
    /// Its size and its gaps.
    pub room: Room,
    /// What else is known of a sound file of this version.
    pub known_more: Option<Inside>,
}

/// What stands in a file of this version.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct Inside {
    /// How many rows the large tables have.
    pub counts: Counts,
    /// What is remembered of backups.
    pub backups: BackupMemory,
    /// What a quick check says.
    pub checks: Vec<Check>,
}

/// Reads a whole file and says whether it is sound; it is neither made nor migrated nor written.
///
/// # Errors
/// That the file is missing, foreign, empty or cannot be read.
pub fn check_file(path: &Path) -> Result<FileHealth, OpenError> {
    let file = Sqlite::open(path, Access::Read)?;
    let damage = file.integrity()?;
    let room = vacuum::room(&file)?;
    let mut conn = Conn::Sqlite(file);
    let (schema, known) = (migrate::version(&mut conn)?, migrate::newest(migrate::MIGRATIONS));
    let inside = if schema == known && damage.is_empty() {
        Some(conn.read(inside)?)
    } else {
        None
    };
    Ok(FileHealth {
        schema,
        known,
        damage,
        room,
        known_more: inside,
    })
}

fn inside(tx: &mut Tx<'_>) -> Result<Inside, OpsError> {
    let memory = tx.first(drafts::META, params![BackupMemory::KEY])?;
    Ok(Inside {
        counts: restore::counts(tx)?,
        backups: BackupMemory::of(memory.as_ref().map(|memory| memory.0.as_str())),
        checks: verify::quick(tx)?,
    })
}
