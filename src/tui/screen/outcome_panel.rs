//! The outcomes with what each leads to, as the panels of Work and Company show them.
//!
//! What a digit does is printed before it is pressed, and never cut: where room
//! is short, the label gives way.

use super::words;
use crate::base::phrase::{self, Width};
use crate::base::text::{ellipsize, pad, width};
use crate::domain::outcome::Consequence;
use crate::domain::{OutcomeRule, Rules};
use crate::tui::action::{Act, Action};
use crate::tui::component::{CursorAt, Numbered};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::theme::Role;
use crate::tui::widget::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// The digits in the order of the panel.
pub(super) const DIGITS: [u8; 10] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0];
/// Cells of one outcome where several stand in a row, with the gap behind it.
const CELL: u16 = 20;
/// Rows below which the outcomes stand in two columns.
const LIST: u16 = 10;

/// One outcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Cell {
    digit: u8,
    label: String,
    /// What it leads to, in full: `tmrw 10:00`, `asks when`.
    full: String,
    /// The same in few cells: `Wed 10:00`, `when`.
    short: String,
}

/// Where the chosen outcome is drawn, and how wide the text may be.
struct Place {
    area: Rect,
    full: bool,
}

impl Cell {
    fn of(cx: &Cx, rule: &OutcomeRule, digit: u8, leads_to: Option<&Consequence>) -> Self {
        let (full, short) = effect(cx, leads_to);
        Self {
            digit,
            label: rule.label(cx.locale.lang()).to_owned(),
            full,
            short,
        }
    }

    /// The outcome in so many cells; the label is cut, what it leads to is not.
    fn text(&self, room: usize, label: usize, full: bool) -> String {
        let effect = if full { &self.full } else { &self.short };
        let behind = if effect.is_empty() { 0 } else { width(effect) + 1 };
        let free = room.saturating_sub(2 + behind);
        let name = shortened(&self.label, free.min(label.max(4)));
        let name = if label <= free && !effect.is_empty() {
            pad(&name, label)
        } else {
            name.into_owned()
        };
        format!("{} {name} {effect}", self.digit).trim_end().to_owned()
    }

    /// The outcome as a line of the palette.
    fn numbered(self) -> Numbered {
        Numbered {
            act: Act::numbered(Action::Outcome, if self.digit == 0 { 10 } else { self.digit }),
            title: self.label,
            detail: self.full,
        }
    }

    /// The outcome on one line, for the title of a panel without room: `1 No answer Wed 10:00`.
    pub(super) fn line(&self) -> String {
        format!("{} {} {}", self.digit, self.label, self.short)
            .trim_end()
            .to_owned()
    }
}

/// A label in so many cells. One that asks ends in `…` already; another is cut with a full stop, so that it does
/// not seem to ask.
fn shortened(label: &str, room: usize) -> Cow<'_, str> {
    let cut = ellipsize(label, room);
    match cut.strip_suffix('…') {
        Some(head) if !label.ends_with('…') => Cow::Owned(format!("{head}.")),
        _ => cut,
    }
}

/// The outcomes on the digits, each with what it leads to here.
pub(super) fn cells(
    cx: &Cx,
    rules: &Rules,
    leads_to: impl Fn(&OutcomeRule) -> Option<Consequence>,
) -> Vec<Cell> {
    let on = |digit: u8| rules.outcome_on(digit).map(|rule| (digit, rule));
    let rules = DIGITS.into_iter().filter_map(on);
    rules
        .map(|(digit, rule)| Cell::of(cx, rule, digit, leads_to(rule).as_ref()))
        .collect()
}

/// The same as lines of the palette.
pub(super) fn numbered(cells: Vec<Cell>) -> Vec<Numbered> {
    cells.into_iter().map(Cell::numbered).collect()
}

/// What an outcome leads to in words, in full and in few cells.
pub(super) fn effect(cx: &Cx, leads_to: Option<&Consequence>) -> (String, String) {
    let key = match leads_to {
        Some(Consequence::CallBack { due, .. }) => {
            let words = |width| phrase::relative(*due, cx.now(), &cx.zone, cx.locale.lang(), width);
            return (words(Width::Full), words(Width::Weekday));
        }
        Some(Consequence::Exhausted { .. }) => "cons-exhausted",
        Some(Consequence::AskDate | Consequence::AskMeeting) => "cons-when",
        Some(Consequence::Suggest { .. }) => "cons-next",
        Some(Consequence::AskNotInterested) => "cons-why",
        Some(Consequence::WrongNumber) => "cons-number",
        Some(Consequence::AskWhom) => "cons-whom",
        Some(Consequence::Nothing) | None => return Default::default(),
    };
    (cx.t(&format!("{key}-full")).into_owned(), cx.t(key).into_owned())
}

/// How many outcomes stand in a row of the grid.
pub(super) fn across(width: u16) -> u16 {
    ((width + 1) / CELL).max(1)
}

