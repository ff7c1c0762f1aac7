//! `callsheet vacuum`: the data file written anew, without its gaps.

use super::backup::{size, store_problem};
use super::examples;
use crate::cli::output::{Form, Outcome};
use crate::cli::session::Setup;
use crate::replica::{OpenError, Room, rehearse_vacuum, vacuum_file};
use clap::Args;
use serde_json::json;
use std::fmt::Write;

/// Arguments of `vacuum`.
#[derive(Args, Debug)]
#[command(after_help = examples!("vacuum", "vacuum --dry-run"))]
pub(crate) struct VacuumArgs {}

/// Does what was asked.
pub(crate) fn run(setup: &Setup) -> Outcome {
    let file = &setup.config.paths.data;
    let failed = |error: OpenError| match error {
        OpenError::Store(error) => store_problem(error.into(), "vacuum_failed", "The file stayed as it is"),
        OpenError::Rule(refusal) => refusal.into(),
    };
    let dry_run = setup.globals.dry_run;
    let (before, after) = if dry_run {
        (rehearse_vacuum(file).map_err(failed)?, None)
    } else {
        let (before, after) = vacuum_file(file).map_err(failed)?;
        (before, Some(after))
    };
    match setup.out.form() {
        Form::Json => {
            let told = json!({ "file": file, "before": before, "after": after, "dry_run": dry_run });
            setup.out.json(&told)
        }
        Form::Ids => setup.out.ids([file.display()].into_iter()),
        Form::Lines => {
            let mut text = String::new();
            if dry_run {
                let _ = write!(text, "{} ", setup.locale.t("dry-run"));
            }
            let _ = write!(text, "{}: {}", file.display(), told(&before));
            if let Some(after) = &after {
                let _ = write!(text, "\nNow: {}", told(after));
            }
            setup.out.line(text)
        }
    }
}

fn told(room: &Room) -> String {
    let (free, gaps) = (room.free_pages, size(room.free_bytes));
    format!("{}, {free} free pages ({gaps})", size(room.bytes))
}
