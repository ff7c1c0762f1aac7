//! What the program says in the hint line, and for how long.

use super::place::Place;
use crate::base::Timestamp;
use crate::base::text::{ellipsize, width};

/// How important a saying is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// For three seconds.
    Info,
    /// Why something is not done; for three seconds.
    Refusal,
    /// For eight seconds: there is time to take the change back.
    Undo,
    /// Until a key is pressed.
    Error,
}

/// Something to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Toast {
    /// How important.
    pub level: Level,
    /// What.
    pub text: String,
}

impl Toast {
    /// Something good to know.
    pub fn info(text: impl Into<String>) -> Self {
        Self {
            level: Level::Info,
            text: text.into(),
        }
    }
    /// Why nothing was done: it cannot be done now.
    pub fn refusal(text: impl Into<String>) -> Self {
        Self {
            level: Level::Refusal,
            text: text.into(),
        }
    }
    /// A change that was made; the text names it and the key that takes it back.
    pub fn undo(text: impl Into<String>) -> Self {
        Self {
            level: Level::Undo,
            text: text.into(),
        }
    }
    /// Something that failed: what, what it means for the data, what to do.
    pub fn error(text: impl Into<String>) -> Self {
        Self {
            level: Level::Error,
            text: text.into(),
        }
    }
}

impl Toast {
    /// In the words of the reader; a change that was made is named, and a name stays.
    #[must_use]
    pub fn said(mut self, words: impl FnOnce(&str) -> String) -> Self {
        if self.level != Level::Undo {
            self.text = words(&self.text);
        }
        self
    }
    /// The text in so many cells. Of a change the name in front is cut: what followed and the key that takes it
    /// back stay whole.
    pub fn fitted(&self, room: usize) -> String {
        let sign = match self.level {
            Level::Error | Level::Refusal => "! ",
            Level::Info | Level::Undo => "",
        };
        let text = format!("{sign}{}", self.text);
        let Some((name, rest)) = text.split_once(" · ").filter(|_| self.level == Level::Undo) else {
            return text;
        };
        let free = room.saturating_sub(width(rest) + 3);
        if free < 2 || width(name) <= free {
            return text;
        }
        format!("{} · {rest}", ellipsize(name, free))
    }
}

/// How many sayings are remembered.
const REMEMBERED: usize = 100;

/// What the keys mean, as far as the hint line tells it: when it changes, what was said before is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mode {
    /// The screen.
    pub place: Place,
    /// Popups over it.
    pub popups: usize,
    /// Characters are text.
    pub typing: bool,
    /// A call runs.
    pub calling: bool,
    /// The first key of a sequence was pressed.
    pub prefix: bool,
}

#[derive(Debug)]
struct Shown {
    toast: Toast,
    since: Timestamp,
    /// In which mode it was said, as soon as what said it has settled.
    mode: Option<Mode>,
    /// Something was pressed since: a change of the mode is the user's.
    acted: bool,
}

/// What is said now, and what was said.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: Option<Shown>,
    log: Vec<(Toast, Timestamp)>,
}

