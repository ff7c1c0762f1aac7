//! What a check of the whole file reads, and what it mends: derived things only.
//!
//! The recount stands here where one statement can do it; what only the rules can compute is compared row by row.

use super::{Derive, JsonText, One, Param, Record, Result, StoreError, Tx, facts};
use crate::base::id::RowId;
use crate::base::{CaseId, CommandId, CompanyId, Json, TaskId, Timestamp, UserId};
use crate::domain::{
    Activity, Case, Company, Contact, Handover, Member, Note, Rule, StageChange, Suppression, Task, User,
    Verdict,
};
use crate::{params, row, statements};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeSet;
use uuid::Uuid;

row! {
    /// The derived columns of a company that other rows decide.
    pub(crate) struct Kept {
        /// A number stands on it or on a contact.
        pub(crate) has_number: bool,
        /// What is due next.
        pub(crate) next_due_key: i64,
        /// The last activity.
        pub(crate) last_activity_at: Option<Timestamp>,
        /// Of which kind it was.
        pub(crate) last_activity_kind: Option<String>,
    }
}

row! {
    /// A counter of open tasks.
    pub(crate) struct Counter {
        /// The queue.
        pub(crate) queue: String,
        /// Whose.
        pub(crate) who: UserId,
        /// How many.
        pub(crate) open_tasks: i64,
    }
}

row! {
    /// A key by which a row is looked up.
    struct LookupKey {
        kind: String,
        key: String,
        tbl: String,
    }
}

row! {
    /// A row that is wrong.
    pub(crate) struct Wrong {
        /// Its table.
        pub(crate) tbl: String,
        /// Which.
        pub(crate) id: Uuid,
    }
}

row! {
    /// What the journal says of a row, one change of it.
    pub(crate) struct Step {
        /// `insert` or `update`.
        pub(crate) op: String,
        /// Fields after.
        pub(crate) after: Json<Value>,
    }
}

