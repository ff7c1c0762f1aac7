//! `callsheet doctor`: looks at terminal, configuration, data file, disk and clock, and says what to mend.
//!
//! It changes nothing, and it works when the data file does not.

use super::backup::size;
use super::{examples, health};
use crate::base::Timestamp;
use crate::base::text;
use crate::cli::globals::text_variable;
use crate::cli::output::{Failure, Form, Outcome};
use crate::cli::session::Setup;
use crate::replica::{Clock, backups_in, check_file, free_space};
use clap::Args;
use serde::Serialize;
use std::fmt::Write;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Arguments of `doctor`.
#[derive(Args, Debug)]
#[command(after_help = examples!("doctor", "doctor --json"))]
pub(crate) struct DoctorArgs {}

/// How a look ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Ok,
    Warn,
    Bad,
}

/// One look.
#[derive(Debug, Serialize)]
struct Check {
    area: &'static str,
    name: &'static str,
    state: State,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
}

/// What was looked at so far.
#[derive(Default)]
pub(super) struct Report(Vec<Check>);

impl Report {
    pub(super) fn ok(&mut self, area: &'static str, name: &'static str, found: impl Into<String>) {
        self.add(area, name, State::Ok, found.into(), None);
    }
    pub(super) fn warn(
        &mut self,
        area: &'static str,
        name: &'static str,
        found: impl Into<String>,
        fix: &str,
    ) {
        self.add(area, name, State::Warn, found.into(), Some(fix.to_owned()));
    }
    pub(super) fn bad(
        &mut self,
        area: &'static str,
        name: &'static str,
        found: impl Into<String>,
        fix: &str,
    ) {
        self.add(area, name, State::Bad, found.into(), Some(fix.to_owned()));
    }
    fn add(
        &mut self,
        area: &'static str,
        name: &'static str,
        state: State,
        found: String,
        fix: Option<String>,
    ) {
        self.0.push(Check {
            area,
            name,
            state,
            found,
            fix,
        });
    }
}

/// Does what was asked; anything bad makes the exit status 1.
pub(crate) fn run(setup: &Setup) -> Outcome {
    let mut report = Report::default();
    terminal(&mut report);
    configuration(&mut report, setup);
    data(&mut report, setup);
    clock(&mut report, setup);
    let checks = report.0;
    let bad = checks.iter().filter(|check| check.state == State::Bad).count();
    match setup.out.form() {
        Form::Json => setup.out.json(&checks)?,
        Form::Ids => setup.out.ids(
            checks
                .iter()
                .filter(|check| check.state != State::Ok)
                .map(|check| check.name),
        )?,
        Form::Lines => setup.out.write(&lines(&checks))?,
    }
    if bad > 0 { Err(Failure::Told(1)) } else { Ok(()) }
}

fn lines(checks: &[Check]) -> String {
    let mut out = String::new();
    let mut area = "";
    for check in checks {
        if check.area != area {
            area = check.area;
            let _ = writeln!(out, "{area}");
        }
        let sign = match check.state {
            State::Ok => "ok  ",
            State::Warn => "note",
            State::Bad => "BAD ",
        };
        let _ = writeln!(
            out,
            "  {sign}  {}  {}",
            text::pad(check.name, 14),
            text::line(&check.found)
        );
        if let Some(fix) = &check.fix {
            let _ = writeln!(out, "        {} {}", text::pad("", 15), text::line(fix));
        }
    }
    out
}

fn terminal(report: &mut Report) {
    const AREA: &str = "Terminal";
    let both = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if both {
        report.ok(AREA, "streams", "input and output are a terminal");
    } else {
        report.warn(
            AREA,
            "streams",
            "a pipe or file, no terminal",
            "the screens need a terminal; the verbs do not",
        );
    }
    match text_variable("TERM").as_deref() {
        None => report.warn(AREA, "TERM", "not set", "set TERM, for example xterm-256color"),
        Some("dumb") => report.warn(
            AREA,
            "TERM",
            "dumb",
            "callsheet works in plain lines here (--plain)",
        ),
        Some(term) => report.ok(AREA, "TERM", term),
    }
    report.ok(AREA, "colours", colours());
    locale(report, AREA);
    multiplexer(report, AREA);
}

