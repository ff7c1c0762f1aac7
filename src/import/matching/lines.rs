//! Deals and tickets: a readable line beside their company, until there are deals here.

use super::here::Here;
use super::{Planned, Verdict};
use crate::base::id::RowId;
use crate::base::{CompanyId, ContactId};
use crate::domain::command::{CompanyCommand, ContactCommand, EditCompany, EditContact, Fields, ImportMark};
use crate::domain::{Command, Company, Contact};
use crate::import::draft::Draft;
use crate::import::map::Entity;
use crate::import::{Import, OnDuplicate, hex};
use crate::replica::{Replica, RunError};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
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
}

impl<'a> Lines<'a> {
    pub(in crate::import) fn new(import: &'a Import, replica: &'a Replica, repeat: bool) -> Self {
        Self {
            here: Here::new(replica, &import.mapping.system),
            import,
            replica,
            repeat,
            kept: HashMap::new(),
        }
    }

    pub(in crate::import) fn plan(&mut self, drafts: &[Draft]) -> Result<Vec<Planned>, RunError> {
        self.here.look_up(drafts)?;
        self.load(drafts)?;
        let planned = drafts.iter().map(|draft| self.decide(draft)).collect();
        self.kept.clear();
        Ok(planned)
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

    fn decide(&mut self, draft: &Draft) -> Planned {
        if draft.deleted {
            return Planned::skipped("deleted in its system");
        }
        let whom = match self.here.whom(draft) {
            Ok(whom) => whom,
            Err(why) => return Planned::failed(why),
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
            (None, None) => return Planned::failed("it names nobody".to_owned()),
        };
        let kept = self.kept.entry(row).or_default();
        let verdict = match kept.get(&name) {
            None => Verdict::Create,
            Some(here) if *here == line => Verdict::Unchanged,
            // Imported before, what was changed here since stands.
            Some(_) if self.repeat => Verdict::Unchanged,
            Some(_) if self.import.options.on_duplicate == OnDuplicate::Skip => Verdict::Skip("here already"),
            Some(_) => Verdict::Update,
        };
        let writes = matches!(verdict, Verdict::Create | Verdict::Update);
        if writes {
            kept.insert(name, line.clone());
        }
        Planned {
            verdict,
            commands: if writes { vec![command] } else { Vec::new() },
            row: Some(row),
            company: whom.company,
            ..Planned::skipped("")
        }
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
        format!("{} {what} {}", self.import.mapping.system, id.trim())
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
