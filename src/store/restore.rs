//! A backup takes the place of the data file; what stood there is kept beside the backups.
//!
//! Who restores has the file alone: another program that has it open keeps user, rules and device of the old data in
//! its memory and would go on by them. The new content comes through SQLite's own copy into the file, in one
//! transaction under that lock, so a crash leaves one of the two, and no log of the old file is read into the new one.

use super::backup::{self, Place};
use super::sqlite::{Access, Sqlite, beside, corrupt_copy};
use super::{Conn, Result, StoreError, Tx, migrate};
use crate::base::{Timestamp, fail};
use crate::{params, row, statements};
use std::path::{Path, PathBuf};

row! {
    /// How much is in a file, Trash left out.
    #[derive(serde::Serialize)]
    pub struct Counts {
        /// Companies.
        pub companies: i64,
        /// Contacts.
        pub contacts: i64,
        /// Cases.
        pub cases: i64,
        /// Tasks.
        pub tasks: i64,
        /// Activities.
        pub activities: i64,
        /// Notes.
        pub notes: i64,
        /// Commands in the journal.
        pub commands: i64,
        /// Changes of rows in the journal.
        pub changes: i64,
    }
}

row! {
    /// The last change.
    #[derive(serde::Serialize)]
    pub struct LastChange {
        /// When.
        pub at: Timestamp,
        /// In words.
        pub label: String,
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} companies, {} contacts, {} cases, {} tasks, {} activities, {} notes",
            self.companies, self.contacts, self.cases, self.tasks, self.activities, self.notes
        )
    }
}

statements! {
    /// How much is in a file.
    COUNTS: rows Counts = "SELECT \
        (SELECT COUNT(*) FROM company WHERE tenant_no = $1 AND deleted_at IS NULL) AS companies, \
        (SELECT COUNT(*) FROM contact WHERE tenant_no = $1 AND deleted_at IS NULL) AS contacts, \
        (SELECT COUNT(*) FROM cases WHERE tenant_no = $1 AND deleted_at IS NULL) AS cases, \
        (SELECT COUNT(*) FROM task WHERE tenant_no = $1 AND deleted_at IS NULL) AS tasks, \
        (SELECT COUNT(*) FROM activity WHERE tenant_no = $1 AND deleted_at IS NULL) AS activities, \
        (SELECT COUNT(*) FROM note WHERE tenant_no = $1 AND deleted_at IS NULL) AS notes, \
        (SELECT COUNT(*) FROM command_log WHERE tenant_no = $1) AS commands, \
        (SELECT COUNT(*) FROM change WHERE tenant_no = $1) AS changes";
    /// The last change of a file.
    LAST: rows LastChange [list] =
        "SELECT at, label FROM command_log WHERE tenant_no = $1 ORDER BY seq DESC LIMIT 1";
    /// Who worked on what then: nobody does now.
    END_LEASES: exec = "DELETE FROM lease WHERE tenant_no = $1";
}

/// What is in a file.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct Contents {
    /// Version of its schema.
    pub schema: i64,
    /// Its size.
    pub bytes: u64,
    /// How much of what.
    pub counts: Counts,
    /// The last change.
    pub last: Option<LastChange>,
}

/// How much is in a file.
pub(crate) fn counts(tx: &mut Tx<'_>) -> Result<Counts> {
    let tenant = tx.tenant();
    tx.one(COUNTS, params![tenant])
}

/// Looks whether a file can be restored, and what is in it.
///
/// # Errors
/// That it is no file of ours, damaged, or newer than the program.
pub fn look(file: &Path) -> Result<Contents> {
    let sqlite = Sqlite::open_still(file)?;
    let bytes = sqlite.size()?;
    if let Some(first) = sqlite.integrity()?.into_iter().next() {
        return Err(StoreError::File {
            what: format!("{} is damaged ({first})", file.display()),
            reason: "choose another backup".to_owned(),
        });
    }
    let mut conn = Conn::Sqlite(sqlite);
    let (schema, known) = (migrate::version(&mut conn)?, migrate::newest(migrate::MIGRATIONS));
    if schema > known {
        return Err(StoreError::Newer { found: schema, known });
    }
    if schema == 0 {
        return Err(StoreError::NotADatabase {
            path: file.to_owned(),
        });
    }
    let contents = conn.read(|tx| {
        let tenant = tx.tenant();
        let counts = counts(tx)?;
        let last = tx.first(LAST, params![tenant])?;
        Ok::<_, StoreError>((counts, last))
    });
    let (counts, last) = contents?;
    Ok(Contents {
        schema,
        bytes,
        counts,
        last,
    })
}

