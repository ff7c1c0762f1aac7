//! What menu, palette and help offer, and that it can be done.

use super::records::File;
use super::support::Driver;
use callsheet::tui::action::{ACTIONS, Action};
use callsheet::tui::place::Place;
use callsheet::tui::scope::Scope;

/// The line of the screen that holds a text.
#[track_caller]
fn line_with(rep: &Driver, text: &str) -> String {
    let line = rep.lines().into_iter().find(|line| line.contains(text));
    line.unwrap_or_else(|| panic!("`{text}` is not on the screen:\n{}", rep.screen()))
}

// --- the actions menu

#[test]
fn the_actions_menu_tells_what_moves_do_to_the_company_under_the_cursor() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press(".").shows("m2");
    let first = line_with(&rep, "Disqualify");
    assert!(
        first.contains("4 tasks cancelled"),
        "known at the first opening: {first}"
    );
    rep.press("esc").press("home").press("m 2").press("1");
    rep.press("home");
    // One company is disqualified now; each menu is about its own row.
    for row in ["home", "G", "home", "k", "j"] {
        rep.press(row).press(".");
        let menu = line_with(&rep, "Reopen");
        rep.press("esc").press("m");
        let which_key = line_with(&rep, "Reopen");
        rep.press("esc");
        let said = |line: &str| {
            line.rsplit("Reopen")
                .next()
                .unwrap_or_default()
                .trim_matches([' ', '┃', '│'])
                .to_owned()
        };
        assert_eq!(said(&menu), said(&which_key), "after {row}");
    }
}

#[test]
fn an_open_menu_takes_the_answer_of_its_own_company_and_of_no_other() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.hold(".");
    rep.release().shows("4 tasks cancelled");
    let mut work = file.drive((120, 40), Place::Work);
    work.press(".");
    let line = line_with(&work, "m2");
    assert!(line.contains("cancelled"), "Work asks for it too: {line}");
}

#[test]
fn the_keys_a_menu_shows_can_be_typed_in_it() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press(".").press("m").shows("m2 Disqualify").hides("yy Copy");
    rep.press("esc").shows("yy Copy");
    rep.press("m").press("backspace").shows("yy Copy");
    rep.press("m").press("2").shows("No need").hides("m2 Disqualify");
    rep.press("esc")
        .press(".")
        .press("a")
        .press("c")
        .shows("New company");
    rep.press("esc").press(".").press("y").press("n").hides("yy Copy");
}

// --- the palette

#[test]
fn outcomes_are_lines_of_the_palette_and_run_like_their_digits() {
    let file = File::field();
    let rules = file.replica.rules();
    let mut rep = file.drive((120, 40), Place::Work);
    for digit in 0..10 {
        let rule = rules.outcome_on(digit).expect("ten outcomes have a digit");
        let label = rule.label(callsheet::base::Lang::En).to_owned();
        rep.press(":").type_text(&label);
        let line = line_with(&rep, "Outcomes");
        assert!(line.contains(&label), "{line}");
        rep.press("esc");
    }
    rep.press(":").type_text("voicemail");
    let line = line_with(&rep, "Outcomes");
    assert!(
        line.contains("tmrw") || line.contains(':'),
        "what it leads to: {line}"
    );
    rep.press("enter").shows("u undo");
    rep.press(":").type_text("outcome").shows("No answer");
}

#[test]
fn outcomes_are_dim_with_a_reason_where_no_call_can_be_logged() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Company(file.named("Nord")));
    rep.press(":").type_text("voicemail");
    rep.shows("No call runs");
    rep.press("enter").shows("! No call runs");
    rep.press("esc")
        .press("c")
        .press(":")
        .type_text("no answer")
        .press("enter");
    rep.hides("CALLING").shows("No answer");
}

#[test]
fn words_of_what_a_command_is_about_find_it() {
    let file = File::field();
    for (word, title) in [
        ("theme", "Settings"),
        ("language", "Settings"),
        ("mouse keyboard", "Settings"),
    ] {
        let mut rep = file.drive((120, 40), Place::Work);
        rep.press(":").type_text(word).shows(title);
    }
    let mut rep = file.drive((120, 40), Place::Work);
    rep.press(":")
        .type_text("language")
        .press("enter")
        .shows("Settings");
}

#[test]
fn the_palette_says_why_a_move_is_not_possible() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press(":").type_text("accept");
    let line = line_with(&rep, "Accept");
    assert!(line.to_lowercase().contains("handover"), "{line}");
}

// --- nothing is offered that is of no use

/// A screen of the program.
fn places(file: &File) -> Vec<Place> {
    vec![
        Place::Work,
        Place::Companies,
        Place::Company(file.named("Müller")),
        Place::History,
        Place::Trash,
        Place::Twins,
        Place::Import,
        Place::Fields,
        Place::Settings,
    ]
}

