//! Random pairs of a busy file are merged, and all merges undone: everything is as it was, derived columns too.

use super::*;
use crate::statements;
use crate::store::{One, StoreError};

statements! {
    /// Derived columns of companies.
    COMPANIES: rows One<String> =
        "SELECT hex(id) || ' ' || next_due_key || ' ' || COALESCE(last_activity_at, 0) || ' ' || has_number AS value \
         FROM company WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY id";
    /// Counters of the queue.
    COUNTS: rows One<String> =
        "SELECT queue || ' ' || hex(who) || ' ' || open_tasks AS value FROM queue_count \
         WHERE tenant_no = $1 AND open_tasks <> 0 ORDER BY queue, who";
    /// What rows are looked up by.
    LOOKUP: rows One<String> =
        "SELECT kind || ' ' || key || ' ' || hex(row_id) AS value FROM lookup WHERE tenant_no = $1 \
         ORDER BY kind, key, row_id";
    /// Status of cases.
    CASES: rows One<String> =
        "SELECT hex(id) || ' ' || status AS value FROM cases WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY id";
    /// What is found by name.
    NAMES: rows One<String> =
        "SELECT hex(id) || ' ' || hex(company_id) || ' ' || folded AS value FROM search_name WHERE tenant_no = $1 \
         ORDER BY id";
    /// Follow-ups beside another of their place.
    RIVALS: rows One<i64> =
        "SELECT COUNT(*) AS value FROM task a JOIN task b ON a.tenant_no = b.tenant_no AND a.company_id = b.company_id \
         AND a.kind = b.kind AND a.case_id IS b.case_id AND a.contact_id IS b.contact_id AND a.id < b.id \
         WHERE a.tenant_no = $1 AND a.origin = 'FOLLOW_UP' AND b.origin = 'FOLLOW_UP' \
         AND a.state IN ('OPEN', 'WAITING') AND b.state IN ('OPEN', 'WAITING') \
         AND a.deleted_at IS NULL AND b.deleted_at IS NULL";
    /// Live rows that hang on a company that is not.
    TORN: rows One<i64> =
        "SELECT COUNT(*) AS value FROM (SELECT company_id, deleted_at, tenant_no FROM contact \
         UNION ALL SELECT company_id, deleted_at, tenant_no FROM task \
         UNION ALL SELECT company_id, deleted_at, tenant_no FROM activity \
         UNION ALL SELECT company_id, deleted_at, tenant_no FROM cases) r JOIN company c ON c.id = r.company_id \
         WHERE r.tenant_no = $1 AND r.deleted_at IS NULL AND c.deleted_at IS NOT NULL";
    /// Open promises.
    PROMISES: rows One<i64> =
        "SELECT COUNT(*) AS value FROM task WHERE tenant_no = $1 AND promised = 1 AND state IN ('OPEN', 'WAITING') \
         AND deleted_at IS NULL";
}

/// A generator that gives the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.roll(items.len())]
    }
}

const OUTCOMES: [&str; 5] = [
    "NO_ANSWER",
    "LEFT_VOICEMAIL",
    "CALL_BACK_LATER",
    "REACHED_DECISION_MAKER",
    "MEETING_BOOKED",
];

