//! Stories of a person: gone, at another company, not to be called.

use super::*;

fn anna(w: &mut World, company: CompanyId) -> ContactId {
    w.contact(
        company,
        json!({ "last_name": "Vogel", "phones": ["+49 711 5550150", "+49 711 5550151", "+49 711 5550152"] }),
    )
}

fn todo(w: &mut World, company: CompanyId, contact: ContactId, kind: TaskType) -> TaskId {
    let id = w.id();
    w.run(TaskCommand::Create(CreateTask {
        id,
        company_id: company,
        case_id: None,
        contact_id: Some(contact),
        kind,
        title: None,
        queue: None,
        assignee: None,
        unassigned: false,
        priority: None,
        due: None,
        promised: false,
        note: None,
    }));
    id
}

fn states(w: &mut World, contact: ContactId) -> Vec<PhoneState> {
    let contact = w.load::<Contact>(contact);
    contact.phones.iter().map(|phone| phone.state).collect()
}

fn mark(w: &mut World, contact: ContactId, number: &str, state: PhoneState) {
    w.run(ContactCommand::MarkNumber(MarkContactNumber {
        contact_id: contact,
        number: number.to_owned(),
        state,
    }));
}

fn basis(contact: ContactId) -> ContactBasis {
    ContactBasis {
        contact_id: contact,
        basis: Some("asked".to_owned()),
    }
}

fn hidden(w: &mut World, task: TaskId) -> bool {
    let scope_rules = w.rules.clone();
    let (now, zone, user) = (w.now, scope_rules.settings.time_zone(), w.actor.id);
    let page = w.conn.read(|tx| {
        let scope = crate::store::queue::QueueScope {
            user,
            device: DeviceId(Uuid::from_u128(2)),
            queues: &["INSIDE_SALES".to_owned()],
            now,
            zone: &zone,
            rules: &scope_rules,
        };
        crate::store::queue::page(tx, &scope, &crate::view::QueueAsk::default())
    });
    page.expect("queue").rows.iter().all(|row| row.id != task)
}

#[test]
fn what_happened_is_logged_although_the_person_of_the_task_is_gone() {
    let mut w = World::new();
    let id = w.company("Acme");
    let contact = anna(&mut w, id);
    let task = todo(&mut w, id, contact, TaskType::CallBack);
    w.run(ContactCommand::Delete(ContactRef { contact_id: contact }));
    assert_eq!(w.load::<Task>(task).contact_id, None);
    // A call that was typed while the person still stood there names the person itself: it is kept, and says so.
    let mut named = w.log(task, "NO_ANSWER");
    named.contact_id = Some(contact);
    let done = w.run(log(named));
    let told = |effect: &Effect| matches!(effect, Effect::Warning { code, .. } if code == "contact_gone");
    assert!(done.effects.iter().any(told), "{:?}", done.effects);
    w.undo();
    let args = w.log(task, "NO_ANSWER");
    w.run(log(args));
    assert_eq!(w.load::<Task>(task).state, TaskState::Done);
    w.undo();
    w.undo();
    assert_eq!(
        w.load::<Task>(task).contact_id,
        Some(contact),
        "undo brings both back"
    );
}

#[test]
fn a_task_that_still_names_a_person_who_left_is_logged_without_the_person() {
    let mut w = World::new();
    let (id, other) = (w.company("Acme"), w.company("Globex"));
    let contact = anna(&mut w, id);
    let task = todo(&mut w, id, contact, TaskType::CallBack);
    let fields = json!({ "company_id": other })
        .as_object()
        .cloned()
        .expect("object");
    w.run(ContactCommand::Edit(EditContact {
        contact_id: contact,
        fields,
        import: None,
    }));
    assert_eq!(
        w.load::<Task>(task).contact_id,
        None,
        "the person left the company"
    );
    // A row as it was before that rule, or as another replica sends it.
    let before = w.load::<Task>(task);
    let stale = Task {
        contact_id: Some(contact),
        ..before
    };
    let ctx = w.ctx();
    w.conn
        .write(|tx| crate::ops::restore(tx, &ctx, &[AnyRow::from(stale)]))
        .expect("as it was");
    let mut args = w.log(task, "NO_ANSWER");
    args.contact_id = Some(contact);
    let activity = args.id;
    w.run(log(args));
    assert_eq!(w.load::<Activity>(activity).contact_id, None);
}

