//! The statements of the queue: one scan for each band, in the order of its index.
//!
//! A scan merges eight index ranges, four queues by {mine, nobody's}; an empty
//! queue name stands for no queue. The two databases are told so in different
//! words: SQLite merges ordered branches by itself and reads only what is
//! asked for, PostgreSQL needs a limit in each branch (measured: without it
//! every open task is read). The company is joined after the limit.

use crate::base::{CaseId, CompanyId, ContactId, Date, DeviceId, Json, TaskId, Timestamp, UserId};
use crate::domain::{Address, Priority, Stage, TaskState, TaskType};
use crate::store::One;
use crate::{row, statements};

/// Rows that one scan reads at a time; the limit in the texts below.
pub(super) const CHUNK: usize = 128;

row! {
    /// A candidate: the task, what its place depends on, and its company.
    pub(super) struct Line {
        pub(super) id: TaskId,
        pub(super) company_id: CompanyId,
        pub(super) case_id: Option<CaseId>,
        pub(super) contact_id: Option<ContactId>,
        pub(super) kind: TaskType,
        pub(super) title: String,
        pub(super) queue: String,
        pub(super) assignee_id: Option<UserId>,
        pub(super) priority: Priority,
        pub(super) due_at: Option<Timestamp>,
        pub(super) due_on: Option<Date>,
        pub(super) promised: bool,
        pub(super) state: TaskState,
        pub(super) attempt: i64,
        pub(super) attempts_max: i64,
        pub(super) place: i64,
        pub(super) available_at: Option<Timestamp>,
        pub(super) created_at: Timestamp,
        pub(super) due_key: i64,
        pub(super) prio_rank: i64,
        pub(super) call_rank: i64,
        pub(super) parked: i64,
        pub(super) company: String,
        pub(super) stage: Stage,
        pub(super) city: Option<String>,
        pub(super) country: Option<String>,
        pub(super) time_zone: Option<String>,
        pub(super) postal: Option<Json<Address>>,
        pub(super) gone: bool,
        pub(super) called_today: bool,
    }
}

row! {
    /// Who works on a company.
    pub(super) struct LeaseLine {
        pub(super) company_id: CompanyId,
        pub(super) user_id: UserId,
        pub(super) device_id: DeviceId,
    }
}

row! {
    /// A task put to the end of today's list.
    pub(super) struct SkipLine {
        pub(super) task_id: TaskId,
        pub(super) until: Timestamp,
    }
}

row! {
    /// A counter of open tasks.
    pub(super) struct CountLine {
        pub(super) queue: String,
        pub(super) open_tasks: i64,
    }
}

row! {
    /// An open task of a company that stands on the page.
    pub(super) struct OtherLine {
        pub(super) company_id: CompanyId,
        pub(super) queue: String,
        pub(super) who: UserId,
    }
}

/// `$1` start of today (for "called today"), `$2` tenant, `$3` me, `$4` the first queue; then what the band needs,
/// the other three queues, nobody.
macro_rules! lines_of {
    ($inner:expr) => {
        concat!(
            "SELECT t.id, t.company_id, t.case_id, t.contact_id, t.kind, t.title, t.queue, t.assignee_id, t.priority, \
             t.due_at, t.due_on, t.promised, t.state, t.attempt, t.attempts_max, t.place, t.available_at, \
             t.created_at, t.due_key, t.prio_rank, t.call_rank, t.parked, c.name AS company, c.stage, c.city, \
             c.country, c.time_zone, CASE WHEN c.time_zone IS NULL AND c.country IN ('US', 'CA', 'AU') \
             THEN c.postal END AS postal, c.deleted_at IS NOT NULL AS gone, \
             c.last_activity_at IS NOT NULL AND c.last_activity_at >= $1 AND EXISTS (SELECT 1 FROM activity a \
             WHERE a.tenant_no = $2 AND a.company_id = c.id AND a.occurred_at >= $1 AND a.kind = 'CALL' \
             AND a.state = 'HELD' AND a.deleted_at IS NULL) AS called_today FROM (",
            $inner,
            ") k JOIN task t ON t.tenant_no = $2 AND t.id = k.id \
             JOIN company c ON c.tenant_no = $2 AND c.id = t.company_id"
        )
    };
}

