//! The way to the data layer: jobs that run off the UI's thread.
//!
//! The terminal UI does not know what a session is. Whoever starts it gives a
//! session of any type (the replica; in tests a fake) and the screens name that
//! type in the closures they ask with.

use super::message::{Answer, Message, RequestId};
use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use tokio::sync::mpsc::UnboundedSender;

/// The work of a job on the session, giving its answer.
pub type Work = Box<dyn FnOnce(&mut dyn Any) -> Box<dyn Any + Send> + Send>;

/// The data layer as the UI sees it.
pub trait Data {
    /// Runs work on the session and sends its answer as a [`Message::Answer`].
    fn submit(&self, id: RequestId, work: Work);
    /// The same for work that takes its time: no other job waits behind it. `under_way` stops it when the program
    /// is left.
    fn submit_long(&self, id: RequestId, work: Work, _under_way: &UnderWay) {
        self.submit(id, work);
    }
    /// How many jobs have not sent their answer yet.
    fn running(&self) -> usize;
}

/// A job that takes its time, as seen from both sides: how far it is, and whether it is to stop.
#[derive(Clone, Debug)]
pub struct UnderWay {
    shared: Arc<Shared>,
    to: UnboundedSender<Message>,
}

#[derive(Debug, Default)]
struct Shared {
    done: AtomicU64,
    stop: AtomicBool,
    /// A message is on its way; a second one would say nothing more.
    told: AtomicBool,
}

impl UnderWay {
    /// A job that tells of itself into `to`.
    pub fn new(to: UnboundedSender<Message>) -> Self {
        Self {
            shared: Arc::default(),
            to,
        }
    }
    /// The job says how far it is; whether it is to go on.
    pub fn tell(&self, done: u64) -> bool {
        self.shared.done.store(done, Ordering::Relaxed);
        if !self.shared.told.swap(true, Ordering::AcqRel) {
            // Nobody listens any more when the program is leaving.
            let _ = self.to.send(Message::Progress);
        }
        !self.is_stopped()
    }
    /// How far it is; the next step is told again.
    pub fn done(&self) -> u64 {
        self.shared.told.store(false, Ordering::Release);
        self.shared.done.load(Ordering::Relaxed)
    }
    /// It ends after the step it is at.
    pub fn stop(&self) {
        self.shared.stop.store(true, Ordering::Relaxed);
    }
    /// Whether it was told to stop.
    pub fn is_stopped(&self) -> bool {
        self.shared.stop.load(Ordering::Relaxed)
    }
}

/// Makes work of a closure over a session of type `S`.
pub fn work<S: 'static, T: Send + 'static>(job: impl FnOnce(&mut S) -> T + Send + 'static) -> Work {
    Box::new(move |session| {
        let session = session
            .downcast_mut::<S>()
            .expect("the program gives the session that its screens ask");
        Box::new(job(session))
    })
}

/// Runs a job; a panic in it is logged and answered as a failure, so that the UI lives on.
fn answer(session: &mut dyn Any, id: RequestId, work: Work) -> Message {
    Message::Answer(catch_unwind(AssertUnwindSafe(|| work(session))).map_or_else(
        |_| {
            tracing::error!(request = id.0, "a job of the data layer panicked");
            Answer::failed(id)
        },
        |value| Answer::new(id, value),
    ))
}

type Queued = (RequestId, Work);

/// Starts a thread for one job.
type Aside = Box<dyn Fn(RequestId, Work) -> std::io::Result<JoinHandle<()>>>;

/// Worker threads, each with its own session.
pub struct Workers {
    queue: Option<mpsc::Sender<Queued>>,
    running: Arc<AtomicUsize>,
    threads: Vec<JoinHandle<()>>,
    aside: Aside,
    long: RefCell<Vec<(JoinHandle<()>, UnderWay)>>,
}

impl std::fmt::Debug for Workers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workers")
            .field("threads", &self.threads.len())
            .finish_non_exhaustive()
    }
}

impl Workers {
    /// Starts a thread for each session. With one session jobs run in the order they were asked; long ones have a
    /// thread and a session of their own.
    ///
    /// # Panics
    /// Without any session.
    pub fn start<S: Clone + Send + 'static>(
        sessions: Vec<S>,
        to: &UnboundedSender<Message>,
    ) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel::<Queued>();
        let jobs = Arc::new(Mutex::new(jobs));
        let running = Arc::new(AtomicUsize::new(0));
        let mut threads = Vec::new();
        let first = sessions.first().cloned().expect("at least one session");
        let aside: Aside = {
            let (running, to) = (Arc::clone(&running), to.clone());
            Box::new(move |id, work| {
                let (mut session, running, to) = (first.clone(), Arc::clone(&running), to.clone());
                let thread = std::thread::Builder::new().name("data-long".to_owned());
                thread.spawn(move || {
                    let _ = to.send(answer(&mut session, id, work));
                    running.fetch_sub(1, Ordering::AcqRel);
                })
            })
        };
        for mut session in sessions {
            let (jobs, running, to) = (Arc::clone(&jobs), Arc::clone(&running), to.clone());
            let name = format!("data-{}", threads.len());
            threads.push(std::thread::Builder::new().name(name).spawn(move || {
                loop {
                    let next = jobs.lock().expect("no thread panics while it takes a job").recv();
                    let Ok((id, work)) = next else { break };
                    // Nobody listens any more when the program is leaving.
                    let _ = to.send(answer(&mut session, id, work));
                    running.fetch_sub(1, Ordering::AcqRel);
                }
            })?);
        }
        Ok(Self {
            queue: Some(queue),
            running,
            threads,
            aside,
            long: RefCell::default(),
        })
    }
}

