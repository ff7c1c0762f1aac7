//! A list to choose from by typing: for what has more entries than a menu.

use super::field::Field;
use super::list::List;
use super::matching::Query;
use super::menu::Choice;
use super::{paint, pane};
use crate::base::text::{pad, width};
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx, TypeAhead};
use crate::tui::input::Mouse;
use crate::tui::layout::Placement;
use crate::tui::message::{Message, Ticket};
use crate::tui::scope::Scope;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Asks for the entries that fit what was typed.
pub type Source<T> = Box<dyn FnMut(&mut Cx, &mut TypeAhead<Vec<(Choice, T)>>, &str)>;

/// A picker of one value; the answer goes to the ticket.
pub struct Picker<T> {
    title: String,
    field: Field,
    entries: Vec<(Choice, T)>,
    /// Entries that fit, best first.
    fits: Vec<usize>,
    list: List,
    ticket: Ticket<T>,
    source: Option<Source<T>>,
    search: TypeAhead<Vec<(Choice, T)>>,
    anchor: Option<Rect>,
    cursor: Option<CursorAt>,
}

impl<T> std::fmt::Debug for Picker<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picker")
            .field("title", &self.title)
            .field("entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}

impl<T: Clone + Send + 'static> Picker<T> {
    /// A picker of known entries.
    pub fn new(title: impl Into<String>, entries: Vec<(Choice, T)>, ticket: Ticket<T>) -> Self {
        let mut picker = Self {
            title: title.into(),
            field: Field::default(),
            entries,
            fits: Vec::new(),
            list: List::default(),
            ticket,
            source: None,
            search: TypeAhead::default(),
            anchor: None,
            cursor: None,
        };
        picker.filter();
        picker
    }
    /// A picker of entries that are asked for with what was typed.
    pub fn live(title: impl Into<String>, source: Source<T>, ticket: Ticket<T>) -> Self {
        Self {
            source: Some(source),
            ..Self::new(title, Vec::new(), ticket)
        }
    }
    /// Stands near a row instead of in the middle.
    #[must_use]
    pub fn near(mut self, row: Rect) -> Self {
        self.anchor = Some(row);
        self
    }
    /// Starts with something typed.
    #[must_use]
    pub fn typed(mut self, text: &str) -> Self {
        self.field = Field::new(text);
        self.filter();
        self
    }
    /// Starts at this entry.
    #[must_use]
    pub fn selected(mut self, index: usize) -> Self {
        if let Some(at) = self.fits.iter().position(|fit| *fit == index) {
            self.list.select(at);
        }
        self
    }

    fn changed(&mut self, cx: &mut Cx) {
        match &mut self.source {
            Some(source) => source(cx, &mut self.search, self.field.value()),
            None => self.filter(),
        }
    }

    fn filter(&mut self) {
        if self.source.is_some() {
            self.fits = (0..self.entries.len()).collect();
        } else {
            let mut query = Query::words(self.field.value());
            let mut fits: Vec<(u32, usize)> = Vec::new();
            for (at, (choice, _)) in self.entries.iter().enumerate() {
                if let Some(score) = query.score(&format!("{} {}", choice.title, choice.detail)) {
                    fits.push((score, at));
                }
            }
            // Without a query the order is the one given.
            if !self.field.is_empty() {
                fits.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
            }
            self.fits = fits.into_iter().map(|(_, at)| at).collect();
        }
        self.list.set_len(self.fits.len());
        self.list.select(0);
    }

    fn choose(&mut self, cx: &mut Cx) -> Handled {
        let chosen = self
            .list
            .selected()
            .and_then(|at| self.fits.get(at))
            .and_then(|at| self.entries.get(*at));
        if let Some((choice, value)) = chosen {
            if let Some(reason) = &choice.reason {
                cx.say(Toast::info(reason.clone()));
            } else {
                cx.close();
                cx.answer(self.ticket, value.clone());
            }
        }
        Handled::Yes
    }

    fn draw_entry(&self, buf: &mut Buffer, area: Rect, index: usize, cx: DrawCx<'_>) {
        let Some((choice, _)) = self.fits.get(index).and_then(|at| self.entries.get(*at)) else {
            return;
        };
        let dim = cx.theme.get(Role::Dim);
        let style = if choice.reason.is_some() {
            dim
        } else {
            cx.theme.get(Role::Text)
        };
        let detail = choice.reason.as_deref().unwrap_or(&choice.detail);
        let room = usize::from(area.width);
        let name_room = if detail.is_empty() {
            room
        } else {
            (room * 3 / 5).max(room.saturating_sub(width(detail) + 1))
        };
        let line = Line::from(vec![
            paint::span(pad(&choice.title, name_room.saturating_sub(1)), style),
            paint::span(format!(" {detail}"), dim),
        ]);
        paint::line(buf, area, &line);
    }
}

