//! What was typed and not saved, and this file's own small facts. No journal, no tenant.

use super::{One, Result, Tx};
use crate::base::{Json, Timestamp};
use crate::{params, row, statements};
use serde_json::Value;

row! {
    /// A draft.
    pub(crate) struct DraftRow {
        /// Which form.
        pub(crate) form: String,
        /// About what.
        pub(crate) about: String,
        /// The fields.
        pub(crate) body: Json<Value>,
        /// Saved when.
        pub(crate) at: Timestamp,
    }
}

statements! {
    /// One draft.
    pub(crate) GET: rows DraftRow = "SELECT form, about, body, at FROM draft WHERE form = $1 AND about = $2";
    /// All drafts; few by nature.
    pub(crate) ALL: rows DraftRow = "SELECT form, about, body, at FROM draft ORDER BY at DESC, form, about LIMIT 200";
    /// Saves a draft.
    pub(crate) PUT: exec =
        "INSERT INTO draft (form, about, body, at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (form, about) DO UPDATE SET body = excluded.body, at = excluded.at";
    /// Drops a draft.
    pub(crate) DROP: exec = "DELETE FROM draft WHERE form = $1 AND about = $2";
    /// A small fact of this file.
    pub(crate) META: rows One<String> = "SELECT value FROM meta WHERE key = $1";
    /// Keeps a small fact of this file.
    pub(crate) PUT_META: exec =
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
}

impl From<DraftRow> for crate::view::Draft {
    fn from(row: DraftRow) -> Self {
        Self {
            form: row.form,
            about: row.about,
            body: row.body.0,
            at: row.at,
        }
    }
}

/// Saves a draft.
pub(crate) fn put(tx: &mut Tx, form: &str, about: &str, body: &Json<Value>, at: Timestamp) -> Result<()> {
    tx.exec(PUT, params![form, about, *body, at])?;
    Ok(())
}
