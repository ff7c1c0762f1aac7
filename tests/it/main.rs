//! The one test binary.

mod answers;
mod architecture;
mod config;
mod first_day;
mod import;
mod reads;
mod store;
mod support;
#[cfg(feature = "tui")]
mod tui;