#[test]
fn a_key_that_help_lists_is_used_on_that_screen() {
    let file = File::field();
    let mut useless = Vec::new();
    for place in places(&file) {
        let mut help = file.drive((140, 140), place);
        help.press("?");
        let listed = help.screen();
        for spec in ACTIONS {
            let Some(key) = spec.keys.first().filter(|key| **key != "digits") else {
                continue;
            };
            let label = key.parse::<callsheet::tui::input::Keys>().expect(key).label();
            let title = callsheet::locale::Locale::new(callsheet::base::Lang::En)
                .t(&spec.title_key())
                .into_owned();
            let row = format!("  {title}");
            let is_listed = listed
                .lines()
                .any(|line| line.contains(&row) && line.contains(&label));
            let leaves = matches!(spec.action, Action::Close | Action::Interrupt | Action::Suspend);
            if spec.scope != Scope::Global || leaves || !is_listed {
                continue;
            }
            let mut rep = file.drive((120, 40), place);
            rep.press(key);
            if rep.screen().contains("is not used here") {
                useless.push((place, spec.id));
            }
        }
    }
    assert_eq!(useless, [], "listed in the help, and not used there");
}

#[test]
fn enter_on_a_line_of_help_says_why_nothing_happens() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Work);
    rep.press("?").type_text("pin").press("enter").shows("! Only in");
}

#[test]
fn help_is_moved_through_with_the_keys_it_names() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Work);
    let at_first = |rep: &Driver| {
        let foot = |line: &String| line.contains('━') && line.contains(" 1 of ");
        rep.lines().iter().any(foot)
    };
    assert!(at_first(rep.press("?")));
    assert!(!at_first(rep.press("end")));
    assert!(!at_first(rep.press("ctrl-u")));
    assert!(at_first(rep.press("home")));
    // With words in the search the same keys move and delete there.
    rep.type_text("undo").press("home").type_text("x").shows("xundo");
}

// --- a filter in every list

#[test]
fn the_slash_filters_history_trash_and_settings() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::History);
    rep.press("down").shows("2 of ");
    let before = rep.screen();
    rep.press("/")
        .type_text("nord")
        .shows("Nord Logistik")
        .hides("Åkesson");
    rep.hides("Undone");
    rep.press("esc").shows("2 of ");
    assert_eq!(rep.screen(), before, "Esc restores the selection");
    rep.press("/")
        .type_text("nothing like it")
        .shows("Nothing matches");

    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("/")
        .type_text("nord")
        .press("enter")
        .press("backspace")
        .press("D")
        .press("right")
        .press("enter");
    let mut rep = file.drive((120, 40), Place::Trash);
    rep.press("/")
        .type_text("nord")
        .shows("Nord Logistik")
        .press("enter");
    rep.press("/").type_text("zzz").hides("Nord Logistik");
    rep.press("esc").press("esc");

    let mut rep = file.drive((120, 40), Place::Settings);
    rep.press("down").press("/").type_text("mouse");
    rep.shows("Mouse")
        .hides("Power mode")
        .press("enter")
        .press("right")
        .shows("(Enter keeps it");
    rep.press("esc").press("esc").shows("Power mode");
}

// --- what is said

#[test]
fn taking_back_is_asked_in_words_of_what_will_happen() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::History);
    rep.press("enter").shows("Take this back?").hides("Undone");
    rep.press("right").press("enter").shows("Undone");
}

#[test]
fn stars_are_explained_once_and_only_where_one_stands() {
    let file = File::field();
    let id = file.named("Müller");
    for (keys, stars) in [("L", true), ("e", true), ("n", false)] {
        let mut rep = file.drive((120, 40), Place::Company(id));
        rep.press(keys);
        let screen = rep.screen();
        let labels = screen.matches(" *").count() - screen.matches(" * required").count();
        let told = screen.matches("* required").count();
        assert_eq!(told, usize::from(labels > 0), "{keys}:\n{screen}");
        assert!(!stars || told == 1, "{keys}:\n{screen}");
    }
}

#[test]
fn refusals_say_why_in_one_style_and_without_codes() {
    let file = File::field();
    let mut rep = file.drive((140, 40), Place::Companies);
    rep.press(".");
    for move_key in ["m1", "m4", "m8", "m0"] {
        let line = line_with(&rep, move_key);
        assert!(!line.contains("QUALIF"), "{line}");
        let inside = line.split('┃').nth(1).unwrap_or_default();
        let parts: Vec<&str> = inside.split("  ").map(str::trim).collect();
        let reason = parts
            .iter()
            .rev()
            .find(|part| !part.is_empty())
            .expect("a reason");
        let first = reason.chars().next().expect("a reason");
        assert!(first.is_uppercase() && !reason.ends_with('.'), "{reason}");
    }
    rep.press("m").press("8").shows("! No handover waits here");
}

#[test]
fn what_a_company_does_not_have_is_dim_and_says_so() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Company(file.named("Nord")));
    rep.press("w")
        .shows("! No email address is known here")
        .hides("Log activity");
    rep.press("o").shows("! No website is known here");
    rep.press(".");
    let line = line_with(&rep, "Write email");
    assert!(line.contains("No email address"), "{line}");
}

#[test]
fn the_help_of_a_setting_speaks_of_the_values_it_shows() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Settings);
    rep.press("/").type_text("window").press("enter");
    rep.shows("with names").shows("With names it shows whom you call");
}
