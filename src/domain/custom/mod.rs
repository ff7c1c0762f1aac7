//! Fields that a tenant defines for itself, and how typed text becomes what is kept of it.
//!
//! The value of such a field is the entry of its name in a row's `extra`, where imports keep
//! what has no field of its own. A definition gives those entries a type, a label and a place;
//! it moves nothing, so that what was imported before is there at once, and stays when it goes.

mod read;

pub use read::{Misfit, number, pointed, read, written_day};

use super::command::Fields;
use super::filter;
use super::refusal::{Refusal, RefusalCode};
use crate::base::{lookup::fold, near, phrase, text};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use unicode_segmentation::UnicodeSegmentation;

crate::codes! {
    /// What a custom field belongs to.
    "record" FieldEntity { Company = "COMPANY", Contact = "CONTACT", }
    /// What a custom field holds.
    "type of field" FieldType {
        Text = "TEXT", Number = "NUMBER", Date = "DATE", Choice = "CHOICE", Boolean = "BOOLEAN",
    }
}

/// The most fields one kind of record has: more than a form can show is no form.
pub const MOST: usize = 24;
/// Longest name or label, in characters as people count them.
pub const LONGEST_NAME: usize = 60;
/// The most choices of one field.
const MOST_CHOICES: usize = 100;

/// Names that mean a field of every record, so that no other field can have them.
const TAKEN: &[&str] = &[
    "id",
    "phone",
    "other_phones",
    "email",
    "other_emails",
    "tag",
    "owner",
    "company",
    "contact",
    "street",
    "postal_code",
    "city",
    "region",
    "country",
    "delivery_street",
    "delivery_postal_code",
    "delivery_city",
    "delivery_region",
    "delivery_country",
    "stage",
    "note",
    "created_at",
    "do_not_contact_since",
    "do_not_contact_basis",
    "blocked_phones",
];

/// A field that the tenant defined.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CustomField {
    /// On which records.
    pub entity: FieldEntity,
    /// The name its values are kept under.
    pub name: String,
    /// What people see, when it is not the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// What may be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Where it stands among the others.
    #[serde(default)]
    pub place: i64,
}

impl FieldEntity {
    /// The built-in fields of the record.
    const fn built_in(self) -> &'static [&'static str] {
        match self {
            Self::Company => super::fields::COMPANY,
            Self::Contact => super::fields::CONTACT,
        }
    }
    /// Whether a name is that of a built-in field of the record, or of a part of one.
    pub fn has(self, name: &str) -> bool {
        let whole = name.split('.').next().unwrap_or(name);
        self.built_in().contains(&whole) && !name.starts_with("extra.")
    }
    /// The word for a sentence.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Contact => "contact",
        }
    }
}

impl CustomField {
    /// What people see.
    pub fn title(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }
    /// The key of the rule that defines it.
    pub fn key(&self) -> String {
        key(self.entity, &self.name)
    }
    /// Whether a kept value fits the type. What was kept before the type was given may not.
    pub fn fits(&self, value: &str) -> bool {
        match self.kind {
            FieldType::Text => true,
            FieldType::Number => read::number(value).is_ok_and(|number| number == value),
            FieldType::Date => value.parse::<crate::base::Date>().is_ok(),
            FieldType::Choice => self.choices.iter().any(|choice| choice == value),
            FieldType::Boolean => matches!(value, "true" | "false"),
        }
    }
    /// Refuses the name of a new field when it means something else already: a part of a built-in field, or what
    /// filters know by that name. A field that has it for long keeps it.
    pub fn free_name(&self) -> Result<(), Refusal> {
        let name = fold(&self.name).replace([' ', '-'], "_");
        let whole = name.split('.').next().unwrap_or(&name);
        if name.contains('.') && (whole == "extra" || self.entity.built_in().contains(&whole)) {
            let text = format!(
                "\"{}\" is a part of the field \"{whole}\" of every {}",
                self.name,
                self.entity.word()
            );
            return Err(Refusal::invalid("name", text));
        }
        let of = match self.entity {
            FieldEntity::Company => filter::Entity::Company,
            FieldEntity::Contact => filter::Entity::Contact,
        };
        let known = filter::fields(of)
            .iter()
            .any(|field| field.name == name || field.aliases.contains(&name.as_str()));
        if known {
            let text = format!(
                "\"{}\" means something else in filters (see: callsheet view fields)",
                self.name
            );
            return Err(Refusal::invalid("name", text));
        }
        Ok(())
    }
    /// The definition as it is kept: texts trimmed, choices without doubles; refused when nobody could use it.
    pub fn checked(mut self) -> Result<Self, Refusal> {
        self.name = line("name", &self.name)?;
        let folded = fold(&self.name).replace([' ', '-'], "_");
        if self.entity.built_in().contains(&folded.as_str()) || TAKEN.contains(&folded.as_str()) {
            let text = format!("\"{}\" is a field of every {}", self.name, self.entity.word());
            return Err(Refusal::invalid("name", text));
        }
        if self.name.contains('=') {
            return Err(Refusal::invalid("name", "must not hold the sign \"=\""));
        }
        let label = self.label.filter(|label| !label.trim().is_empty());
        self.label = label.map(|label| line("label", &label)).transpose()?;
        self.label = self.label.filter(|label| *label != self.name);
        if self.kind != FieldType::Choice {
            if !self.choices.is_empty() {
                return Err(Refusal::invalid(
                    "choices",
                    "only a field of the type CHOICE has some",
                ));
            }
            return Ok(self);
        }
        let mut choices: Vec<String> = Vec::new();
        for choice in &self.choices {
            let choice = line("choices", choice)?;
            if !choices.iter().any(|known| fold(known) == fold(&choice)) {
                choices.push(choice);
            }
        }
        if choices.is_empty() {
            return Err(Refusal::invalid("choices", "say what can be chosen"));
        }
        if choices.len() > MOST_CHOICES {
            let text = format!("{} choices; at most {MOST_CHOICES}", choices.len());
            return Err(Refusal::invalid("choices", text));
        }
        self.choices = choices;
        Ok(self)
    }
}

