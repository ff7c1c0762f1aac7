//! `callsheet bulk …`: one deed on many companies, one undo for all of them.

use super::examples;
use crate::base::{CompanyId, UserId};
use crate::cli::codes::codes;
use crate::cli::find::uuid;
use crate::cli::output::{Failure, Form, Outcome, Table};
use crate::cli::session::Session;
use crate::cli::{fields, input, spoken};
use crate::domain::{DisqualifyReason, Refusal, RefusalCode, Stage, TaskType};
use crate::locale::refused;
use crate::replica::{BulkRow, Deed, Fate, TaskPlan};
use crate::view::CompanyAsk;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::collections::HashSet;

/// What can be done with many companies at once.
#[derive(Subcommand, Debug)]
pub(crate) enum BulkVerb {
    /// Give them to a user, or to nobody
    #[command(after_help = examples!("bulk owner me --filter \"owner:none country:DE\" --dry-run",
        "bulk owner --nobody --view \"hot leads\""))]
    Owner {
        /// Id, name or e-mail of the user; me
        #[arg(required_unless_present = "nobody", conflicts_with = "nobody")]
        user: Option<String>,
        /// To nobody
        #[arg(long)]
        nobody: bool,
        #[command(flatten)]
        which: Which,
    },
    /// Put tags on
    #[command(after_help = examples!("bulk tag fair --filter \"source:TRADE_SHOW -tag:fair\""))]
    Tag {
        /// The tags
        #[arg(required = true)]
        tags: Vec<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Take tags off
    #[command(after_help = examples!("bulk untag fair --filter tag:fair"))]
    Untag {
        /// The tags
        #[arg(required = true)]
        tags: Vec<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Move them to another stage; what is missing is judged for each
    #[command(after_help = examples!("bulk stage DISQUALIFIED --reason OUT_OF_BUSINESS --filter tag:gone --dry-run",
        "bulk stage DORMANT --wake-up \"in 3 months\" --filter \"stage:QUALIFYING last<-180d\""))]
    Stage {
        /// Where to
        #[arg(value_parser = codes::<Stage>())]
        to: Stage,
        /// Reason code, where the move wants one
        #[arg(long)]
        reason: Option<String>,
        /// A word on it
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// For DORMANT: the day they wake up
        #[arg(long, value_name = "DAY")]
        wake_up: Option<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Disqualify them with a reason
    #[command(after_help = examples!("bulk disqualify --reason NO_RESPONSE --filter \"stage:QUALIFYING last<-90d\""))]
    Disqualify {
        /// Why
        #[arg(long, value_name = "REASON", value_parser = codes::<DisqualifyReason>())]
        reason: DisqualifyReason,
        /// A word on it (needed with OTHER)
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Take them out of all queues
    #[command(after_help = examples!("bulk archive --filter \"stage:DISQUALIFIED last<-365d\" --dry-run"))]
    Archive {
        #[command(flatten)]
        which: Which,
    },
    /// Bring them back to work
    #[command(after_help = examples!("bulk reopen --filter \"stage:DORMANT tag:fair\""))]
    Reopen {
        #[command(flatten)]
        which: Which,
    },
    /// Pass their unfinished tasks on, to a user or into a queue
    #[command(after_help = examples!("bulk reassign --user bob --filter owner:anna",
        "bulk reassign --queue SALES_OPS --filter \"no:phone has:task\""))]
    Reassign {
        /// To this user: id, name or e-mail; me
        #[arg(long, required_unless_present = "queue")]
        user: Option<String>,
        /// Into this queue
        #[arg(long)]
        queue: Option<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Make a task on each
    #[command(after_help = examples!("bulk task CALL --title \"Invite to the fair\" --due \"next week\" --filter tag:fair"))]
    Task {
        /// What kind
        #[arg(value_parser = codes::<TaskType>())]
        kind: TaskType,
        /// One line; the label of its kind when not said
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
        /// When
        #[arg(long, value_name = "WHEN")]
        due: Option<String>,
        /// In which queue
        #[arg(long)]
        queue: Option<String>,
        /// Whose: id, name or e-mail; me; nobody's when not said
        #[arg(long)]
        user: Option<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Put them into Trash
    #[command(after_help = examples!("bulk delete --ids - --with-case", "bulk delete --filter tag:test --dry-run"))]
    Delete {
        /// Take open cases and tasks along
        #[arg(long)]
        with_case: bool,
        #[command(flatten)]
        which: Which,
    },
}

/// Which companies.
#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
pub(crate) struct Which {
    /// Those that fit a filter, such as stage:QUALIFYING owner:none
    #[arg(long, value_name = "FILTER", allow_hyphen_values = true)]
    filter: Option<String>,
    /// Those of a saved view, or of mine, unassigned, dormant, a stage
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    /// These ids, with commas between; - reads them from standard input, one a line
    #[arg(long, value_name = "IDS", conflicts_with_all = ["filter", "view"])]
    ids: Option<String>,
}

/// Does what was asked.
pub(crate) fn run(verb: BulkVerb, s: &mut Session) -> Outcome {
    let (deed, which) = match verb {
        BulkVerb::Owner { user, which, .. } => {
            let owner: Option<UserId> = user.map(|user| s.user(&user)).transpose()?;
            (Deed::Own(owner), which)
        }
        BulkVerb::Tag { tags, which } => (Deed::Tag(fields::named_tags(&tags)?, Vec::new()), which),
        BulkVerb::Untag { tags, which } => (Deed::Tag(Vec::new(), fields::named_tags(&tags)?), which),
        BulkVerb::Stage {
            to,
            reason,
            note,
            wake_up,
            which,
        } => {
            let wake_up = wake_up.map(|day| s.day("wake_up", &day)).transpose()?;
            let deed = Deed::Stage {
                to,
                reason,
                note,
                wake_up,
            };
            (deed, which)
        }
        BulkVerb::Disqualify { reason, note, which } => (Deed::Disqualify(reason, note), which),
        BulkVerb::Archive { which } => (Deed::Archive, which),
        BulkVerb::Reopen { which } => (Deed::Reopen, which),
        BulkVerb::Reassign { user, queue, which } => {
            let to_user = user.map(|user| s.user(&user)).transpose()?;
            let deed = Deed::Reassign {
                to_user,
                to_queue: queue,
            };
            (deed, which)
        }
        BulkVerb::Task {
            kind,
            title,
            due,
            queue,
            user,
            which,
        } => {
            let assignee = user.map(|user| s.user(&user)).transpose()?;
            let due = due.map(|when| s.ahead("due", &when)).transpose()?;
            let plan = TaskPlan {
                kind,
                title,
                queue,
                assignee,
                due,
            };
            (Deed::Task(plan), which)
        }
        BulkVerb::Delete { with_case, which } => (Deed::Delete(with_case), which),
    };
    let ids = chosen(s, which)?;
    let dry_run = s.setup.globals.dry_run;
    for warning in std::mem::take(&mut s.warnings) {
        s.out().warn(&warning);
    }
    let done = s.replica.bulk(&deed, &ids, dry_run, |_| true);
    match done.stopped {
        None => told(s, &done.rows, dry_run),
        Some(error) if done.rows.is_empty() => Err(error.into()),
        // What was done until then stays done and is told; what stopped it is the answer.
        Some(error) => {
            let told = told(s, &done.rows, dry_run);
            match told {
                Ok(()) | Err(Failure::Told(_)) => Err(error.into()),
                failed => failed,
            }
        }
    }
}

fn chosen(s: &Session, which: Which) -> Outcome<Vec<CompanyId>> {
    if let Some(ids) = which.ids {
        let text = if ids == "-" { input::standard_input()? } else { ids };
        let words = text
            .split([',', '\n', '\r', ' ', '\t'])
            .filter(|word| !word.is_empty());
        let mut ids = Vec::new();
        for word in words {
            let Some(id) = uuid(word) else {
                return Err(Refusal::invalid("ids", format!("\"{word}\" is no id")).into());
            };
            ids.push(id);
        }
        // Two ids may stand for one company by now.
        let mut seen = HashSet::new();
        let now = s.replica.stand_for(ids)?;
        return Ok(now
            .into_iter()
            .map(CompanyId)
            .filter(|id| seen.insert(*id))
            .collect());
    }
    let view = which.view.as_deref().unwrap_or("all");
    let chosen = s.company_view(view)?;
    let ask = CompanyAsk {
        view: chosen.view,
        filter: which.filter.unwrap_or_default(),
        saved: chosen.saved.map(|view| view.filter).unwrap_or_default(),
        speaker: s.speaker(),
        ..CompanyAsk::default()
    };
    Ok(s.replica.company_ids(&ask, |_| true)?)
}

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    done: usize,
    unchanged: usize,
    refused: usize,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
    rows: &'a [BulkRow],
}

