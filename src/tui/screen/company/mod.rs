//! One company: who they are, whom to talk to, what is to do, what happened.
//! Every record action works here, and a call can be made and logged.

mod again;
mod call;
mod outside;
mod panes;
mod person;
mod timeline;

use super::deeds::Deeds;
use super::export::{Export, Rows};
use super::records::{About, Fresh, Records, needs_company};
use super::target::Target;
use crate::base::{CompanyId, UserId};
use crate::domain::{Contact, Rules, Task};
use crate::replica::Replica;
use crate::tui::action::{Act, Action};
use crate::tui::component::{Availability, Component, CursorAt, Handled, Numbered};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::input::{Mouse, MouseKind};
use crate::tui::message::{Message, Slot};
use crate::tui::place::Place;
use crate::tui::scope::Scope;
use crate::tui::screen::words;
use crate::tui::toast::Toast;
use crate::tui::whereabouts::Whereabouts;
use crate::tui::widget::list::List;
use crate::tui::widget::viewer::Viewer;
use crate::view::CompanyCard;
use call::Call;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use timeline::Timeline;

/// The panes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Pane {
    Company,
    Contacts,
    Case,
    Tasks,
    Data,
    Timeline,
    /// The outcomes, while a call runs.
    Outcome,
}

impl Pane {
    /// Those that are always there, in the order of Tab.
    const ALL: [Self; 6] = [
        Self::Company,
        Self::Contacts,
        Self::Case,
        Self::Tasks,
        Self::Data,
        Self::Timeline,
    ];
}

type Loaded = Result<Option<(CompanyCard, UserId, Arc<Rules>)>, String>;

/// The screen of a company.
pub struct Company {
    id: CompanyId,
    rules: Arc<Rules>,
    me: Option<UserId>,
    card: Option<CompanyCard>,
    gone: bool,
    /// It was deleted from here: as soon as it is gone, back to where one came from.
    deleted: bool,
    shown: bool,
    /// The program was left here: a company that is gone since is no screen to start with.
    resumed: bool,
    load: Slot<Loaded>,
    /// Asked for before the company was there; done when it is.
    pending: Option<Act>,
    pane: Pane,
    zoomed: bool,
    contacts: List,
    tasks: List,
    timeline: Timeline,
    call: Call,
    /// The call that runs on Work is to this company.
    called: bool,
    deeds: Deeds,
    records: Records,
    person: person::Person,
    places: Vec<(Pane, Rect)>,
    cursor: Option<CursorAt>,
}

impl std::fmt::Debug for Company {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Company")
            .field("id", &self.id)
            .field("pane", &self.pane)
            .finish_non_exhaustive()
    }
}

impl Company {
    /// The screen of this company.
    pub fn new(id: CompanyId, rules: &Arc<Rules>) -> Self {
        Self {
            id,
            rules: rules.clone(),
            me: None,
            card: None,
            gone: false,
            deleted: false,
            shown: false,
            resumed: false,
            load: Slot::default(),
            pending: None,
            pane: Pane::Timeline,
            zoomed: false,
            contacts: List::default(),
            tasks: List::default(),
            timeline: Timeline::default(),
            call: Call::default(),
            called: false,
            deeds: Deeds::new(rules.clone()),
            records: Records::new(rules.clone()),
            person: person::Person::default(),
            places: Vec::new(),
            cursor: None,
        }
    }

    fn name(&self) -> String {
        let card = self.card.as_ref();
        card.map(|card| card.company.name.clone()).unwrap_or_default()
    }

    fn read(&mut self, cx: &mut Cx) {
        let id = self.id;
        cx.ask(&mut self.load, move |replica: &mut Replica| {
            let card = replica.company(id).map_err(|error| super::deeds::said(&error))?;
            Ok(card.map(|card| (card, replica.actor().id, replica.rules())))
        });
        self.read_timeline(cx);
    }

