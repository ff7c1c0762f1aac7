//! Standard output and standard error of the command line.
//!
//! A verb hands over what it has to say; whether that leaves as JSON, as ids
//! or as lines for a person is decided here, and text of data is cleaned on
//! the way. A closed pipe ends the verb quietly.

mod json;
mod problem;
mod table;

pub(crate) use json::text as json_text;
pub use problem::{Failure, Match, Problem};
pub(crate) use table::Table;

use super::globals::{Globals, variable};
use crate::base::text::{self, Mode};
use serde::Serialize;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// A result of a verb.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// In which form answers leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Form {
    /// Lines for a person.
    #[default]
    Lines,
    /// JSON.
    Json,
    /// Ids, one a line.
    Ids,
}

/// Where answers go.
#[derive(Debug)]
pub(crate) struct Out {
    form: Form,
    ascii: bool,
    /// Columns of the terminal; none: a pipe or a file, nothing is cut.
    columns: Option<usize>,
}

impl Out {
    /// As the flags say, and the configuration on ornaments.
    pub(crate) fn new(globals: &Globals, ascii: bool) -> Self {
        let form = match (globals.json, globals.quiet) {
            (true, _) => Form::Json,
            (_, true) => Form::Ids,
            _ => Form::Lines,
        };
        let columns = io::stdout().is_terminal().then(terminal_columns);
        Self {
            form,
            ascii: ascii || globals.ascii,
            columns,
        }
    }
    /// The form answers leave in.
    pub(crate) fn form(&self) -> Form {
        self.form
    }
    /// Writes text of our own or cleaned text, as it is.
    pub(crate) fn write(&self, text: &str) -> Outcome {
        let mut out = io::stdout().lock();
        if self.ascii && self.form == Form::Lines {
            out.write_all(ascii(text).as_bytes())?;
        } else {
            out.write_all(text.as_bytes())?;
        }
        out.flush()?;
        Ok(())
    }
    /// Writes one line of text, cleaned; line breaks in it stay.
    pub(crate) fn line(&self, line: impl AsRef<str>) -> Outcome {
        self.write(&format!("{}\n", text::clean(line.as_ref(), Mode::Block)))
    }
    /// Writes a value as JSON.
    pub(crate) fn json(&self, value: &impl Serialize) -> Outcome {
        self.write(&format!("{}\n", json_text(value, self.columns.is_some())))
    }
    /// Answers with a list: JSON array, ids, or a table (`none` when it is empty).
    pub(crate) fn list<T: Serialize, I: Display>(
        &self,
        rows: &[T],
        id: impl Fn(&T) -> I,
        none: &str,
        table: impl FnOnce() -> Table,
    ) -> Outcome {
        match self.form {
            Form::Json => self.json(&rows),
            Form::Ids => self.ids(rows.iter().map(id)),
            Form::Lines if rows.is_empty() => self.line(none),
            Form::Lines => self.write(&table().lines(self.columns)),
        }
    }
    /// Answers with one thing: JSON object, its id, or lines for a person.
    pub(crate) fn one<T: Serialize>(
        &self,
        value: &T,
        id: impl Display,
        lines: impl FnOnce() -> String,
    ) -> Outcome {
        match self.form {
            Form::Json => self.json(value),
            Form::Ids => self.ids([id].into_iter()),
            Form::Lines => self.write(&lines()),
        }
    }
    /// Writes ids, one a line.
    pub(crate) fn ids(&self, ids: impl Iterator<Item = impl Display>) -> Outcome {
        self.write(&ids.fold(String::new(), |out, id| out + &format!("{id}\n")))
    }
    /// Says something beside the answer, on standard error.
    pub(crate) fn warn(&self, line: &str) {
        if self.form == Form::Lines {
            warn(&format!("callsheet: {line}"));
        }
    }
}

/// Writes a line to standard error, cleaned. That nobody reads it is no error.
pub(crate) fn warn(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", text::clean(line, Mode::Block));
}

/// Tells a problem on standard error, as JSON or as lines.
pub(crate) fn tell(problem: &Problem, json: bool) {
    let text = if json {
        json_text(problem, io::stderr().is_terminal()) + "\n"
    } else {
        problem.lines()
    };
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn terminal_columns() -> usize {
    let told = variable("COLUMNS").and_then(|columns| columns.to_str()?.parse().ok());
    let asked = || {
        #[cfg(unix)]
        let size = rustix::termios::tcgetwinsize(io::stdout())
            .ok()
            .map(|size| usize::from(size.ws_col));
        #[cfg(not(unix))]
        let size = None;
        size
    };
    told.or_else(asked).filter(|columns| *columns > 0).unwrap_or(80)
}

/// Our own ornaments in ASCII.
fn ascii(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, ch| {
            match ch {
                '·' => out.push('-'),
                '…' => out.push_str("..."),
                '→' => out.push_str("->"),
                '►' => out.push('>'),
                '“' | '”' => out.push('"'),
                _ => out.push(ch),
            }
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ornaments_have_an_ascii_form_and_data_stays() {
        assert_eq!(ascii("Müller · a → b…"), "Müller - a -> b...");
    }
}
