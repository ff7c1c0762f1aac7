//! Row by row: columns, search, look-up keys and statuses against what the rules compute, rows against the journal.

use super::super::{OpsError, hooks};
use super::{Check, Pass, journal as entries};
use crate::base::CommandId;
use crate::domain::{
    Activity, Case, Code, Company, Contact, Handover, Member, Note, Phone, Rule, StageChange, Suppression,
    Task, User, Verdict,
};
use crate::params;
use crate::store::search::{self, SearchKind};
use crate::store::verify::{Kept, Slices, each};
use crate::store::{Record, Tx, facts, known};
use uuid::Uuid;

type Out<T> = Result<T, OpsError>;

/// The checks of derived things.
struct Found {
    columns: Check,
    search: Check,
    lookup: Check,
    status: Check,
    parked: Check,
}

/// Compares what is derived from rows, and mends it where the pass may.
pub(super) fn derived(tx: &mut Tx<'_>, pass: &Pass<'_>) -> Out<Vec<Check>> {
    let mut found = Found {
        columns: Check::new(
            "columns",
            "what lists sort and show: names, dues, last activity, numbers",
            true,
        ),
        search: Check::new(
            "search",
            "every company, contact and text is found by what it says",
            true,
        ),
        lookup: Check::new(
            "lookup",
            "every company and contact is looked up by what it says",
            true,
        ),
        status: Check::new("case status", "the status of every case computed anew", true),
        parked: Check::new(
            "parked",
            "calls without a number and blocked ones are kept out of the queue",
            true,
        ),
    };
    // Contacts and tasks first: what is kept of a company is counted over their columns.
    each::<Contact, OpsError>(tx, &mut |tx, row| found.contact(tx, pass, row))?;
    each::<Task, OpsError>(tx, &mut |tx, row| found.task(tx, pass, row))?;
    for id in tx.stayed_in_queue()? {
        found
            .columns
            .wrong(format_args!("task {id} is finished and in its queue"));
        if pass.mend {
            tx.take_out_of_queue(id)?;
        }
    }
    each::<Company, OpsError>(tx, &mut |tx, row| found.company(tx, pass, row))?;
    each::<Case, OpsError>(tx, &mut |tx, row| found.case(tx, pass, row))?;
    each::<Activity, OpsError>(tx, &mut |tx, row| {
        let told = hooks::told(row);
        found.text(tx, pass, row.id.0, SearchKind::Activity, &told)
    })?;
    each::<Note, OpsError>(tx, &mut |tx, row| {
        let said = hooks::said(row);
        found.text(tx, pass, row.id.0, SearchKind::Note, &said)
    })?;
    let Found {
        columns,
        search,
        lookup,
        status,
        parked,
    } = found;
    Ok(vec![columns, search, lookup, status, parked])
}

/// Whether a row went because the command that made it was taken back.
fn taken_back(tx: &mut Tx<'_>, with: Option<CommandId>) -> Out<bool> {
    Ok(match with {
        Some(with) => !known::take_back(tx, &[with])?.is_empty(),
        None => false,
    })
}

