//! `callsheet note …`: remarks on a company or case.

use super::examples;
use crate::base::NoteId;
use crate::cli::output::Outcome;
use crate::cli::session::Session;
use crate::domain::command::{AddNote, NoteCommand, NoteRef};
use clap::Subcommand;

/// What can be done with remarks.
#[derive(Subcommand, Debug)]
pub(crate) enum NoteVerb {
    /// Add a remark to a company
    #[command(after_help = examples!("note add \"Müller GmbH\" \"owner is on leave until May\"",
        "note add hubspot:COMP-017 - --json"))]
    Add {
        /// Id, exact name, domain, or system:id
        company: String,
        /// The text; - reads standard input
        text: String,
        /// On this case
        #[arg(long)]
        case: Option<String>,
    },
    /// Put a remark into Trash
    #[command(after_help = examples!("note delete 01936b1e-1c00-7000-8000-000000000001"))]
    Delete {
        /// Its id
        id: NoteId,
    },
    /// Take a remark out of Trash
    #[command(after_help = examples!("note restore 01936b1e-1c00-7000-8000-000000000001"))]
    Restore {
        /// Its id
        id: NoteId,
    },
}

/// Does what was asked.
pub(crate) fn run(verb: NoteVerb, s: &mut Session) -> Outcome {
    match verb {
        NoteVerb::Add { company, text, case } => {
            let company_id = s.company(&company)?;
            let case_id = case.map(|case| Session::case_id(&case)).transpose()?;
            let body = s.typed(Some(text))?.unwrap_or_default();
            let id: NoteId = s.replica.new_id();
            s.give(
                NoteCommand::Add(AddNote {
                    id,
                    company_id,
                    case_id,
                    body,
                }),
                id,
            )
        }
        NoteVerb::Delete { id } => s.give(NoteCommand::Delete(NoteRef { note_id: id }), id),
        NoteVerb::Restore { id } => s.give(NoteCommand::Restore(NoteRef { note_id: id }), id),
    }
}
