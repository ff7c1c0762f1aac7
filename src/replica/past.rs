//! Commands given at times gone by, and rows as they were: how data comes in
//! that was not typed here (the demo, callsheet's own export).

use super::{Replica, RunError};
use crate::base::{CommandId, Timestamp};
use crate::domain::{AnyRow, Command, Ctx, Effect};
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
