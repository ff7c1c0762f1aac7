//! Worker threads that own their connection; work is sent to them as closures.
//!
//! SQLite has one writer and a few readers, PostgreSQL workers that do both.
//! Whoever asked may go away: a job that was sent is done to its end. A job that
//! panics loses its transaction, not its worker.

use super::conn::Interrupt;
use super::{Conn, Result, StoreError};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

type Job = Box<dyn FnOnce(&mut Conn) + Send>;

/// The tenant of a local file, and the first one of a server.
const FIRST_TENANT: i64 = 1;

/// What a worker's connection is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Writes (and may read).
    Writer,
    /// Reads only.
    Reader,
}

/// Waits until every worker has its connection.
fn wait_for(opening: &mut Vec<Receiver<Result<()>>>) -> Result<()> {
    opening
        .drain(..)
        .try_for_each(|answer| answer.recv().unwrap_or(Err(StoreError::Closed)))
}

/// Worker threads over one database; a clone speaks to the same workers.
///
/// When the last clone goes, the workers finish what was sent and are waited for.
#[derive(Clone)]
pub struct Pool {
    inner: Arc<Inner>,
    /// Whose rows the jobs sent through this handle work on.
    tenant: i64,
}

struct Inner {
    /// Taken when closing; a worker ends when its queue has no sender and no job.
    queues: Option<Queues>,
    workers: Vec<JoinHandle<()>>,
}

struct Queues {
    writes: Sender<Job>,
    reads: Sender<Job>,
}

