//! Stories of menus, of the panes of a company, of marks, Trash and forms.

use super::records::{File, fields};
use callsheet::base::Lang;
use callsheet::domain::command::{CompanyCommand, CreateCompany};
use callsheet::tui::place::Place;
use serde_json::json;

#[test]
fn a_menu_with_digits_of_its_own_has_no_others() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Work);
    rep.press("m")
        .shows(" 7 Archive")
        .shows(" 8 Accept")
        .hides("6 7")
        .hides("7 8");
    rep.shows("No handover waits here")
        .shows("Needs a conversation (1-0), a next step (t)");
    rep.press("esc");
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::Work);
    rep.press("m")
        .shows("Hier wartet keine Übergabe")
        .shows("Nichts zu tun");
}

#[test]
fn a_company_at_eighty_columns_shows_its_case_its_attempt_and_whole_numbers() {
    let file = File::field();
    let mut rep = file.drive((80, 24), Place::Company(file.named("Müller")));
    rep.shows("Qualify company")
        .shows("attempt 1 of 6")
        .shows("+49 711 5550142");
    let mut rep = file.drive((120, 40), Place::Company(file.named("Müller")));
    let sign = rep.lines().into_iter().find(|line| line.contains('▌'));
    assert!(
        sign.is_none_or(|line| !line.contains("Today")),
        "{}",
        rep.screen()
    );
    rep.press("D").press("right").press("enter");
}

#[test]
fn a_company_that_was_deleted_from_its_own_screen_leads_back() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("/").type_text("nord").press("enter").shows("Timeline");
    rep.press("D").press("tab").press("enter");
    rep.shows("Companies · Mine").hides("It may be in Trash");
}

#[test]
fn all_means_every_row_of_the_list_and_the_button_says_what_is_done_to_how_many() {
    let file = File::new();
    for n in 0..230 {
        let create = CreateCompany {
            id: file.replica.new_id(),
            fields: fields(json!({ "name": format!("Company {n}") })),
            workflow: false,
            import: None,
        };
        file.run(CompanyCommand::Create(create));
    }
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("A").shows("230 marked");
    rep.press("D")
        .shows("Delete 230 companies")
        .shows("Keep")
        .press("esc");
    rep.press("A").hides("marked");
}

#[test]
fn what_an_undo_took_back_is_no_rubbish_and_a_task_names_its_company() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Work);
    rep.press("1").press("u");
    let mut rep = file.drive((120, 40), Place::Trash);
    rep.shows("Trash is empty");
}

#[test]
fn what_cannot_be_used_is_refused_at_its_field_and_a_strange_number_is_kept() {
    let file = File::field();
    let mut rep = file.drive((80, 24), Place::Companies);
    rep.press("a c").type_text("Poseidon");
    rep.press("tab")
        .type_text("abc")
        .press("tab")
        .shows("kept as typed");
    rep.type_text("not a url !!")
        .press("tab")
        .type_text("Atlantis")
        .press("ctrl-s");
    rep.shows("\"Atlantis\" is no country");
}

#[test]
fn the_log_form_says_today_and_its_types_are_whole_at_eighty_columns() {
    let file = File::field();
    let id = file.named("Müller");
    let mut rep = file.drive((80, 24), Place::Company(id));
    rep.press("L")
        .shows("today 14:32")
        .shows("= Tue 24 Nov 2026 14:32");
    let mut rep = file.drive_in(Lang::De, (80, 24), Place::Company(id));
    rep.press("L").shows("Recherche").shows("heute 14:32");
}

#[test]
fn german_screens_speak_german() {
    let file = File::field();
    let id = file.named("Müller");
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::Company(id));
    rep.shows("Betreuer")
        .hides("nobody")
        .hides("Fit assessment")
        .hides("Call back");
    rep.press("n")
        .type_text("x")
        .press("ctrl-s")
        .shows("Notiz erfasst: Müller");
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::Settings);
    rep.hides("true").hides("false");
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::History);
    rep.shows("Firma angelegt: Müller");
}

#[test]
fn help_lists_what_the_keys_do_here_first() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Work);
    rep.press("?");
    let lines = rep.lines();
    let at = |text: &str| lines.iter().position(|line| line.contains(text));
    let everywhere = at("Everywhere").expect("the second heading");
    for text in ["Enter  Call", "x  Tick off", "b  Skip", "u  Undo"] {
        assert!(
            at(text).is_some_and(|at| at < everywhere),
            "{text}\n{}",
            rep.screen()
        );
    }
}

#[test]
fn a_call_on_a_small_company_screen_shows_every_outcome() {
    for size in [(40, 10), (41, 11), (60, 18), (80, 24), (120, 40)] {
        let file = File::field();
        let mut rep = file.drive(size, Place::Company(file.named("Müller")));
        rep.press("c");
        for label in ["1 No", "4 Call", "7 Not", "9 Gate", "0 Do"] {
            rep.shows(label);
        }
    }
}
