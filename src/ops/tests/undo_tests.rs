//! Stories of undo: what stands on what a command made.

use super::*;
use crate::base::CaseId;

impl World {
    fn contact_add(&mut self, company: Option<CompanyId>) -> (ContactId, CommandId) {
        let id = self.id();
        let fields = json!({ "last_name": "Vogel" });
        let done = self.run(ContactCommand::Create(CreateContact {
            id,
            company_id: company,
            fields: fields.as_object().cloned().expect("object"),
            import: None,
        }));
        (id, done.command)
    }
    /// Undo of `made` is refused because `later` stands on it; with `later` undone it goes.
    #[track_caller]
    fn stands_on(&mut self, later: CommandId, made: CommandId) {
        let undo = |command| {
            JournalCommand::Undo(UndoArgs {
                command: Some(command),
                ..UndoArgs::default()
            })
        };
        let refusal = self.refused(undo(made));
        assert_eq!(refusal.code, RefusalCode::UndoConflict);
        let fix = &refusal.missing[0].fix;
        assert!(fix.contains(&later.to_string()), "{fix}");
        self.run(undo(later));
        self.run(undo(made));
    }
}

fn fields(value: serde_json::Value) -> Fields {
    value.as_object().cloned().expect("object")
}

#[test]
fn a_logged_call_stands_on_the_contact_it_was_with() {
    let mut w = World::new();
    let id = w.company("Acme");
    let (contact, made) = w.contact_add(Some(id));
    let act = w.id();
    let later = w.run(log(LogActivity {
        company_id: Some(id),
        contact_id: Some(contact),
        notes: Some("spoke".to_owned()),
        ..LogActivity::new(act, ActivityType::Note)
    }));
    w.stands_on(later.command, made);
}

#[test]
fn a_contact_moved_to_a_company_stands_on_it() {
    let mut w = World::new();
    let (contact, _) = w.contact_add(None);
    let id = w.id();
    let made = w.run(CompanyCommand::Create(CreateCompany {
        id,
        fields: fields(json!({ "name": "X" })),
        workflow: true,
        import: None,
    }));
    let later = w.run(ContactCommand::Edit(EditContact {
        contact_id: contact,
        fields: fields(json!({ "company_id": id.to_string() })),
        import: None,
    }));
    w.stands_on(later.command, made.command);
}

#[test]
fn a_log_stands_on_its_task_and_a_note_on_its_case() {
    let mut w = World::new();
    let id = w.company("Acme");
    let task: TaskId = w.id();
    let create = json!({ "id": task.to_string(), "company_id": id.to_string(), "kind": "CALL" });
    let made = w.run(TaskCommand::Create(
        serde_json::from_value(create).expect("a task"),
    ));
    let mut args = w.log(task, "NO_ANSWER");
    args.keep_task = true;
    args.no_follow_up = true;
    let later = w.run(log(args));
    w.stands_on(later.command, made.command);

    w.run(CompanyCommand::Disqualify(Disqualify {
        company_id: id,
        reason: Some(DisqualifyReason::NoNeed),
        note: None,
    }));
    let made = w.run(CompanyCommand::Reopen(CompanyNote {
        company_id: id,
        note: None,
    }));
    let case: CaseId = w.conn.read(|tx| tx.open_cases(id)).expect("cases")[0].id;
    let note = w.id();
    let later = w.run(NoteCommand::Add(AddNote {
        id: note,
        company_id: id,
        case_id: Some(case),
        body: "on the case".to_owned(),
    }));
    w.stands_on(later.command, made.command);
}

#[test]
fn what_a_command_made_itself_does_not_stand_in_its_way() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let args = w.log(first.id, "NO_ANSWER");
    w.run(log(args));
    w.run(JournalCommand::Undo(UndoArgs::default()));
    w.run(JournalCommand::Undo(UndoArgs::default()));
    assert!(w.load::<Company>(id).deleted_at.is_some());
}

#[test]
fn a_redone_call_drops_the_draft_and_the_lease_that_its_undo_brought() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let args = w.log(first.id, "NO_ANSWER");
    w.run(log(args));
    w.run(JournalCommand::Undo(UndoArgs::default()));
    let now = w.now;
    assert!(w.conn.read(|tx| tx.lease(id, now)).expect("read").is_some());
    w.run(JournalCommand::Redo(RedoArgs {}));
    assert!(w.conn.read(|tx| tx.lease(id, now)).expect("read").is_none());
    let draft = w
        .conn
        .read(|tx| tx.first(crate::store::drafts::GET, params!["call", first.id.to_string()]));
    assert!(draft.expect("read").is_none());
}

#[test]
fn several_are_called_by_what_was_done_and_one_company_by_its_name() {
    let mut w = World::new();
    let (acme, bolt) = (w.company("Acme"), w.company("Bolt"));
    let run = |w: &mut World, n: u128, commands: Vec<CompanyCommand>| {
        let group = Some(GroupId(Uuid::from_u128(n)));
        for command in commands {
            let ctx = Ctx { group, ..w.ctx() };
            w.with(&ctx, command).expect("done");
        }
        w.run(JournalCommand::Undo(UndoArgs::default())).label
    };
    let tag = |company_id, tag: &str| {
        CompanyCommand::Tag(TagCompany {
            company_id,
            add: vec![tag.to_owned()],
            remove: Vec::new(),
        })
    };
    let label = run(&mut w, 1, vec![tag(acme, "a"), tag(bolt, "a")]);
    assert_eq!(label, "Undone: 2 changes: Tags changed");
    let label = run(&mut w, 2, vec![tag(acme, "a"), tag(acme, "b")]);
    assert_eq!(label, "Undone: 2 changes: Tags changed: Acme");
}

#[test]
fn an_import_is_called_by_its_file_when_one_of_its_rows_keeps_it() {
    let mut w = World::new();
    let acme = w.company("Acme");
    let mark = |line| {
        Some(ImportMark {
            system: "csv".to_owned(),
            line,
            customer: false,
        })
    };
    let group = Some(GroupId(Uuid::from_u128(3)));
    let id = w.id();
    let commands = [
        CompanyCommand::Create(CreateCompany {
            id,
            fields: fields(json!({ "name": "Bolt", "source_detail": "csv, firms.csv" })),
            workflow: false,
            import: mark(2),
        }),
        // The newest row was here before.
        CompanyCommand::Edit(EditCompany {
            company_id: acme,
            fields: fields(json!({ "industry": "Cranes" })),
            import: mark(3),
        }),
    ];
    for command in commands {
        let ctx = Ctx { group, ..w.ctx() };
        w.with(&ctx, command).expect("imported");
    }
    let done = w.run(JournalCommand::Undo(UndoArgs::default()));
    assert_eq!(done.label, "Undone: 2 changes of an import: firms.csv");
}

#[test]
fn a_group_longer_than_a_slice_is_taken_back_whole() {
    let mut w = World::new();
    let group = Some(GroupId(Uuid::from_u128(77)));
    let mut ids = Vec::new();
    for n in 0..230 {
        let id = w.id();
        let ctx = Ctx { group, ..w.ctx() };
        let create = CreateCompany {
            id,
            fields: fields(json!({ "name": format!("Import {n}") })),
            workflow: false,
            import: None,
        };
        w.with(&ctx, CompanyCommand::Create(create)).expect("entered");
        ids.push(id);
    }
    let done = w.run(JournalCommand::Undo(UndoArgs::default()));
    assert!(done.label.starts_with("Undone: 230 changes"), "{}", done.label);
    for id in ids {
        assert!(w.load::<Company>(id).deleted_at.is_some());
    }
}
