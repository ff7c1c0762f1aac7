//! What can be done to a company or a task from any screen: moves, snooze,
//! skip, done, copy, delete. It sends commands and asks for what they need;
//! whether a command may happen is the rules' business, asked by dry run.

use super::finishing::{self, Finishing};
use super::preview::{previews, qualify};
use super::prompt::DatePrompt;
use super::target::Target;
use super::text_prompt::TextPrompt;
use super::words;
use crate::base::{CompanyId, Due, HandoverId, TaskId, Timestamp, UserId};
use crate::domain::command::{
    AnswerHandover, CaseCommand, CompanyCommand, CompanyNote, CompleteTask, DeleteCompany, Disqualify,
    Dormant, EditTask, HandOver, Offer, OwnCompany, ReturnHandover, SnoozeTask, TaskCommand, TaskRef,
};
use crate::domain::outcome::Place as CompanyPlace;
use crate::domain::{Code, Command, DisqualifyReason, Effect, ReturnReason, Rules};
use crate::replica::{Applied, Replica, RunError};
use crate::tui::action::{Act, Action};
use crate::tui::component::{Availability, Handled};
use crate::tui::cx::{Cx, TerminalRequest};
use crate::tui::message::{Message, Slot};
use crate::tui::spoken::join;
use crate::tui::toast::Toast;
use crate::tui::widget::dialog::Dialog;
use crate::tui::widget::menu::{Choice, Menu};
use std::collections::HashMap;
use std::sync::Arc;

/// What a popup of a deed was asked for.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    FollowUp(Box<Target>),
    Snooze(TaskId),
    Due(TaskId),
    Dormant(CompanyId),
}

/// The deeds of a screen: what is asked and what is under way.
pub(super) struct Deeds {
    pub(super) rules: Arc<Rules>,
    done: Slot<Result<Applied, String>>,
    dated: Slot<Due>,
    asked: Option<Asked>,
    reason: Slot<(CompanyId, DisqualifyReason)>,
    returned: Slot<(HandoverId, ReturnReason)>,
    offered: Slot<CompanyId>,
    owner: Slot<(CompanyId, Option<UserId>)>,
    users: Slot<(CompanyId, Vec<(UserId, String)>)>,
    delete: Slot<usize>,
    deleting: Option<CompanyId>,
    /// The last task of a case is ticked off together with what is chosen for the case.
    pub(super) finishing: Finishing,
    why: Slot<String>,
    why_of: Option<CompanyId>,
    previews: Slot<(CompanyId, HashMap<Action, Availability>)>,
    /// What each move would do, and to which company.
    available: Option<(CompanyId, HashMap<Action, Availability>)>,
}

/// A refusal or failure as a person reads it.
pub(super) fn said(error: &RunError) -> String {
    match error {
        RunError::Refused(refusal) => refusal.detail.clone(),
        RunError::Store(error) => error.to_string(),
    }
}

impl Deeds {
    pub(super) fn new(rules: Arc<Rules>) -> Self {
        Self {
            rules,
            done: Slot::default(),
            dated: Slot::default(),
            asked: None,
            reason: Slot::default(),
            returned: Slot::default(),
            offered: Slot::default(),
            owner: Slot::default(),
            users: Slot::default(),
            delete: Slot::default(),
            deleting: None,
            finishing: Finishing::default(),
            why: Slot::default(),
            why_of: None,
            previews: Slot::default(),
            available: None,
        }
    }

    /// Sends a command; its result is said and the screens read again.
    pub(super) fn give(&mut self, cx: &mut Cx, command: impl Into<Command>) {
        let command = command.into();
        match self.finishing.task.take() {
            Some(done) => self.do_with(cx, done, move |_| command),
            None => cx.ask(&mut self.done, move |replica: &mut Replica| {
                replica.run(command).map_err(|error| said(&error))
            }),
        }
    }

    /// Ticks a task off and gives another command, both or none, as one act.
    pub(super) fn do_with(
        &mut self,
        cx: &mut Cx,
        done: CompleteTask,
        make: impl FnOnce(&Replica) -> Command + Send + 'static,
    ) {
        cx.ask(&mut self.done, move |replica: &mut Replica| {
            let then = make(replica);
            finishing::both(replica, done, then)
        });
    }

    /// Whether a command is under way: what a key would act on may be another when it is done.
    pub(super) fn is_busy(&self) -> bool {
        self.done.is_waiting() || self.finishing.is_waiting()
    }

