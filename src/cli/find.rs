//! Which row an argument means: by id, by exact name, or by an id of another system.

use super::output::{Failure, Match, Outcome, Problem};
use super::session::Session;
use crate::base::{CaseId, CompanyId, ContactId, HandoverId, TaskId, UserId, id::RowId, lookup};
use crate::domain::{Refusal, Task, TaskState};
use crate::view::CompanyCard;
use uuid::Uuid;

/// Hits looked through for an exact name.
const HITS: u32 = 100;

/// An id that was typed as one: with its dashes or without, in any case. A name is never taken for an id.
pub(crate) fn uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text.trim()).ok()
}

/// An id that has to be one: rows without a name are known by nothing else.
fn id<I: RowId>(what: &str, text: &str) -> Outcome<I> {
    uuid(text)
        .map(I::from_uuid)
        .ok_or_else(|| Refusal::not_found(what, format!("{text:?} (an id is wanted)")).into())
}

impl Session {
    /// A company by id, by `system:id`, by domain or by its exact name.
    pub(crate) fn company(&self, text: &str) -> Outcome<CompanyId> {
        if let Some(id) = uuid(text) {
            return Ok(CompanyId(self.stands_for(id)?));
        }
        let external = text.contains(':').then(|| ("external", external_key(text)));
        let domain = lookup::domain_of(text).map(|domain| ("domain", domain));
        for (kind, key) in external.into_iter().chain(domain) {
            let found = self.replica.lookup(kind, &key)?;
            let mut found = companies(found);
            found.dedup();
            if let [one] = found[..] {
                return Ok(one);
            }
        }
        self.named("company", text).map(CompanyId)
    }
    /// The id of what was merged stands for what it became.
    pub(crate) fn stands_for(&self, id: Uuid) -> Outcome<Uuid> {
        let now = self.replica.stand_for(vec![id])?;
        Ok(now.first().copied().unwrap_or(id))
    }
    /// A company's page; not found when it is in Trash.
    pub(crate) fn card(&self, text: &str) -> Outcome<CompanyCard> {
        let id = self.company(text)?;
        let card = self.replica.company(id)?;
        card.ok_or_else(|| Refusal::not_found("company", id).into())
    }
    /// A contact by id, by `system:id` or by exact name, among those of a company if one is given.
    pub(crate) fn contact(&self, text: &str, company: Option<CompanyId>) -> Outcome<ContactId> {
        if let Some(id) = uuid(text) {
            return Ok(ContactId(self.stands_for(id)?));
        }
        let external = self.replica.lookup("external", &external_key(text))?;
        let mut contacts = external.into_iter().filter(|(table, _)| table == "contact");
        if let (Some((_, one)), None) = (contacts.next(), contacts.next()) {
            return Ok(ContactId(one));
        }
        if company.is_none() {
            return self.named("contact", text).map(ContactId);
        }
        let wanted = lookup::fold(text);
        let all = self.replica.contacts(company, 1_000)?;
        let fitting = all
            .iter()
            .filter(|contact| lookup::fold(&contact.display_name()) == wanted);
        let matches = fitting
            .map(|contact| Match {
                id: contact.id.to_string(),
                name: contact.display_name(),
            })
            .collect();
        one_of("contact", text, matches, &[]).map(ContactId)
    }
    /// A person by id (in Trash too), by e-mail address, `system:id` or exact name.
    pub(crate) fn person(&self, text: &str) -> Outcome<ContactId> {
        if text.contains('@') {
            let found = self.replica.lookup("email", &text.trim().to_lowercase())?;
            let people: Vec<Match> = found
                .into_iter()
                .filter(|(table, _)| table == "contact")
                .map(|(_, id)| Match {
                    id: id.to_string(),
                    name: text.to_owned(),
                })
                .collect();
            return one_of("contact", text, people, &[]).map(ContactId);
        }
        self.contact(text, None)
    }
    fn named(&self, what: &str, text: &str) -> Outcome<Uuid> {
        let wanted = lookup::fold(text);
        let hits = self.replica.search_names(text, HITS)?;
        let (same, near): (Vec<_>, Vec<_>) = hits
            .into_iter()
            .filter(|hit| hit.table == what)
            .partition(|hit| lookup::fold(&hit.title) == wanted);
        let matches = same
            .into_iter()
            .map(|hit| Match {
                id: hit.id.to_string(),
                name: format!("{}  {}", hit.title, hit.detail).trim_end().to_owned(),
            })
            .collect();
        let near: Vec<String> = near.into_iter().take(5).map(|hit| hit.title).collect();
        one_of(what, text, matches, &near)
    }
    /// A task by its id.
    pub(crate) fn task_id(text: &str) -> Outcome<TaskId> {
        id("task", text)
    }
    /// A task by its id; not found when it is in Trash.
    pub(crate) fn task(&self, text: &str) -> Outcome<Task> {
        let id = Self::task_id(text)?;
        let task = self.replica.task(id)?;
        task.ok_or_else(|| Refusal::not_found("task", id).into())
    }
    /// A user by id, exact name or e-mail address; `me` is whoever works here.
    pub(crate) fn user(&self, text: &str) -> Outcome<UserId> {
        if let Some(id) = uuid(text) {
            return Ok(UserId(id));
        }
        if text.eq_ignore_ascii_case("me") {
            return Ok(self.replica.actor().id);
        }
        let wanted = lookup::fold(text);
        let users = self.replica.users()?;
        let fits = |email: &Option<String>| {
            email
                .as_deref()
                .is_some_and(|email| lookup::fold(email) == wanted)
        };
        let matches = users
            .iter()
            .filter(|user| lookup::fold(&user.name) == wanted || fits(&user.email))
            .map(|user| Match {
                id: user.id.to_string(),
                name: user.name.clone(),
            })
            .collect();
        let names: Vec<String> = users.iter().take(5).map(|user| user.name.clone()).collect();
        one_of("user", text, matches, &names).map(UserId)
    }
    /// A case by its id.
    pub(crate) fn case_id(text: &str) -> Outcome<CaseId> {
        id("case", text)
    }
    /// A handover by its own id, or the one that waits on a case or company.
    pub(crate) fn handover(&self, text: &str) -> Outcome<HandoverId> {
        if let Some(id) = uuid(text) {
            if self.replica.handover(HandoverId(id))?.is_some() {
                return Ok(HandoverId(id));
            }
            if let Some(case) = self.replica.case(CaseId(id))? {
                return self.handover_of(case.company_id, text);
            }
        }
        let company = self.company(text)?;
        self.handover_of(company, text)
    }
    fn handover_of(&self, company: CompanyId, text: &str) -> Outcome<HandoverId> {
        let card = self.replica.company(company)?;
        let handover = card.and_then(|card| card.handover).map(|handover| handover.id);
        handover.ok_or_else(|| Refusal::not_found("handover of", format!("{text:?}")).into())
    }
    /// The company's first call task that is the actor's or nobody's, which a call from its page completes.
    pub(crate) fn first_call(&self, card: &CompanyCard) -> Option<TaskId> {
        let me = self.replica.actor().id;
        let mine = |task: &&Task| task.assignee_id.is_none_or(|assignee| assignee == me);
        let calls = card
            .tasks
            .iter()
            .filter(|task| task.kind.is_call() && task.state == TaskState::Open);
        calls.into_iter().find(mine).map(|task| task.id)
    }
}

