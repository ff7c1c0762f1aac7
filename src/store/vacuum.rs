//! A file written anew without its gaps.

use super::backup::free_space;
use super::sqlite::Sqlite;
use super::{Result, StoreError};
use crate::base::fail;
use std::path::Path;

/// Full-text indexes in one piece again.
const OPTIMIZE: &str = "INSERT INTO search_name_fts (search_name_fts) VALUES ('optimize'); \
    INSERT INTO search_note_fts (search_note_fts) VALUES ('optimize');";

/// A file's size and gaps.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Room {
    /// Its bytes.
    pub bytes: u64,
    /// Pages that hold nothing.
    pub free_pages: u64,
    /// Bytes in them.
    pub free_bytes: u64,
}

/// What of a file's room is used.
pub fn room(file: &Sqlite) -> Result<Room> {
    let (free_pages, page) = file.free_pages()?;
    Ok(Room {
        bytes: file.size()?,
        free_pages,
        free_bytes: free_pages * page,
    })
}

/// Writes the file anew. Nobody else may have it open, and for a while it takes its room three times in all.
///
/// # Errors
/// [`StoreError::Locked`] when somebody has it open; one that names the room it needs. The file is as it was then.
pub fn vacuum(path: &Path) -> Result<(Room, Room)> {
    let mut file = Sqlite::open_alone(path)?;
    let before = room(&file)?;
    enough(path, before.bytes)?;
    file.batch(OPTIMIZE)?;
    fail::point("vacuum.optimized");
    // In memory a large file would not fit.
    file.batch("PRAGMA temp_store = FILE; VACUUM")?;
    fail::point("vacuum.done");
    file.checkpoint()?;
    let after = room(&file)?;
    file.close();
    Ok((before, after))
}

/// Whether there is room for it: the new file, and the log of its pages, lie beside the old one for a while.
pub fn enough(path: &Path, bytes: u64) -> Result<()> {
    let needed = bytes.saturating_mul(2);
    let folders = [path.to_owned(), std::env::temp_dir().join("x")];
    for place in folders {
        if let Some(free) = free_space(&place).filter(|free| *free < needed) {
            let folder = place.parent().unwrap_or(&place);
            return Err(StoreError::File {
                what: format!("no room to write the file anew in {}", folder.display()),
                reason: format!(
                    "it takes twice its size, {needed} bytes, and {free} are free; free some space first"
                ),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_without_twice_the_room_is_named() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("callsheet.db");
        let error = enough(&file, u64::MAX).expect_err("no disk is so large");
        assert!(error.to_string().contains("twice its size"), "{error}");
        assert_eq!(enough(&file, 1), Ok(()));
    }
}
