//! SQLite: opening a file safely, its settings, and running statements on it.
//!
//! A file that is damaged, foreign or newer is named and left as it is; nothing
//! here repairs or overwrites. Moving it aside is [`corrupt_aside`], on demand.

mod error;
mod file;

pub use file::corrupt_aside;
pub(super) use file::corrupt_copy;
pub(super) use file::{beside, file_error, private_folder, sync_folder};

use super::conn::Mode;
use super::row::RawRow;
use super::{Cells, ConstraintKind, FromRow, Param, Result, StoreError, Value};
use crate::base::fail;
use error::sorted;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, InterruptHandle, OpenFlags, ToSql};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks a file as ours (`PRAGMA application_id`): "CALS".
const APPLICATION_ID: i64 = 0x4341_4c53;
/// How long a writer waits for another process before it says that the database is locked.
const BUSY: Duration = Duration::from_secs(5);
/// The same for somebody who must have the file alone.
const ALONE: Duration = Duration::from_millis(1_500);
/// Pages that a file takes from another one before a test may kill it.
const FIRST_PAGES: i32 = 16;
/// The name of what has no file.
const MEMORY: &str = ":memory:";
/// Statements kept prepared; more than all nouns together have.
const STATEMENTS: usize = 512;

/// A connection to a SQLite file.
pub struct Sqlite {
    pub(super) raw: Connection,
    pub(super) tenant: i64,
    path: PathBuf,
}

/// Who may write through a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Reads and writes; makes the file when there is none.
    Write,
    /// Reads only (a reader of the pool); the file must exist.
    Read,
}

