//! Records the statements that a piece of work runs, and runs the very same again on the bare driver.
//!
//! That is the floor of a page: the same SQL with the same values on a connection with the same settings,
//! prepared beforehand, every column of every row read; but no rows made of it, no rule, no facade. For a
//! command only what it writes is run again.

use callsheet::store::Conn;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, Statement};
use std::error::Error;
use std::hint::black_box;
use std::sync::{Arc, Mutex, PoisonError};

/// Which of the recorded statements are run again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    All,
    Writes,
}

/// The statements of a piece of work with their values, in the order in which they ran.
#[derive(Clone, Default)]
pub(crate) struct Recording(Arc<Mutex<Vec<String>>>);

impl Recording {
    /// Records everything that runs on this connection from now on.
    pub(crate) fn on(conn: &mut Conn) -> Result<Self, Box<dyn Error>> {
        let recording = Self::default();
        let seen = recording.clone();
        let listener = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(statement, text) = event
                && !text.starts_with("--") // a trigger, part of the statement before it
                && !text.contains("'main'.'")
            // a table of the full-text search, likewise
            {
                let sql = statement.expanded_sql().unwrap_or_default();
                seen.0.lock().unwrap_or_else(PoisonError::into_inner).push(sql);
            }
        };
        driver(conn)?.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(listener))?;
        Ok(recording)
    }

    /// What was recorded since the last call.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The bare connection under one of ours.
pub(crate) fn driver(conn: &mut Conn) -> Result<&mut Connection, Box<dyn Error>> {
    match conn {
        Conn::Sqlite(file) => Ok(file.driver()),
        #[cfg(feature = "postgres")]
        Conn::Postgres(_) => Err("the floor is one of SQLite".into()),
    }
}

/// Recorded statements, prepared.
pub(crate) struct Replay<'a>(Vec<Statement<'a>>);

impl<'a> Replay<'a> {
    pub(crate) fn new(conn: &'a Connection, recorded: &[String], part: Part) -> rusqlite::Result<Self> {
        let wanted = |sql: &&String| match part {
            Part::All => !is_transaction(sql),
            Part::Writes => ["INSERT", "UPDATE", "DELETE"]
                .iter()
                .any(|verb| sql.trim_start().starts_with(verb)),
        };
        let statements = recorded.iter().filter(wanted).map(|sql| conn.prepare(sql));
        Ok(Self(statements.collect::<rusqlite::Result<_>>()?))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Runs every statement to its end and reads what it returns.
    pub(crate) fn run(&mut self) -> rusqlite::Result<()> {
        for statement in &mut self.0 {
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for at in 0..columns {
                    black_box(row.get_ref(at)?);
                }
            }
        }
        Ok(())
    }
}

fn is_transaction(sql: &str) -> bool {
    ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"]
        .iter()
        .any(|verb| sql.trim_start().starts_with(verb))
}
