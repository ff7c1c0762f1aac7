//! The line of the filter: plain words as search finds them, or the language of filters.

use super::Companies;
use crate::base::lang::DayOrder;
use crate::tui::action::{Act, Action};
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::view::Speaker;

impl Companies {
    /// How whoever sits here reads and types.
    pub(super) fn speaker(&self, cx: &Cx) -> Speaker {
        Speaker {
            lang: cx.locale.lang(),
            order: DayOrder::DayFirst,
        }
    }

    pub(super) fn open_filter(&mut self) -> Handled {
        if !self.typing && self.filter.is_empty() {
            self.before = Some((self.row().map(|row| row.id), self.rows.len() as u32));
        }
        self.typing = true;
        Handled::Yes
    }

    pub(super) fn filter_changed(&mut self, cx: &mut Cx) {
        self.wanted = None;
        self.onward.forget();
        self.list.select(0);
        self.reload(cx, 0);
    }

    /// Ends the filter and gives the old selection back.
    pub(super) fn drop_filter(&mut self, cx: &mut Cx) -> Handled {
        self.typing = false;
        self.filter.reset();
        let (wanted, loaded) = self.before.take().unwrap_or_default();
        self.wanted = wanted;
        self.reload(cx, loaded);
        Handled::Yes
    }

    pub(super) fn act_in_filter(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Cancel => self.drop_filter(cx),
            Action::Open => {
                self.typing = false;
                // One hit is what was looked for.
                if self.rows.len() == 1 && !self.pages.is_waiting() {
                    return self.open(cx);
                }
                Handled::Yes
            }
            Action::Down | Action::Up | Action::PageDown | Action::PageUp => self.move_by(cx, act.action),
            Action::PaneNext | Action::PanePrev => {
                self.typing = false;
                Handled::Yes
            }
            action => {
                let before = self.filter.value().to_owned();
                let handled = self.filter.act(action);
                if self.filter.value() != before {
                    self.filter_changed(cx);
                }
                handled
            }
        }
    }
}