impl Pool {
    /// Workers over a SQLite file: one writer, which makes and migrates the file, and `readers` readers.
    pub fn sqlite(path: &Path, readers: usize) -> Result<Self> {
        let path = path.to_owned();
        Self::start(1, readers, move |role| match role {
            Role::Writer => Conn::open(&path),
            Role::Reader => Conn::open_reader(&path),
        })
    }
    /// Workers over a PostgreSQL server, each for reading and writing.
    #[cfg(feature = "postgres")]
    pub fn postgres(url: &str, schema: Option<&str>, workers: usize) -> Result<Self> {
        let (url, schema) = (url.to_owned(), schema.map(str::to_owned));
        Self::start(workers, 0, move |_| Conn::connect(&url, schema.as_deref()))
    }
    /// Workers over what `open` opens, the writers first; without readers the writers read too.
    ///
    /// # Errors
    /// That of the first connection that cannot be opened; no worker is left then.
    pub fn start(
        writers: usize,
        readers: usize,
        open: impl Fn(Role) -> Result<Conn> + Send + Sync + 'static,
    ) -> Result<Self> {
        let open = Arc::new(open);
        let (writes, write_jobs) = queue();
        let (reads, read_jobs) = match readers {
            0 => (writes.clone(), Arc::clone(&write_jobs)),
            _ => queue(),
        };
        let mut inner = Inner {
            queues: Some(Queues { writes, reads }),
            workers: Vec::new(),
        };
        let wanted = std::iter::repeat_n((Role::Writer, write_jobs), writers.max(1))
            .chain(std::iter::repeat_n((Role::Reader, read_jobs), readers));
        let mut opening = Vec::new();
        for (role, jobs) in wanted {
            let (opened, answer) = channel();
            let open = Arc::clone(&open);
            let worker = std::thread::Builder::new()
                .name(format!("store-{role:?}").to_lowercase())
                .spawn(move || match open(role) {
                    Ok(conn) => {
                        let _ = opened.send(Ok(()));
                        work(conn, &jobs);
                    }
                    Err(error) => {
                        let _ = opened.send(Err(error));
                    }
                })
                .map_err(|error| StoreError::File {
                    what: "cannot start a worker thread".to_owned(),
                    reason: error.to_string(),
                })?;
            inner.workers.push(worker);
            opening.push(answer);
            // A writer makes and migrates what the next one opens; readers open side by side.
            if role == Role::Writer {
                wait_for(&mut opening)?;
            }
        }
        // Dropping `inner` on an error ends the workers that run already.
        wait_for(&mut opening)?;
        Ok(Self {
            inner: Arc::new(inner),
            tenant: FIRST_TENANT,
        })
    }
    /// The same workers for the rows of another tenant; every job sent through it works on those and no others.
    #[must_use]
    pub fn of_tenant(&self, tenant_no: i64) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            tenant: tenant_no,
        }
    }
    /// Whose rows the jobs sent through this handle work on.
    pub fn tenant(&self) -> i64 {
        self.tenant
    }

    /// Runs a job on a writer and waits for its answer. Not for a thread that draws or runs an async runtime.
    ///
    /// # Errors
    /// The job's own, or [`StoreError::Panicked`].
    pub fn write<R, E>(&self, job: impl FnOnce(&mut Conn) -> Result<R, E> + Send + 'static) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        wait(|job| self.submit_write(job), job)
    }
    /// Runs a job on a reader and waits for its answer, as [`Pool::write`] does.
    pub fn read<R, E>(&self, job: impl FnOnce(&mut Conn) -> Result<R, E> + Send + 'static) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        wait(|job| self.submit_read(job), job)
    }
    /// Sends a job to a writer and returns at once; the job itself passes its result on.
    pub fn submit_write(&self, job: impl FnOnce(&mut Conn) + Send + 'static) {
        self.send(Role::Writer, Box::new(job));
    }
    /// Sends a job to a reader and returns at once; the job itself passes its result on.
    pub fn submit_read(&self, job: impl FnOnce(&mut Conn) + Send + 'static) {
        self.send(Role::Reader, Box::new(job));
    }

    /// As [`Pool::submit_read`], for a question that a newer one may overtake (search while typing).
    ///
    /// A cancelled job that waits is dropped; one that runs has its statement stopped and gets
    /// [`StoreError::Cancelled`] (on PostgreSQL it runs to its end).
    pub fn submit_cancellable(&self, job: impl FnOnce(&mut Conn) + Send + 'static) -> Cancel {
        let cancel = Cancel {
            state: Arc::new(Mutex::new(Stage::Waiting)),
        };
        let state = Arc::clone(&cancel.state);
        self.submit_read(move |conn| {
            let mut stage = lock(&state);
            if matches!(*stage, Stage::Cancelled) {
                return;
            }
            *stage = Stage::Running(conn.interrupt());
            drop(stage);
            // Also on a panic: the handle must not outlive the job it belongs to.
            let _over = OnDrop(|| *lock(&state) = Stage::Over);
            job(conn);
        });
        cancel
    }

    fn send(&self, role: Role, job: Job) {
        if let Some(queues) = &self.inner.queues {
            let queue = match role {
                Role::Writer => &queues.writes,
                Role::Reader => &queues.reads,
            };
            let tenant = self.tenant;
            // Without workers the job is dropped, and with it the channel it would have answered on.
            let _ = queue.send(Box::new(move |conn| {
                conn.set_tenant(tenant);
                job(conn);
            }));
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.queues = None;
        let here = std::thread::current().id();
        for worker in self.workers.drain(..) {
            // A job may hold the last clone: its own worker cannot wait for itself.
            if worker.thread().id() != here {
                let _ = worker.join();
            }
        }
    }
}

/// Stops a job that nobody waits for any more.
#[derive(Clone)]
pub struct Cancel {
    state: Arc<Mutex<Stage>>,
}

enum Stage {
    Waiting,
    Running(Interrupt),
    Cancelled,
    Over,
}

impl Cancel {
    /// Drops the job if it waits, stops its statement if it runs, does nothing when it is over.
    pub fn cancel(&self) {
        let mut state = lock(&self.state);
        match &*state {
            Stage::Waiting => *state = Stage::Cancelled,
            // Under the lock, so that it cannot hit the job behind this one.
            Stage::Running(interrupt) => interrupt.stop(),
            Stage::Cancelled | Stage::Over => {}
        }
    }
}

struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

type Jobs = Arc<Mutex<Receiver<Job>>>;

fn queue() -> (Sender<Job>, Jobs) {
    let (sender, receiver) = channel();
    (sender, Arc::new(Mutex::new(receiver)))
}

fn work(mut conn: Conn, jobs: &Jobs) {
    loop {
        // The lock is held while waiting: idle workers queue behind it, and a job never runs under it.
        let job = lock(jobs).recv();
        let Ok(job) = job else {
            break;
        };
        // An open transaction was rolled back while the panic passed through it, so the connection is clean.
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| job(&mut conn))) {
            tracing::error!(reason = panic_message(&*panic), "a store job panicked");
        }
    }
    conn.close();
}

