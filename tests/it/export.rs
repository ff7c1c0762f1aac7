//! Stories of getting data out: what leaves is all there is, whole or not at all, and means the same elsewhere.

use crate::support::cli::Cli;
use serde_json::Value;
use std::collections::BTreeMap;

/// A file of the demo, and its own verbs.
fn demo(home: &std::path::Path) -> Cli {
    let cli = Cli::new(home).at("2026-11-24T13:32:00Z");
    let file = cli.file().display().to_string();
    cli.run(["demo", "--no-screens", "--size", "400", "--file", &file])
        .ok();
    cli
}

#[test]
fn everything_leaves_as_lines_what_others_refer_to_first() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = demo(home.path());
    let text = cli.run(["export", "all"]).ok().stdout;
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    let mut tables: Vec<&str> = rows
        .iter()
        .map(|row| row["table"].as_str().expect("a table"))
        .collect();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for table in &tables {
        *count.entry(table).or_default() += 1;
    }
    tables.dedup();
    let order = [
        "tenant",
        "users",
        "rule",
        "company",
        "contact",
        "cases",
        "task",
        "activity",
        "note",
        "member",
        "stage_change",
        "handover",
        "verdict",
    ];
    let there: Vec<&str> = order
        .into_iter()
        .filter(|table| count.contains_key(table))
        .collect();
    assert_eq!(tables, there);
    let alone = cli
        .run(["export", "companies", "--fields", "id", "--json"])
        .ok()
        .json();
    assert_eq!(count["company"], alone.as_array().expect("a list").len());
    assert!(count["activity"] > 100 && count["task"] > 100, "{count:?}");
}

#[test]
fn a_table_leaves_with_names_for_ids_and_reads_back_as_the_same_companies() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = demo(home.path());
    cli.run(["export", "contacts", "--out", "contacts.csv"]).ok();
    cli.run([
        "export",
        "companies",
        "--fields",
        "name,domain,phone,city,country",
        "--out",
        "companies.csv",
    ])
    .ok();
    let contacts = std::fs::read_to_string(home.path().join("contacts.csv")).expect("the file");
    let mut table = csv::Reader::from_reader(contacts.as_bytes());
    let column = |name: &str| {
        let at = csv::Reader::from_reader(contacts.as_bytes())
            .headers()
            .expect("a header")
            .iter()
            .position(|column| column == name);
        at.expect(name)
    };
    let (company, id) = (column("company"), column("company_id"));
    let mut seen = 0;
    for row in table.records() {
        let row = row.expect("a row");
        seen += 1;
        assert_eq!(row[id].is_empty(), row[company].is_empty(), "{row:?}");
        assert_ne!(&row[company], &row[id]);
    }
    assert!(seen > 100, "{seen}");
    // Elsewhere the companies are the same: each is found by its domain, none is new the second time.
    let other = tempfile::tempdir().expect("a folder");
    let there = Cli::new(other.path()).at("2026-11-24T13:32:00Z");
    let list = home.path().join("companies.csv").display().to_string();
    let import = ["import", &list, "--as", "companies", "--yes", "--json"];
    let first = there.run(import).ok().json();
    assert_eq!(
        (&first["failed"], &first["updated"]),
        (&0.into(), &0.into()),
        "{first}"
    );
    assert_eq!(first["created"], first["rows_in"]);
    let again = there.run(import).ok().json();
    assert_eq!(again["unchanged"], again["rows_in"], "{again}");
}

#[test]
fn a_file_appears_whole_or_not_at_all_and_is_private() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = demo(home.path());
    cli.run(["export", "companies", "--fields", "name,colour", "--out", "x.csv"])
        .exits(2);
    let left: Vec<_> = std::fs::read_dir(home.path())
        .expect("the folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.starts_with("x.csv"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    cli.run(["export", "companies", "--out", "x.csv"]).ok();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(home.path().join("x.csv"))
            .expect("the file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    cli.run(["export", "companies", "--out", "x.csv"]).exits(2);
    #[cfg(unix)]
    {
        let victim = home.path().join("victim");
        std::fs::write(&victim, "mine").expect("a file");
        std::os::unix::fs::symlink(&victim, home.path().join("y.csv.part")).expect("a link");
        cli.run(["export", "companies", "--out", "y.csv"]).ok();
        assert_eq!(std::fs::read_to_string(&victim).expect("the file"), "mine");
    }
    cli.run(["export", "companies", "--out", "x.csv", "--force"]).ok();
    cli.run(["export", "companies", "--out", "no/such/folder.csv"])
        .exits(1);
}

#[test]
fn whoever_reads_only_the_beginning_ends_the_export() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = demo(home.path());
    let mut child = cli.command(&["export", "all"]).spawn().expect("starts");
    drop(child.stdout.take());
    let status = child.wait().expect("ends");
    assert!(status.success(), "{status}");
}

