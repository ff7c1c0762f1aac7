//! Stories of cases: started where a stage allows it, put into Trash and taken out; and of rights over what a log decides.

use super::*;

impl World {
    /// A company whose workflow was not started.
    pub(super) fn unworked(&mut self, name: &str) -> CompanyId {
        let id = self.id();
        let fields = json!({ "name": name }).as_object().cloned().expect("object");
        self.run(CompanyCommand::Create(CreateCompany {
            id,
            fields,
            workflow: false,
            import: None,
        }));
        id
    }
    fn cases(&mut self, company: CompanyId) -> Vec<Case> {
        self.conn.read(|tx| tx.open_cases(company)).expect("cases")
    }
}

fn start(company: CompanyId) -> CaseCommand {
    CaseCommand::Start(StartCase {
        company_id: company,
        template: "qualify_company".to_owned(),
    })
}

fn sleep(company: CompanyId) -> CompanyCommand {
    CompanyCommand::Dormant(Dormant {
        company_id: company,
        until: Some("2026-12-01".parse().expect("date")),
        note: None,
    })
}

#[test]
fn a_qualify_case_starts_only_where_it_begins_qualifying() {
    let mut w = World::new();
    let fresh = w.unworked("Fresh");
    w.run(start(fresh));
    assert_eq!(w.stage(fresh), Stage::Qualifying);
    assert_eq!(w.refused(start(fresh)).code, RefusalCode::OpenCase);

    let asleep = w.company("Asleep");
    w.run(sleep(asleep));
    w.run(start(asleep));
    assert_eq!(w.stage(asleep), Stage::Qualifying, "it is the move that wakes it");
    assert!(w.tasks(asleep).iter().all(|t| t.kind != TaskType::WakeUp));

    let given_up = w.company("Given up");
    w.run(CompanyCommand::Disqualify(Disqualify {
        company_id: given_up,
        reason: Some(DisqualifyReason::NoNeed),
        note: None,
    }));
    w.run(start(given_up));
    assert_eq!(w.stage(given_up), Stage::Qualifying);

    let archived = w.unworked("Archived");
    w.run(CompanyCommand::Archive(CompanyNote {
        company_id: archived,
        note: None,
    }));
    let customer: CompanyId = w.id();
    let fields = json!({ "name": "Customer" })
        .as_object()
        .cloned()
        .expect("object");
    w.run(CompanyCommand::Create(CreateCompany {
        id: customer,
        fields,
        workflow: true,
        import: Some(ImportMark {
            system: "hubspot".to_owned(),
            line: 1,
            customer: true,
        }),
    }));
    for id in [archived, customer] {
        let before = w.stage(id);
        assert_eq!(w.refused(start(id)).code, RefusalCode::NoSuchMove, "{before}");
        assert!(w.cases(id).is_empty());
    }
}

#[test]
fn a_case_goes_to_trash_with_its_open_tasks_and_comes_back_with_them() {
    let mut w = World::new();
    let id = w.company("Acme");
    let case = w.cases(id).remove(0);
    let delete = || CaseCommand::Delete(CaseRef { case_id: case.id });
    let refusal = w.refused(delete());
    assert_eq!(
        refusal.missing[0].code, "stage",
        "who is being qualified keeps the case"
    );
    w.run(CaseCommand::Start(StartCase {
        company_id: id,
        template: "work_lead".to_owned(),
    }));
    let before = w.rows(id);
    let lead = w
        .cases(id)
        .into_iter()
        .find(|case| case.kind == CaseType::WorkLead)
        .expect("the lead");
    w.run(CaseCommand::Delete(CaseRef { case_id: lead.id }));
    assert_eq!(w.cases(id).len(), 1);
    assert!(w.tasks(id).iter().all(|t| t.case_id != Some(lead.id)));
    let in_trash = w
        .conn
        .read(|tx| crate::store::history::trash(tx, 10))
        .expect("trash");
    let shown = in_trash
        .iter()
        .map(|row| (row.table.as_str(), row.label.as_str()))
        .collect::<Vec<_>>();
    assert_eq!(
        shown,
        [("case", "WORK_LEAD")],
        "its tasks are not listed by themselves"
    );
    let restore = || CaseCommand::Restore(CaseRef { case_id: lead.id });
    w.run(restore());
    assert_eq!(w.rows(id), before);
    assert_eq!(w.refused(restore()).code, RefusalCode::NothingToDo);
    w.run(CaseCommand::Delete(CaseRef { case_id: lead.id }));
    w.run(JournalCommand::Undo(UndoArgs::default()));
    assert_eq!(w.rows(id), before);
}

#[test]
fn an_open_case_does_not_come_back_to_a_company_that_has_ended() {
    let mut w = World::new();
    let id = w.company("Acme");
    w.run(CaseCommand::Start(StartCase {
        company_id: id,
        template: "work_lead".to_owned(),
    }));
    let lead = w
        .cases(id)
        .into_iter()
        .find(|case| case.kind == CaseType::WorkLead)
        .expect("the lead");
    w.run(CaseCommand::Delete(CaseRef { case_id: lead.id }));
    w.run(sleep(id));
    let refusal = w.refused(CaseCommand::Restore(CaseRef { case_id: lead.id }));
    assert_eq!(
        (refusal.code, refusal.missing[0].code.as_str()),
        (RefusalCode::Guard, "stage")
    );
}

