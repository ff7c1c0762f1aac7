//! Commands about a company.

use super::stage::{self, QualifyAsk, Why};
use super::work::Work;
use super::workflow;
use super::{Entry, Out, dnc, handover, merge, moves, trash};
use crate::base::{ActivityId, CompanyId, Json, UserId, vat};
use crate::domain::command::{
    CompanyCommand, CreateCompany, DeleteCompany, DoNotContact, EditCompany, Fields, ImportMark, OwnCompany,
    TagCompany,
};
use crate::domain::fields::{self, Reading};
use crate::domain::outcome::mark_number;
use crate::domain::workflow::Trigger;
use crate::domain::{
    Activity, ActivityState, ActivityType, Address, CancelReason, Case, CaseOutcome, Company, CompanyStatus,
    DisqualifyReason, Effect, FieldEntity, Refusal, RefusalCode, SizeBand, Source, Stage, Task, User,
    suppression,
};

pub(super) fn run(work: &mut Work, command: &CompanyCommand) -> Out<Entry> {
    match command {
        CompanyCommand::Create(args) => create(work, args)?,
        CompanyCommand::Edit(args) => edit(work, args)?,
        CompanyCommand::Stage(args) => moves::move_stage(work, args)?,
        CompanyCommand::Qualify(args) => {
            name(work, args.company_id, "Qualified")?;
            let ask = QualifyAsk {
                note: args.note.clone(),
                reason: args.reason.clone(),
                next_step: args.next_step.as_ref(),
                hand_over: args.hand_over.as_ref(),
                overridden: args.override_guards,
            };
            stage::qualify(work, args.company_id, &ask)?;
        }
        CompanyCommand::Disqualify(args) => {
            name(work, args.company_id, "Disqualified")?;
            stage::disqualify(work, args.company_id, args.reason, args.note.clone())?;
        }
        CompanyCommand::Dormant(args) => {
            name(work, args.company_id, "Asleep")?;
            stage::dormant(work, args)?;
        }
        CompanyCommand::Archive(args) => {
            name(work, args.company_id, "Archived")?;
            stage::archive(work, args.company_id, args.note.clone())?;
        }
        CompanyCommand::Reopen(args) => {
            name(work, args.company_id, "Reopened")?;
            stage::reopen(work, args.company_id, args.note.clone())?;
        }
        CompanyCommand::Own(args) => own(work, args)?,
        CompanyCommand::Tag(args) => tag(work, args)?,
        CompanyCommand::MarkNumber(args) => {
            let company = name(work, args.company_id, "Number marked")?;
            let mut after = company.clone();
            if !mark_number(&mut after.phones, &args.number, args.state) {
                let text = format!("no number {} that is not {} already", args.number, args.state);
                return Err(Refusal::invalid("number", text).into());
            }
            dnc::stays_marked(work, &company.phones, &after.phones)?;
            work.update(&company, &after)?;
            work.effect(Effect::NumberMarked {
                number: args.number.clone(),
                state: args.state,
            });
        }
        CompanyCommand::DoNotContact(args) => block(work, args)?,
        CompanyCommand::LiftDoNotContact(args) => lift(work, args)?,
        CompanyCommand::Delete(args) => delete(work, args)?,
        CompanyCommand::Restore(args) => trash::company(work, args.company_id)?,
        CompanyCommand::Merge(args) => merge::company::run(work, args)?,
        CompanyCommand::NotSame(args) => merge::not_same::<Company>(work, args.one, args.other)?,
    }
    Ok(Entry::Reversible)
}

fn name(work: &mut Work, id: CompanyId, verb: &str) -> Out<Company> {
    let company = work.live::<Company>(id)?;
    work.label(format!("{verb}: {}", company.name));
    Ok(company)
}

