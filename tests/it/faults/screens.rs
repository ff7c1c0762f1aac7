//! Faults of the terminal and of the program in it, in a real terminal.

use crate::support::cli::Cli;
use crate::support::pty::Screen;
use rustix::process::Signal;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::Instant;

/// A file with a company to call, and the program on it.
fn working() -> (TempDir, Cli) {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    cli.run(["company", "add", "Acme", "--phone", "+49 89 1234567"])
        .ok();
    (home, cli)
}

fn open(cli: &Cli) -> Screen {
    let mut screen = cli.screen((120, 40), &[]);
    screen.wait_for("Acme").wait_idle();
    screen
}

fn drafts(cli: &Cli) -> String {
    cli.run(["drafts", "list", "--json"]).ok().stdout
}

#[test]
fn a_window_of_no_size_or_any_size_ends_nothing() {
    let (_home, cli) = working();
    let mut screen = open(&cli);
    screen.send("?").wait_idle();
    for size in [
        (0, 0),
        (1, 1),
        (500, 200),
        (0, 24),
        (80, 0),
        (3, 100),
        (200, 2),
        (0, 0),
        (80, 24),
        (0, 0),
    ] {
        screen.resize_only(size);
    }
    // The largest of them is more than a terminal takes at once: on a busy machine it pauses in the middle.
    for _ in 0..5 {
        screen.wait_idle();
    }
    // Hidden: what comes now is done and not drawn.
    let drawn = screen.raw().len();
    screen.send("<Esc>").wait_idle();
    assert_eq!(
        screen.raw().len(),
        drawn,
        "nothing is drawn into a window of no size"
    );
    screen.resize((100, 30)).wait_for("Acme").wait_idle();
    screen.send("q");
    assert_eq!(screen.wait_exit().code, 0);
}

#[test]
fn another_process_is_seen_without_a_key_and_nothing_typed_is_lost() {
    let (_home, cli) = working();
    let id = cli
        .run(["company", "list", "--quiet"])
        .ok()
        .stdout
        .trim()
        .to_owned();
    let mut screen = open(&cli);
    screen
        .send("n")
        .type_text("half a sentence")
        .wait_for("half a sentence");
    cli.run(["note", "add", &id, "Seen"]).ok();
    screen.wait_for("Seen");
    assert!(screen.contains("half a sentence"), "{}", screen.contents());
    screen.type_text(" more").wait_for("half a sentence more");
    screen.send("<Esc>gc").wait_for("Companies").wait_idle();
    cli.run(["company", "add", "Globex"]).ok();
    screen.wait_for("Globex").wait_idle();
    screen.send("<C-c><C-c>");
    assert_eq!(screen.wait_exit().code, 0);
    assert!(drafts(&cli).contains("half a sentence more"));
}

