//! Commands about the do-not-contact list. They name values by their keyed hashes, so that the journal holds none.

use crate::domain::SuppressionKind;
use serde::{Deserialize, Serialize};

/// What can be done with the do-not-contact list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum DncCommand {
    /// Puts values on the list and marks every row that has one.
    #[serde(rename = "dnc.add")]
    Add(AddDnc),
    /// Takes a value off the list; rows that were marked stay so.
    #[serde(rename = "dnc.remove")]
    Remove(RemoveDnc),
}

/// Puts values on the list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddDnc {
    /// The values.
    pub entries: Vec<DncEntry>,
    /// Why, in words.
    #[serde(default)]
    pub reason: Option<String>,
    /// Where they came from: the name of a file, or `by hand`.
    pub source: String,
}

/// One value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DncEntry {
    /// Number, address or domain.
    pub kind: SuppressionKind,
    /// Its keyed hash.
    pub mac: String,
    /// Why this one, where a file says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Takes a value off the list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RemoveDnc {
    /// Number, address or domain.
    pub kind: SuppressionKind,
    /// Its keyed hash.
    pub mac: String,
    /// Why it may be contacted again.
    pub reason: String,
}
