//! Adding and changing records from any screen: which key opens which form,
//! and what became of it.

use super::add::{Kind, RecordForm};
use super::log_form::{LogAbout, LogForm};
use crate::base::{CompanyId, ContactId, TaskId};
use crate::domain::{ActivityType, Rules};
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::message::{Message, Slot};
use std::sync::Arc;

/// What a form is about.
#[derive(Clone, Debug)]
pub(super) struct About {
    pub(super) company: CompanyId,
    pub(super) name: String,
    pub(super) contact: Option<ContactId>,
    pub(super) task: Option<TaskId>,
}

/// What a form made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fresh {
    /// A company was entered, or a possible duplicate was opened instead.
    Company(CompanyId),
    /// Anything else was saved.
    Saved,
}

/// The forms of a screen.
pub(super) struct Records {
    rules: Arc<Rules>,
    /// The log form offers the next task.
    work: bool,
    saved: Slot<Fresh>,
    logged: Slot<()>,
}

/// Whether an action wants a company to be selected.
pub(super) const fn needs_company(action: Action) -> bool {
    matches!(
        action,
        Action::Note
            | Action::TaskNew
            | Action::AddTask
            | Action::AddContact
            | Action::LogForm
            | Action::MailWrite
            | Action::Edit
            | Action::Call
            | Action::CallChoose
    )
}

impl Records {
    pub(super) fn new(rules: Arc<Rules>) -> Self {
        Self {
            rules,
            work: false,
            saved: Slot::default(),
            logged: Slot::default(),
        }
    }

    /// The same on Work, where the log form offers the next task.
    pub(super) fn on_work(rules: Arc<Rules>) -> Self {
        Self {
            work: true,
            ..Self::new(rules)
        }
    }

    /// Opens the form of an action; `No` when it has none.
    pub(super) fn act(&mut self, cx: &mut Cx, action: Action, about: Option<About>) -> Handled {
        if action == Action::AddCompany {
            return self.open(cx, Kind::NewCompany, String::new());
        }
        let Some(about) = about else {
            return Handled::No;
        };
        match action {
            Action::Note => self.open(cx, Kind::Note(about.company, about.contact), about.name),
            Action::TaskNew | Action::AddTask => {
                self.open(cx, Kind::NewTask(about.company, about.contact), about.name)
            }
            Action::AddContact => self.open(cx, Kind::NewContact(about.company), about.name),
            Action::Edit => {
                let kind = about
                    .contact
                    .map_or(Kind::EditCompany(about.company), Kind::EditContact);
                self.open(cx, kind, about.name)
            }
            Action::LogForm => self.log(cx, about, ActivityType::Call),
            Action::MailWrite => self.log(cx, about, ActivityType::Email),
            _ => Handled::No,
        }
    }

    /// Opens the log form with a type.
    pub(super) fn log(&mut self, cx: &mut Cx, about: About, kind: ActivityType) -> Handled {
        let ticket = cx.ticket(&mut self.logged);
        let about = LogAbout {
            company: about.company,
            name: about.name,
            task: about.task,
            contact: about.contact,
            kind,
            work: self.work,
        };
        LogForm::open(cx, about, self.rules.clone(), ticket);
        Handled::Yes
    }

    fn open(&mut self, cx: &mut Cx, kind: Kind, name: String) -> Handled {
        let ticket = cx.ticket(&mut self.saved);
        let form = RecordForm::new(cx, kind, name, self.rules.clone(), ticket);
        cx.push(form);
        Handled::Yes
    }

    /// Hears of answers; what a form made, once.
    pub(super) fn update(&mut self, _cx: &mut Cx, message: &Message) -> Option<Fresh> {
        let logged = self.logged.take(message).map(|()| Fresh::Saved);
        self.saved.take(message).or(logged)
    }
}
