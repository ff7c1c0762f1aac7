//! Migrations: the schema's history, embedded, append-only, applied in one transaction.
//!
//! One text serves both databases, with placeholders for what they call
//! differently; the few that differ stand in two files. An existing SQLite file
//! is copied to `<file>.v<old>.bak` before it is changed. A file that is newer
//! than the program is refused.

use super::sqlite::{self, Sqlite};
use super::{Conn, Dialect, Result, StoreError, Tx, twins};
use crate::base::fail;
use std::path::PathBuf;

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number: 1, 2, 3 … without gaps.
    pub number: i64,
    /// What it is about.
    pub name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
    /// What no SQL can compute; run for each tenant when the schema is the newest, since rows are read as they are now.
    fill: Option<fn(&mut Tx<'_>) -> Result<()>>,
}

impl Migration {
    /// A step whose text serves both databases.
    pub const fn shared(number: i64, name: &'static str, sql: &'static str) -> Self {
        Self::differing(number, name, sql, sql)
    }
    /// A step with a text for each database.
    pub const fn differing(
        number: i64,
        name: &'static str,
        sqlite: &'static str,
        postgres: &'static str,
    ) -> Self {
        Self {
            number,
            name,
            sqlite,
            postgres,
            fill: None,
        }
    }
    /// The same with something to compute afterwards.
    const fn filled(self, fill: fn(&mut Tx<'_>) -> Result<()>) -> Self {
        Self {
            fill: Some(fill),
            ..self
        }
    }
    /// The text for a database, placeholders filled.
    pub fn sql(&self, dialect: Dialect) -> String {
        let (mut sql, column) = match dialect {
            Dialect::Sqlite => (self.sqlite.to_owned(), 1),
            Dialect::Postgres => (self.postgres.to_owned(), 2),
        };
        for words in PLACEHOLDERS {
            sql = sql.replace(words[0], words[column]);
        }
        sql
    }
}

/// Placeholder, SQLite, PostgreSQL. Text compares by bytes in both, so that every machine sorts alike.
const PLACEHOLDERS: &[[&str; 3]] = &[
    ["{i64}", "INTEGER", "BIGINT"],
    ["{real}", "REAL", "DOUBLE PRECISION"],
    ["{text}", "TEXT", "TEXT COLLATE \"C\""],
    ["{uuid}", "BLOB", "UUID"],
    ["{json}", "TEXT", "JSONB"],
    ["{bytes}", "BLOB", "BYTEA"],
    // Behind the closing bracket of a table; `{small}` for keys and counters that live in the index itself.
    ["{table}", "STRICT", ""],
    ["{small}", "STRICT, WITHOUT ROWID", ""],
];

/// The steps of this program's schema, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration::shared(1, "base", include_str!("../../assets/migrations/0001_base.sql")),
    Migration::differing(
        2,
        "search",
        include_str!("../../assets/migrations/0002_search.sqlite.sql"),
        include_str!("../../assets/migrations/0002_search.postgres.sql"),
    ),
    Migration::shared(
        3,
        "statistics",
        include_str!("../../assets/migrations/0003_statistics.sql"),
    ),
    Migration::shared(
        4,
        "duplicates",
        include_str!("../../assets/migrations/0004_duplicates.sql"),
    )
    .filled(twins::fill),
    Migration::shared(
        5,
        "privacy",
        include_str!("../../assets/migrations/0005_privacy.sql"),
    ),
    Migration::shared(
        6,
        "server",
        include_str!("../../assets/migrations/0006_server.sql"),
    ),
    // A file of SQLite has no such walls: there the tenant in every statement is the only one.
    Migration::differing(
        7,
        "walls",
        "",
        include_str!("../../assets/migrations/0007_walls.postgres.sql"),
    ),
];

/// What SQLite's planner is told; see there.
const STATISTICS: &str = include_str!("../../assets/migrations/statistics.sqlite.sql");

/// What [`migrate`] did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Migrated {
    /// The version before; 0 for a new database.
    pub from: i64,
    /// The version now.
    pub to: i64,
    /// The copy that was made before.
    pub copy: Option<PathBuf>,
}

/// The newest version a list of steps leads to.
pub fn newest(steps: &[Migration]) -> i64 {
    steps.last().map_or(0, |step| step.number)
}

