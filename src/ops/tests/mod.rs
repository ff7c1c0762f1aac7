//! Stories of the commands on a real file in memory: what a rep does, what stands in the rows after.

mod batch_tests;
mod case_tests;
mod contact_tests;
mod dnc_tests;
mod field_tests;
mod handover_tests;
mod imported_tests;
mod log_tests;
mod meeting_tests;
mod merge_tests;
mod purge_tests;
mod rules_tests;
mod stage_tests;
mod task_tests;
mod trash_tests;
mod typed_tests;
mod undo_tests;
mod view_tests;

use super::{Done, OpsError, execute};
use crate::base::id::RowId;
use crate::base::{
    ActivityId, CommandId, CompanyId, ContactId, DeviceId, Due, GroupId, TaskId, Timestamp, UserId,
};
use crate::domain::command::*;
use crate::domain::*;
use crate::params;
use crate::store::{Conn, Tx, facts, sqlite::Sqlite};
use jiff::tz::TimeZone;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

const TUESDAY_NINE: &str = "2026-11-24T08:00:00Z"; // Tuesday 24 November 2026, 09:00 in Berlin.

struct World {
    conn: Conn,
    now: Timestamp,
    next: u128,
    actor: Actor,
    rules: Arc<Rules>,
}

impl World {
    fn new() -> Self {
        let mut rules = Rules::shipped();
        rules.settings.zone = "Europe/Berlin".to_owned();
        let mut conn = Conn::Sqlite(Sqlite::memory().expect("memory"));
        crate::store::migrate::migrate(&mut conn, crate::store::migrate::MIGRATIONS).expect("migrated");
        let actor = Actor {
            id: UserId(Uuid::from_u128(1)),
            name: "Anna".to_owned(),
            roles: vec![Role::Admin],
            queues: vec!["INSIDE_SALES".to_owned()],
            zone: TimeZone::UTC,
            scopes: None,
        };
        conn.write(|tx| {
            tx.exec(facts::ADD_TENANT, params![1_i64, Uuid::from_u128(9), "test"])
                .map(|_| ())
        })
        .expect("tenant");
        let mut world = Self {
            conn,
            now: TUESDAY_NINE.parse().expect("instant"),
            next: 100,
            actor,
            rules: Arc::new(rules),
        };
        let user = PutUser {
            id: world.actor.id,
            name: "Anna".to_owned(),
            email: None,
            roles: vec![Role::Admin],
            queues: vec![],
            language: None,
            time_zone: None,
            active: true,
        };
        world.run(AdminCommand::User(user));
        world
    }
    fn id<I: RowId>(&mut self) -> I {
        self.next += 1;
        I::from_uuid(Uuid::from_u128(
            0x0190_0000_0000_7000_8000_0000_0000_0000 + self.next,
        ))
    }
    fn ctx(&mut self) -> Ctx {
        Ctx {
            now: self.now,
            actor: self.actor.clone(),
            device: DeviceId(Uuid::from_u128(2)),
            command: self.id(),
            group: None,
            authority: Authority::Local,
            rules: self.rules.clone(),
            zone: self.rules.settings.time_zone(),
        }
    }
    fn with(&mut self, ctx: &Ctx, command: impl Into<Command>) -> Result<Done, Refusal> {
        let command = command.into();
        // Through JSON and back, as a synced or scripted command comes.
        let text = serde_json::to_string(&command).expect("json");
        let command: Command = serde_json::from_str(&text).expect("command");
        self.conn
            .write(|tx| execute(tx, ctx, &command))
            .map_err(|error| match error {
                OpsError::Refused(refusal) => refusal,
                OpsError::Store(error) => panic!("store: {error}"),
            })
    }
    fn try_run(&mut self, command: impl Into<Command>) -> Result<Done, Refusal> {
        let ctx = self.ctx();
        self.with(&ctx, command)
    }
    #[track_caller]
    fn run(&mut self, command: impl Into<Command>) -> Done {
        self.try_run(command).expect("carried out")
    }
    #[track_caller]
    fn refused(&mut self, command: impl Into<Command>) -> Refusal {
        self.try_run(command).expect_err("refused")
    }
    fn company(&mut self, name: &str) -> CompanyId {
        self.company_with(json!({ "name": name, "phones": ["+49 711 5550142"] }))
    }
    fn company_with(&mut self, fields: serde_json::Value) -> CompanyId {
        let id = self.id();
        let fields = fields.as_object().cloned().expect("object");
        self.run(CompanyCommand::Create(CreateCompany {
            id,
            fields,
            workflow: true,
            import: None,
        }));
        id
    }
    fn contact(&mut self, company: CompanyId, fields: serde_json::Value) -> ContactId {
        let id = self.id();
        let fields = fields.as_object().cloned().expect("object");
        self.run(ContactCommand::Create(CreateContact {
            id,
            company_id: Some(company),
            fields,
            import: None,
        }));
        id
    }
    /// What was done with a company.
    fn activities(&mut self, company: CompanyId) -> Vec<Activity> {
        let read = |tx: &mut Tx<'_>| tx.select(facts::all::ACTIVITIES, params![1_i64, company]);
        self.conn.read(read).expect("activities")
    }
    /// Somebody else sits at the desk.
    fn as_bob(&mut self) {
        self.actor.id = UserId(Uuid::from_u128(3));
        "Bob".clone_into(&mut self.actor.name);
    }
    fn undo(&mut self) {
        self.run(JournalCommand::Undo(UndoArgs::default()));
    }
    fn load<R: crate::store::Record>(&mut self, id: R::Id) -> R {
        self.conn.read(|tx| tx.load::<R>(id)).expect("read").expect("row")
    }
    fn tasks(&mut self, company: CompanyId) -> Vec<Task> {
        self.conn.read(|tx| tx.open_tasks(company)).expect("tasks")
    }
    fn task(&mut self, company: CompanyId, kind: TaskType) -> Task {
        self.tasks(company)
            .into_iter()
            .find(|t| t.kind == kind)
            .unwrap_or_else(|| panic!("an open {kind}"))
    }
    fn stage(&mut self, company: CompanyId) -> Stage {
        self.load::<Company>(company).stage
    }
    fn log(&mut self, task: TaskId, outcome: &str) -> LogActivity {
        let id: ActivityId = self.id();
        LogActivity {
            task_id: Some(task),
            outcome: Some(outcome.to_owned()),
            ..LogActivity::new(id, ActivityType::Call)
        }
    }
    fn at(&self, text: &str) -> Due {
        let _ = self;
        Due::At(text.parse().expect("instant"))
    }
    /// Everything stored, for "as it was before".
    fn rows(&mut self, company: CompanyId) -> String {
        let (company_row, mut tasks) = (self.load::<Company>(company), self.tasks(company));
        tasks.sort_by_key(|t| t.id);
        let cases = self.conn.read(|tx| tx.open_cases(company)).expect("cases");
        serde_json::to_string(&(company_row, tasks, cases)).expect("json")
    }
}

