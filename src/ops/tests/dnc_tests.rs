//! The do-not-contact list: what it marks, whatever brings the row, and what it refuses.

use super::*;

fn entry(w: &mut World, text: &str) -> DncEntry {
    let listed = Listed::read(text, None, "DE").expect("a value");
    let mac = w.conn.write(|tx| tx.made_mac(&listed.message())).expect("hashed");
    DncEntry {
        kind: listed.kind,
        mac,
        reason: None,
    }
}

fn add(w: &mut World, texts: &[&str]) -> DncCommand {
    DncCommand::Add(AddDnc {
        entries: texts.iter().map(|text| entry(w, text)).collect(),
        reason: Some("asked by letter".to_owned()),
        source: "test".to_owned(),
    })
}

fn remove(w: &mut World, text: &str) -> DncCommand {
    let entry = entry(w, text);
    DncCommand::Remove(RemoveDnc {
        kind: entry.kind,
        mac: entry.mac,
        reason: "consent".to_owned(),
    })
}

fn state_of(phones: &[Phone]) -> Vec<PhoneState> {
    phones.iter().map(|phone| phone.state).collect()
}

#[test]
fn a_list_marks_what_is_here_and_undo_takes_it_back_whole() {
    let mut w = World::new();
    let (one, two) = (
        w.company("Acme"),
        w.company_with(json!({"name": "Globex", "domain": "globex.de"})),
    );
    let person = w.contact(
        one,
        json!({"last_name": "Berg", "phones": ["+49 711 5550199", "+49 711 5550142"],
        "emails": ["berg@acme.de"]}),
    );
    let before = (w.rows(one), w.rows(two), w.load::<Contact>(person));
    let list = add(&mut w, &["+49 711 5550142", "@globex.de", "BERG@acme.de"]);
    let done = w.run(list);
    assert!(done.effects.iter().any(|e| matches!(
        e,
        Effect::Suppressed {
            count: 3,
            rows: 3,
            ..
        }
    )));
    assert_eq!(state_of(&w.load::<Company>(one).phones), [PhoneState::DoNotCall]);
    assert!(
        w.load::<Company>(one).dnc_since.is_none(),
        "only its number is listed"
    );
    let globex = w.load::<Company>(two);
    assert!(globex.dnc_since.is_some() && globex.stage == Stage::Disqualified);
    assert!(globex.dnc_basis.expect("basis").contains("asked by letter"));
    let berg = w.load::<Contact>(person);
    assert!(berg.dnc_since.is_some());
    assert_eq!(
        state_of(&berg.phones),
        [PhoneState::DoNotCall, PhoneState::DoNotCall]
    );
    let log = serde_json::to_string(
        &w.conn
            .read(|tx| tx.logged(done.command))
            .expect("log")
            .expect("entry")
            .args
            .0,
    );
    assert!(
        !log.expect("json").contains("5550142"),
        "the journal holds no value"
    );
    w.undo();
    assert_eq!((w.rows(one), w.rows(two), w.load::<Contact>(person)), before);
}

