//! What of a company's screen is there again at the next start: the focused pane.

use super::{Company, Pane};
use crate::tui::cx::Cx;
use crate::tui::place::Place;
use crate::tui::whereabouts::Whereabouts;

impl Company {
    /// The screen as it was left.
    #[must_use]
    pub fn again(mut self, cx: &Cx) -> Self {
        let was = &cx.whereabouts;
        let kept = was.company_pane.as_ref().filter(|(id, _)| *id == self.id);
        let pane = kept.and_then(|(_, pane)| serde_json::from_value(pane.clone()).ok());
        self.pane = pane.filter(|pane| *pane != Pane::Outcome).unwrap_or(self.pane);
        self.resumed = cx.frame == 0 && was.place() == Some(Place::Company(self.id));
        self
    }

    pub(super) fn note_place(&self, to: &mut Whereabouts) {
        to.company_pane = serde_json::to_value(self.pane).ok().map(|pane| (self.id, pane));
    }
}
