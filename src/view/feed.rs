//! Events: what happened, for programs that listen.

use crate::base::{CommandId, CompanyId, DeviceId, Timestamp, UserId};
use serde::Serialize;
use serde_json::Value;

/// A command that was carried out, or what the server tells by itself, as others hear of it.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Event {
    /// Its number in the feed; `after` takes it.
    pub seq: i64,
    /// The command; none: the server itself tells it.
    pub command_id: Option<CommandId>,
    /// The command's name, as `company.stage`.
    pub command: Option<String>,
    /// When.
    pub date_created: Timestamp,
    /// By whom.
    pub user_id: Option<UserId>,
    /// On which device.
    pub device_id: Option<DeviceId>,
    /// The command that it takes back.
    pub undoes: Option<CommandId>,
    /// What happened in words of the field: `crm.company.created` …
    pub topics: Vec<Topic>,
    /// Which rows changed.
    pub changes: Vec<RowChange>,
}

/// Something that happened.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Topic {
    /// `crm.company.created`, `crm.activity.logged` …
    #[serde(rename = "type")]
    pub kind: String,
    /// What the command says of it.
    pub data: Value,
}

/// A row that changed.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct RowChange {
    /// Table.
    pub object_type: String,
    /// Row.
    pub object_id: uuid::Uuid,
    /// The company it belongs to.
    pub company_id: Option<CompanyId>,
    /// `created`, `updated`, `deleted` or `restored`.
    pub action: String,
    /// The fields that changed.
    pub changed_fields: Vec<String>,
    /// These before.
    pub previous_data: Value,
    /// These after.
    pub data: Value,
}
