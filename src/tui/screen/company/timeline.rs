//! The timeline of a company: pages as the selection comes near the end, a
//! filter by kind, a search, headings by day and month.

use super::{Company, Pane};
use crate::domain::{ActivityType, Code};
use crate::replica::Replica;
use crate::tui::action::{Act, Action};
use crate::tui::component::Handled;
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::layout::SizeClass;
use crate::tui::screen::{entry, words};
use crate::tui::spoken::join;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use crate::tui::widget::field::Field;
use crate::tui::widget::list::List;
use crate::tui::widget::menu::{Choice, Menu};
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane as Frame, border_column, padded, titled_rule};
use crate::tui::widget::viewer::Viewer;
use crate::view::{Entry, EntryKind, TimelineAsk, TimelinePage};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::cx::TypeAhead;
use crate::tui::message::{Message, Slot};

/// Entries between the selection and the end at which the next page is asked for.
const AHEAD: usize = 25;

/// What is shown of a timeline.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Only {
    #[default]
    All,
    Type(ActivityType),
    Kind(EntryKind),
}

/// The choices of `f`.
const ONLY: [Only; 10] = [
    Only::All,
    Only::Type(ActivityType::Call),
    Only::Type(ActivityType::Email),
    Only::Type(ActivityType::Meeting),
    Only::Type(ActivityType::Visit),
    Only::Type(ActivityType::Note),
    Only::Kind(EntryKind::Note),
    Only::Kind(EntryKind::Stage),
    Only::Kind(EntryKind::Handover),
    Only::Kind(EntryKind::TaskDone),
];

/// The state of the timeline pane.
#[derive(Default)]
pub(super) struct Timeline {
    entries: Vec<Entry>,
    next: Option<(crate::base::Timestamp, uuid::Uuid)>,
    pages: TypeAhead<Result<TimelinePage, String>>,
    more: Slot<TimelinePage>,
    pub(super) list: List,
    only: Only,
    onlys: Slot<Only>,
    pub(super) find: Field,
    pub(super) typing: bool,
}

impl Only {
    fn name(self, cx: &Cx) -> String {
        match self {
            Self::All => cx.t("only-all").into_owned(),
            Self::Type(kind) => cx.locale.code("ACTIVITY", kind.code()).into_owned(),
            Self::Kind(EntryKind::Stage) => cx.t("type-stage").into_owned(),
            Self::Kind(EntryKind::Handover) => cx.t("type-handover").into_owned(),
            Self::Kind(EntryKind::TaskDone) => cx.t("type-done").into_owned(),
            Self::Kind(_) => cx.t("only-remarks").into_owned(),
        }
    }
}

impl Company {
    fn timeline_ask(&self) -> TimelineAsk {
        let line = &self.timeline;
        let mut ask = TimelineAsk::of(self.id);
        line.find.value().trim().clone_into(&mut ask.find);
        match line.only {
            Only::All => {}
            Only::Type(kind) => {
                ask.kinds = vec![EntryKind::Activity];
                ask.types = vec![kind.code().to_owned()];
            }
            Only::Kind(kind) => ask.kinds = vec![kind],
        }
        ask
    }

    pub(super) fn read_timeline(&mut self, cx: &mut Cx) {
        self.timeline.more.forget();
        let mut ask = self.timeline_ask();
        ask.limit = (self.timeline.entries.len() as u32).max(50);
        self.timeline.pages.ask(cx, move |replica: &mut Replica| {
            let page = replica.timeline(&ask);
            page.map_err(|error| crate::tui::screen::deeds::said(&error))
        });
    }

    fn fetch_older(&mut self, cx: &mut Cx) {
        let line = &self.timeline;
        let near = line
            .list
            .selected()
            .is_some_and(|at| at + AHEAD >= line.entries.len());
        let (Some(before), true) = (line.next, near && !line.more.is_waiting()) else {
            return;
        };
        let mut ask = self.timeline_ask();
        ask.before = Some(before);
        ask.limit = 100;
        cx.ask_ahead(&mut self.timeline.more, move |replica: &mut Replica| {
            replica.timeline(&ask).unwrap_or_default()
        });
    }

