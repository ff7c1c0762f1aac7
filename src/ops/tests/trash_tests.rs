//! Stories of Trash: what goes, what stays hidden, what comes back and where it has no place any more.

use super::*;
use crate::base::NoteId;

fn delete(company_id: CompanyId) -> CompanyCommand {
    CompanyCommand::Delete(DeleteCompany {
        company_id,
        with_case: true,
    })
}
fn restore(company_id: CompanyId) -> CompanyCommand {
    CompanyCommand::Restore(CompanyRef { company_id })
}
fn disqualify(company_id: CompanyId) -> CompanyCommand {
    CompanyCommand::Stage(MoveStage {
        company_id,
        to: Stage::Disqualified,
        reason: Some("NO_NEED".to_owned()),
        note: None,
        wake_up: None,
        override_guards: false,
    })
}

impl World {
    fn vogel(&mut self, company: CompanyId) -> ContactId {
        self.contact(
            company,
            json!({ "last_name": "Vogel", "phones": ["+49 711 5550199"] }),
        )
    }
    fn note(&mut self, company: CompanyId) -> NoteId {
        let id = self.id();
        self.run(NoteCommand::Add(AddNote {
            id,
            company_id: company,
            case_id: None,
            body: "a remark".to_owned(),
        }));
        id
    }
    fn open_counter(&mut self) -> i64 {
        let (rules, zone) = (self.rules.clone(), self.rules.settings.time_zone());
        let scope = crate::store::queue::QueueScope {
            user: self.actor.id,
            device: DeviceId(Uuid::from_u128(2)),
            queues: &["INSIDE_SALES".to_owned(), "SALES_OPS".to_owned()],
            now: self.now,
            zone: &zone,
            rules: &rules,
        };
        self.conn
            .read(|tx| crate::store::queue::open(tx, &scope, None))
            .expect("counted")
    }
}

#[test]
fn one_company_of_an_undone_import_comes_back_alone_and_whole() {
    let mut w = World::new();
    let group = Some(GroupId(Uuid::from_u128(77)));
    let mut ids = Vec::new();
    for n in 0..3 {
        let id = w.id();
        let fields = json!({ "name": format!("Import {n}") });
        let ctx = Ctx { group, ..w.ctx() };
        let create = CreateCompany {
            id,
            fields: fields.as_object().cloned().expect("object"),
            workflow: true,
            import: Some(ImportMark {
                system: "hubspot".to_owned(),
                line: n,
                customer: false,
            }),
        };
        w.with(&ctx, CompanyCommand::Create(create)).expect("imported");
        let fields = json!({ "last_name": "Vogel", "company_id": id.to_string() });
        let contact = CreateContact {
            id: w.id(),
            company_id: Some(id),
            fields: fields.as_object().cloned().expect("object"),
            import: None,
        };
        let ctx = Ctx { group, ..w.ctx() };
        w.with(&ctx, ContactCommand::Create(contact)).expect("imported");
        ids.push(id);
    }
    let before = w.rows(ids[1]);
    let told = w.told(ids[1]);
    assert!(told > 2, "steps and the import itself");
    w.run(JournalCommand::Undo(UndoArgs::default()));
    assert_eq!(w.open_counter(), 0);
    w.run(restore(ids[1]));
    assert_eq!(w.rows(ids[1]), before, "the stage it had reached too");
    assert_eq!(w.told(ids[1]), told, "its steps and its import entry too");
    assert_eq!(
        w.conn.read(|tx| tx.contacts_of(ids[1])).expect("contacts").len(),
        1
    );
    for id in [ids[0], ids[2]] {
        assert!(w.load::<Company>(id).deleted_at.is_some());
        assert!(w.tasks(id).is_empty() && w.conn.read(|tx| tx.open_cases(id)).expect("cases").is_empty());
        assert!(w.conn.read(|tx| tx.contacts_of(id)).expect("contacts").is_empty());
    }
    let open = w
        .tasks(ids[1])
        .iter()
        .filter(|t| t.state == TaskState::Open)
        .count();
    assert_eq!(w.open_counter(), open as i64);
}

impl World {
    /// How many entries the timeline of a company has.
    fn told(&mut self, company: CompanyId) -> i64 {
        self.conn
            .read(|tx| crate::store::timeline::count(tx, company))
            .expect("counted")
    }
}

