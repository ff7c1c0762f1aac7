//! What is done with a task or a company from Work: its forms and deeds are those
//! of every screen. Here it is decided which of them concern the current task,
//! and what must wait until a call is logged.

use super::Work;
use super::call::open_outside;
use crate::domain::ActivityType;
use crate::tui::action::{Act, Action};
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::screen::records::About;
use crate::tui::toast::Toast;

/// Deeds on the current task, wherever the cursor is.
pub(super) const fn is_on_current(action: Action) -> bool {
    ends_task(action) || matches!(action, Action::MoveOwner | Action::MoveDue)
}

/// Deeds after which another task is the current one; none may happen under a running call.
pub(super) const fn ends_task(action: Action) -> bool {
    matches!(
        action,
        Action::TaskDone
            | Action::TaskSkip
            | Action::SnoozeHour
            | Action::SnoozeAfternoon
            | Action::SnoozeTomorrow
            | Action::SnoozeMonday
            | Action::SnoozeDate
            | Action::MoveQualify
            | Action::MoveDisqualify
            | Action::MoveDormant
            | Action::MoveHandOver
            | Action::MoveArchive
            | Action::MoveAccept
            | Action::MoveReturn
            | Action::MoveReopen
    )
}

/// Deeds that may not meet a company the rep has not seen; putting one off is no harm.
const fn must_be_seen(action: Action) -> bool {
    ends_task(action) && !matches!(action, Action::TaskSkip)
}

impl Work {
    /// Opens the form of an action; `No` when it has none.
    fn open_form(&mut self, cx: &mut Cx, action: Action) -> Handled {
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

    pub(super) fn deed(&mut self, cx: &mut Cx, act: Act, action: Action) -> Handled {
        if self.open_form(cx, action).yes() {
            return Handled::Yes;
        }
        let on_current = is_on_current(action);
        let Some(target) = self.target(on_current) else {
            if on_current {
                cx.say(Toast::info(cx.t("no-current").into_owned()));
            }
            return Handled::from(on_current);
        };
        if must_be_seen(action) && self.is_unseen(cx) {
            let args = [("name", (&target.name).into())];
            let text = cx.t_args("deed-unseen", &args).into_owned();
            cx.say(Toast::info(text));
            return Handled::Yes;
        }
        if action == Action::CopyRow {
            if let Some(detail) = &self.detail {
                cx.copy(&target.into_row(detail.card.company.stage));
            }
            return Handled::Yes;
        }
        if action == Action::LinkOpen {
            match target.url() {
                Some(url) => open_outside(cx, url),
                None => cx.say(Toast::refusal(cx.t("no-website").into_owned())),
            }
            return Handled::Yes;
        }
        self.deeds.act(cx, act, &target)
    }

    pub(super) fn open_script(&self, cx: &mut Cx) -> Handled {
        let Some(detail) = &self.detail else {
            return Handled::Yes;
        };
        let sections = detail
            .script
            .sections
            .iter()
            .map(|(title, lines)| format!("{title}\n\n{}", lines.join("\n")));
        let text = sections.collect::<Vec<_>>().join("\n\n");
        cx.push(crate::tui::widget::viewer::Viewer::new(
            cx.t("pane-script").into_owned(),
            &text,
        ));
        Handled::Yes
    }
}
