//! Rows that look alike, as a list of pairs.

use crate::domain::TwinKind;
use crate::domain::duplicates::Score;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One of two rows that look alike.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct TwinSide {
    /// Which.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Town, or company, or address: what tells it from another of its name.
    pub detail: String,
}

/// Two rows that look alike. The first is the one entered first: what is proposed to stay.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct TwinPair {
    /// The one.
    pub one: TwinSide,
    /// The other.
    pub other: TwinSide,
    /// How alike they are, and why.
    pub score: Score,
}

/// Where a page of pairs goes on: a kind of key and a key of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct TwinCursor {
    /// Kind of key, by its place.
    pub kind: usize,
    /// The last key that was looked at.
    pub key: String,
}

/// What is asked of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TwinAsk {
    /// Companies or contacts.
    pub about: TwinKind,
    /// Only pairs of so many points.
    pub min: u8,
    /// Stop when so many were found; what belongs to one key comes whole.
    pub limit: usize,
    /// Behind this.
    pub from: TwinCursor,
}

/// A key that more rows share than are compared with each other.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct TwinCut {
    /// The kind of key, such as `phone`, or `twin` for a name.
    pub kind: String,
    /// What they share, as it is looked up.
    pub key: String,
    /// Rows of it that no other row of the key was compared with, as far as they were counted.
    pub left: usize,
    /// There are more of them than were counted.
    pub more: bool,
}

/// A page of pairs, the surest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct TwinPage {
    /// The pairs.
    pub pairs: Vec<TwinPair>,
    /// Where the next page begins; none: that was all.
    pub next: Option<TwinCursor>,
    /// Keys whose rows were not all compared; another key of theirs may still bring them together.
    pub cut: Vec<TwinCut>,
    /// How many pairs of rows were compared.
    pub compared: u64,
}
