//! Merging rows that are the same, and remembering which are not.
//!
//! Everything that hangs on the loser moves, what is in Trash too, so that nothing is left below a row that is hidden.
//! The loser is hidden like a row in Trash but is not listed there and never leaves; a verdict says what it became, and
//! every command that names it means the winner.

pub(super) use along::{again, back};

mod along;
pub(super) mod company;
pub(super) mod contact;
mod follow_ups;

use super::Out;
use super::hooks::Tracked;
use super::work::Work;
use crate::base::UserId;
use crate::base::{CompanyId, ContactId};
use crate::domain::command::{Command, CompanyCommand, ContactCommand};
use crate::domain::{
    Activity, ActivityState, ActivityType, Company, Contact, Effect, Refusal, RefusalCode, TwinKind, User,
    Verdict, VerdictKind,
};
use crate::store::merge::Hanging;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A kind of row that can be merged.
pub(super) trait Twin: Tracked {
    /// What a verdict on two of them is about.
    const ABOUT: TwinKind;
    /// Its name.
    fn called(&self) -> String;
}

impl Twin for Company {
    const ABOUT: TwinKind = TwinKind::Company;
    fn called(&self) -> String {
        self.name.clone()
    }
}

impl Twin for Contact {
    const ABOUT: TwinKind = TwinKind::Contact;
    fn called(&self) -> String {
        self.display_name()
    }
}

/// The command with the ids of what was merged replaced by those of what it became; none: nothing to replace.
pub(super) fn resolved(work: &mut Work, command: &Command) -> Out<Option<Command>> {
    let as_it_is = matches!(
        command,
        Command::Admin(_)
            | Command::Journal(_)
            // Rows of an export say what was, of merged rows too.
            | Command::Import(_)
            | Command::Company(CompanyCommand::Create(_) | CompanyCommand::Restore(_))
            | Command::Contact(ContactCommand::Restore(_))
    );
    if as_it_is || !work.tx.any_merged()? {
        return Ok(None);
    }
    let Ok(mut value) = serde_json::to_value(command) else {
        return Ok(None);
    };
    let mut changed = false;
    replace(work, &mut value, &mut changed)?;
    Ok(changed.then(|| serde_json::from_value(value).ok()).flatten())
}

