//! The frame of a pane: a box where there is room, a rule where there is not.
//!
//! The frame of what has the focus is heavy (`┏━┓`), others are light, so that
//! the focus is seen without colour.

use super::paint;
use crate::base::text::{ellipsize, width};
use crate::tui::cx::DrawCx;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// A frame with its titles.
#[derive(Clone, Debug, Default)]
pub struct Pane {
    title: String,
    note: String,
    count: String,
    popup: bool,
}

impl Pane {
    /// A pane of a screen.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }
    /// A popup: always a box.
    pub fn popup(title: impl Into<String>) -> Self {
        Self {
            popup: true,
            ..Self::new(title)
        }
    }
    /// What stands at the right of the upper border: a counter, a key (`2/5  i next`).
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
    /// What stands at the right of the lower border (`2 of 312`); beside the note where there is no lower border.
    #[must_use]
    pub fn count(mut self, count: impl Into<String>) -> Self {
        self.count = count.into();
        self
    }

    /// Draws the frame and gives the room inside.
    pub fn draw(self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) -> Rect {
        let style = cx.theme.get(if cx.focused {
            Role::BorderFocus
        } else {
            Role::Border
        });
        if area.width < 2 || area.height == 0 {
            return Rect { height: 0, ..area };
        }
        if self.popup || cx.class().boxes() {
            self.draw_box(buf, area, style, cx)
        } else {
            self.draw_rule(buf, area, style, cx)
        }
    }

    fn draw_box(self, buf: &mut Buffer, area: Rect, style: Style, cx: DrawCx<'_>) -> Rect {
        let glyphs = if cx.focused {
            ["┏", "━", "┓", "┃", "┗", "┛"]
        } else {
            ["┌", "─", "┐", "│", "└", "┘"]
        };
        let [top_left, across, top_right, down, bottom_left, bottom_right] = glyphs;
        let top = Rect { height: 1, ..area };
        let bottom = Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        };
        for row in [top, bottom] {
            paint::rule(buf, row, across.chars().next().unwrap_or('-'), style);
        }
        for y in area.top() + 1..area.bottom().saturating_sub(1) {
            for x in [area.x, area.right() - 1] {
                paint::text(
                    buf,
                    Rect {
                        x,
                        y,
                        width: 1,
                        height: 1,
                    },
                    down,
                    style,
                );
            }
        }
        let cell = |x: u16, y: u16| Rect {
            x,
            y,
            width: 1,
            height: 1,
        };
        for (at, glyph) in [
            (cell(area.x, area.y), top_left),
            (cell(area.right() - 1, area.y), top_right),
            (cell(area.x, bottom.y), bottom_left),
            (cell(area.right() - 1, bottom.y), bottom_right),
        ] {
            paint::text(buf, at, glyph, style);
        }
        titles(buf, inside(top, 2), &self.title, &self.note, cx);
        if area.height > 1 {
            right_title(buf, inside(bottom, 2), &self.count, cx);
        }
        Rect {
            x: area.x + 1,
            y: area.y + 1,
            width: area.width - 2,
            height: area.height.saturating_sub(2),
        }
    }

    fn draw_rule(self, buf: &mut Buffer, area: Rect, style: Style, cx: DrawCx<'_>) -> Rect {
        let row = Rect { height: 1, ..area };
        paint::rule(buf, row, if cx.focused { '━' } else { '─' }, style);
        let note = match (self.note.is_empty(), self.count.is_empty()) {
            (false, false) => format!("{}  {}", self.count, self.note),
            _ => format!("{}{}", self.count, self.note),
        };
        titles(buf, inside(row, 1), &self.title, &note, cx);
        Rect {
            y: area.y + 1,
            height: area.height - 1,
            ..area
        }
    }
}

/// A rule with a title in it, between the parts of a pane. The rule is a border; its title is text.
pub fn titled_rule(buf: &mut Buffer, area: Rect, title: &str, cx: DrawCx<'_>) {
    paint::rule(buf, area, '─', cx.theme.get(Role::Border));
    let by = area.width.min(1);
    let at = Rect {
        x: area.x + by,
        width: area.width - by,
        ..area
    };
    paint::text(buf, at, &format!(" {title} "), cx.theme.get(Role::Title));
}

/// The area without one column at its left, where lists put their sign and texts keep away from the frame.
pub fn padded(area: Rect) -> Rect {
    let by = area.width.min(1);
    Rect {
        x: area.x + by,
        width: area.width - by,
        ..area
    }
}

/// The column of the right border of a pane drawn into `area`, for its scrollbar.
pub fn border_column(area: Rect) -> Rect {
    Rect {
        x: area.right().saturating_sub(1),
        y: area.y + 1,
        width: area.width.min(1),
        height: area.height.saturating_sub(2),
    }
}

fn inside(row: Rect, by: u16) -> Rect {
    Rect {
        x: row.x + by.min(row.width),
        width: row.width.saturating_sub(2 * by),
        ..row
    }
}

fn titles(buf: &mut Buffer, row: Rect, title: &str, note: &str, cx: DrawCx<'_>) {
    let free = right_title(buf, row, note, cx);
    if title.is_empty() || free.width < 3 {
        return;
    }
    let text = format!(" {} ", ellipsize(title, usize::from(free.width) - 2));
    let role = if cx.focused {
        Role::BorderFocus
    } else {
        Role::Title
    };
    paint::text(buf, free, &text, cx.theme.get(role));
}

fn right_title(buf: &mut Buffer, row: Rect, note: &str, cx: DrawCx<'_>) -> Rect {
    let wide = width(note) as u16 + 2;
    // A note that leaves the title no room gives way.
    if note.is_empty() || wide + 8 > row.width {
        return row;
    }
    let at = Rect {
        x: row.right() - wide,
        width: wide,
        ..row
    };
    paint::text(buf, at, &format!(" {note} "), cx.theme.get(Role::Text));
    Rect {
        width: row.width - wide - 1,
        ..row
    }
}
