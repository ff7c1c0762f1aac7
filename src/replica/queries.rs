//! What can be asked. Each call is one snapshot of the data.

use super::{Replica, RunError};
use crate::base::{ActivityId, CaseId, CompanyId, ContactId, DeviceId, HandoverId, Json, TaskId, Timestamp};
use crate::domain::stage;
use crate::domain::{Activity, Actor, Case, Contact, Handover, Rules, Task, User};
use crate::ops::guard_facts;
use crate::params;
use crate::store::every::{self, Table};
use crate::store::queue::{self, QueueScope};
use crate::store::{Conn, Record, Result as StoreResult, Tx, drafts};
use crate::store::{case, company, digest, history, hits, journal, known, lease, timeline, twins};
use crate::view::{
    CaseRow, CompanyCard, Desk, Draft, HandoverRow, HistoryRow, Hit, QueueAsk, QueuePage, TimelineAsk,
    TimelinePage, Today, TrashRow, TwinAsk, TwinPage, Undoable,
};

use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

type Answer<T> = Result<T, RunError>;

/// Who asks, when, and under which rules; sent along to the thread that reads.
pub(super) struct Scope {
    pub(super) actor: Actor,
    device: DeviceId,
    pub(super) now: Timestamp,
    pub(super) rules: Arc<Rules>,
    zone: TimeZone,
}

impl Scope {
    fn queue(&self) -> QueueScope<'_> {
        QueueScope {
            user: self.actor.id,
            device: self.device,
            queues: &self.actor.queues,
            now: self.now,
            zone: &self.zone,
            rules: &self.rules,
        }
    }
}

/// A company with what its screen shows.
fn card(tx: &mut Tx<'_>, scope: &Scope, id: CompanyId) -> StoreResult<Option<CompanyCard>> {
    // The id of what was merged stands for what it became.
    let id = CompanyId(tx.stands_for(id.0)?);
    let Some(mut card) = company::card(tx, scope.actor.id, scope.now, &scope.rules, id)? else {
        return Ok(None);
    };
    let facts = guard_facts(tx, &card.company, &scope.rules, scope.now)?;
    card.qualify_needs = stage::qualify_missing(card.company.stage, &facts);
    Ok(Some(card))
}