/// The key of the rule that defines a field.
pub fn key(entity: FieldEntity, name: &str) -> String {
    format!("{entity}/{name}")
}

/// A name, label or choice: one line that can be seen.
fn line(field: &str, typed: &str) -> Result<String, Refusal> {
    let typed = typed.trim();
    if text::is_blank(typed) {
        return Err(Refusal::invalid(field, "needs a text that can be seen"));
    }
    if typed.chars().any(char::is_control) {
        return Err(Refusal::invalid(field, "must not hold control characters"));
    }
    if typed.graphemes(true).count() > LONGEST_NAME || typed.len() > 8 * LONGEST_NAME {
        let text = format!("longer than {LONGEST_NAME} characters");
        return Err(Refusal::invalid(field, text));
    }
    Ok(typed.to_owned())
}

/// The field that a person or a file means by a text: its name, else name or label without case and accents.
pub fn find<'f>(fields: &'f [CustomField], entity: FieldEntity, said: &str) -> Option<&'f CustomField> {
    let said = said.trim();
    let of = || fields.iter().filter(move |field| field.entity == entity);
    let plain = |text: &str| fold(text).replace(['_', '-'], " ");
    let wanted = plain(said);
    of().find(|field| field.name == said)
        .or_else(|| of().find(|field| plain(&field.name) == wanted))
        .or_else(|| of().find(|field| plain(field.title()) == wanted))
}

/// The refusal for a field that is not defined.
pub fn unknown(fields: &[CustomField], entity: FieldEntity, said: &str) -> Refusal {
    let known = fields.iter().filter(|field| field.entity == entity);
    let hint = near::hint(said, known.map(|field| field.name.as_str()));
    let text = format!("There is no field \"{said}\" of a {}{hint}", entity.word());
    Refusal::new(RefusalCode::NotFound, text)
}

/// The changes of a row with the entries of its own fields read by their types; entries that stay as they are, are
/// not judged. Every value that does not fit is named.
pub fn typed<'c>(
    changes: &'c Fields,
    before: &BTreeMap<String, String>,
    fields: &[CustomField],
    entity: FieldEntity,
    ask: &phrase::Ask,
) -> Result<Cow<'c, Fields>, Refusal> {
    let of = |name: &str| {
        fields
            .iter()
            .find(|field| field.entity == entity && field.name == name)
    };
    let Some(extra) = changes.get("extra").and_then(Value::as_object) else {
        return Ok(Cow::Borrowed(changes));
    };
    if !extra.keys().any(|name| of(name).is_some()) {
        return Ok(Cow::Borrowed(changes));
    }
    let mut wrong: Vec<(&CustomField, Misfit)> = Vec::new();
    let mut out = Map::new();
    for (name, value) in extra {
        let Some(field) = of(name) else {
            out.insert(name.clone(), value.clone());
            continue;
        };
        let said = match value {
            Value::String(said) => said.clone(),
            Value::Null => String::new(),
            // Numbers and truths of a script are as good as their texts.
            other => other.to_string(),
        };
        let value = if before.get(name) == Some(&said) {
            json!(said)
        } else {
            match read(field, &said, ask) {
                Ok(Some(value)) => json!(value),
                Ok(None) => Value::Null,
                Err(misfit) => {
                    wrong.push((field, misfit));
                    continue;
                }
            }
        };
        out.insert(name.clone(), value);
    }
    if wrong.is_empty() {
        let mut changes = changes.clone();
        changes.insert("extra".to_owned(), Value::Object(out));
        return Ok(Cow::Owned(changes));
    }
    let told = wrong
        .iter()
        .map(|(field, misfit)| format!("{}: {misfit}", field.name));
    let text = told.collect::<Vec<_>>().join("; ");
    Err(wrong.iter().fold(
        Refusal::new(RefusalCode::Invalid, text),
        |refusal, (field, misfit)| refusal.missing(&format!("extra.{}", field.name), misfit.to_string()),
    ))
}

#[cfg(test)]
mod tests;
