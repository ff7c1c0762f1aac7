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

mod conn;
mod error;
#[cfg(feature = "postgres")]
pub mod postgres;
mod record;
mod row;
pub mod sqlite;
mod statement;
mod value;

pub use conn::{Conn, Dialect, Tx};
pub use error::{ConstraintKind, Result, StoreError};
pub use record::{Derive, Record, TableInfo, TableSql};
pub use row::{Cells, FromRow, One};
pub use statement::{Exec, Pick, Shape, StatementInfo, Stmt, joined, text_of};
pub use value::{Cell, Col, ColType, Column, Param, Value};

pub use crate::{from_row, params, row, statements, table};

/// Every statement of every noun, for the statement test.
pub fn all_statements() -> Vec<StatementInfo> {
    Vec::new()
}

/// Every table that has a record, for the statement test.
pub fn all_tables() -> Vec<TableInfo> {
    Vec::new()
}
