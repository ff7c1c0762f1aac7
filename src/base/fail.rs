//! Named places where a test may stop the program dead, to see what a crash there leaves behind.
//!
//! With the feature `failpoints` the process aborts at the point that
//! `CALLSHEET_FAIL` names, or with `name:3` the third time it comes there; without it a
//! point is nothing. Never in a release.

/// Every point there is; a test compares the list with the source.
pub const POINTS: &[&str] = &[
    "backup.checked",
    "backup.copied",
    "backup.named",
    "batch.after_commit",
    "batch.begun",
    "batch.rows",
    "export.written",
    "import.last",
    "import.noted",
    "migrate.begun",
    "migrate.commit",
    "migrate.copy",
    "migrate.step",
    "restore.begun",
    "restore.done",
    "restore.pages",
    "type.after_commit",
    "type.begun",
    "type.commit",
    "type.rows",
    "vacuum.done",
    "vacuum.optimized",
];

/// Aborts the process here when `CALLSHEET_FAIL` names this point.
#[cfg(feature = "failpoints")]
pub fn point(name: &'static str) {
    debug_assert!(POINTS.contains(&name), "{name} is not in the list of points");
    static CAME: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let Ok(wanted) = std::env::var("CALLSHEET_FAIL") else {
        return;
    };
    let (wanted, times) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if wanted == name {
        let came = CAME.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
        if times.parse() == Ok(came) {
            std::process::abort();
        }
    }
}

/// Does nothing: the feature `failpoints` is off.
#[cfg(not(feature = "failpoints"))]
pub const fn point(_name: &'static str) {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn points_in(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("source folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                points_in(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let text = std::fs::read_to_string(&path).expect("source file");
                let calls = text.split(concat!("fail::", "point(\"")).skip(1);
                found.extend(calls.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
            }
        }
    }

    #[test]
    fn the_list_names_exactly_the_points_in_the_source() {
        let mut found = BTreeSet::new();
        points_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        let listed = POINTS
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>();
        assert_eq!(found, listed);
    }
}
