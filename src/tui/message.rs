//! What travels through the one queue of the terminal UI.

use super::input::Input;
use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;

/// Something that happened; the application and its components hear of it in order.
#[derive(Debug)]
pub enum Message {
    /// The user did something.
    Input(Input),
    /// The clock moved: the minute, or during a call the second.
    Tick,
    /// An answer to something a component asked for.
    Answer(Answer),
    /// A long job is further than it was ([`super::data::UnderWay`]).
    Progress,
    /// Something to say in the hint line.
    Say(super::toast::Toast),
    /// A logged call was taken back ([`super::cx::Status::undone`]); the screen of its company may go on with it.
    Undone,
    /// Data changed behind the screens (another window, a sync): what they show may be old.
    Changed,
    /// The operating system wants the program to end.
    Terminate,
    /// The program is back from being suspended, or from an editor.
    Resumed,
}

/// Names one question; an answer to an older one is dropped.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RequestId(pub u64);

/// What came back for a question: from the data layer, a popup, or an editor.
pub struct Answer {
    /// The question.
    pub id: RequestId,
    /// The value; the component that waits for it takes it out.
    value: RefCell<Option<Box<dyn Any + Send>>>,
}

impl Answer {
    /// An answer to a question.
    pub fn new(id: RequestId, value: Box<dyn Any + Send>) -> Self {
        Self {
            id,
            value: RefCell::new(Some(value)),
        }
    }
    /// The answer of a job that died: it frees the slot and carries nothing.
    pub fn failed(id: RequestId) -> Self {
        Self {
            id,
            value: RefCell::new(None),
        }
    }
    /// Whether the job died.
    pub fn is_failed(&self) -> bool {
        self.value.borrow().is_none()
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Answer").field(&self.id).finish()
    }
}

/// A place for one answer of type `T`.
///
/// Asking again makes answers to the older question come to nobody.
pub struct Slot<T> {
    waiting: Option<RequestId>,
    value: PhantomData<fn() -> T>,
}

impl<T> std::fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Slot").field(&self.waiting).finish()
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self {
            waiting: None,
            value: PhantomData,
        }
    }
}

impl<T: 'static> Slot<T> {
    /// Waits for the answer to this question from now on.
    pub fn wait_for(&mut self, id: RequestId) {
        self.waiting = Some(id);
    }
    /// Stops waiting.
    pub fn forget(&mut self) {
        self.waiting = None;
    }
    /// The question whose answer is due.
    pub fn waiting(&self) -> Option<RequestId> {
        self.waiting
    }
    /// Whether an answer is due.
    pub fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }
    /// The answer, when the message is the one this slot waits for.
    pub fn take(&mut self, message: &Message) -> Option<T> {
        let Message::Answer(answer) = message else {
            return None;
        };
        if self.waiting != Some(answer.id) {
            return None;
        }
        self.waiting = None;
        let boxed = answer.value.borrow_mut().take()?;
        let value = boxed.downcast::<T>();
        if value.is_err() {
            tracing::error!(
                request = answer.id.0,
                "an answer of another type than the question asked for"
            );
        }
        value.ok().map(|value| *value)
    }
}

/// Where a popup sends what was chosen in it.
pub struct Ticket<T> {
    id: RequestId,
    value: PhantomData<fn(T)>,
}

impl<T> Clone for Ticket<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Ticket<T> {}

impl<T> std::fmt::Debug for Ticket<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Ticket").field(&self.id).finish()
    }
}

impl<T: Send + 'static> Ticket<T> {
    /// A ticket for a question.
    pub fn new(id: RequestId) -> Self {
        Self {
            id,
            value: PhantomData,
        }
    }
    /// The answer to send.
    pub fn answer(self, value: T) -> Message {
        Message::Answer(Answer::new(self.id, Box::new(value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_the_last_question_arrives_and_only_once() {
        let mut slot = Slot::<String>::default();
        let old = Ticket::new(RequestId(1)).answer("old".to_owned());
        let new = Ticket::new(RequestId(2)).answer("new".to_owned());
        slot.wait_for(RequestId(1));
        slot.wait_for(RequestId(2));
        assert_eq!(slot.take(&old), None);
        assert!(slot.is_waiting());
        assert_eq!(slot.take(&new).as_deref(), Some("new"));
        assert_eq!(slot.take(&new), None);
        assert!(!slot.is_waiting());
    }

    #[test]
    fn an_answer_of_a_wrong_type_is_dropped() {
        let mut slot = Slot::<u32>::default();
        slot.wait_for(RequestId(7));
        assert_eq!(slot.take(&Ticket::new(RequestId(7)).answer("text")), None);
        assert!(!slot.is_waiting());
    }
}
