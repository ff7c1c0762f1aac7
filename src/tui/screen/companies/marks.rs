//! Marks: single rows, a range, and every row of the filtered list, also those that were not read yet.

use super::{Companies, load};
use crate::replica::Replica;
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::message::Message;
use crate::tui::toast::Toast;
use crate::view::CompanyAsk;

impl Companies {
    pub(super) fn mark(&mut self, cx: &mut Cx) -> Handled {
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
        let Some(at) = self.list.selected() else {
            return Handled::Yes;
        };
        if let Some(from) = self.range.take() {
            let (first, last) = (from.min(at), from.max(at));
            let ids = self.rows.iter().skip(first).take(last - first + 1);
            self.marked.extend(ids.map(|row| row.id));
        } else {
            self.range = Some(at);
            let key = cx.key_said(Action::MarkRange);
            let key = key.unwrap_or_else(|| cx.title_of(Action::MarkRange));
            cx.say(Toast::info(cx.with_key("mark-range-begun", &key)));
        }
        Handled::Yes
    }

    /// Marks every row of the filtered list; pressed again it takes the marks away.
    pub(super) fn mark_all(&mut self, cx: &mut Cx) -> Handled {
        let shown = self.rows.iter().all(|row| self.marked.contains(&row.id));
        let whole = self.next.is_none() || self.marked.len() > self.rows.len();
        if shown && whole && !self.rows.is_empty() {
            self.marked.clear();
            return Handled::Yes;
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
            Some(Ok(ids)) => self.marked.extend(ids),
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
    }
}
