//! A one-line question for a text: a number, a reason in words.

use crate::base::text::ellipsize;
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::layout::Placement;
use crate::tui::message::Ticket;
use crate::tui::scope::Scope;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use crate::tui::widget::field::Field;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, padded};
use ratatui::Frame;
use ratatui::layout::Rect;

/// The question.
pub(super) struct TextPrompt {
    title: String,
    hint: String,
    field: Field,
    ticket: Ticket<String>,
    cursor: Option<CursorAt>,
}

impl TextPrompt {
    /// Asks for a text, which may not be empty; the hint says what Enter does with it.
    pub(super) fn new(title: String, hint: String, ticket: Ticket<String>) -> Self {
        Self {
            title,
            hint,
            field: Field::default(),
            ticket,
            cursor: None,
        }
    }
}

impl Component for TextPrompt {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let inner = padded(Pane::popup(self.title.clone()).draw(buf, area, *cx));
        let row = |n: u16| Rect {
            y: inner.y + n,
            height: u16::from(n < inner.height),
            ..inner
        };
        self.cursor = self.field.draw(buf, row(0), *cx, Role::Input);
        let hint = ellipsize(&self.hint, usize::from(inner.width));
        paint::text(buf, row(1), &hint, cx.theme.get(Role::Dim));
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if !matches!(act.action, Action::Open | Action::FormSave) {
            return self.field.act(act.action);
        }
        let text = self.field.value().trim().to_owned();
        if text.is_empty() {
            cx.say(Toast::info(self.hint.clone()));
        } else {
            cx.close();
            cx.answer(self.ticket, text);
        }
        Handled::Yes
    }

    fn text(&mut self, _cx: &mut Cx, ch: char) -> Handled {
        self.field.insert(ch);
        Handled::Yes
    }
    fn paste(&mut self, _cx: &mut Cx, text: &str) -> Handled {
        self.field.paste(text);
        Handled::Yes
    }
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Form, Scope::Text]
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn mode(&self, cx: &Cx) -> Option<String> {
        Some(cx.t("mode-typing").into_owned())
    }
    fn title(&self, _cx: &Cx) -> String {
        self.title.clone()
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![Action::Open, Action::Cancel]
    }
    fn placement(&self, _cx: &Cx) -> Placement {
        Placement::Box { width: 66, height: 4 }
    }
}
