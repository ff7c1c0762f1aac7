//! Which row that is here a row of the file is, and what becomes of it.
//!
//! Rows are looked up a batch at a time, in one snapshot. What the file itself brought
//! earlier in this run is remembered only for keys that come more than once in it; so a
//! dry run, which writes nothing, decides as the run itself will.

use super::changes::{self, Context};
use super::draft::Draft;
use super::keys::{self, Key};
use super::map::Entity;
use super::{Import, OnDuplicate, RowFields};
use crate::base::{CompanyId, ContactId, UserId, id::RowId, lookup};
use crate::domain::Command;
use crate::domain::command::{
    CompanyCommand, ContactBasis, ContactCommand, CreateCompany, CreateContact, EditCompany, EditContact,
    Fields, ImportMark,
};
use crate::replica::{FoundRow, Replica, RunError};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// How many rows of one key are remembered: a placeholder in a thousand rows must not cost a million looks.
const MOST_OF_A_KEY: usize = 50;
/// How many companies named by contacts are kept in mind.
const MOST_LINKS: usize = 200_000;

/// What becomes of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// It is new.
    Create,
    /// It is here and the file says more or otherwise.
    Update,
    /// It is here as the file says.
    Unchanged,
    /// It is left alone, for this reason.
    Skip(&'static str),
}

/// A row with its verdict and the commands that carry it out.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Planned {
    pub(super) verdict: Verdict,
    pub(super) commands: Vec<Command>,
    /// The row here.
    pub(super) row: Option<Uuid>,
    /// The contact's company.
    pub(super) company: Option<CompanyId>,
    /// The commands cannot be tried, because they change what a dry run did not enter.
    pub(super) untried: bool,
}

/// A row that is here, or that this run enters.
#[derive(Clone, Debug)]
struct Known {
    row: RowFields,
    /// The batch of this run that entered it.
    entered: Option<u64>,
    /// This run changed it, which a dry run writes nowhere else.
    changed: bool,
}

