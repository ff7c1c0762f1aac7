//! Lists of companies and cases, a company's card, Trash, search hits, today.

use super::world::{
    NOW, World, at, bob, call, case, company, contact, due_task, handover, id, laptop, me, note, on, on_both,
    task, user,
};
use callsheet::base::{CommandId, CompanyId, ContactId};
use callsheet::domain::{
    ActivityState, Advance, CaseOutcome, Company, HandoverState, OutcomeEffect, OutcomeGroup, OutcomeRule,
    Phone, PhoneState, PhoneType, Stage, TaskState,
};
use callsheet::store::search::{self, NameDoc, NoteDoc, SearchKind};
use callsheet::store::{StoreError, company as companies, history, hits};
use callsheet::view::{CompanyAsk, CompanyPage, CompanySort, CompanyView};

on_both! {
    each_view_shows_its_companies_in_its_order
    pages_follow_each_other_without_gap
    a_filter_keeps_to_the_view
    a_card_shows_what_belongs_to_the_company
    a_company_in_trash_has_no_card
    open_cases_stand_oldest_first
    trash_lists_what_was_put_there_not_what_went_along
    found_texts_show_their_line_company_and_day
    a_company_being_typed_is_compared_by_domain_number_and_name
    today_counts_calls_people_and_minutes
    contacts_stand_by_name
}

fn list(world: &mut World, ask: &CompanyAsk) -> CompanyPage {
    world.read(|tx| companies::page(tx, me(), ask))
}
fn view(view: CompanyView) -> CompanyAsk {
    CompanyAsk {
        view,
        ..CompanyAsk::default()
    }
}
fn ids(page: &CompanyPage) -> Vec<u128> {
    page.rows.iter().map(|row| row.id.0.as_u128()).collect()
}
fn firm(n: u128, change: impl FnOnce(&mut Company)) -> Company {
    let mut firm = company(n);
    change(&mut firm);
    firm
}

/// Six companies: mine, Bob's, nobody's, one asleep, one blocked, one disqualified; and one in Trash.
fn field(world: &mut World) {
    world.put(&user(me(), "Anna")).put(&user(bob(), "Bob"));
    world.put(&firm(1, |c| {
        c.owner_id = Some(me());
        c.name = "Zeta".to_owned();
    }));
    world.put(&firm(2, |c| c.owner_id = Some(bob())));
    world.put(&firm(3, |c| c.owner_text = Some("Cleo, elsewhere".to_owned())));
    world.put(&firm(4, |c| {
        c.owner_id = Some(me());
        c.stage = Stage::Dormant;
    }));
    world.put(&firm(5, |c| {
        c.owner_id = Some(me());
        c.dnc_since = Some(at(NOW));
        c.name = "Alpha".to_owned();
    }));
    world.put(&firm(6, |c| c.stage = Stage::Disqualified));
    world.put(&firm(7, |c| {
        c.owner_id = Some(me());
        c.deleted_at = Some(at(NOW));
    }));
    world.kept(1, Some("2026-11-25T09:00:00Z"), Some("2026-11-20T09:00:00Z"));
    world.kept(2, Some("2026-11-24T09:00:00Z"), None);
    world.kept(4, Some("2027-02-01T09:00:00Z"), None);
}

