//! Rows that are no longer here as the file knows them: merged into another, or in Trash.

use super::world::{World, line};
use callsheet::base::{CompanyId, ContactId};
use callsheet::domain::Company;
use callsheet::domain::command::{
    CompanyCommand, CompanyRef, ContactCommand, ContactRef, DeleteCompany, DoNotContact, MergeCompanies,
    MergeContacts,
};
use callsheet::domain::merge::Choices;
use callsheet::import::{ImportOptions, OnDuplicate};

const TWO: &str = "Record ID,Company name,Company Domain Name,City,Company owner,Phone Number\n\
    1,Voss Pumpen,voss.example,Trier,,+49 651 11111\n2,Voss Pumps,vosspumps.example,Trier,,+49 651 22222\n";

fn merge(world: &World, winner: CompanyId, loser: CompanyId) {
    let take = Choices::new();
    let merge = MergeCompanies { winner, loser, take };
    world.replica.run(CompanyCommand::Merge(merge)).expect("merged");
}

fn delete(world: &World, company_id: CompanyId) {
    let delete = DeleteCompany {
        company_id,
        with_case: true,
    };
    world
        .replica
        .run(CompanyCommand::Delete(delete))
        .expect("deleted");
}

/// Two companies that turned out to be one: the one that stays.
fn merged(world: &World) -> Company {
    world.take("two.csv", TWO);
    let winner = world.company("external", "hubspot:1");
    let loser = world.company("external", "hubspot:2");
    merge(world, winner.id, loser.id);
    winner
}

#[test]
fn what_was_merged_is_found_by_the_keys_it_had_and_its_do_not_contact_holds() {
    let world = World::new();
    let winner = merged(&world);
    let block = DoNotContact {
        company_id: winner.id,
        basis: Some("asked for it".to_owned()),
    };
    world
        .replica
        .run(CompanyCommand::DoNotContact(block))
        .expect("blocked");
    // Without an id of the first system: only the domain, only the name and town.
    let fair = "name,website,city\nVoss Pumps Ltd,https://www.vosspumps.example,Trier\n";
    assert_eq!(
        line(&world.take("fair.csv", fair))[0],
        0,
        "its domain is the winner's"
    );
    let named = "name,city\nVoss Pumps,Trier\n";
    assert_eq!(line(&world.take("named.csv", named))[0], 0, "and so is its name");
    let found = world.company("domain", "vosspumps.example");
    assert_eq!(found.id, winner.id);
    assert!(found.dnc_since.is_some());
    // Who types it is warned.
    for (name, domain, phone) in [
        ("Voss Pumps", None, None),
        ("Other", Some("vosspumps.example"), None),
        ("Other", None, Some("0651 22222")),
    ] {
        let hits = world
            .replica
            .similar_companies(name, domain, phone)
            .expect("asked");
        assert!(
            hits.iter().any(|hit| hit.id == winner.id.0),
            "{name} {domain:?} {phone:?}: {hits:?}"
        );
    }
    // A contact that names the loser comes to the winner.
    let people = "Record ID,First Name,Last Name,Email,Phone Number,Associated Company Domain\n\
                  7,Anna,Voss,anna@vosspumps.example,,vosspumps.example\n";
    world.take("people.csv", people);
    assert_eq!(world.contact("external", "hubspot:7").company_id, Some(winner.id));
}

#[test]
fn a_chain_of_merges_is_followed_to_its_end_and_undo_gives_the_key_back() {
    let world = World::new();
    let middle = merged(&world);
    world.take("third.csv", "name,website\nVoss Gruppe,gruppe.example\n");
    let last = world.company("domain", "gruppe.example");
    merge(&world, last.id, middle.id);
    assert_eq!(world.company("domain", "vosspumps.example").id, last.id);
    for _ in 0..2 {
        world
            .replica
            .run(callsheet::domain::command::JournalCommand::Undo(
                callsheet::domain::command::UndoArgs::default(),
            ))
            .expect("taken back");
        if world.companies("domain", "gruppe.example").is_empty() {
            break;
        }
    }
    let again = world.companies("domain", "vosspumps.example");
    assert_eq!(again.len(), 1);
    assert_ne!(again[0].id, last.id, "the merge was taken back: {again:?}");
}

#[test]
fn a_merged_person_is_found_by_name_and_address() {
    let world = World::new();
    world.take(
        "people.csv",
        "First Name,Last Name,Email\nAnna,Voss,anna@voss.example\nAnne,Voß,anne@voss.example\n",
    );
    let (winner, loser) = (
        world.contact("email", "anna@voss.example").id,
        world.contact("email", "anne@voss.example").id,
    );
    let take = Choices::new();
    world
        .replica
        .run(ContactCommand::Merge(MergeContacts { winner, loser, take }))
        .expect("merged");
    let again = world.take("again.csv", "First Name,Last Name,Email\nAnne,Voß,\n");
    assert_eq!(line(&again)[0], 0, "{again:?}");
    let hits = world
        .replica
        .similar_contacts("Anne Voß", None, None)
        .expect("asked");
    assert!(hits.iter().any(|hit| hit.id == winner.0), "{hits:?}");
}

