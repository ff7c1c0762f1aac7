//! Cases and handovers as lists show them.

use super::{Result, Tx};
use crate::base::{CompanyId, UserId};
use crate::view::{CaseRow, HandoverRow};
use crate::{from_row, params, statements};

/// Cases on a company's screen.
const ON_CARD: usize = 50;

from_row! { CaseRow: id, company_id, company, kind, status, outcome, owner_queue, opened_at, closed_at, open_tasks }

from_row! { HandoverRow: id, company_id, company, to_queue, offered_at, expires_at }

macro_rules! cases {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.company_id, c.name AS company, s.kind, s.status, s.outcome, s.owner_queue, s.opened_at, \
             s.closed_at, (SELECT COUNT(*) FROM task t WHERE t.tenant_no = s.tenant_no AND t.case_id = s.id \
             AND t.state IN ('OPEN', 'WAITING') AND t.deleted_at IS NULL) AS open_tasks \
             FROM cases s JOIN company c ON c.tenant_no = s.tenant_no AND c.id = s.company_id ",
            $rest
        )
    };
}

statements! {
    /// Open cases of a company, newest first.
    OPEN_OF_COMPANY: rows CaseRow [list] = cases!(
        "WHERE s.tenant_no = $1 AND s.company_id = $2 AND s.deleted_at IS NULL AND s.closed_at IS NULL \
         ORDER BY s.opened_at DESC, s.id DESC LIMIT 50"
    );
    /// Closed cases of a company, newest first.
    CLOSED_OF_COMPANY: rows CaseRow [list] = cases!(
        "WHERE s.tenant_no = $1 AND s.company_id = $2 AND s.deleted_at IS NULL AND s.closed_at IS NOT NULL \
         ORDER BY s.opened_at DESC, s.id DESC LIMIT 50"
    );
    /// All open cases, oldest first.
    OPEN: rows CaseRow [list] = cases!(
        "WHERE s.tenant_no = $1 AND s.closed_at IS NULL AND s.deleted_at IS NULL AND c.deleted_at IS NULL \
         ORDER BY s.opened_at, s.id LIMIT $2"
    );
    /// Open cases of companies that a user owns or has a task on, oldest first; sorts no more than the user's own.
    MINE: rows CaseRow = cases!(
        "WHERE s.tenant_no = $1 AND s.closed_at IS NULL AND s.deleted_at IS NULL AND c.deleted_at IS NULL \
         AND s.company_id IN (SELECT id FROM company WHERE tenant_no = $1 AND owner_id = $2 AND deleted_at IS NULL \
         UNION SELECT company_id FROM task WHERE tenant_no = $1 AND assignee_id = $2 \
         AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL) ORDER BY s.opened_at, s.id LIMIT $3"
    );
    /// Handovers that wait for an answer, those that come back first first.
    PENDING: rows HandoverRow [list] =
        "SELECT h.id, h.company_id, c.name AS company, h.to_queue, h.offered_at, h.expires_at FROM handover h \
         JOIN company c ON c.tenant_no = h.tenant_no AND c.id = h.company_id \
         WHERE h.tenant_no = $1 AND h.deleted_at IS NULL AND h.state = 'PENDING' ORDER BY h.expires_at, h.id LIMIT 200";
}

/// The cases of a company, the open ones first, newest first.
pub(super) fn of_company(tx: &mut Tx<'_>, company: CompanyId) -> Result<Vec<CaseRow>> {
    let tenant = tx.tenant();
    let mut cases = tx.all(OPEN_OF_COMPANY, params![tenant, company])?;
    cases.extend(tx.all(CLOSED_OF_COMPANY, params![tenant, company])?);
    cases.truncate(ON_CARD);
    Ok(cases)
}

/// Open cases, oldest first; of one user: of companies the user owns or has an open task on.
pub fn open(tx: &mut Tx<'_>, of: Option<UserId>, limit: u32) -> Result<Vec<CaseRow>> {
    let tenant = tx.tenant();
    match of {
        Some(user) => tx.all(MINE, params![tenant, user, limit]),
        None => tx.all(OPEN, params![tenant, limit]),
    }
}

/// Handovers that wait for an answer.
pub fn pending_handovers(tx: &mut Tx<'_>) -> Result<Vec<HandoverRow>> {
    tx.all(PENDING, params![tx.tenant()])
}
