//! Stories of meetings: booked, held, moved, and promises that others gave.

use super::*;

fn book(w: &mut World, company: CompanyId, when: &str) -> LogActivity {
    let act = w.id();
    LogActivity {
        company_id: Some(company),
        outcome: Some("MEETING_BOOKED".to_owned()),
        follow_up: Some(FollowUpArgs::at(w.at(when))),
        ..LogActivity::new(act, ActivityType::Call)
    }
}

fn meetings(w: &mut World, company: CompanyId) -> Vec<Activity> {
    let mut meetings = w
        .activities(company)
        .into_iter()
        .filter(|a| a.kind == ActivityType::Meeting)
        .collect::<Vec<_>>();
    meetings.sort_by_key(|a| a.occurred_at);
    meetings
}

fn told(w: &mut World, task: TaskId, outcome: &str) -> LogActivity {
    let act = w.id();
    LogActivity {
        task_id: Some(task),
        outcome: Some(outcome.to_owned()),
        notes: Some("they liked it".to_owned()),
        ..LogActivity::new(act, ActivityType::Meeting)
    }
}

#[test]
fn a_meeting_that_was_held_is_the_one_that_was_planned() {
    let mut w = World::new();
    let id = w.company("Acme");
    let args = book(&mut w, id, "2026-11-26T09:00:00Z");
    w.run(log(args));
    w.now = "2026-11-26T10:00:00Z".parse().expect("instant");
    let before = (w.rows(id), meetings(&mut w, id));
    let task = w.task(id, TaskType::FollowUp).id;
    let args = told(&mut w, task, "held");
    w.run(log(args));
    let found = meetings(&mut w, id);
    assert_eq!(found.len(), 1, "no twin: {found:?}");
    assert_eq!(found[0].id, before.1[0].id);
    assert_eq!(
        (found[0].state, found[0].outcome.as_deref()),
        (ActivityState::Held, Some("HELD"))
    );
    assert_eq!(found[0].notes.as_deref(), Some("they liked it"));
    assert_eq!(
        found[0].occurred_at.to_string(),
        "2026-11-26T09:00:00Z",
        "as planned"
    );
    assert_eq!(found[0].duration_s, Some(1800));
    assert_eq!(w.load::<Task>(task).state, TaskState::Done);
    assert!(w.tasks(id).iter().all(|t| t.kind != TaskType::MeetingPrep));
    w.undo();
    assert_eq!((w.rows(id), meetings(&mut w, id)), before);
}

#[test]
fn a_meeting_at_another_date_is_booked_anew() {
    let mut w = World::new();
    let id = w.company("Acme");
    let mut args = book(&mut w, id, "2026-11-26T09:00:00Z");
    args.meeting_minutes = Some(45);
    w.run(log(args));
    let task = w.task(id, TaskType::FollowUp).id;
    let mut args = told(&mut w, task, "rescheduled");
    assert_eq!(w.refused(log(args.clone())).missing[0].code, "follow_up");
    args.follow_up = Some(FollowUpArgs::at(w.at("2026-12-01T13:00:00Z")));
    w.run(log(args));
    let found = meetings(&mut w, id);
    let states = found.iter().map(|a| a.state).collect::<Vec<_>>();
    assert_eq!(states, [ActivityState::NotHeld, ActivityState::Planned]);
    assert_eq!(found[1].duration_s, Some(45 * 60));
    let prep = w
        .tasks(id)
        .into_iter()
        .filter(|t| t.kind == TaskType::MeetingPrep);
    assert_eq!(prep.count(), 1, "only the new one is prepared");
    assert_eq!(
        w.task(id, TaskType::FollowUp).due(),
        Some(w.at("2026-12-01T13:45:00Z"))
    );
}

#[test]
fn a_newer_booking_takes_the_place_of_mine_with_its_meeting_and_preparation() {
    let mut w = World::new();
    let id = w.company("Acme");
    let args = book(&mut w, id, "2026-11-26T09:00:00Z");
    w.run(log(args));
    let before = (w.rows(id), meetings(&mut w, id));
    let args = book(&mut w, id, "2026-11-27T09:00:00Z");
    w.run(log(args));
    let states = meetings(&mut w, id).iter().map(|a| a.state).collect::<Vec<_>>();
    assert_eq!(states, [ActivityState::Cancelled, ActivityState::Planned]);
    let of = |w: &mut World, kind| {
        let tasks = w.tasks(id).into_iter().filter(move |t| t.kind == kind);
        tasks.map(|t| t.due().expect("due")).collect::<Vec<_>>()
    };
    assert_eq!(of(&mut w, TaskType::MeetingPrep), [w.at("2026-11-27T08:00:00Z")]);
    assert_eq!(of(&mut w, TaskType::FollowUp), [w.at("2026-11-27T09:30:00Z")]);
    w.undo();
    assert_eq!((w.rows(id), meetings(&mut w, id)), before);
}

#[test]
fn somebody_elses_promise_is_replaced_only_when_told() {
    let mut w = World::new();
    let id = w.company("Acme");
    let args = book(&mut w, id, "2026-11-26T09:00:00Z");
    w.run(log(args));
    let annas = w.task(id, TaskType::FollowUp);
    w.as_bob();
    let mut args = book(&mut w, id, "2026-11-27T09:00:00Z");
    let refusal = w.refused(log(args.clone()));
    assert_eq!(refusal.code, RefusalCode::FollowUpExists);
    // Not even for her: it is her word, and she does not know.
    args.follow_up = Some(FollowUpArgs {
        assignee: annas.assignee_id,
        ..FollowUpArgs::at(w.at("2026-11-27T09:00:00Z"))
    });
    assert_eq!(w.refused(log(args.clone())).code, RefusalCode::FollowUpExists);
    args.replace = true;
    w.run(log(args));
    let old = w.load::<Task>(annas.id);
    assert_eq!(old.cancel_reason, Some(CancelReason::Replaced));
}

#[test]
fn a_company_qualified_by_booking_a_meeting_keeps_its_preparation() {
    let mut w = World::new();
    let id = w.company("Acme");
    let mut args = book(&mut w, id, "2026-11-26T09:00:00Z");
    args.then = Some(Then::Qualify { hand_over: None });
    w.run(log(args));
    assert_eq!(w.stage(id), Stage::QualifiedLead);
    let mut left = w.tasks(id).into_iter().map(|t| t.kind).collect::<Vec<_>>();
    left.sort_by_key(|kind| kind.code());
    assert_eq!(left, [TaskType::FollowUp, TaskType::MeetingPrep]);
}

#[test]
fn a_meeting_brings_its_preparation_and_how_did_it_go() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let mut args = w.log(first.id, "MEETING_BOOKED");
    args.follow_up = Some(FollowUpArgs::at(w.at("2026-11-26T09:00:00Z")));
    w.run(log(args));
    assert_eq!(
        w.task(id, TaskType::MeetingPrep).due(),
        Some(w.at("2026-11-26T08:00:00Z"))
    );
    assert_eq!(
        w.task(id, TaskType::FollowUp).due(),
        Some(w.at("2026-11-26T09:30:00Z"))
    );
}
