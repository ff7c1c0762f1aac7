//! Everything a user can do, in one table.
//!
//! [`ACTIONS`] feeds the key map, the help, the palette, the hint line, the
//! which-key boxes and `docs/KEYS.md`. A row holds no text: the title, the
//! word of the hint line and the sentence of the help are in
//! `assets/locales/*/actions.ftl` under [`Spec::title_key`]. What a component
//! does with an action, and why it is refused, belongs to the component.

use super::scope::Scope;

/// A heading under which actions are listed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Group {
    /// The program itself.
    App,
    /// Going somewhere.
    Go,
    /// Moving the cursor.
    Nav,
    /// What lists do.
    List,
    /// What is done with a record.
    Record,
    /// Putting a task off.
    Snooze,
    /// Copying.
    Copy,
    /// Moving a company through the stages.
    Move,
    /// Calling.
    Call,
    /// Forms.
    Form,
    /// Reading a long text.
    Viewer,
    /// Menus and the palette.
    Menu,
    /// Typing text.
    Text,
}

impl Group {
    /// Every group, in the order help and documentation list them.
    pub const ALL: [Self; 13] = [
        Self::App,
        Self::Go,
        Self::Nav,
        Self::List,
        Self::Record,
        Self::Snooze,
        Self::Copy,
        Self::Move,
        Self::Call,
        Self::Form,
        Self::Viewer,
        Self::Menu,
        Self::Text,
    ];

    /// The key of its title in the catalogue.
    pub fn title_key(self) -> String {
        format!("group-{self:?}").to_lowercase()
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The action.
    pub action: Action,
    /// Its stable name in a configuration file: `work.outcome`.
    pub id: &'static str,
    /// The heading it stands under.
    pub group: Group,
    /// Where its default keys work.
    pub scope: Scope,
    /// Default keys, the one to show first. `digits` stands for 1 to 9 and 0, each with its number.
    pub keys: &'static [&'static str],
}

impl Spec {
    /// The key of its title; `.hint` and `.help` are attributes of it.
    pub fn title_key(&self) -> String {
        format!("action-{}", self.id.replace(['.', '_'], "-"))
    }
}

macro_rules! actions {
    ($($variant:ident: $group:ident $scope:ident $id:literal [$($key:literal),*];)+) => {
        /// Something a user can do.
        #[expect(missing_docs, reason = "the catalogue holds the title and the help of each")]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Action { $($variant),+ }

        /// The one table. Its order is the order of help and palette.
        pub const ACTIONS: &[Spec] = &[$(Spec {
            action: Action::$variant,
            id: $id,
            group: Group::$group,
            scope: Scope::$scope,
            keys: &[$($key),*],
        }),+];
    };
}

