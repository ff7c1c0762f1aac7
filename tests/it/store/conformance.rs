//! What both databases must do alike: every test here runs on SQLite and on PostgreSQL.

use super::world::{Db, Job, TRIAL, env, job, put, save};
use callsheet::base::{CompanyId, Date, Json, TaskId, Timestamp};
use callsheet::store::migrate::{self, Migration};
use callsheet::store::{Conn, ConstraintKind, One, StoreError};
use callsheet::{params, row, statements};
use std::panic::{AssertUnwindSafe, catch_unwind};
use uuid::Uuid;

row! {
    /// Every kind of value once.
    struct Kinds {
        whole: i64,
        flag: bool,
        fraction: f64,
        text: String,
        id: Uuid,
        missing: Option<i64>,
        day: Date,
    }
}

statements! {
    /// Makes a firm.
    pub(crate) FIRM: exec = "INSERT INTO firm (tenant_no, id) VALUES ($1, $2) ON CONFLICT (tenant_no, id) DO NOTHING";
    /// Sends values through the server and back.
    ECHO: rows Kinds = "SELECT CAST($1 AS BIGINT) AS whole, 1 = CAST($2 AS BIGINT) AS flag, \
        CAST($3 AS DOUBLE PRECISION) AS fraction, CAST($4 AS TEXT) AS text, id, due_at AS missing, \
        CAST($5 AS TEXT) AS day FROM job WHERE tenant_no = $6";
    /// Titles in the database's order.
    BY_TITLE: rows One<String> = "SELECT title AS value FROM job WHERE tenant_no = $1 ORDER BY title";
    /// Ids in the database's order.
    BY_ID: rows One<TaskId> = "SELECT id AS value FROM job WHERE tenant_no = $1 ORDER BY id";
    /// Dues, those without last.
    BY_DUE: rows One<Option<Timestamp>> =
        "SELECT due_at AS value FROM job WHERE tenant_no = $1 ORDER BY due_at NULLS LAST, id";
    /// Jobs of a firm.
    OF_FIRM: pick Job = "WHERE tenant_no = $1 AND company_id = $2 ORDER BY id";
    /// Count.
    COUNT: rows One<i64> = "SELECT COUNT(*) AS value FROM job WHERE tenant_no = $1";
    /// Marks all as seen, and says which.
    SEE: rows One<TaskId> = "UPDATE job SET seen = 1 WHERE tenant_no = $1 RETURNING id AS value";
    /// Empties a title that may not be empty.
    NO_TITLE: exec = "UPDATE job SET title = NULL WHERE tenant_no = $1";
    /// The next number of a tenant.
    NEXT: rows One<i64> = "INSERT INTO counter (tenant_no, seq) VALUES ($1, 1) \
        ON CONFLICT (tenant_no) DO UPDATE SET seq = counter.seq + 1 RETURNING seq AS value";
}

on_both! {
    every_kind_of_value_comes_back_as_it_went
    a_record_is_written_changed_and_removed
    another_tenants_rows_are_not_there
    text_ids_and_empty_values_sort_alike
    a_failed_transaction_leaves_nothing
    a_panic_rolls_back_and_the_connection_goes_on
    a_dry_run_leaves_nothing
    a_failure_inside_nested_can_be_survived
    a_failure_outside_nested_spoils_the_transaction
    nested_in_nested_undoes_only_itself
    a_read_sees_one_snapshot
    a_read_cannot_write
    broken_rules_are_sorted
    nul_is_refused_everywhere
    a_missing_row_is_not_found
    a_wrong_number_of_parameters_is_an_error
    numbers_of_two_writers_never_repeat
    migrations_run_once_and_in_order
    a_failing_migration_leaves_the_database_as_it_was
    a_newer_schema_is_refused
    a_connection_that_may_not_migrate_says_so
}

fn count(conn: &mut Conn) -> i64 {
    conn.read(|tx| tx.one(COUNT, params![tx.tenant()]))
        .map(|One(n)| n)
        .expect("count")
}

fn every_kind_of_value_comes_back_as_it_went(db: &Db) {
    let mut conn = db.conn();
    save(&mut conn, &[job(5, "one row to select from")]).expect("saved");
    let day: Date = "2026-11-24".parse().expect("date");
    for (whole, fraction, text) in [
        (0, 0.0, ""),
        (i64::MIN, -0.1, "Åkesson 'Bygg' \"AB\" $1 ; -- \\"),
        (i64::MAX, 1e300, "👩‍🔧 \u{202e}\u{1}\u{10ffff}\n"),
    ] {
        let found = conn
            .read(|tx| tx.one(ECHO, params![whole, true, fraction, text, day, tx.tenant()]))
            .expect("echo");
        let sent = Kinds {
            whole,
            flag: true,
            fraction,
            text: text.to_owned(),
            id: Uuid::from_u128(5),
            missing: None,
            day,
        };
        assert_eq!(found, sent);
    }
}

