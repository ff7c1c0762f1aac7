//! Calling and logging: the timer, the digits, what they ask, what they send.

use super::strip::{Decision, Question, Strip};
use super::{Calling, Pane, Sent, Work, attempts_of, place_of};
use crate::base::{ActivityId, CompanyId, ContactId, TaskId, Timestamp};
use crate::domain::command::{LogActivity, TaskCommand, TaskRef};
use crate::domain::outcome::{Consequence, consequence};
use crate::domain::{ActivityType, OutcomeRule};
use crate::replica::Replica;
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::{Cx, RunningCall, TerminalRequest};
use crate::tui::message::{Message, Slot};
use crate::tui::place::Place;
use crate::tui::screen::outcome_panel::{self, DIGITS};
use crate::tui::screen::promise::{self, Logged};
use crate::tui::screen::running::{self, Running};
use crate::tui::screen::text_prompt::TextPrompt;
use crate::tui::spoken::join;
use crate::tui::toast::Toast;
use crate::tui::widget::dialog::Dialog;
use crate::tui::widget::menu::{Choice, Menu};

/// Logs what was typed as a NOTE, without a call.
pub(super) fn log_note(
    replica: &Replica,
    task: TaskId,
    company: CompanyId,
    contact: Option<ContactId>,
    note: String,
) -> Logged {
    let args = LogActivity {
        company_id: Some(company),
        contact_id: contact,
        notes: Some(note),
        ..LogActivity::new(replica.new_id(), ActivityType::Note)
    };
    let applied = promise::log(replica, args)?;
    if let Err(error) = replica.drop_draft("call", &task.to_string()) {
        tracing::error!(%error, "the draft stays although it was logged");
    }
    // Logging ends the lease; a note does not end the work on its task.
    if let Err(error) = replica.run(TaskCommand::Claim(TaskRef { task_id: task })) {
        tracing::warn!(%error, "the task is not the current one any more");
    }
    Ok(applied)
}

/// How a call is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Start {
    /// By Enter, which on another kind of task opens its form.
    Enter,
    /// By the key that always calls.
    Key,
}

/// What to do about a task that has no number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Missing {
    Type,
    SalesOps,
}

/// A number that is asked for because there is none.
#[derive(Debug, Default)]
pub(super) struct NewNumber {
    choice: Slot<Missing>,
    typed: Slot<String>,
    /// The task that is called as soon as its number is there.
    calls: Option<TaskId>,
    /// The task whose number is asked for as soon as it is the current one.
    pub(super) asks: Option<TaskId>,
}

impl Work {
    /// Enter or `c` on the current task.
    pub(super) fn start_call(&mut self, cx: &mut Cx, start: Start) -> Handled {
        if let Some(call) = &cx.status.call {
            let text = call_runs(cx, &call.name);
            cx.say(Toast::info(text));
            return Handled::Yes;
        }
        if !self.cursor_on_current() {
            cx.say(Toast::info(cx.t("take-first").into_owned()));
            return Handled::Yes;
        }
        let Some(now) = self.current() else {
            return Handled::Yes;
        };
        if start == Start::Enter && !now.task.kind.is_call() {
            cx.run(Action::LogForm.act());
            // Digits that were meant for a call would choose something else in the form.
            cx.drop_ahead();
            return Handled::Yes;
        }
        if now.dials.is_empty() {
            return self.ask_number(cx);
        }
        if let Some(question) = self.doubt(cx) {
            let buttons = ["call-not", "call-anyway"].map(|key| cx.t(key).into_owned());
            let ticket = cx.ticket(&mut self.outside);
            cx.push(Dialog::new(question, buttons, ticket));
            cx.drop_ahead();
            return Handled::Yes;
        }
        self.dial_now(cx)
    }

    /// There is no number: it is typed, or Sales Ops looks for one.
    fn ask_number(&mut self, cx: &mut Cx) -> Handled {
        let Some(now) = self.current() else {
            return Handled::Yes;
        };
        let name = now.card.company.name.clone();
        let is_call = now.task.kind.is_call();
        let title = cx
            .t_args("number-missing", &[("name", (&name).into())])
            .into_owned();
        let mut entries = vec![(Choice::new(cx.t("number-type").into_owned()), Missing::Type)];
        if is_call {
            entries.push((Choice::new(cx.t("number-ops").into_owned()), Missing::SalesOps));
        }
        let ticket = cx.ticket(&mut self.number.choice);
        cx.push(Menu::new(title, entries, ticket));
        cx.drop_ahead();
        Handled::Yes
    }

