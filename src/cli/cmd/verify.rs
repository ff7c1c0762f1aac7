//! `callsheet verify`: is everything in the file what it should be, and what is derived made anew.

use super::backup::store_problem;
use super::examples;
use crate::base::text;
use crate::cli::output::{Failure, Form, Outcome};
use crate::cli::session::Session;
use crate::replica::{Check, RunError, Verified};
use clap::Args;
use serde_json::json;
use std::fmt::Write;

/// Arguments of `verify`.
///
/// Exit status: 0 everything is as it should be, 1 something is not.
#[derive(Args, Debug)]
#[command(after_help = examples!("verify", "verify --quick --json", "verify --repair"))]
pub(crate) struct VerifyArgs {
    /// Only what a few counts can tell
    #[arg(long, conflicts_with = "repair")]
    quick: bool,
    /// Make search, counters, columns and look-up keys anew where they are wrong, after a backup
    #[arg(long)]
    repair: bool,
}

/// Does what was asked; anything wrong at the end makes the exit status 1.
pub(crate) fn run(args: &VerifyArgs, s: &Session) -> Outcome {
    let seen = |checks| Verified {
        checks,
        mended: None,
        backup: None,
    };
    let verified = if args.quick {
        s.replica.verify_quick().map(seen)
    } else if args.repair && !s.setup.globals.dry_run {
        s.replica.repair(&s.setup.backups())
    } else {
        s.replica.verify().map(seen)
    };
    let verified = verified.map_err(not_done)?;
    match s.out().form() {
        Form::Json => s.out().json(&json!({
            "ok": verified.is_ok(), "checks": verified.checks, "before_repair": verified.mended,
            "backup": verified.backup.as_ref().map(|made| &made.path),
        }))?,
        Form::Ids => {
            let wrong = verified.checks.iter().filter(|check| !check.ok);
            s.out().ids(wrong.map(|check| check.name))?;
        }
        Form::Lines => s.out().line(lines(&verified, args.repair))?,
    }
    if verified.is_ok() {
        Ok(())
    } else {
        Err(Failure::Told(1))
    }
}

fn not_done(error: RunError) -> Failure {
    store_problem(error, "verify_failed", "The check was not finished")
}

fn lines(verified: &Verified, repair: bool) -> String {
    let mut text = String::new();
    for check in &verified.checks {
        let before = verified.mended.iter().flatten();
        let before = before.filter(|old| old.name == check.name && !old.ok);
        let mended = before.map(|old| old.count).next().filter(|_| check.ok);
        text += &line(check, mended);
    }
    if let Some(made) = &verified.backup {
        let _ = writeln!(text, "Before the repair: {}", made.path.display());
    }
    let wrong: Vec<&Check> = verified.checks.iter().filter(|check| !check.ok).collect();
    text += match (wrong.is_empty(), wrong.iter().all(|check| check.derived)) {
        (true, _) => "Everything is as it should be.",
        (false, true) if !repair => "callsheet verify --repair makes this anew, after a backup.",
        (false, true) => "That could not be mended; callsheet restore brings a backup back.",
        (false, false) => {
            "Rows and journal are never mended by guessing: callsheet restore brings a backup back, \
             callsheet history says what was done."
        }
    };
    text
}

fn line(check: &Check, mended: Option<u64>) -> String {
    let sign = if check.ok { "ok  " } else { "FAIL" };
    let mut text = format!("{sign}  {}  {}", text::pad(check.name, 12), check.about);
    if let Some(count) = mended {
        let _ = write!(text, " ({count} mended)");
    }
    text.push('\n');
    if !check.ok {
        for first in &check.first {
            let _ = writeln!(text, "        {first}");
        }
        let more = check.count - check.first.len() as u64;
        if more > 0 {
            let _ = writeln!(text, "        and {more} more");
        }
    }
    text
}
