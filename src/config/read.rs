//! `config.toml`: from text to [`Config`], with what is wrong in it.

use super::{AUTO, BackupConfig, CallMethod, ClipboardMethod, Config, QueueConfig, UserConfig};
use crate::base::{
    country,
    doc::{self, Node, Step, Value},
    finding::Finding,
    near,
};
use std::path::Path;

/// The version of the format that this program writes and the newest it reads.
pub const VERSION: i64 = 1;
/// The built-in themes by name; the screens have them.
pub const THEMES: &[&str] = &["auto", "dark", "light", "high-contrast", "mono", "deuteranopia"];

/// Reads a configuration.
///
/// The error is for a text of which nothing can be used: no TOML, or written by a
/// newer program; whoever has a configuration already keeps that one. Otherwise
/// what is wrong is at its default and named in the findings.
pub fn parse(file: &str, text: &str) -> Result<(Config, Vec<Finding>), Vec<Finding>> {
    let node = doc::parse_toml(file, text)?;
    newer(file, &node)?;
    let (config, node, findings) = doc::read_most::<Config>(file, node);
    let Some(config) = config else {
        return Err(findings);
    };
    let mut check = Check {
        file,
        node,
        config,
        findings,
    };
    check.run();
    check.findings.sort_by_key(|finding| finding.at);
    Ok((check.config, check.findings))
}

fn newer(file: &str, node: &Node) -> Result<(), Vec<Finding>> {
    let Some(version) = node.get("config_version") else {
        return Ok(());
    };
    match version.value {
        Value::Int(theirs) if theirs > VERSION => {
            let message = format!(
                "this file is of version {theirs}, this program reads up to {VERSION}; \
                 use a newer callsheet, or name another file with --config"
            );
            Err(vec![Finding::new(file, version.at, "newer_version", message)])
        }
        Value::Int(theirs) if theirs < 1 => {
            let message = format!("config_version: {theirs} never was; write {VERSION}");
            Err(vec![Finding::new(file, version.at, "invalid_value", message)])
        }
        _ => Ok(()),
    }
}

