//! `callsheet import` of callsheet's own export: rows brought back as they were.

use super::import::{asked, progress, progress_done};
use crate::cli::output::{Failure, Form, Outcome, Problem};
use crate::cli::session::Session;
use crate::import::{Mode, OwnExport, Restored};
use std::fmt::Write as _;

/// What was said beside the file.
pub(super) struct Said {
    pub(super) yes: bool,
    pub(super) strict: bool,
    /// A word that only fits a table of another system, as it was given.
    pub(super) for_tables: Option<&'static str>,
}

/// Asks, brings the rows back and tells what became of them.
pub(super) fn run(own: &OwnExport, said: &Said, s: &mut Session) -> Outcome {
    if let Some(option) = said.for_tables {
        let text = format!("{option} is for tables of other systems; this is an export of callsheet.");
        return Err(Problem::usage(&text).into());
    }
    let rows = own.rows()?;
    let mode = if s.setup.globals.dry_run {
        Mode::DryRun
    } else {
        Mode::Commit
    };
    let question = format!("Bring {rows} rows of a callsheet export back? [y/N] ");
    if mode == Mode::Commit && !said.yes && !asked(s, &question)? {
        return s.out().line("Nothing was imported.");
    }
    let report = own.run(&s.replica, mode, |done| progress(done, rows))?;
    progress_done();
    match s.out().form() {
        Form::Json => s.out().json(&report)?,
        Form::Ids => s.out().ids(report.group.into_iter())?,
        Form::Lines => s.out().line(lines(&report))?,
    }
    if said.strict && report.totals.failed > 0 {
        return Err(Failure::Told(4));
    }
    Ok(())
}

fn lines(report: &Restored) -> String {
    let totals = &report.totals;
    let mut text = String::new();
    if report.dry_run {
        text.push_str("(dry run, nothing is changed) ");
    }
    let _ = write!(
        text,
        "{} rows = {} created + {} updated + {} unchanged + {} skipped + {} failed",
        totals.rows_in, totals.created, totals.updated, totals.unchanged, totals.skipped, totals.failed
    );
    let tables = report
        .tables
        .iter()
        .map(|(table, rows)| format!("{rows} {table}"));
    let _ = write!(text, "\n  {}", tables.collect::<Vec<_>>().join(", "));
    for (why, rows) in &report.skipped_because {
        let _ = write!(text, "\n  {rows} skipped: {why}");
    }
    super::import::ending(
        &mut text,
        &report.rejected,
        report.rejects.as_deref(),
        report.group.is_some(),
    );
    text
}
