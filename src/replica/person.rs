//! What is held on one person, and its erasure with what must follow outside of the transaction.

use super::{Replica, RunError};
use crate::base::{ContactId, Timestamp, UserId};
use crate::domain::command::{ContactCommand, EraseContact};
use crate::domain::privacy::{Texts, Traces};
use crate::domain::suppression::of_contact;
use crate::domain::{Company, Contact, Listed, Refusal, User};
use crate::store::{Conn, Result as StoreResult, StoreError, Tx};
use crate::view::{FieldChange, JournalEntry, Mention, PersonFile};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use uuid::Uuid;

impl Replica {
    /// All that is held on one person, by the id of the row or of one that was merged into it; none: there is none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn person_file(&self, id: ContactId) -> Result<Option<PersonFile>, RunError> {
        let now = self.now();
        self.read(move |tx| person_file(tx, id, now))
    }
    /// Persons who were erased, by id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn erased(&self) -> Result<Vec<ContactId>, RunError> {
        self.read(|tx| tx.erased())
    }
}

fn person_file(tx: &mut Tx<'_>, id: ContactId, now: Timestamp) -> StoreResult<Option<PersonFile>> {
    let id = ContactId(tx.stands_for(id.0)?);
    let contacts = tx.one_person(id)?;
    if contacts.is_empty() {
        return Ok(None);
    }
    let traces = Traces::of(&contacts);
    let mut file = PersonFile {
        id,
        at: now,
        company: company(tx, &contacts)?,
        tasks: Vec::new(),
        activities: Vec::new(),
        mentions: Vec::new(),
        verdicts: Vec::new(),
        suppressions: suppressions(tx, &contacts)?,
        journal: Vec::new(),
        history: Vec::new(),
        drafts: Vec::new(),
        facts: Vec::new(),
        contacts,
    };
    let mut ids: HashSet<Uuid> = file.contacts.iter().map(|row| row.id.0).collect();
    for id in ids.clone() {
        let (tasks, activities) = tx.of_person(ContactId(id))?;
        file.tasks.extend(tasks);
        file.activities.extend(activities);
        file.verdicts.extend(tx.verdicts_on(ContactId(id))?);
    }
    file.verdicts.sort_by_key(|row| row.id);
    file.verdicts.dedup_by_key(|row| row.id);
    let people: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    let own = file.tasks.iter().map(|row| row.id.0);
    let own: HashSet<Uuid> = own.chain(file.activities.iter().map(|row| row.id.0)).collect();
    let mentions = &mut file.mentions;
    tx.each_text(&mut |table, id, field, text| {
        let own = own.contains(&id);
        if traces.named_in(text, own) {
            mentions.push(Mention {
                table: table.to_owned(),
                id,
                field: field.to_owned(),
                own,
                text: text.to_owned(),
            });
        }
    })?;
    ids.extend(&own);
    let about = |text: &str| traces.named_in(text, false) || people.iter().any(|id| text.contains(id));
    journal(tx, &mut file, &ids, &about)?;
    for draft in tx.all_drafts()? {
        let whole = json!({"form": draft.form, "about": draft.about, "body": draft.body.0, "at": draft.at});
        if about(&whole.to_string()) {
            file.drafts.push(whole);
        }
    }
    for fact in tx.facts_of_file()? {
        if fact.key != "pepper" && about(&fact.value) {
            file.facts.push((fact.key, fact.value));
        }
    }
    Ok(Some(file))
}

fn company(tx: &mut Tx<'_>, contacts: &[Contact]) -> StoreResult<Option<(Uuid, String)>> {
    let Some(id) = contacts.iter().find_map(|row| row.company_id) else {
        return Ok(None);
    };
    let row = tx.load::<Company>(id)?;
    Ok(row.map(|row| (row.id.0, row.name)))
}

fn suppressions(tx: &mut Tx<'_>, contacts: &[Contact]) -> StoreResult<Vec<crate::domain::Suppression>> {
    let mut found = Vec::new();
    for row in contacts {
        let values = row.phones.iter().filter_map(Listed::phone).chain(of_contact(row));
        for value in values.collect::<Vec<_>>() {
            found.extend(tx.suppressed(&value)?);
        }
    }
    found.sort_by_key(|row| row.id);
    found.dedup_by_key(|row| row.id);
    Ok(found)
}

