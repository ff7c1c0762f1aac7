//! The same day with verbs, on the command line.

use super::desk::Desk;
use super::keys::{Day, Step};
use super::plan::Act;
use serde_json::Value;

/// The number that is called, and who is meant.
struct Dial {
    phone: Option<String>,
    contact: Option<String>,
}

/// Does what was done with keys; `next` must offer the same tasks in the same order.
pub(super) fn work(desk: &Desk, day: &Day) {
    // After a wrong number the company stays in work, with its next number.
    let mut again: Option<Dial> = None;
    for step in &day.steps {
        let dial = again.take().unwrap_or_else(|| claimed(desk, step));
        if step.act == Act::Skip {
            desk.cli.run(["task", "skip", &step.current.task]).ok();
            continue;
        }
        let done = desk.cli.run(logged(step, &dial)).ok().json();
        let effects = done["effects"].as_array().expect("effects");
        let next_number = effects.iter().find(|effect| effect["effect"] == "next_number");
        again = next_number.map(|effect| Dial {
            phone: text(&effect["number"]),
            // A number of the company is called for the same person as before.
            contact: text(&effect["contact_id"]).or_else(|| dial.contact.clone()),
        });
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// Claims the next task, which must be the one that was worked with keys.
fn claimed(desk: &Desk, step: &Step) -> Dial {
    let next = desk.cli.run(["next", "--json"]).ok().json();
    assert_eq!(next["task"]["id"], step.current.task.as_str(), "{step:?}");
    let dial = &next["dials"][0];
    Dial {
        phone: text(&dial["phone"]),
        contact: text(&dial["contact_id"]).or_else(|| text(&next["contact_id"])),
    }
}

fn logged(step: &Step, dial: &Dial) -> Vec<String> {
    let mut log = vec![
        "log",
        &step.current.task,
        "--outcome",
        step.act.outcome(),
        "--json",
    ];
    if let Some(phone) = &dial.phone {
        log.extend(["--phone", phone]);
    }
    if let Some(contact) = &dial.contact {
        log.extend(["--contact", contact]);
    }
    log.extend(match step.act {
        Act::CallBack => &["--follow-up", "tomorrow 10"][..],
        Act::Qualify => &["--qualify"],
        Act::Disqualify => &["--disqualify", "NO_NEED"],
        _ => &[],
    });
    // What the strip suggested and the rep took.
    if matches!(step.act, Act::Talk | Act::Qualify) {
        log.extend([
            "--follow-up",
            step.follow_up.as_deref().expect("a follow-up was agreed"),
        ]);
    }
    log.into_iter().map(str::to_owned).collect()
}