    pub(super) fn update_number(&mut self, cx: &mut Cx, message: &Message) {
        match self.number.choice.take(message) {
            Some(Missing::Type) => {
                let ticket = cx.ticket(&mut self.number.typed);
                let title = cx.t("number-type").into_owned();
                cx.push(TextPrompt::new(title, cx.t("number-hint").into_owned(), ticket));
            }
            Some(Missing::SalesOps) => {
                if let Some(task_id) = self.queue.current {
                    self.deeds.give(cx, TaskCommand::NeedNumber(TaskRef { task_id }));
                }
            }
            None => {}
        }
        if let Some(typed) = self.number.typed.take(message)
            && let Some(now) = self.now.clone()
        {
            self.number.calls = Some(now.task.id);
            let person = now.task.contact_id.and(now.contact.as_ref());
            self.deeds.add_number(cx, &now.card.company, person, &typed);
        }
    }

    /// Calls the task whose number was just typed.
    pub(super) fn call_new_number(&mut self, cx: &mut Cx) {
        let asked = self.number.asks.take();
        if asked.is_some() && asked == self.queue.current {
            self.start_call(cx, Start::Key);
        }
        let wanted = self.number.calls.take();
        let ready = self.current().is_some_and(|now| !now.dials.is_empty());
        if wanted.is_some() && wanted == self.queue.current && ready && self.calling.is_none() {
            self.start_call(cx, Start::Key);
        }
    }

    /// What speaks against calling now: do-not-contact, the hour there.
    pub(super) fn doubt(&self, cx: &Cx) -> Option<String> {
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
        // In power mode no key was pressed; what is said about the call before hides the keys of this one.
        cx.hush();
        self.run_call(cx, cx.now());
        if let Some(number) = self.calling.as_ref().map(|calling| calling.number.clone()) {
            self.reach_out(cx, &number);
        }
        Handled::Yes
    }

    /// The call to the current task runs, since now or since before.
    pub(super) fn run_call(&mut self, cx: &mut Cx, since: Timestamp) {
        let Some(now) = self.now.clone() else { return };
        let phone = now.dials.get(self.dial).map(|dial| &dial.phone);
        let number = phone.map(|phone| phone.e164.clone().unwrap_or_else(|| phone.raw.clone()));
        self.calling = Some(Calling {
            since,
            number: number.unwrap_or_default(),
            task: now.task.id,
        });
        cx.status.call = Some(RunningCall {
            name: now.card.company.name.clone(),
            since,
            place: Place::Work,
        });
        cx.status.called = Some(now.card.company.id);
        self.pane = Pane::Outcome;
        (self.outcome, self.leave_asked) = (None, false);
        self.hold_power(cx);
        running::keep(
            cx,
            &Running {
                task: Some(now.task.id),
                company: now.card.company.id,
                since,
                phone: phone.map(crate::domain::Phone::key),
                on_work: true,
            },
        );
    }

    /// The number a call went to, by its key.
    pub(super) fn choose_dial(&mut self, phone: Option<&str>) {
        let at = self
            .current()
            .zip(phone)
            .and_then(|(now, key)| now.dials.iter().position(|dial| dial.phone.key() == key));
        self.dial = at.unwrap_or(0);
    }

    /// What `call.method` says: show, copy, open a tel: link, or run a command.
    fn reach_out(&self, cx: &mut Cx, number: &str) {
        match self.settings.method.as_str() {
            "copy" => cx.terminal(TerminalRequest::Copy(number.to_owned())),
            "tel" => open_outside(cx, format!("tel:{number}")),
            "command" => {
                let argv = self
                    .settings
                    .command
                    .iter()
                    .map(|arg| arg.replace("{number}", number));
                if !run_detached(argv.collect()) {
                    cx.say(Toast::error(cx.t("no-call-command").into_owned()));
                }
            }
            _ => {}
        }
    }

    pub(super) fn end_call(&mut self, cx: &mut Cx) {
        if self.calling.take().is_some() {
            cx.status.call = None;
            cx.status.called = None;
            running::drop_it(cx);
        }
        self.leave_asked = false;
        self.outcome = None;
    }

    /// Esc: before five seconds back to READY; later it says once that there is no outcome yet.
    pub(super) fn cancel(&mut self, cx: &mut Cx) -> Handled {
        let Some(calling) = &self.calling else {
            if self.zoomed {
                self.zoomed = false;
                return Handled::Yes;
            }
            if self.pane != Pane::Queue {
                self.pane = Pane::Queue;
                return Handled::Yes;
            }
            return self.drop_find(cx);
        };
        if cx.now().0 - calling.since.0 < 5_000 || self.leave_asked {
            self.end_call(cx);
            self.pane = Pane::Queue;
            // The note stays; that a call was logged and taken back is over with.
            self.unsaved = true;
            self.keep_draft(cx);
        } else {
            self.leave_asked = true;
            cx.say(Toast::info(no_outcome_yet(cx)));
        }
        Handled::Yes
    }

