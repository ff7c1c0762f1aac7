//! How many of the known pairs are found, and how many of what is found are pairs.

use super::World;
use crate::support::samples::sample;
use callsheet::base::id::RowId;
use callsheet::base::{CompanyId, ContactId, GroupId};
use callsheet::domain::command::{
    CompanyCommand, ContactCommand, JournalCommand, MergeCompanies, MergeContacts, UndoArgs,
};
use callsheet::domain::merge::Choices;
use callsheet::domain::{Company, Contact, TwinKind};
use callsheet::import::{Import, ImportOptions, Mode};
use callsheet::replica::Table;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc;
use uuid::Uuid;

/// Of 100, how many must be right.
const AT_LEAST: usize = 95;

type Pairs = BTreeSet<(Uuid, Uuid)>;

fn pair(one: Uuid, other: Uuid) -> (Uuid, Uuid) {
    (one.min(other), one.max(other))
}

/// The same name as somebody else writes it.
fn respelled(name: &str, n: usize) -> String {
    match n % 7 {
        0 => name
            .replace("ü", "ue")
            .replace("ö", "oe")
            .replace("ä", "ae")
            .replace('ß', "ss"),
        1 => name.to_uppercase(),
        2 => name.replace('-', " ").replace(" and ", " & "),
        3 => format!("{} GmbH", form_off(name)),
        4 => format!("{}, Inc.", form_off(name)),
        5 => name.replacen('u', "ü", 1).replacen('o', "ö", 1),
        _ => form_off(name).to_owned(),
    }
}

fn form_off(name: &str) -> &str {
    let forms = [" Inc", " Ltd", " LLC", " PLC", " GmbH", " AG", " e.K."];
    forms
        .iter()
        .find_map(|form| name.strip_suffix(form))
        .unwrap_or(name)
}

/// The same number as somebody else writes it.
fn regrouped(raw: &str) -> String {
    let plus = if raw.starts_with('+') { "+" } else { "" };
    let (number, ext) = raw.split_once('x').unwrap_or((raw, ""));
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let groups: Vec<String> = digits.chunks(3).map(|part| part.iter().collect()).collect();
    let ext = if ext.is_empty() {
        String::new()
    } else {
        format!(" x{ext}")
    };
    format!("{plus}{}{ext}", groups.join(" "))
}

/// A copy of every company and contact, each spelled in another way; returns the known pairs.
fn copies(w: &World) -> (Pairs, Pairs) {
    let (companies, contacts) = (
        rows::<Company>(w, Table::Company),
        rows::<Contact>(w, Table::Contact),
    );
    let mut of_companies = Pairs::new();
    for (n, row) in companies.iter().enumerate() {
        let mut fields = json!({ "name": respelled(&row.name, n),
            "postal": { "city": row.postal.city.as_deref().map(str::to_uppercase) } });
        // The domain is known to two of three, the number to the others.
        if n % 3 == 0 || row.domain.is_none() {
            fields["phones"] = row
                .phones
                .iter()
                .map(|phone| Value::from(regrouped(&phone.raw)))
                .collect();
        } else {
            fields["website"] = json!(row.domain.as_ref().map(|domain| format!("http://www.{domain}/")));
        }
        let copy = w.company(fields);
        of_companies.insert(pair(row.id.uuid(), copy.uuid()));
    }
    let mut of_contacts = Pairs::new();
    for (n, row) in contacts.iter().enumerate() {
        let spelled = |part: &Option<String>| part.as_ref().map(|part| respelled(part, [0, 1, 2, 5][n % 4]));
        let mut fields =
            json!({ "first_name": spelled(&row.first_name), "last_name": spelled(&row.last_name) });
        if n % 2 == 0 && !row.emails.is_empty() {
            fields["emails"] = row
                .emails
                .iter()
                .map(|email| Value::from(email.address.to_uppercase()))
                .collect();
        } else {
            fields["phones"] = row
                .phones
                .iter()
                .map(|phone| Value::from(regrouped(&phone.raw)))
                .collect();
        }
        let copy = w.contact(row.company_id, fields);
        of_contacts.insert(pair(row.id.uuid(), copy.uuid()));
    }
    (of_companies, of_contacts)
}

fn rows<R: serde::de::DeserializeOwned>(w: &World, table: Table) -> Vec<R> {
    let (send, all) = mpsc::channel();
    let visit = move |_: &'static str, row: Value| send.send(row).is_ok();
    w.replica.every_row(vec![table], visit).expect("rows");
    all.into_iter()
        .map(|row| serde_json::from_value(row).expect("a row"))
        .collect()
}

#[expect(clippy::print_stderr, reason = "the figures are what the test is for")]
fn measured(what: &str, known: &Pairs, found: &Pairs) {
    let right = known.intersection(found).count();
    let (recall, precision) = (100 * right / known.len(), 100 * right / found.len().max(1));
    eprintln!(
        "{what}: {} known pairs, {} found, {right} of them right: recall {:.3}, precision {:.3}",
        known.len(),
        found.len(),
        right as f64 / known.len() as f64,
        right as f64 / found.len().max(1) as f64
    );
    let missed: Vec<_> = known.difference(found).take(5).collect();
    let wrong: Vec<_> = found.difference(known).take(5).collect();
    assert!(recall >= AT_LEAST, "{what}: missed {missed:?}");
    assert!(precision >= AT_LEAST, "{what}: wrong {wrong:?}");
}

