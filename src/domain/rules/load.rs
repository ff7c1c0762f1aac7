//! Rules out of their rows, and into what a load command takes.

use super::{OutcomeRule, QueueRule, Rules, Settings};
use crate::domain::codes::*;
use crate::domain::command::NewRule;
use crate::domain::custom::CustomField;
use crate::domain::entity::Rule;
use crate::domain::view::SavedView;
use crate::domain::workflow::Template;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The key of the one row of settings.
pub(super) const SETTINGS_KEY: &str = "tenant";
/// What a file keeps from its making, unless the configuration names it.
const KEPT: [&str; 2] = ["zone", "country"];

impl Rules {
    /// The rules in force: of each kind and key the newest version.
    ///
    /// A version that cannot be read (a newer program wrote it) is passed over for
    /// the one before: a rule that was good yesterday beats none.
    pub fn from_rows(mut rows: Vec<Rule>) -> Self {
        rows.retain(Rule::is_live);
        rows.sort_by(|a, b| {
            let key = |rule: &Rule| (rule.kind, rule.key.clone());
            key(a).cmp(&key(b)).then(b.version.cmp(&a.version))
        });
        let mut rules = Self::default();
        for group in rows.chunk_by(|a, b| (a.kind, &a.key) == (b.kind, &b.key)) {
            match group[0].kind {
                RuleKind::Settings => rules.settings = newest(group).unwrap_or_default(),
                RuleKind::Outcome => rules.outcomes.extend(newest::<OutcomeRule>(group)),
                RuleKind::Queue => rules.queues.extend(newest::<QueueRule>(group)),
                RuleKind::Template => rules.templates.extend(newest::<Template>(group)),
                // What people keep for themselves changes no command.
                RuleKind::View => {}
                RuleKind::Field => rules.fields.extend(newest::<CustomField>(group)),
                RuleKind::Script => {
                    let text = newest::<String>(group).map(|text| (group[0].key.clone(), text));
                    rules.scripts.extend(text);
                }
            }
        }
        rules.sort();
        rules
    }

    /// The rules of the configuration as bodies for `admin.rules`; loading them again changes nothing.
    pub fn to_new(&self) -> Vec<NewRule> {
        let mut all = vec![new(RuleKind::Settings, SETTINGS_KEY, &self.settings)];
        all.extend(
            self.queues
                .iter()
                .map(|rule| new(RuleKind::Queue, &rule.code, rule)),
        );
        all.extend(
            self.outcomes
                .iter()
                .map(|rule| new(RuleKind::Outcome, &rule.code, rule)),
        );
        all.extend(
            self.scripts
                .iter()
                .map(|(key, text)| new(RuleKind::Script, key, text)),
        );
        all.extend(
            self.templates
                .iter()
                .map(|rule| new(RuleKind::Template, &rule.key, rule)),
        );
        all
    }

    /// A body as it is stored. Settings may leave zone and country open: the file keeps those it was made with.
    pub fn completed(new: &NewRule, stored: Option<&Value>) -> Value {
        let mut body = new.body.clone();
        if new.kind == RuleKind::Settings
            && let (Some(fields), Some(stored)) = (body.as_object_mut(), stored.and_then(Value::as_object))
        {
            for name in KEPT {
                if let (false, Some(kept)) = (fields.contains_key(name), stored.get(name)) {
                    fields.insert(name.to_owned(), kept.clone());
                }
            }
        }
        body
    }

    /// Leaves zone and country of the settings open, so that a file keeps its own.
    pub fn leave_open(rules: &mut [NewRule], zone: bool, country: bool) {
        for settings in rules.iter_mut().filter(|rule| rule.kind == RuleKind::Settings) {
            if let Some(fields) = settings.body.as_object_mut() {
                for (name, open) in KEPT.into_iter().zip([zone, country]) {
                    if open {
                        fields.remove(name);
                    }
                }
            }
        }
    }

