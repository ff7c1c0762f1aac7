//! The screens beside the floor: first useful frame, keys, filtering, memory, rest.
//!
//! Both programs run over files of the demo, in turns. The floor is this program itself under another name.

use crate::Out;
use crate::keys;
use crate::measure::{self, Goal, Line, Samples};
use crate::probe::Probe;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Rounds of a pair; the median of them counts.
const ROUNDS: usize = 9;
/// Keys measured in a round.
const KEYS: usize = 60;
/// As long a program is left alone to see what it does then.
const REST: Duration = Duration::from_secs(20);
/// The queue both show.
const QUEUE: &str = "INSIDE_SALES";

/// A program to be measured.
struct Candidate {
    program: PathBuf,
    args: Vec<String>,
    env: Vec<(String, String)>,
    /// Stands on the first useful frame.
    expected: String,
}

impl Candidate {
    fn start(&self) -> Probe {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        let env: Vec<(&str, &str)> = self
            .env
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Probe::start(&self.program, &args, &env)
    }

    fn ready(&self) -> Probe {
        let mut probe = self.start();
        probe.until(&self.expected);
        probe.settle();
        probe
    }
}

/// The environment of both programs; nothing of the machine's user.
pub(crate) fn environment(home: &Path) -> Vec<(String, String)> {
    let home = home.display().to_string();
    [
        ("HOME", home.clone()),
        ("XDG_CONFIG_HOME", format!("{home}/config")),
        ("XDG_DATA_HOME", format!("{home}/data")),
        ("XDG_STATE_HOME", format!("{home}/state")),
        ("XDG_CACHE_HOME", format!("{home}/cache")),
        ("TERM", "xterm-256color".to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
        ("TZ", "UTC".to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

/// The name of the company that Work shows first.
fn first_company(file: &Path, env: &[(String, String)]) -> Out<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_callsheet"))
        .args(["next", "--dry-run", "--json", "--file"])
        .arg(file)
        .env_clear()
        .envs(env.iter().cloned())
        .output()?;
    let next: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&output.stderr)))?;
    let name = next["company"].as_str();
    // The screen may shorten a long name.
    let name = name.ok_or("the queue is empty")?;
    Ok(name.chars().take(16).collect::<String>().trim_end().to_owned())
}

/// The lines of the table that are about the screens.
pub(crate) fn measure(small: &Path, large: &Path) -> Out<Vec<Line>> {
    let home = tempfile::tempdir()?;
    // Calls are made day and night, as in the demo, so that a run on a Sunday measures the same queue.
    let folder = home.path().join("config/callsheet");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("config.toml"), "[working_time]\nalways_open = true\n")?;
    let env = environment(home.path());
    let ours = |file: &Path| -> Out<Candidate> {
        Ok(Candidate {
            program: PathBuf::from(env!("CARGO_BIN_EXE_callsheet")),
            args: vec!["--file".to_owned(), file.display().to_string()],
            env: env.clone(),
            expected: first_company(file, &env)?,
        })
    };
    let floor = Candidate {
        program: std::env::current_exe()?,
        args: vec!["floor".to_owned(), large.display().to_string(), QUEUE.to_owned()],
        env: env.clone(),
        expected: format!("floor {QUEUE}"),
    };
    let (small, large) = (ours(small)?, ours(large)?);
    let mut lines = first_frames(&large, &small, &floor);
    lines.extend(keys_of(&large, &floor));
    lines.extend(at_rest(&large));
    Ok(lines)
}

/// Start to first useful frame; the screens of a tenth beside it, for the slope.
fn first_frames(large: &Candidate, small: &Candidate, floor: &Candidate) -> Vec<Line> {
    let mut times: [Samples; 3] = Default::default();
    let mut cpus: [Samples; 3] = Default::default();
    // One round more than counts: the first fills the page cache.
    for round in 0..=ROUNDS {
        for (at, candidate) in [large, small, floor].into_iter().enumerate() {
            let mut probe = candidate.start();
            let time = probe.first_frame(&candidate.expected);
            if round > 0 {
                times[at].push(time);
                cpus[at].push(probe.cpu());
            }
        }
    }
    let [large, small, floor] = times.map(|samples| samples.median());
    let [large_cpu, _, floor_cpu] = cpus.map(|samples| samples.median());
    vec![
        Line::against("first useful frame of Work", large, floor, 1.5),
        Line::against("the same, processor time", large_cpu, floor_cpu, 1.5),
        Line::against(
            "first frame, ten times the data beside a tenth",
            large,
            small,
            1.5,
        ),
    ]
}

/// Moving in the list, and typing into a filter.
fn keys_of(ours: &Candidate, floor: &Candidate) -> Vec<Line> {
    let mut lines = Vec::new();
    for (what, before, keys) in [
        (
            "a key that moves in the list",
            ("", ""),
            ["<Down>", "<Down>", "<Up>"],
        ),
        (
            "a key of the filter over all companies",
            ("gc/", "/"),
            ["a", "n", "<BS>"],
        ),
    ] {
        let mut times: [Samples; 2] = Default::default();
        let mut cpus: [Samples; 2] = Default::default();
        for _ in 0..3 {
            for (at, (candidate, before)) in [(ours, before.0), (floor, before.1)].into_iter().enumerate() {
                let mut probe = candidate.ready();
                for key in keys::parse(before) {
                    probe.press(&String::from_utf8_lossy(&key));
                }
                for key in keys.iter().cycle().take(KEYS) {
                    let pressed = probe.press(key);
                    times[at].extend(pressed.iter().map(|pressed| pressed.settled));
                    cpus[at].extend(pressed.iter().map(|pressed| pressed.cpu));
                }
            }
        }
        let [ours, floor] = &times;
        let [our_cpu, floor_cpu] = cpus.each_ref().map(Samples::median);
        lines.push(Line::against(
            &format!("{what}, processor time"),
            our_cpu,
            floor_cpu,
            2.0,
        ));
        lines.push(Line::against(
            &format!("{what}, until settled"),
            ours.median(),
            floor.median(),
            2.0,
        ));
        lines.push(Line::within(&format!("{what}, p99"), ours.percentile(0.99), 16.0));
    }
    lines
}

/// Memory after use, and what happens when nobody is there.
fn at_rest(ours: &Candidate) -> Vec<Line> {
    let mut probe = ours.ready();
    for key in ["<Down>", "<Up>"].iter().cycle().take(KEYS) {
        probe.press(key);
    }
    let memory = probe.resident();
    let rest = probe.rest(REST);
    let per_minute = |count: f64| count * 60.0 / REST.as_secs_f64();
    vec![
        Line {
            what: "resident memory".to_owned(),
            ours: format!("{memory:.0} MB"),
            floor: "–".to_owned(),
            value: memory,
            goal: Goal::Megabytes(100.0),
        },
        Line {
            what: format!(
                "at rest, a minute: {:.0} wake-ups, {:.0} bytes to the screen, {:.0} elsewhere",
                per_minute(rest.wakes as f64),
                per_minute(rest.screen as f64),
                per_minute(rest.written.saturating_sub(rest.screen as u64) as f64),
            ),
            ours: measure::show(rest.cpu.mul_f64(60.0 / REST.as_secs_f64())),
            floor: "–".to_owned(),
            value: per_minute(rest.cpu.as_secs_f64() * 1e3),
            goal: Goal::Millis(60.0),
        },
    ]
}
