//! One run of the program: what was asked for everywhere, and the open file once a verb needs it.

use super::globals::{Globals, text_variable};
use super::output::{Failure, Form, Out, Outcome, Problem};
use super::place;
use crate::base::lang::{DayOrder, Lang};
use crate::base::phrase::{self, Ask, Tense};
use crate::base::worktime::Desk;
use crate::base::{Date, Due, Timestamp};
use crate::domain::{Command, Refusal};
use crate::locale::Locale;
use crate::replica::{Applied, Clock, OpenOptions, Replica, RunError};
use std::path::PathBuf;

/// What is known before a file is opened.
#[derive(Debug)]
pub struct Setup {
    /// The flags as given.
    pub globals: Globals,
    /// The language of answers.
    pub lang: Lang,
    /// How `11/12` is read.
    pub order: DayOrder,
    /// Where time comes from.
    pub clock: Clock,
    pub(crate) locale: Locale,
    pub(crate) out: Out,
}

impl Setup {
    /// Reads flags and environment.
    pub(crate) fn new(globals: Globals) -> Outcome<Self> {
        let clock = globals.frozen()?.map_or(Clock::System, Clock::Frozen);
        let locale = globals.lang.clone().or_else(system_locale).unwrap_or_default();
        if let Some(asked) = &globals.lang
            && !["en", "de"]
                .iter()
                .any(|known| asked.to_ascii_lowercase().starts_with(known))
        {
            return Err(Problem::usage(format!("--lang: {asked:?} is not spoken here; use en or de")).into());
        }
        Ok(Self {
            lang: Lang::of_tag(&locale),
            locale: Locale::new(Lang::of_tag(&locale)),
            order: DayOrder::of_tag(&locale),
            clock,
            out: Out::new(&globals),
            globals,
        })
    }
    /// The data file of this run.
    pub fn file(&self) -> Result<PathBuf, Failure> {
        match self.globals.file() {
            Some(file) => Ok(file),
            None => place::data_file(),
        }
    }
}

fn system_locale() -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| text_variable(name))
}

/// A run with its file open.
pub struct Session {
    /// What was known before.
    pub setup: Setup,
    /// The door to the data.
    pub replica: Replica,
    /// What to know about typed dates and the like, told with the answer.
    pub(crate) warnings: Vec<String>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("setup", &self.setup)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Opens the file of the run, and makes it when there is none.
    pub fn open(setup: Setup) -> Result<Self, Failure> {
        let path = setup.file()?;
        place::make_folder_of(&path)?;
        let replica = Replica::open(OpenOptions {
            path,
            clock: setup.clock,
            user_name: place::user_name(),
            zone: place::zone(),
            country: place::country(),
            rules: Vec::new(),
        })?;
        Ok(Self {
            setup,
            replica,
            warnings: Vec::new(),
        })
    }
    pub(crate) fn out(&self) -> &Out {
        &self.setup.out
    }
    /// Carries a command out, or with `--dry-run` says what it would do.
    pub(crate) fn run(&self, command: impl Into<Command>) -> Result<Applied, RunError> {
        if self.setup.globals.dry_run {
            self.replica.dry_run(command)
        } else {
            self.replica.run(command)
        }
    }
    /// A moment ahead, as typed for the argument `field`.
    pub(crate) fn ahead(&mut self, field: &str, text: &str) -> Outcome<Due> {
        let parsed = self.asking(Tense::Ahead, |ask| phrase::parse(text, ask));
        let parsed = parsed.map_err(|error| Refusal::invalid(field, error.to_string()))?;
        self.note_warnings(&parsed.warnings);
        Ok(parsed.due)
    }
    /// A moment ahead as an instant: a day without a time begins in its morning.
    pub(crate) fn instant_ahead(&mut self, field: &str, text: &str) -> Outcome<Timestamp> {
        let due = self.ahead(field, text)?;
        Ok(due.opens(&self.replica.actor().zone))
    }
    /// When something happened, as typed for the argument `field`.
    pub(crate) fn past(&mut self, field: &str, text: &str) -> Outcome<Timestamp> {
        let parsed = self.asking(Tense::Past, |ask| phrase::parse(text, ask));
        let parsed = parsed.map_err(|error| Refusal::invalid(field, error.to_string()))?;
        self.note_warnings(&parsed.warnings);
        Ok(parsed.due.opens(&self.replica.actor().zone))
    }
    /// A day ahead, as typed for the argument `field`.
    pub(crate) fn day(&mut self, field: &str, text: &str) -> Outcome<Date> {
        let parsed = self.asking(Tense::Ahead, |ask| phrase::parse_date_only(text, ask));
        let (day, warnings) = parsed.map_err(|error| Refusal::invalid(field, error.to_string()))?;
        self.note_warnings(&warnings);
        Ok(day)
    }
    fn asking<T>(&self, tense: Tense, read: impl FnOnce(&Ask<'_>) -> T) -> T {
        let (rules, actor) = (self.replica.rules(), self.replica.actor());
        let settings = &rules.settings;
        read(&Ask {
            now: self.replica.now(),
            desk: Desk::new(&settings.working_time, &actor.zone, Some(&settings.country)),
            lang: self.setup.lang,
            order: self.setup.order,
            tense,
        })
    }
    fn note_warnings(&mut self, warnings: &[phrase::Warning]) {
        let lang = self.setup.lang;
        self.warnings
            .extend(warnings.iter().map(|warning| warning.text(lang)));
    }
    /// Text given as an argument; `-` reads it from standard input.
    pub(crate) fn typed(&self, text: Option<String>) -> Outcome<Option<String>> {
        match text {
            Some(dash) if dash == "-" => place::standard_input().map(Some),
            text => Ok(text),
        }
    }
    /// Whether answers are lines for a person.
    pub(crate) fn for_a_person(&self) -> bool {
        self.out().form() == Form::Lines
    }
}
