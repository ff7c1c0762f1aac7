//! What the hint line offers on Work, in the words of what happens there.

use super::{Pane, Work};
use crate::tui::action::Action;

impl Work {
    /// The actions worth a hint, most useful first.
    pub(super) fn hint_list(&self) -> Vec<Action> {
        if self.find.is_typing() {
            return vec![Action::Open, Action::Cancel];
        }
        if self.pane == Pane::Note {
            return vec![Action::FormSave, Action::Cancel, Action::TextEditor];
        }
        if self.calling.is_some() {
            return vec![
                Action::Outcome,
                Action::Note,
                Action::Open,
                Action::ScriptNext,
                Action::CallChoose,
                Action::CopyPhone,
                Action::Cancel,
            ];
        }
        vec![
            Action::Open,
            Action::Outcome,
            Action::Note,
            Action::SnoozeTomorrow,
            Action::TaskSkip,
            Action::TaskDone,
            Action::MoveQualify,
            Action::TaskNew,
            Action::LogForm,
            Action::Undo,
        ]
    }

    /// What Enter and Esc do here, in a word.
    pub(super) fn word_of(&self, action: Action) -> Option<&'static str> {
        if self.find.is_typing() {
            return None;
        }
        let is_call = |work: &Self| work.current().is_none_or(|detail| detail.task.kind.is_call());
        Some(match (action, self.pane) {
            (Action::FormSave, Pane::Note) if self.calling.is_some() => "hint-outcome",
            (Action::Cancel, Pane::Note) => "hint-back",
            (Action::Cancel, _) if self.calling.is_some() => "hint-no-call",
            (Action::Open, Pane::Timeline) => "hint-read",
            (Action::Open, Pane::Open) => "hint-take",
            (Action::Open, _) if self.calling.is_some() => "hint-choose-outcome",
            (Action::Open, _) if !self.cursor_on_current() => "hint-take",
            (Action::Open, _) if is_call(self) => "hint-call",
            (Action::Open, _) => "hint-log-form",
            _ => return None,
        })
    }
}
