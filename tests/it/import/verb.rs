//! `callsheet import` as a script sees it: exit codes, JSON, digest, undo.

use crate::support::cli::Cli;
use crate::support::samples::sample;
use serde_json::{Value, json};

const COMPANIES: &str = "Record ID,Company name,Company Domain Name,Company owner,City,Lifecycle Stage\n\
    1,Voss GmbH,voss.example,Ines,Trier,Lead\n2,Ohm KG,ohm.example,,Jena,Customer\n";
const CONTACTS: &str = "Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage,Associated Company Domain\n\
    7,Anna,Voss,anna@voss.example,Ines,Customer,voss.example\n8,Bo,Ek,bo@mail.example,Ines,Lead,\n";

struct Desk {
    folder: tempfile::TempDir,
    cli: Cli,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("folder");
        let cli = Cli::new(folder.path());
        Self { folder, cli }
    }
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    }
    fn digest(&self) -> Value {
        self.cli.run(["dev", "digest", "--json"]).ok().json()["digest"].clone()
    }
    fn import(&self, path: &str) -> Value {
        self.cli.run(["import", path, "--yes", "--json"]).ok().json()
    }
}

fn accounted(report: &Value) -> bool {
    let count = |name: &str| report[name].as_u64().expect(name);
    let parts = ["created", "updated", "unchanged", "skipped", "failed"];
    count("rows_in") == parts.into_iter().map(count).sum::<u64>()
}

fn imported_twice_and_taken_back(desk: &Desk, path: &str, rows: u64) -> Value {
    let before = desk.digest();
    let report = desk.import(path);
    assert!(accounted(&report), "{report}");
    assert_eq!(report["created"], json!(rows), "{report}");
    let after = desk.digest();
    assert_ne!(before, after);
    let again = desk.import(path);
    assert!(accounted(&again), "{again}");
    assert_eq!(
        (&again["created"], &again["updated"], &again["group"]),
        (&json!(0), &json!(0), &json!(null))
    );
    assert_eq!(desk.digest(), after, "the same file twice changes nothing");
    desk.cli.run(["undo"]).ok();
    assert_eq!(desk.digest(), before, "one undo takes it back");
    desk.cli.run(["redo"]).ok();
    assert_eq!(desk.digest(), after);
    report
}

#[test]
fn an_import_is_accounted_for_repeatable_and_taken_back_by_one_undo() {
    let desk = Desk::new();
    let companies = desk.file("companies.csv", COMPANIES);
    let contacts = desk.file("contacts.csv", CONTACTS);
    imported_twice_and_taken_back(&desk, &companies, 2);
    let report = imported_twice_and_taken_back(&desk, &contacts, 2);
    assert_eq!(
        report["company_links"],
        json!({ "attached": 1, "companies": 1, "without": 1, "not_found": 0, "entered": 0 })
    );
    assert_eq!(report["customers"], json!(1));
    let voss = desk
        .cli
        .run(["company", "show", "hubspot:1", "--json"])
        .ok()
        .json();
    assert_eq!(voss["stage"], json!("CUSTOMER"));
}

#[test]
fn a_dry_run_tells_the_totals_and_changes_nothing() {
    let desk = Desk::new();
    let path = desk.file("companies.csv", COMPANIES);
    let before = desk.digest();
    let told = desk.cli.run(["import", &path, "--dry-run", "--json"]).ok().json();
    assert_eq!((&told["dry_run"], &told["created"]), (&json!(true), &json!(2)));
    assert_eq!(desk.digest(), before);
    let lines = desk.cli.run(["import", &path, "--dry-run"]).ok().stdout;
    for says in [
        "hubspot companies",
        "% sure",
        "Company owner",
        "2 rows = 2 created",
    ] {
        assert!(lines.contains(says), "{lines}");
    }
}

#[test]
fn exit_codes_follow_the_table() {
    let desk = Desk::new();
    let good = desk.file("good.csv", COMPANIES);
    let empty = desk.file("empty.csv", "");
    let header = desk.file("header.csv", "name,city\n");
    let broken = desk.file("broken.csv", "name,city\nA,\"b\n");
    let spoilt = desk.file("spoilt.csv", "name,city\nAcme,Bonn\nshort\n");
    for (args, exit, says) in [
        (vec!["import", &good], 2, "--yes"),
        (vec!["import", "missing.csv", "--yes"], 2, "missing.csv"),
        (vec!["import", &empty, "--yes"], 2, "no rows"),
        (vec!["import", &header], 0, "No rows behind the header"),
        (vec!["import", &broken, "--yes"], 2, "opened in line 2"),
        (
            vec!["import", &good, "--yes", "--from", "fax"],
            2,
            "hubspot, salesforce, csv",
        ),
        (
            vec!["import", &good, "--yes", "--encoding", "klingon"],
            2,
            "no such encoding",
        ),
        (vec!["import", &spoilt, "--yes"], 0, "1 failed"),
        (vec!["import", &spoilt, "--yes", "--strict"], 4, "1 failed"),
    ] {
        let output = desk.cli.run(&args).exits(exit);
        let text = format!("{}{}", output.stdout, output.stderr);
        assert!(text.contains(says), "{args:?}: {text}");
    }
    let problem = desk
        .cli
        .run(["import", &empty, "--yes", "--json"])
        .exits(2)
        .problem();
    assert_eq!(problem["code"], json!("no_rows"));
}

