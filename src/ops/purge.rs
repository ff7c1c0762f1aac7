//! What becomes of Trash when its days are over: the rows leave for good (domain.md §2).
//!
//! A job gives it, a slice at a time, so that it never holds up an opening for
//! long. The journal keeps that it happened, and what there was.

use super::work::Work;
use super::{Entry, Out};
use crate::base::Timestamp;
use crate::domain::{Effect, Refusal, RefusalCode, Rules};
use crate::store::trash::{self, Kind};
use crate::store::{StoreError, Tx};

/// Rows stay at least so long, whatever a setting says.
const FEWEST_DAYS: i64 = 30;
/// Companies in one slice; each takes along all that hangs on it.
const COMPANIES: i64 = 200;
/// Other rows in one slice, of each kind.
const ROWS: i64 = 1_000;

/// Rows that went into Trash before then have been there long enough.
fn end(rules: &Rules, now: Timestamp) -> Timestamp {
    const DAY: i64 = 24 * 3_600_000;
    now.plus_ms(-rules.settings.trash_days.max(FEWEST_DAYS) * DAY)
}

/// Whether Trash holds anything that has been there long enough.
pub(crate) fn purge_due(tx: &mut Tx, rules: &Rules, now: Timestamp) -> Result<bool, StoreError> {
    let before = end(rules, now);
    for kind in Kind::ALL {
        if trash::is_over(tx, kind, before)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn run(work: &mut Work) -> Out<Entry> {
    let before = end(&work.ctx.rules, work.ctx.now);
    let mut count = 0;
    for kind in Kind::ALL {
        let limit = if kind == Kind::Company { COMPANIES } else { ROWS };
        let gone = trash::purge(work.tx, kind, before, limit)?;
        count += gone;
        if gone as i64 == limit {
            // Another slice follows; until then what went along must not leave before its company or case.
            break;
        }
    }
    if count == 0 {
        return Err(Refusal::new(RefusalCode::NothingToDo, "Nothing in Trash is old enough.").into());
    }
    work.label(format!("Trash emptied: {count}"));
    work.effect(Effect::Purged { count });
    Ok(Entry::Job)
}
