//! Forms for records: a new company, contact or task, a note, and changes to a
//! company or contact. Nothing typed is lost: drafts are kept with every change
//! and every refusal stands beside its field.

mod fields;
mod own;
mod save;

pub(super) use fields::TASKS;

use super::drafts::DraftKeeper;
use super::records::Fresh;
use crate::base::{CompanyId, ContactId};
use crate::domain::{Company, Contact, Refusal, Rules, User};
use crate::locale::refused::sentence;
use crate::replica::{Applied, Replica, RunError};
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, Handled};
use crate::tui::cx::{Cx, DrawCx, TypeAhead};
use crate::tui::layout::Placement;
use crate::tui::message::{Message, Slot, Ticket};
use crate::tui::scope::Scope;
use crate::tui::screen::deeds::say_done;
use crate::tui::screen::glue::form_input;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use crate::tui::widget::form::{Form, FormEvent};
use crate::tui::widget::menu::{Choice, Menu};
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, padded};
use crate::view::Hit;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a form enters or changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    NewCompany,
    EditCompany(CompanyId),
    NewContact(CompanyId),
    EditContact(ContactId),
    NewTask(CompanyId, Option<ContactId>),
    Note(CompanyId, Option<ContactId>),
}

impl Kind {
    /// The name of its drafts.
    const fn draft(self) -> &'static str {
        match self {
            Self::NewCompany => "company",
            Self::EditCompany(_) => "company_edit",
            Self::NewContact(_) => "contact",
            Self::EditContact(_) => "contact_edit",
            Self::NewTask(..) => "task",
            Self::Note(..) => "note",
        }
    }
    fn about(self) -> String {
        match self {
            Self::NewCompany => String::new(),
            Self::EditCompany(id) | Self::NewContact(id) | Self::NewTask(id, _) | Self::Note(id, _) => {
                id.to_string()
            }
            Self::EditContact(id) => id.to_string(),
        }
    }
    /// Whether the form can be filled before anything was read.
    const fn is_ready(self) -> bool {
        matches!(self, Self::NewCompany | Self::NewContact(_) | Self::Note(..))
    }
    const fn title(self) -> &'static str {
        match self {
            Self::NewCompany => "add-company",
            Self::EditCompany(_) => "edit-company",
            Self::NewContact(_) => "add-contact",
            Self::EditContact(_) => "edit-contact",
            Self::NewTask(..) => "add-task",
            Self::Note(..) => "add-note",
        }
    }
}

/// What a form needs to be filled.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    company: Option<Box<Company>>,
    contact: Option<Box<Contact>>,
    contacts: Vec<Contact>,
    users: Vec<User>,
    me: Option<crate::base::UserId>,
    /// Those in force now, which a screen may have been opened before.
    rules: Option<Arc<Rules>>,
}

impl Known {
    /// What is kept of the record's own fields.
    fn extra(&self) -> Option<&BTreeMap<String, String>> {
        let company = self.company.as_deref().map(|company| &company.extra.0);
        company.or(self.contact.as_deref().map(|contact| &contact.extra.0))
    }
}

type Done = Result<(Applied, Fresh), Refused>;

/// Why it was not saved, and at which fields.
#[derive(Clone, Debug)]
struct Refused {
    text: String,
    fields: Vec<(String, String)>,
}

impl From<RunError> for Refused {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Refused(Refusal { detail, missing, .. }) => Self {
                text: detail,
                fields: missing.into_iter().map(|m| (m.code, m.fix)).collect(),
            },
            RunError::Store(error) => Self {
                text: error.to_string(),
                fields: Vec::new(),
            },
        }
    }
}

/// The popup.
pub(super) struct RecordForm {
    kind: Kind,
    name: String,
    rules: Arc<Rules>,
    form: Form,
    ready: bool,
    known: Known,
    load: Slot<Option<Known>>,
    fresh: Slot<Arc<Rules>>,
    draft: DraftKeeper,
    saving: Slot<Done>,
    similar: TypeAhead<Vec<Hit>>,
    hits: Vec<Hit>,
    twin: Slot<CompanyId>,
    ended: bool,
    ticket: Ticket<Fresh>,
}

impl RecordForm {
    pub(super) fn new(cx: &Cx, kind: Kind, name: String, rules: Arc<Rules>, ticket: Ticket<Fresh>) -> Self {
        let known = Known::default();
        Self {
            form: fields::form(cx, kind, &known, &rules),
            kind,
            name,
            rules,
            ready: kind.is_ready(),
            known,
            load: Slot::default(),
            fresh: Slot::default(),
            draft: DraftKeeper::new(kind.draft(), kind.about()),
            saving: Slot::default(),
            similar: TypeAhead::default(),
            hits: Vec::new(),
            twin: Slot::default(),
            ended: false,
            ticket,
        }
    }

