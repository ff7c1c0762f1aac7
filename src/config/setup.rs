//! Everything a front end needs before it opens the file: settings, places, findings.

use super::{AUTO, Asked, Config, ConfigError, DateOrder, Folders, Paths, RuleFiles, parse, read_rules};
use crate::base::{
    country,
    finding::Finding,
    lang::{DayOrder, Lang},
};
use crate::domain::{RuleKind, Rules, Settings, command::NewRule};
use std::path::Path;

/// The surroundings that `auto` is read from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Here {
    /// IANA zone of the machine.
    pub zone: Option<String>,
    /// The locale, such as `de_DE.UTF-8`.
    pub locale: Option<String>,
    /// The login name.
    pub user: Option<String>,
}

impl Here {
    /// Those of this process.
    pub fn of_process() -> Self {
        let variable = |name: &&str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let first = |names: &[&str]| names.iter().find_map(variable);
        let system = jiff::tz::TimeZone::try_system().ok();
        Self {
            zone: system.and_then(|zone| zone.iana_name().map(str::to_owned)),
            locale: first(&["LC_ALL", "LC_TIME", "LANG"]),
            user: first(&["USER", "LOGNAME", "USERNAME"]),
        }
    }

    /// The country of the locale, when it names one.
    fn country(&self) -> Option<&'static str> {
        let locale = self.locale.as_deref()?;
        let territory = locale.split(['.', '@']).next()?.split(['_', '-']).nth(1)?;
        country::by_code(territory).map(|country| country.code.as_str())
    }
}

/// The configuration in force, where everything lies, and what was wrong.
#[derive(Clone, PartialEq, Debug)]
pub struct Setup {
    /// The settings.
    pub config: Config,
    /// Where everything lies.
    pub paths: Paths,
    /// What is wrong in `config.toml`; those settings are at their defaults.
    pub findings: Vec<Finding>,
    /// What `auto` is read from.
    pub here: Here,
}

impl Setup {
    /// Reads the configuration of whoever runs this process.
    pub fn read(asked: &Asked) -> Result<Self, ConfigError> {
        Self::read_at(asked, Folders::of_user().as_ref(), Here::of_process())
    }

    /// Reads the configuration of these folders.
    ///
    /// No file is no error, unless one was asked for; a file without sense leaves
    /// every setting at its default and says so in the findings.
    pub fn read_at(asked: &Asked, folders: Option<&Folders>, here: Here) -> Result<Self, ConfigError> {
        let path = Paths::config(asked, folders)?;
        let (config, findings) = match read_text(&path)? {
            Some(text) => usable(&path, &text)?,
            None if asked.config.is_some() => return Err(ConfigError::Missing { path }),
            None => (Config::default(), Vec::new()),
        };
        let paths = Paths::resolve(asked, folders, &config)?;
        Ok(Self {
            config,
            paths,
            findings,
            here,
        })
    }

    /// Reads the file again; with a file without sense the settings stay as they were.
    pub fn reload(&mut self) -> Result<(), ConfigError> {
        let text = read_text(&self.paths.config)?.unwrap_or_default();
        match parse(&self.paths.config.display().to_string(), &text) {
            Ok((mut config, mut findings)) => {
                findings.extend(unsafe_permissions(&self.paths.config, &mut config));
                (self.config, self.findings) = (config, findings);
            }
            Err(findings) => self.findings = findings,
        }
        Ok(())
    }

    /// The settings and the files of rules as `admin.rules` takes them.
    ///
    /// With any finding nothing is loaded: an existing file keeps the rules it
    /// has, a new one starts with those of [`crate::domain::Rules::shipped`].
    ///
    /// While `config.toml` itself has findings, the settings of an existing file
    /// stay too: a slip in it must not put a default in force for everybody.
    ///
    /// Zone and country are only named when `config.toml` names them.
    pub fn rules(&self) -> Result<Vec<NewRule>, Vec<Finding>> {
        let files = self.rule_files();
        if !files.findings.is_empty() {
            return Err(files.findings);
        }
        let mut rules = files.rules.to_new();
        // What `auto` means is settled when a file is made: neither zone nor holidays follow the shell of a later call.
        let is_auto = |text: &str| text == AUTO;
        let user = &self.config.user;
        Rules::leave_open(&mut rules, is_auto(&user.time_zone), is_auto(&user.country));
        if !self.findings.is_empty() && self.paths.data.exists() {
            rules.retain(|rule| rule.kind != RuleKind::Settings);
        }
        Ok(rules)
    }

