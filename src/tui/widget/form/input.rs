//! What can stand in a form: text, a long text, a date, a choice.

use crate::tui::widget::area::Area;
use crate::tui::widget::field::Field;
use crate::tui::widget::menu::Choice;

/// Reads a date phrase: its full meaning (`Thu 26 Nov 2026 10:00`), or what is accepted.
pub type ReadDate = Box<dyn Fn(&str) -> Result<String, String>>;
/// Moves a date phrase by days; `None` when it holds no date.
pub type MoveDate = Box<dyn Fn(&str, i32) -> Option<String>>;

/// A date as the user writes it, with its meaning beside it.
pub struct DateInput {
    /// What was typed.
    pub field: Field,
    read: ReadDate,
    shift: MoveDate,
    /// Phrases to choose from when the field is empty: label and phrase.
    pub presets: Vec<(String, String)>,
}

impl std::fmt::Debug for DateInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DateInput")
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

impl DateInput {
    /// The meaning of what was typed, or what is accepted; `None` when nothing was typed.
    pub fn meaning(&self) -> Option<Result<String, String>> {
        let typed = self.field.value().trim();
        (!typed.is_empty()).then(|| (self.read)(typed))
    }
    /// Moves the date by days; whether there was one.
    pub fn shift(&mut self, days: i32) -> bool {
        let moved = (self.shift)(self.field.value().trim(), days);
        if let Some(moved) = &moved {
            self.field.set(moved);
        }
        moved.is_some()
    }
}

/// One of a few that are all shown, or of many in a list.
#[derive(Clone, Debug, Default)]
pub struct SelectInput {
    /// The choices.
    pub choices: Vec<Choice>,
    /// The chosen one.
    pub chosen: Option<usize>,
}

/// What a field of a form holds.
#[derive(Debug)]
pub enum FieldInput {
    /// One line of text.
    Text(Field),
    /// Several lines of text, this many rows high.
    Long(Box<Area>, u16),
    /// A date.
    Date(DateInput),
    /// One of many, chosen from a list.
    Select(SelectInput),
    /// One of a few, all shown: `(•) Call  ( ) Email`.
    Radio(SelectInput),
}

impl FieldInput {
    /// Rows it takes.
    pub fn rows(&self) -> u16 {
        match self {
            // The frame takes two.
            Self::Long(_, rows) => rows + 2,
            _ => 1,
        }
    }
    /// Whether characters typed into it are text.
    pub fn takes_text(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Long(..) | Self::Date(_))
    }
    /// The text in it; of a choice, its title.
    pub fn value(&self) -> String {
        match self {
            Self::Text(field) => field.value().to_owned(),
            Self::Long(area, _) => area.value(),
            Self::Date(date) => date.field.value().to_owned(),
            Self::Select(select) | Self::Radio(select) => select
                .chosen
                .and_then(|at| select.choices.get(at))
                .map(|c| c.title.clone())
                .unwrap_or_default(),
        }
    }
    /// The number of the chosen one.
    pub fn chosen(&self) -> Option<usize> {
        match self {
            Self::Select(select) | Self::Radio(select) => select.chosen,
            _ => None,
        }
    }
    /// Puts a text in.
    pub fn set(&mut self, value: &str) {
        match self {
            Self::Text(field) => field.set(value),
            Self::Long(area, _) => area.set(value),
            Self::Date(date) => date.field.set(value),
            Self::Select(_) | Self::Radio(_) => {}
        }
    }
}

/// One field of a form.
#[derive(Debug)]
pub struct FormField {
    /// Its name for the code.
    pub id: &'static str,
    /// Its name for the user.
    pub label: String,
    /// What it holds.
    pub input: FieldInput,
    /// Whether it must be filled; the label carries `*`.
    pub required: bool,
    /// What is wrong, and how to mend it.
    pub error: Option<String>,
    /// What stands behind it: the meaning of a date, a number, a key.
    pub echo: String,
    /// Cells the field takes; 0 takes what there is.
    pub width: u16,
    /// Stands on the row of the one before, when there is room.
    pub beside: bool,
    /// Is shown and reached by Tab.
    pub visible: bool,
}

impl FormField {
    fn new(id: &'static str, label: impl Into<String>, input: FieldInput) -> Self {
        Self {
            id,
            label: label.into(),
            input,
            required: false,
            error: None,
            echo: String::new(),
            width: 0,
            beside: false,
            visible: true,
        }
    }
    /// One line of text.
    pub fn text(id: &'static str, label: impl Into<String>, value: &str) -> Self {
        Self::new(id, label, FieldInput::Text(Field::new(value)))
    }
    /// Several lines of text, this many rows high.
    pub fn long(id: &'static str, label: impl Into<String>, value: &str, rows: u16) -> Self {
        Self::new(id, label, FieldInput::Long(Box::new(Area::new(value)), rows))
    }
    /// A date with its readers and presets (label, phrase).
    pub fn date(
        id: &'static str,
        label: impl Into<String>,
        value: &str,
        (read, shift): (ReadDate, MoveDate),
        presets: Vec<(String, String)>,
    ) -> Self {
        let date = DateInput {
            field: Field::new(value),
            read,
            shift,
            presets,
        };
        Self {
            width: 26,
            ..Self::new(id, label, FieldInput::Date(date))
        }
    }
    /// One of many.
    pub fn select(
        id: &'static str,
        label: impl Into<String>,
        choices: Vec<Choice>,
        chosen: Option<usize>,
    ) -> Self {
        Self {
            width: 34,
            ..Self::new(id, label, FieldInput::Select(SelectInput { choices, chosen }))
        }
    }
    /// One of a few, all shown.
    pub fn radio(
        id: &'static str,
        label: impl Into<String>,
        choices: Vec<Choice>,
        chosen: Option<usize>,
    ) -> Self {
        Self::new(id, label, FieldInput::Radio(SelectInput { choices, chosen }))
    }
    /// Must be filled.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// Takes this many cells.
    #[must_use]
    pub fn width(mut self, cells: u16) -> Self {
        self.width = cells;
        self
    }
    /// Stands on the row of the one before, when there is room.
    #[must_use]
    pub fn beside(mut self) -> Self {
        self.beside = true;
        self
    }
    /// What stands behind it.
    #[must_use]
    pub fn echo(mut self, echo: impl Into<String>) -> Self {
        self.echo = echo.into();
        self
    }
}