fn a_record_is_written_changed_and_removed(db: &Db) {
    let mut conn = db.conn();
    let mut full = job(1, "Call");
    full.due_at = Some(Timestamp(1_763_625_600_000));
    full.score = Some(0.25);
    full.tags = Json(vec!["a \"b\"".to_owned(), "ü".to_owned()]);
    full.photo = Some(vec![0, 255, 1]);
    save(&mut conn, &[full.clone(), job(2, "Brief")]).expect("saved");
    conn.write(|tx| {
        assert_eq!(tx.load::<Job>(full.id)?, Some(full.clone()));
        assert_eq!(
            tx.select(OF_FIRM, params![tx.tenant(), full.company_id])?,
            [full.clone(), job(2, "Brief")]
        );
        "Call again".clone_into(&mut full.title);
        full.photo = None;
        tx.put(&full, 2, &env())?;
        assert_eq!(tx.load::<Job>(full.id)?, Some(full.clone()));
        assert_eq!(tx.remove::<Job>(full.id)?, 1);
        assert_eq!(tx.remove::<Job>(full.id)?, 0);
        assert_eq!(tx.load::<Job>(full.id)?, None);
        Ok::<_, StoreError>(())
    })
    .expect("transaction");
    assert_eq!(count(&mut conn), 1);
}

fn another_tenants_rows_are_not_there(db: &Db) {
    let mut conn = db.conn();
    save(&mut conn, &[job(1, "Call")]).expect("saved");
    conn.set_tenant(2);
    assert_eq!(count(&mut conn), 0);
    let found = conn.read(|tx| tx.load::<Job>(job(1, "").id)).expect("read");
    assert_eq!(found, None);
    save(&mut conn, &[job(1, "The other's call")]).expect("the same id is free for another tenant");
    conn.set_tenant(1);
    let mine = conn.read(|tx| tx.load::<Job>(job(1, "").id)).expect("read");
    assert_eq!(mine.expect("there").title, "Call");
}

fn text_ids_and_empty_values_sort_alike(db: &Db) {
    let mut conn = db.conn();
    let titles = [
        "Zebra", "apfel", "Äpfel", "a-b", "a b", "é", "zz", "ｆ", "10", "9", "_", "𝒳",
    ];
    let mut jobs: Vec<Job> = titles
        .iter()
        .enumerate()
        .map(|(n, title)| job((n as u128) << 120 | n as u128, title))
        .collect();
    for (n, job) in jobs.iter_mut().enumerate().take(4) {
        job.due_at = Some(Timestamp(-(n as i64)));
    }
    save(&mut conn, &jobs).expect("saved");
    let mut sorted = titles.map(str::to_owned);
    sorted.sort();
    conn.read(|tx| {
        let tenant = tx.tenant();
        let found = tx
            .all(BY_TITLE, params![tenant])?
            .into_iter()
            .map(|One(title)| title);
        assert_eq!(found.collect::<Vec<_>>(), sorted);
        let ids = tx.all(BY_ID, params![tenant])?;
        assert!(ids.is_sorted_by_key(|One(id)| *id));
        let dues = tx.all(BY_DUE, params![tenant])?;
        let first: Vec<_> = dues.iter().take(5).map(|One(due)| due.map(|at| at.0)).collect();
        assert_eq!(first, [Some(-3), Some(-2), Some(-1), Some(0), None]);
        Ok::<_, StoreError>(())
    })
    .expect("read");
}

fn a_failed_transaction_leaves_nothing(db: &Db) {
    let mut conn = db.conn();
    let refused = conn.write(|tx| {
        put(tx, &job(1, "Call"))?;
        Err::<(), _>(StoreError::Closed)
    });
    assert_eq!(refused, Err(StoreError::Closed));
    assert_eq!(count(&mut conn), 0);
}

