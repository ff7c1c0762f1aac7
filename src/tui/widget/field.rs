//! One line of text to type into, with the cursor of the terminal itself (an
//! input method opens its window there).

use super::area::LARGEST_TEXT;
use super::paint;
use crate::base::text::{self, Mode, width};
use crate::tui::action::Action;
use crate::tui::component::{CursorAt, Handled};
use crate::tui::cx::DrawCx;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_input::{Input, InputRequest};

/// Steps of undo that are kept.
const STEPS: usize = 200;

/// What the last change was, so that letters typed in a row are one step of undo.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Last {
    #[default]
    Other,
    Letter,
}

/// The state of a text field.
#[derive(Clone, Debug, Default)]
pub struct Field {
    input: Input,
    undo: Vec<(String, usize)>,
    redo: Vec<(String, usize)>,
    last: Last,
}

impl Field {
    /// A field holding a text, the cursor behind it.
    pub fn new(value: impl Into<String>) -> Self {
        Self {
            input: Input::new(one_line(&value.into())),
            ..Self::default()
        }
    }
    /// The text.
    pub fn value(&self) -> &str {
        self.input.value()
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.value().is_empty()
    }
    /// Replaces the text; undo brings the old one back.
    pub fn set(&mut self, value: &str) {
        self.step(Last::Other);
        self.input = Input::new(one_line(value));
    }
    /// Empties it, with its undo steps.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
    /// Whether the cursor stands behind the text.
    pub fn at_end(&self) -> bool {
        self.input.cursor() == self.value().chars().count()
    }

    /// Types a character.
    pub fn insert(&mut self, ch: char) {
        self.step(if ch.is_whitespace() {
            Last::Other
        } else {
            Last::Letter
        });
        self.input.handle(InputRequest::InsertChar(ch));
    }
    /// The place of the cursor, in characters.
    pub fn cursor(&self) -> usize {
        self.input.cursor()
    }
    /// Puts a text in the place of so many characters before the cursor; undo brings them back.
    pub fn complete(&mut self, replaces: usize, text: &str) {
        self.step(Last::Other);
        let cursor = self.input.cursor();
        let from = cursor.saturating_sub(replaces);
        let before = self.value().chars().take(from);
        let after = self.value().chars().skip(cursor);
        let value: String = before.chain(one_line(text).chars()).chain(after).collect();
        self.input = Input::new(value).with_cursor(from + text.chars().count());
    }
    /// Pastes a text; line ends become spaces. What has no room is left out as a whole.
    pub fn paste(&mut self, text: &str) {
        let (text, cursor) = (one_line(text), self.input.cursor());
        if self.value().len() + text.len() > LARGEST_TEXT {
            return;
        }
        self.step(Last::Other);
        let at = self
            .value()
            .char_indices()
            .nth(cursor)
            .map_or(self.value().len(), |(at, _)| at);
        let mut value = self.value().to_owned();
        value.insert_str(at, &text);
        self.input = Input::new(value).with_cursor(cursor + text.chars().count());
    }

    /// Does an action of text fields; `No` for any other.
    pub fn act(&mut self, action: Action) -> Handled {
        let request = match action {
            Action::TextLeft => InputRequest::GoToPrevChar,
            Action::TextRight => InputRequest::GoToNextChar,
            Action::TextHome => InputRequest::GoToStart,
            Action::TextEnd => InputRequest::GoToEnd,
            Action::TextWordLeft => InputRequest::GoToPrevWord,
            Action::TextWordRight => InputRequest::GoToNextWord,
            Action::TextBackspace => InputRequest::DeletePrevChar,
            Action::TextDelete => InputRequest::DeleteNextChar,
            Action::TextWordBack => InputRequest::DeletePrevWord,
            Action::TextKillStart => InputRequest::DeleteFromStart,
            Action::TextKillEnd => InputRequest::DeleteTillEnd,
            Action::TextUndo => return self.travel(true),
            Action::TextRedo => return self.travel(false),
            _ => return Handled::No,
        };
        let before = self.state();
        if self.input.handle(request).is_some_and(|change| change.value) {
            self.undo.push(before);
            self.redo.clear();
        }
        self.last = Last::Other;
        Handled::Yes
    }

