//! A small field to read from: rows put straight into an empty database, SQLite or PostgreSQL.

use callsheet::base::{
    ActivityId, CaseId, CompanyId, ContactId, DeviceId, Due, HandoverId, Json, MemberId, NoteId,
    StageChangeId, TaskId, Timestamp, UserId,
};
use callsheet::domain::{
    Activity, ActivityState, ActivityType, Address, Case, CaseType, Company, CompanyStatus, Contact,
    ContactStatus, Engine, Handover, HandoverState, Member, MemberRole, Note, NoteKind, Phone, PhoneState,
    PhoneType, Priority, Role, Rules, Settings, Stage, StageChange, Task, TaskOrigin, TaskState, TaskType,
    User,
};
use callsheet::statements;
use callsheet::store::{Conn, Derive, Record, Result, Tx};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Tuesday 24 November 2026, 10:00 in Berlin.
pub(crate) const NOW: &str = "2026-11-24T09:00:00Z";

statements! {
    /// Somebody works on a company.
    LEASE: exec = "INSERT INTO lease (tenant_no, company_id, user_id, device_id, task_id, until) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// A task is put off for today.
    SKIP: exec = "INSERT INTO skip (tenant_no, user_id, task_id, until, times) VALUES ($1, $2, $3, $4, 1)";
    /// Open tasks of a queue.
    COUNT: exec = "INSERT INTO queue_count (tenant_no, queue, who, open_tasks) VALUES ($1, $2, $3, $4)";
    /// What the rules keep on a company beside its own fields.
    KEPT: exec = "UPDATE company SET next_due_key = $1, last_activity_at = $2, last_activity_kind = $3 \
        WHERE tenant_no = $4 AND id = $5";
    /// What an import looks rows up by.
    LOOKUP: exec = "INSERT INTO lookup (tenant_no, kind, key, tbl, row_id) VALUES ($1, $2, $3, 'company', $4)";
    /// No number, or hidden.
    PARK: exec = "UPDATE task SET parked = $1 WHERE tenant_no = $2 AND id = $3";
}

/// A migrated database that goes with the test.
pub(crate) struct World {
    pub(crate) conn: Conn,
    pub(crate) rules: Rules,
    pub(crate) zone: TimeZone,
    pub(crate) queues: Vec<String>,
    // Dropped after the connection.
    _keep: Keep,
}

enum Keep {
    Folder(#[expect(dead_code, reason = "removed when dropped")] tempfile::TempDir),
    #[cfg(feature = "postgres")]
    Schema,
}

impl World {
    fn of(conn: Conn, keep: Keep) -> Self {
        let rules = Rules {
            settings: Settings {
                zone: "Europe/Berlin".to_owned(),
                ..Settings::default()
            },
            ..Rules::default()
        };
        Self {
            conn,
            zone: rules.settings.time_zone(),
            rules,
            queues: vec!["INSIDE_SALES".to_owned(), "SALES_OPS".to_owned()],
            _keep: keep,
        }
    }
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        let conn = Conn::open(&folder.path().join("field.db")).expect("opens");
        Self::of(conn, Keep::Folder(folder))
    }
    #[cfg(feature = "postgres")]
    pub(crate) fn postgres() -> Self {
        let at = crate::support::postgres::schema();
        Self::of(
            Conn::connect(&at.url, Some(&at.name)).expect("connects"),
            Keep::Schema,
        )
    }
    pub(crate) fn env(&self) -> Derive {
        Derive {
            zone: self.zone.clone(),
        }
    }
    /// Writes one row.
    pub(crate) fn put<R: Record>(&mut self, row: &R) -> &mut Self {
        let env = self.env();
        self.conn.write(|tx| tx.put(row, 1, &env)).expect("written");
        self
    }
    pub(crate) fn read<T>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
        self.conn.read(f).expect("read")
    }
    pub(crate) fn lease(&mut self, company: u128, by: UserId, device: DeviceId, until: &str) {
        self.exec(LEASE, |tenant| {
            vec![
                Box::new(tenant),
                Box::new(CompanyId(id(company))),
                Box::new(by),
                Box::new(device),
                Box::new(TaskId(id(company))),
                Box::new(at(until)),
            ]
        });
    }
    pub(crate) fn skip(&mut self, task: u128, until: &str) {
        self.exec(SKIP, |tenant| {
            vec![
                Box::new(tenant),
                Box::new(me()),
                Box::new(TaskId(id(task))),
                Box::new(at(until)),
            ]
        });
    }
    pub(crate) fn count(&mut self, queue: &str, who: UserId, open: i64) {
        let queue = queue.to_owned();
        self.exec(COUNT, |tenant| {
            vec![Box::new(tenant), Box::new(queue), Box::new(who), Box::new(open)]
        });
    }
    pub(crate) fn park(&mut self, task: u128, parked: i64) {
        self.exec(PARK, |tenant| {
            vec![Box::new(parked), Box::new(tenant), Box::new(TaskId(id(task)))]
        });
    }
    /// What the rules keep on a company: its next due key, its last activity.
    pub(crate) fn kept(&mut self, company: u128, next_due: Option<&str>, last: Option<&str>) {
        let due = next_due.map_or(9_000_000_000_000_000, |text| at(text).0);
        let (last, kind) = (last.map(at), last.map(|_| "CALL".to_owned()));
        self.exec(KEPT, |tenant| {
            vec![
                Box::new(due),
                Box::new(last),
                Box::new(kind),
                Box::new(tenant),
                Box::new(CompanyId(id(company))),
            ]
        });
    }
    pub(crate) fn lookup(&mut self, kind: &str, key: &str, company: u128) {
        let (kind, key) = (kind.to_owned(), key.to_owned());
        self.exec(LOOKUP, |tenant| {
            vec![
                Box::new(tenant),
                Box::new(kind),
                Box::new(key),
                Box::new(id(company)),
            ]
        });
    }
    fn exec(
        &mut self,
        statement: callsheet::store::Exec,
        values: impl FnOnce(i64) -> Vec<Box<dyn callsheet::store::Param>>,
    ) {
        self.conn
            .write(|tx| {
                let values = values(tx.tenant());
                let all: Vec<_> = values.iter().map(AsRef::as_ref).collect();
                tx.exec(statement, &all)
            })
            .expect("written");
    }
}

