//! Undo and redo: a new command that reverses an earlier one, or a whole group.
//!
//! For each field the value now must be what the command wrote, or a later
//! command stands on it and is named. Rows it made go to Trash, deleted ones
//! return, fields get their value from before; guards are not judged again.

use super::hooks::Tracked;
use super::work::Work;
use super::{Entry, Out, merge, task, trash};
use crate::base::{CommandId, CompanyId, GroupId, Json, TaskId, VerdictId};
use crate::domain::command::{JournalCommand, UndoArgs};
use crate::domain::permission::Permission;
use crate::domain::{
    Activity, Case, Code, Company, Contact, Effect, Handover, Member, Note, Refusal, RefusalCode, Rule,
    StageChange, Suppression, Task, TaskState, User, Verdict,
};
use crate::params;
use crate::store::journal::{self, Change, LoggedCommand, Standing};
use crate::store::search::upkeep;
use crate::store::{One, Record, drafts};
use serde_json::{Map, Value};
use std::collections::HashSet;
use uuid::Uuid;

pub(super) fn run(work: &mut Work, command: &JournalCommand) -> Out<Entry> {
    work.take_back();
    match command {
        JournalCommand::Undo(args) => undo(work, args),
        JournalCommand::Redo(_) => redo(work),
    }
}

/// So many commands are taken back quickly: what they had in the index of search is only marked as gone.
const MANY: usize = 100;

fn undo(work: &mut Work, args: &UndoArgs) -> Out<Entry> {
    let newest = newest(work, args)?;
    let group = newest.group_id.filter(|_| args.command.is_none());
    let many = match group {
        Some(group) => of_group(work, group, i64::MAX)?.len() >= MANY,
        None => false,
    };
    if !many {
        return undo_all(work, args, newest);
    }
    upkeep::remove_quickly(work.tx)?;
    let undone = undo_all(work, args, newest);
    let back = upkeep::remove_wholly(work.tx);
    let undone = undone?;
    back?;
    Ok(undone)
}

fn undo_all(work: &mut Work, args: &UndoArgs, newest: LoggedCommand) -> Out<Entry> {
    let (mut undone, mut first) = (0, None::<LoggedCommand>);
    let mut import = journal::ImportName::default();
    let mut of_one = true;
    let mut slice = vec![newest.clone()];
    let group = newest.group_id.filter(|_| args.command.is_none());
    if let Some(group) = group {
        slice = of_group(work, group, i64::MAX)?;
    }
    let mut standing = newest_other(work, group, newest.id)?;
    while let Some(last) = slice.last().map(|logged| logged.seq) {
        for logged in slice.iter().filter(|logged| logged.reversible) {
            allowed(work, logged)?;
            match reverse_whole(work, logged, standing > logged.seq) {
                Ok(()) => {
                    mark(work, logged.id)?;
                    merge::back(work, logged)?;
                    work.effect(Effect::Undone {
                        command: logged.id,
                        label: logged.label.clone(),
                    });
                    undone += 1;
                    import.take(logged);
                    let first = first.get_or_insert_with(|| logged.clone());
                    of_one &= named(&first.label) == named(&logged.label);
                }
                Err(super::OpsError::Refused(refusal)) if args.skip_conflicts && group.is_some() => {
                    work.warn("undo_conflict", format!("{}: {}", logged.label, refusal.detail));
                    standing = standing.max(logged.seq);
                }
                Err(error) => return Err(error),
            }
        }
        slice = match group {
            Some(group) => of_group(work, group, last)?,
            None => Vec::new(),
        };
    }
    let Some(first) = first else {
        let text = "Everything in it was changed since; nothing was undone.";
        return Err(Refusal::new(RefusalCode::UndoConflict, text).into());
    };
    let label = match import.name().filter(|_| undone > 1) {
        Some("") => format!("{undone} changes of an import"),
        Some(file) => format!("{undone} changes of an import: {file}"),
        None if undone > 1 && of_one => format!("{undone} changes: {}", first.label),
        None if undone > 1 => {
            // One of them would stand for all.
            let act = first.label.split_once(": ").map_or(&*first.label, |(act, _)| act);
            format!("{undone} changes: {act}")
        }
        None => first.label.clone(),
    };
    work.label(format!("Undone: {label}"));
    if undone == 1 {
        bring_back(work, &first)?;
    }
    Ok(Entry::Undo(first.id))
}

/// Whom a label names.
fn named(label: &str) -> Option<&str> {
    label.split_once(": ").map(|(_, name)| name)
}

/// The number of the newest command that may stand on what is taken back.
fn newest_other(work: &mut Work, group: Option<GroupId>, id: CommandId) -> Out<i64> {
    let tenant = work.tx.tenant();
    let group = group.unwrap_or(GroupId(Uuid::nil()));
    let newest = work.tx.first(journal::NEWEST_OTHER, params![tenant, group, id])?;
    Ok(newest.map_or(0, |One(seq)| seq))
}

