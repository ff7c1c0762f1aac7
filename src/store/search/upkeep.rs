//! How the full-text indexes of SQLite let go of what is taken out of them.
//!
//! As a rule at once, byte by byte (`secure-delete`). That looks through a list as long as the rows that share three
//! letters, for every three letters of every row: to take an import of 20,000 companies back, minutes. Where very many
//! rows go for another reason than privacy they are only marked as gone; the file then remembers that what was taken out
//! may still be in the pages of the index, and an erasure tidies it.

use crate::store::drafts::{META, PUT_META};
use crate::store::{Dialect, Result, Tx};
use crate::{params, statements};

/// The fact that the index may hold what was taken out.
const UNTIDY: &str = "search.untidy";

statements! {
    /// Whether what is taken out of the names goes from the file at once.
    SECURE_NAMES: exec [sqlite] =
        "INSERT INTO search_name_fts (search_name_fts, rank) VALUES ('secure-delete', $1)";
    /// The same of texts.
    SECURE_NOTES: exec [sqlite] =
        "INSERT INTO search_note_fts (search_note_fts, rank) VALUES ('secure-delete', $1)";
    /// Writes the index of names anew, without what was taken out.
    TIDY_NAMES: exec [sqlite] = "INSERT INTO search_name_fts (search_name_fts) VALUES ('optimize')";
    /// The same of texts.
    TIDY_NOTES: exec [sqlite] = "INSERT INTO search_note_fts (search_note_fts) VALUES ('optimize')";
}

/// From here on what is taken out is only marked as gone: quick, for very many rows.
pub(crate) fn remove_quickly(tx: &mut Tx<'_>) -> Result<()> {
    if tx.dialect() == Dialect::Sqlite {
        secure(tx, false)?;
        tx.exec(PUT_META, params![UNTIDY, "1"])?;
    }
    Ok(())
}

/// From here on what is taken out leaves the file at once, as is the rule.
pub(crate) fn remove_wholly(tx: &mut Tx<'_>) -> Result<()> {
    if tx.dialect() == Dialect::Sqlite {
        secure(tx, true)?;
    }
    Ok(())
}

/// Takes out of the file what earlier only was marked as gone; nothing to do when nothing was.
pub(crate) fn tidy(tx: &mut Tx<'_>) -> Result<()> {
    let untidy = tx.dialect() == Dialect::Sqlite
        && tx
            .first(META, params![UNTIDY])?
            .is_some_and(|found| found.0 == "1");
    if untidy {
        tx.exec(TIDY_NAMES, params![])?;
        tx.exec(TIDY_NOTES, params![])?;
        tx.exec(PUT_META, params![UNTIDY, "0"])?;
    }
    Ok(())
}

fn secure(tx: &mut Tx<'_>, on: bool) -> Result<()> {
    let on = i64::from(on);
    tx.exec(SECURE_NAMES, params![on])?;
    tx.exec(SECURE_NOTES, params![on]).map(drop)
}
