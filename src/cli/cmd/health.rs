//! What `doctor` says of the inside of a data file: rows, gaps, growth, backups, and whether the counts are right.

use super::backup::size;
use super::doctor::Report;
use crate::base::Timestamp;
use crate::cli::session::Setup;
use crate::replica::{BackupMemory, FileHealth, Inside};
use jiff::tz::TimeZone;

const AREA: &str = "Data";
/// Sizes of earlier backups that are told.
const GROWTH: usize = 4;
/// Days without a backup that are told as too many, when one should be made every week.
const MANY_DAYS: i64 = 15;
const DAY_MS: i64 = 24 * 3_600_000;

/// Tells of a sound file.
pub(super) fn tell(report: &mut Report, setup: &Setup, health: &FileHealth) {
    let room = &health.room;
    let gaps = format!("{} ({})", room.free_pages, size(room.free_bytes));
    if room.free_bytes > room.bytes / 3 && room.free_bytes > 16 << 20 {
        report.warn(
            AREA,
            "free pages",
            gaps,
            "callsheet vacuum writes the file anew without them",
        );
    } else {
        report.ok(AREA, "free pages", gaps);
    }
    if let Some(inside) = &health.known_more {
        rows(report, inside);
        growth(report, &inside.backups, room.bytes);
        backup(report, setup, &inside.backups);
        checks(report, inside);
    }
}

fn rows(report: &mut Report, inside: &Inside) {
    let counts = &inside.counts;
    let (commands, changes) = (counts.commands, counts.changes);
    let found = format!("{counts}; journal: {commands} commands, {changes} changes");
    report.ok(AREA, "rows", found);
}

fn day(at: Timestamp) -> String {
    at.date_in(&TimeZone::UTC).to_string()
}

fn growth(report: &mut Report, memory: &BackupMemory, now: u64) {
    let old = memory.sizes.len().saturating_sub(GROWTH);
    let told = memory.sizes[old..].iter();
    let mut sizes: Vec<String> = told
        .map(|(at, bytes)| format!("{} {}", day(*at), size(*bytes)))
        .collect();
    if sizes.is_empty() {
        return;
    }
    sizes.push(format!("now {}", size(now)));
    report.ok(AREA, "growth", sizes.join(", "));
}

fn backup(report: &mut Report, setup: &Setup, memory: &BackupMemory) {
    let fix = "callsheet backup makes one";
    let weekly = setup.config.config.backup.weekly;
    match &memory.last {
        None if weekly => report.ok(
            AREA,
            "backup",
            "none yet; a week after its making the file gets one",
        ),
        None => report.warn(AREA, "backup", "none yet, and backup.weekly is off", fix),
        Some(last) => {
            let found = format!("{} {} ({})", last.at, last.path.display(), size(last.bytes));
            let days = (setup.clock.now().0 - last.at.0) / DAY_MS;
            if !last.path.exists() {
                report.warn(
                    AREA,
                    "backup",
                    format!("{found}, which is not there any more"),
                    fix,
                );
            } else if days >= MANY_DAYS {
                report.warn(AREA, "backup", format!("{found}, {days} days ago"), fix);
            } else {
                report.ok(AREA, "backup", found);
            }
        }
    }
    if let Some(failed) = &memory.failed {
        let found = format!("failed {}: {}", failed.at, failed.why);
        report.warn(AREA, "weekly backup", found, "it is tried again every day");
    }
}

fn checks(report: &mut Report, inside: &Inside) {
    let wrong: Vec<_> = inside.checks.iter().filter(|check| !check.ok).collect();
    match wrong.first() {
        None => report.ok(AREA, "counts", "right, as far as a quick check can tell"),
        Some(first) => {
            let example = first.first.first().map_or("", String::as_str);
            let found = format!("{}: {} wrong, such as {example}", first.name, first.count);
            let fix = "callsheet verify looks at everything; with --repair it mends what is derived";
            report.bad(AREA, "counts", found, fix);
        }
    }
}
