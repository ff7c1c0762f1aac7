//! What of the queue screen is there again at the next start: the row that was looked at, and the focused pane.

use super::{Pane, Work};
use crate::base::TaskId;
use crate::tui::cx::Cx;
use crate::tui::whereabouts::{Selected, Whereabouts};

/// What is still to be found again.
#[derive(Debug, Default)]
pub(super) struct Resumed {
    /// The row that was selected.
    pub(super) task: Option<Selected<TaskId>>,
    pane: Option<Pane>,
    /// The task that the user took last.
    pub(super) claimed: Option<TaskId>,
    /// The first task is to be taken, whichever is the current one.
    pub(super) anew: bool,
}

impl Work {
    /// The screen as it was left.
    #[must_use]
    pub fn again(mut self, was: &Whereabouts) -> Self {
        self.resumed = Resumed {
            task: was.task,
            pane: serde_json::from_value(was.work_pane.clone()).ok(),
            ..Resumed::default()
        };
        self
    }

    /// The screen is shown. After an import other rows are in front: a current task that nobody chose, and on which
    /// nothing was done, is not held on to.
    pub(super) fn come(&mut self, cx: &mut Cx) {
        let imported = std::mem::take(&mut cx.status.imported);
        let chosen = self.queue.current.is_some() && self.queue.current == self.resumed.claimed;
        let at_work = self.calling.is_some() || self.unsaved || !self.note.is_empty();
        self.resumed.anew = imported && self.loaded && self.cursor_on_current() && !chosen && !at_work;
        self.read(cx, None);
    }

    pub(super) fn note_place(&self, to: &mut Whereabouts) {
        // Before it was read nothing else is known than what was known at the start.
        if !self.loaded {
            return;
        }
        let (at, above) = (self.list.selected().unwrap_or_default(), self.list.above());
        // With the cursor on the current task it is on the current one of the next start, whichever that is.
        let row = self.row().filter(|_| !self.cursor_on_current());
        to.task = self.resumed.task.or(row.map(|row| Selected {
            id: row.id,
            at,
            above,
        }));
        to.work_pane = serde_json::to_value(self.pane).unwrap_or_default();
    }

    /// The pane of the last time has the focus. Who starts anew neither types a note nor chooses an
    /// outcome; and a call that goes on has its own.
    pub(super) fn resume_pane(&mut self, in_call: bool) {
        let pane = self.resumed.pane.take();
        if in_call {
            self.resumed.task = None;
        } else if let Some(pane) = pane.filter(|pane| !matches!(pane, Pane::Note | Pane::Outcome)) {
            self.pane = pane;
        }
    }
}
