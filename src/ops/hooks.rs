//! What follows from a written row: counters, look-ups, search, and the derived
//! columns that lists show. Never in the journal; recomputed after an undo too.

use super::work::Work;
use super::{Out, dnc};
use crate::base::id::RowId;
use crate::base::{
    ActivityId, CaseId, CompanyId, ContactId, HandoverId, MemberId, NoteId, RuleId, StageChangeId,
    SuppressionId, TaskId, UserId, VerdictId,
};
use crate::domain::duplicates;
use crate::domain::{
    Activity, Case, CaseStatus, Company, Contact, Handover, HandoverState, Member, Note, Phone, Rule,
    StageChange, Suppression, Task, TaskState, User, Verdict,
};
use crate::params;
use crate::store::{NOBODY, Record, Tx, facts, known, search};
use std::borrow::Cow;
use uuid::Uuid;

/// A record the commands write.
pub(super) trait Tracked: Record {
    /// What it is called in messages.
    const WORD: &'static str;
    /// Its id as a UUID.
    fn uuid(id: Self::Id) -> Uuid;
    /// It is in Trash.
    fn is_in_trash(&self) -> bool;
    /// Takes it out of Trash.
    fn take_out(&mut self);
    /// What follows from the write.
    fn after_put(work: &mut Work, before: Option<&Self>, after: &Self) -> Out<()>;
}

macro_rules! tracked {
    ($($record:ident $id:ident $word:literal $after:expr;)+) => {$(
        impl Tracked for $record {
            const WORD: &'static str = $word;
            fn uuid(id: $id) -> Uuid { id.uuid() }
            fn is_in_trash(&self) -> bool { self.deleted_at.is_some() }
            fn take_out(&mut self) { self.mark_deleted(None); }
            fn after_put(work: &mut Work, before: Option<&Self>, after: &Self) -> Out<()> {
                let hook: fn(&mut Work, Option<&Self>, &Self) -> Out<()> = $after;
                hook(work, before, after)
            }
        }
    )+};
}

tracked! {
    Company CompanyId "company" company;
    Contact ContactId "contact" contact;
    Case CaseId "case" case;
    Task TaskId "task" task;
    Activity ActivityId "activity" activity;
    Note NoteId "note" note;
    StageChange StageChangeId "stage change" |_, _, _| Ok(());
    Handover HandoverId "handover" handover;
    User UserId "user" |_, _, _| Ok(());
    Member MemberId "membership" |_, _, _| Ok(());
    Suppression SuppressionId "entry of the list" |_, _, _| Ok(());
    Verdict VerdictId "verdict" |_, _, _| Ok(());
    Rule RuleId "rule" |_, _, _| Ok(());
}

fn company(work: &mut Work, before: Option<&Company>, after: &Company) -> Out<()> {
    let reach = |c: &Company| (c.phones.clone(), c.dnc_since, c.deleted_at);
    if before.is_none_or(|b| reach(b) != reach(after)) {
        work.touch(Some(after.id))
            .expect("a company touches itself")
            .reach = true;
    }
    let listed = |c: &Company| {
        let mails = (c.emails.clone(), c.domain.clone(), c.website.clone());
        (reach(c), mails)
    };
    if after.is_live() && before.is_none_or(|b| listed(b) != listed(after)) {
        dnc::written(work, dnc::Marked::Company(after.id))?;
    }
    let keys = |c: &Company| {
        (
            c.name.clone(),
            c.domain.clone(),
            c.emails.clone(),
            c.phones.clone(),
            c.external_ids.clone(),
            c.deleted_at,
            c.legal_name.clone(),
            (c.vat_id.clone(), c.register_number.clone()),
        )
    };
    if before.is_some_and(|b| keys(b) == keys(after) && b.postal == after.postal) {
        return Ok(());
    }
    index_company(work, before.is_some(), after)
}

fn index_company(work: &mut Work, existed: bool, company: &Company) -> Out<()> {
    let keys = keys_of_company(company, work.takes_back(company.deleted_with));
    write_lookup(work, existed, Company::TABLE, company.id.0, &keys)?;
    if !company.is_live() {
        return Ok(search::remove(work.tx, company.id.0)?);
    }
    index_name(work, existed, &name_of_company(company).doc())
}

