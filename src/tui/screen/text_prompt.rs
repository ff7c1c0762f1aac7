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
use std::sync::{Arc, Mutex, PoisonError};

/// The question.
pub(super) struct TextPrompt {
    title: String,
    hint: String,
    field: Field,
    /// Where what is typed is kept until it is given.
    kept: Option<Arc<Mutex<String>>>,
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
            kept: None,
            ticket,
            cursor: None,
        }
    }

    /// Begins with what was typed before and not given; Esc keeps it there.
    #[must_use]
    pub(super) fn keeping(mut self, kept: Arc<Mutex<String>>) -> Self {
        let before = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.field.paste(&before);
        self.kept = Some(kept);
        self
    }

    fn keep(&self, text: &str) {
        if let Some(kept) = &self.kept {
            text.clone_into(&mut kept.lock().unwrap_or_else(PoisonError::into_inner));
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
            let handled = self.field.act(act.action);
            self.keep(self.field.value());
            return handled;
        }
        let text = self.field.value().trim().to_owned();
        if text.is_empty() {
            cx.say(Toast::info(self.hint.clone()));
        } else {
            self.keep("");
            cx.close();
            cx.answer(self.ticket, text);
        }
        Handled::Yes
    }

    fn text(&mut self, _cx: &mut Cx, ch: char) -> Handled {
        self.field.insert(ch);
        self.keep(self.field.value());
        Handled::Yes
    }
    fn paste(&mut self, _cx: &mut Cx, text: &str) -> Handled {
        self.field.paste(text);
        self.keep(self.field.value());
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
