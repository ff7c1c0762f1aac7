//! Export from a list: what, as what, where to. What was typed stays when it fails; no file is replaced unasked.

use super::companies::ids_of;
use super::path_field::{as_typed, shortened};
use crate::base::CompanyId;
use crate::export::{Ask, CardVersion, ExportError, Format, What, to_file};
use crate::locale::{Locale, system};
use crate::replica::Replica;
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::layout::Placement;
use crate::tui::message::{Message, Slot};
use crate::tui::scope::Scope;
use crate::tui::screen::deeds::said;
use crate::tui::screen::glue::form_input;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use crate::tui::widget::dialog::Dialog;
use crate::tui::widget::form::{Form, FormEvent, FormField};
use crate::tui::widget::menu::Choice;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, padded};
use crate::view::CompanyAsk;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

/// The small fact of the file that holds where the last export went.
const FOLDER: &str = "export_folder";
/// What can be written of companies.
const WHATS: [(What, &str, &str); 2] = [
    (What::Companies, "companies", "export-companies"),
    (What::Contacts, "contacts", "export-contacts"),
];

/// What they are written as; a calendar holds neither.
const FORMATS: [Format; 5] = [
    Format::Csv,
    Format::Xlsx,
    Format::Json,
    Format::Ndjson,
    Format::Vcf,
];

/// The rows that are exported.
#[derive(Clone, Debug)]
pub(super) enum Rows {
    /// Those of the list as it is filtered.
    List(CompanyAsk),
    /// The marked ones.
    Marked(Vec<CompanyId>),
    /// One company, or its contacts.
    Company(CompanyId),
}

/// What came of writing.
enum Written {
    Rows(u64, PathBuf),
    /// There is a file of that name.
    There,
    Failed(String),
}

/// The form.
pub(super) struct Export {
    rows: Rows,
    form: Form,
    /// The path as the program put it there, while nobody has changed it.
    offered: String,
    folder: Slot<Option<String>>,
    written: Slot<Written>,
    replace: Slot<usize>,
}

impl Export {
    pub(super) fn new(cx: &Cx, rows: Rows) -> Self {
        let whats = WHATS.map(|(_, _, key)| Choice::new(cx.t(key))).to_vec();
        let formats = FORMATS.map(|format| Choice::new(format.name().to_uppercase()));
        let form = Form::new()
            .field(FormField::radio("what", cx.t("export-what"), whats, Some(0)))
            .field(FormField::select(
                "format",
                cx.t("export-format"),
                formats.to_vec(),
                Some(0),
            ))
            .field(FormField::text("path", cx.t("export-path"), "").required())
            .button("write", cx.t("export-do"));
        Self {
            rows,
            form,
            offered: String::new(),
            folder: Slot::default(),
            written: Slot::default(),
            replace: Slot::default(),
        }
    }

    /// Offers the contacts first.
    #[must_use]
    pub(super) fn of_contacts(mut self, contacts: bool) -> Self {
        self.form.choose("what", Some(usize::from(contacts)));
        self
    }

    fn what(&self) -> (What, &'static str) {
        let (what, name, _) = WHATS[self.form.chosen("what").unwrap_or(0).min(WHATS.len() - 1)];
        (what, name)
    }

    fn format(&self) -> Format {
        let chosen = self.form.chosen("format").and_then(|at| FORMATS.get(at));
        chosen.copied().unwrap_or(Format::Csv)
    }

    /// Names the file by what is written, as long as nobody named it.
    fn offer(&mut self, cx: &Cx, folder: &str) {
        let name = format!("{}-{}.{}", self.what().1, cx.today(), self.format().name());
        self.offered = format!("{folder}{name}");
        let offered = self.offered.clone();
        self.form.set("path", &offered);
    }

    fn changed(&mut self, cx: &Cx, field: &str) {
        let path = self.form.value("path");
        if !matches!(field, "what" | "format") {
            return;
        }
        if path == self.offered {
            let at = path.rfind(std::path::is_separator).map_or(0, |at| at + 1);
            return self.offer(cx, &path[..at]);
        }
        // A name of one's own ends as the format does.
        let known = Format::ALL.map(Format::name);
        if let Some((stem, end)) = path.rsplit_once('.')
            && known.contains(&end)
        {
            let path = format!("{stem}.{}", self.format().name());
            self.form.set("path", &path);
        }
    }

    fn save(&mut self, cx: &mut Cx, replace: bool) -> Handled {
        if self.written.is_waiting() {
            return Handled::Yes;
        }
        let typed = self.form.value("path");
        if typed.is_empty() || typed.ends_with(std::path::is_separator) {
            let text = cx.t("export-no-path").into_owned();
            self.form.fail("path", Some(text));
            self.form.to_first_error();
            return Handled::Yes;
        }
        let path = as_typed(&typed);
        let (rows, what, format) = (self.rows.clone(), self.what().0, self.format());
        let locale = Arc::clone(&cx.locale);
        cx.ask_long(&mut self.written, move |replica: &mut Replica, _| {
            if !replace && path.symlink_metadata().is_ok() {
                return Written::There;
            }
            match write(replica, rows, what, format, &path, &locale) {
                Ok(count) => {
                    remember_folder(replica, &path);
                    Written::Rows(count, path)
                }
                Err(text) => Written::Failed(text),
            }
        });
        Handled::Yes
    }