    /// Why a digit cannot log here.
    fn refuses_digit(&self, cx: &Cx) -> Option<String> {
        if let Some(why) = self.refuses_outcome(cx) {
            return Some(why);
        }
        let now = self.current()?;
        if self.calling.is_some() {
            None
        } else if self.is_unseen(cx) {
            let args = [("name", (&now.card.company.name).into())];
            Some(cx.t_args("digit-unseen", &args).into_owned())
        } else if self.power.is_counting() {
            Some(cx.t("power-digit").into_owned())
        } else {
            None
        }
    }

    /// Why no outcome can be logged on what is the current task.
    pub(super) fn refuses_outcome(&self, cx: &Cx) -> Option<String> {
        let say = |key: &str| Some(cx.t(key).into_owned());
        let Some(now) = self.current() else {
            return say("no-current");
        };
        if self.calling.is_some() {
            return None;
        }
        if let Some(call) = &cx.status.call {
            return Some(call_runs(cx, &call.name));
        }
        if !self.cursor_on_current() {
            return say("take-first");
        }
        if now.task.kind.is_call() {
            None
        } else {
            let keys = [
                ("not-a-call-call", Action::Call),
                ("not-a-call-done", Action::TaskDone),
            ];
            Some(join([say("not-a-call"), Some(cx.t_keys(&keys, " · "))], " · "))
        }
    }

    /// A digit: outcome, duration, note, follow-up and stage rule in one transaction.
    pub(super) fn digit(&mut self, cx: &mut Cx, digit: u8) -> Handled {
        let rules = self.rules.clone();
        match rules.outcome_on(digit) {
            Some(rule) => self.decide(cx, rule),
            None => Handled::No,
        }
    }

