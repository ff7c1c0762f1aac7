//! Stories of merging: what moves, what stays, and that undo restores both exactly.

mod along;
mod random;

use super::*;
use crate::domain::merge::{Choice, Choices};

impl World {
    pub(super) fn digest(&mut self) -> String {
        self.conn.read(crate::store::digest::digest).expect("digest")
    }
    fn merge(&mut self, winner: CompanyId, loser: CompanyId) -> Result<Done, Refusal> {
        self.try_run(CompanyCommand::Merge(MergeCompanies {
            winner,
            loser,
            take: Choices::new(),
        }))
    }
    #[track_caller]
    fn merged(&mut self, winner: CompanyId, loser: CompanyId) -> Done {
        self.merge(winner, loser).expect("merged")
    }
    fn merge_people(&mut self, winner: ContactId, loser: ContactId) -> Result<Done, Refusal> {
        self.try_run(ContactCommand::Merge(MergeContacts {
            winner,
            loser,
            take: Choices::new(),
        }))
    }
    fn cases_left(&mut self, company: CompanyId) -> Vec<Case> {
        self.conn.read(|tx| tx.open_cases(company)).expect("cases")
    }
    fn people(&mut self, company: CompanyId) -> Vec<Contact> {
        self.conn.read(|tx| tx.contacts_of(company)).expect("contacts")
    }
    fn found(&mut self, kind: &str, key: &str) -> Vec<Uuid> {
        let (kind, key) = (kind.to_owned(), key.to_owned());
        let read = move |tx: &mut Tx<'_>| tx.all(facts::FIND_LOOKUP, params![1_i64, kind, key]);
        let found = self.conn.read(read).expect("lookup");
        found.into_iter().map(|row| row.row_id).collect()
    }
    fn add_note(&mut self, company_id: CompanyId) {
        let id = self.id();
        let body = "old note".to_owned();
        self.run(NoteCommand::Add(AddNote {
            id,
            company_id,
            case_id: None,
            body,
        }));
    }
    /// A call-back is promised, on no task.
    fn promise(&mut self, company: CompanyId, due: &str) -> Task {
        let id = self.id();
        let due = self.at(due);
        self.run(log(LogActivity {
            company_id: Some(company),
            outcome: Some("CALL_BACK_LATER".to_owned()),
            follow_up: Some(FollowUpArgs::at(due)),
            ..LogActivity::new(id, ActivityType::Call)
        }));
        let open = self.tasks(company);
        let of_it = |task: &Task| task.due() == Some(due) && task.promised;
        open.into_iter().find(of_it).expect("a promise")
    }
    /// Called, qualified, a call-back on Thursday agreed; offered to outside sales if so.
    fn qualify(&mut self, company: CompanyId, hand_over: Option<Offer>) {
        let first = self.task(company, TaskType::FirstOutreach);
        let mut args = self.log(first.id, "REACHED_DECISION_MAKER");
        args.follow_up = Some(FollowUpArgs::at(self.at("2026-11-26T09:00:00Z")));
        args.then = Some(Then::Qualify { hand_over });
        self.run(log(args));
    }
}

fn undo_of(command: CommandId) -> JournalCommand {
    JournalCommand::Undo(UndoArgs {
        command: Some(command),
        ..UndoArgs::default()
    })
}

fn fields(value: serde_json::Value) -> Fields {
    value.as_object().cloned().expect("object")
}

