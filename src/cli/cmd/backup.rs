//! `callsheet backup`: a checked copy of the data file.

use super::examples;
use crate::cli::output::{Failure, Form, Outcome, Problem};
use crate::cli::session::{Session, Setup};
use crate::replica::{Backups, MadeBackup, RunError, Weekly};
use clap::Args;
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;

/// Arguments of `backup`.
#[derive(Args, Debug)]
#[command(after_help = examples!("backup", "backup /media/stick/callsheet", "backup --dry-run --json"))]
pub(crate) struct BackupArgs {
    /// The folder; made when it is not there [default: backup.dir, else backups beside the data file]
    pub(crate) dir: Option<PathBuf>,
}

impl Setup {
    /// How this configuration keeps backups.
    pub fn backups(&self) -> Backups {
        let backup = &self.config.config.backup;
        Backups {
            folder: self.config.paths.backups.clone(),
            keep: usize::try_from(backup.keep).unwrap_or(1),
            weekly: backup.weekly,
        }
    }
}

/// Does what was asked.
pub(crate) fn run(args: BackupArgs, s: &Session) -> Outcome {
    let mut how = s.setup.backups();
    if let Some(dir) = args.dir {
        how.folder = dir;
    }
    let dry_run = s.setup.globals.dry_run;
    let made = if dry_run {
        s.replica.rehearse_backup(&how)
    } else {
        s.replica.backup(&how)
    };
    let made = made.map_err(not_made)?;
    match s.out().form() {
        Form::Json => {
            let mut told = json!(made);
            told["dry_run"] = json!(dry_run);
            s.out().json(&told)
        }
        Form::Ids => s.out().ids([made.path.display()].into_iter()),
        Form::Lines => s.out().line(lines(s, &made, dry_run)),
    }
}

fn lines(s: &Session, made: &MadeBackup, dry_run: bool) -> String {
    let size = size(made.bytes);
    let mut text = String::new();
    if dry_run {
        text = format!("{} ", s.setup.locale.t("dry-run"));
    }
    let _ = write!(text, "Backup: {} ({size})", made.path.display());
    if !dry_run {
        text += "\n  checked: sound, and the digest is that of the data";
    }
    if !made.removed.is_empty() {
        let keep = s.setup.config.config.backup.keep;
        let verb = if dry_run { "would leave" } else { "left" };
        let _ = write!(
            text,
            "\n  {} older {verb} ({keep} stay, backup.keep)",
            made.removed.len()
        );
    }
    text
}

fn not_made(error: RunError) -> Failure {
    store_problem(error, "backup_failed", "The backup was not made")
}

/// What failed about a file beside the data file; a lock and a newer version keep their codes.
pub(super) fn store_problem(error: RunError, code: &str, title: &str) -> Failure {
    match error {
        RunError::Store(store) if !matches!(store.code(), "store_newer" | "store_locked") => {
            Problem::new(code, 1, title, store.to_string()).into()
        }
        other => other.into(),
    }
}

/// Makes the weekly backup when it is due, once a verb has written; that it failed is said beside the answer.
pub(crate) fn weekly(s: &Session) {
    if s.setup.globals.dry_run || !s.replica.has_written() {
        return;
    }
    if let Weekly::Failed(why) = s.replica.weekly_backup(&s.setup.backups()) {
        s.out().warn(
            &s.setup
                .locale
                .t_args("backup-weekly-failed", &[("why", why.as_str().into())]),
        );
    }
}

/// A number of bytes as a person reads it.
pub(super) fn size(bytes: u64) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < units.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 {
        format!("{bytes} bytes")
    } else {
        format!("{value:.1} {}", units[unit])
    }
}
