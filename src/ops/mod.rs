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
use crate::domain::permission::{Permission, needed};
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
    let granted = |permission: &Permission| ctx.actor.may(*permission);
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
    let acts: Vec<&[(Ctx, Command)]> = commands.chunks(1).collect();
    let one = |mut done: Vec<Done>| done.pop().expect("a command of its own was done or refused");
    let done = execute_acts(tx, &acts)?;
    Ok(done.into_iter().map(|done| done.map(one)).collect())
}

/// Carries out several acts of several commands each in one transaction. An act is done as a whole, but for what was
/// so already, or refused: then nothing of it is done.
pub(crate) fn execute_acts(
    tx: &mut Tx,
    acts: &[&[(Ctx, Command)]],
) -> Result<Vec<Result<Vec<Done>, Refusal>>, StoreError> {
    // A savepoint makes the full-text index write what it holds in memory, at each command anew. So they are left
    // out, until a command is refused that has written already: then all of them run again, each in a savepoint.
    match tx.nested(|tx| each(tx, acts, Part::Bare)) {
        Err(Stop::Torn) => tx.nested(|tx| each(tx, acts, Part::Savepoint)),
        done => done,
    }
    .map_err(|stop| match stop {
        Stop::Store(error) => error,
        Stop::Torn => StoreError::Poisoned,
    })
}

/// How an act of several is kept apart from the others.
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

fn each(
    tx: &mut Tx,
    acts: &[&[(Ctx, Command)]],
    part: Part,
) -> Result<Vec<Result<Vec<Done>, Refusal>>, Stop> {
    let mut results = Vec::with_capacity(acts.len());
    let mut later = Touched::default();
    for act in acts {
        if let Some((ctx, _)) = act
            .iter()
            .find(|(_, command)| !matches!(command, Command::Import(_)))
        {
            catch_up(tx, ctx, &mut later)?;
        }
        let before = tx.writes();
        let done = match part {
            Part::Bare => whole(tx, act, &mut later),
            Part::Savepoint => tx.nested(|tx| whole(tx, act, &mut later)),
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
    if let Some((ctx, _)) = acts.last().and_then(|act| act.last()) {
        catch_up(tx, ctx, &mut later)?;
    }
    Ok(results)
}

/// Carries out the commands of an act, up to the first one that is refused. What was so already stops none of the
/// others; when all was, that is the answer.
fn whole(tx: &mut Tx, act: &[(Ctx, Command)], later: &mut Touched) -> Out<Vec<Done>> {
    let mut all = Vec::with_capacity(act.len());
    let mut so_already = None;
    for (ctx, command) in act {
        let before = tx.writes();
        match carry_out(tx, ctx, command, Some(later)) {
            Ok(done) => all.push(done),
            Err(OpsError::Refused(refusal))
                if refusal.code == RefusalCode::NothingToDo && tx.writes() == before =>
            {
                tx.give_up_written();
                so_already = Some(refusal);
            }
            Err(error) => return Err(error),
        }
    }
    match so_already {
        Some(refusal) if all.is_empty() => Err(refusal.into()),
        _ => Ok(all),
    }
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
