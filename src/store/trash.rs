//! The end of Trash: rows that leave for good, each with all that hangs on it.
//!
//! The journal stays and tells what there was. How long rows stay is no matter of
//! this file; it only finds those that went before an instant and takes them out,
//! with what they are searched and looked up by.

use super::{One, Result, Tx, drafts, facts, lease, search};
use crate::base::id::RowId;
use crate::base::{ActivityId, CaseId, CompanyId, ContactId, NoteId, TaskId, Timestamp};
use crate::domain::{Activity, Case, Company, Contact, Note, Task};
use crate::{params, statements};
use std::collections::HashSet;
use uuid::Uuid;

macro_rules! over {
    ($table:literal) => {
        concat!(
            "SELECT id AS value FROM ",
            $table,
            " WHERE tenant_no = $1 AND deleted_at IS NOT NULL AND deleted_at <= $2 ORDER BY deleted_at, id LIMIT $3"
        )
    };
}

/// The same of rows that may have been merged: those never leave, since their ids stand for others.
macro_rules! over_unmerged {
    ($table:literal) => {
        concat!(
            "SELECT id AS value FROM ",
            $table,
            " t WHERE tenant_no = $1 AND deleted_at IS NOT NULL AND deleted_at <= $2 \
             AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.tenant_no = t.tenant_no AND v.kind = 'SAME' \
             AND v.one = t.id AND v.deleted_at IS NULL) \
             AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.tenant_no = t.tenant_no AND e.contact_id = t.id) ORDER BY deleted_at, id LIMIT $3"
        )
    };
}

macro_rules! drop_live {
    ($table:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL"
        )
    };
}

macro_rules! drop_undone {
    ($table:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NOT NULL"
        )
    };
}

statements! {
    /// Companies whose days in Trash are over, the oldest first.
    COMPANIES: rows One<CompanyId> [list] = over_unmerged!("company");
    /// Contacts whose days in Trash are over.
    CONTACTS: rows One<ContactId> [list] = over_unmerged!("contact");
    /// Cases whose days in Trash are over.
    CASES: rows One<CaseId> [list] = over!("cases");
    /// Tasks whose days in Trash are over.
    TASKS: rows One<TaskId> [list] = over!("task");
    /// Activities whose days in Trash are over.
    ACTIVITIES: rows One<ActivityId> [list] = over!("activity");
    /// Notes whose days in Trash are over.
    NOTES: rows One<NoteId> [list] = over!("note");

    /// The contacts of a company.
    CONTACTS_OF: rows One<ContactId> [list] =
        "SELECT id AS value FROM contact WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL \
         ORDER BY sort_key, id";
    /// The activities of a company.
    ACTIVITIES_OF: rows One<ActivityId> [list] =
        "SELECT id AS value FROM activity WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL \
         ORDER BY occurred_at, ver, id";
    /// The activities of a person without a company.
    ACTIVITIES_OF_PERSON: rows One<ActivityId> [list] =
        "SELECT id AS value FROM activity WHERE tenant_no = $1 AND contact_id = $2 AND company_id IS NULL \
         AND deleted_at IS NULL ORDER BY occurred_at, id";
    /// The notes of a company.
    NOTES_OF: rows One<NoteId> [list] =
        "SELECT id AS value FROM note WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL \
         ORDER BY created_at, ver, id";
    /// The unfinished tasks of a company that did not go to Trash with it.
    OPEN_TASKS_OF: rows One<TaskId> [list] =
        "SELECT id AS value FROM task WHERE tenant_no = $1 AND company_id = $2 AND state IN ('OPEN', 'WAITING') \
         AND deleted_at IS NULL ORDER BY due_key, id";
    /// The finished tasks of a company.
    FINISHED_TASKS_OF: rows One<TaskId> [list] =
        "SELECT id AS value FROM task WHERE tenant_no = $1 AND company_id = $2 AND state IN ('DONE', 'CANCELLED') \
         AND deleted_at IS NULL ORDER BY id";
    /// The tasks that went to Trash with their company.
    TASKS_WITH_COMPANY: rows One<TaskId> [list] =
        "SELECT id AS value FROM task WHERE tenant_no = $1 AND deleted_with = $2 AND company_id = $3 \
         AND deleted_at IS NOT NULL";
    /// The tasks that went to Trash with their case.
    TASKS_WITH_CASE: rows One<TaskId> [list] =
        "SELECT id AS value FROM task WHERE tenant_no = $1 AND deleted_with = $2 AND case_id = $3 \
         AND deleted_at IS NOT NULL";
    /// The cases that went to Trash with their company.
    CASES_WITH_COMPANY: rows One<CaseId> [list] =
        "SELECT id AS value FROM cases WHERE tenant_no = $1 AND deleted_with = $2 AND company_id = $3 \
         AND deleted_at IS NOT NULL";

    /// Drops the closed cases of a company.
    DROP_CASES: exec = drop_live!("cases");
    /// Drops the history of a company's stages.
    DROP_STAGE_CHANGES: exec = drop_live!("stage_change");
    /// The same of steps that were undone.
    DROP_UNDONE_STAGE_CHANGES: exec = drop_undone!("stage_change");
    /// Drops the handovers of a company.
    DROP_HANDOVERS: exec = drop_live!("handover");
    /// The same of those that were undone.
    DROP_UNDONE_HANDOVERS: exec = drop_undone!("handover");
    /// Drops the members of a company.
    DROP_MEMBERS: exec = drop_live!("member");
    /// The same of those that were undone.
    DROP_UNDONE_MEMBERS: exec = drop_undone!("member");
    /// Drops who skipped a task.
    DROP_SKIPS: exec = "DELETE FROM skip WHERE tenant_no = $1 AND task_id = $2";
}

