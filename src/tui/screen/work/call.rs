//! Calling and logging: the timer, the digits, what they ask, what they send.

use super::strip::{Decision, Question, Strip};
use super::{Calling, Detail, Pane, Work, attempts_of, place_of};
use crate::base::{CompanyId, ContactId, TaskId, Timestamp};
use crate::domain::command::{ActivityCommand, LogActivity, Then};
use crate::domain::outcome::{Consequence, consequence};
use crate::domain::{ActivityType, Effect, OutcomeRule};
use crate::replica::{Applied, Replica};
use crate::tui::action::{Act, Action};
use crate::tui::component::Handled;
use crate::tui::cx::{Cx, Edited, RunningCall, TerminalRequest};
use crate::tui::message::Message;
use crate::tui::place::Place;
use crate::tui::screen::deeds::{said, say_done};
use crate::tui::screen::logged;
use crate::tui::toast::Toast;
use crate::tui::widget::dialog::Dialog;
use crate::tui::widget::menu::{Choice, Menu};
use serde_json::json;

/// Where a running call is kept, so that a crash does not lose it.
const CALL: &str = "call";

/// A call that ran when the program ended without a word.
pub(super) fn recover(replica: &Replica) -> Option<(TaskId, Timestamp)> {
    let kept = replica.meta(CALL).ok().flatten()?;
    let value: serde_json::Value = serde_json::from_str(&kept).ok()?;
    let task = value["task"].as_str()?.parse().ok()?;
    let since = value["since"].as_i64().map(Timestamp)?;
    Some((task, since))
}

/// Logs what was typed as a NOTE, without a call.
pub(super) fn log_note(
    replica: &Replica,
    task: TaskId,
    company: CompanyId,
    contact: Option<ContactId>,
    note: String,
) -> Result<Applied, String> {
    let args = LogActivity {
        company_id: Some(company),
        contact_id: contact,
        notes: Some(note),
        ..LogActivity::new(replica.new_id(), ActivityType::Note)
    };
    let applied = replica
        .run(ActivityCommand::Log(Box::new(args)))
        .map_err(|error| said(&error))?;
    if let Err(error) = replica.drop_draft("call", &task.to_string()) {
        tracing::error!(%error, "the draft stays although it was logged");
    }
    Ok(applied)
}

impl Work {
    /// Enter or `c` on the current task.
    pub(super) fn start_call(&mut self, cx: &mut Cx) -> Handled {
        if self.calling.is_some() {
            cx.say(Toast::info(cx.t("call-runs").into_owned()));
            return Handled::Yes;
        }
        if !self.cursor_on_current() {
            cx.say(Toast::info(cx.t("take-first").into_owned()));
            return Handled::Yes;
        }
        let Some(detail) = self.current() else {
            return Handled::Yes;
        };
        if !detail.task.kind.is_call() {
            cx.run(Action::LogForm.act());
            return Handled::Yes;
        }
        if detail.dials.is_empty() {
            cx.say(Toast::info(cx.t("no-number").into_owned()));
            return Handled::Yes;
        }
        if let Some(question) = self.doubt(cx) {
            let buttons = ["call-not", "call-anyway"].map(|key| cx.t(key).into_owned());
            let ticket = cx.ticket(&mut self.outside);
            cx.push(Dialog::new(question, buttons, ticket));
            return Handled::Yes;
        }
        self.dial_now(cx)
    }

    /// What speaks against calling now: do-not-contact, the hour there.
    fn doubt(&self, cx: &Cx) -> Option<String> {
        use crate::base::worktime::Window;
        let detail = self.current()?;
        if detail.card.company.dnc_since.is_some() {
            return Some(cx.t("ask-dnc").into_owned());
        }
        if !self.settings.ask_outside_hours {
            return None;
        }
        let place = place_of(detail, &self.rules);
        match place.desk(&self.rules.settings).is_open(cx.now()) {
            Window::Open => None,
            Window::Closed { .. } => {
                let time = cx.locale.clock_time(cx.now(), &place.zone);
                Some(cx.t_args("ask-outside", &[("time", (&time).into())]).into_owned())
            }
        }
    }

    pub(super) fn dial_now(&mut self, cx: &mut Cx) -> Handled {
        let Some((task, name, number)) = self.current().and_then(|detail| {
            let dial = detail.dials.get(self.dial)?;
            let number = dial.phone.e164.clone().unwrap_or_else(|| dial.phone.raw.clone());
            Some((detail.task.id, detail.card.company.name.clone(), number))
        }) else {
            return Handled::Yes;
        };
        let since = cx.now();
        self.calling = Some(Calling {
            since,
            number: number.clone(),
        });
        cx.status.call = Some(RunningCall {
            name,
            since,
            place: Place::Work,
        });
        self.pane = Pane::Outcome;
        self.power.at = None;
        let kept = json!({ "task": task, "since": since.0 }).to_string();
        cx.tell(move |replica: &mut Replica| {
            if let Err(error) = replica.put_meta(CALL, &kept) {
                tracing::error!(%error, "the running call could not be kept");
            }
        });
        self.reach_out(cx, &number);
        Handled::Yes
    }

