//! A few rows of a file as they stand in it: what a person looks at before anything is decided.

use super::map;
use super::read::{ReadOptions, Sheet};
use super::value::text;
use super::{Import, ImportError, ImportOptions};
use std::path::Path;

/// The first rows of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sample {
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows, each with as many cells as the header.
    pub rows: Vec<Vec<String>>,
}

/// A file that was only looked at, whatever its columns mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// Its first rows.
    pub sample: Sample,
    /// The encoding.
    pub encoding: &'static str,
    /// What separates the cells.
    pub delimiter: &'static str,
    /// The sheets of a workbook.
    pub sheets: Vec<String>,
}

impl Sample {
    /// The first value that a column holds.
    pub fn example(&self, column: usize) -> &str {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells
            .map(String::as_str)
            .find(|cell| !cell.is_empty())
            .unwrap_or_default()
    }

    fn of(sheet: &Sheet, mend: bool, limit: usize) -> Result<Self, ImportError> {
        let mut rows = sheet.rows()?;
        let mut taken = Vec::new();
        while taken.len() < limit
            && let Some(row) = rows.next_row()?
        {
            let cells = (0..sheet.header.len()).map(|at| {
                let cell = String::from_utf8_lossy(row.raw(at)).trim().to_owned();
                let mended = mend.then(|| text::mend(&cell)).flatten();
                mended.unwrap_or(cell)
            });
            taken.push(cells.collect());
        }
        Ok(Self {
            header: sheet.header.clone(),
            rows: taken,
        })
    }
}

impl Import {
    /// Its first rows as they stand in the file.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn sample(&self, limit: usize) -> Result<Sample, ImportError> {
        Sample::of(&self.sheet, self.options.mend, limit)
    }

    /// Looks at a file that [`Import::prepare`] does not understand, so that the user can say what it means.
    ///
    /// # Errors
    /// When its rows and columns cannot be told apart.
    pub fn look(path: &Path, options: &ImportOptions, limit: usize) -> Result<Look, ImportError> {
        let read = ReadOptions {
            charset: options.charset,
            max_columns: options.max_columns,
            sheet: options.sheet.clone(),
        };
        let sheet = Sheet::open(path, read, map::is_known_name)?;
        Ok(Look {
            sample: Sample::of(&sheet, options.mend, limit)?,
            encoding: sheet.facts.charset.name(),
            delimiter: sheet.dialect.delimiter_name(),
            sheets: sheet.sheets().to_vec(),
        })
    }
}
