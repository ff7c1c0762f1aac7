//! How the program behaves in a terminal, as a script can see it: sizes, leaving, colours, finding, quiet.

use crate::support::cli::Cli;
use crate::support::pty::Screen;
use tempfile::TempDir;

/// A folder with a few companies whose names try the width and the folding of text.
struct Room {
    _home: TempDir,
    cli: Cli,
}

const NAMES: [&str; 6] = [
    "Müller Maschinenbau GmbH",
    "Åkesson Bygg AB",
    "日本精密工業",
    "Северсталь-Логистика",
    "♻️ Recycling Nord",
    "Bäckerei Größmann",
];

impl Room {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let cli = Cli::new(home.path()).env("USER", "anna");
        let room = Self { _home: home, cli };
        for (at, name) in NAMES.iter().enumerate() {
            let phone = format!("+49 711 555014{at}");
            room.cli
                .run(["company", "add", name, "--country", "DE", "--phone", &phone])
                .ok();
        }
        room
    }
    fn open(&self, size: (u16, u16)) -> Screen {
        Self::ready(self.cli.screen(size, &[]))
    }
    fn ready(mut screen: Screen) -> Screen {
        screen.wait_for("►").wait_idle();
        screen
    }
}

/// Keys to each screen and popup, from Work and back.
const PLACES: [(&str, &str); 12] = [
    ("", ""),
    ("gc", "gw"),
    ("gc<Enter>", "gw"),
    ("g,", "gw"),
    ("L", "<Esc>"),
    ("ac", "<Esc>"),
    ("t", "<Esc>"),
    ("?", "<Esc>"),
    (":", "<Esc>"),
    ("m", "<Esc>"),
    ("s", "<Esc>"),
    (".", "<Esc>"),
];

#[test]
fn every_screen_keeps_its_frame_and_its_last_two_hints() {
    let room = Room::new();
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut screen = room.open(size);
        for (there, back) in PLACES {
            screen.send(there).wait_idle();
            assert!(screen.row(0).contains("Work"), "{there}: {}", screen.contents());
            let hints = screen.row(size.1 - 1);
            assert!(hints.ends_with("help"), "{size:?} {there}: `{hints}`");
            screen.send(back).wait_idle();
        }
    }
}

#[test]
fn a_rep_sees_the_number_and_all_ten_outcomes_at_80x24() {
    let room = Room::new();
    let screen = room.open((80, 24));
    let text = screen.contents();
    assert!(text.contains("711 555014"), "{text}");
    for digit in [
        "1 No ans",
        "2 Voic",
        "3 Busy",
        "4 Call back",
        "5 Reached",
        "6 Meeting",
        "7 Not",
        "8 Wrong",
        "9 Gate",
        "0 Do not",
    ] {
        assert!(text.contains(digit), "{digit}: {text}");
    }
}

#[test]
fn too_small_a_window_says_so_and_comes_back_as_it_was() {
    let room = Room::new();
    let mut screen = room.open((80, 24));
    let before = screen.rows();
    screen.resize((30, 8)).wait_for("needs 40×10");
    screen.resize((80, 24)).wait_for("Outcome").wait_idle();
    assert_eq!(screen.rows(), before);
}

