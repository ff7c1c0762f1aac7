//! Records of a CSV text: cells by cell, with the line and byte where each began.
//!
//! It reads bytes and judges no encoding. Line ends may be LF, CRLF, CR or mixed. What
//! the usual crates do not tell is told here: a quote that is never closed, and where it
//! was opened.

use std::io::{self, BufRead};

/// The largest cell of a row that is taken.
pub const CELL_LIMIT: usize = 64 * 1024;
/// The largest row that is read at all; nothing longer is kept in memory.
pub const ROW_LIMIT: usize = 1024 * 1024;

/// The most entries of a card; those of people have under a hundred.
pub(super) const ENTRY_LIMIT: usize = 4096;

/// What makes a whole file unreadable.
#[derive(Debug, thiserror::Error)]
pub enum Malformed {
    /// The file could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A quote was opened and never closed.
    #[error("the quote opened in line {line} is never closed")]
    UnclosedQuote {
        /// Where it was opened, from 1.
        line: u64,
    },
    /// A card was begun and never ended.
    #[error("the card that begins in line {line} is never ended (END:VCARD is missing)")]
    UnclosedCard {
        /// Where it begins, from 1.
        line: u64,
    },
    /// A card holds more than a card can.
    #[error(
        "the card that begins in line {line} has more than {ENTRY_LIMIT} entries or {} KiB",
        ROW_LIMIT / 1024
    )]
    LargeCard {
        /// Where it begins, from 1.
        line: u64,
    },
    /// A row is longer than [`ROW_LIMIT`].
    #[error("the row that begins in line {line} is longer than {} KiB", ROW_LIMIT / 1024)]
    LongRow {
        /// Where it begins, from 1.
        line: u64,
    },
}

/// One row. Reused from row to row.
#[derive(Clone, Debug, Default)]
pub struct Record {
    bytes: Vec<u8>,
    /// Where each cell ends in `bytes`.
    ends: Vec<usize>,
    /// Where each cell begins in the file.
    begins: Vec<u64>,
    /// Whether each cell was quoted.
    quoted: Vec<bool>,
    /// The line it begins in, from 1.
    pub line: u64,
}

impl Record {
    /// How many cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
    /// No cell at all.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
    /// The bytes of a cell; empty behind the last one.
    pub fn cell(&self, at: usize) -> &[u8] {
        let Some(end) = self.ends.get(at) else {
            return &[];
        };
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[begin..*end]
    }
    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|at| self.cell(at))
    }
    /// All bytes of all cells, one behind the other.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
    /// Where in the file the byte `within` of a cell stands.
    pub fn offset(&self, at: usize, within: usize) -> u64 {
        let cell = self.cell(at);
        let quotes = if self.quoted[at] {
            cell[..within].iter().map(|byte| usize::from(*byte == b'"')).sum()
        } else {
            0
        };
        self.begins[at] + u64::from(self.quoted[at]) + (within + quotes) as u64
    }
    /// A single empty cell: an empty line.
    fn is_blank(&self) -> bool {
        self.ends == [0] && !self.quoted[0]
    }
    /// Adds a cell of a file that is no delimited text; `begin` is where in the file it stands.
    pub(super) fn push(&mut self, cell: &[u8], begin: u64) {
        self.bytes.extend_from_slice(cell);
        self.begins.push(begin);
        self.quoted.push(false);
        self.end_cell();
    }
    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.begins.clear();
        self.quoted.clear();
    }
    fn end_cell(&mut self) {
        self.ends.push(self.bytes.len());
    }
}

/// Where the reader stands within a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellBegin,
    Plain,
    Quoted,
    /// Behind a quote within a quoted cell: it closes the cell, or doubled it is one quote.
    QuoteSeen,
}

/// Reads records from UTF-8 or any other text that extends ASCII.
pub(super) struct RecordReader<R> {
    from: R,
    delimiter: u8,
    line: u64,
    offset: u64,
    /// The last byte was CR: an LF behind it belongs to the same line end.
    after_cr: bool,
}

