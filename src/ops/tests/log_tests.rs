//! Stories of logging: how outcomes are counted and read, and how what was logged is corrected.

use super::*;

fn on_company(w: &mut World, company: CompanyId, outcome: &str) -> LogActivity {
    let act = w.id();
    LogActivity {
        company_id: Some(company),
        outcome: Some(outcome.to_owned()),
        ..LogActivity::new(act, ActivityType::Call)
    }
}

fn edit(w: &mut World, id: ActivityId, fields: serde_json::Value) -> Result<Done, Refusal> {
    let fields = fields.as_object().cloned().expect("object");
    w.try_run(ActivityCommand::Edit(EditActivity {
        activity_id: id,
        fields,
    }))
}

#[test]
fn attempts_are_counted_from_one_and_on_call_tasks_only() {
    let mut w = World::new();
    let id = w.company("Acme");
    let args = on_company(&mut w, id, "BUSY");
    w.run(log(args));
    assert_eq!(w.task(id, TaskType::CallBack).attempt, 1, "no attempt 0");

    let other = w.company("Globex");
    let research = w.task(other, TaskType::IdentifyContact).id;
    let args = w.log(research, "NO_ANSWER");
    w.run(log(args));
    assert_eq!(w.load::<Task>(research).state, TaskState::Open);
    assert_eq!(
        w.task(other, TaskType::CallBack).attempt,
        1,
        "research is no attempt"
    );
}

#[test]
fn the_other_half_of_the_day_goes_by_the_time_of_the_call_and_never_lies_in_the_past() {
    // Called on Monday at some hour (Berlin), logged on Tuesday at some hour, tried again then.
    for (called, logged, again) in [
        (
            "2026-11-23T14:00:00Z",
            "2026-11-24T08:00:00Z",
            "2026-11-24T09:00:00Z",
        ),
        (
            "2026-11-23T14:00:00Z",
            "2026-11-24T10:00:00Z",
            "2026-11-25T09:00:00Z",
        ),
        (
            "2026-11-23T09:00:00Z",
            "2026-11-24T10:00:00Z",
            "2026-11-24T13:00:00Z",
        ),
        (
            "2026-11-23T09:00:00Z",
            "2026-11-24T15:00:00Z",
            "2026-11-25T13:00:00Z",
        ),
    ] {
        let mut w = World::new();
        w.now = "2026-11-23T08:00:00Z".parse().expect("instant");
        let id = w.company("Acme");
        let first = w.task(id, TaskType::FirstOutreach).id;
        w.now = logged.parse().expect("instant");
        let mut args = w.log(first, "NO_ANSWER");
        args.occurred_at = Some(called.parse().expect("instant"));
        w.run(log(args));
        assert_eq!(
            w.task(id, TaskType::CallBack).due(),
            Some(w.at(again)),
            "called {called}, logged {logged}"
        );
    }
}

#[test]
fn an_outcome_is_stored_as_its_code_however_it_was_typed() {
    let mut w = World::new();
    let id = w.company("Acme");
    let act: ActivityId = w.id();
    w.run(log(LogActivity {
        company_id: Some(id),
        outcome: Some(" no-show ".to_owned()),
        ..LogActivity::new(act, ActivityType::Meeting)
    }));
    let row = w.load::<Activity>(act);
    assert_eq!(
        (row.outcome.as_deref(), row.state),
        (Some("NO_SHOW"), ActivityState::NotHeld)
    );
}

#[test]
fn what_was_logged_is_corrected_by_the_rules_of_logging() {
    let mut w = World::new();
    let id = w.company("Acme");
    let args = on_company(&mut w, id, "NO_ANSWER");
    let act = args.id;
    w.run(log(args));
    for (fields, field) in [
        (json!({ "occurred_at": "2030-01-01T00:00:00Z" }), "occurred_at"),
        (json!({ "outcome": null }), "outcome"),
        (json!({ "outcome": "nonsense" }), "outcome"),
        (json!({ "duration_s": -5 }), "duration_s"),
        (json!({ "duration_s": 90000 }), "duration_s"),
    ] {
        let refusal = edit(&mut w, act, fields.clone()).expect_err("refused");
        assert_eq!(refusal.missing[0].code, field, "{fields}");
    }
    edit(
        &mut w,
        act,
        json!({ "outcome": "left-voicemail", "duration_s": 40 }),
    )
    .expect("changed");
    let row = w.load::<Activity>(act);
    assert_eq!(
        (row.outcome.as_deref(), row.duration_s),
        (Some("LEFT_VOICEMAIL"), Some(40))
    );
}

#[test]
fn a_planned_meeting_may_move_ahead_but_is_held_only_when_it_was() {
    let mut w = World::new();
    let id = w.company("Acme");
    let mut args = on_company(&mut w, id, "MEETING_BOOKED");
    args.follow_up = Some(FollowUpArgs::at(w.at("2026-11-26T09:00:00Z")));
    w.run(log(args));
    let task = w.task(id, TaskType::FollowUp).id;
    let planned = w.conn.read(|tx| tx.planned_meeting(task)).expect("read");
    let planned = planned.expect("planned").id;
    edit(&mut w, planned, json!({ "occurred_at": "2026-11-27T09:00:00Z" })).expect("moved ahead");
    let refusal = edit(&mut w, planned, json!({ "outcome": "HELD" })).expect_err("not yet");
    assert_eq!(refusal.missing[0].code, "occurred_at");
    edit(&mut w, planned, json!({ "outcome": "CANCELLED" })).expect("called off before its time");
    assert_eq!(w.load::<Activity>(planned).state, ActivityState::Cancelled);
}
