//! Laying a form out and painting it: labels to the right of their column,
//! fields behind them, errors below, the focused field always in sight.

use super::{FieldInput, Form, FormField, SelectInput};
use crate::base::text::{pad, width};
use crate::tui::action::Action;
use crate::tui::component::CursorAt;
use crate::tui::cx::DrawCx;
use crate::tui::theme::Role;
use crate::tui::widget::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Widest column of labels.
const LABELS: u16 = 16;
/// Least room that lets two fields stand beside each other.
const TWO: u16 = 84;

/// Where a field goes, in rows of the whole form.
struct Laid {
    index: usize,
    row: u16,
    rows: u16,
    /// Column of the label and of the field behind it.
    label: u16,
    left: u16,
    right: u16,
    /// Whether the error has a row of its own below.
    error_below: bool,
}

impl Form {
    /// Rows the whole form takes in this many columns.
    pub fn rows(&self, columns: u16) -> u16 {
        let laid = self.lay(columns);
        laid.iter().map(|at| at.row + at.rows).max().unwrap_or(0) + 3
    }

    /// Draws the form into an area, scrolled so that the focus is in sight.
    pub fn draw(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let area = area.intersection(buf.area);
        self.places.clear();
        self.cursor = None;
        if area.width == 0 || area.height == 0 {
            return;
        }
        let laid = self.lay(area.width);
        let body = laid.iter().map(|at| at.row + at.rows).max().unwrap_or(0);
        // The count line and the buttons stay in sight when there is room for more than them.
        let foot = if area.height > 4 { 2 } else { 0 };
        let view = Rect {
            height: area.height - foot,
            ..area
        };
        self.keep_in_sight(&laid, view.height, body);
        for at in &laid {
            self.draw_field(buf, view, at, cx);
        }
        if foot > 0 {
            let free = body.saturating_sub(self.scroll).min(view.height);
            let gap = u16::from(free + foot < area.height);
            let y = area.y + (free + gap).min(area.height - foot);
            self.draw_foot(
                buf,
                Rect {
                    y,
                    height: foot,
                    ..area
                },
                cx,
            );
        }
    }

    fn label_column(&self) -> u16 {
        let widest = self.fields.iter().filter(|field| field.visible && !field.beside);
        (widest.map(label_width).max().unwrap_or(0) + 2).min(LABELS)
    }

    fn lay(&self, columns: u16) -> Vec<Laid> {
        let column = self.label_column();
        let mut laid: Vec<Laid> = Vec::new();
        let mut row = 0;
        for (index, field) in self.fields.iter().enumerate().filter(|(_, field)| field.visible) {
            let before = laid.last().filter(|_| field.beside && columns >= TWO);
            let (at_row, label, left) = match before {
                Some(before) => {
                    let label = before.right + 3;
                    (before.row, label, label + label_width(field) + 2)
                }
                None => (row, 0, column + 2),
            };
            let left = left.min(columns.saturating_sub(1));
            let room = columns.saturating_sub(left + 1);
            let wanted = if field.width == 0 {
                room
            } else {
                field.width.min(room)
            };
            let wanted = match &field.input {
                FieldInput::Radio(select) => radio_width(select).min(room),
                _ => wanted,
            };
            let right = left + wanted;
            let error_below = field.error.as_ref().is_some_and(|error| {
                let free = usize::from(columns.saturating_sub(right + 2));
                !echo(field).is_empty() || width(error) + 3 > free
            });
            let rows = field.input.rows() + u16::from(error_below);
            laid.push(Laid {
                index,
                row: at_row,
                rows,
                label,
                left,
                right,
                error_below,
            });
            row = row.max(at_row + rows);
        }
        laid
    }

    fn keep_in_sight(&mut self, laid: &[Laid], room: u16, body: u16) {
        let focus = self.focus.min(self.fields.len());
        // The buttons belong to the last row.
        let (top, bottom) = laid
            .iter()
            .find(|at| at.index == focus)
            .map_or((body, body), |at| (at.row, at.row + at.rows));
        if bottom > self.scroll + room {
            self.scroll = bottom - room;
        }
        self.scroll = self.scroll.min(top).min(body.saturating_sub(room));
    }