#[test]
fn whatever_brings_a_value_later_is_marked_and_stays_so() {
    let mut w = World::new();
    let company = w.company_with(json!({"name": "Acme"}));
    let list = add(&mut w, &["0711 5550142", "globex.de"]);
    w.run(list);
    let person = w.contact(
        company,
        json!({"last_name": "Berg", "phones": ["+49 711 5550142 ext. 7"]}),
    );
    assert_eq!(
        state_of(&w.load::<Contact>(person).phones),
        [PhoneState::DoNotCall]
    );
    let fields = json!({"emails": ["b@sales.globex.de"]})
        .as_object()
        .cloned()
        .expect("object");
    w.run(ContactCommand::Edit(EditContact {
        contact_id: person,
        fields,
        import: None,
    }));
    assert!(
        w.load::<Contact>(person).dnc_since.is_some(),
        "by the domain of the address"
    );
    let good = ContactCommand::MarkNumber(MarkContactNumber {
        contact_id: person,
        number: "+497115550142x7".to_owned(),
        state: PhoneState::Ok,
    });
    assert_eq!(w.refused(good.clone()).code, RefusalCode::DoNotContact);
    let lift = ContactCommand::LiftDoNotContact(ContactBasis {
        contact_id: person,
        basis: Some("says so".to_owned()),
    });
    assert_eq!(w.refused(lift.clone()).code, RefusalCode::DoNotContact);
    for value in ["0711 5550142", "globex.de"] {
        let off = remove(&mut w, value);
        w.run(off.clone());
        assert_eq!(w.refused(off).code, RefusalCode::NotFound);
    }
    assert!(
        w.load::<Contact>(person).dnc_since.is_some(),
        "what was marked stays marked"
    );
    w.run(lift);
    w.run(good);
}

#[test]
fn an_undo_does_not_bring_a_listed_number_back_as_good() {
    let mut w = World::new();
    let company = w.company("Acme");
    let fields = json!({"phones": []}).as_object().cloned().expect("object");
    w.run(CompanyCommand::Edit(EditCompany {
        company_id: company,
        fields,
        import: None,
    }));
    let edit = w.conn.read(|tx| {
        tx.first(
            crate::store::journal::NEWEST,
            params![1_i64, UserId(Uuid::from_u128(1))],
        )
    });
    let edit = edit.expect("read").expect("the edit").id;
    let list = add(&mut w, &["+49 711 5550142"]);
    w.run(list);
    w.run(JournalCommand::Undo(UndoArgs {
        command: Some(edit),
        ..UndoArgs::default()
    }));
    assert_eq!(
        state_of(&w.load::<Company>(company).phones),
        [PhoneState::DoNotCall]
    );
}

#[test]
fn a_call_to_a_listed_number_is_refused_unless_somebody_who_may_says_why() {
    let mut w = World::new();
    let company = w.company("Acme");
    let list = add(&mut w, &["+49 711 5550142"]);
    w.run(list);
    let id: ActivityId = w.id();
    let mut call = LogActivity {
        company_id: Some(company),
        outcome: Some("NO_ANSWER".to_owned()),
        no_follow_up: true,
        phone: Some("0711 5550142".to_owned()),
        ..LogActivity::new(id, ActivityType::Call)
    };
    let refusal = w.refused(log(call.clone()));
    assert_eq!(refusal.code, RefusalCode::DoNotContact);
    assert!(
        refusal
            .missing
            .iter()
            .any(|m| m.code == "override_do_not_contact")
    );
    let inbound = LogActivity {
        direction: Some(Direction::Inbound),
        id: w.id(),
        ..call.clone()
    };
    w.run(log(inbound));
    call.override_do_not_contact = Some("they asked to be called back".to_owned());
    w.actor.roles = vec![Role::InsideSales];
    assert_eq!(w.refused(log(call.clone())).code, RefusalCode::Forbidden);
    w.actor.roles = vec![Role::SalesManager];
    let done = w.run(log(call));
    let noted = |e: &Effect| matches!(e, Effect::Warning { code, .. } if code == "do_not_contact_overridden");
    assert!(done.effects.iter().any(noted), "the journal says so");
}

#[test]
fn the_list_needs_its_permissions() {
    let mut w = World::new();
    w.actor.roles = vec![Role::Auditor];
    let list = add(&mut w, &["a@b.de"]);
    assert_eq!(w.refused(list.clone()).code, RefusalCode::Forbidden);
    w.actor.roles = vec![Role::InsideSales];
    w.run(list.clone());
    assert_eq!(w.refused(list).code, RefusalCode::NothingToDo);
    let off = remove(&mut w, "a@b.de");
    assert_eq!(w.refused(off).code, RefusalCode::Forbidden);
}
