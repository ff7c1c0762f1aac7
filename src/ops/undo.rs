//! Undo and redo: a new command that reverses an earlier one, or a whole group.
//!
//! For each field the value now must be what the command wrote, or a later
//! command stands on it and is named. Rows it made go to Trash, deleted ones
//! return, fields get their value from before; guards are not judged again.

use super::hooks::Tracked;
use super::work::Work;
use super::{Entry, Out, task};
use crate::base::{CommandId, CompanyId, Json, TaskId};
use crate::domain::command::{JournalCommand, UndoArgs};
use crate::domain::permission::{Permission, may};
use crate::domain::{
    Activity, Case, Company, Contact, Effect, Handover, Member, Note, Refusal, RefusalCode, Rule,
    StageChange, Task, User,
};
use crate::params;
use crate::store::journal::{self, Change, LoggedCommand, Standing};
use crate::store::{Record, drafts};
use serde_json::{Map, Value};
use uuid::Uuid;

pub(super) fn run(work: &mut Work, command: &JournalCommand) -> Out<Entry> {
    match command {
        JournalCommand::Undo(args) => undo(work, args),
        JournalCommand::Redo(_) => redo(work),
    }
}

fn undo(work: &mut Work, args: &UndoArgs) -> Out<Entry> {
    let targets = targets(work, args)?;
    let last = targets
        .first()
        .cloned()
        .expect("targets() never answers an empty list");
    let mut undone = 0;
    for logged in &targets {
        match reverse_whole(work, logged) {
            Ok(()) => {
                mark(work, logged.id)?;
                work.effect(Effect::Undone {
                    command: logged.id,
                    label: logged.label.clone(),
                });
                undone += 1;
            }
            Err(super::OpsError::Refused(refusal)) if args.skip_conflicts && targets.len() > 1 => {
                work.warn("undo_conflict", format!("{}: {}", logged.label, refusal.detail));
            }
            Err(error) => return Err(error),
        }
    }
    if undone == 0 {
        return Err(Refusal::new(
            RefusalCode::UndoConflict,
            "Everything in it was changed since; nothing was undone.",
        )
        .into());
    }
    let label = if targets.len() > 1 {
        format!("{undone} changes: {}", last.label)
    } else {
        last.label.clone()
    };
    work.label(format!("Undone: {label}"));
    if targets.len() == 1 {
        bring_back(work, &last)?;
    }
    Ok(Entry::Undo(last.id))
}

fn targets(work: &mut Work, args: &UndoArgs) -> Out<Vec<LoggedCommand>> {
    let (tenant, actor) = (work.tx.tenant(), work.ctx.actor.id);
    let nothing = || Refusal::new(RefusalCode::NothingToDo, "There is nothing to undo.");
    let found = match (args.command, args.group) {
        (Some(id), _) => {
            let logged = work
                .tx
                .logged(id)?
                .ok_or_else(|| Refusal::not_found("command", id))?;
            vec![logged]
        }
        (None, Some(group)) => work.tx.all(journal::OF_GROUP, params![tenant, group])?,
        (None, None) => {
            let newest = work
                .tx
                .first(journal::NEWEST, params![tenant, actor])?
                .ok_or_else(nothing)?;
            match newest.group_id {
                Some(group) => work.tx.all(journal::OF_GROUP, params![tenant, group])?,
                None => vec![newest],
            }
        }
    };
    let standing = found
        .into_iter()
        .filter(|l| l.reversible || args.command.is_some())
        .collect::<Vec<_>>();
    let Some(first) = standing.first() else {
        return Err(nothing().into());
    };
    if first.undone_by.is_some() {
        return Err(Refusal::new(RefusalCode::NothingToDo, "It was undone already.").into());
    }
    if !first.reversible {
        let text = format!("{} cannot be taken back.", first.kind);
        return Err(Refusal::new(RefusalCode::NotReversible, text).into());
    }
    if first.actor_id != actor && !may(&work.ctx.actor.roles, Permission::JournalUndoAny) {
        let text = "Somebody else did that; undoing it needs the permission journal:undo_any.";
        return Err(Refusal::new(RefusalCode::Forbidden, text).into());
    }
    Ok(standing)
}