fn log(args: LogActivity) -> ActivityCommand {
    ActivityCommand::Log(Box::new(args))
}

#[test]
fn a_new_company_starts_its_workflow_once_and_is_being_qualified() {
    let mut w = World::new();
    let id = w.company("Müller GmbH");
    assert_eq!(w.stage(id), Stage::Qualifying);
    let cases = w.conn.read(|tx| tx.open_cases(id)).expect("cases");
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0].kind, CaseType::QualifyCompany);
    let first = w.task(id, TaskType::FirstOutreach);
    assert_eq!(first.due_on.map(|d| d.to_string()).as_deref(), Some("2026-11-25"));
    assert_eq!((first.attempt, first.attempts_max), (1, 6));
    let fit = w.task(id, TaskType::FitAssessment);
    assert_eq!((fit.state, fit.waits_for), (TaskState::Waiting, Some(first.id)));
}

#[test]
fn a_name_of_only_invisible_characters_is_refused() {
    let mut w = World::new();
    let id = w.id();
    let fields = json!({ "name": " \u{200b}\u{3164} " })
        .as_object()
        .cloned()
        .expect("object");
    let create = CompanyCommand::Create(CreateCompany {
        id,
        fields,
        workflow: true,
        import: None,
    });
    let refusal = w.refused(create);
    assert_eq!(
        (refusal.code, refusal.missing[0].code.as_str()),
        (RefusalCode::Invalid, "name")
    );
}

