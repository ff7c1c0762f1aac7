//! What the screens show is what the verbs say: queue, company, timeline and log form, at two sizes.

use super::desk::Desk;
use crate::support::cli::Cli;
use crate::support::pty::Screen;
use serde_json::Value;

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

/// The first letters of a text, as many as every place has room for.
fn begins(text: &str, letters: usize) -> String {
    text.chars()
        .take(letters)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

fn json(desk: &Desk, args: &[&str]) -> Value {
    desk.cli.run(args).ok().json()
}

/// What the screen calls an outcome.
fn label(outcome: &str) -> &'static str {
    match outcome {
        "NO_ANSWER" => "No answer",
        "LEFT_VOICEMAIL" => "Voicemail",
        "BUSY" => "Busy",
        "CALL_BACK_LATER" => "Call back",
        "REACHED_DECISION_MAKER" => "Reached",
        "MEETING_BOOKED" => "Meeting",
        "NOT_INTERESTED" => "Not interested",
        "GATEKEEPER" => "Gatekeeper",
        other => panic!("{other} is no outcome of the demo"),
    }
}

#[track_caller]
fn shows(screen: &Screen, text: &str) {
    assert!(
        screen.contains(text),
        "`{text}` is not on the screen:\n{}",
        screen.contents()
    );
}

/// The rows of `tasks` as the queue pane has them: one a company, in the same order.
fn companies_in_order(desk: &Desk) -> Vec<String> {
    let rows = json(desk, &["tasks", "--all", "--json"]);
    let mut names: Vec<String> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for row in rows.as_array().expect("rows") {
        if seen.insert(row["company_id"].to_string()) {
            names.push(row["company"].as_str().expect("a name").to_owned());
        }
    }
    names
}

#[test]
fn the_queue_pane_has_the_rows_of_tasks_in_their_order() {
    let desk = Desk::demo();
    let mut screen = desk.cli.screen((120, 40), &[]);
    screen.wait_for("►").wait_idle();
    let names = companies_in_order(&desk);
    let shown: Vec<String> = screen
        .rows()
        .iter()
        .map(|row| row.chars().take(32).collect::<String>())
        .collect();
    let mut below = 0;
    for name in names.iter().take(8) {
        let name = begins(name, 14);
        let at = shown[below..].iter().position(|row| row.contains(&name));
        let at = at.unwrap_or_else(|| panic!("{name} does not follow in the queue:\n{}", screen.contents()));
        below += at + 1;
    }
}

#[test]
fn company_contact_stage_and_timeline_are_those_of_the_verbs() {
    for size in SIZES {
        let desk = Desk::demo();
        let mut screen = desk.cli.screen(size, &[]);
        screen.wait_for("►").wait_idle();
        let current = desk.current().expect("a task");
        let card = json(&desk, &["company", "show", &current.company, "--json"]);
        shows(&screen, &begins(&current.name, 20));
        let contact = &card["contacts"][0];
        let first = contact["first_name"].as_str().or(contact["last_name"].as_str());
        shows(&screen, &begins(first.expect("a name"), 12));
        shows(&screen, card["postal"]["city"].as_str().expect("a city"));
        let timeline = json(&desk, &["timeline", &current.company, "--json"]);
        let entries = timeline["entries"]
            .as_array()
            .or(timeline.as_array())
            .expect("entries")
            .clone();
        assert!(!entries.is_empty());
        // The newest call, by the outcome that the rows name.
        let called = entries
            .iter()
            .find_map(|entry| entry["outcome"].as_str().filter(|_| entry["code"] == "CALL"));
        shows(&screen, label(called.expect("it was called")));
        // The same company on its own screen.
        screen.send(":").wait_idle();
        screen.type_text(&current.name).wait_idle();
        screen.send("<Enter>").wait_idle();
        shows(&screen, &begins(&current.name, 20));
        for person in card["contacts"].as_array().expect("contacts").iter().take(2) {
            let name = person["last_name"].as_str().expect("a name");
            shows(&screen, &begins(name, 8));
        }
    }
}

#[test]
fn a_call_logged_on_the_screen_is_everywhere_and_in_a_second_program() {
    for size in SIZES {
        let desk = Desk::demo();
        let mut screen = desk.cli.screen(size, &[]);
        screen.wait_for("►").wait_idle();
        let current = desk.current().expect("a task");
        let mut other = desk.cli.screen(size, &["--plain"]);
        other.wait_idle();
        // The log form is preset with the task and its company.
        screen.send("L").wait_idle();
        shows(&screen, &begins(&current.name, 18));
        screen.send("<Esc>").wait_idle();
        screen.send("<Enter>n").wait_idle();
        screen
            .type_text("asks for lighter boxes")
            .wait_for("lighter boxes")
            .wait_idle();
        screen.send("<Esc>1").wait_idle();
        let timeline = desk.cli.run(["timeline", &current.company, "--json"]).ok().stdout;
        assert!(
            timeline.contains("asks for lighter boxes") && timeline.contains("NO_ANSWER"),
            "{timeline}"
        );
        let card = json(&desk, &["company", "show", &current.company, "--json"]);
        assert!(
            card["last_activity_at"]
                .as_str()
                .is_some_and(|at| Cli::CLOCK.starts_with(&at[..19])),
            "{card}"
        );
        let tasks = desk.cli.run(["tasks", "--all", "--json"]).ok().json();
        let made = tasks.as_array().expect("rows").iter().any(|row| {
            row["company_id"] == current.company.as_str()
                && row["kind"] == "CALL_BACK"
                && row["attempt"].as_i64() > Some(1)
        });
        assert!(
            made || current.last_attempt,
            "no call-back with the next attempt: {tasks}"
        );
        // A second program on the same file has it too.
        let mut second = desk.cli.screen(size, &[]);
        second.wait_for("►").wait_idle();
        second.send(":").wait_idle();
        second.type_text(&current.name).wait_idle();
        second.send("<Enter>").wait_idle();
        second.wait_for("lighter");
    }
}
