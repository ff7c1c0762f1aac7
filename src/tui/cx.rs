//! What a component may use and what it may ask for.
//!
//! [`Cx`] is lent to a component while it handles something. What the
//! component wants from the application (a popup, another screen, a message to
//! the user) is noted in it and done when the component has returned, so that
//! no component ever holds another.

use super::action::{Act, Action};
use super::component::Component;
use super::data::{Data, UnderWay, work};
use super::keymap::KeyMap;
use super::layout::SizeClass;
use super::message::{Message, RequestId, Slot, Ticket};
use super::place::Place;
use super::scope::Scope;
use super::theme::Theme;
use super::toast::Toast;
use super::usage::Usage;
use super::whereabouts::Whereabouts;
use crate::base::{CompanyId, Date, TaskId, Timestamp};
use crate::config::{Notify, WindowTitle};
use crate::locale::{Arg, Locale};
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// Where the time comes from: the system's clock, or a frozen one.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that asks a function.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }
    /// A clock that always shows this instant.
    pub fn frozen(at: Timestamp) -> Self {
        Self::new(move || at)
    }
    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({:?})", self.now())
    }
}

/// A call that runs, as the top line of every screen shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunningCall {
    /// Whom it goes to.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
    /// Where it was started; the place `go.work` returns to shows it.
    pub place: Place,
}

/// A logged call that was taken back: it runs again, with its length.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UndoneCall {
    /// On which task.
    pub task: Option<TaskId>,
    /// With whom.
    pub company: CompanyId,
    /// Seconds; none: it was logged without a timer.
    pub duration_s: Option<i64>,
    /// The number, as [`crate::domain::Phone::key`].
    pub phone: Option<String>,
    /// It was not taken back: it ran when the program ended.
    pub recovered: bool,
}

/// The current company and how many there are still to do: `1/268`, `1/300+` when more follow.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct QueueCount {
    /// Which one, from 1; 0: none.
    pub at: usize,
    /// Of how many.
    pub of: usize,
    /// There are more than were counted.
    pub more: bool,
}

impl QueueCount {
    /// As the language writes it.
    pub fn text(self, locale: &Locale) -> String {
        locale.position(self.at, self.of, self.more)
    }
}

/// What the top line shows, and what the screens tell each other; they keep it true.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Status {
    /// Counter behind the name of the Work screen.
    pub queue: Option<QueueCount>,
    /// The running call.
    pub call: Option<RunningCall>,
    /// State of the connection in a word or two; empty for a local file.
    pub connection: String,
    /// With whom the call runs that was started on Work; its digits are live on that company's screen, too.
    pub called: Option<CompanyId>,
    /// When the next call starts by itself, by the clock of the screen.
    pub countdown: Option<Timestamp>,
    /// The task that was skipped last, when nothing was changed since: undo takes the skip back.
    pub skipped: Option<TaskId>,
    /// A file is being imported; what it has entered so far is not taken back meanwhile.
    pub importing: bool,
    /// An import came to its end: there may be other rows in front.
    pub imported: bool,
    /// A call that was just taken back; the screen that takes it goes on with it.
    pub undone: Option<UndoneCall>,
    /// The user's name, shown when there is room.
    pub user: String,
}

/// Settings of the terminal UI.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Only ASCII in what we draw ourselves.
    pub ascii: bool,
    /// No animation.
    pub still: bool,
    /// Take the mouse.
    pub mouse: bool,
    /// What the title of the window shows.
    pub title: WindowTitle,
    /// What a message on the desktop says.
    pub notify: Notify,
    /// Milliseconds before a which-key box opens.
    pub which_key_ms: i64,
    /// Version of the program, for help.
    pub version: String,
    /// Where the configuration is, for help.
    pub config_path: String,
    /// Where the log is, for help and error messages.
    pub log_path: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            ascii: false,
            still: false,
            mouse: true,
            title: WindowTitle::Names,
            notify: Notify::Names,
            which_key_ms: 0,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            config_path: String::new(),
            log_path: String::new(),
        }
    }
}

/// What a component asked the application to do.
pub enum Effect {
    /// Open a popup.
    Push(Box<dyn Component>),
    /// Close the popup on top.
    Pop,
    /// Go to a screen.
    Go(Place),
    /// Go back to where the user came from.
    Back,
    /// Say something in the hint line.
    Say(Toast),
    /// Do an action as if its key had been pressed.
    Run(Act),
    /// Edit a text in the user's editor and send it to the ticket.
    Editor(String, Ticket<Edited>),
    /// Something for the terminal itself.
    Terminal(TerminalRequest),
    /// End what is said in the hint line.
    Hush,
    /// Give a message to everybody, before the next key is looked at.
    Deliver(Message),
    /// Drop the keys that were typed ahead: what they were meant for is not what came.
    DropAhead,
    /// Leave the program.
    Quit,
}

