//! The palette: one box for every command and every record.

use crate::base::text::{pad, width};
use crate::tui::action::{ACTIONS, Act, Action};
use crate::tui::component::{Availability, Component, CursorAt, Handled, Numbered};
use crate::tui::cx::{Cx, DrawCx, TypeAhead};
use crate::tui::host::{Finder, Record};
use crate::tui::input::Mouse;
use crate::tui::layout::Placement;
use crate::tui::message::Message;
use crate::tui::scope::Scope;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use crate::tui::widget::matching::Query;
use crate::tui::widget::{field::Field, list::List, paint, pane};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// What the palette offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Narrow {
    All,
    Commands,
    Records,
}

/// A command as it is offered.
#[derive(Clone, Debug)]
struct Command {
    act: Act,
    group: String,
    title: String,
    key: String,
    detail: String,
    reason: Option<String>,
    help: String,
    /// What it is about, in words that its title does not have.
    words: String,
}

impl Command {
    /// Its name in the memory of what was used.
    fn used_as(&self) -> String {
        let id = self.act.action.spec().id;
        self.act.n.map_or_else(|| id.to_owned(), |n| format!("{id}-{n}"))
    }

    /// How well it fits what was typed: by its title, else by what it is about.
    fn score(&self, title: &mut Query, about: &mut Query) -> Option<u32> {
        title
            .score(&format!("{} {}", self.title, self.group))
            .or_else(|| {
                let text = format!("{} {} {} {}", self.title, self.group, self.help, self.words);
                about.score(&text).map(|_| 0)
            })
    }

    /// Takes in whether it can be done now, and what it would do.
    fn set_available(&mut self, cx: &Cx, availability: Availability) {
        let spec = self.act.action.spec();
        (self.reason, self.detail) = match availability {
            // What an outcome leads to is known by itself.
            Availability::Ready(None) if self.act.n.is_some() => (None, std::mem::take(&mut self.detail)),
            Availability::Ready(detail) => (None, detail.unwrap_or_default()),
            Availability::Refused(reason) => (Some(reason), std::mem::take(&mut self.detail)),
            Availability::Absent if self.act.n.is_some() => (
                Some(cx.t("palette-no-call").into_owned()),
                std::mem::take(&mut self.detail),
            ),
            Availability::Absent => (Some(super::help::only_in(cx, spec.scope)), String::new()),
        };
    }
}

#[derive(Clone, Debug)]
enum Offer {
    Command(Box<Command>),
    Record(Box<Record>),
}

/// The palette popup.
pub struct Palette {
    field: Field,
    narrow: Narrow,
    commands: Vec<Command>,
    records: Vec<Record>,
    search: TypeAhead<Vec<Record>>,
    finder: Finder,
    offers: Vec<Offer>,
    list: List,
    /// Which earlier input is shown, counted from the newest.
    recalled: Option<usize>,
    started: bool,
    cursor: Option<CursorAt>,
}

impl std::fmt::Debug for Palette {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Palette")
            .field("field", &self.field)
            .field("offers", &self.offers.len())
            .finish_non_exhaustive()
    }
}

impl Palette {
    /// The palette with something typed already (or nothing).
    pub fn new(
        cx: &Cx,
        finder: Finder,
        typed: String,
        outcomes: Vec<Numbered>,
        availability: &dyn Fn(Action) -> Availability,
    ) -> Self {
        let outcomes = outcomes
            .into_iter()
            .map(|line| outcome(cx, line, availability(Action::Outcome)));
        let commands = ACTIONS
            .iter()
            .filter_map(|spec| command(cx, spec.action, availability))
            .chain(outcomes)
            .collect();
        let mut palette = Self {
            field: Field::new(typed),
            narrow: Narrow::All,
            commands,
            records: Vec::new(),
            search: TypeAhead::default(),
            finder,
            offers: Vec::new(),
            list: List::default(),
            recalled: None,
            started: false,
            cursor: None,
        };
        palette.offer(cx);
        palette
    }

