//! What the user says about an import, and the form that asks for it.

use crate::base::UserId;
use crate::import::map::{Entity, MapOptions, systems};
use crate::import::read::Charset;
use crate::import::value::date::DateOrder;
use crate::import::{ImportOptions, OnDuplicate};
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::layout::Placement;
use crate::tui::message::{Message, Ticket};
use crate::tui::scope::Scope;
use crate::tui::screen::drafts::Unused;
use crate::tui::screen::glue::form_input;
use crate::tui::widget::form::{Form, FormEvent, FormField};
use crate::tui::widget::menu::Choice;
use crate::tui::widget::pane::{Pane, padded};
use ratatui::Frame;
use ratatui::layout::Rect;
use serde_json::Value;
use std::collections::BTreeMap;

/// The encodings to choose from; the first choice is what the file tells.
pub(super) const ENCODINGS: [&str; 6] = [
    "utf-8",
    "windows-1252",
    "iso-8859-15",
    "windows-1250",
    "utf-16le",
    "utf-16be",
];
/// What becomes of rows that are here, in the order of the menu.
pub(super) const DUPLICATES: [(OnDuplicate, &str); 4] = [
    (OnDuplicate::Merge, "import-here-merge"),
    (OnDuplicate::Update, "import-here-update"),
    (OnDuplicate::Skip, "import-here-skip"),
    (OnDuplicate::Add, "import-here-add"),
];
const ENTITIES: [(Entity, &str); 5] = [
    (Entity::Companies, "import-companies"),
    (Entity::Contacts, "import-contacts"),
    (Entity::Activities, "import-activities"),
    (Entity::Deals, "import-deals"),
    (Entity::Tickets, "import-tickets"),
];
/// The most columns that are read: here they are all seen before anything is done with them.
const MOST_COLUMNS: usize = 500;
const ORDERS: [(DateOrder, &str); 2] = [
    (DateOrder::DayFirst, "import-day-first"),
    (DateOrder::MonthFirst, "import-month-first"),
];

/// Those who may own a company.
pub(super) type Users = Vec<(UserId, String)>;

/// What was chosen; what was not is decided by the file.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Choices {
    pub(super) system: Option<String>,
    pub(super) entity: Option<Entity>,
    pub(super) encoding: Option<&'static str>,
    /// The sheet of a workbook, when not the first.
    pub(super) sheet: Option<String>,
    /// What was said of the last file with the same columns does not hold.
    pub(super) afresh: bool,
    pub(super) order: Option<DateOrder>,
    pub(super) on_duplicate: OnDuplicate,
    pub(super) workflow: bool,
    mend: bool,
    pub(super) owner: Option<UserId>,
    pub(super) tags: Vec<String>,
    /// Columns that go elsewhere than the file tells, by their name there.
    pub(super) columns: BTreeMap<String, String>,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            system: None,
            entity: None,
            encoding: None,
            sheet: None,
            afresh: false,
            order: None,
            on_duplicate: OnDuplicate::default(),
            workflow: true,
            mend: false,
            owner: None,
            tags: Vec::new(),
            columns: BTreeMap::new(),
        }
    }
}

impl Choices {
    /// As an import takes them.
    pub(super) fn options(&self) -> ImportOptions {
        let maps = self.columns.iter();
        ImportOptions {
            charset: self.encoding.and_then(Charset::named),
            map: MapOptions {
                system: self.system.clone(),
                entity: self.entity,
                maps: maps.map(|(column, field)| format!("{column}={field}")).collect(),
                custom: Vec::new(),
                part: None,
            },
            max_columns: MOST_COLUMNS,
            sheet: self.sheet.clone(),
            saved_mapping: !self.afresh,
            date_order: self.order,
            mend: self.mend,
            on_duplicate: self.on_duplicate,
            workflow: self.workflow,
            owner: self.owner,
            tags: self.tags.clone(),
            ..ImportOptions::default()
        }
    }

    /// The choices in words, for the line above the columns.
    pub(super) fn said(&self, cx: &Cx, users: &Users, own: bool) -> String {
        let here = DUPLICATES.iter().find(|(way, _)| *way == self.on_duplicate);
        let here = here.map_or("", |(_, key)| key);
        if own {
            let replaces = self.on_duplicate == OnDuplicate::Update;
            let key = if replaces {
                "import-own-replace"
            } else {
                "import-own-keep"
            };
            return cx.t(key).into_owned();
        }
        let mut parts = vec![cx.t(here).into_owned()];
        if let Some(sheet) = &self.sheet {
            let args = [("name", sheet.into())];
            parts.push(cx.t_args("import-of-sheet", &args).into_owned());
        }
        if !self.workflow {
            parts.push(cx.t("import-no-workflow").into_owned());
        }
        if let Some((_, name)) = users.iter().find(|(id, _)| Some(*id) == self.owner) {
            parts.push(
                cx.t_args("import-for-owner", &[("name", name.into())])
                    .into_owned(),
            );
        }
        parts.extend(self.tags.iter().map(|tag| format!("#{tag}")));
        if self.mend {
            parts.push(cx.t("import-mended").into_owned());
        }
        parts.join(" · ")
    }
}

