//! A template as a person writes it: YAML in, a [`Template`] or findings out.

use super::{CaseSpec, TaskSpec, Template, Trigger, lint};
use crate::base::{
    doc::{self, Node},
    finding::Finding,
};
use crate::domain::codes::*;
use crate::domain::rules::Rules;
use serde::{Deserialize, Deserializer, de};

/// Reads a template and checks its shape; every finding of the file is returned.
///
/// What needs other rules (queues, scripts) is for [`check`].
pub fn parse(file: &str, text: &str) -> Result<Template, Vec<Finding>> {
    read(file, text).map(|(template, _)| template)
}

/// Reads a template and checks it against the rules it will run under.
pub fn check(file: &str, text: &str, rules: &Rules) -> Result<Template, Vec<Finding>> {
    let (template, node) = read(file, text)?;
    let problems = lint(&template, rules);
    let mut findings: Vec<Finding> = problems
        .into_iter()
        .map(|problem| Finding::new(file, node.place(&problem.path), problem.code, problem.message))
        .collect();
    findings.sort_by_key(|finding| finding.at);
    if findings.is_empty() {
        Ok(template)
    } else {
        Err(findings)
    }
}

fn read(file: &str, text: &str) -> Result<(Template, Node), Vec<Finding>> {
    let node = doc::parse_yaml(file, text).map_err(|finding| vec![finding])?;
    match doc::read_most::<Written>(file, node) {
        (Some(written), node, findings) if findings.is_empty() => Ok((written.into(), node)),
        (_, _, findings) => Err(findings),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "template")]
struct Written {
    key: String,
    version: i64,
    title: String,
    trigger: Trigger,
    case: WrittenCase,
    #[serde(default)]
    stage: Option<Stage>,
    tasks: Vec<WrittenTask>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "case")]
struct WrittenCase {
    #[serde(rename = "type")]
    kind: CaseType,
    engine: Engine,
    #[serde(default)]
    phases: Vec<String>,
    #[serde(default)]
    owner_role: Option<WrittenRole>,
    #[serde(default)]
    owner_queue: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "task")]
struct WrittenTask {
    key: String,
    #[serde(rename = "type")]
    kind: TaskType,
    #[serde(default)]
    title: Option<String>,
    queue: String,
    due: DueDays,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    priority: Option<Priority>,
    #[serde(default)]
    attempts: Option<i64>,
    #[serde(default)]
    script: Option<String>,
}

/// A role; `ops` is accepted for `sales_ops`, because the engine is called that.
struct WrittenRole(Role);

impl<'de> Deserialize<'de> for WrittenRole {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        if word == "ops" {
            return Ok(Self(Role::SalesOps));
        }
        Role::deserialize(de::value::StrDeserializer::<D::Error>::new(&word)).map(Self)
    }
}

/// Working days until something is due: `+1`, `+1d` or `1`.
struct DueDays(i64);

impl<'de> Deserialize<'de> for DueDays {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Days;
        impl de::Visitor<'_> for Days {
            type Value = DueDays;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("working days such as +1d")
            }
            fn visit_i64<E: de::Error>(self, days: i64) -> Result<DueDays, E> {
                Ok(DueDays(days))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<DueDays, E> {
                let number = text.trim().trim_start_matches('+').trim_end_matches('d');
                let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
                number
                    .parse()
                    .ok()
                    .filter(|_| plain)
                    .map(DueDays)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        from.deserialize_any(Days)
    }
}

impl From<Written> for Template {
    fn from(written: Written) -> Self {
        let case = written.case;
        Self {
            key: written.key,
            version: written.version,
            title: written.title,
            trigger: written.trigger,
            case: CaseSpec {
                kind: case.kind,
                engine: case.engine,
                phases: case.phases,
                owner_role: case.owner_role.map(|role| role.0),
                owner_queue: case.owner_queue,
            },
            stage: written.stage,
            tasks: written.tasks.into_iter().map(TaskSpec::from).collect(),
        }
    }
}

impl From<WrittenTask> for TaskSpec {
    fn from(written: WrittenTask) -> Self {
        Self {
            key: written.key,
            kind: written.kind,
            title: written.title,
            queue: written.queue,
            due_days: written.due.0,
            after: written.after,
            priority: written.priority,
            attempts: written.attempts,
            script: written.script,
        }
    }
}
