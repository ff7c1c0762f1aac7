//! The forms that Work opens: log, task, contact, company. They are those of every screen.

use super::Work;
use crate::domain::ActivityType;
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::screen::records::About;

impl Work {
    /// Opens the form of an action; `No` when it has none.
    pub(super) fn open_form(&mut self, cx: &mut Cx, action: Action) -> Handled {
        let about = self.detail.as_ref().map(|detail| About {
            company: detail.card.company.id,
            name: detail.card.company.name.clone(),
            // Editing means the company; the person is chosen there.
            contact: detail
                .contact
                .as_ref()
                .map(|contact| contact.id)
                .filter(|_| action != Action::Edit),
            task: Some(detail.task.id),
        });
        let fitting = self
            .detail
            .as_ref()
            .map(|detail| detail.task.kind.fitting_activity());
        match (action, about, fitting) {
            (Action::Note, ..) => Handled::No,
            (Action::LogForm, Some(about), Some(kind)) => self.records.log(cx, about, kind),
            (Action::MailWrite, Some(about), _) => self.records.log(cx, about, ActivityType::Email),
            (_, about, _) => self.records.act(cx, action, about),
        }
    }
}
