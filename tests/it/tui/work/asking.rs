//! Stories of finding in the queue, of what is said after a call, and of what an outcome asks.

use super::{Field, NAMES};
use callsheet::domain::TaskType;
use callsheet::domain::command::{TaskCommand, TaskRef};

// --- finding

#[test]
fn the_queue_is_filtered_live_and_esc_gives_the_selection_back() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("/")
        .shows("SEARCH")
        .type_text("cast")
        .shows("Queue /cast")
        .shows("1/1");
    rep.press("enter").press("esc").hides("/cast").shows("►");
    rep.press("enter").shows("· Aumann");
    let mut small = field.work((80, 24));
    small
        .press("/")
        .type_text("cast")
        .shows("Castell Druck")
        .press("esc");
}

#[test]
fn a_long_queue_is_read_on_as_one_goes_down_it_and_whole_for_a_filter() {
    let mut field = Field::empty();
    for n in 0..420 {
        let id = field.company(&format!("Betrieb {n:03}"), &[format!("+49 711 55{n:05}")], false);
        field.task(
            id,
            TaskType::CallBack,
            &format!("2026-11-{:02}T08:{:02}:00Z", 1 + n / 60, n % 60),
        );
    }
    let mut rep = field.work((120, 40));
    rep.shows("1/300+").hides("Betrieb 299");
    for _ in 0..12 {
        rep.press("pagedown");
    }
    rep.shows("/420")
        .press("end")
        .shows("Betrieb 419")
        .shows("420/420");

    let mut rep = field.work((120, 40));
    rep.press("/").type_text("419").shows("Queue /419").shows("1/1");
}

#[test]
fn the_views_of_the_queue_are_chosen_with_f() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("f").shows("My queue").shows("My cases").press("3");
    rep.press("f").type_text("1").shows("Queue");
}

// --- what is said, and what is left

#[test]
fn the_message_after_a_meeting_names_its_time_and_the_new_stage() {
    let field = Field::new();
    let mut rep = field.work((160, 40));
    rep.press("enter 6").type_text("tu 10").press("enter").press("7");
    rep.shows("Aumann Technik · Meeting · Qualified lead · Tue 1 Dec 10:00");
    let card = field.replica.company(field.ids[0]).expect("read").expect("there");
    let prepares = card
        .tasks
        .iter()
        .any(|task| task.kind == TaskType::MeetingPrep && task.is_open());
    assert!(prepares, "the preparation of the meeting outlives the case");
}

#[test]
fn the_end_of_the_queue_shows_what_was_done_and_what_comes() {
    let mut field = Field::empty();
    for (n, name) in NAMES.into_iter().enumerate() {
        let id = field.company(name, &[format!("+49 711 55500{n}")], false);
        field.task(id, TaskType::CallBack, &format!("2026-11-24T08:0{n}:00Z"));
    }
    let mut rep = field.work((120, 40));
    for _ in 0..3 {
        rep.press("b");
    }
    rep.shows("End of the queue").shows("Later: 3");
    rep.press("f").type_text("1");
    rep.press("enter")
        .shows("Take it now?")
        .press("enter")
        .shows("End of the queue");
    rep.press("enter")
        .press("right")
        .press("enter")
        .hides("End of the queue");
    rep.press("enter").shows("CALLING");
}

#[test]
fn a_task_without_a_number_asks_for_one_and_calls() {
    let mut field = Field::empty();
    let id = field.company(NAMES[0], &[], false);
    field.task(id, TaskType::CallBack, "2026-11-24T08:00:00Z");
    let mut rep = field.work((120, 40));
    rep.press("enter")
        .shows("Aumann Technik has no number")
        .press("1");
    rep.type_text("0711 5559900").press("enter").shows("CALLING");
    let card = field.replica.company(id).expect("read").expect("there");
    assert_eq!(card.company.phones.0.len(), 1);
}

#[test]
fn the_last_task_of_a_case_asks_what_comes_next() {
    let field = Field::new();
    let card = |field: &Field| field.replica.company(field.ids[0]).expect("read").expect("there");
    let call = card(&field)
        .tasks
        .iter()
        .find(|task| task.kind == TaskType::FirstOutreach)
        .map(|task| task.id);
    for task in card(&field).tasks.iter().filter(|task| Some(task.id) != call) {
        field.run(TaskCommand::Delete(TaskRef { task_id: task.id }));
    }
    let mut rep = field.work((120, 40));
    rep.press("x").shows("the case's last task").press("1");
    rep.type_text("+2d 10").press("enter").shows("Done: Aumann");
    let tasks = card(&field).tasks;
    assert!(
        tasks
            .iter()
            .any(|task| task.is_open() && task.kind == TaskType::CallBack)
    );
    assert!(
        !tasks
            .iter()
            .any(|task| task.is_open() && task.kind == TaskType::Todo)
    );
    // One act: one undo.
    rep.press("u");
    assert!(
        card(&field)
            .tasks
            .iter()
            .any(|task| task.is_open() && Some(task.id) == call)
    );
    assert_eq!(card(&field).tasks.iter().filter(|task| task.is_open()).count(), 1);
    rep.press("g g")
        .press("enter")
        .press("x")
        .press("esc")
        .shows("Done: Aumann");
    assert!(
        card(&field)
            .tasks
            .iter()
            .any(|task| task.is_open() && task.kind == TaskType::Todo)
    );
}

// --- what an outcome asks

#[test]
fn a_reason_of_ones_own_is_written_down() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("enter 7 0").shows("why, in a few words").press("enter");
    assert_eq!(field.all_calls(), [0, 0, 0]);
    rep.type_text("moves to Spain")
        .press("enter")
        .shows("Disqualified");
    assert!(
        field
            .entries(0)
            .iter()
            .any(|entry| entry.text.as_deref() == Some("moves to Spain"))
    );
    rep.press("m 2")
        .press("0")
        .type_text("a cousin sells it")
        .press("enter");
    assert!(
        field
            .entries(1)
            .iter()
            .any(|entry| entry.text.as_deref() == Some("a cousin sells it"))
    );
}

#[test]
fn sleeping_asks_until_when() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("enter 7 d").shows("Sleep until");
    assert_eq!(field.all_calls(), [0, 0, 0]);
    rep.type_text("in 2 weeks")
        .press("enter")
        .shows("Dormant")
        .shows("8 Dec");
    rep.press("enter 7 d enter").shows("Dormant").shows("22 Feb");
}

#[test]
fn qualifying_is_offered_where_a_follow_up_is_agreed_and_not_for_a_call_back() {
    let field = Field::new();
    let mut rep = field.work((120, 40));
    rep.press("enter 4")
        .hides("7 and qualify")
        .press("7")
        .hides("Qualified");
    assert_eq!(field.all_calls(), [0, 0, 0]);
    rep.press("esc")
        .press("7 f")
        .hides("7 and qualify")
        .press("8")
        .press("esc");
    rep.press("5")
        .shows("7 and qualify")
        .press("7")
        .shows("Qualified lead");
    assert_eq!(field.all_calls(), [1, 0, 0]);
}