impl<R: BufRead> RecordReader<R> {
    /// Reads `from`, whose first byte stands at `offset` of its file.
    pub(super) fn new(from: R, delimiter: u8, offset: u64) -> Self {
        Self {
            from,
            delimiter,
            line: 1,
            offset,
            after_cr: false,
        }
    }
    /// Reads the next record that is no empty line; false at the end.
    pub(super) fn read(&mut self, record: &mut Record) -> Result<bool, Malformed> {
        loop {
            if !self.read_one(record)? {
                return Ok(false);
            }
            if !record.is_blank() {
                return Ok(true);
            }
        }
    }
    fn read_one(&mut self, record: &mut Record) -> Result<bool, Malformed> {
        record.clear();
        let mut state = State::CellBegin;
        let mut quote_line = self.line;
        let mut any = false;
        loop {
            let buffer = self.from.fill_buf()?;
            if buffer.is_empty() {
                return self.at_end(record, state, quote_line, any);
            }
            let mut at = 0;
            if self.after_cr {
                self.after_cr = false;
                if buffer[0] == b'\n' {
                    at = 1;
                }
            }
            if !any {
                record.line = self.line;
            }
            let (used, ended) = step(
                buffer,
                at,
                self.delimiter,
                self.offset,
                record,
                &mut Place {
                    state: &mut state,
                    line: &mut self.line,
                    quote_line: &mut quote_line,
                },
            );
            any |= used > at;
            self.after_cr = ended == Some(b'\r');
            self.offset += used as u64;
            self.from.consume(used);
            if ended.is_some() {
                return Ok(true);
            }
            if record.bytes.len() > ROW_LIMIT || record.ends.len() > ROW_LIMIT {
                return Err(if state == State::Quoted {
                    Malformed::UnclosedQuote { line: quote_line }
                } else {
                    Malformed::LongRow { line: record.line }
                });
            }
        }
    }
    fn at_end(
        &self,
        record: &mut Record,
        state: State,
        quote_line: u64,
        any: bool,
    ) -> Result<bool, Malformed> {
        if state == State::Quoted {
            return Err(Malformed::UnclosedQuote { line: quote_line });
        }
        if !any {
            return Ok(false);
        }
        if state == State::CellBegin {
            record.begins.push(self.offset);
            record.quoted.push(false);
        }
        record.end_cell();
        Ok(true)
    }
}

struct Place<'a> {
    state: &'a mut State,
    line: &'a mut u64,
    quote_line: &'a mut u64,
}

/// Takes bytes of `buffer` into the record until its line ends or the buffer does.
///
/// Gives how many bytes were used and, when the record ended, by which byte.
fn step(
    buffer: &[u8],
    mut at: usize,
    delimiter: u8,
    offset: u64,
    record: &mut Record,
    place: &mut Place<'_>,
) -> (usize, Option<u8>) {
    while at < buffer.len() {
        let byte = buffer[at];
        match *place.state {
            State::Quoted => {
                let run = buffer[at..]
                    .iter()
                    .position(|b| matches!(b, b'"' | b'\n' | b'\r'))
                    .unwrap_or(buffer.len() - at);
                record.bytes.extend_from_slice(&buffer[at..at + run]);
                at += run;
                let Some(stop) = buffer.get(at) else { break };
                if *stop == b'"' {
                    *place.state = State::QuoteSeen;
                } else {
                    // CRLF counts once: by its LF, or by the CR when none follows.
                    *place.line +=
                        u64::from(*stop == b'\n' || buffer.get(at + 1).is_some_and(|b| *b != b'\n'));
                    record.bytes.push(*stop);
                }
                at += 1;
            }
            State::QuoteSeen if byte == b'"' => {
                record.bytes.push(b'"');
                *place.state = State::Quoted;
                at += 1;
            }
            State::CellBegin if byte == b'"' => {
                begin_cell(record, offset + at as u64, true);
                *place.quote_line = *place.line;
                *place.state = State::Quoted;
                at += 1;
            }
            state => {
                if state == State::CellBegin {
                    begin_cell(record, offset + at as u64, false);
                }
                let run = buffer[at..]
                    .iter()
                    .position(|b| *b == delimiter || matches!(b, b'\n' | b'\r'))
                    .unwrap_or(buffer.len() - at);
                record.bytes.extend_from_slice(&buffer[at..at + run]);
                at += run;
                *place.state = State::Plain;
                let Some(stop) = buffer.get(at) else { break };
                at += 1;
                record.end_cell();
                *place.state = State::CellBegin;
                if *stop != delimiter {
                    *place.line += 1;
                    return (at, Some(*stop));
                }
            }
        }
    }
    (at, None)
}

