//! What is wrong in a file that a person wrote, and where.
//!
//! One shape for every such file (configuration, outcome table, workflow,
//! key map), so that all of them are reported alike: `file:line:column: message`.

use serde::Serialize;
use std::fmt;

/// A place in a text, counted from 1; the column counts characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize)]
pub struct Position {
    /// Line, from 1; 0 when only the file is known.
    pub line: u32,
    /// Column in characters, from 1; 0 when only the file is known.
    pub column: u32,
}

impl Position {
    /// The place of a byte in a text (the end when it lies beyond).
    pub fn of_byte(text: &str, byte: usize) -> Self {
        let mut end = byte.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Self {
            line: line.try_into().unwrap_or(u32::MAX),
            column: column.try_into().unwrap_or(u32::MAX),
        }
    }
}

/// One thing that is wrong, with its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, thiserror::Error)]
pub struct Finding {
    /// The file as it was named to us.
    pub file: String,
    /// Where in it.
    #[serde(flatten)]
    pub at: Position,
    /// Stable code, such as `unknown_key`.
    pub code: &'static str,
    /// What is wrong, what is accepted, what to do.
    pub message: String,
}

impl Finding {
    /// A finding at a place.
    pub fn new(file: &str, at: Position, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            at,
            code,
            message: message.into(),
        }
    }
    /// A finding about a file as a whole.
    pub fn whole(file: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(file, Position::default(), code, message)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.at;
        match line {
            0 => write!(f, "{}: {}", self.file, self.message),
            _ => write!(f, "{}:{line}:{column}: {}", self.file, self.message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters() {
        let text = "a\nüb\r\nc";
        for (byte, line, column) in [(0, 1, 1), (2, 2, 1), (4, 2, 2), (3, 2, 1), (7, 3, 1), (99, 3, 2)] {
            assert_eq!(Position::of_byte(text, byte), Position { line, column }, "{byte}");
        }
    }

    #[test]
    fn a_finding_reads_like_a_compilers() {
        let at = Position { line: 3, column: 9 };
        let finding = Finding::new("config.toml", at, "unknown_key", "unknown key");
        assert_eq!(finding.to_string(), "config.toml:3:9: unknown key");
        let json = serde_json::to_value(&finding).expect("json");
        assert_eq!(
            (json["line"].as_u64(), json["code"].as_str()),
            (Some(3), Some("unknown_key"))
        );
        assert_eq!(Finding::whole("a", "b", "gone").to_string(), "a: gone");
    }
}
