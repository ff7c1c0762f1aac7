//! A call from the company's own screen: the same outcomes as on Work; after
//! logging the screen stays. It completes the company's first call task that
//! is mine or nobody's.

use super::{Company, Pane};
use crate::base::text::ellipsize;
use crate::base::{ActivityId, Due, TaskId, Timestamp, worktime::Window};
use crate::domain::command::{LogActivity, Then};
use crate::domain::outcome::{Attempts, Consequence, Dial, Place as CompanyPlace, consequence, dial_order};
use crate::domain::{ActivityType, Contact, OutcomeRule, Task};
use crate::replica::Replica;
use crate::tui::component::Handled;
use crate::tui::cx::{Cx, DrawCx, RunningCall};
use crate::tui::message::{Message, Slot};
use crate::tui::place::Place;
use crate::tui::screen::outcome_panel::{self, Cell, DIGITS};
use crate::tui::screen::promise::{self, Logged, PromiseQuestion};
use crate::tui::screen::running::{self, Running};
use crate::tui::screen::work::after::say_recovered;
use crate::tui::screen::work::call::{call_runs, log_it, no_outcome_yet, tiny_digits};
use crate::tui::screen::work::strip::{Decision, Question, Strip};
use crate::tui::screen::{logged, words};
use crate::tui::toast::Toast;
use crate::tui::widget::dialog::Dialog;
use crate::tui::widget::menu::{Choice, Menu};
use crate::tui::widget::pane::{Pane as Frame, padded};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Cells inside the panel in a window of this width: a box has two borders, a rule none.
pub(super) fn inside(width: u16) -> u16 {
    width.saturating_sub(if width < 100 { 1 } else { 3 })
}

/// A call that runs here.
#[derive(Clone, Debug)]
pub(super) struct Calling {
    since: Timestamp,
    dial: Option<Dial>,
}

/// The state of calling.
#[derive(Default)]
pub(super) struct Call {
    pub(super) running: Option<Calling>,
    /// The chosen outcome of the panel.
    at: Option<usize>,
    leave_asked: bool,
    deciding: Option<String>,
    decision: Slot<Decision>,
    whom: Slot<usize>,
    doubt: Slot<usize>,
    doubted: Option<Dial>,
    numbers: Slot<usize>,
    /// The date agreed on with what is being logged.
    agreed: Option<Due>,
    pub(super) logged: Slot<Logged>,
    promise: PromiseQuestion,
}

impl Company {
    /// Rows the panel takes in this width: a title and the outcomes.
    pub(super) fn panel_rows(&self, width: u16) -> u16 {
        match self.call.running {
            Some(_) => 1 + outcome_panel::grid_rows(inside(width), DIGITS.len()),
            None => 0,
        }
    }

    fn place(&self) -> Option<CompanyPlace> {
        let card = self.card.as_ref()?;
        Some(CompanyPlace::of(&card.company, &self.rules.settings))
    }

    /// The first call task that is mine or nobody's.
    pub(super) fn call_task(&self) -> Option<&Task> {
        let card = self.card.as_ref()?;
        let open = card
            .tasks
            .iter()
            .filter(|task| task.is_open() && task.kind.is_call());
        open.into_iter()
            .find(|task| task.assignee_id.is_none_or(|id| Some(id) == self.me))
    }

    fn dials(&self) -> Vec<Dial> {
        let Some(card) = &self.card else { return Vec::new() };
        let selected = (self.pane == Pane::Contacts)
            .then(|| self.selected_contact())
            .flatten();
        let first = selected
            .map(|contact| contact.id)
            .or_else(|| self.call_task().and_then(|task| task.contact_id));
        dial_order(&card.company, &card.contacts, first)
    }

    pub(super) fn start_call(&mut self, cx: &mut Cx) -> Handled {
        let dials = self.dials();
        if let Some(call) = &cx.status.call {
            let text = call_runs(cx, &call.name);
            cx.say(Toast::info(text));
        } else if dials.is_empty() {
            cx.say(Toast::info(cx.t("no-number").into_owned()));
        } else {
            self.dial(cx, dials.into_iter().next());
        }
        Handled::Yes
    }

