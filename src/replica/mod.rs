//! The door: what a front end may ask of the data, local-first.
//!
//! The terminal UI and the command line see only this. Calls block on the
//! store's worker threads, so a screen calls them from a job of its own and
//! never from the thread that draws. What a command may do is decided in `ops`;
//! what a page shows is read in `store`; nothing here knows a rule.

mod open;
mod queries;

pub use open::{Clock, OpenError, OpenOptions};

use crate::base::{CommandId, DeviceId, GroupId, Timestamp, UserId, id::RowId};
use crate::domain::{Actor, Command, Effect, Refusal, Rules};
use crate::store::{Pool, StoreError};
use std::sync::{Arc, RwLock};

/// A command that was carried out.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct Applied {
    /// Its id; `undo` takes it.
    pub command: CommandId,
    /// Its number in the journal; 0 in a dry run.
    pub seq: i64,
    /// In words.
    pub label: String,
    /// What it did, or in a dry run would do.
    pub effects: Vec<Effect>,
    /// It had been carried out before under the same id; nothing was done again.
    pub replayed: bool,
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A rule said no; nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The file or database failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An open file (later: or its team server) as a front end sees it. Cheap to clone.
#[derive(Clone)]
pub struct Replica {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Pool,
    clock: Clock,
    device: DeviceId,
    actor: RwLock<Actor>,
    rules: RwLock<Arc<Rules>>,
}

impl Replica {
    /// Now, by the clock of this door (frozen in demos and tests).
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }
    /// A new id at the clock's time.
    pub fn new_id<I: RowId>(&self) -> I {
        I::from_uuid(self.inner.clock.uuid())
    }
    /// The rules in force.
    pub fn rules(&self) -> Arc<Rules> {
        self.inner
            .rules
            .read()
            .expect("no holder of the rules lock panics")
            .clone()
    }
    /// Who works here.
    pub fn actor(&self) -> Actor {
        self.inner
            .actor
            .read()
            .expect("no holder of the actor lock panics")
            .clone()
    }
    /// Carries a command out, in one transaction.
    pub fn run(&self, command: impl Into<Command>) -> Result<Applied, RunError> {
        let _ = command.into();
        todo!()
    }
    /// What a command would do; nothing is changed.
    pub fn dry_run(&self, command: impl Into<Command>) -> Result<Applied, RunError> {
        let _ = command.into();
        todo!()
    }
    /// Carries out a command as part of a group (an import, a bulk action): one undo for all.
    pub fn run_in(&self, group: GroupId, command: impl Into<Command>) -> Result<Applied, RunError> {
        let _ = (group, command.into());
        todo!()
    }
    /// Carries out commands of one group in ONE transaction; each result stands for itself (a refused one changes nothing).
    pub fn run_batch(
        &self,
        group: GroupId,
        commands: Vec<Command>,
    ) -> Result<Vec<Result<Applied, Refusal>>, RunError> {
        let _ = (group, commands);
        todo!()
    }
    /// Acts as this user from now on (tests of roles; a server does it per request).
    pub fn act_as(&self, user: UserId) -> Result<(), RunError> {
        let _ = user;
        todo!()
    }
}
