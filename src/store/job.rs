//! What a server does by itself: when it ran last, and which process does it now.

use super::{Result, Tx};
use crate::base::Timestamp;
use crate::{params, row, statements};

row! {
    /// A job of a tenant.
    pub(crate) struct JobRow {
        /// Which.
        pub(crate) name: String,
        /// It ran last.
        pub(crate) last_at: Option<Timestamp>,
        /// How that ended.
        pub(crate) outcome: Option<String>,
        /// It runs next.
        pub(crate) next_at: Timestamp,
    }
}

statements! {
    /// The jobs of a tenant.
    pub(crate) JOBS: rows JobRow [list] =
        "SELECT name, last_at, outcome, next_at FROM server_job WHERE tenant_no = $1 ORDER BY name LIMIT 100";
    /// Enters a job that is not known yet.
    pub(crate) KNOW: exec =
        "INSERT INTO server_job (tenant_no, name, next_at, locked_until) VALUES ($1, $2, 0, 0) ON CONFLICT DO NOTHING";
    /// Takes a job that is due, unless another process has it.
    pub(crate) TAKE: exec =
        "UPDATE server_job SET locked_until = $1 WHERE tenant_no = $2 AND name = $3 AND next_at <= $4 AND locked_until <= $4";
    /// It is done.
    pub(crate) DONE: exec =
        "UPDATE server_job SET last_at = $1, outcome = $2, next_at = $3, locked_until = 0 WHERE tenant_no = $4 AND name = $5";
}

impl Tx<'_> {
    /// Takes a job that is due, until then at the latest; whether it is ours.
    pub(crate) fn take_job(&mut self, name: &str, now: Timestamp, until: Timestamp) -> Result<bool> {
        let tenant = self.tenant();
        self.exec(KNOW, params![tenant, name])?;
        Ok(self.exec(TAKE, params![until, tenant, name, now])? == 1)
    }
    /// A job is done; the next time it is due then.
    pub(crate) fn end_job(
        &mut self,
        name: &str,
        now: Timestamp,
        outcome: &str,
        next: Timestamp,
    ) -> Result<()> {
        let tenant = self.tenant();
        self.exec(DONE, params![now, outcome, next, tenant, name])?;
        Ok(())
    }
}
