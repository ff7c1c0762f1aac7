//! Rows that look alike, as a list of pairs.

use crate::domain::TwinKind;
use crate::domain::duplicates::Score;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One of two rows that look alike.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
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

/// A page of pairs, the surest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct TwinPage {
    /// The pairs.
    pub pairs: Vec<TwinPair>,
    /// Where the next page begins; none: that was all.
    pub next: Option<TwinCursor>,
}