/// What serde cannot see: ranges, zones, and settings that only work together.
struct Check<'a> {
    file: &'a str,
    node: Node,
    config: Config,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn find(&mut self, path: &[&str], code: &'static str, message: &str) {
        let steps: Vec<Step> = path.iter().map(|key| Step::from(*key)).collect();
        let message = format!("{}: {message}", path.join("."));
        let finding = Finding::new(self.file, self.node.place(&steps), code, message);
        self.findings.push(finding);
    }

    fn run(&mut self) {
        self.user();
        self.queue();
        self.commands();
        self.paths();
        self.backup();
        self.theme();
        if let Err(error) = self.config.working_time.check() {
            self.find(&["working_time"], error.code(), &error.to_string());
            self.config.working_time = Config::default().working_time;
        }
        for (at, bind) in self.config.bind.iter_mut().enumerate() {
            let path: [Step; 2] = ["bind".into(), at.into()];
            let key = |name: &str| [path[0].clone(), path[1].clone(), name.into()];
            bind.at = self.node.place(&path);
            bind.key_at = self.node.place(&key("key"));
            bind.action_at = self.node.place(&key("do"));
        }
    }

    /// A theme is built in, a file in `themes`, or the path of a file.
    fn theme(&mut self) {
        let wanted = self.config.ui.theme.clone();
        let folder = Path::new(self.file).parent().unwrap_or_else(|| Path::new(""));
        let is_path = Path::new(&wanted).extension().is_some_and(|end| end == "toml");
        let (there, place) = if is_path {
            let path = folder.join(&wanted);
            (path.is_file(), path)
        } else {
            let path = folder.join("themes").join(format!("{wanted}.toml"));
            (THEMES.contains(&wanted.as_str()) || path.is_file(), path)
        };
        if !there {
            let message = format!(
                "{wanted:?} is no theme and {} is not there{}",
                place.display(),
                near::instead(&wanted, THEMES)
            );
            self.find(&["ui", "theme"], "unknown_value", &message);
            self.config.ui.theme = AUTO.to_owned();
        }
    }

    fn user(&mut self) {
        let (user, usual) = (self.config.user.clone(), UserConfig::default());
        if !matches!(user.language.as_str(), AUTO | "en" | "de") {
            let message = format!("{:?} is not spoken here; accepted: auto, en, de", user.language);
            self.find(&["user", "language"], "unknown_value", &message);
            self.config.user.language = usual.language;
        }
        if user.time_zone != AUTO && jiff::tz::TimeZone::get(&user.time_zone).is_err() {
            let message = format!(
                "{:?} is no time zone; write auto, or a name such as Europe/Berlin",
                user.time_zone
            );
            self.find(&["user", "time_zone"], "unknown_value", &message);
            self.config.user.time_zone = usual.time_zone;
        }
        if user.country != AUTO && country::by_code(&user.country).is_none() {
            let hint = country::find(&user.country).map_or_else(
                || ";".to_owned(),
                |found| format!("; did you mean \"{}\"?", found.code),
            );
            let message = format!(
                "{:?} is no country code{hint} write auto, or two letters such as DE",
                user.country
            );
            self.find(&["user", "country"], "unknown_value", &message);
            self.config.user.country = usual.country;
        }
        if user.name.trim().is_empty() || user.name.contains(char::is_control) {
            self.find(&["user", "name"], "invalid_value", "write a name, or auto");
            self.config.user.name = usual.name;
        }
    }

    fn queue(&mut self) {
        let usual = QueueConfig::default();
        let queue = &mut self.config.queue;
        let ranges = [
            (
                "lease_minutes",
                &mut queue.lease_minutes,
                1..=480,
                usual.lease_minutes,
            ),
            ("attempts", &mut queue.attempts, 1..=99, usual.attempts),
            (
                "dormant_days",
                &mut queue.dormant_days,
                1..=3650,
                usual.dormant_days,
            ),
            (
                "handover_days",
                &mut queue.handover_days,
                1..=60,
                usual.handover_days,
            ),
        ];
        let mut wrong = Vec::new();
        for (key, value, range, usual) in ranges {
            if !range.contains(value) {
                let message = format!(
                    "{value} does not fit; accepted: {} to {}",
                    range.start(),
                    range.end()
                );
                wrong.push((key, message));
                *value = usual;
            }
        }
        for (key, message) in wrong {
            self.find(&["queue", key], "invalid_value", &message);
        }
    }

    fn commands(&mut self) {
        let call = &self.config.call;
        let names_number = call.command.iter().skip(1).any(|part| part.contains("{number}"));
        if call.method == CallMethod::Command && (call.command.is_empty() || !names_number) {
            let message = "with method = \"command\" write the program and its arguments, \
                           one of them with {number}: [\"linphone\", \"--call\", \"{number}\"]";
            self.find(&["call", "command"], "command", message);
            self.config.call.method = CallMethod::Show;
        }
        let clipboard = &self.config.clipboard;
        if clipboard.method == ClipboardMethod::Command && clipboard.command.is_empty() {
            let message = "with method = \"command\" write the program and its arguments: [\"wl-copy\"]";
            self.find(&["clipboard", "command"], "command", message);
            self.config.clipboard.method = ClipboardMethod::Auto;
        }
    }

    fn backup(&mut self) {
        let (backup, usual) = (self.config.backup.clone(), BackupConfig::default());
        if !(1..=1000).contains(&backup.keep) {
            let message = format!("{} does not fit; accepted: 1 to 1000", backup.keep);
            self.find(&["backup", "keep"], "invalid_value", &message);
            self.config.backup.keep = usual.keep;
        }
        if backup.dir.trim().is_empty() || backup.dir.contains('\0') {
            let message = "write the path of a folder, or auto";
            self.find(&["backup", "dir"], "invalid_value", message);
            self.config.backup.dir = usual.dir;
        }
    }

    fn paths(&mut self) {
        let files = [
            ("data", &mut self.config.data.file),
            ("log", &mut self.config.log.file),
        ];
        let mut wrong = Vec::new();
        for (section, file) in files {
            if file.trim().is_empty() || file.contains('\0') || file.ends_with('/') {
                AUTO.clone_into(file);
                wrong.push(section);
            }
        }
        for section in wrong {
            let message = "write the path of a file, or auto";
            self.find(&[section, "file"], "invalid_value", message);
        }
    }
}