    fn take_written(&mut self, cx: &mut Cx, written: Written) {
        match written {
            Written::Rows(count, path) => {
                let path = shortened(&path);
                let count = i64::try_from(count).unwrap_or(i64::MAX);
                let args = [("n", count.into()), ("path", (&path).into())];
                cx.say(Toast::info(cx.t_args("export-done", &args).into_owned()));
                cx.close();
            }
            Written::There => {
                let text = cx.t("export-there").into_owned();
                let buttons = ["export-keep", "export-replace"].map(|key| cx.t(key).into_owned());
                let ticket = cx.ticket(&mut self.replace);
                cx.push(Dialog::new(text, buttons, ticket));
            }
            Written::Failed(error) => {
                let args = [("error", (&error).into())];
                let text = cx.t_args("export-failed", &args).into_owned();
                self.form.fail("path", Some(text));
                self.form.to_first_error();
            }
        }
    }

    fn event(&mut self, cx: &mut Cx, event: FormEvent) -> Handled {
        match event {
            FormEvent::Pressed(_) => return self.save(cx, false),
            FormEvent::Changed(field) => self.changed(cx, field),
            _ => {}
        }
        event.handled()
    }
}

fn write(
    replica: &Replica,
    rows: Rows,
    what: What,
    format: Format,
    path: &Path,
    locale: &Locale,
) -> Result<u64, String> {
    let ids = match rows {
        Rows::List(ask) => ids_of(replica, ask)?,
        Rows::Marked(ids) => ids,
        Rows::Company(id) => vec![id],
    };
    let ask = Ask {
        only: None,
        what,
        format: Some(format),
        fields: Vec::new(),
        delimiter: b',',
        raw: false,
        terminal: false,
        card_version: CardVersion::default(),
        companies: Some(Arc::new(ids.into_iter().collect())),
    };
    to_file(replica, &ask, path).map_err(|error| match error {
        ExportError::Read(error) => said(&error),
        ExportError::Write(error) => system::reason(locale, &error),
        other => other.to_string(),
    })
}

fn remember_folder(replica: &Replica, path: &Path) {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let Some(folder) = whole.parent() else { return };
    if let Err(error) = replica.put_meta(FOLDER, &shortened(folder)) {
        tracing::error!(%error, "where an export went could not be kept");
    }
}

impl Component for Export {
    fn enter(&mut self, cx: &mut Cx) {
        self.offer(cx, &format!("~{MAIN_SEPARATOR}"));
        cx.ask(&mut self.folder, |replica: &mut Replica| {
            replica.meta(FOLDER).ok().flatten()
        });
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(Some(mut folder)) = self.folder.take(message)
            && self.form.value("path") == self.offered
        {
            if !folder.ends_with(std::path::is_separator) {
                folder.push(MAIN_SEPARATOR);
            }
            self.offer(cx, &folder);
        }
        if let Some(written) = self.written.take(message) {
            self.take_written(cx, written);
        }
        if self.replace.take(message) == Some(1) {
            self.save(cx, true);
        }
        let event = self.form.update(cx, message);
        self.event(cx, event);
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if self.written.is_waiting()
            && matches!(act.action, Action::Cancel | Action::Close | Action::Interrupt)
        {
            cx.say(Toast::info(cx.t("export-writing").into_owned()));
            return Handled::Yes;
        }
        if act.action == Action::Open && self.form.on_last_field() {
            return self.save(cx, false);
        }
        let event = self.form.act(cx, act);
        self.event(cx, event)
    }
    form_input!();

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let inner = padded(Pane::popup(self.title(cx)).draw(buf, area, *cx));
        let text = match &self.rows {
            _ if self.written.is_waiting() => cx.t("export-writing"),
            Rows::List(_) => cx.t("export-shown"),
            Rows::Company(_) => cx.t("export-company"),
            Rows::Marked(ids) => cx.t_args("export-marked", &[("n", ids.len().into())]),
        };
        paint::text(buf, inner, &text, cx.theme.get(Role::Dim));
        let by = inner.height.min(if inner.height > 6 { 2 } else { 1 });
        let form = Rect {
            y: inner.y + by,
            height: inner.height - by,
            ..inner
        };
        self.form.draw(buf, form, *cx);
    }

    fn scopes(&self) -> Vec<Scope> {
        self.form.scopes()
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![Action::FormNext, Action::FormSave, Action::Cancel]
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        (action == Action::FormSave).then_some("export-do")
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t("export-title").into_owned()
    }
    fn placement(&self, _cx: &Cx) -> Placement {
        let width = 78;
        let height = self.form.rows(width - 3) + 5;
        Placement::Center { width, height }
    }
}
