//! callsheet's own lists come home: the same file, another file, a spreadsheet that went through other hands.

use crate::support::cli::Cli;
use serde_json::{Value, json};
use std::path::Path;

struct Two {
    home: tempfile::TempDir,
    from: Cli,
    to: Cli,
}

impl Two {
    /// A file with two companies and two people, and an empty one.
    fn new() -> Self {
        let home = tempfile::tempdir().expect("folder");
        let place = |name: &str| {
            let folder = home.path().join(name);
            std::fs::create_dir_all(&folder).expect("folder");
            Cli::new(&folder)
        };
        let (from, to) = (place("from"), place("to"));
        let companies = "Record ID,Company name,Company Domain Name,Company owner,Number of Employees,Phone Number,\
            City,Country/Region,Mood,Lifecycle Stage\n\
            1,=Voss & Söhne,voss.example,Ines,240,+49 651 123456 ext. 7,Trier,Germany,-good,Lead\n\
            2,Ohm KG,ohm.example,,,,Jena,Germany,,Customer\n";
        let people = "Record ID,First Name,Last Name,Email,Mobile Phone Number,Job Title,Contact owner,Lifecycle Stage,\
            Associated Company Domain\n\
            7,Anna,Voss,anna@voss.example,+49 171 5550001,CEO,,,voss.example\n8,Bo,Ek,bo@mail.example,,,,,\n";
        for (name, text) in [("companies.csv", companies), ("people.csv", people)] {
            let path = home.path().join(name);
            std::fs::write(&path, text).expect("written");
            import(&from, &path, &[]);
        }
        let id = from.run(["company", "show", "hubspot:1", "--json"]).ok().json();
        let id = id["company"]["id"]
            .as_str()
            .or(id["id"].as_str())
            .expect("id")
            .to_owned();
        from.run([
            "company",
            "edit",
            &id,
            "--set",
            "tags=fair",
            "--set",
            "legal_name=Voss & Söhne GmbH",
        ])
        .ok();
        from.run(["company", "do-not-contact", &id, "--basis", "asked"])
            .ok();
        Self { home, from, to }
    }
    fn export(&self, what: &str, format: &str) -> std::path::PathBuf {
        let path = self.home.path().join(format!("list-{what}.{format}"));
        let out = path.display().to_string();
        self.from
            .run(["export", what, "--format", format, "--out", &out])
            .ok();
        path
    }
}

fn import(cli: &Cli, path: &Path, more: &[&str]) -> Value {
    let path = path.display().to_string();
    let mut args = vec!["import", path.as_str(), "--yes", "--json"];
    args.extend(more);
    cli.run(args).ok().json()
}

fn totals(report: &Value) -> [u64; 5] {
    ["created", "updated", "unchanged", "skipped", "failed"].map(|name| report[name].as_u64().expect(name))
}

fn digest(cli: &Cli) -> String {
    cli.run(["dev", "digest"]).ok().stdout
}

fn list(cli: &Cli, what: &str) -> Vec<Value> {
    let text = cli.run(["export", what, "--format", "ndjson"]).ok().stdout;
    let rows = text.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    rows.collect()
}

#[test]
fn a_list_read_back_into_its_own_file_changes_nothing() {
    let two = Two::new();
    let before = digest(&two.from);
    for what in ["companies", "contacts"] {
        for format in ["csv", "ndjson"] {
            let report = import(&two.from, &two.export(what, format), &[]);
            assert_eq!(report["system"], json!("callsheet"), "{what}.{format}");
            assert!(report["confidence"].as_u64() >= Some(90), "{report}");
            assert_eq!(totals(&report), [0, 0, 2, 0, 0], "{what}.{format}: {report}");
        }
    }
    assert_eq!(digest(&two.from), before);
}

#[test]
fn a_list_makes_its_companies_and_people_in_an_empty_file_and_says_what_did_not_come() {
    for format in ["csv", "ndjson"] {
        let two = Two::new();
        let report = import(&two.to, &two.export("companies", format), &[]);
        assert_eq!(totals(&report), [2, 0, 0, 0, 0], "{report}");
        let left_out = report["ignored"].to_string();
        assert!(
            left_out.contains("stage") && left_out.contains("status"),
            "{left_out}"
        );
        let people = import(&two.to, &two.export("contacts", format), &[]);
        assert_eq!(totals(&people), [2, 0, 0, 0, 0], "{people}");
        assert_eq!(people["company_links"]["attached"], json!(1));
        for what in ["companies", "contacts"] {
            let (there, here) = (list(&two.from, what), list(&two.to, what));
            assert_eq!(there.len(), here.len());
            for row in &there {
                let same = here
                    .iter()
                    .find(|other| other["id"] == row["id"])
                    .expect("its id stays");
                for field in [
                    "name",
                    "legal_name",
                    "domain",
                    "employees",
                    "size_band",
                    "postal",
                    "tags",
                    "external_ids",
                    "extra",
                    "emails",
                    "first_name",
                    "last_name",
                    "job_title",
                    "company_id",
                ] {
                    assert_eq!(same[field], row[field], "{format} {what} {field}");
                }
                assert_eq!(
                    same["dnc_since"].is_null(),
                    row["dnc_since"].is_null(),
                    "{format} {what}"
                );
                let number = |row: &Value| row["phones"][0]["e164"].clone();
                assert_eq!(number(same), number(row));
            }
        }
        let customers = list(&two.to, "companies");
        assert!(customers.iter().any(|row| row["stage"] == json!("CUSTOMER")));
    }
}

#[test]
fn lists_that_are_no_table_of_their_own_say_what_to_do() {
    let two = Two::new();
    let array = two.home.path().join("companies.json");
    two.from
        .run([
            "export",
            "companies",
            "--format",
            "json",
            "--out",
            &array.display().to_string(),
        ])
        .ok();
    let tasks = two.export("tasks", "csv");
    for (path, says) in [(&array, "ndjson or csv"), (&tasks, "export all")] {
        let told = two.from.run(["import", &path.display().to_string(), "--yes"]);
        assert_eq!(told.status, 2, "{}", told.stderr);
        assert!(told.stderr.contains(says), "{}", told.stderr);
    }
}