/// `HubSpot:COMP-1` as it is kept: the system in lower case.
fn external_key(text: &str) -> String {
    match text.trim().split_once(':') {
        Some((system, id)) => format!("{}:{id}", system.to_lowercase()),
        None => text.trim().to_owned(),
    }
}

fn companies(found: Vec<(String, Uuid)>) -> Vec<CompanyId> {
    found
        .into_iter()
        .filter(|(table, _)| table == "company")
        .map(|(_, id)| CompanyId(id))
        .collect()
}

fn one_of(what: &str, typed: &str, matches: Vec<Match>, near: &[String]) -> Outcome<Uuid> {
    match &matches[..] {
        [one] => Ok(uuid(&one.id).expect("a match carries the id of its row")),
        [] => {
            let hint = match near {
                [] => String::new(),
                near => format!(" Did you mean {}?", near.join(", ")),
            };
            let mut refusal = Refusal::not_found(what, format!("{typed:?}"));
            refusal.detail.push_str(&hint);
            Err(refusal.into())
        }
        _ => Err(Failure::from(Problem::ambiguous(&plural(what), typed, matches))),
    }
}

fn plural(what: &str) -> String {
    what.strip_suffix('y')
        .map_or_else(|| format!("{what}s"), |stem| format!("{stem}ies"))
}
