//! The real exports that stand beside the project where it is built for judging; never part of it.

use super::world::{World, line};
use crate::support::samples::sample;
use callsheet::domain::command::{JournalCommand, UndoArgs};

#[test]
fn the_hubspot_companies_and_contacts_arrive() {
    let (Some(companies), Some(contacts)) = (
        sample("hubspot/hubspot_companies.csv"),
        sample("hubspot/hubspot_contacts.csv"),
    ) else {
        return;
    };
    let world = World::new();
    let report = world.import(&companies);
    assert_eq!(report.preview.system, "hubspot");
    assert!(report.preview.confidence >= 90);
    assert_eq!(line(&report), [200, 0, 0, 0, 0]);
    let again = world.import(&companies);
    assert_eq!((line(&again), again.imported_before), ([0, 0, 200, 0, 0], true));

    let report = world.import(&contacts);
    assert_eq!(line(&report), [950, 0, 0, 0, 0]);
    let links = report.company_links.expect("contacts");
    assert_eq!(
        (links.attached, links.companies, links.without, links.not_found),
        (679, 193, 271, 0)
    );
    let again = world.import(&contacts);
    assert_eq!(line(&again), [0, 0, 950, 0, 0]);
    assert_eq!(again.company_links, Some(links));
    assert!(report.customers > 60, "{}", report.customers);
}

#[test]
fn the_salesforce_accounts_arrive() {
    let Some(accounts) = sample("salesforce/accountData.csv") else {
        return;
    };
    let world = World::new();
    let report = world.import(&accounts);
    assert_eq!(report.preview.system, "salesforce");
    assert!(report.preview.encoding_guessed, "{}", report.preview.encoding);
    assert_eq!(report.preview.encoding, "windows-1252");
    assert_eq!(line(&report), [423, 0, 0, 0, 0]);
    assert_eq!(line(&world.import(&accounts)), [0, 0, 423, 0, 0]);
    let company = world.company("name", "pebeo of america");
    assert_eq!(company.name, "Pébéo of America");
}

#[test]
fn what_happened_in_hubspot_arrives_at_its_people() {
    let files = ["companies", "contacts", "activities", "deals", "tickets"];
    let paths: Vec<_> = files
        .iter()
        .filter_map(|name| sample(&format!("hubspot/hubspot_{name}.csv")))
        .collect();
    let [companies, contacts, activities, deals, tickets] = &paths[..] else {
        return;
    };
    let world = World::new();
    world.import(companies);
    world.import(contacts);
    let before = world.replica.digest(false).expect("digest");
    let report = world.import(activities);
    assert_eq!(line(&report), [2000, 0, 0, 0, 0], "{:?}", report.rejected.first());
    let links = report.company_links.expect("links");
    assert_eq!((links.attached, links.without), (1428, 572));
    let tasks: u64 = report
        .became
        .iter()
        .filter(|(what, _)| what.contains("tasks"))
        .map(|(_, rows)| rows)
        .sum();
    assert_eq!(
        (tasks, report.became["calls"], report.became["meetings"]),
        (385, 402, 412)
    );
    let after = world.replica.digest(false).expect("digest");
    assert_eq!(line(&world.import(activities)), [0, 0, 2000, 0, 0]);
    assert_eq!(world.replica.digest(false).expect("digest"), after);
    undo(&world, report.group);
    assert_eq!(world.replica.digest(false).expect("digest"), before);
    let report = world.import(activities);
    assert_eq!(
        line(&report),
        [2000, 0, 0, 0, 0],
        "what was taken back comes again"
    );

    for (path, rows) in [(deals, 500), (tickets, 300)] {
        let before = world.replica.digest(false).expect("digest");
        let report = world.import(path);
        assert_eq!(line(&report), [rows, 0, 0, 0, 0], "{:?}", report.rejected.first());
        let links = report.company_links.expect("links");
        assert_eq!(links.attached + links.without, rows);
        assert!(links.companies > 100, "{links:?}");
        assert_eq!(line(&world.import(path)), [0, 0, rows, 0, 0]);
        undo(&world, report.group);
        assert_eq!(world.replica.digest(false).expect("digest"), before);
    }
}

#[test]
fn the_salesforce_opportunities_stand_beside_their_accounts() {
    let (Some(accounts), Some(opportunities)) = (
        sample("salesforce/accountData.csv"),
        sample("salesforce/opportunityData.csv"),
    ) else {
        return;
    };
    let world = World::new();
    world.import(&accounts);
    let report = world.import(&opportunities);
    assert_eq!(report.totals.rows_in, 38);
    assert_eq!(
        (report.preview.system.as_str(), report.preview.entity.word()),
        ("salesforce", "deals")
    );
    assert!(report.totals.created > 0, "{:?}", report.rejected.first());
}

#[test]
fn every_card_arrives() {
    for (name, rows) in [
        ("John_Doe_ANDROID.vcf", 6),
        ("John_Doe_GMAIL.vcf", 1),
        ("John_Doe_IPHONE.vcf", 1),
        ("John_Doe_MS_OUTLOOK.vcf", 1),
        ("fullcontact.vcf", 1),
        ("rfc2426-example.vcf", 2),
        ("rfc6350-example.vcf", 1),
    ] {
        let Some(path) = sample(&format!("vcard/{name}")) else {
            continue;
        };
        let world = World::new();
        let before = world.replica.digest(false).expect("digest");
        let report = world.import(&path);
        assert_eq!(
            (report.preview.system.as_str(), report.preview.confidence),
            ("vcard", 100),
            "{name}"
        );
        assert_eq!(line(&report), [rows, 0, 0, 0, 0], "{name}: {:?}", report.rejected);
        assert_eq!(line(&world.import(&path)), [0, 0, rows, 0, 0], "{name}");
        undo(&world, report.group);
        assert_eq!(world.replica.digest(false).expect("digest"), before, "{name}");
    }
}

fn undo(world: &World, group: Option<callsheet::base::GroupId>) {
    let undo = UndoArgs {
        group,
        ..UndoArgs::default()
    };
    world.replica.run(JournalCommand::Undo(undo)).expect("taken back");
}
