//! `callsheet export`: lists and everything, for other programs.

use super::examples;
use crate::cli::output::{Failure, Form, Outcome, Problem};
use crate::cli::session::Session;
use crate::domain::Refusal;
use crate::domain::filter::Entity;
use crate::export::{self, Ask, CardVersion, ExportError, Format, What, write};
use std::io::{self, BufWriter, IsTerminal, Write as _};
use std::path::{Path, PathBuf};

/// What an export is told.
#[derive(clap::Args, Debug)]
#[command(after_help = examples!(
    "export companies --out companies.csv",
    "export contacts --fields first_name,last_name,email,company --delimiter \";\" --out contacts.csv",
    "export activities --format ndjson",
    "export companies --out companies.xlsx",
    "export contacts --out team.vcf --card-version 3.0",
    "export tasks --out tasks.ics",
    "export companies --filter \"stage:QUALIFYING owner:me\" --out mine.csv",
    "export activities --view \"hot leads\" --format ndjson",
    "export all --out everything.ndjson",
    "export person \"Anna Kowalski\" --out answer",
    "export --person anna@kowalski.example --json",
))]
pub(crate) struct ExportArgs {
    /// companies, contacts, activities, tasks, notes, all, or person: all that is held on one
    #[arg(value_name = "WHAT", required_unless_present = "person")]
    what: Option<Subject>,
    /// The person: id, exact name, e-mail address, or system:id
    #[arg(value_name = "PERSON")]
    who: Option<String>,
    /// The same as export person
    #[arg(long, value_name = "PERSON", conflicts_with_all = ["what", "who"])]
    person: Option<String>,
    /// csv, json, ndjson (a row a line), xlsx, vcf (cards), ics (a calendar); else by the end of --out
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Only these fields, in this order
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    fields: Vec<String>,
    /// Only what fits a filter, such as stage:QUALIFYING; of activities, tasks and notes those of the companies that fit
    #[arg(long, value_name = "FILTER", allow_hyphen_values = true)]
    filter: Option<String>,
    /// Only what a saved view lists
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    /// What separates the cells of a CSV: one character, or tab
    #[arg(long, value_name = "C", default_value = ",", value_parser = delimiter)]
    delimiter: u8,
    /// Which vCard: 4.0 or 3.0
    #[arg(long, value_name = "VERSION", default_value = "4.0")]
    card_version: CardVersion,
    /// Leave cells as they are that a spreadsheet would run as a formula
    #[arg(long)]
    raw: bool,
    /// Where it goes; without this to standard output
    #[arg(short, long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Replace the file when it is there
    #[arg(long, requires = "out")]
    force: bool,
}

/// What is exported, or that it is about one person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Subject {
    List(What),
    Person,
}

impl std::str::FromStr for Subject {
    type Err = <What as std::str::FromStr>::Err;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_lowercase().as_str() {
            "person" => Ok(Self::Person),
            _ => text.parse().map(Self::List),
        }
    }
}

/// All that is held on one person: a folder with JSON and Markdown, one of the two as a file, or standard output.
fn person(who: &str, args: &ExportArgs, s: &mut Session) -> Outcome {
    let id = s.person(who)?;
    let held = s.replica.person_file(id)?;
    let held = held.ok_or_else(|| Refusal::not_found("contact", id))?;
    let json = || serde_json::to_string_pretty(&held).unwrap_or_default() + "\n";
    let page = || crate::cli::person::markdown(&held, s);
    let Some(out) = &args.out else {
        return match s.out().form() {
            Form::Json => s.out().json(&held),
            Form::Ids => s.out().ids([held.id].into_iter()),
            Form::Lines => s.out().line(page().trim_end()),
        };
    };
    let end = out.extension().and_then(|end| end.to_str()).unwrap_or_default();
    let files = match end {
        "json" => vec![(out.clone(), json())],
        "md" => vec![(out.clone(), page())],
        _ => {
            std::fs::create_dir_all(out).map_err(|error| Problem::io(&out.display().to_string(), &error))?;
            vec![(out.join("person.json"), json()), (out.join("person.md"), page())]
        }
    };
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists() && !args.force) {
        let text = format!("{} is there already; --force replaces it.", path.display());
        return Err(Problem::usage(text).into());
    }
    for (path, text) in files {
        std::fs::write(&path, text).map_err(|error| Problem::io(&path.display().to_string(), &error))?;
        s.out().warn(&path.display().to_string());
    }
    Ok(())
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" => Ok(b'\t'),
        _ => match text.as_bytes() {
            [byte] if !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
            _ => Err("accepted: one sign such as , ; | or tab".to_owned()),
        },
    }
}

/// The format that the name of a file ends with.
fn by_end(path: &Path) -> Option<Format> {
    path.extension()?.to_str()?.to_lowercase().parse().ok()
}

/// Writes the rows to a file or to standard output.
pub(crate) fn run(args: ExportArgs, s: &mut Session) -> Outcome {
    if let Some(who) = &args.person {
        return person(&who.clone(), &args, s);
    }
    let what = match (args.what, &args.who) {
        (Some(Subject::List(what)), None) => what,
        (Some(Subject::Person), Some(who)) => return person(&who.clone(), &args, s),
        (Some(Subject::List(_)), Some(who)) => {
            return Err(Problem::usage(format!("\"{who}\" is one word too many.")).into());
        }
        _ => return Err(Problem::usage("Which person? export person \"Anna Kowalski\"").into()),
    };
    let json = (s.out().form() == Form::Json).then_some(Format::Json);
    let everything = what == What::All;
    let of = match what {
        What::Contacts => Entity::Contact,
        _ => Entity::Company,
    };
    let only = s.wish(of, args.view.as_deref(), args.filter.as_deref())?;
    let ask = Ask {
        only,
        what,
        format: args
            .format
            .or(json.filter(|_| !everything))
            .or_else(|| by_end(args.out.as_deref()?).filter(|_| !everything)),
        fields: args.fields,
        delimiter: args.delimiter,
        raw: args.raw,
        terminal: args.out.is_none() && io::stdout().is_terminal(),
        card_version: args.card_version,
        companies: None,
    };
    let Some(path) = args.out else {
        let mut out = BufWriter::new(io::stdout().lock());
        write(&s.replica, &ask, &mut out)?;
        return Ok(out.flush()?);
    };
    if path.exists() && !args.force {
        let text = format!("{} is there already; --force replaces it.", path.display());
        return Err(Problem::usage(text).into());
    }
    let rows = to_file(s, &ask, &path)?;
    s.out()
        .warn(&format!("{rows} rows written to {}", path.display()));
    Ok(())
}

/// Writes the rows to a file.
fn to_file(s: &Session, ask: &Ask, path: &Path) -> Outcome<u64> {
    export::to_file(&s.replica, ask, path).map_err(|error| match error {
        ExportError::Write(error) => Problem::io(&path.display().to_string(), &error).into(),
        other => other.into(),
    })
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Read(error) => error.into(),
            ExportError::Write(error) => error.into(),
            wrong => Problem::usage(wrong.to_string()).into(),
        }
    }
}
