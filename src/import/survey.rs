//! One look at all rows before anything is decided: how many there are, how dates and
//! numbers are written, which keys come more than once, what looks wrong.
//!
//! A file whose rows cannot be told apart fails here, before anything was changed.

use super::draft::Reading;
use super::keys;
use super::map::own::SYSTEM;
use super::map::{Entity, Field, Kept, Mapping};
use super::read::{Row, Sheet};
use super::value::date::{DateOrder, OrderEvidence};
use super::value::number::MarkEvidence;
use super::value::text;
use super::{ImportError, ImportOptions};
use crate::domain::FieldType;
use std::collections::HashSet;

/// What one look at all rows tells.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// How many rows.
    pub rows: u64,
    /// How values are to be read.
    pub reading: Reading,
    /// Keys that more than one row has, by their hash.
    pub(super) repeated: HashSet<u32>,
    /// Ids of the rows of a list of ours, by their hash: a row here that has one of them is that row and no other.
    pub(super) own_ids: HashSet<u32>,
    /// What to know before the rows are taken.
    pub warnings: Vec<Warning>,
}

/// Something to know about a file.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Warning {
    /// Stable code.
    pub code: &'static str,
    /// One line.
    pub text: String,
}

/// How many rows show something, and the first of them.
#[derive(Clone, Copy, Default)]
struct Seen {
    rows: u64,
    first_line: u64,
}

impl Seen {
    fn add(&mut self, line: u64) {
        if self.rows == 0 {
            self.first_line = line;
        }
        self.rows += 1;
    }
}

#[derive(Default)]
struct Oddities {
    replaced: Seen,
    double_encoded: Seen,
    hidden: Seen,
}

/// Looks at all rows once.
pub(super) fn survey(
    sheet: &Sheet,
    mapping: &Mapping,
    options: &ImportOptions,
) -> Result<Survey, ImportError> {
    let reading = Reading {
        mend: options.mend,
        serial_epoch: sheet.serial_epoch(),
        unguard: mapping.system == SYSTEM || mapping.columns.iter().any(|column| column.name == "_reason"),
        ..Reading::default()
    };
    let mut orders = vec![OrderEvidence::default(); mapping.columns.len()];
    let mut marks = vec![MarkEvidence::default(); mapping.columns.len()];
    let mut hashes = Vec::new();
    let mut own_ids = HashSet::new();
    let mut odd = Oddities::default();
    let mut total = 0;
    let mut rows = sheet.rows()?;
    while let Some(row) = rows.next_row()? {
        total += 1;
        if row.fault.is_some() {
            continue;
        }
        for (at, column) in mapping.columns.iter().enumerate() {
            match column.field {
                Field::Birthday
                | Field::OccurredAt
                | Field::TaskDue
                | Field::Extra(Kept::Date | Kept::Own(FieldType::Date)) => orders[at].add(row.cell(at)),
                Field::Employees | Field::Extra(Kept::Number | Kept::Own(FieldType::Number)) => {
                    marks[at].add(row.cell(at))
                }
                _ => {}
            }
        }
        // What happened is told apart by its id alone.
        if matches!(mapping.entity, Entity::Companies | Entity::Contacts) {
            let id = keys::hashes_of_row(row, mapping, &reading, &mut hashes);
            own_ids.extend(id.filter(|_| mapping.system == SYSTEM));
        }
        odd.look(row);
    }
    let mut survey = Survey {
        rows: total,
        reading,
        repeated: repeated(hashes),
        own_ids,
        ..Survey::default()
    };
    for (at, evidence) in orders.iter().enumerate() {
        let order = evidence.order().or(options.date_order);
        if let (None, Some(example)) = (order, evidence.example.as_ref().filter(|_| evidence.is_open())) {
            return Err(ImportError::DateOrder {
                column: mapping.columns[at].name.clone(),
                example: example.clone(),
            });
        }
        survey.reading.orders.push(order);
    }
    for (at, evidence) in marks.iter().enumerate() {
        let mark = evidence.mark().or(options.decimal);
        if mark.is_none() && evidence.ambiguous {
            survey.warnings.push(thousands(&mapping.columns[at].name));
        }
        survey.reading.marks.push(mark);
    }
    odd.tell(&mut survey.warnings, options.mend);
    survey
        .warnings
        .extend(sheet.left_out().iter().map(|what| Warning {
            code: "left_out",
            text: format!("left out: {what}"),
        }));
    said_of_dates(mapping, &orders, &mut survey.warnings);
    Ok(survey)
}

/// The hashes that come more than once. Sorting takes less memory than a set of all.
fn repeated(mut hashes: Vec<u32>) -> HashSet<u32> {
    hashes.sort_unstable();
    hashes
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect()
}

fn thousands(column: &str) -> Warning {
    Warning {
        code: "decimal_mark",
        text: format!(
            "column \"{column}\": three digits behind a single separator are read as thousands; \
             --decimal point or --decimal comma says otherwise"
        ),
    }
}

fn said_of_dates(mapping: &Mapping, orders: &[OrderEvidence], warnings: &mut Vec<Warning>) {
    for (column, evidence) in mapping.columns.iter().zip(orders) {
        if let (Some(order), Some(example)) = (evidence.order(), &evidence.example) {
            let order = match order {
                DateOrder::DayFirst => "day first",
                DateOrder::MonthFirst => "month first",
            };
            warnings.push(Warning {
                code: "date_order",
                text: format!("column \"{}\": dates as {example} are read {order}", column.name),
            });
        }
    }
}

impl Oddities {
    fn look(&mut self, row: &Row) {
        let bytes = row.bytes();
        let plain = |byte: &u8| (0x20..0x7f).contains(byte) || matches!(byte, b'\t' | b'\n' | b'\r');
        if bytes.iter().all(plain) {
            return;
        }
        // Only rows without a fault are looked at: their cells are text.
        let Ok(all) = std::str::from_utf8(bytes) else {
            return;
        };
        if all.contains(char::REPLACEMENT_CHARACTER) {
            self.replaced.add(row.line());
        }
        if text::looks_double_encoded(all) && (0..row.len()).any(|at| text::mend(row.cell(at)).is_some()) {
            self.double_encoded.add(row.line());
        }
        if text::has_hidden_signs(all) {
            self.hidden.add(row.line());
        }
    }
    fn tell(&self, warnings: &mut Vec<Warning>, mend: bool) {
        let mut add = |code, seen: Seen, what: &str| {
            if seen.rows > 0 {
                warnings.push(Warning {
                    code,
                    text: format!("{} rows {what}, first in line {}", seen.rows, seen.first_line),
                });
            }
        };
        add(
            "replacement_character",
            self.replaced,
            "hold \u{fffd}: letters were lost before the file came here",
        );
        let double = if mend {
            "were encoded twice and are mended"
        } else {
            "look encoded twice (fÃ¼r for für); --repair-text mends them"
        };
        add("double_encoded", self.double_encoded, double);
        add(
            "hidden_signs",
            self.hidden,
            "hold signs that change how text is shown; they are kept and made visible",
        );
    }
}
