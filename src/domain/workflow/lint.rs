//! What cannot work in a template, though it reads well.

use super::{TaskSpec, Template, Trigger};
use crate::base::{doc::Step, near};
use crate::domain::codes::*;
use crate::domain::rules::Rules;
use std::collections::BTreeSet;

/// The most tasks a template may make.
const MAX_TASKS: usize = 50;
/// The longest key, title or phase, in characters.
const MAX_KEY: usize = 40;
const MAX_TITLE: usize = 120;

/// Something in a template that cannot work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Which part: the way to it from the top of the file.
    pub path: Vec<Step>,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong, what is accepted.
    pub message: String,
}

/// Everything in a template that cannot work under these rules.
///
/// The template itself need not be among the rules.
pub fn lint(template: &Template, rules: &Rules) -> Vec<Problem> {
    let mut lint = Lint {
        template,
        rules,
        found: Vec::new(),
    };
    lint.head();
    lint.case();
    lint.stage();
    lint.tasks();
    lint.order();
    lint.found
}

/// Whether a text may be a key: a letter, then letters, digits and `_`.
pub(crate) fn is_key(text: &str) -> bool {
    text.len() <= MAX_KEY
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

struct Lint<'a> {
    template: &'a Template,
    rules: &'a Rules,
    found: Vec<Problem>,
}

