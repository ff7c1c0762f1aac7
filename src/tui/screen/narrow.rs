//! The filter of a plain list: `/` begins it, letters narrow it, Esc gives all
//! back with the old selection.

use super::words;
use crate::tui::action::Action;
use crate::tui::component::CursorAt;
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::scope::Scope;
use crate::tui::theme::Role;
use crate::tui::widget::field::Field;
use crate::tui::widget::list::List;
use crate::tui::widget::matching::Query;
use crate::tui::widget::paint;
use crate::tui::widget::pane::padded;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What the filter made of an action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Narrowed {
    /// It is not about the filter.
    No,
    /// It was; the same rows are shown.
    Yes,
    /// Other rows fit now.
    Changed,
}

/// The filter of one list.
#[derive(Debug, Default)]
pub(super) struct Narrow {
    field: Field,
    typing: bool,
    /// The rows it leaves, by their place among all.
    shown: Vec<usize>,
    /// What was selected before the filter, among all.
    before: Option<usize>,
    wanted: Option<usize>,
}

impl Narrow {
    /// The selected row, by its place among all.
    pub(super) fn selected(&self, list: &List) -> Option<usize> {
        list.selected().and_then(|row| self.at(row))
    }

    /// What is shown in a row, by its place among all.
    pub(super) fn at(&self, row: usize) -> Option<usize> {
        self.shown.get(row).copied()
    }

    /// Selects this row, by its place among all, as soon as the rows are fitted.
    pub(super) fn want(&mut self, at: usize) {
        self.wanted = Some(at);
    }

    /// Leaves the rows whose text has every word that was typed.
    pub(super) fn fit(&mut self, list: &mut List, texts: impl IntoIterator<Item = String>) {
        let wanted = self.wanted.take().or_else(|| self.selected(list));
        let mut query = Query::words(self.field.value());
        let fits = texts
            .into_iter()
            .enumerate()
            .filter(|(_, text)| query.score(text).is_some());
        self.shown = fits.map(|(at, _)| at).collect();
        list.set_len(self.shown.len());
        let row = self.shown.iter().position(|at| Some(*at) == wanted);
        list.select(row.unwrap_or(0));
    }

    /// What it does with an action; what is none of its own it leaves to the list.
    pub(super) fn act(&mut self, list: &mut List, action: Action) -> Narrowed {
        match action {
            Action::FindOpen if !self.typing => {
                if self.field.is_empty() {
                    self.before = self.selected(list);
                }
                self.typing = true;
                Narrowed::Yes
            }
            Action::Cancel if self.typing || !self.field.is_empty() => {
                self.reset();
                Narrowed::Changed
            }
            _ if !self.typing => Narrowed::No,
            Action::Open | Action::PaneNext | Action::PanePrev => {
                self.typing = false;
                Narrowed::Yes
            }
            action if list.act(action).yes() => Narrowed::Yes,
            action => self.change(|field| field.act(action).yes()),
        }
    }

    /// A character or a paste; `No` when letters are keys.
    pub(super) fn text(&mut self, change: impl FnOnce(&mut Field)) -> Narrowed {
        if !self.typing {
            return Narrowed::No;
        }
        self.change(|field| {
            change(field);
            true
        })
    }

    fn change(&mut self, change: impl FnOnce(&mut Field) -> bool) -> Narrowed {
        let before = self.field.value().to_owned();
        let used = change(&mut self.field);
        if self.field.value() != before {
            // The best hit is the first.
            self.wanted = Some(0);
            Narrowed::Changed
        } else if used {
            Narrowed::Yes
        } else {
            Narrowed::No
        }
    }

    /// Ends the filter.
    pub(super) fn reset(&mut self) {
        self.typing = false;
        self.field.reset();
        self.wanted = self.before.take();
    }

    /// The scopes of a screen with this filter.
    pub(super) fn scopes(&self, own: Scope) -> Vec<Scope> {
        if self.typing {
            vec![Scope::Text, own]
        } else {
            vec![own]
        }
    }

    /// The word before the hints while letters are text.
    pub(super) fn mode(&self, cx: &Cx) -> Option<String> {
        self.typing.then(|| cx.t("mode-search").into_owned())
    }

    /// The hints while letters are text.
    pub(super) fn hints(&self) -> Option<Vec<Action>> {
        self.typing
            .then(|| vec![Action::Open, Action::Cancel, Action::Down])
    }

    /// A title with what is looked for behind it.
    pub(super) fn titled(&self, title: String) -> String {
        let typed = self.field.value().trim();
        if self.typing || typed.is_empty() {
            title
        } else {
            format!("{title} · /{typed}")
        }
    }

    /// Draws the line that is typed in and what is said when nothing fits; gives what is left for the rows.
    pub(super) fn draw(&self, buf: &mut Buffer, inner: Rect, cx: DrawCx<'_>) -> (Rect, Option<CursorAt>) {
        let mut rest = inner;
        let mut cursor = None;
        if self.typing && inner.height > 1 {
            let line = padded(words::row(inner, 0));
            paint::text(buf, line, "/", cx.theme.get(Role::Dim));
            let typed = Rect {
                x: line.x + 1.min(line.width),
                width: line.width.saturating_sub(1),
                ..line
            };
            cursor = self.field.draw(buf, typed, cx, Role::Input);
            rest.y += 1;
            rest.height -= 1;
        }
        if self.shown.is_empty() && !self.field.is_empty() {
            let args = [("typed", self.field.value().into())];
            let text = cx.t_args("list-none-match", &args);
            paint::text(buf, padded(words::row(rest, 0)), &text, cx.theme.get(Role::Text));
        }
        (rest, cursor)
    }
}