    pub(super) fn update_timeline(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(page) = self.timeline.pages.take(cx, message) {
            match page {
                Ok(page) => {
                    let line = &mut self.timeline;
                    let wanted = line
                        .list
                        .selected()
                        .and_then(|at| line.entries.get(at))
                        .map(|e| e.id);
                    line.entries = page.entries;
                    line.next = page.next;
                    line.list.set_len(line.entries.len());
                    let at = line.entries.iter().position(|entry| Some(entry.id) == wanted);
                    // Whoever looks at the newest entry sees the one that is newer now.
                    if line.list.selected() != Some(0)
                        && let Some(at) = at
                    {
                        line.list.select(at);
                    }
                }
                Err(text) => cx.say(Toast::error(text)),
            }
        }
        if let Some(page) = self.timeline.more.take(message) {
            self.timeline.entries.extend(page.entries);
            self.timeline.next = page.next;
            self.timeline.list.set_len(self.timeline.entries.len());
        }
        if let Some(only) = self.timeline.onlys.take(message) {
            self.timeline.only = only;
            self.timeline.entries.clear();
            self.timeline.list.set_len(0);
            self.read_timeline(cx);
        }
    }

    pub(super) fn ask_only(&mut self, cx: &mut Cx) -> Handled {
        let entries = ONLY.map(|only| (Choice::new(only.name(cx)), only)).to_vec();
        let title = cx.title_of(Action::Filters);
        let ticket = cx.ticket(&mut self.timeline.onlys);
        cx.push(Menu::new(title, entries, ticket));
        Handled::Yes
    }

    pub(super) fn open_find(&mut self) -> Handled {
        self.pane = Pane::Timeline;
        self.timeline.typing = true;
        Handled::Yes
    }

    pub(super) fn drop_find(&mut self, cx: &mut Cx) -> Handled {
        self.timeline.typing = false;
        self.timeline.find.reset();
        self.read_timeline(cx);
        Handled::Yes
    }

