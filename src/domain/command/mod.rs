//! Commands: the named requests through which every change is made.
//!
//! The hub is the sum of one enum for each noun, declared in the noun's file.
//! In JSON a command is `{"type": "task.snooze", "args": {…}}`; the journal
//! keeps it so and a synced envelope carries it so.

mod activity;
mod case;
mod company;
mod contact;
mod dnc;
mod field;
mod import;
mod imported;
mod other;
mod task;
mod view;

pub use activity::*;
pub use case::*;
pub use company::*;
pub use contact::*;
pub use dnc::*;
pub use field::*;
pub use import::*;
pub use imported::*;
pub use other::*;
pub use task::*;
pub use view::*;

use crate::base::{CommandId, DeviceId, GroupId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// Fields by name, as in RFC 7396: null clears, what is absent stays.
pub type Fields = serde_json::Map<String, serde_json::Value>;

/// Any command.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Command {
    /// About a company.
    Company(CompanyCommand),
    /// About a contact.
    Contact(ContactCommand),
    /// About a case or its handover.
    Case(CaseCommand),
    /// About a task.
    Task(TaskCommand),
    /// About an activity.
    Activity(ActivityCommand),
    /// About a note.
    Note(NoteCommand),
    /// What only an import brings.
    Import(ImportCommand),
    /// About users and rules.
    Admin(AdminCommand),
    /// About saved views.
    View(ViewCommand),
    /// About fields of the tenant's own.
    Field(FieldCommand),
    /// About the do-not-contact list.
    Dnc(DncCommand),
    /// Undo and redo.
    Journal(JournalCommand),
}

impl<'de> Deserialize<'de> for Command {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let value = serde_json::Value::deserialize(from)?;
        let kind = value
            .get("type")
            .and_then(|t| t.as_str())
            .unwrap_or_default()
            .to_owned();
        let noun = kind.split('.').next().unwrap_or_default();
        let read = match noun {
            "company" => serde_json::from_value(value).map(Self::Company),
            "contact" => serde_json::from_value(value).map(Self::Contact),
            "case" => serde_json::from_value(value).map(Self::Case),
            "task" => serde_json::from_value(value).map(Self::Task),
            "activity" => serde_json::from_value(value).map(Self::Activity),
            "note" => serde_json::from_value(value).map(Self::Note),
            "import" => serde_json::from_value(value).map(Self::Import),
            "admin" => serde_json::from_value(value).map(Self::Admin),
            "view" => serde_json::from_value(value).map(Self::View),
            "field" => serde_json::from_value(value).map(Self::Field),
            "dnc" => serde_json::from_value(value).map(Self::Dnc),
            "journal" => serde_json::from_value(value).map(Self::Journal),
            _ => return Err(D::Error::custom(format!("unknown command type \"{kind}\""))),
        };
        read.map_err(D::Error::custom)
    }
}

impl Command {
    /// The stable name, as `company.create`.
    pub fn name(&self) -> String {
        self.written().0
    }
    /// The arguments alone, as the journal keeps them.
    pub fn args(&self) -> serde_json::Value {
        serde_json::from_str(&self.written().1).unwrap_or(serde_json::Value::Null)
    }
    /// As the journal keeps it: an erasure without the name.
    pub fn kept(&self) -> std::borrow::Cow<'_, Self> {
        match self {
            Self::Contact(ContactCommand::Erase(args)) => {
                let args = EraseContact {
                    name: String::new(),
                    ..args.clone()
                };
                std::borrow::Cow::Owned(ContactCommand::Erase(args).into())
            }
            other => std::borrow::Cow::Borrowed(other),
        }
    }
    /// Name and arguments, these as a JSON text.
    pub fn written(&self) -> (String, String) {
        // `{"type":"company.create","args":{…}}`: the tag is written before the content.
        let text = serde_json::to_string(self).unwrap_or_default();
        let parts = text
            .strip_prefix("{\"type\":\"")
            .and_then(|rest| rest.strip_suffix('}'))
            .and_then(|rest| rest.split_once("\",\"args\":"));
        parts.map_or_else(
            || (String::new(), "null".to_owned()),
            |(name, args)| (name.to_owned(), args.to_owned()),
        )
    }
}

macro_rules! from_noun {
    ($($noun:ident => $variant:ident,)+) => {$(
        impl From<$noun> for Command { fn from(command: $noun) -> Self { Self::$variant(command) } }
    )+};
}
from_noun! {
    CompanyCommand => Company, ContactCommand => Contact, CaseCommand => Case, TaskCommand => Task,
    ActivityCommand => Activity, NoteCommand => Note, ImportCommand => Import, AdminCommand => Admin,
    JournalCommand => Journal, ViewCommand => View, FieldCommand => Field, DncCommand => Dnc,
}

/// A command with who, when and under which id: what goes through the gate.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Envelope {
    /// The same id never has a second effect.
    pub id: CommandId,
    /// When it was given.
    pub at: Timestamp,
    /// Who gave it.
    pub actor: UserId,
    /// On which replica file.
    pub device: DeviceId,
    /// One act of several commands (an import, a bulk action): one undo.
    pub group: Option<GroupId>,
    /// The command.
    #[serde(flatten)]
    pub command: Command,
}
