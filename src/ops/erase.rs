//! A person is erased: what the row says, what texts and the journal say of the person, drafts and look-ups.
//!
//! One transaction, and nothing takes it back: what is written here has no before in the journal. A row without
//! content stays, so that what refers to it and ids that were merged into it keep resolving. Keyed hashes of the
//! addresses and foreign ids stay too: an import that would bring the person again is told so.

use super::hooks::Tracked;
use super::work::Work;
use super::{Entry, Out, dnc};
use crate::base::{ContactId, Json};
use crate::domain::command::{DncEntry, EraseContact};
use crate::domain::entity::Deleted;
use crate::domain::privacy::{ERASED, Texts, Traces};
use crate::domain::suppression::of_contact;
use crate::domain::{
    Activity, Case, Contact, ContactStatus, Effect, Handover, Listed, Note, Refusal, RefusalCode,
    StageChange, SuppressionKind, Task,
};
use crate::store::person::{self, ChangeText, LogText};
use crate::store::search::upkeep;
use crate::store::{Record, drafts};
use crate::{base::lookup::fold, params};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Fields that hold what people wrote.
const WRITTEN: &[&str] = &[
    "subject",
    "notes",
    "note",
    "title",
    "body",
    "outcome_note",
    "answer_note",
    "phone",
];

/// Who is erased, and how.
struct Subject {
    people: HashSet<Uuid>,
    own: HashSet<Uuid>,
    traces: Traces,
    texts: Texts,
}

pub(super) fn run(work: &mut Work, args: &EraseContact) -> Out<Entry> {
    let people = work.tx.one_person(args.contact_id)?;
    let Some(person) = people.first().cloned() else {
        return Err(Refusal::not_found("contact", args.contact_id).into());
    };
    if let Some(at) = work.tx.erased_at(person.id)? {
        let text = format!("That person was erased on {at} already.");
        return Err(Refusal::new(RefusalCode::NothingToDo, text).into());
    }
    if fold(&args.name) != fold(&person.display_name()) {
        let text = "type the full name of the person as it stands in the contact; erasing is for good";
        return Err(Refusal::invalid("name", text).into());
    }
    let mut subject = Subject {
        people: people.iter().map(|row| row.id.0).collect(),
        own: HashSet::new(),
        traces: Traces::of(&people),
        texts: args.texts,
    };
    work.label("Person erased");
    let mut open = Vec::new();
    for row in &people {
        let (tasks, activities) = work.tx.of_person(row.id)?;
        subject.own.extend(tasks.iter().map(|task| task.id.0));
        subject
            .own
            .extend(activities.iter().map(|activity| activity.id.0));
        open.extend(tasks.into_iter().filter(Task::is_open).map(|task| task.id));
    }
    keep_hashes(work, &people)?;
    upkeep::remove_wholly(work.tx)?;
    let texts = clean_texts(work, &subject)?;
    for id in open {
        work.edit::<Task>(id, |task| task.contact_id = None)?;
    }
    for row in &people {
        empty(work, row)?;
    }
    let drafts = drop_drafts(work, &subject)?;
    let journal = clean_journal(work, &subject)?;
    upkeep::tidy(work.tx)?;
    work.effect(Effect::Erased {
        contact_id: person.id,
        merged: people.len() - 1,
        texts,
        journal,
        drafts,
    });
    Ok(Entry::Job)
}

/// What an address or a foreign id is hashed as.
fn messages(row: &Contact) -> Vec<String> {
    let mail = row
        .emails
        .iter()
        .map(|e| format!("erased\0email\0{}", e.address.trim().to_lowercase()));
    let ids = row
        .external_ids
        .iter()
        .map(|id| format!("erased\0id\0{}:{}", id.system, id.id));
    mail.chain(ids).collect()
}

/// Keeps what tells that the person comes again, and what says that the person must not be contacted.
fn keep_hashes(work: &mut Work, people: &[Contact]) -> Out<()> {
    let (tenant, now, by) = (work.tx.tenant(), work.now(), work.ctx.actor.id);
    for row in people {
        work.tx
            .exec(person::ADD_ERASURE, params![tenant, row.id, now, by])?;
        for message in messages(row) {
            let mac = work.tx.made_mac(&message)?;
            work.tx.exec(person::ADD_KEY, params![tenant, mac, row.id])?;
        }
        let listed = of_contact(row);
        let mails = listed
            .into_iter()
            .filter(|l| l.kind == SuppressionKind::Email && row.dnc_since.is_some());
        let never = |phone: &&crate::domain::Phone| {
            row.dnc_since.is_some() || phone.state == crate::domain::PhoneState::DoNotCall
        };
        let numbers = row.phones.iter().filter(never).filter_map(Listed::phone);
        for value in mails.chain(numbers).collect::<Vec<_>>() {
            let mac = work.tx.made_mac(&value.message())?;
            let entry = DncEntry {
                kind: value.kind,
                mac,
                reason: None,
            };
            dnc::keep(work, &entry, "erasure")?;
        }
    }
    Ok(())
}

