//! The frame around every screen: keys, popups, hints, sizes.

use super::support::Driver;
use callsheet::tui::action::{Act, Action};
use callsheet::tui::component::{Availability, Component, CursorAt, Handled};
use callsheet::tui::cx::{Cx, DrawCx, RunningCall, TypeAhead};
use callsheet::tui::host::{Finder, Host, Record};
use callsheet::tui::input::{Input, Mouse};
use callsheet::tui::message::{Message, Slot};
use callsheet::tui::place::Place;
use callsheet::tui::scope::Scope;
use callsheet::tui::toast::Toast;
use callsheet::tui::widget::{list::List, menu::Choice, menu::Menu, paint, pane::Pane};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::rc::Rc;

/// The session of these stories: names of companies.
struct Names(Vec<&'static str>);

/// A screen with one list of names.
#[derive(Default)]
struct Companies {
    names: Vec<String>,
    rows: Slot<Vec<String>>,
    picked: Slot<u8>,
    list: List,
    cursor: Option<CursorAt>,
}

impl Component for Companies {
    fn enter(&mut self, cx: &mut Cx) {
        cx.ask(&mut self.rows, |names: &mut Names| {
            names.0.iter().map(|name| (*name).to_owned()).collect()
        });
    }
    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(names) = self.rows.take(message) {
            self.list.set_len(names.len());
            self.names = names;
        }
        if let Some(n) = self.picked.take(message) {
            cx.say(Toast::undo(format!("sorted by {n}")));
        }
    }
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let (at, of) = self.list.position();
        let inner = Pane::new("Companies")
            .count(format!("{at} of {of}"))
            .draw(buf, area, *cx);
        self.cursor = self.list.draw(
            buf,
            inner,
            *cx,
            |_| 1,
            |buf, item| {
                paint::text(buf, item.area, &self.names[item.index], Style::new());
            },
        );
    }
    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Sort => {
                let ticket = cx.ticket(&mut self.picked);
                let entries = vec![
                    (Choice::new("Name").key("n"), 1),
                    (Choice::new("City").key("c").refused("no cities yet"), 2),
                    (Choice::new("Next due"), 3),
                ];
                cx.push(Menu::new("Sort", entries, ticket));
                Handled::Yes
            }
            Action::MoveQualify => {
                cx.say(Toast::info("qualified"));
                Handled::Yes
            }
            action => self.list.act(action),
        }
    }
    fn availability(&self, _cx: &Cx, action: Action) -> Availability {
        match action {
            Action::MoveQualify => Availability::Ready(Some("QUALIFIED_LEAD".to_owned())),
            Action::MoveArchive => Availability::Refused("has an open case".to_owned()),
            _ if action.spec().id.starts_with("move.") => Availability::Absent,
            _ if action.spec().scope == Scope::Global => Availability::READY,
            _ => Availability::Absent,
        }
    }
    fn mouse(&mut self, _cx: &mut Cx, mouse: Mouse) -> Handled {
        self.list.mouse(mouse);
        Handled::Yes
    }
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Companies]
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![
            Action::Open,
            Action::MoveQualify,
            Action::MoveReopen,
            Action::Note,
            Action::Sort,
        ]
    }
    fn title(&self, _cx: &Cx) -> String {
        "Companies".to_owned()
    }
}

struct Program;

impl Host for Program {
    fn screen(&mut self, _place: Place, _cx: &mut Cx) -> Box<dyn Component> {
        Box::new(Companies::default())
    }
    fn finder(&self) -> Finder {
        Rc::new(|cx: &mut Cx, slot: &mut TypeAhead<Vec<Record>>, typed: &str| {
            let typed = typed.to_lowercase();
            slot.ask(cx, move |names: &mut Names| {
                let fits = names
                    .0
                    .iter()
                    .filter(|name| !typed.is_empty() && name.to_lowercase().contains(&typed));
                fits.map(|name| Record {
                    name: (*name).to_owned(),
                    detail: "company".to_owned(),
                    about: format!("all about {name}"),
                    place: Place::Companies,
                    key: format!("company/{name}"),
                })
                .collect()
            });
        })
    }
}

