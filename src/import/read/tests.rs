//! What becomes of the bytes of a table.

use super::*;
use crate::import::map;

const OPTIONS: ReadOptions = ReadOptions {
    charset: None,
    max_columns: 99,
    sheet: None,
};

fn sheet(bytes: &[u8]) -> Result<(Sheet, tempfile::TempDir), ImportError> {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, bytes).expect("written");
    Sheet::open(&path, OPTIONS, map::is_known_name).map(|sheet| (sheet, folder))
}
fn all(sheet: &Sheet) -> Vec<Row> {
    let mut rows = sheet.rows().expect("opened before");
    let mut all = Vec::new();
    while let Some(row) = rows.next_row().expect("well formed") {
        all.push(row.clone());
    }
    all
}

/// The header and rows of a text, for tests of what they mean.
pub(in crate::import) fn rows_of(text: &str) -> (Vec<String>, Vec<Row>) {
    let (sheet, _folder) = sheet(text.as_bytes()).expect("readable");
    let rows = all(&sheet);
    (sheet.header, rows)
}

#[test]
fn one_bad_row_does_not_spoil_the_others() {
    let bytes = b"name,city\nAcme,Bonn\nshort\nlong,a,b\nBro\xFFken,Ulm\nNul\0l,Jena\nLast,Kiel,\n";
    let (sheet, _folder) = sheet(bytes).expect("readable");
    let rows = all(&sheet);
    let faults: Vec<_> = rows.iter().map(|row| row.fault.clone()).collect();
    let count = |found| Some(Fault::CellCount { found, expected: 2 });
    assert_eq!(faults[..3], [None, count(1), count(3)]);
    let Some(Fault::NotUtf8 { column, offset, byte }) = &faults[3] else {
        panic!("{:?}", faults[3]);
    };
    assert_eq!(
        (column.as_str(), bytes[*offset as usize], *byte),
        ("name", 0xFF, 0xFF)
    );
    assert_eq!(
        faults[4],
        Some(Fault::Nul {
            column: "name".to_owned()
        })
    );
    assert_eq!((&faults[5], rows[5].cell(1), rows[5].line()), (&None, "Kiel", 7));
}

#[test]
fn offsets_count_the_byte_order_mark() {
    let bytes = b"\xEF\xBB\xBFname,city\nK\xC3\xB6ln,a\nx,Bro\xFFken\n";
    let (sheet, _folder) = sheet(bytes).expect("readable");
    assert_eq!(sheet.header, ["name", "city"]);
    let Some(Fault::NotUtf8 { offset, .. }) = all(&sheet)[1].fault.clone() else {
        panic!("a broken cell");
    };
    assert_eq!(bytes[offset as usize], 0xFF);
}

#[test]
fn a_letter_cut_by_a_delimiter_is_no_text() {
    // Joined, the two cells would be one letter.
    let (sheet, _folder) = sheet(b"name,city\n\xC3\xB6,y\nx\xC3,\xB6y\n").expect("readable");
    assert!(matches!(all(&sheet)[1].fault, Some(Fault::NotUtf8 { .. })));
}

#[test]
fn headers_that_cannot_be_worked_with_are_refused() {
    let wide = |n: usize| (0..n).map(|i| format!("c{i}")).collect::<Vec<_>>().join(",");
    for (text, says) in [
        (String::new(), "no rows"),
        ("\n\n".to_owned(), "no rows"),
        (
            "name,city,Name\na,b,c\n".to_owned(),
            "comes twice (columns 1 and 3)",
        ),
        (wide(100), "100 columns, at most 99"),
        ("name\n\"open\nrest\n".to_owned(), ""),
    ] {
        match sheet(text.as_bytes()) {
            Err(error) => {
                assert!(error.to_string().contains(says), "{error}");
                assert_eq!(error.exit(), 2);
            }
            Ok((sheet, _folder)) => {
                let mut rows = sheet.rows().expect("opened");
                let error = rows.next_row().expect_err("an open quote");
                assert!(error.to_string().contains("opened in line 2"), "{error}");
            }
        }
    }
    let (sheet, _folder) = sheet(b"name,,city,\na,b,c,\n").expect("readable");
    assert_eq!(sheet.header, ["name", "Column 2", "city"]);
    assert_eq!(all(&sheet)[0].fault, None);
}

#[test]
fn a_cell_has_a_limit() {
    let text = format!("name,note\nA,{}\nB,ok\n", "x".repeat(CELL_LIMIT + 1));
    let (sheet, _folder) = sheet(text.as_bytes()).expect("readable");
    let rows = all(&sheet);
    assert!(matches!(&rows[0].fault, Some(Fault::LargeCell { column, .. }) if column == "note"));
    assert_eq!(rows[1].fault, None);
}
