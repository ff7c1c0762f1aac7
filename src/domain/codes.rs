//! The vocabulary: every code of the field as an enum with its text declared once.
//!
//! Codes are `UPPER_SNAKE`, stable for ever, never translated; labels are
//! translated elsewhere. `codes!` gives each enum its text form for the
//! database, JSON, the command line and the API alike, so that they cannot
//! differ. Which rules bind a code is said in the noun's module, not here.

/// A value with one stable text form.
pub trait Code: Sized + Copy + 'static {
    /// What kind of code this is, for messages ("outcome", "stage").
    const KIND: &'static str;
    /// Every value, in the order of the vocabulary.
    const ALL: &'static [Self];
    /// The stable text.
    fn code(&self) -> &'static str;
    /// The value of a text, exactly as [`Code::code`] writes it.
    fn from_code(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|value| value.code() == text).copied()
    }
    /// The value a person or a script may have meant: case and `-`/space do not matter.
    fn lenient(text: &str) -> Option<Self> {
        let folded: String = text.trim().to_uppercase().replace(['-', ' '], "_");
        Self::ALL
            .iter()
            .find(|value| value.code().to_uppercase() == folded)
            .copied()
    }
}

/// A text that is none of the codes of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is no {kind}; accepted: {accepted}")]
pub struct UnknownCode {
    /// What was read.
    pub text: String,
    /// The kind of code expected.
    pub kind: &'static str,
    /// Every accepted text.
    pub accepted: String,
}

impl UnknownCode {
    /// Makes the error for a kind of code.
    pub fn of<C: Code>(text: &str) -> Self {
        let accepted = C::ALL.iter().map(Code::code).collect::<Vec<_>>().join(", ");
        Self {
            text: text.to_owned(),
            kind: C::KIND,
            accepted,
        }
    }
}

