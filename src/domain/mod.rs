//! The rules of inside sales, pure: words, stages, queues, outcomes, workflows.
//!
//! Nothing here reads a clock, a file or a database. Facts come in, effects or
//! a refusal come out; `ops` fetches the facts and writes the effects.

mod any_row;
pub mod codes;
pub mod command;
pub mod ctx;
pub mod custom;
pub mod duplicates;
pub mod entity;
pub mod event;
pub mod fields;
pub mod filter;
pub mod foreign;
pub mod hours;
pub mod merge;
pub mod outcome;
pub mod permission;
pub mod privacy;
pub mod queue;
pub mod refusal;
pub mod rules;
pub mod stage;
pub mod suppression;
pub mod view;
pub mod workflow;

pub use any_row::AnyRow;
pub use codes::*;
pub use command::{Command, Envelope};
pub use ctx::{Actor, Authority, Ctx};
pub use custom::{CustomField, FieldEntity, FieldType};
pub use entity::*;
pub use event::{Effect, MovedDraft, MovedLease, WentAlong};
pub use queue::Why;
pub use refusal::{Missing, Refusal, RefusalCode};
pub use rules::{OutcomeEffect, OutcomeRule, QueueRule, Rules, Settings};
pub use suppression::{Listed, Suppression, SuppressionKind};
