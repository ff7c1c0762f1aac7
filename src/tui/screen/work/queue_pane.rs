//! The queue of the Work screen, and what was done today.

use super::panels::row;
use super::{Pane, Work};
use crate::base::phrase::{self};
use crate::base::text::pad;
use crate::base::{Due, Timestamp};
use crate::domain::queue::LATER;
use crate::tui::cx::{Cx, DrawCx, QueueCount};
use crate::tui::layout::SizeClass;
use crate::tui::screen::words;
use crate::tui::theme::Role;
use crate::tui::widget::paint::{self, span};
use crate::tui::widget::pane::{Pane as Frame, border_column, padded, titled_rule};
use crate::view::{QueueRow, Why};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
impl Work {
    /// Companies still to do, of those that were read; the later ones are no part of today.
    fn to_do(&self) -> usize {
        let rows = &self.queue.page.rows;
        rows.iter().take_while(|row| row.band < LATER).count()
    }

    /// The current company among those still to do. Every log makes them fewer.
    pub(super) fn counter(&self) -> QueueCount {
        let rows = &self.queue.page.rows;
        let current = self.queue.current;
        let at = current.and_then(|id| rows.iter().position(|row| row.id == id));
        self.count_at(at.map_or(0, |at| at + 1))
    }

    fn count_at(&self, at: usize) -> QueueCount {
        let of = self.to_do();
        QueueCount {
            at: at.min(of),
            of,
            // A page that ends before the later rows leaves some of today's out.
            more: self.queue.page.more && of == self.queue.page.rows.len(),
        }
    }

    /// Where the cursor stands: among the companies to do, or among the later ones.
    pub(super) fn place_in_queue(&self, cx: &Cx) -> String {
        let ((at, len), of) = (self.list.position(), self.to_do());
        if at <= of {
            return self.count_at(at).text(&cx.locale);
        }
        let later = cx.locale.position(at - of, len - of, false);
        format!("{} {later}", cx.t("queue-later"))
    }

    pub(super) fn draw_queue_column(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        self.draw_pane(buf, area, cx, Pane::Queue);
        if area.height < 14 || !cx.class().boxes() {
            return;
        }
        let inside = Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            y: area.bottom() - 5,
            height: 4,
        };
        paint::clear(buf, inside, cx.theme.get(Role::Text));
        let today = self.queue.today;
        titled_rule(buf, row(inside, 0), &cx.t("pane-today"), cx);
        let n = |n: u32| i64::from(n);
        let rate = (today.reached * 100 + today.calls / 2)
            .checked_div(today.calls)
            .unwrap_or(0);
        let average = if today.calls == 0 {
            0
        } else {
            today.talk_s / i64::from(today.calls)
        };
        let talk = cx.locale.duration(today.talk_s);
        let average = cx.locale.duration(average);
        let lines = [
            cx.t_args("today-calls", &[("n", n(today.calls).into())])
                .into_owned(),
            cx.t_args(
                "today-reached",
                &[
                    ("n", n(today.reached).into()),
                    ("rate", n(rate).into()),
                    ("meetings", n(today.meetings).into()),
                ],
            )
            .into_owned(),
            cx.t_args(
                "today-talk",
                &[("talk", (&talk).into()), ("average", (&average).into())],
            )
            .into_owned(),
        ];
        for (at, line) in lines.iter().enumerate() {
            paint::text(
                buf,
                padded(row(inside, at as u16 + 1)),
                line,
                cx.theme.get(Role::Text),
            );
        }
    }

    pub(super) fn draw_queue(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let inner = Frame::new(self.queue_title(&cx))
            .note(self.queue_note(&cx))
            .draw(buf, area, cx);
        let inner = Rect {
            height: inner
                .height
                .saturating_sub(if cx.class().boxes() && area.height >= 14 {
                    4
                } else {
                    0
                }),
            ..inner
        };
        let two = cx.class() >= SizeClass::M;
        let (rows, current) = (&self.queue.page.rows, self.queue.current);
        let large = cx.class() >= SizeClass::L;
        let later_at = rows.iter().position(|row| row.band == LATER);
        let height = |index: usize| {
            let first_later = u16::from(later_at == Some(index));
            let second = two && (large || index < 3);
            1 + u16::from(second) + first_later
        };
        let above = |index: usize| u16::from(later_at == Some(index));
        let cursor = self.list.draw_headed(buf, inner, cx, height, above, |buf, item| {
            let Some(task) = rows.get(item.index) else { return };
            let mut area = item.area;
            if later_at == Some(item.index) {
                titled_rule(buf, row(area, 0), &cx.t("queue-later"), cx);
                area = Rect {
                    y: area.y + 1,
                    height: area.height.saturating_sub(1),
                    ..area
                };
            }
            draw_queue_row(buf, area, task, Some(task.id) == current, cx);
        });
        if self.pane == Pane::Queue {
            self.cursor = self.cursor.or(cursor);
        }
        // Without a border there is no column that is not text.
        if cx.class().boxes() {
            self.list.draw_scrollbar(buf, border_column(area), cx);
        }
    }
}

