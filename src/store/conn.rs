//! Connections and transactions: one face for both databases.
//!
//! Everything runs in a [`Tx`]. A statement that fails poisons its transaction
//! (PostgreSQL does that by itself; SQLite is made to behave alike), so a
//! failure that is expected belongs into [`Tx::nested`].

#[cfg(feature = "postgres")]
use super::postgres;
use super::suppression::Secret;
use super::written::Written;
use super::{Derive, Exec, FromRow, One, Param, Pick, Record, Result, Stmt, StoreError, sqlite};

/// A connection to one of the two databases.
pub enum Conn {
    /// A file (or memory) of SQLite.
    Sqlite(sqlite::Sqlite),
    /// A PostgreSQL server. Made, used and dropped on threads that run no async runtime.
    #[cfg(feature = "postgres")]
    Postgres(Box<postgres::Postgres>),
}

/// Which database a connection speaks to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// Stops a running statement, where that is possible without asking the server.
pub(super) enum Interrupt {
    Sqlite(rusqlite::InterruptHandle),
    #[cfg(feature = "postgres")]
    Never,
}

impl Interrupt {
    pub(super) fn stop(&self) {
        match self {
            Self::Sqlite(handle) => handle.interrupt(),
            #[cfg(feature = "postgres")]
            Self::Never => {}
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    Read,
    Write,
}

/// How far a transaction can still go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Fine,
    /// A statement failed; rolling back to the savepoint before it mends it.
    Poisoned,
    /// The database has already rolled everything back (full disk, I/O error, lost connection).
    Lost,
    /// Committed or rolled back.
    Done,
}

/// A transaction; rolled back when dropped without a commit.
pub struct Tx<'a> {
    conn: &'a mut Conn,
    mode: Mode,
    state: State,
    depth: usize,
    /// How often rows were written.
    writes: u64,
    /// What is known of this file's secret.
    pub(super) secret: Secret,
    /// What the running command wrote of a company that it made.
    pub(super) written: Option<Box<Written>>,
}

/// The names of savepoints by their depth, with what makes, keeps and takes back each.
const SAVEPOINTS: [[&str; 3]; 4] = [
    ["SAVEPOINT s1", "RELEASE SAVEPOINT s1", "ROLLBACK TO SAVEPOINT s1"],
    ["SAVEPOINT s2", "RELEASE SAVEPOINT s2", "ROLLBACK TO SAVEPOINT s2"],
    ["SAVEPOINT s3", "RELEASE SAVEPOINT s3", "ROLLBACK TO SAVEPOINT s3"],
    ["SAVEPOINT s4", "RELEASE SAVEPOINT s4", "ROLLBACK TO SAVEPOINT s4"],
];

impl Conn {
    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
        }
    }
    /// The SQLite file, for what only a file has (a copy, its health, other processes' commits).
    pub fn file(&self) -> Option<&sqlite::Sqlite> {
        match self {
            Self::Sqlite(file) => Some(file),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => None,
        }
    }
    /// The tenant whose rows this connection works on; 1 in a local file.
    pub fn tenant(&self) -> i64 {
        match self {
            Self::Sqlite(conn) => conn.tenant,
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.tenant,
        }
    }
    /// Works on another tenant from the next transaction on.
    pub fn set_tenant(&mut self, tenant_no: i64) {
        match self {
            Self::Sqlite(conn) => conn.tenant = tenant_no,
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.tenant = tenant_no,
        }
    }
    /// Tells an open transaction whose rows it works on, after that changed.
    pub(super) fn stand_behind_walls(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.name_tenant(),
        }
    }
    /// What stops the statement that is running, from another thread.
    pub(super) fn interrupt(&self) -> Interrupt {
        match self {
            Self::Sqlite(conn) => Interrupt::Sqlite(conn.interrupt()),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Interrupt::Never,
        }
    }
    /// Runs a transaction that writes: committed when `f` returns `Ok`, else (also on a panic) rolled back.
    pub fn write<R, E: From<StoreError>>(
        &mut self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut tx = self.begin(Mode::Write)?;
        let out = f(&mut tx)?;
        tx.commit()?;
        Ok(out)
    }
    /// Runs several reads on one snapshot.
    pub fn read<R, E: From<StoreError>>(
        &mut self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut tx = self.begin(Mode::Read)?;
        f(&mut tx)
    }
    /// Runs a transaction as [`Conn::write`] does and rolls it back always: a dry run.
    pub fn rollback<R, E: From<StoreError>>(
        &mut self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut tx = self.begin(Mode::Write)?;
        f(&mut tx)
    }

    fn begin(&mut self, mode: Mode) -> Result<Tx<'_>> {
        match self {
            Self::Sqlite(conn) => conn.begin(mode)?,
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.begin(mode)?,
        }
        Ok(Tx {
            conn: self,
            mode,
            state: State::Fine,
            depth: 0,
            writes: 0,
            secret: Secret::Unknown,
            written: None,
        })
    }
    /// Runs migrations: one transaction under the write lock, with the raw connection.
    pub(super) fn exclusive(&mut self, f: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let tx = self.begin(Mode::Write)?;
        match &mut *tx.conn {
            // The write lock of the file is enough.
            Self::Sqlite(_) => {}
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.lock_schema()?,
        }
        f(tx.conn)?;
        tx.commit()
    }
    /// Runs statements inside a transaction that is open already (see [`Conn::exclusive`]); it is not ended.
    pub(super) fn inside<R>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<R>) -> Result<R> {
        let mut tx = Tx {
            conn: self,
            mode: Mode::Write,
            state: State::Fine,
            depth: 0,
            writes: 0,
            secret: Secret::Unknown,
            written: None,
        };
        let out = f(&mut tx);
        tx.state = State::Done;
        out
    }
    /// Runs a text without parameters or rows: transaction control and migrations.
    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(conn) => conn.batch(sql),
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.batch(sql),
        }
    }
    /// Begins or ends a transaction or a part of it.
    fn control(&mut self, sql: &'static str) -> Result<()> {
        match self {
            Self::Sqlite(conn) => conn.control(sql),
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.batch(sql),
        }
    }
    /// Whether the database has no open transaction although one was begun.
    fn has_lost_transaction(&self) -> bool {
        match self {
            Self::Sqlite(conn) => conn.raw.is_autocommit(),
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.is_broken(),
        }
    }
}

