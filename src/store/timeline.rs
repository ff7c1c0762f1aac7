//! The timeline of a company: activities, notes, stage changes, handovers, tasks done or replaced, newest first.
//!
//! Each kind is read in the order of its own index, behind the cursor, and
//! merged; names of people are joined after the limit. A filter leaves kinds
//! out, a search goes through the entries piece by piece and stops after some
//! thousands, with the place where it can go on. Who may see an entry is not
//! decided here.
//!
//! A task that an activity completed has no entry of its own: the activity tells
//! of it.

use super::{Dialect, One, Param, Result, Tx};
use crate::base::{CompanyId, ContactId, TaskId, Timestamp, UserId, lookup};
use crate::domain::{ActivityType, Code};
use crate::view::{Entry, EntryKind, TimelineAsk, TimelinePage};
use crate::{params, row, statements};
use uuid::Uuid;

/// Entries on a page when nothing is said.
const PAGE: usize = 50;
/// Entries read at a time; the limit in the texts below.
const CHUNK: usize = 64;
/// Entries a search looks at before it answers with what it has and where it goes on.
const SEARCHED: usize = 2_500;
/// Entries are counted up to here; the count says "this many or more" then.
pub const COUNTED: i64 = 1_000;

row! {
    /// An entry as it is read.
    struct Line {
        kind: String,
        id: Uuid,
        at: Timestamp,
        ver: i64,
        code: String,
        state: Option<String>,
        outcome: Option<String>,
        subject: Option<String>,
        text: Option<String>,
        duration_s: Option<i64>,
        attempt: Option<i64>,
        contact_id: Option<ContactId>,
        task_id: Option<TaskId>,
        by_user: UserId,
        first_name: Option<String>,
        last_name: Option<String>,
        by_name: Option<String>,
    }
}

/// A branch in the words of SQLite, which merges ordered branches by itself and reads only what is asked for.
macro_rules! plain {
    ($sql:literal, $order:literal) => {
        $sql
    };
}

/// A branch in the words of PostgreSQL, which reads every row of a branch without a limit of its own.
macro_rules! limited {
    ($sql:literal, $order:literal) => {
        concat!("(", $sql, $order, " LIMIT 64)")
    };
}

