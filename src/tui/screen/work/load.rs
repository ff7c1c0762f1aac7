//! What the Work screen asks for: the queue with its current task, and the
//! company in front of the rep. Runs on the data layer's thread.

use crate::base::{CompanyId, TaskId, UserId};
use crate::domain::command::{NextTask, TaskCommand, TaskRef};
use crate::domain::outcome::{Dial, dial_order, whom_to_call};
use crate::domain::{Contact, Effect, Task};
use crate::replica::{Applied, Replica, RunError};
use crate::tui::screen::deeds::said;
use crate::tui::screen::running::{self, Running};
use crate::tui::screen::script::{Names, Script};
use crate::view::{CompanyCard, Desk, QueueAsk, QueuePage, QueueRow, TimelinePage, Today, Why};
use serde_json::Value;
use std::panic::resume_unwind;

/// The queue.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    pub(super) page: QueuePage,
    pub(super) current: Option<TaskId>,
    pub(super) today: Today,
}

/// What is asked of the queue.
#[derive(Clone, Debug, Default)]
pub(super) struct Ask {
    /// Take this task.
    pub(super) claim: Option<TaskId>,
    /// Only this queue.
    pub(super) only: Option<String>,
    /// The program has just been started: a call may have been running when it ended.
    pub(super) first: bool,
    /// Take the first task, whichever is the current one.
    pub(super) anew: bool,
    /// At most so many rows.
    pub(super) rows: u32,
}

/// What one reading brings. The current task comes with its company, so that no
/// key ever meets the task of one company and the note of another.
#[derive(Clone, Debug)]
pub(super) struct Loaded {
    pub(super) queue: Queue,
    pub(super) now: Option<Detail>,
    /// A call that ran when the program ended without a word.
    pub(super) running: Option<Running>,
    /// Why the task that was asked for is not the current one.
    pub(super) refused: Option<String>,
    /// Who asks.
    pub(super) me: UserId,
}

/// The company in front of the rep.
#[derive(Clone, Debug)]
pub(super) struct Detail {
    pub(super) task: Task,
    pub(super) card: CompanyCard,
    pub(super) contact: Option<Contact>,
    pub(super) dials: Vec<Dial>,
    pub(super) timeline: TimelinePage,
    pub(super) script: Script,
    pub(super) draft: Option<Value>,
}

/// Reads the queue; when nothing is leased yet, claims the first task of bands 0 to 4.
pub(super) fn queue(replica: &Replica, ask: &Ask) -> Result<Loaded, String> {
    try_queue(replica, ask).map_err(|error| said(&error))
}

fn try_queue(replica: &Replica, ask: &Ask) -> Result<Loaded, RunError> {
    let running = if ask.first { running::kept(replica) } else { None };
    let of_call = running.as_ref().filter(|call| call.on_work);
    let mut refused = None;
    let mut current = None;
    if let Some(task_id) = ask.claim.or_else(|| of_call.and_then(|call| call.task)) {
        match replica.run(TaskCommand::Claim(TaskRef { task_id })) {
            Ok(_) => current = Some(task_id),
            Err(error) => refused = Some(said(&error)),
        }
    }
    // Rows and company are read side by side: neither needs the other.
    let (page, now) = std::thread::scope(|both| {
        let rows = both.spawn(|| page(replica, ask.only.clone(), ask.rows));
        let now = in_front(replica, current, ask);
        (rows.join().unwrap_or_else(|panic| resume_unwind(panic)), now)
    });
    let (mut page, now) = (page?, now?);
    if let Some(now) = &now {
        stand_in(&mut page, now);
    }
    Ok(Loaded {
        queue: Queue {
            page,
            current: now.as_ref().map(|now| now.task.id),
            today: replica.today()?,
        },
        now,
        running,
        refused,
        me: replica.actor().id,
    })
}

/// The current task: this one, else what is leased, else the first of bands 0 to 4, which is claimed.
fn in_front(replica: &Replica, task: Option<TaskId>, ask: &Ask) -> Result<Option<Detail>, RunError> {
    let queue = ask.only.clone();
    let leased = || replica.current_task().map(|task| task.map(|task| task.id));
    let mut current = task;
    if current.is_none() && !ask.anew {
        current = leased()?;
    }
    if current.is_none() {
        match replica.run(TaskCommand::Next(NextTask { queue })) {
            Ok(applied) => current = claimed(&applied),
            Err(RunError::Refused(_)) => {}
            Err(failed) => return Err(failed),
        }
    }
    if current.is_none() && ask.anew {
        current = leased()?;
    }
    let task = current.map(|id| replica.task(id)).transpose()?.flatten();
    Ok(task.and_then(|task| detail(replica, task.id, task.company_id)))
}

/// The rows of the queue, a company a row.
pub(super) fn page(replica: &Replica, queue: Option<String>, limit: u32) -> Result<QueuePage, RunError> {
    replica.queue(&QueueAsk {
        by_company: true,
        limit,
        queue,
        ..QueueAsk::default()
    })
}

fn claimed(applied: &Applied) -> Option<TaskId> {
    applied.effects.iter().find_map(|effect| match effect {
        Effect::TaskClaimed { id, .. } => Some(*id),
        _ => None,
    })
}

/// The row of a company shows its first task; that of the current task shows that one, and is always there.
pub(super) fn stand_in(page: &mut QueuePage, now: &Detail) {
    let (task, company) = (&now.task, &now.card.company);
    if page.rows.iter().any(|row| row.id == task.id) {
        return;
    }
    let others = now
        .card
        .tasks
        .iter()
        .filter(|other| other.is_open() && other.id != task.id);
    let row = QueueRow {
        id: task.id,
        company_id: company.id,
        company: company.name.clone(),
        city: company.postal.city.clone(),
        country: company.postal.country.clone(),
        stage: company.stage,
        case_id: task.case_id,
        contact_id: task.contact_id,
        kind: task.kind,
        title: task.title.clone(),
        queue: task.queue.clone(),
        assignee_id: task.assignee_id,
        priority: task.priority,
        due: task.due(),
        promised: task.promised,
        state: task.state,
        attempt: task.attempt,
        attempts_max: task.attempts_max,
        created_at: task.created_at,
        band: Why::Open.band(),
        why: Why::Open,
        more: others.count() as u32,
        mine_now: true,
    };
    match page.rows.iter().position(|row| row.company_id == company.id) {
        Some(at) => page.rows[at] = row,
        None => page.rows.insert(0, row),
    }
}

/// Reads everything about the company of a task.
pub(super) fn detail(replica: &Replica, task: TaskId, company: CompanyId) -> Option<Detail> {
    let Desk {
        task,
        card,
        timeline,
        draft,
    } = replica.desk(task, company).ok()??;
    let contact = whom_to_call(&card.contacts, task.contact_id).cloned();
    let dials = dial_order(&card.company, &card.contacts, contact.as_ref().map(|c| c.id));
    let rules = replica.rules();
    let names = Names {
        contact: contact
            .as_ref()
            .map_or_else(|| card.company.name.clone(), Contact::display_name),
        company: card.company.name.clone(),
        rep: replica.actor().name,
    };
    let key = task.script_key.as_deref().unwrap_or("first_call");
    let script = rules
        .scripts
        .get(key)
        .map(|text| Script::read(text, &names))
        .unwrap_or_default();
    Some(Detail {
        task,
        card,
        contact,
        dials,
        timeline,
        script,
        draft: draft.map(|draft| draft.body),
    })
}
