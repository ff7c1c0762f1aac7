//! The places a key can have a meaning in, from the focused field outwards.

/// A place of the screen whose keys have their own meaning.
///
/// A component names its scopes innermost first; `Global` follows by itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Scope {
    /// Everywhere.
    Global,
    /// The queue screen.
    Work,
    /// The list of companies.
    Companies,
    /// One company.
    Company,
    /// Wherever the outcome panel is live.
    Call,
    /// The form that logs an activity.
    Log,
    /// The settings screen.
    Settings,
    /// The undo history.
    History,
    /// The trash.
    Trash,
    /// The list of what looks alike.
    Twins,
    /// The import of a file.
    Import,
    /// Fields of one's own.
    Fields,
    /// Any form.
    Form,
    /// A text field.
    Text,
    /// A text field of several lines (inside `Text`).
    Area,
    /// A choice field: letters filter, digits choose.
    Select,
    /// A date field (inside `Text`).
    Date,
    /// A menu of at most ten entries: letters and digits choose.
    Menu,
    /// A list to choose from by typing (inside `Text`).
    Picker,
    /// The palette (inside `Text`).
    Palette,
    /// The help (inside `Text`).
    Help,
    /// A question with buttons.
    Dialog,
    /// A long text to read.
    Viewer,
}

/// What a scope does with characters that are bound to nothing in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typing {
    /// They are commands: the outer scopes are asked.
    Command,
    /// They choose something the component shows: it gets them, letters and digits of other layouts translated.
    Choose,
    /// They are text: the component gets them as typed.
    Text,
}

impl Scope {
    /// Every scope, in the order help and documentation list them.
    pub const ALL: [Self; 23] = [
        Self::Global,
        Self::Work,
        Self::Companies,
        Self::Company,
        Self::Call,
        Self::Log,
        Self::Settings,
        Self::History,
        Self::Trash,
        Self::Twins,
        Self::Import,
        Self::Fields,
        Self::Form,
        Self::Text,
        Self::Area,
        Self::Select,
        Self::Date,
        Self::Menu,
        Self::Picker,
        Self::Palette,
        Self::Help,
        Self::Dialog,
        Self::Viewer,
    ];

    /// The name in a configuration file, and in the key of its title (`scope-work`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Work => "work",
            Self::Companies => "companies",
            Self::Company => "company",
            Self::Call => "call",
            Self::Log => "log",
            Self::Settings => "settings",
            Self::History => "history",
            Self::Trash => "trash",
            Self::Twins => "duplicates",
            Self::Import => "import",
            Self::Fields => "fields",
            Self::Form => "form",
            Self::Text => "text",
            Self::Area => "area",
            Self::Select => "select",
            Self::Date => "date",
            Self::Menu => "menu",
            Self::Picker => "picker",
            Self::Palette => "palette",
            Self::Help => "help",
            Self::Dialog => "dialog",
            Self::Viewer => "viewer",
        }
    }

    /// The scope of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }

    /// What unbound characters mean here.
    pub fn typing(self) -> Typing {
        match self {
            Self::Text => Typing::Text,
            Self::Menu | Self::Select | Self::Dialog => Typing::Choose,
            _ => Typing::Command,
        }
    }

    /// Whether digits choose something here, so that the digit row of other keyboards is read as digits.
    pub fn digits(self) -> bool {
        matches!(
            self,
            Self::Menu | Self::Select | Self::Dialog | Self::Call | Self::Work
        )
    }
}
