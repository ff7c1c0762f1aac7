//! Backups on demand and by themselves.

use super::{backups, digest, field, names, text};
use crate::support::cli::Cli;
use callsheet::store::sqlite::{Access, Sqlite};
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_backup_is_what_stood_in_the_file_and_only_its_owner_can_read_it() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let told = cli.run(["backup", "--json"]).ok().json();
    assert_eq!(
        names(&backups(&cli)),
        ["callsheet-20260303-100000.db"],
        "by the tenant's clock"
    );
    assert_eq!(told["digest"], digest(&cli));
    let path = backups(&cli).join("callsheet-20260303-100000.db");
    assert_eq!(told["path"], text(&path));
    let copy = Sqlite::open_still(&path).expect("opens");
    assert_eq!(copy.integrity(), Ok(Vec::new()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&backups(&cli))), (0o600, 0o700));
    }
    assert_eq!(digest(&cli.clone().on(&path)), digest(&cli));
    // Another one in the same second takes another name.
    let again = cli.run(["backup", "-q"]).ok().stdout;
    assert!(
        again.trim().ends_with("callsheet-20260303-100000-2.db"),
        "{again}"
    );
}

#[test]
fn a_backup_is_consistent_while_others_write() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..200 {
                if done.load(Ordering::Relaxed) {
                    return;
                }
                cli.run(["company", "add", &format!("Q{n}x Werke")]).ok();
            }
        });
        for _ in 0..4 {
            let told = cli.run(["backup", "--json"]).ok().json();
            let path = std::path::PathBuf::from(told["path"].as_str().expect("a path"));
            assert_eq!(told["digest"], digest(&cli.clone().on(&path)));
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn the_oldest_leave_and_what_is_named_otherwise_stays() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    cli.run(["config", "set", "backup.keep", "2"]).ok();
    for day in 3..=6 {
        cli.clone()
            .at(&format!("2026-03-0{day}T09:00:00Z"))
            .run(["backup"])
            .ok();
        std::fs::write(backups(&cli).join("mine.db"), "x").expect("written");
    }
    assert_eq!(
        names(&backups(&cli)),
        [
            "callsheet-20260305-100000.db",
            "callsheet-20260306-100000.db",
            "mine.db"
        ]
    );
    // A clock that was set back: the newest is not taken away.
    let told = cli
        .at("2026-03-01T09:00:00Z")
        .run(["backup", "--json"])
        .ok()
        .json();
    let path = told["path"].as_str().expect("a path");
    assert!(std::path::Path::new(path).exists(), "{told}");
    assert_eq!(told["removed"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_dry_run_says_what_would_be_and_writes_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let told = cli.run(["backup", "--dry-run", "--json"]).ok().json();
    assert_eq!(told["dry_run"], true);
    assert!(
        told["path"]
            .as_str()
            .is_some_and(|path| path.ends_with("callsheet-20260303-100000.db"))
    );
    assert!(!backups(&cli).exists());
}

#[test]
fn a_folder_that_is_none_is_refused_with_what_to_do() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let file = home.path().join("a-file");
    std::fs::write(&file, "mine").expect("written");
    for dir in [text(&file), text(&file.join("below"))] {
        for more in [&["--dry-run"][..], &[]] {
            let told = cli
                .run([&["backup", &dir, "--json"], more].concat())
                .exits(1)
                .problem();
            assert_eq!(told["code"], "backup_failed");
            let detail = told["detail"].as_str().expect("a detail");
            assert!(
                detail.contains("is a file") && detail.contains("callsheet backup DIR"),
                "{detail}"
            );
        }
    }
    assert_eq!(std::fs::read(&file).expect("read"), b"mine");
    let german = cli.run(["--lang", "de", "backup", &text(&file)]).exits(1).stderr;
    assert!(german.contains("Die Sicherung wurde nicht gemacht"), "{german}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    let folder = home.path().join("closed");
    std::fs::create_dir(&folder).expect("made");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o500)).expect("closed");
    if std::fs::write(folder.join("x"), "").is_ok() {
        // Nothing is closed to the administrator.
        return;
    }
    let told = cli.run(["backup", &text(&folder)]).exits(1).stderr;
    assert!(
        told.contains(&text(&folder)) && told.contains("writable"),
        "{told}"
    );
}

#[test]
fn a_week_after_the_last_one_a_verb_that_writes_makes_a_backup() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    assert!(!backups(&cli).exists(), "a file of today needs none");
    let later = cli.clone().at("2026-03-10T09:00:00Z");
    later.run(["company", "list"]).ok();
    later.run(["company", "add", "Looked at only", "--dry-run"]).ok();
    assert!(!backups(&cli).exists(), "who only looks makes none");
    later.run(["company", "add", "Zander Werke"]).ok();
    assert_eq!(names(&backups(&cli)), ["callsheet-20260310-100000.db"]);
    later.run(["company", "add", "Yellow Works"]).ok();
    assert_eq!(names(&backups(&cli)).len(), 1, "once a week");
    let off = cli.at("2026-03-20T09:00:00Z");
    off.run(["config", "set", "backup.weekly", "false"]).ok();
    off.run(["company", "add", "Xanthos"]).ok();
    assert_eq!(names(&backups(&off)).len(), 1);
}

#[test]
fn what_an_export_of_an_old_file_brings_makes_no_file_old() {
    let home = tempfile::tempdir().expect("a folder");
    let old = field(home.path());
    let all = home.path().join("all.ndjson");
    old.run(["export", "all", "--out", &text(&all)]).ok();
    let place = home.path().join("new");
    std::fs::create_dir(&place).expect("made");
    let new = Cli::new(&place).at("2026-11-24T09:00:00Z");
    new.run(["import", &text(&all), "--yes"]).ok();
    assert!(!backups(&new).exists(), "the file is of today");
    let later: Cli = new.clone().at("2026-12-01T09:00:00Z");
    later.run(["company", "add", "Zander Werke"]).ok();
    assert_eq!(names(&backups(&later)).len(), 1, "a week later it is due");
}

#[test]
fn a_weekly_backup_that_fails_is_said_once_and_tried_again_the_next_day() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    std::fs::write(backups(&cli), "no folder").expect("written");
    let add = |day: &str, name: &str| -> String {
        let cli: Cli = cli.clone().at(&format!("2026-03-{day}T09:00:00Z"));
        cli.run(["company", "add", name]).ok().stderr
    };
    let said = add("10", "Zander Werke");
    assert!(
        said.contains("weekly backup") && said.contains("is a file"),
        "{said}"
    );
    assert_eq!(add("10", "Yellow Works"), "");
    assert!(add("11", "Xanthos").contains("weekly backup"));
    std::fs::remove_file(backups(&cli)).expect("removed");
    assert_eq!(add("12", "Wanda"), "");
    assert_eq!(names(&backups(&cli)), ["callsheet-20260312-100000.db"]);
}

#[test]
fn what_a_killed_run_left_is_taken_away_by_the_next() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = field(home.path());
    std::fs::create_dir(backups(&cli)).expect("made");
    for name in [
        ".callsheet-20260302-100000.part",
        ".callsheet-20260302-100000.part-journal",
        ".mine.part",
    ] {
        std::fs::write(backups(&cli).join(name), "half").expect("written");
    }
    cli.run(["backup"]).ok();
    assert_eq!(
        names(&backups(&cli)),
        [".mine.part", "callsheet-20260303-100000.db"]
    );
    let copy = Sqlite::open(&backups(&cli).join("callsheet-20260303-100000.db"), Access::Read);
    assert!(copy.is_ok());
}
