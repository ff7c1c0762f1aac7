//! `callsheet erase …`: a person is taken out of the file for good.

use super::examples;
use crate::base::ContactId;
use crate::cli::output::{Form, Outcome, Problem};
use crate::cli::session::Session;
use crate::domain::command::{ContactCommand, EraseContact};
use crate::domain::privacy::Texts;
use crate::locale::Arg;
use crate::view::PersonFile;
use clap::{Subcommand, ValueEnum};
use serde_json::json;
use std::io::{IsTerminal, Write as _};
use std::path::PathBuf;

/// What can be erased.
#[derive(Subcommand, Debug)]
pub(crate) enum EraseVerb {
    /// Erase a person: fields, texts, journal, search, drafts. Nothing takes it back
    #[command(after_help = examples!("erase contact \"Anna Kowalski\" --dry-run",
        "erase contact 01936b1e-1c00-7000-8000-000000000001 --name \"Anna Kowalski\" --texts delete"))]
    Contact {
        /// Id, exact name, e-mail address, or system:id
        contact: String,
        /// The full name, typed again; asked for when it is not given
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// What becomes of texts about the person
        #[arg(long, value_enum, default_value = "replace")]
        texts: How,
    },
    /// Erase again who is in the ledger of a file, in a copy that is older than the erasure
    #[command(after_help = examples!("erase reapply", "erase reapply callsheet.db.erased --dry-run --json"))]
    Reapply {
        /// The ledger; without it the one beside the data file
        ledger: Option<PathBuf>,
    },
}

/// What becomes of texts.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum How {
    /// They stay as they are
    Keep,
    /// Names, addresses and numbers in them are blotted out
    Replace,
    /// A text about the person is blotted out as a whole
    Delete,
}

impl From<How> for Texts {
    fn from(how: How) -> Self {
        match how {
            How::Keep => Self::Keep,
            How::Replace => Self::Replace,
            How::Delete => Self::Delete,
        }
    }
}

/// Does what was asked.
pub(crate) fn run(verb: EraseVerb, s: &mut Session) -> Outcome {
    match verb {
        EraseVerb::Contact { contact, name, texts } => {
            let id = s.person(&contact)?;
            erase(id, name, texts, s)
        }
        EraseVerb::Reapply { ledger } => reapply(ledger, s),
    }
}

fn erase(id: ContactId, name: Option<String>, texts: How, s: &mut Session) -> Outcome {
    let held = s.replica.person_file(id)?;
    let dry_run = s.setup.globals.dry_run;
    let full = held
        .as_ref()
        .and_then(|file| file.contacts.first())
        .map(|row| row.display_name());
    if let Some(file) = held.as_ref().filter(|_| s.for_a_person()) {
        s.out().line(texts_named(file, texts, s))?;
    }
    let name = match (name, dry_run) {
        (Some(name), _) => name,
        (None, true) => full.unwrap_or_default(),
        (None, false) => asked(s)?,
    };
    let applied = s.run(ContactCommand::Erase(EraseContact {
        contact_id: id,
        name,
        texts: texts.into(),
    }))?;
    let mut copies = s.replica.copies();
    let backups = &s.setup.config.paths.backups;
    let folder = backups.display().to_string();
    if backups.is_dir() && !copies.contains(&folder) {
        copies.push(folder);
    }
    if s.for_a_person() && !copies.is_empty() {
        let list = copies.join(", ");
        let text = s
            .setup
            .locale
            .t_args("erase-copies", &[("list", Arg::Text(&list))]);
        s.warnings.push(text.into_owned());
    }
    let mentions: Vec<_> = held
        .iter()
        .flat_map(|file| &file.mentions)
        .filter(|_| dry_run)
        .collect();
    let more = [("copies", json!(copies)), ("texts", json!(mentions))];
    s.answer(&applied, id.0, &more)
}

/// The texts that name the person, for somebody who looks through them before.
fn texts_named(file: &PersonFile, how: How, s: &Session) -> String {
    let locale = &s.setup.locale;
    let key = match how {
        How::Keep => "erase-texts-keep",
        How::Replace => "erase-texts-replace",
        How::Delete => "erase-texts-delete",
    };
    let mut lines = vec![
        locale
            .t_args(key, &[("n", Arg::from(file.mentions.len()))])
            .into_owned(),
    ];
    for mention in &file.mentions {
        lines.push(format!(
            "  {} {} {}: {}",
            mention.table, mention.id, mention.field, mention.text
        ));
    }
    lines.join("\n")
}

fn asked(s: &Session) -> Outcome<String> {
    if s.out().form() != Form::Lines || !std::io::stdin().is_terminal() {
        let text = "Erasing a person wants the full name: --name \"…\"; --dry-run shows what would go.";
        return Err(Problem::usage(text).into());
    }
    let mut out = std::io::stderr().lock();
    write!(out, "{} ", s.setup.locale.t("erase-type-name"))?;
    out.flush()?;
    drop(out);
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

fn reapply(ledger: Option<PathBuf>, s: &mut Session) -> Outcome {
    let ids = s.replica.ledger(ledger.as_deref())?;
    let dry_run = s.setup.globals.dry_run;
    let erased = s.replica.erase_again(&ids, dry_run)?;
    match s.out().form() {
        Form::Json => s.out().json(&json!({
            "ledger": ids.len(), "erased": erased, "dry_run": dry_run,
        })),
        Form::Ids => s.out().ids(erased.iter()),
        Form::Lines => {
            let args = [("n", Arg::from(ids.len())), ("erased", Arg::from(erased.len()))];
            s.out().line(s.setup.locale.t_args("erase-reapplied", &args))
        }
    }
}
