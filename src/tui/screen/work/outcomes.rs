//! The outcome panel of the Work screen, and the end of the queue.

use super::panels::row;
use super::{Pane, Work, attempts_of, place_of};
use crate::base::phrase::{self, Width};
use crate::base::text::{ellipsize, pad};
use crate::domain::OutcomeRule;
use crate::domain::outcome::{Consequence, consequence};
use crate::tui::cx::DrawCx;
use crate::tui::layout::SizeClass;
use crate::tui::theme::Role;
use crate::tui::widget::paint::{self};
use crate::tui::widget::pane::{Pane as Frame, padded};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
impl Work {
    pub(super) fn draw_outcomes(&self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let name = self
            .current()
            .map(|d| d.card.company.name.clone())
            .unwrap_or_default();
        let title = match &self.calling {
            Some(calling) => {
                let time = cx.locale.duration((cx.now().0 - calling.since.0) / 1000);
                let time = format!("{time:0>5}");
                format!(
                    "{} · {}",
                    cx.t_args("status-calling", &[("time", (&time).into())]),
                    ellipsize(&name, 24)
                )
            }
            None if self.power.is_counting() => self.power_words(&cx).unwrap_or_default(),
            None => format!("{} · {}", cx.t("pane-outcome"), ellipsize(&name, 24)),
        };
        let note = if cx.class() == SizeClass::S {
            cx.t("outcome-note").into_owned()
        } else {
            String::new()
        };
        let note = if self.power.on {
            cx.t("mode-power").into_owned()
        } else {
            note
        };
        let heavy =
            cx.part(self.pane == Pane::Outcome || (self.calling.is_some() && self.pane != Pane::Note));
        let inner = padded(Frame::new(title).note(note).draw(buf, area, heavy));
        let cells = self.cells(cx);
        if cx.class().boxes() {
            self.draw_columns(buf, inner, &cells, cx);
        } else {
            self.draw_cells(buf, inner, &cells, cx);
        }
    }

    fn cells(&self, cx: DrawCx<'_>) -> Vec<(u8, String, String)> {
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]
            .into_iter()
            .filter_map(|digit| self.rules.outcome_on(digit).map(|rule| (digit, rule)))
            .map(|(digit, rule)| {
                (
                    digit,
                    rule.label(cx.locale.lang()).to_owned(),
                    self.effect_words(rule, cx),
                )
            })
            .collect()
    }

    /// The consequence printed beside a digit before it is pressed.
    pub(super) fn effect_words(&self, rule: &OutcomeRule, cx: DrawCx<'_>) -> String {
        let Some(detail) = self.current() else {
            return String::new();
        };
        let place = place_of(detail, &self.rules);
        let compact = if cx.class() <= SizeClass::S {
            Width::Compact
        } else {
            Width::Full
        };
        match consequence(
            rule,
            attempts_of(&detail.task),
            &place,
            &self.rules.settings,
            cx.now(),
        ) {
            Consequence::CallBack { due, .. } => {
                phrase::relative(due, cx.now(), &cx.zone, cx.locale.lang(), compact)
            }
            Consequence::Exhausted { .. } => cx.t("cons-exhausted").into_owned(),
            Consequence::AskDate | Consequence::AskMeeting => cx.t("cons-when").into_owned(),
            Consequence::Suggest { .. } => cx.t("cons-next").into_owned(),
            Consequence::AskNotInterested => cx.t("cons-why").into_owned(),
            Consequence::WrongNumber => cx.t("cons-number").into_owned(),
            Consequence::AskWhom => cx.t("cons-whom").into_owned(),
            Consequence::Nothing => String::new(),
        }
    }

    /// Three rows of four cells, 20 wide.
    fn draw_cells(&self, buf: &mut Buffer, area: Rect, cells: &[(u8, String, String)], cx: DrawCx<'_>) {
        let across = ((area.width + 2) / 20).max(1);
        let wide = area.width / across;
        let more = [cx.t("cell-move").into_owned(), cx.t("cell-form").into_owned()];
        let texts = cells
            .iter()
            .map(|(digit, label, effect)| format!("{digit} {label} {effect}"))
            .chain(more);
        for (n, text) in texts.enumerate() {
            let (line, column) = (n as u16 / across, n as u16 % across);
            if line >= area.height {
                return;
            }
            let cell = Rect {
                x: area.x + column * wide,
                y: area.y + line,
                width: wide.saturating_sub(1),
                height: 1,
            };
            let role = if self.chosen(n) { Role::Select } else { Role::Text };
            paint::text(
                buf,
                cell,
                &pad(&text, usize::from(cell.width)),
                cx.theme.get(role),
            );
        }
    }

    /// Two columns of five with room for the consequence.
    fn draw_columns(&self, buf: &mut Buffer, area: Rect, cells: &[(u8, String, String)], cx: DrawCx<'_>) {
        let half = area.width / 2;
        let label = usize::from(half).saturating_sub(14).clamp(8, 20);
        for (n, (digit, name, effect)) in cells.iter().enumerate() {
            let (column, line) = (n as u16 / 5, n as u16 % 5);
            let cell = Rect {
                x: area.x + column * half,
                width: half.saturating_sub(1),
                ..row(area, line)
            };
            let role = if self.chosen(n) { Role::Select } else { Role::Text };
            let text = format!("{digit} {} {effect}", pad(&ellipsize(name, label), label));
            paint::text(buf, cell, &text, cx.theme.get(role));
        }
        if area.height > 6 {
            let text = format!("{} · {}", cx.t("cell-move"), cx.t("cell-form"));
            paint::text(buf, row(area, 6), &text, cx.theme.get(Role::Dim));
        }
    }

    fn chosen(&self, n: usize) -> bool {
        self.pane == Pane::Outcome && self.outcome == Some(n)
    }

    /// The end of the queue: what was done, what comes next.
    pub(super) fn draw_end(&self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let inner = padded(Frame::new(cx.t("end-title")).draw(buf, area, cx));
        let today = self.queue.today;
        let n = |n: u32| i64::from(n);
        let talk = cx.locale.duration(today.talk_s);
        let args = [
            ("calls", n(today.calls).into()),
            ("reached", n(today.reached).into()),
            ("meetings", n(today.meetings).into()),
            ("talk", (&talk).into()),
        ];
        let next = self.queue.page.rows.first().map(|first| {
            let count = self.queue.page.rows.len();
            let why = super::queue_pane::why_words(&first.why, cx);
            let args = [
                ("name", (&first.company).into()),
                ("why", (&why).into()),
                ("n", count.into()),
            ];
            cx.t_args("end-later", &args).into_owned()
        });
        let lines = [
            cx.t_args("end-done", &args).into_owned(),
            next.unwrap_or_default(),
            String::new(),
            cx.t("end-keys").into_owned(),
        ];
        for (at, line) in lines.iter().enumerate() {
            paint::text(buf, row(inner, at as u16 + 1), line, cx.theme.get(Role::Text));
        }
    }
}
