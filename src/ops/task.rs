//! Commands about a task: its lease, its due, its end.

use super::work::{Work, words};
use super::{Entry, Out, follow_up, settle, stage, trash};
use crate::base::id::RowId;
use crate::base::{CompanyId, Due, TaskId, Timestamp};
use crate::domain::command::{
    CancelTask, CompleteTask, CreateTask, EditTask, NextTask, ReassignTask, SnoozeTask, TaskCommand,
};
use crate::domain::fields::{self, Reading};
use crate::domain::outcome::dial_order;
use crate::domain::{
    Activity, ActivityState, ActivityType, Company, Effect, Priority, Refusal, RefusalCode, Task, TaskOrigin,
    TaskState, TaskType, User,
};
use crate::params;
use crate::store::{facts, lease, queue};
pub(super) fn run(work: &mut Work, command: &TaskCommand) -> Out<Entry> {
    match command {
        TaskCommand::Create(args) => create(work, args)?,
        TaskCommand::Import(args) => super::activity::import_task(work, args)?,
        TaskCommand::Edit(args) => edit(work, args)?,
        TaskCommand::Next(args) => return next(work, args),
        TaskCommand::Claim(args) => {
            let task = open_task(work, args.task_id, "Claimed")?;
            claim(work, &task)?;
            return Ok(Entry::Unwritten);
        }
        TaskCommand::Release(args) => {
            let task = work.live::<Task>(args.task_id)?;
            let tenant = work.tx.tenant();
            if mine(work, task.company_id)? {
                work.tx.exec(lease::END, params![tenant, task.company_id])?;
                work.effect(Effect::LeaseEnded {
                    company_id: task.company_id,
                });
            }
            return Ok(Entry::Unwritten);
        }
        TaskCommand::Renew(args) => {
            let task = open_task(work, args.task_id, "Renewed")?;
            if mine(work, task.company_id)? {
                claim(work, &task)?;
            }
            return Ok(Entry::Unwritten);
        }
        TaskCommand::Snooze(args) => snooze(work, args)?,
        TaskCommand::Wait(args) => wait(work, args)?,
        TaskCommand::Skip(args) => {
            skip(work, args.task_id)?;
            return Ok(Entry::Unwritten);
        }
        TaskCommand::Unskip(args) => {
            unskip(work, args.task_id)?;
            return Ok(Entry::Unwritten);
        }
        TaskCommand::Reassign(args) => reassign(work, args)?,
        TaskCommand::Complete(args) => complete(work, args)?,
        TaskCommand::Cancel(args) => cancel(work, args)?,
        TaskCommand::NeedNumber(args) => {
            let task = open_task(work, args.task_id, "Number asked for")?;
            may_need_number(work, &task)?;
            need_number(work, &task)?;
        }
        TaskCommand::Delete(args) => {
            let task = work.live::<Task>(args.task_id)?;
            work.label(format!("Task deleted: {}", task.title));
            not_a_review(&task)?;
            let gone = Some(work.deletion());
            work.edit::<Task>(task.id, |task| task.mark_deleted(gone))?;
            work.effect(Effect::Deleted {
                table: "task".to_owned(),
                id: task.id.uuid(),
            });
            settle::chain_ended(work, task.company_id, task.chain())?;
        }
        TaskCommand::Restore(args) => trash::task(work, args.task_id)?,
    }
    Ok(Entry::Reversible)
}

/// A task that is not finished, or the refusal that says who finished it when.
pub(super) fn open_task(work: &mut Work, id: TaskId, verb: &str) -> Out<Task> {
    let task = work.live::<Task>(id)?;
    let company = work.live::<Company>(task.company_id)?;
    work.label(format!("{verb}: {}", company.name));
    if task.is_open() {
        return Ok(task);
    }
    let when = task.done_at.map(|at| format!(" since {at}")).unwrap_or_default();
    let text = format!(
        "This task is {}{when}; there may be a newer one on the company.",
        task.state
    );
    Err(Refusal::new(RefusalCode::TaskClosed, text).into())
}

