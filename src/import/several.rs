//! Several files in one import: companies before contacts before what happened with them, in one group.

use super::map::Entity;
use super::report::{Report, Totals};
use super::run::{Mode, group_of, remember};
use super::{Import, ImportError, hex};
use crate::base::GroupId;
use crate::replica::Replica;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Files that are imported together, in whatever order they were named.
#[derive(Clone, Debug)]
pub struct Several {
    imports: Vec<Import>,
}

/// What an import of several files did.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Sum {
    /// The group of all commands; `undo` takes it back as one.
    pub group: Option<GroupId>,
    /// Nothing was changed: the files were imported into a copy of the data, one after the other.
    pub dry_run: bool,
    /// No copy could be made of this database: each file was tried by itself, so that rows that belong to those of
    /// another file do not find them.
    pub apart: bool,
    /// How many rows of all files became what.
    #[serde(flatten)]
    pub totals: Totals,
    /// What became of each file, in the order in which they were taken.
    pub files: Vec<Report>,
}

impl Several {
    /// Puts files into the order in which they find each other.
    pub fn of(mut imports: Vec<Import>) -> Self {
        imports.sort_by_key(|import| match import.mapping.entity {
            Entity::Companies => 0,
            Entity::Contacts => 1,
            Entity::Activities => 2,
            Entity::Deals => 3,
            Entity::Tickets => 4,
        });
        Self { imports }
    }
    /// The files in this order.
    pub fn imports(&self) -> &[Import] {
        &self.imports
    }
    /// Imports one after the other; `progress` is told the file and how many of its rows are done.
    ///
    /// Interrupted, the same call goes on where it stopped, in the same group. A dry run imports into a copy.
    pub fn run(
        &self,
        replica: &Replica,
        mode: Mode,
        progress: impl FnMut(&Import, u64),
    ) -> Result<Sum, ImportError> {
        if mode != Mode::DryRun {
            return self.one_by_one(replica, mode, progress);
        }
        match replica.trial()? {
            Some(trial) => self.one_by_one(trial.replica(), Mode::OnCopy, progress),
            None => self.one_by_one(replica, mode, progress),
        }
    }

    fn one_by_one(
        &self,
        replica: &Replica,
        mode: Mode,
        mut progress: impl FnMut(&Import, u64),
    ) -> Result<Sum, ImportError> {
        let mut hash = Sha256::new();
        for import in &self.imports {
            hash.update(import.id().as_bytes());
        }
        let key = format!("imports:{}", hex(&hash.finalize()));
        let (group, _) = group_of(replica, &key)?;
        if mode == Mode::Commit {
            remember(replica, &key, group, false)?;
        }
        let mut sum = Sum {
            group: None,
            dry_run: mode != Mode::Commit,
            apart: mode == Mode::DryRun,
            totals: Totals::default(),
            files: Vec::new(),
        };
        for import in &self.imports {
            let report = import.run_in(replica, mode, Some(group), |done| {
                progress(import, done);
                true
            })?;
            sum.group = sum.group.or(report.group);
            sum.totals.add(&report.totals);
            sum.files.push(report);
        }
        if mode == Mode::Commit {
            remember(replica, &key, group, true)?;
        }
        Ok(sum)
    }
}
