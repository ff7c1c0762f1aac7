//! The file of a SQLite database: made whole, looked at before SQLite does, moved aside on demand.

use super::{mark, sorted};
use crate::base::Timestamp;
use crate::store::{Result, StoreError};
use rusqlite::Connection;
use std::ffi::OsString;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Makes a new file: complete with its mark under another name first, so that a crash never leaves an empty one.
pub(super) fn create(path: &Path) -> Result<()> {
    let failed = |what: &Path| {
        let what = what.to_owned();
        move |error| file_error(&what, &error)
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_folder(folder).map_err(failed(folder))?;
    }
    if has_log(path) {
        // SQLite would read the log of the lost file into the new one.
        return Err(StoreError::Corrupt {
            what: format!("{} (it is missing, but its log {0}-wal is there)", path.display()),
        });
    }
    let draft = draft_beside(path)?;
    let made = Connection::open(&draft)
        .and_then(|raw| {
            mark(&raw)?;
            raw.close().map_err(|(_, error)| error)
        })
        .map_err(|error| sorted(&draft, &error));
    let made = made.and_then(|()| {
        // A link never replaces: when another process was faster, its file stands.
        match std::fs::hard_link(&draft, path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            // File systems without links: a rename, after looking once more.
            Err(_) if !path.exists() => std::fs::rename(&draft, path).map_err(failed(path)),
            done => done.map_err(failed(path)),
        }
    });
    let _ = std::fs::remove_file(&draft);
    made
}

/// A new empty file beside the wanted one, nobody else's.
fn draft_beside(path: &Path) -> Result<PathBuf> {
    for n in 0..1_000 {
        let draft = beside(path, &format!("new-{}-{n}", std::process::id()));
        match private_file(&draft, Exists::Refuse) {
            Ok(_) => return Ok(draft),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(file_error(&draft, &error)),
        }
    }
    Err(StoreError::CannotOpen {
        path: path.to_owned(),
        reason: "too many drafts (*.new-*) lie beside it; remove them".to_owned(),
    })
}

/// Sorts the system's error about a file into our kinds.
pub(in crate::store) fn file_error(path: &Path, error: &std::io::Error) -> StoreError {
    let what = path.display().to_string();
    match error.kind() {
        ErrorKind::PermissionDenied => StoreError::Permission { what },
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => StoreError::Full,
        ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { what },
        _ => StoreError::CannotOpen {
            path: path.to_owned(),
            reason: error.to_string(),
        },
    }
}

/// `<file>.<suffix>`
pub(in crate::store) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(suffix);
    path.with_file_name(name)
}

/// Makes a folder that only its owner can read; one that is there stays as it is.
pub(in crate::store) fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Sees to it that names in a folder are on the disk.
pub(in crate::store) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let here = Path::new(".");
    let folder = if folder.as_os_str().is_empty() {
        here
    } else {
        folder
    };
    File::open(folder)?.sync_all()
}

/// What to do when a file to be made is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Exists {
    Replace,
    Refuse,
}

/// Makes a file that only its owner can read.
pub(super) fn private_file(path: &Path, exists: Exists) -> std::io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    match exists {
        Exists::Replace => options.create(true).truncate(true),
        Exists::Refuse => options.create_new(true),
    };
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Refuses an empty file: SQLite would silently make a new database of what somebody may have lost.
///
/// Looks at the size only. Opening the file and closing it again would drop the locks that another connection of
/// this process holds on it (POSIX locks belong to the process).
pub(super) fn check_not_empty(path: &Path) -> Result<()> {
    match std::fs::metadata(path) {
        Ok(file) if file.len() == 0 => Err(StoreError::Corrupt {
            what: format!("{} (it is empty, 0 bytes)", path.display()),
        }),
        Ok(_) => Ok(()),
        Err(error) => Err(file_error(path, &error)),
    }
}

/// Whether the system lets this process read the file; again without opening it.
pub(super) fn is_readable(path: &Path) -> bool {
    #[cfg(unix)]
    {
        rustix::fs::access(path, rustix::fs::Access::READ_OK).is_ok()
    }
    #[cfg(not(unix))]
    {
        path.exists()
    }
}

/// Whether the write-ahead log beside a file holds something.
pub(super) fn has_log(path: &Path) -> bool {
    std::fs::metadata(with_suffix(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// The URI that opens a file as one that nobody changes; for a folder where SQLite cannot make its side files.
pub(super) fn unchanging(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(*byte));
            }
            other => {
                uri.push('%');
                uri.extend(
                    [other >> 4, other & 15].map(|half| char::from(b"0123456789ABCDEF"[usize::from(half)])),
                );
            }
        }
    }
    uri + "?immutable=1"
}

fn with_suffix(path: &Path, suffix: &str) -> OsString {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name
}

/// Copies a damaged file (and its log) into a folder under a free name, and says which.
pub(in crate::store) fn corrupt_copy(
    path: &Path,
    folder: &Path,
    name: impl Fn(u32) -> String,
) -> Result<PathBuf> {
    private_folder(folder).map_err(|error| file_error(folder, &error))?;
    let free = (1..=u32::MAX)
        .map(|n| folder.join(name(n)))
        .find(|to| !to.exists());
    let aside = free.expect("numbers do not end");
    copy_with_log(path, &aside)?;
    Ok(aside)
}

/// Copies a damaged file (and its log) to `<file>.corrupt-<time>` and says where to; the original stays.
///
/// Only when no connection of this process has it open (its locks would be lost).
pub fn corrupt_aside(path: &Path, now: Timestamp) -> Result<PathBuf> {
    let time = now.to_string().replace([':', '-'], "");
    let aside = beside(path, &format!("corrupt-{time}"));
    copy_with_log(path, &aside)?;
    Ok(aside)
}

fn copy_with_log(path: &Path, aside: &Path) -> Result<()> {
    for suffix in ["", "-wal"] {
        let (from, to) = (with_suffix(path, suffix), with_suffix(aside, suffix));
        if suffix.is_empty() || Path::new(&from).exists() {
            private_file(Path::new(&to), Exists::Replace)
                .and_then(|mut to| std::io::copy(&mut File::open(&from)?, &mut to))
                .map_err(|error| StoreError::File {
                    what: format!("cannot copy {} to {}", path.display(), aside.display()),
                    reason: error.to_string(),
                })?;
        }
    }
    Ok(())
}
