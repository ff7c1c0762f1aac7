//! Stories of handovers: offered, answered by whoever may, returned, withdrawn; no stage without its action.

use super::*;

impl World {
    /// A user, as the one who gives commands.
    fn colleague(&mut self, n: u128, role: Role, queue: &str) -> Actor {
        let id = UserId(Uuid::from_u128(n));
        let name = format!("Colleague {n}");
        let (roles, queues) = (vec![role], vec![queue.to_owned()]);
        let user = PutUser {
            id,
            name: name.clone(),
            email: None,
            roles: roles.clone(),
            queues: queues.clone(),
            language: None,
            time_zone: None,
            active: true,
        };
        self.run(AdminCommand::User(user));
        Actor {
            id,
            name,
            roles,
            queues,
            zone: TimeZone::UTC,
            scopes: None,
        }
    }
    /// Gives a command as somebody else.
    fn give_as(&mut self, who: &Actor, command: impl Into<Command>) -> Result<Done, Refusal> {
        let me = std::mem::replace(&mut self.actor, who.clone());
        let done = self.try_run(command);
        self.actor = me;
        done
    }
    fn offers(&mut self, company: CompanyId) -> Vec<Handover> {
        self.conn
            .read(|tx| tx.company_handovers(company))
            .expect("handovers")
    }
    fn open_cases(&mut self, company: CompanyId) -> Vec<Case> {
        self.conn.read(|tx| tx.open_cases(company)).expect("cases")
    }
    /// Called, qualified and offered; a call-back on Thursday is agreed.
    fn offered_to(&mut self, name: &str, offer: Offer) -> (CompanyId, Handover) {
        let id = self.company(name);
        self.qualified(id, Some(offer));
        let offer = self.offers(id).remove(0);
        (id, offer)
    }
    fn offered(&mut self, name: &str) -> (CompanyId, Handover) {
        self.offered_to(name, Offer::outside_sales())
    }
    fn qualified(&mut self, id: CompanyId, hand_over: Option<Offer>) {
        let first = self.task(id, TaskType::FirstOutreach);
        let mut args = self.log(first.id, "REACHED_DECISION_MAKER");
        args.follow_up = Some(FollowUpArgs::at(self.at("2026-11-26T09:00:00Z")));
        args.then = Some(Then::Qualify { hand_over });
        self.run(log(args));
        assert_eq!(self.stage(id), Stage::QualifiedLead);
    }
    fn later(&mut self) {
        self.now = self.now.plus_minutes(1);
    }
}

fn answer(offer: &Handover) -> AnswerHandover {
    AnswerHandover {
        handover_id: offer.id,
        note: None,
    }
}

fn give_back(offer: &Handover) -> CaseCommand {
    CaseCommand::Return(ReturnHandover {
        handover_id: offer.id,
        reason: ReturnReason::NotReady,
        note: None,
    })
}

fn to(company: CompanyId, stage: Stage) -> MoveStage {
    MoveStage {
        company_id: company,
        to: stage,
        reason: None,
        note: None,
        wake_up: None,
        override_guards: false,
    }
}

fn by_right(company: CompanyId, stage: Stage) -> MoveStage {
    MoveStage {
        reason: Some("OTHER".to_owned()),
        note: Some("agreed with the boss".to_owned()),
        override_guards: true,
        ..to(company, stage)
    }
}

fn close(case: &Case, outcome: CaseOutcome, reason: Option<&str>) -> CaseCommand {
    CaseCommand::Close(CloseCase {
        case_id: case.id,
        outcome,
        note: None,
        reason: reason.map(str::to_owned),
        wake_up: None,
        keep_tasks: false,
    })
}

fn missing(refusal: &Refusal) -> Vec<&str> {
    refusal.missing.iter().map(|m| m.code.as_str()).collect()
}

#[test]
fn a_handover_returned_long_ago_opens_no_way_back_to_qualifying() {
    let mut w = World::new();
    let (id, offer) = w.offered("Acme");
    w.run(give_back(&offer));
    w.later();
    let qualify = Qualify {
        company_id: id,
        note: None,
        next_step: None,
        hand_over: None,
        reason: None,
        override_guards: false,
    };
    w.run(CompanyCommand::Qualify(qualify));
    let refusal = w.refused(CompanyCommand::Stage(to(id, Stage::Qualifying)));
    assert_eq!(
        (refusal.code, missing(&refusal)),
        (RefusalCode::Guard, vec!["handover"])
    );
    let again = w.refused(give_back(&offer));
    assert_eq!(again.code, RefusalCode::Conflict);
    // By right the case opens again: nobody is QUALIFYING without one.
    w.run(CompanyCommand::Stage(by_right(id, Stage::Qualifying)));
    assert_eq!(w.stage(id), Stage::Qualifying);
    assert_eq!(w.open_cases(id)[0].kind, CaseType::QualifyCompany);
}