actions! {
    HelpOpen: App Global "help.open" ["?", "f1"];
    PaletteOpen: App Global "palette.open" [":", "ctrl-p"];
    FindOpen: App Global "find.open" ["/", "ctrl-f"];
    Undo: App Global "edit.undo" ["u"];
    Redo: App Global "edit.redo" ["U"];
    Back: App Global "app.back" ["backspace", "alt-left"];
    ToggleScreen: App Global "app.toggle" ["-"];
    Cancel: App Global "app.cancel" ["esc"];
    Close: App Global "app.close" ["q"];
    Interrupt: App Global "app.interrupt" ["ctrl-c"];
    Refresh: App Global "app.refresh" ["f5", "ctrl-r"];
    Redraw: App Global "app.redraw" ["ctrl-l"];
    MouseToggle: App Global "app.mouse" ["f12"];
    Suspend: App Global "app.suspend" ["ctrl-z"];
    Zoom: App Global "pane.zoom" ["z"];
    GoWork: Go Global "go.work" ["g w", "f2"];
    GoCompanies: Go Global "go.companies" ["g c", "f3"];
    GoSettings: Go Global "go.settings" ["g ,"];
    GoHistory: Go Global "go.history" [];
    GoTrash: Go Global "go.trash" [];
    GoTwins: Go Global "go.duplicates" ["g d"];
    GoImport: Go Global "go.import" ["a i"];
    GoFields: Go Global "go.fields" [];
    Top: Go Global "nav.top" ["g g", "home"];
    Bottom: Go Global "nav.bottom" ["g e", "G", "end"];
    Down: Nav Global "nav.down" ["j", "down"];
    Up: Nav Global "nav.up" ["k", "up"];
    Left: Nav Global "nav.left" ["h", "left"];
    Right: Nav Global "nav.right" ["l", "right"];
    HalfDown: Nav Global "nav.half_down" ["ctrl-d"];
    HalfUp: Nav Global "nav.half_up" ["ctrl-u"];
    PageDown: Nav Global "nav.page_down" ["pagedown"];
    PageUp: Nav Global "nav.page_up" ["pageup"];
    PaneNext: Nav Global "pane.next" ["tab"];
    PanePrev: Nav Global "pane.prev" ["shift-tab"];
    Open: Nav Global "nav.open" ["enter"];
    Mark: List Global "list.mark" ["space"];
    MarkRange: List Global "list.range" ["v"];
    MarkAll: List Global "list.all" ["A"];
    Filters: List Global "list.filters" ["f"];
    Sort: List Global "list.sort" ["S"];
    Export: List Global "list.export" ["X"];
    Tags: List Companies "list.tags" ["T"];
    ActionsMenu: Record Global "menu.actions" ["."];
    AddCompany: Record Global "add.company" ["a c"];
    AddContact: Record Global "add.contact" ["a p"];
    AddTask: Record Global "add.task" ["a t"];
    Edit: Record Global "record.edit" ["e"];
    EditExternal: Record Global "record.editor" ["E"];
    Delete: Record Global "record.delete" ["D", "delete"];
    PersonBlock: Record Company "person.block" [];
    PersonLift: Record Company "person.lift" [];
    PersonErase: Record Company "person.erase" [];
    TaskDone: Record Global "task.done" ["x"];
    TaskSkip: Record Global "task.skip" ["b"];
    SnoozeHour: Snooze Global "snooze.hour" ["s 1"];
    SnoozeAfternoon: Snooze Global "snooze.afternoon" ["s 2"];
    SnoozeTomorrow: Snooze Global "snooze.tomorrow" ["s 3"];
    SnoozeMonday: Snooze Global "snooze.monday" ["s 4"];
    SnoozeDate: Snooze Global "snooze.date" ["s 5"];
    TaskNew: Record Global "task.new" ["t"];
    Note: Record Global "note.new" ["n"];
    LogForm: Record Global "log.open" ["L"];
    Call: Record Global "call.start" ["c"];
    CallChoose: Record Global "call.choose" ["C"];
    MailWrite: Record Global "mail.write" ["w"];
    LinkOpen: Record Global "link.open" ["o"];
    CopyPhone: Copy Global "copy.phone" ["y y"];
    CopyMail: Copy Global "copy.mail" ["y m"];
    CopyName: Copy Global "copy.name" ["y n"];
    CopyAddress: Copy Global "copy.address" ["y a"];
    CopyLink: Copy Global "copy.link" ["y l"];
    CopyRow: Copy Global "copy.row" ["y r"];
    CopyTable: Copy Global "copy.table" ["y t"];
    MoveQualify: Move Global "move.qualify" ["m 1"];
    MoveDisqualify: Move Global "move.disqualify" ["m 2"];
    MoveDormant: Move Global "move.dormant" ["m 3"];
    MoveHandOver: Move Global "move.hand_over" ["m 4"];
    MoveOwner: Move Global "move.owner" ["m 5"];
    MoveDue: Move Global "move.due" ["m 6"];
    MoveArchive: Move Global "move.archive" ["m 7"];
    MoveAccept: Move Global "move.accept" ["m 8"];
    MoveReturn: Move Global "move.return" ["m 9"];
    MoveReopen: Move Global "move.reopen" ["m 0"];
    MoveStage: Move Global "move.stage" ["m s"];
    MoveTasks: Move Global "move.tasks" ["m t"];
    Outcome: Call Call "work.outcome" ["digits"];
    ScriptNext: Call Work "script.next" ["i"];
    ScriptPrev: Call Work "script.prev" ["I"];
    ScriptOpen: Call Work "script.open" [];
    Power: Call Work "call.power" ["P"];
    Pin: Record Company "company.pin" ["p"];
    TwinApart: List Twins "duplicates.not_same" ["n"];
    TwinLater: List Twins "duplicates.later" ["b"];
    TwinSwap: List Twins "duplicates.swap" ["x"];
    TwinKind: List Twins "duplicates.kind" ["f"];
    ImportRun: Record Import "import.run" ["i", "ctrl-s"];
    FieldNew: Record Fields "field.new" ["n", "insert"];
    FieldDelete: Record Fields "field.delete" ["D", "delete"];
    FormNext: Form Form "form.next" ["tab"];
    FormPrev: Form Form "form.prev" ["shift-tab"];
    FormSave: Form Form "form.save" ["ctrl-s"];
    MatchNext: Viewer Viewer "viewer.next" ["n"];
    MatchPrev: Viewer Viewer "viewer.prev" ["N"];
    PaletteScope: Menu Palette "palette.scope" ["tab"];
    TextLeft: Text Text "text.left" ["left"];
    TextRight: Text Text "text.right" ["right"];
    TextHome: Text Text "text.home" ["home", "ctrl-a"];
    TextEnd: Text Text "text.end" ["end", "ctrl-e"];
    TextWordLeft: Text Text "text.word_left" ["ctrl-left", "alt-b"];
    TextWordRight: Text Text "text.word_right" ["ctrl-right", "alt-f"];
    TextBackspace: Text Text "text.backspace" ["backspace", "shift-backspace"];
    TextDelete: Text Text "text.delete" ["delete"];
    TextWordBack: Text Text "text.word_back" ["ctrl-w", "ctrl-backspace", "alt-backspace"];
    TextKillStart: Text Text "text.kill_start" ["ctrl-u"];
    TextKillEnd: Text Text "text.kill_end" ["ctrl-k"];
    TextUndo: Text Text "text.undo" ["ctrl-z"];
    TextRedo: Text Text "text.redo" ["ctrl-y"];
    TextEditor: Text Text "text.editor" ["f4"];
    TextNewline: Text Area "text.newline" ["enter", "ctrl-j"];
}