fn colours() -> String {
    if text_variable("NO_COLOR").is_some() {
        return "none (NO_COLOR is set)".to_owned();
    }
    let true_colour =
        text_variable("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit");
    let many = text_variable("TERM").is_some_and(|term| term.contains("256"));
    match (true_colour, many) {
        (true, _) => "16 million",
        (_, true) => "256",
        _ => "16",
    }
    .to_owned()
}

fn locale(report: &mut Report, area: &'static str) {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| text_variable(name));
    let utf8 = |value: &str| value.to_lowercase().replace('-', "").contains("utf8");
    match set {
        Some(value) if utf8(&value) => report.ok(area, "locale", value),
        Some(value) => report.warn(
            area,
            "locale",
            value,
            "no UTF-8: use --ascii, or set LANG=C.UTF-8",
        ),
        None => report.warn(
            area,
            "locale",
            "not set",
            "set LANG, for example C.UTF-8; until then use --ascii",
        ),
    }
}

/// tmux holds Escape back for a while; with more than a few milliseconds that is felt.
fn multiplexer(report: &mut Report, area: &'static str) {
    const QUICK: u32 = 50;
    if text_variable("TMUX").is_none() {
        return;
    }
    let fix = "put \"set -sg escape-time 10\" into ~/.tmux.conf: Escape waits that long";
    match tmux_option("escape-time").and_then(|text| text.parse::<u32>().ok()) {
        Some(wait) if wait <= QUICK => report.ok(area, "tmux", format!("escape-time {wait} ms")),
        Some(wait) => report.warn(area, "tmux", format!("escape-time {wait} ms"), fix),
        None => report.warn(area, "tmux", "escape-time cannot be read", fix),
    }
    if let Some(clipboard) = tmux_option("set-clipboard") {
        match clipboard.as_str() {
            "on" | "external" => report.ok(area, "clipboard", format!("tmux set-clipboard {clipboard}")),
            _ => report.warn(
                area,
                "clipboard",
                format!("tmux set-clipboard {clipboard}"),
                "set -g set-clipboard on",
            ),
        }
    }
}

fn tmux_option(name: &str) -> Option<String> {
    let mut command = Command::new("tmux");
    command
        .args(["show-options", "-sv", name])
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn configuration(report: &mut Report, setup: &Setup) {
    const AREA: &str = "Configuration";
    let paths = &setup.config.paths;
    let there = if paths.config.exists() {
        ""
    } else {
        " (not there: every setting at its default)"
    };
    report.ok(AREA, "config.toml", format!("{}{there}", paths.config.display()));
    let findings = super::keys::all_findings(setup);
    match findings.first() {
        None => report.ok(AREA, "findings", "none"),
        Some(first) => {
            let found = format!("{}: {first}", findings.len());
            report.warn(AREA, "findings", found, "callsheet config check shows all");
        }
    }
    report.ok(AREA, "log", paths.log.display().to_string());
}

fn data(report: &mut Report, setup: &Setup) {
    const AREA: &str = "Data";
    const LITTLE: u64 = 100 << 20;
    let file = &setup.config.paths.data;
    let fix = || way_out(file, &setup.config.paths.backups, setup.clock.now());
    report.ok(AREA, "file", file.display().to_string());
    if let Some(free) = free_space(file) {
        let found = format!("{} free", size(free));
        if free < LITTLE {
            report.warn(
                AREA,
                "disk",
                found,
                "free some space: every change needs a little",
            );
        } else {
            report.ok(AREA, "disk", found);
        }
    }
    let Ok(metadata) = std::fs::metadata(file) else {
        return report.ok(AREA, "state", "not there yet; it is made when you begin");
    };
    report.ok(AREA, "size", size(metadata.len()));
    mode(report, AREA, file, &metadata);
    match check_file(file) {
        Ok(health) if health.damage.is_empty() => {
            report.ok(
                AREA,
                "schema",
                format!("version {} of {}", health.schema, health.known),
            );
            report.ok(AREA, "integrity", "every page, index and reference is sound");
            health::tell(report, setup, &health);
        }
        Ok(health) => {
            let found = format!("{} faults, the first: {}", health.damage.len(), health.damage[0]);
            report.bad(AREA, "integrity", found, &fix());
        }
        Err(error) => match error.damage() {
            Some(what) => report.bad(AREA, "integrity", format!("damaged: {what}"), &fix()),
            None => report.bad(AREA, "integrity", error.to_string(), "the file was left as it is"),
        },
    }
}

/// The commands that lead out of a damaged file, in the order to try them; nothing is done by the program itself.
fn way_out(file: &Path, backups: &Path, now: Timestamp) -> String {
    let quoted = |path: &Path| format!("'{}'", path.display().to_string().replace('\'', "'\\''"));
    let with = |end: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let now = now.to_string().replace([':', '-'], "");
    let aside = with(&format!(".corrupt-{now}"));
    let newest = backups_in(backups, file).pop().map(|backup| {
        let backup = quoted(&backup.path);
        format!("close every callsheet, then: callsheet restore {backup} (it keeps the damaged file); or: ")
    });
    let mut steps = newest.unwrap_or_default();
    let _ = write!(
        steps,
        "close every callsheet, then move it aside, log included: for end in '' -wal -shm; do mv {file}\"$end\" {aside}\"$end\"; done",
        file = quoted(file),
        aside = quoted(&aside),
    );
    match newest_copy(file) {
        Some(copy) => {
            let _ = write!(
                steps,
                "; the newest copy beside it: cp {} {}",
                quoted(&copy),
                quoted(file)
            );
        }
        None => steps.push_str("; no copy lies beside it: put your own backup in its place"),
    }
    let _ = write!(
        steps,
        "; or save what can be read (needs sqlite3): sqlite3 {} .recover | sqlite3 {}",
        quoted(&aside),
        quoted(file)
    );
    steps
}

/// The newest backup that lies beside the file (`callsheet.db.v3.bak`, `callsheet-monday.bak`).
fn newest_copy(file: &Path) -> Option<PathBuf> {
    let stem = file.file_stem()?.to_string_lossy().into_owned();
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let copies = std::fs::read_dir(folder.unwrap_or(Path::new(".")))
        .ok()?
        .flatten();
    copies
        .map(|entry| entry.path())
        .filter(|path| {
            let named = path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(&stem));
            named && path.extension().is_some_and(|end| end == "bak") && path.is_file()
        })
        .max_by_key(|path| std::fs::metadata(path).and_then(|copy| copy.modified()).ok())
}

