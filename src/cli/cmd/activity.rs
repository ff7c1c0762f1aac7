//! `callsheet activity …`: what was logged, looked at and put right.

use super::examples;
use crate::base::ActivityId;
use crate::cli::fields::SetArgs;
use crate::cli::output::Outcome;
use crate::cli::session::Session;
use crate::cli::show;
use crate::domain::Refusal;
use crate::domain::command::{ActivityCommand, ActivityRef, EditActivity};
use clap::Subcommand;

/// What can be done with activities.
#[derive(Subcommand, Debug)]
pub(crate) enum ActivityVerb {
    /// Show an activity
    #[command(after_help = examples!("activity show 01936b1e-1c00-7000-8000-000000000001 --json"))]
    Show {
        /// Its id
        id: ActivityId,
    },
    /// Change notes, subject, outcome, time, length or contact of an activity
    #[command(after_help = examples!(
        "activity edit 01936b1e-1c00-7000-8000-000000000001 --set notes=\"wants two quotes\"",
        "activity edit 01936b1e-1c00-7000-8000-000000000001 --set outcome=HELD --set duration=45m"))]
    Edit {
        /// Its id
        id: ActivityId,
        #[command(flatten)]
        fields: SetArgs,
    },
    /// Put an activity into Trash
    #[command(after_help = examples!("activity delete 01936b1e-1c00-7000-8000-000000000001"))]
    Delete {
        /// Its id
        id: ActivityId,
    },
    /// Take an activity out of Trash
    #[command(after_help = examples!("activity restore 01936b1e-1c00-7000-8000-000000000001"))]
    Restore {
        /// Its id
        id: ActivityId,
    },
}

/// Does what was asked.
pub(crate) fn run(verb: ActivityVerb, s: &mut Session) -> Outcome {
    match verb {
        ActivityVerb::Show { id } => {
            let activity = s
                .replica
                .activity(id)?
                .ok_or_else(|| Refusal::not_found("activity", id))?;
            s.out().one(&activity, id, || show::activity(s, &activity))
        }
        ActivityVerb::Edit { id, fields } => {
            let fields = fields.read_some(s)?;
            s.give(
                ActivityCommand::Edit(EditActivity {
                    activity_id: id,
                    fields,
                }),
                id,
            )
        }
        ActivityVerb::Delete { id } => s.give(ActivityCommand::Delete(ActivityRef { activity_id: id }), id),
        ActivityVerb::Restore { id } => s.give(ActivityCommand::Restore(ActivityRef { activity_id: id }), id),
    }
}
