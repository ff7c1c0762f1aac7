//! Workbooks: the cells of their sheet are rows, or the file is refused in words.
//!
//! The package around the sheet is ours; a package with other bytes in it is hardly ever unpacked.
#![no_main]

use callsheet::import::{Import, ImportOptions};
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::sync::LazyLock;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
    folder.join(format!("callsheet-fuzz-{}.xlsx", std::process::id()))
});

const BOOK: &[u8] = br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const LINKS: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
/// The input is the sheet and, behind this, the shared texts.
const BETWEEN: &[u8] = b"--";

fuzz_target!(|data: &[u8]| {
    let at = data.windows(BETWEEN.len()).position(|part| part == BETWEEN);
    let (sheet, texts) = at.map_or((data, &b""[..]), |at| (&data[..at], &data[at + BETWEEN.len()..]));
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in [
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", texts),
    ] {
        package.start_file(name, stored).expect("memory can be written");
        package.write_all(bytes).expect("memory can be written");
    }
    let bytes = package.finish().expect("memory can be written").into_inner();
    std::fs::write(&*FILE, bytes).expect("memory can be written");
    match Import::prepare(&FILE, ImportOptions::default()) {
        Ok(import) => assert_eq!(import.preview().rows, import.rows()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
