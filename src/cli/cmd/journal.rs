//! `callsheet undo`, `redo`, `history`, `trash`, `drafts`: what was done, taken back, put away.

use super::examples;
use crate::base::{CommandId, GroupId, id::RowId, text};
use crate::cli::output::{Outcome, Table};
use crate::cli::session::Session;
use crate::cli::spoken;
use crate::cli::words::Words;
use crate::domain::Effect;
use crate::domain::command::{JournalCommand, RedoArgs, UndoArgs as Undo};
use crate::replica::Applied;
use crate::view::{Draft, HistoryRow, TrashRow};
use clap::{Args, Subcommand};
use uuid::Uuid;

/// Most cells of a draft's text in the list.
const MOST_CELLS: usize = 200;

/// Arguments of `undo`.
#[derive(Args, Debug)]
#[command(after_help = examples!("undo", "undo --dry-run", "undo --command 01936b1e-1c00-7000-8000-000000000001",
    "undo --group 01936b1e-1c00-7000-8000-000000000001 --skip-conflicts --json"))]
pub(crate) struct UndoArgs {
    /// This command instead of your newest (see: callsheet history)
    #[arg(long, value_name = "ID", conflicts_with = "group")]
    command: Option<CommandId>,
    /// This group: an import, an act on many rows
    #[arg(long, value_name = "ID")]
    group: Option<GroupId>,
    /// In a group, leave what was changed since and take back the rest
    #[arg(long)]
    skip_conflicts: bool,
}

/// Arguments of a list.
#[derive(Args, Debug)]
pub(crate) struct LimitArgs {
    /// At most so many
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: u32,
}

/// What can be done with drafts.
#[derive(Subcommand, Debug)]
pub(crate) enum DraftVerb {
    /// List what was typed and not saved
    #[command(after_help = examples!("drafts list --json"))]
    List,
    /// Throw a draft away
    #[command(after_help = examples!("drafts drop note 01936b1e-1c00-7000-8000-000000000001"))]
    Drop {
        /// Which form
        form: String,
        /// About what
        #[arg(default_value = "")]
        about: String,
    },
}

/// Takes back a command or a group.
pub(crate) fn undo(args: &UndoArgs, s: &mut Session) -> Outcome {
    let undo = Undo {
        command: args.command,
        group: args.group,
        skip_conflicts: args.skip_conflicts,
    };
    let applied = s.run(JournalCommand::Undo(undo))?;
    let id = undone(&applied);
    s.answer(&applied, id, &[])
}

/// Takes back the newest undo.
pub(crate) fn redo(s: &mut Session) -> Outcome {
    let applied = s.run(JournalCommand::Redo(RedoArgs {}))?;
    let id = undone(&applied);
    s.answer(&applied, id, &[])
}

/// The command that was taken back; of a group the first told.
fn undone(applied: &Applied) -> Uuid {
    let told = applied.effects.iter().find_map(|effect| match effect {
        Effect::Undone { command, .. } => Some(command.uuid()),
        _ => None,
    });
    told.unwrap_or_else(|| applied.command.uuid())
}

/// Lists the newest entries of the journal.
pub(crate) fn history(args: &LimitArgs, s: &Session) -> Outcome {
    let rows = s.replica.history(args.limit)?;
    s.out().list(
        &rows,
        |row| row.command,
        &spoken::words(&s.setup.locale, "none", "Nothing was done yet."),
        || history_table(s, &rows),
    )
}

fn history_table(s: &Session, rows: &[HistoryRow]) -> Table {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let mut table = Table::new(
        &s.setup.locale,
        &["When", "What", "Rows", "State", "Group", "Command"],
    );
    for row in rows {
        let state = match (row.undone, row.is_undo, row.reversible) {
            (true, ..) => "value-undone",
            (_, true, _) => "value-undo",
            (.., false) => "value-stays",
            _ => "",
        };
        table.row([
            words.ago(Some(row.at)),
            if row.label.is_empty() {
                row.kind.clone()
            } else {
                spoken::label(&s.setup.locale, &row.label)
            },
            row.size().unwrap_or_default(),
            s.setup.locale.t(state).into_owned(),
            row.group.map(|group| group.to_string()).unwrap_or_default(),
            row.command.to_string(),
        ]);
    }
    table
}

/// Lists what is in Trash.
pub(crate) fn trash(args: &LimitArgs, s: &Session) -> Outcome {
    let rows = s.replica.trash(args.limit)?;
    s.out().list(
        &rows,
        |row| row.id,
        &spoken::words(&s.setup.locale, "none", "Trash is empty."),
        || trash_table(s, &rows),
    )
}

fn trash_table(s: &Session, rows: &[TrashRow]) -> Table {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let mut table = Table::new(&s.setup.locale, &["Since", "What", "Name", "Company", "Id"]);
    for row in rows {
        table.row([
            words.ago(Some(row.deleted_at)),
            row.table.clone(),
            row.label.clone(),
            row.company.clone().unwrap_or_default(),
            row.id.to_string(),
        ]);
    }
    table
}

/// Lists drafts or throws one away.
pub(crate) fn drafts(verb: Option<DraftVerb>, s: &Session) -> Outcome {
    if let Some(DraftVerb::Drop { form, about }) = verb {
        if !s.setup.globals.dry_run {
            s.replica.drop_draft(&form, &about)?;
        }
        return Ok(());
    }
    let rows = s.replica.drafts()?;
    let key = |draft: &Draft| format!("{} {}", draft.form, draft.about).trim_end().to_owned();
    s.out().list(
        &rows,
        key,
        &spoken::words(&s.setup.locale, "none", "No draft is kept."),
        || {
            let actor = s.replica.actor();
            let words = Words::new(&s.setup, &actor.zone, s.replica.now());
            let mut table = Table::new(&s.setup.locale, &["Saved", "Form", "Text", "About"]);
            for draft in &rows {
                // One line of a text that may be a book; --json gives all of it.
                let body = draft.body.to_string();
                let start: String = body.chars().take(MOST_CELLS * 4).collect();
                let text = text::ellipsize(&text::line(&start), MOST_CELLS).into_owned();
                table.row([
                    words.ago(Some(draft.at)),
                    draft.form.clone(),
                    text,
                    draft.about.clone(),
                ]);
            }
            table
        },
    )
}
