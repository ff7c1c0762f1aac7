//! The same day with verbs, on the command line.

use super::desk::Desk;
use super::keys::Day;
use super::plan::Act;

/// Does what was done with keys; `next` must offer the same tasks in the same order.
pub(super) fn work(desk: &Desk, day: &Day) {
    let mut before: Option<&str> = None;
    for (current, act) in &day.steps {
        // After a wrong number the company stays in work, with its next number.
        let next = desk.cli.run(["next", "--json"]).ok().json();
        assert_eq!(
            next["task"]["id"],
            current.task.as_str(),
            "after {before:?} comes {current:?}"
        );
        before = Some(&current.name);
        if *act == Act::Skip {
            desk.cli.run(["task", "skip", &current.task]).ok();
            continue;
        }
        let mut log = vec!["log", &current.task, "--outcome", act.outcome()];
        let dial = &next["dials"][0];
        if let Some(phone) = dial["phone"].as_str() {
            log.extend(["--phone", phone]);
        }
        if let Some(contact) = dial["contact_id"]
            .as_str()
            .or(next["task"]["contact_id"].as_str())
        {
            log.extend(["--contact", contact]);
        }
        log.extend(match act {
            Act::CallBack => &["--follow-up", "tomorrow 10"][..],
            Act::Qualify => &["--qualify"],
            Act::Disqualify => &["--disqualify", "NO_NEED"],
            _ => &[],
        });
        desk.cli.run(log).ok();
    }
}