#[test]
fn a_call_that_wakes_a_company_releases_what_waits_for_the_first_conversation() {
    let mut w = World::new();
    let id = w.company("Acme");
    w.run(sleep(id));
    w.now = "2026-12-01T08:00:00Z".parse().expect("instant");
    let wake = w.task(id, TaskType::WakeUp);
    let args = w.log(wake.id, "NO_ANSWER");
    w.run(log(args));
    let back = w.task(id, TaskType::CallBack);
    let fit = w.task(id, TaskType::FitAssessment);
    assert_eq!(
        (fit.state, fit.waits_for),
        (TaskState::Waiting, Some(back.chain()))
    );
    let args = w.log(back.id, "NO_ANSWER");
    w.run(log(args));
    assert_eq!(
        w.load::<Task>(fit.id).state,
        TaskState::Waiting,
        "nobody was reached yet"
    );
    let back = w.task(id, TaskType::CallBack);
    let mut args = w.log(back.id, "REACHED_DECISION_MAKER");
    args.no_follow_up = true;
    w.run(log(args));
    assert_eq!(w.load::<Task>(fit.id).state, TaskState::Open);
}

#[test]
fn a_meeting_booked_by_the_call_that_wakes_belongs_to_the_new_case() {
    let mut w = World::new();
    let id = w.company("Acme");
    w.run(sleep(id));
    w.now = "2026-12-01T08:00:00Z".parse().expect("instant");
    let wake = w.task(id, TaskType::WakeUp);
    let mut args = w.log(wake.id, "MEETING_BOOKED");
    args.follow_up = Some(FollowUpArgs::at(w.at("2026-12-03T09:00:00Z")));
    w.run(log(args));
    let case = w.cases(id).remove(0);
    let tasks = w.tasks(id);
    assert!(tasks.iter().all(|t| t.case_id == Some(case.id)), "{tasks:?}");
    w.task(id, TaskType::MeetingPrep);
    let said = w.activities(id);
    assert_eq!(said.len(), 2, "the call and the planned meeting");
    assert!(said.iter().all(|a| a.case_id == Some(case.id)));
    let calls = tasks.iter().filter(|t| t.kind.is_call()).count();
    assert_eq!(calls, 1, "no second call task");
}

#[test]
fn a_log_decides_only_what_its_author_might_decide_without_it() {
    let mut w = World::new();
    let id = w.company("Acme");
    let before = w.rows(id);
    w.actor.roles = vec![Role::Agent];
    let act: ActivityId = w.id();
    let note = |then: Then| {
        log(LogActivity {
            company_id: Some(id),
            notes: Some("they said no".to_owned()),
            then: Some(then),
            ..LogActivity::new(act, ActivityType::Note)
        })
    };
    let disqualify = note(Then::Disqualify {
        reason: DisqualifyReason::NoNeed,
        note: None,
    });
    let refusal = w.refused(disqualify);
    assert_eq!(
        (refusal.code, refusal.missing[0].code.as_str()),
        (RefusalCode::Forbidden, "stages:move")
    );
    let block = w.refused(note(Then::BlockCompany { basis: None }));
    assert_eq!(block.missing[0].code, "do_not_contact:set");
    let qualify = w.refused(note(Then::Qualify { hand_over: None }));
    assert_eq!(qualify.missing[0].code, "stages:move");
    assert_eq!(w.rows(id), before);
}

#[test]
fn the_mark_of_an_import_needs_the_right_to_import() {
    let mut w = World::new();
    let id = w.company("Acme");
    w.actor.roles = vec![Role::InsideSales];
    let mark = || {
        Some(ImportMark {
            system: "hubspot".to_owned(),
            line: 1,
            customer: true,
        })
    };
    let fields = json!({ "industry": "Brewery" })
        .as_object()
        .cloned()
        .expect("object");
    let edit = CompanyCommand::Edit(EditCompany {
        company_id: id,
        fields,
        import: mark(),
    });
    let contact: ContactId = w.id();
    let fields = json!({ "last_name": "Vogel" })
        .as_object()
        .cloned()
        .expect("object");
    let create = ContactCommand::Create(CreateContact {
        id: contact,
        company_id: Some(id),
        fields: fields.clone(),
        import: mark(),
    });
    let plain = ContactCommand::Create(CreateContact {
        id: contact,
        company_id: Some(id),
        fields: fields.clone(),
        import: None,
    });
    assert_eq!(w.refused(edit).missing[0].code, "import:run");
    assert_eq!(w.refused(create).missing[0].code, "import:run");
    w.run(plain);
    let edit = ContactCommand::Edit(EditContact {
        contact_id: contact,
        fields,
        import: mark(),
    });
    assert_eq!(w.refused(edit).missing[0].code, "import:run");
}
