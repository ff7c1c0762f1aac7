//! What comes due by itself, on both databases: unanswered handovers come back, Trash ends after its days,
//! when the file is opened and before a command, and whatever becomes of that command.

use callsheet::base::{ActivityId, CommandId, CompanyId, ContactId, Due, GroupId, NoteId, TaskId, Timestamp};
use callsheet::domain::command::{
    ActivityCommand, AddNote, CompanyCommand, CompanyNote, CompanyRef, CreateCompany, CreateContact,
    DeleteCompany, FollowUpArgs, JournalCommand, LogActivity, NoteCommand, Offer, TaskCommand, TaskRef, Then,
    UndoArgs,
};
use callsheet::domain::command::{ContactCommand, ContactRef};
use callsheet::domain::{
    Activity, ActivityType, Case, Company, Contact, Handover, HandoverState, Note, RefusalCode, Rules, Stage,
    Task, TaskType,
};
use callsheet::replica::{Clock, OpenOptions, Replica, RunError};
use callsheet::store::{One, Pool, Record};
use callsheet::{params, statements};
use serde_json::json;

const TUESDAY: &str = "2026-03-03T09:00:00Z";
/// Behind the three working days that an offer of Tuesday waits.
const NEXT_WEEK: &str = "2026-03-10T09:00:00Z";
/// Thirty days after Tuesday.
const LAST_DAY: &str = "2026-04-02T08:59:00Z";
const DAY_AFTER: &str = "2026-04-02T09:01:00Z";

statements! {
    /// Rows that hang on a company, of the kinds that are no noun of their own.
    HANGING: rows One<i64> = "SELECT (SELECT COUNT(*) FROM stage_change WHERE tenant_no = $1 AND company_id = $2) \
        + (SELECT COUNT(*) FROM handover WHERE tenant_no = $1 AND company_id = $2) \
        + (SELECT COUNT(*) FROM member WHERE tenant_no = $1 AND company_id = $2) \
        + (SELECT COUNT(*) FROM task WHERE tenant_no = $1 AND company_id = $2) \
        + (SELECT COUNT(*) FROM cases WHERE tenant_no = $1 AND company_id = $2) \
        + (SELECT COUNT(*) FROM lookup WHERE tenant_no = $1 AND row_id = $2) AS value";
    /// Everything that was skipped.
    SKIPPED: rows One<i64> = "SELECT COUNT(*) AS value FROM skip WHERE tenant_no = $1";
    /// Texts in search.
    FOUND: rows One<i64> = "SELECT (SELECT COUNT(*) FROM search_name WHERE tenant_no = $1) \
        + (SELECT COUNT(*) FROM search_note WHERE tenant_no = $1) AS value";
}

/// A database that is opened again and again, each time a while later.
struct World {
    pool: Pool,
    at: Box<dyn Fn(&str) -> OpenOptions>,
    _keep: Option<tempfile::TempDir>,
}

fn options(path: &std::path::Path) -> Box<dyn Fn(&str) -> OpenOptions> {
    let path = path.to_owned();
    Box::new(move |when| OpenOptions {
        path: path.clone(),
        clock: Clock::Frozen(when.parse::<Timestamp>().expect("instant")),
        user_name: "Ines Team".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        country: "DE".to_owned(),
        rules: Rules::shipped().to_new(),
    })
}

impl World {
    fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("callsheet.db");
        Self {
            pool: Pool::sqlite(&path, 2).expect("opens"),
            at: options(&path),
            _keep: Some(folder),
        }
    }
    #[cfg(feature = "postgres")]
    fn postgres() -> Self {
        let at = crate::support::postgres::schema();
        Self {
            pool: Pool::postgres(&at.url, Some(&at.name), 2).expect("connects"),
            at: options(std::path::Path::new("")),
            _keep: None,
        }
    }
    /// Opens it at that time.
    fn open(&self, when: &str) -> Replica {
        Replica::over(self.pool.clone(), (self.at)(when)).expect("opens")
    }
    fn load<R: Record + Send>(&self, id: R::Id) -> Option<R>
    where
        R::Id: Send,
    {
        self.pool
            .read(move |conn| conn.read(|tx| tx.load::<R>(id)))
            .expect("read")
    }
    fn count(&self, statement: callsheet::store::Stmt<One<i64>>, company: Option<CompanyId>) -> i64 {
        let found = self.pool.read(move |conn| {
            conn.read(|tx| match company {
                Some(id) => tx.one(statement, params![tx.tenant(), id]),
                None => tx.one(statement, params![tx.tenant()]),
            })
        });
        found.expect("counted").0
    }
}

