//! Privacy: the register of what is held, access to all that is held on a person, and the erasure of it.
//!
//! Canaries are strings that stand nowhere else. Each place that can hold something of a person has one; the answer
//! to an access request has all of them, and after an erasure no byte of the file, its log or its search has any.

use crate::support::cli::Cli;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Columns of text by the schema's own files: `table.column`.
fn schema() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/migrations");
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("migrations") {
        let path = entry.expect("a file").path();
        if path.to_string_lossy().contains("postgres") {
            continue;
        }
        let mut table = String::new();
        for line in std::fs::read_to_string(path).expect("text").lines() {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                rest.trim_end_matches(" (").clone_into(&mut table);
            }
            let mut words = line.split_whitespace();
            if let (Some(column), Some(kind)) = (words.next(), words.next())
                && (kind.starts_with("{text}") || kind.starts_with("{json}"))
            {
                found.insert(format!("{table}.{column}"));
            }
        }
    }
    found
}

#[test]
fn every_text_column_is_in_the_register_with_purpose_and_retention() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/privacy.toml");
    let text = std::fs::read_to_string(path).expect("the register");
    let register: toml::Table = toml::from_str(&text).expect("TOML");
    let mut listed = BTreeSet::new();
    for (table, columns) in &register {
        for (column, entry) in columns.as_table().expect("columns") {
            listed.insert(format!("{table}.{column}"));
            for field in ["purpose", "retention"] {
                let said = entry[field].as_str().is_some_and(|text| !text.trim().is_empty());
                assert!(said, "{table}.{column} says no {field}");
            }
            let holds = entry["holds"].as_str().expect("holds");
            let known = ["person", "derived", "hash", "user", "field"].contains(&holds);
            assert!(known, "{table}.{column}: {holds}");
        }
    }
    let schema = schema();
    assert!(schema.len() > 120, "{}", schema.len());
    let missing: Vec<_> = schema.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&schema).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not listed: {missing:?}; not in the schema: {gone:?}"
    );
}

const FULL: &str = "Zyxfirst Qwvlast";
/// What is the person's own: gone however texts are treated.
const OWN: &[&str] = &[
    "zyxfirst",
    "qwvlast",
    "jobcanary",
    "departcanary",
    "mailcanary",
    "linkedcanary",
    "extracanary",
    "idcanary",
    "5557391",
    "losercanary",
    "draftcanary",
    "importcanary",
];
/// What stands in texts that hang on the person.
const TEXTS: &[&str] = &["subjectcanary", "notescanary", "titlecanary"];

fn words(line: &[&str]) -> Vec<String> {
    line.iter().map(ToString::to_string).collect()
}

/// A file in which every place that may hold something of a person has a canary.
fn field(home: &Path) -> Cli {
    let cli = Cli::new(home).at("2026-11-24T09:00:00Z");
    let run = |line: &[&str]| cli.run(words(line)).ok();
    run(&["company", "add", "Acme", "--phone", "+49 711 5550100"]);
    let csv = "First Name,Last Name,Email,Phone Number,Job Title,Company Name,Importcanary\n\
               Zyxfirst,Qwvlast,mailcanary@acme.example,+49 711 5557391,Jobcanary,Acme,importcanary\n";
    std::fs::write(home.join("people.csv"), csv).expect("a file");
    run(&["import", &home.join("people.csv").display().to_string(), "--yes"]);
    run(&[
        "contact",
        "edit",
        FULL,
        "--set",
        "department=Departcanary",
        "--set",
        "linkedin=https://linkedin.com/in/linkedcanary",
        "--set",
        "birthday=1971-03-05",
    ]);
    run(&["field", "add", "contact", "Shoe", "--type", "text"]);
    run(&["contact", "edit", FULL, "--set", "Shoe=extracanary"]);
    run(&["contact", "edit", FULL, "--set", "job_title=Jobcanary the second"]);
    run(&[
        "log",
        "Acme",
        "--contact",
        FULL,
        "--type",
        "EMAIL",
        "--outcome",
        "SENT",
        "--subject",
        "subjectcanary",
        "--note",
        "notescanary: Qwvlast says hello",
    ]);
    run(&[
        "log",
        "Acme",
        "--contact",
        FULL,
        "--outcome",
        "NO_ANSWER",
        "--phone",
        "+49 711 5557391",
        "--note",
        "tried 0711/555 7391, Zyxfirst was out",
    ]);
    run(&[
        "note",
        "add",
        "Acme",
        "Zyxfirst Qwvlast wants a quote, write to MAILCANARY@acme.example",
    ]);
    run(&[
        "task",
        "add",
        "Acme",
        "TODO",
        "--title",
        "titlecanary for Qwvlast",
        "--contact",
        FULL,
    ]);
    run(&[
        "contact",
        "add",
        "Losercanary Qwvlast",
        "--company",
        "Acme",
        "--email",
        "losercanary@acme.example",
    ]);
    run(&["contact", "merge", FULL, "Losercanary Qwvlast"]);
    run(&["contact", "edit", FULL, "--set", "job_title=Jobcanary the third"]);
    run(&["undo"]);
    cli
}

