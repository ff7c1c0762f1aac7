//! Lists of ours that come home or go to another file: rows stay who they are, and what they say means the same there.

use super::world::{World, line};
use callsheet::base::{ActivityId, CompanyId, ContactId};
use callsheet::domain::command::{
    CompanyCommand, ContactBasis, ContactCommand, CreateCompany, CreateContact, EditCompany, Fields,
    JournalCommand, UndoArgs,
};
use callsheet::domain::{Contact, PhoneState};
use callsheet::export::{self, Ask, CardVersion, Format, What};
use callsheet::import::{Mode, OwnExport, Report};
use serde_json::{Value, json};

fn list(world: &World, what: What, format: Format) -> String {
    let ask = Ask {
        what,
        format: Some(format),
        fields: Vec::new(),
        delimiter: b',',
        raw: false,
        only: None,
        terminal: false,
        card_version: CardVersion::V4,
        companies: None,
    };
    let mut out = Vec::new();
    export::write(&world.replica, &ask, &mut out).expect("exported");
    String::from_utf8(out).expect("text")
}

fn fields(value: &Value) -> Fields {
    value.as_object().cloned().expect("an object")
}

fn company(world: &World, value: &Value) -> CompanyId {
    let create = CreateCompany {
        id: world.replica.new_id(),
        fields: fields(value),
        workflow: false,
        import: None,
    };
    let id = create.id;
    world
        .replica
        .run(CompanyCommand::Create(create))
        .expect("entered");
    id
}

fn contact(world: &World, value: &Value) -> ContactId {
    let create = CreateContact {
        id: world.replica.new_id(),
        company_id: None,
        fields: fields(value),
        import: None,
    };
    let id = create.id;
    world
        .replica
        .run(ContactCommand::Create(create))
        .expect("entered");
    id
}

fn undo(world: &World, report: &Report) {
    let undo = UndoArgs {
        group: report.group,
        ..UndoArgs::default()
    };
    world.replica.run(JournalCommand::Undo(undo)).expect("taken back");
}

#[test]
fn what_is_kept_beside_the_fields_comes_home_whatever_it_is_called() {
    for format in [Format::Csv, Format::Ndjson] {
        let world = World::new();
        let extra = json!({ "Domain": "fax", "domain": "odd", "Status": "old", "extra.Mood": "good", "Mood": "bad",
            "mood": "so so", "_line": "7", "Owner text": "Kim", "Do-Not-Contact since": "never" });
        let id = company(
            &world,
            &json!({ "name": "Voss", "domain": "voss.example", "extra": extra }),
        );
        let person = json!({ "last_name": "Ek", "extra": { "Company": "Unknown Inc", "Email": "by fax" } });
        let person = contact(&world, &person);
        for what in [What::Companies, What::Contacts] {
            let text = list(&world, what, format);
            let report = world.take(&format!("{what:?}.{}", format.name()), &text);
            assert_eq!(line(&report), [0, 0, 1, 0, 0], "{format:?}: {text}");
            let other = World::new();
            let report = other.take(&format!("{what:?}.{}", format.name()), &text);
            assert_eq!(line(&report), [1, 0, 0, 0, 0], "{format:?}: {text}");
            if what == What::Companies {
                let here = other.companies("id", &id.to_string()).remove(0);
                assert_eq!(here.domain.as_deref(), Some("voss.example"));
                assert_eq!(json!(here.extra.0), extra, "{format:?}: {text}");
            } else {
                let here = other.contact("id", &person.to_string());
                assert_eq!(here.extra.0["Company"], "Unknown Inc");
                assert_eq!((here.extra.0["Email"].as_str(), here.emails.len()), ("by fax", 0));
            }
        }
    }
}

