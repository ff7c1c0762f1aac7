//! Stories of marks: what is marked is what somebody went over, and it stays so while lists come and go.

use super::records::{File, fields};
use super::support::Driver;
use callsheet::base::Lang;
use callsheet::domain::command::{CompanyCommand, CreateCompany};
use callsheet::tui::message::Message;
use callsheet::tui::place::Place;
use serde_json::json;

/// More than a page of the list, and more than one transaction of a deed.
const MANY: usize = 230;

fn many() -> File {
    let file = File::new();
    for n in 0..MANY {
        file.run(CompanyCommand::Create(CreateCompany {
            id: file.replica.new_id(),
            fields: fields(json!({ "name": format!("Company {n:04}") })),
            workflow: false,
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
fn all_of_a_list_that_is_shown_no_longer_are_not_marked() {
    let file = many();
    let mut rep = file.drive((100, 30), Place::Companies);
    rep.press("A").shows("230 marked").press("A").hides("marked");
    // The other rows are still being read when the marks are taken away.
    rep.hold("A esc").release().hides("marked");
    // Nor when another list is shown: what was on the screen stays marked.
    rep.hold("A / 0 0 7").release().shows("200 marked");
    rep.press("esc").press("esc").hides("marked");
    // A range that is begun meanwhile does not take them away again.
    rep.hold("A v j").release().shows("230 marked");
    rep.press("j").shows("230 marked");
    rep.press("esc").shows("230 marked");
}

#[test]
fn a_range_marks_nothing_that_another_order_or_a_fresh_list_puts_into_it() {
    let file = File::new();
    for name in ["Alpha", "Gamma"] {
        file.company(name, "Trier", "+49 651 111111");
    }
    let mut rep = file.drive((100, 30), Place::Companies);
    rep.press("S 2")
        .press("home")
        .press("v")
        .press("j")
        .shows("2 marked");
    file.company("Beta", "Trier", "+49 651 222222");
    rep.send(Message::Changed).shows("Beta").shows("2 marked");
    assert!(selected(&mut rep).contains("Gamma"));
    // A move goes over it.
    rep.press("k").shows("2 marked").press("j").shows("3 marked");
    // Another order ends it: the next move marks nothing and takes no mark away.
    rep.press("S 1").shows("3 marked").press("home").shows("3 marked");
    rep.press("esc").hides("marked");
}

#[test]
fn what_is_marked_while_a_deed_runs_stays_marked() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("space").press("T").type_text("fair");
    rep.hold("enter space").look().shows("2 marked");
    rep.release().shows("1 done").shows("1 marked");
}

#[test]
fn a_deed_that_is_stopped_on_the_way_says_so_and_shows_what_was_done() {
    let file = many();
    let mut rep = file.drive((140, 40), Place::Companies);
    rep.press("A").shows("230 marked");
    // The file takes no more than the first part of it: a full disk, as the database sees it.
    let raw = rusqlite::Connection::open(file.folder.path().join("field.db")).expect("opens");
    raw.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON command_log \
         WHEN (SELECT COUNT(*) FROM command_log WHERE type = 'company.tag' AND undone_by IS NULL) >= 205 \
         BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
    )
    .expect("a trigger");
    let ids = file
        .replica
        .company_ids(&callsheet::view::CompanyAsk::default(), |_| true)
        .expect("ids");
    let deed = callsheet::replica::Deed::Tag(vec!["fair".to_owned()], Vec::new());
    let done = file.replica.bulk(&deed, &ids, false, |_| true);
    assert_eq!((done.rows.len(), done.stopped.is_some()), (200, true));
    rep.press("u").shows("Undone");
    rep.press("T").type_text("fair").press("enter").press("2");
    rep.shows("200 done").shows("30 marked");
}

#[test]
fn handovers_are_not_answered_of_one_row_while_others_are_marked() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    for key in ["m 8", "m 9"] {
        rep.press("A").press(key).shows("answered one by one");
        rep.shows("3 marked").press("esc").hides("marked");
    }
    rep.press("m").shows("1-0 s t choose").press("esc");
}

#[test]
fn what_the_rules_refuse_of_many_is_said_in_german_to_who_reads_german() {
    let file = File::field();
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::Companies);
    rep.press("space").press("m 2").press("1").shows("1 erledigt");
    rep.press("A").press("m 4");
    rep.shows("Nur eine Firma, die qualifiziert wird")
        .hides("Only a company")
        .hides("QUALIFIED_LEAD");
}
