//! The last line: what one can press now, or what the program says.
//!
//! Hints come most useful first; the least useful are dropped until the rest
//! fits, and `: palette  ? help` is never dropped.

use super::menu::{Choice, own_digits};
use super::paint;
use crate::base::text::{ellipsize, width};
use crate::tui::action::{Act, Action};
use crate::tui::component::{Availability, Component};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::input::{Code, Key};
use crate::tui::theme::Role;
use crate::tui::toast::{Level, Toast};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// It leaves the box of a prefix, as every key does that chooses nothing in it.
const ESC: Key = Key::plain(Code::Esc);

/// What a click on a hint does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Click {
    /// It asks for this action.
    Act(Act),
    /// It presses this key, which opens a box of choices.
    Key(Key),
}

/// One hint: its key, its word, what a click on it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// The key as the screen names it.
    pub key: String,
    /// The word.
    pub word: String,
    /// What a click does.
    pub click: Click,
}

impl Hint {
    /// The hint for an action, when a key works for it here. Of a sequence (`s 3`) the beginning is the hint (`s snooze`).
    pub fn of(cx: &Cx, action: Action) -> Option<Self> {
        let text = |key: String| cx.locale.find(&key).map(std::borrow::Cow::into_owned);
        let keys = cx.keys.first(&cx.scopes, action)?;
        if let [first, _, ..] = keys.0[..]
            && let Some(word) = text(format!("prefix-{}.hint", first.label()))
        {
            return Some(Self {
                key: first.label(),
                word,
                click: Click::Key(first),
            });
        }
        let word = text(format!("{}.hint", action.spec().title_key()))?;
        Some(Self {
            key: cx.key_of(action)?,
            word,
            click: Click::Act(action.act()),
        })
    }

    /// The hint with the words a component has for it.
    fn in_words(mut self, cx: &Cx, key: &'static str) -> Self {
        if let Some(word) = cx.locale.find(key) {
            self.word = word.into_owned();
        }
        let name = format!("{key}.key");
        if cx.locale.find(&name).is_some() {
            self.key = cx.t_args(&name, &[("key", (&self.key).into())]).into_owned();
        }
        self
    }

    fn width(&self) -> usize {
        width(&self.key) + 1 + width(&self.word)
    }
}

/// The hints of a component that can be done now, then palette and help.
pub fn collect(cx: &Cx, component: &dyn Component) -> (Vec<Hint>, Vec<Hint>) {
    let mut useful: Vec<Hint> = Vec::new();
    for action in component.hints(cx) {
        if !matches!(component.availability(cx, action), Availability::Ready(_)) {
            continue;
        }
        let hint = Hint::of(cx, action).map(|hint| match component.hint_word(cx, action) {
            Some(key) => hint.in_words(cx, key),
            None => hint,
        });
        // Two actions behind the same first key are one hint.
        if let Some(hint) = hint.filter(|hint| !useful.contains(hint)) {
            useful.push(hint);
        }
    }
    (useful, always(cx))
}

/// Palette and help, which every screen, popup and box has.
fn always(cx: &Cx) -> Vec<Hint> {
    let both = [Action::PaletteOpen, Action::HelpOpen].into_iter();
    both.filter_map(|action| Hint::of(cx, action)).collect()
}

/// Draws what is never dropped at the right; gives the cells before it.
fn draw_always(
    buf: &mut Buffer,
    area: Rect,
    hints: &[Hint],
    cx: DrawCx<'_>,
    clicks: &mut Vec<(Rect, Click)>,
) -> Rect {
    let wide = hints.iter().map(|hint| hint.width() + 2).sum::<usize>();
    let wide = wide.saturating_sub(1) as u16;
    let mut x = area.right().saturating_sub(wide).max(area.x);
    let end = x + wide.min(area.width);
    for hint in hints {
        put(buf, &mut x, end, area, hint, cx, clicks);
    }
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1).saturating_sub(wide + 1),
        ..area
    }
}

