//! Outcomes that do more than a follow-up: a meeting, a wrong number, a company that wakes up.

use super::{Subject, carried_on, where_to};
use crate::base::{ActivityId, Due, TaskId};
use crate::domain::command::{FollowUpArgs, LogActivity};
use crate::domain::outcome::{self};
use crate::domain::{
    Activity, ActivityState, ActivityType, Company, Contact, Effect, OutcomeEffect, OutcomeGroup,
    OutcomeRule, PhoneState, Stage, Task, TaskOrigin, TaskType,
};
use crate::ops::follow_up::{self, Made};
use crate::ops::stage::{self, Why};
use crate::ops::work::Work;
use crate::ops::workflow::QUALIFY;
use crate::ops::{Out, task};

/// What the id of the preparation derives from.
const PREP: &str = "meeting_prep";

/// A PLANNED MEETING, its preparation one hour before, and "how did it go?" at its end.
pub(super) fn book(
    work: &mut Work,
    args: &LogActivity,
    about: &Subject,
    company: &Company,
    agreed: &FollowUpArgs,
    row: &Activity,
) -> Out<TaskId> {
    let as_before = row.duration_s.filter(|_| row.kind == ActivityType::Meeting);
    let minutes = args.meeting_minutes.or(as_before.map(|s| s / 60));
    let minutes = minutes.unwrap_or(30).clamp(1, 24 * 60);
    let start = agreed.due.opens(&work.ctx.zone);
    let end = start.plus_minutes(minutes);
    let prep_at = start.plus_minutes(-60).max(work.now());
    let made = Made {
        role: "meeting_follow_up",
        due: Due::At(end),
        kind: TaskType::FollowUp,
        title: agreed.title.clone().or_else(|| Some("How did it go?".to_owned())),
        assignee: Some(agreed.assignee.unwrap_or(work.ctx.actor.id)),
        attempt: 1,
        promised: true,
        ..carried_on(about, Due::At(end))
    };
    let at = where_to(about);
    let made = follow_up::make(work, company, &at, &made, args.replace)?;
    let task = made.expect("an agreed follow-up is always made");
    let mut prep = work.new_task(PREP, 0, company.id, TaskType::MeetingPrep);
    "Prepare the meeting".clone_into(&mut prep.title);
    prep.case_id = about.case.as_ref().map(|case| case.id);
    prep.contact_id = about.contact.as_ref().map(|contact| contact.id);
    prep.queue = about.task.as_ref().map_or(prep.queue, |task| task.queue.clone());
    prep.assignee_id = Some(agreed.assignee.unwrap_or(work.ctx.actor.id));
    prep.set_due(Some(Due::At(prep_at)));
    prep.available_at = Some(prep_at);
    prep.origin = TaskOrigin::System;
    prep.origin_task_id = Some(task);
    work.add_task(&prep)?;
    let planned = Activity {
        id: planned_id(work),
        kind: ActivityType::Meeting,
        state: ActivityState::Planned,
        outcome: None,
        occurred_at: start,
        duration_s: Some(minutes * 60),
        subject: agreed.title.clone(),
        notes: None,
        task_id: None,
        attempt: None,
        phone: None,
        follow_up_at: Some(end),
        follow_up_on: None,
        follow_up_task_id: Some(task),
        ..row.clone()
    };
    work.insert(&planned)?;
    work.effect(Effect::ActivityLogged {
        id: planned.id,
        kind: planned.kind,
        outcome: None,
    });
    Ok(task)
}

/// An outcome on a WAKE_UP task wakes the company, with a new case (domain.md §3).
pub(super) fn wake_up(
    work: &mut Work,
    about: &Subject,
    rule: Option<&OutcomeRule>,
    row: &Activity,
    made: Option<TaskId>,
) -> Out<bool> {
    let (Some(task), Some(company)) = (&about.task, &about.company) else {
        return Ok(false);
    };
    let wakes = rule.is_some_and(|rule| {
        !matches!(rule.group, OutcomeGroup::BadData | OutcomeGroup::Terminal)
            && rule.effect != OutcomeEffect::NotInterested
    });
    if task.kind != TaskType::WakeUp || company.stage != Stage::Dormant || !wakes {
        return Ok(false);
    }
    let mut start = stage::started_by(row.id);
    start.instead_of_first = made;
    let case = stage::wake(work, company, &Why::default(), QUALIFY, &start)?;
    work.edit::<Activity>(row.id, |activity| activity.case_id = case)?;
    // What a booked meeting made belongs to the case that it opened.
    let (prep, planned) = (prep_id(work), planned_id(work));
    if work.tx.load::<Task>(prep)?.is_some() {
        work.edit::<Task>(prep, |task| task.case_id = case)?;
    }
    if work.tx.load::<Activity>(planned)?.is_some() {
        work.edit::<Activity>(planned, |meeting| meeting.case_id = case)?;
    }
    Ok(true)
}

fn prep_id(work: &Work) -> TaskId {
    work.ctx.derive("task", PREP, 0)
}

fn planned_id(work: &Work) -> ActivityId {
    work.ctx.derive("activity", "meeting", 0)
}

/// Marks the number WRONG and offers the next one; none left: Sales Ops looks for one.
pub(super) fn wrong_number(
    work: &mut Work,
    args: &LogActivity,
    about: &Subject,
    company: &Company,
) -> Out<()> {
    let contacts = work.tx.contacts_of(company.id)?;
    let first = about.contact.as_ref().map(|c| c.id);
    let called = match &args.phone {
        Some(phone) => Some(phone.clone()),
        None => outcome::dial_order(company, &contacts, first)
            .first()
            .map(|dial| dial.phone.key()),
    };
    if let Some(number) = called {
        mark_everywhere(work, company, &contacts, &number)?;
    }
    let company = work.live::<Company>(company.id)?;
    let contacts = work.tx.contacts_of(company.id)?;
    if let Some(next) = outcome::dial_order(&company, &contacts, first).first() {
        work.effect(Effect::NextNumber {
            number: next.phone.key(),
            contact_id: next.contact,
        });
    } else if let Some(task) = about.task.as_ref().filter(|task| task.kind.is_call()) {
        task::need_number(work, task)?;
    }
    Ok(())
}

fn mark_everywhere(work: &mut Work, company: &Company, contacts: &[Contact], number: &str) -> Out<()> {
    let mut marked = false;
    let mut after = company.clone();
    if outcome::mark_number(&mut after.phones, number, PhoneState::Wrong) {
        work.update(company, &after)?;
        marked = true;
    }
    for contact in contacts {
        let mut after = contact.clone();
        if outcome::mark_number(&mut after.phones, number, PhoneState::Wrong) {
            work.update(contact, &after)?;
            marked = true;
        }
    }
    if marked {
        work.effect(Effect::NumberMarked {
            number: number.to_owned(),
            state: PhoneState::Wrong,
        });
    }
    Ok(())
}
