//! The log form: anything that happened, with its outcome and follow-up.
//!
//! Picking an outcome fills the follow-up in; what the rep typed wins. A draft
//! is kept with every change; Esc closes and keeps it.

mod fields;

use super::dates::Dates;
use super::drafts::{DraftKeeper, restore};
use super::logged;
use super::promise::{self, Logged, PromiseQuestion};
use crate::base::phrase::{Tense, parse_duration};
use crate::base::{CompanyId, ContactId, Due, TaskId, UserId};
use crate::domain::command::{FollowUpArgs, LogActivity, NextTask, TaskCommand, Then};
use crate::domain::outcome::Consequence;
use crate::domain::{
    ActivityType, Code, Company, Contact, Direction, DisqualifyReason, Priority, Rules, Task,
};
use crate::locale::refused::sentence;
use crate::replica::Replica;
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::layout::Placement;
use crate::tui::message::{Message, Slot, Ticket};
use crate::tui::scope::Scope;
use crate::tui::screen::glue::form_input;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use crate::tui::widget::form::{Form, FormEvent};
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, padded};
use ratatui::Frame;
use ratatui::layout::Rect;
use std::sync::Arc;

/// What is logged, and where from.
#[derive(Clone, Debug)]
pub(super) struct LogAbout {
    /// With which company.
    pub(super) company: CompanyId,
    /// Its name.
    pub(super) name: String,
    /// The task it completes unless something else is chosen.
    pub(super) task: Option<TaskId>,
    /// With whom.
    pub(super) contact: Option<ContactId>,
    /// The type the form opens with.
    pub(super) kind: ActivityType,
    /// Opened on Work: "Save and next task" is offered.
    pub(super) work: bool,
}

/// What the form knows of the company.
#[derive(Clone, Debug, Default)]
struct About {
    company: Option<Box<Company>>,
    contacts: Vec<Contact>,
    tasks: Vec<Task>,
    users: Vec<(UserId, String)>,
}

/// The popup.
pub(super) struct LogForm {
    log: LogAbout,
    about: About,
    rules: Arc<Rules>,
    form: Form,
    ready: bool,
    load: Slot<Option<About>>,
    draft: DraftKeeper,
    /// The follow-up that an outcome filled in; another text is the rep's own.
    filled: String,
    saving: Slot<Logged>,
    promise: PromiseQuestion,
    /// What is being saved is followed by the next task.
    next: bool,
    ended: bool,
    ticket: Ticket<()>,
}

impl LogForm {
    /// Opens the form; the ticket is answered when something was logged.
    pub(super) fn open(cx: &mut Cx, log: LogAbout, rules: Arc<Rules>, ticket: Ticket<()>) {
        let form = Self {
            draft: DraftKeeper::new("log", log.company.to_string()),
            form: Form::new(),
            log,
            about: About::default(),
            rules,
            ready: false,
            load: Slot::default(),
            filled: String::new(),
            saving: Slot::default(),
            promise: PromiseQuestion::default(),
            next: false,
            ended: false,
            ticket,
        };
        cx.push(form);
    }

    fn read(&mut self, cx: &mut Cx) {
        let id = self.log.company;
        cx.ask(&mut self.load, move |replica: &mut Replica| {
            let card = replica.company(id).ok()??;
            let users = replica.users().unwrap_or_default();
            Some(About {
                company: Some(Box::new(card.company)),
                contacts: card.contacts,
                tasks: card.tasks,
                users: users.into_iter().map(|user| (user.id, user.name)).collect(),
            })
        });
    }

    fn event(&mut self, cx: &mut Cx, event: FormEvent) -> Handled {
        match event {
            FormEvent::Changed(field) => {
                self.changed(cx, field);
                self.draft.keep(cx, &self.form);
            }
            FormEvent::Left("duration") => self.check_duration(cx),
            FormEvent::Pressed("discard") => {
                self.draft.drop_it(cx);
                self.ended = true;
                cx.close();
            }
            FormEvent::Pressed(button) => self.save(cx, button == "next"),
            FormEvent::Left(_) | FormEvent::Handled => {}
            FormEvent::No => return Handled::No,
        }
        Handled::Yes
    }

    fn changed(&mut self, cx: &mut Cx, field: &str) {
        match field {
            "type" => {
                fields::fit(cx, &mut self.form, &self.rules);
                self.fill(cx);
            }
            "outcome" | "completes" => {
                fields::fit(cx, &mut self.form, &self.rules);
                self.fill(cx);
            }
            "with" => self.echo_number(),
            _ => {}
        }
    }

    /// Fills the follow-up in, unless the rep typed one.
    fn fill(&mut self, cx: &Cx) {
        if self.form.value("follow") != self.filled {
            return;
        }
        let due = fields::leads_to(cx, &self.form, &self.about, &self.rules)
            .as_ref()
            .and_then(fields::suggestion);
        let dates = Dates::new(cx, &self.rules, Tense::Ahead);
        self.filled = due.map(|due| dates.text(due)).unwrap_or_default();
        self.form.set("follow", &self.filled);
        self.form.fail("follow", None);
    }

