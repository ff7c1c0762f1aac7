//! How the steps of an import look.

use super::says::n;
use super::told::{Told, below};
use super::{Import, Run, Source, Step};
use crate::import::Mode;
use crate::tui::action::Action;
use crate::tui::component::{Component, CursorAt};
use crate::tui::cx::DrawCx;
use crate::tui::screen::words;
use crate::tui::theme::Role;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, border_column, padded};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl Import {
    pub(super) fn draw_step(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let name = self.loaded().and_then(|loaded| loaded.path.file_name());
        let title = match name {
            Some(name) => format!("{} · {}", self.title(&cx), name.to_string_lossy()),
            None => self.title(&cx),
        };
        let step = match &self.step {
            Step::File => "import-step-file",
            Step::Preview(_) => "import-step-preview",
            Step::Tried(..) => "import-step-tried",
            Step::Running(_, run) if run.mode == Mode::DryRun => "import-step-trying",
            Step::Running(..) => "import-step-running",
            Step::Done(..) => "import-step-done",
        };
        let inner = Pane::new(title).note(cx.t(step)).draw(buf, area, cx);
        let said = self.said(cx);
        self.cursor = match &self.step {
            Step::File => self.draw_file(buf, inner, cx),
            Step::Preview(loaded) => {
                let cursor = self.parts.draw(buf, inner, cx, loaded, &said);
                if self.looking.is_waiting() {
                    let last = Rect {
                        y: inner.bottom().saturating_sub(1),
                        height: inner.height.min(1),
                        ..inner
                    };
                    paint::text(
                        buf,
                        padded(last),
                        &cx.t("import-reading"),
                        cx.theme.get(Role::Dim),
                    );
                }
                cursor
            }
            Step::Running(loaded, run) => {
                draw_running(buf, inner, cx, run, loaded.rows);
                None
            }
            Step::Tried(loaded, told) => {
                let own = matches!(loaded.source, Source::Own(_));
                let head = tried_head(cx, told, own);
                told.draw(buf, inner, cx, &head, &mut self.rejected)
            }
            Step::Done(_, told) => {
                let head = done_head(cx, told, self.taken_back);
                told.draw(buf, inner, cx, &head, &mut self.rejected)
            }
        };
        if cx.class().boxes()
            && matches!(&self.step, Step::Tried(_, told) | Step::Done(_, told) if told.rejected() > 0)
        {
            self.rejected.draw_scrollbar(buf, border_column(area), cx);
        }
    }

    fn said(&self, cx: DrawCx<'_>) -> String {
        let Some(loaded) = self.loaded() else {
            return String::new();
        };
        let own = matches!(loaded.source, Source::Own(_));
        let said = self.choices.said(&cx, &loaded.users, own);
        let key = cx.key_behind(Action::Edit);
        format!("{said}{key}")
    }

    fn draw_file(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) -> Option<CursorAt> {
        let mut room = padded(area);
        if area.height > 10 {
            let told = paint::block(buf, room, &cx.t("import-intro"), cx.theme.get(Role::Text), 0);
            room = below(room, told as u16 + 1);
        }
        if let Some(path) = &self.cut_short {
            let text = cx.t_args("import-cut-short", &[("path", path.into())]);
            let told = paint::block(buf, room, &text, cx.theme.get(Role::Warn), 0);
            room = below(room, told as u16);
        }
        let row = Rect {
            height: room.height.min(1),
            ..room
        };
        let label = format!("{} ", cx.t("import-field-file"));
        let wide = crate::base::text::width(&label) as u16;
        paint::text(buf, row, &label, cx.theme.get(Role::Dim));
        let at = Rect {
            x: row.x + wide.min(row.width),
            width: row.width.saturating_sub(wide),
            ..row
        };
        let role = if self.error.is_some() {
            Role::InputError
        } else {
            Role::Input
        };
        let typed = self.path.draw_field(buf, at, cx, role);
        room = below(room, 1);
        if let Some(error) = &self.error {
            let used = paint::block(buf, room, &format!("! {error}"), cx.theme.get(Role::Error), 0);
            room = below(room, used as u16);
        }
        if self.looking.is_waiting() {
            paint::text(buf, room, &cx.t("import-reading"), cx.theme.get(Role::Dim));
            return None;
        }
        let list = Rect {
            x: area.x,
            width: area.width,
            ..below(room, u16::from(room.height > 4))
        };
        self.path.draw_list(buf, list, cx).or(typed)
    }
}

