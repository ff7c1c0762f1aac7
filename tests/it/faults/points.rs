//! A crash at each point of a typed command: the row is there exactly when it was committed.

use crate::support::cli::Cli;

fn names(cli: &Cli) -> Vec<String> {
    let listed = cli.run(["company", "list", "--json"]).ok().json();
    let rows = listed["items"].as_array().or(listed.as_array()).cloned();
    let rows = rows.unwrap_or_else(|| panic!("no list: {listed}"));
    let mut names: Vec<String> = rows
        .iter()
        .filter_map(|row| row["name"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// What `doctor` says of the pages, indexes and references of the file.
fn integrity(cli: &Cli) -> String {
    // Anything bad anywhere makes the exit status 1; only this look is meant here.
    let checks = cli.run(["doctor", "--json"]).json();
    let checks = checks.as_array().cloned().unwrap_or_default();
    let found = checks.iter().find(|check| check["name"] == "integrity");
    found.map_or_else(String::new, |check| check["state"].to_string())
}

#[test]
fn a_crash_anywhere_in_a_command_leaves_all_of_it_or_nothing() {
    for (point, kept) in [
        ("type.begun", false),
        ("type.rows", false),
        ("type.commit", false),
        ("type.after_commit", true),
    ] {
        let home = tempfile::tempdir().expect("a folder");
        let cli = Cli::new(home.path());
        cli.run(["company", "add", "Before"]).ok();
        let before = cli.run(["dev", "digest"]).ok().stdout;
        let crashed = cli
            .clone()
            .env("CALLSHEET_FAIL", point)
            .run(["company", "add", "Zander Werke"]);
        assert_eq!(
            crashed.status, -1,
            "{point}: {}{}",
            crashed.stdout, crashed.stderr
        );
        assert_eq!(integrity(&cli), "\"ok\"", "{point}");
        let (expect, same) = if kept {
            (vec!["Before", "Zander Werke"], false)
        } else {
            (vec!["Before"], true)
        };
        assert_eq!(names(&cli), expect, "{point}");
        assert_eq!(cli.run(["dev", "digest"]).ok().stdout == before, same, "{point}");
        cli.run(["company", "add", "Zander Werke"]).ok();
        assert_eq!(
            names(&cli).len(),
            expect.len() + 1,
            "{point}: the same command works"
        );
        assert_eq!(integrity(&cli), "\"ok\"", "{point}");
    }
}
