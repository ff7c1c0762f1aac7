//! A path to type, with the folders and files below it that complete it.
//!
//! Tab completes as a shell does; ↓ goes into the list. The folder is read on the data layer's thread.

use crate::replica::Replica;
use crate::tui::action::Action;
use crate::tui::component::CursorAt;
use crate::tui::cx::{Cx, DrawCx, TypeAhead};
use crate::tui::input::Mouse;
use crate::tui::message::Message;
use crate::tui::theme::Role;
use crate::tui::widget::field::Field;
use crate::tui::widget::list::List;
use crate::tui::widget::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::ffi::OsString;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// The most entries that are listed.
const LISTED: usize = 200;

/// A path as it is typed: `~` is the home folder.
pub(super) fn in_home(typed: &str, home: Option<OsString>) -> PathBuf {
    match (typed.strip_prefix('~'), home) {
        (Some(""), Some(home)) => PathBuf::from(home),
        (Some(rest), Some(home)) if rest.starts_with(is_separator) => {
            PathBuf::from(home).join(rest.trim_start_matches(is_separator))
        }
        _ => PathBuf::from(typed),
    }
}

/// The same with the home folder of the user.
pub(super) fn as_typed(typed: &str) -> PathBuf {
    in_home(typed.trim(), std::env::var_os("HOME"))
}

/// A path as it is shown in the field again: the home folder is `~`.
pub(super) fn shortened(path: &Path) -> String {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let below = home.as_deref().filter(|home| home.parent().is_some());
    match below.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) => format!("~{MAIN_SEPARATOR}{}", rest.display()),
        None => path.display().to_string(),
    }
}

fn is_separator(ch: char) -> bool {
    std::path::is_separator(ch)
}

/// What lies in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Entry {
    name: String,
    folder: bool,
}

/// What came of an action or of typing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PathEvent {
    /// It had no use for it.
    No,
    /// Nothing that concerns others.
    Handled,
    /// What is typed is what is meant.
    Taken,
}

/// The field with its list.
#[derive(Default)]
pub(super) struct PathField {
    field: Field,
    entries: Vec<Entry>,
    list: List,
    /// The selection is in the list.
    in_list: bool,
    listing: TypeAhead<Vec<Entry>>,
}

/// What begins with what was typed behind the last separator, folders first.
fn entries(typed: &str, home: Option<OsString>) -> Vec<Entry> {
    let (folder, begin) = split(typed);
    let folder = match folder {
        "" => PathBuf::from("."),
        folder => in_home(folder, home),
    };
    let Ok(found) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let begin = begin.to_lowercase();
    let mut entries: Vec<Entry> = found
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let fits = name.to_lowercase().starts_with(&begin);
            let hidden = name.starts_with('.') && !begin.starts_with('.');
            // Behind a link may be a folder, too.
            let folder = || std::fs::metadata(entry.path()).is_ok_and(|meta| meta.is_dir());
            (fits && !hidden).then(|| Entry {
                folder: folder(),
                name,
            })
        })
        .collect();
    entries.sort_by_cached_key(|entry| (!entry.folder, entry.name.to_lowercase()));
    entries.truncate(LISTED);
    entries
}

/// The folder with its separator, and what stands behind it.
fn split(typed: &str) -> (&str, &str) {
    let at = typed.rfind(is_separator).map_or(0, |at| at + 1);
    typed.split_at(at)
}

/// What all names begin with, whatever their case.
fn common(entries: &[Entry]) -> String {
    let Some(first) = entries.first() else {
        return String::new();
    };
    let mut len = first.name.chars().count();
    for entry in entries {
        let same = first.name.chars().zip(entry.name.chars());
        let same = same.take_while(|(a, b)| a.to_lowercase().eq(b.to_lowercase()));
        len = len.min(same.count());
    }
    first.name.chars().take(len).collect()
}

impl PathField {
    /// What is typed.
    pub(super) fn value(&self) -> &str {
        self.field.value().trim()
    }
    /// Puts a path in and lists what fits it.
    pub(super) fn set(&mut self, cx: &mut Cx, path: &str) {
        self.field.set(path);
        self.look(cx);
    }

    /// Lists what fits what is typed.
    pub(super) fn look(&mut self, cx: &mut Cx) {
        self.in_list = false;
        let typed = self.field.value().to_owned();
        self.listing.ask(cx, move |_: &mut Replica| {
            entries(typed.trim_start(), std::env::var_os("HOME"))
        });
    }

