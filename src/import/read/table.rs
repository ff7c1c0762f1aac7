//! Files that are no delimited text, as rows of one table: cards and spreadsheets.
//!
//! Such a file is read once and kept, within [`MOST_BYTES`], because its columns are known only at its end.

use super::record::Record;
use std::collections::{HashMap, HashSet};

/// The most text that a table may hold; what needs more is refused before it fills the memory.
pub const MOST_BYTES: usize = 256 * 1024 * 1024;

/// What a record keeps of a cell beside its text.
pub(super) const CELL_BYTES: usize = 17;

/// The rows of a file under one header.
#[derive(Debug, Default)]
pub struct Table {
    /// The names of its columns.
    pub(super) header: Vec<String>,
    /// Its rows.
    pub(super) rows: Vec<Record>,
    /// What was left out, in words for the report.
    pub(super) left_out: Vec<String>,
    /// The sheets of the workbook.
    pub(super) sheets: Vec<String>,
    /// The day that counted days begin with.
    pub(super) serial_epoch: Option<crate::base::Date>,
}

/// Collects the rows of a table whose columns turn up row by row.
#[derive(Default)]
pub(super) struct Builder {
    header: Vec<String>,
    /// Where the column of each name, in lower case, stands.
    places: HashMap<String, usize>,
    /// Columns that stay when nothing is in them.
    kept: HashSet<usize>,
    rows: Vec<(u64, Vec<Cell>)>,
    bytes: usize,
}

/// A cell of a row under way.
pub(super) struct Cell {
    pub(super) column: usize,
    pub(super) bytes: Vec<u8>,
    /// Where in the file it begins.
    pub(super) at: u64,
}

/// A table would hold more than [`MOST_BYTES`].
pub(super) struct TooLarge;

impl Builder {
    /// A table that has these columns, whether a row has something in them or not.
    pub(super) fn with(columns: &[&str]) -> Self {
        let mut table = Self::default();
        for name in columns {
            table.column(name);
        }
        table
    }
    /// The column of a name; names are compared without case.
    pub(super) fn column(&mut self, name: &str) -> usize {
        *self.places.entry(name.to_lowercase()).or_insert_with(|| {
            self.header.push(name.to_owned());
            self.header.len() - 1
        })
    }
    /// A column that the table has even when no row has anything in it.
    pub(super) fn keep(&mut self, name: &str) {
        let column = self.column(name);
        self.kept.insert(column);
    }
    pub(super) fn row(&mut self, line: u64, cells: Vec<Cell>) -> Result<(), TooLarge> {
        self.bytes += cells.iter().map(|cell| cell.bytes.len() + 32).sum::<usize>();
        // Every row will have a place for every column.
        let places = (self.rows.len() + 1).saturating_mul(self.header.len());
        if self.bytes.saturating_add(places.saturating_mul(CELL_BYTES)) > MOST_BYTES {
            return Err(TooLarge);
        }
        self.rows.push((line, cells));
        Ok(())
    }
    /// The table; columns that no row has anything in are left out.
    pub(super) fn finish(self) -> Table {
        let mut used = vec![false; self.header.len()];
        for column in &self.kept {
            used[*column] = true;
        }
        for cell in self.rows.iter().flat_map(|(_, cells)| cells) {
            used[cell.column] |= !cell.bytes.is_empty();
        }
        let place: Vec<Option<usize>> = used
            .iter()
            .scan(0, |next, used| {
                let here = used.then_some(*next);
                *next += usize::from(*used);
                Some(here)
            })
            .collect();
        let header: Vec<String> = self
            .header
            .into_iter()
            .zip(&used)
            .filter_map(|(name, used)| used.then_some(name))
            .collect();
        let width = header.len();
        let rows = self
            .rows
            .into_iter()
            .map(|(line, mut cells)| {
                cells.sort_by_key(|cell| cell.column);
                let mut record = Record::default();
                record.line = line;
                let mut cells = cells.into_iter().peekable();
                for at in 0..width {
                    let here = cells.next_if(|cell| place[cell.column] == Some(at));
                    let (bytes, begin) = here.map(|cell| (cell.bytes, cell.at)).unwrap_or_default();
                    record.push(&bytes, begin);
                    while cells.next_if(|cell| place[cell.column].is_none()).is_some() {}
                }
                record
            })
            .collect();
        Table {
            header,
            rows,
            ..Table::default()
        }
    }
}
