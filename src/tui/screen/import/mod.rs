//! The import of a file: pick it, see what it means and change that, try it, import it, see what came of it.
//!
//! Each step can be gone back from, and what was chosen stays. Reading and importing run on a thread of their own
//! ([`Cx::ask_long`]), so that the other screens are as quick as ever; an import that is stopped keeps whole batches.

mod asks;
mod choices;
mod draw;
mod load;
mod preview;
mod says;
mod told;

use super::drafts::Unused;
use super::path_field::{PathEvent, PathField, as_typed};
use crate::base::Timestamp;
use crate::import::value::date::DateOrder;
use crate::import::{Mode, OnDuplicate};
use crate::replica::Replica;
use crate::tui::action::{Act, Action, Group};
use crate::tui::component::{Availability, Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::data::UnderWay;
use crate::tui::input::Mouse;
use crate::tui::message::{Message, Slot};
use crate::tui::place::Place;
use crate::tui::scope::Scope;
use crate::tui::screen::words;
use crate::tui::toast::Toast;
use crate::tui::widget::list::List;
use choices::Choices;
use load::{Loaded, Looked, Recent, Source};
use preview::Parts;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::path::PathBuf;
use std::sync::Arc;
use told::Told;

/// Where one is.
enum Step {
    /// A file is picked.
    File,
    /// What it means.
    Preview(Box<Loaded>),
    /// What would happen.
    Tried(Box<Loaded>, Told),
    /// It is tried or imported.
    Running(Box<Loaded>, Run),
    /// What happened.
    Done(Box<Loaded>, Told),
}

/// What is under way.
struct Run {
    mode: Mode,
    under_way: UnderWay,
    since: Timestamp,
    done: u64,
}

/// The screen.
pub struct Import {
    step: Step,
    path: PathField,
    error: Option<String>,
    /// The file that the choices are about.
    about: PathBuf,
    choices: Choices,
    /// Choices that were typed and not used.
    unused: Unused,
    parts: Parts,
    rejected: List,
    shown: bool,
    /// What came of the last import was seen.
    seen: bool,
    /// The import that is shown was taken back.
    taken_back: bool,
    recent: Slot<Recent>,
    /// The file whose import did not come to its end.
    cut_short: Option<String>,
    looking: Slot<Looked>,
    ran: Slot<Result<Told, String>>,
    stands: Slot<bool>,
    field: Slot<(String, String)>,
    order: Slot<DateOrder>,
    encoding: Slot<&'static str>,
    chosen: Slot<Choices>,
    cursor: Option<CursorAt>,
}

impl std::fmt::Debug for Import {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import").finish_non_exhaustive()
    }
}

impl Default for Import {
    fn default() -> Self {
        Self {
            step: Step::File,
            path: PathField::default(),
            error: None,
            about: PathBuf::new(),
            choices: Choices::default(),
            unused: Unused::default(),
            parts: Parts::default(),
            rejected: List::default(),
            shown: false,
            seen: false,
            taken_back: false,
            recent: Slot::default(),
            cut_short: None,
            looking: Slot::default(),
            ran: Slot::default(),
            stands: Slot::default(),
            field: Slot::default(),
            order: Slot::default(),
            encoding: Slot::default(),
            chosen: Slot::default(),
            cursor: None,
        }
    }
}

