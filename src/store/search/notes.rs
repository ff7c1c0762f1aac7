//! What was written: notes, activities and their subjects, found by the beginnings of words, newest first.
//!
//! There is no ranking: the newest that has every term is what a rep looks for,
//! and ranking a common word over a million notes takes too long for a key.

use super::text::{self, TERMS, Term};
use super::{SearchKind, all_with};
use crate::base::{CompanyId, Timestamp};
use crate::store::{Dialect, One, Param, Result, Tx};
use crate::{params, row, statements};
use uuid::Uuid;

/// A search begins when one word has this many letters; the index keeps beginnings of this length.
const FEWEST_LETTERS: usize = 3;
/// How many of the newest candidates are looked at before the index is asked for longer beginnings.
const PROBED: i64 = 2_000;
/// Numbers of one minute in `doc_no`.
const OF_MINUTE: i64 = 1 << 8;
/// Latest minute that a `doc_no` can begin with (some ten thousand years).
const LAST_MINUTE: i64 = 1 << 33;
/// More rows are read than asked for: within one minute the index does not know the order.
const SAME_MINUTE: usize = 16;

/// A written text as search knows it.
#[derive(Clone, Copy, Debug)]
pub struct NoteDoc<'a> {
    /// Which table the row is in.
    pub kind: SearchKind,
    /// The row.
    pub id: Uuid,
    /// The company to open.
    pub company_id: Option<CompanyId>,
    /// When it happened.
    pub at: Timestamp,
    /// Subject and text.
    pub text: &'a str,
}

row! {
    /// A text that was found; the text itself is in its row.
    pub struct NoteHit {
        /// Which table the row is in.
        pub kind: SearchKind,
        /// The row.
        pub id: Uuid,
        /// The company to open.
        pub company_id: Option<CompanyId>,
        /// When it happened.
        pub at: Timestamp,
    }
}

row! {
    /// What is indexed of a row now.
    struct Indexed {
        doc_no: i64,
        at: Timestamp,
        words: String,
    }
}

row! {
    /// All that is kept of a row.
    struct Stored {
        kind: SearchKind,
        company_id: Option<CompanyId>,
        at: Timestamp,
        words: String,
    }
}

statements! {
    /// All that is kept of a row.
    STORED: rows Stored = "SELECT kind, company_id, at, words FROM search_note WHERE tenant_no = $1 AND id = $2";
    /// What is indexed of a row now.
    INDEXED: rows Indexed [sqlite] =
        "SELECT doc_no, at, words FROM search_note WHERE tenant_no = $1 AND id = $2";
    /// The last number that is taken in a span.
    LAST_IN: rows One<Option<i64>> [sqlite] =
        "SELECT MAX(doc_no) AS value FROM search_note WHERE doc_no >= $1 AND doc_no < $2";
    /// Adds a row under its number.
    ADD_SQLITE: exec [sqlite] = "INSERT INTO search_note (doc_no, tenant_no, kind, id, company_id, at, words) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Adds or changes a row.
    PUT_POSTGRES: exec [postgres] = "INSERT INTO search_note (tenant_no, kind, id, company_id, at, words) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_no, id) DO UPDATE SET kind = excluded.kind, \
        company_id = excluded.company_id, at = excluded.at, words = excluded.words";
    /// Changes what is not indexed.
    MOVE: exec [sqlite] =
        "UPDATE search_note SET kind = $1, company_id = $2 WHERE tenant_no = $3 AND id = $4";
    /// Deletes a row.
    DELETE: exec = "DELETE FROM search_note WHERE tenant_no = $1 AND id = $2";
    /// Puts words into the index.
    FTS_ADD: exec [sqlite] = "INSERT INTO search_note_fts (rowid, words) VALUES ($1, $2)";
    /// Takes words out of the index; they must be those that were put in.
    FTS_TAKE: exec [sqlite] =
        "INSERT INTO search_note_fts (search_note_fts, rowid, words) VALUES ('delete', $1, $2)";
    /// Rows that match the index, the texts checked on the row.
    FIND_SQLITE: rows NoteHit [list sqlite] = "SELECT d.kind, d.id, d.company_id, d.at \
        FROM search_note_fts f CROSS JOIN search_note d ON d.doc_no = f.rowid \
        WHERE f.search_note_fts MATCH $1 AND d.tenant_no = $2 \
        AND instr(' ' || d.words, $3) > 0 AND instr(' ' || d.words, $4) > 0 AND instr(' ' || d.words, $5) > 0 \
        AND instr(' ' || d.words, $6) > 0 AND instr(' ' || d.words, $7) > 0 AND instr(' ' || d.words, $8) > 0 \
        ORDER BY f.rowid DESC LIMIT $9";
    /// The same among the newest rows that match the index.
    PROBE_SQLITE: rows NoteHit [list sqlite] = "SELECT d.kind, d.id, d.company_id, d.at \
        FROM (SELECT f.rowid AS doc_no FROM search_note_fts f WHERE f.search_note_fts MATCH $1 \
            ORDER BY f.rowid DESC LIMIT $2) p CROSS JOIN search_note d ON d.doc_no = p.doc_no \
        WHERE d.tenant_no = $3 \
        AND instr(' ' || d.words, $4) > 0 AND instr(' ' || d.words, $5) > 0 AND instr(' ' || d.words, $6) > 0 \
        AND instr(' ' || d.words, $7) > 0 AND instr(' ' || d.words, $8) > 0 AND instr(' ' || d.words, $9) > 0 \
        ORDER BY p.doc_no DESC LIMIT $10";
    /// The same; the patterns are words between percent signs.
    FIND_POSTGRES: rows NoteHit [postgres] = "SELECT d.kind, d.id, d.company_id, d.at FROM search_note d \
        WHERE d.tenant_no = $1 AND d.lexemes @@ CAST(CAST($2 AS TEXT) AS TSQUERY) \
        AND ' ' || d.words LIKE $3 AND ' ' || d.words LIKE $4 AND ' ' || d.words LIKE $5 \
        AND ' ' || d.words LIKE $6 AND ' ' || d.words LIKE $7 AND ' ' || d.words LIKE $8 \
        ORDER BY d.at DESC, d.id DESC LIMIT $9";
}

