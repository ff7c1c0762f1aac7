//! Faults from outside: full disks, no permission, crashes. What was acknowledged stays, and the file stays sound.
//!
//! Each fault is done to a child process: this test binary again, running one
//! of the ignored tests below, which writes a line to a file for each thing that
//! was saved.

use super::world::{TRIAL, job, save};
use callsheet::store::migrate::migrate;
use callsheet::store::sqlite::{Access, Sqlite};
use callsheet::store::{Conn, One, StoreError};
use callsheet::{params, statements};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const FOLDER: &str = "CALLSHEET_TEST_FOLDER";
/// More than any of the small disks can hold.
const TOO_MANY: u128 = 20_000;

statements! {
    /// All jobs, whoever's.
    COUNT: rows One<i64> = "SELECT COUNT(*) AS value FROM job";
    /// Makes the database itself the limit.
    FEW_PAGES: rows One<i64> = "PRAGMA max_page_count = 60";
}

/// The command that runs an ignored test of this module, behind `wrapper`.
fn child(wrapper: &[&str], test: &str, folder: &Path) -> Command {
    let this = std::env::current_exe().expect("this binary");
    let mut words = wrapper.iter().map(ToString::to_string).collect::<Vec<_>>();
    words.push(this.display().to_string());
    let mut command = Command::new(&words[0]);
    command
        .args(&words[1..])
        .args([
            "--exact",
            &format!("store::faults::{test}"),
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, folder);
    command
}

fn succeeds(mut command: Command) {
    let out = command.output().expect("the child starts");
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
    assert!(
        out.status.success() && said.contains("1 passed"),
        "{command:?}: {said}"
    );
}

fn folder_of_child() -> PathBuf {
    std::env::var_os(FOLDER).expect("set by the parent").into()
}

fn open(folder: &Path) -> Result<Conn, StoreError> {
    let mut conn = Conn::Sqlite(Sqlite::open(&folder.join("trial.db"), Access::Write)?);
    migrate(&mut conn, TRIAL)?;
    Ok(conn)
}

/// A job whose row takes a good part of a page.
fn big(n: u128) -> super::world::Job {
    job(n, &format!("{n} {}", "long ".repeat(200)))
}

fn count(conn: &mut Conn) -> i64 {
    conn.read(|tx| tx.one(COUNT, params![]))
        .map(|One(n)| n)
        .expect("count")
}

fn sound(conn: &Conn) {
    assert_eq!(conn.file().map(Sqlite::integrity), Some(Ok(Vec::new())));
}

/// Saves until there is no room, then looks whether exactly what was acknowledged is there, also after opening again.
fn fill_up(mut conn: Conn, folder: &Path) {
    let saved = (1..TOO_MANY).take_while(|n| match save(&mut conn, &[big(*n)]) {
        Ok(()) => true,
        Err(StoreError::Full) => false,
        Err(other) => panic!("{other:?}"),
    });
    let saved = saved.count() as i64;
    assert!(saved > 3 && saved < TOO_MANY as i64 - 1, "{saved} saved");
    assert_eq!(count(&mut conn), saved, "on the same connection");
    assert_eq!(
        save(&mut conn, &[big(TOO_MANY)]),
        Err(StoreError::Full),
        "still full, and no other error"
    );
    assert_eq!(
        conn.read(|tx| tx.load(big(1).id)),
        Ok(Some(big(1))),
        "reading goes on"
    );
    sound(&conn);
    drop(conn);
    let mut again = open(folder).expect("opens on the full disk");
    assert_eq!(count(&mut again), saved, "after opening again");
    sound(&again);
}

#[test]
fn a_database_at_its_limit_keeps_what_it_has() {
    assert_eq!(statements().len(), 2);
    let folder = tempfile::tempdir().expect("temporary folder");
    let mut conn = open(folder.path()).expect("opens");
    conn.read(|tx| tx.one(FEW_PAGES, params![])).expect("limit");
    fill_up(conn, folder.path());
    let mut unlimited = open(folder.path()).expect("opens");
    save(&mut unlimited, &[big(TOO_MANY)]).expect("room again");
}

#[test]
fn a_file_size_limit_keeps_what_is_there() {
    let folder = tempfile::tempdir().expect("temporary folder");
    // A process that hits the limit gets a deadly signal unless it ignores it.
    let limited = ["sh", "-c", "ulimit -f 400; trap '' XFSZ; exec \"$@\"", "limited"];
    succeeds(child(&limited, "until_the_disk_is_full", folder.path()));
    let mut conn = open(folder.path()).expect("opens without the limit");
    assert!(count(&mut conn) > 3);
    save(&mut conn, &[big(TOO_MANY)]).expect("room again");
}

#[test]
fn a_full_disk_keeps_what_is_there() {
    if !is_root() {
        // Only root may mount; the two tests above are the same fault by other means.
        return;
    }
    let folder = tempfile::tempdir().expect("temporary folder");
    let script = format!(
        "mount -t tmpfs -o size=1m tmpfs '{}' && exec \"$@\"",
        folder.path().display()
    );
    // In a mount namespace of its own, so that nothing of it is left behind.
    let small = ["unshare", "--mount", "sh", "-c", &script, "small"];
    succeeds(child(&small, "until_the_disk_is_full", folder.path()));
}

#[test]
#[ignore = "run by the tests above in a child process on a small disk"]
fn until_the_disk_is_full() {
    let folder = folder_of_child();
    fill_up(open(&folder).expect("opens"), &folder);
}

#[test]
fn a_disk_too_full_for_the_schema_leaves_nothing_half_made() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let tiny = ["sh", "-c", "ulimit -f 24; trap '' XFSZ; exec \"$@\"", "tiny"];
    succeeds(child(&tiny, "no_room_for_the_schema", folder.path()));
    Conn::open(&folder.path().join("callsheet.db")).expect("opens when there is room");
}