impl Toasts {
    /// Says something.
    pub fn say(&mut self, toast: Toast, now: Timestamp) {
        if self.log.len() == REMEMBERED {
            self.log.remove(0);
        }
        self.log.push((toast.clone(), now));
        self.shown = Some(Shown {
            toast,
            since: now,
            mode: None,
            acted: false,
        });
    }
    /// What is said now.
    pub fn current(&self) -> Option<&Toast> {
        self.shown.as_ref().map(|shown| &shown.toast)
    }
    /// What was said, oldest first.
    pub fn log(&self) -> &[(Toast, Timestamp)] {
        &self.log
    }
    /// When the saying ends by itself.
    pub fn until(&self) -> Option<Timestamp> {
        let Shown { toast, since, .. } = self.shown.as_ref()?;
        match toast.level {
            Level::Info | Level::Refusal => Some(since.plus_ms(3_000)),
            Level::Undo => Some(since.plus_ms(8_000)),
            Level::Error => None,
        }
    }
    /// Ends what has been said long enough; whether something ended.
    pub fn expire(&mut self, now: Timestamp) -> bool {
        let over = self.until().is_some_and(|until| until <= now);
        if over {
            self.shown = None;
        }
        over
    }
    /// A key was pressed: errors were read.
    pub fn key_pressed(&mut self) {
        self.shown = self
            .shown
            .take()
            .filter(|shown| shown.toast.level != Level::Error);
        self.pressed();
    }
    /// A key or a button was pressed: what changes from now on is the user's doing.
    pub fn pressed(&mut self) {
        if let Some(shown) = &mut self.shown {
            shown.acted = true;
        }
    }
    /// The mode that is in force now. What was said in another one ends, so that the keys that work now are seen;
    /// what changed by itself (an undone call that runs again) belongs to what was said. Errors stay.
    pub fn in_mode(&mut self, mode: Mode) {
        let Some(shown) = &mut self.shown else { return };
        if !shown.acted {
            shown.mode = Some(mode);
        } else if shown.mode.is_some_and(|before| before != mode) {
            self.hush();
        }
    }
    /// Ends what is said, unless it is an error nobody has read.
    pub fn hush(&mut self) {
        self.shown = self
            .shown
            .take()
            .filter(|shown| shown.toast.level == Level::Error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_way_to_the_date_and_the_key_that_takes_it_back() {
        let said = Toast::undo("Turmfeinmechanik GmbH & Co.KG · No answer · Wed 25 Nov 09:00 · u undo");
        assert_eq!(said.fitted(80), said.text);
        assert_eq!(
            said.fitted(58),
            "Turmfeinmechanik… · No answer · Wed 25 Nov 09:00 · u undo"
        );
        assert_eq!(Toast::refusal("No handover").fitted(40), "! No handover");
        assert_eq!(Toast::error("no room · at all").fitted(5), "! no room · at all");
    }

    #[test]
    fn a_saying_ends_with_the_mode_it_was_said_in() {
        let ready = Mode {
            place: Place::Work,
            popups: 0,
            typing: false,
            calling: false,
            prefix: false,
        };
        let calling = Mode {
            calling: true,
            ..ready
        };
        let mut toasts = Toasts::default();
        toasts.say(Toast::undo("undone"), Timestamp(0));
        toasts.in_mode(ready);
        // The call that was taken back runs again by itself.
        toasts.in_mode(calling);
        assert!(toasts.current().is_some());
        toasts.key_pressed();
        toasts.in_mode(calling);
        assert!(toasts.current().is_some());
        toasts.in_mode(ready);
        assert_eq!(toasts.current(), None);
        toasts.in_mode(calling);
        assert_eq!(toasts.current(), None, "it does not return");
        toasts.say(Toast::error("failed"), Timestamp(0));
        toasts.in_mode(ready);
        toasts.pressed();
        toasts.in_mode(calling);
        assert!(toasts.current().is_some(), "errors stay until a key is pressed");
    }

    #[test]
    fn sayings_end_in_their_time_and_errors_when_they_were_read() {
        let mut toasts = Toasts::default();
        toasts.say(Toast::info("a"), Timestamp(0));
        assert!(!toasts.expire(Timestamp(2_999)) && toasts.expire(Timestamp(3_000)));
        toasts.say(Toast::undo("b"), Timestamp(0));
        toasts.key_pressed();
        assert!(!toasts.expire(Timestamp(7_999)) && toasts.expire(Timestamp(8_000)));
        toasts.say(Toast::error("c"), Timestamp(0));
        assert!(!toasts.expire(Timestamp(60_000)));
        toasts.key_pressed();
        assert_eq!((toasts.current(), toasts.log().len()), (None, 3));
    }
}
