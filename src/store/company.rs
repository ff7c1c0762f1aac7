//! Companies as lists and screens show them.
//!
//! A list is read by keyset, in the order of its view's index. A filter asks
//! search for names and keeps what the view shows. What a company's screen
//! needs beside the timeline comes in one snapshot. Guards are judged elsewhere.

use super::{Param, Result, Tx, UNDATED, case, lease, search, timeline};
use crate::base::{CompanyId, Timestamp, UserId};
use crate::domain::hours::Location;
use crate::domain::{Company, Contact, Handover, HandoverState, Rules, Stage, Task, User};
use crate::view::{
    CompanyAsk, CompanyCard, CompanyCursor, CompanyPage, CompanyRow, CompanySort, CompanyView, InWork,
};
use crate::{params, row, statements};
use std::collections::HashSet;
use uuid::Uuid;

/// Rows on a page when nothing is said.
pub(super) const PAGE: usize = 100;
/// Names that a filter asks search for; of more, the best stand in the list.
const FOUND: usize = 250;
/// Ids in one statement.
const MANY: usize = 16;

row! {
    /// A row of a list with what it is sorted by.
    pub(super) struct Line {
        pub(super) id: CompanyId,
        name: String,
        stage: Stage,
        owner_id: Option<UserId>,
        owner_text: Option<String>,
        pub(super) next_due_key: i64,
        pub(super) sort_key: String,
        last_activity_at: Option<Timestamp>,
        last_activity_kind: Option<String>,
        city: Option<String>,
        country: Option<String>,
        phone: Option<String>,
        dnc: bool,
        owner: Option<String>,
    }
}

row! {
    /// What is kept on a company beside its own fields.
    struct Kept {
        last_activity_at: Option<Timestamp>,
    }
}

row! {
    /// A company's name and town, and whether it is in Trash.
    pub(super) struct NameLine {
        pub(super) id: CompanyId,
        pub(super) name: String,
        pub(super) city: Option<String>,
        pub(super) gone: bool,
    }
}

macro_rules! lines {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.name, c.stage, c.owner_id, c.owner_text, c.next_due_key, c.sort_key, \
             c.last_activity_at, c.last_activity_kind, c.city, c.country, c.phone, \
             c.dnc_since IS NOT NULL AS dnc, u.name AS owner FROM company c \
             LEFT JOIN users u ON u.tenant_no = c.tenant_no AND u.id = c.owner_id \
             WHERE c.tenant_no = $1 AND c.deleted_at IS NULL AND ",
            $rest
        )
    };
}

/// What a line is read by; a condition follows.
pub(super) const LINES: &str = lines!("");