impl Sqlite {
    /// Opens a file, and makes it (mode 0600, new folders 0700) when there is none and `access` may write.
    ///
    /// # Errors
    /// One that names the file and what to do when it is empty, foreign, damaged, read-only or not accessible; the
    /// file is as it was then.
    pub fn open(path: &Path, access: Access) -> Result<Self> {
        if access == Access::Write && !path.exists() {
            file::create(path)?;
        }
        file::check_not_empty(path)?;
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let raw = match access {
            Access::Write => connect(path, path, flags | OpenFlags::SQLITE_OPEN_READ_WRITE, access)?,
            Access::Read => {
                let flags = flags | OpenFlags::SQLITE_OPEN_READ_ONLY;
                match connect(path, path, flags, access) {
                    // SQLite needs a side file to read along with writers. Where it cannot make one nobody writes.
                    Err(StoreError::CannotOpen { .. } | StoreError::ReadOnly { .. })
                        if !file::has_log(path) =>
                    {
                        let flags = flags | OpenFlags::SQLITE_OPEN_URI;
                        connect(path, Path::new(&file::unchanging(path)), flags, access)?
                    }
                    other => other?,
                }
            }
        };
        Ok(Self::of(raw, path))
    }
    /// Opens a file that nobody else has open, here or in another process, and keeps it so until it is closed.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when somebody has it open, if only to read.
    pub fn open_alone(path: &Path) -> Result<Self> {
        file::check_not_empty(path)?;
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE;
        let failed = |error| sorted(path, &error);
        let raw = Connection::open_with_flags(path, flags).map_err(failed)?;
        raw.busy_timeout(ALONE).map_err(failed)?;
        // Before anything is read: then SQLite locks the file itself, not only its writers.
        raw.execute_batch("PRAGMA locking_mode = EXCLUSIVE")
            .map_err(failed)?;
        check_application(&raw, path)?;
        settings(&raw, Access::Write).map_err(failed)?;
        raw.busy_timeout(ALONE).map_err(failed)?;
        raw.execute_batch("BEGIN EXCLUSIVE; COMMIT").map_err(failed)?;
        if raw.is_readonly("main").map_err(failed)? {
            return Err(StoreError::ReadOnly {
                what: path.display().to_string(),
            });
        }
        Ok(Self::of(raw, path))
    }
    /// A database in memory that ends with the connection; for tests and trials.
    pub fn memory() -> Result<Self> {
        let path = Path::new(MEMORY);
        let raw = Connection::open_in_memory().map_err(|error| sorted(path, &error))?;
        settings(&raw, Access::Write).map_err(|error| sorted(path, &error))?;
        mark(&raw).map_err(|error| sorted(path, &error))?;
        Ok(Self::of(raw, path))
    }
    fn of(raw: Connection, path: &Path) -> Self {
        raw.set_prepared_statement_cache_capacity(STATEMENTS);
        Self {
            raw,
            tenant: 1,
            path: path.to_owned(),
        }
    }
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
    /// The connection of the driver itself, for benches, which watch the statements that run on it.
    pub fn driver(&mut self) -> &mut Connection {
        &mut self.raw
    }
    /// A number that changes when another connection has committed, so that a screen can see another process's work.
    pub fn data_version(&self) -> Result<i64> {
        self.number("PRAGMA data_version")
    }
    /// What the database says about its own health; empty when it is sound.
    pub fn integrity(&self) -> Result<Vec<String>> {
        let mut found = self.lines("PRAGMA integrity_check")?;
        found.retain(|line| line != "ok");
        found.extend(self.broken_references()?);
        Ok(found)
    }
    /// The first damage that a quick look finds (page structure, not every index entry).
    pub(super) fn damage(&self) -> Result<Option<String>> {
        Ok(self
            .lines("PRAGMA quick_check(1)")?
            .into_iter()
            .find(|line| line != "ok"))
    }
    fn broken_references(&self) -> Result<Vec<String>> {
        let mut found = self.lines("PRAGMA foreign_key_check")?;
        for table in &mut found {
            table.insert_str(0, "a row refers to nothing in table ");
        }
        Ok(found)
    }
    /// Refuses to go on when a row refers to one that does not exist.
    pub(super) fn check_references(&self) -> Result<()> {
        match self.broken_references()?.pop() {
            None => Ok(()),
            Some(what) => Err(StoreError::Constraint {
                kind: ConstraintKind::ForeignKey,
                what,
            }),
        }
    }
    /// The first column of every row, as text.
    fn lines(&self, sql: &str) -> Result<Vec<String>> {
        let mut statement = self.raw.prepare(sql).map_err(|error| self.sorted(&error))?;
        statement
            .query_map([], |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(|error| self.sorted(&error))
    }
    /// How long a write waits for another process before it answers [`StoreError::Locked`] (five seconds at first).
    pub fn set_patience(&self, patience: Duration) -> Result<()> {
        self.raw
            .busy_timeout(patience)
            .map_err(|error| self.sorted(&error))
    }
    /// What stops a running statement from another thread.
    pub(super) fn interrupt(&self) -> InterruptHandle {
        self.raw.get_interrupt_handle()
    }
    /// Whether it lives in memory only.
    pub fn is_memory(&self) -> bool {
        self.path.as_os_str() == MEMORY
    }
    /// Copies the database, also while others use it, to a file that appears whole (mode 0600) or not at all.
    pub fn copy_to(&self, to: &Path) -> Result<()> {
        let part = beside(to, "part");
        let done = self.copy_into(&part).and_then(|()| {
            let named = std::fs::rename(&part, to);
            let kept = named.and_then(|()| to.parent().map_or(Ok(()), sync_folder));
            kept.map_err(|error| file::file_error(&part, &error))
        });
        if done.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        done
    }
    /// Copies the database into a draft (mode 0600) and sees to it that it is on the disk.
    pub(super) fn copy_into(&self, draft: &Path) -> Result<()> {
        let failed = |error: std::io::Error| file::file_error(draft, &error);
        file::private_file(draft, file::Exists::Replace).map_err(failed)?;
        let copied = self.raw.backup("main", draft, None::<fn(_)>);
        copied.map_err(|error| sorted(draft, &error))?;
        let draft = std::fs::File::open(draft);
        draft.and_then(|file| file.sync_all()).map_err(failed)
    }
    /// Takes over everything of another database, in one transaction.
    pub(super) fn take_over(&mut self, from: &Self) -> Result<()> {
        let failed = |error: rusqlite::Error| sorted(&self.path, &error);
        let taking = Backup::new(&from.raw, &mut self.raw).map_err(failed)?;
        for pages in [FIRST_PAGES, -1] {
            match taking.step(pages).map_err(failed)? {
                StepResult::Done => break,
                StepResult::More => fail::point("restore.pages"),
                _ => return Err(StoreError::Locked),
            }
        }
        Ok(())
    }
    /// Pages that are in the file and hold nothing, and how many bytes a page has.
    pub fn free_pages(&self) -> Result<(u64, u64)> {
        let free = self.number("PRAGMA freelist_count")?;
        Ok((
            free.unsigned_abs(),
            self.number("PRAGMA page_size")?.unsigned_abs(),
        ))
    }
    /// How many bytes the database has, what is in the log included.
    pub fn size(&self) -> Result<u64> {
        let pages = self.number("PRAGMA page_count")?;
        Ok((pages * self.number("PRAGMA page_size")?).unsigned_abs())
    }
    /// Opens a copy that nobody writes to, without any file beside it.
    pub fn open_still(path: &Path) -> Result<Self> {
        if file::has_log(path) {
            return Self::open(path, Access::Read);
        }
        file::check_not_empty(path)?;
        let flags =
            OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let raw = connect(path, Path::new(&file::unchanging(path)), flags, Access::Read)?;
        Ok(Self::of(raw, path))
    }
    /// Brings what the write-ahead log holds into the file and empties the log (after erasing, before a copy).
    pub fn checkpoint(&self) -> Result<()> {
        self.number("PRAGMA wal_checkpoint(TRUNCATE)").map(|_| ())
    }
    /// Closes the file.
    ///
    /// No `PRAGMA optimize`: the planner's statistics are ours (see `statistics.sqlite.sql`), while those of a file's
    /// first day (one company) make it read whole tables once the file has grown.
    pub fn close(self) {
        drop(self.raw);
    }

    pub(super) fn number(&self, sql: &str) -> Result<i64> {
        self.raw
            .query_row(sql, [], |row| row.get(0))
            .map_err(|error| self.sorted(&error))
    }
    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        self.raw.execute_batch(sql).map_err(|error| self.sorted(&error))
    }
    /// Runs one short text that comes again and again.
    pub(super) fn control(&mut self, sql: &'static str) -> Result<()> {
        let done = self
            .raw
            .prepare_cached(sql)
            .and_then(|mut statement| statement.raw_execute());
        done.map(drop).map_err(|error| self.sorted(&error))
    }
    pub(super) fn begin(&mut self, mode: Mode) -> Result<()> {
        self.control(match mode {
            // Taking the write lock at once: a reader that upgrades later can only fail.
            Mode::Write => "BEGIN IMMEDIATE",
            Mode::Read => "BEGIN",
        })
    }
    pub(super) fn rows<T: FromRow>(
        &mut self,
        sql: &'static str,
        params: &[&dyn Param],
        mode: Mode,
        limit: usize,
    ) -> Result<Vec<T>> {
        let mut statement = self.bound(sql, params)?;
        if mode == Mode::Read && !statement.readonly() {
            return Err(StoreError::ReadTransaction { statement: sql });
        }
        self.collected(&mut statement, limit)
    }
    /// The rows of a text that was built at run time; see `store::filter`.
    pub(super) fn built<T: FromRow>(&mut self, sql: &str, params: &[&dyn Param]) -> Result<Vec<T>> {
        let mut statement = self.bound(sql, params)?;
        self.collected(&mut statement, usize::MAX)
    }
    fn collected<T: FromRow>(&self, statement: &mut CachedStatement<'_>, limit: usize) -> Result<Vec<T>> {
        let mut rows = statement.raw_query();
        let mut out = Vec::new();
        while out.len() < limit {
            let Some(row) = rows.next().map_err(|error| self.sorted(&error))? else {
                break;
            };
            out.push(T::from_row(&mut Cells::new::<T>(RawRow::Sqlite(row)))?);
        }
        Ok(out)
    }
    pub(super) fn change(&mut self, sql: &'static str, params: &[&dyn Param]) -> Result<u64> {
        let mut statement = self.bound(sql, params)?;
        let changed = statement.raw_execute().map_err(|error| self.sorted(&error))?;
        Ok(changed as u64)
    }
    fn bound(&self, sql: &str, params: &[&dyn Param]) -> Result<CachedStatement<'_>> {
        let mut statement = self
            .raw
            .prepare_cached(sql)
            .map_err(|error| self.sorted(&error))?;
        if statement.parameter_count() != params.len() {
            return Err(StoreError::Sql {
                reason: format!(
                    "{} parameters given, {} wanted: {sql}",
                    params.len(),
                    statement.parameter_count()
                ),
            });
        }
        for (at, param) in params.iter().enumerate() {
            let value = param.value();
            value.check()?;
            statement
                .raw_bind_parameter(at + 1, value)
                .map_err(|error| self.sorted(&error))?;
        }
        Ok(statement)
    }
    /// Sorts a driver's error into our kinds.
    pub(super) fn sorted(&self, error: &rusqlite::Error) -> StoreError {
        sorted(&self.path, error)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Real(n) => ValueRef::Real(*n),
            Value::Text(text) | Value::Json(text) => ValueRef::Text(text.as_bytes()),
            Value::Uuid(id) => ValueRef::Blob(id.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

pub(super) fn cell<'a>(row: &'a rusqlite::Row<'_>, at: usize) -> Result<Value<'a>> {
    let wrong = |reason: String| StoreError::Sql { reason };
    Ok(match row.get_ref(at).map_err(|error| wrong(error.to_string()))? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(n) => Value::Real(n),
        ValueRef::Text(bytes) => Value::Text(Cow::Borrowed(
            std::str::from_utf8(bytes).map_err(|error| wrong(format!("column {at}: {error}")))?,
        )),
        ValueRef::Blob(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
    })
}

fn mark(raw: &Connection) -> rusqlite::Result<()> {
    raw.execute_batch(&format!(
        "PRAGMA application_id = {APPLICATION_ID}; PRAGMA journal_mode = WAL;"
    ))
}

fn connect(path: &Path, name: &Path, flags: OpenFlags, access: Access) -> Result<Connection> {
    let failed = |error| match sorted(path, &error) {
        StoreError::CannotOpen { .. } if !file::is_readable(path) => StoreError::Permission {
            what: path.display().to_string(),
        },
        other => other,
    };
    let raw = Connection::open_with_flags(name, flags).map_err(failed)?;
    settings(&raw, access).map_err(failed)?;
    check_application(&raw, path)?;
    if access == Access::Write {
        // SQLite opens a write-protected file for reading without a word.
        if raw.is_readonly("main").map_err(failed)? {
            return Err(StoreError::ReadOnly {
                what: path.display().to_string(),
            });
        }
        // A file that came from a backup may have lost its mode.
        raw.execute_batch("PRAGMA journal_mode = WAL").map_err(failed)?;
    }
    Ok(raw)
}

fn check_application(raw: &Connection, path: &Path) -> Result<()> {
    let id: i64 = raw
        .query_row("PRAGMA application_id", [], |row| row.get(0))
        .map_err(|error| sorted(path, &error))?;
    if id == APPLICATION_ID {
        Ok(())
    } else {
        Err(StoreError::NotADatabase {
            path: path.to_owned(),
        })
    }
}

fn settings(raw: &Connection, access: Access) -> rusqlite::Result<()> {
    raw.busy_timeout(BUSY)?;
    for (option, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        // "text" in double quotes is a name, never a text: a misspelt column must not compare as itself.
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        // A plan depends on the statement alone: else a statement is compiled anew for each set of values.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    ] {
        raw.set_db_config(option, on)?;
    }
    // Mapped memory was no faster, made 200 MB of a large file resident, and a disk that fails ends the program.
    raw.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -8192;
         PRAGMA mmap_size = 0;",
    )?;
    match access {
        Access::Write => raw.execute_batch(
            "PRAGMA secure_delete = ON;
             PRAGMA wal_autocheckpoint = 1000;
             PRAGMA journal_size_limit = 16777216;",
        ),
        Access::Read => raw.execute_batch("PRAGMA query_only = ON"),
    }
}
