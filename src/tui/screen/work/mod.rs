//! Work: the queue. Who is next, why now, what was said before, what to say;
//! one key logs the outcome, sets the follow-up and opens the next company.
//!
//! The current task (`►`, leased) and the cursor (`▌`) are two things: digits,
//! note, snooze, skip and done always act on the current task.

pub(super) mod after;
mod again;
pub(super) mod call;
mod component;
mod draw;
mod due;
mod find;
mod forms;
mod hints;
mod load;
mod note;
mod outcomes;
mod panels;
mod power;
mod queue_pane;
pub(super) mod strip;
mod window;

use super::deeds::Deeds;
use super::outcome_panel;
use super::promise::{Logged, PromiseQuestion};
use super::records::Records;
use super::target::Target;
use crate::base::{Due, TaskId, Timestamp};
use crate::config::PowerMode;
use crate::domain::outcome::{Attempts, Place as CompanyPlace};
use crate::domain::{Rules, Task};
use crate::replica::Replica;
use crate::tui::action::{Act, Action};
use crate::tui::component::{CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx, Edited, UndoneCall};
use crate::tui::layout::SizeClass;
use crate::tui::message::{Message, Slot};
use crate::tui::place::Place;
use crate::tui::screen::running::Running;
use crate::tui::toast::Toast;
use crate::tui::widget::area::Area;
use crate::tui::widget::dialog::Dialog;
use crate::tui::widget::list::List;
use crate::view::QueueRow;
use load::{Detail, Loaded, Queue};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// How a call is made, and other settings of the user.
#[derive(Clone, Debug)]
pub struct CallSettings {
    /// `show`, `copy`, `tel` or `command`.
    pub method: String,
    /// The program and its arguments for `command`; `{number}` stands for the number.
    pub command: Vec<String>,
    /// Ask before a call outside the company's calling hours.
    pub ask_outside_hours: bool,
    /// Whether the next call may start by itself.
    pub power: PowerMode,
}

impl Default for CallSettings {
    fn default() -> Self {
        Self {
            method: String::new(),
            command: Vec::new(),
            ask_outside_hours: false,
            power: PowerMode::Off,
        }
    }
}

/// The panes, in the order of Tab.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Pane {
    Queue,
    Outcome,
    Script,
    Timeline,
    Note,
    Open,
}

/// A call that runs, always on the current task.
#[derive(Clone, Debug)]
struct Calling {
    since: Timestamp,
    number: String,
    task: TaskId,
}

/// What was sent to be logged.
#[derive(Clone, Copy, Debug, Default)]
struct Sent {
    /// The outcome asks nothing, so that power mode may go on.
    auto: bool,
    /// The date agreed on: a follow-up, or the start of a meeting.
    agreed: Option<Due>,
}

/// The screen.
pub struct Work {
    rules: Arc<Rules>,
    settings: CallSettings,
    queue: Queue,
    /// Every row that was read; the page holds those that the filter leaves.
    rows: Vec<QueueRow>,
    find: find::Find,
    window: window::Window,
    resumed: again::Resumed,
    due: due::Watch,
    loading: Slot<Result<Loaded, String>>,
    loaded: bool,
    /// The current task and its company.
    now: Option<Rc<Detail>>,
    /// What is shown: the current task, or the one under the cursor.
    detail: Option<Rc<Detail>>,
    details: Slot<Option<Detail>>,
    /// The frame after which the current company came: who pressed a key in it saw another one.
    came: u64,
    list: List,
    timeline: List,
    opens: List,
    /// The outcome chosen with the arrows.
    outcome: Option<usize>,
    section: usize,
    pane: Pane,
    zoomed: bool,
    note: Area,
    note_saved: bool,
    draft_told: bool,
    saving: Slot<()>,
    unsaved: bool,
    calling: Option<Calling>,
    /// A call that was taken back and goes on when its task is the current one again.
    resuming: Option<UndoneCall>,
    dial: usize,
    deeds: Deeds,
    records: Records,
    logged: Slot<Logged>,
    promise: PromiseQuestion,
    sent: Sent,
    decision: Slot<strip::Decision>,
    deciding: Option<String>,
    whom: Slot<usize>,
    outside: Slot<usize>,
    numbers: Slot<usize>,
    number: call::NewNumber,
    outcomes: Slot<String>,
    later: Slot<usize>,
    edited: Slot<Edited>,
    power: power::Power,
    cursor: Option<CursorAt>,
    leave_asked: bool,
}

