//! Several commands in one transaction, and what is counted of a company in the command that makes it.

use super::*;
use crate::ops::{execute_acts, execute_each};
use crate::store::One;

fn create(id: CompanyId, fields: &serde_json::Value) -> Command {
    CompanyCommand::Create(CreateCompany {
        id,
        fields: fields.as_object().cloned().expect("object"),
        workflow: true,
        import: None,
    })
    .into()
}

impl World {
    fn batch(&mut self, commands: Vec<Command>) -> Vec<Result<Done, Refusal>> {
        let batch: Vec<_> = commands
            .into_iter()
            .map(|command| (self.ctx(), command))
            .collect();
        self.conn.write(|tx| execute_each(tx, &batch)).expect("stored")
    }
}

#[test]
fn of_several_commands_the_refused_one_leaves_nothing_though_it_had_written() {
    let mut w = World::new();
    let (first, second): (CompanyId, CompanyId) = (w.id(), w.id());
    let named = |name: &str| json!({ "name": name, "phones": ["+49 711 5550142"] });
    // The next step is made before the guard says that nobody has done anything yet.
    let qualify = CompanyCommand::Qualify(Qualify {
        company_id: first,
        note: None,
        next_step: Some(FollowUpArgs::at(w.at("2026-11-26T09:00:00Z"))),
        hand_over: None,
        reason: None,
        override_guards: false,
    });
    let done = w.batch(vec![
        create(first, &named("First")),
        qualify.into(),
        create(first, &named("The same id")),
        create(second, &named("Second")),
    ]);
    let codes: Vec<_> = done
        .iter()
        .map(|done| done.as_ref().err().map(|r| r.code))
        .collect();
    assert_eq!(
        codes,
        [None, Some(RefusalCode::Guard), Some(RefusalCode::IdReuse), None]
    );
    for id in [first, second] {
        assert_eq!(w.tasks(id).len(), 4);
        assert_eq!(w.stage(id), Stage::Qualifying);
    }
    assert_eq!(w.load::<Company>(first).name, "First");
    let command = done[3].as_ref().expect("done").command;
    let journal = w.conn.read(|tx| {
        let logged = tx.logged(command)?.expect("logged");
        tx.changes_of(&logged)
    });
    assert!(
        journal
            .expect("read")
            .iter()
            .any(|change| change.row_id == second.0)
    );
}

#[test]
fn a_company_shows_from_its_first_moment_what_a_recount_gives() {
    let mut w = World::new();
    for (fields, number, parked) in [
        (
            json!({ "name": "Callable", "phones": ["+49 711 5550142"] }),
            1_i64,
            0_i64,
        ),
        (json!({ "name": "Without a number" }), 0, 1),
    ] {
        let id = w.company_with(fields);
        let shown = w
            .conn
            .read(|tx| tx.one(facts::all::SHOWN, params![number, parked, 1_i64, id]))
            .expect("read");
        assert_eq!(shown, One(true));
    }
}

#[test]
fn an_act_of_several_commands_is_done_as_a_whole_or_not_at_all() {
    let mut w = World::new();
    let (first, second) = (w.company("First"), w.company("Second"));
    let task = w.task(first, TaskType::FirstOutreach);
    let ended = w.task(first, TaskType::FitAssessment);
    w.run(TaskCommand::Cancel(CancelTask {
        task_id: ended.id,
        reason: CancelReason::NotNeeded,
        note: None,
        dependents: Dependents::default(),
    }));
    let before = w.rows(first);
    let to_user = Some(w.actor.id);
    let pass_on = |task_id: TaskId| -> Command {
        TaskCommand::Reassign(ReassignTask {
            task_id,
            to_user,
            to_queue: None,
            note: None,
        })
        .into()
    };
    let tag = |tag: &str| -> Command {
        CompanyCommand::Tag(TagCompany {
            company_id: second,
            add: vec![tag.to_owned()],
            remove: Vec::new(),
        })
        .into()
    };
    let acts = [
        vec![pass_on(task.id), pass_on(ended.id)],
        vec![tag("fair")],
        vec![tag("fair"), tag("trier")],
        vec![tag("fair")],
        Vec::new(),
    ];
    let acts = acts
        .map(|act| -> Vec<(Ctx, Command)> { act.into_iter().map(|command| (w.ctx(), command)).collect() });
    let acts: Vec<&[(Ctx, Command)]> = acts.iter().map(Vec::as_slice).collect();
    let done = w.conn.write(|tx| execute_acts(tx, &acts)).expect("stored");
    let told: Vec<_> = done
        .iter()
        .map(|done| done.as_ref().map(Vec::len).map_err(|refusal| refusal.code))
        .collect();
    assert_eq!(
        told,
        [
            Err(RefusalCode::TaskClosed),
            Ok(1),
            Ok(1),
            Err(RefusalCode::NothingToDo),
            Ok(0)
        ]
    );
    assert_eq!(w.rows(first), before, "the task that could be passed on was not");
    assert_eq!(w.load::<Company>(second).tags.0, ["fair", "trier"]);
}
