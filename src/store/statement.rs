//! Statements: every SQL text of a noun stands in one [`statements!`](crate::statements!) table.
//!
//! A statement is a `&'static str` with the type of its rows. Nothing builds
//! SQL from strings at run time; the prepared statement is cached by the text.
//! The table also makes a list of all of them, which the statement test
//! prepares on both databases.

use super::{Column, FromRow, Record};
use std::marker::PhantomData;

/// A statement that returns rows of `T`.
pub struct Stmt<T> {
    pub(super) sql: &'static str,
    rows: PhantomData<fn() -> T>,
}

/// A statement that returns whole records: `WHERE …`, put behind the record's `SELECT`.
pub struct Pick<R> {
    pub(super) sql: &'static str,
    rows: PhantomData<fn() -> R>,
}

/// A statement that returns nothing but a count of changed rows.
#[derive(Clone, Copy, Debug)]
pub struct Exec {
    pub(super) sql: &'static str,
}

impl<T> Clone for Stmt<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Stmt<T> {}
impl<R> Clone for Pick<R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R> Copy for Pick<R> {}

impl<T: FromRow> Stmt<T> {
    /// Wraps a text; [`statements!`](crate::statements!) calls it.
    pub const fn new(sql: &'static str) -> Self {
        Self {
            sql,
            rows: PhantomData,
        }
    }
    /// For the list of all statements.
    pub const fn shape(&self) -> Shape {
        Shape::Rows(T::COLUMNS)
    }
    /// The SQL text.
    pub const fn sql(&self) -> &'static str {
        self.sql
    }
}
impl<R: Record> Pick<R> {
    /// Wraps a whole text; [`statements!`](crate::statements!) calls it.
    pub const fn new(sql: &'static str) -> Self {
        Self {
            sql,
            rows: PhantomData,
        }
    }
    /// For the list of all statements.
    pub const fn shape(&self) -> Shape {
        Shape::Rows(R::COLUMNS)
    }
    /// The SQL text.
    pub const fn sql(&self) -> &'static str {
        self.sql
    }
}
impl Exec {
    /// Wraps a text; [`statements!`](crate::statements!) calls it.
    pub const fn new(sql: &'static str) -> Self {
        Self { sql }
    }
    /// For the list of all statements.
    pub const fn shape(&self) -> Shape {
        Shape::Count
    }
    /// The SQL text.
    pub const fn sql(&self) -> &'static str {
        self.sql
    }
}

/// What a statement returns.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Rows of these columns.
    Rows(&'static [Column]),
    /// A count of changed rows.
    Count,
}

/// One statement, as the statement test sees it.
#[derive(Clone, Debug)]
pub struct StatementInfo {
    /// The module it stands in.
    pub module: &'static str,
    /// Its name there.
    pub name: &'static str,
    /// Its text.
    pub sql: &'static str,
    /// What it returns.
    pub shape: Shape,
    /// `list` (its plan is checked), `sqlite` or `postgres` (only there).
    pub tags: &'static [&'static str],
}

impl StatementInfo {
    /// Whether it carries a tag.
    pub fn is(&self, tag: &str) -> bool {
        self.tags.contains(&tag)
    }
}

/// Joins parts into one array at compile time.
#[doc(hidden)]
pub const fn joined<const N: usize>(parts: &[&str]) -> [u8; N] {
    let mut bytes = [0; N];
    let (mut part, mut at) = (0, 0);
    while part < parts.len() {
        let from = parts[part].as_bytes();
        let mut i = 0;
        while i < from.len() {
            bytes[at] = from[i];
            (at, i) = (at + 1, i + 1);
        }
        part += 1;
    }
    bytes
}

/// The joined bytes as text.
#[doc(hidden)]
pub const fn text_of(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("parts of UTF-8 join to UTF-8"),
    }
}

/// Declares the statements of a noun, and `statements()` that lists them.
///
/// ```text
/// statements! {
///     /// Open tasks of one person.
///     pub(crate) QUEUE_MINE: rows QueueRow [list] = "SELECT … WHERE tenant_no = $1 AND …";
///     /// Open tasks of a case.
///     pub(crate) OPEN_OF_CASE: pick Task [list] = "WHERE tenant_no = $1 AND case_id = $2";
///     /// Counts one more attempt.
///     pub(crate) BUMP: exec = "UPDATE task SET …";
/// }
/// ```
///
/// Tags: `list` has its query plan checked; `sqlite` and `postgres` mark a text
/// that only one database has (search, bulk load).
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $vis:vis $name:ident: $kind:ident $($row:path)? $([$($tag:ident)+])? = $sql:expr;)+) => {
        $($crate::statements!(@one [$(#[$meta])* $vis] $name $kind $($row)? = $sql);)+

        /// Every statement of this module.
        pub(super) fn statements() -> Vec<$crate::store::StatementInfo> {
            vec![$($crate::store::StatementInfo {
                module: module_path!(),
                name: stringify!($name),
                sql: $name.sql(),
                shape: $name.shape(),
                tags: &[$($(stringify!($tag)),+)?],
            }),+]
        }
    };
    (@one [$(#[$meta:meta])* $vis:vis] $name:ident rows $row:path = $sql:expr) => {
        $(#[$meta])*
        $vis const $name: $crate::store::Stmt<$row> = $crate::store::Stmt::new($sql);
    };
    (@one [$(#[$meta:meta])* $vis:vis] $name:ident pick $row:path = $sql:expr) => {
        $(#[$meta])*
        $vis const $name: $crate::store::Pick<$row> = $crate::store::Pick::new({
            const PARTS: &[&str] = &[<$row as $crate::store::Record>::SELECT, " ", $sql];
            const LEN: usize = PARTS[0].len() + PARTS[1].len() + PARTS[2].len();
            const BYTES: [u8; LEN] = $crate::store::joined(PARTS);
            $crate::store::text_of(&BYTES)
        });
    };
    (@one [$(#[$meta:meta])* $vis:vis] $name:ident exec = $sql:expr) => {
        $(#[$meta])*
        $vis const $name: $crate::store::Exec = $crate::store::Exec::new($sql);
    };
}

/// The parameters of a statement, in the order of their numbers.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$(&$value as &dyn $crate::store::Param),*] };
}
