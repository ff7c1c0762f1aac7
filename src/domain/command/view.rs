//! Commands about saved views.

use crate::domain::filter::Entity;
use serde::{Deserialize, Serialize};

/// What can be done with a saved view.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum ViewCommand {
    /// Saves a view under its name, in place of the one that has it.
    #[serde(rename = "view.put")]
    Put(PutView),
    /// Takes a view away.
    #[serde(rename = "view.delete")]
    Delete(DeleteView),
}

/// Saves a view.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PutView {
    /// What it lists.
    pub entity: Entity,
    /// What it is called.
    pub name: String,
    /// The filter.
    #[serde(default)]
    pub filter: String,
    /// The columns, in their order; none: the usual ones.
    #[serde(default)]
    pub columns: Vec<String>,
    /// The order; none: the usual one.
    #[serde(default)]
    pub sort: Option<String>,
}

/// Names a view.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeleteView {
    /// What it lists.
    pub entity: Entity,
    /// What it is called.
    pub name: String,
}
