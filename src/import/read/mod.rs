//! Reading a CSV file as rows of cells, whoever wrote it.
//!
//! A [`Sheet`] knows encoding, delimiter and header of one file; [`Sheet::rows`] streams
//! its rows as often as asked, holding one at a time. What spoils the whole file is a
//! [`Malformed`]; what spoils one row is a [`Fault`] of that row and others go on.
//! Nothing here knows what a column means.

mod dialect;
mod encoding;
mod list;
mod other;
mod record;
mod table;
mod vcard;
mod xlsx;

pub use dialect::Dialect;
pub use encoding::{Charset, Facts, KnownBy};
pub use record::{CELL_LIMIT, Malformed, ROW_LIMIT, Record};
pub use table::{MOST_BYTES, Table};
pub use xlsx::MOST_UNPACKED;

use super::ImportError;
use encoding::Utf8Reader;
use record::RecordReader;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How much of the beginning is looked at to find delimiter and header.
const SAMPLE_BYTES: u64 = 256 * 1024;

/// How a file is to be read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The encoding, when the user named it.
    pub charset: Option<Charset>,
    /// The most columns a file may have.
    pub max_columns: usize,
    /// The sheet of a workbook, when not the first.
    pub sheet: Option<String>,
}

/// What kind of file it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Delimited text.
    Text,
    /// Cards.
    Cards,
    /// A workbook.
    Workbook,
    /// A list of ours, as lines of JSON.
    Lines,
}

/// A CSV file whose layout is known.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes: hash, size, encoding.
    pub facts: Facts,
    /// Its delimiter and what stands before the header.
    pub dialect: Dialect,
    /// The names of its columns, trimmed; none is empty, none comes twice.
    pub header: Vec<String>,
    /// What kind of file it is.
    pub format: Format,
    /// Its rows, when they are not read from text.
    table: Option<Arc<Table>>,
}

/// What spoils one row.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// Too few or too many cells.
    #[error("{found} {} where the header has {expected}", if *found == 1 { "cell" } else { "cells" })]
    CellCount {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A cell over [`CELL_LIMIT`].
    #[error("the cell \"{column}\" has {bytes} bytes, at most {CELL_LIMIT} are taken")]
    LargeCell {
        /// Which column.
        column: String,
        /// How large.
        bytes: usize,
    },
    /// Bytes that are no text in UTF-8.
    #[error("the cell \"{column}\" is no UTF-8 at byte {offset} of the file (0x{byte:02X})")]
    NotUtf8 {
        /// Which column.
        column: String,
        /// Where in the file, from 0.
        offset: u64,
        /// The byte found there.
        byte: u8,
    },
    /// A NUL.
    #[error("the cell \"{column}\" contains a NUL character")]
    Nul {
        /// Which column.
        column: String,
    },
}

