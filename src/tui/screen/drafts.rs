//! What was typed into a form and not saved: kept with every change, given
//! back when the form is opened again, dropped when it is saved.

use crate::base::Timestamp;
use crate::replica::Replica;
use crate::tui::cx::{Cx, TypeAhead};
use crate::tui::message::{Message, Slot};
use crate::tui::widget::form::{FieldInput, Form};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The draft of one form.
pub(super) struct DraftKeeper {
    form: &'static str,
    about: String,
    found: Slot<Option<(Value, Timestamp)>>,
    keep: TypeAhead<()>,
    /// The values of the untouched form; a form that holds them has no draft.
    clean: Option<Value>,
    /// When the draft that was found was kept.
    pub(super) since: Option<Timestamp>,
    /// There is something on disk.
    pub(super) kept: bool,
}

impl DraftKeeper {
    pub(super) fn new(form: &'static str, about: String) -> Self {
        Self {
            form,
            about,
            found: Slot::default(),
            keep: TypeAhead::default(),
            clean: None,
            since: None,
            kept: false,
        }
    }

    /// Looks for an older draft; [`Self::update`] gives it.
    pub(super) fn look(&mut self, cx: &mut Cx, form: &Form) {
        self.clean = Some(values(form));
        let (name, about) = (self.form, self.about.clone());
        cx.ask(&mut self.found, move |replica: &mut Replica| {
            let draft = replica.draft(name, &about).ok().flatten();
            draft.map(|draft| (draft.body, draft.at))
        });
    }

    /// Puts a draft found back into the form and gives it, when there was one.
    pub(super) fn update(&mut self, cx: &mut Cx, message: &Message, form: &mut Form) -> Option<Value> {
        self.keep.take(cx, message);
        let (body, at) = self.found.take(message)??;
        self.since = Some(at);
        restore(form, &body);
        self.kept = true;
        Some(body)
    }

    /// Whether the form holds anything that was not there when it was opened.
    pub(super) fn is_changed(&self, form: &Form) -> bool {
        self.clean.as_ref().is_some_and(|clean| *clean != values(form))
    }

    /// Keeps what the form holds now.
    pub(super) fn keep(&mut self, cx: &mut Cx, form: &Form) {
        let changed = self.is_changed(form);
        if !changed && !self.kept {
            return;
        }
        self.kept = changed;
        let (name, about, body) = (self.form, self.about.clone(), values(form));
        self.keep.ask(cx, move |replica: &mut Replica| {
            let done = if changed {
                replica.put_draft(name, &about, &body)
            } else {
                replica.drop_draft(name, &about)
            };
            if let Err(error) = done {
                tracing::error!(%error, "the draft could not be kept");
            }
        });
    }

    /// Drops the draft: the form was saved, or thrown away.
    pub(super) fn drop_it(&mut self, cx: &mut Cx) {
        self.kept = false;
        let (name, about) = (self.form, self.about.clone());
        self.keep.ask(cx, move |replica: &mut Replica| {
            if let Err(error) = replica.drop_draft(name, &about) {
                tracing::error!(%error, "the draft could not be dropped");
            }
        });
    }
}

/// What was typed into a form that is asked for on the way to something else, and was not used: its next opening begins
/// with it. It lives as long as the screen does.
#[derive(Clone, Default)]
pub(super) struct Unused(Arc<Mutex<Option<Value>>>);

impl Unused {
    fn held(&self) -> MutexGuard<'_, Option<Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts what was left unused into a form that was just made; gives what the form held without it.
    pub(super) fn give(&self, form: &mut Form) -> Value {
        let clean = values(form);
        if let Some(body) = &*self.held() {
            restore(form, body);
        }
        clean
    }

    /// Keeps what the form holds now, unless that is what it began with.
    pub(super) fn keep(&self, form: &Form, clean: &Value) {
        let now = values(form);
        *self.held() = (now != *clean).then_some(now);
    }

    /// It was used, or is about something else.
    pub(super) fn forget(&self) {
        *self.held() = None;
    }
}

/// What every field holds; of a choice its title, because what is offered may have moved.
fn values(form: &Form) -> Value {
    let fields = form.fields().iter();
    Value::Object(
        fields
            .map(|field| (field.id.to_owned(), json!(field.input.value())))
            .collect(),
    )
}

/// Puts the texts of a draft into their fields and chooses what it had chosen.
pub(super) fn restore(form: &mut Form, body: &Value) {
    let Some(map) = body.as_object() else { return };
    for (id, value) in map {
        let Some(text) = value.as_str() else { continue };
        let choice = form.get(id).and_then(|field| match &field.input {
            FieldInput::Select(select) | FieldInput::Radio(select) => {
                Some(select.choices.iter().position(|choice| choice.title == text))
            }
            _ => None,
        });
        match choice {
            Some(at) => form.choose(id, at),
            None => form.set(id, text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widget::form::FormField;
    use crate::tui::widget::menu::Choice;

    fn form() -> Form {
        let choices = vec![Choice::new("One"), Choice::new("Two")];
        Form::new()
            .field(FormField::text("name", "Name", ""))
            .field(FormField::select("kind", "Kind", choices, None))
    }

    #[test]
    fn what_was_typed_and_chosen_comes_back() {
        let mut typed = form();
        typed.set("name", "Acme");
        typed.choose("kind", Some(1));
        let mut again = form();
        restore(&mut again, &values(&typed));
        assert_eq!(
            (again.value("name"), again.chosen("kind")),
            ("Acme".to_owned(), Some(1))
        );
        restore(&mut again, &values(&form()));
        assert_eq!((again.value("name"), again.chosen("kind")), (String::new(), None));
    }
}