/// Decides row by row.
pub(super) struct Planner<'a> {
    import: &'a Import,
    replica: &'a Replica,
    detail: String,
    users: HashMap<String, UserId>,
    /// The same file was imported before and that stands.
    repeat: bool,
    links: HashMap<Key, Option<CompanyId>>,
    batch: u64,
    /// What the lookup found for the keys of this batch.
    found: HashMap<Key, Vec<Uuid>>,
    /// Rows of this batch, and of all batches those with keys that come again which this run wrote.
    rows: HashMap<Uuid, Known>,
    /// Rows with keys that come again, by these keys.
    again: HashMap<Key, Vec<Uuid>>,
    /// Which line took which row, where keys come again.
    taken: HashMap<Uuid, u64>,
    /// Rows by the domain or e-mail address they share: possible duplicates.
    shared: BTreeMap<Key, Vec<(u64, Uuid)>>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(import: &'a Import, replica: &'a Replica, repeat: bool) -> Result<Self, RunError> {
        let mut users = HashMap::new();
        for user in replica.users()?.into_iter().filter(|user| user.active) {
            users.insert(lookup::fold(&user.name), user.id);
            if let Some(email) = &user.email {
                users.insert(email.to_lowercase(), user.id);
            }
        }
        Ok(Self {
            detail: format!("{}, {}", import.mapping.system, import.file_name()),
            import,
            replica,
            users,
            repeat,
            links: HashMap::new(),
            batch: 0,
            found: HashMap::new(),
            rows: HashMap::new(),
            again: HashMap::new(),
            taken: HashMap::new(),
            shared: BTreeMap::new(),
        })
    }

    fn entity(&self) -> Entity {
        self.import.mapping.entity
    }

    /// Decides a batch, in the order of the file.
    pub(super) fn plan(&mut self, drafts: &[Draft]) -> Result<Vec<Planned>, RunError> {
        self.batch += 1;
        self.look_up(drafts)?;
        let planned = drafts.iter().map(|draft| self.decide(draft)).collect();
        // Of the rows that the file may name again only those are kept whole that cannot be read again.
        let taken = &self.taken;
        let unread = |known: &Known| known.entered.is_some() || known.changed;
        self.rows
            .retain(|id, known| taken.contains_key(id) && unread(known));
        self.rows.shrink_to(2 * drafts.len());
        self.found.clear();
        Ok(planned)
    }

    /// A row that was to be entered was refused.
    pub(super) fn forget(&mut self, row: Uuid) {
        self.rows.remove(&row);
        self.taken.remove(&row);
        for rows in self.again.values_mut().chain(self.found.values_mut()) {
            rows.retain(|id| *id != row);
        }
        for rows in self.shared.values_mut() {
            rows.retain(|(_, id)| *id != row);
        }
    }

    /// Domains and e-mail addresses that several rows of the file share, with their lines.
    pub(super) fn shared(&self) -> Vec<(&Key, Vec<u64>)> {
        let several = |rows: &[(u64, Uuid)]| rows.iter().any(|(_, id)| *id != rows[0].1);
        self.shared
            .iter()
            .filter(|(_, rows)| !rows.is_empty() && several(rows))
            .map(|(key, rows)| (key, rows.iter().map(|(line, _)| *line).collect()))
            .collect()
    }

    fn look_up(&mut self, drafts: &[Draft]) -> Result<(), RunError> {
        let mut wanted: Vec<Key> = Vec::new();
        let mut links: Vec<Key> = Vec::new();
        if self.links.len() > MOST_LINKS {
            self.links.clear();
        }
        for draft in drafts {
            wanted.extend(self.id_key(draft));
            wanted.extend(keys::of_draft(draft, self.entity()));
            links.extend(
                self.link_keys(draft)
                    .into_iter()
                    .filter(|key| !self.links.contains_key(key)),
            );
        }
        for list in [&mut wanted, &mut links] {
            list.sort_unstable();
            list.dedup();
        }
        let asked = wanted
            .iter()
            .chain(&links)
            .map(|key| (key.kind, key.text.clone()));
        let mut answers = self.replica.lookup_all(asked.collect())?.into_iter();
        let mut ids: Vec<Uuid> = Vec::new();
        for key in wanted {
            let rows = answers.next().unwrap_or_default();
            let own: Vec<Uuid> = rows.into_iter().filter_map(|row| self.own_row(row)).collect();
            ids.extend(&own);
            ids.extend(self.again.get(&key).into_iter().flatten());
            self.found.insert(key, own);
        }
        for key in links {
            let rows = answers.next().unwrap_or_default();
            let companies: Vec<CompanyId> = rows
                .into_iter()
                .filter_map(|row| match row {
                    FoundRow::Company(id) => Some(id),
                    FoundRow::Contact(_) => None,
                })
                .collect();
            // A name that several companies have names none of them.
            let company = match companies[..] {
                [one] => Some(one),
                [first, ..] if key.kind != "name" => Some(first),
                _ => None,
            };
            self.links.insert(key, company);
        }
        self.load(ids)
    }

    fn own_row(&self, row: FoundRow) -> Option<Uuid> {
        match (row, self.entity()) {
            (FoundRow::Company(id), Entity::Companies) => Some(id.0),
            (FoundRow::Contact(id), Entity::Contacts) => Some(id.0),
            _ => None,
        }
    }

    fn load(&mut self, mut ids: Vec<Uuid>) -> Result<(), RunError> {
        ids.sort_unstable();
        ids.dedup();
        ids.retain(|id| !self.rows.contains_key(id));
        let rows: Vec<(Uuid, Value)> = match self.entity() {
            Entity::Companies => {
                let rows = self
                    .replica
                    .companies_by_id(ids.into_iter().map(CompanyId).collect())?;
                rows.iter()
                    .map(|row| (row.id.0, serde_json::to_value(row).unwrap_or_default()))
                    .collect()
            }
            Entity::Contacts => {
                let rows = self
                    .replica
                    .contacts_by_id(ids.into_iter().map(ContactId).collect())?;
                rows.iter()
                    .map(|row| (row.id.0, serde_json::to_value(row).unwrap_or_default()))
                    .collect()
            }
        };
        for (id, row) in rows {
            if let Value::Object(row) = row {
                let known = Known {
                    row,
                    entered: None,
                    changed: false,
                };
                self.rows.insert(id, known);
            }
        }
        Ok(())
    }

    fn id_key(&self, draft: &Draft) -> Option<Key> {
        let id = draft.id.as_deref()?;
        Some(Key::external(&self.import.mapping.system, id))
    }

    /// The keys of the contact's company, the surest first.
    fn link_keys(&self, draft: &Draft) -> Vec<Key> {
        let link = &draft.link;
        let system = &self.import.mapping.system;
        let ids = link.ids.iter().map(|id| Key::external(system, id));
        let domain = link.domain.as_deref().and_then(Key::domain);
        let name = link.name.as_deref().map(Key::name);
        ids.chain(domain).chain(name).collect()
    }

    fn company_of(&self, draft: &Draft) -> Option<CompanyId> {
        let keys = self.link_keys(draft);
        keys.iter().find_map(|key| self.links.get(key).copied().flatten())
    }

    fn owner_of(&self, draft: &Draft) -> Option<UserId> {
        let named = draft.owner.as_deref().and_then(|owner| {
            let by_email = self.users.get(&owner.to_lowercase());
            by_email.or_else(|| self.users.get(&lookup::fold(owner))).copied()
        });
        self.import.options.owner.or(named)
    }

    fn decide(&mut self, draft: &Draft) -> Planned {
        if draft.deleted {
            return Planned::skipped("deleted in its system");
        }
        let company = self.company_of(draft);
        let detail = self.detail.clone();
        let context = Context {
            entity: self.entity(),
            system: &self.import.mapping.system,
            detail: &detail,
            owner: self.owner_of(draft),
            company,
        };
        let keys = keys::of_draft(draft, self.entity());
        let id_key = self.id_key(draft);
        let again = &self.import.survey.repeated;
        let repeated = keys.iter().chain(&id_key).any(|key| again.contains(&key.hash()));
        let matched = self.find(draft, id_key.as_ref(), &keys, &context);
        let planned = match matched {
            Some(row) => self.known(draft, row, &context),
            None if self.repeat => Planned::skipped("imported before and deleted since"),
            None => self.new_row(draft, &context),
        };
        if let (true, Some(row)) = (repeated, planned.row) {
            self.remember(draft, row, id_key, keys);
        }
        planned
    }

    /// Keeps in mind that this line took a row, for the lines with the same keys that follow.
    fn remember(&mut self, draft: &Draft, row: Uuid, id_key: Option<Key>, keys: Vec<Key>) {
        self.taken.entry(row).or_insert(draft.line);
        let repeated = &self.import.survey.repeated;
        for key in id_key.into_iter().chain(keys) {
            if !repeated.contains(&key.hash()) {
                continue;
            }
            if matches!(key.kind, "email" | "domain") {
                let rows = self.shared.entry(key.clone()).or_default();
                rows.push((draft.line, row));
            }
            let rows = self.again.entry(key).or_default();
            if !rows.contains(&row) && rows.len() < MOST_OF_A_KEY {
                rows.push(row);
            }
        }
    }

    /// Rows found by a key: those that are here, then those this run entered.
    fn rows_of(&self, key: &Key) -> Vec<Uuid> {
        let here = self.found.get(key).into_iter().flatten();
        let again = self.again.get(key).into_iter().flatten();
        let mut rows: Vec<Uuid> = Vec::new();
        for id in here.chain(again) {
            if self.rows.contains_key(id) && !rows.contains(id) {
                rows.push(*id);
            }
        }
        rows
    }

    /// The row that is meant, by its id, else by a key.
    fn find(&self, draft: &Draft, id_key: Option<&Key>, keys: &[Key], context: &Context) -> Option<Uuid> {
        if let Some(row) = id_key.and_then(|key| self.rows_of(key).first().copied()) {
            return Some(row);
        }
        if self.import.options.on_duplicate == OnDuplicate::Add && !self.repeat {
            return None;
        }
        let mut rows: Vec<Uuid> = Vec::new();
        for key in keys {
            let fitting = self.rows_of(key).into_iter();
            rows.extend(fitting.filter(|id| self.may_be(draft, *id, key, context)));
        }
        let same = |id: &&Uuid| changes::of_known(draft, &self.rows[*id].row, context).is_empty();
        let free: Vec<Uuid> = rows
            .iter()
            .copied()
            .filter(|id| !self.taken.contains_key(id))
            .collect();
        free.iter()
            .find(same)
            .or_else(|| free.iter().find(|id| self.same_name(draft, **id)))
            .or_else(|| free.first())
            // Another line has it already: this one is it again only when it says the same.
            .or_else(|| rows.iter().find(same))
            .copied()
    }

    /// Whether a row found by a key can be meant: it must not be known as another one.
    fn may_be(&self, draft: &Draft, id: Uuid, key: &Key, context: &Context) -> bool {
        let row = &self.rows[&id].row;
        if draft.id.is_some() && has_id_of(row, context.system) {
            return false;
        }
        // Found by the name alone, the place or the company must not speak against it.
        match key.kind {
            "name" => {
                let agrees = |part: &str, wanted: &Option<String>| {
                    let here = row
                        .get("postal")
                        .and_then(|postal| postal.get(part))
                        .and_then(Value::as_str);
                    !matches!((here, wanted), (Some(here), Some(wanted)) if here != wanted)
                };
                agrees("city", &draft.postal.city) && agrees("postal_code", &draft.postal.postal_code)
            }
            "person" => {
                let here = row.get("company_id").and_then(Value::as_str);
                let wanted = context.company.map(|id| id.to_string());
                here.is_none() || wanted.is_none() || here == wanted.as_deref()
            }
            _ => true,
        }
    }

    fn same_name(&self, draft: &Draft, id: Uuid) -> bool {
        let row = &self.rows[&id].row;
        let names = match self.entity() {
            Entity::Companies => &["name"][..],
            Entity::Contacts => &["first_name", "last_name"],
        };
        names.iter().all(|name| {
            let here = row.get(*name).and_then(Value::as_str).unwrap_or_default();
            lookup::fold(here) == lookup::fold(draft.text(name).unwrap_or_default())
        })
    }

    fn known(&mut self, draft: &Draft, row: Uuid, context: &Context) -> Planned {
        let known = &self.rows[&row];
        let untried = known.entered.is_some_and(|batch| batch != self.batch);
        let mut planned = Planned {
            verdict: Verdict::Unchanged,
            commands: Vec::new(),
            row: Some(row),
            company: context.company,
            untried,
        };
        if self.import.options.on_duplicate == OnDuplicate::Skip {
            planned.verdict = Verdict::Skip("here already");
            return planned;
        }
        let mut fields = changes::of_known(draft, &known.row, context);
        let unbound = known.row.get("company_id").is_none_or(Value::is_null);
        if self.repeat {
            // What was changed here since stands; only what could not be done then is done now.
            fields.retain(|name, _| name == "company_id" && unbound);
        }
        let blocked = known.row.get("dnc_since").is_some_and(|since| !since.is_null());
        if !fields.is_empty() {
            planned.commands.push(self.edit(draft, row, fields.clone()));
        }
        if !blocked && !self.repeat {
            planned.commands.extend(do_not_call(draft, row, context));
        }
        if !planned.commands.is_empty() {
            planned.verdict = Verdict::Update;
            if let Some(known) = self.rows.get_mut(&row) {
                known.changed = true;
                merge(&mut known.row, fields);
                mark_blocked(&mut known.row, draft);
            }
        }
        planned
    }

    fn new_row(&mut self, draft: &Draft, context: &Context) -> Planned {
        let fields = changes::of_new(draft, context);
        let mark = Some(self.mark(draft));
        let (row, command): (Uuid, Command) = match self.entity() {
            Entity::Companies => {
                let id: CompanyId = self.replica.new_id();
                let create = CreateCompany {
                    id,
                    fields: fields.clone(),
                    workflow: self.import.options.workflow,
                    import: mark,
                };
                (id.0, CompanyCommand::Create(create).into())
            }
            Entity::Contacts => {
                let id: ContactId = self.replica.new_id();
                let create = CreateContact {
                    id,
                    company_id: context.company,
                    fields: fields.clone(),
                    import: mark,
                };
                (id.0, ContactCommand::Create(create).into())
            }
        };
        let mut known = fields;
        if let Some(company) = context.company {
            known.insert("company_id".to_owned(), Value::String(company.to_string()));
        }
        mark_blocked(&mut known, draft);
        let known = Known {
            row: known,
            entered: Some(self.batch),
            changed: false,
        };
        self.rows.insert(row, known);
        let mut commands = vec![command];
        commands.extend(do_not_call(draft, row, context));
        Planned {
            verdict: Verdict::Create,
            commands,
            row: Some(row),
            company: context.company,
            untried: false,
        }
    }

    fn edit(&self, draft: &Draft, row: Uuid, fields: Fields) -> Command {
        let import = Some(self.mark(draft));
        match self.entity() {
            Entity::Companies => CompanyCommand::Edit(EditCompany {
                company_id: CompanyId::from_uuid(row),
                fields,
                import,
            })
            .into(),
            Entity::Contacts => ContactCommand::Edit(EditContact {
                contact_id: ContactId::from_uuid(row),
                fields,
                import,
            })
            .into(),
        }
    }

    fn mark(&self, draft: &Draft) -> ImportMark {
        ImportMark {
            system: self.import.mapping.system.clone(),
            line: draft.line,
            customer: draft.customer,
        }
    }
}