impl Work {
    /// The queue screen of a file.
    pub fn new(rules: Arc<Rules>, settings: CallSettings) -> Self {
        Self {
            deeds: Deeds::new(rules.clone()),
            records: Records::on_work(rules.clone()),
            rules,
            power: power::Power::new(settings.power),
            settings,
            queue: Queue::default(),
            rows: Vec::new(),
            find: find::Find::default(),
            window: window::Window::default(),
            resumed: again::Resumed::default(),
            due: due::Watch::default(),
            loading: Slot::default(),
            loaded: false,
            now: None,
            detail: None,
            details: Slot::default(),
            came: 0,
            list: List::default(),
            timeline: List::default(),
            opens: List::default(),
            outcome: None,
            section: 0,
            pane: Pane::Queue,
            zoomed: false,
            note: Area::default(),
            note_saved: true,
            draft_told: false,
            saving: Slot::default(),
            unsaved: false,
            calling: None,
            resuming: None,
            dial: 0,
            logged: Slot::default(),
            promise: PromiseQuestion::default(),
            sent: Sent::default(),
            decision: Slot::default(),
            deciding: None,
            whom: Slot::default(),
            outside: Slot::default(),
            numbers: Slot::default(),
            number: call::NewNumber::default(),
            outcomes: Slot::default(),
            later: Slot::default(),
            edited: Slot::default(),
            cursor: None,
            leave_asked: false,
        }
    }

    fn read(&mut self, cx: &mut Cx, claim: Option<TaskId>) {
        // While a call runs its task stays the current one, and its lease is renewed.
        let of_call = self.calling.as_ref().map(|calling| calling.task);
        self.resumed.claimed = claim.or(self.resumed.claimed);
        let ask = load::Ask {
            claim: of_call.or(claim),
            only: self.find.only(),
            first: !self.loaded,
            anew: std::mem::take(&mut self.resumed.anew),
            rows: self.rows_to_read(),
        };
        cx.ask(&mut self.loading, move |replica: &mut Replica| {
            load::queue(replica, &ask)
        });
    }

    fn row(&self) -> Option<&QueueRow> {
        self.list.selected().and_then(|at| self.queue.page.rows.get(at))
    }
    /// The leased task.
    fn current(&self) -> Option<&Detail> {
        self.now.as_deref()
    }
    fn cursor_on_current(&self) -> bool {
        self.queue.current.is_some() && self.row().is_none_or(|row| Some(row.id) == self.queue.current)
    }
    /// The key that is handled was pressed before the current company was on the screen.
    fn is_unseen(&self, cx: &Cx) -> bool {
        cx.pressed <= self.came
    }
    /// Nothing is left to do now: only what comes later, or nothing at all.
    fn is_at_end(&self) -> bool {
        self.loaded
            && self.queue.current.is_none()
            && self.find.is_plain()
            && self.rows.iter().all(|row| row.band == LATER)
    }

    fn show_selected(&mut self, cx: &mut Cx) {
        let Some((task, company)) = self.row().map(|row| (row.id, row.company_id)) else {
            self.show(self.now.clone());
            return;
        };
        if self.now.as_ref().is_some_and(|now| now.task.id == task) {
            self.details.forget();
            self.show(self.now.clone());
        } else if self.detail.as_ref().is_none_or(|detail| detail.task.id != task)
            || self.details.is_waiting()
        {
            cx.ask(&mut self.details, move |replica: &mut Replica| {
                load::detail(replica, task, company)
            });
        }
    }

    fn show(&mut self, detail: Option<Rc<Detail>>) {
        self.find.forget_timeline();
        if let Some(detail) = &detail {
            self.timeline.set_len(detail.timeline.entries.len());
            self.opens.set_len(detail.card.tasks.len());
        }
        self.detail = detail;
    }

    fn take_queue(&mut self, cx: &mut Cx, loaded: Result<Loaded, String>) {
        let loaded = match loaded {
            Ok(loaded) => loaded,
            // What is on the screen stays; nothing was changed.
            Err(text) => return cx.say(Toast::error(text)),
        };
        if let Some(text) = loaded.refused {
            cx.say(Toast::error(text));
        }
        let first = !self.loaded;
        let changed = loaded.queue.current != self.queue.current || !self.loaded;
        let wanted = if changed {
            loaded.queue.current
        } else {
            self.row().map(|row| row.id)
        };
        if changed {
            self.keep_draft_now(cx);
        }
        self.loaded = true;
        self.queue = loaded.queue;
        self.due.me = Some(loaded.me);
        self.rows = std::mem::take(&mut self.queue.page.rows);
        self.now = loaded.now.map(Rc::new);
        self.narrow(wanted);
        if changed {
            self.current_changed(cx);
        }
        if first {
            self.resume_pane(loaded.running.is_some());
        }
        self.rows_came();
        // What was looked at may have changed with the rest.
        self.detail = self.detail.take().filter(|_| !changed);
        self.details.forget();
        self.show_again(cx);
        self.go_on(cx, loaded.running);
        self.power_next(cx);
        self.call_new_number(cx);
        self.tell_status(cx);
        self.widen(cx);
    }

