//! The one test binary.

mod architecture;
mod cli;
mod config;
#[cfg(feature = "tui")]
mod day;
mod first_day;
mod import;
mod reads;
mod store;
mod support;
#[cfg(feature = "tui")]
mod tui;