#[test]
fn lifting_do_not_contact_gives_back_only_the_numbers_it_took() {
    use PhoneState::{DoNotCall, Ok, Wrong};
    let mut w = World::new();
    let id = w.company("Acme");
    let contact = anna(&mut w, id);
    mark(&mut w, contact, "+49 711 5550151", Wrong);
    mark(&mut w, contact, "+49 711 5550152", DoNotCall);
    w.run(ContactCommand::DoNotContact(basis(contact)));
    assert_eq!(states(&mut w, contact), [DoNotCall, Wrong, DoNotCall]);
    // A list typed anew changes nothing of that.
    let fields = json!({ "phones": ["+49 711 5550150", "0711 5550151", "0711/5550152"] });
    w.run(ContactCommand::Edit(EditContact {
        contact_id: contact,
        fields: fields.as_object().cloned().expect("object"),
        import: None,
    }));
    assert_eq!(states(&mut w, contact), [DoNotCall, Wrong, DoNotCall]);
    w.run(ContactCommand::LiftDoNotContact(basis(contact)));
    assert_eq!(states(&mut w, contact), [Ok, Wrong, DoNotCall]);
    let again = w.refused(ContactCommand::LiftDoNotContact(basis(contact)));
    assert_eq!(again.code, RefusalCode::NothingToDo);
    w.undo();
    assert_eq!(states(&mut w, contact), [DoNotCall, Wrong, DoNotCall]);
    w.run(ContactCommand::LiftDoNotContact(basis(contact)));
    assert_eq!(states(&mut w, contact), [Ok, Wrong, DoNotCall]);
}

#[test]
fn a_blocked_persons_tasks_are_cancelled_and_later_ones_hidden_until_the_lift() {
    let mut w = World::new();
    let id = w.company("Acme");
    let contact = anna(&mut w, id);
    let (call, note) = (
        todo(&mut w, id, contact, TaskType::CallBack),
        todo(&mut w, id, contact, TaskType::Document),
    );
    w.run(ContactCommand::DoNotContact(basis(contact)));
    for task in [call, note] {
        let task = w.load::<Task>(task);
        assert_eq!(
            task.cancel_reason,
            Some(CancelReason::DoNotContact),
            "{}",
            task.kind
        );
    }
    let mail = todo(&mut w, id, contact, TaskType::Email);
    let paper = todo(&mut w, id, contact, TaskType::Document);
    assert!(hidden(&mut w, mail), "an e-mail to the person is not offered");
    assert!(!hidden(&mut w, paper));
    w.run(ContactCommand::LiftDoNotContact(basis(contact)));
    assert!(!hidden(&mut w, mail));
}

#[test]
fn what_waited_for_a_blocked_persons_call_is_released() {
    let mut w = World::new();
    let id = w.company("Acme");
    let contact = anna(&mut w, id);
    let first = w.task(id, TaskType::FirstOutreach);
    let mut args = w.log(first.id, "NO_ANSWER");
    args.contact_id = Some(contact);
    w.run(log(args));
    assert_eq!(w.task(id, TaskType::FitAssessment).state, TaskState::Waiting);
    w.run(ContactCommand::DoNotContact(basis(contact)));
    assert_eq!(w.task(id, TaskType::FitAssessment).state, TaskState::Open);
    w.undo();
    assert_eq!(w.task(id, TaskType::FitAssessment).state, TaskState::Waiting);
}

#[test]
fn tasks_for_a_person_without_a_company_are_shown_again_after_the_lift() {
    let mut w = World::new();
    let id = w.company("Acme");
    let contact = w.id();
    let fields = json!({ "last_name": "Vogel", "phones": ["+49 711 5550150"] });
    w.run(ContactCommand::Create(CreateContact {
        id: contact,
        company_id: None,
        fields: fields.as_object().cloned().expect("object"),
        import: None,
    }));
    w.run(ContactCommand::DoNotContact(basis(contact)));
    let mail = todo(&mut w, id, contact, TaskType::Email);
    assert!(hidden(&mut w, mail));
    w.run(ContactCommand::LiftDoNotContact(basis(contact)));
    assert!(!hidden(&mut w, mail));
}
