//! A long text to read: a script, a mail, a note. It scrolls and finds.

use super::field::Field;
use super::paint;
use super::pane::{Pane, border_column, padded};
use crate::base::text::{Mode, clean, width, wrap};
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::input::{Mouse, MouseKind};
use crate::tui::layout::{Placement, TEXT_WIDTH};
use crate::tui::scope::Scope;
use crate::tui::spoken::join;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A text in a popup.
#[derive(Debug, Default)]
pub struct Viewer {
    title: String,
    text: String,
    /// The text in rows, for the width of the last draw.
    rows: Vec<String>,
    wrapped_for: u16,
    top: usize,
    height: usize,
    /// What is being typed to find.
    typing: Option<Field>,
    /// What was found last, folded, and in which rows.
    needle: String,
    hits: Vec<usize>,
    hit: usize,
    cursor: Option<CursorAt>,
}

impl Viewer {
    /// A text to read.
    pub fn new(title: impl Into<String>, text: &str) -> Self {
        Self {
            title: title.into(),
            text: clean(text, Mode::Block).into_string(),
            height: 1,
            ..Self::default()
        }
    }

    fn last_top(&self) -> usize {
        self.rows.len().saturating_sub(self.height)
    }

    fn scroll(&mut self, action: Action) -> Handled {
        let page = self.height.max(2) - 1;
        self.top = match action {
            Action::Down => self.top + 1,
            Action::Up => self.top.saturating_sub(1),
            Action::HalfDown => self.top + page / 2,
            Action::HalfUp => self.top.saturating_sub(page / 2),
            Action::PageDown => self.top + page,
            Action::PageUp => self.top.saturating_sub(page),
            Action::Top => 0,
            Action::Bottom => usize::MAX,
            _ => return Handled::No,
        }
        .min(self.last_top());
        Handled::Yes
    }

    /// Finds what was typed, from the row in view on.
    fn find(&mut self) {
        let needle = self
            .typing
            .as_ref()
            .map(|field| fold(field.value()))
            .unwrap_or_default();
        self.needle = needle;
        self.hits.clear();
        if self.needle.is_empty() {
            return;
        }
        let found = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| fold(row).contains(&self.needle));
        self.hits = found.map(|(at, _)| at).collect();
        self.hit = self.hits.iter().position(|row| *row >= self.top).unwrap_or(0);
        self.show_hit();
    }

    fn show_hit(&mut self) {
        if let Some(row) = self.hits.get(self.hit).copied()
            && !(self.top..self.top + self.height).contains(&row)
        {
            self.top = row.saturating_sub(self.height / 3).min(self.last_top());
        }
    }

    fn next(&mut self, cx: &mut Cx, by: isize) -> Handled {
        if self.hits.is_empty() {
            let text = if self.needle.is_empty() {
                let starts = cx.t_key("viewer-no-search-key", Action::FindOpen);
                join([Some(cx.t("viewer-no-search").into_owned()), starts], ": ")
            } else {
                cx.t("viewer-none").into_owned()
            };
            cx.say(Toast::info(text));
        } else {
            self.hit = (self.hit as isize + by).rem_euclid(self.hits.len() as isize) as usize;
            self.show_hit();
        }
        Handled::Yes
    }

    fn act_typing(&mut self, action: Action) -> Handled {
        match action {
            Action::Open => self.typing = None,
            Action::Cancel => {
                self.typing = None;
                self.needle.clear();
                self.hits.clear();
            }
            action => {
                let Some(field) = &mut self.typing else {
                    return Handled::No;
                };
                if !field.act(action).yes() {
                    return self.scroll(action);
                }
                self.find();
            }
        }
        Handled::Yes
    }

    /// Breaks the text into rows for this much room.
    fn lay(&mut self, area: Rect) {
        let columns = area.width.min(TEXT_WIDTH);
        if self.wrapped_for != columns {
            self.rows = wrap(&self.text, usize::from(columns));
            self.wrapped_for = columns;
            if !self.needle.is_empty() {
                let needle = self.needle.clone();
                self.hits = (0..self.rows.len())
                    .filter(|at| fold(&self.rows[*at]).contains(&needle))
                    .collect();
            }
        }
        self.height = usize::from(area.height).max(1);
        self.top = self.top.min(self.last_top());
    }

    fn draw_rows(&self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let columns = area.width.min(TEXT_WIDTH);
        for (at, text) in self
            .rows
            .iter()
            .enumerate()
            .skip(self.top)
            .take(usize::from(area.height))
        {
            let row = Rect {
                y: area.y + (at - self.top) as u16,
                height: 1,
                width: columns,
                ..area
            };
            paint::text(buf, row, text, cx.theme.get(Role::Text));
            if !self.needle.is_empty() {
                let now = self.hits.get(self.hit) == Some(&at);
                highlight(
                    buf,
                    row,
                    text,
                    &self.needle,
                    cx.theme.get(if now { Role::Select } else { Role::Mark }),
                );
            }
        }
    }
}

