//! Tasks and meetings as a calendar (RFC 5545): what is still to be done with its due, and what was or is arranged.
//!
//! Instants leave in UTC and days as days, so that no table of zones is needed and no day moves.

use super::columns::Names;
use super::{Ask, ExportError, cell};
use crate::base::{Due, Timestamp};
use crate::domain::{Activity, ActivityState, ActivityType, Priority, Task};
use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarDuration, ICalendarParameter,
    ICalendarProperty as P, ICalendarStatus, ICalendarValue, ICalendarValueType,
};
use serde_json::Value;

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
    let component = if table == "task" {
        todo(&read(row)?, names, ask)
    } else {
        event(&read(row)?, names, ask)
    };
    let Some(component) = component else {
        return Ok(None);
    };
    let mut text = String::new();
    ICalendar {
        components: vec![component],
    }
    .write_to(&mut text)
    .map_err(|error| ExportError::Write(std::io::Error::other(error)))?;
    Ok(Some(text))
}

fn read<T: serde::de::DeserializeOwned>(row: Value) -> Result<T, ExportError> {
    serde_json::from_value(row).map_err(|error| ExportError::Write(error.into()))
}

fn instant(at: Timestamp) -> PartialDateTime {
    PartialDateTime::from_utc_timestamp(at.0.div_euclid(1_000))
}

fn put(component: &mut ICalendarComponent, name: P, text: &str, ask: &Ask) {
    if !text.is_empty() {
        component.add_property(name, ICalendarValue::Text(cell::plain(text, ask)));
    }
}

fn put_due(component: &mut ICalendarComponent, name: P, due: Due) {
    match due {
        Due::At(at) => component.add_property(name, instant(at)),
        Due::On(day) => {
            let at = PartialDateTime {
                year: u16::try_from(day.0.year()).ok(),
                month: u8::try_from(day.0.month()).ok(),
                day: u8::try_from(day.0.day()).ok(),
                ..PartialDateTime::default()
            };
            let is_day = ICalendarParameter::value(ICalendarValueType::Date);
            component.add_property_with_params(name, [is_day], at);
        }
    }
}

/// With whom: the person and the company.
fn with(contact: Option<String>, company: Option<String>, names: &Names) -> String {
    let name = |id: Option<String>| id.and_then(|id| names.of(&id).map(str::to_owned));
    let parts = [name(contact), name(company)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// An open task with a due, or one that is done.
fn todo(task: &Task, names: &Names, ask: &Ask) -> Option<ICalendarComponent> {
    let due = task.due()?;
    let status = match (task.is_open(), task.done_at, task.cancel_reason) {
        (true, ..) => ICalendarStatus::NeedsAction,
        (false, _, Some(_)) => ICalendarStatus::Cancelled,
        _ => ICalendarStatus::Completed,
    };
    let mut todo = ICalendarComponent::new(ICalendarComponentType::VTodo);
    todo.add_uid(&format!("{}@callsheet", task.id));
    todo.add_dtstamp(instant(task.done_at.unwrap_or(task.created_at)));
    let whom = with(
        task.contact_id.map(|id| id.to_string()),
        Some(task.company_id.to_string()),
        names,
    );
    put(&mut todo, P::Summary, &format!("{} · {whom}", task.title), ask);
    put(
        &mut todo,
        P::Description,
        task.note.as_deref().unwrap_or_default(),
        ask,
    );
    put_due(&mut todo, P::Due, due);
    if status == ICalendarStatus::Completed
        && let Some(at) = task.done_at
    {
        todo.add_property(P::Completed, instant(at));
    }
    todo.add_property(P::Status, ICalendarValue::Status(status));
    // 1 is the highest, 9 the lowest (RFC 5545, 3.8.1.9).
    let priority = match task.priority {
        Priority::Urgent => 1,
        Priority::High => 3,
        Priority::Normal => 5,
        Priority::Low => 9,
    };
    todo.add_property(P::Priority, ICalendarValue::Integer(priority));
    Some(todo)
}

/// A meeting or visit.
fn event(activity: &Activity, names: &Names, ask: &Ask) -> Option<ICalendarComponent> {
    if !matches!(activity.kind, ActivityType::Meeting | ActivityType::Visit) {
        return None;
    }
    let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
    event.add_uid(&format!("{}@callsheet", activity.id));
    event.add_dtstamp(instant(activity.created_at));
    event.add_property(P::Dtstart, instant(activity.occurred_at));
    let seconds = activity.duration_s.unwrap_or(USUAL_LENGTH).max(0);
    event.add_property(
        P::Duration,
        ICalendarValue::Duration(ICalendarDuration::from_seconds(seconds)),
    );
    let whom = with(
        activity.contact_id.map(|id| id.to_string()),
        activity.company_id.map(|id| id.to_string()),
        names,
    );
    let subject = activity.subject.as_deref().unwrap_or("Meeting");
    put(&mut event, P::Summary, &format!("{subject} · {whom}"), ask);
    put(
        &mut event,
        P::Description,
        activity.notes.as_deref().unwrap_or_default(),
        ask,
    );
    let status = match activity.state {
        ActivityState::Cancelled | ActivityState::NotHeld => ICalendarStatus::Cancelled,
        ActivityState::Planned | ActivityState::Held => ICalendarStatus::Confirmed,
    };
    event.add_property(P::Status, ICalendarValue::Status(status));
    Some(event)
}
