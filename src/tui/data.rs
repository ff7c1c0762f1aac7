//! The way to the data layer: jobs that run off the UI's thread.
//!
//! The terminal UI does not know what a session is. Whoever starts it gives a
//! session of any type (the replica; in tests a fake) and the screens name that
//! type in the closures they ask with.

use super::message::{Answer, Message, RequestId};
use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use tokio::sync::mpsc::UnboundedSender;

/// The work of a job on the session, giving its answer.
pub type Work = Box<dyn FnOnce(&mut dyn Any) -> Box<dyn Any + Send> + Send>;

/// The data layer as the UI sees it.
pub trait Data {
    /// Runs work on the session and sends its answer as a [`Message::Answer`].
    fn submit(&self, id: RequestId, work: Work);
    /// How many jobs have not sent their answer yet.
    fn running(&self) -> usize;
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

/// Worker threads, each with its own session.
pub struct Workers {
    queue: Option<mpsc::Sender<Queued>>,
    running: Arc<AtomicUsize>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl std::fmt::Debug for Workers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workers")
            .field("threads", &self.threads.len())
            .finish_non_exhaustive()
    }
}

impl Workers {
    /// Starts a thread for each session. With one session jobs run in the order they were asked.
    pub fn start<S: Send + 'static>(
        sessions: Vec<S>,
        to: &UnboundedSender<Message>,
    ) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel::<Queued>();
        let jobs = Arc::new(Mutex::new(jobs));
        let running = Arc::new(AtomicUsize::new(0));
        let mut threads = Vec::new();
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
    fn running(&self) -> usize {
        self.running.load(Ordering::Acquire)
    }
}

impl Drop for Workers {
    /// Lets the jobs that were asked for finish: what was typed is written before the program ends.
    fn drop(&mut self) {
        self.queue = None;
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
}