/// What a file leaves open.
#[derive(Clone, Default)]
pub(super) struct Open {
    pub(super) users: Users,
    /// The sheets of a workbook that has several.
    pub(super) sheets: Vec<String>,
    /// Its columns are read as those of the last file with the same ones.
    pub(super) remembered: bool,
    /// An export of callsheet is brought back: most questions have no meaning.
    pub(super) own: bool,
}

/// The form; what was chosen goes to the ticket.
pub(super) struct ChoicesForm {
    form: Form,
    was: Choices,
    open: Open,
    /// Where what is typed is kept until it is used.
    unused: Unused,
    clean: Value,
    ticket: Ticket<Choices>,
}

fn at<T: PartialEq>(list: &[(T, &str)], value: Option<&T>) -> usize {
    let found = list.iter().position(|(known, _)| Some(known) == value);
    found.map_or(0, |at| at + 1)
}

impl ChoicesForm {
    pub(super) fn new(cx: &Cx, was: Choices, open: Open, unused: Unused, ticket: Ticket<Choices>) -> Self {
        let form = if open.own {
            own_form(cx, &was)
        } else {
            form(cx, &was, &open)
        };
        let mut form = form.button("save", cx.t("import-use"));
        let clean = unused.give(&mut form);
        Self {
            form,
            was,
            open,
            unused,
            clean,
            ticket,
        }
    }

    fn chosen(&self) -> Choices {
        let chosen = |id: &str| self.form.chosen(id).unwrap_or(0);
        if self.open.own {
            let replace = chosen("differs") == 1;
            return Choices {
                on_duplicate: if replace {
                    OnDuplicate::Update
                } else {
                    OnDuplicate::Merge
                },
                ..self.was.clone()
            };
        }
        let behind = |id: &str| chosen(id).checked_sub(1);
        let tags = self.form.value("tags");
        let tags = tags
            .split([',', ';', ' '])
            .map(|tag| tag.trim().trim_start_matches('#').to_lowercase())
            .filter(|tag| !tag.is_empty());
        let entity = behind("entity").map(|at| ENTITIES[at].0);
        // The first sheet is what is read when nothing is said.
        let sheet = behind_first(chosen("sheet"), &self.open.sheets);
        let same = entity == self.was.entity && sheet == self.was.sheet;
        Choices {
            system: behind("system").and_then(|at| systems().get(at).map(|name| (*name).to_owned())),
            entity,
            encoding: behind("encoding").map(|at| ENCODINGS[at]),
            sheet,
            afresh: chosen("columns") == 1,
            order: behind("order").map(|at| ORDERS[at].0),
            on_duplicate: DUPLICATES[chosen("here")].0,
            workflow: chosen("workflow") == 0,
            mend: chosen("mend") == 1,
            owner: behind("owner").and_then(|at| self.open.users.get(at).map(|(id, _)| *id)),
            tags: tags.collect(),
            // Fields of companies are none of contacts, and those of one sheet none of another.
            columns: if same {
                self.was.columns.clone()
            } else {
                BTreeMap::new()
            },
        }
    }

    fn event(&mut self, cx: &mut Cx, event: FormEvent) -> Handled {
        self.unused.keep(&self.form, &self.clean);
        if matches!(event, FormEvent::Pressed(_)) {
            self.unused.forget();
            let chosen = self.chosen();
            cx.close();
            cx.answer(self.ticket, chosen);
        }
        event.handled()
    }
}

fn behind_first(at: usize, sheets: &[String]) -> Option<String> {
    sheets.get(at).filter(|_| at > 0).cloned()
}