fn tried_head(cx: DrawCx<'_>, told: &Told, own: bool) -> Vec<(String, Role)> {
    let mut head = vec![(
        cx.t_args("import-tried", &[("n", n(told.totals.rows_in))])
            .into_owned(),
        Role::Text,
    )];
    if told.changes_anything() {
        let key = if own { "import-bring-back" } else { "import-now" };
        head.extend(cx.t_key(key, Action::ImportRun).map(|text| (text, Role::Accent)));
    } else if told.is_all_rejected() {
        let none = cx.t_args("import-none-taken", &[("n", n(told.totals.rows_in))]);
        head.push((none.into_owned(), Role::Warn));
    } else {
        head.push((cx.t("import-nothing-new").into_owned(), Role::Text));
    }
    head
}

fn done_head(cx: DrawCx<'_>, told: &Told, taken_back: bool) -> Vec<(String, Role)> {
    let mut head = vec![(told.accounting(&cx.locale), Role::Text)];
    if taken_back {
        head.push((cx.t("import-taken-back").into_owned(), Role::Accent));
        return head;
    }
    if told.stopped {
        let stands = cx.t_args("import-stopped", &[("n", n(told.totals.accounted()))]);
        head.insert(0, (stands.into_owned(), Role::Warn));
        head.extend(
            cx.t_key("import-go-on", Action::ImportRun)
                .map(|text| (text, Role::Text)),
        );
    }
    if told.changes_anything() {
        head.extend(words::undo(&cx).map(|text| (text, Role::Accent)));
    }
    head
}

/// How far it is: a bar, rows, rows a second, the time that is left.
fn draw_running(buf: &mut Buffer, area: Rect, cx: DrawCx<'_>, run: &Run, rows: u64) {
    let room = padded(area);
    let row = |at: u16| Rect {
        height: u16::from(at < room.height),
        ..below(room, at)
    };
    let wide = u64::from(room.width.min(60));
    let full = (run.done.min(rows) * wide).checked_div(rows).unwrap_or(0) as usize;
    let bar = format!("{}{}", "█".repeat(full), "░".repeat(wide as usize - full));
    paint::text(buf, row(1), &bar, cx.theme.get(Role::Accent));
    let args = [("n", n(run.done)), ("of", n(rows))];
    let mut parts = vec![cx.t_args("import-rows-of", &args).into_owned()];
    let passed = u64::try_from(cx.uptime.now().0 - run.since.0).unwrap_or(0);
    let rate = (run.done * 1000).checked_div(passed).unwrap_or(0);
    if let Some(left) = rows.saturating_sub(run.done).checked_div(rate) {
        parts.push(cx.t_args("import-rate", &[("n", n(rate))]).into_owned());
        parts.push(match left {
            0..=99 => cx
                .t_args("import-seconds-left", &[("n", n(left.max(1)))])
                .into_owned(),
            _ => cx
                .t_args("import-minutes-left", &[("n", n(left.div_ceil(60)))])
                .into_owned(),
        });
    }
    paint::text(buf, row(2), &parts.join(" · "), cx.theme.get(Role::Text));
    let key = if run.under_way.is_stopped() {
        "import-stopping"
    } else if run.mode == Mode::DryRun {
        "import-only-tried"
    } else {
        "import-while-running"
    };
    let text = cx.t(key);
    paint::block(buf, below(room, 4), &text, cx.theme.get(Role::Dim), 0);
}