/// `$1` tenant, `$2` the company for activities, `$3` to `$16` their types, `$17` to `$19` the cursor; the company
/// once more for notes, stage changes, handovers, tasks done, tasks replaced. A kind that is not asked for gets
/// the nil company.
macro_rules! entries {
    ($branch:ident) => {
        concat!(
            "SELECT e.kind, e.id, e.at, e.ver, e.code, e.state, e.outcome, e.subject, e.text, e.duration_s, e.attempt, \
             e.contact_id, e.task_id, e.by_user, p.first_name, p.last_name, u.name AS by_name FROM (",
            $branch!(
                "SELECT 'activity' AS kind, id, occurred_at AS at, ver, kind AS code, \
                 CASE WHEN state <> 'HELD' THEN state END AS state, outcome, subject, notes AS text, duration_s, \
                 attempt, contact_id, task_id, created_by AS by_user FROM activity \
                 WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL \
                 AND kind IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
                 AND (occurred_at, ver, id) < ($17, $18, $19)",
                " ORDER BY occurred_at DESC, ver DESC, id DESC"
            ),
            " UNION ALL ",
            $branch!(
                "SELECT 'note', id, created_at, ver, kind, NULL, NULL, NULL, body, NULL, NULL, NULL, NULL, created_by \
                 FROM note WHERE tenant_no = $1 AND company_id = $20 AND deleted_at IS NULL \
                 AND (created_at, ver, id) < ($17, $18, $19)",
                " ORDER BY created_at DESC, ver DESC, id DESC"
            ),
            " UNION ALL ",
            $branch!(
                "SELECT 'stage', id, at, ver, 'STAGE', reason, to_stage, from_stage, note, NULL, NULL, NULL, NULL, by_user \
                 FROM stage_change WHERE tenant_no = $1 AND company_id = $21 AND deleted_at IS NULL \
                 AND (at, ver, id) < ($17, $18, $19)",
                " ORDER BY at DESC, ver DESC, id DESC"
            ),
            " UNION ALL ",
            $branch!(
                "SELECT 'handover', id, offered_at, ver, 'HANDOVER', 'PENDING', NULL, to_queue, note, NULL, NULL, NULL, \
                 NULL, offered_by FROM handover WHERE tenant_no = $1 AND company_id = $22 AND deleted_at IS NULL \
                 AND (offered_at, ver, id) < ($17, $18, $19)",
                " ORDER BY offered_at DESC, ver DESC, id DESC"
            ),
            " UNION ALL ",
            $branch!(
                "SELECT 'handover', id, answered_at, ver, 'HANDOVER', state, reason, to_queue, answer_note, NULL, NULL, \
                 NULL, NULL, COALESCE(answered_by, offered_by) FROM handover WHERE tenant_no = $1 \
                 AND company_id = $22 AND deleted_at IS NULL AND answered_at IS NOT NULL \
                 AND (answered_at, ver, id) < ($17, $18, $19)",
                " ORDER BY answered_at DESC, ver DESC, id DESC"
            ),
            " UNION ALL ",
            $branch!(
                "SELECT 'task_done', id, done_at, ver, 'TASK_DONE', NULL, kind, title, note, NULL, attempt, contact_id, \
                 id, COALESCE(done_by, created_by) FROM task WHERE tenant_no = $1 AND company_id = $23 \
                 AND state = 'DONE' AND activity_id IS NULL AND done_at IS NOT NULL AND deleted_at IS NULL \
                 AND (done_at, ver, id) < ($17, $18, $19)",
                " ORDER BY done_at DESC, ver DESC, id DESC"
            ),
            " UNION ALL ",
            $branch!(
                "SELECT 'task_replaced', id, done_at, ver, 'TASK_REPLACED', NULL, kind, title, note, NULL, attempt, \
                 contact_id, id, COALESCE(done_by, created_by) FROM task WHERE tenant_no = $1 AND company_id = $24 \
                 AND state = 'CANCELLED' AND cancel_reason = 'REPLACED' AND done_at IS NOT NULL \
                 AND deleted_at IS NULL AND (done_at, ver, id) < ($17, $18, $19)",
                " ORDER BY done_at DESC, ver DESC, id DESC"
            ),
            " ORDER BY at DESC, ver DESC, id DESC LIMIT 64) e \
             LEFT JOIN contact p ON p.tenant_no = $1 AND p.id = e.contact_id \
             LEFT JOIN users u ON u.tenant_no = $1 AND u.id = e.by_user"
        )
    };
}

statements! {
    /// A piece of a timeline.
    ENTRIES_SQLITE: rows Line [list sqlite] = entries!(plain);
    /// A piece of a timeline.
    ENTRIES_POSTGRES: rows Line [list postgres] = entries!(limited);
    /// Activities of a company's contacts from before they had a company: few, so they may be sorted.
    OF_PERSONS: rows Line =
        "SELECT 'activity' AS kind, a.id, a.occurred_at AS at, a.ver, a.kind AS code, \
         CASE WHEN a.state <> 'HELD' THEN a.state END AS state, a.outcome, a.subject, a.notes AS text, \
         a.duration_s, a.attempt, a.contact_id, a.task_id, a.created_by AS by_user, p.first_name, p.last_name, \
         u.name AS by_name FROM contact p JOIN activity a ON a.tenant_no = $1 AND a.contact_id = p.id \
         AND a.company_id IS NULL AND a.deleted_at IS NULL \
         LEFT JOIN users u ON u.tenant_no = $1 AND u.id = a.created_by \
         WHERE p.tenant_no = $1 AND p.company_id = $2 AND p.deleted_at IS NULL \
         AND (a.occurred_at, a.ver, a.id) < ($3, $4, $5) ORDER BY a.occurred_at DESC, a.ver DESC, a.id DESC LIMIT 64";
    /// Where an entry stands among those of its instant.
    PLACE: rows One<i64> =
        "SELECT ver AS value FROM activity WHERE tenant_no = $1 AND id = $2 \
         UNION ALL SELECT ver FROM note WHERE tenant_no = $1 AND id = $2 \
         UNION ALL SELECT ver FROM stage_change WHERE tenant_no = $1 AND id = $2 \
         UNION ALL SELECT ver FROM handover WHERE tenant_no = $1 AND id = $2 \
         UNION ALL SELECT ver FROM task WHERE tenant_no = $1 AND id = $2";
    /// How many entries there are, up to a thousand of each kind.
    COUNT: rows One<i64> =
        "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM activity WHERE tenant_no = $1 AND company_id = $2 \
         AND deleted_at IS NULL LIMIT 1000) a) \
         + (SELECT COUNT(*) FROM (SELECT 1 FROM note WHERE tenant_no = $1 AND company_id = $2 \
         AND deleted_at IS NULL LIMIT 1000) n) \
         + (SELECT COUNT(*) FROM (SELECT 1 FROM stage_change WHERE tenant_no = $1 AND company_id = $2 \
         AND deleted_at IS NULL LIMIT 1000) s) \
         + (SELECT COUNT(*) FROM (SELECT 1 FROM handover WHERE tenant_no = $1 AND company_id = $2 \
         AND deleted_at IS NULL LIMIT 1000) h) \
         + (SELECT COUNT(*) FROM (SELECT 1 FROM handover WHERE tenant_no = $1 AND company_id = $2 \
         AND deleted_at IS NULL AND answered_at IS NOT NULL LIMIT 1000) w) \
         + (SELECT COUNT(*) FROM (SELECT 1 FROM task WHERE tenant_no = $1 AND company_id = $2 AND state = 'DONE' \
         AND activity_id IS NULL AND done_at IS NOT NULL AND deleted_at IS NULL LIMIT 1000) t) \
         + (SELECT COUNT(*) FROM (SELECT 1 FROM task WHERE tenant_no = $1 AND company_id = $2 AND state = 'CANCELLED' \
         AND cancel_reason = 'REPLACED' AND done_at IS NOT NULL AND deleted_at IS NULL LIMIT 1000) r) AS value";
}