/// One index range, as SQLite wants it.
macro_rules! plain {
    ($keys:literal, $band:literal, $who:literal, $queue:literal) => {
        concat!(
            "SELECT ",
            $keys,
            " FROM task WHERE tenant_no = $2 AND who = ",
            $who,
            " AND queue = ",
            $queue,
            " AND in_queue = 1 AND deleted_at IS NULL AND ",
            $band
        )
    };
}

/// One index range, as PostgreSQL wants it.
macro_rules! limited {
    ($keys:literal, $band:literal, $who:literal, $queue:literal) => {
        concat!(
            "(",
            plain!($keys, $band, $who, $queue),
            " ORDER BY ",
            $keys,
            " LIMIT 128)"
        )
    };
}

macro_rules! scan {
    ($range:ident, $keys:literal, $band:literal, $q2:literal, $q3:literal, $q4:literal, $nobody:literal) => {
        lines_of!(concat!(
            $range!($keys, $band, "$3", "$4"),
            " UNION ALL ",
            $range!($keys, $band, "$3", $q2),
            " UNION ALL ",
            $range!($keys, $band, "$3", $q3),
            " UNION ALL ",
            $range!($keys, $band, "$3", $q4),
            " UNION ALL ",
            $range!($keys, $band, $nobody, "$4"),
            " UNION ALL ",
            $range!($keys, $band, $nobody, $q2),
            " UNION ALL ",
            $range!($keys, $band, $nobody, $q3),
            " UNION ALL ",
            $range!($keys, $band, $nobody, $q4),
            " ORDER BY ",
            $keys,
            " LIMIT 128"
        ))
    };
}

/// Promised, due up to `$5`.
macro_rules! promised {
    ($range:ident) => {
        scan!(
            $range,
            "due_key, id",
            "parked = 0 AND promised = 1 AND due_key <= $5 AND (due_key, id) > ($6, $7)",
            "$8",
            "$9",
            "$10",
            "$11"
        )
    };
}

/// URGENT; `$5` 1 leaves out calls.
macro_rules! urgent {
    ($range:ident) => {
        scan!(
            $range,
            "due_key, call_rank, created_at, place, id",
            "parked = 0 AND priority = 'URGENT' AND call_rank >= $5 \
             AND (due_key, call_rank, created_at, place, id) > ($6, $7, $8, $9, $10)",
            "$11",
            "$12",
            "$13",
            "$14"
        )
    };
}

/// Due before `$5`; `$6` 1 leaves out calls.
macro_rules! due {
    ($range:ident) => {
        scan!(
            $range,
            "due_key, call_rank, prio_rank, created_at, place, id",
            "parked = 0 AND due_key < $5 AND call_rank >= $6 \
             AND (due_key, call_rank, prio_rank, created_at, place, id) > ($7, $8, $9, $10, $11, $12)",
            "$13",
            "$14",
            "$15",
            "$16"
        )
    };
}

/// Due on day `$5`, of one priority `$6`, calls or others `$7`.
macro_rules! day {
    ($range:ident) => {
        scan!(
            $range,
            "due_key, created_at, place, id",
            "parked = 0 AND due_day = $5 AND prio_rank = $6 AND call_rank = $7 \
             AND (due_key, created_at, place, id) > ($8, $9, $10, $11)",
            "$12",
            "$13",
            "$14",
            "$15"
        )
    };
}

/// Open for work, of one priority `$5`, calls or others `$6`.
macro_rules! work {
    ($range:ident) => {
        scan!(
            $range,
            "due_key, created_at, place, id",
            "parked = 0 AND deadline = 1 AND prio_rank = $5 AND call_rank = $6 \
             AND (due_key, created_at, place, id) > ($7, $8, $9, $10)",
            "$11",
            "$12",
            "$13",
            "$14"
        )
    };
}

/// Not available yet.
macro_rules! later {
    ($range:ident) => {
        scan!(
            $range,
            "available_at, id",
            "parked = 0 AND available_at IS NOT NULL AND (available_at, id) > ($5, $6)",
            "$7",
            "$8",
            "$9",
            "$10"
        )
    };
}

