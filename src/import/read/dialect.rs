//! How a file separates its cells, and where its header row is.
//!
//! Decided on the first fifty parsed rows, so that a comma within quotes or a line end
//! within a cell does not mislead it.

use super::record::{Record, RecordReader};

/// How many rows are looked at.
const SAMPLE_ROWS: usize = 50;
/// A row is the header when so many of its cells are known.
const KNOWN_CELLS: usize = 3;

/// How a file is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dialect {
    /// Between cells.
    pub delimiter: u8,
    /// Rows before the header: notes that some exports begin with.
    pub preamble: usize,
}

impl Dialect {
    /// Of a file that has none.
    pub(super) const fn none() -> Self {
        Self {
            delimiter: b',',
            preamble: 0,
        }
    }
    /// The delimiter in words.
    pub fn delimiter_name(self) -> &'static str {
        match self.delimiter {
            b',' => "comma",
            b';' => "semicolon",
            b'\t' => "tab",
            _ => "bar",
        }
    }
}

/// Finds out from the beginning of a file. `is_known` tells header names some source uses.
pub(super) fn detect(sample: &[u8], is_known: impl Fn(&str) -> bool) -> Dialect {
    let mut best: Option<((usize, usize, usize), Dialect)> = None;
    for delimiter in [b',', b';', b'\t', b'|'] {
        let rows = sample_rows(sample, delimiter);
        let known: Vec<usize> = rows
            .iter()
            .map(|row| {
                row.iter()
                    .filter(|cell| !cell.trim().is_empty() && is_known(cell))
                    .count()
            })
            .collect();
        let hint = rows.first().and_then(|row| separator_hint(row));
        let first = usize::from(hint.is_some());
        let header = known
            .iter()
            .position(|n| *n >= KNOWN_CELLS)
            .unwrap_or_else(|| first.min(rows.len().saturating_sub(1)));
        let width = rows.get(header).map_or(0, Vec::len);
        let fitting = rows[header.min(rows.len())..]
            .iter()
            .filter(|row| width > 1 && row.len() == width)
            .count();
        let score = (
            usize::from(hint == Some(delimiter)) * 1000 + known.get(header).copied().unwrap_or(0),
            fitting,
            width,
        );
        let dialect = Dialect {
            delimiter,
            preamble: header,
        };
        // On a tie the earlier one stays: a comma is the likeliest.
        if best.as_ref().is_none_or(|(top, _)| score > *top) {
            best = Some((score, dialect));
        }
    }
    best.map_or(
        Dialect {
            delimiter: b',',
            preamble: 0,
        },
        |(_, dialect)| dialect,
    )
}

/// Excel's own hint `sep=;` in the first line.
fn separator_hint(row: &[String]) -> Option<u8> {
    let text = row.first()?.trim();
    if let Some(rest) = text.strip_prefix("sep=") {
        // Read with its own delimiter the hint falls into two cells: `sep=` and nothing.
        return match rest.as_bytes() {
            [one] => Some(*one),
            [] if row.len() == 2 => Some(0),
            _ => None,
        };
    }
    None
}

fn sample_rows(sample: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = RecordReader::new(sample, delimiter, 0);
    let mut record = Record::default();
    let mut rows = Vec::new();
    // A quote that the sample cuts off, or that is not closed, ends the look; what was read counts.
    while rows.len() < SAMPLE_ROWS && matches!(reader.read(&mut record), Ok(true)) {
        let cells = record
            .cells()
            .map(|cell| String::from_utf8_lossy(cell).into_owned());
        rows.push(cells.collect());
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(text: &str) -> (&'static str, usize) {
        let known = ["first name", "last name", "company", "email", "name", "city"];
        let dialect = detect(text.as_bytes(), |cell| {
            known.contains(&cell.trim().to_lowercase().as_str())
        });
        (dialect.delimiter_name(), dialect.preamble)
    }

    #[test]
    fn delimiters_are_seen_through_quotes_and_texts() {
        for (text, delimiter) in [
            ("name,city\nAcme,Bonn\n", "comma"),
            ("name;city\nAcme;Bonn\n", "semicolon"),
            ("name;city\n\"Acme, Inc., Ltd.\";\"Bonn, a, b\"\n", "semicolon"),
            ("name\tcity\nAcme, Inc.\tBonn; Köln\n", "tab"),
            ("name|city\nAcme|Bonn\n", "bar"),
            ("wer;wo\nA, B, C;x\nD, E;y\n", "semicolon"),
            ("\"name\",\"note\"\n\"Acme\",\"a;b\nc;d\ne;f\"\n", "comma"),
            ("name\nAcme\n", "comma"),
            ("", "comma"),
        ] {
            assert_eq!(detected(text).0, delimiter, "{text:?}");
        }
    }

    #[test]
    fn notes_before_the_header_are_stepped_over() {
        let text = "Notes:\n\"When exporting, some addresses are missing.\"\n\nFirst Name,Last Name,Company\nA,B,C\n";
        assert_eq!(detected(text), ("comma", 2));
        assert_eq!(detected("sep=;\nname;city\nAcme;Bonn\n"), ("semicolon", 1));
        assert_eq!(detected("name,city\nAcme,Bonn\n").1, 0);
    }
}
