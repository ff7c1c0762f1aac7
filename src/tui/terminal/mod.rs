//! The terminal itself: taken when the program starts, given back however it
//! ends, and written to once for each frame.
//!
//! This and [`run`](super::run) are the only places that do input and output.

pub mod clipboard;
pub mod editor;
pub mod notify;
pub mod query;

use super::app::App;
use super::component::CursorAt;
use crossterm::cursor::{SetCursorStyle, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    EnableMouseCapture, KeyboardEnhancementFlags, PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{Command, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;

/// Whether the terminal is ours, so that a panic gives it back once.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether we pushed keyboard flags: popping without that would take away somebody else's.
static PUSHED: AtomicBool = AtomicBool::new(false);
/// The thread that draws; a panic elsewhere must not touch the screen.
static DRAWING: OnceLock<ThreadId> = OnceLock::new();

/// Save and restore the window title.
const PUSH_TITLE: &str = "\x1b[22;0t";
const POP_TITLE: &str = "\x1b[23;0t";

/// Why the full screen cannot be used; the message says what to use instead.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Input or output is a file or a pipe.
    #[error("this is no terminal; use `callsheet --plain`, or a verb such as `callsheet next`")]
    NotATerminal,
    /// `TERM=dumb`.
    #[error("this terminal can only show plain text (TERM=dumb); use `callsheet --plain`")]
    Dumb,
    /// The system refused.
    #[error("the terminal cannot be used: {0}; use `callsheet --plain`")]
    Io(#[from] io::Error),
}

/// Bytes of a frame, collected so that it goes out in one write.
#[derive(Clone, Default)]
struct Frame(Rc<RefCell<Vec<u8>>>);

impl Write for Frame {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    /// The backend flushes after each of its steps; the frame goes out when it is whole.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal while it is ours.
pub struct Tty {
    screen: Terminal<CrosstermBackend<Frame>>,
    frame: Frame,
    mouse: bool,
    keyboard: bool,
    title: String,
    in_text: Option<bool>,
}

impl std::fmt::Debug for Tty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tty")
            .field("mouse", &self.mouse)
            .field("title", &self.title)
            .finish_non_exhaustive()
    }
}

/// Whether the full screen can be used at all.
pub fn check(term: Option<&str>) -> Result<(), TerminalError> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(TerminalError::NotATerminal);
    }
    if term == Some("dumb") {
        return Err(TerminalError::Dumb);
    }
    Ok(())
}

/// Whether the locale has more than ASCII: `LC_ALL`, else `LC_CTYPE`, else `LANG`.
pub fn has_unicode(env: impl Fn(&str) -> Option<String>) -> bool {
    if cfg!(windows) {
        return true;
    }
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(|name| env(name))
        .find(|value| !value.is_empty());
    set.is_some_and(|value| {
        let value = value.to_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    })
}

impl Tty {
    /// Takes the terminal and asks it what it is.
    pub fn take(mouse: bool) -> Result<(Self, query::Answers), TerminalError> {
        // We honour NO_COLOR by a theme without colours; left to itself crossterm answers
        // each change of colour with a reset that wipes the selection's reverse.
        crossterm::style::force_color_output(true);
        let _ = DRAWING.set(std::thread::current().id());
        let frame = Frame::default();
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::Release);
        let answers = query::ask();
        let screen = match Terminal::new(CrosstermBackend::new(frame.clone())) {
            Ok(screen) => screen,
            Err(error) => {
                give_back();
                return Err(error.into());
            }
        };
        let mut tty = Self {
            screen,
            frame,
            mouse,
            keyboard: answers.keyboard,
            title: String::new(),
            in_text: None,
        };
        tty.enter()?;
        Ok((tty, answers))
    }

    fn enter(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::Release);
        let mut out = self.frame.clone();
        out.write_all(PUSH_TITLE.as_bytes())?;
        queue!(out, EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange)?;
        if self.keyboard {
            PUSHED.store(true, Ordering::Release);
            queue!(
                out,
                PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES)
            )?;
        }
        if self.mouse {
            queue!(out, EnableMouseCapture)?;
        }
        self.title.clear();
        self.in_text = None;
        self.redraw()?;
        self.send()
    }

    /// Draws a frame: one write, shown at once by terminals that can.
    pub fn draw(&mut self, app: &mut App) -> io::Result<()> {
        queue!(self.frame.clone(), BeginSynchronizedUpdate)?;
        self.screen.draw(|frame| app.draw(frame))?;
        let in_text = matches!(app.cursor(), Some(CursorAt::Text(_)));
        if self.in_text != Some(in_text) {
            let shape = if in_text {
                SetCursorStyle::SteadyBar
            } else {
                SetCursorStyle::DefaultUserShape
            };
            queue!(self.frame.clone(), shape)?;
            self.in_text = Some(in_text);
        }
        if let Some(title) = app.window_title().filter(|title| *title != self.title) {
            queue!(self.frame.clone(), SetTitle(&title))?;
            self.title = title;
        }
        queue!(self.frame.clone(), EndSynchronizedUpdate)?;
        self.send()
    }

    /// Paints everything anew with the next frame.
    pub fn redraw(&mut self) -> io::Result<()> {
        // Resizing to the same size forgets what is on the screen, without asking the
        // terminal for its cursor as clearing would.
        let size = self.screen.size()?;
        self.screen.resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Takes or leaves the mouse.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        let mut out = self.frame.clone();
        if on {
            queue!(out, EnableMouseCapture)
        } else {
            queue!(out, DisableMouseCapture)
        }?;
        self.send()
    }

    /// Writes bytes to the terminal that are no part of a frame (a copy to its clipboard).
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.frame.write_all(bytes)?;
        self.send()
    }

    /// Gives the terminal away while `work` runs, and takes it back.
    pub fn lend<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        give_back();
        let result = work();
        self.enter()?;
        Ok(result)
    }

    /// Takes the terminal anew after somebody else had it.
    pub fn retake(&mut self) -> io::Result<()> {
        // The shell may have changed the modes that raw mode is measured from.
        disable_raw_mode()?;
        self.enter()
    }

    fn send(&mut self) -> io::Result<()> {
        let bytes = std::mem::take(&mut *self.frame.0.borrow_mut());
        let mut out = io::stdout().lock();
        out.write_all(&bytes)?;
        out.flush()
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        // What the screen still wants to say goes nowhere; the terminal is put right by us.
        give_back();
    }
}

