//! What can go wrong in the store, with a stable code for each.
//!
//! Messages say what is wrong, where, and what to do. A driver's error is
//! sorted into one of these kinds where it happens; nothing above the store
//! names a driver.

use std::path::PathBuf;

/// A result of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Which rule of the schema a write broke.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ConstraintKind {
    /// A key that exists already.
    Unique,
    /// A row that is referred to and does not exist (or is still referred to).
    ForeignKey,
    /// An empty value where one is needed.
    NotNull,
    /// A value outside of what a column accepts.
    Check,
    /// Any other rule.
    Other,
}

/// An error of the store.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A row that had to be there is not.
    #[error("no such row in {table}")]
    NotFound {
        /// The table, or the statement's name.
        table: &'static str,
    },
    /// Another process holds the write lock for longer than the busy timeout.
    #[error("the database is locked by another program; close it or try again")]
    Locked,
    /// Two transactions that cannot both be true; running this one again may help.
    #[error("another change came between; try again")]
    Conflict,
    /// The disk (or quota, or file size limit) has no room left; nothing of the transaction was kept.
    #[error("the disk is full; free some space and try again: nothing of this change was saved")]
    Full,
    /// The disk failed while reading or writing.
    #[error("reading or writing {what} failed ({reason}); check the disk, and keep a copy of the file")]
    Disk {
        /// The file.
        what: String,
        /// What the driver said.
        reason: String,
    },
    /// The file or its folder cannot be written.
    #[error("the database is read-only: {what}; make the file and its folder writable (chmod u+w)")]
    ReadOnly {
        /// The file, or what the driver said.
        what: String,
    },
    /// The system refuses access.
    #[error("no permission to open {what}; check the owner and the mode of the file and its folder")]
    Permission {
        /// The file or database.
        what: String,
    },
    /// The file cannot be opened for another reason.
    #[error("cannot open {}: {reason}", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file is something else than a callsheet database. It is never written to.
    #[error("{} is not a callsheet database; it was left as it is: choose another file, or move it away", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged. It is never overwritten.
    #[error(
        "the database {what} is damaged; it was left as it is: run `callsheet doctor`, or restore a backup"
    )]
    Corrupt {
        /// The file, or what the driver said.
        what: String,
    },
    /// The file was written by a newer callsheet.
    #[error(
        "the database has schema version {found}, this program knows versions up to {known}; \
         install a newer callsheet to open it"
    )]
    Newer {
        /// The version in the file.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The schema is older than the program and this connection may not change it.
    #[error(
        "the database has schema version {found}, this program needs {needed}; open it once for writing to migrate it"
    )]
    Older {
        /// The version in the file.
        found: i64,
        /// The version this program needs.
        needed: i64,
    },
    /// A migration could not be applied; the database is as it was before.
    #[error("migration {number} ({name}) failed, the database is as before: {reason}")]
    Migration {
        /// The number of the migration.
        number: i64,
        /// Its name.
        name: &'static str,
        /// What the database said.
        reason: String,
    },
    /// A write that a rule of the schema forbids.
    #[error("the row breaks a rule of the database ({kind:?}): {what}")]
    Constraint {
        /// Which kind of rule.
        kind: ConstraintKind,
        /// The columns or the name of the rule.
        what: String,
    },
    /// A stored value that does not fit the type it is read into.
    #[error("column {column} holds {found}, expected {expected}")]
    Column {
        /// The column.
        column: &'static str,
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: String,
    },
    /// A text with a NUL character, which PostgreSQL cannot store (SQLite could: both refuse).
    #[error("a text contains a NUL character, which cannot be stored; remove it")]
    Nul,
    /// An earlier statement of the same transaction failed; use `nested` where a failure is expected.
    #[error("an earlier statement of this transaction failed, so it can only be rolled back")]
    Poisoned,
    /// A statement that writes, in a transaction that only reads.
    #[error("a read transaction cannot write ({statement})")]
    ReadTransaction {
        /// The statement's text.
        statement: &'static str,
    },
    /// The database server cannot be reached or hung up.
    #[error("the connection to the database was lost: {reason}")]
    Connection {
        /// What the driver said.
        reason: String,
    },
    /// A job of the worker threads panicked; its transaction was rolled back.
    #[error("an internal error stopped the work, nothing of it was saved: {reason}")]
    Panicked {
        /// The panic's message.
        reason: String,
    },
    /// Whoever asked no longer wants the answer.
    #[error("the search was cancelled")]
    Cancelled,
    /// The worker threads have stopped.
    #[error("the store is closed")]
    Closed,
    /// A file could not be copied, made or moved.
    #[error("{what}: {reason}")]
    File {
        /// What was tried, with the path.
        what: String,
        /// What the system said.
        reason: String,
    },
    /// Anything else the database said; a bug of this program unless the disk is failing.
    #[error("the database refused a statement: {reason}")]
    Sql {
        /// What the driver said, with the statement.
        reason: String,
    },
}

impl StoreError {
    /// The stable code, for logs, exit codes and problem types.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not_found",
            Self::Locked => "store_locked",
            Self::Conflict => "store_conflict",
            Self::Full => "disk_full",
            Self::Disk { .. } => "disk_error",
            Self::ReadOnly { .. } => "store_read_only",
            Self::Permission { .. } => "store_permission",
            Self::CannotOpen { .. } => "store_cannot_open",
            Self::NotADatabase { .. } => "store_not_a_database",
            Self::Corrupt { .. } => "store_corrupt",
            Self::Newer { .. } => "store_newer",
            Self::Older { .. } => "store_older",
            Self::Migration { .. } => "store_migration",
            Self::Constraint { .. } => "store_constraint",
            Self::Column { .. } => "store_column",
            Self::Nul => "nul_in_text",
            Self::Poisoned => "store_poisoned",
            Self::ReadTransaction { .. } => "store_read_transaction",
            Self::Connection { .. } => "store_connection",
            Self::Panicked { .. } => "internal",
            Self::Cancelled => "store_cancelled",
            Self::Closed => "store_closed",
            Self::File { .. } => "store_file",
            Self::Sql { .. } => "store_sql",
        }
    }
}