#[test]
fn what_hangs_on_a_company_in_trash_is_gone_with_it() {
    let mut w = World::new();
    let id = w.company("Acme");
    let (contact, note) = (w.vogel(id), w.note(id));
    let activity = w.id();
    w.run(log(LogActivity {
        company_id: Some(id),
        notes: Some("spoke".to_owned()),
        ..LogActivity::new(activity, ActivityType::Note)
    }));
    let task = w.task(id, TaskType::IdentifyContact).id;
    w.run(delete(id));
    let fields = json!({ "notes": "changed" })
        .as_object()
        .cloned()
        .expect("object");
    let commands: Vec<Command> = vec![
        ContactCommand::Delete(ContactRef { contact_id: contact }).into(),
        ActivityCommand::Edit(EditActivity {
            activity_id: activity,
            fields,
        })
        .into(),
        ActivityCommand::Delete(ActivityRef {
            activity_id: activity,
        })
        .into(),
        NoteCommand::Delete(NoteRef { note_id: note }).into(),
        TaskCommand::Delete(TaskRef { task_id: task }).into(),
    ];
    for command in &commands {
        assert_eq!(w.refused(command.clone()).code, RefusalCode::Gone, "{command:?}");
    }
    w.run(restore(id));
    for command in commands {
        w.run(command);
    }
}

#[test]
fn a_row_below_a_company_in_trash_does_not_come_back_alone() {
    let mut w = World::new();
    let id = w.company("Acme");
    let contact = w.vogel(id);
    w.run(ContactCommand::Delete(ContactRef { contact_id: contact }));
    w.run(delete(id));
    let back = ContactCommand::Restore(ContactRef { contact_id: contact });
    assert_eq!(w.refused(back.clone()).code, RefusalCode::Gone);
    w.run(restore(id));
    assert!(
        w.load::<Contact>(contact).deleted_at.is_some(),
        "it was deleted before"
    );
    w.run(back);
}

#[test]
fn a_task_does_not_come_back_to_a_stage_that_takes_none() {
    let mut w = World::new();
    let id = w.company("Acme");
    let task = w.task(id, TaskType::FirstOutreach).id;
    let deleted = w.run(TaskCommand::Delete(TaskRef { task_id: task }));
    let moved = w.run(disqualify(id));
    let back = TaskCommand::Restore(TaskRef { task_id: task });
    let refusal = w.refused(back.clone());
    assert_eq!(
        (refusal.code, refusal.missing[0].code.as_str()),
        (RefusalCode::Guard, "stage")
    );
    let undo = UndoArgs {
        command: Some(deleted.command),
        ..UndoArgs::default()
    };
    let refusal = w.refused(JournalCommand::Undo(undo.clone()));
    assert_eq!(refusal.code, RefusalCode::UndoConflict);
    assert!(refusal.missing[0].fix.contains(&moved.command.to_string()));
    w.run(CompanyCommand::Reopen(CompanyNote {
        company_id: id,
        note: None,
    }));
    w.run(back);
    let back = w.load::<Task>(task);
    assert_eq!(back.case_id, None, "its own case is closed for good");
    assert!(back.is_open());
}

#[test]
fn an_undone_end_of_a_task_does_not_open_it_on_a_stage_that_takes_none() {
    let mut w = World::new();
    let id = w.company("Acme");
    let task = w.task(id, TaskType::IdentifyContact).id;
    let done = w.run(TaskCommand::Complete(CompleteTask {
        task_id: task,
        note: None,
    }));
    let moved = w.run(disqualify(id));
    let rename = json!({ "name": "Acme AG" });
    w.run(CompanyCommand::Edit(EditCompany {
        company_id: id,
        fields: rename.as_object().cloned().expect("object"),
        import: None,
    }));
    let undo = |command| {
        JournalCommand::Undo(UndoArgs {
            command: Some(command),
            ..UndoArgs::default()
        })
    };
    let refusal = w.refused(undo(done.command));
    assert_eq!(refusal.code, RefusalCode::UndoConflict);
    assert!(refusal.missing[0].fix.contains(&moved.command.to_string()));
    w.run(undo(moved.command));
    assert!(w.tasks(id).len() > 1, "its own tasks are open again");
    w.run(undo(done.command));
    assert!(w.load::<Task>(task).is_open());
}

#[test]
fn an_undone_deletion_leaves_a_case_that_was_closed_meanwhile() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let mut args = w.log(first.id, "REACHED_DECISION_MAKER");
    args.follow_up = Some(FollowUpArgs::at(w.at("2026-11-26T09:00:00Z")));
    w.run(log(args));
    let task = w.task(id, TaskType::IdentifyContact);
    let deleted = w.run(TaskCommand::Delete(TaskRef { task_id: task.id }));
    w.run(CompanyCommand::Qualify(Qualify {
        company_id: id,
        note: None,
        next_step: None,
        hand_over: None,
        reason: None,
        override_guards: false,
    }));
    w.run(JournalCommand::Undo(UndoArgs {
        command: Some(deleted.command),
        ..UndoArgs::default()
    }));
    let back = w.load::<Task>(task.id);
    assert!(back.is_open() && back.case_id.is_none(), "{back:?}");
}

