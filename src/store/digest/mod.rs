//! One hash over everything stored: are two files the same, whatever they run on?
//!
//! In it: every field of every company, contact, case, task, activity, note,
//! stage change, handover, membership, verdict and user that is not in Trash (nor below
//! a company that is), what the rules in force say (templates, outcomes, scripts,
//! queues) and the tenant's name. Not in it: derived values, versions, Trash, the
//! journal, leases, skips, drafts, settings. The `shape` asks less: the same content made
//! again, at another time and with other ids, has the same shape.

mod canonical;
mod shape;

use super::every::{self, Table};
use super::{Result, Tx};
use jiff::tz::TimeZone;
use serde_json::Value;
use sha2::{Digest, Sha256};
use shape::Shape;
use uuid::Uuid;

/// The hash of everything stored, 64 hexadecimal digits.
pub fn digest(tx: &mut Tx<'_>) -> Result<String> {
    let mut hash = Sha256::new();
    let mut text = String::new();
    every_row(tx, &mut |table, _, row| {
        text.clear();
        canonical::write(row, &mut text);
        for part in [table, text.as_str()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
    })?;
    Ok(hex(&hash.finalize()))
}

/// The hash of everything stored but for ids, users and times; days are counted in the tenant's `zone`.
pub fn shape(tx: &mut Tx<'_>, zone: &TimeZone) -> Result<String> {
    let mut shape = Shape::new(zone);
    every_row(tx, &mut |table, id, row| shape.add(table, id, row))?;
    Ok(hex(&shape.finish()))
}

/// Visits every row that counts, by table and id.
fn every_row(tx: &mut Tx<'_>, visit: &mut dyn FnMut(&'static str, Uuid, &Value)) -> Result<()> {
    // By the names of the tables: their order is part of the hash.
    let tables = [
        Table::Activity,
        Table::Case,
        Table::Company,
        Table::Contact,
        Table::Handover,
        Table::Member,
        Table::Note,
        Table::Rule,
        Table::StageChange,
        Table::Task,
        Table::Tenant,
        Table::User,
        Table::Verdict,
    ];
    every::visit(tx, &tables, None, &mut |table, id, row| {
        visit(table, id, &row);
        true
    })
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
