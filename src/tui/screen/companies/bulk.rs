//! One deed on all marked companies: asks once, says how many, one undo.

use super::bulk_task::{TaskForm, queues};
use super::fates::Outcome;
use crate::base::{CompanyId, Due, UserId};
use crate::domain::{Code, DisqualifyReason, Rules, Stage};
use crate::replica::{Deed, Replica, TaskPlan};
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::message::{Message, Slot};
use crate::tui::screen::deeds::said;
use crate::tui::screen::drafts::Unused;
use crate::tui::screen::prompt::DatePrompt;
use crate::tui::screen::text_prompt::TextPrompt;
use crate::tui::spoken::join;
use crate::tui::toast::Toast;
use crate::tui::widget::dialog::Dialog;
use crate::tui::widget::menu::{Choice, Menu};
use crate::tui::widget::picker::Picker;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// What is asked with the users at hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Asks {
    /// Who owns them.
    Owner,
    /// Who, or which queue, gets their tasks.
    Tasks,
    /// What task each gets.
    Task,
}

/// From so many on the number is asked back.
const MANY: usize = 20;

/// The button that does it: a verb and the number.
const fn verb(deed: &Deed) -> &'static str {
    match deed {
        Deed::Qualify => "bulk-qualify",
        Deed::Disqualify(..) => "bulk-disqualify",
        Deed::Dormant(_) => "bulk-dormant",
        Deed::HandOver => "bulk-hand-over",
        Deed::Own(_) => "bulk-own",
        Deed::Archive => "bulk-archive",
        Deed::Reopen => "bulk-reopen",
        Deed::Delete(_) => "bulk-delete",
        Deed::Tag(..) => "bulk-tag",
        Deed::Stage { .. } => "bulk-stage",
        Deed::Reassign { .. } => "bulk-tasks",
        Deed::Task(_) => "bulk-task",
    }
}

/// A bulk action: what is asked and what is under way.
pub(super) struct Bulk {
    rules: Arc<Rules>,
    ids: Vec<CompanyId>,
    /// They are the marked ones; else it is the selected one.
    marked: bool,
    reason: Slot<DisqualifyReason>,
    dated: Slot<Due>,
    why: Slot<String>,
    users: Slot<(Asks, Vec<(UserId, String)>)>,
    owner: Slot<Option<UserId>>,
    stage: Slot<Stage>,
    reassign: Slot<Deed>,
    task: Slot<TaskPlan>,
    /// A task that was typed and not made yet.
    unused: Unused,
    tags: Slot<String>,
    /// Tags that were typed and not given yet.
    typed: Arc<Mutex<String>>,
    /// What it would do, before it is asked back.
    tried: Slot<Result<Outcome, String>>,
    sure: Slot<usize>,
    pending: Option<Deed>,
    done: Slot<Outcome>,
}

impl Bulk {
    pub(super) fn new(rules: Arc<Rules>) -> Self {
        Self {
            rules,
            ids: Vec::new(),
            marked: false,
            reason: Slot::default(),
            dated: Slot::default(),
            why: Slot::default(),
            users: Slot::default(),
            owner: Slot::default(),
            stage: Slot::default(),
            reassign: Slot::default(),
            task: Slot::default(),
            unused: Unused::default(),
            tags: Slot::default(),
            typed: Arc::default(),
            tried: Slot::default(),
            sure: Slot::default(),
            pending: None,
            done: Slot::default(),
        }
    }

    /// The actions that are done to all marked rows.
    pub(super) fn knows(action: Action) -> bool {
        matches!(
            action,
            Action::MoveQualify
                | Action::MoveDisqualify
                | Action::MoveDormant
                | Action::MoveHandOver
                | Action::MoveOwner
                | Action::MoveArchive
                | Action::MoveReopen
                | Action::Delete
                | Action::Tags
                | Action::MoveStage
                | Action::MoveTasks
                | Action::AddTask
                | Action::TaskNew
        )
    }