impl<T: Clone + Send + 'static> Component for Picker<T> {
    fn enter(&mut self, cx: &mut Cx) {
        if self.source.is_some() {
            self.changed(cx);
        }
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(entries) = self.search.take(cx, message) {
            self.entries = entries;
            self.filter();
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let (at, of) = self.list.position();
        let count = cx
            .t_args("count-of", &[("n", at.into()), ("of", of.into())])
            .into_owned();
        let inner = pane::Pane::popup(self.title.clone())
            .count(count)
            .draw(buf, area, *cx);
        let row = Rect {
            height: 1.min(inner.height),
            ..inner
        };
        paint::text(buf, pane::padded(row), "/", cx.theme.get(Role::Dim));
        let typed = Rect {
            x: inner.x + 3.min(inner.width),
            width: inner.width.saturating_sub(3),
            ..row
        };
        self.cursor = self.field.draw(buf, typed, *cx, Role::Text);
        let list = Rect {
            y: inner.y + row.height,
            height: inner.height - row.height,
            ..inner
        };
        let mut state = std::mem::take(&mut self.list);
        state.draw(
            buf,
            list,
            *cx,
            |_| 1,
            |buf, item| self.draw_entry(buf, item.area, item.index, *cx),
        );
        let bar = Rect {
            y: list.y,
            height: list.height,
            ..pane::border_column(area)
        };
        state.draw_scrollbar(buf, bar, *cx);
        self.list = state;
        if self.fits.is_empty() && !self.search.is_waiting() {
            let none = cx
                .t_args("palette-none", &[("typed", self.field.value().into())])
                .into_owned();
            paint::text(buf, pane::padded(list), &none, cx.theme.get(Role::Dim));
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if act.action == Action::Open {
            return self.choose(cx);
        }
        if self.list.act(act.action).yes() {
            return Handled::Yes;
        }
        let before = self.field.value().to_owned();
        let handled = self.field.act(act.action);
        if before != self.field.value() {
            self.changed(cx);
        }
        handled
    }

    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        self.field.insert(ch);
        self.changed(cx);
        Handled::Yes
    }

    fn paste(&mut self, cx: &mut Cx, text: &str) -> Handled {
        self.field.paste(text);
        self.changed(cx);
        Handled::Yes
    }

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        if self.list.mouse(mouse).is_some() {
            self.choose(cx)
        } else {
            Handled::Yes
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Picker, Scope::Text]
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![Action::Open, Action::Down, Action::Cancel]
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match action {
            Action::Open => Some("hint-choose"),
            Action::Down => Some("hint-move"),
            Action::Cancel => Some("hint-back"),
            _ => None,
        }
    }
    fn mode(&self, cx: &Cx) -> Option<String> {
        Some(cx.t("mode-search").into_owned())
    }
    fn title(&self, _cx: &Cx) -> String {
        self.title.clone()
    }
    fn placement(&self, _cx: &Cx) -> Placement {
        let longest = self.entries.iter().map(|(choice, _)| {
            width(&choice.title) + width(choice.reason.as_deref().unwrap_or(&choice.detail)) + 3
        });
        let width = (longest.max().unwrap_or(0).max(width(&self.title) + 12) as u16 + 4).clamp(40, 80);
        let height = if self.source.is_some() {
            16
        } else {
            (self.entries.len() as u16 + 3).clamp(5, 16)
        };
        match self.anchor {
            Some(anchor) => Placement::Near {
                anchor,
                width,
                height,
            },
            None => Placement::Box { width, height },
        }
    }
}
