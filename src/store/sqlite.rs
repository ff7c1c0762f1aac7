//! SQLite: opening a file safely, its settings, and running statements on it.
//!
//! A file that is damaged, foreign or newer is named and left as it is; nothing
//! here repairs or overwrites. Moving it aside is [`corrupt_aside`], on demand.

use super::conn::Mode;
use super::row::RawRow;
use super::{Cells, ConstraintKind, FromRow, Param, Result, StoreError, Value};
use crate::base::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::ffi::{self, ErrorCode};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, ToSql};
use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks a file as ours (`PRAGMA application_id`): "CALS".
const APPLICATION_ID: i64 = 0x4341_4c53;
/// How long a writer waits for another process before it says that the database is locked.
const BUSY: Duration = Duration::from_secs(5);
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
    pub fn open(path: &Path, access: Access) -> Result<Self> {
        if access == Access::Write && !path.exists() {
            create(path)?;
        }
        check_file(path)?;
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
            | match access {
                Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
                Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
            };
        let raw = Connection::open_with_flags(path, flags).map_err(|error| opening(path, &error))?;
        settings(&raw, access).map_err(|error| opening(path, &error))?;
        check_application(&raw, path)?;
        Ok(Self::of(raw, path))
    }
    /// A database in memory that ends with the connection; for tests and trials.
    pub fn memory() -> Result<Self> {
        let path = Path::new(MEMORY);
        let raw = Connection::open_in_memory().map_err(|error| opening(path, &error))?;
        settings(&raw, Access::Write).map_err(|error| opening(path, &error))?;
        mark(&raw).map_err(|error| opening(path, &error))?;
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
    /// Whether it lives in memory only.
    pub fn is_memory(&self) -> bool {
        self.path.as_os_str() == MEMORY
    }
    /// Copies the database, also while others use it, to a file that appears whole (mode 0600) or not at all.
    pub fn copy_to(&self, to: &Path) -> Result<()> {
        let part = beside(to, "part");
        let failed = |error: std::io::Error| file_error(&part, &error);
        private_file(&part).map_err(failed)?;
        let copied = self.raw.backup("main", &part, None::<fn(_)>);
        let done = copied.map_err(|error| opening(&part, &error)).and_then(|()| {
            std::fs::File::open(&part)
                .and_then(|file| file.sync_all())
                .and_then(|()| std::fs::rename(&part, to))
                .map_err(failed)
        });
        if done.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        done
    }
    /// Brings what the write-ahead log holds into the file and empties the log (after erasing, before a copy).
    pub fn checkpoint(&self) -> Result<()> {
        self.number("PRAGMA wal_checkpoint(TRUNCATE)").map(|_| ())
    }
    /// Lets SQLite refresh the statistics its planner uses, then closes the file.
    pub fn close(self) {
        // Statistics are an aid: a full disk or a lock here is no reason to complain while leaving.
        let _ = self
            .raw
            .execute_batch("PRAGMA analysis_limit = 400; PRAGMA optimize");
    }

    pub(super) fn number(&self, sql: &str) -> Result<i64> {
        self.raw
            .query_row(sql, [], |row| row.get(0))
            .map_err(|error| self.sorted(&error))
    }
    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        self.raw.execute_batch(sql).map_err(|error| self.sorted(&error))
    }
    pub(super) fn begin(&mut self, mode: Mode) -> Result<()> {
        self.batch(match mode {
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
    fn bound(&self, sql: &'static str, params: &[&dyn Param]) -> Result<CachedStatement<'_>> {
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

/// Makes a new file: complete with its mark under another name first, so that a crash never leaves an empty one.
fn create(path: &Path) -> Result<()> {
    let failed = |what: &Path| {
        let what = what.to_owned();
        move |error| file_error(&what, &error)
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_folder(folder).map_err(failed(folder))?;
    }
    let draft = beside(path, &format!("new-{}", std::process::id()));
    let made = private_file(&draft).map_err(failed(&draft)).and_then(|()| {
        let raw = Connection::open(&draft).map_err(|error| opening(&draft, &error))?;
        mark(&raw).map_err(|error| opening(&draft, &error))?;
        raw.close().map_err(|(_, error)| opening(&draft, &error))?;
        // A link never replaces: when another process was faster, its file stands.
        match std::fs::hard_link(&draft, path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            // File systems without links: a rename, after looking once more.
            Err(_) if !path.exists() => std::fs::rename(&draft, path).map_err(failed(path)),
            done => done.map_err(failed(path)),
        }
    });
    let _ = std::fs::remove_file(&draft);
    made
}

/// Sorts the system's error about a file into our kinds.
fn file_error(path: &Path, error: &std::io::Error) -> StoreError {
    let what = path.display().to_string();
    match error.kind() {
        ErrorKind::PermissionDenied => StoreError::Permission { what },
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => StoreError::Full,
        ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { what },
        _ => StoreError::CannotOpen {
            path: path.to_owned(),
            reason: error.to_string(),
        },
    }
}

/// `<file>.<suffix>`
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(suffix);
    path.with_file_name(name)
}

fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn private_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

fn mark(raw: &Connection) -> rusqlite::Result<()> {
    raw.execute_batch(&format!(
        "PRAGMA application_id = {APPLICATION_ID}; PRAGMA journal_mode = WAL;"
    ))
}

/// Looks at the first bytes before SQLite does: an empty file would silently become a new database.
fn check_file(path: &Path) -> Result<()> {
    use std::io::Read;
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(16).read_to_end(&mut head));
    match read {
        Ok(_) if head == b"SQLite format 3\0" => Ok(()),
        Ok(0) => Err(StoreError::Corrupt {
            what: format!("{} (it is empty, 0 bytes)", path.display()),
        }),
        Ok(_) => Err(StoreError::NotADatabase {
            path: path.to_owned(),
        }),
        Err(error) => Err(file_error(path, &error)),
    }
}

fn check_application(raw: &Connection, path: &Path) -> Result<()> {
    let id: i64 = raw
        .query_row("PRAGMA application_id", [], |row| row.get(0))
        .map_err(|error| opening(path, &error))?;
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
    ] {
        raw.set_db_config(option, on)?;
    }
    raw.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -8192;
         PRAGMA mmap_size = 67108864;",
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

/// Copies a damaged file (and its log) to `<file>.corrupt-<time>` and says where to; the original stays.
pub fn corrupt_aside(path: &Path, now: Timestamp) -> Result<PathBuf> {
    let time = now.to_string().replace([':', '-'], "");
    let aside = beside(path, &format!("corrupt-{time}"));
    for suffix in ["", "-wal"] {
        let (mut from, mut to) = (path.as_os_str().to_owned(), aside.as_os_str().to_owned());
        from.push(suffix);
        to.push(suffix);
        if suffix.is_empty() || Path::new(&from).exists() {
            private_file(Path::new(&to))
                .and_then(|()| std::fs::copy(&from, &to))
                .map_err(|error| StoreError::File {
                    what: format!("cannot copy {} to {}", path.display(), aside.display()),
                    reason: error.to_string(),
                })?;
        }
    }
    Ok(aside)
}

fn opening(path: &Path, error: &rusqlite::Error) -> StoreError {
    sorted(path, error)
}

fn sorted(path: &Path, error: &rusqlite::Error) -> StoreError {
    let file = || path.display().to_string();
    let reason = || error.to_string();
    let rusqlite::Error::SqliteFailure(failure, message) = error else {
        return StoreError::Sql { reason: reason() };
    };
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Locked,
        ErrorCode::DiskFull => StoreError::Full,
        // A file size limit or quota shows as a failed write.
        ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_WRITE => StoreError::Full,
        ErrorCode::ReadOnly => StoreError::ReadOnly { what: file() },
        ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied => {
            StoreError::Permission { what: file() }
        }
        ErrorCode::CannotOpen => StoreError::CannotOpen {
            path: path.to_owned(),
            reason: reason(),
        },
        ErrorCode::NotADatabase => StoreError::NotADatabase {
            path: path.to_owned(),
        },
        ErrorCode::DatabaseCorrupt => StoreError::Corrupt { what: file() },
        ErrorCode::ConstraintViolation => StoreError::Constraint {
            kind: match failure.extended_code {
                ffi::SQLITE_CONSTRAINT_UNIQUE
                | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | ffi::SQLITE_CONSTRAINT_ROWID => ConstraintKind::Unique,
                ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ConstraintKind::ForeignKey,
                ffi::SQLITE_CONSTRAINT_NOTNULL => ConstraintKind::NotNull,
                ffi::SQLITE_CONSTRAINT_CHECK => ConstraintKind::Check,
                _ => ConstraintKind::Other,
            },
            what: message.clone().unwrap_or_default(),
        },
        _ => StoreError::Sql { reason: reason() },
    }
}
