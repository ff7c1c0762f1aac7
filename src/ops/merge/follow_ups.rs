//! At most one open follow-up of a kind on a case and with a person holds for what came together too.

use crate::base::CompanyId;
use crate::domain::{CancelReason, Task, TaskOrigin};
use crate::ops::work::Work;
use crate::ops::{Out, follow_up, meeting, stage};

/// Of the open follow-ups of one place the promise stays, of two promises the earlier, else the one that is due first.
/// The others are replaced; a further promise, or one that a meeting hangs on, stays open as a task of its own.
pub(super) fn settle(work: &mut Work, company: CompanyId) -> Out<()> {
    let open = work.tx.open_tasks(company)?;
    let mut left: Vec<(bool, Task)> = Vec::new();
    for task in open
        .into_iter()
        .filter(|task| task.origin == TaskOrigin::FollowUp)
    {
        let firm = task.promised || work.tx.planned_meeting(task.id)?.is_some();
        left.push((firm, task));
    }
    let zone = work.ctx.zone.clone();
    left.sort_by_key(|(firm, task)| (!firm, task.due().map(|due| due.key(&zone)), task.id));
    let mut kept: Vec<Task> = Vec::new();
    for (firm, task) in left {
        let rival = kept.iter().find(|other| {
            (other.case_id, other.contact_id, other.kind) == (task.case_id, task.contact_id, task.kind)
        });
        let Some(stays) = rival.cloned() else {
            kept.push(task);
            continue;
        };
        if firm {
            work.edit::<Task>(task.id, |task| task.origin = TaskOrigin::Manual)?;
            continue;
        }
        stage::cancel(work, &task, CancelReason::Replaced)?;
        meeting::call_off(work, task.id)?;
        follow_up::move_dependents(work, task.chain(), stays.chain())?;
    }
    Ok(())
}
