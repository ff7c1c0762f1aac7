//! SQLite files: made privately, never overwritten when they are not what they should be, shared with other processes.

use super::world::{Db, Job, TRIAL, job, save};
use callsheet::base::{CompanyId, Timestamp};
use callsheet::store::migrate::{MIGRATIONS, Migration, migrate, newest};
use callsheet::store::search::{self, NameDoc, NoteDoc, SearchKind};
use callsheet::store::sqlite::{Access, Sqlite, corrupt_aside};
use callsheet::store::{Conn, StoreError};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("temporary folder")
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("there").permissions().mode() & 0o777
}

fn sqlite(conn: &Conn) -> &Sqlite {
    conn.file().expect("a file")
}

/// A trial database with one job.
fn trial(path: &Path) -> Conn {
    let mut conn = Conn::Sqlite(Sqlite::open(path, Access::Write).expect("opens"));
    migrate(&mut conn, TRIAL).expect("migrates");
    save(&mut conn, &[job(1, "Call")]).expect("saved");
    conn
}

fn conn_driver(conn: &mut Conn) -> &mut rusqlite::Connection {
    match conn {
        Conn::Sqlite(file) => file.driver(),
        #[cfg(feature = "postgres")]
        Conn::Postgres(_) => unreachable!("these tests are about files"),
    }
}

/// A complete file of callsheet's own schema, nothing left in the log.
fn made(path: &Path) {
    Conn::open(path).expect("opens").close();
}

#[test]
fn the_planner_is_told_of_a_grown_file_whatever_it_holds() {
    let folder = folder();
    let path = folder.path().join("callsheet.db");
    let mut conn = Conn::open(&path).expect("opens");
    // Whoever optimizes would look at tables that were asked for rows.
    let jobs = "SELECT COUNT(*) FROM company WHERE tenant_no = 1 AND id = x'00'";
    let raw = conn_driver(&mut conn);
    raw.query_row(jobs, [], |row| row.get::<_, i64>(0))
        .expect("counts");
    conn.close();
    let raw = rusqlite::Connection::open(&path).expect("opens");
    let told = |idx: &str| -> String {
        raw.query_row("SELECT stat FROM sqlite_stat1 WHERE idx = ?1", [idx], |row| {
            row.get(0)
        })
        .expect(idx)
    };
    assert_eq!(told("company_owner"), "200000 200000 6666 222 7 1");
    assert_eq!(told("skip"), "200000 200000 6666 1");
    let untold = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name NOT LIKE '%_fts%' \
                  AND name NOT IN (SELECT idx FROM sqlite_stat1)";
    assert_eq!(raw.query_row(untold, [], |row| row.get(0)), Ok(0_i64));
}

#[test]
fn a_new_file_is_private_and_whole() {
    let folder = folder();
    let path = folder.path().join("deep/er/callsheet.db");
    let conn = Conn::open(&path).expect("opens");
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().expect("folder")), 0o700);
    for side in ["-wal", "-shm"] {
        assert_eq!(
            mode(&PathBuf::from(format!("{}{side}", path.display()))),
            0o600,
            "{side}"
        );
    }
    assert_eq!(sqlite(&conn).integrity(), Ok(Vec::new()));
    conn.close();
    let left: Vec<_> = std::fs::read_dir(path.parent().expect("folder"))
        .expect("folder")
        .map(|entry| entry.expect("entry").file_name())
        .collect();
    assert_eq!(left, ["callsheet.db"]);
}

