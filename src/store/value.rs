//! What both databases can bind and return.
//!
//! A [`Value`] is the common denominator: whole numbers are BIGINT, instants
//! are milliseconds, codes are text, ids are 16 bytes (`uuid` in PostgreSQL),
//! JSON is text (`jsonb`). [`Param`] turns a Rust value into one, [`Col`] reads
//! one back and says which type and whether NULL the column has, so that the
//! statement test can compare it with the database's own answer.

use super::{Result, StoreError};
use crate::base::{Date, Json, Timestamp};
use crate::domain::Code;
use serde::{Serialize, de::DeserializeOwned};
use std::borrow::Cow;
use uuid::Uuid;

/// A value on its way to or from a database.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// No value.
    Null,
    /// A whole number (also flags as 0 and 1, instants in milliseconds).
    Int(i64),
    /// A number with a fraction; never money.
    Real(f64),
    /// A text without NUL characters.
    Text(Cow<'a, str>),
    /// An id.
    Uuid(Uuid),
    /// A JSON text.
    Json(Cow<'a, str>),
    /// Raw bytes.
    Bytes(Cow<'a, [u8]>),
}

impl Value<'_> {
    /// Refuses what PostgreSQL cannot store, so that both databases behave alike.
    pub(super) fn check(&self) -> Result<()> {
        match self {
            Value::Text(text) if text.as_bytes().contains(&0) => Err(StoreError::Nul),
            Value::Json(text) if json_has_nul(text) => Err(StoreError::Nul),
            _ => Ok(()),
        }
    }
}

/// Whether a JSON text holds an escaped NUL (`\u0000` behind an even number of backslashes).
fn json_has_nul(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
        } else if bytes[at + 1..].starts_with(b"u0000") {
            return true;
        } else {
            at += 2;
        }
    }
    false
}

/// The type of a column, the same in both databases.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ColType {
    /// `{i64}`
    Int,
    /// `{real}`
    Real,
    /// `{text}`
    Text,
    /// `{uuid}`
    Uuid,
    /// `{json}`
    Json,
    /// `{bytes}`
    Bytes,
}

/// One column of a row struct or table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name in the table or result.
    pub name: &'static str,
    /// Its type.
    pub ty: ColType,
    /// Whether it may be NULL.
    pub nullable: bool,
}

impl Column {
    /// The column that a Rust type makes.
    pub const fn of<T: Col>(name: &'static str) -> Self {
        Self {
            name,
            ty: T::TYPE,
            nullable: T::NULLABLE,
        }
    }
    /// The column of a struct's field; the function is only there to name the field's type.
    pub const fn of_field<R, T: Col>(name: &'static str, _field: fn(&R) -> &T) -> Self {
        Self::of::<T>(name)
    }
    /// The column of a value computed from a row.
    pub const fn of_derived<R, E, T: Col>(name: &'static str, _rule: fn(&R, &E) -> T) -> Self {
        Self::of::<T>(name)
    }
}

/// What both databases can bind.
pub trait Param {
    /// The value to bind.
    fn value(&self) -> Value<'_>;
}

/// What both databases can return.
pub trait Col: Sized {
    /// The type of its column.
    const TYPE: ColType;
    /// Whether NULL is read as a value.
    const NULLABLE: bool = false;
    /// Reads a cell.
    ///
    /// # Errors
    /// [`StoreError::Column`] when the cell holds another type or a value out of range.
    fn read(cell: Cell<'_>) -> Result<Self>;
}

/// One cell of a result: its value and its column for messages.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    /// What is in it.
    pub value: Value<'a>,
    /// The column's name.
    pub column: &'static str,
}

