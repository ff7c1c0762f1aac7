//! Logging what happened: outcome, follow-up and stage rule in one transaction.

mod edit;
mod imported;
mod special;
mod told;

use super::follow_up::{self, Made, Place as At};
use super::stage::{self, QualifyAsk};
use super::work::Work;
use super::{Entry, Out, company, contact, dnc, meeting, task, trash};
use crate::base::id::RowId;
use crate::base::{CompanyId, ContactId, Due, TaskId, Timestamp};
use crate::domain::command::{
    ActivityCommand, ContactBasis, DoNotContact, Dormant, FollowUpArgs, LogActivity, Then,
};
use crate::domain::fields;
use crate::domain::outcome::{self, Attempts, Called, Consequence, Place};
use crate::domain::{
    Activity, ActivityState, ActivityType, Advance, CancelReason, Case, Company, Contact, Effect,
    OutcomeEffect, OutcomeRule, Priority, Refusal, Task, TaskOrigin, TaskType,
};
pub(super) use imported::task as import_task;
use special::{book, wake_up, wrong_number};
use told::Told;

/// Outcomes of an e-mail.
pub(super) const EMAIL_OUTCOMES: &[&str] = &[
    "SENT",
    "BOUNCED",
    "OPENED",
    "CLICKED",
    "REPLIED",
    "AUTO_REPLY",
    "OPTED_OUT",
];
/// Outcomes of a meeting; each sets its state.
pub(super) const MEETING_OUTCOMES: &[&str] = &["HELD", "NO_SHOW", "RESCHEDULED", "CANCELLED"];

pub(super) fn run(work: &mut Work, command: &ActivityCommand) -> Out<Entry> {
    match command {
        ActivityCommand::Log(args) => log(work, args)?,
        ActivityCommand::Import(args) => imported::activity(work, args)?,
        ActivityCommand::Edit(args) => edit::edit(work, args)?,
        ActivityCommand::Delete(args) => {
            let activity = work.live::<Activity>(args.activity_id)?;
            work.label("Activity deleted");
            let gone = Some(work.deletion());
            work.edit::<Activity>(activity.id, |activity| activity.mark_deleted(gone))?;
            trash::untell(work, &activity)?;
            work.effect(Effect::Deleted {
                table: "activity".to_owned(),
                id: activity.id.uuid(),
            });
        }
        ActivityCommand::Restore(args) => trash::activity(work, args.activity_id)?,
    }
    Ok(Entry::Reversible)
}

/// What a log is about, loaded once.
struct Subject {
    company: Option<Company>,
    contact: Option<Contact>,
    task: Option<Task>,
    case: Option<Case>,
}

fn log(work: &mut Work, args: &LogActivity) -> Out<()> {
    let about = subject(work, args)?;
    let rules = work.ctx.rules.clone();
    let rule = outcome_rule(args, &rules)?;
    let planned = meeting::told_of(work, args, about.task.as_ref())?;
    let mut row = row(work, args, &about, rule)?;
    if let Some(planned) = &planned {
        row = meeting::became(work, planned, row, args.occurred_at.is_some());
    }
    let who = about
        .company
        .as_ref()
        .map(|c| c.name.clone())
        .or(about.contact.as_ref().map(Contact::display_name));
    work.label(format!(
        "{} logged: {}",
        super::work::words(&args.kind),
        who.unwrap_or_default()
    ));
    dnc::may_log(work, args, &row, (about.company.as_ref(), about.contact.as_ref()))?;
    warn_blocked(work, &about);
    match &planned {
        Some(planned) => work.update(planned, &row)?,
        None => work.insert(&row)?,
    }
    work.effect(Effect::ActivityLogged {
        id: row.id,
        kind: row.kind,
        outcome: row.outcome.clone(),
    });
    let Some(company) = about.company.clone() else {
        return Ok(());
    };
    let advance = rule.map_or(Advance::Auto, |rule| rule.advance);
    let completed = completes(args, about.task.as_ref(), advance);
    if let Some(done) = about.task.as_ref().filter(|_| completed) {
        follow_up::done(work, done, Some(row.id))?;
    }
    let made = follow(work, args, &about, rule, &row)?;
    if made.is_some() {
        let before = row.clone();
        row.follow_up_task_id = made;
        work.update(&before, &row)?;
    }
    let woken = wake_up(work, &about, rule, &row, made)?;
    if let Some(done) = about.task.as_ref().filter(|_| completed) {
        // Told to make no follow-up, the rep has ended the chain, answered or not.
        let met = rule.is_none_or(|rule| rule.group.is_connected()) || args.no_follow_up;
        if met && !woken {
            follow_up::release(work, &company, done.chain())?;
        }
    }
    if let Some(Task { id, .. }) = about.task.as_ref().filter(|_| planned.is_some()) {
        meeting::end_preparation(work, *id, CancelReason::NotNeeded)?;
    }
    if rule.is_some_and(|rule| rule.effect == OutcomeEffect::WrongNumber) {
        wrong_number(work, args, &about, &company)?;
    }
    then(work, args, &about, &company)?;
    if about.task.is_some() {
        work.join(&company)?;
    }
    if advance != Advance::Stay {
        task::let_go(work, company.id)?;
    }
    Ok(())
}