/// Everything that a row of a person says.
fn empty(work: &mut Work, row: &Contact) -> Out<()> {
    let gone = Deleted {
        at: work.now(),
        by: work.ctx.actor.id,
        with: work.command(),
    };
    let mut stub = Contact {
        first_name: None,
        last_name: Some(ERASED.to_owned()),
        job_title: None,
        department: None,
        buying_role: None,
        emails: Json(Vec::new()),
        phones: Json(Vec::new()),
        linkedin: None,
        birthday: None,
        language: None,
        source: None,
        status: ContactStatus::Inactive,
        dnc_since: row.dnc_since,
        dnc_basis: None,
        external_ids: Json(Vec::new()),
        extra: Json(BTreeMap::new()),
        ..row.clone()
    };
    stub.mark_deleted(Some(gone));
    work.quietly(row, &stub)
}

/// The texts about the person; how many there were.
fn clean_texts(work: &mut Work, subject: &Subject) -> Out<usize> {
    if subject.texts == Texts::Keep {
        return Ok(0);
    }
    let mut found: Vec<(&'static str, Uuid)> = Vec::new();
    work.tx.each_text(&mut |table, id, _, text| {
        let own = subject.own.contains(&id);
        if subject.traces.treated(text, own, subject.texts).is_some() && found.last() != Some(&(table, id)) {
            found.push((table, id));
        }
    })?;
    let count = found.iter().filter(|(table, _)| *table != "company").count();
    for (table, id) in found {
        match table {
            "activity" => clean::<Activity>(work, subject, id)?,
            "task" => clean::<Task>(work, subject, id)?,
            "note" => clean::<Note>(work, subject, id)?,
            "cases" => clean::<Case>(work, subject, id)?,
            "handover" => clean::<Handover>(work, subject, id)?,
            "stage_change" => clean::<StageChange>(work, subject, id)?,
            // A company's own fields are its own; the answer names it.
            _ => work.warn(
                "company_names_person",
                format!("company {id} still names the person"),
            ),
        }
    }
    Ok(count)
}

fn clean<R: Tracked>(work: &mut Work, subject: &Subject, id: Uuid) -> Out<()>
where
    R::Id: From<Uuid>,
{
    let Some(before) = work.tx.load::<R>(R::Id::from(id))? else {
        return Ok(());
    };
    let mut value = serde_json::to_value(&before).unwrap_or(Value::Null);
    written(&mut value, subject, subject.own.contains(&id));
    match serde_json::from_value::<R>(value) {
        Ok(after) if after != before => work.quietly(&before, &after),
        _ => Ok(()),
    }
}

/// Treats the fields that hold what people wrote, wherever they stand in a value.
fn written(value: &mut Value, subject: &Subject, own: bool) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if WRITTEN.contains(&name.as_str()) => {
                        if let Some(clean) = subject.traces.treated(text, own, subject.texts) {
                            *text = clean;
                        }
                    }
                    _ => written(value, subject, own),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| written(item, subject, own)),
        _ => {}
    }
}

