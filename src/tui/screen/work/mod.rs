//! Work: the queue. Who is next, why now, what was said before, what to say;
//! one key logs the outcome, sets the follow-up and opens the next company.
//!
//! The current task (`►`, leased) and the cursor (`▌`) are two things: digits,
//! note, snooze, skip and done always act on the current task.

pub(super) mod call;
mod component;
mod draw;
mod forms;
mod hints;
mod load;
mod outcomes;
mod panels;
mod queue_pane;
pub(super) mod strip;

use super::deeds::{Deeds, Target};
use super::outcome_panel;
use super::records::Records;
use crate::base::{Due, TaskId, Timestamp};
use crate::domain::outcome::{Attempts, Place as CompanyPlace};
use crate::domain::{Rules, Task};
use crate::replica::{Applied, Replica};
use crate::tui::action::{Act, Action};
use crate::tui::component::{CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx, Edited};
use crate::tui::layout::SizeClass;
use crate::tui::message::Slot;
use crate::tui::toast::Toast;
use crate::tui::widget::area::Area;
use crate::tui::widget::list::List;
use crate::view::QueueRow;
use load::{Detail, Queue};
use serde_json::json;
use std::sync::Arc;

/// How a call is made, and other settings of the user.
#[derive(Clone, Debug, Default)]
pub struct CallSettings {
    /// `show`, `copy`, `tel` or `command`.
    pub method: String,
    /// The program and its arguments for `command`; `{number}` stands for the number.
    pub command: Vec<String>,
    /// Ask before a call outside the company's calling hours.
    pub ask_outside_hours: bool,
}

/// The panes, in the order of Tab.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pane {
    Queue,
    Outcome,
    Script,
    Timeline,
    Note,
    Open,
}

/// A call that runs.
#[derive(Clone, Debug)]
struct Calling {
    since: Timestamp,
    number: String,
}

/// The screen.
pub struct Work {
    rules: Arc<Rules>,
    settings: CallSettings,
    queue: Queue,
    loading: Slot<Queue>,
    loaded: bool,
    detail: Option<Detail>,
    details: Slot<Option<Detail>>,
    list: List,
    timeline: List,
    opens: List,
    outcome: usize,
    section: usize,
    pane: Pane,
    zoomed: bool,
    note: Area,
    note_saved: bool,
    saving: Slot<()>,
    unsaved: bool,
    calling: Option<Calling>,
    recovered: Slot<Option<(TaskId, Timestamp)>>,
    dial: usize,
    deeds: Deeds,
    records: Records,
    logged: Slot<Result<Applied, String>>,
    decision: Slot<strip::Decision>,
    deciding: Option<String>,
    whom: Slot<usize>,
    outside: Slot<usize>,
    numbers: Slot<usize>,
    edited: Slot<Edited>,
    power: Power,
    cursor: Option<CursorAt>,
    leave_asked: bool,
}

/// Power mode: after an `auto` outcome the next call starts by itself.
#[derive(Clone, Copy, Debug, Default)]
struct Power {
    on: bool,
    /// The next call starts then.
    at: Option<Timestamp>,
}

impl Work {
    /// The queue screen of a file.
    pub fn new(rules: Arc<Rules>, settings: CallSettings) -> Self {
        Self {
            deeds: Deeds::new(rules.clone()),
            records: Records::on_work(rules.clone()),
            rules,
            settings,
            queue: Queue::default(),
            loading: Slot::default(),
            loaded: false,
            detail: None,
            details: Slot::default(),
            list: List::default(),
            timeline: List::default(),
            opens: List::default(),
            outcome: 0,
            section: 0,
            pane: Pane::Queue,
            zoomed: false,
            note: Area::default(),
            note_saved: true,
            saving: Slot::default(),
            unsaved: false,
            calling: None,
            recovered: Slot::default(),
            dial: 0,
            logged: Slot::default(),
            decision: Slot::default(),
            deciding: None,
            whom: Slot::default(),
            outside: Slot::default(),
            numbers: Slot::default(),
            edited: Slot::default(),
            power: Power::default(),
            cursor: None,
            leave_asked: false,
        }
    }

    fn read(&mut self, cx: &mut Cx, claim: Option<TaskId>) {
        cx.ask(&mut self.loading, move |replica: &mut Replica| {
            load::queue(replica, claim)
        });
    }

    fn row(&self) -> Option<&QueueRow> {
        self.list.selected().and_then(|at| self.queue.page.rows.get(at))
    }
    /// The leased task, when the detail shows it.
    fn current(&self) -> Option<&Detail> {
        self.detail
            .as_ref()
            .filter(|detail| Some(detail.task.id) == self.queue.current)
    }
    fn cursor_on_current(&self) -> bool {
        self.queue.current.is_some() && self.row().is_none_or(|row| Some(row.id) == self.queue.current)
    }

    fn show_selected(&mut self, cx: &mut Cx) {
        let Some((task, company)) = self.row().map(|row| (row.id, row.company_id)) else {
            self.detail = None;
            return;
        };
        if self.detail.as_ref().is_some_and(|detail| detail.task.id == task) && !self.details.is_waiting() {
            return;
        }
        self.fetch(cx, task, company);
    }

    fn fetch(&mut self, cx: &mut Cx, task: TaskId, company: crate::base::CompanyId) {
        cx.ask(&mut self.details, move |replica: &mut Replica| {
            load::detail(replica, task, company)
        });
    }

