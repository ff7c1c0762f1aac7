//! What the command line answers a person: dates in both zones, warnings, the language asked for.

use crate::support::cli::Cli;
use serde_json::Value;

fn cli(home: &tempfile::TempDir) -> Cli {
    Cli::new(home.path())
}

fn add(cli: &Cli, args: &[&str]) -> String {
    let args = [&["company", "add"], args, &["--json"]].concat();
    let added = cli.run(args).ok().json();
    added["id"].as_str().expect("the id of the company").to_owned()
}

fn task(cli: &Cli, company: &str, more: &[&str]) -> Value {
    let args = [&["task", "add", company, "TODO"], more, &["--json"]].concat();
    cli.run(args).ok().json()
}

#[test]
fn a_queue_that_is_none_is_refused_by_every_list() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = cli(&home);
    for verb in ["tasks", "next"] {
        let refused = cli.run([verb, "--queue", "NOPE", "--json"]).exits(2).problem();
        assert_eq!(refused["code"], "invalid", "{verb}");
        assert!(
            refused["detail"]
                .as_str()
                .expect("detail")
                .contains("INSIDE_SALES")
        );
    }
}

#[test]
fn a_follow_up_abroad_is_told_in_the_companys_time_too() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = cli(&home);
    let here = add(&cli, &["Hier GmbH", "--set", "country=DE"]);
    let there = add(&cli, &["There Inc", "--set", "country=US"]);
    let log = |company: &str| {
        let args = [
            "log",
            company,
            "--outcome",
            "CALL_BACK_LATER",
            "--follow-up",
            "fr 15",
        ];
        cli.run(args).ok().stdout
    };
    let text = log(&there);
    assert!(text.contains("Fri 6 Mar 2026 15:00 (09:00 there)"), "{text}");
    let text = log(&here);
    assert!(
        text.contains("Fri 6 Mar 2026 15:00") && !text.contains("there"),
        "{text}"
    );
}

#[test]
fn a_day_off_is_warned_of_in_json_as_well() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = cli(&home);
    let id = add(&cli, &["Acme"]);
    let warned = |answer: &Value| answer["warnings"].as_array().map_or(0, Vec::len);
    let made = task(&cli, &id, &["--due", "sat"]);
    assert_eq!(warned(&made), 1, "{made}");
    let task_id = made["id"].as_str().expect("id").to_owned();
    for args in [
        vec!["task", "edit", &task_id, "--set", "due=sat"],
        vec!["task", "snooze", &task_id, "sat"],
        vec!["task", "wait", &task_id, "sat"],
        vec!["log", &id, "--outcome", "CALL_BACK_LATER", "--follow-up", "sat"],
    ] {
        let args = [args, vec!["--json"]].concat();
        let answer = cli.run(&args).ok().json();
        assert_eq!(warned(&answer), 1, "{args:?}: {answer}");
    }
}

#[test]
fn a_promise_that_stands_is_told_with_its_date() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = cli(&home);
    let id = add(&cli, &["Acme"]);
    let promise = ["log", &id, "--outcome", "CALL_BACK_LATER", "--follow-up", "fr 15"];
    cli.run(promise).ok();
    let again = ["log", &id, "--outcome", "NO_ANSWER", "--keep-task"];
    let text = cli.run(again).ok().stdout;
    assert!(text.contains("the promise stands: Fri 15:00"), "{text}");
    let text = cli.run([&again[..], &["--lang", "de"]].concat()).ok().stdout;
    assert!(text.contains("die Zusage bleibt: Fr 15:00"), "{text}");
}

#[test]
fn a_task_that_waits_on_somebody_says_so_in_the_list() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = cli(&home);
    let id = add(&cli, &["Acme"]);
    let made = task(&cli, &id, &[]);
    let task_id = made["id"].as_str().expect("id");
    cli.run(["task", "wait", task_id, "thu 10"]).ok();
    let row = |cli: &Cli| {
        let rows = cli.run(["tasks", "--json"]).ok().json();
        let found = rows
            .as_array()
            .expect("rows")
            .iter()
            .find(|row| row["id"] == *task_id);
        found.expect("the task").clone()
    };
    let waiting = row(&cli);
    assert_eq!(
        (&waiting["state"], &waiting["band"], &waiting["why"]["code"]),
        (&"WAITING".into(), &5.into(), &"waiting".into())
    );
    let shown = cli.run(["task", "show", task_id, "--json"]).ok().json();
    assert_eq!(shown["state"], "WAITING");
    let thursday = cli.clone().at("2026-03-05T09:30:00Z");
    assert_eq!(row(&thursday)["state"], "OPEN");
    let shown = thursday.run(["task", "show", task_id, "--json"]).ok().json();
    assert_eq!(shown["state"], "OPEN");
}

#[test]
fn a_list_of_numbers_typed_anew_keeps_what_is_known_of_them() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = cli(&home);
    let phones = r#"phones=[{"raw":"+49 711 123456","type":"MOBILE"},{"raw":"+49 711 5550142 ext 12"}]"#;
    let id = add(&cli, &["Acme", "--set", phones]);
    cli.run(["company", "mark-number", &id, "+49 711 123456", "WRONG"])
        .ok();
    let typed = [
        "company",
        "edit",
        &id,
        "--set",
        "phones=0711 123456",
        "--set",
        "phones=+49 711 5550142",
    ];
    cli.run(typed).ok();
    let shown = cli.run(["company", "show", &id, "--json"]).ok().json();
    let phones = &shown["phones"];
    assert_eq!(
        (&phones[0]["type"], &phones[0]["state"]),
        (&"MOBILE".into(), &"WRONG".into()),
        "{phones}"
    );
    assert_eq!(phones[1]["ext"], "12", "{phones}");
    let lie = r#"phones=[{"raw":"+49 711 123456","e164":"+1900555"}]"#;
    cli.run(["company", "edit", &id, "--set", lie]).ok();
    let shown = cli.run(["company", "show", &id, "--json"]).ok().json();
    assert_eq!(shown["phones"][0]["e164"], "+49711123456");
}

#[test]
fn answers_are_german_where_german_is_asked_for_and_json_is_the_same_everywhere() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = cli(&home).env("LANG", "de_DE.UTF-8");
    let added = cli.run(["company", "add", "Müller GmbH"]).ok().stdout;
    assert!(added.contains("Firma angelegt: Müller GmbH"), "{added}");
    let list = cli.run(["tasks"]).ok().stdout;
    assert!(
        list.lines().next().expect("heads").contains("Warum  Firma") || list.contains("Fällig"),
        "{list}"
    );
    let shown = cli.run(["company", "show", "Müller GmbH"]).ok().stdout;
    assert!(
        shown.contains("Phase") && shown.contains("ein nächster Schritt"),
        "{shown}"
    );
    let history = cli.run(["history"]).ok().stdout;
    assert!(history.contains("Firma angelegt: Müller GmbH"), "{history}");
    let move_on = ["company", "stage", "Müller GmbH", "QUALIFIED_LEAD"];
    let refused = cli.run(move_on).exits(4).stderr;
    assert!(
        refused.contains("Zuerst fehlt noch etwas") && refused.contains("ein nächster Schritt"),
        "{refused}"
    );
    let german = cli.run([&move_on[..], &["--json"]].concat()).exits(4).problem();
    let english = cli
        .clone()
        .env("LANG", "C.UTF-8")
        .run([&move_on[..], &["--json"]].concat())
        .exits(4)
        .problem();
    assert_eq!(german, english);
}
