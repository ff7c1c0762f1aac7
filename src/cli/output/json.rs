//! JSON that may be shown on a terminal: characters it would obey are escaped.

use serde::Serialize;
use std::fmt::Write;

/// A value as JSON in one line, or over several for a reader.
pub(crate) fn text(value: &impl Serialize, pretty: bool) -> String {
    let json = if pretty {
        serde_json::to_string_pretty(value)
    } else {
        serde_json::to_string(value)
    };
    // Views are maps with text keys and finite numbers, which always serialise.
    escape(&json.unwrap_or_else(|error| format!("{{\"error\":{:?}}}", error.to_string())))
}

/// Escapes what serde_json leaves: DEL, C1 controls, marks of direction, line separators, invisible tags.
///
/// Outside of strings JSON is ASCII, so every such character stands in a string.
fn escape(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for ch in json.chars() {
        if is_obeyed(ch) {
            for unit in ch.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(ch);
        }
    }
    out
}

fn is_obeyed(ch: char) -> bool {
    matches!(ch,
        '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_terminal_obeys_leaves_and_the_value_reads_back() {
        let raw = "a\u{1b}[31m\u{9b}31m\u{7f}\u{202e}b\u{2028}c\u{feff}\u{e0041}ü日本";
        let json = text(&raw, false);
        assert_eq!(
            json,
            r#""a\u001b[31m\u009b31m\u007f\u202eb\u2028c\ufeff\udb40\udc41ü日本""#
        );
        assert_eq!(serde_json::from_str::<String>(&json).expect("json"), raw);
    }
}
