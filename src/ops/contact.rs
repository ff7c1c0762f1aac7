//! Commands about a contact.

use super::company::becomes_customer;
use super::work::Work;
use super::{Entry, Out};
use super::{dnc, erase, merge, settle, stage, trash};
use crate::base::id::RowId;
use crate::base::{CompanyId, ContactId, Json};
use crate::domain::command::{ContactBasis, ContactCommand, CreateContact, EditContact, Fields, ImportMark};
use crate::domain::fields::{self, Reading};
use crate::domain::outcome::mark_number;
use crate::domain::{
    CancelReason, Company, Contact, ContactStatus, Effect, FieldEntity, PhoneState, Refusal, RefusalCode,
    Task, suppression,
};

pub(super) fn run(work: &mut Work, command: &ContactCommand) -> Out<Entry> {
    match command {
        ContactCommand::Create(args) => create(work, args)?,
        ContactCommand::Edit(args) => edit(work, args)?,
        ContactCommand::MarkNumber(args) => {
            let before = name(work, args.contact_id, "Number marked")?;
            let mut after = before.clone();
            if !mark_number(&mut after.phones, &args.number, args.state) {
                let text = format!("no number {} that is not {} already", args.number, args.state);
                return Err(Refusal::invalid("number", text).into());
            }
            dnc::stays_marked(work, &before.phones, &after.phones)?;
            work.update(&before, &after)?;
            work.effect(Effect::NumberMarked {
                number: args.number.clone(),
                state: args.state,
            });
        }
        ContactCommand::DoNotContact(args) => block(work, args)?,
        ContactCommand::LiftDoNotContact(args) => lift(work, args)?,
        ContactCommand::Delete(args) => {
            let contact = name(work, args.contact_id, "Contact deleted")?;
            let gone = Some(work.deletion());
            work.edit::<Contact>(contact.id, |contact| contact.mark_deleted(gone))?;
            leave_tasks(work, contact.id, None)?;
            work.effect(Effect::Deleted {
                table: "contact".to_owned(),
                id: contact.id.uuid(),
            });
        }
        ContactCommand::Restore(args) => trash::contact(work, args.contact_id)?,
        ContactCommand::Merge(args) => merge::contact::run(work, args)?,
        ContactCommand::Erase(args) => return erase::run(work, args),
        ContactCommand::NotSame(args) => merge::not_same::<Contact>(work, args.one, args.other)?,
    }
    Ok(Entry::Reversible)
}

fn name(work: &mut Work, id: ContactId, verb: &str) -> Out<Contact> {
    let contact = work.live::<Contact>(id)?;
    work.label(format!("{verb}: {}", contact.display_name()));
    Ok(contact)
}

fn create(work: &mut Work, args: &CreateContact) -> Out<()> {
    let blank = Contact {
        id: args.id,
        company_id: args.company_id,
        first_name: None,
        last_name: None,
        job_title: None,
        department: None,
        buying_role: None,
        emails: Json(Vec::new()),
        phones: Json(Vec::new()),
        linkedin: None,
        birthday: None,
        language: None,
        source: None,
        status: ContactStatus::Active,
        dnc_since: None,
        dnc_basis: None,
        external_ids: Json(Vec::new()),
        extra: Json(std::collections::BTreeMap::new()),
        created_at: work.now(),
        created_by: work.ctx.actor.id,
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    };
    let contact = applied(work, &blank, &args.fields)?;
    erase::not_again(work, &contact, args.import.is_some())?;
    work.label(format!("Contact added: {}", contact.display_name()));
    work.insert(&contact)?;
    work.effect(Effect::ContactCreated {
        id: contact.id,
        name: contact.display_name(),
    });
    customer(work, &contact, args.import.as_ref())
}

/// A contact that an import brings as a customer makes its company one (domain.md §6).
fn customer(work: &mut Work, contact: &Contact, import: Option<&ImportMark>) -> Out<()> {
    match contact
        .company_id
        .filter(|_| import.is_some_and(|mark| mark.customer))
    {
        Some(company) => {
            let company = work.live::<Company>(company)?;
            becomes_customer(work, &company)
        }
        None => Ok(()),
    }
}

