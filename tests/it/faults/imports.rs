//! Power goes in the middle of an import: killed at random moments, given again, it ends as if nothing had been.
//!
//! The seed is printed; `CALLSHEET_SEED` repeats a run. `CALLSHEET_KILL_ROWS=1000000` runs the story of the own export
//! with so many activities (in a release build, with `--nocapture`, to see how far each life came).

use super::killed::{Dice, seed};
use crate::support::cli::Cli;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::time::Instant;

/// Activities of the export when nobody says how many.
const ROWS: &str = "1500";
/// Companies of the table.
const COMPANIES: usize = 1_500;
/// How often the program is killed.
const KILLS: u32 = 10;

fn place(home: &Path, name: &str) -> Cli {
    let folder = home.join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    Cli::new(&folder)
}

fn digest(cli: &Cli) -> String {
    cli.run(["dev", "digest", "--shape"]).ok().stdout
}

fn import(cli: &Cli, path: &str) -> serde_json::Value {
    cli.run(["import", path, "--yes", "--json"]).ok().json()
}

/// Gives the import and kills it at a moment; false when it was done before.
fn killed(cli: &Cli, path: &str, after: Duration) -> bool {
    let mut child = cli
        .command(&["import", path, "--yes", "--json"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("callsheet starts");
    let end = Instant::now() + after;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().expect("asked") {
            assert!(status.success(), "the import failed by itself: {status}");
            return false;
        }
        std::thread::sleep(Duration::from_millis(1).min(end.saturating_duration_since(Instant::now())));
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    true
}

/// Imports a file once without and once with kills: the same field is there, nothing twice. A life lasts at most the
/// given part of the whole import.
#[expect(clippy::print_stdout, reason = "the seed repeats a run that failed")]
fn told(home: &Path, path: &Path, part: u64) {
    let path = path.display().to_string();
    let whole = place(home, "whole");
    whole.run(["company", "list"]).ok();
    let began = Instant::now();
    let report = import(&whole, &path);
    let took = began.elapsed();
    assert_eq!(report["failed"], 0, "{report}");

    let torn = place(home, "torn");
    torn.run(["company", "list"]).ok();
    let seed = seed();
    println!("CALLSHEET_SEED={seed}, {} rows in {took:?}", report["rows_in"]);
    let mut dice = Dice(seed);
    let (mut kills, mut lives) = (0, 0);
    while kills < KILLS {
        lives += 1;
        // Each life gets a small part of the way, so that the kills fall among the batches and not behind the last.
        let (shortest, longest) = (took.as_micros() as u64 / 20, took.as_micros() as u64 / part);
        let after = Duration::from_micros(shortest + dice.below(longest - shortest));
        if !killed(&torn, &path, after) {
            break;
        }
        kills += 1;
        println!("life {lives}: killed after {after:?}");
    }
    assert!(kills >= 3, "seed {seed}: it was killed {kills} times only");
    let last = import(&torn, &path);
    let of = |name: &str| last[name].as_u64().unwrap_or_default();
    println!(
        "the last life: {} created, {} here already",
        of("created"),
        of("unchanged")
    );
    assert_eq!(last["failed"], 0, "seed {seed}: {last}");
    assert_eq!(last["rows_in"], report["rows_in"], "seed {seed}: {last}");
    assert_eq!(digest(&torn), digest(&whole), "seed {seed}");
    // One more time nothing is new.
    assert_eq!(import(&torn, &path)["created"], 0, "seed {seed}");
}

#[test]
fn an_own_export_that_is_killed_again_and_again_comes_back_as_without() {
    let home = tempfile::tempdir().expect("a folder");
    let rows = std::env::var("CALLSHEET_KILL_ROWS").unwrap_or_else(|_| ROWS.to_owned());
    let demo = place(home.path(), "demo");
    let file = demo.file().display().to_string();
    demo.run(["demo", "--no-screens", "--size", &rows, "--file", &file])
        .ok();
    let path = home.path().join("all.ndjson");
    demo.run(["export", "all", "--out", &path.display().to_string()])
        .ok();
    std::fs::remove_dir_all(home.path().join("demo")).expect("it is not needed any more");
    told(home.path(), &path, 7);
}

#[test]
fn a_table_that_is_killed_again_and_again_comes_in_as_without() {
    let home = tempfile::tempdir().expect("a folder");
    let path: PathBuf = home.path().join("companies.csv");
    let mut file = std::fs::File::create(&path).expect("made");
    writeln!(file, "Company name,Website,Phone,City,Country").expect("written");
    for n in 0..COMPANIES {
        writeln!(
            file,
            "Firma {n},https://www.firma{n}.example,+49 711 {},Ulm,DE",
            2_000_000 + n
        )
        .expect("written");
    }
    drop(file);
    // A batch of it takes longer, and so does what comes before the first.
    told(home.path(), &path, 2);
}
