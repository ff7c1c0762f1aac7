//! The list of companies: views, live filter, marks, and every deed on the
//! selected ones. It holds the pages it has been through and asks for the next
//! one as the selection comes near the end, never for all rows.

mod again;
mod bulk;
mod bulk_task;
mod export;
mod fates;
mod filter;
mod load;
mod marks;
mod table;
mod views;

use super::deeds::Deeds;
use super::records::{Fresh, Records};
use super::target::Target;
use crate::base::CompanyId;
use crate::domain::view::SavedView;
use crate::domain::{Code, Rules};
use crate::replica::Replica;
use crate::tui::action::{Act, Action};
use crate::tui::component::{Availability, Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx, TypeAhead};
use crate::tui::input::Mouse;
use crate::tui::message::{Message, Slot};
use crate::tui::place::Place;
use crate::tui::scope::Scope;
use crate::tui::toast::Toast;
use crate::tui::whereabouts::{Selected, Whereabouts};
use crate::tui::widget::field::Field;
use crate::tui::widget::list::List;
use crate::tui::widget::menu::{Choice, Menu};
use crate::tui::widget::onward::Onward;
use crate::view::{CompanyAsk, CompanyCursor, CompanyRow, CompanySort, CompanyView};
use bulk::Bulk;
pub(super) use load::ids as ids_of;
use load::{Loaded, PAGE};
use ratatui::Frame;
use ratatui::layout::Rect;
use std::collections::HashSet;
use std::sync::Arc;

/// Rows between the selection and the end of what is loaded at which the next page is asked for.
const AHEAD: usize = 100;

/// The views of the menu, before the stages.
const VIEWS: [CompanyView; 6] = [
    CompanyView::Mine,
    CompanyView::All,
    CompanyView::Unassigned,
    CompanyView::NoNextStep,
    CompanyView::Dormant,
    CompanyView::DoNotContact,
];

/// The list.
pub struct Companies {
    view: CompanyView,
    sort: CompanySort,
    /// The saved view that is shown, of the companies of `view`.
    saved: Option<SavedView>,
    filter: Field,
    /// Proposals that are gone through.
    cycle: Option<filter::Cycle>,
    /// The filter has the focus.
    typing: bool,
    /// What was selected, and how much was loaded, before the filter was opened.
    before: Option<(Option<CompanyId>, u32)>,
    rows: Vec<CompanyRow>,
    next: Option<CompanyCursor>,
    error: Option<String>,
    loaded: bool,
    shown: bool,
    /// Selected as soon as its row is there.
    wanted: Option<CompanyId>,
    /// Selected at the last start: pages are asked for until its row is there, but not much further than it was.
    resumed: Option<Selected<CompanyId>>,
    /// The user wants rows that are not there yet.
    onward: Onward,
    pages: TypeAhead<Loaded>,
    more: Slot<Loaded>,
    list: List,
    marked: HashSet<CompanyId>,
    /// Every id of the list, when all are to be marked.
    all: Slot<Result<Vec<CompanyId>, String>>,
    /// Where a range of marks began.
    range: Option<marks::Range>,
    deeds: Deeds,
    records: Records,
    bulk: Bulk,
    table: Slot<Result<export::Copied, String>>,
    views: Slot<views::Pick>,
    saving: views::Saving,
    learned: Slot<views::Known>,
    known: views::Known,
    /// Why the typed filter cannot be read.
    unread: Option<String>,
    sorts: Slot<CompanySort>,
    cursor: Option<CursorAt>,
}

