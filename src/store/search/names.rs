//! Names of companies and contacts, with what else they are looked up by, and phone digits.
//!
//! Hits come in three steps, each as long as hits are missing: titles that begin
//! with what was typed (in order of the alphabet), then those where every term
//! begins a word, then those where every term of three letters and more is any
//! part. A query that looks like a phone number asks the digits first.

use super::text::{self, TERMS, Term};
use super::{SearchKind, all_with};
use crate::base::CompanyId;
use crate::store::{Dialect, One, Result, Tx};
use crate::{params, row, statements};
use std::collections::HashSet;
use uuid::Uuid;

/// What no phone number contains: the digits of a term that is no number.
const NO_DIGITS: &str = "xxx";
/// Steps of three letters that go into a match; more would not narrow it enough to pay.
const MOST_PARTS: usize = 24;
/// Letters of a title that its place in the alphabet is kept by.
const SORT_CHARS: usize = 60;

/// A company or contact as search knows it.
#[derive(Clone, Copy, Debug)]
pub struct NameDoc<'a> {
    /// Which table the row is in.
    pub kind: SearchKind,
    /// The row.
    pub id: Uuid,
    /// The company to open (the row itself for a company).
    pub company_id: Option<CompanyId>,
    /// The name shown.
    pub title: &'a str,
    /// What stands beside it, such as the town; for a contact the company's name is shown instead, as it is then.
    pub sub: Option<&'a str>,
    /// Other words to find it by: legal name, domain, e-mail addresses, town, external ids.
    pub extra: &'a str,
    /// The phone numbers as [`text::digits`] gives them.
    pub digits: &'a str,
}

row! {
    /// A company or contact that was found.
    pub struct NameHit {
        /// Which table the row is in.
        pub kind: SearchKind,
        /// The row.
        pub id: Uuid,
        /// The company to open.
        pub company_id: Option<CompanyId>,
        /// The name.
        pub title: String,
        /// What stands beside it: the company's name for a contact, else what was given.
        pub sub: Option<String>,
    }
}

row! {
    /// What is indexed of a row now.
    struct Indexed {
        doc_no: i64,
        folded: String,
        digits: String,
    }
}

/// The columns of a hit; only a contact's company is looked at.
macro_rules! hits {
    () => {
        "SELECT d.kind, d.id, d.company_id, d.title, CASE WHEN d.kind = 'contact' THEN (SELECT c.name FROM company c \
         WHERE c.tenant_no = d.tenant_no AND c.id = d.company_id) ELSE d.sub END AS sub "
    };
}

row! {
    /// All that is kept of a row.
    struct Stored {
        kind: SearchKind,
        company_id: Option<CompanyId>,
        title: String,
        sub: Option<String>,
        sort: String,
        folded: String,
        digits: String,
    }
}

