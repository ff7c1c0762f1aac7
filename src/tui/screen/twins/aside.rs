//! What was put aside or decided on this screen, and the way back of it: never of anything older.

use super::Twins;
use crate::domain::TwinKind;
use crate::replica::Replica;
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::message::{Message, Slot};
use crate::tui::screen::words;
use crate::tui::spoken::join;
use crate::tui::toast::Toast;
use crate::view::{TwinPair, Undoable};
use std::collections::HashSet;
use uuid::Uuid;

/// Something that was done here.
enum Step {
    /// A pair was left for another time.
    Aside(Box<Aside>),
    /// A pair was merged, or kept apart: the journal knows it.
    Decided,
}

/// A pair that was left for another time.
struct Aside {
    about: TwinKind,
    pair: TwinPair,
    /// Where it stood in the list.
    at: usize,
    /// In which reading of the list.
    reading: u32,
}

/// What was done here, until the screen is left.
#[derive(Default)]
pub(super) struct Steps {
    done: Vec<Step>,
    /// How often the list was read from its start.
    reading: u32,
    /// Whether the newest change is one of this screen.
    newest: Slot<bool>,
    /// It is: the general undo takes it.
    pass_on: bool,
}

impl Steps {
    /// The pairs that are not to be shown.
    pub(super) fn aside(&self) -> HashSet<(Uuid, Uuid)> {
        let asides = self.done.iter().filter_map(|step| match step {
            Step::Aside(aside) => Some((aside.pair.one.id, aside.pair.other.id)),
            Step::Decided => None,
        });
        asides.collect()
    }
    pub(super) fn decided(&mut self) {
        self.done.push(Step::Decided);
    }
    /// The list is read anew: places in it are other ones.
    pub(super) fn read_anew(&mut self) {
        self.reading += 1;
    }
    pub(super) fn is_settling(&self) -> bool {
        self.newest.is_waiting()
    }
}

/// Whether a change is one that is made on this screen.
fn is_of_twins(newest: &Undoable) -> bool {
    let kinds = [
        "company.merge",
        "company.not_same",
        "contact.merge",
        "contact.not_same",
    ];
    newest.group.is_none() && kinds.contains(&newest.kind.as_str())
}

impl Twins {
    pub(super) fn later(&mut self, cx: &mut Cx) -> Handled {
        let at = self.narrow.selected(&self.list);
        let Some(at) = at.filter(|at| *at < self.pairs.len()) else {
            return Handled::Yes;
        };
        let pair = self.pairs.remove(at);
        self.steps.done.push(Step::Aside(Box::new(Aside {
            about: self.about,
            pair,
            at,
            reading: self.steps.reading,
        })));
        self.side = None;
        let said = cx.t("twins-later").into_owned();
        let text = join([Some(said), words::undo(cx)], " · ");
        cx.say(Toast::undo(text));
        self.fit(cx)
    }

    /// Takes back the last that was done here. What is older, or was done elsewhere, is not touched.
    pub(super) fn take_back(&mut self, cx: &mut Cx) -> Handled {
        if std::mem::take(&mut self.steps.pass_on) {
            return Handled::No;
        }
        match self.steps.done.pop() {
            Some(Step::Aside(aside)) => self.bring_back(cx, *aside),
            _ => cx.ask(&mut self.steps.newest, |replica: &mut Replica| {
                let newest = replica.undoable().ok().flatten();
                newest.is_some_and(|newest| is_of_twins(&newest))
            }),
        }
        Handled::Yes
    }

    pub(super) fn hear_newest(&mut self, cx: &mut Cx, message: &Message) {
        let Some(of_here) = self.steps.newest.take(message) else {
            return;
        };
        if of_here {
            self.steps.pass_on = true;
            return cx.run(Action::Undo.act());
        }
        // What was decided here was taken back elsewhere; a pair may have been put aside before it.
        while let Some(step) = self.steps.done.pop() {
            if let Step::Aside(aside) = step {
                return self.bring_back(cx, *aside);
            }
        }
        cx.say(Toast::info(cx.t("twins-nothing-back").into_owned()));
    }

    fn bring_back(&mut self, cx: &mut Cx, aside: Aside) {
        let args = [
            ("one", (&aside.pair.one.name).into()),
            ("other", (&aside.pair.other.name).into()),
        ];
        cx.say(Toast::info(cx.t_args("twins-back", &args).into_owned()));
        if aside.about != self.about {
            return self.turn_to(cx, aside.about);
        }
        if aside.reading != self.steps.reading || self.page.is_waiting() {
            return self.read(cx);
        }
        let at = aside.at.min(self.pairs.len());
        self.pairs.insert(at, aside.pair);
        self.narrow.want(at);
        self.fit(cx);
    }
}
