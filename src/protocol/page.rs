//! Pages of a list: rows and an opaque cursor, never an offset.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A page of a list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct List<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Send it as `starting_after` for the next page; none: this is the last one.
    pub next_cursor: Option<String>,
    /// There is a next page.
    pub has_more: bool,
}

impl<T> List<T> {
    /// A page, with where the next one begins.
    pub fn page<C: Cursor>(data: Vec<T>, next: Option<&C>) -> Self {
        Self {
            data,
            next_cursor: next.map(C::to_text),
            has_more: next.is_some(),
        }
    }
    /// All there is.
    pub fn whole(data: Vec<T>) -> Self {
        Self {
            data,
            next_cursor: None,
            has_more: false,
        }
    }
}

/// Where a page ended, as an opaque text. What it says is only a place: whoever changes it sees another part of what
/// they may see anyway.
pub trait Cursor: Serialize + DeserializeOwned {
    /// As a text for the wire: the JSON in hexadecimal digits.
    fn to_text(&self) -> String {
        use std::fmt::Write;
        let json = serde_json::to_vec(self).unwrap_or_default();
        json.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
    /// Read back; none: that is no cursor of this list.
    fn of_text(text: &str) -> Option<Self> {
        if text.len() > 4096 || !text.len().is_multiple_of(2) || !text.is_ascii() {
            return None;
        }
        let bytes = (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
            .collect::<Option<Vec<u8>>>()?;
        serde_json::from_slice(&bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(PartialEq, Debug, Serialize, Deserialize)]
    struct Place {
        due: i64,
        name: String,
    }
    impl Cursor for Place {}

    #[test]
    fn a_cursor_comes_back_as_it_went_and_anything_else_is_none() {
        let place = Place {
            due: 7,
            name: "Müller".to_owned(),
        };
        assert_eq!(Place::of_text(&place.to_text()), Some(place));
        for text in ["", "7", "zz", "7b7d", "ä7", &"0".repeat(5000)] {
            assert_eq!(Place::of_text(text), None, "{text}");
        }
    }
}
