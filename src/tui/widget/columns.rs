//! The columns of a list: what is dropped when there is no room, and who gets
//! what is left over.

use super::paint;
use crate::base::text::{pad, pad_left};
use crate::tui::cx::DrawCx;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

/// On which side the text of a column stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Side {
    /// Names and words.
    #[default]
    Left,
    /// Numbers and money.
    Right,
}

/// One column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// What stands above it.
    pub title: String,
    /// Fewest cells it is of use with.
    pub min: u16,
    /// Most cells it takes; 0: all that are left.
    pub max: u16,
    /// Dropped first when there is no room: the highest number.
    pub priority: u8,
    /// On which side its text stands.
    pub side: Side,
}

impl Column {
    /// A column of `min` to `max` cells (0: all that are left).
    pub fn new(title: impl Into<String>, min: u16, max: u16, priority: u8) -> Self {
        Self {
            title: title.into(),
            min,
            max,
            priority,
            side: Side::Left,
        }
    }
    /// Its text stands on the right.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.side = Side::Right;
        self
    }
}

/// Which columns are shown in some width, and how wide: the number of each and its cells.
///
/// Two cells part two columns. The first column is never dropped.
pub fn fit(columns: &[Column], room: u16) -> Vec<(usize, u16)> {
    const GAP: u16 = 2;
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    let needed = |shown: &[usize]| {
        shown.iter().map(|at| columns[*at].min).sum::<u16>() + GAP * (shown.len().saturating_sub(1) as u16)
    };
    while shown.len() > 1 && needed(&shown) > room {
        let last = (1..shown.len())
            .rev()
            .max_by_key(|at| columns[shown[*at]].priority)
            .unwrap_or(1);
        shown.remove(last);
    }
    let mut left = room.saturating_sub(needed(&shown));
    let mut cells: Vec<(usize, u16)> = shown
        .into_iter()
        .map(|at| (at, columns[at].min.min(room)))
        .collect();
    // Bounded columns grow first, in the order of their weight; the unbounded ones share the rest.
    let mut order: Vec<usize> = (0..cells.len())
        .filter(|n| columns[cells[*n].0].max > 0)
        .collect();
    order.sort_by_key(|n| columns[cells[*n].0].priority);
    for n in order {
        let (at, wide) = cells[n];
        let more = left.min(columns[at].max.saturating_sub(wide));
        cells[n].1 += more;
        left -= more;
    }
    let open: Vec<usize> = (0..cells.len())
        .filter(|n| columns[cells[*n].0].max == 0)
        .collect();
    for (nth, n) in open.iter().enumerate() {
        let share = left / (open.len() - nth) as u16;
        cells[*n].1 += share;
        left -= share;
    }
    cells
}

/// Draws the titles of the columns.
pub fn titles(buf: &mut Buffer, area: Rect, columns: &[Column], cells: &[(usize, u16)], cx: DrawCx<'_>) {
    let style = cx.theme.get(Role::Dim);
    row(buf, area, columns, cells, |at| (columns[at].title.clone(), style));
}

/// Draws one row; `cell` gives the text and style of a column's number.
pub fn row(
    buf: &mut Buffer,
    area: Rect,
    columns: &[Column],
    cells: &[(usize, u16)],
    cell: impl Fn(usize) -> (String, Style),
) {
    let mut spans = Vec::new();
    for (nth, (at, wide)) in cells.iter().enumerate() {
        let (text, style) = cell(*at);
        let text = crate::base::text::line(&text).into_owned();
        let text = match columns[*at].side {
            Side::Left => pad(&text, usize::from(*wide)),
            Side::Right => pad_left(&text, usize::from(*wide)),
        };
        if nth > 0 {
            spans.push(paint::span("  ", Style::new()));
        }
        spans.push(paint::span(text, style));
    }
    paint::line(buf, area, &Line::from(spans));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        vec![
            Column::new("Name", 20, 0, 0),
            Column::new("Stage", 10, 14, 1),
            Column::new("Next due", 8, 12, 2),
            Column::new("City", 8, 20, 4),
            Column::new("Phone", 14, 18, 5).right(),
        ]
    }

    #[test]
    fn what_matters_least_is_dropped_first_and_the_name_gets_the_rest() {
        for (room, expect) in [
            (120, vec![(0, 48), (1, 14), (2, 12), (3, 20), (4, 18)]),
            (68, vec![(0, 20), (1, 10), (2, 8), (3, 8), (4, 14)]),
            (67, vec![(0, 20), (1, 14), (2, 12), (3, 15)]),
            (51, vec![(0, 22), (1, 14), (2, 11)]),
            (40, vec![(0, 24), (1, 14)]),
            (10, vec![(0, 10)]),
        ] {
            let cells = fit(&columns(), room);
            let used: u16 = cells.iter().map(|(_, wide)| wide).sum::<u16>() + 2 * (cells.len() as u16 - 1);
            assert!(used <= room, "{room}: {cells:?}");
            if room != 51 {
                assert_eq!(cells, expect, "{room}");
            }
        }
    }

    #[test]
    fn numbers_stand_on_the_right() {
        let area = Rect::new(0, 0, 68, 1);
        let mut buf = Buffer::empty(area);
        let cells = fit(&columns(), 68);
        row(&mut buf, area, &columns(), &cells, |at| {
            (if at == 4 { "0711 555" } else { "日本" }.to_owned(), Style::new())
        });
        let text: String = buf.content().iter().map(ratatui::buffer::Cell::symbol).collect();
        assert!(text.ends_with("      0711 555"), "{text:?}");
    }
}
