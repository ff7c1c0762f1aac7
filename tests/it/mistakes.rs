//! Mistakes at the command line: each is refused before anything is changed, with what was wrong and what is accepted.

use crate::support::cli::Cli;

fn desk() -> (tempfile::TempDir, Cli) {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    (home, cli)
}

#[test]
fn a_blank_file_is_said_to_be_blank() {
    let (home, cli) = desk();
    for (name, bytes) in [
        ("nothing.csv", &b""[..]),
        ("lines.csv", b"\n\n  \n"),
        ("mark.csv", b"\xef\xbb\xbf\n"),
        ("cells.csv", b",,,\n,,,\n ,,\n"),
    ] {
        let path = home.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        let path = path.display().to_string();
        for args in [
            vec!["import", &path, "--yes"],
            vec!["import", &path, "--from", "csv", "--as", "companies", "--dry-run"],
        ] {
            let output = cli.run(&args).exits(2);
            let says = "nothing in it can be imported; wanted are a line with the names of the columns and rows below it";
            assert!(output.stderr.contains("[no_rows]"), "{name}: {}", output.stderr);
            assert!(
                output.stderr.contains(name) && output.stderr.contains(says),
                "{}",
                output.stderr
            );
        }
    }
    // Columns without names, and rows: the columns are asked about as before.
    let path = home.path().join("unnamed.csv");
    std::fs::write(&path, ",,\nVoss,1,2\n").expect("written");
    let output = cli.run(["import", &path.display().to_string(), "--yes"]).exits(2);
    assert!(output.stderr.contains("[unknown_columns]"), "{}", output.stderr);
}

#[test]
fn a_tag_of_which_nothing_is_seen_is_refused() {
    let (home, cli) = desk();
    let path = home.path().join("companies.csv");
    std::fs::write(&path, "name\nVoss GmbH\n").expect("written");
    let path = path.display().to_string();
    for tag in ["", " ", "#", "\u{200b}"] {
        for args in [
            vec!["import", &path, "--yes", "--tag", tag],
            vec!["company", "add", "Ohm KG", "--tag", "fair", "--tag", tag],
            vec!["bulk", "tag", tag, "--filter", "has:phone"],
            vec!["bulk", "untag", tag, "--filter", "has:phone"],
        ] {
            let output = cli.run(&args).exits(2);
            let says = "tags: a tag that can be seen is wanted";
            assert!(output.stderr.contains(says), "{args:?}: {}", output.stderr);
        }
    }
    assert_eq!(
        cli.run(["company", "list", "-q"]).ok().stdout,
        "",
        "nothing was entered"
    );
    let given = cli
        .run(["company", "add", "Ohm KG", "--tag", "#Fair", "--json"])
        .ok();
    assert!(
        cli.run(["company", "list", "--filter", "tag:fair"])
            .ok()
            .stdout
            .contains("Ohm KG"),
        "{given:?}"
    );
}

#[test]
fn a_file_of_views_that_is_no_text_is_named_with_its_line() {
    let (home, cli) = desk();
    let path = home.path().join("views.toml");
    std::fs::write(&path, b"[[view]]\nname = \"caf\xe9\"\n").expect("written");
    let output = cli.run(["view", "import", &path.display().to_string()]).exits(2);
    let says = "views.toml: line 2 is no UTF-8 text (byte 20 of the file is 0xE9); save the file as UTF-8";
    assert!(
        output.stderr.contains("[usage]") && output.stderr.contains(says),
        "{}",
        output.stderr
    );
}

#[test]
fn a_field_does_not_take_a_name_that_means_something_else() {
    let (_home, cli) = desk();
    for (of, name, says) in [
        (
            "company",
            "postal.city",
            "is a part of the field \"postal\" of every company",
        ),
        (
            "company",
            "extra.Mood",
            "is a part of the field \"extra\" of every company",
        ),
        ("company", "Employees", "is a field of every company"),
        (
            "company",
            "size",
            "means something else in filters (see: callsheet view fields)",
        ),
        ("company", "Due", "means something else in filters"),
        ("company", "next-due", "means something else in filters"),
        ("company", "has", "means something else in filters"),
        ("contact", "role", "means something else in filters"),
    ] {
        let output = cli.run(["field", "add", of, name, "--type", "TEXT"]).exits(2);
        assert!(output.stderr.contains(says), "{name}: {}", output.stderr);
    }
    cli.run(["field", "add", "company", "Role", "--type", "TEXT"])
        .ok();
    cli.run(["field", "add", "company", "v1.2", "--type", "TEXT"])
        .ok();
}

#[test]
fn the_sheet_of_a_contact_has_the_birthday() {
    let (_home, cli) = desk();
    cli.run([
        "contact",
        "add",
        "--first-name",
        "Anna",
        "--last-name",
        "Voss",
        "--set",
        "birthday=1980-05-06",
    ])
    .ok();
    let sheet = cli.run(["contact", "show", "Anna Voss"]).ok().stdout;
    assert!(
        sheet.contains("birthday") && sheet.contains("06 May 1980"),
        "{sheet}"
    );
    let sheet = cli
        .env("LANG", "de_DE.UTF-8")
        .run(["contact", "show", "Anna Voss"])
        .ok()
        .stdout;
    assert!(sheet.contains("Geburtstag"), "{sheet}");
}

#[test]
fn what_is_refused_is_said_in_german_with_the_names_as_they_are() {
    let (home, cli) = desk();
    let views = home.path().join("views.toml");
    std::fs::write(&views, b"caf\xe9").expect("written");
    let blank = home.path().join("blank.csv");
    std::fs::write(&blank, "").expect("written");
    let (views, blank) = (views.display().to_string(), blank.display().to_string());
    let cli = cli.env("LANG", "de_DE.UTF-8");
    cli.run(["company", "add", "Ohm KG"]).ok();
    cli.run(["field", "add", "company", "Seats", "--type", "NUMBER"])
        .ok();
    for (args, says) in [
        (
            vec!["company", "show", "Nichts"],
            "Firma \"Nichts\" gibt es nicht.",
        ),
        (
            vec!["field", "add", "company", "size", "--type", "TEXT"],
            "name: „size“ bedeutet in Filtern etwas anderes",
        ),
        (
            vec!["company", "add", "Voss", "--tag", ""],
            "tags: ein sichtbares Schlagwort wird gebraucht",
        ),
        (
            vec!["company", "edit", "Ohm KG", "--set", "Seats=1,234"],
            "Seats: „1,234“ lässt sich auf zwei Arten lesen",
        ),
        (
            vec!["company", "list", "--filter", "seats>=1.234"],
            "lässt sich auf zwei Arten lesen",
        ),
        (
            vec!["import", &blank, "--yes"],
            "nichts darin lässt sich importieren",
        ),
        (
            vec!["view", "import", &views],
            "Zeile 1 ist kein UTF-8-Text (Byte 3 der Datei ist 0xE9)",
        ),
        (vec!["redo"], "Es gibt nichts zu wiederholen."),
        (
            vec!["company", "stage", "Ohm KG", "SALES_ACCEPTED"],
            "Eine Firma kann nicht von",
        ),
    ] {
        let output = cli.run(&args);
        assert!(output.stderr.contains(says), "{args:?}: {}", output.stderr);
    }
    // A script reads the sentence as it is.
    let problem = cli.run(["company", "show", "Nichts", "--json"]).problem();
    assert_eq!(problem["detail"], "There is no company \"Nichts\".");
}
