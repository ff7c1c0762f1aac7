//! Stories of keys while an import runs: nothing on the thread that draws waits for it.

use super::imports::{Desk, many, pick};
use super::records::File;
use super::support::NOW;
use callsheet::base::Timestamp;
use callsheet::replica::Replica;
use callsheet::tui::app::App;
use callsheet::tui::cx::{Clock, Cx};
use callsheet::tui::data::Workers;
use callsheet::tui::input::{Input, Key};
use callsheet::tui::message::Message;
use callsheet::tui::place::Place;
use callsheet::tui::rep::Rep;
use callsheet::tui::screen::work::CallSettings;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

#[test]
fn keys_move_lists_and_type_while_no_answer_comes_at_all() {
    let (file, desk) = (File::field(), Desk::new());
    let path = desk.put("many.csv", &many(60));
    let mut rep = file.drive((80, 24), Place::Companies);
    rep.shows("1 of 3").press("a i").shows("1 file");
    pick(&mut rep, &path);
    rep.press("i").shows("60  created");
    // From here on nothing that was asked is answered: the import, the lists, everything.
    rep.hold("i").look().shows("4 importing");
    rep.hold("g c").look().shows("1 of 3");
    rep.hold("j").look().shows("2 of 3");
    rep.hold("v j").look().shows("2 marked").shows("3 of 3");
    rep.hold("esc").look().hides("2 marked");
    rep.hold("/ n o r d").look().shows("/ nord");
    rep.hold("esc ?").look().shows("Help");
    rep.hold("esc a i").look().shows("4 importing");
    rep.release().shows("60 rows = 60 created");
}

/// The program over threads, as it is started.
struct Live {
    app: App,
    messages: UnboundedReceiver<Message>,
    terminal: Terminal<TestBackend>,
}

impl Live {
    fn start(replica: &Replica, place: Place) -> Self {
        let (to, messages) = unbounded_channel();
        let sessions = vec![replica.clone(), replica.clone()];
        let workers = Workers::start(sessions, &to).expect("threads");
        let now: Timestamp = NOW.parse().expect("an instant");
        let zone = TimeZone::get("Europe/Berlin").expect("bundled zone");
        let mut cx = Cx::new(Box::new(workers), to, Clock::new(move || now), zone);
        cx.size = (120, 40);
        let host = Rep::new(replica, CallSettings::default());
        let app = App::new(cx, Box::new(host), place);
        let terminal = Terminal::new(TestBackend::new(120, 40)).expect("a screen of text");
        Self {
            app,
            messages,
            terminal,
        }
    }

    /// Handles a key and draws, without waiting for anything.
    fn key(&mut self, key: &str) {
        let key: Key = key.parse().expect("a key");
        self.app.handle(Message::Input(Input::Key(key)));
        while let Ok(message) = self.messages.try_recv() {
            self.app.handle(message);
        }
        self.draw();
    }

    fn draw(&mut self) {
        self.terminal
            .draw(|frame| self.app.draw(frame))
            .expect("a screen of text takes everything");
    }

    fn shows(&self, text: &str) -> bool {
        self.terminal.backend().to_string().contains(text)
    }

    /// Handles what comes until a text is on the screen.
    fn until(&mut self, text: &str) {
        self.draw();
        while !self.shows(text) {
            let message = self.messages.blocking_recv().expect("the threads live");
            self.app.handle(message);
            self.draw();
        }
    }
}

#[test]
fn lists_are_read_and_moved_through_while_the_rows_are_entered() {
    let (file, desk) = (File::field(), Desk::new());
    let path = desk.put("many.csv", &many(3_000));
    let mut live = Live::start(&file.replica, Place::Import);
    live.until("1 file");
    live.key("ctrl-u");
    for ch in path.display().to_string().chars() {
        live.key(&ch.to_string());
    }
    live.key("enter");
    live.until("2 what it means");
    live.key("i");
    live.until("3000  created");
    live.key("i");
    live.until("of 3,000 rows");
    // The list is read by another connection while the writer is busy.
    live.key("g");
    live.key("c");
    live.until("1 of ");
    live.key("j");
    assert!(live.shows("2 of "), "the selection moves at once");
    live.key("k");
    assert!(live.shows("1 of "));
    live.key("a");
    live.key("i");
    live.until("Import · many.csv");
    assert!(live.shows("4 importing"), "all that happened while it ran");
    live.key("esc");
    live.until("5 done");
}
