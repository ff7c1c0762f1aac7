//! What can be asked. Each call is one snapshot of the data.

use super::{Replica, RunError};
use crate::base::{ActivityId, CaseId, CompanyId, ContactId, HandoverId, TaskId};
use crate::domain::{Activity, Case, Contact, Handover, Task, User};
use crate::view::{
    CaseRow, CompanyAsk, CompanyCard, CompanyPage, Draft, HandoverRow, HistoryRow, Hit, QueueAsk, QueuePage,
    TimelineAsk, TimelinePage, Today, TrashRow,
};

type Answer<T> = Result<T, RunError>;

impl Replica {
    /// A page of my queue.
    pub fn queue(&self, ask: &QueueAsk) -> Answer<QueuePage> {
        let _ = ask;
        todo!()
    }
    /// Open tasks in my queues (mine or nobody's), from the counters.
    pub fn queue_open(&self) -> Answer<i64> {
        todo!()
    }
    /// What I did today.
    pub fn today(&self) -> Answer<Today> {
        todo!()
    }
    /// A page of companies.
    pub fn companies(&self, ask: &CompanyAsk) -> Answer<CompanyPage> {
        let _ = ask;
        todo!()
    }
    /// A company with what its screen shows; none: there is none, or it is in Trash.
    pub fn company(&self, id: CompanyId) -> Answer<Option<CompanyCard>> {
        let _ = id;
        todo!()
    }
    /// A contact.
    pub fn contact(&self, id: ContactId) -> Answer<Option<Contact>> {
        let _ = id;
        todo!()
    }
    /// Contacts by name, at most `limit`.
    pub fn contacts(&self, company: Option<CompanyId>, limit: u32) -> Answer<Vec<Contact>> {
        let _ = (company, limit);
        todo!()
    }
    /// A task.
    pub fn task(&self, id: TaskId) -> Answer<Option<Task>> {
        let _ = id;
        todo!()
    }
    /// An activity.
    pub fn activity(&self, id: ActivityId) -> Answer<Option<Activity>> {
        let _ = id;
        todo!()
    }
    /// A case.
    pub fn case(&self, id: CaseId) -> Answer<Option<Case>> {
        let _ = id;
        todo!()
    }
    /// Open cases (`mine`: of companies I own or with a task of mine), oldest first.
    pub fn cases(&self, mine: bool, limit: u32) -> Answer<Vec<CaseRow>> {
        let _ = (mine, limit);
        todo!()
    }
    /// A handover.
    pub fn handover(&self, id: HandoverId) -> Answer<Option<Handover>> {
        let _ = id;
        todo!()
    }
    /// Handovers that wait for an answer.
    pub fn handovers(&self) -> Answer<Vec<HandoverRow>> {
        todo!()
    }
    /// A page of a timeline.
    pub fn timeline(&self, ask: &TimelineAsk) -> Answer<TimelinePage> {
        let _ = ask;
        todo!()
    }
    /// Companies and contacts by name or digits.
    pub fn search_names(&self, text: &str, limit: u32) -> Answer<Vec<Hit>> {
        let _ = (text, limit);
        todo!()
    }
    /// Notes and activities by words, newest first.
    pub fn search_notes(&self, text: &str, limit: u32) -> Answer<Vec<Hit>> {
        let _ = (text, limit);
        todo!()
    }
    /// The newest entries of the journal; groups folded into one row.
    pub fn history(&self, limit: u32) -> Answer<Vec<HistoryRow>> {
        let _ = limit;
        todo!()
    }
    /// What is in Trash, newest first.
    pub fn trash(&self, limit: u32) -> Answer<Vec<TrashRow>> {
        let _ = limit;
        todo!()
    }
    /// Users.
    pub fn users(&self) -> Answer<Vec<User>> {
        todo!()
    }
    /// Possible duplicates of a company being typed: by domain, phone digits, folded name.
    pub fn similar_companies(
        &self,
        name: &str,
        domain: Option<&str>,
        phone: Option<&str>,
    ) -> Answer<Vec<Hit>> {
        let _ = (name, domain, phone);
        todo!()
    }
    /// Rows found by a lookup key of imports: (`external`, "hubspot:COMP-1"), (`email`, …), (`domain`, …), (`phone`, …).
    pub fn lookup(&self, kind: &str, key: &str) -> Answer<Vec<(String, uuid::Uuid)>> {
        let _ = (kind, key);
        todo!()
    }
    /// A saved draft.
    pub fn draft(&self, form: &str, about: &str) -> Answer<Option<Draft>> {
        let _ = (form, about);
        todo!()
    }
    /// All drafts, newest first.
    pub fn drafts(&self) -> Answer<Vec<Draft>> {
        todo!()
    }
    /// Saves a draft.
    pub fn put_draft(&self, form: &str, about: &str, body: &serde_json::Value) -> Answer<()> {
        let _ = (form, about, body);
        todo!()
    }
    /// Drops a draft.
    pub fn drop_draft(&self, form: &str, about: &str) -> Answer<()> {
        let _ = (form, about);
        todo!()
    }
    /// A small fact of this file.
    pub fn meta(&self, key: &str) -> Answer<Option<String>> {
        let _ = key;
        todo!()
    }
    /// Keeps a small fact of this file.
    pub fn put_meta(&self, key: &str, value: &str) -> Answer<()> {
        let _ = (key, value);
        todo!()
    }
    /// One hash over everything stored (`dev digest`); `shape`: ids by content, users by role, times left out.
    pub fn digest(&self, shape: bool) -> Answer<String> {
        let _ = shape;
        todo!()
    }
    /// Changes when another process has written.
    pub fn data_version(&self) -> Answer<i64> {
        todo!()
    }
}
