//! `callsheet keys`: which key does what, and what is wrong with the keys of one's own.
//!
//! The map of keys belongs to the screens, which the command line must not know:
//! it comes in as a [`KeysReport`] from the program.

use super::{examples, workflow};
use crate::base::finding::Finding;
use crate::cli::output::{Form, Outcome, Problem, Table};
use crate::cli::session::Setup;
use serde_json::json;

/// What is asked about the keys.
#[derive(clap::Args, Debug)]
#[command(after_help = examples!("keys", "keys --check", "keys --markdown", "keys --layouts", "keys --json"))]
#[group(multiple = false)]
pub(crate) struct KeysArgs {
    /// Say what is wrong in the `[[bind]]` tables, and keys that mean two things
    #[arg(long)]
    check: bool,
    /// The cheat sheet of all keys in Markdown
    #[arg(long)]
    markdown: bool,
    /// Which keyboards type which of the keys with Shift, `AltGr` or not at all
    #[arg(long)]
    layouts: bool,
}

/// The map of keys as the configuration has it, told in every way that can be asked for.
#[derive(Clone, Debug, Default)]
pub struct KeysReport {
    /// Every key with what it does, in the order of the help.
    pub binds: Vec<BoundKey>,
    /// The cheat sheet.
    pub markdown: String,
    /// The signs in use and how each keyboard types them.
    pub layouts: String,
    /// Keys that need `AltGr` on a keyboard where none should.
    pub layout_problems: Vec<String>,
    /// What is wrong in the `[[bind]]` tables.
    pub findings: Vec<Finding>,
    /// Keys that mean two things.
    pub conflicts: Vec<String>,
}

/// One key and what it does.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct BoundKey {
    /// Where it works, as `scope` of a `[[bind]]` table names it.
    pub scope: String,
    /// The keys, as `key` names them.
    pub key: String,
    /// The action, as `do` names it.
    pub action: String,
    /// What it does, in words.
    pub title: String,
}

/// Prints what was asked.
pub(crate) fn run(args: &KeysArgs, setup: &Setup) -> Outcome {
    let Some(report) = setup.keys else {
        return Err(Problem::usage(
            "This callsheet was built without its screens (feature tui), so it has no keys.",
        )
        .into());
    };
    let report = report(setup);
    if args.check {
        return check(&report, setup);
    }
    if args.markdown {
        return setup.out.write(&report.markdown);
    }
    if args.layouts {
        return layouts(&report, setup);
    }
    let table = || {
        let mut table = Table::new(&setup.locale, &["Scope", "Key", "Action", "What it does"]);
        for bind in &report.binds {
            table.row([&bind.scope, &bind.key, &bind.action, &bind.title].map(Clone::clone));
        }
        table
    };
    setup
        .out
        .list(&report.binds, |bind| bind.action.clone(), "", table)
}

/// Everything that is wrong with the configuration: its settings, the files of rules, the keys.
pub(crate) fn all_findings(setup: &Setup) -> Vec<Finding> {
    let mut findings = setup.config.findings.clone();
    findings.extend(setup.config.rule_files().findings);
    if let Some(report) = setup.keys {
        findings.extend(wrong(&report(setup), setup));
    }
    findings
}

/// What is wrong with the keys.
fn wrong(report: &KeysReport, setup: &Setup) -> Vec<Finding> {
    let file = setup.config.paths.config.display().to_string();
    let doubled = report.conflicts.iter();
    let doubled = doubled.map(|conflict| Finding::whole(&file, "key_conflict", conflict.clone()));
    report.findings.iter().cloned().chain(doubled).collect()
}

/// 0 when nothing must be mended; what is wrong otherwise, as `config check` tells it.
fn check(report: &KeysReport, setup: &Setup) -> Outcome {
    let findings = wrong(report, setup);
    if !findings.is_empty() {
        return Err(workflow::found(&findings));
    }
    match setup.out.form() {
        Form::Json => setup
            .out
            .json(&json!({ "findings": findings, "layouts": report.layout_problems })),
        Form::Ids => Ok(()),
        Form::Lines => {
            let advice = report
                .layout_problems
                .iter()
                .map(|line| format!("advice: {line}\n"));
            setup.out.line(format!(
                "{}{} keys, 0 conflicts.",
                advice.collect::<String>(),
                report.binds.len()
            ))
        }
    }
}

fn layouts(report: &KeysReport, setup: &Setup) -> Outcome {
    if setup.out.form() == Form::Json {
        return setup
            .out
            .json(&json!({ "table": report.layouts, "problems": report.layout_problems }));
    }
    let problems = match report.layout_problems.as_slice() {
        [] => "No key needs AltGr or a dead key on us, de, se, ru.".to_owned(),
        problems => problems.join("\n"),
    };
    setup
        .out
        .line(format!("{}\n{problems}", report.layouts.trim_end()))
}