#[test]
fn leaving_gives_the_terminal_back() {
    let room = Room::new();
    let mut screen = room.open((80, 24));
    assert!(screen.terminal().alternate_screen());
    screen.send("q");
    assert_eq!(screen.wait_exit().code, 0);
    let terminal = screen.terminal();
    assert!(!terminal.alternate_screen() && !terminal.hide_cursor() && !terminal.bracketed_paste());
    assert_eq!(terminal.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
}

fn written(screen: &Screen, bytes: &[u8]) -> bool {
    screen.raw().windows(bytes.len()).any(|window| window == bytes)
}

#[test]
fn the_next_start_is_where_the_last_one_was_left() {
    let room = Room::new();
    for leave in ["q", "TERM", "HUP"] {
        let mut screen = room.open((120, 40));
        screen.send("gcf2").wait_for("Companies · All");
        screen.send("jj").wait_for("3 of 6").wait_idle();
        // The terminal tells when the user looks elsewhere and comes back; that is no key.
        screen.write(b"\x1b[O\x1b[I");
        screen.wait_idle().wait_for("3 of 6");
        assert!(written(&screen, b"\x1b[?1004h") && !written(&screen, b"\x1b[?1004l"));
        match leave {
            "TERM" => screen.signal(rustix::process::Signal::TERM),
            "HUP" => screen.signal(rustix::process::Signal::HUP),
            keys => {
                screen.send(keys);
            }
        }
        screen.wait_exit();
        assert!(leave == "HUP" || written(&screen, b"\x1b[?1004l"));
        let mut screen = room.cli.screen((120, 40), &[]);
        screen.wait_for("Companies · All").wait_for("3 of 6");
        screen.send("<Esc>gwq").wait_exit();
    }
}

#[test]
fn the_plain_mode_says_tasks_and_companies_in_words() {
    let room = Room::new();
    let said = room.cli.run_with_input(["--plain"], b"4\n2\nq\n");
    let text = said.ok().stdout;
    assert!(text.contains("open tasks, 6 companies to do now"), "{text}");
    assert!(text.contains("new Call back in Inside Sales"), "{text}");
    assert!(!text.contains("CALL_BACK"), "{text}");
}

#[test]
fn without_colours_the_selection_is_still_seen() {
    let room = Room::new();
    let cli = room.cli.clone().env("NO_COLOR", "1");
    let mut screen = Room::ready(cli.screen((120, 40), &[]));
    screen.send("gc").wait_idle();
    let (columns, rows) = screen.size();
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let cells: Vec<_> = cells
        .filter_map(|(row, column)| screen.terminal().cell(row, column))
        .collect();
    let plain = |cell: &&&vt100::Cell| {
        cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default
    };
    assert_eq!(cells.iter().filter(plain).count(), 0, "no colour codes");
    assert!(
        cells.iter().any(|cell| cell.inverse() || cell.bold()),
        "the selected row differs"
    );
}

#[test]
fn an_ascii_terminal_gets_ascii_ornaments() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path()).env("LANG", "C").env("USER", "anna");
    cli.run([
        "company",
        "add",
        "Acme",
        "--country",
        "DE",
        "--phone",
        "+49 711 5550142",
    ])
    .ok();
    for (there, _) in PLACES {
        let mut screen = cli.screen((120, 40), &[]);
        screen.wait_for("Acme").wait_idle();
        screen.send(there).wait_idle();
        let text = screen.contents();
        let odd: String = text.chars().filter(|ch| !ch.is_ascii()).collect();
        assert_eq!(odd, "", "{there}: {text}");
    }
}

#[test]
fn names_and_numbers_are_found_as_people_type_them() {
    let room = Room::new();
    let mut screen = room.open((120, 40));
    screen.send("gc").wait_idle();
    for (typed, found) in [
        ("muller", NAMES[0]),
        ("kess bygg", NAMES[1]),
        ("0711 5550145", NAMES[5]),
    ] {
        screen.send("/").wait_idle();
        screen.type_text(typed).wait_for("1 of 1").wait_idle();
        assert!(screen.contains(found), "{typed}: {}", screen.contents());
        screen.send("<Esc>").wait_idle();
        assert!(
            screen.contains(NAMES[3]),
            "Esc shows all again: {}",
            screen.contents()
        );
    }
}

#[test]
fn wide_and_joined_names_keep_the_columns() {
    let room = Room::new();
    let mut screen = room.open((120, 40));
    screen.send("gc").wait_idle();
    let stage = |screen: &Screen, name: &str| {
        let row = (0..40)
            .map(|row| screen.row(row))
            .find(|row| row.contains(name))
            .expect("the company is listed");
        let before = row.split("Qualifying").next().expect("its stage");
        callsheet::base::text::width(before)
    };
    let columns: Vec<usize> = [
        "Maschinenbau",
        "Bygg",
        "日本",
        "Логистика",
        "Recycling Nord",
        "Größmann",
    ]
    .iter()
    .map(|name| stage(&screen, name))
    .collect();
    assert!(
        columns.iter().all(|column| *column == columns[0]),
        "{columns:?}\n{}",
        screen.contents()
    );
}