/// A kind of row that Trash holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// With its contacts, cases, tasks, activities, notes, history, handovers and members.
    Company,
    /// With the tasks that went along.
    Case,
    /// With what was logged with a person of no company.
    Contact,
    /// Alone.
    Task,
    /// Alone.
    Activity,
    /// Alone.
    Note,
}

impl Kind {
    /// What takes others along comes first, so that nothing is left half.
    pub(crate) const ALL: [Self; 6] = [
        Self::Company,
        Self::Case,
        Self::Contact,
        Self::Task,
        Self::Activity,
        Self::Note,
    ];
}

/// Whether Trash holds a row of a kind that went before an instant.
pub(crate) fn is_over(tx: &mut Tx, kind: Kind, before: Timestamp) -> Result<bool> {
    Ok(!ids(tx, kind, before, 1)?.is_empty())
}

/// Takes out rows of a kind that went before an instant, at most `limit`, and says how many; what hangs on them
/// is not counted.
pub(crate) fn purge(tx: &mut Tx, kind: Kind, before: Timestamp, limit: i64) -> Result<usize> {
    let ids = ids(tx, kind, before, limit)?;
    let mut gone = HashSet::new();
    for id in &ids {
        match kind {
            Kind::Company => company(tx, CompanyId(*id), &mut gone)?,
            Kind::Case => case(tx, CaseId(*id), &mut gone)?,
            Kind::Contact => contact(tx, ContactId(*id), &mut gone)?,
            Kind::Task => task(tx, TaskId(*id), &mut gone)?,
            Kind::Activity => activity(tx, ActivityId(*id))?,
            Kind::Note => note(tx, NoteId(*id))?,
        }
    }
    if !gone.is_empty() {
        drop_drafts(tx, &gone)?;
    }
    Ok(ids.len())
}

fn ids(tx: &mut Tx, kind: Kind, before: Timestamp, limit: i64) -> Result<Vec<Uuid>> {
    let tenant = tx.tenant();
    let by = params![tenant, before, limit];
    Ok(match kind {
        Kind::Company => uuids(tx.all(COMPANIES, by)?),
        Kind::Case => uuids(tx.all(CASES, by)?),
        Kind::Contact => uuids(tx.all(CONTACTS, by)?),
        Kind::Task => uuids(tx.all(TASKS, by)?),
        Kind::Activity => uuids(tx.all(ACTIVITIES, by)?),
        Kind::Note => uuids(tx.all(NOTES, by)?),
    })
}

