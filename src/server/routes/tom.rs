//! The five paths of TOM: its names and ours are taken, ours are answered (api-conventions.md §6).

use super::company::timeline;
use super::task::mine;
use crate::base::{ActivityId, CaseId, CompanyId, ContactId, Date, Due, TaskId, Timestamp};
use crate::domain::command::{
    ActivityCommand, CaseCommand, CloseCase, CompanyCommand, FollowUpArgs, LogActivity, MoveStage,
};
use crate::domain::permission::Permission;
use crate::domain::{ActivityType, CaseOutcome, Stage};
use crate::server::call::{Call, Reply, Written, WrittenCommand};
use crate::server::fault::Out;
use crate::server::route::{Route, Verb};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::send(Verb::Post, "/api/orgs/{id}/activities", "Logs an activity", log).creates(),
        Route::get(
            "/api/orgs/{id}/timeline",
            "What happened with a company, newest first",
            timeline,
        )
        .may(Permission::CompaniesRead),
        Route::get("/api/my/tasks", "My queue: overdue first, then due", mine).may(Permission::CompaniesRead),
        Route::send(Verb::Post, "/api/cases/{id}/close", "Closes a case", close),
        Route::send(Verb::Post, "/api/orgs/{id}/stage", "Moves to a stage", stage),
    ]
}

/// What happened.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Activity {
    #[serde(alias = "kind")]
    activity_type: ActivityType,
    occurred_at: Option<Timestamp>,
    #[serde(alias = "outcome")]
    outcome_code: Option<String>,
    notes: Option<String>,
    /// The agreed follow-up.
    follow_up_at: Option<Timestamp>,
    #[serde(alias = "contact_id")]
    person_uuid: Option<ContactId>,
    #[serde(alias = "case_id")]
    case_uuid: Option<CaseId>,
    /// The task it completes.
    #[serde(alias = "task_id")]
    task_uuid: Option<TaskId>,
    duration_s: Option<i64>,
    subject: Option<String>,
}

/// What was made.
#[derive(Serialize, JsonSchema)]
struct Logged {
    activity_uuid: ActivityId,
    /// The follow-up; none: no next step was made.
    follow_up_task_uuid: Option<TaskId>,
}

fn log(call: &Call, body: Activity) -> Out<Reply<Logged>> {
    let id: ActivityId = call.new_id("activity");
    let task_id = match (body.task_uuid, body.case_uuid) {
        (None, Some(case)) => call_task(call, case)?,
        (task, _) => task,
    };
    let log = LogActivity {
        company_id: Some(call.id::<CompanyId>("id")?),
        task_id,
        contact_id: body.person_uuid,
        outcome: body.outcome_code,
        occurred_at: body.occurred_at,
        notes: body.notes,
        duration_s: body.duration_s,
        subject: body.subject,
        follow_up: body.follow_up_at.map(|at| FollowUpArgs::at(Due::At(at))),
        ..LogActivity::new(id, body.activity_type)
    };
    call.run(ActivityCommand::Log(Box::new(log)), None)?;
    let row = if call.dry_run {
        None
    } else {
        call.door.activity(id)?
    };
    let follow_up = row.and_then(|row| row.follow_up_task_id);
    Reply::ok(Logged {
        activity_uuid: id,
        follow_up_task_uuid: follow_up,
    })
}

/// The open call task of a case, which a call on that case is about.
fn call_task(call: &Call, case: CaseId) -> Out<Option<TaskId>> {
    let Some(row) = call.door.case(case)? else {
        return Err(crate::server::fault::not_found());
    };
    let card = call.door.company(row.company_id)?;
    let tasks = card.map(|card| card.tasks).unwrap_or_default();
    let task = tasks
        .into_iter()
        .find(|task| task.case_id == Some(case) && task.is_open() && task.kind.is_call());
    Ok(task.map(|task| task.id))
}

/// How a case ended.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Close {
    #[serde(alias = "outcome")]
    outcome_code: CaseOutcome,
    #[serde(alias = "note")]
    outcome_note: Option<String>,
    /// Reason code where the outcome wants one.
    #[serde(alias = "reason")]
    reason_code: Option<String>,
    /// For DORMANT.
    wake_up: Option<Date>,
    /// What becomes of its open tasks.
    #[serde(default)]
    tasks: OpenTasks,
}

/// What becomes of the open tasks of a case that is closed.
#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum OpenTasks {
    /// They are cancelled.
    #[default]
    Cancel,
    /// They stay open on the company.
    Move,
}

fn close(call: &Call, body: Close) -> Out<Reply<Written<crate::domain::Case>>> {
    let case_id: CaseId = call.id("id")?;
    let close = CloseCase {
        case_id,
        outcome: body.outcome_code,
        note: body.outcome_note,
        reason: body.reason_code,
        wake_up: body.wake_up,
        keep_tasks: body.tasks == OpenTasks::Move,
    };
    let applied = call.run(CaseCommand::Close(close), None)?;
    let data = if call.dry_run {
        None
    } else {
        call.door.case(case_id)?
    };
    let command = WrittenCommand::of(applied, call);
    Reply::ok(Written { command, data })
}

/// Where to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToStage {
    #[serde(alias = "to")]
    to_stage: Stage,
    #[serde(alias = "reason")]
    reason_code: Option<String>,
    #[serde(alias = "note")]
    reason_note: Option<String>,
    /// For DORMANT.
    wake_up: Option<Date>,
}

fn stage(call: &Call, body: ToStage) -> Out<Reply<Written<super::company::CompanyOut>>> {
    let company_id: CompanyId = call.id("id")?;
    let stage = MoveStage {
        company_id,
        to: body.to_stage,
        reason: body.reason_code,
        note: body.reason_note,
        wake_up: body.wake_up,
        override_guards: false,
    };
    let applied = call.run(CompanyCommand::Stage(stage), None)?;
    let shown = if call.dry_run {
        None
    } else {
        super::company::shown(call, company_id)?
    };
    let command = WrittenCommand::of(applied, call);
    Reply::ok(Written {
        command,
        data: shown.map(|(row, _)| row),
    })
}
