//! Where the panes of a company stand, and what those beside the timeline show.

use super::{Company, Pane};
use crate::base::lookalike;
use crate::base::text::{ellipsize, pad, width};
use crate::domain::outcome::Place as CompanyPlace;
use crate::domain::{Code, Contact, FieldEntity, Phone, PhoneState};
use crate::tui::action::Action;
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::layout::{SizeClass, stack};
use crate::tui::screen::words;
use crate::tui::spoken::join;
use crate::tui::theme::Role;
use crate::tui::widget::list::List;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane as Frame, padded};
use crate::view::CompanyCard;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Line;

/// A line of a pane.
type Row = (String, Role);

/// Cuts `height` rows off the top.
fn take(rest: &mut Rect, height: u16) -> Rect {
    let height = height.min(rest.height);
    let top = Rect { height, ..*rest };
    rest.y += height;
    rest.height -= height;
    top
}

impl Company {
    pub(super) fn draw_screen(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let panel = self.panel_rows(area.width).min(area.height.saturating_sub(2));
        let boxes = if cx.class().boxes() && panel > 0 { 1 } else { 0 };
        let mut rest = area;
        let body = take(&mut rest, area.height - panel - boxes);
        if self.call.running.is_some() {
            self.draw_panel(buf, rest, cx);
        }
        if self.card.is_none() {
            let text = if self.gone {
                words::company_gone(&cx)
            } else {
                cx.t("loading").into_owned()
            };
            return paint::text(buf, padded(body), &text, cx.theme.get(Role::Dim));
        }
        if self.zoomed {
            let pane = if self.pane == Pane::Outcome {
                Pane::Timeline
            } else {
                self.pane
            };
            return self.draw_pane(buf, body, cx, pane);
        }
        match cx.class() {
            SizeClass::Tiny | SizeClass::XS => self.draw_stack(buf, body, cx),
            SizeClass::S => self.draw_two(buf, body, cx),
            SizeClass::M => self.draw_boxes(buf, body, cx, 40),
            SizeClass::L => self.draw_three(buf, body, cx),
        }
    }

    fn draw_stack(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let open = Pane::ALL.iter().position(|pane| *pane == self.pane).unwrap_or(5);
        let areas = stack(area, Pane::ALL.len(), open);
        for (pane, at) in Pane::ALL.into_iter().zip(areas) {
            if at.height > 0 {
                self.draw_pane(buf, at, cx, pane);
            }
        }
    }

    fn draw_two(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let left = Rect {
            width: 33.min(area.width),
            ..area
        };
        let right = Rect {
            x: area.x + left.width + 1,
            width: area.width.saturating_sub(left.width + 1),
            ..area
        };
        for y in area.top()..area.bottom() {
            let cell = Rect {
                x: left.right(),
                y,
                width: 1,
                height: 1,
            };
            paint::text(buf, cell, "│", cx.theme.get(Role::Border));
        }
        let mut rest = left;
        let detail = self.detail_rows(&cx).len() as u16;
        let free = area.height.saturating_sub(detail.clamp(4, 8) + 1);
        let at = take(&mut rest, area.height - free);
        self.draw_pane(buf, at, cx, Pane::Company);
        for (pane, rows) in self.shares(rest.height, 1, &cx) {
            let at = take(&mut rest, rows);
            self.draw_pane(buf, at, cx, pane);
        }
        self.draw_pane(buf, rest, cx, Pane::Data);
        self.draw_pane(buf, right, cx, Pane::Timeline);
    }

    fn draw_boxes(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>, wide: u16) {
        let mut rest = Rect { width: wide, ..area };
        let right = Rect {
            x: area.x + wide,
            width: area.width - wide,
            ..area
        };
        let detail = self.detail_rows(&cx).len() as u16 + 2;
        let at = take(&mut rest, detail.clamp(6, 12));
        self.draw_pane(buf, at, cx, Pane::Company);
        for (pane, rows) in self.shares(rest.height, 2, &cx) {
            let at = take(&mut rest, rows);
            self.draw_pane(buf, at, cx, pane);
        }
        self.draw_pane(buf, rest, cx, Pane::Data);
        self.draw_pane(buf, right, cx, Pane::Timeline);
    }

