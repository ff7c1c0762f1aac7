//! Stories of the filter language in the list of companies: what is typed, completed, kept as a view, done to many.

use super::records::File;
use callsheet::tui::place::Place;

#[test]
fn a_filter_with_fields_narrows_the_list_and_an_error_keeps_text_and_rows() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.shows("Companies · Mine");
    rep.press("/")
        .type_text("city:ham")
        .shows("Nord Logistik")
        .hides("Müller");
    rep.type_text(" stage:QUALIFYNG");
    rep.shows("! column 16: \"QUALIFYNG\" is no stage; did you mean QUALIFYING?");
    rep.shows("city:ham stage:QUALIFYNG");
    // It cannot be left behind as if it had been looked for.
    rep.press("enter").shows("! column 16");
    rep.press("ctrl-u")
        .type_text("city:ham")
        .hides("! column")
        .shows("Nord Logistik");
    rep.type_text(" >").shows("! column 10").shows("Nord Logistik");
    rep.press("esc").shows("Müller Maschinenbau GmbH");
}

#[test]
fn tab_completes_fields_and_their_values() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.shows("Companies · Mine");
    rep.press("/").type_text("stag").shows("stage:");
    rep.press("tab").type_text("dor").shows("DORMANT");
    rep.press("tab").shows("/ stage:DORMANT");
    rep.press("ctrl-u").type_text("owner:an").shows("\"Anna K.\"");
    rep.press("tab").shows("owner:\"Anna K.\"").shows("Nord Logistik");
}

#[test]
fn tab_goes_through_what_fits_and_never_leaves_the_filter() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("/").shows("S-Tab to the list");
    // What can stand there is said, not that it is missing.
    rep.type_text("stage:").shows("UNVERIFIED").hides("! column");
    rep.press("tab").shows("/ stage:UNVERIFIED").shows("[UNVERIFIED]");
    rep.press("tab").hides("stage:UNVERIFIED").hides("[UNVERIFIED]");
    rep.press("shift-tab").shows("/ stage:UNVERIFIED");
    rep.type_text(" x")
        .press("tab")
        .type_text("ka")
        .shows("/ stage:UNVERIFIED xka");
}

#[test]
fn what_is_shown_is_saved_as_a_view_and_chosen_again() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.shows("Companies · Mine");
    rep.press("/").type_text("city:malm").press("enter");
    // One hit opens; the list is as it was left.
    rep.press("backspace").shows("city:malm");
    rep.press("f").shows("Save as a view");
    rep.press("end enter").type_text("Far north").press("enter");
    rep.shows("View saved: Far north")
        .shows("Companies · Far north")
        .shows("Åkesson")
        .hides("Müller");
    rep.press("f")
        .press("home enter")
        .shows("Companies · Mine")
        .shows("Müller");
    let views = file.replica.views().expect("views");
    assert_eq!(views.len(), 1);
    assert_eq!(views[0].filter, "owner:me city:malm");
    rep.press("f")
        .shows("Far north")
        .press("end enter")
        .shows("Companies · Far north")
        .hides("Müller");
}

#[test]
fn tags_go_on_all_marked_companies_and_one_undo_takes_them_back() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.shows("Companies · Mine").press("A").shows("3 marked");
    rep.press("T").type_text("fair").press("enter");
    rep.press("2").shows("3 done");
    rep.press("/").type_text("tag:fair").shows("of 3");
    rep.press("esc").press("u");
    rep.press("/").type_text("tag:fair").hides("Nord Logistik");
}