    fn draw_field(&mut self, buf: &mut Buffer, view: Rect, at: &Laid, cx: DrawCx<'_>) {
        let y = i32::from(view.y) + i32::from(at.row) - i32::from(self.scroll);
        let clip = |y: i32, rows: u16, x: u16, columns: u16| {
            let top = y.max(i32::from(view.y));
            let bottom = (y + i32::from(rows)).min(i32::from(view.bottom()));
            let columns = columns.min(view.width.saturating_sub(x));
            (top < bottom).then(|| Rect {
                x: view.x + x,
                y: top as u16,
                width: columns,
                height: (bottom - top) as u16,
            })
        };
        let cx = cx.part(self.focus == at.index);
        let index = at.index;
        let field = &self.fields[index];
        if let Some(row) = clip(y, 1, at.label, at.left.saturating_sub(at.label + 2)) {
            let role = if cx.focused { Role::Title } else { Role::Text };
            let star = if field.required { " *" } else { "" };
            let label =
                crate::base::text::pad_left(&format!("{}{star}", field.label), usize::from(row.width));
            paint::text(buf, row, &label, cx.theme.get(role));
        }
        let error = field.error.clone();
        if let Some(row) = clip(y, 1, at.right + 1, view.width) {
            match &error {
                Some(error) if !at.error_below => {
                    paint::text(buf, row, &format!(" ! {error}"), cx.theme.get(Role::Error));
                }
                _ => paint::text(buf, row, &format!(" {}", echo(field)), cx.theme.get(Role::Dim)),
            }
        }
        if at.error_below
            && let Some(row) = clip(y + i32::from(at.rows) - 1, 1, at.left, view.width)
        {
            paint::text(
                buf,
                row,
                &format!("! {}", error.unwrap_or_default()),
                cx.theme.get(Role::Error),
            );
        }
        if let Some(place) = clip(y, self.fields[index].input.rows(), at.left, at.right - at.left) {
            let cursor = draw_input(&mut self.fields[index], buf, place, cx);
            self.places.push((index, place));
            self.cursor = cursor.or(self.cursor);
        }
    }

    fn draw_foot(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let wrong: Vec<&str> = self
            .fields
            .iter()
            .filter(|field| field.visible && field.error.is_some())
            .map(|field| field.label.as_str())
            .collect();
        let left = (self.label_column() + 2).min(area.width);
        let row = Rect {
            x: area.x + left,
            width: area.width - left,
            height: 1,
            ..area
        };
        if let Some(first) = wrong.first() {
            let args = [("n", wrong.len().into()), ("field", (*first).into())];
            paint::text(
                buf,
                row,
                &cx.t_args("form-attention", &args),
                cx.theme.get(Role::Error),
            );
        } else if self.fields.iter().any(|field| field.visible && field.required) {
            paint::text(buf, row, &cx.t("form-required"), cx.theme.get(Role::Dim));
        }
        let mut x = row.x;
        for (n, button) in self.buttons.iter().enumerate() {
            let index = self.fields.len() + n;
            let part = cx.part(self.focus == index);
            let key = cx
                .key_of(Action::FormSave)
                .filter(|_| n == 0)
                .map(|key| format!("  {key}"))
                .unwrap_or_default();
            let sign = if part.focused { '▌' } else { ' ' };
            let text = format!("[{sign}{}{key} ]", button.label);
            let wide = (width(&text) as u16).min(area.right().saturating_sub(x));
            let place = Rect {
                x,
                y: area.y + 1,
                width: wide,
                height: 1,
            };
            let role = if part.focused { Role::Select } else { Role::Text };
            paint::text(buf, place, &text, cx.theme.get(role));
            if part.focused {
                self.cursor = Some(CursorAt::Row(place.as_position()));
            }
            self.places.push((index, place));
            x += wide + 3;
        }
    }
}

fn label_width(field: &FormField) -> u16 {
    (width(&field.label) + if field.required { 2 } else { 0 }) as u16
}

