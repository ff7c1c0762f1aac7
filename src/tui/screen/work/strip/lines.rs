//! What the strip says: pieces that flow into as many lines as they need, so
//! that nothing of what can be pressed is cut.

use super::{Question, Strip};
use crate::base::text::width;
use crate::domain::{Code, DisqualifyReason, Stage};
use crate::tui::component::CursorAt;
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::screen::prompt::brief;
use crate::tui::screen::words::row;
use crate::tui::theme::Role;
use crate::tui::widget::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Puts pieces behind each other, two spaces apart, on lines of this width.
fn flow(pieces: &[String], room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(line) + 2 + width(piece) <= room => {
                line.push_str("  ");
                line.push_str(piece);
            }
            _ => lines.push(piece.clone()),
        }
    }
    lines
}

impl Strip {
    /// Whether a line of the strip is a text field now.
    fn is_typing(&self) -> bool {
        self.field.is_some() || self.on_subject
    }

    /// What Enter and the digits do.
    fn choices(&self, cx: &Cx) -> Vec<String> {
        let t = |key: &'static str| cx.t(key).into_owned();
        let days = self.rules.settings.dormant_days;
        let sleep = |key: &'static str| cx.t_args(key, &[("days", i64::from(days).into())]).into_owned();
        match self.question {
            Question::NotInterested => {
                let reasons = DisqualifyReason::ALL.iter().take(10).enumerate();
                let reasons = reasons.map(|(n, reason)| {
                    format!("{} {}", (n + 1) % 10, cx.locale.code("REASON", reason.code()))
                });
                let reasons = reasons.filter(|_| self.can_disqualify());
                let ways = [sleep("strip-sleep"), t("strip-follow"), t("strip-back")];
                reasons.chain(ways).collect()
            }
            Question::Exhausted(retry) if !self.is_typing() => {
                let when = brief(retry, cx, Some(&self.there));
                let retry = cx.t_args("strip-retry", &[("when", (&when).into())]).into_owned();
                vec![
                    sleep("strip-exhausted"),
                    t("strip-no-response"),
                    retry,
                    t("strip-date"),
                ]
            }
            _ => self.dates(cx),
        }
    }

    /// The date that Enter takes, the presets, and what may follow with it.
    fn dates(&self, cx: &Cx) -> Vec<String> {
        let taken = self.due(cx).map(|due| match due {
            Ok(due) => {
                let when = brief(due, cx, Some(&self.there));
                cx.t_args("strip-enter", &[("when", (&when).into())]).into_owned()
            }
            Err(error) => format!("! {error}"),
        });
        let mut pieces: Vec<String> = taken.into_iter().collect();
        let decided = self.question == Question::Meeting && self.agreed.is_some();
        // In a text field digits are text.
        if !self.is_typing() && !decided {
            let presets = self.presets.iter().enumerate();
            pieces.extend(presets.map(|(n, (name, _))| format!("{} {name}", n + 1)));
        }
        let asks = decided || matches!(self.question, Question::Suggest(_));
        if asks && self.stage == Stage::Qualifying && !self.is_typing() {
            pieces.extend(["strip-qualify", "strip-hand-over"].map(|key| cx.t(key).into_owned()));
        }
        pieces
    }

    /// What else can be done.
    fn ways(&self, cx: &Cx) -> Vec<String> {
        // A menu has no field: what leads back stands with its choices.
        if self.question == Question::NotInterested {
            return Vec::new();
        }
        let decided = self.question == Question::Meeting && self.agreed.is_some();
        let typed = self.field.as_ref().is_some_and(|field| !field.is_empty());
        let asks_date = !matches!(self.question, Question::Exhausted(_));
        let mut keys = Vec::new();
        if (asks_date && !decided && !typed) || (self.field.is_some() && !typed) {
            keys.push("strip-typing");
        }
        if asks_date && !decided {
            keys.push("strip-tab");
        }
        keys.push("strip-back");
        keys.into_iter().map(|key| cx.t(key).into_owned()).collect()
    }

    /// Rows the strip takes in this window, with its frame.
    pub(super) fn rows(&self, cx: &Cx) -> u16 {
        let room = usize::from(cx.size.0.saturating_sub(3));
        let lines = flow(&self.choices(cx), room).len() + flow(&self.ways(cx), room).len();
        lines as u16 + u16::from(self.is_typing()) + 2
    }

    /// Draws the lines, and the field between them; gives where the cursor stands.
    pub(super) fn draw_lines(&self, buf: &mut Buffer, inner: Rect, cx: DrawCx<'_>) -> Option<CursorAt> {
        let room = usize::from(inner.width);
        let mut n = 0;
        let mut cursor = None;
        for line in flow(&self.choices(&cx), room) {
            let role = if line.starts_with('!') {
                Role::Error
            } else {
                Role::Text
            };
            paint::text(buf, row(inner, n), &line, cx.theme.get(role));
            n += 1;
        }
        if self.is_typing() {
            let label = cx.t(if self.on_subject {
                "strip-what"
            } else {
                "strip-when"
            });
            let wide = width(&label) as u16 + 1;
            let line = row(inner, n);
            paint::text(buf, line, &label, cx.theme.get(Role::Dim));
            let at = Rect {
                x: line.x + wide.min(line.width),
                width: line.width.saturating_sub(wide),
                ..line
            };
            let field = if self.on_subject {
                Some(&self.subject)
            } else {
                self.field.as_ref()
            };
            cursor = field.and_then(|field| field.draw(buf, at, cx, Role::Input));
            n += 1;
        }
        for line in flow(&self.ways(&cx), room) {
            paint::text(buf, row(inner, n), &line, cx.theme.get(Role::Dim));
            n += 1;
        }
        cursor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_flow_into_the_lines_they_need() {
        let pieces = ["1 No need", "2 Not our customer", "", "Esc back"].map(str::to_owned);
        assert_eq!(flow(&pieces, 80), ["1 No need  2 Not our customer  Esc back"]);
        assert_eq!(flow(&pieces, 30), ["1 No need  2 Not our customer", "Esc back"]);
        assert_eq!(flow(&pieces, 5).len(), 3);
    }
}