    /// What `call.method` says: show, copy, open a tel: link, or run a command.
    fn reach_out(&self, cx: &mut Cx, number: &str) {
        match self.settings.method.as_str() {
            "copy" => cx.terminal(TerminalRequest::Copy(number.to_owned())),
            "tel" => run_detached(vec!["xdg-open".to_owned(), format!("tel:{number}")]),
            "command" => {
                let argv = self
                    .settings
                    .command
                    .iter()
                    .map(|arg| arg.replace("{number}", number));
                run_detached(argv.collect());
            }
            _ => {}
        }
    }

    pub(super) fn resume(&mut self, cx: &mut Cx, since: Timestamp) {
        let detail = self.current();
        let number = detail
            .and_then(|d| d.dials.get(self.dial))
            .map(|d| d.phone.raw.clone())
            .unwrap_or_default();
        let name = detail.map(|d| d.card.company.name.clone()).unwrap_or_default();
        self.calling = Some(Calling { since, number });
        cx.status.call = Some(RunningCall {
            name,
            since,
            place: Place::Work,
        });
        self.pane = Pane::Outcome;
    }

    fn end_call(&mut self, cx: &mut Cx) {
        if self.calling.take().is_some() {
            cx.status.call = None;
            cx.tell(|replica: &mut Replica| {
                if let Err(error) = replica.put_meta(CALL, "") {
                    tracing::error!(%error, "the ended call could not be noted");
                }
            });
        }
        self.leave_asked = false;
    }

    /// Esc: before five seconds back to READY; later it says once that there is no outcome yet.
    pub(super) fn cancel(&mut self, cx: &mut Cx) -> Handled {
        if self.power.at.take().is_some() {
            cx.say(Toast::info(cx.t("power-held").into_owned()));
            return Handled::Yes;
        }
        let Some(calling) = &self.calling else {
            if self.zoomed {
                self.zoomed = false;
                return Handled::Yes;
            }
            if self.pane != Pane::Queue {
                self.pane = Pane::Queue;
                return Handled::Yes;
            }
            return Handled::No;
        };
        if cx.now().0 - calling.since.0 < 5_000 || self.leave_asked {
            self.end_call(cx);
            self.pane = Pane::Queue;
        } else {
            self.leave_asked = true;
            cx.say(Toast::info(cx.t("no-outcome-yet").into_owned()));
        }
        Handled::Yes
    }

    /// A digit: outcome, duration, note, follow-up and stage rule in one transaction.
    pub(super) fn digit(&mut self, cx: &mut Cx, digit: u8) -> Handled {
        if self.logged.is_waiting() {
            return Handled::Yes;
        }
        if self.calling.is_none() && !self.cursor_on_current() {
            cx.say(Toast::info(cx.t("take-first").into_owned()));
            return Handled::Yes;
        }
        let rules = self.rules.clone();
        let Some(rule) = rules.outcome_on(digit) else {
            return Handled::No;
        };
        let Some(detail) = self.current() else {
            cx.say(Toast::info(cx.t("no-current").into_owned()));
            return Handled::Yes;
        };
        if !detail.task.kind.is_call() && self.calling.is_none() {
            cx.say(Toast::info(cx.t("not-a-call").into_owned()));
            return Handled::Yes;
        }
        let place = place_of(detail, &rules);
        let result = consequence(rule, attempts_of(&detail.task), &place, &rules.settings, cx.now());
        let question = match result {
            Consequence::AskDate => Question::Promise,
            Consequence::Suggest { due } => Question::Suggest(due),
            Consequence::AskMeeting => Question::Meeting,
            Consequence::AskNotInterested => Question::NotInterested,
            Consequence::Exhausted { retry } => Question::Exhausted(retry),
            Consequence::AskWhom => return self.ask_whom(cx, rule),
            Consequence::CallBack { .. } | Consequence::WrongNumber | Consequence::Nothing => {
                self.log(cx, rule.code.clone(), Decision::default());
                return Handled::Yes;
            }
        };
        let (stage, zone) = (detail.card.company.stage, place.zone.clone());
        let title = format!("{} · {}", rule.label(cx.locale.lang()), detail.card.company.name);
        self.deciding = Some(rule.code.clone());
        let ticket = cx.ticket(&mut self.decision);
        let strip = Strip::new(title, question, rules.clone(), stage, zone, cx, ticket);
        cx.push(strip);
        Handled::Yes
    }