impl World {
    fn derived(&mut self) -> Vec<String> {
        let read = |tx: &mut Tx<'_>| {
            let mut all = Vec::new();
            for statement in [COMPANIES, COUNTS, LOOKUP, CASES, NAMES] {
                let rows = tx.all(statement, params![1_i64])?;
                all.extend(rows.into_iter().map(|One(text)| text));
            }
            Ok::<_, StoreError>(all)
        };
        self.conn.read(read).expect("derived columns")
    }
    fn number(&mut self, statement: crate::store::Stmt<One<i64>>) -> i64 {
        let read = |tx: &mut Tx<'_>| tx.one(statement, params![1_i64]);
        self.conn.read(read).expect("number").0
    }
    fn some_call(&mut self, dice: &mut Dice, company: CompanyId, contact_id: Option<ContactId>, due: Due) {
        let open = self.tasks(company);
        let task_id = open.iter().find(|task| task.kind.is_call()).map(|task| task.id);
        let id = self.id();
        let n = dice.roll(OUTCOMES.len());
        let _ = self.try_run(log(LogActivity {
            company_id: Some(company),
            contact_id,
            task_id,
            outcome: Some(OUTCOMES[n].to_owned()),
            follow_up: (n > 1).then(|| FollowUpArgs::at(due)),
            notes: Some(format!("said {}", dice.roll(1_000))),
            ..LogActivity::new(id, ActivityType::Call)
        }));
    }
    /// Something that happens on a working day; what a rule refuses does not happen.
    fn happens(&mut self, dice: &mut Dice, company_id: CompanyId, people: &[ContactId]) {
        self.now = self.now.plus_minutes(1 + dice.roll(40) as i64);
        let person = people.get(dice.roll(people.len() * 2 + 1)).copied();
        let day = 25 + dice.roll(5);
        let due = self.at(&format!("2026-11-{day}T{:02}:00:00Z", 9 + dice.roll(7)));
        let command: Command = match dice.roll(9) {
            0..=3 => return self.some_call(dice, company_id, person, due),
            4 => return self.add_note(company_id),
            5 => CompanyCommand::Dormant(Dormant {
                company_id,
                until: Some("2027-03-01".parse().expect("day")),
                note: None,
            })
            .into(),
            6 => CompanyCommand::Qualify(Qualify {
                company_id,
                note: None,
                reason: None,
                next_step: Some(FollowUpArgs::at(due)),
                hand_over: (dice.roll(2) == 0).then(Offer::outside_sales),
                override_guards: false,
            })
            .into(),
            7 if dice.roll(3) == 0 => CompanyCommand::DoNotContact(DoNotContact {
                company_id,
                basis: Some("letter".to_owned()),
            })
            .into(),
            7 => CompanyCommand::Reopen(CompanyNote {
                company_id,
                note: None,
            })
            .into(),
            _ => match person {
                Some(contact_id) => ContactCommand::Delete(ContactRef { contact_id }).into(),
                None => return,
            },
        };
        let _ = self.try_run(command);
    }
}

fn merges_and_undoes(seed: u64) {
    let mut dice = Dice(seed);
    let mut w = World::new();
    let (mut companies, mut people) = (Vec::new(), Vec::new());
    for n in 0..10 {
        let shared = n % 4;
        let company = w.company_with(json!({ "name": format!("Firm {n}"), "tags": [format!("t{shared}")],
            "phones": [format!("+49 711 55501{shared}{n}")], "emails": [format!("info{shared}@firm.example")] }));
        let of_it: Vec<ContactId> = (0..dice.roll(4))
            .map(|m| {
                let phone = format!("+49 711 5550{n}{m}9");
                w.contact(
                    company,
                    json!({ "last_name": format!("P{m}"), "phones": [phone] }),
                )
            })
            .collect();
        for _ in 0..dice.roll(9) {
            w.happens(&mut dice, company, &of_it);
        }
        companies.push(company);
        people.extend(of_it);
    }
    let (digest, derived) = (w.digest(), w.derived());
    let mut merged = 0;
    for _ in 0..25 {
        w.now = w.now.plus_minutes(1);
        let promises = w.number(PROMISES);
        let done = if dice.roll(3) > 0 || people.len() < 2 {
            let (one, other) = (dice.of(&companies), dice.of(&companies));
            w.merge(one, other)
        } else {
            let (one, other) = (dice.of(&people), dice.of(&people));
            w.merge_people(one, other)
        };
        let Ok(done) = done else { continue };
        merged += 1;
        assert_eq!(w.number(RIVALS), 0, "seed {seed}: one follow-up of a place");
        assert_eq!(w.number(TORN), 0, "seed {seed}: nothing is left below the loser");
        let ends = |effect: &Effect| {
            matches!(
                effect,
                Effect::TaskCancelled {
                    reason: CancelReason::DoNotContact,
                    ..
                }
            )
        };
        let ended = done.effects.iter().any(ends);
        assert!(
            ended || w.number(PROMISES) == promises,
            "seed {seed}: a promise was lost"
        );
    }
    for _ in 0..merged {
        w.undo();
    }
    assert_eq!(w.digest(), digest, "seed {seed}");
    assert_eq!(w.derived(), derived, "seed {seed}");
    assert!(merged > 3, "seed {seed}: {merged} merges");
}

#[test]
fn random_merges_are_undone_without_a_trace() {
    for n in 1..=12_u64 {
        let seed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        println!("seed {seed}");
        merges_and_undoes(seed);
    }
}