fn told(s: &Session, rows: &[BulkRow], dry_run: bool) -> Outcome {
    let count = |is: fn(&Fate) -> bool| rows.iter().filter(|row| is(&row.fate)).count();
    let done = count(|fate| *fate == Fate::Done);
    let refused = count(|fate| matches!(fate, Fate::Refused { .. }));
    let unchanged = rows.len() - done - refused;
    let locale = &s.setup.locale;
    if rows.is_empty() && s.out().form() == Form::Lines {
        let none = spoken::words(locale, "none", "No company fits.");
        return Err(Refusal::new(RefusalCode::NothingToDo, none).into());
    }
    match s.out().form() {
        Form::Json => s.out().json(&Answer {
            done,
            unchanged,
            refused,
            dry_run,
            rows,
        })?,
        Form::Ids => {
            let done = rows.iter().filter(|row| row.fate == Fate::Done);
            s.out().ids(done.map(|row| row.id))?;
        }
        Form::Lines => {
            let mut table = Table::new(locale, &["Result", "Name", "Why", "Id"]);
            for row in rows {
                let (result, why) = match &row.fate {
                    Fate::Done => (locale.t("bulk-row-done"), ""),
                    Fate::Unchanged { detail } => (locale.t("bulk-row-unchanged"), detail.as_str()),
                    Fate::Refused { detail, .. } => (locale.t("bulk-row-refused"), detail.as_str()),
                };
                table.row([
                    result.into_owned(),
                    row.name.clone(),
                    refused::sentence(locale, why),
                    row.id.to_string(),
                ]);
            }
            s.out().write(&table.lines(None))?;
            let args = [
                ("done", done.into()),
                ("unchanged", unchanged.into()),
                ("refused", refused.into()),
            ];
            let sum = locale.t_args("bulk-sum", &args);
            let dry = if dry_run {
                format!("{} ", locale.t("dry-run"))
            } else {
                String::new()
            };
            s.out().line(format!("{dry}{sum}"))?;
        }
    }
    if refused > 0 {
        // Said row by row already.
        return Err(Failure::Told(4));
    }
    Ok(())
}
