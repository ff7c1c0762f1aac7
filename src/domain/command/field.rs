//! Commands about the fields that a tenant defines for itself.

use crate::domain::custom::{FieldEntity, FieldType};
use serde::{Deserialize, Serialize};

/// What can be done with custom fields.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum FieldCommand {
    /// Defines a field, or changes its definition; values stay as they are.
    #[serde(rename = "field.put")]
    Put(PutField),
    /// Takes the definition away; values stay.
    #[serde(rename = "field.delete")]
    Delete(FieldRef),
}

/// A definition as it should be.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PutField {
    /// On which records.
    pub entity: FieldEntity,
    /// The name its values are kept under.
    pub name: String,
    /// What people see; the name when nothing is said.
    #[serde(default)]
    pub label: Option<String>,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// What may be chosen.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Where it stands among the others; where it is, or last, when nothing is said.
    #[serde(default)]
    pub place: Option<i64>,
    /// It must not be there yet.
    #[serde(default)]
    pub new: bool,
}

/// Names a field.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldRef {
    /// Of which records.
    pub entity: FieldEntity,
    /// Its name.
    pub name: String,
}