/// Takes every trace out of a value, whatever the fields are called.
fn blanked(value: &mut Value, traces: &Traces, own: bool) {
    match value {
        Value::String(text) => {
            if let Some(clean) = traces.blanked(text, own) {
                *text = clean;
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(|value| blanked(value, traces, own)),
        Value::Array(items) => items.iter_mut().for_each(|item| blanked(item, traces, own)),
        _ => {}
    }
}

fn drop_drafts(work: &mut Work, subject: &Subject) -> Out<usize> {
    let mut count = 0;
    let ids: Vec<String> = subject
        .people
        .iter()
        .chain(&subject.own)
        .map(Uuid::to_string)
        .collect();
    let about = |text: &str| subject.traces.named_in(text, false) || ids.iter().any(|id| text.contains(id));
    for draft in work.tx.all_drafts()? {
        if about(&draft.about) || about(&draft.body.0.to_string()) {
            work.tx.exec(drafts::DROP, params![draft.form, draft.about])?;
            count += 1;
        }
    }
    for fact in work.tx.facts_of_file()? {
        if fact.key != "pepper" && subject.traces.named_in(&fact.value, false) {
            work.tx.exec(person::DROP_FACT, params![fact.key])?;
        }
    }
    Ok(count)
}

/// What the journal says of the person: fields of the rows go, texts are treated like those in the rows.
fn clean_journal(work: &mut Work, subject: &Subject) -> Out<usize> {
    let (mut count, mut at) = (0, (0, -1));
    let mut own_commands = HashSet::new();
    loop {
        let page = work.tx.change_page(at)?;
        let Some(last) = page.last() else { break };
        at = (last.seq, last.n);
        for mut change in page {
            if subject.own.contains(&change.row_id) {
                own_commands.insert(change.seq);
            }
            if clean_change(&mut change, subject) {
                work.tx.set_change(&change)?;
                count += 1;
            }
        }
    }
    let mut after = 0;
    loop {
        let page = work.tx.log_page(after)?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        for mut entry in page {
            let own = own_commands.contains(&entry.seq);
            if clean_entry(&mut entry, subject, own) {
                work.tx.set_log(&entry)?;
                count += 1;
            }
        }
    }
    Ok(count)
}

fn clean_change(change: &mut ChangeText, subject: &Subject) -> bool {
    let before = (change.before.clone(), change.after.clone());
    if change.tbl == Contact::TABLE && subject.people.contains(&change.row_id) {
        change.before = "{}".to_owned();
        change.after = "{}".to_owned();
    } else {
        let own = subject.own.contains(&change.row_id);
        for text in [&mut change.before, &mut change.after] {
            clean_json(text, subject, own);
        }
    }
    before != (change.before.clone(), change.after.clone())
}

/// A text of JSON; where texts stay as they are, those of rows stay so in the journal too.
fn clean_json(text: &mut String, subject: &Subject, own: bool) {
    let named = own || subject.traces.named_in(text, false);
    if !named {
        return;
    }
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return;
    };
    written(&mut value, subject, own);
    if subject.texts != Texts::Keep {
        blanked(&mut value, &subject.traces, own);
    }
    *text = value.to_string();
}

fn clean_entry(entry: &mut LogText, subject: &Subject, own: bool) -> bool {
    let about = subject
        .people
        .iter()
        .any(|id| entry.args.contains(&id.to_string()));
    let before = (
        entry.args.clone(),
        entry.effects.clone(),
        entry.label.clone(),
        entry.reversible,
    );
    if about && (entry.kind.starts_with("contact.") || entry.kind == "import.restore") {
        // Its only row has nothing left to go back to.
        entry.reversible = false;
        entry.args = stripped(&entry.args, subject);
        entry.effects = "[]".to_owned();
    } else {
        let own = own || about;
        clean_json(&mut entry.args, subject, own);
        if let Ok(mut value) = serde_json::from_str::<Value>(&entry.effects) {
            blanked(&mut value, &subject.traces, own);
            if subject.traces.named_in(&entry.effects, own) {
                entry.effects = value.to_string();
            }
        }
    }
    if let Some(label) = subject.traces.blanked(&entry.label, own || about) {
        entry.label = label;
    }
    before
        != (
            entry.args.clone(),
            entry.effects.clone(),
            entry.label.clone(),
            entry.reversible,
        )
}

/// Of a command about the person only which row it was about.
fn stripped(args: &str, subject: &Subject) -> String {
    let ids: Vec<String> = subject.people.iter().map(Uuid::to_string).collect();
    let kept = match serde_json::from_str::<Value>(args) {
        Ok(Value::Object(fields)) => fields
            .into_iter()
            .filter(|(_, value)| value.as_str().is_some_and(|text| ids.iter().any(|id| id == text)))
            .collect(),
        _ => serde_json::Map::new(),
    };
    Value::Object(kept).to_string()
}

/// An import does not bring an erased person again without a word; by hand it is only said.
pub(super) fn not_again(work: &mut Work, row: &Contact, imported: bool) -> Out<()> {
    for message in messages(row) {
        let Some(id) = work.tx.erased_by_key(&message)? else {
            continue;
        };
        let text =
            format!("This person was erased here (contact {id}); enter the person by hand if that is right.");
        if imported {
            return Err(Refusal::new(RefusalCode::Erased, text)
                .missing("erased", "callsheet contact add")
                .into());
        }
        work.warn("erased_person", text);
        return Ok(());
    }
    Ok(())
}

/// A person who was erased does not come back.
pub(super) fn not_erased(work: &mut Work, id: ContactId) -> Out<()> {
    match work.tx.erased_at(id)? {
        Some(at) => {
            let text = format!("That person was erased on {at}; nothing brings the data back.");
            Err(Refusal::new(RefusalCode::Erased, text).into())
        }
        None => Ok(()),
    }
}
