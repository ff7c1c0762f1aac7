//! Power goes in the middle of an import: killed at random moments, given again, it ends as if nothing had been.
//!
//! The seed is printed; `CALLSHEET_SEED` repeats a run. `CALLSHEET_KILL_ROWS=1000000` runs the story of the activities
//! with so many of them, `CALLSHEET_KILL_EXPORT` that of the own export (in a release build, with `--nocapture`, to see
//! how far each life came).

use super::killed::{Dice, seed};
use crate::support::cli::Cli;
use callsheet::store::sqlite::{Access, Sqlite};
use callsheet::store::{Conn, One, Stmt};
use callsheet::{params, statements};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::time::Instant;

/// Activities of the export when nobody says how many.
const ROWS: &str = "1500";
/// Activities of the table of activities when nobody says how many.
const ACTIVITIES: u64 = 3_000;
/// The most companies that they are about, each with a person.
const MOST_ABOUT: u64 = 2_000;
/// Companies of the table.
const COMPANIES: usize = 700;
/// How often the program is killed.
const KILLS: u32 = 10;

statements! {
    /// How far an import of activities came.
    ACTIVITIES_HERE: rows One<i64> = "SELECT COUNT(*) AS value FROM activity";
    /// How far an import of companies came.
    COMPANIES_HERE: rows One<i64> = "SELECT COUNT(*) AS value FROM company";
}

fn place(home: &Path, name: &str) -> Cli {
    let folder = home.join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    Cli::new(&folder)
}

/// The same, with a file that knows nobody.
fn opened(home: &Path, name: &str) -> Cli {
    let cli = place(home, name);
    cli.run(["company", "list"]).ok();
    cli
}

/// A copy of a field; what is committed may still stand in the log beside its file.
fn copied(home: &Path, of: &Cli, name: &str) -> Cli {
    let cli = place(home, name);
    for end in ["", "-wal", "-shm"] {
        let at = |cli: &Cli| PathBuf::from(format!("{}{end}", cli.file().display()));
        let _ = std::fs::remove_file(at(&cli));
        if end != "-shm" && at(of).exists() {
            std::fs::copy(at(of), at(&cli)).expect("copied");
        }
    }
    cli
}

fn digest(cli: &Cli) -> String {
    cli.run(["dev", "digest", "--shape"]).ok().stdout
}

fn import(cli: &Cli, path: &str) -> serde_json::Value {
    cli.run(["import", path, "--yes", "--json"]).ok().json()
}

/// How far an import came, seen from beside.
fn come(beside: &mut Conn, count: Stmt<One<i64>>) -> u64 {
    let One(count) = beside.read(|tx| tx.one(count, params![])).expect("counted");
    u64::try_from(count).expect("a count")
}

fn beside(cli: &Cli) -> Conn {
    Conn::Sqlite(Sqlite::open(&cli.file(), Access::Read).expect("opens"))
}

