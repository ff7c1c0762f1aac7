//! Stories of what another system tells: entered as it was, and nothing follows from it.

use super::*;
use crate::domain::TaskOrigin;
use crate::domain::command::{ImportActivity, ImportTask};

fn mark() -> ImportMark {
    ImportMark {
        system: "hubspot".to_owned(),
        line: 2,
        customer: false,
    }
}

fn call(w: &mut World, company: CompanyId, at: &str) -> ImportActivity {
    ImportActivity {
        id: w.id(),
        company_id: Some(company),
        contact_id: None,
        kind: ActivityType::Call,
        direction: None,
        state: None,
        outcome: Some("NO_ANSWER".to_owned()),
        occurred_at: at.parse().expect("instant"),
        duration_s: None,
        subject: None,
        notes: None,
        by: None,
        import: mark(),
    }
}

fn given(args: &ImportActivity) -> ActivityCommand {
    ActivityCommand::Import(Box::new(args.clone()))
}

#[test]
fn a_call_of_another_system_makes_no_follow_up_and_completes_no_task() {
    let mut w = World::new();
    let acme = w.company("Acme");
    let tasks = w.tasks(acme);
    let args = call(&mut w, acme, "2020-01-02T10:00:00Z");
    w.run(given(&args));
    assert_eq!(w.tasks(acme), tasks, "no task was made or done");
    let row = w.load::<Activity>(args.id);
    assert_eq!(
        (row.created_at, row.case_id, row.task_id),
        (args.occurred_at, None, None)
    );
    let refusal = w.refused(CompanyCommand::Qualify(Qualify {
        company_id: acme,
        note: None,
        next_step: None,
        reason: None,
        hand_over: None,
        override_guards: false,
    }));
    let missing: Vec<_> = refusal
        .missing
        .iter()
        .map(|missing| missing.code.as_str())
        .collect();
    assert!(
        missing.contains(&"activity"),
        "it counts for no guard: {refusal:?}"
    );

    // Given again it says the same, or what is told now; taken back it is gone, and comes again.
    assert!(w.run(given(&args)).effects.is_empty());
    let told = ImportActivity {
        outcome: Some("BUSY".to_owned()),
        ..args.clone()
    };
    w.run(given(&told));
    assert_eq!(w.load::<Activity>(args.id).outcome.as_deref(), Some("BUSY"));
    w.undo();
    assert_eq!(w.load::<Activity>(args.id).outcome.as_deref(), Some("NO_ANSWER"));
    w.undo();
    assert!(!w.load::<Activity>(args.id).is_live());
    w.run(given(&args));
    assert!(w.load::<Activity>(args.id).is_live());
}

#[test]
fn what_cannot_have_been_is_refused() {
    let mut w = World::new();
    let acme = w.company("Acme");
    let good = call(&mut w, acme, "2020-01-02T10:00:00Z");
    for (args, says) in [
        (
            ImportActivity {
                outcome: Some("DANCED".to_owned()),
                ..good.clone()
            },
            "no outcome",
        ),
        (
            ImportActivity {
                occurred_at: "2199-01-02T10:00:00Z".parse().expect("instant"),
                ..good.clone()
            },
            "not a time to come",
        ),
        (
            ImportActivity {
                company_id: None,
                ..good.clone()
            },
            "name a company or a contact",
        ),
        (
            ImportActivity {
                kind: ActivityType::Merge,
                outcome: None,
                ..good.clone()
            },
            "never imported",
        ),
    ] {
        let refusal = w.refused(given(&args));
        assert!(refusal.detail.contains(says), "{refusal:?}");
    }
}

#[test]
fn a_task_of_another_system_is_open_or_done_and_stays_as_it_is_worked_on_here() {
    let mut w = World::new();
    let acme = w.company("Acme");
    let before = w.tasks(acme).len();
    let open = ImportTask {
        id: w.id(),
        company_id: acme,
        contact_id: None,
        title: "Send a brochure".to_owned(),
        note: None,
        due: None,
        assignee: None,
        done_at: None,
        created_at: None,
        import: mark(),
    };
    let done = ImportTask {
        id: w.id(),
        done_at: Some("2020-01-02T10:00:00Z".parse().expect("instant")),
        ..open.clone()
    };
    for task in [&open, &done, &open, &done] {
        w.run(TaskCommand::Import(Box::new(task.clone())));
    }
    let row = w.load::<Task>(open.id);
    assert_eq!(
        (row.state, row.origin, row.case_id),
        (TaskState::Open, TaskOrigin::Import, None)
    );
    assert_eq!(w.load::<Task>(done.id).state, TaskState::Done);
    assert!(w.tasks(acme).len() > before);
    w.undo();
    assert!(!w.load::<Task>(done.id).is_live());
    w.run(TaskCommand::Import(Box::new(done.clone())));
    assert!(w.load::<Task>(done.id).is_live());
}
