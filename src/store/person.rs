//! Everything that says something of one person, wherever it stands: for an access request, and to erase it.

use super::{JsonText, One, Result, Tx, drafts};
use crate::base::{CommandId, ContactId, Timestamp, UserId};
use crate::domain::{Activity, Contact, Task, Verdict};
use crate::store::merge::{ACTIVITIES_OF_PERSON, TASKS_OF_PERSON};
use crate::{params, row, statements};
use uuid::Uuid;

/// Rows read at a time.
const PAGE: i64 = 1_000;

row! {
    /// The texts of a row.
    pub(crate) struct TextRow {
        /// Which.
        pub(crate) id: Uuid,
        /// The first text.
        pub(crate) first: Option<String>,
        /// The second.
        pub(crate) second: Option<String>,
        /// The third.
        pub(crate) third: Option<String>,
    }
}

row! {
    /// An entry of the journal, its parts as texts.
    pub(crate) struct LogText {
        /// Its id.
        pub(crate) id: CommandId,
        /// Its number.
        pub(crate) seq: i64,
        /// Its name.
        pub(crate) kind: String,
        /// Arguments as JSON.
        pub(crate) args: String,
        /// Effects as JSON.
        pub(crate) effects: String,
        /// In words.
        pub(crate) label: String,
        /// By whom.
        pub(crate) actor_id: UserId,
        /// When.
        pub(crate) at: Timestamp,
        /// Plain undo may take it back.
        pub(crate) reversible: bool,
    }
}

row! {
    /// A changed row of the journal, its fields as texts.
    pub(crate) struct ChangeText {
        /// Number of the command.
        pub(crate) seq: i64,
        /// Number within it.
        pub(crate) n: i64,
        /// Table.
        pub(crate) tbl: String,
        /// Row.
        pub(crate) row_id: Uuid,
        /// `insert` or `update`.
        pub(crate) op: String,
        /// Fields before as JSON.
        pub(crate) before: String,
        /// Fields after as JSON.
        pub(crate) after: String,
    }
}

row! {
    /// A small fact of the file.
    pub(crate) struct Fact {
        /// What.
        pub(crate) key: String,
        /// Which.
        pub(crate) value: String,
    }
}

macro_rules! texts {
    ($table:literal, $first:literal, $second:literal, $third:literal) => {
        concat!(
            "SELECT id, ",
            $first,
            " AS first, ",
            $second,
            " AS second, ",
            $third,
            " AS third FROM ",
            $table,
            " WHERE tenant_no = $1 AND id > $2 ORDER BY id LIMIT $3"
        )
    };
}

