//! What of the list is there again at the next start: view, order, selected company.

use super::{Companies, load::PAGE};
use crate::tui::whereabouts::{Selected, Whereabouts};

impl Companies {
    /// The list as it was left.
    #[must_use]
    pub fn again(mut self, was: &Whereabouts) -> Self {
        if let Some((view, sort)) = was.view() {
            (self.view, self.sort) = (view, sort);
        }
        self.resumed = was.row;
        self
    }

    pub(super) fn note_place(&self, to: &mut Whereabouts) {
        // Before it was read nothing else is known than what was known at the start.
        if !self.loaded {
            return;
        }
        to.set_view(self.view, self.sort);
        let (at, above) = (self.list.selected().unwrap_or_default(), self.list.above());
        let row = self.row().map(|row| Selected {
            id: row.id,
            at,
            above,
        });
        to.row = self.resumed.or(row);
    }

    /// Selects the company that was selected at the last start as soon as its row is there. Rows that came
    /// before it since are no reason to read the whole list.
    pub(super) fn seek(&mut self) {
        let Some(was) = self.resumed else { return };
        let found = self.rows.iter().position(|row| row.id == was.id);
        if let Some(at) = found {
            self.list.select_below(at, was.above);
        }
        let far = self.rows.len() > was.at + PAGE as usize;
        if found.is_some() || far || self.next.is_none() {
            self.resumed = None;
        }
    }
}
