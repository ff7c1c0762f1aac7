//! Cards (vCard 2.1, 3.0, 4.0): each a row, with columns as an address book has them.
//!
//! Read here and not by a crate, because each row must know its line and stay within memory whatever stands in the
//! file: a photo is passed over while it is read, and cards that phones write against the standard (soft line breaks
//! without a mark, labels beside their value, bare parameters) are read as they are meant.

mod lines;
mod text;

use super::record::{ENTRY_LIMIT, Malformed, ROW_LIMIT};
use super::table::{Builder, Cell, Table, TooLarge};
use crate::import::value::date;
use lines::{Property, Unfolded};
use std::io::{self, BufRead};
use text::{Decoded, decode, kind_of, label_text, plain, split, values};

/// The columns every table of cards begins with.
const COLUMNS: [&str; 12] = [
    "UID",
    "Formatted name",
    "Given names",
    "Family names",
    "Additional names",
    "Name prefix",
    "Name suffix",
    "Organization",
    "Department",
    "Title",
    "Birthday",
    "Note",
];
/// Between several values of one column.
const BETWEEN: &str = " ::: ";

/// Why cards cannot be read.
pub(super) enum Bad {
    Malformed(Malformed),
    TooLarge,
    NoCards,
}

impl From<io::Error> for Bad {
    fn from(error: io::Error) -> Self {
        Self::Malformed(Malformed::Io(error))
    }
}
impl From<TooLarge> for Bad {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

/// Whether a text begins as cards do.
pub(super) fn is_cards(sample: &[u8]) -> bool {
    let text = sample.trim_ascii_start();
    text.len() >= 11 && text[..11].eq_ignore_ascii_case(b"BEGIN:VCARD")
}

/// Reads all cards of a text that stands from `offset` on in its file.
pub(super) fn read(from: impl BufRead, offset: u64) -> Result<Table, Bad> {
    let mut lines = Unfolded::new(from, offset);
    let mut table = Builder::with(&COLUMNS);
    let mut card: Option<(u64, Vec<Property>)> = None;
    let mut left_out = LeftOut::default();
    // What the entries of the card under way hold; nothing larger is kept in memory.
    let mut bytes = 0;
    while let Some(property) = lines.next_property()? {
        let named = |word: &[u8]| property.value.trim_ascii().eq_ignore_ascii_case(word);
        match (property.name.as_str(), &mut card) {
            ("BEGIN", None) if named(b"VCARD") => {
                card = Some((property.line, Vec::new()));
                bytes = 0;
            }
            ("BEGIN", Some((line, _))) => return Err(unclosed(*line)),
            ("END", Some(_)) if named(b"VCARD") => {
                if let Some((line, properties)) = card.take() {
                    write(&mut table, line, properties, &mut left_out)?;
                }
            }
            (_, Some((line, properties))) => {
                bytes += property.bytes();
                if bytes > ROW_LIMIT || properties.len() == ENTRY_LIMIT {
                    return Err(Bad::Malformed(Malformed::LargeCard { line: *line }));
                }
                properties.push(property);
            }
            // Between cards: nothing that belongs to one.
            (_, None) => {}
        }
    }
    if let Some((line, _)) = card {
        return Err(unclosed(line));
    }
    let mut table = table.finish();
    if table.rows.is_empty() {
        return Err(Bad::NoCards);
    }
    table.left_out = left_out.told();
    Ok(table)
}

const fn unclosed(line: u64) -> Bad {
    Bad::Malformed(Malformed::UnclosedCard { line })
}

#[derive(Default)]
struct LeftOut {
    photos: u64,
    groups: u64,
}

impl LeftOut {
    fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        match self.photos {
            0 => {}
            1 => told.push("1 photo or other picture, sound or key".to_owned()),
            n => told.push(format!("{n} photos and other pictures, sounds and keys")),
        }
        match self.groups {
            0 => {}
            1 => told.push("1 card that is a group of others".to_owned()),
            n => told.push(format!("{n} cards that are groups of others")),
        }
        told
    }
}