/// Runs each test on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($name:ident)+) => {
        mod on_sqlite {
            $(#[test] fn $name() { super::$name(&mut crate::reads::world::World::sqlite()); })+
        }
        #[cfg(feature = "postgres")]
        mod on_postgres {
            $(#[test] fn $name() { super::$name(&mut crate::reads::world::World::postgres()); })+
        }
    };
}
pub(crate) use on_both;

pub(crate) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("instant")
}
pub(crate) fn me() -> UserId {
    UserId(id(0xA11A))
}
pub(crate) fn bob() -> UserId {
    UserId(id(0xB0B))
}
pub(crate) fn laptop() -> DeviceId {
    DeviceId(id(0x1A9))
}
pub(crate) fn on(text: &str) -> Option<Due> {
    Some(Due::On(text.parse().expect("date")))
}
pub(crate) fn due(text: &str) -> Option<Due> {
    Some(Due::At(at(text)))
}
/// A name that says which row it is: its id.
pub(crate) fn company_name(n: u128) -> String {
    format!("Company {n}")
}

pub(crate) fn company(n: u128) -> Company {
    Company {
        id: CompanyId(id(n)),
        name: company_name(n),
        legal_name: None,
        status: CompanyStatus::Lead,
        stage: Stage::Qualifying,
        owner_id: None,
        owner_text: None,
        industry: None,
        account_type: None,
        size_band: None,
        employees: None,
        website: None,
        domain: None,
        emails: Json(Vec::new()),
        phones: Json(Vec::new()),
        postal: Json(Address {
            city: Some("Stuttgart".to_owned()),
            country: Some("DE".to_owned()),
            ..Address::default()
        }),
        delivery: Json(None),
        vat_id: None,
        tax_number: None,
        register_number: None,
        register_court: None,
        source: None,
        source_detail: None,
        language: None,
        time_zone: None,
        tags: Json(Vec::new()),
        dnc_since: None,
        dnc_basis: None,
        external_ids: Json(Vec::new()),
        enrichment_source: None,
        enrichment_at: None,
        extra: Json(BTreeMap::new()),
        created_at: at("2026-11-01T08:00:00Z"),
        created_by: me(),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

pub(crate) fn contact(n: u128, company: u128, last_name: &str) -> Contact {
    Contact {
        id: ContactId(id(n)),
        company_id: Some(CompanyId(id(company))),
        first_name: Some("Kim".to_owned()),
        last_name: Some(last_name.to_owned()),
        job_title: None,
        department: None,
        buying_role: None,
        emails: Json(Vec::new()),
        phones: Json(vec![Phone {
            kind: PhoneType::Work,
            raw: "0711 555".to_owned(),
            e164: None,
            ext: None,
            state: PhoneState::Ok,
            blocked: false,
            primary: true,
        }]),
        linkedin: None,
        birthday: None,
        language: None,
        source: None,
        status: ContactStatus::Active,
        dnc_since: None,
        dnc_basis: None,
        external_ids: Json(Vec::new()),
        extra: Json(BTreeMap::new()),
        created_at: at("2026-11-01T08:00:00Z"),
        created_by: me(),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

pub(crate) fn case(n: u128, company: u128) -> Case {
    Case {
        id: CaseId(id(n)),
        company_id: CompanyId(id(company)),
        kind: CaseType::QualifyCompany,
        engine: Engine::InsideSales,
        phase: None,
        owner_role: Role::InsideSales,
        owner_queue: Some("INSIDE_SALES".to_owned()),
        outcome: None,
        outcome_note: None,
        template_key: None,
        template_version: None,
        opened_at: at("2026-11-01T08:00:00Z"),
        opened_by_activity: None,
        closed_at: None,
        closed_by: None,
        created_by: me(),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

/// A call task of nobody, open for work.
pub(crate) fn task(n: u128, company: u128) -> Task {
    Task {
        id: TaskId(id(n)),
        company_id: CompanyId(id(company)),
        case_id: None,
        contact_id: None,
        kind: TaskType::FirstOutreach,
        title: "First call".to_owned(),
        queue: "INSIDE_SALES".to_owned(),
        assignee_id: None,
        priority: Priority::Normal,
        due_at: None,
        due_on: None,
        promised: false,
        state: TaskState::Open,
        origin: TaskOrigin::Template,
        origin_task_id: None,
        waits_for: None,
        due_offset: None,
        attempt: 1,
        attempts_max: 6,
        busy_streak: 0,
        script_key: None,
        template_step: None,
        place: 0,
        available_at: None,
        activity_id: None,
        done_at: None,
        done_by: None,
        cancel_reason: None,
        note: None,
        created_at: at("2026-11-01T08:00:00Z"),
        created_by: me(),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

/// A task with a due.
pub(crate) fn due_task(n: u128, company: u128, due: Option<Due>) -> Task {
    let mut task = task(n, company);
    task.set_due(due);
    task
}

pub(crate) fn call(n: u128, company: u128, when: &str) -> Activity {
    Activity {
        id: ActivityId(id(n)),
        kind: ActivityType::Call,
        direction: None,
        state: ActivityState::Held,
        outcome: Some("NO_ANSWER".to_owned()),
        occurred_at: at(when),
        duration_s: Some(31),
        subject: None,
        notes: None,
        company_id: Some(CompanyId(id(company))),
        contact_id: None,
        case_id: None,
        task_id: None,
        attempt: None,
        phone: None,
        follow_up_at: None,
        follow_up_on: None,
        follow_up_task_id: None,
        created_at: at(when),
        created_by: me(),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

pub(crate) fn note(n: u128, company: u128, body: &str, when: &str) -> Note {
    Note {
        id: NoteId(id(n)),
        company_id: CompanyId(id(company)),
        case_id: None,
        kind: NoteKind::Comment,
        body: body.to_owned(),
        created_at: at(when),
        created_by: me(),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

pub(crate) fn stage_change(n: u128, company: u128, when: &str) -> StageChange {
    StageChange {
        id: StageChangeId(id(n)),
        company_id: CompanyId(id(company)),
        from_stage: Some(Stage::Unverified),
        to_stage: Stage::Qualifying,
        reason: None,
        note: None,
        overridden: false,
        case_id: None,
        at: at(when),
        by_user: me(),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

pub(crate) fn handover(n: u128, company: u128, case: u128, offered: &str) -> Handover {
    Handover {
        id: HandoverId(id(n)),
        case_id: CaseId(id(case)),
        company_id: CompanyId(id(company)),
        to_role: Role::OutsideSales,
        to_queue: "OUTSIDE_SALES".to_owned(),
        to_user: None,
        note: Some("ready to buy".to_owned()),
        state: HandoverState::Pending,
        offered_by: me(),
        offered_at: at(offered),
        expires_at: at(offered).plus_ms(3 * 86_400_000),
        answered_by: None,
        answered_at: None,
        reason: None,
        answer_note: None,
        review_task_id: None,
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

pub(crate) fn user(id: UserId, name: &str) -> User {
    User {
        id,
        name: name.to_owned(),
        email: None,
        roles: Json(vec![Role::InsideSales]),
        queues: Json(vec!["INSIDE_SALES".to_owned()]),
        language: None,
        time_zone: None,
        active: true,
        created_at: at("2026-11-01T08:00:00Z"),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

pub(crate) fn member(n: u128, company: u128, user: UserId) -> Member {
    Member {
        id: MemberId(id(n)),
        company_id: CompanyId(id(company)),
        user_id: user,
        role: MemberRole::Member,
        created_at: at("2026-11-01T08:00:00Z"),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}
