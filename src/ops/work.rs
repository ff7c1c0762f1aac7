//! The unit of work: one command in its transaction.
//!
//! Every row is written through [`Work::put`], which numbers it, keeps its
//! fields before and after for the journal, and notes what must be recomputed
//! at the end (counters, what is due next, a case's status).

use super::hooks::{self, Tracked};
use super::{Done, Entry, Out};
use crate::base::{CaseId, CommandId, CompanyId, ContactId, Due, TaskId, Timestamp, UserId, lookalike};
use crate::domain::command::Fields;
use crate::domain::entity::Deleted;
use crate::domain::{
    Authority, Code, Command, Company, Contact, Ctx, Effect, Refusal, RefusalCode, Task, TaskType,
};
use crate::params;
use crate::store::audit;
use crate::store::facts;
use crate::store::journal::{self, NewChange, NewEntry};
use crate::store::{Derive, JsonText, Record, Tx};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Work<'w, 't> {
    pub(super) tx: &'w mut Tx<'t>,
    pub(super) ctx: &'w Ctx,
    pub(super) effects: Vec<Effect>,
    label: String,
    seq: i64,
    derive: Derive,
    changes: Vec<NewChange>,
    journaled: bool,
    /// What must hold at the end of a command is brought about.
    settles: bool,
    /// Rows that go now were made by a command that is taken back.
    taking_back: bool,
    /// What must be recomputed at the end.
    pub(super) touched: Touched,
    /// Rows that are held against the do-not-contact list at the end.
    pub(super) listed: BTreeSet<super::dnc::Marked>,
    /// Chains of which a task ended: what waits on them may have to be released.
    pub(super) chains: BTreeSet<(CompanyId, TaskId)>,
}

/// What must be recomputed when rows were written.
#[derive(Default, Debug)]
pub(super) struct Touched {
    /// Companies whose derived columns must be recomputed, and why.
    pub(super) companies: BTreeMap<CompanyId, Touch>,
    /// Cases whose status must be recomputed.
    pub(super) cases: BTreeSet<CaseId>,
    /// Open tasks gained or lost by queue and assignee.
    pub(super) counts: BTreeMap<(String, UserId), i64>,
}

impl Touched {
    pub(super) fn is_empty(&self) -> bool {
        self.companies.is_empty() && self.cases.is_empty() && self.counts.is_empty()
    }
    fn add(&mut self, more: Self) {
        for (id, touch) in more.companies {
            let known = self.companies.entry(id).or_default();
            known.tasks |= touch.tasks;
            known.activities |= touch.activities;
            known.reach |= touch.reach;
            known.came |= touch.came;
        }
        self.cases.extend(more.cases);
        for (key, by) in more.counts {
            *self.counts.entry(key).or_default() += by;
        }
    }
}

/// What of a company must be recomputed.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Touch {
    /// Its tasks changed.
    pub(super) tasks: bool,
    /// Its activities changed.
    pub(super) activities: bool,
    /// Its numbers or its do-not-contact changed.
    pub(super) reach: bool,
    /// A contact came, and with it perhaps a number.
    pub(super) came: bool,
}

impl<'w, 't> Work<'w, 't> {
    /// Locks the tenant and begins.
    pub(super) fn begin(tx: &'w mut Tx<'t>, ctx: &'w Ctx) -> Out<Self> {
        tx.end_written()?;
        let seq = tx.locked_feed_number()?;
        Ok(Self {
            tx,
            ctx,
            effects: Vec::new(),
            label: String::new(),
            seq,
            derive: Derive {
                zone: ctx.zone.clone(),
            },
            changes: Vec::new(),
            journaled: true,
            settles: true,
            taking_back: false,
            touched: Touched::default(),
            listed: BTreeSet::new(),
            chains: BTreeSet::new(),
        })
    }

