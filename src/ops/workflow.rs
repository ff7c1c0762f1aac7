//! Starting a template: its case and its tasks, in one go.

use super::Out;
use super::work::{Work, words};
use crate::base::{ActivityId, CaseId, TaskId};
use crate::domain::workflow::{Template, Trigger};
use crate::domain::{
    Case, Company, Effect, Priority, Refusal, RefusalCode, Stage, Task, TaskOrigin, TaskState, TaskType,
    stage,
};
use std::collections::HashMap;

/// What is special about a start.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Start {
    /// The activity that started it.
    pub(super) by_activity: Option<ActivityId>,
    /// A follow-up that takes FIRST_OUTREACH's place: its key and its dependents.
    pub(super) instead_of_first: Option<TaskId>,
}

/// Starts every template of a trigger.
pub(super) fn trigger(work: &mut Work, company: &Company, trigger: Trigger) -> Out<Vec<CaseId>> {
    let keys = work
        .ctx
        .rules
        .templates
        .iter()
        .filter(|template| template.trigger == trigger)
        .map(|template| template.key.clone())
        .collect::<Vec<_>>();
    let mut cases = Vec::new();
    for key in keys {
        cases.extend(start(work, company, &key, &Start::default())?);
    }
    Ok(cases)
}

/// Starts a template on a company; none when the rules do not have it.
pub(super) fn start(work: &mut Work, company: &Company, key: &str, how: &Start) -> Out<Option<CaseId>> {
    let rules = work.ctx.rules.clone();
    let Some(template) = rules.template(key) else {
        return Ok(None);
    };
    one_qualify(work, company, template)?;
    let case = open(work, company, template, how)?;
    let mut ids: HashMap<&str, TaskId> = HashMap::new();
    for (place, spec) in template.tasks.iter().enumerate() {
        let role = format!("{}:{}:{}", template.key, spec.key, company.id);
        let id = work.ctx.derive::<TaskId>("task", &role, place as u32);
        ids.insert(&spec.key, id);
    }
    if let Some(replacement) = how.instead_of_first
        && let Some(first) = template
            .tasks
            .iter()
            .find(|spec| spec.kind == TaskType::FirstOutreach)
    {
        ids.insert(&first.key, replacement);
        let (place, key) = (place_of(template, &first.key), first.key.clone());
        work.edit::<Task>(replacement, |task| {
            task.case_id = Some(case);
            task.template_step = Some(key);
            task.place = place;
            // A chain of its own: that of the WAKE_UP has ended, and what comes after waits on this one.
            task.origin_task_id = None;
        })?;
    }
    for spec in &template.tasks {
        if Some(ids[spec.key.as_str()]) != how.instead_of_first {
            add(work, company, template, spec, case, &ids)?;
        }
    }
    Ok(Some(case))
}

fn place_of(template: &Template, key: &str) -> i64 {
    template
        .tasks
        .iter()
        .position(|spec| spec.key == key)
        .unwrap_or(0) as i64
}

fn one_qualify(work: &mut Work, company: &Company, template: &Template) -> Out<()> {
    use crate::domain::CaseType::QualifyCompany;
    let open = work.tx.open_cases(company.id)?;
    if template.case.kind == QualifyCompany && open.iter().any(|case| case.kind == QualifyCompany) {
        let text = "This company has an open QUALIFY_COMPANY case already; a company has at most one.";
        return Err(Refusal::new(RefusalCode::OpenCase, text).into());
    }
    Ok(())
}

fn open(work: &mut Work, company: &Company, template: &Template, how: &Start) -> Out<CaseId> {
    let spec = &template.case;
    let (home_queue, home_role) = spec.engine.home();
    let role = spec.owner_role.unwrap_or(home_role);
    let queue = spec
        .owner_queue
        .clone()
        .or_else(|| work.ctx.rules.role_queue(role));
    let id = work
        .ctx
        .derive("cases", &format!("{}:{}", template.key, company.id), 0);
    work.insert(&Case {
        id,
        company_id: company.id,
        kind: spec.kind,
        engine: spec.engine,
        phase: spec.phases.first().cloned(),
        owner_role: role,
        owner_queue: queue.or_else(|| Some(home_queue.to_owned())),
        outcome: None,
        outcome_note: None,
        template_key: Some(template.key.clone()),
        template_version: Some(template.version),
        opened_at: work.now(),
        opened_by_activity: how.by_activity,
        closed_at: None,
        closed_by: None,
        created_by: work.ctx.actor.id,
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    })?;
    work.effect(Effect::CaseOpened { id, kind: spec.kind });
    if let Some(to) = template.stage {
        // The start of a new company's workflow; other starts move by their own action.
        if company.stage == Stage::Unverified && stage::find(Some(company.stage), to).is_some() {
            super::stage::go(work, company.id, to, &super::stage::Why::default(), Some(id))?;
        }
    }
    Ok(id)
}

fn add(
    work: &mut Work,
    company: &Company,
    template: &Template,
    spec: &crate::domain::workflow::TaskSpec,
    case: CaseId,
    ids: &HashMap<&str, TaskId>,
) -> Out<()> {
    let mut task = work.new_task("", 0, company.id, spec.kind);
    task.id = ids[spec.key.as_str()];
    task.case_id = Some(case);
    task.title = spec.title.clone().unwrap_or_else(|| words(&spec.kind));
    task.queue.clone_from(&spec.queue);
    task.priority = spec.priority.unwrap_or(Priority::Normal);
    task.origin = TaskOrigin::Template;
    task.attempts_max = spec.attempts.unwrap_or(work.ctx.rules.settings.attempts);
    task.script_key.clone_from(&spec.script);
    task.template_step = Some(spec.key.clone());
    task.place = place_of(template, &spec.key);
    match spec.after.as_deref().and_then(|after| ids.get(after)) {
        Some(first) => {
            task.state = TaskState::Waiting;
            task.waits_for = Some(*first);
            task.due_offset = Some(spec.due_days);
        }
        None => task.due_on = Some(due_day(work, company, spec.due_days)),
    }
    work.add_task(&task)
}

/// A day some working days from now, at the company's place.
pub(super) fn due_day(work: &Work, company: &Company, days: i64) -> crate::base::Date {
    let settings = &work.ctx.rules.settings;
    let place = crate::domain::outcome::Place::of(company, settings);
    let desk = place.desk(settings);
    desk.add_working_days(
        work.ctx.now.date_in(&place.zone),
        u32::try_from(days).unwrap_or(0),
    )
}
