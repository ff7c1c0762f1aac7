//! What must be read before a key is pressed is read at every size and in both languages.

use super::records::File;
use callsheet::base::Lang;
use callsheet::tui::place::Place;

/// Sizes from the smallest two-column window to the largest drawing, with the cells of one outcome.
const SIZES: [((u16, u16), usize); 6] = [
    ((80, 24), 19),
    ((100, 29), 19),
    ((100, 30), 18),
    ((120, 40), 26),
    ((160, 45), 50),
    ((200, 60), 58),
];

/// Digit, the first letters of its label, and what it leads to in one of its lengths.
type Outcome = (char, &'static str, &'static [&'static str]);

const ENGLISH: [Outcome; 10] = [
    ('1', "No", &["Wed 10:00", "tmrw 10:00"]),
    ('2', "Voi", &["Thu 10:00"]),
    ('3', "Bus", &["15:35"]),
    ('4', "Cal", &["when"]),
    ('5', "Rea", &["next"]),
    ('6', "Mee", &["when"]),
    ('7', "Not", &["why"]),
    ('8', "Wro", &["next", "next number"]),
    ('9', "Gat", &["Wed 8:00", "tmrw 08:00"]),
    ('0', "Do ", &["whom"]),
];
const GERMAN: [Outcome; 10] = [
    ('1', "Kei", &["Mi 10:00", "morgen 10:00"]),
    ('2', "Mai", &["Do 10:00"]),
    ('3', "Bes", &["15:35"]),
    ('4', "Rüc", &["wann"]),
    ('5', "Err", &["weiter"]),
    ('6', "Ter", &["wann"]),
    ('7', "Kei", &["warum"]),
    ('8', "Fal", &["nächste", "nächste Nummer"]),
    ('9', "Vor", &["Mi 8:00", "morgen 08:00"]),
    ('0', "Nic", &["wen"]),
];

/// The cells of an outcome on the screen.
fn cell(lines: &[String], (digit, label, _): &Outcome, room: usize) -> Option<String> {
    let begins = format!("{digit} {label}");
    let at = |line: &String| {
        line.find(&begins)
            .map(|at| line[at..].chars().take(room).collect())
    };
    // The panel stands below what else begins with a digit.
    lines.iter().rev().find_map(at)
}

#[test]
fn every_outcome_prints_what_it_leads_to_in_full() {
    let file = File::field();
    for (lang, outcomes) in [(Lang::En, &ENGLISH), (Lang::De, &GERMAN)] {
        for (size, room) in SIZES {
            let rep = file.drive_in(lang, size, Place::Work);
            for outcome in outcomes {
                let cell = cell(&rep.lines(), outcome, room).unwrap_or_default();
                let ends = |effect: &&str| cell.split("  ").any(|part| part.trim_end().ends_with(*effect));
                assert!(
                    outcome.2.iter().any(ends),
                    "{size:?} {outcome:?}: `{cell}` in\n{}",
                    rep.screen()
                );
            }
        }
    }
}

#[test]
fn a_label_that_is_cut_does_not_seem_to_ask_and_a_time_has_its_minutes() {
    let file = File::field();
    let mut rep = file.drive((80, 24), Place::Work);
    rep.shows("1 No ans. Wed 10:00").shows("4 Call back… when");
    let mut rep = file.drive_in(Lang::De, (80, 24), Place::Work);
    rep.shows("1 Keine A. Mi 10:00").shows("8 Falsche. nächste");
}

#[test]
fn the_smallest_windows_show_all_ten_outcomes_and_the_number() {
    for size in [(60, 18), (60, 15), (41, 11), (40, 12), (40, 10)] {
        // A file of its own: the call that runs at the end would be found by the next start.
        let file = File::field();
        let mut rep = file.drive(size, Place::Work);
        for step in ["", "enter"] {
            rep.press(step);
            for outcome in &ENGLISH {
                assert!(
                    cell(&rep.lines(), outcome, 19).is_some(),
                    "{size:?} {outcome:?}\n{}",
                    rep.screen()
                );
            }
            rep.shows("+4");
        }
        let top = rep.lines().remove(0);
        assert!(top.contains("CALLING") && !top.contains("]C"), "{top}");
    }
}

#[test]
fn a_pane_that_is_read_in_a_small_window_keeps_what_the_chosen_outcome_does_in_one_line() {
    let file = File::field();
    let mut rep = file.drive((40, 10), Place::Work);
    rep.press("tab").shows("1 No answer Wed 10:00").shows("Script");
}

#[test]
fn a_strip_says_all_that_can_be_pressed_at_eighty_columns() {
    let file = File::field();
    for (lang, esc, both) in [
        (Lang::En, "Esc back", ["7 and qualify", "8 and hand over"]),
        (Lang::De, "Esc zurück", ["7 und qualifizieren", "8 und übergeben"]),
    ] {
        for size in [(80, 24), (40, 12)] {
            for digit in ["4", "5", "6", "7"] {
                let mut rep = file.drive_in(lang, size, Place::Work);
                rep.press(digit).shows(esc);
                if digit == "7" {
                    rep.shows("d ").shows("f ");
                }
                if digit == "4" {
                    rep.hides(both[0]).hides(both[1]);
                }
            }
        }
    }
}

#[test]
fn the_second_step_of_a_meeting_shows_what_was_agreed_and_typing_hides_the_presets() {
    let file = File::field();
    let mut rep = file.drive((80, 24), Place::Work);
    rep.press("5")
        .shows("7 and qualify")
        .shows("8 and hand over")
        .press("esc");
    rep.press("6").shows("2 tmrw 10").type_text("wed 10:00");
    rep.shows("Enter = Wed 25 Nov 10:00")
        .hides("2 tmrw 10")
        .press("enter");
    rep.shows("Enter = Wed 25 Nov 10:00")
        .shows("7 and qualify")
        .shows("8 and hand over")
        .shows("Esc back")
        .hides("type a date");
}

#[test]
fn a_log_is_told_with_its_date_and_its_undo_and_covers_no_mode() {
    let file = File::field();
    for (lang, undo, date) in [
        (Lang::En, "u undo", "Wed 25 Nov 10:00"),
        (Lang::De, "u zurück", "Mi 25. Nov 10:00"),
    ] {
        let mut rep = file.drive_in(lang, (80, 24), Place::Work);
        rep.press("1").shows(undo).shows(date).press("u");
    }
    let mut rep = file.drive((80, 24), Place::Work);
    rep.press("1").shows("u undo");
    rep.press("n").shows("TYPING").hides("u undo").shows("^S save");
    let mut rep = file.drive((80, 24), Place::Company(file.named("Müller")));
    rep.press("c").pass(9).press("1");
    rep.shows("No answer · Wed 25 Nov 10:00 · u undo");
}

#[test]
fn the_counter_counts_companies_to_do_and_every_log_makes_them_fewer() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Work);
    rep.shows("[Work 1/3]").shows(" 1/3 ");
    rep.press("1").shows("[Work 1/2]");
    rep.press("1").shows("[Work 1/1]");
}