#[test]
fn the_same_command_id_has_one_effect_and_no_other_command_takes_it() {
    let mut w = World::new();
    let id = w.id();
    let fields = json!({ "name": "Once" }).as_object().cloned().expect("object");
    let create = CompanyCommand::Create(CreateCompany {
        id,
        fields,
        workflow: true,
        import: None,
    });
    let ctx = w.ctx();
    let first = w.with(&ctx, create.clone()).expect("created");
    let again = w.with(&ctx, create).expect("replayed");
    assert!(again.replayed && again.seq == first.seq);
    let other = CompanyCommand::Restore(CompanyRef { company_id: id });
    assert_eq!(w.with(&ctx, other).expect_err("other").code, RefusalCode::IdReuse);
}

#[test]
fn no_answer_makes_a_call_back_the_next_working_day_in_the_other_half() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let args = w.log(first.id, "NO_ANSWER");
    w.run(log(args));
    let back = w.task(id, TaskType::CallBack);
    assert_eq!(
        back.due(),
        Some(w.at("2026-11-25T13:00:00Z")),
        "a call before noon: 14:00 in Berlin"
    );
    assert_eq!(
        (back.attempt, back.origin_task_id, back.queue.as_str()),
        (2, Some(first.id), "INSIDE_SALES")
    );
    assert_eq!(back.assignee_id, Some(w.actor.id));
    assert_eq!(w.load::<Task>(first.id).state, TaskState::Done);
    let fit = w.task(id, TaskType::FitAssessment);
    assert_eq!(fit.state, TaskState::Waiting, "nobody was reached");
}

#[test]
fn a_conversation_releases_what_waited_and_its_due_counts_from_now() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let mut args = w.log(first.id, "REACHED_DECISION_MAKER");
    args.follow_up = Some(FollowUpArgs::at(w.at("2026-11-26T09:00:00Z")));
    w.run(log(args));
    let fit = w.task(id, TaskType::FitAssessment);
    assert_eq!(
        (fit.state, fit.due_on.map(|d| d.to_string())),
        (TaskState::Open, Some("2026-11-25".to_owned()))
    );
    assert_eq!(w.task(id, TaskType::CallBack).attempt, 1);
}

#[test]
fn the_first_busy_counts_no_attempt_the_second_acts_as_no_answer() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let args = w.log(first.id, "BUSY");
    w.run(log(args));
    let back = w.task(id, TaskType::CallBack);
    assert_eq!(
        (back.attempt, back.due()),
        (1, Some(w.at("2026-11-24T09:00:00Z")))
    );
    let args = w.log(back.id, "BUSY");
    w.run(log(args));
    let back = w.task(id, TaskType::CallBack);
    assert_eq!(
        (back.attempt, back.due()),
        (2, Some(w.at("2026-11-25T13:00:00Z")))
    );
}

#[test]
fn used_up_attempts_leave_the_decision_to_the_rep_or_make_a_todo() {
    let mut w = World::new();
    let id = w.company("Acme");
    let mut task = w.task(id, TaskType::FirstOutreach);
    for _ in 0..5 {
        let args = w.log(task.id, "NO_ANSWER");
        w.run(log(args));
        task = w.task(id, TaskType::CallBack);
    }
    assert_eq!(task.attempt, 6);
    let others = w
        .tasks(id)
        .into_iter()
        .filter(|t| t.id != task.id && t.state == TaskState::Open)
        .collect::<Vec<_>>();
    for other in others {
        w.run(TaskCommand::Complete(CompleteTask {
            task_id: other.id,
            note: None,
        }));
    }
    let args = w.log(task.id, "NO_ANSWER");
    w.run(log(args));
    assert_eq!(w.task(id, TaskType::Todo).title, "Decide the next step");
    assert!(w.tasks(id).iter().all(|t| t.kind != TaskType::CallBack));
}

