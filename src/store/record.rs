//! Records: domain structs that are rows of one table.
//!
//! [`table!`](crate::table!) names the table and its columns once; reading,
//! upserting and deleting whole rows follow from that. Columns that lists need
//! and the domain does not (sort keys, folded names, flags of partial indexes)
//! are *derived*: computed from the row at each write, never read back.

use super::{Column, FromRow, Param};
use crate::base::CompanyId;
use serde::{Serialize, de::DeserializeOwned};

/// What derived columns need beside the row.
#[derive(Clone, Debug)]
pub struct Derive {
    /// The tenant's time zone: the end of a due day depends on it.
    pub zone: jiff::tz::TimeZone,
}

/// A struct that is a row of one table, by tenant and id.
///
/// Every such table has `tenant_no`, `id` and `ver` (the tenant's feed number of
/// the last change) beside the columns named here, and the key `(tenant_no, id)`.
pub trait Record: FromRow + Clone + PartialEq + Serialize + DeserializeOwned + 'static {
    /// The table.
    const TABLE: &'static str;
    /// Columns computed at each write.
    const DERIVED: &'static [Column];
    /// `SELECT <columns> FROM <table>`
    const SELECT: &'static str;
    /// The type of its id.
    type Id: Param + Copy + Eq + std::fmt::Debug;

    /// Its id.
    fn id(&self) -> Self::Id;
    /// The company it belongs to, if any: who may see the company may see the row.
    fn company(&self) -> Option<CompanyId>;
    /// The generated statements.
    fn sql() -> &'static TableSql;
    /// Calls `then` with `head` (tenant and version), the columns and the derived columns, in the upsert's order.
    fn with_values<O>(&self, head: [&dyn Param; 2], env: &Derive, then: impl FnOnce(&[&dyn Param]) -> O)
    -> O;
}

/// The statements that [`table!`](crate::table!) generates for a table.
#[derive(Debug)]
pub struct TableSql {
    /// One row by tenant and id.
    pub load: String,
    /// The number of a row's last change, by tenant and id.
    pub version: String,
    /// Insert or update one row by tenant and id: tenant, version, columns, derived columns.
    pub put: String,
    /// Insert one row; nothing when there is one of its id.
    pub add: String,
    /// Delete one row by tenant and id.
    pub remove: String,
    /// A row by tenant and id whose derived columns hold these values.
    pub same: String,
    /// Set the derived columns of a row by tenant and id.
    pub derive: String,
}

impl TableSql {
    /// Builds the texts; called once for each table.
    pub fn of<R: Record>() -> Self {
        let table = R::TABLE;
        let columns = || R::COLUMNS.iter().chain(R::DERIVED).map(|column| column.name);
        let names = columns().collect::<Vec<_>>().join(", ");
        let values = (3..3 + columns().count())
            .map(|n| format!("${n}"))
            .collect::<Vec<_>>()
            .join(", ");
        let updates = columns()
            .filter(|name| *name != "id")
            .map(|name| format!("{name} = excluded.{name}"))
            .collect::<Vec<_>>()
            .join(", ");
        let derived = |between: &str, is: &str, first: usize| {
            let each = R::DERIVED.iter().zip(first..);
            let each = each.map(|(column, n)| format!("{} {is} ${n}", column.name));
            each.collect::<Vec<_>>().join(between)
        };
        Self {
            same: format!(
                "SELECT CAST(1 AS BIGINT) AS value FROM {table} WHERE tenant_no = $1 AND id = $2 AND {}",
                derived(" AND ", "IS NOT DISTINCT FROM", 3)
            ),
            derive: format!(
                "UPDATE {table} SET {} WHERE tenant_no = ${} AND id = ${}",
                derived(", ", "=", 1),
                R::DERIVED.len() + 1,
                R::DERIVED.len() + 2
            ),
            load: format!("{} WHERE tenant_no = $1 AND id = $2", R::SELECT),
            version: format!("SELECT ver AS value FROM {table} WHERE tenant_no = $1 AND id = $2"),
            put: format!(
                "INSERT INTO {table} (tenant_no, ver, {names}) VALUES ($1, $2, {values}) \
                 ON CONFLICT (tenant_no, id) DO UPDATE SET ver = excluded.ver, {updates}"
            ),
            add: format!(
                "INSERT INTO {table} (tenant_no, ver, {names}) VALUES ($1, $2, {values}) \
                 ON CONFLICT (tenant_no, id) DO NOTHING"
            ),
            remove: format!("DELETE FROM {table} WHERE tenant_no = $1 AND id = $2"),
        }
    }
}

