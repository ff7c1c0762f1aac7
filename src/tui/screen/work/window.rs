//! How much of the queue is held: what the first frame shows, then more behind its back, and more again
//! where the cursor or a filter needs it. Which rows those are is the store's business.

use super::{Work, load};
use crate::replica::Replica;
use crate::tui::cx::Cx;
use crate::tui::message::{Message, Slot};
use crate::view::QueuePage;

/// Rows read for the first frame.
const FIRST: u32 = 100;
/// Rows held as a rule.
const USUAL: u32 = 300;
/// Rows read beyond those that are held when the cursor comes near their end.
const STEP: u32 = 300;
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
        let wanted = if near { held as u32 + STEP } else { 0 };
        self.want_rows(cx, wanted.max(USUAL));
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
        self.tell_status(cx);
    }
}