/// Whether somebody has the file open, and whether there is room; nothing is changed.
pub fn rehearse(from: &Path, to: &Path) -> Result<()> {
    different(from, to)?;
    if to.exists() {
        match Sqlite::open_alone(to) {
            Ok(_) | Err(StoreError::Corrupt { .. } | StoreError::NotADatabase { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    } else {
        Ok(())
    }
}

/// Puts `from` in the place of `to` and gives the copy that was made of what stood there.
///
/// # Errors
/// [`StoreError::Locked`] when somebody has the file open. With any error the file is as it was.
pub fn put_back(from: &Path, to: &Path, before: &Place) -> Result<Option<PathBuf>> {
    different(from, to)?;
    let source = Sqlite::open_still(from)?;
    if !to.exists() {
        if beside_log(to).exists() {
            return Err(StoreError::Corrupt {
                what: format!("{0} (it is missing, but its log {0}-wal is there)", to.display()),
            });
        }
        source.copy_to(to)?;
        return Ok(None);
    }
    fail::point("restore.begun");
    let alone = match Sqlite::open_alone(to) {
        Ok(alone) => alone,
        Err(StoreError::Corrupt { .. } | StoreError::NotADatabase { .. }) => {
            return instead_of_damaged(&source, to, before).map(Some);
        }
        Err(error) => return Err(error),
    };
    let folder = to.parent().unwrap_or(to);
    backup::has_room(folder, source.size()?)?;
    let mut living = Conn::Sqlite(alone);
    let copy = match backup::make_of(&mut living, before) {
        Ok(made) => made.path,
        Err(StoreError::Corrupt { .. }) => {
            living.close();
            return instead_of_damaged(&source, to, before).map(Some);
        }
        Err(error) => return Err(error),
    };
    match &mut living {
        Conn::Sqlite(file) => file.take_over(&source)?,
        #[cfg(feature = "postgres")]
        Conn::Postgres(_) => {}
    }
    living.write(|tx| {
        let tenant = tx.tenant();
        tx.exec(END_LEASES, params![tenant])
    })?;
    fail::point("restore.done");
    if let Some(file) = living.file() {
        file.checkpoint()?;
    }
    living.close();
    Ok(Some(copy))
}

/// A damaged file is kept byte by byte, its log too, before the whole one takes its name.
fn instead_of_damaged(source: &Sqlite, to: &Path, before: &Place) -> Result<PathBuf> {
    let kept = corrupt_copy(to, &before.folder, |n| {
        let Place { stem, stamp, .. } = before;
        format!(
            "{stem}-{stamp}{}.db",
            if n == 1 { String::new() } else { format!("-{n}") }
        )
    })?;
    let draft = beside(to, "part");
    source.copy_into(&draft)?;
    let gone = |path: &Path| match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    // The log first: SQLite would read it into the new file.
    let done = gone(&beside_log(to))
        .and_then(|()| gone(&with(to, "-shm")))
        .and_then(|()| std::fs::rename(&draft, to));
    done.map_err(|error| StoreError::File {
        what: format!("cannot put the backup in the place of {}", to.display()),
        reason: error.to_string(),
    })?;
    // What may have stood between the two names is on the disk.
    drop(Sqlite::open(to, Access::Write)?);
    Ok(kept)
}

fn beside_log(file: &Path) -> PathBuf {
    with(file, "-wal")
}

fn with(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn different(from: &Path, to: &Path) -> Result<()> {
    let same = match (std::fs::canonicalize(from), std::fs::canonicalize(to)) {
        (Ok(from), Ok(to)) => from == to,
        _ => false,
    };
    if same {
        return Err(StoreError::File {
            what: format!("{} is the data file itself", from.display()),
            reason: "name a backup of it; callsheet doctor says where they are".to_owned(),
        });
    }
    Ok(())
}
