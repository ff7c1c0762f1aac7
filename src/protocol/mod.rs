//! What goes over the wire beside the rows of the field: the one shape of errors, pages, answers of commands.
//!
//! Plain types, shared by the server and its clients. No rule, no I/O.

mod page;
mod problem;

pub use page::{Cursor, List};
pub use problem::{FieldError, Problem, Said};

/// Where the API stands.
pub const V1: &str = "/api/v1";
