//! `callsheet restore`: a backup takes the place of the data file.

use super::backup::{size, store_problem};
use super::examples;
use crate::base::ContactId;
use crate::base::text::{self, Mode};
use crate::cli::output::{Form, Outcome, Problem};
use crate::cli::session::Setup;
use crate::locale::Arg;
use crate::replica::{Contents, OpenError, look_into, rehearse_restore, restore_file};
use clap::Args;
use jiff::tz::TimeZone;
use serde_json::json;
use std::fmt::Write as _;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Arguments of `restore`.
#[derive(Args, Debug)]
#[command(after_help = examples!("restore backups/callsheet-20260303-100000.db",
    "restore callsheet-before-restore-20260303-101500.db --yes", "restore old.db --dry-run"))]
pub(crate) struct RestoreArgs {
    /// The backup
    backup: PathBuf,
    /// Without asking
    #[arg(long)]
    yes: bool,
}

/// Does what was asked.
pub(crate) fn run(args: &RestoreArgs, setup: &Setup) -> Outcome {
    let file = &setup.config.paths.data;
    let failed = |error: OpenError| match error {
        OpenError::Store(error) => store_problem(error.into(), "restore_failed", "Nothing was restored"),
        OpenError::Rule(refusal) => refusal.into(),
    };
    let contents = look_into(&args.backup).map_err(failed)?;
    rehearse_restore(&args.backup, file).map_err(failed)?;
    let dry_run = setup.globals.dry_run;
    let inside = lines(setup, &contents);
    if !dry_run && !args.yes {
        let question = format!(
            "{}\n{inside}\nin the place of {}? What stands there is kept in {}. [y/N] ",
            args.backup.display(),
            file.display(),
            setup.config.paths.backups.display()
        );
        if !confirmed(setup, &question)? {
            return setup.out.line("Nothing was restored.");
        }
    }
    let before = if dry_run {
        None
    } else {
        let zone = zone(setup);
        restore_file(&args.backup, file, &setup.backups(), setup.clock, &zone).map_err(failed)?
    };
    let erased = if dry_run { Vec::new() } else { erase_again(setup)? };
    match setup.out.form() {
        Form::Json => setup.out.json(&json!({
            "file": file, "backup": args.backup, "before": before, "contents": contents, "erased": erased,
            "dry_run": dry_run,
        })),
        Form::Ids => setup.out.ids(before.iter().map(|path| path.display())),
        Form::Lines => {
            let mut text = told(setup, args, before.as_deref(), &inside);
            if !erased.is_empty() {
                let args = [("n", Arg::from(erased.len()))];
                let _ = write!(text, "\n{}", setup.locale.t_args("restore-erased", &args));
            }
            setup.out.line(text)
        }
    }
}

/// People who were erased since the backup was made are erased in it too: the ledger beside the file knows them.
fn erase_again(setup: &Setup) -> Outcome<Vec<ContactId>> {
    let replica = setup.replica()?;
    let ledger = replica.ledger(None)?;
    Ok(replica.erase_again(&ledger, false)?)
}

fn told(setup: &Setup, args: &RestoreArgs, before: Option<&Path>, inside: &str) -> String {
    let file = setup.config.paths.data.display();
    let mut text = if setup.globals.dry_run {
        let dry = setup.locale.t("dry-run");
        format!("{dry} {} would become {file}:\n{inside}", args.backup.display())
    } else {
        format!("{} is now {file}:\n{inside}", args.backup.display())
    };
    if let Some(before) = before {
        let before = before.display();
        let _ = write!(
            text,
            "\nWhat stood there: {before}\nTake it back: callsheet restore {before}"
        );
    }
    text
}

/// What is in a file, and when it was changed last.
fn lines(setup: &Setup, contents: &Contents) -> String {
    let mut text = format!("  {} ({})", contents.counts, size(contents.bytes));
    if let Some(last) = &contents.last {
        let at = last.at.in_zone(&zone(setup)).strftime("%Y-%m-%d %H:%M");
        let _ = write!(text, "\n  last change {at}: {}", last.label);
    }
    text
}

fn zone(setup: &Setup) -> TimeZone {
    TimeZone::get(&setup.config.zone()).unwrap_or(TimeZone::UTC)
}

/// Whether a person said yes; without a terminal --yes must have said so.
fn confirmed(setup: &Setup, question: &str) -> Outcome<bool> {
    let person = setup.out.form() == Form::Lines;
    if !person || !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        let text = "A restore without a terminal needs --yes; --dry-run shows what it would do.";
        return Err(Problem::usage(text).into());
    }
    setup.out.write(text::clean(question, Mode::Block).as_str())?;
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(matches!(answer.as_str(), "y" | "yes" | "j" | "ja"))
}