    /// Shows what stands under the cursor, read anew.
    fn show_again(&mut self, cx: &mut Cx) {
        let row = self.row().map(|row| (row.id, row.company_id));
        match row {
            Some((task, company)) if Some(task) != self.queue.current => {
                cx.ask(&mut self.details, move |replica: &mut Replica| {
                    load::detail(replica, task, company)
                });
            }
            _ => self.show(self.now.clone()),
        }
    }

    /// Another task is the current one: its note, its numbers, from the start.
    fn current_changed(&mut self, cx: &mut Cx) {
        self.came = cx.frame;
        (self.dial, self.section, self.outcome) = (0, 0, None);
        self.take_note();
        // Only what an earlier run left behind is news.
        if !std::mem::replace(&mut self.draft_told, true) && !self.note.value().is_empty() {
            cx.say(Toast::info(cx.t("draft-restored").into_owned()));
        }
        if let Some(calling) = &self.calling
            && Some(calling.task) != self.queue.current
        {
            // Its task was finished another way (the log form, another window).
            self.end_call(cx);
        }
        if self.calling.is_none() && matches!(self.pane, Pane::Outcome | Pane::Note) {
            self.pane = Pane::Queue;
        }
    }

    /// A call goes on: one that was just taken back, or one that ran when the program ended.
    fn go_on(&mut self, cx: &mut Cx, running: Option<Running>) {
        if let Some(undone) = self.resuming.take() {
            if undone.task.is_some() && undone.task == self.queue.current {
                self.go_on_after_undo(cx, &undone);
            }
            return;
        }
        let Some(running) = running else { return };
        if !running.on_work {
            // It was made on the company's own screen, which takes it from here.
            cx.status.undone = Some(UndoneCall {
                task: running.task,
                company: running.company,
                duration_s: Some((cx.now().0 - running.since.0) / 1_000),
                phone: running.phone,
                recovered: true,
            });
            cx.go(Place::Company(running.company));
            // It may be the screen that the program started with.
            return cx.send(Message::Undone);
        }
        if running.task.is_some() && running.task == self.queue.current {
            cx.go(Place::Work);
            self.choose_dial(running.phone.as_deref());
            self.run_call(cx, running.since);
            self.leave_asked = true;
            self.say_recovered(cx, running.since);
        }
    }

    fn tell_status(&self, cx: &mut Cx) {
        cx.status.queue = Some(self.counter());
    }

    fn take_detail(&mut self, detail: Option<Detail>) {
        let row = self.row().map(|row| row.id);
        match detail {
            // The cursor may have moved on since it was asked for.
            Some(detail) if Some(detail.task.id) == row => self.show(Some(Rc::new(detail))),
            Some(_) => {}
            None => self.show(None),
        }
    }

    /// What the deeds act on: the current task, or for what only looks the one shown.
    fn target(&self, on_current: bool) -> Option<Target> {
        let detail = if on_current {
            self.current()
        } else {
            self.detail.as_deref()
        }?;
        let mut target = Target::of(&detail.card, Some(detail.task.id));
        target.contact = detail.contact.as_ref().map(|contact| contact.id);
        let is_current = Some(detail.task.id) == self.queue.current;
        if let Some(dial) = detail.dials.get(if is_current { self.dial } else { 0 }) {
            target.phone = Some(dial.phone.e164.clone().unwrap_or_else(|| dial.phone.raw.clone()));
        }
        let note = self.note.value();
        target.note = (is_current && !note.trim().is_empty()).then_some(note);
        Some(target)
    }

    fn look(&mut self, cx: &mut Cx, act: Act) -> Handled {
        let moved = match self.pane {
            Pane::Queue => self.move_in_queue(cx, act.action),
            Pane::Timeline => self.timeline.act(act.action),
            Pane::Open => self.opens.act(act.action),
            Pane::Script => match act.action {
                Action::Down => self.section(1),
                Action::Up => self.section(-1),
                _ => Handled::No,
            },
            Pane::Outcome => self.choose_outcome(cx, act.action),
            Pane::Note => Handled::No,
        };
        moved.or_else(|| match act.action {
            Action::Left => self.beside(cx, -1),
            Action::Right => self.beside(cx, 1),
            _ => Handled::No,
        })
    }

    fn choose_outcome(&mut self, cx: &Cx, action: Action) -> Handled {
        let (down, right) = if cx.class().boxes() {
            (1, 5)
        } else {
            (outcome_panel::across(cx.size.0.saturating_sub(1)) as isize, 1)
        };
        let step: isize = match action {
            Action::Down => down,
            Action::Up => -down,
            Action::Right => right,
            Action::Left => -right,
            _ => return Handled::No,
        };
        let at = self.outcome.map_or(0, |at| at as isize + step);
        self.outcome = Some(at.clamp(0, 9) as usize);
        Handled::Yes
    }