/// Brings a database to the newest version.
///
/// # Errors
/// [`StoreError::Newer`] when it is newer than the steps; [`StoreError::Corrupt`] when it is damaged;
/// [`StoreError::Migration`] when a step fails. In each case it is as it was before.
pub fn migrate(conn: &mut Conn, steps: &[Migration]) -> Result<Migrated> {
    let known = newest(steps);
    let from = version(conn)?;
    if from > known {
        return Err(StoreError::Newer { found: from, known });
    }
    if from == known {
        return Ok(Migrated {
            from,
            to: known,
            copy: None,
        });
    }
    let copy = match conn.file() {
        Some(file) if from > 0 => copy_before(file, from)?,
        _ => None,
    };
    conn.exclusive(|conn| {
        fail::point("migrate.begun");
        // Another process may have migrated between the look above and the lock.
        let from = version(conn)?;
        for step in steps.iter().filter(|step| step.number > from) {
            apply(conn, step)?;
            fail::point("migrate.step");
        }
        for fill in steps
            .iter()
            .filter(|step| step.number > from)
            .filter_map(|step| step.fill)
        {
            each_tenant(conn, fill)?;
        }
        match conn {
            Conn::Sqlite(file) => {
                file.check_references()?;
                file.batch(STATISTICS)?;
            }
            // Every statement has checked its own there, and statistics are the server's business.
            #[cfg(feature = "postgres")]
            Conn::Postgres(_) => {}
        }
        fail::point("migrate.commit");
        Ok(())
    })?;
    Ok(Migrated {
        from,
        to: known,
        copy,
    })
}

/// Refuses a database whose version is not exactly the newest: for connections that may not migrate.
pub fn require(conn: &mut Conn, steps: &[Migration]) -> Result<()> {
    let (found, known) = (version(conn)?, newest(steps));
    match found.cmp(&known) {
        std::cmp::Ordering::Less => Err(StoreError::Older { found, needed: known }),
        std::cmp::Ordering::Greater => Err(StoreError::Newer { found, known }),
        std::cmp::Ordering::Equal => Ok(()),
    }
}

/// The version of a database; 0 when it is new.
pub fn version(conn: &mut Conn) -> Result<i64> {
    match conn {
        Conn::Sqlite(conn) => conn.number("PRAGMA user_version"),
        #[cfg(feature = "postgres")]
        Conn::Postgres(conn) => conn.version(),
    }
}

/// Computes something for each tenant; a new database has none yet.
fn each_tenant(conn: &mut Conn, fill: fn(&mut Tx<'_>) -> Result<()>) -> Result<()> {
    let mine = conn.tenant();
    let all = conn.inside(twins::tenants)?;
    let done = all.into_iter().try_for_each(|tenant| {
        conn.set_tenant(tenant);
        conn.stand_behind_walls()?;
        conn.inside(fill)
    });
    conn.set_tenant(mine);
    conn.stand_behind_walls()?;
    done
}

fn apply(conn: &mut Conn, step: &Migration) -> Result<()> {
    let set_version = match conn.dialect() {
        Dialect::Sqlite => format!("PRAGMA user_version = {}", step.number),
        Dialect::Postgres => format!("UPDATE schema_version SET version = {}", step.number),
    };
    conn.batch(&step.sql(conn.dialect()))
        .and_then(|()| conn.batch(&set_version))
        .map_err(|error| match error {
            StoreError::Full | StoreError::Connection { .. } | StoreError::Corrupt { .. } => error,
            other => StoreError::Migration {
                number: step.number,
                name: step.name,
                reason: other.to_string(),
            },
        })
}

/// Copies the file to `<file>.v<old>.bak` after looking whether it is sound; a copy appears whole or not at all.
fn copy_before(file: &Sqlite, from: i64) -> Result<Option<PathBuf>> {
    if let Some(first) = file.damage()? {
        return Err(StoreError::Corrupt {
            what: format!("{} ({first})", file.path().display()),
        });
    }
    if file.is_memory() {
        return Ok(None);
    }
    let copy = sqlite::beside(file.path(), &format!("v{from}.bak"));
    file.copy_to(&copy)?;
    fail::point("migrate.copy");
    Ok(Some(copy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_numbered_without_gaps_and_have_no_unknown_placeholder() {
        for (at, step) in MIGRATIONS.iter().enumerate() {
            assert_eq!(step.number, at as i64 + 1, "{}", step.name);
            for dialect in [Dialect::Sqlite, Dialect::Postgres] {
                let sql = step.sql(dialect);
                assert!(!sql.contains('{'), "{}: unknown placeholder in {sql}", step.name);
            }
        }
    }

    #[test]
    fn placeholders_become_the_types_of_each_database() {
        let step = Migration::shared(
            1,
            "trial",
            "CREATE TABLE t (a {i64}, b {text} NOT NULL, c {uuid}) {table};",
        );
        assert_eq!(
            step.sql(Dialect::Sqlite),
            "CREATE TABLE t (a INTEGER, b TEXT NOT NULL, c BLOB) STRICT;"
        );
        assert_eq!(
            step.sql(Dialect::Postgres),
            "CREATE TABLE t (a BIGINT, b TEXT COLLATE \"C\" NOT NULL, c UUID) ;"
        );
    }
}
