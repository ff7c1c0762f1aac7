//! Stories of deals and tickets on their way out: a kind of them is one column, and it comes back as it was.

use super::world::{World, line};
use callsheet::base::CompanyId;
use callsheet::export::{Ask, CardVersion, Format, What, write};
use std::collections::HashSet;
use std::sync::Arc;

const COMPANIES: &str = "Record ID,Company name,Company Domain Name,Company owner,City,Mood\n\
    1,Voss GmbH,voss.example,,Trier,good\n2,Nord AG,nord.example,,Kiel,\n";
const DEALS: &str = "Deal ID,Deal Name,Deal Stage,Pipeline,Associated Company Domain\n\
    D1,Pumps: two,Closed Won,Sales,voss.example\nD2,\"More\npumps\",Lost,Sales,voss.example\n";

fn world() -> World {
    let world = World::new();
    world.take("companies.csv", COMPANIES);
    assert_eq!(line(&world.take("deals.csv", DEALS))[0], 2);
    world
}

fn export(world: &World, format: Format, fields: &[&str], only: Option<CompanyId>) -> Vec<u8> {
    let ask = Ask {
        what: What::Companies,
        format: Some(format),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        delimiter: b',',
        raw: false,
        only: None,
        terminal: false,
        card_version: CardVersion::default(),
        companies: only.map(|id| Arc::new(HashSet::from([id]))),
    };
    let mut out = Vec::new();
    write(&world.replica, &ask, &mut out).expect("written");
    out
}

/// Header and rows of a table.
fn table(text: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut csv = csv::Reader::from_reader(text);
    let cells = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = cells(csv.headers().expect("a header"));
    let rows = csv.records().map(|row| cells(&row.expect("a row"))).collect();
    (header, rows)
}

#[test]
fn deals_are_one_column_and_what_no_row_has_is_none() {
    let world = world();
    let (header, rows) = table(&export(&world, Format::Csv, &[], None));
    let at = |name: &str| header.iter().position(|column| column == name);
    let deals = at("hubspot deals").expect("a column of deals");
    assert!(
        header.iter().all(|column| !column.starts_with("hubspot deal ")),
        "{header:?}"
    );
    let name = at("name").expect("names");
    let voss = rows.iter().find(|row| row[name] == "Voss GmbH").expect("there");
    let lines: Vec<&str> = voss[deals].lines().collect();
    assert!(
        lines[0].starts_with("D1: Pumps: two · ") && lines[1].starts_with("D2: More"),
        "{lines:?}"
    );
    assert!(at("Mood").is_some());

    let nord = world.company("external", "hubspot:2").id;
    let (header, _) = table(&export(&world, Format::Csv, &[], Some(nord)));
    for column in ["hubspot deals", "Mood"] {
        assert!(!header.iter().any(|name| name == column), "{column}");
    }
    assert!(
        header.iter().any(|name| name == "legal_name"),
        "fields are always there"
    );
    // What is named is there, whoever has it; a single deal too.
    let asked = ["name", "hubspot deals", "Mood", "hubspot deal D1"];
    let (header, rows) = table(&export(&world, Format::Csv, &asked, Some(nord)));
    assert_eq!(header, asked);
    assert_eq!(rows, [["Nord AG", "", "", ""]]);
}

#[test]
fn a_table_with_deals_is_read_back_as_the_same_companies() {
    let world = world();
    let before = world.replica.digest(false).expect("digest");
    for format in [Format::Csv, Format::Xlsx, Format::Ndjson] {
        let text = export(&world, format, &[], None);
        let path = world.file(&format!("again.{}", format.name()), text);
        let report = world.import(&path);
        assert_eq!(
            line(&report),
            [0, 0, 2, 0, 0],
            "{format:?}: {:?}",
            report.rejected
        );
        assert_eq!(world.replica.digest(false).expect("digest"), before, "{format:?}");
    }
    let elsewhere = World::new();
    let path = elsewhere.file("companies.csv", export(&world, Format::Csv, &[], None));
    assert_eq!(line(&elsewhere.import(&path)), [2, 0, 0, 0, 0]);
    let deals = |world: &World| {
        let voss = world.company("external", "hubspot:1");
        let extra = voss.extra.0.into_iter();
        extra
            .filter(|(key, _)| key.starts_with("hubspot deal"))
            .collect::<Vec<_>>()
    };
    assert_eq!(deals(&elsewhere), deals(&world));
}
