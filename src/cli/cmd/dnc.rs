//! `callsheet dnc …`: numbers, addresses and domains that must not be contacted, whoever they belong to.

use super::examples;
use crate::cli::output::{Failure, Form, Outcome, Problem, Table};
use crate::cli::session::Session;
use crate::cli::spoken;
use crate::domain::command::{AddDnc, DncCommand, RemoveDnc};
use crate::domain::{Effect, Listed, Refusal, RefusalCode, Suppression, SuppressionKind};
use crate::import::ListFile;
use crate::locale::Arg;
use crate::replica::{Applied, RunError};
use clap::Subcommand;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What can be done with the do-not-contact list.
#[derive(Subcommand, Debug)]
pub(crate) enum DncVerb {
    /// Put a file of numbers, addresses and domains on the list, and mark every company and contact that has one
    #[command(after_help = examples!("dnc import blocked.csv --dry-run", "dnc import blocked.txt --reason \"Robinson list\"",
        "dnc import blocked.csv --strict --json"))]
    Import {
        /// CSV or text: one column, or columns named phone, email, domain, reason; # begins a remark
        #[arg(value_name = "FILE")]
        list: PathBuf,
        /// Why, where the file does not say
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// Exit with 4 when a line cannot be read
        #[arg(long)]
        strict: bool,
    },
    /// Put one value on the list, and mark every company and contact that has it
    #[command(after_help = examples!("dnc add \"+49 711 5550142\" --reason \"asked on the phone\"",
        "dnc add @globex.example", "dnc add anna@mueller.example --dry-run --json"))]
    Add {
        /// A number, an e-mail address or a domain
        value: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// What is on the list: kinds and reasons; the values themselves are not kept
    #[command(after_help = examples!("dnc list", "dnc list --limit 0 --json"))]
    List {
        /// At most so many; 0: all
        #[arg(long, default_value_t = 100, value_name = "N")]
        limit: usize,
    },
    /// Take a value off the list; what was marked by it stays marked
    #[command(after_help = examples!("dnc remove \"+49 711 5550142\" --reason \"consent of 3 March\""))]
    Remove {
        /// The number, address or domain
        value: String,
        /// Why it may be contacted again
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Whether a value is on the list; exit 3 when it is not
    #[command(after_help = examples!("dnc check \"0711 5550142\"", "dnc check anna@mueller.example --json"))]
    Check {
        /// The number, address or domain
        value: String,
    },
}

/// Does what was asked.
pub(crate) fn run(verb: DncVerb, s: &mut Session) -> Outcome {
    match verb {
        DncVerb::Import { list, reason, strict } => import(&list, reason, strict, s),
        DncVerb::Add { value, reason } => {
            let listed = read(&value, s)?;
            let entries = s.replica.dnc_entries(vec![(listed, None)])?;
            let source = "by hand".to_owned();
            let applied = s.run(DncCommand::Add(AddDnc {
                entries,
                reason,
                source,
            }))?;
            s.answer(&applied, applied.command.0, &[])
        }
        DncVerb::List { limit } => list(if limit == 0 { usize::MAX } else { limit }, s),
        DncVerb::Remove { value, reason } => {
            let listed = read(&value, s)?;
            let entry = s.replica.dnc_entries(vec![(listed, None)])?.remove(0);
            let applied = s.run(DncCommand::Remove(RemoveDnc {
                kind: entry.kind,
                mac: entry.mac,
                reason,
            }))?;
            s.answer(&applied, applied.command.0, &[])
        }
        DncVerb::Check { value } => check(&value, s),
    }
}

fn read(value: &str, s: &Session) -> Outcome<Listed> {
    let country = s.replica.rules().settings.country.clone();
    Ok(Listed::read(value, None, &country)?)
}

/// What an import of a list did.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    file: &'a ListFile,
    values: usize,
    added: usize,
    known: usize,
    rows: usize,
    dry_run: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<crate::base::CommandId>,
    effects: &'a [Effect],
}