/// What a company is looked up by. One that goes keeps its keys apart from those that are here: what was merged is
/// found by them, and what is in Trash does not come twice. What was taken back was never here.
pub(super) fn keys_of_company(company: &Company, taken_back: bool) -> Vec<LookupKey> {
    kept(company.is_live(), taken_back, || duplicates::of_company(company))
}

/// The same of a contact.
pub(super) fn keys_of_contact(contact: &Contact, taken_back: bool) -> Vec<LookupKey> {
    kept(contact.is_live(), taken_back, || duplicates::of_contact(contact))
}

/// Kind and key by which a row is found.
pub(super) type LookupKey = (Cow<'static, str>, String);

fn kept(live: bool, taken_back: bool, keys: impl FnOnce() -> Vec<duplicates::Key>) -> Vec<LookupKey> {
    if !live && taken_back {
        return Vec::new();
    }
    let kind = |kind: &'static str| {
        if live {
            kind.into()
        } else {
            known::gone_kind(kind).into()
        }
    };
    keys().into_iter().map(|(of, key)| (kind(of), key)).collect()
}

/// What search keeps of a company or contact.
pub(super) struct Name {
    kind: search::SearchKind,
    id: Uuid,
    company_id: Option<CompanyId>,
    title: String,
    extra: String,
    sub: Option<String>,
    digits: String,
}

impl Name {
    pub(super) fn doc(&self) -> search::NameDoc<'_> {
        search::NameDoc {
            kind: self.kind,
            id: self.id,
            company_id: self.company_id,
            title: &self.title,
            extra: &self.extra,
            sub: self.sub.as_deref(),
            digits: &self.digits,
        }
    }
}

pub(super) fn name_of_company(company: &Company) -> Name {
    let words = company.legal_name.iter().chain(&company.domain);
    Name {
        kind: search::SearchKind::Company,
        id: company.id.0,
        company_id: Some(company.id),
        title: company.name.clone(),
        extra: words.cloned().collect::<Vec<_>>().join(" "),
        sub: company.postal.city.clone(),
        digits: digits(&company.phones),
    }
}

pub(super) fn name_of_contact(contact: &Contact) -> Name {
    let addresses = contact.emails.iter().map(|email| email.address.as_str());
    let extra: Vec<&str> = addresses.chain(contact.job_title.as_deref()).collect();
    Name {
        kind: search::SearchKind::Contact,
        id: contact.id.0,
        company_id: contact.company_id,
        title: contact.display_name(),
        extra: extra.join(" "),
        sub: contact.job_title.clone(),
        digits: digits(&contact.phones),
    }
}

fn contact(work: &mut Work, before: Option<&Contact>, after: &Contact) -> Out<()> {
    // Nobody who must not be contacted, on whom tasks might stand already.
    let came = before.is_none() && after.is_live() && after.dnc_since.is_none();
    for company in [before.and_then(|b| b.company_id), after.company_id] {
        if let Some(touch) = work.touch(company) {
            touch.came |= came;
            touch.reach |= !came;
        }
    }
    let listed = |c: &Contact| (c.emails.clone(), c.phones.clone(), c.dnc_since, c.deleted_at);
    if after.is_live() && before.is_none_or(|b| listed(b) != listed(after)) {
        dnc::written(work, dnc::Marked::Contact(after.id))?;
    }
    if before.is_some_and(|before| before.dnc_since != after.dnc_since) {
        // A person without a company may stand on tasks of any.
        for task in work.tx.contact_tasks(after.id)? {
            if let Some(touch) = work.touch(Some(task.company_id)) {
                touch.tasks = true;
            }
        }
    }
    let keys = keys_of_contact(after, work.takes_back(after.deleted_with));
    write_lookup(work, before.is_some(), Contact::TABLE, after.id.0, &keys)?;
    if !after.is_live() {
        return Ok(search::remove(work.tx, after.id.0)?);
    }
    index_name(work, before.is_some(), &name_of_contact(after).doc())
}

fn index_name(work: &mut Work, existed: bool, doc: &search::NameDoc) -> Out<()> {
    let put = if existed {
        search::index_name
    } else {
        search::index_new_name
    };
    Ok(put(work.tx, doc)?)
}

