//! The store: the only SQL, on SQLite and PostgreSQL behind one face, synchronous.
//!
//! Rules run over `&mut Tx`. A noun's file holds its SQL (in `statements!`) and
//! its rows (`row!`, `table!`); this module and its siblings are the machine
//! under them. Nothing here knows a rule of the field.
//!
//! ```text
//!   Pool ── Conn ── Tx ── Stmt / Pick / Exec / Record
//!                   │
//!         sqlite ───┴─── postgres
//! ```

pub(crate) mod audit;
pub mod backup;
pub mod case;
pub mod company;
mod conn;
pub mod digest;
pub(crate) mod drafts;
mod error;
pub(crate) mod every;
pub(crate) mod facts;
pub(crate) mod feed;
pub mod filter;
pub(crate) mod grant;
pub mod history;
pub mod hits;
pub(crate) mod identity;
pub(crate) mod job;
pub(crate) mod journal;
pub(crate) mod known;
pub(crate) mod lease;
pub(crate) mod merge;
pub mod migrate;
pub(crate) mod origin;
pub(crate) mod person;
mod pool;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod queue;
mod record;
pub mod restore;
mod row;
pub mod search;
pub mod sqlite;
mod statement;
pub(crate) mod suppression;
mod tables;
pub mod timeline;
pub(crate) mod trash;
pub mod twins;
pub mod vacuum;
mod value;
pub(crate) mod verify;
mod written;

pub use conn::{Conn, Dialect, Tx};
pub use error::{ConstraintKind, Result, StoreError};
pub use pool::{Cancel, Pool, Role};
pub use record::{Derive, Record, TableInfo, TableSql};
pub use row::{Cells, FromRow, One};
pub use statement::{Exec, Pick, Shape, StatementInfo, Stmt, joined, text_of};
pub(crate) use tables::{NOBODY, UNDATED, due_columns};
pub use value::{Cell, Col, ColType, Column, JsonText, Param, Value};

use crate::domain::{
    Activity, Case, Company, Contact, Handover, Member, Note, Rule, StageChange, Suppression, Task, User,
    Verdict,
};
use migrate::MIGRATIONS;
use sqlite::{Access, Sqlite};
use std::path::Path;

pub use crate::{from_row, params, row, statements, table};

impl Conn {
    /// Opens the database file for reading and writing, makes it when there is none and migrates it.
    pub fn open(path: &Path) -> Result<Self> {
        let mut conn = Self::Sqlite(Sqlite::open(path, Access::Write)?);
        migrate::migrate(&mut conn, MIGRATIONS)?;
        Ok(conn)
    }
    /// Opens an existing database file for reading.
    pub fn open_reader(path: &Path) -> Result<Self> {
        let mut conn = Self::Sqlite(Sqlite::open(path, Access::Read)?);
        migrate::require(&mut conn, MIGRATIONS)?;
        Ok(conn)
    }
    /// A migrated database in memory that ends with the connection; for tests and trials.
    pub fn memory() -> Result<Self> {
        let mut conn = Self::Sqlite(Sqlite::memory()?);
        migrate::migrate(&mut conn, MIGRATIONS)?;
        Ok(conn)
    }
    /// Connects to a PostgreSQL server (see [`postgres::Postgres::connect`]) and migrates the schema.
    #[cfg(feature = "postgres")]
    pub fn connect(url: &str, schema: Option<&str>) -> Result<Self> {
        let mut conn = Self::Postgres(Box::new(postgres::Postgres::connect(url, schema)?));
        migrate::migrate(&mut conn, MIGRATIONS)?;
        Ok(conn)
    }
    /// Whether the walls of the database between tenants hold for this connection; a file has none.
    pub(crate) fn has_walls(&mut self) -> Result<bool> {
        match self {
            Self::Sqlite(_) => Ok(true),
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.is_held(),
        }
    }
    /// A number that changes when another connection has committed.
    pub fn data_version(&mut self) -> Result<i64> {
        match self {
            Self::Sqlite(conn) => conn.data_version(),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {
                self.read(|tx| Ok(tx.one(journal::LAST_SEQ, crate::params![tx.tenant()])?.0))
            }
        }
    }
    /// Closes the connection.
    pub fn close(self) {
        match self {
            Self::Sqlite(conn) => conn.close(),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {}
        }
    }
}

/// Every statement of every noun, for the statement test.
pub fn all_statements() -> Vec<StatementInfo> {
    [
        audit::statements(),
        case::statements(),
        feed::statements(),
        company::statements(),
        every::statements(),
        drafts::statements(),
        facts::statements(),
        history::statements(),
        hits::statements(),
        grant::statements(),
        identity::statements(),
        job::statements(),
        journal::statements(),
        lease::statements(),
        known::statements(),
        merge::statements(),
        origin::statements(),
        person::statements(),
        queue::statements(),
        restore::statements(),
        verify::statements(),
        search::statements(),
        suppression::statements(),
        timeline::statements(),
        trash::statements(),
        written::statements(),
        twins::statements(),
    ]
    .concat()
}

/// Every table that has a record, for the statement test.
pub fn all_tables() -> Vec<TableInfo> {
    vec![
        TableInfo::of::<Activity>(),
        TableInfo::of::<Case>(),
        TableInfo::of::<Company>(),
        TableInfo::of::<Contact>(),
        TableInfo::of::<Handover>(),
        TableInfo::of::<Member>(),
        TableInfo::of::<Note>(),
        TableInfo::of::<Rule>(),
        TableInfo::of::<StageChange>(),
        TableInfo::of::<Suppression>(),
        TableInfo::of::<Task>(),
        TableInfo::of::<User>(),
        TableInfo::of::<Verdict>(),
    ]
}