impl Import {
    /// The screen, with no file yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn loaded(&self) -> Option<&Loaded> {
        match &self.step {
            Step::File => None,
            Step::Preview(loaded)
            | Step::Tried(loaded, _)
            | Step::Running(loaded, _)
            | Step::Done(loaded, _) => Some(loaded),
        }
    }

    /// Takes the step apart from its file.
    fn take_loaded(&mut self) -> Option<Box<Loaded>> {
        match std::mem::replace(&mut self.step, Step::File) {
            Step::File => None,
            Step::Preview(loaded)
            | Step::Tried(loaded, _)
            | Step::Running(loaded, _)
            | Step::Done(loaded, _) => Some(loaded),
        }
    }

    // --- picking a file

    fn look(&mut self, cx: &mut Cx) {
        if self.path.value().is_empty() {
            self.error = Some(cx.t("import-error-empty").into_owned());
            return;
        }
        let path = as_typed(self.path.value());
        self.error = None;
        let (choices, locale) = (self.choices.clone(), Arc::clone(&cx.locale));
        cx.ask_long(&mut self.looking, move |replica: &mut Replica, _| {
            load::look(replica, &path, &choices, &locale)
        });
    }

    /// What was read of a file goes off this thread: a large workbook takes its time.
    fn let_go(&mut self, cx: &mut Cx) {
        if let Some(loaded) = self.take_loaded() {
            cx.tell(move |_: &mut Replica| drop(loaded));
        }
    }

    fn take_looked(&mut self, cx: &mut Cx, looked: Looked) {
        self.let_go(cx);
        match looked {
            Looked::File(loaded) => {
                self.parts.take(&loaded);
                let order = loaded.asks_order && self.choices.order.is_none();
                let encoding = loaded.asks_encoding;
                self.step = Step::Preview(loaded);
                if order {
                    self.ask_order(cx);
                } else if encoding {
                    self.ask_encoding(cx);
                }
            }
            Looked::Folder => {
                let mut folder = self.path.value().to_owned();
                if !folder.ends_with(std::path::is_separator) {
                    folder.push(std::path::MAIN_SEPARATOR);
                }
                self.path.set(cx, &folder);
            }
            Looked::Failed(text) => {
                self.step = Step::File;
                self.error = Some(text);
                self.path.look(cx);
            }
        }
    }

    /// What was chosen for one file is not meant for another.
    fn pick(&mut self, cx: &mut Cx) {
        let about = as_typed(self.path.value());
        if about != self.about {
            self.about = about;
            self.choices = Choices::default();
            self.unused.forget();
        }
        self.parts = Parts::default();
        self.look(cx);
    }

    // --- trying and importing

    fn run(&mut self, cx: &mut Cx, mode: Mode) -> Handled {
        if self.looking.is_waiting() {
            return Handled::Yes;
        }
        if let Some(text) = self.loaded().and_then(|loaded| loaded.error.clone()) {
            cx.say(Toast::refusal(text));
            return Handled::Yes;
        }
        let Some(loaded) = self.take_loaded() else {
            return Handled::No;
        };
        let (source, locale) = (loaded.source.clone(), Arc::clone(&cx.locale));
        let path = loaded.path.clone();
        let on_duplicate: OnDuplicate = self.choices.on_duplicate;
        let under_way = cx.ask_long(&mut self.ran, move |replica: &mut Replica, under_way| {
            load::carry_out(replica, &path, &source, on_duplicate, mode, under_way, &locale)
        });
        cx.status.importing = mode == Mode::Commit;
        self.cut_short = None;
        self.taken_back = false;
        self.rejected = List::default();
        let run = Run {
            mode,
            under_way,
            since: cx.uptime.now(),
            done: 0,
        };
        self.step = Step::Running(loaded, run);
        Handled::Yes
    }

    fn take_ran(&mut self, cx: &mut Cx, ran: Result<Told, String>) {
        let mode = match &self.step {
            Step::Running(_, run) => run.mode,
            _ => return,
        };
        cx.status.importing = false;
        let Some(loaded) = self.take_loaded() else { return };
        match (ran, mode) {
            (Ok(told), Mode::DryRun | Mode::OnCopy) if told.stopped => self.step = Step::Preview(loaded),
            (Ok(told), Mode::DryRun | Mode::OnCopy) => self.step = Step::Tried(loaded, told),
            (Ok(told), Mode::Commit) => {
                cx.status.imported = true;
                if !self.shown {
                    let done = told.accounting(&cx.locale);
                    let text = super::super::spoken::join([Some(done), words::undo(cx)], " · ");
                    cx.say(Toast::undo(text));
                }
                self.step = Step::Done(loaded, told);
                cx.send(Message::Changed);
            }
            (Err(text), _) => {
                self.step = Step::Preview(loaded);
                cx.say(Toast::error(text));
                if mode == Mode::Commit {
                    cx.send(Message::Changed);
                }
            }
        }
    }

    /// Whether what was imported is still there, after something was taken back.
    fn look_whether_it_stands(&mut self, cx: &mut Cx) {
        if let Step::Done(_, told) = &self.step
            && let Some(group) = told.group
        {
            cx.ask(&mut self.stands, move |replica: &mut Replica| {
                replica.group_stands(group).unwrap_or(true)
            });
        }
    }

    /// One step back; from the first one to the screen before.
    fn back(&mut self, cx: &mut Cx) -> Handled {
        if self.looking.is_waiting() {
            self.looking.forget();
            return Handled::Yes;
        }
        match &self.step {
            Step::File => cx.back(),
            Step::Running(_, run) => {
                run.under_way.stop();
                if run.mode == Mode::DryRun {
                    // What is only tried is not waited for.
                    self.ran.forget();
                    self.step = self.take_loaded().map_or(Step::File, Step::Preview);
                }
            }
            Step::Preview(_) => {
                self.let_go(cx);
                self.path.look(cx);
            }
            Step::Tried(..) => self.step = self.take_loaded().map_or(Step::File, Step::Preview),
            Step::Done(..) => self.again(cx),
        }
        Handled::Yes
    }

    /// The next file.
    fn again(&mut self, cx: &mut Cx) {
        self.let_go(cx);
        self.step = Step::File;
        self.choices = Choices::default();
        self.unused.forget();
        self.about = PathBuf::new();
        cx.ask(&mut self.recent, |replica: &mut Replica| {
            load::recent_folder(replica)
        });
    }

    fn act_on_file(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if act.action == Action::Cancel {
            return self.back(cx);
        }
        match self.path.act(cx, act.action) {
            PathEvent::No => return Handled::No,
            PathEvent::Handled => {}
            PathEvent::Taken => self.pick(cx),
        }
        Handled::Yes
    }

    fn can_go_on(&self) -> bool {
        match &self.step {
            Step::File | Step::Running(..) => false,
            Step::Preview(_) => true,
            Step::Tried(_, told) => told.changes_anything(),
            Step::Done(_, told) => told.stopped && !self.taken_back,
        }
    }
}