#[test]
fn qualify_names_what_is_missing_then_closes_the_case_and_undo_takes_each_step_back() {
    let mut w = World::new();
    let id = w.company("X");
    let start = w.rows(id);
    let to = MoveStage {
        company_id: id,
        to: Stage::QualifiedLead,
        reason: None,
        note: None,
        wake_up: None,
        override_guards: false,
    };
    let refusal = w.refused(CompanyCommand::Stage(to));
    let missing = refusal
        .missing
        .iter()
        .map(|m| m.code.as_str())
        .collect::<Vec<_>>();
    assert_eq!(
        (refusal.code, missing),
        (RefusalCode::Guard, vec!["activity", "next_step"])
    );
    let act = w.id();
    let mut args = LogActivity {
        company_id: Some(id),
        outcome: Some("REACHED_DECISION_MAKER".to_owned()),
        ..LogActivity::new(act, ActivityType::Call)
    };
    args.follow_up = Some(FollowUpArgs::at(w.at("2026-11-25T09:00:00Z")));
    w.run(log(args));
    let qualify = Qualify {
        company_id: id,
        note: None,
        next_step: None,
        hand_over: None,
        reason: None,
        override_guards: false,
    };
    w.run(CompanyCommand::Qualify(qualify));
    assert_eq!(w.stage(id), Stage::QualifiedLead);
    assert_eq!(w.load::<Company>(id).status, CompanyStatus::Prospect);
    assert!(w.conn.read(|tx| tx.open_cases(id)).expect("cases").is_empty());
    let left = w.tasks(id);
    assert_eq!(left.len(), 1, "only the next step stays: {left:?}");
    assert_eq!((left[0].kind, left[0].case_id), (TaskType::CallBack, None));
    w.run(JournalCommand::Undo(UndoArgs::default()));
    assert_eq!(w.stage(id), Stage::Qualifying);
    w.run(JournalCommand::Undo(UndoArgs::default()));
    assert_eq!(w.rows(id), start);
    w.run(JournalCommand::Undo(UndoArgs::default()));
    assert!(
        w.load::<Company>(id).deleted_at.is_some(),
        "the company itself is gone to Trash"
    );
}

#[test]
fn undo_and_redo_of_a_logged_call_go_back_and_forth() {
    let mut w = World::new();
    let id = w.company("Acme");
    let before = w.rows(id);
    let first = w.task(id, TaskType::FirstOutreach);
    let mut args = w.log(first.id, "NO_ANSWER");
    args.notes = Some("left at the gate".to_owned());
    w.run(log(args));
    let after = w.rows(id);
    let done = w.run(JournalCommand::Undo(UndoArgs::default()));
    let claimed = done
        .effects
        .iter()
        .any(|e| matches!(e, Effect::TaskClaimed { id, .. } if *id == first.id));
    assert!(claimed, "the task is the current one again");
    let draft = w
        .conn
        .read(|tx| tx.first(crate::store::drafts::GET, params!["call", first.id.to_string()]));
    assert_eq!(
        draft.expect("read").expect("draft").body.0["note"],
        "left at the gate"
    );
    assert_eq!(w.rows(id), before);
    w.run(JournalCommand::Redo(RedoArgs {}));
    assert_eq!(w.rows(id), after);
    w.run(JournalCommand::Undo(UndoArgs::default()));
    assert_eq!(w.rows(id), before);
}

#[test]
fn undo_is_refused_when_a_later_change_stands_on_it_and_names_it() {
    let mut w = World::new();
    let id = w.company("Acme");
    let contact: ContactId = w.id();
    let fields = json!({ "last_name": "Vogel" })
        .as_object()
        .cloned()
        .expect("object");
    let create = CreateContact {
        id: contact,
        company_id: Some(id),
        fields,
        import: None,
    };
    w.run(ContactCommand::Create(create));
    let created = w
        .conn
        .read(|tx| tx.all(crate::store::journal::CHANGES, params![1_i64, 0_i64]))
        .expect("none");
    assert!(created.is_empty());
    let rename = json!({ "name": "Acme AG" }).as_object().cloned().expect("object");
    let first = w.run(CompanyCommand::Edit(EditCompany {
        company_id: id,
        fields: rename,
        import: None,
    }));
    let rename = json!({ "name": "Acme SE" }).as_object().cloned().expect("object");
    w.run(CompanyCommand::Edit(EditCompany {
        company_id: id,
        fields: rename,
        import: None,
    }));
    let undo = UndoArgs {
        command: Some(first.command),
        ..UndoArgs::default()
    };
    let refusal = w.refused(JournalCommand::Undo(undo.clone()));
    assert_eq!(refusal.code, RefusalCode::UndoConflict);
    assert!(refusal.detail.contains("Company changed"), "{}", refusal.detail);
    w.run(JournalCommand::Undo(UndoArgs::default()));
    w.run(JournalCommand::Undo(undo));
    assert_eq!(w.load::<Company>(id).name, "Acme");
}

