//! Opening a file: clock, device, tenant and the user of a local file.

use crate::base::Timestamp;
use crate::store::StoreError;
use std::path::PathBuf;
use uuid::Uuid;

/// Where time and ids come from.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands still (`--clock`, demos, tests); ids still differ.
    Frozen(Timestamp),
}

impl Clock {
    /// Now.
    pub fn now(self) -> Timestamp {
        todo!()
    }
    /// A new UUIDv7 at the clock's time.
    pub fn uuid(self) -> Uuid {
        todo!()
    }
}

/// How a file is opened.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The database file.
    pub path: PathBuf,
    /// Where time comes from.
    pub clock: Clock,
    /// Name of the user when the file is made.
    pub user_name: String,
    /// IANA zone for a new file.
    pub zone: String,
    /// Country for a new file.
    pub country: String,
    /// Rules from the configuration and the shipped assets; loaded when they differ from those in force.
    pub rules: Vec<crate::domain::command::NewRule>,
}

/// Why a file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file or database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A rule of the configuration was refused.
    #[error(transparent)]
    Rule(#[from] crate::domain::Refusal),
}

impl super::Replica {
    /// Opens the file, makes and migrates it when needed, loads rules, runs what is due (expired handovers, old Trash).
    pub fn open(options: OpenOptions) -> Result<Self, OpenError> {
        let _ = options;
        todo!()
    }
}
