//! One thing as lines for a person: a company, a contact, a task, what a call needs.

use super::session::Session;
use super::spoken;
use super::words::Words;
use crate::base::{
    lookalike,
    text::{self, Mode},
    vat,
};
use crate::domain::{
    Activity, Case, Code, Contact, Email, FieldEntity, Phone, PhoneState, Rules, Task, TaskState, TaskType,
};
use crate::locale::{Arg, Locale};
use crate::view::CompanyCard;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Lines of names and values; empty values are left out. Everything is cleaned.
struct Sheet<'a> {
    locale: &'a Locale,
    text: String,
}

impl<'a> Sheet<'a> {
    fn new(locale: &'a Locale) -> Self {
        Self {
            locale,
            text: String::new(),
        }
    }
    fn head(&mut self, text: &str) {
        let _ = writeln!(self.text, "{}", text::line(text));
    }
    fn field(&mut self, name: &str, value: impl AsRef<str>) {
        let value = text::clean(value.as_ref(), Mode::Block);
        let name = spoken::words(self.locale, "sheet", name);
        for (n, line) in value
            .as_str()
            .lines()
            .filter(|line| !line.trim().is_empty())
            .enumerate()
        {
            let name = if n == 0 { &*name } else { "" };
            let _ = writeln!(self.text, "  {} {line}", text::pad(name, 13));
        }
    }
    /// A field under a name that is nobody's word: as it is, whole.
    fn named(&mut self, name: &str, value: &str) {
        let name = text::line(name);
        let name = if text::width(&name) > 13 {
            name.into_owned()
        } else {
            text::pad(&name, 13)
        };
        let _ = writeln!(self.text, "  {name} {}", text::line(value));
    }
    fn maybe(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.field(name, value.to_string());
        }
    }
    fn item(&mut self, line: &str) {
        let _ = writeln!(self.text, "    {}", text::line(line));
    }
    fn section(&mut self, name: &str) {
        let _ = writeln!(self.text, "  {}", spoken::words(self.locale, "sheet", name));
    }
}

/// The number to show where one has room: the primary one.
pub(crate) fn first_phone(phones: &[Phone]) -> String {
    let first = phones.iter().find(|phone| phone.primary).or(phones.first());
    first.map(|phone| phone.raw.clone()).unwrap_or_default()
}

/// The address to show where one has room: the primary one.
pub(crate) fn first_email(emails: &[Email]) -> String {
    let first = emails.iter().find(|email| email.primary).or(emails.first());
    first.map(|email| email.address.clone()).unwrap_or_default()
}

