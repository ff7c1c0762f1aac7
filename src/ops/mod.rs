//! The commands: the only writers.
//!
//! [`execute`] is the one gate: permission, facts, the pure rule, rows, journal,
//! effects, in the transaction it is given. A noun's file says what its
//! commands do; `work` is the unit of work they all write through; `undo` takes
//! commands back. Nothing here reads a file, a clock or a random source.

mod activity;
mod admin;
mod bulk;
mod case;
mod company;
mod contact;
mod dnc;
mod erase;
mod field;
mod follow_up;
mod handover;
mod hooks;
mod meeting;
mod merge;
mod moves;
mod note;
mod purge;
mod settle;
mod stage;
mod task;
#[cfg(test)]
mod tests;
mod trash;
mod undo;
pub(crate) mod verify;
mod view;
mod work;
mod workflow;

use crate::base::{CommandId, Json};
use crate::domain::permission::{self, Permission, needed};
use crate::domain::{Code, Command, Ctx, Effect, Refusal, RefusalCode};
use crate::store::{StoreError, Tx};
use work::{Touched, Work};

pub(crate) use bulk::{USER_KEY, restore};
pub(crate) use purge::purge_due;
pub(crate) use stage::guard_facts;

/// What a command did.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct Done {
    /// Its id.
    pub command: CommandId,
    /// Its number in the journal.
    pub seq: i64,
    /// In words.
    pub label: String,
    /// What it did.
    pub effects: Vec<Effect>,
    /// It had been carried out before under the same id.
    pub replayed: bool,
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum OpsError {
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

type Out<T> = Result<T, OpsError>;

/// Carries out a command in the given transaction; on an error the caller rolls it back.
pub(crate) fn execute(tx: &mut Tx, ctx: &Ctx, command: &Command) -> Result<Done, OpsError> {
    carry_out(tx, ctx, command, None)
}

/// The same; what rows as they were touch is recomputed later, when the caller has many of them.
fn carry_out(
    tx: &mut Tx,
    ctx: &Ctx,
    command: &Command,
    later: Option<&mut Touched>,
) -> Result<Done, OpsError> {
    let mut work = Work::begin(tx, ctx)?;
    if let Some(done) = replayed(&mut work, command)? {
        return Ok(done);
    }
    allowed(ctx, command)?;
    // What was merged is known by the id of what it became; the journal keeps what was asked.
    let known = merge::resolved(&mut work, command)?;
    let journal = match known.as_ref().unwrap_or(command) {
        Command::Company(command) => company::run(&mut work, command)?,
        Command::Contact(command) => contact::run(&mut work, command)?,
        Command::Case(command) => case::run(&mut work, command)?,
        Command::Task(command) => task::run(&mut work, command)?,
        Command::Activity(command) => activity::run(&mut work, command)?,
        Command::Note(command) => note::run(&mut work, command)?,
        Command::Import(command) => bulk::run(&mut work, command)?,
        Command::Admin(command) => admin::run(&mut work, command)?,
        Command::View(command) => view::run(&mut work, command)?,
        Command::Field(command) => field::run(&mut work, command)?,
        Command::Dnc(command) => dnc::run(&mut work, command)?,
        Command::Journal(command) => undo::run(&mut work, command)?,
    };
    work.finish(&command.kept(), journal, later)
}

/// The actor's roles grant all that the command needs.
fn allowed(ctx: &Ctx, command: &Command) -> Out<()> {
    let granted = |permission: &Permission| permission::may(&ctx.actor.roles, *permission);
    let Some(permission) = needed(command).into_iter().find(|p| !granted(p)) else {
        return Ok(());
    };
    let text = format!(
        "{} needs the permission {permission}; your roles do not grant it.",
        command.name()
    );
    Err(Refusal::new(RefusalCode::Forbidden, text)
        .missing(permission.code(), "ask an admin")
        .into())
}

/// How a command stands in the journal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Entry {
    /// Plain undo may take it back, if it changed a row.
    Reversible,
    /// Written, but plain undo passes it by (rules, jobs).
    Kept,
    /// Written although it journals no row (what a job took out for good).
    Job,
    /// Not written at all (claims, releases, skips).
    Unwritten,
    /// It takes back this command.
    Undo(CommandId),
}

fn replayed(work: &mut Work, command: &Command) -> Out<Option<Done>> {
    let Some(logged) = work.tx.logged(work.ctx.command)? else {
        return Ok(None);
    };
    if logged.kind != command.name() || logged.args.0 != command.kept().args() {
        let text = "This command id was used for another command; take a new id.";
        return Err(Refusal::new(RefusalCode::IdReuse, text).into());
    }
    let Json(effects) = logged.effects;
    let effects = serde_json::from_value(effects).unwrap_or_default();
    Ok(Some(Done {
        command: logged.id,
        seq: logged.seq,
        label: logged.label,
        effects,
        replayed: true,
    }))
}

/// Carries out several commands in one transaction; a refused one changes nothing and stands for itself.
pub(crate) fn execute_each(
    tx: &mut Tx,
    commands: &[(Ctx, Command)],
) -> Result<Vec<Result<Done, Refusal>>, StoreError> {
    // A savepoint makes the full-text index write what it holds in memory, at each command anew. So they are left
    // out, until a command is refused that has written already: then all of them run again, each in a savepoint.
    match tx.nested(|tx| each(tx, commands, Part::Bare)) {
        Err(Stop::Torn) => tx.nested(|tx| each(tx, commands, Part::Savepoint)),
        done => done,
    }
    .map_err(|stop| match stop {
        Stop::Store(error) => error,
        Stop::Torn => StoreError::Poisoned,
    })
}

/// How a command of several is kept apart from the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Not at all.
    Bare,
    /// By a savepoint.
    Savepoint,
}

/// Why several commands were not carried out.
enum Stop {
    Store(StoreError),
    /// One was refused when it had written already.
    Torn,
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn each(tx: &mut Tx, commands: &[(Ctx, Command)], part: Part) -> Result<Vec<Result<Done, Refusal>>, Stop> {
    let mut results = Vec::with_capacity(commands.len());
    let mut later = Touched::default();
    for (ctx, command) in commands {
        if !matches!(command, Command::Import(_)) {
            catch_up(tx, ctx, &mut later)?;
        }
        let before = tx.writes();
        let done = match part {
            Part::Bare => carry_out(tx, ctx, command, Some(&mut later)),
            Part::Savepoint => tx.nested(|tx| carry_out(tx, ctx, command, Some(&mut later))),
        };
        match done {
            Ok(done) => results.push(Ok(done)),
            Err(OpsError::Refused(_)) if part == Part::Bare && tx.writes() != before => {
                return Err(Stop::Torn);
            }
            Err(OpsError::Refused(refusal)) => {
                tx.give_up_written();
                results.push(Err(refusal));
            }
            Err(OpsError::Store(error)) => return Err(error.into()),
        }
    }
    if let Some((ctx, _)) = commands.last() {
        catch_up(tx, ctx, &mut later)?;
    }
    Ok(results)
}

/// Recomputes what commands touched that left it for later.
fn catch_up(tx: &mut Tx, ctx: &Ctx, later: &mut Touched) -> Result<(), StoreError> {
    if later.is_empty() {
        return Ok(());
    }
    let caught = Work::begin(tx, ctx).and_then(|mut work| {
        work.touched = std::mem::take(later);
        work.settle()
    });
    match caught {
        Err(OpsError::Store(error)) => Err(error),
        // No rule is asked: there is nobody who could refuse.
        Ok(()) | Err(OpsError::Refused(_)) => Ok(()),
    }
}