fn create(work: &mut Work, args: &CreateTask) -> Out<()> {
    let company = work.live::<Company>(args.company_id)?;
    work.label(format!("Task added: {}", company.name));
    by_hand(args.kind)?;
    if let Some(contact) = args.contact_id {
        work.contact_of(contact, Some(company.id))?;
    }
    if let Some(user) = args.assignee {
        work.live::<User>(user)?;
    }
    let open = work.tx.open_cases(company.id)?;
    let case = match args.case_id {
        Some(id) => Some(
            open.iter()
                .find(|case| case.id == id)
                .cloned()
                .ok_or_else(|| Refusal::invalid("case_id", "no open case of this company"))?,
        ),
        None => open.first().cloned(),
    };
    if let Some(queue) = &args.queue
        && work.ctx.rules.queue_role(queue).is_none()
    {
        return Err(work.ctx.rules.unknown_queue(queue).into());
    }
    let mut task = work.new_task("manual", 0, company.id, args.kind);
    task.id = args.id;
    task.case_id = case.as_ref().map(|case| case.id);
    task.contact_id = args.contact_id;
    task.title = args
        .title
        .clone()
        .filter(|t| fields::visible(t))
        .unwrap_or_else(|| words(&args.kind));
    if task.title.chars().count() > 500 || task.title.contains('\0') {
        return Err(Refusal::invalid("title", "at most 500 characters, no NUL").into());
    }
    let of_case = case.and_then(|case| case.owner_queue);
    task.queue = args.queue.clone().or(of_case).unwrap_or(task.queue);
    task.assignee_id = if args.unassigned {
        None
    } else {
        args.assignee.or(Some(work.ctx.actor.id))
    };
    task.priority = args.priority.unwrap_or(Priority::Normal);
    task.set_due(args.due);
    task.promised = args.promised;
    if args.promised {
        task.available_at = args.due.map(|due| due.opens(&work.ctx.zone));
    }
    task.note.clone_from(&args.note);
    work.add_task(&task)
}

fn edit(work: &mut Work, args: &EditTask) -> Out<()> {
    let before = open_task(work, args.task_id, "Task changed")?;
    let country = work.ctx.rules.settings.country.clone();
    let mut after = fields::apply(&before, &args.fields, fields::TASK, Reading { country: &country })?;
    if before.kind != after.kind {
        by_hand(before.kind)?;
        by_hand(after.kind)?;
    }
    if let Some(contact) = after
        .contact_id
        .filter(|contact| before.contact_id != Some(*contact))
    {
        work.contact_of(contact, Some(after.company_id))?;
    }
    if before.due() != after.due() && (before.available_at.is_some() || after.promised) {
        after.available_at = after.due().map(|due| due.opens(&work.ctx.zone));
    }
    let fields = args.fields.keys().cloned().collect();
    work.update(&before, &after)?;
    work.effect(Effect::TaskChanged { id: after.id, fields });
    Ok(())
}

fn next(work: &mut Work, args: &NextTask) -> Out<Entry> {
    let rules = work.ctx.rules.clone();
    let scope = queue::QueueScope {
        user: work.ctx.actor.id,
        device: work.ctx.device,
        queues: &work.ctx.actor.queues,
        now: work.ctx.now,
        zone: &work.ctx.zone,
        rules: &rules,
    };
    if let Some(queue) = &args.queue
        && rules.queue_role(queue).is_none()
    {
        return Err(work.ctx.rules.unknown_queue(queue).into());
    }
    match queue::next(work.tx, &scope, args.queue.as_deref())? {
        queue::Next::Row(row) => {
            let task = work.live::<Task>(row.id)?;
            claim(work, &task)?;
            Ok(Entry::Unwritten)
        }
        queue::Next::Nothing => {
            let text = "Nothing to call now; the list says what comes later.";
            Err(Refusal::new(RefusalCode::NothingToDo, text).into())
        }
        queue::Next::NothingAmong(rows) => {
            let text =
                format!("Nothing to call now among the first {rows} tasks; name a queue to look further.");
            Err(Refusal::new(RefusalCode::NothingToDo, text).into())
        }
    }
}

/// Locks the company for the actor; another current task of the actor is let go.
pub(super) fn claim(work: &mut Work, task: &Task) -> Out<()> {
    let (tenant, now, actor) = (work.tx.tenant(), work.now(), work.ctx.actor.id);
    if let Some(lease) = work.tx.lease(task.company_id, now)?
        && lease.user_id != actor
    {
        let name = work
            .tx
            .load::<User>(lease.user_id)?
            .map_or_else(|| "somebody".to_owned(), |user| user.name);
        let text = format!("In work: {name}, until {}.", lease.until);
        return Err(Refusal::new(RefusalCode::LeaseHeld, text).into());
    }
    let until = now.plus_minutes(work.ctx.rules.settings.lease_minutes);
    work.tx
        .exec(lease::END_MINE, params![tenant, actor, work.ctx.device])?;
    work.tx.exec(
        lease::TAKE,
        params![tenant, task.company_id, actor, work.ctx.device, task.id, until],
    )?;
    work.effect(Effect::TaskClaimed {
        id: task.id,
        company_id: task.company_id,
        until,
    });
    Ok(())
}

