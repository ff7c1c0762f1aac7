//! Small value types that every layer speaks: ids, instants and dates, text
//! made safe for an exit, page cursors.
//!
//! Nothing here reads a clock, a file or a random source; such values come in
//! as arguments.

pub mod country;
pub mod diff;
pub mod doc;
pub mod fail;
pub mod finding;
pub mod holiday;
pub mod id;
pub mod json;
pub mod lang;
pub mod lookalike;
pub mod lookup;
pub mod mac;
pub mod near;
pub mod phone;
pub mod phrase;
pub mod text;
pub mod time;
pub mod vat;
pub mod words;
pub mod worktime;

pub use finding::{Finding, Position};
pub use id::*;
pub use json::Json;
pub use lang::Lang;
pub use text::SafeText;
pub use time::{Date, Due, Timestamp};

/// Reads the tables that a first screen needs, for a thread beside the start: else they are read when first used, in the
/// way of the first frame.
pub fn make_ready() {
    country::all();
    phone::make_ready();
}
