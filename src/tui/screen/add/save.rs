//! What a filled form becomes: one command, made on the data layer's thread
//! because ids come from there.

use super::fields::{self, TASKS};
use super::{Kind, Known, own};
use crate::base::phrase::Tense;
use crate::base::{CompanyId, ContactId, Due, TaskId, UserId};
use crate::domain::command::{
    ActivityCommand, CompanyCommand, ContactCommand, CreateCompany, CreateContact, CreateTask, EditCompany,
    EditContact, Fields, LogActivity, TaskCommand,
};
use crate::domain::{ActivityType, BuyingRole, Code, Command, FieldEntity, Priority, Rules, Source};
use crate::replica::Replica;
use crate::tui::cx::Cx;
use crate::tui::screen::dates::Dates;
use crate::tui::screen::records::Fresh;
use crate::tui::widget::form::Form;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Makes the command and says what is fresh afterwards.
pub(super) type Make = Box<dyn FnOnce(&Replica) -> (Command, Fresh) + Send>;

/// The command of a filled form.
pub(super) fn command(kind: Kind, form: &Form, known: &Known, rules: &Arc<Rules>, cx: &Cx) -> Make {
    match kind {
        Kind::NewCompany => {
            let fields = company(form, None);
            Box::new(move |replica| {
                let id: CompanyId = replica.new_id();
                let create = CreateCompany {
                    id,
                    fields,
                    workflow: true,
                    import: None,
                };
                (CompanyCommand::Create(create).into(), Fresh::Company(id))
            })
        }
        Kind::EditCompany(company_id) => {
            let mut fields = company(form, Some(known));
            own::typed(cx, form, FieldEntity::Company, rules, known.extra(), &mut fields);
            let edit = EditCompany {
                company_id,
                fields,
                import: None,
            };
            Box::new(move |_| (CompanyCommand::Edit(edit).into(), Fresh::Saved))
        }
        Kind::NewContact(company_id) => {
            let mut fields = contact(form, None);
            own::typed(cx, form, FieldEntity::Contact, rules, None, &mut fields);
            Box::new(move |replica| {
                let create = CreateContact {
                    id: replica.new_id(),
                    company_id: Some(company_id),
                    fields,
                    import: None,
                };
                (ContactCommand::Create(create).into(), Fresh::Saved)
            })
        }
        Kind::EditContact(contact_id) => {
            let mut fields = contact(form, Some(known));
            own::typed(cx, form, FieldEntity::Contact, rules, known.extra(), &mut fields);
            let edit = EditContact {
                contact_id,
                fields,
                import: None,
            };
            Box::new(move |_| (ContactCommand::Edit(edit).into(), Fresh::Saved))
        }
        Kind::NewTask(company_id, _) => task(company_id, form, known, &Dates::new(cx, rules, Tense::Ahead)),
        Kind::Note(company_id, contact_id) => note(company_id, contact_id, form.value("note")),
    }
}

fn note(company_id: CompanyId, contact_id: Option<ContactId>, text: String) -> Make {
    Box::new(move |replica| {
        let log = LogActivity {
            company_id: Some(company_id),
            contact_id,
            notes: Some(text),
            ..LogActivity::new(replica.new_id(), ActivityType::Note)
        };
        (ActivityCommand::Log(Box::new(log)).into(), Fresh::Saved)
    })
}

fn task(company_id: CompanyId, form: &Form, known: &Known, dates: &Dates) -> Make {
    let text = |id: &str| Some(form.value(id)).filter(|text| !text.is_empty());
    let kind = form.chosen("kind").and_then(|at| TASKS.get(at)).copied();
    let due: Option<Due> = text("due").and_then(|typed| dates.read(&typed).ok());
    let contact = form.chosen("contact_id").and_then(|at| at.checked_sub(1));
    let contact_id = contact.and_then(|at| known.contacts.get(at)).map(|c| c.id);
    let assign = form.chosen("assignee").unwrap_or(0);
    let others: Vec<UserId> = known
        .users
        .iter()
        .map(|user| user.id)
        .filter(|id| Some(*id) != known.me)
        .collect();
    let assignee = assign.checked_sub(2).and_then(|at| others.get(at)).copied();
    let priority = form
        .chosen("priority")
        .and_then(|at| Priority::ALL.get(at))
        .copied();
    let (title, note) = (text("title"), text("note"));
    let promised = form.chosen("promised") == Some(1);
    Box::new(move |replica| {
        let id: TaskId = replica.new_id();
        let create = CreateTask {
            id,
            company_id,
            case_id: None,
            contact_id,
            kind: kind.unwrap_or(TASKS[0]),
            title,
            queue: None,
            assignee,
            unassigned: assign == 1,
            priority,
            due,
            promised,
            note,
        };
        (TaskCommand::Create(create).into(), Fresh::Saved)
    })
}

