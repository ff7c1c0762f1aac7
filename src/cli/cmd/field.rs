//! `callsheet field …`: fields of one's own on companies and contacts.

use super::examples;
use crate::cli::codes::codes;
use crate::cli::output::{Outcome, Table};
use crate::cli::session::Session;
use crate::cli::spoken;
use crate::domain::command::{FieldCommand, FieldRef, PutField};
use crate::domain::custom::{self, CustomField, FieldEntity, FieldType};
use clap::{Args, Subcommand};
use serde_json::json;

/// What can be done with fields of one's own.
#[derive(Subcommand, Debug)]
pub(crate) enum FieldVerb {
    /// List the fields that were defined
    #[command(after_help = examples!("field list", "field list company --json"))]
    List {
        /// Only those of a kind of record
        #[arg(value_parser = codes::<FieldEntity>())]
        entity: Option<FieldEntity>,
    },
    /// Define a field; what an import kept under its name is its value at once
    #[command(after_help = examples!("field add company Mood --type choice --choice good --choice bad",
        "field add company \"Contract end\" --type date --label \"Vertragsende\"",
        "field add contact Newsletter --type boolean --dry-run"))]
    Add {
        /// On which records
        #[arg(value_parser = codes::<FieldEntity>())]
        entity: FieldEntity,
        /// The name its values are kept under; it never changes
        name: String,
        /// What it holds
        #[arg(long = "type", value_name = "TYPE", default_value = "TEXT", value_parser = codes::<FieldType>())]
        kind: FieldType,
        #[command(flatten)]
        more: More,
    },
    /// Change a definition; what is not named stays, and so do all values
    #[command(after_help = examples!("field edit company Mood --choice good --choice fair --choice bad",
        "field edit company Mood --type text --no-label", "field edit contact Newsletter --place 1 --json"))]
    Edit {
        /// On which records
        #[arg(value_parser = codes::<FieldEntity>())]
        entity: FieldEntity,
        /// Its name or label
        name: String,
        /// What it holds from now on
        #[arg(long = "type", value_name = "TYPE", value_parser = codes::<FieldType>())]
        kind: Option<FieldType>,
        #[command(flatten)]
        more: More,
        /// Show its name
        #[arg(long, conflicts_with = "label")]
        no_label: bool,
    },
    /// Take a definition away; the values stay under the name
    #[command(after_help = examples!("field delete company Mood", "field delete company Mood --dry-run"))]
    Delete {
        /// On which records
        #[arg(value_parser = codes::<FieldEntity>())]
        entity: FieldEntity,
        /// Its name or label
        name: String,
    },
}

/// What a field has beside name and type.
#[derive(Args, Debug)]
pub(crate) struct More {
    /// What people see instead of the name
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// One of its choices; may be repeated, replaces those before
    #[arg(long, value_name = "TEXT")]
    choice: Vec<String>,
    /// Where it stands among the others, by number
    #[arg(long, value_name = "N")]
    place: Option<i64>,
}

/// Does what was asked.
pub(crate) fn run(verb: FieldVerb, s: &mut Session) -> Outcome {
    match verb {
        FieldVerb::List { entity } => list(entity, s),
        FieldVerb::Add {
            entity,
            name,
            kind,
            more,
        } => {
            let put = PutField {
                entity,
                name: name.trim().to_owned(),
                label: more.label,
                kind,
                choices: more.choice,
                place: more.place,
                new: true,
            };
            let key = custom::key(entity, &put.name);
            give(s, FieldCommand::Put(put), &key)
        }
        FieldVerb::Edit {
            entity,
            name,
            kind,
            more,
            no_label,
        } => {
            let known = known(s, entity, &name)?;
            let kind = kind.unwrap_or(known.kind);
            // Choices are what a choice has; another type drops them, unless some are asked for.
            let choices = match (more.choice.is_empty(), kind) {
                (true, FieldType::Choice) => known.choices.clone(),
                _ => more.choice,
            };
            let put = PutField {
                entity,
                name: known.name.clone(),
                label: more.label.or(known.label.clone()).filter(|_| !no_label),
                kind,
                choices,
                place: more.place,
                new: false,
            };
            give(s, FieldCommand::Put(put), &known.key())
        }
        FieldVerb::Delete { entity, name } => {
            let known = known(s, entity, &name)?;
            let key = known.key();
            let gone = FieldRef {
                entity,
                name: known.name,
            };
            give(s, FieldCommand::Delete(gone), &key)
        }
    }
}

fn known(s: &Session, entity: FieldEntity, said: &str) -> Outcome<CustomField> {
    let rules = s.replica.rules();
    let found = rules.field(entity, said).cloned();
    found.ok_or_else(|| custom::unknown(&rules.fields, entity, said).into())
}

fn give(s: &mut Session, command: FieldCommand, key: &str) -> Outcome {
    let applied = s.run(command)?;
    s.answer(&applied, applied.command.0, &[("field", json!(key))])
}

fn list(entity: Option<FieldEntity>, s: &Session) -> Outcome {
    let rules = s.replica.rules();
    let wanted = |field: &&CustomField| entity.is_none_or(|entity| field.entity == entity);
    let rows: Vec<CustomField> = rules.fields.iter().filter(wanted).cloned().collect();
    s.out().list(
        &rows,
        CustomField::key,
        &spoken::words(&s.setup.locale, "none", "No field of your own is defined."),
        || table(s, &rows),
    )
}

fn table(s: &Session, rows: &[CustomField]) -> Table {
    let mut table = Table::new(
        &s.setup.locale,
        &["Of", "Name", "Label", "Type", "Choices", "Place"],
    );
    for field in rows {
        table.row([
            field.entity.to_string(),
            field.name.clone(),
            field.label.clone().unwrap_or_default(),
            field.kind.to_string(),
            field.choices.join(", "),
            field.place.to_string(),
        ]);
    }
    table
}
