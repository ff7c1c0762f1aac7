//! The day with keys, in a terminal.

use super::desk::{Current, Desk};
use super::plan::{Act, Plan};

/// One task, and what was done with it.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) current: Current,
    pub(super) act: Act,
    /// When the follow-up is due that stands afterwards.
    pub(super) follow_up: Option<String>,
}

/// What was done.
#[derive(Debug, Default)]
pub(super) struct Day {
    pub(super) steps: Vec<Step>,
    pub(super) keys: usize,
}

impl Day {
    /// How many calls were logged.
    pub(super) fn calls(&self) -> usize {
        self.steps.iter().filter(|step| step.act != Act::Skip).count()
    }
}

/// Works the queue until the plan is done.
pub(super) fn work(desk: &Desk, plan: &mut Plan) -> Day {
    let mut screen = desk.cli.screen((80, 24), &[]);
    screen.wait_for("►").wait_idle();
    let mut day = Day::default();
    while let Some(current) = desk.current() {
        let Some(act) = plan.next(&current) else { break };
        // As the screen shows it: without what makes the width or the direction of a name uncertain.
        let name = callsheet::base::text::line(&current.name).replace(['\u{2068}', '\u{2069}'], "");
        let short: String = name.chars().take(20).collect();
        screen.wait_for(short.trim_end()).wait_idle();
        screen.send(act.keys()).wait_idle();
        let follow_up = desk.follow_up(&current.company);
        day.steps.push(Step {
            current,
            act,
            follow_up,
        });
        assert!(day.steps.len() < 300, "the day does not end: {:?}", day.steps);
    }
    day.keys = screen.keys();
    screen.send("q");
    assert_eq!(screen.wait_exit().code, 0);
    day
}
