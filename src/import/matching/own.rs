//! Rows of our own lists: they keep their ids, and what they say of contacting holds.

use super::Planner;
use crate::base::{CompanyId, ContactId, id::RowId};
use crate::domain::Command;
use crate::domain::command::{CompanyCommand, ContactBasis, ContactCommand, DoNotContact, Fields};
use crate::import::changes::Context;
use crate::import::draft::Draft;
use crate::import::keys::Key;
use crate::import::map::Entity;
use crate::import::map::own::SYSTEM;
use crate::replica::RunError;
use serde_json::{Value, json};
use std::collections::HashSet;
use uuid::Uuid;

impl Planner<'_> {
    /// The id that a row of ours keeps in another file, unless something there has it.
    pub(super) fn own_id(&self, draft: &Draft) -> Option<Uuid> {
        let id = draft
            .id
            .as_ref()
            .filter(|_| self.import.mapping.system == SYSTEM)?;
        let id = Uuid::try_parse(id).ok()?;
        (!self.occupied.contains(&id) && !self.rows.contains_key(&id)).then_some(id)
    }

    /// A row of ours that does not keep its id keeps what it was, so that it is known when it comes again.
    pub(super) fn keep_own_id(&self, draft: &Draft, id: Option<Uuid>, fields: &mut Fields) {
        let Some(own) = draft.id.as_ref().filter(|_| self.import.mapping.system == SYSTEM) else {
            return;
        };
        if id.is_some_and(|id| is_row(draft, id)) {
            return;
        }
        let ids = fields
            .entry("external_ids")
            .or_insert_with(|| Value::Array(Vec::new()));
        let entry = json!({ "system": SYSTEM, "id": own });
        if let Value::Array(ids) = ids
            && !ids.contains(&entry)
        {
            ids.push(entry);
        }
    }

    /// By what a row of ours is known that could not keep its id.
    pub(super) fn kept_id_key(&self, draft: &Draft) -> Option<Key> {
        let id = draft
            .id
            .as_deref()
            .filter(|_| self.import.mapping.system == SYSTEM)?;
        Some(Key::kept(SYSTEM, id))
    }

    /// Ids of rows of ours that something here has, whatever became of it.
    pub(super) fn ids_in_use(&self, drafts: &[Draft]) -> Result<HashSet<Uuid>, RunError> {
        let ids = drafts.iter().filter_map(|draft| draft.id.as_deref());
        let ids: Vec<Uuid> = ids.filter_map(|id| Uuid::try_parse(id).ok()).collect();
        let companies = self
            .replica
            .companies_ever(ids.iter().copied().map(CompanyId).collect())?;
        let contacts = self
            .replica
            .contacts_ever(ids.into_iter().map(ContactId).collect())?;
        let companies = companies.into_iter().map(|row| row.id.0);
        Ok(companies
            .chain(contacts.into_iter().map(|row| row.id.0))
            .collect())
    }
}

/// Whether a row here has the id that the row of a list of ours has, or had before it was kept under another one.
pub(super) fn is_row(draft: &Draft, row: Uuid) -> bool {
    let kept = draft.external.iter().filter(|(system, _)| system == SYSTEM);
    let mut ids = draft.id.iter().chain(kept.map(|(_, id)| id));
    ids.any(|id| Uuid::try_parse(id) == Ok(row))
}

/// On what basis nobody contacts them: that of the list of ours, with its day, else who said it.
fn basis(draft: &Draft, column: &str, context: &Context) -> String {
    let of_list = context.system == SYSTEM;
    match (&draft.do_not_call_basis, draft.do_not_call_since) {
        (Some(basis), Some(day)) if of_list && !basis.contains("(since ") => format!("{basis} (since {day})"),
        (Some(basis), _) if of_list => basis.clone(),
        (None, Some(day)) if of_list => format!("{}: {column} {day}", context.system),
        _ => format!("{}: {column}", context.system),
    }
}

/// A person whom the other system says not to call is not called here either.
pub(super) fn do_not_call(draft: &Draft, row: Uuid, context: &Context) -> Option<Command> {
    let column = draft.do_not_call.as_ref()?;
    let basis = Some(basis(draft, column, context));
    if context.entity == Entity::Contacts {
        let contact_id = ContactId::from_uuid(row);
        return Some(ContactCommand::DoNotContact(ContactBasis { contact_id, basis }).into());
    }
    // Other systems say it of people; our own lists also of companies.
    (context.system == SYSTEM).then(|| {
        let company_id = CompanyId::from_uuid(row);
        CompanyCommand::DoNotContact(DoNotContact { company_id, basis }).into()
    })
}
