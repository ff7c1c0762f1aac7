//! Lines in, lines out: the plain mode's whole terminal.

use crate::base::text::{self, Mode};
use crate::cli::output::{Out, Outcome, Problem};
use std::io::{BufRead, IsTerminal, Read};

/// A longer line is no answer of a person; its rest is the next line.
const MAX_LINE: u64 = 64 * 1024;

/// Standard input by lines.
pub(super) struct Lines {
    /// Somebody types, so a prompt shows that it is their turn.
    typed: bool,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self {
            typed: std::io::stdin().is_terminal(),
        }
    }
    /// Asks, and reads the answer; none at the end of input.
    pub(super) fn ask(&self, out: &Out, question: &str) -> Outcome<Option<String>> {
        if !question.is_empty() {
            out.line(question)?;
        }
        if self.typed {
            out.write("> ")?;
        }
        let mut bytes = Vec::new();
        let read = std::io::stdin()
            .lock()
            .take(MAX_LINE)
            .read_until(b'\n', &mut bytes)
            .map_err(|error| Problem::io("reading standard input", &error))?;
        if read == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&bytes);
        // A pasted escape sequence is text here as everywhere.
        Ok(Some(
            text::clean(line.trim_end_matches(['\n', '\r']), Mode::Line)
                .into_string()
                .trim()
                .to_owned(),
        ))
    }
}