/// What the statement test must know of a table.
#[derive(Clone, Copy, Debug)]
pub struct TableInfo {
    /// The table.
    pub table: &'static str,
    /// The columns that are read.
    pub columns: &'static [Column],
    /// The columns computed at each write.
    pub derived: &'static [Column],
    /// The generated statements.
    pub sql: &'static TableSql,
}

impl TableInfo {
    /// The description of a record's table.
    pub fn of<R: Record>() -> Self {
        Self {
            table: R::TABLE,
            columns: R::COLUMNS,
            derived: R::DERIVED,
            sql: R::sql(),
        }
    }
}

/// Makes a domain struct the record of a table.
///
/// ```text
/// table! {
///     Task in "task", id: TaskId, company: |task| Some(task.company_id);
///     columns: id, company_id, title, due;
///     derived: due_key = |task, env| task.due.key(&env.zone), is_open = |task, _| task.state.is_open();
/// }
/// ```
#[macro_export]
macro_rules! table {
    (
        $record:ident in $table:literal, id: $id:ty, company: |$of:pat_param| $company:expr;
        columns: $first:ident $(, $column:ident)* $(,)?;
        $(derived: $($derived:ident = |$row:pat_param, $env:pat_param| $rule:expr),+ $(,)?;)?
    ) => {
        $crate::from_row!($record: $first $(, $column)*);

        impl $crate::store::Record for $record {
            const TABLE: &'static str = $table;
            const DERIVED: &'static [$crate::store::Column] = &[$($(
                $crate::store::Column::of_derived(
                    stringify!($derived),
                    |$row: &$record, $env: &$crate::store::Derive| $rule,
                )
            ),+)?];
            const SELECT: &'static str =
                concat!("SELECT ", stringify!($first), $(", ", stringify!($column),)* " FROM ", $table);
            type Id = $id;

            fn id(&self) -> $id {
                self.id
            }
            fn company(&self) -> Option<$crate::base::CompanyId> {
                let $of = self;
                $company
            }
            fn sql() -> &'static $crate::store::TableSql {
                static SQL: std::sync::LazyLock<$crate::store::TableSql> =
                    std::sync::LazyLock::new($crate::store::TableSql::of::<$record>);
                &SQL
            }
            fn with_values<O>(
                &self,
                head: [&dyn $crate::store::Param; 2],
                env: &$crate::store::Derive,
                then: impl FnOnce(&[&dyn $crate::store::Param]) -> O,
            ) -> O {
                let _ = env;
                $($(let $derived = {
                    let $row = self;
                    let $env = env;
                    $rule
                };)+)?
                then(&[head[0], head[1], &self.$first, $(&self.$column,)* $($(&$derived,)+)?])
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{TaskId, Timestamp};
    use crate::store::{Conn, One, StoreError, sqlite::Sqlite};
    use crate::{params, row, statements};
    use serde::Deserialize;

    #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
    struct Job {
        id: TaskId,
        company_id: CompanyId,
        title: String,
        due_at: Option<Timestamp>,
    }

    table! {
        Job in "job", id: TaskId, company: |job| Some(job.company_id);
        columns: id, company_id, title, due_at;
        derived: title_folded = |job, _| job.title.to_lowercase(), has_due = |job, _| job.due_at.is_some();
    }

    row! {
        /// What a list shows.
        struct Line {
            title: String,
            due_at: Option<Timestamp>,
        }
    }

    statements! {
        /// By folded title.
        BY_TITLE: rows Line [list] = "SELECT title, due_at FROM job WHERE tenant_no = $1 AND title_folded = $2";
        /// Of one company.
        OF_COMPANY: pick Job = "WHERE tenant_no = $1 AND company_id = $2 ORDER BY title_folded";
        /// How many have a due.
        WITH_DUE: rows One<i64> = "SELECT COUNT(*) AS value FROM job WHERE tenant_no = $1 AND has_due = 1";
        /// Clears the due.
        CLEAR: exec = "UPDATE job SET due_at = NULL WHERE tenant_no = $1 AND id = $2";
    }

    fn job(n: u128, title: &str) -> Job {
        Job {
            id: TaskId(uuid::Uuid::from_u128(n)),
            company_id: CompanyId(uuid::Uuid::from_u128(7)),
            title: title.to_owned(),
            due_at: Some(Timestamp(n as i64)),
        }
    }

    #[test]
    fn a_record_is_written_read_changed_and_removed() {
        let mut conn = Conn::Sqlite(Sqlite::memory().expect("memory"));
        conn.batch(
            "CREATE TABLE job (tenant_no INTEGER, id BLOB, ver INTEGER, company_id BLOB, title TEXT, due_at INTEGER,
             title_folded TEXT, has_due INTEGER, PRIMARY KEY (tenant_no, id)) STRICT",
        )
        .expect("schema");
        let env = Derive {
            zone: jiff::tz::TimeZone::UTC,
        };
        let (one, two) = (job(1, "Call Åkesson"), job(2, "Brief"));
        conn.write(|tx| {
            tx.put(&one, 1, &env)?;
            tx.put(&two, 2, &env)?;
            assert_eq!(tx.load::<Job>(one.id)?, Some(one.clone()));
            let line = tx.one(BY_TITLE, params![tx.tenant(), "call åkesson"])?;
            assert_eq!(line.due_at, one.due_at);
            assert_eq!(
                tx.select(OF_COMPANY, params![1_i64, one.company_id])?,
                [two.clone(), one.clone()]
            );
            assert_eq!(tx.exec(CLEAR, params![1_i64, two.id])?, 1);
            assert_eq!(tx.first(WITH_DUE, params![1_i64])?, Some(One(2)));
            let two = tx.load::<Job>(two.id)?.expect("there");
            tx.put(&two, 3, &env)?;
            assert_eq!(tx.one(WITH_DUE, params![1_i64])?, One(1));
            assert_eq!(tx.remove::<Job>(one.id)?, 1);
            assert_eq!(tx.load::<Job>(one.id)?, None);
            Ok::<_, StoreError>(())
        })
        .expect("transaction");
    }

    #[test]
    fn the_generated_texts_name_every_column_in_order() {
        let info = TableInfo::of::<Job>();
        assert_eq!(
            info.sql.load,
            "SELECT id, company_id, title, due_at FROM job WHERE tenant_no = $1 AND id = $2"
        );
        assert_eq!(
            info.sql.put,
            "INSERT INTO job (tenant_no, ver, id, company_id, title, due_at, title_folded, has_due) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_no, id) DO UPDATE SET ver = excluded.ver, \
             company_id = excluded.company_id, title = excluded.title, due_at = excluded.due_at, \
             title_folded = excluded.title_folded, has_due = excluded.has_due"
        );
        let list = statements();
        assert_eq!(list.len(), 4);
        assert!(list[0].is("list") && !list[1].is("list"));
        assert!(
            list[1]
                .sql
                .starts_with("SELECT id, company_id, title, due_at FROM job WHERE")
        );
    }
}