#[test]
fn everything_of_the_loser_moves_and_one_case_stays() {
    let mut w = World::new();
    let winner = w.company_with(json!({ "name": "Müller GmbH", "emails": ["info@mueller.example"] }));
    let loser = w.company_with(json!({ "name": "Mueller", "industry": "Metal", "tags": ["fair"],
        "phones": ["+49 711 5550142"], "emails": ["einkauf@mueller.example"],
        "external_ids": [{ "system": "hubspot", "id": "C-1" }] }));
    let person = w.contact(loser, json!({ "last_name": "Vogel" }));
    let task = w.task(loser, TaskType::FirstOutreach);
    let args = w.log(task.id, "NO_ANSWER");
    w.run(log(args));
    w.add_note(loser);
    let before = w.digest();

    let done = w.merged(winner, loser);
    let told = done.effects.iter().find_map(|effect| match effect {
        Effect::Merged { moved, .. } => Some(moved.clone()),
        _ => None,
    });
    let moved = told.expect("said what moved");
    for kind in ["contact", "cases", "activity", "note"] {
        assert_eq!(moved[kind], 1, "{kind}");
    }
    let row = w.load::<Company>(winner);
    assert_eq!(
        (row.name.as_str(), row.industry.as_deref()),
        ("Müller GmbH", Some("Metal"))
    );
    assert_eq!((row.emails.len(), row.phones.len(), row.tags.len()), (2, 1, 1));
    assert_eq!(w.people(winner)[0].id, person);
    let cases = w.cases_left(winner);
    assert_eq!(
        cases.len(),
        1,
        "one QUALIFY_COMPANY case stays: the one that was worked on"
    );
    assert_eq!(w.task(winner, TaskType::CallBack).case_id, Some(cases[0].id));
    let open = w.tasks(winner);
    assert!(open.iter().all(|task| task.kind != TaskType::FirstOutreach));
    let told = w.activities(winner);
    let entry = told.iter().find(|a| a.kind == ActivityType::Merge);
    let entry = entry.expect("an entry of the timeline");
    assert_eq!(entry.subject.as_deref(), Some("Merged: Mueller"));
    assert_eq!(
        entry.notes.as_deref(),
        Some("name: Mueller"),
        "what stays nowhere else"
    );
    assert!(!w.load::<Company>(loser).is_live());
    assert_eq!(
        w.found("external", "hubspot:C-1"),
        [winner.0],
        "the next import finds it"
    );

    w.undo();
    assert_eq!(w.digest(), before, "both are as they were");
    assert_eq!(w.found("external", "hubspot:C-1"), [loser.0]);
    w.run(JournalCommand::Redo(RedoArgs::default()));
    assert_eq!(w.people(winner).len(), 1);
    w.undo();
    assert_eq!(w.digest(), before);
}

#[test]
fn the_id_of_the_loser_stands_for_the_winner_in_every_command() {
    let mut w = World::new();
    let (a, b, c) = (w.company("A"), w.company("B"), w.company("C"));
    w.merged(b, c);
    w.merged(a, b);
    w.add_note(c);
    w.contact(c, json!({ "last_name": "Late" }));
    w.run(CompanyCommand::Edit(EditCompany {
        company_id: b,
        fields: fields(json!({ "industry": "Steel" })),
        import: None,
    }));
    assert_eq!(w.load::<Company>(a).industry.as_deref(), Some("Steel"));
    assert_eq!(w.people(a).len(), 1);
    assert_eq!(
        w.merge(a, c).expect_err("they are one").code,
        RefusalCode::NothingToDo
    );
    let restore = w.refused(CompanyCommand::Restore(CompanyRef { company_id: c }));
    assert_eq!(restore.code, RefusalCode::Conflict, "only undo parts them");
}

#[test]
fn what_was_chosen_stays_and_what_is_no_choice_is_refused() {
    let mut w = World::new();
    let winner = w.company_with(json!({ "name": "Acme", "tags": ["a"], "postal": { "city": "Ulm" } }));
    let loser = w.company_with(json!({ "name": "ACME Corp", "tags": ["b"],
        "postal": { "city": "Ulm", "street": "Weg 1" } }));
    let take = |pairs: &[(&str, Choice)]| {
        let take = pairs.iter().map(|(field, choice)| ((*field).to_owned(), *choice));
        let take = take.collect();
        CompanyCommand::Merge(MergeCompanies { winner, loser, take })
    };
    let wrong = [
        ("stage", Choice::Theirs),
        ("name", Choice::Both),
        ("external_ids", Choice::Mine),
    ];
    for (field, choice) in wrong {
        let refusal = w.refused(take(&[(field, choice)]));
        assert_eq!(refusal.code, RefusalCode::Invalid, "{field}");
        assert_eq!(refusal.missing[0].code, "take");
    }
    w.run(take(&[("name", Choice::Theirs), ("tags", Choice::Mine)]));
    let row = w.load::<Company>(winner);
    assert_eq!(
        (row.name.as_str(), row.tags.0.join(",")),
        ("ACME Corp", "a".to_owned())
    );
    let street = row.postal.street.as_deref();
    assert_eq!(
        street,
        Some("Weg 1"),
        "an address is filled where no part differs"
    );
}

