//! Rows of our own lists: they keep their ids, and what they say of contacting holds.

use super::Planner;
use crate::base::{CompanyId, ContactId, id::RowId};
use crate::domain::Command;
use crate::domain::command::{CompanyCommand, ContactBasis, ContactCommand, DoNotContact};
use crate::import::changes::Context;
use crate::import::draft::Draft;
use crate::import::map::Entity;
use crate::import::map::own::SYSTEM;
use crate::replica::RunError;
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

/// A person whom the other system says not to call is not called here either.
pub(super) fn do_not_call(draft: &Draft, row: Uuid, context: &Context) -> Option<Command> {
    let column = draft.do_not_call.as_ref()?;
    let basis = Some(format!("{}: {column}", context.system));
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
