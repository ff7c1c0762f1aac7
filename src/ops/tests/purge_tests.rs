//! The end of Trash comes in slices.

use super::*;

#[test]
fn a_slice_has_an_end_and_takes_companies_whole() {
    let mut w = World::new();
    let mut ids = Vec::new();
    for n in 0..201 {
        let id = w.company(&format!("Company {n}"));
        w.run(CompanyCommand::Delete(DeleteCompany {
            company_id: id,
            with_case: true,
        }));
        w.now = w.now.plus_ms(1);
        ids.push(id);
    }
    let purge = || AdminCommand::Purge(PurgeTrash {});
    assert_eq!(w.refused(purge()).code, RefusalCode::NothingToDo);
    w.now = w.now.plus_minutes(31 * 24 * 60);
    let done = w.run(purge());
    assert_eq!(done.effects, [Effect::Purged { count: 200 }]);
    let last = ids[200];
    assert!(
        w.conn
            .read(|tx| tx.load::<Company>(ids[0]))
            .expect("read")
            .is_none()
    );
    // What went along with a company of the next slice waits for it.
    w.run(CompanyCommand::Restore(CompanyRef { company_id: last }));
    assert_eq!(w.tasks(last).len(), 4);
    assert_eq!(w.refused(purge()).code, RefusalCode::NothingToDo);
}

#[test]
fn a_person_does_not_empty_trash_before_its_time() {
    let mut w = World::new();
    let mut rules = (*w.rules).clone();
    rules.settings.trash_days = 0;
    w.rules = Arc::new(rules);
    let id = w.unworked("Acme");
    w.run(CompanyCommand::Delete(DeleteCompany {
        company_id: id,
        with_case: false,
    }));
    w.now = w.now.plus_minutes(29 * 24 * 60);
    let purge = AdminCommand::Purge(PurgeTrash {});
    assert_eq!(w.refused(purge.clone()).code, RefusalCode::NothingToDo);
    w.actor.roles = vec![Role::SalesManager];
    assert_eq!(w.refused(purge).code, RefusalCode::Forbidden);
}