    fn read(&mut self, cx: &mut Cx) {
        let kind = self.kind;
        cx.ask(&mut self.load, move |replica: &mut Replica| {
            let mut known = Known {
                me: Some(replica.actor().id),
                rules: Some(replica.rules()),
                users: replica.users().unwrap_or_default(),
                ..Known::default()
            };
            match kind {
                Kind::EditCompany(id) => {
                    known.company = Some(Box::new(replica.company(id).ok()??.company));
                }
                Kind::EditContact(id) => known.contact = Some(Box::new(replica.contact(id).ok()??)),
                Kind::NewTask(id, _) => known.contacts = replica.company(id).ok()??.contacts,
                Kind::NewCompany | Kind::NewContact(_) | Kind::Note(..) => {}
            }
            Some(known)
        });
    }

    fn take_rules(&mut self, rules: Option<Arc<Rules>>) {
        self.rules = rules.unwrap_or_else(|| self.rules.clone());
    }

    /// Fields were defined since the screen was opened: an untouched form gets them.
    fn take_fresh(&mut self, cx: &mut Cx, rules: Arc<Rules>) {
        let same = self.rules.fields == rules.fields;
        self.rules = rules;
        if !same && own::entity(self.kind).is_some() && !self.draft.is_changed(&self.form) {
            self.form = fields::form(cx, self.kind, &self.known, &self.rules);
            self.draft.look(cx, &self.form);
        }
    }

    fn event(&mut self, cx: &mut Cx, event: FormEvent) -> Handled {
        match event {
            FormEvent::Changed(field) => {
                self.draft.keep(cx, &self.form);
                match self.kind {
                    Kind::NewCompany if matches!(field, "name" | "website" | "phone") => {
                        self.look_for_twins(cx);
                    }
                    Kind::NewContact(_)
                        if matches!(field, "first_name" | "last_name" | "email" | "phone") =>
                    {
                        self.look_for_people(cx);
                    }
                    _ => {}
                }
            }
            FormEvent::Pressed("discard") => {
                self.draft.drop_it(cx);
                self.ended = true;
                cx.close();
            }
            FormEvent::Pressed("twin") => self.ask_twin(cx),
            FormEvent::Pressed(_) => self.save(cx),
            FormEvent::Left("phone") => self.look_at_numbers(cx),
            FormEvent::Left(_) | FormEvent::Handled => {}
            FormEvent::No => return Handled::No,
        }
        Handled::Yes
    }

    /// A number that cannot be checked is kept as it was typed, and the field says so.
    fn look_at_numbers(&mut self, cx: &Cx) {
        let typed = self.form.value("phone");
        let country = self.form.get("country").map(|_| self.form.value("country"));
        let country = country.as_deref().and_then(crate::base::country::find);
        let home = country.map_or(self.rules.settings.country.as_str(), |c| c.code.as_str());
        let numbers = typed
            .split([',', ';'])
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let known = numbers.map(|part| crate::base::phone::parse(part, Some(home)).valid);
        let echo = if known.into_iter().all(|valid| valid) {
            String::new()
        } else {
            cx.t("phone-as-typed").into_owned()
        };
        self.form.echo("phone", echo);
    }

    fn look_for_twins(&mut self, cx: &mut Cx) {
        let name = self.form.value("name");
        let website = Some(self.form.value("website")).filter(|text| !text.is_empty());
        let phone = Some(self.form.value("phone")).filter(|text| !text.is_empty());
        if name.chars().count() < 3 && website.is_none() && phone.is_none() {
            self.hits.clear();
            return;
        }
        self.similar.ask(cx, move |replica: &mut Replica| {
            let domain = website.as_deref().and_then(crate::base::lookup::domain_of);
            let hits = replica.similar_companies(&name, domain.as_deref(), phone.as_deref());
            hits.unwrap_or_default()
        });
    }

    fn look_for_people(&mut self, cx: &mut Cx) {
        let name = format!(
            "{} {}",
            self.form.value("first_name"),
            self.form.value("last_name")
        );
        let typed = |name: &str| Some(self.form.value(name)).filter(|text| !text.trim().is_empty());
        let (email, phone) = (typed("email"), typed("phone"));
        self.similar.ask(cx, move |replica: &mut Replica| {
            let hits = replica.similar_contacts(name.trim(), email.as_deref(), phone.as_deref());
            hits.unwrap_or_default()
        });
    }