/// What stands behind a field: of a date its meaning.
fn echo(field: &FormField) -> String {
    match &field.input {
        FieldInput::Date(date) => match date.meaning() {
            Some(Ok(meaning)) => format!("= {meaning}"),
            _ => field.echo.clone(),
        },
        _ => field.echo.clone(),
    }
}

fn draw_input(field: &mut FormField, buf: &mut Buffer, place: Rect, cx: DrawCx<'_>) -> Option<CursorAt> {
    let role = if field.error.is_some() {
        Role::InputError
    } else {
        Role::Input
    };
    match &mut field.input {
        FieldInput::Text(text) => {
            bracketed(buf, place, cx, "]", |buf, inner| text.draw(buf, inner, cx, role))
        }
        FieldInput::Date(date) => bracketed(buf, place, cx, "]", |buf, inner| {
            date.field.draw(buf, inner, cx, role)
        }),
        FieldInput::Select(select) => {
            let chosen = select
                .chosen
                .and_then(|at| select.choices.get(at))
                .map_or("", |choice| &choice.title);
            bracketed(buf, place, cx, "▼]", |buf, inner| {
                let role = if cx.focused { Role::Select } else { role };
                paint::text(
                    buf,
                    inner,
                    &pad(chosen, usize::from(inner.width)),
                    cx.theme.get(role),
                );
                cx.focused.then_some(CursorAt::Row(inner.as_position()))
            })
        }
        FieldInput::Radio(select) => draw_radio(select, buf, place, cx),
        FieldInput::Long(area, _) => {
            let inner = frame(buf, place, cx);
            area.draw(
                buf,
                inner,
                cx,
                if field.error.is_some() {
                    Role::InputError
                } else {
                    Role::Text
                },
            )
        }
    }
}

fn bracketed(
    buf: &mut Buffer,
    place: Rect,
    cx: DrawCx<'_>,
    end: &str,
    inside: impl FnOnce(&mut Buffer, Rect) -> Option<CursorAt>,
) -> Option<CursorAt> {
    let wide = width(end) as u16;
    if place.width <= wide + 1 {
        return inside(buf, place);
    }
    let style = cx.theme.get(if cx.focused {
        Role::BorderFocus
    } else {
        // The sign of a choice in it is to be read.
        Role::Dim
    });
    paint::text(buf, Rect { width: 1, ..place }, "[", style);
    paint::text(
        buf,
        Rect {
            x: place.right() - wide,
            width: wide,
            ..place
        },
        end,
        style,
    );
    inside(
        buf,
        Rect {
            x: place.x + 1,
            width: place.width - 1 - wide,
            ..place
        },
    )
}

fn frame(buf: &mut Buffer, place: Rect, cx: DrawCx<'_>) -> Rect {
    super::super::pane::Pane::popup("").draw(buf, place, cx)
}

fn radio_width(select: &SelectInput) -> u16 {
    select
        .choices
        .iter()
        .map(|choice| width(&choice.title) as u16 + 6)
        .sum()
}

fn draw_radio(select: &SelectInput, buf: &mut Buffer, place: Rect, cx: DrawCx<'_>) -> Option<CursorAt> {
    // Where the circles leave no room for the words, brackets show the chosen one.
    let tight = radio_width(select) > place.width + 2;
    let mut x = place.x;
    let mut cursor = None;
    for (at, choice) in select.choices.iter().enumerate() {
        let chosen = select.chosen == Some(at);
        let text = match (tight, chosen) {
            (false, _) => format!("({}) {}", if chosen { '•' } else { ' ' }, choice.title),
            (true, true) => format!("[{}]", choice.title),
            (true, false) => format!(" {} ", choice.title),
        };
        let wide = (width(&text) as u16).min(place.right().saturating_sub(x));
        let cell = Rect {
            x,
            width: wide,
            height: 1,
            ..place
        };
        let role = if chosen && cx.focused {
            Role::Select
        } else {
            Role::Text
        };
        paint::text(buf, cell, &text, cx.theme.get(role));
        if cx.focused && (chosen || (select.chosen.is_none() && at == 0)) {
            cursor = Some(CursorAt::Row(cell.as_position()));
        }
        x += wide + if tight { 0 } else { 2 };
    }
    cursor
}
