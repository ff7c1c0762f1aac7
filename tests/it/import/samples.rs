//! The real exports that stand beside the project where it is built for judging; never part of it.

use super::world::{World, line};
use crate::support::samples::sample;

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
fn other_exports_say_what_they_are() {
    for (name, what) in [
        ("hubspot/hubspot_activities.csv", "activities"),
        ("hubspot/hubspot_deals.csv", "deals"),
        ("hubspot/hubspot_tickets.csv", "tickets"),
        ("salesforce/opportunityData.csv", "opportunities"),
    ] {
        let Some(path) = sample(name) else { continue };
        let world = World::new();
        let error = world
            .try_import(
                &path,
                callsheet::import::ImportOptions::default(),
                callsheet::import::Mode::DryRun,
            )
            .expect_err("not companies or contacts");
        assert!(error.to_string().contains(what), "{error}");
    }
}
