//! Commands that only an import gives.

use crate::domain::AnyRow;
use serde::{Deserialize, Serialize};

/// What an import brings beside new companies and contacts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum ImportCommand {
    /// Brings a row of callsheet's own export back as it was (permission `import:restore`).
    #[serde(rename = "import.restore")]
    Restore(RestoreRow),
}

/// Brings a row back as it was: with its id, its stage, its history; no workflow, no follow-up, no guard.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RestoreRow {
    /// The row.
    pub row: AnyRow,
    /// A row of this id that says something else is replaced; else the command is refused.
    #[serde(default)]
    pub overwrite: bool,
}
