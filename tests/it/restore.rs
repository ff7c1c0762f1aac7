//! Stories of callsheet's own export read back: the same content elsewhere, nothing mixed in, nothing lost.

use crate::support::cli::Cli;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const NOW: &str = "2026-11-24T13:32:00Z";

/// A file of the demo under a name, and its own verbs.
fn file(home: &Path, name: &str) -> Cli {
    let folder = home.join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    Cli::new(&folder).at(NOW)
}

fn demo(home: &Path) -> Cli {
    let cli = file(home, "demo");
    let at = cli.file().display().to_string();
    cli.run(["demo", "--no-screens", "--size", "400", "--file", &at])
        .ok();
    cli
}

fn export(cli: &Cli, home: &Path) -> PathBuf {
    let path = home.join("all.ndjson");
    cli.run(["export", "all", "--out", &path.display().to_string()])
        .ok();
    path
}

fn import(cli: &Cli, path: &Path, more: &[&str]) -> Value {
    let path = path.display().to_string();
    let mut args = vec!["import", path.as_str(), "--yes", "--json"];
    args.extend(more);
    cli.run(args).ok().json()
}

fn digest(cli: &Cli) -> String {
    cli.run(["dev", "digest"]).ok().stdout
}

fn accounted(report: &Value) -> [u64; 6] {
    let totals = ["rows_in", "created", "updated", "unchanged", "skipped", "failed"]
        .map(|name| report[name].as_u64().expect(name));
    assert_eq!(totals[0], totals[1..].iter().sum::<u64>(), "{report}");
    totals
}

/// The lines of an export, to be changed.
fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("read");
    let rows = text.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    rows.collect()
}

fn write(path: &Path, lines: &[Value]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(path, text).expect("written");
}

#[test]
fn an_export_of_everything_makes_an_empty_file_the_same() {
    let home = tempfile::tempdir().expect("a folder");
    let from = demo(home.path());
    let path = export(&from, home.path());
    let there = digest(&from);
    let to = file(home.path(), "other");
    let empty = digest(&to);

    let tried = to
        .run(["--dry-run", "import", &path.display().to_string(), "--json"])
        .ok()
        .json();
    assert_eq!(digest(&to), empty, "a dry run changes nothing");
    let report = import(&to, &path, &[]);
    let totals = accounted(&report);
    assert_eq!((totals, report["group"].is_string()), (accounted(&tried), true));
    assert_eq!((totals[2], totals[4], totals[5]), (0, 0, 0), "{report}");
    assert_eq!(digest(&to), there);
    // Whoever worked there works here now, and the queue is theirs.
    let users = to.run(["user", "list", "--json"]).ok().json();
    assert!(
        users
            .as_array()
            .expect("users")
            .iter()
            .any(|user| user["name"] == "Anna K.")
    );
    let next = |cli: &Cli| cli.run(["next", "--json"]).ok().json()["company"]["id"].clone();
    assert_eq!(next(&to), next(&from));

    let again = import(&to, &path, &[]);
    assert_eq!(accounted(&again)[3], totals[0]);
    assert_eq!(again["group"], Value::Null);
    assert_eq!(digest(&to), there);

    assert!(report["group"].is_string());
    to.run(["undo"]).ok();
    assert_eq!(digest(&to), empty);
    import(&to, &path, &[]);
    assert_eq!(digest(&to), there, "and back again");
}

#[test]
fn what_is_here_stands_unless_the_import_is_told_to_replace_it() {
    let home = tempfile::tempdir().expect("a folder");
    let from = demo(home.path());
    let path = export(&from, home.path());
    let there = digest(&from);
    let ids = from.run(["company", "list", "-q", "--limit", "1"]).ok().stdout;
    let id = ids.trim();
    from.run(["company", "edit", id, "--set", "industry=Pumps"]).ok();
    let kept = digest(&from);
    let report = import(&from, &path, &[]);
    assert_eq!(accounted(&report)[4], 1);
    assert!(
        report["skipped_because"]
            .to_string()
            .contains("says something else"),
        "{report}"
    );
    assert_eq!(digest(&from), kept);
    let report = import(&from, &path, &["--on-duplicate", "update"]);
    assert_eq!(accounted(&report)[2], 1);
    assert_eq!(digest(&from), there);
    from.run(["undo"]).ok();
    assert_eq!(digest(&from), kept);
}