    /// Rows of contacts, case and tasks: as many as they fill, each at least one, and one for the data below.
    fn shares(&self, free: u16, frame: u16, cx: &Cx) -> [(Pane, u16); 3] {
        let (contacts, tasks) = self
            .card
            .as_ref()
            .map_or((0, 0), |card| (card.contacts.len(), card.tasks.len()));
        let wanted = [contacts, self.case_rows(cx).len(), tasks].map(|n| n.clamp(1, 12) as u16 + frame);
        let panes = [Pane::Contacts, Pane::Case, Pane::Tasks];
        let mut rows = [frame + 1; 3];
        let mut left = free.saturating_sub(4 * (frame + 1));
        while left > 0 {
            let before = left;
            for (have, want) in rows.iter_mut().zip(wanted) {
                let one = u16::from(*have < want && left > 0);
                *have += one;
                left -= one;
            }
            if left == before {
                break;
            }
        }
        [0, 1, 2].map(|n| (panes[n], rows[n]))
    }

    fn draw_three(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let side = 50.min(area.width / 3);
        let mut left = Rect { width: side, ..area };
        let middle = Rect {
            x: area.x + side,
            width: area.width - 2 * side,
            ..area
        };
        let mut right = Rect {
            x: area.right() - side,
            width: side,
            ..area
        };
        let detail = self.detail_rows(&cx).len() as u16 + 2;
        let at = take(&mut left, detail.clamp(8, 16));
        self.draw_pane(buf, at, cx, Pane::Company);
        self.draw_pane(buf, left, cx, Pane::Contacts);
        let high = area.height;
        let at = take(&mut right, high / 6);
        self.draw_pane(buf, at, cx, Pane::Case);
        let at = take(&mut right, high / 3);
        self.draw_pane(buf, at, cx, Pane::Tasks);
        self.draw_pane(buf, right, cx, Pane::Data);
        self.draw_pane(buf, middle, cx, Pane::Timeline);
    }

    fn draw_pane(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>, pane: Pane) {
        if area.height == 0 || area.width < 2 {
            return;
        }
        self.places.push((pane, area));
        let focused = cx.part(self.pane == pane);
        match pane {
            Pane::Timeline => self.draw_timeline(buf, area, cx),
            Pane::Contacts => self.draw_contacts(buf, area, focused),
            Pane::Tasks => self.draw_tasks(buf, area, focused),
            Pane::Company => {
                let rows = self.detail_rows(&cx);
                let note = cx.t_key("edit-note", Action::Edit).unwrap_or_default();
                let frame = Frame::new(cx.t("pane-company")).note(note);
                self.draw_rows(buf, area, focused, pane, frame, &rows);
            }
            Pane::Case => {
                let rows = self.case_rows(&cx);
                self.draw_rows(buf, area, focused, pane, Frame::new(cx.t("pane-case")), &rows);
            }
            Pane::Data => {
                let rows = self.data_rows(&cx);
                self.draw_rows(buf, area, focused, pane, Frame::new(cx.t("pane-data")), &rows);
            }
            Pane::Outcome => {}
        }
    }

    fn draw_rows(
        &mut self,
        buf: &mut Buffer,
        area: Rect,
        cx: DrawCx<'_>,
        pane: Pane,
        frame: Frame,
        rows: &[Row],
    ) {
        let inner = padded(frame.draw(buf, area, cx));
        let room = usize::from(inner.height);
        // The last row says that there is more, unless it is the only one; Enter shows all of it.
        for (at, (text, role)) in rows.iter().take(room).enumerate() {
            let row = Rect {
                y: inner.y + at as u16,
                height: 1,
                ..inner
            };
            let hidden = rows.len() - at;
            if at + 1 == room && hidden > 1 && room > 1 {
                let more = cx.t_args("n-more", &[("n", hidden.into())]);
                paint::text(buf, row, &more, cx.theme.get(Role::Dim));
            } else {
                paint::text(buf, row, text, cx.theme.get(*role));
            }
        }
        if self.pane == pane && inner.height > 0 {
            self.cursor = Some(crate::tui::component::CursorAt::Row(inner.as_position()));
        }
    }

