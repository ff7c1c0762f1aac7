//! The layouts of the Work screen by size (wireframes/work.md).

use super::{Pane, Work};
use crate::tui::component::CursorAt;
use crate::tui::cx::DrawCx;
use crate::tui::layout::{SizeClass, TEXT_WIDTH, stack};
use crate::tui::theme::Role;
use crate::tui::widget::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl Work {
    pub(super) fn draw_screen(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        if self.is_at_end() {
            return self.draw_end(buf, area, cx);
        }
        if self.zoomed {
            return self.draw_pane(buf, area, cx, self.pane);
        }
        match cx.class() {
            SizeClass::Tiny | SizeClass::XS => self.draw_stack(buf, area, cx),
            SizeClass::S => self.draw_small(buf, area, cx),
            SizeClass::M => self.draw_medium(buf, area, cx),
            SizeClass::L => self.draw_large(buf, area, cx),
        }
    }

    pub(super) fn draw_pane(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>, pane: Pane) {
        let cx = cx.part(self.pane == pane);
        let before = self.cursor;
        match pane {
            Pane::Queue => self.draw_queue(buf, area, cx),
            Pane::Outcome => self.draw_outcomes(buf, area, cx),
            Pane::Script => self.draw_script(buf, area, cx),
            Pane::Timeline => self.draw_timeline(buf, area, cx),
            Pane::Note => self.draw_note(buf, area, cx),
            Pane::Open => self.draw_open(buf, area, cx),
        }
        // A pane without a row or a field of its own has the cursor at its title.
        if self.pane == pane && self.cursor == before {
            self.cursor = Some(CursorAt::Row(area.as_position()));
        }
    }

    /// One pane open, the others their titles; the number and the outcomes come first.
    fn draw_stack(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let head = area.height.min(2);
        let rest = area.height - head;
        // Whoever reads or writes in a small window needs the rows; the digits work all the same.
        let reads = !matches!(self.pane, Pane::Queue | Pane::Outcome);
        let all = self.outcome_rows(area.width);
        let outcomes = if rest < all + if reads { 4 } else { 0 } {
            rest.min(1)
        } else {
            all
        };
        let top = Rect { height: head, ..area };
        self.draw_head_lines(buf, top, cx, head);
        let middle = Rect {
            y: area.y + head,
            height: area.height - head - outcomes,
            ..area
        };
        let panes = [Pane::Queue, Pane::Script, Pane::Timeline, Pane::Note, Pane::Open];
        let open = panes.iter().position(|pane| *pane == self.pane).unwrap_or(0);
        for (pane, rect) in panes.into_iter().zip(stack(middle, panes.len(), open)) {
            if rect.height > 0 {
                self.draw_pane(buf, rect, cx, pane);
            }
        }
        let bottom = Rect {
            y: middle.bottom(),
            height: outcomes,
            ..area
        };
        self.draw_pane(buf, bottom, cx, Pane::Outcome);
    }

    fn draw_small(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let [head, note, outcome] = [4, 3, 4];
        let body = area.height.saturating_sub(head + note + outcome);
        let left = area.width * 53 / 100;
        let y = area.y + head;
        self.draw_head(buf, Rect { height: head, ..area }, cx);
        let script = Rect {
            y,
            height: body,
            width: left - 1,
            ..area
        };
        let timeline = Rect {
            x: area.x + left,
            y,
            height: body,
            width: area.width - left,
        };
        self.draw_pane(buf, script, cx, Pane::Script);
        self.draw_pane(buf, timeline, cx, Pane::Timeline);
        let border = cx.theme.get(Role::Border);
        paint::text(
            buf,
            Rect {
                x: area.x + left - 1,
                y,
                width: 1,
                height: 1,
            },
            "┬",
            border,
        );
        for row in 1..body {
            paint::text(
                buf,
                Rect {
                    x: area.x + left - 1,
                    y: y + row,
                    width: 1,
                    height: 1,
                },
                "│",
                border,
            );
        }
        self.draw_pane(
            buf,
            Rect {
                y: y + body,
                height: note,
                ..area
            },
            cx,
            Pane::Note,
        );
        self.draw_pane(
            buf,
            Rect {
                y: y + body + note,
                height: outcome,
                ..area
            },
            cx,
            Pane::Outcome,
        );
    }

    /// At 80×24 the header stands for the queue: it shows whom the cursor is on, and carries its sign.
    fn draw_head(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        self.draw_head_lines(buf, area, cx, area.height);
        if self.pane != Pane::Queue {
            return;
        }
        self.cursor = Some(CursorAt::Row(area.as_position()));
        if cx.focused {
            let style = cx.theme.get(Role::Accent);
            for y in area.top()..area.bottom() {
                paint::text(
                    buf,
                    Rect {
                        y,
                        width: 1,
                        height: 1,
                        ..area
                    },
                    "▌",
                    style,
                );
            }
        }
    }

    fn draw_medium(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let left = (area.width / 4).clamp(30, 36);
        let right = (area.width * 28 / 100).clamp(26, 40);
        let middle = area.width - left - right;
        let queue = Rect { width: left, ..area };
        let column = Rect {
            x: area.x + left,
            width: middle,
            ..area
        };
        let side = Rect {
            x: area.x + left + middle,
            width: right,
            ..area
        };
        self.draw_queue_column(buf, queue, cx);
        self.draw_middle(buf, column, cx);
        let open = 10.min(side.height / 3);
        let timeline = Rect {
            height: side.height - open,
            ..side
        };
        self.draw_pane(buf, timeline, cx, Pane::Timeline);
        self.draw_pane(
            buf,
            Rect {
                y: timeline.bottom(),
                height: open,
                ..side
            },
            cx,
            Pane::Open,
        );
    }

    /// Queue, company with its tasks and the outcomes, script, timeline. No text is wider than one reads.
    fn draw_large(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let widest = TEXT_WIDTH + 2;
        let middle = (area.width * 31 / 100).clamp(54, widest);
        let script = (area.width * 24 / 100).clamp(36, widest);
        let side = (area.width * 23 / 100).clamp(34, widest);
        let mut x = area.x;
        let mut column = |width: u16| {
            let rect = Rect { x, width, ..area };
            x += width;
            rect
        };
        self.draw_queue_column(buf, column(area.width - middle - script - side), cx);
        self.draw_desk(buf, column(middle), cx);
        self.draw_pane(buf, column(script), cx, Pane::Script);
        self.draw_pane(buf, column(side), cx, Pane::Timeline);
    }

    /// Detail with every number, open tasks, note, outcomes: what one works with, below each other.
    fn draw_desk(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let (dials, tasks) = self
            .detail
            .as_ref()
            .map_or((0, 0), |d| (d.dials.len(), d.card.tasks.len()));
        let detail = (dials as u16 + 8).clamp(10, 16);
        // The frame, the tasks, an empty row and the two rows of the case.
        let open = (tasks as u16 + 7).clamp(8, 14);
        let outcome = 14;
        let note = area.height.saturating_sub(detail + open + outcome);
        let mut rest = area;
        let mut next = |height: u16| {
            let rect = Rect {
                height: height.min(rest.height),
                ..rest
            };
            rest.y += rect.height;
            rest.height -= rect.height;
            rect
        };
        let (detail, open, note, outcome) = (next(detail), next(open), next(note), next(outcome));
        self.draw_detail(buf, detail, cx);
        self.draw_pane(buf, open, cx, Pane::Open);
        self.draw_pane(buf, note, cx, Pane::Note);
        self.draw_pane(buf, outcome, cx, Pane::Outcome);
    }

    /// Detail, script, note, outcomes.
    fn draw_middle(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let detail = 9.min(area.height / 3);
        let outcome = 9.min(area.height / 3);
        let note = 6.min(area.height / 5);
        let script = area.height.saturating_sub(detail + note + outcome);
        let mut y = area.y;
        let mut next = |height: u16| {
            let rect = Rect { y, height, ..area };
            y += height;
            rect
        };
        self.draw_detail(buf, next(detail), cx);
        self.draw_pane(buf, next(script), cx, Pane::Script);
        self.draw_pane(buf, next(note), cx, Pane::Note);
        self.draw_pane(buf, next(outcome), cx, Pane::Outcome);
    }
}
