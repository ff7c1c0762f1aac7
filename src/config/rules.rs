//! The files of rules beside `config.toml`: outcomes, queues, workflows, scripts.
//!
//! Shipped rules come first; a file of the same key takes their place.

use crate::base::finding::Finding;
use crate::domain::rules::{self, Rules, Settings, files};
use crate::domain::workflow::{self, Template};
use std::path::{Path, PathBuf};

/// The rules of the files, and what is wrong in them.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleFiles {
    /// As far as they can be read, over the shipped ones.
    pub rules: Rules,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// A workflow template and where it comes from.
#[derive(Clone, PartialEq, Debug)]
pub struct WorkflowFile {
    /// Its file; none for a shipped one.
    pub path: Option<PathBuf>,
    /// Its name in messages.
    pub name: String,
    /// Its text.
    pub text: String,
    /// The template, when the text is one; a checked one is in [`RuleFiles`].
    pub template: Option<Template>,
}

/// Reads every file of rules in a configuration folder.
pub fn read_rules(folder: &Path, settings: Settings) -> RuleFiles {
    let mut rules = Rules {
        settings,
        ..Rules::shipped()
    };
    let mut findings = Vec::new();

    for (path, text) in texts(&[folder.join("queues.toml")], &mut findings) {
        let (queues, found) = files::queues(&path.display().to_string(), &text, &rules.queues);
        rules.queues = queues;
        findings.extend(found);
    }
    for (path, text) in texts(&[folder.join("outcomes.toml")], &mut findings) {
        let (outcomes, found) = files::outcomes(&path.display().to_string(), &text, &rules.outcomes);
        rules.outcomes = outcomes;
        findings.extend(found);
    }
    let scripts = list(&folder.join("scripts"), &["md"], &mut findings);
    for (path, text) in texts(&scripts, &mut findings) {
        match files::script(&path.display().to_string(), &text) {
            Ok(()) => drop(rules.scripts.insert(stem(&path), text)),
            Err(finding) => findings.push(finding),
        }
    }
    own_workflows(folder, &mut rules, &mut findings);
    rules.sort();
    RuleFiles { rules, findings }
}

/// Every workflow there is: the files of the folder, then the shipped ones that none of them shadows.
pub fn workflows(folder: &Path) -> (Vec<WorkflowFile>, Vec<Finding>) {
    let mut findings = Vec::new();
    let paths = list(&folder.join("workflows"), &["yaml", "yml"], &mut findings);
    let own = texts(&paths, &mut findings).into_iter().map(|(path, text)| {
        let name = path.display().to_string();
        let template = workflow::parse(&name, &text).ok();
        WorkflowFile {
            path: Some(path),
            name,
            text,
            template,
        }
    });
    let mut all: Vec<WorkflowFile> = own.collect();
    for (name, text) in rules::SHIPPED_WORKFLOWS {
        let template = workflow::parse(name, text).ok();
        let shadowed = all.iter().any(|file| {
            let key = file.template.as_ref().map(|template| &template.key);
            key.is_some() && key == template.as_ref().map(|template| &template.key)
        });
        if !shadowed {
            let (name, text) = ((*name).to_owned(), (*text).to_owned());
            all.push(WorkflowFile {
                path: None,
                name,
                text,
                template,
            });
        }
    }
    (all, findings)
}

/// Puts the templates of the folder in the place of shipped ones, then checks them all together.
fn own_workflows(folder: &Path, rules: &mut Rules, findings: &mut Vec<Finding>) {
    let (all, found) = workflows(folder);
    findings.extend(found);
    let own: Vec<WorkflowFile> = all.into_iter().filter(|file| file.path.is_some()).collect();
    let mut taken: Vec<(&str, &str)> = Vec::new();
    for file in &own {
        let Some(template) = &file.template else { continue };
        if let Some((_, other)) = taken.iter().find(|(key, _)| *key == template.key) {
            let message = format!("the key \"{}\" is that of {other} already", template.key);
            findings.push(Finding::whole(&file.name, "duplicate_key", message));
            continue;
        }
        taken.push((&template.key, &file.name));
        rules.templates.retain(|known| known.key != template.key);
        rules.templates.push(template.clone());
    }
    let mut refused = Vec::new();
    for file in &own {
        if let Err(found) = workflow::check(&file.name, &file.text, rules) {
            findings.extend(found);
            refused.extend(file.template.as_ref().map(|template| template.key.clone()));
        }
    }
    rules
        .templates
        .retain(|template| !refused.contains(&template.key));
}

/// The files of a folder with one of these endings, by name; no folder is no file.
fn list(folder: &Path, endings: &[&str], findings: &mut Vec<Finding>) -> Vec<PathBuf> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            let name = folder.display().to_string();
            findings.push(Finding::whole(
                &name,
                "unreadable",
                format!("cannot be read: {error}"),
            ));
            return Vec::new();
        }
    };
    let ours = |path: &PathBuf| {
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let ending = path
            .extension()
            .is_some_and(|ending| endings.iter().any(|known| ending == *known));
        ending && !hidden && path.is_file()
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(ours)
        .collect();
    paths.sort();
    paths
}

/// The texts of those files that are there; what cannot be read is a finding.
fn texts(paths: &[PathBuf], findings: &mut Vec<Finding>) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for path in paths {
        match super::setup::read_text(path) {
            Ok(Some(text)) => all.push((path.clone(), text)),
            Ok(None) => {}
            Err(error) => {
                let name = path.display().to_string();
                findings.push(Finding::whole(&name, "unreadable", why_unreadable(&error)));
            }
        }
    }
    all
}

/// The key of a script: the name of its file.
fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Checks workflow files wherever they lie, each against rules as if it stood among them.
pub fn lint(paths: &[PathBuf], rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in paths {
        match super::setup::read_text(path) {
            Ok(Some(text)) => {
                let checked = workflow::check(&path.display().to_string(), &text, rules);
                findings.extend(checked.err().unwrap_or_default());
            }
            Ok(None) => findings.push(Finding::whole(
                &path.display().to_string(),
                "not_found",
                "is not there",
            )),
            Err(error) => findings.push(Finding::whole(
                &path.display().to_string(),
                "unreadable",
                why_unreadable(&error),
            )),
        }
    }
    findings
}

/// The reason alone: a finding names the file itself.
fn why_unreadable(error: &super::ConfigError) -> String {
    match error {
        super::ConfigError::Unreadable { reason, .. } => format!("cannot be read: {reason}"),
        other => other.to_string(),
    }
}

/// What a workflow file would change about the template in force, as lines with `-` and `+`;
/// empty when nothing, everything new when none of its key is in force.
pub fn diff(file: &Template, rules: &Rules) -> String {
    let now = rules
        .template(&file.key)
        .map_or_else(String::new, Template::to_yaml);
    crate::base::diff::lines(&now, &file.to_yaml(), 2)
}