#[test]
fn the_further_stage_stays_and_its_history_says_why() {
    let mut w = World::new();
    let (winner, loser) = (w.company("New"), w.company("Old"));
    w.qualify(loser, None);
    let before = w.digest();
    w.merged(winner, loser);
    let row = w.load::<Company>(winner);
    assert_eq!(
        (row.stage, row.status),
        (Stage::QualifiedLead, CompanyStatus::Prospect)
    );
    assert!(w.cases_left(winner).is_empty(), "a lead is not qualified again");
    assert_eq!(w.tasks(winner).len(), 1, "the next step stays");
    let read = |tx: &mut Tx<'_>| tx.select(facts::all::STEPS, params![1_i64, winner]);
    let steps = w.conn.read(read).expect("steps");
    assert!(steps.iter().any(|step| step.reason.as_deref() == Some("MERGE")));
    w.undo();
    assert_eq!(w.digest(), before);
}

#[test]
fn a_promise_is_never_lost() {
    let mut w = World::new();
    let (winner, loser) = (w.company("A"), w.company("B"));
    let one = w.promise(winner, "2026-11-26T09:00:00Z");
    let other = w.promise(loser, "2026-11-25T09:00:00Z");
    let before = w.digest();
    w.merged(winner, loser);
    let open = w.tasks(winner);
    let of = |id| {
        open.iter()
            .find(|task| task.id == id && task.promised)
            .expect("open")
            .origin
    };
    assert_eq!(
        of(other.id),
        TaskOrigin::FollowUp,
        "the earlier one is the follow-up"
    );
    assert_eq!(of(one.id), TaskOrigin::Manual, "the other a task of its own");
    w.undo();
    assert_eq!(w.digest(), before);
}

#[test]
fn an_automatic_call_back_gives_way_to_a_promise() {
    let mut w = World::new();
    let (winner, loser) = (w.company("A"), w.company("B"));
    let first = w.task(winner, TaskType::FirstOutreach);
    let args = w.log(first.id, "NO_ANSWER");
    w.run(log(args));
    let first = w.task(loser, TaskType::FirstOutreach);
    let mut args = w.log(first.id, "CALL_BACK_LATER");
    args.follow_up = Some(FollowUpArgs::at(w.at("2026-11-30T09:00:00Z")));
    w.run(log(args));
    w.merged(winner, loser);
    let backs = w
        .tasks(winner)
        .into_iter()
        .filter(|task| task.kind == TaskType::CallBack);
    let backs: Vec<Task> = backs.collect();
    assert_eq!(backs.len(), 1);
    assert!(backs[0].promised);
}

#[test]
fn a_sleeping_company_wakes_for_open_work_and_two_sleep_until_the_earlier_day() {
    let mut w = World::new();
    let (a, b) = (w.company("A"), w.company("B"));
    for (company_id, day) in [(a, "2027-03-01"), (b, "2027-02-01")] {
        w.run(CompanyCommand::Dormant(Dormant {
            company_id,
            until: Some(day.parse().expect("day")),
            note: None,
        }));
    }
    let before = w.digest();
    w.merged(a, b);
    let tasks = w.tasks(a);
    assert_eq!((w.stage(a), tasks.len()), (Stage::Dormant, 1));
    let until = tasks[0].due_on.map(|day| day.to_string());
    assert_eq!(until.as_deref(), Some("2027-02-01"));
    w.undo();
    assert_eq!(w.digest(), before);
    let c = w.company("C");
    w.merged(a, c);
    assert_eq!((w.stage(a), w.cases_left(a).len()), (Stage::Qualifying, 1));
    assert!(w.tasks(a).iter().all(|task| task.kind != TaskType::WakeUp));
}

#[test]
fn do_not_contact_of_either_stays() {
    let mut w = World::new();
    let (winner, loser) = (w.company("A"), w.company("B"));
    w.run(CompanyCommand::DoNotContact(DoNotContact {
        company_id: loser,
        basis: Some("asked by letter".to_owned()),
    }));
    let before = w.digest();
    w.merged(winner, loser);
    let row = w.load::<Company>(winner);
    assert_eq!(row.dnc_basis.as_deref(), Some("asked by letter"));
    assert!(row.dnc_since.is_some() && row.stage == Stage::Disqualified);
    assert!(w.tasks(winner).is_empty() && w.cases_left(winner).is_empty());
    w.undo();
    assert_eq!(w.digest(), before);
}