/// The commands and changes that concern rows of a person, or name the person.
fn journal(
    tx: &mut Tx<'_>,
    file: &mut PersonFile,
    rows: &HashSet<Uuid>,
    about: &dyn Fn(&str) -> bool,
) -> StoreResult<()> {
    let mut names: HashMap<UserId, String> = HashMap::new();
    for user in tx.users()? {
        let User { id, name, .. } = user;
        names.insert(id, name);
    }
    let name = |id: &UserId| names.get(id).cloned().unwrap_or_else(|| id.to_string());
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    let mut changes = Vec::new();
    let mut at = (0, -1);
    loop {
        let page = tx.change_page(at)?;
        let Some(last) = page.last() else { break };
        at = (last.seq, last.n);
        let wanted = |change: &crate::store::person::ChangeText| {
            rows.contains(&change.row_id) || about(&change.before) || about(&change.after)
        };
        changes.extend(page.into_iter().filter(wanted));
    }
    let touched: HashSet<i64> = changes.iter().map(|change| change.seq).collect();
    let mut when: HashMap<i64, (Timestamp, String)> = HashMap::new();
    let mut after = 0;
    loop {
        let page = tx.log_page(after)?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        for entry in &page {
            let named = || {
                [&entry.args, &entry.effects, &entry.label]
                    .into_iter()
                    .any(|text| about(text))
            };
            if touched.contains(&entry.seq) || named() {
                when.insert(entry.seq, (entry.at, name(&entry.actor_id)));
                file.journal.push(JournalEntry {
                    seq: entry.seq,
                    at: entry.at,
                    actor: name(&entry.actor_id),
                    kind: entry.kind.clone(),
                    label: entry.label.clone(),
                    args: read(&entry.args),
                    effects: read(&entry.effects),
                });
            }
        }
    }
    for change in changes {
        let (at, actor) = when
            .get(&change.seq)
            .cloned()
            .unwrap_or((Timestamp(0), String::new()));
        file.history.push(FieldChange {
            seq: change.seq,
            at,
            actor,
            table: change.tbl,
            row: change.row_id,
            before: read(&change.before),
            after: read(&change.after),
        });
    }
    Ok(())
}

/// The end of the name of a ledger, which stands beside its file.
const LEDGER: &str = "erased";

impl Replica {
    /// The file of this door; none when it has none.
    fn path(&self) -> Option<PathBuf> {
        let file = |conn: &mut Conn| {
            let file = conn.file().filter(|file| !file.is_memory());
            Ok::<_, StoreError>(file.map(|file| file.path().to_owned()))
        };
        self.inner.pool.write(file).ok().flatten()
    }
    /// Copies of the file beside it, which hold what was erased since they were made.
    pub fn copies(&self) -> Vec<String> {
        let Some(path) = self.path() else {
            return Vec::new();
        };
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Vec::new();
        };
        let name = name.to_string_lossy().into_owned();
        let is_copy = |other: &str| {
            let rest = other.strip_prefix(&name);
            rest.is_some_and(|rest| rest.starts_with('.') && !rest.ends_with(LEDGER)) || other == "backups"
        };
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut found: Vec<String> = entries
            .filter(|entry| is_copy(&entry.file_name().to_string_lossy()))
            .map(|entry| entry.path().display().to_string())
            .collect();
        found.sort();
        found
    }
    /// Who was erased, by this file and by a ledger (the one beside the file when none is named).
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn ledger(&self, ledger: Option<&Path>) -> Result<Vec<ContactId>, RunError> {
        let beside = self.path().map(|path| beside(&path));
        let path = ledger.map(Path::to_owned).or(beside);
        let mut ids = self.erased()?;
        if let Some(path) = path {
            match std::fs::read_to_string(&path) {
                Ok(text) => ids.extend(
                    text.lines()
                        .filter_map(|line| line.trim().parse::<ContactId>().ok()),
                ),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound && ledger.is_none() => {}
                Err(error) => {
                    let what = format!("{}: {error}", path.display());
                    return Err(Refusal::invalid("ledger", what).into());
                }
            }
        }
        ids.sort();
        ids.dedup();
        Ok(ids)
    }
    /// Erases again who is in a ledger and here, as a copy from before an erasure needs; gives whom it erased.
    ///
    /// # Errors
    /// Refused without the permission `contacts:erase`.
    pub fn erase_again(&self, ledger: &[ContactId], dry_run: bool) -> Result<Vec<ContactId>, RunError> {
        let mut erased = Vec::new();
        for id in ledger {
            let id = *id;
            let found = self.read(move |tx| {
                let id = ContactId(tx.stands_for(id.0)?);
                let gone = tx.erased_at(id)?.is_some();
                Ok(tx.load::<Contact>(id)?.filter(|_| !gone))
            })?;
            let Some(row) = found else { continue };
            let command = ContactCommand::Erase(EraseContact {
                contact_id: row.id,
                name: row.display_name(),
                texts: Texts::Replace,
            });
            if dry_run {
                self.dry_run(command)?;
            } else {
                self.run(command)?;
            }
            erased.push(row.id);
        }
        Ok(erased)
    }
    /// What must follow an erasure: the log's bytes go, and the ledger says who it was.
    pub(super) fn after_erasure(&self) -> Result<(), RunError> {
        self.inner.pool.write(|conn: &mut Conn| match conn.file() {
            Some(file) => file.checkpoint(),
            None => Ok(()),
        })?;
        let Some(path) = self.path() else { return Ok(()) };
        let ids = self.ledger(None)?;
        let text: String = ids.iter().map(|id| format!("{id}\n")).collect();
        let (ledger, part) = (beside(&path), path.with_added_extension("erased.part"));
        let written = std::fs::write(&part, text).and_then(|()| std::fs::rename(&part, &ledger));
        written.map_err(|error| {
            let reason = error.to_string();
            StoreError::CannotOpen { path: ledger, reason }.into()
        })
    }
}

fn beside(path: &Path) -> PathBuf {
    path.with_added_extension(LEDGER)
}
