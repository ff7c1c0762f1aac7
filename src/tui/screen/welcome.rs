//! The first start: four questions, each with an answer filled in and each to be skipped.
//!
//! It asks and checks; what the answers lead to (settings written, a file
//! opened, an import) is done by whoever started it, after the screen is left.

use crate::base::Lang;
use crate::locale::Locale;
use crate::tui::action::{Act, Action};
use crate::tui::component::{Availability, Component, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::message::Message;
use crate::tui::scope::Scope;
use crate::tui::screen::glue::form_state;
use crate::tui::screen::path_field::as_typed;
use crate::tui::theme::Role;
use crate::tui::widget::form::{Form, FormEvent, FormField};
use crate::tui::widget::menu::Choice;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, padded};
use jiff::tz::TimeZone;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

/// What to begin with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Begin {
    /// One's own file, empty.
    #[default]
    Empty,
    /// One's own file with the rows of this file in it.
    Import(PathBuf),
    /// The demo, which has a file of its own.
    Demo,
}

/// What was answered; a skipped question leaves its settings as they are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answers {
    /// Settings to write into `config.toml`: key and value.
    pub settings: Vec<(&'static str, String)>,
    /// What to begin with.
    pub begin: Begin,
}

/// Where the answers are put once the last question is done; nothing when the program was left before.
pub type Answered = Rc<RefCell<Option<Answers>>>;

/// What the questions are filled with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guess {
    /// The login name.
    pub name: String,
    /// The machine's zone.
    pub zone: String,
}

const QUESTIONS: usize = 4;
const LANGUAGES: [Lang; 2] = [Lang::En, Lang::De];
/// The values of `keyboard.preset`, each with its text `welcome-keys-…`.
const PRESETS: [&str; 4] = ["default", "arrows-only", "vim-strict", "numpad"];

/// The screen.
pub struct Welcome {
    guess: Guess,
    question: usize,
    form: Form,
    answers: Answers,
    to: Answered,
}

impl Welcome {
    /// The first question.
    pub fn new(cx: &Cx, guess: Guess, to: Answered) -> Self {
        let mut welcome = Self {
            guess,
            question: 0,
            form: Form::new(),
            answers: Answers::default(),
            to,
        };
        welcome.form = welcome.ask(cx);
        welcome
    }

    fn ask(&self, cx: &Cx) -> Form {
        let choices = |keys: &[&str]| keys.iter().map(|key| Choice::new(cx.t(key))).collect::<Vec<_>>();
        let form = match self.question {
            0 => Form::new().field(FormField::text("name", cx.t("welcome-name"), &self.guess.name)),
            1 => {
                let here = LANGUAGES.iter().position(|lang| *lang == cx.locale.lang());
                let names = choices(&["welcome-english", "welcome-german"]);
                Form::new()
                    .field(FormField::radio(
                        "language",
                        cx.t("welcome-language"),
                        names,
                        here,
                    ))
                    .field(FormField::text("zone", cx.t("welcome-zone"), &self.guess.zone))
            }
            2 => {
                let ways = choices(&["welcome-empty", "welcome-import", "welcome-demo"]);
                let mut form = Form::new()
                    .field(FormField::radio("begin", cx.t("welcome-begin"), ways, Some(0)))
                    .field(FormField::text("file", cx.t("welcome-file"), ""));
                form.show("file", false);
                form
            }
            _ => {
                let names = PRESETS.map(|preset| format!("welcome-keys-{preset}"));
                let names = names.each_ref().map(String::as_str);
                Form::new().field(FormField::radio(
                    "keys",
                    cx.t("welcome-keys"),
                    choices(&names),
                    Some(0),
                ))
            }
        };
        form.button(
            "next",
            cx.t(if self.question + 1 == QUESTIONS {
                "welcome-start"
            } else {
                "welcome-next"
            }),
        )
    }

    /// Takes the answer, when it can be used, and asks the next question.
    fn take(&mut self, cx: &mut Cx) -> Handled {
        match self.answer(cx) {
            Ok(()) => self.go_on(cx),
            Err((field, error)) => {
                self.form.fail(field, Some(error));
                self.form.to_first_error();
            }
        }
        Handled::Yes
    }

    fn answer(&mut self, cx: &mut Cx) -> Result<(), (&'static str, String)> {
        match self.question {
            0 => {
                let name = self.form.value("name");
                if name.is_empty() {
                    return Err(("name", cx.t("welcome-name-empty").into_owned()));
                }
                self.answers.settings.push(("user.name", name));
            }
            1 => {
                let zone = self.form.value("zone");
                if TimeZone::get(&zone).is_err() {
                    return Err((
                        "zone",
                        cx.t_args("welcome-no-zone", &[("zone", (&zone).into())])
                            .into_owned(),
                    ));
                }
                let lang = self
                    .form
                    .chosen("language")
                    .and_then(|at| LANGUAGES.get(at).copied());
                let lang = lang.unwrap_or(cx.locale.lang());
                self.answers
                    .settings
                    .push(("user.language", lang.tag().to_owned()));
                self.answers.settings.push(("user.time_zone", zone));
            }
            2 => self.answers.begin = self.beginning(cx)?,
            _ => {
                let preset = PRESETS[self.form.chosen("keys").unwrap_or(0)];
                self.answers.settings.push(("keyboard.preset", preset.to_owned()));
            }
        }
        Ok(())
    }