/// Draws the line; gives where each hint stands, for the mouse.
pub fn draw(
    buf: &mut Buffer,
    area: Rect,
    cx: DrawCx<'_>,
    component: &dyn Component,
    toast: Option<&Toast>,
) -> Vec<(Rect, Click)> {
    let (useful, always) = collect(&cx, component);
    let mut clicks = Vec::new();
    let free = draw_always(buf, area, &always, cx, &mut clicks);
    let mut x = free.x;
    // What the keys mean now is never covered by what was said.
    if let Some(mode) = component.mode(&cx) {
        let wide = (width(&mode) as u16).min(free.width);
        paint::text(
            buf,
            Rect { width: wide, ..free },
            &mode,
            cx.theme.get(Role::Title),
        );
        x += wide + 2;
    }
    if let Some(toast) = toast {
        let role = match toast.level {
            Level::Error => Role::Error,
            Level::Undo => Role::Ok,
            Level::Info | Level::Refusal => Role::Text,
        };
        let room = Rect {
            x,
            width: free.right().saturating_sub(x),
            ..free
        };
        let text = toast.fitted(usize::from(room.width));
        paint::text(buf, room, &text, cx.theme.get(role));
        return clicks;
    }
    for hint in &useful {
        if x + hint.width() as u16 > free.right() {
            break;
        }
        put(buf, &mut x, free.right(), area, hint, cx, &mut clicks);
    }
    clicks
}

/// Draws the line while the box of a prefix is open: which prefix, what chooses in it, what leaves it.
pub fn draw_prefix(
    buf: &mut Buffer,
    area: Rect,
    cx: DrawCx<'_>,
    title: &str,
    choices: &[Choice],
) -> Vec<(Rect, Click)> {
    let mut clicks = Vec::new();
    let free = draw_always(buf, area, &always(&cx), cx, &mut clicks);
    // The way out stays whole; of a long name the end is cut.
    let room =
        usize::from(free.width).saturating_sub(ESC.label().len() + 1 + width(&cx.t("hint-cancel")) + 2);
    let title = ellipsize(title, room);
    paint::text(buf, free, &title, cx.theme.get(Role::Title));
    let mut x = (free.x + width(&title) as u16 + 2).min(free.right());
    let cancel = Hint {
        key: ESC.label(),
        word: cx.t("hint-cancel").into_owned(),
        click: Click::Key(ESC),
    };
    put(buf, &mut x, free.right(), area, &cancel, cx, &mut clicks);
    let keys: Vec<&str> = choices.iter().map(|choice| choice.key.as_str()).collect();
    let keys = in_short(&keys);
    let word = cx.t("hint-choose");
    // What chooses stands in the box, too: here it is left out where it has no room.
    if x + (width(&keys) + 1 + width(&word)) as u16 <= free.right() {
        let line = Line::from(vec![
            paint::span(keys, cx.theme.get(Role::KeyHint)),
            paint::span(format!(" {word}"), cx.theme.get(Role::Text)),
        ]);
        let room = Rect {
            x,
            width: free.right() - x,
            ..area
        };
        paint::line(buf, room, &line);
    }
    clicks
}

/// The keys of a box in few cells: of the digits the first and the last, every other key for itself.
fn in_short(keys: &[&str]) -> String {
    let is_digit = |key: &&&str| own_digits(std::iter::once(**key));
    let digits: Vec<&str> = keys.iter().filter(is_digit).copied().collect();
    let others = keys.iter().filter(|key| !is_digit(key)).copied();
    let digits = match digits[..] {
        [first, _, .., last] => format!("{first}-{last}"),
        _ => digits.join(" "),
    };
    let digits = Some(digits).filter(|digits| !digits.is_empty());
    let parts: Vec<&str> = digits.as_deref().into_iter().chain(others).collect();
    parts.join(" ")
}

fn put(
    buf: &mut Buffer,
    x: &mut u16,
    end: u16,
    row: Rect,
    hint: &Hint,
    cx: DrawCx<'_>,
    clicks: &mut Vec<(Rect, Click)>,
) {
    let at = Rect {
        x: *x,
        width: (hint.width() as u16).min(end.saturating_sub(*x)),
        ..row
    };
    let line = Line::from(vec![
        paint::span(hint.key.clone(), cx.theme.get(Role::KeyHint)),
        paint::span(format!(" {}", hint.word), cx.theme.get(Role::Text)),
    ]);
    paint::line(buf, at, &line);
    clicks.push((at, hint.click));
    *x += hint.width() as u16 + 2;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_said_from_first_to_last_and_letters_one_by_one() {
        assert_eq!(in_short(&["1", "2", "3", "9", "0", "s", "t"]), "1-0 s t");
        assert_eq!(in_short(&["1", "2", "3"]), "1-3");
        assert_eq!(in_short(&["1", "2", "s"]), "1 2 s");
        assert_eq!(in_short(&["w", "c", "g"]), "w c g");
        assert_eq!(in_short(&[]), "");
    }
}
