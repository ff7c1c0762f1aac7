//! Runs a program in a pseudo terminal and measures what reaches the screen.
//!
//! Every chunk of output carries the time at which it was read, before it is parsed. A key has *settled*
//! with the last chunk before the program is silent and asleep. Processor time is the time on the
//! processor of all its threads (`schedstat`), which a busy neighbour disturbs far less than the clock.

use crate::keys;
use crate::measure::now;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::fs;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

const COLUMNS: u16 = 120;
const ROWS: u16 = 40;
/// As long nothing must come out of a program that has settled.
const QUIET: Duration = Duration::from_millis(15);
/// After this long a wait is given up.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program under measurement.
pub(crate) struct Probe {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    terminal: vt100::Parser,
    started: Instant,
    bytes: usize,
    // Closing it would hang up on the program.
    _master: Box<dyn MasterPty + Send>,
}

/// What one key cost.
pub(crate) struct Pressed {
    /// From the key to the last change of the screen.
    pub(crate) settled: Duration,
    /// Time on the processor, all threads.
    pub(crate) cpu: Duration,
}

/// What a program does while nobody touches it.
#[derive(Debug)]
pub(crate) struct Rest {
    pub(crate) cpu: Duration,
    /// Bytes it wrote to the screen.
    pub(crate) screen: usize,
    /// Bytes it wrote anywhere, the screen included.
    pub(crate) written: u64,
    /// How often one of its threads woke up.
    pub(crate) wakes: u64,
}

impl Probe {
    pub(crate) fn start(program: &Path, args: &[&str], env: &[(&str, &str)]) -> Self {
        let size = PtySize {
            rows: ROWS,
            cols: COLUMNS,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a pseudo terminal");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        for (name, value) in env {
            command.env(name, value);
        }
        let mut reader = pair
            .master
            .try_clone_reader()
            .expect("the output of the terminal");
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut chunk = vec![0; 64 * 1024];
            while let Ok(len @ 1..) = reader.read(&mut chunk) {
                if sender.send((now(), chunk[..len].to_vec())).is_err() {
                    break;
                }
            }
        });
        let writer = pair.master.take_writer().expect("the input of the terminal");
        let started = now();
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let cells = |count| NonZeroU16::new(count).expect("not zero");
        Self {
            child,
            writer,
            output,
            terminal: vt100::Parser::new(cells(ROWS), cells(COLUMNS), 0),
            started,
            bytes: 0,
            _master: pair.master,
        }
    }

    /// From the start of the program until `text` stood on the screen.
    pub(crate) fn first_frame(&mut self, text: &str) -> Duration {
        let at = self.until(text);
        at.saturating_duration_since(self.started)
    }

    /// Reads until `text` stands on the screen; when it came.
    pub(crate) fn until(&mut self, text: &str) -> Instant {
        let end = now() + PATIENCE;
        let mut at = now();
        while !self.contents().contains(text) {
            assert!(now() < end, "{text:?} never came:\n{}", self.contents());
            if let Some(read) = self.read(Duration::from_secs(1)) {
                at = read;
            }
        }
        at
    }

    /// One key, and what it took until the program had settled again; nothing when the screen
    /// did not change.
    pub(crate) fn press(&mut self, key: &str) -> Option<Pressed> {
        let bytes = keys::parse(key).concat();
        let cpu = self.cpu();
        let sent = now();
        self.write(&bytes);
        let last = self.settle()?;
        Some(Pressed {
            settled: last.saturating_duration_since(sent),
            cpu: self.cpu().saturating_sub(cpu),
        })
    }

    /// Reads until nothing comes any more; when the last output came, if any did.
    pub(crate) fn settle(&mut self) -> Option<Instant> {
        let mut last = None;
        let mut looks = 0;
        // Some programs work silently before they draw: asleep twice in a row is settled.
        while looks < 2 {
            if let Some(at) = self.read(QUIET) {
                last = Some(at);
                looks = 0;
            } else if self.asleep() {
                looks += 1;
            } else {
                looks = 0;
            }
        }
        last
    }

    fn read(&mut self, limit: Duration) -> Option<Instant> {
        match self.output.recv_timeout(limit) {
            Ok((at, chunk)) => {
                self.bytes += chunk.len();
                self.terminal.process(&chunk);
                // Whoever asks what the terminal is waits for the answer; an answer costs the program nothing.
                if contains(&chunk, b"\x1b[c") {
                    self.write(b"\x1b[?62;22c");
                }
                if contains(&chunk, b"\x1b]11;?") {
                    self.write(b"\x1b]11;rgb:1010/1010/1010\x1b\\");
                }
                Some(at)
            }
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => panic!("the program ended:\n{}", self.contents()),
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.writer
            .write_all(bytes)
            .and_then(|()| self.writer.flush())
            .expect("the program reads its terminal");
    }

    pub(crate) fn contents(&self) -> String {
        self.terminal.screen().contents()
    }

    fn threads(&self) -> Vec<PathBuf> {
        let process = self.child.process_id().expect("a process has an id");
        let tasks = fs::read_dir(format!("/proc/{process}/task"))
            .into_iter()
            .flatten()
            .flatten();
        tasks.map(|task| task.path()).collect()
    }

    /// Time on the processor so far, of all threads that live.
    pub(crate) fn cpu(&self) -> Duration {
        let of = |thread: &PathBuf| -> Option<u64> {
            let stat = fs::read_to_string(thread.join("schedstat")).ok()?;
            stat.split_whitespace().next()?.parse().ok()
        };
        Duration::from_nanos(self.threads().iter().filter_map(of).sum())
    }

    fn asleep(&self) -> bool {
        self.threads().iter().all(|thread| {
            let stat = fs::read_to_string(thread.join("stat")).unwrap_or_default();
            let state = stat.rsplit(')').next().unwrap_or_default();
            state.trim_start().starts_with(['S', 'T', 'Z', 'I'])
        })
    }

    fn status(&self, file: &str, field: &str) -> u64 {
        let process = self.child.process_id().expect("a process has an id");
        let text = fs::read_to_string(format!("/proc/{process}/{file}")).unwrap_or_default();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(field))
            .unwrap_or_default();
        let number = line.split_whitespace().next().unwrap_or_default();
        number.parse().unwrap_or(0)
    }

    /// Resident memory in megabytes.
    pub(crate) fn resident(&self) -> f64 {
        self.status("status", "VmRSS:") as f64 / 1024.0
    }

    /// Leaves the program alone for this long and says what it did.
    pub(crate) fn rest(&mut self, long: Duration) -> Rest {
        let wakes = |probe: &Self| -> u64 {
            let of = |thread: &PathBuf| {
                let text = fs::read_to_string(thread.join("status")).unwrap_or_default();
                let field = |name: &str| {
                    text.lines()
                        .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
                };
                field("voluntary_ctxt_switches:").unwrap_or(0_u64)
            };
            probe.threads().iter().map(of).sum()
        };
        self.settle();
        let before = (self.cpu(), self.bytes, self.status("io", "wchar:"), wakes(self));
        let end = now() + long;
        while let Some(left) = end.checked_duration_since(now()).filter(|left| !left.is_zero()) {
            self.read(left);
        }
        Rest {
            cpu: self.cpu().saturating_sub(before.0),
            screen: self.bytes - before.1,
            written: self.status("io", "wchar:") - before.2,
            wakes: wakes(self) - before.3,
        }
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        // At once: told to leave, it would keep where it was for the next start.
        let process = self
            .child
            .process_id()
            .and_then(|id| rustix::process::Pid::from_raw(id as i32));
        if let Some(process) = process {
            let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
