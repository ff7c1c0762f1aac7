//! The line of the filter: plain words as search finds them, or the language of filters.

use super::Companies;
use crate::base::lang::DayOrder;
use crate::base::text::{ellipsize, line};
use crate::domain::filter::complete::{Proposals, Values, propose};
use crate::domain::filter::{Entity, Filter};
use crate::tui::action::{Act, Action};
use crate::tui::component::Handled;
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::theme::Role;
use crate::tui::widget::paint;
use crate::tui::widget::pane::padded;
use crate::view::Speaker;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Proposals that are shown at once.
const SHOWN: usize = 8;

impl Companies {
    /// How whoever sits here reads and types.
    pub(super) fn speaker(&self, cx: &Cx) -> Speaker {
        Speaker {
            lang: cx.locale.lang(),
            order: DayOrder::DayFirst,
        }
    }

    /// The filter of the saved view that is shown.
    pub(super) fn saved_filter(&self) -> String {
        self.saved
            .as_ref()
            .map(|view| view.filter.clone())
            .unwrap_or_default()
    }

    pub(super) fn open_filter(&mut self) -> Handled {
        if !self.typing && self.filter.is_empty() {
            self.before = Some((self.row().map(|row| row.id), self.rows.len() as u32));
        }
        self.typing = true;
        Handled::Yes
    }

    /// What can be typed at the cursor: only where a field or its value stands, so that plain words stay plain.
    fn proposals(&self) -> Proposals {
        let values = Values {
            people: &self.known.people,
            tags: &[],
        };
        propose(
            self.filter.value(),
            self.filter.cursor(),
            Entity::Company,
            &values,
        )
    }

    /// Puts the first proposal in; nothing fits: `No`.
    fn complete(&mut self, cx: &mut Cx) -> Handled {
        let found = self.proposals();
        let Some(first) = found.texts.first() else {
            return Handled::No;
        };
        self.filter.complete(found.replaces, first);
        self.filter_changed(cx);
        Handled::Yes
    }

    /// The line below the filter: what is wrong with it, else what can be typed.
    pub(super) fn below_filter(&self, cx: DrawCx<'_>) -> Option<(String, Role)> {
        if let Some(error) = &self.unread {
            return Some((format!("! {}", line(error)), Role::Warn));
        }
        let found = if self.typing {
            self.proposals()
        } else {
            Proposals::default()
        };
        if found.texts.is_empty() {
            return None;
        }
        let shown = found.texts.iter().take(SHOWN).map(String::as_str);
        let shown = shown.collect::<Vec<_>>().join("  ");
        let key = cx.key_of(Action::PaneNext).unwrap_or_default();
        Some((format!("{key} {}", line(&shown)), Role::Dim))
    }

    pub(super) fn draw_below_filter(&self, buf: &mut Buffer, row: Rect, cx: DrawCx<'_>) -> bool {
        let Some((text, role)) = self.below_filter(cx) else {
            return false;
        };
        let row = padded(row);
        let text = ellipsize(&text, usize::from(row.width));
        paint::text(buf, row, &text, cx.theme.get(role));
        true
    }

    pub(super) fn filter_changed(&mut self, cx: &mut Cx) {
        self.another_list();
        self.wanted = None;
        self.onward.forget();
        self.list.select(0);
        self.reload(cx, 0);
    }

    /// Ends the filter and gives the old selection back.
    pub(super) fn drop_filter(&mut self, cx: &mut Cx) -> Handled {
        self.typing = false;
        self.another_list();
        self.filter.reset();
        self.unread = None;
        let (wanted, loaded) = self.before.take().unwrap_or_default();
        self.wanted = wanted;
        self.reload(cx, loaded);
        Handled::Yes
    }

    pub(super) fn act_in_filter(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Cancel => self.drop_filter(cx),
            // What cannot be read is not left behind as if it had been looked for.
            Action::Open if self.unread.is_some() => Handled::Yes,
            Action::PaneNext if self.complete(cx).yes() => Handled::Yes,
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

    /// The typed filter is more than plain words.
    pub(super) fn is_fielded(&self) -> bool {
        Filter::parse(self.filter.value()).is_ok_and(|filter| !filter.is_empty() && !filter.is_words())
    }
}
