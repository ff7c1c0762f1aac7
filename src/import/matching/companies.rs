//! The companies that contacts name: found here, or entered with the contact where no file of companies comes with it.

use super::{Known, Planner};
use crate::base::{CompanyId, id::RowId};
use crate::domain::Command;
use crate::domain::command::{CompanyCommand, CreateCompany};
use crate::import::changes::{self, Context};
use crate::import::draft::Draft;
use crate::import::keys::Key;
use crate::import::map::own::SYSTEM;
use crate::import::{Import, OnDuplicate, map::Entity};
use crate::replica::{FoundRow, KnownRows};
use serde_json::Value;
use std::collections::HashSet;
use uuid::Uuid;

/// The companies of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::import) enum Named {
    /// None is here.
    Nobody,
    /// This one.
    One(CompanyId),
    /// Several have the name, so that it names none of them.
    Several,
    /// It is in Trash.
    InTrash(CompanyId),
}

impl Named {
    pub(super) fn of(key: &Key, companies: &[CompanyId]) -> Self {
        match companies {
            [] => Self::Nobody,
            [_, _, ..] if key.kind == "name" => Self::Several,
            [first, ..] => Self::One(*first),
        }
    }
    /// The companies that a key finds, here or in Trash.
    pub(super) fn of_rows(key: &Key, rows: &KnownRows) -> Self {
        let companies = |rows: &[FoundRow]| -> Vec<CompanyId> {
            rows.iter()
                .filter_map(|row| match row {
                    FoundRow::Company(id) => Some(*id),
                    FoundRow::Contact(_) => None,
                })
                .collect()
        };
        match (
            Self::of(key, &companies(&rows.here)),
            companies(&rows.in_trash).first().copied(),
        ) {
            (Self::Nobody, Some(gone)) => Self::InTrash(gone),
            (found, _) => found,
        }
    }
}

impl Import {
    /// A company that a contact names and that is not here is entered.
    pub(super) fn enters_companies(&self) -> bool {
        self.mapping.enters_companies && self.options.new_companies && self.mapping.entity == Entity::Contacts
    }
}

/// The keys of the company that a row names, the surest first.
pub(super) fn link_keys(draft: &Draft, system: &str) -> Vec<Key> {
    let link = &draft.link;
    let kept = |id: &String| (system == SYSTEM).then(|| Key::kept(system, id));
    let ids = link.ids.iter();
    let ids = ids.flat_map(|id| std::iter::once(Key::external(system, id)).chain(kept(id)));
    let domain = link.domain.as_deref().and_then(Key::domain);
    let name = link.name.as_deref().map(Key::name);
    ids.chain(domain).chain(name).collect()
}

impl Planner<'_> {
    pub(super) fn link_keys(&self, draft: &Draft) -> Vec<Key> {
        link_keys(draft, &self.import.mapping.system)
    }

    pub(super) fn company_of(&self, draft: &Draft) -> Option<CompanyId> {
        let keys = self.link_keys(draft);
        keys.iter().find_map(|key| match self.links.get(key) {
            Some(Named::One(id)) => Some(*id),
            _ => None,
        })
    }

    /// The row names a company that is not here and would be entered.
    pub(super) fn names_a_new_company(&self, draft: &Draft, context: &Context) -> bool {
        let keys = self.link_keys(draft);
        self.import.enters_companies()
            && context.company.is_none()
            && draft.link.name.is_some()
            && keys.iter().all(|key| self.links.get(key) == Some(&Named::Nobody))
    }

    /// Enters the company that a new contact names, or one that is here and stands alone.
    ///
    /// Somebody who is at a company here is not moved to one that nobody knows; how the file names it is kept.
    pub(super) fn enter_company(
        &mut self,
        draft: &Draft,
        row: Option<Uuid>,
        context: &Context,
    ) -> Option<(CompanyId, Command)> {
        let alone = match row {
            Some(row) => {
                let company = self.rows[&row].row.get("company_id");
                company.is_none_or(Value::is_null) && self.import.options.on_duplicate != OnDuplicate::Skip
            }
            None => true,
        };
        if self.repeat || !alone || draft.only_company || !self.names_a_new_company(draft, context) {
            return None;
        }
        let id: CompanyId = self.replica.new_id();
        let create = CreateCompany {
            id,
            fields: changes::of_named_company(draft, context),
            workflow: self.import.options.workflow,
            import: Some(self.mark(draft)),
        };
        self.link_to(draft.link.name.as_deref(), draft.link.ids.first(), id);
        let known = Known {
            row: create.fields.clone(),
            entered: Some(self.batch),
            changed: false,
            written: HashSet::new(),
        };
        self.rows.insert(id.uuid(), known);
        if self.dry {
            // A later row may be about the company itself, and a dry run cannot read it again.
            self.taken.insert(id.uuid(), draft.line);
        }
        Some((id, CompanyCommand::Create(create).into()))
    }

    /// Rows that follow name this company by its name or id.
    pub(super) fn link_to(&mut self, name: Option<&str>, id: Option<&String>, company: CompanyId) {
        if !self.import.enters_companies() {
            return;
        }
        let system = &self.import.mapping.system;
        let keys = name.map(Key::name).into_iter();
        let keys: Vec<Key> = keys.chain(id.map(|id| Key::external(system, id))).collect();
        for key in keys {
            self.links.insert(key, Named::One(company));
        }
        self.entered.insert(company, self.batch);
    }

    /// The company a row is about, when this run entered it because a contact names it.
    pub(super) fn entered_as(&self, draft: &Draft) -> Option<Uuid> {
        if !draft.only_company {
            return None;
        }
        let system = &self.import.mapping.system;
        let id = draft.id.as_deref().map(|id| Key::external(system, id));
        let name = draft.text("name").map(Key::name);
        id.into_iter()
            .chain(name)
            .find_map(|key| match self.links.get(&key) {
                Some(Named::One(id))
                    if self.entered.contains_key(id) && self.rows.contains_key(&id.uuid()) =>
                {
                    Some(id.uuid())
                }
                _ => None,
            })
    }

    /// An earlier batch of this run entered the company, which a dry run has taken back.
    pub(super) fn entered_before(&self, company: CompanyId) -> bool {
        self.entered
            .get(&company)
            .is_some_and(|batch| *batch != self.batch)
    }

    /// A company that was to be entered was refused: rows that follow do not name it.
    pub(in crate::import) fn forget_company(&mut self, company: CompanyId) {
        self.entered.remove(&company);
        for named in self.links.values_mut() {
            if *named == Named::One(company) {
                *named = Named::Nobody;
            }
        }
        self.forget(company.uuid());
    }
}
