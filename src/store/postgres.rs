//! PostgreSQL through the synchronous client: connecting, and running statements on it.
//!
//! The client starts an async runtime of its own, so a connection is made, used
//! **and dropped** on threads that run none (the pool's workers). A connection
//! that broke is replaced at the next transaction.

use super::conn::Mode;
use super::row::RawRow;
use super::{Cells, ConstraintKind, FromRow, Param, Result, StoreError, Value};
use ::postgres::error::SqlState;
use ::postgres::types::private::BytesMut;
use ::postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use ::postgres::{Client, Config, NoTls, Row, Statement};
use std::borrow::Cow;
use std::collections::HashMap;
use std::error::Error;
use uuid::Uuid;

/// A connection to a PostgreSQL server.
pub struct Postgres {
    client: Client,
    statements: HashMap<&'static str, Statement>,
    config: Config,
    schema: Option<String>,
    pub(super) tenant: i64,
}

impl Postgres {
    /// Connects; `url` is a connection string or `key=value` words, `schema` the first schema on the search path
    /// (made when missing; `public` stays behind it for extensions), else the server's own.
    pub fn connect(url: &str, schema: Option<&str>) -> Result<Self> {
        let config: Config = url
            .parse()
            .map_err(|error: ::postgres::Error| StoreError::Connection {
                reason: error.to_string(),
            })?;
        let schema = schema.map(|name| format!("\"{}\"", name.replace('"', "\"\"")));
        Ok(Self {
            client: open(&config, schema.as_deref())?,
            statements: HashMap::new(),
            config,
            schema,
            tenant: 1,
        })
    }
    /// Whether the connection is gone.
    pub fn is_broken(&self) -> bool {
        self.client.is_closed()
    }
    /// The version of the schema; 0 when there is none yet.
    pub(super) fn version(&mut self) -> Result<i64> {
        let found = self.client.query(
            "SELECT 1 FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_name = 'schema_version'",
            &[],
        );
        if found.map_err(|error| sorted(&error))?.is_empty() {
            return Ok(0);
        }
        let row = self.client.query_one("SELECT version FROM schema_version", &[]);
        row.and_then(|row| row.try_get(0)).map_err(|error| sorted(&error))
    }
    /// Keeps other nodes that start at the same time from migrating too.
    pub(super) fn lock_schema(&mut self) -> Result<()> {
        self.batch(
            "SELECT pg_advisory_xact_lock(1128352851);
             CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL);
             INSERT INTO schema_version SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM schema_version)",
        )
    }
    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        self.client.batch_execute(sql).map_err(|error| sorted(&error))
    }
    pub(super) fn begin(&mut self, mode: Mode) -> Result<()> {
        if self.is_broken() {
            self.statements.clear();
            self.client = open(&self.config, self.schema.as_deref())?;
        }
        let begin = match mode {
            Mode::Write => "BEGIN",
            Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        self.batch(&format!("{begin}; {}", self.walls()))
    }
    /// Tells the transaction whose rows it works on; see `0007_walls.postgres.sql`.
    pub(super) fn name_tenant(&mut self) -> Result<()> {
        self.batch(&self.walls())
    }
    fn walls(&self) -> String {
        format!("SET LOCAL app.tenant_no = '{}'", self.tenant)
    }
    /// Whether the walls between tenants hold for this role: not for a superuser, nor with BYPASSRLS.
    pub(super) fn is_held(&mut self) -> Result<bool> {
        let row = self.client.query_one(
            "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user",
            &[],
        );
        row.and_then(|row| row.try_get(0)).map_err(|error| sorted(&error))
    }
    pub(super) fn rows<T: FromRow>(
        &mut self,
        sql: &'static str,
        params: &[&dyn Param],
        mode: Mode,
        limit: usize,
    ) -> Result<Vec<T>> {
        let statement = self.prepared(sql)?;
        let values = checked(params)?;
        let rows = self
            .client
            .query(&statement, &bound(&values))
            .map_err(|error| match sorted(&error) {
                StoreError::ReadOnly { .. } if mode == Mode::Read => {
                    StoreError::ReadTransaction { statement: sql }
                }
                other => other,
            })?;
        rows.iter()
            .take(limit)
            .map(|row| T::from_row(&mut Cells::new::<T>(RawRow::Postgres(row))))
            .collect()
    }
    /// The rows of a text that was built at run time; see `store::filter`. Planned by its own values and not kept.
    pub(super) fn built<T: FromRow>(&mut self, sql: &str, params: &[&dyn Param]) -> Result<Vec<T>> {
        let values = checked(params)?;
        let statement = self.client.prepare(sql).map_err(|error| sorted(&error))?;
        let rows = self.client.query(&statement, &bound(&values));
        rows.map_err(|error| sorted(&error))?
            .iter()
            .map(|row| T::from_row(&mut Cells::new::<T>(RawRow::Postgres(row))))
            .collect()
    }
    pub(super) fn change(&mut self, sql: &'static str, params: &[&dyn Param]) -> Result<u64> {
        let statement = self.prepared(sql)?;
        let values = checked(params)?;
        self.client
            .execute(&statement, &bound(&values))
            .map_err(|error| sorted(&error))
    }
    /// The statement, prepared once for each connection.
    pub(super) fn prepared(&mut self, sql: &'static str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|error| sorted(&error))?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }
}

fn open(config: &Config, schema: Option<&str>) -> Result<Client> {
    let mut client = config.connect(NoTls).map_err(|error| sorted(&error))?;
    if let Some(schema) = schema {
        let made = client.batch_execute(&format!("CREATE SCHEMA IF NOT EXISTS {schema}"));
        match made.map_err(|error| sorted(&error)) {
            // Another node made it in the same moment.
            Ok(()) | Err(StoreError::Constraint { .. }) => {}
            Err(error) => return Err(error),
        }
        client
            .batch_execute(&format!("SET search_path TO {schema}, public"))
            .map_err(|error| sorted(&error))?;
    }
    Ok(client)
}

fn checked<'a>(params: &[&'a dyn Param]) -> Result<Vec<Bound<'a>>> {
    params
        .iter()
        .map(|param| {
            let value = param.value();
            value.check()?;
            Ok(Bound(value))
        })
        .collect()
}

