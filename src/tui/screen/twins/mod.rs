//! What looks alike, pair by pair: Enter compares and merges, or the two are kept apart, or left for later.

mod aside;
mod side;

use super::deeds::{said, say_done};
use super::glue::narrow_input;
use super::narrow::{Narrow, Narrowed};
use super::preview::in_words;
use super::words;
use crate::domain::duplicates::LIKELY;
use crate::domain::{Code, Command, Effect, TwinKind};
use crate::replica::{Applied, Replica};
use crate::tui::action::{Act, Action};
use crate::tui::component::{Availability, Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::input::Mouse;
use crate::tui::message::{Message, Slot};
use crate::tui::place::Place;
use crate::tui::scope::Scope;
use crate::tui::spoken::join;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use crate::tui::widget::dialog::Dialog;
use crate::tui::widget::list::List;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, border_column, padded};
use crate::view::{TwinAsk, TwinCursor, TwinPage, TwinPair};
use aside::Steps;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use side::{Found, Side};

/// Pairs read at a time.
const PAGE: usize = 60;
/// From so many rows before the end the next ones are read.
const AHEAD: usize = 15;

/// What is shown at first: companies; people when no companies look alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Opening {
    Companies,
    Contacts,
    Over,
}

/// The screen.
pub struct Twins {
    about: TwinKind,
    pairs: Vec<TwinPair>,
    next: Option<TwinCursor>,
    /// Keys of which not all rows were compared, on all pages so far.
    cut: usize,
    loaded: bool,
    /// What was done here, until the screen is left.
    steps: Steps,
    opening: Opening,
    page: Slot<Result<TwinPage, String>>,
    more: Slot<Result<TwinPage, String>>,
    list: List,
    narrow: Narrow,
    compare: Slot<Result<Option<Found>, String>>,
    side: Option<Side>,
    would: Slot<Result<Applied, String>>,
    answer: Slot<usize>,
    done: Slot<Result<Applied, String>>,
    cursor: Option<CursorAt>,
}

impl std::fmt::Debug for Twins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Twins")
            .field("pairs", &self.pairs.len())
            .finish_non_exhaustive()
    }
}

impl Default for Twins {
    fn default() -> Self {
        Self::new()
    }
}

fn page(replica: &Replica, about: TwinKind, from: TwinCursor) -> Result<TwinPage, String> {
    let ask = TwinAsk {
        about,
        min: LIKELY,
        limit: PAGE,
        from,
    };
    replica.duplicates(&ask).map_err(|error| said(&error))
}

impl Twins {
    /// The screen, empty until it is shown.
    pub fn new() -> Self {
        Self {
            about: TwinKind::Company,
            pairs: Vec::new(),
            next: None,
            cut: 0,
            loaded: false,
            steps: Steps::default(),
            opening: Opening::Over,
            page: Slot::default(),
            more: Slot::default(),
            list: List::default(),
            narrow: Narrow::default(),
            compare: Slot::default(),
            side: None,
            would: Slot::default(),
            answer: Slot::default(),
            done: Slot::default(),
            cursor: None,
        }
    }

    fn read(&mut self, cx: &mut Cx) {
        let about = self.about;
        self.more.forget();
        cx.ask(&mut self.page, move |replica: &mut Replica| {
            page(replica, about, TwinCursor::default())
        });
    }

    /// Reads on before the end is reached.
    fn read_on(&mut self, cx: &mut Cx) {
        // Whether the first page is all of it is told at once.
        let near = self.pairs.len() <= PAGE
            || self
                .list
                .selected()
                .is_some_and(|at| at + AHEAD >= self.list.len());
        let idle = !self.more.is_waiting() && !self.page.is_waiting();
        let Some(from) = self
            .next
            .clone()
            .filter(|_| idle && (near || self.list.is_empty()))
        else {
            return;
        };
        let about = self.about;
        cx.ask(&mut self.more, move |replica: &mut Replica| {
            page(replica, about, from)
        });
    }