/// Rows of a grid of outcomes in this width.
pub(super) fn grid_rows(width: u16, cells: usize) -> u16 {
    (cells as u16).div_ceil(across(width))
}

/// Draws as many outcomes in a row as there is room for: at 80 columns four cells 20 wide.
pub(super) fn draw_grid(
    buf: &mut Buffer,
    area: Rect,
    cells: &[Cell],
    more: &[String],
    chosen: Option<usize>,
    cx: DrawCx<'_>,
) -> Option<CursorAt> {
    let across = across(area.width);
    let wide = (area.width + 1) / across;
    let mut cursor = None;
    for n in 0..cells.len() + more.len() {
        let (line, column) = (n as u16 / across, n as u16 % across);
        if line >= area.height {
            break;
        }
        let place = Rect {
            x: area.x + column * wide,
            y: area.y + line,
            width: (wide - 1).min(area.width.saturating_sub(column * wide)),
            height: 1,
        };
        match (cells.get(n), more.get(n.wrapping_sub(cells.len()))) {
            (Some(cell), _) => {
                let place = Place {
                    area: place,
                    full: false,
                };
                cursor = draw_cell(buf, &place, cell, 0, chosen == Some(n), cx).or(cursor);
            }
            (_, Some(text)) => paint::text(buf, place, text, cx.theme.get(Role::Text)),
            _ => {}
        }
    }
    cursor
}

/// Draws the outcomes in two columns of five, or one of ten where there is room below each other.
pub(super) fn draw_columns(
    buf: &mut Buffer,
    area: Rect,
    cells: &[Cell],
    more: &[String],
    chosen: Option<usize>,
    cx: DrawCx<'_>,
) -> Option<CursorAt> {
    let columns = if area.height >= LIST { 1 } else { 2 };
    let wide = area.width / columns;
    let rows = cells.len().div_ceil(usize::from(columns)).max(1);
    let mut cursor = None;
    for (column, cells) in cells.chunks(rows).enumerate() {
        let room = usize::from(wide.saturating_sub(1));
        let label = cells.iter().map(|cell| width(&cell.label)).max().unwrap_or(0);
        let widest = |full: bool| {
            let effects = cells
                .iter()
                .map(|cell| width(if full { &cell.full } else { &cell.short }));
            effects.max().unwrap_or(0)
        };
        // In full only when no label suffers from it.
        let full = 3 + label + widest(true) <= room;
        let label = label.min(room.saturating_sub(3 + widest(full)));
        for (n, cell) in cells.iter().enumerate() {
            let area = Rect {
                x: area.x + column as u16 * wide,
                width: room as u16,
                ..words::row(area, n as u16)
            };
            let place = Place { area, full };
            let here = chosen == Some(column * rows + n);
            cursor = draw_cell(buf, &place, cell, label, here, cx).or(cursor);
        }
    }
    let last = rows as u16 + 1;
    if area.height > last {
        paint::text(
            buf,
            words::row(area, last),
            &more.join(" · "),
            cx.theme.get(Role::Dim),
        );
    }
    cursor
}

fn draw_cell(
    buf: &mut Buffer,
    place: &Place,
    cell: &Cell,
    label: usize,
    chosen: bool,
    cx: DrawCx<'_>,
) -> Option<CursorAt> {
    let room = usize::from(place.area.width);
    if place.area.height == 0 || room == 0 {
        return None;
    }
    let label = if label == 0 { room } else { label };
    let text = cell.text(room, label, place.full);
    let role = if chosen { Role::Select } else { Role::Text };
    paint::text(buf, place.area, &pad(&text, room), cx.theme.get(role));
    chosen.then(|| CursorAt::Row(place.area.as_position()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(label: &str, full: &str, short: &str) -> Cell {
        Cell {
            digit: 7,
            label: label.to_owned(),
            full: full.to_owned(),
            short: short.to_owned(),
        }
    }

    #[test]
    fn the_label_gives_way_and_what_it_leads_to_does_not() {
        let no = cell("Not interested…", "asks why", "why");
        assert_eq!(no.text(19, 19, false), "7 Not interest… why");
        assert_eq!(no.text(16, 16, false), "7 Not inter… why");
        let keeper = cell("Gatekeeper", "tmrw 08:00", "Wed 8:00");
        assert_eq!(keeper.text(19, 19, false), "7 Gatekee. Wed 8:00");
        assert_eq!(keeper.text(26, 12, true), "7 Gatekeeper   tmrw 08:00");
        assert_eq!(keeper.text(18, 4, true), "7 Gat. tmrw 08:00");
        assert_eq!(cell("Noted", "", "").text(19, 19, false), "7 Noted");
    }

    #[test]
    fn eighty_columns_hold_three_rows_of_four() {
        assert_eq!((grid_rows(79, 12), across(79)), (3, 4));
        assert_eq!((grid_rows(59, 10), grid_rows(40, 10)), (4, 5));
        assert_eq!(grid_rows(5, 10), 10);
    }
}