statements! {
    /// All that is kept of a row.
    STORED: rows Stored =
        "SELECT kind, company_id, title, sub, sort, folded, digits FROM search_name WHERE tenant_no = $1 AND id = $2";
    /// What is indexed of a row now.
    INDEXED: rows Indexed = "SELECT doc_no, folded, digits FROM search_name WHERE tenant_no = $1 AND id = $2";
    /// Enters the prepared text of a row that had none. Without RETURNING: that is a trigger to SQLite, and a statement
    /// with triggers makes the full-text index write what it still holds in memory.
    ADD: exec [sqlite] = "INSERT INTO search_name (tenant_no, kind, id, company_id, title, sub, sort, folded, digits) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// The number that it got.
    ADDED: rows One<i64> [sqlite] = "SELECT last_insert_rowid() AS value";
    /// Writes a row's prepared text.
    PUT: rows One<i64> = "INSERT INTO search_name (tenant_no, kind, id, company_id, title, sub, sort, folded, digits) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant_no, id) DO UPDATE SET kind = excluded.kind, \
        company_id = excluded.company_id, title = excluded.title, sub = excluded.sub, sort = excluded.sort, \
        folded = excluded.folded, digits = excluded.digits RETURNING doc_no AS value";
    /// Deletes a row's prepared text.
    DELETE: exec = "DELETE FROM search_name WHERE tenant_no = $1 AND id = $2";
    /// Puts a prepared text into the index.
    FTS_ADD: exec [sqlite] = "INSERT INTO search_name_fts (rowid, folded, digits) VALUES ($1, $2, $3)";
    /// Takes a prepared text out of the index; it must be the one that was put in.
    FTS_TAKE: exec [sqlite] =
        "INSERT INTO search_name_fts (search_name_fts, rowid, folded, digits) VALUES ('delete', $1, $2, $3)";
    /// Titles that begin with what was typed.
    BEGINS: rows NameHit [list] = concat!(
        hits!(), "FROM search_name d \
        WHERE d.tenant_no = $1 AND d.sort >= $2 AND d.sort < $3 ORDER BY d.sort, d.doc_no LIMIT $4"
    );
    /// Rows that match the index, checked against each term's word or digits.
    PARTS_SQLITE: rows NameHit [list sqlite] = concat!(
        hits!(), "FROM search_name_fts f CROSS JOIN search_name d ON d.doc_no = f.rowid \
        WHERE f.search_name_fts MATCH $1 AND d.tenant_no = $2 \
        AND (instr(d.folded, $3) > 0 OR instr(d.digits, $4) > 0) \
        AND (instr(d.folded, $5) > 0 OR instr(d.digits, $6) > 0) \
        AND (instr(d.folded, $7) > 0 OR instr(d.digits, $8) > 0) \
        AND (instr(d.folded, $9) > 0 OR instr(d.digits, $10) > 0) \
        AND (instr(d.folded, $11) > 0 OR instr(d.digits, $12) > 0) \
        AND (instr(d.folded, $13) > 0 OR instr(d.digits, $14) > 0) \
        ORDER BY f.rowid LIMIT $15"
    );
    /// The same; the patterns are words between percent signs.
    PARTS_POSTGRES: rows NameHit [postgres] = concat!(
        hits!(), "FROM search_name d \
        WHERE d.tenant_no = $1 \
        AND (d.folded LIKE $2 OR d.digits LIKE $3) \
        AND (d.folded LIKE $4 OR d.digits LIKE $5) \
        AND (d.folded LIKE $6 OR d.digits LIKE $7) \
        AND (d.folded LIKE $8 OR d.digits LIKE $9) \
        AND (d.folded LIKE $10 OR d.digits LIKE $11) \
        AND (d.folded LIKE $12 OR d.digits LIKE $13) \
        ORDER BY d.doc_no LIMIT $14"
    );
    /// Rows with a phone number that contains the digits.
    DIGITS_SQLITE: rows NameHit [list sqlite] = concat!(
        hits!(), "FROM search_name_fts f CROSS JOIN search_name d ON d.doc_no = f.rowid \
        WHERE f.search_name_fts MATCH $1 AND d.tenant_no = $2 AND instr(d.digits, $3) > 0 \
        ORDER BY f.rowid LIMIT $4"
    );
    /// The same; the pattern is the digits between percent signs.
    DIGITS_POSTGRES: rows NameHit [postgres] = concat!(
        hits!(), "FROM search_name d \
        WHERE d.tenant_no = $1 AND d.digits LIKE $2 ORDER BY d.doc_no LIMIT $3"
    );
    /// Plans each search by its own words, until the end of the transaction: a plan for any pattern reads everything.
    PLAN_BY_WORDS: rows One<String> [postgres] =
        "SELECT set_config('plan_cache_mode', 'force_custom_plan', true) AS value";
}

/// Puts a company or contact into search, or brings it up to date.
pub fn index_name(tx: &mut Tx<'_>, doc: &NameDoc<'_>) -> Result<()> {
    put_name(tx, doc, false)
}

/// Puts a company or contact into search that was not there before.
pub fn index_new_name(tx: &mut Tx<'_>, doc: &NameDoc<'_>) -> Result<()> {
    put_name(tx, doc, true)
}

fn put_name(tx: &mut Tx<'_>, doc: &NameDoc<'_>, is_new: bool) -> Result<()> {
    let tenant = tx.tenant();
    let folded = padded(doc.title, doc.extra);
    let is_sqlite = tx.dialect() == Dialect::Sqlite;
    let before = if is_sqlite && !is_new {
        tx.first(INDEXED, params![tenant, doc.id])?
    } else {
        None
    };
    let doc_no = enter(tx, doc, &folded, is_sqlite && is_new)?;
    if is_sqlite {
        if let Some(before) = before {
            if before.folded == folded && before.digits == doc.digits {
                return Ok(());
            }
            tx.exec(FTS_TAKE, params![before.doc_no, before.folded, before.digits])?;
        }
        tx.exec(FTS_ADD, params![doc_no.0, folded, doc.digits])?;
    }
    Ok(())
}

