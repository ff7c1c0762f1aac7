//! What is decided about the person in front: never contact again, contact again, erase for good.

use super::{Company, Pane};
use crate::base::ContactId;
use crate::domain::command::{ContactBasis, ContactCommand, EraseContact};
use crate::domain::privacy::Texts;
use crate::replica::{Applied, Replica};
use crate::tui::action::Action;
use crate::tui::component::{Availability, Handled};
use crate::tui::cx::Cx;
use crate::tui::message::{Message, Slot};
use crate::tui::screen::deeds::said;
use crate::tui::screen::text_prompt::TextPrompt;
use crate::tui::toast::Toast;

/// What is asked and what is under way.
#[derive(Default)]
pub(super) struct Person {
    of: Option<(ContactId, Action)>,
    typed: Slot<String>,
    done: Slot<(Action, Result<Applied, String>)>,
}

/// The actions that are about the person in front.
pub(super) const fn is_about_person(action: Action) -> bool {
    matches!(
        action,
        Action::PersonBlock | Action::PersonLift | Action::PersonErase
    )
}

impl Company {
    /// Does it, or asks for the words that it needs.
    pub(super) fn act_on_person(&mut self, cx: &mut Cx, action: Action) -> Handled {
        let found = self.selected_contact().filter(|_| self.pane == Pane::Contacts);
        let Some((id, name)) = found.map(|row| (row.id, row.display_name())) else {
            cx.say(Toast::info(cx.t("select-person").into_owned()));
            return Handled::Yes;
        };
        self.person.of = Some((id, action));
        let (title, hint) = match action {
            Action::PersonErase => ("person-erase-title", "person-erase-hint"),
            Action::PersonLift => ("person-lift-title", "person-lift-hint"),
            _ => {
                self.decide_on_person(cx, String::new());
                return Handled::Yes;
            }
        };
        let title = cx.t_args(title, &[("name", (&name).into())]).into_owned();
        let hint = cx.t(hint).into_owned();
        let ticket = cx.ticket(&mut self.person.typed);
        cx.push(TextPrompt::new(title, hint, ticket));
        Handled::Yes
    }

    fn decide_on_person(&mut self, cx: &mut Cx, typed: String) {
        let Some((contact_id, action)) = self.person.of.take() else {
            return;
        };
        let based = |basis: String| ContactBasis {
            contact_id,
            basis: (!basis.is_empty()).then_some(basis),
        };
        let command = match action {
            Action::PersonErase => ContactCommand::Erase(EraseContact {
                contact_id,
                name: typed,
                texts: Texts::Replace,
            }),
            Action::PersonLift => ContactCommand::LiftDoNotContact(based(typed)),
            _ => ContactCommand::DoNotContact(based(typed)),
        };
        cx.ask(&mut self.person.done, move |replica: &mut Replica| {
            (action, replica.run(command).map_err(|error| said(&error)))
        });
    }

    pub(super) fn update_person(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(typed) = self.person.typed.take(message) {
            self.decide_on_person(cx, typed);
        }
        match self.person.done.take(message) {
            Some((action, Ok(applied))) => {
                let text = crate::locale::said::label(&cx.locale, &applied.label);
                // Nothing takes an erasure back.
                cx.say(match action {
                    Action::PersonErase => Toast::info(text),
                    _ => Toast::undo(text),
                });
                cx.send(Message::Changed);
            }
            Some((_, Err(text))) => cx.say(Toast::error(text)),
            None => {}
        }
    }

    /// Whether a person is in front, and whether it is so already.
    pub(super) fn person_availability(&self, cx: &Cx, action: Action) -> Availability {
        let found = self.selected_contact().filter(|_| self.pane == Pane::Contacts);
        match (found, action) {
            (None, _) => Availability::Refused(cx.t("select-person").into_owned()),
            (Some(row), Action::PersonBlock) if row.dnc_since.is_some() => Availability::Absent,
            (Some(row), Action::PersonLift) if row.dnc_since.is_none() => Availability::Absent,
            _ => Availability::READY,
        }
    }
}
