//! What must hold at the end of every command, whatever it did: call tasks that
//! waited for a number come back with it, an open case has something to do, and
//! nothing waits on a chain that has ended.

use super::follow_up;
use super::work::Work;
use super::{Out, stage};
use crate::base::{CompanyId, TaskId};
use crate::domain::outcome::dial_order;
use crate::domain::{CancelReason, Company, Task, TaskOrigin, TaskState, TaskType};

/// Brings about what must hold, before the derived columns are counted.
pub(super) fn at_end(work: &mut Work) -> Out<()> {
    numbers_found(work)?;
    work.keep_cases_moving()?;
    chains_ended(work)
}

/// The task that looks for a number and on which a call task waits.
pub(super) fn check_of(work: &mut Work, task: &Task) -> Out<Option<Task>> {
    match task.waits_for.filter(|_| task.state == TaskState::Waiting) {
        Some(check) => Ok(work.tx.load::<Task>(check)?.filter(looks_for_number)),
        None => Ok(None),
    }
}

/// A task that the rules made for Sales Ops to find a number.
pub(super) fn looks_for_number(task: &Task) -> bool {
    task.is_open() && task.kind == TaskType::OpsDataCheck && task.origin == TaskOrigin::System
}

/// A number was added or is good again: what waited for one is open, and nobody needs to look any more.
fn numbers_found(work: &mut Work) -> Out<()> {
    let touched = work
        .touched
        .companies
        .iter()
        .filter(|(_, touch)| touch.reach || touch.came);
    for id in touched.map(|(id, _)| *id).collect::<Vec<CompanyId>>() {
        if !work.tx.looks_for_number(id)? {
            continue;
        }
        let waiting = work.tx.open_tasks(id)?;
        for task in waiting.iter().filter(|task| task.kind.is_call()) {
            let Some(check) = check_of(work, task)? else {
                continue;
            };
            let Some(company) = work.tx.load::<Company>(id)?.filter(Company::is_live) else {
                break;
            };
            let contacts = work.tx.contacts_of(id)?;
            if dial_order(&company, &contacts, task.contact_id).is_empty() {
                break;
            }
            follow_up::release(work, &company, check.id)?;
            stage::cancel(work, &check, CancelReason::NotNeeded)?;
        }
    }
    Ok(())
}

fn chains_ended(work: &mut Work) -> Out<()> {
    for (company, chain) in std::mem::take(&mut work.chains) {
        chain_ended(work, company, chain)?;
    }
    Ok(())
}

/// Opens what waits on a chain that has no open task left: nobody would ever release it.
pub(super) fn chain_ended(work: &mut Work, company: CompanyId, chain: TaskId) -> Out<()> {
    if work.tx.waiting_on(chain)?.is_empty() {
        return Ok(());
    }
    let first = work.tx.load::<Task>(chain)?;
    let goes_on = first
        .into_iter()
        .chain(work.tx.chain(chain)?)
        .any(|task| task.is_open() && task.kind != TaskType::MeetingPrep);
    if goes_on {
        return Ok(());
    }
    match work.tx.load::<Company>(company)?.filter(Company::is_live) {
        Some(company) => follow_up::release(work, &company, chain),
        None => Ok(()),
    }
}