statements! {
    /// What was merged into a person.
    LOSERS: rows One<Uuid> [list] =
        "SELECT one AS value FROM verdict WHERE tenant_no = $1 AND kind = 'SAME' AND other = $2 AND deleted_at IS NULL \
         ORDER BY one";
    /// Verdicts that name a person first.
    VERDICTS_ONE: pick Verdict [list] =
        "WHERE tenant_no = $1 AND kind IN ('SAME', 'NOT_SAME') AND one = $2 AND deleted_at IS NULL";
    /// Verdicts that name a person second.
    VERDICTS_OTHER: pick Verdict [list] =
        "WHERE tenant_no = $1 AND kind IN ('SAME', 'NOT_SAME') AND other = $2 AND deleted_at IS NULL";
    /// Texts of activities.
    ACTIVITIES: rows TextRow = texts!("activity", "subject", "notes", "phone");
    /// Texts of tasks.
    TASKS: rows TextRow = texts!("task", "title", "note", "cancel_reason");
    /// Texts of notes.
    NOTES: rows TextRow = texts!("note", "body", "kind", "kind");
    /// Texts of cases.
    CASES: rows TextRow = texts!("cases", "outcome_note", "phase", "phase");
    /// Texts of handovers.
    HANDOVERS: rows TextRow = texts!("handover", "note", "answer_note", "reason");
    /// Texts of steps.
    STEPS: rows TextRow = texts!("stage_change", "note", "reason", "reason");
    /// Texts of companies.
    COMPANIES: rows TextRow =
        texts!("company", "dnc_basis", "source_detail", "CAST(extra AS TEXT) || CAST(emails AS TEXT) || CAST(phones AS TEXT)");
    /// The journal by number.
    LOG: rows LogText [list] =
        "SELECT id, seq, type AS kind, CAST(args AS TEXT) AS args, CAST(effects AS TEXT) AS effects, label, actor_id, at, \
         reversible FROM command_log WHERE tenant_no = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    /// Changed rows by number.
    CHANGES: rows ChangeText [list] =
        "SELECT seq, n, tbl, row_id, op, CAST(before AS TEXT) AS before, CAST(after AS TEXT) AS after FROM change \
         WHERE tenant_no = $1 AND (seq, n) > ($2, $3) ORDER BY seq, n LIMIT $4";
    /// Puts another text into the journal.
    pub(crate) SET_LOG: exec =
        "UPDATE command_log SET args = $1, effects = $2, label = $3, reversible = $4 WHERE tenant_no = $5 AND id = $6";
    /// Puts other fields into the journal.
    pub(crate) SET_CHANGE: exec =
        "UPDATE change SET before = $1, after = $2 WHERE tenant_no = $3 AND seq = $4 AND n = $5";
    /// Every draft of the file.
    DRAFTS: rows drafts::DraftRow = "SELECT form, about, body, at FROM draft ORDER BY form, about";
    /// Small facts of the file.
    FACTS: rows Fact = "SELECT key, value FROM meta ORDER BY key";
    /// Drops a small fact.
    pub(crate) DROP_FACT: exec = "DELETE FROM meta WHERE key = $1";
    /// Notes that a person was erased.
    pub(crate) ADD_ERASURE: exec =
        "INSERT INTO erasure (tenant_no, contact_id, at, by_user) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tenant_no, contact_id) DO NOTHING";
    /// When a person was erased.
    ERASED_AT: rows One<Timestamp> = "SELECT at AS value FROM erasure WHERE tenant_no = $1 AND contact_id = $2";
    /// Who was erased, by id.
    ERASED: rows One<ContactId> [list] =
        "SELECT contact_id AS value FROM erasure WHERE tenant_no = $1 AND contact_id > $2 ORDER BY contact_id LIMIT $3";
    /// Keeps the hash of what would bring an erased person again.
    pub(crate) ADD_KEY: exec =
        "INSERT INTO erased_key (tenant_no, mac, contact_id) VALUES ($1, $2, $3) \
         ON CONFLICT (tenant_no, mac, contact_id) DO NOTHING";
    /// The erased person that a hash belongs to.
    KEY_OF: rows One<ContactId> [list] =
        "SELECT contact_id AS value FROM erased_key WHERE tenant_no = $1 AND mac = $2 ORDER BY contact_id LIMIT 1";
}

/// The tables that hold texts, with the names of their fields.
pub(crate) const TEXTS: &[(&str, [&str; 3])] = &[
    ("activity", ["subject", "notes", "phone"]),
    ("task", ["title", "note", ""]),
    ("note", ["body", "", ""]),
    ("cases", ["outcome_note", "", ""]),
    ("handover", ["note", "answer_note", ""]),
    ("stage_change", ["note", "", ""]),
    ("company", ["dnc_basis", "source_detail", "extra, emails, phones"]),
];

