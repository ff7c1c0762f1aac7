//! Stories of forms, long texts and lists to choose from.

use super::support::Driver;
use callsheet::tui::action::{Act, Action};
use callsheet::tui::component::{Component, CursorAt, Handled};
use callsheet::tui::cx::{Cx, DrawCx};
use callsheet::tui::host::Host;
use callsheet::tui::input::{Input, Mouse};
use callsheet::tui::layout::Placement;
use callsheet::tui::message::{Message, Slot};
use callsheet::tui::place::Place;
use callsheet::tui::scope::Scope;
use callsheet::tui::toast::Toast;
use callsheet::tui::widget::form::{Form, FormEvent, FormField};
use callsheet::tui::widget::menu::Choice;
use callsheet::tui::widget::pane::Pane;
use callsheet::tui::widget::viewer::Viewer;
use ratatui::Frame;
use ratatui::layout::Rect;

/// What was saved.
type Saved = Vec<String>;

struct Log {
    form: Form,
    saved: Slot<usize>,
}

impl Log {
    fn new() -> Self {
        let choices = |titles: &[&str]| titles.iter().map(|title| Choice::new(*title)).collect();
        let read = |text: &str| match text {
            "+2d 10" => Ok("Thu 26 Nov 2026 10:00".to_owned()),
            "+3d 10" => Ok("Fri 27 Nov 2026 10:00".to_owned()),
            _ => Err("write a day like +2d, tu 14:30 or 24.11.".to_owned()),
        };
        let shift = |text: &str, days: i32| (text == "+2d 10" && days == 1).then(|| "+3d 10".to_owned());
        let presets = vec![
            ("today".to_owned(), "16:00".to_owned()),
            ("in two days".to_owned(), "+2d 10".to_owned()),
        ];
        let form = Form::new()
            .field(FormField::radio(
                "type",
                "Type",
                choices(&["Call", "Email", "Meeting"]),
                Some(0),
            ))
            .field(
                FormField::select("with", "With", choices(&["Katrin Vogel", "Dr. Renz"]), Some(0)).required(),
            )
            .field(FormField::text("duration", "Duration", "").width(10))
            .field(
                FormField::select("outcome", "Outcome", choices(&["No answer", "Voicemail"]), None)
                    .required()
                    .echo("1-0"),
            )
            .field(FormField::long("note", "Note", "", 3))
            .field(FormField::date(
                "due",
                "Follow-up",
                "",
                (Box::new(read), Box::new(shift)),
                presets,
            ))
            .button("save", "Save")
            .button("discard", "Discard");
        Self {
            form,
            saved: Slot::default(),
        }
    }

    fn hear(&mut self, cx: &mut Cx, event: FormEvent) -> Handled {
        match event {
            FormEvent::Left("duration") => {
                let value = self.form.value("duration");
                let fine = value.is_empty() || value.contains(':');
                self.form.fail(
                    "duration",
                    (!fine).then(|| "write min:sec, for example 4:20".to_owned()),
                );
            }
            FormEvent::Pressed("save") => {
                self.form.check(cx);
                if !self.form.to_first_error() {
                    let line = ["with", "outcome", "note", "due"]
                        .map(|id| self.form.value(id))
                        .join("|");
                    cx.ask(&mut self.saved, move |saved: &mut Saved| {
                        saved.push(line);
                        saved.len()
                    });
                }
            }
            FormEvent::Pressed("discard") => cx.close(),
            _ => {}
        }
        event.handled()
    }
}

impl Component for Log {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let inner = Pane::popup("Log activity").draw(buf, area, *cx);
        self.form.draw(buf, inner, *cx);
    }
    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        let event = self.form.act(cx, act);
        self.hear(cx, event)
    }
    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        let event = self.form.text(cx, ch);
        self.hear(cx, event)
    }
    fn paste(&mut self, cx: &mut Cx, text: &str) -> Handled {
        let event = self.form.paste(cx, text);
        self.hear(cx, event)
    }
    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        let event = self.form.mouse(mouse);
        self.hear(cx, event)
    }
    fn update(&mut self, cx: &mut Cx, message: &Message) {
        let event = self.form.update(cx, message);
        self.hear(cx, event);
        if let Some(count) = self.saved.take(message) {
            cx.say(Toast::info(format!("saved {count}")));
        }
    }
    fn scopes(&self) -> Vec<Scope> {
        self.form.scopes()
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.form.cursor()
    }
    fn mode(&self, cx: &Cx) -> Option<String> {
        self.form.is_typing().then(|| cx.t("mode-typing").into_owned())
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![
            Action::FormNext,
            Action::FormSave,
            Action::Cancel,
            Action::TextEditor,
        ]
    }
    fn placement(&self, _cx: &Cx) -> Placement {
        Placement::Center {
            width: 90,
            height: 24,
        }
    }
}

struct Empty;

