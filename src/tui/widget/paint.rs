//! The one way text gets onto the screen: cleaned, cut with an ellipsis,
//! never past its cells.
//!
//! Lines may be built with ratatui's `Line` and `Span`; what is drawn goes
//! through here, so text from data cannot reach the terminal as it came.

use crate::base::text::{self, ellipsize, fit, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;

/// A piece of text in a style.
pub fn span(text: impl Into<String>, style: Style) -> Span<'static> {
    Span::styled(text.into(), style)
}

/// Draws one line into the first row of the area; what does not fit ends in `…`.
pub fn line(buf: &mut Buffer, area: Rect, line: &Line<'_>) {
    let area = area.intersection(buf.area);
    if area.height == 0 {
        return;
    }
    let room = usize::from(area.width);
    let pieces: Vec<_> = line
        .spans
        .iter()
        .map(|span| (text::line(&span.content), line.style.patch(span.style)))
        .collect();
    // Spaces at the end are padding; nothing is missing when only they do not fit.
    let cut = shown_width(&pieces) > room;
    let budget = if cut { room.saturating_sub(1) } else { room };
    let (mut used, mut end, mut last) = (0, 0, line.style);
    for (text, style) in &pieces {
        let shown = fit(text, budget - used);
        put(buf, (area.x + used as u16, area.y), shown, budget - used, *style);
        if !shown.trim_end().is_empty() {
            end = used + width(shown.trim_end());
            last = *style;
        }
        used += width(shown);
        if shown.len() < text.len() {
            break;
        }
    }
    if cut && room > 0 {
        buf.set_stringn(area.x + end as u16, area.y, "…", 1, last);
    }
}

/// Cells that pieces of a line take without the spaces at its end.
fn shown_width(pieces: &[(Cow<'_, str>, Style)]) -> usize {
    let last = pieces.iter().rposition(|(text, _)| !text.trim_end().is_empty());
    let shown = last.map_or(&[][..], |last| &pieces[..=last]);
    let ends = shown
        .last()
        .map_or(0, |(text, _)| width(text) - width(text.trim_end()));
    shown.iter().map(|(text, _)| width(text)).sum::<usize>() - ends
}

/// Puts clean text into at most `room` cells of a row that is on the screen.
fn put(buf: &mut Buffer, (x, y): (u16, u16), text: &str, room: usize, style: Style) {
    if !text::is_plain(text) {
        buf.set_stringn(x, y, text, room, style);
        return;
    }
    // Each character is one cell: no need to look for clusters.
    let end = buf.area.right().min(x.saturating_add(room as u16));
    for (x, ch) in (x..end).zip(text.chars()) {
        buf[(x, y)].set_char(ch).set_style(style);
    }
}

/// Draws a text into the first row of the area.
pub fn text(buf: &mut Buffer, area: Rect, content: &str, style: Style) {
    let area = area.intersection(buf.area);
    if area.height == 0 || area.width == 0 {
        return;
    }
    let clean = text::line(content);
    let cut = ellipsize(&clean, usize::from(area.width));
    put(buf, (area.x, area.y), &cut, usize::from(area.width), style);
}

/// Draws a line at the right end of the first row and gives the cells that stay free before it.
pub fn right(buf: &mut Buffer, area: Rect, content: &Line<'_>) -> Rect {
    let wide = line_width(content).min(usize::from(area.width)) as u16;
    let at = Rect {
        x: area.right() - wide,
        width: wide,
        ..area
    };
    line(buf, at, content);
    Rect {
        width: area.width - wide,
        ..area
    }
}

/// Cells that a line takes when drawn.
pub fn line_width(line: &Line<'_>) -> usize {
    line.spans
        .iter()
        .map(|span| width(&text::line(&span.content)))
        .sum()
}

/// Draws lines of text under each other, wrapped at spaces, from row `skip` on; gives how many rows the whole takes.
pub fn block(buf: &mut Buffer, area: Rect, content: &str, style: Style, skip: usize) -> usize {
    let clean = text::clean(content, text::Mode::Block);
    let rows = text::wrap(clean.as_str(), usize::from(area.width));
    for (at, row) in rows.iter().skip(skip).take(usize::from(area.height)).enumerate() {
        text_row(buf, area, at as u16, row, style);
    }
    rows.len()
}

fn text_row(buf: &mut Buffer, area: Rect, row: u16, content: &str, style: Style) {
    let at = Rect {
        y: area.y + row,
        height: 1,
        ..area
    }
    .intersection(buf.area);
    if at.height > 0 {
        put(buf, (at.x, at.y), content, usize::from(at.width), style);
    }
}

/// Fills an area with spaces in a style, also where a wide character straddles its rim.
///
/// ratatui's own `Clear` leaves the left half of a wide character standing
/// before the area, which then swallows the frame drawn over its right half.
pub fn clear(buf: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        if let Some(x) = area.x.checked_sub(1)
            && let Some(cell) = buf.cell_mut((x, y))
            && width(cell.symbol()) > 1
        {
            cell.set_char(' ');
        }
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
                cell.set_char(' ').set_style(style);
            }
        }
    }
}

