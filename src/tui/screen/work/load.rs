//! What the Work screen asks for: the queue with its current task, and the
//! company in front of the rep. Runs on the data layer's thread.

use crate::base::{CompanyId, TaskId};
use crate::domain::command::{NextTask, TaskCommand, TaskRef};
use crate::domain::outcome::{Dial, dial_order, whom_to_call};
use crate::domain::{Contact, Task};
use crate::replica::{Replica, RunError};
use crate::tui::screen::deeds::said;
use crate::tui::screen::script::{Names, Script};
use crate::view::{CompanyCard, QueueAsk, QueuePage, TimelineAsk, TimelinePage, Today};
use serde_json::Value;

/// Rows of the queue that are kept at once.
const QUEUE_ROWS: u32 = 300;

/// The queue.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    pub(super) page: QueuePage,
    pub(super) current: Option<TaskId>,
    pub(super) today: Today,
    pub(super) error: Option<String>,
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
pub(super) fn queue(replica: &Replica, claim: Option<TaskId>) -> Queue {
    match try_queue(replica, claim) {
        Ok(queue) => queue,
        Err(error) => Queue {
            error: Some(said(&error)),
            ..Queue::default()
        },
    }
}

fn try_queue(replica: &Replica, claim: Option<TaskId>) -> Result<Queue, RunError> {
    let ask = QueueAsk {
        by_company: true,
        limit: QUEUE_ROWS,
        ..QueueAsk::default()
    };
    let mut error = None;
    if let Some(task_id) = claim
        && let Err(refused) = replica.run(TaskCommand::Claim(TaskRef { task_id }))
    {
        error = Some(said(&refused));
    }
    let mut page = replica.queue(&ask)?;
    let mut current = page.rows.iter().find(|row| row.mine_now).map(|row| row.id);
    if current.is_none() {
        match replica.run(TaskCommand::Next(NextTask::default())) {
            Ok(applied) => {
                current = applied.effects.iter().find_map(|effect| match effect {
                    crate::domain::Effect::TaskClaimed { id, .. } => Some(*id),
                    _ => None,
                });
                page = replica.queue(&ask)?;
            }
            Err(RunError::Refused(_)) => {}
            Err(failed) => return Err(failed),
        }
    }
    Ok(Queue {
        page,
        current,
        today: replica.today()?,
        error,
    })
}

/// Reads everything about the company of a task.
pub(super) fn detail(replica: &Replica, task: TaskId, company: CompanyId) -> Option<Detail> {
    let card = replica.company(company).ok()??;
    let task = replica.task(task).ok()??;
    let contact = whom_to_call(&card.contacts, task.contact_id).cloned();
    let dials = dial_order(&card.company, &card.contacts, contact.as_ref().map(|c| c.id));
    let timeline = replica.timeline(&TimelineAsk::of(company)).unwrap_or_default();
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
    let draft = replica
        .draft("call", &task.id.to_string())
        .ok()
        .flatten()
        .map(|draft| draft.body);
    Some(Detail {
        task,
        card,
        contact,
        dials,
        timeline,
        script,
        draft,
    })
}
