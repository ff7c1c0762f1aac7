//! Getting data out again: lists as CSV or JSON for other programs, everything as lines of JSON.
//!
//! Rows are read in one snapshot and written as they come, so memory stays flat. What a cell says is decided in
//! [`columns`], how it leaves as text in [`cell`]. Reading such files back is no business of this module.

mod cell;
mod columns;

use crate::domain::filter::Entity;
use crate::replica::{Replica, RunError, Table, Wish};
use columns::{Column, Names};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::str::FromStr;
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
}

impl FromStr for Format {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "csv" => Self::Csv,
            "json" => Self::Json,
            "ndjson" => Self::Ndjson,
            _ => return Err("accepted: csv, json, ndjson".to_owned()),
        })
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
    }
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
            let visit = move |table, value: &Value| send.send((table, value.clone())).is_ok();
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
    each_of(replica, ask.what.tables(), only(ask), |_, row| {
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
    let names = Names::read(replica, ask.what)?;
    let all = columns::of(ask.what, &names);
    let chosen: Vec<&Column> = if ask.fields.is_empty() {
        all.iter().collect()
    } else {
        let find = |field: &String| {
            let column = all.iter().find(|column| column.name == *field);
            column.ok_or_else(|| {
                let known: Vec<&str> = all.iter().map(|column| column.name.as_ref()).collect();
                no_field(field, ask.what, &known)
            })
        };
        ask.fields.iter().map(find).collect::<Result<_, _>>()?
    };
    let mut csv = csv::WriterBuilder::new()
        .delimiter(ask.delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let written = |error: csv::Error| ExportError::Write(error.into());
    let header = chosen.iter().map(|column| cell::text(&column.name, ask));
    csv.write_record(header).map_err(written)?;
    let mut count = 0;
    each_of(replica, ask.what.tables(), only(ask), |_, row| {
        count += 1;
        let cells = chosen.iter().map(|column| column.cell(&row, &names, ask));
        csv.write_record(cells).map_err(written)
    })?;
    csv.flush()?;
    Ok(count)
}
