//! The fields of each form, filled from what is known.

use super::{Kind, Known, own};
use crate::base::phrase::Tense;
use crate::domain::{BuyingRole, Code, Company, Contact, Email, Phone, Priority, Rules, Source, TaskType};
use crate::tui::cx::Cx;
use crate::tui::screen::dates::Dates;
use crate::tui::widget::form::{Form, FormField};
use crate::tui::widget::menu::Choice;
use std::sync::Arc;

/// The kinds of task one makes by hand, the usual ones first.
pub(in crate::tui::screen) const TASKS: [TaskType; 10] = [
    TaskType::Call,
    TaskType::CallBack,
    TaskType::Email,
    TaskType::SendInfo,
    TaskType::SendQuote,
    TaskType::MeetingPrep,
    TaskType::FollowUp,
    TaskType::Research,
    TaskType::Document,
    TaskType::Todo,
];

/// The field of the form that stands for a field of the record.
pub(super) fn field_of(name: &str) -> &str {
    match name {
        "phones" => "phone",
        "emails" => "email",
        "postal" => "country",
        "notes" => "note",
        other => other,
    }
}

/// The choices of a list of codes.
fn codes<C: Code>(cx: &Cx, kind: &str, all: &[C]) -> Vec<Choice> {
    let label = |value: &C| cx.locale.code(kind, value.code()).into_owned();
    all.iter().map(|value| Choice::new(label(value))).collect()
}

fn at<C: Code + PartialEq>(all: &[C], value: Option<C>) -> Option<usize> {
    all.iter().position(|one| Some(*one) == value)
}

