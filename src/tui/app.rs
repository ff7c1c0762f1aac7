//! The application: the screens, the popups over them, and who hears what.
//!
//! It owns no widget's state. A message comes in ([`App::handle`]), is given
//! to what has the focus or to everybody, and what the components asked for is
//! done afterwards. [`ahead`] keeps keys that come too early, [`dispatch`] turns keys and the mouse into actions,
//! [`draw`] paints. It knows neither the terminal nor the data.

mod ahead;
mod dispatch;
mod draw;
mod going;
mod report;

use super::component::Component;
use super::cx::{Cx, Effect, TerminalRequest};
use super::host::Host;
use super::input::{Input, Keys};
use super::message::{Message, Slot, Ticket};
use super::nav::Navigator;
use super::place::Place;
use super::scope::Scope;
use super::toast::{Mode, Toast, Toasts};
use super::widget::hint_line::Click;
use super::{action::Act, cx::Edited};
use crate::base::Timestamp;
use ratatui::layout::Rect;

/// Keys of a sequence that is not complete yet.
#[derive(Debug)]
struct Pending {
    keys: Keys,
    since: Timestamp,
}

/// What can be clicked, from the last draw.
#[derive(Debug, Default)]
struct Clickable {
    tabs: Vec<(Rect, Place)>,
    hints: Vec<(Rect, Click)>,
    body: Rect,
    layers: Vec<Rect>,
}

/// The running application.
pub struct App {
    /// What components are lent.
    pub cx: Cx,
    host: Box<dyn Host>,
    nav: Navigator,
    layers: Vec<Box<dyn Component>>,
    toasts: Toasts,
    pending: Option<Pending>,
    ahead: ahead::Ahead,
    clickable: Clickable,
    last_press: Option<(u16, u16, Timestamp)>,
    last_interrupt: Option<Timestamp>,
    quit: Slot<usize>,
    menu: Slot<Act>,
    requests: Vec<TerminalRequest>,
    editor: Option<(String, Ticket<Edited>)>,
    dirty: bool,
    /// The window has no size at the moment: nothing is drawn.
    hidden: bool,
    /// It failed: the next start is an ordinary one.
    failed: bool,
    /// The next frame fails, for a test.
    broken: bool,
    done: bool,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("nav", &self.nav)
            .field("layers", &self.layers.len())
            .finish_non_exhaustive()
    }
}

impl App {
    /// Starts at a screen.
    pub fn new(mut cx: Cx, mut host: Box<dyn Host>, start: Place) -> Self {
        let nav = Navigator::start(start, &mut cx, &mut |place, cx| host.screen(place, cx));
        let mut app = Self {
            cx,
            host,
            nav,
            layers: Vec::new(),
            toasts: Toasts::default(),
            pending: None,
            ahead: ahead::Ahead::default(),
            clickable: Clickable::default(),
            last_press: None,
            last_interrupt: None,
            quit: Slot::default(),
            menu: Slot::default(),
            requests: Vec::new(),
            editor: None,
            dirty: true,
            hidden: false,
            failed: false,
            broken: false,
            done: false,
        };
        app.settle();
        app
    }

    /// Handles one message and everything the components asked for because of it.
    pub fn handle(&mut self, message: Message) {
        // Who looks elsewhere, and comes back, sees the same.
        self.dirty |= !matches!(message, Message::Input(Input::Focus(_)));
        match message {
            Message::Input(Input::Focus(focused)) => {
                self.cx.away = !focused;
                self.broadcast(&message);
            }
            Message::Input(input @ (Input::Key(_) | Input::Paste(_))) => self.typed(input),
            Message::Input(Input::Mouse(mouse)) => self.mouse(mouse),
            // A window of no size shows nothing; it gets its size back when it is seen again.
            Message::Input(Input::Resize(0, _) | Input::Resize(_, 0)) => self.hidden = true,
            Message::Input(Input::Resize(width, height)) => {
                self.hidden = false;
                self.cx.size = (width, height);
            }
            Message::Terminate => self.end(),
            Message::Say(toast) => self.cx.say(toast),
            message => self.broadcast(&message),
        }
        self.settle();
        self.give_ahead();
    }

