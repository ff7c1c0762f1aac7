//! Several lines of text to type into, wrapped at words, with undo.
//!
//! The editing is ratatui-textarea's; the keys are ours (its own ones bind
//! Ctrl+U and Ctrl+J to other things), and so is the cursor, which is the
//! terminal's own.

use crate::base::text::{Mode, clean};
use crate::tui::action::Action;
use crate::tui::component::{CursorAt, Handled};
use crate::tui::cx::DrawCx;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;
use ratatui_textarea::{CursorMove, TextArea, WrapMode};

/// Most bytes of a text: no field of a record holds more, so that typing in it stays fast.
pub const LARGEST_TEXT: usize = crate::domain::fields::MAX_TEXT;

/// The state of a text of several lines.
#[derive(Clone, Debug)]
pub struct Area {
    text: TextArea<'static>,
    height: u16,
    /// Moves with every change.
    version: u64,
    /// Bytes of the text.
    len: usize,
}

impl Default for Area {
    fn default() -> Self {
        Self::new("")
    }
}

impl Area {
    /// An area holding a text, the cursor behind it.
    pub fn new(value: &str) -> Self {
        let clean = clean(value, Mode::Block).into_string();
        let mut text = TextArea::new(clean.split('\n').map(str::to_owned).collect());
        text.set_wrap_mode(WrapMode::WordOrGlyph);
        text.set_cursor_line_style(Style::default());
        text.set_cursor_style(Style::default());
        text.set_max_histories(500);
        text.move_cursor(CursorMove::Bottom);
        text.move_cursor(CursorMove::End);
        let len = clean.len();
        Self {
            text,
            height: 1,
            version: 0,
            len,
        }
    }
    /// A number that moves when the text does; cheaper to compare than the text.
    pub fn version(&self) -> u64 {
        self.version
    }
    /// The text, its lines joined by `\n`.
    pub fn value(&self) -> String {
        self.text.lines().join("\n")
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.text.lines().iter().all(String::is_empty)
    }
    /// Replaces the text; undo brings the old one back.
    pub fn set(&mut self, value: &str) {
        self.text.select_all();
        self.text.cut();
        self.text.insert_str(clean(value, Mode::Block).as_str());
        self.changed();
    }
    /// Types a character; nothing happens when the text is full.
    pub fn insert(&mut self, ch: char) {
        for ch in clean(ch.encode_utf8(&mut [0; 4]), Mode::Block).as_str().chars() {
            if self.len + ch.len_utf8() <= LARGEST_TEXT {
                self.text.insert_char(ch);
                self.len += ch.len_utf8();
                self.version += 1;
            }
        }
    }
    /// Pastes a text with its lines; `false` when there is no room for all of it, and the text stays as it was.
    #[must_use]
    pub fn paste(&mut self, value: &str) -> bool {
        let value = clean(value, Mode::Block);
        let fits = self.len + value.as_str().len() <= LARGEST_TEXT;
        if fits {
            self.text.insert_str(value.as_str());
            self.changed();
        }
        fits
    }

    fn changed(&mut self) {
        self.version += 1;
        // Every line but the last ends in a line break.
        self.len = self.text.lines().iter().map(|line| line.len() + 1).sum::<usize>() - 1;
    }
    /// Whether the cursor stands on the first line, so that Up may leave the field.
    pub fn at_top(&self) -> bool {
        self.text.screen_cursor().row == 0
    }
    /// Whether the cursor stands on the last line.
    pub fn at_bottom(&self) -> bool {
        self.text.cursor().0 + 1 == self.text.lines().len()
    }

    /// Does an action of text fields; `No` for any other.
    pub fn act(&mut self, action: Action) -> Handled {
        let to = match action {
            Action::TextLeft => CursorMove::Back,
            Action::TextRight => CursorMove::Forward,
            Action::TextHome => CursorMove::Head,
            Action::TextEnd => CursorMove::End,
            Action::TextWordLeft => CursorMove::WordBack,
            Action::TextWordRight => CursorMove::WordForward,
            Action::Up => CursorMove::Up,
            Action::Down => CursorMove::Down,
            _ => return self.change(action),
        };
        self.text.move_cursor(to);
        Handled::Yes
    }

