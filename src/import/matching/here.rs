//! Whom a row that is no company and no contact is about: the people and companies that are here.

use super::companies::{Named, link_keys};
use crate::base::{CompanyId, ContactId};
use crate::domain::Contact;
use crate::import::draft::Draft;
use crate::import::keys::Key;
use crate::replica::{FoundRow, Replica, RunError};
use std::collections::HashMap;

/// How many keys are kept in mind.
const MOST_KEYS: usize = 200_000;

/// The people and companies that rows name, looked up a batch at a time.
pub(in crate::import) struct Here<'a> {
    replica: &'a Replica,
    system: &'a str,
    companies: HashMap<Key, Named>,
    people: HashMap<Key, Option<ContactId>>,
    at: HashMap<ContactId, Option<CompanyId>>,
}

/// Whom a row is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Whom {
    pub(super) company: Option<CompanyId>,
    pub(super) contact: Option<ContactId>,
}

impl<'a> Here<'a> {
    pub(super) fn new(replica: &'a Replica, system: &'a str) -> Self {
        Self {
            replica,
            system,
            companies: HashMap::new(),
            people: HashMap::new(),
            at: HashMap::new(),
        }
    }

    pub(super) fn look_up(&mut self, drafts: &[Draft]) -> Result<(), RunError> {
        if self.companies.len() + self.people.len() > MOST_KEYS {
            self.companies.clear();
            self.people.clear();
            self.at.clear();
        }
        let mut people: Vec<Key> = Vec::new();
        let mut companies: Vec<Key> = Vec::new();
        for draft in drafts {
            people.extend(
                self.people_keys(draft)
                    .into_iter()
                    .filter(|key| !self.people.contains_key(key)),
            );
            companies.extend(
                link_keys(draft, self.system)
                    .into_iter()
                    .filter(|key| !self.companies.contains_key(key)),
            );
        }
        for list in [&mut people, &mut companies] {
            list.sort_unstable();
            list.dedup();
        }
        let asked = people
            .iter()
            .chain(&companies)
            .map(|key| (key.kind, key.text.clone()));
        let mut answers = self.replica.lookup_all(asked.collect())?.into_iter();
        for key in people {
            let found: Vec<ContactId> = answers
                .next()
                .unwrap_or_default()
                .into_iter()
                .filter_map(|row| match row {
                    FoundRow::Contact(id) => Some(id),
                    FoundRow::Company(_) => None,
                })
                .collect();
            // A name that several people have names none of them.
            let person = match found[..] {
                [one] => Some(one),
                [first, ..] if key.kind != "person" => Some(first),
                _ => None,
            };
            self.people.insert(key, person);
        }
        for key in companies {
            let found: Vec<CompanyId> = answers
                .next()
                .unwrap_or_default()
                .into_iter()
                .filter_map(|row| match row {
                    FoundRow::Company(id) => Some(id),
                    FoundRow::Contact(_) => None,
                })
                .collect();
            self.companies.insert(key.clone(), Named::of(&key, &found));
        }
        self.load()
    }

    /// At which company each person is.
    fn load(&mut self) -> Result<(), RunError> {
        let mut unknown: Vec<ContactId> = self.people.values().copied().flatten().collect();
        unknown.retain(|id| !self.at.contains_key(id));
        unknown.sort_unstable();
        unknown.dedup();
        let rows: Vec<Contact> = self.replica.contacts_by_id(unknown)?;
        self.at
            .extend(rows.into_iter().map(|row| (row.id, row.company_id)));
        Ok(())
    }

    fn people_keys(&self, draft: &Draft) -> Vec<Key> {
        let told = &draft.happened;
        let ids = told.ids.iter().map(|id| Key::external(self.system, id));
        let emails = told.emails.iter().map(|address| Key::email(address));
        let name = told.person.iter().map(|name| Key::person(name));
        ids.chain(emails).chain(name).collect()
    }

    /// Whom a row is about; the error says whom it names.
    pub(super) fn whom(&self, draft: &Draft) -> Result<Whom, String> {
        let contact = self
            .people_keys(draft)
            .iter()
            .find_map(|key| self.people.get(key).copied().flatten())
            .filter(|id| self.at.contains_key(id));
        let named = link_keys(draft, self.system)
            .iter()
            .find_map(|key| match self.companies.get(key) {
                Some(Named::One(id)) => Some(*id),
                _ => None,
            });
        let at = contact.and_then(|id| self.at.get(&id).copied().flatten());
        match (contact, at.or(named)) {
            (None, None) => Err(nobody(draft)),
            (contact, company) => Ok(Whom { company, contact }),
        }
    }
}

fn nobody(draft: &Draft) -> String {
    let told = &draft.happened;
    let link = &draft.link;
    let names: Vec<&str> = told
        .emails
        .iter()
        .chain(&told.ids)
        .chain(&told.person)
        .chain(&link.domain)
        .chain(&link.name)
        .chain(&link.ids)
        .map(String::as_str)
        .collect();
    format!(
        "nobody here is {}; import the companies and contacts first",
        names.join(", ")
    )
}