fn import(path: &Path, reason: Option<String>, strict: bool, s: &mut Session) -> Outcome {
    let bytes = std::fs::read(path).map_err(|error| Problem::io(&path.display().to_string(), &error))?;
    let country = s.replica.rules().settings.country.clone();
    let file = ListFile::read(&bytes, &country);
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut applied: Option<Applied> = None;
    if !file.values.is_empty() {
        let entries = s.replica.dnc_entries(file.values.clone())?;
        let command = DncCommand::Add(AddDnc {
            entries,
            reason,
            source: name,
        });
        match s.run(command) {
            Ok(done) => applied = Some(done),
            // All of it was on the list: that is what was wanted.
            Err(RunError::Refused(refusal)) if refusal.code == RefusalCode::NothingToDo => {}
            Err(error) => return Err(error.into()),
        }
    }
    let effects = applied.as_ref().map_or(&[][..], |done| &done.effects[..]);
    let counted = effects.iter().find_map(|effect| match effect {
        Effect::Suppressed { count, known, rows } => Some((*count, *known, *rows)),
        _ => None,
    });
    let (added, known, rows) = counted.unwrap_or((0, file.values.len(), 0));
    let report = Report {
        values: file.values.len(),
        added,
        known,
        rows,
        dry_run: s.setup.globals.dry_run,
        command: applied
            .as_ref()
            .filter(|done| done.seq > 0)
            .map(|done| done.command),
        effects,
        file: &file,
    };
    match s.out().form() {
        Form::Json => s.out().json(&report)?,
        Form::Ids => s.out().ids(report.command.into_iter())?,
        Form::Lines => s.out().line(lines(&report, s))?,
    }
    if strict && !file.rejected.is_empty() {
        return Err(Failure::Told(4));
    }
    Ok(())
}

fn lines(report: &Report<'_>, s: &Session) -> String {
    let (locale, file) = (&s.setup.locale, report.file);
    let mut text = String::new();
    if report.dry_run {
        text.push_str(&locale.t("dry-run"));
        text.push(' ');
    }
    let n = |n: u64| Arg::from(usize::try_from(n).unwrap_or(usize::MAX));
    text += &locale.t_args(
        "dnc-lines",
        &[
            ("lines", n(file.lines)),
            ("with", n(file.with_values)),
            ("headings", n(file.headings)),
            ("comments", n(file.comments)),
            ("blank", n(file.blank)),
            ("rejected", n(file.refused_lines())),
        ],
    );
    text.push_str("\n  ");
    text += &locale.t_args(
        "dnc-values",
        &[
            ("values", Arg::from(report.values)),
            ("added", Arg::from(report.added)),
            ("known", Arg::from(report.known)),
            ("repeated", n(file.repeated)),
            ("rows", Arg::from(report.rows)),
        ],
    );
    for rejected in &file.rejected {
        let line = n(rejected.line);
        let _ = write!(
            text,
            "\n  {}",
            locale.t_args(
                "dnc-rejected",
                &[("line", line), ("why", Arg::Text(&rejected.reason))]
            )
        );
    }
    text
}

fn list(limit: usize, s: &Session) -> Outcome {
    let mut rows = s.replica.dnc_list(limit)?;
    rows.sort_by(|a, b| {
        (a.created_at, a.kind, &a.source, &a.reason).cmp(&(b.created_at, b.kind, &b.source, &b.reason))
    });
    let none = spoken::words(&s.setup.locale, "none", "The list is empty.");
    s.out().list(&rows, |row| row.id, &none, || table(s, &rows))
}

fn table(s: &Session, rows: &[Suppression]) -> Table {
    let mut table = Table::new(&s.setup.locale, &["Kind", "Since", "Source", "Reason", "Id"]);
    let zone = s.replica.actor().zone;
    for row in rows {
        table.row([
            row.kind.to_string(),
            row.created_at.date_in(&zone).to_string(),
            row.source.clone(),
            row.reason.clone().unwrap_or_default(),
            row.id.to_string(),
        ]);
    }
    table
}

fn check(value: &str, s: &Session) -> Outcome {
    let listed = read(value, s)?;
    let values = match listed.kind {
        SuppressionKind::Phone => vec![listed],
        SuppressionKind::Email => Listed::email(&listed.value),
        SuppressionKind::Domain => Listed::domains(&listed.value),
    };
    let Some(found) = s.replica.dnc_check(values)? else {
        return Err(Refusal::new(RefusalCode::NotFound, "That is not on the do-not-contact list.").into());
    };
    s.out().one(&found, found.id, || {
        let zone = s.replica.actor().zone;
        let since = found.created_at.date_in(&zone).to_string();
        let why = found.reason.clone().unwrap_or_default();
        let args = [
            ("kind", Arg::Text(&found.kind.to_string())),
            ("since", Arg::Text(&since)),
            ("source", Arg::Text(&found.source)),
        ];
        let text = s.setup.locale.t_args("dnc-listed", &args).into_owned();
        format!(
            "{}\n",
            if why.is_empty() {
                text
            } else {
                format!("{text}: {why}")
            }
        )
    })
}
