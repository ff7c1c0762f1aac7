//! An export as a file: whole under its name or not there, and only its owner reads it.

use super::{Ask, ExportError, write};
use crate::base::fail;
use crate::replica::Replica;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// Writes beside the file first: what stands under its name is whole. What is there is replaced; whether it may be
/// is asked before.
///
/// # Errors
/// As [`write()`]; nothing is left then.
pub fn to_file(replica: &Replica, ask: &Ask, path: &Path) -> Result<u64, ExportError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = private(&part).map_err(ExportError::from).and_then(|file| {
        let mut out = BufWriter::new(file);
        let rows = write(replica, ask, &mut out)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        fail::point("export.written");
        std::fs::rename(&part, path)?;
        Ok(rows)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written
}

/// A file that only its owner reads: it holds names and numbers.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // What a run that was killed left, or somebody laid there to have it followed, goes first.
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => options.open(path),
    }
}
