//! A form on one screen: labels, fields, what is wrong with them, buttons.
//!
//! The form owns what was typed and where the focus is. Whoever shows it hears
//! of changes through [`FormEvent`], checks what it knows ([`Form::fail`]) and
//! saves. Tab and Shift+Tab visit every field once in the order it is drawn.
//! Nothing typed is ever lost by an error.

mod draw;
mod input;

pub use input::{DateInput, FieldInput, FormField, MoveDate, ReadDate, SelectInput};

use super::menu::Choice;
use super::picker::Picker;
use crate::tui::action::{Act, Action};
use crate::tui::component::CursorAt;
use crate::tui::cx::{Cx, Edited};
use crate::tui::input::{Mouse, MouseKind};
use crate::tui::message::{Message, Slot};
use crate::tui::scope::Scope;
use crate::tui::toast::Toast;
use ratatui::layout::{Position, Rect};

/// What happened in a form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FormEvent {
    /// Nothing: the form had no use for it.
    No,
    /// Something that changes no value.
    Handled,
    /// The value of this field changed.
    Changed(&'static str),
    /// The focus left this field: the moment to check it.
    Left(&'static str),
    /// This button was pressed; saving presses the first one.
    Pressed(&'static str),
}

impl FormEvent {
    /// Whether the form had a use for it.
    pub fn handled(self) -> crate::tui::component::Handled {
        (self != Self::No).into()
    }
}

/// A button: a verb.
#[derive(Clone, Debug)]
struct Button {
    id: &'static str,
    label: String,
}

/// The state of a form.
#[derive(Debug, Default)]
pub struct Form {
    fields: Vec<FormField>,
    buttons: Vec<Button>,
    /// Number of the field, or behind the fields of the button, that has the focus.
    focus: usize,
    picked: Slot<(usize, usize)>,
    preset: Slot<(usize, usize)>,
    edited: Slot<Edited>,
    scroll: u16,
    places: Vec<(usize, Rect)>,
    cursor: Option<CursorAt>,
}

impl Form {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a field.
    #[must_use]
    pub fn field(mut self, field: FormField) -> Self {
        self.fields.push(field);
        self
    }
    /// Adds a button; the first one saves.
    #[must_use]
    pub fn button(mut self, id: &'static str, label: impl Into<String>) -> Self {
        self.buttons.push(Button {
            id,
            label: label.into(),
        });
        self
    }

    /// A field of its name.
    pub fn get(&self, id: &str) -> Option<&FormField> {
        self.fields.iter().find(|field| field.id == id)
    }
    /// A field of its name, to change it.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut FormField> {
        self.fields.iter_mut().find(|field| field.id == id)
    }
    /// Every field, in their order; for a draft.
    pub fn fields(&self) -> &[FormField] {
        &self.fields
    }
    /// The text of a field (of a choice its title), without spaces around it.
    pub fn value(&self, id: &str) -> String {
        self.get(id)
            .map(|field| field.input.value().trim().to_owned())
            .unwrap_or_default()
    }
    /// The number of the chosen one of a choice.
    pub fn chosen(&self, id: &str) -> Option<usize> {
        self.get(id)?.input.chosen()
    }
    /// Puts a text into a field.
    pub fn set(&mut self, id: &str, value: &str) {
        if let Some(field) = self.get_mut(id) {
            field.input.set(value);
        }
    }
    /// Chooses one of a choice.
    pub fn choose(&mut self, id: &str, index: Option<usize>) {
        if let Some(field) = self.get_mut(id)
            && let FieldInput::Select(select) | FieldInput::Radio(select) = &mut field.input
        {
            select.chosen = index.filter(|at| *at < select.choices.len());
        }
    }
    /// Replaces the choices of a choice; the chosen one stays if its title is still there.
    pub fn set_choices(&mut self, id: &str, choices: Vec<Choice>) {
        if let Some(field) = self.get_mut(id) {
            let title = field.input.value();
            if let FieldInput::Select(select) | FieldInput::Radio(select) = &mut field.input {
                select.chosen = choices.iter().position(|choice| choice.title == title);
                select.choices = choices;
            }
        }
    }
    /// Shows or hides a field; the focus leaves a hidden one.
    pub fn show(&mut self, id: &str, visible: bool) {
        if let Some(field) = self.get_mut(id) {
            field.visible = visible;
        }
        if self.fields.get(self.focus).is_some_and(|field| !field.visible) {
            self.step(1);
        }
    }
    /// What stands behind a field.
    pub fn echo(&mut self, id: &str, echo: impl Into<String>) {
        if let Some(field) = self.get_mut(id) {
            field.echo = echo.into();
        }
    }
    /// Says what is wrong with a field and how to mend it; `None` when it is right.
    pub fn fail(&mut self, id: &str, error: Option<String>) {
        if let Some(field) = self.get_mut(id) {
            field.error = error;
        }
    }
    /// Whether any field is wrong.
    pub fn has_errors(&self) -> bool {
        self.fields
            .iter()
            .any(|field| field.visible && field.error.is_some())
    }
    /// Goes to the first field that is wrong; whether there is one.
    pub fn to_first_error(&mut self) -> bool {
        let wrong = self
            .fields
            .iter()
            .position(|field| field.visible && field.error.is_some());
        if let Some(at) = wrong {
            self.focus = at;
        }
        wrong.is_some()
    }
    /// Goes to a field.
    pub fn focus(&mut self, id: &str) {
        if let Some(at) = self.fields.iter().position(|field| field.id == id) {
            self.focus = at;
        }
    }
    /// The field that has the focus.
    pub fn focused(&self) -> Option<&'static str> {
        self.fields.get(self.focus).map(|field| field.id)
    }

    /// Whether the focus is on the last field that is shown, so that the next stop is a button.
    pub fn on_last_field(&self) -> bool {
        self.focus < self.fields.len() && self.fields[self.focus + 1..].iter().all(|field| !field.visible)
    }

    /// Marks required fields that are empty, and dates that say nothing; with these texts.
    pub fn check(&mut self, cx: &Cx) {
        for field in &mut self.fields {
            let empty = field.input.value().trim().is_empty();
            if let FieldInput::Date(date) = &field.input {
                field.error = date.meaning().and_then(Result::err);
            }
            if field.required && empty {
                let name = field.label.clone();
                field.error = Some(cx.t_args("form-empty", &[("field", (&name).into())]).into_owned());
            }
        }
    }

    /// The scopes of the focused field.
    pub fn scopes(&self) -> Vec<Scope> {
        let mut scopes = match self.fields.get(self.focus).map(|field| &field.input) {
            Some(FieldInput::Text(_)) => vec![Scope::Text],
            Some(FieldInput::Long(..)) => vec![Scope::Area, Scope::Text],
            Some(FieldInput::Date(_)) => vec![Scope::Date, Scope::Text],
            Some(FieldInput::Select(_) | FieldInput::Radio(_)) => vec![Scope::Select],
            None => Vec::new(),
        };
        scopes.push(Scope::Form);
        // A button takes no letters, but they must not run commands of the screen behind.
        scopes
    }
    /// Whether characters are text now.
    pub fn is_typing(&self) -> bool {
        self.fields
            .get(self.focus)
            .is_some_and(|field| field.input.takes_text())
    }
    /// Where the cursor stands after the last draw.
    pub fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }

    /// Does an action.
    pub fn act(&mut self, cx: &mut Cx, act: Act) -> FormEvent {
        match act.action {
            Action::FormNext => return self.leave(1),
            Action::FormPrev => return self.leave(-1),
            Action::FormSave => return self.press_first(),
            _ => {}
        }
        if self.focus >= self.fields.len() {
            return self.act_on_button(act.action);
        }
        let at = self.focus;
        let field = &mut self.fields[at];
        let before = field.input.value();
        match (&mut field.input, act.action) {
            (FieldInput::Text(_) | FieldInput::Date(_), Action::Open) => return self.leave(1),
            (FieldInput::Text(_) | FieldInput::Long(..), Action::TextEditor) => {
                cx.edit(before, &mut self.edited);
                return FormEvent::Handled;
            }
            (FieldInput::Date(date), Action::Up | Action::Down | Action::PageUp | Action::PageDown) => {
                let days = match act.action {
                    Action::Up => 1,
                    Action::Down => -1,
                    Action::PageUp => 7,
                    _ => -7,
                };
                if !date.shift(days) {
                    return self.date_without_value(cx, at, act.action);
                }
            }
            (FieldInput::Text(field) | FieldInput::Date(DateInput { field, .. }), action) => {
                if !field.act(action).yes() {
                    return self.between(action);
                }
            }
            (FieldInput::Long(area, _), action) => {
                let leaves =
                    (action == Action::Up && area.at_top()) || (action == Action::Down && area.at_bottom());
                if leaves || !area.act(action).yes() {
                    return self.between(action);
                }
            }
            (FieldInput::Radio(select), action) => {
                let Some(to) = radio_step(select, action) else {
                    return if action == Action::Open {
                        self.leave(1)
                    } else {
                        self.between(action)
                    };
                };
                select.chosen = Some(to);
            }
            (FieldInput::Select(_), Action::Open) => {
                self.open_list(cx, at, "");
                return FormEvent::Handled;
            }
            (FieldInput::Select(_), action) => return self.between(action),
        }
        self.changed(at, &before)
    }

    fn act_on_button(&mut self, action: Action) -> FormEvent {
        match action {
            Action::Open => {
                let button = self.buttons.get(self.focus - self.fields.len());
                let saves = self.focus == self.fields.len();
                if saves {
                    self.press_first()
                } else {
                    button.map_or(FormEvent::No, |b| FormEvent::Pressed(b.id))
                }
            }
            Action::Left | Action::Up => self.leave(-1),
            Action::Right | Action::Down => self.leave(1),
            _ => FormEvent::No,
        }
    }

    fn press_first(&mut self) -> FormEvent {
        self.buttons
            .first()
            .map_or(FormEvent::No, |button| FormEvent::Pressed(button.id))
    }

    /// Arrows that the field has no use for go to its neighbours.
    fn between(&mut self, action: Action) -> FormEvent {
        match action {
            Action::Up => self.leave(-1),
            Action::Down => self.leave(1),
            _ => FormEvent::No,
        }
    }

    fn date_without_value(&mut self, cx: &mut Cx, at: usize, action: Action) -> FormEvent {
        let FieldInput::Date(date) = &self.fields[at].input else {
            return FormEvent::No;
        };
        let empty = date.field.value().trim().is_empty();
        if action == Action::Down && empty && !date.presets.is_empty() {
            let entries = date.presets.iter().enumerate();
            let entries = entries
                .map(|(n, (label, phrase))| (Choice::new(label).detail(phrase), (at, n)))
                .collect();
            let title = self.fields[at].label.clone();
            let ticket = cx.ticket(&mut self.preset);
            cx.push(super::menu::Menu::new(title, entries, ticket).near(self.place(at)));
            return FormEvent::Handled;
        }
        self.between(action)
    }

    fn open_list(&mut self, cx: &mut Cx, at: usize, typed: &str) {
        let field = &self.fields[at];
        let FieldInput::Select(select) = &field.input else {
            return;
        };
        let entries = select
            .choices
            .iter()
            .cloned()
            .enumerate()
            .map(|(n, choice)| (choice, (at, n)))
            .collect();
        let (title, chosen) = (field.label.clone(), select.chosen);
        let ticket = cx.ticket(&mut self.picked);
        let mut picker = Picker::new(title, entries, ticket).near(self.place(at));
        picker = if typed.is_empty() {
            picker.selected(chosen.unwrap_or(0))
        } else {
            picker.typed(typed)
        };
        cx.push(picker);
    }

    fn place(&self, at: usize) -> Rect {
        self.places
            .iter()
            .find(|(index, _)| *index == at)
            .map_or_else(Rect::default, |(_, place)| *place)
    }

    fn changed(&mut self, at: usize, before: &str) -> FormEvent {
        let field = &mut self.fields[at];
        if field.input.value() == before {
            return FormEvent::Handled;
        }
        // What was wrong is being mended; it is checked again when the focus leaves.
        field.error = None;
        FormEvent::Changed(field.id)
    }

    /// Types a character into the focused field.
    pub fn text(&mut self, cx: &mut Cx, ch: char) -> FormEvent {
        let at = self.focus;
        let Some(field) = self.fields.get_mut(at) else {
            return FormEvent::No;
        };
        let before = field.input.value();
        match &mut field.input {
            FieldInput::Text(field) | FieldInput::Date(DateInput { field, .. }) => field.insert(ch),
            FieldInput::Long(area, _) => area.insert(ch),
            FieldInput::Select(select) | FieldInput::Radio(select) => {
                let digit = ch
                    .to_digit(10)
                    .map(|digit| if digit == 0 { 9 } else { digit as usize - 1 });
                match digit {
                    Some(n) if n < select.choices.len() => select.chosen = Some(n),
                    _ if matches!(field.input, FieldInput::Select(_)) && ch.is_alphanumeric() => {
                        self.open_list(cx, at, ch.encode_utf8(&mut [0; 4]));
                        return FormEvent::Handled;
                    }
                    _ => return FormEvent::No,
                }
            }
        }
        self.changed(at, &before)
    }

    /// Pastes into the focused field.
    pub fn paste(&mut self, cx: &mut Cx, text: &str) -> FormEvent {
        let at = self.focus;
        let Some(field) = self.fields.get_mut(at) else {
            return FormEvent::Handled;
        };
        let before = field.input.value();
        match &mut field.input {
            FieldInput::Text(field) | FieldInput::Date(DateInput { field, .. }) => field.paste(text),
            FieldInput::Long(area, _) => {
                if !area.paste(text) {
                    cx.say(Toast::error(cx.t("paste-too-large").into_owned()));
                }
            }
            FieldInput::Select(_) | FieldInput::Radio(_) => {}
        }
        self.changed(at, &before)
    }

    /// Hears of what was chosen in a list of this form, or written in the editor.
    pub fn update(&mut self, cx: &mut Cx, message: &Message) -> FormEvent {
        if let Some((at, n)) = self.picked.take(message)
            && let Some(field) = self.fields.get_mut(at)
        {
            let before = field.input.value();
            if let FieldInput::Select(select) = &mut field.input {
                select.chosen = Some(n);
            }
            return self.changed(at, &before);
        }
        if let Some((at, n)) = self.preset.take(message)
            && let Some(field) = self.fields.get_mut(at)
            && let FieldInput::Date(date) = &mut field.input
            && let Some((_, phrase)) = date.presets.get(n).cloned()
        {
            let before = field.input.value();
            field.input.set(&phrase);
            return self.changed(at, &before);
        }
        match self.edited.take(message) {
            Some(Edited::Text(text)) if self.focus < self.fields.len() => {
                let at = self.focus;
                let before = self.fields[at].input.value();
                self.fields[at].input.set(&text);
                self.changed(at, &before)
            }
            Some(Edited::Failed(why)) => {
                cx.say(crate::tui::toast::Toast::error(why));
                FormEvent::Handled
            }
            _ => FormEvent::No,
        }
    }

    /// Focuses what is clicked; presses buttons.
    pub fn mouse(&mut self, mouse: Mouse) -> FormEvent {
        let at = Position::new(mouse.x, mouse.y);
        let hit = self
            .places
            .iter()
            .find(|(_, place)| place.contains(at))
            .map(|(index, _)| *index);
        let (Some(index), MouseKind::Press) = (hit, mouse.kind) else {
            return FormEvent::Handled;
        };
        let left = self.focused().filter(|_| index != self.focus);
        self.focus = index;
        if index >= self.fields.len() {
            return self.act_on_button(Action::Open);
        }
        left.map_or(FormEvent::Handled, FormEvent::Left)
    }

    fn leave(&mut self, by: isize) -> FormEvent {
        let left = self.focused();
        if let Some(field) = self.fields.get_mut(self.focus)
            && let FieldInput::Date(date) = &field.input
        {
            field.error = date.meaning().and_then(Result::err);
        }
        self.step(by);
        left.map_or(FormEvent::Handled, FormEvent::Left)
    }

    fn step(&mut self, by: isize) {
        let count = self.fields.len() + self.buttons.len();
        for _ in 0..count {
            self.focus = (self.focus as isize + by).rem_euclid(count as isize) as usize;
            if self.fields.get(self.focus).is_none_or(|field| field.visible) {
                break;
            }
        }
    }
}

/// Where an arrow leads among a few that are all shown.
fn radio_step(select: &SelectInput, action: Action) -> Option<usize> {
    let count = select.choices.len().checked_sub(1)?;
    match (action, select.chosen) {
        (Action::Right | Action::Left, None) => Some(0),
        (Action::Right, Some(at)) => Some((at + 1).min(count)),
        (Action::Left, Some(at)) => Some(at.saturating_sub(1)),
        _ => None,
    }
}
