//! The actions menu: everything that can be done with the selection.

use crate::tui::action::{ACTIONS, Act, Action, Group};
use crate::tui::component::Availability;
use crate::tui::cx::Cx;
use crate::tui::message::Ticket;
use crate::tui::widget::menu::{Choice, Menu};

/// The groups that act on a record.
const GROUPS: [Group; 5] = [
    Group::Record,
    Group::Move,
    Group::Snooze,
    Group::Copy,
    Group::Call,
];

/// The lines of the menu with what they do, in the order of the table; dim ones with their reason.
pub fn entries(cx: &Cx, availability: &dyn Fn(Action) -> Availability) -> Vec<(Choice, Act)> {
    let mut entries = Vec::new();
    for spec in ACTIONS.iter().filter(|spec| GROUPS.contains(&spec.group)) {
        if matches!(spec.action, Action::ActionsMenu | Action::Outcome) {
            continue;
        }
        let mut choice = Choice::new(cx.title_of(spec.action));
        if let Some(key) = cx.key_of(spec.action) {
            choice = choice.key(key);
        }
        match availability(spec.action) {
            Availability::Absent => continue,
            Availability::Ready(detail) => choice.detail = detail.unwrap_or_default(),
            Availability::Refused(reason) => choice.reason = Some(reason),
        }
        entries.push((choice, spec.action.act()));
    }
    entries
}

/// The menu of these lines.
pub fn menu(title: String, entries: Vec<(Choice, Act)>, ticket: Ticket<Act>) -> Menu<Act> {
    Menu::new(title, entries, ticket).live(|act| act.action)
}
