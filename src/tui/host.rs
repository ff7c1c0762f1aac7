//! What the terminal UI needs from whoever starts it: the screens, and the
//! few things that belong to no screen.

use super::action::Act;
use super::component::{Availability, Component, Handled};
use super::cx::{Cx, TypeAhead};
use super::message::Message;
use super::place::Place;
use super::whereabouts::Whereabouts;
use std::rc::Rc;

/// A record the palette found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// What is searched and shown first.
    pub name: String,
    /// What tells it from others of the same name: `company · Stuttgart`.
    pub detail: String,
    /// A longer line about it, shown when it is selected.
    pub about: String,
    /// Where it opens.
    pub place: Place,
    /// Names it for the memory of what was used.
    pub key: String,
}

/// Starts a search for records by name; the answer comes into the slot.
pub type Finder = Rc<dyn Fn(&mut Cx, &mut TypeAhead<Vec<Record>>, &str)>;

/// The rest of the program as the terminal UI sees it.
pub trait Host {
    /// Makes the screen of a place.
    fn screen(&mut self, place: Place, cx: &mut Cx) -> Box<dyn Component>;

    /// Does an action that no screen had a use for and that is not the application's own (undo on every screen).
    fn act(&mut self, _cx: &mut Cx, _act: Act) -> Handled {
        Handled::No
    }

    /// Whether such an action can be done; `None` when it is not the host's.
    fn availability(&self, _cx: &Cx, _act: super::action::Action) -> Option<Availability> {
        None
    }

    /// Hears of every message, as components do.
    fn update(&mut self, _cx: &mut Cx, _message: &Message) {}

    /// Whether something is under way that changes what a key would act on; keys wait for it.
    fn is_settling(&self) -> bool {
        false
    }

    /// How the palette finds records.
    fn finder(&self) -> Finder {
        Rc::new(|_, _, _| {})
    }

    /// Keeps what the palette remembers ([`super::usage::Usage::to_text`]) for the next start.
    fn keep_usage(&mut self, _cx: &mut Cx, _text: String) {}

    /// Keeps where the user was for the next start.
    fn keep_whereabouts(&mut self, _cx: &mut Cx, _was: Whereabouts) {}

    /// The program is about to end.
    fn leave(&mut self, _cx: &mut Cx) {}
}
