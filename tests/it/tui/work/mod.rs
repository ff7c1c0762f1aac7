//! Stories of the queue: calling, logging, putting off, taking back.

mod asking;
mod foreign;
mod promised;
mod saying;

use super::support::{Driver, NOW};
use callsheet::base::{CompanyId, Due, TaskId};
use callsheet::config::PowerMode;
use callsheet::domain::command::{CompanyCommand, CreateCompany, CreateTask, EditTask, Fields, TaskCommand};
use callsheet::domain::{Command, Rules, TaskType};
use callsheet::replica::{Clock, OpenOptions, Replica};
use callsheet::tui::place::Place;
use callsheet::tui::rep::Rep;
use callsheet::tui::screen::work::CallSettings;
use callsheet::view::{Entry, TimelineAsk};
use serde_json::json;

/// A file with three companies to call, in the order in which they were entered.
struct Field {
    replica: Replica,
    ids: Vec<CompanyId>,
    folder: tempfile::TempDir,
}

const NAMES: [&str; 3] = ["Aumann Technik", "Brandt Optik", "Castell Druck"];

fn fields(value: serde_json::Value) -> Fields {
    value.as_object().cloned().expect("an object")
}

fn open(folder: &tempfile::TempDir, now: &str) -> Replica {
    let mut rules = Rules::shipped();
    rules.settings.zone = "Europe/Berlin".to_owned();
    Replica::open(OpenOptions {
        path: folder.path().join("field.db"),
        clock: Clock::Frozen(now.parse().expect("an instant")),
        user_name: "Anna K.".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        country: "DE".to_owned(),
        rules: rules.to_new(),
    })
    .expect("the file opens")
}

impl Field {
    fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let replica = open(&folder, NOW);
        Self {
            replica,
            ids: Vec::new(),
            folder,
        }
    }

    fn new() -> Self {
        let mut field = Self::empty();
        for (n, name) in NAMES.into_iter().enumerate() {
            field.company(name, &[format!("+49 711 55500{n}")], true);
        }
        field
    }

    fn run(&self, command: impl Into<Command>) {
        self.replica.run(command.into()).expect("carried out");
    }

    fn company(&mut self, name: &str, phones: &[String], workflow: bool) -> CompanyId {
        let id: CompanyId = self.replica.new_id();
        self.run(CompanyCommand::Create(CreateCompany {
            id,
            fields: fields(json!({
                "name": name, "phones": phones, "postal": { "city": "Stuttgart", "country": "DE" },
            })),
            workflow,
            import: None,
        }));
        self.ids.push(id);
        // Overdue one after the other: that is the order of the queue.
        let minute = self.ids.len();
        let tasks = self.replica.company(id).expect("read").expect("there").tasks;
        if let Some(first) = tasks.iter().find(|task| task.kind == TaskType::FirstOutreach) {
            self.run(TaskCommand::Edit(EditTask {
                task_id: first.id,
                fields: fields(json!({ "due": { "at": format!("2026-11-24T08:0{minute}:00Z") } })),
            }));
        }
        id
    }

    fn task(&self, company: CompanyId, kind: TaskType, due: &str) -> TaskId {
        let id: TaskId = self.replica.new_id();
        self.run(TaskCommand::Create(CreateTask {
            id,
            company_id: company,
            case_id: None,
            contact_id: None,
            kind,
            title: Some("A task of its own".to_owned()),
            queue: None,
            assignee: None,
            unassigned: false,
            priority: None,
            due: Some(Due::At(due.parse().expect("an instant"))),
            promised: true,
            note: None,
        }));
        id
    }

    fn work(&self, size: (u16, u16)) -> Driver {
        self.work_with(size, CallSettings::default())
    }

    fn work_with(&self, size: (u16, u16), call: CallSettings) -> Driver {
        let host = Rep::new(&self.replica, call);
        Driver::start(size, self.replica.clone(), host, Place::Work)
    }

    fn entries(&self, n: usize) -> Vec<Entry> {
        let page = self.replica.timeline(&TimelineAsk::of(self.ids[n]));
        page.expect("a page").entries
    }

    /// How many calls were logged with the company.
    fn calls(&self, n: usize) -> usize {
        self.entries(n)
            .iter()
            .filter(|entry| entry.code == "CALL")
            .count()
    }

    fn all_calls(&self) -> Vec<usize> {
        (0..self.ids.len()).map(|n| self.calls(n)).collect()
    }
}

// --- typing ahead

#[test]
fn pairs_typed_faster_than_companies_load_log_one_call_on_each() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.shows("►").press_at_once("enter 1 enter 1 enter 1");
    assert_eq!(field.all_calls(), [1, 1, 1]);
}

#[test]
fn a_date_typed_ahead_reaches_the_question_it_was_meant_for() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press_at_once("enter 4 2 enter 4 3");
    rep.shows("Brandt Optik · Call back · Fri 27 Nov");
    assert_eq!(field.all_calls(), [1, 1, 0]);
}