impl std::fmt::Debug for Effect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Push(_) => f.write_str("Push"),
            Self::Pop => f.write_str("Pop"),
            Self::Go(place) => write!(f, "Go({place:?})"),
            Self::Back => f.write_str("Back"),
            Self::Say(toast) => write!(f, "Say({toast:?})"),
            Self::Hush => f.write_str("Hush"),
            Self::Run(act) => write!(f, "Run({act:?})"),
            Self::Editor(..) => f.write_str("Editor"),
            Self::Terminal(request) => write!(f, "Terminal({request:?})"),
            Self::Deliver(message) => write!(f, "Deliver({message:?})"),
            Self::DropAhead => f.write_str("DropAhead"),
            Self::Quit => f.write_str("Quit"),
        }
    }
}

/// What only the owner of the terminal can do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TerminalRequest {
    /// Back to the shell until `fg`.
    Suspend,
    /// Paint everything again.
    Redraw,
    /// Take or leave the mouse.
    Mouse(bool),
    /// Put a text on the clipboard.
    Copy(String),
    /// Show a message on the desktop.
    Notify(String),
}

/// What became of a text in the user's editor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edited {
    /// It was written.
    Text(String),
    /// The editor failed; the text is as it was. Says why.
    Failed(String),
}

/// What a component may use.
#[derive(Debug)]
pub struct Cx {
    /// Styles by role.
    pub theme: Theme,
    /// Which keys mean what.
    pub keys: KeyMap,
    /// Texts of the program.
    pub locale: Arc<Locale>,
    /// The clock of the data: the time of the user's day.
    pub clock: Clock,
    /// The clock of the screen: how long a message stays, what is a double click. Never frozen but in tests.
    pub uptime: Clock,
    /// The user's time zone.
    pub zone: TimeZone,
    /// What the top line shows.
    pub status: Status,
    /// Settings of the terminal UI.
    pub settings: Settings,
    /// What was used how often, for the order of the palette.
    pub usage: Usage,
    /// Where the user was when the program was left.
    pub whereabouts: Whereabouts,
    /// The terminal has said that it lost the focus: the user looks at something else.
    pub away: bool,
    /// Columns and rows of the window.
    pub size: (u16, u16),
    /// The scopes of what has the focus, innermost first; the application keeps it.
    pub scopes: Vec<Scope>,
    /// The scopes of the screen below the popups.
    pub screen: Vec<Scope>,
    /// How many frames were drawn; the application counts.
    pub frame: u64,
    /// The frame that the user saw when the key that is handled now was pressed.
    pub pressed: u64,
    effects: Vec<Effect>,
    last_request: u64,
    /// The newest question to the data layer since the last frame, until its answer is here.
    asked: Option<RequestId>,
    data: DataHandle,
    sender: UnboundedSender<Message>,
}

struct DataHandle(Box<dyn Data>);

impl std::fmt::Debug for DataHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Data({} running)", self.0.running())
    }
}