/// Numbers as one line: `+49 711 …, 0711 …`.
pub(super) fn phones(phones: &[Phone]) -> String {
    phones
        .iter()
        .map(|p| p.raw.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Addresses as one line.
pub(super) fn emails(emails: &[Email]) -> String {
    let texts = emails.iter().map(|email| email.address.as_str());
    texts.collect::<Vec<_>>().join(", ")
}

/// The form of a kind.
pub(super) fn form(cx: &Cx, kind: Kind, known: &Known, rules: &Arc<Rules>) -> Form {
    let form = match kind {
        Kind::NewCompany => new_company(cx),
        Kind::EditCompany(_) => known
            .company
            .as_deref()
            .map_or_else(Form::new, |c| company(cx, c)),
        Kind::NewContact(_) => contact(cx, None),
        Kind::EditContact(_) => contact(cx, known.contact.as_deref()),
        Kind::NewTask(_, person) => task(cx, known, rules, person),
        Kind::Note(..) => Form::new().field(FormField::long("note", cx.t("field-note"), "", 6).required()),
    };
    let form = match own::entity(kind) {
        Some(entity) => own::add(cx, form, entity, rules, known.extra()),
        None => form,
    };
    let form = form.button("save", cx.t("button-save"));
    let form = if matches!(kind, Kind::NewCompany | Kind::NewContact(_)) {
        form.button("twin", cx.t("button-twins"))
    } else {
        form
    };
    form.button("discard", cx.t("button-discard"))
}

fn text(cx: &Cx, id: &'static str, value: Option<&str>) -> FormField {
    let key = format!("field-{}", id.replace('_', "-"));
    FormField::text(id, cx.t(&key), value.unwrap_or_default())
}

fn source(cx: &Cx, value: Option<Source>) -> FormField {
    let choices = codes(cx, "SOURCE", Source::ALL);
    FormField::select("source", cx.t("field-source"), choices, at(Source::ALL, value))
}

fn new_company(cx: &Cx) -> Form {
    Form::new()
        .field(text(cx, "name", None).required())
        .field(text(cx, "phone", None).width(34))
        .field(text(cx, "website", None))
        .field(text(cx, "country", None).width(34))
        .field(source(cx, None))
}

fn company(cx: &Cx, company: &Company) -> Form {
    let postal = &company.postal.0;
    let employees = company.employees.map(|n| n.to_string());
    let tags = company.tags.0.join(", ");
    Form::new()
        .field(text(cx, "name", Some(&company.name)).required())
        .field(text(cx, "legal_name", company.legal_name.as_deref()))
        .field(text(cx, "phone", Some(&phones(&company.phones.0))).width(34))
        .field(text(cx, "email", Some(&emails(&company.emails.0))))
        .field(text(cx, "website", company.website.as_deref()))
        .field(text(cx, "street", postal.street.as_deref()))
        .field(text(cx, "postal_code", postal.postal_code.as_deref()).width(12))
        .field(text(cx, "city", postal.city.as_deref()).width(34).beside())
        .field(text(cx, "country", postal.country.as_deref()).width(34))
        .field(text(cx, "industry", company.industry.as_deref()).width(34))
        .field(text(cx, "employees", employees.as_deref()).width(10).beside())
        .field(text(cx, "vat_id", company.vat_id.as_deref()).width(20))
        .field(
            text(cx, "register_number", company.register_number.as_deref())
                .width(20)
                .beside(),
        )
        .field(source(cx, company.source))
        .field(text(cx, "time_zone", company.time_zone.as_deref()).width(34))
        .field(text(cx, "tags", Some(&tags)))
}

fn contact(cx: &Cx, contact: Option<&Contact>) -> Form {
    let phone = contact.map(|c| phones(&c.phones.0));
    let email = contact.map(|c| emails(&c.emails.0));
    let of = |get: fn(&Contact) -> Option<&str>| contact.and_then(get);
    let role = contact.and_then(|c| c.buying_role);
    let roles = codes(cx, "BUYING_ROLE", BuyingRole::ALL);
    let mut last_name = text(cx, "last_name", of(|c| c.last_name.as_deref())).width(34);
    // An imported person may have an address only; changing one must not ask for more.
    last_name.required = contact.is_none();
    Form::new()
        .field(text(cx, "first_name", of(|c| c.first_name.as_deref())).width(34))
        .field(last_name)
        .field(text(cx, "job_title", of(|c| c.job_title.as_deref())))
        .field(text(cx, "department", of(|c| c.department.as_deref())))
        .field(FormField::select(
            "buying_role",
            cx.t("field-buying-role"),
            roles,
            at(BuyingRole::ALL, role),
        ))
        .field(text(cx, "phone", phone.as_deref()).width(34))
        .field(text(cx, "email", email.as_deref()))
        .field(text(cx, "linkedin", of(|c| c.linkedin.as_deref())))
}

fn task(cx: &Cx, known: &Known, rules: &Arc<Rules>, person: Option<crate::base::ContactId>) -> Form {
    let dates = Dates::new(cx, rules, Tense::Ahead);
    let people = known.contacts.iter().map(|c| Choice::new(c.display_name()));
    let nobody = Choice::new(cx.t("with-company"));
    let people = [nobody].into_iter().chain(people).collect();
    let with = known
        .contacts
        .iter()
        .position(|c| Some(c.id) == person)
        .map_or(0, |n| n + 1);
    let priorities = codes(cx, "PRIORITY", Priority::ALL);
    let promised = vec![Choice::new(cx.t("no")), Choice::new(cx.t("yes"))];
    Form::new()
        .field(FormField::select(
            "kind",
            cx.t("field-kind"),
            codes(cx, "TASK", &TASKS),
            Some(0),
        ))
        .field(text(cx, "title", None))
        .field(dates.field(cx, "due", &cx.t("field-due"), &cx.t("phrase-tomorrow")))
        .field(FormField::radio(
            "promised",
            cx.t("field-promised"),
            promised,
            Some(0),
        ))
        .field(FormField::select(
            "contact_id",
            cx.t("field-with"),
            people,
            Some(with),
        ))
        .field(FormField::select(
            "assignee",
            cx.t("field-assign"),
            assignees(cx, known),
            Some(0),
        ))
        .field(FormField::select(
            "priority",
            cx.t("field-priority"),
            priorities,
            at(Priority::ALL, Some(Priority::Normal)),
        ))
        .field(FormField::long("note", cx.t("field-note"), "", 3))
}

/// Me, nobody (anybody of the queue), and the others.
fn assignees(cx: &Cx, known: &Known) -> Vec<Choice> {
    let others = known.users.iter().filter(|user| Some(user.id) != known.me);
    let fixed = [Choice::new(cx.t("assign-me")), Choice::new(cx.t("assign-nobody"))];
    fixed
        .into_iter()
        .chain(others.map(|user| Choice::new(user.name.clone())))
        .collect()
}
