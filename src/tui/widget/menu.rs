//! Menus: a few choices, each with a letter or a digit.

use super::pane::Pane;
use super::{list::List, paint};
use crate::base::text::width;
use crate::tui::action::{Act, Action};
use crate::tui::component::{Availability, Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::input::Mouse;
use crate::tui::layout::Placement;
use crate::tui::message::Ticket;
use crate::tui::scope::Scope;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// One line of a menu as it is shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// The letter or key that chooses it.
    pub key: String,
    /// What it is.
    pub title: String,
    /// What it would do, or where it leads.
    pub detail: String,
    /// Why it cannot be chosen now.
    pub reason: Option<String>,
}

impl Choice {
    /// A choice without letter and detail; its digit chooses it.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }
    /// The letter that chooses it.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = key.into();
        self
    }
    /// What it would do.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
    /// Why it cannot be chosen now.
    #[must_use]
    pub fn refused(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

/// Whether the choices have digits of their own, so that their order has none.
pub fn own_digits<'a>(mut keys: impl Iterator<Item = &'a str>) -> bool {
    keys.any(|key| key.len() == 1 && key.starts_with(|ch: char| ch.is_ascii_digit()))
}

/// Columns of the parts of a menu: digit and key, title, detail.
fn columns(choices: &[Choice]) -> (u16, u16, u16) {
    let widest = |part: &dyn Fn(&Choice) -> usize| choices.iter().map(part).max().unwrap_or(0) as u16;
    let key = widest(&|choice| width(&choice.key));
    let title = widest(&|choice| width(&choice.title));
    let detail = widest(&|choice| width(choice.reason.as_deref().unwrap_or(&choice.detail)));
    (key, title, detail)
}

fn size(title: &str, choices: &[Choice]) -> (u16, u16) {
    let (key, name, detail) = columns(choices);
    let gap = if detail > 0 { 2 } else { 0 };
    let inner = (4 + key + 1 + name + gap + detail + 1).max(width(title) as u16 + 4);
    (inner + 2, choices.len() as u16 + 2)
}

fn draw_choice(
    buf: &mut Buffer,
    area: Rect,
    index: usize,
    choices: &[Choice],
    narrowed: bool,
    cx: DrawCx<'_>,
) {
    let choice = &choices[index];
    let (key, name, _) = columns(choices);
    let dim = cx.theme.get(Role::Dim);
    let (digit_style, text_style) = if choice.reason.is_some() {
        (dim, dim)
    } else {
        (cx.theme.get(Role::KeyHint), cx.theme.get(Role::Text))
    };
    let digit = if own_digits(choices.iter().map(|choice| choice.key.as_str())) {
        String::new()
    } else if narrowed {
        // The next digit is part of a key.
        "  ".to_owned()
    } else if index < 10 {
        format!("{} ", (index + 1) % 10)
    } else {
        "  ".to_owned()
    };
    let shown_key = &choice.key;
    let detail = choice.reason.as_deref().unwrap_or(&choice.detail);
    let pad = |text: &str, to: u16| crate::base::text::pad(text, usize::from(to));
    let line = Line::from(vec![
        paint::span(digit, digit_style),
        paint::span(format!("{} ", pad(shown_key, key)), digit_style),
        paint::span(pad(&choice.title, name), text_style),
        paint::span(
            if detail.is_empty() {
                String::new()
            } else {
                format!("  {detail}")
            },
            dim,
        ),
    ]);
    paint::line(buf, area, &line);
}

/// Draws choices in a box at the bottom right of the body, as a which-key box has it.
pub fn draw_box(buf: &mut Buffer, body: Rect, title: &str, choices: &[Choice], cx: DrawCx<'_>) {
    let (wide, high) = size(title, choices);
    let (wide, high) = (wide.min(body.width), high.min(body.height));
    let area = Rect {
        x: body.right() - wide,
        y: body.bottom() - high,
        width: wide,
        height: high,
    };
    paint::clear(buf, area, cx.theme.get(Role::Text));
    let inner = Pane::popup(title).draw(buf, area, cx);
    for index in 0..choices.len().min(usize::from(inner.height)) {
        let row = Rect {
            y: inner.y + index as u16,
            height: 1,
            ..inner
        };
        draw_choice(buf, super::pane::padded(row), index, choices, false, cx);
    }
}

/// A menu to choose one value from; the answer goes to the ticket.
#[derive(Debug)]
pub struct Menu<T> {
    title: String,
    choices: Vec<Choice>,
    values: Vec<T>,
    /// The lines that begin with what was typed, in their order; all of them before anything was.
    shown: Vec<usize>,
    /// The beginning of a key of several letters.
    typed: String,
    list: List,
    ticket: Ticket<T>,
    /// The action of a line, where the lines are actions.
    action_of: Option<fn(&T) -> Action>,
    anchor: Option<Rect>,
    /// Enter chooses: at once, or only when the arrows were used.
    armed: bool,
    /// What Esc answers.
    otherwise: Option<T>,
    cursor: Option<CursorAt>,
}

