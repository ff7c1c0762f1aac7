//! The do-not-contact list: what it marks, whatever brought a row, and what it refuses.
//!
//! One rule for every door: at the end of each command the rows whose numbers, addresses or domain it wrote are held
//! against the list. A number on it is DO_NOT_CALL; an address or a domain on it means that the person or the company
//! must not be contacted. An undo cannot take that back: the list always wins.

use super::work::Work;
use super::{Entry, Out, company, contact};
use crate::base::{CompanyId, ContactId, SuppressionId};
use crate::domain::command::{AddDnc, DncCommand, DncEntry, LogActivity, RemoveDnc, Then};
use crate::domain::permission::Permission;
use crate::domain::suppression::{of_company, of_contact};
use crate::domain::{
    Activity, ActivityType, Company, Contact, Direction, Effect, Listed, Phone, PhoneState, Refusal,
    RefusalCode, Suppression, SuppressionKind,
};
use crate::store::Record;
use std::collections::{BTreeSet, HashSet};

pub(super) fn run(work: &mut Work, command: &DncCommand) -> Out<Entry> {
    match command {
        DncCommand::Add(args) => add(work, args)?,
        DncCommand::Remove(args) => remove(work, args)?,
    }
    Ok(Entry::Reversible)
}

fn add(work: &mut Work, args: &AddDnc) -> Out<()> {
    let wrong = |entry: &str| entry.len() != 64 || !entry.bytes().all(|byte| byte.is_ascii_hexdigit());
    if args.entries.iter().any(|entry| wrong(&entry.mac)) {
        return Err(Refusal::invalid("mac", "64 hexadecimal digits").into());
    }
    let (mut count, mut known) = (0, 0);
    let mut new = HashSet::new();
    for entry in &args.entries {
        if work.tx.suppression(entry.kind, &entry.mac)?.is_some() {
            known += 1;
            continue;
        }
        let mut entry = entry.clone();
        entry.reason = entry.reason.or_else(|| args.reason.clone());
        keep(work, &entry, &args.source)?;
        new.insert((entry.kind, entry.mac.clone()));
        count += 1;
    }
    if count == 0 {
        return Err(Refusal::new(RefusalCode::NothingToDo, "All of it is on the list already.").into());
    }
    work.label(format!("Put on the do-not-contact list: {count}"));
    let rows = rows_with(work, &new)?;
    work.effect(Effect::Suppressed {
        count,
        known,
        rows: rows.len(),
    });
    work.listed.extend(rows);
    Ok(())
}

/// Puts one value on the list, unless it is there.
pub(super) fn keep(work: &mut Work, entry: &DncEntry, source: &str) -> Out<()> {
    if work.tx.suppression(entry.kind, &entry.mac)?.is_some() {
        return Ok(());
    }
    let row = Suppression {
        id: id_of(work, entry.kind, &entry.mac),
        kind: entry.kind,
        mac: entry.mac.clone(),
        reason: entry.reason.clone(),
        source: source.to_owned(),
        created_at: work.now(),
        created_by: work.ctx.actor.id,
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    };
    work.insert(&row)
}

fn id_of(work: &Work, kind: SuppressionKind, mac: &str) -> SuppressionId {
    work.ctx.derive("suppression", &format!("{kind}{mac}"), 0)
}

/// Live rows that have one of these values.
fn rows_with(work: &mut Work, new: &HashSet<(SuppressionKind, String)>) -> Out<BTreeSet<Marked>> {
    let has = |kind: SuppressionKind| new.iter().any(|(of, _)| *of == kind);
    let mail = has(SuppressionKind::Email) || has(SuppressionKind::Domain);
    let hasher = work.tx.hasher()?;
    let mut found = BTreeSet::new();
    for (kind, wanted) in [
        ("phone", has(SuppressionKind::Phone)),
        ("email", mail),
        ("domain", has(SuppressionKind::Domain)),
    ] {
        if !wanted {
            continue;
        }
        work.tx.each_key(kind, &mut |key| {
            let listed = values_of(kind, &key.key);
            let is_new = |value: &Listed| new.contains(&(value.kind, hasher.mac(&value.message())));
            if listed.iter().any(is_new) {
                found.insert(if key.tbl == Company::TABLE {
                    Marked::Company(CompanyId(key.row_id))
                } else {
                    Marked::Contact(ContactId(key.row_id))
                });
            }
        })?;
    }
    Ok(found)
}