    fn add(&mut self, cx: &mut Cx, found: TwinPage) {
        let fresh = found.pairs.into_iter();
        let later = self.steps.aside();
        self.pairs
            .extend(fresh.filter(|pair| !later.contains(&(pair.one.id, pair.other.id))));
        self.next = found.next;
        self.loaded = true;
        self.cut += found.cut.len();
        self.fit(cx);
        self.open_where_pairs_are(cx);
    }

    /// Whoever comes here finds the pairs that wait.
    fn open_where_pairs_are(&mut self, cx: &mut Cx) {
        let none = self.pairs.is_empty() && self.next.is_none();
        match self.opening {
            Opening::Over => {}
            Opening::Companies if none => {
                self.opening = Opening::Contacts;
                self.turn_to(cx, TwinKind::Contact);
            }
            Opening::Contacts if none => {
                self.opening = Opening::Over;
                self.turn_to(cx, TwinKind::Company);
            }
            _ if !self.pairs.is_empty() => self.opening = Opening::Over,
            _ => {}
        }
    }

    /// Shows the other kind of pairs.
    fn turn_to(&mut self, cx: &mut Cx, about: TwinKind) {
        self.about = about;
        self.pairs.clear();
        self.cut = 0;
        self.next = None;
        self.loaded = false;
        self.narrow.reset();
        self.list.set_len(0);
        self.read(cx);
    }

    /// Leaves the pairs whose names fit what was typed.
    fn fit(&mut self, cx: &mut Cx) -> Handled {
        let names = self.pairs.iter();
        let names = names.map(|pair| format!("{} {}", pair.one.name, pair.other.name));
        self.narrow.fit(&mut self.list, names);
        self.read_on(cx);
        Handled::Yes
    }

    fn pair(&self) -> Option<&TwinPair> {
        let at = self.narrow.selected(&self.list)?;
        self.pairs.get(at)
    }

    fn open(&mut self, cx: &mut Cx) -> Handled {
        let about = self.about;
        if let Some((one, other)) = self.pair().map(|pair| (pair.one.id, pair.other.id)) {
            cx.ask(&mut self.compare, move |replica: &mut Replica| {
                side::read(replica, about, one, other).map_err(|error| said(&error))
            });
        }
        Handled::Yes
    }

    fn give(&mut self, cx: &mut Cx, command: Command) -> Handled {
        cx.ask(&mut self.done, move |replica: &mut Replica| {
            replica.run(command).map_err(|error| said(&error))
        });
        Handled::Yes
    }

    fn apart(&mut self, cx: &mut Cx) -> Handled {
        let about = self.about;
        match self
            .pair()
            .map(|pair| side::apart(about, pair.one.id, pair.other.id))
        {
            Some(command) => self.give(cx, command),
            None => Handled::Yes,
        }
    }

    /// Asks what a merge would do; the answer is a question.
    fn ask_merge(&mut self, cx: &mut Cx) -> Handled {
        if let Some(command) = self.side.as_ref().map(Side::merge) {
            cx.ask(&mut self.would, move |replica: &mut Replica| {
                replica.dry_run(command).map_err(|error| said(&error))
            });
        }
        Handled::Yes
    }

    fn question(&mut self, cx: &mut Cx, effects: &[Effect]) {
        let Some([winner, loser]) = self.side.as_ref().map(Side::names) else {
            return;
        };
        let does = in_words(&cx.locale, effects);
        let what = [
            side::moved(cx, effects),
            Some(does).filter(|text| !text.is_empty()),
        ];
        let what = what.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let args = [("winner", (&winner).into()), ("loser", (&loser).into())];
        let text = cx.t_args("alike-question", &args).into_owned();
        // What moves is a line of its own: a number is not parted from its word.
        let text = join([Some(text), Some(what)], "\n");
        let buttons = ["alike-keep", "alike-merge"].map(|key| cx.t(key).into_owned());
        let ticket = cx.ticket(&mut self.answer);
        cx.push(Dialog::new(text, buttons, ticket));
    }

