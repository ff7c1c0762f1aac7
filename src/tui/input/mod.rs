//! From what the terminal sends to what the program understands (ux.md §3.7).
//!
//! This is the one place that knows the event types of the terminal library.
//! [`read`] drops key releases and folds the ways systems report the same key;
//! [`langmap`] translates letters of other alphabets, [`paste`] tells a paste
//! from typing on systems that do not mark it. All of it is pure.

mod key;
pub mod langmap;
pub mod paste;

pub use key::{BadKey, Code, Key, Keys};

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// What the user did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// A key went down (or repeats).
    Key(Key),
    /// Text was pasted; line ends are `\n`. Never run as keys.
    Paste(String),
    /// The mouse.
    Mouse(Mouse),
    /// The window has this many columns and rows now.
    Resize(u16, u16),
    /// The window got (or lost) the focus.
    Focus(bool),
}

/// What the mouse did, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mouse {
    /// What it did.
    pub kind: MouseKind,
    /// Column from 0.
    pub x: u16,
    /// Row from 0.
    pub y: u16,
}

/// Kinds of mouse events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MouseKind {
    /// The left button went down.
    Press,
    /// The left button went down a second time at the same place; the application makes it of two presses.
    Double,
    /// The mouse moved with the left button down.
    Drag,
    /// The left button came up.
    Release,
    /// The wheel turned up.
    WheelUp,
    /// The wheel turned down.
    WheelDown,
}

/// What differs between systems and settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Quirks {
    /// Windows reports AltGr as Ctrl+Alt.
    pub altgr_is_ctrl_alt: bool,
    /// Ctrl+H deletes a word (Windows Terminal sends it for Ctrl+Backspace) instead of a character.
    pub ctrl_h_deletes_word: bool,
}

/// Reads one event; `None` when it means nothing to us.
pub fn read(event: Event, quirks: Quirks) -> Option<Input> {
    Some(match event {
        Event::Key(event) => Input::Key(read_key(event, quirks)?),
        Event::Paste(text) => Input::Paste(clean_paste(&text)),
        Event::Mouse(event) => Input::Mouse(read_mouse(event)?),
        Event::Resize(columns, rows) => Input::Resize(columns, rows),
        Event::FocusGained => Input::Focus(true),
        Event::FocusLost => Input::Focus(false),
    })
}

/// Makes every line end of a paste `\n` (tmux sends `\r`) and drops what no text holds.
pub fn clean_paste(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines
        .chars()
        .filter(|ch| !ch.is_control() || matches!(ch, '\n' | '\t'))
        .collect()
}

fn read_key(event: KeyEvent, quirks: Quirks) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let mut key = Key {
        code: read_code(event.code)?,
        ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
        alt: event.modifiers.contains(KeyModifiers::ALT),
        shift: event.modifiers.contains(KeyModifiers::SHIFT) || event.code == KeyCode::BackTab,
    };
    match key.code {
        Code::Char(ch) if quirks.altgr_is_ctrl_alt && key.ctrl && key.alt && !ch.is_control() => {
            // `@`, `{`, `€` of German and Swedish keyboards.
            key = Key::char(ch);
        }
        Code::Char('h' | 'H') if key.ctrl && !key.alt => {
            key = Key {
                ctrl: quirks.ctrl_h_deletes_word,
                ..Key::plain(Code::Backspace)
            };
        }
        // The Enter of the keypad comes as a line feed through tmux.
        Code::Char('j' | 'J') if key.ctrl && !key.alt && !key.shift => key = Key::plain(Code::Enter),
        Code::Char(ch) if key.ctrl => {
            key.code = Code::Char(ch.to_lowercase().next().unwrap_or(ch));
        }
        // The case of the character already says it.
        Code::Char(_) if !key.alt => key.shift = false,
        _ => {}
    }
    Some(key)
}

fn read_code(code: KeyCode) -> Option<Code> {
    Some(match code {
        KeyCode::Char(ch) => Code::Char(ch),
        KeyCode::F(n) => Code::F(n),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab | KeyCode::BackTab => Code::Tab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        _ => return None,
    })
}

fn read_mouse(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
        MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
        MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        _ => return None,
    };
    Some(Mouse {
        kind,
        x: event.column,
        y: event.row,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(code, modifiers))
    }
    fn key_of(event: Event, quirks: Quirks) -> String {
        match read(event, quirks) {
            Some(Input::Key(key)) => key.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn releases_mean_nothing_and_repeats_are_presses() {
        let event = |kind| {
            Event::Key(KeyEvent::new_with_kind(
                KeyCode::Char('x'),
                KeyModifiers::NONE,
                kind,
            ))
        };
        assert_eq!(read(event(KeyEventKind::Release), Quirks::default()), None);
        for kind in [KeyEventKind::Press, KeyEventKind::Repeat] {
            assert_eq!(
                read(event(kind), Quirks::default()),
                Some(Input::Key(Key::char('x')))
            );
        }
    }

    #[test]
    fn the_same_key_is_the_same_however_a_system_reports_it() {
        let (none, shift, ctrl, alt) = (
            KeyModifiers::NONE,
            KeyModifiers::SHIFT,
            KeyModifiers::CONTROL,
            KeyModifiers::ALT,
        );
        for (code, modifiers, expect) in [
            (KeyCode::Char('G'), shift, "G"),
            (KeyCode::Char('Ж'), shift, "Ж"),
            (KeyCode::Char(':'), shift, ":"),
            (KeyCode::Char('C'), ctrl, "ctrl-c"),
            (KeyCode::Char('h'), ctrl, "backspace"),
            (KeyCode::Char('j'), ctrl, "enter"),
            (KeyCode::Enter, none, "enter"),
            (KeyCode::BackTab, none, "shift-tab"),
            (KeyCode::BackTab, shift, "shift-tab"),
            (KeyCode::Left, alt, "alt-left"),
            (KeyCode::Char('@'), ctrl | alt, "ctrl-alt-@"),
        ] {
            assert_eq!(key_of(press(code, modifiers), Quirks::default()), expect);
        }
    }

    #[test]
    fn altgr_on_windows_types_its_character() {
        let quirks = Quirks {
            altgr_is_ctrl_alt: true,
            ..Quirks::default()
        };
        for ch in "@[]{}\\|~€".chars() {
            let event = press(KeyCode::Char(ch), KeyModifiers::CONTROL | KeyModifiers::ALT);
            assert_eq!(key_of(event, quirks), ch.to_string());
        }
        let word = Quirks {
            ctrl_h_deletes_word: true,
            ..Quirks::default()
        };
        assert_eq!(
            key_of(press(KeyCode::Char('h'), KeyModifiers::CONTROL), word),
            "ctrl-backspace"
        );
    }

    #[test]
    fn a_paste_keeps_its_lines_and_loses_what_a_terminal_would_obey() {
        let big = format!("a\r\nb\rc\td\u{1b}[201~{}", "x".repeat(1 << 20));
        let Some(Input::Paste(text)) = read(Event::Paste(big), Quirks::default()) else {
            panic!("a paste")
        };
        assert!(text.starts_with("a\nb\nc\td[201~xxx"));
    }
}
