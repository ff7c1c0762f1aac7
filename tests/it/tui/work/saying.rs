//! Stories of what the screen says about its keys: whom they concern, which work now, where they lead.

use super::{Driver, Field};
use callsheet::tui::action::Action;
use callsheet::tui::keymap::Bind;

/// The last row: what works now, or what is said.
fn hint_line(rep: &Driver) -> String {
    rep.lines().pop().unwrap_or_default()
}

// --- whom a key concerns

#[test]
fn the_boxes_of_moves_and_snoozes_name_the_company_they_act_on() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("j").shows("Brandt Optik");
    rep.press("m").shows("Move · Aumann Technik").press("esc");
    rep.press("s").shows("Snooze · Aumann Technik").press("esc");
    // What only looks concerns the company that is looked at.
    rep.press("y").shows("Copy …").hides("Copy · ");
}

// --- between the panes

#[test]
fn the_arrows_pass_the_note_by_and_no_letter_becomes_text() {
    let field = Field::new();
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut rep = field.work(size);
        for _ in 0..7 {
            rep.press("l").hides("TYPING");
        }
        // The outcomes have the focus: their arrows choose. Shift+Tab leads back out of them.
        rep.press("S-Tab S-Tab S-Tab");
        for _ in 0..4 {
            rep.press("h").hides("TYPING");
        }
        rep.press("n").shows("TYPING").press("esc");
        rep.press("tab tab tab").shows("TYPING");
    }
    assert!(field.replica.drafts().expect("drafts").is_empty());
}

// --- what was said, and what works now

#[test]
fn what_was_said_ends_when_the_keys_change_their_meaning() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("1").shows("Aumann Technik · No answer").shows("u undo");
    // Another key in the same mode leaves it.
    rep.press("j").shows("Aumann Technik · No answer");
    rep.press("k").press("enter").shows("CALLING");
    rep.hides("Aumann Technik · No answer");
    assert!(hint_line(&rep).contains("1-0 outcome"), "{}", hint_line(&rep));
    rep.press("1").shows("Brandt Optik · No answer");
    rep.press("n").hides("Brandt Optik · No answer").shows("TYPING");
    assert!(hint_line(&rep).contains("^S save"), "{}", hint_line(&rep));
    rep.press("esc").hides("Brandt Optik · No answer");
    rep.press("1").shows("Castell Druck · No answer");
    rep.press("?").hides("Castell Druck · No answer").press("esc");
    rep.press("u").shows("Undone: Call logged: Castell Druck");
    rep.press("g c").hides("Undone: Call logged");
}

#[test]
fn a_call_of_power_mode_shows_its_keys_although_nobody_pressed_one() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("P").press("enter 1").shows("Calling Brandt");
    rep.shows("Aumann Technik · No answer");
    rep.pass(2)
        .pass(2)
        .shows("CALLING")
        .hides("Aumann Technik · No answer");
}

// --- the box of a prefix

#[test]
fn while_a_box_is_open_the_hint_line_tells_what_works_in_it() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("m");
    let line = hint_line(&rep);
    assert!(
        line.starts_with(" Move · Aumann Technik  Esc cancel  1-0 choose"),
        "{line}"
    );
    assert!(
        !line.contains("outcome") && line.ends_with(": palette  ? help"),
        "{line}"
    );
    rep.press("?").shows("type to search").press("esc").press("m");
    rep.click("Esc cancel").hides("Esc cancel").hides("Archive");
    rep.press("g");
    assert!(
        hint_line(&rep).contains("w c , d g e choose"),
        "{}",
        hint_line(&rep)
    );
    rep.press("c").shows("[Companies]").hides("choose");
}

#[test]
fn a_prefix_that_leads_nowhere_opens_no_box_and_says_so() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("g c")
        .press("s")
        .shows("`s` is not used here")
        .hides("Snooze");
    rep.press("3").shows("`3` is not used here");
}

// --- the keys that texts name

/// Gives actions other keys, or none.
fn remap(rep: &mut Driver, keys: &[(Action, &str)]) {
    let map = &mut rep.app.cx.keys;
    for (action, _) in keys {
        map.remove(|bind| bind.act.action == *action);
    }
    for (action, keys) in keys.iter().filter(|(_, keys)| !keys.is_empty()) {
        map.add(Bind {
            scope: action.spec().scope,
            keys: keys.parse().expect("keys"),
            act: action.act(),
        });
    }
    rep.pass(0);
}

const NAMED: [(Action, &str); 9] = [
    (Action::Note, "N"),
    (Action::LogForm, "K"),
    (Action::MoveQualify, "V 1"),
    (Action::TaskNew, "T"),
    (Action::CallChoose, "J"),
    (Action::ScriptNext, "R"),
    (Action::Undo, "Z"),
    (Action::Filters, "F"),
    (Action::Edit, "X"),
];

#[test]
fn texts_name_the_keys_of_the_map_and_none_where_there_is_none() {
    let mut field = Field::empty();
    let phones = ["+49 711 555000".to_owned(), "+49 711 555001".to_owned()];
    field.company("Aumann Technik", &phones, true);
    field.company("Brandt Optik", &phones, true);
    let mut rep = field.work((200, 60));
    rep.shows("Note  n").shows("n writes here").shows("^S saves it");
    rep.shows("m Qualify and more").shows("L full form");
    rep.shows("a conversation (1-0), a next step (t)").shows("  C +1");
    remap(&mut rep, &NAMED);
    rep.shows("Note  N").shows("N writes here").shows("1/5  R");
    rep.shows("V Qualify and more").shows("K full form");
    rep.shows("a next step (T)").shows("  J +1");
    rep.press("V").shows("Move · Aumann Technik").press("esc");
    rep.press("1").shows("Z undo").hides("u undo");

    let none = NAMED.map(|(action, _)| (action, ""));
    remap(&mut rep, &none);
    rep.shows("The note goes with the outcome").hides("writes here");
    rep.hides("Qualify and more").hides("full form").hides("Note  N");
    rep.shows("a next step").hides("a next step (").shows("  +1");
    rep.press("1").shows("· No answer").hides("undo");
}

#[test]
fn the_lists_and_a_company_name_the_keys_of_the_map_too() {
    let mut field = Field::empty();
    field.company("Aumann Technik", &[], false);
    let mut rep = field.work((120, 40));
    remap(&mut rep, &NAMED);
    remap(
        &mut rep,
        &[(Action::FindOpen, "ctrl-f"), (Action::AddContact, "a k")],
    );
    rep.press("g c").press("F 2").shows("F view  ^F filter");
    rep.press("enter").shows("X edit").shows("F filter  ^F find");
    rep.shows("Nothing to do. T adds a next step.")
        .shows("Nobody yet. a k adds a contact.");
    remap(&mut rep, &[(Action::TaskNew, ""), (Action::Edit, "")]);
    rep.shows("Nothing to do.")
        .hides("adds a next step")
        .hides("X edit");
}

#[test]
fn what_another_company_needs_names_no_key_since_keys_concern_the_current_one() {
    let field = Field::new();
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut rep = field.work(size);
        rep.shows("a next step (t)");
        rep.press("j").shows("a next step").hides("a next step (");
        rep.press("k").shows("a next step (t)");
    }
}
