//! Ticking a task off. The last task of an open case asks what becomes of the
//! case: an open case always has something to do. And a number that was asked
//! for, because there was none to call.

use super::deeds::{Asked, Deeds, said};
use super::preview::qualify;
use super::target::Target;
use crate::base::{Due, GroupId};
use crate::domain::command::{
    CompanyCommand, CompleteTask, ContactCommand, CreateTask, Disqualify, Dormant, EditCompany, EditContact,
    TaskCommand,
};
use crate::domain::{Command, Company, Contact, DisqualifyReason, Effect, Phone, TaskOrigin, TaskType};
use crate::replica::{Applied, Replica};
use crate::tui::cx::Cx;
use crate::tui::message::{Message, Slot};
use crate::tui::widget::menu::{Choice, Menu};
use serde_json::json;

/// What may become of the case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    FollowUp,
    Qualify,
    Disqualify,
    Dormant,
    /// A task "decide the next step" is made, as for a command that asks nobody.
    Undecided,
}

/// Why a fate is not open, in its order.
type Closed = Vec<(Fate, Option<String>)>;

enum Probe {
    Done(Result<Applied, String>),
    Ask(Closed),
}

/// What is under way.
#[derive(Default)]
pub(super) struct Finishing {
    /// Ticked off together with the next command.
    pub(super) task: Option<CompleteTask>,
    about: Option<(Target, CompleteTask)>,
    probe: Slot<Probe>,
    fate: Slot<Fate>,
}

impl Finishing {
    pub(super) fn is_waiting(&self) -> bool {
        self.probe.is_waiting()
    }
}

/// Ticks a task off and carries out another command as one act, or neither. What gives the
/// case another task comes first, so that it is never without one.
pub(super) fn both(replica: &Replica, done: CompleteTask, other: Command) -> Result<Applied, String> {
    let makes_one = matches!(other, Command::Task(TaskCommand::Create(_)));
    let done: Command = TaskCommand::Complete(done).into();
    let commands = if makes_one {
        vec![other, done]
    } else {
        vec![done, other]
    };
    let tried = replica
        .dry_run_batch(commands.clone())
        .map_err(|error| said(&error))?;
    if let Some(refusal) = tried.into_iter().find_map(Result::err) {
        return Err(refusal.detail);
    }
    let group: GroupId = replica.new_id();
    let done = replica.run_batch(group, commands).map_err(|error| said(&error))?;
    let mut all: Option<Applied> = None;
    for applied in done {
        let applied = applied.map_err(|refusal| refusal.detail)?;
        match &mut all {
            Some(all) => {
                all.effects.extend(applied.effects);
                if makes_one {
                    all.label = applied.label;
                }
            }
            None => all = Some(applied),
        }
    }
    all.ok_or_else(String::new)
}

fn leaves_undecided(applied: &Applied) -> bool {
    let decides = |effect: &Effect| {
        matches!(
            effect,
            Effect::TaskCreated {
                kind: TaskType::Todo,
                origin: TaskOrigin::System,
                ..
            }
        )
    };
    applied.effects.iter().any(decides)
}

fn probe(replica: &Replica, target: &Target, done: &CompleteTask) -> Probe {
    let alone: Command = TaskCommand::Complete(done.clone()).into();
    let dry = replica.dry_run(alone.clone());
    if !dry.as_ref().is_ok_and(leaves_undecided) {
        return Probe::Done(replica.run(alone).map_err(|error| said(&error)));
    }
    let company_id = target.company;
    let until = replica.now().date_in(&replica.rules().settings.time_zone());
    let tries: [(Fate, Command); 3] = [
        (Fate::Qualify, qualify(company_id).into()),
        (
            Fate::Disqualify,
            CompanyCommand::Disqualify(Disqualify {
                company_id,
                reason: Some(DisqualifyReason::NoNeed),
                note: None,
            })
            .into(),
        ),
        (
            Fate::Dormant,
            CompanyCommand::Dormant(Dormant {
                company_id,
                until: Some(until.plus_days(90)),
                note: None,
            })
            .into(),
        ),
    ];
    let tried = tries.into_iter().map(|(fate, command)| {
        let dry = replica.dry_run_batch(vec![alone.clone(), command]);
        let closed = match dry {
            Ok(results) => results
                .into_iter()
                .find_map(Result::err)
                .map(|refusal| refusal.detail),
            Err(error) => Some(said(&error)),
        };
        (fate, closed)
    });
    Probe::Ask([(Fate::FollowUp, None)].into_iter().chain(tried).collect())
}

