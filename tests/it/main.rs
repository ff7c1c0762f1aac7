//! The one test binary.

mod architecture;
mod config;
mod file_rules;
mod first_day;
mod import;
mod reads;
mod store;
mod support;
#[cfg(feature = "tui")]
mod tui;