fn id(cli: &Cli) -> String {
    let row = cli.run(["contact", "show", FULL, "--json"]).ok().json();
    row["id"].as_str().expect("an id").to_owned()
}

/// Canaries that stand in a file of a folder, in any case, with the name of the file.
fn found(home: &Path, canaries: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(home).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(self::found(&path, canaries));
            continue;
        }
        let bytes = std::fs::read(&path).expect("bytes").to_ascii_lowercase();
        for canary in canaries {
            if bytes
                .windows(canary.len())
                .any(|window| window == canary.as_bytes())
            {
                found.push(format!("{canary} in {}", path.display()));
            }
        }
    }
    found
}

#[test]
fn an_access_request_is_answered_with_all_that_is_held() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let out = home.path().join("answer");
    cli.run(["export", "person", FULL, "--out", &out.display().to_string()])
        .ok();
    let json = std::fs::read_to_string(out.join("person.json"))
        .expect("JSON")
        .to_lowercase();
    let markdown = std::fs::read_to_string(out.join("person.md"))
        .expect("Markdown")
        .to_lowercase();
    for canary in OWN
        .iter()
        .chain(TEXTS)
        .filter(|canary| !["draftcanary", "idcanary"].contains(canary))
    {
        assert!(json.contains(canary), "{canary} is not in the JSON");
    }
    for canary in [
        "zyxfirst",
        "mailcanary",
        "notescanary",
        "extracanary",
        "wants a quote",
    ] {
        assert!(markdown.contains(canary), "{canary} is not in the Markdown");
    }
    let file: Value = serde_json::from_str(&json).expect("JSON");
    assert!(
        file["history"]
            .as_array()
            .expect("history")
            .iter()
            .all(|change| change["actor"] != "")
    );
    let same = cli
        .run(["export", "--person", "mailcanary@acme.example", "--json"])
        .ok()
        .json();
    assert_eq!(
        same["contacts"].as_array().map(Vec::len),
        Some(2),
        "the merged one is in it"
    );
    assert_eq!(cli.run(["export", "--person", "nobody@else.example"]).status, 3);
}

#[test]
fn after_an_erasure_no_byte_of_the_file_says_anything_of_the_person() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let id = id(&cli);
    std::fs::remove_file(home.path().join("people.csv")).expect("gone");
    let before = cli.run(["dev", "digest"]).ok().stdout;
    let dry = cli
        .run(["erase", "contact", &id, "--dry-run", "--json"])
        .ok()
        .json();
    assert!(
        dry["texts"].as_array().is_some_and(|texts| texts.len() >= 4),
        "{dry}"
    );
    assert_eq!(
        cli.run(["dev", "digest"]).ok().stdout,
        before,
        "a dry run changes nothing"
    );
    assert_eq!(
        cli.run(["erase", "contact", &id, "--name", "Somebody Else"])
            .status,
        2
    );
    assert!(
        !found(home.path(), &["qwvlast"]).is_empty(),
        "the canaries are found while they are there"
    );
    let done = cli
        .run([
            "erase", "contact", &id, "--name", FULL, "--texts", "delete", "--json",
        ])
        .ok()
        .json();
    let all: Vec<&str> = OWN.iter().chain(TEXTS).copied().collect();
    assert_eq!(found(home.path(), &all), Vec::<String>::new());
    let undo = cli.run(["undo", "--command", done["command"].as_str().expect("an id")]);
    assert_eq!(undo.status, 4, "{}", undo.stderr);
    assert!(undo.stderr.contains("not_reversible"), "{}", undo.stderr);
    assert_eq!(cli.run(["contact", "restore", &id]).status, 4);
    assert_eq!(
        cli.run(["erase", "contact", &id, "--name", "[erased]"]).status,
        3,
        "once is enough"
    );
    assert!(!cli.run(["trash", "--json"]).ok().stdout.contains(&id));
    for _ in 0..30 {
        // Whatever can still be taken back brings nothing of the person with it.
        if cli.run(["undo"]).status != 0 {
            break;
        }
    }
    assert_eq!(found(home.path(), &all), Vec::<String>::new());
}

