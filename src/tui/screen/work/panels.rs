//! What the panes of the Work screen show.

use super::{Pane, Work, attempts_of, due_of, place_of};
use crate::base::phrase::{self, Width};
use crate::base::text::{ellipsize, pad, width};
use crate::base::{Due, Timestamp};
use crate::domain::outcome::{Consequence, consequence};
use crate::domain::{Code, Contact, OutcomeRule, PhoneState, Task};
use crate::tui::cx::DrawCx;
use crate::tui::layout::SizeClass;
use crate::tui::theme::Role;
use crate::tui::widget::paint::{self, span};
use crate::tui::widget::pane::{Pane as Frame, border_column, padded};
use crate::view::{QueueRow, Why};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// A row of an area.
fn row(area: Rect, n: u16) -> Rect {
    Rect {
        y: area.y + n,
        height: u16::from(n < area.height),
        ..area
    }
}

/// Left and right text on one row; the right one stays whole, the left one ends in `…`.
fn both(buf: &mut Buffer, area: Rect, left: &str, right: &str, cx: DrawCx<'_>, role: Role) {
    if area.height == 0 {
        return;
    }
    let free = paint::right(
        buf,
        area,
        &Line::from(span(right.to_owned(), cx.theme.get(Role::Text))),
    );
    let free = Rect {
        width: free.width.saturating_sub(1),
        ..free
    };
    paint::text(buf, free, left, cx.theme.get(role));
}

impl Work {
    // --- the queue

