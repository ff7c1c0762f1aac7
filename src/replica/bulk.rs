//! One deed on many companies: a command or several for each, all of one group, so that one undo takes them back.
//!
//! Every company stands for itself: what the rules refuse of one changes nothing of it and stops no other.

use super::{Replica, RunError};
use crate::base::{CompanyId, Date, Due, GroupId, TaskId, UserId};
use crate::domain::command::{
    CaseCommand, CompanyCommand, CompanyNote, CreateTask, DeleteCompany, Disqualify, Dormant, HandOver,
    MoveStage, Offer, OwnCompany, Qualify, ReassignTask, TagCompany, TaskCommand,
};
use crate::domain::{Command, Ctx, DisqualifyReason, Refusal, RefusalCode, Stage, TaskType};
use crate::ops;
use crate::store::company;
use serde::Serialize;
use std::collections::HashMap;

/// Companies of one transaction.
const CHUNK: usize = 200;

/// What is done to each.
#[derive(Clone, PartialEq, Debug)]
pub enum Deed {
    /// To a user, or to nobody.
    Own(Option<UserId>),
    /// Tags on, tags off.
    Tag(Vec<String>, Vec<String>),
    /// Qualified.
    Qualify,
    /// Disqualified, with a reason.
    Disqualify(DisqualifyReason, Option<String>),
    /// Asleep until a day.
    Dormant(Date),
    /// Offered to outside sales.
    HandOver,
    /// To a stage, by the action of the move.
    Stage {
        /// Where to.
        to: Stage,
        /// Its reason.
        reason: Option<String>,
        /// A word on it.
        note: Option<String>,
        /// Of a sleep.
        wake_up: Option<Date>,
    },
    /// Out of the queues.
    Archive,
    /// Back to work.
    Reopen,
    /// Its unfinished tasks to a user or into a queue.
    Reassign {
        /// To this user; none: to nobody.
        to_user: Option<UserId>,
        /// Into this queue; none: they stay.
        to_queue: Option<String>,
    },
    /// A new task on each.
    Task(TaskPlan),
    /// Into Trash, with its open case and tasks or without.
    Delete(bool),
}

/// A task as it is made on each.
#[derive(Clone, PartialEq, Debug, serde::Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaskPlan {
    /// What kind.
    pub kind: TaskType,
    /// One line; none: the label of its kind.
    #[serde(default)]
    pub title: Option<String>,
    /// Queue; none: that of the case.
    #[serde(default)]
    pub queue: Option<String>,
    /// Whose; none: nobody's.
    #[serde(default)]
    pub assignee: Option<UserId>,
    /// When.
    #[serde(default)]
    pub due: Option<Due>,
}

/// What became of a company.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Fate {
    /// Done, or in a dry run: it would be.
    Done,
    /// It was so already.
    Unchanged {
        /// In words.
        detail: String,
    },
    /// A rule said no; nothing of it was changed.
    Refused {
        /// The stable code.
        code: String,
        /// What and why.
        detail: String,
    },
}

/// A company and what became of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct BulkRow {
    /// Which.
    pub id: CompanyId,
    /// Its name; empty: there is none.
    pub name: String,
    /// What became of it.
    #[serde(flatten)]
    pub fate: Fate,
}

impl Fate {
    fn of(refusal: &Refusal) -> Self {
        let detail = refusal.detail.clone();
        match refusal.code {
            RefusalCode::NothingToDo => Self::Unchanged { detail },
            code => Self::Refused {
                code: code.to_string(),
                detail,
            },
        }
    }
}

/// What became of the companies of a deed, as far as it came.
#[derive(Debug, Default)]
pub struct BulkDone {
    /// A row for each that was come to.
    pub rows: Vec<BulkRow>,
    /// What stopped it; what stands in the rows was done all the same.
    pub stopped: Option<RunError>,
}

impl Replica {
    /// Does a deed on companies, each by itself; in a dry run nothing is changed. `heard` is told how many are through
    /// and says whether to go on; what was done until then stays, and one undo takes it back. It stays too when the
    /// store fails on the way. What a rule refuses stands in the row.
    pub fn bulk(
        &self,
        deed: &Deed,
        ids: &[CompanyId],
        dry_run: bool,
        mut heard: impl FnMut(usize) -> bool,
    ) -> BulkDone {
        let group: GroupId = self.new_id();
        let mut done = BulkDone {
            rows: Vec::with_capacity(ids.len()),
            stopped: None,
        };
        for chunk in ids.chunks(CHUNK) {
            match self.bulk_chunk(deed, chunk, (!dry_run).then_some(group)) {
                Ok(rows) => done.rows.extend(rows),
                Err(error) => {
                    done.stopped = Some(error);
                    break;
                }
            }
            if !heard(done.rows.len()) {
                break;
            }
        }
        done
    }