fn blank(work: &Work, id: CompanyId) -> Company {
    Company {
        id,
        name: String::new(),
        legal_name: None,
        status: CompanyStatus::Lead,
        stage: Stage::Unverified,
        owner_id: None,
        owner_text: None,
        industry: None,
        account_type: None,
        size_band: None,
        employees: None,
        website: None,
        domain: None,
        emails: Json(Vec::new()),
        phones: Json(Vec::new()),
        postal: Json(Address::default()),
        delivery: Json(None),
        vat_id: None,
        tax_number: None,
        register_number: None,
        register_court: None,
        source: None,
        source_detail: None,
        language: None,
        time_zone: None,
        tags: Json(Vec::new()),
        dnc_since: None,
        dnc_basis: None,
        external_ids: Json(Vec::new()),
        enrichment_source: None,
        enrichment_at: None,
        extra: Json(std::collections::BTreeMap::new()),
        created_at: work.now(),
        created_by: work.ctx.actor.id,
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

fn create(work: &mut Work, args: &CreateCompany) -> Out<()> {
    if !args
        .fields
        .get("name")
        .and_then(|n| n.as_str())
        .is_some_and(fields::visible)
    {
        return Err(Refusal::invalid("name", "a company needs a name that can be seen").into());
    }
    if args.import.is_none() {
        usable(&args.fields)?;
    }
    let blank = blank(work, args.id);
    let mut company = applied(work, &blank, &args.fields)?;
    let customer = args.import.as_ref().is_some_and(|mark| mark.customer);
    if customer {
        company.stage = Stage::Customer;
        company.status = CompanyStatus::Customer;
    }
    work.label(format!("Company added: {}", company.name));
    work.insert(&company)?;
    work.effect(Effect::CompanyCreated {
        id: company.id,
        name: company.name.clone(),
    });
    let why = Why {
        reason: customer.then(|| "IMPORT".to_owned()),
        ..Why::default()
    };
    stage::record(work, company.id, None, company.stage, &why, None)?;
    if let Some(mark) = &args.import {
        imported(work, company.id, mark, "Imported")?;
    }
    if args.workflow && !customer {
        workflow::trigger(work, &company, Trigger::CompanyCreated)?;
    }
    Ok(())
}

/// Says in the timeline that an import brought or changed the company.
fn imported(work: &mut Work, id: CompanyId, mark: &ImportMark, word: &str) -> Out<()> {
    let subject = format!("{word}: {}, row {}", mark.system, mark.line);
    system_entry(work, id, ActivityType::Import, subject, None)
}

/// An entry that the rules write to the timeline.
fn system_entry(
    work: &mut Work,
    id: CompanyId,
    kind: ActivityType,
    subject: String,
    notes: Option<String>,
) -> Out<()> {
    let entry = work.ctx.derive("activity", "system", 0);
    entry_of(work, entry, id, kind, (subject, notes))
}

fn entry_of(
    work: &mut Work,
    entry: ActivityId,
    id: CompanyId,
    kind: ActivityType,
    (subject, notes): (String, Option<String>),
) -> Out<()> {
    let row = Activity {
        id: entry,
        kind,
        direction: None,
        state: ActivityState::Held,
        outcome: None,
        occurred_at: work.now(),
        duration_s: None,
        subject: Some(subject),
        notes,
        company_id: Some(id),
        contact_id: None,
        case_id: None,
        task_id: None,
        attempt: None,
        phone: None,
        follow_up_at: None,
        follow_up_on: None,
        follow_up_task_id: None,
        created_at: work.now(),
        created_by: work.ctx.actor.id,
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    };
    work.insert(&row)
}

/// Refuses what a person typed that nothing can be done with. What an import brings is kept as it came.
fn usable(changes: &Fields) -> Out<()> {
    let country = changes.get("postal").and_then(|postal| postal.get("country"));
    if let Some(typed) = country.and_then(|country| country.as_str()).map(str::trim)
        && !typed.is_empty()
        && crate::base::country::find(typed).is_none()
    {
        let text = format!("\"{typed}\" is no country: its name, or two letters, as DE");
        return Err(Refusal::invalid("country", text).into());
    }
    if let Some(typed) = changes
        .get("website")
        .and_then(|site| site.as_str())
        .map(str::trim)
        && !typed.is_empty()
        && !crate::base::lookup::is_web_address(typed)
    {
        let text = format!("\"{typed}\" is no web address, as www.acme.com");
        return Err(Refusal::invalid("website", text).into());
    }
    Ok(())
}

/// Applies fields and what follows from them: a domain from the website, a band from the number of employees.
fn applied(work: &mut Work, company: &Company, changes: &Fields) -> Out<Company> {
    let postal = changes
        .get("postal")
        .and_then(|p| p.get("country"))
        .and_then(|c| c.as_str());
    let country = postal
        .and_then(crate::base::country::find)
        .map(|country| country.code.clone())
        .or_else(|| company.postal.country.clone())
        .unwrap_or_else(|| work.ctx.rules.settings.country.clone());
    let changes = &super::field::typed(work, changes, &company.extra, FieldEntity::Company)?;
    let mut after = fields::apply(company, changes, fields::COMPANY, Reading { country: &country })?;
    if !fields::visible(&after.name) {
        return Err(Refusal::invalid("name", "a company needs a name that can be seen").into());
    }
    work.warn_of_lookalikes(changes);
    if changes.contains_key("website") && !changes.contains_key("domain") {
        after.domain = after
            .website
            .as_deref()
            .and_then(crate::base::lookup::domain_of)
            .or(after.domain);
    }
    if changes.contains_key("employees") && !changes.contains_key("size_band") {
        after.size_band = after.employees.map(band);
    }
    if let Some(zone) = after
        .time_zone
        .as_deref()
        .filter(|_| changes.contains_key("time_zone"))
        && jiff::tz::TimeZone::get(zone).is_err()
    {
        return Err(Refusal::invalid(
            "time_zone",
            format!("\"{zone}\" is no IANA zone, as Europe/Berlin"),
        )
        .into());
    }
    let typed = changes.contains_key("vat_id") || changes.contains_key("postal");
    if typed && let vat::Check::Invalid { reason } = after.vat_check() {
        work.warn(reason.code(), format!("VAT id kept as it is: {reason}"));
    }
    if let Some(owner) = after.owner_id.filter(|owner| company.owner_id != Some(*owner)) {
        work.live::<User>(owner)?;
    }
    Ok(after)
}

const fn band(employees: i64) -> SizeBand {
    match employees {
        ..=10 => SizeBand::To10,
        11..=50 => SizeBand::To50,
        51..=200 => SizeBand::To200,
        201..=500 => SizeBand::To500,
        501..=1000 => SizeBand::To1000,
        _ => SizeBand::Over1000,
    }
}

/// Tags on and off, by the rules of the field; what is so already is nothing to do.
fn tag(work: &mut Work, args: &TagCompany) -> Out<()> {
    let before = name(work, args.company_id, "Tags changed")?;
    let plain = |tag: &String| tag.trim().trim_start_matches('#').to_lowercase();
    let removed: Vec<String> = args.remove.iter().map(plain).collect();
    if args
        .add
        .iter()
        .chain(&args.remove)
        .all(|tag| !fields::visible(&plain(tag)))
    {
        return Err(Refusal::invalid("tags", "a tag that can be seen is wanted").into());
    }
    let kept = before.tags.0.iter().filter(|tag| !removed.contains(tag));
    let tags: Vec<String> = kept.chain(&args.add).cloned().collect();
    let given = Fields::from_iter([("tags".to_owned(), serde_json::json!(tags))]);
    let after = applied(work, &before, &given)?;
    if after.tags == before.tags {
        let text = format!("The tags of {} are so already.", before.name);
        return Err(Refusal::new(RefusalCode::NothingToDo, text).into());
    }
    work.update(&before, &after)?;
    work.effect(Effect::CompanyChanged {
        id: after.id,
        fields: vec!["tags".to_owned()],
    });
    Ok(())
}

fn edit(work: &mut Work, args: &EditCompany) -> Out<()> {
    let before = name(work, args.company_id, "Company changed")?;
    if args.import.is_none() {
        usable(&args.fields)?;
    }
    let after = applied(work, &before, &args.fields)?;
    if before.status != after.status && !free_status(&before, after.status) {
        let text = format!("the stage {} keeps the status {}", before.stage, before.status);
        return Err(Refusal::invalid("status", text).into());
    }
    if before == after {
        return Ok(());
    }
    let changed = args.fields.keys().cloned().collect();
    work.update(&before, &after)?;
    work.effect(Effect::CompanyChanged {
        id: after.id,
        fields: changed,
    });
    if before.owner_id != after.owner_id {
        owner_entry(work, &before, after.owner_id, None)?;
    } else if let Some(mark) = &args.import {
        imported(work, after.id, mark, "Changed by import")?;
    }
    if args.import.as_ref().is_some_and(|mark| mark.customer) {
        becomes_customer(work, &after)?;
    }
    Ok(())
}

const fn free_status(company: &Company, to: CompanyStatus) -> bool {
    !matches!(
        (company.stage, to),
        (Stage::Customer | Stage::Archived, _) | (_, CompanyStatus::Customer)
    )
}

/// A customer arrives for a company that only an import has touched (domain.md §6).
pub(super) fn becomes_customer(work: &mut Work, company: &Company) -> Out<()> {
    let worked = work
        .tx
        .any_activity(company.id, crate::base::Timestamp(0), |activity| {
            // What was logged before the company was here, an import has brought.
            activity.created_at >= company.created_at
        })?;
    let imported = company.source == Some(Source::Import);
    if company.stage != Stage::Qualifying || worked || !imported {
        if company.stage != Stage::Customer {
            work.warn("worked_on", "a rep has worked on this company; its stage stays");
        }
        return Ok(());
    }
    let case = stage::open_qualify(work, company.id)?;
    let why = Why {
        reason: Some("IMPORT".to_owned()),
        import: true,
        ..Why::default()
    };
    stage::go(
        work,
        company.id,
        Stage::Customer,
        &why,
        case.as_ref().map(|c| c.id),
    )?;
    if let Some(case) = case {
        stage::close_case(work, &case, CaseOutcome::Cancelled, None)?;
    }
    stage::cancel_all(work, company.id, CancelReason::CaseClosed)
}

fn own(work: &mut Work, args: &OwnCompany) -> Out<()> {
    let before = name(work, args.company_id, "Owner changed")?;
    if let Some(owner) = args.owner {
        work.live::<User>(owner)?;
    }
    if before.owner_id == args.owner {
        return Ok(());
    }
    work.edit::<Company>(before.id, |company| company.owner_id = args.owner)?;
    work.effect(Effect::CompanyChanged {
        id: before.id,
        fields: vec!["owner_id".to_owned()],
    });
    owner_entry(work, &before, args.owner, args.note.clone())
}

fn owner_entry(work: &mut Work, before: &Company, to: Option<UserId>, note: Option<String>) -> Out<()> {
    let mut of = |id: Option<UserId>| -> Out<String> {
        let user = match id {
            Some(id) => work.tx.load::<User>(id)?,
            None => None,
        };
        Ok(user.map_or_else(|| "nobody".to_owned(), |user| user.name))
    };
    let subject = format!("{} → {}", of(before.owner_id)?, of(to)?);
    system_entry(work, before.id, ActivityType::OwnerChange, subject, note)
}

/// Do-not-contact on a company: cases closed DISQUALIFIED with DO_NOT_CONTACT (a customer keeps its stage).
pub(super) fn block(work: &mut Work, args: &DoNotContact) -> Out<()> {
    let company = name(work, args.company_id, "Do not contact")?;
    let (now, basis) = (work.now(), args.basis.clone());
    work.edit::<Company>(company.id, |company| {
        company.dnc_since = company.dnc_since.or(Some(now));
        company.dnc_basis = basis.or_else(|| company.dnc_basis.take());
    })?;
    work.effect(Effect::DoNotContact {
        company_id: Some(company.id),
        contact_id: None,
        set: true,
    });
    let entry = args.basis.clone();
    system_entry(
        work,
        company.id,
        ActivityType::DoNotContact,
        "Do not contact".to_owned(),
        entry,
    )?;
    end_contact(work, &company, args.basis.clone())
}

/// The same of a company that stands on the do-not-contact list; several may be in one command.
pub(super) fn block_listed(work: &mut Work, id: CompanyId, basis: String) -> Out<()> {
    let now = work.now();
    let company = work.edit::<Company>(id, |company| {
        company.dnc_since = Some(now);
        company.dnc_basis = Some(basis.clone());
    })?;
    work.effect(Effect::DoNotContact {
        company_id: Some(id),
        contact_id: None,
        set: true,
    });
    let entry = work.ctx.derive("activity", &format!("listed{id}"), 0);
    let text = "Do not contact".to_owned();
    entry_of(
        work,
        entry,
        id,
        ActivityType::DoNotContact,
        (text, Some(basis.clone())),
    )?;
    end_contact(work, &company, Some(basis))
}

/// Nothing is left to do with a company that must not be contacted.
pub(super) fn end_contact(work: &mut Work, company: &Company, basis: Option<String>) -> Out<()> {
    let reason = Some(DisqualifyReason::DoNotContact);
    if crate::domain::stage::find(Some(company.stage), Stage::Disqualified).is_some() {
        return stage::disqualify(work, company.id, reason, basis);
    }
    handover::withdraw_pending(work, company.id)?;
    for case in work.tx.open_cases(company.id)? {
        stage::close_case(work, &case, CaseOutcome::Disqualified, basis.clone())?;
    }
    stage::cancel_all(work, company.id, CancelReason::DoNotContact)
}

fn lift(work: &mut Work, args: &DoNotContact) -> Out<()> {
    let company = name(work, args.company_id, "May be contacted again")?;
    if args.basis.as_deref().is_none_or(|why| why.trim().is_empty()) {
        return Err(Refusal::invalid("basis", "say why it may be contacted again").into());
    }
    if company.dnc_since.is_none() {
        return Err(Refusal::new(RefusalCode::NothingToDo, "The company may be contacted.").into());
    }
    dnc::may_lift(work, &suppression::of_company(&company))?;
    work.edit::<Company>(company.id, |company| {
        company.dnc_since = None;
        company.dnc_basis = None;
    })?;
    work.effect(Effect::DoNotContact {
        company_id: Some(company.id),
        contact_id: None,
        set: false,
    });
    let text = "May be contacted again".to_owned();
    system_entry(
        work,
        company.id,
        ActivityType::DoNotContact,
        text,
        args.basis.clone(),
    )
}

fn delete(work: &mut Work, args: &DeleteCompany) -> Out<()> {
    let company = name(work, args.company_id, "Deleted")?;
    handover::none_pending(work, company.id)?;
    let cases = work.tx.open_cases(company.id)?;
    if !cases.is_empty() && !args.with_case {
        let text = "A case of this company is open; delete it with its case, or close the case first.";
        let fix = "say with_case (--with-case), or close the case";
        return Err(Refusal::new(RefusalCode::OpenCase, text)
            .missing("open_case", fix)
            .into());
    }
    let gone = Some(work.deletion());
    for task in work.tx.open_tasks(company.id)? {
        work.edit::<Task>(task.id, |task| task.mark_deleted(gone))?;
    }
    for case in cases {
        work.edit::<Case>(case.id, |case| case.mark_deleted(gone))?;
    }
    work.edit::<Company>(company.id, |company| company.mark_deleted(gone))?;
    let tenant = work.tx.tenant();
    work.tx
        .exec(crate::store::lease::END, crate::params![tenant, company.id])?;
    work.effect(Effect::CompanyDeleted { id: company.id });
    Ok(())
}
