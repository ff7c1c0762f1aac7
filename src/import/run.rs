//! Carrying an import out: batch by batch, each in one transaction, all in one group.

use super::doubt::Doubts;
use super::draft::{self, Draft};
use super::keys::Key;
use super::map::Entity;
use super::matching::{Happenings, Lines, Planned, Planner, Verdict};
use super::read::{Row, Rows};
use super::rejects::{Rejects, To};
use super::report::{Proposal, Rejected, Report};
use super::tally::{LISTED, Tally};
use super::{Import, ImportError, OnDuplicate, saved};
use crate::base::{CompanyId, GroupId, fail};
use crate::domain::Refusal;
use crate::replica::{Applied, Replica, RunError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Rows in one transaction: enough that the disk is not waited for, few enough that nobody else waits long.
const BATCH_ROWS: usize = 500;
/// Text of rows in one transaction: rows may be long, and all of a batch are in memory at once.
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// Whether an import is carried out or only tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// It is carried out.
    Commit,
    /// Everything is decided, nothing is changed.
    DryRun,
    /// It is carried out on a copy that nobody keeps; nothing is written beside the file.
    OnCopy,
}

/// What a file remembers of an import.
#[derive(Clone, Serialize, Deserialize)]
struct Remembered {
    group: GroupId,
    done: bool,
    /// The group that it was begun in, where it goes on in another one (among several files): ids of rows derive
    /// from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    begun: Option<GroupId>,
}

impl Remembered {
    fn begun_in(&self) -> GroupId {
        self.begun.unwrap_or(self.group)
    }
}

impl Import {
    /// Compares the rows with what is here and gives the commands.
    ///
    /// `progress` is told after each batch how many rows are done. An import that was
    /// interrupted goes on where it stopped: what is here already is recognised, and the
    /// commands join the same group.
    pub fn run(
        &self,
        replica: &Replica,
        mode: Mode,
        mut progress: impl FnMut(u64),
    ) -> Result<Report, ImportError> {
        self.run_while(replica, mode, |done| {
            progress(done);
            true
        })
    }

    /// The same, as long as `go_on` says so after a batch; what was imported until then stands.
    pub fn run_while(
        &self,
        replica: &Replica,
        mode: Mode,
        go_on: impl FnMut(u64) -> bool,
    ) -> Result<Report, ImportError> {
        self.run_in(replica, mode, None, go_on)
    }

    /// The same as part of several files, whose commands are all of one group.
    pub(super) fn run_in(
        &self,
        replica: &Replica,
        mode: Mode,
        group: Option<GroupId>,
        mut go_on: impl FnMut(u64) -> bool,
    ) -> Result<Report, ImportError> {
        let id = self.id();
        let key = format!("import:{id}");
        let before = remembered(replica, &key)?;
        let repeat = before.as_ref().is_some_and(|before| before.done)
            && self.options.on_duplicate != OnDuplicate::Update;
        let begun = unfinished(before.as_ref());
        let to = match mode {
            Mode::Commit => To::checked(self.options.rejects.clone(), begun.is_some())?,
            Mode::DryRun | Mode::OnCopy => None,
        };
        let group = group.or(begun);
        let group = group.unwrap_or_else(|| replica.new_id());
        let unfinished = before.as_ref().filter(|before| !before.done);
        let begun_in = unfinished.map_or(group, Remembered::begun_in);
        let mut run = Run {
            import: self,
            replica,
            mode,
            key,
            group,
            begun_in,
            planner: Plans::new(self, replica, repeat, mode == Mode::DryRun, begun_in)?,
            rejects: Rejects::new(&self.sheet.path, to, &self.sheet.header),
            noted: false,
            tally: Tally::default(),
            doubts: Doubts::new(replica.rules().settings.country.clone()),
        };
        let mut rows = self.sheet.rows()?;
        let mut stopped = false;
        while !stopped {
            let done = run.tally.totals.accounted();
            match run.batch(&mut rows) {
                Ok(true) => stopped = !go_on(run.tally.totals.accounted()),
                Ok(false) => break,
                Err(ImportError::Run(source)) if run.noted => {
                    return Err(ImportError::Stopped { done, source });
                }
                Err(error) => return Err(error),
            }
        }
        run.finish(id, repeat, stopped)
    }
}

/// What the file remembers of an import, if no part of it was taken back since.
fn remembered(replica: &Replica, key: &str) -> Result<Option<Remembered>, ImportError> {
    let Some(text) = replica.meta(key)? else {
        return Ok(None);
    };
    let found: Option<Remembered> = serde_json::from_str(&text).ok();
    match found {
        Some(before) if replica.group_stands(before.group)? => Ok(Some(before)),
        _ => Ok(None),
    }
}

