//! The large file: rows as they would stand after years of work, for measuring.
//!
//! Busy companies follow a power law (the busiest has about a hundredth of all
//! activities); tasks lie 60/30/10 over the three queues, a quarter to a third
//! of them open.

use super::Plan;
use super::dice::Dice;
use super::words::{self, list};
use crate::base::{CaseId, CompanyId, Json, Timestamp, UserId};
use crate::domain::{
    Activity, ActivityState, ActivityType, AnyRow, Case, CaseType, Company, Contact, ContactStatus,
    Direction, Email, EmailType, Engine, Phone, PhoneState, PhoneType, Priority, Role, Stage, Task,
    TaskOrigin, TaskState, TaskType,
};
use crate::replica::{Replica, RunError};

const DAY: i64 = 24 * 3_600_000;
/// Companies written in one transaction.
const BATCH: u64 = 500;
const QUEUES: [&str; 10] = [
    "INSIDE_SALES",
    "INSIDE_SALES",
    "INSIDE_SALES",
    "INSIDE_SALES",
    "INSIDE_SALES",
    "INSIDE_SALES",
    "SALES_OPS",
    "SALES_OPS",
    "SALES_OPS",
    "OUTSIDE_SALES",
];

pub(super) fn load(replica: &Replica, plan: Plan) -> Result<(), RunError> {
    let companies = (plan.activities / 10).max(1);
    let me = replica.actor().id;
    let mut maker = Maker {
        dice: Dice::new(plan.seed, plan.now.0 - 700 * DAY),
        plan,
        me,
        companies,
    };
    let mut from = 0;
    while from < companies {
        let to = (from + BATCH).min(companies);
        let rows = (from..to).flat_map(|n| maker.company(n)).collect();
        replica.restore(rows)?;
        from = to;
    }
    Ok(())
}

struct Maker {
    dice: Dice,
    plan: Plan,
    me: UserId,
    companies: u64,
}

impl Maker {
    fn company(&mut self, n: u64) -> Vec<AnyRow> {
        let seedling = words::company(n as usize + 28, &mut self.dice);
        let id: CompanyId = self.dice.id();
        let created_at = Timestamp(self.plan.now.0 - (30 + self.dice.below(600) as i64) * DAY);
        let number = format!("{} {:04}", seedling.prefix, self.dice.below(10_000));
        let mut company: Company = blank(id, &seedling.name, created_at, self.me);
        company.owner_id = self.dice.chance(30).then_some(self.me);
        company.domain = Some(words::domain(&seedling.name, n as usize));
        company.postal.0.city = Some(seedling.city);
        company.postal.0.country = Some(seedling.country);
        company.phones = Json(vec![phone(&number, PhoneType::Main)]);
        company.stage = Stage::Qualifying;
        let case = self.case(id, created_at);
        let mut rows = vec![AnyRow::from(company), AnyRow::from(case.clone())];
        for _ in 0..3 {
            rows.push(self.contact(id, n, &seedling.prefix, created_at).into());
        }
        for at in 0..2 {
            rows.push(self.task(id, case.id, at).into());
        }
        for _ in 0..self.share(n) {
            rows.push(self.activity(id, case.id).into());
        }
        rows
    }

    /// How many activities: the first company has a hundredth of all, most have about nine.
    fn share(&mut self, n: u64) -> u64 {
        match n {
            0 => self.plan.activities / 100,
            _ => 4 + self.dice.below(11) + if n < self.companies / 50 { 30 } else { 0 },
        }
    }

    fn case(&mut self, company_id: CompanyId, opened_at: Timestamp) -> Case {
        Case {
            id: self.dice.id(),
            company_id,
            kind: CaseType::QualifyCompany,
            engine: Engine::InsideSales,
            phase: None,
            owner_role: Role::InsideSales,
            owner_queue: Some("INSIDE_SALES".to_owned()),
            outcome: None,
            outcome_note: None,
            template_key: Some("qualify_company".to_owned()),
            template_version: Some(1),
            opened_at,
            opened_by_activity: None,
            closed_at: None,
            closed_by: None,
            created_by: self.me,
            deleted_at: None,
            deleted_by: None,
            deleted_with: None,
        }
    }

