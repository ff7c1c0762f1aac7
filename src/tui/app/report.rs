//! What the owner of the terminal asks the application.

use super::App;
use crate::config::WindowTitle;
use crate::tui::cx::{Edited, TerminalRequest};
use crate::tui::layout::SizeClass;
use crate::tui::message::Ticket;
use crate::tui::place::Place;
use crate::tui::scope::Typing;
use crate::tui::toast::Toasts;

impl App {
    /// Whether something changed since the last draw that can be seen.
    pub fn is_dirty(&self) -> bool {
        self.dirty && !self.hidden
    }
    /// Whether a character would be text now: it goes to a field and begins no command.
    pub fn is_typing(&self) -> bool {
        let first = self.cx.scopes.iter().map(|scope| scope.typing());
        self.pending.is_none()
            && first.into_iter().find(|typing| *typing != Typing::Command) == Some(Typing::Text)
    }
    /// Makes the next frame fail (`CALLSHEET_TEST_PANIC`).
    pub fn break_next_frame(&mut self) {
        self.broken = true;
        self.dirty = true;
    }
    /// Whether the program should end.
    pub fn is_done(&self) -> bool {
        self.done
    }
    /// The screen that is shown.
    pub fn place(&self) -> Place {
        self.nav.here()
    }
    /// How many popups are open.
    pub fn popups(&self) -> usize {
        self.layers.len()
    }
    /// What is and was said.
    pub fn toasts(&self) -> &Toasts {
        &self.toasts
    }
    /// What the terminal should do; taken once.
    pub fn take_requests(&mut self) -> Vec<TerminalRequest> {
        std::mem::take(&mut self.requests)
    }
    /// A text to edit in the user's editor; taken once.
    pub fn take_editor(&mut self) -> Option<(String, Ticket<Edited>)> {
        self.editor.take()
    }
    /// The window's title: the program, the screen, and a running call; `None` leaves it alone.
    pub fn window_title(&self) -> Option<String> {
        let names = match self.cx.settings.title {
            WindowTitle::Off => return None,
            WindowTitle::Plain => false,
            WindowTitle::Names => true,
        };
        let mut parts = vec![
            self.cx.t("app-name").into_owned(),
            self.cx.t(self.place().title_key()).into_owned(),
        ];
        if let Some(count) = self.cx.status.queue
            && self.place() == Place::Work
        {
            parts[1] = format!("{} {}", parts[1], count.text(&self.cx.locale));
        }
        if let Some(call) = self.cx.status.call.as_ref().filter(|_| names) {
            parts.push(call.name.clone());
        }
        Some(crate::base::text::line(&parts.join(" · ")).into_owned())
    }

    /// Whether nothing runs that will still change the screen; the queue is the driver's to look at.
    pub fn is_idle(&self) -> bool {
        self.cx.running() == 0
    }

    /// Milliseconds until something changes by itself: the minute, a call's second, a message or a box.
    pub fn next_wake_ms(&self) -> i64 {
        let now = self.cx.now();
        let period = if self.cx.status.call.is_some() && self.cx.class() >= SizeClass::Tiny {
            1_000
        } else {
            60_000
        };
        let since = self.cx.status.call.as_ref().map_or(0, |call| call.since.0);
        let clock = period - (now.0 - since).rem_euclid(period);
        let up = self.cx.uptime.now();
        // The three seconds before a call are counted on the screen.
        let countdown = self.cx.status.countdown.map(|at| {
            let left = (at.0 - up.0).max(1);
            (left - 1) % 1_000 + 1
        });
        let toast = self.toasts.until().map(|until| until.0 - up.0);
        let delay = self.cx.settings.which_key_ms;
        let boxed = self
            .pending
            .as_ref()
            .map(|pending| pending.since.0 + delay - up.0)
            .filter(|left| *left > 0);
        toast
            .into_iter()
            .chain(boxed)
            .chain(countdown)
            .fold(clock, i64::min)
            .max(1)
    }
}
