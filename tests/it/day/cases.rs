//! How many keys each case costs, and that it does what it says.

use super::desk::Desk;
use crate::support::pty::Screen;
use serde_json::Value;

/// The program at its first call, and the company that is called.
fn at_the_first_call(desk: &Desk, args: &[&str]) -> (Screen, String) {
    let mut screen = desk.cli.screen((80, 24), args);
    screen.wait_for("►").wait_idle();
    for _ in 0..20 {
        let current = desk.current().expect("a task to do");
        if current.is_call && current.stage == "QUALIFYING" && !current.last_attempt {
            return (screen, current.company);
        }
        screen.send("b").wait_idle();
    }
    panic!("no first call:\n{}", screen.contents());
}

fn card(desk: &Desk, company: &str) -> Value {
    desk.cli.run(["company", "show", company, "--json"]).ok().json()
}

/// Presses keys and counts them.
fn counted(screen: &mut Screen, keys: &str) -> usize {
    let before = screen.keys();
    screen.send(keys).wait_idle();
    screen.keys() - before
}

#[test]
fn no_answer_is_two_keys_and_undo_one() {
    let desk = Desk::demo();
    let (mut screen, company) = at_the_first_call(&desk, &[]);
    let before = desk.shape();
    assert_eq!(counted(&mut screen, "<Enter>1"), 2);
    let after = desk.current().expect("the next one");
    assert_ne!(after.company, company, "the next company is here");
    let tasks = card(&desk, &company)["tasks"].clone();
    assert!(tasks.to_string().contains("CALL_BACK"), "{tasks}");
    assert_eq!(counted(&mut screen, "u"), 1);
    assert_eq!(desk.shape(), before);
    assert_eq!(desk.current().expect("the undone one").company, company);
}

#[test]
fn in_power_mode_no_answer_is_one_key() {
    // The three seconds before the next call are real ones.
    let desk = Desk::demo().without_frozen_clock();
    let (mut screen, company) = at_the_first_call(&desk, &[]);
    screen.send("P<Enter>").wait_for("CALLING");
    screen.send("1").wait_gone("CALLING").wait_for("Esc holds");
    screen.wait_for("CALLING").wait_idle();
    let next = desk.current().expect("the next company is in work").company;
    assert_ne!(next, company);
    let before = screen.keys();
    screen.send("1").wait_gone("CALLING").wait_for("Esc holds");
    assert_eq!(screen.keys() - before, 1);
    let timeline = desk
        .cli
        .run(["timeline", &next, "--kind", "CALL", "--limit", "1"])
        .ok()
        .stdout;
    assert!(timeline.contains("NO_ANSWER"), "{timeline}");
}

#[test]
fn a_call_back_tomorrow_at_ten_is_three_keys() {
    let desk = Desk::demo();
    let (mut screen, company) = at_the_first_call(&desk, &[]);
    assert_eq!(counted(&mut screen, "<Enter>42"), 3);
    let tasks = card(&desk, &company)["tasks"].to_string();
    assert!(tasks.contains("2026-03-04T09:00:00Z"), "{tasks}");
}

#[test]
fn reached_with_a_note_and_the_suggested_follow_up_is_five_keys_and_the_text() {
    let desk = Desk::demo();
    let (mut screen, company) = at_the_first_call(&desk, &[]);
    let mut keys = counted(&mut screen, "<Enter>n");
    screen
        .type_text("wants the list in writing")
        .wait_for("in writing")
        .wait_idle();
    keys += counted(&mut screen, "<Esc>5<Enter>");
    assert_eq!(keys, 5);
    let timeline = desk.cli.run(["timeline", &company, "--json"]).ok().stdout;
    assert!(timeline.contains("wants the list in writing"), "{timeline}");
    assert!(card(&desk, &company)["tasks"].to_string().contains("FOLLOW_UP"));
}

#[test]
fn qualify_is_two_keys() {
    let desk = Desk::demo();
    let (mut screen, company) = at_the_first_call(&desk, &[]);
    // What qualifying needs: a conversation and a next step.
    let log = [
        "log",
        &company,
        "--outcome",
        "REACHED_DECISION_MAKER",
        "--follow-up",
        "tomorrow 10",
        "--keep-task",
    ];
    desk.cli.run(log).ok();
    screen.send("<F5>").wait_idle();
    assert_eq!(counted(&mut screen, "m1"), 2);
    assert_eq!(card(&desk, &company)["stage"], "QUALIFIED_LEAD");
}

#[test]
fn disqualify_with_its_reason_is_three_keys() {
    let desk = Desk::demo();
    let (mut screen, company) = at_the_first_call(&desk, &[]);
    assert_eq!(counted(&mut screen, "m21"), 3);
    assert_eq!(card(&desk, &company)["stage"], "DISQUALIFIED");
}

#[test]
fn hand_over_is_three_keys() {
    let desk = Desk::demo();
    let (mut screen, company) = at_the_first_call(&desk, &[]);
    let log = [
        "log",
        &company,
        "--outcome",
        "REACHED_DECISION_MAKER",
        "--follow-up",
        "tomorrow 10",
        "--keep-task",
    ];
    desk.cli.run(log).ok();
    screen.send("<F5>").wait_idle();
    assert_eq!(counted(&mut screen, "m4<Enter>"), 3);
    assert!(card(&desk, &company).to_string().contains("HANDOVER_PENDING"));
}

#[test]
fn a_wrong_number_and_skip_till_tomorrow_are_two_keys() {
    let desk = Desk::demo();
    let (mut screen, company) = at_the_first_call(&desk, &[]);
    assert_eq!(counted(&mut screen, "<Enter>8"), 2);
    assert!(card(&desk, &company).to_string().contains("\"WRONG\""));
    let now = desk.current().expect("a task").company;
    assert_eq!(counted(&mut screen, "s3"), 2);
    assert_ne!(desk.current().map(|current| current.company), Some(now));
}