    /// Does an action to the target; `No` when it is none of the deeds.
    pub(super) fn act(&mut self, cx: &mut Cx, act: Act, target: &Target) -> Handled {
        let company_id = target.company;
        self.finishing.task = None;
        match act.action {
            Action::MoveQualify => self.give(cx, qualify(company_id)),
            Action::MoveDisqualify => self.ask_reason(cx, company_id),
            Action::MoveDormant => {
                let day = cx.today().plus_days(self.rules.settings.dormant_days);
                self.ask_date(cx, Asked::Dormant(company_id), "ask-dormant", Some(Due::On(day)));
            }
            Action::MoveHandOver => self.ask_offer(cx, company_id),
            Action::MoveOwner => {
                cx.ask(&mut self.users, move |replica: &mut Replica| {
                    let users = replica.users().unwrap_or_default();
                    (
                        company_id,
                        users.into_iter().map(|user| (user.id, user.name)).collect(),
                    )
                });
            }
            Action::MoveArchive => self.give(
                cx,
                CompanyCommand::Archive(CompanyNote {
                    company_id,
                    note: None,
                }),
            ),
            Action::MoveReopen => self.give(
                cx,
                CompanyCommand::Reopen(CompanyNote {
                    company_id,
                    note: None,
                }),
            ),
            Action::MoveAccept | Action::MoveReturn => return self.answer_handover(cx, act.action, target),
            Action::Delete => self.ask_delete(cx, target),
            _ => {
                return self
                    .act_on_task(cx, act.action, target)
                    .or_else(|| copy(cx, act.action, target));
            }
        }
        Handled::Yes
    }

    fn act_on_task(&mut self, cx: &mut Cx, action: Action, target: &Target) -> Handled {
        let Some(task_id) = target.task else {
            return Handled::No;
        };
        match action {
            Action::TaskDone => {
                let note = target.note.clone();
                self.finish(cx, target, CompleteTask { task_id, note });
            }
            Action::TaskSkip => self.give(cx, TaskCommand::Skip(TaskRef { task_id })),
            Action::SnoozeDate => self.ask_date(cx, Asked::Snooze(task_id), "ask-snooze", None),
            Action::MoveDue => self.ask_date(cx, Asked::Due(task_id), "ask-due", None),
            _ => match snooze_until(cx, &self.rules, action) {
                Some(until) => self.give(
                    cx,
                    TaskCommand::Snooze(SnoozeTask {
                        task_id,
                        until,
                        note: None,
                    }),
                ),
                None => return Handled::No,
            },
        }
        Handled::Yes
    }

    pub(super) fn ask_date(
        &mut self,
        cx: &mut Cx,
        asked: Asked,
        title: &'static str,
        suggestion: Option<Due>,
    ) {
        self.asked = Some(asked);
        let title = cx.t(title).into_owned();
        let ticket = cx.ticket(&mut self.dated);
        cx.push(DatePrompt::new(
            title,
            self.rules.clone(),
            suggestion,
            None,
            ticket,
        ));
    }

    pub(super) fn ask_reason(&mut self, cx: &mut Cx, company: CompanyId) {
        let entries = DisqualifyReason::ALL.iter().take(10).map(|reason| {
            let label = cx.locale.code("REASON", reason.code()).into_owned();
            (Choice::new(label), (company, *reason))
        });
        let entries = entries.collect();
        let title = cx.t("ask-reason").into_owned();
        let ticket = cx.ticket(&mut self.reason);
        cx.push(Menu::new(title, entries, ticket));
    }

    fn ask_offer(&mut self, cx: &mut Cx, company: CompanyId) {
        let label = cx.t("offer-outside").into_owned();
        let title = cx.t("ask-offer").into_owned();
        let ticket = cx.ticket(&mut self.offered);
        cx.push(Menu::new(title, vec![(Choice::new(label), company)], ticket));
    }

