//! Search hits as a list shows them, and rows that resemble a company being typed.

use super::{Result, Tx, company, known, search};
use crate::base::{CompanyId, ContactId, lookup, phone};
use crate::domain::{Contact, Phone, PhoneState, PhoneType, Rules, duplicates};
use crate::view::Hit;
use crate::{row, statements};
use company::NameLine;
use jiff::tz::TimeZone;
use search::SearchKind;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Letters of a found line that are shown.
const LINE_CHARS: usize = 120;
/// Companies proposed as duplicates.
const SIMILAR: usize = 8;
/// A name is compared from so many letters on.
const FEWEST_LETTERS: usize = 3;

row! {
    /// A found text.
    struct TextLine {
        id: Uuid,
        subject: Option<String>,
        body: Option<String>,
    }
}

statements! {
    /// Texts of sixteen activities.
    ACTIVITIES: rows TextLine [list] =
        "SELECT id, subject, notes AS body FROM activity WHERE tenant_no = $1 \
         AND id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    /// Texts of sixteen notes.
    NOTES: rows TextLine [list] =
        "SELECT id, NULL AS subject, body FROM note WHERE tenant_no = $1 \
         AND id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
}

/// Companies and contacts by name or digits.
pub fn names(tx: &mut Tx<'_>, text: &str, limit: u32) -> Result<Vec<Hit>> {
    let mut found = search::names(tx, text, limit as usize)?;
    // What hangs on a company in Trash is hidden with it.
    let companies = companies(tx, found.iter().filter_map(|hit| hit.company_id))?;
    found.retain(|hit| !is_hidden(&companies, hit.company_id));
    Ok(found.into_iter().map(named).collect())
}

/// The companies of some hits, by id.
fn companies(tx: &mut Tx<'_>, ids: impl Iterator<Item = CompanyId>) -> Result<HashMap<CompanyId, NameLine>> {
    let ids: HashSet<CompanyId> = ids.collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let found = company::names(tx, &ids)?;
    Ok(found.into_iter().map(|line| (line.id, line)).collect())
}

fn is_hidden(companies: &HashMap<CompanyId, NameLine>, company: Option<CompanyId>) -> bool {
    company.is_some_and(|id| companies.get(&id).is_none_or(|company| company.gone))
}

fn named(hit: search::NameHit) -> Hit {
    Hit {
        table: hit.kind.to_string(),
        id: hit.id,
        company_id: hit.company_id,
        title: hit.title,
        detail: hit.sub.unwrap_or_default(),
    }
}

/// Activities and notes by words, newest first; days are counted in `zone`.
pub fn notes(tx: &mut Tx<'_>, zone: &TimeZone, text: &str, limit: u32) -> Result<Vec<Hit>> {
    let found = search::notes(tx, text, limit as usize)?;
    let ids = |kind| {
        let of_kind = found.iter().filter(move |hit| hit.kind == kind);
        of_kind.map(|hit| hit.id).collect::<Vec<_>>()
    };
    let mut texts = HashMap::new();
    for (statement, ids) in [
        (ACTIVITIES, ids(SearchKind::Activity)),
        (NOTES, ids(SearchKind::Note)),
    ] {
        for ids in ids.chunks(16) {
            for line in tx.all(statement, &company::with_ids(&tx.tenant(), ids))? {
                texts.insert(line.id, line);
            }
        }
    }
    let companies = companies(tx, found.iter().filter_map(|hit| hit.company_id))?;
    let word = lookup::fold(text)
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let hits = found.into_iter().filter_map(|hit| {
        let line = texts
            .get(&hit.id)
            .filter(|_| !is_hidden(&companies, hit.company_id))?;
        let company = hit.company_id.and_then(|id| companies.get(&id));
        let day = hit.at.date_in(zone);
        Some(Hit {
            table: hit.kind.to_string(),
            id: hit.id,
            company_id: hit.company_id,
            title: line_with(line, &word),
            detail: company.map_or_else(|| day.to_string(), |company| format!("{} · {day}", company.name)),
        })
    });
    Ok(hits.collect())
}