/// The values of the list that a key of the look-up can stand on.
fn values_of(kind: &str, key: &str) -> Vec<Listed> {
    match kind {
        // The key of a number ends with its extension.
        "phone" => vec![Listed {
            kind: SuppressionKind::Phone,
            value: key.split('x').next().unwrap_or_default().to_owned(),
        }],
        "email" => Listed::email(key),
        _ => Listed::domains(key),
    }
}

fn remove(work: &mut Work, args: &RemoveDnc) -> Out<()> {
    if args.reason.trim().is_empty() {
        return Err(Refusal::invalid("reason", "say why it may be contacted again").into());
    }
    let Some(row) = work.tx.suppression(args.kind, &args.mac)? else {
        let text = "That is not on the do-not-contact list.";
        return Err(Refusal::new(RefusalCode::NotFound, text).into());
    };
    work.label(format!("Taken off the do-not-contact list: {}", args.kind));
    let mut after = row.clone();
    after.mark_deleted(Some(work.deletion()));
    work.update(&row, &after)?;
    work.effect(Effect::SuppressionLifted { kind: args.kind });
    Ok(())
}

/// A row that was written and is held against the list at the end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Marked {
    /// A company.
    Company(CompanyId),
    /// A person.
    Contact(ContactId),
}

/// A row was written that may have a value of the list.
pub(super) fn written(work: &mut Work, row: Marked) -> Out<()> {
    if work.tx.has_list()? {
        work.listed.insert(row);
    }
    Ok(())
}

/// Holds what was written against the list, and marks what stands on it.
pub(super) fn at_end(work: &mut Work) -> Out<()> {
    for row in std::mem::take(&mut work.listed) {
        match row {
            Marked::Company(id) => mark_company(work, id)?,
            Marked::Contact(id) => mark_contact(work, id)?,
        }
    }
    // What the marks wrote is marked.
    work.listed.clear();
    Ok(())
}

/// The numbers that must not be called; whether there was any that is not marked yet.
fn mark_phones(work: &mut Work, phones: &mut [Phone]) -> Out<bool> {
    let mut any = false;
    for phone in phones.iter_mut().filter(|phone| phone.state == PhoneState::Ok) {
        if let Some(listed) = Listed::phone(phone)
            && work.tx.suppressed(&listed)?.is_some()
        {
            phone.state = PhoneState::DoNotCall;
            any = true;
            work.effect(Effect::NumberMarked {
                number: phone.key(),
                state: phone.state,
            });
        }
    }
    Ok(any)
}