    fn answer_handover(&mut self, cx: &mut Cx, action: Action, target: &Target) -> Handled {
        let Some(handover_id) = target.handover else {
            cx.say(Toast::info(cx.t("no-handover").into_owned()));
            return Handled::Yes;
        };
        if action == Action::MoveAccept {
            self.give(
                cx,
                CaseCommand::Accept(AnswerHandover {
                    handover_id,
                    note: None,
                }),
            );
            return Handled::Yes;
        }
        let reasons = ReturnReason::ALL
            .iter()
            .filter(|r| !matches!(r, ReturnReason::Expired | ReturnReason::Other));
        let entries = reasons.map(|reason| {
            let label = cx.locale.code("RETURN", reason.code()).into_owned();
            (Choice::new(label), (handover_id, *reason))
        });
        let entries = entries.collect();
        let title = cx.t("ask-return").into_owned();
        let ticket = cx.ticket(&mut self.returned);
        cx.push(Menu::new(title, entries, ticket));
        Handled::Yes
    }

    fn ask_delete(&mut self, cx: &mut Cx, target: &Target) {
        self.deleting = Some(target.company);
        self.give(
            cx,
            CompanyCommand::Delete(DeleteCompany {
                company_id: target.company,
                with_case: false,
            }),
        );
    }

    /// Asks what each move would do, so that the menu prints it beside the key.
    pub(super) fn preview(&mut self, cx: &mut Cx, target: &Target) {
        self.available = None;
        let (target, locale) = (target.clone(), cx.locale.clone());
        let keys = words::NeedKeys::of(cx);
        cx.ask(&mut self.previews, move |replica: &mut Replica| {
            (target.company, previews(replica, &target, &locale, &keys))
        });
    }

    /// What was found out about a move of this company, or nothing.
    pub(super) fn availability(&self, company: Option<CompanyId>, action: Action) -> Option<Availability> {
        let (about, found) = self.available.as_ref()?;
        (Some(*about) == company)
            .then(|| found.get(&action).cloned())
            .flatten()
    }

    /// Hears of answers; the screens read again when data changed.
    pub(super) fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(available) = self.previews.take(message) {
            self.available = Some(available);
        }
        if matches!(message, Message::Changed) {
            self.available = None;
        }
        self.take_choices(cx, message);
        let finished = self.take_finishing(cx, message);
        match self.done.take(message).or(finished) {
            None => {}
            Some(Ok(applied)) => {
                self.deleting = None;
                self.available = None;
                say_done(cx, &applied);
                cx.status.skipped = skipped(&applied);
                cx.send(Message::Changed);
            }
            Some(Err(text)) => {
                cx.drop_ahead();
                self.failed(cx, text);
            }
        }
    }

    fn failed(&mut self, cx: &mut Cx, text: String) {
        // A company with an open case is deleted only when told so.
        if self.deleting.is_some() && !self.delete.is_waiting() {
            let buttons = ["delete-keep", "delete-with-case"].map(|key| cx.t(key).into_owned());
            let ticket = cx.ticket(&mut self.delete);
            cx.push(Dialog::new(text, buttons, ticket));
        } else {
            cx.say(Toast::error(crate::locale::said::labelled(&cx.locale, &text)));
        }
    }

    fn take_choices(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(due) = self.dated.take(message) {
            self.take_date(cx, due);
        }
        if let Some(note) = self.why.take(message)
            && let Some(company_id) = self.why_of.take()
        {
            self.give(
                cx,
                CompanyCommand::Disqualify(Disqualify {
                    company_id,
                    reason: Some(DisqualifyReason::Other),
                    note: Some(note),
                }),
            );
        }
        match self.reason.take(message) {
            Some((company_id, DisqualifyReason::Other)) => {
                self.why_of = Some(company_id);
                let title = cx.t("ask-why-other").into_owned();
                let hint = cx.t("why-other-hint").into_owned();
                let ticket = cx.ticket(&mut self.why);
                cx.push(TextPrompt::new(title, hint, ticket));
            }
            Some((company_id, reason)) => self.give(
                cx,
                CompanyCommand::Disqualify(Disqualify {
                    company_id,
                    reason: Some(reason),
                    note: None,
                }),
            ),
            None => {}
        }
        if let Some(company_id) = self.offered.take(message) {
            self.give(
                cx,
                CaseCommand::HandOver(HandOver {
                    company_id,
                    offer: Offer::outside_sales(),
                }),
            );
        }
        if let Some((handover_id, reason)) = self.returned.take(message) {
            self.give(
                cx,
                CaseCommand::Return(ReturnHandover {
                    handover_id,
                    reason,
                    note: None,
                }),
            );
        }
        if let Some((company, users)) = self.users.take(message) {
            let entries = users
                .into_iter()
                .map(|(id, name)| (Choice::new(name), (company, Some(id))));
            let nobody = (Choice::new(cx.t("owner-nobody").into_owned()), (company, None));
            let entries = entries.chain([nobody]).collect();
            let title = cx.t("ask-owner").into_owned();
            let ticket = cx.ticket(&mut self.owner);
            cx.push(Menu::new(title, entries, ticket));
        }
        if let Some((company_id, owner)) = self.owner.take(message) {
            self.give(
                cx,
                CompanyCommand::Own(OwnCompany {
                    company_id,
                    owner,
                    note: None,
                }),
            );
        }
        if let Some(button) = self.delete.take(message)
            && let Some(company_id) = self.deleting.take()
            && button == 1
        {
            self.give(
                cx,
                CompanyCommand::Delete(DeleteCompany {
                    company_id,
                    with_case: true,
                }),
            );
        }
    }

    fn take_date(&mut self, cx: &mut Cx, due: Due) {
        match self.asked.take() {
            Some(Asked::Snooze(task_id)) => {
                let until = due.opens(&cx.zone);
                self.give(
                    cx,
                    TaskCommand::Snooze(SnoozeTask {
                        task_id,
                        until,
                        note: None,
                    }),
                );
            }
            Some(Asked::Due(task_id)) => {
                let mut fields = serde_json::Map::new();
                fields.insert("due".to_owned(), serde_json::to_value(due).unwrap_or_default());
                self.give(cx, TaskCommand::Edit(EditTask { task_id, fields }));
            }
            Some(Asked::Dormant(company_id)) => {
                let until = Some(due.day(&cx.zone));
                self.give(
                    cx,
                    CompanyCommand::Dormant(Dormant {
                        company_id,
                        until,
                        note: None,
                    }),
                );
            }
            Some(Asked::FollowUp(target)) => self.finish_with_follow_up(cx, &target, due),
            None => {}
        }
    }
}

