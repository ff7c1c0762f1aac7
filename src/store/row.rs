//! Row structs: what a query returns, with its columns declared once.
//!
//! [`row!`](crate::row!) declares a struct and how it is read;
//! [`from_row!`](crate::from_row!) does the second for a struct that stands
//! elsewhere. Fields are named like the result's columns and in their order;
//! the statement test compares names, count and types with both databases.

use super::{Cell, Col, Column, Result};

/// A struct that a row of a result is read into.
pub trait FromRow: Sized {
    /// The columns, in order.
    const COLUMNS: &'static [Column];
    /// Reads one row.
    ///
    /// # Errors
    /// [`super::StoreError::Column`] for a cell that does not fit its field.
    fn from_row(cells: &mut Cells<'_>) -> Result<Self>;
}

/// The cells of one row, taken one after the other.
pub struct Cells<'a> {
    row: RawRow<'a>,
    columns: &'static [Column],
    next: usize,
}

pub(super) enum RawRow<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    #[cfg(feature = "postgres")]
    Postgres(&'a postgres::Row),
}

impl<'a> Cells<'a> {
    pub(super) fn new<T: FromRow>(row: RawRow<'a>) -> Self {
        Self {
            row,
            columns: T::COLUMNS,
            next: 0,
        }
    }
    /// Reads the next cell.
    ///
    /// # Errors
    /// As [`Col::read`].
    pub fn take<T: Col>(&mut self) -> Result<T> {
        let at = self.next;
        self.next += 1;
        let value = match &self.row {
            RawRow::Sqlite(row) => super::sqlite::cell(row, at)?,
            #[cfg(feature = "postgres")]
            RawRow::Postgres(row) => super::postgres::cell(row, at)?,
        };
        T::read(Cell {
            value,
            column: self.columns.get(at).map_or("(unnamed)", |column| column.name),
        })
    }
}

/// A row of one value; its SQL names the column `value`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct One<T>(pub T);

impl<T: Col> FromRow for One<T> {
    const COLUMNS: &'static [Column] = &[Column::of::<T>("value")];
    fn from_row(cells: &mut Cells<'_>) -> Result<Self> {
        cells.take().map(Self)
    }
}

/// Declares a struct that a query's rows are read into.
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $ty:ty),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $ty,)+ }

        impl $crate::store::FromRow for $name {
            const COLUMNS: &'static [$crate::store::Column] =
                &[$($crate::store::Column::of::<$ty>(stringify!($field))),+];
            fn from_row(cells: &mut $crate::store::Cells<'_>) -> $crate::store::Result<Self> {
                Ok(Self { $($field: cells.take()?),+ })
            }
        }
    };
}

/// Says how a struct that stands elsewhere (a view, a domain type) is read: its fields in the order of the columns.
#[macro_export]
macro_rules! from_row {
    ($name:ty: $($field:ident),+ $(,)?) => {
        impl $crate::store::FromRow for $name {
            const COLUMNS: &'static [$crate::store::Column] =
                &[$($crate::store::Column::of_field(stringify!($field), |row: &$name| &row.$field)),+];
            fn from_row(cells: &mut $crate::store::Cells<'_>) -> $crate::store::Result<Self> {
                Ok(Self { $($field: cells.take()?),+ })
            }
        }
    };
}