fn a_panic_rolls_back_and_the_connection_goes_on(db: &Db) {
    let mut conn = db.conn();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        conn.write(|tx| -> Result<(), StoreError> {
            put(tx, &job(1, "Call"))?;
            tx.nested(|tx| -> Result<(), StoreError> {
                put(tx, &job(2, "Brief"))?;
                panic!("on purpose")
            })
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(count(&mut conn), 0);
    save(&mut conn, &[job(1, "Call")]).expect("goes on");
}

fn a_dry_run_leaves_nothing(db: &Db) {
    let mut conn = db.conn();
    let seen = conn.rollback(|tx| {
        put(tx, &job(1, "Call"))?;
        tx.load::<Job>(job(1, "").id)
    });
    assert_eq!(seen.expect("ran").map(|job| job.title), Some("Call".to_owned()));
    assert_eq!(count(&mut conn), 0);
}

fn a_failure_inside_nested_can_be_survived(db: &Db) {
    let mut conn = db.conn();
    conn.write(|tx| {
        put(tx, &job(1, "Call"))?;
        let error = tx
            .nested(|tx| put(tx, &job(2, "Call")))
            .expect_err("the title is taken");
        assert!(
            matches!(
                error,
                StoreError::Constraint {
                    kind: ConstraintKind::Unique,
                    ..
                }
            ),
            "{error}"
        );
        // Swallowing the failure inside does not make the savepoint whole.
        let swallowed = tx.nested(|tx| {
            put(tx, &job(3, "Lost"))?;
            let _ = put(tx, &job(4, "Call"));
            Ok::<_, StoreError>(())
        });
        assert_eq!(swallowed, Err(StoreError::Poisoned));
        put(tx, &job(5, "Brief"))
    })
    .expect("transaction");
    let titles = conn
        .read(|tx| tx.all(BY_TITLE, params![tx.tenant()]))
        .expect("read");
    assert_eq!(titles, [One("Brief".to_owned()), One("Call".to_owned())]);
}

fn a_failure_outside_nested_spoils_the_transaction(db: &Db) {
    let mut conn = db.conn();
    let out = conn.write(|tx| {
        put(tx, &job(1, "Call"))?;
        let _ = put(tx, &job(2, "Call"));
        assert_eq!(tx.load::<Job>(job(1, "").id), Err(StoreError::Poisoned));
        Ok::<_, StoreError>(())
    });
    assert_eq!(out, Err(StoreError::Poisoned));
    assert_eq!(count(&mut conn), 0);
}

fn nested_in_nested_undoes_only_itself(db: &Db) {
    let mut conn = db.conn();
    conn.write(|tx| {
        tx.nested(|tx| {
            put(tx, &job(1, "outer"))?;
            let inner = tx.nested(|tx| {
                put(tx, &job(2, "inner"))?;
                Err::<(), _>(StoreError::Closed)
            });
            assert_eq!(inner, Err(StoreError::Closed));
            tx.nested(|tx| put(tx, &job(3, "second inner")))
        })
    })
    .expect("transaction");
    assert_eq!(count(&mut conn), 2);
}

fn a_read_sees_one_snapshot(db: &Db) {
    let (mut reader, mut writer) = (db.conn(), db.conn());
    save(&mut writer, &[job(1, "Call")]).expect("saved");
    reader
        .read(|tx| {
            let before = tx.one(COUNT, params![tx.tenant()])?;
            save(&mut writer, &[job(2, "Brief")])?;
            assert_eq!(tx.one(COUNT, params![tx.tenant()])?, before);
            Ok::<_, StoreError>(())
        })
        .expect("read");
    assert_eq!(count(&mut reader), 2);
}

fn a_read_cannot_write(db: &Db) {
    let mut conn = db.conn();
    save(&mut conn, &[job(1, "Call")]).expect("saved");
    let is_refused = |error: StoreError| matches!(error, StoreError::ReadTransaction { .. });
    assert!(is_refused(
        conn.read(|tx| put(tx, &job(2, "Brief"))).expect_err("exec")
    ));
    let returning = conn.read(|tx| tx.all(SEE, params![tx.tenant()]));
    assert!(is_refused(returning.expect_err("update returning")));
    let seen = conn
        .write(|tx| tx.all(SEE, params![tx.tenant()]))
        .expect("writes");
    assert_eq!(seen, [One(job(1, "").id)]);
}

fn broken_rules_are_sorted(db: &Db) {
    let mut conn = db.conn();
    save(&mut conn, &[job(1, "Call")]).expect("saved");
    let kind = |out: Result<(), StoreError>| match out {
        Err(StoreError::Constraint { kind, .. }) => kind,
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(save(&mut conn, &[job(2, "Call")])), ConstraintKind::Unique);
    assert_eq!(
        kind(save(&mut conn, &[job(2, "forbidden")])),
        ConstraintKind::Check
    );
    let empty = conn.write(|tx| tx.exec(NO_TITLE, params![tx.tenant()]).map(drop));
    assert_eq!(kind(empty), ConstraintKind::NotNull);
    let mut stray = job(2, "Brief");
    stray.company_id = CompanyId(Uuid::from_u128(99));
    assert_eq!(
        kind(conn.write(|tx| tx.put(&stray, 1, &env()))),
        ConstraintKind::ForeignKey
    );
}

fn nul_is_refused_everywhere(db: &Db) {
    let mut conn = db.conn();
    let mut tagged = job(2, "Brief");
    tagged.tags = Json(vec!["a\0b".to_owned()]);
    for bad in [job(1, "Call\0"), tagged] {
        assert_eq!(save(&mut conn, &[bad]), Err(StoreError::Nul));
    }
    assert_eq!(count(&mut conn), 0);
}

fn a_missing_row_is_not_found(db: &Db) {
    let mut conn = db.conn();
    let found = conn.read(|tx| tx.one(BY_TITLE, params![tx.tenant()]));
    assert!(matches!(found, Err(StoreError::NotFound { .. })));
    assert_eq!(conn.read(|tx| tx.first(BY_TITLE, params![tx.tenant()])), Ok(None));
}

fn a_wrong_number_of_parameters_is_an_error(db: &Db) {
    let mut conn = db.conn();
    for wrong in [params![] as &[_], params![1_i64, 2_i64]] {
        let found = conn.read(|tx| tx.all(BY_TITLE, wrong));
        assert!(matches!(found, Err(StoreError::Sql { .. })), "{found:?}");
    }
}

fn numbers_of_two_writers_never_repeat(db: &Db) {
    drop(db.conn());
    let mut numbers: Vec<i64> = std::thread::scope(|scope| {
        let writers = [(); 2].map(|()| {
            scope.spawn(|| {
                let mut conn = db.conn();
                let next = |_| {
                    conn.write(|tx| tx.one(NEXT, params![tx.tenant()]))
                        .map(|One(n)| n)
                };
                (0..20).map(next).collect::<Result<Vec<_>, _>>().expect("numbers")
            })
        });
        writers
            .into_iter()
            .flat_map(|writer| writer.join().expect("writer"))
            .collect()
    });
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
}

const SECOND: Migration = Migration::shared(2, "second", "ALTER TABLE job ADD COLUMN colour {text};");
const BROKEN: Migration = Migration::shared(
    3,
    "broken",
    "CREATE TABLE half (a {i64}) {table}; INSERT INTO nowhere VALUES (1);",
);

fn migrations_run_once_and_in_order(db: &Db) {
    let mut conn = db.conn();
    save(&mut conn, &[job(1, "Call")]).expect("saved");
    let done = migrate::migrate(&mut conn, &[TRIAL[0], SECOND]).expect("migrates");
    assert_eq!((done.from, done.to), (1, 2));
    let again = migrate::migrate(&mut conn, &[TRIAL[0], SECOND]).expect("nothing to do");
    assert_eq!((again.from, again.to, again.copy), (2, 2, None));
    assert_eq!(migrate::version(&mut conn), Ok(2));
    assert_eq!(count(&mut conn), 1);
}

fn a_failing_migration_leaves_the_database_as_it_was(db: &Db) {
    let mut conn = db.conn();
    save(&mut conn, &[job(1, "Call")]).expect("saved");
    for _ in 0..2 {
        let error = migrate::migrate(&mut conn, &[TRIAL[0], SECOND, BROKEN]).expect_err("fails");
        assert!(
            matches!(
                error,
                StoreError::Migration {
                    number: 3,
                    name: "broken",
                    ..
                }
            ),
            "{error}"
        );
        assert_eq!(migrate::version(&mut conn), Ok(1));
    }
    assert_eq!(count(&mut conn), 1);
    let fixed = Migration::shared(3, "mended", "CREATE TABLE half (a {i64}) {table};");
    migrate::migrate(&mut conn, &[TRIAL[0], SECOND, fixed]).expect("nothing half was left");
}

fn a_newer_schema_is_refused(db: &Db) {
    let mut conn = db.conn();
    migrate::migrate(&mut conn, &[TRIAL[0], SECOND]).expect("migrates");
    let error = migrate::migrate(&mut conn, TRIAL).expect_err("newer");
    assert_eq!(error, StoreError::Newer { found: 2, known: 1 });
    let text = error.to_string();
    assert!(text.contains("version 2") && text.contains("up to 1"), "{text}");
}

fn a_connection_that_may_not_migrate_says_so(db: &Db) {
    let mut conn = db.bare();
    assert_eq!(
        migrate::require(&mut conn, TRIAL),
        Err(StoreError::Older { found: 0, needed: 1 })
    );
    drop(db.conn());
    assert_eq!(migrate::require(&mut conn, TRIAL), Ok(()));
}