fn mine(work: &mut Work, company: CompanyId) -> Out<bool> {
    let now = work.now();
    Ok(work
        .tx
        .lease(company, now)?
        .is_none_or(|lease| lease.user_id == work.ctx.actor.id))
}

/// Ends the actor's lease on a company.
pub(super) fn let_go(work: &mut Work, company: CompanyId) -> Out<()> {
    if mine(work, company)? {
        let tenant = work.tx.tenant();
        if work.tx.exec(lease::END, params![tenant, company])? > 0 {
            work.effect(Effect::LeaseEnded { company_id: company });
        }
    }
    Ok(())
}

fn future(work: &Work, until: Timestamp) -> Out<()> {
    if until > work.now() {
        return Ok(());
    }
    Err(Refusal::invalid("until", "a time in the future").into())
}

fn snooze(work: &mut Work, args: &SnoozeTask) -> Out<()> {
    let task = open_task(work, args.task_id, "Snoozed")?;
    future(work, args.until)?;
    let actor = work.ctx.actor.id;
    work.edit::<Task>(task.id, |task| {
        if task.waits_for.is_none() {
            task.state = TaskState::Open;
        }
        task.available_at = Some(args.until);
        task.set_due(Some(Due::At(args.until)));
        task.assignee_id = Some(actor);
        if args.note.is_some() {
            task.note.clone_from(&args.note);
        }
    })?;
    work.effect(Effect::TaskChanged {
        id: task.id,
        fields: vec!["due".to_owned(), "available_at".to_owned()],
    });
    let_go(work, task.company_id)
}

/// Waits on somebody: not offered before the due, then open again by itself ([`Task::state_at`]).
fn wait(work: &mut Work, args: &SnoozeTask) -> Out<()> {
    let task = open_task(work, args.task_id, "Waiting")?;
    future(work, args.until)?;
    work.edit::<Task>(task.id, |task| {
        task.state = TaskState::Waiting;
        task.available_at = Some(args.until);
        task.set_due(Some(Due::At(args.until)));
        task.note = args.note.clone().or_else(|| task.note.take());
    })?;
    work.effect(Effect::TaskChanged {
        id: task.id,
        fields: vec!["state".to_owned(), "due".to_owned(), "note".to_owned()],
    });
    let_go(work, task.company_id)
}

fn skip(work: &mut Work, id: TaskId) -> Out<()> {
    let task = open_task(work, id, "Skipped")?;
    let (tenant, zone) = (work.tx.tenant(), work.ctx.zone.clone());
    let until = work.now().date_in(&zone).plus_days(1).start_in(&zone);
    work.tx
        .exec(facts::SKIP, params![tenant, work.ctx.actor.id, task.id, until])?;
    work.effect(Effect::TaskChanged {
        id: task.id,
        fields: vec!["skipped".to_owned()],
    });
    let_go(work, task.company_id)
}

/// Takes a skip back: the task stands again where it stood.
fn unskip(work: &mut Work, id: TaskId) -> Out<()> {
    let task = open_task(work, id, "Skip taken back")?;
    let tenant = work.tx.tenant();
    let undone = work
        .tx
        .exec(facts::UNSKIP, params![tenant, work.ctx.actor.id, task.id])?;
    if undone == 0 {
        return Err(Refusal::new(RefusalCode::NothingToDo, "That task was not skipped.").into());
    }
    work.effect(Effect::TaskChanged {
        id: task.id,
        fields: vec!["unskipped".to_owned()],
    });
    Ok(())
}

fn reassign(work: &mut Work, args: &ReassignTask) -> Out<()> {
    let task = open_task(work, args.task_id, "Reassigned")?;
    if let Some(user) = args.to_user {
        work.live::<User>(user)?;
    }
    if let Some(queue) = &args.to_queue
        && work.ctx.rules.queue_role(queue).is_none()
    {
        return Err(work.ctx.rules.unknown_queue(queue).into());
    }
    work.edit::<Task>(task.id, |task| {
        task.assignee_id = args.to_user;
        if let Some(queue) = &args.to_queue {
            task.queue.clone_from(queue);
        }
        if args.note.is_some() {
            task.note.clone_from(&args.note);
        }
    })?;
    let fields = vec!["assignee_id".to_owned(), "queue".to_owned()];
    work.effect(Effect::TaskChanged { id: task.id, fields });
    let_go(work, task.company_id)
}

