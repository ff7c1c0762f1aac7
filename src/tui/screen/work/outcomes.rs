//! The outcome panel of the Work screen, and the end of the queue.

use super::{Pane, Work, attempts_of, place_of};
use crate::base::Timestamp;
use crate::base::text::ellipsize;
use crate::domain::OutcomeRule;
use crate::domain::outcome::{Consequence, consequence};
use crate::tui::action::Action;
use crate::tui::component::CursorAt;
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::layout::SizeClass;
use crate::tui::screen::outcome_panel::{self, Cell};
use crate::tui::spoken::join;
use crate::tui::theme::Role;
use crate::tui::widget::paint::{self};
use crate::tui::widget::pane::{Pane as Frame, padded};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl Work {
    pub(super) fn draw_outcomes(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let cells = self.cells(&cx);
        let heavy =
            cx.part(self.pane == Pane::Outcome || (self.calling.is_some() && self.pane != Pane::Note));
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
        // A panel of one line says what the chosen outcome leads to.
        let only = if area.height > 1 {
            None
        } else {
            cells.get(self.outcome.unwrap_or(0))
        };
        let frame = Frame::new(self.outcome_title(only, cx)).note(note);
        let inner = padded(frame.draw(buf, area, heavy));
        let chosen = self.outcome.filter(|_| self.pane == Pane::Outcome);
        let more: Vec<String> = [move_cell(&cx), cx.t_key("cell-form", Action::LogForm)]
            .into_iter()
            .flatten()
            .collect();
        let cursor = if cx.class().boxes() {
            outcome_panel::draw_columns(buf, inner, &cells, &more, chosen, cx)
        } else {
            let more = if cx.class() == SizeClass::S {
                &more[..]
            } else {
                &[]
            };
            outcome_panel::draw_grid(buf, inner, &cells, more, chosen, cx)
        };
        if self.pane == Pane::Outcome {
            self.cursor = cursor.or(Some(CursorAt::Row(area.as_position())));
        }
    }

    fn outcome_title(&self, only: Option<&Cell>, cx: DrawCx<'_>) -> String {
        let name = self.current().map(|d| d.card.company.name.clone());
        let name = name.unwrap_or_default();
        let about = only.map_or_else(|| ellipsize(&name, 24).into_owned(), Cell::line);
        let what = match &self.calling {
            Some(calling) => {
                let time = cx.locale.duration((cx.now().0 - calling.since.0) / 1000);
                let time = format!("{time:0>5}");
                cx.t_args("status-calling", &[("time", (&time).into())])
                    .into_owned()
            }
            None if self.power.is_counting() => return self.power_words(&cx).unwrap_or_default(),
            None => cx.t("pane-outcome").into_owned(),
        };
        if about.is_empty() {
            what
        } else {
            format!("{what} · {about}")
        }
    }

    /// Rows the panel takes in this width when every outcome is shown, with its title.
    pub(super) fn outcome_rows(&self, width: u16) -> u16 {
        1 + outcome_panel::grid_rows(width.saturating_sub(1), outcome_panel::DIGITS.len())
    }

    pub(super) fn cells(&self, cx: &Cx) -> Vec<Cell> {
        outcome_panel::cells(cx, &self.rules, |rule| self.leads_to(rule, cx.now()))
    }

    /// What an outcome leads to for the current task.
    pub(super) fn leads_to(&self, rule: &OutcomeRule, now: Timestamp) -> Option<Consequence> {
        let current = self.current()?;
        let place = place_of(current, &self.rules);
        Some(consequence(
            rule,
            attempts_of(&current.task),
            &place,
            &self.rules.settings,
            now,
        ))
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
            end_keys(&cx),
        ];
        let mut y = 1;
        for line in lines {
            let at = Rect {
                y: inner.y + y.min(inner.height),
                height: inner.height.saturating_sub(y),
                ..inner
            };
            y += (paint::block(buf, at, &line, cx.theme.get(Role::Text), 0) as u16).max(1);
        }
    }
}

/// The key that opens the moves: of a sequence the first.
fn move_cell(cx: &Cx) -> Option<String> {
    let keys = cx.keys.first(&cx.scopes, Action::MoveQualify);
    let keys = keys.or_else(|| cx.keys.first(&cx.screen, Action::MoveQualify))?;
    Some(cx.with_key("cell-move", &keys.0.first()?.label()))
}

/// What one can do when nothing is due.
fn end_keys(cx: &Cx) -> String {
    let ways = [
        ("end-keys-view", Action::Filters),
        ("end-keys-companies", Action::GoCompanies),
        ("end-keys-add", Action::AddCompany),
    ];
    let ways = Some(cx.t_keys(&ways, " · ")).filter(|ways| !ways.is_empty());
    let parts = [
        Some(cx.t("end-keys").into_owned()),
        ways.map(|ways| format!("{ways}.")),
        cx.t_key("companies-none-import", Action::GoImport),
    ];
    join(parts, " ")
}