    fn take(&mut self, cx: &mut Cx, loaded: Loaded) {
        match loaded {
            Ok(Some((card, me, rules))) => {
                // Fields may have been defined since.
                self.rules = rules;
                // Rows that came or went elsewhere must not move the selection to another person.
                let contact = self.selected_contact().map(|contact| contact.id);
                let old = self.card.as_ref().zip(self.tasks.selected());
                let task = old.and_then(|(card, at)| card.tasks.get(at)).map(|task| task.id);
                self.contacts.set_len(card.contacts.len());
                self.tasks.set_len(card.tasks.len());
                if let Some(at) = card.contacts.iter().position(|row| Some(row.id) == contact) {
                    self.contacts.select(at);
                }
                if let Some(at) = card.tasks.iter().position(|row| Some(row.id) == task) {
                    self.tasks.select(at);
                }
                self.card = Some(card);
                self.me = Some(me);
                (self.gone, self.resumed) = (false, false);
                if self.shown {
                    self.go_on(cx);
                }
                if let Some(act) = self.pending.take() {
                    self.act(cx, act);
                }
            }
            Ok(None) => {
                self.card = None;
                self.gone = true;
                if std::mem::take(&mut self.resumed) {
                    // Past the list behind it, to where every start leads.
                    cx.back();
                    cx.back();
                } else if std::mem::take(&mut self.deleted) && self.shown {
                    cx.back();
                }
            }
            Err(text) => cx.say(Toast::error(text)),
        }
    }

    fn selected_contact(&self) -> Option<&Contact> {
        let card = self.card.as_ref()?;
        self.contacts.selected().and_then(|at| card.contacts.get(at))
    }
    fn selected_task(&self) -> Option<&Task> {
        let card = self.card.as_ref().filter(|_| self.pane == Pane::Tasks)?;
        self.tasks.selected().and_then(|at| card.tasks.get(at))
    }

    /// What the deeds act on: the selected contact's number and address in the contacts pane.
    fn target(&self) -> Option<Target> {
        let card = self.card.as_ref()?;
        let mut target = Target::of(card, self.selected_task().map(|task| task.id));
        if let Some(contact) = self.selected_contact().filter(|_| self.pane == Pane::Contacts) {
            target.name = contact.display_name();
            let phone = contact.phones.0.iter().find(|phone| phone.is_good());
            let phone = phone.map(|p| p.e164.clone().unwrap_or_else(|| p.raw.clone()));
            target.phone = phone.or(target.phone);
            let email = contact.emails.0.first().map(|email| email.address.clone());
            target.email = email.or(target.email);
        }
        Some(target)
    }

    fn about(&self, action: Action) -> About {
        let on_contact = self.pane == Pane::Contacts;
        let contact = self
            .selected_contact()
            .filter(|_| on_contact)
            .map(|contact| contact.id);
        // Editing means the company, unless a contact is in front.
        let contact = contact.filter(|_| !matches!(action, Action::AddContact));
        About {
            company: self.id,
            name: self.name(),
            contact,
            task: self.selected_task().map(|task| task.id),
        }
    }

    fn open(&mut self, cx: &mut Cx) -> Handled {
        match self.pane {
            Pane::Outcome => self.log_chosen(cx),
            Pane::Timeline => self.open_entry(cx),
            Pane::Contacts if self.selected_contact().is_some() => {
                let about = self.about(Action::Edit);
                self.records.act(cx, Action::Edit, Some(about))
            }
            Pane::Tasks => self.open_task(cx),
            Pane::Company | Pane::Case | Pane::Data | Pane::Contacts => {
                let rows = self.detail_rows(cx).into_iter().chain(self.data_rows(cx));
                let text = rows.map(|(text, _)| text).collect::<Vec<_>>().join("\n");
                cx.push(Viewer::new(self.name(), &text));
                Handled::Yes
            }
        }
    }

    /// A call task calls; any other opens the form of what fits it.
    fn open_task(&mut self, cx: &mut Cx) -> Handled {
        let Some(kind) = self.selected_task().map(|task| task.kind) else {
            return Handled::Yes;
        };
        if kind.is_call() {
            return self.start_call(cx);
        }
        let about = self.about(Action::LogForm);
        self.records.log(cx, about, kind.fitting_activity())
    }

    fn step_pane(&mut self, by: isize) -> Handled {
        let mut panes = Pane::ALL.to_vec();
        if self.call.running.is_some() {
            panes.push(Pane::Outcome);
        }
        let at = panes.iter().position(|pane| *pane == self.pane).unwrap_or(0) as isize;
        self.pane = panes[(at + by).rem_euclid(panes.len() as isize) as usize];
        Handled::Yes
    }

    fn look(&mut self, cx: &mut Cx, action: Action) -> Handled {
        let across = super::outcome_panel::across(call::inside(cx.size.0)) as isize;
        let moved = match (self.pane, action) {
            (Pane::Outcome, Action::Right) => self.move_outcome(1),
            (Pane::Outcome, Action::Left) => self.move_outcome(-1),
            (Pane::Outcome, Action::Down) => self.move_outcome(across),
            (Pane::Outcome, Action::Up) => self.move_outcome(-across),
            (Pane::Contacts, _) => self.contacts.act(action),
            (Pane::Tasks, _) => self.tasks.act(action),
            (Pane::Timeline, _) => self.move_timeline(cx, action),
            _ => Handled::No,
        };
        moved.or_else(|| match action {
            Action::Left | Action::Up => self.step_pane(-1),
            Action::Right | Action::Down => self.step_pane(1),
            _ => Handled::No,
        })
    }