fn phones(phones: &[Phone]) -> String {
    let one = |phone: &Phone| match phone.state {
        PhoneState::Ok => format!("{} ({})", phone.raw, phone.kind),
        state => format!("{} ({}, {state})", phone.raw, phone.kind),
    };
    phones.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn emails(emails: &[Email]) -> String {
    emails
        .iter()
        .map(|email| lookalike::marked(&email.address))
        .collect::<Vec<_>>()
        .join("\n")
}

/// A task's title where it says more than its kind.
pub(crate) fn own_title(kind: TaskType, title: &str) -> Option<&str> {
    let plain = kind.to_string().replace('_', " ");
    Some(title).filter(|title| !title.is_empty() && !title.eq_ignore_ascii_case(&plain))
}

/// The kind of a task, and its title where that says more.
pub(crate) fn task_line(kind: TaskType, title: &str) -> String {
    own_title(kind, title).map_or_else(|| kind.to_string(), |title| format!("{kind} {title}"))
}

/// A company with its contacts, cases and tasks.
pub(crate) fn company(s: &Session, card: &CompanyCard) -> String {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let company = &card.company;
    let mut sheet = Sheet::new(&s.setup.locale);
    sheet.head(&company.name);
    let address = [
        &company.postal.street,
        &company.postal.postal_code,
        &company.postal.city,
        &company.postal.country,
    ];
    let address = address
        .into_iter()
        .flatten()
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    sheet.maybe("legal name", company.legal_name.as_ref());
    sheet.field("stage", company.stage.to_string());
    if let Some(needs) = &card.qualify_needs {
        let needs = needs
            .iter()
            .map(|missing| spoken::fix(&s.setup.locale, missing))
            .collect::<Vec<_>>()
            .join("\n");
        sheet.field(
            if needs.is_empty() {
                "qualify"
            } else {
                "qualify needs"
            },
            if needs.is_empty() {
                s.setup.locale.t("value-ready").into_owned()
            } else {
                needs
            },
        );
    }
    if company.dnc_since.is_some() {
        sheet.field(
            "DO NOT CALL",
            company.dnc_basis.as_deref().unwrap_or("do not contact"),
        );
    }
    sheet.maybe(
        "in work",
        card.in_work.as_ref().map(|work| {
            let when = words.at(work.until);
            let args = [("name", Arg::Text(&work.name)), ("when", Arg::Text(&when))];
            s.setup.locale.t_args("value-until", &args).into_owned()
        }),
    );
    sheet.maybe("owner", card.owner.as_ref());
    sheet.field("phone", phones(&company.phones));
    sheet.field("e-mail", emails(&company.emails));
    sheet.field("address", address);
    let website = company.website.as_ref().or(company.domain.as_ref());
    sheet.maybe("website", website.map(|site| lookalike::marked(site)));
    sheet.maybe("industry", company.industry.as_ref());
    sheet.maybe("size", company.size_band.map(|size| size.to_string()));
    sheet.maybe("source", company.source.map(|source| source.to_string()));
    sheet.maybe(
        "VAT id",
        company.vat_id.as_ref().map(|id| match company.vat_check() {
            vat::Check::Invalid { reason } => format!("{id} ! {reason}"),
            _ => id.clone(),
        }),
    );
    sheet.field("tags", company.tags.join(" "));
    own(
        &mut sheet,
        &s.replica.rules(),
        FieldEntity::Company,
        &company.extra,
    );
    sheet.maybe("last activity", card.last_activity_at.map(|at| words.at(at)));
    sheet.maybe("next due", card.next_due.map(|due| words.due(due)));
    sheet.field(
        "timeline",
        s.setup
            .locale
            .t_args("value-entries", &[("n", Arg::Count(card.timeline_count))]),
    );
    sheet.field("id", company.id.to_string());
    lists(&mut sheet, card, &words);
    sheet.text
}

/// Fields of the tenant's own by their labels, then what imports kept beside the fields.
fn own(sheet: &mut Sheet<'_>, rules: &Rules, entity: FieldEntity, extra: &BTreeMap<String, String>) {
    for field in rules.fields_of(entity) {
        if let Some(value) = extra.get(&field.name) {
            let mark = if field.fits(value) { "" } else { " !" };
            let value = sheet.locale.typed_value(field.kind.code(), value);
            sheet.named(field.title(), &format!("{value}{mark}"));
        }
    }
    let defined = |name: &str| rules.fields_of(entity).any(|field| field.name == name);
    for (name, value) in extra.iter().filter(|(name, _)| !defined(name)) {
        sheet.named(name, value);
    }
}

fn lists(sheet: &mut Sheet<'_>, card: &CompanyCard, words: &Words<'_>) {
    if !card.contacts.is_empty() {
        sheet.section("contacts");
    }
    for contact in &card.contacts {
        let parts = [
            contact.display_name(),
            contact.job_title.clone().unwrap_or_default(),
            first_phone(&contact.phones),
            first_email(&contact.emails),
        ];
        sheet.item(&join(&parts));
    }
    if !card.cases.is_empty() {
        sheet.section("cases");
    }
    for case in &card.cases {
        let outcome = case
            .outcome
            .map(|outcome| outcome.to_string())
            .unwrap_or_default();
        sheet.item(&join(&[
            case.kind.to_string(),
            case.status.to_string(),
            outcome,
            case.id.to_string(),
        ]));
    }
    if !card.tasks.is_empty() {
        sheet.section("tasks");
    }
    for task in &card.tasks {
        let state = if task.state == TaskState::Waiting {
            task.state.to_string()
        } else {
            String::new()
        };
        let due = task.due().map(|due| words.due(due)).unwrap_or_default();
        sheet.item(&join(&[
            task_line(task.kind, &task.title),
            state,
            due,
            task.queue.clone(),
            task.id.to_string(),
        ]));
    }
}

fn join(parts: &[String]) -> String {
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// A contact.
pub(crate) fn contact(s: &Session, contact: &Contact) -> String {
    let mut sheet = Sheet::new(&s.setup.locale);
    sheet.head(&contact.display_name());
    sheet.maybe("title", contact.job_title.as_ref());
    sheet.maybe("department", contact.department.as_ref());
    sheet.maybe("part", contact.buying_role.map(|role| role.to_string()));
    if contact.dnc_since.is_some() {
        sheet.field(
            "DO NOT CALL",
            contact.dnc_basis.as_deref().unwrap_or("do not contact"),
        );
    }
    sheet.field("phone", phones(&contact.phones));
    sheet.field("e-mail", emails(&contact.emails));
    sheet.maybe("linkedin", contact.linkedin.as_ref());
    let birthday = contact.birthday.map(|day| sheet.locale.full_date(day));
    sheet.maybe("birthday", birthday);
    own(
        &mut sheet,
        &s.replica.rules(),
        FieldEntity::Contact,
        &contact.extra,
    );
    sheet.field("status", contact.status.to_string());
    sheet.maybe("company id", contact.company_id);
    sheet.field("id", contact.id.to_string());
    sheet.text
}

/// A task.
pub(crate) fn task(s: &Session, task: &Task, company: &str) -> String {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let mut sheet = Sheet::new(&s.setup.locale);
    sheet.head(&format!("{} · {company}", task_line(task.kind, &task.title)));
    sheet.field("state", task.state.to_string());
    sheet.field("queue", task.queue.clone());
    sheet.maybe("due", task.due().map(|due| words.due(due)));
    if task.promised {
        sheet.field("promised", s.setup.locale.t("value-yes"));
    }
    sheet.field("priority", task.priority.to_string());
    sheet.field("attempt", attempt(s, task));
    sheet.maybe("not before", task.available_at.map(|at| words.at(at)));
    sheet.maybe("waits for", task.waits_for);
    sheet.maybe("done", task.done_at.map(|at| words.at(at)));
    sheet.maybe("cancelled", task.cancel_reason.map(|reason| reason.to_string()));
    sheet.maybe("note", task.note.as_ref());
    sheet.field("company id", task.company_id.to_string());
    sheet.field("id", task.id.to_string());
    sheet.text
}

/// Attempt n of m.
fn attempt(s: &Session, task: &Task) -> String {
    let args = [
        ("n", Arg::Count(task.attempt)),
        ("max", Arg::Count(task.attempts_max)),
    ];
    s.setup.locale.t_args("value-attempt", &args).into_owned()
}

/// A case.
pub(crate) fn case(s: &Session, case: &Case) -> String {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let mut sheet = Sheet::new(&s.setup.locale);
    sheet.head(&case.kind.to_string());
    let state = if case.is_open() {
        "value-open"
    } else {
        "value-closed"
    };
    sheet.field("state", s.setup.locale.t(state));
    sheet.maybe("outcome", case.outcome.map(|outcome| outcome.to_string()));
    sheet.maybe("note", case.outcome_note.as_ref());
    sheet.maybe("queue", case.owner_queue.as_ref());
    sheet.field("opened", words.at(case.opened_at));
    sheet.maybe("closed", case.closed_at.map(|at| words.at(at)));
    sheet.maybe("template", case.template_key.as_ref());
    sheet.field("company id", case.company_id.to_string());
    sheet.field("id", case.id.to_string());
    sheet.text
}

/// An activity.
pub(crate) fn activity(s: &Session, activity: &Activity) -> String {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let mut sheet = Sheet::new(&s.setup.locale);
    sheet.head(&activity.kind.to_string());
    sheet.field("when", words.at(activity.occurred_at));
    sheet.field("state", activity.state.to_string());
    sheet.maybe("outcome", activity.outcome.as_ref());
    sheet.maybe("seconds", activity.duration_s);
    sheet.maybe("subject", activity.subject.as_ref());
    sheet.maybe("notes", activity.notes.as_ref());
    sheet.maybe("number", activity.phone.as_ref());
    sheet.maybe("follow-up", activity.follow_up().map(|due| words.due(due)));
    sheet.maybe("company id", activity.company_id);
    sheet.field("id", activity.id.to_string());
    sheet.text
}

/// What a rep needs for the task that was just claimed: whom to call, at which number, why now.
pub(crate) fn call_sheet(s: &Session, task: &Task, card: &CompanyCard) -> String {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let mut sheet = Sheet::new(&s.setup.locale);
    let city = card.company.postal.city.clone().unwrap_or_default();
    sheet.field(
        "company",
        join(&[card.company.name.clone(), city, card.company.stage.to_string()]),
    );
    let person = task
        .contact_id
        .and_then(|id| card.contacts.iter().find(|contact| contact.id == id));
    let person = person.or_else(|| card.contacts.first());
    sheet.maybe(
        "contact",
        person.map(|p| join(&[p.display_name(), p.job_title.clone().unwrap_or_default()])),
    );
    sheet.field("phone", person.map(|p| phones(&p.phones)).unwrap_or_default());
    sheet.field("main number", phones(&card.company.phones));
    sheet.field("task", task_line(task.kind, &task.title));
    sheet.maybe("due", task.due().map(|due| words.due(due)));
    sheet.field("attempt", attempt(s, task));
    sheet.maybe("last activity", card.last_activity_at.map(|at| words.at(at)));
    sheet.text
}
