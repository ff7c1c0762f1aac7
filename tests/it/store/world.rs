//! An empty database for one test, SQLite or PostgreSQL, and the trial schema of the suite.

use callsheet::base::{CompanyId, Json, TaskId, Timestamp};
use callsheet::store::migrate::{Migration, migrate};
use callsheet::store::sqlite::{Access, Sqlite};
use callsheet::store::{Conn, Derive, StoreError, Tx};
use callsheet::table;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A database that goes with the test.
pub(crate) enum Db {
    Sqlite(tempfile::TempDir),
    #[cfg(feature = "postgres")]
    Postgres(crate::support::postgres::Schema),
}

impl Db {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().expect("temporary folder"))
    }
    #[cfg(feature = "postgres")]
    pub(crate) fn postgres() -> Self {
        Self::Postgres(crate::support::postgres::schema())
    }
    /// A new connection, nothing migrated.
    pub(crate) fn bare(&self) -> Conn {
        match self {
            Self::Sqlite(folder) => {
                Conn::Sqlite(Sqlite::open(&folder.path().join("trial.db"), Access::Write).expect("opens"))
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(at) => Conn::Postgres(Box::new(
                callsheet::store::postgres::Postgres::connect(&at.url, Some(&at.name)).expect("connects"),
            )),
        }
    }
    /// A new connection to callsheet's own schema.
    pub(crate) fn callsheet(&self) -> Conn {
        let mut conn = self.bare();
        migrate(&mut conn, callsheet::store::migrate::MIGRATIONS).expect("callsheet's schema");
        conn
    }
    /// A new connection to the trial schema.
    pub(crate) fn conn(&self) -> Conn {
        let mut conn = self.bare();
        migrate(&mut conn, TRIAL).expect("trial schema");
        conn
    }
}

/// A schema with every type of column.
pub(crate) const TRIAL: &[Migration] = &[Migration::shared(
    1,
    "trial",
    "CREATE TABLE firm (tenant_no {i64} NOT NULL, id {uuid} NOT NULL, PRIMARY KEY (tenant_no, id)) {small};
     CREATE TABLE job (
       tenant_no {i64} NOT NULL, id {uuid} NOT NULL, ver {i64} NOT NULL, company_id {uuid} NOT NULL,
       title {text} NOT NULL CHECK (title <> 'forbidden'), due_at {i64}, score {real}, seen {i64} NOT NULL,
       tags {json} NOT NULL, photo {bytes}, title_folded {text} NOT NULL,
       PRIMARY KEY (tenant_no, id), FOREIGN KEY (tenant_no, company_id) REFERENCES firm (tenant_no, id)
     ) {table};
     CREATE UNIQUE INDEX job_title ON job (tenant_no, title);
     CREATE TABLE counter (tenant_no {i64} NOT NULL PRIMARY KEY, seq {i64} NOT NULL) {small};",
)];

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) id: TaskId,
    pub(crate) company_id: CompanyId,
    pub(crate) title: String,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) score: Option<f64>,
    pub(crate) seen: bool,
    pub(crate) tags: Json<Vec<String>>,
    pub(crate) photo: Option<Vec<u8>>,
}

table! {
    Job in "job", id: TaskId, company: |job| Some(job.company_id);
    columns: id, company_id, title, due_at, score, seen, tags, photo;
    derived: title_folded = |job, _| job.title.to_lowercase();
}

pub(crate) fn env() -> Derive {
    Derive {
        zone: jiff::tz::TimeZone::UTC,
    }
}

/// A job of firm 1; `n` makes its id.
pub(crate) fn job(n: u128, title: &str) -> Job {
    Job {
        id: TaskId(Uuid::from_u128(n)),
        company_id: CompanyId(Uuid::from_u128(1)),
        title: title.to_owned(),
        due_at: None,
        score: None,
        seen: false,
        tags: Json(Vec::new()),
        photo: None,
    }
}

/// Commits some jobs (and their firm).
pub(crate) fn save(conn: &mut Conn, jobs: &[Job]) -> Result<(), StoreError> {
    conn.write(|tx| jobs.iter().try_for_each(|job| put(tx, job)))
}

/// Writes one job (and its firm).
pub(crate) fn put(tx: &mut Tx<'_>, job: &Job) -> Result<(), StoreError> {
    tx.exec(
        super::conformance::FIRM,
        callsheet::params![tx.tenant(), job.company_id],
    )?;
    tx.put(job, 1, &env())
}
