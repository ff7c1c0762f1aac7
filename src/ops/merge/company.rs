//! `company.merge`.

use super::along::{move_drafts, move_lease};
use super::{Moved, apart, entry, follow_ups, free, judge, move_all};
use crate::base::{CompanyId, UserId};
use crate::domain::command::MergeCompanies;
use crate::domain::merge::{self, CaseStanding, Choice, Standing};
use crate::domain::{
    CancelReason, Case, CaseOutcome, Company, Effect, HandoverState, Member, MemberRole, Stage, Task,
    TaskType, WentAlong,
};
use crate::ops::stage::Why;
use crate::ops::work::Work;
use crate::ops::{Out, company as companies, handover, stage};
use crate::params;
use crate::store::{facts, merge as rows};

/// What the two have open, read once.
struct Open {
    mine: Company,
    theirs: Company,
    stage: Stage,
    /// The stage that stays is the loser's.
    is_theirs: bool,
}

pub(in crate::ops) fn run(work: &mut Work, args: &MergeCompanies) -> Out<()> {
    let (mine, theirs) = (
        work.live::<Company>(args.winner)?,
        work.live::<Company>(args.loser)?,
    );
    apart::<Company>(mine.id.0, theirs.id.0)?;
    free(work, mine.id)?;
    free(work, theirs.id)?;
    work.label(format!("Merged: {} → {}", theirs.name, mine.name));
    let merged = merge::companies(&mine, &theirs, &args.take)?;
    let [here, there] = [standing(work, &mine)?, standing(work, &theirs)?];
    let to = merge::further(here, there);
    let open = Open {
        is_theirs: to != mine.stage,
        stage: to,
        mine,
        theirs,
    };
    one_case(work, &open)?;
    no_place(work, &open)?;
    let moved = bring(work, &open)?;
    write(work, &open, merged.row)?;
    judge::<Company>(work, open.mine.id.0, open.theirs.id.0)?;
    let along = WentAlong {
        lease: move_lease(work, open.mine.id, open.theirs.id)?,
        drafts: move_drafts(work, open.mine.id.0, open.theirs.id.0)?,
    };
    let at = (Some(open.mine.id), None);
    entry(work, at, &open.theirs.name, &merged.left_behind)?;
    follow_ups::settle(work, open.mine.id)?;
    work.effect(Effect::Merged {
        table: "company".to_owned(),
        winner: open.mine.id.0,
        loser: open.theirs.id.0,
        moved,
        left_behind: merged.left_behind,
        along,
    });
    // Either's do-not-contact stays, and what it ends for one it ends for both.
    if open.mine.dnc_since.is_some() != open.theirs.dnc_since.is_some() {
        let now = work.live::<Company>(open.mine.id)?;
        let basis = now.dnc_basis.clone();
        companies::end_contact(work, &now, basis)?;
    }
    Ok(())
}

fn standing(work: &mut Work, company: &Company) -> Out<Standing> {
    let (cases, tasks) = (work.tx.open_cases(company.id)?, work.tx.open_tasks(company.id)?);
    Ok(Standing::of(company.stage, &cases, &tasks))
}

/// Leaves one open QUALIFY_COMPANY case at most; next steps of one that closes go on with the one that stays.
fn one_case(work: &mut Work, open: &Open) -> Out<()> {
    let mine = stage::open_qualify(work, open.mine.id)?;
    let theirs = stage::open_qualify(work, open.theirs.id)?;
    let stays = match (&mine, &theirs) {
        (Some(one), Some(other)) => {
            let here = case_standing(work, one, !open.is_theirs || open.mine.stage == open.theirs.stage)?;
            let there = case_standing(
                work,
                other,
                open.is_theirs || open.mine.stage == open.theirs.stage,
            )?;
            merge::case_stays(here, there)
        }
        (None, Some(_)) => Choice::Theirs,
        _ => Choice::Mine,
    };
    let (mut keep, other) = if stays == Choice::Theirs {
        (theirs, mine)
    } else {
        (mine, theirs)
    };
    if let Some(case) = &keep {
        let offered = offered(work, case)?;
        if !merge::keeps_qualify_case(open.stage, offered) {
            close(work, case, None)?;
            keep = None;
        }
    }
    if let Some(case) = &other {
        close(work, case, keep.as_ref())?;
    }
    Ok(())
}

fn offered(work: &mut Work, case: &Case) -> Out<bool> {
    let newest = work.tx.case_handovers(case.id)?.into_iter().next();
    Ok(newest.is_some_and(|offer| offer.state == HandoverState::Pending))
}

fn case_standing(work: &mut Work, case: &Case, stage_stays: bool) -> Out<CaseStanding> {
    let tenant = work.tx.tenant();
    let done = work
        .tx
        .first(facts::CASE_ACTIVITY, params![tenant, case.id])?
        .is_some();
    Ok(CaseStanding {
        offered: offered(work, case)?,
        stage_stays,
        worked: done,
        opened_at: case.opened_at,
    })
}