#[test]
fn a_handover_accepted_before_the_company_slept_counts_no_more() {
    let mut w = World::new();
    let (id, offer) = w.offered("Acme");
    w.run(CaseCommand::Accept(answer(&offer)));
    w.later();
    w.run(CompanyCommand::Dormant(Dormant {
        company_id: id,
        until: Some("2027-03-01".parse().expect("date")),
        note: None,
    }));
    let old = w.refused(give_back(&offer));
    assert_eq!((old.code, missing(&old)), (RefusalCode::Guard, vec!["case"]));
    w.run(CompanyCommand::Reopen(CompanyNote {
        company_id: id,
        note: None,
    }));
    w.qualified(id, None);
    let refusal = w.refused(CompanyCommand::Stage(to(id, Stage::SalesAccepted)));
    assert_eq!(
        (refusal.code, missing(&refusal)),
        (RefusalCode::Guard, vec!["handover"])
    );
    let company = w.load::<Company>(id);
    let (rules, now) = (w.rules.clone(), w.now);
    let facts = w
        .conn
        .read(|tx| crate::ops::guard_facts(tx, &company, &rules, now))
        .expect("facts");
    assert!(!facts.handover_accepted, "what the menu shows says the same");
    // By right: the lead is taken, with the case that belongs to the stage.
    w.run(CompanyCommand::Stage(by_right(id, Stage::SalesAccepted)));
    assert_eq!(w.stage(id), Stage::SalesAccepted);
    assert_eq!(w.open_cases(id)[0].kind, CaseType::WorkLead);
}

#[test]
fn a_move_to_a_stage_is_the_answer_to_the_offer() {
    let mut w = World::new();
    let (id, offer) = w.offered("Acme");
    w.run(CompanyCommand::Stage(to(id, Stage::SalesAccepted)));
    assert_eq!(w.load::<Handover>(offer.id).state, HandoverState::Accepted);
    assert_eq!(w.open_cases(id)[0].kind, CaseType::WorkLead);
    let why = w.refused(CompanyCommand::Stage(to(id, Stage::Qualifying)));
    assert_eq!(missing(&why), ["reason"], "a return has its reason");
    let back = MoveStage {
        reason: Some("NOT_READY".to_owned()),
        ..to(id, Stage::Qualifying)
    };
    w.run(CompanyCommand::Stage(back));
    assert_eq!(w.load::<Handover>(offer.id).state, HandoverState::Returned);
    assert_eq!(w.open_cases(id)[0].kind, CaseType::QualifyCompany);
    assert_eq!(w.stage(id), Stage::Qualifying);
}

#[test]
fn nobody_is_qualifying_without_a_case_whatever_the_right() {
    let mut w = World::new();
    let id = w.unworked("Acme");
    let refusal = w.refused(CompanyCommand::Stage(to(id, Stage::Qualifying)));
    assert_eq!(
        (refusal.code, missing(&refusal)),
        (RefusalCode::Guard, vec!["case"])
    );
    w.run(CompanyCommand::Stage(by_right(id, Stage::Qualifying)));
    assert_eq!(w.stage(id), Stage::Qualifying);
    assert_eq!(w.open_cases(id).len(), 1);
    w.task(id, TaskType::FirstOutreach);
    let steps = w
        .conn
        .read(|tx| tx.select(facts::all::STEPS, params![1_i64, id]))
        .expect("history");
    let marked = steps.iter().filter(|step| step.overridden).count();
    assert_eq!(
        (steps.len(), marked),
        (2, 1),
        "one step, and it says that it was by right"
    );
}

#[test]
fn a_return_brings_the_promised_call_back_along() {
    let mut w = World::new();
    let (id, offer) = w.offered("Acme");
    let outside = w.colleague(5, Role::OutsideSales, "OUTSIDE_SALES");
    w.give_as(&outside, CaseCommand::Accept(answer(&offer)))
        .expect("accepted");
    let promise = w.task(id, TaskType::CallBack);
    assert_eq!(
        (promise.queue.as_str(), promise.assignee_id),
        ("OUTSIDE_SALES", Some(outside.id))
    );
    w.give_as(&outside, give_back(&offer)).expect("returned");
    let case = w.open_cases(id).remove(0);
    let kept = w.task(id, TaskType::CallBack);
    assert_eq!((kept.id, kept.due()), (promise.id, promise.due()));
    assert_eq!(
        (kept.case_id, kept.queue.as_str()),
        (Some(case.id), "INSIDE_SALES")
    );
    assert_eq!(kept.assignee_id, Some(w.actor.id), "with whoever had offered it");
    let open = w.tasks(id);
    assert!(
        open.iter().all(|t| t.case_id == Some(case.id)),
        "nothing is left on the closed case: {open:?}"
    );
}

