//! Stories of tasks that wait: for a number, on a chain, on somebody.

use super::*;

fn number(w: &mut World, company: CompanyId, phones: serde_json::Value) {
    let fields = json!({ "phones": phones }).as_object().cloned().expect("object");
    w.run(CompanyCommand::Edit(EditCompany {
        company_id: company,
        fields,
        import: None,
    }));
}

fn check(w: &mut World, company: CompanyId) -> Option<Task> {
    w.tasks(company)
        .into_iter()
        .find(|t| t.kind == TaskType::OpsDataCheck && t.origin == TaskOrigin::System)
}

fn need_number(task: TaskId) -> TaskCommand {
    TaskCommand::NeedNumber(TaskRef { task_id: task })
}

#[test]
fn a_call_that_waits_for_a_number_comes_back_with_it() {
    let mut w = World::new();
    let id = w.company_with(json!({ "name": "Acme" }));
    let first = w.task(id, TaskType::FirstOutreach).id;
    w.run(need_number(first));
    let looking = check(&mut w, id).expect("Sales Ops looks for one");
    let again = w.refused(need_number(first));
    assert_eq!(again.code, RefusalCode::Conflict, "one check is enough");
    let before = w.rows(id);
    w.contact(id, json!({ "last_name": "Vogel", "phones": ["+49 711 5550150"] }));
    let back = w.load::<Task>(first);
    assert_eq!((back.state, back.waits_for), (TaskState::Open, None));
    let done = w.load::<Task>(looking.id);
    assert_eq!(
        (done.state, done.cancel_reason),
        (TaskState::Cancelled, Some(CancelReason::NotNeeded))
    );
    w.undo();
    assert_eq!(w.rows(id), before, "without the number it waits again");
}

#[test]
fn a_wrong_number_that_is_corrected_brings_the_call_back() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach).id;
    let args = w.log(first, "WRONG_NUMBER");
    w.run(log(args));
    assert_eq!(w.load::<Task>(first).state, TaskState::Waiting);
    let other = json!([{ "raw": "+49 711 5550142" }, { "raw": "+49 711 5550143" }]);
    number(&mut w, id, other);
    let phones = w.load::<Company>(id).phones.0;
    assert_eq!(
        phones.iter().map(|p| p.state).collect::<Vec<_>>(),
        [PhoneState::Wrong, PhoneState::Ok]
    );
    assert_eq!(w.load::<Task>(first).state, TaskState::Open);
    assert!(check(&mut w, id).is_none());
}

#[test]
fn sales_ops_is_asked_only_where_no_number_is_left_and_once_for_all() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach).id;
    assert_eq!(w.refused(need_number(first)).code, RefusalCode::Guard);
    let research = w.task(id, TaskType::IdentifyContact).id;
    assert_eq!(w.refused(need_number(research)).code, RefusalCode::Invalid);
    number(
        &mut w,
        id,
        json!([{ "raw": "+49 711 5550142", "state": "WRONG" }]),
    );
    w.run(need_number(first));
    let call = w.id();
    w.run(TaskCommand::Create(CreateTask {
        id: call,
        company_id: id,
        case_id: None,
        contact_id: None,
        kind: TaskType::Call,
        title: None,
        queue: None,
        assignee: None,
        unassigned: false,
        priority: None,
        due: None,
        promised: false,
        note: None,
    }));
    w.run(need_number(call));
    let waits = [first, call].map(|task| w.load::<Task>(task).waits_for);
    assert_eq!(waits[0], waits[1], "both wait on the same check");
    number(&mut w, id, json!(["+49 711 5550143"]));
    for task in [first, call] {
        assert_eq!(w.load::<Task>(task).state, TaskState::Open);
    }
}

#[test]
fn what_waits_on_a_chain_is_released_however_the_chain_ends() {
    type End = fn(&mut World, TaskId);
    let delete: End = |w, task| {
        w.run(TaskCommand::Delete(TaskRef { task_id: task }));
    };
    let unanswered: End = |w, task| {
        let mut args = w.log(task, "NO_ANSWER");
        args.no_follow_up = true;
        w.run(log(args));
    };
    let used_up: End = |w, task| {
        let mut task = task;
        for _ in 0..6 {
            let args = w.log(task, "NO_ANSWER");
            let company = w.load::<Task>(task).company_id;
            w.run(log(args));
            let next = w
                .tasks(company)
                .into_iter()
                .find(|t| t.kind == TaskType::CallBack);
            task = next.map_or(task, |next| next.id);
        }
    };
    for (what, end) in [
        ("deleted", delete),
        ("unanswered", unanswered),
        ("used up", used_up),
    ] {
        let mut w = World::new();
        let id = w.company("Acme");
        let first = w.task(id, TaskType::FirstOutreach).id;
        assert_eq!(w.task(id, TaskType::FitAssessment).state, TaskState::Waiting);
        end(&mut w, first);
        let fit = w.task(id, TaskType::FitAssessment);
        assert_eq!((fit.state, fit.waits_for), (TaskState::Open, None), "{what}");
        assert!(fit.due().is_some(), "{what}: its due counts from now");
        w.undo();
        assert_eq!(
            w.task(id, TaskType::FitAssessment).state,
            TaskState::Waiting,
            "{what}, taken back"
        );
    }
}

#[test]
fn a_promise_that_stands_goes_on_with_the_chain() {
    let mut w = World::new();
    let id = w.company("Acme");
    let act = w.id();
    let mut promise = LogActivity {
        company_id: Some(id),
        outcome: Some("CALL_BACK_LATER".to_owned()),
        ..LogActivity::new(act, ActivityType::Call)
    };
    promise.follow_up = Some(FollowUpArgs::at(w.at("2026-11-27T09:00:00Z")));
    w.run(log(promise));
    let promised = w.task(id, TaskType::CallBack);
    let first = w.task(id, TaskType::FirstOutreach).id;
    let args = w.log(first, "NO_ANSWER");
    let done = w.run(log(args));
    let fit = w.task(id, TaskType::FitAssessment);
    assert_eq!(
        (fit.state, fit.waits_for),
        (TaskState::Waiting, Some(promised.id))
    );
    let said = done.effects.iter().find_map(|effect| match effect {
        Effect::Warning { code, text, .. } if code == "promise_stands" => Some(text.clone()),
        _ => None,
    });
    let said = said.expect("a warning");
    assert!(
        !said.contains("2026-11-27T"),
        "a date as dates are printed: {said}"
    );
}

#[test]
fn a_task_waits_on_somebody_until_its_due_and_is_open_again_from_then() {
    let mut w = World::new();
    let id = w.company("Acme");
    let task = w.task(id, TaskType::IdentifyContact).id;
    let until: Timestamp = "2026-11-26T09:00:00Z".parse().expect("instant");
    let wait = |until| {
        TaskCommand::Wait(SnoozeTask {
            task_id: task,
            until,
            note: Some("legal reads it".to_owned()),
        })
    };
    w.run(wait(until));
    let waiting = w.load::<Task>(task);
    assert_eq!((waiting.state, waiting.waits_for), (TaskState::Waiting, None));
    assert_eq!(waiting.due(), Some(Due::At(until)));
    assert_eq!(waiting.state_at(w.now), TaskState::Waiting);
    assert_eq!(waiting.state_at(until), TaskState::Open);
    w.run(TaskCommand::Snooze(SnoozeTask {
        task_id: task,
        until: until.plus_minutes(60),
        note: None,
    }));
    assert_eq!(
        w.load::<Task>(task).state,
        TaskState::Open,
        "now it waits for the rep"
    );
}
