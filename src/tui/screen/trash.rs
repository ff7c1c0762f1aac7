//! Trash: what was deleted, newest first. Enter brings it back with all that went along.

use super::deeds::{said, say_done};
use crate::base::{ActivityId, CaseId, CompanyId, ContactId, NoteId, TaskId};
use crate::domain::Command;
use crate::domain::command::{
    ActivityCommand, ActivityRef, CaseCommand, CaseRef, CompanyCommand, CompanyRef, ContactCommand,
    ContactRef, NoteCommand, NoteRef, TaskCommand, TaskRef,
};
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
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use crate::tui::widget::list::List;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, border_column, padded};
use crate::view::TrashRow;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// How many are shown.
const SHOWN: u32 = 500;

/// The screen.
#[derive(Default)]
pub struct Trash {
    rows: Vec<TrashRow>,
    loaded: bool,
    load: Slot<Result<Vec<TrashRow>, String>>,
    list: List,
    narrow: Narrow,
    done: Slot<Result<Applied, String>>,
    cursor: Option<CursorAt>,
}

impl std::fmt::Debug for Trash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trash")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

/// The command that brings a row back.
fn restore(row: &TrashRow) -> Option<Command> {
    let id = row.id;
    Some(match row.table.as_str() {
        "company" => CompanyCommand::Restore(CompanyRef {
            company_id: CompanyId(id),
        })
        .into(),
        "contact" => ContactCommand::Restore(ContactRef {
            contact_id: ContactId(id),
        })
        .into(),
        "case" => CaseCommand::Restore(CaseRef { case_id: CaseId(id) }).into(),
        "task" => TaskCommand::Restore(TaskRef { task_id: TaskId(id) }).into(),
        "activity" => ActivityCommand::Restore(ActivityRef {
            activity_id: ActivityId(id),
        })
        .into(),
        "note" => NoteCommand::Restore(NoteRef { note_id: NoteId(id) }).into(),
        _ => return None,
    })
}

/// What a row was called, in the language of the screen where it is a code or a title the program gave.
fn label(cx: &Cx, row: &TrashRow) -> String {
    match row.table.as_str() {
        "task" => words::title_alone(cx, &row.label),
        "activity" => cx.locale.code("ACTIVITY", &row.label).into_owned(),
        _ => row.label.clone(),
    }
}

/// What kind of record it was.
fn table(cx: &Cx, row: &TrashRow) -> String {
    let name = cx.locale.find(&format!("table-{}", row.table));
    name.map_or_else(|| row.table.clone(), std::borrow::Cow::into_owned)
}

impl Trash {
    /// The screen, empty until it is shown.
    pub fn new() -> Self {
        Self::default()
    }

    fn read(&mut self, cx: &mut Cx) {
        cx.ask(&mut self.load, |replica: &mut Replica| {
            replica.trash(SHOWN).map_err(|error| said(&error))
        });
    }

    /// Leaves the rows that fit what was typed.
    fn fit(&mut self, cx: &Cx) -> Handled {
        let texts = self.rows.iter().map(|row| {
            let company = row.company.as_deref().unwrap_or_default();
            format!("{} {} {company}", table(cx, row), label(cx, row))
        });
        self.narrow.fit(&mut self.list, texts);
        Handled::Yes
    }

    fn open(&mut self, cx: &mut Cx) -> Handled {
        let row = self.narrow.selected(&self.list).and_then(|at| self.rows.get(at));
        if let Some(command) = row.and_then(restore) {
            cx.ask(&mut self.done, move |replica: &mut Replica| {
                replica.run(command).map_err(|error| said(&error))
            });
        }
        Handled::Yes
    }
}

impl Component for Trash {
    fn enter(&mut self, cx: &mut Cx) {
        self.read(cx);
    }

    fn leave(&mut self, cx: &mut Cx) {
        self.narrow.reset();
        self.fit(cx);
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        match self.load.take(message) {
            Some(Ok(rows)) => {
                self.loaded = true;
                self.rows = rows;
                self.fit(cx);
            }
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
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
            Action::Open => self.open(cx),
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
            return self.open(cx);
        }
        Handled::Yes
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let count = words::count(cx, self.list.position(), false);
        let pane = Pane::new(self.narrow.titled(self.title(cx)))
            .note(cx.t("trash-note"))
            .count(count);
        let inner = pane.draw(buf, area, *cx);
        let (inner, typed) = self.narrow.draw(buf, inner, *cx);
        self.cursor = typed;
        if self.rows.is_empty() {
            let text = if self.loaded {
                cx.t("trash-none")
            } else {
                "…".into()
            };
            return paint::text(buf, padded(inner), &text, cx.theme.get(Role::Dim));
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
                let when = cx.locale.age(row.deleted_at, cx.now(), &cx.zone);
                let table = table(cx, row);
                let line = Line::from(vec![
                    paint::span(crate::base::text::pad(&when, 10), cx.theme.get(Role::Dim)),
                    paint::span(crate::base::text::pad(&table, 12), cx.theme.get(Role::Accent)),
                    paint::span(label(cx, row), cx.theme.get(Role::Text)),
                    paint::span(
                        row.company
                            .as_ref()
                            .map(|name| format!(" · {name}"))
                            .unwrap_or_default(),
                        cx.theme.get(Role::Dim),
                    ),
                ]);
                paint::line(buf, item.area, &line);
            },
        );
        self.cursor = typed.or(cursor);
        if cx.class().boxes() {
            self.list.draw_scrollbar(buf, border_column(area), *cx);
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        self.narrow.scopes(Scope::Trash)
    }
    fn availability(&self, _cx: &Cx, action: Action) -> Availability {
        super::only_lists(action, Scope::Trash)
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        if let Some(hints) = self.narrow.hints() {
            return hints;
        }
        vec![Action::Open, Action::Cancel]
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match action {
            Action::Open | Action::Cancel if self.narrow.hints().is_some() => None,
            Action::Open => Some("hint-restore"),
            Action::Cancel => Some("hint-back"),
            _ => None,
        }
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t(Place::Trash.title_key()).into_owned()
    }
}
