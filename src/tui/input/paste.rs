//! Telling a paste from typing where the terminal does not mark it, and
//! swallowing an answer of the terminal that comes after we stopped waiting.

use super::key::{Code, Key};
use super::{Input, clean_paste};

/// Fewest keys in a row that are a paste.
const FEWEST: usize = 8;
/// Longest gap between two keys of a paste, in milliseconds.
pub const GAP_MS: i64 = 3;

/// Collects keys that come faster than anybody types (Windows sends a paste as keys, Enter included).
#[derive(Debug, Default)]
pub struct Burst {
    keys: Vec<Key>,
    last_ms: i64,
}

impl Burst {
    /// Takes a key at a time in milliseconds; gives back what is certain by now.
    pub fn push(&mut self, key: Key, now_ms: i64) -> Vec<Input> {
        let mut out = self.flush(now_ms);
        if text_of(key).is_some() {
            self.keys.push(key);
            self.last_ms = now_ms;
        } else {
            out.append(&mut self.take());
            out.push(Input::Key(key));
        }
        out
    }

    /// Gives back what was collected, once the gap has passed.
    pub fn flush(&mut self, now_ms: i64) -> Vec<Input> {
        if now_ms - self.last_ms >= GAP_MS {
            self.take()
        } else {
            Vec::new()
        }
    }

    /// Whether keys are held back.
    pub fn is_waiting(&self) -> bool {
        !self.keys.is_empty()
    }

    fn take(&mut self) -> Vec<Input> {
        let keys = std::mem::take(&mut self.keys);
        if keys.len() < FEWEST {
            return keys.into_iter().map(Input::Key).collect();
        }
        let text: String = keys.into_iter().filter_map(text_of).collect();
        vec![Input::Paste(clean_paste(&text))]
    }
}

fn text_of(key: Key) -> Option<char> {
    match key.code {
        Code::Enter if !key.ctrl && !key.alt => Some('\n'),
        Code::Tab if !key.ctrl && !key.alt && !key.shift => Some('\t'),
        _ => key.printable(),
    }
}

/// Swallows a late answer to the question for the background colour.
///
/// Over a slow line it comes after we stopped waiting, as the keys
/// `Alt+]`, `1`, `1`, `;` … Its digits must not log an outcome.
#[derive(Debug, Default)]
pub struct LateAnswer {
    inside: bool,
    seen: usize,
}

impl LateAnswer {
    /// Whether the key belongs to such an answer.
    pub fn swallows(&mut self, key: Key) -> bool {
        if !self.inside {
            self.inside = key.alt && !key.ctrl && key.code == Code::Char(']');
            self.seen = 0;
            return self.inside;
        }
        self.seen += 1;
        let ends = (key.ctrl && key.code == Code::Char('g')) || (key.alt && key.code == Code::Char('\\'));
        let belongs = ends || key.printable().is_some();
        // No answer is longer; a user who really pressed Alt+] gets the keyboard back.
        self.inside = belongs && !ends && self.seen < 32;
        belongs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_faster_than_fingers_are_one_paste() {
        let mut burst = Burst::default();
        let mut out = Vec::new();
        for (at, ch) in "qdq\nSwxyz".chars().enumerate() {
            let key = if ch == '\n' {
                Key::plain(Code::Enter)
            } else {
                Key::char(ch)
            };
            out.append(&mut burst.push(key, at as i64));
        }
        assert_eq!(out, Vec::new());
        assert!(burst.is_waiting());
        assert_eq!(burst.flush(20), vec![Input::Paste("qdq\nSwxyz".to_owned())]);
    }

    #[test]
    fn typing_passes_through_in_order() {
        let mut burst = Burst::default();
        let mut out = burst.push(Key::char('a'), 0);
        out.append(&mut burst.push(Key::char('b'), 80));
        out.append(&mut burst.push(Key::plain(Code::Esc), 81));
        let expect = [Key::char('a'), Key::char('b'), Key::plain(Code::Esc)].map(Input::Key);
        assert_eq!(out, expect);
        assert!(!burst.is_waiting());
    }

    #[test]
    fn a_late_answer_of_the_terminal_is_not_typed() {
        let mut late = LateAnswer::default();
        let mut answer = vec!["alt-]".parse::<Key>().expect("key")];
        answer.extend("11;rgb:1e1e/1e1e/2e2e".chars().map(Key::char));
        answer.push("alt-\\".parse().expect("key"));
        assert!(answer.into_iter().all(|key| late.swallows(key)));
        assert!(!late.swallows(Key::char('1')));
    }
}