    /// The text changed: search records, and offer what is known already.
    fn typed(&mut self, cx: &mut Cx) {
        let finder = std::rc::Rc::clone(&self.finder);
        finder(cx, &mut self.search, self.field.value());
        self.offer(cx);
        self.list.select(0);
    }

    fn offer(&mut self, cx: &Cx) {
        let now = cx.now();
        let mut query = Query::fuzzy(self.field.value());
        let mut about = Query::words(self.field.value());
        let mut offers: Vec<(u32, usize, Offer)> = Vec::new();
        // What was used counts as much as a good match; a command that cannot run now comes last.
        if self.narrow != Narrow::Records {
            for command in &self.commands {
                if let Some(score) = command.score(&mut query, &mut about) {
                    let used = cx.usage.score(&command.used_as(), now) / 20;
                    let ready = if command.reason.is_none() { 1_000 } else { 0 };
                    offers.push((
                        ready + score + used,
                        offers.len(),
                        Offer::Command(Box::new(command.clone())),
                    ));
                }
            }
        }
        if self.narrow != Narrow::Commands {
            for record in &self.records {
                // The data layer has matched them in its own way (numbers, other spellings).
                let score = query.score(&record.name).unwrap_or(0);
                let used = cx.usage.score(&record.key, now) / 20;
                offers.push((
                    1_020 + score + used,
                    offers.len(),
                    Offer::Record(Box::new(record.clone())),
                ));
            }
        }
        offers.sort_by_key(|(score, order, _)| (std::cmp::Reverse(*score), *order));
        self.offers = offers.into_iter().map(|(.., offer)| offer).collect();
        self.list.set_len(self.offers.len());
    }

    fn run(&mut self, cx: &mut Cx, with_actions: bool) -> Handled {
        let Some(offer) = self.list.selected().and_then(|at| self.offers.get(at)) else {
            return Handled::Yes;
        };
        if let Offer::Command(command) = offer
            && let Some(reason) = &command.reason
        {
            cx.say(Toast::refusal(reason.clone()));
            return Handled::Yes;
        }
        let now = cx.now();
        cx.usage.note_input(self.field.value());
        cx.close();
        match offer {
            Offer::Command(command) => {
                cx.usage.note(&command.used_as(), now);
                cx.run(command.act);
            }
            Offer::Record(record) => {
                cx.usage.note(&record.key, now);
                cx.go(record.place);
                if with_actions {
                    cx.run(Action::ActionsMenu.act());
                }
            }
        }
        Handled::Yes
    }

    fn recall(&mut self, cx: &mut Cx) -> Handled {
        let inputs = cx.usage.inputs();
        let next = self.recalled.map_or(0, |at| at + 1);
        if let Some(input) = inputs
            .len()
            .checked_sub(next + 1)
            .and_then(|at| inputs.get(at))
            .cloned()
        {
            self.recalled = Some(next);
            self.field = Field::new(input);
            self.typed(cx);
        }
        Handled::Yes
    }

    fn on_record(&self) -> bool {
        self.list
            .selected()
            .is_some_and(|at| matches!(self.offers.get(at), Some(Offer::Record(_))))
    }

    fn draw_offer(&self, buf: &mut Buffer, area: Rect, index: usize, cx: DrawCx<'_>) {
        let dim = cx.theme.get(Role::Dim);
        let text = cx.theme.get(Role::Text);
        let (group, name, detail, key, style) = match &self.offers[index] {
            Offer::Command(command) => {
                let detail = command.reason.as_deref().unwrap_or(&command.detail);
                let style = if command.reason.is_some() { dim } else { text };
                (
                    command.group.clone(),
                    &command.title,
                    detail,
                    command.key.as_str(),
                    style,
                )
            }
            Offer::Record(record) => (
                cx.t("palette-record").into_owned(),
                &record.name,
                record.detail.as_str(),
                "",
                text,
            ),
        };
        let key_room = paint::right(
            buf,
            area,
            &Line::from(paint::span(format!("{key} "), cx.theme.get(Role::KeyHint))),
        );
        let room = usize::from(key_room.width);
        let (first, detail_room) = (13, room / 3);
        let middle = room.saturating_sub(first + detail_room + 1);
        let line = Line::from(vec![
            paint::span(format!("{} ", pad(&group, first - 1)), dim),
            paint::span(format!("{} ", pad(name, middle)), style),
            paint::span(pad(detail, detail_room), dim),
        ]);
        paint::line(buf, key_room, &line);
    }

