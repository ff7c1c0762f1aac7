//! What every verb understands: which file, which configuration, which clock, which form of output.

use super::output::{Failure, Problem};
use crate::base::{Lang, Timestamp};
use crate::config::Asked;
use std::ffi::OsString;
use std::path::PathBuf;

/// The flags that stand before or behind any verb.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Globals {
    /// The data file [env: CALLSHEET_FILE]
    #[arg(long, global = true, value_name = "PATH", help_heading = GLOBAL)]
    pub file: Option<PathBuf>,
    /// The configuration file [env: CALLSHEET_CONFIG]
    #[arg(long, global = true, value_name = "PATH", help_heading = GLOBAL)]
    pub config: Option<PathBuf>,
    /// Freeze time at this instant, for demos and tests [env: CALLSHEET_CLOCK]
    #[arg(long, global = true, value_name = "INSTANT", help_heading = GLOBAL)]
    pub clock: Option<String>,
    /// Answer as JSON on standard output; a refusal as JSON on standard error
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub json: bool,
    /// Print ids only
    #[arg(short, long, global = true, conflicts_with = "json", help_heading = GLOBAL)]
    pub quiet: bool,
    /// Say what would happen, and change nothing
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub dry_run: bool,
    /// Language of the answers: en or de [env: LANG]
    #[arg(long, global = true, value_name = "LANG", help_heading = GLOBAL)]
    pub lang: Option<String>,
    /// Work the queue in plain numbered lines, without a screen [env: CALLSHEET_A11Y=1]
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub plain: bool,
    /// Ornaments in ASCII only; data stays as it is
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub ascii: bool,
}

const GLOBAL: &str = "Everywhere";

/// The environment of the process, read through one door so that a test may stand in for it.
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// A variable as text; one that is no text counts as not set.
pub(crate) fn text_variable(name: &str) -> Option<String> {
    variable(name).and_then(|value| value.into_string().ok())
}

impl Globals {
    /// The files that were asked for, by flag or environment.
    pub(crate) fn asked(&self) -> Asked {
        Asked::new(self.config.clone(), self.file.clone())
    }
    /// The language that was asked for.
    pub(crate) fn language(&self) -> Result<Option<Lang>, Failure> {
        let Some(tag) = &self.lang else { return Ok(None) };
        let spoken = |tag: &str| Lang::of_tag(tag).tag() == &tag[..2];
        if tag.is_char_boundary(2) && tag.len() >= 2 && spoken(&tag.to_ascii_lowercase()) {
            return Ok(Some(Lang::of_tag(tag)));
        }
        Err(Problem::usage(format!("--lang: {tag:?} is not spoken here; use en or de")).into())
    }
    /// The instant the clock stands at, if it was frozen by flag or environment.
    pub(crate) fn frozen(&self) -> Result<Option<Timestamp>, Failure> {
        let (name, text) = match &self.clock {
            Some(text) => ("--clock", Some(text.clone())),
            None => ("CALLSHEET_CLOCK", text_variable("CALLSHEET_CLOCK")),
        };
        let Some(text) = text else { return Ok(None) };
        match text.trim().parse() {
            Ok(at) => Ok(Some(at)),
            Err(_) => Err(Problem::usage(format!(
                "{name}: {text:?} is no instant; write it as 2026-03-03T09:00:00Z"
            ))
            .into()),
        }
    }
    /// Whether plain lines were asked for instead of screens.
    pub(crate) fn wants_plain(&self) -> bool {
        let set = |name: &str, value: &str| text_variable(name).is_some_and(|found| found == value);
        self.plain || set("CALLSHEET_A11Y", "1") || set("TERM", "dumb")
    }
}