impl Lint<'_> {
    fn add(&mut self, path: &[Step], code: &'static str, message: String) {
        let path = path.to_vec();
        self.found.push(Problem { path, code, message });
    }

    fn key(&mut self, path: &[Step], what: &str, key: &str) {
        if !is_key(key) {
            let message = format!(
                "{what} {key:?}: write a letter, then letters, digits and \"_\", at most {MAX_KEY} in all"
            );
            self.add(path, "key_format", message);
        }
    }

    fn one_line(&mut self, path: &[Step], text: &str) {
        let length = text.trim().chars().count();
        if length == 0 || length > MAX_TITLE || text.contains(char::is_control) {
            let message = format!("a title is one line of 1 to {MAX_TITLE} characters");
            self.add(path, "title", message);
        }
    }

    fn head(&mut self) {
        let template = self.template;
        self.key(&["key".into()], "key", &template.key);
        self.one_line(&["title".into()], &template.title);
        if !(1..=1_000_000).contains(&template.version) {
            let message = format!("version {}: count up from 1", template.version);
            self.add(&["version".into()], "version", message);
        }
        let rival = self.rules.templates.iter().find(|other| {
            other.key != template.key
                && other.trigger == template.trigger
                && other.trigger != Trigger::Manual
                && other.case.kind == template.case.kind
        });
        if let Some(rival) = rival {
            let message = format!(
                "\"{}\" starts a {} on this trigger already; give this one the key {} to take its place, or one of them the trigger manual",
                rival.key, rival.case.kind, rival.key
            );
            self.add(&["trigger".into()], "trigger_taken", message);
        }
        if template.trigger == Trigger::HandoverAccepted && template.case.kind != CaseType::WorkLead {
            let message = format!(
                "an accepted handover starts a WORK_LEAD, not a {}",
                template.case.kind
            );
            self.add(&["case".into(), "type".into()], "case_type", message);
        }
    }

    fn case(&mut self) {
        let case = &self.template.case;
        let mut seen = BTreeSet::new();
        for (at, phase) in case.phases.iter().enumerate() {
            let path: [Step; 3] = ["case".into(), "phases".into(), at.into()];
            self.key(&path, "phase", phase);
            if !seen.insert(phase.as_str()) {
                self.add(
                    &path,
                    "duplicate_phase",
                    format!("the phase {phase:?} stands here twice"),
                );
            }
        }
        let role = case.owner_role.unwrap_or(case.engine.home().1);
        if let Some(queue) = &case.owner_queue {
            let path: [Step; 2] = ["case".into(), "owner_queue".into()];
            if self.queue(&path, queue) && !self.serves(queue, role) {
                let theirs: Vec<&str> = self.queues().filter(|code| self.serves(code, role)).collect();
                let message = format!(
                    "{queue} is not worked by {role}; queues of {role}: {}",
                    if theirs.is_empty() {
                        "none".to_owned()
                    } else {
                        theirs.join(", ")
                    }
                );
                self.add(&path, "queue_role", message);
            }
        }
    }

    fn queues(&self) -> impl Iterator<Item = &str> {
        self.rules.queues.iter().map(|queue| queue.code.as_str())
    }

    /// A queue belongs to its role, and to the role whose engine is at home in it.
    fn serves(&self, queue: &str, role: Role) -> bool {
        self.rules.queue_role(queue) == Some(role)
            || Engine::ALL.iter().any(|engine| engine.home() == (queue, role))
    }

    fn queue(&mut self, path: &[Step], code: &str) -> bool {
        let known: Vec<&str> = self.queues().collect();
        if known.contains(&code) {
            return true;
        }
        let message = format!("no queue {code:?}{}", near::instead(code, &known));
        self.add(path, "unknown_queue", message);
        false
    }

    fn stage(&mut self) {
        let Some(stage) = self.template.stage else { return };
        // The edge a start may take: the only one whose guard the new case itself meets.
        let reached = match self.template.trigger {
            Trigger::CompanyCreated | Trigger::Manual => Stage::Qualifying,
            Trigger::HandoverAccepted => Stage::SalesAccepted,
        };
        let path: [Step; 1] = ["stage".into()];
        if stage != reached {
            let message =
                format!("no start leads to {stage}; accepted with this trigger: {reached}, or no stage");
            self.add(&path, "no_such_move", message);
        } else if stage == Stage::Qualifying && self.template.case.kind != CaseType::QualifyCompany {
            let message = format!(
                "only a case QUALIFY_COMPANY leads to QUALIFYING, not {}",
                self.template.case.kind
            );
            self.add(&path, "case_type", message);
        }
    }

    fn tasks(&mut self) {
        let tasks = &self.template.tasks;
        if tasks.is_empty() || tasks.len() > MAX_TASKS {
            let message = format!("{} tasks; an open case needs 1 to {MAX_TASKS}", tasks.len());
            self.add(&["tasks".into()], "tasks", message);
        }
        let mut seen = BTreeSet::new();
        for (at, task) in tasks.iter().enumerate() {
            if !seen.insert(task.key.as_str()) {
                let message = format!("the key {:?} is another task's already", task.key);
                self.add(
                    &["tasks".into(), at.into(), "key".into()],
                    "duplicate_task",
                    message,
                );
            }
            self.task(at, task);
        }
    }

    fn task(&mut self, at: usize, task: &TaskSpec) {
        let path = |field: &str| -> [Step; 3] { ["tasks".into(), at.into(), field.into()] };
        self.key(&path("key"), "task key", &task.key);
        if let Some(title) = &task.title {
            self.one_line(&path("title"), title);
        }
        self.queue(&path("queue"), &task.queue);
        if !(0..=365).contains(&task.due_days) {
            let message = format!("due {}: accepted are +0 to +365 working days", task.due_days);
            self.add(&path("due"), "due", message);
        }
        if let Some(attempts) = task.attempts {
            if !(1..=99).contains(&attempts) {
                let message = format!("{attempts} attempts: accepted are 1 to 99");
                self.add(&path("attempts"), "attempts", message);
            } else if !task.kind.is_call() {
                let calls: Vec<&str> = TaskType::ALL
                    .iter()
                    .filter(|kind| kind.is_call())
                    .map(Code::code)
                    .collect();
                let message = format!("{} is no call; attempts go with {}", task.kind, calls.join(", "));
                self.add(&path("attempts"), "attempts", message);
            }
        }
        if let Some(script) = &task.script
            && !self.rules.scripts.contains_key(script)
        {
            let known: Vec<&str> = self.rules.scripts.keys().map(String::as_str).collect();
            let message = format!("no script {script:?}{}", near::instead(script, &known));
            self.add(&path("script"), "unknown_script", message);
        }
    }

    /// `after` names another task, and following it comes to an end.
    fn order(&mut self) {
        let tasks = &self.template.tasks;
        let keys: Vec<&str> = tasks.iter().map(|task| task.key.as_str()).collect();
        let next = |key: &str| tasks.iter().find(|task| task.key == key)?.after.as_deref();
        for (at, task) in tasks.iter().enumerate() {
            let Some(after) = task.after.as_deref() else {
                continue;
            };
            let path: [Step; 3] = ["tasks".into(), at.into(), "after".into()];
            if after == task.key {
                self.add(&path, "after_itself", format!("{after} waits for itself"));
                continue;
            }
            if !keys.contains(&after) {
                let message = format!(
                    "no task {after:?} in this template{}",
                    near::instead(after, &keys)
                );
                self.add(&path, "unknown_task", message);
                continue;
            }
            let mut chain = vec![task.key.as_str()];
            let mut here = Some(after);
            while let Some(key) = here {
                if key == task.key {
                    chain.push(key);
                    let message = format!("a circle that never begins: {}", chain.join(" waits for "));
                    self.add(&path, "cycle", message);
                    break;
                }
                if chain.contains(&key) {
                    break; // a circle further on; its own tasks report it
                }
                chain.push(key);
                here = next(key);
            }
        }
    }
}
