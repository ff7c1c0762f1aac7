//! Rules that are data of the tenant: outcomes, templates, queues, scripts, settings.
//!
//! A snapshot of them comes with every command, so that client and server
//! compute the same. Nothing here is read from a file: [`Rules::from_rows`] takes
//! the newest version of each rule row, [`Rules::shipped`] what the program
//! brings along, [`files`] the text of a file that somebody else opened.

pub mod files;
mod load;
mod shipped;

pub use shipped::{SHIPPED_OUTCOMES, SHIPPED_QUEUES, SHIPPED_SCRIPTS, SHIPPED_WORKFLOWS};

use super::codes::*;
use super::custom::{self, CustomField, FieldEntity};
use super::refusal::Refusal;
use super::workflow::Template;
use crate::base::{lang::Lang, worktime::WorkingTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an outcome does by itself, beside the rules that go by its group.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OutcomeEffect {
    /// CALL_BACK next working day, other half of the day.
    CallBackOtherHalf,
    /// CALL_BACK in n working days, morning.
    CallBackMorning(u32),
    /// CALL_BACK in an hour; a second one in a row acts as [`Self::CallBackOtherHalf`].
    CallBackHour,
    /// CALL_BACK next working day at another hour.
    CallBackAnotherHour,
    /// CALL_BACK exactly when agreed, promised.
    CallBackPromised,
    /// A follow-up is suggested in n working days.
    Suggest(u32),
    /// A PLANNED MEETING, its preparation and its "how did it go?".
    Meeting,
    /// Disqualify, sleep or follow up.
    NotInterested,
    /// The number is marked WRONG; the next one, else Sales Ops.
    WrongNumber,
    /// Do not contact the company or the person.
    DoNotCall,
    /// Nothing by itself.
    None,
}

/// An outcome of a call.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OutcomeRule {
    /// Its code.
    pub code: String,
    /// Label in English.
    pub label: String,
    /// Label in German.
    #[serde(default)]
    pub label_de: Option<String>,
    /// Digit on the keyboard; at most ten have one.
    #[serde(default)]
    pub digit: Option<u8>,
    /// Its group.
    pub group: OutcomeGroup,
    /// What the program does after it.
    pub advance: Advance,
    /// What it does by itself.
    pub effect: OutcomeEffect,
}

impl OutcomeRule {
    /// The label in a language.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => self.label_de.as_deref().unwrap_or(&self.label),
            Lang::En => &self.label,
        }
    }
}

/// A queue.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QueueRule {
    /// Its code.
    pub code: String,
    /// The role that works it.
    pub role: Role,
    /// Label in English.
    pub label: String,
    /// Label in German.
    #[serde(default)]
    pub label_de: Option<String>,
}

/// Settings of the tenant that change what a command does.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// IANA zone of the tenant.
    pub zone: String,
    /// ISO 3166-1 alpha-2 of the tenant: how numbers without a prefix are read.
    pub country: String,
    /// Working days, window, holidays.
    #[cfg_attr(feature = "server", schemars(with = "serde_json::Value"))]
    pub working_time: WorkingTime,
    /// How long a claim lasts without a key.
    pub lease_minutes: i64,
    /// Attempts before the rep must decide.
    pub attempts: i64,
    /// How long a company sleeps when nothing is said.
    pub dormant_days: i32,
    /// Working days until an unanswered handover comes back.
    pub handover_days: u32,
    /// Days in Trash.
    pub trash_days: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            zone: "UTC".to_owned(),
            country: "DE".to_owned(),
            working_time: WorkingTime::default(),
            lease_minutes: 30,
            attempts: 6,
            dormant_days: 90,
            handover_days: 3,
            trash_days: 30,
        }
    }
}

impl Settings {
    /// The tenant's zone; UTC when its name is unknown.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }
}

/// All rules in force.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rules {
    /// Settings.
    pub settings: Settings,
    /// Outcomes, in the order of their digits (0 last).
    pub outcomes: Vec<OutcomeRule>,
    /// Queues.
    pub queues: Vec<QueueRule>,
    /// The newest version of each template.
    pub templates: Vec<Template>,
    /// Talk tracks by key, Markdown.
    pub scripts: BTreeMap<String, String>,
    /// Fields of the tenant's own, in the order of their places.
    pub fields: Vec<CustomField>,
}

impl Rules {
    /// The outcome of a code, as typed by a person too.
    pub fn outcome(&self, code: &str) -> Option<&OutcomeRule> {
        let wanted = code.trim().to_uppercase().replace(['-', ' '], "_");
        self.outcomes.iter().find(|rule| rule.code == wanted)
    }
    /// The outcome on a digit.
    pub fn outcome_on(&self, digit: u8) -> Option<&OutcomeRule> {
        self.outcomes.iter().find(|rule| rule.digit == Some(digit))
    }
    /// The newest version of a template.
    pub fn template(&self, key: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.key == key)
    }
    /// The talk track of a task: the one it names, else the one for its kind.
    pub fn script(&self, kind: TaskType, key: Option<&str>) -> Option<&str> {
        let usual = match kind {
            TaskType::FirstOutreach | TaskType::Call => "first_call",
            TaskType::CallBack => "call_back",
            TaskType::FollowUp => "follow_up",
            TaskType::WakeUp => "wake_up",
            TaskType::IdentifyContact => "identify_contact",
            TaskType::FitAssessment => "fit_assessment",
            TaskType::OpsDataCheck => "data_check",
            _ => "",
        };
        let named = key.and_then(|key| self.scripts.get(key));
        named.or_else(|| self.scripts.get(usual)).map(String::as_str)
    }
    /// The fields of the tenant's own on a kind of record.
    pub fn fields_of(&self, entity: FieldEntity) -> impl Iterator<Item = &CustomField> {
        self.fields.iter().filter(move |field| field.entity == entity)
    }
    /// The field of the tenant's own that is meant by a name or a label.
    pub fn field(&self, entity: FieldEntity, said: &str) -> Option<&CustomField> {
        custom::find(&self.fields, entity, said)
    }
    /// The role that works a queue.
    pub fn queue_role(&self, code: &str) -> Option<Role> {
        self.queues
            .iter()
            .find(|queue| queue.code == code)
            .map(|queue| queue.role)
    }
    /// The refusal for a queue code that is none.
    pub fn unknown_queue(&self, code: &str) -> Refusal {
        let known = self.queues.iter().map(|queue| queue.code.as_str());
        let known = known.collect::<Vec<_>>().join(", ");
        Refusal::invalid("queue", format!("\"{code}\" is no queue; accepted: {known}"))
    }
    /// The queue a role works, the engine table first.
    pub fn role_queue(&self, role: Role) -> Option<String> {
        let home = Engine::ALL
            .iter()
            .find(|engine| engine.home().1 == role)
            .map(|engine| engine.home().0.to_owned());
        home.or_else(|| {
            self.queues
                .iter()
                .find(|queue| queue.role == role)
                .map(|queue| queue.code.clone())
        })
    }
}