fn wait<R, E>(
    send: impl FnOnce(Job),
    job: impl FnOnce(&mut Conn) -> Result<R, E> + Send + 'static,
) -> Result<R, E>
where
    R: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (answer, result) = channel();
    send(Box::new(move |conn| {
        let out = catch_unwind(AssertUnwindSafe(|| job(conn))).unwrap_or_else(|panic| {
            let reason = panic_message(&*panic).to_owned();
            Err(StoreError::Panicked { reason }.into())
        });
        // Whoever asked may be gone; the work is done all the same.
        let _ = answer.send(out);
    }));
    result.recv().unwrap_or_else(|_| Err(StoreError::Closed.into()))
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::One;
    use crate::{params, statements};
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn memory(writers: usize, readers: usize) -> Pool {
        Pool::start(writers, readers, |_| Conn::memory()).expect("memory")
    }

    #[test]
    fn a_panicking_job_answers_an_error_and_the_worker_goes_on() {
        let pool = memory(1, 1);
        let error = pool
            .write(|_| -> Result<()> { panic!("the pen broke") })
            .expect_err("panicked");
        assert_eq!(
            error,
            StoreError::Panicked {
                reason: "the pen broke".to_owned()
            }
        );
        pool.submit_read(|_| panic!("nobody waits"));
        assert_eq!(pool.write(|conn| Ok::<_, StoreError>(conn.tenant())), Ok(1));
        assert_eq!(pool.read(|conn| Ok::<_, StoreError>(conn.tenant())), Ok(1));
    }

    #[test]
    fn what_was_sent_is_done_before_the_pool_is_gone() {
        let done = Arc::new(AtomicUsize::new(0));
        let pool = memory(1, 2);
        for n in 0..50 {
            let done = Arc::clone(&done);
            let job = move |_: &mut Conn| {
                done.fetch_add(1, Ordering::SeqCst);
            };
            if n % 2 == 0 {
                pool.submit_write(job);
            } else {
                pool.submit_read(job);
            }
        }
        drop(pool);
        assert_eq!(done.load(Ordering::SeqCst), 50);
    }

    #[test]
    fn a_job_may_hold_the_last_clone() {
        let pool = memory(1, 0);
        let (sender, receiver) = channel();
        let clone = pool.clone();
        pool.submit_write(move |conn| {
            drop(clone);
            let _ = sender.send(conn.tenant());
        });
        drop(pool);
        assert_eq!(receiver.recv(), Ok(1));
    }

    statements! {
        /// Counts for ever.
        ENDLESS: rows One<i64> = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
            SELECT MAX(i) AS value FROM n";
    }

    #[test]
    fn a_cancelled_job_is_stopped_and_one_that_waits_is_dropped() {
        assert_eq!(statements().len(), 1);
        let pool = memory(1, 1);
        let (sender, receiver) = channel();
        let (started, has_started) = channel();
        let runs = pool.submit_cancellable(move |conn| {
            let _ = started.send(());
            let _ = sender.send(conn.read(|tx| tx.one(ENDLESS, params![])));
        });
        let (dropped, was_dropped) = channel::<()>();
        let waits = pool.submit_cancellable(move |_| {
            let _ = dropped.send(());
        });
        waits.cancel();
        assert_eq!(has_started.recv(), Ok(()));
        // The statement may not have begun yet: ask until it is stopped.
        let stopped = loop {
            runs.cancel();
            match receiver.try_recv() {
                Ok(stopped) => break stopped,
                Err(_) => std::thread::yield_now(),
            }
        };
        assert_eq!(stopped, Err(StoreError::Cancelled));
        assert!(was_dropped.recv().is_err(), "its sender went with the job");
        runs.cancel();
        assert_eq!(pool.read(|conn| Ok::<_, StoreError>(conn.tenant())), Ok(1));
    }

    #[test]
    fn a_connection_that_cannot_be_opened_is_the_answer_of_start() {
        let refused = Pool::start(1, 1, |role| match role {
            Role::Writer => Conn::memory(),
            Role::Reader => Err(StoreError::Locked),
        });
        assert_eq!(refused.err(), Some(StoreError::Locked));
    }
}