fn mark(work: &mut Work, id: CommandId) -> Out<()> {
    let tenant = work.tx.tenant();
    let by = work.command();
    work.tx.exec(journal::MARK_UNDONE, params![by, tenant, id])?;
    Ok(())
}

fn redo(work: &mut Work) -> Out<Entry> {
    let (tenant, actor) = (work.tx.tenant(), work.ctx.actor.id);
    let newest = work.tx.first(journal::NEWEST_UNDO, params![tenant, actor])?;
    let newest = newest.ok_or_else(|| Refusal::new(RefusalCode::NothingToDo, "There is nothing to redo."))?;
    reverse_whole(work, &newest)?;
    work.tx.exec(journal::CLEAR_UNDONE, params![tenant, newest.id])?;
    mark(work, newest.id)?;
    let label = newest.label.trim_start_matches("Undone: ").to_owned();
    work.label(format!("Redone: {label}"));
    work.effect(Effect::Undone {
        command: newest.id,
        label: newest.label.clone(),
    });
    Ok(Entry::Undo(newest.id))
}

/// Checks every row of a command first, then reverses them, last first.
fn reverse_whole(work: &mut Work, logged: &LoggedCommand) -> Out<()> {
    let changes = work.tx.changes_of(logged)?;
    // A row may have changed twice in one command: the newest change of a field is the one to compare.
    let mut seen = std::collections::HashSet::new();
    for change in &changes {
        check(work, logged, change, &mut seen)?;
    }
    for change in &changes {
        dispatch(work, change)?;
    }
    Ok(())
}

fn check(
    work: &mut Work,
    logged: &LoggedCommand,
    change: &Change,
    seen: &mut std::collections::HashSet<(Uuid, String)>,
) -> Out<()> {
    let Some(now) = current(work, change)? else {
        let text = format!(
            "\"{}\" cannot be taken back: a row it changed was in Trash for so long that it is gone for good.",
            logged.label
        );
        return Err(Refusal::new(RefusalCode::Gone, text).into());
    };
    let wrote = change.after.as_object().cloned().unwrap_or_default();
    for (field, value) in &wrote {
        let newest = seen.insert((change.row_id, field.clone()));
        if newest && now.get(field).unwrap_or(&Value::Null) != value {
            return Err(conflict(work, logged, change, field)?.into());
        }
    }
    if change.op == "insert" && change.tbl == Company::TABLE {
        let tenant = work.tx.tenant();
        let company = CompanyId(change.row_id);
        if let Some(later) = work
            .tx
            .first(journal::LATER_ON_COMPANY, params![tenant, company, logged.seq])?
        {
            return Err(refusal(work, &later, "hangs on it")?.into());
        }
    }
    Ok(())
}

fn conflict(work: &mut Work, logged: &LoggedCommand, change: &Change, field: &str) -> Out<Refusal> {
    let tenant = work.tx.tenant();
    match work
        .tx
        .first(journal::LATER_ON_ROW, params![tenant, change.row_id, logged.seq])?
    {
        Some(later) => refusal(work, &later, &format!("changed {field} since")),
        None => Ok(Refusal::new(
            RefusalCode::UndoConflict,
            format!("The field {field} was changed since."),
        )),
    }
}

fn refusal(work: &mut Work, later: &Standing, what: &str) -> Out<Refusal> {
    let by = work
        .tx
        .load::<User>(later.actor_id)?
        .map_or_else(|| "somebody".to_owned(), |user| user.name);
    let text = format!("\"{}\" by {by} {what}; undo that first.", later.label);
    let fix = format!("callsheet undo --command {}", later.id);
    Ok(Refusal::new(RefusalCode::UndoConflict, text).missing("later_command", fix))
}