impl Component for Empty {
    fn draw(&mut self, _frame: &mut Frame<'_>, _area: Rect, _cx: &DrawCx<'_>) {}
    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::LogForm => cx.push(Log::new()),
            Action::ScriptOpen => {}
            Action::Open => {
                let lines: Vec<String> = (1..=10_000)
                    .map(|n| format!("line {n} asks for the Prüfung"))
                    .collect();
                cx.push(Viewer::new("Script", &lines.join("\n")));
            }
            _ => return Handled::No,
        }
        Handled::Yes
    }
}

struct Program;

impl Host for Program {
    fn screen(&mut self, _place: Place, _cx: &mut Cx) -> Box<dyn Component> {
        Box::new(Empty)
    }
}

fn form(size: (u16, u16)) -> Driver {
    let mut t = Driver::start(size, Saved::new(), Program, Place::Work);
    t.press("L").shows("Log activity");
    t
}

#[test]
fn a_form_is_filled_without_the_mouse() {
    let mut t = form((120, 40));
    t.shows("(•) Call").press("right").shows("(•) Email");
    t.press("tab 2").shows("Dr. Renz");
    t.press("tab")
        .shows("TYPING")
        .type_text("1:05")
        .press("tab 1")
        .shows("No answer");
    t.press("tab")
        .type_text("first line\nsecond 123")
        .shows("second 123");
    t.press("tab")
        .type_text("+2d 10")
        .shows("= Thu 26 Nov 2026 10:00")
        .press("up")
        .shows("= Fri 27 Nov 2026 10:00");
    t.press("ctrl-s").shows("saved 1");
}

#[test]
fn everything_wrong_is_marked_once_and_nothing_is_lost() {
    let mut t = form((120, 40));
    t.press("tab tab")
        .type_text("4x")
        .press("tab")
        .shows("! write min:sec");
    t.press("ctrl-s")
        .shows("! Outcome is required")
        .shows("2 fields need attention: Duration");
    t.shows("TYPING").shows("4x");
    t.press("backspace")
        .type_text(":20")
        .press("tab")
        .hides("write min:sec")
        .press("2 ctrl-s")
        .shows("saved 1");
}

#[test]
fn tab_visits_every_field_once_in_both_directions() {
    for size in [(120, 40), (80, 24), (60, 14)] {
        let mut t = form(size);
        let mut there = Vec::new();
        for _ in 0..8 {
            there.push(t.cursor());
            t.press("tab");
        }
        assert_eq!(t.cursor(), there[0], "{size:?}");
        let mut back = Vec::new();
        for _ in 0..8 {
            t.press("S-Tab");
            back.push(t.cursor());
        }
        if size.1 >= 24 {
            back.reverse();
            assert_eq!(there, back, "{size:?}");
            there.sort_unstable();
            there.dedup();
            assert_eq!(there.len(), 8);
        }
    }
}

#[test]
fn a_choice_opens_its_list_by_enter_or_letter() {
    let mut t = form((80, 24));
    t.press("tab enter")
        .shows("1 of 2")
        .press("down enter")
        .shows("Dr. Renz");
    t.type_text("kat")
        .shows("1 of 1")
        .press("enter")
        .shows("Katrin Vogel")
        .hides("1 of 1");
}

#[test]
fn an_empty_date_offers_its_presets() {
    let mut t = form((120, 40));
    t.press("tab tab tab tab tab down")
        .shows("in two days")
        .press("2")
        .shows("= Thu 26 Nov 2026 10:00");
}

#[test]
fn three_pasted_lines_arrive_and_submit_nothing() {
    let mut t = form((120, 40));
    t.press("tab tab tab tab");
    t.send(Message::Input(Input::Paste("one\ntwo\nthree".to_owned())));
    t.shows("one").shows("three").hides("saved");
    t.press("ctrl-z").hides("three").press("ctrl-y").shows("three");
}

#[test]
fn letters_in_a_form_run_no_command_of_the_screen_behind() {
    let mut t = form((80, 24));
    t.press("S-Tab d").shows("not used here");
    t.press("S-Tab enter").shows("is required");
    t.press("esc").hides("Log activity");
    assert!(!t.app.is_done());
}

#[test]
fn no_size_breaks_a_form() {
    let mut t = form((80, 24));
    for (width, height) in (40..=50).flat_map(|width| (10..=26).map(move |height| (width, height))) {
        t.resize(width, height).press("tab");
    }
    t.resize(200, 60).shows("Log activity");
}

#[test]
fn a_long_text_is_read_and_searched() {
    let mut t = Driver::start((80, 24), (), Program, Place::Work);
    t.press("enter")
        .shows("line 1 asks")
        .press("pagedown")
        .hides("line 1 asks")
        .press("G")
        .shows("line 10000 asks");
    t.press("home /")
        .type_text("prufung")
        .shows("1 of 10,000")
        .press("enter n n")
        .shows("3 of 10,000");
    t.press("esc").shows("of 10,000").press("esc").hides("Script");
}