fn subject(work: &mut Work, args: &LogActivity) -> Out<Subject> {
    let task = args
        .task_id
        .map(|id| task::open_task(work, id, "Logged"))
        .transpose()?;
    let mut company_id = task.as_ref().map(|task| task.company_id).or(args.company_id);
    if let (Some(task), Some(named)) = (&task, args.company_id)
        && named != task.company_id
    {
        return Err(Refusal::invalid("company_id", "the task belongs to another company").into());
    }
    let on_task = task.as_ref().and_then(|task| task.contact_id);
    let contact = match args.contact_id.or(on_task) {
        Some(id) if Some(id) == on_task => concerned(work, id, company_id)?,
        // Whoever was on the screen when it was opened may be gone by now; what was said on the task is kept.
        Some(id) if task.is_some() && work.tx.load::<Contact>(id)?.is_none_or(|c| !c.is_live()) => {
            work.warn(
                "contact_gone",
                "that person is in Trash or gone; logged without them",
            );
            None
        }
        Some(id) => Some(work.contact_of(id, company_id)?),
        None => None,
    };
    company_id = company_id.or_else(|| contact.as_ref().and_then(|contact| contact.company_id));
    if company_id.is_none() && contact.is_none() {
        return Err(Refusal::invalid("company_id", "name a task, a company or a contact").into());
    }
    let company = company_id.map(|id| work.live::<Company>(id)).transpose()?;
    let case = match (&task, &company) {
        (
            Some(Task {
                case_id: Some(case), ..
            }),
            _,
        ) => work.tx.load::<Case>(*case)?.filter(Case::is_open),
        (_, Some(company)) => work.tx.open_cases(company.id)?.into_iter().next(),
        _ => None,
    };
    Ok(Subject {
        company,
        contact,
        task,
        case,
    })
}

/// The person of a task, unless gone or at another company by now: what happened is logged all the same.
fn concerned(work: &mut Work, id: ContactId, company: Option<CompanyId>) -> Out<Option<Contact>> {
    let contact = work.tx.load::<Contact>(id)?.filter(Contact::is_live);
    Ok(contact.filter(|contact| contact.company_id.is_none() || contact.company_id == company))
}

/// An outcome as it is stored, however it was typed: `no-show` is NO_SHOW.
fn normalised(code: Option<&str>) -> Option<String> {
    code.map(|code| code.trim().to_uppercase().replace(['-', ' '], "_"))
        .filter(|code| !code.is_empty())
}

/// Whether a meeting took place, by its outcome; anything else that is logged did.
fn state_by(kind: ActivityType, outcome: Option<&str>) -> ActivityState {
    match outcome {
        Some("NO_SHOW" | "RESCHEDULED") if kind != ActivityType::Call => ActivityState::NotHeld,
        Some("CANCELLED") if kind != ActivityType::Call => ActivityState::Cancelled,
        _ => ActivityState::Held,
    }
}

fn outcome_rule<'r>(args: &LogActivity, rules: &'r crate::domain::Rules) -> Out<Option<&'r OutcomeRule>> {
    if !args.kind.is_logged() {
        return Err(Refusal::invalid(
            "kind",
            format!("{} is written by the rules, never logged", args.kind),
        )
        .into());
    }
    let code = normalised(args.outcome.as_deref());
    let fixed = |list: &[&str]| match &code {
        Some(code) if !list.contains(&code.as_str()) => Err(Refusal::invalid(
            "outcome",
            format!("\"{code}\" is none of: {}", list.join(", ")),
        )),
        _ => Ok(None),
    };
    match (args.kind, &code) {
        (ActivityType::Call, None) => {
            let text = "a call needs an outcome: it decides the follow-up";
            Err(Refusal::invalid("outcome", text).into())
        }
        (ActivityType::Call, Some(code)) => rules.outcome(code).map(Some).ok_or_else(|| {
            let known = rules
                .outcomes
                .iter()
                .map(|rule| rule.code.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            Refusal::invalid("outcome", format!("\"{code}\" is no outcome; accepted: {known}")).into()
        }),
        (ActivityType::Email, _) => Ok(fixed(EMAIL_OUTCOMES)?),
        (ActivityType::Meeting | ActivityType::Visit, _) => Ok(fixed(MEETING_OUTCOMES)?),
        (_, None) => Ok(None),
        (kind, Some(_)) => Err(Refusal::invalid("outcome", format!("{kind} has no outcome")).into()),
    }
}

