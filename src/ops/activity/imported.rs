//! What another system tells of the past: entered as it was, so that nothing follows from it.
//!
//! It was logged there when it happened, so that its `created_at` is that time: the guards, which ask what was logged
//! since a company was entered here, leave it aside (domain.md §3).

use super::told::{self, Told};
use super::{EMAIL_OUTCOMES, MEETING_OUTCOMES, normalised, state_by};
use crate::base::id::RowId;
use crate::domain::command::{ImportActivity, ImportTask};
use crate::domain::entity::Deleted;
use crate::domain::fields;
use crate::domain::{
    Activity, ActivityState, ActivityType, Company, Effect, Refusal, RefusalCode, Task, TaskOrigin,
    TaskState, TaskType, User,
};
use crate::ops::Out;
use crate::ops::work::{Work, words};

pub(super) fn activity(work: &mut Work, args: &ImportActivity) -> Out<()> {
    work.label(format!(
        "{} imported: {}, row {}",
        words(&args.kind),
        args.import.system,
        args.import.line
    ));
    let row = row(work, args)?;
    match work.tx.load::<Activity>(args.id)? {
        None => {
            work.insert(&row)?;
            work.effect(Effect::ActivityLogged {
                id: row.id,
                kind: row.kind,
                outcome: row.outcome.clone(),
            });
        }
        Some(before) if !before.kind.is_logged() => {
            let text = "What the rules wrote is not written over; take another id.";
            return Err(Refusal::new(RefusalCode::IdReuse, text).into());
        }
        Some(before) => {
            // What it hangs on here was decided here.
            let after = Activity {
                company_id: before.company_id.or(row.company_id),
                case_id: before.case_id,
                task_id: before.task_id,
                attempt: before.attempt,
                phone: before.phone.clone(),
                follow_up_at: before.follow_up_at,
                follow_up_on: before.follow_up_on,
                follow_up_task_id: before.follow_up_task_id,
                created_at: before.created_at,
                created_by: before.created_by,
                ..row
            };
            work.update(&before, &after)?;
        }
    }
    Ok(())
}

fn row(work: &mut Work, args: &ImportActivity) -> Out<Activity> {
    if !args.kind.is_logged() {
        let text = format!("{} is written by the rules, never imported", args.kind);
        return Err(Refusal::invalid("kind", text).into());
    }
    let contact = args
        .contact_id
        .map(|id| work.contact_of(id, args.company_id))
        .transpose()?;
    let company = args
        .company_id
        .or_else(|| contact.as_ref().and_then(|contact| contact.company_id));
    if company.is_none() && contact.is_none() {
        return Err(Refusal::invalid("company_id", "name a company or a contact").into());
    }
    if let Some(company) = company {
        work.live::<Company>(company)?;
    }
    if let Some(user) = args.by {
        work.live::<User>(user)?;
    }
    let outcome = outcome(work, args)?;
    let state = args
        .state
        .unwrap_or_else(|| state_by(args.kind, outcome.as_deref()));
    let to_come = args.occurred_at > work.now().plus_minutes(5);
    if to_come && !matches!(state, ActivityState::Planned | ActivityState::Cancelled) {
        return Err(Refusal::invalid("occurred_at", "when it happened, not a time to come").into());
    }
    let row = told::row(Told {
        id: args.id,
        kind: args.kind,
        direction: args.direction,
        state,
        outcome,
        occurred_at: args.occurred_at,
        duration_s: args.duration_s,
        subject: args.subject.as_deref(),
        notes: args.notes.as_deref(),
        created_at: args.occurred_at.min(work.now()),
        created_by: args.by.unwrap_or(work.ctx.actor.id),
    })?;
    Ok(Activity {
        company_id: company,
        contact_id: contact.as_ref().map(|contact| contact.id),
        ..row
    })
}

/// An outcome of the kind, or none: what another system did not tell is not made up.
fn outcome(work: &Work, args: &ImportActivity) -> Out<Option<String>> {
    let Some(code) = normalised(args.outcome.as_deref()) else {
        return Ok(None);
    };
    let known = match args.kind {
        ActivityType::Call => work.ctx.rules.outcome(&code).is_some(),
        ActivityType::Email => EMAIL_OUTCOMES.contains(&code.as_str()),
        ActivityType::Meeting | ActivityType::Visit => MEETING_OUTCOMES.contains(&code.as_str()),
        _ => false,
    };
    if known {
        return Ok(Some(code));
    }
    let text = format!("\"{code}\" is no outcome of {}", args.kind);
    Err(Refusal::invalid("outcome", text).into())
}

/// A task of another system. One that is here already is left as it is worked on here.
pub(in crate::ops) fn task(work: &mut Work, args: &ImportTask) -> Out<()> {
    let company = work.live::<Company>(args.company_id)?;
    work.label(format!(
        "Task imported: {}, row {}",
        args.import.system, args.import.line
    ));
    if let Some(contact) = args.contact_id {
        work.contact_of(contact, Some(company.id))?;
    }
    if let Some(user) = args.assignee {
        work.live::<User>(user)?;
    }
    if args.title.chars().count() > 500 || args.title.contains('\0') || !fields::visible(&args.title) {
        return Err(Refusal::invalid("title", "1 to 500 characters, no NUL").into());
    }
    told::text("note", args.note.as_deref())?;
    if let Some(before) = work.tx.load::<Task>(args.id)? {
        if before.deleted_at.is_some() {
            if before.company_id != company.id || !company.stage.takes(before.kind) {
                let text = "The task was deleted here, and its company takes it no more.";
                return Err(Refusal::new(RefusalCode::Guard, text).into());
            }
            let mut after = before.clone();
            after.mark_deleted(None::<Deleted>);
            work.update(&before, &after)?;
        }
        return Ok(());
    }
    let now = work.now();
    let mut task = work.new_task("imported", 0, company.id, TaskType::Todo);
    task.id = args.id;
    task.contact_id = args.contact_id;
    task.title.clone_from(&args.title);
    task.note.clone_from(&args.note);
    task.assignee_id = args.assignee;
    task.set_due(args.due);
    task.origin = TaskOrigin::Import;
    task.created_at = args.created_at.unwrap_or(now).min(now);
    if let Some(done) = args.done_at {
        task.state = TaskState::Done;
        task.done_at = Some(done.min(now));
        task.done_by = Some(args.assignee.unwrap_or(work.ctx.actor.id));
    }
    debug_assert!(!task.id.uuid().is_nil(), "an id was made");
    work.add_task(&task)
}