    pub(super) fn choose_number(&mut self, cx: &mut Cx) -> Handled {
        let whose = |dial: &Dial| {
            let contacts = self.card.iter().flat_map(|card| &card.contacts);
            let contact = contacts.into_iter().find(|c| Some(c.id) == dial.contact);
            contact.map_or_else(|| cx.t("switchboard").into_owned(), Contact::display_name)
        };
        let entries = self.dials().into_iter().take(10).enumerate();
        let entries =
            entries.map(|(at, dial)| (Choice::new(words::number(&dial.phone)).detail(whose(&dial)), at));
        let entries: Vec<_> = entries.collect();
        if entries.is_empty() {
            cx.say(Toast::info(cx.t("no-number").into_owned()));
            return Handled::Yes;
        }
        let title = cx.t("choose-number").into_owned();
        let ticket = cx.ticket(&mut self.call.numbers);
        cx.push(Menu::new(title, entries, ticket));
        Handled::Yes
    }

    /// Asks first when something speaks against calling now.
    fn dial(&mut self, cx: &mut Cx, dial: Option<Dial>) {
        let Some(place) = self.place() else { return };
        let dnc = self
            .card
            .as_ref()
            .is_some_and(|card| card.company.dnc_since.is_some());
        let open = place.desk(&self.rules.settings).is_open(cx.now()) == Window::Open;
        let question = if dnc {
            cx.t("ask-dnc").into_owned()
        } else if open {
            return self.begin(cx, dial);
        } else {
            let time = cx.locale.clock_time(cx.now(), &place.zone);
            cx.t_args("ask-outside", &[("time", (&time).into())]).into_owned()
        };
        self.call.doubted = dial;
        let buttons = ["call-not", "call-anyway"].map(|key| cx.t(key).into_owned());
        let ticket = cx.ticket(&mut self.call.doubt);
        cx.push(Dialog::new(question, buttons, ticket));
    }

    fn begin(&mut self, cx: &mut Cx, dial: Option<Dial>) {
        self.begin_at(cx, dial, cx.now());
    }

    fn begin_at(&mut self, cx: &mut Cx, dial: Option<Dial>, since: Timestamp) {
        let name = self.name();
        running::keep(
            cx,
            &Running {
                task: self.call_task().map(|task| task.id),
                company: self.id,
                since,
                phone: dial.as_ref().map(|dial| dial.phone.key()),
                on_work: false,
            },
        );
        cx.status.call = Some(RunningCall {
            name,
            since,
            place: Place::Company(self.id),
        });
        self.call.running = Some(Calling { since, dial });
        self.call.at = None;
        self.call.leave_asked = false;
        self.pane = Pane::Outcome;
    }

    /// Goes on with a call to this company that was taken back, or that ran when the program ended.
    pub(super) fn go_on(&mut self, cx: &mut Cx) {
        let is_mine = cx
            .status
            .undone
            .as_ref()
            .is_some_and(|call| call.company == self.id);
        if self.card.is_none() || !is_mine || self.call.running.is_some() || cx.status.call.is_some() {
            return;
        }
        let Some(undone) = cx.status.undone.take() else {
            return;
        };
        let Some(seconds) = undone.duration_s else { return };
        let key = undone.phone.as_deref();
        let dials = self.dials();
        let dial = dials
            .into_iter()
            .find(|dial| key.is_some_and(|key| dial.phone.key() == key));
        let since = cx.now().plus_ms(-seconds * 1_000);
        self.begin_at(cx, dial, since);
        if undone.recovered {
            self.call.leave_asked = true;
            let name = self.name();
            say_recovered(cx, &name, since);
        }
    }

    fn end(&mut self, cx: &mut Cx) {
        if self.call.running.take().is_some() {
            cx.status.call = None;
            running::drop_it(cx);
        }
        if self.pane == Pane::Outcome {
            self.pane = Pane::Timeline;
        }
    }

