//! The first start on a terminal: the questions as a small program of their own, before any file is opened.

use super::action::{Action, Group};
use super::component::{Availability, Component};
use super::cx::{Clock, Cx};
use super::data::Inline;
use super::host::Host;
use super::place::Place;
use super::run::{Options, RunError, run};
use super::screen::welcome::{Answered, Answers, Guess, Welcome};
use super::setup::{Configured, configure};
use crate::base::Timestamp;
use crate::config::Setup;
use crate::locale::Locale;
use jiff::tz::TimeZone;
use std::rc::Rc;
use std::sync::Arc;

/// Asks the questions of the first start; nothing when the program was left before the last one.
///
/// # Errors
/// [`RunError`] when the terminal cannot be used or fails.
pub fn ask(setup: &Setup, now: Timestamp, locale: Locale, ascii: bool) -> Result<Option<Answers>, RunError> {
    let env = |name: &str| std::env::var(name).ok();
    let Configured {
        options,
        mut settings,
        keys,
    } = configure(setup, &locale, true, env);
    settings.ascii |= ascii;
    let options = Options {
        start: Some(Place::Welcome),
        ..options
    };
    let guess = Guess {
        name: setup.user_name(),
        zone: setup.zone(),
    };
    let answered = Answered::default();
    let to = Rc::clone(&answered);
    let zone = TimeZone::get(&guess.zone).unwrap_or(TimeZone::UTC);
    run(options, |sender| {
        let mut cx = Cx::new(
            Box::new(Inline::new((), sender.clone())),
            sender,
            Clock::frozen(now),
            zone,
        );
        cx.locale = Arc::new(locale);
        cx.settings = settings;
        cx.keys = keys;
        (cx, Box::new(FirstStart { guess, to }))
    })?;
    Ok(answered.take())
}

/// The one screen there is.
struct FirstStart {
    guess: Guess,
    to: Answered,
}

impl Host for FirstStart {
    fn screen(&mut self, _place: Place, cx: &mut Cx) -> Box<dyn Component> {
        Box::new(Welcome::new(cx, self.guess.clone(), Rc::clone(&self.to)))
    }
    fn availability(&self, _cx: &Cx, action: Action) -> Option<Availability> {
        // Nothing is open that one could go to, look for or change.
        let spec = action.spec();
        let elsewhere = matches!(spec.group, Group::Go)
            || matches!(
                action,
                Action::PaletteOpen | Action::FindOpen | Action::Undo | Action::Redo
            );
        elsewhere.then_some(Availability::Absent)
    }
}
