//! The day with keys, in a terminal.

use super::desk::{Current, Desk};
use super::plan::{Act, Plan};

/// What was done.
#[derive(Debug, Default)]
pub(super) struct Day {
    pub(super) steps: Vec<(Current, Act)>,
    pub(super) keys: usize,
}

impl Day {
    /// How many calls were logged.
    pub(super) fn calls(&self) -> usize {
        self.steps.iter().filter(|(_, act)| *act != Act::Skip).count()
    }
}

/// Works the queue until the plan is done.
pub(super) fn work(desk: &Desk, plan: &mut Plan) -> Day {
    let mut screen = desk.cli.screen((80, 24), &[]);
    screen.wait_for("►").wait_idle();
    let mut day = Day::default();
    while let Some(current) = desk.current() {
        let Some(act) = plan.next(&current) else { break };
        let short: String = current.name.chars().take(20).collect();
        screen.wait_for(short.trim_end()).wait_idle();
        screen.send(act.keys()).wait_idle();
        day.steps.push((current, act));
        assert!(day.steps.len() < 300, "the day does not end: {:?}", day.steps);
    }
    day.keys = screen.keys();
    screen.send("q");
    assert_eq!(screen.wait_exit().code, 0);
    day
}
