//! A list that knows only its length: whoever draws it is asked for the rows
//! in the window and for no others.

use super::paint;
use crate::tui::action::Action;
use crate::tui::component::{CursorAt, Handled};
use crate::tui::cx::DrawCx;
use crate::tui::input::{Mouse, MouseKind};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::ops::Range;

/// Items that stay visible above and below the selected one.
const SCROLL_OFF: usize = 2;

/// One item as it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Which one.
    pub index: usize,
    /// Where its text goes; the sign of the selection stands in the column before.
    pub area: Rect,
    /// Whether it is the selected one.
    pub selected: bool,
}

/// The state of a list.
#[derive(Clone, Debug, Default)]
pub struct List {
    len: usize,
    selected: usize,
    offset: usize,
    /// The selection at the last draw, and the offset that came of moving there: a smaller window that
    /// grows again shows what it showed before.
    home: Option<(usize, usize)>,
    shown: usize,
    area: Rect,
    rows: Vec<(u16, u16, usize)>,
}

impl List {
    /// How many items there are; the selection stays inside.
    pub fn set_len(&mut self, len: usize) {
        self.len = len;
        self.selected = self.selected.min(len.saturating_sub(1));
        self.offset = self.offset.min(len.saturating_sub(1));
    }
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.len
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
    /// The selected item, when there is one.
    pub fn selected(&self) -> Option<usize> {
        (self.len > 0).then_some(self.selected)
    }
    /// Selects an item (the last one when there are fewer).
    pub fn select(&mut self, index: usize) {
        self.selected = index.min(self.len.saturating_sub(1));
    }
    /// Selects an item that is to stand so many items below the first in view.
    pub fn select_below(&mut self, index: usize, above: usize) {
        self.select(index);
        self.offset = self.selected.saturating_sub(above);
        self.home = None;
    }
    /// How many items stand between the first in view and the selected one.
    pub fn above(&self) -> usize {
        self.selected.saturating_sub(self.offset)
    }
    /// Says what is in view, for a text that scrolls by itself and only wants the scrollbar.
    pub fn set_window(&mut self, first: usize, shown: usize) {
        self.offset = first.min(self.len.saturating_sub(1));
        self.shown = shown;
    }
    /// The items that the last draw showed, to ask the data for.
    pub fn window(&self) -> Range<usize> {
        self.offset..(self.offset + self.shown).min(self.len)
    }
    /// Position and length for a title: `2 of 312`.
    pub fn position(&self) -> (usize, usize) {
        (self.selected().map_or(0, |at| at + 1), self.len)
    }

    /// Moves the selection; `No` for actions that do not move it.
    pub fn act(&mut self, action: Action) -> Handled {
        match action {
            Action::Top => self.jump(0),
            Action::Bottom => self.jump(usize::MAX),
            action => match self.step(action) {
                Some(by) => self.jump(self.selected.saturating_add_signed(by)),
                None => Handled::No,
            },
        }
    }

    /// How far an action moves.
    fn step(&self, action: Action) -> Option<isize> {
        let page = self.shown.max(1) as isize;
        Some(match action {
            Action::Down => 1,
            Action::Up => -1,
            Action::HalfDown => (page / 2).max(1),
            Action::HalfUp => -(page / 2).max(1),
            Action::PageDown => page,
            Action::PageUp => -page,
            _ => return None,
        })
    }

    /// How many items behind the last one an action would lead to; none: it does not move down.
    pub fn past_end(&self, action: Action) -> Option<usize> {
        let by = self.step(action).filter(|by| *by > 0)?;
        let wanted = self.selected.saturating_add_signed(by);
        Some(match self.len {
            0 => by.unsigned_abs(),
            len => (wanted + 1).saturating_sub(len),
        })
    }

    fn jump(&mut self, to: usize) -> Handled {
        self.select(to);
        Handled::Yes
    }

    /// Selects with a click, scrolls with the wheel; the item of a double click.
    pub fn mouse(&mut self, mouse: Mouse) -> Option<usize> {
        match mouse.kind {
            MouseKind::WheelDown => self.select(self.selected + 3),
            MouseKind::WheelUp => self.select(self.selected.saturating_sub(3)),
            MouseKind::Press | MouseKind::Double => {
                let hit = self
                    .rows
                    .iter()
                    .find(|(y, height, _)| (*y..*y + *height).contains(&mouse.y));
                if let Some((.., index)) = hit
                    .copied()
                    .filter(|_| self.area.contains(Position::new(mouse.x, mouse.y)))
                {
                    self.select(index);
                    return (mouse.kind == MouseKind::Double).then_some(index);
                }
            }
            _ => {}
        }
        None
    }

    /// Draws the window of items, each `height` rows high; gives where the cursor stands.
    pub fn draw(
        &mut self,
        buf: &mut Buffer,
        area: Rect,
        cx: DrawCx<'_>,
        height: impl Fn(usize) -> u16,
        item: impl FnMut(&mut Buffer, Item),
    ) -> Option<CursorAt> {
        self.draw_headed(buf, area, cx, height, |_| 0, item)
    }