/// The commands of a group below a number that still stand, last first, a slice.
fn of_group(work: &mut Work, group: GroupId, below: i64) -> Out<Vec<LoggedCommand>> {
    let tenant = work.tx.tenant();
    Ok(work.tx.all(journal::OF_GROUP, params![tenant, group, below])?)
}

/// The command that is taken back, of a group the newest.
fn newest(work: &mut Work, args: &UndoArgs) -> Out<LoggedCommand> {
    let (tenant, actor) = (work.tx.tenant(), work.ctx.actor.id);
    let nothing = || Refusal::new(RefusalCode::NothingToDo, "There is nothing to undo.");
    let found = match (args.command, args.group) {
        (Some(id), _) => {
            let logged = work.tx.logged(id)?;
            Some(logged.ok_or_else(|| Refusal::not_found("command", id))?)
        }
        (None, Some(group)) => {
            let mut below = i64::MAX;
            loop {
                let slice = of_group(work, group, below)?;
                let Some(last) = slice.last() else { break None };
                below = last.seq;
                if let Some(logged) = slice.into_iter().find(|logged| logged.reversible) {
                    break Some(logged);
                }
            }
        }
        (None, None) => work.tx.first(journal::NEWEST, params![tenant, actor])?,
    };
    let found = found.ok_or_else(nothing)?;
    if found.undone_by.is_some() {
        return Err(Refusal::new(RefusalCode::NothingToDo, "It was undone already.").into());
    }
    if !found.reversible {
        let text = format!("{} cannot be taken back.", found.kind);
        return Err(Refusal::new(RefusalCode::NotReversible, text).into());
    }
    Ok(found)
}

/// Somebody else's command is undone only with a permission.
fn allowed(work: &Work, logged: &LoggedCommand) -> Out<()> {
    let actor = &work.ctx.actor;
    if logged.actor_id != actor.id && !actor.may(Permission::JournalUndoAny) {
        let text = "Somebody else did that; undoing it needs the permission journal:undo_any.";
        return Err(Refusal::new(RefusalCode::Forbidden, text).into());
    }
    Ok(())
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
    reverse_whole(work, &newest, true)?;
    work.tx.exec(journal::CLEAR_UNDONE, params![tenant, newest.id])?;
    mark(work, newest.id)?;
    if let Some(again) = newest.undoes {
        done_again(work, again)?;
    }
    let label = newest.label.trim_start_matches("Undone: ").to_owned();
    work.label(format!("Redone: {label}"));
    work.effect(Effect::Undone {
        command: newest.id,
        label: newest.label.clone(),
    });
    Ok(Entry::Undo(newest.id))
}

/// Checks every row of a command first, then reverses them, last first. Only a `later` command can stand on it.
fn reverse_whole(work: &mut Work, logged: &LoggedCommand, later: bool) -> Out<()> {
    let changes = work.tx.changes_of(logged)?;
    // A row may have changed twice in one command: the newest change of a field is the one to compare.
    let mut seen = HashSet::new();
    for change in &changes {
        check(work, logged, change, &mut seen)?;
    }
    for change in changes.iter().filter(|change| reopens(change)) {
        stays_out(work, logged, change, &changes)?;
    }
    for change in &changes {
        if later
            && (change.op == "insert" || is_moved(logged, change))
            && let Some(later) = hangs_on(work, logged, change, &changes)?
        {
            return Err(refusal(work, &later, "hangs on it")?.into());
        }
    }
    // What it made goes to Trash as it stood at its end, so that a restore brings back a whole.
    let made: HashSet<Uuid> = changes
        .iter()
        .filter(|change| change.op == "insert")
        .map(|change| change.row_id)
        .collect();
    for change in &changes {
        if change.op == "insert" || !made.contains(&change.row_id) {
            dispatch(work, change)?;
        }
    }
    for change in changes.iter().filter(|change| reopens(change)) {
        trash::settle(work, TaskId(change.row_id))?;
    }
    for change in changes.iter().filter(|change| change.tbl == Verdict::TABLE) {
        no_circle(work, change)?;
    }
    Ok(())
}

/// A merge brought it to another company, and what was hung on it there would be torn off.
fn is_moved(logged: &LoggedCommand, change: &Change) -> bool {
    let moves = matches!(change.tbl.as_str(), Contact::TABLE | Case::TABLE | Task::TABLE);
    moves
        && logged.kind == "company.merge"
        && change.op != "insert"
        && change.after.get("company_id").is_some()
}

/// Two rows are never merged into each other: the other way round was taken since.
fn no_circle(work: &mut Work, change: &Change) -> Out<()> {
    let verdict = work.tx.load::<Verdict>(VerdictId(change.row_id))?;
    match verdict.filter(Verdict::is_live) {
        Some(verdict) if work.tx.merged_in_circle(verdict.one)? => {
            let text = "The two were merged the other way round since; undo that first.";
            Err(Refusal::new(RefusalCode::UndoConflict, text).into())
        }
        _ => Ok(()),
    }
}

