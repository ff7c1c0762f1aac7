//! Saved views: a filter with a name, columns and an order, kept as a row of the tenant's rules.

use super::codes::{Code, RuleKind, Stage};
use super::entity::Rule;
use super::filter::Entity;
use super::refusal::Refusal;
use crate::base::{lookup, near};
use serde::{Deserialize, Serialize};

/// Most letters of a name.
const NAME_CHARS: usize = 60;
/// Names of the views that every file has; nothing else is called so.
pub const BUILT_IN: [&str; 6] = [
    "mine",
    "all",
    "unassigned",
    "no-next-step",
    "dormant",
    "do-not-contact",
];

/// A saved view.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SavedView {
    /// What it is called.
    pub name: String,
    /// What it lists.
    pub entity: Entity,
    /// The filter, as [`super::filter`] reads it.
    #[serde(default)]
    pub filter: String,
    /// The columns, in their order; none: the usual ones.
    #[serde(default)]
    pub columns: Vec<String>,
    /// The order; none: the usual one.
    #[serde(default)]
    pub sort: Option<String>,
}

impl SavedView {
    /// The columns that rows of an entity have.
    pub const fn columns_of(entity: Entity) -> &'static [&'static str] {
        match entity {
            Entity::Company => &[
                "name", "stage", "owner", "due", "last", "city", "country", "phone", "id",
            ],
            Entity::Contact => &["name", "title", "email", "phone", "status", "id"],
        }
    }
    /// The orders that rows of an entity have.
    pub const fn sorts_of(entity: Entity) -> &'static [&'static str] {
        match entity {
            Entity::Company => &["due", "name"],
            Entity::Contact => &["name"],
        }
    }
    /// Where it is kept: one of a name, in any case of letters, for each entity.
    pub fn key(entity: Entity, name: &str) -> String {
        format!("{}:{}", entity.code(), lookup::fold(name))
    }
    /// The view of a row; none: the row is another rule, or a newer program wrote it.
    pub fn of_row(row: &Rule) -> Option<Self> {
        let live = row.deleted_at.is_none() && row.kind == RuleKind::View;
        live.then(|| Self::deserialize(&row.body.0).ok()).flatten()
    }
    /// Whether name, columns and order are such.
    ///
    /// # Errors
    /// The first that is not, with what is accepted. The filter is read elsewhere.
    pub fn check(&self) -> Result<(), Refusal> {
        let name = lookup::fold(&self.name);
        if name.is_empty()
            || self.name.chars().count() > NAME_CHARS
            || self.name.chars().any(char::is_control)
        {
            let text = format!("a view needs a name that can be seen, of at most {NAME_CHARS} characters");
            return Err(Refusal::invalid("name", text));
        }
        let plain = name.replace(['_', ' '], "-");
        if BUILT_IN.contains(&plain.as_str()) || Stage::lenient(&self.name).is_some() {
            let text = format!(
                "\"{}\" is a view that every file has; take another name",
                self.name
            );
            return Err(Refusal::invalid("name", text));
        }
        let of = |field: &str, given: &str, accepted: &[&str]| {
            if accepted.contains(&given) {
                return Ok(());
            }
            let text = format!("\"{given}\" is none{}", near::instead(given, accepted));
            Err(Refusal::invalid(field, text))
        };
        for column in &self.columns {
            of("columns", column, Self::columns_of(self.entity))?;
        }
        if let Some(sort) = &self.sort {
            of("sort", sort, Self::sorts_of(self.entity))?;
        }
        Ok(())
    }
}
