//! Commands given at times gone by, and rows as they were: how data comes in
//! that was not typed here (the demo, callsheet's own export).

use super::{Applied, Replica, RunError};
use crate::base::id::RowId;
use crate::base::{CommandId, Timestamp};
use crate::domain::{AnyRow, Command, Ctx, Effect, Refusal};
use crate::ops;
use crate::store::Tx;

/// The past of a file, inside one transaction.
pub struct Past<'p> {
    give: &'p mut dyn FnMut(CommandId, Timestamp, Command) -> Result<Vec<Effect>, RunError>,
}

impl Past<'_> {
    /// Carries out a command as if it were that time.
    ///
    /// # Errors
    /// [`RunError`] as for any command.
    pub fn give(
        &mut self,
        id: CommandId,
        at: Timestamp,
        command: impl Into<Command>,
    ) -> Result<Vec<Effect>, RunError> {
        (self.give)(id, at, command.into())
    }
}

/// What commands answer.
type Answers = Vec<Result<Applied, Refusal>>;

/// A transaction that will be rolled back.
pub struct Tried<'t> {
    give: &'t mut dyn FnMut(Vec<Command>) -> Result<Answers, RunError>,
}

impl Tried<'_> {
    /// What commands would do; a refused one changes nothing and stands for itself.
    ///
    /// # Errors
    /// When the store fails.
    pub fn give(&mut self, commands: Vec<Command>) -> Result<Answers, RunError> {
        (self.give)(commands)
    }
}

impl Replica {
    /// Runs a story of commands, each at its own time, in one transaction: all of it or nothing.
    ///
    /// # Errors
    /// What the story answers.
    pub fn relive<R: Send + 'static>(
        &self,
        story: impl FnOnce(&mut Past<'_>) -> Result<R, RunError> + Send + 'static,
    ) -> Result<R, RunError> {
        let ctx = self.ctx(None);
        self.inner.pool.write(move |conn| {
            conn.write(|tx: &mut Tx| {
                let mut give = |id: CommandId, at: Timestamp, command: Command| {
                    let ctx = Ctx {
                        command: id,
                        now: at,
                        ..ctx.clone()
                    };
                    Ok(ops::execute(tx, &ctx, &command)?.effects)
                };
                story(&mut Past { give: &mut give })
            })
        })
    }

    /// Tries batches of commands one after the other, each seeing what those before it would do; nothing is changed.
    ///
    /// # Errors
    /// When the file cannot be read or changed; what the story answers comes back as it is.
    pub fn rehearse<R: Send + 'static>(
        &self,
        story: impl FnOnce(&mut Tried<'_>) -> Result<R, RunError> + Send + 'static,
    ) -> Result<R, RunError> {
        let ctx = self.ctx(None);
        let ids = self.inner.clock;
        self.inner.pool.write(move |conn| {
            conn.rollback(|tx: &mut Tx| {
                let mut give = |commands: Vec<Command>| {
                    let batch = commands
                        .into_iter()
                        .map(|command| {
                            let command_id = CommandId::from_uuid(ids.uuid());
                            let ctx = Ctx {
                                command: command_id,
                                ..ctx.clone()
                            };
                            (ctx, command)
                        })
                        .collect::<Vec<_>>();
                    let done = ops::execute_each(tx, &batch)?;
                    Ok(done.into_iter().map(|result| result.map(Applied::from)).collect())
                };
                story(&mut Tried { give: &mut give })
            })
        })
    }

    /// Brings rows back as they were: no rule runs, only what follows from the rows is kept true.
    ///
    /// # Errors
    /// Refused without the permission `import:restore`.
    pub fn restore(&self, rows: Vec<AnyRow>) -> Result<(), RunError> {
        let ctx = self.ctx(None);
        self.inner
            .pool
            .write(move |conn| conn.write(|tx| ops::restore(tx, &ctx, &rows)))?;
        Ok(())
    }
}
