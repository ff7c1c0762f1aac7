//! Stories of keys while an import runs: nothing on the thread that draws waits for it.

use super::imports::{Desk, many, pick};
use super::records::File;
use callsheet::tui::place::Place;

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

#[test]
fn leaving_while_an_import_runs_asks_and_an_import_cut_short_is_told_the_next_time() {
    let (file, desk) = (File::new(), Desk::new());
    let path = desk.put("many.csv", &many(60));
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.press("i").hold("i q").look();
    rep.shows("An import runs. Leaving stops it")
        .shows("Stop it and leave");
    rep.hold("esc")
        .look()
        .hides("An import runs")
        .shows("4 importing");
    rep.release().shows("60 rows = 60 created");
    rep.press("enter")
        .shows("1 file")
        .hides("did not come to its end");
    // As it is left when the program ends in the middle of one.
    let put = file
        .replica
        .put_meta("import_under_way", &path.display().to_string());
    put.expect("noted");
    let mut again = file.drive((120, 40), Place::Import);
    again.shows("many.csv did not come to its end");
    pick(&mut again, &path);
    again.shows("Its last import did not come to its end");
    again.press("i").shows("60 rows").press("esc esc").shows("1 file");
}
