//! Which row that is here a row of the file is, and what becomes of it.
//!
//! Rows are looked up a batch at a time, in one snapshot. What the file itself brought
//! earlier in this run is remembered only for keys that come more than once in it; so a
//! dry run, which writes nothing, decides as the run itself will.

mod companies;
mod find;
mod gone;
mod happened;
mod here;
mod lines;
mod own;
mod since;
mod update;

pub(super) use companies::Named;
pub(super) use gone::Gone;
pub(super) use happened::Happenings;
pub(super) use lines::Lines;
use own::do_not_call;

use super::changes::{self, Context};
use super::draft::Draft;
use super::keys::{self, Key};
use super::map::Entity;
use super::map::own::SYSTEM;
use super::{Import, OnDuplicate, RowFields};
use crate::base::id::{RowId, derived};
use crate::base::{CompanyId, ContactId, GroupId, UserId, lookup};
use crate::domain::Command;
use crate::domain::command::{
    CompanyCommand, ContactCommand, CreateCompany, CreateContact, EditCompany, EditContact, Fields,
    ImportMark,
};
use crate::replica::{FoundRow, Replica, RunError};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// How many rows of one key are remembered: a placeholder in a thousand rows must not cost a million looks.
const MOST_OF_A_KEY: usize = 50;
/// How many companies named by contacts are kept in mind.
const MOST_LINKS: usize = 50_000;

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
    /// A company that the row names and that is entered with it, by the first command.
    pub(super) enters: Option<CompanyId>,
    /// Why the row cannot be taken.
    pub(super) fails: Option<String>,
    /// What it became, where that is not told by the kind of the file.
    pub(super) became: Option<&'static str>,
    /// Fields that were changed here since and stand.
    pub(super) kept: Vec<String>,
    /// The row of Trash that it is, or that it names as its company.
    pub(super) gone: Option<Gone>,
}

/// A row that is here, or that this run enters.
#[derive(Clone, Debug)]
struct Known {
    row: RowFields,
    /// The batch of this run that entered it.
    entered: Option<u64>,
    /// This run changed it, which a dry run writes nowhere else.
    changed: bool,
    /// What this run wrote into it.
    written: HashSet<String>,
}