impl Replica {
    pub(super) fn scope(&self) -> Scope {
        let rules = self.rules();
        Scope {
            actor: self.actor(),
            device: self.inner.device,
            now: self.now(),
            zone: rules.settings.time_zone(),
            rules,
        }
    }
    /// Reads on one snapshot, on a reader's thread.
    pub(super) fn read<R: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> StoreResult<R> + Send + 'static,
    ) -> Answer<R> {
        Ok(self.inner.pool.read(|conn| conn.read(f))?)
    }
    /// A row that is not in Trash, nor below a company that is.
    fn row<R: Record + Send>(&self, id: R::Id, is_live: fn(&R) -> bool) -> Answer<Option<R>>
    where
        R::Id: Send,
    {
        self.read(move |tx| {
            let Some(row) = tx.load::<R>(id)?.filter(is_live) else {
                return Ok(None);
            };
            Ok((!tx.company_gone(row.company())?).then_some(row))
        })
    }
    /// Writes what needs no command: drafts and small facts of this file.
    fn write(&self, f: impl FnOnce(&mut Tx<'_>) -> StoreResult<()> + Send + 'static) -> Answer<()> {
        Ok(self.inner.pool.write(|conn| conn.write(f))?)
    }

    /// The task that is mine now, on this device, by its lease.
    pub fn current_task(&self) -> Answer<Option<Task>> {
        let scope = self.scope();
        let found = self.read(move |tx| {
            let mine = params![tx.tenant(), scope.actor.id, scope.device, scope.now];
            match tx.first(lease::MINE, mine)? {
                Some(lease) => tx.load::<Task>(lease.task_id),
                None => Ok(None),
            }
        })?;
        Ok(found.filter(Task::is_open))
    }
    /// A page of my queue.
    pub fn queue(&self, ask: &QueueAsk) -> Answer<QueuePage> {
        let (scope, ask) = (self.scope(), ask.clone());
        self.read(move |tx| queue::page(tx, &scope.queue(), &ask))
    }
    /// Open tasks in my queues (mine or nobody's), from the counters.
    pub fn queue_open(&self) -> Answer<i64> {
        let scope = self.scope();
        self.read(move |tx| queue::open(tx, &scope.queue(), None))
    }
    /// What I did today.
    pub fn today(&self) -> Answer<Today> {
        let scope = self.scope();
        self.read(move |tx| {
            let since = scope.now.date_in(&scope.zone).start_in(&scope.zone);
            history::today(tx, scope.actor.id, since, scope.now, &scope.rules)
        })
    }
    /// A company with what its screen shows; none: there is none, or it is in Trash.
    pub fn company(&self, id: CompanyId) -> Answer<Option<CompanyCard>> {
        let scope = self.scope();
        self.read(move |tx| card(tx, &scope, id))
    }
    /// What a rep has on the desk for a call: the task with its company, the newest of its timeline and the draft of
    /// the call; none: one of the two is gone.
    pub fn desk(&self, task: TaskId, company: CompanyId) -> Answer<Option<Desk>> {
        let scope = self.scope();
        self.read(move |tx| {
            let Some(card) = card(tx, &scope, company)? else {
                return Ok(None);
            };
            let Some(task) = tx.load::<Task>(task)?.filter(Task::is_live) else {
                return Ok(None);
            };
            let draft = tx.first(drafts::GET, params!["call".to_owned(), task.id.to_string()])?;
            let timeline = timeline::page(tx, &TimelineAsk::of(card.company.id))?;
            Ok(Some(Desk {
                card,
                timeline,
                draft: draft.map(Draft::from),
                task: Task {
                    state: task.state_at(scope.now),
                    ..task
                },
            }))
        })
    }
    /// The number of a row's last change, for whoever changes it only if nobody else did.
    pub fn version<R: Record>(&self, id: R::Id) -> Answer<Option<i64>>
    where
        R::Id: Send,
    {
        self.read(move |tx| tx.version::<R>(id))
    }
    /// The ids that these stand for now: what was merged is what it became.
    pub fn stand_for(&self, ids: Vec<Uuid>) -> Answer<Vec<Uuid>> {
        self.read(move |tx| tx.all_stand_for(ids))
    }
    /// A contact.
    pub fn contact(&self, id: ContactId) -> Answer<Option<Contact>> {
        let id = self.read(move |tx| tx.stands_for(id.0))?;
        self.row(ContactId(id), Contact::is_live)
    }
    /// Contacts by name, at most `limit`.
    pub fn contacts(&self, company: Option<CompanyId>, limit: u32) -> Answer<Vec<Contact>> {
        self.read(move |tx| {
            let company = match company {
                Some(id) => Some(CompanyId(tx.stands_for(id.0)?)),
                None => None,
            };
            company::contacts(tx, company, limit)
        })
    }
    /// A task.
    pub fn task(&self, id: TaskId) -> Answer<Option<Task>> {
        let now = self.now();
        let task = self.row(id, Task::is_live)?;
        Ok(task.map(|task| Task {
            state: task.state_at(now),
            ..task
        }))
    }
    /// An activity.
    pub fn activity(&self, id: ActivityId) -> Answer<Option<Activity>> {
        self.row(id, Activity::is_live)
    }
    /// A case.
    pub fn case(&self, id: CaseId) -> Answer<Option<Case>> {
        self.row(id, Case::is_live)
    }
    /// Open cases (`mine`: of companies I own or with a task of mine), oldest first.
    pub fn cases(&self, mine: bool, limit: u32) -> Answer<Vec<CaseRow>> {
        let of = mine.then(|| self.actor().id);
        self.read(move |tx| case::open(tx, of, limit))
    }
    /// A handover.
    pub fn handover(&self, id: HandoverId) -> Answer<Option<Handover>> {
        self.row(id, Handover::is_live)
    }
    /// Handovers that wait for an answer.
    pub fn handovers(&self) -> Answer<Vec<HandoverRow>> {
        self.read(case::pending_handovers)
    }
    /// A page of a timeline.
    pub fn timeline(&self, ask: &TimelineAsk) -> Answer<TimelinePage> {
        let mut ask = ask.clone();
        self.read(move |tx| {
            ask.company_id = CompanyId(tx.stands_for(ask.company_id.0)?);
            timeline::page(tx, &ask)
        })
    }
    /// Companies and contacts by name or digits.
    pub fn search_names(&self, text: &str, limit: u32) -> Answer<Vec<Hit>> {
        let text = text.to_owned();
        self.read(move |tx| hits::names(tx, &text, limit))
    }
    /// Notes and activities by words, newest first.
    pub fn search_notes(&self, text: &str, limit: u32) -> Answer<Vec<Hit>> {
        let (text, zone) = (text.to_owned(), self.scope().zone);
        self.read(move |tx| hits::notes(tx, &zone, &text, limit))
    }
    /// What plain undo would take back: the newest command or group of mine.
    pub fn undoable(&self) -> Answer<Option<Undoable>> {
        let me = self.actor().id;
        self.read(move |tx| {
            let Some(logged) = tx.first(journal::NEWEST, params![tx.tenant(), me])? else {
                return Ok(None);
            };
            let import = match logged.group_id {
                Some(group) => journal::import_label(tx, group)?,
                None => None,
            };
            Ok(Some(Undoable {
                command: logged.id,
                group: logged.group_id,
                kind: logged.kind,
                args: logged.args.0,
                label: import.unwrap_or(logged.label),
                at: logged.at,
            }))
        })
    }
    /// The newest entries of the journal; groups folded into one row.
    pub fn history(&self, limit: u32) -> Answer<Vec<HistoryRow>> {
        self.read(move |tx| history::history(tx, limit))
    }
    /// What is in Trash, newest first.
    pub fn trash(&self, limit: u32) -> Answer<Vec<TrashRow>> {
        self.read(move |tx| history::trash(tx, limit))
    }
    /// Users.
    pub fn users(&self) -> Answer<Vec<User>> {
        self.read(|tx: &mut Tx| tx.users())
    }
    /// Possible duplicates of a company being typed: by domain, phone digits, folded name.
    pub fn similar_companies(
        &self,
        name: &str,
        domain: Option<&str>,
        phone: Option<&str>,
    ) -> Answer<Vec<Hit>> {
        let (name, rules) = (name.to_owned(), self.rules());
        let (domain, phone) = (domain.map(str::to_owned), phone.map(str::to_owned));
        self.read(move |tx| hits::similar(tx, &rules, &name, domain.as_deref(), phone.as_deref()))
    }
    /// Possible duplicates of a person being typed: by address, number, name.
    pub fn similar_contacts(&self, name: &str, email: Option<&str>, phone: Option<&str>) -> Answer<Vec<Hit>> {
        let (name, rules) = (name.to_owned(), self.rules());
        let (email, phone) = (email.map(str::to_owned), phone.map(str::to_owned));
        self.read(move |tx| hits::similar_people(tx, &rules, &name, email.as_deref(), phone.as_deref()))
    }
    /// A page of pairs of rows that look alike, the surest keys first.
    pub fn duplicates(&self, ask: &TwinAsk) -> Answer<TwinPage> {
        let ask = ask.clone();
        self.read(move |tx| twins::page(tx, &ask))
    }
    /// Rows found by a lookup key of imports: (`external`, "hubspot:COMP-1"), (`email`, …), (`domain`, …), (`phone`, …).
    pub fn lookup(&self, kind: &str, key: &str) -> Answer<Vec<(String, uuid::Uuid)>> {
        let (kind, key) = (kind.to_owned(), key.to_owned());
        let found = self.read(move |tx| known::find(tx, &kind, &key))?;
        Ok(found.into_iter().map(|row| (row.tbl, row.row_id)).collect())
    }
    /// A saved draft.
    pub fn draft(&self, form: &str, about: &str) -> Answer<Option<Draft>> {
        let (form, about) = (form.to_owned(), about.to_owned());
        let found = self.read(move |tx| tx.first(drafts::GET, params![form, about]))?;
        Ok(found.map(Draft::from))
    }
    /// All drafts, newest first.
    pub fn drafts(&self) -> Answer<Vec<Draft>> {
        let found = self.read(|tx| tx.all(drafts::ALL, params![]))?;
        Ok(found.into_iter().map(Draft::from).collect())
    }
    /// Saves a draft.
    pub fn put_draft(&self, form: &str, about: &str, body: &serde_json::Value) -> Answer<()> {
        let (form, about) = (form.to_owned(), about.to_owned());
        let (body, now) = (Json(body.clone()), self.now());
        self.write(move |tx| drafts::put(tx, &form, &about, &body, now))
    }
    /// Drops a draft.
    pub fn drop_draft(&self, form: &str, about: &str) -> Answer<()> {
        let (form, about) = (form.to_owned(), about.to_owned());
        self.write(move |tx| tx.exec(drafts::DROP, params![form, about]).map(drop))
    }
    /// A small fact of this file.
    pub fn meta(&self, key: &str) -> Answer<Option<String>> {
        let key = key.to_owned();
        let found = self.read(move |tx| tx.first(drafts::META, params![key]))?;
        Ok(found.map(|value| value.0))
    }
    /// Keeps a small fact of this file.
    pub fn put_meta(&self, key: &str, value: &str) -> Answer<()> {
        let (key, value) = (key.to_owned(), value.to_owned());
        self.write(move |tx| tx.exec(drafts::PUT_META, params![key, value]).map(drop))
    }
    /// One hash over everything stored (`dev digest`); `shape`: ids by content, users by role, times left out.
    pub fn digest(&self, shape: bool) -> Answer<String> {
        let zone = self.scope().zone;
        self.read(move |tx| {
            if shape {
                digest::shape(tx, &zone)
            } else {
                digest::digest(tx)
            }
        })
    }
    /// Every live row of some tables as JSON, one table after the other, all of one moment; `visit` says whether to go on.
    pub fn every_row(
        &self,
        tables: Vec<Table>,
        mut visit: impl FnMut(&'static str, Value) -> bool + Send + 'static,
    ) -> Answer<()> {
        self.read(move |tx| every::visit(tx, &tables, None, &mut |table, _, row| visit(table, row)))
    }
    /// What the rows of these tables (companies, people) are called, by id.
    pub fn names_of(&self, tables: &'static [Table]) -> Answer<HashMap<Uuid, String>> {
        self.read(move |tx| {
            let mut names = HashMap::new();
            for table in tables {
                every::names(tx, *table, &mut |row| {
                    names.insert(row.id, row.name);
                })?;
            }
            Ok(names)
        })
    }
    /// Changes when another process has written.
    pub fn data_version(&self) -> Answer<i64> {
        // Always the same connection: the numbers of two cannot be compared. Its own writes do not count.
        Ok(self.inner.pool.write(Conn::data_version)?)
    }
}