impl Cx {
    /// A context over a data layer that answers into `sender`.
    pub fn new(data: Box<dyn Data>, sender: UnboundedSender<Message>, clock: Clock, zone: TimeZone) -> Self {
        Self {
            theme: Theme::default(),
            keys: KeyMap::defaults(),
            locale: Arc::new(Locale::new(crate::base::Lang::En)),
            uptime: clock.clone(),
            clock,
            zone,
            status: Status::default(),
            settings: Settings::default(),
            usage: Usage::default(),
            whereabouts: Whereabouts::default(),
            away: false,
            size: (80, 24),
            scopes: vec![Scope::Global],
            screen: vec![Scope::Global],
            frame: 0,
            pressed: 0,
            effects: Vec::new(),
            last_request: 0,
            asked: None,
            data: DataHandle(data),
            sender,
        }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
    /// Today in the user's zone.
    pub fn today(&self) -> Date {
        self.now().date_in(&self.zone)
    }
    /// How much room the window has.
    pub fn class(&self) -> SizeClass {
        SizeClass::of(self.size.0, self.size.1)
    }
    /// The text behind a key of the catalogue.
    pub fn t<'a>(&'a self, key: &'a str) -> Cow<'a, str> {
        self.locale.t(key)
    }
    /// The text behind a key with its places filled.
    pub fn t_args<'a>(&'a self, key: &'a str, args: &[(&str, Arg<'_>)]) -> Cow<'a, str> {
        self.locale.t_args(key, args)
    }
    /// The title of an action.
    pub fn title_of(&self, action: Action) -> String {
        self.locale.t(&action.spec().title_key()).into_owned()
    }
    /// The key that works for an action right now, as the screen names it.
    pub fn key_of(&self, action: Action) -> Option<String> {
        self.keys.label(&self.scopes, action)
    }

    /// Asks the data layer; the answer comes into the slot, an older one no longer does.
    ///
    /// `S` is the session's type, which the closure names: `|replica: &mut Replica| …`.
    pub fn ask<S: 'static, T: Send + 'static>(
        &mut self,
        slot: &mut Slot<T>,
        job: impl FnOnce(&mut S) -> T + Send + 'static,
    ) {
        self.ask_ahead(slot, job);
        self.asked = slot.waiting();
    }
    /// The same for what the next frame does not need: it never waits for the answer.
    pub fn ask_ahead<S: 'static, T: Send + 'static>(
        &mut self,
        slot: &mut Slot<T>,
        job: impl FnOnce(&mut S) -> T + Send + 'static,
    ) {
        let id = self.request();
        slot.wait_for(id);
        self.data.0.submit(id, work(job));
    }
    /// The same for what takes its time: other questions do not wait behind it. The job says how far it is and hears
    /// whether it is to go on; [`Message::Progress`] comes meanwhile.
    pub fn ask_long<S: 'static, T: Send + 'static>(
        &mut self,
        slot: &mut Slot<T>,
        job: impl FnOnce(&mut S, &UnderWay) -> T + Send + 'static,
    ) -> UnderWay {
        let id = self.request();
        slot.wait_for(id);
        let under_way = UnderWay::new(self.sender.clone());
        let told = under_way.clone();
        let work = work(move |session: &mut S| job(session, &told));
        self.data.0.submit_long(id, work, &under_way);
        under_way
    }
    /// Gives the data layer something to do that nobody waits for.
    pub fn tell<S: 'static>(&mut self, job: impl FnOnce(&mut S) + Send + 'static) {
        let id = self.request();
        self.data.0.submit(id, work(job));
    }
    /// Makes a ticket whose answer comes into the slot; for popups and the editor.
    pub fn ticket<T: Send + 'static>(&mut self, slot: &mut Slot<T>) -> Ticket<T> {
        let id = self.request();
        slot.wait_for(id);
        Ticket::new(id)
    }
    /// Sends the answer of a popup.
    pub fn answer<T: Send + 'static>(&mut self, ticket: Ticket<T>, value: T) {
        self.send(ticket.answer(value));
    }
    /// Gives a message to everybody as soon as the component that handles something has
    /// returned. No key comes between, so that none meets a screen that is out of date.
    pub fn send(&mut self, message: Message) {
        self.effects.push(Effect::Deliver(message));
    }
    /// A sender into the queue, for something that lives outside the components.
    pub fn sender(&self) -> UnboundedSender<Message> {
        self.sender.clone()
    }
    /// How many jobs of the data layer run.
    pub fn running(&self) -> usize {
        self.data.0.running()
    }

    /// Whether an answer is due to the newest question since the last frame.
    pub fn is_answer_due(&self) -> bool {
        self.asked.is_some()
    }
    /// An answer came, or a frame is drawn without it.
    pub(super) fn answered(&mut self, id: Option<RequestId>) {
        if id.is_none() || id == self.asked {
            self.asked = None;
        }
    }

    fn request(&mut self) -> RequestId {
        self.last_request += 1;
        RequestId(self.last_request)
    }

    /// Opens a popup.
    pub fn push(&mut self, popup: impl Component + 'static) {
        self.effects.push(Effect::Push(Box::new(popup)));
    }
    /// Closes the popup on top.
    pub fn close(&mut self) {
        self.effects.push(Effect::Pop);
    }
    /// Goes to a screen.
    pub fn go(&mut self, place: Place) {
        self.effects.push(Effect::Go(place));
    }
    /// Goes back.
    pub fn back(&mut self) {
        self.effects.push(Effect::Back);
    }
    /// Says something in the hint line.
    pub fn say(&mut self, toast: Toast) {
        self.effects.push(Effect::Say(toast));
    }
    /// Ends what is said in the hint line: other keys work now. Errors stay.
    pub fn hush(&mut self) {
        self.effects.push(Effect::Hush);
    }
    /// Does an action as if its key had been pressed.
    pub fn run(&mut self, act: Act) {
        self.effects.push(Effect::Run(act));
    }
    /// Lets the user edit a text in their editor.
    pub fn edit(&mut self, text: String, slot: &mut Slot<Edited>) {
        let ticket = self.ticket(slot);
        self.effects.push(Effect::Editor(text, ticket));
    }
    /// Puts a text on the clipboard.
    pub fn copy(&mut self, text: &str) {
        self.effects
            .push(Effect::Terminal(TerminalRequest::Copy(text.to_owned())));
    }
    /// Asks for something only the owner of the terminal can do.
    pub fn terminal(&mut self, request: TerminalRequest) {
        self.effects.push(Effect::Terminal(request));
    }
    /// Drops the keys that were typed ahead, because what came is not what they were meant for.
    pub fn drop_ahead(&mut self) {
        self.effects.push(Effect::DropAhead);
    }
    /// Leaves the program.
    pub fn quit(&mut self) {
        self.effects.push(Effect::Quit);
    }
    /// What was asked of the application since the last time; the application takes it.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }
}

