//! Imports that die between two batches and are given again.

use super::world::{World, line};
use callsheet::domain::command::{CompanyCommand, DeleteCompany};
use callsheet::import::{Import, ImportError, ImportOptions, Mode, OnDuplicate, Several};
use std::path::Path;

/// Runs an import that dies after its first batch.
fn dies(world: &World, path: &Path, options: &ImportOptions) {
    let import = Import::prepare(path, options.clone()).expect("read");
    let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        import.run(&world.replica, Mode::Commit, |_| panic!("killed"))
    }));
    assert!(died.is_err());
}

#[test]
fn rows_that_are_entered_though_they_are_here_are_not_entered_twice() {
    for (name, header, row) in [
        ("companies.csv", "Company name,City\n", "Firma,Ulm\n"),
        (
            "people.csv",
            "First name,Last name,Email\n",
            "Ada,Voss,ada@voss.example\n",
        ),
    ] {
        let world = World::new();
        // All are alike, and one of them is here before.
        world.take("before.csv", &format!("{header}{row}"));
        let path = world.file(name, format!("{header}{}", row.repeat(730)));
        let options = ImportOptions {
            on_duplicate: OnDuplicate::Add,
            ..ImportOptions::default()
        };
        dies(&world, &path, &options);
        let report = world.import_with(&path, options.clone());
        assert_eq!(line(&report), [230, 0, 500, 0, 0], "{name}");
        // The whole was done: given again it is known, and one undo takes all of it.
        let again = world.import_with(&path, options);
        assert_eq!(again.totals.created, 0, "{name}");
    }
}

#[test]
fn a_row_that_went_to_trash_before_its_import_went_on_stays_there() {
    let world = World::new();
    let path = world.file(
        "companies.csv",
        format!("Company name,City\n{}", "Firma,Ulm\n".repeat(510)),
    );
    let options = ImportOptions {
        on_duplicate: OnDuplicate::Add,
        ..ImportOptions::default()
    };
    dies(&world, &path, &options);
    let gone = world.companies("name", "firma")[0].id;
    let delete = CompanyCommand::Delete(DeleteCompany {
        company_id: gone,
        with_case: true,
    });
    world.replica.run(delete).expect("deleted");
    let report = world.import_with(&path, options);
    assert_eq!(line(&report), [10, 0, 499, 1, 0], "{:?}", report.rejected);
    assert_eq!(report.in_trash[0].id, gone.0);
}

#[test]
fn an_import_that_began_alone_goes_on_among_several_without_doubles() {
    let world = World::new();
    let path = world.file(
        "companies.csv",
        format!("Company name,City\n{}", "Firma,Ulm\n".repeat(1_010)),
    );
    let options = ImportOptions {
        on_duplicate: OnDuplicate::Add,
        ..ImportOptions::default()
    };
    dies(&world, &path, &options);
    let several = || Several::of(vec![Import::prepare(&path, options.clone()).expect("read")]);
    // It dies there once more, and is given a third time.
    let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        several().run(&world.replica, Mode::Commit, |_, done| {
            assert!(done < 1_000, "killed");
        })
    }));
    assert!(died.is_err());
    let sum = several()
        .run(&world.replica, Mode::Commit, |_, _| {})
        .expect("imported");
    let totals = sum.totals;
    assert_eq!((totals.created, totals.unchanged, totals.failed), (10, 1_000, 0));
}

#[test]
fn rejected_rows_of_an_import_that_goes_on_are_all_in_one_file() {
    let world = World::new();
    let rows: String = (0..700)
        .map(|n| format!("Firma {n}x,{}\n", if n % 100 == 1 { "many" } else { "7" }))
        .collect();
    let path = world.file("rows.csv", format!("Company name,Revenue\n{rows}"));
    let options = ImportOptions {
        rejects: Some(world.folder.path().join("bad.csv")),
        ..ImportOptions::default()
    };
    dies(&world, &path, &options);
    // The file of the first life is there; it is neither in the way nor written over.
    let first = std::fs::read(world.folder.path().join("bad.csv")).expect("left there");
    let report = world.import_with(&path, options.clone());
    assert_eq!(line(&report)[4], 7);
    let told = report.rejects.expect("a file");
    assert_eq!(told, world.folder.path().join("bad-2.csv"));
    let text = std::fs::read_to_string(told).expect("text");
    assert_eq!(text.lines().count(), 8, "{text}");
    assert_eq!(
        std::fs::read(world.folder.path().join("bad.csv")).expect("there"),
        first
    );
    // Now it is done: a file that is there is refused before anything is changed.
    let refused = world
        .try_import(&path, options.clone(), Mode::Commit)
        .expect_err("refused");
    assert!(matches!(refused, ImportError::Rejects { .. }), "{refused}");
}

#[test]
fn where_rejected_rows_cannot_go_nothing_is_imported() {
    let world = World::new();
    let path = world.file("rows.csv", "Company name,Revenue\nVoss,7\nAcme,many\n");
    std::fs::write(world.folder.path().join("mine.csv"), "mine").expect("written");
    for name in ["mine.csv", "no/such/folder.csv"] {
        let options = ImportOptions {
            rejects: Some(world.folder.path().join(name)),
            ..ImportOptions::default()
        };
        let refused = world
            .try_import(&path, options, Mode::Commit)
            .expect_err("refused");
        assert!(
            matches!(refused, ImportError::Rejects { .. }),
            "{name}: {refused}"
        );
        assert!(world.companies("name", "voss").is_empty(), "{name}");
    }
    assert_eq!(
        std::fs::read_to_string(world.folder.path().join("mine.csv")).expect("text"),
        "mine"
    );
}

/// Long rows are given in smaller batches: what is in memory at once is bounded by bytes, not by rows alone.
#[test]
fn a_batch_of_long_rows_is_cut() {
    let world = World::new();
    let cell = "x".repeat(60_000);
    let columns: Vec<String> = (0..15).map(|n| format!("note {n}")).collect();
    let row = |n: usize| format!("Firma {n}x{}\n", format!(",{cell}").repeat(15));
    let text = format!(
        "Company name,{}\n{}",
        columns.join(","),
        (0..20).map(row).collect::<String>()
    );
    let path = world.file("long.csv", text);
    let import = Import::prepare(&path, ImportOptions::default()).expect("read");
    let mut told = Vec::new();
    let report = import
        .run(&world.replica, Mode::DryRun, |done| told.push(done))
        .expect("tried");
    assert_eq!(report.totals.rows_in, 20);
    assert!(told.len() >= 2 && told[0] < 20, "{told:?}");
}
