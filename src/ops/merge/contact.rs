//! `contact.merge`.

use super::along::move_drafts;
use super::{Moved, apart, entry, follow_ups, judge, move_all};
use crate::base::CompanyId;
use crate::domain::command::MergeContacts;
use crate::domain::merge;
use crate::domain::{CancelReason, Contact, Effect, Task, WentAlong};
use crate::ops::work::Work;
use crate::ops::{Out, contact as contacts, settle, stage};
use crate::store::merge as rows;
use std::collections::BTreeSet;

pub(in crate::ops) fn run(work: &mut Work, args: &MergeContacts) -> Out<()> {
    let (mine, theirs) = (
        work.live::<Contact>(args.winner)?,
        work.live::<Contact>(args.loser)?,
    );
    apart::<Contact>(mine.id.0, theirs.id.0)?;
    work.label(format!(
        "Merged: {} → {}",
        theirs.display_name(),
        mine.display_name()
    ));
    let merged = merge::contacts(&mine, &theirs, &args.take)?;
    let after = merged.row;
    if let Some(company) = after.company_id {
        work.live::<crate::domain::Company>(company)?;
    }
    let mut moved = Moved::new();
    let (to, from) = (mine.id, theirs.id.0);
    let m = &mut moved;
    move_all(work, m, &rows::TASKS_OF_PERSON, from, |row| {
        row.contact_id = Some(to)
    })?;
    move_all(work, m, &rows::ACTIVITIES_OF_PERSON, from, |row| {
        row.contact_id = Some(to)
    })?;
    let gone = Some(work.deletion());
    work.edit::<Contact>(theirs.id, |loser| loser.mark_deleted(gone))?;
    work.update(&mine, &after)?;
    let at = tasks(work, &after)?;
    judge::<Contact>(work, to.0, from)?;
    let along = WentAlong {
        lease: None,
        drafts: move_drafts(work, to.0, from)?,
    };
    entry(
        work,
        (after.company_id, Some(to)),
        &theirs.display_name(),
        &merged.left_behind,
    )?;
    work.effect(Effect::Merged {
        table: "contact".to_owned(),
        winner: to.0,
        loser: from,
        moved,
        left_behind: merged.left_behind,
        along,
    });
    if mine.dnc_since.is_some() != theirs.dnc_since.is_some() {
        contacts::end_contact(work, to, |_| {})?;
        for task in work.tx.contact_tasks(to)? {
            stage::cancel(work, &task, CancelReason::DoNotContact)?;
            settle::chain_ended(work, task.company_id, task.chain())?;
        }
    }
    for company in at {
        follow_ups::settle(work, company)?;
    }
    Ok(())
}

/// Open tasks of a company where the person no longer is concern nobody any more; tells where there are open ones.
fn tasks(work: &mut Work, person: &Contact) -> Out<BTreeSet<CompanyId>> {
    let mut at = BTreeSet::new();
    for task in work.tx.contact_tasks(person.id)? {
        at.insert(task.company_id);
        if person
            .company_id
            .is_some_and(|company| company != task.company_id)
        {
            work.edit::<Task>(task.id, |task| task.contact_id = None)?;
        }
    }
    Ok(at)
}