/// Gives the terminal back as it was. Harmless when it is not ours.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::AcqRel) {
        return;
    }
    let mut bytes = String::new();
    if PUSHED.swap(false, Ordering::AcqRel) {
        // Writing into a string cannot fail, here and below.
        let _ = PopKeyboardEnhancementFlags.write_ansi(&mut bytes);
    }
    let commands: [&dyn Fn(&mut String) -> std::fmt::Result; 6] = [
        &|out| DisableFocusChange.write_ansi(out),
        &|out| DisableMouseCapture.write_ansi(out),
        &|out| DisableBracketedPaste.write_ansi(out),
        &|out| SetCursorStyle::DefaultUserShape.write_ansi(out),
        &|out| Show.write_ansi(out),
        &|out| LeaveAlternateScreen.write_ansi(out),
    ];
    for command in commands {
        let _ = command(&mut bytes);
    }
    bytes.push_str(POP_TITLE);
    // The terminal may be gone already; there is nobody left to tell.
    let mut out = io::stdout().lock();
    let _ = out.write_all(bytes.as_bytes());
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// Whether input waits that the terminal library has not taken; it is made to look again.
///
/// The library takes a part of what waits, and is woken only by something new (epoll, edge-triggered).
/// Of more than its buffer holds (a paste without its marks) the rest would lie there until the next
/// key. Setting the modes that are set already wakes whoever waits for the terminal.
#[cfg(unix)]
pub fn wake_for_unread() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
    let input = rustix::stdio::stdin();
    let mut looks = [PollFd::new(&input, PollFlags::IN)];
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // A terminal that is gone says so to whoever reads it.
    let waits = poll(&mut looks, Some(&now)).is_ok_and(|ready| ready > 0)
        && looks[0].revents().contains(PollFlags::IN);
    waits && tcgetattr(input).is_ok_and(|modes| tcsetattr(input, OptionalActions::Now, &modes).is_ok())
}

/// Whether input waits that the terminal library has not taken: never, its buffer is the system's.
#[cfg(not(unix))]
pub const fn wake_for_unread() -> bool {
    false
}

/// Gives the terminal back before the message of a panic is written.
///
/// Call it after the program has set its own hook. A panic on another thread
/// than the drawing one is logged only: its message would tear the screen.
pub fn install_panic_hook() {
    let next = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let taken = TAKEN.load(Ordering::Acquire);
        if taken && DRAWING.get() != Some(&std::thread::current().id()) {
            tracing::error!(panic = %info, "a panic beside the screen");
            return;
        }
        give_back();
        next(info);
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_utf8_locale_has_more_than_ascii() {
        let env = |pairs: &'static [(&str, &str)]| {
            move |name: &str| {
                pairs
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| (*value).to_owned())
            }
        };
        for (pairs, unicode) in [
            (&[("LANG", "de_DE.UTF-8")][..], true),
            (&[("LANG", "C")], false),
            (&[("LANG", "C.utf8")], true),
            (&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")], false),
            (&[("LC_ALL", ""), ("LANG", "en_US.UTF-8")], true),
            (&[], false),
        ] {
            assert_eq!(has_unicode(env(pairs)), unicode || cfg!(windows), "{pairs:?}");
        }
    }

    #[test]
    fn a_frame_collects_its_bytes_until_it_is_sent() {
        let mut frame = Frame::default();
        frame.write_all(b"a").expect("memory");
        frame.flush().expect("memory");
        frame.clone().write_all(b"b").expect("memory");
        assert_eq!(*frame.0.borrow(), b"ab");
    }
}
