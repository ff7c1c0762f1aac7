//! Screens and popups. Each is one component with its own state.

pub mod actions;
pub mod help;
pub mod palette;