impl Action {
    /// The row of the table.
    pub fn spec(self) -> &'static Spec {
        // The macro writes enum and table in the same order.
        &ACTIONS[self as usize]
    }

    /// The action of a name.
    pub fn from_id(id: &str) -> Option<Self> {
        ACTIONS.iter().find(|spec| spec.id == id).map(|spec| spec.action)
    }

    /// This action as a key without a number asks for it.
    pub fn act(self) -> Act {
        Act {
            action: self,
            n: None,
        }
    }
}

/// An action as it is asked for: with the number of the key or of the configuration, if any.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Act {
    /// What to do.
    pub action: Action,
    /// Which one (a digit: 1 to 9, and 10 for the key 0).
    pub n: Option<u8>,
}

impl Act {
    /// An action with a number.
    pub fn numbered(action: Action, n: u8) -> Self {
        Self { action, n: Some(n) }
    }
}

/// The actions that the application itself does, also while a popup is open.
pub const ALWAYS: &[Action] = &[
    Action::HelpOpen,
    Action::PaletteOpen,
    Action::Cancel,
    Action::Close,
    Action::Interrupt,
    Action::Redraw,
    Action::MouseToggle,
    Action::Suspend,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;
    use crate::locale::Locale;

    #[test]
    fn every_action_has_its_texts_and_finds_its_row() {
        let locale = Locale::new(Lang::En);
        for spec in ACTIONS {
            assert_eq!(spec.action.spec().id, spec.id);
            assert_eq!(Action::from_id(spec.id), Some(spec.action));
            for part in ["", ".hint", ".help"] {
                let key = format!("{}{part}", spec.title_key());
                assert!(locale.find(&key).is_some(), "{key} is missing in actions.ftl");
            }
        }
        for key in Group::ALL
            .map(Group::title_key)
            .into_iter()
            .chain(Scope::ALL.map(|s| format!("scope-{}", s.name())))
        {
            assert!(locale.find(&key).is_some(), "{key} is missing in actions.ftl");
        }
    }
}
