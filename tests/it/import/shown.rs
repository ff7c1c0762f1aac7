//! What a hostile or strange file holds is stored as it is, shown harmlessly, and leaves harmlessly.

use crate::support::cli::Cli;
use std::fmt::Write as _;

fn cli() -> (tempfile::TempDir, Cli) {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    (home, cli)
}

fn import(cli: &Cli, text: &str, more: &[&str]) -> serde_json::Value {
    let path = cli.home().join("rows.csv");
    std::fs::write(&path, text).expect("written");
    let path = path.display().to_string();
    let args = [&["import", &path, "--yes", "--json"], more].concat();
    cli.run(args).ok().json()
}

/// The names of the companies, as they are stored.
fn names(cli: &Cli) -> Vec<String> {
    let rows = cli
        .run(["export", "companies", "--fields", "name", "--json"])
        .ok()
        .json();
    let rows = rows.as_array().expect("a list").clone();
    let mut names: Vec<String> = rows
        .iter()
        .map(|row| row["name"].as_str().expect("a name").to_owned())
        .collect();
    names.sort();
    names
}

/// Row 7: the separator that was found is part of what is shown before.
#[test]
fn the_separator_is_shown_before() {
    let (_home, cli) = cli();
    for (sign, word) in [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")] {
        let report = import(&cli, &format!("name{sign}city\nVoss{sign}Ulm\n"), &["--dry-run"]);
        assert_eq!(report["delimiter"], word);
    }
    let path = cli.home().join("rows.csv").display().to_string();
    let told = cli.run(["import", &path, "--dry-run"]).ok().stdout;
    assert!(told.contains("bar"), "{told}");
}

/// Rows 9, 18, 20 and 21: cells stay what they are; no terminal obeys them and no table runs them (row 19).
#[test]
fn what_would_be_obeyed_is_kept_and_only_shown() {
    let (_home, cli) = cli();
    let cells = [
        "\"two\nlines\"",
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(1)",
        "＝1+1",
        "\u{1b}]52;c;eA==\u{7}x",
        "\u{1b}]8;;http://x.example\u{1b}\\y",
        "\u{1b}[31mred",
        "\u{9b}31mred too",
        "a\u{202e}b",
        "a\u{2067}c",
    ];
    let mut text = String::from("name,city\n");
    for cell in cells {
        let _ = writeln!(text, "{cell},Ulm");
    }
    let report = import(&cli, &text, &[]);
    assert_eq!(report["created"], cells.len(), "{report}");
    let warned: Vec<&str> = report["warnings"]
        .as_array()
        .expect("warnings")
        .iter()
        .filter_map(|warning| warning["code"].as_str())
        .collect();
    assert!(warned.contains(&"hidden_signs"), "{warned:?}");
    let mut stored: Vec<String> = cells
        .iter()
        .map(|cell| cell.trim_matches('"').to_owned())
        .collect();
    stored.sort();
    assert_eq!(names(&cli), stored);

    let shown = cli.run(["company", "list", "--limit", "50"]).ok().stdout;
    for sign in ["two␊lines", "␛]52;c", "␛[31mred", "a⟨RLO⟩b", "a⟨RLI⟩c"] {
        assert!(shown.contains(sign), "{sign}: {shown}");
    }
    let obeyed = |text: &str| text.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}', '\u{2067}']);
    assert!(!obeyed(&shown), "{shown:?}");

    let table = cli.run(["export", "companies", "--fields", "name"]).ok().stdout;
    let mut reader = csv::ReaderBuilder::new().from_reader(table.as_bytes());
    let mut guarded = 0;
    for row in reader.records() {
        let row = row.expect("a row");
        assert!(
            !row[0].starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']),
            "{row:?}"
        );
        assert!(!row[0].contains(['\u{1b}', '\u{7}', '\u{9b}']), "{row:?}");
        guarded += usize::from(row[0].starts_with('\''));
    }
    assert_eq!(guarded, 5, "{table}");
    // What the guard put before comes off again: nothing is new elsewhere but what a table cannot say.
    let raw = cli
        .run(["export", "companies", "--fields", "name", "--raw"])
        .ok()
        .stdout;
    assert!(raw.contains("\n=cmd|") && raw.contains("\n@SUM"), "{raw}");
}

/// Row 24: an amount stays the number it is, without rounding, and is no formula of a table.
#[test]
fn amounts_are_the_numbers_they_are() {
    let (_home, cli) = cli();
    let text =
        "name;employees\nAaa;1.234\nBbb;12\nCcc;1e3\nDdd;-0\nEee;1000000000000000000000000000000\nFff;NaN\n";
    let report = import(&cli, text, &["--decimal", "comma"]);
    assert_eq!(report["failed"], 2, "{report}");
    let rows = cli
        .run(["export", "companies", "--fields", "name,employees"])
        .ok()
        .stdout;
    for line in ["Aaa,1234", "Bbb,12", "Ccc,1000"] {
        assert!(rows.contains(line), "{rows}");
    }
}

/// Row 15: as many rows as there are, in a memory that does not grow with them. `CALLSHEET_MANY_ROWS=1000000` takes
/// that many (in a release build).
#[cfg(target_os = "linux")]
#[test]
fn a_long_file_takes_little_memory() {
    let (_home, cli) = cli();
    let rows = std::env::var("CALLSHEET_MANY_ROWS")
        .ok()
        .and_then(|rows| rows.parse().ok());
    let rows: u64 = rows.unwrap_or(2_000);
    cli.run(["company", "add", "Voss"]).ok();
    let path = cli.home().join("long.csv");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("made"));
    std::io::Write::write_all(&mut file, b"type,date,notes,company\n").expect("written");
    for n in 0..rows {
        let row = format!("Note,2025-01-02 10:00,what was said the {n}th time,Voss\n");
        std::io::Write::write_all(&mut file, row.as_bytes()).expect("written");
    }
    std::io::Write::flush(&mut file).expect("written");
    drop(file);
    let path = path.display().to_string();
    let mut child = cli
        .command(&["import", &path, "--as", "activities", "--yes", "--json"])
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("callsheet starts");
    let mut most = 0;
    while child.try_wait().expect("asked").is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
        most = most.max(kib.unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(child.wait().expect("ended").success());
    assert!((1..100 * 1024).contains(&most), "{most} KiB");
    let last = cli
        .run(["import", &path, "--as", "activities", "--yes", "--json"])
        .ok()
        .json();
    assert_eq!(last["unchanged"], rows, "{last}");
}