macro_rules! on_both {
    ($($name:ident)+) => {
        mod on_sqlite {
            $(#[test] fn $name() { super::$name(&super::World::sqlite()); })+
        }
        #[cfg(feature = "postgres")]
        mod on_postgres {
            $(#[test] fn $name() { super::$name(&super::World::postgres()); })+
        }
    };
}

on_both! {
    an_unanswered_handover_comes_back_when_the_file_is_opened
    a_refused_command_does_not_take_the_return_back_and_a_dry_run_writes_none
    a_batch_sees_what_came_due_before_it
    trash_ends_after_its_days_with_all_that_hung_on_it
    what_went_by_itself_ends_by_itself_and_the_company_stays
}

fn company(replica: &Replica, name: &str) -> CompanyId {
    let id: CompanyId = replica.new_id();
    let fields = json!({ "name": name, "phones": ["+49 711 5550142"], "domain": "acme.example" });
    let create = CompanyCommand::Create(CreateCompany {
        id,
        fields: fields.as_object().cloned().expect("object"),
        workflow: true,
        import: None,
    });
    replica.run(create).expect("entered");
    id
}

fn contact(replica: &Replica, company_id: Option<CompanyId>, name: &str) -> ContactId {
    let id: ContactId = replica.new_id();
    let create = ContactCommand::Create(CreateContact {
        id,
        company_id,
        fields: json!({ "last_name": name }).as_object().cloned().expect("object"),
        import: None,
    });
    replica.run(create).expect("entered");
    id
}

fn log(replica: &Replica, change: impl FnOnce(&mut LogActivity)) -> ActivityId {
    let id: ActivityId = replica.new_id();
    let mut log = LogActivity::new(id, ActivityType::Note);
    change(&mut log);
    replica.run(ActivityCommand::Log(Box::new(log))).expect("logged");
    id
}

/// Called, qualified and offered on Tuesday.
fn offered(replica: &Replica, name: &str) -> (CompanyId, Handover) {
    let id = company(replica, name);
    log(replica, |log| {
        log.kind = ActivityType::Call;
        log.company_id = Some(id);
        log.outcome = Some("REACHED_DECISION_MAKER".to_owned());
        log.follow_up = Some(FollowUpArgs::at(Due::At(
            "2026-03-04T09:00:00Z".parse().expect("instant"),
        )));
        log.then = Some(Then::Qualify {
            hand_over: Some(Offer::outside_sales()),
        });
    });
    let card = replica.company(id).expect("read").expect("a card");
    (id, card.handover.expect("an offer"))
}

fn refused<T: std::fmt::Debug>(done: Result<T, RunError>) -> RefusalCode {
    match done.expect_err("refused") {
        RunError::Refused(refusal) => refusal.code,
        RunError::Store(error) => panic!("{error}"),
    }
}

fn archive(company_id: CompanyId) -> CompanyCommand {
    CompanyCommand::Archive(CompanyNote {
        company_id,
        note: None,
    })
}

fn state(world: &World, offer: &Handover) -> HandoverState {
    world.load::<Handover>(offer.id).expect("a handover").state
}

fn an_unanswered_handover_comes_back_when_the_file_is_opened(world: &World) {
    assert_eq!(statements().len(), 3);
    let (id, offer) = offered(&world.open(TUESDAY), "Acme");
    world.open("2026-03-06T12:00:00Z");
    assert_eq!(
        state(world, &offer),
        HandoverState::Pending,
        "the third working day is not over"
    );
    let replica = world.open(NEXT_WEEK);
    assert_eq!(state(world, &offer), HandoverState::Expired);
    assert_eq!(
        world.load::<Company>(id).expect("company").stage,
        Stage::Qualifying
    );
    let card = replica.company(id).expect("read").expect("a card");
    assert!(card.tasks.iter().any(|task| task.kind == TaskType::ReturnReview));
    // Once, and nothing that plain undo would take for the rep's own.
    let before = replica.digest(false).expect("digest");
    world.open(NEXT_WEEK);
    assert_eq!(replica.digest(false).expect("digest"), before);
    let history = replica.history(20).expect("history");
    let jobs = history
        .iter()
        .filter(|row| row.kind == "case.expire")
        .collect::<Vec<_>>();
    assert_eq!((jobs.len(), jobs[0].reversible), (1, false));
}

fn a_refused_command_does_not_take_the_return_back_and_a_dry_run_writes_none(world: &World) {
    let early = world.open(TUESDAY);
    let late = world.open(NEXT_WEEK);
    let (id, offer) = offered(&early, "Acme");
    let told = late.dry_run(archive(id));
    assert_eq!(refused(told), RefusalCode::OpenCase);
    assert_eq!(
        state(world, &offer),
        HandoverState::Pending,
        "a dry run writes nothing"
    );
    assert_eq!(refused(late.run(archive(id))), RefusalCode::OpenCase);
    assert_eq!(
        state(world, &offer),
        HandoverState::Expired,
        "the job stands by itself"
    );
}

fn a_batch_sees_what_came_due_before_it(world: &World) {
    let early = world.open(TUESDAY);
    let late = world.open(NEXT_WEEK);
    let (id, offer) = offered(&early, "Acme");
    let delete = CompanyCommand::Delete(DeleteCompany {
        company_id: id,
        with_case: true,
    });
    let told = late.dry_run_batch(vec![delete.clone().into()]).expect("batch");
    assert!(told[0].is_ok(), "no offer waits any more: {told:?}");
    assert_eq!(state(world, &offer), HandoverState::Pending);
    let group: GroupId = late.new_id();
    let done = late.run_batch(group, vec![delete.into()]).expect("batch");
    assert!(done[0].is_ok(), "{done:?}");
    assert_eq!(state(world, &offer), HandoverState::Expired);
}

fn trash_ends_after_its_days_with_all_that_hung_on_it(world: &World) {
    let replica = world.open(TUESDAY);
    let other = company(&replica, "Other");
    let clean = world.count(FOUND, None);
    let id = company(&replica, "Acme");
    let person = contact(&replica, Some(id), "Vogel");
    let said = log(&replica, |log| {
        log.company_id = Some(id);
        log.notes = Some("wants an offer".to_owned());
    });
    let remark: NoteId = replica.new_id();
    let add = NoteCommand::Add(AddNote {
        id: remark,
        company_id: id,
        case_id: None,
        body: "remarkable".to_owned(),
    });
    replica.run(add).expect("added");
    let card = replica.company(id).expect("read").expect("a card");
    let (first, case): (TaskId, _) = (card.tasks[0].id, card.cases[0].id);
    replica
        .run(TaskCommand::Skip(TaskRef { task_id: first }))
        .expect("skipped");
    replica
        .put_draft("call", &first.to_string(), &json!({ "note": "half typed" }))
        .expect("draft");
    let delete = CompanyCommand::Delete(DeleteCompany {
        company_id: id,
        with_case: true,
    });
    let deleted = replica.run(delete).expect("deleted").command;
    let before = replica.digest(false).expect("digest");

    world.open(LAST_DAY);
    assert!(
        world.load::<Company>(id).is_some(),
        "to the end of the thirtieth day"
    );
    let late = world.open(DAY_AFTER);
    assert_eq!(world.load::<Company>(id), None);
    assert_eq!(world.load::<Contact>(person), None);
    assert_eq!(world.load::<Activity>(said), None);
    assert_eq!(world.load::<Note>(remark), None);
    assert_eq!(world.load::<Task>(first), None);
    assert_eq!(world.load::<Case>(case), None);
    assert_eq!(world.count(HANGING, Some(id)), 0);
    assert_eq!(world.count(SKIPPED, None), 0);
    assert_eq!(world.count(FOUND, None), clean, "search forgets it too");
    assert!(late.drafts().expect("drafts").is_empty());
    assert!(late.trash(10).expect("trash").is_empty());
    assert_eq!(
        late.digest(false).expect("digest"),
        before,
        "what was in Trash was not in it"
    );
    assert!(world.load::<Company>(other).is_some());

    let restore = CompanyCommand::Restore(CompanyRef { company_id: id });
    assert_eq!(refused(late.run(restore)), RefusalCode::NotFound);
    let undo = |command: CommandId| {
        JournalCommand::Undo(UndoArgs {
            command: Some(command),
            ..UndoArgs::default()
        })
    };
    assert_eq!(refused(late.run(undo(deleted))), RefusalCode::Gone);
    assert_eq!(
        refused(late.run(JournalCommand::Undo(UndoArgs::default()))),
        RefusalCode::Gone
    );
    assert_eq!(
        late.digest(false).expect("digest"),
        before,
        "nothing came back half"
    );
    let history = late.history(50).expect("history");
    assert_eq!(
        history[0].kind, "admin.purge",
        "the journal tells that it happened"
    );
    assert!(!history[0].reversible);
    assert!(
        history.iter().any(|row| row.command == deleted),
        "and what there was"
    );
}

fn what_went_by_itself_ends_by_itself_and_the_company_stays(world: &World) {
    let replica = world.open(TUESDAY);
    let id = company(&replica, "Acme");
    let person = contact(&replica, Some(id), "Vogel");
    let alone = contact(&replica, None, "Kranich");
    let told = log(&replica, |log| log.contact_id = Some(alone));
    let first = replica.company(id).expect("read").expect("a card").tasks[0].id;
    let fields = json!({ "contact_id": person.to_string() });
    let edit = TaskCommand::Edit(callsheet::domain::command::EditTask {
        task_id: first,
        fields: fields.as_object().cloned().expect("object"),
    });
    replica.run(edit).expect("changed");
    for contact_id in [person, alone] {
        replica
            .run(ContactCommand::Delete(ContactRef { contact_id }))
            .expect("deleted");
    }
    let late = world.open(DAY_AFTER);
    assert_eq!(world.load::<Contact>(person), None);
    assert_eq!(world.load::<Contact>(alone), None);
    assert_eq!(world.load::<Activity>(told), None, "it hung on the person only");
    assert!(world.load::<Company>(id).is_some());
    // The task that concerned the person can still be worked.
    log(&late, |log| {
        log.kind = ActivityType::Call;
        log.task_id = Some(first);
        log.contact_id = Some(person);
        log.outcome = Some("NO_ANSWER".to_owned());
    });
}
