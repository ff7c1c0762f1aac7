//! The rows of the field: plain data, one struct for each entity of domain.md §2.
//!
//! A struct holds what was stored, nothing derived: `last_activity_at`, sort
//! keys, a case's computed status and the like are columns that the store
//! keeps beside it. The journal compares and restores these structs field by
//! field, and `dev digest` hashes them.

mod checks;

use super::codes::*;
use crate::base::{
    ActivityId, CaseId, CommandId, CompanyId, ContactId, Date, HandoverId, MemberId, NoteId, RuleId,
    StageChangeId, TaskId, Timestamp, UserId, VerdictId, json::Json,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A typed e-mail address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Email {
    /// What it is for.
    #[serde(rename = "type")]
    pub kind: EmailType,
    /// The address as typed.
    pub address: String,
    /// The one to use first.
    #[serde(default)]
    pub primary: bool,
}

/// A typed phone number. The raw text is always kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Phone {
    /// What it is for.
    #[serde(rename = "type")]
    pub kind: PhoneType,
    /// As typed or imported.
    pub raw: String,
    /// `+49…`, when the text is a valid number.
    pub e164: Option<String>,
    /// Extension digits.
    pub ext: Option<String>,
    /// What is known of it.
    pub state: PhoneState,
    /// It is DO_NOT_CALL because its person must not be contacted; when that is lifted it is OK again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blocked: bool,
    /// The one to use first.
    #[serde(default)]
    pub primary: bool,
}

impl Phone {
    /// A number that may be called: neither WRONG nor DO_NOT_CALL, and no fax.
    pub fn is_good(&self) -> bool {
        self.state == PhoneState::Ok && self.kind != PhoneType::Fax
    }
    /// The text two entries of the same number share: E.164 and extension, else the digits typed.
    pub fn key(&self) -> String {
        let main = self
            .e164
            .clone()
            .unwrap_or_else(|| self.raw.chars().filter(char::is_ascii_digit).collect());
        match &self.ext {
            Some(ext) => format!("{main}x{ext}"),
            None => main,
        }
    }
}

/// A postal address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Address {
    /// Street and number, several lines allowed.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// State, canton, province.
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2, or the text as it came when it is no country known here.
    pub country: Option<String>,
}

/// An id another system knows the row by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExternalId {
    /// The system, lower case: `hubspot`, `salesforce`.
    pub system: String,
    /// Its id there.
    pub id: String,
}

/// Marks a row as deleted: hidden, in Trash, restorable for 30 days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deleted {
    /// Since when.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// The command that did it; a restore brings back what it took along.
    pub with: CommandId,
}