    /// Name, address, number, stage and what Qualify needs, safety in words.
    pub(super) fn detail_rows(&self, cx: &Cx) -> Vec<Row> {
        let Some(card) = &self.card else { return Vec::new() };
        let company = &card.company;
        let mut rows: Vec<Row> = vec![(company.name.clone(), Role::Title)];
        rows.extend(self.safety_rows(card, cx));
        let postal = &company.postal.0;
        let town = [postal.postal_code.as_deref(), postal.city.as_deref()];
        let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let address = [
            postal.street.as_deref(),
            Some(town.as_str()),
            postal.country.as_deref(),
        ];
        let address = address.into_iter().flatten().filter(|part| !part.is_empty());
        let address = address.collect::<Vec<_>>().join(", ");
        rows.push((address, Role::Text));
        let place = CompanyPlace::of(company, &self.rules.settings);
        let time = cx.locale.clock_time(cx.now(), &place.zone);
        let there = cx.t_args("there", &[("time", (&time).into())]).into_owned();
        let good = company.phones.0.iter().find(|phone| phone.is_good());
        let number = good.map_or_else(|| cx.t("no-number").into_owned(), words::number);
        rows.push((format!("{number} · {there}"), Role::Text));
        if let Some(site) = company.website.clone().or_else(|| company.domain.clone()) {
            rows.push((lookalike::marked(&site), Role::Text));
        }
        let owner = card
            .owner
            .clone()
            .unwrap_or_else(|| cx.t("owner-nobody").into_owned());
        let owner = cx.t_args("owner-is", &[("name", (&owner).into())]).into_owned();
        let mut stage = words::stage(cx, company.stage);
        if let Some(task) = self.call_task() {
            let args = [("n", task.attempt.into()), ("max", task.attempts_max.into())];
            stage = format!("{stage} · {}", cx.t_args("attempt-of", &args));
        }
        // On one line where the side column is wide enough.
        let room = match cx.class() {
            SizeClass::L => 46,
            SizeClass::M => 36,
            _ => 31,
        };
        if width(&stage) + width(&owner) + 3 <= room {
            rows.push((format!("{stage} · {owner}"), Role::Text));
        } else {
            rows.extend([(stage, Role::Text), (owner, Role::Text)]);
        }
        if let Some(needs) = &card.qualify_needs {
            rows.push((words::needs_line(cx, needs, true), Role::Accent));
        }
        let source = company
            .source
            .map(|s| cx.locale.code("SOURCE", s.code()).into_owned());
        let employees = company
            .employees
            .map(|n| cx.t_args("employees", &[("n", n.into())]).into_owned());
        let facts = [source, employees, company.industry.clone()];
        let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        rows.push((facts, Role::Text));
        rows.retain(|(text, _)| !text.is_empty());
        rows
    }

    fn safety_rows(&self, card: &CompanyCard, cx: &Cx) -> Vec<Row> {
        let mut rows = Vec::new();
        if card.company.dnc_since.is_some() {
            let basis = card.company.dnc_basis.clone().unwrap_or_default();
            let text = format!("{} {basis}", cx.t("safety-dnc"));
            rows.push((text.trim_end().to_owned(), Role::Error));
        }
        if let Some(work) = &card.in_work {
            let until = cx.locale.clock_time(work.until, &cx.zone);
            let args = [("name", (&work.name).into()), ("until", (&until).into())];
            rows.push((cx.t_args("safety-in-work", &args).into_owned(), Role::Warn));
        }
        let place = CompanyPlace::of(&card.company, &self.rules.settings);
        let window = place.desk(&self.rules.settings).is_open(cx.now());
        if let crate::base::worktime::Window::Closed { opens } = window {
            let opens = cx.locale.age(opens, cx.now(), &place.zone);
            rows.push((
                cx.t_args("safety-outside", &[("opens", (&opens).into())])
                    .into_owned(),
                Role::Warn,
            ));
        }
        let wrong = card.company.phones.0.iter().filter(|phone| !phone.is_good());
        rows.extend(wrong.map(|phone| (wrong_text(phone, cx), Role::Late)));
        rows
    }