#[test]
fn enter_is_named_by_what_it_does() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Work);
    rep.shows("Enter call").shows("m move").shows("L log form");
    rep.press("down").shows("Enter take").press("up");
    rep.press("enter")
        .shows("arrows + Enter choose")
        .shows("Esc no call");
    rep.press("5").shows("Enter log");
    let file = File::field();
    let mut rep = file.drive((80, 24), Place::Work);
    rep.shows("Enter call").shows(": palette  ? help");
    rep.press("0")
        .shows("Enter choose")
        .shows("Tab other button")
        .press("esc");
    rep.press("?").shows("Starts the timer");
}

#[test]
fn at_eighty_columns_the_header_is_the_pane_of_the_queue() {
    let file = File::field();
    let mut rep = file.drive((80, 24), Place::Work);
    assert!(rep.lines()[1].starts_with('▌'), "{}", rep.screen());
    assert_eq!(rep.cursor(), (0, 1));
    rep.press("tab");
    assert!(!rep.lines()[1].starts_with('▌'), "{}", rep.screen());
    rep.press("tab tab tab tab");
    assert!(
        rep.lines()[1].starts_with('▌'),
        "Tab comes back:\n{}",
        rep.screen()
    );
}

#[test]
fn the_largest_window_has_no_empty_box_and_no_text_wider_than_one_reads() {
    let file = File::field();
    let mut rep = file.drive((200, 60), Place::Work);
    rep.shows("attempt 1 of 6").shows("Find the decider");
    rep.shows("n writes here");
    rep.resize(400, 60);
    for line in rep.lines() {
        for cells in line.split('│').skip(3) {
            assert!(cells.chars().count() <= 92, "{line}");
        }
    }
}