#[test]
fn a_file_that_holds_something_keeps_its_user() {
    let home = tempfile::tempdir().expect("a folder");
    let from = demo(home.path());
    let path = export(&from, home.path());
    let to = file(home.path(), "other");
    to.run(["company", "add", "Brandt Optik"]).ok();
    let before = to.run(["user", "list", "-q"]).ok().stdout;
    accounted(&import(&to, &path, &[]));
    let users = to.run(["user", "list", "-q"]).ok().stdout;
    assert!(users.contains(before.trim()), "{users}");
    to.run(["company", "add", "Castell Druck"]).ok();
    let history = to.run(["history", "--json"]).ok().json();
    let newest = &history[0];
    assert!(newest["label"].to_string().contains("Castell"), "{newest}");
    assert_eq!(newest["actor_id"].as_str(), Some(before.trim()));
}

#[test]
fn rows_that_cannot_stand_go_to_the_rejects_and_come_in_when_mended() {
    let home = tempfile::tempdir().expect("a folder");
    let from = demo(home.path());
    let path = export(&from, home.path());
    let there = digest(&from);
    let mut rows = lines(&path);
    let at = |rows: &[Value], table: &str| rows.iter().position(|line| line["table"] == table).expect(table);
    let (company, contact, task, activity) = (
        at(&rows, "company"),
        at(&rows, "contact"),
        at(&rows, "task"),
        at(&rows, "activity"),
    );
    let good = rows.clone();
    rows[company]["row"]["stage"] = json!("SOMEWHERE");
    rows[contact]["row"]["shoe_size"] = json!(43);
    rows[task]["row"]["queue"] = json!("NOBODYS");
    rows[activity]["row"]["notes"] = json!("a\u{0}b");
    let second = good
        .iter()
        .find(|line| line["table"] == "cases" && line["row"]["closed_at"].is_null())
        .expect("an open case");
    let mut second = second.clone();
    second["row"]["id"] = json!("01a20dc1-9480-7429-83d4-000000000001");
    rows.push(second);
    let broken = home.path().join("broken.ndjson");
    write(&broken, &rows);
    let text = std::fs::read_to_string(&broken).expect("read");
    std::fs::write(&broken, format!("{text}{{\"table\": \"company\"\n")).expect("written");

    let to = file(home.path(), "other");
    let report = import(&to, &broken, &[]);
    let failed = accounted(&report)[5];
    let reasons = report["rejected"].to_string();
    for says in [
        "SOMEWHERE",
        "shoe_size is no field",
        "NOBODYS",
        "NUL",
        "belongs to the company",
        "open case",
        "no JSON",
    ] {
        assert!(reasons.contains(says), "{says}: {reasons}");
    }
    let rejects = PathBuf::from(report["rejects"].as_str().expect("a file of rejects"));
    let mended: Vec<Value> = std::fs::read_to_string(&rejects)
        .expect("read")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .filter(|line| line.get("row").is_some())
        .map(|mut line| {
            let id = line["row"]["id"].clone();
            if let Some(row) = good.iter().find(|good| good["row"]["id"] == id) {
                line["row"] = row["row"].clone();
            }
            line
        })
        .filter(|line| line["row"]["id"] != "01a20dc1-9480-7429-83d4-000000000001")
        .collect();
    assert_eq!(mended.len() as u64 + 2, failed);
    let again = home.path().join("mended.ndjson");
    write(&again, &mended);
    assert_eq!(accounted(&import(&to, &again, &[]))[1], mended.len() as u64);
    assert_eq!(digest(&to), there);
}

#[test]
fn what_was_merged_stays_merged_whichever_export_comes_back() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = demo(home.path());
    let before = export(&cli, home.path());
    let ids = cli.run(["company", "list", "-q", "--limit", "2"]).ok().stdout;
    let [winner, loser] = ids.split_whitespace().collect::<Vec<_>>()[..] else {
        panic!("two companies: {ids}");
    };
    cli.run(["company", "merge", winner, loser]).ok();
    let there = digest(&cli);
    let after = home.path().join("after.ndjson");
    cli.run(["export", "all", "--out", &after.display().to_string()])
        .ok();
    // Its own export changes nothing, told to overwrite or not.
    for more in [&[][..], &["--on-duplicate", "update"]] {
        let report = import(&cli, &after, more);
        let [rows, _, _, unchanged, ..] = accounted(&report);
        assert_eq!(rows, unchanged, "{report}");
    }
    // One of before brings nobody back to life.
    let report = import(&cli, &before, &[]);
    assert_eq!((accounted(&report)[1], accounted(&report)[5]), (0, 0), "{report}");
    assert!(
        report["skipped_because"]["merged since"].as_u64() > Some(0),
        "{report}"
    );
    assert_eq!(digest(&cli), there);
    let shown = cli.run(["company", "show", loser, "--json"]).ok().json();
    assert_eq!(
        shown["company"]["id"].as_str().or(shown["id"].as_str()),
        Some(winner)
    );
    // And elsewhere the id of the one that went stands for the other as well.
    let to = file(home.path(), "other");
    import(&to, &after, &[]);
    assert_eq!(digest(&to), there);
    to.run(["company", "show", loser]).ok();
}

