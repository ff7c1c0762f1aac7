//! The terminal UI: what a rep works in all day.
//!
//! ```text
//!   terminal ─► input ─► keymap ─► Action ─► component ─► Cx (ask, push, go, say)
//!                                               ▲              │
//!                        Message::Answer ◄──────┴── data ◄─────┘
//! ```
//! One queue of messages; handle all that wait, draw once. [`app`] owns the
//! screens and the popups over them and knows no widget. It sees the domain
//! and the data layer only through the closures its screens send to [`data`].

pub mod action;
pub mod app;
pub mod care;
pub mod component;
pub mod cx;
pub mod data;
pub mod host;
pub mod input;
pub mod keymap;
pub mod keys;
pub mod layout;
pub mod message;
pub mod nav;
pub mod place;
pub mod rep;
pub mod run;
pub mod scope;
pub mod screen;
pub mod setup;
pub mod spoken;
pub mod start;
pub mod terminal;
pub mod theme;
pub mod toast;
pub mod usage;
pub mod watch;
pub mod welcome;
pub mod whereabouts;
pub mod widget;