    fn person(&self) -> Option<&Contact> {
        let at = self.form.chosen("with")?.checked_sub(1)?;
        self.about.contacts.get(at)
    }

    fn echo_number(&mut self) {
        let company = self.about.company.as_deref();
        let phones = self
            .person()
            .map(|c| &c.phones.0)
            .or(company.map(|c| &c.phones.0));
        let good = phones.and_then(|phones| phones.iter().find(|phone| phone.is_good()));
        let text = good.map(super::words::number).unwrap_or_default();
        self.form.echo("with", text);
    }

    fn check_duration(&mut self, cx: &Cx) {
        let text = self.form.value("duration");
        let wrong = !text.is_empty() && parse_duration(&text).is_err();
        let error = wrong.then(|| cx.t("error-duration").into_owned());
        self.form.fail("duration", error);
    }

    fn check(&mut self, cx: &Cx) {
        self.form.check(cx);
        self.check_duration(cx);
        let kind = fields::kind(&self.form);
        let typed = !self.form.value("follow").is_empty();
        let leads_to = fields::leads_to(cx, &self.form, &self.about, &self.rules);
        let asks = matches!(leads_to, Some(Consequence::AskDate | Consequence::AskMeeting));
        let moved = fields::code(cx, &self.form, &self.rules).as_deref() == Some("RESCHEDULED");
        if (asks || moved) && !typed {
            self.form.fail("follow", Some(cx.t("error-follow").into_owned()));
        }
        if matches!(leads_to, Some(Consequence::AskWhom)) && self.form.chosen("whom").is_none() {
            self.form.fail("whom", Some(cx.t("error-whom").into_owned()));
        }
        let says_nothing = matches!(kind, ActivityType::Note | ActivityType::Research);
        if says_nothing && self.form.value("note").is_empty() {
            self.form.fail("note", Some(cx.t("error-note").into_owned()));
        }
        if kind == ActivityType::Call && self.form.chosen("outcome").is_none() {
            self.form
                .fail("outcome", Some(cx.t("error-outcome").into_owned()));
        }
    }

    fn save(&mut self, cx: &mut Cx, next: bool) {
        if self.saving.is_waiting() || !self.ready {
            return;
        }
        self.check(cx);
        if self.form.has_errors() {
            self.form.to_first_error();
            return;
        }
        self.next = next;
        let args = self.args(cx);
        self.send(cx, args);
    }

    fn send(&mut self, cx: &mut Cx, args: LogActivity) {
        let next = self.next;
        cx.ask(&mut self.saving, move |replica: &mut Replica| {
            let id = replica.new_id();
            let done = promise::log(replica, LogActivity { id, ..args });
            if next && done.is_ok() {
                // Work takes the next one; a refusal only means that nothing is left.
                let _ = replica.run(TaskCommand::Next(NextTask::default()));
            }
            done
        });
    }

    fn args(&self, cx: &Cx) -> LogActivity {
        let form = &self.form;
        let text = |id: &str| Some(form.value(id)).filter(|text| !text.is_empty());
        let shown = |id: &str| form.get(id).is_some_and(|field| field.visible);
        let past = Dates::new(cx, &self.rules, Tense::Past);
        let kind = fields::kind(form);
        let direction = shown("direction").then(|| match form.chosen("direction") {
            Some(1) => Direction::Inbound,
            _ => Direction::Outbound,
        });
        let duration = text("duration").filter(|_| shown("duration"));
        let follow_up = self.follow_up(cx);
        let made = fields::leads_to(cx, form, &self.about, &self.rules);
        let made = made.as_ref().and_then(fields::suggestion).is_some();
        LogActivity {
            task_id: fields::completed(form, &self.about).map(|task| task.id),
            company_id: Some(self.log.company),
            contact_id: self.person().map(|contact| contact.id),
            direction,
            outcome: fields::code(cx, form, &self.rules).filter(|_| shown("outcome")),
            occurred_at: text("when").and_then(|typed| past.read_instant(&typed).ok()),
            duration_s: duration
                .and_then(|typed| parse_duration(&typed).ok())
                .map(i64::from),
            notes: text("note"),
            no_follow_up: made && follow_up.is_none(),
            follow_up,
            then: self.then(),
            // The id is made where the command is run.
            ..LogActivity::new(crate::base::ActivityId(uuid::Uuid::nil()), kind)
        }
    }

    fn follow_up(&self, cx: &Cx) -> Option<FollowUpArgs> {
        let dates = Dates::new(cx, &self.rules, Tense::Ahead);
        let typed = self.form.value("follow");
        let due: Due = dates.read(&typed).ok().filter(|_| !typed.is_empty())?;
        let title = Some(self.form.value("what")).filter(|text| !text.is_empty());
        let assign = self.form.chosen("assign").and_then(|at| at.checked_sub(1));
        let priority = self.form.chosen("priority").and_then(|at| Priority::ALL.get(at));
        Some(FollowUpArgs {
            title,
            assignee: assign.and_then(|at| self.about.users.get(at)).map(|(id, _)| *id),
            priority: priority.copied().filter(|priority| *priority != Priority::Normal),
            ..FollowUpArgs::at(due)
        })
    }