impl<'a> Cell<'a> {
    /// The error for this cell.
    pub fn wrong(&self, expected: &'static str) -> StoreError {
        let found = match &self.value {
            Value::Null => "NULL".to_owned(),
            Value::Int(n) => format!("the number {n}"),
            Value::Real(n) => format!("the number {n}"),
            Value::Text(text) => format!("the text {:?}", text.chars().take(60).collect::<String>()),
            Value::Uuid(id) => format!("the id {id}"),
            Value::Json(_) => "a JSON text".to_owned(),
            Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
        };
        StoreError::Column {
            column: self.column,
            expected,
            found,
        }
    }
    fn int(&self) -> Result<i64> {
        match self.value {
            Value::Int(n) => Ok(n),
            _ => Err(self.wrong("a whole number")),
        }
    }
    fn text(self) -> Result<Cow<'a, str>> {
        match self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong("a text")),
        }
    }
    fn uuid(&self) -> Result<Uuid> {
        match &self.value {
            Value::Uuid(id) => Ok(*id),
            // SQLite has no type for ids: 16 bytes.
            Value::Bytes(bytes) => Uuid::from_slice(bytes).map_err(|_| self.wrong("an id of 16 bytes")),
            _ => Err(self.wrong("an id")),
        }
    }
}

impl Param for i64 {
    fn value(&self) -> Value<'_> {
        Value::Int(*self)
    }
}
impl Col for i64 {
    const TYPE: ColType = ColType::Int;
    fn read(cell: Cell<'_>) -> Result<Self> {
        cell.int()
    }
}

macro_rules! small_ints {
    ($($ty:ident $what:literal;)+) => {$(
        impl Param for $ty {
            fn value(&self) -> Value<'_> { Value::Int(i64::from(*self)) }
        }
        impl Col for $ty {
            const TYPE: ColType = ColType::Int;
            fn read(cell: Cell<'_>) -> Result<Self> {
                Self::try_from(cell.int()?).map_err(|_| cell.wrong($what))
            }
        }
    )+};
}
small_ints! {
    i32 "a number of 32 bits";
    u32 "a positive number of 32 bits";
    u16 "a positive number of 16 bits";
    u8 "a number from 0 to 255";
}

impl Param for bool {
    fn value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}
impl Col for bool {
    const TYPE: ColType = ColType::Int;
    fn read(cell: Cell<'_>) -> Result<Self> {
        match cell.int()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(cell.wrong("0 or 1")),
        }
    }
}

impl Param for f64 {
    fn value(&self) -> Value<'_> {
        Value::Real(*self)
    }
}
impl Col for f64 {
    const TYPE: ColType = ColType::Real;
    fn read(cell: Cell<'_>) -> Result<Self> {
        match cell.value {
            Value::Real(n) => Ok(n),
            _ => Err(cell.wrong("a number")),
        }
    }
}

impl Param for String {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}
impl Param for &str {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}
impl Col for String {
    const TYPE: ColType = ColType::Text;
    fn read(cell: Cell<'_>) -> Result<Self> {
        cell.text().map(Cow::into_owned)
    }
}

impl Param for Vec<u8> {
    fn value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}
impl Col for Vec<u8> {
    const TYPE: ColType = ColType::Bytes;
    fn read(cell: Cell<'_>) -> Result<Self> {
        match cell.value {
            Value::Bytes(bytes) => Ok(bytes.into_owned()),
            _ => Err(cell.wrong("bytes")),
        }
    }
}

impl<T: Param> Param for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Param::value)
    }
}
impl<T: Col> Col for Option<T> {
    const TYPE: ColType = T::TYPE;
    const NULLABLE: bool = true;
    fn read(cell: Cell<'_>) -> Result<Self> {
        if cell.value == Value::Null {
            return Ok(None);
        }
        T::read(cell).map(Some)
    }
}

impl Param for Uuid {
    fn value(&self) -> Value<'_> {
        Value::Uuid(*self)
    }
}
impl Col for Uuid {
    const TYPE: ColType = ColType::Uuid;
    fn read(cell: Cell<'_>) -> Result<Self> {
        cell.uuid()
    }
}