/// Instant, number of the write, row: entries of one instant stand in the order in which they were written.
type Cursor = (Timestamp, i64, Uuid);

/// A page of a timeline. With a search, a page may be short or empty and still say where to go on.
pub fn page(tx: &mut Tx<'_>, ask: &TimelineAsk) -> Result<TimelinePage> {
    let limit = match ask.limit {
        0 => PAGE,
        n => n as usize,
    };
    if tx.company_gone(Some(ask.company_id))? {
        return Ok(TimelinePage::default());
    }
    let wanted = Wanted::of(ask);
    let words = Words::of(&ask.find);
    let mut page = TimelinePage::default();
    let mut after = start(tx, ask.before)?;
    let place = |(at, _, id): Cursor| Some((at, id));
    let mut looked_at = 0;
    loop {
        let lines = chunk(tx, &wanted, after)?;
        let (read, last) = (lines.len(), lines.last().map(|line| (line.at, line.ver, line.id)));
        for line in lines {
            looked_at += 1;
            let here = (line.at, line.ver, line.id);
            if words.are_in(&line) {
                if page.entries.len() == limit {
                    page.next = place(after);
                    return Ok(page);
                }
                page.entries.push(entry(line));
            }
            after = here;
        }
        if read < CHUNK {
            return Ok(page);
        }
        after = last.unwrap_or(after);
        if looked_at >= SEARCHED.max(limit) {
            page.next = place(after);
            return Ok(page);
        }
    }
}

/// The place an ask begins behind. An instant alone (the nil id) stands before everything of that instant.
fn start(tx: &mut Tx<'_>, before: Option<(Timestamp, Uuid)>) -> Result<Cursor> {
    let Some((at, id)) = before else {
        return Ok((Timestamp(i64::MAX), i64::MAX, Uuid::max()));
    };
    let tenant = tx.tenant();
    let ver = tx.first(PLACE, params![tenant, id])?.map_or(0, |One(ver)| ver);
    Ok((at, ver, id))
}

/// How many entries a company's timeline has; [`COUNTED`] means that many or more.
pub fn count(tx: &mut Tx<'_>, company: CompanyId) -> Result<i64> {
    let One(found) = tx.one(COUNT, params![tx.tenant(), company])?;
    Ok(found.min(COUNTED))
}

/// The company for each kind that is asked for, nobody's for the others.
struct Wanted {
    activities: CompanyId,
    notes: CompanyId,
    stages: CompanyId,
    handovers: CompanyId,
    tasks: CompanyId,
    replaced: CompanyId,
    types: [String; TYPES],
    persons: bool,
}

