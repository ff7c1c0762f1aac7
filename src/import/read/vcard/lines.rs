//! The lines of cards: folded, soft-broken or too long, joined to properties.

use super::Bad;
use crate::import::read::record::{Malformed, ROW_LIMIT};
use std::io::{self, BufRead};

/// A property: `item1.TEL;TYPE=cell:+49 …`.
pub(super) struct Property {
    pub(super) line: u64,
    pub(super) at: u64,
    pub(super) group: Option<String>,
    /// In capitals.
    pub(super) name: String,
    /// Parameters in lower case, bare ones as types.
    pub(super) params: Vec<(String, String)>,
    pub(super) value: Vec<u8>,
}

impl Property {
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.params.iter().any(|(key, text)| key == name && text == value)
    }
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
    /// What is kept of it.
    pub(super) fn bytes(&self) -> usize {
        let params = self.params.iter().map(|(key, value)| key.len() + value.len());
        self.name.len() + self.value.len() + params.sum::<usize>()
    }
    pub(super) fn is_binary(&self) -> bool {
        matches!(self.name.as_str(), "PHOTO" | "LOGO" | "SOUND" | "KEY")
    }
}

/// Physical lines joined to properties.
pub(super) struct Unfolded<R> {
    from: R,
    line: u64,
    offset: u64,
    ahead: Option<Line>,
}

struct Line {
    no: u64,
    at: u64,
    bytes: Vec<u8>,
    /// It is longer than what is kept of it.
    cut: bool,
}

impl<R: BufRead> Unfolded<R> {
    pub(super) const fn new(from: R, offset: u64) -> Self {
        Self {
            from,
            line: 0,
            offset,
            ahead: None,
        }
    }

    /// One line as it stands, without its end; a long one is not kept whole.
    fn line(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.ahead.take() {
            return Ok(Some(line));
        }
        let mut line = Line {
            no: self.line + 1,
            at: self.offset,
            bytes: Vec::new(),
            cut: false,
        };
        let mut any = false;
        loop {
            let chunk = self.from.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            any = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let taken = &chunk[..end.unwrap_or(chunk.len())];
            let room = (ROW_LIMIT + 1).saturating_sub(line.bytes.len());
            line.bytes.extend_from_slice(&taken[..taken.len().min(room)]);
            line.cut |= taken.len() > room;
            let used = taken.len() + usize::from(end.is_some());
            self.from.consume(used);
            self.offset += used as u64;
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.line += 1;
        if line.bytes.last() == Some(&b'\r') {
            line.bytes.pop();
        }
        Ok(Some(line))
    }

    pub(super) fn next_property(&mut self) -> Result<Option<Property>, Bad> {
        loop {
            let Some(mut line) = self.line()? else {
                return Ok(None);
            };
            if line.bytes.trim_ascii().is_empty() {
                continue;
            }
            let binary = starts_binary(&line.bytes);
            let quoted = is_quoted_printable(&line.bytes);
            loop {
                if binary {
                    // What follows is not needed.
                    let colon = line.bytes.iter().position(|byte| *byte == b':');
                    line.bytes.truncate(colon.map_or(line.bytes.len(), |at| at + 1));
                    line.cut = false;
                }
                if line.cut || line.bytes.len() > ROW_LIMIT {
                    return Err(Bad::Malformed(Malformed::LongRow { line: line.no }));
                }
                let soft = quoted && line.bytes.last() == Some(&b'=');
                let Some(next) = self.line()? else { break };
                let cut = next.cut;
                if soft {
                    line.bytes.pop();
                    // An old phone folds such a line once more.
                    let more = next.bytes.strip_prefix(b" ").unwrap_or(&next.bytes);
                    line.bytes.extend_from_slice(more);
                } else if next
                    .bytes
                    .first()
                    .is_some_and(|byte| matches!(byte, b' ' | b'\t'))
                {
                    line.bytes.extend_from_slice(&next.bytes[1..]);
                } else if quoted && continues(&next.bytes) {
                    // Some phones leave the mark away at the end of the line before.
                    line.bytes.extend_from_slice(&next.bytes);
                } else {
                    self.ahead = Some(next);
                    break;
                }
                line.cut |= cut;
            }
            if let Some(property) = property(&line) {
                return Ok(Some(property));
            }
        }
    }
}

fn head(line: &[u8]) -> &[u8] {
    &line[..line.iter().position(|byte| *byte == b':').unwrap_or(line.len())]
}

fn starts_binary(line: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head(line)).to_uppercase();
    let name = head.split([';', ':']).next().unwrap_or_default();
    let name = name.rsplit('.').next().unwrap_or_default();
    matches!(name, "PHOTO" | "LOGO" | "SOUND" | "KEY")
}

fn is_quoted_printable(line: &[u8]) -> bool {
    String::from_utf8_lossy(head(line))
        .to_uppercase()
        .contains("QUOTED-PRINTABLE")
}

/// A line that is no property of its own but the rest of an encoded text: `=C3=91…`.
fn continues(line: &[u8]) -> bool {
    line.first() == Some(&b'=')
}

fn property(line: &Line) -> Option<Property> {
    let bytes = &line.bytes;
    let mut quoted = false;
    let colon = bytes.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == b':' && !quoted
    })?;
    let head = String::from_utf8_lossy(&bytes[..colon]).into_owned();
    let mut parts = split_outside_quotes(&head, ';').into_iter();
    let name = parts.next()?.trim().to_uppercase();
    let (group, name) = match name.rsplit_once('.') {
        Some((group, name)) => (Some(group.to_owned()), name.to_owned()),
        None => (None, name),
    };
    let mut params = Vec::new();
    for part in parts {
        let (key, text) = match part.split_once('=') {
            Some((key, text)) => (key.trim().to_lowercase(), text),
            None => (bare(part.trim()).to_owned(), part.as_str()),
        };
        for value in text.trim_matches('"').split(',') {
            params.push((key.clone(), value.trim().trim_matches('"').to_lowercase()));
        }
    }
    Some(Property {
        line: line.no,
        at: line.at + colon as u64 + 1,
        group,
        name,
        params,
        value: bytes[colon + 1..].to_vec(),
    })
}

/// What a parameter without a name is: 2.1 writes `TEL;WORK` and `NOTE;QUOTED-PRINTABLE`.
fn bare(text: &str) -> &'static str {
    match text.to_uppercase().as_str() {
        "QUOTED-PRINTABLE" | "BASE64" | "8BIT" | "7BIT" | "B" => "encoding",
        _ => "type",
    }
}

fn split_outside_quotes(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for letter in text.chars() {
        quoted ^= letter == '"';
        match parts.last_mut() {
            Some(last) if letter != at || quoted => last.push(letter),
            _ => parts.push(String::new()),
        }
    }
    parts
}
