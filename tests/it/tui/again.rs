//! Stories of leaving and coming back, of another size, and of lists longer than what is loaded.

use super::records::{File, fields};
use super::support::Driver;
use callsheet::domain::command::{CompanyCommand, CreateCompany, DeleteCompany};
use callsheet::tui::message::Message;
use callsheet::tui::place::Place;
use callsheet::tui::rep::Rep;
use callsheet::tui::screen::work::CallSettings;
use serde_json::json;

const SIZE: (u16, u16) = (120, 40);

fn again(file: &File) -> Driver {
    Driver::again(
        SIZE,
        &file.replica,
        Rep::new(&file.replica, CallSettings::default()),
    )
}

/// A file with so many companies, each with a call to make.
fn many(count: usize) -> File {
    let file = File::new();
    for n in 0..count {
        file.run(CompanyCommand::Create(CreateCompany {
            id: file.replica.new_id(),
            fields: fields(json!({ "name": format!("Company {n:04}") })),
            workflow: true,
            import: None,
        }));
    }
    file
}

/// The row with the cursor.
fn selected(rep: &mut Driver) -> String {
    let (_, y) = rep.cursor();
    rep.lines()[usize::from(y)].clone()
}

#[test]
fn companies_are_there_again_with_view_order_and_row() {
    let file = File::field();
    let mut rep = again(&file);
    assert_eq!(rep.app.place(), Place::Work, "the first start is an ordinary one");
    rep.press("g c").press("f 2").shows("Companies · All");
    rep.press("S 2").press("end");
    let row = selected(&mut rep);
    assert!(row.contains("Nord Logistik") || row.contains("Åkesson"), "{row}");
    rep.press("q");
    assert!(rep.app.is_done());
    let mut rep = again(&file);
    rep.shows("Companies · All").shows("3 of 3").shows("Work 1/3");
    assert_eq!(selected(&mut rep), row);
    // Work stands behind it.
    rep.press("backspace")
        .shows("►")
        .press("-")
        .shows("Companies · All");
}

#[test]
fn the_row_stands_where_it_stood_in_the_window() {
    let file = many(120);
    let mut rep = again(&file);
    rep.press("g c").press("f 2").press("end");
    for _ in 0..15 {
        rep.press("up");
    }
    let (_, line) = rep.cursor();
    assert!((10..25).contains(&line), "{line}");
    rep.press("q");
    let mut rep = again(&file);
    rep.shows("105 of 120");
    assert_eq!(rep.cursor().1, line);
}

#[test]
fn a_company_is_there_again_with_its_pane_however_the_program_ends() {
    let file = File::field();
    let mut rep = again(&file);
    rep.press("g c")
        .press("enter")
        .press("S-Tab")
        .send(Message::Terminate);
    let heavy = |rep: &Driver| {
        let lines = rep.lines();
        lines.into_iter().find(|line| line.contains('┏'))
    };
    let before = heavy(&rep).expect("a focused pane");
    let mut rep = again(&file);
    assert!(matches!(rep.app.place(), Place::Company(_)));
    assert_eq!(heavy(&rep), Some(before));
    rep.press("esc").shows("Companies · Mine");
}

#[test]
fn work_is_there_again_with_the_row_that_was_looked_at_and_its_own_current_task() {
    let file = File::field();
    let current = |rep: &Driver| {
        let line = rep.lines().into_iter().find(|line| line.contains('►'));
        line.expect("a current task")
            .chars()
            .skip(2)
            .take(26)
            .collect::<String>()
    };
    let mut rep = again(&file);
    let first = current(&rep);
    rep.press("j j");
    let row = selected(&mut rep);
    rep.press("q");
    let mut rep = again(&file);
    assert_eq!(selected(&mut rep), row);
    assert!(!row.contains('►'), "{row}");
    assert_eq!(current(&rep), first);
    // Back on the current task, the next start has the cursor on whichever is current then.
    rep.press("home").press("tab").press("q");
    let mut rep = again(&file);
    rep.press("b").press("S-Tab");
    assert!(selected(&mut rep).contains('►'), "{}", rep.screen());
}

