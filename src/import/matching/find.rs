//! The row here that a row of the file is: by its id, else by a key, where nothing speaks against it.

use super::{MOST_OF_A_KEY, Planner};
use crate::base::lookup;
use crate::import::changes::{self, Context};
use crate::import::draft::Draft;
use crate::import::keys::Key;
use crate::import::map::Entity;
use crate::import::map::own::SYSTEM;
use crate::import::{OnDuplicate, RowFields};
use serde_json::Value;
use uuid::Uuid;

impl Planner<'_> {
    /// Keeps in mind that this line took a row, for the lines with the same keys that follow.
    pub(super) fn remember(&mut self, draft: &Draft, row: Uuid, id_key: Option<Key>, keys: Vec<Key>) {
        self.taken.entry(row).or_insert(draft.line);
        let repeated = &self.import.survey.repeated;
        for key in id_key.into_iter().chain(keys) {
            if !repeated.contains(&key.hash()) {
                continue;
            }
            if matches!(key.kind, "email" | "domain") {
                let rows = self.shared.entry(key.clone()).or_default();
                rows.push((draft.line, row));
            }
            let rows = self.again.entry(key).or_default();
            if !rows.contains(&row) && rows.len() < MOST_OF_A_KEY {
                rows.push(row);
            }
        }
    }

    /// Rows found by a key: those that are here, then those this run entered.
    fn rows_of(&self, key: &Key) -> Vec<Uuid> {
        let here = self.found.get(key).into_iter().flatten();
        let again = self.again.get(key).into_iter().flatten();
        let mut rows: Vec<Uuid> = Vec::new();
        for id in here.chain(again) {
            if self.rows.contains_key(id) && !rows.contains(id) {
                rows.push(*id);
            }
        }
        rows
    }

    /// The row that is meant, by its id, else by a key.
    pub(super) fn find(
        &self,
        draft: &Draft,
        id_key: Option<&Key>,
        keys: &[Key],
        context: &Context,
    ) -> Option<Uuid> {
        if let Some(row) = id_key.and_then(|key| self.rows_of(key).first().copied()) {
            return Some(row);
        }
        let is_kind = |id: &Uuid| {
            let is_company = self.rows[id].row.contains_key("name");
            is_company == (context.entity == Entity::Companies)
        };
        if let Some(key) = self.kept_id_key(draft)
            && let Some(row) = self.rows_of(&key).into_iter().find(is_kind)
        {
            return Some(row);
        }
        if self.import.options.on_duplicate == OnDuplicate::Add && !self.repeat {
            // Only what this import has entered itself, in a life before.
            return self.added_as(draft).filter(|id| self.rows.contains_key(id));
        }
        let mut rows: Vec<Uuid> = Vec::new();
        for key in keys {
            let fitting = self.rows_of(key).into_iter();
            rows.extend(fitting.filter(|id| self.may_be(draft, *id, key, context)));
        }
        let same = |id: &&Uuid| changes::of_known(draft, &self.rows[*id].row, context).is_empty();
        let free: Vec<Uuid> = rows
            .iter()
            .copied()
            .filter(|id| !self.taken.contains_key(id))
            .collect();
        free.iter()
            .find(same)
            .or_else(|| free.iter().find(|id| self.same_name(draft, **id)))
            .or_else(|| free.first())
            // Another line has it already: this one is it again only when it says the same.
            .or_else(|| rows.iter().find(same))
            .copied()
    }

    fn may_be(&self, draft: &Draft, id: Uuid, key: &Key, context: &Context) -> bool {
        self.fits(draft, (id, &self.rows[&id].row), key, context)
    }

    /// Whether a row found by a key can be meant: it must not be known as another one.
    pub(super) fn fits(
        &self,
        draft: &Draft,
        (id, row): (Uuid, &RowFields),
        key: &Key,
        context: &Context,
    ) -> bool {
        // An address book holds both; an address or id of one is none of the other.
        let is_company = row.contains_key("name");
        if is_company != (context.entity == Entity::Companies) {
            return false;
        }
        if draft.id.is_some() && (has_id_of(row, context.system) || self.is_another_of_ours(id)) {
            return false;
        }
        // Found by the name alone, the place or the company must not speak against it.
        match key.kind {
            "name" => {
                let agrees = |part: &str, wanted: &Option<String>| {
                    let here = row
                        .get("postal")
                        .and_then(|postal| postal.get(part))
                        .and_then(Value::as_str);
                    !matches!((here, wanted), (Some(here), Some(wanted)) if here != wanted)
                };
                agrees("city", &draft.postal.city) && agrees("postal_code", &draft.postal.postal_code)
            }
            "person" => {
                let here = row.get("company_id").and_then(Value::as_str);
                let wanted = context.company.map(|id| id.to_string());
                if self.names_a_new_company(draft, context) {
                    return here.is_none();
                }
                here.is_none() || wanted.is_none() || here == wanted.as_deref()
            }
            _ => true,
        }
    }

    /// A list of ours has this very row.
    fn is_another_of_ours(&self, id: Uuid) -> bool {
        let ids = &self.import.survey.own_ids;
        !ids.is_empty() && ids.contains(&Key::external(SYSTEM, &id.to_string()).hash())
    }

    pub(super) fn same_name(&self, draft: &Draft, id: Uuid) -> bool {
        self.names_agree(draft, &self.rows[&id].row)
    }

    /// Whether they are called the same; of a person the first name and the last.
    pub(super) fn names_agree(&self, draft: &Draft, row: &RowFields) -> bool {
        let names = match self.entity_of(draft) {
            Entity::Companies => &["name"][..],
            _ => &["first_name", "last_name"],
        };
        names.iter().all(|name| {
            let here = row.get(*name).and_then(Value::as_str).unwrap_or_default();
            lookup::fold(here) == lookup::fold(draft.text(name).unwrap_or_default())
        })
    }
}

fn has_id_of(row: &RowFields, system: &str) -> bool {
    let ids = row.get("external_ids").and_then(Value::as_array);
    ids.is_some_and(|ids| {
        ids.iter()
            .any(|id| id.get("system").and_then(Value::as_str) == Some(system))
    })
}
