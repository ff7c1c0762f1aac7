//! A question before something that cannot be taken back. Its buttons are
//! verbs; the first one is safe, has the focus, and is what Esc takes.

use super::paint;
use super::pane::Pane;
use crate::base::text::{width, wrap};
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::input::{Mouse, MouseKind};
use crate::tui::layout::Placement;
use crate::tui::message::Ticket;
use crate::tui::scope::Scope;
use crate::tui::theme::Role;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

const WIDTH: u16 = 60;

/// A question with two or more buttons; the answer is the number of the button, from 0.
#[derive(Debug)]
pub struct Dialog {
    text: String,
    buttons: Vec<String>,
    focus: usize,
    ticket: Ticket<usize>,
    places: Vec<Rect>,
}

impl Dialog {
    /// A question. The first button must be the safe one.
    pub fn new(
        text: impl Into<String>,
        buttons: impl IntoIterator<Item = String>,
        ticket: Ticket<usize>,
    ) -> Self {
        let buttons: Vec<String> = buttons.into_iter().collect();
        Self {
            text: text.into(),
            buttons,
            focus: 0,
            ticket,
            places: Vec::new(),
        }
    }

    fn choose(&self, cx: &mut Cx, index: usize) -> Handled {
        if index >= self.buttons.len() {
            return Handled::No;
        }
        cx.close();
        cx.answer(self.ticket, index);
        Handled::Yes
    }

    /// The next button; Tab goes round, an arrow ends at the last: pressed once too often it is not on another one.
    fn step(&mut self, by: isize, round: bool) -> Handled {
        let count = (self.buttons.len() as isize).max(1);
        let to = self.focus as isize + by;
        self.focus = if round {
            to.rem_euclid(count) as usize
        } else {
            to.clamp(0, count - 1) as usize
        };
        Handled::Yes
    }

    fn inner_width(&self, cx: &Cx) -> u16 {
        let buttons: usize = self.buttons.iter().map(|label| width(label) + 8).sum();
        WIDTH
            .max(buttons as u16 + 2)
            .min(cx.size.0.saturating_sub(4))
            .max(1)
    }
}

impl Component for Dialog {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let inner = Pane::popup("").draw(buf, area, *cx);
        let text = Rect {
            x: inner.x + 1,
            width: inner.width.saturating_sub(2),
            height: inner.height.saturating_sub(2),
            ..inner
        };
        paint::block(buf, text, &self.text, cx.theme.get(Role::Text), 0);
        self.places.clear();
        let mut x = text.x;
        let y = inner.bottom().saturating_sub(1).max(inner.y);
        for (at, label) in self.buttons.iter().enumerate() {
            let sign = if at == self.focus { '▌' } else { ' ' };
            let shown = format!("[{sign}{} {label} ]", at + 1);
            let wide = (width(&shown) as u16).min(inner.right().saturating_sub(x));
            let place = Rect {
                x,
                y,
                width: wide,
                height: 1.min(inner.height),
            };
            let role = if at == self.focus {
                Role::Select
            } else {
                Role::Text
            };
            paint::text(buf, place, &shown, cx.theme.get(role));
            self.places.push(place);
            x += wide + 2;
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Open => self.choose(cx, self.focus),
            Action::Cancel | Action::Close | Action::Interrupt => self.choose(cx, 0),
            Action::PaneNext => self.step(1, true),
            Action::PanePrev => self.step(-1, true),
            Action::Right | Action::Down => self.step(1, false),
            Action::Left | Action::Up => self.step(-1, false),
            _ => Handled::No,
        }
    }

    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        // Whoever types on when the question comes means none of its buttons.
        if ch.is_alphabetic() {
            return Handled::Yes;
        }
        let digit = ch.to_digit(10).and_then(|digit| (digit as usize).checked_sub(1));
        digit.map_or(Handled::No, |index| self.choose(cx, index))
    }

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        let at = Position::new(mouse.x, mouse.y);
        let hit = self.places.iter().position(|place| place.contains(at));
        match hit.filter(|_| mouse.kind == MouseKind::Press) {
            Some(index) => self.choose(cx, index),
            None => Handled::Yes,
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Dialog]
    }
    fn cursor(&self) -> Option<CursorAt> {
        let place = self.places.get(self.focus)?;
        Some(CursorAt::Row(place.as_position()))
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![Action::Open, Action::PaneNext, Action::Cancel]
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match action {
            Action::Open => Some("hint-choose"),
            Action::PaneNext => Some("hint-other-button"),
            Action::Cancel => Some("hint-keep"),
            _ => None,
        }
    }
    fn placement(&self, cx: &Cx) -> Placement {
        let inner = self.inner_width(cx);
        let rows = wrap(&self.text, usize::from(inner.saturating_sub(2))).len() as u16;
        Placement::Box {
            width: inner + 2,
            height: rows + 4,
        }
    }
}