fn digits(phones: &[Phone]) -> String {
    phones.iter().map(Phone::key).collect::<Vec<_>>().join(" ")
}

fn write_lookup(work: &mut Work, existed: bool, table: &str, id: Uuid, keys: &[LookupKey]) -> Out<()> {
    let tenant = work.tx.tenant();
    if existed {
        work.tx.exec(facts::DROP_LOOKUP, params![tenant, id])?;
    }
    for (kind, key) in keys {
        work.tx
            .exec(facts::ADD_LOOKUP, params![tenant, kind.as_ref(), *key, table, id])?;
    }
    Ok(())
}

fn case(work: &mut Work, _: Option<&Case>, after: &Case) -> Out<()> {
    work.touched.cases.insert(after.id);
    Ok(())
}

fn task(work: &mut Work, before: Option<&Task>, after: &Task) -> Out<()> {
    for company in before.map(|b| b.company_id).into_iter().chain([after.company_id]) {
        work.touch(Some(company)).expect("a task has a company").tasks = true;
    }
    for case in [before.and_then(|b| b.case_id), after.case_id]
        .into_iter()
        .flatten()
    {
        work.touched.cases.insert(case);
    }
    if before.is_some_and(Task::is_open) && !after.is_open() {
        work.chains.insert((after.company_id, after.chain()));
    }
    let mut count = |task: &Task, by: i64| {
        if task.is_live() && task.is_in_queue() {
            let key = (task.queue.clone(), task.assignee_id.unwrap_or(NOBODY));
            *work.touched.counts.entry(key).or_default() += by;
        }
    };
    if let Some(before) = before {
        count(before, -1);
    }
    count(after, 1);
    Ok(())
}

fn activity(work: &mut Work, before: Option<&Activity>, after: &Activity) -> Out<()> {
    for company in [before.and_then(|b| b.company_id), after.company_id] {
        if let Some(touch) = work.touch(company) {
            touch.activities = true;
        }
    }
    work.touched.cases.extend(after.case_id);
    let kind = search::SearchKind::Activity;
    index_note(work, kind, after.id.0, before.map(told), told(after))
}

/// What search knows of an activity.
pub(super) fn told(activity: &Activity) -> Told {
    let text = [activity.subject.as_deref(), activity.notes.as_deref()];
    Told {
        text: text.into_iter().flatten().collect::<Vec<_>>().join("\n"),
        live: activity.is_live(),
        company_id: activity.company_id,
        at: activity.occurred_at,
    }
}

fn note(work: &mut Work, before: Option<&Note>, after: &Note) -> Out<()> {
    let kind = search::SearchKind::Note;
    index_note(work, kind, after.id.0, before.map(said), said(after))
}

/// What search knows of a note.
pub(super) fn said(note: &Note) -> Told {
    Told {
        text: note.body.clone(),
        live: note.is_live(),
        company_id: Some(note.company_id),
        at: note.created_at,
    }
}

/// What search knows of a text; nothing of one that is empty or gone.
#[derive(PartialEq)]
pub(super) struct Told {
    text: String,
    live: bool,
    company_id: Option<CompanyId>,
    at: crate::base::Timestamp,
}

impl Told {
    /// What search keeps of it; none of what is in Trash or says nothing.
    pub(super) fn doc(&self, kind: search::SearchKind, id: Uuid) -> Option<search::NoteDoc<'_>> {
        (self.live && !self.text.is_empty()).then_some(search::NoteDoc {
            kind,
            id,
            company_id: self.company_id,
            at: self.at,
            text: &self.text,
        })
    }
}

fn index_note(
    work: &mut Work,
    kind: search::SearchKind,
    id: Uuid,
    before: Option<Told>,
    after: Told,
) -> Out<()> {
    let is_new = before.is_none();
    let [before, after] =
        [before, Some(after)].map(|told| told.filter(|told| told.live && !told.text.is_empty()));
    if before == after {
        return Ok(());
    }
    let Some(doc) = after.as_ref().and_then(|told| told.doc(kind, id)) else {
        return Ok(search::remove(work.tx, id)?);
    };
    let put = if is_new {
        search::index_new_note
    } else {
        search::index_note
    };
    Ok(put(work.tx, &doc)?)
}

