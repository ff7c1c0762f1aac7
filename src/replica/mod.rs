//! The door: what a front end may ask of the data, local-first.
//!
//! The terminal UI and the command line see only this. Calls block on the
//! store's worker threads, so a screen calls them from a job of its own and
//! never from the thread that draws. What a command may do is decided in `ops`;
//! what a page shows is read in `store`; nothing here knows a rule.

mod audit;
mod backups;
mod bulk;
mod care;
mod chores;
mod dnc;
mod feed;
mod filtering;
mod health;
mod importing;
mod jobs;
mod open;
mod past;
mod person;
mod queries;
mod team;
mod trial;
mod verify;

pub use crate::store::every::Table;
pub use crate::store::origin::Brought;
pub use audit::{AuditChain, AuditEntry};
pub use backups::{
    BackupMemory, Backups, FailedBackup, FoundBackup, LastBackup, MadeBackup, Weekly, backups_in, free_space,
};
pub use bulk::{BulkDone, BulkRow, Deed, Fate, TaskPlan};
pub use care::{Contents, Room, look_into, rehearse_restore, rehearse_vacuum, restore_file, vacuum_file};
pub use chores::JobRun;
pub use filtering::Wish;
pub use health::{FileHealth, Inside, check_file};
pub use importing::{ForeignIds, FoundRow, KnownRows};
pub use open::{Clock, OpenError, OpenOptions};
pub use past::{Past, Tried};
pub use team::{NewTenant, Team, TenantInfo};
pub use trial::Trial;
pub use verify::{Check, Verified};

