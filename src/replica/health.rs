//! Looking at a data file without working on it: for `callsheet doctor`.

use super::OpenError;
use crate::store::{Conn, migrate, sqlite::Access, sqlite::Sqlite};
use std::path::Path;

/// What a data file says of itself.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct FileHealth {
    /// Version of its schema.
    pub schema: i64,
    /// The newest version this program knows.
    pub known: i64,
    /// What is damaged: broken pages and indexes, rows that refer to nothing. Empty: sound.
    pub damage: Vec<String>,
}

/// Reads a whole file and says whether it is sound; it is neither made nor migrated nor written.
///
/// # Errors
/// That the file is missing, foreign, empty or cannot be read.
pub fn check_file(path: &Path) -> Result<FileHealth, OpenError> {
    let file = Sqlite::open(path, Access::Read)?;
    let damage = file.integrity()?;
    let schema = migrate::version(&mut Conn::Sqlite(file))?;
    Ok(FileHealth {
        schema,
        known: migrate::newest(migrate::MIGRATIONS),
        damage,
    })
}
