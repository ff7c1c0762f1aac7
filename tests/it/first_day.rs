//! The first day on the command line: a company is entered, called, qualified, and all of it taken back.

use crate::support::cli::Cli;
use serde_json::Value;

fn codes(problem: &Value) -> Vec<String> {
    let missing = problem["missing"].as_array().cloned().unwrap_or_default();
    missing
        .iter()
        .filter_map(|m| m["code"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn a_company_is_entered_called_qualified_and_taken_back() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    let before = cli.run(["dev", "digest"]).ok().stdout;
    let added = cli.run(["company", "add", "X", "--json"]).ok().json();
    let id = added["id"].as_str().expect("the id of the company").to_owned();
    let opened = added["effects"].as_array().expect("effects");
    let opened = opened
        .iter()
        .filter(|effect| effect["effect"] == "case_opened")
        .count();
    assert_eq!(opened, 1, "QUALIFY_COMPANY starts once");
    let refused = cli
        .run(["company", "stage", &id, "QUALIFIED_LEAD", "--json"])
        .exits(4)
        .problem();
    assert_eq!(codes(&refused), ["activity", "next_step"]);
    let entered = cli.run(["dev", "digest"]).ok().stdout;
    let log = [
        "log",
        &id,
        "--outcome",
        "REACHED_DECISION_MAKER",
        "--note",
        "x",
        "--follow-up",
        "tomorrow 10",
    ];
    cli.run(log).ok();
    cli.run(["company", "qualify", &id]).ok();
    let shown = cli.run(["company", "show", &id, "--json"]).ok().json();
    assert_eq!(shown["stage"], "QUALIFIED_LEAD");
    cli.run(["undo"]).ok();
    cli.run(["undo"]).ok();
    assert_eq!(cli.run(["dev", "digest"]).ok().stdout, entered);
    cli.run(["undo"]).ok();
    assert_eq!(cli.run(["dev", "digest"]).ok().stdout, before);
}

#[test]
fn what_the_queue_explains_first_is_what_next_claims_and_no_answer_is_tried_again() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    for name in ["Acme", "Globex"] {
        cli.run([
            "company",
            "add",
            name,
            "--phone",
            "+49 711 5550142",
            "--country",
            "DE",
        ])
        .ok();
    }
    let tasks = cli
        .run(["tasks", "--queue", "INSIDE_SALES", "--json"])
        .ok()
        .json();
    let rows = tasks["rows"]
        .as_array()
        .or(tasks.as_array())
        .cloned()
        .expect("rows");
    assert!(
        rows.iter().all(|row| row["why"]["code"].is_string()),
        "each row says why"
    );
    let first = rows
        .iter()
        .find(|row| row["band"].as_u64() < Some(5))
        .expect("something to do");
    let claimed = cli.run(["next", "--queue", "INSIDE_SALES", "--json"]).ok().stdout;
    assert!(claimed.contains(first["id"].as_str().expect("id")), "{claimed}");
    let call = rows
        .iter()
        .find(|row| row["kind"] == "FIRST_OUTREACH")
        .expect("a call");
    cli.run(["log", call["id"].as_str().expect("id"), "--outcome", "NO_ANSWER"])
        .ok();
    let tasks = cli
        .run(["tasks", "--queue", "INSIDE_SALES", "--json"])
        .ok()
        .json();
    let rows = tasks["rows"]
        .as_array()
        .or(tasks.as_array())
        .cloned()
        .expect("rows");
    let back = rows
        .iter()
        .find(|row| row["kind"] == "CALL_BACK")
        .expect("a call back");
    assert_eq!(back["attempt"], 2);
}

#[test]
fn a_company_sleeps_the_usual_number_of_days_when_no_day_is_said() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    cli.run(["company", "add", "Acme"]).ok();
    let told = cli.run(["company", "dormant", "Acme", "--json"]).ok().json();
    let effects = told["effects"].as_array().expect("effects");
    let asleep = effects.iter().find(|effect| effect["effect"] == "wake_up");
    // Ninety days behind the clock of the tests.
    assert_eq!(asleep.expect("it sleeps")["on"], "2026-06-01");
}

#[test]
fn a_case_goes_to_trash_and_comes_back_by_its_id() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    cli.run(["company", "add", "Acme"]).ok();
    let started = cli
        .run(["case", "start", "Acme", "work_lead", "--json"])
        .ok()
        .json();
    let id = started["id"].as_str().expect("the id of the case").to_owned();
    cli.run(["case", "delete", &id]).ok();
    cli.run(["case", "show", &id]).exits(3);
    let trash = cli.run(["trash"]).ok().stdout;
    assert!(trash.contains("WORK_LEAD") && trash.contains("Acme"), "{trash}");
    cli.run(["case", "restore", &id]).ok();
    cli.run(["case", "show", &id]).ok();
}

#[test]
fn a_wrong_key_is_found_by_every_check_of_the_configuration() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    let folder = home.path().join(".config/callsheet");
    std::fs::create_dir_all(&folder).expect("a folder");
    let bind = "[[bind]]\nscope = \"work\"\nkey = [\"ö\"]\ndo = \"work.outcom\"\n";
    std::fs::write(folder.join("config.toml"), bind).expect("written");
    let checked = cli.run(["config", "check"]);
    assert!(
        checked.status != 0 && checked.stderr.contains("work.outcom"),
        "{checked:?}"
    );
    let told = cli.run(["doctor"]);
    assert!(
        format!("{}{}", told.stdout, told.stderr).contains("work.outcom"),
        "{told:?}"
    );
}
