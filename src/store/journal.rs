//! The journal: commands carried out, and the fields they changed before and after.

use super::{JsonText, One, Result, Tx};
use crate::base::{CommandId, CompanyId, DeviceId, GroupId, Json, Timestamp, UserId};
use crate::{params, row, statements};
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

row! {
    /// A command that was carried out.
    pub(crate) struct LoggedCommand {
        /// Its id.
        pub(crate) id: CommandId,
        /// Its number.
        pub(crate) seq: i64,
        /// Its name.
        pub(crate) kind: String,
        /// Its arguments.
        pub(crate) args: Json<Value>,
        /// What it did.
        pub(crate) effects: Json<Value>,
        /// By whom.
        pub(crate) actor_id: UserId,
        /// When.
        pub(crate) at: Timestamp,
        /// Its group.
        pub(crate) group_id: Option<GroupId>,
        /// In words.
        pub(crate) label: String,
        /// Plain undo may take it back.
        pub(crate) reversible: bool,
        /// The command it takes back.
        pub(crate) undoes: Option<CommandId>,
        /// The command that took it back.
        pub(crate) undone_by: Option<CommandId>,
    }
}

row! {
    /// A row that a command changed.
    pub(crate) struct Change {
        /// Table.
        pub(crate) tbl: String,
        /// Row.
        pub(crate) row_id: Uuid,
        /// `insert` or `update`.
        pub(crate) op: String,
        /// Fields before (empty for an insert).
        pub(crate) before: Json<Value>,
        /// Fields after.
        pub(crate) after: Json<Value>,
    }
}

row! {
    /// A later command that stands on a row.
    pub(crate) struct Standing {
        /// Which.
        pub(crate) id: CommandId,
        /// In words.
        pub(crate) label: String,
        /// By whom.
        pub(crate) actor_id: UserId,
    }
}

row! {
    /// A later command, and what it wrote into a row.
    pub(crate) struct Written {
        /// Which.
        pub(crate) id: CommandId,
        /// In words.
        pub(crate) label: String,
        /// By whom.
        pub(crate) actor_id: UserId,
        /// Fields after.
        pub(crate) after: Json<Value>,
    }
}

impl From<Written> for Standing {
    fn from(later: Written) -> Self {
        Self {
            id: later.id,
            label: later.label,
            actor_id: later.actor_id,
        }
    }
}

row! {
    /// A row that names another one.
    pub(crate) struct Hanging {
        /// In which field.
        pub(crate) field: String,
        /// Which row.
        pub(crate) row_id: Uuid,
    }
}

impl LoggedCommand {
    /// It is a part of an import; the name of the file, empty where the row does not keep it.
    pub(crate) fn import(&self) -> Option<String> {
        let args = &self.args.0;
        let is_import = self.kind.starts_with("import.") || args["import"].is_object();
        // Kept as the system and the file: `csv, customers.csv`.
        let detail = args["fields"]["source_detail"].as_str();
        let file = detail.map(|detail| detail.split_once(", ").map_or(detail, |(_, file)| file));
        is_import.then(|| file.unwrap_or_default().to_owned())
    }
}

/// What an import is called by: its file. Not every row keeps it, and an import of several files has no one name.
#[derive(Default)]
pub(crate) struct ImportName {
    is_import: bool,
    files: BTreeSet<String>,
}

impl ImportName {
    /// Hears of a command of it.
    pub(crate) fn take(&mut self, logged: &LoggedCommand) {
        if let Some(file) = logged.import() {
            self.is_import = true;
            self.files.extend(Some(file).filter(|file| !file.is_empty()));
        }
    }
    /// The file, empty when no one is known; none: it is no import.
    pub(crate) fn name(&self) -> Option<&str> {
        let mut files = self.files.iter();
        let only = files.next().filter(|_| files.next().is_none());
        self.is_import.then(|| only.map_or("", String::as_str))
    }
}