statements! {
    /// All by what is due next.
    ALL_BY_DUE: rows Line [list] = lines!(
        "(c.next_due_key, c.sort_key, c.id) > ($2, $3, $4) ORDER BY c.next_due_key, c.sort_key, c.id LIMIT $5"
    );
    /// All by name.
    ALL_BY_NAME: rows Line [list] =
        lines!("(c.sort_key, c.id) > ($2, $3) ORDER BY c.sort_key, c.id LIMIT $4");
    /// Of one owner by what is due next.
    OWNED_BY_DUE: rows Line [list] = lines!(
        "c.owner_id = $2 AND (c.next_due_key, c.sort_key, c.id) > ($3, $4, $5) \
         ORDER BY c.next_due_key, c.sort_key, c.id LIMIT $6"
    );
    /// Of one owner by name.
    OWNED_BY_NAME: rows Line [list] = lines!(
        "c.owner_id = $2 AND (c.sort_key, c.id) > ($3, $4) ORDER BY c.sort_key, c.id LIMIT $5"
    );
    /// Without an owner. The first column of the order is always the same; it names the index to PostgreSQL.
    UNASSIGNED: rows Line [list] = lines!(
        "c.owner_id IS NULL AND (c.next_due_key, c.sort_key, c.id) > ($2, $3, $4) \
         ORDER BY c.owner_id, c.next_due_key, c.sort_key, c.id LIMIT $5"
    );
    /// With nothing due although there should be.
    NO_NEXT_STEP: rows Line [list] = lines!(
        "c.next_due_key = 9000000000000000 AND c.stage NOT IN ('DISQUALIFIED', 'DORMANT', 'ARCHIVED') \
         AND (c.sort_key, c.id) > ($2, $3) ORDER BY c.sort_key, c.id LIMIT $4"
    );
    /// In one stage.
    IN_STAGE: rows Line [list] = lines!(
        "c.stage = $2 AND (c.next_due_key, c.sort_key, c.id) > ($3, $4, $5) \
         ORDER BY c.next_due_key, c.sort_key, c.id LIMIT $6"
    );
    /// That must not be contacted.
    BLOCKED: rows Line [list] = lines!(
        "c.dnc_since IS NOT NULL AND (c.next_due_key, c.sort_key, c.id) > ($2, $3, $4) \
         ORDER BY c.next_due_key, c.sort_key, c.id LIMIT $5"
    );
    /// Sixteen by id.
    BY_IDS: rows Line [list] = lines!(
        "c.id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    );
    /// Names of sixteen by id.
    NAMES: rows NameLine [list] =
        "SELECT id, name, city, deleted_at IS NOT NULL AS gone FROM company WHERE tenant_no = $1 \
         AND id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    /// What is kept on a company.
    KEPT: rows Kept = "SELECT last_activity_at FROM company WHERE tenant_no = $1 AND id = $2";
    /// Contacts by name.
    CONTACTS: pick Contact [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND deleted_at IS NULL ORDER BY sort_key, id LIMIT $3";
    /// All contacts by name, but those of companies in Trash.
    ALL_CONTACTS: pick Contact [list] =
        "WHERE tenant_no = $1 AND deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM company c WHERE c.tenant_no = $1 \
         AND c.id = contact.company_id AND c.deleted_at IS NOT NULL) ORDER BY sort_key, id LIMIT $2";
    /// Unfinished tasks by due.
    TASKS: pick Task [list] =
        "WHERE tenant_no = $1 AND company_id = $2 AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL \
         ORDER BY due_key, id LIMIT 100";
}

/// A page of companies; `me` is whose they are in the view Mine.
pub fn page(tx: &mut Tx<'_>, me: UserId, ask: &CompanyAsk) -> Result<CompanyPage> {
    let limit = match ask.limit {
        0 => PAGE,
        n => n as usize,
    };
    if !ask.filter.trim().is_empty() {
        return filtered(tx, me, ask, limit);
    }
    let mut lines = lines(tx, me, ask, limit as i64 + 1)?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| more).map(|line| CompanyCursor {
        due_key: line.next_due_key,
        sort_key: line.sort_key.clone(),
        id: line.id,
    });
    Ok(CompanyPage {
        rows: lines.into_iter().map(row).collect(),
        next,
    })
}

fn lines(tx: &mut Tx<'_>, me: UserId, ask: &CompanyAsk, limit: i64) -> Result<Vec<Line>> {
    let tenant = tx.tenant();
    let (due, key, id) = match &ask.after {
        Some(after) => (after.due_key, after.sort_key.as_str(), after.id),
        None => (i64::MIN, "", CompanyId(Uuid::nil())),
    };
    let by_name = ask.sort == CompanySort::Name;
    match ask.view {
        CompanyView::All if by_name => tx.all(ALL_BY_NAME, params![tenant, key, id, limit]),
        CompanyView::All => tx.all(ALL_BY_DUE, params![tenant, due, key, id, limit]),
        CompanyView::Mine if by_name => tx.all(OWNED_BY_NAME, params![tenant, me, key, id, limit]),
        CompanyView::Mine => tx.all(OWNED_BY_DUE, params![tenant, me, due, key, id, limit]),
        CompanyView::Unassigned => tx.all(UNASSIGNED, params![tenant, due, key, id, limit]),
        CompanyView::NoNextStep => tx.all(NO_NEXT_STEP, params![tenant, key, id, limit]),
        CompanyView::Dormant => tx.all(IN_STAGE, params![tenant, Stage::Dormant, due, key, id, limit]),
        CompanyView::Stage(stage) => tx.all(IN_STAGE, params![tenant, stage, due, key, id, limit]),
        CompanyView::DoNotContact => tx.all(BLOCKED, params![tenant, due, key, id, limit]),
    }
}

/// Companies found by a name or number of their own or of a contact, that the view shows, in its order.
fn filtered(tx: &mut Tx<'_>, me: UserId, ask: &CompanyAsk, limit: usize) -> Result<CompanyPage> {
    let mut seen = HashSet::new();
    let found: Vec<CompanyId> = search::names(tx, &ask.filter, FOUND)?
        .into_iter()
        .filter_map(|hit| hit.company_id)
        .filter(|id| seen.insert(*id))
        .collect();
    let mut lines = Vec::new();
    for ids in found.chunks(MANY) {
        lines.extend(tx.all(BY_IDS, &with_ids(&tx.tenant(), ids))?);
    }
    lines.retain(|line| shows(ask.view, me, line));
    lines.sort_by(|a, b| {
        let name = |line: &Line| (line.sort_key.clone(), line.id);
        match ask.sort {
            CompanySort::Name => name(a).cmp(&name(b)),
            CompanySort::NextDue => a.next_due_key.cmp(&b.next_due_key).then(name(a).cmp(&name(b))),
        }
    });
    lines.truncate(limit);
    Ok(CompanyPage {
        rows: lines.into_iter().map(row).collect(),
        next: None,
    })
}

/// Whether a view shows a company: the conditions of the statements above.
fn shows(view: CompanyView, me: UserId, line: &Line) -> bool {
    match view {
        CompanyView::All => true,
        CompanyView::Mine => line.owner_id == Some(me),
        CompanyView::Unassigned => line.owner_id.is_none(),
        CompanyView::NoNextStep => {
            line.next_due_key == UNDATED
                && !matches!(line.stage, Stage::Disqualified | Stage::Dormant | Stage::Archived)
        }
        CompanyView::Dormant => line.stage == Stage::Dormant,
        CompanyView::Stage(stage) => line.stage == stage,
        CompanyView::DoNotContact => line.dnc,
    }
}

/// The line as lists show it.
pub(super) fn row(line: Line) -> CompanyRow {
    CompanyRow {
        id: line.id,
        name: line.name,
        stage: line.stage,
        owner_id: line.owner_id,
        owner: line.owner.or(line.owner_text),
        next_due: (line.next_due_key != UNDATED).then_some(Timestamp(line.next_due_key)),
        last_activity_at: line.last_activity_at,
        last_activity_kind: line.last_activity_kind,
        city: line.city,
        country: line.country,
        phone: line.phone,
        dnc: line.dnc,
    }
}

/// The tenant and sixteen ids; too few are filled up with the first.
pub(super) fn with_ids<'a, I: Param>(tenant: &'a i64, ids: &'a [I]) -> Vec<&'a dyn Param> {
    let ids = (0..MANY).map(|n| ids.get(n).unwrap_or(&ids[0]) as &dyn Param);
    std::iter::once(tenant as &dyn Param).chain(ids).collect()
}

/// Names and towns of companies, in no order, those in Trash too.
pub(super) fn names(tx: &mut Tx<'_>, ids: &[CompanyId]) -> Result<Vec<NameLine>> {
    let mut found = Vec::new();
    for ids in ids.chunks(MANY) {
        found.extend(tx.all(NAMES, &with_ids(&tx.tenant(), ids))?);
    }
    Ok(found)
}

/// Names of companies that are not in Trash, in no order.
pub fn titles(tx: &mut Tx<'_>, ids: &[CompanyId]) -> Result<Vec<(CompanyId, String)>> {
    let found = names(tx, ids)?.into_iter().filter(|line| !line.gone);
    Ok(found.map(|line| (line.id, line.name)).collect())
}

/// Contacts by name, of one company or of all.
pub fn contacts(tx: &mut Tx<'_>, company: Option<CompanyId>, limit: u32) -> Result<Vec<Contact>> {
    let tenant = tx.tenant();
    match company {
        Some(company) => tx.select(CONTACTS, params![tenant, company, limit]),
        None => tx.select(ALL_CONTACTS, params![tenant, limit]),
    }
}

/// A company with what its screen shows; none: there is none, or it is in Trash. What Qualify needs is left open.
pub fn card(
    tx: &mut Tx<'_>,
    me: UserId,
    now: Timestamp,
    rules: &Rules,
    id: CompanyId,
) -> Result<Option<CompanyCard>> {
    let Some(company) = tx.load::<Company>(id)?.filter(Company::is_live) else {
        return Ok(None);
    };
    let tenant = tx.tenant();
    let kept = tx.one(KEPT, params![tenant, id])?;
    let mut tasks = tx.select(TASKS, params![tenant, id])?;
    for task in &mut tasks {
        task.state = task.state_at(now);
    }
    // Ids of tasks that one command made say nothing of their order; the queue's rule does.
    let tenant_zone = rules.settings.time_zone();
    let due = |task: &Task| task.due().map_or(i64::MAX, |due| due.key(&tenant_zone).0);
    tasks.sort_by_key(|task| {
        let (calls_last, rank) = (!task.kind.is_call(), task.priority.rank());
        (due(task), calls_last, rank, task.created_at, task.place, task.id)
    });
    let location = Location {
        time_zone: company.time_zone.as_deref(),
        country: company.postal.country.as_deref(),
        region: company.postal.region.as_deref(),
    };
    let owner = match company.owner_id {
        Some(owner) => tx.load::<User>(owner)?.map(|user| user.name),
        None => company.owner_text.clone(),
    };
    Ok(Some(CompanyCard {
        owner,
        zone: location.zone_name(&rules.settings.zone).to_owned(),
        contacts: contacts(tx, Some(id), 200)?,
        cases: case::of_company(tx, id)?,
        qualify_needs: None,
        handover: newest_handover(tx, id)?,
        in_work: in_work(tx, me, now, id)?,
        last_activity_at: kept.last_activity_at,
        next_due: tasks.iter().find_map(Task::due),
        timeline_count: timeline::count(tx, id)?,
        tasks,
        vat_id_valid: company.vat_id_valid(),
        company,
    }))
}

/// The handover that waits for an answer, else the newest.
fn newest_handover(tx: &mut Tx<'_>, id: CompanyId) -> Result<Option<Handover>> {
    let mut handovers = tx.company_handovers(id)?;
    let pending = handovers
        .iter()
        .position(|handover| handover.state == HandoverState::Pending);
    Ok((!handovers.is_empty()).then(|| handovers.swap_remove(pending.unwrap_or(0))))
}

/// Who else works on a company now.
fn in_work(tx: &mut Tx<'_>, me: UserId, now: Timestamp, id: CompanyId) -> Result<Option<InWork>> {
    let tenant = tx.tenant();
    let lease = tx
        .first(lease::OF_COMPANY, params![tenant, id])?
        .filter(|lease| lease.until > now && lease.user_id != me);
    let Some(lease) = lease else {
        return Ok(None);
    };
    let name = tx.load::<User>(lease.user_id)?.map(|user| user.name);
    Ok(Some(InWork {
        user_id: lease.user_id,
        name: name.unwrap_or_else(|| "somebody".to_owned()),
        until: lease.until,
    }))
}
