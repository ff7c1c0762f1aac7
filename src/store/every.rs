//! Every live row of some tables, by id, in one snapshot: what a digest hashes and an export writes.
//!
//! A row is what its record holds, as JSON. Rows in Trash, and rows of a company that is there, are left out; of the
//! rules each key's newest version stands for it, by what it says. No derived column, no version.

use super::{One, Param, Pick, Record, Result, Tx};
use crate::base::{
    ActivityId, CaseId, CompanyId, ContactId, HandoverId, MemberId, NoteId, StageChangeId, TaskId, UserId,
    VerdictId, id::RowId,
};
use crate::domain::{
    Activity, Case, Company, Contact, Handover, Member, Note, Rule, RuleKind, StageChange, Task, User,
    Verdict,
};
use crate::{params, row, statements};
use serde_json::{Value, json};
use std::collections::HashSet;
use uuid::Uuid;

/// Rows read at a time.
const CHUNK: i64 = 1_000;

row! {
    /// What a row is called.
    pub(crate) struct Named {
        /// The row.
        pub(crate) id: Uuid,
        /// Its name.
        pub(crate) name: String,
    }
}

statements! {
    /// Names of companies by id.
    COMPANY_NAMES: rows Named [list] =
        "SELECT id, name FROM company WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Names of people by id.
    CONTACT_NAMES: rows Named [list] = "SELECT id, TRIM(COALESCE(first_name, '') || ' ' || COALESCE(last_name, '')) AS name \
        FROM contact WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Companies in Trash: what hangs on them is hidden too.
    HIDDEN: rows One<CompanyId> [list] =
        "SELECT id AS value FROM company WHERE tenant_no = $1 AND deleted_at IS NOT NULL ORDER BY deleted_at, id";
    /// Activities by id.
    ACTIVITIES: pick Activity [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Cases by id.
    CASES: pick Case [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Companies by id.
    COMPANIES: pick Company [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Contacts by id.
    CONTACTS: pick Contact [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Handovers by id.
    HANDOVERS: pick Handover [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Memberships by id.
    MEMBERS: pick Member [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Notes by id.
    NOTES: pick Note [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Rules in force, every version, the newest of a key first.
    RULES: pick Rule = "WHERE tenant_no = $1 AND deleted_at IS NULL ORDER BY kind, key, version DESC";
    /// What the tenant is called.
    TENANT: rows One<String> = "SELECT name AS value FROM tenant WHERE tenant_no = $1";
    /// Stage changes by id.
    STAGE_CHANGES: pick StageChange [list] =
        "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Tasks by id.
    TASKS: pick Task [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Verdicts by id.
    VERDICTS: pick Verdict [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Users by id.
    USERS: pick User [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
}

/// A table of the field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// What happened.
    Activity,
    /// Cases.
    Case,
    /// Companies.
    Company,
    /// People.
    Contact,
    /// Handovers.
    Handover,
    /// Who else is in a company's team.
    Member,
    /// Notes.
    Note,
    /// Templates, outcomes, scripts, queues.
    Rule,
    /// History of stages.
    StageChange,
    /// Tasks.
    Task,
    /// The tenant.
    Tenant,
    /// Users.
    User,
    /// What was decided about rows that look alike.
    Verdict,
}

/// The rows that are wanted when not all are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Only {
    /// These companies and what hangs on them.
    Companies(HashSet<CompanyId>),
    /// These contacts and what is about them.
    Contacts(HashSet<ContactId>),
}

impl Only {
    /// Whether a row is wanted; `value` is what it holds.
    fn wants<R: Record>(&self, row: &R, value: &Value) -> bool {
        match self {
            Self::Companies(ids) => row.company().is_some_and(|id| ids.contains(&id)),
            Self::Contacts(ids) => {
                let field = if R::TABLE == Contact::TABLE {
                    "id"
                } else {
                    "contact_id"
                };
                let id = value[field].as_str().and_then(|id| Uuid::try_parse(id).ok());
                id.is_some_and(|id| ids.contains(&ContactId(id)))
            }
        }
    }
}

/// Hears of a row; false: no more are wanted.
pub(crate) type Visit<'a> = dyn FnMut(&'static str, Uuid, Value) -> bool + 'a;

/// Visits the rows of these tables, one table after the other.
pub(crate) fn visit(
    tx: &mut Tx<'_>,
    tables: &[Table],
    only: Option<&Only>,
    visit: &mut Visit<'_>,
) -> Result<()> {
    let hidden: HashSet<CompanyId> = tx
        .all(HIDDEN, params![tx.tenant()])?
        .into_iter()
        .map(|One(id)| id)
        .collect();
    for table in tables {
        let more = match table {
            Table::Activity => rows::<Activity, ActivityId>(tx, ACTIVITIES, (&hidden, only), visit)?,
            Table::Case => rows::<Case, CaseId>(tx, CASES, (&hidden, only), visit)?,
            Table::Company => rows::<Company, CompanyId>(tx, COMPANIES, (&hidden, only), visit)?,
            Table::Contact => rows::<Contact, ContactId>(tx, CONTACTS, (&hidden, only), visit)?,
            Table::Handover => rows::<Handover, HandoverId>(tx, HANDOVERS, (&hidden, only), visit)?,
            Table::Member => rows::<Member, MemberId>(tx, MEMBERS, (&hidden, only), visit)?,
            Table::Note => rows::<Note, NoteId>(tx, NOTES, (&hidden, only), visit)?,
            Table::Rule => rules(tx, visit)?,
            Table::StageChange => {
                rows::<StageChange, StageChangeId>(tx, STAGE_CHANGES, (&hidden, only), visit)?
            }
            Table::Task => rows::<Task, TaskId>(tx, TASKS, (&hidden, only), visit)?,
            Table::Tenant => match tx.first(TENANT, params![tx.tenant()])? {
                Some(One(name)) => visit("tenant", Uuid::nil(), json!({ "name": name })),
                None => true,
            },
            Table::User => rows::<User, UserId>(tx, USERS, (&hidden, only), visit)?,
            // The id of what was merged resolves whatever became of the companies.
            Table::Verdict => rows::<Verdict, VerdictId>(tx, VERDICTS, (&HashSet::new(), only), visit)?,
        };
        if !more {
            break;
        }
    }
    Ok(())
}

/// Gives the names of all companies, or all people, that are not in Trash.
pub(crate) fn names(tx: &mut Tx<'_>, table: Table, take: &mut dyn FnMut(Named)) -> Result<()> {
    let statement = match table {
        Table::Company => COMPANY_NAMES,
        Table::Contact => CONTACT_NAMES,
        _ => return Ok(()),
    };
    let (tenant, mut after) = (tx.tenant(), Uuid::nil());
    loop {
        let rows = tx.all(statement, params![tenant, after, CHUNK])?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.id;
        rows.into_iter().for_each(&mut *take);
    }
}

/// Templates, outcomes, scripts and queues in force, by what they say: which version it is and who loaded it when says
/// nothing of the field. Settings are those of a machine and its clerk, not of the field.
fn rules(tx: &mut Tx<'_>, visit: &mut Visit<'_>) -> Result<bool> {
    let mut rows = tx.select(RULES, params![tx.tenant()])?;
    rows.dedup_by(|older, newer| (older.kind, &older.key) == (newer.kind, &newer.key));
    Ok(rows
        .iter()
        .filter(|rule| rule.kind != RuleKind::Settings)
        .all(|rule| {
            let said = json!({ "kind": rule.kind, "key": rule.key, "body": rule.body });
            visit(Rule::TABLE, rule.id.uuid(), said)
        }))
}

fn rows<R: Record<Id = I>, I: RowId + Param>(
    tx: &mut Tx<'_>,
    pick: Pick<R>,
    (hidden, only): (&HashSet<CompanyId>, Option<&Only>),
    visit: &mut Visit<'_>,
) -> Result<bool> {
    let tenant = tx.tenant();
    let mut after = I::from_uuid(Uuid::nil());
    loop {
        let rows = tx.select(pick, params![tenant, after, CHUNK])?;
        let Some(last) = rows.last() else {
            return Ok(true);
        };
        after = last.id();
        for row in &rows {
            if row.company().is_some_and(|company| hidden.contains(&company)) {
                continue;
            }
            // Rows hold plain data: string keys, finite numbers.
            let value = serde_json::to_value(row).expect("plain data is JSON");
            if only.is_some_and(|only| !only.wants(row, &value)) {
                continue;
            }
            if !visit(R::TABLE, row.id().uuid(), value) {
                return Ok(false);
            }
        }
        if (rows.len() as i64) < CHUNK {
            return Ok(true);
        }
    }
}
