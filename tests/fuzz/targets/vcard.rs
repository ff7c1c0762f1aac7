//! Files of cards: each card is a row or its line is named, whatever is in it.
#![no_main]

use callsheet::import::{Import, ImportOptions};
use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;
use std::sync::LazyLock;

static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
    folder.join(format!("callsheet-fuzz-{}.vcf", std::process::id()))
});

fuzz_target!(|data: &[u8]| {
    // Whatever comes, it is taken for cards.
    let text = [b"BEGIN:VCARD\r\n", data].concat();
    std::fs::write(&*FILE, text).expect("memory can be written");
    match Import::prepare(&FILE, ImportOptions::default()) {
        Ok(import) => assert_eq!(import.preview().rows, import.rows()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
