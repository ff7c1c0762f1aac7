//! Sees what other processes write into the file: a second window, or a verb on the command line.
//!
//! SQLite tells nobody of a commit. Once a second a thread looks at the size and time of the log
//! of writes beside the file, which costs two calls and writes nothing; only when they moved it
//! asks the store whether it was somebody else. So our own work reloads nothing a second time.

use super::message::Message;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc::UnboundedSender;

/// How often the thread looks.
const EVERY: Duration = Duration::from_secs(1);

/// The thread that looks; it ends with this.
#[derive(Debug)]
pub struct Watch {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Looks at the data file `path`; `version` gives a number that moves when another process has written.
    pub fn start(
        path: &Path,
        to: UnboundedSender<Message>,
        version: impl FnMut() -> Option<i64> + Send + 'static,
    ) -> std::io::Result<Self> {
        Self::every(EVERY, path, to, version)
    }

    fn every(
        pause: Duration,
        path: &Path,
        to: UnboundedSender<Message>,
        mut version: impl FnMut() -> Option<i64> + Send + 'static,
    ) -> std::io::Result<Self> {
        let files = [path.to_owned(), beside(path)];
        // Taken before the first screen reads: nothing that comes later is missed.
        let (seen, known) = (files.each_ref().map(|file| look(file)), version());
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || watch(pause, &stopped, &files, (seen, known), &to, version))?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

type Seen = [Option<(u64, SystemTime)>; 2];

fn watch(
    pause: Duration,
    stopped: &Receiver<()>,
    files: &[PathBuf; 2],
    (mut seen, mut known): (Seen, Option<i64>),
    to: &UnboundedSender<Message>,
    mut version: impl FnMut() -> Option<i64>,
) {
    while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let now = files.each_ref().map(|file| look(file));
        if now == seen {
            continue;
        }
        // A look that failed (the store is busy with a long write) is made again the next time.
        let Some(moved) = version() else { continue };
        seen = now;
        if known.replace(moved) != Some(moved) && to.send(Message::Changed).is_err() {
            return;
        }
    }
}

fn look(file: &Path) -> Option<(u64, SystemTime)> {
    let file = std::fs::metadata(file).ok()?;
    Some((file.len(), file.modified().ok()?))
}

/// The log of writes of a SQLite file.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

    /// Looks until it holds; a test that waits in vain for a minute has failed.
    fn until(what: &str, holds: impl Fn() -> bool) {
        for _ in 0..60_000 {
            if holds() {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("waited in vain: {what}");
    }

    #[test]
    fn the_store_is_asked_only_when_the_files_moved_and_screens_reload_only_for_others() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("data.db");
        std::fs::write(&path, "x").expect("file");
        let (to, mut from) = tokio::sync::mpsc::unbounded_channel();
        let (version, asked) = (Arc::new(AtomicI64::new(1)), Arc::new(AtomicUsize::new(0)));
        let (version_of, asked_of) = (Arc::clone(&version), Arc::clone(&asked));
        let watch = Watch::every(Duration::from_millis(1), &path, to, move || {
            asked_of.fetch_add(1, Ordering::SeqCst);
            Some(version_of.load(Ordering::SeqCst))
        });
        let watch = watch.expect("thread");
        std::thread::sleep(Duration::from_millis(30));
        assert_eq!(asked.load(Ordering::SeqCst), 1, "once, to know where it begins");
        // We wrote ourselves: the file moved, the number did not.
        std::fs::write(beside(&path), "own").expect("log");
        until("asked", || asked.load(Ordering::SeqCst) >= 2);
        assert!(from.try_recv().is_err());
        version.store(2, Ordering::SeqCst);
        std::fs::write(beside(&path), "another's").expect("log");
        until("told", || !from.is_empty());
        assert!(matches!(from.try_recv(), Ok(Message::Changed)));
        drop(watch);
        assert!(from.try_recv().is_err(), "told once");
    }
}