impl<T: Clone + Send + 'static> Menu<T> {
    /// A menu of choices and their values.
    pub fn new(title: impl Into<String>, entries: Vec<(Choice, T)>, ticket: Ticket<T>) -> Self {
        let (choices, values): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        let mut list = List::default();
        list.set_len(choices.len());
        if let Some(at) = choices.iter().position(|choice| choice.reason.is_none()) {
            list.select(at);
        }
        Self {
            title: title.into(),
            shown: (0..choices.len()).collect(),
            typed: String::new(),
            choices,
            values,
            list,
            ticket,
            action_of: None,
            anchor: None,
            armed: true,
            otherwise: None,
            cursor: None,
        }
    }
    /// Its lines are actions: what each would do is shown as soon as it is known.
    #[must_use]
    pub fn live(mut self, action_of: fn(&T) -> Action) -> Self {
        self.action_of = Some(action_of);
        self
    }
    /// Stands near a row instead of in the middle.
    #[must_use]
    pub fn near(mut self, row: Rect) -> Self {
        self.anchor = Some(row);
        self
    }
    /// Chooses nothing by Enter until the arrows were used, for what may not happen by a key too many.
    #[must_use]
    pub fn unarmed(mut self) -> Self {
        self.armed = false;
        self
    }
    /// What is answered when it is closed without a choice.
    #[must_use]
    pub fn otherwise(mut self, value: T) -> Self {
        self.otherwise = Some(value);
        self
    }
    /// Starts at this entry.
    #[must_use]
    pub fn selected(mut self, index: usize) -> Self {
        self.list.select(index);
        self
    }

    /// Moves; the first step only shows where the choice stands.
    fn step(&mut self, action: Action) -> Handled {
        if self.armed {
            return self.list.act(action);
        }
        let first = self.list.selected().unwrap_or(0);
        let moved = self.list.act(action);
        if moved.yes() {
            self.armed = true;
            self.list.select(first);
        }
        moved
    }

    /// Leaves the lines whose key begins with what was typed.
    fn narrow(&mut self, typed: String) {
        let fits = |index: &usize| self.choices[*index].key.starts_with(&typed);
        self.shown = (0..self.choices.len()).filter(fits).collect();
        self.typed = typed;
        self.list.set_len(self.shown.len());
        self.list.select(0);
    }

    /// Shows every line again, at the one that was selected; `No` when none was hidden.
    fn widen(&mut self) -> Handled {
        if self.typed.is_empty() {
            return Handled::No;
        }
        let at = self.list.selected().and_then(|row| self.shown.get(row).copied());
        self.narrow(String::new());
        self.list.select(at.unwrap_or(0));
        Handled::Yes
    }

    /// Chooses the line in this row.
    fn choose_row(&mut self, cx: &mut Cx, row: usize) -> Handled {
        let index = self.shown.get(row).copied();
        index.map_or(Handled::No, |index| self.choose(cx, index))
    }

    fn choose(&mut self, cx: &mut Cx, index: usize) -> Handled {
        let (Some(choice), Some(value)) = (self.choices.get(index), self.values.get(index)) else {
            return Handled::No;
        };
        if let Some(row) = self.shown.iter().position(|shown| *shown == index) {
            self.list.select(row);
        }
        if let Some(reason) = &choice.reason {
            cx.say(Toast::refusal(reason.clone()));
        } else {
            cx.close();
            cx.answer(self.ticket, value.clone());
        }
        Handled::Yes
    }
}

impl<T: Clone + Send + 'static> Component for Menu<T> {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let pane = Pane::popup(self.title.clone()).count(self.typed.clone());
        let inner = pane.draw(buf, area, *cx);
        let (choices, shown) = (&self.choices, &self.shown);
        let narrowed = !self.typed.is_empty();
        self.cursor = self.list.draw(
            buf,
            inner,
            cx.part(self.armed),
            |_| 1,
            |buf, item| {
                if let Some(index) = shown.get(item.index) {
                    draw_choice(buf, item.area, *index, choices, narrowed, *cx);
                }
            },
        );
        self.list
            .draw_scrollbar(buf, super::pane::border_column(area), *cx);
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Open if !self.armed => {
                cx.say(Toast::info(cx.t("menu-unarmed").into_owned()));
                Handled::Yes
            }
            Action::Open => self
                .list
                .selected()
                .map_or(Handled::No, |row| self.choose_row(cx, row)),
            Action::Cancel | Action::Back if self.widen().yes() => Handled::Yes,
            Action::Cancel | Action::Close | Action::Interrupt => match self.otherwise.take() {
                Some(value) => {
                    cx.close();
                    cx.answer(self.ticket, value);
                    Handled::Yes
                }
                None => Handled::No,
            },
            Action::PaneNext => self.step(Action::Down),
            Action::PanePrev => self.step(Action::Up),
            action => self.step(action),
        }
    }

    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        let typed = format!("{}{ch}", self.typed);
        let by_key = self.choices.iter().position(|choice| choice.key == typed);
        let begins = self.choices.iter().any(|choice| choice.key.starts_with(&typed));
        if by_key.is_none() && begins {
            self.narrow(typed);
            return Handled::Yes;
        }
        let own = own_digits(self.choices.iter().map(|choice| choice.key.as_str()));
        let by_digit = || {
            ch.to_digit(10)
                .filter(|_| !own && self.typed.is_empty())
                .map(|digit| if digit == 0 { 9 } else { digit as usize - 1 })
        };
        by_key
            .or_else(by_digit)
            .map_or(Handled::No, |index| self.choose(cx, index))
    }

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        if let Some(row) = self.list.mouse(mouse) {
            return self.choose_row(cx, row);
        }
        Handled::Yes
    }

    fn reconsider(&mut self, _cx: &Cx, availability: &dyn Fn(Action) -> Availability) {
        let Some(action_of) = self.action_of else { return };
        for (choice, value) in self.choices.iter_mut().zip(&self.values) {
            match availability(action_of(value)) {
                Availability::Ready(detail) => {
                    choice.detail = detail.unwrap_or_default();
                    choice.reason = None;
                }
                Availability::Refused(reason) => choice.reason = Some(reason),
                Availability::Absent => {}
            }
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Menu]
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn title(&self, _cx: &Cx) -> String {
        self.title.clone()
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
    fn placement(&self, _cx: &Cx) -> Placement {
        let (width, height) = size(&self.title, &self.choices);
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
