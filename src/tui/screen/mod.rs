//! Screens and popups. Each is one component with its own state.

pub mod actions;
mod add;
pub mod companies;
pub mod company;
mod dates;
mod deeds;
mod drafts;
mod entry;
mod export;
pub mod fields;
mod finishing;
mod glue;
pub mod help;
pub mod history;
pub mod import;
mod log_form;
mod logged;
mod narrow;
mod outcome_panel;
pub mod palette;
mod path_field;
mod preview;
mod promise;
mod prompt;
mod records;
mod running;
mod script;
pub mod settings;
mod target;
mod text_prompt;
pub mod trash;
pub mod twins;
pub mod welcome;
mod words;
pub mod work;

use super::action::{Action, Group};
use super::component::Availability;
use super::scope::Scope;

/// What a screen can do that is a plain list: moving, opening, going elsewhere; no deed on a record.
fn only_lists(action: Action, own: Scope) -> Availability {
    let spec = action.spec();
    let plain = matches!(spec.group, Group::App | Group::Go | Group::Nav);
    let here = (spec.scope == Scope::Global && plain) || spec.scope == own;
    let sideways = matches!(action, Action::Left | Action::Right) && own != Scope::Settings;
    let useless = sideways || matches!(action, Action::Zoom | Action::PaneNext | Action::PanePrev);
    if here && !useless {
        Availability::READY
    } else {
        Availability::Absent
    }
}
