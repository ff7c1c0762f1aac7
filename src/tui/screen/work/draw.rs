//! The layouts of the Work screen by size (wireframes/work.md).

use super::{Pane, Work};
use crate::tui::cx::DrawCx;
use crate::tui::layout::{SizeClass, stack};
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
        match pane {
            Pane::Queue => self.draw_queue(buf, area, cx),
            Pane::Outcome => self.draw_outcomes(buf, area, cx),
            Pane::Script => self.draw_script(buf, area, cx),
            Pane::Timeline => self.draw_timeline(buf, area, cx),
            Pane::Note => self.draw_note(buf, area, cx),
            Pane::Open => self.draw_open(buf, area, cx),
        }
    }

    /// One pane open, the others their titles; the number and the outcomes always stay.
    fn draw_stack(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let head = area.height.min(2);
        let outcomes = if area.height >= 9 { 3 } else { 0 };
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
        if outcomes > 0 {
            self.draw_pane(buf, bottom, cx, Pane::Outcome);
        }
    }

    fn draw_small(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let [head, note, outcome] = [4, 3, 4];
        let body = area.height.saturating_sub(head + note + outcome);
        let left = area.width * 53 / 100;
        let y = area.y + head;
        self.draw_head_lines(buf, Rect { height: head, ..area }, cx, head);
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
        self.draw_middle(buf, column, cx, true);
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

    fn draw_large(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let width = area.width / 4;
        let column = |n: u16| Rect {
            x: area.x + n * width,
            width: if n == 3 { area.width - 3 * width } else { width },
            ..area
        };
        self.draw_queue_column(buf, column(0), cx);
        self.draw_middle(buf, column(1), cx, false);
        self.draw_pane(buf, column(2), cx, Pane::Script);
        let side = column(3);
        let open = 12;
        let timeline = Rect {
            height: side.height.saturating_sub(open),
            ..side
        };
        self.draw_pane(buf, timeline, cx, Pane::Timeline);
        self.draw_pane(
            buf,
            Rect {
                y: timeline.bottom(),
                height: open.min(side.height),
                ..side
            },
            cx,
            Pane::Open,
        );
    }

    /// Detail, script (unless it has a column of its own), note, outcomes.
    fn draw_middle(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>, with_script: bool) {
        let detail = 9.min(area.height / 3);
        let outcome = 9.min(area.height / 3);
        let note = if with_script {
            6.min(area.height / 5)
        } else {
            area.height - detail - outcome
        };
        let script = area.height.saturating_sub(detail + note + outcome);
        let mut y = area.y;
        let mut next = |height: u16| {
            let rect = Rect { y, height, ..area };
            y += height;
            rect
        };
        self.draw_detail(buf, next(detail), cx);
        if with_script {
            self.draw_pane(buf, next(script), cx, Pane::Script);
        }
        self.draw_pane(buf, next(note), cx, Pane::Note);
        self.draw_pane(buf, next(outcome), cx, Pane::Outcome);
    }
}
