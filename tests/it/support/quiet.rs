//! Tells whether another process has come to rest.
//!
//! A process that rests has every thread asleep and is not woken: between two looks no thread was
//! switched away from. Only Linux says so (`/proc`); elsewhere a silent terminal has to do.

use std::fs;
use std::path::PathBuf;

/// How often each thread of a process was put to sleep or pushed aside, if all sleep now.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Rest(Vec<(String, String)>);

/// A look at the process: `None` while a thread of it runs or waits for the disk.
pub(super) fn look(process: u32) -> Option<Rest> {
    let folder = PathBuf::from(format!("/proc/{process}/task"));
    if !folder.exists() {
        return Some(Rest(Vec::new()));
    }
    let mut threads = Vec::new();
    for entry in fs::read_dir(folder).ok()?.flatten() {
        // A thread that ended in the meantime has no file any more: look again.
        let status = fs::read_to_string(entry.path().join("status")).ok()?;
        let field = |name: &str| {
            status
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .map(str::trim)
        };
        if !field("State:")?.starts_with(['S', 'T', 'Z', 'I']) {
            return None;
        }
        let switches = [
            field("voluntary_ctxt_switches:").unwrap_or(""),
            field("nonvoluntary_ctxt_switches:").unwrap_or(""),
        ];
        threads.push((
            entry.file_name().to_string_lossy().into_owned(),
            switches.join(" "),
        ));
    }
    threads.sort();
    Some(Rest(threads))
}