    fn ask_twin(&mut self, cx: &mut Cx) {
        let entries = self.hits.iter().take(10).filter_map(|hit| {
            let choice = Choice::new(hit.title.clone()).detail(hit.detail.clone());
            Some((choice, hit.company_id?))
        });
        let entries = entries.collect::<Vec<_>>();
        if entries.is_empty() {
            return cx.say(Toast::info(cx.t("twins-none").into_owned()));
        }
        let title = cx.t("twins").into_owned();
        let ticket = cx.ticket(&mut self.twin);
        cx.push(Menu::new(title, entries, ticket));
    }

    fn save(&mut self, cx: &mut Cx) {
        if self.saving.is_waiting() || !self.ready {
            return;
        }
        self.form.check(cx);
        if let Some(entity) = own::entity(self.kind) {
            own::check(cx, &mut self.form, entity, &self.rules, self.known.extra());
        }
        if self.form.has_errors() {
            self.form.to_first_error();
            return;
        }
        let made = save::command(self.kind, &self.form, &self.known, &self.rules, cx);
        cx.ask(&mut self.saving, move |replica: &mut Replica| {
            let (command, fresh) = made(replica);
            Ok((replica.run(command)?, fresh))
        });
    }

    fn take_done(&mut self, cx: &mut Cx, done: Done) {
        match done {
            Ok((applied, fresh)) => {
                self.draft.drop_it(cx);
                self.ended = true;
                cx.close();
                say_done(cx, &applied);
                cx.answer(self.ticket, fresh);
                cx.send(Message::Changed);
            }
            Err(refused) => {
                for (field, fix) in &refused.fields {
                    let fix = sentence(&cx.locale, fix);
                    self.form.fail(fields::field_of(field), Some(fix));
                }
                if !self.form.to_first_error() {
                    cx.say(Toast::error(refused.text));
                }
            }
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

    fn draw_twins(&self, frame: &mut Frame<'_>, row: Rect, cx: DrawCx<'_>) {
        let names = self.hits.iter().take(3).map(|hit| hit.title.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        let args = [("n", self.hits.len().into()), ("names", (&names).into())];
        let text = cx.t_args("twins-found", &args);
        paint::text(frame.buffer_mut(), row, &text, cx.theme.get(Role::Warn));
    }
}

impl Component for RecordForm {
    fn enter(&mut self, cx: &mut Cx) {
        if self.ready {
            self.draft.look(cx, &self.form);
            cx.ask(&mut self.fresh, |replica: &mut Replica| replica.rules());
        } else {
            self.read(cx);
        }
    }

    fn leave(&mut self, cx: &mut Cx) {
        if !self.ended {
            self.draft.keep(cx, &self.form);
        }
    }

    fn is_settling(&self) -> bool {
        self.saving.is_waiting()
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(known) = self.load.take(message) {
            let Some(known) = known else {
                cx.say(Toast::error(cx.t("record-gone").into_owned()));
                self.ended = true;
                return cx.close();
            };
            self.take_rules(known.rules.clone());
            self.known = known;
            self.form = fields::form(cx, self.kind, &self.known, &self.rules);
            self.ready = true;
            self.draft.look(cx, &self.form);
        }
        if let Some(rules) = self.fresh.take(message) {
            self.take_fresh(cx, rules);
        }
        if self.draft.update(cx, message, &mut self.form).is_some() {
            cx.say(Toast::info(cx.t("draft-restored").into_owned()));
        }
        if let Some(hits) = self.similar.take(cx, message) {
            self.hits = hits;
        }
        if let Some(id) = self.twin.take(message) {
            self.ended = true;
            self.draft.keep(cx, &self.form);
            cx.close();
            cx.answer(self.ticket, Fresh::Company(id));
        }
        if let Some(done) = self.saving.take(message) {
            self.take_done(cx, done);
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
        let mut inner = padded(pane.draw(frame.buffer_mut(), area, *cx));
        if !self.ready {
            return paint::text(frame.buffer_mut(), inner, "…", cx.theme.get(Role::Dim));
        }
        if !self.hits.is_empty() && inner.height > 6 {
            self.draw_twins(frame, Rect { height: 1, ..inner }, *cx);
            inner = Rect {
                y: inner.y + 1,
                height: inner.height - 1,
                ..inner
            };
        }
        self.form.draw(frame.buffer_mut(), inner, *cx);
    }

    fn scopes(&self) -> Vec<Scope> {
        self.form.scopes()
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
        let title = cx.t(self.kind.title());
        if self.name.is_empty() {
            title.into_owned()
        } else {
            format!("{title} · {}", self.name)
        }
    }
    fn placement(&self, _cx: &Cx) -> Placement {
        let width = 86;
        let height = self.form.rows(width - 3) + 3;
        Placement::Center { width, height }
    }
}
