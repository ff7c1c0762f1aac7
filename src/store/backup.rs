//! Backups of a SQLite file: made while others write, checked, there as a whole or not at all.
//!
//! A folder holds those of a file by its name: `callsheet.db` has `callsheet-20260303-100000.db`. Nothing else in the
//! folder is touched but drafts (`.callsheet-….part`) that a killed run left. The folder itself is locked while one
//! is made, so that nobody takes the draft of another away.

use super::sqlite::{Access, Sqlite, file_error, private_folder, sync_folder};
use super::{Conn, Result, StoreError, digest, migrate};
use crate::base::fail;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Room that is left free beside a copy.
const SPARE: u64 = 1 << 20;

/// Where a backup goes and what it is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The folder.
    pub folder: PathBuf,
    /// What names begin with: the data file's name without its end, or `callsheet-before-restore`.
    pub stem: String,
    /// When, as names say it: `20260303-100000`.
    pub stamp: String,
    /// How many of its name stay; none: all of them.
    pub keep: Option<usize>,
}

/// A backup that was made, or with a dry run would be.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Made {
    /// The file.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// The digest of the data in it; none of a file of another version.
    pub digest: Option<String>,
    /// Older ones that were taken away for it.
    pub removed: Vec<PathBuf>,
}

/// A backup that lies in a folder.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Found {
    /// The file.
    pub path: PathBuf,
    /// When it was made, as its name says: `20260303-100000`.
    pub stamp: String,
    /// The how-manieth of its second.
    pub n: u32,
    /// Its size.
    pub bytes: u64,
}

/// What the backups of a file begin with.
pub fn stem_of(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.unwrap_or_else(|| "callsheet".to_owned())
}

/// The backups in a folder by age, the oldest first. A folder that cannot be read holds none.
pub fn list(folder: &Path, stem: &str) -> Vec<Found> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<Found> = entries
        .filter_map(|entry| {
            let name = entry.file_name();
            let (stamp, n) = named(name.to_str()?, stem)?;
            let data = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some(Found {
                path: folder.join(&name),
                stamp: stamp.to_owned(),
                n,
                bytes: data.len(),
            })
        })
        .collect();
    found.sort_by(|one, other| (&one.stamp, one.n).cmp(&(&other.stamp, other.n)));
    found
}

