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
