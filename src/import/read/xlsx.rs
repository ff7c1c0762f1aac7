//! Workbooks (`.xlsx`): the first or a named sheet, with dates as dates and numbers as typed.
//!
//! What a workbook unpacks to is bounded before it is opened, and what its cells hold while they are read: a small
//! file may unpack to anything.

use super::record::{Malformed, ROW_LIMIT};
use super::table::{CELL_BYTES, MOST_BYTES, Table};
use crate::base::Date;
use crate::import::ImportError;
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use jiff::civil;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;
use zip::ZipArchive;

/// The most that the parts of a workbook may unpack to.
pub const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
/// How many rows are looked at to find the header.
const SAMPLE_ROWS: usize = 50;
/// How much of the shared texts is read to learn how many they are.
const HEAD: u64 = 64 * 1024;
/// A row is the header when so many of its cells are known.
const KNOWN_CELLS: usize = 3;
/// Columns behind this one are no table any more.
const MOST_COLUMNS: u32 = 16_384;

/// What kind of workbook it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A package of today.
    Package,
    /// A file of Excel 97, or a package that is locked by a password.
    Old,
    /// It is called a workbook and is none.
    Other,
}

/// Whether the file is a workbook, by its name or its first bytes.
pub(super) fn kind(path: &Path) -> Result<Option<Kind>, ImportError> {
    let mut first = [0u8; 8];
    let mut file = super::open(path)?;
    let mut filled = 0;
    while filled < first.len() {
        match file.read(&mut first[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(source) => return Err(ImportError::read(path, source)),
        }
    }
    let named = path.extension().is_some_and(|end| {
        ["xlsx", "xlsm", "xls"]
            .iter()
            .any(|known| end.eq_ignore_ascii_case(known))
    });
    Ok(
        if first.starts_with(b"PK\x03\x04") || first.starts_with(b"PK\x05\x06") {
            Some(Kind::Package)
        } else if first.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            Some(Kind::Old)
        } else if named && filled > 0 {
            Some(Kind::Other)
        } else {
            None
        },
    )
}

/// Reads a sheet; beside it how many rows stand before its header.
pub(super) fn read(
    path: &Path,
    kind: Kind,
    wanted: Option<&str>,
    is_known: impl Fn(&str) -> bool,
) -> Result<(Table, usize), String> {
    match kind {
        Kind::Package => {}
        Kind::Old => {
            return Err(
                "this is a workbook locked by a password, or one of Excel 97; save it as .xlsx without a password"
                    .to_owned(),
            );
        }
        Kind::Other => return Err("this is no workbook (.xlsx); save it as one, or as CSV".to_owned()),
    }
    bounded(path)?;
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(|error| said(&error))?;
    let names = book.sheet_names();
    let name = match wanted {
        Some(wanted) => names
            .iter()
            .find(|name| name.to_lowercase() == wanted.to_lowercase())
            .ok_or_else(|| format!("there is no sheet \"{wanted}\"; it has: {}", names.join(", ")))?,
        None => names.first().ok_or("the workbook has no sheet")?,
    }
    .clone();
    let epoch = if book.has_1904_epoch() {
        civil::date(1904, 1, 1)
    } else {
        civil::date(1899, 12, 30)
    };
    let mut rows = rows(&mut book, &name)?;
    let preamble = header_at(&rows, is_known);
    rows.drain(..preamble.min(rows.len()));
    let mut table = table(rows)?;
    table.serial_epoch = Some(Date(epoch));
    let others: Vec<&String> = names.iter().filter(|other| **other != name).collect();
    if wanted.is_none() && !others.is_empty() {
        let others: Vec<&str> = others.into_iter().map(String::as_str).collect();
        table.left_out.push(format!(
            "the sheets {} (--sheet NAME takes one of them)",
            others.join(", ")
        ));
    }
    table.sheets = names;
    Ok((table, preamble))
}

/// A row with its number and its cells that hold something.
type SheetRow = (u64, Vec<(u32, String)>);

fn rows<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<Vec<SheetRow>, String> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|error| said(&error))?;
    let mut rows: Vec<SheetRow> = Vec::new();
    let (mut bytes, mut in_row) = (0usize, 0usize);
    while let Some(cell) = cells.next_cell().map_err(|error| said(&error))? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        let no = u64::from(row) + 1;
        if rows.last().is_none_or(|(last, _)| *last != no) {
            rows.push((no, Vec::new()));
            in_row = 0;
        }
        in_row += text.len();
        bytes += text.len() + 64;
        if in_row > ROW_LIMIT {
            return Err(Malformed::LongRow { line: no }.to_string());
        }
        if bytes > super::MOST_BYTES {
            return Err(too_large());
        }
        if let Some((_, cells)) = rows.last_mut() {
            cells.push((column, text));
        }
    }
    Ok(rows)
}

/// A cell as a person would type it.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) if at.is_duration() => at.as_f64().to_string(),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// The row of the names: the first in which several are known, else the first.
fn header_at(rows: &[SheetRow], is_known: impl Fn(&str) -> bool) -> usize {
    rows.iter()
        .take(SAMPLE_ROWS)
        .position(|(_, cells)| cells.iter().filter(|(_, cell)| is_known(cell)).count() >= KNOWN_CELLS)
        .unwrap_or(0)
}

