//! Backups of the file: on demand, and every week by themselves.
//!
//! The copy is made over a connection of its own, so nobody who works waits for it; only what is remembered of it
//! (when, how large, whether it failed) goes through the door like any other write.

use super::{Replica, RunError};
use crate::base::Timestamp;
use crate::params;
use crate::store::backup::{self, Place};
use crate::store::{StoreError, Tx, journal};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

pub use crate::store::backup::{Found as FoundBackup, Made as MadeBackup, free_space};

/// Under which key of the file's small facts backups are remembered.
const MEMORY: &str = "backups";
/// How many sizes are remembered.
const SIZES: usize = 12;
const WEEK_MS: i64 = 7 * 24 * 3_600_000;

/// How backups are kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Backups {
    /// The folder.
    pub folder: PathBuf,
    /// How many stay.
    pub keep: usize,
    /// One is made every week by itself.
    pub weekly: bool,
}

/// The last backup.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LastBackup {
    /// When.
    pub at: Timestamp,
    /// The file.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
}

/// A weekly backup that could not be made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FailedBackup {
    /// When.
    pub at: Timestamp,
    /// Why, and what to do.
    pub why: String,
}

/// What a file remembers of its backups.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BackupMemory {
    /// The last one.
    pub last: Option<LastBackup>,
    /// When and how large, the oldest first: how the file grows.
    pub sizes: Vec<(Timestamp, u64)>,
    /// The last weekly one that failed, until one is made.
    pub failed: Option<FailedBackup>,
}

/// What became of the backup that may have been due.
#[derive(Debug)]
pub enum Weekly {
    /// None was.
    NotDue,
    /// It was made.
    Made(MadeBackup),
    /// It failed; said once, tried again the next day.
    Failed(String),
}

impl BackupMemory {
    /// The key it stands under.
    pub(super) const KEY: &str = MEMORY;
    /// What a text of the file says; nothing when it says nothing.
    pub(super) fn of(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }
    fn is_due(&self, began: Option<Timestamp>, now: Timestamp, zone: &TimeZone) -> bool {
        let last = self.last.as_ref().map(|last| last.at).or(began);
        let due = last.is_some_and(|last| now.0 - last.0 >= WEEK_MS);
        let tried = self.failed.as_ref().map(|failed| failed.at.date_in(zone));
        due && tried != Some(now.date_in(zone))
    }
}

/// The backups of a file in a folder, the oldest first.
pub fn backups_in(folder: &Path, file: &Path) -> Vec<FoundBackup> {
    backup::list(folder, &backup::stem_of(file))
}

/// Now as names of backups say it, in a zone.
pub(super) fn stamp(now: Timestamp, zone: &TimeZone) -> String {
    now.in_zone(zone).strftime("%Y%m%d-%H%M%S").to_string()
}

impl Replica {
    /// The data file; none in memory or on a server.
    pub fn file(&self) -> Option<PathBuf> {
        let path = self.inner.pool.read(|conn| {
            let file = conn.file().filter(|file| !file.is_memory());
            Ok::<_, StoreError>(file.map(|file| file.path().to_owned()))
        });
        path.ok().flatten()
    }
    /// What is remembered of backups.
    pub fn backup_memory(&self) -> Result<BackupMemory, RunError> {
        Ok(BackupMemory::of(self.meta(MEMORY)?.as_deref()))
    }
    /// Makes a backup now, and takes away the oldest.
    pub fn backup(&self, how: &Backups) -> Result<MadeBackup, RunError> {
        let file = self.required_file()?;
        let made = backup::make(&file, &self.place(&file, how))?;
        self.remember(&made);
        Ok(made)
    }
    /// What [`Self::backup`] would do; nothing is written.
    pub fn rehearse_backup(&self, how: &Backups) -> Result<MadeBackup, RunError> {
        let file = self.required_file()?;
        Ok(backup::rehearse(&file, &self.place(&file, how))?)
    }
    /// Makes the weekly backup when it is due. Takes its time on a large file: never on a thread that draws.
    pub fn weekly_backup(&self, how: &Backups) -> Weekly {
        match self.is_backup_due(how) {
            Ok(true) => {}
            Ok(false) => return Weekly::NotDue,
            Err(error) => {
                tracing::warn!(%error, "whether a backup is due is not known");
                return Weekly::NotDue;
            }
        }
        match self.backup(how) {
            Ok(made) => Weekly::Made(made),
            Err(error) => {
                let why = error.to_string();
                tracing::warn!(why, "the weekly backup was not made");
                self.remember_failure(&why);
                Weekly::Failed(why)
            }
        }
    }