impl Sheet {
    /// Looks at a file: all bytes once for hash and encoding, the beginning for the layout.
    pub fn open(
        path: &Path,
        options: ReadOptions,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<Self, ImportError> {
        if let Some(kind) = xlsx::kind(path)? {
            return Self::of_workbook(path, &options, kind, is_known);
        }
        let no_table = |what| ImportError::NoTable {
            path: path.to_owned(),
            what,
        };
        if let Some(what) = other::kind(path)? {
            return Err(no_table(what));
        }
        let facts = encoding::inspect(open(path)?, options.charset)
            .map_err(|source| ImportError::read(path, source))?;
        if facts.looks_utf16 && !encoding::is_utf16(facts.charset) {
            return Err(ImportError::LooksUtf16 {
                path: path.to_owned(),
            });
        }
        let mut sample = Vec::new();
        Utf8Reader::new(open(path)?, facts.charset)
            .take(SAMPLE_BYTES)
            .read_to_end(&mut sample)
            .map_err(|source| ImportError::read(path, source))?;
        if !other::is_text(&sample) {
            return Err(no_table("no text"));
        }
        let mut sheet = Self {
            path: path.to_owned(),
            facts,
            dialect: Dialect::none(),
            header: Vec::new(),
            format: Format::Text,
            table: None,
        };
        if vcard::is_cards(&sample) {
            let table = sheet.cards()?;
            sheet.take(Format::Cards, table, options.max_columns)?;
            return Ok(sheet);
        }
        if list::is_list(&sample) {
            let table = sheet.lines()?;
            sheet.take(Format::Lines, table, options.max_columns)?;
            return Ok(sheet);
        }
        if list::is_array(&sample) {
            return Err(ImportError::Unreadable {
                path: path.to_owned(),
                what: "one array of JSON is not read; export it with --format ndjson or csv, which are"
                    .to_owned(),
            });
        }
        sheet.dialect = dialect::detect(&sample, is_known);
        let header = sheet.header_cells()?;
        sheet.header = checked(header, options.max_columns)?;
        Ok(sheet)
    }

    fn of_workbook(
        path: &Path,
        options: &ReadOptions,
        kind: xlsx::Kind,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<Self, ImportError> {
        let unreadable = |what: String| ImportError::Unreadable {
            path: path.to_owned(),
            what,
        };
        // Its bytes are no text; only the hash is of interest.
        let facts = encoding::inspect(open(path)?, Charset::named("utf-8"))
            .map_err(|source| ImportError::read(path, source))?;
        let (table, preamble) =
            xlsx::read(path, kind, options.sheet.as_deref(), is_known).map_err(unreadable)?;
        if table.header.is_empty() {
            return Err(ImportError::NoRows {
                path: path.to_owned(),
            });
        }
        let mut sheet = Self {
            path: path.to_owned(),
            facts,
            dialect: Dialect {
                preamble,
                ..Dialect::none()
            },
            header: Vec::new(),
            format: Format::Workbook,
            table: None,
        };
        sheet.take(Format::Workbook, table, options.max_columns)?;
        Ok(sheet)
    }

    fn take(&mut self, format: Format, mut table: Table, max_columns: usize) -> Result<(), ImportError> {
        // Cards bring as many columns as they have kinds of entries; nobody made them so.
        let most = if format == Format::Cards {
            usize::MAX
        } else {
            max_columns
        };
        self.header = checked(std::mem::take(&mut table.header), most)?;
        self.format = format;
        self.table = Some(Arc::new(table));
        Ok(())
    }

    fn cards(&self) -> Result<Table, ImportError> {
        let (text, offset) = self.text()?;
        vcard::read(text, offset).map_err(|bad| match bad {
            vcard::Bad::Malformed(error) => self.malformed(error),
            vcard::Bad::NoCards => ImportError::NoRows {
                path: self.path.clone(),
            },
            vcard::Bad::TooLarge => ImportError::Unreadable {
                path: self.path.clone(),
                what: format!(
                    "the cards hold more than {} MiB of text",
                    MOST_BYTES / 1024 / 1024
                ),
            },
        })
    }

    fn lines(&self) -> Result<Table, ImportError> {
        let (text, _) = self.text()?;
        list::read(text).map_err(|bad| match bad {
            list::Bad::Io(source) => ImportError::read(&self.path, source),
            list::Bad::Line(line, what) => ImportError::Unreadable {
                path: self.path.clone(),
                what: format!("line {line} is no row as JSON ({what})"),
            },
            list::Bad::TooLarge => ImportError::Unreadable {
                path: self.path.clone(),
                what: format!(
                    "the rows hold more than {} MiB of text; export them as csv",
                    MOST_BYTES / 1024 / 1024
                ),
            },
        })
    }

    /// What was left out while the file was read, in words.
    pub fn left_out(&self) -> &[String] {
        self.table.as_ref().map_or(&[], |table| &table.left_out)
    }
    /// The sheets of a workbook, in their order.
    pub fn sheets(&self) -> &[String] {
        self.table.as_ref().map_or(&[], |table| &table.sheets)
    }
    /// The day that counted days begin with, in a workbook.
    pub fn serial_epoch(&self) -> Option<crate::base::Date> {
        self.table.as_ref().and_then(|table| table.serial_epoch)
    }

    /// Its rows from the first one behind the header.
    pub fn rows(&self) -> Result<Rows<'_>, ImportError> {
        if let Some(table) = &self.table {
            return Ok(Rows {
                sheet: self,
                reader: Reader::Table(table, 0),
                row: Row::default(),
            });
        }
        let mut row = Row::default();
        let mut reader = self.records()?;
        for _ in 0..=self.dialect.preamble {
            reader
                .read(&mut row.record)
                .map_err(|error| self.malformed(error))?;
        }
        Ok(Rows {
            sheet: self,
            reader: Reader::Text(Box::new(reader)),
            row,
        })
    }

    /// The file as UTF-8, and where in it the first byte stands.
    fn text(&self) -> Result<(BufReader<Utf8Reader<File>>, u64), ImportError> {
        let mut text =
            BufReader::with_capacity(64 * 1024, Utf8Reader::new(open(&self.path)?, self.facts.charset));
        std::io::BufRead::fill_buf(&mut text).map_err(|source| ImportError::read(&self.path, source))?;
        let skipped = text.get_ref().skipped();
        Ok((text, skipped))
    }

    fn records(&self) -> Result<TextReader, ImportError> {
        let (text, skipped) = self.text()?;
        Ok(RecordReader::new(text, self.dialect.delimiter, skipped))
    }

    fn malformed(&self, error: Malformed) -> ImportError {
        match error {
            Malformed::Io(source) => ImportError::read(&self.path, source),
            error => ImportError::Malformed {
                path: self.path.clone(),
                error,
            },
        }
    }

    fn blank(&self) -> ImportError {
        ImportError::NoRows {
            path: self.path.clone(),
        }
    }

    fn header_cells(&self) -> Result<Vec<String>, ImportError> {
        let mut reader = self.records()?;
        let mut record = Record::default();
        for _ in 0..=self.dialect.preamble {
            let any = reader.read(&mut record).map_err(|error| self.malformed(error))?;
            if !any {
                return Err(self.blank());
            }
        }
        let header: Vec<String> = record
            .cells()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .collect();
        // Blanks and delimiters name nothing; where rows with something in them follow, they are columns without names.
        if header.iter().all(String::is_empty) {
            while reader.read(&mut record).map_err(|error| self.malformed(error))? {
                if record.cells().any(|cell| !cell.trim_ascii().is_empty()) {
                    return Ok(header);
                }
            }
            return Err(self.blank());
        }
        Ok(header)
    }
}

/// Names for all columns, none of them twice.
fn checked(mut header: Vec<String>, max_columns: usize) -> Result<Vec<String>, ImportError> {
    // A trailing delimiter makes a last column without a name: there is none.
    while header.len() > 1 && header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    if header.len() > max_columns {
        return Err(ImportError::TooManyColumns {
            found: header.len(),
            limit: max_columns,
        });
    }
    for (at, name) in header.iter_mut().enumerate() {
        if name.is_empty() {
            *name = format!("Column {}", at + 1);
        }
    }
    let mut places = HashMap::with_capacity(header.len());
    for (at, name) in header.iter().enumerate() {
        if let Some(first) = places.insert(name.to_lowercase(), at) {
            return Err(ImportError::DuplicateColumn {
                name: name.clone(),
                first: first + 1,
                second: at + 1,
            });
        }
    }
    Ok(header)
}

pub(super) fn open(path: &Path) -> Result<File, ImportError> {
    let file = File::open(path).map_err(|source| ImportError::read(path, source))?;
    let is_file = file.metadata().is_ok_and(|meta| meta.is_file());
    if !is_file {
        // It is read more than once, which a pipe does not allow.
        return Err(ImportError::NoFile {
            path: path.to_owned(),
        });
    }
    Ok(file)
}

/// Streams the rows of a sheet.
pub struct Rows<'a> {
    sheet: &'a Sheet,
    reader: Reader<'a>,
    row: Row,
}

