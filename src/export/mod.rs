//! Getting data out again: lists as CSV or JSON for other programs, everything as lines of JSON.
//!
//! Rows are read in one snapshot and written as they come, so memory stays flat. What a cell says is decided in
//! [`columns`], how it leaves as text in [`cell`]. Reading such files back is no business of this module.

mod calendar;
mod card;
mod cell;
mod columns;
mod file;
mod lines;
mod sheet;

pub use card::CardVersion;
pub use cell::for_clipboard;
pub use file::to_file;

use crate::base::CompanyId;
use crate::domain::filter::Entity;
use crate::replica::{Replica, RunError, Table, Wish};
use columns::{Column, Names};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::io::{self, Write};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

/// Rows that wait to be written; the reader goes no further ahead.
const AHEAD: usize = 512;

/// What is exported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Companies.
    Companies,
    /// Contacts.
    Contacts,
    /// Activities.
    Activities,
    /// Tasks.
    Tasks,
    /// Notes.
    Notes,
    /// Everything of the field.
    All,
}

impl What {
    fn tables(self) -> Vec<Table> {
        match self {
            Self::Companies => vec![Table::Company],
            Self::Contacts => vec![Table::Contact],
            Self::Activities => vec![Table::Activity],
            Self::Tasks => vec![Table::Task],
            Self::Notes => vec![Table::Note],
            // What others refer to comes first.
            Self::All => vec![
                Table::Tenant,
                Table::User,
                Table::Rule,
                Table::Company,
                Table::Contact,
                Table::Case,
                Table::Task,
                Table::Activity,
                Table::Note,
                Table::Member,
                Table::StageChange,
                Table::Handover,
                Table::Verdict,
            ],
        }
    }
}

impl FromStr for What {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "companies" => Self::Companies,
            "contacts" => Self::Contacts,
            "activities" => Self::Activities,
            "tasks" => Self::Tasks,
            "notes" => Self::Notes,
            "all" => Self::All,
            _ => return Err("accepted: companies, contacts, activities, tasks, notes, all".to_owned()),
        })
    }
}

/// How it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A table with a header, for spreadsheets (RFC 4180).
    Csv,
    /// One array.
    Json,
    /// A row a line.
    Ndjson,
    /// A spreadsheet.
    Xlsx,
    /// Cards of people or companies.
    Vcf,
    /// A calendar of tasks or meetings.
    Ics,
}

impl Format {
    /// Every format, in the order they are offered.
    pub const ALL: [Self; 6] = [
        Self::Csv,
        Self::Xlsx,
        Self::Json,
        Self::Ndjson,
        Self::Vcf,
        Self::Ics,
    ];

    /// Its name, which is also how its files end.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Xlsx => "xlsx",
            Self::Vcf => "vcf",
            Self::Ics => "ics",
        }
    }
    /// Whether rows of this kind can be written so.
    pub const fn takes(self, what: What) -> bool {
        match self {
            Self::Csv | Self::Json | Self::Xlsx => !matches!(what, What::All),
            Self::Ndjson => true,
            Self::Vcf => matches!(what, What::Companies | What::Contacts),
            Self::Ics => matches!(what, What::Tasks | What::Activities),
        }
    }
}

impl FromStr for Format {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|format| format.name() == text);
        found.ok_or_else(|| format!("accepted: {}", Self::ALL.map(Self::name).join(", ")))
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What is exported.
    pub what: What,
    /// How; none: CSV, or lines of JSON for everything.
    pub format: Option<Format>,
    /// Only these fields, in this order; empty: all.
    pub fields: Vec<String>,
    /// What separates the cells of a CSV.
    pub delimiter: u8,
    /// Cells that a spreadsheet would take for a formula stay as they are.
    pub raw: bool,
    /// Only the rows of what fits this: contacts for contacts, companies for everything else.
    pub only: Option<Wish>,
    /// It goes to a terminal, which must not obey what is in it.
    pub terminal: bool,
    /// Which vCard is written.
    pub card_version: CardVersion,
    /// Only these companies, or what belongs to them; none: all.
    pub companies: Option<Arc<HashSet<CompanyId>>>,
}

impl Ask {
    /// Whether a row is among those that are asked for.
    fn takes(&self, table: &str, row: &Value) -> bool {
        let Some(companies) = &self.companies else {
            return true;
        };
        let id = if table == "company" {
            &row["id"]
        } else {
            &row["company_id"]
        };
        let id = id.as_str().and_then(|id| id.parse().ok());
        id.is_some_and(|id| companies.contains(&id))
    }
}