fn handover(work: &mut Work, _: Option<&Handover>, after: &Handover) -> Out<()> {
    work.touched.cases.insert(after.case_id);
    Ok(())
}

/// Brings every derived column of what was touched up to date.
pub(super) fn recompute(work: &mut Work) -> Out<()> {
    let tenant = work.tx.tenant();
    for ((queue, who), by) in std::mem::take(&mut work.touched.counts) {
        if by != 0 {
            work.tx.exec(facts::COUNT, params![tenant, queue, who, by])?;
        }
    }
    for id in std::mem::take(&mut work.touched.cases) {
        if let Some(case) = work.tx.load::<Case>(id)? {
            let status = status(work.tx, &case)?;
            work.tx.exec(facts::KEEP_STATUS, params![status, tenant, id])?;
        }
    }
    for (id, touch) in std::mem::take(&mut work.touched.companies) {
        if work.tx.is_made_now(id) {
            made_now(work, id)?;
            continue;
        }
        if touch.tasks {
            let next = work.tx.next_due(id)?;
            work.tx.exec(facts::KEEP_NEXT_DUE, params![next, tenant, id])?;
        }
        if touch.activities {
            last_activity(work, id)?;
        }
        // A person who comes changes nothing at a company that has a number.
        let numbers = touch.reach || (touch.came && !has_number(work, id)?);
        if numbers || touch.tasks {
            reach(work, id, numbers)?;
        }
    }
    Ok(())
}

fn has_number(work: &mut Work, id: CompanyId) -> Out<bool> {
    let tenant = work.tx.tenant();
    let known = work.tx.first(facts::REACH, params![tenant, id])?;
    Ok(known.is_none_or(|reach| reach.has_number))
}

/// The computed status of a case.
pub(super) fn status(tx: &mut Tx<'_>, case: &Case) -> Out<CaseStatus> {
    if case.closed_at.is_some() {
        return Ok(CaseStatus::Closed);
    }
    if tx
        .case_handovers(case.id)?
        .first()
        .is_some_and(|h| h.state == HandoverState::Pending)
    {
        return Ok(CaseStatus::HandoverPending);
    }
    let worked = tx.case_has_activity(case.id)?
        || tx
            .case_tasks(case.id)?
            .iter()
            .any(|task| task.state == TaskState::Done);
    Ok(if worked {
        CaseStatus::InProgress
    } else {
        CaseStatus::New
    })
}

fn last_activity(work: &mut Work, id: CompanyId) -> Out<()> {
    let tenant = work.tx.tenant();
    let newest = work.tx.last_activity(id)?;
    let (at, kind) = newest.map(|last| (last.occurred_at, last.kind)).unzip();
    work.tx
        .exec(facts::KEEP_LAST_ACTIVITY, params![at, kind, tenant, id])?;
    Ok(())
}

/// The same of a company that this command made: nothing else hangs on it, and nobody has done anything with it yet.
fn made_now(work: &mut Work, id: CompanyId) -> Out<()> {
    let Some(company) = work.tx.load::<Company>(id)? else {
        return Ok(());
    };
    let has = company.phones.iter().any(Phone::is_good);
    let next = work.tx.next_due(id)?;
    if work.tx.was_worked_on(id) {
        last_activity(work, id)?;
    }
    work.tx.keep_company(id, has, next)?;
    let blocked = company.dnc_since.is_some();
    if !has || blocked || work.tx.names_contact(id) {
        let tenant = work.tx.tenant();
        work.tx.exec(facts::PARK, params![blocked, tenant, has, id])?;
    }
    Ok(())
}

fn reach(work: &mut Work, id: CompanyId, numbers: bool) -> Out<()> {
    let tenant = work.tx.tenant();
    if numbers {
        let Some(company) = work.tx.load::<Company>(id)? else {
            return Ok(());
        };
        let own = company.phones.iter().any(Phone::is_good);
        let has = own || work.tx.one(facts::CONTACT_NUMBERS, params![tenant, id])?.0 > 0;
        work.tx.exec(facts::KEEP_HAS_NUMBER, params![has, tenant, id])?;
    }
    if let Some(reach) = work.tx.first(facts::REACH, params![tenant, id])? {
        work.tx
            .exec(facts::PARK, params![reach.blocked, tenant, reach.has_number, id])?;
    }
    Ok(())
}
