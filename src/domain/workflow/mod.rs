//! Workflow templates: which case, tasks and stage a trigger starts.
//!
//! This is the shape in force, as rules keep it. [`parse()`] reads the YAML a
//! person writes, [`lint()`] says what cannot work in it, [`check`] does both.

mod lint;
mod parse;
#[cfg(test)]
mod tests;
mod yaml;

pub(crate) use lint::is_key;
pub use lint::{Problem, lint};
pub use parse::{check, parse};

use super::codes::*;
use serde::{Deserialize, Serialize};

/// What starts a template.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub enum Trigger {
    /// A company was entered, by any door.
    #[serde(rename = "company.created", alias = "org.created")]
    CompanyCreated,
    /// Somebody starts it.
    #[serde(rename = "manual")]
    Manual,
    /// A handover was accepted.
    #[serde(rename = "handover.accepted")]
    HandoverAccepted,
}

/// A template in force.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its key, unique.
    pub key: String,
    /// Its own version number, raised by whoever edits it.
    pub version: i64,
    /// One line.
    pub title: String,
    /// What starts it.
    pub trigger: Trigger,
    /// The case it opens.
    pub case: CaseSpec,
    /// Stage the company moves to at the start.
    #[serde(default)]
    pub stage: Option<Stage>,
    /// Its tasks, in order.
    pub tasks: Vec<TaskSpec>,
}

/// The case a template opens.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CaseSpec {
    /// What about.
    #[serde(rename = "type")]
    pub kind: CaseType,
    /// Whose work.
    pub engine: Engine,
    /// Phases, the first being where it begins.
    #[serde(default)]
    pub phases: Vec<String>,
    /// Leading role; that of the engine when not said.
    #[serde(default)]
    pub owner_role: Option<Role>,
    /// Queue of that role.
    #[serde(default)]
    pub owner_queue: Option<String>,
}

/// A task a template makes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaskSpec {
    /// Its key within the template.
    pub key: String,
    /// What kind.
    #[serde(rename = "type")]
    pub kind: TaskType,
    /// One line; none: the label of its kind.
    #[serde(default)]
    pub title: Option<String>,
    /// Queue code.
    pub queue: String,
    /// Working days from the start (or from its release) to its due day.
    pub due_days: i64,
    /// Waits on this task of the template.
    #[serde(default)]
    pub after: Option<String>,
    /// How much it presses.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// Attempts before the rep must decide.
    #[serde(default)]
    pub attempts: Option<i64>,
    /// Talk track.
    #[serde(default)]
    pub script: Option<String>,
}