    fn state(&self) -> (String, usize) {
        (self.value().to_owned(), self.input.cursor())
    }

    fn step(&mut self, now: Last) {
        if !(now == Last::Letter && self.last == Last::Letter) {
            self.undo.push(self.state());
            if self.undo.len() > STEPS {
                self.undo.remove(0);
            }
        }
        self.redo.clear();
        self.last = now;
    }

    fn travel(&mut self, back: bool) -> Handled {
        let now = self.state();
        let (from, to) = if back {
            (&mut self.undo, &mut self.redo)
        } else {
            (&mut self.redo, &mut self.undo)
        };
        if let Some((value, cursor)) = from.pop() {
            to.push(now);
            self.input = Input::new(value).with_cursor(cursor);
        }
        self.last = Last::Other;
        Handled::Yes
    }

    /// Draws the text, scrolled so that the cursor is visible; gives where the cursor stands.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>, role: Role) -> Option<CursorAt> {
        let style = cx.theme.get(role);
        buf.set_style(area.intersection(buf.area), style);
        if area.width == 0 || area.height == 0 {
            return None;
        }
        let at = self
            .value()
            .char_indices()
            .nth(self.input.cursor())
            .map_or(self.value().len(), |(at, _)| at);
        let (before, after) = self.value().split_at(at);
        let before = text::clean(before, Mode::Line).into_string();
        let after = text::clean(after, Mode::Line).into_string();
        let room = usize::from(area.width);
        let column = width(&before);
        // The cursor needs a cell of its own behind the text.
        let hidden = if cx.focused {
            (column + 1).saturating_sub(room)
        } else {
            0
        };
        let shown = text::skip(&before, hidden);
        let column = width(shown);
        let line = format!("{shown}{after}");
        paint::text(buf, area, &line, style);
        cx.focused.then(|| {
            CursorAt::Text(Position {
                x: area.x + column.min(room - 1) as u16,
                y: area.y,
            })
        })
    }
}

fn one_line(text: &str) -> String {
    text.trim_end_matches(['\n', '\r'])
        .replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Field {
        let mut field = Field::default();
        text.chars().for_each(|ch| field.insert(ch));
        field
    }

    #[test]
    fn typing_is_taken_back_word_by_word_and_typed_again() {
        let mut field = typed("two year price");
        for expect in ["two year ", "two year", "two ", "two", ""] {
            assert!(field.act(Action::TextUndo).yes());
            assert_eq!(field.value(), expect);
        }
        for _ in 0..9 {
            assert!(field.act(Action::TextRedo).yes());
        }
        assert_eq!(field.value(), "two year price");
    }

    #[test]
    fn the_keys_of_a_shell_work() {
        let mut field = typed("call Dr. Renz");
        field.act(Action::TextWordBack);
        assert_eq!(field.value(), "call Dr. ");
        field.act(Action::TextHome);
        field.act(Action::TextWordRight);
        field.act(Action::TextKillEnd);
        assert_eq!(field.value().trim_end(), "call");
        field.act(Action::TextEnd);
        field.act(Action::TextKillStart);
        assert!(field.is_empty());
        field.act(Action::TextUndo);
        assert_eq!(field.value().trim_end(), "call");
        assert_eq!(field.act(Action::Call), Handled::No);
    }

    #[test]
    fn a_visible_character_is_deleted_whole_and_a_paste_becomes_one_line() {
        let mut field = Field::default();
        field.paste("e\u{301}x\nline\ttwo\n");
        assert_eq!(field.value(), "e\u{301}x line two");
        field.act(Action::TextHome);
        field.act(Action::TextDelete);
        assert_eq!(field.value(), "x line two");
    }
}
