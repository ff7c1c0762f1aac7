//! Failures of the layers below as problems of the API; details go to the log, never to whoever asked.

use crate::protocol::Problem;
use crate::replica::{OpenError, RunError};
use crate::store::StoreError;

/// What every handler may end with.
pub(crate) type Out<T> = Result<T, Problem>;

/// The database failed.
pub(crate) fn store(error: &StoreError) -> Problem {
    tracing::error!(%error, "the store failed");
    match error {
        StoreError::Locked | StoreError::Conflict | StoreError::Connection { .. } | StoreError::Closed => {
            Problem::new(
                503,
                "unavailable",
                "Not available at the moment",
                "The database does not answer; nothing was changed. Try again.",
            )
        }
        StoreError::Full => Problem::new(
            507,
            "full",
            "No room left",
            "The disk of the server is full; nothing was changed.",
        ),
        _ => internal(),
    }
}

/// Something failed that whoever asked cannot mend.
pub(crate) fn internal() -> Problem {
    Problem::new(
        500,
        "internal",
        "That failed inside the server",
        "Nothing was changed by what failed. The log of the server says more.",
    )
}

/// There is no such row, or none that whoever asks may see: the same bytes.
pub(crate) fn not_found() -> Problem {
    Problem::new(404, "not_found", "Not found", "There is no such row.")
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        store(&error)
    }
}

impl From<RunError> for Problem {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Refused(refusal) => refusal.into(),
            RunError::Store(error) => store(&error),
        }
    }
}

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Store(error) => store(&error),
            OpenError::Rule(refusal) => refusal.into(),
        }
    }
}