#[test]
fn a_follow_up_does_not_come_back_beside_the_one_that_took_its_place() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let args = w.log(first.id, "NO_ANSWER");
    w.run(log(args));
    let old = w.task(id, TaskType::CallBack).id;
    w.run(TaskCommand::Delete(TaskRef { task_id: old }));
    let act = w.id();
    w.run(log(LogActivity {
        company_id: Some(id),
        outcome: Some("NO_ANSWER".to_owned()),
        ..LogActivity::new(act, ActivityType::Call)
    }));
    let new = w.task(id, TaskType::CallBack).id;
    let back = TaskCommand::Restore(TaskRef { task_id: old });
    assert_eq!(w.refused(back.clone()).code, RefusalCode::FollowUpExists);
    w.run(TaskCommand::Delete(TaskRef { task_id: new }));
    w.run(back);
}

#[test]
fn the_review_of_a_handover_waits_for_its_answer_and_cannot_go_to_trash() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let mut args = w.log(first.id, "REACHED_DECISION_MAKER");
    args.then = Some(Then::Qualify {
        hand_over: Some(Offer::outside_sales()),
    });
    w.run(log(args));
    let review = w.task(id, TaskType::HandoverReview).id;
    let refusal = w.refused(TaskCommand::Delete(TaskRef { task_id: review }));
    assert_eq!(
        (refusal.code, refusal.missing[0].code.as_str()),
        (RefusalCode::Guard, "handover")
    );
    w.run(disqualify(id));
    assert!(
        w.tasks(id).iter().all(|task| !task.is_open()),
        "withdrawn with its review"
    );
}

#[test]
fn a_task_that_waited_on_what_is_done_meanwhile_comes_back_open() {
    let mut w = World::new();
    let id = w.company("Acme");
    let fit = w.task(id, TaskType::FitAssessment);
    assert_eq!(fit.state, TaskState::Waiting);
    w.run(TaskCommand::Delete(TaskRef { task_id: fit.id }));
    let first = w.task(id, TaskType::FirstOutreach);
    w.run(TaskCommand::Complete(CompleteTask {
        task_id: first.id,
        note: None,
    }));
    w.run(TaskCommand::Restore(TaskRef { task_id: fit.id }));
    let fit = w.load::<Task>(fit.id);
    assert_eq!((fit.state, fit.waits_for), (TaskState::Open, None));
}

#[test]
fn a_task_stays_in_the_timeline_when_the_activity_that_completed_it_is_deleted() {
    let mut w = World::new();
    let id = w.company("Acme");
    let task = w.task(id, TaskType::IdentifyContact).id;
    w.run(TaskCommand::Complete(CompleteTask {
        task_id: task,
        note: Some("it is Ms Vogel".to_owned()),
    }));
    let activity = w.load::<Task>(task).activity_id.expect("an activity tells of it");
    let told = w.told(id);
    w.run(ActivityCommand::Delete(ActivityRef {
        activity_id: activity,
    }));
    assert_eq!(w.load::<Task>(task).activity_id, None);
    assert_eq!(w.told(id), told, "the task tells of itself");
    w.run(JournalCommand::Undo(UndoArgs::default()));
    assert_eq!(w.load::<Task>(task).activity_id, Some(activity));
    w.run(ActivityCommand::Delete(ActivityRef {
        activity_id: activity,
    }));
    w.run(ActivityCommand::Restore(ActivityRef {
        activity_id: activity,
    }));
    assert_eq!(w.load::<Task>(task).activity_id, Some(activity));
    assert_eq!(w.told(id), told);
}

#[test]
fn the_last_activity_is_found_behind_what_the_rules_wrote_and_what_is_planned() {
    let mut w = World::new();
    let id = w.company("Acme");
    let other = w.id();
    w.run(AdminCommand::User(PutUser {
        id: other,
        name: "Bob".to_owned(),
        email: None,
        roles: vec![],
        queues: vec![],
        language: None,
        time_zone: None,
        active: true,
    }));
    let act = w.id();
    w.run(log(LogActivity {
        company_id: Some(id),
        outcome: Some("SENT".to_owned()),
        ..LogActivity::new(act, ActivityType::Email)
    }));
    let called = w.now;
    for n in 0..45 {
        w.now = w.now.plus_minutes(1);
        let owner = (n % 2 == 0).then_some(other);
        w.run(CompanyCommand::Own(OwnCompany {
            company_id: id,
            owner,
            note: None,
        }));
    }
    let note = w.id();
    w.run(log(LogActivity {
        company_id: Some(id),
        notes: Some("x".to_owned()),
        ..LogActivity::new(note, ActivityType::Note)
    }));
    w.run(ActivityCommand::Delete(ActivityRef { activity_id: note }));
    let card = w
        .conn
        .read(|tx| crate::store::company::card(tx, w.actor.id, w.now, &w.rules, id))
        .expect("read")
        .expect("a company");
    assert_eq!(card.last_activity_at, Some(called));
}
