//! Hostile and broken inputs on the command line (faults-and-bad-inputs.md 3.8).

use crate::support::cli::Cli;

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Row 75: the domain is marked where it is shown, and said when it is entered.
#[test]
fn a_domain_in_two_alphabets_is_shown_as_the_network_sees_it() {
    let home = home();
    let cli = Cli::new(home.path());
    let address = "anna@p\u{430}ypal.com";
    let entered = cli
        .run(["company", "add", "Pay", "--email", address, "--json"])
        .ok();
    assert!(entered.stdout.contains("lookalike"), "{}", entered.stdout);
    let shown = cli.run(["company", "show", "Pay"]).ok().stdout;
    assert!(
        shown.contains(&format!("{address} ⚠ xn--pypal-4ve.com")),
        "{shown}"
    );
    let contact = [
        "contact",
        "add",
        "Anna Ames",
        "--company",
        "Pay",
        "--email",
        address,
        "--json",
    ];
    let contact = cli.run(contact).ok();
    assert!(contact.stdout.contains("lookalike"), "{}", contact.stdout);
    let id = contact.json()["id"].as_str().expect("an id").to_owned();
    let shown = cli.run(["contact", "show", &id]).ok().stdout;
    assert!(shown.contains("⚠ xn--pypal-4ve.com"), "{shown}");
    let honest = cli.run(["company", "add", "Müller", "--email", "info@müller.de", "--json"]);
    assert!(!honest.ok().stdout.contains("lookalike"));
}

/// Rows 72 and 74: what people count counts, and what nobody sees is empty.
#[test]
fn names_are_measured_as_people_see_them() {
    let home = home();
    let cli = Cli::new(home.path());
    let zalgo = format!("Z{}algo", "\u{301}".repeat(2_000));
    cli.run(["company", "add", &zalgo]).ok();
    cli.run(["company", "add", &"é".repeat(500)]).ok();
    cli.run(["company", "add", &"ü".repeat(501)]).exits(2);
    cli.run(["company", "add", &format!("a{}", "\u{301}".repeat(5_000))])
        .exits(2);
    for blank in [
        "\u{E0061}",
        "\u{301}",
        "\u{FE0F}",
        "\u{180E}",
        "\u{34F}",
        "\u{200B} \u{3164}",
    ] {
        let refused = cli.run(["company", "add", blank, "--json"]).exits(2).problem();
        assert!(
            refused.to_string().contains("can be seen"),
            "{blank:?}: {refused}"
        );
    }
    let flag = cli.run(["company", "add", "Flagge 🇩🇪"]).ok().stdout;
    assert!(flag.contains("Flagge DE"), "{flag}");
}

/// Row 27 and the like: what the configuration names is there, or is said.
#[test]
fn a_theme_that_is_not_there_is_a_finding() {
    let home = home();
    let cli = Cli::new(home.path());
    let folder = home.path().join(".config/callsheet");
    std::fs::create_dir_all(folder.join("themes")).expect("a folder");
    let theme = |name: &str| {
        std::fs::write(folder.join("config.toml"), format!("[ui]\ntheme = \"{name}\"\n")).expect("written");
        cli.run(["config", "check"])
    };
    let wrong = theme("drak");
    let said = format!("{}{}", wrong.stdout, wrong.stderr);
    assert!(
        wrong.status != 0 && said.contains("did you mean \"dark\"?") && said.contains(":2:"),
        "{said}"
    );
    for name in ["dark", "mono"] {
        theme(name).ok();
    }
    std::fs::write(folder.join("themes/mine.toml"), "").expect("written");
    theme("mine").ok();
    theme("themes/mine.toml").ok();
    assert_ne!(theme("themes/yours.toml").status, 0);
    cli.run(["config", "set", "ui.theme", "drak"]).exits(wrong.status);
}

/// A configuration that is a pipe is refused at once, not waited for.
#[cfg(unix)]
#[test]
fn a_pipe_as_configuration_is_refused() {
    let home = home();
    let cli = Cli::new(home.path());
    let pipe = home.path().join("pipe.toml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo starts").success());
    let refused = cli.run(["--config", &pipe.display().to_string(), "company", "list"]);
    assert!(
        refused.status > 0 && refused.stderr.contains("pipe"),
        "{}",
        refused.stderr
    );
    cli.run(["--config", "/dev/null", "company", "list"]).ok();
}

/// A file of rules that cannot be read is named once, with no advice about another file.
#[cfg(unix)]
#[test]
fn an_unreadable_workflow_is_named_once() {
    let home = home();
    let cli = Cli::new(home.path());
    let folder = home.path().join(".config/callsheet/workflows");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("bad.yaml"), b"key: \xff\n").expect("written");
    let checked = cli.run(["config", "check"]);
    let said = format!("{}{}", checked.stdout, checked.stderr);
    assert!(checked.status != 0 && said.contains("no UTF-8"), "{said}");
    assert_eq!(said.matches("bad.yaml").count(), 1, "{said}");
    assert!(!said.contains("--config"), "{said}");
}

/// Row 83: a damaged file is left alone, and the way out is said in commands.
#[test]
fn doctor_says_the_way_out_of_a_damaged_file() {
    let home = home();
    let cli = Cli::new(home.path());
    cli.run(["company", "add", "X"]).ok();
    std::fs::write(home.path().join("callsheet.db.v0.bak"), "a copy").expect("written");
    std::fs::write(cli.file(), "").expect("damaged");
    let _ = std::fs::remove_file(home.path().join("callsheet.db-wal"));
    let said = cli.run(["doctor"]).exits(1).stdout;
    for part in [
        "callsheet.db.corrupt-20260303T0900",
        "callsheet.db.v0.bak",
        ".recover",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(std::fs::read(cli.file()).expect("read"), b"", "left as it is");
}
