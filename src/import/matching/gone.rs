//! Rows that are in Trash: they do not come twice, and no import brings them back.

use super::companies::Named;
use super::{Planned, Planner, Verdict};
use crate::base::{CompanyId, ContactId};
use crate::domain::{Company, Contact};
use crate::import::changes::Context;
use crate::import::draft::Draft;
use crate::import::keys::Key;
use crate::import::map::Entity;
use crate::import::{OnDuplicate, RowFields};
use crate::replica::RunError;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// A row of Trash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::import) struct Gone {
    /// `company` or `contact`: whose `restore` brings it back.
    pub(in crate::import) kind: &'static str,
    /// What is to be restored: of somebody who is hidden with a company, that company.
    pub(in crate::import) id: Uuid,
    /// Its name.
    pub(in crate::import) name: String,
}

/// What of Trash is known by the keys of a batch.
#[derive(Default)]
pub(super) struct InTrash {
    by_key: HashMap<Key, Vec<Uuid>>,
    rows: HashMap<Uuid, (RowFields, Gone)>,
}

impl InTrash {
    pub(super) fn clear(&mut self) {
        self.by_key.clear();
        self.rows.clear();
    }
    pub(super) fn note(&mut self, key: &Key, rows: Vec<Uuid>) {
        if !rows.is_empty() {
            self.by_key.insert(key.clone(), rows);
        }
    }
}

fn fields(row: impl serde::Serialize) -> RowFields {
    match serde_json::to_value(row) {
        Ok(Value::Object(fields)) => fields,
        _ => RowFields::new(),
    }
}

fn company(row: &Company) -> Gone {
    Gone {
        kind: "company",
        id: row.id.0,
        name: row.name.clone(),
    }
}

impl Planner<'_> {
    /// Reads what of Trash the keys of this batch found; in most files nothing.
    pub(super) fn load_gone(&mut self, drafts: &[Draft]) -> Result<(), RunError> {
        let mut ids: Vec<Uuid> = self.in_trash.by_key.values().flatten().copied().collect();
        let named = drafts.iter().flat_map(|draft| self.link_keys(draft));
        ids.extend(named.filter_map(|key| match self.links.get(&key) {
            Some(Named::InTrash(id)) => Some(id.0),
            _ => None,
        }));
        let added: Vec<Uuid> = drafts.iter().filter_map(|draft| self.added_as(draft)).collect();
        ids.extend(added);
        if ids.is_empty() {
            return Ok(());
        }
        ids.sort_unstable();
        ids.dedup();
        let mut companies: Vec<CompanyId> = ids.iter().copied().map(CompanyId).collect();
        let contacts = self
            .replica
            .contacts_ever(ids.into_iter().map(ContactId).collect())?;
        companies.extend(contacts.iter().filter_map(|row| row.company_id));
        companies.sort_unstable();
        companies.dedup();
        let companies = self.replica.companies_ever(companies)?;
        for row in contacts {
            let gone = self.gone_contact(&row, &companies);
            self.in_trash.rows.insert(row.id.0, (fields(&row), gone));
        }
        for row in companies {
            let gone = company(&row);
            self.in_trash.rows.insert(row.id.0, (fields(&row), gone));
        }
        Ok(())
    }

    fn gone_contact(&self, row: &Contact, companies: &[Company]) -> Gone {
        let with = companies
            .iter()
            .find(|company| row.is_live() && Some(company.id) == row.company_id);
        match with {
            Some(with) => Gone {
                name: format!("{} ({})", row.display_name(), with.name),
                ..company(with)
            },
            None => Gone {
                kind: "contact",
                id: row.id.0,
                name: row.display_name(),
            },
        }
    }

    /// The row of Trash that a row of the file is, by its id, else by a key where nothing speaks against it.
    pub(super) fn in_trash(
        &self,
        draft: &Draft,
        id_key: Option<&Key>,
        keys: &[Key],
        context: &Context,
    ) -> Option<Gone> {
        let of_key = |key: &Key| self.in_trash.by_key.get(key)?.first();
        let by_id = id_key.and_then(of_key);
        let by_id = by_id.or_else(|| self.kept_id_key(draft).as_ref().and_then(of_key));
        let of_kind = |row: &RowFields| row.contains_key("name") == (context.entity == Entity::Companies);
        if let Some((row, gone)) = by_id.and_then(|id| self.in_trash.rows.get(id))
            && of_kind(row)
        {
            return Some(gone.clone());
        }
        if self.import.options.on_duplicate == OnDuplicate::Add {
            return None;
        }
        keys.iter().find_map(|key| {
            let rows = self.in_trash.by_key.get(key)?.iter();
            let mut rows = rows.filter_map(|id| self.in_trash.rows.get_key_value(id));
            // An address or a domain may be that of somebody else by now; an id is not.
            let same = |row: &RowFields| key.kind == "external" || self.names_agree(draft, row);
            let fitting =
                rows.find(|(id, (row, _))| same(row) && self.fits(draft, (**id, row), key, context));
            fitting.map(|(_, (_, gone))| gone.clone())
        })
    }

    /// The row that this import entered before it was interrupted, when somebody put it into Trash since.
    pub(super) fn added_in_trash(&self, draft: &Draft) -> Option<Gone> {
        let (_, gone) = self.in_trash.rows.get(&self.added_as(draft)?)?;
        Some(gone.clone())
    }

    /// The company in Trash that a contact names, where none is here.
    pub(super) fn company_in_trash(&self, draft: &Draft) -> Option<Gone> {
        if self.entity() != Entity::Contacts {
            return None;
        }
        let keys = self.link_keys(draft);
        keys.iter().find_map(|key| match self.links.get(key) {
            Some(Named::InTrash(id)) => self.in_trash.rows.get(&id.0).map(|(_, gone)| gone.clone()),
            _ => None,
        })
    }
}

impl Planned {
    pub(super) fn in_trash(gone: Gone) -> Self {
        Self {
            verdict: Verdict::Skip("in Trash"),
            gone: Some(gone),
            ..Self::skipped("")
        }
    }
}
