//! A copy of the data on which something is carried out only to see what it does: it lies beside the file, is as private,
//! and goes away with its door.

use super::open::READERS;
use super::{Inner, Replica, RunError};
use crate::store::{Conn, Pool, StoreError};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, RwLock};
use std::time::Duration;

/// What the names of copies begin with, behind that of the file.
const MARK: &str = ".trial-";
/// A copy as old as this was left by a program that died.
const LEFT: Duration = Duration::from_hours(24);

/// A door over a copy of the data.
pub struct Trial {
    replica: Option<Replica>,
    path: PathBuf,
}

impl Trial {
    /// The door; what is done through it stays in the copy.
    pub fn replica(&self) -> &Replica {
        self.replica.as_ref().expect("open until it is dropped")
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.replica = None;
        remove(&self.path);
    }
}

fn remove(path: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        // What is not there, or cannot go, is no reason to say that nothing was tried.
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

/// Removes the copies of programs that died.
fn tidy(folder: &Path, prefix: &str) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_copy = entry.file_name().to_string_lossy().starts_with(prefix);
        let age = entry.metadata().and_then(|meta| meta.modified()).ok();
        if is_copy && age.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > LEFT) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Copies the file of a connection to a name of its own beside it, and says where that is.
fn copy(conn: &mut Conn, unique: &str) -> Result<Option<PathBuf>, StoreError> {
    let Some(file) = conn.file() else {
        return Ok(None);
    };
    let (folder, name) = if file.is_memory() {
        (std::env::temp_dir(), "callsheet".to_owned())
    } else {
        let name = file.path().file_name().unwrap_or_default();
        let folder = file.path().parent().unwrap_or(Path::new(""));
        (folder.to_owned(), name.to_string_lossy().into_owned())
    };
    let prefix = format!("{name}{MARK}");
    tidy(&folder, &prefix);
    let path = folder.join(format!("{prefix}{unique}"));
    file.copy_to(&path)?;
    Ok(Some(path))
}

impl Replica {
    /// Copies the data to try something on it, as the same user under the same rules; none where there is no file.
    ///
    /// # Errors
    /// When the copy cannot be made, for want of space perhaps.
    pub fn trial(&self) -> Result<Option<Trial>, RunError> {
        let unique = self.inner.clock.uuid();
        let copied = self
            .inner
            .pool
            .read(move |conn| copy(conn, &unique.to_string()))?;
        let Some(path) = copied else { return Ok(None) };
        let mut trial = Trial { replica: None, path };
        let inner = Inner {
            pool: Pool::sqlite(&trial.path, READERS)?,
            clock: self.inner.clock,
            device: self.inner.device,
            authority: self.inner.authority,
            zone: self.inner.zone.clone(),
            actor: RwLock::new(self.actor()),
            rules: Arc::new(RwLock::new(self.rules())),
            wrote: AtomicBool::new(false),
        };
        trial.replica = Some(Replica {
            inner: Arc::new(inner),
        });
        Ok(Some(trial))
    }
}