#[test]
fn a_row_in_trash_does_not_come_twice_and_the_report_says_how_to_restore_it() {
    let world = World::new();
    world.take("two.csv", TWO);
    let gone = world.company("external", "hubspot:2").id;
    delete(&world, gone);
    let grown = format!("{TWO}3,Ohm KG,ohm.example,Jena,,\n");
    for (name, on_duplicate) in [
        ("a.csv", OnDuplicate::Merge),
        ("b.csv", OnDuplicate::Update),
        ("c.csv", OnDuplicate::Skip),
        ("d.csv", OnDuplicate::Add),
    ] {
        let options = ImportOptions {
            on_duplicate,
            ..ImportOptions::default()
        };
        // Each its own file, so that none is known as a whole.
        let path = world.file(
            name,
            format!(
                "{grown}{}\n",
                " ".repeat(name.len() + name.as_bytes()[0] as usize)
            ),
        );
        let report = world.import_with(&path, options);
        assert_eq!(
            report.skipped_because.get("in Trash"),
            Some(&1),
            "{name}: {report:?}"
        );
        assert_eq!(report.in_trash.len(), 1);
        let told = &report.in_trash[0];
        assert_eq!((told.line, told.kind, told.id), (3, "company", gone.0));
        let said = report
            .preview
            .warnings
            .iter()
            .find(|warning| warning.code == "in_trash");
        let wanted = format!("callsheet company restore {gone}");
        assert!(said.is_some_and(|said| said.text.contains(&wanted)), "{said:?}");
        assert!(world.companies("external", "hubspot:2").is_empty(), "not revived");
    }
    // Known by its name and town only, it is still that one.
    let named = world.take("named.csv", "name,city\nVoss Pumps,Trier\n");
    assert_eq!(line(&named), [0, 0, 0, 1, 0]);
    world
        .replica
        .run(CompanyCommand::Restore(CompanyRef { company_id: gone }))
        .expect("restored");
    let back = world.take("back.csv", &format!("{grown}\n\n"));
    assert_eq!(line(&back), [0, 0, 3, 0, 0]);
}

#[test]
fn somebody_in_trash_alone_or_with_the_company_does_not_come_twice() {
    let world = World::new();
    world.take("two.csv", TWO);
    let people = "Record ID,First Name,Last Name,Email,Phone Number,Associated Company Domain\n\
                  7,Anna,Voss,anna@voss.example,,voss.example\n8,Bo,Ek,bo@mail.example,,\n";
    world.take("people.csv", people);
    let bo: ContactId = world.contact("external", "hubspot:8").id;
    world
        .replica
        .run(ContactCommand::Delete(ContactRef { contact_id: bo }))
        .expect("deleted");
    let voss = world.company("external", "hubspot:1").id;
    delete(&world, voss);
    let grown = format!("{people}9,Kim,Ohm,kim@ohm.example,,\n10,Jo,Neu,jo@voss.example,,voss.example\n");
    let report = world.take("grown.csv", &grown);
    assert_eq!(line(&report), [2, 0, 0, 2, 0]);
    let told: Vec<_> = report
        .in_trash
        .iter()
        .map(|row| (row.line, row.kind, row.id))
        .collect();
    assert_eq!(
        told,
        [
            (2, "company", voss.0),
            (3, "contact", bo.0),
            (5, "company", voss.0)
        ],
        "Anna is hidden with her company, Bo is there himself, Jo came without the company"
    );
    assert_eq!(world.contact("external", "hubspot:10").company_id, None);
}

#[test]
fn an_address_book_does_not_enter_a_company_that_is_in_trash() {
    let world = World::new();
    world.take("two.csv", TWO);
    let gone = world.company("external", "hubspot:2").id;
    delete(&world, gone);
    let book = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
                Anna,Voss,https://www.linkedin.com/in/anna,,Voss Pumps,CEO,15 Jan 2024\n";
    let report = world.take("Connections.csv", book);
    assert_eq!(line(&report), [1, 0, 0, 0, 0]);
    assert_eq!(report.company_links.map(|links| links.entered), Some(0));
    assert_eq!(report.in_trash.len(), 1);
    assert!(world.companies("name", "voss pumps").is_empty());
}

#[test]
fn an_address_that_somebody_in_trash_had_is_that_of_whoever_has_it_now() {
    let world = World::new();
    let people = "First Name,Last Name,Email\nBo,Ek,office@voss.example\n";
    world.take("people.csv", people);
    let bo = world.contact("email", "office@voss.example").id;
    world
        .replica
        .run(ContactCommand::Delete(ContactRef { contact_id: bo }))
        .expect("deleted");
    let grown = format!("{people}Kim,Ohm,office@voss.example\n");
    let report = world.take("grown.csv", &grown);
    assert_eq!(line(&report), [1, 0, 0, 1, 0], "Bo stays in Trash, Kim is new");
    assert_eq!(report.in_trash[0].id, bo.0);
    assert_eq!(
        world.contact("email", "office@voss.example").last_name.as_deref(),
        Some("Ohm")
    );
    // The same of a company whose domain another one has now.
    world.take("two.csv", TWO);
    let gone = world.company("external", "hubspot:2").id;
    delete(&world, gone);
    let report = world.take(
        "new.csv",
        "name,website\nAlbers,vosspumps.example\nVoss Pumps,vosspumps.example\n",
    );
    assert_eq!(line(&report), [1, 0, 0, 1, 0]);
}
