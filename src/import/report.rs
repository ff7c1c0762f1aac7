//! What an import found and did, for a person and for a script.

use super::Survey;
use super::map::{Entity, Mapping};
use super::read::{Format, KnownBy, Sheet};
use super::survey::Warning;
use crate::base::{CompanyId, GroupId};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use uuid::Uuid;

/// What was found out about a file before anything is done.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Preview {
    /// The file.
    pub file: PathBuf,
    /// The system it comes from.
    pub system: String,
    /// What its rows are.
    pub entity: Entity,
    /// How sure that is, in percent.
    pub confidence: u8,
    /// How many rows.
    pub rows: u64,
    /// The encoding.
    pub encoding: &'static str,
    /// The encoding is a guess.
    pub encoding_guessed: bool,
    /// What kind of file it is: text, cards or workbook.
    pub format: &'static str,
    /// What separates the cells; none when nothing does.
    pub delimiter: &'static str,
    /// The sheets of a workbook, when there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<String>,
    /// Rows before the header.
    pub skipped_before_header: usize,
    /// Where each column goes.
    pub columns: Vec<ColumnReport>,
    /// Columns kept beside the fields under their own names.
    pub kept: Vec<String>,
    /// Columns left out.
    pub ignored: Vec<String>,
    /// What to know before.
    pub warnings: Vec<Warning>,
}

/// A column and where it goes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ColumnReport {
    /// Its name in the file.
    pub column: String,
    /// The field.
    pub field: &'static str,
    /// Its name is known, or the user said so.
    pub known: bool,
}

impl Preview {
    pub(super) fn of(sheet: &Sheet, mapping: &Mapping, survey: &Survey) -> Self {
        let names = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        let charset = sheet.facts.charset;
        let mut warnings = encoding_warning(charset.known_by, charset.name());
        warnings.extend(survey.warnings.iter().cloned());
        Self {
            file: sheet.path.clone(),
            system: mapping.system.clone(),
            entity: mapping.entity,
            confidence: mapping.confidence,
            rows: survey.rows,
            encoding: charset.name(),
            encoding_guessed: charset.known_by == KnownBy::Guessed,
            format: match sheet.format {
                Format::Text => "text",
                Format::Cards => "cards",
                Format::Workbook => "workbook",
                Format::Lines => "lines of JSON",
            },
            delimiter: match sheet.format {
                Format::Text => sheet.dialect.delimiter_name(),
                _ => "nothing",
            },
            sheets: match sheet.sheets() {
                [_] => Vec::new(),
                several => several.to_vec(),
            },
            skipped_before_header: sheet.dialect.preamble,
            columns: mapping
                .columns
                .iter()
                .map(|column| ColumnReport {
                    column: column.name.clone(),
                    field: column.field.name(),
                    known: column.known,
                })
                .collect(),
            kept: names(mapping.kept()),
            ignored: names(mapping.ignored()),
            warnings,
        }
    }
}

fn encoding_warning(known_by: KnownBy, name: &str) -> Vec<Warning> {
    let text = match known_by {
        KnownBy::Guessed => format!(
            "the file is no UTF-8; it is read as {name}. If letters come out wrong, name the encoding with --encoding"
        ),
        KnownBy::Mostly => {
            "a few bytes are no UTF-8; their rows are rejected. If the whole file is of another encoding, name it with --encoding"
                .to_owned()
        }
        KnownBy::Named | KnownBy::Mark | KnownBy::Valid => return Vec::new(),
    };
    vec![Warning {
        code: "encoding",
        text,
    }]
}

/// How many rows became what. Every row is counted once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Totals {
    /// Rows of the file.
    pub rows_in: u64,
    /// Entered.
    pub created: u64,
    /// Here already, and the file said more.
    pub updated: u64,
    /// Here already, as the file says.
    pub unchanged: u64,
    /// Left alone.
    pub skipped: u64,
    /// Rejected.
    pub failed: u64,
}

impl Totals {
    /// Adds those of another file.
    pub const fn add(&mut self, other: &Self) {
        self.rows_in += other.rows_in;
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.skipped += other.skipped;
        self.failed += other.failed;
    }
    /// What the rows became, added up; it is [`Totals::rows_in`] when nothing was lost.
    pub const fn accounted(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.skipped + self.failed
    }
}

/// How the contacts of a file came to companies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Attached {
    /// Contacts at a company.
    pub attached: u64,
    /// At how many companies.
    pub companies: u64,
    /// Contacts whose row names no company.
    pub without: u64,
    /// Contacts whose row names a company that is not here.
    pub not_found: u64,
    /// Companies that were not here and were entered because a contact names them; beside the rows.
    pub entered: u64,
}

/// A row that was rejected.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Rejected {
    /// Its line.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// Rows that may be one and the same.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Proposal {
    /// What they share: `email` or `domain`.
    pub by: &'static str,
    /// Its value.
    pub value: String,
    /// Their lines.
    pub lines: Vec<u64>,
}

/// A row of the file that is in Trash here, or names a company that is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct InTrash {
    /// Its line.
    pub line: u64,
    /// What is to be restored: `company` or `contact`.
    pub kind: &'static str,
    /// Which.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// A company that arrived as a customer and kept its stage, because a rep has worked on it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StageKept {
    /// The line that says so.
    pub line: u64,
    /// Which company.
    pub company_id: Option<CompanyId>,
}

/// What an import did, or in a dry run would do.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Report {
    /// What was found out before.
    #[serde(flatten)]
    pub preview: Preview,
    /// The id of the import: the same file, read the same way, has the same.
    pub import: String,
    /// The group of its commands; `undo` takes it back as one.
    pub group: Option<GroupId>,
    /// Nothing was changed.
    pub dry_run: bool,
    /// It was stopped after a batch; the same import again goes on from there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// The file was imported before, and that stands.
    pub imported_before: bool,
    /// How many rows became what.
    #[serde(flatten)]
    pub totals: Totals,
    /// Why rows were left alone.
    pub skipped_because: BTreeMap<&'static str, u64>,
    /// What the rows became, where a file holds more than one kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub became: BTreeMap<&'static str, u64>,
    /// How contacts came to companies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_links: Option<Attached>,
    /// Companies that became customers.
    pub customers: u64,
    /// Companies that kept their stage although a customer arrived.
    pub stage_kept: Vec<StageKept>,
    /// Rows that are in Trash here and were left there, and contacts whose company is: the first of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub in_trash: Vec<InTrash>,
    /// Fields that the file says otherwise and that were edited here since: they stand.
    pub kept_edits: u64,
    /// How many groups of rows may be one and the same.
    pub merge_proposal_count: usize,
    /// The first of them.
    pub merge_proposals: Vec<Proposal>,
    /// Where the rejected rows are.
    pub rejects: Option<PathBuf>,
    /// The first of them.
    pub rejected: Vec<Rejected>,
}
