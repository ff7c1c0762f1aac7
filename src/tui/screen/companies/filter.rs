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
use crate::tui::toast::Toast;
use crate::tui::widget::paint;
use crate::tui::widget::pane::padded;
use crate::view::Speaker;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Proposals that are shown at once.
const SHOWN: usize = 8;

/// Proposals that are gone through with Tab, for as long as nothing else is typed.
pub(super) struct Cycle {
    texts: Vec<String>,
    /// The one that stands in the filter.
    at: usize,
    /// The filter with it, and where the cursor was then.
    value: String,
    cursor: usize,
}

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

    /// The proposals that are gone through, when the filter is as the last of them left it.
    fn cycle(&self) -> Option<&Cycle> {
        let cycle = self.cycle.as_ref()?;
        let same = cycle.value == self.filter.value() && cycle.cursor == self.filter.cursor();
        same.then_some(cycle)
    }

    /// Puts the first proposal in, then the next (or the one before). What has the focus stays: the keys that follow
    /// are letters of the filter.
    fn complete(&mut self, cx: &mut Cx, on: bool) -> Handled {
        let (texts, replaces, at) = match self.cycle() {
            Some(cycle) => {
                let (count, at) = (cycle.texts.len(), cycle.at);
                let next = if on { at + 1 } else { at + count - 1 } % count;
                (cycle.texts.clone(), cycle.texts[at].chars().count(), next)
            }
            None => {
                let found = self.proposals();
                (found.texts, found.replaces, 0)
            }
        };
        let Some(text) = texts.get(at) else {
            self.cycle = None;
            return Handled::Yes;
        };
        self.filter.complete(replaces, text);
        // One that stands alone was meant: Tab goes on with what fits behind it.
        self.cycle = (texts.len() > 1).then(|| Cycle {
            at,
            value: self.filter.value().to_owned(),
            cursor: self.filter.cursor(),
            texts,
        });
        self.filter_changed(cx);
        Handled::Yes
    }

    /// What can be typed, one behind the other; the one that was taken stands in brackets.
    fn offered(&self) -> Option<String> {
        let joined = |texts: &[String]| texts.join("  ");
        if let Some(cycle) = self.cycle() {
            let first = cycle.at / SHOWN * SHOWN;
            let shown = cycle.texts.iter().enumerate().skip(first).take(SHOWN);
            let shown = shown.map(|(at, text)| {
                if at == cycle.at {
                    format!("[{text}]")
                } else {
                    text.clone()
                }
            });
            return Some(joined(&shown.collect::<Vec<_>>()));
        }
        let found = self.proposals().texts;
        let shown = found.get(..SHOWN).unwrap_or(&found);
        (!shown.is_empty()).then(|| joined(shown))
    }

    /// The line below the filter: what can be typed at the cursor, else what is wrong with it.
    pub(super) fn below_filter(&self, cx: DrawCx<'_>) -> Option<(String, Role)> {
        let offered = self.typing.then(|| self.offered()).flatten();
        let Some(shown) = offered else {
            let error = self.unread.as_ref()?;
            return Some((format!("! {}", line(error)), Role::Warn));
        };
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
            Action::Open if self.unread.is_some() => {
                if let Some(error) = &self.unread {
                    cx.say(Toast::refusal(line(error)));
                }
                Handled::Yes
            }
            Action::PaneNext => self.complete(cx, true),
            Action::PanePrev if self.cycle().is_some() => self.complete(cx, false),
            // The way to the list that keeps the filter, also of one hit, which Enter would open.
            Action::PanePrev => {
                self.typing = false;
                Handled::Yes
            }
            Action::Open => {
                self.typing = false;
                // One hit is what was looked for.
                if self.rows.len() == 1 && !self.pages.is_waiting() {
                    return self.open(cx);
                }
                Handled::Yes
            }
            Action::Down | Action::Up | Action::PageDown | Action::PageUp => self.move_by(cx, act.action),
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