#[test]
fn what_moved_with_an_export_of_everything_still_follows_the_other_system() {
    let from = World::new();
    let text = "Record ID,Company name,Company Domain Name,Industry,City,Company owner\n\
        1,Voss,voss.example,Pumps,Trier,\n";
    from.take("companies.csv", text);
    let all = list(&from, What::All, Format::Ndjson);
    let to = World::new();
    let path = to.file("all.ndjson", all);
    let own = OwnExport::recognise(&path)
        .expect("read")
        .expect("an export of ours");
    own.run(&to.replica, Mode::Commit, |_| {}).expect("brought back");
    let edit = EditCompany {
        company_id: to.company("external", "hubspot:1").id,
        fields: fields(&json!({ "postal": { "city": "Konz" } })),
        import: None,
    };
    to.replica.run(CompanyCommand::Edit(edit)).expect("edited");
    let newer = text.replace("Pumps", "Engines").replace("Trier", "Mainz");
    let report = to.take("newer.csv", &newer);
    assert_eq!((line(&report), report.kept_edits), ([0, 1, 0, 0, 0], 1));
    let here = to.company("external", "hubspot:1");
    assert_eq!(
        here.industry.as_deref(),
        Some("Engines"),
        "an import brought it there"
    );
    assert_eq!(here.postal.city.as_deref(), Some("Konz"), "edited here");
    let kept = report.preview.warnings.iter().find(|said| said.code == "kept");
    assert!(kept.is_some_and(|said| said.text.contains("not brought by an import")));
}

#[test]
fn a_list_of_ours_that_was_edited_elsewhere_changes_its_own_rows() {
    let world = World::new();
    let id = company(&world, &json!({ "name": "Voss", "legal_name": "Voss GmbH" }));
    let edited = list(&world, What::Companies, Format::Csv).replace("Voss GmbH", "Voss AG");
    let report = world.take("edited.csv", &edited);
    assert_eq!((line(&report), report.kept_edits), ([0, 1, 0, 0, 0], 0));
    let here = world.companies("id", &id.to_string()).remove(0);
    assert_eq!(here.legal_name.as_deref(), Some("Voss AG"));
}

#[test]
fn a_list_that_was_taken_back_and_comes_again_doubles_nothing() {
    let from = World::new();
    let voss = company(&from, &json!({ "name": "Voss", "legal_name": "Voss GmbH" }));
    let person = CreateContact {
        id: from.replica.new_id(),
        company_id: Some(voss),
        fields: fields(&json!({ "last_name": "Ek" })),
        import: None,
    };
    from.replica.run(ContactCommand::Create(person)).expect("entered");
    let companies = list(&from, What::Companies, Format::Csv);
    let people = list(&from, What::Contacts, Format::Csv);
    let to = World::new();
    undo(&to, &to.take("list.csv", &companies));
    assert_eq!(line(&to.take("list.csv", &companies)), [1, 0, 0, 0, 0]);
    // Its id is occupied by what was taken back; it is known all the same.
    assert_eq!(
        line(&to.take("list.csv", &companies)),
        [0, 0, 1, 0, 0],
        "the third time"
    );
    let report = to.take("changed.csv", &companies.replace("Voss GmbH", "Voss AG"));
    assert_eq!(line(&report), [0, 1, 0, 0, 0]);
    let kept = to.company("external", &format!("callsheet:{voss}"));
    assert_eq!(kept.legal_name.as_deref(), Some("Voss AG"));
    to.take("people.csv", &people);
    assert_eq!(
        to.contact("person", "ek").company_id,
        Some(kept.id),
        "people find it"
    );
    // Back in its own file it is the row that it came from.
    let report = from.take("back.csv", &list(&to, What::Companies, Format::Csv));
    assert_eq!(line(&report), [0, 1, 0, 0, 0]);
    let back = from.companies("id", &voss.to_string()).remove(0);
    assert_eq!(back.legal_name.as_deref(), Some("Voss AG"));
    assert!(back.external_ids.0.is_empty(), "{:?}", back.external_ids);
}

#[test]
fn rows_of_one_list_are_never_made_one() {
    let from = World::new();
    company(&from, &json!({ "name": "Voss Nord", "domain": "voss.example" }));
    company(&from, &json!({ "name": "Voss Süd", "domain": "voss.example" }));
    let both = list(&from, What::Companies, Format::Csv);
    let first: String = both.lines().take(2).map(|line| format!("{line}\n")).collect();
    let to = World::new();
    assert_eq!(line(&to.take("first.csv", &first)), [1, 0, 0, 0, 0]);
    assert_eq!(line(&to.take("both.csv", &both)), [1, 0, 1, 0, 0]);
    assert_eq!(to.companies("domain", "voss.example").len(), 2);
}

