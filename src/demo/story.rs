//! The small file: what a team of three did in the last weeks, command by command.

use super::Plan;
use super::dice::Dice;
use super::words::{self, list};
use crate::base::{CompanyId, ContactId, Due, TaskId, Timestamp, UserId};
use crate::domain::command::{
    ActivityCommand, AdminCommand, CompanyCommand, CompleteTask, ContactCommand, CreateCompany,
    CreateContact, Dormant, FollowUpArgs, ImportMark, LogActivity, Offer, OwnCompany, PutUser, TaskCommand,
    Then,
};
use crate::domain::{ActivityType, Command, DisqualifyReason, Effect, Role, TaskType};
use crate::replica::{Past, Replica, RunError};
use serde_json::json;

const DAY: i64 = 24 * 3_600_000;
const COLLEAGUES: [(&str, Role, &str); 2] = [
    ("Mia Lindgren", Role::InsideSales, "INSIDE_SALES"),
    ("Jonas Weber", Role::OutsideSales, "OUTSIDE_SALES"),
];

struct Story<'a, 'p> {
    past: &'a mut Past<'p>,
    dice: Dice,
    now: Timestamp,
    left: u64,
    users: Vec<UserId>,
}

/// A company on its way.
struct Course {
    id: CompanyId,
    contact: Option<ContactId>,
    call: Option<TaskId>,
    at: Timestamp,
}

pub(super) fn tell(replica: &Replica, plan: Plan) -> Result<(), RunError> {
    let me = replica.actor().id;
    replica.relive(move |past| {
        let dice = Dice::new(plan.seed, plan.now.0 - 90 * DAY);
        let mut story = Story {
            past,
            dice,
            now: plan.now,
            left: plan.activities,
            users: vec![me],
        };
        story.colleagues()?;
        let companies = (plan.activities / 5).max(12) as usize;
        for n in 0..companies {
            story.company(n, companies)?;
        }
        Ok(())
    })
}

impl Story<'_, '_> {
    fn give(&mut self, at: Timestamp, command: impl Into<Command>) -> Result<Vec<Effect>, RunError> {
        let id = self.dice.id();
        self.past.give(id, at.min(self.now), command)
    }

    fn colleagues(&mut self) -> Result<(), RunError> {
        for (name, role, queue) in COLLEAGUES {
            let id = self.dice.id();
            let user = PutUser {
                id,
                name: name.to_owned(),
                email: None,
                roles: vec![role],
                queues: vec![queue.to_owned()],
                language: None,
                time_zone: None,
                active: true,
            };
            self.give(Timestamp(self.now.0 - 80 * DAY), AdminCommand::User(user))?;
            self.users.push(id);
        }
        Ok(())
    }

    fn company(&mut self, n: usize, of: usize) -> Result<(), RunError> {
        // A quarter is new, the others have been worked on for up to six weeks.
        let fresh = n.is_multiple_of(4);
        let age = if fresh {
            self.dice.below(3)
        } else {
            4 + self.dice.below(40)
        };
        let at = self.working_hour(age as i64);
        let seedling = words::company(n, &mut self.dice);
        let id: CompanyId = self.dice.id();
        let customer = n % 29 == 28;
        let mut fields = json!({
            "name": seedling.name,
            "phones": [{ "raw": format!("{} {:03}", seedling.prefix, self.dice.below(1000)), "type": "MAIN" }],
            "website": format!("https://{}", words::domain(&seedling.name, n)),
            "postal": { "city": seedling.city, "country": seedling.country },
            "industry": self.dice.pick(list("industries")),
            "employees": 5 + self.dice.below(900),
        });
        if self.dice.chance(40) {
            fields["tags"] = json!([self.dice.pick(list("tags"))]);
        }
        if n % 37 == 36 {
            fields["phones"] = json!([]);
        }
        let fields = fields.as_object().cloned().unwrap_or_default();
        let import = customer.then(|| ImportMark {
            system: "hubspot".to_owned(),
            line: n as u64 + 2,
            customer,
        });
        let create = CreateCompany {
            id,
            fields,
            workflow: true,
            import,
        };
        let effects = self.give(at, CompanyCommand::Create(create))?;
        let call = call_task(&effects);
        if !fresh {
            self.chores(&effects, at)?;
        }
        let owner = self.users[if self.dice.chance(70) { 0 } else { 1 }];
        if self.dice.chance(80) {
            self.give(
                at,
                CompanyCommand::Own(OwnCompany {
                    company_id: id,
                    owner: Some(owner),
                    note: None,
                }),
            )?;
        }
        let contact = self.contacts(id, n, &seedling.prefix, at)?;
        let mut course = Course {
            id,
            contact,
            call,
            at,
        };
        if !fresh && !customer {
            self.work(&mut course, n, of)?;
        }
        Ok(())
    }

