//! What the panes of the Work screen show.

use super::queue_pane::why_words;
use super::{Pane, Work, due_of, place_of};
use crate::base::phrase;
use crate::base::text::{pad, width};
use crate::domain::{Code, Contact, PhoneState, Task};
use crate::tui::action::Action;
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::scope::Scope;
use crate::tui::screen::words;
use crate::tui::spoken::join;
use crate::tui::theme::Role;
use crate::tui::widget::paint::{self, span};
use crate::tui::widget::pane::{Pane as Frame, border_column, padded};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub(super) use crate::tui::screen::words::row;

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
        let (task, mut stage) = (self.task_line(cx), self.stage_line(cx, true));
        if width(&task) + width(&stage) + 2 > usize::from(area.width) {
            stage = self.stage_line(cx, false);
        }
        both(buf, padded(row(area, 1)), &task, &stage, cx, Role::Text);
        let (who, number) = self.contact_line(cx);
        both(buf, padded(row(area, 2)), &who, &number, cx, Role::Text);
        let (mut why, needs) = (self.why_line(cx), self.needs_line(cx));
        if width(&why) + width(&needs) + 2 > usize::from(area.width) {
            why = self.why_words(cx, "why-more-short", 0);
        }
        both(buf, padded(row(area, 3)), &why, &needs, cx, Role::Text);
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
        let (mut why, needs) = (self.why_line(cx), self.needs_line(cx));
        if width(&why) + 1 > usize::from(inner.width) {
            why = self.why_words(cx, "why-more-short", 0);
        }
        // The owner stands where it takes nothing from what one must read.
        let beside = width(&why) + width(&owner) < usize::from(inner.width);
        let (first, second) = if beside {
            (owner, String::new())
        } else {
            (String::new(), owner)
        };
        both(buf, row(inner, 1), &why, &first, cx, Role::Text);
        both(buf, row(inner, 2), &needs, &second, cx, Role::Accent);
        let (who, number) = self.contact_line(cx);
        both(buf, row(inner, 3), &who, &number, cx, Role::Title);
        let mut n = 4;
        // The other numbers; the last two rows are kept for the address and the place.
        let room = inner.height.saturating_sub(n + 2).max(1);
        let others = detail.dials.iter().enumerate().filter(|(at, _)| *at != self.dial);
        let choose = cx.key_said(Action::CallChoose);
        for (_, other) in others.take(usize::from(room)) {
            let whose = other
                .contact
                .and_then(|id| detail.card.contacts.iter().find(|c| c.id == id));
            let whose = whose.map_or_else(|| cx.t("switchboard").into_owned(), Contact::display_name);
            let key = match &choose {
                Some(choose) if n == 4 => format!("  {choose}"),
                Some(choose) => " ".repeat(2 + width(choose)),
                None => String::new(),
            };
            let number = format!("{}{key}", words::number(&other.phone));
            both(buf, row(inner, n), &whose, &number, cx, Role::Text);
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
        let mut parts = vec![words::task_title(&cx, task.kind, &task.title)];
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

    /// The stage and the owner, who is called so where there is room.
    fn stage_line(&self, cx: DrawCx<'_>, called: bool) -> String {
        let Some(detail) = &self.detail else {
            return String::new();
        };
        let stage = cx
            .locale
            .code("STAGE", detail.card.company.stage.code())
            .into_owned();
        match &detail.card.owner {
            Some(owner) if !called => format!("{stage} · {owner}"),
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
                    match cx.key_said(Action::CallChoose) {
                        Some(key) => format!("  {key} +{more}"),
                        None => format!("  +{more}"),
                    }
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
        self.why_words(cx, "why-more", 1)
    }

    /// Why now, with how many tasks stand here: `more` says it, counting this one (`with` = 1) or not.
    fn why_words(&self, cx: DrawCx<'_>, more: &'static str, with: u32) -> String {
        if let Some(safety) = self.safety(cx) {
            return safety;
        }
        let Some(row) = self.row() else {
            return String::new();
        };
        let why = why_words(&row.why, cx);
        let mut text = cx.t_args("why-now", &[("why", (&why).into())]).into_owned();
        if row.more > 0 {
            text.push_str(&cx.t_args(more, &[("n", i64::from(row.more + with).into())]));
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
        let wrong = wrong.into_iter().find(|phone| phone.state != PhoneState::Ok);
        wrong.filter(|_| detail.dials.is_empty()).map(|phone| {
            let why = match phone.state {
                PhoneState::DoNotCall => cx.locale.code("PHONESTATE", phone.state.code()),
                PhoneState::Ok | PhoneState::Wrong => cx.t("safety-wrong"),
            };
            format!("! {why} {}", phone.raw)
        })
    }

    fn needs_line(&self, cx: DrawCx<'_>) -> String {
        let Some(detail) = &self.detail else {
            return String::new();
        };
        let Some(needs) = &detail.card.qualify_needs else {
            return String::new();
        };
        // The keys act on the current task's company, whichever is looked at.
        let is_current = Some(detail.task.id) == self.queue.current;
        words::needs_line(&cx, needs, is_current)
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
            let place = format!("{}/{}", at + 1, sections.len());
            join([Some(place), cx.key_said(Action::ScriptNext)], "  ")
        };
        let inner = padded(Frame::new(title).note(note).draw(buf, area, cx));
        let Some((_, lines)) = sections.get(at) else {
            return;
        };
        let mut n = 0;
        for (at, line) in lines.iter().enumerate() {
            let left = lines[at..].iter().any(|line| !line.trim().is_empty());
            if n >= inner.height {
                if left {
                    script_goes_on(buf, inner, cx);
                }
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
            if used > usize::from(inner.height - n) {
                return script_goes_on(buf, inner, cx);
            }
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
        let inner = Frame::new(self.timeline_title(&cx))
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
        // Without a border there is no column that is not text.
        if cx.class().boxes() {
            self.timeline.draw_scrollbar(buf, border_column(area), cx);
        }
    }

    pub(super) fn draw_note(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let state = if self.note.is_empty() {
            String::new()
        } else if self.note_saved && !self.unsaved {
            cx.t("draft-saved").into_owned()
        } else {
            cx.t("draft-unsaved").into_owned()
        };
        let inner = padded(Frame::new(self.note_title(&cx)).note(state).draw(buf, area, cx));
        if self.note.is_empty() && self.pane != Pane::Note {
            paint::block(buf, inner, &note_empty(&cx), cx.theme.get(Role::Dim), 0);
            return;
        }
        let cursor = self.note.draw(buf, inner, cx, Role::Text);
        if self.pane == Pane::Note {
            self.cursor = cursor;
        }
    }

    pub(super) fn draw_open(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let inner = Frame::new(cx.t("pane-open")).draw(buf, area, cx);
        let Some(detail) = &self.detail else { return };
        let case_rows = if inner.height > 4 { 2 } else { 0 };
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
}

fn open_words(task: &Task, this: bool, cx: DrawCx<'_>) -> String {
    let due = task.due();
    let late = due.is_some_and(|due| due.key(&cx.zone) < cx.now());
    let when = due.map(|due| words::due_cells(&cx, due)).unwrap_or_default();
    let title = words::task_title(&cx, task.kind, &task.title);
    let when = pad(&when, words::DAY_CELLS);
    let mut text = format!("[ ] {}{when} {title}", if late { '!' } else { ' ' });
    if this {
        text.push_str(&cx.t("this-one"));
    } else if task.queue != "INSIDE_SALES" {
        text.push_str(" · ");
        text.push_str(&cx.locale.code("QUEUE", &task.queue));
    }
    text
}

/// The last row of a section that is longer than its pane.
fn script_goes_on(buf: &mut Buffer, inner: Rect, cx: DrawCx<'_>) {
    let last = row(inner, inner.height.saturating_sub(1));
    paint::clear(buf, last, cx.theme.get(Role::Text));
    let open = cx.t_key("script-more-where", Action::ScriptOpen);
    let place = open.or_else(|| cx.t_key("script-more-where", Action::PaletteOpen));
    let text = cx.t_args("script-more", &[("where", (&place.unwrap_or_default()).into())]);
    paint::text(buf, last, &text, cx.theme.get(Role::Dim));
}

/// What an empty note says: how one writes it, what becomes of it.
fn note_empty(cx: &Cx) -> String {
    let note = [Scope::Area, Scope::Text, Scope::Form, Scope::Work, Scope::Global];
    let save = cx.keys.said(&note, Action::FormSave);
    let parts = [
        cx.t_key("note-empty-write", Action::Note),
        Some(cx.t("note-empty").into_owned()),
        save.map(|key| cx.with_key("note-empty-save", &key)),
    ];
    join(parts, " ")
}