#[test]
fn what_is_not_a_database_of_ours_is_left_alone() {
    let folder = folder();
    let path = folder.path().join("callsheet.db");
    let foreign = folder.path().join("foreign.db");
    rusqlite::Connection::open(&foreign)
        .and_then(|raw| raw.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES ('theirs')"))
        .expect("a database of another program");
    let random: Vec<u8> = (0..20_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    made(&path);
    let ours = std::fs::read(&path).expect("readable");
    let mut torn = ours.clone();
    torn[100..].fill(0);
    for (what, content, code) in [
        ("random bytes", random, "store_not_a_database"),
        ("a letter", b"Dear Ms Miller,".to_vec(), "store_not_a_database"),
        (
            "another program's",
            std::fs::read(&foreign).expect("readable"),
            "store_not_a_database",
        ),
        ("truncated to nothing", Vec::new(), "store_corrupt"),
        ("cut in half", ours[..ours.len() / 2].to_vec(), "store_corrupt"),
        ("zeros behind the head", torn, "store_corrupt"),
    ] {
        std::fs::write(&path, &content).expect("written");
        for _ in 0..2 {
            let error = Conn::open(&path)
                .err()
                .unwrap_or_else(|| panic!("{what} was opened"));
            assert_eq!(error.code(), code, "{what}: {error}");
            assert!(error.to_string().contains("callsheet.db"), "{what}: {error}");
            assert!(error.to_string().contains("left as it"), "{what}: {error}");
        }
        assert_eq!(
            std::fs::read(&path).expect("readable"),
            content,
            "{what} was changed"
        );
    }
}

#[test]
fn a_damaged_file_is_moved_aside_on_demand_only() {
    let folder = folder();
    let path = folder.path().join("callsheet.db");
    std::fs::write(&path, "damaged").expect("written");
    std::fs::write(folder.path().join("callsheet.db-wal"), "its log").expect("written");
    let at = Timestamp(1_763_625_600_000);
    let aside = corrupt_aside(&path, at).expect("copied");
    assert_eq!(aside, folder.path().join("callsheet.db.corrupt-20251120T080000Z"));
    assert_eq!(std::fs::read(&aside).expect("readable"), b"damaged");
    let log = folder.path().join("callsheet.db.corrupt-20251120T080000Z-wal");
    assert_eq!(std::fs::read(log).expect("readable"), b"its log");
    assert_eq!(mode(&aside), 0o600);
    assert_eq!(std::fs::read(&path).expect("readable"), b"damaged");
}

#[test]
fn a_file_of_a_newer_program_is_refused_and_kept() {
    let folder = folder();
    let path = folder.path().join("callsheet.db");
    made(&path);
    rusqlite::Connection::open(&path)
        .and_then(|raw| raw.execute_batch("PRAGMA user_version = 4711"))
        .expect("a newer version");
    let before = std::fs::read(&path).expect("readable");
    let known = newest(MIGRATIONS);
    let newer = Some(StoreError::Newer { found: 4711, known });
    assert_eq!(Conn::open(&path).err(), newer);
    assert_eq!(Conn::open_reader(&path).err(), newer);
    assert_eq!(std::fs::read(&path).expect("readable"), before);
}

#[test]
fn a_reader_makes_no_file_and_migrates_none() {
    let folder = folder();
    let path = folder.path().join("callsheet.db");
    let error = Conn::open_reader(&path).err().expect("nothing there");
    assert_eq!(error.code(), "store_cannot_open");
    assert!(!path.exists());
    drop(trial(&path));
    let older = Conn::open_reader(&path).err().map(|error| error.code());
    assert_eq!(
        older,
        Some(if newest(MIGRATIONS) > 1 { "store_older" } else { "" })
    );
}

#[test]
fn a_copy_is_kept_before_a_migration() {
    let folder = folder();
    let path = folder.path().join("trial.db");
    let mut conn = trial(&path);
    let second = Migration::shared(2, "second", "ALTER TABLE job ADD COLUMN colour {text};");
    let done = migrate(&mut conn, &[TRIAL[0], second]).expect("migrates");
    let copy = done.copy.expect("a copy");
    assert_eq!(copy, folder.path().join("trial.db.v1.bak"));
    assert_eq!(mode(&copy), 0o600);
    let mut old = Conn::Sqlite(Sqlite::open(&copy, Access::Write).expect("opens"));
    assert_eq!(callsheet::store::migrate::version(&mut old), Ok(1));
    assert_eq!(
        old.read(|tx| tx.load::<Job>(job(1, "").id)),
        Ok(Some(job(1, "Call")))
    );
}

#[test]
fn a_damaged_file_is_not_migrated() {
    let folder = folder();
    let path = folder.path().join("trial.db");
    let mut conn = trial(&path);
    let many: Vec<Job> = (2..2_000)
        .map(|n| job(n, &format!("Call number {n} of a long day")))
        .collect();
    save(&mut conn, &many).expect("saved");
    sqlite(&conn).checkpoint().expect("written back");
    drop(conn);
    let mut content = std::fs::read(&path).expect("readable");
    let middle = content.len() / 8192 * 4096;
    content[middle..middle + 4096].fill(0xff);
    std::fs::write(&path, &content).expect("written");
    let mut conn = Conn::Sqlite(Sqlite::open(&path, Access::Write).expect("the head is sound"));
    let second = Migration::shared(2, "second", "ALTER TABLE job ADD COLUMN colour {text};");
    let error = migrate(&mut conn, &[TRIAL[0], second]).expect_err("damaged");
    assert_eq!(error.code(), "store_corrupt", "{error}");
    drop(conn);
    assert_eq!(std::fs::read(&path).expect("readable"), content);
}

#[test]
fn a_missing_log_loses_nothing_that_was_written_back() {
    let folder = folder();
    let path = folder.path().join("trial.db");
    let conn = trial(&path);
    sqlite(&conn).checkpoint().expect("written back");
    // As a careless copy of the one file would be.
    let copied = folder.path().join("copied.db");
    std::fs::copy(&path, &copied).expect("copied");
    let mut copy = Conn::Sqlite(Sqlite::open(&copied, Access::Write).expect("opens"));
    assert_eq!(sqlite(&copy).integrity(), Ok(Vec::new()));
    assert!(
        copy.read(|tx| tx.load::<Job>(job(1, "").id))
            .expect("read")
            .is_some()
    );
}

#[test]
fn the_log_of_a_lost_file_is_not_read_into_a_new_one() {
    let folder = folder();
    let path = folder.path().join("callsheet.db");
    let log = folder.path().join("callsheet.db-wal");
    std::fs::write(&log, "what was not written back yet").expect("written");
    let error = Conn::open(&path).err().expect("refused");
    assert_eq!(error.code(), "store_corrupt");
    assert!(error.to_string().contains("callsheet.db-wal"), "{error}");
    assert!(log.exists() && !path.exists());
    std::fs::remove_file(&log).expect("removed");
    made(&path);
}

#[test]
fn two_on_one_file_see_each_others_work() {
    let db = Db::sqlite();
    let (mut one, mut two) = (db.conn(), db.conn());
    let before = sqlite(&one).data_version().expect("version");
    save(&mut one, &[job(1, "Call")]).expect("saved");
    assert_eq!(sqlite(&one).data_version(), Ok(before), "its own work is no news");
    save(&mut two, &[job(2, "Brief")]).expect("saved");
    assert_ne!(sqlite(&one).data_version(), Ok(before));
    assert!(
        one.read(|tx| tx.load::<Job>(job(2, "").id))
            .expect("read")
            .is_some()
    );
}

#[test]
fn two_that_start_at_once_make_one_database() {
    let folder = folder();
    let path = folder.path().join("callsheet.db");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| Conn::open(&path).expect("opens").close());
        }
    });
    let mut conn = Conn::open(&path).expect("opens");
    assert_eq!(
        callsheet::store::migrate::version(&mut conn),
        Ok(newest(MIGRATIONS))
    );
    assert_eq!(sqlite(&conn).integrity(), Ok(Vec::new()));
}

