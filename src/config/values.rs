//! The values a setting can have, where it is not just text or a number.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

crate::codes! {
    /// How a number gets into the phone.
    "call method" CallMethod {
        /// The rep dials by hand.
        Show = "show",
        /// The number is copied.
        Copy = "copy",
        /// A `tel:` link is opened.
        Tel = "tel",
        /// A program is started.
        Command = "command",
    }
    /// What the title of the terminal window shows.
    "window title" WindowTitle {
        /// Screen and the name of the company in work.
        Names = "names",
        /// The screen only.
        Plain = "plain",
        /// It is left alone.
        Off = "off",
    }
    /// What a message on the desktop says.
    "notification" Notify {
        /// That a promised call is due, and whom to.
        Names = "names",
        /// That one is due.
        Plain = "plain",
        /// There is none.
        Off = "off",
    }
    /// Which number of `11/12` is the day.
    "date order" DateOrder {
        /// As the locale says.
        Auto = "auto",
        /// `24/11`.
        DayFirst = "day_first",
        /// `11/24`.
        MonthFirst = "month_first",
    }
    /// Whether the next call starts by itself after an outcome that asks nothing.
    "power mode" PowerMode {
        /// When the rep presses `P`.
        Off = "off",
        /// From the start.
        On = "on",
        /// Never; `P` says why.
        Never = "never",
    }
    /// A set of default keys.
    "key preset" KeyPreset {
        /// Arrows and hjkl.
        Default = "default",
        /// hjkl are free.
        ArrowsOnly = "arrows-only",
        /// With `dd`, `yy`, Ctrl+O and Ctrl+I.
        VimStrict = "vim-strict",
        /// For one hand on the keypad.
        Numpad = "numpad",
    }
    /// The digit row of a keyboard.
    "digit row" Digits {
        /// It types digits.
        Plain = "plain",
        /// French.
        Azerty = "azerty",
        /// Lithuanian.
        Lithuanian = "lithuanian",
        /// Czech.
        Czech = "czech",
    }
    /// What Ctrl+H does in a text.
    "ctrl_h" CtrlH {
        /// What old terminals send for Backspace.
        Backspace = "backspace",
        /// What Windows Terminal sends for Ctrl+Backspace.
        DeleteWord = "delete-word",
    }
    /// Which way a copied text takes out of the terminal.
    "clipboard method" ClipboardMethod {
        /// The desktop's when there is one, else tmux, else OSC 52.
        Auto = "auto",
        /// The desktop's.
        Native = "native",
        /// The buffer of tmux.
        Tmux = "tmux",
        /// An escape sequence that the terminal understands.
        Osc52 = "osc52",
        /// A program.
        Command = "command",
    }
    /// What is written to the log.
    "log level" LogLevel {
        Off = "off", Error = "error", Warn = "warn", Info = "info", Debug = "debug", Trace = "trace",
    }
}

/// A delay: so many milliseconds, or `auto`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Delay {
    /// None in the first week, 250 ms later.
    #[default]
    Auto,
    /// So many milliseconds.
    Ms(u32),
}

impl Serialize for Delay {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Auto => to.serialize_str(super::AUTO),
            Self::Ms(ms) => to.serialize_u32(*ms),
        }
    }
}

impl<'de> Deserialize<'de> for Delay {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Milliseconds;
        impl de::Visitor<'_> for Milliseconds {
            type Value = Delay;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("milliseconds from 0 to 10000, or \"auto\"")
            }
            fn visit_i64<E: de::Error>(self, ms: i64) -> Result<Delay, E> {
                match u32::try_from(ms) {
                    Ok(ms @ 0..=10_000) => Ok(Delay::Ms(ms)),
                    _ => Err(E::invalid_value(de::Unexpected::Signed(ms), &self)),
                }
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Delay, E> {
                match text {
                    super::AUTO => Ok(Delay::Auto),
                    _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
        }
        from.deserialize_any(Milliseconds)
    }
}

/// One key or a list of keys, as text.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct KeyList(pub Vec<String>);

impl std::ops::Deref for KeyList {
    type Target = [String];
    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl<'de> Deserialize<'de> for KeyList {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> de::Visitor<'de> for Keys {
            type Value = KeyList;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key in quotes, or a list of keys")
            }
            fn visit_str<E: de::Error>(self, key: &str) -> Result<KeyList, E> {
                Ok(KeyList(vec![key.to_owned()]))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<KeyList, A::Error> {
                let mut keys = Vec::new();
                while let Some(key) = list.next_element()? {
                    keys.push(key);
                }
                Ok(KeyList(keys))
            }
        }
        from.deserialize_any(Keys)
    }
}
