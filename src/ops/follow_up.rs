//! Follow-ups: at most one open one of a kind per case (else company) and contact,
//! and what becomes of the tasks that wait on a chain.

use super::Out;
use super::work::{Work, words};
use crate::base::{ActivityId, CaseId, ContactId, Due, Lang, TaskId, UserId, phrase, phrase::Width};
use crate::domain::command::{Dependents, FollowUpArgs};
use crate::domain::{
    CancelReason, Company, Effect, Priority, Refusal, RefusalCode, Task, TaskOrigin, TaskState, TaskType,
    User,
};

/// Where a follow-up belongs.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Place {
    pub(super) case: Option<CaseId>,
    pub(super) contact: Option<ContactId>,
    /// The chain it goes on with.
    pub(super) chain: Option<TaskId>,
}

/// What is made.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) role: &'static str,
    pub(super) due: Due,
    pub(super) kind: TaskType,
    pub(super) title: Option<String>,
    pub(super) assignee: Option<UserId>,
    pub(super) queue: Option<String>,
    pub(super) priority: Priority,
    pub(super) promised: bool,
    /// By the outcome, not by a person.
    pub(super) automatic: bool,
    pub(super) origin: TaskOrigin,
    pub(super) attempt: i64,
    pub(super) attempts_max: Option<i64>,
    pub(super) busy_streak: i64,
    pub(super) script: Option<String>,
}

impl Made {
    /// A follow-up by hand, without a call before it.
    pub(super) fn manual(args: &FollowUpArgs) -> Self {
        Self {
            role: "follow_up",
            due: args.due,
            kind: args.kind.unwrap_or(TaskType::CallBack),
            title: args.title.clone(),
            assignee: args.assignee,
            queue: None,
            priority: args.priority.unwrap_or(Priority::Normal),
            promised: false,
            automatic: false,
            origin: TaskOrigin::FollowUp,
            attempt: 1,
            attempts_max: None,
            busy_streak: 0,
            script: None,
        }
    }
}

/// Makes a follow-up, taking the place of an older one where the rule says so.
/// None: a promise stands and the automatic one was not made.
pub(super) fn make(
    work: &mut Work,
    company: &Company,
    place: &Place,
    made: &Made,
    replace: bool,
) -> Out<Option<TaskId>> {
    super::task::by_hand(made.kind)?;
    let me = made.assignee.unwrap_or(work.ctx.actor.id);
    let mut chain = place.chain;
    let mut attempt = made.attempt;
    let older = work
        .tx
        .open_tasks(company.id)?
        .into_iter()
        .filter(|task| rivals(task, place, made))
        .collect::<Vec<_>>();
    for old in &older {
        if old.promised && made.automatic {
            let text = format!("the promise stands: {}", due_text(work, old));
            work.warn_of("promise_stands", text, old.due());
            // The promise is the next call of this chain as well; what waits on it waits on that.
            if let Some(chain) = place.chain {
                move_dependents(work, chain, old.chain())?;
            }
            return Ok(None);
        }
        let foreign = old.assignee_id.is_some_and(|who| who != work.ctx.actor.id);
        if old.promised && foreign && !replace {
            let text = promised_by(work, old)?;
            let refusal = Refusal::new(RefusalCode::FollowUpExists, text);
            return Err(refusal.missing("replace", "say replace to take its place").into());
        }
        chain = chain.or(Some(old.chain()));
        if made.automatic {
            attempt = attempt.max(old.attempt);
        }
    }
    let mut task = work.new_task(made.role, 0, company.id, made.kind);
    task.case_id = place.case;
    task.contact_id = place.contact;
    task.title = made.title.clone().unwrap_or_else(|| words(&made.kind));
    if let Some(queue) = &made.queue {
        task.queue.clone_from(queue);
    } else if let Some(case) = place.case {
        let case = work.live::<crate::domain::Case>(case)?;
        task.queue = case.owner_queue.unwrap_or(task.queue);
    }
    task.assignee_id = Some(me);
    task.priority = made.priority;
    task.set_due(Some(made.due));
    task.available_at = Some(made.due.opens(&work.ctx.zone));
    task.promised = made.promised;
    task.origin = made.origin;
    task.origin_task_id = chain;
    task.attempt = attempt;
    task.attempts_max = made.attempts_max.unwrap_or(task.attempts_max).max(attempt);
    task.busy_streak = made.busy_streak;
    task.script_key.clone_from(&made.script);
    work.add_task(&task)?;
    for old in &older {
        super::stage::cancel(work, old, CancelReason::Replaced)?;
        super::meeting::call_off(work, old.id)?;
        move_dependents(work, old.chain(), task.chain())?;
    }
    Ok(Some(task.id))
}

