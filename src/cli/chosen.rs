//! Which rows a verb is about: a filter, a saved view, or both.

use super::output::{Outcome, Problem};
use super::session::Session;
use crate::base::{lookup, near};
use crate::domain::filter::Entity;
use crate::domain::view::{BUILT_IN, SavedView};
use crate::domain::{Refusal, Stage, UnknownCode};
use crate::replica::Wish;
use crate::view::{CompanyView, Speaker};

/// What of a list of companies was asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chosen {
    /// The view that every file has.
    pub(crate) view: CompanyView,
    /// The saved view.
    pub(crate) saved: Option<SavedView>,
}

/// A view that every file has.
pub(crate) fn built_in(text: &str) -> Option<CompanyView> {
    Some(match text.to_lowercase().replace('_', "-").as_str() {
        "mine" => CompanyView::Mine,
        "all" => CompanyView::All,
        "unassigned" => CompanyView::Unassigned,
        "no-next-step" => CompanyView::NoNextStep,
        "dormant" => CompanyView::Dormant,
        "do-not-contact" => CompanyView::DoNotContact,
        _ => CompanyView::Stage(<Stage as crate::domain::Code>::lenient(text)?),
    })
}

impl Session {
    /// How whoever typed the arguments reads and types.
    pub(crate) fn speaker(&self) -> Speaker {
        Speaker {
            lang: self.setup.lang(),
            order: self.setup.order,
        }
    }
    /// A saved view by its name.
    pub(crate) fn saved_view(&self, of: Entity, name: &str) -> Outcome<SavedView> {
        let views = self.replica.views()?;
        let wanted = lookup::fold(name);
        let mut of_it = views
            .into_iter()
            .filter(|view| view.entity == of)
            .collect::<Vec<_>>();
        if let Some(at) = of_it.iter().position(|view| lookup::fold(&view.name) == wanted) {
            return Ok(of_it.swap_remove(at));
        }
        let names = of_it.iter().map(|view| view.name.as_str());
        let hint = near::hint(name, names);
        Err(Refusal::not_found(
            "view of",
            format!("{of} \"{name}\"{hint} (see: callsheet view list)"),
        )
        .into())
    }
    /// A view of companies: one that every file has, or a saved one.
    pub(crate) fn company_view(&self, name: &str) -> Outcome<Chosen> {
        if let Some(view) = built_in(name) {
            return Ok(Chosen { view, saved: None });
        }
        let known = self.replica.views()?;
        if known.iter().any(|view| view.entity == Entity::Company) {
            let saved = self.saved_view(Entity::Company, name)?;
            return Ok(Chosen {
                view: CompanyView::All,
                saved: Some(saved),
            });
        }
        let text = format!(
            "{}, or one of {}",
            UnknownCode::of::<Stage>(name),
            BUILT_IN.join(", ")
        );
        Err(Problem::usage(format!("--view {text}, or a saved view (callsheet view list)")).into())
    }
    /// A filter and the name of a saved view; none: neither was given. Checked before anything is done.
    pub(crate) fn wish(&self, of: Entity, view: Option<&str>, filter: Option<&str>) -> Outcome<Option<Wish>> {
        if view.is_none() && filter.is_none() {
            return Ok(None);
        }
        let saved = view.map(|name| self.saved_view(of, name)).transpose()?;
        let wish = Wish {
            typed: filter.unwrap_or_default().to_owned(),
            saved: saved.map(|view| view.filter).unwrap_or_default(),
            speaker: self.speaker(),
        };
        self.replica.check_filter(of, &wish)?;
        Ok(Some(wish))
    }
}
