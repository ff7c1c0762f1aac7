//! Import: rows of other systems' files become commands through the door.

pub mod draft;
mod error;
pub mod map;
pub mod read;
mod rejects;
pub mod value;

pub use error::ImportError;
