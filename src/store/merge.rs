//! What hangs on a company or a person, in Trash or not, and what was decided about two rows that look alike.

use super::{One, Pick, Record, Result, Tx};
use crate::domain::{Activity, Case, Contact, Handover, Member, Note, StageChange, Task, Verdict};
use crate::{params, statements};
use uuid::Uuid;

macro_rules! of {
    ($rest:literal) => {
        concat!("WHERE tenant_no = $1 AND company_id = $2 AND ", $rest)
    };
}

statements! {
    /// Live contacts of a company.
    CONTACTS: pick Contact [list] = of!("deleted_at IS NULL ORDER BY sort_key, id");
    /// Those in Trash.
    CONTACTS_GONE: pick Contact [list] = of!("deleted_at IS NOT NULL");
    /// Live cases of a company.
    CASES: pick Case [list] = of!("deleted_at IS NULL ORDER BY opened_at, id");
    /// Those in Trash.
    CASES_GONE: pick Case [list] = of!("deleted_at IS NOT NULL");
    /// Unfinished tasks of a company.
    OPEN_TASKS: pick Task [list] = of!("state IN ('OPEN', 'WAITING') AND deleted_at IS NULL ORDER BY due_key, id");
    /// Finished ones.
    DONE_TASKS: pick Task [list] = of!("state IN ('DONE', 'CANCELLED') AND deleted_at IS NULL ORDER BY id");
    /// Those in Trash.
    TASKS_GONE: pick Task [list] = of!("deleted_at IS NOT NULL");
    /// Live activities of a company.
    ACTIVITIES: pick Activity [list] = of!("deleted_at IS NULL ORDER BY occurred_at, ver, id");
    /// Those in Trash.
    ACTIVITIES_GONE: pick Activity [list] = of!("deleted_at IS NOT NULL");
    /// Live notes of a company.
    NOTES: pick Note [list] = of!("deleted_at IS NULL ORDER BY created_at, ver, id");
    /// Those in Trash.
    NOTES_GONE: pick Note [list] = of!("deleted_at IS NOT NULL");
    /// Steps of a company.
    STEPS: pick StageChange [list] = of!("deleted_at IS NULL ORDER BY at, ver, id");
    /// Those in Trash.
    STEPS_GONE: pick StageChange [list] = of!("deleted_at IS NOT NULL");
    /// Handovers of a company.
    HANDOVERS: pick Handover [list] = of!("deleted_at IS NULL ORDER BY offered_at, ver, id");
    /// Those in Trash.
    HANDOVERS_GONE: pick Handover [list] = of!("deleted_at IS NOT NULL");
    /// Members of a company.
    MEMBERS: pick Member [list] = of!("deleted_at IS NULL ORDER BY user_id");
    /// Those in Trash.
    MEMBERS_GONE: pick Member [list] = of!("deleted_at IS NOT NULL");

    /// Live tasks of a person.
    PERSON_TASKS: pick Task [list] = "WHERE tenant_no = $1 AND contact_id = $2 AND deleted_at IS NULL ORDER BY id";
    /// Those in Trash.
    PERSON_TASKS_GONE: pick Task [list] = "WHERE tenant_no = $1 AND contact_id = $2 AND deleted_at IS NOT NULL";
    /// Live activities of a person.
    PERSON_ACTIVITIES: pick Activity [list] =
        "WHERE tenant_no = $1 AND contact_id = $2 AND deleted_at IS NULL ORDER BY occurred_at, id";
    /// Those in Trash.
    PERSON_ACTIVITIES_GONE: pick Activity [list] =
        "WHERE tenant_no = $1 AND contact_id = $2 AND deleted_at IS NOT NULL";

    /// What a row was merged into.
    MERGED_INTO: rows One<Uuid> [list] =
        "SELECT other AS value FROM verdict WHERE tenant_no = $1 AND kind = 'SAME' AND one = $2 AND deleted_at IS NULL \
         ORDER BY other LIMIT 1";
    /// What was merged into a row.
    MERGED_FROM: rows One<Uuid> [list] =
        "SELECT one AS value FROM verdict WHERE tenant_no = $1 AND kind = 'SAME' AND other = $2 AND deleted_at IS NULL \
         ORDER BY one";
    /// Whether anything was merged at all.
    ANY_MERGED: rows One<Uuid> [list] =
        "SELECT one AS value FROM verdict WHERE tenant_no = $1 AND kind = 'SAME' AND deleted_at IS NULL \
         ORDER BY one, other LIMIT 1";
    /// That two rows are not the same.
    NOT_SAME: pick Verdict =
        "WHERE tenant_no = $1 AND kind = 'NOT_SAME' AND one = $2 AND other = $3 AND deleted_at IS NULL";
    /// What a row is not the same as, where it comes first.
    NOT_SAME_ONE: pick Verdict [list] =
        "WHERE tenant_no = $1 AND kind = 'NOT_SAME' AND one = $2 AND deleted_at IS NULL ORDER BY other";
    /// The same where it comes second.
    NOT_SAME_OTHER: pick Verdict [list] =
        "WHERE tenant_no = $1 AND kind = 'NOT_SAME' AND other = $2 AND deleted_at IS NULL ORDER BY one";
}