impl std::fmt::Debug for Companies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Companies")
            .field("view", &self.view)
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl Companies {
    /// The list, opening on the user's own companies, or on all when there are none.
    pub fn new(rules: &Arc<Rules>) -> Self {
        Self {
            view: CompanyView::Mine,
            sort: CompanySort::default(),
            saved: None,
            filter: Field::default(),
            cycle: None,
            typing: false,
            before: None,
            rows: Vec::new(),
            next: None,
            error: None,
            loaded: false,
            shown: false,
            wanted: None,
            resumed: None,
            onward: Onward::default(),
            pages: TypeAhead::default(),
            more: Slot::default(),
            list: List::default(),
            marked: HashSet::new(),
            all: Slot::default(),
            range: None,
            deeds: Deeds::new(rules.clone()),
            records: Records::new(rules.clone()),
            bulk: Bulk::new(rules.clone()),
            table: Slot::default(),
            views: Slot::default(),
            saving: views::Saving::default(),
            learned: Slot::default(),
            known: views::Known::default(),
            unread: None,
            sorts: Slot::default(),
            cursor: None,
        }
    }

    fn row(&self) -> Option<&CompanyRow> {
        self.list.selected().and_then(|at| self.rows.get(at))
    }

    /// Reads from the start, at least as many rows as there are now, and keeps the selection.
    fn reload(&mut self, cx: &mut Cx, at_least: u32) {
        self.more.forget();
        let or_all = !self.loaded;
        let ask = CompanyAsk {
            view: self.view,
            sort: self.sort,
            filter: self.filter.value().trim().to_owned(),
            saved: self.saved_filter(),
            speaker: self.speaker(cx),
            typing: true,
            after: None,
            limit: at_least.max(PAGE),
        };
        self.pages
            .ask(cx, move |replica: &mut Replica| load::page(replica, ask, or_all));
    }

    fn reload_in_place(&mut self, cx: &mut Cx) {
        self.wanted = self.wanted.or_else(|| self.row().map(|row| row.id));
        let loaded = self.rows.len() as u32;
        self.reload(cx, loaded);
    }

    fn fetch_ahead(&mut self, cx: &mut Cx) {
        let near = self
            .list
            .selected()
            .is_some_and(|at| at + AHEAD >= self.rows.len());
        let wanted = near || self.onward.is_waiting() || self.resumed.is_some();
        if !wanted || self.more.is_waiting() || self.pages.is_waiting() {
            return;
        }
        let Some(after) = self.next.clone() else {
            self.onward.forget();
            return;
        };
        let ask = CompanyAsk {
            view: self.view,
            sort: self.sort,
            filter: self.filter.value().trim().to_owned(),
            saved: self.saved_filter(),
            speaker: self.speaker(cx),
            typing: true,
            after: Some(after),
            limit: if self.onward.is_waiting() { 10 * PAGE } else { PAGE },
        };
        cx.ask_ahead(&mut self.more, move |replica: &mut Replica| {
            load::page(replica, ask, false)
        });
    }

    fn take_page(&mut self, cx: &mut Cx, page: Loaded) {
        self.unread = page.unread;
        if self.unread.is_some() {
            // What was found before stays, and so does what is typed.
            return;
        }
        self.view = page.view;
        self.error = page.error;
        self.loaded = true;
        self.rows = page.rows;
        self.next = page.next;
        self.list.set_len(self.rows.len());
        let wanted = self.wanted.take();
        let at = wanted.and_then(|id| self.rows.iter().position(|row| row.id == id));
        if let Some(at) = at {
            self.list.select(at);
        }
        self.rows_came(cx);
    }

    fn take_more(&mut self, cx: &mut Cx, page: Loaded) {
        if let Some(error) = page.error {
            self.onward.forget();
            self.resumed = None;
            return cx.say(Toast::error(error));
        }
        self.rows.extend(page.rows);
        self.next = page.next;
        self.list.set_len(self.rows.len());
        self.rows_came(cx);
    }

    fn rows_came(&mut self, cx: &mut Cx) {
        // Only a key takes more rows into a range, and this one was pressed before they were there.
        if self.onward.rows_came(&mut self.list, self.next.is_some()) {
            self.stretch();
        }
        self.seek();
        self.fetch_ahead(cx);
    }

    /// Moves the selection. A list that is being read anew keeps the row it is moved to.
    fn move_by(&mut self, cx: &mut Cx, action: Action) -> Handled {
        let moved = self.list.act(action);
        if moved.yes() {
            if self.wanted.is_some() && self.pages.is_waiting() {
                self.wanted = self.row().map(|row| row.id);
            }
            self.stretch();
            self.fetch_ahead(cx);
        }
        moved
    }

    // --- menus

    fn ask_sort(&mut self, cx: &mut Cx) -> Handled {
        let entries = [
            ("sort-next-due", CompanySort::NextDue),
            ("sort-name", CompanySort::Name),
        ];
        let entries = entries.map(|(key, sort)| (Choice::new(cx.t(key)), sort)).to_vec();
        let title = cx.title_of(Action::Sort);
        let ticket = cx.ticket(&mut self.sorts);
        cx.push(Menu::new(title, entries, ticket));
        Handled::Yes
    }

    fn take_choices(&mut self, cx: &mut Cx, message: &Message) {
        self.take_view(cx, message);
        if let Some(sort) = self.sorts.take(message) {
            self.sort = sort;
            self.range = None;
            let kept = matches!(self.view, CompanyView::All | CompanyView::Mine) || self.is_fielded();
            if !kept && sort == CompanySort::Name {
                cx.say(Toast::info(cx.t("sort-only-due").into_owned()));
            }
            self.reload_in_place(cx);
        }
    }

    // --- deeds

    fn open(&self, cx: &mut Cx) -> Handled {
        if let Some(row) = self.row() {
            cx.go(Place::Company(row.id));
        }
        Handled::Yes
    }

    fn target(&self) -> Option<Target> {
        let row = self.row()?;
        let address = [row.city.as_deref(), row.country.as_deref()];
        let address = address.into_iter().flatten().collect::<Vec<_>>().join(", ");
        Some(Target {
            company: row.id,
            name: row.name.clone(),
            contact: None,
            task: None,
            handover: None,
            phone: row.phone.clone(),
            email: None,
            address: (!address.is_empty()).then_some(address),
            link: None,
            note: None,
        })
    }

    fn copy_row(&self, cx: &mut Cx) -> Handled {
        if let Some(row) = self.row() {
            let owner = row.owner.as_deref().unwrap_or_default();
            let city = row.city.as_deref().unwrap_or_default();
            let phone = row.phone.as_deref().unwrap_or_default();
            let parts = [row.name.as_str(), row.stage.code(), owner, city, phone];
            let text = parts.map(|part| part.replace(['\t', '\n'], " ")).join("\t");
            cx.copy(&text);
        }
        Handled::Yes
    }

    fn deed(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if Bulk::also_of_one(act.action) && self.marked.is_empty() {
            let ids: Vec<CompanyId> = self.row().map(|row| row.id).into_iter().collect();
            if ids.is_empty() {
                return Handled::No;
            }
            return self.bulk.start(cx, act.action, ids, false);
        }
        if !self.marked.is_empty() && Bulk::knows(act.action) {
            self.range = None;
            let ids = self.marked.iter().copied().collect();
            return self.bulk.start(cx, act.action, ids, true);
        }
        let Some((id, name)) = self.row().map(|row| (row.id, row.name.clone())) else {
            return self.records.act(cx, act.action, None);
        };
        match act.action {
            // What needs the company in front is done there.
            Action::Call | Action::CallChoose | Action::LinkOpen | Action::MailWrite => {
                cx.go(Place::Company(id));
                cx.run(act);
                return Handled::Yes;
            }
            Action::CopyRow => return self.copy_row(cx),
            _ => {}
        }
        let about = super::records::About {
            company: id,
            name,
            contact: None,
            task: None,
        };
        if self.records.act(cx, act.action, Some(about)).yes() {
            return Handled::Yes;
        }
        let Some(target) = self.target() else {
            return Handled::No;
        };
        self.deeds.act(cx, act, &target)
    }
}

