//! Drives the real program through a pseudo terminal, as a person would: keys in, a screen out.
//!
//! Nothing here sleeps for a guessed time. [`Screen::wait_for`] reads until the text stands on the
//! screen, [`Screen::wait_idle`] until the program rests; both give up after a long while and say
//! what the screen looked like. Questions that programs ask a terminal (who are you, where is the
//! cursor, which background) are answered as xterm with a dark background does.

use super::{keys, quiet};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long one look for more output lasts; as long nothing must happen for the program to be idle.
const LOOK: Duration = Duration::from_millis(10);
/// Looks without any output before a wait gives up: 20 seconds.
const PATIENCE: usize = 2000;

/// A program in a terminal of its own.
pub(crate) struct Screen {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    terminal: vt100::Parser<Answers>,
    raw: Vec<u8>,
    keys: usize,
    /// No more output can come: the program closed its side.
    closed: bool,
}

/// How the program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exit {
    /// Its exit code; meaningless when a signal ended it.
    pub(crate) code: u32,
    /// The signal that ended it, in words.
    pub(crate) signal: Option<String>,
}

impl Screen {
    /// Starts callsheet with these arguments in a terminal of `size` (columns, rows), with these
    /// variables added to an otherwise empty environment. [`super::cli::Cli::screen`] knows a good set.
    pub(crate) fn start(size: (u16, u16), args: &[&str], env: &[(String, String)]) -> Self {
        Self::start_program(Path::new(env!("CARGO_BIN_EXE_callsheet")), size, args, env)
    }