#[test]
#[ignore = "run by the test above in a child process with a tiny file size limit"]
fn no_room_for_the_schema() {
    let path = folder_of_child().join("callsheet.db");
    for _ in 0..2 {
        assert_eq!(Conn::open(&path).err(), Some(StoreError::Full));
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

#[test]
fn without_permission_the_message_says_which_file() {
    let folder = tempfile::tempdir().expect("temporary folder");
    // Root without its capabilities obeys the modes like anybody.
    let plain: &[&str] = if is_root() {
        &["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    } else {
        &["env"]
    };
    succeeds(child(plain, "with_modes_in_the_way", folder.path()));
}

#[test]
#[ignore = "run by the test above in a child process without root's rights"]
fn with_modes_in_the_way() {
    let folder = folder_of_child();
    let path = folder.join("trial.db");
    save(&mut open(&folder).expect("opens"), &[job(1, "Call")]).expect("saved");
    let chmod = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("chmod");
    };
    let code = |access| {
        Sqlite::open(&path, access)
            .err()
            .map(|error| (error.code(), error.to_string()))
    };
    let reads = || {
        let mut conn = Conn::Sqlite(Sqlite::open(&path, Access::Read).expect("opens for reading"));
        assert_eq!(count(&mut conn), 1);
    };

    chmod(&path, 0o400);
    let (kind, text) = code(Access::Write).expect("write-protected file");
    assert_eq!(kind, "store_read_only");
    assert!(text.contains("trial.db") && text.contains("chmod"), "{text}");
    reads();
    chmod(&folder, 0o500);
    assert_eq!(
        code(Access::Write).map(|(kind, _)| kind),
        Some("store_read_only"),
        "write-protected folder"
    );
    reads();
    chmod(&path, 0o000);
    for access in [Access::Write, Access::Read] {
        assert_eq!(
            code(access).map(|(kind, _)| kind),
            Some("store_permission"),
            "{access:?}"
        );
    }
    let other = Sqlite::open(&folder.join("other.db"), Access::Write)
        .err()
        .map(|error| error.code());
    assert_eq!(
        other,
        Some("store_permission"),
        "no new file in a write-protected folder"
    );
    chmod(&folder, 0o700);
}

#[test]
fn a_killed_process_loses_nothing_it_acknowledged() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let mut saved = 0;
    for lines in [1, 7, 2, 23, 11] {
        let mut command = child(&["env"], "saves_until_it_is_killed", folder.path());
        let mut process = command.stdout(Stdio::piped()).spawn().expect("the child starts");
        let out = BufReader::new(process.stdout.take().expect("piped"));
        // Counts from the last number of the process before; a row that was saved and not told is allowed.
        let told = out
            .lines()
            .map(|line| line.expect("text"))
            .filter_map(|line| {
                line.strip_prefix("saved ")
                    .map(|n| n.parse::<i64>().expect("number"))
            })
            .take(lines);
        saved = told.last().unwrap_or(saved);
        process.kill().expect("killed");
        process.wait().expect("gone");
        let mut conn = open(folder.path()).expect("opens");
        let there = count(&mut conn);
        assert!(there >= saved, "{there} of {saved} acknowledged");
        sound(&conn);
    }
    assert!(saved >= 44, "{saved}");
}

#[test]
#[ignore = "run by the test above in a child process and killed"]
fn saves_until_it_is_killed() {
    let mut conn = open(&folder_of_child()).expect("opens");
    let mut out = std::io::stdout();
    for n in (count(&mut conn) as u128 + 1)..TOO_MANY {
        save(&mut conn, &[job(n, &format!("Call {n}"))]).expect("saved");
        writeln!(out, "saved {n}")
            .and_then(|()| out.flush())
            .expect("told");
    }
}

#[cfg(feature = "failpoints")]
mod crashes {
    use super::*;
    use callsheet::store::migrate::{Migration, version};

    const STEPS: &[Migration] = &[
        TRIAL[0],
        Migration::shared(2, "second", "ALTER TABLE job ADD COLUMN colour {text};"),
        Migration::shared(3, "third", "CREATE TABLE third (a {i64}) {table};"),
    ];

    #[test]
    fn a_crash_anywhere_in_a_migration_leaves_the_old_or_the_new_schema() {
        for point in ["migrate.copy", "migrate.begun", "migrate.step", "migrate.commit"] {
            let folder = tempfile::tempdir().expect("temporary folder");
            save(&mut open(folder.path()).expect("opens"), &[job(1, "Call")]).expect("saved");
            let mut command = child(&["env"], "crashes::migrates", folder.path());
            let out = command
                .env("CALLSHEET_FAIL", point)
                .output()
                .expect("the child starts");
            assert!(!out.status.success(), "{point} did not stop it");
            let mut conn =
                Conn::Sqlite(Sqlite::open(&folder.path().join("trial.db"), Access::Write).expect("opens"));
            assert_eq!(version(&mut conn), Ok(1), "{point}");
            sound(&conn);
            let done = migrate(&mut conn, STEPS).expect("the next start migrates");
            assert_eq!((done.from, done.to), (1, 3), "{point}");
            assert!(done.copy.is_some_and(|copy| copy.exists()));
            assert_eq!(count(&mut conn), 1);
            sound(&conn);
        }
    }

    #[test]
    #[ignore = "run by the test above in a child process that aborts"]
    fn migrates() {
        let mut conn = open(&folder_of_child()).expect("opens");
        let _ = migrate(&mut conn, STEPS);
    }
}
