//! What comes in on standard input.

use super::output::{Outcome, Problem};
use std::io::Read;

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
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_end_matches(['\n', '\r']).to_owned()),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Err(Problem::usage(format!("Standard input is no UTF-8 text (at byte {at}).")).into())
        }
    }
}