/// Closes a case CANCELLED with its template tasks. One whose offer waits for an answer is not closed by a merge.
fn close(work: &mut Work, case: &Case, keep: Option<&Case>) -> Out<()> {
    handover::not_offered(work, case)?;
    let open: Vec<Task> = work
        .tx
        .case_tasks(case.id)?
        .into_iter()
        .filter(Task::is_open)
        .collect();
    let note = Some("merged with another company".to_owned());
    stage::close_case(work, case, CaseOutcome::Cancelled, note)?;
    stage::cancel_case_tasks(work, case, CancelReason::CaseClosed, true)?;
    let Some(keep) = keep else {
        return Ok(());
    };
    for task in open.into_iter().filter(Task::outlives_case) {
        work.edit::<Task>(task.id, |task| task.case_id = Some(keep.id))?;
    }
    Ok(())
}

/// Ends the open tasks that have no place on the stage that stays, and all WAKE_UPs but the earliest of a company that
/// sleeps on. One that was promised stays a call to make.
fn no_place(work: &mut Work, open: &Open) -> Out<()> {
    let mut tasks = work.tx.open_tasks(open.mine.id)?;
    tasks.extend(work.tx.open_tasks(open.theirs.id)?);
    let zone = work.ctx.zone.clone();
    tasks.sort_by_key(|task| (task.due().map(|due| due.key(&zone)), task.id));
    let mut wakes = open.stage != Stage::Dormant;
    for task in tasks {
        if !open.stage.takes(task.kind) {
            let reason = match open.stage {
                Stage::Dormant => CancelReason::Dormant,
                Stage::Archived => CancelReason::Archived,
                _ => CancelReason::Disqualified,
            };
            stage::cancel(work, &task, reason)?;
        } else if task.kind == TaskType::WakeUp {
            if wakes && !task.promised {
                stage::cancel(work, &task, CancelReason::Replaced)?;
            }
            wakes = true;
        }
    }
    Ok(())
}

/// Brings everything of the loser to the winner.
fn bring(work: &mut Work, open: &Open) -> Out<Moved> {
    let (to, from) = (open.mine.id, open.theirs.id.0);
    let mut moved = Moved::new();
    let m = &mut moved;
    move_all(work, m, &rows::ALL_CONTACTS, from, |row| {
        row.company_id = Some(to)
    })?;
    move_all(work, m, &rows::ALL_CASES, from, |row| row.company_id = to)?;
    move_all(work, m, &rows::ALL_TASKS, from, |row| row.company_id = to)?;
    move_all(work, m, &rows::ALL_ACTIVITIES, from, |row| {
        row.company_id = Some(to)
    })?;
    move_all(work, m, &rows::ALL_NOTES, from, |row| row.company_id = to)?;
    move_all(work, m, &rows::ALL_STEPS, from, |row| row.company_id = to)?;
    move_all(work, m, &rows::ALL_HANDOVERS, from, |row| row.company_id = to)?;
    members(work, open, m)?;
    // What waits on a task that ended above is released on the company that it is on now.
    let chains = std::mem::take(&mut work.chains);
    work.chains = chains.into_iter().map(|(_, chain)| (to, chain)).collect();
    Ok(moved)
}

/// Who works on the loser works on the winner, its owner as a member.
fn members(work: &mut Work, open: &Open, moved: &mut Moved) -> Out<()> {
    let (to, gone) = (open.mine.id, work.deletion());
    for row in work.tx.hanging(&rows::ALL_MEMBERS, open.theirs.id.0)? {
        let there = row.is_live() && is_there(work, to, row.user_id)?;
        let mut after = Member {
            company_id: to,
            ..row.clone()
        };
        if there {
            after.mark_deleted(Some(gone));
        } else if row.is_live() {
            *moved.entry("member".to_owned()).or_default() += 1;
        }
        work.update(&row, &after)?;
    }
    let Some(owner) = open
        .theirs
        .owner_id
        .filter(|owner| open.mine.owner_id.is_some_and(|mine| mine != *owner))
    else {
        return Ok(());
    };
    if is_there(work, to, owner)? {
        return Ok(());
    }
    work.insert(&Member {
        id: work.ctx.derive("member", "merged", 0),
        company_id: to,
        user_id: owner,
        role: MemberRole::Member,
        created_at: work.now(),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    })
}

fn is_there(work: &mut Work, company: CompanyId, user: UserId) -> Out<bool> {
    Ok(work.tx.member(company, user)?.is_some())
}

/// Writes the two companies and the step of the winner.
fn write(work: &mut Work, open: &Open, row: Company) -> Out<()> {
    let of_stage = if open.is_theirs {
        open.theirs.status
    } else {
        open.mine.status
    };
    let after = Company {
        stage: open.stage,
        status: merge::status(open.stage, of_stage),
        ..row
    };
    let gone = Some(work.deletion());
    work.edit::<Company>(open.theirs.id, |loser| loser.mark_deleted(gone))?;
    work.update(&open.mine, &after)?;
    for id in [open.mine.id, open.theirs.id] {
        let touch = work.touch(Some(id)).expect("a company touches itself");
        (touch.tasks, touch.activities, touch.reach) = (true, true, true);
    }
    if open.stage == open.mine.stage {
        return Ok(());
    }
    let why = Why {
        reason: Some("MERGE".to_owned()),
        ..Why::default()
    };
    stage::record(work, open.mine.id, Some(open.mine.stage), open.stage, &why, None)
}