    fn ask_whom(&mut self, cx: &mut Cx, rule: &OutcomeRule) -> Handled {
        self.deciding = Some(rule.code.clone());
        let has_person = self.current().is_some_and(|detail| detail.contact.is_some());
        let keys: &[&'static str] = if has_person {
            &["dnc-keep", "dnc-company", "dnc-person"]
        } else {
            &["dnc-keep", "dnc-company"]
        };
        let buttons = keys.iter().map(|key| cx.t(key).into_owned()).collect::<Vec<_>>();
        let text = cx.t("dnc-question").into_owned();
        let ticket = cx.ticket(&mut self.whom);
        cx.push(Dialog::new(text, buttons, ticket));
        Handled::Yes
    }

    fn log(&mut self, cx: &mut Cx, outcome: String, decision: Decision) {
        let Some(detail) = self.current() else { return };
        let duration = self
            .calling
            .as_ref()
            .map(|calling| (cx.now().0 - calling.since.0) / 1000);
        let note = self.note.value();
        let phone = detail.dials.get(self.dial).map(|dial| dial.phone.key());
        let contact = detail.dials.get(self.dial).and_then(|dial| dial.contact);
        let contact = contact.or(detail.contact.as_ref().map(|contact| contact.id));
        let (task, is_call) = (detail.task.id, detail.task.kind.is_call());
        self.unsaved = false;
        cx.ask(&mut self.logged, move |replica: &mut Replica| {
            let args = LogActivity {
                task_id: Some(task),
                keep_task: !is_call,
                contact_id: contact,
                outcome: Some(outcome),
                duration_s: duration.filter(|s| *s >= 0),
                notes: (!note.trim().is_empty()).then_some(note),
                phone,
                follow_up: decision.follow_up,
                no_follow_up: decision.none,
                then: decision.then,
                ..LogActivity::new(replica.new_id(), ActivityType::Call)
            };
            let applied = replica
                .run(ActivityCommand::Log(Box::new(args)))
                .map_err(|error| said(&error))?;
            if let Err(error) = replica.drop_draft("call", &task.to_string()) {
                tracing::error!(%error, "the draft stays although it was logged");
            }
            Ok(applied)
        });
    }

    pub(super) fn update_call(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(decision) = self.decision.take(message)
            && let Some(code) = self.deciding.take()
        {
            self.log(cx, code, decision);
        }
        if let Some(button) = self.whom.take(message)
            && let Some(code) = self.deciding.take()
        {
            let then = match button {
                1 => Then::BlockCompany { basis: None },
                2 => Then::BlockPerson { basis: None },
                _ => return,
            };
            self.log(
                cx,
                code,
                Decision {
                    then: Some(then),
                    ..Decision::default()
                },
            );
        }
        if self.outside.take(message) == Some(1) {
            self.dial_now(cx);
        }
        if let Some(at) = self.numbers.take(message) {
            self.dial = at;
        }
        match self.edited.take(message) {
            Some(Edited::Text(text)) => {
                self.note.set(&text);
                self.note_changed(cx);
            }
            Some(Edited::Failed(why)) => cx.say(Toast::error(why)),
            None => {}
        }
        match self.logged.take(message) {
            Some(Ok(applied)) => self.after_log(cx, &applied),
            Some(Err(text)) => {
                // The note stays; nothing was logged.
                self.unsaved = true;
                self.keep_draft(cx);
                cx.say(Toast::error(text));
            }
            None => {}
        }
    }