/// Finds the copies, merges every pair that was found, and undoes all of it.
fn finds_merges_undoes(w: &World, what: &str) {
    let (companies, contacts) = copies(w);
    let before = w.replica.digest(false).expect("digest");
    let group: GroupId = w.replica.new_id();
    for (about, known) in [(TwinKind::Contact, contacts), (TwinKind::Company, companies)] {
        let pairs = w.pairs(about, 100);
        let found: Pairs = pairs
            .iter()
            .map(|twin| pair(twin.one.id, twin.other.id))
            .collect();
        assert_eq!(found.len(), pairs.len(), "a pair comes once");
        measured(&format!("{what}, {about:?}"), &known, &found);
        for twin in pairs {
            let take = Choices::new();
            let done = match about {
                TwinKind::Company => w.replica.run_in(
                    group,
                    CompanyCommand::Merge(MergeCompanies {
                        winner: CompanyId(twin.one.id),
                        loser: CompanyId(twin.other.id),
                        take,
                    }),
                ),
                TwinKind::Contact => w.replica.run_in(
                    group,
                    ContactCommand::Merge(MergeContacts {
                        winner: ContactId(twin.one.id),
                        loser: ContactId(twin.other.id),
                        take,
                    }),
                ),
            };
            // Of three that are the same the third pair is one already.
            if let Err(error) = done {
                assert!(error.to_string().contains("already"), "{error}");
            }
        }
    }
    assert_ne!(w.replica.digest(false).expect("digest"), before);
    w.replica
        .run(JournalCommand::Undo(UndoArgs::default()))
        .expect("undone");
    assert_eq!(
        w.replica.digest(false).expect("digest"),
        before,
        "{what}: as before"
    );
}

#[test]
fn the_hubspot_set_and_a_copy_spelled_otherwise() {
    let (Some(companies), Some(contacts)) = (
        sample("hubspot/hubspot_companies.csv"),
        sample("hubspot/hubspot_contacts.csv"),
    ) else {
        return;
    };
    let w = World::new();
    for path in [&companies, &contacts] {
        let import = |path: &Path| Import::prepare(path, ImportOptions::default());
        let report = import(path).and_then(|import| import.run(&w.replica, Mode::Commit, |_| {}));
        report.unwrap_or_else(|error| panic!("{error}"));
    }
    finds_merges_undoes(&w, "HubSpot");
}

/// Names that are easily taken for each other, and are not.
const COMPANIES: &[(&str, &str, &str)] = &[
    ("Müller GmbH", "Köln", "mueller-koeln.example"),
    ("Müller AG", "Bremen", "mueller-bremen.example"),
    ("Möller GmbH", "Köln", "moeller.example"),
    ("Bäckerei Groß e.K.", "Ulm", "baeckerei-gross.example"),
    ("Bäckerei Klein", "Ulm", "baeckerei-klein.example"),
    ("Autohaus Süd GmbH", "Lörrach", "autohaus-sued.example"),
    ("Autohaus Nord GmbH", "Lörrach", "autohaus-nord.example"),
    ("Weber and Sons Ltd", "Leeds", "weber-sons.example"),
    ("Weber Logistics Ltd", "Leeds", "weber-logistics.example"),
    ("Davis-Chang Inc", "Boston", "davischang.example"),
    ("Davis Inc", "Boston", "davis.example"),
    ("Åkesson Bygg AB", "Malmö", "akesson.example"),
    ("Stadtwerke Gießen AG", "Gießen", "swg.example"),
    ("Stadtwerke Göttingen AG", "Göttingen", "swgoe.example"),
    ("Sparkasse Ulm", "Ulm", "sparkasse-ulm.example"),
    ("Volksbank Ulm", "Ulm", "volksbank-ulm.example"),
    ("O'Neill Surf Ltd", "Cork", "oneill.example"),
    ("Cruz Inc", "Austin", "cruz.example"),
    ("Cruz Group", "Dallas", "cruzgroup.example"),
    ("Ростов Сталь", "Ростов", "rostal.example"),
];
/// Two persons at each of them.
const PERSONS: &[(&str, &str)] = &[
    ("Anna", "Müller"),
    ("Jürgen", "Groß"),
    ("Maria", "Vogel"),
    ("Björn", "Åkesson"),
    ("Zoë", "O'Brien"),
    ("Hans-Peter", "Schäfer"),
    ("Ines", "Lorenz"),
];

#[test]
fn a_small_town_and_a_copy_spelled_otherwise() {
    let w = World::new();
    for (n, (name, town, domain)) in COMPANIES.iter().enumerate() {
        let phone = format!("+49 711 55501{n:02}");
        let company = w.company(json!({ "name": name, "website": format!("https://{domain}"),
            "phones": [phone], "postal": { "city": town } }));
        for k in 0..2 {
            let (first, last) = PERSONS[(n * 2 + k) % PERSONS.len()];
            let mobile = format!("+49 170 55{n:02}{k}42");
            w.contact(
                Some(company),
                json!({ "first_name": first, "last_name": last, "phones": [mobile],
                    "emails": [format!("p{n}{k}@{domain}")] }),
            );
        }
    }
    finds_merges_undoes(&w, "small town");
}