#[test]
fn closing_a_lead_as_returned_is_the_return() {
    let mut w = World::new();
    let (id, offer) = w.offered("Acme");
    w.run(CaseCommand::Accept(answer(&offer)));
    let lead = w.open_cases(id).remove(0);
    let why = w.refused(close(&lead, CaseOutcome::Returned, None));
    assert_eq!(missing(&why), ["reason"]);
    w.run(close(&lead, CaseOutcome::Returned, Some("INCOMPLETE")));
    assert_eq!(w.load::<Handover>(offer.id).state, HandoverState::Returned);
    assert_eq!(w.stage(id), Stage::Qualifying);
    // A lead that nobody offered has nobody to go back to.
    let other = w.company("Globex");
    w.qualified(other, None);
    w.run(CompanyCommand::Stage(by_right(other, Stage::SalesAccepted)));
    let lead = w.open_cases(other).remove(0);
    let refusal = w.refused(close(&lead, CaseOutcome::Returned, Some("INCOMPLETE")));
    assert_eq!(missing(&refusal), ["handover"]);
}

#[test]
fn an_offered_case_ends_by_its_answer_and_a_withdrawn_one_can_be_finished() {
    let mut w = World::new();
    let (id, offer) = w.offered("Acme");
    let case = w.open_cases(id).remove(0);
    for outcome in [CaseOutcome::Cancelled, CaseOutcome::Qualified] {
        let refusal = w.refused(close(&case, outcome, None));
        assert_eq!(missing(&refusal), ["handover"], "{outcome}");
    }
    let delete = CaseCommand::Delete(CaseRef { case_id: case.id });
    assert_eq!(missing(&w.refused(delete)), ["handover"]);
    w.run(CaseCommand::Withdraw(answer(&offer)));
    assert_eq!(w.load::<Case>(case.id).outcome, None);
    let before = w.rows(id);
    w.run(close(&case, CaseOutcome::Qualified, None));
    assert_eq!(w.stage(id), Stage::QualifiedLead);
    assert_eq!(w.load::<Case>(case.id).outcome, Some(CaseOutcome::Qualified));
    let left = w.tasks(id);
    assert!(
        left.iter().all(|t| t.is_next_step() && t.case_id.is_none()),
        "{left:?}"
    );
    w.run(JournalCommand::Undo(UndoArgs::default()));
    assert_eq!(w.rows(id), before);
}

#[test]
fn an_offer_made_again_leaves_no_task_on_the_case_it_closes() {
    let mut w = World::new();
    let (id, offer) = w.offered("Acme");
    let promise = w.task(id, TaskType::CallBack);
    w.run(TaskCommand::Cancel(CancelTask {
        task_id: promise.id,
        reason: CancelReason::NotNeeded,
        note: None,
        dependents: Dependents::Release,
    }));
    w.run(CaseCommand::Withdraw(answer(&offer)));
    assert_eq!(w.task(id, TaskType::Todo).title, "Decide the next step");
    w.later();
    w.run(CaseCommand::HandOver(HandOver {
        company_id: id,
        offer: Offer::outside_sales(),
    }));
    let offer = w.offers(id).remove(0);
    w.run(CaseCommand::Accept(answer(&offer)));
    let lead = w.open_cases(id).remove(0);
    let open = w.tasks(id);
    assert!(open.iter().all(|t| t.case_id == Some(lead.id)), "{open:?}");
}

#[test]
fn the_task_of_an_offer_ends_with_the_answer_only() {
    let mut w = World::new();
    let (id, _) = w.offered("Acme");
    let review = w.task(id, TaskType::HandoverReview);
    let cancel = TaskCommand::Cancel(CancelTask {
        task_id: review.id,
        reason: CancelReason::NotNeeded,
        note: None,
        dependents: Dependents::Release,
    });
    assert_eq!(missing(&w.refused(cancel)), ["handover"]);
    let delete = TaskCommand::Delete(TaskRef { task_id: review.id });
    assert_eq!(missing(&w.refused(delete)), ["handover"]);
    let kind = |task_id: TaskId, kind: &str| {
        let fields = json!({ "kind": kind }).as_object().cloned().expect("object");
        TaskCommand::Edit(EditTask { task_id, fields })
    };
    assert_eq!(missing(&w.refused(kind(review.id, "TODO"))), ["kind"]);
    let promise = w.task(id, TaskType::CallBack);
    for made_by_rules in ["HANDOVER_REVIEW", "RETURN_REVIEW", "WAKE_UP"] {
        let edit = kind(promise.id, made_by_rules);
        assert_eq!(missing(&w.refused(edit)), ["kind"], "{made_by_rules}");
    }
    w.run(kind(promise.id, "EMAIL"));
}