#[test]
fn an_import_that_would_bring_an_erased_person_again_is_told_so() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let id = id(&cli);
    cli.run(["erase", "contact", &id, "--name", FULL]).ok();
    let other = home.path().join("other.csv");
    let rows = "Given name,Family name,E-mail address\nZ.,Qwvlast,MAILCANARY@acme.example\n";
    std::fs::write(&other, rows).expect("a file");
    let again = cli.run([
        "import",
        &other.display().to_string(),
        "--as",
        "contacts",
        "--yes",
        "--json",
    ]);
    let said = again.stdout + &again.stderr;
    assert!(said.contains("erased"), "{said}");
    let list = cli.run(["contact", "list", "--json"]).ok().stdout;
    assert!(!list.contains("Qwvlast"), "{list}");
}

/// A copy of the file with what its log still holds.
fn backed_up(cli: &Cli, copy: &Path) {
    let folder = copy.with_extension("backups");
    let line = ["backup", &folder.display().to_string(), "--json"];
    let made = cli.run(line).ok().json();
    let path = made["path"].as_str().expect("where it is");
    std::fs::rename(path, copy).expect("moved");
    std::fs::remove_dir_all(&folder).expect("gone");
}

/// Puts a copy in the place of the file; what the log of the file holds does not belong to it.
fn put_back(copy: &Path, file: &Path) {
    for log in ["db-wal", "db-shm"] {
        let _ = std::fs::remove_file(file.with_extension(log));
    }
    std::fs::rename(copy, file).expect("the old file is back");
}

#[test]
fn a_copy_from_before_is_erased_again_by_the_ledger() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let id = id(&cli);
    let file = home.path().join("callsheet.db");
    let copy = home.path().join("copy");
    backed_up(&cli, &copy);
    cli.run(["erase", "contact", &id, "--name", FULL]).ok();
    let ledger = std::fs::read_to_string(home.path().join("callsheet.db.erased")).expect("a ledger");
    assert!(
        ledger.contains(&id) && !ledger.to_lowercase().contains("qwvlast"),
        "{ledger}"
    );
    put_back(&copy, &file);
    std::fs::remove_file(home.path().join("people.csv")).expect("gone");
    assert!(!found(home.path(), &["qwvlast"]).is_empty());
    let done = cli.run(["erase", "reapply", "--json"]).ok().json();
    assert_eq!(done["erased"], serde_json::json!([id,]), "{done}");
    assert_eq!(found(home.path(), OWN), Vec::<String>::new());
    assert_eq!(
        cli.run(["erase", "reapply", "--json"]).ok().json()["erased"],
        serde_json::json!([])
    );
}

#[test]
fn a_backup_that_is_restored_is_erased_again_and_the_file_is_in_order() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let id = id(&cli);
    cli.run(["verify"]).ok();
    let copy = cli.run(["backup", "-q"]).ok().stdout.trim().to_owned();
    let told = cli
        .run(["erase", "contact", &id, "--name", FULL, "--json"])
        .ok()
        .json();
    let copies = told["copies"].to_string();
    assert!(copies.contains("backups"), "{copies}");
    cli.run(["verify"]).ok();
    let told = cli.run(["restore", &copy, "--yes", "--json"]).ok().json();
    assert_eq!(told["erased"], serde_json::json!([id]), "{told}");
    cli.run(["verify"]).ok();
    std::fs::remove_dir_all(home.path().join("backups")).expect("gone");
    std::fs::remove_file(home.path().join("people.csv")).expect("gone");
    assert_eq!(found(home.path(), OWN), Vec::<String>::new());
}

/// A large import was taken back quickly, and search keeps what it had until an erasure tidies it.
#[test]
fn an_erasure_tidies_what_a_large_undo_left_in_search() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path()).at("2026-11-24T09:00:00Z");
    let names = (0..150).map(|n| format!("Haus{n},Vorherbekannt{n}canary,haus{n}@web.example\n"));
    let csv = format!("First Name,Last Name,Email\n{}", names.collect::<String>());
    let path = home.path().join("many.csv");
    std::fs::write(&path, csv).expect("a file");
    cli.run(["import", &path.display().to_string(), "--yes"]).ok();
    cli.run(["undo"]).ok();
    let hits = cli.run(["search", "Vorherbekannt7canary", "--json"]).ok().stdout;
    assert!(!hits.contains("Vorherbekannt7"), "{hits}");
    cli.run(["verify"]).ok();
    cli.run(["contact", "add", FULL]).ok();
    cli.run(["erase", "contact", FULL, "--name", FULL]).ok();
    cli.run(["verify"]).ok();
    let db = rusqlite::Connection::open(home.path().join("callsheet.db")).expect("opens");
    // Steps of three letters that only the import had.
    let left: i64 = db
        .query_row(
            "SELECT COUNT(*) FROM search_name_fts WHERE search_name_fts MATCH '\"vor\" AND \"can\"'",
            [],
            |row| row.get(0),
        )
        .expect("counted");
    assert_eq!(left, 0);
    let untidy: String = db
        .query_row("SELECT value FROM meta WHERE key = 'search.untidy'", [], |row| {
            row.get(0)
        })
        .expect("a fact");
    assert_eq!(untidy, "0");
}