/// The line of a text that has the word, else its first.
fn line_with(text: &TextLine, word: &str) -> String {
    let lines = || {
        let parts = [&text.subject, &text.body].into_iter().flatten();
        parts
            .flat_map(|part| part.lines())
            .map(str::trim)
            .filter(|line| !line.is_empty())
    };
    let found = lines().find(|line| lookup::fold(line).contains(word));
    let line = found.or_else(|| lines().next()).unwrap_or_default();
    line.chars().take(LINE_CHARS).collect()
}

/// What a number is looked up by.
fn phone_key(typed: &str, country: &str) -> String {
    let number = phone::parse(typed, Some(country));
    let phone = Phone {
        kind: PhoneType::Other,
        raw: typed.to_owned(),
        e164: number.e164,
        ext: number.ext,
        state: PhoneState::Ok,
        blocked: false,
        primary: false,
    };
    phone.key()
}

/// Companies that may be the one being typed: of the same domain or number, then of a similar name.
pub fn similar(
    tx: &mut Tx<'_>,
    rules: &Rules,
    name: &str,
    domain: Option<&str>,
    number: Option<&str>,
) -> Result<Vec<Hit>> {
    let domain = domain
        .and_then(lookup::domain_of)
        .filter(|domain| !lookup::is_free_mail(domain));
    let number = number.map(|typed| phone_key(typed, &rules.settings.country));
    let mut ids: Vec<CompanyId> = Vec::new();
    let folded = lookup::fold(name);
    for (kind, key) in [("domain", domain), ("phone", number), ("name", Some(folded))] {
        let Some(key) = key.filter(|key| !key.is_empty()) else {
            continue;
        };
        let rows = known::find(tx, kind, &key)?;
        let companies = rows.into_iter().filter(|row| row.tbl == "company");
        ids.extend(companies.map(|row| CompanyId(row.row_id)));
    }
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(*id));
    let found = company::names(tx, &ids)?;
    let mut hits: Vec<Hit> = ids
        .iter()
        .filter_map(|id| found.iter().find(|line| line.id == *id))
        .map(|line| Hit {
            table: SearchKind::Company.to_string(),
            id: line.id.0,
            company_id: Some(line.id),
            title: line.name.clone(),
            detail: line.city.clone().unwrap_or_default(),
        })
        .collect();
    if name.trim().chars().count() >= FEWEST_LETTERS {
        let named_alike = search::names(tx, name, 2 * SIMILAR)?;
        let companies = named_alike
            .into_iter()
            .filter(|hit| hit.kind == SearchKind::Company);
        hits.extend(companies.filter(|hit| seen.insert(CompanyId(hit.id))).map(named));
    }
    hits.truncate(SIMILAR);
    Ok(hits)
}

/// Persons who may be the one being typed: of the same address or number, then of the same name.
pub fn similar_people(
    tx: &mut Tx<'_>,
    rules: &Rules,
    name: &str,
    email: Option<&str>,
    number: Option<&str>,
) -> Result<Vec<Hit>> {
    let words = duplicates::words_of_person(name);
    let keys = [
        ("email", email.map(str::to_lowercase)),
        (
            "phone",
            number.map(|typed| phone_key(typed, &rules.settings.country)),
        ),
        ("twin_person", (words.len() > 1).then(|| words.join(" "))),
    ];
    let mut ids = Vec::new();
    for (kind, key) in keys {
        let Some(key) = key.filter(|key| !key.is_empty()) else {
            continue;
        };
        let rows = known::find(tx, kind, &key)?;
        ids.extend(
            rows.into_iter()
                .filter(|row| row.tbl == "contact")
                .map(|row| row.row_id),
        );
    }
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(*id));
    ids.truncate(SIMILAR);
    let mut hits = Vec::new();
    for id in ids {
        let Some(person) = tx.load::<Contact>(ContactId(id))?.filter(Contact::is_live) else {
            continue;
        };
        let company = company::names(tx, &person.company_id.into_iter().collect::<Vec<_>>())?;
        hits.push(Hit {
            table: SearchKind::Contact.to_string(),
            id,
            company_id: person.company_id,
            title: person.display_name(),
            detail: company
                .into_iter()
                .next()
                .map(|line| line.name)
                .unwrap_or_default(),
        });
    }
    Ok(hits)
}
