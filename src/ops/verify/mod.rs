//! Is everything in the file what it should be? And what is derived, made anew where it is not.
//!
//! One pass serves both: it compares what stands with what the rules compute, and where it may write it writes the
//! difference. So a check never finds anything that a repair would not mend, but for rows and journal themselves:
//! those are only looked at.

mod journal;
mod rows;

use super::OpsError;
use crate::params;
use crate::store::verify::Wrong;
use crate::store::{Derive, Tx, search};
use std::collections::BTreeMap;
use std::fmt::Display;

/// How many ids are told of each check.
const TOLD: usize = 5;

/// One check.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// What it looks at.
    pub about: &'static str,
    /// Whether everything is as it should be.
    pub ok: bool,
    /// How many rows are not.
    pub count: u64,
    /// The first of them, with what is wrong.
    pub first: Vec<String>,
    /// What is wrong can be made anew from the rows.
    pub derived: bool,
}

impl Check {
    /// A check that has found nothing yet.
    pub(crate) fn new(name: &'static str, about: &'static str, derived: bool) -> Self {
        Self {
            name,
            about,
            ok: true,
            count: 0,
            first: Vec::new(),
            derived,
        }
    }
    /// Something is wrong.
    pub(crate) fn wrong(&mut self, what: impl Display) {
        self.ok = false;
        self.count += 1;
        if self.first.len() < TOLD {
            self.first.push(what.to_string());
        }
    }
    fn all_wrong(&mut self, found: &[Wrong]) {
        for wrong in found {
            self.wrong(format_args!("{} {}", wrong.tbl, wrong.id));
        }
    }
}

/// What is looked at, and whether it is mended.
pub(crate) struct Pass<'a> {
    /// What derived columns go by.
    pub(crate) env: &'a Derive,
    /// Derived things that are wrong are written anew.
    pub(crate) mend: bool,
    /// Rows were filled in without a journal (a demo).
    pub(crate) filled: bool,
}

/// What a few statements can tell: references, counters, numbers, what is found and is not there.
pub(crate) fn quick(tx: &mut Tx<'_>) -> Result<Vec<Check>, OpsError> {
    let mut references = Check::new("references", "rows belong to companies that are there", false);
    references.all_wrong(&tx.orphans()?);
    let mut search = Check::new("search rows", "what search finds is there", true);
    let (names, notes) = tx.found_in_vain()?;
    search.all_wrong(&names);
    search.all_wrong(&notes);
    let mut lookup = Check::new("lookup rows", "what is looked up is there", true);
    lookup.all_wrong(&tx.looked_up_in_vain()?);
    Ok(vec![references, search, lookup, counters(tx)?, numbers(tx)?])
}

/// Everything but the pages of the file and the full-text indexes.
pub(crate) fn whole(tx: &mut Tx<'_>, pass: &Pass<'_>) -> Result<Vec<Check>, OpsError> {
    let mut checks = quick(tx)?;
    if pass.mend {
        forget(tx)?;
    }
    checks.extend(rows::derived(tx, pass)?);
    checks.push(rows::journal(tx, pass)?);
    if pass.mend {
        tx.mend_counters()?;
        tx.rebuild_full_text()?;
    }
    Ok(checks)
}

/// Takes out what stands for rows that are not there.
fn forget(tx: &mut Tx<'_>) -> Result<(), OpsError> {
    let (names, notes) = tx.found_in_vain()?;
    for wrong in names {
        search::mend_name(tx, wrong.id, None)?;
    }
    for wrong in notes {
        search::mend_note(tx, wrong.id, None)?;
    }
    let tenant = tx.tenant();
    for wrong in tx.looked_up_in_vain()? {
        tx.exec(crate::store::facts::DROP_LOOKUP, params![tenant, wrong.id])?;
    }
    Ok(())
}

fn counters(tx: &mut Tx<'_>) -> Result<Check, OpsError> {
    let mut check = Check::new("counters", "open tasks counted anew by queue and person", true);
    let (stored, right) = tx.counters()?;
    let mut both: BTreeMap<_, [i64; 2]> = BTreeMap::new();
    for (at, counts) in [stored, right].into_iter().enumerate() {
        for count in counts {
            both.entry((count.queue, count.who)).or_default()[at] = count.open_tasks;
        }
    }
    for ((queue, who), [stored, right]) in both {
        if stored != right {
            check.wrong(format_args!("{queue} {who}: {stored}, counted {right}"));
        }
    }
    Ok(check)
}

fn numbers(tx: &mut Tx<'_>) -> Result<Check, OpsError> {
    let mut check = Check::new("numbers", "no row is numbered beyond the last change", false);
    let (feed, highest) = tx.numbers()?;
    if highest > feed {
        check.wrong(format_args!("the last change has number {feed}, a row {highest}"));
    }
    for command in tx.lost_commands()? {
        check.wrong(format_args!(
            "changes of the command {command}, which is not in the journal"
        ));
    }
    Ok(check)
}