/// Puts a text into search, or brings it up to date; an empty text is taken out.
pub fn index_note(tx: &mut Tx<'_>, doc: &NoteDoc<'_>) -> Result<()> {
    put_note(tx, doc, false)
}

/// Puts a text into search that was not there before.
pub fn index_new_note(tx: &mut Tx<'_>, doc: &NoteDoc<'_>) -> Result<()> {
    put_note(tx, doc, true)
}

fn put_note(tx: &mut Tx<'_>, doc: &NoteDoc<'_>, is_new: bool) -> Result<()> {
    let tenant = tx.tenant();
    let words = text::both_spellings([doc.text]).join(" ");
    if words.is_empty() {
        return if is_new { Ok(()) } else { remove(tx, doc.id) };
    }
    if tx.dialect() == Dialect::Postgres {
        let values = params![tenant, doc.kind, doc.id, doc.company_id, doc.at, words];
        return tx.exec(PUT_POSTGRES, values).map(drop);
    }
    if !is_new && let Some(before) = tx.first(INDEXED, params![tenant, doc.id])? {
        if before.words == words && before.at == doc.at {
            return tx
                .exec(MOVE, params![doc.kind, doc.company_id, tenant, doc.id])
                .map(drop);
        }
        tx.exec(FTS_TAKE, params![before.doc_no, before.words])?;
        tx.exec(DELETE, params![tenant, doc.id])?;
    }
    let doc_no = free_number(tx, doc.at)?;
    tx.exec(
        ADD_SQLITE,
        params![doc_no, tenant, doc.kind, doc.id, doc.company_id, doc.at, words],
    )?;
    tx.exec(FTS_ADD, params![doc_no, words]).map(drop)
}

/// Whether search knows a text exactly so; one without words it does not know at all.
pub fn knows_note(tx: &mut Tx<'_>, id: Uuid, doc: Option<&NoteDoc<'_>>) -> Result<bool> {
    let stored = tx.first(STORED, params![tx.tenant(), id])?;
    let right = doc.map(|doc| Stored {
        kind: doc.kind,
        company_id: doc.company_id,
        at: doc.at,
        words: text::both_spellings([doc.text]).join(" "),
    });
    Ok(stored == right.filter(|right| !right.words.is_empty()))
}

/// Writes what is kept of a row, or drops it; the full-text index must be made anew behind it.
pub fn mend_note(tx: &mut Tx<'_>, id: Uuid, doc: Option<&NoteDoc<'_>>) -> Result<()> {
    let tenant = tx.tenant();
    tx.exec(DELETE, params![tenant, id])?;
    let Some(doc) = doc else { return Ok(()) };
    let words = text::both_spellings([doc.text]).join(" ");
    if words.is_empty() {
        return Ok(());
    }
    if tx.dialect() == Dialect::Postgres {
        let values = params![tenant, doc.kind, doc.id, doc.company_id, doc.at, words];
        return tx.exec(PUT_POSTGRES, values).map(drop);
    }
    let doc_no = free_number(tx, doc.at)?;
    let values = params![doc_no, tenant, doc.kind, doc.id, doc.company_id, doc.at, words];
    tx.exec(ADD_SQLITE, values).map(drop)
}

