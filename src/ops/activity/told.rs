//! The row of an activity from what is told of it, wherever it comes from.

use super::lasted;
use crate::base::{ActivityId, Timestamp, UserId};
use crate::domain::fields::{self, MAX_TEXT};
use crate::domain::{Activity, ActivityState, ActivityType, Direction, Refusal};
use crate::ops::Out;

/// What is told of an activity by a form, a script or another system.
pub(super) struct Told<'a> {
    pub(super) id: ActivityId,
    pub(super) kind: ActivityType,
    pub(super) direction: Option<Direction>,
    pub(super) state: ActivityState,
    pub(super) outcome: Option<String>,
    pub(super) occurred_at: Timestamp,
    pub(super) duration_s: Option<i64>,
    pub(super) subject: Option<&'a str>,
    pub(super) notes: Option<&'a str>,
    pub(super) created_at: Timestamp,
    pub(super) created_by: UserId,
}

/// Refuses a text that is too long to be kept, or that no database keeps.
pub(super) fn text(name: &str, text: Option<&str>) -> Out<()> {
    if text.is_some_and(|text| text.len() > MAX_TEXT || text.contains('\0')) {
        return Err(Refusal::invalid(name, "at most 64 KiB and no NUL character").into());
    }
    Ok(())
}

/// The row, about nothing yet.
pub(super) fn row(told: Told<'_>) -> Out<Activity> {
    lasted(told.duration_s)?;
    text("notes", told.notes)?;
    text("subject", told.subject)?;
    let spoken = !matches!(told.kind, ActivityType::Note | ActivityType::Research);
    let visible = |text: Option<&str>| {
        text.filter(|text| fields::visible(text))
            .map(|text| text.trim_end().to_owned())
    };
    Ok(Activity {
        id: told.id,
        kind: told.kind,
        direction: told.direction.or_else(|| spoken.then_some(Direction::Outbound)),
        state: told.state,
        outcome: told.outcome,
        occurred_at: told.occurred_at,
        duration_s: told.duration_s,
        subject: visible(told.subject),
        notes: visible(told.notes),
        company_id: None,
        contact_id: None,
        case_id: None,
        task_id: None,
        attempt: None,
        phone: None,
        follow_up_at: None,
        follow_up_on: None,
        follow_up_task_id: None,
        created_at: told.created_at,
        created_by: told.created_by,
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    })
}
