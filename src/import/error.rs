//! Why a file is not imported at all. What spoils one row is told row by row instead.

use super::read::Malformed;
use crate::replica::RunError;
use std::io;
use std::path::{Path, PathBuf};

/// Why an import did not take place, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file could not be opened or read.
    #[error("{}: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A directory, a pipe, a device.
    #[error("{} is no file; an import reads its file more than once, so save it first", path.display())]
    NoFile {
        /// What was named.
        path: PathBuf,
    },
    /// Nothing in it.
    #[error(
        "{}: no rows: nothing in it can be imported; wanted are a line with the names of the columns and rows below it, or cards, or a workbook",
        path.display()
    )]
    NoRows {
        /// Which file.
        path: PathBuf,
    },
    /// Every other byte is NUL.
    #[error("{}: this looks like UTF-16 without its mark; name it with --encoding utf-16le or utf-16be", path.display())]
    LooksUtf16 {
        /// Which file.
        path: PathBuf,
    },
    /// A picture, a program, a web page: nothing with rows in it.
    #[error("{}: this is {what}, no table; CSV, workbooks (.xlsx) and cards (.vcf) can be imported", path.display())]
    NoTable {
        /// Which file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// The rows cannot be told apart.
    #[error("{}: {error}; nothing was imported", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and in which line.
        error: Malformed,
    },
    /// A spreadsheet or a file of cards that cannot be taken.
    #[error("{}: {what}; nothing was imported", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// More columns than are taken.
    #[error("{found} columns, at most {limit} are read; if that is right, say --max-columns {found}")]
    TooManyColumns {
        /// How many there are.
        found: usize,
        /// How many may be.
        limit: usize,
    },
    /// Two columns of one name.
    #[error("column \"{name}\" comes twice (columns {first} and {second}); rename one of them")]
    DuplicateColumn {
        /// Its name.
        name: String,
        /// The first, from 1.
        first: usize,
        /// The other.
        second: usize,
    },
    /// No known source, and no column that says what a row is about.
    #[error(
        "cannot tell what the columns mean: {columns}; companies need a name or domain, contacts a name, \
         e-mail or number; name them with --map COLUMN=FIELD, or the source with --from and --as"
    )]
    UnknownColumns {
        /// The first columns of the file.
        columns: String,
    },
    /// A file of something else.
    #[error("these are {what}; companies, contacts, activities, deals and tickets can be imported")]
    OtherRows {
        /// What they are.
        what: String,
    },
    /// Neither the file nor the user says which comes first, day or month.
    #[error("column \"{column}\": is {example} day or month first? say --date-order dmy or --date-order mdy")]
    DateOrder {
        /// Which column.
        column: String,
        /// A value that can be read both ways.
        example: String,
    },
    /// A mapping that cannot be used.
    #[error("{place}: {what}")]
    Map {
        /// The argument, or file and line.
        place: String,
        /// What is wrong and what is accepted.
        what: String,
    },
    /// An option that does not fit.
    #[error("{0}")]
    Option(String),
    /// The rejects could not be written.
    #[error("the rejected rows could not be written to {}: {source}", path.display())]
    Rejects {
        /// Where to.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The data could not be changed any more.
    #[error(
        "stopped after {done} rows: {source}; what was imported stands, and the same command goes on from there"
    )]
    Stopped {
        /// How many rows were done.
        done: u64,
        /// What happened.
        source: RunError,
    },
    /// The data could not be asked or changed.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl ImportError {
    pub(super) fn read(path: &Path, source: io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Run(RunError::Refused(refusal))
            | Self::Stopped {
                source: RunError::Refused(refusal),
                ..
            } => crate::domain::Code::code(&refusal.code),
            Self::Run(RunError::Store(_)) | Self::Stopped { .. } => "store",
            Self::Rejects { .. } => "io",
            Self::NoRows { .. } => "no_rows",
            Self::Malformed { .. } | Self::Unreadable { .. } | Self::NoTable { .. } => "malformed",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::DuplicateColumn { .. } => "duplicate_column",
            Self::UnknownColumns { .. } => "unknown_columns",
            Self::OtherRows { .. } => "other_rows",
            Self::DateOrder { .. } => "date_order",
            _ => "invalid",
        }
    }
    /// The exit status: 2 for what cannot be read, as everywhere.
    pub fn exit(&self) -> u8 {
        match self {
            Self::Run(RunError::Refused(refusal))
            | Self::Stopped {
                source: RunError::Refused(refusal),
                ..
            } => refusal.code.exit(),
            Self::Run(RunError::Store(_)) | Self::Stopped { .. } | Self::Rejects { .. } => 1,
            _ => 2,
        }
    }
}