    fn case_rows(&self, cx: &Cx) -> Vec<Row> {
        let Some(card) = &self.card else { return Vec::new() };
        let mut rows = Vec::new();
        for case in &card.cases {
            let kind = cx.locale.code("CASE", case.kind.code()).into_owned();
            let status = match case.outcome {
                Some(outcome) if case.closed_at.is_some() => cx.locale.code("CASEOUTCOME", outcome.code()),
                _ => cx.locale.code("CASESTATUS", case.status.code()),
            };
            rows.push((format!("{kind} · {status}"), Role::Text));
            if case.closed_at.is_none() {
                let opened = cx.locale.short_date(case.opened_at.date_in(&cx.zone), cx.today());
                let args = [
                    ("when", (&opened).into()),
                    ("n", i64::from(case.open_tasks).into()),
                ];
                rows.push((cx.t_args("case-line", &args).into_owned(), Role::Dim));
            }
        }
        if let Some(handover) = &card.handover {
            let state = cx.locale.code("HANDOVER", handover.state.code()).into_owned();
            let text = cx.t_args("handover-line", &[("state", (&state).into())]);
            rows.push((text.into_owned(), Role::Accent));
        }
        if rows.is_empty() {
            rows.push((cx.t("case-none").into_owned(), Role::Dim));
        }
        rows
    }

    /// Everything else that is known of the company.
    pub(super) fn data_rows(&self, cx: &Cx) -> Vec<Row> {
        let Some(card) = &self.card else { return Vec::new() };
        let company = &card.company;
        let date = |at: crate::base::Timestamp| cx.locale.full_date(at.date_in(&cx.zone));
        let join = |texts: Vec<String>| (!texts.is_empty()).then(|| texts.join(", "));
        let delivery = company.delivery.0.as_ref().map(|a| {
            let parts = [&a.street, &a.postal_code, &a.city, &a.country];
            parts
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(", ")
        });
        let register = [company.register_number.clone(), company.register_court.clone()];
        let register = join(register.into_iter().flatten().collect());
        let ids = company
            .external_ids
            .0
            .iter()
            .map(|id| format!("{} {}", id.system, id.id));
        let emails = company
            .emails
            .0
            .iter()
            .map(|email| lookalike::marked(&email.address));
        let tags = company.tags.0.iter().map(|tag| format!("#{tag}"));
        // What does not validate is kept and marked.
        let mark = if card.vat_id_valid == Some(false) {
            " !"
        } else {
            ""
        };
        let vat_id = company.vat_id.as_ref().map(|id| format!("{id}{mark}"));
        let facts: [(&str, Option<String>); 12] = [
            ("field-legal-name", company.legal_name.clone()),
            ("field-email", join(emails.collect())),
            ("field-vat-id", vat_id),
            ("field-tax-number", company.tax_number.clone()),
            ("field-register-number", register),
            ("field-account-type", company.account_type.clone()),
            ("field-delivery", delivery),
            ("field-source-detail", company.source_detail.clone()),
            ("field-external", join(ids.collect())),
            ("field-tags", join(tags.collect())),
            ("field-language", company.language.clone()),
            ("field-created", Some(date(company.created_at))),
        ];
        let facts = facts
            .into_iter()
            .filter_map(|(key, value)| Some((cx.t(key).into_owned(), value?)));
        let extra = company.extra.0.iter();
        let rest = extra.filter(|(name, _)| {
            let mut fields = self.rules.fields_of(FieldEntity::Company);
            !fields.any(|field| field.name == **name)
        });
        let rest = rest.map(|(name, value)| (name.clone(), value.clone()));
        let own = self.rules.fields_of(FieldEntity::Company).filter_map(|field| {
            let value = company.extra.get(&field.name)?;
            let mark = if field.fits(value) { "" } else { " !" };
            let value = cx.locale.typed_value(field.kind.code(), value);
            Some((field.title().to_owned(), format!("{value}{mark}")))
        });
        let line = |(name, value): (String, String)| {
            let name = pad(&name, width(&name).clamp(12, 22));
            (format!("{name} {value}"), Role::Text)
        };
        own.chain(facts).chain(rest).map(line).collect()
    }