    /// The tenant's zone is another one from here on.
    pub(super) fn move_to(&mut self, zone: jiff::tz::TimeZone) {
        self.derive = Derive { zone };
    }
    /// What derived columns go by.
    pub(super) const fn derive(&self) -> &Derive {
        &self.derive
    }
    /// Rows are written without an entry in the journal (rows as they were).
    pub(super) fn without_journal(mut self) -> Self {
        self.journaled = false;
        self
    }
    /// Rows stand as they were: no rule adds to them.
    pub(super) fn as_it_was(&mut self) {
        self.settles = false;
    }
    /// Recomputes what was touched and keeps the feed number; for rows without a command.
    pub(super) fn settle(mut self) -> Out<()> {
        hooks::recompute(&mut self)?;
        self.tx.end_written()?;
        let tenant = self.tx.tenant();
        self.tx.exec(facts::KEEP_SEQ, params![self.seq, tenant])?;
        Ok(())
    }
    /// What the command is called in the history.
    pub(super) fn label(&mut self, label: impl Into<String>) {
        self.label = label.into();
    }
    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
    pub(super) fn warn(&mut self, code: &str, text: impl Into<String>) {
        self.effect(Effect::Warning {
            code: code.to_owned(),
            text: text.into(),
            due: None,
        });
    }
    /// The same of a moment, which the front ends print in their own words.
    pub(super) fn warn_of(&mut self, code: &str, text: impl Into<String>, due: Option<Due>) {
        self.effect(Effect::Warning {
            code: code.to_owned(),
            text: text.into(),
            due,
        });
    }
    /// Says of addresses and domains that are set now which of them look like others (`pаypal` with a Cyrillic `а`).
    pub(super) fn warn_of_lookalikes(&mut self, changes: &Fields) {
        let mut texts = Vec::new();
        for name in ["emails", "domain", "website"] {
            let items = match changes.get(name) {
                Some(Value::Array(items)) => items.iter().collect(),
                one => one.into_iter().collect::<Vec<_>>(),
            };
            texts.extend(items.into_iter().filter_map(|item| {
                let address = item.get("address").unwrap_or(item).as_str()?;
                Some((address.to_owned(), lookalike::ascii_of_lookalike(address)?))
            }));
        }
        for (address, ascii) in texts {
            let text = format!("{address} only looks like another name: the network sees {ascii}");
            self.warn("lookalike", text);
        }
    }
    pub(super) fn touch(&mut self, company: Option<CompanyId>) -> Option<&mut Touch> {
        company.map(|id| self.touched.companies.entry(id).or_default())
    }
    /// The stamp that puts rows into Trash.
    pub(super) fn deletion(&self) -> Deleted {
        Deleted {
            at: self.ctx.now,
            by: self.ctx.actor.id,
            with: self.ctx.command,
        }
    }
    /// From here on commands are taken back.
    pub(super) fn take_back(&mut self) {
        self.taking_back = true;
    }
    /// Whether a row that went with a command was taken back by this one.
    pub(super) fn takes_back(&self, with: Option<CommandId>) -> bool {
        self.taking_back && with == Some(self.ctx.command)
    }
    /// Whether this command has changed a row.
    pub(super) fn changed(&self) -> bool {
        !self.changes.is_empty()
    }

    /// A live row, or a refusal that says which. What hangs on a company in Trash is hidden with it.
    pub(super) fn live<R: Tracked>(&mut self, id: R::Id) -> Out<R>
    where
        R::Id: std::fmt::Display,
    {
        match self.tx.load::<R>(id)? {
            None => Err(Refusal::not_found(R::WORD, id).into()),
            Some(row) if row.is_in_trash() => {
                let text = format!("The {} {id} is in Trash; restore it first.", R::WORD);
                Err(Refusal::new(RefusalCode::Gone, text).into())
            }
            Some(row) => {
                if R::TABLE != Company::TABLE && self.tx.company_gone(row.company())? {
                    let text = format!("The company of this {} is in Trash; restore it first.", R::WORD);
                    return Err(Refusal::new(RefusalCode::Gone, text).into());
                }
                Ok(row)
            }
        }
    }

    /// Writes a new row. An id that exists already is refused.
    pub(super) fn insert<R: Tracked>(&mut self, row: &R) -> Out<()> {
        let added = match (row as &dyn std::any::Any).downcast_ref::<Company>() {
            Some(company) => self.tx.add_company(company, self.seq + 1, &self.derive)?,
            None => self.tx.add(row, self.seq + 1, &self.derive)?,
        };
        if !added {
            let text = format!("There is a {} with this id already; take a new id.", R::WORD);
            return Err(Refusal::new(RefusalCode::IdReuse, text).into());
        }
        self.seq += 1;
        self.keep(None, row)
    }
    /// Writes a row that changed; nothing when it did not.
    pub(super) fn update<R: Tracked>(&mut self, before: &R, after: &R) -> Out<()> {
        if before == after {
            Ok(())
        } else {
            self.put(Some(before), after)
        }
    }
    /// Loads a live row, changes it and writes it.
    pub(super) fn edit<R: Tracked>(&mut self, id: R::Id, change: impl FnOnce(&mut R)) -> Out<R>
    where
        R::Id: std::fmt::Display,
    {
        let before = self.live::<R>(id)?;
        let mut after = before.clone();
        change(&mut after);
        self.update(&before, &after)?;
        Ok(after)
    }

