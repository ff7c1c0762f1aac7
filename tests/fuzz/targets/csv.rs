//! Files that call themselves CSV: encoding, delimiter, header and source are found, or the file is refused in words.
#![no_main]

use callsheet::import::{Import, ImportOptions};
use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;
use std::sync::LazyLock;

static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
    folder.join(format!("callsheet-fuzz-{}.csv", std::process::id()))
});

fuzz_target!(|data: &[u8]| {
    std::fs::write(&*FILE, data).expect("memory can be written");
    match Import::prepare(&FILE, ImportOptions::default()) {
        Ok(import) => {
            let preview = import.preview();
            assert_eq!(preview.rows, import.rows());
            assert!(preview.confidence <= 100);
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert!(matches!(error.exit(), 1 | 2), "{error}");
        }
    }
});