fn unfinished(before: Option<&Remembered>) -> Option<GroupId> {
    before.filter(|before| !before.done).map(|before| before.group)
}

/// The group of an import, and whether it has an unfinished part; without one it is new.
pub(super) fn group_of(replica: &Replica, key: &str) -> Result<(GroupId, bool), ImportError> {
    let before = remembered(replica, key)?;
    let begun = unfinished(before.as_ref());
    Ok((begun.unwrap_or_else(|| replica.new_id()), begun.is_some()))
}

/// Keeps in the file that an import is under way, or done.
pub(super) fn remember(replica: &Replica, key: &str, group: GroupId, done: bool) -> Result<(), ImportError> {
    remember_begun(replica, key, group, group, done)
}

fn remember_begun(
    replica: &Replica,
    key: &str,
    group: GroupId,
    begun: GroupId,
    done: bool,
) -> Result<(), ImportError> {
    if done {
        fail::point("import.last");
    }
    let begun = Some(begun).filter(|begun| *begun != group);
    let text = serde_json::to_string(&Remembered { group, done, begun }).unwrap_or_default();
    replica.put_meta(key, &text)?;
    fail::point("import.noted");
    Ok(())
}

/// Who decides what becomes of rows, by what they are.
enum Plans<'a> {
    Records(Box<Planner<'a>>),
    Happened(Box<Happenings<'a>>),
    Lines(Box<Lines<'a>>),
}

impl<'a> Plans<'a> {
    fn new(
        import: &'a Import,
        replica: &'a Replica,
        repeat: bool,
        dry: bool,
        group: GroupId,
    ) -> Result<Self, RunError> {
        Ok(match import.mapping.entity {
            Entity::Companies | Entity::Contacts => {
                Self::Records(Box::new(Planner::new(import, replica, repeat, dry, group)?))
            }
            Entity::Activities => Self::Happened(Box::new(Happenings::new(import, replica, repeat)?)),
            Entity::Deals | Entity::Tickets => Self::Lines(Box::new(Lines::new(import, replica, repeat))),
        })
    }
    fn plan(&mut self, drafts: &[Draft]) -> Result<Vec<Planned>, RunError> {
        match self {
            Self::Records(planner) => planner.plan(drafts),
            Self::Happened(planner) => planner.plan(drafts),
            Self::Lines(planner) => planner.plan(drafts),
        }
    }
    fn forget(&mut self, row: Uuid) {
        match self {
            Self::Records(planner) => planner.forget(row),
            Self::Happened(planner) => planner.forget(row),
            Self::Lines(_) => {}
        }
    }
    fn forget_company(&mut self, company: CompanyId) {
        if let Self::Records(planner) = self {
            planner.forget_company(company);
        }
    }
    fn shared(&self) -> Vec<(&Key, Vec<u64>)> {
        match self {
            Self::Records(planner) => planner.shared(),
            Self::Happened(_) | Self::Lines(_) => Vec::new(),
        }
    }
}

struct Run<'a> {
    import: &'a Import,
    replica: &'a Replica,
    mode: Mode,
    key: String,
    group: GroupId,
    /// The group that it was begun in.
    begun_in: GroupId,
    planner: Plans<'a>,
    rejects: Rejects,
    /// The file knows of this import.
    noted: bool,
    tally: Tally,
    /// Values that cannot be right.
    doubts: Doubts,
}

impl Run<'_> {
    /// Takes the next rows; false when there are none.
    fn batch(&mut self, rows: &mut Rows) -> Result<bool, ImportError> {
        let mut taken: Vec<(Row, Draft)> = Vec::with_capacity(BATCH_ROWS);
        let (mut read, mut bytes, mut more) = (0, 0, true);
        while read < BATCH_ROWS && bytes < BATCH_BYTES {
            let Some(row) = rows.next_row()? else {
                more = false;
                break;
            };
            read += 1;
            bytes += row.bytes().len();
            self.tally.totals.rows_in += 1;
            if row.fault.is_none() && row.is_empty() {
                self.tally.skip("empty row");
                continue;
            }
            match draft::read(row, &self.import.mapping, &self.import.survey.reading) {
                Ok(mut draft) => {
                    draft.tags.extend(self.import.options.tags.iter().cloned());
                    self.doubts.look(&mut draft);
                    taken.push((row.clone(), draft));
                }
                Err(_) if row.fault.is_none() && self.import.holds_none(row) => {
                    self.tally.skip("nothing of this part in the row");
                }
                Err(reason) => self.reject(row, reason)?,
            }
        }
        let (kept, drafts): (Vec<Row>, Vec<Draft>) = taken.into_iter().unzip();
        let planned = self.planner.plan(&drafts)?;
        let results = self.carry_out(&planned)?;
        self.account(&kept, &drafts, planned, results)?;
        Ok(more)
    }

    /// Gives the commands of a batch in one transaction.
    fn carry_out(&mut self, planned: &[Planned]) -> Result<Vec<Result<Applied, Refusal>>, ImportError> {
        let dry = self.mode == Mode::DryRun;
        let commands: Vec<_> = planned
            .iter()
            .filter(|plan| !(dry && plan.untried))
            .flat_map(|plan| plan.commands.iter().cloned())
            .collect();
        if commands.is_empty() {
            return Ok(Vec::new());
        }
        if dry {
            return Ok(self.replica.dry_run_batch(commands)?);
        }
        self.note(false)?;
        Ok(self.replica.run_batch(self.group, commands)?)
    }

    /// Keeps in the file that this import is under way, or done.
    fn note(&mut self, done: bool) -> Result<(), ImportError> {
        if self.noted && !done {
            return Ok(());
        }
        remember_begun(self.replica, &self.key, self.group, self.begun_in, done)?;
        self.noted = true;
        Ok(())
    }

    fn account(
        &mut self,
        rows: &[Row],
        drafts: &[Draft],
        planned: Vec<Planned>,
        results: Vec<Result<Applied, Refusal>>,
    ) -> Result<(), ImportError> {
        let mut results = results.into_iter();
        for ((row, draft), plan) in rows.iter().zip(drafts).zip(planned) {
            let untried = self.mode == Mode::DryRun && plan.untried;
            let count = if untried { 0 } else { plan.commands.len() };
            let outcomes: Vec<_> = results.by_ref().take(count).collect();
            if let Some(why) = &plan.fails {
                self.reject(row, why.clone())?;
                continue;
            }
            if let (Some(company), Some(outcome)) = (plan.enters, outcomes.first()) {
                match outcome {
                    Ok(_) => self.tally.attached.entered += 1,
                    Err(_) => self.planner.forget_company(company),
                }
            }
            let mut deciding = outcomes.iter().take(plan.deciding() + 1);
            if let Some(refusal) = deciding.find_map(|outcome| outcome.as_ref().err()) {
                if plan.verdict == Verdict::Create
                    && let Some(id) = plan.row
                {
                    self.planner.forget(id);
                }
                self.reject(row, refusal.detail.clone())?;
                continue;
            }
            for outcome in outcomes {
                match outcome {
                    Ok(applied) => self.tally.effects(draft, &plan, &applied),
                    Err(refusal) => self.tally.partly(draft.line, &refusal),
                }
            }
            self.tally.verdict(draft, &plan, self.import.mapping.entity);
        }
        Ok(())
    }

    fn reject(&mut self, row: &Row, reason: String) -> Result<(), ImportError> {
        if self.mode == Mode::Commit {
            self.rejects.add(row, &reason)?;
        }
        self.tally.totals.failed += 1;
        if self.tally.rejected.len() < LISTED {
            self.tally.rejected.push(Rejected {
                line: row.line(),
                reason,
            });
        }
        Ok(())
    }

    fn finish(mut self, id: String, repeat: bool, stopped: bool) -> Result<Report, ImportError> {
        self.rejects.finish()?;
        if let Some(told) = self.import.told.as_ref().filter(|_| self.mode == Mode::Commit) {
            saved::keep(self.replica, &self.import.sheet.header, told, &self.tally.totals)?;
        }
        if self.noted && !stopped {
            self.note(true)?;
        }
        let mut tally = self.tally;
        assert_eq!(
            tally.totals.rows_in,
            tally.totals.accounted(),
            "every row is counted once"
        );
        tally.attached.companies = tally.companies.len() as u64;
        let shared = self.planner.shared();
        let proposals = shared.iter().take(LISTED).map(|(key, lines)| Proposal {
            by: key.kind,
            value: key.text.clone(),
            lines: lines.clone(),
        });
        let mut preview = self.import.preview();
        let kept_edits = tally.say_kept();
        let in_trash = tally.say_trash();
        preview.warnings.append(&mut tally.warnings);
        preview.warnings.extend(self.doubts.warnings());
        Ok(Report {
            preview,
            import: id,
            group: (self.noted && self.mode == Mode::Commit).then_some(self.group),
            dry_run: self.mode != Mode::Commit,
            stopped,
            imported_before: repeat,
            totals: tally.totals,
            skipped_because: tally.skipped,
            became: tally.became,
            company_links: (self.import.mapping.entity != Entity::Companies).then_some(tally.attached),
            customers: tally.customers.len() as u64,
            stage_kept: tally.stage_kept,
            in_trash,
            kept_edits,
            merge_proposal_count: shared.len(),
            merge_proposals: proposals.collect(),
            rejects: self.rejects.path().map(std::path::Path::to_owned),
            rejected: tally.rejected,
        })
    }
}
