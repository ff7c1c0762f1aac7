//! Stories of what is done to all marked companies at once.

use super::records::File;
use callsheet::base::Lang;
use callsheet::tui::place::Place;
use callsheet::view::CompanyAsk;

fn tasks(file: &File, name: &str) -> usize {
    let card = file
        .replica
        .company(file.named(name))
        .expect("read")
        .expect("there");
    card.tasks.len()
}

#[test]
fn a_range_is_marked_while_the_selection_moves() {
    let file = File::field();
    let mut rep = file.drive((80, 24), Place::Companies);
    rep.press("v")
        .shows("1 marked")
        .press("j")
        .shows("2 marked")
        .press("end")
        .shows("3 marked");
    rep.press("k").shows("2 marked");
    // Esc takes the range away, v ends it and keeps it.
    rep.press("esc").hides("2 marked").hides("1 marked");
    rep.press("home")
        .press("v")
        .press("j")
        .press("v")
        .press("j")
        .shows("2 marked");
    rep.press("esc").hides("2 marked");
}

#[test]
fn what_is_refused_stays_marked_and_the_reasons_are_said_together() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("space").press("m 2").press("1").shows("1 done");
    // All but the first can be disqualified; it is out already, the others are asked about.
    rep.press("A").shows("3 marked").press("m 4");
    rep.shows("refused")
        .shows("still marked")
        .hides("UNVERIFIED")
        .hides("QUALIFIED_LEAD");
    rep.press("esc").shows("3 marked");
}

#[test]
fn stage_tasks_and_passing_on_ask_with_the_number_and_are_one_undo() {
    let file = File::field();
    let before = file.replica.digest(false).expect("a digest");
    let mut rep = file.drive((120, 40), Place::Companies);
    let count = tasks(&file, "Müller");
    rep.press("A").press("a t").shows("A task on each of 3 companies");
    rep.press("tab").type_text("Invite to the fair").press("ctrl-s");
    rep.shows("3 companies are marked.")
        .shows("Make 3 tasks")
        .press("2")
        .shows("3 done");
    assert_eq!(tasks(&file, "Müller"), count + 1);
    rep.press("u");
    assert_eq!(tasks(&file, "Müller"), count);
    assert_eq!(
        file.replica.digest(false).expect("a digest"),
        before,
        "one undo for all of it"
    );
    rep.press("A")
        .press("m t")
        .shows("Pass tasks on")
        .type_text("sales")
        .press("enter");
    rep.shows("Change the tasks of").press("1").shows("3 marked");
    // What a stage refuses to all is said at once; one that asks for a reason asks for it here too.
    rep.press("m s").shows("Move to stage").press("8");
    rep.shows("A case is open")
        .shows("still marked")
        .press("esc")
        .shows("3 marked");
    rep.press("m s")
        .press("6")
        .shows("why?")
        .press("1")
        .shows("3 done");
    rep.press("u");
    assert_eq!(file.replica.digest(false).expect("a digest"), before);
    assert_eq!(
        file.replica
            .companies(&CompanyAsk::default())
            .expect("a page")
            .rows
            .len(),
        3
    );
}

#[test]
fn keep_returns_to_what_was_typed_and_esc_leaves_it_for_the_next_time() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    let count = tasks(&file, "Müller");
    rep.press("A")
        .press("a t")
        .press("tab")
        .type_text("Invite to the fair");
    rep.press("ctrl-s").shows("3 companies are marked.").press("esc");
    rep.shows("A task on each of 3 companies")
        .shows("Invite to the fair");
    rep.press("esc")
        .hides("Invite")
        .press("a t")
        .shows("Invite to the fair");
    rep.press("ctrl-s").press("2").shows("3 done");
    assert_eq!(tasks(&file, "Müller"), count + 1);
    // What was made is not offered again.
    rep.press("A").press("a t").hides("Invite").press("esc");
}

#[test]
fn one_company_is_said_as_one_and_what_is_missing_in_german() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("m t").type_text("sales").press("enter");
    rep.shows("It is about one company.")
        .shows("Change the tasks of one company")
        .hides("1 compan");
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::Companies);
    rep.press("A")
        .press("m s")
        .press("3")
        .shows("Es fehlt: ")
        .hides("Needs:");
}

#[test]
fn tags_that_were_typed_survive_esc() {
    let file = File::field();
    let mut rep = file.drive((80, 24), Place::Companies);
    rep.press("T")
        .type_text("messe fair")
        .press("esc")
        .press("T")
        .shows("messe fair");
    rep.press("enter").shows("1 done").press("T").hides("messe");
}

#[test]
fn owner_and_tags_of_several_ask_with_the_number_and_what_was_so_is_not_done() {
    let file = File::field();
    let before = file.replica.digest(false).expect("a digest");
    let mut rep = file.drive((120, 40), Place::Companies);
    // All of them are Anna's already.
    rep.press("A").press("m 5").shows("Owner of 3 companies");
    rep.press("enter").shows("0 done").shows("3 as they were");
    assert_eq!(file.replica.digest(false).expect("a digest"), before);
    rep.press("A").press("m 5").type_text("nobody").press("enter");
    rep.shows("Change the owner of 3 companies")
        .press("2")
        .shows("3 done");
    rep.press("u")
        .shows("Undone: 3 changes: Owner changed")
        .hides("changed:  ");
    assert_eq!(file.replica.digest(false).expect("a digest"), before);
    rep.press("A").press("T").shows("Tags of 3 companies");
    rep.type_text("fair").press("enter");
    rep.shows("Change the tags of 3 companies")
        .press("2")
        .shows("3 done");
    rep.press("A").press("T").type_text("-nosuch").press("enter");
    rep.shows("0 done").shows("3 as they were");
    // One by itself is done at once.
    rep.press("esc")
        .press("T")
        .type_text("single")
        .press("enter")
        .shows("1 done");
}

#[test]
fn one_refusal_is_read_in_full_too() {
    let file = File::field();
    let mut rep = file.drive((80, 24), Place::Companies);
    rep.press("m s").press("8").shows("0 done · 1 refused");
    rep.shows("A case is open").hides("still marked").press("esc");
    rep.press("space").press("m s").press("8");
    rep.shows("A case is open").shows("still marked").press("esc");
}

#[test]
fn what_is_of_one_company_waits_until_the_marks_are_gone() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("space");
    for keys in ["e", "n", "L", "c", "a p"] {
        rep.press(keys)
            .shows("one company at a time; Esc takes the marks away");
        assert_eq!(rep.app.popups(), 0, "{keys}");
        rep.pass(10);
    }
    rep.press("esc").press("n").shows("Note");
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::Companies);
    rep.press("space")
        .press("e")
        .shows("Das geht nur mit einer Firma");
}

#[test]
fn with_marks_the_hints_are_those_of_the_marks() {
    let file = File::field();
    let mut rep = file.drive((80, 24), Place::Companies);
    rep.press("space").pass(10);
    rep.shows("Space mark")
        .shows("m move")
        .shows("T tags")
        .shows("Esc unmark");
    rep.press("esc").hides("Esc unmark");
}