/// The cells of one card.
struct Cells<'t> {
    table: &'t mut Builder,
    cells: Vec<Cell>,
}

impl Cells<'_> {
    /// Adds a value; a second one of a column stands behind the first.
    fn add(&mut self, column: &str, value: &[u8], at: u64) {
        let value = value.trim_ascii();
        if value.is_empty() {
            return;
        }
        let column = self.table.column(column);
        match self.cells.iter_mut().find(|cell| cell.column == column) {
            Some(cell) if cell.bytes == value => {}
            Some(cell) => {
                cell.bytes.extend_from_slice(BETWEEN.as_bytes());
                cell.bytes.extend_from_slice(value);
            }
            None => self.cells.push(Cell {
                column,
                bytes: value.to_vec(),
                at,
            }),
        }
    }
    fn has(&self, column: usize) -> bool {
        self.cells.iter().any(|cell| cell.column == column)
    }
    fn take(&mut self, column: usize) -> Option<Cell> {
        let at = self.cells.iter().position(|cell| cell.column == column)?;
        Some(self.cells.remove(at))
    }
    fn text(&self, column: usize) -> Option<&[u8]> {
        let cell = self.cells.iter().find(|cell| cell.column == column)?;
        Some(&cell.bytes)
    }
}

fn write(
    table: &mut Builder,
    line: u64,
    properties: Vec<Property>,
    left_out: &mut LeftOut,
) -> Result<(), TooLarge> {
    let is = |name: &str, value: &str| {
        properties.iter().any(|property| {
            property.name == name && property.value.trim_ascii().eq_ignore_ascii_case(value.as_bytes())
        })
    };
    if is("KIND", "group") || is("X-ADDRESSBOOKSERVER-KIND", "group") {
        left_out.groups += 1;
        return Ok(());
    }
    let is_company = is("X-ABSHOWAS", "COMPANY") || is("KIND", "org");
    let mut cells = Cells {
        table,
        cells: Vec::new(),
    };
    let mut titles = 0;
    for property in &properties {
        if property.is_binary() {
            left_out.photos += 1;
            continue;
        }
        let label = property.group.as_deref().and_then(|group| {
            let found = properties
                .iter()
                .find(|other| other.name == "X-ABLABEL" && other.group.as_deref() == Some(group))?;
            Some(label_text(&decode(found)))
        });
        put(&mut cells, property, label.as_deref(), &mut titles);
    }
    // Of a company its name stands twice: as the name and as the organization.
    let (formatted, organization) = (1, 7);
    let unnamed = !cells.has(2) && !cells.has(3);
    let same = cells.text(formatted).is_some() && cells.text(formatted) == cells.text(organization);
    if is_company || (unnamed && same) {
        let name = cells.take(formatted);
        if !cells.has(organization)
            && let Some(name) = name
        {
            cells.cells.push(Cell {
                column: organization,
                ..name
            });
        }
    }
    let cells = cells.cells;
    table.row(line, cells)
}

