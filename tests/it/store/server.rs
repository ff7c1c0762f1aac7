//! What only a database server does: losing connections, two nodes starting at once, workers that all write.

use super::conformance::FIRM;
use super::world::{Db, job, put, save};
use crate::support::postgres::{Schema, schema};
use callsheet::store::migrate::{MIGRATIONS, newest, version};
use callsheet::store::{Conn, One, Pool, StoreError};
use callsheet::{params, statements};
use uuid::Uuid;

statements! {
    /// The server's number for this connection.
    MY_NUMBER: rows One<i64> = "SELECT CAST(pg_backend_pid() AS BIGINT) AS value";
    /// How many firms there are.
    FIRMS: rows One<i64> = "SELECT COUNT(*) AS value FROM firm";
    /// Whether search has its index.
    PARTS: rows One<i64> = "SELECT COUNT(*) AS value FROM pg_indexes \
        WHERE schemaname = current_schema() AND indexname = 'search_name_parts'";
}

fn hang_up(conn: &mut Conn, at: &Schema) {
    let One(number) = conn.read(|tx| tx.one(MY_NUMBER, params![])).expect("number");
    let mut other = postgres::Client::connect(&at.url, postgres::NoTls).expect("connects");
    other
        .execute("SELECT pg_terminate_backend($1)", &[&(number as i32)])
        .expect("terminated");
}

#[test]
fn a_lost_connection_is_an_error_once_and_then_replaced() {
    assert_eq!(statements().len(), 3);
    let at = schema();
    let db = Db::Postgres(Schema {
        url: at.url.clone(),
        name: at.name.clone(),
    });
    let mut conn = db.conn();
    save(&mut conn, &[job(1, "Call")]).expect("saved");
    // In the middle of a transaction: nothing of it is kept.
    let mut inside = db.conn();
    let out = inside.write(|tx| {
        put(tx, &job(2, "Brief"))?;
        let One(number) = tx.one(MY_NUMBER, params![])?;
        let mut other = postgres::Client::connect(&at.url, postgres::NoTls).expect("connects");
        other
            .execute("SELECT pg_terminate_backend($1)", &[&(number as i32)])
            .expect("terminated");
        put(tx, &job(3, "Visit"))
    });
    assert!(matches!(out, Err(StoreError::Connection { .. })), "{out:?}");
    assert_eq!(
        conn.read(|tx| tx.load(job(2, "").id)),
        Ok(None::<super::world::Job>)
    );
    save(&mut inside, &[job(2, "Brief")]).expect("a new connection");
    // Between two transactions: the first to notice may fail, the one after it does not.
    hang_up(&mut conn, &at);
    let first = save(&mut conn, &[job(4, "Demo")]);
    assert!(
        matches!(first, Ok(()) | Err(StoreError::Connection { .. })),
        "{first:?}"
    );
    save(&mut conn, &[job(5, "Offer")]).expect("a new connection");
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let error = Conn::connect("host=/nowhere/at/all user=nobody", None)
        .err()
        .expect("no server");
    assert_eq!(error.code(), "store_connection", "{error}");
    let at = schema();
    let wrong = at.url.replace("dbname=postgres", "dbname=missing");
    let error = Conn::connect(&wrong, None).err().expect("no such database");
    assert!(error.to_string().contains("missing"), "{error}");
}

#[test]
fn two_nodes_that_start_at_once_migrate_once() {
    let at = schema();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| Conn::connect(&at.url, Some(&at.name)).expect("migrates").close());
        }
    });
    let mut conn = Conn::connect(&at.url, Some(&at.name)).expect("connects");
    assert_eq!(version(&mut conn), Ok(newest(MIGRATIONS)));
    assert_eq!(
        conn.read(|tx| tx.one(PARTS, params![])),
        Ok(One(1)),
        "search has its trigram index"
    );
}

#[test]
fn workers_write_side_by_side() {
    let at = schema();
    drop(
        Db::Postgres(Schema {
            url: at.url.clone(),
            name: at.name.clone(),
        })
        .conn(),
    );
    let pool = Pool::start(3, 0, move |_| {
        Ok(Db::Postgres(Schema {
            url: at.url.clone(),
            name: at.name.clone(),
        })
        .conn())
    })
    .expect("workers");
    for n in 0..60 {
        pool.submit_write(move |conn| {
            conn.write(|tx| tx.exec(FIRM, params![1_i64, Uuid::from_u128(n)]).map(drop))
                .expect("saved");
        });
    }
    // Three questions keep all workers busy until the last job is done, whoever takes it.
    let count = || pool.read(|conn| conn.read(|tx| tx.one(FIRMS, params![])));
    while count().expect("count") != One(60) {
        std::thread::yield_now();
    }
}
