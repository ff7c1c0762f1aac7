//! What went wrong, in the one shape every verb answers with.
//!
//! The code and the exit status come from the table of refusals or from the
//! store's error; what is no rule's business (an argument, a file of the
//! configuration) is `usage`. Text of data in a message is cleaned where the
//! message is printed.

use crate::base::finding::Finding;
use crate::base::text::{self, Mode};
use crate::config::ConfigError;
use crate::domain::{Missing, Refusal};
use crate::replica::{OpenError, RunError};
use serde::Serialize;
use std::fmt::Write;
use std::io;

/// A verb that did not do what it was asked for.
#[derive(Debug)]
pub enum Failure {
    /// To be told on standard error.
    Problem(Box<Problem>),
    /// Told already; only the exit status is left.
    Told(u8),
    /// Whoever read the output has enough: no error.
    ClosedPipe,
}

/// The problem object.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problem {
    /// The stable code.
    pub code: String,
    /// One line for a person.
    pub title: String,
    /// What exactly, and what to do.
    pub detail: String,
    /// What is missing, each with its fix.
    pub missing: Vec<Missing>,
    /// The rows that were meant equally well, when a name fits several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<Match>,
    /// What is wrong in files, each with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The exit status.
    #[serde(skip)]
    pub exit: u8,
}

/// A row that an argument could have meant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Match {
    /// Its id.
    pub id: String,
    /// What tells it from the others.
    pub name: String,
}

impl Problem {
    /// Something outside the rules failed (a terminal, a file): exit 1.
    pub fn failed(detail: impl Into<String>) -> Self {
        Self::new("io", 1, "That failed", detail)
    }
    /// A problem with its code and exit status.
    pub(crate) fn new(code: &str, exit: u8, title: &str, detail: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            title: title.to_owned(),
            detail: detail.into(),
            missing: Vec::new(),
            matches: Vec::new(),
            findings: Vec::new(),
            exit,
        }
    }
    /// An argument, a file or a configuration that cannot be read.
    pub(crate) fn usage(detail: impl Into<String>) -> Self {
        Self::new("usage", 2, "That cannot be read", detail)
    }
    /// A system call that failed.
    pub(crate) fn io(what: &str, error: &io::Error) -> Self {
        Self::new("io", 1, "A file or stream failed", format!("{what}: {error}"))
    }
    /// Several rows fit what was typed.
    pub(crate) fn ambiguous(what: &str, typed: &str, matches: Vec<Match>) -> Self {
        let detail = format!(
            "{} {what} are called \"{typed}\"; name one by its id.",
            matches.len()
        );
        Self {
            matches,
            ..Self::new("ambiguous", 2, "Several fit", detail)
        }
    }
    /// The lines for a person.
    pub(crate) fn lines(&self) -> String {
        let mut out = format!("callsheet: {} [{}]\n", self.title, self.code);
        for line in text::clean(&self.detail, Mode::Block).as_str().lines() {
            let _ = writeln!(out, "  {line}");
        }
        for missing in &self.missing {
            // A guard's detail is its list in one sentence, and so is a field's: not said twice.
            if self.missing.len() > 1 || !self.detail.contains(&missing.fix) {
                let _ = writeln!(
                    out,
                    "  {}: {}",
                    text::line(&missing.code),
                    text::line(&missing.fix)
                );
            }
        }
        for found in &self.matches {
            let _ = writeln!(out, "  {}  {}", found.id, text::line(&found.name));
        }
        out
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}
impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Problem {
            code: refusal.code.to_string(),
            exit: refusal.code.exit(),
            title: refusal.title,
            detail: refusal.detail,
            missing: refusal.missing,
            matches: Vec::new(),
            findings: Vec::new(),
        }
        .into()
    }
}
/// The store's codes are stable; only "newer" has an exit status of its own.
fn of_store(code: &str, detail: String) -> Failure {
    let exit = if code == "store_newer" { 65 } else { 1 };
    Problem::new(code, exit, "The data file cannot be used", detail).into()
}
impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Refused(refusal) => refusal.into(),
            RunError::Store(error) => of_store(error.code(), error.to_string()),
        }
    }
}
impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Store(error) => of_store(error.code(), error.to_string()),
            OpenError::Rule(refusal) => refusal.into(),
        }
    }
}
impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let exit = match (&error, error.code()) {
            (ConfigError::Unwritable { .. }, _) => 1,
            (_, "newer_version") => 65,
            _ => 2,
        };
        Problem::new(
            error.code(),
            exit,
            "The configuration cannot be used",
            error.to_string(),
        )
        .into()
    }
}
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        Problem::io("writing the answer", &error).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RefusalCode;

    fn problem(failure: Failure) -> Problem {
        match failure {
            Failure::Problem(problem) => *problem,
            Failure::Told(_) | Failure::ClosedPipe => panic!("a problem was expected"),
        }
    }

    #[test]
    fn a_refusal_keeps_its_code_its_exit_and_what_is_missing() {
        let refusal = Refusal::guard(vec![Missing {
            code: "activity".to_owned(),
            fix: "log a call".to_owned(),
        }]);
        let problem = problem(refusal.into());
        assert_eq!((problem.code.as_str(), problem.exit), ("guard", 4));
        assert_eq!(
            serde_json::to_value(&problem).expect("json"),
            serde_json::json!({
                "code": "guard", "title": "Something is missing first", "detail": "Needs: log a call.",
                "missing": [{ "code": "activity", "fix": "log a call" }],
            })
        );
    }

    #[test]
    fn every_refusal_has_an_exit_status_of_the_table() {
        use crate::domain::Code;
        for code in RefusalCode::ALL {
            let exit = problem(Refusal::new(*code, "x").into()).exit;
            assert!([2, 3, 4].contains(&exit), "{code}: {exit}");
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown_as_signs() {
        let problem = Problem::usage("a name of \u{1b}[31mred");
        assert_eq!(
            problem.lines(),
            "callsheet: That cannot be read [usage]\n  a name of ␛[31mred\n"
        );
    }

    #[test]
    fn a_closed_pipe_is_no_problem() {
        assert!(matches!(
            Failure::from(io::Error::from(io::ErrorKind::BrokenPipe)),
            Failure::ClosedPipe
        ));
    }
}
