//! What comes in on standard input.

use super::output::{Outcome, Problem};
use std::io::Read;
use std::path::Path;

/// Longest text read from standard input, in bytes; a note is far shorter.
const MAX_INPUT: u64 = 1 << 20;

/// Everything on standard input, as text without its last line break.
pub(crate) fn standard_input() -> Outcome<String> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAX_INPUT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::io("reading standard input", &error))?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(Problem::usage(format!("Standard input is longer than {MAX_INPUT} bytes.")).into());
    }
    let text = utf8("standard input", bytes)?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// A file as text.
pub(crate) fn text_file(path: &Path) -> Outcome<String> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Problem::io(&name, &error))?;
    utf8(&name, bytes)
}

fn utf8(name: &str, bytes: Vec<u8>) -> Outcome<String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..at];
        let line = before.split(|byte| *byte == b'\n').count();
        let byte = error.as_bytes()[at];
        let text = format!(
            "{name}: line {line} is no UTF-8 text (byte {at} of the file is 0x{byte:02X}); save the file as UTF-8"
        );
        Problem::usage(text).into()
    })
}