#[test]
fn a_program_that_rests_writes_nothing() {
    let (_home, cli) = working();
    let mut screen = open(&cli);
    let io = format!("/proc/{}/io", screen.process());
    let written = || {
        let text = std::fs::read_to_string(&io).unwrap_or_default();
        text.lines()
            .filter(|line| line.starts_with("syscw:") || line.starts_with("wchar:"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let before = written();
    assert!(
        before.len() == 2 || !cfg!(target_os = "linux"),
        "{io} says what was written"
    );
    // Three looks of the watcher.
    std::thread::sleep(Duration::from_millis(3_200));
    assert_eq!(written(), before);
    screen.wait_idle();
}

#[test]
fn a_failure_in_a_frame_gives_the_terminal_back_and_keeps_the_draft() {
    let (_home, cli) = working();
    let mut screen = cli
        .clone()
        .env("CALLSHEET_TEST_PANIC", "1")
        .screen((120, 40), &[]);
    screen.wait_for("Acme").wait_idle();
    screen.send("n").type_text("half a note").wait_for("half a note");
    screen.send("<F9>");
    let exit = screen.wait_exit();
    assert_eq!((exit.code, exit.signal), (1, None));
    let terminal = screen.terminal();
    assert!(!terminal.alternate_screen() && !terminal.hide_cursor() && !terminal.bracketed_paste());
    assert_eq!(terminal.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    let said = screen.contents().replace('\n', "");
    assert!(
        said.contains("failed inside the program") && said.contains("callsheet.log"),
        "{said}"
    );
    assert!(
        !said.contains("backtrace") && !said.contains("panicked"),
        "{said}"
    );
    assert_eq!(
        screen.rows().iter().filter(|row| !row.is_empty()).count(),
        2,
        "{said}"
    );
    assert!(drafts(&cli).contains("half a note"));
    let log = cli.home().join(".local/state/callsheet/callsheet.log");
    let log = std::fs::read_to_string(&log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
    assert!(log.contains("CALLSHEET_TEST_PANIC"), "{log}");
    // Without the variable the key means nothing, and the next start says what is back.
    let mut again = cli.screen((120, 40), &[]);
    again.wait_for("half a note").wait_for("Your draft is back");
    again.send("<F9>").wait_idle();
    again.send("<C-c><C-c>");
    assert_eq!(again.wait_exit().code, 0);
}

#[test]
fn a_killed_window_loses_nothing_of_a_note() {
    for signal in [Signal::TERM, Signal::HUP] {
        let (_home, cli) = working();
        let mut screen = open(&cli);
        screen
            .send("n")
            .type_text("said they move in May")
            .wait_for("move in May");
        screen.signal(signal);
        assert_eq!(screen.wait_exit().code, 0, "{signal:?}");
        assert!(drafts(&cli).contains("said they move in May"), "{signal:?}");
    }
}

#[test]
fn a_signal_is_obeyed_in_the_middle_of_a_flood_of_keys() {
    let (_home, cli) = working();
    let mut screen = open(&cli);
    screen
        .send("n")
        .paste(&"many words of a long note ".repeat(2_400))
        .wait_idle();
    screen.write("yz\x08".repeat(1_500).as_bytes());
    let start = Instant::now();
    screen.signal(Signal::TERM);
    assert_eq!(screen.wait_exit().code, 0);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert!(drafts(&cli).contains("words of a long note"));
}

#[test]
fn too_large_a_paste_is_refused_and_what_was_there_stays() {
    let (_home, cli) = working();
    let mut screen = open(&cli);
    screen.send("n").type_text("kept").wait_for("kept");
    screen.paste(&"x".repeat(65 * 1024)).wait_for("too long");
    assert!(
        screen.contains("kept") && !screen.contains("xxx"),
        "{}",
        screen.contents()
    );
    screen.send("<C-c><C-c>");
    assert_eq!(screen.wait_exit().code, 0);
}

#[test]
fn a_hostile_paste_is_swallowed_in_seconds() {
    let (_home, cli) = working();
    let mut screen = open(&cli);
    screen.send("n").wait_idle();
    let part = format!("{}\x1b[201~", "rm -rf all of it, and call them again ".repeat(2));
    let paste = format!("\x1b[200~{}", part.repeat((1 << 20) / part.len()));
    let start = Instant::now();
    screen.write(paste.as_bytes());
    screen.wait_idle();
    let took = start.elapsed();
    assert!(took < Duration::from_secs(30), "{took:?}");
    assert!(screen.contains("rm -rf all of it"), "{}", screen.contents());
    screen.send("<C-c><C-c>");
    assert_eq!(screen.wait_exit().code, 0);
}

#[test]
fn an_editor_that_is_missing_or_writes_too_much_changes_nothing() {
    let (_home, cli) = working();
    for (editor, said) in [
        ("no-such-editor", "did not start"),
        ("truncate -s 1G", "longer than 64 KiB"),
    ] {
        let mut screen = cli.clone().env("EDITOR", editor).screen((120, 40), &[]);
        screen.wait_for("Acme").wait_idle();
        screen.send("n").type_text("kept").wait_for("kept");
        screen.send("<F4>").wait_for(said);
        assert!(screen.contains("kept"), "{}", screen.contents());
        screen.send("<C-u><C-c><C-c>");
        assert_eq!(screen.wait_exit().code, 0, "{editor}");
    }
}