#[test]
fn a_pending_handover_goes_along_with_its_case_and_is_never_closed_by_a_merge() {
    let mut w = World::new();
    let (winner, loser, third) = (w.company("A"), w.company("B"), w.company("C"));
    w.qualify(loser, Some(Offer::outside_sales()));
    w.qualify(third, Some(Offer::outside_sales()));
    w.merged(winner, loser);
    let offers = w.conn.read(|tx| tx.company_handovers(winner)).expect("offers");
    assert_eq!((offers.len(), offers[0].state), (1, HandoverState::Pending));
    assert_eq!(w.cases_left(winner)[0].id, offers[0].case_id);
    let refusal = w.merge(winner, third).expect_err("two offers wait");
    assert_eq!(refusal.code, RefusalCode::Conflict);
    assert_eq!(refusal.missing[0].code, "handover");
    w.run(CaseCommand::Accept(AnswerHandover {
        handover_id: offers[0].id,
        note: None,
    }));
    assert_eq!(
        w.stage(winner),
        Stage::SalesAccepted,
        "it is answered on the winner"
    );
}

#[test]
fn nobody_merges_what_somebody_else_works_on() {
    let mut w = World::new();
    let (winner, loser) = (w.company("A"), w.company("B"));
    let task = w.task(loser, TaskType::FirstOutreach);
    w.run(TaskCommand::Claim(TaskRef { task_id: task.id }));
    let me = w.actor.clone();
    w.as_bob();
    assert_eq!(
        w.merge(winner, loser).expect_err("in work").code,
        RefusalCode::LeaseHeld
    );
    w.actor = me;
    w.merged(winner, loser);
    let now = w.now;
    let lease = w.conn.read(|tx| tx.lease(winner, now)).expect("lease");
    assert_eq!(lease.expect("goes along").task_id, task.id);
}

#[test]
fn a_later_change_stands_on_the_merge() {
    let mut w = World::new();
    let (winner, loser) = (w.company("A"), w.company("B"));
    let person = w.contact(loser, json!({ "last_name": "Vogel" }));
    let before = w.digest();
    let merged = w.merged(winner, loser);
    let act = w.id();
    let later = w.run(log(LogActivity {
        company_id: Some(winner),
        contact_id: Some(person),
        notes: Some("spoke".to_owned()),
        ..LogActivity::new(act, ActivityType::Note)
    }));
    let refusal = w.refused(undo_of(merged.command));
    assert_eq!(refusal.code, RefusalCode::UndoConflict);
    assert!(refusal.missing[0].fix.contains(&later.command.to_string()));
    w.run(undo_of(later.command));
    w.run(undo_of(merged.command));
    assert_eq!(w.digest(), before);
}

#[test]
fn a_merged_row_is_not_in_trash_and_does_not_leave_with_it() {
    let mut w = World::new();
    let (winner, loser) = (w.company("A"), w.company("B"));
    let gone = w.contact(loser, json!({ "last_name": "Gone" }));
    w.run(ContactCommand::Delete(ContactRef { contact_id: gone }));
    let before = w.digest();
    let merged = w.merged(winner, loser);
    let read = |tx: &mut Tx<'_>| crate::store::history::trash(tx, 10);
    let listed = w.conn.read(read).expect("trash");
    assert_eq!(listed.len(), 1, "the contact, not the company");
    assert_eq!(listed[0].company.as_deref(), Some("A"));
    w.now = w.now.plus_minutes(60 * 24 * 200);
    w.run(AdminCommand::Purge(PurgeTrash {}));
    assert!(
        w.conn
            .read(|tx| tx.load::<Contact>(gone))
            .expect("read")
            .is_none()
    );
    assert!(!w.load::<Company>(loser).is_live(), "still there");
    w.run(undo_of(merged.command));
    assert_eq!(w.digest(), before);
}

