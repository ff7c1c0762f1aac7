//! The one test binary.

mod architecture;
mod store;
mod support;
#[cfg(feature = "tui")]
mod tui;