    pub(super) fn draw_queue_column(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        self.draw_pane(buf, area, cx, Pane::Queue);
        if area.height < 14 {
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
        let title = format!("─ {} ", cx.t("pane-today"));
        let rule = format!(
            "{title}{}",
            "─".repeat(usize::from(inside.width).saturating_sub(width(&title)))
        );
        paint::text(buf, row(inside, 0), &rule, cx.theme.get(Role::Border));
        let n = |n: u32| i64::from(n);
        let rate = (today.reached * 100).checked_div(today.calls).unwrap_or(0);
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
        let (at, _) = self.list.position();
        let inner = Frame::new(cx.t("pane-queue"))
            .note(format!("{at}/{}", self.queue.page.open))
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
        let later_at = rows.iter().position(|row| row.band == 5);
        let height = |index: usize| {
            let first_later = u16::from(later_at == Some(index));
            let second = two && (large || index < 3);
            1 + u16::from(second) + first_later
        };
        let cursor = self.list.draw(buf, inner, cx, height, |buf, item| {
            let Some(task) = rows.get(item.index) else { return };
            let mut area = item.area;
            if later_at == Some(item.index) {
                let title = format!("─ {} ", cx.t("queue-later"));
                let rule = format!(
                    "{title}{}",
                    "─".repeat(usize::from(area.width).saturating_sub(width(&title)))
                );
                paint::text(buf, row(area, 0), &rule, cx.theme.get(Role::Border));
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
        self.list.draw_scrollbar(buf, border_column(area), cx);
    }

    // --- who it is

    /// The header of the small layouts: name, task, contact, why.
    pub(super) fn draw_head_lines(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>, rows: u16) {
        let Some(detail) = &self.detail else {
            let text = if self.loaded { "queue-empty" } else { "loading" };
            paint::text(buf, padded(row(area, 0)), &cx.t(text), cx.theme.get(Role::Dim));
            return;
        };
        let mark = if Some(detail.task.id) == self.queue.current {
            "►"
        } else {
            " "
        };
        let name = format!("{mark} {}", detail.card.company.name);
        both(buf, padded(row(area, 0)), &name, &self.there(cx), cx, Role::Title);
        if rows == 2 {
            let (who, number) = self.contact_line(cx);
            both(buf, padded(row(area, 1)), &who, &number, cx, Role::Text);
            return;
        }
        both(
            buf,
            padded(row(area, 1)),
            &self.task_line(cx),
            &self.stage_line(cx),
            cx,
            Role::Text,
        );
        let (who, number) = self.contact_line(cx);
        both(buf, padded(row(area, 2)), &who, &number, cx, Role::Text);
        both(
            buf,
            padded(row(area, 3)),
            &self.why_line(cx),
            &self.needs_line(cx),
            cx,
            Role::Text,
        );
    }

    pub(super) fn draw_detail(&self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let title = self
            .detail
            .as_ref()
            .map(|d| d.card.company.name.clone())
            .unwrap_or_default();
        let inner = padded(Frame::new(title).draw(buf, area, cx.part(false)));
        let Some(detail) = &self.detail else {
            let text = if self.loaded { "queue-empty" } else { "loading" };
            paint::text(buf, row(inner, 0), &cx.t(text), cx.theme.get(Role::Dim));
            return;
        };
        both(
            buf,
            row(inner, 0),
            &self.task_line(cx),
            &cx.locale.code("STAGE", detail.card.company.stage.code()),
            cx,
            Role::Text,
        );
        let owner = detail.card.owner.clone().unwrap_or_default();
        both(buf, row(inner, 1), &self.why_line(cx), &owner, cx, Role::Text);
        paint::text(
            buf,
            row(inner, 2),
            &self.needs_line(cx),
            cx.theme.get(Role::Accent),
        );
        let (who, number) = self.contact_line(cx);
        both(buf, row(inner, 3), &who, &number, cx, Role::Title);
        let mut n = 4;
        if let Some(second) = detail.dials.get(if self.dial == 0 { 1 } else { 0 }) {
            let whose = second
                .contact
                .and_then(|id| detail.card.contacts.iter().find(|c| c.id == id));
            let whose = whose.map_or_else(|| cx.t("switchboard").into_owned(), Contact::display_name);
            both(
                buf,
                row(inner, n),
                &whose,
                &format!("{}  C", second.phone.raw),
                cx,
                Role::Text,
            );
            n += 1;
        }
        if let Some(email) = detail.contact.as_ref().and_then(|c| c.emails.first()).or(detail
            .card
            .company
            .emails
            .first())
        {
            paint::text(buf, row(inner, n), &email.address, cx.theme.get(Role::Text));
            n += 1;
        }
        let people = detail
            .card
            .company
            .employees
            .map(|count| cx.t_args("employees", &[("n", count.into())]).into_owned());
        let last = [Some(self.there(cx)), people]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ");
        paint::text(buf, row(inner, n), &last, cx.theme.get(Role::Text));
    }

    fn there(&self, cx: DrawCx<'_>) -> String {
        let Some(detail) = &self.detail else {
            return String::new();
        };
        let place = place_of(detail, &self.rules);
        let time = cx.locale.clock_time(cx.now(), &place.zone);
        let postal = &detail.card.company.postal;
        let town = [postal.city.as_deref(), postal.country.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        let clock = cx.t_args("there", &[("time", (&time).into())]).into_owned();
        if town.is_empty() {
            clock
        } else {
            format!("{town} · {clock}")
        }
    }

    fn task_line(&self, cx: DrawCx<'_>) -> String {
        let Some(detail) = &self.detail else {
            return String::new();
        };
        let task = &detail.task;
        let mut parts = vec![cx.locale.code("TASK", task.kind.code()).into_owned()];
        if let Some(due) = due_of(task) {
            let when = phrase::short(due, cx.now(), &cx.zone, cx.locale.lang());
            parts.push(cx.t_args("due-when", &[("when", (&when).into())]).into_owned());
        }
        if task.kind.is_call() {
            let args = [("n", task.attempt.into()), ("max", task.attempts_max.into())];
            parts.push(cx.t_args("attempt-of", &args).into_owned());
        }
        parts.join(" · ")
    }

    fn stage_line(&self, cx: DrawCx<'_>) -> String {
        let Some(detail) = &self.detail else {
            return String::new();
        };
        let stage = cx
            .locale
            .code("STAGE", detail.card.company.stage.code())
            .into_owned();
        match &detail.card.owner {
            Some(owner) => format!("{stage} · {}", cx.t_args("owner-is", &[("name", owner.into())])),
            None => stage,
        }
    }

    fn contact_line(&self, cx: DrawCx<'_>) -> (String, String) {
        let Some(detail) = &self.detail else {
            return Default::default();
        };
        let dial = detail.dials.get(self.dial);
        let whose = dial
            .and_then(|d| d.contact)
            .and_then(|id| detail.card.contacts.iter().find(|c| c.id == id));
        let person = whose.or(detail.contact.as_ref().filter(|_| dial.is_none()));
        let who = person.map_or_else(
            || cx.t("switchboard").into_owned(),
            |c| match &c.job_title {
                Some(title) => format!("{}, {title}", c.display_name()),
                None => c.display_name(),
            },
        );
        let number = match dial {
            Some(dial) => {
                let more = detail.dials.len() - 1;
                let kind = cx.locale.code("PHONE", dial.phone.kind.code()).to_lowercase();
                let more = if more > 0 {
                    format!("  C +{more}")
                } else {
                    String::new()
                };
                format!("{} {kind}{more}", dial.phone.raw)
            }
            None => cx.t("no-number").into_owned(),
        };
        (who, number)
    }

    fn why_line(&self, cx: DrawCx<'_>) -> String {
        if let Some(safety) = self.safety(cx) {
            return safety;
        }
        let Some(row) = self.row() else {
            return String::new();
        };
        let why = why_words(&row.why, cx);
        let mut text = cx.t_args("why-now", &[("why", (&why).into())]).into_owned();
        if row.more > 0 {
            text.push_str(&cx.t_args("why-more", &[("n", i64::from(row.more + 1).into())]));
        }
        text
    }

    /// What must be known before the call, in words.
    fn safety(&self, cx: DrawCx<'_>) -> Option<String> {
        let detail = self.detail.as_ref()?;
        if detail.card.company.dnc_since.is_some() {
            return Some(format!("! {}", cx.t("safety-dnc")));
        }
        if let Some(work) = &detail.card.in_work {
            let until = cx.locale.clock_time(work.until, &cx.zone);
            let args = [("name", (&work.name).into()), ("until", (&until).into())];
            return Some(format!("! {}", cx.t_args("safety-in-work", &args)));
        }
        let wrong = detail
            .card
            .company
            .phones
            .iter()
            .chain(detail.card.contacts.iter().flat_map(|c| c.phones.iter()));
        let wrong = wrong.into_iter().find(|phone| phone.state == PhoneState::Wrong);
        wrong
            .filter(|_| detail.dials.is_empty())
            .map(|phone| format!("! {} {}", cx.t("safety-wrong"), phone.raw))
    }

    fn needs_line(&self, cx: DrawCx<'_>) -> String {
        let Some(needs) = self.detail.as_ref().and_then(|d| d.card.qualify_needs.as_ref()) else {
            return String::new();
        };
        if needs.is_empty() {
            return cx.t("qualify-ready").into_owned();
        }
        let list = needs
            .iter()
            .map(|need| cx.t(&format!("need-{}", need.code)).into_owned())
            .collect::<Vec<_>>()
            .join(", ");
        cx.t_args("qualify-needs", &[("list", (&list).into())])
            .into_owned()
    }

    // --- script, timeline, note, open tasks

    pub(super) fn draw_script(&self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let sections = self
            .detail
            .as_ref()
            .map(|d| d.script.sections.as_slice())
            .unwrap_or_default();
        let at = self.section.min(sections.len().saturating_sub(1));
        let title = match sections.get(at) {
            Some((name, _)) => format!("{} · {name}", cx.t("pane-script")),
            None => cx.t("pane-script").into_owned(),
        };
        let note = if sections.is_empty() {
            String::new()
        } else {
            format!("{}/{}  i", at + 1, sections.len())
        };
        let inner = padded(Frame::new(title).note(note).draw(buf, area, cx));
        let Some((_, lines)) = sections.get(at) else {
            return;
        };
        let mut n = 0;
        for line in lines {
            if n >= inner.height {
                return;
            }
            let used = paint::block(
                buf,
                Rect {
                    y: inner.y + n,
                    height: inner.height - n,
                    ..inner
                },
                line,
                cx.theme.get(Role::Text),
                0,
            );
            n += (used as u16).max(1);
        }
        let others = sections
            .iter()
            .enumerate()
            .skip(at + 1)
            .map(|(n, (name, _))| format!("{} {name}", n + 1));
        let others = others.collect::<Vec<_>>().join(" · ");
        if n + 1 < inner.height {
            paint::text(
                buf,
                row(inner, inner.height - 1),
                &others,
                cx.theme.get(Role::Dim),
            );
        }
    }

    pub(super) fn draw_timeline(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let count = self
            .detail
            .as_ref()
            .map(|d| d.card.timeline_count)
            .unwrap_or_default();
        let inner = Frame::new(cx.t("pane-timeline"))
            .note(count.to_string())
            .draw(buf, area, cx);
        let Some(detail) = &self.detail else { return };
        let entries = &detail.timeline.entries;
        let height = |index: usize| entries.get(index).map_or(1, crate::tui::screen::entry::rows);
        let cursor = self.timeline.draw(buf, inner, cx, height, |buf, item| {
            if let Some(entry) = entries.get(item.index) {
                crate::tui::screen::entry::draw(buf, item.area, entry, cx);
            }
        });
        if self.pane == Pane::Timeline {
            self.cursor = cursor;
        }
        self.timeline.draw_scrollbar(buf, border_column(area), cx);
    }

    pub(super) fn draw_note(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let state = if self.note.is_empty() {
            String::new()
        } else if self.note_saved && !self.unsaved {
            cx.t("draft-saved").into_owned()
        } else {
            cx.t("draft-unsaved").into_owned()
        };
        let inner = padded(
            Frame::new(format!("{}  n", cx.t("pane-note")))
                .note(state)
                .draw(buf, area, cx),
        );
        let cursor = self.note.draw(buf, inner, cx, Role::Text);
        if self.pane == Pane::Note {
            self.cursor = cursor;
        }
    }

    pub(super) fn draw_open(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let inner = Frame::new(cx.t("pane-open")).draw(buf, area, cx);
        let Some(detail) = &self.detail else { return };
        let case_rows = 2.min(inner.height / 3);
        let list = Rect {
            height: inner.height - case_rows,
            ..inner
        };
        let tasks = &detail.card.tasks;
        let shown = detail.task.id;
        let cursor = self.opens.draw(
            buf,
            list,
            cx,
            |_| 1,
            |buf, item| {
                if let Some(task) = tasks.get(item.index) {
                    paint::text(
                        buf,
                        item.area,
                        &open_words(task, task.id == shown, cx),
                        cx.theme.get(Role::Text),
                    );
                }
            },
        );
        if self.pane == Pane::Open {
            self.cursor = cursor;
        }
        if let Some(case) = detail.card.cases.first().filter(|_| case_rows == 2) {
            let bottom = padded(Rect {
                y: list.bottom(),
                height: 2,
                ..inner
            });
            let kind = cx.locale.code("CASE", case.kind.code()).into_owned();
            let status = cx.locale.code("CASESTATUS", case.status.code()).into_owned();
            let opened = cx.locale.age(case.opened_at, cx.now(), &cx.zone);
            paint::text(
                buf,
                row(bottom, 0),
                &cx.t_args("case-is", &[("case", (&kind).into())]),
                cx.theme.get(Role::Text),
            );
            let text = cx.t_args(
                "case-opened",
                &[("status", (&status).into()), ("when", (&opened).into())],
            );
            paint::text(buf, row(bottom, 1), &text, cx.theme.get(Role::Text));
        }
    }

    // --- the outcomes

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
            None => format!("{} · {}", cx.t("pane-outcome"), ellipsize(&name, 24)),
        };
        let note = if cx.class() == SizeClass::S {
            cx.t("outcome-note").into_owned()
        } else {
            String::new()
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
    fn effect_words(&self, rule: &OutcomeRule, cx: DrawCx<'_>) -> String {
        let Some(detail) = self.detail.as_ref() else {
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
        self.pane == Pane::Outcome && self.outcome == n
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
        let lines = [
            cx.t_args("end-done", &args).into_owned(),
            String::new(),
            cx.t("end-keys").into_owned(),
        ];
        for (at, line) in lines.iter().enumerate() {
            paint::text(buf, row(inner, at as u16 + 1), line, cx.theme.get(Role::Text));
        }
    }
}

fn open_words(task: &Task, this: bool, cx: DrawCx<'_>) -> String {
    let when = due_of(task)
        .map(|due| phrase::short(due, cx.now(), &cx.zone, cx.locale.lang()))
        .unwrap_or_default();
    let mut text = format!("[ ] {when:<6} {}", task.title);
    if this {
        text.push_str(&cx.t("this-one"));
    } else if task.queue != "INSIDE_SALES" {
        text.push_str(" · ");
        text.push_str(&cx.locale.code("QUEUE", &task.queue));
    }
    text
}

/// Why a row stands where it stands.
pub(super) fn why_words(why: &Why, cx: DrawCx<'_>) -> String {
    let at = |at: Timestamp| phrase::short(Due::At(at), cx.now(), &cx.zone, cx.locale.lang());
    match why {
        Why::NotYet { at: when } => cx
            .t_args("why-not-yet", &[("when", (&at(*when)).into())])
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
        Why::NotYet { at } | Why::OutsideHours { opens: at } => Some(Due::At(*at)),
        _ => task.due,
    };
    let when = due.map_or_else(
        || "–".to_owned(),
        |due| phrase::short(due, cx.now(), &cx.zone, cx.locale.lang()),
    );
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
        span(format!("{when:<6} "), cx.theme.get(role)),
        span(format!("{}{more}", task.company), cx.theme.get(Role::Text)),
    ]);
    paint::line(buf, row(area, 0), &line);
    if area.height > 1 {
        let kind = cx.locale.code("TASK", task.kind.code()).into_owned();
        let text = format!("       {kind} · {}", why_words(&task.why, cx));
        paint::text(buf, row(area, 1), &text, cx.theme.get(Role::Dim));
    }
}
