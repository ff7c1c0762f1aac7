//! Care of a file that nobody has open: restoring a backup, writing it anew.

use super::backups::stamp;
use super::{Backups, Clock, OpenError};
use crate::store::backup::{Place, stem_of};
use crate::store::sqlite::{Access, Sqlite};
use crate::store::{restore, vacuum};
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

pub use crate::store::restore::Contents;
pub use crate::store::vacuum::Room;

/// What stands in a backup, once it was found to be sound and not newer than the program.
pub fn look_into(backup: &Path) -> Result<Contents, OpenError> {
    Ok(restore::look(backup)?)
}

/// Whether [`restore_file`] could be done now.
pub fn rehearse_restore(backup: &Path, file: &Path) -> Result<(), OpenError> {
    Ok(restore::rehearse(backup, file)?)
}

/// Puts a backup in the place of the data file, and gives the copy that was made of what stood there.
pub fn restore_file(
    backup: &Path,
    file: &Path,
    how: &Backups,
    clock: Clock,
    zone: &TimeZone,
) -> Result<Option<PathBuf>, OpenError> {
    let before = Place {
        folder: how.folder.clone(),
        stem: format!("{}-before-restore", stem_of(file)),
        stamp: stamp(clock.now(), zone),
        // What was kept for whoever changes their mind is theirs to delete.
        keep: None,
    };
    Ok(restore::put_back(backup, file, &before)?)
}

/// Writes the data file anew, without its gaps: its room before and after.
pub fn vacuum_file(file: &Path) -> Result<(Room, Room), OpenError> {
    Ok(vacuum::vacuum(file)?)
}

/// The room of a file as it is, and that there is enough to write it anew.
pub fn rehearse_vacuum(file: &Path) -> Result<Room, OpenError> {
    let room = vacuum::room(&Sqlite::open(file, Access::Read)?)?;
    vacuum::enough(file, room.bytes)?;
    Ok(room)
}
