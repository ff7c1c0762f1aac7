//! callsheet: the CRM that inside-sales reps work in all day, in a terminal.
//!
//! The layers, an edge pointing only downwards (docs/ARCHITECTURE.md):
//!
//! ```text
//!   main ─ cli, tui          front ends; never import each other
//!             │
//!     import, export         other systems' files become commands, rows become files
//!             │
//!          replica           the local door: run, query, watch, undo, drafts
//!             │
//!            ops             the commands: the only writers
//!             │
//!           store            the only SQL
//!          /     \
//!      domain   view         pure rules · plain read models
//!          \     /
//!           base             ids, time, text
//! ```

pub mod base;
pub mod cli;
pub mod config;
pub mod demo;
pub mod domain;
pub mod export;
pub mod import;
pub mod locale;
pub(crate) mod ops;
#[cfg(feature = "server")]
pub mod protocol;
pub mod replica;
#[cfg(feature = "server")]
pub mod server;
pub mod store;
#[cfg(feature = "tui")]
pub mod tui;
pub mod view;