/// A company and a person whose names mean harm to whoever opens them, with an appointment and a task.
fn hostile(home: &std::path::Path) -> Cli {
    let cli = Cli::new(home).at("2026-11-24T09:00:00Z");
    let company = [
        "company",
        "add",
        "=1+1; \"Bräu\", Inc",
        "--phone",
        "+49 711 5550142",
        "-q",
    ];
    let id = cli.run(company).ok().stdout.trim().to_owned();
    let edit = [
        "company",
        "edit",
        &id,
        "--set",
        "employees=42",
        "--set",
        "city=Köln",
    ];
    cli.run(edit).ok();
    let person = [
        "contact",
        "add",
        "--company",
        &id,
        "--first-name",
        "Ja\u{1b}[31mna",
        "--last-name",
        "Weber; B",
        "--email",
        "jana@braeu.example",
        "--phone",
        "+49 171 5550199",
    ];
    cli.run(person).ok();
    let log = [
        "log",
        &id,
        "--outcome",
        "MEETING_BOOKED",
        "--follow-up",
        "fri 10:00",
        "--note",
        "a, b;\nc",
    ];
    cli.run(log).ok();
    cli
}

#[test]
fn a_spreadsheet_holds_typed_cells_and_no_formula() {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let home = tempfile::tempdir().expect("a folder");
    let cli = hostile(home.path());
    cli.run(["export", "companies", "--out", "a.xlsx"]).ok();
    let mut book: Xlsx<_> = open_workbook(home.path().join("a.xlsx")).expect("a spreadsheet");
    let sheet = book.worksheet_range("companies").expect("its sheet");
    let rows: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
    assert_eq!(rows.len(), 2);
    let cell = |name: &str| {
        let at = rows[0]
            .iter()
            .position(|cell| *cell == Data::String(name.to_owned()));
        rows[1][at.expect(name)].clone()
    };
    assert_eq!(cell("name"), Data::String("=1+1; \"Bräu\", Inc".to_owned()));
    assert_eq!(cell("employees"), Data::Float(42.0));
    assert_eq!(cell("phone"), Data::String("+497115550142".to_owned()));
    let formulas = book.worksheet_formula("companies").expect("its formulas");
    assert!(formulas.is_empty(), "{formulas:?}");
    cli.run(["export", "all", "--format", "xlsx"]).exits(2);
}

#[test]
fn cards_are_read_back_as_they_were_meant() {
    use calcard::{Entry, Parser, vcard::VCardProperty};
    let home = tempfile::tempdir().expect("a folder");
    let cli = hostile(home.path());
    for (version, says) in [("4.0", "VERSION:4.0"), ("3.0", "VERSION:3.0")] {
        let text = cli
            .run(["export", "contacts", "--format", "vcf", "--card-version", version])
            .ok()
            .stdout;
        assert!(text.contains(says) && !text.contains('\u{1b}'), "{text:?}");
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        let Entry::VCard(card) = Parser::new(&text).entry() else {
            panic!("no card: {text}");
        };
        let of = |name: VCardProperty| {
            let entry = card
                .entries
                .iter()
                .find(|entry| entry.name == name)
                .expect("a property");
            let parts = entry.values.iter().filter_map(|value| value.as_text());
            parts.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            of(VCardProperty::N)[..2],
            ["Weber; B".to_owned(), "Ja␛[31mna".to_owned()]
        );
        assert_eq!(of(VCardProperty::Org), ["=1+1; \"Bräu\", Inc"]);
        assert_eq!(of(VCardProperty::Tel), ["+491715550199"]);
        assert_eq!(of(VCardProperty::Email), ["jana@braeu.example"]);
    }
    let companies = cli.run(["export", "companies", "--out", "c.vcf"]);
    companies.ok();
    let text = std::fs::read_to_string(home.path().join("c.vcf")).expect("the file");
    assert!(
        text.contains("KIND:org") && text.contains("ADR:;;;Köln;;;"),
        "{text}"
    );
    cli.run(["export", "tasks", "--format", "vcf"]).exits(2);
    cli.run(["export", "contacts", "--format", "vcf", "--fields", "id"])
        .exits(2);
}

#[test]
fn a_calendar_holds_what_is_due_and_what_is_arranged() {
    use calcard::{Entry, Parser, icalendar::ICalendarProperty};
    let home = tempfile::tempdir().expect("a folder");
    let cli = hostile(home.path());
    let read = |what: &str| {
        let text = cli.run(["export", what, "--format", "ics"]).ok().stdout;
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        match Parser::new(&text).entry() {
            Entry::ICalendar(calendar) => (calendar, text),
            other => panic!("no calendar: {other:?}"),
        }
    };
    let (tasks, text) = read("tasks");
    assert!(tasks.components.len() > 3, "{text}");
    // A day stays a day.
    assert!(text.contains("DUE;VALUE=DATE:20261125"), "{text}");
    let (meetings, text) = read("activities");
    assert_eq!(meetings.components.len(), 2, "{text}");
    assert!(
        text.contains("DTSTART:20261127T100000Z") || text.contains("DTSTART:20261127T090000Z"),
        "{text}"
    );
    let event = &meetings.components[1];
    let uid = event.property(&ICalendarProperty::Uid).expect("a uid");
    let again = read("activities").0;
    assert_eq!(
        again.components[1]
            .property(&ICalendarProperty::Uid)
            .expect("a uid"),
        uid
    );
    cli.run(["export", "companies", "--format", "ics"]).exits(2);
}