/// The task that a command put to the end of today's list.
fn skipped(applied: &Applied) -> Option<TaskId> {
    applied.effects.iter().find_map(|effect| match effect {
        Effect::TaskChanged { id, fields } if fields.iter().any(|field| field == "skipped") => Some(*id),
        _ => None,
    })
}

/// Names what was done and how to take it back.
pub(super) fn say_done(cx: &mut Cx, applied: &Applied) {
    let warning = applied.effects.iter().find_map(|effect| match effect {
        Effect::Warning { text, .. } => Some(text.clone()),
        _ => None,
    });
    let label = crate::locale::said::label(&cx.locale, &applied.label);
    let text = join([Some(label), warning, words::undo(cx)], " · ");
    cx.say(Toast::undo(text));
}

fn snooze_until(cx: &Cx, rules: &Rules, action: Action) -> Option<Timestamp> {
    let settings = &rules.settings;
    let home = CompanyPlace {
        zone: cx.zone.clone(),
        country: Some(settings.country.clone()),
    };
    let desk = home.desk(settings);
    let (now, today) = (cx.now(), cx.today());
    Some(match action {
        Action::SnoozeHour => now.plus_minutes(60),
        Action::SnoozeAfternoon => {
            let at = desk.at(today, settings.working_time.afternoon);
            if at > now {
                at
            } else {
                desk.at(desk.next_working_day(today), settings.working_time.afternoon)
            }
        }
        Action::SnoozeTomorrow => desk.at(desk.next_working_day(today), settings.working_time.morning),
        Action::SnoozeMonday => {
            let ahead = (8 - i32::from(today.0.weekday().to_monday_one_offset())).rem_euclid(7);
            let days = if ahead == 0 { 7 } else { ahead };
            desk.at(
                desk.forward_to_working_day(today.plus_days(days)),
                settings.working_time.morning,
            )
        }
        _ => return None,
    })
}

fn copy(cx: &mut Cx, action: Action, target: &Target) -> Handled {
    let text = match action {
        Action::CopyPhone => &target.phone,
        Action::CopyMail => &target.email,
        Action::CopyName => &Some(target.name.clone()),
        Action::CopyAddress => &target.address,
        Action::CopyLink => &target.link,
        _ => return Handled::No,
    };
    match text {
        Some(text) => cx.terminal(TerminalRequest::Copy(text.clone())),
        None => cx.say(Toast::info(cx.t("copy-nothing").into_owned())),
    }
    Handled::Yes
}