/// Whether search knows a company or contact exactly so.
pub fn knows_name(tx: &mut Tx<'_>, doc: &NameDoc<'_>) -> Result<bool> {
    let stored = tx.first(STORED, params![tx.tenant(), doc.id])?;
    let right = Stored {
        kind: doc.kind,
        company_id: doc.company_id,
        title: doc.title.to_owned(),
        sub: doc.sub.map(str::to_owned),
        sort: sorted(doc.title).chars().take(SORT_CHARS).collect(),
        folded: padded(doc.title, doc.extra),
        digits: doc.digits.to_owned(),
    };
    Ok(stored == Some(right))
}

/// Writes what is kept of a row, or drops it; the full-text index must be made anew behind it.
pub fn mend_name(tx: &mut Tx<'_>, id: Uuid, doc: Option<&NameDoc<'_>>) -> Result<()> {
    let tenant = tx.tenant();
    tx.exec(DELETE, params![tenant, id])?;
    let Some(doc) = doc else { return Ok(()) };
    let folded = padded(doc.title, doc.extra);
    enter(tx, doc, &folded, false).map(drop)
}

/// Writes the prepared text of a row, and gives its number; `bare` when the row had none in SQLite.
fn enter(tx: &mut Tx<'_>, doc: &NameDoc<'_>, folded: &str, bare: bool) -> Result<One<i64>> {
    let tenant = tx.tenant();
    let sort: String = sorted(doc.title).chars().take(SORT_CHARS).collect();
    let values = params![
        tenant,
        doc.kind,
        doc.id,
        doc.company_id,
        doc.title,
        doc.sub,
        sort,
        folded,
        doc.digits
    ];
    if bare {
        tx.exec(ADD, values)?;
        tx.one(ADDED, params![])
    } else {
        tx.one(PUT, values)
    }
}

pub(super) fn remove(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let tenant = tx.tenant();
    if tx.dialect() == Dialect::Sqlite {
        let Some(before) = tx.first(INDEXED, params![tenant, id])? else {
            return Ok(());
        };
        tx.exec(FTS_TAKE, params![before.doc_no, before.folded, before.digits])?;
    }
    tx.exec(DELETE, params![tenant, id]).map(drop)
}

/// Companies and contacts that every term of the query is found in, at most `limit`.
pub fn names(tx: &mut Tx<'_>, query: &str, limit: usize) -> Result<Vec<NameHit>> {
    let mut terms = text::terms(query);
    let mut hits = Hits {
        limit,
        seen: HashSet::new(),
        found: Vec::new(),
    };
    if terms.is_empty() || limit == 0 {
        return Ok(hits.found);
    }
    if tx.dialect() == Dialect::Postgres {
        tx.one(PLAN_BY_WORDS, params![])?;
    }
    if let Some(digits) = text::phone_part(query) {
        hits.add(by_digits(tx, &digits, limit as i64)?);
        // As one number, not as several that each stand somewhere.
        for term in &mut terms {
            term.digits = None;
        }
    }
    let typed = sorted(query);
    let behind = format!("{typed}\u{10ffff}");
    if !hits.full() {
        let wanted = hits.wanted();
        hits.add(tx.all(BEGINS, params![tx.tenant(), typed, behind, wanted])?);
    }
    for part in [Part::WordStart, Part::Anywhere] {
        if !hits.full() {
            let wanted = hits.wanted() as usize;
            hits.add(by_parts(tx, &terms, part, wanted)?);
        }
    }
    Ok(hits.found)
}

/// Hits in the order they came, each once.
struct Hits {
    limit: usize,
    seen: HashSet<Uuid>,
    found: Vec<NameHit>,
}

impl Hits {
    fn full(&self) -> bool {
        self.found.len() >= self.limit
    }
    /// How many to ask for, so that enough are left without those that are known.
    fn wanted(&self) -> i64 {
        (self.limit + self.found.len()) as i64
    }
    fn add(&mut self, more: Vec<NameHit>) {
        for hit in more {
            if !self.full() && self.seen.insert(hit.id) {
                self.found.push(hit);
            }
        }
    }
}

/// Where in a text a term must stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    WordStart,
    Anywhere,
}

/// What a term must be found as in the padded text. One or two letters are looked for at the start of words only.
fn needle(term: &Term, part: Part) -> String {
    match part {
        Part::Anywhere if term.word.chars().count() > 2 => term.word.clone(),
        _ => format!(" {}", term.word),
    }
}