    pub(super) fn act_in_find(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Cancel => self.drop_find(cx),
            Action::Open | Action::PaneNext | Action::PanePrev => {
                self.timeline.typing = false;
                Handled::Yes
            }
            Action::Up | Action::Down => self.timeline.list.act(act.action),
            action => {
                let before = self.timeline.find.value().to_owned();
                let handled = self.timeline.find.act(action);
                if self.timeline.find.value() != before {
                    self.read_timeline(cx);
                }
                handled
            }
        }
    }

    pub(super) fn move_timeline(&mut self, cx: &mut Cx, action: Action) -> Handled {
        let handled = self.timeline.list.act(action);
        self.fetch_older(cx);
        handled
    }

    /// Shows the whole entry.
    pub(super) fn open_entry(&self, cx: &mut Cx) -> Handled {
        let at = self.timeline.list.selected();
        if let Some(entry) = at.and_then(|at| self.timeline.entries.get(at)) {
            let (kind, what, more) = entry::words(entry, DrawCx::new(cx, true));
            let when = cx.locale.full_time(entry.at, &cx.zone);
            let by = entry.by_name.clone().unwrap_or_default();
            let text = entry.text.clone().unwrap_or_default();
            let text = format!("{when} · {by}\n\n{what}\n{more}\n\n{text}");
            cx.push(Viewer::new(kind, &text));
        }
        Handled::Yes
    }

    /// The heading before an entry, when it begins a day, a month or a year.
    fn heading(&self, index: usize, cx: &Cx) -> Option<String> {
        let of = |index: usize| {
            let day = self.timeline.entries.get(index)?.at.date_in(&cx.zone);
            let ago = cx.today().day_number() - day.day_number();
            Some(match ago {
                ..=0 => cx.t("day-today").into_owned(),
                1 => cx.t("day-yesterday").into_owned(),
                _ if day.0.year() == cx.today().0.year() => {
                    cx.locale.lang().month_long(day.0.month()).to_owned()
                }
                _ => format!("{} {}", cx.locale.lang().month_long(day.0.month()), day.0.year()),
            })
        };
        let here = of(index)?;
        let before = index.checked_sub(1).and_then(of);
        (before.as_ref() != Some(&here)).then(|| capital(&here))
    }

    pub(super) fn draw_timeline(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let focused = cx.part(self.pane == Pane::Timeline);
        let total = self.card.as_ref().map_or(0, |card| card.timeline_count);
        let find = self.timeline.find.value().trim().to_owned();
        let mut title = cx.t("pane-timeline").into_owned();
        if self.timeline.only != Only::All {
            title = format!("{title} · {}", self.timeline.only.name(&cx));
        }
        if !find.is_empty() {
            title = format!("{title} · /{find}");
        }
        let (at, len) = self.timeline.list.position();
        let whole = self.timeline.only == Only::All && find.is_empty();
        let of = if whole { total.max(0) as usize } else { len };
        let count = words::count(&cx, (at, of.max(len)), !whole && self.timeline.next.is_some());
        let keys = [
            ("timeline-note-filter", Action::Filters),
            ("timeline-note-find", Action::FindOpen),
        ];
        let frame = Frame::new(title).note(cx.t_keys(&keys, "  ")).count(count);
        let mut inner = frame.draw(buf, area, focused);
        if self.timeline.typing && inner.height > 1 {
            let row = padded(Rect { height: 1, ..inner });
            paint::text(buf, row, "/", cx.theme.get(Role::KeyHint));
            let by = row.width.min(2);
            let at = Rect {
                x: row.x + by,
                width: row.width - by,
                ..row
            };
            self.cursor = self.timeline.find.draw(buf, at, focused, Role::Input);
            inner = Rect {
                y: inner.y + 1,
                height: inner.height - 1,
                ..inner
            };
        }
        if self.timeline.entries.is_empty() {
            let text = none_words(&cx, whole);
            paint::block(buf, padded(inner), &text, cx.theme.get(Role::Dim), 0);
            return;
        }
        self.draw_entries(buf, inner, focused);
        if cx.class().boxes() {
            self.timeline
                .list
                .draw_scrollbar(buf, border_column(area), focused);
        }
    }

    fn draw_entries(&mut self, buf: &mut Buffer, inner: Rect, cx: DrawCx<'_>) {
        let wide = inner.width.min(crate::tui::layout::TEXT_WIDTH);
        let inner = Rect { width: wide, ..inner };
        let mut list = std::mem::take(&mut self.timeline.list);
        let heads = cx.class() >= SizeClass::M;
        let head = |index: usize| if heads { self.heading(index, &cx) } else { None };
        let entries = &self.timeline.entries;
        let height = |index: usize| {
            let rows = entries.get(index).map_or(1, entry::rows);
            rows + u16::from(head(index).is_some())
        };
        let above = |index: usize| u16::from(head(index).is_some());
        let cursor = list.draw_headed(buf, inner, cx, height, above, |buf, item| {
            let Some(entry) = entries.get(item.index) else {
                return;
            };
            let mut area = item.area;
            if let Some(text) = head(item.index) {
                let rule = Rect { height: 1, ..area };
                titled_rule(buf, rule, &text, cx);
                let by = area.height.min(1);
                area = Rect {
                    y: area.y + by,
                    height: area.height - by,
                    ..area
                };
            }
            if area.height > 0 {
                entry::draw(buf, area, entry, cx);
            }
        });
        self.timeline.list = list;
        if self.pane == Pane::Timeline && !self.timeline.typing {
            self.cursor = cursor;
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// What an empty timeline says: nothing has happened, or nothing is left by filter and search.
fn none_words(cx: &Cx, whole: bool) -> String {
    if !whole {
        let all = cx.t_key("timeline-none-all", Action::Filters);
        return join([Some(cx.t("timeline-none-match").into_owned()), all], " ");
    }
    let ways = [
        ("timeline-none-call", Action::Call),
        ("timeline-none-note", Action::Note),
        ("timeline-none-log", Action::LogForm),
    ];
    let ways = Some(cx.t_keys(&ways, ", ")).filter(|ways| !ways.is_empty());
    let ways = ways.map(|ways| format!("{ways}."));
    join([Some(cx.t("timeline-none").into_owned()), ways], " ")
}