    /// Hears of what was listed.
    pub(super) fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(entries) = self.listing.take(cx, message) {
            self.entries = entries;
            self.list.set_len(self.entries.len());
            self.list.select(0);
        }
    }

    /// Does an action.
    pub(super) fn act(&mut self, cx: &mut Cx, action: Action) -> PathEvent {
        match action {
            Action::FormNext => self.complete(cx),
            Action::Open if self.in_list => return self.take_selected(cx),
            Action::Open | Action::FormSave => return PathEvent::Taken,
            Action::Down | Action::PageDown if !self.in_list => self.in_list = !self.entries.is_empty(),
            Action::Up if self.list.selected() == Some(0) => self.in_list = false,
            Action::Down | Action::Up | Action::PageDown | Action::PageUp if self.in_list => {
                self.list.act(action);
            }
            action => {
                let before = self.field.value().to_owned();
                if !self.field.act(action).yes() {
                    return PathEvent::No;
                }
                if self.field.value() != before {
                    self.look(cx);
                }
            }
        }
        PathEvent::Handled
    }

    /// Types a character.
    pub(super) fn text(&mut self, cx: &mut Cx, ch: char) {
        self.field.insert(ch);
        self.look(cx);
    }

    /// A file dropped on the terminal arrives as a paste, often in quotes.
    pub(super) fn paste(&mut self, cx: &mut Cx, text: &str) {
        let text = text.trim().trim_matches(['\'', '"']);
        if Path::new(text).is_absolute() {
            self.field.reset();
        }
        self.field.paste(text);
        self.look(cx);
    }

    /// Selects with a click; a double click takes.
    pub(super) fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> PathEvent {
        if self.list.mouse(mouse).is_some() {
            return self.take_selected(cx);
        }
        PathEvent::Handled
    }

    fn take_selected(&mut self, cx: &mut Cx) -> PathEvent {
        let Some(entry) = self.list.selected().and_then(|at| self.entries.get(at)).cloned() else {
            return PathEvent::Handled;
        };
        self.put(cx, &entry);
        if entry.folder {
            PathEvent::Handled
        } else {
            PathEvent::Taken
        }
    }

    fn put(&mut self, cx: &mut Cx, entry: &Entry) {
        let (folder, _) = split(self.field.value());
        let end = if entry.folder {
            MAIN_SEPARATOR.to_string()
        } else {
            String::new()
        };
        let path = format!("{folder}{}{end}", entry.name);
        self.set(cx, &path);
    }

    fn complete(&mut self, cx: &mut Cx) {
        let selected = self.list.selected().filter(|_| self.in_list);
        let only = (self.entries.len() == 1).then_some(0);
        if let Some(entry) = selected.or(only).and_then(|at| self.entries.get(at)).cloned() {
            return self.put(cx, &entry);
        }
        let (folder, begin) = split(self.field.value());
        let common = common(&self.entries);
        if common.chars().count() > begin.chars().count() {
            let path = format!("{folder}{common}");
            self.set(cx, &path);
        }
    }

    /// Draws the field alone.
    pub(super) fn draw_field(
        &self,
        buf: &mut Buffer,
        area: Rect,
        cx: DrawCx<'_>,
        role: Role,
    ) -> Option<CursorAt> {
        self.field.draw(buf, area, cx, role)
    }

    /// Draws what completes it; where the cursor stands when it is in the list.
    pub(super) fn draw_list(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) -> Option<CursorAt> {
        let entries = &self.entries;
        let cursor = self.list.draw(
            buf,
            area,
            cx.part(self.in_list),
            |_| 1,
            |buf, item| {
                let Some(entry) = entries.get(item.index) else {
                    return;
                };
                let (sign, role) = if entry.folder {
                    (MAIN_SEPARATOR.to_string(), Role::Accent)
                } else {
                    (String::new(), Role::Text)
                };
                let text = format!("{}{sign}", entry.name);
                paint::text(buf, item.area, &text, cx.theme.get(role));
            },
        );
        cursor.filter(|_| self.in_list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_is_the_home_folder_and_only_at_the_beginning() {
        let home = || Some(OsString::from("/home/anna"));
        assert_eq!(in_home("~", home()), PathBuf::from("/home/anna"));
        assert_eq!(
            in_home("~/rows.csv", home()),
            PathBuf::from("/home/anna/rows.csv")
        );
        assert_eq!(in_home("~bob/rows.csv", home()), PathBuf::from("~bob/rows.csv"));
        assert_eq!(in_home("/a/~/b", home()), PathBuf::from("/a/~/b"));
        assert_eq!(in_home("~/rows.csv", None), PathBuf::from("~/rows.csv"));
    }

    #[test]
    fn what_lies_in_a_folder_completes_what_is_typed() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["Kunden.csv", "kunden-alt.csv", ".hidden"] {
            std::fs::write(folder.path().join(name), "").expect("written");
        }
        std::fs::create_dir(folder.path().join("zoo")).expect("made");
        let at = |begin: &str| format!("{}/{begin}", folder.path().display());
        let names = |begin: &str| -> Vec<String> {
            let found = entries(&at(begin), None);
            found.into_iter().map(|entry| entry.name).collect()
        };
        assert_eq!(names(""), ["zoo", "kunden-alt.csv", "Kunden.csv"]);
        assert_eq!(names("k"), ["kunden-alt.csv", "Kunden.csv"]);
        assert_eq!(names(".h"), [".hidden"]);
        assert_eq!(common(&entries(&at("KU"), None)), "kunden");
        assert!(entries("/no/such/folder/x", None).is_empty());
    }
}