/// What the rows of an import are called as one, as undo calls them; none: it is no import, or one of a single row. How
/// many they are stands beside it.
pub(crate) fn import_label(tx: &mut Tx, group: GroupId) -> Result<Option<String>> {
    let newest = tx.all(NEWEST_OF_GROUP, params![tx.tenant(), group])?;
    if newest.len() < 2 {
        return Ok(None);
    }
    let mut import = ImportName::default();
    newest.iter().for_each(|logged| import.take(logged));
    Ok(import.name().map(|file| match file {
        "" => "Changes of an import".to_owned(),
        file => format!("Changes of an import: {file}"),
    }))
}

statements! {
    /// A command by its id.
    pub(crate) BY_ID: rows LoggedCommand =
        "SELECT id, seq, type AS kind, args, effects, actor_id, at, group_id, label, reversible, undoes, undone_by \
         FROM command_log WHERE tenant_no = $1 AND id = $2";
    /// When the first command was carried out here. Rows may be older: an export brings them as they were.
    pub(crate) FIRST_AT: rows One<Timestamp> [list] =
        "SELECT at AS value FROM command_log WHERE tenant_no = $1 ORDER BY seq LIMIT 1";
    /// The newest command a user can plainly take back.
    pub(crate) NEWEST: rows LoggedCommand [list] =
        "SELECT id, seq, type AS kind, args, effects, actor_id, at, group_id, label, reversible, undoes, undone_by \
         FROM command_log WHERE tenant_no = $1 AND actor_id = $2 AND reversible = 1 AND undone_by IS NULL \
         AND undoes IS NULL ORDER BY seq DESC LIMIT 1";
    /// The newest undo of a user that still stands.
    pub(crate) NEWEST_UNDO: rows LoggedCommand [list] =
        "SELECT id, seq, type AS kind, args, effects, actor_id, at, group_id, label, reversible, undoes, undone_by \
         FROM command_log WHERE tenant_no = $1 AND actor_id = $2 AND undoes IS NOT NULL AND undone_by IS NULL \
         AND type = 'journal.undo' ORDER BY seq DESC LIMIT 1";
    /// The commands of a group that are not undone, last first, a slice.
    pub(crate) OF_GROUP: rows LoggedCommand [list] =
        "SELECT id, seq, type AS kind, args, effects, actor_id, at, group_id, label, reversible, undoes, undone_by \
         FROM command_log WHERE tenant_no = $1 AND group_id = $2 AND seq < $3 AND undone_by IS NULL \
         AND undoes IS NULL ORDER BY seq DESC LIMIT 100";
    /// The newest commands of a group, whether they stand or not: what it is called is read from them.
    pub(crate) NEWEST_OF_GROUP: rows LoggedCommand [list] =
        "SELECT id, seq, type AS kind, args, effects, actor_id, at, group_id, label, reversible, undoes, undone_by \
         FROM command_log WHERE tenant_no = $1 AND group_id = $2 ORDER BY seq DESC LIMIT 10";
    /// The number of the newest standing command that is neither of a group nor a given one.
    pub(crate) NEWEST_OTHER: rows One<i64> [list] =
        "SELECT seq AS value FROM command_log WHERE tenant_no = $1 AND undone_by IS NULL AND undoes IS NULL \
         AND (group_id IS NULL OR group_id <> $2) AND id <> $3 ORDER BY seq DESC LIMIT 1";
    /// A command of a group that was taken back.
    pub(crate) UNDONE_OF_GROUP: rows One<CommandId> [list] =
        "SELECT id AS value FROM command_log WHERE tenant_no = $1 AND group_id = $2 AND undone_by IS NOT NULL \
         ORDER BY seq LIMIT 1";
    /// What a command changed, last first.
    pub(crate) CHANGES: rows Change [list] =
        "SELECT tbl, row_id, op, before, after FROM change WHERE tenant_no = $1 AND seq = $2 ORDER BY n DESC";
    /// The newest standing command that touched a row after another.
    pub(crate) LATER_ON_ROW: rows Standing [list] =
        "SELECT l.id, l.label, l.actor_id FROM change c JOIN command_log l ON l.tenant_no = c.tenant_no AND l.seq = c.seq \
         WHERE c.tenant_no = $1 AND c.row_id = $2 AND c.seq > $3 AND l.undone_by IS NULL AND l.undoes IS NULL \
         ORDER BY c.seq DESC LIMIT 1";
    /// Standing commands that touched a row after another, with what they wrote, first first.
    pub(crate) WRITTEN_SINCE: rows Written [list] =
        "SELECT l.id, l.label, l.actor_id, c.after FROM change c \
         JOIN command_log l ON l.tenant_no = c.tenant_no AND l.seq = c.seq \
         WHERE c.tenant_no = $1 AND c.row_id = $2 AND c.seq > $3 AND l.undone_by IS NULL AND l.undoes IS NULL \
         ORDER BY c.seq LIMIT 100";
    /// Rows that hang on a company and may have been moved there.
    pub(crate) ON_COMPANY: rows Hanging [list] =
        "SELECT 'company_id' AS field, id AS row_id FROM contact WHERE tenant_no = $1 AND company_id = $2 \
         AND deleted_at IS NULL LIMIT 100";
    /// Rows that hang on a contact.
    pub(crate) ON_CONTACT: rows Hanging [list] =
        "SELECT 'contact_id' AS field, id AS row_id FROM task WHERE tenant_no = $1 AND contact_id = $2 \
         AND deleted_at IS NULL \
         UNION ALL SELECT 'contact_id', id FROM activity WHERE tenant_no = $1 AND contact_id = $2 \
         AND deleted_at IS NULL LIMIT 100";
    /// Rows that hang on a case.
    pub(crate) ON_CASE: rows Hanging [list] =
        "SELECT 'case_id' AS field, id AS row_id FROM task WHERE tenant_no = $1 AND case_id = $2 \
         AND deleted_at IS NULL \
         UNION ALL SELECT 'case_id', id FROM activity WHERE tenant_no = $1 AND case_id = $2 AND deleted_at IS NULL \
         UNION ALL SELECT 'case_id', id FROM note WHERE tenant_no = $1 AND case_id = $2 AND deleted_at IS NULL \
         UNION ALL SELECT 'case_id', id FROM handover WHERE tenant_no = $1 AND case_id = $2 AND deleted_at IS NULL \
         UNION ALL SELECT 'case_id', id FROM stage_change WHERE tenant_no = $1 AND case_id = $2 \
         AND deleted_at IS NULL LIMIT 100";
    /// Rows that hang on a task.
    pub(crate) ON_TASK: rows Hanging [list] =
        "SELECT 'task_id' AS field, id AS row_id FROM activity WHERE tenant_no = $1 AND task_id = $2 \
         AND deleted_at IS NULL \
         UNION ALL SELECT 'follow_up_task_id', id FROM activity WHERE tenant_no = $1 AND follow_up_task_id = $2 \
         AND deleted_at IS NULL \
         UNION ALL SELECT 'waits_for', id FROM task WHERE tenant_no = $1 AND waits_for = $2 AND deleted_at IS NULL \
         UNION ALL SELECT 'origin_task_id', id FROM task WHERE tenant_no = $1 AND origin_task_id = $2 \
         AND deleted_at IS NULL LIMIT 100";
    /// Rows that hang on an activity.
    pub(crate) ON_ACTIVITY: rows Hanging [list] =
        "SELECT 'activity_id' AS field, id AS row_id FROM task WHERE tenant_no = $1 AND activity_id = $2 \
         AND deleted_at IS NULL LIMIT 100";
    /// The first standing command that hung a row on a company after another.
    pub(crate) LATER_ON_COMPANY: rows Standing [list] =
        "SELECT l.id, l.label, l.actor_id FROM change c JOIN command_log l ON l.tenant_no = c.tenant_no AND l.seq = c.seq \
         WHERE c.tenant_no = $1 AND c.company_id = $2 AND c.seq > $3 AND c.op = 'insert' AND l.undone_by IS NULL \
         AND l.undoes IS NULL ORDER BY c.seq LIMIT 1";
    /// Writes a command.
    pub(crate) LOG: exec =
        "INSERT INTO command_log (tenant_no, id, seq, type, v, args, effects, actor_id, device_id, at, group_id, label, \
         reversible, undoes, undone_by) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULL)";
    /// Writes a change.
    pub(crate) LOG_CHANGE: exec =
        "INSERT INTO change (tenant_no, seq, n, command_id, tbl, row_id, company_id, op, before, after) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Marks a command as taken back.
    pub(crate) MARK_UNDONE: exec = "UPDATE command_log SET undone_by = $1 WHERE tenant_no = $2 AND id = $3";
    /// Commands an undo took back stand again.
    pub(crate) CLEAR_UNDONE: exec =
        "UPDATE command_log SET undone_by = NULL WHERE tenant_no = $1 AND undone_by = $2";
    /// How many commands stand in the journal.
    pub(crate) LAST_SEQ: rows One<i64> = "SELECT seq AS value FROM tenant WHERE tenant_no = $1";
}