    /// The same rules as far as they can be read, with every finding.
    pub fn rule_files(&self) -> RuleFiles {
        read_rules(&self.paths.folder, self.settings())
    }

    /// The settings of the tenant that this configuration says.
    pub fn settings(&self) -> Settings {
        let queue = &self.config.queue;
        Settings {
            zone: self.zone(),
            country: self.country(),
            working_time: self.config.working_time.clone(),
            lease_minutes: queue.lease_minutes,
            attempts: queue.attempts,
            dormant_days: queue.dormant_days as i32,
            handover_days: queue.handover_days as u32,
            ..Settings::default()
        }
    }

    /// The name of the user of a local file.
    pub fn user_name(&self) -> String {
        match self.config.user.name.trim() {
            AUTO => self.here.user.clone().unwrap_or_else(|| "me".to_owned()),
            name => name.to_owned(),
        }
    }

    /// The zone of the user and of a local file.
    pub fn zone(&self) -> String {
        match self.config.user.time_zone.as_str() {
            AUTO => self.here.zone.clone().unwrap_or_else(|| "UTC".to_owned()),
            zone => zone.to_owned(),
        }
    }

    /// The country of the user and of a local file, ISO 3166-1 alpha-2.
    pub fn country(&self) -> String {
        match self.config.user.country.as_str() {
            AUTO => self.here.country().unwrap_or("DE").to_owned(),
            country => country.to_uppercase(),
        }
    }

    /// The language of the screen.
    pub fn language(&self) -> Lang {
        match self.config.user.language.as_str() {
            AUTO => Lang::of_tag(self.here.locale.as_deref().unwrap_or("en")),
            tag => Lang::of_tag(tag),
        }
    }

    /// Which number of `11/12` is the day.
    pub fn day_order(&self) -> DayOrder {
        match self.config.ui.date_order {
            DateOrder::MonthFirst => DayOrder::MonthFirst,
            DateOrder::Auto if self.here.country() == Some("US") => DayOrder::MonthFirst,
            DateOrder::DayFirst | DateOrder::Auto => DayOrder::DayFirst,
        }
    }
}

/// A text file; None when it is not there.
pub(super) fn read_text(path: &Path) -> Result<Option<String>, ConfigError> {
    let unreadable = |reason: String| ConfigError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    // Reading a pipe would wait for somebody who writes into it; /dev/null is the way to say "none".
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() || found.is_dir() => {}
        Ok(_) if path == Path::new("/dev/null") => return Ok(Some(String::new())),
        Ok(_) => return Err(unreadable("it is no file but a pipe or a device".to_owned())),
        // Said below, in the words for reading.
        Err(_) => {}
    }
    match std::fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            unreadable(format!("byte {} is no UTF-8", at + 1))
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(error.to_string())),
    }
}

fn usable(path: &Path, text: &str) -> Result<(Config, Vec<Finding>), ConfigError> {
    match parse(&path.display().to_string(), text) {
        Ok((mut config, mut findings)) => {
            findings.extend(unsafe_permissions(path, &mut config));
            Ok((config, findings))
        }
        Err(mut findings) => match findings
            .iter()
            .position(|finding| finding.code == "newer_version")
        {
            Some(at) => Err(ConfigError::Refused(findings.swap_remove(at))),
            None => Ok((Config::default(), findings)),
        },
    }
}

/// A file that others may write must not say which programs are started.
fn unsafe_permissions(path: &Path, config: &mut Config) -> Option<Finding> {
    if config.call.command.is_empty() && config.clipboard.command.is_empty() {
        return None;
    }
    let mode = others_may_write(path)?;
    let usual = Config::default();
    (config.call, config.clipboard) = (usual.call, usual.clipboard);
    let name = path.display().to_string();
    let message = format!(
        "others may write this file (mode {mode:04o}) and it names a program to start; \
         [call] and [clipboard] are not used until you run: chmod go-w {name}"
    );
    Some(Finding::whole(&name, "unsafe_permissions", message))
}

#[cfg(unix)]
fn others_may_write(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o7777;
    (mode & 0o022 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn others_may_write(_: &Path) -> Option<u32> {
    None
}
