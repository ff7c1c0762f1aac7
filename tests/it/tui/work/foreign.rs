//! Stories of a follow-up where somebody else has promised one: the rep is asked, and nothing is lost.

use super::{Field, NAMES};
use callsheet::base::Due;
use callsheet::base::{Lang, TaskId, UserId};
use callsheet::domain::command::{
    ActivityCommand, AdminCommand, CreateTask, FollowUpArgs, LogActivity, PutUser, ReassignTask, TaskCommand,
};
use callsheet::domain::{ActivityType, CancelReason, Role, TaskState, TaskType};
use callsheet::tui::place::Place;
use callsheet::tui::rep::Rep;
use callsheet::tui::screen::work::CallSettings;

use crate::tui::support::Driver;

/// Bea has promised the first company a call on Thursday at ten; there is a call to make for Anna today.
fn promised() -> (Field, TaskId) {
    let mut field = Field::empty();
    let company = field.company(NAMES[0], &["+49 711 555000".to_owned()], true);
    let bea: UserId = field.replica.new_id();
    field.run(AdminCommand::User(PutUser {
        id: bea,
        name: "Bea N.".to_owned(),
        email: None,
        roles: vec![Role::InsideSales],
        queues: vec!["INSIDE_SALES".to_owned()],
        language: None,
        time_zone: None,
        active: true,
    }));
    let card = field.replica.company(company).expect("read").expect("there");
    let first = card
        .tasks
        .iter()
        .find(|task| task.kind == TaskType::FirstOutreach);
    let first = first.expect("the first call").clone();
    field.run(ActivityCommand::Log(Box::new(LogActivity {
        task_id: Some(first.id),
        outcome: Some("CALL_BACK_LATER".to_owned()),
        follow_up: Some(FollowUpArgs::at(Due::At(
            "2026-11-26T09:00:00Z".parse().expect("an instant"),
        ))),
        ..LogActivity::new(field.replica.new_id(), ActivityType::Call)
    })));
    let card = field.replica.company(company).expect("read").expect("there");
    let promise = card
        .tasks
        .iter()
        .find(|task| task.promised)
        .expect("a promise")
        .id;
    field.run(TaskCommand::Reassign(ReassignTask {
        task_id: promise,
        to_user: Some(bea),
        to_queue: None,
        note: None,
    }));
    field.run(TaskCommand::Create(CreateTask {
        id: field.replica.new_id(),
        company_id: company,
        case_id: first.case_id,
        contact_id: None,
        kind: TaskType::Call,
        title: None,
        queue: None,
        assignee: None,
        unassigned: false,
        priority: None,
        due: Some(Due::At("2026-11-24T09:00:00Z".parse().expect("an instant"))),
        promised: false,
        note: None,
    }));
    (field, promise)
}

/// What became of Bea's promise, and how many calls back are open.
fn stands(field: &Field, promise: TaskId) -> (TaskState, Option<CancelReason>, usize) {
    let card = field.replica.company(field.ids[0]).expect("read").expect("there");
    let open = card
        .tasks
        .iter()
        .filter(|task| task.is_open() && task.kind == TaskType::CallBack)
        .count();
    let task = field.replica.task(promise).expect("read").expect("there");
    (task.state, task.cancel_reason, open)
}

const KEPT: (TaskState, Option<CancelReason>, usize) = (TaskState::Open, None, 1);
const REPLACED: (TaskState, Option<CancelReason>, usize) =
    (TaskState::Cancelled, Some(CancelReason::Replaced), 1);

const QUESTION: &str = "Bea N. has promised a follow-up here";
const IN_GERMAN: &str = "Bea N. hat hier eine Wiedervorlage zugesagt";

#[test]
fn going_back_logs_nothing_and_keeps_call_and_note() {
    let (field, promise) = promised();
    let mut rep = field.work((80, 24));
    rep.press("enter")
        .shows("CALLING")
        .press("n")
        .type_text("wants the offer");
    rep.press("ctrl-s").press("4 2");
    rep.shows(QUESTION).shows("(Thu 10:00)").shows("▌1 Go back");
    rep.press("esc")
        .hides(QUESTION)
        .shows("CALLING")
        .shows("wants the offer");
    assert_eq!(field.all_calls(), [1], "only the first call");
    assert_eq!(stands(&field, promise), KEPT);
    // The same digit asks again, and the answer carries the note.
    rep.press("4 2").shows(QUESTION).press("2").hides("CALLING");
    assert_eq!(field.all_calls(), [2]);
    assert_eq!(stands(&field, promise), REPLACED);
    let entries = field.entries(0);
    let call = entries
        .iter()
        .find(|entry| entry.code == "CALL")
        .expect("the call");
    assert_eq!(call.text.as_deref(), Some("wants the offer"));
}

#[test]
fn without_a_follow_up_is_offered_only_where_the_outcome_needs_none() {
    let (field, promise) = promised();
    let mut rep = field.work((120, 40));
    rep.press("enter")
        .press("4 2")
        .shows(QUESTION)
        .hides("without a follow-up");
    rep.press("esc").press("5").press("2");
    rep.shows(QUESTION).shows("3 Log without a follow-up").press("3");
    rep.shows("Aumann Technik · Reached").hides("Reached · Fri");
    assert_eq!(field.all_calls(), [2]);
    assert_eq!(stands(&field, promise), KEPT);
}

#[test]
fn keys_typed_ahead_do_not_answer_the_question() {
    let (field, promise) = promised();
    let mut rep = field.work((120, 40));
    rep.press_at_once("enter 4 2 2 2").shows(QUESTION);
    assert_eq!(field.all_calls(), [1]);
    assert_eq!(stands(&field, promise), KEPT);
}

#[test]
fn the_companys_own_screen_asks_too() {
    let (field, promise) = promised();
    let host = Rep::new(&field.replica, CallSettings::default());
    let place = Place::Company(field.ids[0]);
    let mut rep = Driver::start((80, 24), field.replica.clone(), host, place);
    rep.press("c").shows("CALLING").press("4 2").shows(QUESTION);
    rep.press("esc").shows("CALLING");
    assert_eq!(stands(&field, promise), KEPT);
    rep.press("4 2")
        .press("right")
        .press("enter")
        .hides("CALLING")
        .shows("Call back · Wed 25 Nov");
    assert_eq!(field.all_calls(), [2]);
    assert_eq!(stands(&field, promise), REPLACED);
}

#[test]
fn the_log_form_asks_and_keeps_its_text() {
    let (field, promise) = promised();
    let host = Rep::new(&field.replica, CallSettings::default());
    let place = Place::Company(field.ids[0]);
    let mut rep = Driver::start_in(Lang::De, (120, 40), field.replica.clone(), host, place);
    rep.press("L").shows("Aktivität erfassen");
    rep.press("tab tab tab tab tab")
        .press("enter")
        .type_text("rückruf")
        .press("enter");
    rep.press("tab tab")
        .type_text("will das Angebot")
        .press("tab")
        .type_text("mo 9");
    rep.press("ctrl-s").shows(IN_GERMAN).press("esc");
    rep.hides(IN_GERMAN).shows("will das Angebot").shows("mo 9");
    assert_eq!((field.all_calls(), stands(&field, promise)), (vec![1], KEPT));
    rep.press("ctrl-s")
        .shows("2 Ersetzen")
        .press("2")
        .hides("Aktivität erfassen");
    assert_eq!((field.all_calls(), stands(&field, promise)), (vec![2], REPLACED));
    assert!(field.replica.drafts().expect("read").is_empty());
}
