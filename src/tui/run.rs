//! The loop: wait for something, handle all that waits, draw once.

use super::app::App;
use super::cx::{Cx, Edited, TerminalRequest};
use super::host::Host;
use super::input::paste::{Burst, GAP_MS, LateAnswer};
use super::input::{self, Code, Input, Key, Quirks};
use super::message::{Message, Ticket};
use super::place::Place;
use super::terminal::clipboard::{self, Copied, Method};
use super::terminal::{self, TerminalError, Tty, editor, notify};
use super::theme::{Depth, Theme};
use super::toast::Toast;
use super::widget::area::LARGEST_TEXT;
use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::Instant;

/// How long keys are taken in one go before the screen is drawn and a signal is obeyed.
const GO: Duration = Duration::from_millis(10);
/// How long a frame waits for the answer to what the last key asked: one frame with it instead of one without and one with.
const SOON: Duration = Duration::from_millis(5);
/// Fewest characters in one go that are put into a text at once: nobody types that fast, but a paste without its marks does.
const RUSH: usize = 32;

/// What the program gives the loop besides the screens.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The screen to start with; none: where the program was left.
    pub start: Option<Place>,
    /// The theme's name, or that of a file in `themes`.
    pub theme: String,
    /// Where the user's theme files are.
    pub themes: PathBuf,
    /// The user's editor.
    pub editor: Option<String>,
    /// A folder of the user's for texts in the editor.
    pub scratch: PathBuf,
    /// How to copy to the clipboard.
    pub clipboard: Method,
    /// What differs between keyboards.
    pub quirks: Quirks,
    /// Things to say when the first screen is there (a broken line of the configuration).
    pub notices: Vec<String>,
    /// F9 breaks the next frame, so that a test sees what a failure inside the program leaves behind.
    pub may_break: bool,
}