/// Whether an action means something in this list at all.
fn is_known(action: Action) -> bool {
    use Action as A;
    !matches!(
        action,
        A::TaskDone
            | A::TaskSkip
            | A::SnoozeHour
            | A::SnoozeAfternoon
            | A::SnoozeTomorrow
            | A::SnoozeMonday
            | A::SnoozeDate
            | A::MoveDue
            | A::EditExternal
            | A::Zoom
            | A::CopyMail
            | A::CopyLink
    )
}

impl Component for Companies {
    fn enter(&mut self, cx: &mut Cx) {
        self.shown = true;
        self.learn(cx);
        self.reload_in_place(cx);
    }

    fn leave(&mut self, _cx: &mut Cx) {
        self.shown = false;
        self.typing = false;
    }

    fn remember(&self, to: &mut Whereabouts) {
        self.note_place(to);
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(page) = self.pages.take(cx, message) {
            self.take_page(cx, page);
        }
        if let Some(page) = self.more.take(message) {
            self.take_more(cx, page);
        }
        self.take_choices(cx, message);
        self.take_all(cx, message);
        self.take_table(cx, message);
        if let Some(done) = self.bulk.update(cx, message) {
            self.unmark(&done);
        }
        if let Some(Fresh::Company(id)) = self.records.update(cx, message) {
            cx.go(Place::Company(id));
        }
        self.deeds.update(cx, message);
        if matches!(message, Message::Changed) && self.shown {
            self.learn(cx);
            self.reload_in_place(cx);
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        let more = self.next.is_some() || self.pages.is_waiting();
        self.onward.key(&self.list, act.action, more);
        self.resumed = None;
        if self.typing {
            return self.act_in_filter(cx, act);
        }
        match act.action {
            Action::Open => self.open(cx),
            Action::FindOpen => self.open_filter(),
            Action::Filters => self.ask_view(cx),
            Action::Sort => self.ask_sort(cx),
            Action::Mark => self.mark(cx),
            Action::MarkRange => self.mark_range(cx),
            Action::MarkAll => self.mark_all(cx),
            Action::Export => self.export(cx),
            Action::CopyTable => self.copy_table(cx),
            Action::Refresh => {
                self.reload_in_place(cx);
                Handled::Yes
            }
            Action::Cancel if self.range.is_some() => self.drop_range(),
            Action::Cancel if !self.filter.is_empty() => self.drop_filter(cx),
            Action::Cancel if !self.marked.is_empty() => self.clear_marks(),
            action => {
                if self.move_by(cx, action).yes() {
                    return Handled::Yes;
                }
                self.deed(cx, act)
            }
        }
    }

    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        if !self.typing {
            return Handled::No;
        }
        self.filter.insert(ch);
        self.filter_changed(cx);
        Handled::Yes
    }

