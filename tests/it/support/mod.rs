//! What several areas of the tests need.

pub(crate) mod cli;
pub(crate) mod keys;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
pub(crate) mod pty;
mod quiet;
pub(crate) mod samples;

/// The names in a folder, sorted.
pub(crate) fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}
