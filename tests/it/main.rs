//! The one test binary.

mod architecture;
mod reads;
mod store;
mod support;
#[cfg(feature = "tui")]
mod tui;
