//! `callsheet config …`: where the settings are, what they say, changing one.

use super::{examples, workflow};
use crate::cli::output::{Form, Outcome, Problem, Table};
use crate::cli::session::Setup;
use crate::config;
use clap::Subcommand;
use serde_json::json;

/// What can be done with the configuration.
#[derive(Subcommand, Debug)]
pub(crate) enum ConfigVerb {
    /// Where the configuration, the data and the log are
    #[command(after_help = examples!("config path", "config path --json"))]
    Path,
    /// The settings in force, or the value of one
    #[command(after_help = examples!("config show", "config show ui.theme", "config show --json"))]
    Show {
        /// One setting, as ui.theme
        key: Option<String>,
    },
    /// Check config.toml and the files of rules beside it
    #[command(after_help = examples!("config check", "config check --json"))]
    Check,
    /// Change a setting in config.toml; comments stay
    #[command(after_help = examples!("config set ui.theme dark", "config set user.language de --dry-run"))]
    Set {
        /// The setting, as ui.theme
        key: String,
        /// Its new value
        value: String,
    },
    /// Every setting with its default and a line of why
    #[command(after_help = examples!("config keys"))]
    Keys,
}

/// Does what was asked; the data file is not opened.
pub(crate) fn run(verb: &ConfigVerb, setup: &Setup) -> Outcome {
    match verb {
        ConfigVerb::Path => path(setup),
        ConfigVerb::Show { key } => show(key.as_deref(), setup),
        ConfigVerb::Check => check(setup),
        ConfigVerb::Set { key, value } => set(key, value, setup),
        ConfigVerb::Keys => {
            let keys = config::keys();
            setup.out.list(
                &keys,
                |key| key.key.clone(),
                "",
                || {
                    let mut table = Table::new(&setup.locale, &["Setting", "Default", "Why"]);
                    for key in &keys {
                        table.row([key.key.clone(), key.default.clone(), key.help.clone()]);
                    }
                    table
                },
            )
        }
    }
}

fn path(setup: &Setup) -> Outcome {
    let paths = &setup.config.paths;
    let places = [
        ("config", &paths.config),
        ("folder", &paths.folder),
        ("data", &paths.data),
        ("log", &paths.log),
    ];
    if setup.out.form() == Form::Json {
        let map: serde_json::Map<_, _> = places
            .iter()
            .map(|(name, path)| ((*name).to_owned(), json!(path.display().to_string())))
            .collect();
        return setup.out.json(&map);
    }
    let line = |(name, path): &(&str, &std::path::PathBuf)| {
        let there = if path.exists() { "" } else { "  (not there yet)" };
        format!("{name:<7} {}{there}", path.display())
    };
    setup
        .out
        .line(places.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn show(key: Option<&str>, setup: &Setup) -> Outcome {
    let config = &setup.config.config;
    let Some(key) = key else {
        return match setup.out.form() {
            Form::Json => setup.out.json(config),
            _ => setup.out.line(config::show(config).trim_end()),
        };
    };
    let whole = serde_json::to_value(config).unwrap_or_default();
    let Some(value) = key.split('.').try_fold(&whole, |value, part| value.get(part)) else {
        let keys = config::keys();
        let hint = crate::base::near::hint(key, keys.iter().map(|key| key.key.as_str()));
        return Err(Problem::new(
            "not_found",
            3,
            "Not found",
            format!("There is no setting {key:?}{hint}"),
        )
        .into());
    };
    match (setup.out.form(), value.as_str()) {
        (Form::Json, _) | (_, None) => setup.out.json(value),
        (_, Some(text)) => setup.out.line(text),
    }
}

fn check(setup: &Setup) -> Outcome {
    let findings = super::keys::all_findings(setup);
    if !findings.is_empty() {
        return Err(workflow::found(&findings));
    }
    match setup.out.form() {
        Form::Json => setup.out.json(&json!({ "findings": findings })),
        Form::Ids => Ok(()),
        Form::Lines if setup.config.paths.config.exists() => setup.out.line("Nothing is wrong."),
        Form::Lines => setup
            .out
            .line("There is no config.toml; every setting is at its default."),
    }
}

fn set(key: &str, value: &str, setup: &Setup) -> Outcome {
    let path = &setup.config.paths.config;
    let change = if setup.globals.dry_run {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        config::with(&path.display().to_string(), &text, key, value).map(|(_, change)| change)
    } else {
        config::set(path, key, value)?
    };
    match change {
        Err(findings) => Err(workflow::found(&findings)),
        Ok(change) => setup.out.one(&change, &change.key, || {
            let from = change
                .from
                .as_ref()
                .map(|from| format!(" (before: {from})"))
                .unwrap_or_default();
            let line = format!("{} = {}{from}\n", change.key, change.to);
            crate::base::text::clean(&line, crate::base::text::Mode::Block).into_string()
        }),
    }
}
