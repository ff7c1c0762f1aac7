//! Stories of the terminal UI: keys in, screen text out, on a frozen clock.

mod again;
mod forms;
mod frame;
mod keys;
mod offers;
mod panes;
mod records;
pub(crate) mod support;
mod twins;
mod widths;
mod work;