#[test]
fn a_group_is_taken_back_as_one() {
    let mut w = World::new();
    let group = Some(GroupId(Uuid::from_u128(77)));
    let mut ids = Vec::new();
    for n in 0..3 {
        let id = w.id();
        let fields = json!({ "name": format!("Import {n}") })
            .as_object()
            .cloned()
            .expect("object");
        let import = Some(ImportMark {
            system: "hubspot".to_owned(),
            line: n,
            customer: n == 2,
        });
        let ctx = Ctx { group, ..w.ctx() };
        w.with(
            &ctx,
            CompanyCommand::Create(CreateCompany {
                id,
                fields,
                workflow: true,
                import,
            }),
        )
        .expect("imported");
        ids.push(id);
    }
    assert_eq!(w.stage(ids[0]), Stage::Qualifying);
    assert_eq!(w.stage(ids[2]), Stage::Customer);
    w.run(JournalCommand::Undo(UndoArgs::default()));
    for id in ids {
        assert!(w.load::<Company>(id).deleted_at.is_some());
    }
}

#[test]
fn an_agreed_time_is_promised_and_an_automatic_follow_up_does_not_replace_it() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let no_date = w.log(first.id, "CALL_BACK_LATER");
    assert_eq!(w.refused(log(no_date)).missing[0].code, "follow_up");
    let mut args = w.log(first.id, "CALL_BACK_LATER");
    args.follow_up = Some(FollowUpArgs::at(w.at("2026-11-27T09:00:00Z")));
    w.run(log(args));
    let promised = w.task(id, TaskType::CallBack);
    assert!(promised.promised);
    let act = w.id();
    let auto = LogActivity {
        company_id: Some(id),
        outcome: Some("NO_ANSWER".to_owned()),
        ..LogActivity::new(act, ActivityType::Call)
    };
    let done = w.run(log(auto));
    let warned = done
        .effects
        .iter()
        .any(|e| matches!(e, Effect::Warning { code, .. } if code == "promise_stands"));
    assert!(warned);
    assert_eq!(w.task(id, TaskType::CallBack).id, promised.id);
}

#[test]
fn a_wrong_number_is_marked_and_the_next_tried_until_none_is_left() {
    let mut w = World::new();
    let id = w.company_with(json!({ "name": "Acme", "phones": ["+49 711 5550142", "+49 711 5550143"] }));
    let first = w.task(id, TaskType::FirstOutreach);
    let args = w.log(first.id, "WRONG_NUMBER");
    let done = w.run(log(args));
    assert!(
        done.effects
            .iter()
            .any(|e| matches!(e, Effect::NextNumber { .. }))
    );
    assert_eq!(
        w.load::<Task>(first.id).state,
        TaskState::Open,
        "the rep stays on the task"
    );
    let args = w.log(first.id, "WRONG_NUMBER");
    w.run(log(args));
    let waiting = w.load::<Task>(first.id);
    let ops = w
        .tasks(id)
        .into_iter()
        .find(|t| t.kind == TaskType::OpsDataCheck && t.title == "Find a phone number");
    assert_eq!(
        (waiting.state, waiting.waits_for),
        (TaskState::Waiting, ops.map(|t| t.id))
    );
}

#[test]
fn do_not_call_blocks_the_company_or_only_the_person() {
    let mut w = World::new();
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let whom = w.log(first.id, "DO_NOT_CALL");
    assert_eq!(w.refused(log(whom)).code, RefusalCode::Invalid);
    let mut args = w.log(first.id, "DO_NOT_CALL");
    args.then = Some(Then::BlockCompany { basis: None });
    w.run(log(args));
    assert_eq!(w.stage(id), Stage::Disqualified);
    assert!(w.load::<Company>(id).dnc_since.is_some());
    assert!(w.tasks(id).is_empty());
}