    /// Logs an outcome, or asks what it needs.
    pub(super) fn decide(&mut self, cx: &mut Cx, rule: &OutcomeRule) -> Handled {
        if self.logged.is_waiting() {
            return Handled::Yes;
        }
        if let Some(why) = self.refuses_digit(cx) {
            cx.say(Toast::refusal(why));
            return Handled::Yes;
        }
        let Some(detail) = self.current() else {
            return Handled::Yes;
        };
        let rules = self.rules.clone();
        let place = place_of(detail, &rules);
        let result = consequence(rule, attempts_of(&detail.task), &place, &rules.settings, cx.now());
        let question = match result {
            Consequence::AskDate => Question::Promise,
            Consequence::Suggest { due } => Question::Suggest(due),
            Consequence::AskMeeting => Question::Meeting,
            Consequence::AskNotInterested => Question::NotInterested,
            Consequence::Exhausted { retry } => Question::Exhausted(retry),
            Consequence::AskWhom => return self.ask_whom(cx, rule),
            auto @ (Consequence::CallBack { .. } | Consequence::WrongNumber | Consequence::Nothing) => {
                let sent = Sent {
                    auto: auto != Consequence::WrongNumber,
                    agreed: None,
                };
                self.log(cx, rule.code.clone(), Decision::default(), sent);
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

    pub(super) fn log(&mut self, cx: &mut Cx, outcome: String, decision: Decision, sent: Sent) {
        let Some(detail) = self.current() else { return };
        let duration = self
            .calling
            .as_ref()
            .map(|calling| (cx.now().0 - calling.since.0) / 1000);
        let note = self.note.value();
        let phone = detail.dials.get(self.dial).map(|dial| dial.phone.key());
        let contact = detail.dials.get(self.dial).and_then(|dial| dial.contact);
        let contact = contact.or(detail.contact.as_ref().map(|contact| contact.id));
        let args = LogActivity {
            task_id: Some(detail.task.id),
            keep_task: !detail.task.kind.is_call(),
            contact_id: contact,
            outcome: Some(outcome),
            duration_s: duration.filter(|s| *s >= 0),
            notes: (!note.trim().is_empty()).then_some(note),
            phone,
            follow_up: decision.follow_up,
            no_follow_up: decision.none,
            then: decision.then,
            // The id is made where the command is run.
            ..LogActivity::new(ActivityId(uuid::Uuid::nil()), ActivityType::Call)
        };
        self.sent = sent;
        self.send_call(cx, args);
    }

    /// Logs a call of the current task; its draft and the running call end with it.
    pub(super) fn send_call(&mut self, cx: &mut Cx, args: LogActivity) {
        let is_running = self.calling.is_some();
        self.unsaved = false;
        cx.ask(&mut self.logged, move |replica: &mut Replica| {
            let task = args.task_id;
            let id = replica.new_id();
            let applied = promise::log(replica, LogActivity { id, ..args })?;
            if is_running {
                running::ended(replica);
            }
            if let Some(task) = task
                && let Err(error) = replica.drop_draft("call", &task.to_string())
            {
                tracing::error!(%error, "the draft stays although it was logged");
            }
            Ok(applied)
        });
    }

    /// Enter while a call runs: logs what the arrows chose, else lists every outcome with what it does.
    pub(super) fn open_outcomes(&mut self, cx: &mut Cx) -> Handled {
        if self.pane == Pane::Outcome
            && let Some(at) = self.outcome
        {
            return self.digit(cx, DIGITS[at]);
        }
        self.pane = Pane::Outcome;
        let lang = cx.locale.lang();
        let with_digit = DIGITS
            .into_iter()
            .filter_map(|digit| self.rules.outcome_on(digit));
        let others = self.rules.outcomes.iter().filter(|rule| rule.digit.is_none());
        let entries = with_digit.chain(others).map(|rule| {
            let choice = Choice::new(rule.label(lang))
                .detail(outcome_panel::effect(cx, self.leads_to(rule, cx.now()).as_ref()).0);
            (choice, rule.code.clone())
        });
        // Their own digits, so that none means another outcome where one is missing.
        let digits = |code: &str| self.rules.outcome(code).and_then(|rule| rule.digit);
        let entries = entries.map(|(choice, code): (Choice, String)| match digits(&code) {
            Some(digit) => (choice.key(digit.to_string()), code),
            None => (choice, code),
        });
        let entries: Vec<_> = entries.collect();
        let title = cx.t("pane-outcome").into_owned();
        let ticket = cx.ticket(&mut self.outcomes);
        cx.push(Menu::new(title, entries, ticket).unarmed());
        Handled::Yes
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
            return self.ask_number(cx);
        }
        let title = cx.t("choose-number").into_owned();
        let ticket = cx.ticket(&mut self.numbers);
        cx.push(Menu::new(title, entries, ticket));
        Handled::Yes
    }
}

/// Opens an address with the program the system has for it; where there is none, the address is said.
pub(in crate::tui::screen) fn open_outside(cx: &mut Cx, address: String) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    if !run_detached(vec![opener.to_owned(), address.clone()]) {
        let text = cx.t_args("no-opener", &[("address", (&address).into())]);
        let text = text.into_owned();
        cx.say(Toast::error(text));
    }
}

/// Starts a program and leaves it alone; its words never reach the screen. Whether it could be started.
fn run_detached(argv: Vec<String>) -> bool {
    use std::process::{Command, Stdio};
    let Some((program, args)) = argv.split_first() else {
        return false;
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
            true
        }
        Err(error) => {
            tracing::error!(%error, program, "the program could not be started");
            false
        }
    }
}

/// That a call runs, and how it is logged where its digits work.
pub(in crate::tui::screen) fn call_runs(cx: &Cx, name: &str) -> String {
    let runs = cx.t_args("call-runs", &[("name", name.into())]).into_owned();
    join([Some(runs), cx.t_key("call-runs-log", Action::Outcome)], ": ")
}

/// What Esc says first while a call runs.
pub(in crate::tui::screen) fn no_outcome_yet(cx: &Cx) -> String {
    let parts = [
        Some(cx.t("no-outcome-yet").into_owned()),
        log_it(cx),
        Some(cx.t("no-outcome-esc").into_owned()),
    ];
    join(parts, " · ")
}

/// The keys that log the running call.
pub(in crate::tui::screen) fn log_it(cx: &Cx) -> Option<String> {
    let key = cx.key_in_call(Action::Outcome)?;
    Some(cx.with_key("outcome-digits", &key))
}

/// The row of a window too small to draw in: how the running call is logged.
pub(in crate::tui::screen) fn tiny_digits(cx: &Cx) -> String {
    let key = cx.key_in_call(Action::Outcome);
    key.map_or_else(String::new, |key| cx.with_key("tiny-digits", &key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_is_noticed() {
        assert!(!run_detached(Vec::new()));
        assert!(!run_detached(vec!["callsheet-no-such-program".to_owned()]));
    }
}