use crate::base::{CommandId, DeviceId, GroupId, Timestamp, fail, id::RowId};
use crate::domain::command::{ContactCommand, ImportCommand};
use crate::domain::{Actor, AnyRow, Authority, Command, Ctx, Effect, Refusal, RefusalCode, Rules, User};
use crate::ops;
use crate::store::{Pool, Record, StoreError, Tx};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
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
    /// Who decides the order of writes here.
    authority: Authority,
    /// That of the machine, for users who have none.
    zone: jiff::tz::TimeZone,
    actor: RwLock<Actor>,
    /// Shared by every session of one tenant.
    rules: Arc<RwLock<Arc<Rules>>>,
    /// A command was carried out through this door.
    wrote: AtomicBool,
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
    /// Whether a command was carried out through this door since it was opened.
    pub fn has_written(&self) -> bool {
        self.inner.wrote.load(Ordering::Relaxed)
    }
    /// Carries a command out, in one transaction.
    pub fn run(&self, command: impl Into<Command>) -> Result<Applied, RunError> {
        self.carry_out(self.ctx(None), command.into(), Mode::Commit)
    }
    /// What a command would do; nothing is changed.
    pub fn dry_run(&self, command: impl Into<Command>) -> Result<Applied, RunError> {
        self.carry_out(self.ctx(None), command.into(), Mode::DryRun)
    }
    /// Carries out a command as part of a group (an import, a bulk action): one undo for all.
    pub fn run_in(&self, group: GroupId, command: impl Into<Command>) -> Result<Applied, RunError> {
        self.carry_out(self.ctx(Some(group)), command.into(), Mode::Commit)
    }
    /// Carries out a command under an id that its sender chose: sent again, it has no second effect.
    ///
    /// # Errors
    /// [`RefusalCode::Conflict`] when the row that `only_if` names has changed meanwhile, beside those of the command.
    pub fn run_as(
        &self,
        id: CommandId,
        command: impl Into<Command>,
        only_if: Option<OnlyIf>,
        dry_run: bool,
    ) -> Result<Applied, RunError> {
        let ctx = Ctx {
            command: id,
            ..self.ctx(None)
        };
        let mode = if dry_run { Mode::DryRun } else { Mode::Commit };
        self.carry_out_if(ctx, command.into(), only_if, mode)
    }
    /// Carries out commands of one group in ONE transaction; each result stands for itself (a refused one changes nothing).
    pub fn run_batch(
        &self,
        group: GroupId,
        commands: Vec<Command>,
    ) -> Result<Vec<Result<Applied, Refusal>>, RunError> {
        let moves_in = commands.iter().any(changes_rules);
        let job = self.ctx(None);
        let batch = self.each_with(&job, Some(group), commands);
        let done = self.together(job, true, move |tx| ops::execute_each(tx, &batch))?;
        if moves_in {
            self.reload()?;
        }
        Ok(done.into_iter().map(|result| result.map(Applied::from)).collect())
    }
    /// Carries out commands in one transaction, all or none, each under an id that its sender chose.
    ///
    /// # Errors
    /// That of the first command that is refused, with its place; nothing was changed.
    pub fn run_all(
        &self,
        commands: Vec<(CommandId, Command)>,
        dry_run: bool,
    ) -> Result<Vec<Applied>, (usize, RunError)> {
        let reloads = commands.iter().any(|(_, command)| changes_rules(command));
        let job = self.ctx(None);
        let place = Arc::new(AtomicUsize::new(0));
        let (at, ctx) = (Arc::clone(&place), job.clone());
        let all = move |tx: &mut Tx<'_>| {
            let each = commands.iter().enumerate();
            let each = each.map(|(n, (id, command))| {
                at.store(n, Ordering::Relaxed);
                let ctx = Ctx {
                    command: *id,
                    ..ctx.clone()
                };
                ops::execute(tx, &ctx, command)
            });
            each.collect::<Result<Vec<_>, ops::OpsError>>()
        };
        let done = self.inner.pool.write(move |conn| {
            if dry_run {
                return conn.rollback(|tx| {
                    jobs::rehearse(tx, &job)?;
                    all(tx)
                });
            }
            jobs::run(conn, &job, jobs::At::Command)?;
            conn.write(all)
        });
        let done = done.map_err(|error| (place.load(Ordering::Relaxed), error.into()))?;
        if !dry_run {
            self.inner.wrote.store(true, Ordering::Relaxed);
            if reloads {
                self.reload().map_err(|error| (0, error))?;
            }
        }
        Ok(done.into_iter().map(Applied::from).collect())
    }
    /// The same as [`Self::run_batch`], rolled back: what a whole import would do.
    pub fn dry_run_batch(&self, commands: Vec<Command>) -> Result<Vec<Result<Applied, Refusal>>, RunError> {
        let job = self.ctx(None);
        let batch = self.each_with(&job, None, commands);
        let done = self.together(job, false, move |tx| ops::execute_each(tx, &batch))?;
        Ok(done.into_iter().map(|result| result.map(Applied::from)).collect())
    }

    /// Many commands in one transaction, after what was due before them; rolled back unless it is to be committed.
    fn together<R: Send + 'static>(
        &self,
        job: Ctx,
        commit: bool,
        run: impl FnOnce(&mut Tx<'_>) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, RunError> {
        let done = self.inner.pool.write(move |conn| {
            if !commit {
                return conn.rollback(|tx| {
                    jobs::rehearse(tx, &job)?;
                    Ok(run(tx)?)
                });
            }
            jobs::run(conn, &job, jobs::At::Command)?;
            let done = conn.write(|tx| {
                fail::point("batch.begun");
                let done = run(tx)?;
                fail::point("batch.rows");
                Ok::<_, ops::OpsError>(done)
            })?;
            fail::point("batch.after_commit");
            Ok::<_, ops::OpsError>(done)
        })?;
        if commit {
            self.inner.wrote.store(true, Ordering::Relaxed);
        }
        Ok(done)
    }

    fn carry_out(&self, ctx: Ctx, command: Command, mode: Mode) -> Result<Applied, RunError> {
        self.carry_out_if(ctx, command, None, mode)
    }

    fn carry_out_if(
        &self,
        ctx: Ctx,
        command: Command,
        only_if: Option<OnlyIf>,
        mode: Mode,
    ) -> Result<Applied, RunError> {
        let reloads = changes_rules(&command);
        let erases = matches!(&command, Command::Contact(ContactCommand::Erase(_)));
        let done = self.inner.pool.write(move |conn| match mode {
            Mode::Commit => {
                jobs::run(conn, &ctx, jobs::At::Command)?;
                let done = conn.write(|tx| {
                    fail::point("type.begun");
                    still(tx, &ctx, only_if)?;
                    let done = ops::execute(tx, &ctx, &command)?;
                    fail::point("type.rows");
                    fail::point("type.commit");
                    Ok::<_, ops::OpsError>(done)
                })?;
                fail::point("type.after_commit");
                Ok(done)
            }
            Mode::DryRun => conn.rollback(|tx| {
                jobs::rehearse(tx, &ctx)?;
                still(tx, &ctx, only_if)?;
                ops::execute(tx, &ctx, &command)
            }),
        });
        let commits = matches!(mode, Mode::Commit);
        let over = |error: &ops::OpsError| matches!(error, ops::OpsError::Refused(refusal) if refusal.code == RefusalCode::NothingToDo);
        // Done before, and perhaps interrupted before its end outside of the file.
        if erases && commits && done.as_ref().err().is_none_or(over) {
            self.after_erasure()?;
        }
        let done = done?;
        if commits {
            self.inner.wrote.store(true, Ordering::Relaxed);
        }
        if reloads && commits {
            self.reload()?;
        }
        Ok(done.into())
    }

    /// Each command with surroundings of its own, all at one moment.
    fn each_with(&self, ctx: &Ctx, group: Option<GroupId>, commands: Vec<Command>) -> Vec<(Ctx, Command)> {
        let own = || Ctx {
            now: self.now(),
            command: self.new_id(),
            group,
            ..ctx.clone()
        };
        commands.into_iter().map(|command| (own(), command)).collect()
    }

    fn ctx(&self, group: Option<GroupId>) -> Ctx {
        let rules = self.rules();
        Ctx {
            now: self.now(),
            actor: self.actor(),
            device: self.inner.device,
            command: self.new_id(),
            group,
            authority: self.inner.authority,
            zone: rules.settings.time_zone(),
            rules,
        }
    }

    /// Reads rules and user again after they changed, here or by another process.
    pub fn reload(&self) -> Result<(), RunError> {
        let rows = self
            .inner
            .pool
            .read(|conn| conn.read(|tx: &mut Tx| tx.rule_rows()))?;
        *self
            .inner
            .rules
            .write()
            .expect("no holder of the rules lock panics") = Arc::new(Rules::from_rows(rows));
        if self.inner.authority == Authority::Server {
            // Whoever asks is read anew with each request.
            return Ok(());
        }
        let clerk = self.actor().id;
        let user = self.inner.pool.read(move |conn| {
            conn.read(
                |tx: &mut Tx| match tx.load::<User>(clerk)?.filter(User::is_live) {
                    Some(user) => Ok(Some(user)),
                    // Another one has moved in with the rows of another file, or out again.
                    None => open::owner(tx),
                },
            )
        })?;
        self.act_as(user.map_or(clerk, |user| user.id))
    }
}