macro_rules! by_table {
    ($table:expr, $record:ident => $then:expr, else $other:expr) => {{
        macro_rules! arm {
            ($type:ty) => {{
                type $record = $type;
                $then
            }};
        }
        match $table {
            "company" => arm!(Company),
            "contact" => arm!(Contact),
            "cases" => arm!(Case),
            "task" => arm!(Task),
            "activity" => arm!(Activity),
            "note" => arm!(Note),
            "stage_change" => arm!(StageChange),
            "handover" => arm!(Handover),
            "users" => arm!(User),
            "member" => arm!(Member),
            "rule" => arm!(Rule),
            _ => $other,
        }
    }};
}

/// The fields of a changed row as they are now; none: the row was purged.
fn current(work: &mut Work, change: &Change) -> Out<Option<Map<String, Value>>> {
    by_table!(change.tbl.as_str(), R => fields_now::<R>(work, change.row_id), else Ok(Some(Map::new())))
}

fn fields_now<R: Tracked>(work: &mut Work, id: Uuid) -> Out<Option<Map<String, Value>>>
where
    R::Id: From<Uuid>,
{
    let row = work.tx.load::<R>(R::Id::from(id))?;
    Ok(row.map(|row| match serde_json::to_value(row) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }))
}

fn dispatch(work: &mut Work, change: &Change) -> Out<()> {
    by_table!(change.tbl.as_str(), R => reverse::<R>(work, change), else Ok(()))
}

fn reverse<R: Tracked>(work: &mut Work, change: &Change) -> Out<()>
where
    R::Id: From<Uuid>,
{
    let Some(row) = work.tx.load::<R>(R::Id::from(change.row_id))? else {
        return Ok(());
    };
    let Ok(Value::Object(mut map)) = serde_json::to_value(&row) else {
        return Ok(());
    };
    if change.op == "insert" {
        let gone = work.deletion();
        map.insert(
            "deleted_at".to_owned(),
            serde_json::to_value(gone.at).unwrap_or(Value::Null),
        );
        map.insert(
            "deleted_by".to_owned(),
            serde_json::to_value(gone.by).unwrap_or(Value::Null),
        );
        map.insert(
            "deleted_with".to_owned(),
            serde_json::to_value(gone.with).unwrap_or(Value::Null),
        );
    } else {
        map.extend(change.before.as_object().cloned().unwrap_or_default());
    }
    let back: R = serde_json::from_value(Value::Object(map)).map_err(|error| {
        Refusal::new(
            RefusalCode::UndoConflict,
            format!("The row before cannot be read any more: {error}"),
        )
    })?;
    work.update(&row, &back)
}

/// Undoing a logged call brings back the task as the current one, and the note and length as draft.
fn bring_back(work: &mut Work, logged: &LoggedCommand) -> Out<()> {
    if logged.kind != "activity.log" {
        return Ok(());
    }
    let args = &logged.args.0;
    let text = |name: &str| args.get(name).and_then(Value::as_str).map(str::to_owned);
    let Some(id) = text("task_id").and_then(|id| id.parse::<TaskId>().ok()) else {
        return Ok(());
    };
    let body = serde_json::json!({
        "note": text("notes"),
        "duration_s": args.get("duration_s"),
        "phone": text("phone"),
        "contact_id": text("contact_id"),
    });
    drafts::put(work.tx, "call", &id.to_string(), &Json(body), work.now())?;
    let Some(current) = work.tx.load::<Task>(id)?.filter(Task::is_open) else {
        return Ok(());
    };
    match task::claim(work, &current) {
        Ok(()) => Ok(()),
        Err(super::OpsError::Refused(held)) => {
            work.warn("lease_held", held.detail);
            Ok(())
        }
        Err(error) => Err(error),
    }
}
