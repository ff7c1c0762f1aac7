//! Each damage is found by the check that is for it, and what is derived is mended.

use super::{backups, digest, field, names, raw, text};
use crate::support::cli::Cli;
use serde_json::Value;

/// A file in which every table has something.
fn lived_in(home: &std::path::Path) -> Cli {
    let cli = field(home);
    cli.run([
        "company",
        "add",
        "Zander Werke",
        "--phone",
        "+49 30 7654321",
        "--domain",
        "zander.example",
    ])
    .ok();
    cli.run(["company", "add", "No Number AG"]).ok();
    cli.run([
        "log",
        "Acme GmbH",
        "--outcome",
        "NO_ANSWER",
        "--note",
        "rang for long",
    ])
    .ok();
    cli.run([
        "contact",
        "add",
        "Ben Alman",
        "--company",
        "Zander Werke",
        "--email",
        "ben@zander.example",
    ])
    .ok();
    cli.run(["note", "add", "Zander Werke", "to be deleted"]).ok();
    cli.run(["undo"]).ok();
    cli
}

fn checks(told: &Value) -> Vec<String> {
    let checks = told["checks"].as_array().expect("checks");
    let wrong = checks.iter().filter(|check| check["ok"] == false);
    wrong
        .map(|check| check["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn a_file_that_was_worked_in_is_as_it_should_be() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = lived_in(home.path());
    let told = cli.run(["verify", "--json"]).ok().json();
    assert_eq!((told["ok"].as_bool(), checks(&told)), (Some(true), Vec::new()));
    assert!(
        told["checks"].as_array().is_some_and(|checks| checks.len() >= 12),
        "{told}"
    );
    cli.run(["verify", "--quick"]).ok();
    let said = cli.run(["verify"]).ok().stdout;
    assert!(
        said.contains("ok    journal") && said.ends_with("Everything is as it should be.\n"),
        "{said}"
    );
    // Nothing to mend: no backup, nothing written.
    cli.run(["verify", "--repair"]).ok();
    assert!(!backups(&cli).exists());
}

#[test]
fn a_demo_is_as_it_should_be() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    let file = cli.run(["demo", "--no-screens", "--size", "300"]).ok().stdout;
    let demo = cli.on(std::path::Path::new(file.trim()));
    let told = demo.run(["verify", "--json"]);
    assert_eq!(checks(&told.json()), [""; 0], "{}", told.stdout);
}

/// Damages the file in one way; the checks of these names find it and nothing else does.
fn found(sql: &str, names_of: &[&str], mended: bool) {
    let home = tempfile::tempdir().expect("a folder");
    let cli = lived_in(home.path());
    let before = digest(&cli);
    raw(&cli.file(), sql);
    let told = cli.run(["verify", "--json"]).exits(1).json();
    assert_eq!(checks(&told), names_of, "{sql}\n{told:#}");
    assert_eq!(told["ok"], false);
    // A dry run mends nothing.
    cli.run(["verify", "--repair", "--dry-run"]).exits(1);
    let repaired = cli.run(["verify", "--repair", "--json"]);
    if mended {
        assert_eq!(checks(&repaired.ok().json()), [""; 0], "{sql}");
        assert_eq!(names(&backups(&cli)).len(), 1, "a backup came before: {sql}");
        cli.run(["verify"]).ok();
        assert_eq!(digest(&cli), before, "rows are as they were: {sql}");
        let hits = |words: &str| cli.run(["search", words, "-q"]).ok().stdout;
        assert!(
            !hits("acme").trim().is_empty() && !hits("byron").trim().is_empty(),
            "{sql}"
        );
        let texts = cli.run(["search", "spring", "--notes", "-q"]).ok().stdout;
        assert!(!texts.trim().is_empty(), "{sql}");
    } else {
        assert_eq!(
            checks(&repaired.exits(1).json()),
            names_of,
            "never mended by guessing: {sql}"
        );
        assert!(!backups(&cli).exists());
    }
}

#[test]
fn search_that_lost_or_kept_something_is_found_and_mended() {
    found(
        "DELETE FROM search_name WHERE title = 'Acme GmbH'",
        &["search index", "search"],
        true,
    );
    found(
        "UPDATE search_name SET digits = '999' WHERE title = 'Acme GmbH'",
        &["search index", "search"],
        true,
    );
    found(
        "UPDATE search_name SET sub = 'Bonn' WHERE title = 'Acme GmbH'",
        &["search"],
        true,
    );
    found("DELETE FROM search_note", &["search index", "search"], true);
    found(
        "UPDATE search_note SET words = 'nothing'",
        &["search index", "search"],
        true,
    );
    found(
        "INSERT INTO search_name (tenant_no, kind, id, title, sort, folded, digits)
             VALUES (1, 'company', randomblob(16), 'Ghost', 'ghost', '  ghost', '');
         INSERT INTO search_name_fts (search_name_fts) VALUES ('rebuild');",
        &["search rows"],
        true,
    );
    found(
        "INSERT INTO search_name_fts (search_name_fts) VALUES ('delete-all')",
        &["search index"],
        true,
    );
    found(
        "INSERT INTO search_note_fts (search_note_fts) VALUES ('delete-all')",
        &["search index"],
        true,
    );
}

#[test]
fn look_up_keys_that_differ_are_found_and_mended() {
    found("DELETE FROM lookup WHERE kind = 'domain'", &["lookup"], true);
    found(
        "UPDATE lookup SET key = 'x' || key WHERE kind = 'phone'",
        &["lookup"],
        true,
    );
    found(
        "INSERT INTO lookup (tenant_no, kind, key, tbl, row_id) VALUES (1, 'email', 'a@b.example', 'contact', randomblob(16))",
        &["lookup rows"],
        true,
    );
}

#[test]
fn counters_and_columns_that_differ_are_found_and_mended() {
    found(
        "UPDATE queue_count SET open_tasks = open_tasks + 1",
        &["counters"],
        true,
    );
    found("DELETE FROM queue_count", &["counters"], true);
    found("UPDATE company SET next_due_key = 5", &["columns"], true);
    found(
        "UPDATE company SET last_activity_at = NULL WHERE last_activity_at IS NOT NULL",
        &["columns"],
        true,
    );
    found(
        "UPDATE company SET last_activity_kind = 'EMAIL' WHERE last_activity_at IS NOT NULL",
        &["columns"],
        true,
    );
    found(
        "UPDATE company SET has_number = 1 - has_number WHERE name = 'Acme GmbH'",
        &["columns"],
        true,
    );
    found(
        "UPDATE company SET sort_key = 'zzz', city = 'Bonn' WHERE name = 'Acme GmbH'",
        &["columns"],
        true,
    );
    found(
        "UPDATE contact SET good_numbers = 0, name_folded = ''",
        &["columns"],
        true,
    );
    found(
        "UPDATE task SET due_day = 1, prio_rank = 9 WHERE state = 'OPEN'",
        &["columns"],
        true,
    );
    found(
        "UPDATE task SET in_queue = 1 WHERE state = 'DONE'",
        &["counters", "columns"],
        true,
    );
    found(
        "UPDATE cases SET status = 'HANDOVER_PENDING'",
        &["case status"],
        true,
    );
    found(
        "UPDATE task SET parked = 2 WHERE state = 'OPEN'",
        &["parked"],
        true,
    );
}

#[test]
fn rows_and_journal_that_differ_are_found_and_left() {
    found(
        "UPDATE company SET employees = 7 WHERE name = 'Acme GmbH'",
        &["journal"],
        false,
    );
    found(
        "UPDATE note SET kind = 'X' WHERE 0; UPDATE task SET title = 'Mine' WHERE state = 'OPEN'",
        &["journal"],
        false,
    );
    found("DELETE FROM change WHERE tbl = 'contact'", &["journal"], false);
    found("UPDATE tenant SET seq = 1", &["numbers"], false);
    found(
        "DELETE FROM command_log WHERE seq = (SELECT MAX(seq) FROM command_log)",
        &["numbers"],
        false,
    );
    found(
        "UPDATE member SET company_id = randomblob(16) WHERE id = (SELECT MAX(id) FROM member)",
        &["references", "journal"],
        false,
    );
}

#[test]
fn doctor_tells_of_backups_growth_and_what_a_quick_check_finds() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = lived_in(home.path());
    let looks = |cli: &Cli| -> Vec<(String, String, String)> {
        let told = cli.run(["doctor", "--json"]).json();
        let text = |check: &Value, name: &str| check[name].as_str().unwrap_or_default().to_owned();
        let checks = told.as_array().expect("checks").iter();
        checks
            .map(|c| (text(c, "name"), text(c, "state"), text(c, "found")))
            .collect()
    };
    let look = |cli: &Cli, name: &str| -> (String, String) {
        let found = looks(cli).into_iter().find(|look| look.0 == name);
        found.map(|look| (look.1, look.2)).unwrap_or_default()
    };
    assert!(look(&cli, "backup").1.contains("none yet"));
    assert!(
        look(&cli, "rows").1.starts_with("3 companies, 2 contacts"),
        "{:?}",
        look(&cli, "rows")
    );
    assert_eq!(look(&cli, "counts").0, "ok");
    assert!(!look(&cli, "free pages").1.is_empty());
    cli.run(["backup"]).ok();
    let (state, last) = look(&cli, "backup");
    assert!(
        state == "ok" && last.contains("callsheet-20260303-100000.db"),
        "{last}"
    );
    let growth = look(&cli, "growth").1;
    assert!(
        growth.starts_with("2026-03-03 ") && growth.contains("now "),
        "{growth}"
    );
    assert_eq!(
        look(&cli.clone().at("2026-03-20T09:00:00Z"), "backup").0,
        "warn",
        "too long ago"
    );
    raw(&cli.file(), "UPDATE queue_count SET open_tasks = 99");
    let (state, said) = look(&cli, "counts");
    assert!(state == "bad" && said.starts_with("counters: "), "{said}");
    std::fs::write(cli.file(), "no database").expect("damaged");
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", text(&cli.file())));
    }
    let said = cli.run(["doctor"]).exits(1).stdout;
    assert!(!said.contains("panicked"), "{said}");
}
