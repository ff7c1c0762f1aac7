//! What a file keeps of its own: its zone and country, and the rules that the files beside it name.

use crate::support::cli::Cli;
use serde_json::Value;

fn commands(cli: &Cli) -> Vec<String> {
    let history = cli.run(["history", "--json"]).ok().json();
    let rows = history.as_array().cloned().unwrap_or_default();
    rows.iter()
        .filter_map(|row| row["type"].as_str().map(str::to_owned))
        .collect()
}
fn id(answer: &Value) -> String {
    answer["id"].as_str().expect("an id").to_owned()
}

#[test]
fn zone_and_country_are_those_the_file_was_made_with_whatever_the_shell_says_later() {
    let home = tempfile::tempdir().expect("a folder");
    let at_home = Cli::new(home.path()).env("LANG", "de_DE.UTF-8");
    at_home.run(["company", "add", "Acme"]).ok();
    let before = (commands(&at_home), at_home.run(["dev", "digest"]).ok().stdout);
    let abroad = Cli::new(home.path())
        .env("TZ", "America/New_York")
        .env("LANG", "en_US.UTF-8");
    abroad.run(["tasks", "--json"]).ok();
    abroad.run(["company", "add", "Dry", "--dry-run"]).ok();
    assert_eq!(
        (commands(&abroad), abroad.run(["dev", "digest"]).ok().stdout),
        before
    );
    let added = abroad
        .run(["company", "add", "Globex", "--phone", "0711 5550142", "--json"])
        .ok()
        .json();
    let shown = abroad.run(["company", "show", &id(&added), "--json"]).ok().json();
    assert_eq!(shown["phones"][0]["e164"], "+497115550142", "{shown}");

    // Named in the configuration, it does change, and what is due moves along.
    let folder = home.path().join(".config/callsheet");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(
        folder.join("config.toml"),
        "[user]\ntime_zone = \"America/New_York\"\ncountry = \"US\"\n",
    )
    .expect("written");
    let tasks = at_home.run(["tasks", "--json"]).ok().json();
    let rows = tasks["rows"].as_array().or(tasks.as_array()).map_or(0, Vec::len);
    assert!(rows > 0, "{tasks}");
    assert_eq!(
        commands(&at_home).first().map(String::as_str),
        Some("admin.rules")
    );
}

#[test]
fn a_workflow_whose_file_is_gone_starts_nothing_any_more() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    let folder = home.path().join(".config/callsheet/workflows");
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("welcome.yaml");
    let text = "key: welcome\nversion: 1\ntitle: Welcome\ntrigger: company.created\ncase:\n  type: OPPORTUNITY\n  \
                engine: ops\n  owner_role: sales_ops\n  owner_queue: SALES_OPS\ntasks:\n  - key: HELLO\n    \
                type: TODO\n    queue: SALES_OPS\n    due: +1d\n";
    std::fs::write(&file, text).expect("written");
    let cases = |name: &str| {
        let added = cli.run(["company", "add", name, "--json"]).ok().json();
        let shown = cli.run(["company", "show", &id(&added), "--json"]).ok().json();
        let cases = shown["cases"].as_array().cloned().expect("cases");
        let mut kinds: Vec<_> = cases
            .iter()
            .map(|case| case["kind"].as_str().unwrap_or_default().to_owned())
            .collect();
        kinds.sort();
        kinds
    };
    let both = ["OPPORTUNITY", "QUALIFY_COMPANY"];
    assert_eq!(cases("One"), both);
    std::fs::remove_file(&file).expect("removed");
    assert_eq!(cases("Two"), ["QUALIFY_COMPANY"]);
    std::fs::write(&file, text).expect("written");
    assert_eq!(cases("Three"), both);
}

#[test]
fn what_cannot_be_taken_back_names_no_command() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    let added = cli.run(["company", "add", "Acme", "--json"]).ok().json();
    assert!(added["command"].is_string());
    let tasks = cli
        .run(["tasks", "--queue", "INSIDE_SALES", "--json"])
        .ok()
        .json();
    let rows = tasks["rows"]
        .as_array()
        .or(tasks.as_array())
        .cloned()
        .expect("rows");
    let skipped = cli.run(["task", "skip", &id(&rows[0]), "--json"]).ok().json();
    assert!(skipped["command"].is_null(), "{skipped}");
}

#[test]
fn what_hangs_on_a_company_in_trash_is_not_found() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    let company = id(&cli.run(["company", "add", "Acme", "--json"]).ok().json());
    let contact = id(&cli
        .run(["contact", "add", "Kim Vogel", "--company", &company, "--json"])
        .ok()
        .json());
    let note = id(&cli
        .run(["log", &company, "--type", "NOTE", "--note", "x", "--json"])
        .ok()
        .json());
    cli.run(["contact", "show", &contact]).ok();
    cli.run(["activity", "show", &note]).ok();
    cli.run(["company", "delete", &company, "--with-case"]).ok();
    cli.run(["contact", "show", &contact]).exits(3);
    cli.run(["activity", "show", &note]).exits(3);
}

#[test]
fn a_vat_id_that_does_not_validate_is_kept_and_marked() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    let add = |name: &str, vat: &str| {
        cli.run([
            "company",
            "add",
            name,
            "--country",
            "DE",
            "--set",
            &format!("vat_id={vat}"),
            "--json",
        ])
        .ok()
        .json()
    };
    let wrong = add("Wrong", "DE123");
    let warned = wrong["effects"].as_array().expect("effects");
    assert!(
        warned.iter().any(|effect| effect["code"] == "vat_form"),
        "{wrong}"
    );
    let shown = cli.run(["company", "show", &id(&wrong), "--json"]).ok().json();
    assert_eq!(
        (&shown["vat_id"], &shown["vat_id_valid"]),
        (&"DE123".into(), &false.into())
    );
    assert!(
        cli.run(["company", "show", &id(&wrong)])
            .ok()
            .stdout
            .contains("DE123 ! ")
    );
    let right = add("Right", "DE136695976");
    let shown = cli.run(["company", "show", &id(&right), "--json"]).ok().json();
    assert_eq!(shown["vat_id_valid"], true);
}
