//! What a command has written of a company that it made itself: known without asking the database.
//!
//! Nothing of such a company was there before, so the rows of this command are all there are. Rows stand here as they
//! were last written; a command that begins, and one that is rolled back, forgets them. The company's own row, which
//! has the most indexes, waits here until the command ends or a statement looks at the table, and is written once.

use super::tables::{UNDATED, due_columns};
use super::{Derive, Exec, FromRow, Param, Record, Result, Tx};
use crate::base::{CaseId, CompanyId, Timestamp};
use crate::domain::{Activity, ActivityState, Case, CaseType, Company, Contact, Handover, Task};
use crate::{params, statements};
use std::any::Any;
use std::cmp::Reverse;
use std::sync::LazyLock;

statements! {
    /// Keeps what a list shows of a company beside its row.
    KEEP: exec = "UPDATE company SET has_number = $1, next_due_key = $2 WHERE tenant_no = $3 AND id = $4 \
        AND (has_number <> $1 OR next_due_key <> $2)";
}

/// Inserts a company with what lists show of it.
static ADD: LazyLock<String> = LazyLock::new(|| {
    let plain = Company::sql().add.as_str();
    let last = 2 + Company::COLUMNS.len() + Company::DERIVED.len();
    let values = format!(", ${}, ${})", last + 1, last + 2);
    plain
        .replacen(") VALUES", ", has_number, next_due_key) VALUES", 1)
        .replacen(") ON CONFLICT", &format!("{values} ON CONFLICT"), 1)
});

/// The rows of a company that the running command made.
pub(super) struct Written {
    company: Company,
    /// The company's row is not written yet: its version, and what its derived columns need.
    waiting: Option<(i64, Derive)>,
    cases: Vec<Case>,
    /// With the key by which open tasks are sorted.
    tasks: Vec<(i64, Task)>,
    activities: Vec<Activity>,
    /// A row was written that is not kept here: the database is asked.
    others: bool,
}

impl Written {
    /// A company that is to be entered.
    fn of(company: Company, ver: i64, env: &Derive) -> Self {
        Self {
            company,
            waiting: Some((ver, env.clone())),
            cases: Vec::new(),
            tasks: Vec::new(),
            activities: Vec::new(),
            others: false,
        }
    }

    /// Takes note of a row as it was written.
    pub(super) fn note<R: Record>(&mut self, row: &R, env: &Derive) {
        if row.company() != Some(self.company.id) {
            return;
        }
        let any: &dyn Any = row;
        if let Some(company) = any.downcast_ref::<Company>() {
            self.company.clone_from(company);
        } else if let Some(case) = any.downcast_ref::<Case>() {
            keep(&mut self.cases, case.clone(), |one| one.id == case.id);
        } else if let Some(task) = any.downcast_ref::<Task>() {
            let sorted = (due_columns(task, env).0, task.clone());
            keep(&mut self.tasks, sorted, |(_, one)| one.id == task.id);
        } else if let Some(activity) = any.downcast_ref::<Activity>() {
            keep(&mut self.activities, activity.clone(), |one| {
                one.id == activity.id
            });
        } else if any.is::<Contact>() || any.is::<Handover>() {
            self.others = true;
        }
    }

    /// A row by its id, when the command wrote it.
    pub(super) fn load<R: Record>(&self, id: R::Id) -> Option<R> {
        fn as_it_is<R: Record>(row: &dyn Any, id: R::Id) -> Option<R> {
            row.downcast_ref::<R>().filter(|row| row.id() == id).cloned()
        }
        as_it_is::<R>(&self.company, id)
            .or_else(|| self.cases.iter().find_map(|row| as_it_is::<R>(row, id)))
            .or_else(|| self.tasks.iter().find_map(|(_, row)| as_it_is::<R>(row, id)))
            .or_else(|| self.activities.iter().find_map(|row| as_it_is::<R>(row, id)))
    }