    pub(super) fn put<R: Tracked>(&mut self, before: Option<&R>, after: &R) -> Out<()> {
        self.seq += 1;
        self.tx.put(after, self.seq, &self.derive)?;
        self.keep(before, after)
    }

    /// Writes a row without its before in the journal: what is erased must not stand there.
    pub(super) fn quietly<R: Tracked>(&mut self, before: &R, after: &R) -> Out<()> {
        let journaled = std::mem::replace(&mut self.journaled, false);
        let done = self.put(Some(before), after);
        self.journaled = journaled;
        done
    }

    /// Keeps for the journal what was written, and does what follows from it.
    fn keep<R: Tracked>(&mut self, before: Option<&R>, after: &R) -> Out<()> {
        if !self.journaled {
            return R::after_put(self, before, after);
        }
        let (old, new) = difference(before, after);
        self.changes.push(NewChange {
            tbl: R::TABLE,
            row_id: R::uuid(after.id()),
            company: after.company(),
            op: if before.is_some() { "update" } else { "insert" },
            before: old,
            after: new,
        });
        R::after_put(self, before, after)
    }

    /// Recomputes what was touched, writes the journal and keeps the feed number.
    ///
    /// What rows as they were touch goes to `later`, when there is one.
    pub(super) fn finish(
        mut self,
        command: &Command,
        entry: Entry,
        later: Option<&mut Touched>,
    ) -> Out<Done> {
        super::dnc::at_end(&mut self)?;
        match later {
            Some(later) if !self.settles => later.add(std::mem::take(&mut self.touched)),
            _ => {
                if self.settles {
                    super::settle::at_end(&mut self)?;
                }
                hooks::recompute(&mut self)?;
            }
        }
        self.tx.end_written()?;
        let tenant = self.tx.tenant();
        let (undoes, written) = match entry {
            Entry::Undo(command) => (Some(command), true),
            Entry::Job => (None, true),
            Entry::Unwritten => (None, false),
            Entry::Reversible | Entry::Kept => (None, self.changed()),
        };
        if written {
            self.seq += 1;
            let (kind, args) = command.written();
            let new = NewEntry {
                id: self.ctx.command,
                seq: self.seq,
                kind: &kind,
                args: JsonText(args),
                effects: JsonText::of(&self.effects),
                actor: self.ctx.actor.id,
                device: self.ctx.device,
                at: self.ctx.now,
                group: self.ctx.group,
                label: &self.label,
                reversible: entry == Entry::Reversible && self.changed(),
                undoes,
            };
            journal::write(self.tx, &new, &self.changes)?;
            if self.ctx.authority == Authority::Server {
                self.tx.audit(&deed(self.ctx, &kind, self.seq, &self.changes))?;
            }
        }
        if self.changed() || written {
            self.tx.exec(facts::KEEP_SEQ, params![self.seq, tenant])?;
        }
        Ok(Done {
            command: self.ctx.command,
            seq: if written { self.seq } else { 0 },
            label: self.label,
            effects: self.effects,
            replayed: false,
        })
    }

    /// An open case always has an open task or a pending handover (domain.md §3).
    pub(super) fn keep_cases_moving(&mut self) -> Out<()> {
        for (n, id) in self.touched.cases.clone().into_iter().enumerate() {
            let Some(case) = self
                .tx
                .load::<crate::domain::Case>(id)?
                .filter(crate::domain::Case::is_open)
            else {
                continue;
            };
            if self
                .tx
                .case_handovers(id)?
                .first()
                .is_some_and(|h| h.state == crate::domain::HandoverState::Pending)
            {
                continue;
            }
            let tasks = self.tx.case_tasks(id)?;
            if !tasks.iter().any(|task| self.moves(task, &tasks)) {
                self.decide_next_step(&case, n as u32)?;
            }
        }
        Ok(())
    }

    fn moves(&self, task: &Task, _others: &[Task]) -> bool {
        task.is_open() && task.waits_for.is_none()
    }

    fn decide_next_step(&mut self, case: &crate::domain::Case, n: u32) -> Out<()> {
        let due = self.next_working_day();
        let queue = case
            .owner_queue
            .clone()
            .or_else(|| self.ctx.rules.role_queue(case.owner_role));
        let mut task = self.new_task("decide", n, case.company_id, TaskType::Todo);
        task.case_id = Some(case.id);
        "Decide the next step".clone_into(&mut task.title);
        task.queue = queue.unwrap_or_else(|| "INSIDE_SALES".to_owned());
        task.due_on = Some(due);
        task.origin = crate::domain::TaskOrigin::System;
        self.add_task(&task)
    }