/// Lower case without accents, one character for each, so that places stay the same.
fn fold(text: &str) -> String {
    text.chars()
        .map(|ch| nucleo_matcher::chars::to_lower_case(nucleo_matcher::chars::normalize(ch)))
        .collect()
}

fn highlight(buf: &mut Buffer, row: Rect, text: &str, needle: &str, style: ratatui::style::Style) {
    let folded: Vec<char> = fold(text).chars().collect();
    let wanted: Vec<char> = needle.chars().collect();
    let places = folded
        .windows(wanted.len().max(1))
        .enumerate()
        .filter(|(_, window)| *window == wanted);
    for (start, _) in places {
        let cells = |count: usize| width(&text.chars().take(count).collect::<String>()) as u16;
        let (from, to) = (cells(start), cells(start + wanted.len()));
        let at = Rect {
            x: row.x + from.min(row.width),
            width: (to - from).min(row.width.saturating_sub(from)),
            ..row
        };
        buf.set_style(at.intersection(buf.area), style);
    }
}

impl Component for Viewer {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        // The frame, and the column between text and scrollbar.
        let foot = u16::from(self.typing.is_some() && area.height > 3);
        self.lay(Rect {
            width: area.width.saturating_sub(4),
            height: area.height.saturating_sub(2 + foot),
            ..area
        });
        let count = match (self.hits.len(), self.rows.len()) {
            (0, rows) => ((self.top + self.height).min(rows), rows),
            (hits, _) => (self.hit + 1, hits),
        };
        let count = cx
            .t_args("count-of", &[("n", count.0.into()), ("of", count.1.into())])
            .into_owned();
        let inner = Pane::popup(self.title.clone()).count(count).draw(buf, area, *cx);
        let foot = u16::from(self.typing.is_some() && inner.height > 1);
        let body = padded(Rect {
            height: inner.height - foot,
            ..inner
        });
        self.draw_rows(
            buf,
            Rect {
                width: body.width.saturating_sub(1),
                ..body
            },
            *cx,
        );
        self.cursor = Some(CursorAt::Row(Position { x: body.x, y: body.y }));
        if let Some(field) = &self.typing {
            let row = Rect {
                y: inner.bottom().saturating_sub(1).max(inner.y),
                height: 1.min(inner.height),
                ..inner
            };
            paint::clear(buf, row, cx.theme.get(Role::Text));
            paint::text(buf, padded(row), "/", cx.theme.get(Role::Dim));
            let typed = Rect {
                x: row.x + 3.min(row.width),
                width: row.width.saturating_sub(3),
                ..row
            };
            self.cursor = field.draw(buf, typed, *cx, Role::Text);
        }
        let mut bar = super::list::List::default();
        bar.set_len(self.rows.len());
        bar.set_window(self.top, self.height);
        bar.draw_scrollbar(buf, border_column(area), *cx);
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if self.typing.is_some() {
            return self.act_typing(act.action);
        }
        match act.action {
            Action::FindOpen => {
                self.typing = Some(Field::default());
                Handled::Yes
            }
            Action::MatchNext => self.next(cx, 1),
            Action::MatchPrev => self.next(cx, -1),
            // The first Esc ends the search, the next one closes.
            Action::Cancel if !self.needle.is_empty() => self.act_typing(Action::Cancel),
            action => self.scroll(action),
        }
    }

    fn text(&mut self, _cx: &mut Cx, ch: char) -> Handled {
        if let Some(field) = &mut self.typing {
            field.insert(ch);
            self.find();
        }
        Handled::Yes
    }

    fn paste(&mut self, _cx: &mut Cx, text: &str) -> Handled {
        if let Some(field) = &mut self.typing {
            field.paste(text);
            self.find();
        }
        Handled::Yes
    }

    fn mouse(&mut self, _cx: &mut Cx, mouse: Mouse) -> Handled {
        for _ in 0..3 {
            match mouse.kind {
                MouseKind::WheelDown => self.scroll(Action::Down),
                MouseKind::WheelUp => self.scroll(Action::Up),
                _ => Handled::Yes,
            };
        }
        Handled::Yes
    }

    fn scopes(&self) -> Vec<Scope> {
        if self.typing.is_some() {
            vec![Scope::Text, Scope::Viewer]
        } else {
            vec![Scope::Viewer]
        }
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn mode(&self, cx: &Cx) -> Option<String> {
        self.typing.is_some().then(|| cx.t("mode-search").into_owned())
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![
            Action::FindOpen,
            Action::MatchNext,
            Action::MatchPrev,
            Action::PageDown,
            Action::Cancel,
        ]
    }
    fn title(&self, _cx: &Cx) -> String {
        self.title.clone()
    }
    fn placement(&self, cx: &Cx) -> Placement {
        let height = cx.size.1.saturating_sub(6).max(10);
        Placement::Center {
            width: TEXT_WIDTH + 4,
            height,
        }
    }
}
