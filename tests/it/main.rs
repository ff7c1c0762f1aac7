//! The one test binary.

mod architecture;
mod config;
mod reads;
mod store;
mod support;
#[cfg(feature = "tui")]
mod tui;
