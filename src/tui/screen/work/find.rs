//! Finding in the queue and in the timeline while one types, and the views of the queue.

use super::{LATER, Pane, Work};
use crate::base::lookup::{fold, fold_long};
use crate::base::{CompanyId, TaskId};
use crate::domain::Code;
use crate::replica::Replica;
use crate::tui::action::{Act, Action};
use crate::tui::component::Handled;
use crate::tui::cx::{Cx, TypeAhead};
use crate::tui::layout::SizeClass;
use crate::tui::message::{Message, Slot};
use crate::tui::place::Place;
use crate::tui::toast::Toast;
use crate::tui::widget::field::Field;
use crate::tui::widget::menu::{Choice, Menu};
use crate::tui::widget::picker::Picker;
use crate::view::{CaseRow, QueueRow, TimelineAsk, TimelinePage};
use std::rc::Rc;

/// Cases offered at once.
const CASES: u32 = 200;

/// Which part of the queue is shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
enum View {
    /// All my queues.
    #[default]
    Mine,
    /// One of them.
    Queue(String),
    /// What cannot be done yet.
    Later,
}

/// What `f` leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Chosen {
    View(View),
    Cases,
}

/// Where the letters go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum On {
    Queue,
    Timeline,
}

/// The view and the filters.
#[derive(Debug, Default)]
pub(super) struct Find {
    view: View,
    queue: Field,
    timeline: Field,
    typing: Option<On>,
    /// What was selected before the filter.
    before: Option<TaskId>,
    pages: TypeAhead<Option<TimelinePage>>,
    chosen: Slot<Chosen>,
    cases: Slot<Vec<CaseRow>>,
    case: Slot<CompanyId>,
}

impl Find {
    /// The queue that is asked for.
    pub(super) fn only(&self) -> Option<String> {
        match &self.view {
            View::Queue(queue) => Some(queue.clone()),
            View::Mine | View::Later => None,
        }
    }
    /// The whole of a queue is shown, and no filter hides any of it.
    pub(super) fn is_plain(&self) -> bool {
        self.view != View::Later && self.queue.is_empty()
    }
    /// Whether a filter hides rows of the queue, or is about to.
    pub(super) fn is_filtering(&self) -> bool {
        self.typing == Some(On::Queue) || !self.queue.is_empty()
    }
    /// Whether letters are text of a filter.
    pub(super) fn is_typing(&self) -> bool {
        self.typing.is_some()
    }
    /// What the timeline shows is another one now.
    pub(super) fn forget_timeline(&mut self) {
        self.timeline.reset();
        self.pages.forget();
        if self.typing == Some(On::Timeline) {
            self.typing = None;
        }
    }

    fn leaves(&self, row: &QueueRow, terms: &[&str]) -> bool {
        if self.view == View::Later && row.band != LATER {
            return false;
        }
        if terms.is_empty() {
            return true;
        }
        let city = row.city.as_deref().unwrap_or_default();
        let text = format!("{} {city} {} {}", row.company, row.title, row.kind.code());
        let (short, long) = (fold(&text), fold_long(&text));
        let fits = |term: &&str| short.contains(&fold(term)) || long.contains(&fold_long(term));
        terms.iter().all(fits)
    }
}

impl Work {
    /// Puts the rows that view and filter leave on the screen.
    pub(super) fn narrow(&mut self, wanted: Option<TaskId>) {
        let terms: Vec<&str> = self.find.queue.value().split_whitespace().collect();
        let rows = self.rows.iter().filter(|row| self.find.leaves(row, &terms));
        self.queue.page.rows = rows.cloned().collect();
        let rows = &self.queue.page.rows;
        self.list.set_len(rows.len());
        if let Some(at) = wanted.and_then(|id| rows.iter().position(|row| row.id == id)) {
            self.list.select(at);
        }
    }

    /// The title of the queue: its view and what is looked for.
    pub(super) fn queue_title(&self, cx: &Cx) -> String {
        let name = match &self.find.view {
            View::Mine => cx.t("pane-queue").into_owned(),
            View::Queue(queue) => cx.locale.code("QUEUE", queue).into_owned(),
            View::Later => cx.t("work-view-later").into_owned(),
        };
        titled(name, &self.find.queue, self.find.typing == Some(On::Queue))
    }

    /// The title of the timeline with what is looked for.
    pub(super) fn timeline_title(&self, cx: &Cx) -> String {
        let name = cx.t("pane-timeline").into_owned();
        titled(name, &self.find.timeline, self.find.typing == Some(On::Timeline))
    }

    /// Position and number of rows; with a filter, how many of them it leaves.
    pub(super) fn queue_note(&self, cx: &Cx) -> String {
        if self.find.is_plain() {
            return self.place_in_queue(cx);
        }
        let (at, shown) = self.list.position();
        cx.locale.position(at, shown, false)
    }

    /// `/`: looks in the timeline when it has the focus, else in the queue; where that is not shown, everywhere.
    pub(super) fn open_find(&mut self, cx: &mut Cx) -> Handled {
        if self.pane == Pane::Timeline {
            self.find.typing = Some(On::Timeline);
        } else if cx.class() == SizeClass::S {
            // The queue has no pane there.
            cx.run(Action::PaletteOpen.act());
        } else {
            if self.find.queue.is_empty() {
                self.find.before = self.row().map(|row| row.id);
            }
            self.pane = Pane::Queue;
            self.find.typing = Some(On::Queue);
            self.widen_for_filter(cx);
        }
        Handled::Yes
    }