/// A free number that begins with the minute, or soon after when many texts have the same.
fn free_number(tx: &mut Tx<'_>, at: Timestamp) -> Result<i64> {
    let first = at.0.div_euclid(60_000).clamp(0, LAST_MINUTE) * OF_MINUTE;
    let mut span = OF_MINUTE;
    loop {
        let One(last) = tx.one(LAST_IN, params![first, first + span])?;
        let next = last.map_or(first, |last| last + 1);
        if next < first + span {
            return Ok(next);
        }
        span *= 16;
    }
}

pub(super) fn remove(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let tenant = tx.tenant();
    if tx.dialect() == Dialect::Sqlite {
        let Some(before) = tx.first(INDEXED, params![tenant, id])? else {
            return Ok(());
        };
        tx.exec(FTS_TAKE, params![before.doc_no, before.words])?;
    }
    tx.exec(DELETE, params![tenant, id]).map(drop)
}

/// Texts that have a word beginning with each term of the query, newest first, at most `limit`.
///
/// Nothing is found before one of the terms has three letters.
pub fn notes(tx: &mut Tx<'_>, query: &str, limit: usize) -> Result<Vec<NoteHit>> {
    let terms = text::terms(query);
    if limit == 0 || !terms.iter().any(is_long) {
        return Ok(Vec::new());
    }
    let wanted = limit + SAME_MINUTE;
    let mut found = match tx.dialect() {
        Dialect::Sqlite => by_index(tx, &terms, wanted)?,
        Dialect::Postgres => by_lexemes(tx, &terms, wanted)?,
    };
    found.sort_by_key(|hit| std::cmp::Reverse((hit.at, hit.id)));
    found.truncate(limit);
    Ok(found)
}

fn is_long(term: &Term) -> bool {
    term.word.chars().count() >= FEWEST_LETTERS
}

/// The index answers beginnings of three letters at once; for a longer one it collects every row that has it first,
/// which takes long for a common word. So a longer word is looked for among the newest rows with its first three
/// letters. When too few of those have it, it is rare, and collecting is quick.
fn by_index(tx: &mut Tx<'_>, terms: &[Term], wanted: usize) -> Result<Vec<NoteHit>> {
    let (tenant, limit) = (tx.tenant(), wanted as i64);
    let beginning = |word: &str| word.chars().take(FEWEST_LETTERS).collect::<String>();
    let beginnings = joined(terms, " AND ", |word| format!("\"{}\"*", beginning(word)));
    let check = |word: &str| format!(" {word}");
    let is_checked = |term: &&Term| term.word.chars().count() != FEWEST_LETTERS;
    let checks = slots(terms.iter().filter(is_checked), check, "");
    let head: &[&dyn Param] = &[&beginnings, &PROBED, &tenant];
    let found = all_with(tx, PROBE_SQLITE, head, &checks, limit)?;
    if found.len() >= wanted {
        return Ok(found);
    }
    let words = joined(terms, " AND ", |word| format!("\"{word}\"*"));
    let checks = slots(terms.iter().filter(|term| !is_long(term)), check, "");
    all_with(tx, FIND_SQLITE, &[&words, &tenant], &checks, limit)
}

fn by_lexemes(tx: &mut Tx<'_>, terms: &[Term], wanted: usize) -> Result<Vec<NoteHit>> {
    let tenant = tx.tenant();
    let words = joined(terms, " & ", |word| format!("'{word}':*"));
    let checks = slots(
        terms.iter().filter(|term| !is_long(term)),
        |word| format!("% {word}%"),
        "%",
    );
    all_with(tx, FIND_POSTGRES, &[&tenant, &words], &checks, wanted as i64)
}

/// The long terms as the index wants them.
fn joined(terms: &[Term], between: &str, write: impl Fn(&str) -> String) -> String {
    let long = terms.iter().filter(|term| is_long(term));
    long.map(|term| write(&term.word))
        .collect::<Vec<_>>()
        .join(between)
}

/// The checks of terms that the index does not answer by itself.
fn slots<'a>(
    terms: impl Iterator<Item = &'a Term>,
    write: impl Fn(&str) -> String,
    empty: &str,
) -> Vec<String> {
    let mut slots: Vec<String> = terms.map(|term| write(&term.word)).collect();
    slots.resize(TERMS, empty.to_owned());
    slots
}
