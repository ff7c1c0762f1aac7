//! The one test binary.

mod architecture;
mod cli;
mod config;
#[cfg(feature = "tui")]
mod day;
mod first_day;
mod import;
#[cfg(feature = "tui")]
mod manners;
mod jobs;
mod reads;
mod store;
mod support;
#[cfg(feature = "tui")]
mod tui;
