//! A backup takes the place of the file, and a file is written anew.

use super::{backups, digest, field, names, raw, text};
use callsheet::store::sqlite::{Access, Sqlite};
use std::path::{Path, PathBuf};

fn backup(cli: &crate::support::cli::Cli) -> PathBuf {
    PathBuf::from(cli.run(["backup", "-q"]).ok().stdout.trim())
}

#[test]
fn a_backup_takes_the_place_of_the_file_and_back() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let (first, copy) = (digest(&cli), backup(&cli));
    cli.run(["company", "add", "Zander Werke"]).ok();
    cli.run(["next"]).ok();
    let second = digest(&cli);
    cli.run(["restore", &text(&copy)]).exits(2);
    let dry = cli.run(["restore", &text(&copy), "--dry-run"]).ok().stdout;
    assert!(dry.contains("1 companies, 1 contacts"), "{dry}");
    assert_eq!(digest(&cli), second);
    let told = cli.run(["restore", &text(&copy), "--yes", "--json"]).ok().json();
    assert_eq!(digest(&cli), first);
    assert_eq!(told["contents"]["counts"]["companies"], 1);
    assert!(told["contents"]["last"]["label"].is_string(), "{told}");
    let before = told["before"].as_str().expect("a copy").to_owned();
    assert!(
        before.ends_with("backups/callsheet-before-restore-20260303-100000.db"),
        "{before}"
    );
    // The leases of then hold nobody up.
    cli.run(["next"]).ok();
    cli.run(["restore", &before, "--yes"]).ok();
    assert_eq!(digest(&cli), second);
    assert_eq!(names(&backups(&cli)).len(), 3, "each of the two was kept");
    assert!(
        Sqlite::open(&cli.file(), Access::Write)
            .expect("opens")
            .integrity()
            .is_ok_and(|f| f.is_empty())
    );
}

#[test]
fn a_backup_is_restored_where_no_file_is() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let (first, copy) = (digest(&cli), backup(&cli));
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", text(&cli.file())));
    }
    cli.run(["restore", &text(&copy), "--yes"]).ok();
    assert_eq!(digest(&cli), first);
}

#[test]
fn a_damaged_file_is_kept_and_replaced() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let (first, copy) = (digest(&cli), backup(&cli));
    for end in ["-wal", "-shm"] {
        // A log that was left would bring the pages back.
        let _ = std::fs::remove_file(format!("{}{end}", cli.file().display()));
    }
    std::fs::write(
        cli.file(),
        "this is no database any more, but it may be wanted".repeat(100),
    )
    .expect("damaged");
    let told = cli.run(["restore", &text(&copy), "--yes", "--json"]).ok().json();
    assert_eq!(digest(&cli), first);
    let kept = std::fs::read_to_string(told["before"].as_str().expect("a copy")).expect("kept");
    assert!(kept.starts_with("this is no database"));
}

#[test]
fn a_file_with_a_broken_page_is_kept_byte_by_byte() {
    use std::io::{Seek, SeekFrom, Write};
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let (first, copy) = (digest(&cli), backup(&cli));
    raw(&cli.file(), "PRAGMA wal_checkpoint(TRUNCATE)");
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .open(cli.file())
        .expect("opens");
    for page in 3..40 {
        file.seek(SeekFrom::Start(4096 * page)).expect("there");
        file.write_all(&[0xAB; 4096]).expect("damaged");
    }
    drop(file);
    let damaged = std::fs::read(cli.file()).expect("read");
    let told = cli.run(["restore", &text(&copy), "--yes", "--json"]).ok().json();
    assert_eq!(digest(&cli), first);
    let kept = std::fs::read(told["before"].as_str().expect("a copy")).expect("kept");
    assert!(kept == damaged, "byte by byte");
}

#[test]
fn what_is_no_sound_backup_of_this_version_is_refused_and_the_file_stays() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let before = digest(&cli);
    let at = |name: &str| home.path().join(name);
    std::fs::write(at("letter.db"), "Dear Sir or Madam,\n".repeat(300)).expect("written");
    std::fs::write(at("empty.db"), "").expect("written");
    let newer = backup(&cli);
    raw(
        &newer,
        "PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE);",
    );
    let refused = |file: &Path, status: i32, code: &str| {
        let told = cli
            .run(["restore", &text(file), "--yes", "--json"])
            .exits(status)
            .problem();
        assert_eq!(told["code"], code, "{told}");
    };
    refused(&at("letter.db"), 1, "restore_failed");
    refused(&at("empty.db"), 1, "restore_failed");
    refused(&at("missing.db"), 1, "restore_failed");
    refused(&newer, 65, "store_newer");
    refused(&cli.file(), 1, "restore_failed");
    assert_eq!(digest(&cli), before);
}

#[test]
fn nobody_else_may_have_the_file_open() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let copy = backup(&cli);
    cli.run(["company", "add", "Zander Werke"]).ok();
    let before = digest(&cli);
    let other = Sqlite::open(&cli.file(), Access::Read).expect("opens");
    assert!(other.data_version().is_ok());
    for verb in [
        &["restore", &text(&copy), "--yes", "--json"][..],
        &["vacuum", "--json"],
    ] {
        let told = cli.run(verb).exits(1).problem();
        assert_eq!(told["code"], "store_locked", "{told}");
    }
    drop(other);
    assert_eq!(digest(&cli), before);
    cli.run(["vacuum"]).ok();
    cli.run(["restore", &text(&copy), "--yes"]).ok();
}

#[test]
fn a_file_written_anew_has_no_gaps_and_says_the_same() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    raw(
        &cli.file(),
        "CREATE TABLE ballast (x); INSERT INTO ballast VALUES (zeroblob(1000000)); DROP TABLE ballast;",
    );
    let before = digest(&cli);
    let dry = cli.run(["vacuum", "--dry-run", "--json"]).ok().json();
    assert!(
        dry["before"]["free_pages"].as_u64().is_some_and(|n| n > 200),
        "{dry}"
    );
    let told = cli.run(["vacuum", "--json"]).ok().json();
    assert_eq!(told["before"], dry["before"]);
    assert_eq!(told["after"]["free_pages"], 0);
    let size = std::fs::metadata(cli.file()).expect("there").len();
    assert_eq!(told["after"]["bytes"], size, "the file itself has shrunk");
    assert_eq!(digest(&cli), before);
    let found = cli.run(["search", "acme", "-q"]).ok().stdout;
    assert!(!found.trim().is_empty());
}
