//! Lists as a spreadsheet (XLSX): numbers and truths as such, every other cell as a typed text, so that none is a formula.

use super::columns::{self, Cell, Column, Names};
use super::{Ask, ExportError, each_asked};
use crate::replica::Replica;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::io::{self, Write};

/// Rows that a sheet can have, its header included (ECMA-376 and Excel's own limit).
const MOST_ROWS: u32 = 1_048_576;
/// Characters (UTF-16 units) that a cell can hold.
const MOST_TEXT: usize = 32_767;
/// What stands at the end of a text that did not fit.
const CUT: char = '…';

/// Writes the rows and gives their number.
pub(super) fn write(
    replica: &Replica,
    ask: &Ask,
    chosen: &[&Column],
    names: &Names,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    // Rows go to a temporary file as they come: memory stays flat.
    let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
    sheet.set_name(columns::name(ask.what)).map_err(failed)?;
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    for (at, column) in chosen.iter().enumerate() {
        sheet
            .write_string_with_format(0, at as u16, fitting(&column.name), &bold)
            .map_err(failed)?;
    }
    let mut row_no = 0_u32;
    each_asked(replica, ask, |_, row| {
        row_no += 1;
        if row_no >= MOST_ROWS {
            return Err(ExportError::Form(
                "A spreadsheet holds 1,048,575 rows and no more: take CSV or lines of JSON.",
            ));
        }
        for (at, column) in chosen.iter().enumerate() {
            put(sheet, row_no, at as u16, column.value(&row, names, ask)).map_err(failed)?;
        }
        Ok(())
    })?;
    let bytes = book.save_to_buffer().map_err(failed)?;
    out.write_all(&bytes)?;
    Ok(u64::from(row_no))
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) if text.is_empty() => Ok(()),
        Cell::Text(text) => sheet.write_string(row, column, fitting(&text)).map(drop),
        Cell::Number(number) => sheet.write_number(row, column, number).map(drop),
        Cell::Truth(truth) => sheet.write_boolean(row, column, truth).map(drop),
    }
}

/// A text that fits into a cell; what is cut ends with a sign that says so.
fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= MOST_TEXT {
        return text.to_owned();
    }
    let mut room = MOST_TEXT - CUT.len_utf16();
    let mut kept = String::new();
    for ch in text.chars() {
        let Some(left) = room.checked_sub(ch.len_utf16()) else {
            break;
        };
        room = left;
        kept.push(ch);
    }
    kept.push(CUT);
    kept
}

fn failed(error: XlsxError) -> ExportError {
    ExportError::Write(match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_ends_with_a_sign() {
        assert_eq!(fitting("short"), "short");
        let long = "ä".repeat(MOST_TEXT - 1) + "😀b";
        let cut = fitting(&long);
        assert_eq!(cut.encode_utf16().count(), MOST_TEXT);
        assert!(cut.ends_with("ä…"), "a character is kept whole or not at all");
    }
}