    fn about(&self) -> &str {
        match self.list.selected().and_then(|at| self.offers.get(at)) {
            Some(Offer::Command(command)) => &command.help,
            Some(Offer::Record(record)) => &record.about,
            None => "",
        }
    }
}

fn command(cx: &Cx, action: Action, availability: &dyn Fn(Action) -> Availability) -> Option<Command> {
    let spec = action.spec();
    // Typing and moving inside the palette's own field would do nothing to what lies behind it.
    if matches!(action, Action::PaletteOpen | Action::Outcome) {
        return None;
    }
    let available = availability(action);
    if available == Availability::Absent && spec.scope == Scope::Global {
        return None;
    }
    let scopes = if cx.scopes.contains(&spec.scope) {
        cx.scopes.clone()
    } else {
        vec![spec.scope, Scope::Global]
    };
    let text = |key: String| cx.locale.find(&key).unwrap_or_default().into_owned();
    let mut command = Command {
        act: action.act(),
        group: text(spec.group.title_key()),
        title: cx.title_of(action),
        key: cx.keys.label(&scopes, action).unwrap_or_default(),
        detail: String::new(),
        reason: None,
        help: text(format!("{}.help", spec.title_key())),
        words: text(format!("{}.words", spec.title_key())),
    };
    command.set_available(cx, available);
    Some(command)
}

/// An outcome with its digit and what it leads to.
fn outcome(cx: &Cx, line: Numbered, available: Availability) -> Command {
    let text = |key: String| cx.locale.find(&key).unwrap_or_default().into_owned();
    let title_key = line.act.action.spec().title_key();
    let mut command = Command {
        act: line.act,
        group: cx.t("palette-outcomes").into_owned(),
        title: line.title,
        key: (line.act.n.unwrap_or_default() % 10).to_string(),
        detail: line.detail,
        reason: None,
        help: text(format!("{title_key}.help")),
        words: cx.title_of(line.act.action),
    };
    command.set_available(cx, available);
    command
}

impl Component for Palette {
    fn enter(&mut self, cx: &mut Cx) {
        self.started = true;
        self.typed(cx);
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(records) = self.search.take(cx, message) {
            self.records = records;
            self.offer(cx);
        }
    }

