//! Stories of people who must not be contacted, and of their erasure.

use super::records::File;
use callsheet::tui::place::Place;

#[test]
fn a_person_is_blocked_let_free_and_erased_with_the_name_typed() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Company(file.named("Müller")));
    rep.press(":")
        .type_text("erase this person")
        .press("enter")
        .shows("Choose a person first");
    rep.press("esc").press("tab").press("tab");
    rep.press(":").type_text("never contact this").press("enter");
    rep.shows("Do not contact: Katrin Vogel");
    rep.press(":")
        .type_text("contact this person again")
        .press("enter");
    rep.shows("Contact Katrin Vogel again")
        .type_text("consent of 3 March")
        .press("enter")
        .shows("May be contacted again: Katrin Vogel");
    for name in ["Katrin", "Katrin Vogel"] {
        rep.press(":").type_text("erase this person").press("enter");
        rep.shows("Erase Katrin Vogel for good")
            .type_text(name)
            .press("enter");
        if name == "Katrin" {
            rep.shows("type the full name of the person");
        }
    }
    rep.shows("Person erased").hides("Katrin Vogel");
}