impl Component for Import {
    fn enter(&mut self, cx: &mut Cx) {
        self.shown = true;
        // What is done and was seen is done: another file begins anew.
        if std::mem::take(&mut self.seen) && matches!(&self.step, Step::Done(_, told) if !told.stopped) {
            return self.again(cx);
        }
        if matches!(self.step, Step::File) {
            if self.path.value().is_empty() {
                cx.ask(&mut self.recent, |replica: &mut Replica| {
                    load::recent_folder(replica)
                });
            } else {
                self.path.look(cx);
            }
        }
    }

    fn leave(&mut self, _cx: &mut Cx) {
        self.shown = false;
        self.seen = matches!(self.step, Step::Done(..));
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        self.path.update(cx, message);
        if let Some(recent) = self.recent.take(message)
            && matches!(self.step, Step::File)
        {
            self.cut_short = recent.cut_short;
            self.path.set(cx, &recent.folder);
        }
        if let Some(looked) = self.looking.take(message) {
            self.take_looked(cx, looked);
        }
        self.take_choices(cx, message);
        if self.ran.is_waiting() {
            let ran = self.ran.take(message);
            // A job that died has freed the slot and brings nothing.
            let died = ran.is_none() && !self.ran.is_waiting();
            if died {
                cx.status.importing = false;
                self.step = self.take_loaded().map_or(Step::File, Step::Preview);
            }
            if let Some(ran) = ran {
                self.take_ran(cx, ran);
            }
        }
        if let Some(stands) = self.stands.take(message) {
            self.taken_back = !stands;
        }
        match message {
            Message::Progress => {
                if let Step::Running(_, run) = &mut self.step {
                    run.done = run.under_way.done();
                }
            }
            Message::Changed | Message::Undone => self.look_whether_it_stands(cx),
            _ => {}
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if act.action == Action::Cancel && self.looking.is_waiting() {
            return self.back(cx);
        }
        match (&self.step, act.action) {
            (Step::File, _) if self.looking.is_waiting() => Handled::No,
            (Step::File, _) => self.act_on_file(cx, act),
            (_, Action::Cancel) => self.back(cx),
            (Step::Preview(_), Action::ImportRun) => self.run(cx, Mode::DryRun),
            (Step::Preview(loaded), Action::Open) => match loaded.source {
                Source::Own(_) => self.run(cx, Mode::DryRun),
                _ => self.ask_field(cx),
            },
            (Step::Preview(_), Action::Edit) => self.ask_choices(cx),
            (Step::Preview(_), Action::Refresh) => {
                self.look(cx);
                Handled::Yes
            }
            (Step::Preview(_), _) => self.parts.act(act),
            (Step::Tried(_, told), Action::ImportRun | Action::Open) if told.changes_anything() => {
                self.run(cx, Mode::Commit)
            }
            (Step::Done(_, told), Action::Undo) if self.taken_back || !told.changes_anything() => {
                // A general undo would take what was done before this import, and the screen speaks of this one.
                cx.say(Toast::info(cx.t("import-nothing-to-take-back").into_owned()));
                Handled::Yes
            }
            (Step::Done(_, told), Action::ImportRun) if told.stopped => self.run(cx, Mode::Commit),
            (Step::Done(..), Action::Open) => {
                self.again(cx);
                Handled::Yes
            }
            (Step::Tried(..) | Step::Done(..), action) => self.rejected.act(action),
            (Step::Running(..), _) => Handled::No,
        }
    }

    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        if !matches!(self.step, Step::File) || self.looking.is_waiting() {
            return Handled::No;
        }
        self.error = None;
        self.path.text(cx, ch);
        Handled::Yes
    }

