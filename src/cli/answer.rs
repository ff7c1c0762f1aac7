//! The answer of a verb that gave a command.

use super::output::{Form, Outcome};
use super::session::Session;
use super::spoken;
use super::words::Words;
use crate::base::{CommandId, id::RowId};
use crate::domain::{Command, Effect};
use crate::replica::Applied;
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write;
use uuid::Uuid;

/// Commands that an undo names; an import may be thousands.
const MOST_UNDONE: usize = 10;

/// What a command did, as JSON shows it.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    /// None: nothing was written to the journal (a dry run, a claim, a skip), so there is nothing to undo.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<CommandId>,
    seq: i64,
    label: &'a str,
    effects: &'a [Effect],
    replayed: bool,
    #[serde(skip_serializing_if = "is_false")]
    dry_run: bool,
    /// The row the verb was about.
    id: Uuid,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
    /// What the verb adds.
    #[serde(flatten)]
    more: serde_json::Map<String, Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl Session {
    /// Gives a command about one row and answers with what it did.
    pub(crate) fn give(&mut self, command: impl Into<Command>, id: impl RowId) -> Outcome {
        let applied = self.run(command)?;
        self.answer(&applied, id.uuid(), &[])
    }
    /// Answers with what a command did.
    pub(crate) fn answer(&mut self, applied: &Applied, id: Uuid, more: &[(&str, Value)]) -> Outcome {
        match self.out().form() {
            Form::Json => self.answer_json(applied, id, more),
            Form::Ids => self.out().ids([id].into_iter()),
            Form::Lines => self.answer_lines(applied, id),
        }
    }
    fn answer_json(&mut self, applied: &Applied, id: Uuid, more: &[(&str, Value)]) -> Outcome {
        let answer = Answer {
            command: (applied.seq > 0).then_some(applied.command),
            seq: applied.seq,
            label: &applied.label,
            effects: &applied.effects,
            replayed: applied.replayed,
            dry_run: self.setup.globals.dry_run,
            id,
            warnings: std::mem::take(&mut self.warnings),
            more: more
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        };
        self.out().json(&answer)
    }
    fn answer_lines(&mut self, applied: &Applied, id: Uuid) -> Outcome {
        for warning in std::mem::take(&mut self.warnings) {
            self.out().warn(&warning);
        }
        let mut lines = String::new();
        if self.setup.globals.dry_run {
            lines.push_str(&self.setup.locale.t("dry-run"));
            lines.push(' ');
        }
        // What is not in the journal (a claim) has no label: its effects say it all.
        if !applied.label.is_empty() {
            let _ = writeln!(lines, "{}", spoken::label(&self.setup.locale, &applied.label));
        }
        for line in self.effect_lines(&applied.effects) {
            let _ = writeln!(lines, "  {line}");
        }
        let _ = write!(lines, "  id {id}");
        self.out().line(lines)
    }
    /// The effects in words.
    pub(crate) fn effect_lines(&self, effects: &[Effect]) -> Vec<String> {
        let actor = self.replica.actor();
        Self::lines(self.words(&actor.zone), effects)
    }
    /// The same for somebody who reads or hears them, with labels instead of codes.
    pub(crate) fn effects_told(&self, effects: &[Effect]) -> Vec<String> {
        let actor = self.replica.actor();
        Self::lines(self.words(&actor.zone).labelled(), effects)
    }
    fn words<'a>(&'a self, zone: &'a jiff::tz::TimeZone) -> Words<'a> {
        Words::new(&self.setup, zone, self.replica.now()).there(self.there.as_ref())
    }
    fn lines(words: Words<'_>, effects: &[Effect]) -> Vec<String> {
        let is_undone = |effect: &&Effect| matches!(effect, Effect::Undone { .. });
        let (undone, others): (Vec<&Effect>, Vec<&Effect>) = effects.iter().partition(is_undone);
        let more = undone.len().saturating_sub(MOST_UNDONE);
        let named = undone.iter().take(MOST_UNDONE).map(|effect| words.effect(effect));
        let rest = (more > 0).then(|| words.more_undone(more));
        let others = others.into_iter().map(|effect| words.effect(effect));
        named
            .chain(rest)
            .chain(others)
            .filter(|line| !line.is_empty())
            .collect()
    }
}