fn put(cells: &mut Cells, property: &Property, label: Option<&str>, titles: &mut u32) {
    let at = property.at;
    let value: Decoded = decode(property);
    let kind = kind_of(property, label);
    match property.name.as_str() {
        "VERSION" | "PRODID" | "REV" | "X-ABLABEL" | "KIND" | "X-ABSHOWAS" => {}
        "UID" => cells.add("UID", &plain(&value), at),
        "FN" => {
            let column = if cells.has(1) {
                "Other name"
            } else {
                "Formatted name"
            };
            cells.add(column, &plain(&value), at);
        }
        "N" => name_parts(cells, &value, at),
        "ORG" => organization(cells, &value, at),
        "TITLE" => {
            *titles += 1;
            let column = if *titles == 1 { "Title" } else { "Other title" };
            cells.add(column, &plain(&value), at);
        }
        "NOTE" => cells.add("Note", &plain(&value), at),
        "CATEGORIES" => cells.add("Categories", &plain(&value), at),
        "BDAY" => {
            let text = plain(&value);
            let day = std::str::from_utf8(&text).ok().and_then(birthday);
            match day {
                Some(day) if !cells.has(10) => cells.add("Birthday", day.as_bytes(), at),
                Some(day) if cells.text(10) == Some(day.as_bytes()) => {}
                // A birthday without a year is none that can be counted from.
                _ => cells.add("Birthday as written", &text, at),
            }
        }
        "LANG" => cells.add("Language", &plain(&value), at),
        "EMAIL" => {
            let column = match kind {
                "home" => "E-mail (home)",
                "work" | "main" => "E-mail (work)",
                "" => "E-mail",
                _ => "E-mail (other)",
            };
            cells.add(column, &plain(&value), at);
        }
        "TEL" => {
            let number = phone(&plain(&value));
            let column = match kind {
                "fax" => "Phone (fax)",
                "mobile" => "Phone (mobile)",
                "home" => "Phone (home)",
                "work" => "Phone (work)",
                "main" => "Phone (main)",
                _ => "Phone (other)",
            };
            cells.add(column, &number, at);
            // What the owner of the book called the number says more than our kinds of numbers.
            if let Some(label) = label.filter(|_| kind == "other") {
                let told = [&number[..], b": ", label.as_bytes()].concat();
                cells.add("Phone label", &told, at);
            }
        }
        "ADR" => address(cells, &value, kind, at),
        "URL" => {
            let text = plain(&value);
            let is_profile = text
                .windows(16)
                .any(|part| part.eq_ignore_ascii_case(b"linkedin.com/in/"));
            let column = match kind {
                _ if is_profile => "LinkedIn",
                "work" => "URL (work)",
                "home" => "URL (home)",
                _ => "URL",
            };
            cells.add(column, &text, at);
        }
        "LABEL" => cells.add(
            &format!("Label ({})", if kind.is_empty() { "other" } else { kind }),
            &plain(&value),
            at,
        ),
        name => {
            let own = match label {
                Some(label) if name.starts_with("X-AB") && !label.is_empty() => format!("{name} ({label})"),
                _ => name.to_owned(),
            };
            let text = split(&value, b';')
                .iter()
                .map(plain)
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>();
            cells.add(&own, &text.join(&b"; "[..]), at);
        }
    }
}

/// Family names, given names, further names, what stands before and behind them.
fn name_parts(cells: &mut Cells, value: &Decoded, at: u64) {
    let columns = [
        "Family names",
        "Given names",
        "Additional names",
        "Name prefix",
        "Name suffix",
    ];
    for (column, part) in columns.into_iter().zip(split(value, b';')) {
        let parts: Vec<Vec<u8>> = values(&part);
        cells.add(column, &parts.join(&b" "[..]), at);
    }
}

/// The organization and its units; a second one is kept by another name.
fn organization(cells: &mut Cells, value: &Decoded, at: u64) {
    let mut parts = split(value, b';').into_iter();
    let name = parts.next().unwrap_or_default();
    let units: Vec<Vec<u8>> = parts
        .map(|part| plain(&part))
        .filter(|part| !part.trim_ascii().is_empty())
        .collect();
    let (first, second) = if cells.has(7) {
        ("Other organization", "Other department")
    } else {
        ("Organization", "Department")
    };
    cells.add(first, &plain(&name), at);
    cells.add(second, &units.join(&b", "[..]), at);
}

/// Post box, further lines, street, town, region, code and country; of the office they are the company's.
fn address(cells: &mut Cells, value: &Decoded, kind: &str, at: u64) {
    let parts = split(value, b';');
    let text = |index: usize| parts.get(index).map(plain).unwrap_or_default();
    let place = match kind {
        "home" => "Home",
        "work" | "main" | "" => "Work",
        _ => "Other",
    };
    let street: Vec<Vec<u8>> = [text(2), text(1), text(0)]
        .into_iter()
        .filter(|part| !part.trim_ascii().is_empty())
        .collect();
    let taken = cells.table.column(&format!("{place} city"));
    let street_taken = cells.table.column(&format!("{place} street"));
    if cells.has(taken) || cells.has(street_taken) {
        let all: Vec<Vec<u8>> = (0..7)
            .map(text)
            .filter(|part| !part.trim_ascii().is_empty())
            .collect();
        cells.add(
            &format!("Further address ({})", place.to_lowercase()),
            &all.join(&b", "[..]),
            at,
        );
        return;
    }
    cells.add(&format!("{place} street"), &street.join(&b"\n"[..]), at);
    for (index, part) in [(3, "city"), (4, "region"), (5, "postal code"), (6, "country")] {
        cells.add(&format!("{place} {part}"), &text(index), at);
    }
}