#[test]
fn an_idle_program_writes_nothing() {
    let room = Room::new();
    let mut screen = room.open((80, 24));
    let written = screen.raw().len();
    // Something else goes on meanwhile.
    room.cli.run(["company", "list"]).ok();
    screen.wait_idle();
    assert_eq!(
        screen.raw().len(),
        written,
        "the clock stands still and nothing was written"
    );
}

#[test]
fn a_frame_is_one_update_and_the_title_names_the_screen() {
    let room = Room::new();
    let screen = room.open((80, 24));
    let raw = String::from_utf8_lossy(screen.raw()).into_owned();
    let (begins, ends) = (
        raw.matches("\u{1b}[?2026h").count(),
        raw.matches("\u{1b}[?2026l").count(),
    );
    assert!(begins > 0 && begins == ends, "{begins} begun, {ends} ended");
    assert!(raw.contains("callsheet · Work"), "the window has a title");
}

#[test]
fn a_key_without_a_meaning_says_so_and_cyrillic_keys_work_by_their_place() {
    let room = Room::new();
    let mut screen = room.open((120, 40));
    screen.send("gc").wait_idle();
    screen.send("Z").wait_for("is not used here");
    let at = |screen: &Screen| screen.cursor().expect("a cursor").1;
    let first = at(&screen);
    screen.send("о").wait_idle();
    assert_eq!(at(&screen), first + 1, "о stands where j is");
}

#[test]
fn a_deleted_company_comes_back_with_one_key() {
    let room = Room::new();
    let mut screen = room.open((120, 40));
    let before = room.cli.run(["dev", "digest"]).ok().stdout;
    screen.send("gc").wait_idle();
    screen.send("/").wait_idle();
    screen.type_text("bygg").wait_for("1 of 1").wait_idle();
    screen.send("<Enter>D").wait_idle();
    // It has an open case, so it asks; the other button takes the case along.
    screen.send("<Tab><Enter>").wait_idle();
    assert_ne!(
        room.cli.run(["dev", "digest"]).ok().stdout,
        before,
        "{}",
        screen.contents()
    );
    screen.send("u").wait_idle();
    assert_eq!(room.cli.run(["dev", "digest"]).ok().stdout, before);
}

#[test]
fn a_form_that_is_left_keeps_its_text() {
    let room = Room::new();
    let mut screen = room.open((80, 24));
    screen.send("ac").wait_idle();
    screen
        .type_text("Half typed AG")
        .wait_for("Half typed AG")
        .wait_idle();
    screen.send("<Esc>").wait_for("Draft kept");
    screen.kill();
    let mut again = room.open((80, 24));
    again.send("ac").wait_for("Half typed AG");
}

#[test]
fn the_first_start_asks_four_questions_once() {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path())
        .env("CALLSHEET_FILE", "")
        .env("USER", "anna");
    let mut screen = cli.screen((80, 24), &[]);
    screen.wait_for("1 of 4").wait_idle();
    screen
        .send("<C-u>")
        .type_text("Anna Kowalski")
        .wait_for("Anna Kowalski");
    screen.send("<Enter>").wait_for("2 of 4");
    screen.send("<Esc>").wait_for("3 of 4");
    screen.send("<Esc>").wait_for("4 of 4");
    screen.send("<Esc>").wait_for("End of the queue").wait_idle();
    screen.send("q");
    assert_eq!(screen.wait_exit().code, 0);
    assert_eq!(
        cli.run(["config", "show", "user.name"]).ok().stdout,
        "Anna Kowalski\n"
    );
    let mut again = cli.screen((80, 24), &[]);
    again.wait_for("End of the queue");
}