    /// The same for any program.
    pub(crate) fn start_program(
        program: &Path,
        size: (u16, u16),
        args: &[&str],
        env: &[(String, String)],
    ) -> Self {
        let pair = native_pty_system()
            .openpty(pty_size(size))
            .expect("a pseudo terminal");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        for (name, value) in env {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave); // so that the end of the program is the end of its output
        let mut reader = pair
            .master
            .try_clone_reader()
            .expect("the output of the terminal");
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut chunk = [0; 16 * 1024];
            // Linux reports an error, not an end, when the other side of a terminal is gone.
            while let Ok(len @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..len].to_vec()).is_err() {
                    break;
                }
            }
        });
        let (columns, rows) = (cells(size.0), cells(size.1));
        Self {
            writer: pair.master.take_writer().expect("the input of the terminal"),
            master: pair.master,
            child,
            output,
            terminal: vt100::Parser::new_with_callbacks(rows, columns, 0, Answers::default()),
            raw: Vec::new(),
            keys: 0,
            closed: false,
        }
    }

    /// Presses keys, by the names of [`keys`].
    pub(crate) fn send(&mut self, keys: &str) -> &mut Self {
        for key in keys::parse(keys) {
            self.keys += 1;
            self.write(&key);
            if key == [0x1b] {
                // What follows an Esc too closely reads as Alt with the next key.
                self.wait_idle();
            }
        }
        self
    }

    /// Types a text that does not count as keys.
    pub(crate) fn type_text(&mut self, text: &str) -> &mut Self {
        self.write(text.as_bytes());
        self
    }

    /// Pastes a text with the brackets a terminal puts around it, and its line ends.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.write(format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r")).as_bytes());
        self
    }

    /// Sends bytes as they are.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        // A program that has just ended refuses input; the next wait tells.
        let _ = self.writer.write_all(bytes).and_then(|()| self.writer.flush());
    }

    /// How many keys were pressed.
    pub(crate) fn keys(&self) -> usize {
        self.keys
    }

    /// Reads until `text` stands on the screen, on one row.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait_until(&format!("{text:?} on the screen"), |screen| screen.contains(text))
    }

    /// Reads until `text` is gone from the screen.
    #[track_caller]
    pub(crate) fn wait_gone(&mut self, text: &str) -> &mut Self {
        self.wait_until(&format!("{text:?} gone from the screen"), |screen| {
            !screen.contains(text)
        })
    }

    /// Reads until the condition holds; `what` says what was waited for.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) -> &mut Self {
        let mut looks = 0;
        while !holds(self) {
            assert!(
                !self.closed,
                "the program ended before {what}:\n{}",
                self.contents()
            );
            if !self.read_more() {
                looks += 1;
            }
            assert!(
                looks < PATIENCE,
                "waited in vain for {what}:\n{}",
                self.contents()
            );
        }
        self
    }

    /// Reads until the program rests: nothing comes out of it and none of its threads is woken.
    #[track_caller]
    pub(crate) fn wait_idle(&mut self) -> &mut Self {
        let process = self.process();
        let mut before = None;
        for _ in 0..PATIENCE {
            let output = self.read_more();
            if self.closed {
                return self;
            }
            let now = quiet::look(process);
            if !output && now.is_some() && now == before {
                return self;
            }
            before = now;
        }
        panic!("the program never came to rest:\n{}", self.contents());
    }

    /// Takes over what the program wrote; whether there was something.
    fn read_more(&mut self) -> bool {
        let mut chunk = match self.output.recv_timeout(LOOK) {
            Ok(chunk) => chunk,
            Err(RecvTimeoutError::Timeout) => return false,
            Err(RecvTimeoutError::Disconnected) => {
                self.closed = true;
                return false;
            }
        };
        chunk.extend(self.output.try_iter().flatten());
        self.terminal.process(&chunk);
        self.raw.extend(chunk);
        let answers = std::mem::take(&mut self.terminal.callbacks_mut().due);
        self.write(&answers);
        true
    }

    /// The screen as text, one line a row, without what is blank at the ends.
    pub(crate) fn contents(&self) -> String {
        self.terminal.screen().contents()
    }

    /// Whether `text` stands on one row of the screen.
    pub(crate) fn contains(&self, text: &str) -> bool {
        (0..self.size().1).any(|row| self.row(row).contains(text))
    }

    /// A row of the screen, counted from 0, without the blanks at its end.
    pub(crate) fn row(&self, row: u16) -> String {
        let width = self.size().0;
        let text = self
            .terminal
            .screen()
            .rows(0, width)
            .nth(row.into())
            .unwrap_or_default();
        text.trim_end().to_owned()
    }

    /// Every row of the screen.
    pub(crate) fn rows(&self) -> Vec<String> {
        (0..self.size().1).map(|row| self.row(row)).collect()
    }

    /// Where the cursor is (column, row), or nothing when it is hidden.
    pub(crate) fn cursor(&self) -> Option<(u16, u16)> {
        let screen = self.terminal.screen();
        let (row, column) = screen.cursor_position();
        (!screen.hide_cursor()).then_some((column, row))
    }

    /// The emulated terminal, for colours and modes.
    pub(crate) fn terminal(&self) -> &vt100::Screen {
        self.terminal.screen()
    }

    /// What the program asked to have copied to the clipboard (OSC 52), as it sent it.
    pub(crate) fn copied(&self) -> &[Vec<u8>] {
        &self.terminal.callbacks().copied
    }

    /// Every byte that the program wrote so far.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The size of the terminal (columns, rows).
    pub(crate) fn size(&self) -> (u16, u16) {
        let (rows, columns) = self.terminal.screen().size();
        (columns.get(), rows.get())
    }

    /// Changes the size of the terminal (columns, rows); the program is told by its signal.
    pub(crate) fn resize(&mut self, size: (u16, u16)) -> &mut Self {
        self.master
            .resize(pty_size(size))
            .expect("the terminal takes another size");
        self.terminal.set_size(cells(size.1), cells(size.0));
        self
    }

    /// Tells the program another size, any at all (0 too); the emulated terminal keeps its own.
    pub(crate) fn resize_only(&mut self, size: (u16, u16)) -> &mut Self {
        self.master
            .resize(pty_size(size))
            .expect("the terminal takes another size");
        self
    }

    /// The id of the program's process.
    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().expect("a process has an id")
    }

    /// Reads until the program has ended, and says how.
    #[track_caller]
    pub(crate) fn wait_exit(&mut self) -> Exit {
        let mut looks = 0;
        while !self.closed {
            if !self.read_more() {
                looks += 1;
            }
            assert!(
                looks < PATIENCE,
                "waited in vain for the end of the program:\n{}",
                self.contents()
            );
        }
        let status = self.child.wait().expect("the program can be waited for");
        Exit {
            code: status.exit_code(),
            signal: status.signal().map(ToOwned::to_owned),
        }
    }

    /// Ends the program at once, as a power loss would; it gets no chance to tidy up.
    pub(crate) fn kill(&mut self) {
        self.signal(rustix::process::Signal::KILL);
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&mut self, signal: rustix::process::Signal) {
        if let Ok(None) = self.child.try_wait() {
            let process = i32::try_from(self.process()).expect("process ids fit");
            let process = rustix::process::Pid::from_raw(process).expect("never 0");
            // It may end between the two lines: then there is nothing left to signal.
            let _ = rustix::process::kill_process(process, signal);
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.kill();
        let _ = self.child.wait();
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a terminal has at least one cell")
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// What the terminal answers to questions, and what it was asked to copy.
#[derive(Default)]
struct Answers {
    due: Vec<u8>,
    copied: Vec<Vec<u8>>,
}

impl vt100::Callbacks for Answers {
    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _kind: &[u8], data: &[u8]) {
        self.copied.push(data.to_vec());
    }

    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        first: Option<u8>,
        _second: Option<u8>,
        params: &[&[u16]],
        c: char,
    ) {
        match (first, params, c) {
            (None, [[6]], 'n') => {
                let (row, column) = screen.cursor_position();
                self.due
                    .extend(format!("\x1b[{};{}R", row + 1, column + 1).into_bytes());
            }
            (None, _, 'c') => self.due.extend(b"\x1b[?62;22c"),
            _ => {}
        }
    }

    fn unhandled_osc(&mut self, _: &mut vt100::Screen, params: &[&[u8]]) {
        match params {
            [b"10", b"?"] => self.due.extend(b"\x1b]10;rgb:d0d0/d0d0/d0d0\x1b\\"),
            [b"11", b"?"] => self.due.extend(b"\x1b]11;rgb:1010/1010/1010\x1b\\"),
            _ => {}
        }
    }
}