/// Without a number.
macro_rules! no_number {
    ($range:ident) => {
        scan!(
            $range,
            "due_key, id",
            "parked = 1 AND (due_key, id) > ($5, $6)",
            "$7",
            "$8",
            "$9",
            "$10"
        )
    };
}

statements! {
    /// Band 0.
    pub(super) PROMISED_SQLITE: rows Line [list sqlite] = promised!(plain);
    /// Band 0.
    pub(super) PROMISED_POSTGRES: rows Line [list postgres] = promised!(limited);
    /// Band 1.
    pub(super) URGENT_SQLITE: rows Line [list sqlite] = urgent!(plain);
    /// Band 1.
    pub(super) URGENT_POSTGRES: rows Line [list postgres] = urgent!(limited);
    /// Band 2, and the plain order.
    pub(super) DUE_SQLITE: rows Line [list sqlite] = due!(plain);
    /// Band 2, and the plain order.
    pub(super) DUE_POSTGRES: rows Line [list postgres] = due!(limited);
    /// Band 3.
    pub(super) DAY_SQLITE: rows Line [list sqlite] = day!(plain);
    /// Band 3.
    pub(super) DAY_POSTGRES: rows Line [list postgres] = day!(limited);
    /// Band 4.
    pub(super) WORK_SQLITE: rows Line [list sqlite] = work!(plain);
    /// Band 4.
    pub(super) WORK_POSTGRES: rows Line [list postgres] = work!(limited);
    /// Band 5, what becomes available.
    pub(super) LATER_SQLITE: rows Line [list sqlite] = later!(plain);
    /// Band 5, what becomes available.
    pub(super) LATER_POSTGRES: rows Line [list postgres] = later!(limited);
    /// Band 5, calls without a number.
    pub(super) NO_NUMBER_SQLITE: rows Line [list sqlite] = no_number!(plain);
    /// Band 5, calls without a number.
    pub(super) NO_NUMBER_POSTGRES: rows Line [list postgres] = no_number!(limited);

    /// Companies in work now.
    pub(super) LEASES: rows LeaseLine =
        "SELECT company_id, user_id, device_id FROM lease WHERE tenant_no = $1 AND until > $2";
    /// What I skipped for today.
    pub(super) SKIPS: rows SkipLine =
        "SELECT task_id, until FROM skip WHERE tenant_no = $1 AND user_id = $2 AND until > $3";
    /// Counters of open tasks, mine and nobody's.
    pub(super) OPEN: rows CountLine =
        "SELECT queue, open_tasks FROM queue_count WHERE tenant_no = $1 AND who IN ($2, $3)";
    /// Open tasks of sixteen companies.
    pub(super) OTHERS: rows OtherLine [list] =
        "SELECT company_id, queue, who FROM task WHERE tenant_no = $1 AND company_id IN ($2, $3, $4, $5, $6, $7, \
         $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) AND state IN ('OPEN', 'WAITING') AND in_queue = 1 \
         AND deleted_at IS NULL AND parked < 2";
    /// Each country once, by jumping from one to the next in the index.
    pub(super) COUNTRIES: rows One<String> =
        "WITH RECURSIVE step (value) AS (SELECT MIN(country) FROM company WHERE tenant_no = $1 \
         AND deleted_at IS NULL UNION ALL SELECT (SELECT MIN(c.country) FROM company c WHERE c.tenant_no = $1 \
         AND c.deleted_at IS NULL AND c.country > step.value) FROM step WHERE step.value IS NOT NULL) \
         SELECT value FROM step WHERE value IS NOT NULL LIMIT 300";
    /// Each zone that a company has of its own, once.
    pub(super) ZONES: rows One<String> =
        "WITH RECURSIVE step (value) AS (SELECT MIN(time_zone) FROM company WHERE tenant_no = $1 \
         AND time_zone IS NOT NULL AND deleted_at IS NULL UNION ALL SELECT (SELECT MIN(c.time_zone) FROM company c \
         WHERE c.tenant_no = $1 AND c.time_zone IS NOT NULL AND c.deleted_at IS NULL \
         AND c.time_zone > step.value) FROM step WHERE step.value IS NOT NULL) \
         SELECT value FROM step WHERE value IS NOT NULL LIMIT 300";
}