fn each_view_shows_its_companies_in_its_order(world: &mut World) {
    field(world);
    let by_name = |view| CompanyAsk {
        view,
        sort: CompanySort::Name,
        ..CompanyAsk::default()
    };
    for (ask, shown) in [
        (view(CompanyView::All), vec![2, 1, 4, 5, 3, 6]),
        (by_name(CompanyView::All), vec![5, 2, 3, 4, 6, 1]),
        (view(CompanyView::Mine), vec![1, 4, 5]),
        (by_name(CompanyView::Mine), vec![5, 4, 1]),
        (view(CompanyView::Unassigned), vec![3, 6]),
        (view(CompanyView::NoNextStep), vec![5, 3]),
        (view(CompanyView::Dormant), vec![4]),
        (view(CompanyView::DoNotContact), vec![5]),
        (view(CompanyView::Stage(Stage::Qualifying)), vec![2, 1, 5, 3]),
    ] {
        assert_eq!(ids(&list(world, &ask)), shown, "{ask:?}");
    }
    let page = list(world, &view(CompanyView::All));
    let [bobs, zeta, .., imported, _] = page.rows.as_slice() else {
        panic!("six rows");
    };
    assert_eq!((bobs.owner.as_deref(), bobs.dnc), (Some("Bob"), false));
    assert_eq!(zeta.next_due, Some(at("2026-11-25T09:00:00Z")));
    assert_eq!(zeta.last_activity_kind.as_deref(), Some("CALL"));
    assert_eq!(zeta.city.as_deref(), Some("Stuttgart"));
    assert_eq!(
        (imported.owner_id, imported.owner.as_deref(), imported.next_due),
        (None, Some("Cleo, elsewhere"), None)
    );
}

fn pages_follow_each_other_without_gap(world: &mut World) {
    let env = world.env();
    world
        .conn
        .write(|tx| {
            for n in 1..=25 {
                // Names that are equal in pairs.
                let named = firm(n, |c| {
                    c.name = format!("Firm {}", n / 2);
                    c.owner_id = Some(me());
                });
                tx.put(&named, 1, &env)?;
            }
            Ok::<_, StoreError>(())
        })
        .expect("written");
    for view in [CompanyView::All, CompanyView::Mine] {
        for sort in [CompanySort::NextDue, CompanySort::Name] {
            let mut ask = CompanyAsk {
                view,
                sort,
                limit: 7,
                ..CompanyAsk::default()
            };
            let mut seen = Vec::new();
            loop {
                let page = list(world, &ask);
                seen.extend(ids(&page));
                ask.after = page.next;
                if ask.after.is_none() {
                    break;
                }
            }
            assert_eq!(seen, (1..=25).collect::<Vec<u128>>(), "{view:?} {sort:?}");
        }
    }
}

/// Makes rows known to search, as the commands do.
fn index(world: &mut World, kind: SearchKind, n: u128, company: u128, title: &str, digits: &str) {
    world
        .conn
        .write(|tx| {
            search::index_name(
                tx,
                &NameDoc {
                    kind,
                    id: id(n),
                    company_id: Some(CompanyId(id(company))),
                    title,
                    sub: Some("Stuttgart"),
                    extra: "",
                    digits,
                },
            )
        })
        .expect("indexed");
}

fn a_filter_keeps_to_the_view(world: &mut World) {
    field(world);
    for (n, name) in [(1, "Zeta"), (2, "Zeta & Söhne"), (3, "Company 3"), (5, "Alpha")] {
        index(world, SearchKind::Company, n, n, name, "");
    }
    index(world, SearchKind::Contact, 60, 5, "Zoe Zetterberg", "");
    let filter = |view, text: &str| CompanyAsk {
        view,
        filter: text.to_owned(),
        ..CompanyAsk::default()
    };
    for (ask, shown) in [
        (filter(CompanyView::All, "zet"), vec![2, 1, 5]),
        (filter(CompanyView::Mine, "zet"), vec![1, 5]),
        (filter(CompanyView::Mine, "soehne"), vec![]),
        (filter(CompanyView::DoNotContact, "zet"), vec![5]),
        (filter(CompanyView::NoNextStep, "zet"), vec![5]),
        (filter(CompanyView::All, "nothing like it"), vec![]),
    ] {
        let page = list(world, &ask);
        assert_eq!((ids(&page), page.next), (shown, None), "{ask:?}");
    }
}

