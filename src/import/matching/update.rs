//! What becomes of a row that is here: what the file says more or otherwise, where what stands here may give way.

use super::own::{do_not_call, is_row};
use super::{Planned, Planner, Verdict, mark_blocked, merge, since};
use crate::import::OnDuplicate;
use crate::import::changes::{self, Context};
use crate::import::draft::Draft;
use crate::import::map::own::SYSTEM;
use crate::replica::RunError;
use serde_json::Value;
use uuid::Uuid;

impl Planner<'_> {
    /// Whether a row of the file and a row here are the same one, so that what the file says may take the place of
    /// what stands here: by its id, unless others were merged into it, else by its name.
    fn is_surely(&self, draft: &Draft, row: Uuid, context: &Context) -> bool {
        let ids = self.rows[&row].row.get("external_ids").and_then(Value::as_array);
        let of_system: Vec<&str> = ids
            .into_iter()
            .flatten()
            .filter(|id| id.get("system").and_then(Value::as_str) == Some(context.system))
            .filter_map(|id| id.get("id").and_then(Value::as_str))
            .collect();
        if context.system == SYSTEM && is_row(draft, row) {
            return true;
        }
        match &draft.id {
            Some(id) if of_system.contains(&id.as_str()) => of_system.len() == 1,
            _ => self.same_name(draft, row),
        }
    }

    pub(super) fn known(&mut self, draft: &Draft, row: Uuid, context: &Context) -> Result<Planned, RunError> {
        let known = &self.rows[&row];
        let untried = known.entered.is_some_and(|batch| batch != self.batch);
        let mut planned = Planned {
            verdict: Verdict::Unchanged,
            commands: Vec::new(),
            row: Some(row),
            company: context.company,
            untried,
            enters: None,
            fails: None,
            became: None,
            gone: None,
            kept: Vec::new(),
        };
        if self.import.options.on_duplicate == OnDuplicate::Skip {
            planned.verdict = Verdict::Skip("here already");
            return Ok(planned);
        }
        let mut fields = changes::of_known(draft, &known.row, context);
        let unbound = known.row.get("company_id").is_none_or(Value::is_null);
        if self.repeat {
            // What was changed here since stands; only what could not be done then is done now.
            fields.retain(|name, _| name == "company_id" && unbound);
        }
        if self.import.options.on_duplicate != OnDuplicate::Update && !self.is_surely(draft, row, context) {
            changes::only_gaps(&mut fields, &self.rows[&row].row);
        }
        // A list of ours that comes home was edited to be read back: what it says of its own rows is no older system's.
        let is_own = context.system == SYSTEM && is_row(draft, row);
        if self.import.options.on_duplicate != OnDuplicate::Update && !is_own {
            planned.kept = self.keep_edits(row, &mut fields)?;
        }
        let known = &self.rows[&row];
        let blocked = known.row.get("dnc_since").is_some_and(|since| !since.is_null());
        if !fields.is_empty() {
            planned
                .commands
                .push(self.edit(draft, context.entity, row, fields.clone()));
        }
        // In a list of ours it is a state of then; it may have been lifted here since.
        if !blocked && !self.repeat && context.system != SYSTEM {
            planned.commands.extend(do_not_call(draft, row, context));
        }
        if !planned.commands.is_empty() {
            planned.verdict = Verdict::Update;
            if let Some(known) = self.rows.get_mut(&row) {
                known.changed = true;
                since::note_written(&mut known.written, &fields);
                merge(&mut known.row, fields);
                mark_blocked(&mut known.row, draft);
            }
        }
        Ok(planned)
    }
}