/// What must still be so when a command is carried out: a row is as its sender saw it.
pub struct OnlyIf(Box<Holds>);
type Holds = dyn FnOnce(&mut Tx<'_>) -> Result<bool, StoreError> + Send;

impl OnlyIf {
    /// The row has this version.
    pub fn version<R: Record>(id: R::Id, version: i64) -> Self
    where
        R::Id: Send,
    {
        Self(Box::new(move |tx| Ok(tx.version::<R>(id)? == Some(version))))
    }
}

/// The row is as it was seen, or the command was carried out before.
fn still(tx: &mut Tx<'_>, ctx: &Ctx, only_if: Option<OnlyIf>) -> Result<(), ops::OpsError> {
    let Some(OnlyIf(holds)) = only_if else {
        return Ok(());
    };
    if tx.logged(ctx.command)?.is_some() || holds(tx)? {
        return Ok(());
    }
    let text = "The row has changed since you read it; read it again.";
    Err(Refusal::new(RefusalCode::Conflict, text).into())
}

/// It may change who works here, or under which rules.
fn changes_rules(command: &Command) -> bool {
    match command {
        Command::Admin(_) | Command::Journal(_) | Command::Field(_) => true,
        Command::Import(ImportCommand::Restore(args)) => {
            matches!(args.row, AnyRow::User(_) | AnyRow::Rule(_))
        }
        _ => false,
    }
}

#[derive(Clone, Copy)]
enum Mode {
    Commit,
    DryRun,
}

impl From<ops::Done> for Applied {
    fn from(done: ops::Done) -> Self {
        Self {
            command: done.command,
            seq: done.seq,
            label: done.label,
            effects: done.effects,
            replayed: done.replayed,
        }
    }
}

impl From<ops::OpsError> for RunError {
    fn from(error: ops::OpsError) -> Self {
        match error {
            ops::OpsError::Refused(refusal) => Self::Refused(refusal),
            ops::OpsError::Store(error) => Self::Store(error),
        }
    }
}
