//! Deeds that change much at once, killed at any moment: merges, what takes them back, and acts on many rows.
//!
//! Afterwards the file opens and is sound, it is in one of the states that an undisturbed run goes through, and the
//! same given again ends where that run ends. A single deed has two states, before and after; a script has one more
//! with each line, an act on many rows one with each 200 of them, and one undo takes it back wherever it died.
//!
//! The seed is printed; `CALLSHEET_SEED` repeats a run, `CALLSHEET_KILLS=500` kills each deed so often.

use super::killed::{Dice, seed};
use crate::support::cli::Cli;
use callsheet::store::Conn;
use callsheet::store::sqlite::{Access, Sqlite};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::time::Instant;

/// How often each deed is killed at a random moment when nobody says how often.
const KILLS: u32 = 8;
/// Companies of one transaction of an act on many rows.
const CHUNK: usize = 200;

/// A run of the program: its words.
pub(super) type Words = Vec<String>;

pub(super) fn words(text: &[&str]) -> Words {
    text.iter().map(ToString::to_string).collect()
}

/// A field that is begun again and again.
pub(super) struct Field {
    home: tempfile::TempDir,
    cli: Cli,
}

/// What is to be done: words of one run, or the lines of a script.
pub(super) enum Deed {
    Run(Words),
    Script(Vec<Words>),
}

impl Deed {
    fn words(&self) -> Words {
        match self {
            Self::Run(words) => words.clone(),
            Self::Script(_) => words(&["--plain"]),
        }
    }
    fn input(&self) -> Vec<u8> {
        let Self::Script(lines) = self else {
            return Vec::new();
        };
        let quoted = |words: &Words| {
            let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            words.join(" ") + "\n"
        };
        lines.iter().map(quoted).collect::<String>().into_bytes()
    }
}