/// The driver itself, tried with the shell.
mod driver {
    use super::*;

    fn shell(script: &str) -> Screen {
        let env = [("PATH".to_owned(), std::env::var("PATH").unwrap_or_default())];
        Screen::start_program(Path::new("/bin/sh"), (40, 10), &["-c", script], &env)
    }

    #[test]
    fn keys_arrive_and_the_screen_is_read_back() {
        let mut screen =
            shell("printf 'name? '; read name; printf '\\033[5;3Hhello %s' \"$name\"; read end; exit 3");
        screen.wait_for("name?");
        screen.send("Zoë<Enter>").wait_for("hello Zoë");
        assert_eq!(screen.row(4), "  hello Zoë");
        assert_eq!(screen.cursor(), Some((11, 4)));
        assert_eq!(screen.keys(), 4);
        screen.send("<Enter>");
        assert_eq!(
            screen.wait_exit(),
            Exit {
                code: 3,
                signal: None
            }
        );
    }

    #[test]
    fn an_idle_program_is_seen_to_rest_and_a_busy_one_is_waited_for() {
        let mut screen = shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo done; read end");
        screen.wait_idle();
        assert!(screen.contains("done"), "{}", screen.contents());
    }

    #[test]
    fn the_program_learns_of_another_size() {
        let mut screen = shell("trap 'stty size' WINCH; echo ready; while :; do read x; done");
        screen.wait_for("ready").resize((60, 20)).wait_for("20 60");
        assert_eq!(screen.size(), (60, 20));
    }

    #[test]
    fn text_and_pastes_arrive_but_are_not_keys() {
        let mut screen =
            shell("stty -icanon -icrnl -echo; read -r first; printf 'got %s|' \"$first\"; od -An -c -N 14");
        screen.type_text("a text\n").wait_for("got a text|");
        screen.paste("x\ny").wait_for("~   x");
        assert_eq!(screen.keys(), 0);
        assert!(
            screen.rows().join(" ").contains("x  \\r   y"),
            "{}",
            screen.contents()
        );
    }

    #[test]
    fn modes_copies_and_raw_bytes_are_there_to_look_at() {
        let mut screen = shell(
            "printf '\\033[?1049h\\033[1mbold\\033]52;c;aGk=\\007'; read next; printf '\\033[2J\\033[Hnew'; read end",
        );
        screen.wait_for("bold").wait_idle();
        assert!(screen.terminal().alternate_screen());
        assert!(screen.terminal().cell(0, 0).is_some_and(vt100::Cell::bold));
        assert_eq!(screen.copied(), [b"aGk="]);
        screen.send("<Enter>").wait_gone("bold").wait_for("new");
        assert!(screen.raw().starts_with(b"\x1b[?1049h"));
    }

    #[test]
    fn questions_to_the_terminal_are_answered() {
        let mut screen = shell("stty raw -echo; printf '\\033[6n'; dd bs=1 count=6 2>/dev/null | od -An -c");
        screen.wait_for("033   [   1   ;   1   R");
    }

    #[test]
    fn a_killed_program_says_so() {
        let mut screen = shell("echo here; read end");
        screen.wait_for("here").kill();
        assert!(screen.wait_exit().signal.is_some());
    }

    #[test]
    #[should_panic(expected = "the program ended before \"never\" on the screen")]
    fn a_wait_in_vain_says_what_was_seen() {
        shell("echo here").wait_for("never");
    }
}