impl Tx<'_> {
    /// The row of a person and those that were merged into it.
    pub(crate) fn one_person(&mut self, id: ContactId) -> Result<Vec<Contact>> {
        let tenant = self.tenant();
        let (mut ids, mut at) = (vec![id.0], 0);
        while let Some(id) = ids.get(at).copied() {
            at += 1;
            for One(loser) in self.all(LOSERS, params![tenant, id])? {
                if !ids.contains(&loser) {
                    ids.push(loser);
                }
            }
        }
        let mut rows = Vec::new();
        for id in ids {
            rows.extend(self.load::<Contact>(ContactId(id))?);
        }
        Ok(rows)
    }
    /// Tasks and activities that hang on a person, in Trash too.
    pub(crate) fn of_person(&mut self, id: ContactId) -> Result<(Vec<Task>, Vec<Activity>)> {
        Ok((
            self.hanging(&TASKS_OF_PERSON, id.0)?,
            self.hanging(&ACTIVITIES_OF_PERSON, id.0)?,
        ))
    }
    /// What was decided about a person and another row.
    pub(crate) fn verdicts_on(&mut self, id: ContactId) -> Result<Vec<Verdict>> {
        let tenant = self.tenant();
        let mut found = self.select(VERDICTS_ONE, params![tenant, id.0])?;
        found.extend(self.select(VERDICTS_OTHER, params![tenant, id.0])?);
        Ok(found)
    }
    /// Hears of every text: table, row, field, text.
    pub(crate) fn each_text(
        &mut self,
        hear: &mut dyn FnMut(&'static str, Uuid, &'static str, &str),
    ) -> Result<()> {
        let tenant = self.tenant();
        for (table, fields) in TEXTS {
            let statement = match *table {
                "activity" => ACTIVITIES,
                "task" => TASKS,
                "note" => NOTES,
                "cases" => CASES,
                "handover" => HANDOVERS,
                "stage_change" => STEPS,
                _ => COMPANIES,
            };
            let mut after = Uuid::nil();
            loop {
                let rows = self.all(statement, params![tenant, after, PAGE])?;
                let Some(last) = rows.last() else { break };
                after = last.id;
                for row in &rows {
                    for (field, text) in fields.iter().zip([&row.first, &row.second, &row.third]) {
                        if let Some(text) = text.as_deref().filter(|_| !field.is_empty()) {
                            hear(table, row.id, field, text);
                        }
                    }
                }
            }
        }
        Ok(())
    }
    /// A page of the journal behind a number.
    pub(crate) fn log_page(&mut self, after: i64) -> Result<Vec<LogText>> {
        let tenant = self.tenant();
        self.all(LOG, params![tenant, after, PAGE])
    }
    /// A page of changed rows behind a number.
    pub(crate) fn change_page(&mut self, (seq, n): (i64, i64)) -> Result<Vec<ChangeText>> {
        let tenant = self.tenant();
        self.all(CHANGES, params![tenant, seq, n, PAGE])
    }
    /// Replaces what an entry of the journal says.
    pub(crate) fn set_log(&mut self, entry: &LogText) -> Result<()> {
        let tenant = self.tenant();
        let (args, effects) = (JsonText(entry.args.clone()), JsonText(entry.effects.clone()));
        self.exec(
            SET_LOG,
            params![args, effects, entry.label, entry.reversible, tenant, entry.id],
        )?;
        Ok(())
    }
    /// Replaces what a changed row of the journal says.
    pub(crate) fn set_change(&mut self, change: &ChangeText) -> Result<()> {
        let tenant = self.tenant();
        let (before, after) = (JsonText(change.before.clone()), JsonText(change.after.clone()));
        self.exec(SET_CHANGE, params![before, after, tenant, change.seq, change.n])?;
        Ok(())
    }
    /// Every draft.
    pub(crate) fn all_drafts(&mut self) -> Result<Vec<drafts::DraftRow>> {
        self.all(DRAFTS, params![])
    }
    /// Every small fact.
    pub(crate) fn facts_of_file(&mut self) -> Result<Vec<Fact>> {
        self.all(FACTS, params![])
    }
    /// When a person was erased.
    pub(crate) fn erased_at(&mut self, id: ContactId) -> Result<Option<Timestamp>> {
        let tenant = self.tenant();
        Ok(self.first(ERASED_AT, params![tenant, id])?.map(|One(at)| at))
    }
    /// Everybody who was erased.
    pub(crate) fn erased(&mut self) -> Result<Vec<ContactId>> {
        let tenant = self.tenant();
        let mut all: Vec<ContactId> = Vec::new();
        loop {
            let after = all.last().copied().unwrap_or(ContactId(Uuid::nil()));
            let page = self.all(ERASED, params![tenant, after, PAGE])?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page.into_iter().map(|One(id)| id));
        }
    }
    /// The erased person whom an address or a foreign id belongs to.
    pub(crate) fn erased_by_key(&mut self, message: &str) -> Result<Option<ContactId>> {
        let Some(mac) = self.mac(message)? else {
            return Ok(None);
        };
        let tenant = self.tenant();
        Ok(self.first(KEY_OF, params![tenant, mac])?.map(|One(id)| id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_that_may_say_something_of_a_person_is_looked_through() {
        let text = include_str!("../../assets/privacy.toml");
        let register: toml::Table = toml::from_str(text).expect("the register is TOML");
        // Read whole: the person's row, the journal, drafts, facts, the list.
        let whole = ["contact", "command_log", "change", "draft", "meta", "suppression"];
        for (table, columns) in &register {
            for (column, entry) in columns.as_table().expect("columns") {
                if entry["holds"].as_str() != Some("person") || whole.contains(&table.as_str()) {
                    continue;
                }
                let fields = TEXTS.iter().find(|(of, _)| of == table).map(|(_, fields)| fields);
                let known = fields.is_some_and(|fields| fields.contains(&column.as_str()));
                assert!(known, "{table}.{column} is not looked through");
            }
        }
    }
}
