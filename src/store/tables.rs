//! The record of each table: which columns its struct has, which are derived from them.
//!
//! Derived columns are for lists and search only; nothing reads them back into a struct.

use super::Derive;
use crate::base::{
    ActivityId, CaseId, CompanyId, ContactId, HandoverId, MemberId, NoteId, RuleId, StageChangeId,
    SuppressionId, TaskId, UserId, VerdictId, lookup,
};
use crate::domain::{
    Activity, Case, Company, Contact, Handover, Member, Note, Phone, Rule, StageChange, Suppression, Task,
    User, Verdict,
};
use crate::table;
use uuid::Uuid;

/// The due key of a task without a due: behind every date.
pub(crate) const UNDATED: i64 = 9_000_000_000_000_000;
/// The day number of a task without a due.
pub(crate) const UNDATED_DAY: i64 = 100_000_000;
/// Who a task of nobody belongs to, in columns that must not be null.
pub(crate) const NOBODY: UserId = UserId(Uuid::nil());

fn first_phone(phones: &[Phone]) -> Option<&str> {
    let good = phones.iter().filter(|p| p.is_good());
    good.clone()
        .find(|p| p.primary)
        .or_else(|| good.clone().next())
        .map(|p| p.e164.as_deref().unwrap_or(&p.raw))
}

fn due_key(task: &Task, env: &Derive) -> i64 {
    task.due().map_or(UNDATED, |due| due.key(&env.zone).0)
}

fn due_day(task: &Task, env: &Derive) -> i64 {
    task.due()
        .map_or(UNDATED_DAY, |due| due.day(&env.zone).day_number())
}

/// It can be worked on before its due day: its due is no appointment.
fn is_deadline(task: &Task, env: &Derive) -> bool {
    task.available_at
        .is_none_or(|at| at.date_in(&env.zone).day_number() < due_day(task, env))
}

/// What of a task's due depends on the zone: its key, its day, whether it is a deadline.
pub(crate) fn due_columns(task: &Task, env: &Derive) -> (i64, i64, bool) {
    (due_key(task, env), due_day(task, env), is_deadline(task, env))
}

table! {
    Company in "company", id: CompanyId, company: |company| Some(company.id);
    columns: id, name, legal_name, status, stage, owner_id, owner_text, industry, account_type, size_band,
        employees, website, domain, emails, phones, postal, delivery, vat_id, tax_number, register_number,
        register_court, source, source_detail, language, time_zone, tags, dnc_since, dnc_basis, external_ids,
        enrichment_source, enrichment_at, extra, created_at, created_by, deleted_at, deleted_by, deleted_with;
    derived: name_folded = |c, _| lookup::fold(&c.name), sort_key = |c, _| lookup::sort_key(&c.name),
        city = |c, _| c.postal.city.clone(), country = |c, _| c.postal.country.clone(),
        phone = |c, _| first_phone(&c.phones).map(str::to_owned);
}

table! {
    Contact in "contact", id: ContactId, company: |contact| contact.company_id;
    columns: id, company_id, first_name, last_name, job_title, department, buying_role, emails, phones, linkedin,
        birthday, language, source, status, dnc_since, dnc_basis, external_ids, extra, created_at, created_by,
        deleted_at, deleted_by, deleted_with;
    derived: name_folded = |c, _| lookup::fold(&c.display_name()),
        sort_key = |c, _| lookup::sort_key(&sort_name(c)),
        good_numbers = |c, _| if c.dnc_since.is_some() { 0 } else {
            c.phones.iter().filter(|p| p.is_good()).count() as i64
        };
}

fn sort_name(contact: &Contact) -> String {
    match (&contact.last_name, &contact.first_name) {
        (Some(last), Some(first)) => format!("{last} {first}"),
        _ => contact.display_name(),
    }
}

table! {
    Case in "cases", id: CaseId, company: |case| Some(case.company_id);
    columns: id, company_id, kind, engine, phase, owner_role, owner_queue, outcome, outcome_note, template_key,
        template_version, opened_at, opened_by_activity, closed_at, closed_by, created_by, deleted_at, deleted_by,
        deleted_with;
}

table! {
    Task in "task", id: TaskId, company: |task| Some(task.company_id);
    columns: id, company_id, case_id, contact_id, kind, title, queue, assignee_id, priority, due_at, due_on,
        promised, state, origin, origin_task_id, waits_for, due_offset, attempt, attempts_max, busy_streak,
        script_key, template_step, place, available_at, activity_id, done_at, done_by, cancel_reason, note,
        created_at, created_by, deleted_at, deleted_by, deleted_with;
    derived: who = |t, _| t.assignee_id.unwrap_or(NOBODY), due_key = |t, env| due_key(t, env),
        due_day = |t, env| due_day(t, env), prio_rank = |t, _| t.priority.rank(),
        call_rank = |t, _| i64::from(!t.kind.is_call()), deadline = |t, env| is_deadline(t, env),
        in_queue = |t, _| t.is_in_queue();
}

table! {
    Activity in "activity", id: ActivityId, company: |activity| activity.company_id;
    columns: id, kind, direction, state, outcome, occurred_at, duration_s, subject, notes, company_id, contact_id,
        case_id, task_id, attempt, phone, follow_up_at, follow_up_on, follow_up_task_id, created_at, created_by,
        deleted_at, deleted_by, deleted_with;
}

table! {
    Note in "note", id: NoteId, company: |note| Some(note.company_id);
    columns: id, company_id, case_id, kind, body, created_at, created_by, deleted_at, deleted_by, deleted_with;
}

table! {
    StageChange in "stage_change", id: StageChangeId, company: |change| Some(change.company_id);
    columns: id, company_id, from_stage, to_stage, reason, note, overridden, case_id, at, by_user, deleted_at,
        deleted_by, deleted_with;
}

table! {
    Handover in "handover", id: HandoverId, company: |handover| Some(handover.company_id);
    columns: id, case_id, company_id, to_role, to_queue, to_user, note, state, offered_by, offered_at, expires_at,
        answered_by, answered_at, reason, answer_note, review_task_id, deleted_at, deleted_by, deleted_with;
}

table! {
    User in "users", id: UserId, company: |_| None;
    columns: id, name, email, roles, queues, language, time_zone, active, created_at, deleted_at, deleted_by,
        deleted_with;
}

table! {
    Member in "member", id: MemberId, company: |member| Some(member.company_id);
    columns: id, company_id, user_id, role, created_at, deleted_at, deleted_by, deleted_with;
}

table! {
    Verdict in "verdict", id: VerdictId, company: |verdict| verdict.company();
    columns: id, kind, about, one, other, created_at, created_by, deleted_at, deleted_by, deleted_with;
}

table! {
    Suppression in "suppression", id: SuppressionId, company: |_| None;
    columns: id, kind, mac, reason, source, created_at, created_by, deleted_at, deleted_by, deleted_with;
}

table! {
    Rule in "rule", id: RuleId, company: |_| None;
    columns: id, kind, key, version, body, created_at, deleted_at, deleted_by, deleted_with;
}
