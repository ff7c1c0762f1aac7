//! Lists by a filter: the one place where SQL is built at run time, from the enums of [`crate::domain::filter`].
//!
//! A page goes through a window of the list's own order, so that a filter that fits little gives its place back
//! instead of reading on: a page may hold fewer rows than asked for, or none, and still have a next one.

mod sql;

use super::company::{LINES, Line, PAGE, row};
use super::{One, Record, Result, Tx};
use crate::base::{CompanyId, ContactId, UserId};
use crate::domain::filter::{CodeColumn, Cond, Entity, Expr, TimeColumn, What};
use crate::domain::{Code, Contact, Stage};
use crate::row;
use crate::view::{
    CompanyAsk, CompanyCursor, CompanyPage, CompanySort, CompanyView, ContactCursor, ContactPage,
};
use sql::{Bind, Sql};

/// Rows that a page looks through: first few, as most filters fit enough of them, then so many that a page still
/// comes at once.
const WINDOWS: [i64; 2] = [1_000, 20_000];

row! {
    /// A place in the order of companies.
    struct Place {
        due_key: i64,
        sort_key: String,
        id: CompanyId,
    }
}

row! {
    /// A place in the order of contacts.
    struct ContactPlace {
        sort_key: String,
        id: ContactId,
    }
}

/// A page of the companies that fit, of those that the view shows, in its order.
pub fn companies(tx: &mut Tx<'_>, me: UserId, ask: &CompanyAsk, filter: &Expr) -> Result<CompanyPage> {
    let limit = match ask.limit {
        0 => PAGE,
        n => n as usize,
    };
    let expr = within(ask.view, me, filter);
    let mut rows = Vec::new();
    let mut after = ask.after.clone();
    for window in WINDOWS {
        let end = company_place(tx, &expr, ask.sort, after.as_ref(), window)?;
        let wanted = limit - rows.len();
        let mut sql = Sql::new(Entity::Company, tx.dialect(), tx.tenant(), LINES);
        conditions(&mut sql, ask.sort, &expr);
        company_range(&mut sql, ask.sort, ">", after.as_ref());
        company_range(&mut sql, ask.sort, "<=", end.as_ref());
        company_order(&mut sql, ask.sort, &expr);
        sql.push(" LIMIT ").bind(Bind::Int(wanted as i64 + 1));
        let mut lines: Vec<Line> = tx.built(&sql.text, &sql.params())?;
        let more = lines.len() > wanted;
        lines.truncate(wanted);
        let last = lines.last().map(|line| CompanyCursor {
            due_key: line.next_due_key,
            sort_key: line.sort_key.clone(),
            id: line.id,
        });
        rows.extend(lines.into_iter().map(row));
        if more {
            return Ok(CompanyPage { rows, next: last });
        }
        after = end;
        if after.is_none() || rows.len() == limit {
            break;
        }
    }
    Ok(CompanyPage { rows, next: after })
}

/// The place at the end of a window, none when the list ends before it. Read from the index alone.
fn company_place(
    tx: &mut Tx<'_>,
    expr: &Expr,
    sort: CompanySort,
    after: Option<&CompanyCursor>,
    window: i64,
) -> Result<Option<CompanyCursor>> {
    let head = "SELECT c.next_due_key AS due_key, c.sort_key, c.id FROM company c \
                WHERE c.tenant_no = $1 AND c.deleted_at IS NULL";
    let mut sql = Sql::new(Entity::Company, tx.dialect(), tx.tenant(), head);
    for cond in leading(expr, sort) {
        sql.push(" AND ").expr(&Expr::Is(cond.clone()));
    }
    company_range(&mut sql, sort, ">", after);
    company_order(&mut sql, sort, expr);
    sql.push(" LIMIT 1 OFFSET ").bind(Bind::Int(window - 1));
    let mut found: Vec<Place> = tx.built(&sql.text, &sql.params())?;
    Ok(found.pop().map(|place| CompanyCursor {
        due_key: place.due_key,
        sort_key: place.sort_key,
        id: place.id,
    }))
}

