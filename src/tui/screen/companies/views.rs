//! The menu of views: those that every file has, those that were saved, and saving what is shown.

use super::{Companies, VIEWS, table};
use crate::domain::command::{PutView, ViewCommand};
use crate::domain::filter::{Entity, Person};
use crate::domain::view::SavedView;
use crate::domain::{Code, Stage};
use crate::replica::Replica;
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::message::{Message, Slot};
use crate::tui::screen::deeds::said;
use crate::tui::screen::text_prompt::TextPrompt;
use crate::tui::screen::words;
use crate::tui::toast::Toast;
use crate::tui::widget::menu::{Choice, Menu};
use crate::view::{CompanySort, CompanyView};
use std::sync::{Arc, Mutex};

/// What a line of the menu chooses.
#[derive(Clone, Debug)]
pub(super) enum Pick {
    /// A view that every file has.
    View(CompanyView),
    /// A saved one.
    Saved(SavedView),
    /// Saves what is shown.
    Save,
}

/// What menu and proposals know of the file; read when the screen is entered, so that a key finds it there.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) views: Vec<SavedView>,
    pub(super) people: Vec<Person>,
}

/// Saving: the name that is asked for, and the answer.
#[derive(Default)]
pub(super) struct Saving {
    name: Slot<String>,
    /// The name that was typed and not given yet.
    typed: Arc<Mutex<String>>,
    done: Slot<Result<SavedView, String>>,
}

/// What a view is saved with: the condition of a view that every file has, in the language of filters.
fn condition(view: CompanyView) -> String {
    match view {
        CompanyView::All => String::new(),
        CompanyView::Mine => "owner:me".to_owned(),
        CompanyView::Unassigned => "owner:none".to_owned(),
        CompanyView::NoNextStep => "no:due -stage:DISQUALIFIED,DORMANT,ARCHIVED".to_owned(),
        CompanyView::Dormant => "stage:DORMANT".to_owned(),
        CompanyView::DoNotContact => "dnc:yes".to_owned(),
        CompanyView::Stage(stage) => format!("stage:{stage}"),
    }
}

impl Companies {
    /// Reads what menu and proposals know.
    pub(super) fn learn(&mut self, cx: &mut Cx) {
        cx.ask_ahead(&mut self.learned, |replica: &mut Replica| {
            let people = replica
                .users()
                .unwrap_or_default()
                .into_iter()
                .map(|user| Person {
                    id: user.id,
                    name: user.name,
                    email: user.email,
                });
            let mut views = replica.views().unwrap_or_default();
            views.retain(|view| view.entity == Entity::Company);
            Known {
                views,
                people: people.collect(),
            }
        });
    }

    pub(super) fn ask_view(&mut self, cx: &mut Cx) -> Handled {
        let stages = Stage::ALL.iter().filter(|stage| **stage != Stage::Dormant);
        let stages = stages.map(|stage| CompanyView::Stage(*stage));
        let views = VIEWS.into_iter().chain(stages).collect::<Vec<_>>();
        let mut at = views.iter().position(|view| *view == self.view);
        let mut entries: Vec<(Choice, Pick)> = views
            .into_iter()
            .map(|view| (Choice::new(table::view_name(cx, view)), Pick::View(view)))
            .collect();
        for view in &self.known.views {
            if self.saved.as_ref().is_some_and(|saved| saved.name == view.name) {
                at = Some(entries.len());
            }
            let choice = Choice::new(view.name.clone()).detail(view.filter.clone());
            entries.push((choice, Pick::Saved(view.clone())));
        }
        if self.unread.is_none() && (!self.filter.is_empty() || self.saved.is_some()) {
            entries.push((Choice::new(cx.t("view-save").into_owned()), Pick::Save));
        }
        let title = cx.title_of(Action::Filters);
        let ticket = cx.ticket(&mut self.views);
        cx.push(Menu::new(title, entries, ticket).selected(at.unwrap_or(0)));
        Handled::Yes
    }

    pub(super) fn take_view(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(known) = self.learned.take(message) {
            self.known = known;
        }
        match self.views.take(message) {
            Some(Pick::View(view)) => self.show(cx, view, None),
            Some(Pick::Saved(view)) => self.show(cx, CompanyView::All, Some(view)),
            Some(Pick::Save) => {
                let title = cx.t("view-save").into_owned();
                let hint = cx.t("view-save-hint").into_owned();
                let ticket = cx.ticket(&mut self.saving.name);
                cx.push(TextPrompt::new(title, hint, ticket).keeping(Arc::clone(&self.saving.typed)));
            }
            None => {}
        }
        if let Some(name) = self.saving.name.take(message) {
            self.save(cx, name);
        }
        match self.saving.done.take(message) {
            Some(Ok(view)) => {
                let text = cx
                    .t_args("view-saved", &[("name", (&view.name).into())])
                    .into_owned();
                let parts = std::iter::once(text).chain(words::undo(cx)).collect::<Vec<_>>();
                cx.say(Toast::undo(parts.join(" · ")));
                self.filter.reset();
                self.before = None;
                self.learn(cx);
                self.show(cx, CompanyView::All, Some(view));
            }
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
    }

    fn show(&mut self, cx: &mut Cx, view: CompanyView, saved: Option<SavedView>) {
        self.view = view;
        match saved.as_ref().and_then(|view| view.sort.as_deref()) {
            Some("name") => self.sort = CompanySort::Name,
            Some(_) => self.sort = CompanySort::NextDue,
            None => {}
        }
        self.saved = saved;
        self.another_list();
        self.list.select(0);
        self.reload(cx, 0);
    }

    /// Saves what is shown: view, saved view and typed filter as one.
    fn save(&mut self, cx: &mut Cx, name: String) {
        let typed = self.filter.value().trim();
        let parts = [condition(self.view), self.saved_filter(), typed.to_owned()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.trim().is_empty()).collect();
        let filter = match &parts[..] {
            [one] => one.clone(),
            several => several
                .iter()
                .map(|part| format!("({part})"))
                .collect::<Vec<_>>()
                .join(" "),
        };
        let sort = match self.sort {
            CompanySort::Name => "name",
            CompanySort::NextDue => "due",
        };
        let view = SavedView {
            name,
            entity: Entity::Company,
            filter,
            columns: self
                .saved
                .as_ref()
                .map(|view| view.columns.clone())
                .unwrap_or_default(),
            sort: Some(sort.to_owned()),
        };
        cx.ask(&mut self.saving.done, move |replica: &mut Replica| {
            let put = PutView {
                entity: view.entity,
                name: view.name.clone(),
                filter: view.filter.clone(),
                columns: view.columns.clone(),
                sort: view.sort.clone(),
            };
            replica.run(ViewCommand::Put(put)).map_err(|error| said(&error))?;
            Ok(view)
        });
    }

    /// What the list is called.
    pub(super) fn list_name(&self, cx: &Cx) -> String {
        match &self.saved {
            Some(view) => view.name.clone(),
            None => table::view_name(cx, self.view),
        }
    }
}
