//! Screens and popups. Each is one component with its own state.

pub mod actions;
mod deeds;
mod entry;
pub mod help;
pub mod palette;
mod prompt;
mod script;
pub mod work;
