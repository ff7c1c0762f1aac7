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
