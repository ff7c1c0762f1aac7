//! What leaves the screen for another program: a link, a letter, a row for the clipboard.

use super::Company;
use crate::domain::ActivityType;
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::screen::work::call::open_outside;

impl Company {
    pub(super) fn open_link(&self, cx: &mut Cx) -> Handled {
        if let Some(url) = self.target().and_then(|target| target.url()) {
            open_outside(cx, url);
        }
        Handled::Yes
    }

    pub(super) fn write_mail(&mut self, cx: &mut Cx) -> Handled {
        if let Some(address) = self.target().and_then(|target| target.email) {
            open_outside(cx, format!("mailto:{address}"));
        }
        let about = self.about(Action::MailWrite);
        self.records.log(cx, about, ActivityType::Email)
    }

    pub(super) fn copy_row(&self, cx: &mut Cx) -> Handled {
        if let (Some(card), Some(target)) = (&self.card, self.target()) {
            cx.copy(&target.into_row(card.company.stage));
        }
        Handled::Yes
    }
}