    /// Esc during a call: before five seconds no call was made; later it asks once.
    pub(super) fn cancel_call(&mut self, cx: &mut Cx) -> Handled {
        let Some(calling) = &self.call.running else {
            return Handled::No;
        };
        if cx.now().0 - calling.since.0 < 5_000 || self.call.leave_asked {
            self.end(cx);
        } else {
            self.call.leave_asked = true;
            cx.say(Toast::info(no_outcome_yet(cx)));
        }
        Handled::Yes
    }

    pub(super) fn move_outcome(&mut self, by: isize) -> Handled {
        let at = self.call.at.map_or(0, |at| at.saturating_add_signed(by));
        self.call.at = Some(at.min(DIGITS.len() - 1));
        Handled::Yes
    }

    pub(super) fn log_chosen(&mut self, cx: &mut Cx) -> Handled {
        match self.call.at {
            Some(at) => self.digit(cx, DIGITS[at]),
            None => {
                cx.say(Toast::info(cx.t("menu-unarmed").into_owned()));
                Handled::Yes
            }
        }
    }

    fn consequence(&self, rule: &OutcomeRule, cx: &Cx) -> Option<Consequence> {
        let none = Attempts {
            n: 0,
            max: self.rules.settings.attempts,
            busy_streak: 0,
        };
        let attempts = self.call_task().map_or(none, Attempts::of);
        let place = self.place()?;
        Some(consequence(
            rule,
            attempts,
            &place,
            &self.rules.settings,
            cx.now(),
        ))
    }

    /// The outcomes with what each leads to.
    pub(super) fn cells(&self, cx: &Cx) -> Vec<Cell> {
        outcome_panel::cells(cx, &self.rules, |rule| self.consequence(rule, cx))
    }