impl Tx<'_> {
    /// A command by its id.
    pub(crate) fn logged(&mut self, id: CommandId) -> Result<Option<LoggedCommand>> {
        let tenant = self.tenant();
        self.first(BY_ID, params![tenant, id])
    }
    /// What a command changed, last first.
    pub(crate) fn changes_of(&mut self, command: &LoggedCommand) -> Result<Vec<Change>> {
        let tenant = self.tenant();
        self.all(CHANGES, params![tenant, command.seq])
    }
}

/// What is written to the journal for a command.
pub(crate) struct NewEntry<'a> {
    /// Its id.
    pub(crate) id: CommandId,
    /// Its number.
    pub(crate) seq: i64,
    /// Its name.
    pub(crate) kind: &'a str,
    /// Its arguments.
    pub(crate) args: JsonText,
    /// What it did.
    pub(crate) effects: JsonText,
    /// By whom.
    pub(crate) actor: UserId,
    /// On which replica file.
    pub(crate) device: DeviceId,
    /// When.
    pub(crate) at: Timestamp,
    /// Its group.
    pub(crate) group: Option<GroupId>,
    /// In words.
    pub(crate) label: &'a str,
    /// Plain undo may take it back.
    pub(crate) reversible: bool,
    /// The command it takes back.
    pub(crate) undoes: Option<CommandId>,
}