macro_rules! bind_ids {
    ($($name:ident)+) => {$(
        impl Param for crate::base::$name {
            fn value(&self) -> Value<'_> { Value::Uuid(self.0) }
        }
        impl Col for crate::base::$name {
            const TYPE: ColType = ColType::Uuid;
            fn read(cell: Cell<'_>) -> Result<Self> { cell.uuid().map(Self) }
        }
    )+};
}
crate::base::for_each_id!(bind_ids);

impl Param for Timestamp {
    fn value(&self) -> Value<'_> {
        Value::Int(self.0)
    }
}
impl Col for Timestamp {
    const TYPE: ColType = ColType::Int;
    fn read(cell: Cell<'_>) -> Result<Self> {
        cell.int().map(Self)
    }
}

impl Param for Date {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Owned(self.to_string()))
    }
}
impl Col for Date {
    const TYPE: ColType = ColType::Text;
    fn read(cell: Cell<'_>) -> Result<Self> {
        match &cell.value {
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
        .ok_or_else(|| cell.wrong("a date like 2026-11-24"))
    }
}

impl<T: Code> Param for T {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self.code()))
    }
}
impl<T: Code> Col for T {
    const TYPE: ColType = ColType::Text;
    fn read(cell: Cell<'_>) -> Result<Self> {
        match &cell.value {
            Value::Text(text) => T::from_code(text).ok_or_else(|| cell.wrong(T::KIND)),
            _ => Err(cell.wrong(T::KIND)),
        }
    }
}

impl<T: Serialize> Param for Json<T> {
    fn value(&self) -> Value<'_> {
        // Rows hold plain data: string keys, finite numbers. Nothing in them can fail to be written as JSON.
        Value::Json(Cow::Owned(
            serde_json::to_string(&self.0).expect("plain data is JSON"),
        ))
    }
}
/// A JSON text that was written before it is bound.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonText(pub String);

impl JsonText {
    /// The text of plain data.
    pub fn of(data: &(impl Serialize + ?Sized)) -> Self {
        Self(serde_json::to_string(data).expect("plain data is JSON"))
    }
}
impl Param for JsonText {
    fn value(&self) -> Value<'_> {
        Value::Json(Cow::Borrowed(&self.0))
    }
}

impl<T: DeserializeOwned> Col for Json<T> {
    const TYPE: ColType = ColType::Json;
    fn read(cell: Cell<'_>) -> Result<Self> {
        let (Value::Text(text) | Value::Json(text)) = &cell.value else {
            return Err(cell.wrong("a JSON text"));
        };
        serde_json::from_str(text)
            .map(Json)
            .map_err(|error| StoreError::Column {
                column: cell.column,
                expected: std::any::type_name::<T>(),
                found: format!("JSON that does not fit: {error}"),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_refused_in_text_and_in_json() {
        for (value, ok) in [
            (Value::Text("plain".into()), true),
            (Value::Text("a\0b".into()), false),
            (Value::Json(r#""a\u0000b""#.into()), false),
            (Value::Json(r#""a\\u0000b""#.into()), true),
            (Value::Json(r#""a\\\u0000b""#.into()), false),
            (Value::Json(r#""ends with \\""#.into()), true),
        ] {
            assert_eq!(value.check().is_ok(), ok, "{value:?}");
        }
    }

    #[test]
    fn a_cell_that_does_not_fit_names_its_column() {
        let cell = |value| Cell {
            value,
            column: "attempt",
        };
        assert_eq!(u8::read(cell(Value::Int(7))), Ok(7));
        let error = u8::read(cell(Value::Int(300))).expect_err("out of range");
        assert_eq!(
            error.to_string(),
            "column attempt holds the number 300, expected a number from 0 to 255"
        );
        assert_eq!(Option::<u8>::read(cell(Value::Null)), Ok(None));
        assert!(bool::read(cell(Value::Int(2))).is_err());
        assert!(Date::read(cell(Value::Text("2026-13-01".into()))).is_err());
    }
}
