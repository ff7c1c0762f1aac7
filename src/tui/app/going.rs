//! Where the program starts, and how it is left: where it was, and with everything kept.

use super::App;
use crate::tui::cx::Cx;
use crate::tui::host::Host;
use crate::tui::message::Message;
use crate::tui::place::Place;
use crate::tui::whereabouts::Whereabouts;
use crate::tui::widget::dialog::Dialog;

impl App {
    /// Starts where the program was left, with Work behind it: its call, its counter, and the way back.
    pub fn again(cx: Cx, host: Box<dyn Host>) -> Self {
        let start = cx.whereabouts.place().unwrap_or(Place::Work);
        let mut app = Self::new(cx, host, start);
        let trail: &[Place] = match start {
            Place::Work => &[],
            Place::Company(_) => &[Place::Work, Place::Companies],
            _ => &[Place::Work],
        };
        let host = &mut app.host;
        app.nav
            .behind(trail, &mut app.cx, &mut |place, cx| host.screen(place, cx));
        app.settle();
        app
    }

    /// Ends after a failure: drafts are kept, but the next start does not lead to where it failed.
    pub fn end_failed(&mut self) {
        self.failed = true;
        self.handle(Message::Terminate);
    }

    /// Leaves everything in order: drafts are kept by those who have them.
    pub(super) fn end(&mut self) {
        if self.done {
            return;
        }
        self.close_layers();
        self.keep_whereabouts();
        self.nav.leave(&mut self.cx);
        self.host.leave(&mut self.cx);
        self.done = true;
    }

    /// Keeps where the user is for the next start.
    fn keep_whereabouts(&mut self) {
        let mut was = Whereabouts::default();
        if !self.failed {
            was.clone_from(&self.cx.whereabouts);
            self.nav.remember(&mut was);
        }
        if was != self.cx.whereabouts {
            self.host.keep_whereabouts(&mut self.cx, was);
        }
    }

    /// Asks whether to leave while an import or a call runs.
    pub(super) fn ask_to_quit(&mut self) {
        if self.cx.status.importing {
            let text = self.cx.t("quit-importing").into_owned();
            return self.ask_with(text, ["quit-import-stay", "quit-import-leave"]);
        }
        let Some(call) = &self.cx.status.call else {
            return self.cx.quit();
        };
        let text = self
            .cx
            .t_args("quit-question", &[("name", (&call.name).into())])
            .into_owned();
        self.ask_with(text, ["quit-stay", "quit-leave"]);
    }

    fn ask_with(&mut self, text: String, buttons: [&'static str; 2]) {
        let buttons = buttons.map(|key| self.cx.t(key).into_owned());
        let ticket = self.cx.ticket(&mut self.quit);
        self.cx.push(Dialog::new(text, buttons, ticket));
    }
}
