//! Stories of the terminal UI: keys in, screen text out, on a frozen clock.

mod again;
mod exports;
mod filters;
mod forms;
mod frame;
mod imports;
mod keys;
mod offers;
mod own;
mod panes;
mod privacy;
mod records;
pub(crate) mod support;
mod twins;
mod widths;
mod work;