    /// What the workflow asks for beside the calls was done the day after.
    fn chores(&mut self, effects: &[Effect], at: Timestamp) -> Result<(), RunError> {
        let chore = |effect: &Effect| match effect {
            Effect::TaskCreated {
                id,
                kind: TaskType::IdentifyContact | TaskType::OpsDataCheck,
                ..
            } => Some(*id),
            _ => None,
        };
        for task_id in effects.iter().filter_map(chore).collect::<Vec<_>>() {
            let done = TaskCommand::Complete(CompleteTask { task_id, note: None });
            self.give(Timestamp(at.0 + DAY / 2), done)?;
        }
        Ok(())
    }

    fn contacts(
        &mut self,
        id: CompanyId,
        n: usize,
        prefix: &str,
        at: Timestamp,
    ) -> Result<Option<ContactId>, RunError> {
        let mut first = None;
        let count = if n % 37 == 36 { 0 } else { 2 + self.dice.below(3) };
        for _ in 0..count {
            let contact: ContactId = self.dice.id();
            let (given, family) = (
                self.dice.pick(list("first")).clone(),
                self.dice.pick(list("last")).clone(),
            );
            let mut fields = json!({
                "first_name": given,
                "last_name": family,
                "job_title": self.dice.pick(list("titles")),
                "emails": [format!("{}@{}", crate::base::lookup::fold(&family), words::domain("kontakt", n))],
            });
            if self.dice.chance(70) {
                fields["phones"] = json!([format!("{prefix} {:04}", self.dice.below(10_000))]);
            }
            let fields = fields.as_object().cloned().unwrap_or_default();
            let create = CreateContact {
                id: contact,
                company_id: Some(id),
                fields,
                import: None,
            };
            self.give(at, ContactCommand::Create(create))?;
            first = first.or(Some(contact));
        }
        Ok(first)
    }

    /// Some calls, then where the company stands today.
    fn work(&mut self, course: &mut Course, n: usize, of: usize) -> Result<(), RunError> {
        let share = self.left / (of.saturating_sub(n).max(1) as u64) + 2;
        let calls = 1 + self.dice.below(share.min(9));
        for _ in 0..calls {
            let gap = 1 + self.dice.below(4) as i64;
            let next = Timestamp(course.at.0 + gap * DAY + self.dice.below(4 * 3_600_000) as i64);
            if next.0 > self.now.0 - 3_600_000 {
                break;
            }
            course.at = next;
            if self.dice.chance(25) {
                self.email(course)?;
            } else {
                let outcome =
                    *self
                        .dice
                        .pick(&["NO_ANSWER", "LEFT_VOICEMAIL", "GATEKEEPER", "NO_ANSWER", "BUSY"]);
                self.call(course, outcome, None, None)?;
            }
        }
        self.end(course, n)
    }

