//! The journal as a person reads it, what is in Trash, and what a rep did today.

use super::journal::import_label;
use super::{One, Result, Tx};
use crate::base::{CommandId, GroupId, Timestamp, UserId};
use crate::domain::{OutcomeEffect, OutcomeGroup, Rules};
use crate::view::{HistoryRow, Today, TrashRow};
use crate::{params, row, statements};
use uuid::Uuid;

/// Activities logged a little ahead of the clock count as happened (domain.md §3).
const AHEAD_MINUTES: i64 = 5;

/// Commands of a group are counted up to here: a page of the history must not read whole imports.
const COUNTED: i64 = 1_000;

row! {
    /// A command that stands for itself, or the newest of its group.
    struct Line {
        id: CommandId,
        seq: i64,
        group_id: Option<GroupId>,
        kind: String,
        label: String,
        at: Timestamp,
        actor_id: UserId,
        undone: bool,
        is_undo: bool,
        reversible: bool,
    }
}

row! {
    /// A call of today.
    struct CallLine {
        outcome: Option<String>,
        duration_s: Option<i64>,
    }
}

row! {
    /// A row in Trash.
    struct Gone {
        tbl: String,
        id: Uuid,
        label: Option<String>,
        rest: Option<String>,
        company: Option<String>,
        deleted_at: Timestamp,
    }
}

macro_rules! gone {
    ($table:literal, $label:literal, $rest:literal) => {
        concat!(
            "SELECT '",
            $table,
            "' AS tbl, t.id, ",
            $label,
            " AS label, ",
            $rest,
            " AS rest, o.name AS company, t.deleted_at FROM ",
            $table,
            " t LEFT JOIN company c ON c.tenant_no = t.tenant_no AND c.id = t.company_id \
             AND c.deleted_with = t.deleted_with \
             LEFT JOIN company o ON o.tenant_no = t.tenant_no AND o.id = t.company_id \
             LEFT JOIN command_log l ON l.tenant_no = t.tenant_no AND l.id = t.deleted_with \
             WHERE t.tenant_no = $1 AND t.deleted_at IS NOT NULL AND c.id IS NULL AND l.undoes IS NULL \
             AND (l.type IS NULL OR l.type <> 'contact.erase') \
             AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.tenant_no = t.tenant_no AND v.kind = 'SAME' \
             AND v.one = t.id AND v.deleted_at IS NULL) ORDER BY t.deleted_at DESC, t.id DESC LIMIT $2"
        )
    };
}

macro_rules! commands {
    ($rest:literal) => {
        concat!(
            "SELECT id, seq, group_id, type AS kind, label, at, actor_id, undone_by IS NOT NULL AS undone, \
             undoes IS NOT NULL AS is_undo, reversible FROM command_log WHERE tenant_no = $1 AND ",
            $rest
        )
    };
}

statements! {
    /// Commands that stand for themselves, newest first.
    SINGLES: rows Line [list] = commands!("group_id IS NULL ORDER BY seq DESC LIMIT $2");
    /// Groups, newest first: their ids carry the time. Jumps from one to the next in the index.
    GROUPS: rows One<GroupId> =
        "WITH RECURSIVE step (value, n) AS (SELECT (SELECT group_id FROM command_log WHERE tenant_no = $1 \
         AND group_id IS NOT NULL ORDER BY group_id DESC LIMIT 1), 1 \
         UNION ALL SELECT (SELECT l.group_id FROM command_log l WHERE l.tenant_no = $1 AND l.group_id IS NOT NULL \
         AND l.group_id < step.value ORDER BY l.group_id DESC LIMIT 1), step.n + 1 FROM step \
         WHERE step.value IS NOT NULL AND step.n < $2) SELECT value FROM step WHERE value IS NOT NULL";
    /// The newest command of a group.
    NEWEST_OF: rows Line [list] = commands!("group_id = $2 ORDER BY seq DESC LIMIT 1");
    /// How many commands a group has, up to one more than are counted.
    SIZE_OF: rows One<i64> =
        "SELECT COUNT(*) AS value FROM (SELECT 1 FROM command_log WHERE tenant_no = $1 AND group_id = $2 \
         LIMIT 1001) few";

    /// Companies in Trash, newest first.
    COMPANIES: rows Gone [list] =
        "SELECT 'company' AS tbl, t.id, t.name AS label, NULL AS rest, NULL AS company, t.deleted_at FROM company t \
         LEFT JOIN command_log l ON l.tenant_no = t.tenant_no AND l.id = t.deleted_with \
         WHERE t.tenant_no = $1 AND t.deleted_at IS NOT NULL AND l.undoes IS NULL \
         AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.tenant_no = t.tenant_no AND v.kind = 'SAME' AND v.one = t.id \
         AND v.deleted_at IS NULL) ORDER BY t.deleted_at DESC, t.id DESC LIMIT $2";
    /// Contacts in Trash that did not go along with their company.
    CONTACTS: rows Gone [list] = gone!("contact", "t.first_name", "t.last_name");
    /// Cases in Trash that did not go along with their company.
    CASES: rows Gone [list] =
        "SELECT 'case' AS tbl, t.id, t.kind AS label, NULL AS rest, c.name AS company, t.deleted_at FROM cases t \
         JOIN company c ON c.tenant_no = t.tenant_no AND c.id = t.company_id \
         LEFT JOIN command_log l ON l.tenant_no = t.tenant_no AND l.id = t.deleted_with \
         WHERE t.tenant_no = $1 AND t.deleted_at IS NOT NULL AND l.undoes IS NULL \
         AND (c.deleted_with IS NULL OR c.deleted_with <> t.deleted_with) \
         ORDER BY t.deleted_at DESC, t.id DESC LIMIT $2";
    /// Tasks in Trash that did not go along with their company or case.
    TASKS: rows Gone [list] =
        "SELECT 'task' AS tbl, t.id, t.title AS label, NULL AS rest, o.name AS company, t.deleted_at FROM task t \
         LEFT JOIN company c ON c.tenant_no = t.tenant_no AND c.id = t.company_id AND c.deleted_with = t.deleted_with \
         LEFT JOIN company o ON o.tenant_no = t.tenant_no AND o.id = t.company_id \
         LEFT JOIN cases s ON s.tenant_no = t.tenant_no AND s.id = t.case_id AND s.deleted_with = t.deleted_with \
         LEFT JOIN command_log l ON l.tenant_no = t.tenant_no AND l.id = t.deleted_with \
         WHERE t.tenant_no = $1 AND t.deleted_at IS NOT NULL AND c.id IS NULL AND s.id IS NULL AND l.undoes IS NULL \
         ORDER BY t.deleted_at DESC, t.id DESC LIMIT $2";
    /// Activities in Trash that did not go along with their company.
    ACTIVITIES: rows Gone [list] = gone!("activity", "COALESCE(t.subject, t.notes)", "t.kind");
    /// Notes in Trash that did not go along with their company.
    NOTES: rows Gone [list] = gone!("note", "t.body", "NULL");

    /// A user's calls since an instant.
    CALLS: rows CallLine [list] =
        "SELECT outcome, duration_s FROM activity WHERE tenant_no = $1 AND created_by = $2 AND occurred_at >= $3 \
         AND occurred_at <= $4 AND kind = 'CALL' AND state = 'HELD' AND deleted_at IS NULL LIMIT 5000";
}