#[test]
fn a_writer_that_waits_too_long_says_that_the_file_is_locked() {
    let db = Db::sqlite();
    let (mut one, mut two) = (db.conn(), db.conn());
    sqlite(&two).set_patience(Duration::ZERO).expect("setting");
    one.write(|_| {
        let error = save(&mut two, &[job(2, "Brief")]).expect_err("locked");
        assert_eq!(error, StoreError::Locked);
        assert_eq!(
            two.read(|tx| tx.load::<Job>(job(1, "").id)),
            Ok(None),
            "reading goes on"
        );
        Ok::<_, StoreError>(())
    })
    .expect("nothing to save");
    save(&mut two, &[job(2, "Brief")]).expect("free again");
}

fn holds(folder: &Path, word: &str) -> bool {
    let mut files = std::fs::read_dir(folder)
        .expect("folder")
        .map(|entry| entry.expect("entry").path());
    let has = |path: PathBuf| {
        let content = std::fs::read(path).expect("readable");
        content
            .windows(word.len())
            .any(|window| window == word.as_bytes())
    };
    files.any(has)
}

#[test]
fn what_is_removed_from_search_is_gone_from_the_file() {
    let folder = folder();
    let mut conn = Conn::open(&folder.path().join("callsheet.db")).expect("opens");
    let id = |n: u128| Uuid::from_u128(n);
    conn.write(|tx| {
        for n in 0..300 {
            let (title, text) = match n {
                150 => (
                    "Quetzalcoatl Werke".to_owned(),
                    "the word is xylophonist".to_owned(),
                ),
                n => (format!("Company {n}"), format!("spoke about case {n}")),
            };
            let doc = NameDoc {
                kind: SearchKind::Company,
                id: id(n),
                company_id: Some(CompanyId(id(n))),
                title: &title,
                sub: None,
                extra: "",
                digits: "",
            };
            search::index_name(tx, &doc)?;
            let doc = NoteDoc {
                kind: SearchKind::Activity,
                id: id(1_000 + n),
                company_id: None,
                at: Timestamp(n as i64 * 60_000),
                text: &text,
            };
            search::index_note(tx, &doc)?;
        }
        Ok::<_, StoreError>(())
    })
    .expect("indexed");
    sqlite(&conn).checkpoint().expect("written back");
    for word in ["Quetzalcoatl", "xylophonist", "quetz", " xyloph"] {
        assert!(holds(folder.path(), word.trim()), "{word}");
    }
    conn.write(|tx| {
        search::remove(tx, id(150))?;
        search::remove(tx, id(1_150))
    })
    .expect("removed");
    sqlite(&conn).checkpoint().expect("written back");
    for word in [
        "Quetzalcoatl",
        "quetzalcoatl",
        "quetz",
        "etzalc",
        "xylophonist",
        "xyloph",
        "lophon",
    ] {
        assert!(!holds(folder.path(), word), "{word} can still be read");
    }
    assert_eq!(sqlite(&conn).integrity(), Ok(Vec::new()));
}
