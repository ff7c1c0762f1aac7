//! A template in force, written as YAML again: for `workflow show` and `diff`.

use super::{TaskSpec, Template};
use crate::domain::codes::Code;
use serde::Serialize;
use std::fmt::Write as _;

impl Template {
    /// The template as a file would say it; [`super::parse()`] reads it back.
    pub fn to_yaml(&self) -> String {
        let mut text = String::new();
        let case = &self.case;
        let trigger = word(&self.trigger);
        let _ = write!(
            text,
            "key: {}\nversion: {}\ntitle: {}\ntrigger: {trigger}\n",
            quoted(&self.key),
            self.version,
            quoted(&self.title)
        );
        let _ = write!(text, "case:\n  type: {}\n  engine: {}\n", case.kind, case.engine);
        if !case.phases.is_empty() {
            let phases: Vec<String> = case.phases.iter().map(|phase| quoted(phase)).collect();
            let _ = writeln!(text, "  phases: [{}]", phases.join(", "));
        }
        line(&mut text, "  owner_role", case.owner_role.map(|role| role.code()));
        line(&mut text, "  owner_queue", case.owner_queue.as_deref());
        line(&mut text, "stage", self.stage.map(|stage| stage.code()));
        text.push_str(if self.tasks.is_empty() {
            "tasks: []\n"
        } else {
            "tasks:\n"
        });
        for task in &self.tasks {
            task_yaml(&mut text, task);
        }
        text
    }
}

fn task_yaml(text: &mut String, task: &TaskSpec) {
    let _ = write!(text, "  - key: {}\n    type: {}\n", quoted(&task.key), task.kind);
    line(text, "    title", task.title.as_deref());
    line(text, "    queue", Some(&task.queue));
    line(text, "    after", task.after.as_deref());
    let _ = writeln!(text, "    due: +{}d", task.due_days);
    line(
        text,
        "    priority",
        task.priority.map(|priority| priority.code()),
    );
    let attempts = task.attempts.map(|attempts| attempts.to_string());
    if let Some(attempts) = attempts {
        let _ = writeln!(text, "    attempts: {attempts}");
    }
    line(text, "    script", task.script.as_deref());
}

fn line(text: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = writeln!(text, "{key}: {}", quoted(value));
    }
}

fn word(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

/// Plain where nothing can be misread, else in double quotes (JSON text is YAML text).
fn quoted(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_alphabetic())
        && !text.ends_with(' ')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'))
        && !["true", "false", "null"].contains(&text.to_lowercase().as_str());
    if plain {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use crate::domain::rules::Rules;

    #[test]
    fn what_is_written_reads_back_as_the_same_template() {
        for mut template in Rules::shipped().templates {
            for title in [
                "Qualify company",
                "null",
                "a: b # c",
                "\"quotes\" \\ and\ttabs",
                "ÖL ",
                "1:30",
                "-",
            ] {
                title.clone_into(&mut template.title);
                let text = template.to_yaml();
                assert_eq!(parse("w.yaml", &text), Ok(template.clone()), "{text}");
            }
        }
    }
}
