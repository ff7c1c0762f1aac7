//! What comes due by itself: handovers that nobody answered, rows whose days in Trash are over.
//!
//! On a server a job of its own gives these commands; a local file has nobody else,
//! so the door gives them when the file is opened and before each command.

use crate::base::{CommandId, derived};
use crate::domain::command::{AdminCommand, AnswerHandover, CaseCommand, PurgeTrash};
use crate::domain::{Command, Ctx, Role};
use crate::ops;
use crate::params;
use crate::store::{Conn, StoreError, Tx, facts};

/// When it is looked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum At {
    /// The file is opened: everything.
    Opening,
    /// A command comes: what could change what it does.
    Command,
}

/// Carries out what is due and commits it, whatever becomes of the command behind it. When nothing is, nothing is written.
pub(super) fn run(conn: &mut Conn, ctx: &Ctx, at: At) -> Result<(), StoreError> {
    let due = conn.read(|tx| due(tx, ctx, at))?;
    if due.is_empty() {
        return Ok(());
    }
    conn.write(|tx| ops::execute_each(tx, &due)).map(drop)
}

/// The same inside a transaction that is rolled back: a dry run writes nothing, and yet sees what would be.
pub(super) fn rehearse(tx: &mut Tx, ctx: &Ctx) -> Result<(), StoreError> {
    let due = due(tx, ctx, At::Command)?;
    ops::execute_each(tx, &due).map(drop)
}

/// The commands that are due. One that is refused changes nothing and is tried again the next time.
fn due(tx: &mut Tx, ctx: &Ctx, at: At) -> Result<Vec<(Ctx, Command)>, StoreError> {
    let tenant = tx.tenant();
    let mut job = ctx.clone();
    job.group = None;
    // Nobody asked for it, so nobody's rights decide.
    job.actor.roles = vec![Role::Admin];
    let mut due = Vec::new();
    for handover in tx.select(facts::EXPIRED_HANDOVERS, params![tenant, ctx.now])? {
        // Once, whoever is first to see it.
        let command = CommandId(derived(handover.id.0, "handover", "expire", 0));
        let expire = CaseCommand::Expire(AnswerHandover {
            handover_id: handover.id,
            note: None,
        });
        let job = Ctx {
            command,
            ..job.clone()
        };
        due.push((job, expire.into()));
    }
    if at == At::Opening && ops::purge_due(tx, &ctx.rules, ctx.now)? {
        due.push((job, AdminCommand::Purge(PurgeTrash {}).into()));
    }
    Ok(due)
}
