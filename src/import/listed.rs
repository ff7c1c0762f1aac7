//! A do-not-contact list as a file: one column, or columns named for what they hold; every line is accounted for.

use crate::base::lookup::fold;
use crate::domain::{Listed, SuppressionKind};
use serde::Serialize;
use std::collections::BTreeSet;

/// What a file of the list holds.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct ListFile {
    /// Lines in it.
    pub lines: u64,
    /// Lines without anything.
    pub blank: u64,
    /// Lines that begin with `#`.
    pub comments: u64,
    /// Lines that name the columns: 0 or 1.
    pub headings: u64,
    /// Lines with at least one value.
    pub with_values: u64,
    /// Values that stood in it before.
    pub repeated: u64,
    /// What cannot be read, each with its line.
    pub rejected: Vec<RejectedLine>,
    /// The values, each with the reason that the file gives.
    #[serde(skip)]
    pub values: Vec<(Listed, Option<String>)>,
}

/// A line that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RejectedLine {
    /// Its number.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Column {
    Value(Option<SuppressionKind>),
    Reason,
    Other,
}

fn column(name: &str) -> Column {
    let folded = fold(name);
    let plain: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    Column::Value(Some(match plain.as_str() {
        "phone" | "phonenumber" | "telephone" | "telefon" | "telefonnummer" | "rufnummer" | "number"
        | "nummer" | "mobile" | "mobil" | "tel" => SuppressionKind::Phone,
        "email" | "mail" | "emailaddress" | "emailadresse" => SuppressionKind::Email,
        "domain" | "website" | "url" | "web" => SuppressionKind::Domain,
        "value" | "wert" | "entry" | "eintrag" => return Column::Value(None),
        "reason" | "grund" | "note" | "notiz" => return Column::Reason,
        _ => return Column::Other,
    }))
}

/// The text of a file: UTF-8, what its first bytes say, else Windows-1252.
fn text(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

fn cells(line: &str, delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(line.as_bytes());
    let first = reader.records().next().and_then(Result::ok);
    first.map_or_else(Vec::new, |record| record.iter().map(str::to_owned).collect())
}

/// What separates the cells: the sign that stands most often in a line.
fn delimiter(line: &str) -> u8 {
    let count = |sign: char| line.matches(sign).count();
    let found = [';', '\t', ','].into_iter().max_by_key(|sign| count(*sign));
    found
        .filter(|sign| count(*sign) > 0)
        .map_or(b',', |sign| sign as u8)
}

impl ListFile {
    /// Reads the bytes of a file; a number without a country code is dialled in `country`.
    pub fn read(bytes: &[u8], country: &str) -> Self {
        let text = text(bytes);
        let mut file = Self::default();
        let mut seen = BTreeSet::new();
        let mut columns: Option<Vec<Column>> = None;
        for line in text.lines() {
            file.lines += 1;
            let bare = line.trim_start_matches('\u{feff}').trim();
            if bare.is_empty() || bare.chars().all(|c| matches!(c, ',' | ';' | '\t' | ' ')) {
                file.blank += 1;
            } else if bare.starts_with('#') {
                file.comments += 1;
            } else {
                let cells = cells(bare, delimiter(bare));
                if columns.is_none() {
                    let named: Vec<_> = cells.iter().map(|cell| column(cell)).collect();
                    let is_heading = named.iter().any(|column| matches!(column, Column::Value(_)));
                    columns = Some(if is_heading {
                        file.headings += 1;
                        named
                    } else {
                        vec![Column::Value(None)]
                    });
                    if is_heading {
                        continue;
                    }
                }
                let columns = columns.as_deref().unwrap_or_default();
                file.line(&cells, columns, country, &mut seen);
            }
        }
        file
    }

    fn line(&mut self, cells: &[String], columns: &[Column], country: &str, seen: &mut BTreeSet<Listed>) {
        let of = |wanted: fn(&Column) -> bool| {
            let pairs = columns.iter().zip(cells);
            pairs
                .filter(move |(column, cell)| wanted(column) && !cell.is_empty())
                .collect::<Vec<_>>()
        };
        let reason = of(|column| *column == Column::Reason)
            .first()
            .map(|(_, text)| (*text).clone());
        let values = of(|column| matches!(column, Column::Value(_)));
        let before = self.rejected.len();
        for (column, cell) in &values {
            let kind = match column {
                Column::Value(kind) => *kind,
                Column::Reason | Column::Other => None,
            };
            match Listed::read(cell, kind, country) {
                Ok(listed) if seen.contains(&listed) => self.repeated += 1,
                Ok(listed) => {
                    seen.insert(listed.clone());
                    self.values.push((listed, reason.clone()));
                }
                Err(refusal) => self.rejected.push(RejectedLine {
                    line: self.lines,
                    reason: refusal.detail.trim_start_matches("value: ").to_owned(),
                }),
            }
        }
        if values.is_empty() {
            self.rejected.push(RejectedLine {
                line: self.lines,
                reason: "holds no number, address or domain in its columns".to_owned(),
            });
        } else if self.rejected.len() - before < values.len() {
            self.with_values += 1;
        }
    }
    /// Lines of which nothing could be read.
    pub fn refused_lines(&self) -> u64 {
        self.lines - self.blank - self.comments - self.headings - self.with_values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_accounted_for() {
        let text = "\u{feff}# asked by letter\r\n\r\nanna@mueller.de\r\n0711 5550142\r\n@globex.example\r\n\
                    +49 711 5550142\r\nno value\r\n";
        let file = ListFile::read(text.as_bytes(), "DE");
        let counted = (
            file.lines,
            file.comments,
            file.blank,
            file.with_values,
            file.repeated,
        );
        assert_eq!(counted, (7, 1, 1, 4, 1));
        assert_eq!((file.rejected[0].line, file.rejected.len()), (7, 1));
        assert_eq!((file.values.len(), file.refused_lines()), (3, 1));
    }

    #[test]
    fn named_columns_say_what_they_hold() {
        let text =
            "Firma;Telefon;E-Mail;Domain;Grund\nMüller;0711 5550142;info@mueller.de;;Brief\nX;12;;;\nY;;;;\n";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let file = ListFile::read(&bytes, "DE");
        assert_eq!((file.headings, file.with_values, file.refused_lines()), (1, 1, 2));
        assert_eq!(file.values.len(), 2);
        assert!(file.values.iter().all(|(_, why)| why.as_deref() == Some("Brief")));
        assert_eq!(file.rejected.iter().map(|r| r.line).collect::<Vec<_>>(), [3, 4]);
    }
}
