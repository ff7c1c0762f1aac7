//! SQLite's errors, sorted into the store's kinds.

use crate::store::{ConstraintKind, StoreError};
use rusqlite::ffi::{self, ErrorCode};
use std::path::Path;

pub(super) fn sorted(path: &Path, error: &rusqlite::Error) -> StoreError {
    let file = || path.display().to_string();
    let reason = || error.to_string();
    let rusqlite::Error::SqliteFailure(failure, message) = error else {
        return StoreError::Sql { reason: reason() };
    };
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Locked,
        ErrorCode::DiskFull => StoreError::Full,
        // A file size limit or quota shows as a failed write, no room for the side file as a failed size.
        ErrorCode::SystemIoFailure
            if matches!(
                failure.extended_code,
                ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_SHMSIZE
            ) =>
        {
            StoreError::Full
        }
        ErrorCode::ReadOnly => StoreError::ReadOnly { what: file() },
        ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied => {
            StoreError::Permission { what: file() }
        }
        ErrorCode::OperationInterrupted => StoreError::Cancelled,
        // No shared memory or no locks: a network drive, most of the time.
        ErrorCode::FileLockingProtocolFailed | ErrorCode::SystemIoFailure
            if matches!(
                failure.extended_code,
                ffi::SQLITE_PROTOCOL
                    | ffi::SQLITE_IOERR_LOCK
                    | ffi::SQLITE_IOERR_SHMOPEN
                    | ffi::SQLITE_IOERR_SHMMAP
                    | ffi::SQLITE_IOERR_SHMLOCK
            ) =>
        {
            StoreError::CannotOpen {
                path: path.to_owned(),
                reason: format!("{error}; the database must be on a local disk, not on a network drive"),
            }
        }
        ErrorCode::SystemIoFailure => StoreError::Disk {
            what: file(),
            reason: reason(),
        },
        ErrorCode::CannotOpen => StoreError::CannotOpen {
            path: path.to_owned(),
            reason: reason(),
        },
        ErrorCode::NotADatabase => StoreError::NotADatabase {
            path: path.to_owned(),
        },
        ErrorCode::DatabaseCorrupt => StoreError::Corrupt { what: file() },
        ErrorCode::ConstraintViolation => StoreError::Constraint {
            kind: match failure.extended_code {
                ffi::SQLITE_CONSTRAINT_UNIQUE
                | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | ffi::SQLITE_CONSTRAINT_ROWID => ConstraintKind::Unique,
                ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ConstraintKind::ForeignKey,
                ffi::SQLITE_CONSTRAINT_NOTNULL => ConstraintKind::NotNull,
                ffi::SQLITE_CONSTRAINT_CHECK => ConstraintKind::Check,
                _ => ConstraintKind::Other,
            },
            what: message.clone().unwrap_or_default(),
        },
        _ => StoreError::Sql { reason: reason() },
    }
}
