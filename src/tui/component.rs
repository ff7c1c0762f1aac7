//! What a screen, a pane and a popup have in common.

use super::action::{Act, Action};
use super::cx::{Cx, DrawCx};
use super::input::Mouse;
use super::layout::Placement;
use super::message::Message;
use super::scope::Scope;
use super::whereabouts::Whereabouts;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Whether a component had a use for something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Handled {
    /// Yes; nobody else is asked.
    Yes,
    /// No.
    No,
}

impl Handled {
    /// Whether it was handled.
    pub fn yes(self) -> bool {
        self == Self::Yes
    }
    /// Asks another when the first had no use.
    #[must_use]
    pub fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if self.yes() { self } else { other() }
    }
}

impl From<bool> for Handled {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// Whether an action can be done now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Availability {
    /// It has no meaning here: not listed.
    Absent,
    /// It can be done; with what it would do, if that is known.
    Ready(Option<String>),
    /// It is shown dim with this reason.
    Refused(String),
}

/// An action with a number as a line to choose: an outcome on its digit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Numbered {
    /// What the line does.
    pub act: Act,
    /// What it is called.
    pub title: String,
    /// What it leads to.
    pub detail: String,
}

impl Availability {
    /// It can be done.
    pub const READY: Self = Self::Ready(None);
}

/// Where the hardware cursor stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CursorAt {
    /// Between characters of a text field.
    Text(Position),
    /// At the first cell of the selected row.
    Row(Position),
}

impl CursorAt {
    /// The cell.
    pub fn position(self) -> Position {
        match self {
            Self::Text(at) | Self::Row(at) => at,
        }
    }
}

/// A part of the screen with a state of its own.
///
/// It hears of everything in [`update`](Self::update), gets actions and text
/// only while it has the focus, and asks for things through [`Cx`]. All
/// methods have a default but the two that make it visible and alive.
pub trait Component {
    /// Draws itself into the area.
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>);

    /// Does an action; `No` lets the application try (and say that the key has no use here).
    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled;

    /// Hears of an answer, a tick, a change of data. Every living component hears of each.
    fn update(&mut self, _cx: &mut Cx, _message: &Message) {}

    /// Whether it waits for something without which a key could meet the wrong record.
    ///
    /// Keys typed meanwhile are kept and given in order when it no longer waits.
    fn is_settling(&self) -> bool {
        false
    }

    /// Was opened, or is shown again after another screen.
    fn enter(&mut self, _cx: &mut Cx) {}

    /// Is about to be closed: the moment to keep a draft.
    fn leave(&mut self, _cx: &mut Cx) {}

    /// Notes what should be there again at the next start.
    fn remember(&self, _to: &mut Whereabouts) {}

    /// The scopes of what has the focus inside, innermost first, without `Global`.
    fn scopes(&self) -> Vec<Scope> {
        Vec::new()
    }

    /// A character typed in a scope that takes characters.
    fn text(&mut self, _cx: &mut Cx, _ch: char) -> Handled {
        Handled::No
    }

    /// A paste. Without a text field it means nothing; it is never run as keys.
    fn paste(&mut self, _cx: &mut Cx, _text: &str) -> Handled {
        Handled::No
    }

    /// The mouse, somewhere inside the area of the last draw.
    fn mouse(&mut self, _cx: &mut Cx, _mouse: Mouse) -> Handled {
        Handled::No
    }

    /// Whether an action can be done now; asked for help, palette, menus, hints and which-key boxes.
    fn availability(&self, _cx: &Cx, action: Action) -> Availability {
        let scope = action.spec().scope;
        if scope == Scope::Global || self.scopes().contains(&scope) {
            Availability::READY
        } else {
            Availability::Absent
        }
    }

    /// The keys, the menu or the palette that lead to these actions were opened; the moment to ask what they would do.
    fn prefix_opened(&mut self, _cx: &mut Cx, _actions: &[Action]) {}

    /// Whom these actions concern, when that is not simply what one looks at: the title of their box names it.
    fn acts_on(&self, _actions: &[Action]) -> Option<String> {
        None
    }

    /// The outcomes that its digits log, as lines of the palette.
    fn outcomes(&self, _cx: &Cx) -> Vec<Numbered> {
        Vec::new()
    }

    /// What can be done below this popup may be known better now; it is shown anew.
    fn reconsider(&mut self, _cx: &Cx, _availability: &dyn Fn(Action) -> Availability) {}

    /// Actions worth a hint, most useful first. `: palette  ? help` follow by themselves.
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        Vec::new()
    }

    /// The text of an action's hint, when here it means something more definite than everywhere ("call" for
    /// "open"): its key in the catalogue. An attribute `.key` there replaces the name of the key (`{ $key }`).
    fn hint_word(&self, _cx: &Cx, _action: Action) -> Option<&'static str> {
        None
    }

    /// A word before the hints: the mode (`TYPING`, `SEARCH`), when there is one.
    fn mode(&self, _cx: &Cx) -> Option<String> {
        None
    }

    /// Where the hardware cursor stands after the last draw.
    fn cursor(&self) -> Option<CursorAt> {
        None
    }

    /// The title of a popup's help, or of the window.
    fn title(&self, _cx: &Cx) -> String {
        String::new()
    }

    /// Where a popup stands.
    fn placement(&self, _cx: &Cx) -> Placement {
        Placement::Center {
            width: 90,
            height: 30,
        }
    }

    /// Lines that must stay visible when the window is too small to draw (a running call).
    fn tiny(&self, _cx: &Cx) -> Vec<String> {
        Vec::new()
    }
}