fn row(work: &Work, args: &LogActivity, about: &Subject, rule: Option<&OutcomeRule>) -> Out<Activity> {
    let now = work.now();
    let occurred_at = args.occurred_at.unwrap_or(now);
    let outcome = rule
        .map(|rule| rule.code.clone())
        .or_else(|| normalised(args.outcome.as_deref()));
    happened(work, occurred_at)?;
    let state = state_by(args.kind, outcome.as_deref());
    if outcome.as_deref() == Some("RESCHEDULED") && args.follow_up.is_none() {
        return Err(Refusal::invalid("follow_up", "a rescheduled meeting needs its new date").into());
    }
    let row = told::row(Told {
        id: args.id,
        kind: args.kind,
        direction: args.direction,
        state,
        outcome,
        occurred_at,
        duration_s: args.duration_s,
        subject: args.subject.as_deref(),
        notes: args.notes.as_deref(),
        created_at: now,
        created_by: work.ctx.actor.id,
    })?;
    let (follow_up_at, follow_up_on) = Due::to_columns(args.follow_up.as_ref().map(|f| f.due));
    Ok(Activity {
        company_id: about.company.as_ref().map(|c| c.id),
        contact_id: about.contact.as_ref().map(|c| c.id),
        case_id: about.case.as_ref().map(|c| c.id),
        task_id: about.task.as_ref().map(|t| t.id),
        attempt: about
            .task
            .as_ref()
            .filter(|t| t.kind.is_call())
            .map(|t| t.attempt),
        phone: args.phone.clone(),
        follow_up_at,
        follow_up_on,
        ..row
    })
}

/// What is logged has happened.
fn happened(work: &Work, at: Timestamp) -> Out<()> {
    if at > work.now().plus_minutes(5) {
        return Err(Refusal::invalid("occurred_at", "when it happened, not a time to come").into());
    }
    Ok(())
}

fn lasted(seconds: Option<i64>) -> Out<()> {
    const DAY: i64 = 24 * 3600;
    if seconds.is_some_and(|s| !(0..=DAY).contains(&s)) {
        return Err(Refusal::invalid("duration_s", "0 seconds to 24 hours").into());
    }
    Ok(())
}

fn warn_blocked(work: &mut Work, about: &Subject) {
    let blocked = about.company.as_ref().is_some_and(|c| c.dnc_since.is_some())
        || about.contact.as_ref().is_some_and(|c| c.dnc_since.is_some());
    if blocked {
        work.warn("do_not_contact", "marked as do not contact");
    }
}

/// An outcome completes a call task; another activity completes the task it is logged on.
fn completes(args: &LogActivity, task: Option<&Task>, advance: Advance) -> bool {
    let Some(task) = task else { return false };
    if args.keep_task || advance == Advance::Stay {
        return false;
    }
    match args.kind {
        ActivityType::Call => task.kind.is_call(),
        _ => task.kind != TaskType::HandoverReview,
    }
}

/// The follow-up: the agreed one, else what the outcome makes by itself.
fn follow(
    work: &mut Work,
    args: &LogActivity,
    about: &Subject,
    rule: Option<&OutcomeRule>,
    row: &Activity,
) -> Out<Option<TaskId>> {
    let Some(company) = &about.company else {
        return Ok(None);
    };
    let rules = work.ctx.rules.clone();
    // Attempts are counted on call tasks only.
    let call_task = about.task.as_ref().filter(|task| task.kind.is_call());
    let attempts = call_task.map_or_else(|| Attempts::none(rules.settings.attempts), Attempts::of);
    let called = Called {
        at: row.occurred_at,
        now: work.now(),
    };
    let place = Place::of(company, &rules.settings);
    let result = rule.map_or(Consequence::Nothing, |rule| {
        outcome::consequence_of(rule, attempts, &place, &rules.settings, called)
    });
    let due = args.follow_up.as_ref().map(|f| f.due);
    match (&result, due) {
        (Consequence::AskDate | Consequence::AskMeeting, None) => {
            let text = "this outcome needs the agreed date (--follow-up \"tomorrow 10\")";
            return Err(Refusal::invalid("follow_up", text).into());
        }
        (Consequence::AskWhom, _)
            if !matches!(
                args.then,
                Some(Then::BlockCompany { .. } | Then::BlockPerson { .. })
            ) =>
        {
            let text = "say whom it concerns: the company or the person (--block company|person)";
            return Err(Refusal::invalid("then", text).into());
        }
        (_, Some(due)) if due.key(&work.ctx.zone) < work.now() => {
            return Err(Refusal::invalid("follow_up", "a time to come").into());
        }
        _ => {}
    }
    let ended = matches!(
        args.then,
        Some(
            Then::Disqualify { .. }
                | Then::Dormant { .. }
                | Then::BlockCompany { .. }
                | Then::BlockPerson { .. }
        )
    );
    if args.no_follow_up || ended {
        return Ok(None);
    }
    // A meeting at another date is a meeting booked.
    let moved = row.kind == ActivityType::Meeting && row.outcome.as_deref() == Some("RESCHEDULED");
    let booked = result == Consequence::AskMeeting || moved;
    if let Some(agreed) = args.follow_up.as_ref().filter(|_| booked) {
        return book(work, args, about, company, agreed, row).map(Some);
    }
    let made = match (&result, &args.follow_up) {
        (_, Some(agreed)) => agreed_follow_up(work, about, rule, attempts, agreed),
        (
            Consequence::CallBack {
                due,
                attempt,
                busy_streak,
            },
            None,
        ) => Made {
            attempt: *attempt,
            busy_streak: *busy_streak,
            automatic: true,
            ..carried_on(about, *due)
        },
        _ => return Ok(None),
    };
    let at = where_to(about);
    follow_up::make(work, company, &at, &made, args.replace)
}

