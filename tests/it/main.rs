//! The one test binary.

mod architecture;
mod config;
mod faults;
mod first_day;
mod import;
mod reads;
mod store;
mod support;
#[cfg(feature = "tui")]
mod tui;
