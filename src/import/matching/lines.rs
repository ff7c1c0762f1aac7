//! Deals and tickets: a readable line beside their company, until there are deals here.

use super::here::Here;
use super::{Planned, Verdict, since};
use crate::base::id::RowId;
use crate::base::{CompanyId, ContactId};
use crate::domain::command::{CompanyCommand, ContactCommand, EditCompany, EditContact, Fields, ImportMark};
use crate::domain::{Command, Company, Contact, foreign};
use crate::import::draft::Draft;
use crate::import::map::Entity;
use crate::import::{Import, OnDuplicate, hex};
use crate::replica::{Brought, Replica, RunError};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use uuid::Uuid;

/// How long a line may be.
const LONGEST: usize = 2_000;

/// Decides row by row.
pub(in crate::import) struct Lines<'a> {
    import: &'a Import,
    replica: &'a Replica,
    repeat: bool,
    here: Here<'a>,
    /// What is kept beside the companies and people of this batch.
    kept: HashMap<Uuid, BTreeMap<String, String>>,
    /// What imports brought into them.
    brought: HashMap<Uuid, Brought>,
    /// Which entries this run wrote; a part of a hash is enough to tell them apart.
    written: HashSet<u64>,
}

fn short(row: Uuid, name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (row, name).hash(&mut hasher);
    hasher.finish()
}

impl<'a> Lines<'a> {
    pub(in crate::import) fn new(import: &'a Import, replica: &'a Replica, repeat: bool) -> Self {
        Self {
            here: Here::new(replica, &import.mapping.system),
            import,
            replica,
            repeat,
            kept: HashMap::new(),
            brought: HashMap::new(),
            written: HashSet::new(),
        }
    }

    pub(in crate::import) fn plan(&mut self, drafts: &[Draft]) -> Result<Vec<Planned>, RunError> {
        self.here.look_up(drafts)?;
        self.load(drafts)?;
        let planned = drafts.iter().map(|draft| self.decide(draft)).collect();
        self.kept.clear();
        self.brought.clear();
        planned
    }

    fn load(&mut self, drafts: &[Draft]) -> Result<(), RunError> {
        let (mut companies, mut people): (Vec<CompanyId>, Vec<ContactId>) = (Vec::new(), Vec::new());
        for whom in drafts.iter().filter_map(|draft| self.here.whom(draft).ok()) {
            match (whom.company, whom.contact) {
                (Some(company), _) => companies.push(company),
                (None, contact) => people.extend(contact),
            }
        }
        companies.sort_unstable();
        companies.dedup();
        people.sort_unstable();
        people.dedup();
        let companies: Vec<Company> = self.replica.companies_by_id(companies)?;
        self.kept
            .extend(companies.iter().map(|row| (row.id.uuid(), row.extra.0.clone())));
        let people: Vec<Contact> = self.replica.contacts_by_id(people)?;
        self.kept
            .extend(people.iter().map(|row| (row.id.uuid(), row.extra.0.clone())));
        Ok(())
    }

    fn decide(&mut self, draft: &Draft) -> Result<Planned, RunError> {
        if draft.deleted {
            return Ok(Planned::skipped("deleted in its system"));
        }
        let whom = match self.here.whom(draft) {
            Ok(whom) => whom,
            Err(why) => return Ok(Planned::failed(why)),
        };
        let mark = ImportMark {
            system: self.import.mapping.system.clone(),
            line: draft.line,
            customer: false,
        };
        let (name, line) = (self.name(draft), line(draft));
        let fields = |name: &str| {
            let mut fields = Fields::new();
            fields.insert("extra".to_owned(), json!({ name: line }));
            fields
        };
        let (row, command): (Uuid, Command) = match (whom.company, whom.contact) {
            (Some(company), _) => {
                let edit = EditCompany {
                    company_id: company,
                    fields: fields(&name),
                    import: Some(mark),
                };
                (company.uuid(), CompanyCommand::Edit(edit).into())
            }
            (None, Some(contact)) => {
                let edit = EditContact {
                    contact_id: contact,
                    fields: fields(&name),
                    import: Some(mark),
                };
                (contact.uuid(), ContactCommand::Edit(edit).into())
            }
            (None, None) => return Ok(Planned::failed("it names nobody".to_owned())),
        };
        let edited = self.edited(row, &name)?;
        let kept = self.kept.entry(row).or_default();
        let verdict = match kept.get(&name) {
            // What was changed or taken out here stands.
            here if edited && here != Some(&line) => Verdict::Unchanged,
            None => Verdict::Create,
            Some(here) if *here == line => Verdict::Unchanged,
            // Imported before, what was changed here since stands.
            Some(_) if self.repeat => Verdict::Unchanged,
            Some(_) if self.import.options.on_duplicate == OnDuplicate::Skip => Verdict::Skip("here already"),
            Some(_) => Verdict::Update,
        };
        let writes = matches!(verdict, Verdict::Create | Verdict::Update);
        let mut stands = Vec::new();
        if writes {
            kept.insert(name.clone(), line);
            self.written.insert(short(row, &name));
        } else if edited && kept.get(&name) != Some(&line) {
            stands.push(format!("extra/{name}"));
        }
        Ok(Planned {
            verdict,
            commands: if writes { vec![command] } else { Vec::new() },
            row: Some(row),
            company: whom.company,
            kept: stands,
            ..Planned::skipped("")
        })
    }

    /// Whether somebody changed the entry here since an import brought it, or took it out.
    fn edited(&mut self, row: Uuid, name: &str) -> Result<bool, RunError> {
        let asked = !matches!(
            self.import.options.on_duplicate,
            OnDuplicate::Update | OnDuplicate::Skip
        );
        if !asked || self.repeat || self.written.contains(&short(row, name)) {
            return Ok(false);
        }
        if !self.brought.contains_key(&row) {
            self.brought.insert(row, self.replica.brought(row)?);
        }
        let here = self.kept.get(&row).and_then(|kept| kept.get(name));
        let here = here.map(|line| json!(line));
        let brought = self.brought[&row].values(&format!("extra/{name}"));
        Ok(!since::is_as_brought(here.as_ref(), brought))
    }

    /// What the entry is called: `hubspot deal DEAL-1`, so that the same deal is the same entry.
    fn name(&self, draft: &Draft) -> String {
        let what = match self.import.mapping.entity {
            Entity::Tickets => "ticket",
            _ => "deal",
        };
        let told = &draft.happened;
        let short = |text: &str| text.chars().take(150).collect::<String>();
        let id = match &draft.id {
            Some(id) => short(id),
            // Without an id two of one name are two, unless they say the same.
            None => {
                let hash = hex(&Sha256::digest(line(draft).as_bytes()));
                let name = short(told.name.as_deref().unwrap_or_default());
                format!("{name} #{}", &hash[..8])
            }
        };
        foreign::key(&self.import.mapping.system, what, id.trim())
    }
}

/// `Voss pumps · Deal Stage: Closed Won · Amount: 1200`.
fn line(draft: &Draft) -> String {
    let told = &draft.happened;
    let mut parts: Vec<String> = told.name.iter().cloned().collect();
    parts.extend(told.lines.iter().map(|(name, value)| format!("{name}: {value}")));
    let mut line = parts.join(" · ");
    if let Some((end, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(end);
        line.push('…');
    }
    if line.is_empty() {
        line.push('-');
    }
    line
}