#[cfg(unix)]
fn mode(report: &mut Report, area: &'static str, file: &Path, metadata: &std::fs::Metadata) {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    let found = format!("{mode:03o}");
    let others = mode & 0o077;
    if others == 0 {
        report.ok(area, "mode", found);
    } else {
        let fix = format!("others may read it: chmod 600 {}", file.display());
        report.warn(area, "mode", found, &fix);
    }
}
#[cfg(not(unix))]
fn mode(_: &mut Report, _: &'static str, _: &Path, _: &std::fs::Metadata) {}

fn clock(report: &mut Report, setup: &Setup) {
    const AREA: &str = "Clock";
    let now = setup.clock.now();
    match setup.clock {
        Clock::Frozen(_) => report.warn(
            AREA,
            "time",
            format!("{now}, frozen"),
            "unset CALLSHEET_CLOCK to work with it",
        ),
        Clock::System if !plausible(now) => {
            report.bad(
                AREA,
                "time",
                now.to_string(),
                "set the clock of this machine: dues and order go by it",
            );
        }
        Clock::System => report.ok(AREA, "time", now.to_string()),
    }
    match (text_variable("TZ"), setup.config.here.zone.as_deref()) {
        (Some(zone), None) => report.warn(
            AREA,
            "zone",
            format!("TZ={zone} is unknown, UTC is used"),
            "set TZ, for example Europe/Berlin",
        ),
        (None, None) => report.warn(
            AREA,
            "zone",
            "unknown, UTC is used",
            "set user.time_zone in config.toml",
        ),
        (_, Some(_)) => report.ok(AREA, "zone", setup.config.zone()),
    }
}

/// Between 2024 and 2090: machines without a battery wake up in 1970, broken ones far ahead.
fn plausible(now: Timestamp) -> bool {
    const FROM: i64 = 1_704_067_200_000;
    const TO: i64 = 3_786_912_000_000;
    (FROM..TO).contains(&now.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_judged() {
        assert_eq!(
            (size(512), size(1 << 20), size(3 << 29)),
            ("512 bytes".into(), "1.0 MiB".into(), "1.5 GiB".into())
        );
        for (at, good) in [
            ("2026-03-03T09:00:00Z", true),
            ("1970-01-01T00:00:00Z", false),
            ("2099-01-01T00:00:00Z", false),
        ] {
            assert_eq!(plausible(at.parse().expect("instant")), good, "{at}");
        }
    }
}
