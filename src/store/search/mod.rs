//! Search: names by any part of their words, phone numbers by any part of their digits, notes by words.
//!
//! Both databases keep the same prepared text ([`text`]) and give the same hits;
//! what they index it with differs (FTS5, or trigram and `tsvector` indexes) and
//! is the one place where a statement belongs to one database only. Typed text
//! is always literal: it is cut into words of letters and digits before any
//! database sees it.
//!
//! Who may see a hit is not decided here.

pub(super) mod names;
mod notes;
pub(crate) mod upkeep;

pub use crate::base::words as text;
pub use names::{NameDoc, NameHit, index_name, index_new_name, knows_name, mend_name, names};
pub use notes::{NoteDoc, NoteHit, index_new_note, index_note, knows_note, mend_note, notes};

use super::{FromRow, Param, Result, StatementInfo, Stmt, Tx};
use uuid::Uuid;

crate::codes! {
    /// Which table a hit is from; the code is the table's name.
    "search kind" SearchKind { Company = "company", Contact = "contact", Activity = "activity", Note = "note", }
}

/// Takes a row out of search, whatever it was indexed as; nothing happens when it is not there.
pub fn remove(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    names::remove(tx, id)?;
    notes::remove(tx, id)
}

/// Runs a statement whose parameters are a head, a row of texts and a limit.
fn all_with<T: FromRow>(
    tx: &mut Tx<'_>,
    statement: Stmt<T>,
    head: &[&dyn Param],
    texts: &[String],
    limit: i64,
) -> Result<Vec<T>> {
    let texts = texts.iter().map(|text| text as &dyn Param);
    let params: Vec<&dyn Param> = head
        .iter()
        .copied()
        .chain(texts)
        .chain([&limit as &dyn Param])
        .collect();
    tx.all(statement, &params)
}

/// Every statement of search.
pub(super) fn statements() -> Vec<StatementInfo> {
    [names::statements(), notes::statements(), upkeep::statements()].concat()
}