#[test]
fn whoever_works_the_queue_accepts_but_never_what_they_offered() {
    let mut w = World::new();
    let mut inside = w.colleague(5, Role::InsideSales, "INSIDE_SALES");
    // Works both queues, and yet is not the one to say yes to an own offer.
    inside.queues.push("OUTSIDE_SALES".to_owned());
    let (id, own) = {
        let me = std::mem::replace(&mut w.actor, inside.clone());
        let made = w.offered("Acme");
        w.actor = me;
        made
    };
    let refusal = w
        .give_as(&inside, CaseCommand::Accept(answer(&own)))
        .expect_err("own offer");
    assert_eq!(refusal.code, RefusalCode::Forbidden);
    let boss = w.colleague(6, Role::SalesManager, "INSIDE_SALES");
    let outside = w.colleague(7, Role::OutsideSales, "OUTSIDE_SALES");
    w.give_as(&outside, CaseCommand::Accept(answer(&own)))
        .expect("outside sales");
    assert_eq!(w.stage(id), Stage::SalesAccepted);
    let (_, theirs) = w.offered("Globex");
    w.give_as(&boss, CaseCommand::Accept(answer(&theirs)))
        .expect("a manager may");
    let (_, mine) = w.offered("Initech");
    w.run(CaseCommand::Accept(answer(&mine)));
}

#[test]
fn another_role_goes_on_with_the_case_and_the_stage_stays() {
    let mut w = World::new();
    let to_inbound = Offer {
        to_role: Some(Role::CustomerInbound),
        ..Offer::outside_sales()
    };
    let (id, offer) = w.offered_to("Acme", to_inbound);
    let no_move = w.refused(CompanyCommand::Stage(to(id, Stage::SalesAccepted)));
    assert_eq!(
        missing(&no_move),
        ["handover"],
        "an offer to them is none to outside sales"
    );
    let inbound = w.colleague(5, Role::CustomerInbound, "INSIDE_SALES");
    w.give_as(&inbound, CaseCommand::Accept(answer(&offer)))
        .expect("whoever works the queue may answer");
    assert_eq!(w.stage(id), Stage::QualifiedLead);
    let case = w.open_cases(id).remove(0);
    assert_eq!((case.id, case.outcome), (offer.case_id, None));
    assert_eq!(
        (case.owner_role, case.owner_queue.as_deref()),
        (Role::CustomerInbound, Some("INSIDE_SALES"))
    );
    let promise = w.task(id, TaskType::CallBack);
    assert_eq!(
        (promise.case_id, promise.queue.as_str()),
        (Some(case.id), "INSIDE_SALES")
    );
    let guard = w.refused(CompanyCommand::Stage(to(id, Stage::SalesAccepted)));
    assert_eq!(missing(&guard), ["handover"]);
    assert_eq!(w.refused(give_back(&offer)).code, RefusalCode::Guard);
    // It is offered on to outside sales as any case is.
    w.later();
    w.run(CaseCommand::HandOver(HandOver {
        company_id: id,
        offer: Offer::outside_sales(),
    }));
    let on = w.offers(id).remove(0);
    w.run(CaseCommand::Accept(answer(&on)));
    assert_eq!(w.stage(id), Stage::SalesAccepted);
}

#[test]
fn a_role_that_works_no_cases_is_offered_none() {
    let mut w = World::new();
    let id = w.company("Acme");
    w.qualified(id, None);
    for role in [Role::SalesOps, Role::OrderAdmin, Role::Auditor] {
        let offer = Offer {
            to_role: Some(role),
            ..Offer::outside_sales()
        };
        let refusal = w.refused(CaseCommand::HandOver(HandOver {
            company_id: id,
            offer,
        }));
        assert_eq!(missing(&refusal), ["to_role"], "{role}");
    }
    let by_queue = Offer {
        to_queue: Some("SALES_OPS".to_owned()),
        ..Offer::outside_sales()
    };
    let hand_over = HandOver {
        company_id: id,
        offer: by_queue,
    };
    assert_eq!(missing(&w.refused(CaseCommand::HandOver(hand_over))), ["to_role"]);
}
