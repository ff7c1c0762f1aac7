//! What a deed is done to: a company, its task, and what of it can be copied or opened.

use crate::base::{CompanyId, ContactId, HandoverId, TaskId};
use crate::domain::{Code, HandoverState, Stage};
use crate::tui::action::Action;
use crate::view::CompanyCard;

/// What the deeds are done to.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The company.
    pub(super) company: CompanyId,
    /// Its name.
    pub(super) name: String,
    /// Whom its task concerns.
    pub(super) contact: Option<ContactId>,
    /// The task, where one is selected or current.
    pub(super) task: Option<TaskId>,
    /// A handover that waits or was accepted.
    pub(super) handover: Option<HandoverId>,
    /// What the copy keys take.
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) address: Option<String>,
    pub(super) link: Option<String>,
    /// What was typed as note, for the task that is ticked off.
    pub(super) note: Option<String>,
}

impl Target {
    /// The target a company's card makes.
    pub(super) fn of(card: &CompanyCard, task: Option<TaskId>) -> Self {
        let company = &card.company;
        let postal = &company.postal;
        let town = [postal.postal_code.as_deref(), postal.city.as_deref()];
        let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let address = [
            postal.street.as_deref(),
            Some(town.as_str()),
            postal.country.as_deref(),
        ];
        let address = address
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        let handover = card.handover.as_ref();
        let open = handover.filter(|h| matches!(h.state, HandoverState::Pending | HandoverState::Accepted));
        Self {
            company: company.id,
            name: company.name.clone(),
            contact: None,
            task,
            handover: open.map(|h| h.id),
            phone: company
                .phones
                .iter()
                .find(|p| p.is_good())
                .map(|p| p.e164.clone().unwrap_or_else(|| p.raw.clone())),
            email: company.emails.first().map(|e| e.address.clone()),
            address: (!address.is_empty()).then_some(address),
            link: company.website.clone().or_else(|| company.domain.clone()),
            note: None,
        }
    }
}

impl Target {
    /// The address of its website.
    pub(super) fn url(&self) -> Option<String> {
        let link = self.link.as_deref()?;
        let is_whole = link.starts_with("http://") || link.starts_with("https://");
        Some(if is_whole {
            link.to_owned()
        } else {
            format!("https://{link}")
        })
    }

    /// What an action would take and is not there: the key of the sentence that says so.
    pub(super) fn lacks(&self, action: Action) -> Option<&'static str> {
        let (value, key) = match action {
            Action::CopyPhone => (&self.phone, "copy-nothing"),
            Action::CopyAddress => (&self.address, "copy-nothing"),
            Action::CopyLink | Action::LinkOpen => (&self.link, "no-website"),
            Action::CopyMail | Action::MailWrite => (&self.email, "no-email"),
            _ => return None,
        };
        value.is_none().then_some(key)
    }

    /// The company on one line, for a table.
    pub(super) fn into_row(self, stage: Stage) -> String {
        let parts = [
            Some(self.name),
            Some(stage.code().to_owned()),
            self.phone,
            self.email,
            self.address,
        ];
        let parts = parts.map(|part| part.unwrap_or_default().replace(['\t', '\n'], " "));
        parts.join("\t")
    }
}
