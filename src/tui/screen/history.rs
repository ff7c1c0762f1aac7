//! The undo history: the last commands, newest first. Enter says what would be
//! taken back and takes it back.

use super::deeds::{said, say_done};
use super::preview::in_words;
use crate::domain::command::{JournalCommand, UndoArgs};
use crate::locale::said;
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
use crate::tui::widget::dialog::Dialog;
use crate::tui::widget::list::List;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, border_column, padded};
use crate::view::HistoryRow;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// How many are shown.
const SHOWN: u32 = 50;

/// The screen.
#[derive(Default)]
pub struct History {
    rows: Vec<HistoryRow>,
    loaded: bool,
    load: Slot<Result<Vec<HistoryRow>, String>>,
    list: List,
    narrow: Narrow,
    /// What the chosen one would do when it is taken back.
    trial: Slot<Result<String, String>>,
    chosen: Option<UndoArgs>,
    sure: Slot<usize>,
    done: Slot<Result<Applied, String>>,
    cursor: Option<CursorAt>,
}

impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("History")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl History {
    /// The screen, empty until it is shown.
    pub fn new() -> Self {
        Self::default()
    }

    fn read(&mut self, cx: &mut Cx) {
        cx.ask(&mut self.load, |replica: &mut Replica| {
            replica.history(SHOWN).map_err(|error| said(&error))
        });
    }

    fn row(&self) -> Option<&HistoryRow> {
        let at = self.narrow.selected(&self.list)?;
        self.rows.get(at)
    }

    /// Leaves the rows that fit what was typed.
    fn fit(&mut self, cx: &Cx) -> Handled {
        let texts = self.rows.iter().map(|row| words_of(cx, row));
        self.narrow.fit(&mut self.list, texts);
        Handled::Yes
    }

    fn open(&mut self, cx: &mut Cx) -> Handled {
        let Some(row) = self.row() else {
            return Handled::Yes;
        };
        if row.undone || !row.reversible {
            let key = if row.undone {
                "history-undone"
            } else {
                "history-fixed"
            };
            cx.say(Toast::refusal(cx.t(key).into_owned()));
            return Handled::Yes;
        }
        let args = UndoArgs {
            command: row.group.is_none().then_some(row.command),
            group: row.group,
            skip_conflicts: false,
        };
        self.chosen = Some(args.clone());
        let locale = cx.locale.clone();
        cx.ask(&mut self.trial, move |replica: &mut Replica| {
            let tried = replica.dry_run(JournalCommand::Undo(args));
            tried
                .map(|applied| in_words(&locale, &applied.effects))
                .map_err(|error| said(&error))
        });
        Handled::Yes
    }

    fn ask(&mut self, cx: &mut Cx, what: &str) {
        let label = self.row().map(|row| said::label(&cx.locale, &row.label));
        let label = label.unwrap_or_default();
        let args = [("label", (&label).into()), ("what", what.into())];
        let text = cx.t_args("history-question", &args).into_owned();
        let buttons = ["history-keep", "history-undo"].map(|key| cx.t(key).into_owned());
        let ticket = cx.ticket(&mut self.sure);
        // Some changes have nothing to be said in a few words.
        cx.push(Dialog::new(text.trim_end(), buttons, ticket));
    }

    fn undo(&mut self, cx: &mut Cx, args: UndoArgs) {
        cx.ask(&mut self.done, move |replica: &mut Replica| {
            let done = replica.run(JournalCommand::Undo(args));
            done.map_err(|error| said(&error))
        });
    }

    fn take(&mut self, cx: &mut Cx, message: &Message) {
        match self.load.take(message) {
            Some(Ok(rows)) => {
                self.loaded = true;
                self.rows = rows;
                self.fit(cx);
            }
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
        match self.trial.take(message) {
            Some(Ok(what)) => self.ask(cx, &what),
            Some(Err(text)) => cx.say(Toast::refusal(text)),
            None => {}
        }
        if let Some(button) = self.sure.take(message)
            && let Some(args) = self.chosen.take()
            && button == 1
        {
            self.undo(cx, args);
        }
        match self.done.take(message) {
            Some(Ok(applied)) => {
                say_done(cx, &applied);
                cx.send(Message::Changed);
            }
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
    }
}

/// What a row says.
fn words_of(cx: &Cx, row: &HistoryRow) -> String {
    let label = said::label(&cx.locale, &row.label);
    match row.size() {
        Some(size) => format!("{label} ({size})"),
        None => label,
    }
}

fn line(row: &HistoryRow, cx: DrawCx<'_>) -> Line<'static> {
    let when = crate::base::text::pad(&cx.locale.age(row.at, cx.now(), &cx.zone), 10);
    let dim = cx.theme.get(Role::Dim);
    let style = if row.undone || !row.reversible {
        dim
    } else {
        cx.theme.get(Role::Text)
    };
    let label = words_of(&cx, row);
    let state = match (row.undone, row.reversible) {
        (true, _) => format!(" · {}", cx.t("history-was-undone")),
        (false, false) => format!(" · {}", cx.t("history-stays")),
        _ => String::new(),
    };
    Line::from(vec![
        paint::span(when, dim),
        paint::span(label, style),
        paint::span(state, dim),
    ])
}

impl Component for History {
    fn enter(&mut self, cx: &mut Cx) {
        self.read(cx);
    }

    fn leave(&mut self, cx: &mut Cx) {
        self.narrow.reset();
        self.fit(cx);
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        self.take(cx, message);
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
        let title = self.narrow.titled(self.title(cx));
        let inner = Pane::new(title).count(count).draw(buf, area, *cx);
        let (inner, typed) = self.narrow.draw(buf, inner, *cx);
        self.cursor = typed;
        if self.rows.is_empty() {
            let text = if self.loaded {
                cx.t("history-none")
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
                if let Some(row) = narrow.at(item.index).and_then(|at| rows.get(at)) {
                    paint::line(buf, item.area, &line(row, *cx));
                }
            },
        );
        self.cursor = typed.or(cursor);
        if cx.class().boxes() {
            self.list.draw_scrollbar(buf, border_column(area), *cx);
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        self.narrow.scopes(Scope::History)
    }
    fn availability(&self, _cx: &Cx, action: Action) -> Availability {
        super::only_lists(action, Scope::History)
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        if let Some(hints) = self.narrow.hints() {
            return hints;
        }
        vec![Action::Open, Action::Undo, Action::Redo, Action::Cancel]
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match action {
            Action::Open | Action::Cancel if self.narrow.hints().is_some() => None,
            Action::Open => Some("hint-take-back"),
            Action::Cancel => Some("hint-back"),
            _ => None,
        }
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t(Place::History.title_key()).into_owned()
    }
}