/// Taking it back opens a task again: it had ended it, or put it into Trash.
fn reopens(change: &Change) -> bool {
    let set = |name: &str| change.after.get(name).filter(|value| !value.is_null());
    let ended = |state: &Value| state == "DONE" || state == "CANCELLED";
    change.tbl == Task::TABLE
        && change.op != "insert"
        && (set("deleted_at").is_some() || set("state").is_some_and(ended))
}

/// The first later command that hung a row on one that this command made.
fn hangs_on(
    work: &mut Work,
    logged: &LoggedCommand,
    change: &Change,
    own: &[Change],
) -> Out<Option<Standing>> {
    let (tenant, made) = (work.tx.tenant(), change.row_id);
    let statement = match change.tbl.as_str() {
        Company::TABLE => {
            let company = CompanyId(made);
            let later = work
                .tx
                .first(journal::LATER_ON_COMPANY, params![tenant, company, logged.seq])?;
            if later.is_some() {
                return Ok(later);
            }
            journal::ON_COMPANY
        }
        Contact::TABLE => journal::ON_CONTACT,
        Case::TABLE => journal::ON_CASE,
        Task::TABLE => journal::ON_TASK,
        Activity::TABLE => journal::ON_ACTIVITY,
        _ => return Ok(None),
    };
    let made = Value::String(made.to_string());
    for row in work.tx.all(statement, params![tenant, change.row_id])? {
        let names = |fields: &Json<Value>| fields.get(&row.field) == Some(&made);
        if own
            .iter()
            .any(|change| change.row_id == row.row_id && names(&change.after))
        {
            continue;
        }
        let since = work
            .tx
            .all(journal::WRITTEN_SINCE, params![tenant, row.row_id, logged.seq])?;
        if let Some(later) = since.into_iter().find(|later| names(&later.after)) {
            return Ok(Some(later.into()));
        }
    }
    Ok(None)
}

fn check(
    work: &mut Work,
    logged: &LoggedCommand,
    change: &Change,
    seen: &mut HashSet<(Uuid, String)>,
) -> Out<()> {
    let Some(now) = current(work, change)? else {
        // What only moved along in Trash and left it since is no loss.
        let fields = change.after.as_object();
        let only_moved = |map: &Map<String, Value>| {
            map.keys()
                .all(|name| name == "company_id" || name == "contact_id")
        };
        if change.op != "insert" && fields.is_some_and(only_moved) {
            return Ok(());
        }
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
    Ok(())
}

/// A task does not open again on a company that has moved to a stage without such tasks.
fn stays_out(work: &mut Work, logged: &LoggedCommand, change: &Change, own: &[Change]) -> Out<()> {
    let Some(task) = work.tx.load::<Task>(TaskId(change.row_id))? else {
        return Ok(());
    };
    let state = change.before.get("state").and_then(Value::as_str);
    let state = state.unwrap_or_else(|| task.state.code());
    // A task that was moved by a merge goes back to where it was.
    let back_to = change.before.get("company_id").and_then(Value::as_str);
    let back_to = back_to.and_then(|id| id.parse().ok()).unwrap_or(task.company_id);
    let company = work.tx.load::<Company>(back_to)?;
    let opens = state == TaskState::Open.code() || state == TaskState::Waiting.code();
    let Some(company) = company.filter(|company| opens && !company.stage.takes(task.kind)) else {
        return Ok(());
    };
    let moved = |fields: &Json<Value>| fields.get("stage").is_some();
    if own
        .iter()
        .any(|change| change.row_id == company.id.0 && moved(&change.after))
    {
        return Ok(());
    }
    let tenant = work.tx.tenant();
    let since = work
        .tx
        .all(journal::WRITTEN_SINCE, params![tenant, company.id, logged.seq])?;
    match since.into_iter().rev().find(|later| moved(&later.after)) {
        Some(later) => Err(refusal(work, &later.into(), "left no place for the task")?.into()),
        None => Ok(()),
    }
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
            "verdict" => arm!(Verdict),
            "suppression" => arm!(Suppression),
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

/// A logged call that was taken back is done again: its draft goes, and so does the lease if the task is finished.
fn done_again(work: &mut Work, id: CommandId) -> Out<()> {
    let Some(logged) = work.tx.logged(id)? else {
        return Ok(());
    };
    merge::again(work, &logged)?;
    if logged.kind != "activity.log" {
        return Ok(());
    }
    let task = logged.args.0.get("task_id").and_then(Value::as_str);
    let Some(id) = task.and_then(|id| id.parse::<TaskId>().ok()) else {
        return Ok(());
    };
    work.tx.exec(drafts::DROP, params!["call", id.to_string()])?;
    match work.tx.load::<Task>(id)?.filter(|task| !task.is_open()) {
        Some(task) => task::let_go(work, task.company_id),
        None => Ok(()),
    }
}