    fn is_backup_due(&self, how: &Backups) -> Result<bool, RunError> {
        if !how.weekly || self.file().is_none() || self.meta("demo")?.is_some() {
            return Ok(false);
        }
        let began = self.read(|tx: &mut Tx<'_>| {
            let tenant = tx.tenant();
            Ok(tx.first(journal::FIRST_AT, params![tenant])?.map(|first| first.0))
        })?;
        let zone = self.rules().settings.time_zone();
        Ok(self.backup_memory()?.is_due(began, self.now(), &zone))
    }
    fn required_file(&self) -> Result<PathBuf, RunError> {
        self.file().ok_or_else(|| {
            let what = "there is no data file to copy".to_owned();
            let reason = "a server's data is backed up on the server".to_owned();
            StoreError::File { what, reason }.into()
        })
    }
    fn place(&self, file: &Path, how: &Backups) -> Place {
        Place {
            folder: how.folder.clone(),
            stem: backup::stem_of(file),
            stamp: stamp(self.now(), &self.rules().settings.time_zone()),
            keep: Some(how.keep.max(1)),
        }
    }
    fn remember(&self, made: &MadeBackup) {
        let (now, bytes) = (self.now(), made.bytes);
        self.change_memory(
            move |memory, path| {
                memory.failed = None;
                memory.sizes.push((now, bytes));
                let old = memory.sizes.len().saturating_sub(SIZES);
                memory.sizes.drain(..old);
                memory.last = Some(LastBackup { at: now, path, bytes });
            },
            made.path.clone(),
        );
    }
    fn remember_failure(&self, why: &str) {
        let failed = FailedBackup {
            at: self.now(),
            why: why.to_owned(),
        };
        self.change_memory(move |memory, _| memory.failed = Some(failed), PathBuf::new());
    }
    /// A file that cannot be written now has its backup all the same.
    fn change_memory(&self, change: impl FnOnce(&mut BackupMemory, PathBuf), path: PathBuf) {
        let changed = self.backup_memory().and_then(|mut memory| {
            let path = std::path::absolute(&path).unwrap_or(path);
            change(&mut memory, path);
            let text = serde_json::to_string(&memory).unwrap_or_default();
            self.put_meta(MEMORY, &text)
        });
        if let Err(error) = changed {
            tracing::warn!(%error, "the backup could not be remembered");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("instant")
    }

    #[test]
    fn a_backup_is_due_a_week_after_the_last_and_the_day_after_a_failure() {
        let began = Some(at("2026-03-03T09:00:00Z"));
        let due = |memory: &BackupMemory, now: &str| memory.is_due(began, at(now), &TimeZone::UTC);
        let mut memory = BackupMemory::default();
        assert!(!due(&memory, "2026-03-10T08:59:00Z"));
        assert!(due(&memory, "2026-03-10T09:00:00Z"));
        memory.failed = Some(FailedBackup {
            at: at("2026-03-10T09:00:00Z"),
            why: "full".to_owned(),
        });
        assert!(!due(&memory, "2026-03-10T23:59:00Z"), "said once a day");
        assert!(due(&memory, "2026-03-11T00:00:00Z"));
        memory.last = Some(LastBackup {
            at: at("2026-03-11T00:00:00Z"),
            path: PathBuf::new(),
            bytes: 1,
        });
        assert!(!due(&memory, "2026-03-17T00:00:00Z"));
        assert!(due(&memory, "2026-03-18T00:00:00Z"));
        assert!(!BackupMemory::default().is_due(None, at("2026-03-10T09:00:00Z"), &TimeZone::UTC));
    }
}