fn a_card_shows_what_belongs_to_the_company(world: &mut World) {
    field(world);
    world.put(&contact(20, 1, "Vogel")).put(&contact(21, 1, "Abel"));
    let mut old = case(30, 1);
    old.closed_at = Some(at("2026-11-10T09:00:00Z"));
    old.outcome = Some(CaseOutcome::Cancelled);
    world.put(&old).put(&case(31, 1));
    let mut of_case = due_task(40, 1, on("2026-11-26"));
    of_case.case_id = Some(callsheet::base::CaseId(id(31)));
    let mut done = task(42, 1);
    done.state = TaskState::Done;
    world
        .put(&of_case)
        .put(&due_task(41, 1, on("2026-11-25")))
        .put(&done);
    let mut returned = handover(50, 1, 31, "2026-11-20T09:00:00Z");
    returned.state = HandoverState::Returned;
    world
        .put(&returned)
        .put(&handover(51, 1, 31, "2026-11-19T09:00:00Z"));
    world.put(&call(60, 1, "2026-11-20T09:00:00Z"));
    world.lease(1, bob(), laptop(), "2026-11-24T09:30:00Z");
    let rules = world.rules.clone();
    let mut card = |who| {
        world
            .read(|tx| companies::card(tx, who, at(NOW), &rules, CompanyId(id(1))))
            .expect("a card")
    };
    let card_of_bob = card(bob());
    assert_eq!(card_of_bob.in_work, None, "it is Bob who works on it");
    let card = card(me());
    assert_eq!(
        (card.company.name.as_str(), card.owner.as_deref()),
        ("Zeta", Some("Anna"))
    );
    assert_eq!(card.zone, "Europe/Berlin");
    let names: Vec<_> = card.contacts.iter().map(|c| c.last_name.as_deref()).collect();
    assert_eq!(names, [Some("Abel"), Some("Vogel")]);
    let cases: Vec<_> = card
        .cases
        .iter()
        .map(|c| (c.id.0.as_u128(), c.open_tasks))
        .collect();
    assert_eq!(cases, [(31, 1), (30, 0)]);
    let tasks: Vec<_> = card.tasks.iter().map(|t| t.id.0.as_u128()).collect();
    assert_eq!((tasks, card.next_due), (vec![41, 40], on("2026-11-25")));
    assert_eq!(
        card.handover.map(|h| h.id.0.as_u128()),
        Some(51),
        "the one that waits"
    );
    let in_work = card.in_work.expect("in work");
    assert_eq!(
        (in_work.name.as_str(), in_work.until),
        ("Bob", at("2026-11-24T09:30:00Z"))
    );
    assert_eq!(card.last_activity_at, Some(at("2026-11-20T09:00:00Z")));
    assert_eq!((card.timeline_count, card.qualify_needs), (3, None));
}

fn a_company_in_trash_has_no_card(world: &mut World) {
    field(world);
    let rules = world.rules.clone();
    for n in [7, 99] {
        let card = world.read(|tx| companies::card(tx, me(), at(NOW), &rules, CompanyId(id(n))));
        assert_eq!(card, None);
    }
}