/// A changed row, before it is written to the journal.
pub(crate) struct NewChange {
    /// Table.
    pub(crate) tbl: &'static str,
    /// Row.
    pub(crate) row_id: Uuid,
    /// Its company.
    pub(crate) company: Option<CompanyId>,
    /// `insert` or `update`.
    pub(crate) op: &'static str,
    /// Fields before.
    pub(crate) before: JsonText,
    /// Fields after.
    pub(crate) after: JsonText,
}

/// Writes a command with its changes.
pub(crate) fn write(tx: &mut Tx, entry: &NewEntry, changes: &[NewChange]) -> Result<()> {
    let tenant = tx.tenant();
    tx.exec(
        LOG,
        params![
            tenant,
            entry.id,
            entry.seq,
            entry.kind,
            entry.args,
            entry.effects,
            entry.actor,
            entry.device,
            entry.at,
            entry.group,
            entry.label,
            entry.reversible,
            entry.undoes
        ],
    )?;
    for (n, change) in changes.iter().enumerate() {
        tx.exec(
            LOG_CHANGE,
            params![
                tenant,
                entry.seq,
                n as i64,
                entry.id,
                change.tbl,
                change.row_id,
                change.company,
                change.op,
                change.before,
                change.after
            ],
        )?;
    }
    Ok(())
}