    fn change(&mut self, action: Action) -> Handled {
        let changed = match action {
            Action::TextBackspace => self.text.delete_char(),
            Action::TextDelete => self.text.delete_next_char(),
            Action::TextWordBack => self.text.delete_word(),
            Action::TextKillStart => self.text.delete_line_by_head(),
            Action::TextKillEnd => self.text.delete_line_by_end(),
            Action::TextUndo => self.text.undo(),
            Action::TextRedo => self.text.redo(),
            Action::TextNewline => {
                self.text.insert_newline();
                true
            }
            Action::PageDown | Action::HalfDown => self.rows(CursorMove::Down),
            Action::PageUp | Action::HalfUp => self.rows(CursorMove::Up),
            _ => return Handled::No,
        };
        if changed {
            self.changed();
        }
        Handled::Yes
    }

    fn rows(&mut self, to: CursorMove) -> bool {
        for _ in 0..self.height {
            self.text.move_cursor(to);
        }
        false
    }

    /// Draws the text; gives where the cursor stands.
    pub fn draw(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>, role: Role) -> Option<CursorAt> {
        let area = area.intersection(buf.area);
        if area.width == 0 || area.height == 0 {
            return None;
        }
        self.height = area.height;
        let style = cx.theme.get(role);
        buf.set_style(area, style);
        self.text.set_style(style);
        (&self.text).render(area, buf);
        let (top, left) = self.text.scroll_offset();
        let at = self.text.screen_cursor();
        let x = area.x + (at.col as u16).saturating_sub(left).min(area.width - 1);
        let y = area.y + (at.row as u16).saturating_sub(top).min(area.height - 1);
        cx.focused.then_some(CursorAt::Text(Position { x, y }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_typed_broken_taken_back_and_replaced() {
        let mut area = Area::default();
        "wants a".chars().for_each(|ch| area.insert(ch));
        area.act(Action::TextNewline);
        assert!(area.paste("list\r\nin writing"));
        assert_eq!(area.value(), "wants a\nlist\nin writing");
        assert!(area.at_bottom() && !area.at_top());
        area.act(Action::TextWordBack);
        assert_eq!(area.value(), "wants a\nlist\nin ");
        area.act(Action::TextUndo);
        assert_eq!(area.value(), "wants a\nlist\nin writing");
        area.set("new");
        assert_eq!(area.value(), "new");
        while area.value() == "new" || area.is_empty() {
            area.act(Action::TextUndo);
        }
        assert_eq!(area.value(), "wants a\nlist\nin writing");
        assert_eq!(area.act(Action::Call), Handled::No);
    }

    #[test]
    fn a_text_that_is_full_takes_no_more_and_keeps_what_it_has() {
        let mut area = Area::new("kept");
        let before = area.version();
        assert!(!area.paste(&"x".repeat(LARGEST_TEXT)));
        assert_eq!((area.value().as_str(), area.version()), ("kept", before));
        assert!(area.paste(&"é\n".repeat((LARGEST_TEXT - 4) / 3)));
        assert_eq!(area.value().len(), LARGEST_TEXT);
        area.insert('x');
        assert_eq!(area.value().len(), LARGEST_TEXT);
        area.act(Action::TextBackspace);
        area.insert('x');
        assert!(area.value().ends_with('x') && area.version() > before);
        area.act(Action::TextHome);
        let moved = area.version();
        area.act(Action::Up);
        assert_eq!(area.version(), moved, "moving changes nothing");
    }

    #[test]
    fn what_a_terminal_would_obey_does_not_get_in() {
        let area = Area::new("a\u{1b}[31m\u{202E}b");
        assert_eq!(area.value(), "a␛[31m⟨RLO⟩b");
    }
}
