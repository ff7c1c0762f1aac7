//! One hash over everything stored: are two files the same, whatever they run on?
//!
//! In it: every field of every company, contact, case, task, activity, note,
//! stage change, handover, membership and user that is not in Trash (nor below
//! a company that is), what the rules in force say (templates, outcomes, scripts,
//! queues) and the tenant's name. Not in it: derived values, versions, Trash, the
//! journal, leases, skips, drafts, settings. The `shape` asks less: the same content made
//! again, at another time and with other ids, has the same shape.

mod canonical;
mod shape;

use super::{Param, Pick, Record, Result, Tx};
use crate::base::{
    ActivityId, CaseId, CompanyId, ContactId, HandoverId, MemberId, NoteId, StageChangeId, TaskId, UserId,
    id::RowId,
};
use crate::domain::{
    Activity, Case, Company, Contact, Handover, Member, Note, Rule, RuleKind, StageChange, Task, User,
};
use crate::{params, statements};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shape::Shape;
use std::collections::HashSet;
use uuid::Uuid;

use super::One;

/// Rows read at a time.
const CHUNK: i64 = 1_000;

statements! {
    /// Companies in Trash: what hangs on them is hidden too.
    HIDDEN: rows One<CompanyId> [list] =
        "SELECT id AS value FROM company WHERE tenant_no = $1 AND deleted_at IS NOT NULL ORDER BY deleted_at, id";
    /// Activities by id.
    ACTIVITIES: pick Activity [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Cases by id.
    CASES: pick Case [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Companies by id.
    COMPANIES: pick Company [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Contacts by id.
    CONTACTS: pick Contact [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Handovers by id.
    HANDOVERS: pick Handover [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Memberships by id.
    MEMBERS: pick Member [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Notes by id.
    NOTES: pick Note [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Rules in force, every version, the newest of a key first.
    RULES: pick Rule = "WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY kind, key, version DESC";
    /// What the tenant is called.
    TENANT: rows One<String> = "SELECT name AS value FROM tenant WHERE tenant_no = $1";
    /// Stage changes by id.
    STAGE_CHANGES: pick StageChange [list] =
        "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Tasks by id.
    TASKS: pick Task [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Users by id.
    USERS: pick User [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
}

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
    let hidden: HashSet<CompanyId> = tx
        .all(HIDDEN, params![tx.tenant()])?
        .into_iter()
        .map(|One(id)| id)
        .collect();
    // By the names of the tables: their order is part of the hash.
    rows::<Activity, ActivityId>(tx, ACTIVITIES, &hidden, visit)?;
    rows::<Case, CaseId>(tx, CASES, &hidden, visit)?;
    rows::<Company, CompanyId>(tx, COMPANIES, &hidden, visit)?;
    rows::<Contact, ContactId>(tx, CONTACTS, &hidden, visit)?;
    rows::<Handover, HandoverId>(tx, HANDOVERS, &hidden, visit)?;
    rows::<Member, MemberId>(tx, MEMBERS, &hidden, visit)?;
    rows::<Note, NoteId>(tx, NOTES, &hidden, visit)?;
    rules(tx, visit)?;
    rows::<StageChange, StageChangeId>(tx, STAGE_CHANGES, &hidden, visit)?;
    rows::<Task, TaskId>(tx, TASKS, &hidden, visit)?;
    if let Some(One(name)) = tx.first(TENANT, params![tx.tenant()])? {
        visit("tenant", Uuid::nil(), &json!({ "name": name }));
    }
    rows::<User, UserId>(tx, USERS, &hidden, visit)
}

/// Templates, outcomes, scripts and queues in force, by what they say: which version it is and who loaded it when says
/// nothing of the field. Settings are those of a machine and its clerk, not of the field.
fn rules(tx: &mut Tx<'_>, visit: &mut dyn FnMut(&'static str, Uuid, &Value)) -> Result<()> {
    let mut rows = tx.select(RULES, params![tx.tenant()])?;
    rows.dedup_by(|older, newer| (older.kind, &older.key) == (newer.kind, &newer.key));
    for rule in rows.iter().filter(|rule| rule.kind != RuleKind::Settings) {
        let said = json!({ "kind": rule.kind, "key": rule.key, "body": rule.body });
        visit(Rule::TABLE, rule.id.uuid(), &said);
    }
    Ok(())
}

fn rows<R: Record<Id = I>, I: RowId + Param>(
    tx: &mut Tx<'_>,
    pick: Pick<R>,
    hidden: &HashSet<CompanyId>,
    visit: &mut dyn FnMut(&'static str, Uuid, &Value),
) -> Result<()> {
    let tenant = tx.tenant();
    let mut after = I::from_uuid(Uuid::nil());
    loop {
        let rows = tx.select(pick, params![tenant, after, CHUNK])?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.id();
        for row in &rows {
            if row.company().is_some_and(|company| hidden.contains(&company)) {
                continue;
            }
            // Rows hold plain data: string keys, finite numbers.
            let value = serde_json::to_value(row).expect("plain data is JSON");
            visit(R::TABLE, row.id().uuid(), &value);
        }
        if (rows.len() as i64) < CHUNK {
            return Ok(());
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