/// Why nothing, or not everything, was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A field that rows of this kind have not.
    #[error("{field} is no field of {what}. Fields: {known}.")]
    Field {
        /// As it was asked for.
        field: String,
        /// What is exported.
        what: &'static str,
        /// Those there are.
        known: String,
    },
    /// Everything goes out in one form only.
    #[error("{0}")]
    Form(&'static str),
    /// The data could not be read.
    #[error(transparent)]
    Read(#[from] RunError),
    /// It could not be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// Writes what is asked for and gives the number of rows.
///
/// # Errors
/// Before anything is written for a field or form there is not; else what was written so far is not whole.
pub fn write(replica: &Replica, ask: &Ask, out: &mut dyn Write) -> Result<u64, ExportError> {
    if ask.what == What::All {
        return everything(replica, ask, out);
    }
    match ask.format.unwrap_or(Format::Csv) {
        Format::Csv => table(replica, ask, out),
        Format::Json => objects(replica, ask, out, true),
        Format::Ndjson => objects(replica, ask, out, false),
        Format::Xlsx => book(replica, ask, out),
        Format::Vcf => cards(replica, ask, out),
        Format::Ics => calendar(replica, ask, out),
    }
}

fn book(replica: &Replica, ask: &Ask, out: &mut dyn Write) -> Result<u64, ExportError> {
    if ask.terminal {
        return Err(ExportError::Form(
            "A spreadsheet is no text: name a file with --out, or send it into a pipe.",
        ));
    }
    let names = Names::read(replica, ask)?;
    let all = columns::of(ask.what, &names);
    sheet::write(replica, ask, &chosen(&all, ask)?, &names, out)
}

/// These formats have their own fields.
fn no_fields(ask: &Ask) -> Result<(), ExportError> {
    if ask.fields.is_empty() {
        return Ok(());
    }
    Err(ExportError::Form(
        "Cards and calendars have fields of their own: leave out --fields.",
    ))
}

fn cards(replica: &Replica, ask: &Ask, out: &mut dyn Write) -> Result<u64, ExportError> {
    no_fields(ask)?;
    if !matches!(ask.what, What::Companies | What::Contacts) {
        return Err(ExportError::Form(
            "Cards are of companies and contacts: export companies, or export contacts.",
        ));
    }
    let names = Names::read(replica, ask)?;
    let mut count = 0;
    each_asked(replica, ask, |table, row| {
        count += 1;
        Ok(out.write_all(card::of(table, row, &names, ask)?.as_bytes())?)
    })?;
    Ok(count)
}

fn calendar(replica: &Replica, ask: &Ask, out: &mut dyn Write) -> Result<u64, ExportError> {
    no_fields(ask)?;
    if !matches!(ask.what, What::Tasks | What::Activities) {
        return Err(ExportError::Form(
            "A calendar holds tasks or meetings: export tasks, or export activities.",
        ));
    }
    let names = Names::read(replica, ask)?;
    out.write_all(calendar::head().as_bytes())?;
    let mut count = 0;
    each_asked(replica, ask, |table, row| {
        if let Some(text) = calendar::of(table, row, &names, ask)? {
            count += 1;
            out.write_all(text.as_bytes())?;
        }
        Ok(())
    })?;
    out.write_all(calendar::TAIL.as_bytes())?;
    Ok(count)
}

/// The columns that were asked for.
fn chosen<'c>(all: &'c [Column], ask: &Ask) -> Result<Vec<&'c Column>, ExportError> {
    if ask.fields.is_empty() {
        return Ok(all.iter().collect());
    }
    let find = |field: &String| {
        let column = all.iter().find(|column| column.name == *field);
        column.ok_or_else(|| {
            let known: Vec<&str> = all.iter().map(|column| column.name.as_ref()).collect();
            no_field(field, ask.what, &known)
        })
    };
    ask.fields.iter().map(find).collect()
}