/// Gives the import and kills it some moment after so many rows are there; false when it was done before.
fn killed(cli: &Cli, args: &[&str], count: Stmt<One<i64>>, rows: u64, after: Duration) -> bool {
    let mut child = cli
        .command(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("callsheet starts");
    let mut beside = beside(cli);
    loop {
        let asked = Instant::now();
        if come(&mut beside, count) >= rows {
            break;
        }
        if let Some(status) = child.try_wait().expect("asked") {
            assert!(status.success(), "the import failed by itself: {status}");
            return false;
        }
        // Counting a million takes a while: it must not slow the import down.
        std::thread::sleep((4 * asked.elapsed()).max(Duration::from_millis(3)));
    }
    std::thread::sleep(after);
    if child.try_wait().expect("asked").is_some() {
        return false;
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    true
}

/// Imports a file into two fields that are alike, into one of them with ten kills at random points: the same is there,
/// nothing twice, and each life goes on where the last one died. Gives the second field.
#[expect(clippy::print_stdout, reason = "the seed repeats a run that failed")]
fn told(field: &dyn Fn(&str) -> Cli, args: &[&str], count: Stmt<One<i64>>) -> Cli {
    let whole = field("whole");
    let began = Instant::now();
    let report = whole.run(args).ok().json();
    let took = began.elapsed();
    assert_eq!(report["failed"], 0, "{report}");
    let digest_of_whole = digest(&whole);
    let to = come(&mut beside(&whole), count);
    std::fs::remove_dir_all(whole.home()).expect("it is not needed any more");

    let torn = field("torn");
    let from = come(&mut beside(&torn), count);
    let seed = seed();
    println!("CALLSHEET_SEED={seed}, {} rows in {took:?}", report["rows_in"]);
    let mut dice = Dice(seed);
    let mut points: Vec<u64> = (0..KILLS).map(|_| from + dice.below(to - from)).collect();
    points.sort_unstable();
    let batch = took.as_micros() as u64 * 500 / (to - from);
    let (mut kills, mut lives) = (0, Duration::ZERO);
    for point in points {
        let began = Instant::now();
        let after = Duration::from_micros(dice.below(2 * batch.min(300_000) + 1));
        if killed(&torn, args, count, point, after) {
            kills += 1;
            println!("killed behind {point} of {to}, after {:?}", began.elapsed());
        }
        lives += began.elapsed();
    }
    assert!(
        kills >= KILLS / 2,
        "seed {seed}: it was killed {kills} times only"
    );
    let began = Instant::now();
    let last = torn.run(args).ok().json();
    println!(
        "the last life: {} created, {} here already, in {:?}; all before it {lives:?}",
        last["created"],
        last["unchanged"],
        began.elapsed()
    );
    assert_eq!(last["failed"], 0, "seed {seed}: {last}");
    assert_eq!(last["rows_in"], report["rows_in"], "seed {seed}: {last}");
    assert_eq!(digest(&torn), digest_of_whole, "seed {seed}");
    // One more time nothing is new.
    let began = Instant::now();
    let again = torn.run(args).ok().json();
    println!("once more in {:?}", began.elapsed());
    assert_eq!(again["created"], 0, "seed {seed}: {again}");
    torn
}

#[test]
fn an_own_export_that_is_killed_again_and_again_comes_back_as_without() {
    let home = tempfile::tempdir().expect("a folder");
    let rows = std::env::var("CALLSHEET_KILL_EXPORT").unwrap_or_else(|_| ROWS.to_owned());
    let demo = place(home.path(), "demo");
    let file = demo.file().display().to_string();
    demo.run(["demo", "--no-screens", "--size", &rows, "--file", &file])
        .ok();
    let path = home.path().join("all.ndjson");
    demo.run(["export", "all", "--out", &path.display().to_string()])
        .ok();
    std::fs::remove_dir_all(home.path().join("demo")).expect("it is not needed any more");
    let path = path.display().to_string();
    told(
        &|name| opened(home.path(), name),
        &["import", &path, "--yes", "--json"],
        ACTIVITIES_HERE,
    );
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
    let path = path.display().to_string();
    told(
        &|name| opened(home.path(), name),
        &["import", &path, "--yes", "--json"],
        COMPANIES_HERE,
    );
}

/// Companies and people that are here before, and what is said to have happened with them.
fn tables(home: &Path, rows: u64) -> [PathBuf; 3] {
    let path = |name: &str| home.join(name);
    let about = (rows / 10).clamp(1, MOST_ABOUT);
    let mut companies = String::from("Company name,Website\n");
    let mut people = String::from("First name,Last name,Email,Company\n");
    for n in 0..about {
        let _ = writeln!(companies, "Firma {n}z,https://www.firma{n}z.example");
        let _ = writeln!(people, "Ada{n},Voss{n},ada@firma{n}z.example,Firma {n}z");
    }
    std::fs::write(path("companies.csv"), companies).expect("written");
    std::fs::write(path("people.csv"), people).expect("written");
    let file = std::fs::File::create(path("activities.csv")).expect("made");
    let mut file = std::io::BufWriter::new(file);
    writeln!(file, "type,date,outcome,duration,notes,email,company").expect("written");
    for n in 0..rows {
        let (at, minute) = (n * 7 % about, n % 60);
        let day = n / 60 % 28 + 1;
        let (kind, outcome) = [
            ("Call", "No answer"),
            ("Call", "Connected"),
            ("Note", ""),
            ("Email", ""),
        ][(n % 4) as usize];
        // The one row names the person, the other the company.
        let (email, company) = if n % 2 == 0 {
            (format!("ada@firma{at}z.example"), String::new())
        } else {
            (String::new(), format!("Firma {at}z"))
        };
        writeln!(
            file,
            "{kind},2025-{:02}-{day:02} 10:{minute:02},{outcome},{},what was said the {n}th time,{email},{company}",
            n % 12 + 1,
            n % 600
        )
        .expect("written");
    }
    file.flush().expect("written");
    ["companies.csv", "people.csv", "activities.csv"].map(path)
}

#[test]
fn activities_that_are_killed_at_ten_points_come_in_as_without() {
    let home = tempfile::tempdir().expect("a folder");
    let rows = std::env::var("CALLSHEET_KILL_ROWS").ok();
    let rows: u64 = rows.and_then(|rows| rows.parse().ok()).unwrap_or(ACTIVITIES);
    let [companies, people, activities] = tables(home.path(), rows).map(|path| path.display().to_string());
    let begun = place(home.path(), "begun");
    import(&begun, &companies);
    import(&begun, &people);
    let before = come(&mut beside(&begun), ACTIVITIES_HERE);
    let field = |name: &str| copied(home.path(), &begun, name);
    let args = ["import", &activities, "--as", "activities", "--yes", "--json"];
    let torn = told(&field, &args, ACTIVITIES_HERE);
    assert_eq!(come(&mut beside(&torn), ACTIVITIES_HERE), before + rows);
    // Whatever the deaths, it is one import to take back.
    if rows <= 100_000 {
        torn.run(["undo"]).ok();
        assert_eq!(digest(&torn), digest(&begun));
    }
}

/// Whatever an import had done and noted when it died, given again it ends as without, and one undo takes it back.
#[cfg(feature = "failpoints")]
#[test]
fn an_import_that_dies_at_a_named_point_goes_on() {
    let home = tempfile::tempdir().expect("a folder");
    let [companies, people, activities] = tables(home.path(), 700).map(|path| path.display().to_string());
    let files = ["import", &companies, &people, "--yes", "--json"];
    let happened = ["import", &activities, "--as", "activities", "--yes", "--json"];
    let begun = opened(home.path(), "begun");
    let copy = |of: &Cli, name: &str| copied(home.path(), of, name);
    let peopled = copy(&begun, "peopled");
    peopled.run(files).ok();
    for (args, before, points) in [
        (
            &files[..],
            &begun,
            // The files together are noted, then each as begun and as done.
            &[
                "import.noted",
                "import.noted:2",
                "batch.rows",
                "import.last",
                "import.noted:4",
                "import.last:3",
            ][..],
        ),
        (
            &happened[..],
            &peopled,
            &[
                "import.noted",
                "batch.begun",
                "batch.after_commit",
                "batch.rows:2",
                "import.last",
                "import.noted:2",
            ],
        ),
    ] {
        let whole = copy(before, "whole");
        whole.run(args).ok();
        let (start, end) = (digest(before), digest(&whole));
        for point in points {
            let torn = copy(before, "torn");
            let dead = torn.clone().env("CALLSHEET_FAIL", point).run(args);
            assert_eq!(dead.status, -1, "{point}: {}{}", dead.stdout, dead.stderr);
            let again = torn.run(args).ok().json();
            assert_eq!(again["failed"], 0, "{point}: {again}");
            assert_eq!(digest(&torn), end, "{point}");
            torn.run(["undo"]).ok();
            assert_eq!(digest(&torn), start, "{point}: taken back");
        }
    }
}
