//! What happened: activities as the other system tells them, and deals and tickets as lines.

use super::cells::{duration, keep, several, take_link};
use super::{Draft, How};
use crate::base::Date;
use crate::domain::ActivityType;
use crate::import::map::{Column, Field, Mapping, fold_name};
use crate::import::said::external_id;
use crate::import::value::date::When;

/// What a row of activities, deals or tickets says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Happened {
    /// What it was.
    pub what: Option<What>,
    /// When.
    pub at: Option<When>,
    /// One line.
    pub subject: Option<String>,
    /// What was said.
    pub body: Option<String>,
    /// What it led to there, with the columns that say so.
    pub outcomes: Vec<(String, String)>,
    /// Whether a task is done.
    pub status: Option<(String, String)>,
    /// When it is due.
    pub due: Option<Date>,
    /// Seconds.
    pub duration: Option<i64>,
    /// Who logged it.
    pub by: Option<String>,
    /// The person's addresses.
    pub emails: Vec<String>,
    /// The person's ids.
    pub ids: Vec<String>,
    /// The person's name.
    pub person: Option<String>,
    /// The name of a deal or ticket.
    pub name: Option<String>,
    /// What has no field, in the order of the file.
    pub lines: Vec<(String, String)>,
}

/// What an activity was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Something that happened.
    Activity(ActivityType),
    /// Something to do.
    Task,
}

pub(super) fn take(draft: &mut Draft, column: &Column, cell: &str, how: &How) -> Result<(), String> {
    let line = |name: &Column| (name.name.clone(), cell.to_owned());
    let told = &mut draft.happened;
    match column.field {
        Field::ActivityKind => match what(cell) {
            Some(known) => told.what = Some(known),
            None => {
                // Whatever it was, it is told in words.
                told.what = Some(What::Activity(ActivityType::Note));
                told.lines.push(line(column));
            }
        },
        Field::OccurredAt => told.at = how.date(cell)?,
        Field::Subject | Field::Body => {
            let slot = if column.field == Field::Subject {
                &mut told.subject
            } else {
                &mut told.body
            };
            if slot.is_none() {
                *slot = Some(plain_text(cell));
            } else {
                told.lines.push(line(column));
            }
        }
        Field::Outcome => told.outcomes.push(line(column)),
        Field::TaskStatus => told.status = Some(line(column)),
        Field::TaskDue => match how.date(cell) {
            Ok(due) => told.due = due.map(When::day),
            Err(_) => told.lines.push(line(column)),
        },
        Field::Duration(unit) => match duration(cell, unit).filter(|s| (0..=24 * 3600).contains(s)) {
            Some(seconds) => told.duration = Some(seconds),
            None => told.lines.push(line(column)),
        },
        Field::LoggedBy => {
            told.by.get_or_insert_with(|| cell.to_owned());
        }
        Field::PersonEmail => told.emails.extend(several(cell).map(str::to_lowercase)),
        Field::PersonId => told
            .ids
            .extend(several(cell).map(|id| external_id(how.system, id))),
        Field::PersonName => {
            told.person.get_or_insert_with(|| cell.to_owned());
        }
        Field::DealName => {
            told.name.get_or_insert_with(|| cell.to_owned());
        }
        Field::CompanyId | Field::CompanyDomain | Field::CompanyName => take_link(draft, column, cell, how),
        _ => keep(draft, column, cell),
    }
    Ok(())
}

/// `Call`, `E-mail`, `Meeting`, `Note`, `Task`, in the words of the systems.
fn what(cell: &str) -> Option<What> {
    use ActivityType as T;
    let folded = fold_name(cell);
    Some(match folded.as_str() {
        "call" | "calls" | "anruf" | "phonecall" | "outboundcall" | "inboundcall" => What::Activity(T::Call),
        "email" | "mail" | "emails" | "incomingemail" | "forwardedemail" => What::Activity(T::Email),
        "meeting" | "besprechung" | "termin" | "lunch" | "demo" => What::Activity(T::Meeting),
        "visit" | "besuch" => What::Activity(T::Visit),
        "note" | "notiz" => What::Activity(T::Note),
        "sms" | "textmessage" => What::Activity(T::Sms),
        "letter" | "brief" | "postalmail" => What::Activity(T::Letter),
        "linkedinmessage" | "social" => What::Activity(T::Social),
        "chat" | "whatsapp" | "conversation" => What::Activity(T::Chat),
        "task" | "aufgabe" | "todo" | "deadline" => What::Task,
        _ => return None,
    })
}

/// Text of an editor without its tags: `<p>Called.</p>` is `Called.`
fn plain_text(cell: &str) -> String {
    let looks_marked = ["<p", "<br", "<div", "</"].iter().any(|tag| cell.contains(tag));
    if !looks_marked {
        return cell.to_owned();
    }
    let mut text = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('>') else {
            text.push_str(&rest[at..]);
            rest = "";
            break;
        };
        let tag = rest[at + 1..at + end].trim_start_matches('/').to_lowercase();
        let breaks = ["br", "p", "div", "li", "tr", "h"]
            .iter()
            .any(|name| tag.starts_with(name));
        if breaks && !text.ends_with('\n') {
            text.push('\n');
        }
        rest = &rest[at + end + 1..];
    }
    text.push_str(rest);
    let text = text
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    text.trim().to_owned()
}

/// What an activity cannot do without.
pub(super) fn complete(draft: &mut Draft, mapping: &Mapping) -> Result<(), String> {
    let extra = std::mem::take(&mut draft.extra);
    let told = &mut draft.happened;
    told.lines.extend(extra);
    told.what = told.what.or(mapping.kind.map(What::Activity));
    if told.what.is_none() {
        return Err("it does not say what it was: call, e-mail, meeting, note or task".to_owned());
    }
    if told.at.is_none() && told.what != Some(What::Task) {
        return Err("it does not say when it was".to_owned());
    }
    named(draft)
}

/// What a deal or ticket cannot do without.
pub(super) fn complete_line(draft: &mut Draft) -> Result<(), String> {
    let extra = std::mem::take(&mut draft.extra);
    let told = &mut draft.happened;
    told.lines.extend(extra);
    if told.name.is_none() && draft.id.is_none() {
        return Err("no name and no id".to_owned());
    }
    named(draft)
}

fn named(draft: &Draft) -> Result<(), String> {
    let told = &draft.happened;
    if told.emails.is_empty() && told.ids.is_empty() && told.person.is_none() && draft.link.is_empty() {
        return Err("it names no person and no company".to_owned());
    }
    Ok(())
}
