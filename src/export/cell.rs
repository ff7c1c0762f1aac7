//! How a cell leaves as text: nothing that a terminal obeys, nothing that a spreadsheet runs.

use super::Ask;
use crate::base::text::{Mode, clean};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write as _;

/// What a spreadsheet takes for the beginning of a formula, full-width signs included (OWASP, CSV injection).
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A cell of text. What would be taken for a formula has a `'` before it, unless it is to stay as it is.
pub(super) fn text(text: &str, ask: &Ask) -> String {
    let shown = without_controls(text, ask);
    if !ask.raw && text.starts_with(FORMULA) {
        return format!("'{shown}");
    }
    shown.into_owned()
}

/// A cell of a phone number: its `+` is no formula, as long as it is a number.
pub(super) fn phone(number: &str, ask: &Ask) -> String {
    if is_number(number) {
        return number.to_owned();
    }
    text(number, ask)
}

/// A text for a format that ends its own lines: control characters as signs, line breaks as one sign each.
pub(super) fn plain(text: &str, ask: &Ask) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    without_controls(&text, ask).into_owned()
}

fn is_number(text: &str) -> bool {
    text.chars()
        .all(|ch| ch.is_ascii_digit() || " +()-./x;".contains(ch))
}

/// A cell of a table on the clipboard: one line, and no formula where it is pasted.
pub fn for_clipboard(text: &str) -> String {
    let shown = clean(text, Mode::Line).into_string();
    if text.starts_with(FORMULA) && !is_number(text) {
        return format!("'{shown}");
    }
    shown
}

/// Control characters as signs, so that a file that is looked at does nothing; line breaks and tabs stay in a file.
fn without_controls<'a>(text: &'a str, ask: &Ask) -> Cow<'a, str> {
    if ask.terminal {
        return Cow::Owned(clean(text, Mode::Line).into_string());
    }
    let is_control = |ch: char| ch.is_control() && !matches!(ch, '\t' | '\n' | '\r');
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for ch in text.chars() {
        if is_control(ch) {
            shown.push_str(clean(ch.encode_utf8(&mut [0; 4]), Mode::Line).as_str());
        } else {
            shown.push(ch);
        }
    }
    Cow::Owned(shown)
}

/// A value as JSON. What a terminal obeys is escaped too, where JSON itself would leave it (DEL and the C1 range).
pub(super) fn json(value: &Value) -> String {
    let text = value.to_string();
    if !text.contains(char::is_control) {
        return text;
    }
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, ch| {
            if ch.is_control() {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(ch));
            } else {
                out.push(ch);
            }
            out
        })
}

#[cfg(test)]
mod tests {
    use super::super::{CardVersion, What};
    use super::*;

    fn ask(raw: bool, terminal: bool) -> Ask {
        Ask {
            what: What::Companies,
            format: None,
            fields: Vec::new(),
            delimiter: b',',
            raw,
            only: None,
            terminal,
            card_version: CardVersion::default(),
            companies: None,
        }
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        let guarded = ask(false, false);
        for cell in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1"] {
            assert_eq!(text(cell, &guarded), format!("'{cell}"));
            assert_eq!(text(cell, &ask(true, false)), cell);
        }
        assert_eq!(text("a=b", &guarded), "a=b");
        assert_eq!(phone("+49 711 555-01 x12", &guarded), "+49 711 555-01 x12");
        assert_eq!(phone("+cmd", &guarded), "'+cmd");
    }

    #[test]
    fn what_a_terminal_would_obey_is_a_sign() {
        assert_eq!(
            text("a\u{1b}[31mb\u{9b}0mc\nd", &ask(false, false)),
            "a␛[31mb␛[0mc\nd"
        );
        assert_eq!(text("a\u{1b}[31m\nb", &ask(false, true)), "a␛[31m␊b");
        let hostile = Value::String("\u{1b}[31m\u{7f}\u{9b}0m".to_owned());
        assert_eq!(json(&hostile), "\"\\u001b[31m\\u007f\\u009b0m\"");
        assert_eq!(
            serde_json::from_str::<Value>(&json(&hostile)).expect("JSON"),
            hostile
        );
    }
}
