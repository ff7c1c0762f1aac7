//! A rep's day on the real program: the keys each case costs, and eighty calls from the first to the last.
//!
//! The day is worked twice from one file: with keys in a terminal, and with verbs on the command line. Both
//! leave the same rows behind, which `dev digest --shape` says in one hash.

mod cases;
mod desk;
mod keys;
mod panes;
mod plan;
mod verbs;

use desk::Desk;
use plan::{Act, Plan};

/// Keys a day of eighty calls may cost, without typed text.
const MOST_KEYS: usize = 240;

fn worked(desk: &Desk) {
    let twin = desk.copy("verbs.db");
    let day = keys::work(desk, &mut Plan::of_a_day());
    assert_eq!(day.calls(), 80, "{:?}", day.steps);
    assert!(
        day.keys <= MOST_KEYS,
        "{} keys for {} steps: {:?}",
        day.keys,
        day.steps.len(),
        day.steps
    );
    desk.leaves_the_rows_of(&day);
    verbs::work(&twin, &day);
    twin.leaves_the_rows_of(&day);
    assert_eq!(desk.shape(), twin.shape(), "keys and verbs did the same work");
}

#[test]
fn eighty_calls_on_the_demo() {
    worked(&Desk::demo());
}

#[test]
fn eighty_calls_on_a_fresh_hubspot_import() {
    // The export is not ours to keep in the repository; its absence is said.
    if let Some(desk) = Desk::hubspot() {
        worked(&desk);
    }
}

#[test]
fn the_plan_is_the_day_it_says() {
    let mut plan = Plan::of_a_day();
    let mut acts = Vec::new();
    while let Some(act) = plan.next(&desk::Current::any_call()) {
        acts.push(act);
    }
    let count = |wanted: Act| acts.iter().filter(|act| **act == wanted).count();
    let not_reached = [Act::NoAnswer, Act::Voicemail, Act::Busy, Act::Gatekeeper].map(count);
    assert_eq!(not_reached.iter().sum::<usize>(), 52);
    let others = [
        Act::CallBack,
        Act::Talk,
        Act::Qualify,
        Act::Disqualify,
        Act::WrongNumber,
    ]
    .map(count);
    assert_eq!(others, [10, 10, 3, 3, 2]);
}