fn uuids<I: RowId>(found: Vec<One<I>>) -> Vec<Uuid> {
    found.into_iter().map(|One(id)| id.uuid()).collect()
}

fn company(tx: &mut Tx, id: CompanyId, gone: &mut HashSet<Uuid>) -> Result<()> {
    let tenant = tx.tenant();
    let with = tx.load::<Company>(id)?.and_then(|company| company.deleted_with);
    let of = params![tenant, id];
    for One(contact_id) in tx.all(CONTACTS_OF, of)? {
        contact(tx, contact_id, gone)?;
    }
    for One(activity_id) in tx.all(ACTIVITIES_OF, of)? {
        activity(tx, activity_id)?;
    }
    for One(note_id) in tx.all(NOTES_OF, of)? {
        note(tx, note_id)?;
    }
    let mut tasks = tx.all(OPEN_TASKS_OF, of)?;
    tasks.extend(tx.all(FINISHED_TASKS_OF, of)?);
    tasks.extend(tx.all(TASKS_WITH_COMPANY, params![tenant, with, id])?);
    for One(task_id) in tasks {
        task(tx, task_id, gone)?;
    }
    for One(case_id) in tx.all(CASES_WITH_COMPANY, params![tenant, with, id])? {
        tx.remove::<Case>(case_id)?;
    }
    for statement in [
        DROP_CASES,
        DROP_STAGE_CHANGES,
        DROP_UNDONE_STAGE_CHANGES,
        DROP_HANDOVERS,
        DROP_UNDONE_HANDOVERS,
        DROP_MEMBERS,
        DROP_UNDONE_MEMBERS,
        lease::END,
        facts::DROP_LOOKUP,
    ] {
        tx.exec(statement, of)?;
    }
    search::remove(tx, id.uuid())?;
    tx.remove::<Company>(id)?;
    gone.insert(id.uuid());
    Ok(())
}

fn case(tx: &mut Tx, id: CaseId, gone: &mut HashSet<Uuid>) -> Result<()> {
    let tenant = tx.tenant();
    let with = tx.load::<Case>(id)?.and_then(|case| case.deleted_with);
    for One(task_id) in tx.all(TASKS_WITH_CASE, params![tenant, with, id])? {
        task(tx, task_id, gone)?;
    }
    tx.remove::<Case>(id).map(drop)
}

fn contact(tx: &mut Tx, id: ContactId, gone: &mut HashSet<Uuid>) -> Result<()> {
    let tenant = tx.tenant();
    for One(activity_id) in tx.all(ACTIVITIES_OF_PERSON, params![tenant, id])? {
        activity(tx, activity_id)?;
    }
    tx.exec(facts::DROP_LOOKUP, params![tenant, id])?;
    search::remove(tx, id.uuid())?;
    tx.remove::<Contact>(id)?;
    gone.insert(id.uuid());
    Ok(())
}

fn task(tx: &mut Tx, id: TaskId, gone: &mut HashSet<Uuid>) -> Result<()> {
    let tenant = tx.tenant();
    tx.exec(DROP_SKIPS, params![tenant, id])?;
    tx.remove::<Task>(id)?;
    gone.insert(id.uuid());
    Ok(())
}

fn activity(tx: &mut Tx, id: ActivityId) -> Result<()> {
    search::remove(tx, id.uuid())?;
    tx.remove::<Activity>(id).map(drop)
}

fn note(tx: &mut Tx, id: NoteId) -> Result<()> {
    search::remove(tx, id.uuid())?;
    tx.remove::<Note>(id).map(drop)
}

/// What was typed about rows that are gone is dropped with them.
fn drop_drafts(tx: &mut Tx, gone: &HashSet<Uuid>) -> Result<()> {
    for draft in tx.all(drafts::ALL, params![])? {
        let about = draft.about.parse::<Uuid>();
        if about.is_ok_and(|id| gone.contains(&id)) {
            tx.exec(drafts::DROP, params![draft.form, draft.about])?;
        }
    }
    Ok(())
}
