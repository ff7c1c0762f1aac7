//! The screens one can go to.

use super::action::Action;
use crate::base::CompanyId;

/// A screen, with what it shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Place {
    /// The queue.
    Work,
    /// The list of companies.
    Companies,
    /// One company.
    Company(CompanyId),
    /// Settings.
    Settings,
    /// The undo history.
    History,
    /// The trash.
    Trash,
    /// Rows that look alike.
    Twins,
    /// The import of a file.
    Import,
    /// Fields of one's own.
    Fields,
    /// The questions of the first start.
    Welcome,
}

impl Place {
    /// The screens of the top line, in its order.
    pub const TABS: [Self; 2] = [Self::Work, Self::Companies];

    /// The tab of the top line under which the screen stands.
    pub fn tab(self) -> Option<Self> {
        match self {
            Self::Work => Some(Self::Work),
            Self::Companies | Self::Company(_) => Some(Self::Companies),
            Self::Settings
            | Self::History
            | Self::Trash
            | Self::Twins
            | Self::Import
            | Self::Fields
            | Self::Welcome => None,
        }
    }

    /// The key of its title in the catalogue.
    pub fn title_key(self) -> &'static str {
        match self {
            Self::Work => "scope-work",
            Self::Companies => "scope-companies",
            Self::Company(_) => "scope-company",
            Self::Settings => "scope-settings",
            Self::History => "scope-history",
            Self::Trash => "scope-trash",
            Self::Twins => "scope-duplicates",
            Self::Import => "scope-import",
            Self::Fields => "scope-fields",
            Self::Welcome => "welcome-title",
        }
    }

    /// The screen an action goes to.
    pub fn of_action(action: Action) -> Option<Self> {
        Some(match action {
            Action::GoWork => Self::Work,
            Action::GoCompanies => Self::Companies,
            Action::GoSettings => Self::Settings,
            Action::GoHistory => Self::History,
            Action::GoTrash => Self::Trash,
            Action::GoTwins => Self::Twins,
            Action::GoImport => Self::Import,
            Action::GoFields => Self::Fields,
            _ => return None,
        })
    }
}