fn replace(work: &mut Work, value: &mut Value, changed: &mut bool) -> Out<()> {
    match value {
        Value::String(text) => {
            // The length first: notes are long, and most texts are no id.
            let id = (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten();
            if let Some(id) = id {
                let now = work.tx.stands_for(id)?;
                if now != id {
                    *text = now.to_string();
                    *changed = true;
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                replace(work, item, changed)?;
            }
        }
        Value::Object(map) => {
            for (name, item) in map.iter_mut() {
                // The id of a row that is made is its own.
                if name != "id" {
                    replace(work, item, changed)?;
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

/// A row that was merged does not come out of Trash; it is not in it.
pub(super) fn not_merged<R: Tracked>(work: &mut Work, id: Uuid) -> Out<()> {
    let into = work.tx.stands_for(id)?;
    if into == id {
        return Ok(());
    }
    let text = format!(
        "This {} was merged into {into}; undo the merge to have both again.",
        R::WORD
    );
    Err(Refusal::new(RefusalCode::Conflict, text)
        .missing("merged", "callsheet undo")
        .into())
}

/// Remembers that two rows are not the same.
pub(super) fn not_same<R: Twin>(work: &mut Work, one: R::Id, other: R::Id) -> Out<()>
where
    R::Id: std::fmt::Display,
{
    let (one, other) = (work.live::<R>(one)?, work.live::<R>(other)?);
    let (first, second) = (R::uuid(one.id()), R::uuid(other.id()));
    apart::<R>(first, second)?;
    work.label(format!("Not the same: {} ≠ {}", one.called(), other.called()));
    if work.tx.not_same(first, second)?.is_some() {
        return Err(Refusal::new(
            RefusalCode::NothingToDo,
            "It is known that they are not the same.",
        )
        .into());
    }
    let verdict = verdict::<R>(work, VerdictKind::NotSame, first.min(second), first.max(second));
    work.insert(&verdict)?;
    work.effect(Effect::NotSame {
        table: R::TABLE.to_owned(),
        one: first,
        other: second,
    });
    Ok(())
}

/// The two are two.
fn apart<R: Tracked>(one: Uuid, other: Uuid) -> Out<()> {
    if one != other {
        return Ok(());
    }
    let text = format!("They are one {} already.", R::WORD);
    Err(Refusal::new(RefusalCode::NothingToDo, text).into())
}

fn verdict<R: Twin>(work: &Work, kind: VerdictKind, one: Uuid, other: Uuid) -> Verdict {
    Verdict {
        id: work.ctx.derive("verdict", &format!("{one}{other}"), 0),
        kind,
        about: R::ABOUT,
        one,
        other,
        created_at: work.now(),
        created_by: work.ctx.actor.id,
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

/// Says that the loser is the winner now; what was known not to be the loser is not the winner.
fn judge<R: Twin>(work: &mut Work, winner: Uuid, loser: Uuid) -> Out<()> {
    let gone = Some(work.deletion());
    for old in work.tx.not_same_as(loser)? {
        let third = if old.one == loser { old.other } else { old.one };
        let mut dropped = old.clone();
        dropped.mark_deleted(gone);
        work.update(&old, &dropped)?;
        if third == winner {
            work.warn("was_not_same", "somebody had said that the two are not the same");
        } else if work.tx.not_same(third, winner)?.is_none() {
            let moved = verdict::<R>(work, VerdictKind::NotSame, third.min(winner), third.max(winner));
            work.insert(&moved)?;
        }
    }
    let same = verdict::<R>(work, VerdictKind::Same, loser, winner);
    work.insert(&same)
}

/// What moved, by kind; what is in Trash is moved without a word.
type Moved = BTreeMap<String, usize>;

/// Moves everything of one kind that hangs on a row.
fn move_all<R: Tracked>(
    work: &mut Work,
    moved: &mut Moved,
    all: &Hanging<R>,
    on: Uuid,
    change: impl Fn(&mut R),
) -> Out<()> {
    for row in work.tx.hanging(all, on)? {
        let mut there = row.clone();
        change(&mut there);
        if !row.is_in_trash() {
            *moved.entry(R::TABLE.to_owned()).or_default() += 1;
        }
        work.update(&row, &there)?;
    }
    Ok(())
}

/// Nobody else works on it.
fn free(work: &mut Work, id: CompanyId) -> Out<()> {
    let held = work
        .tx
        .lease(id, work.ctx.now)?
        .filter(|lease| lease.user_id != work.ctx.actor.id);
    let Some(held) = held else {
        return Ok(());
    };
    let name = user_name(work, held.user_id)?.unwrap_or_else(|| "somebody".to_owned());
    let text = format!("In work: {name}, until {}.", held.until);
    Err(Refusal::new(RefusalCode::LeaseHeld, text).into())
}

fn user_name(work: &mut Work, id: UserId) -> Out<Option<String>> {
    Ok(work.tx.load::<User>(id)?.map(|user| user.name))
}

/// The entry of the timeline: who came in, and the values that stay nowhere else.
fn entry(
    work: &mut Work,
    at: (Option<CompanyId>, Option<ContactId>),
    name: &str,
    left_behind: &[(String, String)],
) -> Out<()> {
    let lines: Vec<String> = left_behind
        .iter()
        .map(|(field, value)| format!("{field}: {value}"))
        .collect();
    let row = Activity {
        id: work.ctx.derive("activity", "merge", 0),
        kind: ActivityType::Merge,
        direction: None,
        state: ActivityState::Held,
        outcome: None,
        occurred_at: work.now(),
        duration_s: None,
        subject: Some(format!("Merged: {name}")),
        notes: (!lines.is_empty()).then(|| lines.join("\n")),
        company_id: at.0,
        contact_id: at.1,
        case_id: None,
        task_id: None,
        attempt: None,
        phone: None,
        follow_up_at: None,
        follow_up_on: None,
        follow_up_task_id: None,
        created_at: work.now(),
        created_by: work.ctx.actor.id,
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    };
    work.insert(&row)
}