macro_rules! entities {
    ($($(#[$doc:meta])* $name:ident ($id:ident) { $($(#[$fdoc:meta])* $field:ident: $type:ty,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
        pub struct $name {
            /// The row's id.
            pub id: $id,
            $($(#[$fdoc])* pub $field: $type,)+
            /// When it was deleted.
            pub deleted_at: Option<Timestamp>,
            /// Who deleted it.
            pub deleted_by: Option<UserId>,
            /// The command that deleted it, so that a restore brings back what went along.
            pub deleted_with: Option<CommandId>,
        }
        impl $name {
            /// Not in Trash.
            pub fn is_live(&self) -> bool { self.deleted_at.is_none() }
            /// Puts the row into Trash, or takes it out.
            pub fn mark_deleted(&mut self, deleted: Option<Deleted>) {
                self.deleted_at = deleted.map(|d| d.at);
                self.deleted_by = deleted.map(|d| d.by);
                self.deleted_with = deleted.map(|d| d.with);
            }
        }
    )+};
}

entities! {
    /// An organisation sold to.
    Company(CompanyId) {
        /// The name it goes by.
        name: String,
        /// The registered name.
        legal_name: Option<String>,
        /// Class for filters.
        status: CompanyStatus,
        /// Place in the pipeline; moves only by the stage machine.
        stage: Stage,
        /// The user who owns it.
        owner_id: Option<UserId>,
        /// An imported owner who is no user here.
        owner_text: Option<String>,
        /// Industry, free label or code.
        industry: Option<String>,
        /// Account type, free label.
        account_type: Option<String>,
        /// How many people work there.
        size_band: Option<SizeBand>,
        /// The exact number, when known.
        employees: Option<i64>,
        /// Website as typed.
        website: Option<String>,
        /// Registered domain, lower case.
        domain: Option<String>,
        /// E-mail addresses.
        emails: Json<Vec<Email>>,
        /// Phone numbers.
        phones: Json<Vec<Phone>>,
        /// Postal address.
        postal: Json<Address>,
        /// Delivery address.
        delivery: Json<Option<Address>>,
        /// VAT id as typed.
        vat_id: Option<String>,
        /// Tax number.
        tax_number: Option<String>,
        /// Register number.
        register_number: Option<String>,
        /// Register court.
        register_court: Option<String>,
        /// Where it came from.
        source: Option<Source>,
        /// The source in the words of whoever entered it.
        source_detail: Option<String>,
        /// BCP 47.
        language: Option<String>,
        /// IANA zone; none: the main zone of its country, else the tenant's.
        time_zone: Option<String>,
        /// Tags, sorted, lower case.
        tags: Json<Vec<String>>,
        /// Must not be contacted since then.
        dnc_since: Option<Timestamp>,
        /// On what basis.
        dnc_basis: Option<String>,
        /// Ids in other systems, sorted.
        external_ids: Json<Vec<ExternalId>>,
        /// Where enriched data came from.
        enrichment_source: Option<String>,
        /// When it was enriched.
        enrichment_at: Option<Timestamp>,
        /// Leftover imported fields, kept by name.
        extra: Json<std::collections::BTreeMap<String, String>>,
        /// When it was entered here.
        created_at: Timestamp,
        /// By whom.
        created_by: UserId,
    }
    /// A person at a company; may stand without one.
    Contact(ContactId) {
        /// The company.
        company_id: Option<CompanyId>,
        /// Given name.
        first_name: Option<String>,
        /// Family name.
        last_name: Option<String>,
        /// Job title.
        job_title: Option<String>,
        /// Department.
        department: Option<String>,
        /// Part in a purchase.
        buying_role: Option<BuyingRole>,
        /// E-mail addresses, one primary.
        emails: Json<Vec<Email>>,
        /// Phone numbers, one primary.
        phones: Json<Vec<Phone>>,
        /// LinkedIn profile.
        linkedin: Option<String>,
        /// Birthday.
        birthday: Option<Date>,
        /// BCP 47.
        language: Option<String>,
        /// Where it came from.
        source: Option<Source>,
        /// Can be worked with.
        status: ContactStatus,
        /// Must not be contacted since then.
        dnc_since: Option<Timestamp>,
        /// On what basis.
        dnc_basis: Option<String>,
        /// Ids in other systems, sorted.
        external_ids: Json<Vec<ExternalId>>,
        /// Leftover imported fields, kept by name.
        extra: Json<std::collections::BTreeMap<String, String>>,
        /// When it was entered here.
        created_at: Timestamp,
        /// By whom.
        created_by: UserId,
    }
    /// A unit of work on one company. Its status is computed, not stored here.
    Case(CaseId) {
        /// The company.
        company_id: CompanyId,
        /// What it is about.
        kind: CaseType,
        /// Whose work.
        engine: Engine,
        /// Phase within the template's list.
        phase: Option<String>,
        /// Leading role.
        owner_role: Role,
        /// Queue of that role.
        owner_queue: Option<String>,
        /// How it ended; also set while a handover waits.
        outcome: Option<CaseOutcome>,
        /// A word on the outcome.
        outcome_note: Option<String>,
        /// Template it runs by.
        template_key: Option<String>,
        /// Version of the template it keeps.
        template_version: Option<i64>,
        /// When it began.
        opened_at: Timestamp,
        /// The activity that started it (a call on a sleeping company).
        opened_by_activity: Option<ActivityId>,
        /// When it was closed.
        closed_at: Option<Timestamp>,
        /// By whom.
        closed_by: Option<UserId>,
        /// Who started it.
        created_by: UserId,
    }
    /// One thing to do, in a queue, on a company.
    Task(TaskId) {
        /// The company.
        company_id: CompanyId,
        /// The case, when one is open.
        case_id: Option<CaseId>,
        /// The person it concerns.
        contact_id: Option<ContactId>,
        /// What kind.
        kind: TaskType,
        /// One line.
        title: String,
        /// Queue code.
        queue: String,
        /// Whose it is; none: anybody's of the queue.
        assignee_id: Option<UserId>,
        /// How much it presses.
        priority: Priority,
        /// Due at this minute.
        due_at: Option<Timestamp>,
        /// Due on this day (never both).
        due_on: Option<Date>,
        /// Promised to the customer.
        promised: bool,
        /// Stored state.
        state: TaskState,
        /// What made it.
        origin: TaskOrigin,
        /// First task of the chain of call-backs it belongs to; none: it is the first itself.
        /// Of a MEETING_PREP: the follow-up that asks how its meeting went.
        origin_task_id: Option<TaskId>,
        /// WAITING on the chain that began with this task; WAITING without one: on somebody, until its due.
        waits_for: Option<TaskId>,
        /// Working days from release to due, while WAITING on a chain.
        due_offset: Option<i64>,
        /// Attempt n.
        attempt: i64,
        /// Of m.
        attempts_max: i64,
        /// BUSY outcomes in a row so far.
        busy_streak: i64,
        /// Talk track to show.
        script_key: Option<String>,
        /// Step of the template.
        template_step: Option<String>,
        /// Place in the template, for the order.
        place: i64,
        /// Not offered before.
        available_at: Option<Timestamp>,
        /// The activity that completed it.
        activity_id: Option<ActivityId>,
        /// When it was done or cancelled.
        done_at: Option<Timestamp>,
        /// By whom.
        done_by: Option<UserId>,
        /// Why it was cancelled.
        cancel_reason: Option<CancelReason>,
        /// A word on it.
        note: Option<String>,
        /// When it was made.
        created_at: Timestamp,
        /// By whom.
        created_by: UserId,
    }
    /// Something that happened with a company or a contact.
    Activity(ActivityId) {
        /// What.
        kind: ActivityType,
        /// Who spoke to whom.
        direction: Option<Direction>,
        /// Whether it took place.
        state: ActivityState,
        /// What it led to: a code of the outcome list, or of e-mail and meeting outcomes.
        outcome: Option<String>,
        /// When it happened, or is planned.
        occurred_at: Timestamp,
        /// Seconds.
        duration_s: Option<i64>,
        /// One line, for e-mails, meetings and what rules write.
        subject: Option<String>,
        /// What was said.
        notes: Option<String>,
        /// The company.
        company_id: Option<CompanyId>,
        /// The person.
        contact_id: Option<ContactId>,
        /// The case it counts for.
        case_id: Option<CaseId>,
        /// The task it was logged on.
        task_id: Option<TaskId>,
        /// Attempt n of that task.
        attempt: Option<i64>,
        /// The number called.
        phone: Option<String>,
        /// Agreed follow-up instant.
        follow_up_at: Option<Timestamp>,
        /// Agreed follow-up day.
        follow_up_on: Option<Date>,
        /// The follow-up it made.
        follow_up_task_id: Option<TaskId>,
        /// When it was entered.
        created_at: Timestamp,
        /// By whom.
        created_by: UserId,
    }
    /// A remark on a case or company, written by case actions, API and import.
    Note(NoteId) {
        /// The company.
        company_id: CompanyId,
        /// The case.
        case_id: Option<CaseId>,
        /// COMMENT or SYSTEM.
        kind: NoteKind,
        /// The text.
        body: String,
        /// When.
        created_at: Timestamp,
        /// By whom.
        created_by: UserId,
    }
    /// One step of a company through the stages.
    StageChange(StageChangeId) {
        /// The company.
        company_id: CompanyId,
        /// From; none for the first.
        from_stage: Option<Stage>,
        /// To.
        to_stage: Stage,
        /// Reason code (a disqualify or return reason, or IMPORT, OVERRIDE).
        reason: Option<String>,
        /// A word on it.
        note: Option<String>,
        /// A guard was skipped by right.
        overridden: bool,
        /// The case it belongs to.
        case_id: Option<CaseId>,
        /// When.
        at: Timestamp,
        /// By whom.
        by_user: UserId,
    }
    /// A case offered to another role or queue, and its answer.
    Handover(HandoverId) {
        /// The case offered.
        case_id: CaseId,
        /// Its company.
        company_id: CompanyId,
        /// To this role.
        to_role: Role,
        /// In this queue.
        to_queue: String,
        /// To this user.
        to_user: Option<UserId>,
        /// A word on it.
        note: Option<String>,
        /// The answer so far.
        state: HandoverState,
        /// Who offered.
        offered_by: UserId,
        /// When.
        offered_at: Timestamp,
        /// Counts as returned after this instant.
        expires_at: Timestamp,
        /// Who answered.
        answered_by: Option<UserId>,
        /// When.
        answered_at: Option<Timestamp>,
        /// Why it was returned.
        reason: Option<ReturnReason>,
        /// A word on the answer.
        answer_note: Option<String>,
        /// The HANDOVER_REVIEW task.
        review_task_id: Option<TaskId>,
    }
    /// A person who logs in.
    User(UserId) {
        /// Name.
        name: String,
        /// E-mail, unique in the tenant.
        email: Option<String>,
        /// Roles.
        roles: Json<Vec<Role>>,
        /// Queue codes the user works.
        queues: Json<Vec<String>>,
        /// BCP 47.
        language: Option<String>,
        /// IANA zone.
        time_zone: Option<String>,
        /// May log in.
        active: bool,
        /// When entered.
        created_at: Timestamp,
    }
    /// A user's place at a company.
    Member(MemberId) {
        /// The company.
        company_id: CompanyId,
        /// The user.
        user_id: UserId,
        /// MEMBER or WATCHER (the owner stands on the company).
        role: MemberRole,
        /// When.
        created_at: Timestamp,
    }
    /// What was decided about two rows that look alike.
    Verdict(VerdictId) {
        /// SAME: `one` was merged into `other`. NOT_SAME: never propose the two again; `one` is the smaller id.
        kind: VerdictKind,
        /// Companies or contacts.
        about: TwinKind,
        /// The first of the two.
        one: Uuid,
        /// The second.
        other: Uuid,
        /// When.
        created_at: Timestamp,
        /// By whom.
        created_by: UserId,
    }
    /// A versioned rule of the tenant; the newest version of a kind and key is in force.
    Rule(RuleId) {
        /// What kind.
        kind: RuleKind,
        /// Its key within the kind.
        key: String,
        /// Version, from 1.
        version: i64,
        /// The rule itself; its shape goes by the kind.
        body: Json<serde_json::Value>,
        /// When it was read in.
        created_at: Timestamp,
    }
}

impl Contact {
    /// First and last name, else the first e-mail address or number, else "(no name)".
    pub fn display_name(&self) -> String {
        let name = [self.first_name.as_deref(), self.last_name.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        if !name.is_empty() {
            return name;
        }
        let email = self.emails.0.first().map(|e| e.address.clone());
        email
            .or_else(|| self.phones.0.first().map(|p| p.raw.clone()))
            .unwrap_or_else(|| "(no name)".to_owned())
    }
}

impl Task {
    /// The due as one value.
    pub fn due(&self) -> Option<crate::base::Due> {
        crate::base::Due::from_columns(self.due_at, self.due_on)
    }
    /// Sets the due.
    pub fn set_due(&mut self, due: Option<crate::base::Due>) {
        (self.due_at, self.due_on) = crate::base::Due::to_columns(due);
    }
    /// The first task of this task's chain of call-backs.
    pub fn chain(&self) -> TaskId {
        self.origin_task_id.unwrap_or(self.id)
    }
    /// Not finished: OPEN or WAITING.
    pub fn is_open(&self) -> bool {
        self.is_live() && matches!(self.state, TaskState::Open | TaskState::Waiting)
    }
    /// It stands in its queue: OPEN, or WAITING on somebody, who is given time until its due.
    pub fn is_in_queue(&self) -> bool {
        match self.state {
            TaskState::Open => true,
            TaskState::Waiting => self.waits_for.is_none(),
            TaskState::Done | TaskState::Cancelled => false,
        }
    }
    /// Its state at an instant: what waits on somebody is OPEN again from its due, and nothing is written for it.
    pub fn state_at(&self, now: Timestamp) -> TaskState {
        let over = self.waits_for.is_none() && self.available_at.is_none_or(|until| until <= now);
        match self.state {
            TaskState::Waiting if over => TaskState::Open,
            state => state,
        }
    }
    /// Its due is an appointment (a follow-up, or a snooze), not a deadline.
    pub fn is_next_step(&self) -> bool {
        matches!(self.origin, TaskOrigin::Manual | TaskOrigin::FollowUp)
    }
    /// It stays when its case closes: a next step, or the preparation of a meeting that is one.
    pub fn outlives_case(&self) -> bool {
        self.is_next_step() || self.kind == TaskType::MeetingPrep
    }
}

impl Case {
    /// Not closed and not in Trash.
    pub fn is_open(&self) -> bool {
        self.is_live() && self.closed_at.is_none()
    }
}

impl Activity {
    /// The agreed follow-up as one value.
    pub fn follow_up(&self) -> Option<crate::base::Due> {
        crate::base::Due::from_columns(self.follow_up_at, self.follow_up_on)
    }
}
