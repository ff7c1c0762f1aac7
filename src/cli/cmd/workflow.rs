//! `callsheet workflow …`: the templates, their files, and starting one.

use super::{case, examples};
use crate::base::finding::Finding;
use crate::base::text::{self, Mode};
use crate::cli::output::{Form, Outcome, Problem, Table};
use crate::cli::session::{Session, Setup};
use crate::cli::spoken;
use crate::config;
use crate::domain::workflow::Template;
use crate::domain::{Refusal, Rules};
use clap::Subcommand;
use serde::Serialize;
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;

/// What can be done with workflows.
#[derive(Subcommand, Debug)]
pub(crate) enum WorkflowVerb {
    /// List the templates in force
    #[command(after_help = examples!("workflow list", "workflow list --json"))]
    List,
    /// Show a template in force
    #[command(after_help = examples!("workflow show qualify_company", "workflow show qualify_company --json"))]
    Show {
        /// Its key
        template: String,
    },
    /// Check template files, and say where they are wrong
    #[command(after_help = examples!("workflow lint", "workflow lint my_workflow.yaml --json"))]
    Lint {
        /// The files; those of the configuration when none is named
        files: Vec<PathBuf>,
    },
    /// Start a template on a company
    #[command(after_help = examples!("workflow start qualify_company \"Müller GmbH\""))]
    Start {
        /// Its key
        template: String,
        /// Id, exact name, domain, or system:id of the company
        company: String,
    },
    /// Compare the files with the templates in force
    #[command(after_help = examples!("workflow diff", "workflow diff qualify_company --json"))]
    Diff {
        /// Only this one
        template: Option<String>,
    },
}

/// Does what was asked.
pub(crate) fn run(verb: WorkflowVerb, s: &mut Session) -> Outcome {
    match verb {
        WorkflowVerb::List => {
            let rules = s.replica.rules();
            s.out().list(
                &rules.templates,
                |t| t.key.clone(),
                &spoken::words(&s.setup.locale, "none", "No template is in force."),
                || table(s, &rules.templates),
            )
        }
        WorkflowVerb::Show { template } => {
            let rules = s.replica.rules();
            let found = known(&rules, &template)?;
            s.out().one(found, &found.key, || safe(&found.to_yaml()))
        }
        WorkflowVerb::Lint { files } => lint(&files, &s.setup),
        WorkflowVerb::Start { template, company } => case::start(&company, template, s),
        WorkflowVerb::Diff { template } => diff(template.as_deref(), s),
    }
}

fn known<'a>(rules: &'a Rules, key: &str) -> Outcome<&'a Template> {
    let near = || {
        let keys = rules.templates.iter().map(|template| template.key.as_str());
        format!("{key:?}; there are {}", keys.collect::<Vec<_>>().join(", "))
    };
    rules
        .template(key)
        .ok_or_else(|| Refusal::not_found("template", near()).into())
}

fn table(s: &Session, templates: &[Template]) -> Table {
    let mut table = Table::new(
        &s.setup.locale,
        &["Key", "Version", "Title", "Trigger", "Case", "Tasks"],
    );
    for template in templates {
        table.row([
            template.key.clone(),
            template.version.to_string(),
            template.title.clone(),
            trigger(template),
            template.case.kind.to_string(),
            template.tasks.len().to_string(),
        ]);
    }
    table
}

fn trigger(template: &Template) -> String {
    json!(template.trigger).as_str().unwrap_or_default().to_owned()
}

fn safe(text: &str) -> String {
    text::clean(text, Mode::Block).into_string()
}

/// Checks files; any finding is a failure with exit status 2.
fn lint(files: &[PathBuf], setup: &Setup) -> Outcome {
    let read = setup.config.rule_files();
    let (checked, findings) = if files.is_empty() {
        let (all, _) = config::workflows(&setup.config.paths.folder);
        (all.len(), read.findings)
    } else {
        (files.len(), config::lint(files, &read.rules))
    };
    if !findings.is_empty() {
        return Err(found(&findings));
    }
    match setup.out.form() {
        Form::Json => setup
            .out
            .json(&json!({ "checked": checked, "findings": findings })),
        Form::Ids => Ok(()),
        Form::Lines => setup
            .out
            .line(format!("{checked} workflows checked, nothing is wrong.")),
    }
}

/// Findings as a problem: each one with its place.
pub(crate) fn found(findings: &[Finding]) -> crate::cli::Failure {
    let list = findings
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n");
    let mut problem = Problem::new("findings", 2, "Something is wrong in the files", list);
    problem.findings = findings.to_vec();
    problem.into()
}

/// How a file differs from what is in force.
#[derive(Serialize)]
struct Difference {
    key: String,
    file: String,
    /// `same`, `changed`, or `new`: none of its key is in force.
    state: &'static str,
    /// Lines with `-` and `+`.
    diff: String,
}

fn diff(only: Option<&str>, s: &Session) -> Outcome {
    let rules = s.replica.rules();
    let (files, findings) = config::workflows(&s.setup.config.paths.folder);
    for finding in &findings {
        s.out().warn(&finding.to_string());
    }
    let wanted = |key: &str| only.is_none_or(|only| only == key);
    let mut rows: Vec<Difference> = Vec::new();
    for file in &files {
        let Some(template) = file.template.as_ref().filter(|template| wanted(&template.key)) else {
            continue;
        };
        let diff = config::diff(template, &rules);
        rows.push(Difference {
            key: template.key.clone(),
            file: file.name.clone(),
            state: match (rules.template(&template.key), diff.is_empty()) {
                (None, _) => "new",
                (_, true) => "same",
                (_, false) => "changed",
            },
            diff,
        });
    }
    if let (Some(only), true) = (only, rows.is_empty()) {
        return Err(Refusal::not_found("workflow file with the key", format!("{only:?}")).into());
    }
    match s.out().form() {
        Form::Json => s.out().json(&rows),
        Form::Ids => s.out().ids(rows.iter().map(|row| &row.key)),
        Form::Lines => {
            let lines = rows.iter().fold(String::new(), |mut lines, row| {
                let _ = writeln!(lines, "{} {} ({})\n{}", row.state, row.key, row.file, row.diff);
                lines
            });
            s.out().write(&safe(lines.trim_end()))?;
            s.out().write("\n")
        }
    }
}