    fn paste(&mut self, cx: &mut Cx, text: &str) -> Handled {
        if !self.typing {
            return Handled::No;
        }
        self.filter.paste(text);
        self.filter_changed(cx);
        Handled::Yes
    }

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        self.onward.forget();
        self.resumed = None;
        if self.list.mouse(mouse).is_some() {
            return self.open(cx);
        }
        self.stretch();
        self.fetch_ahead(cx);
        Handled::Yes
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        self.cursor = None;
        self.draw_screen(frame.buffer_mut(), area, *cx);
    }

    fn scopes(&self) -> Vec<Scope> {
        if self.typing {
            vec![Scope::Text, Scope::Companies]
        } else {
            vec![Scope::Companies]
        }
    }

    fn availability(&self, cx: &Cx, action: Action) -> Availability {
        let scope = action.spec().scope;
        // There is one pane, and its rows are one column.
        let sideways = matches!(
            action,
            Action::Left | Action::Right | Action::PaneNext | Action::PanePrev
        );
        if sideways && !self.typing {
            return Availability::Absent;
        }
        if !(scope == Scope::Global || self.scopes().contains(&scope)) || !is_known(action) {
            return Availability::Absent;
        }
        if let Some(why) = self.why_not_marked(cx, action) {
            return Availability::Refused(why);
        }
        if self.marked.is_empty()
            && let Some(known) = self.deeds.availability(self.row().map(|row| row.id), action)
        {
            return known;
        }
        let on_row = super::records::needs_company(action) || Bulk::knows(action) || action == Action::Open;
        if on_row && self.row().is_none() {
            return Availability::Refused(cx.t("nothing-selected").into_owned());
        }
        Availability::READY
    }

    fn prefix_opened(&mut self, cx: &mut Cx, actions: &[Action]) {
        if actions.contains(&Action::MoveQualify)
            && let Some(target) = self.target()
        {
            self.deeds.preview(cx, &target);
        }
    }

    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        if self.typing {
            return vec![Action::Open, Action::Cancel, Action::PanePrev, Action::Down];
        }
        if !self.marked.is_empty() {
            return marks::HINTS.to_vec();
        }
        vec![
            Action::Open,
            Action::FindOpen,
            Action::Filters,
            Action::Call,
            Action::AddCompany,
            Action::Note,
            Action::MoveQualify,
            Action::Mark,
            Action::Undo,
        ]
    }

    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match action {
            Action::PanePrev if self.typing => Some("hint-to-list"),
            Action::Cancel if !self.typing && !self.marked.is_empty() => Some("hint-no-marks"),
            _ => None,
        }
    }

    fn mode(&self, cx: &Cx) -> Option<String> {
        self.typing.then(|| cx.t("mode-search").into_owned())
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t(Place::Companies.title_key()).into_owned()
    }
}