    fn beginning(&self, cx: &Cx) -> Result<Begin, (&'static str, String)> {
        match self.form.chosen("begin") {
            Some(1) => {
                let typed = self.form.value("file");
                let path = as_typed(&typed);
                // Looked at before it is opened: a pipe would be waited for.
                let looked = std::fs::metadata(&path);
                let looked = looked.and_then(|file| {
                    if file.is_file() {
                        std::fs::File::open(&path)?;
                    }
                    Ok(file)
                });
                match looked {
                    Ok(file) if file.is_file() => Ok(Begin::Import(path)),
                    Ok(_) => Err(("file", cx.t("welcome-no-file").into_owned())),
                    Err(error) => {
                        let error = error.to_string();
                        let args = [("error", (&error).into())];
                        Err(("file", cx.t_args("welcome-unreadable", &args).into_owned()))
                    }
                }
            }
            Some(2) => Ok(Begin::Demo),
            _ => Ok(Begin::Empty),
        }
    }

    fn go_on(&mut self, cx: &mut Cx) {
        self.question += 1;
        if self.question < QUESTIONS {
            self.form = self.ask(cx);
            return;
        }
        *self.to.borrow_mut() = Some(self.answers.clone());
        cx.quit();
    }

    fn event(&mut self, cx: &mut Cx, event: FormEvent) -> Handled {
        match event {
            FormEvent::Pressed(_) => return self.take(cx),
            FormEvent::Changed("language") => {
                let lang = self
                    .form
                    .chosen("language")
                    .and_then(|at| LANGUAGES.get(at).copied());
                if let Some(lang) = lang.filter(|lang| *lang != cx.locale.lang()) {
                    cx.locale = Arc::new(Locale::new(lang));
                    let zone = self.form.value("zone");
                    self.form = self.ask(cx);
                    self.form.set("zone", &zone);
                }
            }
            FormEvent::Changed("begin") => {
                let import = self.form.chosen("begin") == Some(1);
                self.form.show("file", import);
            }
            FormEvent::No => return Handled::No,
            _ => {}
        }
        Handled::Yes
    }
}

impl Component for Welcome {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let width = area.width.min(76);
        let height = (self.form.rows(width.saturating_sub(3)) + 7).min(area.height);
        let at = Rect {
            x: area.x + (area.width - width) / 2,
            y: area.y + (area.height - height) / 3,
            width,
            height,
        };
        let args = [("n", (self.question + 1).into()), ("of", QUESTIONS.into())];
        let pane = Pane::popup(cx.t("welcome-title")).note(cx.t_args("welcome-count", &args));
        let inner = padded(pane.draw(buf, at, *cx));
        let why = [
            "welcome-why-name",
            "welcome-why-language",
            "welcome-why-begin",
            "welcome-why-keys",
        ][self.question];
        // The keys of the screens that come after this one.
        let key = |action| cx.keys.said(&[Scope::Global], action);
        let settings = key(Action::GoSettings).map_or_else(String::new, |key| format!(" ({key})"));
        let named = |action| key(action).unwrap_or_else(|| cx.title_of(action));
        let (undo, help) = (named(Action::Undo), named(Action::HelpOpen));
        let args = [
            ("settings", (&settings).into()),
            ("undo", (&undo).into()),
            ("help", (&help).into()),
        ];
        let why = cx.t_args(why, &args);
        let told = paint::block(
            buf,
            Rect {
                height: inner.height.min(3),
                ..inner
            },
            &why,
            cx.theme.get(Role::Text),
            0,
        );
        let used = (told as u16 + 1).min(inner.height);
        let form = Rect {
            y: inner.y + used,
            height: inner.height - used,
            ..inner
        };
        self.form.draw(buf, form, *cx);
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            // Skipped: what is set stays.
            Action::Cancel => {
                self.go_on(cx);
                return Handled::Yes;
            }
            // Enter on the last field answers, so that the questions are four times Enter.
            Action::Open if self.form.on_last_field() => return self.take(cx),
            _ => {}
        }
        let event = self.form.act(cx, act);
        self.event(cx, event)
    }
    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        let event = self.form.text(cx, ch);
        self.event(cx, event)
    }
    fn paste(&mut self, cx: &mut Cx, text: &str) -> Handled {
        // A file dropped on the terminal arrives as a paste, often in quotes.
        let event = self.form.paste(cx, text.trim().trim_matches(['\'', '"']));
        self.event(cx, event)
    }
    form_state!();
    fn update(&mut self, cx: &mut Cx, message: &Message) {
        let event = self.form.update(cx, message);
        self.event(cx, event);
    }
    fn scopes(&self) -> Vec<Scope> {
        self.form.scopes()
    }
    fn availability(&self, _cx: &Cx, action: Action) -> Availability {
        let scope = action.spec().scope;
        let leaves = matches!(
            action,
            Action::Close | Action::Interrupt | Action::Cancel | Action::Redraw
        );
        if leaves || self.scopes().contains(&scope) {
            Availability::READY
        } else {
            Availability::Absent
        }
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![Action::Open, Action::FormNext, Action::Cancel]
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        (action == Action::Open).then_some("hint-next")
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t("welcome-title").into_owned()
    }
}