    /// Everybody hears of it.
    fn broadcast(&mut self, message: &Message) {
        if let Message::Answer(answer) = message {
            self.cx.answered(Some(answer.id));
        }
        match message {
            Message::Tick => {
                let now = self.cx.uptime.now();
                self.toasts.expire(now);
            }
            Message::Answer(answer) if answer.is_failed() => {
                let log = self.cx.settings.log_path.clone();
                let text = self
                    .cx
                    .t_args("job-failed", &[("log", (&log).into())])
                    .into_owned();
                self.cx.say(Toast::error(text));
            }
            _ => {}
        }
        // The second button of the question leaves.
        if self.quit.take(message) == Some(1) {
            self.cx.quit();
        }
        if let Some(act) = self.menu.take(message) {
            self.cx.run(act);
        }
        self.host.update(&mut self.cx, message);
        self.nav.update(&mut self.cx, message);
        for layer in &mut self.layers {
            layer.update(&mut self.cx, message);
        }
        if matches!(message, Message::Answer(_) | Message::Changed) {
            self.reconsider();
        }
    }

    /// An answer may say more about what can be done: the popup on top shows it.
    fn reconsider(&mut self) {
        let Some(mut top) = self.layers.pop() else { return };
        top.reconsider(&self.cx, &|action| self.availability(action));
        self.layers.push(top);
    }

    /// Does what the components asked for, and what they ask for while it is done.
    fn settle(&mut self) {
        self.focus_scopes();
        // A component that asks for something each time it is asked would hang the program.
        for _ in 0..64 {
            let effects = self.cx.take_effects();
            if effects.is_empty() {
                if self.cx.usage.take_changed() {
                    let text = self.cx.usage.to_text();
                    self.host.keep_usage(&mut self.cx, text);
                }
                return self.toasts.in_mode(self.mode());
            }
            for effect in effects {
                self.effect(effect);
                self.focus_scopes();
            }
        }
        tracing::error!("components keep asking for effects without end");
    }

    fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::Push(mut popup) => {
                popup.enter(&mut self.cx);
                self.layers.push(popup);
            }
            Effect::Pop => {
                if let Some(mut popup) = self.layers.pop() {
                    popup.leave(&mut self.cx);
                }
            }
            Effect::Go(place) => {
                self.close_layers();
                let host = &mut self.host;
                self.nav
                    .go(place, &mut self.cx, &mut |place, cx| host.screen(place, cx));
            }
            Effect::Back => {
                let host = &mut self.host;
                self.nav
                    .back(&mut self.cx, &mut |place, cx| host.screen(place, cx));
            }
            Effect::Hush => self.toasts.hush(),
            Effect::Say(toast) => {
                let said = toast.said(|text| super::spoken::reason(&self.cx.locale, text));
                self.toasts.say(said, self.cx.uptime.now());
            }
            Effect::Run(act) => self.act(act, None),
            Effect::Editor(text, ticket) => self.editor = Some((text, ticket)),
            Effect::Terminal(request) => self.requests.push(request),
            Effect::Deliver(Message::Say(toast)) => self.cx.say(toast),
            Effect::Deliver(message) => self.broadcast(&message),
            Effect::DropAhead => self.drop_ahead(),
            Effect::Quit => self.end(),
        }
    }

    fn close_layers(&mut self) {
        while let Some(mut popup) = self.layers.pop() {
            popup.leave(&mut self.cx);
        }
    }

    /// What has the focus: the popup on top, else the screen.
    fn focus(&self) -> &dyn Component {
        self.layers
            .last()
            .map_or_else(|| self.nav.screen(), |layer| &**layer)
    }

    /// What has the focus, with the context to lend it.
    fn focus_mut(&mut self) -> (&mut dyn Component, &mut Cx) {
        match self.layers.last_mut() {
            Some(layer) => (&mut **layer, &mut self.cx),
            None => (self.nav.screen_mut(), &mut self.cx),
        }
    }

    fn focus_scopes(&mut self) {
        let with_global = |component: &dyn Component| {
            let mut scopes = component.scopes();
            scopes.push(Scope::Global);
            scopes
        };
        self.cx.screen = with_global(self.nav.screen());
        self.cx.scopes = with_global(self.focus());
    }

    fn mode(&self) -> Mode {
        Mode {
            place: self.nav.here(),
            popups: self.layers.len(),
            typing: self.layers.is_empty() && self.is_typing(),
            calling: self.cx.status.call.is_some(),
            prefix: self.pending.is_some(),
        }
    }
}
