//! Stories of a promised call that becomes due while the rep looks at another window.

use super::{Field, NAMES};
use crate::tui::support::Driver;
use callsheet::config::Notify;
use callsheet::domain::TaskType;
use callsheet::tui::cx::TerminalRequest;
use callsheet::tui::input::Input;
use callsheet::tui::message::Message;

/// Promises for 14:35, 14:40 and, in the past, 14:00; it is 14:32.
fn promised() -> Field {
    let mut field = Field::empty();
    for (n, due) in ["13:35", "13:40", "13:00"].into_iter().enumerate() {
        let id = field.company(NAMES[n], &[format!("+49 711 55500{n}")], false);
        field.task(id, TaskType::CallBack, &format!("2026-11-24T{due}:00Z"));
    }
    field
}

fn focus(rep: &mut Driver, focused: bool) {
    rep.send(Message::Input(Input::Focus(focused)));
}

/// The messages on the desktop since the last time.
fn told(rep: &mut Driver) -> Vec<String> {
    let requests = rep.app.take_requests().into_iter();
    let texts = requests.filter_map(|request| match request {
        TerminalRequest::Notify(text) => Some(text),
        _ => None,
    });
    texts.collect()
}

#[test]
fn a_promise_that_becomes_due_is_told_once_and_only_to_who_looks_elsewhere() {
    let field = promised();
    let mut rep = field.work((120, 40));
    focus(&mut rep, false);
    rep.pass(120);
    assert_eq!(told(&mut rep), Vec::<String>::new(), "none is due yet");
    rep.pass(60);
    assert_eq!(
        told(&mut rep),
        ["callsheet: call back Aumann Technik, promised for 14:35"]
    );
    for _ in 0..4 {
        rep.pass(60);
    }
    assert_eq!(told(&mut rep), Vec::<String>::new(), "once");
    focus(&mut rep, true);
    rep.pass(60);
    assert_eq!(told(&mut rep), Vec::<String>::new(), "who looks sees it");
    focus(&mut rep, false);
    rep.pass(600);
    assert_eq!(told(&mut rep), Vec::<String>::new(), "and is not told later");
}

#[test]
fn a_message_hides_names_or_is_none_as_it_is_set_and_follows_to_other_screens() {
    let field = promised();
    let mut rep = field.work((120, 40));
    rep.app.cx.settings.notify = Notify::Plain;
    rep.press("g c");
    focus(&mut rep, false);
    rep.pass(240);
    assert_eq!(told(&mut rep), ["callsheet: a promised call is due"]);
    rep.app.cx.settings.notify = Notify::Off;
    rep.pass(600);
    assert_eq!(told(&mut rep), Vec::<String>::new());
}

#[test]
fn a_terminal_that_never_speaks_of_its_focus_gets_no_message() {
    let field = promised();
    let mut rep = field.work((120, 40));
    rep.pass(600);
    assert_eq!(told(&mut rep), Vec::<String>::new());
}
