//! Stories of `u` where a screen speaks of one thing: it takes back that, or says that there is nothing of it left.

use super::imports::{Desk, all, pick};
use super::records::File;
use super::support::Driver;
use callsheet::domain::command::{EditTask, TaskCommand};
use callsheet::tui::place::Place;
use serde_json::json;

/// Two firms, one of them misspelt.
const ALIKE: &str = "name,city,phone\nKranbau Schulz,Köln,+49 221 700100\nKranbau Schulz GmbH,Köln,+49 221 700100\n\
    Nord AG,Hamburg,+49 40 5551\n";

fn import(rep: &mut Driver, desk: &Desk, name: &str, text: &str) {
    let path = desk.put(name, text);
    pick(rep, &path);
    rep.press("i").shows("3 what would happen");
    rep.press("i").shows("5 done");
}

#[test]
fn a_pair_that_was_put_aside_comes_back_and_the_import_before_it_stands() {
    let (file, desk) = (File::new(), Desk::new());
    let mut rep = file.drive((120, 40), Place::Import);
    import(&mut rep, &desk, "firms.csv", ALIKE);
    let before = file.replica.digest(false).expect("a digest");
    let stands = |file: &File| assert_eq!(file.replica.digest(false).expect("a digest"), before);
    rep.press("g d").shows("1 of 1").press("b");
    rep.shows("Left for another time · u undo")
        .shows("Nothing looks alike here.");
    rep.press("u").shows("Back again: Kranbau Schulz").shows("1 of 1");
    rep.press("u")
        .shows("Nothing of this screen is left to take back");
    stands(&file);
    // What is decided is taken back too, the last first; what was decided before it is as it was.
    rep.press("b").press("u").press("n").shows("Not the same");
    rep.press("u").shows("Undone").shows("1 of 1");
    rep.press("u").shows("Nothing of this screen is left");
    stands(&file);
    // Elsewhere the newest change is the import.
    rep.press("g c")
        .press("u")
        .shows("Undone: 3 changes of an import: firms.csv");
    assert!(all(&file).is_empty());
}

#[test]
fn an_import_that_was_taken_back_is_not_followed_by_the_one_before_it() {
    let (file, desk) = (File::new(), Desk::new());
    let mut rep = file.drive((120, 40), Place::Import);
    import(&mut rep, &desk, "first.csv", "name\nAlpha\nBeta\n");
    rep.press("esc");
    import(&mut rep, &desk, "second.csv", "name\nGamma\nDelta\n");
    rep.pass(10).shows("Esc back");
    rep.press("u").shows("Taken back").press("u");
    rep.shows("Nothing of this import is left to take back");
    assert_eq!(all(&file).len(), 2, "the first one stands");
    // One that changed nothing has nothing to take back either.
    rep.press("esc");
    import_again(&mut rep, &desk, "first.csv");
    rep.hides("i import").press("i").shows("3 what would happen");
    assert_eq!(all(&file).len(), 2);
}

fn import_again(rep: &mut Driver, desk: &Desk, name: &str) {
    pick(rep, &desk.path(name));
    rep.press("i").shows("There is nothing to do");
}

#[test]
fn what_cannot_be_taken_at_all_is_not_offered_and_leaves_no_file() {
    let (file, desk) = (File::new(), Desk::new());
    let path = desk.put("broken.csv", "name,city\n,Bremen\na,b,c\n");
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.press("i").shows("None of the 2 rows can be taken");
    rep.hides("i import").press("i").shows("3 what would happen");
    assert!(!desk.path("broken.csv.errors.csv").exists());
}

#[test]
fn a_bulk_action_that_did_nothing_offers_no_undo() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("A").press("m s").press("8").shows("still marked");
    let (last, _) = rep.app.toasts().log().last().expect("something was said").clone();
    assert!(
        last.text.starts_with("0 done") && !last.text.contains("undo"),
        "{}",
        last.text
    );
}

#[test]
fn after_an_import_work_begins_with_the_first_row_unless_a_task_was_chosen() {
    let desk = Desk::new();
    desk.put(
        "more.csv",
        "name,phone\nAlpha Werk,+49 711 1001\nBeta Werk,+49 711 1002\n",
    );
    let begin = || {
        let file = File::new();
        file.company("Zuletzt AG", "Stuttgart", "+49 711 555010");
        file.company("Zwischen AG", "Stuttgart", "+49 711 555011");
        let rep = file.drive((120, 40), Place::Work);
        (file, rep)
    };
    let put_last = |file: &File| {
        for name in ["Zuletzt", "Zwischen"] {
            let card = file
                .replica
                .company(file.named(name))
                .expect("read")
                .expect("there");
            let fields = json!({ "due": { "on": "2027-03-01" } });
            file.run(TaskCommand::Edit(EditTask {
                task_id: card.tasks.first().expect("a task").id,
                fields: fields.as_object().cloned().expect("an object"),
            }));
        }
    };
    let selected = |rep: &mut Driver| {
        let (_, y) = rep.cursor();
        rep.lines()[usize::from(y)].clone()
    };
    let import = |rep: &mut Driver| {
        rep.press("a i");
        pick(rep, &desk.path("more.csv"));
        rep.press("i").press("i").shows("5 done").press("g w");
    };
    let (file, mut rep) = begin();
    assert!(selected(&mut rep).contains(" AG"), "{}", rep.screen());
    put_last(&file);
    import(&mut rep);
    assert!(selected(&mut rep).contains(" Werk"), "{}", rep.screen());
    rep.shows("Queue").shows("1/4");

    let (file, mut rep) = begin();
    rep.press("down").press("enter");
    let row = selected(&mut rep);
    let taken = ["Zuletzt", "Zwischen"]
        .into_iter()
        .find(|name| row.contains(name));
    let taken = taken.expect("one of the two");
    put_last(&file);
    import(&mut rep);
    assert!(selected(&mut rep).contains(taken), "{}", rep.screen());
}
