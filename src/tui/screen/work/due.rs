//! A call that was promised becomes due while the rep looks at another window: one message on the desktop.
//!
//! The times are those of the rows that are held. Of a queue longer than that the top is read once a
//! minute, where a promise stands as soon as it is due, and only while nobody looks.

use super::{Work, load};
use crate::base::{Due, TaskId, Timestamp, UserId};
use crate::config::Notify;
use crate::replica::Replica;
use crate::tui::cx::{Cx, TerminalRequest};
use crate::tui::input::Input;
use crate::tui::message::{Message, Slot};
use crate::view::{QueuePage, QueueRow, Why};
use std::collections::HashSet;

/// Rows of the top of the queue.
const TOP: u32 = 30;
/// How often the top is read.
const MINUTE_MS: i64 = 60_000;

/// What was seen to be due.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// The user; nobody else's promise is told.
    pub(super) me: Option<UserId>,
    /// Up to when the rows were looked through.
    seen: Timestamp,
    told: HashSet<TaskId>,
    top: Slot<Option<QueuePage>>,
    /// When the top was asked for, and from when on a promise in it is news.
    asked: Timestamp,
    from: Timestamp,
}

impl Work {
    pub(super) fn update_due(&mut self, cx: &mut Cx, message: &Message) {
        let now = cx.now();
        match message {
            Message::Input(Input::Focus(false)) => {
                (self.due.seen, self.due.from, self.due.asked) = (now, now, now);
            }
            Message::Input(Input::Focus(true)) => self.due.top.forget(),
            Message::Tick if cx.away && cx.settings.notify != Notify::Off => {
                let from = std::mem::replace(&mut self.due.seen, now);
                let rows = std::mem::take(&mut self.rows);
                self.tell_due(cx, &rows, from);
                self.rows = rows;
                self.ask_top(cx);
            }
            _ => {}
        }
        if let Some(Some(page)) = self.due.top.take(message)
            && cx.away
        {
            self.tell_due(cx, &page.rows, self.due.from);
        }
    }

    /// Reads the top of a queue of which not all is held.
    fn ask_top(&mut self, cx: &mut Cx) {
        let waited = cx.now().0 - self.due.asked.0;
        if !self.queue.page.more || waited < MINUTE_MS || self.due.top.is_waiting() {
            return;
        }
        self.due.asked = cx.now();
        cx.ask_ahead(&mut self.due.top, |replica: &mut Replica| {
            load::page(replica, None, TOP).ok()
        });
    }

    fn tell_due(&mut self, cx: &mut Cx, rows: &[QueueRow], from: Timestamp) {
        let now = cx.now();
        for row in rows {
            let Some(at) = promised_at(row).filter(|at| from < *at && *at <= now) else {
                continue;
            };
            if row.assignee_id != self.due.me || !self.due.told.insert(row.id) {
                continue;
            }
            let text = if cx.settings.notify == Notify::Names {
                let time = cx.locale.clock_time(at, &cx.zone);
                let args = [("name", (&row.company).into()), ("time", (&time).into())];
                cx.t_args("notify-due", &args)
            } else {
                cx.t("notify-due-plain")
            };
            let text = text.into_owned();
            cx.terminal(TerminalRequest::Notify(text));
        }
    }
}

/// The moment for which a call was promised, or to which it was put off since.
fn promised_at(row: &QueueRow) -> Option<Timestamp> {
    let due = match row.due {
        Some(Due::At(at)) if row.promised && row.kind.is_call() => at,
        _ => return None,
    };
    Some(match row.why {
        Why::NotYet { at } | Why::Waiting { until: at } => due.max(at),
        _ => due,
    })
}