/// When and the how-manieth a backup is, by its name; none: it is none of ours.
fn named<'a>(name: &'a str, stem: &str) -> Option<(&'a str, u32)> {
    let rest = name.strip_prefix(stem)?.strip_prefix('-')?.strip_suffix(".db")?;
    let (stamp, n) = match rest.get(15..)? {
        "" => (rest, 1),
        more => (&rest[..15], more.strip_prefix('-')?.parse().ok()?),
    };
    let fits = |(at, byte): (usize, u8)| match at {
        8 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    stamp.bytes().enumerate().all(fits).then_some((stamp, n))
}

fn name(place: &Place, n: u32) -> PathBuf {
    let Place { stem, stamp, .. } = place;
    place.folder.join(match n {
        1 => format!("{stem}-{stamp}.db"),
        n => format!("{stem}-{stamp}-{n}.db"),
    })
}

/// Makes a backup of a file, checks it and takes the oldest away.
///
/// # Errors
/// One that names the folder and what to do; nothing is left then, and nothing was taken away.
pub fn make(file: &Path, place: &Place) -> Result<Made> {
    make_of(&mut Conn::Sqlite(Sqlite::open(file, Access::Read)?), place)
}

/// The same over a connection that is open.
pub(super) fn make_of(source: &mut Conn, place: &Place) -> Result<Made> {
    let bytes = source.file().map_or(Ok(0), Sqlite::size)?;
    check_folder(&place.folder)?;
    private_folder(&place.folder).map_err(|error| folder_error(&place.folder, &error))?;
    let lock = lock(&place.folder)?;
    sweep(place);
    has_room(&place.folder, bytes)?;
    let draft = place.folder.join(format!(".{}-{}.part", place.stem, place.stamp));
    let copied = copy(source, &draft).and_then(|digest| {
        fail::point("backup.copied");
        check(&draft, digest.as_deref())?;
        fail::point("backup.checked");
        let path = publish(place, &draft)?;
        Ok((path, digest))
    });
    let _ = std::fs::remove_file(&draft);
    let (path, digest) = copied.map_err(|error| in_folder(&place.folder, error))?;
    fail::point("backup.named");
    let bytes = std::fs::metadata(&path).map_or(0, |made| made.len());
    let removed = over(place, Some(&path));
    for old in &removed {
        // One that cannot be taken away costs room only; the next run tries again.
        let _ = std::fs::remove_file(old);
    }
    drop(lock);
    Ok(Made {
        path,
        bytes,
        digest,
        removed,
    })
}

/// What [`make`] would do; nothing is written.
pub fn rehearse(file: &Path, place: &Place) -> Result<Made> {
    let source = Sqlite::open(file, Access::Read)?;
    check_folder(&place.folder)?;
    let bytes = source.size()?;
    let there = place.folder.ancestors().find(|folder| folder.is_dir());
    if let Some(there) = there.filter(|folder| !folder.as_os_str().is_empty()) {
        has_room(there, bytes)?;
        if !is_writable(there) {
            return Err(folder_error(&place.folder, &ErrorKind::PermissionDenied.into()));
        }
    }
    let path = free_name(place);
    let removed = over(place, Some(&path));
    Ok(Made {
        path,
        bytes,
        digest: None,
        removed,
    })
}

/// The backups that are more than stay; never the one just made.
fn over(place: &Place, made: Option<&Path>) -> Vec<PathBuf> {
    let Some(keep) = place.keep else { return Vec::new() };
    let mut all = list(&place.folder, &place.stem);
    all.retain(|found| Some(found.path.as_path()) != made);
    // The new one is one of those that stay.
    let most = keep.saturating_sub(1);
    let end = all.len().saturating_sub(most);
    all.into_iter().take(end).map(|found| found.path).collect()
}

fn free_name(place: &Place) -> PathBuf {
    (1..=u32::MAX)
        .map(|n| name(place, n))
        .find(|path| !path.exists())
        .expect("numbers do not end")
}

/// Copies one snapshot of the file and gives its digest.
fn copy(conn: &mut Conn, draft: &Path) -> Result<Option<String>> {
    // From the first look on the connection sees one state, and the copy is made of that one.
    conn.batch("BEGIN")?;
    let copied = copy_inside(conn, draft);
    conn.batch("ROLLBACK")?;
    copied
}

fn copy_inside(conn: &mut Conn, draft: &Path) -> Result<Option<String>> {
    let known = migrate::version(conn)? == migrate::newest(migrate::MIGRATIONS);
    let digest = if known {
        Some(conn.inside(digest::digest)?)
    } else {
        None
    };
    match conn.file() {
        Some(file) => file.copy_into(draft)?,
        None => return Err(StoreError::Closed),
    }
    Ok(digest)
}

/// Opens a copy and looks whether it is sound and holds what it should.
fn check(copy: &Path, wanted: Option<&str>) -> Result<()> {
    let file = Sqlite::open_still(copy)?;
    if let Some(first) = file.integrity()?.into_iter().next() {
        return Err(StoreError::Corrupt {
            what: format!("{} ({first})", copy.display()),
        });
    }
    let mut conn = Conn::Sqlite(file);
    if let Some(wanted) = wanted {
        let found = conn.read(digest::digest)?;
        if found != wanted {
            return Err(StoreError::Corrupt {
                what: format!("{} (it holds something else than the original)", copy.display()),
            });
        }
    }
    Ok(())
}

/// Gives a whole copy its name; none that is there is replaced.
fn publish(place: &Place, draft: &Path) -> Result<PathBuf> {
    let path = free_name(place);
    std::fs::rename(draft, &path)
        .and_then(|()| sync_folder(&place.folder))
        .map_err(|error| folder_error(&place.folder, &error))?;
    Ok(path)
}

/// Takes away what a killed run left.
fn sweep(place: &Place) {
    let begins = format!(".{}-", place.stem);
    for entry in std::fs::read_dir(&place.folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let end = Path::new(name).extension().and_then(std::ffi::OsStr::to_str);
        if name.starts_with(&begins) && matches!(end, Some("part" | "part-journal")) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Keeps others from making a backup in the same folder meanwhile; given back when it is dropped.
fn lock(folder: &Path) -> Result<Option<File>> {
    if cfg!(not(unix)) {
        return Ok(None);
    }
    let held = File::open(folder).map_err(|error| folder_error(folder, &error))?;
    // A file system without locks: two at once are less likely than no backup at all.
    let _ = held.lock();
    Ok(Some(held))
}

fn check_folder(folder: &Path) -> Result<()> {
    for place in folder.ancestors().filter(|place| !place.as_os_str().is_empty()) {
        match std::fs::metadata(place) {
            Ok(there) if there.is_dir() => return Ok(()),
            Ok(_) => {
                return Err(StoreError::File {
                    what: format!("{} is a file, and backups go into a folder", place.display()),
                    reason: "name a folder, one that is not there is made: callsheet backup DIR".to_owned(),
                });
            }
            Err(_) => {}
        }
    }
    Ok(())
}

pub(super) fn has_room(folder: &Path, bytes: u64) -> Result<()> {
    match free_space(folder) {
        Some(free) if free < bytes.saturating_add(SPARE) => Err(no_room(folder, bytes, free)),
        _ => Ok(()),
    }
}

fn no_room(folder: &Path, bytes: u64, free: u64) -> StoreError {
    StoreError::File {
        what: format!("no room for a backup in {}", folder.display()),
        reason: format!(
            "it takes {bytes} bytes and {free} are free; free some space, keep fewer (backup.keep), \
             or name a folder on another disk: callsheet backup DIR"
        ),
    }
}

/// An error that tells of the folder where it was about the copy.
fn in_folder(folder: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Full => StoreError::File {
            what: format!(
                "the disk ran full while a backup was written to {}",
                folder.display()
            ),
            reason: "free some space, or name a folder on another disk: callsheet backup DIR; \
                     nothing of it was left, and the data file is as it was"
                .to_owned(),
        },
        other => other,
    }
}

fn folder_error(folder: &Path, error: &std::io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::File {
            what: format!("backups cannot be written to {}", folder.display()),
            reason: "make the folder writable (chmod u+w), or name another one: callsheet backup DIR, \
                     or backup.dir in config.toml"
                .to_owned(),
        },
        _ => in_folder(folder, file_error(folder, error)),
    }
}

fn is_writable(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
    }
    #[cfg(not(unix))]
    {
        folder.is_dir()
    }
}