/// The newest commands, those of a group as one row.
pub fn history(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<HistoryRow>> {
    let tenant = tx.tenant();
    let mut lines: Vec<(Line, i64)> = Vec::new();
    for line in tx.all(SINGLES, params![tenant, limit])? {
        lines.push((line, 1));
    }
    for One(group) in tx.all(GROUPS, params![tenant, limit])? {
        let Some(newest) = tx.first(NEWEST_OF, params![tenant, group])? else {
            continue;
        };
        lines.push((newest, 0));
    }
    lines.sort_by_key(|(line, _)| std::cmp::Reverse(line.seq));
    lines.truncate(limit as usize);
    let mut rows = Vec::with_capacity(lines.len());
    for (mut line, mut count) in lines {
        if let Some(group) = line.group_id {
            One(count) = tx.one(SIZE_OF, params![tenant, group])?;
            line.label = import_label(tx, group)?.unwrap_or(line.label);
        }
        rows.push(HistoryRow {
            command: line.id,
            group: line.group_id,
            count: count.min(COUNTED),
            more: count > COUNTED,
            kind: line.kind,
            label: line.label,
            at: line.at,
            actor_id: line.actor_id,
            undone: line.undone,
            is_undo: line.is_undo,
            reversible: line.reversible,
        });
    }
    Ok(rows)
}

/// What was put into Trash, newest first; what went along with a company, or what an undo took back, is not
/// listed by itself.
pub fn trash(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<TrashRow>> {
    let mut gone = Vec::new();
    for statement in [COMPANIES, CONTACTS, CASES, TASKS, ACTIVITIES, NOTES] {
        gone.extend(tx.all(statement, params![tx.tenant(), limit])?);
    }
    gone.sort_by_key(|row| std::cmp::Reverse((row.deleted_at, row.id)));
    gone.truncate(limit as usize);
    Ok(gone.into_iter().map(TrashRow::from).collect())
}

impl From<Gone> for TrashRow {
    fn from(gone: Gone) -> Self {
        let parts: Vec<_> = match gone.tbl.as_str() {
            // Of an activity without a text its type is what is left to say.
            "activity" => gone.label.or(gone.rest).into_iter().collect(),
            _ => [gone.label, gone.rest].into_iter().flatten().collect(),
        };
        let label = parts.join(" ");
        let first = label.lines().map(str::trim).find(|line| !line.is_empty());
        Self {
            table: gone.tbl,
            id: gone.id,
            label: first.unwrap_or("(no name)").to_owned(),
            company: gone.company,
            deleted_at: gone.deleted_at,
        }
    }
}

/// What a user did since an instant (the beginning of the day).
pub fn today(
    tx: &mut Tx<'_>,
    user: UserId,
    since: Timestamp,
    now: Timestamp,
    rules: &Rules,
) -> Result<Today> {
    let calls = tx.all(
        CALLS,
        params![tx.tenant(), user, since, now.plus_minutes(AHEAD_MINUTES)],
    )?;
    let mut today = Today::default();
    for call in calls {
        let outcome = call.outcome.as_deref().and_then(|code| rules.outcome(code));
        let group = outcome.map(|outcome| outcome.group);
        today.calls += 1;
        today.reached += u32::from(group.is_some_and(OutcomeGroup::is_connected));
        today.meetings += u32::from(outcome.is_some_and(|outcome| outcome.effect == OutcomeEffect::Meeting));
        today.talk_s += call.duration_s.unwrap_or(0);
    }
    Ok(today)
}