/// The questions that only some files raise: which sheet, and whether the columns are those of last time.
fn of_this_file(cx: &Cx, was: &Choices, open: &Open) -> Form {
    let mut form = Form::new();
    if !open.sheets.is_empty() {
        let sheets = open
            .sheets
            .iter()
            .map(|name| Choice::new(crate::base::text::line(name)));
        let now = was.sheet.as_ref();
        let now = now.and_then(|name| open.sheets.iter().position(|known| known == name));
        let label = cx.t("import-field-sheet");
        form =
            form.field(FormField::select("sheet", label, sheets.collect(), Some(now.unwrap_or(0))).width(48));
    }
    if open.remembered || was.afresh {
        let ways = ["import-columns-as-last", "import-columns-afresh"].map(|key| Choice::new(cx.t(key)));
        let label = cx.t("import-field-columns");
        let now = usize::from(was.afresh);
        form = form.field(FormField::radio("columns", label, ways.to_vec(), Some(now)));
    }
    form
}

fn own_form(cx: &Cx, was: &Choices) -> Form {
    let ways = ["import-own-keep", "import-own-replace"].map(|key| Choice::new(cx.t(key)));
    let now = usize::from(was.on_duplicate == OnDuplicate::Update);
    let label = cx.t("import-field-differs");
    Form::new().field(FormField::select("differs", label, ways.to_vec(), Some(now)).width(48))
}

fn form(cx: &Cx, was: &Choices, open: &Open) -> Form {
    let users = &open.users;
    let word = |key: &str| Choice::new(cx.t(key));
    let told = || std::iter::once(word("import-as-told"));
    let words = |list: &[&str]| -> Vec<Choice> { list.iter().map(|key| word(key)).collect() };
    let systems: Vec<&str> = systems();
    let system = was.system.as_ref();
    let system = system.and_then(|name| systems.iter().position(|known| known == name));
    let encoding = ENCODINGS.iter().position(|name| Some(*name) == was.encoding);
    let owner = users.iter().position(|(id, _)| Some(*id) == was.owner);
    let duplicate = DUPLICATES.iter().position(|(way, _)| *way == was.on_duplicate);
    let behind = |at: Option<usize>| Some(at.map_or(0, |at| at + 1));
    let names = |list: &[&str]| told().chain(list.iter().map(|name| Choice::new(*name))).collect();
    let nobody = std::iter::once(word("import-owner-told"));
    let owners = nobody.chain(users.iter().map(|(_, name)| Choice::new(name)));
    let entities = told().chain(ENTITIES.iter().map(|(_, key)| word(key)));
    let orders = told().chain(ORDERS.iter().map(|(_, key)| word(key)));
    let here: Vec<&str> = DUPLICATES.iter().map(|(_, key)| *key).collect();
    let (yes, no) = ("import-yes", "import-no");
    of_this_file(cx, was, open)
        .field(FormField::select("here", cx.t("import-field-here"), words(&here), duplicate).width(48))
        .field(FormField::text(
            "tags",
            cx.t("import-field-tags"),
            &was.tags.join(", "),
        ))
        .field(FormField::select(
            "owner",
            cx.t("import-field-owner"),
            owners.collect(),
            behind(owner),
        ))
        .field(FormField::radio(
            "workflow",
            cx.t("import-field-workflow"),
            words(&[yes, no]),
            Some(usize::from(!was.workflow)),
        ))
        .field(FormField::select(
            "system",
            cx.t("import-field-system"),
            names(&systems),
            behind(system),
        ))
        .field(FormField::select(
            "entity",
            cx.t("import-field-entity"),
            entities.collect(),
            Some(at(&ENTITIES, was.entity.as_ref())),
        ))
        .field(FormField::select(
            "encoding",
            cx.t("import-field-encoding"),
            names(&ENCODINGS),
            behind(encoding),
        ))
        .field(FormField::radio(
            "order",
            cx.t("import-field-order"),
            orders.collect(),
            Some(at(&ORDERS, was.order.as_ref())),
        ))
        .field(FormField::radio(
            "mend",
            cx.t("import-field-mend"),
            words(&[no, yes]),
            Some(usize::from(was.mend)),
        ))
}

impl Component for ChoicesForm {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let inner = padded(Pane::popup(self.title(cx)).draw(buf, area, *cx));
        self.form.draw(buf, inner, *cx);
    }
    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        let event = self.form.act(cx, act);
        self.event(cx, event)
    }
    form_input!();
    fn update(&mut self, cx: &mut Cx, message: &Message) {
        let event = self.form.update(cx, message);
        self.event(cx, event);
    }
    fn scopes(&self) -> Vec<Scope> {
        self.form.scopes()
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![Action::FormNext, Action::FormSave, Action::Cancel]
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t("import-choices").into_owned()
    }
    fn placement(&self, _cx: &Cx) -> Placement {
        let width = 86;
        let height = self.form.rows(width - 3) + 3;
        Placement::Center { width, height }
    }
}