#[test]
fn a_digit_pressed_twice_is_never_logged_on_a_company_nobody_saw() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press_at_once("1 1").shows("Not logged: Brandt Optik is next");
    assert_eq!(field.all_calls(), [1, 0, 0]);
    // Now it is on the screen.
    rep.press("1");
    assert_eq!(field.all_calls(), [1, 1, 0]);
}

#[test]
fn keys_typed_ahead_do_not_fill_the_form_of_another_kind_of_task() {
    let mut field = Field::empty();
    let first = field.company(NAMES[0], &["+49 711 555000".to_owned()], false);
    field.task(first, TaskType::CallBack, "2026-11-24T08:00:00Z");
    let second = field.company(NAMES[1], &["+49 711 555001".to_owned()], false);
    field.task(second, TaskType::Research, "2026-11-24T09:00:00Z");
    let mut rep = field.work((120, 40));
    rep.press_at_once("enter 1 enter 3 enter 1");
    rep.shows("Log activity")
        .shows("3 keys typed ahead were not applied");
    assert_eq!(field.all_calls(), [1, 0]);
}

#[test]
fn after_a_long_wait_esc_drops_what_was_typed_ahead() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.hold("enter 1 enter 1 enter 1").pass(1).hold("esc").release();
    let said = rep.app.toasts().log().iter().map(|(toast, _)| toast.text.clone());
    assert!(
        said.collect::<Vec<_>>()
            .contains(&"4 keys typed ahead were not applied".to_owned())
    );
    assert_eq!(field.all_calls(), [1, 0, 0]);
}

// --- a call runs

#[test]
fn while_a_call_runs_nothing_ends_its_task_but_the_outcome() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("enter").shows("CALLING");
    for keys in ["s 3", "b", "x", "m 2", "m 3", "m 7"] {
        rep.press(keys).shows("log it first").shows("CALLING");
    }
    rep.press("1").shows("Aumann Technik · No answer");
    assert_eq!(field.all_calls(), [1, 0, 0]);
}

#[test]
fn a_digit_logs_the_call_that_runs_although_another_company_is_looked_at() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("enter").press("tab").press("j j");
    rep.shows("CALLING 00:00 · Aumann").press("1");
    assert_eq!(field.all_calls(), [1, 0, 0]);
}

#[test]
fn enter_twice_logs_nothing_and_the_arrows_must_choose_first() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("enter enter").shows("Do not call").shows("CALLING");
    rep.press("enter").shows("Arrows choose");
    assert_eq!(field.all_calls(), [0, 0, 0]);
    rep.press("down down enter").shows("Voicemail");
    assert_eq!(field.all_calls(), [1, 0, 0]);
    rep.press("enter").press("down").press("enter").shows("No answer");
    assert_eq!(field.all_calls(), [1, 1, 0]);
}

#[test]
fn the_digits_of_a_call_are_live_on_the_companys_own_screen() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("enter")
        .press("g c")
        .press("/")
        .type_text("brandt")
        .press("enter");
    rep.press("1").shows("not used here").shows("CALLING");
    rep.press("g c")
        .press("esc")
        .press("/")
        .type_text("aumann")
        .press("enter");
    rep.shows("[Companies]")
        .press("1")
        .shows("Aumann Technik · No answer");
    assert_eq!(rep.app.place(), Place::Work);
    assert_eq!(field.all_calls(), [1, 0, 0]);
}

#[test]
fn a_second_call_is_refused_by_name() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("enter")
        .press("c")
        .shows("The call to Aumann Technik is running");
}

// --- the current task, wherever the cursor is

#[test]
fn note_and_snooze_concern_the_current_task_while_another_is_looked_at() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("j").shows("Brandt Optik");
    rep.press("n").type_text("asks for the price").press("esc");
    let drafts = field.replica.drafts().expect("drafts");
    assert_eq!(drafts.len(), 1);
    let task: TaskId = drafts[0].about.parse().expect("a task");
    let task = field.replica.task(task).expect("read").expect("there");
    assert_eq!(task.company_id, field.ids[0]);
    rep.press("s 3").shows("Snoozed: Aumann Technik");
    rep.press("j b").shows("Skipped: Brandt Optik");
}

#[test]
fn a_note_without_a_call_is_saved_and_its_task_stays_the_current_one() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("j")
        .press("enter")
        .press("n")
        .type_text("ask in spring");
    rep.press("ctrl-s").shows("Note logged: Brandt Optik");
    rep.press("enter").shows("CALLING 00:00 · Brandt");
    assert!(
        field
            .entries(1)
            .iter()
            .any(|entry| entry.text.as_deref() == Some("ask in spring"))
    );
}

#[test]
fn what_is_put_off_on_the_companys_screen_is_not_the_current_task_any_more() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.shows("· Aumann Technik")
        .press("g c")
        .press("/")
        .type_text("aumann")
        .press("enter");
    rep.press("S-Tab S-Tab").press("s 3").shows("Snoozed: Aumann");
    rep.press("g w").shows("· Brandt Optik");
}

