//! What hangs on a meeting that was booked: its planned entry and its preparation.
//!
//! The follow-up that asks how it went holds them together: the entry names it
//! as its follow-up, the preparation belongs to its chain.

use super::work::Work;
use super::{Out, stage};
use crate::base::TaskId;
use crate::domain::command::LogActivity;
use crate::domain::{Activity, ActivityState, ActivityType, CancelReason, Task, TaskType};

/// The planned meeting that an activity tells of: it is a meeting, logged on the task that asks how it went.
pub(super) fn told_of(work: &mut Work, args: &LogActivity, task: Option<&Task>) -> Out<Option<Activity>> {
    match task.filter(|_| args.kind == ActivityType::Meeting) {
        Some(task) => Ok(work.tx.planned_meeting(task.id)?),
        None => Ok(None),
    }
}

/// The planned entry becomes what happened; a second one would stand beside it for ever.
pub(super) fn became(work: &Work, planned: &Activity, logged: Activity, at_said: bool) -> Activity {
    Activity {
        id: planned.id,
        // Not said: as planned, but nothing has happened in the future.
        occurred_at: if at_said {
            logged.occurred_at
        } else {
            planned.occurred_at.min(work.now())
        },
        duration_s: logged.duration_s.or(planned.duration_s),
        subject: logged.subject.or_else(|| planned.subject.clone()),
        contact_id: logged.contact_id.or(planned.contact_id),
        case_id: logged.case_id.or(planned.case_id),
        created_at: planned.created_at,
        created_by: planned.created_by,
        ..logged
    }
}

/// Another appointment took the place of a follow-up: the meeting it asks about will not be held.
pub(super) fn call_off(work: &mut Work, follow_up: TaskId) -> Out<()> {
    if let Some(planned) = work.tx.planned_meeting(follow_up)? {
        work.edit::<Activity>(planned.id, |activity| activity.state = ActivityState::Cancelled)?;
    }
    end_preparation(work, follow_up, CancelReason::Replaced)
}

/// Nothing is left to prepare.
pub(super) fn end_preparation(work: &mut Work, follow_up: TaskId, reason: CancelReason) -> Out<()> {
    for prep in work.tx.chain(follow_up)? {
        if prep.kind == TaskType::MeetingPrep && prep.is_open() {
            stage::cancel(work, &prep, reason)?;
        }
    }
    Ok(())
}
