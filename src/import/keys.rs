//! What rows are recognised by: their id in another system, else domain or e-mail address, else name.

use super::draft::{self, Draft, Reading};
use super::map::own::SYSTEM;
use super::map::{Entity, Mapping};
use super::read::Row;
use crate::base::lookup;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One key of a row, as the store's lookup knows it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct Key {
    /// `external`, `domain`, `email`, `name` or `person`.
    pub(super) kind: &'static str,
    /// Its text.
    pub(super) text: String,
}

impl Key {
    pub(super) fn external(system: &str, id: &str) -> Self {
        if system == SYSTEM {
            // A row of ours: its id is that of the row.
            return Self {
                kind: "id",
                text: id.to_owned(),
            };
        }
        Self::kept(system, id)
    }
    /// An id that a row keeps beside its own.
    pub(super) fn kept(system: &str, id: &str) -> Self {
        Self {
            kind: "external",
            text: format!("{system}:{id}"),
        }
    }
    /// The key of a domain; providers of private mailboxes tell nothing.
    pub(super) fn domain(domain: &str) -> Option<Self> {
        (!lookup::is_free_mail(domain)).then(|| Self {
            kind: "domain",
            text: domain.to_owned(),
        })
    }
    pub(super) fn email(address: &str) -> Self {
        Self {
            kind: "email",
            text: address.to_lowercase(),
        }
    }
    pub(super) fn name(name: &str) -> Self {
        Self {
            kind: "name",
            text: lookup::fold(name),
        }
    }
    pub(super) fn person(name: &str) -> Self {
        Self {
            kind: "person",
            text: lookup::fold(name),
        }
    }
    /// A short form, to find out which keys come twice without keeping them all: of a million rows these alone are
    /// tens of megabytes. Two keys may share it; then a few rows more are kept in mind than would have to be.
    pub(super) fn hash(&self) -> u32 {
        let mut hasher = DefaultHasher::new();
        Hash::hash(self, &mut hasher);
        hasher.finish() as u32
    }
}

/// The keys a draft is recognised by, beside its id: any of them is enough.
pub(super) fn of_draft(draft: &Draft, entity: Entity) -> Vec<Key> {
    let mut keys: Vec<Key> = match entity {
        Entity::Companies => draft
            .domain
            .as_deref()
            .and_then(Key::domain)
            .into_iter()
            .collect(),
        Entity::Contacts => draft
            .emails
            .iter()
            .map(|(_, address)| Key::email(address))
            .collect(),
        // These are known by their ids only.
        Entity::Activities | Entity::Deals | Entity::Tickets => return Vec::new(),
    };
    let external = draft
        .external
        .iter()
        .map(|(system, id)| Key::external(system, id));
    keys.splice(0..0, external);
    // A name alone says little; it counts only where there is nothing better.
    if !keys.is_empty() || (draft.id.is_some() && !draft.also_by_name) {
        return keys;
    }
    match entity {
        Entity::Companies => draft.text("name").map(Key::name).into_iter().collect(),
        _ => draft
            .person()
            .map(|name| Key::person(&name))
            .into_iter()
            .collect(),
    }
}

/// The hashes of the keys of a row, without reading the rest of it; tells that of its id.
pub(super) fn hashes_of_row(
    row: &Row,
    mapping: &Mapping,
    reading: &Reading,
    into: &mut Vec<u32>,
) -> Option<u32> {
    let draft = draft::read_keys(row, mapping, reading)?;
    let id = draft.id.as_ref().map(|id| Key::external(&mapping.system, id));
    let entity = if draft.only_company {
        Entity::Companies
    } else {
        mapping.entity
    };
    let keys = of_draft(&draft, entity);
    into.extend(id.iter().chain(&keys).map(Key::hash));
    id.map(|id| id.hash())
}
