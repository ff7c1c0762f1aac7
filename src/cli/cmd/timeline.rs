//! `callsheet timeline`: everything that happened with a company, newest first.

use super::examples;
use crate::base::Timestamp;
use crate::cli::find;
use crate::cli::output::{Outcome, Table};
use crate::cli::session::Session;
use crate::cli::words::Words;
use crate::domain::{ActivityType, Code, Refusal};
use crate::view::{Entry, EntryKind, TimelineAsk};
use clap::Args;
use uuid::Uuid;

/// Arguments of `timeline`.
#[derive(Args, Debug)]
#[command(after_help = examples!("timeline \"Müller GmbH\"", "timeline \"Müller GmbH\" --kind CALL --kind stage --json",
    "timeline \"Müller GmbH\" --find quote --limit 10", "timeline \"Müller GmbH\" --before yesterday"))]
pub(crate) struct TimelineArgs {
    /// Id, exact name, domain, or system:id
    company: String,
    /// activity, note, stage, handover, task_done, task_replaced, or a type such as CALL; may be repeated
    #[arg(long)]
    kind: Vec<String>,
    /// Only entries with all these words
    #[arg(long, default_value = "", value_name = "TEXT")]
    find: String,
    /// At most so many; 0: all
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: u32,
    /// Older than this moment, or than the entry AT,ID of an earlier answer
    #[arg(long, value_name = "WHEN")]
    before: Option<String>,
}

/// Does what was asked.
pub(crate) fn run(args: &TimelineArgs, s: &mut Session) -> Outcome {
    let mut ask = TimelineAsk::of(s.company(&args.company)?);
    read_kinds(&args.kind, &mut ask)?;
    ask.find.clone_from(&args.find);
    ask.before = args.before.as_deref().map(|text| before(text, s)).transpose()?;
    if s.replica.company(ask.company_id)?.is_none() {
        return Err(Refusal::not_found("company", ask.company_id).into());
    }
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        let left = args.limit.saturating_sub(entries.len() as u32);
        ask.limit = if args.limit == 0 { 200 } else { left.min(200) };
        let page = s.replica.timeline(&ask)?;
        entries.extend(page.entries);
        ask.before = page.next;
        if ask.before.is_none() || (args.limit > 0 && entries.len() >= args.limit as usize) {
            break;
        }
    }
    s.out().list(
        &entries,
        |entry| entry.id,
        "Nothing has happened yet.",
        || table(s, &entries),
    )
}

fn read_kinds(typed: &[String], ask: &mut TimelineAsk) -> Outcome {
    for text in typed {
        let kind = match text.to_lowercase().replace('-', "_").as_str() {
            "activity" => EntryKind::Activity,
            "note" if !typed.iter().any(|other| other == "NOTE") => EntryKind::Note,
            "stage" => EntryKind::Stage,
            "handover" => EntryKind::Handover,
            "task_done" | "task" => EntryKind::TaskDone,
            "task_replaced" => EntryKind::TaskReplaced,
            _ => match ActivityType::lenient(text) {
                Some(kind) => {
                    ask.types.push(kind.to_string());
                    EntryKind::Activity
                }
                None => {
                    let fix = format!(
                        "{text:?} is no kind; accepted: activity, note, stage, handover, task_done, task_replaced, {}",
                        ActivityType::ALL
                            .iter()
                            .map(Code::code)
                            .collect::<Vec<_>>()
                            .join(", ")
                    );
                    return Err(Refusal::invalid("kind", fix).into());
                }
            },
        };
        if !ask.kinds.contains(&kind) {
            ask.kinds.push(kind);
        }
    }
    Ok(())
}

/// A moment, or the place of an entry. A moment alone stands before every entry of that instant.
fn before(text: &str, s: &mut Session) -> Outcome<(Timestamp, Uuid)> {
    if let Some((at, id)) = text.rsplit_once(',')
        && let (Ok(at), Some(id)) = (at.trim().parse(), find::uuid(id))
    {
        return Ok((at, id));
    }
    Ok((s.past("before", text)?, Uuid::nil()))
}

fn table(s: &Session, entries: &[Entry]) -> Table {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let mut table = Table::new(
        &s.setup.locale,
        &["When", "What", "Outcome", "With", "By", "Said", "Id"],
    );
    for entry in entries {
        let outcome = [entry.state.clone(), entry.outcome.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>();
        let said = [entry.subject.clone(), entry.text.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>();
        let length = entry
            .duration_s
            .map(|seconds| format!(" {}:{:02}", seconds / 60, seconds % 60));
        table.row([
            words.ago(Some(entry.at)),
            format!("{}{}", entry.code, length.unwrap_or_default()),
            outcome.join(" "),
            entry.contact.clone().unwrap_or_default(),
            entry.by_name.clone().unwrap_or_default(),
            said.join(": "),
            entry.id.to_string(),
        ]);
    }
    table
}
