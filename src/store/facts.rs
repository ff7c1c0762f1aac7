//! What the commands must know before they decide, and the derived columns they keep.
//!
//! Pages for people are read elsewhere; here stand small look-ups by key and
//! the updates of what lists show (`next_due_key`, `status`, counters).

use super::{One, Result, Tx};
use crate::base::{CaseId, CompanyId, ContactId, TaskId, Timestamp, UserId};
use crate::domain::{Activity, Case, Contact, Handover, Member, Rule, StageChange, Task, User};
use crate::{params, row, statements};
use uuid::Uuid;

row! {
    /// What the park rule goes by.
    pub(crate) struct Reach {
        /// The company must not be contacted.
        pub(crate) blocked: bool,
        /// A number that may be called stands on it or on a contact.
        pub(crate) has_number: bool,
    }
}

row! {
    /// A lookup hit: table and row.
    pub(crate) struct Found {
        /// Table.
        pub(crate) tbl: String,
        /// Row.
        pub(crate) row_id: Uuid,
    }
}

statements! {
    /// Locks the tenant for this transaction and tells its feed number.
    pub(crate) LOCK_TENANT: rows One<i64> = "UPDATE tenant SET seq = seq WHERE tenant_no = $1 RETURNING seq AS value";
    /// Keeps the feed number.
    pub(crate) KEEP_SEQ: exec = "UPDATE tenant SET seq = $1 WHERE tenant_no = $2";
    /// The tenant's public id.
    pub(crate) TENANT_ID: rows One<Uuid> = "SELECT id AS value FROM tenant WHERE tenant_no = $1";
    /// Enters the tenant of a new file.
    pub(crate) ADD_TENANT: exec = "INSERT INTO tenant (tenant_no, id, seq, name) VALUES ($1, $2, 0, $3)";

    /// Live cases of a company that are not closed, oldest first.
    pub(crate) OPEN_CASES: pick Case [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL AND closed_at IS NULL ORDER BY opened_at, id";
    /// The closed QUALIFY_COMPANY case of a company, newest first.
    pub(crate) QUALIFY_CASES: pick Case [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL AND kind = 'QUALIFY_COMPANY' \
         ORDER BY opened_at DESC, id DESC LIMIT 5";
    /// Live tasks of a company that are not finished.
    pub(crate) OPEN_TASKS: pick Task [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL \
         ORDER BY due_key, id";
    /// Live tasks of a case, finished ones too.
    pub(crate) CASE_TASKS: pick Task [list] =
        "WHERE tenant_no = $1 AND case_id = $2 AND deleted_at IS NULL ORDER BY place, id";
    /// Live tasks that wait on a chain.
    pub(crate) WAITING_ON: pick Task [list] =
        "WHERE tenant_no = $1 AND waits_for = $2 AND deleted_at IS NULL ORDER BY id";
    /// The meeting that is planned and whose follow-up a task is.
    pub(crate) PLANNED_MEETING: pick Activity [list] =
        "WHERE tenant_no = $1 AND follow_up_task_id = $2 AND state = 'PLANNED' AND deleted_at IS NULL \
         ORDER BY id LIMIT 1";
    /// Live tasks of a chain but its first.
    pub(crate) CHAIN: pick Task [list] =
        "WHERE tenant_no = $1 AND origin_task_id = $2 AND deleted_at IS NULL ORDER BY created_at, id";
    /// Live unfinished tasks of a contact.
    pub(crate) CONTACT_TASKS: pick Task [list] =
        "WHERE tenant_no = $1 AND contact_id = $2 AND deleted_at IS NULL ORDER BY id";
    /// Tasks a command deleted.
    pub(crate) TASKS_GONE_WITH: pick Task [list] =
        "WHERE tenant_no = $1 AND deleted_with = $2 AND deleted_at IS NOT NULL";
    /// Cases a command deleted.
    pub(crate) CASES_GONE_WITH: pick Case [list] =
        "WHERE tenant_no = $1 AND deleted_with = $2 AND deleted_at IS NOT NULL";
    /// Activities of a company since an instant, newest first, a page.
    pub(crate) ACTIVITIES_SINCE: pick Activity [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND occurred_at >= $3 AND deleted_at IS NULL \
         ORDER BY occurred_at DESC, id DESC LIMIT 200";
    /// The newest activities of a company.
    pub(crate) ACTIVITIES_NEWEST: pick Activity [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL ORDER BY occurred_at DESC, id DESC LIMIT 20";
    /// Contacts of a company by name.
    pub(crate) CONTACTS: pick Contact [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL ORDER BY sort_key, id LIMIT 500";
    /// Handovers of a case, newest first.
    pub(crate) CASE_HANDOVERS: pick Handover [list] =
        "WHERE tenant_no = $1 AND case_id = $2 AND deleted_at IS NULL ORDER BY offered_at DESC, id DESC LIMIT 20";
    /// Handovers of a company, newest first.
    pub(crate) COMPANY_HANDOVERS: pick Handover [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL ORDER BY offered_at DESC, id DESC LIMIT 20";
    /// Handovers that should have been answered by then.
    pub(crate) EXPIRED_HANDOVERS: pick Handover [list] =
        "WHERE tenant_no = $1 AND expires_at <= $2 AND state = 'PENDING' AND deleted_at IS NULL ORDER BY expires_at LIMIT 50";
    /// Steps of a company, newest first.
    pub(crate) STAGE_CHANGES: pick StageChange [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL ORDER BY at DESC, id DESC LIMIT 50";
    /// A user's place at a company.
    pub(crate) MEMBER: pick Member =
        "WHERE tenant_no = $1 AND company_id = $2 AND user_id = $3 AND deleted_at IS NULL";
    /// All users.
    pub(crate) USERS: pick User = "WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY created_at, id";
    /// All rules, every version.
    pub(crate) RULES: pick Rule = "WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY kind, key, version";

    /// Whether a company can be reached.
    pub(crate) REACH: rows Reach =
        "SELECT CASE WHEN dnc_since IS NULL THEN 0 ELSE 1 END AS blocked, has_number FROM company \
         WHERE tenant_no = $1 AND id = $2";
    /// Good numbers of a company's contacts.
    pub(crate) CONTACT_NUMBERS: rows One<i64> =
        "SELECT CAST(COALESCE(SUM(good_numbers), 0) AS BIGINT) AS value FROM contact \
         WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL";
    /// Keeps whether a company has a number.
    pub(crate) KEEP_HAS_NUMBER: exec = "UPDATE company SET has_number = $1 WHERE tenant_no = $2 AND id = $3";
    /// Keeps what is due next on a company.
    pub(crate) KEEP_NEXT_DUE: exec =
        "UPDATE company SET next_due_key = COALESCE((SELECT MIN(due_key) FROM task WHERE task.tenant_no = $1 \
         AND task.company_id = $2 AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL), 9000000000000000) \
         WHERE tenant_no = $1 AND id = $2";
    /// Keeps the last activity of a company.
    pub(crate) KEEP_LAST_ACTIVITY: exec =
        "UPDATE company SET last_activity_at = $1, last_activity_kind = $2 WHERE tenant_no = $3 AND id = $4";
    /// Parks the open tasks of a company that nobody can be called on, and takes the others out: 2 hides what
    /// would contact a company or a person that must not be contacted, 1 is a call without a number.
    pub(crate) PARK: exec =
        "UPDATE task SET parked = CASE \
           WHEN kind IN ('FIRST_OUTREACH', 'CALL_BACK', 'CALL', 'FOLLOW_UP', 'WAKE_UP', 'EMAIL', 'SEND_INFO', 'SEND_QUOTE') \
             AND ($1 = 1 OR EXISTS (SELECT 1 FROM contact p WHERE p.tenant_no = $2 AND p.id = task.contact_id \
             AND p.dnc_since IS NOT NULL)) THEN 2 \
           WHEN $3 = 0 AND kind IN ('FIRST_OUTREACH', 'CALL_BACK', 'CALL', 'FOLLOW_UP', 'WAKE_UP') THEN 1 ELSE 0 END \
         WHERE tenant_no = $2 AND company_id = $4 AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL";
    /// Keeps a case's computed status.
    pub(crate) KEEP_STATUS: exec = "UPDATE cases SET status = $1 WHERE tenant_no = $2 AND id = $3";
    /// Something was done in a case.
    pub(crate) CASE_ACTIVITY: rows One<Uuid> [list] =
        "SELECT id AS value FROM activity WHERE tenant_no = $1 AND case_id = $2 AND deleted_at IS NULL \
         ORDER BY occurred_at, id LIMIT 1";
    /// Counts open tasks.
    pub(crate) COUNT: exec =
        "INSERT INTO queue_count (tenant_no, queue, who, open_tasks) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tenant_no, queue, who) DO UPDATE SET open_tasks = queue_count.open_tasks + excluded.open_tasks";

    /// Forgets what a row is looked up by.
    pub(crate) DROP_LOOKUP: exec = "DELETE FROM lookup WHERE tenant_no = $1 AND row_id = $2";
    /// Lets a row be looked up.
    pub(crate) ADD_LOOKUP: exec =
        "INSERT INTO lookup (tenant_no, kind, key, tbl, row_id) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    /// Rows by a lookup key.
    pub(crate) FIND_LOOKUP: rows Found [list] =
        "SELECT tbl, row_id FROM lookup WHERE tenant_no = $1 AND kind = $2 AND key = $3 ORDER BY row_id LIMIT 50";

    /// Keeps a task out of today's list of one user.
    pub(crate) SKIP: exec =
        "INSERT INTO skip (tenant_no, user_id, task_id, until, times) VALUES ($1, $2, $3, $4, 1) \
         ON CONFLICT (tenant_no, user_id, task_id) DO UPDATE SET until = excluded.until, times = skip.times + 1";
}

impl Tx<'_> {
    /// Open cases of a company, oldest first.
    pub(crate) fn open_cases(&mut self, company: CompanyId) -> Result<Vec<Case>> {
        let tenant = self.tenant();
        self.select(OPEN_CASES, params![tenant, company])
    }
    /// Unfinished tasks of a company by due.
    pub(crate) fn open_tasks(&mut self, company: CompanyId) -> Result<Vec<Task>> {
        let tenant = self.tenant();
        self.select(OPEN_TASKS, params![tenant, company])
    }
    /// Tasks of a case.
    pub(crate) fn case_tasks(&mut self, case: CaseId) -> Result<Vec<Task>> {
        let tenant = self.tenant();
        self.select(CASE_TASKS, params![tenant, case])
    }
    /// Tasks that wait on a chain.
    pub(crate) fn waiting_on(&mut self, chain: TaskId) -> Result<Vec<Task>> {
        let tenant = self.tenant();
        self.select(WAITING_ON, params![tenant, chain])
    }
    /// The meeting that is planned and whose follow-up a task is.
    pub(crate) fn planned_meeting(&mut self, follow_up: TaskId) -> Result<Option<Activity>> {
        let tenant = self.tenant();
        self.select_first(PLANNED_MEETING, params![tenant, follow_up])
    }
    /// Tasks of a chain but its first.
    pub(crate) fn chain(&mut self, first: TaskId) -> Result<Vec<Task>> {
        let tenant = self.tenant();
        self.select(CHAIN, params![tenant, first])
    }
    /// Unfinished tasks of a contact.
    pub(crate) fn contact_tasks(&mut self, contact: ContactId) -> Result<Vec<Task>> {
        let tenant = self.tenant();
        self.select(CONTACT_TASKS, params![tenant, contact])
    }
    /// Contacts of a company.
    pub(crate) fn contacts_of(&mut self, company: CompanyId) -> Result<Vec<Contact>> {
        let tenant = self.tenant();
        self.select(CONTACTS, params![tenant, company])
    }
    /// Handovers of a case, newest first.
    pub(crate) fn case_handovers(&mut self, case: CaseId) -> Result<Vec<Handover>> {
        let tenant = self.tenant();
        self.select(CASE_HANDOVERS, params![tenant, case])
    }
    /// Handovers of a company, newest first.
    pub(crate) fn company_handovers(&mut self, company: CompanyId) -> Result<Vec<Handover>> {
        let tenant = self.tenant();
        self.select(COMPANY_HANDOVERS, params![tenant, company])
    }
    /// Activities of a company since an instant, newest first, at most 200.
    pub(crate) fn activities_since(&mut self, company: CompanyId, since: Timestamp) -> Result<Vec<Activity>> {
        let tenant = self.tenant();
        self.select(ACTIVITIES_SINCE, params![tenant, company, since])
    }
    /// A user's place at a company.
    pub(crate) fn member(&mut self, company: CompanyId, user: UserId) -> Result<Option<Member>> {
        let tenant = self.tenant();
        self.select_first(MEMBER, params![tenant, company, user])
    }
    /// All users.
    pub(crate) fn users(&mut self) -> Result<Vec<User>> {
        let tenant = self.tenant();
        self.select(USERS, params![tenant])
    }
    /// All rule rows.
    pub(crate) fn rule_rows(&mut self) -> Result<Vec<Rule>> {
        let tenant = self.tenant();
        self.select(RULES, params![tenant])
    }
}
