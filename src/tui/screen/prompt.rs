//! A one-line question for a date: presets on the digits, or typed words with
//! their full echo. Used by snooze, due dates, sleep and the follow-up strip.

use crate::base::phrase::{self, Ask, Tense};
use crate::base::text::ellipsize;
use crate::base::{Due, Timestamp};
use crate::domain::Rules;
use crate::domain::outcome::Place as CompanyPlace;
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::layout::Placement;
use crate::tui::message::Ticket;
use crate::tui::scope::Scope;
use crate::tui::theme::Role;
use crate::tui::widget::field::Field;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, padded};
use jiff::tz::TimeZone;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Reads a typed date the way the rep means it: in the rep's zone, holidays of the tenant's country.
pub(super) fn read(text: &str, cx: &Cx, rules: &Rules) -> Result<Due, String> {
    let home = CompanyPlace {
        zone: cx.zone.clone(),
        country: Some(rules.settings.country.clone()),
    };
    let ask = Ask {
        now: cx.now(),
        desk: home.desk(&rules.settings),
        lang: cx.locale.lang(),
        order: crate::base::lang::DayOrder::DayFirst,
        tense: Tense::Ahead,
    };
    phrase::parse(text, &ask)
        .map(|parsed| parsed.due)
        .map_err(|error| error.to_string())
}

/// The full echo of a date, with the company's time where it differs.
pub(super) fn echo(due: Due, cx: &Cx, there: Option<&TimeZone>) -> String {
    phrase::echo(due, &cx.zone, there, cx.locale.lang())
}

/// The echo for a line with little room: without the year when it is the current one.
pub(super) fn brief(due: Due, cx: &Cx, there: Option<&TimeZone>) -> String {
    phrase::brief(due, cx.now(), &cx.zone, there, cx.locale.lang())
}

/// A date question.
pub(super) struct DatePrompt {
    title: String,
    field: Field,
    rules: Arc<Rules>,
    there: Option<TimeZone>,
    suggestion: Option<Due>,
    ticket: Ticket<Due>,
    error: Option<String>,
    cursor: Option<CursorAt>,
}

impl DatePrompt {
    /// Asks for a date; Enter on an empty field takes the suggestion.
    pub(super) fn new(
        title: impl Into<String>,
        rules: Arc<Rules>,
        suggestion: Option<Due>,
        there: Option<TimeZone>,
        ticket: Ticket<Due>,
    ) -> Self {
        Self {
            title: title.into(),
            field: Field::new(""),
            rules,
            there,
            suggestion,
            ticket,
            error: None,
            cursor: None,
        }
    }

    fn value(&self, cx: &Cx) -> Option<Result<Due, String>> {
        if self.field.is_empty() {
            return self.suggestion.map(Ok);
        }
        Some(read(self.field.value(), cx, &self.rules))
    }
}

impl Component for DatePrompt {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let inner = padded(Pane::popup(self.title.clone()).draw(buf, area, *cx));
        let row = |n: u16| Rect {
            y: inner.y + n,
            height: u16::from(n < inner.height),
            ..inner
        };
        let wide = inner.width.min(34);
        self.cursor = self.field.draw(
            buf,
            Rect {
                width: wide,
                ..row(0)
            },
            *cx,
            Role::Input,
        );
        let (text, role) = match self.value(cx) {
            Some(Ok(due)) => (format!("= {}", echo(due, cx, self.there.as_ref())), Role::Ok),
            Some(Err(error)) => (format!("! {error}"), Role::Error),
            None => (cx.t("date-examples").into_owned(), Role::Dim),
        };
        paint::text(
            buf,
            row(1),
            &ellipsize(&text, usize::from(inner.width)),
            cx.theme.get(role),
        );
        let note = self
            .error
            .clone()
            .unwrap_or_else(|| cx.t("date-keys").into_owned());
        paint::text(buf, row(2), &note, cx.theme.get(Role::Dim));
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Open | Action::FormSave => {
                match self.value(cx) {
                    Some(Ok(due)) => {
                        cx.close();
                        cx.answer(self.ticket, due);
                    }
                    Some(Err(error)) => self.error = Some(error),
                    None => self.error = Some(cx.t("date-examples").into_owned()),
                }
                Handled::Yes
            }
            Action::Up | Action::Down => {
                let by = if act.action == Action::Up { 1 } else { -1 };
                if let Some(Ok(due)) = self.value(cx) {
                    let moved = shift(due, by, &cx.zone);
                    let text = match moved {
                        Due::At(at) => at.in_zone(&cx.zone).strftime("%Y-%m-%d %H:%M").to_string(),
                        Due::On(day) => day.to_string(),
                    };
                    self.field.set(&text);
                }
                Handled::Yes
            }
            action => self.field.act(action),
        }
    }

    fn text(&mut self, _cx: &mut Cx, ch: char) -> Handled {
        self.error = None;
        self.field.insert(ch);
        Handled::Yes
    }
    fn paste(&mut self, _cx: &mut Cx, text: &str) -> Handled {
        self.field.paste(text);
        Handled::Yes
    }
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Date, Scope::Text]
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn mode(&self, cx: &Cx) -> Option<String> {
        Some(cx.t("mode-typing").into_owned())
    }
    fn title(&self, _cx: &Cx) -> String {
        self.title.clone()
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![Action::Open, Action::Cancel]
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match action {
            Action::Open => Some("hint-take-date"),
            Action::Cancel => Some("hint-back"),
            _ => None,
        }
    }
    fn placement(&self, _cx: &Cx) -> Placement {
        Placement::Box { width: 66, height: 5 }
    }
}

/// A due some days later or earlier, at the same wall-clock time.
pub(super) fn shift(due: Due, days: i32, zone: &TimeZone) -> Due {
    match due {
        Due::On(day) => Due::On(day.plus_days(days)),
        Due::At(at) => {
            let local = at.in_zone(zone).datetime();
            let moved = local.saturating_add(jiff::Span::new().days(days));
            Due::At(Timestamp::of_civil(moved, zone))
        }
    }
}
