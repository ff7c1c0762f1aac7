//! Everything that is held on one person, for an access request.

use crate::base::{ContactId, Timestamp};
use crate::domain::{Activity, Contact, Suppression, Task, Verdict};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// All that a file holds on one person.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct PersonFile {
    /// Who.
    pub id: ContactId,
    /// When it was put together.
    pub at: Timestamp,
    /// The row of the person, and those that were merged into it.
    pub contacts: Vec<Contact>,
    /// The company the person is at.
    pub company: Option<(Uuid, String)>,
    /// Tasks that hang on the person.
    pub tasks: Vec<Task>,
    /// Activities that hang on the person: calls, e-mails, meetings.
    pub activities: Vec<Activity>,
    /// Other texts that name the person.
    pub mentions: Vec<Mention>,
    /// What was decided about duplicates of the person.
    pub verdicts: Vec<Verdict>,
    /// Entries of the do-not-contact list that the person stands on.
    pub suppressions: Vec<Suppression>,
    /// The commands that concern the person: who did what, when.
    pub journal: Vec<JournalEntry>,
    /// The history of the fields: before and after, with time and actor.
    pub history: Vec<FieldChange>,
    /// What was typed and not saved.
    pub drafts: Vec<Value>,
    /// Small facts of this file that name the person.
    pub facts: Vec<(String, String)>,
}

/// A text that names a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Mention {
    /// In which table.
    pub table: String,
    /// In which row.
    pub id: Uuid,
    /// In which field.
    pub field: String,
    /// It hangs on the person; else it only names the person.
    pub own: bool,
    /// The text.
    pub text: String,
}

/// A command of the journal.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct JournalEntry {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: String,
    /// Its name.
    pub kind: String,
    /// In words.
    pub label: String,
    /// Its arguments; an import's say which file's row.
    pub args: Value,
    /// What it did.
    pub effects: Value,
}

/// A change of a row.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct FieldChange {
    /// Number of the command.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: String,
    /// In which table.
    pub table: String,
    /// Which row.
    pub row: Uuid,
    /// Fields before.
    pub before: Value,
    /// Fields after.
    pub after: Value,
}