const NAMES: [&str; 6] = [
    "Müller Maschinenbau GmbH & Co. KG",
    "Åkesson Bygg AB",
    "Северсталь-Логистика",
    "日本精密工業",
    "♻️ Recycling",
    "שלום בע״מ",
];

fn start(size: (u16, u16)) -> Driver {
    Driver::start(size, Names(NAMES.to_vec()), Program, Place::Companies)
}

#[test]
fn the_frame_stands_around_the_screen() {
    let mut t = start((80, 24));
    t.shows(" Work [Companies]")
        .shows("local · 14:32")
        .shows("━ Companies ━");
    t.shows("▌Müller Maschinenbau").shows(": palette  ? help");
    assert_eq!(t.cursor(), (0, 2));
    t.press("j j").shows("3 of 6").shows("▌Северсталь");
    t.resize(120, 40).shows("┏━ Companies ━").shows("3 of 6");
}

#[test]
fn an_unused_key_says_so_and_a_sequence_that_leads_nowhere_is_silent() {
    let mut t = start((80, 24));
    t.press("d").shows("`d` is not used here — ? help");
    t.pass(4).hides("is not used here");
    t.press("g").shows("Go to …").shows("Companies");
    t.press("9").hides("Go to …").hides("not used");
    t.press("g w").shows("[Work]");
    t.press("-").shows("[Companies]");
}

#[test]
fn a_menu_is_chosen_from_by_letter_digit_or_enter() {
    for keys in ["n", "1", "enter", "т"] {
        let mut t = start((80, 24));
        t.press("S").shows("1 n Name").shows("no cities yet");
        t.press(keys).hides("1 n Name").shows("sorted by 1");
    }
    let mut t = start((80, 24));
    t.press("S c").shows("1 n Name").press("esc").hides("1 n Name");
    t.press("S j j enter")
        .shows("sorted by 3")
        .pass(9)
        .hides("sorted by 3");
}

#[test]
fn a_refused_action_gives_its_reason_everywhere() {
    let mut t = start((80, 24));
    t.press("m")
        .shows("Move …")
        .shows("QUALIFIED_LEAD")
        .shows("has an open case")
        .hides("Disqualify");
    t.press("1").shows("qualified");
    t.press("m 7").shows("has an open case");
    t.press("?")
        .type_text("archive")
        .shows("has an open case")
        .press("enter")
        .shows("has an open case");
    assert_eq!(t.app.popups(), 1);
}

#[test]
fn the_help_finds_by_words_and_keys_and_runs() {
    let mut t = start((80, 24));
    t.press("?")
        .shows("Here: Companies")
        .shows("Everywhere")
        .shows("SEARCH");
    t.type_text("S")
        .shows("Chooses the order")
        .press("enter")
        .shows("1 n Name");
    t.press("esc f1").type_text("zzzz").shows("Nothing matches");
    t.press("esc");
    assert_eq!(t.app.popups(), 0);
}

#[test]
fn the_palette_runs_commands_and_opens_records() {
    let mut t = start((80, 24));
    t.press(":")
        .type_text("kesson")
        .shows("Åkesson Bygg AB")
        .shows("all about Åkesson");
    t.press("enter").hides("Record");
    t.press(":").shows("Tab: all").press("up").shows("kesson");
    t.press("esc ctrl-p")
        .type_text("sort")
        .press("enter")
        .shows("1 n Name");
    t.press("esc :")
        .type_text("qualify")
        .shows("m1")
        .press("esc")
        .hides("Palette");
}

#[test]
fn a_paste_on_a_list_is_looked_for_and_never_run() {
    let mut t = start((80, 24));
    t.send(Message::Input(Input::Paste("Recycling\nqqq".to_owned())));
    t.shows("♻ Recycling").shows("SEARCH");
    assert!(!t.app.is_done());
}