#[test]
fn the_queue_that_comes_of_an_import_can_be_worked() {
    let desk = Desk::new();
    let path = desk.file("companies.csv", COMPANIES);
    desk.import(&path);
    let next = desk.cli.run(["next", "--queue", "INSIDE_SALES", "--json"]);
    // Voss has no number: its first call waits for one, the other chores do not.
    let next = next.ok().json();
    assert!(next.to_string().contains("Voss GmbH"), "{next}");
}

#[test]
fn the_real_exports_are_repeatable_and_taken_back() {
    let desk = Desk::new();
    for (name, rows) in [
        ("hubspot/hubspot_companies.csv", 200),
        ("hubspot/hubspot_contacts.csv", 950),
        ("salesforce/accountData.csv", 423),
    ] {
        let Some(path) = sample(name) else {
            continue;
        };
        imported_twice_and_taken_back(&desk, &path.display().to_string(), rows);
    }
}

const ACTIVITIES: &str = "Activity ID,Activity Type,Activity Date,Call Outcome,Associated Contact Email\n\
    A1,Call,2024-01-02,No answer,anna@voss.example\nA2,Call,2024-01-03,Connected,bo@mail.example\n";

#[test]
fn several_files_are_one_import_one_report_each_and_one_undo() {
    let desk = Desk::new();
    let files = [
        desk.file("activities.csv", ACTIVITIES),
        desk.file("contacts.csv", CONTACTS),
        desk.file("companies.csv", COMPANIES),
    ];
    let args = |more: &[&str]| -> Vec<String> {
        let names = files.iter().map(String::as_str);
        std::iter::once("import")
            .chain(names)
            .chain(more.iter().copied())
            .map(str::to_owned)
            .collect()
    };
    let before = desk.digest();
    let told = desk.cli.run(args(&["--dry-run", "--json"])).ok().json();
    assert_eq!((&told["dry_run"], &told["rows_in"]), (&json!(true), &json!(6)));
    assert_eq!(desk.digest(), before);
    let sum = desk.cli.run(args(&["--yes", "--json"])).ok().json();
    assert!(accounted(&sum), "{sum}");
    assert_eq!(
        (&sum["created"], &sum["files"].as_array().map(Vec::len)),
        (&json!(6), &Some(3))
    );
    let kinds: Vec<&Value> = (0..3).map(|at| &sum["files"][at]["entity"]).collect();
    assert_eq!(kinds, ["companies", "contacts", "activities"]);
    for report in sum["files"].as_array().expect("files") {
        assert_eq!(report["group"], sum["group"], "one group for all");
        assert!(accounted(report), "{report}");
    }
    let after = desk.digest();
    let again = desk.cli.run(args(&["--yes", "--json"])).ok().json();
    assert_eq!((&again["unchanged"], &again["group"]), (&json!(6), &json!(null)));
    assert_eq!(desk.digest(), after);
    desk.cli.run(["undo"]).ok();
    assert_eq!(desk.digest(), before, "one undo takes all files back");
    let lines = desk.cli.run(args(&["--yes"])).ok().stdout;
    assert!(lines.contains("Together: 6 rows = 6 created"), "{lines}");
    assert_eq!(lines.matches("callsheet undo").count(), 1, "{lines}");
    let refused = desk.cli.run(args(&["--yes", "--map", "City=ignore"])).exits(2);
    assert!(
        refused.stderr.contains("--map is about one file"),
        "{}",
        refused.stderr
    );
}