    fn section(&mut self, by: isize) -> Handled {
        let count = self
            .detail
            .as_ref()
            .map_or(0, |detail| detail.script.sections.len());
        self.section = self
            .section
            .saturating_add_signed(by)
            .min(count.saturating_sub(1));
        Handled::Yes
    }

    fn panes(&self, cx: &Cx) -> Vec<Pane> {
        let all = [
            Pane::Queue,
            Pane::Script,
            Pane::Timeline,
            Pane::Note,
            Pane::Open,
            Pane::Outcome,
        ];
        let shown = |pane: &Pane| match pane {
            // At 80x24 the open tasks have no pane, and the header stands for the queue; XS stacks them.
            Pane::Open => cx.class() != SizeClass::S,
            _ => true,
        };
        all.into_iter().filter(shown).collect()
    }

    fn tab(&mut self, by: isize) -> Handled {
        // The window may have changed its class since the last key; any pane is a fair start.
        let panes = [
            Pane::Queue,
            Pane::Script,
            Pane::Timeline,
            Pane::Note,
            Pane::Open,
            Pane::Outcome,
        ];
        let at = panes.iter().position(|pane| *pane == self.pane).unwrap_or(0) as isize;
        self.pane = panes[(at + by).rem_euclid(panes.len() as isize) as usize];
        Handled::Yes
    }

    fn next_pane(&mut self, cx: &Cx, by: isize) -> Handled {
        let shown = self.panes(cx);
        for _ in 0..6 {
            self.tab(by);
            if shown.contains(&self.pane) {
                break;
            }
        }
        Handled::Yes
    }

    /// The pane on the left or right. A letter typed behind it must not become text, so the note is passed by.
    fn beside(&mut self, cx: &Cx, by: isize) -> Handled {
        self.next_pane(cx, by);
        if self.pane == Pane::Note {
            self.next_pane(cx, by);
        }
        Handled::Yes
    }

    fn open(&mut self, cx: &mut Cx) -> Handled {
        match self.pane {
            Pane::Timeline => self.open_entry(cx),
            Pane::Open => {
                let task = self
                    .detail
                    .as_ref()
                    .zip(self.opens.selected())
                    .and_then(|(d, at)| d.card.tasks.get(at));
                match task.map(|task| task.id) {
                    Some(_) if self.calling.is_some() => cx.say(Toast::info(cx.in_call())),
                    Some(task) => self.read(cx, Some(task)),
                    None => {}
                }
                Handled::Yes
            }
            _ if self.calling.is_some() => self.open_outcomes(cx),
            _ if self.cursor_on_current() => self.start_call(cx, call::Start::Enter),
            _ => self.take_row(cx),
        }
    }

    /// Enter on another row makes it the current one; one that comes later asks first.
    fn take_row(&mut self, cx: &mut Cx) -> Handled {
        let Some(row) = self.row() else {
            return Handled::Yes;
        };
        let (task, later) = (row.id, row.band == LATER);
        let no_number = row.why == crate::view::Why::NoNumber;
        if !later || no_number {
            self.number.asks = no_number.then_some(task);
            self.read(cx, Some(task));
            return Handled::Yes;
        }
        let why = queue_pane::why_words(&row.why, DrawCx::new(cx, true));
        let args = [("name", (&row.company).into()), ("why", (&why).into())];
        let text = cx.t_args("ask-later", &args).into_owned();
        let buttons = ["later-not", "later-take"].map(|key| cx.t(key).into_owned());
        let ticket = cx.ticket(&mut self.later);
        cx.push(Dialog::new(text, buttons, ticket));
        cx.drop_ahead();
        Handled::Yes
    }

    fn open_entry(&self, cx: &mut Cx) -> Handled {
        let entry = self
            .detail
            .as_ref()
            .zip(self.timeline.selected())
            .and_then(|(detail, at)| detail.timeline.entries.get(at));
        if let Some(entry) = entry {
            let (kind, what, more) = super::entry::words(entry, DrawCx::new(cx, true));
            let when = cx.locale.full_time(entry.at, &cx.zone);
            let by = entry.by_name.clone().unwrap_or_default();
            let text = format!(
                "{when} · {by}\n\n{what}\n{more}\n\n{}",
                entry.text.clone().unwrap_or_default()
            );
            cx.push(crate::tui::widget::viewer::Viewer::new(kind, &text));
        }
        Handled::Yes
    }
}

/// The band of what comes later.
const LATER: u8 = 5;

/// Where a company's clock is.
fn place_of(detail: &Detail, rules: &Rules) -> CompanyPlace {
    CompanyPlace::of(&detail.card.company, &rules.settings)
}

/// The due of a task as one instant, for lists.
fn due_of(task: &Task) -> Option<Due> {
    task.due()
}

/// Attempts of a task.
const fn attempts_of(task: &Task) -> Attempts {
    Attempts::of(task)
}