/// Everything of one kind that hangs on a company, live rows first.
pub(crate) struct Hanging<R: Record>(&'static [Pick<R>]);

/// Contacts.
pub(crate) const ALL_CONTACTS: Hanging<Contact> = Hanging(&[CONTACTS, CONTACTS_GONE]);
/// Cases.
pub(crate) const ALL_CASES: Hanging<Case> = Hanging(&[CASES, CASES_GONE]);
/// Tasks.
pub(crate) const ALL_TASKS: Hanging<Task> = Hanging(&[OPEN_TASKS, DONE_TASKS, TASKS_GONE]);
/// Activities.
pub(crate) const ALL_ACTIVITIES: Hanging<Activity> = Hanging(&[ACTIVITIES, ACTIVITIES_GONE]);
/// Notes.
pub(crate) const ALL_NOTES: Hanging<Note> = Hanging(&[NOTES, NOTES_GONE]);
/// Steps through the stages.
pub(crate) const ALL_STEPS: Hanging<StageChange> = Hanging(&[STEPS, STEPS_GONE]);
/// Handovers.
pub(crate) const ALL_HANDOVERS: Hanging<Handover> = Hanging(&[HANDOVERS, HANDOVERS_GONE]);
/// Memberships.
pub(crate) const ALL_MEMBERS: Hanging<Member> = Hanging(&[MEMBERS, MEMBERS_GONE]);
/// Tasks of a person.
pub(crate) const TASKS_OF_PERSON: Hanging<Task> = Hanging(&[PERSON_TASKS, PERSON_TASKS_GONE]);
/// Activities of a person.
pub(crate) const ACTIVITIES_OF_PERSON: Hanging<Activity> =
    Hanging(&[PERSON_ACTIVITIES, PERSON_ACTIVITIES_GONE]);

impl Tx<'_> {
    /// Everything of one kind that hangs on a company or a person.
    pub(crate) fn hanging<R: Record>(&mut self, all: &Hanging<R>, on: Uuid) -> Result<Vec<R>> {
        let tenant = self.tenant();
        let mut rows = Vec::new();
        for pick in all.0 {
            rows.extend(self.select(*pick, params![tenant, on])?);
        }
        Ok(rows)
    }
    /// Whether any row was merged into another.
    pub(crate) fn any_merged(&mut self) -> Result<bool> {
        let tenant = self.tenant();
        Ok(self.first(ANY_MERGED, params![tenant])?.is_some())
    }
    /// The row that an id stands for now: the last one that it was merged into, else itself.
    pub(crate) fn stands_for(&mut self, id: Uuid) -> Result<Uuid> {
        let tenant = self.tenant();
        let mut seen = vec![id];
        // What was merged is hidden and merges no more, so the way ends; one that went in a circle would too.
        let mut now = id;
        while let Some(One(into)) = self.first(MERGED_INTO, params![tenant, now])? {
            if seen.contains(&into) {
                break;
            }
            seen.push(into);
            now = into;
        }
        Ok(now)
    }
    /// The rows that became this one, whatever lay between; at most so many.
    pub(crate) fn became(&mut self, id: Uuid, most: usize) -> Result<Vec<Uuid>> {
        let tenant = self.tenant();
        let mut rows = vec![id];
        let mut next = 0;
        while next < rows.len() && rows.len() <= most {
            for One(row) in self.all(MERGED_FROM, params![tenant, rows[next]])? {
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
            next += 1;
        }
        rows.remove(0);
        rows.truncate(most);
        Ok(rows)
    }
    /// Whether a row would come back to itself by what it was merged into.
    pub(crate) fn merged_in_circle(&mut self, id: Uuid) -> Result<bool> {
        let tenant = self.tenant();
        let mut seen = vec![id];
        let mut now = id;
        while let Some(One(into)) = self.first(MERGED_INTO, params![tenant, now])? {
            if seen.contains(&into) {
                return Ok(true);
            }
            seen.push(into);
            now = into;
        }
        Ok(false)
    }
    /// That two rows are not the same, in either order.
    pub(crate) fn not_same(&mut self, one: Uuid, other: Uuid) -> Result<Option<Verdict>> {
        let tenant = self.tenant();
        let (one, other) = (one.min(other), one.max(other));
        self.select_first(NOT_SAME, params![tenant, one, other])
    }
    /// Everything that a row is known not to be the same as.
    pub(crate) fn not_same_as(&mut self, id: Uuid) -> Result<Vec<Verdict>> {
        let tenant = self.tenant();
        let mut found = self.select(NOT_SAME_ONE, params![tenant, id])?;
        found.extend(self.select(NOT_SAME_OTHER, params![tenant, id])?);
        Ok(found)
    }
}

/// What the stories of merging look at behind the commands: derived columns, and what must never be.
#[cfg(test)]
pub(crate) mod seen {
    use super::One;

    crate::statements! {
        /// Derived columns of companies.
        pub(crate) COMPANIES: rows One<String> =
            "SELECT hex(id) || ' ' || next_due_key || ' ' || COALESCE(last_activity_at, 0) || ' ' || has_number AS value \
             FROM company WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY id";
        /// Counters of the queue.
        pub(crate) COUNTS: rows One<String> =
            "SELECT queue || ' ' || hex(who) || ' ' || open_tasks AS value FROM queue_count \
             WHERE tenant_no = $1 AND open_tasks <> 0 ORDER BY queue, who";
        /// What rows are looked up by.
        pub(crate) LOOKUP: rows One<String> =
            "SELECT kind || ' ' || key || ' ' || hex(row_id) AS value FROM lookup WHERE tenant_no = $1 \
             ORDER BY kind, key, row_id";
        /// Status of cases.
        pub(crate) CASES: rows One<String> =
            "SELECT hex(id) || ' ' || status AS value FROM cases WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY id";
        /// What is found by name.
        pub(crate) NAMES: rows One<String> =
            "SELECT hex(id) || ' ' || hex(company_id) || ' ' || folded AS value FROM search_name WHERE tenant_no = $1 \
             ORDER BY id";
        /// Follow-ups beside another of their place.
        pub(crate) RIVALS: rows One<i64> =
            "SELECT COUNT(*) AS value FROM task a JOIN task b ON a.tenant_no = b.tenant_no AND a.company_id = b.company_id \
             AND a.kind = b.kind AND a.case_id IS b.case_id AND a.contact_id IS b.contact_id AND a.id < b.id \
             WHERE a.tenant_no = $1 AND a.origin = 'FOLLOW_UP' AND b.origin = 'FOLLOW_UP' \
             AND a.state IN ('OPEN', 'WAITING') AND b.state IN ('OPEN', 'WAITING') \
             AND a.deleted_at IS NULL AND b.deleted_at IS NULL";
        /// Live rows that hang on a company that is not.
        pub(crate) TORN: rows One<i64> =
            "SELECT COUNT(*) AS value FROM (SELECT company_id, deleted_at, tenant_no FROM contact \
             UNION ALL SELECT company_id, deleted_at, tenant_no FROM task \
             UNION ALL SELECT company_id, deleted_at, tenant_no FROM activity \
             UNION ALL SELECT company_id, deleted_at, tenant_no FROM cases) r JOIN company c ON c.id = r.company_id \
             WHERE r.tenant_no = $1 AND r.deleted_at IS NULL AND c.deleted_at IS NOT NULL";
        /// Open promises.
        pub(crate) PROMISES: rows One<i64> =
            "SELECT COUNT(*) AS value FROM task WHERE tenant_no = $1 AND promised = 1 AND state IN ('OPEN', 'WAITING') \
             AND deleted_at IS NULL";
    }

    #[test]
    fn they_are_all_read() {
        assert_eq!(statements().len(), 8);
    }
}