/// Replaces the glyphs of our frames and signs by ASCII, for terminals and readers that have nothing else.
pub fn to_ascii(buf: &mut Buffer) {
    for cell in &mut buf.content {
        let mut chars = cell.symbol().chars();
        let (Some(glyph), None) = (chars.next(), chars.next()) else {
            continue;
        };
        let plain = match glyph {
            '─' | '–' | '—' | '·' => '-',
            '━' => '=',
            '│' => '|',
            '┃' | '┏' | '┓' | '┗' | '┛' | '█' | '▇' | '▆' | '▅' | '▄' | '▓' => '#',
            '┌' | '┐' | '└' | '┘' | '┬' | '┴' | '├' | '┤' | '┼' => '+',
            '▁' | '▂' | '▃' | '░' | '▒' => '.',
            // A full stop would read as the end of the word that was cut.
            '…' => '~',
            '▌' | '►' | '→' => '>',
            '▐' | '←' | '◄' => '<',
            '▼' | '↓' => 'v',
            '↑' => '^',
            '•' => '*',
            '×' => 'x',
            '“' | '”' | '„' => '"',
            '’' => '\'',
            _ => continue,
        };
        cell.set_char(plain);
    }
}

/// Repeats one glyph over the first row of an area.
pub fn rule(buf: &mut Buffer, area: Rect, glyph: char, style: Style) {
    let area = area.intersection(buf.area);
    if area.height == 0 {
        return;
    }
    for x in area.left()..area.right() {
        if let Some(cell) = buf.cell_mut((x, area.y)) {
            cell.set_char(glyph).set_style(style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: u16, draw: impl FnOnce(&mut Buffer, Rect)) -> String {
        let area = Rect::new(0, 0, width, 1);
        let mut buf = Buffer::empty(area);
        draw(&mut buf, area);
        buf.content().iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn a_line_of_pieces_is_cut_where_the_room_ends() {
        let pieces = Line::from(vec![
            Span::raw("Müller "),
            Span::raw("GmbH & Co."),
            Span::raw(" KG"),
        ]);
        for (room, expect) in [
            (20, "Müller GmbH & Co. KG"),
            (22, "Müller GmbH & Co. KG  "),
            (19, "Müller GmbH & Co.… "),
            (17, "Müller GmbH & Co…"),
            (8, "Müller… "),
            (7, "Müller…"),
            (3, "Mü…"),
            (1, "…"),
        ] {
            assert_eq!(
                drawn(room, |buf, area| line(buf, area, &pieces)),
                expect,
                "{room}"
            );
        }
        assert_eq!(line_width(&pieces), 20);
    }

    #[test]
    fn what_a_terminal_would_obey_is_drawn_as_a_sign() {
        let evil = "a\u{1b}]52;c;QQ==\u{7}b";
        assert_eq!(
            drawn(16, |buf, area| text(buf, area, evil, Style::new())),
            "a␛]52;c;QQ==␇b  "
        );
        assert_eq!(
            drawn(16, |buf, area| line(buf, area, &Line::raw(evil))),
            "a␛]52;c;QQ==␇b  "
        );
    }

    #[test]
    fn clearing_blanks_the_half_of_a_wide_character_before_the_area() {
        let area = Rect::new(0, 0, 8, 1);
        let mut buf = Buffer::empty(area);
        buf.set_string(0, 0, "日本精密", Style::new());
        clear(&mut buf, Rect::new(3, 0, 3, 1), Style::new());
        let symbols: Vec<&str> = buf.content().iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(symbols[0], "日");
        assert_eq!(symbols[2], " ");
        assert_eq!(symbols[3..6], [" ", " ", " "]);
    }

    #[test]
    fn nothing_is_drawn_outside_of_the_screen() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 3, 2));
        let outside = Rect::new(2, 1, 9, 9);
        clear(&mut buf, outside, Style::new());
        rule(&mut buf, outside, '─', Style::new());
        line(&mut buf, outside, &Line::raw("abc"));
        text(&mut buf, Rect::new(7, 7, 3, 1), "abc", Style::new());
        assert_eq!(block(&mut buf, outside, "one two three four", Style::new(), 0), 3);
    }
}
