//! Marks: single rows, a range, and every row of the filtered list, also those that were not read yet.

use super::bulk::Bulk;
use super::{Companies, load};
use crate::base::CompanyId;
use crate::replica::Replica;
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::message::Message;
use crate::tui::screen::records::needs_company;
use crate::tui::toast::Toast;
use crate::view::CompanyAsk;
use std::collections::HashSet;

/// What is of use while rows are marked.
pub(super) const HINTS: [Action; 9] = [
    Action::Mark,
    Action::MoveOwner,
    Action::Tags,
    Action::MoveStage,
    Action::AddTask,
    Action::Cancel,
    Action::Delete,
    Action::Export,
    Action::MoveTasks,
];

/// A range of marks that follows the selection.
pub(super) struct Range {
    /// The row it began at.
    from: CompanyId,
    /// What was marked before.
    before: HashSet<CompanyId>,
}

impl Companies {
    /// Why an action is not done while rows are marked: it is about one company, and the selected row would be an odd
    /// one out.
    pub(super) fn why_not_marked(&self, cx: &Cx, action: Action) -> Option<String> {
        if self.marked.is_empty() || Bulk::knows(action) {
            return None;
        }
        if matches!(action, Action::MoveAccept | Action::MoveReturn) {
            return Some(cx.t("answered-one-by-one").into_owned());
        }
        let of_one = needs_company(action) || action == Action::LinkOpen;
        of_one.then(|| {
            let said = cx.t_key("one-at-a-time", Action::Cancel);
            said.unwrap_or_else(|| cx.t("answered-one-by-one").into_owned())
        })
    }

    pub(super) fn mark(&mut self, cx: &mut Cx) -> Handled {
        self.range = None;
        if let Some(id) = self.row().map(|row| row.id)
            && !self.marked.remove(&id)
        {
            self.marked.insert(id);
        }
        self.list.act(Action::Down);
        self.fetch_ahead(cx);
        Handled::Yes
    }

    pub(super) fn mark_range(&mut self, cx: &mut Cx) -> Handled {
        if self.range.take().is_some() {
            // The marks stay as they are.
            return Handled::Yes;
        }
        let Some(from) = self.row().map(|row| row.id) else {
            return Handled::Yes;
        };
        self.range = Some(Range {
            from,
            before: self.marked.clone(),
        });
        self.stretch();
        let key = cx.key_said(Action::MarkRange);
        let key = key.unwrap_or_else(|| cx.title_of(Action::MarkRange));
        cx.say(Toast::info(cx.with_key("mark-range-begun", &key)));
        Handled::Yes
    }

    /// Marks what lies between the begin of the range and the selection, and nothing beyond it.
    pub(super) fn stretch(&mut self) {
        let Some(range) = &self.range else { return };
        let from = self.rows.iter().position(|row| row.id == range.from);
        let (Some(from), Some(at)) = (from, self.list.selected()) else {
            return;
        };
        let (first, last) = (from.min(at), from.max(at));
        let ids = self.rows.iter().skip(first).take(last - first + 1);
        self.marked = range.before.clone();
        self.marked.extend(ids.map(|row| row.id));
    }

    /// Another list is shown: the range ends, its marks stay, and the rows of the old one that were still to be marked
    /// are not.
    pub(super) fn another_list(&mut self) {
        self.range = None;
        self.all.forget();
    }

    /// Takes all marks away, also those that were still to come.
    pub(super) fn clear_marks(&mut self) -> Handled {
        self.range = None;
        self.all.forget();
        self.marked.clear();
        Handled::Yes
    }

    /// A deed is through with these; what was marked while it ran stays marked.
    pub(super) fn unmark(&mut self, through: &HashSet<CompanyId>) {
        self.marked.retain(|id| !through.contains(id));
        if let Some(range) = &mut self.range {
            range.before.retain(|id| !through.contains(id));
        }
    }

    /// Ends the range and takes its marks away.
    pub(super) fn drop_range(&mut self) -> Handled {
        if let Some(range) = self.range.take() {
            self.marked = range.before;
        }
        Handled::Yes
    }

    /// Marks every row of the filtered list; pressed again it takes the marks away.
    pub(super) fn mark_all(&mut self, cx: &mut Cx) -> Handled {
        self.range = None;
        let shown = self.rows.iter().all(|row| self.marked.contains(&row.id));
        let whole = self.next.is_none() || self.marked.len() > self.rows.len();
        if shown && whole && !self.rows.is_empty() {
            return self.clear_marks();
        }
        self.marked.extend(self.rows.iter().map(|row| row.id));
        if self.next.is_some() {
            let ask = CompanyAsk {
                view: self.view,
                sort: self.sort,
                filter: self.filter.value().trim().to_owned(),
                saved: self.saved_filter(),
                speaker: self.speaker(cx),
                typing: true,
                ..CompanyAsk::default()
            };
            cx.ask(&mut self.all, move |replica: &mut Replica| {
                load::ids(replica, ask)
            });
        }
        Handled::Yes
    }

    pub(super) fn take_all(&mut self, cx: &mut Cx, message: &Message) {
        match self.all.take(message) {
            Some(Ok(ids)) => {
                // A range that was begun since is drawn over them.
                if let Some(range) = &mut self.range {
                    range.before.extend(&ids);
                }
                self.marked.extend(ids);
            }
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
    }
}