    fn cancel(&mut self, cx: &mut Cx) -> Handled {
        if self.call.running.is_some() {
            return self.cancel_call(cx);
        }
        if !self.timeline.find.is_empty() {
            return self.drop_find(cx);
        }
        if self.zoomed {
            self.zoomed = false;
            return Handled::Yes;
        }
        cx.back();
        Handled::Yes
    }

    fn deed(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if person::is_about_person(act.action) {
            return self.act_on_person(cx, act.action);
        }
        let about = self.about(act.action);
        if self.records.act(cx, act.action, Some(about)).yes() {
            return Handled::Yes;
        }
        let Some(target) = self.target() else {
            return Handled::No;
        };
        self.deleted = act.action == Action::Delete;
        self.deeds.act(cx, act, &target)
    }
}

/// Whether an action is about the task that is selected.
const fn needs_task(action: Action) -> bool {
    matches!(
        action,
        Action::TaskDone
            | Action::TaskSkip
            | Action::SnoozeHour
            | Action::SnoozeAfternoon
            | Action::SnoozeTomorrow
            | Action::SnoozeMonday
            | Action::SnoozeDate
            | Action::MoveDue
    )
}

impl Component for Company {
    fn enter(&mut self, cx: &mut Cx) {
        self.shown = true;
        self.deleted = false;
        self.read(cx);
    }
    fn leave(&mut self, _cx: &mut Cx) {
        (self.shown, self.resumed) = (false, false);
        self.timeline.typing = false;
    }
    fn remember(&self, to: &mut Whereabouts) {
        self.note_place(to);
    }