    fn act_in_side(&mut self, cx: &mut Cx, action: Action) -> Handled {
        match action {
            Action::Open => self.ask_merge(cx),
            Action::Cancel => {
                self.side = None;
                Handled::Yes
            }
            Action::TwinSwap => {
                if let Some(side) = &mut self.side {
                    side.swap();
                }
                Handled::Yes
            }
            action => self.side.as_mut().map_or(Handled::No, |side| side.act(action)),
        }
    }

    fn why(&self, cx: &Cx, pair: &TwinPair) -> String {
        let parts = pair.score.parts.iter().map(|part| {
            let reason = cx.locale.code("TWIN", part.reason.code());
            format!("{reason} {:+}", part.points)
        });
        parts.collect::<Vec<_>>().join(" · ")
    }

    fn draw_list(&mut self, frame: &mut Frame<'_>, area: Rect, inner: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        if self.pairs.is_empty() {
            let key = if self.loaded && self.next.is_none() {
                "alike-none"
            } else {
                "alike-loading"
            };
            return paint::text(buf, padded(inner), &cx.t(key), cx.theme.get(Role::Dim));
        }
        let (inner, typed) = self.narrow.draw(buf, inner, *cx);
        let mut list = std::mem::take(&mut self.list);
        let cursor = list.draw(
            buf,
            inner,
            *cx,
            |_| 2,
            |buf, item| {
                let Some(pair) = self.narrow.at(item.index).and_then(|at| self.pairs.get(at)) else {
                    return;
                };
                let first = Line::from(vec![
                    paint::span(format!("{:>3}  ", pair.score.points), cx.theme.get(Role::Accent)),
                    paint::span(pair.one.name.clone(), cx.theme.get(Role::Text)),
                    paint::span("  =  ", cx.theme.get(Role::Dim)),
                    paint::span(pair.other.name.clone(), cx.theme.get(Role::Text)),
                ]);
                paint::line(
                    buf,
                    Rect {
                        height: 1,
                        ..item.area
                    },
                    &first,
                );
                if item.area.height > 1 {
                    let below = Rect {
                        y: item.area.y + 1,
                        height: 1,
                        ..item.area
                    };
                    let text = format!("     {}", self.why(cx, pair));
                    paint::text(buf, below, &text, cx.theme.get(Role::Dim));
                }
            },
        );
        self.cursor = typed.or(cursor);
        if cx.class().boxes() {
            list.draw_scrollbar(buf, border_column(area), *cx);
        }
        self.list = list;
    }
}

impl Component for Twins {
    fn enter(&mut self, cx: &mut Cx) {
        self.opening = Opening::Companies;
        if self.about == TwinKind::Company {
            self.read(cx);
        } else {
            self.turn_to(cx, TwinKind::Company);
        }
    }

    fn is_settling(&self) -> bool {
        self.steps.is_settling()
    }

