//! A file that a person wrote, as a tree whose every value knows its place.
//!
//! TOML and YAML both become a [`Node`]; [`read()`] then fills a plain serde type
//! from it and says where it is wrong. Neither format's own reader is used for
//! that, because each tells less than we want (no place, one error only) and
//! YAML's readers guess types that YAML 1.2 does not have.

mod read;
mod toml;
mod yaml;

pub use self::toml::parse as parse_toml;
pub use read::{read, read_most};
pub use yaml::parse as parse_yaml;

use super::finding::Position;

/// A value and where it begins.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// Where it begins.
    pub at: Position,
    /// The value.
    pub value: Value,
}

/// What a file can hold.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing (`key:` or `null` in YAML; TOML has none).
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text; a TOML date or time is kept as its text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A table, in the order of the file (TOML: by key).
    Table(Vec<Entry>),
}

/// One key of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub at: Position,
    /// Its value.
    pub node: Node,
}

/// A step from a node to one inside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// The element at an index, from 0.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}
impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl Node {
    /// An empty table at the beginning of a file.
    pub fn empty() -> Self {
        Self {
            at: Position { line: 1, column: 1 },
            value: Value::Table(Vec::new()),
        }
    }
    /// The value one step inside.
    pub fn step(&self, step: &Step) -> Option<&Self> {
        match (&self.value, step) {
            (Value::Table(entries), Step::Key(key)) => entries
                .iter()
                .find(|entry| entry.key == *key)
                .map(|entry| &entry.node),
            (Value::List(items), Step::Index(index)) => items.get(*index),
            _ => None,
        }
    }
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.step(&Step::from(key))
    }
    /// The elements of a list; none of anything else.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }
    /// The text, when it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
    /// Where a path leads; the last place on the way that exists when it does not.
    pub fn place(&self, path: &[Step]) -> Position {
        let mut here = self;
        for step in path {
            match here.step(step) {
                Some(next) => here = next,
                None => break,
            }
        }
        here.at
    }
    /// Takes out what a path leads to; tells where its parent stands.
    fn remove(&mut self, path: &[Step]) -> Option<Position> {
        let (last, parents) = path.split_last()?;
        let mut here = self;
        for step in parents {
            here = match (&mut here.value, step) {
                (Value::Table(entries), Step::Key(key)) => {
                    &mut entries.iter_mut().find(|entry| entry.key == *key)?.node
                }
                (Value::List(items), Step::Index(index)) => items.get_mut(*index)?,
                _ => return None,
            };
        }
        match (&mut here.value, last) {
            (Value::Table(entries), Step::Key(key)) => entries.retain(|entry| entry.key != *key),
            (Value::List(items), Step::Index(index)) if *index < items.len() => {
                items.remove(*index);
            }
            _ => return None,
        }
        Some(here.at)
    }
}
