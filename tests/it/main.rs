//! The one test binary.

mod architecture;
mod config;
mod first_day;
mod import;
mod jobs;
mod reads;
mod store;
mod support;
#[cfg(feature = "tui")]
mod tui;
