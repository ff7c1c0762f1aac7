//! Stories of the terminal UI: keys in, screen text out, on a frozen clock.

mod again;
mod back;
mod bulk;
mod exports;
mod filters;
mod forms;
mod frame;
mod import_choices;
mod imports;
mod keys;
mod marks;
mod offers;
mod own;
mod panes;
mod privacy;
mod records;
mod running_import;
pub(crate) mod support;
mod twins;
mod widths;
mod work;