    /// Esc ends a filter and gives the old selection back; `No` when there is none.
    pub(super) fn drop_find(&mut self, cx: &mut Cx) -> Handled {
        self.find.typing = None;
        if !self.find.timeline.is_empty() {
            self.find.timeline.reset();
            self.ask_timeline(cx);
            return Handled::Yes;
        }
        if self.find.queue.is_empty() {
            return Handled::No;
        }
        self.find.queue.reset();
        let before = self.find.before.take();
        self.narrow(before);
        self.show_selected(cx);
        Handled::Yes
    }

    pub(super) fn act_in_find(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Cancel => {
                self.drop_find(cx);
                Handled::Yes
            }
            Action::Open | Action::FormSave | Action::PaneNext | Action::PanePrev => {
                self.find.typing = None;
                Handled::Yes
            }
            Action::Down | Action::Up | Action::PageDown | Action::PageUp => self.look(cx, act),
            action => self.in_find(cx, |field| field.act(action)),
        }
    }

    /// Changes the text that is looked for.
    pub(super) fn in_find(&mut self, cx: &mut Cx, change: impl FnOnce(&mut Field) -> Handled) -> Handled {
        let field = match self.find.typing {
            Some(On::Queue) => &mut self.find.queue,
            Some(On::Timeline) => &mut self.find.timeline,
            None => return Handled::No,
        };
        let before = field.value().to_owned();
        let handled = change(field);
        if field.value() == before {
            return handled;
        }
        if self.find.typing == Some(On::Timeline) {
            self.ask_timeline(cx);
        } else {
            let wanted = self.row().map(|row| row.id);
            self.narrow(wanted);
            self.show_selected(cx);
        }
        Handled::Yes
    }

    fn ask_timeline(&mut self, cx: &mut Cx) {
        let Some(company) = self.detail.as_ref().map(|detail| detail.card.company.id) else {
            return;
        };
        let ask = TimelineAsk {
            find: self.find.timeline.value().to_owned(),
            ..TimelineAsk::of(company)
        };
        self.find
            .pages
            .ask(cx, move |replica: &mut Replica| replica.timeline(&ask).ok());
    }

    /// `f`: the views of the queue.
    pub(super) fn choose_view(&mut self, cx: &mut Cx) -> Handled {
        let mine = (cx.t("work-view-mine").into_owned(), Chosen::View(View::Mine));
        let queues = self.rules.queues.iter().take(6).map(|queue| {
            let name = cx.locale.code("QUEUE", &queue.code).into_owned();
            (name, Chosen::View(View::Queue(queue.code.clone())))
        });
        let rest = [
            (cx.t("work-view-cases").into_owned(), Chosen::Cases),
            (cx.t("work-view-later").into_owned(), Chosen::View(View::Later)),
        ];
        let entries = [mine].into_iter().chain(queues).chain(rest);
        let entries = entries
            .map(|(name, chosen)| (Choice::new(name), chosen))
            .collect();
        let title = cx.t("work-view-title").into_owned();
        let ticket = cx.ticket(&mut self.find.chosen);
        cx.push(Menu::new(title, entries, ticket));
        Handled::Yes
    }

    pub(super) fn update_find(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(Some(page)) = self.find.pages.take(cx, message)
            && let Some(detail) = &mut self.detail
        {
            self.timeline.set_len(page.entries.len());
            self.timeline.select(0);
            Rc::make_mut(detail).timeline = page;
        }
        match self.find.chosen.take(message) {
            Some(Chosen::View(view)) => {
                self.find.view = view;
                self.find.queue.reset();
                self.read(cx, None);
            }
            Some(Chosen::Cases) => cx.ask(&mut self.find.cases, |replica: &mut Replica| {
                replica.cases(true, CASES).unwrap_or_default()
            }),
            None => {}
        }
        if let Some(cases) = self.find.cases.take(message) {
            self.show_cases(cx, &cases);
        }
        if let Some(company) = self.find.case.take(message) {
            cx.go(Place::Company(company));
        }
    }

    fn show_cases(&mut self, cx: &mut Cx, cases: &[CaseRow]) {
        if cases.is_empty() {
            return cx.say(Toast::info(cx.t("no-cases").into_owned()));
        }
        let entries = cases.iter().map(|case| {
            let kind = cx.locale.code("CASE", case.kind.code());
            let status = cx.locale.code("CASESTATUS", case.status.code());
            let opened = cx.locale.age(case.opened_at, cx.now(), &cx.zone);
            let detail = format!("{kind} · {status} · {opened}");
            (Choice::new(case.company.clone()).detail(detail), case.company_id)
        });
        let entries = entries.collect();
        let title = cx.t("work-view-cases").into_owned();
        let ticket = cx.ticket(&mut self.find.case);
        cx.push(Picker::new(title, entries, ticket));
    }
}

fn titled(name: String, field: &Field, typing: bool) -> String {
    if typing || !field.is_empty() {
        format!("{name} /{}", field.value())
    } else {
        name
    }
}
