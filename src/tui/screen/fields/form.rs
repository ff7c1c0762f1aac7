//! The form of a definition: new, or changed.

use super::word;
use crate::domain::command::{FieldCommand, PutField};
use crate::domain::custom::{CustomField, FieldEntity, FieldType};
use crate::domain::{Code, Refusal};
use crate::locale::refused::sentence;
use crate::replica::{Applied, Replica, RunError};
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::layout::Placement;
use crate::tui::message::{Message, Slot, Ticket};
use crate::tui::scope::Scope;
use crate::tui::screen::deeds::say_done;
use crate::tui::screen::drafts::DraftKeeper;
use crate::tui::screen::glue::form_input;
use crate::tui::toast::Toast;
use crate::tui::widget::form::{Form, FormEvent, FormField};
use crate::tui::widget::menu::Choice;
use crate::tui::widget::pane::{Pane, padded};
use ratatui::Frame;
use ratatui::layout::Rect;

/// The popup.
pub(super) struct FieldForm {
    /// What is changed; none: a new one.
    known: Option<CustomField>,
    form: Form,
    draft: DraftKeeper,
    saving: Slot<Result<Applied, Refused>>,
    ended: bool,
    ticket: Ticket<()>,
}

/// Why it was not saved, and at which fields.
#[derive(Clone, Debug)]
struct Refused {
    text: String,
    fields: Vec<(String, String)>,
}

impl From<RunError> for Refused {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Refused(Refusal { detail, missing, .. }) => Self {
                text: detail,
                fields: missing.into_iter().map(|m| (m.code, m.fix)).collect(),
            },
            RunError::Store(error) => Self {
                text: error.to_string(),
                fields: Vec::new(),
            },
        }
    }
}

fn words<C: Code>(cx: &Cx, kind: &str) -> Vec<Choice> {
    C::ALL
        .iter()
        .map(|code| Choice::new(word(cx, kind, code)))
        .collect()
}

fn form(cx: &Cx, known: Option<&CustomField>) -> Form {
    let mut form = Form::new();
    if known.is_none() {
        form = form
            .field(FormField::radio(
                "entity",
                cx.t("field-of"),
                words::<FieldEntity>(cx, "FIELDOF"),
                Some(0),
            ))
            .field(
                FormField::text("name", cx.t("field-own-name"), "")
                    .width(40)
                    .required(),
            );
    }
    let label = known.and_then(|field| field.label.as_deref()).unwrap_or_default();
    let kind = known.map_or(FieldType::Text, |field| field.kind);
    let at = FieldType::ALL.iter().position(|one| *one == kind);
    let choices = known.map(|field| listed(&field.choices)).unwrap_or_default();
    let place = known.map(|field| field.place.to_string()).unwrap_or_default();
    let mut form = form
        .field(FormField::text("label", cx.t("field-label"), label).width(40))
        .field(FormField::radio(
            "kind",
            cx.t("field-type"),
            words::<FieldType>(cx, "FIELDTYPE"),
            at,
        ))
        .field(
            FormField::long("choices", cx.t("field-choices"), &choices, 3).echo(cx.t("field-choices-echo")),
        )
        .field(FormField::text("place", cx.t("field-place"), &place).width(6))
        .button("save", cx.t("button-save"))
        .button("discard", cx.t("button-discard"));
    form.show("choices", kind == FieldType::Choice);
    form
}