    fn paste(&mut self, cx: &mut Cx, text: &str) -> Handled {
        if !matches!(self.step, Step::File) || self.looking.is_waiting() {
            return Handled::No;
        }
        self.error = None;
        self.path.paste(cx, text);
        Handled::Yes
    }

    fn is_settling(&self) -> bool {
        // Whether there is still something of it to take back is told first.
        self.stands.is_waiting()
    }

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        match &self.step {
            Step::File => {
                if self.path.mouse(cx, mouse) == PathEvent::Taken {
                    self.pick(cx);
                }
            }
            Step::Preview(_) => {
                if self.parts.mouse(mouse) {
                    return self.ask_field(cx);
                }
            }
            Step::Tried(..) | Step::Done(..) => {
                self.rejected.mouse(mouse);
            }
            Step::Running(..) => {}
        }
        Handled::Yes
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        self.draw_step(frame.buffer_mut(), area, *cx);
    }

    fn scopes(&self) -> Vec<Scope> {
        match &self.step {
            Step::File if !self.looking.is_waiting() => vec![Scope::Form, Scope::Text, Scope::Import],
            _ => vec![Scope::Import],
        }
    }

    fn availability(&self, _cx: &Cx, action: Action) -> Availability {
        let spec = action.spec();
        let preview = matches!(self.step, Step::Preview(_));
        let here = match action {
            Action::ImportRun => self.can_go_on(),
            Action::Edit | Action::PaneNext | Action::PanePrev | Action::Left | Action::Right => preview,
            Action::Zoom | Action::FindOpen => false,
            _ => {
                let plain = matches!(spec.group, Group::App | Group::Go | Group::Nav);
                (spec.scope == Scope::Global && plain) || self.scopes().contains(&spec.scope)
            }
        };
        if here {
            Availability::READY
        } else {
            Availability::Absent
        }
    }

    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        match &self.step {
            Step::File => vec![Action::Open, Action::FormNext, Action::Down, Action::Cancel],
            Step::Preview(_) => vec![
                Action::ImportRun,
                Action::Open,
                Action::Edit,
                Action::PaneNext,
                Action::Cancel,
            ],
            Step::Tried(_, told) if told.changes_anything() => vec![Action::ImportRun, Action::Cancel],
            Step::Tried(..) | Step::Running(..) => vec![Action::Cancel],
            Step::Done(_, told) => {
                let undo = told.changes_anything() && !self.taken_back;
                let hints = [
                    (self.can_go_on(), Action::ImportRun),
                    (undo, Action::Undo),
                    (!told.stopped, Action::Open),
                    (true, Action::Cancel),
                ];
                let offered = hints.into_iter().filter(|(offered, _)| *offered);
                offered.map(|(_, action)| action).collect()
            }
        }
    }

    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match (&self.step, action) {
            (Step::File, Action::FormNext) => Some("import-hint-complete"),
            (Step::File, Action::Down) => Some("import-hint-list"),
            (Step::File, Action::Open) => Some("import-hint-read"),
            (Step::Preview(_), Action::ImportRun) => Some("import-hint-try"),
            (Step::Preview(_), Action::Open) => Some("import-hint-field"),
            (Step::Preview(_), Action::Edit) => Some("import-hint-choices"),
            (Step::Tried(..), Action::ImportRun) => Some("import-hint-import"),
            (Step::Done(..), Action::ImportRun) => Some("import-hint-go-on"),
            (Step::Running(..), Action::Cancel) => Some("import-hint-stop"),
            (Step::Done(..), Action::Open) => Some("import-hint-another"),
            (Step::Done(_, told), Action::Cancel) if told.stopped => Some("import-hint-another"),
            (_, Action::Cancel) => Some("hint-back"),
            _ => None,
        }
    }

    fn mode(&self, cx: &Cx) -> Option<String> {
        let typing = matches!(self.step, Step::File) && !self.looking.is_waiting();
        typing.then(|| cx.t("mode-typing").into_owned())
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t(Place::Import.title_key()).into_owned()
    }
}
