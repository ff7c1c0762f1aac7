//! The one test binary.

mod answers;
#[cfg(feature = "server")]
mod api;
mod architecture;
mod care;
mod cli;
mod config;
#[cfg(feature = "tui")]
mod day;
mod duplicates;
mod export;
mod faults;
mod file_rules;
mod first_day;
mod import;
mod jobs;
#[cfg(feature = "tui")]
mod manners;
mod mistakes;
mod privacy;
mod reads;
mod restore;
mod store;
mod support;
#[cfg(feature = "tui")]
mod tui;
