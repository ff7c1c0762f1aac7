//! The feed: what commands changed, in the order of their numbers.

use super::facts;
use super::{Result, Tx};
use crate::base::{CommandId, CompanyId, DeviceId, Json, TaskId, Timestamp, UserId};
use crate::{params, row, statements};
use serde_json::Value;
use uuid::Uuid;

row! {
    /// A command of the feed.
    pub(crate) struct FeedCommand {
        /// Its number.
        pub(crate) seq: i64,
        /// Its id.
        pub(crate) id: CommandId,
        /// Its name.
        pub(crate) kind: String,
        /// What it did.
        pub(crate) effects: Json<Value>,
        /// By whom.
        pub(crate) actor_id: UserId,
        /// On which device.
        pub(crate) device_id: DeviceId,
        /// When.
        pub(crate) at: Timestamp,
        /// In words.
        pub(crate) label: String,
        /// The command it takes back.
        pub(crate) undoes: Option<CommandId>,
    }
}

row! {
    /// A row that a command of the feed changed.
    pub(crate) struct FeedChange {
        /// The number of the command.
        pub(crate) seq: i64,
        /// Its place among the changes of the command.
        pub(crate) n: i64,
        /// Table.
        pub(crate) tbl: String,
        /// Row.
        pub(crate) row_id: Uuid,
        /// Its company.
        pub(crate) company_id: Option<CompanyId>,
        /// `insert` or `update`.
        pub(crate) op: String,
        /// Fields before.
        pub(crate) before: Json<Value>,
        /// Fields after.
        pub(crate) after: Json<Value>,
    }
}

row! {
    /// What the server itself tells.
    pub(crate) struct FeedEvent {
        /// Its number.
        pub(crate) seq: i64,
        /// What happened: `crm.task.due_soon`.
        pub(crate) kind: String,
        /// The company it is about.
        pub(crate) company_id: Option<CompanyId>,
        /// When.
        pub(crate) at: Timestamp,
        /// Kinds and ids.
        pub(crate) data: Json<Value>,
    }
}

row! {
    /// A task that is due at a minute.
    pub(crate) struct DueTask {
        /// Which.
        pub(crate) id: TaskId,
        /// Its company.
        pub(crate) company_id: CompanyId,
        /// Whose.
        pub(crate) assignee_id: Option<UserId>,
        /// In which queue.
        pub(crate) queue: String,
        /// What kind.
        pub(crate) kind: String,
        /// When.
        pub(crate) due_at: Timestamp,
        /// Promised to the customer.
        pub(crate) promised: bool,
    }
}

statements! {
    /// What the server told behind a number.
    pub(crate) EVENTS: rows FeedEvent [list] =
        "SELECT seq, kind, company_id, at, data FROM server_event WHERE tenant_no = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    /// Tells something, once for each key.
    pub(crate) TELL: exec =
        "INSERT INTO server_event (tenant_no, seq, kind, key, company_id, at, data) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT DO NOTHING";
    /// Forgets what was told long ago.
    pub(crate) FORGET: exec = "DELETE FROM server_event WHERE tenant_no = $1 AND at < $2";
    /// Open tasks that are due at a minute between two instants.
    pub(crate) DUE_BETWEEN: rows DueTask [list] =
        "SELECT id, company_id, assignee_id, queue, kind, due_at, promised FROM task \
         WHERE tenant_no = $1 AND due_at > $2 AND due_at <= $3 AND state = 'OPEN' AND due_at IS NOT NULL \
         AND deleted_at IS NULL ORDER BY due_at, id LIMIT 1000";
    /// Commands behind a number.
    pub(crate) COMMANDS: rows FeedCommand [list] =
        "SELECT seq, id, type AS kind, effects, actor_id, device_id, at, label, undoes FROM command_log \
         WHERE tenant_no = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    /// What the commands between two numbers changed.
    pub(crate) CHANGES: rows FeedChange [list] =
        "SELECT seq, n, tbl, row_id, company_id, op, before, after FROM change \
         WHERE tenant_no = $1 AND (seq, n) > ($2, $3) AND seq <= $4 ORDER BY seq, n LIMIT 1000";
}

impl Tx<'_> {
    /// Commands behind a number with what they changed, oldest first.
    pub(crate) fn feed(&mut self, after: i64, limit: u32) -> Result<Vec<(FeedCommand, Vec<FeedChange>)>> {
        let tenant = self.tenant();
        let commands = self.all(COMMANDS, params![tenant, after, limit])?;
        let Some(last) = commands.last().map(|command| command.seq) else {
            return Ok(Vec::new());
        };
        let mut changes = self.changes_between(after, last)?.into_iter().peekable();
        let mut feed = Vec::with_capacity(commands.len());
        for command in commands {
            let mut own = Vec::new();
            while let Some(change) = changes.next_if(|change| change.seq <= command.seq) {
                own.push(change);
            }
            feed.push((command, own));
        }
        Ok(feed)
    }
    /// What the commands behind one number up to another changed; a command may have changed very many rows.
    fn changes_between(&mut self, after: i64, last: i64) -> Result<Vec<FeedChange>> {
        let tenant = self.tenant();
        let mut all: Vec<FeedChange> = Vec::new();
        loop {
            // The changes of a command are numbered from 0.
            let (seq, n) = all
                .last()
                .map_or((after, i64::MAX), |change| (change.seq, change.n));
            let page = self.all(CHANGES, params![tenant, seq, n, last])?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page);
        }
    }
    /// What the server told behind a number, oldest first.
    pub(crate) fn told(&mut self, after: i64, limit: u32) -> Result<Vec<FeedEvent>> {
        let tenant = self.tenant();
        self.all(EVENTS, params![tenant, after, limit])
    }
    /// Tells that tasks become due in this time; how many were not told of before.
    pub(crate) fn tell_due(&mut self, from: Timestamp, to: Timestamp) -> Result<usize> {
        let tenant = self.tenant();
        let due = self.all(DUE_BETWEEN, params![tenant, from, to])?;
        if due.is_empty() {
            return Ok(0);
        }
        let begin = self.locked_feed_number()?;
        let mut seq = begin;
        for task in due {
            let key = format!("due_soon:{}:{}", task.id, task.due_at.0);
            let data = Json(serde_json::json!({
                "id": task.id, "company_id": task.company_id, "assignee_id": task.assignee_id,
                "queue": task.queue, "kind": task.kind, "due_at": task.due_at, "promised": task.promised,
            }));
            let told = params![
                tenant,
                seq + 1,
                "crm.task.due_soon",
                key,
                task.company_id,
                from,
                data
            ];
            seq += self.exec(TELL, told)? as i64;
        }
        if seq > begin {
            self.exec(facts::KEEP_SEQ, params![seq, tenant])?;
        }
        Ok((seq - begin) as usize)
    }
}