type TextReader = RecordReader<BufReader<Utf8Reader<File>>>;

/// Where rows come from.
enum Reader<'a> {
    Text(Box<TextReader>),
    Table(&'a Table, usize),
}

/// One row: its cells as text, or what spoils it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    record: Record,
    /// What spoils it; its cells are raw bytes then.
    pub fault: Option<Fault>,
}

impl Row {
    /// The line it begins in, from 1.
    pub fn line(&self) -> u64 {
        self.record.line
    }
    /// A cell, trimmed; empty behind the last one and in a spoilt row that is no text.
    pub fn cell(&self, at: usize) -> &str {
        std::str::from_utf8(self.record.cell(at))
            .unwrap_or_default()
            .trim()
    }
    /// A cell as it stands in the file.
    pub fn raw(&self, at: usize) -> &[u8] {
        self.record.cell(at)
    }
    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.record.len()
    }
    /// No cell holds anything.
    pub fn is_empty(&self) -> bool {
        self.record.bytes().iter().all(u8::is_ascii_whitespace)
    }
    /// All bytes of all cells.
    pub fn bytes(&self) -> &[u8] {
        self.record.bytes()
    }
}

impl Rows<'_> {
    /// The next row; none at the end.
    pub fn next_row(&mut self) -> Result<Option<&Row>, ImportError> {
        let any = match &mut self.reader {
            Reader::Text(reader) => reader
                .read(&mut self.row.record)
                .map_err(|error| self.sheet.malformed(error))?,
            Reader::Table(table, next) => match table.rows.get(*next) {
                Some(record) => {
                    self.row.record.clone_from(record);
                    *next += 1;
                    true
                }
                None => false,
            },
        };
        if !any {
            return Ok(None);
        }
        self.row.fault = fault(&self.row.record, &self.sheet.header);
        Ok(Some(&self.row))
    }
}

fn fault(record: &Record, header: &[String]) -> Option<Fault> {
    let expected = header.len();
    let spare_cells_are_empty = (expected..record.len()).all(|at| record.cell(at).is_empty());
    if record.len() < expected || !spare_cells_are_empty {
        return Some(Fault::CellCount {
            found: record.len(),
            expected,
        });
    }
    let name = |at: usize| header.get(at).cloned().unwrap_or_default();
    // The whole row at once first: most rows are faultless.
    let is_text = std::str::from_utf8(record.bytes()).is_ok() && !record.bytes().contains(&0);
    if is_text && record.bytes().len() <= CELL_LIMIT && cells_split_between_letters(record) {
        return None;
    }
    record.cells().enumerate().find_map(|(at, cell)| {
        if cell.len() > CELL_LIMIT {
            return Some(Fault::LargeCell {
                column: name(at),
                bytes: cell.len(),
            });
        }
        if let Err(error) = std::str::from_utf8(cell) {
            let within = error.valid_up_to();
            return Some(Fault::NotUtf8 {
                column: name(at),
                offset: record.offset(at, within),
                byte: cell[within],
            });
        }
        cell.contains(&0).then(|| Fault::Nul { column: name(at) })
    })
}

/// A letter cut in two by a delimiter is text only when the cells are joined.
fn cells_split_between_letters(record: &Record) -> bool {
    record
        .cells()
        .all(|cell| cell.first().is_none_or(|byte| byte & 0xC0 != 0x80))
}

#[cfg(test)]
pub(in crate::import) mod tests;
