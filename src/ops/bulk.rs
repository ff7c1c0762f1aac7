//! Rows as they were: callsheet's own export, and the large file for measuring.
//!
//! No workflow, no follow-up, no edge, no guard; only what follows from the rows
//! themselves (search, counters, what is due next). Permission `import:restore`.

use super::work::Work;
use super::{OpsError, Out};
use crate::domain::permission::{Permission, may};
use crate::domain::{AnyRow, Ctx, Refusal, RefusalCode};
use crate::store::Tx;

/// Writes rows as they are, in the given transaction.
pub(crate) fn restore(tx: &mut Tx, ctx: &Ctx, rows: &[AnyRow]) -> Result<(), OpsError> {
    if !may(&ctx.actor.roles, Permission::ImportRestore) {
        let text = "Bringing rows back as they were needs the permission import:restore.";
        return Err(Refusal::new(RefusalCode::Forbidden, text).into());
    }
    let mut work = Work::begin(tx, ctx)?.without_journal();
    for row in rows {
        put(&mut work, row)?;
    }
    work.settle()
}

fn put(work: &mut Work, row: &AnyRow) -> Out<()> {
    match row {
        AnyRow::Company(row) => work.put(None, &**row),
        AnyRow::Contact(row) => work.put(None, &**row),
        AnyRow::Case(row) => work.put(None, &**row),
        AnyRow::Task(row) => work.put(None, &**row),
        AnyRow::Activity(row) => work.put(None, &**row),
        AnyRow::Note(row) => work.put(None, &**row),
        AnyRow::StageChange(row) => work.put(None, &**row),
        AnyRow::Handover(row) => work.put(None, &**row),
        AnyRow::Verdict(row) => work.put(None, &**row),
    }
}