impl Deeds {
    /// Ticks a task off; when it leaves an open case without one, asks first what comes next.
    pub(super) fn finish(&mut self, cx: &mut Cx, target: &Target, done: CompleteTask) {
        self.finishing.about = Some((target.clone(), done.clone()));
        let target = target.clone();
        cx.ask(&mut self.finishing.probe, move |replica: &mut Replica| {
            probe(replica, &target, &done)
        });
    }

    /// Hears of what the question needs; the result when the task was ticked off at once.
    pub(super) fn take_finishing(
        &mut self,
        cx: &mut Cx,
        message: &Message,
    ) -> Option<Result<Applied, String>> {
        if let Some(fate) = self.finishing.fate.take(message)
            && let Some((target, done)) = self.finishing.about.take()
        {
            self.take_fate(cx, fate, target, done);
        }
        match self.finishing.probe.take(message)? {
            Probe::Done(result) => Some(result),
            Probe::Ask(open) => {
                self.ask_fate(cx, open);
                None
            }
        }
    }

    fn ask_fate(&mut self, cx: &mut Cx, open: Closed) {
        let entries = open.into_iter().map(|(fate, closed)| {
            let key = match fate {
                Fate::FollowUp => "fate-follow-up",
                Fate::Qualify => "fate-qualify",
                Fate::Disqualify => "fate-disqualify",
                Fate::Dormant => "fate-dormant",
                Fate::Undecided => "fate-undecided",
            };
            let choice = Choice::new(cx.t(key).into_owned());
            match closed {
                Some(reason) => (choice.refused(reason), fate),
                None => (choice, fate),
            }
        });
        let entries = entries.collect();
        let title = cx.t("fate-title").into_owned();
        let ticket = cx.ticket(&mut self.finishing.fate);
        cx.push(Menu::new(title, entries, ticket).otherwise(Fate::Undecided));
        cx.drop_ahead();
    }

    fn take_fate(&mut self, cx: &mut Cx, fate: Fate, target: Target, done: CompleteTask) {
        let company = target.company;
        match fate {
            Fate::Undecided => {
                self.finishing.task = None;
                return self.give(cx, TaskCommand::Complete(done));
            }
            Fate::Qualify => {
                self.finishing.task = Some(done);
                return self.give(cx, qualify(company));
            }
            _ => {}
        }
        self.finishing.task = Some(done);
        match fate {
            Fate::Disqualify => self.ask_reason(cx, company),
            Fate::Dormant => {
                let day = cx.today().plus_days(self.rules.settings.dormant_days);
                self.ask_date(cx, Asked::Dormant(company), "ask-dormant", Some(Due::On(day)));
            }
            _ => self.ask_date(cx, Asked::FollowUp(Box::new(target)), "ask-follow-up", None),
        }
    }

    /// The task is done, and another one is made for the date.
    pub(super) fn finish_with_follow_up(&mut self, cx: &mut Cx, target: &Target, due: Due) {
        let Some(done) = self.finishing.task.take() else {
            return;
        };
        let (company_id, contact_id) = (target.company, target.contact);
        self.do_with(cx, done, move |replica| {
            TaskCommand::Create(CreateTask {
                id: replica.new_id(),
                company_id,
                case_id: None,
                contact_id,
                kind: TaskType::CallBack,
                title: None,
                queue: None,
                assignee: None,
                unassigned: false,
                priority: None,
                due: Some(due),
                promised: false,
                note: None,
            })
            .into()
        });
    }

    /// Adds a number to a person, else to the company.
    pub(super) fn add_number(
        &mut self,
        cx: &mut Cx,
        company: &Company,
        person: Option<&Contact>,
        number: &str,
    ) {
        let with = |phones: &[Phone]| {
            let mut list: Vec<_> = phones.iter().map(|phone| json!(phone)).collect();
            list.push(json!(number));
            let mut fields = serde_json::Map::new();
            fields.insert("phones".to_owned(), list.into());
            fields
        };
        match person {
            Some(person) => self.give(
                cx,
                ContactCommand::Edit(EditContact {
                    contact_id: person.id,
                    fields: with(&person.phones.0),
                    import: None,
                }),
            ),
            None => self.give(
                cx,
                CompanyCommand::Edit(EditCompany {
                    company_id: company.id,
                    fields: with(&company.phones.0),
                    import: None,
                }),
            ),
        }
    }
}