/// The choices of a text: a line each, or with semicolons or commas between them. The widest of the three that stands in
/// the text parts it, so that `Acme, Inc.` on a line of its own is one choice.
fn choices_of(typed: &str) -> Vec<String> {
    let between = ['\n', ';', ',']
        .into_iter()
        .find(|sign| typed.trim().contains(*sign));
    let parts = typed.split(|ch| Some(ch) == between).map(str::trim);
    let parts = parts.map(|part| part.trim_end_matches([',', ';']).trim_end());
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The same backwards: a text that reads as these choices.
fn listed(choices: &[String]) -> String {
    match choices {
        // Nothing behind it parts the only one but the end of its line.
        [one] if one.contains([';', ',']) => format!("{one}\n;"),
        _ => choices.join("\n"),
    }
}

impl FieldForm {
    pub(super) fn new(cx: &Cx, known: Option<CustomField>, ticket: Ticket<()>) -> Self {
        let about = known.as_ref().map(CustomField::key).unwrap_or_default();
        Self {
            form: form(cx, known.as_ref()),
            known,
            draft: DraftKeeper::new("field", about),
            saving: Slot::default(),
            ended: false,
            ticket,
        }
    }

    fn kind(&self) -> FieldType {
        let at = self.form.chosen("kind").and_then(|at| FieldType::ALL.get(at));
        at.copied().unwrap_or(FieldType::Text)
    }

    fn fit(&mut self) {
        let choices = self.kind() == FieldType::Choice;
        self.form.show("choices", choices);
    }

    fn event(&mut self, cx: &mut Cx, event: FormEvent) -> Handled {
        match event {
            FormEvent::Changed(_) => {
                self.fit();
                self.draft.keep(cx, &self.form);
            }
            FormEvent::Pressed("discard") => {
                self.draft.drop_it(cx);
                self.ended = true;
                cx.close();
            }
            FormEvent::Pressed(_) => self.save(cx),
            FormEvent::Left(_) | FormEvent::Handled => {}
            FormEvent::No => return Handled::No,
        }
        Handled::Yes
    }

    fn save(&mut self, cx: &mut Cx) {
        if self.saving.is_waiting() {
            return;
        }
        self.form.check(cx);
        let place = self.form.value("place");
        let number = place.parse::<i64>().ok();
        if number.is_none() && !place.is_empty() {
            self.form
                .fail("place", Some(cx.t("field-place-number").into_owned()));
        }
        if self.form.has_errors() {
            self.form.to_first_error();
            return;
        }
        let kind = self.kind();
        let choices = choices_of(&self.form.value("choices"));
        let entity = self.form.chosen("entity").and_then(|at| FieldEntity::ALL.get(at));
        let put = PutField {
            entity: self
                .known
                .as_ref()
                .map_or(entity.copied().unwrap_or(FieldEntity::Company), |known| {
                    known.entity
                }),
            name: self
                .known
                .as_ref()
                .map_or_else(|| self.form.value("name"), |known| known.name.clone()),
            label: Some(self.form.value("label")).filter(|label| !label.is_empty()),
            kind,
            choices: if kind == FieldType::Choice {
                choices
            } else {
                Vec::new()
            },
            place: number,
            new: self.known.is_none(),
        };
        cx.ask(&mut self.saving, move |replica: &mut Replica| {
            replica.run(FieldCommand::Put(put)).map_err(Refused::from)
        });
    }

    fn take_done(&mut self, cx: &mut Cx, done: Result<Applied, Refused>) {
        match done {
            Ok(applied) => {
                self.draft.drop_it(cx);
                self.ended = true;
                cx.close();
                say_done(cx, &applied);
                cx.answer(self.ticket, ());
                cx.send(Message::Changed);
            }
            Err(refused) => {
                for (field, fix) in &refused.fields {
                    let fix = sentence(&cx.locale, fix);
                    self.form.fail(field, Some(fix));
                }
                if !self.form.to_first_error() {
                    cx.say(Toast::error(refused.text));
                }
            }
        }
    }
}

impl Component for FieldForm {
    fn enter(&mut self, cx: &mut Cx) {
        self.draft.look(cx, &self.form);
    }

    fn leave(&mut self, cx: &mut Cx) {
        if !self.ended {
            self.draft.keep(cx, &self.form);
        }
    }

    fn is_settling(&self) -> bool {
        self.saving.is_waiting()
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if self.draft.update(cx, message, &mut self.form).is_some() {
            self.fit();
            cx.say(Toast::info(cx.t("draft-restored").into_owned()));
        }
        if let Some(done) = self.saving.take(message) {
            self.take_done(cx, done);
        }
        let event = self.form.update(cx, message);
        self.event(cx, event);
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if matches!(act.action, Action::Cancel | Action::Interrupt) {
            if self.draft.is_changed(&self.form) {
                self.draft.keep(cx, &self.form);
                cx.say(Toast::info(cx.t("draft-kept").into_owned()));
            }
            self.ended = true;
            cx.close();
            return Handled::Yes;
        }
        let event = self.form.act(cx, act);
        self.event(cx, event)
    }
    form_input!();

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let pane = Pane::popup(self.title(cx));
        let inner = padded(pane.draw(frame.buffer_mut(), area, *cx));
        self.form.draw(frame.buffer_mut(), inner, *cx);
    }

    fn scopes(&self) -> Vec<Scope> {
        self.form.scopes()
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![Action::FormNext, Action::FormSave, Action::Cancel]
    }
    fn title(&self, cx: &Cx) -> String {
        match &self.known {
            None => cx.t("field-new").into_owned(),
            Some(known) => {
                let of = word(cx, "FIELDOF", &known.entity);
                format!("{} · {of} · {}", cx.t("field-change"), known.name)
            }
        }
    }
    fn placement(&self, _cx: &Cx) -> Placement {
        let width = 78;
        let height = self.form.rows(width - 3) + 3;
        Placement::Center { width, height }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_parted_as_people_type_them() {
        let gut = ["gut", "mittel", "schlecht"];
        for typed in [
            "gut, mittel, schlecht",
            "gut; mittel;schlecht;",
            "gut\nmittel\n\nschlecht",
            "gut,\nmittel,\nschlecht",
        ] {
            assert_eq!(choices_of(typed), gut, "{typed}");
        }
        assert_eq!(choices_of("Acme, Inc.; Huber"), ["Acme, Inc.", "Huber"]);
        assert_eq!(choices_of(" "), Vec::<String>::new());
    }

    #[test]
    fn choices_that_hold_a_comma_come_back_as_they_were() {
        for choices in [vec!["a, b", "c; d"], vec!["one"], vec!["a, b"], vec![]] {
            let choices: Vec<String> = choices.into_iter().map(str::to_owned).collect();
            assert_eq!(choices_of(&listed(&choices)), choices);
        }
    }
}
