//! Drives the application as a user does: keys and text in, the screen as text out.

use callsheet::base::{Lang, Timestamp};
use callsheet::locale::Locale;
use callsheet::replica::Replica;
use callsheet::tui::app::App;
use callsheet::tui::cx::{Clock, Cx};
use callsheet::tui::data::{Data, Inline, Work};
use callsheet::tui::host::Host;
use callsheet::tui::input::{Input, Key, Keys, Mouse, MouseKind};
use callsheet::tui::message::{Message, RequestId};
use callsheet::tui::place::Place;
use callsheet::tui::whereabouts::Whereabouts;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Tue 24 Nov 2026, 14:32 in Berlin: the time of the drawings.
pub(crate) const NOW: &str = "2026-11-24T13:32:00Z";

/// Jobs that wait, when there are any: a disk that is slower than the fingers.
#[derive(Default)]
struct Gate {
    shut: bool,
    waiting: VecDeque<(RequestId, Work)>,
}

/// Runs jobs at once, or keeps them while the gate is shut.
struct Slow {
    inner: Rc<Inline>,
    gate: Rc<RefCell<Gate>>,
}

impl Data for Slow {
    fn submit(&self, id: RequestId, work: Work) {
        let mut gate = self.gate.borrow_mut();
        if gate.shut {
            gate.waiting.push_back((id, work));
        } else {
            drop(gate);
            self.inner.submit(id, work);
        }
    }
    fn running(&self) -> usize {
        self.gate.borrow().waiting.len()
    }
}

/// A running application on a screen of text.
pub(crate) struct Driver {
    pub(crate) app: App,
    messages: UnboundedReceiver<Message>,
    terminal: Terminal<TestBackend>,
    clock: Arc<AtomicI64>,
    inner: Rc<Inline>,
    gate: Rc<RefCell<Gate>>,
}