/// What a server's tables hold, every column as text in lower case.
#[cfg(feature = "postgres")]
fn everything_on(at: &crate::support::postgres::Schema) -> String {
    let mut client = postgres::Client::connect(&at.url, postgres::NoTls).expect("connects");
    let columns = client
        .query(
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = $1",
            &[&at.name],
        )
        .expect("columns");
    assert!(columns.len() > 200, "{}", columns.len());
    let mut all = String::new();
    for row in columns {
        let (table, column): (String, String) = (row.get(0), row.get(1));
        let text = format!(
            "SELECT COALESCE(string_agg(lower({column}::text), ' '), '') FROM {}.{table}",
            at.name
        );
        let held: String = client.query_one(text.as_str(), &[]).expect("a column").get(0);
        all += &held;
    }
    all
}

#[cfg(feature = "postgres")]
#[test]
fn after_an_erasure_no_table_of_a_server_says_anything_of_the_person() {
    use callsheet::base::{ActivityId, CompanyId, ContactId, NoteId};
    use callsheet::domain::command::{
        ActivityCommand, AddNote, CompanyCommand, ContactCommand, CreateCompany, CreateContact, EraseContact,
        LogActivity, NoteCommand,
    };
    use callsheet::domain::{ActivityType, Rules, privacy::Texts};
    use callsheet::replica::{Clock, OpenOptions, Replica};
    use callsheet::store::Pool;
    use serde_json::json;
    let at = crate::support::postgres::schema();
    let pool = Pool::postgres(&at.url, Some(&at.name), 2).expect("connects");
    let replica = Replica::over(
        pool,
        OpenOptions {
            path: std::path::PathBuf::new(),
            clock: Clock::System,
            user_name: "Ines Team".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            country: "DE".to_owned(),
            rules: Rules::shipped().to_new(),
        },
    )
    .expect("opens");
    let (company, person): (CompanyId, ContactId) = (replica.new_id(), replica.new_id());
    let fields = |value: Value| value.as_object().cloned().expect("an object");
    replica
        .run(CompanyCommand::Create(CreateCompany {
            id: company,
            fields: fields(json!({"name": "Acme"})),
            workflow: true,
            import: None,
        }))
        .expect("a company");
    replica
        .run(ContactCommand::Create(CreateContact {
            id: person,
            company_id: Some(company),
            fields: fields(json!({"first_name": "Zyxfirst", "last_name": "Qwvlast", "job_title": "Jobcanary",
                "emails": ["mailcanary@acme.example"], "phones": ["+49 711 5557391"], "extra": {"x": "extracanary"}})),
            import: None,
        }))
        .expect("a person");
    let id: ActivityId = replica.new_id();
    let mut call = LogActivity::new(id, ActivityType::Note);
    (call.company_id, call.contact_id) = (Some(company), Some(person));
    call.notes = Some("notescanary: Qwvlast was in".to_owned());
    replica.run(ActivityCommand::Log(Box::new(call))).expect("logged");
    let body = "Zyxfirst Qwvlast, mailcanary@acme.example, 0711 5557391".to_owned();
    let note = AddNote {
        id: replica.new_id::<NoteId>(),
        company_id: company,
        case_id: None,
        body,
    };
    replica.run(NoteCommand::Add(note)).expect("noted");
    replica
        .put_draft("contact", &person.to_string(), &json!({"note": "draftcanary"}))
        .expect("kept");
    let canaries = [
        "zyxfirst",
        "qwvlast",
        "jobcanary",
        "mailcanary",
        "5557391",
        "extracanary",
        "notescanary",
        "draftcanary",
    ];
    let before = everything_on(&at);
    assert!(
        canaries.iter().all(|canary| before.contains(canary)),
        "they are there before"
    );
    replica
        .run(ContactCommand::Erase(EraseContact {
            contact_id: person,
            name: FULL.to_owned(),
            texts: Texts::Delete,
        }))
        .expect("erased");
    let after = everything_on(&at);
    let left: Vec<_> = canaries
        .iter()
        .filter(|canary| after.contains(**canary))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