fn company_range(sql: &mut Sql, sort: CompanySort, sign: &str, place: Option<&CompanyCursor>) {
    let Some(place) = place else { return };
    match sort {
        CompanySort::NextDue => {
            sql.push(&format!(" AND (c.next_due_key, c.sort_key, c.id) {sign} ("));
            sql.bind(Bind::Int(place.due_key)).push(", ");
        }
        CompanySort::Name => {
            sql.push(&format!(" AND (c.sort_key, c.id) {sign} ("));
        }
    }
    sql.bind(Bind::Text(place.sort_key.clone())).push(", ");
    sql.bind(Bind::Id(place.id.0)).push(")");
}

fn company_order(sql: &mut Sql, sort: CompanySort, expr: &Expr) {
    sql.push(" ORDER BY ");
    // Always the same: it names the index to PostgreSQL.
    if leading(expr, sort).any(|cond| *cond == Cond::Owner(None)) {
        sql.push("c.owner_id, ");
    }
    sql.push(match sort {
        CompanySort::NextDue => "c.next_due_key, c.sort_key, c.id",
        CompanySort::Name => "c.sort_key, c.id",
    });
}

/// What all must hold.
fn parts(expr: &Expr) -> &[Expr] {
    match expr {
        Expr::All(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

/// Conditions of the whole that an index of the order begins with.
fn leading(expr: &Expr, sort: CompanySort) -> impl Iterator<Item = &Cond> {
    parts(expr).iter().filter_map(move |part| match part {
        Expr::Is(cond @ Cond::Owner(_)) => Some(cond),
        Expr::Is(cond @ (Cond::Code(CodeColumn::Stage, _) | Cond::Time(TimeColumn::Due, ..)))
            if sort == CompanySort::NextDue =>
        {
            Some(cond)
        }
        _ => None,
    })
}

/// The whole. What leads an index of the order is looked up there, as are the hits of search, which are few, and those
/// who must not be contacted, who have an index; all else is judged row by row: an index that does not give the order
/// would have every row that it finds sorted for one page.
fn conditions(sql: &mut Sql, sort: CompanySort, expr: &Expr) {
    if parts(expr).is_empty() {
        sql.push("1 = 1");
    }
    for (n, part) in parts(expr).iter().enumerate() {
        sql.push(if n > 0 { " AND " } else { "" });
        let found = matches!(
            part,
            Expr::Is(Cond::Word { .. } | Cond::AnyNumber(_) | Cond::Has(What::Blocked))
        );
        if found || leading(part, sort).next().is_some() {
            sql.expr(part);
        } else {
            sql.judged(part);
        }
    }
}

/// The filter with what the view shows.
fn within(view: CompanyView, me: UserId, filter: &Expr) -> Expr {
    let stage = |stage: Stage| Expr::Is(Cond::Code(CodeColumn::Stage, stage.code()));
    let mut all = match view {
        CompanyView::All => Vec::new(),
        CompanyView::Mine => vec![Expr::Is(Cond::Owner(Some(me)))],
        CompanyView::Unassigned => vec![Expr::Is(Cond::Owner(None))],
        CompanyView::NoNextStep => {
            let over = [Stage::Disqualified, Stage::Dormant, Stage::Archived].map(stage);
            vec![
                Expr::Not(Box::new(Expr::Is(Cond::Has(What::Due)))),
                Expr::Not(Box::new(Expr::Any(over.to_vec()))),
            ]
        }
        CompanyView::Dormant => vec![stage(Stage::Dormant)],
        CompanyView::Stage(only) => vec![stage(only)],
        CompanyView::DoNotContact => vec![Expr::Is(Cond::Has(What::Blocked))],
    };
    match filter {
        Expr::All(parts) => all.extend(parts.iter().cloned()),
        other => all.push(other.clone()),
    }
    Expr::All(all)
}

/// Where contacts are looked for: those of a company in Trash are hidden with it.
const LIVE: &str = " WHERE contact.tenant_no = $1 AND contact.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM company g \
     WHERE g.tenant_no = contact.tenant_no AND g.id = contact.company_id AND g.deleted_at IS NOT NULL)";

/// A page of the contacts that fit, by name.
pub fn contacts(
    tx: &mut Tx<'_>,
    filter: &Expr,
    company: Option<CompanyId>,
    after: Option<ContactCursor>,
    limit: u32,
) -> Result<ContactPage> {
    let limit = match limit {
        0 => PAGE,
        n => n as usize,
    };
    let mut rows: Vec<Contact> = Vec::new();
    let mut after = after;
    for window in WINDOWS {
        let end = contact_place(tx, company, after.as_ref(), window)?;
        let wanted = limit - rows.len();
        let mut sql = Sql::new(Entity::Contact, tx.dialect(), tx.tenant(), Contact::SELECT);
        sql.push(LIVE).push(" AND ").expr(filter);
        of_one(&mut sql, company);
        contact_range(&mut sql, ">", after.as_ref());
        contact_range(&mut sql, "<=", end.as_ref());
        sql.push(" ORDER BY contact.sort_key, contact.id LIMIT ");
        sql.bind(Bind::Int(wanted as i64 + 1));
        let mut found: Vec<Contact> = tx.built(&sql.text, &sql.params())?;
        let more = found.len() > wanted;
        found.truncate(wanted);
        let last = found.last().map(|contact| contact.id);
        rows.extend(found);
        if let (true, Some(last)) = (more, last) {
            let head = "SELECT sort_key, id FROM contact WHERE tenant_no = $1 AND id = ";
            let mut sql = Sql::new(Entity::Contact, tx.dialect(), tx.tenant(), head);
            sql.bind(Bind::Id(last.0));
            let mut place: Vec<ContactPlace> = tx.built(&sql.text, &sql.params())?;
            let next = place.pop().map(cursor);
            return Ok(ContactPage { rows, next });
        }
        after = end;
        if after.is_none() || rows.len() == limit {
            break;
        }
    }
    Ok(ContactPage { rows, next: after })
}

fn cursor(place: ContactPlace) -> ContactCursor {
    ContactCursor {
        sort_key: place.sort_key,
        id: place.id,
    }
}

fn of_one(sql: &mut Sql, company: Option<CompanyId>) {
    if let Some(company) = company {
        sql.push(" AND contact.company_id = ").bind(Bind::Id(company.0));
    }
}

fn contact_place(
    tx: &mut Tx<'_>,
    company: Option<CompanyId>,
    after: Option<&ContactCursor>,
    window: i64,
) -> Result<Option<ContactCursor>> {
    let head = "SELECT contact.sort_key, contact.id FROM contact WHERE contact.tenant_no = $1 AND contact.deleted_at IS NULL";
    let mut sql = Sql::new(Entity::Contact, tx.dialect(), tx.tenant(), head);
    of_one(&mut sql, company);
    contact_range(&mut sql, ">", after);
    sql.push(" ORDER BY contact.sort_key, contact.id LIMIT 1 OFFSET ")
        .bind(Bind::Int(window - 1));
    let mut found: Vec<ContactPlace> = tx.built(&sql.text, &sql.params())?;
    Ok(found.pop().map(cursor))
}

fn contact_range(sql: &mut Sql, sign: &str, place: Option<&ContactCursor>) {
    let Some(place) = place else { return };
    sql.push(&format!(" AND (contact.sort_key, contact.id) {sign} ("));
    sql.bind(Bind::Text(place.sort_key.clone())).push(", ");
    sql.bind(Bind::Id(place.id.0)).push(")");
}

/// The ids of every company that fits, in no order: for an export, which reads on anyway.
pub fn company_ids(tx: &mut Tx<'_>, filter: &Expr) -> Result<Vec<CompanyId>> {
    let head = "SELECT c.id AS value FROM company c WHERE c.tenant_no = $1 AND c.deleted_at IS NULL AND ";
    let mut sql = Sql::new(Entity::Company, tx.dialect(), tx.tenant(), head);
    sql.expr(filter);
    let found: Vec<One<CompanyId>> = tx.built(&sql.text, &sql.params())?;
    Ok(found.into_iter().map(|One(id)| id).collect())
}

/// The ids of every contact that fits, in no order.
pub fn contact_ids(tx: &mut Tx<'_>, filter: &Expr) -> Result<Vec<ContactId>> {
    let mut sql = Sql::new(
        Entity::Contact,
        tx.dialect(),
        tx.tenant(),
        "SELECT contact.id AS value FROM contact",
    );
    sql.push(LIVE).push(" AND ").expr(filter);
    let found: Vec<One<ContactId>> = tx.built(&sql.text, &sql.params())?;
    Ok(found.into_iter().map(|One(id)| id).collect())
}