    /// The newest version of a rule that is in force.
    pub fn newest<'r>(rows: &'r [Rule], kind: RuleKind, key: &str) -> Option<&'r Rule> {
        rows.iter()
            .filter(|row| row.is_live() && row.kind == kind && row.key == key)
            .max_by_key(|row| row.version)
    }

    /// Whether a rule in force has no place among these, which are all the configuration has. Settings always have one, and
    /// what is no rule of a file has no place there.
    pub fn is_dropped(row: &Rule, all: &[NewRule]) -> bool {
        row.is_live()
            && row.kind != RuleKind::Settings
            && row.kind.is_configured()
            && !all.iter().any(|new| new.kind == row.kind && new.key == row.key)
    }

    /// Whether loading these rules, and no others, would change nothing.
    pub fn are_loaded(rows: &[Rule], all: &[NewRule]) -> bool {
        all.iter().all(|new| {
            Self::newest(rows, new.kind, &new.key)
                .is_some_and(|row| row.body.0 == Self::completed(new, Some(&row.body.0)))
        }) && !rows.iter().any(|row| Self::is_dropped(row, all))
    }

    /// Whether a body has the shape of its kind; the reason when it has not.
    pub fn readable(kind: RuleKind, body: &Value) -> Result<(), String> {
        fn fits<T: DeserializeOwned>(body: &Value) -> Result<(), String> {
            T::deserialize(body).map(drop).map_err(|error| error.to_string())
        }
        match kind {
            RuleKind::Outcome => fits::<OutcomeRule>(body),
            RuleKind::Template => fits::<Template>(body),
            RuleKind::Queue => fits::<QueueRule>(body),
            RuleKind::Script => fits::<String>(body),
            RuleKind::Settings => fits::<Settings>(body),
            RuleKind::View => fits::<SavedView>(body),
            RuleKind::Field => fits::<CustomField>(body),
        }
    }

    /// The order in which lists show them: outcomes by digit (0 last), the rest by code.
    pub(crate) fn sort(&mut self) {
        let place = |digit: Option<u8>| digit.map_or(11, |digit| if digit == 0 { 10 } else { digit });
        self.outcomes
            .sort_by(|a, b| (place(a.digit), &a.code).cmp(&(place(b.digit), &b.code)));
        self.queues.sort_by(|a, b| a.code.cmp(&b.code));
        self.templates.sort_by(|a, b| a.key.cmp(&b.key));
        self.fields
            .sort_by(|a, b| (a.entity, a.place, &a.name).cmp(&(b.entity, b.place, &b.name)));
    }
}

fn newest<T: DeserializeOwned>(versions: &[Rule]) -> Option<T> {
    versions.iter().find_map(|rule| T::deserialize(&rule.body.0).ok())
}

fn new(kind: RuleKind, key: &str, rule: &impl Serialize) -> NewRule {
    NewRule {
        kind,
        key: key.to_owned(),
        body: serde_json::to_value(rule).expect("rules are plain data with text keys"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Json, RuleId, Timestamp, id::RowId};
    use uuid::Uuid;

    fn row(kind: RuleKind, key: &str, version: i64, body: Value) -> Rule {
        Rule {
            id: RuleId::from_uuid(Uuid::from_u128(u128::try_from(version).expect("positive"))),
            kind,
            key: key.to_owned(),
            version,
            body: Json(body),
            created_at: Timestamp(0),
            deleted_at: None,
            deleted_by: None,
            deleted_with: None,
        }
    }

    #[test]
    fn rules_become_rows_and_rows_the_same_rules() {
        let shipped = Rules::shipped();
        let rows = shipped
            .to_new()
            .into_iter()
            .rev()
            .map(|new| row(new.kind, &new.key, 1, new.body))
            .collect();
        assert_eq!(Rules::from_rows(rows), shipped);
        for new in shipped.to_new() {
            assert_eq!(Rules::readable(new.kind, &new.body), Ok(()), "{}", new.key);
            assert!(Rules::readable(RuleKind::Template, &Value::from(1)).is_err());
        }
    }

    #[test]
    fn the_newest_version_that_can_be_read_is_in_force() {
        let script = |version, body| row(RuleKind::Script, "first_call", version, body);
        let mut gone = script(9, "gone".into());
        gone.deleted_at = Some(Timestamp(1));
        let rows = vec![
            script(2, "two".into()),
            script(10, "ten".into()),
            script(11, Value::from(7)),
            gone,
            row(
                RuleKind::Settings,
                "tenant",
                1,
                serde_json::json!({"attempts": 4}),
            ),
            row(RuleKind::Outcome, "BUSY", 1, Value::Null),
        ];
        let rules = Rules::from_rows(rows);
        assert_eq!(rules.scripts["first_call"], "ten");
        assert_eq!((rules.settings.attempts, rules.settings.lease_minutes), (4, 30));
        assert_eq!(rules.outcomes, []);
        assert_eq!(Rules::from_rows(vec![]), Rules::default());
    }
}
