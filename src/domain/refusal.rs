//! The one table of refusals: code, exit status, HTTP status, and what is missing.
//!
//! Every front end prints the same code; the TUI greys an action with it, the
//! CLI exits with [`RefusalCode::exit`], the API answers [`RefusalCode::http`].

use serde::Serialize;

crate::codes! {
    /// Why a command was not carried out.
    "refusal" RefusalCode {
        Invalid = "invalid", NotFound = "not_found", NotVisible = "not_visible", Gone = "gone",
        Forbidden = "forbidden", Guard = "guard", StageConflict = "stage_conflict", Conflict = "conflict",
        LeaseHeld = "lease_held", UndoConflict = "undo_conflict", FollowUpExists = "follow_up_exists",
        OpenCase = "open_case", NoSuchMove = "no_such_move", NotReversible = "not_reversible",
        TaskClosed = "task_closed", NothingToDo = "nothing_to_do", IdReuse = "id_reuse", TooLarge = "too_large",
        DoNotContact = "do_not_contact", Erased = "erased",
    }
}

impl RefusalCode {
    /// The exit status of the command line (api-conventions.md §6).
    pub const fn exit(self) -> u8 {
        match self {
            Self::Invalid => 2,
            Self::NotFound | Self::NotVisible | Self::Gone | Self::NothingToDo => 3,
            _ => 4,
        }
    }
    /// The HTTP status.
    pub const fn http(self) -> u16 {
        match self {
            Self::NotFound | Self::NotVisible | Self::NothingToDo => 404,
            Self::Gone => 410,
            Self::Forbidden => 403,
            Self::Invalid | Self::IdReuse => 422,
            Self::TooLarge => 413,
            _ => 409,
        }
    }
    /// One line for a person.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Invalid => "That cannot be read",
            Self::NotFound | Self::NotVisible => "Not found",
            Self::Gone => "It is in Trash or gone",
            Self::Forbidden => "Your role does not allow that",
            Self::Guard => "Something is missing first",
            Self::StageConflict => "The stage has changed meanwhile",
            Self::Conflict => "It has changed meanwhile",
            Self::LeaseHeld => "Somebody else works on this company",
            Self::UndoConflict => "A later change stands on it",
            Self::FollowUpExists => "There is a promised follow-up already",
            Self::OpenCase => "A case is open",
            Self::NoSuchMove => "There is no such move",
            Self::NotReversible => "That cannot be taken back",
            Self::TaskClosed => "The task is closed already",
            Self::NothingToDo => "Nothing to do",
            Self::IdReuse => "That id was used for something else",
            Self::TooLarge => "That is too large",
            Self::Erased => "That person was erased",
            Self::DoNotContact => "It is on the do-not-contact list",
        }
    }
}

/// One thing that is missing, and where to mend it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Missing {
    /// Stable code: `activity`, `next_step`, `case`, a field name …
    pub code: String,
    /// What to do, in one line.
    pub fix: String,
}

/// A command that was not carried out; nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, thiserror::Error)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[error("{detail}")]
pub struct Refusal {
    /// The stable code.
    pub code: RefusalCode,
    /// One line for a person.
    pub title: String,
    /// What exactly, and what to do.
    pub detail: String,
    /// What is missing, each with its fix.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
}

impl Refusal {
    /// A refusal with a sentence that says what and what to do.
    pub fn new(code: RefusalCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            title: code.title().to_owned(),
            detail: detail.into(),
            missing: Vec::new(),
        }
    }
    /// An argument that cannot be used.
    pub fn invalid(field: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::new(RefusalCode::Invalid, format!("{field}: {detail}")).missing(field, detail)
    }
    /// A row that is not there.
    pub fn not_found(what: &str, id: impl std::fmt::Display) -> Self {
        Self::new(RefusalCode::NotFound, format!("There is no {what} {id}."))
    }
    /// Adds a missing thing.
    #[must_use]
    pub fn missing(mut self, code: &str, fix: impl Into<String>) -> Self {
        self.missing.push(Missing {
            code: code.to_owned(),
            fix: fix.into(),
        });
        self
    }
    /// A guard that does not hold, from the list of what is missing.
    pub fn guard(missing: Vec<Missing>) -> Self {
        let names = missing
            .iter()
            .map(|m| m.fix.as_str())
            .collect::<Vec<_>>()
            .join("; ");
        Self {
            missing,
            ..Self::new(RefusalCode::Guard, format!("Needs: {names}."))
        }
    }
}