/// One job at a time for something that changes while the user types.
///
/// While a job runs, only the newest of the next ones is kept.
pub struct TypeAhead<T> {
    slot: Slot<T>,
    next: Option<super::data::Work>,
}

impl<T> std::fmt::Debug for TypeAhead<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TypeAhead")
            .field("waiting", &self.slot)
            .field("next", &self.next.is_some())
            .finish()
    }
}

impl<T> Default for TypeAhead<T> {
    fn default() -> Self {
        Self {
            slot: Slot::default(),
            next: None,
        }
    }
}

impl<T: Send + 'static> TypeAhead<T> {
    /// Asks now, or as soon as the running job has answered.
    pub fn ask<S: 'static>(&mut self, cx: &mut Cx, job: impl FnOnce(&mut S) -> T + Send + 'static) {
        let work = work(job);
        if self.slot.is_waiting() {
            self.next = Some(work);
        } else {
            self.start(cx, work);
        }
    }
    /// The answer, when the message brings the newest one.
    pub fn take(&mut self, cx: &mut Cx, message: &Message) -> Option<T> {
        let was_waiting = self.slot.is_waiting();
        let answer = self.slot.take(message);
        if was_waiting
            && !self.slot.is_waiting()
            && let Some(work) = self.next.take()
        {
            // What came is out of date already.
            self.start(cx, work);
            return None;
        }
        answer
    }
    /// Whether an answer is due.
    pub fn is_waiting(&self) -> bool {
        self.slot.is_waiting()
    }
    /// Stops waiting; what comes is dropped.
    pub fn forget(&mut self) {
        self.slot.forget();
        self.next = None;
    }

    fn start(&mut self, cx: &mut Cx, work: super::data::Work) {
        let id = cx.request();
        self.slot.wait_for(id);
        cx.asked = Some(id);
        cx.data.0.submit(id, work);
    }
}

/// What a component may use while it draws.
#[derive(Clone, Copy, Debug)]
pub struct DrawCx<'a> {
    cx: &'a Cx,
    /// Whether the component has the focus.
    pub focused: bool,
}

impl<'a> DrawCx<'a> {
    /// A context for drawing something that has the focus, or not.
    pub fn new(cx: &'a Cx, focused: bool) -> Self {
        Self { cx, focused }
    }
    /// The same for a part that has the focus only if the whole has.
    #[must_use]
    pub fn part(self, focused: bool) -> Self {
        Self {
            focused: self.focused && focused,
            ..self
        }
    }
}

impl Deref for DrawCx<'_> {
    type Target = Cx;
    fn deref(&self) -> &Cx {
        self.cx
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::data::Inline;

    #[test]
    fn while_one_search_runs_only_the_newest_of_the_next_ones_is_kept() {
        let (to, mut from) = tokio::sync::mpsc::unbounded_channel();
        let data = Inline::new(Vec::<&str>::new(), to.clone());
        let mut cx = Cx::new(Box::new(data), to, Clock::frozen(Timestamp(0)), TimeZone::UTC);
        let mut search = TypeAhead::<Vec<&str>>::default();
        for typed in ["m", "mü", "mül"] {
            search.ask(&mut cx, move |asked: &mut Vec<&str>| {
                asked.push(typed);
                asked.clone()
            });
        }
        let first = from.try_recv().expect("the first answer");
        assert_eq!(search.take(&mut cx, &first), None, "out of date");
        let last = from.try_recv().expect("the last answer");
        assert_eq!(search.take(&mut cx, &last), Some(vec!["m", "mül"]));
        assert!(from.try_recv().is_err() && !search.is_waiting());
    }
}
