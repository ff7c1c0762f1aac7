//! Fields of the tenant's own: what is defined, to be added, changed and taken away.

mod form;

use super::deeds::{said, say_done};
use crate::domain::Code;
use crate::domain::command::{FieldCommand, FieldRef};
use crate::domain::custom::{CustomField, FieldType};
use crate::replica::{Applied, Replica};
use crate::tui::action::{Act, Action};
use crate::tui::component::{Availability, Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::input::Mouse;
use crate::tui::message::{Message, Slot};
use crate::tui::place::Place;
use crate::tui::scope::Scope;
use crate::tui::screen::glue::narrow_input;
use crate::tui::screen::narrow::{Narrow, Narrowed};
use crate::tui::screen::words;
use crate::tui::spoken::join;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use crate::tui::widget::list::List;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, border_column, padded};
use form::FieldForm;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The screen.
#[derive(Default)]
pub struct OwnFields {
    rows: Vec<CustomField>,
    loaded: bool,
    load: Slot<Vec<CustomField>>,
    list: List,
    narrow: Narrow,
    saved: Slot<()>,
    done: Slot<Result<Applied, String>>,
    cursor: Option<CursorAt>,
}

impl std::fmt::Debug for OwnFields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnFields")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

/// The word for a code of fields.
fn word<C: Code>(cx: &Cx, kind: &str, code: &C) -> String {
    cx.locale.code(kind, code.code()).into_owned()
}

impl OwnFields {
    /// The screen, empty until it is shown.
    pub fn new() -> Self {
        Self::default()
    }

    fn read(&mut self, cx: &mut Cx) {
        cx.ask(&mut self.load, |replica: &mut Replica| {
            replica.rules().fields.clone()
        });
    }

    /// Leaves the rows that fit what was typed.
    fn fit(&mut self, cx: &Cx) -> Handled {
        let texts = self.rows.iter().map(|row| {
            let (of, kind) = (word(cx, "FIELDOF", &row.entity), word(cx, "FIELDTYPE", &row.kind));
            format!("{of} {} {} {kind}", row.title(), row.name)
        });
        self.narrow.fit(&mut self.list, texts);
        Handled::Yes
    }

    fn selected(&self) -> Option<&CustomField> {
        self.narrow.selected(&self.list).and_then(|at| self.rows.get(at))
    }

    fn open(&mut self, cx: &mut Cx, known: Option<CustomField>) -> Handled {
        let ticket = cx.ticket(&mut self.saved);
        let form = FieldForm::new(cx, known, ticket);
        cx.push(form);
        Handled::Yes
    }

    fn delete(&mut self, cx: &mut Cx) -> Handled {
        let Some(row) = self.selected() else {
            return Handled::Yes;
        };
        let gone = FieldRef {
            entity: row.entity,
            name: row.name.clone(),
        };
        cx.ask(&mut self.done, move |replica: &mut Replica| {
            replica
                .run(FieldCommand::Delete(gone))
                .map_err(|error| said(&error))
        });
        Handled::Yes
    }
}

impl Component for OwnFields {
    fn enter(&mut self, cx: &mut Cx) {
        self.read(cx);
    }

    fn leave(&mut self, cx: &mut Cx) {
        self.narrow.reset();
        self.fit(cx);
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(rows) = self.load.take(message) {
            self.loaded = true;
            self.rows = rows;
            self.fit(cx);
        }
        let _ = self.saved.take(message);
        match self.done.take(message) {
            Some(Ok(applied)) => {
                say_done(cx, &applied);
                cx.send(Message::Changed);
            }
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
        if matches!(message, Message::Changed) {
            self.read(cx);
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match self.narrow.act(&mut self.list, act.action) {
            Narrowed::No => {}
            Narrowed::Yes => return Handled::Yes,
            Narrowed::Changed => return self.fit(cx),
        }
        match act.action {
            Action::Open => match self.selected().cloned() {
                Some(known) => self.open(cx, Some(known)),
                None => self.open(cx, None),
            },
            Action::FieldNew => self.open(cx, None),
            Action::FieldDelete => self.delete(cx),
            Action::Cancel => {
                cx.back();
                Handled::Yes
            }
            Action::Refresh => {
                self.read(cx);
                Handled::Yes
            }
            action => self.list.act(action),
        }
    }

    narrow_input!();

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        if self.list.mouse(mouse).is_some() {
            let known = self.selected().cloned();
            return self.open(cx, known);
        }
        Handled::Yes
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let count = words::count(cx, self.list.position(), false);
        let pane = Pane::new(self.narrow.titled(self.title(cx)))
            .note(cx.t("fields-note"))
            .count(count);
        let inner = pane.draw(buf, area, *cx);
        let (inner, typed) = self.narrow.draw(buf, inner, *cx);
        self.cursor = typed;
        if self.rows.is_empty() {
            let text = if self.loaded {
                let add = cx.t_key("fields-none-add", Action::FieldNew);
                join([Some(cx.t("fields-none").into_owned()), add], " ")
            } else {
                "…".to_owned()
            };
            paint::block(buf, padded(inner), &text, cx.theme.get(Role::Dim), 0);
            return;
        }
        let (rows, narrow) = (&self.rows, &self.narrow);
        let cursor = self.list.draw(
            buf,
            inner,
            *cx,
            |_| 1,
            |buf, item| {
                let Some(row) = narrow.at(item.index).and_then(|at| rows.get(at)) else {
                    return;
                };
                paint::line(buf, item.area, &line(cx, row));
            },
        );
        self.cursor = typed.or(cursor);
        if cx.class().boxes() {
            self.list.draw_scrollbar(buf, border_column(area), *cx);
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        self.narrow.scopes(Scope::Fields)
    }
    fn availability(&self, _cx: &Cx, action: Action) -> Availability {
        super::only_lists(action, Scope::Fields)
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        if let Some(hints) = self.narrow.hints() {
            return hints;
        }
        vec![
            Action::Open,
            Action::FieldNew,
            Action::FieldDelete,
            Action::Cancel,
        ]
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match action {
            Action::Open | Action::Cancel if self.narrow.hints().is_some() => None,
            Action::Open => Some("hint-change"),
            Action::Cancel => Some("hint-back"),
            _ => None,
        }
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t(Place::Fields.title_key()).into_owned()
    }
}

/// A definition on one row: whose, what people see, what it holds, and its name where that is another.
fn line(cx: &DrawCx<'_>, row: &CustomField) -> Line<'static> {
    let pad = crate::base::text::pad;
    let kind = word(cx, "FIELDTYPE", &row.kind);
    let kind = match row.kind {
        FieldType::Choice => format!("{kind}: {}", row.choices.join(", ")),
        _ => kind,
    };
    let name = row.label.as_ref().map(|_| format!(" · {}", row.name));
    Line::from(vec![
        paint::span(
            pad(&word(cx, "FIELDOF", &row.entity), 10),
            cx.theme.get(Role::Dim),
        ),
        paint::span(pad(row.title(), 25), cx.theme.get(Role::Text)),
        paint::span(format!(" {kind}"), cx.theme.get(Role::Accent)),
        paint::span(name.unwrap_or_default(), cx.theme.get(Role::Dim)),
    ])
}