fn complete(work: &mut Work, args: &CompleteTask) -> Out<()> {
    let task = open_task(work, args.task_id, "Done")?;
    not_a_review(&task)?;
    let company = work.live::<Company>(task.company_id)?;
    let note = args.note.as_deref().filter(|note| fields::visible(note));
    let activity = note.map(|note| note_activity(work, &task, note));
    if let Some(activity) = &activity {
        work.insert(activity)?;
        work.effect(Effect::ActivityLogged {
            id: activity.id,
            kind: activity.kind,
            outcome: None,
        });
    }
    follow_up::done(work, &task, activity.map(|a| a.id))?;
    // A preparation hangs on its meeting's follow-up, but does not end that chain.
    if task.kind != TaskType::MeetingPrep {
        follow_up::release(work, &company, task.chain())?;
    }
    work.join(&company)?;
    let_go(work, task.company_id)
}

/// The task of a handover lives and ends with the handover's answer.
fn not_a_review(task: &Task) -> Out<()> {
    if task.kind != TaskType::HandoverReview || !task.is_open() {
        return Ok(());
    }
    let text = "Accept or return the handover; that completes this task.";
    Err(Refusal::new(RefusalCode::Guard, text)
        .missing("handover", "accept or return")
        .into())
}

/// Some types of task stand for something the rules keep, so no hand makes one.
pub(super) fn by_hand(kind: TaskType) -> Out<()> {
    if !kind.is_of_the_rules() {
        return Ok(());
    }
    let text = format!("a {kind} is made by the rules, never by hand");
    Err(Refusal::invalid("kind", text).into())
}

fn note_activity(work: &Work, task: &Task, note: &str) -> Activity {
    Activity {
        id: work.ctx.derive("activity", "note", 0),
        kind: ActivityType::Note,
        direction: None,
        state: ActivityState::Held,
        outcome: None,
        occurred_at: work.now(),
        duration_s: None,
        subject: None,
        notes: Some(note.trim_end().to_owned()),
        company_id: Some(task.company_id),
        contact_id: task.contact_id,
        case_id: task.case_id,
        task_id: Some(task.id),
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
    }
}

fn cancel(work: &mut Work, args: &CancelTask) -> Out<()> {
    let task = open_task(work, args.task_id, "Cancelled")?;
    not_a_review(&task)?;
    let company = work.live::<Company>(task.company_id)?;
    stage::cancel(work, &task, args.reason)?;
    if args.note.is_some() {
        work.edit::<Task>(task.id, |task| task.note.clone_from(&args.note))?;
    }
    follow_up::dependents(work, &company, &task, args.dependents)?;
    let_go(work, task.company_id)
}

/// Sales Ops is asked only for a call that no number is left for, and only once.
fn may_need_number(work: &mut Work, task: &Task) -> Out<()> {
    if !task.kind.is_call() {
        return Err(Refusal::invalid("task_id", "only a call task needs a number").into());
    }
    if settle::check_of(work, task)?.is_some() {
        let text = "Sales Ops looks for a number already; the task comes back with it.";
        return Err(Refusal::new(RefusalCode::Conflict, text)
            .missing("number", "add a number to the company or a contact")
            .into());
    }
    let company = work.live::<Company>(task.company_id)?;
    let contacts = work.tx.contacts_of(company.id)?;
    if let Some(dial) = dial_order(&company, &contacts, task.contact_id).first() {
        let text = format!("There is a number to call: {}.", dial.phone.raw);
        return Err(Refusal::new(RefusalCode::Guard, text)
            .missing("number", "call it, or mark it WRONG first")
            .into());
    }
    Ok(())
}

/// No number left: Sales Ops looks for one, this task waits on it.
pub(super) fn need_number(work: &mut Work, task: &Task) -> Out<()> {
    let open = work.tx.open_tasks(task.company_id)?;
    let asked = open
        .iter()
        .find(|check| settle::looks_for_number(check) && check.case_id == task.case_id);
    let check = match asked {
        Some(check) => check.id,
        None => ask_for_number(work, task)?,
    };
    work.edit::<Task>(task.id, |task| {
        task.state = TaskState::Waiting;
        task.waits_for = Some(check);
    })?;
    work.effect(Effect::TaskChanged {
        id: task.id,
        fields: vec!["state".to_owned()],
    });
    let_go(work, task.company_id)
}

fn ask_for_number(work: &mut Work, task: &Task) -> Out<TaskId> {
    let mut ops = work.new_task("need_number", 0, task.company_id, TaskType::OpsDataCheck);
    "Find a phone number".clone_into(&mut ops.title);
    ops.case_id = task.case_id;
    ops.contact_id = task.contact_id;
    "SALES_OPS".clone_into(&mut ops.queue);
    ops.due_on = Some(work.next_working_day());
    ops.origin = TaskOrigin::System;
    work.add_task(&ops)?;
    Ok(ops.id)
}
