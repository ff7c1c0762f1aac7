//! How much of the queue is held: what the first frame shows, then more behind its back, and more again
//! where the cursor or a filter needs it. Which rows those are is the store's business.

use super::{Pane, Work, load};
use crate::replica::Replica;
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::message::{Message, Slot};
use crate::tui::widget::onward::Onward;
use crate::view::QueuePage;

/// Rows read for the first frame.
const FIRST: u32 = 100;
/// Rows held as a rule.
const USUAL: u32 = 300;
/// Rows read beyond those that are held when the cursor comes near their end.
const STEP: u32 = 300;
/// Rows read beyond them when the cursor was moved past their end.
const FAR: u32 = 1000;
/// As near as this.
const AHEAD: usize = 60;
/// Rows that a filter looks through.
const FILTERED: u32 = 3000;

/// The part of the queue that is held.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// Rows that were asked for.
    rows: u32,
    more: Slot<Option<QueuePage>>,
    /// The user wants rows that are not there yet.
    onward: Onward,
}

impl Work {
    /// The queue is read anew: how many rows of it.
    pub(super) fn rows_to_read(&mut self) -> u32 {
        self.window.more.forget();
        let at = self.list.selected().unwrap_or(0);
        self.window.rows = if !self.loaded {
            FIRST
        } else if self.find.is_filtering() {
            FILTERED
        } else if at + AHEAD < USUAL as usize {
            USUAL
        } else {
            at as u32 + STEP
        };
        self.window.rows
    }

    /// Holds as many rows as usual, more when the cursor is near the end of them.
    pub(super) fn widen(&mut self, cx: &mut Cx) {
        let held = self.rows.len();
        let near = self.list.selected().is_some_and(|at| at + AHEAD >= held);
        let wanted = if self.window.onward.to_end() {
            // Each reading begins at the top: few of them that grow, not many.
            4 * held as u32
        } else if self.window.onward.is_waiting() {
            held as u32 + FAR
        } else if near {
            held as u32 + STEP
        } else {
            0
        };
        let was_at = self.resumed.task.map_or(0, |was| was.at as u32 + STEP);
        self.want_rows(cx, wanted.max(was_at).max(USUAL));
    }

    /// Holds as many rows as a filter looks through.
    pub(super) fn widen_for_filter(&mut self, cx: &mut Cx) {
        self.want_rows(cx, FILTERED);
    }

    fn want_rows(&mut self, cx: &mut Cx, rows: u32) {
        if !self.queue.page.more || rows <= self.window.rows {
            return;
        }
        self.window.rows = rows;
        let only = self.find.only();
        cx.ask_ahead(&mut self.window.more, move |replica: &mut Replica| {
            load::page(replica, only, rows).ok()
        });
    }

    pub(super) fn update_window(&mut self, cx: &mut Cx, message: &Message) {
        let Some(Some(mut page)) = self.window.more.take(message) else {
            return;
        };
        if let Some(now) = &self.now {
            load::stand_in(&mut page, now);
        }
        let selected = self.row().map(|row| row.id);
        self.queue.page = page;
        self.rows = std::mem::take(&mut self.queue.page.rows);
        self.narrow(selected);
        if self.rows_came() {
            self.show_selected(cx);
        }
        self.tell_status(cx);
        self.widen(cx);
    }

    /// A key, before anything is done with it: moves past the last row that is there are remembered.
    pub(super) fn key_in_queue(&mut self, action: Action) {
        self.resumed.task = None;
        let more = self.pane == Pane::Queue && self.queue.page.more;
        self.window.onward.key(&self.list, action, more);
    }
    pub(super) fn forget_onward(&mut self) {
        self.resumed.task = None;
        self.window.onward.forget();
    }

    pub(super) fn move_in_queue(&mut self, cx: &mut Cx, action: Action) -> Handled {
        let moved = self.list.act(action);
        if moved.yes() {
            self.show_selected(cx);
            self.widen(cx);
        }
        moved
    }

    /// Rows are there that may hold what was wanted; whether the selection moved.
    pub(super) fn rows_came(&mut self) -> bool {
        let (more, rows) = (self.queue.page.more, &self.queue.page.rows);
        let moved = self.window.onward.rows_came(&mut self.list, more);
        let Some(was) = self.resumed.task else {
            return moved;
        };
        let found = rows.iter().position(|row| row.id == was.id);
        if let Some(at) = found {
            self.list.select_below(at, was.above);
        }
        // A row that stands elsewhere by now is not looked for in the whole queue.
        let far = rows.len() > was.at + AHEAD && rows.len() >= USUAL as usize;
        if found.is_some() || far || !more {
            self.resumed.task = None;
        }
        moved || found.is_some()
    }
}
