//! The first start: what the answers of the questions lead to.
//!
//! The questions are the screens' to ask and come in as a [`FirstRun`]; here
//! settings are written, the file is made, and an import or the demo is begun.

use super::args::Args;
use super::cmd;
use super::output::{Failure, Outcome, tell};
use super::session::{Session, Setup};
use super::{Front, perform, show};
use crate::config;
use clap::Parser;
use std::ffi::OsString;
use std::io::{self, BufRead};
use std::path::PathBuf;

/// What was answered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FirstRun {
    /// Settings for `config.toml`: key and value.
    pub settings: Vec<(&'static str, String)>,
    /// A file to import, when one was named.
    pub import: Option<PathBuf>,
    /// Whether to look at the demo first.
    pub demo: bool,
}

/// Whether nothing of callsheet is here yet: no data, no configuration, and no file was asked for.
pub(super) fn is_first(setup: &Setup) -> bool {
    let paths = &setup.config.paths;
    setup.globals.asked().file.is_none() && !paths.data.exists() && !paths.config.exists()
}

/// Opens the screens for the first time, as it was answered.
pub(super) fn begin(answers: &FirstRun, mut setup: Setup, front: &Front) -> Outcome {
    for (key, value) in &answers.settings {
        // A setting that cannot be written must not keep anybody from working: it can be set later.
        match config::set(&setup.config.paths.config, key, value) {
            Ok(Ok(_)) => {}
            Ok(Err(findings)) => findings
                .iter()
                .for_each(|finding| setup.out.warn(&finding.to_string())),
            Err(error) => setup.out.warn(&error.to_string()),
        }
    }
    setup.reload()?;
    // The own file is made in any case, so that the questions come once.
    let mut session = Session::open(setup)?;
    if answers.demo {
        let (session, _) = cmd::demo::open(&cmd::demo::DemoArgs::default(), session.setup)?;
        return show(session, front);
    }
    if let Some(path) = &answers.import {
        import(path.into(), &mut session)?;
    }
    show(session, front)
}

/// Imports before the screens open, and lets the report be read.
fn import(path: OsString, session: &mut Session) -> Outcome {
    let words = [
        "callsheet".into(),
        "import".into(),
        "--yes".into(),
        "--".into(),
        path,
    ];
    let verb = Args::try_parse_from(words).ok().and_then(|args| args.verb);
    let Some(verb) = verb else { return Ok(()) };
    match perform(verb, session) {
        Ok(()) => {}
        // The file stays empty; how to go on stands in the problem.
        Err(Failure::Problem(problem)) => tell(&problem, false),
        Err(other) => return Err(other),
    }
    session.out().line(session.setup.locale.t("welcome-imported"))?;
    let mut enter = String::new();
    // Without an answer the screens open at once.
    let _ = io::stdin().lock().read_line(&mut enter);
    Ok(())
}