impl Driver {
    /// Starts at a place over a session that runs its jobs at once.
    pub(crate) fn start<S: 'static>(
        size: (u16, u16),
        session: S,
        host: impl Host + 'static,
        place: Place,
    ) -> Self {
        Self::start_in(Lang::En, size, session, host, place)
    }

    /// Starts where the program was left the last time.
    pub(crate) fn again(size: (u16, u16), replica: &Replica, host: impl Host + 'static) -> Self {
        Self::begin(Lang::En, size, replica.clone(), Whereabouts::of(replica), |cx| {
            App::again(cx, Box::new(host))
        })
    }

    /// The same in a language.
    pub(crate) fn start_in<S: 'static>(
        lang: Lang,
        size: (u16, u16),
        session: S,
        host: impl Host + 'static,
        place: Place,
    ) -> Self {
        Self::begin(lang, size, session, Whereabouts::default(), |cx| {
            App::new(cx, Box::new(host), place)
        })
    }

    fn begin<S: 'static>(
        lang: Lang,
        (width, height): (u16, u16),
        session: S,
        was: Whereabouts,
        start: impl FnOnce(Cx) -> App,
    ) -> Self {
        let (to, messages) = unbounded_channel();
        let now: Timestamp = NOW.parse().expect("an instant");
        let clock = Arc::new(AtomicI64::new(now.0));
        let hand = Arc::clone(&clock);
        let zone = TimeZone::get("Europe/Berlin").expect("bundled zone");
        let inner = Rc::new(Inline::new(session, to.clone()));
        let gate = Rc::new(RefCell::new(Gate::default()));
        let slow = Slow {
            inner: Rc::clone(&inner),
            gate: Rc::clone(&gate),
        };
        let mut cx = Cx::new(
            Box::new(slow),
            to,
            Clock::new(move || Timestamp(hand.load(Ordering::Relaxed))),
            zone,
        );
        cx.size = (width, height);
        cx.locale = Arc::new(Locale::new(lang));
        cx.whereabouts = was;
        let app = start(cx);
        let terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen of text");
        let mut driver = Self {
            app,
            messages,
            terminal,
            clock,
            inner,
            gate,
        };
        driver.settle();
        driver
    }

    /// Handles what waits until nothing does, then draws.
    fn settle(&mut self) {
        for _ in 0..1_000 {
            let Ok(message) = self.messages.try_recv() else {
                break;
            };
            self.app.handle(message);
        }
        self.terminal
            .draw(|frame| self.app.draw(frame))
            .expect("a screen of text takes everything");
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: Message) -> &mut Self {
        self.app.handle(message);
        self.settle();
        self
    }

    /// Presses keys one after the other: `"g w"`, `"ctrl-p"`, `"enter"`.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        let keys: Vec<Key> = match keys.parse::<Keys>() {
            Ok(keys) => keys.0,
            Err(_) => keys
                .split_whitespace()
                .map(|key| key.parse().expect(key))
                .collect(),
        };
        for key in keys {
            self.send(Message::Input(Input::Key(key)));
        }
        self
    }

    /// Presses keys while the data answers nothing yet; no frame is drawn between them.
    pub(crate) fn hold(&mut self, keys: &str) -> &mut Self {
        self.gate.borrow_mut().shut = true;
        for key in keys.split_whitespace() {
            let key: Key = key.parse().expect("a key");
            self.app.handle(Message::Input(Input::Key(key)));
        }
        self
    }

    /// Draws what is there, whether the data has answered or not.
    pub(crate) fn look(&mut self) -> &mut Self {
        self.terminal
            .draw(|frame| self.app.draw(frame))
            .expect("a screen of text takes everything");
        self
    }

    /// Lets the data answer, one question after the other.
    pub(crate) fn release(&mut self) -> &mut Self {
        loop {
            while let Ok(message) = self.messages.try_recv() {
                self.app.handle(message);
            }
            let job = self.gate.borrow_mut().waiting.pop_front();
            let Some((id, work)) = job else { break };
            self.inner.submit(id, work);
        }
        self.gate.borrow_mut().shut = false;
        self.settle();
        self
    }

    /// Presses keys faster than the data answers; then everything settles.
    pub(crate) fn press_at_once(&mut self, keys: &str) -> &mut Self {
        self.hold(keys).release()
    }

    /// Types text character by character.
    pub(crate) fn type_text(&mut self, text: &str) -> &mut Self {
        for ch in text.chars() {
            let key = if ch == '\n' {
                "enter".parse().expect("a key")
            } else {
                Key::char(ch)
            };
            self.send(Message::Input(Input::Key(key)));
        }
        self
    }

    /// Clicks the first place where the text stands.
    pub(crate) fn click(&mut self, text: &str) -> &mut Self {
        let (y, line) = self
            .lines()
            .into_iter()
            .enumerate()
            .find(|(_, line)| line.contains(text))
            .expect("the text is shown");
        let before = line.split(text).next().unwrap_or_default();
        let x = callsheet::base::text::width(before) as u16;
        self.send(Message::Input(Input::Mouse(Mouse {
            kind: MouseKind::Press,
            x,
            y: y as u16,
        })))
    }

    /// Changes the size of the window.
    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.terminal.backend_mut().resize(width, height);
        self.send(Message::Input(Input::Resize(width, height)))
    }

    /// Lets time pass, with the ticks that come with it.
    pub(crate) fn pass(&mut self, seconds: i64) -> &mut Self {
        self.clock.fetch_add(seconds * 1_000, Ordering::Relaxed);
        self.send(Message::Tick)
    }

    /// The rows of the screen, without the spaces at their end.
    pub(crate) fn lines(&self) -> Vec<String> {
        let buffer = self.terminal.backend().buffer();
        (0..buffer.area.height)
            .map(|y| {
                let mut line = String::new();
                let mut covered = 0;
                for x in 0..buffer.area.width {
                    // The cell behind a wide character belongs to it.
                    if covered > 0 {
                        covered -= 1;
                        continue;
                    }
                    let symbol = buffer[(x, y)].symbol();
                    covered = callsheet::base::text::width(symbol).saturating_sub(1);
                    line.push_str(symbol);
                }
                line.trim_end().to_owned()
            })
            .collect()
    }

    /// The screen as text.
    pub(crate) fn screen(&self) -> String {
        self.lines().join("\n")
    }

    /// Whether a text is on the screen.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) -> &mut Self {
        assert!(
            self.screen().contains(text),
            "`{text}` is not on the screen:\n{}",
            self.screen()
        );
        self
    }

    /// Whether a text is not on the screen.
    #[track_caller]
    pub(crate) fn hides(&mut self, text: &str) -> &mut Self {
        assert!(
            !self.screen().contains(text),
            "`{text}` is on the screen:\n{}",
            self.screen()
        );
        self
    }

    /// Where the hardware cursor stands.
    pub(crate) fn cursor(&mut self) -> (u16, u16) {
        let at = self.terminal.get_cursor_position().expect("a cursor");
        (at.x, at.y)
    }
}