impl Planned {
    fn skipped(why: &'static str) -> Self {
        Self {
            verdict: Verdict::Skip(why),
            commands: Vec::new(),
            row: None,
            company: None,
            untried: false,
        }
    }
}

fn has_id_of(row: &Fields, system: &str) -> bool {
    let ids = row.get("external_ids").and_then(Value::as_array);
    ids.is_some_and(|ids| {
        ids.iter()
            .any(|id| id.get("system").and_then(Value::as_str) == Some(system))
    })
}

/// A person whom the other system says not to call is not called here either.
fn do_not_call(draft: &Draft, row: Uuid, context: &Context) -> Option<Command> {
    let column = draft.do_not_call.as_ref()?;
    let block = ContactBasis {
        contact_id: ContactId::from_uuid(row),
        basis: Some(format!("{}: {column}", context.system)),
    };
    Some(ContactCommand::DoNotContact(block).into())
}

fn mark_blocked(row: &mut RowFields, draft: &Draft) {
    if draft.do_not_call.is_some() {
        row.insert("dnc_since".to_owned(), Value::Bool(true));
    }
}

/// What the row will say after an edit.
fn merge(row: &mut RowFields, fields: Fields) {
    for (name, value) in fields {
        match (row.get_mut(&name), value) {
            (Some(Value::Object(here)), Value::Object(parts)) => here.extend(parts),
            (_, value) => {
                row.insert(name, value);
            }
        }
    }
}