/// Calls `row` with each row, on this thread, while the data is read on another.
fn each(
    replica: &Replica,
    tables: Vec<Table>,
    row: impl FnMut(&'static str, Value) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    each_of(replica, tables, None, row)
}

/// The same of what fits a filter.
fn each_of(
    replica: &Replica,
    tables: Vec<Table>,
    only: Option<(Entity, &Wish)>,
    mut row: impl FnMut(&'static str, Value) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let (send, rows) = sync_channel::<(&'static str, Value)>(AHEAD);
    std::thread::scope(|both| {
        let reader = both.spawn(move || {
            let visit = move |table, value| send.send((table, value)).is_ok();
            match only {
                Some((of, wish)) => replica.filtered_rows(of, wish, tables, visit),
                None => replica.every_row(tables, visit),
            }
        });
        let written = rows.iter().try_for_each(|(table, value)| row(table, value));
        // A reader that is still at work learns from this that nobody listens.
        drop(rows);
        let read = reader
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written.and(read.map_err(ExportError::from))
    })
}

/// Calls `row` with each row that is asked for.
fn each_asked(
    replica: &Replica,
    ask: &Ask,
    mut row: impl FnMut(&'static str, Value) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    each_of(replica, ask.what.tables(), only(ask), |table, value| {
        if ask.takes(table, &value) {
            row(table, value)
        } else {
            Ok(())
        }
    })
}

fn everything(replica: &Replica, ask: &Ask, out: &mut dyn Write) -> Result<u64, ExportError> {
    if ask.format.is_some_and(|format| format != Format::Ndjson) {
        return Err(ExportError::Form(
            "Everything goes out as lines of JSON only (--format ndjson): the tables have different columns.",
        ));
    }
    if ask.only.is_some() {
        return Err(ExportError::Form(
            "Everything is whole: a filter goes with companies, contacts, activities, tasks or notes.",
        ));
    }
    if !ask.fields.is_empty() {
        return Err(ExportError::Form(
            "Everything has all its fields: leave out --fields.",
        ));
    }
    let mut count = 0;
    each(replica, ask.what.tables(), |table, row| {
        count += 1;
        line(out, &json!({ "table": table, "row": row }))
    })?;
    Ok(count)
}

/// What the filter of an export is about.
fn only(ask: &Ask) -> Option<(Entity, &Wish)> {
    let of = match ask.what {
        What::Contacts => Entity::Contact,
        _ => Entity::Company,
    };
    ask.only.as_ref().map(|wish| (of, wish))
}

fn line(out: &mut dyn Write, value: &Value) -> Result<(), ExportError> {
    Ok(writeln!(out, "{}", cell::json(value))?)
}

/// Rows as they are stored, as lines or as one array.
fn objects(replica: &Replica, ask: &Ask, out: &mut dyn Write, array: bool) -> Result<u64, ExportError> {
    let mut count = 0;
    each_asked(replica, ask, |_, row| {
        let row = picked(row, &ask.fields, ask.what)?;
        if array {
            out.write_all(if count == 0 { b"[\n" } else { b",\n" })?;
            write!(out, "{}", cell::json(&row))?;
        } else {
            line(out, &row)?;
        }
        count += 1;
        Ok(())
    })?;
    match (array, count) {
        (false, _) => {}
        (true, 0) => out.write_all(b"[]\n")?,
        (true, _) => out.write_all(b"\n]\n")?,
    }
    Ok(count)
}

/// The fields that were asked for.
fn picked(row: Value, fields: &[String], what: What) -> Result<Value, ExportError> {
    let Value::Object(mut all) = row else {
        return Ok(row);
    };
    if fields.is_empty() {
        return Ok(Value::Object(all));
    }
    let mut some = Map::new();
    for field in fields {
        let Some(value) = all.remove(field) else {
            let known: Vec<&str> = all.keys().map(String::as_str).collect();
            return Err(no_field(field, what, &known));
        };
        some.insert(field.clone(), value);
    }
    Ok(Value::Object(some))
}

fn no_field(field: &str, what: What, known: &[&str]) -> ExportError {
    ExportError::Field {
        field: field.to_owned(),
        what: columns::name(what),
        known: known.join(", "),
    }
}

/// Rows as a table.
fn table(replica: &Replica, ask: &Ask, out: &mut dyn Write) -> Result<u64, ExportError> {
    let names = Names::read(replica, ask)?;
    let all = columns::of(ask.what, &names);
    let chosen = chosen(&all, ask)?;
    let mut csv = csv::WriterBuilder::new()
        .delimiter(ask.delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let written = |error: csv::Error| ExportError::Write(error.into());
    let header = chosen.iter().map(|column| cell::text(&column.name, ask));
    csv.write_record(header).map_err(written)?;
    let mut count = 0;
    each_asked(replica, ask, |_, row| {
        count += 1;
        let cells = chosen.iter().map(|column| column.cell(&row, &names, ask));
        csv.write_record(cells).map_err(written)
    })?;
    csv.flush()?;
    Ok(count)
}
