//! What goes along with a merge and has no journal of its own: the rep's lease and what was typed and not saved.
//!
//! The effect of the merge keeps what went, so that undo brings it back and redo takes it along once more.

use super::free;
use crate::base::{CompanyId, Json};
use crate::domain::{Effect, MovedDraft, MovedLease, WentAlong};
use crate::ops::Out;
use crate::ops::work::Work;
use crate::params;
use crate::store::journal::LoggedCommand;
use crate::store::{drafts, lease};
use uuid::Uuid;

/// What was typed about the loser is about the winner now, unless something was typed about that.
pub(super) fn move_drafts(work: &mut Work, winner: Uuid, loser: Uuid) -> Out<Vec<MovedDraft>> {
    let mut moved = Vec::new();
    for draft in work.tx.all(drafts::ALL, params![])? {
        if draft.about.parse() != Ok(loser) {
            continue;
        }
        let draft = MovedDraft {
            form: draft.form,
            at: Some(draft.at),
        };
        if move_draft(work, &draft, loser, winner)? {
            moved.push(draft);
        }
    }
    Ok(moved)
}

/// Moves what was typed into a form, unless something was typed into it there. When it is known what was typed when,
/// nothing else is moved: what was typed since is about the row it was typed at.
fn move_draft(work: &mut Work, moved: &MovedDraft, from: Uuid, to: Uuid) -> Out<bool> {
    let (form, from, to) = (moved.form.as_str(), from.to_string(), to.to_string());
    let Some(draft) = work.tx.first(drafts::GET, params![form, from])? else {
        return Ok(false);
    };
    if moved.at.is_some_and(|at| at != draft.at) {
        return Ok(false);
    }
    if work.tx.first(drafts::GET, params![form, to])?.is_some() {
        return Ok(false);
    }
    drafts::put(work.tx, form, &to, &Json(draft.body.0), draft.at)?;
    work.tx.exec(drafts::DROP, params![form, from])?;
    Ok(true)
}

/// The rep's own lease goes along, unless there is one on the winner.
pub(super) fn move_lease(work: &mut Work, winner: CompanyId, loser: CompanyId) -> Out<Option<MovedLease>> {
    let (tenant, now) = (work.tx.tenant(), work.ctx.now);
    let mine = work.tx.lease(loser, now)?;
    let free = work.tx.lease(winner, now)?.is_none();
    let lease = mine.map(|mine| MovedLease {
        user_id: mine.user_id,
        device_id: mine.device_id,
        task_id: mine.task_id,
        until: mine.until,
        moved: free,
    });
    if let Some(lease) = lease.filter(|lease| lease.moved) {
        take(work, winner, lease)?;
    }
    work.tx.exec(lease::END, params![tenant, loser])?;
    Ok(lease)
}

fn take(work: &mut Work, on: CompanyId, lease: MovedLease) -> Out<()> {
    let tenant = work.tx.tenant();
    let taken = params![
        tenant,
        on,
        lease.user_id,
        lease.device_id,
        lease.task_id,
        lease.until
    ];
    work.tx.exec(lease::TAKE, taken)?;
    Ok(())
}

/// The merge that a command was: table, winner, loser, and what went along.
fn merged(logged: &LoggedCommand) -> Option<(String, Uuid, Uuid, WentAlong)> {
    if !matches!(logged.kind.as_str(), "company.merge" | "contact.merge") {
        return None;
    }
    let effects: Vec<Effect> = serde_json::from_value(logged.effects.0.clone()).ok()?;
    effects.into_iter().find_map(|effect| match effect {
        Effect::Merged {
            table,
            winner,
            loser,
            along,
            ..
        } => Some((table, winner, loser, along)),
        _ => None,
    })
}

/// A merge was taken back: what went along comes back, unless something newer stands there.
pub(in crate::ops) fn back(work: &mut Work, logged: &LoggedCommand) -> Out<()> {
    let Some((_, winner, loser, along)) = merged(logged) else {
        return Ok(());
    };
    for draft in &along.drafts {
        move_draft(work, draft, winner, loser)?;
    }
    let now = work.ctx.now;
    let Some(lease) = along.lease else { return Ok(()) };
    let (winner, loser) = (CompanyId(winner), CompanyId(loser));
    if lease.moved {
        let tenant = work.tx.tenant();
        let here = work.tx.lease(winner, now)?;
        let still = here.is_some_and(|here| {
            (here.user_id, here.device_id, here.task_id) == (lease.user_id, lease.device_id, lease.task_id)
        });
        if !still {
            return Ok(());
        }
        work.tx.exec(lease::END, params![tenant, winner])?;
    }
    if lease.until > now && work.tx.lease(loser, now)?.is_none() {
        take(work, loser, lease)?;
    }
    Ok(())
}

/// A merge that was taken back is done again.
pub(in crate::ops) fn again(work: &mut Work, logged: &LoggedCommand) -> Out<()> {
    let Some((table, winner, loser, along)) = merged(logged) else {
        return Ok(());
    };
    if table == "company" {
        // Who began to work on one of them since is not put out of it, as by the merge itself.
        free(work, CompanyId(winner))?;
        free(work, CompanyId(loser))?;
    }
    for draft in &along.drafts {
        // Whatever is typed about the loser by now: it is about the winner again.
        let any = MovedDraft {
            at: None,
            ..draft.clone()
        };
        move_draft(work, &any, loser, winner)?;
    }
    if table == "company" {
        move_lease(work, CompanyId(winner), CompanyId(loser))?;
    }
    Ok(())
}
