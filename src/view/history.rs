//! The journal as a person reads it.

use crate::base::{CommandId, GroupId, Timestamp, UserId};
use serde::Serialize;

/// One command, or one group of commands that were one act.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct HistoryRow {
    /// The command (the last of a group).
    pub command: CommandId,
    /// The group it stands for.
    pub group: Option<GroupId>,
    /// How many commands it stands for.
    pub count: i64,
    /// There are more than that.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// The command's name.
    #[serde(rename = "type")]
    pub kind: String,
    /// In words: "Call logged: Acme GmbH".
    pub label: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor_id: UserId,
    /// It was taken back.
    pub undone: bool,
    /// It is an undo itself.
    pub is_undo: bool,
    /// Plain undo could take it back.
    pub reversible: bool,
}

impl HistoryRow {
    /// How many commands it stands for, in digits; nothing for one.
    pub fn size(&self) -> Option<String> {
        let more = if self.more { "+" } else { "" };
        (self.count > 1).then(|| format!("{}{more}", self.count))
    }
}

/// What was typed and not saved.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Draft {
    /// Which form.
    pub form: String,
    /// About what: a row id, or empty.
    pub about: String,
    /// The fields.
    pub body: serde_json::Value,
    /// Saved when.
    pub at: Timestamp,
}

/// What undo would take back.
#[derive(Clone, PartialEq, Debug)]
pub struct Undoable {
    /// The command.
    pub command: CommandId,
    /// The group it belongs to, which is taken back as a whole.
    pub group: Option<GroupId>,
    /// The command's name.
    pub kind: String,
    /// Its arguments.
    pub args: serde_json::Value,
    /// In words.
    pub label: String,
    /// When.
    pub at: Timestamp,
}