/// As many types of activities as there are.
const TYPES: usize = 14;

impl Wanted {
    fn of(ask: &TimelineAsk) -> Self {
        let is_wanted = |kind| match (ask.kinds.as_slice(), ask.types.as_slice()) {
            ([], []) => true,
            // Types without a kind mean activities of these types.
            ([], _) => kind == EntryKind::Activity,
            (kinds, _) => kinds.contains(&kind),
        };
        let company = |kind| {
            if is_wanted(kind) {
                ask.company_id
            } else {
                CompanyId(Uuid::nil())
            }
        };
        let all: Vec<_> = ActivityType::ALL
            .iter()
            .map(|kind| kind.code().to_owned())
            .collect();
        let types = if ask.types.is_empty() { &all } else { &ask.types };
        Self {
            activities: company(EntryKind::Activity),
            notes: company(EntryKind::Note),
            stages: company(EntryKind::Stage),
            handovers: company(EntryKind::Handover),
            tasks: company(EntryKind::TaskDone),
            replaced: company(EntryKind::TaskReplaced),
            // A list in SQL has a fixed length: the last type fills it up.
            types: std::array::from_fn(|n| types[n.min(types.len() - 1)].clone()),
            persons: is_wanted(EntryKind::Activity),
        }
    }
}

/// The next entries behind a cursor, newest first.
fn chunk(tx: &mut Tx<'_>, wanted: &Wanted, (at, ver, id): Cursor) -> Result<Vec<Line>> {
    let tenant = tx.tenant();
    let mut all: Vec<&dyn Param> = params![tenant, wanted.activities].to_vec();
    all.extend(wanted.types.iter().map(|kind| kind as &dyn Param));
    all.extend(params![
        at,
        ver,
        id,
        wanted.notes,
        wanted.stages,
        wanted.handovers,
        wanted.tasks,
        wanted.replaced
    ]);
    let statement = match tx.dialect() {
        Dialect::Sqlite => ENTRIES_SQLITE,
        Dialect::Postgres => ENTRIES_POSTGRES,
    };
    let mut lines = tx.all(statement, &all)?;
    if wanted.persons {
        let of_persons = tx.all(OF_PERSONS, params![tenant, wanted.activities, at, ver, id])?;
        lines.extend(
            of_persons
                .into_iter()
                .filter(|line| wanted.types.contains(&line.code)),
        );
    }
    // A join keeps no order by right.
    lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.ver, line.id)));
    lines.truncate(CHUNK);
    Ok(lines)
}

/// What is searched for: words that must all be there.
struct Words(Vec<String>);

impl Words {
    fn of(find: &str) -> Self {
        Self(lookup::fold(find).split_whitespace().map(str::to_owned).collect())
    }
    fn are_in(&self, line: &Line) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let parts = [
            &line.subject,
            &line.text,
            &line.outcome,
            &line.state,
            &line.first_name,
            &line.last_name,
            &line.by_name,
        ];
        let mut text = line.code.clone();
        for part in parts.into_iter().flatten() {
            text.push('\n');
            text.push_str(part);
        }
        // Folding any script costs; most texts are plain letters.
        let plain = if text.is_ascii() {
            text.to_ascii_lowercase()
        } else {
            lookup::fold(&text)
        };
        self.0.iter().all(|word| plain.contains(word.as_str()))
    }
}

fn entry(line: Line) -> Entry {
    let name = [line.first_name, line.last_name];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Entry {
        id: line.id,
        kind: match line.kind.as_str() {
            "note" => EntryKind::Note,
            "stage" => EntryKind::Stage,
            "handover" => EntryKind::Handover,
            "task_done" => EntryKind::TaskDone,
            "task_replaced" => EntryKind::TaskReplaced,
            _ => EntryKind::Activity,
        },
        at: line.at,
        code: line.code,
        state: line.state,
        outcome: line.outcome,
        subject: line.subject,
        text: line.text,
        duration_s: line.duration_s,
        attempt: line.attempt,
        contact_id: line.contact_id,
        contact: (!name.is_empty()).then_some(name),
        task_id: line.task_id,
        by: line.by_user,
        by_name: line.by_name,
    }
}
