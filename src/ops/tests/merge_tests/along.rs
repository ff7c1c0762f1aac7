//! What goes along with a merge and is in no journal: undo brings it back all the same.

use super::*;
use crate::base::Json;
use crate::store::{Result as Stored, StoreError, drafts};

#[test]
fn a_lease_and_drafts_come_back_with_undo_and_go_along_with_redo() {
    let mut w = World::new();
    let (winner, loser) = (w.company("A"), w.company("B"));
    let task = w.task(loser, TaskType::FirstOutreach);
    w.run(TaskCommand::Claim(TaskRef { task_id: task.id }));
    let now = w.now;
    w.conn
        .write(move |tx| -> Stored<()> {
            for form in ["log", "note"] {
                let body = Json(json!({ "note": form }));
                drafts::put(tx, form, &loser.to_string(), &body, now)?;
            }
            // Into this form something was typed about the winner too: it stays where it is.
            drafts::put(
                tx,
                "note",
                &winner.to_string(),
                &Json(json!({ "note": "winner" })),
                now,
            )
        })
        .expect("drafts");
    let state = |w: &mut World| {
        let read = move |tx: &mut Tx<'_>| {
            let drafts = tx.all(drafts::ALL, params![])?.into_iter();
            let mut drafts: Vec<_> = drafts
                .map(|row| (row.form, row.about, row.body.0.to_string(), row.at))
                .collect();
            drafts.sort();
            let mut leases = Vec::new();
            for id in [winner, loser] {
                let lease = tx.lease(id, now)?;
                leases.push(lease.map(|lease| (lease.task_id, lease.user_id, lease.device_id, lease.until)));
            }
            Ok::<_, StoreError>((drafts, leases))
        };
        (w.digest(), w.conn.read(read).expect("read"))
    };
    let before = state(&mut w);
    w.merged(winner, loser);
    let merged = state(&mut w);
    assert!(
        merged.1.1[0].is_some() && merged.1.1[1].is_none(),
        "the lease went along"
    );
    w.undo();
    assert_eq!(state(&mut w), before);
    w.run(JournalCommand::Redo(RedoArgs::default()));
    assert_eq!(state(&mut w).1, merged.1);
    w.undo();
    assert_eq!(state(&mut w), before);
}

/// What stands in a form about a company.
fn typed(w: &mut World, about: CompanyId) -> Option<String> {
    let read = move |tx: &mut Tx<'_>| tx.first(drafts::GET, params!["note", about.to_string()]);
    let row = w.conn.read(read).expect("read")?;
    row.body.0["note"].as_str().map(str::to_owned)
}

fn write_down(w: &mut World, about: CompanyId, text: &str) {
    w.now = w.now.plus_minutes(1);
    let (now, body) = (w.now, Json(json!({ "note": text })));
    w.conn
        .write(move |tx| drafts::put(tx, "note", &about.to_string(), &body, now))
        .expect("a draft");
}

#[test]
fn what_was_typed_about_the_winner_since_the_merge_stays_there() {
    let mut w = World::new();
    let (winner, loser) = (w.company("A"), w.company("B"));
    write_down(&mut w, loser, "about B");
    w.merged(winner, loser);
    assert_eq!(typed(&mut w, winner).as_deref(), Some("about B"));
    // The form was given, and another text begun there.
    write_down(&mut w, winner, "about A, later");
    w.undo();
    assert_eq!(typed(&mut w, winner).as_deref(), Some("about A, later"));
    assert_eq!(typed(&mut w, loser), None);
}

#[test]
fn a_journal_that_wrote_only_the_forms_down_is_still_read() {
    let along: WentAlong = serde_json::from_value(json!({ "drafts": ["note"] })).expect("an older one");
    assert_eq!(along.drafts[0].form, "note");
    assert_eq!(along.drafts[0].at, None);
}

#[test]
fn redo_of_a_merge_puts_nobody_out_of_the_company_they_work_on() {
    let mut w = World::new();
    let (winner, loser) = (w.company("A"), w.company("B"));
    let task = w.task(loser, TaskType::FirstOutreach);
    w.merged(winner, loser);
    w.undo();
    let anna = w.actor.clone();
    w.as_bob();
    let bob = w.actor.id;
    w.run(TaskCommand::Claim(TaskRef { task_id: task.id }));
    w.actor = anna;
    let refused = w.refused(JournalCommand::Redo(RedoArgs::default()));
    assert_eq!(refused.code, RefusalCode::LeaseHeld);
    let now = w.now;
    let lease = w.conn.read(|tx| tx.lease(loser, now)).expect("read");
    assert_eq!(lease.map(|lease| lease.user_id), Some(bob), "Bob goes on");
}