fn where_to(about: &Subject) -> At {
    At {
        case: about.case.as_ref().map(|case| case.id),
        contact: about.contact.as_ref().map(|contact| contact.id),
        chain: about
            .task
            .as_ref()
            .filter(|task| task.kind.is_call())
            .map(Task::chain),
    }
}

/// What a call-back carries on from its task: script, queue, assignee, attempts.
fn carried_on(about: &Subject, due: Due) -> Made {
    let task = about.task.as_ref().filter(|task| task.kind.is_call());
    Made {
        role: "follow_up",
        due,
        kind: TaskType::CallBack,
        title: None,
        assignee: task.and_then(|task| task.assignee_id),
        queue: task.map(|task| task.queue.clone()),
        priority: Priority::Normal,
        promised: false,
        automatic: false,
        origin: TaskOrigin::FollowUp,
        attempt: 1,
        attempts_max: task.map(|task| task.attempts_max),
        busy_streak: 0,
        script: task.and_then(|task| task.script_key.clone()),
    }
}

fn agreed_follow_up(
    work: &Work,
    about: &Subject,
    rule: Option<&OutcomeRule>,
    attempts: Attempts,
    agreed: &FollowUpArgs,
) -> Made {
    let promised = rule.is_some_and(|rule| rule.effect == OutcomeEffect::CallBackPromised);
    let base = carried_on(about, agreed.due);
    Made {
        kind: agreed.kind.unwrap_or_else(|| outcome::follow_up_kind(rule)),
        title: agreed.title.clone().filter(|title| fields::visible(title)),
        assignee: agreed.assignee.or(base.assignee).or(Some(work.ctx.actor.id)),
        priority: agreed.priority.unwrap_or(Priority::Normal),
        promised,
        attempt: rule.map_or(1, |rule| outcome::next_attempt(rule, attempts)),
        ..base
    }
}

/// What else the same act decides.
fn then(work: &mut Work, args: &LogActivity, about: &Subject, company: &Company) -> Out<()> {
    let id = company.id;
    let label_before = args.then.is_some();
    match &args.then {
        None => {}
        Some(Then::Qualify { hand_over }) => {
            let ask = QualifyAsk {
                note: None,
                reason: None,
                next_step: None,
                hand_over: hand_over.as_ref(),
                overridden: false,
            };
            stage::qualify(work, id, &ask)?;
        }
        Some(Then::Disqualify { reason, note }) => {
            let note = note.clone().or_else(|| args.notes.clone());
            stage::disqualify(work, id, Some(*reason), note)?;
        }
        Some(Then::Dormant { until }) => {
            stage::dormant(
                work,
                &Dormant {
                    company_id: id,
                    until: Some(*until),
                    note: None,
                },
            )?;
        }
        Some(Then::BlockCompany { basis }) => {
            let basis = basis
                .clone()
                .or_else(|| Some("asked not to be called".to_owned()));
            company::block(
                work,
                &DoNotContact {
                    company_id: id,
                    basis,
                },
            )?;
        }
        Some(Then::BlockPerson { basis }) => {
            let Some(contact) = about.contact.as_ref() else {
                let text = "no person is named; block the company, or name the contact";
                return Err(Refusal::invalid("contact_id", text).into());
            };
            let basis = basis
                .clone()
                .or_else(|| Some("asked not to be called".to_owned()));
            contact::block(
                work,
                &ContactBasis {
                    contact_id: contact.id,
                    basis,
                },
            )?;
        }
    }
    if label_before {
        work.label(format!(
            "{} logged: {}",
            super::work::words(&args.kind),
            company.name
        ));
    }
    Ok(())
}