fn begin_cell(record: &mut Record, offset: u64, quoted: bool) {
    record.begins.push(offset);
    record.quoted.push(quoted);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn records(text: &[u8], delimiter: u8, buffer: usize) -> Result<Vec<(u64, Vec<String>)>, Malformed> {
        let mut reader = RecordReader::new(BufReader::with_capacity(buffer, text), delimiter, 0);
        let mut record = Record::default();
        let mut all = Vec::new();
        while reader.read(&mut record)? {
            let cells = record
                .cells()
                .map(|c| String::from_utf8_lossy(c).into_owned())
                .collect();
            all.push((record.line, cells));
        }
        Ok(all)
    }
    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let whole = records(text.as_bytes(), b',', 4096).expect("well formed");
        for buffer in [1, 2, 3, 7] {
            let cut = records(text.as_bytes(), b',', buffer).expect("well formed");
            let cells = |rows: &[(u64, Vec<String>)]| rows.iter().map(|r| r.1.clone()).collect::<Vec<_>>();
            assert_eq!(cells(&cut), cells(&whole), "buffer of {buffer}");
        }
        whole
    }
    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn every_line_end_ends_a_row() {
        for text in [
            "a,b\n1,2\n",
            "a,b\r\n1,2\r\n",
            "a,b\r1,2\r",
            "a,b\r\n1,2",
            "\n\na,b\n\n1,2\n\n",
        ] {
            let cells: Vec<_> = rows(text).into_iter().map(|(_, cells)| cells).collect();
            assert_eq!(cells, [["a", "b"], ["1", "2"]], "{text:?}");
        }
    }

    #[test]
    fn quotes_keep_delimiters_line_ends_and_quotes() {
        let text = "name,note\n\"Smith, \"\"Bob\"\"\",\"first\r\nsecond\"\nplain \"inside\",\n\"a\"b,c\n";
        assert_eq!(
            rows(text),
            [
                row(1, &["name", "note"]),
                row(2, &["Smith, \"Bob\"", "first\r\nsecond"]),
                row(4, &["plain \"inside\"", ""]),
                row(5, &["ab", "c"]),
            ]
        );
    }

    #[test]
    fn empty_lines_are_no_rows_but_empty_cells_are() {
        assert_eq!(
            rows("a,b\n\n,\n\"\"\nx"),
            [
                row(1, &["a", "b"]),
                row(3, &["", ""]),
                row(4, &[""]),
                row(5, &["x"])
            ]
        );
        assert_eq!(rows("a,"), [row(1, &["a", ""])]);
        assert_eq!(rows(""), []);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_by_its_line() {
        let text = "a,b\n1,2\n3,\"open\n5,6\n";
        for buffer in [1, 4096] {
            let error = records(text.as_bytes(), b',', buffer).expect_err("unclosed");
            assert_eq!(error.to_string(), "the quote opened in line 3 is never closed");
        }
        let long = format!("a,b\n1,\"{}", "x\n".repeat(ROW_LIMIT));
        let error = records(long.as_bytes(), b',', 4096).expect_err("unclosed");
        assert!(matches!(error, Malformed::UnclosedQuote { line: 2 }), "{error}");
    }

    #[test]
    fn a_row_without_end_is_refused_before_it_fills_the_memory() {
        let long = format!("a,b\n{}\n", "x".repeat(10 * ROW_LIMIT));
        let error = records(long.as_bytes(), b',', 4096).expect_err("too long");
        assert!(matches!(error, Malformed::LongRow { line: 2 }), "{error}");
    }

    #[test]
    fn a_byte_of_a_cell_is_found_again_in_the_file() {
        let text = b"a,b\n\"x\"\"y\xFFz\",q\xFE\n";
        let mut reader = RecordReader::new(text.as_slice(), b',', 0);
        let mut record = Record::default();
        reader.read(&mut record).expect("header");
        reader.read(&mut record).expect("row");
        for (cell, byte) in [(0, 0xFF), (1, 0xFE)] {
            let within = record
                .cell(cell)
                .iter()
                .position(|b| *b == byte)
                .expect("planted");
            assert_eq!(text[record.offset(cell, within) as usize], byte);
        }
    }
}