statements! {
    /// What is kept of a company.
    KEPT: rows Kept = "SELECT has_number, next_due_key, last_activity_at, last_activity_kind FROM company \
        WHERE tenant_no = $1 AND id = $2";
    /// What is kept of a case.
    KEPT_STATUS: rows One<String> = "SELECT status AS value FROM cases WHERE tenant_no = $1 AND id = $2";
    /// The counters as they stand.
    COUNTERS: rows Counter =
        "SELECT queue, who, open_tasks FROM queue_count WHERE tenant_no = $1 AND open_tasks <> 0 ORDER BY queue, who";
    /// The counters as they should be.
    RECOUNT: rows Counter = "SELECT queue, who, COUNT(*) AS open_tasks FROM task \
        WHERE tenant_no = $1 AND in_queue = 1 AND deleted_at IS NULL GROUP BY queue, who ORDER BY queue, who";
    /// Forgets the counters.
    DROP_COUNTERS: exec = "DELETE FROM queue_count WHERE tenant_no = $1";
    /// Finished tasks that a queue still shows.
    STAYED: rows One<TaskId> = "SELECT id AS value FROM task WHERE tenant_no = $1 AND in_queue = 1 \
        AND state IN ('DONE', 'CANCELLED') AND deleted_at IS NULL ORDER BY id";
    /// Takes them out.
    TAKE_OUT: exec = "UPDATE task SET in_queue = 0 WHERE tenant_no = $1 AND id = $2";
    /// By what a row is looked up.
    LOOKUP_OF: rows LookupKey = "SELECT kind, key, tbl FROM lookup WHERE tenant_no = $1 AND row_id = $2";
    /// Rows that are looked up and are not there.
    LOOKUP_GONE: rows Wrong = "SELECT l.tbl, l.row_id AS id FROM lookup l WHERE l.tenant_no = $1 \
        AND NOT EXISTS (SELECT 1 FROM company c WHERE c.tenant_no = l.tenant_no AND c.id = l.row_id \
            AND CASE WHEN l.kind >= 'gone.' AND l.kind < 'gone/' THEN c.deleted_at IS NOT NULL \
                ELSE c.deleted_at IS NULL END) \
        AND NOT EXISTS (SELECT 1 FROM contact p WHERE p.tenant_no = l.tenant_no AND p.id = l.row_id \
            AND CASE WHEN l.kind >= 'gone.' AND l.kind < 'gone/' THEN p.deleted_at IS NOT NULL \
                ELSE p.deleted_at IS NULL END) \
        GROUP BY l.tbl, l.row_id ORDER BY l.tbl, l.row_id";
    /// Names that are found and whose row is not there.
    NAMES_GONE: rows Wrong = "SELECT s.kind AS tbl, s.id FROM search_name s WHERE s.tenant_no = $1 \
        AND NOT EXISTS (SELECT 1 FROM company c WHERE c.tenant_no = s.tenant_no AND c.id = s.id AND c.deleted_at IS NULL) \
        AND NOT EXISTS (SELECT 1 FROM contact p WHERE p.tenant_no = s.tenant_no AND p.id = s.id AND p.deleted_at IS NULL) \
        ORDER BY s.kind, s.id";
    /// Texts that are found and whose row is not there.
    NOTES_GONE: rows Wrong = "SELECT s.kind AS tbl, s.id FROM search_note s WHERE s.tenant_no = $1 \
        AND NOT EXISTS (SELECT 1 FROM note n WHERE n.tenant_no = s.tenant_no AND n.id = s.id AND n.deleted_at IS NULL) \
        AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.tenant_no = s.tenant_no AND a.id = s.id AND a.deleted_at IS NULL) \
        ORDER BY s.kind, s.id";
    /// Rows of a company that is not there.
    ORPHANS: rows Wrong = "SELECT t.tbl, t.id FROM (\
        SELECT 'contact' AS tbl, id, company_id, tenant_no FROM contact WHERE company_id IS NOT NULL AND deleted_at IS NULL \
        UNION ALL SELECT 'cases', id, company_id, tenant_no FROM cases WHERE deleted_at IS NULL \
        UNION ALL SELECT 'task', id, company_id, tenant_no FROM task WHERE deleted_at IS NULL \
        UNION ALL SELECT 'activity', id, company_id, tenant_no FROM activity \
            WHERE company_id IS NOT NULL AND deleted_at IS NULL \
        UNION ALL SELECT 'note', id, company_id, tenant_no FROM note WHERE deleted_at IS NULL \
        UNION ALL SELECT 'stage_change', id, company_id, tenant_no FROM stage_change WHERE deleted_at IS NULL \
        UNION ALL SELECT 'handover', id, company_id, tenant_no FROM handover WHERE deleted_at IS NULL \
        UNION ALL SELECT 'member', id, company_id, tenant_no FROM member WHERE deleted_at IS NULL) t \
        WHERE t.tenant_no = $1 AND NOT EXISTS (\
            SELECT 1 FROM company c WHERE c.tenant_no = t.tenant_no AND c.id = t.company_id) ORDER BY t.tbl, t.id";
    /// The highest number that a row or a command has.
    HIGHEST: rows One<i64> = "SELECT COALESCE(MAX(n), 0) AS value FROM (\
        SELECT MAX(seq) AS n FROM command_log WHERE tenant_no = $1 \
        UNION ALL SELECT MAX(ver) FROM company WHERE tenant_no = $1 \
        UNION ALL SELECT MAX(ver) FROM contact WHERE tenant_no = $1 \
        UNION ALL SELECT MAX(ver) FROM cases WHERE tenant_no = $1 \
        UNION ALL SELECT MAX(ver) FROM task WHERE tenant_no = $1 \
        UNION ALL SELECT MAX(ver) FROM activity WHERE tenant_no = $1 \
        UNION ALL SELECT MAX(ver) FROM note WHERE tenant_no = $1) numbers";
    /// Changes of commands that are not in the journal.
    LOST_CHANGES: rows One<CommandId> = "SELECT c.command_id AS value FROM change c WHERE c.tenant_no = $1 AND NOT EXISTS (\
        SELECT 1 FROM command_log l WHERE l.tenant_no = c.tenant_no AND l.seq = c.seq AND l.id = c.command_id) \
        GROUP BY c.command_id ORDER BY c.command_id";
    /// What the journal says of a row, first first.
    STEPS: rows Step = "SELECT op, after FROM change WHERE tenant_no = $1 AND row_id = $2 AND tbl = $3 \
        ORDER BY seq, n";
    /// Compares the full-text index of names with its table; fails when they differ.
    CHECK_NAMES: exec [sqlite] = "INSERT INTO search_name_fts (search_name_fts, rank) VALUES ('integrity-check', 1)";
    /// The same of texts.
    CHECK_NOTES: exec [sqlite] = "INSERT INTO search_note_fts (search_note_fts, rank) VALUES ('integrity-check', 1)";
    /// Makes the full-text index of names anew.
    REBUILD_NAMES: exec [sqlite] = "INSERT INTO search_name_fts (search_name_fts) VALUES ('rebuild')";
    /// The same of texts.
    REBUILD_NOTES: exec [sqlite] = "INSERT INTO search_note_fts (search_note_fts) VALUES ('rebuild')";

    /// Live companies, a slice.
    COMPANIES: pick Company [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Live contacts, a slice.
    CONTACTS: pick Contact [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Live cases, a slice.
    CASES: pick Case [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Live tasks, a slice.
    TASKS: pick Task [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Live activities, a slice.
    ACTIVITIES: pick Activity [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Live notes, a slice.
    NOTES: pick Note [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Live stage changes, a slice.
    STAGE_CHANGES: pick StageChange [list] =
        "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Live handovers, a slice.
    HANDOVERS: pick Handover [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Live memberships, a slice.
    MEMBERS: pick Member [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Live users, a slice.
    USERS: pick User [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Live verdicts, a slice.
    VERDICTS: pick Verdict [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// The do-not-contact list by id.
    SUPPRESSIONS: pick Suppression [list] =
        "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Rules in force, a slice.
    RULES: pick Rule [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
}

/// A record whose live rows are read one slice after the other.
pub(crate) trait Slices: Record {
    /// The rows behind an id.
    fn slice(tx: &mut Tx<'_>, after: Uuid) -> Result<Vec<Self>>;
    /// The id of a row.
    fn row_id(&self) -> Uuid;
}

macro_rules! slices {
    ($($record:ident $pick:ident;)+) => {$(
        impl Slices for $record {
            fn slice(tx: &mut Tx<'_>, after: Uuid) -> Result<Vec<Self>> {
                let tenant = tx.tenant();
                tx.select($pick, params![tenant, after])
            }
            fn row_id(&self) -> Uuid {
                self.id.uuid()
            }
        }
    )+};
}

slices! {
    Company COMPANIES; Contact CONTACTS; Case CASES; Task TASKS; Activity ACTIVITIES; Note NOTES;
    StageChange STAGE_CHANGES; Handover HANDOVERS; Member MEMBERS; User USERS; Verdict VERDICTS; Rule RULES;
    Suppression SUPPRESSIONS;
}

/// Visits every live row of a table.
pub(crate) fn each<R: Slices, E: From<StoreError>>(
    tx: &mut Tx<'_>,
    visit: &mut dyn FnMut(&mut Tx<'_>, &R) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = Uuid::nil();
    loop {
        let rows = R::slice(tx, after)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.row_id();
        for row in &rows {
            visit(tx, row)?;
        }
    }
}

impl Tx<'_> {
    /// What is kept of a company.
    pub(crate) fn kept(&mut self, company: CompanyId) -> Result<Option<Kept>> {
        let tenant = self.tenant();
        self.first(KEPT, params![tenant, company])
    }
    /// What is kept of a case.
    pub(crate) fn kept_status(&mut self, case: CaseId) -> Result<Option<String>> {
        let tenant = self.tenant();
        Ok(self
            .first(KEPT_STATUS, params![tenant, case])?
            .map(|One(status)| status))
    }
    /// The counters as they stand, and as they should be.
    pub(crate) fn counters(&mut self) -> Result<(Vec<Counter>, Vec<Counter>)> {
        let tenant = self.tenant();
        Ok((
            self.all(COUNTERS, params![tenant])?,
            self.all(RECOUNT, params![tenant])?,
        ))
    }
    /// Counts open tasks anew.
    pub(crate) fn mend_counters(&mut self) -> Result<()> {
        let tenant = self.tenant();
        let right = self.all(RECOUNT, params![tenant])?;
        self.exec(DROP_COUNTERS, params![tenant])?;
        for count in right {
            self.exec(
                facts::COUNT,
                params![tenant, count.queue, count.who, count.open_tasks],
            )?;
        }
        Ok(())
    }
    /// Finished tasks that a queue still shows.
    pub(crate) fn stayed_in_queue(&mut self) -> Result<Vec<TaskId>> {
        let tenant = self.tenant();
        let found = self.all(STAYED, params![tenant])?;
        Ok(found.into_iter().map(|One(id)| id).collect())
    }
    /// Takes a task out of its queue.
    pub(crate) fn take_out_of_queue(&mut self, task: TaskId) -> Result<()> {
        let tenant = self.tenant();
        self.exec(TAKE_OUT, params![tenant, task]).map(drop)
    }
    /// Whether a row is looked up by exactly these keys.
    pub(crate) fn looked_up_by(
        &mut self,
        table: &str,
        id: Uuid,
        keys: &[(Cow<'static, str>, String)],
    ) -> Result<bool> {
        let tenant = self.tenant();
        let stored = self.all(LOOKUP_OF, params![tenant, id])?;
        let stored: BTreeSet<_> = stored.into_iter().map(|k| (k.kind, k.key, k.tbl)).collect();
        let right: BTreeSet<_> = keys
            .iter()
            .map(|(kind, key)| (kind.to_string(), key.clone(), table.to_owned()))
            .collect();
        Ok(stored == right)
    }
    /// Rows that are looked up and are not there.
    pub(crate) fn looked_up_in_vain(&mut self) -> Result<Vec<Wrong>> {
        let tenant = self.tenant();
        self.all(LOOKUP_GONE, params![tenant])
    }
    /// What search finds and whose row is not there: names, and texts.
    pub(crate) fn found_in_vain(&mut self) -> Result<(Vec<Wrong>, Vec<Wrong>)> {
        let tenant = self.tenant();
        Ok((
            self.all(NAMES_GONE, params![tenant])?,
            self.all(NOTES_GONE, params![tenant])?,
        ))
    }
    /// Rows of a company that is not there.
    pub(crate) fn orphans(&mut self) -> Result<Vec<Wrong>> {
        let tenant = self.tenant();
        self.all(ORPHANS, params![tenant])
    }
    /// The feed number, and the highest number that is used.
    pub(crate) fn numbers(&mut self) -> Result<(i64, i64)> {
        let tenant = self.tenant();
        let One(feed) = self.one(super::journal::LAST_SEQ, params![tenant])?;
        Ok((feed, self.one(HIGHEST, params![tenant])?.0))
    }
    /// Commands whose changes are there and that are not.
    pub(crate) fn lost_commands(&mut self) -> Result<Vec<CommandId>> {
        let tenant = self.tenant();
        let found = self.all(LOST_CHANGES, params![tenant])?;
        Ok(found.into_iter().map(|One(id)| id).collect())
    }
    /// What the journal says of a row, first first.
    pub(crate) fn steps_of(&mut self, table: &'static str, id: Uuid) -> Result<Vec<Step>> {
        let tenant = self.tenant();
        self.all(STEPS, params![tenant, id, table])
    }
    /// Whether the full-text indexes hold what their tables say: names, and texts. Needs a transaction that writes.
    pub(crate) fn full_text_is_right(&mut self) -> (bool, bool) {
        let mut right = |check| self.nested(|tx| tx.exec(check, params![])).is_ok();
        (right(CHECK_NAMES), right(CHECK_NOTES))
    }
    /// Makes the full-text indexes anew from their tables.
    pub(crate) fn rebuild_full_text(&mut self) -> Result<()> {
        self.exec(REBUILD_NAMES, params![])?;
        self.exec(REBUILD_NOTES, params![]).map(drop)
    }
    /// Whether the derived columns of a row are what they should be.
    pub(crate) fn derived_is_right<R: Record>(&mut self, row: &R, env: &Derive) -> Result<bool> {
        if R::DERIVED.is_empty() {
            return Ok(true);
        }
        let (tenant, id) = (self.tenant(), row.id());
        let found = row.with_values([&tenant, &0_i64], env, |values| {
            let mut given: Vec<&dyn Param> = vec![&tenant, &id];
            given.extend_from_slice(&values[2 + R::COLUMNS.len()..]);
            self.rows::<One<i64>>(&R::sql().same, &given, 1)
        })?;
        Ok(!found.is_empty())
    }
    /// Writes the derived columns of a row anew, and nothing else of it.
    pub(crate) fn mend_derived<R: Record>(&mut self, row: &R, env: &Derive) -> Result<()> {
        let (tenant, id) = (self.tenant(), row.id());
        row.with_values([&tenant, &0_i64], env, |values| {
            let mut given = values[2 + R::COLUMNS.len()..].to_vec();
            given.extend::<[&dyn Param; 2]>([&tenant, &id]);
            self.change(&R::sql().derive, &given).map(drop)
        })
    }
}

/// A value as the journal writes it, for comparing.
pub(crate) fn journaled<R: Record>(row: &R) -> Value {
    let JsonText(text) = JsonText::of(row);
    serde_json::from_str(&text).unwrap_or(Value::Null)
}