    fn reconsider(&mut self, cx: &Cx, availability: &dyn Fn(Action) -> Availability) {
        for command in &mut self.commands {
            // What has no meaning here was left out, or says so already.
            match availability(command.act.action) {
                Availability::Absent => {}
                known => command.set_available(cx, known),
            }
        }
        let at = self.list.selected();
        self.offer(cx);
        self.list.select(at.unwrap_or(0));
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let count = cx.t_args(
            "count-of",
            &[
                ("n", self.list.position().0.into()),
                ("of", self.list.len().into()),
            ],
        );
        let narrow = match self.narrow {
            Narrow::All => "palette-all",
            Narrow::Commands => "palette-commands",
            Narrow::Records => "palette-records",
        };
        let narrow = cx.t_key(narrow, Action::PaletteScope).unwrap_or_default();
        let title = cx.title_of(Action::PaletteOpen);
        let inner = pane::Pane::popup(title)
            .note(narrow)
            .count(count)
            .draw(buf, area, *cx);
        let top = Rect {
            height: 1.min(inner.height),
            ..inner
        };
        paint::text(buf, pane::padded(top), ":", cx.theme.get(Role::Dim));
        let typed = Rect {
            x: inner.x + 3.min(inner.width),
            width: inner.width.saturating_sub(4),
            ..top
        };
        self.cursor = self.field.draw(buf, typed, *cx, Role::Text);
        let rule = Rect {
            y: inner.y + 1,
            height: u16::from(inner.height > 1),
            ..inner
        };
        paint::rule(buf, rule, '─', cx.theme.get(Role::Border));
        let foot = if inner.height >= 8 { 3 } else { 0 };
        let list = Rect {
            y: inner.y + 2,
            height: inner.height.saturating_sub(2 + foot),
            ..inner
        };
        let mut state = std::mem::take(&mut self.list);
        state.draw(
            buf,
            list,
            *cx,
            |_| 1,
            |buf, item| self.draw_offer(buf, item.area, item.index, *cx),
        );
        let bar = Rect {
            y: list.y,
            height: list.height,
            ..pane::border_column(area)
        };
        state.draw_scrollbar(buf, bar, *cx);
        self.list = state;
        if self.offers.is_empty() {
            let none = cx
                .t_args("palette-none", &[("typed", self.field.value().into())])
                .into_owned();
            paint::text(buf, pane::padded(list), &none, cx.theme.get(Role::Text));
        }
        if foot > 0 {
            let at = Rect {
                y: inner.bottom() - foot,
                height: 1,
                ..inner
            };
            paint::rule(buf, at, '─', cx.theme.get(Role::Border));
            let row = |by: u16| pane::padded(Rect { y: at.y + by, ..at });
            paint::text(buf, row(1), self.about(), cx.theme.get(Role::Text));
            let narrow = cx
                .t_key("palette-narrow", Action::PaletteScope)
                .unwrap_or_default();
            let args = [("narrow", (&narrow).into())];
            let keys = cx.t_args("palette-keys", &args);
            paint::text(buf, row(2), &keys, cx.theme.get(Role::Dim));
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Open => self.run(cx, false),
            Action::TextRight if self.field.at_end() && self.on_record() => self.run(cx, true),
            Action::Up if self.list.selected().is_none_or(|at| at == 0) => self.recall(cx),
            Action::PaletteScope => {
                self.narrow = match self.narrow {
                    Narrow::All => Narrow::Commands,
                    Narrow::Commands => Narrow::Records,
                    Narrow::Records => Narrow::All,
                };
                self.offer(cx);
                self.list.select(0);
                Handled::Yes
            }
            Action::PaletteOpen => {
                cx.close();
                Handled::Yes
            }
            action if self.list.act(action).yes() => Handled::Yes,
            action => {
                let before = width(self.field.value());
                let handled = self.field.act(action);
                if before != width(self.field.value()) {
                    self.typed(cx);
                }
                handled
            }
        }
    }

    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        self.recalled = None;
        self.field.insert(ch);
        self.typed(cx);
        Handled::Yes
    }

    fn paste(&mut self, cx: &mut Cx, text: &str) -> Handled {
        self.field.paste(text);
        self.typed(cx);
        Handled::Yes
    }

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        if self.list.mouse(mouse).is_some() {
            self.run(cx, false)
        } else {
            Handled::Yes
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Palette, Scope::Text]
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![Action::Open, Action::PaletteScope, Action::Cancel]
    }
    fn mode(&self, cx: &Cx) -> Option<String> {
        Some(cx.t("mode-search").into_owned())
    }
    fn title(&self, cx: &Cx) -> String {
        cx.title_of(Action::PaletteOpen)
    }
    fn placement(&self, cx: &Cx) -> Placement {
        let (width, height) = cx.size;
        Placement::Center {
            width: (width.saturating_sub(4)).clamp(40, 110),
            height: height.saturating_sub(6).clamp(10, 30),
        }
    }
}