/// `tel:+1-418-656-9254;ext=102`, as 4.0 writes numbers.
fn phone(value: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(value) else {
        return value.to_vec();
    };
    let Some(number) = text.trim().strip_prefix("tel:") else {
        return value.to_vec();
    };
    let mut parts = number.split(';');
    let mut number = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if let Some(extension) = part.strip_prefix("ext=") {
            number.push_str(" ext. ");
            number.push_str(extension);
        }
    }
    number.into_bytes()
}

/// A whole date of a card: `19800322`, `1980-03-22`, `1980-03-22T00:00:00Z`.
fn birthday(text: &str) -> Option<String> {
    let text = text.trim();
    let read = date::read(text, None).ok().flatten()?;
    (!text.starts_with('-')).then(|| read.day().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Option<usize> {
        read(text, 0).ok().map(|table| table.rows.len())
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_in_a_card_is_read_or_refused(
            lines in proptest::collection::vec("(item1\\.)?(TEL|ADR|N|FN|PHOTO|X-A)?[;=,:A-Za-z\"\\\\ =0-9ü]{0,30}|.{0,20}", 0..12)
        ) {
            let text = format!("BEGIN:VCARD\n{}\nEND:VCARD\n", lines.join("\n"));
            let _ = rows(text.as_bytes());
        }
        #[test]
        fn bytes_of_any_kind_end(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = rows(&bytes);
        }
    }

    #[test]
    fn a_card_without_end_is_refused_before_it_fills_the_memory() {
        let large = |line: &str, times: usize| {
            let text = format!(
                "BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\n{}END:VCARD\n",
                line.repeat(times)
            );
            match read(text.as_bytes(), 0) {
                Err(Bad::Malformed(Malformed::LargeCard { line })) => line,
                _ => 0,
            }
        };
        assert_eq!(large("NOTE:x\n", ENTRY_LIMIT + 1), 4);
        assert_eq!(large("NOTE:x\n", ENTRY_LIMIT), 0);
        assert_eq!(large(&format!("NOTE:{}\n", "x".repeat(9_999)), 110), 4);
        // Pictures are left out anyway, however large.
        assert_eq!(large(&format!("PHOTO:{}\n", "x".repeat(9_999)), 110), 0);
    }

    #[test]
    fn many_names_of_entries_take_no_time_for_each_pair() {
        let card = |n: usize| {
            let entries = (0..1_000).map(|m| format!("X-N{}:x\n", n * 1_000 + m));
            format!("BEGIN:VCARD\nFN:A\n{}END:VCARD\n", entries.collect::<String>())
        };
        // Each adds a thousand columns: looked up one by one these are 5,000 million comparisons.
        let text: String = (0..100).map(card).collect();
        let table = read(text.as_bytes(), 0).ok().expect("cards");
        assert_eq!((table.rows.len(), table.header.len()), (100, 100_001));
    }

    #[test]
    fn a_soft_break_and_a_fold_join_what_belongs_together() {
        let text = b"BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:a=\n=C3=BC=\n b\nFN:An\n na\nEND:VCARD\n";
        let table = read(&text[..], 0).ok().expect("a card");
        assert_eq!(table.header, ["Formatted name", "Note"]);
        assert_eq!(table.rows[0].cell(0), b"Anna");
        assert_eq!(table.rows[0].cell(1), "aüb".as_bytes());
    }
}