impl Found {
    fn columns<R: Record>(&mut self, tx: &mut Tx<'_>, pass: &Pass<'_>, row: &R, id: Uuid) -> Out<()> {
        if !tx.derived_is_right(row, pass.env)? {
            self.columns.wrong(format_args!("{} {id}", R::TABLE));
            if pass.mend {
                tx.mend_derived(row, pass.env)?;
            }
        }
        Ok(())
    }
    fn name(
        &mut self,
        tx: &mut Tx<'_>,
        pass: &Pass<'_>,
        (table, id): (&'static str, Uuid),
        name: &hooks::Name,
        keys: &[hooks::LookupKey],
    ) -> Out<()> {
        let doc = name.doc();
        if !search::knows_name(tx, &doc)? {
            self.search.wrong(format_args!("{table} {id}"));
            if pass.mend {
                search::mend_name(tx, id, Some(&doc))?;
            }
        }
        if !tx.looked_up_by(table, id, keys)? {
            self.lookup.wrong(format_args!("{table} {id}"));
            if pass.mend {
                let tenant = tx.tenant();
                tx.exec(facts::DROP_LOOKUP, params![tenant, id])?;
                for (kind, key) in keys {
                    tx.exec(facts::ADD_LOOKUP, params![tenant, kind.as_ref(), *key, table, id])?;
                }
            }
        }
        Ok(())
    }
    fn text(
        &mut self,
        tx: &mut Tx<'_>,
        pass: &Pass<'_>,
        id: Uuid,
        kind: SearchKind,
        told: &hooks::Told,
    ) -> Out<()> {
        let doc = told.doc(kind, id);
        if !search::knows_note(tx, id, doc.as_ref())? {
            self.search.wrong(format_args!("{} {id}", kind.code()));
            if pass.mend {
                search::mend_note(tx, id, doc.as_ref())?;
            }
        }
        Ok(())
    }
    fn contact(&mut self, tx: &mut Tx<'_>, pass: &Pass<'_>, row: &Contact) -> Out<()> {
        self.columns(tx, pass, row, row.id.0)?;
        let taken_back = taken_back(tx, row.deleted_with)?;
        let (name, keys) = (
            hooks::name_of_contact(row),
            hooks::keys_of_contact(row, taken_back),
        );
        self.name(tx, pass, (Contact::TABLE, row.id.0), &name, &keys)
    }
    fn task(&mut self, tx: &mut Tx<'_>, pass: &Pass<'_>, row: &Task) -> Out<()> {
        // A finished task keeps the due columns of its day, whatever zone the tenant has moved to.
        if row.is_open() {
            self.columns(tx, pass, row, row.id.0)?;
        }
        Ok(())
    }
    fn company(&mut self, tx: &mut Tx<'_>, pass: &Pass<'_>, row: &Company) -> Out<()> {
        self.columns(tx, pass, row, row.id.0)?;
        let taken_back = taken_back(tx, row.deleted_with)?;
        let (name, keys) = (
            hooks::name_of_company(row),
            hooks::keys_of_company(row, taken_back),
        );
        self.name(tx, pass, (Company::TABLE, row.id.0), &name, &keys)?;
        let tenant = tx.tenant();
        let has_number = row.phones.iter().any(Phone::is_good)
            || tx.one(facts::CONTACT_NUMBERS, params![tenant, row.id])?.0 > 0;
        let last = tx.last_activity(row.id)?;
        let (last_activity_at, last_activity_kind) = last.map(|last| (last.occurred_at, last.kind)).unzip();
        let right = Kept {
            has_number,
            next_due_key: tx.next_due(row.id)?,
            last_activity_at,
            last_activity_kind,
        };
        let kept = tx.kept(row.id)?;
        if kept.as_ref() != Some(&right) {
            self.columns.wrong(format_args!("company {}", row.id));
            if pass.mend {
                tx.exec(facts::KEEP_HAS_NUMBER, params![has_number, tenant, row.id])?;
                tx.exec(facts::KEEP_NEXT_DUE, params![right.next_due_key, tenant, row.id])?;
                let (at, kind) = (right.last_activity_at, right.last_activity_kind);
                tx.exec(facts::KEEP_LAST_ACTIVITY, params![at, kind, tenant, row.id])?;
            }
        }
        let blocked = row.dnc_since.is_some();
        let asked = params![blocked, tenant, has_number, row.id];
        let wrong = tx.all(facts::PARKED_WRONG, asked)?;
        for task in &wrong {
            self.parked.wrong(format_args!("task {}", task.0));
        }
        if pass.mend && !wrong.is_empty() {
            tx.exec(facts::PARK, asked)?;
        }
        Ok(())
    }
    fn case(&mut self, tx: &mut Tx<'_>, pass: &Pass<'_>, row: &Case) -> Out<()> {
        let right = hooks::status(tx, row)?;
        if tx.kept_status(row.id)?.as_deref() != Some(right.code()) {
            self.status.wrong(format_args!("case {}", row.id));
            if pass.mend {
                let tenant = tx.tenant();
                tx.exec(facts::KEEP_STATUS, params![right, tenant, row.id])?;
            }
        }
        Ok(())
    }
}

/// Compares every live row with what the journal last wrote of it.
pub(super) fn journal(tx: &mut Tx<'_>, pass: &Pass<'_>) -> Out<Check> {
    let mut check = Check::new("journal", "every row is what the journal last wrote of it", false);
    entry::<Company>(tx, pass, &mut check)?;
    entry::<Contact>(tx, pass, &mut check)?;
    entry::<Case>(tx, pass, &mut check)?;
    entry::<Task>(tx, pass, &mut check)?;
    entry::<Activity>(tx, pass, &mut check)?;
    entry::<Note>(tx, pass, &mut check)?;
    entry::<StageChange>(tx, pass, &mut check)?;
    entry::<Handover>(tx, pass, &mut check)?;
    entry::<Member>(tx, pass, &mut check)?;
    entry::<User>(tx, pass, &mut check)?;
    entry::<Verdict>(tx, pass, &mut check)?;
    entry::<Rule>(tx, pass, &mut check)?;
    entry::<Suppression>(tx, pass, &mut check)?;
    Ok(check)
}

fn entry<R: Slices>(tx: &mut Tx<'_>, pass: &Pass<'_>, check: &mut Check) -> Out<()> {
    each::<R, OpsError>(tx, &mut |tx, row| {
        let id = row.row_id();
        let steps = tx.steps_of(R::TABLE, id)?;
        match entries::difference(row, &steps) {
            entries::Said::Same => {}
            // A demo fills rows in as they are.
            entries::Said::Nothing if pass.filled => {}
            entries::Said::Nothing => check.wrong(format_args!("{} {id} is in no entry", R::TABLE)),
            entries::Said::Other(field) => check.wrong(format_args!("{} {id}: {field}", R::TABLE)),
        }
        Ok(())
    })
}