    /// As [`draw`](Self::draw), where the first `head` rows of an item are a heading that is not selected with it.
    pub fn draw_headed(
        &mut self,
        buf: &mut Buffer,
        area: Rect,
        cx: DrawCx<'_>,
        height: impl Fn(usize) -> u16,
        head: impl Fn(usize) -> u16,
        mut item: impl FnMut(&mut Buffer, Item),
    ) -> Option<CursorAt> {
        self.area = area;
        self.rows.clear();
        self.scroll(area.height, &height);
        let mut y = area.y;
        let mut cursor = None;
        self.shown = 0;
        for index in self.offset..self.len {
            let high = height(index).max(1);
            if y >= area.bottom() {
                break;
            }
            let row = Rect {
                y,
                height: high.min(area.bottom() - y),
                ..area
            };
            let selected = index == self.selected;
            item(
                buf,
                Item {
                    index,
                    area: super::pane::padded(row),
                    selected,
                },
            );
            if selected {
                let above = head(index).min(row.height.saturating_sub(1));
                let row = Rect {
                    y: row.y + above,
                    height: row.height - above,
                    ..row
                };
                cursor = Some(CursorAt::Row(Position { x: row.x, y: row.y }));
                Self::draw_selection(buf, row, cx);
            }
            self.rows.push((row.y, row.height, index));
            self.shown += usize::from(row.height == high);
            y += high;
        }
        self.shown = self.shown.max(usize::from(self.len > 0));
        cursor
    }

    /// Reverse and a sign at the first row; nothing without the focus, so that one selection is seen.
    fn draw_selection(buf: &mut Buffer, row: Rect, cx: DrawCx<'_>) {
        if !cx.focused {
            return;
        }
        buf.set_style(row.intersection(buf.area), cx.theme.get(Role::Select));
        let sign = Rect {
            width: 1.min(row.width),
            height: 1.min(row.height),
            ..row
        };
        // In the colours of the selection itself: any other would be measured against its background.
        paint::text(buf, sign, "▌", cx.theme.get(Role::Select));
    }

    /// Draws a scrollbar over a border when there is more than is shown.
    pub fn draw_scrollbar(&self, buf: &mut Buffer, column: Rect, cx: DrawCx<'_>) {
        let (total, shown) = (self.len, self.shown);
        if shown >= total || column.height < 2 {
            return;
        }
        let high = usize::from(column.height);
        let thumb = (high * shown / total).clamp(1, high - 1);
        let room = high - thumb;
        let at = (room * self.offset)
            .checked_div(total - shown)
            .unwrap_or(0)
            .min(room);
        for row in 0..thumb {
            let cell = Rect {
                y: column.y + (at + row) as u16,
                height: 1,
                ..column
            };
            paint::text(buf, cell, "█", cx.theme.get(Role::Border));
        }
    }

    /// Moves the window so that the selected item and its neighbours are inside.
    fn scroll(&mut self, room: u16, height: &impl Fn(usize) -> u16) {
        if self.len == 0 {
            self.offset = 0;
            return;
        }
        let home = self.home.filter(|(selected, _)| *selected == self.selected);
        if let Some((_, offset)) = home {
            self.offset = offset.min(self.len - 1);
        }
        self.offset = self.offset.min(self.selected.saturating_sub(SCROLL_OFF));
        let rows = |from: usize, to: usize| {
            (from..to)
                .map(|index| usize::from(height(index).max(1)))
                .sum::<usize>()
        };
        let room = usize::from(room);
        // A far jump is placed from its end, so that no long way is measured.
        let far = self.selected.saturating_sub(room);
        self.offset = self.offset.max(far);
        let last = (self.selected + SCROLL_OFF + 1).min(self.len);
        while self.offset < self.selected && rows(self.offset, last) > room {
            self.offset += 1;
        }
        // The context gives way before the selected item does.
        while self.offset > 0
            && rows(self.offset - 1, self.selected + 1) <= room
            && rows(self.offset, self.len) < room
        {
            self.offset -= 1;
        }
        if home.is_none() {
            self.home = Some((self.selected, self.offset));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Timestamp;
    use crate::tui::cx::{Clock, Cx};
    use crate::tui::data::Inline;
    use crate::tui::theme::{BUILT_IN, Theme, contrast};
    use jiff::tz::TimeZone;

    #[test]
    fn the_sign_of_the_selection_is_seen_on_it() {
        let (to, _messages) = tokio::sync::mpsc::unbounded_channel();
        let data = Inline::new((), to.clone());
        let mut cx = Cx::new(Box::new(data), to, Clock::frozen(Timestamp(0)), TimeZone::UTC);
        for (name, _) in BUILT_IN {
            cx.theme = Theme::built_in(name, false);
            let area = Rect::new(0, 0, 10, 2);
            let mut buf = Buffer::empty(area);
            let mut list = List::default();
            list.set_len(2);
            list.draw(&mut buf, area, DrawCx::new(&cx, true), |_| 1, |_, _| {});
            let cell = &buf[(0, 0)];
            assert_eq!(cell.symbol(), "▌");
            // Themes of the terminal's own colours reverse the row, sign and all.
            let known = matches!(cell.bg, ratatui::style::Color::Rgb(..));
            assert!(
                !known || contrast::ratio(cell.fg, cell.bg) >= 3.0,
                "{name}: {:?} on {:?}",
                cell.fg,
                cell.bg
            );
        }
    }
}