    /// The next working day of the tenant.
    pub(super) fn next_working_day(&self) -> crate::base::Date {
        let settings = &self.ctx.rules.settings;
        let place = crate::domain::outcome::Place {
            zone: self.ctx.zone.clone(),
            country: Some(settings.country.clone()),
        };
        place
            .desk(settings)
            .next_working_day(self.ctx.now.date_in(&self.ctx.zone))
    }

    /// A task that a rule makes: its id derives from the command, `role` and `n`.
    pub(super) fn new_task(&self, role: &str, n: u32, company: CompanyId, kind: TaskType) -> Task {
        Task {
            id: self.ctx.derive("task", role, n),
            company_id: company,
            case_id: None,
            contact_id: None,
            kind,
            title: String::new(),
            queue: "INSIDE_SALES".to_owned(),
            assignee_id: None,
            priority: crate::domain::Priority::Normal,
            due_at: None,
            due_on: None,
            promised: false,
            state: crate::domain::TaskState::Open,
            origin: crate::domain::TaskOrigin::Manual,
            origin_task_id: None,
            waits_for: None,
            due_offset: None,
            attempt: 1,
            attempts_max: self.ctx.rules.settings.attempts,
            busy_streak: 0,
            script_key: None,
            template_step: None,
            place: 0,
            available_at: None,
            activity_id: None,
            done_at: None,
            done_by: None,
            cancel_reason: None,
            note: None,
            created_at: self.ctx.now,
            created_by: self.ctx.actor.id,
            deleted_at: None,
            deleted_by: None,
            deleted_with: None,
        }
    }

    /// Writes a new task and says so.
    pub(super) fn add_task(&mut self, task: &Task) -> Out<()> {
        self.insert(task)?;
        self.effect(Effect::TaskCreated {
            id: task.id,
            kind: task.kind,
            queue: task.queue.clone(),
            due: task.due(),
            attempt: task.attempt,
            origin: task.origin,
            promised: task.promised,
        });
        Ok(())
    }

    /// Logging on a task or completing it makes the actor a member of the company (domain.md §7).
    pub(super) fn join(&mut self, company: &Company) -> Out<()> {
        let actor = self.ctx.actor.id;
        if company.owner_id == Some(actor) || self.tx.member(company.id, actor)?.is_some() {
            return Ok(());
        }
        self.insert(&crate::domain::Member {
            id: self.ctx.derive("member", "joined", 0),
            company_id: company.id,
            user_id: actor,
            role: crate::domain::MemberRole::Member,
            created_at: self.ctx.now,
            deleted_at: None,
            deleted_by: None,
            deleted_with: None,
        })
    }

    /// A contact of the company, or a refusal.
    pub(super) fn contact_of(&mut self, contact: ContactId, company: Option<CompanyId>) -> Out<Contact> {
        let contact = self.live::<Contact>(contact)?;
        if let (Some(at), Some(company)) = (contact.company_id, company)
            && at != company
        {
            let text = "that contact belongs to another company";
            return Err(Refusal::invalid("contact_id", text).into());
        }
        Ok(contact)
    }

    /// The command's id.
    pub(super) fn command(&self) -> CommandId {
        self.ctx.command
    }
    /// Now.
    pub(super) fn now(&self) -> Timestamp {
        self.ctx.now
    }
}

/// The fields that differ, before and after; for a new row all of them after.
fn difference<R: Record>(before: Option<&R>, after: &R) -> (JsonText, JsonText) {
    let object = |row: &R| match serde_json::to_value(row) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    };
    let Some(before) = before else {
        return (JsonText("{}".to_owned()), JsonText::of(after));
    };
    let (old, new) = (object(before), object(after));
    let (mut was, mut is) = (Map::new(), Map::new());
    for (name, value) in new {
        let previous = old.get(&name).cloned().unwrap_or(Value::Null);
        if previous != value {
            was.insert(name.clone(), previous);
            is.insert(name, value);
        }
    }
    (JsonText::of(&was), JsonText::of(&is))
}

/// A label of a code for a title: `FIRST_OUTREACH` → "First outreach".
pub(super) fn words(code: &impl Code) -> String {
    let text = code.code().replace('_', " ").to_lowercase();
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A command as the audit has it: which rows of what kind, never what they say.
fn deed(ctx: &Ctx, kind: &str, seq: i64, changes: &[NewChange]) -> audit::Deed {
    let first = changes.first();
    audit::Deed {
        at: ctx.now,
        actor: Some(ctx.actor.id),
        device: Some(ctx.device),
        action: kind.to_owned(),
        object: first.map_or_else(String::new, |change| format!("{}:{}", change.tbl, change.row_id)),
        meta: serde_json::json!({ "command": ctx.command, "seq": seq, "rows": changes.len() }),
    }
}