fn open_cases_stand_oldest_first(world: &mut World) {
    field(world);
    let mut opened = |n, company, when: &str, closed: bool| {
        let mut made = case(n, company);
        made.opened_at = at(when);
        made.closed_at = closed.then(|| at(NOW));
        world.put(&made);
    };
    opened(30, 2, "2026-11-05T09:00:00Z", false);
    opened(31, 1, "2026-11-03T09:00:00Z", false);
    opened(32, 3, "2026-11-04T09:00:00Z", false);
    opened(33, 4, "2026-11-01T09:00:00Z", true);
    opened(34, 7, "2026-11-01T09:00:00Z", false);
    let mut mine = task(40, 2);
    mine.assignee_id = Some(me());
    world.put(&mine);
    let mut cases = |of, limit| {
        let rows = world.read(|tx| callsheet::store::case::open(tx, of, limit));
        rows.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(cases(None, 10), [31, 32, 30]);
    assert_eq!(cases(None, 2), [31, 32]);
    assert_eq!(cases(Some(me()), 10), [31, 30]);
    assert_eq!(cases(Some(bob()), 10), [30]);
    world.put(&handover(50, 2, 30, "2026-11-20T09:00:00Z"));
    let waiting = world.read(callsheet::store::case::pending_handovers);
    let waiting: Vec<_> = waiting
        .iter()
        .map(|row| (row.id.0.as_u128(), row.company.as_str()))
        .collect();
    assert_eq!(waiting, [(50, "Company 2")]);
}

fn trash_lists_what_was_put_there_not_what_went_along(world: &mut World) {
    let gone = |when: &str, with: u128| (Some(at(when)), Some(CommandId(id(with))));
    let mut firm = company(1);
    (firm.deleted_at, firm.deleted_with) = gone("2026-11-20T09:00:00Z", 1);
    let mut along = task(2, 1);
    (along.deleted_at, along.deleted_with) = gone("2026-11-20T09:00:00Z", 1);
    let mut before = task(3, 1);
    (before.deleted_at, before.deleted_with) = gone("2026-11-19T09:00:00Z", 2);
    let mut person = contact(4, 8, "Vogel");
    (person.deleted_at, person.deleted_with) = gone("2026-11-21T09:00:00Z", 3);
    let mut said = note(5, 8, "\n  Two lines\nof text", "2026-11-01T09:00:00Z");
    (said.deleted_at, said.deleted_with) = gone("2026-11-22T09:00:00Z", 4);
    let mut silent = call(6, 8, "2026-11-01T09:00:00Z");
    (silent.deleted_at, silent.deleted_with) = gone("2026-11-18T09:00:00Z", 5);
    world.put(&company(8)).put(&firm).put(&along).put(&before);
    world.put(&person).put(&said).put(&silent);
    let rows = world.read(|tx| history::trash(tx, 10));
    let shown: Vec<_> = rows
        .iter()
        .map(|row| (row.table.as_str(), row.label.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            ("note", "Two lines"),
            ("contact", "Kim Vogel"),
            ("company", "Company 1"),
            ("task", "First call"),
            ("activity", "CALL")
        ]
    );
    assert_eq!(world.read(|tx| history::trash(tx, 2)).len(), 2);
}

fn found_texts_show_their_line_company_and_day(world: &mut World) {
    world.put(&company(1));
    let mut said = call(10, 1, "2026-11-20T23:30:00Z");
    said.notes = Some("First line\nasked for the Prospekt\nlast".to_owned());
    let text = note(11, 1, "Prospekt sent", "2026-11-21T09:00:00Z");
    world.put(&said).put(&text);
    world
        .conn
        .write(|tx| {
            for (kind, n, when, text) in [
                (SearchKind::Activity, 10, said.occurred_at, said.notes.as_deref()),
                (SearchKind::Note, 11, text.created_at, Some(text.body.as_str())),
            ] {
                let doc = NoteDoc {
                    kind,
                    id: id(n),
                    company_id: Some(CompanyId(id(1))),
                    at: when,
                    text: text.unwrap_or_default(),
                };
                search::index_note(tx, &doc)?;
            }
            Ok::<_, StoreError>(())
        })
        .expect("indexed");
    let zone = world.zone.clone();
    let found = world.read(|tx| hits::notes(tx, &zone, "prospekt", 10));
    let shown: Vec<_> = found
        .iter()
        .map(|hit| (hit.table.as_str(), hit.title.as_str(), hit.detail.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            ("note", "Prospekt sent", "Company 1 · 2026-11-21"),
            // Half past midnight in Berlin.
            ("activity", "asked for the Prospekt", "Company 1 · 2026-11-21")
        ]
    );
}

fn a_company_being_typed_is_compared_by_domain_number_and_name(world: &mut World) {
    world.put(&company(1)).put(&company(2)).put(&company(3));
    index(world, SearchKind::Company, 3, 3, "Müller Maschinenbau GmbH", "");
    index(world, SearchKind::Contact, 9, 3, "Müller", "");
    world.lookup("domain", "mueller.example", 1);
    world.lookup("phone", "+497115550142", 2);
    let rules = world.rules.clone();
    let mut similar = |name: &str, domain: Option<&str>, phone: Option<&str>| {
        let found = world.read(|tx| hits::similar(tx, &rules, name, domain, phone));
        found.iter().map(|hit| hit.id.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(similar("Mueller Masch", None, None), [3]);
    assert_eq!(similar("Mü", None, None), []);
    assert_eq!(similar("", Some("https://www.mueller.example/en"), None), [1]);
    assert_eq!(similar("", None, Some("0711 5550142")), [2]);
    assert_eq!(
        similar("muller", Some("mueller.example"), Some("+49 711 5550142")),
        [1, 2, 3]
    );
}

fn today_counts_calls_people_and_minutes(world: &mut World) {
    let outcome = |code: &str, group, effect| OutcomeRule {
        code: code.to_owned(),
        label: code.to_owned(),
        label_de: None,
        digit: None,
        group,
        advance: Advance::Auto,
        effect,
    };
    let mut rules = world.rules.clone();
    rules.outcomes = vec![
        outcome(
            "NO_ANSWER",
            OutcomeGroup::NotConnected,
            OutcomeEffect::CallBackOtherHalf,
        ),
        outcome(
            "REACHED_CONTACT",
            OutcomeGroup::Connected,
            OutcomeEffect::Suggest(2),
        ),
        outcome(
            "MEETING_BOOKED",
            OutcomeGroup::ConnectedPositive,
            OutcomeEffect::Meeting,
        ),
    ];
    let made = |n, outcome: &str, when: &str| {
        let mut made = call(n, 1, when);
        made.outcome = Some(outcome.to_owned());
        made
    };
    world.put(&made(1, "NO_ANSWER", "2026-11-24T07:00:00Z"));
    world.put(&made(2, "REACHED_CONTACT", "2026-11-24T08:00:00Z"));
    world.put(&made(3, "MEETING_BOOKED", "2026-11-24T09:03:00Z"));
    world.put(&made(4, "REACHED_CONTACT", "2026-11-23T09:00:00Z"));
    let mut bobs = made(5, "REACHED_CONTACT", "2026-11-24T08:00:00Z");
    bobs.created_by = bob();
    let mut planned = made(6, "REACHED_CONTACT", "2026-11-24T08:00:00Z");
    planned.state = ActivityState::Planned;
    world.put(&bobs).put(&planned);
    let since = at("2026-11-23T23:00:00Z");
    let today = world.read(|tx| history::today(tx, me(), since, at(NOW), &rules));
    assert_eq!(
        (today.calls, today.reached, today.meetings, today.talk_s),
        (3, 2, 1, 93)
    );
}

fn contacts_stand_by_name(world: &mut World) {
    let mut loose = contact(3, 1, "Aal");
    loose.company_id = None;
    loose.phones.0 = vec![Phone {
        kind: PhoneType::Work,
        raw: "1".to_owned(),
        e164: None,
        ext: None,
        state: PhoneState::Ok,
        blocked: false,
        primary: true,
    }];
    world
        .put(&contact(1, 1, "Zorn"))
        .put(&contact(2, 1, "Öz"))
        .put(&loose);
    let mut named = |of: Option<u128>, limit| {
        let found = world.read(|tx| companies::contacts(tx, of.map(|n| CompanyId(id(n))), limit));
        found.iter().map(|c| c.id).collect::<Vec<_>>()
    };
    let ids = |ns: &[u128]| ns.iter().map(|n| ContactId(id(*n))).collect::<Vec<_>>();
    assert_eq!(named(Some(1), 10), ids(&[2, 1]));
    assert_eq!(named(None, 10), ids(&[3, 2, 1]));
    assert_eq!(named(None, 1), ids(&[3]));
}
