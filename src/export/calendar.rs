//! Tasks and meetings as a calendar (RFC 5545): what is still to be done with its due, and what was or is arranged.
//!
//! Instants leave in UTC and days as days, so that no table of zones is needed and no day moves.

use super::columns::Names;
use super::lines::Lines;
use super::{Ask, ExportError};
use crate::base::{Due, Timestamp};
use crate::domain::{Activity, ActivityState, ActivityType, Priority, Task};
use serde_json::Value;
use uuid::Uuid;

/// What a meeting lasts when nothing is said, in seconds.
const USUAL_LENGTH: i64 = 30 * 60;

/// The calendar under which the components stand.
pub(super) fn head() -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//callsheet//callsheet {version}//EN\r\n")
}

/// Its end.
pub(super) const TAIL: &str = "END:VCALENDAR\r\n";

/// The component of a row; none for what has no place in a calendar.
pub(super) fn of(table: &str, row: Value, names: &Names, ask: &Ask) -> Result<Option<String>, ExportError> {
    if table == "task" {
        Ok(todo(&read(row)?, names, ask))
    } else {
        Ok(event(&read(row)?, names, ask))
    }
}

fn read<T: serde::de::DeserializeOwned>(row: Value) -> Result<T, ExportError> {
    serde_json::from_value(row).map_err(|error| ExportError::Write(error.into()))
}

/// `20261124T133200Z`
fn instant(at: Timestamp) -> String {
    at.jiff().strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn due(head: &str, due: Due) -> String {
    match due {
        Due::At(at) => format!("{head}:{}", instant(at)),
        Due::On(day) => format!("{head};VALUE=DATE:{}", day.to_string().replace('-', "")),
    }
}

/// With whom: the person and the company.
fn with(contact: Option<Uuid>, company: Option<Uuid>, names: &Names) -> String {
    let name = |id: Option<Uuid>| id.and_then(|id| names.of(id).map(str::to_owned));
    let parts = [name(contact), name(company)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A task with a due.
fn todo(task: &Task, names: &Names, ask: &Ask) -> Option<String> {
    let when = task.due()?;
    let status = match (task.is_open(), task.cancel_reason) {
        (true, _) => "NEEDS-ACTION",
        (false, Some(_)) => "CANCELLED",
        (false, None) => "COMPLETED",
    };
    let mut lines = Lines::new(ask);
    lines.raw("BEGIN:VTODO");
    lines.raw(&format!("UID:{}@callsheet", task.id));
    lines.raw(&format!(
        "DTSTAMP:{}",
        instant(task.done_at.unwrap_or(task.created_at))
    ));
    let company = Some(task.company_id.0);
    let whom = with(task.contact_id.map(|id| id.0), company, names);
    lines.text("SUMMARY", &format!("{} · {whom}", task.title));
    lines.text("DESCRIPTION", task.note.as_deref().unwrap_or_default());
    lines.raw(&due("DUE", when));
    if status == "COMPLETED"
        && let Some(at) = task.done_at
    {
        lines.raw(&format!("COMPLETED:{}", instant(at)));
    }
    lines.raw(&format!("STATUS:{status}"));
    // 1 is the highest, 9 the lowest (RFC 5545 §3.8.1.9).
    let priority = match task.priority {
        Priority::Urgent => 1,
        Priority::High => 3,
        Priority::Normal => 5,
        Priority::Low => 9,
    };
    lines.raw(&format!("PRIORITY:{priority}"));
    lines.raw("END:VTODO");
    Some(lines.into_text())
}

/// A meeting or visit.
fn event(activity: &Activity, names: &Names, ask: &Ask) -> Option<String> {
    if !matches!(activity.kind, ActivityType::Meeting | ActivityType::Visit) {
        return None;
    }
    let mut lines = Lines::new(ask);
    lines.raw("BEGIN:VEVENT");
    lines.raw(&format!("UID:{}@callsheet", activity.id));
    lines.raw(&format!("DTSTAMP:{}", instant(activity.created_at)));
    lines.raw(&due("DTSTART", Due::At(activity.occurred_at)));
    let seconds = activity.duration_s.unwrap_or(USUAL_LENGTH).max(0);
    lines.raw(&format!("DURATION:PT{seconds}S"));
    let person = activity.contact_id.map(|id| id.0);
    let whom = with(person, activity.company_id.map(|id| id.0), names);
    let subject = activity.subject.as_deref().unwrap_or("Meeting");
    lines.text("SUMMARY", &format!("{subject} · {whom}"));
    lines.text("DESCRIPTION", activity.notes.as_deref().unwrap_or_default());
    lines.raw(match activity.state {
        ActivityState::Cancelled | ActivityState::NotHeld => "STATUS:CANCELLED",
        ActivityState::Planned | ActivityState::Held => "STATUS:CONFIRMED",
    });
    lines.raw("END:VEVENT");
    Some(lines.into_text())
}