/// Bytes free where a file lies or will lie.
pub fn free_space(place: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let here = Path::new(".");
        let folder = place
            .ancestors()
            .map(|folder| {
                if folder.as_os_str().is_empty() {
                    here
                } else {
                    folder
                }
            })
            .find(|folder| folder.is_dir())?;
        let disk = rustix::fs::statvfs(folder).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = place;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_names_are_backups() {
        for (name, expect) in [
            ("callsheet-20260303-100000.db", Some(("20260303-100000", 1))),
            ("callsheet-20260303-100000-2.db", Some(("20260303-100000", 2))),
            ("callsheet-20260303-100000.db-wal", None),
            ("callsheet-20260303-10000.db", None),
            ("callsheet-before-restore-20260303-100000.db", None),
            ("callsheet-monday.db", None),
            ("callsheet-20260303_100000.db", None),
            ("other-20260303-100000.db", None),
            (".callsheet-20260303-100000.part", None),
        ] {
            assert_eq!(named(name, "callsheet"), expect, "{name}");
        }
    }

    #[test]
    fn a_disk_without_room_is_named_with_what_to_do() {
        let folder = tempfile::tempdir().expect("folder");
        let error = has_room(folder.path(), u64::MAX).expect_err("no disk is so large");
        let text = error.to_string();
        for part in [
            &folder.path().display().to_string(),
            "free",
            "callsheet backup DIR",
        ] {
            assert!(text.contains(part), "{text}");
        }
        assert_eq!(has_room(folder.path(), 1), Ok(()));
    }

    #[test]
    fn the_oldest_are_more_than_stay_and_never_the_new_one() {
        let folder = tempfile::tempdir().expect("folder");
        for name in [
            "callsheet-20260301-100000.db",
            "callsheet-20260302-100000.db",
            "callsheet-20260302-100000-2.db",
            "callsheet-20260302-100000-10.db",
            "callsheet-mine.db",
        ] {
            std::fs::write(folder.path().join(name), "x").expect("file");
        }
        let place = |keep| Place {
            folder: folder.path().to_owned(),
            stem: "callsheet".to_owned(),
            stamp: "20260303-100000".to_owned(),
            keep,
        };
        let names = |paths: Vec<PathBuf>| -> Vec<String> {
            let name = |path: &PathBuf| path.file_name().expect("name").to_string_lossy().into_owned();
            paths.iter().map(name).collect()
        };
        assert_eq!(names(over(&place(None), None)), [""; 0]);
        assert_eq!(
            names(over(&place(Some(3)), None)),
            ["callsheet-20260301-100000.db", "callsheet-20260302-100000.db"]
        );
        // A clock that was set back: what was made now has the oldest name.
        let made = folder.path().join("callsheet-20260301-100000.db");
        let gone = names(over(&place(Some(1)), Some(&made)));
        assert!(
            gone.len() == 3 && !gone.contains(&"callsheet-20260301-100000.db".to_owned()),
            "{gone:?}"
        );
    }
}