    /// A digit while a call runs: logs that outcome, or asks what it needs.
    pub(super) fn digit(&mut self, cx: &mut Cx, digit: u8) -> Handled {
        if self.call.running.is_none() || self.call.logged.is_waiting() {
            return Handled::from(self.call.running.is_some());
        }
        let rules = self.rules.clone();
        let Some(rule) = rules.outcome_on(digit) else {
            return Handled::No;
        };
        let Some(consequence) = self.consequence(rule, cx) else {
            return Handled::No;
        };
        let question = match consequence {
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
        let Some((stage, place)) = self.card.as_ref().map(|c| c.company.stage).zip(self.place()) else {
            return Handled::No;
        };
        let title = format!("{} · {}", rule.label(cx.locale.lang()), self.name());
        self.call.deciding = Some(rule.code.clone());
        let ticket = cx.ticket(&mut self.call.decision);
        let strip = Strip::new(title, question, rules.clone(), stage, place.zone, cx, ticket);
        cx.push(strip);
        Handled::Yes
    }

    fn ask_whom(&mut self, cx: &mut Cx, rule: &OutcomeRule) -> Handled {
        self.call.deciding = Some(rule.code.clone());
        let person = self.call.running.as_ref().and_then(|c| c.dial.as_ref()?.contact);
        let keys = ["dnc-keep", "dnc-company", "dnc-person"];
        let keys = if person.is_some() { &keys[..] } else { &keys[..2] };
        let buttons = keys.iter().map(|key| cx.t(key).into_owned()).collect::<Vec<_>>();
        let text = cx.t("dnc-question").into_owned();
        let ticket = cx.ticket(&mut self.call.whom);
        cx.push(Dialog::new(text, buttons, ticket));
        Handled::Yes
    }

    fn log(&mut self, cx: &mut Cx, outcome: String, decision: Decision) {
        let Some(calling) = self.call.running.clone() else {
            return;
        };
        let task: Option<TaskId> = self.call_task().map(|task| task.id);
        let contact = calling.dial.as_ref().and_then(|dial| dial.contact);
        let phone = calling.dial.map(|dial| dial.phone.key());
        let duration = ((cx.now().0 - calling.since.0) / 1000).max(0);
        let args = LogActivity {
            task_id: task,
            company_id: Some(self.id),
            contact_id: contact,
            outcome: Some(outcome),
            duration_s: Some(duration),
            phone,
            follow_up: decision.follow_up,
            no_follow_up: decision.none,
            then: decision.then,
            // The id is made where the command is run.
            ..LogActivity::new(ActivityId(uuid::Uuid::nil()), ActivityType::Call)
        };
        self.send_call(cx, args);
    }

    fn send_call(&mut self, cx: &mut Cx, args: LogActivity) {
        self.call.agreed = args.follow_up.as_ref().map(|follow_up| follow_up.due);
        cx.ask(&mut self.call.logged, move |replica: &mut Replica| {
            let id = replica.new_id();
            let done = promise::log(replica, LogActivity { id, ..args });
            if done.is_ok() {
                running::ended(replica);
            }
            done
        });
    }

    pub(super) fn update_call(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(decision) = self.call.decision.take(message)
            && let Some(code) = self.call.deciding.take()
        {
            self.log(cx, code, decision);
        }
        if let Some(button) = self.call.whom.take(message)
            && let Some(code) = self.call.deciding.take()
        {
            let then = match button {
                1 => Some(Then::BlockCompany { basis: None }),
                2 => Some(Then::BlockPerson { basis: None }),
                _ => None,
            };
            if then.is_some() {
                let decision = Decision {
                    then,
                    ..Decision::default()
                };
                self.log(cx, code, decision);
            }
        }
        if let Some(button) = self.call.doubt.take(message) {
            let dial = self.call.doubted.take();
            if button == 1 {
                self.begin(cx, dial);
            }
        }
        if let Some(at) = self.call.numbers.take(message) {
            let dial = self.dials().into_iter().nth(at);
            if cx.status.call.is_none() {
                self.dial(cx, dial);
            } else if let Some(calling) = &mut self.call.running {
                calling.dial = dial;
            }
        }
        match self.call.logged.take(message) {
            Some(Ok(applied)) => {
                self.end(cx);
                let text = logged::summary(cx, &self.rules, &applied, self.call.agreed.take());
                cx.say(Toast::undo(text));
                cx.send(Message::Changed);
            }
            Some(Err(failed)) => {
                if let Some(failed) = self.call.promise.ask(cx, failed) {
                    cx.say(Toast::error(failed.text));
                }
            }
            None => {}
        }
        if let Some(args) = self.call.promise.take(message) {
            self.send_call(cx, args);
        }
    }

    /// Lines that stay visible when the window is too small to draw.
    pub(super) fn tiny_lines(&self, cx: &Cx) -> Vec<String> {
        let Some(calling) = &self.call.running else {
            return Vec::new();
        };
        let number = calling.dial.as_ref().map(|dial| words::number(&dial.phone));
        let time = cx.locale.duration((cx.now().0 - calling.since.0) / 1000);
        vec![
            ellipsize(&self.name(), 38).into_owned(),
            format!("{} {time}", number.unwrap_or_default()),
            tiny_digits(cx),
        ]
    }

    pub(super) fn draw_panel(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let Some(calling) = &self.call.running else { return };
        let time = cx.locale.duration((cx.now().0 - calling.since.0) / 1000);
        let time = format!("{time:0>5}");
        let number = calling.dial.as_ref().map(|dial| words::number(&dial.phone));
        let running = cx.t_args("status-calling", &[("time", (&time).into())]);
        let title = format!("{running} · {}", number.unwrap_or_default());
        let frame = Frame::new(title).note(log_it(&cx).unwrap_or_default());
        let part = cx.part(self.pane == Pane::Outcome);
        let inner = padded(frame.draw(buf, area, part));
        let cells = self.cells(&cx);
        let chosen = self.call.at.filter(|_| self.pane == Pane::Outcome);
        let cursor = outcome_panel::draw_grid(buf, inner, &cells, &[], chosen, cx);
        self.cursor = cursor.or(self.cursor);
    }
}
