//! Random pairs of a busy file are merged, and all merges undone: everything is as it was, derived columns too.

use super::*;
use crate::store::merge::seen::{CASES, COMPANIES, COUNTS, LOOKUP, NAMES, PROMISES, RIVALS, TORN};
use crate::store::{One, StoreError};

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
        merges_and_undoes(seed);
    }
}