/// The loop failed.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The terminal cannot be used.
    #[error(transparent)]
    Terminal(#[from] TerminalError),
    /// Reading or writing failed while running; what was typed is safe.
    #[error("the terminal failed: {0}; what was typed is kept as a draft")]
    Io(#[from] io::Error),
}

/// Runs the terminal UI until the user leaves.
///
/// `make` gets the sender of the queue and gives the context (with its data
/// layer) and the screens.
pub fn run(
    options: Options,
    make: impl FnOnce(UnboundedSender<Message>) -> (Cx, Box<dyn Host>),
) -> Result<(), RunError> {
    let env = |name: &str| std::env::var(name).ok();
    terminal::check(env("TERM").as_deref())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (to, messages) = tokio::sync::mpsc::unbounded_channel();
    let (mut cx, host) = make(to);
    // What only the screen uses (how long a message stays) follows a clock that no setting freezes.
    let _in_runtime = runtime.enter();
    let started = Instant::now();
    cx.uptime = super::cx::Clock::new(move || crate::base::Timestamp(started.elapsed().as_millis() as i64));
    terminal::install_panic_hook();
    for notice in &options.notices {
        cx.say(Toast::error(notice.clone()));
    }
    cx.size = crossterm::terminal::size().unwrap_or((80, 24));
    let hidden = cx.size.0 == 0 || cx.size.1 == 0;
    // The first screen asks for its data before the terminal is asked what it is; both may be far away.
    let mut app = match options.start {
        Some(place) => App::new(cx, host, place),
        None => App::again(cx, host),
    };
    let (tty, answers) = Tty::take(app.cx.settings.mouse)?;
    let (theme, problem) = theme(&options, answers.light.unwrap_or(false));
    app.cx.theme = theme;
    if let Some(problem) = problem {
        app.cx.say(Toast::error(problem));
    }
    if hidden {
        app.handle(Message::Input(Input::Resize(0, 0)));
    }
    let late = answers.late.then(LateAnswer::default);
    let mut session = Session {
        app,
        tty,
        messages,
        options,
        late,
        burst: Burst::default(),
        typed: String::new(),
        edits: 0,
        drawing: Duration::ZERO,
        events: Some(EventStream::new()),
    };
    let ended = catch_unwind(AssertUnwindSafe(|| runtime.block_on(session.run())));
    ended.unwrap_or_else(|panic| {
        // The screens still know what was typed since the last draft was kept.
        let kept = catch_unwind(AssertUnwindSafe(|| session.app.end_failed()));
        if kept.is_err() {
            tracing::error!("a screen could not keep its draft");
        }
        drop(session);
        resume_unwind(panic)
    })
}

/// The theme that was chosen, and what is wrong with it.
fn theme(options: &Options, light: bool) -> (Theme, Option<String>) {
    let name = Some(options.theme.as_str()).filter(|name| !name.is_empty());
    Theme::choose(
        name.unwrap_or("auto"),
        light,
        Depth::from_env(|name| std::env::var(name).ok()),
        |name| std::fs::read_to_string(theme_file(&options.themes, name)),
    )
}

/// A theme's file: a path, or a name in the folder of themes.
fn theme_file(themes: &Path, name: &str) -> PathBuf {
    let is_path = Path::new(name).extension().is_some_and(|end| end == "toml");
    // A path counts from the folder of the configuration, in which the themes are.
    if is_path {
        themes.join("..").join(name)
    } else {
        themes.join(format!("{name}.toml"))
    }
}

struct Session {
    app: App,
    tty: Tty,
    messages: UnboundedReceiver<Message>,
    options: Options,
    late: Option<LateAnswer>,
    burst: Burst,
    /// Characters for a text field that came behind one another in this go.
    typed: String,
    edits: u64,
    /// How long the last frame took; at most half of the time goes into frames.
    drawing: Duration,
    /// Reads the terminal; nobody does while an editor has it.
    events: Option<EventStream>,
}

impl Session {
    async fn run(&mut self) -> Result<(), RunError> {
        let mut signals = Signals::new()?;
        while !self.app.is_done() {
            if self.app.is_dirty() {
                self.answers().await?;
                let begun = Instant::now();
                self.tty.draw(&mut self.app)?;
                self.drawing = begun.elapsed();
            }
            let wake = if self.burst.is_waiting() {
                GAP_MS
            } else {
                self.app.next_wake_ms()
            };
            let wake = Duration::from_millis(wake.unsigned_abs());
            // While keys keep coming nothing below waits, and only who waits hears of a signal.
            tokio::task::yield_now().await;
            let events = self.events.get_or_insert_with(EventStream::new);
            tokio::select! { biased;
                message = signals.next() => {
                    if matches!(message, Message::Resumed) {
                        self.tty.retake()?;
                    }
                    self.app.handle(message);
                }
                event = events.next() => match event {
                    Some(Ok(event)) => self.events_from(event)?,
                    // The terminal is gone.
                    Some(Err(_)) | None => self.app.handle(Message::Terminate),
                },
                Some(message) = self.messages.recv() => self.app.handle(message),
                () = tokio::time::sleep(wake) => self.timer(),
            }
            while let Ok(message) = self.messages.try_recv() {
                self.app.handle(message);
            }
            self.requests()?;
        }
        Ok(())
    }

    /// Takes what the data layer answers soon.
    async fn answers(&mut self) -> io::Result<()> {
        let until = Instant::now() + SOON;
        while self.app.cx.is_answer_due() {
            let Ok(Some(message)) = tokio::time::timeout_at(until, self.messages.recv()).await else {
                break;
            };
            self.app.handle(message);
        }
        self.requests()
    }

    fn timer(&mut self) {
        let held = self.burst.flush(self.app.cx.uptime.now().0);
        if held.is_empty() {
            self.app.handle(Message::Tick);
        }
        for input in held {
            self.app.handle(Message::Input(input));
        }
    }

    /// An event and those that wait behind it, so that a held key never lags; for a short while only,
    /// so that a flood of keys hides neither the screen nor a signal.
    fn events_from(&mut self, first: Event) -> io::Result<()> {
        let until = Instant::now() + GO.max(self.drawing);
        self.event_or_mark(first)?;
        while !self.app.is_done() && more_events()? {
            let event = crossterm::event::read()?;
            self.event_or_mark(event)?;
            // Characters that are only collected cost nothing yet.
            if Instant::now() >= until || self.typed.len() > LARGEST_TEXT {
                break;
            }
        }
        self.put_typed();
        terminal::wake_for_unread();
        self.requests()
    }

    /// Handles an event, unless it begins the mark at the end of a paste whose Esc came apart from the rest.
    ///
    /// A paste may hold that mark itself. As an Esc it would close the text, and what follows were commands.
    fn event_or_mark(&mut self, event: Event) -> io::Result<()> {
        let key = |event: &Event| match input::read(event.clone(), self.options.quirks) {
            Some(Input::Key(key)) => Some(key),
            _ => None,
        };
        if key(&event) != Some(Key::plain(Code::Esc)) {
            return self.event(event);
        }
        // Nobody types a text and Esc within one go: there, the rest may still be on its way.
        let patience = if self.typed.is_empty() {
            Duration::ZERO
        } else {
            2 * GO
        };
        let mut taken = vec![event];
        for wanted in "[201~".chars() {
            if !more_events()? && !crossterm::event::poll(patience)? {
                break;
            }
            let next = crossterm::event::read()?;
            let fits = key(&next).and_then(Key::printable) == Some(wanted);
            taken.push(next);
            if !fits {
                break;
            }
            if wanted == '~' {
                return Ok(());
            }
        }
        taken.into_iter().try_for_each(|event| self.event(event))
    }

    fn event(&mut self, event: Event) -> io::Result<()> {
        let Some(input) = input::read(event, self.options.quirks) else {
            return Ok(());
        };
        let inputs = match input {
            Input::Key(key) if self.late.as_mut().is_some_and(|late| late.swallows(key)) => Vec::new(),
            Input::Key(key) if self.options.may_break && key == Key::plain(Code::F(9)) => {
                self.app.break_next_frame();
                Vec::new()
            }
            // Windows has no marks around a paste.
            Input::Key(key) if cfg!(windows) => self.burst.push(key, self.app.cx.uptime.now().0),
            input => vec![input],
        };
        for input in inputs {
            match input {
                Input::Key(key) if self.app.is_typing() && key.printable().is_some() => {
                    self.typed.extend(key.printable());
                }
                input => {
                    self.put_typed();
                    self.app.handle(Message::Input(input));
                    // What a key asked of the terminal is done before the next key.
                    self.requests()?;
                }
            }
        }
        Ok(())
    }

    /// Puts the collected characters where they were typed: one by one, or a rush of them at once.
    fn put_typed(&mut self) {
        let typed = std::mem::take(&mut self.typed);
        if typed.len() >= RUSH {
            self.app.handle(Message::Input(Input::Paste(typed)));
            return;
        }
        for ch in typed.chars() {
            self.app.handle(Message::Input(Input::Key(Key::char(ch))));
        }
    }

    fn requests(&mut self) -> io::Result<()> {
        for request in self.app.take_requests() {
            match request {
                TerminalRequest::Redraw => self.tty.redraw()?,
                TerminalRequest::Mouse(on) => self.tty.set_mouse(on)?,
                TerminalRequest::Suspend => self.suspend()?,
                TerminalRequest::Copy(text) => self.copy(&text)?,
                TerminalRequest::Notify(text) => {
                    let in_tmux = std::env::var_os("TMUX").is_some_and(|value| !value.is_empty());
                    self.tty.write(&notify::request(&text, in_tmux))?;
                }
            }
        }
        if let Some((text, ticket)) = self.app.take_editor() {
            self.edit(&text, ticket)?;
        }
        Ok(())
    }

    fn edit(&mut self, text: &str, ticket: Ticket<Edited>) -> io::Result<()> {
        self.events = None;
        self.edits += 1;
        let (editor, scratch, number) = (self.options.editor.as_deref(), &self.options.scratch, self.edits);
        let edited = self.tty.lend(|| editor::edit(editor, scratch, number, text))?;
        let edited = edited.map_or_else(|error| Edited::Failed(error.to_string()), Edited::Text);
        self.app.handle(ticket.answer(edited));
        self.app.handle(Message::Resumed);
        Ok(())
    }

    #[cfg(unix)]
    fn suspend(&mut self) -> io::Result<()> {
        self.events = None;
        // The whole job stops, as the shell expects. Where no shell can continue it
        // the system ignores the signal and we are back at once.
        let stopped = self.tty.lend(|| {
            rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)
                .map_err(io::Error::from)
        })?;
        self.app.handle(Message::Resumed);
        stopped
    }

    #[cfg(not(unix))]
    fn suspend(&mut self) -> io::Result<()> {
        let text = self.app.cx.t("suspend-not-here").into_owned();
        self.app.handle(Message::Say(Toast::info(text)));
        Ok(())
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        let copied = clipboard::copy(text, &self.options.clipboard, |name| std::env::var(name).ok());
        let cx = &self.app.cx;
        let toast = match copied {
            Copied::By(program) => Toast::info(cx.t_args("copied-by", &[("how", (&program).into())])),
            Copied::Bytes(bytes) => {
                let toast = Toast::info(cx.t_args("copied-by", &[("how", "OSC 52".into())]));
                self.tty.write(&bytes)?;
                toast
            }
            Copied::TooLarge => Toast::error(cx.t("copy-too-large")),
            Copied::Nowhere => Toast::error(cx.t("copy-nowhere")),
        };
        self.app.handle(Message::Say(toast));
        Ok(())
    }
}

/// Whether another event waits, also behind what the terminal library took the last time.
fn more_events() -> io::Result<bool> {
    let known = crossterm::event::poll(Duration::ZERO)?;
    Ok(known || (terminal::wake_for_unread() && crossterm::event::poll(Duration::from_millis(1))?))
}

/// What the operating system tells.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
    continued: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
            continued: signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
        })
    }

    async fn next(&mut self) -> Message {
        tokio::select! {
            _ = self.terminate.recv() => Message::Terminate,
            _ = self.interrupt.recv() => Message::Terminate,
            _ = self.hang_up.recv() => Message::Terminate,
            _ = self.continued.recv() => Message::Resumed,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }
    async fn next(&mut self) -> Message {
        // Ctrl+C arrives as a key; closing the window ends the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Message::Terminate
    }
}