fn by_parts(tx: &mut Tx<'_>, terms: &[Term], part: Part, limit: usize) -> Result<Vec<NameHit>> {
    let (tenant, limit) = (tx.tenant(), limit as i64);
    let in_words = terms.iter().map(|term| needle(term, part));
    let in_digits = terms.iter().map(|term| match (&term.digits, part) {
        (Some(digits), Part::Anywhere) => digits.clone(),
        _ => NO_DIGITS.to_owned(),
    });
    let pairs: Vec<(String, String)> = in_words.zip(in_digits).collect();
    match tx.dialect() {
        Dialect::Sqlite => {
            let wanted = matching(&pairs);
            // Every text contains the empty one: a slot without a term is always true.
            let needles = slots(&pairs, str::to_owned, "");
            all_with(tx, PARTS_SQLITE, &[&wanted, &tenant], &needles, limit)
        }
        Dialect::Postgres => {
            let needles = slots(&pairs, |needle| format!("%{needle}%"), "%");
            all_with(tx, PARTS_POSTGRES, &[&tenant], &needles, limit)
        }
    }
}

fn by_digits(tx: &mut Tx<'_>, digits: &str, limit: i64) -> Result<Vec<NameHit>> {
    let tenant = tx.tenant();
    match tx.dialect() {
        Dialect::Sqlite => tx.all(DIGITS_SQLITE, params![parts(digits), tenant, digits, limit]),
        Dialect::Postgres => tx.all(DIGITS_POSTGRES, params![tenant, format!("%{digits}%"), limit]),
    }
}

/// What a filter looks for: the match for the index of SQLite, and of each term what stands in the words or the digits.
pub(in crate::store) fn wanted(terms: &[Term]) -> (String, Vec<(String, Option<String>)>) {
    let digits = |term: &Term| term.digits.clone().unwrap_or_else(|| NO_DIGITS.to_owned());
    let pairs: Vec<(String, String)> = terms
        .iter()
        .map(|term| (needle(term, Part::Anywhere), digits(term)))
        .collect();
    let found = terms
        .iter()
        .map(|term| (needle(term, Part::Anywhere), term.digits.clone()));
    (matching(&pairs), found.collect())
}

/// The match for a part of a number.
pub(in crate::store) fn wanted_digits(digits: &str) -> String {
    parts(digits)
}

fn slots(pairs: &[(String, String)], write: impl Fn(&str) -> String, empty: &str) -> Vec<String> {
    let mut needles: Vec<String> = pairs
        .iter()
        .flat_map(|(word, digits)| [write(word), write(digits)])
        .collect();
    needles.resize(2 * TERMS, empty.to_owned());
    needles
}

/// The match for the index: the steps of three letters of every term, or of its digits where it is a number.
fn matching(pairs: &[(String, String)]) -> String {
    let terms = pairs.iter().map(|(word, digits)| match digits.as_str() {
        NO_DIGITS => parts(word),
        digits => format!("(({}) OR ({}))", parts(word), parts(digits)),
    });
    terms.collect::<Vec<_>>().join(" AND ")
}

fn parts(needle: &str) -> String {
    // A word start is one blank for the check and two in the index, so that one letter makes a step too.
    let padded = match needle.strip_prefix(' ') {
        Some(word) if word.chars().count() == 1 => format!("  {word}"),
        _ => needle.to_owned(),
    };
    let letters: Vec<char> = padded.chars().collect();
    let mut steps: Vec<String> = Vec::new();
    for step in letters.windows(3).take(MOST_PARTS) {
        let quoted = format!("\"{}\"", step.iter().collect::<String>());
        if !steps.contains(&quoted) {
            steps.push(quoted);
        }
    }
    steps.join(" AND ")
}

/// The words of a title, as typed text is compared with its beginning.
fn sorted(title: &str) -> String {
    text::words(title).join(" ")
}

/// The prepared text: the words of title and extra, two blanks before each.
fn padded(title: &str, extra: &str) -> String {
    let mut padded = String::with_capacity(2 * (title.len() + extra.len()));
    for word in text::both_spellings([title, extra]) {
        padded.push_str("  ");
        padded.push_str(&word);
    }
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_padded_once_each() {
        assert_eq!(
            padded("Müller Bau", "bau.example"),
            "  muller  bau  mueller  example"
        );
    }

    #[test]
    fn a_match_is_made_of_steps_of_three_letters() {
        for (word, digits, expected) in [
            (" m", NO_DIGITS, "\"  m\""),
            (" mu", NO_DIGITS, "\" mu\""),
            ("kess", NO_DIGITS, "\"kes\" AND \"ess\""),
            ("99999", NO_DIGITS, "\"999\""),
            ("0711", "711", "((\"071\" AND \"711\") OR (\"711\"))"),
        ] {
            assert_eq!(matching(&[(word.to_owned(), digits.to_owned())]), expected);
        }
    }
}