    /// Those that have no way of their own for a single company: the selected one is the few that are marked.
    pub(super) fn also_of_one(action: Action) -> bool {
        matches!(action, Action::Tags | Action::MoveStage | Action::MoveTasks)
    }

    pub(super) fn start(
        &mut self,
        cx: &mut Cx,
        action: Action,
        ids: Vec<CompanyId>,
        marked: bool,
    ) -> Handled {
        (self.ids, self.marked) = (ids, marked);
        match action {
            Action::MoveQualify => self.decide(cx, Deed::Qualify),
            Action::MoveHandOver => self.decide(cx, Deed::HandOver),
            Action::MoveArchive => self.decide(cx, Deed::Archive),
            Action::MoveReopen => self.decide(cx, Deed::Reopen),
            Action::Delete => self.decide(cx, Deed::Delete(false)),
            Action::Tags => self.ask_tags(cx),
            Action::MoveDisqualify => self.ask_reason(cx),
            Action::MoveDormant => self.ask_wake_up(cx),
            Action::MoveOwner => self.ask_users(cx, Asks::Owner),
            Action::MoveTasks => self.ask_users(cx, Asks::Tasks),
            Action::AddTask | Action::TaskNew => self.ask_users(cx, Asks::Task),
            Action::MoveStage => self.ask_stage(cx),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn ask_tags(&mut self, cx: &mut Cx) {
        let title = match self.ids.len() {
            1 => cx.title_of(Action::Tags),
            n => cx.t_args("bulk-tags-of", &[("n", n.into())]).into_owned(),
        };
        let hint = cx.t("ask-tags-hint").into_owned();
        let ticket = cx.ticket(&mut self.tags);
        cx.push(TextPrompt::new(title, hint, ticket).keeping(Arc::clone(&self.typed)));
    }

    /// Nothing is done after all: a question that was typed into comes back with its text.
    fn keep_asking(&mut self, cx: &mut Cx, deed: &Deed) {
        match deed {
            Deed::Tag(..) => self.ask_tags(cx),
            Deed::Task(_) => self.ask_users(cx, Asks::Task),
            _ => {}
        }
    }

    fn ask_users(&mut self, cx: &mut Cx, asks: Asks) {
        cx.ask(&mut self.users, move |replica: &mut Replica| {
            let users = replica.users().unwrap_or_default();
            (asks, users.into_iter().map(|user| (user.id, user.name)).collect())
        });
    }

    fn ask_stage(&mut self, cx: &mut Cx) {
        let entries = Stage::ALL.iter().map(|stage| {
            let label = cx.locale.code("STAGE", stage.code()).into_owned();
            (Choice::new(label), *stage)
        });
        let entries = entries.collect();
        let title = cx.title_of(Action::MoveStage);
        let ticket = cx.ticket(&mut self.stage);
        cx.push(Menu::new(title, entries, ticket));
    }

    /// A stage that asks for something is asked for as its own move does.
    fn take_stage(&mut self, cx: &mut Cx, to: Stage) {
        match to {
            Stage::Disqualified => self.ask_reason(cx),
            Stage::Dormant => self.ask_wake_up(cx),
            to => self.decide(
                cx,
                Deed::Stage {
                    to,
                    reason: None,
                    note: None,
                    wake_up: None,
                },
            ),
        }
    }

    fn take_users(&mut self, cx: &mut Cx, asks: Asks, users: Vec<(UserId, String)>) {
        match asks {
            Asks::Owner => {
                let nobody = (Choice::new(cx.t("owner-nobody")), None);
                let entries = users.into_iter().map(|(id, name)| (Choice::new(name), Some(id)));
                let entries = entries.chain([nobody]).collect();
                let title = match self.ids.len() {
                    1 => cx.t("ask-owner").into_owned(),
                    n => cx.t_args("bulk-owner-of", &[("n", n.into())]).into_owned(),
                };
                let ticket = cx.ticket(&mut self.owner);
                cx.push(Picker::new(title, entries, ticket));
            }
            Asks::Tasks => {
                let queues = queues(cx, &self.rules).into_iter().map(|(code, label)| {
                    let deed = Deed::Reassign {
                        to_user: None,
                        to_queue: Some(code),
                    };
                    let word = cx.t("bulk-into-queue").into_owned();
                    (Choice::new(label).detail(word), deed)
                });
                let queues: Vec<(Choice, Deed)> = queues.collect();
                let users = users.into_iter().map(|(id, name)| {
                    let deed = Deed::Reassign {
                        to_user: Some(id),
                        to_queue: None,
                    };
                    (Choice::new(name), deed)
                });
                let entries = users.chain(queues).collect();
                let title = cx.title_of(Action::MoveTasks);
                let ticket = cx.ticket(&mut self.reassign);
                cx.push(Picker::new(title, entries, ticket));
            }
            Asks::Task => {
                let ticket = cx.ticket(&mut self.task);
                let unused = self.unused.clone();
                let form = TaskForm::new(cx, &self.rules, users, self.ids.len(), unused, ticket);
                cx.push(form);
            }
        }
    }

    fn ask_wake_up(&mut self, cx: &mut Cx) {
        let day = cx.today().plus_days(self.rules.settings.dormant_days);
        let title = cx.t("ask-dormant").into_owned();
        let ticket = cx.ticket(&mut self.dated);
        let prompt = DatePrompt::new(title, self.rules.clone(), Some(Due::On(day)), None, ticket);
        cx.push(prompt);
    }

    fn ask_reason(&mut self, cx: &mut Cx) {
        let entries = DisqualifyReason::ALL.iter().take(10).map(|reason| {
            let label = cx.locale.code("REASON", reason.code()).into_owned();
            (Choice::new(label), *reason)
        });
        let entries = entries.collect();
        let title = cx.t("ask-reason").into_owned();
        let ticket = cx.ticket(&mut self.reason);
        cx.push(Menu::new(title, entries, ticket));
    }

    /// Tries the deed first: what is done to many, what shows only in its number, and what a rule would refuse is asked
    /// back.
    fn decide(&mut self, cx: &mut Cx, deed: Deed) {
        let (ids, locale) = (self.ids.clone(), Arc::clone(&cx.locale));
        self.pending = Some(deed.clone());
        cx.ask(&mut self.tried, move |replica: &mut Replica| {
            let tried = replica.bulk(&deed, &ids, true, |_| true);
            match tried.stopped {
                Some(error) => Err(said(&error)),
                None => Ok(Outcome::of(&tried.rows, &locale)),
            }
        });
    }

    fn take_tried(&mut self, cx: &mut Cx, tried: &Outcome) {
        let Some(deed) = &self.pending else { return };
        if tried.done == 0 && tried.refused.len() == self.ids.len() {
            self.pending = None;
            return tried.say(cx, self.marked);
        }
        let several = self.ids.len() > 1;
        let in_numbers = match deed {
            Deed::Stage { .. } | Deed::Reassign { .. } | Deed::Task(_) => true,
            // What all of them have already changes nothing.
            Deed::Own(_) | Deed::Tag(..) => several && tried.done > 0,
            _ => false,
        };
        if self.ids.len() > MANY || in_numbers || !tried.refused.is_empty() {
            return self.ask_back(cx, tried);
        }
        if let Some(deed) = self.pending.take() {
            self.run(cx, deed);
        }
    }

    /// Asks back, with what the rules would refuse.
    fn ask_back(&mut self, cx: &mut Cx, tried: &Outcome) {
        let Some(deed) = &self.pending else { return };
        let args = [("n", self.ids.len().into())];
        let text = cx.t_args("bulk-question", &args).into_owned();
        let undo = if self.ids.len() == 1 {
            "bulk-question-undo-one"
        } else {
            "bulk-question-undo"
        };
        let undo = cx.t_key(undo, Action::Undo);
        let text = join([Some(text), tried.would_refuse(cx), undo], "\n");
        let go_on = [("n", (tried.done + tried.unchanged).into())];
        let go_on = cx.t_args(verb(deed), &go_on).into_owned();
        let keep = cx.t("bulk-keep").into_owned();
        let ticket = cx.ticket(&mut self.sure);
        cx.push(Dialog::new(text, [keep, go_on], ticket));
    }

    fn run(&mut self, cx: &mut Cx, deed: Deed) {
        match deed {
            Deed::Task(_) => self.unused.forget(),
            Deed::Tag(..) => self.typed.lock().unwrap_or_else(PoisonError::into_inner).clear(),
            _ => {}
        }
        let ids = std::mem::take(&mut self.ids);
        let locale = Arc::clone(&cx.locale);
        cx.ask(&mut self.done, move |replica: &mut Replica| {
            let done = replica.bulk(&deed, &ids, false, |_| true);
            let mut outcome = Outcome::of(&done.rows, &locale);
            outcome.stopped_by = done.stopped.map(|error| said(&error));
            outcome
        });
    }

    /// Hears of answers; when the deed was done, those it is through with: what was refused stays marked.
    pub(super) fn update(&mut self, cx: &mut Cx, message: &Message) -> Option<HashSet<CompanyId>> {
        self.take_choices(cx, message);
        match self.tried.take(message) {
            Some(Ok(tried)) => self.take_tried(cx, &tried),
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
        if let Some(button) = self.sure.take(message)
            && let Some(deed) = self.pending.take()
        {
            if button == 1 {
                self.run(cx, deed);
            } else {
                self.keep_asking(cx, &deed);
            }
        }
        let outcome = self.done.take(message)?;
        outcome.say(cx, self.marked);
        // Also when it was stopped on the way: what was done until then is to be seen.
        cx.send(Message::Changed);
        Some(outcome.through)
    }

    fn take_choices(&mut self, cx: &mut Cx, message: &Message) {
        match self.reason.take(message) {
            Some(DisqualifyReason::Other) => {
                let title = cx.t("ask-why-other").into_owned();
                let hint = cx.t("why-other-hint").into_owned();
                let ticket = cx.ticket(&mut self.why);
                cx.push(TextPrompt::new(title, hint, ticket));
            }
            Some(reason) => self.decide(cx, Deed::Disqualify(reason, None)),
            None => {}
        }
        if let Some(why) = self.why.take(message) {
            self.decide(cx, Deed::Disqualify(DisqualifyReason::Other, Some(why)));
        }
        if let Some(due) = self.dated.take(message) {
            let day = due.day(&cx.zone);
            self.decide(cx, Deed::Dormant(day));
        }
        if let Some((asks, users)) = self.users.take(message) {
            self.take_users(cx, asks, users);
        }
        if let Some(owner) = self.owner.take(message) {
            self.decide(cx, Deed::Own(owner));
        }
        if let Some(stage) = self.stage.take(message) {
            self.take_stage(cx, stage);
        }
        if let Some(deed) = self.reassign.take(message) {
            self.decide(cx, deed);
        }
        if let Some(plan) = self.task.take(message) {
            self.decide(cx, Deed::Task(plan));
        }
        if let Some(text) = self.tags.take(message) {
            // It is given once the tags are set; until then it comes back.
            self.typed
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone_from(&text);
            let words = text.split([' ', ',']).filter(|word| !word.is_empty());
            let (remove, add): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with('-'));
            let remove = remove.iter().map(|tag| tag.trim_start_matches('-').to_owned());
            let add = add.iter().map(|tag| tag.trim_start_matches('+').to_owned());
            self.decide(cx, Deed::Tag(add.collect(), remove.collect()));
        }
    }
}
