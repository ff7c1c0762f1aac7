//! The rules that the program brings along.

use super::{Rules, files};
use crate::domain::workflow;
use std::sync::LazyLock;

macro_rules! assets {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../assets/", $folder, "/", $name)))),+]
    };
}

/// The outcome table as it is shipped.
pub const SHIPPED_OUTCOMES: &str = include_str!("../../../assets/outcomes.toml");
/// The queues as they are shipped.
pub const SHIPPED_QUEUES: &str = include_str!("../../../assets/queues.toml");
/// The templates as they are shipped: file name and text.
pub const SHIPPED_WORKFLOWS: &[(&str, &str)] = assets!("workflows": "qualify_company.yaml", "work_lead.yaml");
/// The talk tracks as they are shipped: file name and text.
pub const SHIPPED_SCRIPTS: &[(&str, &str)] = assets!("scripts":
    "call_back.md", "data_check.md", "first_call.md", "fit_assessment.md", "follow_up.md",
    "identify_contact.md", "wake_up.md", "work_lead.md",
);

static SHIPPED: LazyLock<Rules> = LazyLock::new(|| {
    // A test reads every asset, so what is shipped has no findings.
    let mut rules = Rules {
        outcomes: files::outcomes("outcomes.toml", SHIPPED_OUTCOMES, &[]).0,
        queues: files::queues("queues.toml", SHIPPED_QUEUES, &[]).0,
        ..Rules::default()
    };
    for (name, text) in SHIPPED_SCRIPTS {
        rules
            .scripts
            .insert(name.trim_end_matches(".md").to_owned(), (*text).to_owned());
    }
    for (name, text) in SHIPPED_WORKFLOWS {
        rules.templates.extend(workflow::parse(name, text).ok());
    }
    rules.sort();
    rules
});

impl Rules {
    /// The rules of a fresh file, before anybody changed one.
    pub fn shipped() -> Self {
        SHIPPED.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::finding::Finding;
    use crate::domain::{Advance, OutcomeEffect, OutcomeGroup, Stage, TaskType};
    use std::path::Path;

    #[test]
    fn every_asset_is_shipped_and_without_findings() {
        let rules = Rules::shipped();
        assert_eq!(files::outcomes("o", SHIPPED_OUTCOMES, &[]).1, [] as [Finding; 0]);
        assert_eq!(files::queues("q", SHIPPED_QUEUES, &[]).1, [] as [Finding; 0]);
        for (name, text) in SHIPPED_WORKFLOWS {
            let template = workflow::check(name, text, &rules).unwrap_or_else(|found| panic!("{found:?}"));
            assert_eq!(format!("{}.yaml", template.key), *name);
        }
        for (name, text) in SHIPPED_SCRIPTS {
            assert_eq!(files::script(name, text), Ok(()), "{name}");
        }
        for (folder, shipped) in [("workflows", SHIPPED_WORKFLOWS), ("scripts", SHIPPED_SCRIPTS)] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(folder);
            let mut there: Vec<String> = std::fs::read_dir(path)
                .expect("folder")
                .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
                .collect();
            there.sort();
            let named: Vec<&str> = shipped.iter().map(|(name, _)| *name).collect();
            assert_eq!(there, named);
        }
    }

    #[test]
    fn the_ten_outcomes_stand_on_their_digits() {
        use {Advance::*, OutcomeEffect as E, OutcomeGroup::*};
        let expected = [
            (1, "NO_ANSWER", NotConnected, Auto, E::CallBackOtherHalf),
            (2, "LEFT_VOICEMAIL", NotConnected, Auto, E::CallBackMorning(2)),
            (3, "BUSY", NotConnected, Auto, E::CallBackHour),
            (4, "CALL_BACK_LATER", Connected, AskDate, E::CallBackPromised),
            (5, "REACHED_DECISION_MAKER", Connected, Ask, E::Suggest(2)),
            (6, "MEETING_BOOKED", ConnectedPositive, AskDate, E::Meeting),
            (7, "NOT_INTERESTED", ConnectedNegative, Ask, E::NotInterested),
            (8, "WRONG_NUMBER", BadData, Stay, E::WrongNumber),
            (9, "GATEKEEPER", NotConnected, Auto, E::CallBackAnotherHour),
            (0, "DO_NOT_CALL", Terminal, Confirm, E::DoNotCall),
        ];
        let rules = Rules::shipped();
        for (rule, (digit, code, group, advance, effect)) in rules.outcomes.iter().zip(expected) {
            let found = (
                rule.digit,
                rule.code.as_str(),
                rule.group,
                rule.advance,
                rule.effect,
            );
            assert_eq!(found, (Some(digit), code, group, advance, effect));
        }
        assert_eq!(rules.outcomes.len(), 20);
        assert_eq!(
            rules.outcomes.iter().filter(|rule| rule.digit.is_some()).count(),
            10
        );
        assert!(rules.outcomes.iter().all(|rule| rule.label_de.is_some()));
    }

    #[test]
    fn qualifying_a_company_makes_its_four_tasks() {
        let rules = Rules::shipped();
        let template = rules.template("qualify_company").expect("shipped");
        assert_eq!(template.stage, Some(Stage::Qualifying));
        let tasks: Vec<_> = template
            .tasks
            .iter()
            .map(|task| {
                (
                    task.kind,
                    task.queue.as_str(),
                    task.due_days,
                    task.after.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            tasks,
            [
                (TaskType::FirstOutreach, "INSIDE_SALES", 1, None),
                (TaskType::IdentifyContact, "INSIDE_SALES", 1, None),
                (TaskType::OpsDataCheck, "SALES_OPS", 1, None),
                (TaskType::FitAssessment, "INSIDE_SALES", 1, Some("FIRST_OUTREACH")),
            ]
        );
        assert!(rules.template("work_lead").is_some());
        let script = rules
            .script(TaskType::CallBack, Some("first_call"))
            .expect("script");
        assert!(script.starts_with("# First call"));
        assert!(
            rules
                .script(TaskType::CallBack, Some("gone"))
                .expect("script")
                .starts_with("# Call back")
        );
        assert_eq!(rules.script(TaskType::Document, None), None);
    }
}