    /// Whether everything of this company is known here.
    pub(super) fn knows(&self, company: CompanyId) -> bool {
        self.company.id == company && !self.others
    }
    /// Whether everything of this case is known here.
    pub(super) fn knows_case(&self, case: CaseId) -> bool {
        !self.others && self.cases.iter().any(|one| one.id == case)
    }
    pub(super) fn company_gone(&self) -> bool {
        !self.company.is_live()
    }
    pub(super) fn open_cases(&self) -> Vec<Case> {
        let mut open: Vec<Case> = self.cases.iter().filter(|case| case.is_open()).cloned().collect();
        open.sort_by_key(|case| (case.opened_at, case.id));
        open
    }
    /// Cases QUALIFY_COMPANY, open or not, newest first.
    pub(super) fn qualify_cases(&self) -> Vec<Case> {
        let is_one = |case: &&Case| case.is_live() && case.kind == CaseType::QualifyCompany;
        let mut cases: Vec<Case> = self.cases.iter().filter(is_one).cloned().collect();
        cases.sort_by_key(|case| Reverse((case.opened_at, case.id)));
        cases
    }
    pub(super) fn open_tasks(&self) -> Vec<Task> {
        let mut open: Vec<&(i64, Task)> = self.tasks.iter().filter(|(_, task)| task.is_open()).collect();
        open.sort_by_key(|(key, task)| (*key, task.id));
        open.into_iter().map(|(_, task)| task.clone()).collect()
    }
    pub(super) fn names_contact(&self) -> bool {
        self.tasks.iter().any(|(_, task)| task.contact_id.is_some())
    }
    /// The key of what is due next.
    pub(super) fn next_due(&self) -> i64 {
        let open = self.tasks.iter().filter(|(_, task)| task.is_open());
        open.map(|(key, _)| *key).min().unwrap_or(UNDATED)
    }
    pub(super) fn case_tasks(&self, case: CaseId) -> Vec<Task> {
        let of_case = |task: &&Task| task.is_live() && task.case_id == Some(case);
        let tasks = self.tasks.iter().map(|(_, task)| task);
        let mut tasks: Vec<Task> = tasks.filter(of_case).cloned().collect();
        tasks.sort_by_key(|task| (task.place, task.id));
        tasks
    }
    /// What somebody did with the company since an instant.
    pub(super) fn activities_since(&self, since: Timestamp) -> impl Iterator<Item = &Activity> {
        self.activities.iter().filter(move |activity| {
            activity.is_live()
                && activity.occurred_at >= since
                && activity.state != ActivityState::Planned
                && activity.kind.is_logged()
        })
    }
    /// Whether an activity counts for this case.
    pub(super) fn has_activity(&self, case: CaseId) -> bool {
        let mut live = self.activities.iter().filter(|activity| activity.is_live());
        live.any(|activity| activity.case_id == Some(case))
    }
}

fn keep<T>(rows: &mut Vec<T>, row: T, same: impl Fn(&T) -> bool) {
    match rows.iter_mut().find(|one| same(one)) {
        Some(one) => *one = row,
        None => rows.push(row),
    }
}

impl Tx<'_> {
    /// Enters a company, of which everything that this command writes is known from here on; false when there is one
    /// of its id.
    pub(crate) fn add_company(&mut self, company: &Company, ver: i64, env: &Derive) -> Result<bool> {
        if self.company_exists(company.id)? {
            return Ok(false);
        }
        self.written = Some(Box::new(Written::of(company.clone(), ver, env)));
        Ok(true)
    }
    /// Takes over a change of a company whose row waits; false when it is to be written.
    pub(super) fn waits<R: Record>(&mut self, record: &R, ver: i64) -> bool {
        let company = (record as &dyn Any).downcast_ref::<Company>();
        let (Some(company), Some(written)) = (company, &mut self.written) else {
            return false;
        };
        match &mut written.waiting {
            Some((waiting, _)) if written.company.id == company.id => {
                *waiting = ver;
                written.company.clone_from(company);
                true
            }
            _ => false,
        }
    }
    /// Writes the company that waits, before a statement that looks at its table.
    pub(super) fn write_before(&mut self, sql: &str) -> Result<()> {
        let waits = self
            .written
            .as_ref()
            .is_some_and(|written| written.waiting.is_some());
        if waits && sql.contains(" company ") {
            return self.write_company(false, UNDATED);
        }
        Ok(())
    }
    /// Keeps what lists show of a company that this command made, with its row when that waits.
    pub(crate) fn keep_company(&mut self, id: CompanyId, has_number: bool, next_due: i64) -> Result<()> {
        let waits = |written: &Written| written.waiting.is_some() && written.company.id == id;
        if self.written.as_deref().is_some_and(waits) {
            return self.write_company(has_number, next_due);
        }
        let tenant = self.tenant();
        self.exec(KEEP, params![has_number, next_due, tenant, id])
            .map(drop)
    }
    /// The command was refused: what waits is not written.
    pub(crate) fn give_up_written(&mut self) {
        self.written = None;
    }
    /// The command ends: nothing waits any longer, nothing is known without asking.
    pub(crate) fn end_written(&mut self) -> Result<()> {
        self.write_before(" company ")?;
        self.written = None;
        Ok(())
    }
    fn write_company(&mut self, has_number: bool, next_due: i64) -> Result<()> {
        let tenant = self.tenant();
        let Some(written) = &mut self.written else {
            return Ok(());
        };
        let Some((ver, env)) = written.waiting.take() else {
            return Ok(());
        };
        let company = written.company.clone();
        let statement = Exec::new(ADD.as_str());
        company.with_values([&tenant, &ver], &env, |values| {
            let beside: [&dyn Param; 2] = [&has_number, &next_due];
            let all: Vec<&dyn Param> = values.iter().copied().chain(beside).collect();
            self.exec(statement, &all)
        })?;
        Ok(())
    }
}