    fn leave(&mut self, _cx: &mut Cx) {
        self.side = None;
        self.narrow.reset();
        self.steps = Steps::default();
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        for (again, found) in [(true, self.page.take(message)), (false, self.more.take(message))] {
            match found {
                Some(Ok(found)) => {
                    if again {
                        self.steps.read_anew();
                        self.pairs.clear();
                        self.cut = 0;
                    }
                    self.add(cx, found);
                }
                Some(Err(text)) => cx.say(Toast::error(text)),
                None => {}
            }
        }
        match self.compare.take(message) {
            Some(Ok(Some(found))) => self.side = Some(Side::new(found)),
            Some(Ok(None)) => self.read(cx),
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
        match self.would.take(message) {
            Some(Ok(applied)) => self.question(cx, &applied.effects),
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
        if self.answer.take(message) == Some(1)
            && let Some(command) = self.side.as_ref().map(Side::merge)
        {
            self.give(cx, command);
        }
        match self.done.take(message) {
            Some(Ok(applied)) => {
                self.side = None;
                self.steps.decided();
                say_done(cx, &applied);
                cx.send(Message::Changed);
            }
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
        self.hear_newest(cx, message);
        if matches!(message, Message::Changed) {
            self.read(cx);
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        self.opening = Opening::Over;
        match act.action {
            Action::Undo => return self.take_back(cx),
            Action::TwinApart => return self.apart(cx),
            Action::TwinLater => return self.later(cx),
            _ => {}
        }
        if self.side.is_some() {
            return self.act_in_side(cx, act.action);
        }
        match self.narrow.act(&mut self.list, act.action) {
            Narrowed::No => {}
            Narrowed::Yes => {
                self.read_on(cx);
                return Handled::Yes;
            }
            Narrowed::Changed => return self.fit(cx),
        }
        match act.action {
            Action::Open => self.open(cx),
            Action::TwinKind => {
                self.turn_to(
                    cx,
                    match self.about {
                        TwinKind::Company => TwinKind::Contact,
                        TwinKind::Contact => TwinKind::Company,
                    },
                );
                Handled::Yes
            }
            Action::Cancel => {
                cx.back();
                Handled::Yes
            }
            Action::Refresh => {
                self.read(cx);
                Handled::Yes
            }
            action => {
                let handled = self.list.act(action);
                self.read_on(cx);
                handled
            }
        }
    }

    narrow_input!();

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        if self.side.is_none() && self.list.mouse(mouse).is_some() {
            return self.open(cx);
        }
        Handled::Yes
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        self.cursor = None;
        let about = match self.about {
            TwinKind::Company => "alike-companies",
            TwinKind::Contact => "alike-contacts",
        };
        let title = format!("{} · {}", self.title(cx), cx.t(about));
        let mut pane = Pane::new(self.narrow.titled(title));
        pane = if self.side.is_some() {
            pane.note(cx.t("alike-side-note"))
        } else {
            let count = words::count(cx, self.list.position(), self.next.is_some());
            pane = match self.cut {
                0 if self.pair().is_none() => pane,
                0 => pane.note(cx.t("alike-note")),
                n => pane.note(cx.t_args("alike-cut", &[("n", n.into())])),
            };
            pane.count(count)
        };
        let inner = pane.draw(frame.buffer_mut(), area, *cx);
        match &mut self.side {
            Some(side) => side.draw(frame.buffer_mut(), padded(inner), cx),
            None => self.draw_list(frame, area, inner, cx),
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        self.narrow.scopes(Scope::Twins)
    }
    fn availability(&self, _cx: &Cx, action: Action) -> Availability {
        let in_side = self.side.is_some();
        match action {
            Action::Left | Action::Right | Action::Mark if in_side => Availability::READY,
            Action::FindOpen if in_side => Availability::Absent,
            Action::TwinSwap if !in_side => Availability::Absent,
            Action::TwinKind if in_side => Availability::Absent,
            Action::Open | Action::TwinApart | Action::TwinLater if !in_side && self.pair().is_none() => {
                Availability::Absent
            }
            action => super::only_lists(action, Scope::Twins),
        }
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        if let Some(hints) = self.narrow.hints() {
            return hints;
        }
        let mut hints = Vec::new();
        if self.side.is_some() || self.pair().is_some() {
            hints.extend([Action::Open, Action::TwinApart, Action::TwinLater]);
        }
        hints.push(if self.side.is_some() {
            Action::TwinSwap
        } else {
            Action::TwinKind
        });
        hints.push(Action::Cancel);
        hints
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match action {
            Action::Open | Action::Cancel if self.narrow.hints().is_some() => None,
            Action::Open if self.side.is_some() => Some("hint-merge"),
            Action::Open => Some("hint-compare"),
            Action::Cancel => Some("hint-back"),
            _ => None,
        }
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t(Place::Twins.title_key()).into_owned()
    }
}
