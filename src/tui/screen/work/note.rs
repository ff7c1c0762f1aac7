//! The note of the current task: typed during a call or without one, kept with
//! every change, logged with the outcome.

use super::{Pane, Work, call};
use crate::base::text::ellipsize;
use crate::replica::Replica;
use crate::tui::action::{Act, Action};
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::spoken::join;
use crate::tui::widget::area::Area;
use serde_json::json;

impl Work {
    /// The note that was typed for the current task before.
    pub(super) fn take_note(&mut self) {
        let draft = self.now.as_ref().and_then(|now| now.draft.as_ref());
        let note = draft.and_then(|draft| draft["note"].as_str()).unwrap_or_default();
        self.note = Area::new(note);
        self.note_saved = true;
        self.unsaved = false;
    }

    /// The title of the note pane; it names the company when another one is looked at.
    pub(super) fn note_title(&self, cx: &Cx) -> String {
        let title = cx.t("pane-note");
        let title = match self.current().filter(|_| !self.cursor_on_current()) {
            Some(now) => format!("{title} · {}", ellipsize(&now.card.company.name, 24)),
            None => title.into_owned(),
        };
        join([Some(title), cx.key_said(Action::Note)], "  ")
    }

    pub(super) fn note_changed(&mut self, cx: &mut Cx) {
        self.note_saved = false;
        self.unsaved = true;
        self.keep_draft(cx);
    }

    pub(super) fn keep_draft(&mut self, cx: &mut Cx) {
        if self.unsaved && !self.saving.is_waiting() {
            self.keep_draft_now(cx);
        }
    }

    /// Keeps what was typed, always for the current task: it is what the note pane shows.
    pub(super) fn keep_draft_now(&mut self, cx: &mut Cx) {
        let Some(task) = self.current().map(|now| now.task.id).filter(|_| self.unsaved) else {
            return;
        };
        self.unsaved = false;
        let note = self.note.value();
        cx.ask(&mut self.saving, move |replica: &mut Replica| {
            let about = task.to_string();
            let kept = if note.is_empty() {
                replica.drop_draft("call", &about)
            } else {
                replica.put_draft("call", &about, &json!({ "note": note }))
            };
            if let Err(error) = kept {
                tracing::error!(%error, "the draft could not be kept");
            }
        });
    }

    fn save_note(&mut self, cx: &mut Cx) {
        let Some(now) = self.current() else { return };
        let note = self.note.value();
        if note.trim().is_empty() {
            return;
        }
        let (task, company, contact) = (now.task.id, now.card.company.id, now.task.contact_id);
        cx.ask(&mut self.logged, move |replica: &mut Replica| {
            call::log_note(replica, task, company, contact, note)
        });
        self.pane = Pane::Outcome;
    }

    pub(super) fn act_in_note(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Cancel => {
                self.keep_draft_now(cx);
                self.pane = if self.calling.is_some() {
                    Pane::Outcome
                } else {
                    Pane::Queue
                };
                Handled::Yes
            }
            Action::PaneNext | Action::FormNext => self.next_pane(cx, 1),
            Action::PanePrev | Action::FormPrev => self.next_pane(cx, -1),
            Action::FormSave if self.calling.is_none() => {
                self.save_note(cx);
                Handled::Yes
            }
            Action::FormSave => {
                self.pane = Pane::Outcome;
                Handled::Yes
            }
            Action::TextEditor => self.edit_note(cx),
            action => {
                let before = self.note.version();
                let handled = self.note.act(action);
                if self.note.version() != before {
                    self.note_changed(cx);
                }
                handled
            }
        }
    }

    pub(super) fn edit_note(&mut self, cx: &mut Cx) -> Handled {
        if self.now.is_some() {
            let text = self.note.value();
            cx.edit(text, &mut self.edited);
        }
        Handled::Yes
    }
}