/// Decides row by row.
pub(super) struct Planner<'a> {
    import: &'a Import,
    replica: &'a Replica,
    detail: String,
    users: HashMap<String, UserId>,
    /// Rows are entered though they are here: their ids derive from the group it began in and the file, so that an
    /// import that was interrupted knows which it has entered.
    adds: Option<(GroupId, String)>,
    /// The same file was imported before and that stands.
    repeat: bool,
    links: HashMap<Key, Named>,
    /// Companies that this run entered because a contact names them, with the batch.
    entered: HashMap<CompanyId, u64>,
    dry: bool,
    batch: u64,
    /// What the lookup found for the keys of this batch.
    found: HashMap<Key, Vec<Uuid>>,
    /// Ids of rows of ours in this batch that something here has.
    occupied: HashSet<Uuid>,
    /// What of Trash is known by the keys of this batch.
    in_trash: gone::InTrash,
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
    pub(super) fn new(
        import: &'a Import,
        replica: &'a Replica,
        repeat: bool,
        dry: bool,
        group: GroupId,
    ) -> Result<Self, RunError> {
        let users = users(replica)?;
        let adds = import.options.on_duplicate == OnDuplicate::Add;
        Ok(Self {
            adds: adds.then(|| (group, import.id())),
            detail: format!("{}, {}", import.mapping.system, import.file_name()),
            import,
            replica,
            users,
            repeat,
            links: HashMap::new(),
            entered: HashMap::new(),
            dry,
            batch: 0,
            found: HashMap::new(),
            occupied: HashSet::new(),
            in_trash: gone::InTrash::default(),
            rows: HashMap::new(),
            again: HashMap::new(),
            taken: HashMap::new(),
            shared: BTreeMap::new(),
        })
    }

    fn entity(&self) -> Entity {
        self.import.mapping.entity
    }

    /// What a row is about: an address book holds companies as such too.
    fn entity_of(&self, draft: &Draft) -> Entity {
        if draft.only_company {
            Entity::Companies
        } else {
            self.entity()
        }
    }

    /// Decides a batch, in the order of the file.
    pub(super) fn plan(&mut self, drafts: &[Draft]) -> Result<Vec<Planned>, RunError> {
        self.batch += 1;
        self.look_up(drafts)?;
        let planned: Result<Vec<Planned>, RunError> = drafts.iter().map(|draft| self.decide(draft)).collect();
        // Of the rows that the file may name again only those are kept whole that cannot be read again.
        let taken = &self.taken;
        let unread = |known: &Known| known.entered.is_some() || known.changed;
        self.rows
            .retain(|id, known| taken.contains_key(id) && unread(known));
        self.rows.shrink_to(2 * drafts.len());
        self.found.clear();
        planned
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
            // What a dry run entered cannot be looked up again.
            let entered = &self.entered;
            self.links
                .retain(|_, named| matches!(named, Named::One(id) if entered.contains_key(id)));
        }
        for draft in drafts {
            wanted.extend(self.id_key(draft));
            wanted.extend(self.kept_id_key(draft));
            wanted.extend(keys::of_draft(draft, self.entity_of(draft)));
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
        let mut answers = self.replica.lookup_known(asked.collect())?.into_iter();
        let mut ids: Vec<Uuid> = Vec::new();
        self.in_trash.clear();
        for key in wanted {
            let rows = answers.next().unwrap_or_default();
            let of_ours =
                |rows: Vec<FoundRow>| rows.into_iter().filter_map(|row| self.own_row(row)).collect();
            let gone: Vec<Uuid> = of_ours(rows.in_trash);
            let own: Vec<Uuid> = of_ours(rows.here);
            self.in_trash.note(&key, gone);
            ids.extend(&own);
            ids.extend(self.again.get(&key).into_iter().flatten());
            self.found.insert(key, own);
        }
        for key in links {
            let rows = answers.next().unwrap_or_default();
            self.links.insert(key.clone(), Named::of_rows(&key, &rows));
        }
        self.load_gone(drafts)?;
        if self.import.mapping.system == SYSTEM {
            self.occupied = self.ids_in_use(drafts)?;
        }
        ids.extend(drafts.iter().filter_map(|draft| self.added_as(draft)));
        self.load(ids)
    }

    /// The id that a row gets which is entered though it may be here.
    fn added_as(&self, draft: &Draft) -> Option<Uuid> {
        let (group, file) = self.adds.as_ref()?;
        let role = format!("{file}:{}", draft.line);
        Some(derived(group.uuid(), "import", &role, 0))
    }

    fn own_row(&self, row: FoundRow) -> Option<Uuid> {
        match (row, self.entity()) {
            (FoundRow::Company(id), Entity::Companies) => Some(id.0),
            (FoundRow::Company(id), Entity::Contacts) if self.import.enters_companies() => Some(id.0),
            (FoundRow::Contact(id), Entity::Contacts) => Some(id.0),
            _ => None,
        }
    }

    fn load(&mut self, mut ids: Vec<Uuid>) -> Result<(), RunError> {
        ids.sort_unstable();
        ids.dedup();
        ids.retain(|id| !self.rows.contains_key(id));
        let mut rows: Vec<(Uuid, Value)> = Vec::with_capacity(ids.len());
        if self.entity() == Entity::Companies || self.import.enters_companies() {
            let companies = ids.iter().copied().map(CompanyId).collect();
            let found = self.replica.companies_by_id(companies)?;
            rows.extend(
                found
                    .iter()
                    .map(|row| (row.id.0, serde_json::to_value(row).unwrap_or_default())),
            );
        }
        if self.entity() == Entity::Contacts {
            let contacts = ids.into_iter().map(ContactId).collect();
            let found = self.replica.contacts_by_id(contacts)?;
            rows.extend(
                found
                    .iter()
                    .map(|row| (row.id.0, serde_json::to_value(row).unwrap_or_default())),
            );
        }
        for (id, row) in rows {
            if let Value::Object(row) = row {
                let known = Known {
                    row,
                    entered: None,
                    changed: false,
                    written: HashSet::new(),
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

    fn owner_of(&self, draft: &Draft) -> Option<UserId> {
        let named = draft
            .owner
            .as_deref()
            .and_then(|owner| user_of(&self.users, owner));
        self.import.options.owner.or(named)
    }

    fn decide(&mut self, draft: &Draft) -> Result<Planned, RunError> {
        if draft.deleted {
            return Ok(Planned::skipped("deleted in its system"));
        }
        let company = self.company_of(draft);
        let detail = self.detail.clone();
        let context = Context {
            entity: self.entity_of(draft),
            system: &self.import.mapping.system,
            detail: &detail,
            owner: self.owner_of(draft),
            company,
        };
        let keys = keys::of_draft(draft, context.entity);
        let id_key = self.id_key(draft);
        let again = &self.import.survey.repeated;
        let repeated = keys.iter().chain(&id_key).any(|key| again.contains(&key.hash()));
        let matched = self
            .entered_as(draft)
            .or_else(|| self.find(draft, id_key.as_ref(), &keys, &context));
        let gone = match matched {
            None => self
                .added_in_trash(draft)
                .or_else(|| self.in_trash(draft, id_key.as_ref(), &keys, &context)),
            Some(_) => None,
        };
        if let Some(gone) = gone {
            return Ok(Planned::in_trash(gone));
        }
        let entering = self.enter_company(draft, matched, &context);
        let context = Context {
            company: entering.as_ref().map_or(company, |(id, _)| Some(*id)),
            ..context
        };
        let mut planned = match matched {
            Some(row) => self.known(draft, row, &context)?,
            None if self.repeat => Planned::skipped("imported before and deleted since"),
            None => self.new_row(draft, &context),
        };
        if context.company.is_none() {
            planned.gone = self.company_in_trash(draft);
        }
        if let Some((id, command)) = entering {
            planned.commands.insert(0, command);
            planned.enters = Some(id);
        } else if company.is_some_and(|company| self.entered_before(company)) && !planned.commands.is_empty()
        {
            planned.untried |= self.dry;
        }
        if let (true, Some(row)) = (repeated, planned.row) {
            self.remember(draft, row, id_key, keys);
        }
        Ok(planned)
    }

    fn new_row(&mut self, draft: &Draft, context: &Context) -> Planned {
        let mut fields = changes::of_new(draft, context);
        let mark = Some(self.mark(draft));
        let id = self.added_as(draft).or_else(|| self.own_id(draft));
        self.keep_own_id(draft, id, &mut fields);
        let (row, command): (Uuid, Command) = match context.entity {
            Entity::Companies => {
                let id = id.map_or_else(|| self.replica.new_id(), CompanyId);
                let create = CreateCompany {
                    id,
                    fields: fields.clone(),
                    workflow: self.import.options.workflow,
                    import: mark,
                };
                self.link_to(draft.text("name"), draft.id.as_ref(), id);
                (id.0, CompanyCommand::Create(create).into())
            }
            _ => {
                let id = id.map_or_else(|| self.replica.new_id(), ContactId);
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
            written: HashSet::new(),
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
            enters: None,
            fails: None,
            became: None,
            gone: None,
            kept: Vec::new(),
        }
    }

    fn edit(&self, draft: &Draft, entity: Entity, row: Uuid, fields: Fields) -> Command {
        let import = Some(self.mark(draft));
        match entity {
            Entity::Companies => CompanyCommand::Edit(EditCompany {
                company_id: CompanyId::from_uuid(row),
                fields,
                import,
            })
            .into(),
            _ => ContactCommand::Edit(EditContact {
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
    fn failed(why: String) -> Self {
        Self {
            fails: Some(why),
            ..Self::skipped("")
        }
    }
    fn skipped(why: &'static str) -> Self {
        Self {
            verdict: Verdict::Skip(why),
            commands: Vec::new(),
            row: None,
            company: None,
            untried: false,
            enters: None,
            fails: None,
            became: None,
            gone: None,
            kept: Vec::new(),
        }
    }
    /// Which of its commands decides whether the row is taken.
    pub(super) fn deciding(&self) -> usize {
        usize::from(self.enters.is_some() && self.commands.len() > 1)
    }
}

/// Who works here, by name and e-mail address.
fn users(replica: &Replica) -> Result<HashMap<String, UserId>, RunError> {
    let mut users = HashMap::new();
    for user in replica.users()?.into_iter().filter(|user| user.active) {
        users.insert(lookup::fold(&user.name), user.id);
        users.insert(user.id.to_string(), user.id);
        if let Some(email) = &user.email {
            users.insert(email.to_lowercase(), user.id);
        }
    }
    Ok(users)
}

fn user_of(users: &HashMap<String, UserId>, named: &str) -> Option<UserId> {
    let by_email = users.get(&named.to_lowercase());
    by_email.or_else(|| users.get(&lookup::fold(named))).copied()
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