#[test]
fn two_persons_become_one_with_their_calls_and_tasks() {
    let mut w = World::new();
    let company = w.company("Acme");
    let one = w.contact(
        company,
        json!({ "last_name": "Vogel", "emails": ["v@acme.example"] }),
    );
    let other = w.contact(
        company,
        json!({ "first_name": "Anna", "last_name": "Vogel", "phones": ["+49 711 5550199"] }),
    );
    let act = w.id();
    let due = w.at("2026-11-26T09:00:00Z");
    w.run(log(LogActivity {
        company_id: Some(company),
        contact_id: Some(other),
        outcome: Some("CALL_BACK_LATER".to_owned()),
        follow_up: Some(FollowUpArgs::at(due)),
        ..LogActivity::new(act, ActivityType::Call)
    }));
    let before = w.digest();
    w.merge_people(one, other).expect("merged");
    let row = w.load::<Contact>(one);
    assert_eq!(row.first_name.as_deref(), Some("Anna"));
    assert_eq!((row.phones.len(), row.emails.len()), (1, 1));
    assert_eq!(w.load::<Activity>(act).contact_id, Some(one));
    assert_eq!(w.task(company, TaskType::CallBack).contact_id, Some(one));
    assert_eq!(w.people(company).len(), 1);
    w.run(ContactCommand::Edit(EditContact {
        contact_id: other,
        fields: fields(json!({ "job_title": "CEO" })),
        import: None,
    }));
    assert_eq!(w.load::<Contact>(one).job_title.as_deref(), Some("CEO"));
    w.undo();
    w.undo();
    assert_eq!(w.digest(), before);
}

#[test]
fn a_person_not_to_be_contacted_stays_so() {
    let mut w = World::new();
    let company = w.company("Acme");
    let one = w.contact(
        company,
        json!({ "last_name": "Vogel", "phones": ["+49 711 5550198"] }),
    );
    let other = w.contact(
        company,
        json!({ "last_name": "Vogel", "phones": ["+49 711 5550199"] }),
    );
    w.run(ContactCommand::DoNotContact(ContactBasis {
        contact_id: other,
        basis: Some("letter".to_owned()),
    }));
    let before = w.digest();
    w.merge_people(one, other).expect("merged");
    let row = w.load::<Contact>(one);
    assert!(row.dnc_since.is_some());
    assert!(
        row.phones
            .iter()
            .all(|phone| phone.state == PhoneState::DoNotCall)
    );
    w.undo();
    assert_eq!(w.digest(), before);
}

#[test]
fn what_is_not_the_same_is_remembered_and_goes_along_with_a_merge() {
    let mut w = World::new();
    let (a, b, c) = (w.company("A"), w.company("B"), w.company("C"));
    let pair = |one, other| CompanyCommand::NotSame(CompanyPair { one, other });
    w.run(pair(a, b));
    assert_eq!(w.refused(pair(b, a)).code, RefusalCode::NothingToDo);
    let before = w.digest();
    w.merged(c, b);
    let known = |w: &mut World, one: CompanyId, other: CompanyId| {
        let found = w.conn.read(|tx| tx.not_same(one.0, other.0));
        found.expect("verdict").is_some()
    };
    assert!(known(&mut w, a, c));
    let done = w.merged(a, c);
    let warned = |effect: &Effect| matches!(effect, Effect::Warning { code, .. } if code == "was_not_same");
    assert!(done.effects.iter().any(warned));
    w.undo();
    w.undo();
    assert!(known(&mut w, a, b) && !known(&mut w, a, c));
    assert_eq!(w.digest(), before);
    w.undo();
    assert!(!known(&mut w, a, b));
}

#[test]
fn whoever_may_delete_no_company_merges_none() {
    let mut w = World::new();
    let (winner, loser) = (w.company("A"), w.company("B"));
    w.actor.roles = vec![Role::OrderAdmin];
    let refusal = w.merge(winner, loser).expect_err("forbidden");
    assert_eq!(refusal.code, RefusalCode::Forbidden);
}

#[test]
fn two_rows_are_never_merged_into_each_other_not_even_by_redo() {
    let mut w = World::new();
    let (one, other) = (w.company("Acme"), w.company("Acme GmbH"));
    w.merged(other, one);
    w.undo();
    w.merged(one, other);
    let redo = w.refused(JournalCommand::Redo(RedoArgs {}));
    assert_eq!(redo.code, RefusalCode::UndoConflict, "{redo}");
    assert_eq!(w.load::<Company>(one).name, "Acme");
    // Both ids stand for the one that is left.
    w.run(CompanyCommand::Edit(EditCompany {
        company_id: other,
        fields: json!({ "industry": "Pumps" })
            .as_object()
            .cloned()
            .expect("object"),
        import: None,
    }));
    assert_eq!(w.load::<Company>(one).industry.as_deref(), Some("Pumps"));
}
