//! Leases: who works on which company now. Rows come and go without a journal entry.

use super::{Result, Tx};
use crate::base::{CompanyId, DeviceId, TaskId, Timestamp, UserId};
use crate::{params, row, statements};

row! {
    /// A lease.
    pub(crate) struct Lease {
        /// The company locked.
        pub(crate) company_id: CompanyId,
        /// For whom.
        pub(crate) user_id: UserId,
        /// On which replica file.
        pub(crate) device_id: DeviceId,
        /// The task claimed.
        pub(crate) task_id: TaskId,
        /// Until then.
        pub(crate) until: Timestamp,
    }
}

statements! {
    /// The lease on a company.
    pub(crate) OF_COMPANY: rows Lease =
        "SELECT company_id, user_id, device_id, task_id, until FROM lease WHERE tenant_no = $1 AND company_id = $2";
    /// The lease of a user on a device.
    pub(crate) MINE: rows Lease =
        "SELECT company_id, user_id, device_id, task_id, until FROM lease \
         WHERE tenant_no = $1 AND user_id = $2 AND device_id = $3 AND until > $4 ORDER BY until DESC LIMIT 1";
    /// All leases that still run.
    pub(crate) RUNNING: rows Lease =
        "SELECT company_id, user_id, device_id, task_id, until FROM lease WHERE tenant_no = $1 AND until > $2";
    /// Takes or renews a lease.
    pub(crate) TAKE: exec =
        "INSERT INTO lease (tenant_no, company_id, user_id, device_id, task_id, until) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (tenant_no, company_id) DO UPDATE SET user_id = excluded.user_id, device_id = excluded.device_id, \
         task_id = excluded.task_id, until = excluded.until";
    /// Forgets leases that have ended by themselves.
    pub(crate) FORGET: exec = "DELETE FROM lease WHERE tenant_no = $1 AND until < $2";
    /// Ends the lease on a company.
    pub(crate) END: exec = "DELETE FROM lease WHERE tenant_no = $1 AND company_id = $2";
    /// Ends all leases of a user on a device.
    pub(crate) END_MINE: exec = "DELETE FROM lease WHERE tenant_no = $1 AND user_id = $2 AND device_id = $3";
}

impl Tx<'_> {
    /// The lease on a company that still runs.
    pub(crate) fn lease(&mut self, company: CompanyId, now: Timestamp) -> Result<Option<Lease>> {
        let tenant = self.tenant();
        Ok(self
            .first(OF_COMPANY, params![tenant, company])?
            .filter(|lease| lease.until > now))
    }
}