/// Declares an enum of codes: `Variant = "CODE"`.
#[macro_export]
macro_rules! codes {
    ($($(#[$doc:meta])* $kind:literal $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
        pub enum $name { $($(#[$vdoc])* #[doc = concat!("`", $text, "`")] #[serde(rename = $text)] $variant,)+ }
        impl $crate::domain::Code for $name {
            const KIND: &'static str = $kind;
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn code(&self) -> &'static str { match self { $(Self::$variant => $text,)+ } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad($crate::domain::Code::code(self))
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::domain::UnknownCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                <Self as $crate::domain::Code>::lenient(text)
                    .ok_or_else(|| $crate::domain::UnknownCode::of::<Self>(text))
            }
        }
    )+};
}

codes! {
    /// Where a company stands between unknown and customer.
    "stage" Stage {
        Unverified = "UNVERIFIED", Qualifying = "QUALIFYING", QualifiedLead = "QUALIFIED_LEAD",
        SalesAccepted = "SALES_ACCEPTED", Customer = "CUSTOMER", Disqualified = "DISQUALIFIED",
        Dormant = "DORMANT", Archived = "ARCHIVED",
    }
    /// A company's class for filters.
    "company status" CompanyStatus {
        Lead = "LEAD", Prospect = "PROSPECT", Customer = "CUSTOMER", Inactive = "INACTIVE",
    }
    /// How many people work at a company.
    "size band" SizeBand {
        To10 = "1-10", To50 = "11-50", To200 = "51-200", To500 = "201-500", To1000 = "501-1000", Over1000 = "1000+",
    }
    /// Whether a contact can be worked with.
    "contact status" ContactStatus { Active = "ACTIVE", Inactive = "INACTIVE", Blocked = "BLOCKED", }
    /// A contact's part in a purchase.
    "buying role" BuyingRole {
        DecisionMaker = "DECISION_MAKER", EconomicBuyer = "ECONOMIC_BUYER", Champion = "CHAMPION",
        Influencer = "INFLUENCER", Evaluator = "EVALUATOR", Gatekeeper = "GATEKEEPER", User = "USER",
        Blocker = "BLOCKER",
    }
    /// What an e-mail address is for.
    "e-mail type" EmailType { Work = "WORK", Home = "HOME", Other = "OTHER", }
    /// What a phone number is for.
    "phone type" PhoneType {
        Work = "WORK", Mobile = "MOBILE", Home = "HOME", Fax = "FAX", Main = "MAIN", Other = "OTHER",
    }
    /// What is known of a phone number.
    "phone state" PhoneState { Ok = "OK", Wrong = "WRONG", DoNotCall = "DO_NOT_CALL", }
    /// What a case is about.
    "case type" CaseType {
        QualifyCompany = "QUALIFY_COMPANY", WorkLead = "WORK_LEAD", Opportunity = "OPPORTUNITY",
    }
    /// Where a case stands; computed, never set by hand.
    "case status" CaseStatus {
        New = "NEW", InProgress = "IN_PROGRESS", HandoverPending = "HANDOVER_PENDING", Closed = "CLOSED",
    }
    /// How a case ended.
    "case outcome" CaseOutcome {
        Qualified = "QUALIFIED", Disqualified = "DISQUALIFIED", Dormant = "DORMANT", Won = "WON",
        Lost = "LOST", Returned = "RETURNED", Cancelled = "CANCELLED",
    }
    /// Which team's work a case or task is.
    "engine" Engine {
        InsideSales = "inside_sales", Ops = "ops", OutsideSales = "outside_sales",
        CustomerInbound = "customer_inbound", OrderAdmin = "order_admin",
    }
    /// What there is to do.
    "task type" TaskType {
        OpsDataCheck = "OPS_DATA_CHECK", FirstOutreach = "FIRST_OUTREACH", IdentifyContact = "IDENTIFY_CONTACT",
        FitAssessment = "FIT_ASSESSMENT", CallBack = "CALL_BACK", Call = "CALL", Email = "EMAIL",
        MeetingPrep = "MEETING_PREP", FollowUp = "FOLLOW_UP", SendInfo = "SEND_INFO", SendQuote = "SEND_QUOTE",
        Research = "RESEARCH", HandoverReview = "HANDOVER_REVIEW", ReturnReview = "RETURN_REVIEW",
        WakeUp = "WAKE_UP", Document = "DOCUMENT", Todo = "TODO",
    }
    /// A task's stored state. CLAIMED and SNOOZED are computed, because nothing writes when time passes.
    "task state" TaskState { Open = "OPEN", Waiting = "WAITING", Done = "DONE", Cancelled = "CANCELLED", }
    /// How much a task presses.
    "priority" Priority { Low = "LOW", Normal = "NORMAL", High = "HIGH", Urgent = "URGENT", }
    /// What made a task.
    "task origin" TaskOrigin {
        Template = "TEMPLATE", FollowUp = "FOLLOW_UP", Manual = "MANUAL", Import = "IMPORT", System = "SYSTEM",
    }
    /// Why a task was cancelled.
    "cancel reason" CancelReason {
        Replaced = "REPLACED", CaseClosed = "CASE_CLOSED", Disqualified = "DISQUALIFIED", Dormant = "DORMANT",
        Archived = "ARCHIVED", DoNotContact = "DO_NOT_CONTACT", HandoverAnswered = "HANDOVER_ANSWERED",
        NotNeeded = "NOT_NEEDED", Duplicate = "DUPLICATE", Other = "OTHER",
    }
    /// What happened with a company. The last ones are written by the rules, never chosen.
    "activity type" ActivityType {
        Call = "CALL", Email = "EMAIL", Meeting = "MEETING", Visit = "VISIT", Note = "NOTE", Research = "RESEARCH",
        Sms = "SMS", Letter = "LETTER", Social = "SOCIAL", Chat = "CHAT",
        OwnerChange = "OWNER_CHANGE", Import = "IMPORT", Merge = "MERGE", DoNotContact = "DO_NOT_CONTACT",
    }
    /// Who spoke to whom.
    "direction" Direction { Inbound = "INBOUND", Outbound = "OUTBOUND", Internal = "INTERNAL", }
    /// Whether an activity took place.
    "activity state" ActivityState {
        Planned = "PLANNED", Held = "HELD", NotHeld = "NOT_HELD", Cancelled = "CANCELLED",
    }
    /// The group an outcome belongs to: reports, guards and attempts go by it.
    "outcome group" OutcomeGroup {
        NotConnected = "NOT_CONNECTED", Connected = "CONNECTED", ConnectedPositive = "CONNECTED_POSITIVE",
        ConnectedNegative = "CONNECTED_NEGATIVE", BadData = "BAD_DATA", Terminal = "TERMINAL",
    }
    /// What the program does after an outcome was logged.
    "advance" Advance {
        Auto = "AUTO", Ask = "ASK", AskDate = "ASK_DATE", Stay = "STAY", Confirm = "CONFIRM",
    }
    /// What kind of remark a note is.
    "note kind" NoteKind { Comment = "COMMENT", System = "SYSTEM", }
    /// Why a company was disqualified.
    "disqualify reason" DisqualifyReason {
        NoNeed = "NO_NEED", NotIcp = "NOT_ICP", TooSmall = "TOO_SMALL", NoBudget = "NO_BUDGET",
        NoAuthority = "NO_AUTHORITY", NoResponse = "NO_RESPONSE", WrongIndustry = "WRONG_INDUSTRY",
        OutOfBusiness = "OUT_OF_BUSINESS", BadData = "BAD_DATA", Other = "OTHER", TooLarge = "TOO_LARGE",
        WrongRegion = "WRONG_REGION", CompetitorIs = "COMPETITOR_IS", Duplicate = "DUPLICATE",
        DoNotContact = "DO_NOT_CONTACT",
    }
    /// Why a handover was returned.
    "return reason" ReturnReason {
        Incomplete = "INCOMPLETE", WrongOwner = "WRONG_OWNER", NotReady = "NOT_READY",
        NotReachable = "NOT_REACHABLE", Duplicate = "DUPLICATE", Other = "OTHER", Expired = "EXPIRED",
    }
    /// The answer to a handover.
    "handover state" HandoverState {
        Pending = "PENDING", Accepted = "ACCEPTED", Returned = "RETURNED", Expired = "EXPIRED",
        Withdrawn = "WITHDRAWN",
    }
    /// What a user is.
    "role" Role {
        InsideSales = "inside_sales", SalesOps = "sales_ops", OutsideSales = "outside_sales",
        OrderAdmin = "order_admin", CustomerInbound = "customer_inbound", SalesManager = "sales_manager",
        FinanceAdmin = "finance_admin", Admin = "admin", Auditor = "auditor", Agent = "agent",
    }
    /// What was decided about two rows that look alike. SAME: the one was merged into the other.
    "verdict" VerdictKind { Same = "SAME", NotSame = "NOT_SAME", }
    /// What a verdict is about.
    "kind of twin" TwinKind { Company = "COMPANY", Contact = "CONTACT", }
    /// A user's place at a company.
    "member role" MemberRole { Owner = "OWNER", Member = "MEMBER", Watcher = "WATCHER", }
    /// What kind of rule a rule row holds.
    "rule kind" RuleKind {
        Outcome = "OUTCOME", Template = "TEMPLATE", Queue = "QUEUE", Script = "SCRIPT", Settings = "SETTINGS",
        /// A saved view: kept like a rule, and changed by nobody but the commands of views.
        View = "VIEW",
        Field = "FIELD",
    }
    /// Where a company came from.
    "source" Source {
        Website = "WEBSITE", WebForm = "WEB_FORM", InboundEmail = "INBOUND_EMAIL", InboundCall = "INBOUND_CALL",
        ColdCall = "COLD_CALL", Referral = "REFERRAL", ExistingCustomer = "EXISTING_CUSTOMER", Partner = "PARTNER",
        Event = "EVENT", TradeShow = "TRADE_SHOW", Campaign = "CAMPAIGN", Advertisement = "ADVERTISEMENT",
        Social = "SOCIAL", DirectMail = "DIRECT_MAIL", PublicRelations = "PUBLIC_RELATIONS", WalkIn = "WALK_IN",
        SelfGenerated = "SELF_GENERATED", Employee = "EMPLOYEE", Import = "IMPORT", Booking = "BOOKING",
        Other = "OTHER",
    }
}

impl TaskType {
    /// Only on these does Enter call and does an outcome complete the task (domain.md §4).
    pub const fn is_call(self) -> bool {
        matches!(
            self,
            Self::FirstOutreach | Self::CallBack | Self::Call | Self::FollowUp | Self::WakeUp
        )
    }
    /// Hidden while the company must not be contacted.
    pub const fn contacts_customer(self) -> bool {
        self.is_call() || matches!(self, Self::Email | Self::SendInfo | Self::SendQuote)
    }
    /// Made and ended by the rules: an offer to answer, one that came back, a company that sleeps.
    pub const fn is_of_the_rules(self) -> bool {
        matches!(self, Self::HandoverReview | Self::ReturnReview | Self::WakeUp)
    }
    /// The activity whose form Enter opens on a task that is no call.
    pub const fn fitting_activity(self) -> ActivityType {
        match self {
            Self::Email | Self::SendInfo | Self::SendQuote => ActivityType::Email,
            Self::MeetingPrep => ActivityType::Meeting,
            Self::Research | Self::IdentifyContact | Self::FitAssessment => ActivityType::Research,
            _ if self.is_call() => ActivityType::Call,
            _ => ActivityType::Note,
        }
    }
}

impl ActivityType {
    /// The types a person may log; the others are written by the rules.
    pub const fn is_logged(self) -> bool {
        !matches!(
            self,
            Self::OwnerChange | Self::Import | Self::Merge | Self::DoNotContact
        )
    }
    /// Counts for the guard of QUALIFIED_LEAD.
    pub const fn qualifies(self) -> bool {
        matches!(self, Self::Call | Self::Email | Self::Meeting)
    }
}

impl OutcomeGroup {
    /// Somebody was spoken to.
    pub const fn is_connected(self) -> bool {
        matches!(
            self,
            Self::Connected | Self::ConnectedPositive | Self::ConnectedNegative
        )
    }
}

impl CaseOutcome {
    /// Which outcomes a type of case may end with.
    pub const fn allowed(kind: CaseType) -> &'static [Self] {
        match kind {
            CaseType::QualifyCompany => &[
                Self::Qualified,
                Self::Disqualified,
                Self::Dormant,
                Self::Cancelled,
            ],
            CaseType::WorkLead => &[
                Self::Won,
                Self::Lost,
                Self::Disqualified,
                Self::Dormant,
                Self::Returned,
                Self::Cancelled,
            ],
            CaseType::Opportunity => &[
                Self::Won,
                Self::Lost,
                Self::Disqualified,
                Self::Dormant,
                Self::Cancelled,
            ],
        }
    }
}

impl Priority {
    /// Sorts URGENT first.
    pub const fn rank(self) -> i64 {
        match self {
            Self::Urgent => 0,
            Self::High => 1,
            Self::Normal => 2,
            Self::Low => 3,
        }
    }
}

impl Engine {
    /// The queue and the role of an engine (domain.md §4).
    pub const fn home(self) -> (&'static str, Role) {
        match self {
            Self::InsideSales => ("INSIDE_SALES", Role::InsideSales),
            Self::Ops => ("SALES_OPS", Role::SalesOps),
            Self::OutsideSales => ("OUTSIDE_SALES", Role::OutsideSales),
            Self::CustomerInbound => ("INSIDE_SALES", Role::CustomerInbound),
            Self::OrderAdmin => ("SALES_OPS", Role::OrderAdmin),
        }
    }
}

impl RuleKind {
    /// Whether rules of the kind come from the configuration. The others are put and taken away by commands of their
    /// own, and loading the configuration leaves them alone.
    pub const fn is_configured(self) -> bool {
        match self {
            Self::Outcome | Self::Template | Self::Queue | Self::Script | Self::Settings => true,
            Self::View | Self::Field => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip<C: Code + PartialEq + std::fmt::Debug + serde::Serialize + serde::de::DeserializeOwned>() {
        for value in C::ALL {
            assert_eq!(C::from_code(value.code()).as_ref(), Some(value));
            assert_eq!(
                C::lenient(&value.code().to_lowercase().replace('_', "-")).map(|v| v.code()),
                Some(value.code())
            );
            let json = serde_json::to_string(value).expect("json");
            assert_eq!(json, format!("\"{}\"", value.code()));
            assert_eq!(&serde_json::from_str::<C>(&json).expect("code"), value);
        }
    }

    #[test]
    fn every_code_reads_back_as_itself() {
        round_trip::<Stage>();
        round_trip::<CompanyStatus>();
        round_trip::<ContactStatus>();
        round_trip::<BuyingRole>();
        round_trip::<EmailType>();
        round_trip::<PhoneType>();
        round_trip::<PhoneState>();
        round_trip::<CaseType>();
        round_trip::<CaseStatus>();
        round_trip::<CaseOutcome>();
        round_trip::<Engine>();
        round_trip::<TaskType>();
        round_trip::<TaskState>();
        round_trip::<Priority>();
        round_trip::<TaskOrigin>();
        round_trip::<CancelReason>();
        round_trip::<ActivityType>();
        round_trip::<Direction>();
        round_trip::<ActivityState>();
        round_trip::<OutcomeGroup>();
        round_trip::<Advance>();
        round_trip::<NoteKind>();
        round_trip::<DisqualifyReason>();
        round_trip::<ReturnReason>();
        round_trip::<HandoverState>();
        round_trip::<Role>();
        round_trip::<MemberRole>();
        round_trip::<VerdictKind>();
        round_trip::<TwinKind>();
        round_trip::<RuleKind>();
        round_trip::<Source>();
    }

    #[test]
    fn an_unknown_code_says_what_is_accepted() {
        let error = "HOT".parse::<Priority>().expect_err("no such priority");
        assert_eq!(
            error.to_string(),
            "\"HOT\" is no priority; accepted: LOW, NORMAL, HIGH, URGENT"
        );
    }
}