fn applied(work: &mut Work, contact: &Contact, changes: &Fields) -> Out<Contact> {
    let company = match changes
        .get("company_id")
        .and_then(|id| id.as_str())
        .and_then(|id| id.parse().ok())
    {
        Some(id) => Some(id),
        None => contact.company_id,
    };
    let company = company.map(|id| work.live::<Company>(id)).transpose()?;
    let country = company
        .as_ref()
        .and_then(|company| company.postal.country.clone());
    let country = country.unwrap_or_else(|| work.ctx.rules.settings.country.clone());
    let changes = &super::field::typed(work, changes, &contact.extra, FieldEntity::Contact)?;
    let after = fields::apply(contact, changes, fields::CONTACT, Reading { country: &country })?;
    let named = [&after.first_name, &after.last_name]
        .into_iter()
        .flatten()
        .any(|part| fields::visible(part));
    if !named && after.emails.is_empty() && after.phones.is_empty() {
        let text = "a contact needs a name, an e-mail address or a number";
        return Err(Refusal::invalid("last_name", text).into());
    }
    work.warn_of_lookalikes(changes);
    Ok(after)
}

fn edit(work: &mut Work, args: &EditContact) -> Out<()> {
    let before = name(work, args.contact_id, "Contact changed")?;
    let after = applied(work, &before, &args.fields)?;
    if before != after {
        if before.emails != after.emails || before.external_ids != after.external_ids {
            erase::not_again(work, &after, args.import.is_some())?;
        }
        work.update(&before, &after)?;
        if let Some(company) = after.company_id.filter(|to| before.company_id != Some(*to)) {
            leave_tasks(work, after.id, Some(company))?;
        }
        let fields = args.fields.keys().cloned().collect();
        work.effect(Effect::ContactChanged { id: after.id, fields });
        customer(work, &after, args.import.as_ref())?;
    }
    Ok(())
}

/// Open tasks no longer concern a person who is gone, or who is at another company now.
fn leave_tasks(work: &mut Work, contact: ContactId, now_at: Option<CompanyId>) -> Out<()> {
    for task in work.tx.contact_tasks(contact)? {
        if task.is_open() && now_at != Some(task.company_id) {
            work.edit::<Task>(task.id, |task| task.contact_id = None)?;
        }
    }
    Ok(())
}

/// Only this person: do-not-contact, numbers DO_NOT_CALL, the person's tasks cancelled.
pub(super) fn block(work: &mut Work, args: &ContactBasis) -> Out<()> {
    let contact = name(work, args.contact_id, "Do not contact")?;
    let (now, basis) = (work.now(), args.basis.clone());
    end_contact(work, contact.id, |contact| {
        contact.dnc_since = contact.dnc_since.or(Some(now));
        contact.dnc_basis = basis.or_else(|| contact.dnc_basis.take());
    })
}

/// Nothing is left to do with a person who must not be contacted.
pub(super) fn end_contact(work: &mut Work, id: ContactId, mark: impl FnOnce(&mut Contact)) -> Out<()> {
    let contact = work.edit::<Contact>(id, |contact| {
        mark(contact);
        // A number known to be wrong stays wrong, and the lift must know which ones to give back.
        for phone in contact.phones.iter_mut().filter(|p| p.state == PhoneState::Ok) {
            phone.state = PhoneState::DoNotCall;
            phone.blocked = true;
        }
    })?;
    work.effect(Effect::DoNotContact {
        company_id: None,
        contact_id: Some(contact.id),
        set: true,
    });
    for task in work.tx.contact_tasks(contact.id)? {
        if Task::is_open(&task) {
            stage::cancel(work, &task, CancelReason::DoNotContact)?;
            settle::chain_ended(work, task.company_id, task.chain())?;
        }
    }
    Ok(())
}

fn lift(work: &mut Work, args: &ContactBasis) -> Out<()> {
    let contact = name(work, args.contact_id, "May be contacted again")?;
    if args.basis.as_deref().is_none_or(|why| why.trim().is_empty()) {
        return Err(Refusal::invalid("basis", "say why the person may be contacted again").into());
    }
    if contact.dnc_since.is_none() {
        return Err(Refusal::new(RefusalCode::NothingToDo, "The person may be contacted.").into());
    }
    dnc::may_lift(work, &suppression::of_contact(&contact))?;
    work.edit::<Contact>(contact.id, |contact| {
        contact.dnc_since = None;
        contact.dnc_basis = None;
        for phone in contact.phones.iter_mut().filter(|p| p.blocked) {
            phone.state = PhoneState::Ok;
            phone.blocked = false;
        }
    })?;
    work.effect(Effect::DoNotContact {
        company_id: None,
        contact_id: Some(contact.id),
        set: false,
    });
    Ok(())
}