fn bound<'a>(values: &'a [Bound<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// A value on its way to the server, written as the type the server expects there.
#[derive(Debug)]
struct Bound<'a>(Value<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (&self.0, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(ty, out),
            (Value::Int(n), &Type::INT2) => i16::try_from(*n)?.to_sql(ty, out),
            (Value::Int(n), &Type::BOOL) => (*n != 0).to_sql(ty, out),
            (Value::Int(n), &Type::FLOAT8) => (*n as f64).to_sql(ty, out),
            (Value::Int(n), &Type::INT8) => n.to_sql(ty, out),
            (Value::Real(n), &Type::FLOAT8) => n.to_sql(ty, out),
            (Value::Uuid(id), &Type::UUID) => id.to_sql(ty, out),
            (Value::Bytes(bytes), &Type::BYTEA) => (&**bytes).to_sql(ty, out),
            (Value::Json(text) | Value::Text(text), &Type::JSONB) => {
                // The binary form of jsonb: a version byte, then the text.
                out.extend_from_slice(&[1]);
                out.extend_from_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            (Value::Text(text), ty) if <&str as ToSql>::accepts(ty) => (&**text).to_sql(ty, out),
            (value, ty) => Err(format!("{value:?} cannot be bound as {ty}").into()),
        }
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

/// A cell as it came, by the type the server says it has.
struct Found<'a>(Value<'a>);

impl<'a> FromSql<'a> for Found<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::UUID => Value::Uuid(Uuid::from_sql(ty, raw)?),
            Type::BYTEA => Value::Bytes(Cow::Borrowed(raw)),
            Type::JSONB => Value::Json(Cow::Borrowed(std::str::from_utf8(
                raw.get(1..).unwrap_or_default(),
            )?)),
            ref ty if <&str as FromSql>::accepts(ty) => {
                Value::Text(Cow::Borrowed(<&str>::from_sql(ty, raw)?))
            }
            ref ty => return Err(format!("a column of type {ty} is not used here").into()),
        }))
    }
    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Value::Null))
    }
    fn accepts(_: &Type) -> bool {
        true
    }
}

pub(super) fn cell(row: &Row, at: usize) -> Result<Value<'_>> {
    row.try_get::<_, Found<'_>>(at)
        .map(|found| found.0)
        .map_err(|error| StoreError::Sql {
            reason: chain(&error),
        })
}

/// The message with its causes: the client's own says only "db error".
fn chain(error: &::postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

/// Sorts a driver's error into our kinds.
fn sorted(error: &::postgres::Error) -> StoreError {
    let reason = chain(error);
    let Some(db) = error.as_db_error() else {
        let io = error.source().is_some_and(<dyn Error>::is::<std::io::Error>);
        return if error.is_closed() || io {
            StoreError::Connection { reason }
        } else {
            StoreError::Sql { reason }
        };
    };
    let broken = |kind| StoreError::Constraint {
        kind,
        what: db.constraint().or(db.column()).unwrap_or(db.message()).to_owned(),
    };
    match db.code() {
        &SqlState::UNIQUE_VIOLATION => broken(ConstraintKind::Unique),
        &SqlState::FOREIGN_KEY_VIOLATION => broken(ConstraintKind::ForeignKey),
        &SqlState::NOT_NULL_VIOLATION => broken(ConstraintKind::NotNull),
        &SqlState::CHECK_VIOLATION => broken(ConstraintKind::Check),
        &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => StoreError::Conflict,
        &SqlState::LOCK_NOT_AVAILABLE => StoreError::Locked,
        &SqlState::QUERY_CANCELED => StoreError::Cancelled,
        &SqlState::DISK_FULL => StoreError::Full,
        &SqlState::INSUFFICIENT_PRIVILEGE
        | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION
        | &SqlState::INVALID_PASSWORD => StoreError::Permission {
            what: db.message().to_owned(),
        },
        &SqlState::READ_ONLY_SQL_TRANSACTION => StoreError::ReadOnly {
            what: db.message().to_owned(),
        },
        &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => StoreError::Corrupt {
            what: db.message().to_owned(),
        },
        code if code.code().starts_with("57P") || code.code().starts_with("08") => {
            StoreError::Connection { reason }
        }
        _ => StoreError::Sql { reason },
    }
}