    fn after_log(&mut self, cx: &mut Cx, applied: &Applied) {
        let stays = applied
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::NextNumber { .. }));
        let is_note = applied.effects.iter().any(|e| {
            matches!(
                e,
                Effect::ActivityLogged {
                    kind: ActivityType::Note,
                    ..
                }
            )
        });
        cx.say(Toast::undo(logged::summary(cx, &self.rules, applied)));
        self.note = crate::tui::widget::area::Area::default();
        self.note_saved = true;
        self.outcome = 0;
        if is_note {
            say_done(cx, applied);
            cx.send(Message::Changed);
            return;
        }
        self.end_call(cx);
        self.dial = 0;
        self.pane = Pane::Queue;
        self.detail = None;
        if !stays {
            self.power.at = self.power.on.then(|| cx.now().plus_ms(3_000));
        }
        cx.send(Message::Changed);
    }

    pub(super) fn choose_number(&mut self, cx: &mut Cx) -> Handled {
        let Some(detail) = self.current() else {
            return Handled::Yes;
        };
        let entries = detail.dials.iter().enumerate().map(|(at, dial)| {
            let whose = dial
                .contact
                .and_then(|id| detail.card.contacts.iter().find(|c| c.id == id));
            let whose = whose.map_or_else(
                || detail.card.company.name.clone(),
                crate::domain::Contact::display_name,
            );
            (Choice::new(dial.phone.raw.clone()).detail(whose), at)
        });
        let entries: Vec<_> = entries.collect();
        if entries.is_empty() {
            cx.say(Toast::info(cx.t("no-number").into_owned()));
            return Handled::Yes;
        }
        let title = cx.t("choose-number").into_owned();
        let ticket = cx.ticket(&mut self.numbers);
        cx.push(Menu::new(title, entries, ticket));
        Handled::Yes
    }

    pub(super) fn act_in_note(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Cancel => {
                self.keep_draft_now(cx);
                self.pane = if self.calling.is_some() {
                    Pane::Outcome
                } else {
                    Pane::Queue
                };
                Handled::Yes
            }
            Action::PaneNext | Action::FormNext => self.next_pane(cx, 1),
            Action::PanePrev | Action::FormPrev => self.next_pane(cx, -1),
            Action::FormSave if self.calling.is_none() => {
                self.save_note(cx);
                Handled::Yes
            }
            Action::FormSave => {
                self.pane = Pane::Outcome;
                Handled::Yes
            }
            Action::TextEditor => self.edit_note(cx),
            action => {
                let before = self.note.value();
                let handled = self.note.act(action);
                if self.note.value() != before {
                    self.note_changed(cx);
                }
                handled
            }
        }
    }

    pub(super) fn edit_note(&mut self, cx: &mut Cx) -> Handled {
        let text = self.note.value();
        cx.edit(text, &mut self.edited);
        Handled::Yes
    }

    pub(super) fn open_script(&self, cx: &mut Cx) -> Handled {
        let Some(detail) = &self.detail else {
            return Handled::Yes;
        };
        let sections = detail
            .script
            .sections
            .iter()
            .map(|(title, lines)| format!("{title}\n\n{}", lines.join("\n")));
        let text = sections.collect::<Vec<_>>().join("\n\n");
        cx.push(crate::tui::widget::viewer::Viewer::new(
            cx.t("pane-script").into_owned(),
            &text,
        ));
        Handled::Yes
    }

    pub(super) fn deed(&mut self, cx: &mut Cx, act: Act, action: Action) -> Handled {
        if self.open_form(cx, action).yes() {
            return Handled::Yes;
        }
        let Some(target) = self.target() else {
            return Handled::No;
        };
        if matches!(action, Action::TaskDone | Action::TaskSkip) && !self.cursor_on_current() {
            cx.say(Toast::info(cx.t("take-first").into_owned()));
            return Handled::Yes;
        }
        if action == Action::LinkOpen {
            match &target.link {
                Some(link) if link.starts_with("http") => {
                    run_detached(vec!["xdg-open".to_owned(), link.clone()]);
                }
                Some(link) => run_detached(vec!["xdg-open".to_owned(), format!("https://{link}")]),
                None => cx.say(Toast::info(cx.t("copy-nothing").into_owned())),
            }
            return Handled::Yes;
        }
        let handled = self.deeds.act(cx, act, &target);
        if handled.yes() && matches!(action, Action::TaskDone) {
            self.note = crate::tui::widget::area::Area::default();
            self.unsaved = false;
        }
        handled
    }

    pub(super) fn toggle_power(&mut self, cx: &mut Cx) -> Handled {
        self.power.on = !self.power.on;
        self.power.at = None;
        let key = if self.power.on { "power-on" } else { "power-off" };
        cx.say(Toast::info(cx.t(key).into_owned()));
        Handled::Yes
    }

    /// In power mode the next call starts when its three seconds are over.
    pub(super) fn power_next(&self, cx: &mut Cx) {
        let Some(detail) = self.current().filter(|_| self.power.at.is_some()) else {
            return;
        };
        let name = detail.card.company.name.clone();
        cx.say(Toast::info(
            cx.t_args("power-next", &[("name", (&name).into())]).into_owned(),
        ));
    }

    pub(super) fn tick(&mut self, cx: &mut Cx) {
        let due = self.power.at.is_some_and(|at| cx.now() >= at);
        if due && self.calling.is_none() {
            self.power.at = None;
            let callable = self
                .current()
                .is_some_and(|d: &Detail| d.task.kind.is_call() && !d.dials.is_empty());
            if callable && self.doubt(cx).is_none() {
                self.dial_now(cx);
            }
        }
    }
}

/// Starts a program and leaves it alone; its words never reach the screen.
pub(in crate::tui::screen) fn run_detached(argv: Vec<String>) {
    use std::process::{Command, Stdio};
    let Some((program, args)) = argv.split_first() else {
        return;
    };
    let started = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match started {
        Ok(mut child) => {
            // Waited for elsewhere, so that no dead process stays behind.
            std::thread::spawn(move || child.wait());
        }
        Err(error) => tracing::error!(%error, program, "the program could not be started"),
    }
}
