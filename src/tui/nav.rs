//! The screens that are open, and how the user came to the one that is shown.
//!
//! A screen stays alive while it may be returned to, so that its selection and
//! scroll position stay what they were.

use super::component::Component;
use super::cx::Cx;
use super::message::Message;
use super::place::Place;
use super::whereabouts::Whereabouts;

/// Most screens kept alive.
const KEPT: usize = 24;

/// Makes the screen of a place.
pub type Build<'a> = &'a mut dyn FnMut(Place, &mut Cx) -> Box<dyn Component>;

/// The open screens.
pub struct Navigator {
    /// Least recently shown first; the last one is shown.
    open: Vec<(Place, Box<dyn Component>)>,
    trail: Vec<Place>,
}

impl std::fmt::Debug for Navigator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Navigator")
            .field("here", &self.here())
            .field("trail", &self.trail)
            .finish_non_exhaustive()
    }
}

impl Navigator {
    /// Opens the first screen.
    pub fn start(place: Place, cx: &mut Cx, build: Build<'_>) -> Self {
        let mut screen = build(place, cx);
        screen.enter(cx);
        Self {
            open: vec![(place, screen)],
            trail: Vec::new(),
        }
    }

    /// Says how the user would have come to the first screen, and opens the first of these behind it.
    pub fn behind(&mut self, trail: &[Place], cx: &mut Cx, build: Build<'_>) {
        self.trail = trail.to_vec();
        if let Some(place) = trail.first() {
            let mut screen = build(*place, cx);
            screen.enter(cx);
            self.open.insert(0, (*place, screen));
        }
    }

    /// Notes what should be there again at the next start.
    pub fn remember(&self, to: &mut Whereabouts) {
        for (_, screen) in &self.open {
            screen.remember(to);
        }
        // From a screen that is only visited, a start leads to where the user came from.
        let places = std::iter::once(self.here()).chain(self.trail.iter().rev().copied());
        for place in places {
            if to.set_place(place) {
                break;
            }
        }
    }

    /// The place that is shown.
    pub fn here(&self) -> Place {
        self.shown().0
    }
    /// The screen that is shown.
    pub fn screen(&self) -> &dyn Component {
        &*self.shown().1
    }
    /// The screen that is shown.
    pub fn screen_mut(&mut self) -> &mut dyn Component {
        &mut *self.open.last_mut().expect("a screen is always open").1
    }
    fn shown(&self) -> &(Place, Box<dyn Component>) {
        self.open.last().expect("a screen is always open")
    }

    /// Goes to a place and remembers where from.
    pub fn go(&mut self, place: Place, cx: &mut Cx, build: Build<'_>) {
        if place == self.here() {
            return;
        }
        self.trail.push(self.here());
        if self.trail.len() > 100 {
            self.trail.remove(0);
        }
        self.show(place, cx, build);
    }

    /// Goes back to where the user came from; whether there was such a place.
    pub fn back(&mut self, cx: &mut Cx, build: Build<'_>) -> bool {
        let Some(place) = self.trail.pop() else {
            return false;
        };
        self.show(place, cx, build);
        true
    }

    /// Whether there is a place to go back to.
    pub fn can_go_back(&self) -> bool {
        !self.trail.is_empty()
    }
    /// Whether there is another screen to change to.
    pub fn can_toggle(&self) -> bool {
        self.open.len() > 1
    }

    /// Changes to the screen shown before this one; whether there is one.
    pub fn toggle(&mut self, cx: &mut Cx, build: Build<'_>) -> bool {
        let Some((place, _)) = self.open.len().checked_sub(2).and_then(|at| self.open.get(at)) else {
            return false;
        };
        let place = *place;
        self.go(place, cx, build);
        true
    }

    fn show(&mut self, place: Place, cx: &mut Cx, build: Build<'_>) {
        self.screen_mut().leave(cx);
        let known = self.open.iter().position(|(open, _)| *open == place);
        let entry = match known {
            Some(at) => self.open.remove(at),
            None => (place, build(place, cx)),
        };
        self.open.push(entry);
        if self.open.len() > KEPT {
            self.open.remove(0);
        }
        self.screen_mut().enter(cx);
    }

    /// Lets every living screen hear of a message.
    pub fn update(&mut self, cx: &mut Cx, message: &Message) {
        for (_, screen) in &mut self.open {
            screen.update(cx, message);
        }
    }

    /// The program ends.
    pub fn leave(&mut self, cx: &mut Cx) {
        self.screen_mut().leave(cx);
    }
}
