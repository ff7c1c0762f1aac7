//! Where the user was when the program was left, so that it is there again at the next start.

use super::place::Place;
use crate::base::{CompanyId, TaskId};
use crate::domain::{Code, Stage};
use crate::replica::Replica;
use crate::view::{CompanySort, CompanyView};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The small fact of the file that holds it.
const KEY: &str = "whereabouts";

/// A selected row of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Selected<I> {
    /// Whose.
    pub id: I,
    /// Which one of the list it was.
    pub at: usize,
    /// How many rows stood above it in the window.
    pub above: usize,
}

/// What is there again. What cannot be read, or is gone, is an ordinary start.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Whereabouts {
    screen: String,
    company: Option<CompanyId>,
    view: String,
    sort: String,
    /// The selected row of Companies.
    pub row: Option<Selected<CompanyId>>,
    /// The selected row of Work when it was not that of the current task.
    pub task: Option<Selected<TaskId>>,
    /// The focused pane of Work.
    pub work_pane: Value,
    /// A company that was looked at last, and the focused pane of its screen.
    pub company_pane: Option<(CompanyId, Value)>,
}

impl Whereabouts {
    /// What a file remembers.
    pub fn of(replica: &Replica) -> Self {
        let text = replica.meta(KEY).ok().flatten().unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Keeps it in a file.
    pub fn keep(&self, replica: &Replica) {
        let text = serde_json::to_string(self).unwrap_or_default();
        if let Err(error) = replica.put_meta(KEY, &text) {
            tracing::error!(%error, "where one was could not be kept");
        }
    }

    /// The screen to start with.
    pub fn place(&self) -> Option<Place> {
        match self.screen.as_str() {
            "work" => Some(Place::Work),
            "companies" => Some(Place::Companies),
            "company" => self.company.map(Place::Company),
            _ => None,
        }
    }

    /// Remembers a screen; whether it is one that a start may lead to.
    pub fn set_place(&mut self, place: Place) -> bool {
        let (screen, company) = match place {
            Place::Work => ("work", None),
            Place::Companies => ("companies", None),
            Place::Company(id) => ("company", Some(id)),
            Place::Settings
            | Place::History
            | Place::Trash
            | Place::Twins
            | Place::Import
            | Place::Fields
            | Place::Welcome => return false,
        };
        screen.clone_into(&mut self.screen);
        self.company = company;
        true
    }

    /// The view of Companies and its order.
    pub fn view(&self) -> Option<(CompanyView, CompanySort)> {
        let sort = match self.sort.as_str() {
            "name" => CompanySort::Name,
            _ => CompanySort::NextDue,
        };
        let known = VIEWS.into_iter().find(|(_, name)| *name == self.view);
        let stage = || Stage::ALL.iter().find(|stage| stage.code() == self.view);
        let view = known.map(|(view, _)| view);
        let view = view.or_else(|| stage().map(|stage| CompanyView::Stage(*stage)))?;
        Some((view, sort))
    }

    /// Remembers the view of Companies and its order.
    pub fn set_view(&mut self, view: CompanyView, sort: CompanySort) {
        self.view = match view {
            CompanyView::Stage(stage) => stage.code().to_owned(),
            view => {
                let known = VIEWS.iter().find(|(known, _)| *known == view);
                known.map(|(_, name)| (*name).to_owned()).unwrap_or_default()
            }
        };
        self.sort = match sort {
            CompanySort::NextDue => "next_due",
            CompanySort::Name => "name",
        }
        .to_owned();
    }
}

/// The views that are no stage.
const VIEWS: [(CompanyView, &str); 6] = [
    (CompanyView::Mine, "mine"),
    (CompanyView::All, "all"),
    (CompanyView::Unassigned, "unassigned"),
    (CompanyView::NoNextStep, "no_next_step"),
    (CompanyView::Dormant, "dormant"),
    (CompanyView::DoNotContact, "do_not_contact"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_and_screen_is_the_same_again() {
        let stages = Stage::ALL.iter().map(|stage| CompanyView::Stage(*stage));
        for view in VIEWS.iter().map(|(view, _)| *view).chain(stages) {
            for sort in [CompanySort::NextDue, CompanySort::Name] {
                let mut was = Whereabouts::default();
                was.set_view(view, sort);
                assert!(was.set_place(Place::Companies) && !was.set_place(Place::Trash));
                let text = serde_json::to_string(&was).expect("text");
                let again: Whereabouts = serde_json::from_str(&text).expect("read");
                assert_eq!(
                    (again.view(), again.place()),
                    (Some((view, sort)), Some(Place::Companies))
                );
            }
        }
        assert_eq!(Whereabouts::default().place(), None);
        assert_eq!(Whereabouts::default().view(), None);
    }
}
