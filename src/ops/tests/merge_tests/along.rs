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