    fn end(&mut self, course: &mut Course, n: usize) -> Result<(), RunError> {
        let last = Timestamp((course.at.0 + DAY).min(self.now.0 - 2 * 3_600_000));
        course.at = last;
        let today =
            |hours: i64, now: Timestamp| Some(FollowUpArgs::at(Due::At(now.plus_minutes(hours * 60))));
        match n % 20 {
            1 | 11 => self.call(course, "CALL_BACK_LATER", today(-1, self.now), None),
            2 => self.call(course, "CALL_BACK_LATER", today(2, self.now), None),
            3 => {
                let follow_up = today(26, self.now);
                self.call(course, "REACHED_DECISION_MAKER", follow_up, None)
            }
            5 if n == 5 => {
                let then = Some(Then::Qualify {
                    hand_over: Some(Offer::outside_sales()),
                });
                self.call(course, "REACHED_DECISION_MAKER", today(48, self.now), then)
            }
            5 => self.call(
                course,
                "REACHED_DECISION_MAKER",
                today(72, self.now),
                Some(Then::Qualify { hand_over: None }),
            ),
            7 => {
                let reason = *self.dice.pick(&[
                    DisqualifyReason::NoNeed,
                    DisqualifyReason::TooSmall,
                    DisqualifyReason::NoBudget,
                ]);
                self.call(
                    course,
                    "NOT_INTERESTED",
                    None,
                    Some(Then::Disqualify { reason, note: None }),
                )
            }
            9 => {
                let until = Timestamp(self.now.0 + 60 * DAY).date_in(&jiff::tz::TimeZone::UTC);
                let sleep = Dormant {
                    company_id: course.id,
                    until: Some(until),
                    note: None,
                };
                self.give(course.at, CompanyCommand::Dormant(sleep)).map(|_| ())
            }
            13 => self.call(course, "MEETING_BOOKED", today(50, self.now), None),
            _ => Ok(()),
        }
    }

    fn call(
        &mut self,
        course: &mut Course,
        outcome: &str,
        follow_up: Option<FollowUpArgs>,
        then: Option<Then>,
    ) -> Result<(), RunError> {
        let Some(task) = course.call else { return Ok(()) };
        let follow_up = follow_up.filter(|f| f.due.key(&jiff::tz::TimeZone::UTC) > course.at);
        if matches!(outcome, "CALL_BACK_LATER" | "MEETING_BOOKED") && follow_up.is_none() {
            return Ok(());
        }
        let talked = follow_up.is_some() || then.is_some();
        let args = LogActivity {
            task_id: Some(task),
            contact_id: course.contact,
            outcome: Some(outcome.to_owned()),
            duration_s: Some(if talked {
                60 + self.dice.below(500)
            } else {
                10 + self.dice.below(40)
            } as i64),
            notes: (talked || self.dice.chance(20)).then(|| self.dice.pick(list("notes")).clone()),
            follow_up,
            then,
            ..LogActivity::new(self.dice.id(), ActivityType::Call)
        };
        self.left = self.left.saturating_sub(1);
        let effects = self.give(course.at, ActivityCommand::Log(Box::new(args)))?;
        course.call = call_task(&effects);
        Ok(())
    }

    fn email(&mut self, course: &Course) -> Result<(), RunError> {
        let args = LogActivity {
            company_id: Some(course.id),
            contact_id: course.contact,
            outcome: Some("SENT".to_owned()),
            subject: Some(self.dice.pick(list("subjects")).clone()),
            ..LogActivity::new(self.dice.id(), ActivityType::Email)
        };
        self.left = self.left.saturating_sub(1);
        self.give(course.at, ActivityCommand::Log(Box::new(args)))
            .map(|_| ())
    }

    /// Some days ago, between nine and five.
    fn working_hour(&mut self, days: i64) -> Timestamp {
        let day = self.now.0 - days * DAY;
        let midnight = day - day.rem_euclid(DAY);
        let at = midnight + 8 * 3_600_000 + self.dice.below(8 * 3_600_000) as i64;
        Timestamp(at.min(self.now.0 - 3 * 3_600_000))
    }
}

/// The call task a command made, the newest one.
fn call_task(effects: &[Effect]) -> Option<TaskId> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::TaskCreated { id, kind, .. } if kind.is_call() && *kind != TaskType::WakeUp => Some(*id),
        _ => None,
    })
}
