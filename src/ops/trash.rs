//! What comes back from Trash: a row alone, or a company with what went along with it.
//!
//! Time has gone on meanwhile, so a task comes back only where it still has a
//! place: no open task on a closed case, on a stage without tasks, or beside a
//! follow-up that took its place.

use super::Out;
use super::hooks::Tracked;
use super::work::Work;
use crate::base::{ActivityId, CaseId, CommandId, CompanyId, ContactId, NoteId, TaskId};
use crate::domain::{
    Activity, Case, Code, Company, Contact, Effect, Handover, HandoverState, Member, Note, Refusal,
    RefusalCode, Task, TaskOrigin, TaskState, TaskType,
};
use crate::params;
use crate::store::{Pick, Record, facts};

/// A row of Trash, or the refusal that says why it does not come back.
fn gone<R: Tracked>(work: &mut Work, id: R::Id) -> Out<R>
where
    R::Id: std::fmt::Display,
{
    let Some(row) = work.tx.load::<R>(id)? else {
        return Err(Refusal::not_found(R::WORD, id).into());
    };
    if !row.is_in_trash() {
        let text = format!("The {} is not in Trash.", R::WORD);
        return Err(Refusal::new(RefusalCode::NothingToDo, text).into());
    }
    if R::TABLE != Company::TABLE
        && let Some(company) = row.company()
    {
        work.live::<Company>(company)?;
    }
    Ok(row)
}

/// Takes a row out of Trash.
fn back<R: Tracked>(work: &mut Work, row: &R, change: impl FnOnce(&mut R)) -> Out<R> {
    let mut back = row.clone();
    back.take_out();
    change(&mut back);
    work.update(row, &back)?;
    Ok(back)
}

fn say<R: Tracked>(work: &mut Work, label: String, id: R::Id) {
    work.label(label);
    work.effect(Effect::Restored {
        table: R::TABLE.to_owned(),
        id: R::uuid(id),
    });
}

/// Brings back a company and everything of it that went with it; not what a rep had deleted before.
pub(super) fn company(work: &mut Work, id: CompanyId) -> Out<()> {
    super::merge::not_merged::<Company>(work, id.0)?;
    let company = gone::<Company>(work, id)?;
    say::<Company>(work, format!("Restored: {}", company.name), id);
    back(work, &company, |_| {})?;
    let Some(with) = company.deleted_with else {
        return Ok(());
    };
    along::<Contact>(work, facts::CONTACTS_GONE_WITH, with, id)?;
    along::<Case>(work, facts::CASES_GONE_WITH, with, id)?;
    along::<Task>(work, facts::TASKS_GONE_WITH, with, id)?;
    along::<Activity>(work, facts::ACTIVITIES_GONE_WITH, with, id)?;
    along::<Note>(work, facts::NOTES_GONE_WITH, with, id)?;
    steps(work, &company, with)?;
    along::<Handover>(work, facts::HANDOVERS_GONE_WITH, with, id)?;
    along::<Member>(work, facts::MEMBERS_GONE_WITH, with, id)
}

fn along<R: Tracked>(work: &mut Work, pick: Pick<R>, with: CommandId, company: CompanyId) -> Out<()> {
    let tenant = work.tx.tenant();
    for row in work.tx.select(pick, params![tenant, with, company])? {
        back(work, &row, |_| {})?;
    }
    Ok(())
}

/// Brings back the steps that led to the stage the company has; an undone group may have taken later ones.
fn steps(work: &mut Work, company: &Company, with: CommandId) -> Out<()> {
    let tenant = work.tx.tenant();
    let gone = params![tenant, with, company.id];
    let mut left = work.tx.select(facts::STAGE_CHANGES_GONE_WITH, gone)?;
    left.sort_by_key(|step| step.at);
    let mut reached = None;
    while reached != Some(company.stage) {
        let Some(next) = left.iter().position(|step| step.from_stage == reached) else {
            return Ok(());
        };
        let step = left.remove(next);
        reached = Some(back(work, &step, |_| {})?.to_stage);
    }
    Ok(())
}

/// Brings back a contact.
pub(super) fn contact(work: &mut Work, id: ContactId) -> Out<()> {
    super::erase::not_erased(work, id)?;
    super::merge::not_merged::<Contact>(work, id.0)?;
    let contact = gone::<Contact>(work, id)?;
    say::<Contact>(work, format!("Restored: {}", contact.display_name()), id);
    back(work, &contact, |_| {}).map(drop)
}