#[test]
fn words_for_tables_of_other_systems_are_refused() {
    let home = tempfile::tempdir().expect("a folder");
    let from = demo(home.path());
    let path = export(&from, home.path()).display().to_string();
    let refused = from.run(["import", &path, "--yes", "--tag", "messe"]);
    refused.exits(2);
    let refused = from.run(["import", &path]);
    assert!(refused.exits(2).stderr.contains("--yes"));
}

#[test]
fn fields_of_ones_own_come_along_and_a_field_that_stands_is_not_replaced_unasked() {
    let home = tempfile::tempdir().expect("a folder");
    let from = file(home.path(), "from");
    let add = |cli: &Cli, args: &[&str]| {
        let mut all = vec!["field", "add", "company", "Mood"];
        all.extend(args);
        cli.run(all).ok();
    };
    add(
        &from,
        &[
            "--type", "choice", "--choice", "good", "--choice", "bad", "--label", "Stimmung",
        ],
    );
    from.run(["field", "add", "contact", "Newsletter", "--type", "boolean"])
        .ok();
    from.run(["company", "add", "Acme", "--set", "Mood=good"]).ok();
    let path = export(&from, home.path());
    let empty = file(home.path(), "empty");
    let report = import(&empty, &path, &[]);
    assert_eq!(accounted(&report)[5], 0, "{report}");
    assert_eq!(digest(&empty), digest(&from));
    let again = import(&empty, &path, &[]);
    assert_eq!(accounted(&again)[1], 0, "{again}");
    // They are in force at once.
    let refused = empty.run(["company", "edit", "Acme", "--set", "Mood=fine"]);
    assert_eq!(refused.status, 2, "{}", refused.stderr);
    // What says something else here stands, unless it is to be replaced.
    let other = file(home.path(), "other");
    add(&other, &["--type", "text"]);
    let report = import(&other, &path, &[]);
    assert_eq!(accounted(&report)[4], 1, "{report}");
    assert_ne!(digest(&other), digest(&from));
    import(&other, &path, &["--on-duplicate", "update"]);
    assert_eq!(digest(&other), digest(&from));
    // A definition that no command could have made is none.
    let mut broken = lines(&path);
    for line in broken.iter_mut().filter(|line| line["row"]["kind"] == "FIELD") {
        line["row"]["body"]["name"] = json!("City");
    }
    write(&path, &broken);
    let third = file(home.path(), "third");
    let report = import(&third, &path, &[]);
    assert_eq!(accounted(&report)[5], 2, "{report}");
}

#[test]
fn rows_in_any_order_come_back_in_one_import() {
    let home = tempfile::tempdir().expect("a folder");
    let from = demo(home.path());
    let path = export(&from, home.path());
    let mut all = lines(&path);
    all.reverse();
    // One row belongs to nothing in the file: it alone goes to the rejects.
    let lost = all
        .iter()
        .position(|line| line["table"] == "note" || line["table"] == "activity");
    let mut stray = all[lost.expect("a row of a company")].clone();
    stray["row"]["id"] = json!("01936b1e-1c00-7000-8000-0000000000aa");
    stray["row"]["company_id"] = json!("01936b1e-1c00-7000-8000-0000000000bb");
    all.insert(0, stray);
    write(&path, &all);
    let to = file(home.path(), "other");
    let report = import(&to, &path, &[]);
    let totals = accounted(&report);
    assert_eq!(totals[0], all.len() as u64, "every row is counted once");
    assert_eq!((totals[2], totals[4], totals[5]), (0, 0, 1), "{report}");
    assert_eq!(report["rejected"][0]["line"], json!(1));
    assert_eq!(digest(&to), digest(&from));
    // Taken back as one, and again.
    to.run(["undo"]).ok();
    assert_eq!(accounted(&import(&to, &path, &[]))[5], 1);
    assert_eq!(digest(&to), digest(&from));
}