    fn is_settling(&self) -> bool {
        // Before there is a company, nothing that is typed can mean it.
        let comes = self.card.is_none() && self.load.is_waiting();
        comes || self.call.logged.is_waiting() || self.deeds.is_busy()
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(loaded) = self.load.take(message) {
            self.take(cx, loaded);
        }
        self.called = cx.status.called == Some(self.id);
        self.update_timeline(cx, message);
        self.update_call(cx, message);
        self.update_person(cx, message);
        if let Some(Fresh::Company(id)) = self.records.update(cx, message) {
            cx.go(Place::Company(id));
        }
        self.deeds.update(cx, message);
        if matches!(message, Message::Undone) && self.shown {
            self.go_on(cx);
        }
        if matches!(message, Message::Changed) && self.shown {
            self.read(cx);
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if self.timeline.typing {
            return self.act_in_find(cx, act);
        }
        let wants_card =
            needs_company(act.action) || matches!(act.action, Action::LinkOpen | Action::ActionsMenu);
        if self.card.is_none() && wants_card && !self.gone {
            self.pending = Some(act);
            return Handled::Yes;
        }
        match act.action {
            // Work has the call, its number and its note; it logs, and shows who is next.
            Action::Outcome if self.called => {
                cx.go(Place::Work);
                cx.run(act);
                Handled::Yes
            }
            Action::Outcome => self.digit(cx, act.n.map_or(0, |n| n % 10)),
            Action::Call => self.start_call(cx),
            Action::CallChoose => self.choose_number(cx),
            Action::Open => self.open(cx),
            Action::Cancel => self.cancel(cx),
            Action::PaneNext => self.step_pane(1),
            Action::PanePrev => self.step_pane(-1),
            Action::FindOpen => self.open_find(),
            Action::Filters => self.ask_only(cx),
            Action::LinkOpen => self.open_link(cx),
            Action::MailWrite => self.write_mail(cx),
            Action::CopyRow => self.copy_row(cx),
            Action::Export => {
                let contacts = self.pane == Pane::Contacts;
                cx.push(Export::new(cx, Rows::Company(self.id)).of_contacts(contacts));
                Handled::Yes
            }
            Action::Zoom => {
                self.zoomed = !self.zoomed;
                Handled::Yes
            }
            Action::Refresh => {
                self.read(cx);
                Handled::Yes
            }
            action => self.look(cx, action).or_else(|| self.deed(cx, act)),
        }
    }

    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        if !self.timeline.typing {
            return Handled::No;
        }
        self.timeline.find.insert(ch);
        self.read_timeline(cx);
        Handled::Yes
    }
    fn paste(&mut self, cx: &mut Cx, text: &str) -> Handled {
        if !self.timeline.typing {
            return Handled::No;
        }
        self.timeline.find.paste(text);
        self.read_timeline(cx);
        Handled::Yes
    }

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        let at = Position::new(mouse.x, mouse.y);
        let hit = self.places.iter().find(|(_, area)| area.contains(at));
        if let Some((pane, _)) = hit.copied() {
            if matches!(mouse.kind, MouseKind::Press | MouseKind::Double) {
                self.pane = pane;
            }
            let opened = match pane {
                Pane::Contacts => self.contacts.mouse(mouse),
                Pane::Tasks => self.tasks.mouse(mouse),
                Pane::Timeline => self.timeline.list.mouse(mouse),
                _ => None,
            };
            if opened.is_some() {
                return self.open(cx);
            }
        }
        Handled::Yes
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        self.cursor = None;
        self.places.clear();
        self.draw_screen(frame.buffer_mut(), area, *cx);
    }

    fn scopes(&self) -> Vec<Scope> {
        if self.timeline.typing {
            vec![Scope::Text, Scope::Company]
        } else if self.call.running.is_some() || self.called {
            vec![Scope::Call, Scope::Company]
        } else {
            vec![Scope::Company]
        }
    }

    fn availability(&self, cx: &Cx, action: Action) -> Availability {
        let scope = action.spec().scope;
        let elsewhere = matches!(
            action,
            Action::Mark
                | Action::MarkRange
                | Action::MarkAll
                | Action::Sort
                | Action::Pin
                | Action::EditExternal
                | Action::CopyTable
                | Action::MoveStage
                | Action::MoveTasks
        );
        if !(scope == Scope::Global || self.scopes().contains(&scope)) || elsewhere {
            return Availability::Absent;
        }
        if person::is_about_person(action) {
            return self.person_availability(cx, action);
        }
        if needs_task(action) && self.selected_task().is_none() {
            return Availability::Refused(cx.t("select-task").into_owned());
        }
        if let Some(known) = self.deeds.availability(Some(self.id), action) {
            return known;
        }
        if self.gone && needs_company(action) {
            return Availability::Refused(words::company_gone(cx));
        }
        match self.target().and_then(|target| target.lacks(action)) {
            Some(key) => Availability::Refused(cx.t(key).into_owned()),
            None => Availability::READY,
        }
    }

    fn prefix_opened(&mut self, cx: &mut Cx, actions: &[Action]) {
        if actions.contains(&Action::MoveQualify)
            && let Some(target) = self.target()
        {
            self.deeds.preview(cx, &target);
        }
    }

    fn outcomes(&self, cx: &Cx) -> Vec<Numbered> {
        super::outcome_panel::numbered(self.cells(cx))
    }

    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        if self.timeline.typing {
            return vec![Action::Open, Action::Cancel];
        }
        if self.call.running.is_some() {
            return vec![
                Action::Outcome,
                Action::Open,
                Action::CallChoose,
                Action::Note,
                Action::Cancel,
            ];
        }
        vec![
            Action::Open,
            Action::Call,
            Action::Note,
            Action::LogForm,
            Action::TaskNew,
            Action::MoveQualify,
            Action::Edit,
            Action::CopyPhone,
            Action::FindOpen,
            Action::Filters,
        ]
    }

    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        Some(match (action, self.pane) {
            (Action::Cancel, _) if self.call.running.is_some() => "hint-no-call",
            (Action::Open, _) if self.timeline.typing => "hint-take-search",
            (Action::Open, Pane::Outcome) => "hint-choose-outcome",
            (Action::Open, Pane::Timeline) => "hint-read",
            (Action::Open, Pane::Contacts) if self.selected_contact().is_some() => "hint-edit",
            (Action::Open, Pane::Tasks) if self.selected_task().is_some_and(|task| task.kind.is_call()) => {
                "hint-call"
            }
            (Action::Open, Pane::Tasks) => "hint-log-form",
            (Action::Open, _) => "hint-show-all",
            _ => return None,
        })
    }

    fn mode(&self, cx: &Cx) -> Option<String> {
        self.timeline.typing.then(|| cx.t("mode-search").into_owned())
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn title(&self, cx: &Cx) -> String {
        let name = self.name();
        if name.is_empty() {
            cx.t(Place::Company(self.id).title_key()).into_owned()
        } else {
            name
        }
    }
    fn tiny(&self, cx: &Cx) -> Vec<String> {
        self.tiny_lines(cx)
    }
}
