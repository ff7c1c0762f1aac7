//! Events: what commands did, for programs that listen.

use super::{Replica, RunError};
use crate::domain::Effect;
use crate::store::feed::{FeedChange, FeedCommand, FeedEvent};
use crate::view::{Event, RowChange, Topic};
use serde_json::Value;

impl Replica {
    /// What happened behind a number of the feed, oldest first.
    pub fn events(&self, after: i64, limit: u32) -> Result<Vec<Event>, RunError> {
        let (feed, told) = self.read(move |tx| Ok((tx.feed(after, limit)?, tx.told(after, limit)?)))?;
        let commands = feed.into_iter().map(|(command, changes)| event(command, changes));
        let mut events: Vec<Event> = commands.chain(told.into_iter().map(own)).collect();
        events.sort_by_key(|event| event.seq);
        events.truncate(limit as usize);
        Ok(events)
    }
    /// The number of the newest command.
    pub fn feed_end(&self) -> Result<i64, RunError> {
        self.read(|tx| {
            let tenant = tx.tenant();
            Ok(tx.one(crate::store::journal::LAST_SEQ, crate::params![tenant])?.0)
        })
    }
}

fn event(command: FeedCommand, changes: Vec<FeedChange>) -> Event {
    Event {
        topics: topics(&command.effects),
        seq: command.seq,
        command_id: Some(command.id),
        command: Some(command.kind),
        date_created: command.at,
        user_id: Some(command.actor_id),
        device_id: Some(command.device_id),
        undoes: command.undoes,
        changes: changes.into_iter().map(change).collect(),
    }
}

/// What the server tells by itself.
fn own(told: FeedEvent) -> Event {
    Event {
        seq: told.seq,
        command_id: None,
        command: None,
        date_created: told.at,
        user_id: None,
        device_id: None,
        undoes: None,
        topics: vec![Topic {
            kind: told.kind,
            data: told.data.0,
        }],
        changes: Vec::new(),
    }
}

fn topics(effects: &Value) -> Vec<Topic> {
    let each = effects.as_array().into_iter().flatten();
    each.filter_map(|data| {
        let effect: Effect = serde_json::from_value(data.clone()).ok()?;
        let kind = effect.topic()?;
        Some(Topic {
            kind: kind.to_owned(),
            data: data.clone(),
        })
    })
    .collect()
}

fn change(row: FeedChange) -> RowChange {
    let fields = row
        .after
        .as_object()
        .map(|fields| fields.keys().cloned().collect());
    let went = |value: &Value| value.get("deleted_at").is_some_and(|at| !at.is_null());
    let action = match row.op.as_str() {
        "insert" => "created",
        _ if went(&row.after) => "deleted",
        _ if went(&row.before) => "restored",
        _ => "updated",
    };
    RowChange {
        object_type: row.tbl,
        object_id: row.row_id,
        company_id: row.company_id,
        action: action.to_owned(),
        changed_fields: fields.unwrap_or_default(),
        previous_data: row.before.0,
        data: row.after.0,
    }
}
