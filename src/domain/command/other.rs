//! Commands about notes, users, rules and the journal itself.

use crate::base::{CaseId, CommandId, CompanyId, GroupId, NoteId, UserId};
use crate::domain::{Role, RuleKind};
use serde::{Deserialize, Serialize};

/// What can be done with a note.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum NoteCommand {
    /// Adds a remark to a company or case.
    #[serde(rename = "note.add")]
    Add(AddNote),
    /// Into Trash.
    #[serde(rename = "note.delete")]
    Delete(NoteRef),
    /// Out of Trash.
    #[serde(rename = "note.restore")]
    Restore(NoteRef),
}

/// Adds a remark.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    /// Its id, made by whoever writes it.
    pub id: NoteId,
    /// On which company.
    pub company_id: CompanyId,
    /// On which case.
    #[serde(default)]
    pub case_id: Option<CaseId>,
    /// The text.
    pub body: String,
}

/// Names a note.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteRef {
    /// Which.
    pub note_id: NoteId,
}

/// Users, rules and the end of Trash.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum AdminCommand {
    /// Enters or changes a user.
    #[serde(rename = "admin.user")]
    User(PutUser),
    /// Puts a rule in force as its next version, if it differs from the newest.
    #[serde(rename = "admin.rules")]
    Rules(LoadRules),
    /// Takes a slice of what has been in Trash long enough out for good; given by the job, never by a person.
    #[serde(rename = "admin.purge")]
    Purge(PurgeTrash),
}

/// The purge takes no argument: the rules and the time say what is old enough.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PurgeTrash {}

/// Enters or changes a user.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PutUser {
    /// Which.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// E-mail.
    #[serde(default)]
    pub email: Option<String>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Queue codes the user works.
    pub queues: Vec<String>,
    /// BCP 47.
    #[serde(default)]
    pub language: Option<String>,
    /// IANA zone.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// May log in.
    #[serde(default = "super::company::yes")]
    pub active: bool,
}

/// Puts rules in force.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoadRules {
    /// The rules as they should be; those equal to the newest version are left alone.
    pub rules: Vec<NewRule>,
    /// These are all there are: others go out of force (the settings stay).
    #[serde(default)]
    pub whole: bool,
}

/// One rule as it should be.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// What kind.
    pub kind: RuleKind,
    /// Its key within the kind.
    pub key: String,
    /// The rule itself.
    pub body: serde_json::Value,
}

/// Undo and redo.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum JournalCommand {
    /// Takes back a command or a group; the actor's newest when none is named.
    #[serde(rename = "journal.undo")]
    Undo(UndoArgs),
    /// Takes back the actor's newest undo.
    #[serde(rename = "journal.redo")]
    Redo(RedoArgs),
}

/// What to take back.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UndoArgs {
    /// This command.
    #[serde(default)]
    pub command: Option<CommandId>,
    /// This group.
    #[serde(default)]
    pub group: Option<GroupId>,
    /// In a group, leave what was changed since and take back the rest.
    #[serde(default)]
    pub skip_conflicts: bool,
}

/// Redo takes no argument.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RedoArgs {}