impl Field {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let cli = Cli::new(home.path());
        Self { home, cli }
    }
    fn of_lines(lines: &[Words]) -> Self {
        let field = Self::new();
        let deed = Deed::Script(lines.to_vec());
        field.cli.run_with_input(deed.words(), &deed.input()).ok();
        field
    }
    /// Puts the file as it is now aside, to begin again from it.
    pub(super) fn keep(&self) {
        self.each_file("callsheet.db", "kept.db");
    }
    fn begin_again(&self) {
        self.each_file("kept.db", "callsheet.db");
    }
    fn each_file(&self, from: &str, to: &str) {
        let place = |name: &str, end: &str| self.home.path().join(format!("{name}{end}"));
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(place(to, end));
        }
        for end in ["", "-wal"] {
            if place(from, end).exists() {
                std::fs::copy(place(from, end), place(to, end)).expect("copied");
            }
        }
    }
    pub(super) fn digest(&self) -> String {
        self.digest_of(&self.cli.file())
    }
    /// The same of another file.
    pub(super) fn digest_of(&self, file: &Path) -> String {
        let cli = self.cli.clone().on(file);
        cli.run(["dev", "digest", "--shape"]).ok().stdout
    }
    /// A place in its folder.
    pub(super) fn place(&self, name: &str) -> std::path::PathBuf {
        self.home.path().join(name)
    }
    /// Runs the program, which does what it is asked for.
    pub(super) fn run(&self, words: &Words) -> String {
        self.cli.run(words).ok().stdout
    }
    fn is_sound(&self, what: &str) {
        let conn = Conn::Sqlite(Sqlite::open(&self.cli.file(), Access::Write).expect("opens"));
        assert_eq!(conn.file().map(Sqlite::integrity), Some(Ok(Vec::new())), "{what}");
    }
    /// Does the deed to its end; one line of a script may be refused when it was done before.
    fn carry_out(&self, deed: &Deed) {
        let done = self.cli.run_with_input(deed.words(), &deed.input());
        assert!(
            (0..=9).contains(&done.status),
            "{}\n{}{}",
            done.status,
            done.stdout,
            done.stderr
        );
    }
    /// The same until a moment; whether it was killed.
    fn killed(&self, deed: &Deed, after: Duration) -> bool {
        let input = self.home.path().join("input");
        std::fs::write(&input, deed.input()).expect("written");
        let mut child = self
            .cli
            .command(&deed.words())
            .stdin(std::fs::File::open(&input).expect("opened"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("callsheet starts");
        let end = Instant::now() + after;
        while Instant::now() < end {
            if child.try_wait().expect("asked").is_some() {
                return false;
            }
            std::thread::sleep(Duration::from_micros(300).min(end.saturating_duration_since(Instant::now())));
        }
        child.kill().expect("killed");
        child.wait().expect("gone");
        true
    }
}

/// Kills a deed at random moments and, where there are any, at named points; after each death the file is in one of
/// the states, and the deed given again ends in the last. With `undone` one undo gives the first state back first.
#[expect(clippy::print_stdout, reason = "the seed repeats a run that failed")]
pub(super) fn told(field: &Field, deed: &Deed, states: &[String], points: &[(&str, usize)], undone: bool) {
    let seed = seed();
    println!("CALLSHEET_SEED={seed}");
    let mut dice = Dice(seed);
    let last = states.last().expect("a state");
    field.begin_again();
    let began = Instant::now();
    field.carry_out(deed);
    let took = began.elapsed();
    assert_eq!(&field.digest(), last, "an undisturbed run");

    let died = |what: &str| -> usize {
        field.is_sound(what);
        let digest = field.digest();
        let Some(state) = states.iter().position(|state| *state == digest) else {
            panic!("{what}: neither before nor after, nor between two of its parts");
        };
        if undone && state > 0 {
            field.cli.run(["undo"]).ok();
            assert_eq!(
                field.digest(),
                states[0],
                "{what}: one undo takes back what was done"
            );
        }
        field.carry_out(deed);
        assert_eq!(&field.digest(), last, "{what}: again");
        field.is_sound(what);
        state
    };
    let kills = std::env::var("CALLSHEET_KILLS").ok().and_then(|n| n.parse().ok());
    let mut found = vec![0; states.len()];
    let (mut kills, mut lives): (u32, _) = (kills.unwrap_or(KILLS), 0);
    while kills > 0 && lives < 4 * KILLS.max(kills) {
        lives += 1;
        field.begin_again();
        // What comes before the first change is most of a short run: fewer kills fall there.
        let from = if dice.below(4) == 0 {
            0
        } else {
            took.as_micros() as u64 / 2
        };
        let after = Duration::from_micros(from + dice.below(took.as_micros() as u64 * 21 / 20 - from));
        if field.killed(deed, after) {
            kills -= 1;
            found[died(&format!(
                "seed {seed}, life {lives}, killed after {after:?} of {took:?}"
            ))] += 1;
        }
    }
    println!("states found after {lives} lives of at most {took:?}: {found:?}");
    if cfg!(feature = "failpoints") {
        for (point, state) in points {
            field.begin_again();
            let dying = field.cli.clone().env("CALLSHEET_FAIL", point);
            let dead = dying.run_with_input(deed.words(), &deed.input());
            assert_eq!(dead.status, -1, "{point}: {}{}", dead.stdout, dead.stderr);
            assert_eq!(died(point), *state, "{point}");
        }
    }
}

/// The states that the runs go through one after another.
pub(super) fn states(field: &Field, runs: &[Words]) -> Vec<String> {
    field.keep();
    let mut states = vec![field.digest()];
    for run in runs {
        field.cli.run(run).ok();
        states.push(field.digest());
    }
    states
}

const PAIRS: usize = 6;

/// Pairs of companies with people, what hangs on them, and addresses that both bring.
pub(super) fn pairs() -> Field {
    let mut lines = Vec::new();
    for n in 0..PAIRS {
        for (side, part) in ["Q", "W"].into_iter().enumerate() {
            let company = format!("{part}{n}z");
            let phone = format!("+49 711 {}", 2_000_000 + 10 * n + side);
            lines.push(words(&[
                "company", "add", &company, "--phone", &phone, "--city", "Ulm",
            ]));
            let person = format!("{part}ra Vo{part}s{n}");
            let email = format!("{part}{n}@{part}{n}.example").to_lowercase();
            lines.push(words(&[
                "contact",
                "add",
                &person,
                "--company",
                &company,
                "--email",
                &email,
            ]));
            lines.push(words(&[
                "note",
                "add",
                &company,
                &format!("what was said at {company}"),
            ]));
            let call = ["log", &company, "--outcome", "NO_ANSWER"];
            lines.push(words(&call));
        }
    }
    Field::of_lines(&lines)
}

const OF_ONE: [(&str, usize); 4] = [
    ("type.begun", 0),
    ("type.rows", 0),
    ("type.commit", 0),
    ("type.after_commit", 1),
];

fn merge(n: usize) -> Words {
    words(&["company", "merge", &format!("Q{n}z"), &format!("W{n}z")])
}

/// The id of a person, by the address.
fn person(field: &Field, address: &str) -> String {
    let all = field.cli.run(["contact", "list", "--json"]).ok().json();
    let all = all["items"]
        .as_array()
        .or(all.as_array())
        .expect("a list")
        .clone();
    let named = all.iter().find(|row| row.to_string().contains(address));
    let found = named.unwrap_or_else(|| panic!("{address} is not there"));
    found["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_merge_of_companies_is_whole_or_was_not() {
    let field = pairs();
    let states = states(&field, &[merge(0)]);
    told(&field, &Deed::Run(merge(0)), &states, &OF_ONE, true);
}

#[test]
fn a_merge_of_people_is_whole_or_was_not() {
    let field = pairs();
    let merge = words(&[
        "contact",
        "merge",
        &person(&field, "q1@q1.example"),
        &person(&field, "w1@w1.example"),
    ]);
    let states = states(&field, std::slice::from_ref(&merge));
    told(&field, &Deed::Run(merge), &states, &OF_ONE, true);
}

#[test]
fn a_merge_that_is_taken_back_is_so_wholly_or_not() {
    let field = pairs();
    field.cli.run(merge(2)).ok();
    let newest = field.cli.run(["history", "--limit", "1", "--json"]).ok().json();
    let newest = newest["items"].as_array().or(newest.as_array()).expect("a list")[0].clone();
    let undo = words(&["undo", "--command", newest["command"].as_str().expect("an id")]);
    let states = states(&field, std::slice::from_ref(&undo));
    told(&field, &Deed::Run(undo), &states, &OF_ONE, false);
}

#[test]
fn a_script_of_merges_goes_on_where_it_died() {
    let field = pairs();
    let lines: Vec<Words> = (0..PAIRS)
        .map(merge)
        .chain([words(&[
            "contact",
            "merge",
            &person(&field, "q3@q3.example"),
            &person(&field, "w3@w3.example"),
        ])])
        .collect();
    let states = states(&field, &lines);
    // The first command of the lines is that the caller takes the task that is shown.
    let points = [
        ("type.commit:4", 2),
        ("type.after_commit:5", 4),
        ("type.rows:8", 6),
    ];
    told(&field, &Deed::Script(lines), &states, &points, false);
}

/// Companies of a table, enough for three transactions.
fn many(home: &Path, cli: &Cli) {
    let rows = (0..2 * CHUNK + 50).map(|n| format!("Firma {n},https://www.firma{n}.example\n"));
    let path = home.join("companies.csv");
    std::fs::write(
        &path,
        format!("Company name,Website\n{}", rows.collect::<String>()),
    )
    .expect("written");
    cli.run(["import", &path.display().to_string(), "--yes", "--no-workflow"])
        .ok();
}

#[test]
fn an_act_on_many_is_done_in_whole_parts_that_one_undo_takes_back() {
    let field = Field::new();
    many(field.home.path(), &field.cli);
    let tag = words(&["bulk", "tag", "fair", "--view", "all"]);
    let told_first = field
        .cli
        .run([&tag[..], &words(&["--dry-run", "--json"])].concat());
    let rows = told_first.ok().json()["rows"].as_array().expect("rows").clone();
    let ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    let parts: Vec<Words> = ids
        .chunks(CHUNK)
        .map(|part| words(&["bulk", "tag", "fair", "--ids", &part.join(",")]))
        .collect();
    assert_eq!(parts.len(), 3);
    let states = states(&field, &parts);
    let points = [
        ("batch.begun", 0),
        ("batch.rows:2", 1),
        ("batch.after_commit:2", 2),
        ("batch.after_commit:3", 3),
    ];
    told(&field, &Deed::Run(tag), &states, &points, true);
}

/// What stood under the name stands there until the new export is whole.
#[test]
fn an_export_that_dies_leaves_what_was_there_and_nothing_half() {
    let field = pairs();
    let path = field.home.path().join("all.ndjson");
    let export = words(&["export", "all", "--out", &path.display().to_string()]);
    field.cli.run(&export).ok();
    let whole = std::fs::read(&path).expect("an export");
    field.cli.run(["company", "add", "Zander Werke"]).ok();
    let forced = [&export[..], &words(&["--force"])].concat();
    let deed = Deed::Run(forced.clone());
    let mut dice = Dice(seed());
    for _ in 0..KILLS {
        field.killed(&deed, Duration::from_micros(dice.below(60_000)));
        let now = std::fs::read(&path).expect("an export");
        assert!(now == whole || now.len() > whole.len(), "half an export");
    }
    if cfg!(feature = "failpoints") {
        std::fs::write(&path, &whole).expect("written");
        let dying = field.cli.clone().env("CALLSHEET_FAIL", "export.written");
        assert_eq!(dying.run(&forced).status, -1);
        assert_eq!(std::fs::read(&path).expect("an export"), whole);
    }
    field.cli.run(&forced).ok();
    assert!(std::fs::read(&path).expect("an export").len() > whole.len());
    let left: Vec<String> = std::fs::read_dir(field.home.path())
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.contains(".part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_erasure_is_whole_or_was_not_and_leaves_no_byte_of_the_person() {
    let field = pairs();
    let who = person(&field, "q1@q1.example");
    let erase = words(&[
        "erase",
        "contact",
        &who,
        "--name",
        "Qra VoQs1",
        "--texts",
        "delete",
    ]);
    let states = states(&field, std::slice::from_ref(&erase));
    told(&field, &Deed::Run(erase), &states, &OF_ONE, false);
    for end in ["", "-wal", "-shm"] {
        let Ok(bytes) = std::fs::read(format!("{}{end}", field.cli.file().display())) else {
            continue;
        };
        for canary in [&b"q1@q1.example"[..], &b"VoQs1"[..]] {
            let found = bytes.windows(canary.len()).any(|window| window == canary);
            assert!(!found, "{} in callsheet.db{end}", String::from_utf8_lossy(canary));
        }
    }
}