    fn contact(&mut self, company: CompanyId, n: u64, prefix: &str, created_at: Timestamp) -> Contact {
        let last = self.dice.pick(list("last")).clone();
        let number = format!("{prefix} {:04}", self.dice.below(10_000));
        Contact {
            id: self.dice.id(),
            company_id: Some(company),
            first_name: Some(self.dice.pick(list("first")).clone()),
            job_title: Some(self.dice.pick(list("titles")).clone()),
            department: None,
            buying_role: None,
            emails: Json(vec![Email {
                kind: EmailType::Work,
                address: format!(
                    "{}@{}",
                    crate::base::lookup::fold(&last),
                    words::domain("kontakt", n as usize)
                ),
                primary: true,
            }]),
            last_name: Some(last),
            phones: Json(vec![phone(&number, PhoneType::Work)]),
            linkedin: None,
            birthday: None,
            language: None,
            source: None,
            status: ContactStatus::Active,
            dnc_since: None,
            dnc_basis: None,
            external_ids: Json(Vec::new()),
            extra: Json(std::collections::BTreeMap::new()),
            created_at,
            created_by: self.me,
            deleted_at: None,
            deleted_by: None,
            deleted_with: None,
        }
    }

    fn task(&mut self, company_id: CompanyId, case: CaseId, place: i64) -> Task {
        let open = self.dice.chance(30);
        let due = self.plan.now.0 + (self.dice.below(60) as i64 - 12) * DAY;
        let done_at = Timestamp(self.plan.now.0 - self.dice.below(300) as i64 * DAY);
        Task {
            id: self.dice.id(),
            company_id,
            case_id: Some(case),
            contact_id: None,
            kind: *self.dice.pick(&[
                TaskType::FirstOutreach,
                TaskType::CallBack,
                TaskType::OpsDataCheck,
            ]),
            title: "Call back".to_owned(),
            queue: (*self.dice.pick(&QUEUES)).to_owned(),
            assignee_id: self.dice.chance(30).then_some(self.me),
            priority: *self
                .dice
                .pick(&[Priority::Normal, Priority::Normal, Priority::High, Priority::Low]),
            due_at: None,
            due_on: Some(Timestamp(due).date_in(&jiff::tz::TimeZone::UTC)),
            promised: false,
            state: if open { TaskState::Open } else { TaskState::Done },
            origin: TaskOrigin::Template,
            origin_task_id: None,
            waits_for: None,
            due_offset: None,
            attempt: 1 + self.dice.below(5) as i64,
            attempts_max: 6,
            busy_streak: 0,
            script_key: Some("first_call".to_owned()),
            template_step: None,
            place,
            available_at: None,
            activity_id: None,
            done_at: (!open).then_some(done_at),
            done_by: (!open).then_some(self.me),
            cancel_reason: None,
            note: None,
            created_at: Timestamp(self.plan.now.0 - 20 * DAY),
            created_by: self.me,
            deleted_at: None,
            deleted_by: None,
            deleted_with: None,
        }
    }

    fn activity(&mut self, company: CompanyId, case: CaseId) -> Activity {
        let at = Timestamp(self.plan.now.0 - DAY - self.dice.below(700 * DAY as u64) as i64);
        let call = self.dice.chance(70);
        let words = [
            self.dice.pick(list("notes")).as_str(),
            self.dice.pick(list("notes")).as_str(),
        ]
        .join(", ");
        Activity {
            id: self.dice.id(),
            kind: if call {
                ActivityType::Call
            } else {
                ActivityType::Email
            },
            direction: Some(Direction::Outbound),
            state: ActivityState::Held,
            outcome: Some(
                if call {
                    *self.dice.pick(&["NO_ANSWER", "LEFT_VOICEMAIL", "GATEKEEPER"])
                } else {
                    "SENT"
                }
                .to_owned(),
            ),
            occurred_at: at,
            duration_s: call.then(|| self.dice.below(300) as i64),
            subject: (!call).then(|| self.dice.pick(list("subjects")).clone()),
            notes: Some(words),
            company_id: Some(company),
            contact_id: None,
            case_id: Some(case),
            task_id: None,
            attempt: None,
            phone: None,
            follow_up_at: None,
            follow_up_on: None,
            follow_up_task_id: None,
            created_at: at,
            created_by: self.me,
            deleted_at: None,
            deleted_by: None,
            deleted_with: None,
        }
    }
}

fn phone(raw: &str, kind: PhoneType) -> Phone {
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    Phone {
        kind,
        raw: raw.to_owned(),
        e164: Some(format!("+{digits}")),
        ext: None,
        state: PhoneState::Ok,
        blocked: false,
        primary: true,
    }
}

fn blank(id: CompanyId, name: &str, created_at: Timestamp, by: UserId) -> Company {
    let fields = serde_json::json!({
        "id": id, "name": name, "status": "LEAD", "stage": "UNVERIFIED", "emails": [], "phones": [], "postal": {},
        "delivery": null, "tags": [], "external_ids": [], "extra": {}, "created_at": created_at, "created_by": by,
    });
    serde_json::from_value(fields).expect("every field of a company is there or optional")
}