#[test]
fn a_digit_with_the_cursor_elsewhere_is_refused() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("j 1").shows("Enter takes this task");
    assert_eq!(field.all_calls(), [0, 0, 0]);
    rep.press("enter 1").shows("Brandt Optik · No answer");
    assert_eq!(field.all_calls(), [0, 1, 0]);
}

// --- power mode

#[test]
fn power_mode_counts_down_where_it_is_seen_and_calls() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("P").shows("POWER").press("enter 1");
    rep.shows("Calling Brandt Optik in 3").hides("CALLING");
    rep.pass(2).shows("in 1").pass(2).shows("CALLING");
    // One key a call from here on.
    rep.press("1").pass(4).shows("CALLING").press("1");
    assert_eq!(field.all_calls(), [1, 1, 1]);
    rep.hides("POWER");
}

#[test]
fn power_mode_stops_for_any_other_key_a_note_and_a_question() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("P").press("enter 1").shows("Calling Brandt");
    rep.press("n")
        .type_text("11")
        .pass(10)
        .hides("CALLING")
        .press("esc");
    assert_eq!(field.all_calls(), [1, 0, 0]);
    // A digit before the call has begun logs nothing.
    rep.press("enter 4 2").pass(10).hides("CALLING");
    assert_eq!(field.all_calls(), [1, 1, 0]);
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("P enter 1").shows("Calling Brandt");
    rep.press("?").pass(10).press("esc").hides("CALLING");
}

#[test]
fn power_mode_says_why_it_is_not_to_be_had() {
    let field = Field::new();
    let call = CallSettings {
        power: PowerMode::Never,
        ..CallSettings::default()
    };
    let mut rep = field.work_with((120, 40), call);
    rep.press("P").shows("ui.power_mode").hides("POWER");
}

// --- taking back, and crashes

#[test]
fn an_undone_call_runs_again_until_esc_and_not_at_the_next_start() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("enter").press("n").type_text("no budget").press("esc");
    rep.pass(40).press("1").shows("Brandt");
    rep.press("u").shows("CALLING 00:40 · Aumann").shows("no budget");
    rep.press("esc esc").hides("CALLING").shows("no budget");
    field.work((120, 40)).hides("CALLING").shows("no budget");
}

#[test]
fn undo_and_the_digit_behind_it_concern_the_call_that_was_taken_back() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("enter").pass(30).press("1");
    rep.press_at_once("u 2").shows("Aumann Technik · Voicemail");
    assert_eq!(field.all_calls(), [1, 0, 0]);
}

#[test]
fn a_call_that_ran_at_a_crash_is_named_at_the_next_start() {
    let field = Field::new();
    field.work((120, 40)).press("enter").shows("CALLING");
    let mut rep = field.work((120, 40));
    rep.shows("A call to Aumann Technik was running (since 14:32)");
    rep.shows("CALLING").press("1").shows("No answer");
    field.work((120, 40)).hides("CALLING");
    field.work((120, 40)).press("enter").press("esc").hides("CALLING");
    field.work((120, 40)).hides("CALLING");
}

#[test]
fn a_call_from_the_companys_screen_is_taken_back_there_and_survives_a_crash() {
    let field = Field::new();
    let host = Rep::new(&field.replica, CallSettings::default());
    let place = Place::Company(field.ids[1]);
    let mut rep = Driver::start((120, 40), field.replica.clone(), host, Place::Work);
    rep.press("g c")
        .press("/")
        .type_text("brandt")
        .press("enter")
        .shows("Brandt");
    assert_eq!(rep.app.place(), place);
    rep.press("c")
        .shows("CALLING")
        .pass(20)
        .press("1")
        .hides("CALLING");
    rep.press("u").shows("CALLING 00:20").press("2").hides("CALLING");
    assert_eq!(field.all_calls(), [0, 1, 0]);
    rep.press("c").shows("CALLING");
    let mut again = field.work((120, 40));
    again.shows("A call to Brandt Optik was running").shows("CALLING");
    assert_eq!(again.app.place(), place);
    again.press("esc").hides("CALLING");
    field.work((120, 40)).hides("CALLING");
}

#[test]
fn undo_takes_a_skip_back_and_nothing_else() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("enter 1").press("b").shows("Skipped: Brandt Optik");
    rep.press("u").shows("Skip taken back: Brandt Optik");
    assert_eq!(field.all_calls(), [1, 0, 0]);
    rep.press("enter").shows("· Brandt").press("esc");
    rep.press("u").shows("Undone: Call logged: Aumann");
}

#[test]
fn undo_of_what_is_older_than_the_program_asks() {
    let field = Field::new();
    field.work((120, 40)).press("enter 1");
    let replica = open(&field.folder, "2026-11-25T09:00:00Z");
    let host = Rep::new(&replica, CallSettings::default());
    let mut rep = Driver::start((120, 40), replica, host, Place::Work);
    rep.press("u")
        .shows("Call logged: Aumann")
        .shows("Keep")
        .press("enter");
    assert_eq!(field.calls(0), 1);
    rep.press("u").press("right").press("enter").shows("Undone");
    assert_eq!(field.calls(0), 0);
}