#[test]
fn cyrillic_keys_act_by_their_place() {
    let mut t = start((80, 24));
    t.press("о")
        .shows("2 of 6")
        .press("л")
        .shows("1 of 6")
        .press("Ж")
        .shows("Palette");
}

#[test]
fn leaving_asks_only_while_a_call_runs() {
    let mut t = start((80, 24));
    t.app.cx.status.call = Some(RunningCall {
        name: "Müller".to_owned(),
        since: t.app.cx.now().plus_ms(-42_000),
        place: Place::Work,
    });
    t.press("q")
        .shows("CALLING 00:42")
        .shows("The call to Müller is running")
        .shows("[▌1 Stay ]");
    t.press("enter").hides("The call to");
    assert!(!t.app.is_done());
    t.press("q 2");
    assert!(t.app.is_done());
    let mut t = start((80, 24));
    t.press("q");
    assert!(t.app.is_done());
    let mut t = start((80, 24));
    t.app.cx.status.call = Some(RunningCall {
        name: "Müller".to_owned(),
        since: t.app.cx.now(),
        place: Place::Work,
    });
    t.press("ctrl-c ctrl-c");
    assert!(t.app.is_done());
}

#[test]
fn the_mouse_reaches_tabs_hints_and_rows() {
    let mut t = start((80, 24));
    t.click("Åkesson").shows("2 of 6");
    t.click("Work").shows("[Work]");
    t.click("m move").shows("Move …").press("esc");
    t.click("? help").shows("SEARCH");
}

#[test]
fn no_size_breaks_anything() {
    let mut t = start((80, 24));
    let odd = [
        (200, 60),
        (500, 200),
        (1, 300),
        (300, 1),
        (79, 23),
        (41, 11),
        (39, 10),
        (40, 9),
    ];
    let small = (1..=50).flat_map(|width| (1..=20).map(move |height| (width, height)));
    for keys in ["", "?", ":", "S", "g", "m", "."] {
        t.press(keys);
        for (width, height) in small.clone().chain(odd) {
            t.resize(width, height);
            assert!(
                t.lines()
                    .iter()
                    .all(|line| callsheet::base::text::width(line) <= usize::from(width))
            );
        }
        t.press("esc");
    }
    t.resize(30, 8).shows("needs 40×10");
    t.resize(80, 24);
    assert_eq!(t.screen(), start((80, 24)).screen());
}

#[test]
fn columns_stay_aligned_over_every_script_and_popups_keep_their_border() {
    let mut t = start((120, 40));
    for line in t.lines().iter().filter(|line| line.starts_with('┃')) {
        assert_eq!(callsheet::base::text::width(line), 120, "{line}");
        assert!(line.ends_with('┃'));
    }
    // At every place of its border over the wide characters below.
    for width in 100..=140 {
        t.resize(width, 30).press("?");
        let sides = |line: &str| line.chars().filter(|ch| "┃█".contains(*ch)).count();
        let boxed: Vec<usize> = t
            .lines()
            .iter()
            .map(|line| sides(line))
            .filter(|sides| *sides > 0)
            .collect();
        assert!(
            boxed.len() > 10 && boxed.iter().all(|sides| *sides == 2),
            "{}",
            t.screen()
        );
        t.press("esc");
    }
}

#[test]
fn text_reaches_the_screen_only_cleaned() {
    // Whatever draws text goes through `paint`, which cleans it; the text area cleans what it takes in.
    let raw = [
        "Span::raw",
        "Line::raw",
        "Paragraph",
        "set_string",
        "set_symbol",
        "Text::raw",
        "Text::from",
    ];
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("own folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("widget/paint.rs") {
                let source = std::fs::read_to_string(&path).expect("own source");
                found.extend(
                    raw.iter()
                        .filter(|call| source.contains(**call))
                        .map(|call| (path.clone(), *call)),
                );
            }
        }
    }
    assert_eq!(found, Vec::new());
}