/// Fields typed into the form; what is as it was is left out.
struct Typed<'a> {
    form: &'a Form,
    fields: Fields,
}

impl Typed<'_> {
    /// A text, null when it was emptied.
    fn text(&mut self, id: &str, before: Option<&str>) {
        let now = self.form.value(id);
        if now != before.unwrap_or_default() {
            let value = if now.is_empty() { Value::Null } else { json!(now) };
            self.fields.insert(id.to_owned(), value);
        }
    }
    fn code<C: Code + PartialEq>(&mut self, id: &str, before: Option<C>) {
        let now = self.form.chosen(id).and_then(|at| C::ALL.get(at)).copied();
        if now != before {
            self.fields
                .insert(id.to_owned(), json!(now.map(|code| code.code())));
        }
    }
    /// Several values on a line; those that stood there before keep what is known of them.
    fn list<T: Serialize>(&mut self, id: &str, field: &str, shown: &str, before: &[T], name: fn(&T) -> &str) {
        let now = self.form.value(id);
        if now == shown {
            return;
        }
        let values = now
            .split([',', ';'])
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let values = values.map(|part| {
            let known = before.iter().find(|one| name(one) == part);
            known.map_or_else(|| json!(part), |one| json!(one))
        });
        let values: Vec<Value> = values.collect();
        self.fields.insert(field.to_owned(), Value::Array(values));
    }
}

fn company(form: &Form, known: Option<&Known>) -> Fields {
    let before = known.and_then(|known| known.company.as_deref());
    let mut typed = Typed {
        form,
        fields: Fields::new(),
    };
    typed.text("name", before.map(|c| c.name.as_str()));
    typed.text("website", before.and_then(|c| c.website.as_deref()));
    typed.code::<Source>("source", before.and_then(|c| c.source));
    let numbers = before.map(|c| c.phones.0.clone()).unwrap_or_default();
    typed.list("phone", "phones", &fields::phones(&numbers), &numbers, |phone| {
        &phone.raw
    });
    let postal = before.map(|c| c.postal.0.clone()).unwrap_or_default();
    let mut address = Typed {
        form,
        fields: Fields::new(),
    };
    address.text("country", postal.country.as_deref());
    if let Some(company) = before {
        address.text("street", postal.street.as_deref());
        address.text("postal_code", postal.postal_code.as_deref());
        address.text("city", postal.city.as_deref());
        rest_of_company(&mut typed, company);
    }
    if !address.fields.is_empty() {
        typed
            .fields
            .insert("postal".to_owned(), Value::Object(address.fields));
    }
    typed.fields
}

fn rest_of_company(typed: &mut Typed<'_>, company: &crate::domain::Company) {
    typed.text("legal_name", company.legal_name.as_deref());
    typed.text("industry", company.industry.as_deref());
    typed.text("vat_id", company.vat_id.as_deref());
    typed.text("register_number", company.register_number.as_deref());
    typed.text("time_zone", company.time_zone.as_deref());
    let addresses = &company.emails.0;
    typed.list(
        "email",
        "emails",
        &fields::emails(addresses),
        addresses,
        |email| &email.address,
    );
    typed.list(
        "tags",
        "tags",
        &company.tags.0.join(", "),
        &company.tags.0,
        String::as_str,
    );
    let employees = typed.form.value("employees");
    if employees != company.employees.map(|n| n.to_string()).unwrap_or_default() {
        // What is no number is refused where every field is checked, with its name.
        let value = employees
            .parse::<i64>()
            .map_or_else(|_| json!(employees), |n| json!(n));
        let value = if employees.is_empty() { Value::Null } else { value };
        typed.fields.insert("employees".to_owned(), value);
    }
}

fn contact(form: &Form, known: Option<&Known>) -> Fields {
    let before = known.and_then(|known| known.contact.as_deref());
    let mut typed = Typed {
        form,
        fields: Fields::new(),
    };
    typed.text("first_name", before.and_then(|c| c.first_name.as_deref()));
    typed.text("last_name", before.and_then(|c| c.last_name.as_deref()));
    typed.text("job_title", before.and_then(|c| c.job_title.as_deref()));
    typed.text("department", before.and_then(|c| c.department.as_deref()));
    typed.text("linkedin", before.and_then(|c| c.linkedin.as_deref()));
    typed.code::<BuyingRole>("buying_role", before.and_then(|c| c.buying_role));
    let numbers = before.map(|c| c.phones.0.clone()).unwrap_or_default();
    typed.list("phone", "phones", &fields::phones(&numbers), &numbers, |phone| {
        &phone.raw
    });
    let addresses = before.map(|c| c.emails.0.clone()).unwrap_or_default();
    typed.list(
        "email",
        "emails",
        &fields::emails(&addresses),
        &addresses,
        |email| &email.address,
    );
    typed.fields
}