    fn then(&self) -> Option<Then> {
        let shown = |id: &str| self.form.get(id).is_some_and(|field| field.visible);
        if shown("whom") {
            return Some(match self.form.chosen("whom")? {
                0 => Then::BlockCompany { basis: None },
                _ => Then::BlockPerson { basis: None },
            });
        }
        let at = self.form.chosen("reason").filter(|_| shown("reason"))?;
        let reason = *DisqualifyReason::ALL.get(at)?;
        Some(Then::Disqualify { reason, note: None })
    }

    fn take_done(&mut self, cx: &mut Cx, done: Logged) {
        match done {
            Ok(applied) => {
                self.draft.drop_it(cx);
                self.ended = true;
                cx.close();
                let text = logged::summary(cx, &self.rules, &applied, None);
                cx.say(Toast::undo(text));
                cx.answer(self.ticket, ());
                cx.send(Message::Changed);
            }
            Err(failed) => {
                let Some(failed) = self.promise.ask(cx, failed) else {
                    return;
                };
                for (field, fix) in failed.wrong {
                    self.form.fail(field_of(&field), Some(sentence(&cx.locale, &fix)));
                }
                if !self.form.to_first_error() {
                    cx.say(Toast::error(failed.text));
                }
            }
        }
    }

    /// "today" in a draft of another day means that day.
    fn name_the_day(&mut self, cx: &Cx) {
        let Some(day) = self.draft.since.map(|at| at.date_in(&cx.zone)) else {
            return;
        };
        let typed = self.form.value("when");
        let today = cx.t("day-today").into_owned();
        if day != cx.today()
            && let Some(time) = typed.strip_prefix(&today)
        {
            self.form.set("when", &format!("{day}{time}"));
        }
    }

    fn close_keeping(&mut self, cx: &mut Cx) -> Handled {
        if self.draft.is_changed(&self.form) {
            self.draft.keep(cx, &self.form);
            cx.say(Toast::info(cx.t("draft-kept").into_owned()));
        }
        self.ended = true;
        cx.close();
        Handled::Yes
    }
}

/// The field of the form that stands for an argument of the command.
fn field_of(name: &str) -> &str {
    match name {
        "occurred_at" => "when",
        "duration_s" => "duration",
        "follow_up" => "follow",
        "notes" => "note",
        "then" => "whom",
        "contact_id" => "with",
        "task_id" => "completes",
        other => other,
    }
}

impl Component for LogForm {
    fn enter(&mut self, cx: &mut Cx) {
        self.read(cx);
    }

    fn leave(&mut self, cx: &mut Cx) {
        if !self.ended && self.ready {
            self.draft.keep(cx, &self.form);
        }
    }

    fn is_settling(&self) -> bool {
        self.saving.is_waiting()
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(about) = self.load.take(message) {
            let Some(about) = about else {
                cx.say(Toast::error(cx.t("record-gone").into_owned()));
                self.ended = true;
                return cx.close();
            };
            self.about = about;
            self.form = fields::form(cx, &self.log, &self.about, &self.rules);
            self.ready = true;
            self.echo_number();
            self.draft.look(cx, &self.form);
        }
        if let Some(draft) = self.draft.update(cx, message, &mut self.form) {
            // Which outcomes there are goes by the type, so the type is put back first.
            fields::fit(cx, &mut self.form, &self.rules);
            restore(&mut self.form, &draft);
            fields::fit(cx, &mut self.form, &self.rules);
            self.name_the_day(cx);
            self.echo_number();
            cx.say(Toast::info(cx.t("draft-restored").into_owned()));
        }
        if let Some(done) = self.saving.take(message) {
            self.take_done(cx, done);
        }
        if let Some(args) = self.promise.take(message) {
            self.send(cx, args);
        }
        let event = self.form.update(cx, message);
        self.event(cx, event);
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if matches!(act.action, Action::Cancel | Action::Interrupt) {
            return self.close_keeping(cx);
        }
        let event = self.form.act(cx, act);
        self.event(cx, event)
    }
    form_input!();

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let note = if self.draft.kept {
            cx.t("draft-saved").into_owned()
        } else {
            String::new()
        };
        let pane = Pane::popup(self.title(cx)).note(note);
        let buf = frame.buffer_mut();
        let inner = padded(pane.draw(buf, area, *cx));
        if self.ready {
            self.form.draw(buf, inner, *cx);
        } else {
            paint::text(buf, inner, "…", cx.theme.get(Role::Dim));
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        let mut scopes = self.form.scopes();
        scopes.push(Scope::Log);
        scopes
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![
            Action::FormNext,
            Action::FormSave,
            Action::Cancel,
            Action::TextEditor,
        ]
    }
    fn title(&self, cx: &Cx) -> String {
        format!("{} · {}", cx.title_of(Action::LogForm), self.log.name)
    }
    fn placement(&self, _cx: &Cx) -> Placement {
        let width = 92;
        let height = self.form.rows(width - 3) + 3;
        Placement::Center {
            width,
            height: height.max(24),
        }
    }
}