fn table(rows: Vec<SheetRow>) -> Result<Table, String> {
    let mut rows = rows.into_iter();
    let Some((_, names)) = rows.next() else {
        return Ok(Table::default());
    };
    let width = names.iter().map(|(column, _)| column + 1).max().unwrap_or(0);
    let mut header = vec![String::new(); width as usize];
    for (column, name) in names {
        header[column as usize] = name.trim().to_owned();
    }
    let mut record = super::record::Record::default();
    let mut table = Table::default();
    let mut places = 0_usize;
    for (line, mut cells) in rows {
        // Programs may write the cells of a row in any order.
        cells.sort_by_key(|(column, _)| *column);
        let last = cells.last().map_or(0, |(column, _)| column + 1);
        places += last.max(width) as usize;
        if places.saturating_mul(CELL_BYTES) > MOST_BYTES {
            return Err(too_large());
        }
        record.clone_from(&super::record::Record::default());
        record.line = line;
        let mut cells = cells.into_iter().peekable();
        for column in 0..last.max(width) {
            let cell = cells.next_if(|(at, _)| *at == column).map(|(_, cell)| cell);
            record.push(cell.unwrap_or_default().as_bytes(), 0);
            while cells.next_if(|(at, _)| *at == column).is_some() {}
        }
        table.rows.push(record.clone());
    }
    table.header = header;
    Ok(table)
}

fn said(error: &XlsxError) -> String {
    match error {
        XlsxError::Password => "the workbook is locked by a password; save it without one".to_owned(),
        XlsxError::WorksheetNotFound(name) => format!("there is no sheet \"{name}\""),
        XlsxError::NotAWorksheet(kind) => format!("the sheet is a {kind} and no table"),
        error => format!("the workbook cannot be read ({error})"),
    }
}

fn too_large() -> String {
    format!(
        "the workbook unpacks to more than {} MiB; save the sheet as CSV",
        MOST_UNPACKED / 1024 / 1024
    )
}

/// Refuses a package whose parts unpack to too much, or that announces more texts than it can hold.
fn bounded(path: &Path) -> Result<(), String> {
    let broken = || "this is no workbook (.xlsx), or it is cut off".to_owned();
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut package = ZipArchive::new(BufReader::new(file)).map_err(|_| broken())?;
    let mut unpacked = 0_u64;
    let mut texts = None;
    for at in 0..package.len() {
        let part = package.by_index_raw(at).map_err(|_| broken())?;
        unpacked = unpacked.saturating_add(part.size());
        let name = part.name().map_err(|_| broken())?;
        if name.to_lowercase().ends_with("sharedstrings.xml") {
            texts = Some((at, part.size()));
        }
    }
    if unpacked > MOST_UNPACKED {
        return Err(too_large());
    }
    let Some((at, size)) = texts else {
        return Ok(());
    };
    let mut head = Vec::new();
    let part = package.by_index(at).map_err(|_| broken())?;
    part.take(HEAD).read_to_end(&mut head).map_err(|_| broken())?;
    // Room is made for as many as are announced, before any is read.
    match announced(&String::from_utf8_lossy(&head)) {
        Some(count) if count > size => Err(broken()),
        _ => Ok(()),
    }
}

/// How many texts the head of their part announces; a number that is none is as large as can be.
fn announced(head: &str) -> Option<u64> {
    const NAME: &str = "uniqueCount";
    let value = &head[head.find(NAME)? + NAME.len()..];
    let digits = value.trim_start_matches(|ch: char| ch.is_whitespace() || matches!(ch, '=' | '"' | '\''));
    let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
    Some(digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_that_announces_more_texts_than_it_has_is_told_by_its_head() {
        for (head, count) in [
            ("<sst xmlns=\"x\" count=\"9\" uniqueCount=\"12\">", Some(12)),
            ("<sst uniqueCount = '7'>", Some(7)),
            ("<sst uniqueCount=\"99999999999999999999999\">", Some(u64::MAX)),
            ("<sst uniqueCount=\"many\">", Some(u64::MAX)),
            ("<sst count=\"9\">", None),
        ] {
            assert_eq!(announced(head), count, "{head}");
        }
    }

    #[test]
    fn cells_in_any_order_stand_under_their_names_and_the_first_of_two_counts() {
        let cell = |column: u32, text: &str| (column, text.to_owned());
        let rows = vec![
            (1, vec![cell(0, "a"), cell(1, "b"), cell(2, "c")]),
            (2, vec![cell(0, "1"), cell(2, "3"), cell(1, "2"), cell(2, "4")]),
        ];
        let table = table(rows).expect("a table");
        let record = &table.rows[0];
        let cells: Vec<_> = (0..record.len()).map(|at| record.cell(at)).collect();
        assert_eq!(cells, [&b"1"[..], b"2", b"3"]);
    }

    #[test]
    fn a_sheet_that_would_be_mostly_empty_places_is_refused() {
        let mut rows = vec![(1, vec![(16_383, "far".to_owned())])];
        rows.extend((2..1_200).map(|line| (line, vec![(0, "x".to_owned())])));
        assert!(table(rows).expect_err("too large").contains("MiB"));
    }
}