/// Why a row stands where it stands.
pub(super) fn why_words(why: &Why, cx: DrawCx<'_>) -> String {
    let at = |at: Timestamp| phrase::short(Due::At(at), cx.now(), &cx.zone, cx.locale.lang());
    match why {
        Why::NotYet { at: when } => cx
            .t_args("why-not-yet", &[("when", (&at(*when)).into())])
            .into_owned(),
        Why::Waiting { until } => cx
            .t_args("why-waiting", &[("when", (&at(*until)).into())])
            .into_owned(),
        Why::Skipped { .. } => cx.t("why-skipped").into_owned(),
        Why::OutsideHours { opens } => cx
            .t_args("why-outside", &[("when", (&at(*opens)).into())])
            .into_owned(),
        Why::InWork { by, .. } => cx.t_args("why-in-work", &[("name", by.into())]).into_owned(),
        other => cx
            .t(&format!("why-{}", other.code().replace('_', "-")))
            .into_owned(),
    }
}

fn draw_queue_row(buf: &mut Buffer, area: Rect, task: &QueueRow, current: bool, cx: DrawCx<'_>) {
    let late = matches!(task.why, Why::Promised | Why::Urgent | Why::Overdue);
    let due = match &task.why {
        Why::NotYet { at } | Why::Waiting { until: at } | Why::OutsideHours { opens: at } => {
            Some(Due::At(*at))
        }
        _ => task.due,
    };
    let when = due.map_or_else(|| "–".to_owned(), |due| words::due_cells(&cx, due));
    let days = words::DAY_CELLS;
    let mark = match (current, late) {
        (true, _) => "►",
        (false, true) => "!",
        _ => " ",
    };
    let more = if task.more > 0 {
        format!(" +{}", task.more)
    } else {
        String::new()
    };
    let role = if late { Role::Late } else { Role::Text };
    let line = Line::from(vec![
        span(
            mark.to_owned(),
            cx.theme.get(if late { Role::Late } else { Role::Accent }),
        ),
        span(format!("{} ", pad(&when, days)), cx.theme.get(role)),
        span(format!("{}{more}", task.company), cx.theme.get(Role::Text)),
    ]);
    paint::line(buf, row(area, 0), &line);
    if area.height > 1 {
        let title = words::task_title(&cx, task.kind, &task.title);
        let indent = " ".repeat(days + 2);
        let why = match &task.why {
            // The date before it says that it is now.
            Why::Promised => cx.t("why-promised-row").into_owned(),
            why => why_words(why, cx),
        };
        let text = format!("{indent}{title} · {why}");
        paint::text(buf, row(area, 1), &text, cx.theme.get(Role::Dim));
    }
}
