//! The file a day is worked on, and what it holds before and after.

use super::keys::Day;
use super::plan::Act;
use crate::support::cli::Cli;
use crate::support::samples::sample;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use tempfile::TempDir;

/// A folder with a file of companies to call.
pub(super) struct Desk {
    home: Rc<TempDir>,
    pub(super) cli: Cli,
}

/// The task in front of the rep.
#[derive(Clone, Debug)]
pub(super) struct Current {
    pub(super) task: String,
    pub(super) company: String,
    pub(super) name: String,
    pub(super) stage: String,
    pub(super) is_call: bool,
    /// A try that is not answered would be the last one.
    pub(super) last_attempt: bool,
}

const CALLS: [&str; 5] = ["FIRST_OUTREACH", "CALL_BACK", "CALL", "FOLLOW_UP", "WAKE_UP"];

impl Current {
    /// Stands for a call that allows everything.
    pub(super) fn any_call() -> Self {
        Self {
            task: String::new(),
            company: String::new(),
            name: String::new(),
            stage: "QUALIFYING".to_owned(),
            is_call: true,
            last_attempt: false,
        }
    }
}

impl Desk {
    fn empty() -> Self {
        let home = Rc::new(tempfile::tempdir().expect("a folder"));
        let folder = home.path().join(".config/callsheet");
        std::fs::create_dir_all(&folder).expect("a folder for the configuration");
        // The export's companies are all over the world; a day has calls for all of them.
        let config = "[user]\nname = \"Anna K.\"\n[working_time]\nalways_open = true\n";
        std::fs::write(folder.join("config.toml"), config).expect("a configuration");
        let cli = Cli::new(home.path());
        Self { home, cli }
    }

    /// The demo file.
    pub(super) fn demo() -> Self {
        let desk = Self::empty();
        // The demo has a file of its own, and says where.
        let file = desk.cli.run(["demo", "--no-screens"]).ok().stdout;
        let cli = desk.cli.on(Path::new(file.trim()));
        Self { cli, ..desk }
    }

    /// The HubSpot export of the samples, freshly imported; none where the samples are not.
    pub(super) fn hubspot() -> Option<Self> {
        let desk = Self::empty();
        for file in ["hubspot_companies.csv", "hubspot_contacts.csv"] {
            let path = sample(&format!("hubspot/{file}"))?;
            desk.cli
                .run(["import", &path.display().to_string(), "--yes"])
                .ok();
        }
        Some(desk)
    }

    /// The same file again under another name.
    pub(super) fn copy(&self, name: &str) -> Self {
        let file = self.cli.home().join(name);
        std::fs::copy(self.cli.file(), &file).expect("a file at rest can be copied");
        Self {
            home: Rc::clone(&self.home),
            cli: self.cli.clone().on(&file),
        }
    }

    /// The same desk in real time.
    pub(super) fn without_frozen_clock(self) -> Self {
        Self {
            cli: self.cli.clone().env("CALLSHEET_CLOCK", ""),
            ..self
        }
    }

    /// The hash of the work done.
    pub(super) fn shape(&self) -> String {
        self.cli.run(["dev", "digest", "--shape"]).ok().stdout
    }

    /// The task of the company that this rep has in work.
    pub(super) fn current(&self) -> Option<Current> {
        let rows = self.cli.run(["tasks", "--all", "--json"]).ok().json();
        let rows = rows.as_array().expect("rows");
        let mine = rows.iter().find(|row| row["mine_now"] == true)?;
        let text = |name: &str| mine[name].as_str().expect(name).to_owned();
        let number = |name: &str| mine[name].as_i64().expect(name);
        Some(Current {
            task: text("id"),
            company: text("company_id"),
            name: text("company"),
            stage: text("stage"),
            is_call: CALLS.contains(&text("kind").as_str()),
            last_attempt: number("attempt") >= number("attempts_max"),
        })
    }

    /// When the follow-up of a company is due.
    pub(super) fn follow_up(&self, company: &str) -> Option<String> {
        let card = self.cli.run(["company", "show", company, "--json"]).ok().json();
        let tasks = card["tasks"].as_array().expect("tasks");
        let follow_up = tasks.iter().find(|task| task["origin"] == "FOLLOW_UP")?;
        follow_up["due_at"].as_str().map(str::to_owned)
    }

    /// Looks at every company that was called: its calls, what they led to, and what is to be done next.
    pub(super) fn leaves_the_rows_of(&self, day: &Day) {
        let mut by_company: BTreeMap<&str, Vec<Act>> = BTreeMap::new();
        for step in day.steps.iter().filter(|step| step.act != Act::Skip) {
            by_company
                .entry(&step.current.company)
                .or_default()
                .push(step.act);
        }
        for (company, acts) in by_company {
            self.has_logged(company, &acts);
            let last = *acts.last().expect("at least one call");
            self.is_left_as(company, last);
        }
    }

    fn has_logged(&self, company: &str, acts: &[Act]) {
        let timeline = self
            .cli
            .run(["timeline", company, "--json", "--limit", "50"])
            .ok()
            .json();
        let entries = timeline["entries"]
            .as_array()
            .or(timeline.as_array())
            .expect("entries")
            .clone();
        let now = Cli::CLOCK.trim_end_matches('Z');
        let mut logged: Vec<String> = entries
            .iter()
            .filter(|entry| entry["code"] == "CALL" || entry["kind"] == "CALL")
            .filter(|entry| entry["at"].as_str().is_some_and(|at| at.starts_with(now)))
            .filter_map(|entry| entry["outcome"].as_str().map(str::to_owned))
            .collect();
        let mut expected: Vec<String> = acts.iter().map(|act| act.outcome().to_owned()).collect();
        logged.sort();
        expected.sort();
        assert_eq!(logged, expected, "calls of {company}: {timeline}");
    }

    fn is_left_as(&self, company: &str, last: Act) {
        let card = self.cli.run(["company", "show", company, "--json"]).ok().json();
        let tasks = card["tasks"].as_array().expect("tasks").clone();
        let follow_up = tasks
            .iter()
            .find(|task| task["origin"] == "FOLLOW_UP" && task["kind"] == "CALL_BACK");
        let due = |task: &Value| task["due_at"].as_str().unwrap_or_default().to_owned();
        match last {
            Act::NoAnswer | Act::Voicemail | Act::Busy | Act::Gatekeeper => {
                let task = follow_up.unwrap_or_else(|| panic!("no call-back after {last:?}: {card}"));
                assert_eq!(task["promised"], false, "{task}");
            }
            Act::CallBack => {
                let task = follow_up.unwrap_or_else(|| panic!("no call-back was made: {card}"));
                // Ten o'clock in Berlin.
                assert_eq!(
                    (due(task).as_str(), &task["promised"]),
                    ("2026-03-04T09:00:00Z", &Value::Bool(true))
                );
            }
            Act::Talk => assert!(follow_up.is_some(), "{card}"),
            Act::Qualify => {
                assert_eq!(card["stage"], "QUALIFIED_LEAD");
                assert!(follow_up.is_some(), "the next step stays: {card}");
            }
            Act::Disqualify => {
                assert_eq!(card["stage"], "DISQUALIFIED");
                assert!(tasks.is_empty(), "{card}");
            }
            Act::WrongNumber => {
                let wrong = card.to_string().contains("\"WRONG\"");
                assert!(wrong, "a number is marked: {card}");
            }
            Act::Skip => {}
        }
    }
}
