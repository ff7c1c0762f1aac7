//! Files that call themselves an export of ours: each line is a row or goes to the rejects, whatever is in it.
#![no_main]

use callsheet::import::OwnExport;
use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;
use std::sync::LazyLock;

static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
    folder.join(format!("callsheet-fuzz-{}.ndjson", std::process::id()))
});

fuzz_target!(|data: &[u8]| {
    // Whatever comes, it is taken for an export.
    let text = [b"{\"table\":\"tenant\",\"row\":{}}\n", data].concat();
    std::fs::write(&*FILE, text).expect("memory can be written");
    let own = OwnExport::recognise(&FILE).expect("its first line can be read");
    let own = own.expect("it begins as an export does");
    match (own.rows(), own.readable()) {
        (Ok(rows), Ok(readable)) => assert!((1..=rows).contains(&readable), "{readable} of {rows}"),
        (Err(error), Err(_)) => assert!(!error.to_string().is_empty()),
        (rows, readable) => panic!("{rows:?}, but {readable:?}"),
    }
});