impl Tx<'_> {
    /// The tenant whose rows this transaction works on; 1 in a local file.
    pub fn tenant(&self) -> i64 {
        self.conn.tenant()
    }
    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        self.conn.dialect()
    }

    /// Every row of a statement.
    pub fn all<T: FromRow>(&mut self, statement: Stmt<T>, params: &[&dyn Param]) -> Result<Vec<T>> {
        self.rows(statement.sql, params, usize::MAX)
    }
    /// The first row of a statement.
    pub fn first<T: FromRow>(&mut self, statement: Stmt<T>, params: &[&dyn Param]) -> Result<Option<T>> {
        Ok(self.rows(statement.sql, params, 1)?.pop())
    }
    /// The first row of a statement.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub fn one<T: FromRow>(&mut self, statement: Stmt<T>, params: &[&dyn Param]) -> Result<T> {
        self.first(statement, params)?.ok_or(StoreError::NotFound {
            table: std::any::type_name::<T>(),
        })
    }
    /// Every row of a text that the store built at run time from its own words; values are bound. Only filters do that.
    pub(super) fn built<T: FromRow>(&mut self, sql: &str, params: &[&dyn Param]) -> Result<Vec<T>> {
        self.check()?;
        let out = match &mut *self.conn {
            Conn::Sqlite(conn) => conn.built(sql, params),
            #[cfg(feature = "postgres")]
            Conn::Postgres(conn) => conn.built(sql, params),
        };
        out.inspect_err(|_| self.failed())
    }
    /// Runs a statement and says how many rows it changed.
    pub fn exec(&mut self, statement: Exec, params: &[&dyn Param]) -> Result<u64> {
        self.change(statement.sql, params)
    }
    /// A record by tenant and id, deleted ones too.
    pub fn load<R: Record>(&mut self, id: R::Id) -> Result<Option<R>> {
        if let Some(row) = self.written.as_ref().and_then(|written| written.load::<R>(id)) {
            return Ok(Some(row));
        }
        let tenant = self.tenant();
        Ok(self.rows(&R::sql().load, &[&tenant, &id], 1)?.pop())
    }
    /// The number of a row's last change.
    pub fn version<R: Record>(&mut self, id: R::Id) -> Result<Option<i64>> {
        let tenant = self.tenant();
        let found = self
            .rows::<One<i64>>(&R::sql().version, &[&tenant, &id], 1)?
            .pop();
        Ok(found.map(|found| found.0))
    }
    /// Every record that a pick finds.
    pub fn select<R: Record>(&mut self, pick: Pick<R>, params: &[&dyn Param]) -> Result<Vec<R>> {
        self.rows(pick.sql, params, usize::MAX)
    }
    /// The first record that a pick finds.
    pub fn select_first<R: Record>(&mut self, pick: Pick<R>, params: &[&dyn Param]) -> Result<Option<R>> {
        Ok(self.rows(pick.sql, params, 1)?.pop())
    }
    /// Inserts or updates a record by tenant and id, with its derived columns; `ver` is the feed number of this change.
    pub fn put<R: Record>(&mut self, record: &R, ver: i64, env: &Derive) -> Result<()> {
        let tenant = self.tenant();
        if self.waits(record, ver) {
            return Ok(());
        }
        record.with_values([&tenant, &ver], env, |values| self.change(&R::sql().put, values))?;
        self.note(record, env);
        Ok(())
    }
    /// Inserts a record with its derived columns; false when there is one of its id, which stays as it is.
    pub fn add<R: Record>(&mut self, record: &R, ver: i64, env: &Derive) -> Result<bool> {
        let tenant = self.tenant();
        let added = record.with_values([&tenant, &ver], env, |values| self.change(&R::sql().add, values))?;
        if added > 0 {
            self.note(record, env);
        }
        Ok(added > 0)
    }
    /// How often rows were written so far; what only locks does not count.
    pub(crate) const fn writes(&self) -> u64 {
        self.writes
    }
    fn note<R: Record>(&mut self, record: &R, env: &Derive) {
        if let Some(written) = &mut self.written {
            written.note(record, env);
        }
    }
    /// Deletes a record for good (purge) and says how many rows that were.
    pub fn remove<R: Record>(&mut self, id: R::Id) -> Result<u64> {
        let tenant = self.tenant();
        self.end_written()?;
        self.change(&R::sql().remove, &[&tenant, &id])
    }

    /// Runs `f` in a savepoint: when it fails, what it did is undone and the transaction goes on.
    pub fn nested<R, E: From<StoreError>>(
        &mut self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        self.check()?;
        let Some(point) = SAVEPOINTS.get(self.depth) else {
            let reason = "savepoints within savepoints, too deep".to_owned();
            return Err(StoreError::Sql { reason }.into());
        };
        let [make, keep, _] = point;
        let out = self.conn.control(make).map_err(|error| {
            self.failed();
            E::from(error)
        });
        self.depth += 1;
        let out = out.and_then(|()| f(self));
        self.depth -= 1;
        match out {
            Ok(out) if self.state == State::Fine => {
                self.conn.control(keep)?;
                Ok(out)
            }
            Ok(_) => {
                self.back_to(point);
                Err(StoreError::Poisoned.into())
            }
            Err(error) => {
                self.back_to(point);
                Err(error)
            }
        }
    }

    fn back_to(&mut self, [_, keep, undo]: &[&'static str; 3]) {
        self.written = None;
        self.secret = Secret::Unknown;
        if self.state == State::Lost {
            return;
        }
        self.state = match self.conn.control(undo).and_then(|()| self.conn.control(keep)) {
            Ok(()) => State::Fine,
            Err(_) => State::Lost,
        };
    }

    pub(super) fn rows<T: FromRow>(
        &mut self,
        sql: &'static str,
        params: &[&dyn Param],
        limit: usize,
    ) -> Result<Vec<T>> {
        self.check()?;
        self.write_before(sql)?;
        self.writes += u64::from(!sql.starts_with("SELECT") && !sql.starts_with("UPDATE tenant"));
        let out = match &mut *self.conn {
            Conn::Sqlite(conn) => conn.rows(sql, params, self.mode, limit),
            #[cfg(feature = "postgres")]
            Conn::Postgres(conn) => conn.rows(sql, params, self.mode, limit),
        };
        out.inspect_err(|_| self.failed())
    }
    pub(super) fn change(&mut self, sql: &'static str, params: &[&dyn Param]) -> Result<u64> {
        self.check()?;
        if self.mode == Mode::Read {
            return Err(StoreError::ReadTransaction { statement: sql });
        }
        self.write_before(sql)?;
        self.writes += 1;
        let out = match &mut *self.conn {
            Conn::Sqlite(conn) => conn.change(sql, params),
            #[cfg(feature = "postgres")]
            Conn::Postgres(conn) => conn.change(sql, params),
        };
        out.inspect_err(|_| self.failed())
    }
    fn check(&self) -> Result<()> {
        if self.state == State::Fine {
            Ok(())
        } else {
            Err(StoreError::Poisoned)
        }
    }
    fn failed(&mut self) {
        self.state = if self.conn.has_lost_transaction() {
            State::Lost
        } else {
            State::Poisoned
        };
    }
    fn commit(mut self) -> Result<()> {
        self.check()?;
        self.conn.control("COMMIT")?;
        self.state = State::Done;
        Ok(())
    }
}

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        // SQLite may have rolled back by itself (full disk); a second ROLLBACK would be an error.
        if self.state != State::Done && !self.conn.has_lost_transaction() {
            // Nothing to answer to: when this fails too, the connection is broken and the next use says so.
            let _ = self.conn.control("ROLLBACK");
        }
    }
}