    fn take_queue(&mut self, cx: &mut Cx, queue: Queue) {
        if let Some(error) = &queue.error {
            cx.say(Toast::error(error.clone()));
        }
        let changed = queue.current != self.queue.current || !self.loaded;
        let wanted = if changed {
            queue.current
        } else {
            self.row().map(|row| row.id)
        };
        self.loaded = true;
        self.queue = queue;
        self.list.set_len(self.queue.page.rows.len());
        let at = wanted.and_then(|id| self.queue.page.rows.iter().position(|row| row.id == id));
        if let Some(at) = at {
            self.list.select(at);
        }
        if changed {
            self.keep_draft_now(cx);
            self.dial = 0;
            self.section = 0;
        }
        if let Some((task, company)) = self.row().map(|row| (row.id, row.company_id)) {
            self.fetch(cx, task, company);
        } else {
            self.detail = None;
        }
        self.tell_status(cx);
    }

    fn tell_status(&self, cx: &mut Cx) {
        cx.status.queue = Some(self.counter());
    }

    fn take_detail(&mut self, cx: &mut Cx, detail: Option<Detail>) {
        let Some(detail) = detail else {
            self.detail = None;
            return;
        };
        let fresh = self
            .detail
            .as_ref()
            .is_none_or(|old| old.task.id != detail.task.id);
        self.timeline.set_len(detail.timeline.entries.len());
        self.opens.set_len(detail.card.tasks.len());
        let draft = detail.draft.clone();
        let is_current = Some(detail.task.id) == self.queue.current;
        self.detail = Some(detail);
        if fresh && is_current && !self.unsaved {
            let note = draft
                .as_ref()
                .and_then(|d| d["note"].as_str())
                .unwrap_or_default();
            self.note = Area::new(note);
            self.note_saved = true;
            if let Some(seconds) = draft.as_ref().and_then(|d| d["duration_s"].as_i64()) {
                self.resume(cx, cx.now().plus_ms(-seconds * 1000));
            }
            if self.calling.is_none() {
                self.power_next(cx);
            }
        }
    }

    /// What the deeds act on: the current task's company, or the one looked at.
    fn target(&self) -> Option<Target> {
        let detail = self.detail.as_ref()?;
        let mut target = Target::of(&detail.card, Some(detail.task.id));
        if let Some(dial) = detail.dials.get(self.dial) {
            target.phone = Some(dial.phone.e164.clone().unwrap_or_else(|| dial.phone.raw.clone()));
        }
        let note = self.note.value();
        target.note = (!note.trim().is_empty()).then_some(note);
        Some(target)
    }

    // --- the note and its draft

    fn note_changed(&mut self, cx: &mut Cx) {
        self.note_saved = false;
        self.unsaved = true;
        self.keep_draft(cx);
    }
    fn keep_draft(&mut self, cx: &mut Cx) {
        if self.unsaved && !self.saving.is_waiting() {
            self.keep_draft_now(cx);
        }
    }
    fn keep_draft_now(&mut self, cx: &mut Cx) {
        let Some(task) = self
            .detail
            .as_ref()
            .map(|detail| detail.task.id)
            .filter(|_| self.unsaved)
        else {
            return;
        };
        self.unsaved = false;
        let note = self.note.value();
        cx.ask(&mut self.saving, move |replica: &mut Replica| {
            let about = task.to_string();
            let kept = if note.is_empty() {
                replica.drop_draft("call", &about)
            } else {
                replica.put_draft("call", &about, &json!({ "note": note }))
            };
            if let Err(error) = kept {
                tracing::error!(%error, "the draft could not be kept");
            }
        });
    }

    fn save_note(&mut self, cx: &mut Cx) {
        let Some(detail) = self.current() else { return };
        let note = self.note.value();
        if note.trim().is_empty() {
            return;
        }
        let (task, company, contact) = (detail.task.id, detail.card.company.id, detail.task.contact_id);
        cx.ask(&mut self.logged, move |replica: &mut Replica| {
            call::log_note(replica, task, company, contact, note)
        });
        self.pane = Pane::Outcome;
    }

    fn look(&mut self, cx: &mut Cx, act: Act) -> Handled {
        let moved = match self.pane {
            Pane::Queue => {
                let moved = self.list.act(act.action);
                if moved.yes() {
                    self.show_selected(cx);
                }
                moved
            }
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
            Action::Left => self.tab(-1),
            Action::Right => self.tab(1),
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
        let at = self.outcome as isize + step;
        self.outcome = at.clamp(0, 9) as usize;
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

    fn open(&mut self, cx: &mut Cx) -> Handled {
        match self.pane {
            Pane::Timeline => self.open_entry(cx),
            Pane::Open => {
                let task = self
                    .detail
                    .as_ref()
                    .zip(self.opens.selected())
                    .and_then(|(d, at)| d.card.tasks.get(at));
                if let Some(task) = task.map(|task| task.id) {
                    self.read(cx, Some(task));
                }
                Handled::Yes
            }
            Pane::Outcome if self.calling.is_some() => {
                self.digit(cx, [1, 2, 3, 4, 5, 6, 7, 8, 9, 0][self.outcome])
            }
            _ if self.calling.is_some() => {
                self.pane = Pane::Outcome;
                Handled::Yes
            }
            _ if self.cursor_on_current() => self.start_call(cx),
            _ => {
                let Some(task) = self.row().map(|row| row.id) else {
                    return Handled::Yes;
                };
                self.read(cx, Some(task));
                Handled::Yes
            }
        }
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
