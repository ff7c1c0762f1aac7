//! The care of the file killed at any moment: a backup, a restore, a file written anew.
//!
//! The file is as before or as after, and nothing else is left but a draft that the next run takes away.

use super::deeds::{Deed, Field, pairs, states, told, words};
use crate::support::names;
use callsheet::store::sqlite::Sqlite;
use std::path::{Path, PathBuf};

/// Every file in the folder of backups is whole; none is a draft.
fn only_whole_ones(field: &Field) -> usize {
    let folder = field.place("backups");
    let found = names(&folder);
    for name in &found {
        assert!(
            name.starts_with("callsheet-") && Path::new(name).extension() == Some("db".as_ref()),
            "{found:?}"
        );
        let file = Sqlite::open_still(&folder.join(name)).expect("opens");
        assert_eq!(file.integrity(), Ok(Vec::new()), "{name}");
    }
    found.len()
}

const OF_A_BACKUP: [(&str, usize); 3] = [("backup.copied", 0), ("backup.checked", 0), ("backup.named", 0)];

#[test]
fn a_backup_that_dies_leaves_whole_ones_and_the_file_as_it_was() {
    let field = pairs();
    field.keep();
    let before = [field.digest()];
    told(
        &field,
        &Deed::Run(words(&["backup"])),
        &before,
        &OF_A_BACKUP,
        false,
    );
    assert!(only_whole_ones(&field) > 0);
    for name in names(&field.place("backups")) {
        assert_eq!(
            field.digest_of(&field.place("backups").join(&name)),
            before[0],
            "{name}"
        );
    }
}

#[test]
fn a_restore_that_dies_leaves_the_old_file_or_the_new_one() {
    let field = pairs();
    let copy = PathBuf::from(field.run(&words(&["backup", "-q"])).trim());
    field.run(&words(&["company", "add", "Zander Werke"]));
    field.run(&words(&["company", "delete", "Q0z", "--with-case"]));
    let restore = words(&["restore", &copy.display().to_string(), "--yes"]);
    let states = states(&field, std::slice::from_ref(&restore));
    assert_ne!(states[0], states[1]);
    let more = [("restore.begun", 0), ("restore.pages", 0), ("restore.done", 1)];
    let points = [&OF_A_BACKUP[..], &more].concat();
    told(&field, &Deed::Run(restore), &states, &points, false);
    field.run(&words(&["backup"]));
    only_whole_ones(&field);
    let left = names(&field.place(""));
    assert!(left.iter().all(|name| !name.contains(".part")), "{left:?}");
}

#[test]
fn a_file_that_is_written_anew_says_the_same_whenever_it_dies() {
    let field = pairs();
    field.run(&words(&["company", "delete", "Q0z", "--with-case"]));
    field.keep();
    let before = [field.digest()];
    let points = [("vacuum.optimized", 0), ("vacuum.done", 0)];
    told(&field, &Deed::Run(words(&["vacuum"])), &before, &points, false);
    let left = names(&field.place(""));
    let known = |name: &String| {
        name.starts_with("callsheet.db")
            || name.starts_with("kept.db")
            || name == "input"
            || name.starts_with('.')
    };
    assert!(left.iter().all(known), "{left:?}");
}