    fn draw_contacts(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let Some(card) = &self.card else { return };
        let frame = Frame::new(cx.t("pane-contacts")).note(card.contacts.len().to_string());
        let inner = frame.draw(buf, area, cx);
        if card.contacts.is_empty() {
            let add = cx.t_key("contacts-none-add", Action::AddContact);
            let text = join([Some(cx.t("contacts-none").into_owned()), add], " ");
            paint::text(buf, padded(inner), &text, cx.theme.get(Role::Dim));
            return;
        }
        let cursor = self.contacts.draw(
            buf,
            inner,
            cx,
            |_| 1,
            |buf, item| {
                if let Some(contact) = card.contacts.get(item.index) {
                    draw_contact(buf, item.area, contact, cx);
                }
            },
        );
        if self.pane == Pane::Contacts {
            self.cursor = cursor;
        }
    }

    fn draw_tasks(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let Some(card) = &self.card else { return };
        let frame = Frame::new(cx.t("pane-tasks")).note(card.tasks.len().to_string());
        let inner = frame.draw(buf, area, cx);
        if card.tasks.is_empty() {
            let add = cx.t_key("tasks-none-add", Action::TaskNew);
            let text = join([Some(cx.t("tasks-none").into_owned()), add], " ");
            paint::text(buf, padded(inner), &text, cx.theme.get(Role::Dim));
            return;
        }
        let list: &mut List = &mut self.tasks;
        let cursor = list.draw(
            buf,
            inner,
            cx,
            |_| 1,
            |buf, item| {
                if let Some(task) = card.tasks.get(item.index) {
                    let (when, title, late) = words::task(&cx, task);
                    let when = pad(&when, words::DAY_CELLS + 2);
                    let role = if late { Role::Late } else { Role::Accent };
                    let queue = cx.locale.code("QUEUE", &task.queue).into_owned();
                    let line = Line::from(vec![
                        paint::span("[ ] ", cx.theme.get(Role::Dim)),
                        paint::span(format!("{when} "), cx.theme.get(role)),
                        paint::span(title, cx.theme.get(Role::Text)),
                        paint::span(format!(" · {queue}"), cx.theme.get(Role::Dim)),
                    ]);
                    paint::line(buf, item.area, &line);
                }
            },
        );
        if self.pane == Pane::Tasks {
            self.cursor = cursor;
        }
    }
}

/// A number that must not be called, with the word for why.
fn wrong_text(phone: &Phone, cx: &Cx) -> String {
    let state = cx.locale.code("PHONESTATE", phone.state.code()).into_owned();
    format!("{} ({state})", words::number(phone))
}

/// A contact on one row: the number whole at the right, the name before it, the job title where there is room.
fn draw_contact(buf: &mut Buffer, area: Rect, contact: &Contact, cx: DrawCx<'_>) {
    let blocked = contact.dnc_since.is_some();
    let text = cx.theme.get(Role::Text);
    let struck = text.add_modifier(Modifier::CROSSED_OUT);
    let right = if blocked {
        vec![paint::span(cx.t("short-dnc"), cx.theme.get(Role::Warn))]
    } else if let Some(phone) = contact.phones.0.iter().find(|phone| phone.is_good()) {
        vec![paint::span(words::number(phone), text)]
    } else if let Some(phone) = contact.phones.0.first() {
        let why = match phone.state {
            PhoneState::DoNotCall => cx.locale.code("PHONESTATE", phone.state.code()),
            PhoneState::Ok | PhoneState::Wrong => cx.t("short-wrong"),
        };
        vec![
            paint::span(words::number(phone), struck),
            paint::span(format!(" {why}"), cx.theme.get(Role::Warn)),
        ]
    } else {
        Vec::new()
    };
    let right = Line::from(right);
    let free = usize::from(area.width).saturating_sub(paint::line_width(&right) + 1);
    // A number without a name says nothing: the name keeps some cells.
    let (right, free) = if free < 8 {
        (Line::default(), usize::from(area.width))
    } else {
        (right, free)
    };
    paint::right(buf, area, &right);
    let name = contact.display_name();
    let name = ellipsize(&name, free);
    let mut left = vec![paint::span(name.clone(), if blocked { struck } else { text })];
    let title = contact.job_title.clone().unwrap_or_default();
    if width(&name) + 4 < free {
        let room = free - width(&name) - 1;
        left.push(paint::span(
            format!(" {}", pad(&title, room)),
            cx.theme.get(Role::Dim),
        ));
    }
    let at = Rect {
        width: area.width.min(free as u16),
        ..area
    };
    paint::line(buf, at, &Line::from(left));
}
