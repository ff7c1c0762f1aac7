//! Type-ahead: keys typed while a screen waits for its data are kept, and given
//! in order when the data is there. A rep on the phone types faster than the
//! next company loads; no key may be lost, and none may meet the wrong company.

use super::App;
use crate::tui::action::Action;
use crate::tui::input::{Input, Keys};
use crate::tui::keymap::Meaning;
use crate::tui::toast::Toast;
use std::collections::VecDeque;

/// Keys kept at most; whoever types more does not look at the screen.
const MOST: usize = 200;
/// The same when one key is held down.
const MOST_HELD: usize = 1_000;
/// After waiting so long Esc means "stop", not the key that comes after the others.
const PATIENCE_MS: i64 = 500;

/// What was typed ahead, each with the frame that was seen when it was pressed.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    inputs: VecDeque<(Input, u64)>,
    since: i64,
}

impl Ahead {
    fn has_room(&self, input: &Input) -> bool {
        let held = self.inputs.back().is_some_and(|(last, _)| last == input);
        self.inputs.len() < if held { MOST_HELD } else { MOST }
    }
}

impl App {
    /// Handles a key or a paste now, or keeps it until the screen is ready.
    pub(super) fn typed(&mut self, input: Input) {
        if self.ahead.inputs.is_empty() && !self.is_settling() {
            self.cx.pressed = self.cx.frame;
            return self.input(input);
        }
        let now = self.cx.uptime.now().0;
        if self.ahead.inputs.is_empty() {
            self.ahead.since = now;
        }
        match self.stops(&input) {
            Some(Action::Interrupt) => {
                self.drop_ahead();
                self.cx.pressed = self.cx.frame;
                self.input(input);
            }
            Some(_) if !self.ahead.inputs.is_empty() && now - self.ahead.since >= PATIENCE_MS => {
                self.drop_ahead();
            }
            _ if self.ahead.has_room(&input) => self.ahead.inputs.push_back((input, self.cx.frame)),
            _ => {
                let text = self.cx.t("ahead-full").into_owned();
                self.cx.say(Toast::info(text));
            }
        }
    }

    /// Gives what was typed ahead, one after the other, as long as nothing is waited for.
    pub(super) fn give_ahead(&mut self) {
        while !self.done
            && !self.is_settling()
            && let Some((input, frame)) = self.ahead.inputs.pop_front()
        {
            self.cx.pressed = frame;
            self.input(input);
            self.settle();
        }
    }

    /// Drops what was typed ahead, and says so.
    pub(super) fn drop_ahead(&mut self) {
        let count = self.ahead.inputs.len();
        if count == 0 {
            return;
        }
        self.ahead.inputs.clear();
        self.pending = None;
        let text = self.cx.t_args("ahead-dropped", &[("n", (count as i64).into())]);
        let text = text.into_owned();
        self.cx.say(Toast::info(text));
    }

    fn is_settling(&self) -> bool {
        self.focus().is_settling() || self.host.is_settling()
    }

    fn input(&mut self, input: Input) {
        match input {
            Input::Key(key) => self.key(key),
            Input::Paste(text) => self.paste(&text),
            // Only keys and pastes are kept.
            Input::Mouse(_) | Input::Resize(..) | Input::Focus(_) => {}
        }
    }

    /// Esc or Ctrl+C, as the keys are bound now.
    fn stops(&self, input: &Input) -> Option<Action> {
        let Input::Key(key) = input else { return None };
        let stops = [Action::Cancel, Action::Interrupt];
        match self.cx.keys.meaning(&self.cx.scopes, &Keys::default(), *key) {
            Meaning::Act(act) if stops.contains(&act.action) => Some(act.action),
            _ => None,
        }
    }
}