#[test]
fn what_is_gone_or_cannot_be_read_is_an_ordinary_start_without_a_word() {
    let file = File::field();
    let mut rep = again(&file);
    rep.press("g c").press("enter");
    let Place::Company(company_id) = rep.app.place() else {
        panic!("a company is open");
    };
    rep.press("q");
    file.run(CompanyCommand::Delete(DeleteCompany {
        company_id,
        with_case: true,
    }));
    let mut rep = again(&file);
    assert_eq!(rep.app.place(), Place::Work);
    rep.shows("►").hides("Trash");
    for text in ["{", "{\"screen\":7}", "{\"screen\":\"company\"}", ""] {
        file.replica.put_meta("whereabouts", text).expect("kept");
        let mut rep = again(&file);
        assert_eq!(rep.app.place(), Place::Work, "{text}");
        assert!(rep.app.toasts().current().is_none());
        rep.shows("►");
    }
}

#[test]
fn a_call_that_ran_when_the_program_died_is_gone_on_with_wherever_one_was_before() {
    let file = File::field();
    let mut rep = again(&file);
    rep.press("g c").press("q");
    let mut rep = again(&file);
    rep.press("g w").press("enter").shows("CALLING");
    // It dies here, and nothing is kept.
    drop(rep);
    let mut rep = again(&file);
    assert_eq!(rep.app.place(), Place::Work);
    rep.shows("CALLING").press("esc esc").hides("CALLING");
    rep.press("g c").press("enter");
    let company = rep.app.place();
    rep.press("q");
    let mut rep = again(&file);
    rep.press("c").shows("CALLING");
    drop(rep);
    let mut rep = again(&file);
    assert_eq!(rep.app.place(), company);
    rep.shows("CALLING").shows("1 No answer");
}

#[test]
fn after_a_failure_the_next_start_is_an_ordinary_one() {
    let file = File::field();
    let mut rep = again(&file);
    rep.press("g c").press("q");
    let mut rep = again(&file);
    assert_eq!(rep.app.place(), Place::Companies);
    rep.app.end_failed();
    assert_eq!(again(&file).app.place(), Place::Work);
}

#[test]
fn a_row_far_down_is_found_again_in_both_lists() {
    let file = many(450);
    let mut rep = again(&file);
    rep.press("G");
    let row = selected(&mut rep);
    rep.shows("450/450");
    rep.press("g c").press("f 2").press("G");
    let company = selected(&mut rep);
    rep.press("q");
    let mut rep = again(&file);
    assert_eq!(selected(&mut rep), company);
    rep.press("g w");
    assert_eq!(selected(&mut rep), row);
}

#[test]
fn a_smaller_window_that_grows_again_shows_what_it_showed() {
    let file = many(60);
    let mut rep = again(&file);
    rep.press("g c").press("f 2");
    for _ in 0..33 {
        rep.press("down");
    }
    let before = rep.screen();
    rep.resize(80, 24);
    assert!(selected(&mut rep).contains("Company"), "{}", rep.screen());
    rep.resize(120, 40);
    assert_eq!(rep.screen(), before);
}

#[test]
fn the_end_of_the_queue_is_one_key_away() {
    let file = many(750);
    let mut rep = again(&file);
    rep.shows("/300+").press_at_once("G").shows("750/750");
}

#[test]
fn keys_pressed_while_rows_are_read_are_not_lost() {
    let file = many(650);
    let down = "down ".repeat(500);
    let mut rep = again(&file);
    rep.press_at_once(&down).shows("501/650");
    // While the whole queue is read anew, keys wait; one that is held down does not fill up their place.
    rep.press("home")
        .hold("f5")
        .hold(&down)
        .release()
        .shows("501/650");
    rep.press("g c").press("f 2").press("home");
    rep.press_at_once(&down).shows("501 of 650");
    // On a list that is not there yet, too; another key ends it.
    let mut rep = again(&file);
    rep.hold("g c").hold(&down).release().shows("501 of ");
    rep.press("home").hold(&down).hold("up").release();
    rep.hides("501 of");
}