/// The first entry that any of these values stands on.
fn first_of(work: &mut Work, values: &[Listed]) -> Out<Option<Suppression>> {
    for value in values {
        if let Some(found) = work.tx.suppressed(value)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn basis(found: &Suppression) -> String {
    let why = found.reason.as_deref().map(|why| format!(": {why}"));
    format!("on the do-not-contact list{}", why.unwrap_or_default())
}

fn mark_company(work: &mut Work, id: CompanyId) -> Out<()> {
    let Some(before) = work.tx.load::<Company>(id)?.filter(Company::is_live) else {
        return Ok(());
    };
    let mut after = before.clone();
    if mark_phones(work, &mut after.phones)? {
        work.update(&before, &after)?;
    }
    if before.dnc_since.is_none()
        && let Some(found) = first_of(work, &of_company(&before))?
    {
        company::block_listed(work, id, basis(&found))?;
    }
    Ok(())
}

fn mark_contact(work: &mut Work, id: ContactId) -> Out<()> {
    let before = work.tx.load::<Contact>(id)?.filter(Contact::is_live);
    let Some(before) = before else { return Ok(()) };
    let mut after = before.clone();
    if mark_phones(work, &mut after.phones)? {
        work.update(&before, &after)?;
    }
    if before.dnc_since.is_none()
        && let Some(found) = first_of(work, &of_contact(&before))?
        && !work.tx.company_gone(before.company_id)?
    {
        let (now, why) = (work.now(), basis(&found));
        contact::end_contact(work, id, |contact| {
            contact.dnc_since = Some(now);
            contact.dnc_basis = Some(why);
        })?;
    }
    Ok(())
}

fn refused(found: &Suppression) -> Refusal {
    let why = found.reason.as_deref().map(|why| format!(" ({why})"));
    let since = found.created_at.to_string();
    let text = format!(
        "This {} is on the do-not-contact list since {since}{}.",
        found.kind.to_string().to_lowercase(),
        why.unwrap_or_default()
    );
    Refusal::new(RefusalCode::DoNotContact, text)
        .missing("do_not_contact", "callsheet dnc remove VALUE --reason TEXT")
}

/// A number of the list is not made good again by hand.
pub(super) fn stays_marked(work: &mut Work, before: &[Phone], after: &[Phone]) -> Out<()> {
    for (was, is) in before.iter().zip(after) {
        if was.state == is.state || is.state != PhoneState::Ok {
            continue;
        }
        if let Some(listed) = Listed::phone(is)
            && let Some(found) = work.tx.suppressed(&listed)?
        {
            return Err(refused(&found).into());
        }
    }
    Ok(())
}

/// Do-not-contact is not lifted while an address or the domain is on the list.
pub(super) fn may_lift(work: &mut Work, values: &[Listed]) -> Out<()> {
    match first_of(work, values)? {
        Some(found) => Err(refused(&found).into()),
        None => Ok(()),
    }
}

/// Refuses that a call or an e-mail to a value of the list is logged, unless somebody who may says why.
pub(super) fn may_log(
    work: &mut Work,
    args: &LogActivity,
    row: &Activity,
    (company, contact): (Option<&Company>, Option<&Contact>),
) -> Out<()> {
    let outbound = row.direction == Some(Direction::Outbound);
    // Who hears "never again" has called; that must be kept whatever the list says.
    let blocks = matches!(
        args.then,
        Some(Then::BlockCompany { .. } | Then::BlockPerson { .. })
    );
    if !outbound || blocks || !work.tx.has_list()? {
        return Ok(());
    }
    let values = match row.kind {
        ActivityType::Call => numbers(work, args, company, contact),
        ActivityType::Email => match (contact, company) {
            (Some(contact), _) => of_contact(contact),
            (None, Some(company)) => of_company(company),
            (None, None) => Vec::new(),
        },
        _ => Vec::new(),
    };
    let Some(found) = first_of(work, &values)? else {
        return Ok(());
    };
    let why = args.override_do_not_contact.as_deref().map(str::trim);
    let Some(why) = why.filter(|why| !why.is_empty()) else {
        let fix = "say why it was right all the same (--override-do-not-contact TEXT)";
        return Err(refused(&found).missing("override_do_not_contact", fix).into());
    };
    if !work.ctx.actor.may(Permission::DncLift) {
        let text = "Contact against the do-not-contact list needs the permission do_not_contact:lift.";
        return Err(Refusal::new(RefusalCode::Forbidden, text)
            .missing(&Permission::DncLift.to_string(), "ask an admin")
            .into());
    }
    work.warn("do_not_contact_overridden", format!("against the list: {why}"));
    Ok(())
}

/// The number that was called; when none is named, the only one there is.
fn numbers(
    work: &Work,
    args: &LogActivity,
    company: Option<&Company>,
    contact: Option<&Contact>,
) -> Vec<Listed> {
    if let Some(typed) = &args.phone {
        let country = company.and_then(|company| company.postal.country.clone());
        let country = country.unwrap_or_else(|| work.ctx.rules.settings.country.clone());
        let read = Listed::read(typed, Some(SuppressionKind::Phone), &country);
        return read.into_iter().collect();
    }
    let phones = match (contact, company) {
        (Some(contact), _) if !contact.phones.is_empty() => &contact.phones,
        (_, Some(company)) => &company.phones,
        _ => return Vec::new(),
    };
    match &phones[..] {
        [one] => Listed::phone(one).into_iter().collect(),
        _ => Vec::new(),
    }
}