#[test]
fn numbers_that_nobody_may_call_leave_in_a_column_of_their_own_and_come_home_as_such() {
    for format in [Format::Csv, Format::Ndjson] {
        let from = World::new();
        let person = contact(
            &from,
            &json!({ "last_name": "Ek", "phones": [{ "raw": "+49 171 5550001" },
                { "raw": "+49 651 222222", "state": "WRONG" }, { "raw": "+49 651 333333", "state": "DO_NOT_CALL" }] }),
        );
        let block = ContactBasis {
            contact_id: person,
            basis: Some("asked for it".to_owned()),
        };
        from.replica
            .run(ContactCommand::DoNotContact(block))
            .expect("blocked");
        let other = json!({ "last_name": "Ohm", "phones": [{ "raw": "+49 651 444444", "state": "DO_NOT_CALL" },
            { "raw": "+49 651 555555" }] });
        let ohm = contact(&from, &other);
        let text = list(&from, What::Contacts, format);
        if format == Format::Csv {
            let blocked = "BLOCKED:+491715550001; WRONG:+49651222222; DO_NOT_CALL:+49651333333";
            assert!(
                text.contains(&format!(",,,{blocked},")),
                "none is left to call: {text}"
            );
            assert!(
                text.contains(",+49651555555,,DO_NOT_CALL:+49651444444,"),
                "the one that may be called is first: {text}"
            );
        }
        let to = World::new();
        to.take(&format!("people.{}", format.name()), &text);
        let states = |row: &Contact| {
            let state = |phone: &callsheet::domain::Phone| (phone.e164.clone(), phone.state, phone.blocked);
            let mut states: Vec<_> = row.phones.iter().map(state).collect();
            states.sort_by_key(|(number, ..)| number.clone());
            states
        };
        let here = to.contact("id", &person.to_string());
        assert_eq!(
            states(&here),
            states(&from.contact("id", &person.to_string())),
            "{text}"
        );
        assert_eq!(
            states(&here)[0].1,
            PhoneState::DoNotCall,
            "blocked with the person"
        );
        assert_eq!(here.dnc_basis.as_deref(), Some("asked for it (since 2026-03-03)"));
        let here = to.contact("id", &ohm.to_string());
        assert_eq!(states(&here), states(&from.contact("id", &ohm.to_string())));
        // And in its own file nothing changes.
        let report = from.take(&format!("people.{}", format.name()), &text);
        assert_eq!(line(&report), [0, 0, 2, 0, 0], "{text}");
    }
}

/// An activity that came with an export of everything is still the import's, as far as nobody edited it.
#[test]
fn what_happened_elsewhere_still_follows_after_a_move() {
    let from = World::new();
    from.take(
        "people.csv",
        "Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage\n7,Anna,Voss,anna@voss.example,,\n",
    );
    let text = "Activity ID,Activity Type,Activity Date,Notes/Description,Call Outcome,Associated Contact Email\n\
        A1,Call,2023-01-02 10:00,first words,Busy,anna@voss.example\n";
    from.take("calls.csv", text);
    let to = World::new();
    let path = to.file("all.ndjson", list(&from, What::All, Format::Ndjson));
    let own = OwnExport::recognise(&path)
        .expect("read")
        .expect("an export of ours");
    own.run(&to.replica, Mode::Commit, |_| {}).expect("brought back");
    let first: ActivityId = from
        .replica
        .foreign_ids()
        .expect("ids")
        .of("activity", "hubspot", "A1");
    let found = to.replica.activity(first).expect("asked");
    assert!(found.is_some(), "it keeps its id");
    let report = to.take("newer.csv", &text.replace("first words", "what was said"));
    assert_eq!(line(&report)[0] + line(&report)[1], 1, "{report:?}");
}
