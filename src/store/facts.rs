//! What the commands must know before they decide, and the derived columns they keep.
//!
//! Pages for people are read elsewhere; here stand small look-ups by key and
//! the updates of what lists show (`next_due_key`, `status`, counters).

use super::written::Written;
use super::{Dialect, One, Result, Tx};
use crate::base::{ActivityId, CaseId, CompanyId, ContactId, TaskId, Timestamp, UserId};
use crate::domain::{Activity, Case, Contact, Handover, Member, Note, Rule, StageChange, Task, User};
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
    /// The newest thing somebody did with a company.
    pub(crate) struct LastActivity {
        /// When.
        pub(crate) occurred_at: Timestamp,
        /// What.
        pub(crate) kind: String,
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

/// How a task is parked: $1 its company is blocked, $2 the tenant, $3 its company has a number.
macro_rules! parked {
    () => {
        "CASE WHEN kind IN ('FIRST_OUTREACH', 'CALL_BACK', 'CALL', 'FOLLOW_UP', 'WAKE_UP', 'EMAIL', 'SEND_INFO', \
           'SEND_QUOTE') AND ($1 = 1 OR EXISTS (SELECT 1 FROM contact p WHERE p.tenant_no = $2 \
           AND p.id = task.contact_id AND p.dnc_since IS NOT NULL)) THEN 2 \
         WHEN $3 = 0 AND kind IN ('FIRST_OUTREACH', 'CALL_BACK', 'CALL', 'FOLLOW_UP', 'WAKE_UP') THEN 1 ELSE 0 END"
    };
}

statements! {
    /// Locks the tenant for this transaction and tells its feed number.
    LOCK_TENANT: rows One<i64> [postgres] =
        "UPDATE tenant SET seq = seq WHERE tenant_no = $1 RETURNING seq AS value";
    /// The tenant's feed number; a transaction of SQLite that writes has the whole file to itself.
    FEED_NUMBER: rows One<i64> [sqlite] = "SELECT seq AS value FROM tenant WHERE tenant_no = $1";
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
    /// A task that the rules made to find a number for a company, not finished.
    pub(crate) LOOKS_FOR_NUMBER: rows One<TaskId> [list] =
        "SELECT id AS value FROM task WHERE tenant_no = $1 AND company_id = $2 AND state IN ('OPEN', 'WAITING') \
         AND deleted_at IS NULL AND kind = 'OPS_DATA_CHECK' AND origin = 'SYSTEM' ORDER BY due_key, id LIMIT 1";
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
        "WHERE tenant_no = $1 AND contact_id = $2 AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL ORDER BY id";
    /// Tasks that an activity completed.
    pub(crate) COMPLETED_BY: pick Task [list] =
        "WHERE tenant_no = $1 AND activity_id = $2 AND deleted_at IS NULL ORDER BY id LIMIT 50";
    /// Contacts of a company that a command put into Trash.
    pub(crate) CONTACTS_GONE_WITH: pick Contact [list] =
        "WHERE tenant_no = $1 AND deleted_with = $2 AND company_id = $3 AND deleted_at IS NOT NULL";
    /// Cases of a company that a command put into Trash.
    pub(crate) CASES_GONE_WITH: pick Case [list] =
        "WHERE tenant_no = $1 AND deleted_with = $2 AND company_id = $3 AND deleted_at IS NOT NULL";
    /// Tasks of a company that a command put into Trash.
    pub(crate) TASKS_GONE_WITH: pick Task [list] =
        "WHERE tenant_no = $1 AND deleted_with = $2 AND company_id = $3 AND deleted_at IS NOT NULL";
    /// Activities of a company that a command put into Trash.
    pub(crate) ACTIVITIES_GONE_WITH: pick Activity [list] =
        "WHERE tenant_no = $1 AND deleted_with = $2 AND company_id = $3 AND deleted_at IS NOT NULL";
    /// Notes of a company that a command put into Trash.
    pub(crate) NOTES_GONE_WITH: pick Note [list] =
        "WHERE tenant_no = $1 AND deleted_with = $2 AND company_id = $3 AND deleted_at IS NOT NULL";
    /// Stage changes of a company that a command put into Trash.
    pub(crate) STAGE_CHANGES_GONE_WITH: pick StageChange [list] =
        "WHERE tenant_no = $1 AND deleted_with = $2 AND company_id = $3 AND deleted_at IS NOT NULL";
    /// Handovers of a company that a command put into Trash.
    pub(crate) HANDOVERS_GONE_WITH: pick Handover [list] =
        "WHERE tenant_no = $1 AND deleted_with = $2 AND company_id = $3 AND deleted_at IS NOT NULL";
    /// Memberships of a company that a command put into Trash.
    pub(crate) MEMBERS_GONE_WITH: pick Member [list] =
        "WHERE tenant_no = $1 AND deleted_with = $2 AND company_id = $3 AND deleted_at IS NOT NULL";
    /// Whether a company is in Trash: everything below it is hidden with it.
    pub(crate) COMPANY_GONE: rows One<bool> =
        "SELECT deleted_at IS NOT NULL AS value FROM company WHERE tenant_no = $1 AND id = $2";
    /// Whether a case is in Trash.
    pub(crate) CASE_GONE: rows One<bool> =
        "SELECT deleted_at IS NOT NULL AS value FROM cases WHERE tenant_no = $1 AND id = $2";
    /// What somebody did with a company since an instant and behind another activity, newest first, a slice.
    pub(crate) ACTIVITIES_SINCE: pick Activity [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND occurred_at >= $3 AND (occurred_at, id) < ($4, $5) \
         AND state <> 'PLANNED' AND kind NOT IN ('OWNER_CHANGE', 'IMPORT', 'MERGE', 'DO_NOT_CONTACT') \
         AND deleted_at IS NULL ORDER BY occurred_at DESC, id DESC LIMIT 200";
    /// The newest thing somebody did with a company.
    pub(crate) LAST_ACTIVITY: rows LastActivity [list] =
        "SELECT occurred_at, kind FROM activity WHERE tenant_no = $1 AND company_id = $2 AND state <> 'PLANNED' \
         AND kind NOT IN ('OWNER_CHANGE', 'IMPORT', 'MERGE', 'DO_NOT_CONTACT') AND deleted_at IS NULL \
         ORDER BY occurred_at DESC, id DESC LIMIT 1";
    /// Contacts of a company by name.
    pub(crate) CONTACTS: pick Contact [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL ORDER BY sort_key, id LIMIT 500";
    /// Handovers of a case, newest first.
    pub(crate) CASE_HANDOVERS: pick Handover [list] =
        "WHERE tenant_no = $1 AND case_id = $2 AND deleted_at IS NULL ORDER BY offered_at DESC, id DESC LIMIT 20";
    /// Handovers of a company, newest first.
    pub(crate) COMPANY_HANDOVERS: pick Handover [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL ORDER BY offered_at DESC, ver DESC, id DESC LIMIT 20";
    /// Handovers that should have been answered by then.
    pub(crate) EXPIRED_HANDOVERS: pick Handover [list] =
        "WHERE tenant_no = $1 AND expires_at <= $2 AND state = 'PENDING' AND deleted_at IS NULL ORDER BY expires_at LIMIT 50";
    /// A user's place at a company.
    pub(crate) MEMBER: pick Member =
        "WHERE tenant_no = $1 AND company_id = $2 AND user_id = $3 AND deleted_at IS NULL";
    /// The first company by name.
    pub(crate) ANY_COMPANY: rows One<CompanyId> [list] =
        "SELECT id AS value FROM company WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY sort_key, id LIMIT 1";
    /// The first person by name.
    pub(crate) ANY_CONTACT: rows One<ContactId> [list] =
        "SELECT id AS value FROM contact WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY sort_key, id LIMIT 1";
    /// All users.
    pub(crate) USERS: pick User = "WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY created_at, id";
    /// All rules, every version.
    pub(crate) RULES: pick Rule = "WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY kind, key, version";

    /// All rules, every version, those out of force too.
    pub(crate) ALL_RULES: pick Rule = "WHERE tenant_no = $1 ORDER BY kind, key, version";
    /// Unfinished tasks by id, a slice.
    pub(crate) UNFINISHED: pick Task [list] =
        "WHERE tenant_no = $1 AND id > $2 AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Keeps what of a task's due depends on the tenant's zone.
    pub(crate) KEEP_DUE: exec =
        "UPDATE task SET due_key = $1, due_day = $2, deadline = $3 WHERE tenant_no = $4 AND id = $5";

    /// Whether a company can be reached.
    pub(crate) REACH: rows Reach =
        "SELECT CASE WHEN dnc_since IS NULL THEN 0 ELSE 1 END AS blocked, has_number FROM company \
         WHERE tenant_no = $1 AND id = $2";
    /// Good numbers of a company's contacts.
    pub(crate) CONTACT_NUMBERS: rows One<i64> =
        "SELECT CAST(COALESCE(SUM(good_numbers), 0) AS BIGINT) AS value FROM contact \
         WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL";
    /// Keeps whether a company has a number. A row that says so already is not written.
    pub(crate) KEEP_HAS_NUMBER: exec =
        "UPDATE company SET has_number = $1 WHERE tenant_no = $2 AND id = $3 AND has_number <> $1";
    /// What is due next on a company.
    pub(crate) NEXT_DUE: rows One<i64> =
        "SELECT COALESCE(MIN(due_key), 9000000000000000) AS value FROM task WHERE tenant_no = $1 AND company_id = $2 \
         AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL";
    /// Keeps what is due next on a company.
    pub(crate) KEEP_NEXT_DUE: exec =
        "UPDATE company SET next_due_key = $1 WHERE tenant_no = $2 AND id = $3 AND next_due_key <> $1";
    /// Keeps the last activity of a company.
    pub(crate) KEEP_LAST_ACTIVITY: exec =
        "UPDATE company SET last_activity_at = $1, last_activity_kind = $2 WHERE tenant_no = $3 AND id = $4 \
         AND (last_activity_at IS DISTINCT FROM $1 OR last_activity_kind IS DISTINCT FROM $2)";
    /// Parks the open tasks of a company that nobody can be called on, and takes the others out: 2 hides what
    /// would contact a company or a person that must not be contacted, 1 is a call without a number.
    pub(crate) PARK: exec = concat!(
        "UPDATE task SET parked = ", parked!(),
        " WHERE tenant_no = $2 AND company_id = $4 AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL \
         AND parked <> ", parked!()
    );
    /// Open tasks of a company that are parked wrongly, or are not and should be.
    pub(crate) PARKED_WRONG: rows One<TaskId> = concat!(
        "SELECT id AS value FROM task WHERE parked <> ", parked!(),
        " AND tenant_no = $2 AND company_id = $4 AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL"
    );
    /// Keeps a case's computed status.
    pub(crate) KEEP_STATUS: exec =
        "UPDATE cases SET status = $1 WHERE tenant_no = $2 AND id = $3 AND status <> $1";
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
    /// Rows by a lookup key; a contact whose company is in Trash is hidden with it.
    pub(crate) FIND_LOOKUP: rows Found [list] =
        "SELECT l.tbl, l.row_id FROM lookup l \
         LEFT JOIN contact p ON p.tenant_no = l.tenant_no AND p.id = l.row_id \
         LEFT JOIN company c ON c.tenant_no = p.tenant_no AND c.id = p.company_id \
         WHERE l.tenant_no = $1 AND l.kind = $2 AND l.key = $3 AND c.deleted_at IS NULL ORDER BY l.row_id LIMIT 50";

    /// Keeps a task out of today's list of one user.
    pub(crate) SKIP: exec =
        "INSERT INTO skip (tenant_no, user_id, task_id, until, times) VALUES ($1, $2, $3, $4, 1) \
         ON CONFLICT (tenant_no, user_id, task_id) DO UPDATE SET until = excluded.until, times = skip.times + 1";
    /// Puts it back.
    pub(crate) UNSKIP: exec = "DELETE FROM skip WHERE tenant_no = $1 AND user_id = $2 AND task_id = $3";
}

impl Tx<'_> {
    /// Locks the tenant for this transaction and tells its feed number.
    pub(crate) fn locked_feed_number(&mut self) -> Result<i64> {
        let statement = match self.dialect() {
            Dialect::Sqlite => FEED_NUMBER,
            Dialect::Postgres => LOCK_TENANT,
        };
        let tenant = self.tenant();
        Ok(self.one(statement, params![tenant])?.0)
    }
    /// What the running command wrote of a company that it made, when that is all there is.
    fn written_of(&self, company: CompanyId) -> Option<&Written> {
        self.written.as_deref().filter(|written| written.knows(company))
    }
    /// Whether the running command made this company, so that nothing of it was here before.
    pub(crate) fn is_made_now(&self, company: CompanyId) -> bool {
        self.written_of(company).is_some()
    }
    /// Whether a task of a company that the running command made may name a contact.
    pub(crate) fn names_contact(&self, company: CompanyId) -> bool {
        self.written_of(company).is_none_or(Written::names_contact)
    }
    /// Whether an activity counts for a case.
    pub(crate) fn case_has_activity(&mut self, case: CaseId) -> Result<bool> {
        if let Some(written) = self.written.as_ref().filter(|written| written.knows_case(case)) {
            return Ok(written.has_activity(case));
        }
        let tenant = self.tenant();
        Ok(self.first(CASE_ACTIVITY, params![tenant, case])?.is_some())
    }
    /// When the next open task of a company is due.
    pub(crate) fn next_due(&mut self, company: CompanyId) -> Result<i64> {
        if let Some(written) = self.written_of(company) {
            return Ok(written.next_due());
        }
        let tenant = self.tenant();
        Ok(self.one(NEXT_DUE, params![tenant, company])?.0)
    }
    /// Whether the running command itself did something with the company that it made.
    pub(crate) fn was_worked_on(&self, company: CompanyId) -> bool {
        let began = Timestamp(i64::MIN);
        self.written_of(company)
            .is_some_and(|written| written.activities_since(began).next().is_some())
    }
    /// The newest thing somebody did with a company.
    pub(crate) fn last_activity(&mut self, company: CompanyId) -> Result<Option<LastActivity>> {
        let tenant = self.tenant();
        self.first(LAST_ACTIVITY, params![tenant, company])
    }
    /// Whether there is a company of this id, also in Trash.
    pub(crate) fn company_exists(&mut self, company: CompanyId) -> Result<bool> {
        let tenant = self.tenant();
        Ok(self.first(COMPANY_GONE, params![tenant, company])?.is_some())
    }
    /// Whether a company is here and not in Trash.
    pub(crate) fn has_company(&mut self, company: CompanyId) -> Result<bool> {
        let tenant = self.tenant();
        Ok(self.first(COMPANY_GONE, params![tenant, company])? == Some(One(false)))
    }
    /// Whether a case is here and not in Trash.
    pub(crate) fn has_case(&mut self, case: CaseId) -> Result<bool> {
        let tenant = self.tenant();
        Ok(self.first(CASE_GONE, params![tenant, case])? == Some(One(false)))
    }
    /// Whether Sales Ops looks for a number of a company.
    pub(crate) fn looks_for_number(&mut self, company: CompanyId) -> Result<bool> {
        let tenant = self.tenant();
        Ok(self.first(LOOKS_FOR_NUMBER, params![tenant, company])?.is_some())
    }
    /// Open cases of a company, oldest first.
    pub(crate) fn open_cases(&mut self, company: CompanyId) -> Result<Vec<Case>> {
        if let Some(written) = self.written_of(company) {
            return Ok(written.open_cases());
        }
        let tenant = self.tenant();
        self.select(OPEN_CASES, params![tenant, company])
    }
    /// Cases QUALIFY_COMPANY of a company, open or not, newest first.
    pub(crate) fn qualify_cases(&mut self, company: CompanyId) -> Result<Vec<Case>> {
        if let Some(written) = self.written_of(company) {
            return Ok(written.qualify_cases());
        }
        let tenant = self.tenant();
        self.select(QUALIFY_CASES, params![tenant, company])
    }
    /// Unfinished tasks of a company by due.
    pub(crate) fn open_tasks(&mut self, company: CompanyId) -> Result<Vec<Task>> {
        if let Some(written) = self.written_of(company) {
            return Ok(written.open_tasks());
        }
        let tenant = self.tenant();
        self.select(OPEN_TASKS, params![tenant, company])
    }
    /// Tasks of a case.
    pub(crate) fn case_tasks(&mut self, case: CaseId) -> Result<Vec<Task>> {
        if let Some(written) = self.written.as_ref().filter(|written| written.knows_case(case)) {
            return Ok(written.case_tasks(case));
        }
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
        if self
            .written
            .as_ref()
            .is_some_and(|written| written.knows_case(case))
        {
            return Ok(Vec::new());
        }
        let tenant = self.tenant();
        self.select(CASE_HANDOVERS, params![tenant, case])
    }
    /// Handovers of a company, newest first.
    pub(crate) fn company_handovers(&mut self, company: CompanyId) -> Result<Vec<Handover>> {
        let tenant = self.tenant();
        self.select(COMPANY_HANDOVERS, params![tenant, company])
    }
    /// Whether anything somebody did with a company since an instant passes a test; the newest are asked first.
    pub(crate) fn any_activity(
        &mut self,
        company: CompanyId,
        since: Timestamp,
        mut test: impl FnMut(&Activity) -> bool,
    ) -> Result<bool> {
        if let Some(written) = self.written_of(company) {
            return Ok(written.activities_since(since).any(test));
        }
        let tenant = self.tenant();
        let mut behind = (Timestamp(i64::MAX), ActivityId(Uuid::max()));
        loop {
            let (at, id) = behind;
            let slice = self.select(ACTIVITIES_SINCE, params![tenant, company, since, at, id])?;
            if slice.iter().any(&mut test) {
                return Ok(true);
            }
            let Some(last) = slice.last() else {
                return Ok(false);
            };
            behind = (last.occurred_at, last.id);
        }
    }
    /// Whether a company is in Trash.
    pub(crate) fn company_gone(&mut self, company: Option<CompanyId>) -> Result<bool> {
        let tenant = self.tenant();
        if let Some(written) = company.and_then(|company| self.written_of(company)) {
            return Ok(written.company_gone());
        }
        match company {
            Some(company) => Ok(self.first(COMPANY_GONE, params![tenant, company])? == Some(One(true))),
            None => Ok(false),
        }
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
    /// Whether there is neither a company nor a person that is not in Trash.
    pub(crate) fn holds_nobody(&mut self) -> Result<bool> {
        let tenant = self.tenant();
        Ok(self.first(ANY_COMPANY, params![tenant])?.is_none()
            && self.first(ANY_CONTACT, params![tenant])?.is_none())
    }
    /// All rule rows.
    pub(crate) fn rule_rows(&mut self) -> Result<Vec<Rule>> {
        let tenant = self.tenant();
        self.select(RULES, params![tenant])
    }
}

/// Everything of a company, for the stories of the commands.
#[cfg(test)]
pub(crate) mod all {
    use super::{Activity, One, StageChange};

    crate::statements! {
        /// Its activities.
        pub(crate) ACTIVITIES: pick Activity = "WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL";
        /// Its steps.
        pub(crate) STEPS: pick StageChange = "WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL";
        /// Whether lists show of a company what a recount gives.
        pub(crate) SHOWN: rows One<bool> = "SELECT CASE WHEN c.next_due_key = COALESCE((SELECT MIN(due_key) \
            FROM task t WHERE t.company_id = c.id AND t.state IN ('OPEN', 'WAITING')), 9000000000000000) \
            AND c.has_number = $1 AND (SELECT COUNT(*) FROM task t WHERE t.company_id = c.id AND t.parked = 1) = $2 \
            THEN 1 ELSE 0 END AS value FROM company c WHERE c.tenant_no = $3 AND c.id = $4";
    }

    #[test]
    fn there_are_three() {
        assert_eq!(statements().len(), 3);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ActivityType, Code};

    #[test]
    fn what_the_rules_write_is_no_last_activity() {
        for kind in ActivityType::ALL {
            let left_out = LAST_ACTIVITY.sql().contains(&format!("'{}'", kind.code()));
            assert_eq!(left_out, !kind.is_logged(), "{kind}");
            let left_out = ACTIVITIES_SINCE.sql().contains(&format!("'{}'", kind.code()));
            assert_eq!(left_out, !kind.is_logged(), "{kind}");
        }
    }
}