impl Data for Workers {
    fn submit(&self, id: RequestId, work: Work) {
        self.running.fetch_add(1, Ordering::AcqRel);
        let sent = self
            .queue
            .as_ref()
            .is_some_and(|queue| queue.send((id, work)).is_ok());
        if !sent {
            self.running.fetch_sub(1, Ordering::AcqRel);
        }
    }
    fn submit_long(&self, id: RequestId, work: Work, under_way: &UnderWay) {
        self.running.fetch_add(1, Ordering::AcqRel);
        let mut long = self.long.borrow_mut();
        long.retain(|(thread, _)| !thread.is_finished());
        match (self.aside)(id, work) {
            Ok(thread) => long.push((thread, under_way.clone())),
            Err(error) => {
                tracing::error!(%error, "a thread for a long job could not be started");
                self.running.fetch_sub(1, Ordering::AcqRel);
                let _ = under_way.to.send(Message::Answer(Answer::failed(id)));
            }
        }
    }
    fn running(&self) -> usize {
        self.running.load(Ordering::Acquire)
    }
}

impl Drop for Workers {
    /// Lets the jobs that were asked for finish: what was typed is written before the program ends. Long ones end
    /// after the step they are at.
    fn drop(&mut self) {
        self.queue = None;
        for (thread, under_way) in self.long.get_mut().drain(..) {
            under_way.stop();
            let _ = thread.join();
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// Runs jobs at once on the calling thread; for tests, where nothing should depend on timing.
pub struct Inline {
    session: RefCell<Box<dyn Any>>,
    to: UnboundedSender<Message>,
}

impl std::fmt::Debug for Inline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inline").finish_non_exhaustive()
    }
}

impl Inline {
    /// A data layer over one session.
    pub fn new<S: 'static>(session: S, to: UnboundedSender<Message>) -> Self {
        Self {
            session: RefCell::new(Box::new(session)),
            to,
        }
    }
}

impl Data for Inline {
    fn submit(&self, id: RequestId, work: Work) {
        let _ = self.to.send(answer(&mut **self.session.borrow_mut(), id, work));
    }
    fn running(&self) -> usize {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::message::Slot;

    #[test]
    fn jobs_run_in_order_on_their_session_and_a_panic_ends_none_of_the_others() {
        let (to, mut from) = tokio::sync::mpsc::unbounded_channel();
        let workers = Workers::start(vec![Vec::<u32>::new()], &to).expect("threads");
        for n in 0..3u32 {
            workers.submit(
                RequestId(n.into()),
                work(move |seen: &mut Vec<u32>| {
                    assert!(n != 1, "a job that fails");
                    seen.push(n);
                    seen.clone()
                }),
            );
        }
        let mut slot = Slot::<Vec<u32>>::default();
        slot.wait_for(RequestId(2));
        drop(workers);
        let mut last = None;
        while let Ok(message) = from.try_recv() {
            last = slot.take(&message).or(last);
        }
        assert_eq!(last, Some(vec![0, 2]));
    }

    #[test]
    fn a_long_job_keeps_nobody_waiting_and_ends_with_the_program() {
        let (to, mut from) = tokio::sync::mpsc::unbounded_channel();
        let workers = Workers::start(vec![0u32], &to).expect("threads");
        let under_way = UnderWay::new(to.clone());
        let job = under_way.clone();
        let endless = move |_: &mut u32| {
            let mut steps = 0;
            while job.tell(steps) {
                steps += 1;
                std::thread::yield_now();
            }
            steps
        };
        workers.submit_long(RequestId(1), work(endless), &under_way);
        workers.submit(RequestId(2), work(|n: &mut u32| *n));
        let mut short = Slot::<u32>::default();
        short.wait_for(RequestId(2));
        while short.is_waiting() {
            let message = from.blocking_recv().expect("an answer while the long job runs");
            short.take(&message);
        }
        assert!(!under_way.is_stopped());
        drop(workers);
        let mut long = Slot::<u64>::default();
        long.wait_for(RequestId(1));
        let ended = std::iter::from_fn(|| from.try_recv().ok()).find_map(|message| long.take(&message));
        assert!(ended.is_some(), "it was told to stop and answered");
    }
}