    fn bulk_chunk(
        &self,
        deed: &Deed,
        ids: &[CompanyId],
        group: Option<GroupId>,
    ) -> Result<Vec<BulkRow>, RunError> {
        let wanted = ids.to_vec();
        let names: HashMap<CompanyId, String> = self
            .read(move |tx| company::titles(tx, &wanted))?
            .into_iter()
            .collect();
        let acts = ids.iter().map(|id| self.commands(deed, *id));
        let acts: Vec<Vec<Command>> = acts.collect::<Result<_, RunError>>()?;
        let results = self.run_acts(group, acts)?;
        let row = |(id, result): (&CompanyId, Result<usize, Refusal>)| BulkRow {
            id: *id,
            name: names.get(id).cloned().unwrap_or_default(),
            fate: match result {
                Ok(0) => Fate::Unchanged {
                    detail: "There is nothing to do on it.".to_owned(),
                },
                Ok(_) => Fate::Done,
                Err(refusal) => Fate::of(&refusal),
            },
        };
        Ok(ids.iter().zip(results).map(row).collect())
    }

    /// Carries out what is done to each company, as a whole or not at all; without a group it is rolled back. Tells how
    /// many commands changed something.
    fn run_acts(
        &self,
        group: Option<GroupId>,
        acts: Vec<Vec<Command>>,
    ) -> Result<Vec<Result<usize, Refusal>>, RunError> {
        let job = self.ctx(None);
        let acts = acts.into_iter().map(|act| self.each_with(&job, group, act));
        let acts: Vec<Vec<(Ctx, Command)>> = acts.collect();
        let done = self.together(job, group.is_some(), move |tx| {
            let acts: Vec<&[(Ctx, Command)]> = acts.iter().map(Vec::as_slice).collect();
            ops::execute_acts(tx, &acts)
        })?;
        // What changed nothing has no number in the journal.
        let count = |done: Result<Vec<ops::Done>, Refusal>| {
            done.map(|done| done.iter().filter(|done| done.seq > 0).count())
        };
        Ok(done.into_iter().map(count).collect())
    }

    /// The commands of a deed on one company.
    fn commands(&self, deed: &Deed, company_id: CompanyId) -> Result<Vec<Command>, RunError> {
        let noted = || CompanyNote {
            company_id,
            note: None,
        };
        let command: Command = match deed.clone() {
            Deed::Own(owner) => CompanyCommand::Own(OwnCompany {
                company_id,
                owner,
                note: None,
            })
            .into(),
            Deed::Tag(add, remove) => CompanyCommand::Tag(TagCompany {
                company_id,
                add,
                remove,
            })
            .into(),
            Deed::Qualify => CompanyCommand::Qualify(Qualify {
                company_id,
                note: None,
                next_step: None,
                hand_over: None,
                reason: None,
                override_guards: false,
            })
            .into(),
            Deed::Disqualify(reason, note) => CompanyCommand::Disqualify(Disqualify {
                company_id,
                reason: Some(reason),
                note,
            })
            .into(),
            Deed::Dormant(until) => CompanyCommand::Dormant(Dormant {
                company_id,
                until: Some(until),
                note: None,
            })
            .into(),
            Deed::HandOver => CaseCommand::HandOver(HandOver {
                company_id,
                offer: Offer::outside_sales(),
            })
            .into(),
            Deed::Stage {
                to,
                reason,
                note,
                wake_up,
            } => CompanyCommand::Stage(MoveStage {
                company_id,
                to,
                reason,
                note,
                wake_up,
                override_guards: false,
            })
            .into(),
            Deed::Archive => CompanyCommand::Archive(noted()).into(),
            Deed::Reopen => CompanyCommand::Reopen(noted()).into(),
            Deed::Delete(with_case) => CompanyCommand::Delete(DeleteCompany {
                company_id,
                with_case,
            })
            .into(),
            Deed::Task(plan) => TaskCommand::Create(CreateTask {
                id: self.new_id(),
                company_id,
                case_id: None,
                contact_id: None,
                kind: plan.kind,
                title: plan.title,
                queue: plan.queue,
                unassigned: plan.assignee.is_none(),
                assignee: plan.assignee,
                priority: None,
                due: plan.due,
                promised: false,
                note: None,
            })
            .into(),
            Deed::Reassign { to_user, to_queue } => {
                let tasks = self
                    .company(company_id)?
                    .map(|card| card.tasks)
                    .unwrap_or_default();
                let reassign = |task_id: TaskId| {
                    TaskCommand::Reassign(ReassignTask {
                        task_id,
                        to_user,
                        to_queue: to_queue.clone(),
                        note: None,
                    })
                    .into()
                };
                return Ok(tasks.iter().map(|task| reassign(task.id)).collect());
            }
        };
        Ok(vec![command])
    }
}