fn rivals(task: &Task, place: &Place, made: &Made) -> bool {
    let same_place = match place.case {
        Some(case) => task.case_id == Some(case),
        None => task.case_id.is_none(),
    };
    task.origin == TaskOrigin::FollowUp
        && same_place
        && task.contact_id == place.contact
        && task.kind == made.kind
}

/// Whose promise stands, and when it is due.
fn promised_by(work: &mut Work, task: &Task) -> Out<String> {
    let user = match task.assignee_id {
        Some(id) => work.tx.load::<User>(id)?,
        None => None,
    };
    let name = user.map_or_else(|| "Somebody else".to_owned(), |user| user.name);
    let due = due_text(work, task);
    Ok(format!("{name} has promised a follow-up here ({due})."))
}

fn due_text(work: &Work, task: &Task) -> String {
    task.due().map_or_else(
        || "undated".to_owned(),
        |due| phrase::relative(due, work.now(), &work.ctx.actor.zone, Lang::En, Width::Full),
    )
}

pub(super) fn move_dependents(work: &mut Work, from: TaskId, to: TaskId) -> Out<()> {
    if from == to {
        return Ok(());
    }
    for waiting in work.tx.waiting_on(from)? {
        if waiting.is_open() {
            work.edit::<Task>(waiting.id, |task| task.waits_for = Some(to))?;
        }
    }
    Ok(())
}

/// Ends a task as done.
pub(super) fn done(work: &mut Work, task: &Task, activity: Option<ActivityId>) -> Out<()> {
    let (now, actor) = (work.now(), work.ctx.actor.id);
    work.edit::<Task>(task.id, |task| {
        task.state = TaskState::Done;
        task.activity_id = activity;
        task.done_at = Some(now);
        task.done_by = Some(actor);
    })?;
    work.effect(Effect::TaskDone { id: task.id });
    Ok(())
}

/// Opens what waited on a chain; its due counts from now.
pub(super) fn release(work: &mut Work, company: &Company, chain: TaskId) -> Out<()> {
    for waiting in work.tx.waiting_on(chain)? {
        if !waiting.is_open() {
            continue;
        }
        let due = waiting
            .due_offset
            .map(|days| super::workflow::due_day(work, company, days));
        work.edit::<Task>(waiting.id, |task| {
            task.state = TaskState::Open;
            task.waits_for = None;
            if let Some(due) = due {
                task.set_due(Some(Due::On(due)));
                task.due_offset = None;
            }
        })?;
        work.effect(Effect::TaskReleased { id: waiting.id });
    }
    Ok(())
}

/// What becomes of the tasks that wait on a cancelled one.
pub(super) fn dependents(work: &mut Work, company: &Company, task: &Task, fate: Dependents) -> Out<()> {
    match fate {
        Dependents::Release => release(work, company, task.chain()),
        Dependents::Cancel => {
            for waiting in work.tx.waiting_on(task.chain())? {
                if waiting.is_open() {
                    super::stage::cancel(work, &waiting, CancelReason::NotNeeded)?;
                }
            }
            Ok(())
        }
    }
}
