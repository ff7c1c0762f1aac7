//! Content lines of cards and calendars: a name, parameters, a value, escaped and folded (RFC 6350 §3.2, RFC 5545 §3.1).

use super::{Ask, cell};

/// Bytes in a line before it is folded, without its end.
const MOST_BYTES: usize = 75;

/// Lines as they are written.
pub(super) struct Lines<'a> {
    text: String,
    ask: &'a Ask,
}

impl<'a> Lines<'a> {
    pub(super) fn new(ask: &'a Ask) -> Self {
        Self {
            text: String::new(),
            ask,
        }
    }
    /// A line as it is: what we write ourselves.
    pub(super) fn raw(&mut self, line: &str) {
        self.fold(line);
    }
    /// A line with a text as its value; nothing when the text is empty.
    pub(super) fn text(&mut self, head: &str, text: &str) {
        if !text.is_empty() {
            let value = self.escaped(text);
            self.fold(&format!("{head}:{value}"));
        }
    }
    /// A line whose value has parts.
    pub(super) fn parts(&mut self, head: &str, between: char, parts: &[&str]) {
        let parts: Vec<String> = parts.iter().map(|part| self.escaped(part)).collect();
        self.fold(&format!("{head}:{}", parts.join(&between.to_string())));
    }
    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn escaped(&self, text: &str) -> String {
        let text = cell::plain(text, self.ask);
        let mut out = String::with_capacity(text.len());
        for ch in text.chars() {
            match ch {
                '\\' | ';' | ',' => out.extend(['\\', ch]),
                '\n' => out.push_str("\\n"),
                _ => out.push(ch),
            }
        }
        out
    }

    fn fold(&mut self, line: &str) {
        let mut used = 0;
        for ch in line.chars() {
            // A character is never parted: some programs unfold bytes, others text.
            if used + ch.len_utf8() > MOST_BYTES {
                self.text.push_str("\r\n ");
                used = 1;
            }
            self.text.push(ch);
            used += ch.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}