/// Brings back a note.
pub(super) fn note(work: &mut Work, id: NoteId) -> Out<()> {
    let note = gone::<Note>(work, id)?;
    say::<Note>(work, "Note restored".to_owned(), id);
    back(work, &note, |_| {}).map(drop)
}

/// Brings back an activity; the task it had completed is told by it again.
pub(super) fn activity(work: &mut Work, id: ActivityId) -> Out<()> {
    let activity = gone::<Activity>(work, id)?;
    say::<Activity>(work, format!("{} restored", activity.kind.code()), id);
    back(work, &activity, |_| {})?;
    let Some(task) = activity.task_id else {
        return Ok(());
    };
    let task = work.tx.load::<Task>(task)?.filter(Task::is_live);
    if let Some(task) = task
        && task.state == TaskState::Done
        && task.activity_id.is_none()
        && task.done_at == Some(activity.created_at)
    {
        work.edit::<Task>(task.id, |task| task.activity_id = Some(id))?;
    }
    Ok(())
}

/// An activity went to Trash: the tasks it completed are done all the same, and the timeline says so by itself.
pub(super) fn untell(work: &mut Work, activity: &Activity) -> Out<()> {
    let tenant = work.tx.tenant();
    for task in work
        .tx
        .select(facts::COMPLETED_BY, params![tenant, activity.id])?
    {
        work.edit::<Task>(task.id, |task| task.activity_id = None)?;
    }
    Ok(())
}

/// Brings back a task, where it still has a place.
pub(super) fn task(work: &mut Work, id: TaskId) -> Out<()> {
    let task = gone::<Task>(work, id)?;
    say::<Task>(work, format!("Task restored: {}", task.title), id);
    if !matches!(task.state, TaskState::Open | TaskState::Waiting) {
        return back(work, &task, |_| {}).map(drop);
    }
    let company = work.live::<Company>(task.company_id)?;
    if !company.stage.takes(task.kind) {
        let text = format!("The company is {}; it takes no such task.", company.stage);
        return Err(Refusal::new(RefusalCode::Guard, text)
            .missing("stage", "reopen the company first")
            .into());
    }
    let pending = |handover: &Handover| handover.state == HandoverState::Pending;
    if task.kind == TaskType::HandoverReview && !work.tx.company_handovers(company.id)?.iter().any(pending) {
        let text = "The handover this task was about has been answered.";
        return Err(Refusal::new(RefusalCode::Guard, text)
            .missing("handover", "hand over again")
            .into());
    }
    let case = open_case(work, &task)?;
    if has_rival(work, &task, case)? {
        let text = "Another follow-up of this kind is open; it took the place of this one.";
        return Err(Refusal::new(RefusalCode::FollowUpExists, text).into());
    }
    let waits_for = match task.waits_for {
        Some(chain) if goes_on(work, chain)? => Some(chain),
        _ => None,
    };
    back(work, &task, |task| {
        task.case_id = case;
        task.waits_for = waits_for;
        if waits_for.is_none() {
            task.state = TaskState::Open;
        }
    })
    .map(drop)
}

/// The task's case, while it is open.
fn open_case(work: &mut Work, task: &Task) -> Out<Option<CaseId>> {
    let Some(id) = task.case_id else {
        return Ok(None);
    };
    Ok(work
        .tx
        .load::<Case>(id)?
        .filter(Case::is_open)
        .map(|case| case.id))
}

fn has_rival(work: &mut Work, task: &Task, case: Option<CaseId>) -> Out<bool> {
    Ok(task.origin == TaskOrigin::FollowUp
        && work.tx.open_tasks(task.company_id)?.iter().any(|other| {
            other.origin == TaskOrigin::FollowUp
                && other.kind == task.kind
                && other.case_id == case
                && other.contact_id == task.contact_id
        }))
}

/// A task of the chain is still to be done.
fn goes_on(work: &mut Work, chain: TaskId) -> Out<bool> {
    let tenant = work.tx.tenant();
    let first = work.tx.load::<Task>(chain)?;
    let later = work.tx.select(facts::CHAIN, params![tenant, chain])?;
    Ok(first.iter().chain(&later).any(Task::is_open))
}

/// An undo took a task out of Trash: it leaves a case that was closed meanwhile.
pub(super) fn settle(work: &mut Work, id: TaskId) -> Out<()> {
    let Some(task) = work.tx.load::<Task>(id)?.filter(Task::is_open) else {
        return Ok(());
    };
    if task.case_id.is_some() && open_case(work, &task)?.is_none() {
        let mut free = task.clone();
        free.case_id = None;
        work.update(&task, &free)?;
    }
    Ok(())
}
