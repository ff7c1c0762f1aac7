//! Stories of stages, handovers, Trash, leases and rights.

use super::*;

#[test]
fn a_sleeping_company_wakes_with_the_call_back_in_first_outreachs_place() {
    let mut w = World::new();
    let id = w.company("Acme");
    let until = "2026-12-01".parse().expect("date");
    w.run(CompanyCommand::Dormant(Dormant {
        company_id: id,
        until: Some(until),
        note: None,
    }));
    let wake = w.task(id, TaskType::WakeUp);
    w.now = "2026-12-01T08:00:00Z".parse().expect("instant");
    let args = w.log(wake.id, "NO_ANSWER");
    w.run(log(args));
    assert_eq!(w.stage(id), Stage::Qualifying);
    let calls = w
        .tasks(id)
        .into_iter()
        .filter(|t| t.kind.is_call())
        .collect::<Vec<_>>();
    assert_eq!(calls.len(), 1, "no second call task: {calls:?}");
    assert_eq!(calls[0].template_step.as_deref(), Some("FIRST_OUTREACH"));
    let fit = w.task(id, TaskType::FitAssessment);
    assert_eq!(fit.waits_for, Some(calls[0].id));
}

#[test]
fn a_handover_is_offered_accepted_and_returned() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let mut args = w.log(first.id, "REACHED_DECISION_MAKER");
    args.then = Some(Then::Qualify {
        hand_over: Some(Offer::outside_sales()),
    });
    w.run(log(args));
    assert_eq!(w.stage(id), Stage::QualifiedLead);
    let review = w.task(id, TaskType::HandoverReview);
    assert_eq!(review.queue, "OUTSIDE_SALES");
    let offered = w
        .conn
        .read(|tx| tx.company_handovers(id))
        .expect("handovers")
        .remove(0);
    w.run(CaseCommand::Accept(AnswerHandover {
        handover_id: offered.id,
        note: None,
    }));
    assert_eq!(w.stage(id), Stage::SalesAccepted);
    let cases = w.conn.read(|tx| tx.open_cases(id)).expect("cases");
    assert_eq!(
        cases.iter().map(|c| c.kind).collect::<Vec<_>>(),
        [CaseType::WorkLead]
    );
    let give_back = ReturnHandover {
        handover_id: offered.id,
        reason: ReturnReason::NotReady,
        note: Some("too early".to_owned()),
    };
    w.run(CaseCommand::Return(give_back));
    assert_eq!(w.stage(id), Stage::Qualifying);
    assert_eq!(w.task(id, TaskType::ReturnReview).assignee_id, Some(w.actor.id));
    let cases = w.conn.read(|tx| tx.open_cases(id)).expect("cases");
    assert_eq!(
        cases.iter().map(|c| (c.kind, c.outcome)).collect::<Vec<_>>(),
        [(CaseType::QualifyCompany, None)]
    );
}

#[test]
fn deleting_takes_the_case_along_only_when_told_and_restore_brings_it_back() {
    let mut w = World::new();
    let id = w.company("Acme");
    let before = w.rows(id);
    let delete = |with_case| {
        CompanyCommand::Delete(DeleteCompany {
            company_id: id,
            with_case,
        })
    };
    assert_eq!(w.refused(delete(false)).code, RefusalCode::OpenCase);
    w.run(delete(true));
    assert!(w.tasks(id).is_empty());
    w.run(CompanyCommand::Restore(CompanyRef { company_id: id }));
    assert_eq!(w.rows(id), before);
}

#[test]
fn another_rep_cannot_claim_a_company_in_work() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    w.run(TaskCommand::Claim(TaskRef { task_id: first.id }));
    let mia = UserId(Uuid::from_u128(5));
    let user = PutUser {
        id: mia,
        name: "Mia".to_owned(),
        email: None,
        roles: vec![Role::InsideSales],
        queues: vec!["INSIDE_SALES".to_owned()],
        language: None,
        time_zone: None,
        active: true,
    };
    w.run(AdminCommand::User(user));
    w.actor = Actor {
        id: mia,
        name: "Mia".to_owned(),
        roles: vec![Role::InsideSales],
        ..w.actor.clone()
    };
    let refusal = w.refused(TaskCommand::Claim(TaskRef { task_id: first.id }));
    assert_eq!(refusal.code, RefusalCode::LeaseHeld);
    assert!(refusal.detail.contains("Anna"));
    w.now = w.now.plus_minutes(31);
    w.run(TaskCommand::Claim(TaskRef { task_id: first.id }));
}

#[test]
fn a_role_without_the_permission_is_refused_and_nothing_changes() {
    let mut w = World::new();
    let id = w.company("Acme");
    let before = w.rows(id);
    w.actor.roles = vec![Role::Auditor];
    let archive = CompanyCommand::Archive(CompanyNote {
        company_id: id,
        note: None,
    });
    assert_eq!(w.refused(archive).code, RefusalCode::Forbidden);
    assert_eq!(w.rows(id), before);
}

#[test]
fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let mut w = World::new();
    let id = w.company("Acme");
    let before = w.rows(id);
    let first = w.task(id, TaskType::FirstOutreach);
    let ctx = w.ctx();
    let command: Command = log(w.log(first.id, "NO_ANSWER")).into();
    let done = w
        .conn
        .rollback(|tx| execute(tx, &ctx, &command))
        .expect("dry run");
    assert!(done.effects.iter().any(|e| matches!(
        e,
        Effect::TaskCreated {
            kind: TaskType::CallBack,
            ..
        }
    )));
    assert_eq!(w.rows(id), before);
    let _: CommandId = done.command;
}

#[test]
fn a_meeting_agreed_while_qualifying_keeps_its_preparation() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let mut args = w.log(first.id, "MEETING_BOOKED");
    args.follow_up = Some(FollowUpArgs::at(w.at("2026-11-26T09:00:00Z")));
    args.then = Some(Then::Qualify { hand_over: None });
    w.run(log(args));
    assert_eq!(w.stage(id), Stage::QualifiedLead);
    let mut open: Vec<_> = w
        .tasks(id)
        .iter()
        .filter(|t| t.is_open())
        .map(|t| t.kind)
        .collect();
    open.sort_by_key(|kind| kind.code());
    assert_eq!(open, [TaskType::FollowUp, TaskType::MeetingPrep]);
}

#[test]
fn a_skip_is_taken_back_once() {
    let mut w = World::new();
    let id = w.company("Acme");
    let task_id = w.task(id, TaskType::FirstOutreach).id;
    w.run(TaskCommand::Skip(TaskRef { task_id }));
    w.run(TaskCommand::Unskip(TaskRef { task_id }));
    let refusal = w.refused(TaskCommand::Unskip(TaskRef { task_id }));
    assert_eq!(refusal.code, RefusalCode::NothingToDo);
}

#[test]
fn trash_holds_what_was_deleted_with_its_company_and_not_what_an_undo_took_back() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let call = w.log(first.id, "NO_ANSWER");
    w.run(log(call));
    w.run(JournalCommand::Undo(UndoArgs::default()));
    let trash = |w: &mut World| {
        w.conn
            .read(|tx| crate::store::history::trash(tx, 10))
            .expect("read")
    };
    assert_eq!(
        trash(&mut w),
        [],
        "the call and its call-back are only taken back"
    );
    w.run(TaskCommand::Delete(TaskRef { task_id: first.id }));
    let rows = trash(&mut w);
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].table.as_str(), rows[0].company.as_deref()),
        ("task", Some("Acme"))
    );
}
