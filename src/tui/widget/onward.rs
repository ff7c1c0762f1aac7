//! Moves past the end of what a list has loaded: remembered while the next rows are read, done when they come.

use super::list::List;
use crate::tui::action::Action;

/// Rows remembered at most; whoever wants more does not look at the screen.
const MOST: usize = 1_000;

/// What is still to be moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Onward {
    rows: usize,
    /// To the very last row.
    to_end: bool,
}

impl Onward {
    /// An action, before the list does it; `more`: rows may follow those that are there.
    ///
    /// Anything but another move down ends what was remembered.
    pub fn key(&mut self, list: &List, action: Action, more: bool) {
        let past = list.past_end(action);
        self.to_end = more && action == Action::Bottom;
        self.rows = match past {
            Some(past) if more => (self.rows + past).min(MOST),
            _ => 0,
        };
    }
    /// Forgets it.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
    /// Whether rows are wanted that are not there yet.
    pub fn is_waiting(self) -> bool {
        self.to_end || self.rows > 0
    }
    /// Whether the very end is wanted.
    pub fn to_end(self) -> bool {
        self.to_end
    }
    /// Rows came: moves the selection as far as they reach; whether it moved.
    pub fn rows_came(&mut self, list: &mut List, more: bool) -> bool {
        if !self.is_waiting() {
            return false;
        }
        let Some(before) = list.selected() else {
            if !more {
                self.forget();
            }
            return false;
        };
        let wanted = if self.to_end {
            usize::MAX
        } else {
            before + self.rows
        };
        list.select(wanted);
        let after = list.selected().unwrap_or(before);
        self.rows = self.rows.saturating_sub(after.saturating_sub(before));
        if !more {
            self.forget();
        }
        after != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_past_the_end_are_done_when_rows_come_and_forgotten_by_another_key() {
        let (mut list, mut onward) = (List::default(), Onward::default());
        let press = |list: &mut List, onward: &mut Onward, action: Action, times: usize| {
            for _ in 0..times {
                onward.key(list, action, true);
                list.act(action);
            }
        };
        press(&mut list, &mut onward, Action::Down, 250);
        list.set_len(200);
        assert!(onward.rows_came(&mut list, true) && onward.is_waiting());
        assert_eq!(list.selected(), Some(199));
        list.set_len(400);
        assert!(onward.rows_came(&mut list, true) && !onward.is_waiting());
        assert_eq!(list.selected(), Some(250));
        press(&mut list, &mut onward, Action::Down, 5_000);
        press(&mut list, &mut onward, Action::Up, 1);
        assert!(!onward.is_waiting());
        press(&mut list, &mut onward, Action::Bottom, 1);
        list.set_len(700);
        assert!(onward.rows_came(&mut list, true) && onward.to_end());
        list.set_len(900);
        assert!(onward.rows_came(&mut list, false) && !onward.is_waiting());
        assert_eq!(list.selected(), Some(899));
    }
}