#[test]
fn the_id_of_what_was_merged_means_what_it_became_in_every_verb() {
    let desk = Desk::new();
    let two = "Record ID,Company name,Company Domain Name,Company owner\n1,Voss,voss.example,\n2,Voss Pumps,pumps.example,\n";
    desk.import(&desk.file("two.csv", two));
    let people = "Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage,Associated Company Domain\n\
        7,Anna,Voss,anna@voss.example,,,voss.example\n8,Anne,Voss,anne@voss.example,,,voss.example\n";
    desk.import(&desk.file("people.csv", people));
    let id = |args: &[&str]| {
        let told = desk.cli.run(args.iter().copied().chain(["--json"])).ok().json();
        let row = if told["company"].is_object() {
            &told["company"]
        } else {
            &told
        };
        row["id"].as_str().expect("an id").to_owned()
    };
    let winner = id(&["company", "show", "hubspot:1"]);
    let loser = id(&["company", "show", "hubspot:2"]);
    desk.cli.run(["company", "merge", &winner, &loser]).ok();
    assert_eq!(id(&["company", "show", &loser]), winner);
    assert_eq!(
        id(&["company", "show", "pumps.example"]),
        winner,
        "its domain too"
    );
    let people = desk
        .cli
        .run(["contact", "list", "--company", &loser, "--json"])
        .ok()
        .json();
    assert_eq!(people.as_array().map(Vec::len), Some(2), "{people}");
    for args in [
        &["timeline", &loser][..],
        &["company", "edit", &loser, "--set", "industry=Pumps"],
        &["note", "add", &loser, "a remark"],
        &["log", &loser, "--outcome", "NO_ANSWER"],
        &["bulk", "tag", "--ids", &loser, "fair"],
    ] {
        let told = desk.cli.run(args.iter().copied());
        assert_eq!(told.status, 0, "{args:?}: {}", told.stderr);
    }
    let shown = desk.cli.run(["company", "show", &winner, "--json"]).ok().stdout;
    assert!(shown.contains("Pumps"), "{shown}");
    let (anna, anne) = (
        id(&["contact", "show", "hubspot:7"]),
        id(&["contact", "show", "hubspot:8"]),
    );
    desk.cli.run(["contact", "merge", &anna, &anne]).ok();
    assert_eq!(id(&["contact", "show", &anne]), anna);
    desk.cli
        .run(["contact", "edit", &anne, "--set", "job_title=CEO"])
        .ok();
    let refused = desk.cli.run(["company", "restore", &loser]);
    assert_ne!(refused.status, 0, "what was merged is not in Trash");
}

#[test]
fn a_pipedrive_file_of_people_organizations_and_deals_is_taken_as_all_three() {
    let desk = Desk::new();
    let text = "Deal - Title,Deal - ID,Deal - Value,Deal - Status,Deal - Organization,Deal - Contact person,\
        Person - Name,Person - ID,Person - Phone,Person - Email (Work),Organization - Name,Organization - ID,\
        Organization - City/town/village/locality of Address\n\
        Pumps,D1,1200,Open,Voss GmbH,Anna Voss,Anna Voss,P1,\"+49 651 123456,+49 171 5550001\",anna@voss.example,Voss GmbH,O1,Trier\n\
        More pumps,D2,900,Won,Voss GmbH,Anna Voss,Anna Voss,P1,\"+49 651 123456,+49 171 5550001\",anna@voss.example,Voss GmbH,O1,Trier\n\
        Valves,D3,100,Lost,Ohm KG,,,,,,Ohm KG,O2,Jena\n";
    let path = desk.file("deals.csv", text);
    let report = desk.import(&path);
    assert!(accounted(&report), "{report}");
    let files = report["files"].as_array().expect("its parts");
    let told: Vec<_> = files
        .iter()
        .map(|part| {
            (
                part["entity"].as_str().expect("what"),
                part["created"].as_u64(),
                part["failed"].as_u64(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("companies", Some(2), Some(0)),
            ("contacts", Some(1), Some(0)),
            ("deals", Some(3), Some(0))
        ],
        "{report}"
    );
    assert_eq!(files[1]["skipped"], json!(1), "the last row names no person");
    let anna = desk
        .cli
        .run(["contact", "show", "pipedrive:P1", "--json"])
        .ok()
        .json();
    let anna = if anna["contact"].is_object() {
        &anna["contact"]
    } else {
        &anna
    };
    assert_eq!(anna["phones"].as_array().map(Vec::len), Some(2), "{anna}");
    assert!(!anna["extra"].to_string().contains("Deal"), "{anna}");
    let voss = desk
        .cli
        .run(["company", "show", "pipedrive:O1", "--json"])
        .ok()
        .stdout;
    assert!(
        voss.contains("Trier") && voss.contains("pipedrive deal D1"),
        "{voss}"
    );
    let again = desk.import(&path);
    assert_eq!(
        (&again["created"], &again["updated"]),
        (&json!(0), &json!(0)),
        "{again}"
    );
    desk.cli.run(["undo"]).ok();
    assert!(
        !desk
            .cli
            .run(["company", "list", "--json"])
            .ok()
            .stdout
            .contains("Voss")
    );
}
