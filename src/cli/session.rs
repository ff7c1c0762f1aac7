//! One run of the program: what was asked for everywhere, and the open file once a verb needs it.

use super::cmd::keys::KeysReport;
use super::globals::Globals;
use super::input;
use super::output::{Failure, Form, Out, Outcome};
use crate::base::lang::{DayOrder, Lang};
use crate::base::phrase::{self, Ask, Tense};
use crate::base::worktime::Desk;
use crate::base::{CompanyId, Date, Due, Timestamp};
use crate::config;
use crate::domain::command::NewRule;
use crate::domain::{Command, Refusal, Rules};
use crate::locale::Locale;
use crate::replica::{Applied, Clock, OpenError, OpenOptions, Replica, RunError};
use jiff::tz::TimeZone;

/// What is known before a file is opened.
#[derive(Debug)]
pub struct Setup {
    /// The flags as given.
    pub globals: Globals,
    /// The configuration, and where everything lies.
    pub config: config::Setup,
    /// How `11/12` is read.
    pub order: DayOrder,
    /// Where time comes from.
    pub clock: Clock,
    /// The texts of the language of answers.
    pub locale: Locale,
    pub(crate) out: Out,
    /// Tells the map of keys; none in a program without screens.
    pub(crate) keys: Option<fn(&Setup) -> KeysReport>,
}

impl Setup {
    /// Reads flags, environment and configuration.
    pub(crate) fn new(globals: Globals, keys: Option<fn(&Self) -> KeysReport>) -> Outcome<Self> {
        let clock = globals.frozen()?.map_or(Clock::System, Clock::Frozen);
        let asked = globals.language()?;
        let config = config::Setup::read(&globals.asked())?;
        let setup = Self {
            order: config.day_order(),
            clock,
            locale: Locale::new(asked.unwrap_or_else(|| config.language())),
            out: Out::new(&globals, config.config.ui.ascii),
            globals,
            config,
            keys,
        };
        for finding in &setup.config.findings {
            setup.out.warn(&finding.to_string());
        }
        Ok(setup)
    }
    /// Reads the configuration again, after settings were written.
    pub(crate) fn reload(&mut self) -> Outcome {
        let asked = self.globals.language()?;
        self.config.reload()?;
        self.order = self.config.day_order();
        self.locale = Locale::new(asked.unwrap_or_else(|| self.config.language()));
        Ok(())
    }
    /// The language of answers.
    pub fn lang(&self) -> Lang {
        self.locale.lang()
    }
    /// The rules this run loads: those of the files, unless something is wrong in them.
    pub(crate) fn rules(&self) -> Vec<NewRule> {
        match self.config.rules() {
            Ok(rules) => rules,
            Err(findings) => {
                for finding in &findings {
                    self.out.warn(&finding.to_string());
                }
                if self.config.paths.data.exists() {
                    self.out
                        .warn("the rules in force stay as they are until that is mended");
                    return Vec::new();
                }
                Rules {
                    settings: self.config.settings(),
                    ..Rules::shipped()
                }
                .to_new()
            }
        }
    }
}

/// A run with its file open.
pub struct Session {
    /// What was known before.
    pub setup: Setup,
    /// The door to the data.
    pub replica: Replica,
    /// What to know about typed dates and the like, told with the answer.
    pub(crate) warnings: Vec<String>,
    /// The zone of the company that the verb is about, once it is known.
    pub(crate) there: Option<TimeZone>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("setup", &self.setup)
            .finish_non_exhaustive()
    }
}

impl Setup {
    /// Opens the file of the run, and makes it when there is none.
    pub(super) fn replica(&self) -> Result<Replica, OpenError> {
        Replica::open(OpenOptions {
            path: self.config.paths.data.clone(),
            clock: self.clock,
            user_name: self.config.user_name(),
            zone: self.config.zone(),
            country: self.config.country(),
            rules: self.rules(),
        })
    }
}

impl Session {
    /// Opens the file of the run, and makes it when there is none.
    pub fn open(setup: Setup) -> Result<Self, Failure> {
        let replica = setup.replica()?;
        Ok(Self::over(setup, replica))
    }
    /// Over a door that is open already.
    pub(crate) fn over(setup: Setup, replica: Replica) -> Self {
        Self {
            setup,
            replica,
            warnings: Vec::new(),
            there: None,
        }
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
    /// The verb is about this company: moments are told in its time too.
    pub(crate) fn about(&mut self, company: CompanyId) -> Outcome {
        let card = self.replica.company(company)?;
        self.there = card.and_then(|card| TimeZone::get(&card.zone).ok());
        Ok(())
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
    /// The day a company wakes up when nothing is said.
    pub(crate) fn usual_wake_up(&self) -> Date {
        let settings = &self.replica.rules().settings;
        let today = self.replica.now().date_in(&settings.time_zone());
        today.plus_days(settings.dormant_days)
    }
    fn asking<T>(&self, tense: Tense, read: impl FnOnce(&Ask<'_>) -> T) -> T {
        let (rules, actor) = (self.replica.rules(), self.replica.actor());
        let settings = &rules.settings;
        read(&Ask {
            now: self.replica.now(),
            desk: Desk::new(&settings.working_time, &actor.zone, Some(&settings.country)),
            lang: self.setup.lang(),
            order: self.setup.order,
            tense,
        })
    }
    fn note_warnings(&mut self, warnings: &[phrase::Warning]) {
        let lang = self.setup.lang();
        self.warnings
            .extend(warnings.iter().map(|warning| warning.text(lang)));
    }
    /// Text given as an argument; `-` reads it from standard input.
    pub(crate) fn typed(&self, text: Option<String>) -> Outcome<Option<String>> {
        match text {
            Some(dash) if dash == "-" => input::standard_input().map(Some),
            text => Ok(text),
        }
    }
    /// Whether answers are lines for a person.
    pub(crate) fn for_a_person(&self) -> bool {
        self.out().form() == Form::Lines
    }
}
